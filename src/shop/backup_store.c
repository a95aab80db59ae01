/*
 * What is known about the shop's own backups. A row is there before its file and outlives it: so a run that was killed is seen, and the list tells what was deleted. Files are
 * deleted by their row alone, never by what lies in the folder, halves of killed runs apart.
 */
#include "shop/backup_store.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/backup.h"
#include "shop/outbox.h"
#include "shop/setting.h"

#define NIGHT_MINUTE 120	/* 02.00 */
#define DAYS 7
#define WEEKS 4
#define MONTHS 12
#define DONE_MOST 2000		/* far above what is kept */
#define ROWS_S (400 * INT64_C(86400))
#define HALF_S 86400
#define WEEK_S (7 * 86400)

enum { Q_LIST, Q_GET, Q_OPEN, Q_ADD, Q_NIGHT, Q_START, Q_PROGRESS, Q_DONE, Q_FAILED, Q_ALL, Q_GONE, Q_PRUNE, Q_NEWEST, Q_DRILL, Q_DRILL_LAST, Q_DRILL_PRUNE };

#define COLS "id, asked_at, done_at, rows, files, bytes, name, kind, state, reason"

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("backup.list", "SELECT " COLS " FROM backup WHERE state <> 'gone' ORDER BY id DESC LIMIT $1"),
	[Q_GET] = SQL("backup.get", "SELECT " COLS " FROM backup WHERE id = $1"),
	[Q_OPEN] = SQL("backup.open", "SELECT COUNT(*) FROM backup WHERE state IN ('waiting', 'running') AND asked_at > $1"),
	[Q_ADD] = SQL("backup.add", "INSERT INTO backup (name, kind, state, asked_at, asked_by) VALUES ($1, $2, 'waiting', $3, $4) RETURNING id"),
	[Q_NIGHT] = SQL("backup.night", "SELECT COUNT(*) FROM backup WHERE kind = 'night' AND asked_at >= $1"),
	[Q_START] = SQL("backup.start", "UPDATE backup SET state = 'running', rows = 0, files = 0, reason = '' WHERE id = $1 AND state IN ('waiting', 'running') RETURNING name"),
	[Q_PROGRESS] = SQL("backup.progress", "UPDATE backup SET rows = $2, files = $3 WHERE id = $1"),
	[Q_DONE] = SQL("backup.done", "UPDATE backup SET state = 'done', done_at = $2, rows = $3, files = $4, bytes = $5, reason = '' WHERE id = $1"),
	[Q_FAILED] = SQL("backup.failed", "UPDATE backup SET state = 'failed', done_at = $2, reason = $3 WHERE id = $1"),
	[Q_ALL] = SQL("backup.all", "SELECT id, done_at, name FROM backup WHERE state = 'done' ORDER BY done_at DESC, id DESC LIMIT 2000"),
	[Q_GONE] = SQL("backup.gone", "UPDATE backup SET state = 'gone' WHERE id = $1"),
	[Q_PRUNE] = SQL("backup.prune", "DELETE FROM backup WHERE state IN ('gone', 'failed') AND asked_at < $1"),
	[Q_NEWEST] = SQL("backup.newest", "SELECT id FROM backup WHERE state = 'done' ORDER BY done_at DESC, id DESC LIMIT 1"),
	[Q_DRILL] = SQL("drill.add", "INSERT INTO drill (backup, at, ms, ok, rows, files, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
	[Q_DRILL_LAST] = SQL("drill.last", "SELECT backup, at, ms, rows, files, ok, reason FROM drill ORDER BY id DESC LIMIT 1"),
	[Q_DRILL_PRUNE] = SQL("drill.prune", "DELETE FROM drill WHERE at < $1"),
};
DB_TABLE(q);

static const char *
path_of(struct ctx *c, const char *name)
{
	return arena_printf(c->arena, "%s/%s", backup_dir(c), name);
}

static bool
read_row(struct db_rows *r, struct backup_row *b)
{
	if (!db_next(r))
		return false;
	b->id = db_int(r);
	b->asked_at = db_int(r);
	b->done_at = db_int(r);
	b->rows = db_int(r);
	b->files = db_int(r);
	b->bytes = db_int(r);
	b->name = db_str(r);
	b->kind = db_str(r);
	b->state = db_str(r);
	b->reason = db_str(r);
	return true;
}

struct backup_row *
backup_list(struct ctx *c, int limit, size_t *n)
{
	struct backup_row *all = arena_new_n(c->arena, (size_t)limit + 1, struct backup_row);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(limit));

	for (*n = 0; *n < (size_t)limit && read_row(&r, &all[*n]); ++*n)
		;
	db_done(&r);
	return all;
}

struct backup_row *
backup_get(struct ctx *c, int64_t id)
{
	struct backup_row *b = arena_new(c->arena, struct backup_row);
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	bool ok = read_row(&r, b);

	db_done(&r);
	return ok && str_eq(b->state, "done") && file_exists(path_of(c, b->name)) ? b : NULL;
}

int64_t
backup_ask(struct ctx *c, const char *kind, int64_t staff)
{
	int64_t now = clock_now(), id;

	/* One that has not ended after a day never will: its worker is gone. */
	if (db_one_int(c, 1, &q[Q_OPEN], DB_I(now - 86400)) > 0)
		return 0;
	id = db_one_int(c, 0, &q[Q_ADD], DB_T(backup_new_name(c, now)), DB_T(kind), DB_I(now), DB_REF(staff));
	outbox_put(c, "backup", "backup.make", arena_printf(c->arena, "{\"id\":%lld}", (long long)id), NULL, 0);
	audit(c, "backup.ask", "backup", id, NULL, NULL);
	return id;
}

void
backup_taken(struct ctx *c, int64_t id)
{
	audit(c, "backup.take", "backup", id, NULL, NULL);
}

bool
backup_night(struct ctx *c, int64_t now)
{
	const char *zone = shop_get(c)->timezone;

	if (clock_minute(now, zone) < NIGHT_MINUTE || db_one_int(c, 1, &q[Q_NIGHT], DB_I(clock_day_start(clock_day(now, zone), zone))) > 0)
		return false;
	return backup_ask(c, "night", 0) > 0;
}

/* --- making one --- */

struct making {
	struct ctx *c;
	int64_t id;
	const char *name;
	struct backup_sum sum;
	const char *reason;	/* NULL: done */
};

static bool
start(struct ctx *c, void *arg)
{
	struct making *m = arg;

	m->name = db_one_text(c, &q[Q_START], DB_I(m->id));
	return true;
}

static bool
progress_row(struct ctx *c, void *arg)
{
	struct making *m = arg;

	db_exec(c, &q[Q_PROGRESS], DB_I(m->id), DB_I(m->sum.rows), DB_I(m->sum.files));
	return true;
}

/* A busy database costs a step on the page, not the backup. */
static void
progress(void *arg, int64_t rows, int64_t files)
{
	struct making *m = arg;
	struct making now = { .id = m->id, .sum = { .rows = rows, .files = files } };

	if (!err_is_set(m->c) && !db_transact(m->c, DB_SOFT, progress_row, &now))
		err_clear(m->c);
}

static bool
ended(struct ctx *c, void *arg)
{
	struct making *m = arg;

	if (m->reason)
		db_exec(c, &q[Q_FAILED], DB_I(m->id), DB_I(clock_now()), DB_T(m->reason));
	else
		db_exec(c, &q[Q_DONE], DB_I(m->id), DB_I(clock_now()), DB_I(m->sum.rows), DB_I(m->sum.files), DB_I(m->sum.bytes));
	return true;
}

bool
backup_make(struct ctx *c, int64_t id)
{
	struct making m = { .c = c, .id = id };
	struct backup_progress p = { progress, &m };

	if (!db_transact(c, DB_WRITE, start, &m))
		return false;
	if (!m.name)
		return true;
	if (!file_mkdirs(backup_dir(c), 0711))
		err_set(c, ERR_DISK, "backup_make", "%s: %s", backup_dir(c), strerror(errno));
	if (err_is_set(c) || backup_write(c, path_of(c, m.name), 0640, &p, &m.sum) != BACKUP_OK) {
		m.reason = err_name(c->err.kind);
		LOG(EV_FAILURE, KV("where", c->err.where), KV("why", c->err.text));
		err_clear(c);
	}
	return db_transact(c, DB_WRITE, ended, &m);
}

/* --- keeping --- */

static int64_t
month_of(int64_t day)
{
	struct tm tm;
	time_t t = (time_t)(day * 86400);

	(void)gmtime_r(&t, &tm);
	return (int64_t)tm.tm_year * 12 + tm.tm_mon;
}

void
backup_keep(const int64_t *at, size_t n, const char *zone, bool *keep)
{
	int64_t last[3] = { INT64_MIN, INT64_MIN, INT64_MIN };
	int left[3] = { DAYS, WEEKS, MONTHS };
	size_t i, k;

	for (i = 0; i < n; i++) {
		int64_t day = clock_day(at[i], zone);
		int64_t of[3] = { day, (day + 3) / 7, month_of(day) };	/* day 0 was a Thursday */

		keep[i] = false;
		for (k = 0; k < 3; k++) {
			if (of[k] == last[k] || left[k] == 0)
				continue;
			last[k] = of[k];
			left[k]--;
			keep[i] = true;
		}
	}
}

struct keeping {
	struct backup_row *all;
	size_t n;
	const char *zone;
	int64_t now;
};

static bool
all_done(struct ctx *c, void *arg)
{
	struct keeping *k = arg;
	struct db_rows r = db_query(c, &q[Q_ALL]);

	k->zone = shop_get(c)->timezone;
	k->all = arena_new_n(c->arena, DONE_MOST, struct backup_row);
	for (k->n = 0; k->n < DONE_MOST && db_next(&r); k->n++) {
		k->all[k->n].id = db_int(&r);
		k->all[k->n].done_at = db_int(&r);
		k->all[k->n].name = db_str(&r);
	}
	db_done(&r);
	return true;
}

static bool
gone(struct ctx *c, void *arg)
{
	db_exec(c, &q[Q_GONE], DB_I(*(int64_t *)arg));
	return true;
}

static bool
old_rows(struct ctx *c, void *arg)
{
	const struct keeping *k = arg;

	db_exec(c, &q[Q_PRUNE], DB_I(k->now - ROWS_S));
	db_exec(c, &q[Q_DRILL_PRUNE], DB_I(k->now - ROWS_S));
	return true;
}

/* What a killed run left. */
static void
halves(struct ctx *c)
{
	const char **names = file_list(c->arena, backup_dir(c));
	int64_t now = file_now(backup_dir(c));
	struct stat st;

	for (; *names; names++) {
		const char *path = path_of(c, *names);

		if (strstr(*names, ".backup.part-") && lstat(path, &st) == 0 && st.st_mtime < now - HALF_S)
			(void)unlink(path);
	}
}

int64_t
backup_retain(struct ctx *c, int64_t now)
{
	struct keeping k = { .now = now };
	int64_t removed = 0, *at;
	bool *keep;
	size_t i;

	if (!db_transact(c, DB_READ, all_done, &k))
		return 0;
	at = arena_new_n(c->arena, k.n + 1, int64_t);
	keep = arena_new_n(c->arena, k.n + 1, bool);
	for (i = 0; i < k.n; i++)
		at[i] = k.all[i].done_at;
	backup_keep(at, k.n, k.zone, keep);
	for (i = 0; i < k.n; i++) {
		const char *path = path_of(c, k.all[i].name);

		if (keep[i] && file_exists(path))
			continue;
		removed += unlink(path) == 0;
		if (!db_transact(c, DB_WRITE, gone, &k.all[i].id))
			return removed;
	}
	halves(c);
	return db_transact(c, DB_WRITE, old_rows, &k) ? removed : 0;
}

/* --- reading one back --- */

struct drill *
drill_last(struct ctx *c)
{
	struct drill *d = NULL;
	struct db_rows r = db_query(c, &q[Q_DRILL_LAST]);

	if (db_next(&r)) {
		d = arena_new(c->arena, struct drill);
		d->backup = db_int(&r);
		d->at = db_int(&r);
		d->ms = db_int(&r);
		d->rows = db_int(&r);
		d->files = db_int(&r);
		d->ok = db_int(&r) != 0;
		d->reason = db_str(&r);
	}
	db_done(&r);
	return d;
}

static bool
order(struct ctx *c, int64_t now)
{
	if (db_one_int(c, 0, &q[Q_NEWEST]) == 0)
		return false;
	outbox_put(c, "backup", "backup.drill", "{}", arena_printf(c->arena, "drill:%lld", (long long)(now / 3600)), 0);
	return true;
}

bool
drill_ask(struct ctx *c, int64_t now)
{
	return order(c, now);
}

bool
drill_week(struct ctx *c, int64_t now)
{
	const struct drill *d = drill_last(c);

	/* A clock that was set back must not end the drills. */
	if (d && d->at <= now && d->at > now - WEEK_S)
		return false;
	return order(c, now);
}

struct drilling {
	struct backup_row *b;
	struct backup_sum sum;
	int64_t at, ms;
	const char *reason;
};

static bool
newest(struct ctx *c, void *arg)
{
	struct drilling *d = arg;
	int64_t id = db_one_int(c, 0, &q[Q_NEWEST]);

	d->b = id ? backup_get(c, id) : NULL;
	return true;
}

static bool
told(struct ctx *c, void *arg)
{
	const struct drilling *d = arg;

	db_exec(c, &q[Q_DRILL], DB_I(d->b->id), DB_I(d->at), DB_I(d->ms), DB_I(d->reason == NULL), DB_I(d->sum.rows), DB_I(d->sum.files),
	    DB_T(d->reason ? d->reason : ""));
	return true;
}

static const char *
try(struct ctx *c, struct drilling *d)
{
	const char *path = path_of(c, d->b->name), *dir = arena_printf(c->arena, "%s/tmp/drill-%ld", c->conf->data, (long)getpid());
	struct statvfs fs;
	int64_t faults = 0;
	bool phrase;
	enum backup b;

	if (!file_mkdirs(arena_printf(c->arena, "%s/tmp", c->conf->data), 0700))
		return "space";
	if (statvfs(c->conf->data, &fs) == 0 && (int64_t)(fs.f_bavail * fs.f_frsize) < 3 * d->b->bytes)
		return "space";
	(void)backup_remove_dir(c, dir);
	b = backup_restore_dir(c, path, backup_secret(c, false, &phrase), dir, &d->sum, &faults);
	(void)backup_remove_dir(c, dir);
	if (b == BACKUP_OK && (d->sum.rows != d->b->rows || d->sum.files != d->b->files))
		return "damaged";
	return b != BACKUP_OK ? backup_name(b) : faults ? "stock" : NULL;
}

bool
drill_run(struct ctx *c)
{
	struct drilling d = { .at = clock_now() };
	int64_t start_ms = clock_ms();

	if (!db_transact(c, DB_READ, newest, &d) || !d.b)
		return !err_is_set(c);
	d.reason = try(c, &d);
	d.ms = clock_ms() - start_ms;
	err_clear(c);
	return db_transact(c, DB_WRITE, told, &d);
}
