/*
 * Faults on purpose, for torture tests: a countdown for statements and one for memory, set by the environment or, from outside, by a file that the next request takes away.
 * Release builds have nothing of it.
 */
#include "base/fault.h"

#ifdef ETALASE_TEST

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

static struct {
	char seen[24];		/* the last value of ETALASE_FAIL_SQL */
	int64_t sql, memory;	/* so many until it happens; 0: never */
	int64_t any;		/* the same for every piece of memory of the process, the libraries' too */
	enum err_kind kind;
	bool kill;		/* not a failure: the end, as of kill -9 */
	bool asked;		/* this request took the file away */
} fault;

/* One short line of a file that is then gone; false when there is none. */
static bool
take_line(const char *path, char *line, size_t room)
{
	char mine[300];
	ssize_t n;
	int fd;

	(void)snprintf(mine, sizeof(mine), "%s.%d", path, (int)getpid());
	if (rename(path, mine) != 0)
		return false;
	fd = open(mine, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, line, room - 1);
	(void)close(fd);
	(void)unlink(mine);
	if (n <= 0)
		return false;
	line[n] = '\0';
	return true;
}

void
fault_request(void)
{
	const char *path = getenv("ETALASE_FAIL_FILE");
	char line[40];

	if (!path || !take_line(path, line, sizeof(line)))
		return;
	fault.asked = true;
	fault.kind = str_starts(line, "busy ") ? ERR_BUSY : ERR_DB;
	fault.kill = str_starts(line, "kill ");
	if (str_starts(line, "alloc "))
		fault.memory = strtoll(line + strlen("alloc "), NULL, 10);
	else if (str_starts(line, "malloc "))
		fault.any = strtoll(line + strlen("malloc "), NULL, 10);
	else
		fault.sql = strtoll(line + strcspn(line, " "), NULL, 10);
}

void
fault_request_end(void)
{
	const char *path = getenv("ETALASE_FAIL_FILE");
	char out[300], line[40];
	int fd, n;

#ifdef FAULT_MALLOC
	if (path)
		(void)raise(SIGTERM);	/* heeded now: each request finds a worker that has nothing in store yet, and asks for the same pieces */
#endif
	if (!path || !fault.asked)
		return;
	n = snprintf(line, sizeof(line), "left %lld\n", (long long)(fault.sql + fault.memory + fault.any));
	fault.sql = fault.memory = fault.any = 0;
	fault.asked = false;
	(void)snprintf(out, sizeof(out), "%s.out", path);
	fd = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, line, (size_t)n) != n)
		BUG("%s cannot be written", out);
	(void)close(fd);
}

void
fault_env(void)
{
	const char *s = getenv("ETALASE_FAIL_SQL");

	s = s ? s : "";
	if (str_eq(s, fault.seen))
		return;
	(void)snprintf(fault.seen, sizeof(fault.seen), "%s", s);
	fault.sql = strtoll(s, NULL, 10);
	fault.kind = str_ends(s, ":busy") ? ERR_BUSY : ERR_DB;
	fault.kill = str_ends(s, ":kill");
}

static bool
reached(void)
{
	return fault.sql > 0 && --fault.sql == 0;
}

enum err_kind
fault_sql(void)
{
	if (!reached())
		return ERR_NONE;
	if (fault.kill)
		(void)raise(SIGKILL);
	return fault.kind;
}

void
fault_committed(void)
{
	if (fault.kill && reached())
		(void)raise(SIGKILL);
}

bool
fault_memory(void)
{
	return fault.memory > 0 && --fault.memory == 0;
}

#ifdef FAULT_MALLOC

/* The program's own names come before those of the C library, for every library that it loads; glibc keeps the real ones under these. Sanitizers have their own, so this is not for their builds. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static bool
refused(void)
{
	if (fault.any == 0 || --fault.any > 0)
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	return refused() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t count, size_t n)
{
	return refused() ? NULL : __libc_calloc(count, n);
}

void *
realloc(void *p, size_t n)
{
	return refused() ? NULL : __libc_realloc(p, n);
}

#endif

#endif
