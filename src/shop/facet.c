/*
 * Each kind is a row of KINDS: a SELECT over what describes products, which gives a heading and a value by keys that stay the same whatever the capitals, and their names. All of them together are one
 * source, so that a product costs the same few statements however many kinds there are. The steps of the price are values like others; they stand ready in the table and say where they begin.
 */
#include "shop/facet.h"

#include "db/db.h"
#include "shop/setting.h"

#define NAME_MAX "40"	/* characters: what is longer is a sentence, not something to choose by */

#define IN_STEP(id) " " id " > $1 AND " id " <= $2"

/* One row a kind: product, kind, key and names of the heading, key and names of the value. */
#define FIRST_KIND \
	/* Facts of attributes that are meant for it, and options, by their own names: a size is a size whether it is described or chosen. */ \
	"SELECT a.product AS product, 'spec' AS kind, t.folded AS heading, t.name AS name, t.name_en AS name_en," \
	" a.value_key AS key, a.value AS value, COALESCE(e.value, '') AS value_en FROM product_attr a JOIN attribute t ON t.id = a.attribute AND t.filtered = 1" \
	" LEFT JOIN product_attr e ON e.product = a.product AND e.position = a.position AND e.lang = 'en'" \
	" WHERE a.lang = 'id' AND a.value_key <> '' AND LENGTH(a.value) <= " NAME_MAX " AND" IN_STEP("a.product")
#define KINDS(X) \
	X("SELECT x.product, 'spec', LOWER(TRIM(o.name)), o.name, COALESCE(oe.name, ''), LOWER(TRIM(v.name)), v.name, COALESCE(ve.name, '')" \
	" FROM variant x JOIN variant_value w ON w.variant = x.id JOIN product_option_text o ON o.option = w.option AND o.lang = 'id'" \
	" JOIN option_value_text v ON v.value = w.value AND v.lang = 'id'" \
	" LEFT JOIN product_option_text oe ON oe.option = w.option AND oe.lang = 'en' LEFT JOIN option_value_text ve ON ve.value = w.value AND ve.lang = 'en'" \
	" WHERE x.active = 1 AND LENGTH(o.name) <= " NAME_MAX " AND LENGTH(v.name) <= " NAME_MAX " AND" IN_STEP("x.product")) \
	X("SELECT g.product, 'maker', 'maker', 'maker', '', CAST(g.maker AS TEXT), m.name, COALESCE(e.name, '') FROM product_maker g" \
	" JOIN maker k ON k.id = g.maker AND k.active = 1 JOIN maker_text m ON m.maker = g.maker AND m.lang = 'id' LEFT JOIN maker_text e ON e.maker = g.maker AND e.lang = 'en' WHERE" IN_STEP("g.product")) \
	X("SELECT g.product, 'tag', 'tag', 'tag', '', CAST(g.tag AS TEXT), t.name, t.name_en FROM product_tag g JOIN tag t ON t.id = g.tag WHERE" IN_STEP("g.product"))
#define ONE_KIND(select) " UNION ALL " select
#define SOURCE "(" FIRST_KIND KINDS(ONE_KIND) ")"

/* The values that shown products should have: product, value. The plus keeps a step of a few products from being looked for among all that stand on the shelf of everything, and so it does in shelf.c. */
#define WANTED \
	"SELECT s.product AS product, v.id AS value FROM " SOURCE " s JOIN shelf z ON z.product = s.product AND z.category = 0" \
	" JOIN facet f ON f.kind = s.kind AND f.key = s.heading JOIN facet_value v ON v.facet = f.id AND v.key = s.key" \
	" UNION SELECT z.product, (SELECT v.id FROM facet_value v WHERE v.low <= z.price ORDER BY v.low DESC LIMIT 1) FROM shelf z WHERE +z.category = 0 AND" IN_STEP("z.product")
#define HAD "SELECT r.product, r.value FROM facet_row r WHERE" IN_STEP("r.product")

#define NOT_DUE(x) "NOT EXISTS (SELECT 1 FROM shelf d WHERE d.product = " x ".product AND d.category = 0 AND d.price_until <= $3)"

enum { Q_NEWS, Q_HEADING, Q_VALUE, Q_ROWS, Q_LEAVE, Q_FORGET, Q_ENTER, Q_RECOUNT, Q_CLEAR, Q_CLEAR_ALL, Q_WRONG, Q_COUNTS_WRONG, Q_UNUSED, Q_DROP_COUNTS, Q_DROP, Q_BARE };

static const struct db_stmt q[] = {
	/* Headings and values that are not known yet, or by another name. */
	[Q_NEWS] = SQL("facet.news",
	    "SELECT DISTINCT s.kind, s.heading, s.name, s.name_en, s.key, s.value, s.value_en FROM " SOURCE " s LEFT JOIN facet f ON f.kind = s.kind AND f.key = s.heading"
	    " LEFT JOIN facet_value v ON v.facet = f.id AND v.key = s.key WHERE s.heading <> '' AND s.key <> '' AND (v.id IS NULL OR (f.name_en = '' AND s.name_en <> '')"
	    " OR (v.name_en = '' AND s.value_en <> '') OR (s.kind <> 'spec' AND (v.name <> s.value OR v.name_en <> s.value_en))) ORDER BY s.kind, s.heading, s.key"),
	[Q_HEADING] = SQL("facet.heading",
	    "INSERT INTO facet (kind, key, name, name_en) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, key) DO UPDATE SET name_en = CASE WHEN excluded.name_en = ''"
	    " THEN facet.name_en ELSE excluded.name_en END RETURNING id"),
	[Q_VALUE] = SQL("facet.value",
	    "INSERT INTO facet_value (facet, key, name, name_en) VALUES ($1, $2, $3, $4) ON CONFLICT (facet, key) DO UPDATE SET name = excluded.name, name_en = excluded.name_en"),
	[Q_ROWS] = SQL("facet.rows", "INSERT INTO facet_row (product, value) SELECT w.product, w.value FROM (" WANTED ") w"),
	[Q_LEAVE] = SQL("facet.leave",
	    "UPDATE facet_count SET"
	    " there = there - (SELECT 1 - s.sunk FROM shelf s WHERE s.product = $1 AND s.category = facet_count.category),"
	    " sunk = sunk - (SELECT s.sunk FROM shelf s WHERE s.product = $1 AND s.category = facet_count.category)"
	    " WHERE category IN (SELECT s.category FROM shelf s WHERE s.product = $1) AND value IN (SELECT r.value FROM facet_row r WHERE r.product = $1)"),
	[Q_FORGET] = SQL("facet.forget", "DELETE FROM facet_row WHERE" IN_STEP("product")),
	[Q_ENTER] = SQL("facet.enter",
	    "INSERT INTO facet_count (category, value, there, sunk) SELECT s.category, r.value, COUNT(*) - CAST(SUM(s.sunk) AS BIGINT), CAST(SUM(s.sunk) AS BIGINT)"
	    " FROM shelf s JOIN facet_row r ON r.product = s.product WHERE" IN_STEP("s.product") " AND ($3 < 0 OR s.category = $3) GROUP BY s.category, r.value"
	    " ON CONFLICT (category, value) DO UPDATE SET there = facet_count.there + excluded.there, sunk = facet_count.sunk + excluded.sunk"),
	[Q_RECOUNT] = SQL("facet.recount",
	    "INSERT INTO facet_count (category, value, there, sunk) SELECT s.category, r.value, COUNT(*) - CAST(SUM(s.sunk) AS BIGINT), CAST(SUM(s.sunk) AS BIGINT)"
	    " FROM shelf s JOIN facet_row r ON r.product = s.product WHERE s.category = $1 GROUP BY s.category, r.value"),
	[Q_CLEAR] = SQL("facet.clear", "DELETE FROM facet_count WHERE category = $1"),
	[Q_CLEAR_ALL] = SQL("facet.clear_all", "DELETE FROM facet_count"),
	[Q_WRONG] = SQL("facet.wrong",
	    "SELECT (SELECT COUNT(*) FROM (SELECT * FROM (" WANTED ") a EXCEPT " HAD ") x WHERE " NOT_DUE("x") ")"
	    " + (SELECT COUNT(*) FROM (" HAD " EXCEPT SELECT * FROM (" WANTED ") b) y WHERE " NOT_DUE("y") ")"),
	[Q_COUNTS_WRONG] = SQL("facet.counts_wrong",
	    "WITH w AS (SELECT s.category AS category, r.value AS value, COUNT(*) - CAST(SUM(s.sunk) AS BIGINT) AS there, CAST(SUM(s.sunk) AS BIGINT) AS sunk"
	    " FROM shelf s JOIN facet_row r ON r.product = s.product GROUP BY s.category, r.value)"
	    " SELECT (SELECT COUNT(*) FROM w LEFT JOIN facet_count n ON n.category = w.category AND n.value = w.value WHERE n.category IS NULL OR n.there <> w.there OR n.sunk <> w.sunk)"
	    " + (SELECT COUNT(*) FROM facet_count n LEFT JOIN w ON w.category = n.category AND w.value = n.value WHERE w.category IS NULL AND n.there + n.sunk > 0)"),
	[Q_UNUSED] = SQL("facet.unused",
	    "SELECT v.id FROM facet_value v WHERE v.low IS NULL AND NOT EXISTS (SELECT 1 FROM facet_row r WHERE r.value = v.id)"
	    " AND NOT EXISTS (SELECT 1 FROM facet_count n WHERE n.value = v.id AND n.there + n.sunk > 0) ORDER BY v.id LIMIT $1"),
	[Q_DROP_COUNTS] = SQL("facet.drop_counts", "DELETE FROM facet_count WHERE value = $1"),
	[Q_DROP] = SQL("facet.drop", "DELETE FROM facet_value WHERE id = $1"),
	[Q_BARE] = SQL("facet.bare", "DELETE FROM facet WHERE kind <> 'price' AND NOT EXISTS (SELECT 1 FROM facet_value v WHERE v.facet = facet.id)"),
};
DB_TABLE(q);

void
facet_leave(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_LEAVE], DB_I(product));
	facet_forget(c, product - 1, product);
}

/* Makes what is not known yet known. Seldom any: a value is met by the first product that has it. */
static void
news(struct ctx *c, int64_t from, int64_t to)
{
	struct row { const char *text[7]; } *rows = NULL;
	size_t n = 0, room = 0, i, k;
	struct db_rows r;
	int64_t heading;

	for (r = db_query(c, &q[Q_NEWS], DB_I(from), DB_I(to)); db_next(&r); n++) {
		if (n == room) {
			struct row *more = arena_new_n(c->arena, room ? 2 * room : 8, struct row);

			if (n)
				memcpy(more, rows, n * sizeof(*more));
			room = room ? 2 * room : 8;
			rows = more;
		}
		for (k = 0; k < ARRAY_LEN(rows[n].text); k++)
			rows[n].text[k] = db_str(&r);
	}
	for (i = 0; i < n; i++) {
		const char *const *t = rows[i].text;

		heading = db_one_int(c, 0, &q[Q_HEADING], DB_T(t[0]), DB_T(t[1]), DB_T(t[2]), DB_T(t[3]));
		(void)db_exec(c, &q[Q_VALUE], DB_I(heading), DB_T(t[4]), DB_T(t[5]), DB_T(t[6]));
	}
}

void
facet_make(struct ctx *c, int64_t from, int64_t to)
{
	news(c, from, to);
	(void)db_exec(c, &q[Q_ROWS], DB_I(from), DB_I(to));
}

void
facet_enter(struct ctx *c, int64_t from, int64_t to, int64_t category)
{
	(void)db_exec(c, &q[Q_ENTER], DB_I(from), DB_I(to), DB_I(category));
}

void
facet_clear(struct ctx *c, int64_t category)
{
	if (category == FACET_EVERY)
		(void)db_exec(c, &q[Q_CLEAR_ALL]);
	else
		(void)db_exec(c, &q[Q_CLEAR], DB_I(category));
}

void
facet_recount(struct ctx *c, int64_t category)
{
	facet_clear(c, category);
	(void)db_exec(c, &q[Q_RECOUNT], DB_I(category));
}

void
facet_forget(struct ctx *c, int64_t from, int64_t to)
{
	(void)db_exec(c, &q[Q_FORGET], DB_I(from), DB_I(to));
}

int64_t
facet_faults(struct ctx *c, int64_t from, int64_t to, int64_t now)
{
	return db_one_int(c, 0, &q[Q_WRONG], DB_I(from), DB_I(to), DB_I(now));
}

int64_t
facet_count_faults(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_COUNTS_WRONG]);
}

int64_t
facet_prune(struct ctx *c, int limit)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t), n = 0, i;
	struct db_rows r;

	for (r = db_query(c, &q[Q_UNUSED], DB_I(limit)); db_next(&r);)
		ids[n++] = db_int(&r);
	if (n == 0)
		return 0;
	setting_bump(c, "catalog");
	for (i = 0; i < n; i++) {
		(void)db_exec(c, &q[Q_DROP_COUNTS], DB_I(ids[i]));
		(void)db_exec(c, &q[Q_DROP], DB_I(ids[i]));
	}
	(void)db_exec(c, &q[Q_BARE]);
	return n;
}
