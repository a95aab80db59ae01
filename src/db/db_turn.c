/*
 * A robust mutex in memory that parent and workers share. It costs no system call while nobody else wants to write, wakes exactly one when it is given back, and when its owner was killed the
 * kernel hands it to the next, who goes on: what it stands for is in the database, and SQLite has rolled that back.
 */
#include "db/db_turn.h"

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#include "base/clock.h"

static struct {
	pthread_mutex_t *lock;	/* NULL: nobody queues */
	bool mine;
} turn;

bool
db_turn_open(void)
{
	pthread_mutexattr_t a;
	pthread_mutex_t *m;
	bool ok;

	m = mmap(NULL, sizeof(*m), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (m == MAP_FAILED || pthread_mutexattr_init(&a) != 0)
		return false;
	ok = pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED) == 0 && pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST) == 0 &&
	    pthread_mutex_init(m, &a) == 0;
	(void)pthread_mutexattr_destroy(&a);
	if (ok)
		turn.lock = m;
	return ok;
}

bool
db_turn_take(int64_t ms)
{
	struct timespec until;
	int rc;

	if (!turn.lock)
		return true;
	rc = pthread_mutex_trylock(turn.lock);
	if (rc == EBUSY) {
		(void)clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += ms / 1000;
		until.tv_nsec += ms % 1000 * 1000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_sec++;
			until.tv_nsec -= 1000000000;
		}
		rc = pthread_mutex_clocklock(turn.lock, CLOCK_MONOTONIC, &until);
	}
	if (rc == EOWNERDEAD)	/* it was killed in the middle of a transaction */
		rc = pthread_mutex_consistent(turn.lock);
	if (rc == ETIMEDOUT)
		return false;
	turn.mine = rc == 0;		/* a broken queue keeps nobody from writing */
	return true;
}

void
db_turn_give(void)
{
	if (turn.mine && pthread_mutex_unlock(turn.lock) != 0)
		BUG("turn given back that was not taken");
	turn.mine = false;
}
