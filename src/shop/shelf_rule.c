/*
 * One expression says whether a shelf's row meets a condition; a product belongs to a collection when it meets as many as that one needs (all or one). Asking costs one statement that finds no row as
 * long as nothing changes, which is nearly always. "Among the best" compares with a mark that the worker sets anew every hour, so that one product's sale never moves another one.
 */
#include "shop/shelf_rule.h"

#include "db/db.h"
#include "shop/shelf.h"
#include "shop/shelf_price.h"

enum { Q_CHANGES, Q_COME, Q_GO, Q_STAND, Q_LEAVE, Q_FILL_COME, Q_FILL_GO, Q_MARK };

#define MOST 200	/* collections that one product can come to or leave at once: as many as a shop has */

/* Of condition k, product z (its row on the shelf of all goods): 0 or 1. */
#define MEETS(now) \
	"CASE k.what WHEN 'tag' THEN (SELECT COUNT(*) FROM product_tag x WHERE x.product = z.product AND x.tag = k.number)" \
	" WHEN 'category' THEN (SELECT COUNT(*) FROM shelf x WHERE x.product = z.product AND x.category = k.number)" \
	" WHEN 'maker' THEN (SELECT COUNT(*) FROM product_maker x WHERE x.product = z.product AND x.maker = k.number)" \
	" WHEN 'price' THEN CASE WHEN z.price >= k.number AND z.price <= k.number_to THEN 1 ELSE 0 END" \
	" WHEN 'stock' THEN 1 - z.sunk" \
	" WHEN 'new' THEN CASE WHEN z.created_at > " now " - k.number * 86400 THEN 1 ELSE 0 END" \
	" WHEN 'sale' THEN CASE WHEN EXISTS (SELECT 1 FROM variant x WHERE x.product = z.product AND x.active = 1" \
	" AND (" SQL_PRICE("x", now) " < x.price OR x.compare_at > x.price)) THEN 1 ELSE 0 END" \
	" WHEN 'best' THEN CASE WHEN z.sold >= k.mark THEN 1 ELSE 0 END ELSE 0 END"
#define BELONGS(now) "(SELECT CAST(COALESCE(SUM(" MEETS(now) "), 0) AS BIGINT) FROM collection_rule k WHERE k.collection = g.id) >= g.need"

static const struct db_stmt q[] = {
	[Q_CHANGES] = SQL("shelf.rule_changes",
	    "SELECT g.id, CASE WHEN m.product IS NULL THEN 1 ELSE 0 END FROM collection g"
	    " LEFT JOIN shelf z ON z.product = $1 AND z.category = 0 LEFT JOIN collection_product m ON m.collection = g.id AND m.product = $1"
	    " WHERE g.by_rule = 1 AND CASE WHEN z.product IS NULL THEN 0 WHEN " BELONGS("$2") " THEN 1 ELSE 0 END <> CASE WHEN m.product IS NULL THEN 0 ELSE 1 END LIMIT $3"),
	[Q_COME] = SQL("shelf.rule_come", "INSERT INTO collection_product (collection, product, position) VALUES ($1, $2, 0) ON CONFLICT (collection, product) DO NOTHING"),
	[Q_GO] = SQL("shelf.rule_go", "DELETE FROM collection_product WHERE collection = $1 AND product = $2"),
	[Q_STAND] = SQL("shelf.rule_stand",
	    "INSERT INTO shelf (product, category, sunk, place, price, off, price_until, price_since, sold, created_at)"
	    " SELECT product, CAST($2 AS BIGINT), sunk, place, price, off, price_until, price_since, sold, created_at FROM shelf WHERE product = $1 AND category = 0"),
	[Q_LEAVE] = SQL("shelf.rule_leave", "DELETE FROM shelf WHERE product = $1 AND category = $2"),
	[Q_FILL_COME] = SQL("shelf.rule_fill_come",
	    "INSERT INTO collection_product (collection, product, position) SELECT g.id, z.product, 0 FROM shelf z, collection g"
	    " WHERE g.id = $1 AND g.by_rule = 1 AND +z.category = 0 AND z.product > $2 AND z.product <= $3 AND " BELONGS("$4") " ON CONFLICT (collection, product) DO NOTHING"),
	[Q_FILL_GO] = SQL("shelf.rule_fill_go",
	    "DELETE FROM collection_product WHERE collection = $1 AND product > $2 AND product <= $3 AND NOT EXISTS (SELECT 1 FROM shelf z, collection g"
	    " WHERE z.product = collection_product.product AND z.category = 0 AND g.id = $1 AND g.by_rule = 1 AND " BELONGS("$4") ")"),
	[Q_MARK] = SQL("shelf.rule_mark", "SELECT sold FROM shelf WHERE category = 0 AND sunk = 0 AND sold > 0 ORDER BY sold DESC LIMIT 1 OFFSET $1"),
};
DB_TABLE(q);

void
shelf_rules_put(struct ctx *c, int64_t product, int64_t now)
{
	struct { int64_t collection; bool comes; } change[MOST];
	struct db_rows r;
	size_t n = 0, i;

	for (r = db_query(c, &q[Q_CHANGES], DB_I(product), DB_I(now), DB_I(MOST)); n < MOST && db_next(&r); n++) {
		change[n].collection = db_int(&r);
		change[n].comes = db_int(&r) != 0;
	}
	db_done(&r);
	for (i = 0; i < n; i++) {
		int64_t shelf = SHELF_COLLECTION(change[i].collection);

		(void)db_exec(c, &q[change[i].comes ? Q_COME : Q_GO], DB_I(change[i].collection), DB_I(product));
		(void)db_exec(c, &q[change[i].comes ? Q_STAND : Q_LEAVE], DB_I(product), DB_I(shelf));
	}
}

int64_t
shelf_rules_fill(struct ctx *c, int64_t collection, int64_t from, int64_t to, int64_t now)
{
	int64_t n = db_exec(c, &q[Q_FILL_GO], DB_I(collection), DB_I(from), DB_I(to), DB_I(now));

	return n + db_exec(c, &q[Q_FILL_COME], DB_I(collection), DB_I(from), DB_I(to), DB_I(now));
}

int64_t
shelf_rules_mark(struct ctx *c, int64_t first)
{
	int64_t sold;

	if (first < 1)
		return INT64_MAX;
	sold = db_one_int(c, 0, &q[Q_MARK], DB_I(first - 1));
	return sold > 0 ? sold : 1;
}
