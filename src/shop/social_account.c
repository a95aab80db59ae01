/*
 * Accounts, the app and connections in the making. Tokens, codes and the app's secret stand here sealed, each bound to its row, so that one copied into another row opens nothing; pages read at most
 * the last four characters of the app's secret.
 */
#include "shop/social_account.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/outbox.h"
#include "shop/secret.h"

#define DETAIL_MAX 300
#define LIST_MAX 50
#define TOKEN_BYTES 32
#define HOUR 3600
#define DAY (24 * HOUR)
#define WARN_AGAIN_S (3 * DAY)

enum { Q_LIST, Q_GET, Q_TOKEN, Q_PUT, Q_PAUSE, Q_RESUME, Q_OFF, Q_CHECKED, Q_WARNED, Q_PACE, Q_QUOTA, Q_LEASE, Q_RELEASE, Q_CHECKS, Q_WARNS, Q_APP, Q_APP_NEW, Q_APP_SAVE,
	Q_ASK, Q_PASTE, Q_USE, Q_BACK, Q_REFUSED, Q_CONNECT, Q_SECRET, Q_TAKEN, Q_FOUND, Q_FAILED, Q_DONE, Q_PRUNE };

#define COLS \
	"SELECT id, version, channel, remote, page, name, username, state, until_at, reason, detail, scopes, expires_at, checked_at, warned_at, added_at, slow_until, usage," \
	" quota_used, quota_total, quota_at FROM social_account"
/* How much a pause asks of a person. */
#define WEIGHT(x) "CASE " x " WHEN 'off' THEN 4 WHEN 'reauth' THEN 3 WHEN 'config' THEN 2 WHEN 'hold' THEN 1 ELSE 0 END"

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("social_account.list", COLS " WHERE state <> 'off' ORDER BY channel, name, id LIMIT 50"),
	[Q_GET] = SQL("social_account.get", COLS " WHERE id = $1"),
	[Q_TOKEN] = SQL("social_account.token", "SELECT token, channel, remote FROM social_account WHERE id = $1 AND token <> ''"),
	[Q_PUT] = SQL("social_account.put",
	    "INSERT INTO social_account (channel, remote, page, name, username, token, scopes, state, expires_at, checked_at, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'ok', $8, $9, $9)"
	    " ON CONFLICT (channel, remote) DO UPDATE SET page = excluded.page, name = excluded.name, username = excluded.username, token = excluded.token, scopes = excluded.scopes, state = 'ok',"
	    " until_at = 0, reason = '', detail = '', expires_at = excluded.expires_at, checked_at = excluded.checked_at, warned_at = 0, slow_until = 0, usage = 0,"
	    " version = social_account.version + 1 RETURNING id"),
	[Q_PAUSE] = SQL("social_account.pause",
	    "UPDATE social_account SET state = $2, until_at = $3, reason = $4, detail = $5, version = version + 1 WHERE id = $1 AND " WEIGHT("state") " <= " WEIGHT("$2")),
	[Q_RESUME] = SQL("social_account.resume",
	    "UPDATE social_account SET state = 'ok', until_at = 0, reason = '', detail = '', version = version + 1 WHERE id = $1 AND state IN ('hold', 'config')"),
	[Q_OFF] = SQL("social_account.off",
	    "UPDATE social_account SET state = 'off', token = '', scopes = '', until_at = 0, reason = '', detail = '', expires_at = 0, version = version + 1"
	    " WHERE id = $1 AND version = $2 AND state <> 'off' RETURNING name"),
	[Q_CHECKED] = SQL("social_account.checked",
	    "UPDATE social_account SET expires_at = $2, scopes = CASE WHEN $3 = '' THEN scopes ELSE $3 END, checked_at = $4 WHERE id = $1 AND state <> 'off'"),
	[Q_WARNED] = SQL("social_account.warned", "UPDATE social_account SET warned_at = $2 WHERE id = $1"),
	[Q_PACE] = SQL("social_account.pace", "UPDATE social_account SET usage = $2, slow_until = $3 WHERE id = $1 AND (usage <> $2 OR slow_until < $3)"),
	[Q_QUOTA] = SQL("social_account.quota", "UPDATE social_account SET quota_used = $2, quota_total = $3, quota_at = $4 WHERE id = $1"),
	[Q_LEASE] = SQL("social_account.lease", "UPDATE social_account SET lease_by = $2, lease_until = $4 WHERE id = $1 AND (lease_until <= $3 OR lease_by = $2 OR lease_until > $3 + 3600)"),
	[Q_RELEASE] = SQL("social_account.release", "UPDATE social_account SET lease_by = '', lease_until = 0 WHERE id = $1 AND lease_by = $2"),
	[Q_CHECKS] = SQL("social_account.checks", "SELECT id FROM social_account WHERE state <> 'off' AND state <> 'reauth' AND (checked_at <= $1 OR checked_at > $2) ORDER BY id LIMIT 50"),
	[Q_WARNS] = SQL("social_account.warns",
	    "SELECT id FROM social_account WHERE warned_at <= $2 AND (state IN ('reauth', 'config') OR (state = 'hold' AND until_at = 0) OR (state <> 'off' AND expires_at > 0 AND expires_at <= $1))"
	    " ORDER BY id LIMIT 50"),
	[Q_APP] = SQL("social_account.app", "SELECT app, secret, version FROM social_app WHERE id = 1"),
	[Q_APP_NEW] = SQL("social_account.app_new", "INSERT INTO social_app (id, app, secret, updated_at) VALUES (1, $1, $2, $3) ON CONFLICT (id) DO NOTHING"),
	[Q_APP_SAVE] = SQL("social_account.app_save", "UPDATE social_app SET app = $1, secret = $2, updated_at = $3, version = version + 1 WHERE id = 1 AND version = $4"),
	[Q_ASK] = SQL("social_account.ask", "INSERT INTO social_connect (staff, how, state_hash, session, redirect, step, made_at) VALUES ($1, 'dialog', $2, $3, $4, 'asked', $5)"),
	[Q_PASTE] = SQL("social_account.paste", "INSERT INTO social_connect (staff, how, session, step, made_at) VALUES ($1, 'paste', $2, 'waiting', $3) RETURNING id"),
	/* Used up by whoever brings it; whether it was theirs is looked at afterwards. */
	[Q_USE] = SQL("social_account.use", "UPDATE social_connect SET state_hash = NULL WHERE state_hash = $1 AND step = 'asked' RETURNING id, session, made_at"),
	[Q_BACK] = SQL("social_account.back", "UPDATE social_connect SET step = 'waiting', secret = $2 WHERE id = $1 AND step IN ('asked', 'waiting')"),
	[Q_REFUSED] = SQL("social_account.refused", "DELETE FROM social_connect WHERE id = $1"),
	[Q_CONNECT] = SQL("social_account.connect",
	    "SELECT id, staff, how, step, redirect, reason, detail, scopes, found, expires_at, made_at FROM social_connect WHERE id = $1 AND ($2 = 0 OR staff = $2)"),
	[Q_SECRET] = SQL("social_account.secret", "SELECT secret FROM social_connect WHERE id = $1 AND step = 'waiting' AND secret <> ''"),
	[Q_TAKEN] = SQL("social_account.taken", "UPDATE social_connect SET secret = '' WHERE id = $1 AND secret <> ''"),
	[Q_FOUND] = SQL("social_account.found", "UPDATE social_connect SET step = 'choose', secret = '', scopes = $2, found = $3, expires_at = $4 WHERE id = $1 AND step = 'waiting'"),
	[Q_FAILED] = SQL("social_account.failed", "UPDATE social_connect SET step = 'failed', secret = '', found = '', reason = $2, detail = $3, done_at = $4 WHERE id = $1 AND step = 'waiting'"),
	[Q_DONE] = SQL("social_account.done", "UPDATE social_connect SET step = 'done', secret = '', found = '', done_at = $2 WHERE id = $1"),
	[Q_PRUNE] = SQL("social_account.prune", "DELETE FROM social_connect WHERE made_at < $1"),
};
DB_TABLE(q);

/* --- accounts --- */

/* Takes the columns in the order of COLS. */
static void
read_account(struct social_account *a, struct db_rows *r)
{
	a->id = db_int(r);
	a->version = db_int(r);
	a->channel = db_str(r);
	a->remote = db_str(r);
	a->page = db_str(r);
	a->name = db_str(r);
	a->username = db_str(r);
	a->state = db_str(r);
	a->until = db_int(r);
	a->reason = db_str(r);
	a->detail = db_str(r);
	a->scopes = db_str(r);
	a->expires_at = db_int(r);
	a->checked_at = db_int(r);
	a->warned_at = db_int(r);
	a->added_at = db_int(r);
	a->slow_until = db_int(r);
	a->usage = db_int(r);
	a->quota_used = db_int(r);
	a->quota_total = db_int(r);
	a->quota_at = db_int(r);
}

struct social_account *
social_accounts(struct ctx *c, size_t *n)
{
	struct social_account *list = arena_new_n(c->arena, LIST_MAX, struct social_account);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST]); db_next(&r);)
		read_account(&list[(*n)++], &r);
	return list;
}

struct social_account *
social_account_get(struct ctx *c, int64_t id)
{
	struct social_account *a = NULL;
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));

	if (db_next(&r)) {
		a = arena_new(c->arena, struct social_account);
		read_account(a, &r);
	}
	db_done(&r);
	return a;
}

bool
social_account_works(const struct social_account *a, int64_t now)
{
	return str_eq(a->state, "ok") || (str_eq(a->state, "hold") && a->until > 0 && a->until <= now);
}

static const char *
context_of(struct ctx *c, const char *channel, const char *remote)
{
	return arena_printf(c->arena, "social_account:%s:%s", channel, remote);
}

const char *
social_account_token(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_TOKEN], DB_I(id));
	const char *sealed = NULL, *channel = "", *remote = "";

	if (db_next(&r)) {
		sealed = db_str(&r);
		channel = db_str(&r);
		remote = db_str(&r);
	}
	db_done(&r);
	return sealed ? secret_open(c, context_of(c, channel, remote), sealed) : NULL;
}

int64_t
social_account_put(struct ctx *c, const struct social_account_new *a)
{
	const char *sealed = secret_seal(c, context_of(c, a->channel, a->remote), a->token);
	int64_t id;

	if (!sealed)
		return 0;
	id = db_one_int(c, 0, &q[Q_PUT], DB_T(a->channel), DB_T(a->remote), DB_T(a->page), DB_T(a->name), DB_T(a->username), DB_T(sealed), DB_T(a->scopes), DB_I(a->expires_at), DB_I(clock_now()));
	audit(c, "social.connect", "social_account", id, NULL, js_text(c->arena, js_own(c->arena, json_pack("{s:s, s:s, s:s}", "channel", a->channel, "id", a->remote, "name", a->name))));
	return id;
}

void
social_account_pause(struct ctx *c, int64_t id, const char *state, int64_t until, const char *reason, const char *detail)
{
	if (!str_eq(state, "reauth") && !str_eq(state, "config") && !str_eq(state, "hold"))
		BUG("a pause called %s", state);
	db_exec(c, &q[Q_PAUSE], DB_I(id), DB_T(state), DB_I(until), DB_T(reason), DB_T(utf8_cut(c->arena, detail ? detail : "", DETAIL_MAX)));
}

bool
social_account_resume(struct ctx *c, int64_t id)
{
	return db_exec(c, &q[Q_RESUME], DB_I(id)) > 0;
}

bool
social_account_off(struct ctx *c, int64_t id, int64_t version)
{
	const char *name = db_one_text(c, &q[Q_OFF], DB_I(id), DB_I(version));

	if (!name)
		return false;
	audit(c, "social.disconnect", "social_account", id, js_text(c->arena, js_own(c->arena, json_pack("{s:s}", "name", name))), NULL);
	return true;
}

void
social_account_checked(struct ctx *c, int64_t id, int64_t expires_at, const char *scopes)
{
	db_exec(c, &q[Q_CHECKED], DB_I(id), DB_I(expires_at), DB_T(scopes), DB_I(clock_now()));
}

void
social_account_warned(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_WARNED], DB_I(id), DB_I(clock_now()));
}

void
social_account_pace(struct ctx *c, int64_t id, int64_t usage, int64_t slow_until)
{
	db_exec(c, &q[Q_PACE], DB_I(id), DB_I(usage), DB_I(slow_until));
}

void
social_account_quota(struct ctx *c, int64_t id, int64_t used, int64_t total)
{
	db_exec(c, &q[Q_QUOTA], DB_I(id), DB_I(used), DB_I(total), DB_I(clock_now()));
}

static int64_t
put_for_each(struct ctx *c, struct db_rows r, const char *lane, const char *kind, const char *mark, int64_t bucket_s)
{
	int64_t ids[LIST_MAX], n = 0;

	while (db_next(&r))
		ids[n++] = db_int(&r);
	for (int64_t i = 0; i < n; i++) {
		outbox_put(c, lane, kind, arena_printf(c->arena, "{\"account\":%lld}", (long long)ids[i]),
		    arena_printf(c->arena, "%s:%lld:%lld", mark, (long long)ids[i], (long long)(clock_now() / bucket_s)), 0);
	}
	return n;
}

int64_t
social_account_check_due(struct ctx *c)
{
	int64_t now = clock_now();

	return put_for_each(c, db_query(c, &q[Q_CHECKS], DB_I(now - DAY), DB_I(now + DAY)), "social", "social.check", "check", HOUR);
}

int64_t
social_account_warn_due(struct ctx *c)
{
	int64_t now = clock_now();

	if (str_empty(c->conf->smtp_url))
		return 0;
	return put_for_each(c, db_query(c, &q[Q_WARNS], DB_I(now + SOCIAL_WARN_S), DB_I(now - WARN_AGAIN_S)), "mail", "mail.social", "warn", WARN_AGAIN_S);
}

bool
social_account_lease(struct ctx *c, int64_t id, const char *worker, int64_t seconds)
{
	int64_t now = clock_now();

	/* None lasts an hour: one that ends later is from before the clock was set back. */
	return db_exec(c, &q[Q_LEASE], DB_I(id), DB_T(worker), DB_I(now), DB_I(now + seconds)) > 0;
}

void
social_account_release(struct ctx *c, int64_t id, const char *worker)
{
	db_exec(c, &q[Q_RELEASE], DB_I(id), DB_T(worker));
}

/* --- the app --- */

static const char app_context[] = "social_app:1";

/* The row's id and opened secret; false without a row. */
static bool
app_row(struct ctx *c, const char **app, const char **secret, int64_t *version)
{
	struct db_rows r = db_query(c, &q[Q_APP]);
	const char *sealed = "";
	bool found = db_next(&r);

	if (found) {
		*app = db_str(&r);
		sealed = db_str(&r);
		*version = db_int(&r);
	}
	db_done(&r);
	*secret = found ? secret_open(c, app_context, sealed) : NULL;
	return found;
}

struct social_app *
social_app_get(struct ctx *c)
{
	struct social_app *a = arena_new(c->arena, struct social_app);
	const char *secret;
	size_t n;

	if (!app_row(c, &a->id, &secret, &a->version)) {
		a->from_machine = !str_empty(c->conf->graph_app_id);
		a->id = c->conf->graph_app_id;
		secret = c->conf->graph_app_secret;
	}
	n = secret ? strlen(secret) : 0;
	a->secret_end = n >= 16 ? secret + n - 4 : n ? "…" : "";
	return a;
}

const char *
social_app_secret(struct ctx *c)
{
	const char *app = "", *secret;
	int64_t version;

	if (!app_row(c, &app, &secret, &version))
		secret = c->conf->graph_app_secret;
	return str_empty(secret) ? NULL : secret;
}

enum social_app_put
social_app_put(struct ctx *c, int64_t version, const char *id, const char *secret)
{
	const char *old_id = "", *old = NULL, *sealed;
	int64_t now = clock_now(), old_version = 0;
	bool there = app_row(c, &old_id, &old, &old_version);

	if (str_empty(secret) && (!there || !old || !str_eq(old_id, id)))
		return SOCIAL_APP_NEEDS;
	sealed = secret_seal(c, app_context, str_empty(secret) ? old : secret);
	if (!sealed)
		return SOCIAL_APP_OK;	/* ctx->err says what failed */
	if (there ? db_exec(c, &q[Q_APP_SAVE], DB_T(id), DB_T(sealed), DB_I(now), DB_I(version)) == 0 : version != 0 || db_exec(c, &q[Q_APP_NEW], DB_T(id), DB_T(sealed), DB_I(now)) == 0)
		return SOCIAL_APP_CONFLICT;
	audit(c, "social.app", "social_app", 1, there ? js_text(c->arena, js_own(c->arena, json_pack("{s:s}", "app", old_id))) : NULL,
	    js_text(c->arena, js_own(c->arena, json_pack("{s:s, s:b}", "app", id, "secret", !str_empty(secret)))));
	return SOCIAL_APP_OK;
}

/* --- connecting --- */

static const char *
connect_context(struct ctx *c, int64_t id, const char *what)
{
	return arena_printf(c->arena, "social_connect:%lld:%s", (long long)id, what);
}

/* Leaves the secret with its row and asks the worker to go on. */
static void
hand_over(struct ctx *c, int64_t id, const char *secret)
{
	const char *sealed = secret_seal(c, connect_context(c, id, "secret"), secret);

	if (!sealed)
		return;
	db_exec(c, &q[Q_BACK], DB_I(id), DB_T(sealed));
	outbox_put(c, "social", "social.connect", arena_printf(c->arena, "{\"connect\":%lld}", (long long)id), NULL, 0);
}

const char *
social_connect_ask(struct ctx *c, int64_t session, const char *redirect)
{
	const char *word = crypt_token(c->arena, TOKEN_BYTES);

	db_exec(c, &q[Q_ASK], DB_I(c->actor), DB_T(crypt_hash(c->arena, word, strlen(word))), DB_I(session), DB_T(redirect), DB_I(clock_now()));
	return word;
}

enum social_back
social_connect_back(struct ctx *c, int64_t session, const char *word, const char *code, int64_t *id)
{
	struct db_rows r = db_query(c, &q[Q_USE], DB_T(crypt_hash(c->arena, word, strlen(word))));
	int64_t whose = -1, made_at = 0;

	*id = 0;
	if (db_next(&r)) {
		*id = db_int(&r);
		whose = db_int(&r);
		made_at = db_int(&r);
	}
	db_done(&r);
	if (*id == 0 || whose != session || made_at < clock_now() - SOCIAL_CONNECT_S)
		return SOCIAL_BACK_STRANGE;
	if (str_empty(code)) {
		db_exec(c, &q[Q_REFUSED], DB_I(*id));
		return SOCIAL_BACK_REFUSED;
	}
	hand_over(c, *id, code);
	return SOCIAL_BACK_OK;
}

int64_t
social_connect_paste(struct ctx *c, int64_t session, const char *token)
{
	int64_t id = db_one_int(c, 0, &q[Q_PASTE], DB_I(c->actor), DB_I(session), DB_I(clock_now()));

	hand_over(c, id, token);
	return id;
}

struct social_connect *
social_connect_get(struct ctx *c, int64_t id, int64_t staff)
{
	struct db_rows r = db_query(c, &q[Q_CONNECT], DB_I(id), DB_I(staff));
	struct social_connect *s = NULL;
	const char *found = "";

	if (db_next(&r)) {
		s = arena_new(c->arena, struct social_connect);
		s->id = db_int(&r);
		s->staff = db_int(&r);
		s->how = db_str(&r);
		s->step = db_str(&r);
		s->redirect = db_str(&r);
		s->reason = db_str(&r);
		s->detail = db_str(&r);
		s->scopes = db_str(&r);
		found = db_str(&r);
		s->expires_at = db_int(&r);
		s->made_at = db_int(&r);
	}
	db_done(&r);
	if (s)
		s->found = *found ? secret_open(c, connect_context(c, id, "found"), found) : NULL;
	return s;
}

const char *
social_connect_secret(struct ctx *c, int64_t id)
{
	const char *sealed = db_one_text(c, &q[Q_SECRET], DB_I(id));

	return sealed ? secret_open(c, connect_context(c, id, "secret"), sealed) : NULL;
}

bool
social_connect_taken(struct ctx *c, int64_t id)
{
	return db_exec(c, &q[Q_TAKEN], DB_I(id)) > 0;
}

void
social_connect_found(struct ctx *c, int64_t id, const char *scopes, const char *found, int64_t expires_at)
{
	const char *sealed = secret_seal(c, connect_context(c, id, "found"), found);

	if (sealed)
		db_exec(c, &q[Q_FOUND], DB_I(id), DB_T(scopes), DB_T(sealed), DB_I(expires_at));
}

void
social_connect_failed(struct ctx *c, int64_t id, const char *reason, const char *detail)
{
	db_exec(c, &q[Q_FAILED], DB_I(id), DB_T(reason), DB_T(utf8_cut(c->arena, detail ? detail : "", DETAIL_MAX)), DB_I(clock_now()));
}

void
social_connect_done(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_DONE], DB_I(id), DB_I(clock_now()));
}

int64_t
social_connect_prune(struct ctx *c, int64_t now)
{
	return db_exec(c, &q[Q_PRUNE], DB_I(now - SOCIAL_CONNECT_S));
}
