/*
 * Sessions. The cookie holds a token of 256 bits that only its owner knows; the row holds the
 * token's hash. Whether a session still lives is decided here alone, in one statement, so that an
 * end (time, idleness, a disabled person) works with the next request.
 */
#include "shop/session.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"

#define TOKEN_BYTES 32
#define TOKEN_CHARS 43
#define CSRF_BYTES 16
#define TOUCH_S 300
#define AGENT_MAX 200
#define LIST_MAX 100
#define CLOCKS_S 120	/* by so much the clocks of two machines differ; a staff session that lives longer was opened under a clock that has been set back */

enum {
	Q_FIND, Q_OPEN, Q_CLOSE, Q_CLOSE_STAFF, Q_TOUCH, Q_DISTRICT, Q_UNLINE, Q_UNCART, Q_PRUNE,
	Q_CART_LINES_OF, Q_CARTS_OF, Q_AGENT, Q_PROVE, Q_LIST, Q_END, Q_END_OTHERS,
	Q_HALVE, Q_HALF, Q_HALF_TRY
};

/* Dead at $1: past its end, or a staff session that lay idle since before $2. */
#define IS_DEAD "(expires_at <= $1 OR (kind = 'staff' AND seen_at <= $2))"

static const struct db_stmt q[] = {
	[Q_FIND] = SQL("session.find",
	    "SELECT s.id, COALESCE(s.staff, 0), COALESCE(s.customer, 0), COALESCE(s.district, 0),"
	    " s.village, s.csrf, s.seen_at, s.expires_at, s.proved_at,"
	    " CASE WHEN s.buyer_link IS NOT NULL THEN (SELECT u.buyer_group FROM buyer_link b JOIN customer u ON u.id = b.customer WHERE b.id = s.buyer_link AND b.revoked_at IS NULL) END"
	    " FROM session s LEFT JOIN staff p ON p.id = s.staff"
	    " WHERE s.token_hash = $1 AND s.kind = $2 AND s.expires_at > $3"
	    " AND (s.kind = 'shop' OR (s.seen_at > $4 AND s.expires_at <= $5 AND p.active = 1 AND s.half = 0))"),
	[Q_HALVE] = SQL("session.halve", "UPDATE session SET half = 1, expires_at = $2 WHERE id = $1"),
	[Q_HALF] = SQL("session.half",
	    "SELECT s.id, s.staff FROM session s JOIN staff p ON p.id = s.staff"
	    " WHERE s.token_hash = $1 AND s.half = 1 AND s.expires_at > $2 AND p.active = 1"),
	[Q_HALF_TRY] = SQL("session.half_try",
	    "UPDATE session SET tries = tries + 1 WHERE id = $1 AND half = 1 RETURNING tries"),
	[Q_OPEN] = SQL("session.open",
	    "INSERT INTO session (kind, token_hash, csrf, staff, created_at, seen_at, proved_at,"
	    " expires_at, id) VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7)"),
	[Q_AGENT] = SQL("session.agent", "UPDATE session SET agent = $2 WHERE id = $1"),
	[Q_PROVE] = SQL("session.prove", "UPDATE session SET proved_at = $2 WHERE id = $1"),
	[Q_LIST] = SQL("session.list",
	    "SELECT id, created_at, seen_at, agent FROM session WHERE staff = $1 AND expires_at > $2"
	    " AND seen_at > $3 AND half = 0 ORDER BY seen_at DESC, id DESC LIMIT 100"),
	[Q_END] = SQL("session.end", "DELETE FROM session WHERE id = $2 AND staff = $1"),
	[Q_END_OTHERS] = SQL("session.end_others",
	    "DELETE FROM session WHERE staff = $1 AND id <> $2"),
	[Q_CART_LINES_OF] = SQL("session.cart_lines_of",
	    "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE session = $1)"),
	[Q_CARTS_OF] = SQL("session.carts_of", "DELETE FROM cart WHERE session = $1"),
	[Q_CLOSE] = SQL("session.close", "DELETE FROM session WHERE id = $1"),
	[Q_CLOSE_STAFF] = SQL("session.close_staff", "DELETE FROM session WHERE staff = $1"),
	[Q_TOUCH] = SQL("session.touch",
	    "UPDATE session SET seen_at = $2,"
	    " expires_at = CASE WHEN kind = 'shop' THEN $3 ELSE expires_at END"
	    " WHERE id = $1 AND seen_at < $4"),
	[Q_DISTRICT] = SQL("session.district", "UPDATE session SET district = $2, village = $3 WHERE id = $1"),
	[Q_UNLINE] = SQL("session.prune_lines",
	    "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE session IN"
	    " (SELECT id FROM session WHERE " IS_DEAD "))"),
	[Q_UNCART] = SQL("session.prune_carts",
	    "DELETE FROM cart WHERE session IN (SELECT id FROM session WHERE " IS_DEAD ")"),
	[Q_PRUNE] = SQL("session.prune", "DELETE FROM session WHERE " IS_DEAD),
};
DB_TABLE(q);

static const char *
hash_of(struct ctx *c, const char *token)
{
	return crypt_hash(c->arena, token, strlen(token));
}

struct session *
session_find(struct ctx *c, const char *token, bool staff)
{
	int64_t now = clock_now();
	struct session *s = NULL;
	struct db_rows r;

	if (!token || strlen(token) != TOKEN_CHARS)
		return NULL;
	r = db_query(c, &q[Q_FIND], DB_T(hash_of(c, token)), DB_T(staff ? "staff" : "shop"),
	    DB_I(now), DB_I(now - SESSION_STAFF_IDLE_S), DB_I(now + SESSION_STAFF_S + CLOCKS_S));
	if (db_next(&r)) {
		s = arena_new(c->arena, struct session);
		s->is_staff = staff;
		s->id = db_int(&r);
		s->staff = db_int(&r);
		s->customer = db_int(&r);
		s->district = db_int(&r);
		s->village = db_str(&r);
		s->csrf = db_str(&r);
		s->seen_at = db_int(&r);
		s->expires_at = db_int(&r);
		s->proved_at = db_int(&r);
		s->buyer_group = db_int(&r);
	}
	db_done(&r);
	return s;
}

/*
 * Drawn by lot: SQLite gives the number of the newest row that went to the next one, and a page
 * that was open meanwhile would end, or a cart would belong to, somebody else's session.
 */
static int64_t
new_id(void)
{
	return ((int64_t)crypt_below(UINT32_C(1) << 20) << 32 | (int64_t)crypt_below(UINT32_MAX)) + 1;
}

static struct session *
open_kind(struct ctx *c, int64_t staff, const char **token)
{
	struct session *s = arena_new(c->arena, struct session);

	*token = crypt_token(c->arena, TOKEN_BYTES);
	s->is_staff = staff != 0;
	s->staff = staff;
	s->csrf = crypt_token(c->arena, CSRF_BYTES);
	s->seen_at = clock_now();
	s->proved_at = s->seen_at;
	s->expires_at = s->seen_at + (staff ? SESSION_STAFF_S : SESSION_SHOP_S);
	s->id = new_id();
	db_exec(c, &q[Q_OPEN], DB_T(staff ? "staff" : "shop"), DB_T(hash_of(c, *token)),
	    DB_T(s->csrf), DB_REF(staff), DB_I(s->seen_at), DB_I(s->expires_at), DB_I(s->id));
	return s;
}

struct session *
session_open_shop(struct ctx *c, const char **token)
{
	return open_kind(c, 0, token);
}

struct session *
session_open_staff(struct ctx *c, int64_t staff, const char **token)
{
	if (staff <= 0)
		BUG("staff session for nobody");
	return open_kind(c, staff, token);
}

void
session_agent(struct ctx *c, int64_t id, const char *agent)
{
	const char *cut = utf8_cut(c->arena, agent ? agent : "", AGENT_MAX);

	db_exec(c, &q[Q_AGENT], DB_I(id), DB_T(cut));
}

void
session_prove(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_PROVE], DB_I(id), DB_I(clock_now()));
}

struct session_seen *
session_list(struct ctx *c, int64_t staff, size_t *n)
{
	struct session_seen *list = arena_new_n(c->arena, LIST_MAX, struct session_seen);
	int64_t now = clock_now();
	struct db_rows r;

	r = db_query(c, &q[Q_LIST], DB_I(staff), DB_I(now), DB_I(now - SESSION_STAFF_IDLE_S));
	for (*n = 0; db_next(&r); (*n)++) {
		list[*n].id = db_int(&r);
		list[*n].created_at = db_int(&r);
		list[*n].seen_at = db_int(&r);
		list[*n].agent = db_str(&r);
	}
	return list;
}

bool
session_end(struct ctx *c, int64_t staff, int64_t id)
{
	return db_exec(c, &q[Q_END], DB_I(staff), DB_I(id)) > 0;
}

int64_t
session_end_others(struct ctx *c, int64_t staff, int64_t but)
{
	return db_exec(c, &q[Q_END_OTHERS], DB_I(staff), DB_I(but));
}

struct session *
session_open_half(struct ctx *c, int64_t staff, const char **token)
{
	struct session *s = session_open_staff(c, staff, token);

	db_exec(c, &q[Q_HALVE], DB_I(s->id), DB_I(clock_now() + SESSION_HALF_S));
	return s;
}

struct session *
session_half(struct ctx *c, const char *token)
{
	struct session *s = NULL;
	struct db_rows r;

	if (!token || strlen(token) != TOKEN_CHARS)
		return NULL;
	r = db_query(c, &q[Q_HALF], DB_T(hash_of(c, token)), DB_I(clock_now()));
	if (db_next(&r)) {
		s = arena_new(c->arena, struct session);
		s->id = db_int(&r);
		s->staff = db_int(&r);
	}
	db_done(&r);
	return s;
}

int64_t
session_half_try(struct ctx *c, int64_t id)
{
	return db_one_int(c, 0, &q[Q_HALF_TRY], DB_I(id));
}

void
session_close(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_CART_LINES_OF], DB_I(id));
	db_exec(c, &q[Q_CARTS_OF], DB_I(id));
	db_exec(c, &q[Q_CLOSE], DB_I(id));
}

void
session_close_staff(struct ctx *c, int64_t staff)
{
	db_exec(c, &q[Q_CLOSE_STAFF], DB_I(staff));
}

void
session_touch(struct ctx *c, const struct session *s)
{
	int64_t now = clock_now();

	if (s->seen_at >= now - TOUCH_S)
		return;
	db_exec(c, &q[Q_TOUCH], DB_I(s->id), DB_I(now), DB_I(now + SESSION_SHOP_S),
	    DB_I(now - TOUCH_S));
}

void
session_district(struct ctx *c, int64_t id, int64_t district, const char *village)
{
	db_exec(c, &q[Q_DISTRICT], DB_I(id), DB_REF(district), DB_T(village ? village : ""));
}

int64_t
session_prune(struct ctx *c, int64_t now)
{
	struct db_param at[] = { DB_I(now), DB_I(now - SESSION_STAFF_IDLE_S) };

	(void)db_do(c, &q[Q_UNLINE], at, ARRAY_LEN(at));
	(void)db_do(c, &q[Q_UNCART], at, ARRAY_LEN(at));
	return db_do(c, &q[Q_PRUNE], at, ARRAY_LEN(at));
}
