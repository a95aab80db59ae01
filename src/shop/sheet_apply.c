/*
 * Applying a change of many goods, and taking it back: the same way in both directions. First the rows are locked in key order (products, then stock), then everything is read anew, so that what is judged is
 * what is written; then variants and stock, and at the end, once for each product, pages, shelves, bundles and the trail.
 */
#include "shop/sheet.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/search.h"
#include "shop/setting.h"
#include "shop/stock.h"

#define SINGLE 32	/* so many goods are told to the pages one by one; more of them make all pages new */

enum { Q_TOUCH, Q_VARIANT, Q_CELL, Q_DONE, Q_UNDONE };

static const struct db_stmt q[] = {
	[Q_TOUCH] = SQL("sheet.touch", "UPDATE product SET version = version + 1, updated_at = $2 WHERE id = $1"),
	[Q_VARIANT] = SQL("sheet.variant",
	    "UPDATE variant SET price = $2, compare_at = $3, sale_price = $4, sale_from = $5, sale_to = $6, weight_g = $7, version = version + 1 WHERE id = $1 AND active = 1"),
	[Q_CELL] = SQL("sheet.cell_done", "UPDATE sheet_cell SET state = $5, was = $6, sale_from = $7, sale_to = $8, place = $9, already = $10 WHERE sheet = $1 AND product = $2 AND variant = $3 AND what = $4"),
	/* Two taps: the second finds it done. */
	[Q_DONE] = SQL("sheet.done", "UPDATE sheet SET done_at = $2, goods = $3 WHERE id = $1 AND done_at = 0"),
	[Q_UNDONE] = SQL("sheet.undone", "UPDATE sheet SET undone_at = $2, kept = $3 WHERE id = $1 AND undone_at = 0"),
};
DB_TABLE(q);

/* One change on its way. */
struct work {
	struct sheet *s;
	bool back;
	const struct sheet_met *met;
	size_t n_met;
	bool *take;		/* by cell: it is written */
	size_t taken;
	bool more;		/* something has changed that the owner was not shown */
};

static int64_t
target(const struct work *w, const struct sheet_at *x)
{
	return w->back ? x->cell.was : x->cell.now;
}

static bool
over(struct work *w, const struct sheet_at *x)
{
	for (size_t i = 0; i < w->n_met; i++) {
		const struct sheet_met *m = &w->met[i];

		if (m->variant == x->cell.variant && m->product == x->cell.product && m->what == x->cell.what && m->is == x->is)
			return m->over;
	}
	w->more = true;
	return false;
}

static bool
taken(struct work *w, const struct sheet_at *x)
{
	switch (x->how) {
	case SHEET_GOOD:
		return !w->back || x->state == SHEET_DONE;
	case SHEET_MET:
		return !w->back && over(w, x);
	case SHEET_BAD:
	case SHEET_GONE:
	case SHEET_SAME:
		return false;
	}
	return false;
}

static size_t
line_end(const struct sheet *s, size_t from)
{
	size_t to = from + 1;

	while (to < s->n && s->cells[to].cell.product == s->cells[from].cell.product && s->cells[to].cell.variant == s->cells[from].cell.variant)
		to++;
	return to;
}

static bool
line_wanted(const struct work *w, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (w->take[i])
			return true;
	return false;
}

/* Where a line as it would be breaks a rule after all, since only a part of it is written, none of it is. */
static void
line_choose(struct work *w, size_t from, size_t to)
{
	const struct goods_line *line = w->s->cells[from].line;
	int64_t value[SHEET_WHATS];
	enum sheet_what at;
	size_t i;

	if (!line)
		return;
	for (i = 0; i < SHEET_WHATS; i++)
		value[i] = sheet_value(line, (enum sheet_what)i);
	for (i = from; i < to; i++) {
		w->take[i] = taken(w, &w->s->cells[i]);
		if (w->take[i])
			value[w->s->cells[i].cell.what] = target(w, &w->s->cells[i]);
	}
	if (!line_wanted(w, from, to))
		return;
	if (w->s->cells[from].cell.variant && sheet_fault(value, line->made || line->bundle ? 0 : line->reserved, &at))
		for (i = from; i < to; i++)
			w->take[i] = false;
}

static void
choose(struct ctx *c, struct work *w, int64_t id)
{
	size_t from, to, i;

	w->s = sheet_get(c, id);
	w->take = arena_new_n(c->arena, w->s->n, bool);
	w->taken = 0;
	for (from = 0; from < w->s->n; from = to) {
		to = line_end(w->s, from);
		line_choose(w, from, to);
	}
	for (i = 0; i < w->s->n; i++)
		w->taken += w->take[i];
}

static int
by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Cells stand in the order of products already. */
static void
lock(struct ctx *c, const struct work *w)
{
	int64_t *stock = arena_new_n(c->arena, w->s->n, int64_t), last = 0, now = clock_now();
	size_t n = 0, i;

	for (i = 0; i < w->s->n; i++) {
		const struct sheet_cell *x = &w->s->cells[i].cell;

		if (!w->take[i])
			continue;
		if (x->product != last)
			(void)db_exec(c, &q[Q_TOUCH], DB_I(x->product), DB_I(now));
		last = x->product;
		if (x->what == SHEET_STOCK)
			stock[n++] = x->variant;
	}
	qsort(stock, n, sizeof(*stock), by_id);
	for (i = 0; i < n; i++)
		(void)stock_held(c, stock[i]);
}

static struct db_param
positive(int64_t n)
{
	return n > 0 ? DB_I(n) : DB_NULL;
}

/* The variant's own row. A sale price that goes takes its days along; they are kept in the cell, and come back with it. */
static void
variant_write(struct ctx *c, const struct work *w, size_t from, size_t to)
{
	const struct goods_line *line = w->s->cells[from].line;
	int64_t value[SHEET_WHATS], days[2] = { line->sale_from, line->sale_to };
	bool any = false;

	for (size_t i = 0; i < SHEET_WHATS; i++)
		value[i] = sheet_value(line, (enum sheet_what)i);
	for (size_t i = from; i < to; i++) {
		struct sheet_at *x = &w->s->cells[i];

		if (!w->take[i] || x->cell.what == SHEET_STOCK || sheet_of_product(x->cell.what))
			continue;
		any = true;
		value[x->cell.what] = target(w, x);
		if (x->cell.what != SHEET_SALE)
			continue;
		if (w->back && x->is == 0 && days[0] == 0 && days[1] == 0) {
			days[0] = x->sale_from;
			days[1] = x->sale_to;
		} else if (value[SHEET_SALE] == 0) {
			x->sale_from = days[0];
			x->sale_to = days[1];
			days[0] = days[1] = 0;
		}
	}
	if (any)
		(void)db_exec(c, &q[Q_VARIANT], DB_I(line->variant), DB_I(value[SHEET_PRICE]), positive(value[SHEET_COMPARE]), positive(value[SHEET_SALE]), positive(days[0]), positive(days[1]),
		    DB_I(value[SHEET_WEIGHT]));
}

/* Out of one category, into the other one. Back: where it stood, and out of the new one unless it was there before. */
static void
category_write(struct ctx *c, const struct work *w, struct sheet_at *x)
{
	int64_t product = x->cell.product, to = target(w, x), place = w->back ? x->place : -1;
	bool stood = w->back && x->already;

	x->place = x->is > 0 && !stood ? category_leave(c, product, x->is) : -1;
	x->already = to > 0 && !category_join(c, product, to, place);
	if (x->already && !catalog_category(c, to))
		err_set(c, ERR_BUSY, "sheet.category", "category %lld went while goods came into it", (long long)to);
	search_index(c, product);
}

static void
line_write(struct ctx *c, const struct work *w, size_t from, size_t to)
{
	if (!line_wanted(w, from, to))
		return;
	variant_write(c, w, from, to);
	for (size_t i = from; i < to; i++) {
		struct sheet_at *x = &w->s->cells[i];

		if (w->take[i] && x->cell.what == SHEET_CATEGORY)
			category_write(c, w, x);
		if (w->take[i] && x->cell.what == SHEET_STOCK && stock_put(c, x->cell.variant, target(w, x), "count") != STOCK_CHANGE_OK)
			err_set(c, ERR_BUSY, "sheet.stock", "stock of variant %lld moved while it was locked", (long long)x->cell.variant);
		if (w->take[i] && x->cell.what == SHEET_STATUS && product_status(c, x->cell.product, sheet_status(target(w, x))) != PRODUCT_STATUS_OK)
			err_set(c, ERR_BUSY, "sheet.status", "product %lld went while it was locked", (long long)x->cell.product);
	}
}

/* {"category":3,"prices":{"7":12000,"8":15000}} */
static void
trail(struct ctx *c, const struct work *w, size_t from, size_t to)
{
	struct buf before, after;
	int n = 0;

	buf_init(&before, c->arena, 8000);
	buf_init(&after, c->arena, 8000);
	(void)buf_str(&before, "{");
	(void)buf_str(&after, "{");
	for (size_t i = from; i < to; i++) {
		const struct sheet_at *x = &w->s->cells[i];

		if (!w->take[i] || x->cell.what != SHEET_CATEGORY)
			continue;
		(void)buf_printf(&before, "\"category\":%lld,", (long long)x->is);
		(void)buf_printf(&after, "\"category\":%lld,", (long long)target(w, x));
	}
	(void)buf_str(&before, "\"prices\":{");
	(void)buf_str(&after, "\"prices\":{");
	for (size_t i = from; i < to; i++) {
		const struct sheet_at *x = &w->s->cells[i];

		if (!w->take[i] || x->cell.what != SHEET_PRICE)
			continue;
		(void)buf_printf(&before, "%s\"%lld\":%lld", n ? "," : "", (long long)x->cell.variant, (long long)x->is);
		(void)buf_printf(&after, "%s\"%lld\":%lld", n++ ? "," : "", (long long)x->cell.variant, (long long)target(w, x));
	}
	(void)buf_str(&before, "}}");
	(void)buf_str(&after, "}}");
	audit(c, w->back ? "product.sheet_back" : "product.sheet", "product", w->s->cells[from].cell.product, before.full ? NULL : before.s, after.full ? NULL : after.s);
}

/* Products that something was written of: [from, to) of each, and how many they are. */
static size_t
products(const struct work *w, size_t (*of)[2])
{
	size_t n = 0, from, to;

	for (from = 0; from < w->s->n; from = to) {
		for (to = from + 1; to < w->s->n && w->s->cells[to].cell.product == w->s->cells[from].cell.product; to++)
			;
		if (!line_wanted(w, from, to))
			continue;
		of[n][0] = from;
		of[n++][1] = to;
	}
	return n;
}

/* How many products were written. */
static size_t
write_all(struct ctx *c, const struct work *w)
{
	size_t (*of)[2] = (size_t (*)[2])arena_new_n(c->arena, 2 * w->s->n, size_t), n = products(w, of), from, to, i;
	bool all = n > SINGLE;		/* more than single pages show it: lists of categories do, too */

	for (from = 0; from < w->s->n; from = to) {
		to = line_end(w->s, from);
		line_write(c, w, from, to);
	}
	for (i = 0; i < w->s->n; i++)
		all = all || (w->take[i] && w->s->cells[i].cell.what == SHEET_CATEGORY);
	if (all)
		setting_bump(c, "catalog");
	for (i = 0; i < n; i++) {
		int64_t product = w->s->cells[of[i][0]].cell.product;

		if (!all)
			setting_bump_product(c, product);
		shelf_put(c, product, false);
	}
	for (i = 0; i < n; i++) {
		bundle_follow(c, w->s->cells[of[i][0]].cell.product);
		trail(c, w, of[i][0], of[i][1]);
	}
	return n;
}

static void
mark(struct ctx *c, int64_t sheet, const struct sheet_at *x, const char *state, int64_t was)
{
	(void)db_exec(c, &q[Q_CELL], DB_I(sheet), DB_I(x->cell.product), DB_I(x->cell.variant), DB_T(sheet_word(x->cell.what)), DB_T(state), DB_I(was), DB_I(x->sale_from), DB_I(x->sale_to),
	    DB_I(x->place), DB_I(x->already));
}

enum sheet_apply
sheet_apply(struct ctx *c, int64_t id, const struct sheet_met *met, size_t n)
{
	struct work w = { .s = sheet_get(c, id), .met = met, .n_met = n };
	size_t goods, i;

	if (!w.s)
		return SHEET_NONE;
	if (w.s->done_at)
		return SHEET_ALREADY;
	choose(c, &w, id);
	if (w.more)
		return SHEET_MORE;
	if (w.taken == 0)
		return SHEET_NOTHING;
	lock(c, &w);
	choose(c, &w, id);
	if (w.s->done_at)
		return SHEET_ALREADY;
	if (w.more || w.taken == 0)
		return SHEET_MORE;
	goods = write_all(c, &w);
	for (i = 0; i < w.s->n; i++)
		mark(c, id, &w.s->cells[i], w.take[i] ? "done" : "left", w.take[i] ? w.s->cells[i].is : w.s->cells[i].cell.was);
	if (db_exec(c, &q[Q_DONE], DB_I(id), DB_I(clock_now()), DB_I(goods)) != 1)
		err_set(c, ERR_BUSY, "sheet.done", "change %lld was applied meanwhile", (long long)id);
	return SHEET_OK;
}

enum sheet_undo
sheet_undo(struct ctx *c, int64_t id)
{
	struct work w = { .s = sheet_get(c, id), .back = true };
	int64_t kept = 0;
	size_t i;

	if (!w.s || !w.s->done_at)
		return SHEET_UNDO_NONE;
	if (w.s->undone_at)
		return SHEET_UNDO_ALREADY;
	if (clock_now() - w.s->done_at > SHEET_UNDO_S)
		return SHEET_UNDO_LATE;
	choose(c, &w, id);
	lock(c, &w);
	choose(c, &w, id);
	if (w.s->undone_at)
		return SHEET_UNDO_ALREADY;
	(void)write_all(c, &w);
	for (i = 0; i < w.s->n; i++) {
		const struct sheet_at *x = &w.s->cells[i];
		bool stays = x->state == SHEET_DONE && !w.take[i] && x->how != SHEET_SAME;

		if (x->state != SHEET_DONE)
			continue;
		kept += stays;
		mark(c, id, x, stays ? "kept" : "back", x->cell.was);
	}
	if (db_exec(c, &q[Q_UNDONE], DB_I(id), DB_I(clock_now()), DB_I(kept)) != 1)
		err_set(c, ERR_BUSY, "sheet.undone", "change %lld was taken back meanwhile", (long long)id);
	return SHEET_UNDO_OK;
}
