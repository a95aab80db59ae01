/*
 * A preload library under which a disk can't be read any more, for tests/fault/read.py. Reads of a database and of its -wal fail with an I/O error while a file is there. What is
 * mapped into memory is read without a call, so the database can be kept from being mapped.
 *
 *   READFAIL_FILE=/data/etalase.db    this file and its -wal are watched
 *   READFAIL_WHILE=/data/unreadable   while this file is there, reads fail
 *   READFAIL_MAP=no                   the database is not mapped: every page is read by a call
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS 4096
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static unsigned char watched[FDS];

static int
is_ours(const char *path)
{
	const char *base = getenv("READFAIL_FILE");
	size_t n = base ? strlen(base) : 0;

	return base && path && strncmp(path, base, n) == 0 && (path[n] == '\0' || strcmp(path + n, "-wal") == 0);
}

#define OPEN(name) \
	int \
	name(const char *path, int flags, ...) \
	{ \
		va_list ap; \
		mode_t mode; \
		int fd; \
\
		va_start(ap, flags); \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0; \
		va_end(ap); \
		fd = NEXT(name)(path, flags, mode); \
		if (fd >= 0 && fd < FDS) \
			watched[fd] = (unsigned char)is_ours(path); \
		return fd; \
	}
OPEN(open)
OPEN(open64)

int
close(int fd)
{
	if (fd >= 0 && fd < FDS)
		watched[fd] = 0;
	return NEXT(close)(fd);
}

static int
broken(int fd)
{
	const char *path = getenv("READFAIL_WHILE");

	return fd >= 0 && fd < FDS && watched[fd] && path && access(path, F_OK) == 0;
}

#define PREAD(name, off) \
	ssize_t \
	name(int fd, void *to, size_t n, off at) \
	{ \
		if (!broken(fd)) \
			return NEXT(name)(fd, to, n, at); \
		errno = EIO; \
		return -1; \
	}
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define MMAP(name, off) \
	void * \
	name(void *want, size_t n, int prot, int flags, int fd, off at) \
	{ \
		const char *may = getenv("READFAIL_MAP"); \
\
		if (fd >= 0 && fd < FDS && watched[fd] && may && strcmp(may, "no") == 0) { \
			errno = ENODEV; \
			return MAP_FAILED; \
		} \
		return NEXT(name)(want, n, prot, flags, fd, at); \
	}
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)
