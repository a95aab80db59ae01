/*
 * The SQLite driver: one file in WAL mode, opened so that what was acknowledged survives a power cut: synchronous=FULL, BEGIN IMMEDIATE
 * for every write, checkpoints whose result is read. Rows stream from the prepared statement; statements of the tables stay
 * prepared as long as the connection, a statement that is still being read gets a second one beside it.
 */
#include "db/db_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db_sqlite_map.h"
#include "db/db_sqlite_wal.h"
#include "db/db_turn.h"

#define BUSY_MS 3000
#define RESTART_MS 10
#define WAL_MAX (INT64_C(4) << 20)	/* bytes; above it a writer checkpoints by itself: a page is looked for in the whole of the WAL, and at 40 MB that was a third of a request, at 8 still a fifth of a cart */
#define WAL_QUIET 64		/* pages that may stay in the WAL … */
#define LATER_MS 10000
#define QUIET_MS 300		/* … when this connection has not written for so long; readers of a WAL that has gone do not look in it */

struct entry {
	struct db_cursor head;
	struct sqlite *db;
	sqlite3_stmt *st;
	struct entry *twin;	/* the next one of the same statement, for nested use */
	struct entry *next;	/* in the list of open ones, or of free ones */
	struct entry *prev;
	int *index;		/* SQLite's number of $1, $2 … */
	size_t params;
	size_t room;		/* for numbers in index */
	bool open;
	bool cached;		/* stays prepared */
	bool ahead;		/* stands on a row that next() has not given out */
	bool ended;
};

struct sqlite {
	sqlite3 *h;
	struct arena *arena;
	const char *file;
	struct db_cache cache;
	struct entry *open;
	struct entry *spare;	/* entries without a statement */
	sqlite3_stmt *begin_read, *begin_write, *commit, *rollback;
	bool read;		/* the transaction that runs refuses writes */
	bool beginning;		/* BEGIN IMMEDIATE: waiting in the queue counts */
	bool soft;		/* synchronous is NORMAL */
	int64_t busy_since;	/* ms */
	int64_t patience;	/* ms that a busy file is waited for */
	uint64_t dice;
	int wal_next;		/* pages of WAL at which a writer checkpoints */
	int wal_max;
	int wal_pages;		/* at the last commit of this connection */
	int64_t wrote;		/* ms: that, or the last try to shorten the WAL */
	bool tidied;		/* somebody calls tidy() after each answer */
	unsigned bad;		/* db_sqlite_map_bad() when it was opened */
	bool calls;		/* the file is read by calls: a mapped part of it could not be */
};

static enum err_kind
kind_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:	/* of a -wal or -shm: no file handles, no space, no memory */
	case SQLITE_CORRUPT:	/* a read that failed with EIO is told as this, too (SQLITE_IOERR_CORRUPTFS); a broken page is the disk's fault as well */
		return ERR_DISK;
	default:
		return ERR_DB;
	}
}

/* A part of the mapped file could not be read since this connection was opened. */
static bool
is_broken(const struct sqlite *s, struct db_fault *f)
{
	bool broken = db_sqlite_map_bad() != s->bad;

	if (broken)
		db_fault_set(f, ERR_DISK, "a part of the database's file can't be read");
	return broken;
}

static void
fault(struct sqlite *s, int rc, struct db_fault *f)
{
	if (is_broken(s, f))	/* whatever SQLite makes of the zeros */
		return;
	db_fault_set(f, kind_of(rc), "%s (%d)", s->h ? sqlite3_errmsg(s->h) : sqlite3_errstr(rc), rc);
}

/* --- opening --- */

static void
library_log(void *unused, int code, const char *text)
{
	(void)unused;
	if ((code & 0xff) == SQLITE_SCHEMA)	/* prepared again after a migration: nothing to know */
		return;
	if (code == SQLITE_WARNING_AUTOINDEX)	/* joined sub-selects get one; it is the plan, not a fault */
		return;
	LOG(EV_DB, KV("what", "sqlite"), KI("code", code), KV("text", text));
}

static void
library(void)
{
	static bool configured;

	if (configured)
		return;
	configured = true;
	(void)sqlite3_config(SQLITE_CONFIG_LOG, library_log, NULL);
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Short, random waits up to 3 s: SQLite's own handler sleeps ever longer and lets some wait for seconds. */
static int
on_busy(void *arg, int count)
{
	struct sqlite *s = arg;
	int64_t now = clock_ms(), us, most;

	if (count == 0 && !s->beginning)
		s->busy_since = now;
	if (now - s->busy_since >= s->patience)
		return 0;
	s->dice ^= s->dice << 13;
	s->dice ^= s->dice >> 7;
	s->dice ^= s->dice << 17;
	most = 400 * (count < 3 ? count + 1 : 3);	/* of µs; four saturating writers: 8 ms waits had tails of 450 ms, these 250 */
	us = 100 + (int64_t)(s->dice % (uint64_t)most);
	(void)nanosleep(&(struct timespec){ 0, us * 1000 }, NULL);
	return 1;
}

/* The worker checkpoints each minute, but between two minutes, or when it is down, the WAL must not grow for ever. True: (nearly) all of it has gone. */
static bool
shorten(struct sqlite *s)
{
	s->wal_next = s->wal_pages + s->wal_max / 16;	/* a long reader holds it back: not at every commit again */
	return db_sqlite_wal_shorten(s->h, s->wal_max / 8);
}

/* After a commit. Who asks waits for no checkpoint where tidy() comes after the answer, unless the WAL is too long by far. */
static int
on_wal(void *arg, sqlite3 *h UNUSED, const char *name UNUSED, int pages)
{
	struct sqlite *s = arg;

	s->wal_pages = pages;
	s->wrote = clock_ms();
	if (pages < s->wal_max)
		s->wal_next = s->wal_max;
	if (pages >= s->wal_next && (!s->tidied || pages >= 4 * s->wal_max))
		(void)shorten(s);
	return SQLITE_OK;
}

static void
tidy(struct db *db)
{
	struct sqlite *s = db->conn;

	s->tidied = true;
	if (!s->h || db_sqlite_map_bad() != s->bad)
		return;
	if (s->wal_pages >= s->wal_next || (s->wal_pages > WAL_QUIET && clock_ms() - s->wrote > QUIET_MS)) {
		s->patience = RESTART_MS;
		if (shorten(s) && db_sqlite_wal_start_over(s->h, RESTART_MS))
			s->wal_pages = 0;
		s->patience = BUSY_MS;
		s->wrote = clock_ms() + (s->wal_pages > 0 ? LATER_MS : 0);	/* a reader is in the way, who may stay: writers are not to wait for him again soon */
	}
	db_sqlite_map_warm(s->h);
}

static bool
script(struct db *db, const char *sql, struct db_fault *f)
{
	struct sqlite *s = db->conn;
	int rc = sqlite3_exec(s->h, sql, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		fault(s, rc, f);
	return rc == SQLITE_OK;
}

static void
trust(struct db *db)
{
	struct db_fault f = { 0 };

	/* Most of the file is read from its mapping; the cache holds what lies in the log, and what is being written. */
	(void)script(db, "PRAGMA cell_size_check=OFF; PRAGMA cache_size=-2000", &f);
}

/* The first column of the first row of a PRAGMA. */
static const char *
pragma(struct sqlite *s, const char *sql)
{
	sqlite3_stmt *st = NULL;
	const char *v = "";

	if (sqlite3_prepare_v2(s->h, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		v = arena_str(s->arena, (const char *)sqlite3_column_text(st, 0));
	(void)sqlite3_finalize(st);
	return v;
}

/* Several workers may open a new file at the same moment; turning to WAL does not always ask the busy handler. */
static bool
wal(struct sqlite *s)
{
	int attempt;

	for (attempt = 1; attempt <= 20; attempt++) {
		if (str_eq(pragma(s, "PRAGMA journal_mode=WAL"), "wal"))
			return true;
		if (kind_of(sqlite3_errcode(s->h)) == ERR_DISK)
			return false;
		db_backoff(attempt);
	}
	return false;
}

static bool
settle(struct db *db, struct db_fault *f)
{
	struct sqlite *s = db->conn;

	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* "misspelt" must be an unknown column as in PostgreSQL, not a text. */
	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(s->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_busy_handler(s->h, on_busy, s);
	if (!wal(s)) {
		db_fault_set(f, kind_of(sqlite3_errcode(s->h)), "no WAL: %s", sqlite3_errmsg(s->h));
		return false;
	}
	if (!script(db, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
	    "PRAGMA cell_size_check=ON; PRAGMA cache_size=-8000;"
	    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=16777216", f))
		return false;
	if (!str_eq(pragma(s, "PRAGMA synchronous"), "2") || !str_eq(pragma(s, "PRAGMA foreign_keys"), "1")) {
		db_fault_set(f, ERR_DB, "this SQLite does not keep synchronous=FULL or foreign_keys=ON");
		return false;
	}
	/* What lies behind the mapped part is read by calls into a cache of its own: on 64 bits as much is mapped as SQLite allows (sqlite.org/mmap.html). */
	return s->calls || script(db, sizeof(void *) > 4 ? "PRAGMA mmap_size=2147418112" : "PRAGMA mmap_size=268435456", f);
}

static bool
control(struct sqlite *s, sqlite3_stmt **st, const char *sql, struct db_fault *f)
{
	int rc = sqlite3_prepare_v3(s->h, sql, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);

	if (rc != SQLITE_OK)
		fault(s, rc, f);
	return rc == SQLITE_OK;
}

static void
shut(struct db *db)
{
	struct sqlite *s = db->conn;
	sqlite3_stmt *st;

	if (s->h && !sqlite3_get_autocommit(s->h))
		(void)sqlite3_exec(s->h, "ROLLBACK", NULL, NULL, NULL);
	while (s->h && (st = sqlite3_next_stmt(s->h, NULL)))
		(void)sqlite3_finalize(st);
	(void)sqlite3_close(s->h);
	s->h = NULL;
}

/* A new file belongs to the shop alone: it holds addresses and password hashes. An existing one keeps its mode. */
static bool
create(const char *file, struct db_fault *f)
{
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		(void)close(fd);
	else if (errno != EEXIST)
		db_fault_set(f, ERR_DB, "%s: %s", file, strerror(errno));
	return f->kind == ERR_NONE;
}

static bool
open_file(struct db *db, const char *file, bool make, struct db_fault *f)
{
	struct sqlite *s = db->conn ? db->conn : arena_new(db->arena, struct sqlite);
	int64_t page_size;
	int rc;

	library();
	db->conn = s;
	s->arena = db->arena;
	s->bad = db_sqlite_map_bad();
	s->patience = BUSY_MS;
	s->file = s->file ? s->file : arena_str(db->arena, file);
	s->dice = (uint64_t)clock_us() << 16 | 1;
	if (make && !create(file, f))
		return false;
	if (!make && access(file, F_OK) != 0 && errno == ENOENT) {
		db_fault_set(f, ERR_DB, "%s is not there; etalase migrate makes a new one", file);
		return false;
	}
	rc = sqlite3_open_v2(file, &s->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc != SQLITE_OK)
		fault(s, rc, f);
	else
		db_sqlite_map_keep(s->h);
	if (rc != SQLITE_OK || !settle(db, f) || !control(s, &s->begin_read, "BEGIN DEFERRED", f) ||
	    !control(s, &s->begin_write, "BEGIN IMMEDIATE", f) || !control(s, &s->commit, "COMMIT", f) ||
	    !control(s, &s->rollback, "ROLLBACK", f)) {
		shut(db);
		return false;
	}
	if (!str_int(pragma(s, "PRAGMA page_size"), 512, 65536, &page_size))
		page_size = 4096;
	s->wal_next = s->wal_max = (int)(WAL_MAX / page_size);
	(void)sqlite3_wal_autocheckpoint(s->h, 0);
	(void)sqlite3_wal_hook(s->h, on_wal, s);
	return true;
}

/*
 * After a part of the mapped file could not be read: zeros may stand among the pages that the connection keeps, so it is opened anew, and reads by calls from now on. These tell of a bad sector, so that
 * only what needs it fails. False: not even that (the first page is bad); tried again at the next begin.
 */
static bool
anew(struct db *db, struct db_fault *f)
{
	struct sqlite *s = db->conn;
	struct arena_mark m;
	bool ok;

	if (s->h && db_sqlite_map_bad() == s->bad)
		return true;
	LOG(EV_DB, KV("what", "read by calls"), KV("text", "a part of the mapped file could not be read"));
	shut(db);
	*s = (struct sqlite){ .arena = s->arena, .file = s->file, .calls = true };
	m = arena_mark(db->arena);
	ok = open_file(db, s->file, false, f);
	if (!ok)
		arena_back(db->arena, m);
	return ok;
}

static bool
alive(struct db *db)
{
	(void)db;
	return true;
}

/* --- statements --- */

static bool
prepare(struct sqlite *s, struct entry *e, const struct db_stmt *stmt, struct db_fault *f)
{
	unsigned flags = e->cached ? SQLITE_PREPARE_PERSISTENT : 0;
	const char *tail = "";
	char name[24];
	size_t i;
	int rc;

	rc = sqlite3_prepare_v3(s->h, stmt->sql, -1, flags, &e->st, &tail);
	if (rc != SQLITE_OK) {
		fault(s, rc, f);
		return false;
	}
	e->params = db_placeholders(stmt->sql);
	if (!e->st || *tail || e->params != (size_t)sqlite3_bind_parameter_count(e->st)) {
		db_fault_set(f, ERR_DB, "not one statement with the parameters $1 to $%zu", e->params);
		(void)sqlite3_finalize(e->st);
		e->st = NULL;
		return false;
	}
	if (e->params > e->room) {
		e->index = arena_new_n(s->arena, e->params, int);
		e->room = e->params;
	}
	for (i = 0; i < e->params; i++) {
		(void)snprintf(name, sizeof(name), "$%zu", i + 1);
		e->index[i] = sqlite3_bind_parameter_index(e->st, name);
	}
	return true;
}

static struct entry *
entry_new(struct sqlite *s)
{
	struct entry *e = s->spare;

	if (e) {
		s->spare = e->next;
		e->next = NULL;
		return e;
	}
	e = arena_new(s->arena, struct entry);
	e->db = s;
	return e;
}

static void
entry_spare(struct sqlite *s, struct entry *e)
{
	(void)sqlite3_finalize(e->st);
	e->st = NULL;
	e->next = s->spare;
	s->spare = e;
}

/* A prepared statement that nobody is reading from. */
static struct entry *
entry_for(struct sqlite *s, const struct db_stmt *stmt, struct db_fault *f)
{
	struct entry *first = db_cache_get(&s->cache, stmt), *e;
	bool listed = first || db_listed(stmt);

	for (e = first; e && e->open; e = e->twin)
		;
	if (e)
		return e;
	e = entry_new(s);
	e->cached = listed;
	if (!prepare(s, e, stmt, f)) {
		entry_spare(s, e);
		return NULL;
	}
	e->twin = NULL;
	if (first) {
		e->twin = first->twin;
		first->twin = e;
	} else if (listed) {
		db_cache_put(&s->cache, s->arena, stmt, e);
	}
	return e;
}

static int
bind(struct entry *e, const struct db_param *p, size_t n, sqlite3_destructor_type life)
{
	int rc = SQLITE_OK;
	size_t i;

	for (i = 0; i < n && rc == SQLITE_OK; i++) {
		switch (p[i].type) {
		case DB_PARAM_NULL:
			rc = sqlite3_bind_null(e->st, e->index[i]);
			break;
		case DB_PARAM_INT:
			rc = sqlite3_bind_int64(e->st, e->index[i], p[i].i);
			break;
		case DB_PARAM_TEXT:
			rc = sqlite3_bind_text64(e->st, e->index[i], p[i].p, p[i].n, life, SQLITE_UTF8);
			break;
		case DB_PARAM_BYTES:
			/* No pointer would be NULL; no bytes are not. */
			rc = sqlite3_bind_blob64(e->st, e->index[i], p[i].p ? p[i].p : "", p[i].n, life);
			break;
		}
	}
	return rc;
}

static bool
step(struct entry *e, struct db_fault *f)
{
	int rc = sqlite3_step(e->st);

	if (is_broken(e->db, f))
		rc = SQLITE_IOERR;
	if (rc == SQLITE_ROW)
		return true;
	e->ended = true;
	if (rc != SQLITE_DONE)
		fault(e->db, rc, f);
	return false;
}

static void
end(struct entry *e)
{
	struct sqlite *s = e->db;

	(void)sqlite3_reset(e->st);
	(void)sqlite3_clear_bindings(e->st);
	*(e->prev ? &e->prev->next : &s->open) = e->next;
	if (e->next)
		e->next->prev = e->prev;
	e->next = e->prev = NULL;
	e->open = false;
	e->head.use++;
	if (!e->cached)
		entry_spare(s, e);
}

/* A statement with RETURNING checks its foreign keys at its end: it must get there before it is reset. */
static bool
done(void *cursor, struct db_fault *f)
{
	struct entry *e = cursor;

	if (!e->ended && !sqlite3_stmt_readonly(e->st))
		while (step(e, f))
			;
	end(e);
	return !is_broken(e->db, f) && f->kind == ERR_NONE;	/* a row's text is read after its step */
}

static void *
run(struct db *db, const struct db_stmt *stmt, const struct db_param *p, size_t n, bool whole, struct db_fault *f)
{
	struct sqlite *s = db->conn;
	struct entry *e = entry_for(s, stmt, f);
	int rc;

	if (!e)
		return NULL;
	if (n != e->params)
		BUG("statement %s takes %zu parameters, not %zu", stmt->name, e->params, n);
	if (s->read && !sqlite3_stmt_readonly(e->st)) {
		db_fault_set(f, ERR_DB, "attempt to write in a transaction that only reads");
		if (!e->cached)
			entry_spare(s, e);
		return NULL;
	}
	e->head.name = stmt->name;
	e->open = true;
	e->ended = false;
	e->prev = NULL;
	e->next = s->open;
	if (s->open)
		s->open->prev = e;
	s->open = e;
	/* A reader may give its parameters back before the last row. */
	rc = bind(e, p, n, whole ? SQLITE_STATIC : SQLITE_TRANSIENT);
	if (rc != SQLITE_OK)
		fault(s, rc, f);
	else
		e->ahead = step(e, f);
	if (f->kind != ERR_NONE) {
		end(e);
		return NULL;
	}
	return e;
}

static bool
next(void *cursor, struct db_fault *f)
{
	struct entry *e = cursor;

	if (e->ahead) {
		e->ahead = false;
		return true;
	}
	return !e->ended && step(e, f);
}

static int
columns(const void *cursor)
{
	const struct entry *e = cursor;

	return sqlite3_column_count(e->st);
}

static int64_t
changes(const void *cursor)
{
	const struct entry *e = cursor;

	return sqlite3_stmt_readonly(e->st) ? 0 : sqlite3_changes64(e->db->h);
}

static bool
is_null(const void *cursor, int col)
{
	const struct entry *e = cursor;

	return sqlite3_column_type(e->st, col) == SQLITE_NULL;
}

static int64_t
integer(void *cursor, int col)
{
	struct entry *e = cursor;

	return sqlite3_column_int64(e->st, col);
}

static const char *
text(void *cursor, int col, size_t *n)
{
	struct entry *e = cursor;
	const char *s = (const char *)sqlite3_column_text(e->st, col);

	*n = (size_t)sqlite3_column_bytes(e->st, col);
	return s;
}

static const void *
bytes(void *cursor, int col, struct arena *a, size_t *n)
{
	struct entry *e = cursor;
	const void *p = sqlite3_column_blob(e->st, col);

	*n = (size_t)sqlite3_column_bytes(e->st, col);
	return arena_mem(a, p ? p : "", *n);
}

static bool
check(struct db *db, const struct db_stmt *stmt, struct db_fault *f)
{
	struct sqlite *s = db->conn;
	struct entry *e = entry_new(s);
	bool ok;

	e->cached = false;
	ok = prepare(s, e, stmt, f);
	entry_spare(s, e);
	return ok;
}

/* --- transactions --- */

static bool
simple(struct sqlite *s, sqlite3_stmt *st, struct db_fault *f)
{
	int rc = sqlite3_step(st);

	if (rc != SQLITE_DONE)
		fault(s, rc, f);
	(void)sqlite3_reset(st);
	return rc == SQLITE_DONE;
}

/*
 * That a READ refuses writes is looked after by run(): PRAGMA query_only would be compiled twice for each request that reads and then writes. The pragma here acts when it is compiled, too, so it
 * is not prepared ahead; most transactions find it as they need it.
 */
static bool
mode(struct db *db, enum db_mode m, struct db_fault *f)
{
	struct sqlite *s = db->conn;
	bool read = m == DB_READ, soft = m == DB_SOFT;

	s->read = read;
	if (!read && s->soft != soft) {
		if (!script(db, soft ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL", f))
			return false;
		s->soft = soft;
	}
	return true;
}

/* In the queue of the workers first, then against whoever does not queue; both together wait no longer than BUSY_MS. */
static bool
begin_write(struct sqlite *s, struct db_fault *f)
{
	bool ok;

	s->busy_since = clock_ms();
	if (!db_turn_take(BUSY_MS)) {
		db_fault_set(f, ERR_BUSY, "the turn to write did not come");
		return false;
	}
	s->beginning = true;
	ok = simple(s, s->begin_write, f);
	s->beginning = false;
	if (!ok)
		db_turn_give();
	return ok;
}

static bool
begin(struct db *db, enum db_mode m, struct db_fault *f)
{
	struct sqlite *s = db->conn;	/* the same one after anew() */

	return anew(db, f) && mode(db, m, f) && (m == DB_READ ? simple(s, s->begin_read, f) : begin_write(s, f));
}

/* One that fails keeps the turn until the rollback. */
static bool
commit(struct db *db, struct db_fault *f)
{
	struct sqlite *s = db->conn;

	while (s->open)
		if (!done(s->open, f))
			return false;
	if (is_broken(s, f) || !simple(s, s->commit, f))
		return false;
	db_turn_give();
	return true;
}

static void
rollback(struct db *db)
{
	struct sqlite *s = db->conn;
	struct db_fault f = { 0 };

	while (s->open)
		end(s->open);
	if (s->h && !sqlite3_get_autocommit(s->h) && !simple(s, s->rollback, &f))	/* some errors have rolled back already */
		LOG(EV_DB, KV("what", "rollback"), KV("text", f.text));
	db_turn_give();
}

static bool
checkpoint(struct db *db, bool truncate)
{
	struct sqlite *s = db->conn;
	struct db_fault f = { 0 };
	int rc;

	if (!anew(db, &f))
		return false;
	rc = sqlite3_wal_checkpoint_v2(s->h, NULL, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
	    NULL, NULL);
	if (rc == SQLITE_OK || (!truncate && (rc & 0xff) == SQLITE_BUSY))	/* another one is at it */
		return true;
	db_sqlite_wal_failed(s->h, rc, "checkpoint");
	return false;
}

/* The folder: -wal and -shm are made and removed beside the file. */
static void
needs(struct arena *a, const char *file, struct db_needs *n)
{
	const char *slash = strrchr(file, '/');

	n->folder = !slash ? "." : slash == file ? "/" : arena_mem(a, file, (size_t)(slash - file));
}

const struct db_driver db_sqlite_driver = {
	.kind = DB_SQLITE,
	.open = open_file,
	.close = shut,
	.trust = trust,
	.needs = needs,
	.alive = alive,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.run = run,
	.next = next,
	.done = done,
	.columns = columns,
	.changes = changes,
	.is_null = is_null,
	.integer = integer,
	.text = text,
	.bytes = bytes,
	.check = check,
	.script = script,
	.checkpoint = checkpoint,
	.tidy = tidy,
};
