/*
 * Bundles. What is inside stands in bundle_part; that no bundle is part of another is decided by the stock rows, each of which is either a bundle's or counts the bundles that it is in, so two people who save
 * at once cannot nest them. Rows are locked in key order: parts first, the bundle's own stock after them.
 */
#include "shop/bundle.h"

#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/setting.h"
#include "shop/shelf.h"
#include "shop/stock.h"

enum { Q_PARTS, Q_OF_PRODUCT, Q_LABELS, Q_VERSION, Q_PART_OK, Q_PRODUCT, Q_NEW, Q_SAVE, Q_DROP, Q_PUT, Q_TAKE, Q_TAKE_ALL, Q_WITH, Q_OWN, Q_SUMS, Q_WEIGH, Q_SUMMED,
	Q_HOLDS, Q_NAMES, Q_CODE, Q_MEASURE };

#define COLS \
	"x.bundle, x.part, y.product, x.qty, COALESCE(k.on_hand - k.reserved, 0), p.measure, y.weight_g, y.cost, y.price_qty, COALESCE(NULLIF(t.name, ''), i.name, ''), COALESCE(y.sku, '')," \
	" COALESCE(s.slug, ''), CASE WHEN y.active = 0 OR p.status = 'archived' THEN 1 ELSE 0 END, CASE WHEN y.active = 1 AND p.status = 'active' THEN 1 ELSE 0 END"
/* $1: the variant or product; $2: the language. */
#define FROM_PARTS(cond) \
	" FROM bundle_part x JOIN variant y ON y.id = x.part JOIN product p ON p.id = y.product" \
	" LEFT JOIN product_text i ON i.product = p.id AND i.lang = 'id' LEFT JOIN product_text t ON t.product = p.id AND t.lang = $2" \
	" LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1" \
	" LEFT JOIN stock k ON k.variant = y.id AND k.place = 1 WHERE " cond " ORDER BY x.bundle, x.position, x.part"

static const struct db_stmt q[] = {
	[Q_PARTS] = SQL("bundle.parts", "SELECT " COLS FROM_PARTS("x.bundle = $1")),
	[Q_OF_PRODUCT] = SQL("bundle.of_product", "SELECT " COLS FROM_PARTS("x.bundle IN (SELECT v.id FROM variant v WHERE v.product = $1 AND v.active = 1)")),
	[Q_LABELS] = SQL("bundle.label",
	    "SELECT COALESCE(NULLIF(t.name, ''), i.name, '') FROM variant_value w JOIN product_option o ON o.id = w.option"
	    " LEFT JOIN option_value_text i ON i.value = w.value AND i.lang = 'id' LEFT JOIN option_value_text t ON t.value = w.value AND t.lang = $2"
	    " WHERE w.variant = $1 ORDER BY o.position, o.id"),
	[Q_VERSION] = SQL("bundle.version", "SELECT version FROM bundle WHERE variant = $1"),
	[Q_PART_OK] = SQL("bundle.part_ok", "SELECT COUNT(*) FROM variant v JOIN product p ON p.id = v.product WHERE v.id = $1 AND v.active = 1 AND p.status <> 'archived' AND p.measure = $2"),
	[Q_PRODUCT] = SQL("bundle.product", "SELECT product FROM variant WHERE id = $1"),
	[Q_NEW] = SQL("bundle.new", "INSERT INTO bundle (variant) VALUES ($1) ON CONFLICT (variant) DO NOTHING"),
	[Q_SAVE] = SQL("bundle.save", "UPDATE bundle SET version = version + 1 WHERE variant = $1 AND version = $2"),
	[Q_DROP] = SQL("bundle.drop", "DELETE FROM bundle WHERE variant = $1"),
	[Q_PUT] = SQL("bundle.put",
	    "INSERT INTO bundle_part (bundle, part, qty, position) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (bundle, part) DO UPDATE SET qty = excluded.qty, position = excluded.position"),
	[Q_TAKE] = SQL("bundle.take", "DELETE FROM bundle_part WHERE bundle = $1 AND part = $2"),
	[Q_TAKE_ALL] = SQL("bundle.take_all", "DELETE FROM bundle_part WHERE bundle = $1"),
	[Q_WITH] = SQL("bundle.with",
	    "SELECT x.bundle FROM bundle_part x JOIN variant v ON v.id = x.part WHERE v.product = $1 UNION SELECT b.variant FROM bundle b JOIN variant w ON w.id = b.variant"
	    " WHERE w.product = $1 ORDER BY 1"),
	[Q_OWN] = SQL("bundle.own", "SELECT b.variant FROM bundle b JOIN variant v ON v.id = b.variant WHERE v.product = $1 ORDER BY b.variant"),
	[Q_SUMS] = SQL("bundle.sums",
	    "SELECT x.qty, p.measure, y.weight_g, y.cost, y.price_qty FROM bundle_part x JOIN variant y ON y.id = x.part JOIN product p ON p.id = y.product WHERE x.bundle = $1"),
	/* What still is what was filled in follows; what the owner wrote stays. Goods that are mailed weigh at most a few tons. */
	[Q_WEIGH] = SQL("bundle.weigh",
	    "UPDATE variant SET weight_g = CASE WHEN weight_g IN (0, (SELECT b.weight_g FROM bundle b WHERE b.variant = variant.id)) THEN $2 ELSE weight_g END,"
	    " cost = CASE WHEN cost IS NULL OR cost = (SELECT b.cost FROM bundle b WHERE b.variant = variant.id) THEN $3 ELSE cost END WHERE id = $1"),
	[Q_SUMMED] = SQL("bundle.summed", "UPDATE bundle SET weight_g = $2, cost = $3 WHERE variant = $1"),
	[Q_HOLDS] = SQL("bundle.holds", "SELECT COUNT(*) FROM bundle_part x JOIN variant v ON v.id = x.part WHERE v.product = $1"),
	[Q_MEASURE] = SQL("bundle.measure", "SELECT p.measure FROM variant v JOIN product p ON p.id = v.product WHERE v.id = $1"),
	[Q_CODE] = SQL("bundle.code", "SELECT id FROM variant WHERE sku = $1 AND active = 1"),
	[Q_NAMES] = SQL("bundle.names",
	    "SELECT DISTINCT w.product, COALESCE(NULLIF(t.name, ''), i.name, '') AS name FROM bundle_part x JOIN variant v ON v.id = x.part JOIN variant w ON w.id = x.bundle"
	    " LEFT JOIN product_text i ON i.product = w.product AND i.lang = 'id' LEFT JOIN product_text t ON t.product = w.product AND t.lang = $2"
	    " WHERE v.product = $1 ORDER BY name, w.product LIMIT $3"),
};
DB_TABLE(q);

/* --- reading --- */

static const char *
label(struct ctx *c, int64_t variant)
{
	struct db_rows r;
	const char *all = "";

	for (r = db_query(c, &q[Q_LABELS], DB_I(variant), DB_T(c->lang)); db_next(&r);) {
		const char *value = db_str(&r);

		all = *all ? arena_printf(c->arena, "%s · %s", all, value) : value;
	}
	return all;
}

/* What it counts, weighs and costs. */
static void
part_size(struct db_rows *r, struct bundle_part *p)
{
	p->measure = quantity_measure(db_str(r));
	p->weight_g = db_int(r);
	p->cost = db_null(r) ? (db_skip(r), -1) : db_int(r);
	p->price_qty = db_int(r);
}

/* Grams that are sold by weight weigh what they are, unless the owner says what comes on top. */
int64_t
bundle_part_weight(const struct bundle_part *p)
{
	int64_t of = p->price_qty > 0 ? p->price_qty : 1, all;

	if (p->measure == MEASURE_GRAM && p->weight_g == 0)
		return p->qty;
	if (!mul_ok(p->weight_g, p->qty, &all))
		return 0;
	return all / of + (all % of != 0);
}

int64_t
bundle_part_cost(const struct bundle_part *p)
{
	int64_t all;

	return p->cost >= 0 && quantity_cost(p->cost, p->price_qty > 0 ? p->price_qty : 1, p->qty, &all) ? all : -1;
}

static struct bundle_part *
read_parts(struct ctx *c, struct db_rows r, int64_t **of, size_t *n)
{
	size_t room = BUNDLE_PARTS_MAX;
	struct bundle_part *list = arena_new_n(c->arena, room, struct bundle_part);

	*of = arena_new_n(c->arena, room, int64_t);
	for (*n = 0; db_next(&r); ++*n) {
		struct bundle_part *p;

		if (*n == room) {
			struct bundle_part *more = arena_new_n(c->arena, 2 * room, struct bundle_part);
			int64_t *more_of = arena_new_n(c->arena, 2 * room, int64_t);

			memcpy(more, list, room * sizeof(*list));
			memcpy(more_of, *of, room * sizeof(**of));
			list = more;
			*of = more_of;
			room *= 2;
		}
		p = &list[*n];
		(*of)[*n] = db_int(&r);
		p->variant = db_int(&r);
		p->product = db_int(&r);
		p->qty = db_int(&r);
		p->available = db_int(&r);
		part_size(&r, p);
		p->name = db_str(&r);
		p->sku = db_str(&r);
		p->slug = db_str(&r);
		p->gone = db_int(&r) != 0;
		p->shown = db_int(&r) != 0;
	}
	for (size_t i = 0; i < *n; i++)
		list[i].label = label(c, list[i].variant);
	return list;
}

struct bundle_part *
bundle_parts(struct ctx *c, int64_t variant, size_t *n)
{
	int64_t *of;

	return read_parts(c, db_query(c, &q[Q_PARTS], DB_I(variant), DB_T(c->lang)), &of, n);
}

struct bundle_part *
bundle_parts_of(struct ctx *c, int64_t product, const int64_t **of, size_t *n)
{
	int64_t *list;
	struct bundle_part *parts = read_parts(c, db_query(c, &q[Q_OF_PRODUCT], DB_I(product), DB_T(c->lang)), &list, n);

	*of = list;
	return parts;
}

int64_t
bundle_version(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 0, &q[Q_VERSION], DB_I(variant));
}

enum measure
bundle_measure(struct ctx *c, int64_t variant)
{
	return quantity_measure(db_one_text(c, &q[Q_MEASURE], DB_I(variant)));
}

int64_t
bundle_by_code(struct ctx *c, const char *sku)
{
	return db_one_int(c, 0, &q[Q_CODE], DB_T(sku));
}

bool
bundle_holds(struct ctx *c, int64_t product)
{
	return db_one_int(c, 1, &q[Q_HOLDS], DB_I(product)) > 0;
}

struct bundle_name *
bundle_names(struct ctx *c, int64_t product, int limit, size_t *n)
{
	struct bundle_name *list = arena_new_n(c->arena, (size_t)limit, struct bundle_name);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_NAMES], DB_I(product), DB_T(c->lang), DB_I(limit)); db_next(&r);) {
		list[*n].product = db_int(&r);
		list[(*n)++].name = db_str(&r);
	}
	return list;
}

/* --- writing --- */

/* Weight and cost of one bundle. */
static void
sums(struct ctx *c, int64_t bundle)
{
	int64_t weight = 0, cost = 0, n = 0;
	struct db_rows r;

	for (r = db_query(c, &q[Q_SUMS], DB_I(bundle)); db_next(&r); n++) {
		struct bundle_part p = { .qty = db_int(&r) };
		int64_t one;

		part_size(&r, &p);
		one = bundle_part_cost(&p);
		weight += bundle_part_weight(&p);
		cost = cost < 0 || one < 0 || !add_ok(cost, one, &cost) ? -1 : cost;
	}
	cost = n > 0 ? cost : -1;
	db_exec(c, &q[Q_WEIGH], DB_I(bundle), DB_I(weight), cost < 0 ? DB_NULL : DB_I(cost));
	db_exec(c, &q[Q_SUMMED], DB_I(bundle), DB_I(weight), cost < 0 ? DB_NULL : DB_I(cost));
}

static const struct bundle_part *
among(const struct bundle_part *list, size_t n, int64_t variant)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].variant == variant)
			return &list[i];
	return NULL;
}

/* Counts each part that comes or goes in its stock row, all in key order. */
static bool
tell_parts(struct ctx *c, const struct bundle_part *was, size_t n_was, const struct bundle_part *is, size_t n, size_t *bad)
{
	int64_t last = 0;

	for (;;) {
		int64_t next = INT64_MAX;
		int delta;

		for (size_t i = 0; i < n_was; i++)
			next = was[i].variant > last && was[i].variant < next ? was[i].variant : next;
		for (size_t i = 0; i < n; i++)
			next = is[i].variant > last && is[i].variant < next ? is[i].variant : next;
		if (next == INT64_MAX)
			return true;
		last = next;
		delta = (among(is, n, next) != NULL) - (among(was, n_was, next) != NULL);
		if (delta == 0 || stock_in_bundle(c, next, delta) == STOCK_CHANGE_OK)
			continue;
		for (*bad = 0; *bad < n && is[*bad].variant != next; ++*bad)
			;
		return false;
	}
}

/* Can it be put in, and does it count what the amount was written for? */
static bool
part_ok(struct ctx *c, const struct bundle_part *p)
{
	return db_one_int(c, 0, &q[Q_PART_OK], DB_I(p->variant), DB_T(quantity_measure_word(p->measure))) > 0;
}

/* Is each part a thing that can be put in? Those that are inside already may have gone since. */
static enum bundle_put
check(struct ctx *c, int64_t variant, const struct bundle_part *was, size_t n_was, const struct bundle_part *list, size_t n, size_t *bad)
{
	if (n > BUNDLE_PARTS_MAX)
		BUG("%zu parts", n);
	for (*bad = 0; *bad < n; ++*bad) {
		const struct bundle_part *p = &list[*bad];

		if (p->qty < 1 || p->qty > quantity_max(p->measure) || among(list, *bad, p->variant))
			BUG("part %lld twice, or %lld of it", (long long)p->variant, (long long)p->qty);
		if (p->variant == variant || (!among(was, n_was, p->variant) && !part_ok(c, p)))
			return BUNDLE_PART_GONE;
	}
	return BUNDLE_OK;
}

/* Its own row: made, kept or taken away. */
static enum bundle_put
row(struct ctx *c, int64_t variant, int64_t version, size_t n, bool nested)
{
	if (version > 0 ? db_exec(c, &q[Q_SAVE], DB_I(variant), DB_I(version)) == 0 : n > 0 && db_exec(c, &q[Q_NEW], DB_I(variant)) == 0)
		return BUNDLE_CONFLICT;
	if (version == 0 && n > 0 && stock_bundle(c, variant, true) != STOCK_CHANGE_OK)
		return nested ? BUNDLE_NESTED : BUNDLE_HELD;
	return BUNDLE_OK;
}

static void
write_down(struct ctx *c, int64_t variant, const struct bundle_part *was, size_t n_was, const struct bundle_part *list, size_t n)
{
	for (size_t i = 0; i < n_was; i++)
		if (!among(list, n, was[i].variant))
			db_exec(c, &q[Q_TAKE], DB_I(variant), DB_I(was[i].variant));
	for (size_t i = 0; i < n; i++)
		db_exec(c, &q[Q_PUT], DB_I(variant), DB_I(list[i].variant), DB_I(list[i].qty), DB_I(i));
	sums(c, variant);
	stock_follow(c, variant);
	if (n > 0)
		return;
	(void)!stock_bundle(c, variant, false);
	db_exec(c, &q[Q_DROP], DB_I(variant));
}

enum bundle_put
bundle_put(struct ctx *c, int64_t variant, int64_t version, const struct bundle_part *list, size_t n, size_t *bad)
{
	int64_t product = db_one_int(c, 0, &q[Q_PRODUCT], DB_I(variant));
	size_t n_was;
	const struct bundle_part *was = bundle_parts(c, variant, &n_was);
	enum bundle_put result = check(c, variant, was, n_was, list, n, bad);

	if (result != BUNDLE_OK)
		return result;
	if (!tell_parts(c, was, n_was, list, n, bad))
		return BUNDLE_NESTED;
	/* From here on their stock rows are held, and with them what their amounts count. */
	for (*bad = 0; *bad < n; ++*bad)
		if (!among(was, n_was, list[*bad].variant) && !part_ok(c, &list[*bad]))
			return BUNDLE_CONFLICT;
	result = row(c, variant, version, n, bundle_holds(c, product));
	if (result != BUNDLE_OK)
		return result;
	write_down(c, variant, was, n_was, list, n);
	audit(c, "bundle.save", "variant", variant, arena_printf(c->arena, "{\"parts\":%zu}", n_was), arena_printf(c->arena, "{\"parts\":%zu}", n));
	setting_bump_product(c, product);
	shelf_put(c, product, false);
	return BUNDLE_OK;
}

void
bundle_follow(struct ctx *c, int64_t product)
{
	int64_t ids[256];
	struct db_rows r;
	size_t n = 0;

	for (r = db_query(c, &q[Q_WITH], DB_I(product)); db_next(&r);) {
		int64_t id = db_int(&r);

		if (n < ARRAY_LEN(ids))
			ids[n++] = id;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t of = db_one_int(c, 0, &q[Q_PRODUCT], DB_I(ids[i]));

		sums(c, ids[i]);
		stock_follow(c, ids[i]);
		/* The page of the bundle tells its parts by name. */
		if (of != product)
			setting_bump_product(c, of);
	}
}

/* --- as part of a product --- */

static void
forget(struct ctx *c, int64_t product)
{
	int64_t ids[256];
	struct db_rows r;
	size_t n = 0, bad, n_was;

	for (r = db_query(c, &q[Q_OWN], DB_I(product)); db_next(&r);) {
		int64_t id = db_int(&r);

		if (n < ARRAY_LEN(ids))
			ids[n++] = id;
	}
	for (size_t i = 0; i < n; i++) {
		const struct bundle_part *was = bundle_parts(c, ids[i], &n_was);

		(void)!tell_parts(c, was, n_was, NULL, 0, &bad);
		db_exec(c, &q[Q_TAKE_ALL], DB_I(ids[i]));
		db_exec(c, &q[Q_DROP], DB_I(ids[i]));
	}
}

/* A copy of a hamper has the same inside. */
static void
copy(struct ctx *c, const struct goods_copy *g)
{
	size_t n, bad;

	for (size_t i = 0; i < g->n_variants; i++) {
		const struct bundle_part *parts = bundle_parts(c, g->variants_from[i], &n);

		if (n > 0 && bundle_put(c, g->variants_to[i], 0, parts, n, &bad) != BUNDLE_OK)
			err_set(c, ERR_BUSY, "bundle.copy", "the bundle changed meanwhile");
	}
}

static const struct goods_part bundle_part = { copy, forget };
PRODUCT_PART(bundle_part);
