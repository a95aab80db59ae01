/*
 * The last part of an address ("keripik-balado") of products, categories and pages. An object has one current slug and keeps
 * its old ones, which answer 301; a slug, old or current, belongs to one object for good.
 */
#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/catalog.h"

#define SLUG_MAX 80
#define TRIES_MAX 10000

enum { Q_FIND, Q_OWNER, Q_RETIRE, Q_SET, Q_TAKEN };

static const struct db_stmt q[] = {
	[Q_FIND] = SQL("slug.find",
	    "SELECT s.object, s.current, n.slug FROM slug s"
	    " LEFT JOIN slug n ON n.kind = s.kind AND n.object = s.object AND n.current = 1"
	    " WHERE s.kind = $1 AND s.slug = $2"),
	[Q_OWNER] = SQL("slug.owner", "SELECT object FROM slug WHERE kind = $1 AND slug = $2"),
	[Q_RETIRE] = SQL("slug.retire",
	    "UPDATE slug SET current = 0 WHERE kind = $1 AND object = $2 AND current = 1 AND slug"
	    " <> $3"),
	[Q_SET] = SQL("slug.set",
	    "INSERT INTO slug (kind, slug, object, current, at) VALUES ($1, $2, $3, 1, $4)"
	    " ON CONFLICT (kind, slug) DO UPDATE SET current = 1, at = CASE WHEN slug.current = 1"
	    " THEN slug.at ELSE excluded.at END WHERE slug.object = excluded.object"),
	/* '.' follows '-': the range holds base and all that go on with a dash. */
	[Q_TAKEN] = SQL("slug.taken",
	    "SELECT slug FROM slug WHERE kind = $1 AND object <> $2 AND slug >= $3 AND slug < $4"),
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
