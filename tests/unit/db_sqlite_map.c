/* The mapped file of a database: it stays where it is while another process writes and the file grows, is taken in before it is asked for, and goes with its connection. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/db_sqlite_map.h"

struct place {
	unsigned long at;
	long rss_kb;
};

struct file {
	char dir[64];
	char path[96];
	sqlite3 *h;
};

static int64_t
number(sqlite3 *h, const char *sql)
{
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return n;
}

static void
run(sqlite3 *h, const char *sql)
{
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
}

static sqlite3 *
opened(const char *path)
{
	sqlite3 *h;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	db_sqlite_map_keep(h);
	run(h, "PRAGMA journal_mode=WAL; PRAGMA mmap_size=2147418112; PRAGMA cache_size=10");
	return h;
}

/* The longest mapping of the file in this process; at is 0 when there is none. */
static struct place
place_of(const char *path)
{
	struct place p = { 0 }, now = { 0 };
	FILE *f = fopen("/proc/self/smaps", "re");
	unsigned long to, most = 0;
	char line[512];
	bool ours = false;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx ", &now.at, &to) == 2) {
			line[strcspn(line, "\n")] = '\0';
			ours = strlen(line) > strlen(path) && strcmp(line + strlen(line) - strlen(path), path) == 0 && to - now.at > most;
			if (ours) {
				most = to - now.at;
				p = now;
			}
		} else if (ours) {
			(void)sscanf(line, "Rss: %ld kB", &p.rss_kb);
		}
	}
	(void)fclose(f);
	return p;
}

/* Another process writes rows of 2 kB, each in a transaction of its own, and brings all into the file. */
static void
others_write(const char *path, int rows)
{
	pid_t pid = fork();
	int status, i;
	sqlite3 *h;

	if (pid == 0) {
		if (sqlite3_open(path, &h) != SQLITE_OK)
			_exit(1);
		for (i = 0; i < rows; i++)
			if (sqlite3_exec(h, "INSERT INTO t (v) VALUES (zeroblob(2000))", NULL, NULL, NULL) != SQLITE_OK)
				_exit(2);
		_exit(sqlite3_exec(h, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) == SQLITE_OK ? 0 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int
before(void **state)
{
	struct file *f = calloc(1, sizeof(*f));

	(void)snprintf(f->dir, sizeof(f->dir), "/tmp/etalase-map-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	(void)snprintf(f->path, sizeof(f->path), "%s/t.db", f->dir);
	f->h = opened(f->path);
	run(f->h, "CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) INSERT INTO t (v) SELECT zeroblob(2000) FROM n;"
	    "PRAGMA wal_checkpoint(TRUNCATE)");
	*state = f;
	return 0;
}

static int
after(void **state)
{
	struct file *f = *state;
	char other[112];

	(void)sqlite3_close(f->h);
	(void)unlink(f->path);
	(void)snprintf(other, sizeof(other), "%s-wal", f->path);
	(void)unlink(other);
	(void)snprintf(other, sizeof(other), "%s-shm", f->path);
	(void)unlink(other);
	(void)rmdir(f->dir);
	free(f);
	return 0;
}

static void
stays_while_others_write(void **state)
{
	struct file *f = *state;
	struct place was, is;
	int i;

	assert_int_equal(number(f->h, "SELECT COUNT(*) FROM t WHERE v IS NOT NULL"), 4000);
	was = place_of(f->path);
	assert_true(was.at != 0);
	for (i = 0; i < 300; i++) {
		others_write(f->path, 1);
		assert_int_equal(number(f->h, "SELECT MAX(id) FROM t"), 4001 + i);
	}
	others_write(f->path, 1000);
	assert_int_equal(number(f->h, "SELECT SUM(LENGTH(v)) FROM t"), 2000 * 5300);
	is = place_of(f->path);
	assert_int_equal(is.at, was.at);
	assert_true(is.rss_kb > 10000);	/* what has come is read from it, too */
}

static void
taken_in_before(void **state)
{
	struct file *f = *state;
	struct place p;
	int i;

	assert_int_equal(number(f->h, "SELECT id FROM t LIMIT 1"), 1);
	p = place_of(f->path);
	assert_true(p.at != 0);
	assert_true(p.rss_kb < 2000);
	if (madvise((void *)p.at, 4096, MADV_POPULATE_READ) != 0 && errno == EINVAL) {
		print_message("skipped: this kernel (before 5.14) takes nothing in\n");
		skip();
	}
	db_sqlite_map_warm(f->h);
	p = place_of(f->path);
	assert_in_range(p.rss_kb, 1024, 3000);	/* one piece */
	for (i = 0; i < 12; i++)
		db_sqlite_map_warm(f->h);
	assert_in_range(place_of(f->path).rss_kb, 5000, 9000);	/* of 8 MB, as far as the kernel has not needed the memory otherwise */
}

static void
shrinks(void **state)
{
	struct file *f = *state;

	assert_int_equal(number(f->h, "SELECT SUM(LENGTH(v)) FROM t"), 2000 * 4000);
	run(f->h, "DELETE FROM t WHERE id > 10; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
	assert_int_equal(number(f->h, "SELECT SUM(LENGTH(v)) FROM t"), 2000 * 10);
	db_sqlite_map_warm(f->h);
	others_write(f->path, 2000);
	assert_int_equal(number(f->h, "SELECT SUM(LENGTH(v)) FROM t"), 2000 * 2010);
	assert_int_equal(db_sqlite_map_bad(), 0);
}

static void
two_connections(void **state)
{
	struct file *f = *state;
	sqlite3 *second = opened(f->path);

	assert_int_equal(number(f->h, "SELECT COUNT(*) FROM t WHERE v IS NOT NULL"), 4000);
	assert_int_equal(number(second, "SELECT COUNT(*) FROM t WHERE v IS NOT NULL"), 4000);
	run(second, "DELETE FROM t WHERE id <= 1000");
	assert_int_equal(number(f->h, "SELECT COUNT(*) FROM t WHERE v IS NOT NULL"), 3000);
	db_sqlite_map_warm(second);	/* nothing of its own to take in */
	assert_int_equal(sqlite3_close(f->h), SQLITE_OK);
	assert_int_equal(number(second, "SELECT COUNT(*) FROM t WHERE v IS NOT NULL"), 3000);
	assert_int_equal(sqlite3_close(second), SQLITE_OK);
	assert_true(place_of(f->path).at == 0);
	f->h = opened(f->path);
	assert_int_equal(number(f->h, "SELECT COUNT(*) FROM t WHERE v IS NOT NULL"), 3000);
	assert_true(place_of(f->path).at != 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(stays_while_others_write, before, after),
		cmocka_unit_test_setup_teardown(taken_in_before, before, after),
		cmocka_unit_test_setup_teardown(shrinks, before, after),
		cmocka_unit_test_setup_teardown(two_connections, before, after),
	};

	return cmocka_run_group_tests_name("db_sqlite_map", tests, NULL, NULL);
}
