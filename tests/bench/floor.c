/* The floors of `make bench`: a FastCGI program of a few lines in as many processes as the shop has. GET answers nothing at all, over the path that every page takes. POST writes the rows of an order
 * with nothing read, checked or decided: a bare durable commit (SQLite, WAL, synchronous=FULL), which placing an order is measured against. Which rows these are is not guessed: bench.py compares a
 * shop's database before and after one order and hands over one statement per row that came, changed or went, to be run on a copy of that database, with its tables and their indexes.
 *     floor SOCKET WORKERS DATABASE STATEMENTS      (a file, one statement a line) */
#include <stdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcgiapp.h>
#define NO_FCGI_DEFINES
#include <fcgi_stdio.h>

#define ROWS 64

struct floor {
	sqlite3 *db;
	sqlite3_stmt *st[ROWS];
	int n;
};

static int
busy(void *arg, int n)
{
	(void)arg;
	usleep((useconds_t)(200 + rand() % 800));
	return n < 5000;
}

static int
commit(struct floor *f)
{
	int i, ok = sqlite3_exec(f->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;

	for (i = 0; ok && i < f->n; i++) {
		ok = sqlite3_step(f->st[i]) == SQLITE_DONE;
		sqlite3_reset(f->st[i]);
	}
	if (ok && sqlite3_exec(f->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return 1;
	fprintf(stderr, "floor: %s\n", sqlite3_errmsg(f->db));
	sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
	return 0;
}

static void
answer(struct floor *f)
{
	if (strcmp(getenv("REQUEST_METHOD"), "POST") != 0)
		FCGI_printf("Content-Type: text/plain\r\n\r\n");
	else
		FCGI_printf("Status: %s\r\nContent-Type: text/plain\r\n\r\n", commit(f) ? "303 See Other\r\nLocation: /" : "500 Failed");
}

/* Settings as the shop's (db_sqlite.c), but for what costs: foreign keys are not looked at. */
static int
prepare(struct floor *f, const char *path, const char *statements)
{
	char line[20000];
	FILE *in = fopen(statements, "r");

	if (!in || sqlite3_open(path, &f->db) != SQLITE_OK)
		return 0;
	sqlite3_busy_handler(f->db, busy, NULL);
	if (sqlite3_exec(f->db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456; PRAGMA cache_size=-8000; PRAGMA wal_autocheckpoint=2000", NULL, NULL, NULL) != SQLITE_OK)
		return 0;
	while (f->n < ROWS && fgets(line, sizeof(line), in)) {
		if (sqlite3_prepare_v2(f->db, line, -1, &f->st[f->n++], NULL) != SQLITE_OK) {
			fprintf(stderr, "floor: %s: %s\n", line, sqlite3_errmsg(f->db));
			return 0;
		}
	}
	fclose(in);
	return 1;
}

static int
serve(const char *path, const char *statements)
{
	struct floor f = { 0 };

	if (!prepare(&f, path, statements))
		return 1;
	while (FCGI_Accept() >= 0)
		answer(&f);
	return 0;
}

int
main(int argc, char **argv)
{
	int fd, i;

	if (argc != 5 || (fd = FCGX_OpenSocket(argv[1], 1024)) < 0)
		return 2;
	dup2(fd, 0);
	for (i = 0; i < atoi(argv[2]); i++)
		if (fork() == 0)
			return serve(argv[3], argv[4]);
	while (wait(NULL) > 0)
		;
	return 0;
}
