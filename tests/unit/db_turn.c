/* The queue of writers: one at a time, a wait that ends, and an owner who was killed keeps nobody waiting. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/db_turn.h"

/* A child that has the turn, and lives until it is killed. */
static pid_t
owner(void)
{
	int ready[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	/* a test that fails leaves nobody behind */
		if (!db_turn_take(1000) || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	return pid;
}

static void
without_a_queue(void **state)
{
	(void)state;
	assert_true(db_turn_take(0));
	db_turn_give();
	db_turn_give();
}

static void
one_at_a_time(void **state)
{
	int64_t start;
	pid_t pid;

	(void)state;
	assert_true(db_turn_open());
	assert_true(db_turn_take(1000));
	db_turn_give();
	pid = owner();
	start = clock_ms();
	assert_false(db_turn_take(50));
	assert_true(clock_ms() - start >= 50);
	db_turn_give();		/* it has none: the owner keeps it */
	assert_false(db_turn_take(0));
	(void)kill(pid, SIGKILL);
	assert_true(db_turn_take(10000));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	db_turn_give();
	assert_true(db_turn_take(0));
	db_turn_give();
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(without_a_queue), cmocka_unit_test(one_at_a_time) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
