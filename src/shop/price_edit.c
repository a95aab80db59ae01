/* Writing prices by quantity and the rules of buying: looked at whole before anything is written, then one UPDATE of the product's version decides between two people. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/bundle.h"
#include "shop/goods_part.h"
#include "shop/price.h"
#include "shop/setting.h"
#include "shop/shelf.h"
#include "shop/stock.h"

enum { Q_SAVE, Q_DROP, Q_TIER, Q_COUNT, Q_PER, Q_LOW, Q_NET, Q_GROUP_THERE, Q_COPY_RULES, Q_COPY_VARIANT, Q_TIERS_OF, Q_REMOVE, Q_DROP_EACH };

static const struct db_stmt q[] = {
	[Q_SAVE] = SQL("price.save",
	    "UPDATE product SET measure = $3, qty_min = $4, qty_max = $5, qty_step = $6, together = $7, updated_at = $8, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_DROP] = SQL("price.drop", "DELETE FROM price_tier WHERE product = $1 AND COALESCE(variant, 0) = $2 AND COALESCE(buyer_group, 0) = $3"),
	[Q_TIER] = SQL("price.tier", "INSERT INTO price_tier (product, variant, buyer_group, qty, price) VALUES ($1, $2, $3, $4, $5)"),
	[Q_COUNT] = SQL("price.count", "UPDATE product SET tiers = (SELECT COUNT(*) FROM price_tier t WHERE t.product = $1) WHERE id = $1"),
	[Q_PER] = SQL("price.per", "UPDATE variant SET price_qty = $2 WHERE product = $1 AND price_qty <> $2"),
	/* What was so many pieces is as many kilograms, or the other way. */
	[Q_LOW] = SQL("price.low", "UPDATE variant SET low_at = CASE WHEN CAST($2 AS BIGINT) = 0 THEN (low_at + 999) / 1000 WHEN low_at > 100000 THEN 100000000 ELSE low_at * 1000 END WHERE product = $1"),
	[Q_NET] = SQL("price.net", "UPDATE variant SET net = $3, net_ml = $4 WHERE product = $1 AND ($2 = 0 OR id = $2)"),
	[Q_GROUP_THERE] = SQL("price.group_there", "SELECT COUNT(*) FROM buyer_group WHERE id = $1"),
	[Q_COPY_RULES] = SQL("price.copy_rules",
	    "UPDATE product SET measure = (SELECT o.measure FROM product o WHERE o.id = $1), qty_min = (SELECT o.qty_min FROM product o WHERE o.id = $1),"
	    " qty_max = (SELECT o.qty_max FROM product o WHERE o.id = $1), qty_step = (SELECT o.qty_step FROM product o WHERE o.id = $1),"
	    " together = (SELECT o.together FROM product o WHERE o.id = $1) WHERE id = $2"),
	[Q_COPY_VARIANT] = SQL("price.copy_variant",
	    "UPDATE variant SET price_qty = (SELECT o.price_qty FROM variant o WHERE o.id = $1), net = (SELECT o.net FROM variant o WHERE o.id = $1),"
	    " net_ml = (SELECT o.net_ml FROM variant o WHERE o.id = $1) WHERE id = $2"),
	[Q_TIERS_OF] = SQL("price.tiers_of", "SELECT COALESCE(variant, 0), COALESCE(buyer_group, 0), qty, price FROM price_tier WHERE product = $1 ORDER BY id LIMIT 1000"),
	[Q_DROP_EACH] = SQL("price.drop_each", "DELETE FROM price_tier WHERE product = $1 AND variant IS NOT NULL AND buyer_group IS NULL"),
	[Q_REMOVE] = SQL("price.remove", "DELETE FROM price_tier WHERE product = $1"),
};
DB_TABLE(q);

/* The highest normal price that these prices stand beside: of the variant, or of any. */
static int64_t
normal(const struct product *p, int64_t variant)
{
	int64_t price = 0;

	for (size_t i = 0; i < p->n_variants; i++)
		if ((variant == 0 || p->variants[i].id == variant) && p->variants[i].list_price > price)
			price = p->variants[i].list_price;
	return price;
}

static enum price_put
check_tiers(const struct product *p, const struct price_edit *e, size_t *bad)
{
	int64_t most = normal(p, e->variant);

	for (size_t i = 0; i < e->n; i++) {
		const struct price_tier *t = &e->tiers[i];

		*bad = i;
		if (t->qty < (e->group ? 1 : 2) || t->qty > QUANTITY_MEASURED_MAX || t->price < 0)
			return PRICE_RULES;
		if (t->qty > 1 && t->price >= most)
			return PRICE_NOT_LOWER;
		for (size_t k = 0; k < e->n; k++) {
			if (k != i && e->tiers[k].qty == t->qty)
				return PRICE_SAME_QTY;
			if (e->tiers[k].qty < t->qty && e->tiers[k].price <= t->price)
				return PRICE_NOT_FALLING;
		}
	}
	return PRICE_OK;
}

/* Is there a quantity that may be bought at all? */
static bool
rules_hold(const struct buying *b)
{
	if (b->min < 0 || b->max < 0 || b->step < 0 || b->min > quantity_max(b->measure) || b->max > quantity_max(b->measure) || b->step > quantity_max(b->measure))
		return false;
	return buying_check(b, buying_fit(b, 1)) == BUYING_OK;
}

static bool
has_stock(const struct product *p)
{
	for (size_t i = 0; i < p->n_variants; i++)
		if (p->variants[i].on_hand != 0 || p->variants[i].reserved != 0)
			return true;
	return false;
}

static int
by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Are they inside a bundle, or one themselves? Their stock is held from here on, in key order, so nobody puts them into one meanwhile. */
static bool
in_pack(struct ctx *c, const struct product *p)
{
	int64_t *ids = arena_new_n(c->arena, p->n_variants + 1, int64_t);
	bool bundle = false;
	size_t i;

	for (i = 0; i < p->n_variants; i++) {
		ids[i] = p->variants[i].id;
		bundle = bundle || p->variants[i].bundle;
	}
	qsort(ids, p->n_variants, sizeof(*ids), by_id);
	for (i = 0; i < p->n_variants; i++)
		(void)stock_held(c, ids[i]);
	return bundle || bundle_holds(c, p->id);
}

static enum price_put
check(struct ctx *c, const struct product *p, const struct price_edit *e, size_t *bad)
{
	size_t i;

	for (i = 0; e->variant && i < p->n_variants && p->variants[i].id != e->variant; i++)
		;
	if ((e->variant && i == p->n_variants) || (e->group && db_one_int(c, 0, &q[Q_GROUP_THERE], DB_I(e->group)) == 0))
		return PRICE_GONE;
	if (!rules_hold(&e->buying))
		return PRICE_RULES;
	if (e->buying.measure != p->buying.measure && in_pack(c, p))
		return PRICE_PACK;
	if (e->buying.measure != p->buying.measure && has_stock(p))
		return PRICE_STOCK;
	return check_tiers(p, e, bad);
}

static void
tiers_write(struct ctx *c, int64_t product, const struct price_edit *e)
{
	struct buf b;

	buf_init(&b, c->arena, 4000);
	db_exec(c, &q[Q_DROP], DB_I(product), DB_I(e->variant), DB_I(e->group));
	for (size_t i = 0; i < e->n; i++) {
		db_exec(c, &q[Q_TIER], DB_I(product), DB_REF(e->variant), DB_REF(e->group), DB_I(e->tiers[i].qty), DB_I(e->tiers[i].price));
		buf_printf(&b, "%s[%lld,%lld]", i ? "," : "", (long long)e->tiers[i].qty, (long long)e->tiers[i].price);
	}
	db_exec(c, &q[Q_COUNT], DB_I(product));
	audit(c, "product.prices", "product", product, NULL, arena_printf(c->arena, "{\"variant\":%lld,\"group\":%lld,\"tiers\":[%s],\"min\":%lld,\"max\":%lld,\"step\":%lld}",
	    (long long)e->variant, (long long)e->group, b.s, (long long)e->buying.min, (long long)e->buying.max, (long long)e->buying.step));
}

enum price_put
price_put(struct ctx *c, int64_t product, int64_t version, const struct price_edit *e, size_t *bad)
{
	const struct product *p = catalog_product(c, product);
	const struct buying *b = &e->buying;
	enum price_put is;

	*bad = 0;
	if (!p)
		return PRICE_GONE;
	if (p->version != version)
		return PRICE_CONFLICT;
	if ((is = check(c, p, e, bad)) != PRICE_OK)
		return is;
	if (db_exec(c, &q[Q_SAVE], DB_I(product), DB_I(version), DB_T(quantity_measure_word(b->measure)), DB_I(b->min), DB_I(b->max), DB_I(b->step), DB_I(b->together),
	    DB_I(clock_now())) == 0)
		return PRICE_CONFLICT;
	db_exec(c, &q[Q_PER], DB_I(product), DB_I(b->measure == MEASURE_PIECE ? 1 : e->price_qty == 100 ? 100 : QUANTITY_BIG));
	if (e->net[0] >= 0)
		db_exec(c, &q[Q_NET], DB_I(product), DB_I(e->variant), DB_I(e->net[1] > 0 ? e->net[1] : e->net[0]), DB_I(e->net[1] > 0));
	if ((b->measure == MEASURE_PIECE) != (p->buying.measure == MEASURE_PIECE))
		db_exec(c, &q[Q_LOW], DB_I(product), DB_I(b->measure != MEASURE_PIECE));
	if (b->measure != p->buying.measure)
		db_exec(c, &q[Q_REMOVE], DB_I(product));	/* their quantities were of something else */
	tiers_write(c, product, e);
	setting_bump_product(c, product);
	shelf_put(c, product, false);
	bundle_follow(c, product);
	return PRICE_OK;
}

/* --- as a file says --- */

/* Those of all variants (below 0) or of the one in that place, looked at as the form's are. */
static enum price_put
sheet_row(const struct product *p, const struct price_sheet *s, int64_t at, struct price_edit *e)
{
	size_t bad;

	e->variant = at < 0 ? 0 : p->variants[at].id;
	for (size_t i = e->n = 0; i < s->n; i++) {
		if (s->tiers[i].variant != at)
			continue;
		if (e->n == PRICE_TIERS_MAX)
			return PRICE_RULES;
		e->tiers[e->n++] = s->tiers[i];
	}
	return check_tiers(p, e, &bad);
}

static enum price_put
sheet_tiers(struct ctx *c, const struct product *p, const struct price_sheet *s)
{
	struct price_edit *e = arena_new(c->arena, struct price_edit);
	enum price_put is = PRICE_OK;

	if (s->all)
		db_exec(c, &q[Q_DROP], DB_I(p->id), DB_I(0), DB_I(0));
	if (s->each)
		db_exec(c, &q[Q_DROP_EACH], DB_I(p->id));
	for (int64_t at = -1; at < (int64_t)p->n_variants && is == PRICE_OK; at++) {
		if ((is = sheet_row(p, s, at, e)) != PRICE_OK)
			break;
		for (size_t i = 0; i < e->n; i++)
			db_exec(c, &q[Q_TIER], DB_I(p->id), DB_REF(e->variant), DB_NULL, DB_I(e->tiers[i].qty), DB_I(e->tiers[i].price));
	}
	if (s->all || s->each)
		db_exec(c, &q[Q_COUNT], DB_I(p->id));
	return is;
}

enum price_put
price_sheet_put(struct ctx *c, int64_t product, const struct price_sheet *s)
{
	const struct product *p = catalog_product(c, product);
	const struct buying *b = &s->buying;
	enum price_put is;

	if (!p)
		return PRICE_GONE;
	if (!rules_hold(b))
		return PRICE_RULES;
	if (b->measure != p->buying.measure && in_pack(c, p))
		return PRICE_PACK;
	if (db_exec(c, &q[Q_SAVE], DB_I(product), DB_I(p->version), DB_T(quantity_measure_word(b->measure)), DB_I(b->min), DB_I(b->max), DB_I(b->step), DB_I(b->together),
	    DB_I(clock_now())) == 0)
		return PRICE_CONFLICT;
	db_exec(c, &q[Q_PER], DB_I(product), DB_I(b->measure == MEASURE_PIECE ? 1 : s->price_qty == 100 ? 100 : QUANTITY_BIG));
	if (b->measure != p->buying.measure)
		db_exec(c, &q[Q_REMOVE], DB_I(product));
	is = sheet_tiers(c, p, s);
	if (is != PRICE_OK)
		return is;
	audit(c, "product.prices", "product", product, NULL, arena_printf(c->arena, "{\"tiers\":%zu,\"min\":%lld,\"max\":%lld,\"step\":%lld}", s->n, (long long)b->min, (long long)b->max, (long long)b->step));
	setting_bump_product(c, product);
	shelf_put(c, product, false);
	bundle_follow(c, product);
	return PRICE_OK;
}

/* --- with the product --- */

static void
copy(struct ctx *c, const struct goods_copy *g)
{
	struct db_rows r = db_query(c, &q[Q_TIERS_OF], DB_I(g->from));
	struct price_tier *t = arena_new_n(c->arena, 1000, struct price_tier);
	size_t n = 0, i;

	for (; n < 1000 && db_next(&r); n++) {
		t[n].variant = db_int(&r);
		t[n].group = db_int(&r);
		t[n].qty = db_int(&r);
		t[n].price = db_int(&r);
	}
	db_done(&r);
	for (i = 0; i < n; i++) {
		int64_t to = t[i].variant ? goods_copy_variant(g, t[i].variant) : 0;

		if (!t[i].variant || to)
			db_exec(c, &q[Q_TIER], DB_I(g->to), DB_REF(to), DB_REF(t[i].group), DB_I(t[i].qty), DB_I(t[i].price));
	}
	for (i = 0; i < g->n_variants; i++)
		db_exec(c, &q[Q_COPY_VARIANT], DB_I(g->variants_from[i]), DB_I(g->variants_to[i]));
	db_exec(c, &q[Q_COPY_RULES], DB_I(g->from), DB_I(g->to));
	db_exec(c, &q[Q_COUNT], DB_I(g->to));
}

static void
remove_all(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_REMOVE], DB_I(product));
}

static const struct goods_part price_part = { copy, remove_all };
PRODUCT_PART(price_part);
