/* Tags: one row each, told apart by their folded name. */
#include "shop/tag.h"

#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/reindex.h"
#include "shop/setting.h"

enum { Q_GET, Q_BY_NAME, Q_BY_USE, Q_COUNT, Q_NAMED, Q_ALL, Q_VERSION, Q_NEW, Q_SAVE, Q_USED, Q_MOVE, Q_UNLINK, Q_MOVE_RULES, Q_REFILL, Q_DROP };

#define COLS \
	"SELECT g.id, g.version, COALESCE(n.there + n.sunk, 0), s.slug, g.name, g.name_en FROM tag g" \
	" LEFT JOIN slug s ON s.kind = 'tag' AND s.object = g.id AND s.current = 1 LEFT JOIN shelf_count n ON n.category = " SHELF_TAG_SQL " + g.id"
#define CHOICE " WHERE (CAST($1 AS TEXT) = '' OR g.folded LIKE $1 ESCAPE '\\')"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("tag.get", COLS " WHERE g.id = $1"),
	[Q_BY_NAME] = SQL("tag.by_name", COLS CHOICE " ORDER BY g.folded LIMIT $2 OFFSET $3"),
	[Q_BY_USE] = SQL("tag.by_use", COLS CHOICE " ORDER BY COALESCE(n.there + n.sunk, 0) DESC, g.folded LIMIT $2 OFFSET $3"),
	[Q_COUNT] = SQL("tag.count", "SELECT COUNT(*) FROM tag g" CHOICE),
	[Q_NAMED] = SQL("tag.named", "SELECT id FROM tag WHERE folded = $1"),
	[Q_ALL] = SQL("tag.all", "SELECT COUNT(*) FROM tag"),
	[Q_VERSION] = SQL("tag.version", "SELECT version FROM tag WHERE id = $1"),
	[Q_NEW] = SQL("tag.new", "INSERT INTO tag (folded, name, name_en) VALUES ($1, $2, $3) RETURNING id"),
	[Q_SAVE] = SQL("tag.save", "UPDATE tag SET folded = $1, name = $2, name_en = $3, version = version + 1 WHERE id = $4 AND version = $5"),
	[Q_USED] = SQL("tag.used", "SELECT (SELECT COUNT(*) FROM product_tag WHERE tag = $1) + (SELECT COUNT(*) FROM collection_rule WHERE what = 'tag' AND number = $1)"),
	[Q_MOVE] = SQL("tag.move", "INSERT INTO product_tag (product, tag) SELECT product, CAST($2 AS BIGINT) FROM product_tag WHERE tag = $1 ON CONFLICT (product, tag) DO NOTHING"),
	[Q_UNLINK] = SQL("tag.unlink", "DELETE FROM product_tag WHERE tag = $1"),
	[Q_MOVE_RULES] = SQL("tag.move_rules", "UPDATE collection_rule SET number = $2 WHERE what = 'tag' AND number = $1"),
	[Q_REFILL] = SQL("tag.refill", "UPDATE collection SET filled = 0 WHERE id IN (SELECT collection FROM collection_rule WHERE what = 'tag' AND number = $1)"),
	[Q_DROP] = SQL("tag.drop", "DELETE FROM tag WHERE id = $1"),
};
DB_TABLE(q);

/* --- reading --- */

static struct tag *
row(struct ctx *c, struct db_rows *r)
{
	struct tag *t = arena_new(c->arena, struct tag);

	t->id = db_int(r);
	t->version = db_int(r);
	t->products = db_int(r);
	t->slug = db_str(r);
	t->name_id = db_str(r);
	t->name_en = db_str(r);
	t->name = str_eq(c->lang, "en") && *t->name_en ? t->name_en : t->name_id;
	return t;
}

struct tag *
tag_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct tag *t = db_next(&r) ? row(c, &r) : NULL;

	db_done(&r);
	return t;
}

struct tag **
tag_list(struct ctx *c, const char *word, bool often, int64_t offset, int limit, size_t *n, int64_t *total)
{
	struct tag **list = arena_new_n(c->arena, (size_t)limit, struct tag *);
	const char *like = str_like(c->arena, utf8_fold(c->arena, word ? word : ""));
	struct db_rows r = db_query(c, &q[often ? Q_BY_USE : Q_BY_NAME], DB_T(like), DB_I(limit), DB_I(offset));

	for (*n = 0; *n < (size_t)limit && db_next(&r);)
		list[(*n)++] = row(c, &r);
	db_done(&r);
	*total = db_one_int(c, 0, &q[Q_COUNT], DB_T(like));
	return list;
}

/* --- writing --- */

static const char *
folded(struct ctx *c, const char *name)
{
	return utf8_fold(c->arena, str_squeeze(c->arena, name));
}

/* As people write a tag: without a # in front and blanks around. */
static const char *
cleaned(struct ctx *c, const char *name)
{
	name = str_squeeze(c->arena, utf8_clean(c->arena, name, false));
	while (*name == '#' || *name == ' ')
		name++;
	return name;
}

int64_t
tag_find(struct ctx *c, const char *name)
{
	return db_one_int(c, 0, &q[Q_NAMED], DB_T(folded(c, cleaned(c, name))));
}

int64_t
tag_named(struct ctx *c, const char *name)
{
	const struct tag_edit e = { .name = { cleaned(c, name), "" } };
	int64_t id;

	if (*e.name[0] == '\0' || utf8_len(e.name[0]) > TAG_NAME_MAX)
		return 0;
	id = db_one_int(c, 0, &q[Q_NAMED], DB_T(folded(c, e.name[0])));
	return id || tag_put(c, &id, 0, &e) == TAG_OK ? id : 0;
}

int64_t *
tag_read(struct ctx *c, const char *text, size_t *n, const char **bad)
{
	int64_t *ids = arena_new_n(c->arena, PRODUCT_TAGS_MOST, int64_t);
	const char *even = str_replace(c->arena, str_replace(c->arena, str_replace(c->arena, text, "|", ","), ";", ","), "\n", ",");
	size_t n_parts, i, k;
	const char **parts = str_split(c->arena, even, ',', &n_parts);

	*n = 0;
	for (i = 0; i < n_parts; i++) {
		int64_t id;

		if (*cleaned(c, parts[i]) == '\0')
			continue;
		*bad = *n == PRODUCT_TAGS_MOST ? "" : parts[i];
		id = *n == PRODUCT_TAGS_MOST ? 0 : tag_named(c, parts[i]);
		if (id == 0)
			return NULL;
		for (k = 0; k < *n && ids[k] != id; k++)
			;
		if (k == *n)
			ids[(*n)++] = id;
	}
	return ids;
}

/* What may stop a tag from being written, looked at before anything is. */
static enum tag_put
refusal(struct ctx *c, int64_t id, int64_t version, const struct tag_edit *e, const char *slug)
{
	int64_t found = id ? db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) : 0, other;

	if (id && found == 0)
		return TAG_GONE;
	if (id && found != version)
		return TAG_CONFLICT;
	if (!id && db_one_int(c, 0, &q[Q_ALL]) >= TAGS_MOST)
		return TAG_FULL;
	other = db_one_int(c, 0, &q[Q_NAMED], DB_T(folded(c, e->name[0])));
	if (other != 0 && other != id)
		return TAG_NAME_TAKEN;
	other = *slug ? slug_owner(c, "tag", slug) : 0;
	return other != 0 && other != id ? TAG_SLUG_TAKEN : TAG_OK;
}

/* The slug wanted: the given one, the one it has, or one made from the name. */
static void
address(struct ctx *c, int64_t id, bool old, const char *slug, const char *name)
{
	if (*slug == '\0' && old)
		return;
	if (*slug == '\0')
		slug = slug_free(c, "tag", id, name);
	if (!slug_put(c, "tag", id, slug))
		err_set(c, ERR_BUSY, "tag.slug", "slug taken meanwhile");
}

enum tag_put
tag_put(struct ctx *c, int64_t *id, int64_t version, const struct tag_edit *e)
{
	const char *slug = str_slug(c->arena, e->slug ? e->slug : "", 80), *name = cleaned(c, e->name[0]), *en = cleaned(c, e->name[1] ? e->name[1] : "");
	enum tag_put refused = refusal(c, *id, version, e, slug);
	const struct tag *old = *id ? tag_get(c, *id) : NULL;

	if (refused != TAG_OK)
		return refused;
	if (!old)
		*id = db_one_int(c, 0, &q[Q_NEW], DB_T(folded(c, name)), DB_T(name), DB_T(en));
	else if (db_exec(c, &q[Q_SAVE], DB_T(folded(c, name)), DB_T(name), DB_T(en), DB_I(*id), DB_I(version)) != 1)
		return TAG_CONFLICT;
	address(c, *id, old != NULL, slug, name);
	if (old && !(str_eq(old->name_id, name) && str_eq(old->name_en, en))) {
		reindex(c, REINDEX_TAG, *id);
		shelf_again(c, SHELF_TAG(*id));
	}
	setting_bump(c, "catalog");
	audit(c, "tag.save", "tag", *id, NULL, NULL);
	return TAG_OK;
}

enum tag_end
tag_merge(struct ctx *c, int64_t from, int64_t to)
{
	if (from == to)
		return TAG_END_SAME;
	if (db_one_int(c, 0, &q[Q_VERSION], DB_I(from)) == 0 || db_one_int(c, 0, &q[Q_VERSION], DB_I(to)) == 0)
		return TAG_END_GONE;
	setting_bump(c, "catalog");
	(void)db_exec(c, &q[Q_MOVE], DB_I(from), DB_I(to));
	(void)db_exec(c, &q[Q_UNLINK], DB_I(from));
	(void)db_exec(c, &q[Q_MOVE_RULES], DB_I(from), DB_I(to));
	(void)db_exec(c, &q[Q_REFILL], DB_I(to));
	slug_merge(c, "tag", from, to);
	shelf_group(c, SHELF_TAG(from));
	shelf_group(c, SHELF_TAG(to));
	reindex(c, REINDEX_TAG, to);
	(void)db_exec(c, &q[Q_DROP], DB_I(from));
	audit(c, "tag.merge", "tag", from, NULL, arena_printf(c->arena, "{\"into\":%lld}", (long long)to));
	return TAG_END_OK;
}

enum tag_end
tag_drop(struct ctx *c, int64_t id)
{
	if (db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) == 0)
		return TAG_END_GONE;
	if (db_one_int(c, 0, &q[Q_USED], DB_I(id)) > 0)
		return TAG_END_USED;
	slug_drop(c, "tag", id);
	(void)db_exec(c, &q[Q_DROP], DB_I(id));
	setting_bump(c, "catalog");
	audit(c, "tag.drop", "tag", id, NULL, NULL);
	return TAG_END_OK;
}
