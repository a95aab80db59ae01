/*
 * Categories: a small tree, read whole by one statement and put in order here; counts take in what is below. Writing refuses
 * loops and keeps slugs, versions and search in step.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"
#include "shop/reindex.h"
#include "shop/setting.h"

#define DEPTH_MAX CATEGORY_LEVELS

enum {
	Q_TREE, Q_GET, Q_IS_BELOW, Q_ABOVE, Q_HEIGHT, Q_LAST, Q_NEW, Q_SAVE, Q_TEXT, Q_TEXT_DROP, Q_REFILL, Q_OWNER, Q_TEXTS,
	Q_PARENT, Q_SIBLINGS, Q_POSITION, Q_GOODS, Q_BELOW, Q_TOUCH, Q_GOODS_OVER, Q_GOODS_DROP, Q_BELOW_OVER, Q_TEXTS_DROP, Q_DROP, Q_LEAVE, Q_JOIN
};

static const struct db_stmt q[] = {
	[Q_TREE] = SQL("category.tree",
	    "SELECT g.id, COALESCE(g.parent, 0), g.position, g.version, s.slug, COALESCE(t.name,"
	    " d.name, ''),"
	    " COALESCE(NULLIF(t.description, ''), d.description, ''), g.active,"
	    " COALESCE(n.there + n.sunk, 0),"
	    " '', " SQL_PICTURE("m") " FROM category g"
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
	/* How many there are from the top down to $1, and from $1 down to the deepest below it, itself counted. */
	[Q_ABOVE] = SQL("category.above",
	    "WITH RECURSIVE up (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT g.parent FROM category g JOIN up ON g.id = up.id WHERE g.parent IS NOT NULL) SELECT COUNT(*) FROM up"),
	[Q_HEIGHT] = SQL("category.height",
	    "WITH RECURSIVE down (id, n) AS (SELECT CAST($1 AS BIGINT), CAST(1 AS BIGINT) UNION SELECT g.id, down.n + 1 FROM category g JOIN down ON g.parent = down.id)"
	    " SELECT CAST(MAX(n) AS BIGINT) FROM down"),
	[Q_LAST] = SQL("category.last", "SELECT COALESCE(MAX(position), 0) FROM category WHERE COALESCE(parent, 0) = $1"),
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
	[Q_OWNER] = SQL("category.slug_owner",
	    "SELECT object FROM slug WHERE kind = 'category' AND slug = $1 AND current = 1"),
	[Q_REFILL] = SQL("category.refill", "UPDATE collection SET filled = 0 WHERE id IN (SELECT collection FROM collection_rule WHERE what = 'category')"),
	[Q_TEXTS] = SQL("category.texts",
	    "SELECT name, description FROM category_text WHERE category = $1 AND lang = $2"),
	[Q_PARENT] = SQL("category.parent", "SELECT COALESCE(parent, 0) FROM category WHERE id = $1"),
	[Q_SIBLINGS] = SQL("category.siblings", "SELECT id, position FROM category WHERE COALESCE(parent, 0) = $1 ORDER BY position, id"),
	[Q_POSITION] = SQL("category.position", "UPDATE category SET position = $2 WHERE id = $1"),
	[Q_GOODS] = SQL("category.goods", "SELECT COUNT(*) FROM product_category WHERE category = $1"),
	[Q_BELOW] = SQL("category.below", "SELECT COUNT(*) FROM category WHERE parent = $1"),
	[Q_TOUCH] = SQL("category.touch", "UPDATE product SET version = version + 1 WHERE id IN (SELECT product FROM product_category WHERE category = $1)"),
	[Q_GOODS_OVER] = SQL("category.goods_over",
	    "INSERT INTO product_category (product, category, position) SELECT product, CAST($2 AS BIGINT),"
	    " position + (SELECT COALESCE(MAX(k.position), 0) FROM product_category k WHERE k.category = $2) FROM product_category WHERE category = $1"
	    " AND product NOT IN (SELECT k.product FROM product_category k WHERE k.category = $2)"),
	[Q_GOODS_DROP] = SQL("category.goods_drop", "DELETE FROM product_category WHERE category = $1"),
	[Q_BELOW_OVER] = SQL("category.below_over",
	    "UPDATE category SET parent = $2, version = version + 1, position = position + (SELECT COALESCE(MAX(k.position), 0) FROM category k WHERE k.parent = $2) WHERE parent = $1"),
	[Q_TEXTS_DROP] = SQL("category.texts_drop", "DELETE FROM category_text WHERE category = $1"),
	[Q_DROP] = SQL("category.drop", "DELETE FROM category WHERE id = $1"),
	[Q_LEAVE] = SQL("category.leave", "DELETE FROM product_category WHERE product = $1 AND category = $2 RETURNING position"),
	[Q_JOIN] = SQL("category.join",
	    "INSERT INTO product_category (product, category, position) SELECT CAST($1 AS BIGINT), id, CASE WHEN CAST($3 AS BIGINT) >= 0 THEN CAST($3 AS BIGINT)"
	    " ELSE (SELECT COALESCE(MAX(k.position), 0) + 1 FROM product_category k WHERE k.category = $2) END FROM category WHERE id = $2 ON CONFLICT (product, category) DO NOTHING"),
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
place(const struct flat *from, struct flat *to, int64_t parent, int depth, bool all, bool shown)
{
	size_t i;

	if (depth > DEPTH_MAX)
		return;
	for (i = 0; i < from->n; i++) {
		struct category *g = from->list[i];

		if (g->parent != parent || (!all && !g->active))
			continue;
		g->depth = depth;
		g->shown = g->active && shown;
		to->list[to->n++] = g;
		place(from, to, g->id, depth + 1, all, g->shown);
	}
}

static const void *
tree_make(struct ctx *c, const void *all)
{
	struct flat from = all_read(c), *to = arena_new(c->arena, struct flat);

	to->list = arena_new_n(c->arena, from.n, struct category *);
	place(&from, to, 0, 0, *(const bool *)all, true);
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

/* --- as people call them --- */

const char *
category_words(struct ctx *c, int64_t id)
{
	const char *all = "";
	size_t n, i;
	struct category **path = catalog_path(c, id, &n);

	for (i = 0; i < n; i++)
		all = arena_printf(c->arena, "%s%s%s", all, i ? " > " : "", path[i]->name);
	return all;
}

static const char *
called(struct ctx *c, const char *name)
{
	return utf8_fold(c->arena, str_trim(c->arena, name));
}

/* Is a category called as the steps say, the last of them its own name? Others may stand between it and those above. */
static bool
fits(struct ctx *c, const struct category *g, const char **steps, size_t n)
{
	size_t n_path;
	struct category **path = catalog_path(c, g->id, &n_path);

	while (n > 0 && n_path > 0) {
		if (str_eq(called(c, path[n_path - 1]->name), steps[n - 1]))
			n--;
		n_path--;
	}
	return n == 0;
}

/* How many are called so; *id: the last of them. */
static size_t
count_called(struct ctx *c, const char *words, char sep, int64_t *id)
{
	size_t n, n_all, found = 0, i;
	const char **steps = str_split(c->arena, words, sep, &n);
	struct category **all = catalog_tree(c, true, &n_all);

	for (i = 0; i < n; i++)
		steps[i] = called(c, steps[i]);
	for (i = 0; i < n_all && n > 0; i++) {
		if (!str_eq(called(c, all[i]->name), steps[n - 1]) || !fits(c, all[i], steps, n))
			continue;
		found++;
		*id = all[i]->id;
	}
	return found;
}

enum category_called
category_called(struct ctx *c, const char *words, int64_t *id)
{
	const char *plain = str_replace(c->arena, str_replace(c->arena, words, "›", ">"), "»", ">");
	static const char seps[] = { '\n', '>', '/' };
	size_t found = 0;

	/* A name may have a stroke in itself: whole first. */
	for (size_t i = 0; i < sizeof(seps) && found == 0; i++)
		found = count_called(c, plain, seps[i], id);
	return found == 0 ? CATEGORY_CALLED_NONE : found == 1 ? CATEGORY_CALLED : CATEGORY_CALLED_MANY;
}

int64_t
category_leave(struct ctx *c, int64_t product, int64_t category)
{
	return db_one_int(c, -1, &q[Q_LEAVE], DB_I(product), DB_I(category));
}

bool
category_join(struct ctx *c, int64_t product, int64_t category, int64_t place)
{
	return db_exec(c, &q[Q_JOIN], DB_I(product), DB_I(category), DB_I(place)) > 0;
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
		if (db_one_int(c, 0, &q[Q_ABOVE], DB_I(e->parent)) + (id ? db_one_int(c, 0, &q[Q_HEIGHT], DB_I(id)) : 1) > CATEGORY_LEVELS)
			return CATEGORY_DEEP;
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

	(void)db_exec(c, &q[Q_REFILL]);
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
	int64_t place;
	enum category_put refused = refusal(c, *id, version, e, slug);

	if (refused != CATEGORY_OK)
		return refused;
	if (*id) {
		was = catalog_path(c, *id, &n_was);
		old = n_was > 0 ? was[n_was - 1] : NULL;
	}
	place = old && old->parent == e->parent ? old->position : db_one_int(c, 0, &q[Q_LAST], DB_I(e->parent)) + 1;
	if (*id) {
		if (db_exec(c, &q[Q_SAVE], DB_I(*id), DB_I(version), DB_REF(e->parent), DB_I(place), DB_REF(e->media), DB_I(e->active != 0)) != 1)
			return CATEGORY_CONFLICT;
	} else {
		*id = db_one_int(c, 0, &q[Q_NEW], DB_REF(e->parent), DB_I(place), DB_REF(e->media), DB_I(e->active != 0));
	}
	text_put(c, *id, "id", e->name[0], e->description[0]);
	text_put(c, *id, "en", e->name[1], e->description[1]);
	address(c, *id, old, slug, e->name[0]);
	if (!str_eq(names, both_names(c, *id)))
		reindex(c, REINDEX_CATEGORY, *id);
	setting_bump(c, "catalog");
	if (old && (old->parent != e->parent || old->active != (e->active != 0)))
		shelves_put(c, *id, was, n_was);
	audit(c, "category.save", "category", *id, audit_text(c, old),
	    audit_text(c, catalog_category(c, *id)));
	return CATEGORY_OK;
}

/* --- order, merging, taking away --- */

struct sibling { int64_t id, position; };

static struct sibling *
siblings(struct ctx *c, int64_t parent, size_t *n)
{
	struct sibling *list = NULL;
	size_t room = 0;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_SIBLINGS], DB_I(parent)); db_next(&r);) {
		if (*n == room) {
			struct sibling *more = arena_new_n(c->arena, room ? 2 * room : 16, struct sibling);

			if (*n)
				memcpy(more, list, *n * sizeof(*more));
			room = room ? 2 * room : 16;
			list = more;
		}
		list[*n].id = db_int(&r);
		list[(*n)++].position = db_int(&r);
	}
	return list;
}

bool
category_place(struct ctx *c, int64_t id, int64_t to)
{
	int64_t parent = db_one_int(c, -1, &q[Q_PARENT], DB_I(id));
	struct sibling *list, mine;
	size_t n, at, i;

	if (parent < 0)
		return false;
	setting_bump(c, "catalog");
	list = siblings(c, parent, &n);
	for (at = 0; at < n && list[at].id != id; at++)
		;
	if (at == n)
		return false;
	to = to == CATEGORY_STEP_UP ? (int64_t)at - 1 : to == CATEGORY_STEP_DOWN ? (int64_t)at + 1 : to;
	to = to < 0 ? 0 : to >= (int64_t)n ? (int64_t)n - 1 : to;
	mine = list[at];
	memmove(list + at, list + at + 1, (n - at - 1) * sizeof(*list));
	memmove(list + to + 1, list + to, (n - 1 - (size_t)to) * sizeof(*list));
	list[to] = mine;
	for (i = 0; i < n; i++)
		if (list[i].position != (int64_t)i + 1)
			(void)db_exec(c, &q[Q_POSITION], DB_I(list[i].id), DB_I((int64_t)i + 1));
	audit(c, "category.place", "category", id, arena_printf(c->arena, "{\"place\":%zu}", at + 1), arena_printf(c->arena, "{\"place\":%lld}", (long long)to + 1));
	return true;
}

int64_t
category_goods(struct ctx *c, int64_t id)
{
	return db_one_int(c, 0, &q[Q_GOODS], DB_I(id));
}

int64_t
category_below(struct ctx *c, int64_t id)
{
	return db_one_int(c, 0, &q[Q_BELOW], DB_I(id));
}

void
category_rows_drop(struct ctx *c, int64_t id)
{
	(void)db_exec(c, &q[Q_REFILL]);
	(void)db_exec(c, &q[Q_TEXTS_DROP], DB_I(id));
	(void)db_exec(c, &q[Q_DROP], DB_I(id));
}

void
category_rows_move(struct ctx *c, int64_t from, int64_t into)
{
	(void)db_exec(c, &q[Q_TOUCH], DB_I(from));
	(void)db_exec(c, &q[Q_GOODS_OVER], DB_I(from), DB_I(into));
	(void)db_exec(c, &q[Q_GOODS_DROP], DB_I(from));
	(void)db_exec(c, &q[Q_BELOW_OVER], DB_I(from), DB_I(into));
	slug_merge(c, "category", from, into);
	category_rows_drop(c, from);
}
