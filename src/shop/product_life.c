/* Planning, the trash and merging: changes of a product's state with what each leads to. */
#include "shop/product_life.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/cart.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/importer_goods.h"
#include "shop/media.h"
#include "shop/product_link.h"
#include "shop/setting.h"
#include "shop/stock.h"

#define DAY_S 86400
#define SOME 200

enum { Q_PLAN, Q_THERE, Q_DUE, Q_PLANNED, Q_TRASH, Q_OLD, Q_ORDERED, Q_KEEP, Q_MERGE, Q_MERGED, Q_SOLD, Q_UNSOLD };

static const struct db_stmt q[] = {
	[Q_PLAN] = SQL("life.plan", "UPDATE product SET publish_at = $3, publish_until = $4, updated_at = $5, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_THERE] = SQL("life.there", "SELECT COUNT(*) FROM product WHERE id = $1"),
	/* A moment that has passed does something only to goods that wait for it; it is forgotten either way. */
	[Q_DUE] = SQL("life.due",
	    "SELECT p.id, CASE WHEN p.publish_until <= $1 THEN 1 ELSE 0 END, p.status FROM product p WHERE (p.publish_at IS NOT NULL AND p.publish_at <= $1)"
	    " OR (p.publish_until IS NOT NULL AND p.publish_until <= $1) ORDER BY p.id LIMIT $2"),
	[Q_PLANNED] = SQL("life.planned",
	    "UPDATE product SET publish_at = CASE WHEN publish_at > $2 THEN publish_at END, publish_until = CASE WHEN publish_until > $2 THEN publish_until END WHERE id = $1"),
	[Q_TRASH] = SQL("life.trash", "UPDATE product SET trashed_at = $2, publish_at = NULL, publish_until = NULL WHERE id = $1"),
	[Q_OLD] = SQL("life.old", "SELECT id FROM product WHERE trashed_at IS NOT NULL AND trashed_at <= $1 ORDER BY trashed_at, id LIMIT $2"),
	[Q_ORDERED] = SQL("life.ordered", "SELECT COUNT(*) FROM (SELECT 1 AS one FROM order_line WHERE product = $1 LIMIT 1) x"),
	[Q_KEEP] = SQL("life.keep", "UPDATE product SET trashed_at = NULL WHERE id = $1"),
	[Q_MERGE] = SQL("life.merge", "UPDATE product SET merged_into = $2 WHERE merged_into = $1 OR id = $1"),
	[Q_SOLD] = SQL("life.sold", "UPDATE product SET sold = sold + (SELECT f.sold FROM product f WHERE f.id = $1) WHERE id = $2"),
	[Q_UNSOLD] = SQL("life.unsold", "UPDATE product SET sold = 0 WHERE id = $1"),
	[Q_MERGED] = SQL("life.unmerge", "UPDATE product SET merged_into = NULL WHERE merged_into = $1"),
};
DB_TABLE(q);

/* --- by the clock --- */

static bool
status(struct ctx *c, int64_t id, const char *to)
{
	switch (product_status(c, id, to)) {
	case PRODUCT_STATUS_OK:
		return true;
	case PRODUCT_STATUS_GONE:
		break;
	}
	return false;
}

enum life_put
product_plan(struct ctx *c, int64_t id, int64_t version, int64_t at, int64_t until)
{
	const struct product *p;

	if (db_exec(c, &q[Q_PLAN], DB_I(id), DB_I(version), DB_REF(at), DB_REF(until), DB_I(clock_now())) != 1)
		return db_one_int(c, 0, &q[Q_THERE], DB_I(id)) ? LIFE_CONFLICT : LIFE_GONE;
	setting_bump_product(c, id);
	audit(c, "product.plan", "product", id, NULL, arena_printf(c->arena, "{\"at\":%lld,\"until\":%lld}", (long long)at, (long long)until));
	p = catalog_product(c, id);
	if (p && at > clock_now() && !str_eq(p->status, "draft") && !status(c, id, "draft"))
		return LIFE_GONE;
	return LIFE_OK;
}

int64_t
product_due(struct ctx *c, int64_t now, int limit)
{
	struct { int64_t id; bool over; const char *status; } list[SOME];
	struct db_rows r = db_query(c, &q[Q_DUE], DB_I(now), DB_I(limit < SOME ? limit : SOME));
	size_t n = 0, i;

	for (; n < SOME && db_next(&r); n++) {
		list[n].id = db_int(&r);
		list[n].over = db_int(&r) != 0;
		list[n].status = db_str(&r);
	}
	db_done(&r);
	for (i = 0; i < n; i++) {
		(void)db_exec(c, &q[Q_PLANNED], DB_I(list[i].id), DB_I(now));
		if (list[i].over ? str_eq(list[i].status, "active") : str_eq(list[i].status, "draft"))
			(void)status(c, list[i].id, list[i].over ? "archived" : "active");
	}
	return (int64_t)n;
}

/* --- the trash --- */

enum life_put
product_trash(struct ctx *c, int64_t id)
{
	if (!status(c, id, "archived"))
		return LIFE_GONE;
	(void)db_exec(c, &q[Q_TRASH], DB_I(id), DB_I(clock_now()));
	audit(c, "product.trash", "product", id, NULL, NULL);
	return LIFE_OK;
}

static bool
in_a_cart(struct ctx *c, const int64_t *variants, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (cart_holds(c, variants[i]))
			return true;
	return false;
}

static void
remove_whole(struct ctx *c, int64_t id, const int64_t *variants, size_t n_variants)
{
	size_t i;

	import_forget(c, id);
	for (i = 0; i < n_variants; i++)
		stock_forget(c, variants[i]);
	(void)db_exec(c, &q[Q_MERGED], DB_I(id));
	product_remove(c, id);
	audit(c, "product.removed", "product", id, NULL, NULL);
}

/* Reports of the time when it was there go on telling it; from now on none of it is. What orders hold stays. */
static void
keep(struct ctx *c, int64_t id, const int64_t *variants, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (stock_held(c, variants[i]) == 0)
			(void)!stock_count(c, variants[i], 0, "loss", "");
	(void)db_exec(c, &q[Q_KEEP], DB_I(id));
}

int64_t
product_trash_empty(struct ctx *c, int64_t now, int limit)
{
	int64_t ids[SOME], done = 0;
	struct db_rows r = db_query(c, &q[Q_OLD], DB_I(now - TRASH_DAYS * DAY_S), DB_I(limit < SOME ? limit : SOME));
	const int64_t *variants;
	size_t n = 0, n_variants, i;

	while (n < SOME && db_next(&r))
		ids[n++] = db_int(&r);
	db_done(&r);
	for (i = 0; i < n; i++) {
		variants = product_variants(c, ids[i], &n_variants);
		if (db_one_int(c, 1, &q[Q_ORDERED], DB_I(ids[i])) > 0 || stock_has_lain(c, ids[i]))
			keep(c, ids[i], variants, n_variants);
		else if (!in_a_cart(c, variants, n_variants))
			remove_whole(c, ids[i], variants, n_variants);
		else
			continue;
		done++;
	}
	return done;
}

/* --- merging --- */

static const struct variant *
variant_of(const struct product *p, int64_t id)
{
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		if (p->variants[i].id == id)
			return &p->variants[i];
	return NULL;
}

static void
photos_move(struct ctx *c, int64_t from, int64_t into)
{
	size_t n, n_there, i, k;
	const struct media_photo *all = media_photos(c, from, &n), *there = media_photos(c, into, &n_there);

	for (i = 0; i < n; i++) {
		for (k = 0; k < n_there && there[k].picture.media != all[i].picture.media; k++)
			;
		if (k == n_there && !all[i].refused)
			media_attach(c, into, all[i].picture.media, all[i].alt, all[i].alt_en);
	}
}

/* What orders hold stays behind. False: more than may lie there. */
static bool
stock_move_over(struct ctx *c, const struct product *p, const struct merge_stock *s)
{
	const struct variant *v = variant_of(p, s->from);
	int64_t free = v->on_hand - stock_held(c, s->from);

	if (s->to == 0 || free <= 0)
		return true;
	return stock_adjust(c, s->from, -free, "count", "merge") == STOCK_CHANGE_OK && stock_adjust(c, s->to, free, "count", "merge") == STOCK_CHANGE_OK;
}

static enum merge_put
refusal(const struct merge *m, const struct product *from, const struct product *into)
{
	size_t i;

	if (!from || !into)
		return MERGE_GONE;
	if (m->from == m->into)
		return MERGE_SAME;
	if (from->version != m->version || from->merged_into)
		return MERGE_CONFLICT;
	if (into->trashed_at || into->merged_into)
		return MERGE_AWAY;
	for (i = 0; i < m->n_stock; i++)
		if (!variant_of(from, m->stock[i].from) || (m->stock[i].to && !variant_of(into, m->stock[i].to)))
			return MERGE_CONFLICT;
	return MERGE_OK;
}

enum merge_put
product_merge(struct ctx *c, const struct merge *m)
{
	const struct product *from = catalog_product(c, m->from), *into = catalog_product(c, m->into);
	enum merge_put refused = refusal(m, from, into);
	size_t i;

	if (refused != MERGE_OK)
		return refused;
	for (i = 0; i < m->n_stock; i++)
		if (m->stock[i].to && variant_of(into, m->stock[i].to)->on_hand > STOCK_MAX - variant_of(from, m->stock[i].from)->on_hand)
			return MERGE_FULL;
	for (i = 0; i < m->n_stock; i++)
		if (!stock_move_over(c, from, &m->stock[i]))
			err_set(c, ERR_LIMIT, "product.merge", "stock of variant %lld does not fit", (long long)m->stock[i].from);
	if (m->photos)
		photos_move(c, m->from, m->into);
	if (!status(c, m->from, "archived"))
		return MERGE_GONE;
	(void)db_exec(c, &q[Q_MERGE], DB_I(m->from), DB_I(m->into));
	setting_bump_product(c, m->into);
	(void)db_exec(c, &q[Q_SOLD], DB_I(m->from), DB_I(m->into));
	(void)db_exec(c, &q[Q_UNSOLD], DB_I(m->from));
	product_link_moved(c, m->from, m->into);
	collection_goods_moved(c, m->from, m->into);
	shelf_put(c, m->into, false);
	audit(c, "product.merge", "product", m->from, NULL, arena_printf(c->arena, "{\"into\":%lld}", (long long)m->into));
	return MERGE_OK;
}
