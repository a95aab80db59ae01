/*
 * Staff: who may do what (one matrix, read by the gate and by the admin's menus), passwords, and
 * the login with its throttle. A login costs the same for a known, an unknown and a disabled
 * account, and what is counted are hashes: of the account, and of the network under a salt that
 * changes every day.
 */
#include "shop/staff.h"

#include <arpa/inet.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/staff_common.h"
#include "shop/totp.h"

#define PASSWORD_MIN 10
#define PASSWORD_MAX 128
#define LOGIN_MIN 2
#define LOGIN_MAX 40

#define DAY_S 86400
#define CLOCKS_S 120		/* by so much the clocks of two machines differ */
#define WINDOW_S (15 * 60)
#define NETWORK_TRIES 30
#define WAIT_FIRST_S 30
#define WAIT_MOST_S 600
#define CODE_TRIES 5
#define SPREAD 4		/* times login_tries, from several networks */
#define SPREAD_FIRST_S 10
#define SPREAD_MOST_S 60

enum {
	Q_GET, Q_BY_LOGIN, Q_LIST, Q_SECRET, Q_ADD, Q_PASSWORD, Q_REHASH, Q_LANG,
	Q_EDIT, Q_OWNERS_HOLD, Q_OWNERS, Q_FAILURES, Q_FAILED, Q_FORGIVE, Q_PRUNE, Q_SALT,
	Q_SALT_PUT
};

#define STAFF_COLS "id, login, name, lang, role, active, simple, version"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("staff.get", "SELECT " STAFF_COLS " FROM staff WHERE id = $1"),
	[Q_BY_LOGIN] = SQL("staff.by_login", "SELECT " STAFF_COLS " FROM staff WHERE login = $1"),
	[Q_LIST] = SQL("staff.list",
	    "SELECT " STAFF_COLS " FROM staff ORDER BY active DESC, name, id"),
	[Q_SECRET] = SQL("staff.secret",
	    "SELECT id, password_hash FROM staff WHERE login = $1 AND active = 1"),
	[Q_ADD] = SQL("staff.add",
	    "INSERT INTO staff (login, name, role, password_hash, created_at, password_at)"
	    " VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (login) DO NOTHING RETURNING id"),
	[Q_PASSWORD] = SQL("staff.password",
	    "UPDATE staff SET password_hash = $2, password_at = $3, version = version + 1"
	    " WHERE id = $1"),
	[Q_REHASH] = SQL("staff.rehash",
	    "UPDATE staff SET password_hash = COALESCE($2, password_hash)"
	    " WHERE id = $1 AND active = 1"),
	[Q_LANG] = SQL("staff.lang", "UPDATE staff SET lang = $2 WHERE id = $1"),
	[Q_EDIT] = SQL("staff.edit",
	    "UPDATE staff SET name = $3, role = $4, active = $5, version = version + 1"
	    " WHERE id = $1 AND version = $2"),
	/* Two owners who shut each other out at once wait for one another here. */
	[Q_OWNERS_HOLD] = SQL("staff.owners_hold",
	    "UPDATE staff SET active = active WHERE role = 'owner'"),
	[Q_OWNERS] = SQL("staff.owners",
	    "SELECT COUNT(*) FROM staff WHERE role = 'owner' AND active = 1 AND id <> $1"),
	[Q_FAILURES] = SQL("staff.failures",
	    "SELECT CASE WHEN f.account = $1 THEN 1 ELSE 0 END,"
	    " CASE WHEN f.network = $2 THEN 1 ELSE 0 END, COUNT(*), MAX(f.at) FROM login_failure f"
	    " WHERE (f.account = $1 OR f.network = $2) AND f.at > $3 AND f.at <= $4 GROUP BY 1, 2"),
	[Q_FAILED] = SQL("staff.failed",
	    "INSERT INTO login_failure (account, network, at) VALUES ($1, $2, $3)"),
	[Q_FORGIVE] = SQL("staff.forgive",
	    "DELETE FROM login_failure WHERE account = $1 AND network = $2"),
	[Q_PRUNE] = SQL("staff.prune", "DELETE FROM login_failure WHERE at < $1 OR at > $1 + 172800"),
	[Q_SALT] = SQL("staff.salt", "SELECT value FROM setting WHERE name = 'login.salt'"),
	[Q_SALT_PUT] = SQL("staff.salt_put",
	    "INSERT INTO setting (name, value, updated_at) VALUES ('login.salt', $1, $2)"
	    " ON CONFLICT (name) DO NOTHING"),
};
DB_TABLE(q);

/* --- roles and rights --- */

#define R(right) (1u << RIGHT_##right)
#define EVERYBODY (R(NONE) | R(HOME) | R(SELF))
#define ALL (R(COUNT) - 1)

static const unsigned may[ROLE_COUNT] = {
	[ROLE_OWNER] = ALL,
	[ROLE_ADMIN] = ALL & ~R(STAFF_EDIT) & ~R(BACKUP) & ~R(MACHINE),
	[ROLE_CASHIER] = EVERYBODY | R(ORDER_SEE) | R(ORDER_PAY) | R(ORDER_PACK) | R(ORDER_SHIP) |
	    R(ORDER_CANCEL) | R(GOODS_SEE),
	[ROLE_WAREHOUSE] =
	    EVERYBODY | R(ORDER_SEE) | R(ORDER_PACK) | R(ORDER_SHIP) | R(GOODS_SEE) | R(STOCK_EDIT),
	[ROLE_DRIVER] = EVERYBODY | R(ORDER_SEE) | R(ORDER_SHIP),
	[ROLE_SOCIAL] = EVERYBODY | R(GOODS_SEE) | R(SOCIAL) | R(SOURCES),
	[ROLE_LEADER] = EVERYBODY | R(FIGURES) | R(SOURCES),
};

static const char *const role_names[ROLE_COUNT] = {
	"owner", "admin", "cashier", "warehouse", "driver", "social", "leader",
};

bool
role_may(enum role role, enum right right)
{
	if ((unsigned)role >= ROLE_COUNT || (unsigned)right >= RIGHT_COUNT)
		BUG("role %d, right %d", (int)role, (int)right);
	return (may[role] >> right & 1u) != 0;
}

const char *
role_name(enum role role)
{
	if ((unsigned)role >= ROLE_COUNT)
		BUG("role %d", (int)role);
	return role_names[role];
}

bool
role_parse(const char *s, enum role *role)
{
	size_t i;

	for (i = 0; i < ROLE_COUNT; i++) {
		if (!str_eq(role_names[i], s))
			continue;
		*role = (enum role)i;
		return true;
	}
	return false;
}

/* --- people --- */

/* Takes the columns in the order of STAFF_COLS. */
static struct staff *
read_staff(struct ctx *c, struct db_rows *r)
{
	struct staff *s = arena_new(c->arena, struct staff);

	s->id = db_int(r);
	s->login = db_str(r);
	s->name = db_str(r);
	s->lang = db_str(r);
	if (!role_parse(db_str(r), &s->role))
		BUG("staff %" PRId64 " has no role that we know", s->id);
	s->active = db_int(r) != 0;
	s->simple = db_int(r) != 0;
	s->version = db_int(r);
	return s;
}

static struct staff *
first_staff(struct ctx *c, struct db_rows r)
{
	struct staff *s = db_next(&r) ? read_staff(c, &r) : NULL;

	db_done(&r);
	return s;
}

struct staff *
staff_get(struct ctx *c, int64_t id)
{
	return first_staff(c, db_query(c, &q[Q_GET], DB_I(id)));
}

struct staff *
staff_by_login(struct ctx *c, const char *login)
{
	return first_staff(c, db_query(c, &q[Q_BY_LOGIN], DB_T(str_lower(c->arena, login))));
}

struct staff **
staff_list(struct ctx *c, size_t *n)
{
	struct staff **list = NULL;
	size_t cap = 0;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST]); db_next(&r);) {
		if (*n == cap) {
			struct staff **more =
			    arena_new_n(c->arena, cap ? cap * 2 : 16, struct staff *);

			if (cap)
				memcpy(more, list, cap * sizeof(*list));
			cap = cap ? cap * 2 : 16;
			list = more;
		}
		list[(*n)++] = read_staff(c, &r);
	}
	return list;
}

bool
staff_login_fits(const char *login)
{
	size_t n = strlen(login);

	return n >= LOGIN_MIN && n <= LOGIN_MAX &&
	    login[strspn(login,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

enum staff_put
staff_add(struct ctx *c, const char *login, const char *name, enum role role, const char *hash,
    int64_t *id)
{
	*id = 0;
	if (!staff_login_fits(login))
		return STAFF_PUT_TAKEN;
	*id = db_one_int(c, 0, &q[Q_ADD], DB_T(str_lower(c->arena, login)), DB_T(name),
	    DB_T(role_name(role)), DB_T(hash), DB_I(clock_now()));
	if (*id == 0)
		return STAFF_PUT_TAKEN;
	db_exec(c, &q[Q_SALT_PUT], DB_T(crypt_token(c->arena, 32)), DB_I(clock_now()));
	audit(c, "staff.add", "staff", *id, NULL,
	    arena_printf(c->arena, "{\"role\":\"%s\"}", role_name(role)));
	return STAFF_PUT_OK;
}

enum staff_put
staff_password(struct ctx *c, int64_t id, const char *hash)
{
	if (db_exec(c, &q[Q_PASSWORD], DB_I(id), DB_T(hash), DB_I(clock_now())) == 0)
		return STAFF_PUT_GONE;
	session_close_staff(c, id);
	audit(c, "staff.password", "staff", id, NULL, NULL);
	return STAFF_PUT_OK;
}

void
staff_lang(struct ctx *c, int64_t id, const char *lang)
{
	db_exec(c, &q[Q_LANG], DB_I(id), DB_T(lang));
}

/* An owner who may log in at this moment: what the gate saw may have changed since. */
static bool
is_owner(const struct staff *s)
{
	return s && s->active && s->role == ROLE_OWNER;
}

static const char *
standing(struct ctx *c, enum role role, bool active)
{
	return arena_printf(
	    c->arena, "{\"role\":\"%s\",\"active\":%d}", role_name(role), active ? 1 : 0);
}

enum staff_edit
staff_edit(struct ctx *c, int64_t id, int64_t version, const char *name, enum role role,
    bool active)
{
	const struct staff *old;
	bool other;

	(void)db_exec(c, &q[Q_OWNERS_HOLD]);
	if (c->actor_kind != ACTOR_STAFF || !is_owner(staff_get(c, c->actor)))
		return STAFF_EDIT_FORBIDDEN;
	old = staff_get(c, id);
	if (!old)
		return STAFF_EDIT_GONE;
	other = old->role != role || old->active != active;
	if (other && id == c->actor)
		return STAFF_EDIT_SELF;
	if (old->version != version)
		return STAFF_EDIT_CONFLICT;
	if ((role != ROLE_OWNER || !active) && db_one_int(c, 0, &q[Q_OWNERS], DB_I(id)) == 0)
		return STAFF_EDIT_LAST;
	if (db_exec(c, &q[Q_EDIT], DB_I(id), DB_I(version), DB_T(name), DB_T(role_name(role)),
		DB_I(active ? 1 : 0)) == 0)
		return STAFF_EDIT_CONFLICT;
	if (other)
		session_close_staff(c, id);
	audit(c, "staff.save", "staff", id, standing(c, old->role, old->active),
	    standing(c, role, active));
	return STAFF_EDIT_OK;
}

/* --- passwords --- */

static const char *
lock_dir(struct ctx *c)
{
	return arena_printf(c->arena, "%s/run", c->conf->data);
}

const char *
staff_hash(struct ctx *c, const char *password)
{
	const char *hash = crypt_password_hash(
	    c->arena, password, c->conf->argon_mib, c->conf->argon_ops, lock_dir(c));

	if (!hash)
		err_set(c, ERR_INTERNAL, "staff_hash", "no memory or turn for a password hash");
	return hash;
}

static bool
is_letter(char ch)
{
	return (unsigned char)ch >= 0x80 || (ch >= 'a' && ch <= 'z');
}

/* Without the figures and marks at both ends: "!rahasia2026" is "rahasia". */
static const char *
stem_of(struct arena *a, const char *lower)
{
	size_t n = strlen(lower);

	while (n > 0 && !is_letter(lower[n - 1]))
		n--;
	while (n > 0 && !is_letter(*lower)) {
		lower++;
		n--;
	}
	return arena_mem(a, lower, n);
}

/* A piece, several times over: "rahasiarahasia" is "rahasia". */
static const char *
period_of(struct arena *a, const char *s)
{
	size_t n = strlen(s), i;

	for (i = 1; i < n; i++)
		if (n % i == 0 && memcmp(s, s + i, n - i) == 0)
			return arena_mem(a, s, i);
	return s;
}

static bool
is_shop_name(struct ctx *c, const char *lower)
{
	const char *name = str_lower(c->arena, shop_get(c)->name);

	return str_eq(lower, name) || str_eq(lower, str_replace(c->arena, name, " ", ""));
}

bool
staff_password_fits(struct ctx *c, const char *login, const char *password)
{
	size_t n = strlen(password), i;
	const char *lower = str_lower(c->arena, password);
	const char *form[4];

	if (n < PASSWORD_MIN || n > PASSWORD_MAX)
		return false;
	form[0] = lower;
	form[1] = stem_of(c->arena, lower);
	form[2] = period_of(c->arena, lower);
	form[3] = period_of(c->arena, form[1]);
	if (strlen(form[2]) <= 2)
		return false;
	login = str_lower(c->arena, login);
	for (i = 0; i < ARRAY_LEN(form); i++)
		if (*form[i] != '\0' &&
		    (staff_common_has(form[i]) || str_eq(form[i], login) ||
			is_shop_name(c, form[i])))
			return false;
	return true;
}

/* --- the login --- */

/* What one household or office shares: an IPv4 address, the first 64 bits of an IPv6 one. */
static const char *
network_of(struct arena *a, const char *remote)
{
	struct in6_addr six;

	if (remote && inet_pton(AF_INET6, remote, &six) == 1 && !IN6_IS_ADDR_V4MAPPED(&six))
		return str_hex(a, &six, 8);
	return remote ? remote : "";
}

/*
 * The key under which networks are hashed today: of a secret made with the first account, and the
 * day.
 */
static const char *
salt_today(struct ctx *c)
{
	const char *day = arena_printf(c->arena, "%" PRId64, clock_now() / DAY_S);
	const char *secret = db_one_text(c, &q[Q_SALT]);

	return crypt_mac(c->arena, secret ? secret : "no account yet", day, strlen(day));
}

static int64_t
grown(int64_t over, int64_t first, int64_t most)
{
	int64_t wait = over < 16 ? first << over : most;

	return wait < most ? wait : most;
}

/* Seconds until a wait that began at `last` is over; 0: no wait. */
static int64_t
left(int64_t n, int64_t limit, int64_t last, int64_t first, int64_t most)
{
	int64_t end;

	if (n < limit)
		return 0;
	end = last + grown(n - limit, first, most) - clock_now();
	return end > 0 ? end : 0;
}

static int64_t
throttle(struct ctx *c, const struct staff_try *t)
{
	int64_t own = 0, own_at = 0, all = 0, all_at = 0, net = 0, net_at = 0, wait, other;
	int64_t tries = c->conf->login_tries, now = clock_now();
	/* Failures that are still to come were noted under a clock that has been set back: nobody waits for that time. */
	struct db_rows r = db_query(c, &q[Q_FAILURES], DB_T(t->account), DB_T(t->network),
	    DB_I(now - WINDOW_S), DB_I(now + CLOCKS_S));

	while (db_next(&r)) {
		bool account = db_int(&r) != 0, network = db_int(&r) != 0;
		int64_t n = db_int(&r), at = db_int(&r);

		if (account && network) {
			own += n;
			own_at = at;
		}
		if (account) {
			all += n;
			all_at = at > all_at ? at : all_at;
		}
		if (network) {
			net += n;
			net_at = at > net_at ? at : net_at;
		}
	}
	wait = left(own, tries, own_at, WAIT_FIRST_S, WAIT_MOST_S);
	other = left(net, NETWORK_TRIES, net_at, WAIT_FIRST_S, WAIT_MOST_S);
	wait = other > wait ? other : wait;
	other = left(all, tries * SPREAD, all_at, SPREAD_FIRST_S, SPREAD_MOST_S);
	return other > wait ? other : wait;
}

/*
 * Reads in a transaction of its own, so that none is open while the password is hashed. NULL: no
 * such account.
 */
static const char *
look_up(struct ctx *c, struct staff_try *t, const char *login, const char *remote)
{
	const char *hash = NULL, *lower = str_lower(c->arena, login);
	struct db_rows r;

	if (!db_begin(c, DB_READ))
		return NULL;
	remote = network_of(c->arena, remote);
	t->account = crypt_hash(c->arena, lower, strlen(lower));
	t->network = crypt_mac(c->arena, salt_today(c), remote, strlen(remote));
	t->wait_s = throttle(c, t);
	r = db_query(c, &q[Q_SECRET], DB_T(lower));
	if (db_next(&r)) {
		t->staff = db_int(&r);
		hash = db_text(&r);
	}
	db_done(&r);
	return db_commit(c) ? hash : NULL;
}

struct staff_try *
staff_check(struct ctx *c, const char *login, const char *password, const char *remote)
{
	struct staff_try *t = arena_new(c->arena, struct staff_try);
	const char *hash;

	t->result = STAFF_WRONG;
	hash = look_up(c, t, login, remote);
	if (err_is_set(c))
		return t;
	if (t->wait_s > 0) {
		t->result = STAFF_WAIT;
	} else if (strlen(password) > PASSWORD_MAX || !hash) {
		/* The time that a known account takes. */
		(void)staff_hash(c, "nobody has this password");
		t->staff = 0;
	} else if (crypt_password_ok(hash, password, lock_dir(c))) {
		t->result = STAFF_OK;
		if (crypt_password_stale(hash, c->conf->argon_mib, c->conf->argon_ops))
			t->rehash = staff_hash(c, password);
	}
	return t;
}

/* The person as actor of the row that tells of the login. */
static void
note_login(struct ctx *c, int64_t staff)
{
	enum actor_kind kind = c->actor_kind;
	int64_t actor = c->actor;

	c->actor_kind = ACTOR_STAFF;
	c->actor = staff;
	audit(c, "login", "staff", staff, NULL, NULL);
	c->actor_kind = kind;
	c->actor = actor;
}

/* What the check found, counted; OK only when the person may pass now. */
static enum staff_check
admit(struct ctx *c, const struct staff_try *t)
{
	switch (t->result) {
	case STAFF_WAIT:
		LOG(EV_LOGIN, KV("result", "wait"), KI("staff", t->staff), KI("wait_s", t->wait_s));
		return STAFF_WAIT;
	case STAFF_OK:
		/*
		 * Many guesses at once may all have been checked before the first failure was
		 * counted.
		 */
		if (throttle(c, t) > 0)
			return STAFF_WAIT;
		if (db_exec(c, &q[Q_REHASH], DB_I(t->staff), DB_T(t->rehash)) == 0)
			break;
		return STAFF_OK;
	case STAFF_WRONG:
	case STAFF_SECOND:
		break;
	}
	db_exec(c, &q[Q_FAILED], DB_T(t->account), DB_T(t->network), DB_I(clock_now()));
	LOG(EV_LOGIN, KV("result", "wrong"), KI("staff", t->staff));
	return STAFF_WRONG;
}

/* All that a login asks for was right. */
static void
enter(struct ctx *c, const struct staff_try *t, const char **token)
{
	const struct session *s;

	db_exec(c, &q[Q_FORGIVE], DB_T(t->account), DB_T(t->network));
	s = session_open_staff(c, t->staff, token);
	session_agent(c, s->id, t->agent);
	note_login(c, t->staff);
	LOG(EV_LOGIN, KV("result", "ok"), KI("staff", t->staff));
}

enum staff_check
staff_login(struct ctx *c, const struct staff_try *t, const char **token)
{
	enum staff_check result = admit(c, t);

	*token = NULL;
	if (result != STAFF_OK)
		return result;
	/* Failures are not forgiven yet: who has the password could else guess codes for ever. */
	if (totp_is_on(c, t->staff)) {
		(void)session_open_half(c, t->staff, token);
		return STAFF_SECOND;
	}
	enter(c, t, token);
	return STAFF_OK;
}

enum staff_check
staff_second(struct ctx *c, const struct session *half, const char *code, const char *remote,
    const char *agent, const char **token)
{
	struct staff_try t = { .result = STAFF_OK, .staff = half->staff, .agent = agent };
	const struct staff *s = staff_get(c, half->staff);
	int64_t n;

	*token = NULL;
	if (!s)
		return STAFF_WRONG;
	remote = network_of(c->arena, remote);
	t.account = crypt_hash(c->arena, s->login, strlen(s->login));
	t.network = crypt_mac(c->arena, salt_today(c), remote, strlen(remote));
	if (throttle(c, &t) > 0)
		return STAFF_WAIT;
	n = session_half_try(c, half->id);
	if (n > 0 && n <= CODE_TRIES && totp_passes(c, s->id, code)) {
		session_close(c, half->id);
		enter(c, &t, token);
		return STAFF_OK;
	}
	t.result = STAFF_WRONG;
	if (n >= CODE_TRIES)
		session_close(c, half->id);
	return admit(c, &t);
}

enum staff_check
staff_prove(struct ctx *c, const struct staff_try *t, int64_t session)
{
	enum staff_check result = admit(c, t);

	if (result != STAFF_OK)
		return result;
	db_exec(c, &q[Q_FORGIVE], DB_T(t->account), DB_T(t->network));
	session_prove(c, session);
	return STAFF_OK;
}

int64_t
staff_prune(struct ctx *c, int64_t before)
{
	return db_exec(c, &q[Q_PRUNE], DB_I(before));
}
