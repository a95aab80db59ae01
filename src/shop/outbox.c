/*
 * The outbox. A row is due, leased by a worker until a time, done, or failed for a person to see. A
 * lease that ran out is due again, whoever held it: what runs under it must be safe to run twice.
 * The condition of a claim stands in the inner and in the outer WHERE, since two workers of
 * PostgreSQL can both match the inner one.
 */
#include "shop/outbox.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"

#define CLAIM_TRIES 5
#define RETRY_FIRST_S 10
#define RETRY_MOST_S (6 * 3600)
#define REASON_MAX 300

enum { Q_PUT, Q_CLAIM, Q_RENEW, Q_DUE, Q_DONE, Q_RETRY, Q_FAIL, Q_OLDEST, Q_PRUNE, Q_HOLD };

/*
 * Named by the partial index outbox_due. No row is ever put off by more than RETRY_MOST_S and no lease lasts longer than four hours: what lies twice as far ahead was written under
 * a clock that has been set back since, and counts as due, or it would lie there until that time has come. So does what nobody has tried yet and seems to be written in a minute that is still to come:
 * a clock that was ahead by an hour alone.
 */
#define IS_DUE \
	" state IN ('due', 'leased') AND (due_at <= $2 OR due_at > $2 + 43200 OR (attempts = 0 AND created_at > $2 + 60))" \
	" AND (state = 'due' OR lease_until <= $2 OR lease_until > $2 + 28800)"

static const struct db_stmt q[] = {
	[Q_PUT] = SQL("outbox.put",
	    "INSERT INTO outbox (lane, kind, payload, dedupe, due_at, created_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (dedupe) DO NOTHING"),
	[Q_CLAIM] = SQL("outbox.claim",
	    "UPDATE outbox SET state = 'leased', lease_by = $3, lease_until = $4,"
	    " attempts = attempts + 1"
	    " WHERE id IN (SELECT id FROM outbox WHERE lane = $1 AND" IS_DUE
	    " ORDER BY due_at, id LIMIT 1) AND" IS_DUE
	    " RETURNING id, lane, kind, payload, attempts"),
	/* Each claim has another number of attempts. */
	[Q_RENEW] = SQL("outbox.renew",
	    "UPDATE outbox SET lease_until = $3 WHERE id = $1 AND state = 'leased' AND attempts = $2"),
	[Q_DUE] = SQL("outbox.due", "SELECT 1 FROM outbox WHERE lane = $1 AND" IS_DUE " LIMIT 1"),
	[Q_DONE] = SQL("outbox.done",
	    "UPDATE outbox SET state = 'done', done_at = $2, lease_by = NULL, lease_until = NULL"
	    " WHERE id = $1 AND state <> 'done'"),
	[Q_RETRY] = SQL("outbox.retry",
	    "UPDATE outbox SET state = 'due', due_at = $3, lease_by = NULL, lease_until = NULL,"
	    " reason = $4"
	    " WHERE id = $1 AND state = 'leased' AND attempts = $2"),
	[Q_FAIL] = SQL("outbox.fail",
	    "UPDATE outbox SET state = 'failed', lease_by = NULL, lease_until = NULL, reason = $3"
	    " WHERE id = $1 AND state = 'leased' AND attempts = $2"),
	[Q_OLDEST] = SQL("outbox.oldest",
	    "SELECT COALESCE(MIN(due_at), $1) FROM outbox"
	    " WHERE state IN ('due', 'leased') AND due_at <= $1"
	    " AND (state = 'due' OR lease_until <= $1)"),
	[Q_HOLD] = SQL("outbox.hold",
	    "UPDATE outbox SET state = 'failed', lease_by = NULL, lease_until = NULL, reason = $1"
	    " WHERE state IN ('due', 'leased') AND $2 NOT LIKE '%,' || lane || ',%'"),
	[Q_PRUNE] = SQL("outbox.prune", "DELETE FROM outbox WHERE state = 'done' AND done_at < $1"),
};
DB_TABLE(q);

/*
 * A shopper waits for the photo of a transfer: it does not stand behind a hundred pictures of goods. Other machines may hang:
 * fetching keeps nobody else waiting, and stands before media so that what it brings is made small in the same --once. A backup may take
 * hours; after a kill the next night would begin another anyway.
 */
const struct outbox_lane outbox_lanes[] = {
	{ "import", LANE_INWARD, 120 },
	{ "fetch", LANE_INWARD, 120 },
	{ "media", LANE_INWARD, 120 },
	{ "proof", LANE_INWARD, 120 },
	{ "paper", LANE_INWARD, 120 },
	{ "backup", LANE_INWARD, 4 * 3600 },
	{ "mail", LANE_OUTWARD, 120 },
	{ "social", LANE_OUTWARD, 300 },
	{ 0 },
};

const struct outbox_lane *
outbox_lane(const char *name)
{
	for (const struct outbox_lane *l = outbox_lanes; l->name; l++) {
		if (str_eq(l->name, name))
			return l;
	}
	return NULL;
}

void
outbox_put(struct ctx *c, const char *lane, const char *kind, const char *payload,
    const char *dedupe, int64_t due_at)
{
	int64_t now = clock_now();

	if (!outbox_lane(lane))
		BUG("nobody works on lane %s", lane);
	db_exec(c, &q[Q_PUT], DB_T(lane), DB_T(kind), DB_T(payload), DB_T(dedupe),
	    DB_I(due_at ? due_at : now), DB_I(now));
}

static struct outbox_row *
claim_once(struct ctx *c, const char *lane, const char *worker, int64_t now, int64_t seconds)
{
	struct outbox_row *row = NULL;
	struct db_rows r =
	    db_query(c, &q[Q_CLAIM], DB_T(lane), DB_I(now), DB_T(worker), DB_I(now + seconds));

	if (db_next(&r)) {
		row = arena_new(c->arena, struct outbox_row);
		row->id = db_int(&r);
		row->lane = db_str(&r);
		row->kind = db_str(&r);
		row->payload = db_str(&r);
		row->attempts = db_int(&r);
	}
	db_done(&r);
	return err_is_set(c) ? NULL : row;
}

struct outbox_row *
outbox_claim(struct ctx *c, const char *lane, const char *worker, int64_t seconds)
{
	int64_t now = clock_now();
	struct outbox_row *row;
	int i;

	/* Empty-handed though rows are due: another worker took the one that both had picked. */
	for (i = 0; i < CLAIM_TRIES; i++) {
		row = claim_once(c, lane, worker, now, seconds);
		if (row || db_one_int(c, 0, &q[Q_DUE], DB_T(lane), DB_I(now)) == 0)
			return row;
	}
	return NULL;
}

bool
outbox_renew(struct ctx *c, const struct outbox_row *row)
{
	int64_t until = clock_now() + outbox_lane(row->lane)->lease_s;

	return db_exec(c, &q[Q_RENEW], DB_I(row->id), DB_I(row->attempts), DB_I(until)) > 0;
}

static bool
look(struct ctx *c, void *due)
{
	int64_t now = clock_now();

	for (size_t i = 0; outbox_lanes[i].name; i++)
		((bool *)due)[i] = db_one_int(c, 0, &q[Q_DUE], DB_T(outbox_lanes[i].name), DB_I(now)) == 1;
	return !err_is_set(c);
}

void
outbox_due_lanes(struct ctx *c, bool *due)
{
	if (db_transact(c, DB_READ, look, due))
		return;
	for (size_t i = 0; outbox_lanes[i].name; i++)
		due[i] = false;
}

void
outbox_done(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_DONE], DB_I(id), DB_I(clock_now()));
}

void
outbox_retry(struct ctx *c, int64_t id, int64_t attempts, int64_t max, const char *reason)
{
	int64_t wait = RETRY_MOST_S;

	reason = utf8_cut(c->arena, reason ? reason : "", REASON_MAX);
	if (attempts >= max) {
		db_exec(c, &q[Q_FAIL], DB_I(id), DB_I(attempts), DB_T(reason));
		LOG(EV_OUTBOX, KV("act", "failed"), KI("id", id), KI("attempts", attempts));
		return;
	}
	if (attempts >= 0 && attempts < 12 && (RETRY_FIRST_S << attempts) < RETRY_MOST_S)
		wait = RETRY_FIRST_S << attempts;
	db_exec(c, &q[Q_RETRY], DB_I(id), DB_I(attempts), DB_I(clock_now() + wait), DB_T(reason));
}

int64_t
outbox_age(struct ctx *c)
{
	int64_t now = clock_now();

	return now - db_one_int(c, now, &q[Q_OLDEST], DB_I(now));
}

int64_t
outbox_hold(struct ctx *c)
{
	struct buf inward;	/* ",fetch,media," */

	buf_init(&inward, c->arena, 1000);
	buf_char(&inward, ',');
	for (const struct outbox_lane *l = outbox_lanes; l->name; l++) {
		if (l->way == LANE_INWARD)
			buf_printf(&inward, "%s,", l->name);
	}
	return db_exec(c, &q[Q_HOLD], DB_T(OUTBOX_HELD), DB_T(inward.s));
}

int64_t
outbox_prune(struct ctx *c, int64_t before)
{
	return db_exec(c, &q[Q_PRUNE], DB_I(before));
}

void
outbox_wake(struct ctx *c)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = c->conf ? c->conf->wake_socket : NULL;
	int fd;

	if (str_empty(path) || strlen(path) >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* Nobody there, or its queue is full: it looks by itself every few seconds. */
	(void)!sendto(fd, "w", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
	    (const struct sockaddr *)(const void *)&to, sizeof(to));
	close(fd);
}
