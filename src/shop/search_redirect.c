/* Words of the search that lead to a page. They are few and asked of at every search, so all are kept in memory until somebody changes one. */
#include "shop/search_redirect.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/audit.h"
#include "shop/memo.h"
#include "shop/setting.h"

enum { Q_LIST, Q_GET, Q_OF, Q_NEW, Q_PUT, Q_DROP, Q_COUNT, Q_MOVED, Q_LEADS };

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("search_redirect.list", "SELECT id, version, term, path FROM search_redirect ORDER BY term LIMIT $1"),
	[Q_GET] = SQL("search_redirect.get", "SELECT id, version, term, path FROM search_redirect WHERE id = $1"),
	[Q_OF] = SQL("search_redirect.of", "SELECT id FROM search_redirect WHERE term = $1"),
	[Q_NEW] = SQL("search_redirect.new", "INSERT INTO search_redirect (term, path, updated_at) VALUES ($1, $2, $3) ON CONFLICT (term) DO NOTHING RETURNING id"),
	[Q_PUT] = SQL("search_redirect.put", "UPDATE search_redirect SET term = $3, path = $4, updated_at = $5, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_DROP] = SQL("search_redirect.drop", "DELETE FROM search_redirect WHERE id = $1"),
	[Q_COUNT] = SQL("search_redirect.count", "SELECT COUNT(*) FROM search_redirect"),
	[Q_LEADS] = SQL("search_redirect.leads", "SELECT COUNT(*) FROM search_redirect WHERE path = $1"),
	[Q_MOVED] = SQL("search_redirect.moved", "UPDATE search_redirect SET path = $2, version = version + 1 WHERE path = $1"),
};
DB_TABLE(q);

const char *
search_term(struct arena *a, const char *typed)
{
	const char *folded = utf8_fold(a, typed), *p = folded;
	char *out = arena_new_n(a, strlen(folded) + 1, char);
	size_t n = 0;

	while (*p != '\0') {
		const char *at = p;
		uint32_t cp = utf8_next(&p);
		bool letter = cp >= 0x80 ? cp != 0xA0 && cp != 0x3000 && !(cp >= 0x2000 && cp <= 0x206F) : (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');

		if (letter) {
			(void)memcpy(out + n, at, (size_t)(p - at));
			n += (size_t)(p - at);
		} else if (n > 0 && out[n - 1] != ' ') {
			out[n++] = ' ';
		}
	}
	out[n] = '\0';
	return str_trim(a, utf8_cut(a, out, SEARCH_TERM_MAX));
}

/* The address without an origin of ours. */
static const char *
without_origin(struct ctx *c, const char *s)
{
	const char **at = str_split(c->arena, c->conf->origins, ' ', NULL);

	for (; *at; at++) {
		size_t n = strlen(*at);

		n -= n > 0 && (*at)[n - 1] == '/';
		if (n > 0 && strncasecmp(s, *at, n) == 0 && (s[n] == '/' || s[n] == '\0'))
			return s[n] ? s + n : "/";
	}
	return s;
}

const char *
search_redirect_path(struct ctx *c, const char *address)
{
	static const char *const not[] = { "/admin", "/search", "/cart", "/checkout", "/order", "/track", "/s", "/static", "/media", "/suggest", "/cards" };
	const char *path = without_origin(c, str_trim(c->arena, address));

	if (!url_is_local(path))
		return NULL;
	path = url_in(c, path, "id");
	if (!url_is_local(path) || strlen(path) > SEARCH_PATH_MAX)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(not); i++) {
		size_t n = strlen(not[i]);

		if (strncmp(path, not[i], n) == 0 && (path[n] == '\0' || path[n] == '/' || path[n] == '?' || path[n] == '#'))
			return NULL;
	}
	return path;
}

static void
read_row(struct db_rows *r, struct search_redirect *x)
{
	x->id = db_int(r);
	x->version = db_int(r);
	x->term = db_str(r);
	x->path = db_str(r);
}

struct search_redirect *
search_redirect_list(struct ctx *c, size_t *n)
{
	struct search_redirect *list = arena_new_n(c->arena, SEARCH_REDIRECTS_MAX, struct search_redirect);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(SEARCH_REDIRECTS_MAX));

	for (*n = 0; *n < SEARCH_REDIRECTS_MAX && db_next(&r);)
		read_row(&r, &list[(*n)++]);
	db_done(&r);
	return list;
}

struct search_redirect *
search_redirect_get(struct ctx *c, int64_t id)
{
	struct search_redirect *x = arena_new(c->arena, struct search_redirect);
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	bool found = db_next(&r);

	if (found)
		read_row(&r, x);
	db_done(&r);
	return found ? x : NULL;
}

static void
changed(struct ctx *c, const char *act, int64_t id)
{
	setting_bump(c, "shop");
	audit(c, act, "search_redirect", id, NULL, NULL);
}

enum search_redirect_put
search_redirect_put(struct ctx *c, int64_t *id, int64_t version, const char *typed, const char *address)
{
	const char *term = search_term(c->arena, typed), *path = search_redirect_path(c, address);
	int64_t other;

	if (*term == '\0')
		return SEARCH_REDIRECT_WORDS;
	if (!path)
		return SEARCH_REDIRECT_PATH;
	other = db_one_int(c, 0, &q[Q_OF], DB_T(term));
	if (other != 0 && other != *id)
		return SEARCH_REDIRECT_TAKEN;
	if (*id == 0) {
		if (db_one_int(c, 0, &q[Q_COUNT]) >= SEARCH_REDIRECTS_MAX)
			return SEARCH_REDIRECT_FULL;
		*id = db_one_int(c, 0, &q[Q_NEW], DB_T(term), DB_T(path), DB_I(clock_now()));
		if (*id == 0)
			return SEARCH_REDIRECT_TAKEN;
	} else if (db_exec(c, &q[Q_PUT], DB_I(*id), DB_I(version), DB_T(term), DB_T(path), DB_I(clock_now())) == 0) {
		return search_redirect_get(c, *id) ? SEARCH_REDIRECT_CONFLICT : SEARCH_REDIRECT_GONE;
	}
	changed(c, "search_redirect.save", *id);
	return SEARCH_REDIRECT_OK;
}

enum search_redirect_put
search_redirect_drop(struct ctx *c, int64_t id)
{
	if (db_exec(c, &q[Q_DROP], DB_I(id)) == 0)
		return SEARCH_REDIRECT_GONE;
	changed(c, "search_redirect.drop", id);
	return SEARCH_REDIRECT_OK;
}

void
search_redirect_moved(struct ctx *c, const char *from, const char *to)
{
	if (db_exec(c, &q[Q_MOVED], DB_T(from), DB_T(to)) > 0)
		setting_bump(c, "shop");
}

bool
search_redirect_leads(struct ctx *c, const char *path)
{
	return db_one_int(c, 0, &q[Q_LEADS], DB_T(path)) > 0;
}

/* --- finding --- */

struct kept { const struct search_redirect *list; size_t n; };

static const void *
kept_make(struct ctx *c, const void *arg UNUSED)
{
	struct kept *k = arena_new(c->arena, struct kept);

	k->list = search_redirect_list(c, &k->n);
	return k;
}

static int
by_term(const void *key, const void *x)
{
	return strcmp(key, ((const struct search_redirect *)x)->term);
}

const char *
search_redirect_find(struct ctx *c, const char *typed)
{
	const struct kept *k = memo_get(c, MEMO_SHOP, "search.redirects", kept_make, NULL);
	const struct search_redirect *x = k->n > 0 ? bsearch(search_term(c->arena, typed), k->list, k->n, sizeof(*x), by_term) : NULL;

	return x ? x->path : NULL;
}
