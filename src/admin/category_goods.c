/*
 * The goods of a category in the owner's order: dragged, moved by buttons, or given a number; from anywhere in a large category the one that is looked for is put in front. Sold-out goods come last in
 * the shop whatever their place, and here too.
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/filter.h"
#include "shop/search.h"
#include "shop/shelf_pin.h"
#include "shop/staff.h"

#define PER_PAGE 50
#define HITS 240
#define HITS_SHOWN 20

struct order_form { int64_t version; const char *move; };
static const struct field fields[] = { F_INT(struct order_form, version, 0, INT64_MAX), F_TEXT(struct order_form, move, 0, 40), F_FIN };

static const char *
here(struct ctx *c, int64_t category, const char *q, int64_t page)
{
	const char *url = url_admin(c, "/categories/%lld/goods", (long long)category);

	if (!str_empty(q))
		url = url_with(c, url, "q", q);
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static void
goods_show(struct ctx *c, struct view *v, struct card **cards, size_t n, int64_t first, int64_t pinned, bool found)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, found ? "HIT" : "ROW");
		int64_t place = first + (int64_t)i;

		view_int(row, "ROW_ID", cards[i]->id);
		view_text(row, "ROW_NAME", cards[i]->name);
		view_int(row, "ROW_PLACE", place);
		view_flag(row, "BY_HAND", !found && place <= pinned);
		view_flag(row, "NOT_FIRST", found || place > 1);
		present_picture(c, row, &cards[i]->picture, cards[i]->tint);
		present_price(c, row, &cards[i]->price);
		present_stock(row, cards[i]->stock);
	}
}

/* Goods of the category that hold the words. */
static void
hits_show(struct ctx *c, struct view *v, int64_t category, const char *q)
{
	struct filter f = { .category = category, .to = FILTER_PRICE };
	struct card **cards;
	size_t n = 0;
	int64_t *ids = NULL;

	f.hits = search(c, q, HITS, &f.n_hits);
	if (f.n_hits > 0)
		ids = filter_hits(c, &f, true, SORT_HAND, &n);
	cards = catalog_cards(c, ids, n < HITS_SHOWN ? n : HITS_SHOWN, &n);
	goods_show(c, v, cards, n, 1, 0, true);
	view_flag(v, "NO_HIT", n == 0);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct category *g = catalog_category(c, r->arg_int[0]);
	const char *asked = request_query(r, "q"), *q = asked && strlen(asked) <= 200 ? str_trim(c->arena, asked) : "";
	int64_t page = request_page(r), total, most;
	struct list_query l = { .category = r->arg_int[0], .sort = SORT_HAND, .page = page, .per_page = PER_PAGE };
	struct card **cards;
	struct pager p;
	struct view *v;
	size_t n;

	if (!g || page > SHELF_PIN_MOST / PER_PAGE) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/category_goods", "more", g->name);
	shell_back(v, url_admin(c, "/categories/%lld", (long long)g->id));
	shell_own_bar(v);
	present_form(r, v);
	view_text(v, "FORM_URL", here(c, g->id, NULL, page));
	view_text(v, "FIND_URL", here(c, g->id, NULL, 1));
	view_text(v, "FIND_Q", q);
	view_int(v, "VERSION", g->version);
	cards = catalog_list(c, &l, &n, &total);
	view_flag(v, "SOME", n > 0 && str_empty(q));
	view_flag(v, "EMPTY", total == 0);
	view_flag(v, "MANY", total > PER_PAGE);
	view_text(v, "TOTAL", money_digits(c->arena, total));
	view_int(v, "MOST", SHELF_PIN_MOST);
	if (!str_empty(q)) {
		hits_show(c, view_row(v, "FOUND"), g->id, q);
		return;
	}
	goods_show(c, v, cards, n, (page - 1) * PER_PAGE + 1, shelf_pin_count(c, g->id), false);
	most = total < SHELF_PIN_MOST ? total : SHELF_PIN_MOST;
	for (pager_start(&p, page, most, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, here(c, g->id, NULL, p.at));
}

/* "up:12", "down:12", "top:12": one product from where it stands. False: nothing of the kind. */
static bool
one_move(const char *word, int64_t place_of, struct shelf_move *m)
{
	if (str_starts(word, "up:"))
		m->to = place_of > 1 ? place_of - 1 : 1;
	else if (str_starts(word, "down:"))
		m->to = place_of + 1;
	else if (str_starts(word, "top:"))
		m->to = 1;
	else
		return false;
	return str_int(strchr(word, ':') + 1, 1, INT64_MAX, &m->product);
}

/* Whose number was changed, or taken away: each row sends its own as p_ID, and where it stood as was_ID. */
static size_t
numbers(struct request *r, struct shelf_move *moves, const char *word)
{
	const struct pair *p;
	int64_t id, to = 0, was;
	const char *stood;
	size_t n = 0;

	for (p = r->form; p && p->name && n < PER_PAGE; p++) {
		if (!str_starts(p->name, "p_") || !str_int(p->name + 2, 1, INT64_MAX, &id))
			continue;
		stood = request_form(r, arena_printf(r->c->arena, "was_%lld", (long long)id));
		if (!stood || !str_int(stood, 1, SHELF_PIN_MOST, &was))
			continue;
		moves[n].product = id;
		if (!str_empty(word)) {
			struct shelf_move m;

			if (one_move(word, was, &m) && m.product == id)
				moves[n++].to = m.to;
		} else if (str_empty(p->value) || (str_int(p->value, 1, SHELF_PIN_MOST, &to) && to != was)) {
			moves[n++].to = str_empty(p->value) ? 0 : to;
		}
	}
	return n;
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	struct shelf_move moves[PER_PAGE + 1], found;
	struct order_form f;
	size_t n;

	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	n = numbers(r, moves, f.move);
	/* From the search: it stands nowhere on this page. */
	if (n == 0 && str_starts(f.move, "top:") && one_move(f.move, 1, &found))
		moves[n++] = found;
	switch (shelf_pin_put(c, r->arg_int[0], f.version, moves, n)) {
	case SHELF_PIN_GONE:
		reply_not_found(r);
		return;
	case SHELF_PIN_CONFLICT:
		form_note(r, "categories.order_conflict");
		reply_again(r, show);
		return;
	case SHELF_PIN_OK:
		flash(r, "flash.category.order");
		reply_see_other(r, here(c, r->arg_int[0], NULL, request_page(r)));
		return;
	}
}

static const struct route routes[] = {
	{ "GET", "/admin/categories/{id:int}/goods", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/{id:int}/goods", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
