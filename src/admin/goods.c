/*
 * The owner's list of goods: what is on sale, drafts, the archive, what runs low, what lacks a photo, a weight or words; search; price and stock changed on the spot, each row a plain form of its own. Of goods with several variants a tap opens
 * their lines below the row; what is saved there is a change like one of the sheet's (shop/sheet.h), and can be taken back like it. After something was archived or brought back, the list offers the way back.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/hint.h"
#include "present/pager.h"
#include "present/sheet_form.h"
#include "present/price.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/exporter.h"
#include "shop/hint.h"
#include "shop/staff.h"
#include "shop/stock.h"

#define PER_PAGE 30
#define COUNT_MAX 100000000
#define FILE_MAX 3900000	/* below the smallest sensible reply_max */
#define FILE_GOODS 1000		/* more than these are not written while somebody waits */

enum tab { TAB_ACTIVE, TAB_DRAFT, TAB_ARCHIVED, TAB_TRASH, TAB_LOW, TAB_LACKING, GOODS_TABS };

static const struct { const char *word, *text; } tabs[GOODS_TABS] = {
	[TAB_ACTIVE] = { "active", "goods.tab.active" },
	[TAB_DRAFT] = { "draft", "goods.tab.draft" },
	[TAB_ARCHIVED] = { "archived", "goods.tab.archived" },
	[TAB_TRASH] = { "trash", "goods.tab.trash" },
	[TAB_LOW] = { "low", "goods.tab.low" },
	[TAB_LACKING] = { "lacking", "goods.tab.lacking" },
};

#define QUICK_UNDO_S 600	/* so long a change made in the list is taken back by one tap */

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
	for (i = 0; i < GOODS_TABS; i++)
		if (str_eq(tabs[i].word, word))
			return (enum tab)i;
	return TAB_ACTIVE;
}

/* What of it goods_list() is asked for. */
static const char *
status_of(enum tab tab)
{
	return tab == TAB_LOW || tab == TAB_LACKING ? "active" : tabs[tab].word;
}

static enum goods_only
only_of(enum tab tab)
{
	return tab == TAB_LOW ? GOODS_LOW : tab == TAB_LACKING ? GOODS_LACKING : GOODS_ALL;
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
	int64_t lacking = hint_count(c);
	int i;

	for (i = 0; i < GOODS_TABS; i++) {
		struct view *row;

		if (i == TAB_LACKING && lacking == 0 && i != (int)now)
			continue;
		row = view_row(v, "TAB");
		view_text(row, "TAB_URL", narrowed(c, url_admin(c, "/goods"), (enum tab)i, q, 1));
		view_text(row, "TAB_TEXT", i == TAB_LACKING && lacking > 0 ? i18n(c->arena, c->lang, "goods.tab.lacking.n", money_digits(c->arena, lacking), NULL) :
		    i18n(c->arena, c->lang, tabs[i].text, NULL));
		view_flag(row, "TAB_ON", i == (int)now);
	}
}

/* Only the row whose form came back shows what was typed there. */
static void
cell(struct request *r, struct view *row, const char *section, const char *name, bool sent, const char *value)
{
	struct view *f;

	if (sent) {
		(void)present_field(r, row, section, fields, name, value);
		return;
	}
	f = view_row(row, section);
	view_text(f, "FIELD", name);
	view_text(f, "VALUE", value);
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
		cell(r, row, "Q_PRICE", "price", sent, money_digits(r->c->arena, g->list_price));
	cell(r, row, "Q_STOCK", "count", sent, quantity_typed(r->c->arena, r->c->lang, g->measure, g->on_hand));
	view_flag(row, "PIECES", g->measure == MEASURE_PIECE);
	view_text(row, "QTY_KEYS", g->measure == MEASURE_PIECE ? "numeric" : "decimal");
	if (g->measure != MEASURE_PIECE)
		view_text(view_row(row, "BY_MEASURE"), "QTY_UNIT", quantity_unit(g->measure));
}

/* The product whose variants are open below its row; 0: none. */
static int64_t
open_of(const struct request *r)
{
	const char *word = request_query(r, "open");
	int64_t id;

	if (r->form)
		return r->arg_int[0];
	return word && str_int(word, 1, INT64_MAX, &id) ? id : 0;
}

static void
line_show(struct request *r, struct view *v, const struct goods_line *x)
{
	struct view *row = view_row(v, "LINE");

	view_text(row, "LINE_LABEL", *x->label ? x->label : x->name);
	view_text(row, "V_ROW", sheet_form_row(r, x, false));
	if (may(r, RIGHT_GOODS_EDIT))
		(void)present_field(r, row, "L_PRICE", NULL, sheet_form_field(r->c, x, SHEET_PRICE), sheet_form_text(r->c, x, SHEET_PRICE, x->price));
	if (x->bundle) {
		view_text(view_row(row, "OF_PARTS"), "ON_HAND", money_digits(r->c->arena, x->on_hand));
		return;
	}
	(void)present_field(r, row, "L_STOCK", NULL, sheet_form_field(r->c, x, SHEET_STOCK), sheet_form_text(r->c, x, SHEET_STOCK, x->on_hand));
	if (x->measure != MEASURE_PIECE)
		view_text(view_row(row, "BY_MEASURE"), "QTY_UNIT", quantity_unit(x->measure));
}

/* Price and stock of each variant: behind a link, and below the row when it is followed. */
static void
lines_show(struct request *r, struct view *row, const struct goods_row *g, enum tab tab, const char *q, int64_t page)
{
	struct ctx *c = r->c;
	const struct goods_choice choice = { .status = "", .products = arena_printf(c->arena, "%lld", (long long)g->id) };
	const char *list = narrowed(c, url_admin(c, "/goods"), tab, q, page), *id = choice.products;
	struct goods_line *lines;
	int64_t total;
	struct view *f;
	size_t n, i;

	if (g->variants < 2 || tab == TAB_TRASH || !may(r, RIGHT_STOCK_EDIT)) {
		view_flag(row, "BY_VARIANT", g->variants > 1);
		return;
	}
	if (g->variants > SHEET_FORM_LINES) {
		view_text(view_row(row, "TO_LINES"), "LINES_URL", may(r, RIGHT_GOODS_EDIT) ? url_with(c, url_admin(c, "/goods/sheet"), "id", id) : url_admin(c, "/goods/%lld/stock", (long long)g->id));
		return;
	}
	if (open_of(r) != g->id) {
		view_text(view_row(row, "TO_LINES"), "LINES_URL", arena_printf(c->arena, "%s#g%s", url_with(c, list, "open", id), id));
		return;
	}
	f = view_row(row, "LINES");
	view_text(f, "QUICK_URL", narrowed(c, url_admin(c, "/goods/%lld/quick", (long long)g->id), tab, q, page));
	view_text(f, "CLOSE_URL", arena_printf(c->arena, "%s#g%s", list, id));
	lines = goods_lines(c, &choice, 1, SHEET_FORM_LINES, &n, &total);
	for (i = 0; i < n; i++)
		if (lines[i].variant)
			line_show(r, f, &lines[i]);
}

static void
row_show(struct request *r, struct view *v, const struct goods_row *g, enum tab tab)
{
	struct ctx *c = r->c;
	bool lacking = g->hints && (tab == TAB_ACTIVE || tab == TAB_LACKING);

	view_text(v, "GOODS_NAME", g->name);
	view_int(v, "GOODS_ID", g->id);
	/* Who looks for what is missing is led to the first of it. */
	view_text(v, "GOODS_ROW_URL", lacking && tab == TAB_LACKING ? present_hint_url(c, g->id, present_hint_first(g->hints), (size_t)g->variants) :
	    url_admin(c, "/goods/%lld", (long long)g->id));
	if (lacking)
		view_text(view_row(v, "LACKING"), "LACKS", present_hint_list(c, g->hints));
	view_text(v, "GOODS_STOCK_URL", url_admin(c, "/goods/%lld/stock", (long long)g->id));
	present_picture(c, v, &g->picture, g->tint);
	if (g->variants < 2 || g->stock == STOCK_NONE || !g->lowest)
		present_stock(v, g->stock);
	view_text(v, "PRICE_MIN", g->price_max > g->price_min ? money_text(c->arena, g->price_min) : present_price_of(c, g->price_min, g->measure, g->price_qty));
	view_text(v, "PRICE_MAX", present_price_of(c, g->price_max, g->measure, g->price_qty));
	view_flag(v, "PRICE_RANGE", g->price_max > g->price_min);
	view_flag(v, "PROMO", g->price_min < g->list_price);
	view_flag(v, "MANY", g->variants > 1);
	view_flag(v, "NOTHING_SOLD", g->variants == 0);
	view_int(v, "VARIANTS", g->variants);
	view_text(v, "AVAILABLE", quantity_text(c->arena, c->lang, g->measure, g->available));
	if (g->lowest && g->variants > 1) {
		const struct sellable *least = catalog_sellable(c, g->lowest);
		struct view *row = least ? view_row(v, least->available > 0 ? "LEAST" : "LEAST_NONE") : NULL;

		if (row) {
			view_text(row, "LOW_NAME", least->label);
			view_text(row, "LOW_LEFT", quantity_text(c->arena, c->lang, g->measure, least->available));
		}
		if (row && g->lows > 1)
			view_int(view_row(row, "LOW_OTHERS"), "LOWS_MORE", g->lows - 1);
	}
	view_flag(v, "HELD", g->on_hand > g->available);
	view_text(v, "HELD_COUNT", quantity_text(c->arena, c->lang, g->measure, g->on_hand - g->available));
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

/* Is it a change of this product from the list, of numbers that this person may write? */
static bool
changed_mine(struct request *r, const struct sheet *s, int64_t product)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->cells[i].cell.product != product || (s->cells[i].cell.what != SHEET_STOCK && (s->cells[i].cell.what != SHEET_PRICE || !may(r, RIGHT_GOODS_EDIT))))
			return false;
	return s->done_at && s->n > 0;
}

/* The way back after prices and stock were changed in the list, as long as something of it stands as it was written. */
static void
changed_show(struct request *r, struct view *v, enum tab tab, const char *q, int64_t page)
{
	const char *word = request_query(r, "changed");
	const struct sheet *s;
	bool stands = false;
	int64_t id;

	if (r->form || !word || !str_int(word, 1, INT64_MAX, &id) || !may(r, RIGHT_STOCK_EDIT))
		return;
	s = sheet_get(r->c, id);
	if (!s || s->n == 0 || !s->cells[0].line || !changed_mine(r, s, s->cells[0].cell.product) || s->undone_at || clock_now() - s->done_at > QUICK_UNDO_S)
		return;
	for (size_t i = 0; i < s->n; i++)
		stands = stands || (s->cells[i].state == SHEET_DONE && s->cells[i].how == SHEET_GOOD);
	if (!stands)
		return;
	v = view_row(v, "CHANGED");
	view_text(v, "UNDO_NAME", s->cells[0].line->name);
	view_int(v, "CHANGE_ID", id);
	view_text(v, "UNDO_URL", narrowed(r->c, url_admin(r->c, "/goods/%lld/undo", (long long)s->cells[0].cell.product), tab, q, page));
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

/* The way to the sheet: for goods that are ticked, else for all that the list is narrowed to. */
static void
sheet_show(struct request *r, struct view *v, enum tab tab, const char *q)
{
	struct view *f, *row;

	if (tab == TAB_TRASH || !may(r, RIGHT_GOODS_EDIT))
		return;
	f = view_row(v, "SHEET_FORM");
	view_text(f, "SHEET_URL", url_admin(r->c, "/goods/sheet"));
	row = view_row(f, "NARROW");
	view_text(row, "NARROW_NAME", "status");
	view_text(row, "NARROW_VALUE", tabs[tab].word);
	if (str_empty(q))
		return;
	row = view_row(f, "NARROW");
	view_text(row, "NARROW_NAME", "q");
	view_text(row, "NARROW_VALUE", q);
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
	changed_show(r, v, tab, q, page);
	tabs_show(r, v, tab, q);
	rows = goods_list(c, status_of(tab), q, only_of(tab), page, PER_PAGE, &n, &total);
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
	else
		sheet_show(r, v, tab, q);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "GOODS_ROW");

		row_show(r, row, rows[i], tab);
		view_flag(row, "TICK", tab != TAB_TRASH && may(r, RIGHT_GOODS_EDIT));
		post_show(r, row, tab);
		quick_show(r, row, rows[i], tab, q, page);
		lines_show(r, row, rows[i], tab, q, page);
	}
	for (pager_start(&pager, page, total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, narrowed(c, url_admin(c, "/goods"), tab, q, pager.at));
}

/* --- price and stock on the spot --- */

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

/* What stood against it, at its field. */
static bool
refused(struct request *r, int64_t sheet)
{
	const struct sheet *s = sheet_get(r->c, sheet);

	for (size_t i = 0; s && i < s->n; i++)
		if (s->cells[i].how == SHEET_BAD)
			form_bad(r, s->cells[i].cell.what == SHEET_STOCK ? "count" : "price", s->cells[i].why);
	if (r->n_errors == 0)
		form_note(r, "product.conflict");
	return false;
}

/* Kept as a change, so that it can be taken back. *sheet: 0 when nothing differs. False: fields or the form are marked. */
static bool
changed_put(struct request *r, const struct sheet_cell *cells, size_t n, int64_t *sheet)
{
	*sheet = n > 0 ? sheet_put(r->c, "", cells, n) : 0;
	if (n == 0)
		return true;
	switch (sheet_apply(r->c, *sheet, NULL, 0)) {
	case SHEET_OK:
		return true;
	case SHEET_NOTHING:
	case SHEET_MORE:
	case SHEET_NONE:
	case SHEET_ALREADY:
		break;
	}
	return refused(r, *sheet);
}

/* A count is a count: stock alone needs no version. What the form said was there and still says has not been counted. */
static bool
quick_put(struct request *r, const struct product *p, const struct quick *f, int64_t *sheet)
{
	const char *had = request_form(r, "had");
	const struct variant *v = &p->variants[0];
	struct sheet_cell cells[2];
	int64_t was;
	size_t n = 0;

	if (f->price != NO_NUMBER && f->price != v->list_price && may(r, RIGHT_GOODS_EDIT)) {
		if (f->version != p->version) {
			form_note(r, "product.conflict");
			return false;
		}
		price_check(r, v, f->price);
		cells[n++] = (struct sheet_cell){ p->id, v->id, SHEET_PRICE, v->list_price, f->price };
	}
	if ((!had || !money_parse(had, &was) || was != f->stock) && f->stock != v->on_hand && !v->bundle)
		cells[n++] = (struct sheet_cell){ p->id, v->id, SHEET_STOCK, v->on_hand, f->stock };
	return r->n_errors == 0 && changed_put(r, cells, n, sheet);
}

/* The count as people type it: 1.200 is twelve hundred pieces, 1,2 of measured goods 1,2 kg. */
static bool
quick_read(struct request *r, const struct product *p, struct quick *f)
{
	return form_read(r, fields, f) && present_quantity_read(r, "count", f->count, p->buying.measure, COUNT_MAX, &f->stock);
}

/* Of what came with the form only what its maker may change, of this product. */
static size_t
lines_mine(struct request *r, struct sheet_form *t)
{
	size_t n = 0, i;

	for (i = 0; i < t->n; i++)
		if (t->cells[i].product == r->arg_int[0] && (t->cells[i].what == SHEET_STOCK || (t->cells[i].what == SHEET_PRICE && may(r, RIGHT_GOODS_EDIT))))
			t->cells[n++] = t->cells[i];
	return n;
}

/* Several variants: a change like one of the sheet's, applied at once. *id: of it, 0 when nothing differs. False: the page again. */
static bool
lines_put(struct request *r, int64_t *id)
{
	struct sheet_form t;
	size_t n;

	*id = 0;
	sheet_form_read(r, &t);
	n = lines_mine(r, &t);
	if (r->n_errors > 0 || r->form_note || n == 0)
		return r->n_errors == 0 && !r->form_note;
	return changed_put(r, t.cells, n, id);
}

static const char *
list_url(struct request *r)
{
	return narrowed(r->c, url_admin(r->c, "/goods"), tab_of(r), query_of(r), request_page(r));
}

/* Back to the list, where the change can be taken back. */
static void
quick_done(struct request *r, int64_t sheet)
{
	const char *list = list_url(r);

	if (sheet)
		list = url_with(r->c, list, "changed", arena_printf(r->c->arena, "%lld", (long long)sheet));
	reply_see_other(r, list);
}

static void
quick_lines(struct request *r)
{
	int64_t id;

	if (!lines_put(r, &id)) {
		reply_again(r, show);
		return;
	}
	flash(r, id ? "flash.goods.quick" : "flash.no.sheet.nothing");
	quick_done(r, id);
}

static void
quick(struct request *r)
{
	const struct product *p = single(r->c, r->arg_int[0]);
	int64_t sheet = 0;
	struct quick f;

	if (!p && request_form(r, "row") && catalog_product(r->c, r->arg_int[0])) {
		quick_lines(r);
		return;
	}
	if (!p) {
		reply_not_found(r);
		return;
	}
	if (!quick_read(r, p, &f) || !quick_put(r, p, &f, &sheet)) {
		reply_again(r, show);
		return;
	}
	flash(r, "flash.goods.quick");
	quick_done(r, sheet);
}

/* One tap takes the last change back: what nobody has touched since. */
static void
quick_undo(struct request *r)
{
	const char *word = request_form(r, "change");
	const struct sheet *s;
	int64_t id;

	s = word && str_int(word, 1, INT64_MAX, &id) ? sheet_get(r->c, id) : NULL;
	if (!s || !changed_mine(r, s, r->arg_int[0])) {
		reply_not_found(r);
		return;
	}
	if (clock_now() - s->done_at > QUICK_UNDO_S) {
		flash(r, "flash.no.goods.late");
	} else {
		switch (sheet_undo(r->c, s->id)) {
		case SHEET_UNDO_OK:
			flash(r, sheet_get(r->c, s->id)->kept ? "flash.no.goods.kept" : "flash.sheet.undone");
			break;
		case SHEET_UNDO_ALREADY:
			flash(r, "flash.no.sheet.undone");
			break;
		case SHEET_UNDO_LATE:
		case SHEET_UNDO_NONE:
			flash(r, "flash.no.goods.late");
			break;
		}
	}
	reply_see_other(r, list_url(r));
}

/* --- the list as a file --- */

static void
export(struct request *r)
{
	struct ctx *c = r->c;
	enum tab tab = tab_of(r);
	struct exporter_filter filter = { status_of(tab), query_of(r), only_of(tab) };
	struct buf b;
	size_t n;

	(void)goods_ids(c, filter.status, filter.q, filter.only, 0, FILE_GOODS + 1, &n);
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
	{ "POST", "/admin/goods/{id:int}/undo", quick_undo, GATE_STAFF, DO_WRITE, RIGHT_STOCK_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
