/* Checkpoints: what lies in SQLite's log goes to the file, so that the log stays short. A page is looked for in the whole of the log before it is taken from the file. */
#ifndef DB_DB_SQLITE_WAL_H
#define DB_DB_SQLITE_WAL_H

#include <sqlite3.h>

#include "base/base.h"

/* Logs it. */
void db_sqlite_wal_failed(sqlite3 *, int rc, const char *what);
/* As far as readers let it, nobody waits. True: all of it has gone but so many pages. */
bool db_sqlite_wal_shorten(sqlite3 *, int most);
/* All of it, and the next writer begins the log from its start; writers wait in their queue meanwhile, as long as the busy handler has patience. Not inside a transaction. False: somebody was in the way. */
bool db_sqlite_wal_start_over(sqlite3 *, int64_t turn_ms);

#endif
