/* Makers: one row and its texts; the name, folded, is unique, so that an import finds a maker again and nobody stands there twice. */
#include "shop/maker.h"

#include "base/str.h"
#include "base/utf8.h"
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"
#include "shop/reindex.h"
#include "shop/setting.h"

enum {
	Q_GET, Q_LIST, Q_COUNT, Q_TEXTS, Q_OF, Q_NAMED, Q_ALL, Q_VERSION, Q_SHOWN, Q_NEW, Q_SAVE, Q_TEXT, Q_TEXT_DROP, Q_USED, Q_MOVE, Q_MOVE_RULES, Q_TOUCH_GOODS, Q_DROP_TEXTS, Q_DROP
};

#define COLS \
	"m.id, m.version, COALESCE(n.there + n.sunk, 0), s.slug, COALESCE(t.name, d.name, ''), COALESCE(NULLIF(t.story, ''), d.story, ''), m.place, m.contact, m.contact_shown, m.active," \
	" '', " SQL_PICTURE("p")
#define FROM \
	" FROM maker m LEFT JOIN slug s ON s.kind = 'maker' AND s.object = m.id AND s.current = 1" \
	" LEFT JOIN maker_text t ON t.maker = m.id AND t.lang = $1 LEFT JOIN maker_text d ON d.maker = m.id AND d.lang = 'id'" \
	" LEFT JOIN media p ON p.id = m.media AND p.state <> 'refused' LEFT JOIN shelf_count n ON n.category = " SHELF_MAKER_SQL " + m.id"
#define CHOICE " WHERE (CAST($2 AS TEXT) = '' OR m.folded LIKE $2 ESCAPE '\\') AND ($3 = 0 OR (m.active = 1 AND n.there + n.sunk > 0))"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("maker.get", "SELECT " COLS FROM " WHERE m.id = $2"),
	[Q_LIST] = SQL("maker.list", "SELECT " COLS FROM CHOICE " ORDER BY m.folded LIMIT $4 OFFSET $5"),
	[Q_COUNT] = SQL("maker.count", "SELECT COUNT(*)" FROM CHOICE),
	[Q_TEXTS] = SQL("maker.texts", "SELECT name, story FROM maker_text WHERE maker = $1 AND lang = $2"),
	[Q_OF] = SQL("maker.of", "SELECT maker FROM product_maker WHERE product = $1"),
	[Q_NAMED] = SQL("maker.named", "SELECT id FROM maker WHERE folded = $1"),
	[Q_ALL] = SQL("maker.all", "SELECT COUNT(*) FROM maker"),
	[Q_VERSION] = SQL("maker.version", "SELECT version FROM maker WHERE id = $1"),
	[Q_SHOWN] = SQL("maker.shown", "SELECT active FROM maker WHERE id = $1"),
	[Q_NEW] = SQL("maker.new", "INSERT INTO maker (folded, media, place, contact, contact_shown, active) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"),
	[Q_SAVE] = SQL("maker.save",
	    "UPDATE maker SET folded = $1, media = $2, place = $3, contact = $4, contact_shown = $5, active = $6, version = version + 1 WHERE id = $7 AND version = $8"),
	[Q_TEXT] = SQL("maker.text",
	    "INSERT INTO maker_text (maker, lang, name, story) VALUES ($1, $2, $3, $4) ON CONFLICT (maker, lang) DO UPDATE SET name = excluded.name, story = excluded.story"),
	[Q_TEXT_DROP] = SQL("maker.text_drop", "DELETE FROM maker_text WHERE maker = $1 AND lang = $2"),
	[Q_USED] = SQL("maker.used",
	    "SELECT (SELECT COUNT(*) FROM product_maker WHERE maker = $1) + (SELECT COUNT(*) FROM collection_rule WHERE what = 'maker' AND number = $1)"),
	[Q_MOVE] = SQL("maker.move", "UPDATE product_maker SET maker = $2 WHERE maker = $1"),
	[Q_MOVE_RULES] = SQL("maker.move_rules", "UPDATE collection_rule SET number = $2 WHERE what = 'maker' AND number = $1"),
	[Q_TOUCH_GOODS] = SQL("maker.touch_goods", "UPDATE collection SET filled = 0 WHERE id IN (SELECT collection FROM collection_rule WHERE what = 'maker' AND number = $1)"),
	[Q_DROP_TEXTS] = SQL("maker.drop_texts", "DELETE FROM maker_text WHERE maker = $1"),
	[Q_DROP] = SQL("maker.drop", "DELETE FROM maker WHERE id = $1"),
};
DB_TABLE(q);

/* --- reading --- */

static struct maker *
row(struct ctx *c, struct db_rows *r)
{
	struct maker *m = arena_new(c->arena, struct maker);

	m->id = db_int(r);
	m->version = db_int(r);
	m->products = db_int(r);
	m->slug = db_str(r);
	m->name = db_str(r);
	m->story = db_str(r);
	m->place = db_str(r);
	m->contact = db_str(r);
	m->contact_shown = db_int(r) != 0;
	m->active = db_int(r) != 0;
	m->picture = catalog_picture_read(r, m->name);
	return m;
}

struct maker *
maker_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_T(c->lang), DB_I(id));
	struct maker *m = db_next(&r) ? row(c, &r) : NULL;

	db_done(&r);
	return m;
}

struct maker **
maker_list(struct ctx *c, const char *word, bool shown, int64_t offset, int limit, size_t *n, int64_t *total)
{
	struct maker **list = arena_new_n(c->arena, (size_t)limit, struct maker *);
	const char *like = str_like(c->arena, utf8_fold(c->arena, word ? word : ""));
	struct db_rows r = db_query(c, &q[Q_LIST], DB_T(c->lang), DB_T(like), DB_I(shown), DB_I(limit), DB_I(offset));

	for (*n = 0; *n < (size_t)limit && db_next(&r);)
		list[(*n)++] = row(c, &r);
	db_done(&r);
	*total = db_one_int(c, 0, &q[Q_COUNT], DB_T(c->lang), DB_T(like), DB_I(shown));
	return list;
}

static const void *
any_make(struct ctx *c, const void *arg UNUSED)
{
	bool *any = arena_new(c->arena, bool);

	*any = db_one_int(c, 0, &q[Q_COUNT], DB_T(c->lang), DB_T(""), DB_I(1)) > 0;
	return any;
}

bool
maker_any(struct ctx *c)
{
	return *(const bool *)memo_get(c, MEMO_CATALOG, "makers.any", any_make, NULL);
}

struct maker_texts *
maker_texts(struct ctx *c, int64_t id, const char *lang)
{
	struct maker_texts *t = NULL;
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(id), DB_T(lang));

	if (db_next(&r)) {
		t = arena_new(c->arena, struct maker_texts);
		t->name = db_str(&r);
		t->story = db_str(&r);
	}
	db_done(&r);
	return t;
}

int64_t
maker_of(struct ctx *c, int64_t product)
{
	return db_one_int(c, 0, &q[Q_OF], DB_I(product));
}

/* --- writing --- */

/* What two ways of writing one name have in common: case, marks and spaces apart. */
static const char *
folded(struct ctx *c, const char *name)
{
	return utf8_fold(c->arena, str_squeeze(c->arena, name));
}

int64_t
maker_find(struct ctx *c, const char *name)
{
	return db_one_int(c, 0, &q[Q_NAMED], DB_T(folded(c, str_squeeze(c->arena, utf8_clean(c->arena, name, false)))));
}

int64_t
maker_named(struct ctx *c, const char *name)
{
	const struct maker_edit e = { .name = { str_squeeze(c->arena, utf8_clean(c->arena, name, false)), "" }, .active = true };
	int64_t id;

	if (*e.name[0] == '\0' || utf8_len(e.name[0]) > MAKER_NAME_MAX)
		return 0;
	id = db_one_int(c, 0, &q[Q_NAMED], DB_T(folded(c, e.name[0])));
	return id || maker_put(c, &id, 0, &e) == MAKER_OK ? id : 0;
}

/* What may stop a maker from being written, looked at before anything is. */
static enum maker_put
refusal(struct ctx *c, int64_t id, int64_t version, const struct maker_edit *e, const char *slug)
{
	int64_t found = id ? db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) : 0, other;

	if (id && found == 0)
		return MAKER_GONE;
	if (id && found != version)
		return MAKER_CONFLICT;
	if (!id && db_one_int(c, 0, &q[Q_ALL]) >= MAKERS_MOST)
		return MAKER_FULL;
	other = db_one_int(c, 0, &q[Q_NAMED], DB_T(folded(c, e->name[0])));
	if (other != 0 && other != id)
		return MAKER_NAME_TAKEN;
	other = *slug ? slug_owner(c, "maker", slug) : 0;
	return other != 0 && other != id ? MAKER_SLUG_TAKEN : MAKER_OK;
}

static void
texts_put(struct ctx *c, int64_t id, const struct maker_edit *e)
{
	static const char *const langs[] = { "id", "en" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		if (str_empty(e->name[i]))
			(void)db_exec(c, &q[Q_TEXT_DROP], DB_I(id), DB_T(langs[i]));
		else
			(void)db_exec(c, &q[Q_TEXT], DB_I(id), DB_T(langs[i]), DB_T(e->name[i]), DB_T(e->story[i] ? e->story[i] : ""));
	}
}

static const char *
both_names(struct ctx *c, int64_t id)
{
	const struct maker_texts *first = maker_texts(c, id, "id"), *second = maker_texts(c, id, "en");

	return arena_printf(c->arena, "%s\n%s", first ? first->name : "", second ? second->name : "");
}

/* The slug wanted: the given one, the one it has, or one made from the name. */
static void
address(struct ctx *c, int64_t id, bool old, const char *slug, const char *name)
{
	if (*slug == '\0' && old)
		return;
	if (*slug == '\0')
		slug = slug_free(c, "maker", id, name);
	if (!slug_put(c, "maker", id, slug))
		err_set(c, ERR_BUSY, "maker.slug", "slug taken meanwhile");
}

enum maker_put
maker_put(struct ctx *c, int64_t *id, int64_t version, const struct maker_edit *e)
{
	const char *slug = str_slug(c->arena, e->slug ? e->slug : "", 80), *names = *id ? both_names(c, *id) : "";
	bool shown = *id && db_one_int(c, 0, &q[Q_SHOWN], DB_I(*id)) != 0;
	enum maker_put refused = refusal(c, *id, version, e, slug);
	bool old = *id != 0;
	const struct db_param params[] = { DB_T(folded(c, e->name[0])), DB_REF(e->media), DB_T(e->place ? e->place : ""), DB_T(e->contact ? e->contact : ""),
	    DB_I(e->contact_shown), DB_I(e->active), DB_I(*id), DB_I(version) };

	if (refused != MAKER_OK)
		return refused;
	if (!old)
		*id = db_first_int(c, 0, &q[Q_NEW], params, ARRAY_LEN(params) - 2);
	else if (db_do(c, &q[Q_SAVE], params, ARRAY_LEN(params)) != 1)
		return MAKER_CONFLICT;
	texts_put(c, *id, e);
	address(c, *id, old, slug, e->name[0]);
	if (old && !str_eq(names, both_names(c, *id)))
		reindex(c, REINDEX_MAKER, *id);
	/* Its name, or whether lists offer it to narrow by. */
	if (old && (shown != e->active || !str_eq(names, both_names(c, *id))))
		shelf_again(c, SHELF_MAKER(*id));
	setting_bump(c, "catalog");
	audit(c, "maker.save", "maker", *id, NULL, arena_printf(c->arena, "{\"active\":%d}", e->active));
	return MAKER_OK;
}

static void
gone(struct ctx *c, int64_t id)
{
	(void)db_exec(c, &q[Q_DROP_TEXTS], DB_I(id));
	(void)db_exec(c, &q[Q_DROP], DB_I(id));
	setting_bump(c, "catalog");
}

enum maker_end
maker_merge(struct ctx *c, int64_t from, int64_t to)
{
	if (from == to)
		return MAKER_END_SAME;
	if (db_one_int(c, 0, &q[Q_VERSION], DB_I(from)) == 0 || db_one_int(c, 0, &q[Q_VERSION], DB_I(to)) == 0)
		return MAKER_END_GONE;
	setting_bump(c, "catalog");
	(void)db_exec(c, &q[Q_MOVE], DB_I(from), DB_I(to));
	(void)db_exec(c, &q[Q_MOVE_RULES], DB_I(from), DB_I(to));
	(void)db_exec(c, &q[Q_TOUCH_GOODS], DB_I(to));
	slug_merge(c, "maker", from, to);
	shelf_group(c, SHELF_MAKER(from));
	shelf_group(c, SHELF_MAKER(to));
	reindex(c, REINDEX_MAKER, to);
	gone(c, from);
	audit(c, "maker.merge", "maker", from, NULL, arena_printf(c->arena, "{\"into\":%lld}", (long long)to));
	return MAKER_END_OK;
}

enum maker_end
maker_drop(struct ctx *c, int64_t id)
{
	if (db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) == 0)
		return MAKER_END_GONE;
	if (db_one_int(c, 0, &q[Q_USED], DB_I(id)) > 0)
		return MAKER_END_USED;
	slug_drop(c, "maker", id);
	gone(c, id);
	audit(c, "maker.drop", "maker", id, NULL, NULL);
	return MAKER_END_OK;
}
