/*
 * What unit tests of the trade share: a fresh migrated database for every case, on SQLite in a temporary file and, when
 * ETALASE_TEST_PG holds a conninfo (keyword=value form), once more on PostgreSQL in a database of its own that is dropped
 * afterwards. A migrated database is made once per program and kind and copied for each case, so a case costs milliseconds.
 *
 *	static void
 *	reserves(void **state)
 *	{
 *		struct fixture *f = *state;	// a DB_WRITE transaction is open; f->c is the ctx
 *		...
 *		fixture_next(f);		// commits, empties the arena, begins anew; checks that nothing failed
 *	}
 *	static const struct CMUnitTest tests[] = { CASE(reserves) };
 *	FIXTURE_MAIN(tests)
 */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/ctx.h"
#include "base/log.h"
#include "db/db.h"
#include "db/migrate.h"

/* A Monday, 2026-03-02 10:00 WIB: where the clock of every case stands at first. */
#define FIXTURE_NOW INT64_C(1772420400)

struct fixture {
	struct ctx c;
	struct arena *arena;	/* of the ctx; emptied by fixture_next */
	struct arena *keep;	/* lives through the whole case */
	struct conf conf;
	char spec[1024];	/* of this case's database, for a second connection */
	char name[300];		/* file or database */
	bool pg;
};

static bool fixture_pg;			/* which kind the running group is for */
static char fixture_template[2][300];	/* the migrated file and database, "" until made */

static inline const char *
fixture_conninfo(void)
{
	const char *s = getenv("ETALASE_TEST_PG");

	return s && *s ? s : NULL;
}

static inline void
fixture_no_notice(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

/* Runs one administrative statement on the server of ETALASE_TEST_PG. */
static inline void
fixture_pg_do(const char *sql)
{
	PGconn *pg = PQconnectdb(fixture_conninfo());
	PGresult *res;

	if (PQstatus(pg) != CONNECTION_OK) {
		(void)fprintf(stderr, "ETALASE_TEST_PG: %s", PQerrorMessage(pg));
		exit(1);
	}
	PQsetNoticeProcessor(pg, fixture_no_notice, NULL);
	res = PQexec(pg, sql);
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		(void)fprintf(stderr, "%s: %s", sql, PQerrorMessage(pg));
		exit(1);
	}
	PQclear(res);
	PQfinish(pg);
}

static inline void
fixture_copy(const char *from, const char *to)
{
	static char block[1 << 16];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n;

	while ((n = read(in, block, sizeof(block))) > 0) {
		if (write(out, block, (size_t)n) != n)
			n = -1;
	}
	if (in < 0 || out < 0 || n < 0 || close(in) != 0 || close(out) != 0) {
		perror(to);
		exit(1);
	}
}

static inline void
fixture_spec(char *spec, size_t n, bool pg, const char *name)
{
	if (pg)
		(void)snprintf(spec, n, "pg:%s dbname=%s", fixture_conninfo(), name);
	else
		(void)snprintf(spec, n, "sqlite:%s", name);
}

static inline void
fixture_drop(bool pg, const char *name)
{
	char text[400];

	if (*name == '\0')
		return;
	if (pg) {
		(void)snprintf(text, sizeof(text), "DROP DATABASE IF EXISTS %s", name);
		fixture_pg_do(text);
		return;
	}
	(void)unlink(name);
	(void)snprintf(text, sizeof(text), "%s-wal", name);
	(void)unlink(text);
	(void)snprintf(text, sizeof(text), "%s-shm", name);
	(void)unlink(text);
}

/* A name for a file or database that nobody else has. */
static inline void
fixture_name(char *name, size_t n, bool pg, const char *what)
{
	const char *dir = getenv("TMPDIR");

	if (pg)
		(void)snprintf(name, n, "etalase_unit_%ld_%s", (long)getpid(), what);
	else
		(void)snprintf(name, n, "%s/etalase-unit-%ld-%s.db", dir && *dir ? dir : "/tmp",
		    (long)getpid(), what);
}

/* Makes the migrated database that cases are copied from. */
static inline void
fixture_prepare(bool pg, const struct conf *conf)
{
	struct arena *a = arena_open();
	struct ctx c;
	char spec[1024], text[400];
	const char *why = "";
	char *name = fixture_template[pg];

	fixture_name(name, sizeof(fixture_template[pg]), pg, "template");
	fixture_drop(pg, name);
	if (pg) {
		(void)snprintf(text, sizeof(text), "CREATE DATABASE %s TEMPLATE template0"
		    " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", name);
		fixture_pg_do(text);
	}
	fixture_spec(spec, sizeof(spec), pg, name);
	ctx_init(&c, a, db_make(spec, &why), conf);
	if (!c.db || db_migrate(&c, conf->sql, &why) != MIGRATE_DONE || err_is_set(&c) ||
	    !db_checkpoint(c.db, true)) {
		(void)fprintf(stderr, "%s: %s %s\n", spec, why, c.err.text);
		exit(1);
	}
	db_close(c.db);
	arena_close(a);
}

/* Begins the case's transaction. */
static inline void
fixture_begin(struct fixture *f)
{
	if (!db_begin(&f->c, DB_WRITE))
		fail_msg("begin: %s %s", f->c.err.where, f->c.err.text);
}

/* The failure that was recorded, if any, ends the case. */
static inline void
fixture_ok(struct fixture *f)
{
	if (err_is_set(&f->c))
		fail_msg("%s: %s", f->c.err.where, f->c.err.text);
}

static inline void
fixture_commit(struct fixture *f)
{
	fixture_ok(f);
	if (!db_commit(&f->c))
		fail_msg("commit: %s %s", f->c.err.where, f->c.err.text);
}

/* The next request: commits, empties the arena, begins anew. */
static inline void
fixture_next(struct fixture *f)
{
	fixture_commit(f);
	arena_reset(f->arena);
	fixture_begin(f);
}

static inline int
fixture_setup(void **state)
{
	static int cases;
	struct arena *keep = arena_open();
	struct fixture *f = arena_new(keep, struct fixture);
	struct db *db;
	const char *why = "";
	char what[20], text[700];

	log_to(getenv("ETALASE_TEST_LOG") ? 2 : -1);	/* a BUG() says why only there */
	crypt_init();
	clock_set(FIXTURE_NOW);
	f->keep = keep;
	f->pg = fixture_pg;
	if (!conf_load(keep, &f->conf, NULL, &why)) {
		(void)fprintf(stderr, "%s\n", why);
		return -1;
	}
	f->conf.walls = 0;	/* they would stand around all the cases to come; tests/flow/walls.py has them */
	if (*fixture_template[f->pg] == '\0')
		fixture_prepare(f->pg, &f->conf);
	(void)snprintf(what, sizeof(what), "%d", ++cases);
	fixture_name(f->name, sizeof(f->name), f->pg, what);
	fixture_drop(f->pg, f->name);
	if (f->pg) {
		(void)snprintf(text, sizeof(text), "CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", f->name,
		    fixture_template[1]);
		fixture_pg_do(text);
	} else {
		fixture_copy(fixture_template[0], f->name);
	}
	fixture_spec(f->spec, sizeof(f->spec), f->pg, f->name);
	db = db_open(f->spec, &why);
	if (!db) {
		(void)fprintf(stderr, "%s: %s\n", f->spec, why);
		return -1;
	}
	f->arena = arena_open();
	ctx_init(&f->c, f->arena, db, &f->conf);
	if (!db_begin(&f->c, DB_WRITE)) {
		(void)fprintf(stderr, "%s: %s\n", f->spec, f->c.err.text);
		return -1;
	}
	*state = f;
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *f = *state;

	db_rollback(&f->c);
	db_close(f->c.db);
	fixture_drop(f->pg, f->name);
	clock_set(0);
	arena_close(f->arena);
	arena_close(f->keep);
	return 0;
}

static inline void
fixture_end(void)
{
	fixture_drop(false, fixture_template[0]);
	if (*fixture_template[1] != '\0')
		fixture_drop(true, fixture_template[1]);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, fixture_setup, fixture_teardown)

/* main(): all cases on SQLite, then on PostgreSQL when there is one. ETALASE_TEST_KIND=pg leaves SQLite out. */
#define FIXTURE_MAIN(tests) \
int \
main(void) \
{ \
	const char *kind = getenv("ETALASE_TEST_KIND"); \
	int bad = 0; \
 \
	if (!kind || strcmp(kind, "pg") != 0) \
		bad = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL); \
	if (fixture_conninfo()) { \
		fixture_pg = true; \
		bad += cmocka_run_group_tests_name("postgresql", tests, NULL, NULL); \
	} \
	fixture_end(); \
	return bad ? 1 : 0; \
}

#endif
