/*
 * Migrations: the files that a test writes are applied once and in order, a broken one leaves no trace, two programs at once do it
 * once, and a database from the future is left alone. On SQLite, and on PostgreSQL when ETALASE_TEST_PG holds a conninfo.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db_driver.h"
#include "db/migrate.h"

enum { T_ITEMS, T_LOGGED, T_SECOND, T_VERSION, T_ADD, T_REFERS };

static const struct db_stmt q[] = {
	[T_ITEMS] = SQL("test.items", "SELECT note FROM item ORDER BY id"),
	[T_LOGGED] = SQL("test.logged", "SELECT COUNT(*) FROM seen"),
	[T_SECOND] = SQL2("test.second", "SELECT COUNT(*) FROM sqlite_master WHERE name = 'second'",
	    "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('second')"),
	[T_VERSION] = SQL("test.version", "SELECT MAX(version) FROM schema_version"),
	[T_ADD] = SQL("test.future", "INSERT INTO schema_version (version, name, at) VALUES ($1, $2, 0)"),
	[T_REFERS] = SQL("test.refers", "INSERT INTO refers (item) VALUES ($1)"),
};

static const char first[] =
    "-- A comment; with a semicolon;\n"
    "CREATE TABLE item (   -- trailing; comment;\n"
    "\tid @ID,\n"
    "\tnote TEXT NOT NULL,\n"
    "\tn @INT NOT NULL DEFAULT 0 CHECK (n >= 0),\n"
    "\tblob @BYTES\n"
    ") @STRICT;\n"
    "CREATE TABLE refers (id @ID, item @INT NOT NULL REFERENCES item (id)) @STRICT;\n"
    "CREATE TABLE seen (item @INT NOT NULL) @STRICT;\n"
    "INSERT INTO item (note) VALUES ('a@ID.example -- it''s; kept'), ('two\n"
    "lines');\n"
    "-- only: sqlite\n"
    "CREATE TRIGGER item_seen AFTER INSERT ON item BEGIN\n"
    "\tINSERT INTO seen (item) VALUES (new.id);\n"
    "END;;\n"
    "-- end\n"
    "-- only: postgres\n"
    "CREATE FUNCTION item_seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
    "\tINSERT INTO seen (item) VALUES (new.id);\n"
    "\tRETURN new;\n"
    "END $$;;\n"
    "CREATE TRIGGER item_seen AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION item_seen();;\n"
    "-- end\n"
    "INSERT INTO item (note) VALUES ('three');\n";

static const char *pg;
static char dir[120], file[200], spec[600];
static struct ctx ctx;
static struct ctx *const c = &ctx;

static void
put(const char *name, const char *text)
{
	assert_true(file_write(arena_printf(c->arena, "%s/%s", dir, name), text, strlen(text), 0600));
}

static int
setup(void **state)
{
	const char *why = "";

	(void)state;
	log_to(-1);
	(void)snprintf(dir, sizeof(dir), "/tmp/etalase-migrate-%ld", (long)getpid());
	(void)snprintf(file, sizeof(file), "%s/shop.db", dir);
	if (!file_mkdirs(dir, 0700))
		return -1;
	if (pg)
		(void)snprintf(spec, sizeof(spec), "pg:%s options='-c search_path=etalase_migrate'", pg);
	else
		(void)snprintf(spec, sizeof(spec), "sqlite:%s", file);
	ctx_init(c, arena_open(), db_make(spec, &why), NULL);
	if (!c->db) {
		(void)fprintf(stderr, "%s: %s\n", spec, why);
		return -1;
	}
	if (!pg)
		return 0;
	return db_begin(c, DB_WRITE) && db_script(c, "setup", "DROP SCHEMA IF EXISTS etalase_migrate CASCADE") &&
	    db_script(c, "setup", "CREATE SCHEMA etalase_migrate") && db_commit(c) ? 0 : -1;
}

static int
teardown(void **state)
{
	const char **f;

	(void)state;
	db_rollback(c);
	db_close(c->db);
	for (f = file_list(c->arena, dir); *f; f++)
		(void)unlink(arena_printf(c->arena, "%s/%s", dir, *f));
	(void)rmdir(dir);
	arena_close(c->arena);
	return 0;
}

static int64_t
ask(const struct db_stmt *s)
{
	int64_t n;

	assert_true(db_begin(c, DB_READ));
	n = db_one_int(c, -1, s);
	assert_true(db_commit(c));
	return n;
}

static void
expect(enum migrate want, const char *in_why)
{
	const char *why = NULL;

	assert_int_equal(db_migrate(c, dir, &why), want);
	if (in_why && (!why || !strstr(why, in_why)))
		fail_msg("\"%s\" does not say \"%s\"", why ? why : "(null)", in_why);
	err_clear(c);
}

/* --- cases --- */

static void
applied_once_in_order(void **state)
{
	const char *why = NULL;
	struct db_rows r;

	(void)state;
	put("001_first.sql", first);
	put("002_second.sql", "CREATE TABLE second (id @ID) @STRICT;\nINSERT INTO item (note) VALUES ('from 2');");
	put("regions.tsv", "no migration");
	assert_int_equal(db_migrate_state(c, dir, &why), MIGRATE_DONE);
	expect(MIGRATE_DONE, NULL);
	assert_int_equal(db_migrate_state(c, dir, &why), MIGRATE_CURRENT);
	expect(MIGRATE_CURRENT, NULL);
	assert_true(db_begin(c, DB_READ));
	r = db_query(c, &q[T_ITEMS]);
	assert_true(db_next(&r));
	assert_string_equal(db_text(&r), "a@ID.example -- it's; kept");
	assert_true(db_next(&r));
	assert_string_equal(db_text(&r), "two\nlines");
	db_done(&r);
	assert_true(db_commit(c));
	assert_int_equal(ask(&q[T_LOGGED]), 2);
	assert_int_equal(ask(&q[T_VERSION]), 2);
	put("003_third.sql", "INSERT INTO item (note) VALUES ('later');\n");
	assert_int_equal(db_migrate_state(c, dir, &why), MIGRATE_DONE);
	expect(MIGRATE_DONE, NULL);
	assert_int_equal(ask(&q[T_LOGGED]), 3);
	/* Keys hold again afterwards. */
	assert_true(db_begin(c, DB_WRITE));
	assert_int_equal(db_exec(c, &q[T_REFERS], DB_I(404)), 0);
	assert_false(db_commit(c));
	err_clear(c);
}

static void
a_broken_one_leaves_nothing(void **state)
{
	(void)state;
	put("001_first.sql", first);
	put("002_second.sql", "CREATE TABLE second (id @ID) @STRICT;\n\nINSERT INTO nowhere\n(note) VALUES ('x');\n");
	expect(MIGRATE_FAILED, "002_second.sql:3");
	assert_int_equal(ask(&q[T_VERSION]), 1);
	assert_int_equal(ask(&q[T_SECOND]), 0);
	put("002_second.sql", "CREATE TABLE second (id @ID) @STRICT;\n");
	expect(MIGRATE_DONE, NULL);
	assert_int_equal(ask(&q[T_SECOND]), 1);
}

static void
a_reference_to_nothing_fails(void **state)
{
	(void)state;
	put("001_first.sql", first);
	put("002_second.sql", "INSERT INTO refers (item) VALUES (404);\n");
	expect(MIGRATE_FAILED, NULL);
	assert_int_equal(ask(&q[T_VERSION]), 1);
}

static void
faults_of_files_are_named(void **state)
{
	(void)state;
	expect(MIGRATE_FAILED, "no migrations");
	put("001_first.sql", "CREATE TABLE a (id @IDENTITY);\n");
	expect(MIGRATE_FAILED, "none of @ID");
	put("001_first.sql", "SELECT 1;\nSELECT 2");
	expect(MIGRATE_FAILED, "line 2");
	put("001_first.sql", "-- only: mysql\n-- end\n");
	expect(MIGRATE_FAILED, "sqlite or postgres");
	put("001_first.sql", "-- only: sqlite\nSELECT 1;;\n");
	expect(MIGRATE_FAILED, "without -- end");
	put("001_first.sql", "SELECT 1;\n-- end\n");
	expect(MIGRATE_FAILED, "without -- only");
	put("001_first.sql", first);
	put("001_again.sql", first);
	expect(MIGRATE_FAILED, "number");
}

static void
a_newer_database_is_left_alone(void **state)
{
	const char *why = NULL;

	(void)state;
	put("001_first.sql", first);
	expect(MIGRATE_DONE, NULL);
	assert_true(db_begin(c, DB_WRITE));
	assert_int_equal(db_exec(c, &q[T_ADD], DB_I(7), DB_T("007_future")), 1);
	assert_true(db_commit(c));
	put("002_second.sql", "CREATE TABLE second (id @ID) @STRICT;\n");
	assert_int_equal(db_migrate_state(c, dir, &why), MIGRATE_NEWER);
	expect(MIGRATE_NEWER, "newer");
	assert_int_equal(ask(&q[T_SECOND]), 0);
}

static void
a_renamed_or_missing_file_is_refused(void **state)
{
	(void)state;
	put("001_first.sql", first);
	put("002_second.sql", "CREATE TABLE second (id @ID) @STRICT;\n");
	expect(MIGRATE_DONE, NULL);
	assert_int_equal(unlink(arena_printf(c->arena, "%s/001_first.sql", dir)), 0);
	expect(MIGRATE_FAILED, "001_first");
	put("001_other.sql", first);
	expect(MIGRATE_FAILED, "001_first");
}

static void
several_at_once_apply_it_once(void **state)
{
	int status, ok = 0, i;
	const char *why;

	(void)state;
	put("001_first.sql", first);
	put("002_second.sql", "CREATE TABLE second (id @ID) @STRICT;\nINSERT INTO item (note) VALUES ('from 2');\n");
	for (i = 0; i < 4; i++) {
		if (fork() == 0) {
			struct ctx mine;
			enum migrate m;

			ctx_init(&mine, arena_open(), db_open(spec, &why), NULL);
			if (!mine.db)
				_exit(2);
			m = db_migrate(&mine, dir, &why);
			if (m == MIGRATE_FAILED)
				(void)fprintf(stderr, "%s\n", why);
			_exit(m == MIGRATE_DONE || m == MIGRATE_CURRENT ? 0 : 1);
		}
	}
	for (i = 0; i < 4; i++)
		ok += wait(&status) > 0 && status == 0;
	assert_int_equal(ok, 4);
	assert_int_equal(ask(&q[T_VERSION]), 2);
	assert_int_equal(ask(&q[T_LOGGED]), 2);
	assert_int_equal(db_migrate_state(c, dir, &why), MIGRATE_CURRENT);
}

/* Sorting and keyset paging would differ between the two databases. */
static void
another_collation_is_refused(void **state)
{
	struct db_fault f = { 0 };
	struct ctx other;
	const char *why = "";

	(void)state;
	if (!pg)
		return;
	put("001_first.sql", first);
	assert_true(c->db->driver->script(c->db, "SET default_transaction_read_only = off", &f));
	assert_true(c->db->driver->script(c->db, "DROP DATABASE IF EXISTS etalase_sorts", &f));
	assert_true(c->db->driver->script(c->db, "CREATE DATABASE etalase_sorts TEMPLATE template0 ENCODING 'UTF8'"
	    " LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'", &f));
	ctx_init(&other, c->arena, db_open(arena_printf(c->arena, "pg:%s dbname=etalase_sorts", pg), &why), NULL);
	assert_non_null(other.db);
	assert_int_equal(db_migrate_state(&other, dir, &why), MIGRATE_FAILED);
	assert_int_equal(db_migrate(&other, dir, &why), MIGRATE_FAILED);
	assert_non_null(strstr(why, "C.UTF-8"));
	db_close(other.db);
	assert_true(c->db->driver->script(c->db, "DROP DATABASE etalase_sorts", &f));
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
static const struct CMUnitTest tests[] = {
	CASE(applied_once_in_order), CASE(a_broken_one_leaves_nothing), CASE(a_reference_to_nothing_fails),
	CASE(faults_of_files_are_named), CASE(a_newer_database_is_left_alone), CASE(a_renamed_or_missing_file_is_refused),
	CASE(several_at_once_apply_it_once), CASE(another_collation_is_refused),
};

int
main(void)
{
	int bad = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);

	pg = getenv("ETALASE_TEST_PG");
	if (pg && *pg)
		bad += cmocka_run_group_tests_name("postgresql", tests, NULL, NULL);
	else
		(void)printf("skipped: migrate on postgresql (ETALASE_TEST_PG is not set)\n");
	return bad ? 1 : 0;
}
