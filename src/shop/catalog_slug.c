/*
 * The last part of an address ("keripik-balado") of products, categories, pages, makers, tags and collections. An object has one current slug and keeps its old ones, which answer 301, until another
 * object is given one of them by hand: the newest owner wins. Names that are made up keep clear of old ones, too.
 */
#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/catalog.h"

#define SLUG_MAX 80
#define TRIES_MAX 10000

enum { Q_FIND, Q_OWNER, Q_BEFORE, Q_RETIRE, Q_SET, Q_TAKEN, Q_MERGE, Q_DROP, Q_ALL, Q_NOW };

#define ALL_MAX 1000	/* addresses of one object that are listed */

static const struct db_stmt q[] = {
	[Q_FIND] = SQL("slug.find",
	    "SELECT s.object, s.current, CASE WHEN s.current = 1 THEN s.slug ELSE n.slug END FROM slug s"
	    " LEFT JOIN slug n ON n.kind = s.kind AND n.object = CASE WHEN s.current = 1 THEN NULL ELSE s.object END AND n.current = 1"
	    " WHERE s.kind = $1 AND s.slug = $2"),
	[Q_OWNER] = SQL("slug.owner", "SELECT object FROM slug WHERE kind = $1 AND slug = $2 AND current = 1"),
	[Q_BEFORE] = SQL("slug.before", "SELECT object FROM slug WHERE kind = $1 AND slug = $2 AND object <> $3 AND current = 0"),
	[Q_RETIRE] = SQL("slug.retire",
	    "UPDATE slug SET current = 0 WHERE kind = $1 AND object = $2 AND current = 1 AND slug"
	    " <> $3"),
	[Q_SET] = SQL("slug.set",
	    "INSERT INTO slug (kind, slug, object, current, at) VALUES ($1, $2, $3, 1, $4)"
	    " ON CONFLICT (kind, slug) DO UPDATE SET current = 1, object = excluded.object, at = CASE WHEN slug.current = 1"
	    " THEN slug.at ELSE excluded.at END WHERE slug.object = excluded.object OR slug.current = 0"),
	/* '.' follows '-': the range holds base and all that go on with a dash. */
	[Q_TAKEN] = SQL("slug.taken",
	    "SELECT slug FROM slug WHERE kind = $1 AND object <> $2 AND slug >= $3 AND slug < $4"),
	[Q_MERGE] = SQL("slug.merge", "UPDATE slug SET object = $3, current = 0 WHERE kind = $1 AND object = $2"),
	[Q_DROP] = SQL("slug.drop", "DELETE FROM slug WHERE kind = $1 AND object = $2"),
	[Q_NOW] = SQL("slug.now",
	    "SELECT COALESCE(m.slug, n.slug) FROM slug s LEFT JOIN slug n ON n.kind = s.kind AND n.object = s.object AND n.current = 1"
	    " LEFT JOIN product p ON s.kind = 'product' AND p.id = s.object LEFT JOIN slug m ON m.kind = 'product' AND m.object = p.merged_into AND m.current = 1"
	    " WHERE s.kind = $1 AND s.slug = $2"),
	[Q_ALL] = SQL("slug.all", "SELECT slug FROM slug WHERE kind = $1 AND object = $2 ORDER BY at DESC, slug LIMIT $3"),
};
DB_TABLE(q);

enum slug_find
slug_find(struct ctx *c, const char *kind, const char *slug, int64_t *object, const char **now)
{
	struct db_rows r = db_query(c, &q[Q_FIND], DB_T(kind), DB_T(slug));
	enum slug_find found = SLUG_NONE;

	*object = 0;
	*now = "";
	if (db_next(&r)) {
		*object = db_int(&r);
		found = db_int(&r) ? SLUG_FOUND : SLUG_MOVED;
		*now = db_str(&r);
		if (**now == '\0')
			found = SLUG_NONE;
	}
	db_done(&r);
	return found;
}

/* The address of a page by its kind. */
static const char *
page_url(struct ctx *c, const char *kind, const char *slug)
{
	if (str_eq(kind, "product"))
		return url_product(c, slug);
	if (str_eq(kind, "category"))
		return url_category(c, slug);
	return str_eq(kind, "page") ? url_page(c, slug) : url_group(c, kind, slug);
}

const char *
catalog_page_now(struct ctx *c, const char *path)
{
	static const char *const kinds[] = { "product", "category", "page", "maker", "tag", "collection" };
	const char *lang = c->lang, *now, *rest, *found = path;
	size_t i, n;

	c->lang = "id";		/* paths are kept without a language */
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *before = page_url(c, kinds[i], "");

		if (!str_starts(path, before))
			continue;
		n = strcspn(path += strlen(before), "?#");
		rest = path + n;
		now = db_one_text(c, &q[Q_NOW], DB_T(kinds[i]), DB_T(str_lower(c->arena, arena_mem(c->arena, path, n))));
		found = str_empty(now) ? NULL : arena_printf(c->arena, "%s%s", page_url(c, kinds[i], now), rest);
		break;
	}
	c->lang = lang;
	return found;
}

bool
slug_put(struct ctx *c, const char *kind, int64_t object, const char *slug)
{
	int64_t owner = db_one_int(c, 0, &q[Q_OWNER], DB_T(kind), DB_T(slug));

	if (owner != 0 && owner != object)
		return false;
	(void)db_exec(c, &q[Q_RETIRE], DB_T(kind), DB_I(object), DB_T(slug));
	if (db_exec(c, &q[Q_SET], DB_T(kind), DB_T(slug), DB_I(object), DB_I(clock_now())) != 1)
		/* Somebody took it since it was looked up: the second try will see that. */
		err_set(c, ERR_BUSY, "slug.set", "slug taken meanwhile");
	return true;
}

int64_t
slug_owner(struct ctx *c, const char *kind, const char *slug)
{
	return db_one_int(c, 0, &q[Q_OWNER], DB_T(kind), DB_T(slug));
}

int64_t
slug_before(struct ctx *c, const char *kind, int64_t object, const char *slug)
{
	return db_one_int(c, 0, &q[Q_BEFORE], DB_T(kind), DB_T(slug), DB_I(object));
}

void
slug_merge(struct ctx *c, const char *kind, int64_t from, int64_t to)
{
	(void)db_exec(c, &q[Q_MERGE], DB_T(kind), DB_I(from), DB_I(to));
}

void
slug_drop(struct ctx *c, const char *kind, int64_t object)
{
	(void)db_exec(c, &q[Q_DROP], DB_T(kind), DB_I(object));
}

const char **
slug_list(struct ctx *c, const char *kind, int64_t object, size_t *n)
{
	const char **list = arena_new_n(c->arena, ALL_MAX, const char *);
	struct db_rows r = db_query(c, &q[Q_ALL], DB_T(kind), DB_I(object), DB_I(ALL_MAX));

	for (*n = 0; *n < ALL_MAX && db_next(&r);)
		list[(*n)++] = db_str(&r);
	db_done(&r);
	return list;
}

const char *
slug_free(struct ctx *c, const char *kind, int64_t object, const char *title)
{
	const char *base = str_slug(c->arena, title, SLUG_MAX);
	bool *taken = arena_new_n(c->arena, TRIES_MAX, bool);
	struct db_rows r;
	int64_t i;

	if (*base == '\0')
		base = kind;
	r = db_query(c, &q[Q_TAKEN], DB_T(kind), DB_I(object), DB_T(base),
	    DB_T(arena_printf(c->arena, "%s.", base)));
	while (db_next(&r)) {
		const char *s = db_str(&r) + strlen(base);

		if (*s == '\0')
			taken[1] = true;
		else if (str_int(s + 1, 2, TRIES_MAX - 1, &i))
			taken[i] = true;
	}
	if (!taken[1])
		return base;
	for (i = 2; i < TRIES_MAX - 1 && taken[i]; i++)
		;
	return arena_printf(c->arena, "%s-%lld", base, (long long)i);
}
