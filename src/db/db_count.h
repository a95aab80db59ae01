/* How often each known statement ran and how long that took, over all workers: the counts stand in memory that the parent maps before it forks. */
#ifndef DB_DB_COUNT_H
#define DB_DB_COUNT_H

#include "db/db.h"

/* Begins to count; before the fork. False with errno: no memory, then nothing is counted, as in a process that never asks. */
MUST_USE bool db_count_init(void);
/* One run of a statement that stands in some DB_TABLE, with the microseconds until its first row was there. */
void db_count(const struct db_stmt *, int64_t us);

struct db_counted { const char *name; int64_t runs, us; };
/* What ran since the start, dearest in sum first; *all: how many statements are known. */
struct db_counted *db_counts(struct arena *, size_t *n, size_t *all);

#endif
