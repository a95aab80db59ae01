/* Whose turn it is to write. SQLite lets one connection write at a time and has the others try again after a sleep; workers of one parent queue here instead, so that the next begins the moment
 * the one before has ended. It is a courtesy, not a lock: what must not happen at the same time is kept apart by SQLite, also between those who do not queue (commands, the worker, other parents). */
#ifndef DB_DB_TURN_H
#define DB_DB_TURN_H

#include "base/base.h"

/* The queue of the processes that are forked after this. False: no memory; nobody queues then. */
bool db_turn_open(void);
/* Waits for the turn, at most so many milliseconds; false when it did not come. Without a queue: true at once. */
MUST_USE bool db_turn_take(int64_t ms);
/* Ends the turn; nothing when this process has none. */
void db_turn_give(void);

#endif
