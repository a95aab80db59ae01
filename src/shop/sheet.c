/* What is asked for of many goods: its rules, its cells as they are kept, and how each stands against what is stored now. Applying it is sheet_apply.c. */
#include "shop/sheet.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "db/db.h"

#define LINES_MAX 100000	/* of all goods of one change, those that it does not touch included */

enum { Q_PUT, Q_CELL, Q_GET, Q_LIST, Q_CELLS, Q_PRUNE_CELLS, Q_PRUNE };

#define COLS "SELECT f.id, f.at, f.done_at, f.undone_at, f.goods, f.kept, f.choice, COALESCE(s.name, '') FROM sheet f LEFT JOIN staff s ON s.id = f.staff"
#define OLD " WHERE (done_at = 0 AND at < $1) OR (done_at > 0 AND at < $2)"

static const struct db_stmt q[] = {
	[Q_PUT] = SQL("sheet.put", "INSERT INTO sheet (at, staff, choice) VALUES ($1, $2, $3) RETURNING id"),
	[Q_CELL] = SQL("sheet.cell", "INSERT INTO sheet_cell (sheet, product, variant, what, was, now) VALUES ($1, $2, $3, $4, $5, $6)"),
	[Q_GET] = SQL("sheet.get", COLS " WHERE f.id = $1"),
	[Q_LIST] = SQL("sheet.list", COLS " WHERE f.done_at > 0 ORDER BY f.done_at DESC, f.id DESC LIMIT $1"),
	[Q_CELLS] = SQL("sheet.cells", "SELECT product, variant, what, was, now, sale_from, sale_to, place, already, state FROM sheet_cell WHERE sheet = $1"
	    " ORDER BY product, variant, CASE what WHEN 'price' THEN 0 WHEN 'compare' THEN 1 WHEN 'sale' THEN 2 WHEN 'stock' THEN 3 ELSE 4 END, what"),
	[Q_PRUNE_CELLS] = SQL("sheet.prune_cells", "DELETE FROM sheet_cell WHERE sheet IN (SELECT id FROM sheet" OLD ")"),
	[Q_PRUNE] = SQL("sheet.prune", "DELETE FROM sheet" OLD),
};
DB_TABLE(q);

static const char *const words[SHEET_WHATS] = {
	[SHEET_PRICE] = "price", [SHEET_COMPARE] = "compare", [SHEET_SALE] = "sale", [SHEET_STOCK] = "stock", [SHEET_WEIGHT] = "weight", [SHEET_STATUS] = "status", [SHEET_CATEGORY] = "category"
};
static const char *const statuses[] = { "draft", "active", "archived" };
static const char *const states[] = { [SHEET_ASKED] = "", [SHEET_DONE] = "done", [SHEET_LEFT] = "left", [SHEET_BACK] = "back", [SHEET_KEPT] = "kept" };

/* --- words and rules --- */

static bool
word_in(const char *const *list, size_t n, const char *word, size_t *at)
{
	for (*at = 0; *at < n; ++*at)
		if (str_eq(list[*at], word))
			return true;
	return false;
}

const char *
sheet_word(enum sheet_what what)
{
	return words[what];
}

bool
sheet_what(const char *word, enum sheet_what *what)
{
	size_t i;

	if (!word_in(words, SHEET_WHATS, word, &i))
		return false;
	*what = (enum sheet_what)i;
	return true;
}

const char *
sheet_status(int64_t n)
{
	return statuses[n >= 0 && n < (int64_t)ARRAY_LEN(statuses) ? n : 0];
}

bool
sheet_status_parse(const char *word, int64_t *n)
{
	size_t i;

	if (!word_in(statuses, ARRAY_LEN(statuses), word, &i))
		return false;
	*n = (int64_t)i;
	return true;
}

bool
sheet_of_product(enum sheet_what what)
{
	return what == SHEET_STATUS || what == SHEET_CATEGORY;
}

int64_t
sheet_value(const struct goods_line *x, enum sheet_what what)
{
	int64_t status;

	switch (what) {
	case SHEET_PRICE:
		return x->price;
	case SHEET_COMPARE:
		return x->compare_at;
	case SHEET_SALE:
		return x->sale_price;
	case SHEET_STOCK:
		return x->on_hand;
	case SHEET_WEIGHT:
		return x->weight_g;
	case SHEET_STATUS:
		return sheet_status_parse(x->status, &status) ? status : 0;
	case SHEET_CATEGORY:
		return x->n_categories > 0 ? x->categories[0] : 0;
	}
	BUG("sheet_what %d", (int)what);
}

const char *
sheet_fault(const int64_t value[SHEET_WHATS], int64_t held, enum sheet_what *at)
{
	*at = SHEET_PRICE;
	if (value[SHEET_PRICE] < 1 || value[SHEET_PRICE] > MONEY_MAX)
		return "product.price";
	*at = SHEET_COMPARE;
	if (value[SHEET_COMPARE] < 0 || value[SHEET_COMPARE] > MONEY_MAX)
		return "product.number";
	if (value[SHEET_COMPARE] > 0 && value[SHEET_COMPARE] <= value[SHEET_PRICE])
		return "product.was_low";
	*at = SHEET_SALE;
	if (value[SHEET_SALE] < 0)
		return "product.number";
	if (value[SHEET_SALE] > 0 && value[SHEET_SALE] >= value[SHEET_PRICE])
		return "product.sale_high";
	*at = SHEET_STOCK;
	if (value[SHEET_STOCK] < 0 || value[SHEET_STOCK] > SHEET_STOCK_MAX)
		return "product.range";
	if (value[SHEET_STOCK] < held)
		return "product.reserved";
	*at = SHEET_WEIGHT;
	return value[SHEET_WEIGHT] < 0 || value[SHEET_WEIGHT] > SHEET_WEIGHT_MAX ? "product.range" : NULL;
}

/* Half up, away from zero. */
static bool
divided(int64_t n, int64_t by, int64_t *out)
{
	int64_t half;

	if (!add_ok(n, n < 0 ? -(by / 2) : by / 2, &half))
		return false;
	*out = half / by;
	return true;
}

bool
sheet_reckon(const char *how, int64_t was, int64_t by, int64_t round, int64_t *now)
{
	int64_t more;

	*now = by;
	if (str_eq(how, "percent")) {
		if (!mul_ok(was, by, &more) || !divided(more, 100, &more) || !add_ok(was, more, now))
			return false;
	} else if (str_eq(how, "add") && !add_ok(was, by, now)) {
		return false;
	}
	if (round <= 1)
		return true;
	return divided(*now, round, &more) && mul_ok(more, round, now);
}

/* --- keeping it --- */

int64_t
sheet_put(struct ctx *c, const char *choice, const struct sheet_cell *cells, size_t n)
{
	int64_t id = db_one_int(c, 0, &q[Q_PUT], DB_I(clock_now()), DB_REF(c->actor), DB_T(choice));

	for (size_t i = 0; i < n; i++)
		db_exec(c, &q[Q_CELL], DB_I(id), DB_I(cells[i].product), DB_I(cells[i].variant), DB_T(words[cells[i].what]), DB_I(cells[i].was), DB_I(cells[i].now));
	return id;
}

static void
head_read(struct db_rows *r, struct sheet *s)
{
	s->id = db_int(r);
	s->at = db_int(r);
	s->done_at = db_int(r);
	s->undone_at = db_int(r);
	s->goods = db_int(r);
	s->kept = db_int(r);
	s->choice = db_str(r);
	s->who = db_str(r);
}

struct sheet *
sheet_list(struct ctx *c, int limit, size_t *n)
{
	struct sheet *list = arena_new_n(c->arena, (size_t)limit, struct sheet);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(limit));

	for (*n = 0; *n < (size_t)limit && db_next(&r);)
		head_read(&r, &list[(*n)++]);
	db_done(&r);
	return list;
}

int64_t
sheet_prune(struct ctx *c, int64_t now)
{
	(void)db_exec(c, &q[Q_PRUNE_CELLS], DB_I(now - SHEET_ASKED_S), DB_I(now - SHEET_KEEP_S));
	return db_exec(c, &q[Q_PRUNE], DB_I(now - SHEET_ASKED_S), DB_I(now - SHEET_KEEP_S));
}

/* --- how it stands --- */

static void
cells_read(struct ctx *c, struct sheet *s)
{
	size_t room = 64, i;
	struct db_rows r;

	s->cells = arena_new_n(c->arena, room, struct sheet_at);
	for (r = db_query(c, &q[Q_CELLS], DB_I(s->id)); db_next(&r); s->n++) {
		struct sheet_at *x;

		if (s->n == room) {
			struct sheet_at *more = arena_new_n(c->arena, 2 * room, struct sheet_at);

			memcpy(more, s->cells, room * sizeof(*more));
			s->cells = more;
			room *= 2;
		}
		x = &s->cells[s->n];
		x->cell.product = db_int(&r);
		x->cell.variant = db_int(&r);
		if (!sheet_what(db_str(&r), &x->cell.what))
			BUG("sheet %lld has a cell of no kind", (long long)s->id);
		x->cell.was = db_int(&r);
		x->cell.now = db_int(&r);
		x->sale_from = db_int(&r);
		x->sale_to = db_int(&r);
		x->place = db_int(&r);
		x->already = db_int(&r) != 0;
		x->state = word_in(states, ARRAY_LEN(states), db_str(&r), &i) ? (enum sheet_state)i : SHEET_ASKED;
	}
}

static int
by_line(const void *a, const void *b)
{
	const struct goods_line *x = a, *y = b;

	if (x->product != y->product)
		return (x->product > y->product) - (x->product < y->product);
	return (x->variant > y->variant) - (x->variant < y->variant);
}

/* Cells of the product itself (variant 0) hold to its first line. */
static const struct goods_line *
line_of(const struct goods_line *list, size_t n, int64_t product, int64_t variant)
{
	size_t low = 0, high = n, at;

	while (low < high) {
		const struct goods_line key = { .product = product, .variant = variant };

		at = (low + high) / 2;
		if (by_line(&list[at], &key) < 0)
			low = at + 1;
		else
			high = at;
	}
	return low < n && list[low].product == product && (variant == 0 || list[low].variant == variant) ? &list[low] : NULL;
}

/* The lines of all goods that the cells name. */
static void
lines_read(struct ctx *c, struct sheet *s)
{
	struct goods_choice choice = { .status = "" };
	struct goods_line *list;
	struct buf ids;
	int64_t total;
	size_t n, i;

	buf_init(&ids, c->arena, 20 * s->n + 1);
	for (i = 0; i < s->n; i++)
		if (i == 0 || s->cells[i].cell.product != s->cells[i - 1].cell.product)
			(void)buf_printf(&ids, "%s%lld", ids.len ? "," : "", (long long)s->cells[i].cell.product);
	choice.products = ids.s;
	if (ids.len == 0)
		return;
	(void)goods_lines(c, &choice, 1, 1, &n, &total);
	list = goods_lines(c, &choice, 1, (int)(total > LINES_MAX ? LINES_MAX : total), &n, &total);
	qsort(list, n, sizeof(*list), by_line);
	for (i = 0; i < s->n; i++)
		s->cells[i].line = line_of(list, n, s->cells[i].cell.product, s->cells[i].cell.variant);
}

/* What a cell would make of its number, and what it takes to be there now. */
static int64_t
target(const struct sheet *s, const struct sheet_at *x)
{
	return s->done_at ? x->cell.was : x->cell.now;
}

static int64_t
seen(const struct sheet *s, const struct sheet_at *x)
{
	return s->done_at ? x->cell.now : x->cell.was;
}

/* Does the product stand in it? In none of all (0) when it stands nowhere. */
static bool
stands_in(const struct goods_line *line, int64_t category)
{
	for (size_t i = 0; i < line->n_categories; i++)
		if (line->categories[i] == category)
			return true;
	return category == 0 && line->n_categories == 0;
}

/* What stands there now. Of several categories it is the one that the change is about. */
static int64_t
stored(const struct sheet *s, const struct sheet_at *x)
{
	if (x->cell.what == SHEET_CATEGORY && stands_in(x->line, seen(s, x)))
		return seen(s, x);
	if (x->cell.what == SHEET_CATEGORY && target(s, x) > 0 && stands_in(x->line, target(s, x)))
		return target(s, x);
	return sheet_value(x->line, x->cell.what);
}

/* The cells of one line, [from, to): as they would be together. */
static void
line_judge(struct ctx *c, struct sheet *s, size_t from, size_t to)
{
	int64_t value[SHEET_WHATS];
	const struct goods_line *line = s->cells[from].line;
	enum sheet_what at;
	const char *why;
	size_t i;

	for (i = 0; line && i < SHEET_WHATS; i++)
		value[i] = sheet_value(line, (enum sheet_what)i);
	for (i = from; i < to; i++) {
		struct sheet_at *x = &s->cells[i];

		if (!line) {
			x->how = SHEET_GONE;
			continue;
		}
		x->is = stored(s, x);
		x->how = x->is == target(s, x) ? SHEET_SAME : x->is != seen(s, x) ? SHEET_MET : SHEET_GOOD;
		if (x->how != SHEET_SAME && (!s->done_at || (x->how == SHEET_GOOD && x->state == SHEET_DONE)))
			value[x->cell.what] = target(s, x);
		if (x->cell.what == SHEET_CATEGORY && x->how != SHEET_SAME && target(s, x) > 0 && !catalog_category(c, target(s, x))) {
			x->how = SHEET_BAD;
			x->why = "sheet.category_gone";
		}
	}
	if (!line || s->cells[from].cell.variant == 0)
		return;
	why = sheet_fault(value, line->made || line->bundle ? 0 : line->reserved, &at);
	for (i = from; why && i < to; i++) {
		struct sheet_at *x = &s->cells[i];
		bool prices = at <= SHEET_SALE && x->cell.what <= SHEET_SALE;

		if (x->how != SHEET_SAME && (prices || x->cell.what == at)) {
			x->how = SHEET_BAD;
			x->why = why;
		}
	}
}

static void
judge(struct ctx *c, struct sheet *s)
{
	size_t from, to;

	for (from = 0; from < s->n; from = to) {
		for (to = from + 1; to < s->n && s->cells[to].cell.product == s->cells[from].cell.product && s->cells[to].cell.variant == s->cells[from].cell.variant; to++)
			;
		line_judge(c, s, from, to);
	}
}

struct sheet *
sheet_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct sheet *s = NULL;

	if (db_next(&r))
		head_read(&r, s = arena_new(c->arena, struct sheet));
	db_done(&r);
	if (!s)
		return NULL;
	cells_read(c, s);
	lines_read(c, s);
	judge(c, s);
	return s;
}
