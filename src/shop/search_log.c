/* From the words of an address to a count. Shoppers type anything into a search field: a number to be called at, an order to be found. Such things are dropped before they are anywhere but in memory. */
#include "shop/search_log.h"

#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "http/fcgi.h"
#include "shop/search.h"

#define ENCODED_MAX 1000
#define DIGITS_MOST 5		/* more are a phone's or a customer's number */
#define CODE_DIGITS 4		/* "KR-0123" may be an order */
#define CODE_LETTERS 5
#define HITS_MOST 99999
#define LOOK_AT 200		/* searches without result that are tried once more */

enum { Q_ROOM, Q_PUT, Q_AGAIN, Q_PRUNE, Q_TOP, Q_NOTHING };

/* The day and the hits of the last search in one number; -1 when no search said them. */
#define LAST "MAX(CASE WHEN hits < 0 THEN -1 ELSE day * 100000 + hits END)"
#define SUMS "SELECT term, CAST(SUM(asked) AS BIGINT) AS n, " LAST ", MAX(day) FROM search_log WHERE day >= $1 GROUP BY term"

static const struct db_stmt q[] = {
	[Q_ROOM] = SQL("search_log.room", "SELECT COUNT(*) FROM search_log WHERE day = $1"),
	[Q_PUT] = SQL("search_log.put",
	    "INSERT INTO search_log (day, term, asked, hits) VALUES ($1, $2, $3, $4) ON CONFLICT (day, term) DO UPDATE SET asked = search_log.asked + excluded.asked,"
	    " hits = CASE WHEN excluded.hits < 0 THEN search_log.hits ELSE excluded.hits END"),
	[Q_AGAIN] = SQL("search_log.again", "UPDATE search_log SET asked = asked + $3, hits = CASE WHEN $4 < 0 THEN hits ELSE $4 END WHERE day = $1 AND term = $2"),
	[Q_PRUNE] = SQL("search_log.prune", "DELETE FROM search_log WHERE day < $1"),
	[Q_TOP] = SQL("search_log.top", SUMS " ORDER BY n DESC, term LIMIT $2"),
	[Q_NOTHING] = SQL("search_log.nothing", SUMS " HAVING " LAST " < 0 OR " LAST " % 100000 = 0 ORDER BY n DESC, term LIMIT $2"),
};
DB_TABLE(q);

/* Letters and then digits, and nothing else: "mr 0042", "mr0042", "20261122". */
static bool
is_code(const char *term)
{
	size_t letters = strspn(term, "abcdefghijklmnopqrstuvwxyz"), blank = strspn(term + letters, " "), digits = strspn(term + letters + blank, "0123456789");

	return letters <= CODE_LETTERS && digits >= CODE_DIGITS && term[letters + blank + digits] == '\0';
}

/* What may be about a person: many digits, however they are spaced; an address; the number of an order. */
static bool
is_private(const char *typed, const char *term)
{
	size_t digits = 0;

	for (const char *s = term; *s; s++)
		digits += *s >= '0' && *s <= '9';
	return digits > DIGITS_MOST || strchr(typed, '@') || strstr(typed, "://") || strstr(term, "http") || str_starts(term, "www ") || is_code(term);
}

bool
search_log_read(struct arena *a, const char *encoded, const char *hits, struct search_ask *ask)
{
	const char *pair = arena_printf(a, "q=%.*s", ENCODED_MAX, encoded), *term;
	const struct pair *p = strlen(encoded) <= ENCODED_MAX ? parse_urlencoded(a, pair, strlen(pair)) : NULL;

	*ask = (struct search_ask){ .hits = -1, .asked = 1 };
	if (!p || !p->name || !str_eq(p->name, "q") || p[1].name || utf8_len(p->value) > SEARCH_TERM_MAX)
		return false;
	term = search_term(a, utf8_clean(a, p->value, false));
	if (utf8_len(term) < 2 || is_private(p->value, term))
		return false;
	(void)memcpy(ask->term, term, strlen(term) + 1);
	if (!str_int(hits, 0, HITS_MOST, &ask->hits))
		ask->hits = -1;
	return true;
}

void
search_log_write(struct ctx *c, int64_t day, const struct search_ask *asks, size_t n)
{
	bool room = n > 0 && db_one_int(c, 0, &q[Q_ROOM], DB_I(day)) + (int64_t)n <= SEARCH_LOG_DAY_MOST;

	for (size_t i = 0; i < n; i++)
		(void)db_exec(c, &q[room ? Q_PUT : Q_AGAIN], DB_I(day), DB_T(asks[i].term), DB_I(asks[i].asked), DB_I(asks[i].hits));
}

int64_t
search_log_prune(struct ctx *c, int64_t day)
{
	return db_exec(c, &q[Q_PRUNE], DB_I(day));
}

static struct search_said *
said(struct ctx *c, const struct db_stmt *stmt, int64_t since, size_t most, size_t *n)
{
	struct search_said *list = arena_new_n(c->arena, most, struct search_said);
	struct db_rows r = db_query(c, stmt, DB_I(since), DB_I(most));

	for (*n = 0; *n < most && db_next(&r); ++*n) {
		struct search_said *x = &list[*n];
		int64_t last;

		x->term = db_str(&r);
		x->asked = db_int(&r);
		last = db_int(&r);
		x->hits = last < 0 ? -1 : last % (HITS_MOST + 1);
		x->day = db_int(&r);
	}
	db_done(&r);
	return list;
}

struct search_said *
search_log_top(struct ctx *c, int64_t since, size_t most, size_t *n)
{
	return said(c, &q[Q_TOP], since, most, n);
}

/* The goods have changed since, or a synonym was made: each is tried once more. */
struct search_said *
search_log_nothing(struct ctx *c, int64_t since, size_t most, size_t *n)
{
	size_t all, i;
	struct search_said *list = said(c, &q[Q_NOTHING], since, LOOK_AT, &all);

	for (i = *n = 0; i < all && *n < most; i++) {
		if (search_redirect_find(c, list[i].term))
			continue;
		if (search_find(c, list[i].term, 1)->n_whole == 0)
			list[(*n)++] = list[i];
	}
	return list;
}
