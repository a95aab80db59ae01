/*
 * Pins are written as one run: the goods from the first to the last that was ever moved, as they shall stand, with places below zero, so that they come before positions of goods that nobody moved.
 */
#include "shop/shelf_pin.h"

#include <stdlib.h>

#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"
#include "shop/shelf.h"

enum { Q_VERSION, Q_BUMP, Q_COUNT, Q_THERE, Q_CLEAR, Q_PIN, Q_PLACE, Q_BACK, Q_LIST };

static const struct db_stmt q[] = {
	[Q_VERSION] = SQL("pin.version", "SELECT version FROM category WHERE id = $1"),
	[Q_BUMP] = SQL("pin.bump", "UPDATE category SET version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_COUNT] = SQL("pin.count", "SELECT COUNT(*) FROM shelf_pin WHERE category = $1"),
	[Q_THERE] = SQL("pin.there", "SELECT COUNT(*) FROM shelf WHERE category = $1 AND product = $2"),
	[Q_CLEAR] = SQL("pin.clear", "DELETE FROM shelf_pin WHERE category = $1"),
	[Q_LIST] = SQL("pin.list", "SELECT product FROM shelf_pin WHERE category = $1 ORDER BY place, product LIMIT $2"),
	[Q_PIN] = SQL("pin.put", "INSERT INTO shelf_pin (category, product, place) VALUES ($1, $2, $3)"),
	[Q_PLACE] = SQL("pin.place", "UPDATE shelf SET place = $3 WHERE category = $1 AND product = $2"),
	/* Who was let go: its own position, through what is shown, as shop/shelf.c has it. */
	[Q_BACK] = SQL("pin.back",
	    "WITH RECURSIVE below (id) AS (SELECT id FROM category WHERE id = $1 UNION SELECT g.id FROM category g JOIN below ON g.parent = below.id WHERE g.active = 1)"
	    " UPDATE shelf SET place = (SELECT MIN(k.position) FROM product_category k WHERE k.product = shelf.product AND k.category IN (SELECT id FROM below))"
	    " WHERE category = $1 AND place < 0 AND NOT EXISTS (SELECT 1 FROM shelf_pin w WHERE w.category = $1 AND w.product = shelf.product)"),
};
DB_TABLE(q);

struct order { int64_t ids[2 * SHELF_PIN_MOST]; size_t n, pinned; };

int64_t
shelf_pin_count(struct ctx *c, int64_t category)
{
	return db_one_int(c, 0, &q[Q_COUNT], DB_I(category));
}

static int
by_place(const void *a, const void *b)
{
	const struct shelf_move *x = a, *y = b;

	return x->to < y->to ? -1 : x->to > y->to;
}

static bool
taken_out(struct order *o, int64_t product)
{
	size_t i;

	for (i = 0; i < o->n && o->ids[i] != product; i++)
		;
	if (i == o->n)
		return false;
	o->n--;
	memmove(o->ids + i, o->ids + i + 1, (o->n - i) * sizeof(*o->ids));
	if (i < o->pinned)
		o->pinned--;
	return true;
}

/* Those that move are taken out first, then put in from the smallest place on: each then stands where it was wanted. */
static void
arrange(struct ctx *c, int64_t category, struct order *o, const struct shelf_move *moves, size_t n)
{
	size_t i, at;

	for (i = 0; i < n; i++)
		(void)taken_out(o, moves[i].product);
	for (i = 0; i < n; i++) {
		if (moves[i].to < 1 || moves[i].to > SHELF_PIN_MOST || o->n == ARRAY_LEN(o->ids) || db_one_int(c, 0, &q[Q_THERE], DB_I(category), DB_I(moves[i].product)) == 0)
			continue;
		(void)taken_out(o, moves[i].product);	/* named twice */
		at = (size_t)moves[i].to - 1 < o->n ? (size_t)moves[i].to - 1 : o->n;
		memmove(o->ids + at + 1, o->ids + at, (o->n - at) * sizeof(*o->ids));
		o->ids[at] = moves[i].product;
		o->n++;
		o->pinned = at + 1 > o->pinned + 1 ? at + 1 : o->pinned + 1;
	}
	if (o->pinned > SHELF_PIN_MOST)
		o->pinned = SHELF_PIN_MOST;
}

enum shelf_pin
shelf_pin_put(struct ctx *c, int64_t category, int64_t version, struct shelf_move *moves, size_t n)
{
	struct order *o = arena_new(c->arena, struct order);
	int64_t total;
	size_t i;

	if (db_one_int(c, 0, &q[Q_VERSION], DB_I(category)) == 0)
		return SHELF_PIN_GONE;
	if (db_exec(c, &q[Q_BUMP], DB_I(category), DB_I(version)) != 1)
		return SHELF_PIN_CONFLICT;
	setting_bump(c, "catalog");
	if (n > 0)
		qsort(moves, n, sizeof(*moves), by_place);
	o->n = shelf_ids(c, category, SORT_HAND, false, 0, SHELF_PIN_MOST, o->ids, &total);
	o->pinned = (size_t)shelf_pin_count(c, category);
	o->pinned = o->pinned < o->n ? o->pinned : o->n;
	arrange(c, category, o, moves, n);
	(void)db_exec(c, &q[Q_CLEAR], DB_I(category));
	for (i = 0; i < o->pinned; i++) {
		int64_t place = (int64_t)i - (int64_t)o->pinned;

		(void)db_exec(c, &q[Q_PIN], DB_I(category), DB_I(o->ids[i]), DB_I(place));
		(void)db_exec(c, &q[Q_PLACE], DB_I(category), DB_I(o->ids[i]), DB_I(place));
	}
	(void)db_exec(c, &q[Q_BACK], DB_I(category));
	audit(c, "category.order", "category", category, NULL, arena_printf(c->arena, "{\"moved\":%zu}", n));
	return SHELF_PIN_OK;
}

/* Adds a category's pins to those that are there already, each product once. */
static void
pins_add(struct ctx *c, int64_t category, int64_t *ids, size_t *n)
{
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(category), DB_I(SHELF_PIN_MOST));
	size_t i;

	while (*n < SHELF_PIN_MOST && db_next(&r)) {
		ids[*n] = db_int(&r);
		for (i = 0; ids[i] != ids[*n]; i++)
			;
		*n += i == *n;
	}
	db_done(&r);
}

void
shelf_pin_merge(struct ctx *c, int64_t from, int64_t into)
{
	int64_t *ids = arena_new_n(c->arena, SHELF_PIN_MOST + 1, int64_t);
	size_t n = 0, i;

	if (into) {
		pins_add(c, into, ids, &n);
		pins_add(c, from, ids, &n);
		(void)db_exec(c, &q[Q_CLEAR], DB_I(into));
	}
	(void)db_exec(c, &q[Q_CLEAR], DB_I(from));
	for (i = 0; i < n; i++)
		(void)db_exec(c, &q[Q_PIN], DB_I(into), DB_I(ids[i]), DB_I((int64_t)i - (int64_t)n));
}
