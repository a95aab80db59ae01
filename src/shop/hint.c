/* One statement says what a product lacks, for one product and for many; it writes only where that has changed, which it seldom does. */
#include "shop/hint.h"

#include "base/clock.h"
#include "db/db.h"
#include "shop/goods_part.h"

const char *const hint_words[HINTS] = { "price", "photo", "weight", "stock", "text", "category", "facts", "permit" };

enum { Q_BITS, Q_COUNT, Q_MAKE, Q_TYPE, Q_MEDIA, Q_DUE, Q_FAULTS, Q_DROP };

#define OF_VARIANT(also) "EXISTS (SELECT 1 FROM variant x WHERE x.product = p.id AND x.active = 1" also ")"
#define IF(yes, bit) "CASE WHEN " yes " THEN " bit " ELSE 0 END"
/* Sold out is not the same as never counted: what was ever moved is known, as is what is made of other goods or when it is ordered. */
#define COUNTED \
	"p.made <> '' OR " OF_VARIANT(" AND (x.stock_state <> 'habis' OR EXISTS (SELECT 1 FROM stock_move m WHERE m.variant = x.id)" \
	" OR EXISTS (SELECT 1 FROM bundle_part b WHERE b.bundle = x.id))")
#define NUMBER "CASE k.kind WHEN 'pirt' THEN p.pirt WHEN 'halal' THEN p.halal WHEN 'bpom' THEN p.bpom ELSE p.sni END"
/* The bits of product p at moment `now`. Of the facts that its type asks for, half are enough, since few goods have all; what is yes or no by nature is not counted: silence says no. */
#define BITS(now) \
	IF(OF_VARIANT(" AND x.price = 0") " OR NOT " OF_VARIANT(""), "1") \
	" + " IF("NOT EXISTS (SELECT 1 FROM media_link l JOIN media g ON g.id = l.media AND g.state <> 'refused' WHERE l.product = p.id)", "2") \
	" + " IF(OF_VARIANT(" AND x.weight_g = 0"), "4") \
	" + " IF("NOT (" COUNTED ")", "8") \
	" + " IF("NOT EXISTS (SELECT 1 FROM product_text t WHERE t.product = p.id AND t.lang = 'id' AND length(t.description) >= 40)", "16") \
	" + " IF("NOT EXISTS (SELECT 1 FROM product_category c WHERE c.product = p.id)", "32") \
	" + " IF("(SELECT COUNT(*) FROM type_attribute n JOIN attribute a ON a.id = n.attribute AND a.kind <> 'flag' WHERE n.type = p.type)" \
	    " > 2 * (SELECT COUNT(DISTINCT f.attribute) FROM product_attr f WHERE f.product = p.id AND EXISTS (SELECT 1 FROM type_attribute n JOIN attribute a ON a.id = n.attribute" \
	    " AND a.kind <> 'flag' WHERE n.type = p.type AND n.attribute = f.attribute))", "64") \
	" + " IF("EXISTS (SELECT 1 FROM product_permit k WHERE k.product = p.id AND k.until <= " now " AND " NUMBER " <> '')", "128")
#define ROW(now) \
	"p.id AS product, " BITS(now) " AS bits, CASE WHEN p.status = 'active' AND p.trashed_at IS NULL THEN 1 ELSE 0 END AS on_sale," \
	" (SELECT MIN(k.until) FROM product_permit k WHERE k.product = p.id AND k.until > " now ") AS due"
/* $1 .. $2: products; $3: now. */
#define THESE " FROM product p WHERE p.id > $1 AND p.id <= $2"

static const struct db_stmt q[] = {
	[Q_BITS] = SQL("hint.bits", "SELECT bits FROM product_hint WHERE product = $1"),
	[Q_COUNT] = SQL("hint.count", "SELECT COUNT(*) FROM product_hint WHERE bits > 0 AND on_sale = 1"),
	[Q_MAKE] = SQL("hint.make",
	    "INSERT INTO product_hint (product, bits, on_sale, due) SELECT " ROW("$3") THESE " ON CONFLICT (product) DO UPDATE SET bits = excluded.bits, on_sale = excluded.on_sale, due = excluded.due"
	    " WHERE product_hint.bits <> excluded.bits OR product_hint.on_sale <> excluded.on_sale OR COALESCE(product_hint.due, -1) <> COALESCE(excluded.due, -1)"),
	/* An attribute belongs to all types that name it. */
	[Q_TYPE] = SQL("hint.type",
	    "UPDATE product_hint SET due = 0 WHERE product IN (SELECT p.id FROM product p WHERE p.type = $1 OR p.type IN"
	    " (SELECT o.type FROM type_attribute n JOIN type_attribute o ON o.attribute = n.attribute WHERE n.type = $1))"),
	[Q_MEDIA] = SQL("hint.media", "UPDATE product_hint SET due = 0 WHERE product IN (SELECT l.product FROM media g JOIN media_link l ON l.media = g.id WHERE g.hash = $1)"),
	[Q_DUE] = SQL("hint.due", "SELECT product FROM product_hint WHERE due IS NOT NULL AND due <= $1 ORDER BY due, product LIMIT $2"),
	[Q_FAULTS] = SQL("hint.faults",
	    "SELECT COUNT(*) FROM (SELECT " ROW("$3") THESE ") w LEFT JOIN product_hint h ON h.product = w.product WHERE h.product IS NULL"
	    " OR (COALESCE(h.due, $3 + 1) > $3 AND (h.bits <> w.bits OR h.on_sale <> w.on_sale OR COALESCE(h.due, 0) <> COALESCE(w.due, 0)))"),
	[Q_DROP] = SQL("hint.drop", "DELETE FROM product_hint WHERE product = $1"),
};
DB_TABLE(q);

_Static_assert(HINT_BIT(HINT_PRICE) == 1 && HINT_BIT(HINT_PERMIT) == 128 && HINT_TEXT_LEAST == 40, "what stands in BITS()");

int64_t
hint_bits(struct ctx *c, int64_t product)
{
	return db_one_int(c, 0, &q[Q_BITS], DB_I(product));
}

int64_t
hint_count(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_COUNT]);
}

void
hint_make(struct ctx *c, int64_t from, int64_t to)
{
	(void)db_exec(c, &q[Q_MAKE], DB_I(from), DB_I(to), DB_I(clock_now()));
}

void
hint_put(struct ctx *c, int64_t product)
{
	hint_make(c, product - 1, product);
}

void
hint_type(struct ctx *c, int64_t type)
{
	(void)db_exec(c, &q[Q_TYPE], DB_I(type));
}

void
hint_media(struct ctx *c, const char *hash)
{
	(void)db_exec(c, &q[Q_MEDIA], DB_T(hash));
}

int64_t
hint_due(struct ctx *c, int64_t now, int limit)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t);
	struct db_rows r = db_query(c, &q[Q_DUE], DB_I(now), DB_I(limit));
	int64_t n = 0, i;

	while (n < limit && db_next(&r))
		ids[n++] = db_int(&r);
	db_done(&r);
	for (i = 0; i < n; i++)
		(void)db_exec(c, &q[Q_MAKE], DB_I(ids[i] - 1), DB_I(ids[i]), DB_I(now));
	return n;
}

int64_t
hint_faults(struct ctx *c, int64_t from, int64_t to, int64_t now)
{
	return db_one_int(c, 0, &q[Q_FAULTS], DB_I(from), DB_I(to), DB_I(now));
}

static void
drop(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_DROP], DB_I(product));
}

static const struct goods_part hint_part = { NULL, drop };
PRODUCT_PART(hint_part);
