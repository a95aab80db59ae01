/* Where libpq's functions are found. */
#include "db/db_pq.h"

struct db_pq db_pq;	/* filled once, for as long as the process lives */

bool
db_pq_load(const char **why)
{
	static const char *const names[] = { PQ_FUNCTIONS(LATE_NAME) };

	_Static_assert(sizeof(db_pq) == sizeof(names), "a pointer for each name");
	return late_load("libpq.so.5", names, (void **)&db_pq, ARRAY_LEN(names), why);
}
