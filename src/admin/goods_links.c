/* Goods shown with a product: three short lists by hand, each with a search to add from; and what buyers bought with it, of which the owner may leave some out. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/product_link.h"
#include "shop/staff.h"
#include "shop/together.h"

#define FOUND_MOST 12

static const char *
page_url(struct request *r)
{
	return url_admin(r->c, "/goods/%lld/links", (long long)r->arg_int[0]);
}

static bool
kind_of(const char *word, enum link_kind *kind)
{
	size_t i;

	for (i = 0; i < LINK_KINDS; i++)
		if (str_eq(link_kinds[i], word)) {
			*kind = (enum link_kind)i;
			return true;
		}
	return false;
}

/* One of the three lists. */
static void
list_show(struct request *r, struct view *v, const struct product *p, enum link_kind kind)
{
	struct ctx *c = r->c;
	struct view *list = view_row(v, "LIST"), *row;
	const struct product *other;
	size_t i, n = 0;

	view_text(list, "LIST_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "links.%s", link_kinds[kind]), NULL));
	view_text(list, "LIST_HINT", i18n(c->arena, c->lang, arena_printf(c->arena, "links.%s.hint", link_kinds[kind]), NULL));
	view_text(list, "KIND", link_kinds[kind]);
	view_text(list, "ADD_URL", url_with(c, page_url(r), "kind", link_kinds[kind]));
	for (i = 0; i < p->n_links; i++) {
		if (p->links[i].kind != kind || !(other = catalog_product(c, p->links[i].target)))
			continue;
		row = view_row(list, "LINKED");
		view_text(row, "GOODS_NAME", other->name);
		view_int(row, "TARGET", other->id);
		view_flag(row, "NOT_FIRST", n++ > 0);
		view_flag(row, "NOT_SOLD", !str_eq(other->status, "active"));
		present_picture(c, row, other->n_pictures > 0 ? &other->pictures[0] : NULL, other->tint);
	}
}

/* What the shop found in its orders. */
static void
together_show(struct request *r, struct view *v, const struct product *p)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct together *list = together_list(c, p->id, &n);

	v = view_row(v, "TOGETHER");
	view_flag(v, "PAIRS_NONE", n == 0);
	for (i = 0; i < n; i++) {
		const struct product *other = catalog_product(c, list[i].other);
		struct view *row;

		if (!other)
			continue;
		row = view_row(v, "PAIR");
		view_text(row, "GOODS_NAME", other->name);
		view_int(row, "TARGET", other->id);
		view_int(row, "BUYERS", list[i].buyers);
		view_int(row, "ORDERS", list[i].orders);
		view_flag(row, "PAIR_SHOWN", !list[i].hidden);
		view_flag(row, "PAIR_HIDDEN", list[i].hidden);
		view_flag(row, "NOT_SOLD", !str_eq(other->status, "active"));
		present_picture(c, row, other->n_pictures > 0 ? &other->pictures[0] : NULL, other->tint);
	}
}

static bool
linked(const struct product *p, enum link_kind kind, int64_t target)
{
	size_t i;

	for (i = 0; i < p->n_links; i++)
		if (p->links[i].kind == kind && p->links[i].target == target)
			return true;
	return false;
}

static void
search_show(struct request *r, struct view *v, const struct product *p, enum link_kind kind)
{
	struct ctx *c = r->c;
	const char *text = request_query(r, "q");
	size_t n, i;
	int64_t total;
	struct goods_row **rows;

	text = text ? str_trim(c->arena, text) : "";
	rows = goods_list(c, "active", text, GOODS_ALL, 1, FOUND_MOST, &n, &total);
	v = view_row(v, "SEARCH");
	view_text(v, "LIST_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "links.%s", link_kinds[kind]), NULL));
	view_text(v, "KIND", link_kinds[kind]);
	view_text(v, "Q", text);
	view_text(v, "PAGE_URL", page_url(r));
	for (i = 0; i < n; i++) {
		struct view *row;

		if (rows[i]->id == p->id || linked(p, kind, rows[i]->id))
			continue;
		row = view_row(v, "FOUND");
		view_text(row, "GOODS_NAME", rows[i]->name);
		view_int(row, "TARGET", rows[i]->id);
		view_money(row, "PRICE", rows[i]->price_min);
		present_picture(c, row, &rows[i]->picture, rows[i]->tint);
	}
	view_flag(v, "FOUND_NONE", n == 0);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	enum link_kind kind;
	struct view *v;
	size_t i;

	if (!p) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_links", "goods", i18n(c->arena, c->lang, "links.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "PAGE_URL", page_url(r));
	view_flag(v, "MAY_EDIT", role_may(r->staff->role, RIGHT_GOODS_EDIT));
	if (kind_of(request_query(r, "kind"), &kind) && role_may(r->staff->role, RIGHT_GOODS_EDIT))
		search_show(r, v, p, kind);
	for (i = 0; i < LINK_KINDS; i++)
		list_show(r, v, p, (enum link_kind)i);
	together_show(r, v, p);
}

struct link_form { int64_t target; const char *kind, *act; };
static const struct field fields[] = {
	F_INT(struct link_form, target, 1, INT64_MAX),
	F_CHOICE(struct link_form, kind, "cross|related|up|together"),
	F_CHOICE(struct link_form, act, "add|drop|up|hide|show"),
	F_FIN
};

/* A form that none of our pages has: the lists by hand know no hiding, and what was found in orders can't be added to. */
static bool
fits(const struct link_form *f)
{
	return str_eq(f->kind, "together") == (str_eq(f->act, "hide") || str_eq(f->act, "show"));
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	enum link_kind kind = LINK_CROSS;
	struct link_form f;

	if (!form_read(r, fields, &f) || !fits(&f)) {
		reply_again(r, show);
		return;
	}
	(void)kind_of(f.kind, &kind);
	if (str_eq(f.kind, "together"))
		together_hide(c, r->arg_int[0], f.target, str_eq(f.act, "hide"));
	else if (str_eq(f.act, "drop"))
		product_link_drop(c, r->arg_int[0], kind, f.target);
	else if (str_eq(f.act, "up"))
		product_link_up(c, r->arg_int[0], kind, f.target);
	else
		switch (product_link_add(c, r->arg_int[0], kind, f.target)) {
		case LINK_OK:
			break;
		case LINK_GONE:
			reply_not_found(r);
			return;
		case LINK_SELF:
			form_note(r, "links.self");
			break;
		case LINK_FULL:
			form_note(r, "links.full");
			break;
		}
	if (r->form_note) {
		reply_again(r, show);
		return;
	}
	reply_see_other(r, page_url(r));
}

/* "2 chosen"; nothing chosen is said, too: the shop chooses. */
static const char *
state(struct ctx *c, const struct product *p)
{
	return p->n_links == 0 ? i18n(c->arena, c->lang, "links.auto", NULL) : i18n(c->arena, c->lang, "links.count", arena_printf(c->arena, "%zu", p->n_links), NULL);
}

static const struct goods_more more = { 800, "links", "link", "links.title", RIGHT_GOODS_SEE, state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/links", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/links", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
