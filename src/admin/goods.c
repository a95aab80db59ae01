/*
 * The owner's list of goods: what is on sale, drafts, the archive, what runs low; search; price and stock of simple goods changed on the spot, each row a plain form
 * of its own. After something was archived or brought back, the list offers the way back.
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
#include "shop/exporter.h"
#include "shop/staff.h"
#include "shop/stock.h"

#define PER_PAGE 30
#define COUNT_MAX 100000000
#define FILE_MAX 3900000	/* below the smallest sensible reply_max */
#define FILE_GOODS 1000		/* more than these are not written while somebody waits */

enum tab { TAB_ACTIVE, TAB_DRAFT, TAB_ARCHIVED, TAB_LOW, TAB_COUNT };

static const struct { const char *word, *text; } tabs[TAB_COUNT] = {
	[TAB_ACTIVE] = { "active", "goods.tab.active" },
	[TAB_DRAFT] = { "draft", "goods.tab.draft" },
	[TAB_ARCHIVED] = { "archived", "goods.tab.archived" },
	[TAB_LOW] = { "low", "goods.tab.low" },
};

struct quick { int64_t version, price, stock; const char *count; };
static const struct field fields[] = {
	F_INT(struct quick, version, 1, INT64_MAX), F_MONEY_OPT(struct quick, price, 1, MONEY_MAX),
	F_TEXT(struct quick, count, 1, 20), F_FIN
};

static bool
may(const struct request *r, enum right right)
{
	return role_may(r->staff->role, right);
}

static enum tab
tab_of(const struct request *r)
{
	const char *word = request_query(r, "status");
	size_t i;

	if (str_eq(request_query(r, "low"), "1"))
		return TAB_LOW;
	for (i = 0; i < TAB_LOW; i++)
		if (str_eq(tabs[i].word, word))
			return (enum tab)i;
	return TAB_ACTIVE;
}

static const char *
query_of(struct request *r)
{
	const char *q = request_query(r, "q");

	return q ? str_trim(r->c->arena, q) : "";
}

/* path with what the list is narrowed to. */
static const char *
narrowed(struct ctx *c, const char *path, enum tab tab, const char *q, int64_t page)
{
	if (tab == TAB_LOW)
		path = url_with(c, path, "low", "1");
	else if (tab != TAB_ACTIVE)
		path = url_with(c, path, "status", tabs[tab].word);
	if (!str_empty(q))
		path = url_with(c, path, "q", q);
	return page > 1 ? url_with(c, path, "page", arena_printf(c->arena, "%lld", (long long)page)) : path;
}

static void
tabs_show(struct request *r, struct view *v, enum tab now, const char *q)
{
	struct ctx *c = r->c;
	int i;

	for (i = 0; i < TAB_COUNT; i++) {
		struct view *row = view_row(v, "TAB");

		view_text(row, "TAB_URL", narrowed(c, url_admin(c, "/goods"), (enum tab)i, q, 1));
		view_text(row, "TAB_TEXT", i18n(c->arena, c->lang, tabs[i].text, NULL));
		view_flag(row, "TAB_ON", i == (int)now);
	}
}

/* Only the row whose form came back shows what was typed there. */
static void
cell(struct request *r, struct view *row, const char *section, const char *name, bool sent, int64_t n)
{
	struct view *f;

	if (sent) {
		(void)present_field_money(r, row, section, fields, name, n, NO_NUMBER);
		return;
	}
	f = view_row(row, section);
	view_text(f, "FIELD", name);
	view_text(f, "VALUE", money_digits(r->c->arena, n));
}

static void
quick_show(struct request *r, struct view *row, const struct goods_row *g, enum tab tab, const char *q, int64_t page)
{
	bool sent = r->form && g->id == r->arg_int[0];
	bool conflict = str_eq(r->form_note, "product.conflict");

	if (g->variants != 1 || !may(r, RIGHT_STOCK_EDIT))
		return;
	row = view_row(row, "QUICK");
	view_text(row, "QUICK_URL", narrowed(r->c, url_admin(r->c, "/goods/%lld/quick", (long long)g->id), tab, q, page));
	view_text(row, "VERSION", sent && !conflict ? form_typed(r, "version", "") :
	    arena_printf(r->c->arena, "%lld", (long long)g->version));
	view_int(row, "HAD", g->on_hand);
	if (may(r, RIGHT_GOODS_EDIT))
		cell(r, row, "Q_PRICE", "price", sent, g->list_price);
	cell(r, row, "Q_STOCK", "count", sent, g->on_hand);
}

static void
row_show(struct request *r, struct view *v, const struct goods_row *g)
{
	struct ctx *c = r->c;

	view_text(v, "GOODS_NAME", g->name);
	view_int(v, "GOODS_ID", g->id);
	view_text(v, "GOODS_ROW_URL", url_admin(c, "/goods/%lld", (long long)g->id));
	view_text(v, "GOODS_STOCK_URL", url_admin(c, "/goods/%lld/stock", (long long)g->id));
	present_picture(c, v, &g->picture, g->tint);
	if (g->variants < 2 || g->stock == STOCK_NONE || !g->lowest)
		present_stock(v, g->stock);
	view_money(v, "PRICE_MIN", g->price_min);
	view_money(v, "PRICE_MAX", g->price_max);
	view_flag(v, "PRICE_RANGE", g->price_max > g->price_min);
	view_flag(v, "PROMO", g->price_min < g->list_price);
	view_flag(v, "MANY", g->variants > 1);
	view_flag(v, "NOTHING_SOLD", g->variants == 0);
	view_int(v, "VARIANTS", g->variants);
	view_text(v, "AVAILABLE", money_digits(c->arena, g->available));
	if (g->lowest && g->variants > 1) {
		const struct sellable *least = catalog_sellable(c, g->lowest);
		struct view *row = least ? view_row(v, least->available > 0 ? "LEAST" : "LEAST_NONE") : NULL;

		if (row) {
			view_text(row, "LOW_NAME", least->label);
			view_int(row, "LOW_LEFT", least->available);
		}
		if (row && g->lows > 1)
			view_int(view_row(row, "LOW_OTHERS"), "LOWS_MORE", g->lows - 1);
	}
	view_flag(v, "HELD", g->on_hand > g->available);
	view_text(v, "HELD_COUNT", money_digits(c->arena, g->on_hand - g->available));
}

/* From the shelf to a post in one tap: for goods on sale. */
static void
post_show(struct request *r, struct view *row, enum tab tab)
{
	if ((tab != TAB_ACTIVE && tab != TAB_LOW) || !may(r, RIGHT_SOCIAL))
		return;
	view_text(view_row(row, "POST_IT"), "POST_URL", url_admin(r->c, "/posts/new"));
}

/* The way back after an act on one product: "Sanjai Balado is in the archive now. Undo". */
static void
undo_show(struct request *r, struct view *v)
{
	const char *id = request_query(r, "undo"), *was = request_query(r, "was");
	const struct product *p;
	int64_t n;

	if (!id || !str_int(id, 1, INT64_MAX, &n) || !may(r, RIGHT_GOODS_EDIT) ||
	    (!str_eq(was, "active") && !str_eq(was, "draft") && !str_eq(was, "archived")))
		return;
	p = catalog_product(r->c, n);
	if (!p || str_eq(p->status, was))
		return;
	v = view_row(v, "UNDO");
	view_text(v, "UNDO_NAME", p->name);
	view_text(v, "UNDO_URL", url_admin(r->c, "/goods/%lld/status", (long long)n));
	view_text(v, "UNDO_TO", was);
}

static void
empty_show(struct request *r, struct view *v, enum tab tab, const char *q)
{
	struct ctx *c = r->c;
	struct view *row;

	if (!str_empty(q)) {
		row = view_row(v, "NOT_FOUND");
	} else if (tab == TAB_ACTIVE) {
		row = view_row(v, "NO_GOODS");
		view_text(row, "NEW_URL", url_admin(c, "/goods/new"));
		view_flag(row, "MAY_EDIT", may(r, RIGHT_GOODS_EDIT));
		return;
	} else {
		row = view_row(v, "NONE_HERE");
		view_text(row, "NONE_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "goods.none.%s", tabs[tab].word), NULL));
	}
	view_text(row, "ALL_URL", url_admin(c, "/goods"));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/goods", "goods", i18n(c->arena, c->lang, "goods.title", NULL));
	enum tab tab = tab_of(r);
	const char *q = query_of(r);
	int64_t page = request_page(r), total;
	struct goods_row **rows;
	struct pager pager;
	size_t n, i;

	if (may(r, RIGHT_GOODS_EDIT))
		shell_action(v, url_admin(c, "/goods/new"), i18n(c->arena, c->lang, "product.new", NULL));
	present_form(r, v);
	undo_show(r, v);
	tabs_show(r, v, tab, q);
	rows = goods_list(c, tab == TAB_LOW ? "active" : tabs[tab].word, q, tab == TAB_LOW, page, PER_PAGE, &n, &total);
	view_text(v, "Q", q);
	view_flag(v, "IS_LOW", tab == TAB_LOW);
	view_text(v, "STATUS", tabs[tab].word);
	view_flag(v, "OTHER_TAB", tab != TAB_LOW && tab != TAB_ACTIVE);
	view_flag(v, "SOME", n > 0);
	view_text(v, "FOUND", money_digits(c->arena, total));
	if (n > 0 && total <= FILE_GOODS)
		view_text(view_row(v, "TAKE_FILE"), "FILE_URL", narrowed(c, url_admin(c, "/goods/export"), tab, q, 1));
	if (n == 0)
		empty_show(r, v, tab, q);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "GOODS_ROW");

		row_show(r, row, rows[i]);
		post_show(r, row, tab);
		quick_show(r, row, rows[i], tab, q, page);
	}
	for (pager_start(&pager, page, total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, narrowed(c, url_admin(c, "/goods"), tab, q, pager.at));
}

/* --- price and stock on the spot --- */

/* The whole product as it is, for an edit of one number. */
static void
edit_of(struct ctx *c, const struct product *p, struct product_edit *e, struct variant_edit *ve)
{
	const struct product_texts *en = product_texts(c, p->id, "en");
	const struct variant *v = &p->variants[0];
	int64_t *categories = arena_new_n(c->arena, p->n_categories, int64_t);
	size_t i;

	for (i = 0; i < p->n_categories; i++)
		categories[i] = p->categories[i]->id;
	*ve = (struct variant_edit){
		.id = v->id, .sku = v->sku, .barcode = v->barcode, .price = v->list_price, .compare_at = v->compare_at,
		.sale_price = v->sale_price, .sale_from = v->sale_from, .sale_to = v->sale_to, .cost = v->cost,
		.weight_g = v->weight_g, .low_at = v->low_at, .size_mm = { v->size_mm[0], v->size_mm[1], v->size_mm[2] }, .stock = NO_NUMBER, .media = v->media, .active = true,
	};
	*e = (struct product_edit){
		.name = { p->name, en ? en->name : "" }, .summary = { p->summary, en ? en->summary : "" },
		.description = { p->description, en ? en->description : "" }, .slug = "", .status = p->status,
		.unit = p->unit, .pirt = p->pirt, .halal = p->halal, .bpom = p->bpom,
		.shelf_life_days = p->shelf_life_days, .tint = p->tint, .featured = p->featured,
		.categories = categories, .n_categories = p->n_categories, .variants = ve, .n_variants = 1,
		.keep_attrs = true, .keep_options = true,
	};
}

static const struct product *
single(struct ctx *c, int64_t id)
{
	const char *lang = c->lang;
	const struct product *p;

	c->lang = "id";
	p = catalog_product(c, id);
	c->lang = lang;
	return p && p->n_variants == 1 ? p : NULL;
}

static void
price_check(struct request *r, const struct variant *v, int64_t price)
{
	if (v->compare_at > 0 && v->compare_at <= price)
		form_bad(r, "price", "goods.was_low");
	else if (v->sale_price > 0 && v->sale_price >= price)
		form_bad(r, "price", "goods.sale_high");
}

/* False: fields or the form are marked. */
static bool
put_ok(struct request *r, enum product_put said)
{
	switch (said) {
	case PRODUCT_OK:
		return true;
	case PRODUCT_RESERVED:
		form_bad(r, "count", "product.reserved");
		return false;
	case PRODUCT_GONE:
	case PRODUCT_CONFLICT:
	case PRODUCT_SKU_TAKEN:
	case PRODUCT_SAME_OPTIONS:
	case PRODUCT_NO_VARIANT:
	case PRODUCT_SLUG_TAKEN:
		form_note(r, "product.conflict");
		return false;
	}
	BUG("product_put said %d", (int)said);
}

/* Stock alone needs no version: a count is a count. */
static bool
count_ok(struct request *r, int64_t variant, int64_t stock)
{
	switch (stock_count(r->c, variant, stock, "count", NULL)) {
	case STOCK_CHANGE_OK:
		return true;
	case STOCK_CHANGE_SHORT:
		form_bad(r, "count", "product.reserved");
		return false;
	}
	return false;
}

static bool
quick_put(struct request *r, const struct product *p, const struct quick *f)
{
	const char *had = request_form(r, "had");
	struct product_edit e;
	struct variant_edit v;
	int64_t id = p->id, was;
	bool counted = !had || !money_parse(had, &was) || was != f->stock;
	size_t bad;

	if (f->price == NO_NUMBER || f->price == p->variants[0].list_price || !may(r, RIGHT_GOODS_EDIT))
		return !counted || count_ok(r, p->variants[0].id, f->stock);
	edit_of(r->c, p, &e, &v);
	price_check(r, &p->variants[0], f->price);
	v.price = f->price;
	v.stock = counted ? f->stock : NO_NUMBER;
	return r->n_errors == 0 && put_ok(r, product_put(r->c, &id, f->version, &e, &bad));
}

/* The count as people type it: 1.200 is twelve hundred. */
static bool
quick_read(struct request *r, struct quick *f)
{
	if (!form_read(r, fields, f))
		return false;
	if (!money_parse(f->count, &f->stock))
		form_bad(r, "count", "product.number");
	else if (f->stock > COUNT_MAX)
		form_bad(r, "count", "product.range");
	return r->n_errors == 0;
}

static void
quick(struct request *r)
{
	const struct product *p = single(r->c, r->arg_int[0]);
	struct quick f;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (!quick_read(r, &f) || !quick_put(r, p, &f)) {
		reply_again(r, show);
		return;
	}
	flash(r, "flash.goods.quick");
	reply_see_other(r, narrowed(r->c, url_admin(r->c, "/goods"), tab_of(r), query_of(r), request_page(r)));
}

/* --- the list as a file --- */

static void
export(struct request *r)
{
	struct ctx *c = r->c;
	enum tab tab = tab_of(r);
	struct exporter_filter filter = { tab == TAB_LOW ? "active" : tabs[tab].word, query_of(r), tab == TAB_LOW };
	struct buf b;
	size_t n;

	(void)goods_ids(c, filter.status, filter.q, filter.low, 0, FILE_GOODS + 1, &n);
	buf_init(&b, c->arena, FILE_MAX);
	if (n <= FILE_GOODS)
		(void)exporter_text(c, &filter, may(r, RIGHT_COST_SEE), &b);
	if (n > FILE_GOODS || b.full) {
		flash(r, "flash.no.goods.large");
		reply_see_other(r, narrowed(c, url_admin(c, "/goods"), tab, filter.q, 1));
		return;
	}
	reply_text(r, 200, "text/csv; charset=utf-8", b.s);
	reply_header(r, "Content-Disposition", arena_printf(c->arena, "attachment; filename=\"etalase-%s.csv\"",
	    i18n(c->arena, c->lang, "goods.file", NULL)));
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/export", export, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "GET", "/admin/goods", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/quick", quick, GATE_STAFF, DO_WRITE, RIGHT_STOCK_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
