/*
 * A preload library under which a disk can't be read any more, for tests/fault/read.py. Reads of a database and of its -wal fail with an I/O error while a file is there. What is
 * mapped into memory is read without a call: there a part that can't be read is one that lies beyond the end of an (empty) file, which the kernel answers with the same SIGBUS as a bad sector. It is put
 * there, and taken away, at the next lock that somebody asks for.
 *
 *   READFAIL_FILE=/data/etalase.db    this file and its -wal are watched
 *   READFAIL_WHILE=/data/unreadable   while this file is there, reads fail
 *   READFAIL_MAP=no                   the database is not mapped: every page is read by a call
 *   READFAIL_FROM=0                   of the database only the kernel's page that begins after so many bytes; then its -wal is whole
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
#define PAGE 4096
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum { OTHER, DATABASE, WAL };

static unsigned char watched[FDS];
static int empty = -1;		/* a file without a byte */
static struct {
	char *at;
	size_t n;
	int fd;			/* of the database, never closed: that would end all locks of the process */
	int bad;
} mapped = { .fd = -1 };

__attribute__((constructor)) static void
before_all(void)
{
	empty = memfd_create("empty", MFD_CLOEXEC);
}

static size_t
from(void)
{
	const char *s = getenv("READFAIL_FROM");

	return s ? strtoul(s, NULL, 10) & ~(size_t)(PAGE - 1) : 0;
}

static int
is_ours(const char *path)
{
	const char *base = getenv("READFAIL_FILE");
	size_t n = base ? strlen(base) : 0;

	if (!base || !path || strncmp(path, base, n) != 0)
		return OTHER;
	return path[n] == '\0' ? DATABASE : strcmp(path + n, "-wal") == 0 ? WAL : OTHER;
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
now(void)
{
	const char *path = getenv("READFAIL_WHILE");

	return path && access(path, F_OK) == 0;
}

static int
broken(int fd, size_t end)
{
	if (fd < 0 || fd >= FDS || watched[fd] == OTHER || (from() > 0 && (watched[fd] == WAL || end <= from() || end > from() + PAGE)))
		return 0;
	return now();
}

#define PREAD(name, off) \
	ssize_t \
	name(int fd, void *to, size_t n, off at) \
	{ \
		if (!broken(fd, (size_t)at + n)) \
			return NEXT(name)(fd, to, n, at); \
		errno = EIO; \
		return -1; \
	}
PREAD(pread, off_t)
PREAD(pread64, off64_t)

/* --- what is mapped --- */

static void
poison(void)
{
	size_t n = from() > 0 ? PAGE : mapped.n;
	int bad = now();

	if (!mapped.at || bad == mapped.bad || from() + n > mapped.n)
		return;
	mapped.bad = bad;
	(void)NEXT(mmap)(mapped.at + from(), n, PROT_READ, MAP_SHARED | MAP_FIXED, bad ? empty : mapped.fd, bad ? 0 : (off_t)from());
}

static void
remember(void *at, size_t n, int fd)
{
	if (at == MAP_FAILED)
		return;
	mapped.at = at;
	mapped.n = n;
	mapped.bad = 0;
	if (mapped.fd < 0)
		mapped.fd = dup(fd);
}

#define MMAP(name, off) \
	void * \
	name(void *want, size_t n, int prot, int flags, int fd, off at) \
	{ \
		const char *may = getenv("READFAIL_MAP"); \
		int ours = fd >= 0 && fd < FDS && watched[fd] == DATABASE; \
		void *p; \
\
		if (ours && may && strcmp(may, "no") == 0) { \
			errno = ENODEV; \
			return MAP_FAILED; \
		} \
		p = NEXT(name)(want, n, prot, flags, fd, at); \
		if (ours) \
			remember(p, n, fd); \
		return p; \
	}
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)

void *
mremap(void *old, size_t was, size_t n, int flags, ...)
{
	void *p = NEXT(mremap)(old, was, n, flags);

	if (old == mapped.at)
		remember(p, n, mapped.fd);
	return p;
}

int
munmap(void *at, size_t n)
{
	if (at == mapped.at)
		mapped.at = NULL;
	return NEXT(munmap)(at, n);
}

#define FCNTL(name) \
	int \
	name(int fd, int what, ...) \
	{ \
		va_list ap; \
		void *arg; \
\
		va_start(ap, what); \
		arg = va_arg(ap, void *); \
		va_end(ap); \
		if (what == F_SETLK) \
			poison(); \
		return NEXT(name)(fd, what, arg); \
	}
FCNTL(fcntl)
FCNTL(fcntl64)
