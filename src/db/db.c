/*
 * The database API over a driver: connections, transactions and their retries, running statements and reading rows, with the
 * three rules that hold for both drivers: nothing runs after a recorded failure, nothing runs outside a transaction, and every
 * statement is counted and timed in the ctx. What differs between SQLite and PostgreSQL is in db_sqlite.c and db_postgres.c.
 */
#include "db/db.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/str.h"
#include "db/db_count.h"
#include "db/db_driver.h"

#define TRIES 5
#define PATIENCE_MS 3000

/* Made by the linker from what DB_TABLE() puts into its section; absent when a program has no table. */
extern const struct db_table *const __start_db_tables[] __attribute__((weak));
extern const struct db_table *const __stop_db_tables[] __attribute__((weak));

static const char open_no_driver[] = "a database is written sqlite:FILE or pg:CONNINFO";

void
db_fault_set(struct db_fault *f, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (f->kind != ERR_NONE)
		return;
	f->kind = kind;
	va_start(ap, fmt);
	(void)vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
}

/* In test builds a statement or a commit may be told to fail. */
static bool
injected(struct ctx *c, const char *where)
{
	enum err_kind kind = fault_sql();

	if (kind == ERR_NONE)
		return false;
	err_set(c, kind, where, "failure asked for by ETALASE_FAIL_SQL");
	return true;
}

/* --- connections --- */

/* NULL when no driver knows the specification; where: what stands behind its name. */
static const struct db_driver *
driver_of(const char *spec, const char **where)
{
	if (str_starts(spec, "sqlite:")) {
		*where = spec + strlen("sqlite:");
		return &db_sqlite_driver;
	}
	if (str_starts(spec, "pg:")) {
		*where = spec + strlen("pg:");
		return &db_postgres_driver;
	}
	return NULL;
}

void
db_needs(struct arena *a, const char *spec, struct db_needs *needs)
{
	const char *where;
	const struct db_driver *driver = driver_of(spec, &where);

	*needs = (struct db_needs){ 0 };
	if (driver)
		driver->needs(a, where, needs);
}

static struct db *
attach(const char *spec, bool make, const char **why)
{
	static struct db_fault fault;	/* *why outlives the failed connection */
	const struct db_driver *driver;
	struct arena *arena;
	struct db *db;
	const char *where;

	driver = driver_of(spec, &where);
	if (!driver) {
		*why = open_no_driver;
		return NULL;
	}
	arena = arena_open();
	db = arena_new(arena, struct db);
	db->driver = driver;
	db->arena = arena;
	db->pid = getpid();
	fault = (struct db_fault){ 0 };
	if (!driver->open(db, where, make, &fault)) {
		*why = fault.text;
		arena_close(arena);
		return NULL;
	}
	return db;
}

struct db *
db_open(const char *spec, const char **why)
{
	return attach(spec, false, why);
}

struct db *
db_make(const char *spec, const char **why)
{
	return attach(spec, true, why);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	db->driver->close(db);
	arena_close(db->arena);
}

void
db_trust(struct db *db)
{
	if (db->driver->trust)
		db->driver->trust(db);
}

enum db_kind
db_kind(const struct db *db)
{
	return db->driver->kind;
}

bool
db_alive(struct db *db)
{
	return db->driver->alive(db);
}

bool
db_checkpoint(struct db *db, bool truncate)
{
	if (db->in_tx)
		BUG("checkpoint inside a transaction");
	return db->driver->checkpoint(db, truncate);
}

void
db_tidy(struct db *db)
{
	if (db && !db->in_tx)
		db->driver->tidy(db);
}

void
db_grown(struct db *db)
{
	if (db->in_tx)
		BUG("db_grown inside a transaction");
	if (db->driver->grown)
		db->driver->grown(db);
}

/* --- transactions --- */

void
db_arm(struct ctx *c, enum db_mode mode)
{
	if (c->db->in_tx)
		BUG("transaction armed inside a transaction");
	c->db->armed = true;
	c->db->mode = mode;
}

bool
db_begin(struct ctx *c, enum db_mode mode)
{
	struct db_fault f = { 0 };
	struct db *db = c->db;
	int64_t start;
	bool ok;

	if (db->in_tx)
		BUG("transaction inside a transaction");
	if (db->pid != getpid())
		BUG("database connection used in another process");
	db->armed = false;
	if (err_is_set(c))
		return false;
	fault_env();
	db->mode = mode;
	start = clock_us();
	ok = db->driver->begin(db, mode, &f);
	c->sql_us += clock_us() - start;
	if (!ok) {
		err_set(c, f.kind, "db_begin", "%s", f.text);
		return false;
	}
	db->in_tx = true;
	return true;
}

bool
db_commit(struct ctx *c)
{
	struct db_fault f = { 0 };
	struct db *db = c->db;
	int64_t start;

	db->armed = false;
	if (!db->in_tx)
		return !err_is_set(c);
	if (err_is_set(c) || injected(c, "db_commit")) {
		db_rollback(c);
		return false;
	}
	start = clock_us();
	if (!db->driver->commit(db, &f)) {
		err_set(c, f.kind, "db_commit", "%s", f.text);
		db_rollback(c);
	} else {
		fault_committed();
	}
	c->sql_us += clock_us() - start;
	db->in_tx = false;
	return !err_is_set(c);
}

void
db_rollback(struct ctx *c)
{
	struct db *db = c->db;

	if (!db)
		return;
	db->armed = false;
	if (!db->in_tx)
		return;
	db->driver->rollback(db);
	db->in_tx = false;
}

void
db_backoff(int attempt)
{
	uint64_t x = (uint64_t)clock_us() * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)getpid() << 32;
	int64_t most = INT64_C(4000) << (attempt < 1 ? 0 : attempt > 6 ? 6 : attempt);
	int64_t us;

	x ^= x >> 29;
	us = 1000 + (int64_t)((x * UINT64_C(0xbf58476d1ce4e5b9) >> 33) % (uint64_t)most);
	(void)nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000 }, NULL);
}

bool
db_transact(struct ctx *c, enum db_mode mode, bool (*fn)(struct ctx *, void *), void *arg)
{
	int64_t start = clock_ms();
	int attempt;

	if (err_is_set(c))
		return false;
	for (attempt = 1;; attempt++) {
		if (db_begin(c, mode)) {
			if (!fn(c, arg) || err_is_set(c))
				db_rollback(c);
			else if (db_commit(c))
				return true;
		}
		if (c->err.kind != ERR_BUSY || attempt == TRIES || clock_ms() - start >= PATIENCE_MS)
			return false;
		err_clear(c);
		db_backoff(attempt);
	}
}

/* --- statements --- */

/* A transaction is open for this statement; begins the armed one. */
static bool
ready(struct ctx *c, const struct db_stmt *stmt)
{
	if (err_is_set(c))
		return false;
	if (!c->db->in_tx) {
		if (!c->db->armed)
			BUG("statement %s outside a transaction", stmt->name);
		if (!db_begin(c, c->db->mode))
			return false;
	}
	return !injected(c, stmt->name);
}

static struct db_rows
run(struct ctx *c, const struct db_stmt *stmt, const struct db_param *param, size_t n, bool whole)
{
	struct db_rows r = { .c = c, .row = -1 };
	struct db_fault f = { 0 };
	int64_t us;

	if (!ready(c, stmt))
		return r;
	us = clock_us();
	r.stmt = c->db->driver->run(c->db, stmt, param, n, whole, &f);
	us = clock_us() - us;
	c->sql_us += us;
	c->sql_count++;
	db_count(stmt, us);
	if (r.stmt) {
		r.cols = c->db->driver->columns(r.stmt);
		r.use = ((const struct db_cursor *)r.stmt)->use;
	} else {
		err_set(c, f.kind, stmt->name, "%s", f.text);
	}
	return r;
}

struct db_rows
db_run(struct ctx *c, const struct db_stmt *stmt, const struct db_param *param, size_t n)
{
	return run(c, stmt, param, n, false);
}

/* The open cursor of a result; NULL when a commit or rollback has ended it. */
static const struct db_cursor *
cursor(const struct db_rows *r)
{
	const struct db_cursor *k = r->stmt;

	return k && k->use == r->use ? k : NULL;
}

bool
db_next(struct db_rows *r)
{
	struct db_fault f = { 0 };
	int64_t start;
	bool more;

	if (!r->stmt)
		return false;
	if (err_is_set(r->c)) {
		db_done(r);
		return false;
	}
	if (!cursor(r))
		BUG("row read after its transaction ended");
	start = clock_us();
	more = r->c->db->driver->next(r->stmt, &f);
	r->c->sql_us += clock_us() - start;
	if (!more) {
		if (f.kind != ERR_NONE)
			err_set(r->c, f.kind, cursor(r)->name, "%s", f.text);
		db_done(r);
		return false;
	}
	r->row++;
	r->col = 0;
	return true;
}

void
db_done(struct db_rows *r)
{
	struct db_fault f = { 0 };
	const char *name;

	if (cursor(r)) {
		name = cursor(r)->name;
		if (!r->c->db->driver->done(r->stmt, &f))
			err_set(r->c, f.kind, name, "%s", f.text);
	}
	r->stmt = NULL;
}

int64_t
db_do(struct ctx *c, const struct db_stmt *stmt, const struct db_param *param, size_t n)
{
	struct db_rows r = run(c, stmt, param, n, true);
	struct db_fault f = { 0 };
	int64_t rows = 0;

	if (!r.stmt)
		return 0;
	while (c->db->driver->next(r.stmt, &f))
		rows++;
	if (f.kind != ERR_NONE)
		err_set(c, f.kind, stmt->name, "%s", f.text);
	else if (r.cols == 0)
		rows = c->db->driver->changes(r.stmt);
	db_done(&r);
	return err_is_set(c) ? 0 : rows;
}

int64_t
db_first_int(struct ctx *c, int64_t def, const struct db_stmt *stmt, const struct db_param *param, size_t n)
{
	struct db_rows r = run(c, stmt, param, n, true);
	int64_t v = def;

	if (db_next(&r))
		v = db_int(&r);
	db_done(&r);
	return err_is_set(c) ? def : v;
}

const char *
db_first_text(struct ctx *c, const struct db_stmt *stmt, const struct db_param *param, size_t n)
{
	struct db_rows r = run(c, stmt, param, n, true);
	const char *s = NULL;

	if (db_next(&r))
		s = db_text(&r);
	db_done(&r);
	return err_is_set(c) ? NULL : s;
}

/* --- columns --- */

static int
column(struct db_rows *r)
{
	if (!cursor(r) || r->row < 0)
		BUG("column read outside a row");
	if (r->col >= r->cols)
		BUG("column %d read of %d", r->col + 1, r->cols);
	return r->col++;
}

int64_t
db_int(struct db_rows *r)
{
	int col = column(r);

	return r->c->db->driver->integer(r->stmt, col);
}

const char *
db_text(struct db_rows *r)
{
	int col = column(r);
	const char *s;
	size_t n;

	s = r->c->db->driver->text(r->stmt, col, &n);
	return s ? arena_mem(r->c->arena, s, n) : NULL;
}

const char *
db_str(struct db_rows *r)
{
	const char *s = db_text(r);

	return s ? s : "";
}

const void *
db_bytes(struct db_rows *r, size_t *n)
{
	int col = column(r);

	*n = 0;
	if (r->c->db->driver->is_null(r->stmt, col))
		return NULL;
	return r->c->db->driver->bytes(r->stmt, col, r->c->arena, n);
}

bool
db_null(const struct db_rows *r)
{
	if (!cursor(r) || r->row < 0 || r->col >= r->cols)
		BUG("column read outside a row");
	return r->c->db->driver->is_null(r->stmt, r->col);
}

void
db_skip(struct db_rows *r)
{
	(void)column(r);
}

/* --- known statements --- */

bool
db_listed(const struct db_stmt *stmt)
{
	const struct db_table *const *t;

	for (t = __start_db_tables; t < __stop_db_tables; t++)
		if ((uintptr_t)stmt >= (uintptr_t)(*t)->stmts && (uintptr_t)stmt < (uintptr_t)((*t)->stmts + (*t)->n))
			return true;
	return false;
}

void
db_each_stmt(void (*fn)(const struct db_stmt *, void *), void *arg)
{
	const struct db_table *const *t;
	size_t i;

	for (t = __start_db_tables; t < __stop_db_tables; t++)
		for (i = 0; i < (*t)->n; i++)
			if ((*t)->stmts[i].name)	/* an enum with a gap leaves an empty row */
				fn(&(*t)->stmts[i], arg);
}

size_t
db_placeholders(const char *sql)
{
	size_t most = 0, n;
	bool quoted = false;

	for (; *sql; sql++) {
		if (*sql == '\'')
			quoted = !quoted;
		if (*sql != '$' || quoted)
			continue;
		n = strtoul(sql + 1, NULL, 10);
		if (n > most)
			most = n;
	}
	return most;
}

struct check {
	struct ctx *c;
	const char *why;
	const struct db_stmt *stmt;
};

static void
check_twin(const struct db_stmt *stmt, void *arg)
{
	struct check *k = arg;

	if (!k->why && stmt != k->stmt && str_eq(stmt->name, k->stmt->name))
		k->why = arena_printf(k->c->arena, "%s: two statements have this name", stmt->name);
}

static void
check_one(const struct db_stmt *stmt, void *arg)
{
	struct check *k = arg;
	struct db_fault f = { 0 };

	if (k->why)
		return;
	k->stmt = stmt;
	db_each_stmt(check_twin, k);
	if (!k->why && !k->c->db->driver->check(k->c->db, stmt, &f))
		k->why = arena_printf(k->c->arena, "%s: %s", stmt->name, f.text);
}

bool
db_check(struct ctx *c, const char **why)
{
	struct check k = { .c = c };

	if (c->db->in_tx)
		BUG("statements checked inside a transaction");
	db_each_stmt(check_one, &k);
	*why = k.why;
	return !k.why;
}

bool
db_script(struct ctx *c, const char *where, const char *sql)
{
	struct db_fault f = { 0 };

	if (err_is_set(c) || injected(c, where))
		return false;
	if (c->db->driver->script(c->db, sql, &f))
		return true;
	err_set(c, f.kind, where, "%s", f.text);
	return false;
}

/* --- the drivers' statement cache: open addressing, never emptied --- */

static size_t
slot_of(const struct db_cache *k, const struct db_stmt *key)
{
	uint64_t h = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 20) & (k->size - 1);

	while (k->slots[i].key && k->slots[i].key != key)
		i = (i + 1) & (k->size - 1);
	return i;
}

void *
db_cache_get(const struct db_cache *k, const struct db_stmt *key)
{
	return k->size ? k->slots[slot_of(k, key)].entry : NULL;
}

void
db_cache_put(struct db_cache *k, struct arena *a, const struct db_stmt *key, void *entry)
{
	struct db_cache old = *k;
	size_t i;

	if (k->n * 2 >= k->size) {
		k->size = old.size ? old.size * 2 : 256;
		k->slots = arena_new_n(a, k->size, struct db_cache_slot);
		for (i = 0; i < old.size; i++)
			if (old.slots[i].key)
				k->slots[slot_of(k, old.slots[i].key)] = old.slots[i];
	}
	i = slot_of(k, key);
	k->slots[i] = (struct db_cache_slot){ key, entry };
	k->n++;
}
