/*
 * A preload library that writes down what a program does to the files of its database, in the order in which it happens: every write with its bytes, every change of length, every sync.
 * tests/fault/power.py cuts that log anywhere, builds the files as a power cut would have left them, and looks whether what was acknowledged is there. A record is made under one lock
 * together with the act itself, so that the order of several processes is true; the acknowledgements of a test are records of the same log (kind A).
 *
 *   POWERLOG_FILE=/data/etalase.db   this file, its -wal and its -journal are watched
 *   POWERLOG_LOG=/tmp/log            the log, appended to
 *   POWERLOG_FAIL=/data/fail         while this file is there, the disk is broken: each sync fails with an I/O error and is not in the log
 *   POWERLOG_NORMAL=1                SQLite is made to commit with synchronous=NORMAL, whatever the program asks for: the control that proves that the test can see a loss
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct record {
	char kind;	/* W write, T length, S sync, U unlink, A acknowledged */
	uint8_t file;	/* 0 the database, 1 its -wal, 2 its -journal */
	uint8_t pad[6];
	int64_t at;	/* offset, or the new length */
	int64_t n;	/* bytes that follow */
};

static unsigned char file_of[FDS];	/* 1 + number of the file; 0: not ours */
static int log_fd = -1;

static int
which(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-journal" };
	const char *base = getenv("POWERLOG_FILE");
	size_t i, n;

	if (!base || !path)
		return 0;
	n = strlen(base);
	if (strncmp(path, base, n) != 0)
		return 0;
	for (i = 0; i < 3; i++)
		if (strcmp(path + n, ends[i]) == 0)
			return (int)i + 1;
	return 0;
}

/* Opened at the first use and far away from the numbers that a program counts on. */
static int
the_log(void)
{
	const char *path = getenv("POWERLOG_LOG");
	int fd;

	if (log_fd >= 0)
		return log_fd;
	fd = path ? NEXT(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
	log_fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 900);
	if (log_fd < 0)
		abort();
	(void)NEXT(close)(fd);
	return log_fd;
}

/* The lock is of the process: children have their own, and closing the other descriptor above came before it was ever taken. */
static void
lock(short how)
{
	struct flock l = { .l_type = how, .l_whence = SEEK_SET, .l_len = 1 };

	while (fcntl(the_log(), F_SETLKW, &l) != 0)
		if (errno != EINTR)
			abort();
}

static void
note(char kind, int file, int64_t at, const void *data, int64_t n)
{
	struct record r = { .kind = kind, .file = (uint8_t)(file - 1), .at = at, .n = n };
	struct iovec v[2] = { { &r, sizeof(r) }, { (void *)(uintptr_t)data, (size_t)n } };

	if (writev(the_log(), v, n ? 2 : 1) != (ssize_t)sizeof(r) + n)
		abort();
}

static int
ours(int fd)
{
	return fd >= 0 && fd < FDS ? file_of[fd] : 0;
}

static int
opened(int fd, const char *path)
{
	if (fd >= 0 && fd < FDS)
		file_of[fd] = (unsigned char)which(path);
	return fd;
}

#define OPEN(name) \
	int \
	name(const char *path, int flags, ...) \
	{ \
		va_list ap; \
		mode_t mode; \
\
		va_start(ap, flags); \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0; \
		va_end(ap); \
		return opened(NEXT(name)(path, flags, mode), path); \
	}
OPEN(open)
OPEN(open64)

int
close(int fd)
{
	if (fd >= 0 && fd < FDS)
		file_of[fd] = 0;
	return NEXT(close)(fd);
}

#define PWRITE(name, off) \
	ssize_t \
	name(int fd, const void *data, size_t n, off at) \
	{ \
		ssize_t done; \
\
		if (!ours(fd)) \
			return NEXT(name)(fd, data, n, at); \
		lock(F_WRLCK); \
		done = NEXT(name)(fd, data, n, at); \
		if (done > 0) \
			note('W', ours(fd), at, data, done); \
		lock(F_UNLCK); \
		return done; \
	}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t
write(int fd, const void *data, size_t n)
{
	if (ours(fd))
		abort();	/* SQLite on Linux writes at places; were that to change, this file must learn it */
	return NEXT(write)(fd, data, n);
}

#define TRUNCATE(name, off) \
	int \
	name(int fd, off n) \
	{ \
		int rc; \
\
		if (!ours(fd)) \
			return NEXT(name)(fd, n); \
		lock(F_WRLCK); \
		rc = NEXT(name)(fd, n); \
		if (rc == 0) \
			note('T', ours(fd), n, NULL, 0); \
		lock(F_UNLCK); \
		return rc; \
	}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static int
broken(void)
{
	const char *path = getenv("POWERLOG_FAIL");

	return path && access(path, F_OK) == 0;
}

/* Nothing of the test needs the real disk to be asked: the log alone says what would be on it. */
#define SYNC(name) \
	int \
	name(int fd) \
	{ \
		if (!ours(fd)) \
			return NEXT(name)(fd); \
		if (broken()) { \
			errno = EIO; \
			return -1; \
		} \
		lock(F_WRLCK); \
		note('S', ours(fd), 0, NULL, 0); \
		lock(F_UNLCK); \
		return 0; \
	}
SYNC(fsync)
SYNC(fdatasync)

int
unlink(const char *path)
{
	int rc, file = which(path);

	if (!file)
		return NEXT(unlink)(path);
	lock(F_WRLCK);
	rc = NEXT(unlink)(path);
	if (rc == 0)
		note('U', file, 0, NULL, 0);
	lock(F_UNLCK);
	return rc;
}

/* Each writing transaction of the program begins by letting the connection write and, after a soft one, by going back to FULL. */
typedef int exec_fn(void *, const char *, int (*)(void *, int, char **, char **), void *, char **);
exec_fn sqlite3_exec;

int
sqlite3_exec(void *db, const char *sql, int (*row)(void *, int, char **, char **), void *arg, char **why)
{
	exec_fn *next = NEXT(sqlite3_exec);

	if (!next)	/* the library came with a module and is not in the order of search */
		next = (exec_fn *)dlsym(dlopen("libsqlite3.so.0", RTLD_LAZY | RTLD_NOLOAD), "sqlite3_exec");

	if (getenv("POWERLOG_NORMAL") && strcmp(sql, "PRAGMA synchronous=FULL") == 0)
		sql = "PRAGMA synchronous=NORMAL";
	else if (getenv("POWERLOG_NORMAL") && strcmp(sql, "PRAGMA query_only=OFF") == 0)
		sql = "PRAGMA query_only=OFF; PRAGMA synchronous=NORMAL";
	return next(db, sql, row, arg, why);
}
