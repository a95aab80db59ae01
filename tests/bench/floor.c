/* The floors of `make bench`: a FastCGI program of a few lines in as many processes as the shop has. GET answers nothing at all, over the path that every page takes. POST writes the rows of an order
 * into a database of its own, with nothing decided: a bare durable commit (SQLite, WAL, synchronous=FULL), which placing an order is measured against.
 *     floor SOCKET WORKERS DATABASE */
#include <fcgi_stdio.h>
#include <fcgiapp.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* About the rows that an order of one line writes (order, line, its effect, stock, movement, payment, timeline, customer, counters, audit): an estimate, not a count. */
#define ROWS 12

static int
busy(void *arg, int n)
{
	(void)arg;
	usleep((useconds_t)(200 + rand() % 800));
	return n < 5000;
}

static void
answer(sqlite3 *db, sqlite3_stmt *add)
{
	int i, ok;

	if (strcmp(getenv("REQUEST_METHOD"), "POST") != 0) {
		FCGI_printf("Content-Type: text/plain\r\n\r\n");
		return;
	}
	ok = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
	for (i = 0; ok && i < ROWS; i++) {
		sqlite3_reset(add);
		ok = sqlite3_step(add) == SQLITE_DONE;
	}
	sqlite3_reset(add);
	ok = ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	FCGI_printf("Status: %s\r\nContent-Type: text/plain\r\n\r\n", ok ? "303 See Other\r\nLocation: /" : "500 Failed");
}

static int
serve(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *add;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		return 1;
	sqlite3_busy_handler(db, busy, NULL);
	if (sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c TEXT); CREATE INDEX IF NOT EXISTS bare_a ON bare (a)", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "INSERT INTO bare (a, b, c) VALUES (abs(random()) % 100000, hex(randomblob(16)), hex(randomblob(60)))", -1, &add, NULL) != SQLITE_OK)
		return 1;
	while (FCGI_Accept() >= 0)
		answer(db, add);
	return 0;
}

int
main(int argc, char **argv)
{
	int fd, i;

	if (argc != 4 || (fd = FCGX_OpenSocket(argv[1], 1024)) < 0)
		return 2;
	dup2(fd, 0);
	for (i = 0; i < atoi(argv[2]); i++)
		if (fork() == 0)
			return serve(argv[3]);
	while (wait(NULL) > 0)
		;
	return 0;
}
