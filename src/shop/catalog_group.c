/* Who made a product, and the words it bears: read with the product, written with it or from a page of their own. The makers and tags themselves are shop/maker.c and shop/tag.c. */
#include "base/clock.h"
#include "base/str.h"
#include "shop/bundle.h"
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/goods_part.h"
#include "shop/search.h"
#include "shop/setting.h"

enum { Q_MAKER, Q_TAGS, Q_MAKER_SET, Q_MAKER_NONE, Q_TAG_IDS, Q_TAG_ADD, Q_TAG_DROP, Q_VERSION, Q_TOUCH, Q_COPY_MAKER, Q_COPY_TAGS, Q_DROP_MAKER, Q_DROP_TAGS, Q_DROP_COLLECTIONS, Q_DROP_DUE };

static const struct db_stmt q[] = {
	[Q_MAKER] = SQL("catalog.maker_of",
	    "SELECT m.id, m.active, COALESCE(t.name, d.name, ''), s.slug, m.place FROM product_maker k JOIN maker m ON m.id = k.maker"
	    " LEFT JOIN slug s ON s.kind = 'maker' AND s.object = m.id AND s.current = 1"
	    " LEFT JOIN maker_text t ON t.maker = m.id AND t.lang = $2 LEFT JOIN maker_text d ON d.maker = m.id AND d.lang = 'id' WHERE k.product = $1"),
	[Q_TAGS] = SQL("catalog.tags_of",
	    "SELECT g.id, s.slug, CASE WHEN CAST($2 AS TEXT) = 'en' AND g.name_en <> '' THEN g.name_en ELSE g.name END FROM product_tag k JOIN tag g ON g.id = k.tag"
	    " LEFT JOIN slug s ON s.kind = 'tag' AND s.object = g.id AND s.current = 1 WHERE k.product = $1 ORDER BY g.folded LIMIT $3"),
	[Q_MAKER_SET] = SQL("catalog.maker_set",
	    "INSERT INTO product_maker (product, maker) VALUES ($1, $2) ON CONFLICT (product) DO UPDATE SET maker = excluded.maker WHERE product_maker.maker <> excluded.maker"),
	[Q_MAKER_NONE] = SQL("catalog.maker_none", "DELETE FROM product_maker WHERE product = $1"),
	[Q_TAG_IDS] = SQL("catalog.tag_ids", "SELECT tag FROM product_tag WHERE product = $1 ORDER BY tag"),
	[Q_TAG_ADD] = SQL("catalog.tag_add", "INSERT INTO product_tag (product, tag) VALUES ($1, $2) ON CONFLICT (product, tag) DO NOTHING"),
	[Q_TAG_DROP] = SQL("catalog.tag_drop", "DELETE FROM product_tag WHERE product = $1 AND tag = $2"),
	[Q_VERSION] = SQL("catalog.groups_version", "SELECT version FROM product WHERE id = $1"),
	[Q_TOUCH] = SQL("catalog.groups_touch", "UPDATE product SET version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2"),
	[Q_COPY_MAKER] = SQL("catalog.copy_maker", "INSERT INTO product_maker (product, maker) SELECT CAST($2 AS BIGINT), maker FROM product_maker WHERE product = $1"),
	[Q_COPY_TAGS] = SQL("catalog.copy_tags", "INSERT INTO product_tag (product, tag) SELECT CAST($2 AS BIGINT), tag FROM product_tag WHERE product = $1"),
	[Q_DROP_MAKER] = SQL("catalog.drop_maker", "DELETE FROM product_maker WHERE product = $1"),
	[Q_DROP_TAGS] = SQL("catalog.drop_tags", "DELETE FROM product_tag WHERE product = $1"),
	[Q_DROP_COLLECTIONS] = SQL("catalog.drop_collections", "DELETE FROM collection_product WHERE product = $1"),
	[Q_DROP_DUE] = SQL("catalog.drop_due", "DELETE FROM search_due WHERE product = $1"),
};
DB_TABLE(q);

#define ROOM 256	/* merging may leave a product with more tags than may be set */

void
catalog_groups_read(struct ctx *c, struct product *p, bool maker, bool tags)
{
	struct db_rows r;

	p->maker_name = p->maker_slug = p->maker_place = "";
	if (maker && (r = db_query(c, &q[Q_MAKER], DB_I(p->id), DB_T(c->lang)), db_next(&r))) {
		p->maker = db_int(&r);
		p->maker_shown = db_int(&r) != 0;
		p->maker_name = db_str(&r);
		p->maker_slug = db_str(&r);
		p->maker_place = db_str(&r);
		db_done(&r);
	}
	if (!tags)
		return;
	for (r = db_query(c, &q[Q_TAGS], DB_I(p->id), DB_T(c->lang), DB_I(ROOM)); db_next(&r);) {
		if (!p->tags)
			p->tags = arena_new_n(c->arena, ROOM, struct product_tag);
		p->tags[p->n_tags].id = db_int(&r);
		p->tags[p->n_tags].slug = db_str(&r);
		p->tags[p->n_tags++].name = db_str(&r);
	}
}

static bool
among(const int64_t *ids, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n && ids[i] != id; i++)
		;
	return i < n;
}

static bool
tags_put(struct ctx *c, int64_t product, const int64_t *ids, size_t n)
{
	int64_t was[ROOM];
	size_t n_was = 0, i;
	struct db_rows r;
	bool changed = false;

	for (r = db_query(c, &q[Q_TAG_IDS], DB_I(product)); n_was < ROOM && db_next(&r);)
		was[n_was++] = db_int(&r);
	db_done(&r);
	for (i = 0; i < n_was; i++)
		if (!among(ids, n, was[i]))
			changed = db_exec(c, &q[Q_TAG_DROP], DB_I(product), DB_I(was[i])) > 0 || changed;
	for (i = 0; i < n; i++)
		if (!among(was, n_was, ids[i]))
			changed = db_exec(c, &q[Q_TAG_ADD], DB_I(product), DB_I(ids[i])) > 0 || changed;
	return changed;
}

bool
catalog_groups_put(struct ctx *c, int64_t product, const struct product_edit *e)
{
	bool changed = false;

	if (e->set_maker && e->maker)
		changed = db_exec(c, &q[Q_MAKER_SET], DB_I(product), DB_I(e->maker)) > 0;
	else if (e->set_maker)
		changed = db_exec(c, &q[Q_MAKER_NONE], DB_I(product)) > 0;
	if (e->set_tags)
		changed = tags_put(c, product, e->tags, e->n_tags) || changed;
	return changed;
}

/* {"maker":3,"tags":[1,2]} */
static const char *
told(struct ctx *c, const struct product *p)
{
	const char *tags = "";
	size_t i;

	for (i = 0; i < p->n_tags; i++)
		tags = arena_printf(c->arena, "%s%s%lld", tags, i ? "," : "", (long long)p->tags[i].id);
	return arena_printf(c->arena, "{\"maker\":%lld,\"tags\":[%s]}", (long long)p->maker, tags);
}

enum product_put
product_groups_put(struct ctx *c, int64_t id, int64_t version, int64_t maker, const int64_t *tags, size_t n_tags)
{
	const struct product_edit e = { .set_maker = true, .set_tags = true, .maker = maker, .tags = tags, .n_tags = n_tags };
	struct product old = { .id = id }, now = { .id = id };
	int64_t found = db_one_int(c, 0, &q[Q_VERSION], DB_I(id));

	if (found == 0)
		return PRODUCT_GONE;
	if (found != version || db_exec(c, &q[Q_TOUCH], DB_I(id), DB_I(version), DB_I(clock_now())) != 1)
		return PRODUCT_CONFLICT;
	catalog_groups_read(c, &old, true, true);
	if (!catalog_groups_put(c, id, &e))
		return PRODUCT_OK;
	catalog_groups_read(c, &now, true, true);
	setting_bump_product(c, id);
	search_index(c, id);
	shelf_put(c, id, false);
	preorder_follow(c, id);
	bundle_follow(c, id);
	audit(c, "product.groups", "product", id, told(c, &old), told(c, &now));
	return PRODUCT_OK;
}

/* --- copies and removal --- */

/* Collections by hand are somebody's choice: a copy is not among them. Those by rule find it by themselves. */
static void
copy(struct ctx *c, const struct goods_copy *g)
{
	(void)db_exec(c, &q[Q_COPY_MAKER], DB_I(g->from), DB_I(g->to));
	(void)db_exec(c, &q[Q_COPY_TAGS], DB_I(g->from), DB_I(g->to));
	search_index(c, g->to);
}

static void
remove_all(struct ctx *c, int64_t product)
{
	int i;

	for (i = Q_DROP_MAKER; i <= Q_DROP_DUE; i++)
		(void)db_exec(c, &q[i], DB_I(product));
}

static const struct goods_part group_part = { copy, remove_all };
PRODUCT_PART(group_part);
