/* The goods of a collection that is put together by hand: searched for and put in, dragged or moved up and down, taken out. Each button is a small form, so it works without scripts. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/shell.h"
#include "shop/collection.h"
#include "shop/staff.h"

#define FOUND 20

static const char *
here(struct ctx *c, int64_t id, const char *word)
{
	const char *url = url_admin(c, "/collections/%lld/goods", (long long)id);

	return str_empty(word) ? url : url_with(c, url, "q", word);
}

static void
found_show(struct request *r, struct view *v, const struct collection_goods *in, size_t n_in, const char *word)
{
	struct ctx *c = r->c;
	int64_t total;
	size_t n, i, k;
	struct goods_row **found = goods_list(c, "", word, GOODS_ALL, 1, FOUND, &n, &total);
	struct view *some = n > 0 ? view_row(v, "FOUND") : NULL;

	for (i = 0; i < n; i++) {
		struct view *row = view_row(some, "HIT");

		for (k = 0; k < n_in && in[k].product != found[i]->id; k++)
			;
		view_text(row, "ROW_NAME", found[i]->name);
		view_int(row, "PRODUCT", found[i]->id);
		view_flag(row, "IN", k < n_in);
		view_flag(row, "OUT", k == n_in);
		present_picture(c, row, &found[i]->picture, found[i]->tint);
	}
	view_flag(v, "NONE_FIT", n == 0);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct collection *g = collection_get(c, r->arg_int[0]);
	const char *word = request_query(r, "q");
	struct collection_goods *in;
	struct view *v;
	size_t n, i;

	if (!g || g->by_rule) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/collection_goods", "more", g->name);
	shell_back(v, url_admin(c, "/collections/%lld", (long long)g->id));
	view_text(v, "FORM_URL", here(c, g->id, ""));
	view_text(v, "WORD", word ? word : "");
	in = collection_goods(c, g->id, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_NAME", in[i].name);
		view_int(row, "PRODUCT", in[i].product);
		view_flag(row, "HIDDEN", !str_eq(in[i].status, "active"));
		view_flag(row, "UP", i > 0);
		view_flag(row, "DOWN", i + 1 < n);
		present_picture(c, row, &in[i].picture, in[i].tint);
	}
	view_flag(v, "SOME", n > 0);
	view_flag(v, "EMPTY", n == 0);
	if (!str_empty(word))
		found_show(r, v, in, n, word);
}

/* One place up or down. */
static enum collection_change
step(struct ctx *c, int64_t id, int64_t product, bool up)
{
	size_t n, i;
	const struct collection_goods *in = collection_goods(c, id, &n);

	for (i = 0; i < n && in[i].product != product; i++)
		;
	return i < n ? collection_move(c, id, product, up ? (int64_t)i - 1 : (int64_t)i + 1) : COLLECTION_CHANGE_GONE;
}

struct change_form { int64_t product, to; const char *act, *q; };
static const struct field fields[] = {
	F_INT(struct change_form, product, 1, INT64_MAX), F_INT_OPT(struct change_form, to, 1, COLLECTION_GOODS_MOST),
	F_CHOICE(struct change_form, act, "add|take|up|down|to"), F_TEXT(struct change_form, q, 0, 100), F_FIN
};

static void
change(struct request *r)
{
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	enum collection_change done;
	struct change_form f;

	if (!form_read(r, fields, &f)) {
		reply_see_other(r, here(c, id, ""));
		return;
	}
	if (str_eq(f.act, "add"))
		done = collection_add(c, id, f.product);
	else if (str_eq(f.act, "take"))
		done = collection_take(c, id, f.product);
	else if (str_eq(f.act, "to"))
		done = f.to > 0 ? collection_move(c, id, f.product, f.to - 1) : COLLECTION_CHANGE_GONE;
	else
		done = step(c, id, f.product, str_eq(f.act, "up"));
	switch (done) {
	case COLLECTION_CHANGE_OK:
		break;
	case COLLECTION_CHANGE_GONE:
		flash(r, "flash.no.collection.gone");
		break;
	case COLLECTION_CHANGE_FULL:
		flash(r, "flash.no.collection.full");
		break;
	}
	reply_see_other(r, here(c, id, f.q));
}

static const struct route routes[] = {
	{ "GET", "/admin/collections/{id:int}/goods", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/collections/{id:int}/goods", change, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
