/*
 * Each list is one range of an index of `shelf`: by category, what can be had before what is sold out, then the sort's column. A page near the end is read from there. Counts stand in shelf_count.
 * Writing takes a product's rows off the counts and away, and puts new ones made by one statement: the same statement, over all products, is what shelf_faults compares with.
 */
#include "shop/shelf.h"

#include "base/clock.h"
#include "db/db.h"
#include "shop/facet.h"
#include "shop/goods_part.h"
#include "shop/hint.h"
#include "shop/setting.h"
#include "shop/shelf_price.h"
#include "shop/shelf_rule.h"

enum {
	Q_COUNT, Q_FEATURED, Q_UNCOUNT, Q_TAKE, Q_PUT, Q_ENTER, Q_SOLD, Q_CLEAR, Q_FILL, Q_RECOUNT, Q_DUE, Q_RANGE, Q_RANGE_CLEAR, Q_RANGE_FILL, Q_RANGE_BELOW, Q_RANGE_GROUPS, Q_NO_COUNTS, Q_COUNT_ALL,
	Q_MISSING, Q_WRONG, Q_COUNTS_WRONG, Q_GROUP_FILL, Q_COUNT_DROP, Q_STALE, Q_STALE_SHELF, Q_PINS_DROP
};

#define STEP 2000	/* products that one statement is about, where all of them are gone through: no statement of a large shop lasts */

/* $1 .. $2: products of one step. */
#define IN_STEP(id) " " id " > $1 AND " id " <= $2"
#define COLS "product, category, sunk, place, price, off, price_until, price_since, sold, created_at"
/* What is shown of product p, $now: in the columns of shelf, category 0. */
#define UNTIL(v, now) \
	"CASE WHEN " v ".sale_price < " v ".price THEN CASE WHEN " v ".sale_from > " now " THEN " v ".sale_from WHEN " v ".sale_to > " now " THEN " v ".sale_to END END"
#define SINCE(v, now) \
	"CASE WHEN " v ".sale_price < " v ".price THEN CASE WHEN " v ".sale_to <= " now " THEN " v ".sale_to WHEN " v ".sale_from <= " now " THEN " v ".sale_from END END"
#define SHOWN(now, more) \
	"SELECT p.id AS product, 0 AS category, MIN(CASE WHEN x.stock_state = 'habis' THEN 1 ELSE 0 END) AS sunk, p.position AS place," \
	" COALESCE(MIN(CASE WHEN x.stock_state <> 'habis' THEN " SQL_PRICE("x", now) " END), MIN(" SQL_PRICE("x", now) ")) AS price," \
	" COALESCE(MAX(CASE WHEN x.stock_state <> 'habis' THEN " SQL_OFF("x", now) " END), MAX(" SQL_OFF("x", now) ")) AS off," \
	" MIN(" UNTIL("x", now) ") AS price_until, MAX(" SINCE("x", now) ") AS price_since, p.sold AS sold, p.created_at AS created_at" \
	" FROM product p JOIN variant x ON x.product = p.id AND x.active = 1 WHERE p.status = 'active'" more " GROUP BY p.id, p.position, p.sold, p.created_at"
/* Every category with each that stands above it (itself too), through what is shown. */
#define UP \
	"up (category, top) AS (SELECT id, id FROM category UNION SELECT up.category, g.parent FROM up JOIN category g ON g.id = up.top" \
	" WHERE g.parent IS NOT NULL AND g.active = 1)"
/* Where z stands in a category: where the owner has put it there, else by its own position. */
#define PLACE(category, own) "COALESCE((SELECT w.place FROM shelf_pin w WHERE w.category = " category " AND w.product = z.product), " own ")"
#define IN_CATEGORIES(from) \
	"SELECT z.product AS product, up.top AS category, z.sunk AS sunk, " PLACE("up.top", "MIN(k.position)") " AS place, z.price AS price, z.off AS off, z.price_until AS price_until," \
	" z.price_since AS price_since, z.sold AS sold, z.created_at AS created_at FROM " from " z JOIN product_category k ON k.product = z.product JOIN up ON up.category = k.category" \
	" GROUP BY z.product, up.top, z.sunk, z.price, z.off, z.price_until, z.price_since, z.sold, z.created_at"
/* The shelves of makers, tags and collections; `of` says which products, as "AND g.product = $1". A hand-made collection has its own order, the others that of all goods. */
#define PLACE_IN "CASE WHEN g.position > 0 THEN g.position ELSE z.place END"
#define IN_GROUP(from, table, shelf, place, of) \
	"SELECT z.product AS product, " shelf " AS category, z.sunk AS sunk, " place " AS place, z.price AS price, z.off AS off, z.price_until AS price_until, z.price_since AS price_since, z.sold AS sold," \
	" z.created_at AS created_at FROM " from " z JOIN " table " g ON g.product = z.product" of
#define IN_GROUPS(from, of) \
	IN_GROUP(from, "collection_product", SHELF_COLLECTION_SQL " + g.collection", PLACE_IN, of) \
	" UNION ALL " IN_GROUP(from, "product_maker", SHELF_MAKER_SQL " + g.maker", "z.place", of) \
	" UNION ALL " IN_GROUP(from, "product_tag", SHELF_TAG_SQL " + g.tag", "z.place", of)

static const struct db_stmt q[] = {
	[Q_COUNT] = SQL("shelf.count", "SELECT there, sunk FROM shelf_count WHERE category = $1"),
	[Q_FEATURED] = SQL("shelf.featured",
	    "SELECT p.id FROM product p WHERE p.featured = 1 AND (SELECT s.sunk FROM shelf s WHERE s.product = p.id AND s.category = 0) = $1 ORDER BY p.position, p.id LIMIT $2"),
	[Q_UNCOUNT] = SQL("shelf.uncount",
	    "UPDATE shelf_count SET"
	    " there = there - (SELECT 1 - s.sunk FROM shelf s WHERE s.product = $1 AND s.category = shelf_count.category),"
	    " sunk = sunk - (SELECT s.sunk FROM shelf s WHERE s.product = $1 AND s.category = shelf_count.category)"
	    " WHERE category IN (SELECT s.category FROM shelf s WHERE s.product = $1)"),
	[Q_TAKE] = SQL("shelf.take", "DELETE FROM shelf WHERE product = $1"),
	/* The categories above a product's own are few: from them upwards, not the whole tree. */
	[Q_PUT] = SQL("shelf.put",
	    "WITH RECURSIVE up (category, place) AS (SELECT category, position FROM product_category WHERE product = $1 UNION"
	    " SELECT g.parent, up.place FROM up JOIN category g ON g.id = up.category WHERE g.parent IS NOT NULL AND g.active = 1),"
	    " z AS (" SHOWN("$2", " AND p.id = $1") ")"
	    " INSERT INTO shelf (" COLS ") SELECT " COLS " FROM z UNION ALL"
	    " SELECT z.product, up.category, z.sunk, " PLACE("up.category", "MIN(up.place)") ", z.price, z.off, z.price_until, z.price_since, z.sold, z.created_at FROM up, z"
	    " GROUP BY z.product, up.category, z.sunk, z.price, z.off, z.price_until, z.price_since, z.sold, z.created_at"
	    " UNION ALL " IN_GROUPS("z", " AND g.product = $1")),
	[Q_ENTER] = SQL("shelf.enter",
	    "INSERT INTO shelf_count (category, there, sunk) SELECT category, 1 - sunk, sunk FROM shelf WHERE product = $1"
	    " ON CONFLICT (category) DO UPDATE SET there = shelf_count.there + excluded.there, sunk = shelf_count.sunk + excluded.sunk"),
	[Q_SOLD] = SQL("shelf.sold", "UPDATE shelf SET sold = (SELECT p.sold FROM product p WHERE p.id = shelf.product) WHERE product = $1"),
	[Q_CLEAR] = SQL("shelf.clear", "DELETE FROM shelf WHERE category = $3 AND" IN_STEP("product")),
	[Q_FILL] = SQL("shelf.fill",
	    "WITH RECURSIVE below (id) AS (SELECT id FROM category WHERE id = $3 UNION SELECT g.id FROM category g JOIN below ON g.parent = below.id WHERE g.active = 1)"
	    " INSERT INTO shelf (" COLS ") SELECT z.product, $3, z.sunk, " PLACE("$3", "MIN(k.position)") ", z.price, z.off, z.price_until, z.price_since, z.sold, z.created_at"
	    " FROM product_category k JOIN shelf z ON z.product = k.product AND +z.category = 0 WHERE" IN_STEP("k.product") " AND +k.category IN (SELECT id FROM below)"
	    " GROUP BY z.product, z.sunk, z.price, z.off, z.price_until, z.price_since, z.sold, z.created_at"),
	[Q_RECOUNT] = SQL("shelf.recount",
	    "INSERT INTO shelf_count (category, there, sunk) SELECT CAST($1 AS BIGINT), COUNT(*) - CAST(COALESCE(SUM(sunk), 0) AS BIGINT), CAST(COALESCE(SUM(sunk), 0) AS BIGINT)"
	    " FROM shelf WHERE category = $1 ON CONFLICT (category) DO UPDATE SET there = excluded.there, sunk = excluded.sunk"),
	[Q_DUE] = SQL("shelf.due",
	    "SELECT product FROM (SELECT product, price_until AS at FROM shelf WHERE category = 0 AND price_until <= $1"
	    " UNION ALL SELECT product, price_since FROM shelf WHERE category = 0 AND price_since > $1 AND COALESCE(price_until, $1 + 1) > $1) d ORDER BY at, product LIMIT $2"),
	[Q_RANGE] = SQL("shelf.range", "SELECT id FROM product WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2"),
	[Q_RANGE_CLEAR] = SQL("shelf.range_clear", "DELETE FROM shelf WHERE" IN_STEP("product")),
	[Q_NO_COUNTS] = SQL("shelf.no_counts", "DELETE FROM shelf_count"),
	[Q_RANGE_FILL] = SQL("shelf.range_fill", "INSERT INTO shelf (" COLS ") SELECT " COLS " FROM (" SHOWN("$3", " AND" IN_STEP("p.id")) ") z"),
	[Q_RANGE_BELOW] = SQL("shelf.range_below",
	    "WITH RECURSIVE " UP " INSERT INTO shelf (" COLS ") SELECT " COLS " FROM (" IN_CATEGORIES("(SELECT * FROM shelf WHERE +category = 0 AND" IN_STEP("product") ")") ") y"),
	[Q_RANGE_GROUPS] = SQL("shelf.range_groups",
	    "INSERT INTO shelf (" COLS ") SELECT " COLS " FROM (" IN_GROUPS("(SELECT * FROM shelf WHERE +category = 0 AND" IN_STEP("product") ")", " AND" IN_STEP("g.product")) ") y"),
	[Q_COUNT_ALL] = SQL("shelf.count_all",
	    "INSERT INTO shelf_count (category, there, sunk) SELECT category, COUNT(*) - CAST(SUM(sunk) AS BIGINT), CAST(SUM(sunk) AS BIGINT) FROM shelf GROUP BY category"),
	/* What should stand there and does not, or otherwise; then what stands there and should not. */
	[Q_MISSING] = SQL("shelf.missing",
	    "WITH RECURSIVE " UP ", z AS (" SHOWN("$3", " AND" IN_STEP("p.id")) ")"
	    " SELECT COUNT(*) FROM (SELECT " COLS " FROM z UNION ALL SELECT " COLS " FROM (" IN_CATEGORIES("z") ") y UNION ALL SELECT " COLS " FROM (" IN_GROUPS("z", " AND" IN_STEP("g.product")) ") x) w"
	    " LEFT JOIN shelf s ON s.product = w.product AND s.category = w.category WHERE s.product IS NULL OR s.sunk <> w.sunk OR s.place <> w.place OR s.sold <> w.sold"
	    " OR s.created_at <> w.created_at OR (COALESCE(s.price_until, $3 + 1) > $3 AND COALESCE(s.price_since, $3) <= $3"
	    " AND (s.price <> w.price OR s.off <> w.off OR COALESCE(s.price_until, 0) <> COALESCE(w.price_until, 0) OR COALESCE(s.price_since, 0) <> COALESCE(w.price_since, 0)))"),
	[Q_WRONG] = SQL("shelf.wrong",
	    "WITH RECURSIVE " UP ", z AS (" SHOWN("$3", " AND" IN_STEP("p.id")) ")"
	    " SELECT COUNT(*) FROM shelf s LEFT JOIN (SELECT " COLS " FROM z UNION ALL SELECT " COLS " FROM (" IN_CATEGORIES("z") ") y UNION ALL SELECT " COLS " FROM (" IN_GROUPS("z", " AND" IN_STEP("g.product")) ") x) w"
	    " ON s.product = w.product AND s.category = w.category WHERE" IN_STEP("s.product") " AND w.product IS NULL"),
	[Q_COUNTS_WRONG] = SQL("shelf.counts_wrong",
	    "SELECT COUNT(*) FROM (SELECT category FROM shelf UNION SELECT category FROM shelf_count) k"
	    " LEFT JOIN (SELECT category, COUNT(*) - CAST(SUM(sunk) AS BIGINT) AS there, CAST(SUM(sunk) AS BIGINT) AS sunk FROM shelf GROUP BY category) s ON s.category = k.category"
	    " LEFT JOIN shelf_count n ON n.category = k.category"
	    " WHERE COALESCE(n.there, 0) <> COALESCE(s.there, 0) OR COALESCE(n.sunk, 0) <> COALESCE(s.sunk, 0)"),
	/* Of a number that is none of its kind's, nothing is found. */
	[Q_GROUP_FILL] = SQL("shelf.group_fill",
	    "INSERT INTO shelf (" COLS ") SELECT " COLS " FROM ("
	    IN_GROUP("shelf", "collection_product", "CAST($3 AS BIGINT)", PLACE_IN, " AND +z.category = 0 AND g.collection = $3 - " SHELF_COLLECTION_SQL " AND" IN_STEP("g.product"))
	    " UNION ALL " IN_GROUP("shelf", "product_maker", "CAST($3 AS BIGINT)", "z.place", " AND +z.category = 0 AND g.maker = $3 - " SHELF_MAKER_SQL " AND" IN_STEP("g.product"))
	    " UNION ALL " IN_GROUP("shelf", "product_tag", "CAST($3 AS BIGINT)", "z.place", " AND +z.category = 0 AND g.tag = $3 - " SHELF_TAG_SQL " AND" IN_STEP("g.product")) ") y"),
	[Q_COUNT_DROP] = SQL("shelf.count_drop", "DELETE FROM shelf_count WHERE category = $1 AND there = 0 AND sunk = 0"),
	[Q_STALE] = SQL("shelf.stale", "UPDATE shelf SET price_until = 0 WHERE category = 0 AND product IN (SELECT a.product FROM product_attr a WHERE a.attribute = $1)"),
	[Q_STALE_SHELF] = SQL("shelf.stale_shelf", "UPDATE shelf SET price_until = 0 WHERE category = 0 AND product IN (SELECT s.product FROM shelf s WHERE s.category = $1)"),
	[Q_PINS_DROP] = SQL("shelf.pins_drop", "DELETE FROM shelf_pin WHERE product = $1"),
};
DB_TABLE(q);

#define RANGE(name, order) SQL(name, "SELECT product FROM shelf WHERE category = $1 AND sunk = $2 ORDER BY " order " LIMIT $3 OFFSET $4")

/* Each order, and the same from its end. */
static const struct db_stmt range[] = {
	[2 * SORT_HAND] = RANGE("shelf.hand", "place, product DESC"),
	[2 * SORT_HAND + 1] = RANGE("shelf.hand_end", "place DESC, product"),
	[2 * SORT_BEST] = RANGE("shelf.best", "sold DESC, product DESC"),
	[2 * SORT_BEST + 1] = RANGE("shelf.best_end", "sold, product"),
	[2 * SORT_NEW] = RANGE("shelf.new", "created_at DESC, product DESC"),
	[2 * SORT_NEW + 1] = RANGE("shelf.new_end", "created_at, product"),
	[2 * SORT_CHEAP] = RANGE("shelf.cheap", "price, product DESC"),
	[2 * SORT_CHEAP + 1] = RANGE("shelf.cheap_end", "price DESC, product"),
	[2 * SORT_DEAR] = RANGE("shelf.dear", "price DESC, product"),
	[2 * SORT_DEAR + 1] = RANGE("shelf.dear_end", "price, product DESC"),
	[2 * SORT_OFF] = RANGE("shelf.off", "off DESC, product DESC"),
	[2 * SORT_OFF + 1] = RANGE("shelf.off_end", "off, product"),
};
DB_TABLE(range);

/* --- reading --- */

/* How many can be had and how many are sold out. */
static void
count(struct ctx *c, int64_t category, int64_t n[2])
{
	struct db_rows r = db_query(c, &q[Q_COUNT], DB_I(category));

	n[0] = n[1] = 0;
	if (db_next(&r)) {
		n[0] = db_int(&r);
		n[1] = db_int(&r);
	}
	db_done(&r);
}

int64_t
shelf_total(struct ctx *c, int64_t category, bool in_stock)
{
	int64_t all[2];

	count(c, category, all);
	return all[0] + (in_stock ? 0 : all[1]);
}

/* A piece of one half of a shelf that holds `all`, from the nearer end. */
static size_t
piece(struct ctx *c, int64_t category, enum sort sort, int sunk, int64_t all, int64_t offset, int limit, int64_t *ids)
{
	int64_t most = all - offset < limit ? all - offset : limit, end = all - offset - most;
	bool back = end < offset;
	struct db_rows r;
	size_t n = 0, i;

	if (most <= 0)
		return 0;
	r = db_query(c, &range[2 * (int)sort + back], DB_I(category), DB_I(sunk), DB_I(most), DB_I(back ? end : offset));
	while (db_next(&r))
		ids[n++] = db_int(&r);
	for (i = 0; back && i < n / 2; i++) {
		int64_t id = ids[i];

		ids[i] = ids[n - 1 - i];
		ids[n - 1 - i] = id;
	}
	return n;
}

size_t
shelf_ids(struct ctx *c, int64_t category, enum sort sort, bool in_stock, int64_t offset, int limit, int64_t *ids, int64_t *total)
{
	int64_t all[2];
	size_t n = 0;

	count(c, category, all);
	*total = all[0] + (in_stock ? 0 : all[1]);
	if (offset < all[0])
		n = piece(c, category, sort, 0, all[0], offset, limit, ids);
	if (n < (size_t)limit && !in_stock)
		n += piece(c, category, sort, 1, all[1], offset < all[0] ? 0 : offset - all[0], limit - (int)n, ids + n);
	return n;
}

static bool
among(const int64_t *ids, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n && ids[i] != id; i++)
		;
	return i < n;
}

size_t
shelf_featured(struct ctx *c, int limit, int64_t *ids)
{
	int64_t *best = arena_new_n(c->arena, 2 * (size_t)limit, int64_t), all[2];
	struct db_rows r;
	size_t n = 0, k, i;
	int sunk;

	count(c, SHELF_ALL, all);
	for (sunk = 0; sunk < 2 && n < (size_t)limit; sunk++) {
		if (all[sunk] == 0)
			continue;
		for (r = db_query(c, &q[Q_FEATURED], DB_I(sunk), DB_I(limit - (int64_t)n)); db_next(&r);)
			ids[n++] = db_int(&r);
		/* At most n of them stand there already. */
		k = n < (size_t)limit ? piece(c, SHELF_ALL, SORT_BEST, sunk, all[sunk], 0, 2 * limit, best) : 0;
		for (i = 0; i < k && n < (size_t)limit; i++)
			if (!among(ids, n, best[i]))
				ids[n++] = best[i];
	}
	return n;
}

/* --- writing --- */

void
shelf_take(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_UNCOUNT], DB_I(product));
	facet_leave(c, product);
	(void)db_exec(c, &q[Q_TAKE], DB_I(product));
}

void
shelf_put(struct ctx *c, int64_t product, bool fresh)
{
	int64_t now = clock_now();
	bool shown;

	if (!fresh)
		shelf_take(c, product);
	shown = db_exec(c, &q[Q_PUT], DB_I(product), DB_I(now)) > 0;
	shelf_rules_put(c, product, now);
	hint_put(c, product);
	if (!shown)
		return;
	(void)db_exec(c, &q[Q_ENTER], DB_I(product));
	facet_make(c, product - 1, product);
	facet_enter(c, product - 1, product, FACET_EVERY);
}

void
shelf_sold(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_SOLD], DB_I(product));
}

/* The products after `from`, in order of their ids: the last of the next step. False: there are none. */
static bool
step(struct ctx *c, int64_t from, int64_t *to)
{
	*to = db_one_int(c, 0, &q[Q_RANGE], DB_I(from), DB_I(STEP - 1));
	if (*to == 0 && db_one_int(c, 0, &q[Q_RANGE], DB_I(from), DB_I(0)) > 0)
		*to = INT64_MAX;
	return *to > 0;
}

void
shelf_category(struct ctx *c, int64_t category)
{
	int64_t from, to;

	facet_clear(c, category);
	for (from = 0; step(c, from, &to); from = to) {
		(void)db_exec(c, &q[Q_CLEAR], DB_I(from), DB_I(to), DB_I(category));
		(void)db_exec(c, &q[Q_FILL], DB_I(from), DB_I(to), DB_I(category));
		facet_enter(c, from, to, category);
	}
	(void)db_exec(c, &q[Q_RECOUNT], DB_I(category));
}

void
shelf_group(struct ctx *c, int64_t shelf)
{
	int64_t from, to;

	/* Who stands there now may be about to leave it. */
	if (shelf > SHELF_MAKER(0))
		shelf_again(c, shelf);
	facet_clear(c, shelf);
	for (from = 0; step(c, from, &to); from = to) {
		(void)db_exec(c, &q[Q_CLEAR], DB_I(from), DB_I(to), DB_I(shelf));
		(void)db_exec(c, &q[Q_GROUP_FILL], DB_I(from), DB_I(to), DB_I(shelf));
		facet_enter(c, from, to, shelf);
	}
	(void)db_exec(c, &q[Q_RECOUNT], DB_I(shelf));
	(void)db_exec(c, &q[Q_COUNT_DROP], DB_I(shelf));
}

bool
shelf_rule_step(struct ctx *c, int64_t collection, int64_t *from, int64_t now)
{
	int64_t to;

	if (!step(c, *from, &to))
		return false;
	if (shelf_rules_fill(c, collection, *from, to, now) > 0) {
		setting_bump(c, "catalog");
		(void)db_exec(c, &q[Q_CLEAR], DB_I(*from), DB_I(to), DB_I(SHELF_COLLECTION(collection)));
		(void)db_exec(c, &q[Q_GROUP_FILL], DB_I(*from), DB_I(to), DB_I(SHELF_COLLECTION(collection)));
		(void)db_exec(c, &q[Q_RECOUNT], DB_I(SHELF_COLLECTION(collection)));
		facet_recount(c, SHELF_COLLECTION(collection));
	}
	*from = to;
	return true;
}

int64_t
shelf_due(struct ctx *c, int64_t now, int limit)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t);
	struct db_rows r;
	int64_t n = 0, i;

	for (r = db_query(c, &q[Q_DUE], DB_I(now), DB_I(limit)); db_next(&r);)
		ids[n++] = db_int(&r);
	if (n > 0)
		setting_bump(c, "catalog");
	for (i = 0; i < n; i++)
		shelf_put(c, ids[i], false);
	return n;
}

void
shelf_attribute(struct ctx *c, int64_t attribute)
{
	(void)db_exec(c, &q[Q_STALE], DB_I(attribute));
}

void
shelf_again(struct ctx *c, int64_t shelf)
{
	(void)db_exec(c, &q[Q_STALE_SHELF], DB_I(shelf));
}

static void
pins_remove(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_PINS_DROP], DB_I(product));
}

static const struct goods_part pin_part = { NULL, pins_remove };
PRODUCT_PART(pin_part);

void
shelf_all(struct ctx *c)
{
	int64_t from, to;

	setting_bump(c, "catalog");
	facet_clear(c, FACET_EVERY);
	for (from = 0; step(c, from, &to); from = to) {
		(void)db_exec(c, &q[Q_RANGE_CLEAR], DB_I(from), DB_I(to));
		(void)db_exec(c, &q[Q_RANGE_FILL], DB_I(from), DB_I(to), DB_I(clock_now()));
		(void)db_exec(c, &q[Q_RANGE_BELOW], DB_I(from), DB_I(to));
		(void)db_exec(c, &q[Q_RANGE_GROUPS], DB_I(from), DB_I(to));
		facet_forget(c, from, to);
		facet_make(c, from, to);
		facet_enter(c, from, to, FACET_EVERY);
		hint_make(c, from, to);
	}
	(void)db_exec(c, &q[Q_NO_COUNTS]);
	(void)db_exec(c, &q[Q_COUNT_ALL]);
}

int64_t
shelf_faults(struct ctx *c)
{
	int64_t now = clock_now(), faults = db_one_int(c, 0, &q[Q_COUNTS_WRONG]) + facet_count_faults(c), from, to;

	for (from = 0; step(c, from, &to); from = to)
		faults += db_one_int(c, 0, &q[Q_MISSING], DB_I(from), DB_I(to), DB_I(now)) + db_one_int(c, 0, &q[Q_WRONG], DB_I(from), DB_I(to), DB_I(now)) + facet_faults(c, from, to, now) + hint_faults(c, from, to, now);
	return faults;
}
