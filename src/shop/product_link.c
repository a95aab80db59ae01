/* Links between goods: few rows a product, their places kept close. */
#include "shop/product_link.h"

#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/memo.h"
#include "shop/setting.h"
#include "shop/together.h"

#define CROSS_OF 12	/* goods of a cart that are looked at */
#define CROSS_IDS 24

const char *const link_kinds[LINK_KINDS] = { "cross", "related", "up" };

enum { Q_THERE, Q_COUNT, Q_ADD, Q_DROP, Q_PLACES, Q_PLACE, Q_ANY, Q_CROSS, Q_COPY, Q_REMOVE, Q_OVER, Q_REST };

#define GOODS "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"

static const struct db_stmt q[] = {
	[Q_THERE] = SQL("product_link.there", "SELECT COUNT(*) FROM product WHERE id = $1 OR id = $2"),
	[Q_COUNT] = SQL("product_link.count", "SELECT COUNT(*) FROM product_link WHERE product = $1 AND kind = $2"),
	[Q_ADD] = SQL("product_link.add",
	    "INSERT INTO product_link (product, kind, position, target) VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM product_link WHERE product = $1 AND kind = $2), $3)"
	    " ON CONFLICT (product, kind, target) DO NOTHING"),
	[Q_DROP] = SQL("product_link.drop", "DELETE FROM product_link WHERE product = $1 AND kind = $2 AND target = $3"),
	[Q_PLACES] = SQL("product_link.places", "SELECT target FROM product_link WHERE product = $1 AND kind = $2 ORDER BY position, target LIMIT $3"),
	[Q_PLACE] = SQL("product_link.place", "UPDATE product_link SET position = $4 WHERE product = $1 AND kind = $2 AND target = $3"),
	[Q_ANY] = SQL("product_link.any", "SELECT CASE WHEN EXISTS (SELECT 1 FROM product_link WHERE kind = 'cross') OR EXISTS (SELECT 1 FROM together) THEN 1 ELSE 0 END"),
	[Q_CROSS] = SQL("product_link.cross",
	    "SELECT id, MIN(auto), MAX(buyers) FROM (SELECT target AS id, 0 AS auto, position AS place, 0 AS buyers FROM product_link WHERE kind = 'cross' AND product IN " GOODS
	    " UNION ALL SELECT other, 1, -score, buyers FROM together WHERE hidden = 0 AND product IN " GOODS ") x GROUP BY id ORDER BY MIN(auto), MIN(place), id LIMIT $13"),
	[Q_COPY] = SQL("product_link.copy", "INSERT INTO product_link (product, kind, position, target) SELECT $2, kind, position, target FROM product_link WHERE product = $1"),
	[Q_OVER] = SQL("product_link.over",
	    "UPDATE product_link SET target = $2 WHERE target = $1 AND product <> $2"
	    " AND NOT EXISTS (SELECT 1 FROM product_link k WHERE k.product = product_link.product AND k.kind = product_link.kind AND k.target = $2)"),
	[Q_REST] = SQL("product_link.rest", "DELETE FROM product_link WHERE target = $1"),
	[Q_REMOVE] = SQL("product_link.remove", "DELETE FROM product_link WHERE product = $1 OR target = $1"),
};
DB_TABLE(q);

static void
changed(struct ctx *c, int64_t product)
{
	setting_bump_product(c, product);
	audit(c, "product.links", "product", product, NULL, NULL);
}

enum link_put
product_link_add(struct ctx *c, int64_t product, enum link_kind kind, int64_t target)
{
	if (product == target)
		return LINK_SELF;
	if (db_one_int(c, 0, &q[Q_THERE], DB_I(product), DB_I(target)) != 2)
		return LINK_GONE;
	if (db_one_int(c, 0, &q[Q_COUNT], DB_I(product), DB_T(link_kinds[kind])) >= LINKS_MAX)
		return LINK_FULL;
	if (db_exec(c, &q[Q_ADD], DB_I(product), DB_T(link_kinds[kind]), DB_I(target)) > 0)
		changed(c, product);
	return LINK_OK;
}

void
product_link_drop(struct ctx *c, int64_t product, enum link_kind kind, int64_t target)
{
	if (db_exec(c, &q[Q_DROP], DB_I(product), DB_T(link_kinds[kind]), DB_I(target)) > 0)
		changed(c, product);
}

void
product_link_up(struct ctx *c, int64_t product, enum link_kind kind, int64_t target)
{
	int64_t ids[LINKS_MAX], keep;
	struct db_rows r = db_query(c, &q[Q_PLACES], DB_I(product), DB_T(link_kinds[kind]), DB_I(LINKS_MAX));
	size_t n = 0, i;
	bool moved = false;

	while (n < LINKS_MAX && db_next(&r))
		ids[n++] = db_int(&r);
	db_done(&r);
	for (i = 1; i < n && !moved; i++)
		if (ids[i] == target) {
			keep = ids[i - 1];
			ids[i - 1] = target;
			ids[i] = keep;
			moved = true;
		}
	for (i = 0; moved && i < n; i++)
		(void)db_exec(c, &q[Q_PLACE], DB_I(product), DB_T(link_kinds[kind]), DB_I(ids[i]), DB_I(i + 1));
	if (moved)
		changed(c, product);
}

/* --- for shoppers --- */

/* Of these what can be bought. */
static struct card **
sellable_cards(struct ctx *c, const int64_t *ids, size_t n_ids, size_t limit, size_t *n)
{
	size_t found, i;
	struct card **all = catalog_cards(c, ids, n_ids, &found);

	*n = 0;
	for (i = 0; i < found && *n < limit; i++)
		if (all[i]->stock != STOCK_NONE)
			all[(*n)++] = all[i];
	return all;
}

/* A card that says how many bought it, too, is a copy: others show the same goods without. */
static void
say_buyers(struct ctx *c, struct card **cards, size_t n, const struct bought_with *bought, size_t n_bought)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n_bought; k++)
			if (bought[k].product == cards[i]->id && bought[k].buyers > 0) {
				struct card *own = arena_new(c->arena, struct card);

				*own = *cards[i];
				own->buyers = bought[k].buyers;
				cards[i] = own;
			}
}

/* Is one of these among the first `n_ids` ids? */
static bool
any_of(struct card **cards, size_t n, const int64_t *ids, size_t n_ids)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < n_ids; k++)
			if (cards[i]->id == ids[k])
				return true;
	return false;
}

struct card **
product_link_with(struct ctx *c, const struct product *p, size_t limit, size_t *n, bool *chosen)
{
	int64_t ids[LINKS_MAX + TOGETHER_MOST];
	size_t n_ids = 0, n_chosen, i, k;
	struct card **cards;

	for (i = 0; i < p->n_links && n_ids < LINKS_MAX; i++)
		if (p->links[i].kind == LINK_CROSS)
			ids[n_ids++] = p->links[i].target;
	n_chosen = n_ids;
	for (i = 0; i < p->n_bought && n_ids < ARRAY_LEN(ids); i++) {
		for (k = 0; k < n_chosen && ids[k] != p->bought[i].product; k++)
			;
		if (k == n_chosen)
			ids[n_ids++] = p->bought[i].product;
	}
	*n = 0;
	cards = n_ids > 0 ? sellable_cards(c, ids, n_ids, limit, n) : NULL;
	*chosen = any_of(cards, *n, ids, n_chosen);
	say_buyers(c, cards, *n, p->bought, p->n_bought);
	return cards;
}

struct card **
product_link_cards(struct ctx *c, const struct product *p, enum link_kind kind, size_t limit, size_t *n)
{
	int64_t ids[LINKS_MAX];
	size_t n_ids = 0, i;

	*n = 0;
	for (i = 0; i < p->n_links && n_ids < LINKS_MAX; i++)
		if (p->links[i].kind == kind)
			ids[n_ids++] = p->links[i].target;
	return n_ids > 0 ? sellable_cards(c, ids, n_ids, limit, n) : NULL;
}

static const void *
any_make(struct ctx *c, const void *arg)
{
	int64_t *any = arena_new(c->arena, int64_t);

	(void)arg;
	*any = db_one_int(c, 0, &q[Q_ANY]);
	return any;
}

struct card **
product_link_cross(struct ctx *c, const int64_t *products, size_t n_products, size_t limit, size_t *n, bool *chosen)
{
	struct bought_with bought[CROSS_IDS];
	struct db_param p[CROSS_OF + 1];
	int64_t ids[CROSS_IDS];
	struct card **cards;
	struct db_rows r;
	size_t i, n_ids = 0, n_chosen = 0;

	*n = 0;
	*chosen = false;
	if (n_products == 0 || *(const int64_t *)memo_get(c, MEMO_CATALOG, "links.any", any_make, NULL) == 0)
		return NULL;
	for (i = 0; i < CROSS_OF; i++)
		p[i] = DB_I(i < n_products ? products[i] : 0);
	p[CROSS_OF] = DB_I(CROSS_IDS);
	for (r = db_run(c, &q[Q_CROSS], p, ARRAY_LEN(p)); n_ids < CROSS_IDS && db_next(&r);) {
		int64_t id = db_int(&r), chance = db_int(&r), buyers = db_int(&r);

		for (i = 0; i < n_products && products[i] != id; i++)
			;
		if (i < n_products)
			continue;
		n_chosen += chance == 0;
		bought[n_ids] = (struct bought_with){ id, buyers };
		ids[n_ids++] = id;
	}
	db_done(&r);
	if (n_ids == 0)
		return NULL;
	cards = sellable_cards(c, ids, n_ids, limit, n);
	*chosen = any_of(cards, *n, ids, n_chosen);
	say_buyers(c, cards, *n, bought, n_ids);
	return cards;
}

/* --- as a part of goods --- */

static void
copy(struct ctx *c, const struct goods_copy *g)
{
	(void)db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to));
}

static void
drop(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_REMOVE], DB_I(product));
}

static const struct goods_part link_part = { copy, drop };
PRODUCT_PART(link_part);

void
product_link_moved(struct ctx *c, int64_t from, int64_t into)
{
	(void)db_exec(c, &q[Q_OVER], DB_I(from), DB_I(into));
	(void)db_exec(c, &q[Q_REST], DB_I(from));
	together_moved(c, from);
	setting_bump(c, "catalog");
}
