/*
 * When the log gets short. A checkpoint brings its pages to the file; but the next writer begins it from its start only if at some moment all of it has gone and nobody reads from it. Among four workers
 * that write and read all the time that moment does not come by itself: the log grew to 30 MB, and looking for pages in it was a quarter of each request. So first what can go without anybody waiting,
 * then the few pages that have come since with the writers waiting in their queue, some milliseconds at most.
 */
#include "db/db_sqlite_wal.h"

#include "base/log.h"
#include "db/db_turn.h"

void
db_sqlite_wal_failed(sqlite3 *h, int rc, const char *what)
{
	LOG(EV_DB, KV("what", what), KI("code", rc), KV("text", sqlite3_errmsg(h)));
}

static bool
went(sqlite3 *h, int rc)
{
	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		db_sqlite_wal_failed(h, rc, "checkpoint of a writer");
	return rc == SQLITE_OK;
}

bool
db_sqlite_wal_shorten(sqlite3 *h, int most)
{
	int all = 0, gone = 0;

	return went(h, sqlite3_wal_checkpoint_v2(h, "main", SQLITE_CHECKPOINT_PASSIVE, &all, &gone)) && all - gone <= most;
}

bool
db_sqlite_wal_start_over(sqlite3 *h, int64_t turn_ms)
{
	bool ok;

	if (!db_turn_take(turn_ms))
		return false;
	ok = went(h, sqlite3_wal_checkpoint_v2(h, "main", SQLITE_CHECKPOINT_RESTART, NULL, NULL));
	db_turn_give();
	return ok;
}
