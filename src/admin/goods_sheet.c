/*
 * Many goods as a sheet: the goods of a search, of a category or ticked in the list, a line for each variant, fifty a page; or one change for all of them at once. Nothing is written from here: what
 * differs becomes a change that goods_sheets.c shows and applies.
 */
#include "base/buf.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/pager.h"
#include "present/sheet_form.h"
#include "present/shell.h"
#include "shop/sheet.h"
#include "shop/staff.h"

#define PER_PAGE SHEET_FORM_LINES
#define PICKED 200	/* goods ticked by hand */

static const char *const status_words[] = { "active", "draft", "archived", "low", "lacking" };

/* Which goods: as the address says. */
struct pick { const char *status, *q, *ids; int64_t category, page; };

/* --- which goods --- */

static void
id_add(struct buf *b, const char *word, size_t *n)
{
	int64_t id;

	if (*n < PICKED && str_int(word, 1, INT64_MAX, &id))
		(void)buf_printf(b, "%s%lld", (*n)++ ? "," : "", (long long)id);
}

/* Boxes ticked in the list (id, many times), or the same in one word (ids). */
static const char *
ids_of(const struct request *r)
{
	const struct pair *p;
	const char **words;
	struct buf b;
	size_t n = 0, n_words, i;

	buf_init(&b, r->c->arena, 21 * PICKED);
	for (p = r->query; p && p->name; p++) {
		if (str_eq(p->name, "id"))
			id_add(&b, p->value, &n);
		if (!str_eq(p->name, "ids"))
			continue;
		words = str_split(r->c->arena, p->value, ',', &n_words);
		for (i = 0; i < n_words; i++)
			id_add(&b, words[i], &n);
	}
	return b.s;
}

static struct pick
pick_of(const struct request *r)
{
	struct pick p = { .status = status_words[0], .ids = ids_of(r), .page = request_page(r) };
	const char *status = request_query(r, "status"), *q = request_query(r, "q"), *category = request_query(r, "category");

	if (str_eq(request_query(r, "low"), "1"))
		status = "low";
	for (size_t i = 0; i < ARRAY_LEN(status_words); i++)
		if (str_eq(status_words[i], status))
			p.status = status_words[i];
	p.q = q ? str_trim(r->c->arena, q) : "";
	if (!category || !str_int(category, 1, INT64_MAX, &p.category))
		p.category = 0;
	return p;
}

/* path with what is picked. */
static const char *
picked(struct ctx *c, const char *path, const struct pick *p, int64_t page)
{
	if (*p->ids)
		path = url_with(c, path, "ids", p->ids);
	else if (!str_eq(p->status, status_words[0]))
		path = url_with(c, path, "status", p->status);
	if (!*p->ids && *p->q)
		path = url_with(c, path, "q", p->q);
	if (!*p->ids && p->category)
		path = url_with(c, path, "category", arena_printf(c->arena, "%lld", (long long)p->category));
	return page > 1 ? url_with(c, path, "page", arena_printf(c->arena, "%lld", (long long)page)) : path;
}

/* A category and all below it, as "1,2,3". */
static const char *
below(struct ctx *c, int64_t category)
{
	struct category **tree;
	struct buf b;
	size_t n, i;
	int depth = -1;

	if (category == 0)
		return "";
	tree = catalog_tree(c, true, &n);
	buf_init(&b, c->arena, 21 * n + 2);
	for (i = 0; i < n; i++) {
		if (depth >= 0 && tree[i]->depth <= depth)
			break;
		if (tree[i]->id == category)
			depth = tree[i]->depth;
		if (depth >= 0)
			(void)buf_printf(&b, "%s%lld", b.len ? "," : "", (long long)tree[i]->id);
	}
	return b.len ? b.s : "0";
}

static struct goods_choice
choice_of(struct ctx *c, const struct pick *p)
{
	enum goods_only only = str_eq(p->status, "low") ? GOODS_LOW : str_eq(p->status, "lacking") ? GOODS_LACKING : GOODS_ALL;

	if (*p->ids)
		return (struct goods_choice){ .status = "", .products = p->ids };
	return (struct goods_choice){ .status = only != GOODS_ALL ? status_words[0] : p->status, .q = p->q, .only = only, .categories = below(c, p->category) };
}

/* --- the page --- */

static void
filter_show(struct request *r, struct view *v, const struct pick *p)
{
	struct ctx *c = r->c;
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);
	struct view *f = view_row(v, *p->ids ? "PICKED" : "FILTER");

	if (*p->ids)
		return;
	view_text(f, "Q", p->q);
	for (i = 0; i < ARRAY_LEN(status_words); i++) {
		struct view *row = view_row(f, "TAB");

		view_text(row, "TAB_WORD", status_words[i]);
		view_text(row, "TAB_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "goods.tab.%s", status_words[i]), NULL));
		view_flag(row, "TAB_ON", str_eq(status_words[i], p->status));
	}
	for (i = 0; i < n; i++) {
		struct view *row = view_row(f, "CATEGORY");

		view_int(row, "CATEGORY_ID", tree[i]->id);
		view_text(row, "CATEGORY_NAME", tree[i]->name);
		view_flag(row, "BELOW", tree[i]->depth > 0);
		view_flag(row, "CHOSEN", tree[i]->id == p->category);
	}
}

/* What was typed into a change that is open again; else what is stored. */
static int64_t
number(const struct sheet *draft, const struct goods_line *x, enum sheet_what what)
{
	for (size_t i = 0; draft && i < draft->n; i++) {
		const struct sheet_cell *cell = &draft->cells[i].cell;

		if (cell->what == what && cell->product == x->product && (sheet_of_product(what) || cell->variant == x->variant))
			return cell->now;
	}
	return sheet_value(x, what);
}

static void
status_show(struct request *r, struct view *row, const struct goods_line *x, const struct sheet *draft)
{
	struct ctx *c = r->c;
	const char *name = sheet_form_field(c, x, SHEET_STATUS), *now = sheet_status(number(draft, x, SHEET_STATUS));
	struct view *f = present_field(r, row, "C_STATUS", NULL, name, now);

	view_text(f, "P_ROW", sheet_form_row(r, x, true));
	for (int64_t i = 0; i < 3; i++)
		(void)present_field_choice(r, f, "STATUS", name, now, sheet_status(i), i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.status.%s", sheet_status(i)), NULL));
}

/* By its way from the top, as it can be typed; the page has all of them as a list to choose from. */
static void
category_show(struct request *r, struct view *row, const struct goods_line *x, const struct sheet *draft)
{
	struct view *f = present_field(r, row, "C_CATEGORY", NULL, sheet_form_field(r->c, x, SHEET_CATEGORY), sheet_form_text(r->c, x, SHEET_CATEGORY, number(draft, x, SHEET_CATEGORY)));

	if (x->n_categories > 1)
		view_int(view_row(f, "OTHER_CATEGORIES"), "N_OTHERS", (int64_t)x->n_categories - 1);
}

static void
cells_show(struct request *r, struct view *row, const struct goods_line *x, const struct sheet *draft)
{
	struct ctx *c = r->c;
	static const char *const sections[] = { [SHEET_PRICE] = "C_PRICE", [SHEET_COMPARE] = "C_COMPARE", [SHEET_SALE] = "C_SALE", [SHEET_STOCK] = "C_STOCK", [SHEET_WEIGHT] = "C_WEIGHT" };

	for (enum sheet_what what = SHEET_PRICE; what <= SHEET_WEIGHT; what++)
		if (what != SHEET_STOCK || !x->bundle)
			(void)present_field(r, row, sections[what], NULL, sheet_form_field(c, x, what), sheet_form_text(c, x, what, number(draft, x, what)));
	if (x->bundle)
		view_text(view_row(row, "OF_PARTS"), "ON_HAND", money_digits(c->arena, x->on_hand));
	view_text(row, "V_ROW", sheet_form_row(r, x, false));
	if (x->reserved > 0)
		view_text(view_row(row, "ROW_HELD"), "ROW_RESERVED", quantity_text(c->arena, c->lang, x->measure, x->reserved));
	if (x->measure != MEASURE_PIECE)
		view_text(view_row(row, "ROW_PER"), "PER", quantity_text(c->arena, c->lang, x->measure, x->price_qty));
}

/* One line; the first of a product with several variants has one of its own above it. */
static void
line_show(struct request *r, struct view *v, const struct goods_line *x, bool first, const struct sheet *draft)
{
	bool many = x->variants > 1;
	struct view *row;

	if (first) {
		row = view_row(v, "ROW");
		view_text(row, "ROW_LABEL", x->name);
		view_text(row, "ROW_URL", url_admin(r->c, "/goods/%lld", (long long)x->product));
		view_flag(row, "HEAD", many || !x->variant);
		view_flag(row, "IS_GOODS", true);
		status_show(r, row, x, draft);
		category_show(r, row, x, draft);
		if (!x->variant)
			view_flag(row, "NOTHING_SOLD", true);
		if (!many && x->variant)
			cells_show(r, view_row(row, "CELLS"), x, draft);
	}
	if (!many)
		return;
	row = view_row(v, "ROW");
	view_text(row, "ROW_LABEL", *x->label ? x->label : x->name);
	view_flag(row, "IS_VARIANT", true);
	cells_show(r, view_row(row, "CELLS"), x, draft);
}

static void
fill_show(struct request *r, struct view *v, const struct pick *p, int64_t total)
{
	static const char *const hows[] = { "percent", "add", "set" }, *const rounds[] = { "1", "100", "500", "1000" };
	struct ctx *c = r->c;
	struct view *f = view_row(v, "FILL");
	size_t i;

	view_text(f, "FILL_URL", picked(c, url_admin(c, "/goods/sheet/fill"), p, 1));
	view_text(f, "FILL_COUNT", money_digits(c->arena, total));
	view_flag(f, "FILL_OPEN", str_eq(r->path, "/admin/goods/sheet/fill") && r->form);
	for (i = 0; i < ARRAY_LEN(hows); i++) {
		(void)present_field_choice(r, f, "HOW", "how", "percent", hows[i], i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.how.%s", hows[i]), NULL));
		if (i > 0)
			(void)present_field_choice(r, f, "STOCK_HOW", "stock_how", "set", hows[ARRAY_LEN(hows) - i], i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.stock.%s", hows[ARRAY_LEN(hows) - i]), NULL));
	}
	for (i = 0; i < ARRAY_LEN(rounds); i++)
		(void)present_field_choice(r, f, "ROUND", "round", "100", rounds[i], i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.round.%s", rounds[i]), NULL));
	for (i = 0; i < 3; i++)
		(void)present_field_choice(r, f, "TO_STATUS", "status", "active", sheet_status((int64_t)i), i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.status.%s", sheet_status((int64_t)i)), NULL));
	(void)present_field(r, f, "F_CATEGORY", NULL, "category", "");
	(void)present_field(r, f, "F_BY", NULL, "by", "");
	(void)present_field(r, f, "F_STOCK_BY", NULL, "stock_by", "");
}

/* Every category that can be typed. */
static void
categories_show(struct ctx *c, struct view *v)
{
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);

	for (i = 0; i < n; i++)
		view_text(view_row(v, "KNOWN_CATEGORY"), "CATEGORY_WORDS", category_words(c, tree[i]->id));
}

static const struct sheet *
draft_of(struct request *r)
{
	const char *word = request_query(r, "draft");
	const struct sheet *s;
	int64_t id;

	if (r->form || !word || !str_int(word, 1, INT64_MAX, &id))
		return NULL;
	s = sheet_get(r->c, id);
	return s && !s->done_at ? s : NULL;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct pick p = pick_of(r);
	const struct goods_choice choice = choice_of(c, &p);
	const struct sheet *draft = draft_of(r);
	struct view *v = shell_admin(r, "admin/goods_sheet", "goods", i18n(c->arena, c->lang, "sheet.title", NULL));
	struct goods_line *list;
	struct pager pager;
	int64_t total;
	size_t n, i;

	shell_back(v, url_admin(c, "/goods"));
	present_form(r, v);
	list = goods_lines(c, &choice, p.page, PER_PAGE, &n, &total);
	if (n == 0 && p.page > 1) {
		p.page = 1;
		list = goods_lines(c, &choice, 1, PER_PAGE, &n, &total);
	}
	filter_show(r, v, &p);
	view_text(v, "SHEET_URL", url_admin(c, "/goods/sheet"));
	view_text(v, "LISTED_URL", url_admin(c, "/goods/sheets"));
	view_flag(v, "NOTHING", n == 0);
	if (n == 0)
		return;
	shell_own_bar(v);
	fill_show(r, v, &p, total);
	categories_show(c, v);
	v = view_row(v, "SHEET");
	view_flag(v, "CHANGED", draft != NULL);
	view_text(v, "SAVE_URL", picked(c, url_admin(c, "/goods/sheet"), &p, p.page));
	for (i = 0; i < n; i++)
		line_show(r, v, &list[i], i == 0 || list[i].product != list[i - 1].product, draft);
	for (pager_start(&pager, p.page, total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, picked(c, url_admin(c, "/goods/sheet"), &p, pager.at));
}

/* --- what was typed --- */

static void
ask(struct request *r, const struct pick *p, int64_t page, const struct sheet_cell *cells, size_t n)
{
	int64_t id = sheet_put(r->c, picked(r->c, "", p, page), cells, n);

	reply_see_other(r, url_admin(r->c, "/goods/sheets/%lld", (long long)id));
}

static void
save(struct request *r)
{
	struct sheet_form t;
	struct pick p = pick_of(r);

	sheet_form_read(r, &t);
	if (r->n_errors > 0 || r->form_note) {
		reply_again(r, show);
		return;
	}
	if (t.n == 0) {
		flash(r, "flash.no.sheet.nothing");
		reply_see_other(r, picked(r->c, url_admin(r->c, "/goods/sheet"), &p, p.page));
		return;
	}
	ask(r, &p, p.page, t.cells, t.n);
}

/* --- one change for all of them --- */

struct fill { const char *what, *how, *stock_how, *by, *stock_by, *round, *status, *category; };
static const struct field fill_fields[] = {
	F_CHOICE(struct fill, what, "price|stock|status|category"), F_TEXT(struct fill, how, 0, 10), F_TEXT(struct fill, stock_how, 0, 10), F_TEXT(struct fill, by, 0, 20), F_TEXT(struct fill, stock_by, 0, 20),
	F_TEXT(struct fill, round, 0, 4), F_TEXT(struct fill, status, 0, 10), F_TEXT(struct fill, category, 0, 300), F_FIN
};

/* "-10", "10 %" and "+500" are as good as the number alone. */
static const char *
by_clean(struct request *r, const char *s, bool percent, bool *minus)
{
	size_t n;

	*minus = *s == '-' || str_starts(s, "\xe2\x88\x92");
	s = str_trim(r->c->arena, *s == '-' || *s == '+' ? s + 1 : *minus ? s + 3 : s);
	n = strlen(s);
	return percent && n > 0 && s[n - 1] == '%' ? str_trim(r->c->arena, arena_mem(r->c->arena, s, n - 1)) : s;
}

/* What one line shall have. False: the form is marked. */
static bool
fill_number(struct request *r, const struct fill *f, const struct goods_line *x, int64_t *now)
{
	bool stock = str_eq(f->what, "stock"), minus, ok;
	const char *how = stock ? f->stock_how : f->how, *field = stock ? "stock_by" : "by";
	const char *s = by_clean(r, stock ? f->stock_by : f->by, !stock && str_eq(how, "percent"), &minus);
	int64_t by = 0, round = 1;

	if (!str_eq(how, "set") && !str_eq(how, "add") && (stock || !str_eq(how, "percent"))) {
		form_bad(r, stock ? "stock_how" : "how", "form.choice");
		return false;
	}
	ok = stock && x->measure != MEASURE_PIECE ? quantity_parse(s, x->measure, &by) : money_parse(s, &by);
	if (!ok || (minus && str_eq(how, "set")) || (!stock && str_eq(how, "percent") && by > 1000)) {
		form_bad(r, field, "product.number");
		return false;
	}
	if (!stock && !str_eq(how, "set") && !str_int(f->round, 1, 1000, &round))
		round = 1;
	if (!sheet_reckon(how, sheet_value(x, stock ? SHEET_STOCK : SHEET_PRICE), minus ? -by : by, round, now)) {
		form_bad(r, field, "product.range");
		return false;
	}
	return true;
}

/* What all lines of the choice shall have; false: the form is marked. */
static bool
fill_all(struct request *r, const struct fill *f, const struct goods_line *list, size_t n, struct sheet_cell *cells, size_t *n_cells)
{
	enum sheet_what what = SHEET_PRICE;
	const char *why = NULL;
	int64_t now = 0;
	bool whole;

	if (!sheet_what(f->what, &what))
		BUG("a change of %s", f->what);
	whole = sheet_of_product(what);
	if (what == SHEET_STATUS && !sheet_status_parse(f->status, &now))
		why = "form.choice";
	if (what == SHEET_CATEGORY)
		why = sheet_form_category(r->c, str_trim(r->c->arena, f->category), &now);
	if (why) {
		form_bad(r, f->what, why);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (whole ? i > 0 && list[i].product == list[i - 1].product : !list[i].variant || (what == SHEET_STOCK && list[i].bundle))
			continue;
		if (!whole && !fill_number(r, f, &list[i], &now))
			return false;
		if (now != sheet_value(&list[i], what))
			cells[(*n_cells)++] = (struct sheet_cell){ list[i].product, whole ? 0 : list[i].variant, what, sheet_value(&list[i], what), now };
	}
	return true;
}

static void
fill(struct request *r)
{
	struct ctx *c = r->c;
	struct pick p = pick_of(r);
	const struct goods_choice choice = choice_of(c, &p);
	struct sheet_cell *cells = arena_new_n(c->arena, SHEET_LINES_MAX, struct sheet_cell);
	struct goods_line *list;
	struct fill f;
	int64_t total;
	size_t n, n_cells = 0;

	list = goods_lines(c, &choice, 1, SHEET_LINES_MAX, &n, &total);
	if (total > SHEET_LINES_MAX)
		form_note(r, "sheet.many");
	else if (form_read(r, fill_fields, &f))
		(void)fill_all(r, &f, list, n, cells, &n_cells);
	if (r->n_errors > 0 || r->form_note) {
		reply_again(r, show);
		return;
	}
	if (n_cells == 0) {
		flash(r, "flash.no.sheet.nothing");
		reply_see_other(r, picked(c, url_admin(c, "/goods/sheet"), &p, 1));
		return;
	}
	ask(r, &p, 1, cells, n_cells);
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/sheet", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/sheet", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/sheet/fill", fill, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
