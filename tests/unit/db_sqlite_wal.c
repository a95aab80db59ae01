/* The log of SQLite gets short again: what readers let go goes without a wait, and once nobody reads from the log the next writer begins it from its start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <unistd.h>

#include "db/db_sqlite_wal.h"

static struct {
	char dir[64];
	char path[96];
	sqlite3 *writer, *reader;
	int frames;		/* in the log after the last commit */
} f;

static int
committed(void *unused, sqlite3 *h, const char *name, int frames)
{
	(void)unused;
	(void)h;
	(void)name;
	f.frames = frames;
	return SQLITE_OK;
}

static void
run(sqlite3 *h, const char *sql)
{
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
}

static int
before(void **state)
{
	(void)state;
	(void)snprintf(f.dir, sizeof(f.dir), "/tmp/etalase-wal-XXXXXX");
	assert_non_null(mkdtemp(f.dir));
	(void)snprintf(f.path, sizeof(f.path), "%s/t.db", f.dir);
	assert_int_equal(sqlite3_open(f.path, &f.writer), SQLITE_OK);
	assert_int_equal(sqlite3_open(f.path, &f.reader), SQLITE_OK);
	run(f.writer, "PRAGMA journal_mode=WAL");
	(void)sqlite3_wal_autocheckpoint(f.writer, 0);
	(void)sqlite3_wal_hook(f.writer, committed, NULL);
	run(f.writer, "CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB)");
	return 0;
}

static int
after(void **state)
{
	(void)state;
	(void)sqlite3_close(f.reader);
	(void)sqlite3_close(f.writer);
	(void)unlink(f.path);
	(void)rmdir(f.dir);
	return 0;
}

static void
put(int times)
{
	int i;

	for (i = 0; i < times; i++)
		run(f.writer, "INSERT INTO t (v) VALUES (zeroblob(3000))");
}

static void
starts_over(void **state)
{
	int was;

	(void)state;
	put(100);
	was = f.frames;
	assert_true(was > 100);
	assert_true(db_sqlite_wal_shorten(f.writer, 0));
	assert_true(db_sqlite_wal_start_over(f.writer, 10));
	put(1);
	assert_true(f.frames < 10);
}

/* One who reads what is newest lets all of it go, but keeps the log from its start; one who reads what is older keeps what came since, too. */
static void
readers_are_in_the_way(void **state)
{
	(void)state;
	put(100);
	run(f.reader, "BEGIN; SELECT COUNT(*) FROM t");
	assert_true(db_sqlite_wal_shorten(f.writer, 0));
	assert_false(db_sqlite_wal_start_over(f.writer, 10));
	put(50);
	assert_true(f.frames > 150);
	assert_false(db_sqlite_wal_shorten(f.writer, 20));
	assert_true(db_sqlite_wal_shorten(f.writer, 1000));
	run(f.reader, "COMMIT");
	assert_true(db_sqlite_wal_shorten(f.writer, 20));
	assert_true(db_sqlite_wal_start_over(f.writer, 10));
	put(1);
	assert_true(f.frames < 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(starts_over, before, after), cmocka_unit_test_setup_teardown(readers_are_in_the_way, before, after) };

	return cmocka_run_group_tests_name("db_sqlite_wal", tests, NULL, NULL);
}
