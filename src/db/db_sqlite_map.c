/*
 * SQLite's methods of its file with some put before them: xFetch and xRead take pages from a mapping that belongs to this module, or note where SQLite's own lies, so that a SIGBUS there is known from
 * any other.
 *
 * SQLite gives its whole mapping of the file back whenever another process has written, and maps and faults it in again page by page: more than a quarter of a worker's time when four of them take
 * carts. It does so for systems on which a mapping may outlive the file's shape; on Linux it shows the file as it is, and no page beyond the header's count is asked for. So SQLite's mapping is only
 * the pattern of ours: the same file once more, with room to grow (mremap(2) of no bytes; a mapping may be longer than its file), which stays for as long as the connection. Where that can't be had, on
 * 32 bits or for a second connection, SQLite's own is used and given back now and then, for it to grow with the file.
 *
 * Each first touch of a page is a fault of the processor, some µs: nothing in a shop of 1,000 goods, which soon have all been asked for, but a third of a page in one of 100,000, where nearly every
 * product is new to a worker. So a worker takes in beforehand, piece by piece after its answers, what the kernel has in memory anyway; nothing is read from the disk for that.
 */
#include "db/db_sqlite_map.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define UNMAP_EVERY 256
#define ROOM ((sqlite3_int64)2147418112)	/* bytes that ours may grow to: as many as SQLite maps at most (sqlite.org/mmap.html); what lies behind is read by calls */
#define WARM_BYTES (1 << 20)	/* taken in after one answer: a tenth of a millisecond */
#define WARM_PAGE_MIN 4096
#define WARM_AGAIN 20000	/* answers after which it is looked again at what the kernel has by now; another look costs some µs an answer as long as it lasts */

static struct {
	const sqlite3_io_methods *theirs;
	sqlite3_io_methods ours;
	unsigned asked;
	char *base;		/* where SQLite's mapping begins; NULL: not known */
	sqlite3_int64 end;	/* so much of it has been looked at */
	sqlite3_file *file;	/* the one that our mapping shows; NULL: there is none */
	char *own;		/* where that begins */
	sqlite3_int64 size;	/* so long is the file at least */
	sqlite3_int64 warm;	/* so much of it has been taken in */
	unsigned since;		/* answers since all of it was */
	bool refused;		/* this system makes none, or takes nothing in */
	uintptr_t page;		/* bytes, of the kernel */
	volatile sig_atomic_t bad;
} mapping;

static bool
is_own(const sqlite3_file *file)
{
	return file == mapping.file && file;
}

/* These bytes in our mapping; NULL: it shows another file, or the file isn't so long. */
static char *
part(sqlite3_file *file, sqlite3_int64 at, int n)
{
	sqlite3_int64 size;

	if (!is_own(file))
		return NULL;
	if (at + n > mapping.size && mapping.theirs->xFileSize(file, &size) == SQLITE_OK)
		mapping.size = size < ROOM ? size : ROOM;
	return at + n <= mapping.size ? mapping.own + at : NULL;
}

/* The mapping that SQLite has just made, once more and longer; its own, of which nothing but this page is in use, goes. */
static void
adopt(sqlite3_file *file, sqlite3_int64 at, void *page)
{
	void *own;

	if (mapping.file || mapping.refused || sizeof(void *) <= 4)
		return;
	own = mremap((char *)page - at, 0, (size_t)ROOM, MREMAP_MAYMOVE);
	if (own == MAP_FAILED) {
		mapping.refused = true;
		return;
	}
	(void)mapping.theirs->xUnfetch(file, at, page);
	(void)mapping.theirs->xUnfetch(file, 0, NULL);
	mapping.file = file;
	mapping.own = own;
	mapping.size = mapping.warm = 0;
	mapping.since = 0;
}

static int
unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
	if (is_own(file))
		return SQLITE_OK;
	return !page && ++mapping.asked % UNMAP_EVERY != 0 ? SQLITE_OK : mapping.theirs->xUnfetch(file, at, page);
}

static int
fetch(sqlite3_file *file, sqlite3_int64 at, int n, void **page)
{
	char *base;
	int rc;

	*page = NULL;
	if (is_own(file)) {
		*page = part(file, at, n);
		return SQLITE_OK;
	}
	rc = mapping.theirs->xFetch(file, at, n, page);
	if (rc != SQLITE_OK || !*page)
		return rc;
	adopt(file, at, *page);
	if (is_own(file)) {
		*page = part(file, at, n);
		return SQLITE_OK;
	}
	base = (char *)*page - at;
	if (base != mapping.base)
		mapping.end = 0;
	mapping.base = base;
	if (at + n > mapping.end)
		mapping.end = at + n;
	return rc;
}

/* Copies from the mapping, where there is one. */
static int
read_at(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	void *page = NULL;

	if (fetch(file, at, n, &page) != SQLITE_OK || !page)
		return mapping.theirs->xRead(file, to, n, at);
	if (!is_own(file)) {
		(void)mapping.theirs->xUnfetch(file, at, page);
		return mapping.theirs->xRead(file, to, n, at);
	}
	memcpy(to, page, (size_t)n);
	return SQLITE_OK;
}

/* Every checkpoint that gets to its end asks for it, mostly with the length that the file has. */
static int
shorten(sqlite3_file *file, sqlite3_int64 size)
{
	if (is_own(file) && size < mapping.size)
		mapping.size = size;
	return mapping.theirs->xTruncate(file, size);
}

static int
shut(sqlite3_file *file)
{
	if (is_own(file)) {
		(void)munmap(mapping.own, (size_t)ROOM);
		mapping.file = NULL;
		mapping.own = NULL;
	}
	return mapping.theirs->xClose(file);
}

static bool
lies_in(const char *at, const char *base, sqlite3_int64 n)
{
	return base && at >= base && at < base + n;
}

/* Zeros in the place of what can't be read, and whoever was reading goes on. Any other SIGBUS, or one more that this does not help against, ends the process as ever. */
static void
on_bus(int sig, siginfo_t *info, void *context UNUSED)
{
	char *at = info->si_addr;

	if ((lies_in(at, mapping.own, mapping.size) || lies_in(at, mapping.base, mapping.end)) &&
	    mmap(at - (uintptr_t)at % mapping.page, mapping.page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) {
		mapping.bad = mapping.bad + 1;
		return;
	}
	(void)signal(sig, SIG_DFL);
}

static void
heed(void)
{
	struct sigaction sa = { .sa_sigaction = on_bus, .sa_flags = SA_SIGINFO };

	mapping.page = (uintptr_t)sysconf(_SC_PAGESIZE);
	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGBUS, &sa, NULL);
}

void
db_sqlite_map_keep(sqlite3 *h)
{
	sqlite3_file *file = NULL;

	if (sqlite3_file_control(h, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || file->pMethods->iVersion < 3)
		return;
	if (!mapping.theirs) {
		mapping.theirs = file->pMethods;
		mapping.ours = *mapping.theirs;
		mapping.ours.xUnfetch = unfetch;
		mapping.ours.xFetch = fetch;
		mapping.ours.xRead = read_at;
		mapping.ours.xTruncate = shorten;
		mapping.ours.xClose = shut;
		heed();
	}
	if (file->pMethods == mapping.theirs)
		file->pMethods = &mapping.ours;
}

unsigned
db_sqlite_map_bad(void)
{
	return (unsigned)mapping.bad;
}

/* The pages of one piece that the kernel has in memory, each row of them at once. */
static bool
take_in(char *from, size_t bytes)
{
	unsigned char there[WARM_BYTES / WARM_PAGE_MIN];
	size_t n = (bytes + mapping.page - 1) / mapping.page, i, to;

	if (mincore(from, n * mapping.page, there) != 0)
		return false;
	for (i = 0; i < n; i = to) {
		for (to = i + 1; to < n && (there[to] & 1) == (there[i] & 1); to++)
			;
		if (there[i] & 1 && madvise(from + i * mapping.page, (to - i) * mapping.page, MADV_POPULATE_READ) != 0 && errno == EINVAL)
			return false;	/* a kernel before 5.14 */
	}
	return true;
}

void
db_sqlite_map_warm(sqlite3 *h)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 n;

	if (sqlite3_file_control(h, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !is_own(file) || mapping.refused || mapping.page < WARM_PAGE_MIN)
		return;
	n = mapping.size - mapping.warm;
	if (n <= 0 && ++mapping.since < WARM_AGAIN)
		return;
	if (n <= 0) {
		mapping.warm = 0;
		mapping.since = 0;
		return;
	}
	if (n > WARM_BYTES)
		n = WARM_BYTES;
	mapping.refused = !take_in(mapping.own + mapping.warm, (size_t)n);
	mapping.warm += n;
}
