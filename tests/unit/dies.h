/* Proof that a call ends the process as BUG() does: it runs in a child, which must die of SIGABRT. */
#ifndef UNIT_DIES_H
#define UNIT_DIES_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#define DIES(call) \
	do { \
		int status_; \
		pid_t pid_ = fork(); \
\
		assert_true(pid_ >= 0); \
		if (pid_ == 0) { \
			log_to(-1); \
			(void)(call); \
			_exit(0); \
		} \
		assert_int_equal(waitpid(pid_, &status_, 0), pid_); \
		assert_true(WIFSIGNALED(status_) && WTERMSIG(status_) == SIGABRT); \
	} while (0)

#endif
