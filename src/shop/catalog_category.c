/*
 * Categories: a small tree, read whole by one statement and put in order here; counts take in what is below. Writing refuses
 * loops and keeps slugs, versions and search in step.
 */
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"
#include "shop/search.h"
#include "shop/setting.h"

#define DEPTH_MAX 20

enum {
	Q_TREE, Q_GET, Q_IS_BELOW, Q_NEW, Q_SAVE, Q_TEXT, Q_TEXT_DROP, Q_PRODUCTS, Q_OWNER, Q_TEXTS
};

static const struct db_stmt q[] = {
	[Q_TREE] = SQL("category.tree",
	    "SELECT g.id, COALESCE(g.parent, 0), g.position, g.version, s.slug, COALESCE(t.name,"
	    " d.name, ''),"
	    " COALESCE(NULLIF(t.description, ''), d.description, ''), g.active,"
	    " COALESCE(n.there + n.sunk, 0),"
	    " '', m.hash, m.width, m.height, m.alpha, m.state, m.id FROM category g"
	    " LEFT JOIN slug s ON s.kind = 'category' AND s.object = g.id AND s.current = 1"
	    " LEFT JOIN category_text t ON t.category = g.id AND t.lang = $1"
	    " LEFT JOIN category_text d ON d.category = g.id AND d.lang = 'id'"
	    " LEFT JOIN media m ON m.id = g.media AND m.state <> 'refused'"
	    " LEFT JOIN shelf_count n ON n.category = g.id ORDER BY g.position, g.id"),
	[Q_GET] = SQL("category.get", "SELECT version FROM category WHERE id = $1"),
	/* Is $2 the category $1 or one below it? */
	[Q_IS_BELOW] = SQL("category.is_below",
	    "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM category WHERE id = $2 UNION"
	    " SELECT g.id, g.parent FROM category g JOIN up ON g.id = up.parent)"
	    " SELECT COUNT(*) FROM up WHERE id = $1"),
	[Q_NEW] = SQL("category.new",
	    "INSERT INTO category (parent, position, media, active) VALUES ($1, $2, $3, $4)"
	    " RETURNING id"),
	[Q_SAVE] = SQL("category.save",
	    "UPDATE category SET parent = $3, position = $4, media = $5, active = $6, version ="
	    " version + 1"
	    " WHERE id = $1 AND version = $2"),
	[Q_TEXT] = SQL("category.text",
	    "INSERT INTO category_text (category, lang, name, description) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (category, lang) DO UPDATE SET name = excluded.name, description ="
	    " excluded.description"),
	[Q_TEXT_DROP] = SQL("category.text_drop", "DELETE FROM category_text WHERE category = $1 AND lang = $2"),
	[Q_PRODUCTS] = SQL("category.products",
	    "SELECT product FROM product_category WHERE category = $1 ORDER BY product"),
	[Q_OWNER] = SQL("category.slug_owner",
	    "SELECT object FROM slug WHERE kind = 'category' AND slug = $1"),
	[Q_TEXTS] = SQL("category.texts",
	    "SELECT name, description FROM category_text WHERE category = $1 AND lang = $2"),
};
DB_TABLE(q);

/* --- reading --- */

struct flat {
	struct category **list;
	size_t n, room;
};

static struct flat
all_read(struct ctx *c)
{
	struct flat f = { NULL, 0, 0 };
	struct db_rows r;

	for (r = db_query(c, &q[Q_TREE], DB_T(c->lang)); db_next(&r);) {
		struct category *g = arena_new(c->arena, struct category);

		g->id = db_int(&r);
		g->parent = db_int(&r);
		g->position = db_int(&r);
		g->version = db_int(&r);
		g->slug = db_str(&r);
		g->name = db_str(&r);
		g->description = db_str(&r);
		g->active = db_int(&r) != 0;
		g->products = db_int(&r);
		g->picture = catalog_picture_read(&r, g->name);
		if (f.n == f.room) {
			struct category **more = arena_new_n(c->arena, f.room ? 2 * f.room : 16, struct category *);

			if (f.n)
				memcpy(more, f.list, f.n * sizeof(*more));
			f.room = f.room ? 2 * f.room : 16;
			f.list = more;
		}
		f.list[f.n++] = g;
	}
	return f;
}

/* Moves those below `parent` from `from` to `to`, each followed by its own; a loop among rows is never reached. */
static void
place(const struct flat *from, struct flat *to, int64_t parent, int depth, bool all)
{
	size_t i;

	if (depth > DEPTH_MAX)
		return;
	for (i = 0; i < from->n; i++) {
		struct category *g = from->list[i];

		if (g->parent != parent || (!all && !g->active))
			continue;
		g->depth = depth;
		to->list[to->n++] = g;
		place(from, to, g->id, depth + 1, all);
	}
}

static const void *
tree_make(struct ctx *c, const void *all)
{
	struct flat from = all_read(c), *to = arena_new(c->arena, struct flat);

	to->list = arena_new_n(c->arena, from.n, struct category *);
	place(&from, to, 0, 0, *(const bool *)all);
	return to;
}

struct category **
catalog_tree(struct ctx *c, bool all, size_t *n)
{
	const struct flat *f = memo_get(c, MEMO_CATALOG, all ? "tree.all" : "tree", tree_make, &all);

	*n = f->n;
	return f->list;
}

struct category **
catalog_path(struct ctx *c, int64_t category, size_t *n)
{
	size_t n_all, i, k;
	struct category **all = catalog_tree(c, true, &n_all);
	struct category **path = arena_new_n(c->arena, DEPTH_MAX + 1, struct category *);

	*n = 0;
	/* Parents stand before children, so one walk back meets each of the path in turn. */
	for (i = n_all; i-- > 0 && category != 0;) {
		if (all[i]->id == category) {
			path[(*n)++] = all[i];
			category = all[i]->parent;
		}
	}
	for (i = 0, k = *n; i + 1 < k; i++) {
		struct category *swap = path[i];

		path[i] = path[--k];
		path[k] = swap;
	}
	return path;
}

struct category *
catalog_category(struct ctx *c, int64_t id)
{
	size_t n;
	struct category **path = catalog_path(c, id, &n);

	return n > 0 ? path[n - 1] : NULL;
}

struct category_texts *
category_texts(struct ctx *c, int64_t id, const char *lang)
{
	struct category_texts *t = NULL;
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(id), DB_T(lang));

	if (db_next(&r)) {
		t = arena_new(c->arena, struct category_texts);
		t->name = db_str(&r);
		t->description = db_str(&r);
	}
	db_done(&r);
	return t;
}

/* --- writing --- */

static void
text_put(struct ctx *c, int64_t id, const char *lang, const char *name, const char *description)
{
	if (str_empty(name))
		(void)db_exec(c, &q[Q_TEXT_DROP], DB_I(id), DB_T(lang));
	else
		(void)db_exec(c, &q[Q_TEXT], DB_I(id), DB_T(lang), DB_T(name),
		    DB_T(description ? description : ""));
}

/* The products of a category are found by its name too. */
static void
index_products(struct ctx *c, int64_t id)
{
	struct db_rows r;
	int64_t *list = NULL;
	size_t n = 0, room = 0, i;

	for (r = db_query(c, &q[Q_PRODUCTS], DB_I(id)); db_next(&r); n++) {
		if (n == room) {
			int64_t *more = arena_new_n(c->arena, room ? 2 * room : 64, int64_t);

			if (n)
				memcpy(more, list, n * sizeof(*more));
			room = room ? 2 * room : 64;
			list = more;
		}
		list[n] = db_int(&r);
	}
	for (i = 0; i < n; i++)
		search_index(c, list[i]);
}

static const char *
both_names(struct ctx *c, int64_t id)
{
	const struct category_texts *first = category_texts(c, id, "id"), *second = category_texts(c, id, "en");

	return arena_printf(c->arena, "%s\n%s", first ? first->name : "", second ? second->name : "");
}

/* What may stop a category from being written, looked at before anything is. */
static enum category_put
refusal(struct ctx *c, int64_t id, int64_t version, const struct category_edit *e, const char *slug)
{
	int64_t owner, found;

	if (id) {
		found = db_one_int(c, 0, &q[Q_GET], DB_I(id));
		if (found == 0)
			return CATEGORY_GONE;
		if (found != version)
			return CATEGORY_CONFLICT;
	}
	if (e->parent) {
		if (db_one_int(c, 0, &q[Q_GET], DB_I(e->parent)) == 0)
			return CATEGORY_GONE;
		if (id && db_one_int(c, 0, &q[Q_IS_BELOW], DB_I(id), DB_I(e->parent)) > 0)
			return CATEGORY_LOOP;
	}
	owner = *slug ? db_one_int(c, 0, &q[Q_OWNER], DB_T(slug)) : 0;
	return owner != 0 && owner != id ? CATEGORY_SLUG_TAKEN : CATEGORY_OK;
}

static const char *
audit_text(struct ctx *c, const struct category *g)
{
	return g ? arena_printf(c->arena, "{\"active\":%d,\"parent\":%lld,\"position\":%lld}", g->active,
	    (long long)g->parent, (long long)g->position) : NULL;
}

/* The slug wanted: the given one, the one it has, or one made from the name. */
static void
address(struct ctx *c, int64_t id, const struct category *old, const char *slug, const char *name)
{
	if (*slug == '\0' && old && *old->slug)
		return;
	if (*slug == '\0')
		slug = slug_free(c, "category", id, name);
	if (!slug_put(c, "category", id, slug))
		err_set(c, ERR_BUSY, "category.slug", "slug taken meanwhile");
}

/* The shelves above a category that was moved, hidden or shown, where it was and where it is. */
static void
shelves_put(struct ctx *c, int64_t id, struct category **was, size_t n_was)
{
	size_t n, i, k;
	struct category **is = catalog_path(c, id, &n);

	for (i = 0; i + 1 < n_was; i++)
		shelf_category(c, was[i]->id);
	for (i = 0; i + 1 < n; i++) {
		for (k = 0; k + 1 < n_was && was[k]->id != is[i]->id; k++)
			;
		if (k + 1 >= n_was)
			shelf_category(c, is[i]->id);
	}
}

enum category_put
category_put(struct ctx *c, int64_t *id, int64_t version, const struct category_edit *e)
{
	const char *slug = str_slug(c->arena, e->slug ? e->slug : "", 80);
	const struct category *old = NULL;
	struct category **was = NULL;
	size_t n_was = 0;
	const char *names = *id ? both_names(c, *id) : "";
	enum category_put refused = refusal(c, *id, version, e, slug);

	if (refused != CATEGORY_OK)
		return refused;
	if (*id) {
		was = catalog_path(c, *id, &n_was);
		old = n_was > 0 ? was[n_was - 1] : NULL;
		if (db_exec(c, &q[Q_SAVE], DB_I(*id), DB_I(version), DB_REF(e->parent), DB_I(e->position),
		    DB_REF(e->media), DB_I(e->active != 0)) != 1)
			return CATEGORY_CONFLICT;
	} else {
		*id = db_one_int(c, 0, &q[Q_NEW], DB_REF(e->parent), DB_I(e->position), DB_REF(e->media),
		    DB_I(e->active != 0));
	}
	text_put(c, *id, "id", e->name[0], e->description[0]);
	text_put(c, *id, "en", e->name[1], e->description[1]);
	address(c, *id, old, slug, e->name[0]);
	if (!str_eq(names, both_names(c, *id)))
		index_products(c, *id);
	setting_bump(c, "catalog");
	if (old && (old->parent != e->parent || old->active != (e->active != 0)))
		shelves_put(c, *id, was, n_was);
	audit(c, "category.save", "category", *id, audit_text(c, old),
	    audit_text(c, catalog_category(c, *id)));
	return CATEGORY_OK;
}
