/*
 * SQLite's file as the kernel shows it in memory: a mapping that stays and grows with the file, taken in before it is needed, and what happens when a part of it can't be read. A bad sector under a mapping is no failed call but SIGBUS: here the
 * part reads as zeros from then on and the connection is told, which must not believe anything that it has read since.
 */
#ifndef DB_DB_SQLITE_MAP_H
#define DB_DB_SQLITE_MAP_H

#include <sqlite3.h>

#include "base/base.h"

/* From now on for the main file of this connection. */
void db_sqlite_map_keep(sqlite3 *);
/* Takes in a piece of the mapped file, as far as the kernel has it in memory: a tenth of a millisecond, for when nobody waits. Nothing when all is done, and where the connection isn't mapped by us. */
void db_sqlite_map_warm(sqlite3 *);
/* How often a part could not be read, in this process. When that has grown since a connection was opened, nothing that it has said since holds, and it must be closed: zeros may be among its pages. */
unsigned db_sqlite_map_bad(void);

#endif
