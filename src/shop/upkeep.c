/*
 * The machinery seen from the trade. The rows of `job` are the worker's (jobs/schedule.c) and are only read here, but for "run now", which makes one due; those of the outbox are
 * listed and sent again.
 */
#include "shop/upkeep.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/backup.h"
#include "shop/backup_store.h"
#include "shop/outbox.h"
#include "shop/shelf.h"
#include "shop/stock.h"

#define CLOCK_S 120	/* a difference below it is nobody's trouble */

enum { Q_JOBS, Q_JOB, Q_NOW, Q_ROWS, Q_RESEND, Q_RESEND_ALL, Q_PRUNE, Q_LANES, Q_ENGINE, Q_SCHEMA, Q_COUNTS, Q_WAITING, Q_FAILED, Q_WORKER, Q_LATEST, Q_DB_CLOCK, Q_DB_BYTES, Q_BACKUP, Q_TRIED, Q_BROKEN, Q_KEYS };

static const struct db_stmt q[] = {
	[Q_JOBS] = SQL("upkeep.jobs", "SELECT name, last_result, next_at, last_at, last_ms FROM job ORDER BY name"),
	[Q_JOB] = SQL("upkeep.job", "SELECT last_result, last_at FROM job WHERE name = $1"),
	[Q_NOW] = SQL("upkeep.now", "UPDATE job SET next_at = $2 WHERE name = $1"),
	[Q_ROWS] = SQL("upkeep.rows",
	    "SELECT id, attempts, created_at, due_at, kind, state, reason, payload FROM outbox WHERE state = 'failed'"
	    " OR (state IN ('due', 'leased') AND (reason IS NOT NULL OR due_at < $1)) ORDER BY CASE state WHEN 'failed' THEN 0 ELSE 1 END, id LIMIT $2"),
	[Q_RESEND] = SQL("upkeep.resend",
	    "UPDATE outbox SET state = 'due', attempts = 0, due_at = $2, lease_by = NULL, lease_until = NULL WHERE id = $1 AND state IN ('failed', 'due')"),
	[Q_RESEND_ALL] = SQL("upkeep.resend_all",
	    "UPDATE outbox SET state = 'due', attempts = 0, due_at = $1, lease_by = NULL, lease_until = NULL WHERE state = 'failed' "
	    " AND CASE WHEN reason = '" OUTBOX_HELD "' THEN 1 ELSE 0 END = $2"),
	[Q_PRUNE] = SQL("upkeep.prune", "DELETE FROM outbox WHERE state = 'failed' AND created_at < $1"),
	[Q_LANES] = SQL("upkeep.lanes",
	    "SELECT lane, COUNT(*), CAST($1 - MIN(due_at) AS BIGINT) FROM outbox WHERE state IN ('due', 'leased') AND due_at <= $1 GROUP BY lane ORDER BY lane"),
	[Q_ENGINE] = SQL2("upkeep.engine", "SELECT sqlite_version()", "SELECT current_setting('server_version')"),
	[Q_SCHEMA] = SQL("upkeep.schema", "SELECT COALESCE(MAX(version), 0) FROM schema_version"),
	[Q_COUNTS] = SQL("upkeep.counts", "SELECT lane, state, COUNT(*) FROM outbox GROUP BY lane, state ORDER BY lane, state"),
	[Q_WAITING] = SQL("upkeep.waiting", "SELECT COUNT(*) FROM outbox WHERE state IN ('due', 'leased') AND due_at <= $1"),
	[Q_FAILED] = SQL("upkeep.failed", "SELECT COUNT(*) FROM outbox WHERE state = 'failed'"),
	[Q_WORKER] = SQL("upkeep.worker", "SELECT COALESCE(MAX(last_at), 0) FROM job"),
	[Q_LATEST] = SQL("upkeep.latest", "SELECT COALESCE(MAX(at), 0) FROM audit"),
	[Q_DB_CLOCK] = SQL2("upkeep.db_clock", "SELECT CAST(strftime('%s', 'now') AS INTEGER)", "SELECT CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)"),
	[Q_DB_BYTES] = SQL2("upkeep.db_bytes", "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
	    "SELECT pg_database_size(current_database())"),
	[Q_BACKUP] = SQL("upkeep.backup", "SELECT COALESCE(MAX(done_at), 0) FROM backup WHERE state = 'done'"),
	[Q_TRIED] = SQL("upkeep.tried", "SELECT CASE state WHEN 'failed' THEN 1 ELSE 0 END FROM backup WHERE state IN ('done', 'failed', 'gone') ORDER BY id DESC LIMIT 1"),
	[Q_BROKEN] = SQL2("upkeep.broken", "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", "SELECT 0"),
	[Q_KEYS] = SQL2("upkeep.keys", "SELECT COUNT(*) FROM pragma_foreign_key_check", "SELECT 0"),
};
DB_TABLE(q);

/* --- jobs --- */

struct upkeep_job *
upkeep_jobs(struct ctx *c, size_t *n)
{
	struct upkeep_job *all = arena_new_n(c->arena, 100, struct upkeep_job);
	struct db_rows r = db_query(c, &q[Q_JOBS]);

	for (*n = 0; *n < 100 && db_next(&r); ++*n) {
		all[*n].name = db_str(&r);
		all[*n].result = db_str(&r);
		all[*n].next_at = db_int(&r);
		all[*n].last_at = db_int(&r);
		all[*n].last_ms = db_int(&r);
	}
	db_done(&r);
	return all;
}

bool
upkeep_job_now(struct ctx *c, const char *name)
{
	if (db_exec(c, &q[Q_NOW], DB_T(name), DB_I(clock_now())) == 0)
		return false;
	audit(c, "job.now", "job", 0, NULL, arena_printf(c->arena, "{\"job\":\"%s\"}", name));
	return true;
}

/* --- the outbox --- */

struct upkeep_row *
upkeep_outbox(struct ctx *c, int64_t now, int limit, size_t *n)
{
	struct upkeep_row *all = arena_new_n(c->arena, (size_t)limit, struct upkeep_row);
	struct db_rows r = db_query(c, &q[Q_ROWS], DB_I(now - 300), DB_I(limit));

	for (*n = 0; *n < (size_t)limit && db_next(&r); ++*n) {
		all[*n].id = db_int(&r);
		all[*n].attempts = db_int(&r);
		all[*n].created_at = db_int(&r);
		all[*n].due_at = db_int(&r);
		all[*n].kind = db_str(&r);
		all[*n].state = db_str(&r);
		all[*n].reason = db_str(&r);
		all[*n].payload = db_str(&r);
	}
	db_done(&r);
	return all;
}

int64_t
upkeep_resend(struct ctx *c, int64_t id)
{
	int64_t now = clock_now();
	int64_t n = id > 0 ? db_exec(c, &q[Q_RESEND], DB_I(id), DB_I(now)) : db_exec(c, &q[Q_RESEND_ALL], DB_I(now), DB_I(id == UPKEEP_HELD));

	if (n > 0)
		audit(c, "outbox.resend", "outbox", id > 0 ? id : 0, NULL, arena_printf(c->arena, "{\"rows\":%lld}", (long long)n));
	return n;
}

int64_t
upkeep_prune(struct ctx *c, int64_t before)
{
	return db_exec(c, &q[Q_PRUNE], DB_I(before));
}

int64_t
upkeep_sweep(struct ctx *c, int64_t age)
{
	const char *dir = arena_printf(c->arena, "%s/tmp", c->conf->data), **names = file_list(c->arena, dir);
	int64_t before = file_now(dir) - age, n = 0;
	struct stat st;

	for (; *names; names++) {
		const char *path = arena_printf(c->arena, "%s/%s", dir, *names);

		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && (int64_t)st.st_mtime < before && backup_remove_dir(c, path))
			n++;
	}
	return n;
}

struct upkeep_lane *
upkeep_lanes(struct ctx *c, int64_t now, size_t *n)
{
	struct upkeep_lane *all = arena_new_n(c->arena, 50, struct upkeep_lane);
	struct db_rows r = db_query(c, &q[Q_LANES], DB_I(now));

	for (*n = 0; *n < 50 && db_next(&r); ++*n) {
		all[*n].lane = db_str(&r);
		all[*n].rows = db_int(&r);
		all[*n].age = db_int(&r);
	}
	db_done(&r);
	return all;
}

void
upkeep_db(struct ctx *c, struct upkeep_db *d)
{
	d->version = db_one_text(c, &q[Q_ENGINE]);
	d->schema = db_one_int(c, 0, &q[Q_SCHEMA]);
}

struct upkeep_count *
upkeep_counts(struct ctx *c, size_t *n)
{
	struct upkeep_count *all = arena_new_n(c->arena, 100, struct upkeep_count);
	struct db_rows r = db_query(c, &q[Q_COUNTS]);

	for (*n = 0; *n < 100 && db_next(&r); ++*n) {
		all[*n].lane = db_str(&r);
		all[*n].state = db_str(&r);
		all[*n].n = db_int(&r);
	}
	db_done(&r);
	return all;
}

/* --- health --- */

/*
 * A clock that was set back shows in rows that were written later than now. PostgreSQL has a clock of its own besides; in tests ours is set on purpose, so
 * only a difference to the real time of this machine counts.
 */
static int64_t
clock_off(struct ctx *c, int64_t now, int64_t latest)
{
	int64_t behind = latest - now, apart = (int64_t)time(NULL) - db_one_int(c, (int64_t)time(NULL), &q[Q_DB_CLOCK]);

	apart = apart < 0 ? -apart : apart;
	if (behind > CLOCK_S)
		return behind;
	return apart > CLOCK_S ? apart : 0;
}

static void
look_at_job(struct ctx *c, struct health *h)
{
	struct db_rows r = db_query(c, &q[Q_JOB], DB_T("db.check"));

	if (db_next(&r)) {
		h->check_ok = str_starts(db_str(&r), "ok");
		h->check_at = db_int(&r);
	}
	db_done(&r);
}

void
upkeep_health(struct ctx *c, int64_t now, struct health *h)
{
	int64_t worker = db_one_int(c, 0, &q[Q_WORKER]), latest = db_one_int(c, 0, &q[Q_LATEST]);
	const char *file = str_starts(c->conf->db, "sqlite:") ? c->conf->db + strlen("sqlite:") : NULL;
	const struct drill *d = drill_last(c);
	struct statvfs fs;
	struct stat st;

	*h = (struct health){ .worker_age = worker ? (now > worker ? now - worker : 0) : -1 };
	h->backup_at = db_one_int(c, 0, &q[Q_BACKUP]);
	h->backup_failed = db_one_int(c, 0, &q[Q_TRIED]) != 0;
	h->drill_at = d ? d->at : 0;
	h->drill_ok = d && d->ok;
	look_at_job(c, h);
	h->waiting_age = outbox_age(c);
	h->waiting = db_one_int(c, 0, &q[Q_WAITING], DB_I(now));
	h->failed = db_one_int(c, 0, &q[Q_FAILED]);
	h->clock_off = clock_off(c, now, latest > worker ? latest : worker);
	h->db_bytes = db_one_int(c, 0, &q[Q_DB_BYTES]);
	if (file && stat(arena_printf(c->arena, "%s-wal", file), &st) == 0)
		h->wal_bytes = st.st_size;
	if (statvfs(c->conf->data, &fs) == 0) {
		h->disk_free = (int64_t)(fs.f_bavail * fs.f_frsize);
		h->disk_all = (int64_t)(fs.f_blocks * fs.f_frsize);
	}
}

int64_t
upkeep_faults(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_BROKEN]) + db_one_int(c, 0, &q[Q_KEYS]) + stock_faults(c) + shelf_faults(c);
}
