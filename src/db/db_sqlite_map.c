/*
 * SQLite's methods of its file with three put before them: xUnfetch keeps the mapping, xFetch and xRead note where it lies, so that a SIGBUS there is known from any other.
 *
 * SQLite gives its whole mapping of the file back whenever another process has written, and maps and faults it in again page by page: more than a quarter of a worker's time when four of them take
 * carts. It does so for systems on which a mapping may outlive the file's shape; on Linux it shows the file as it is, and no page beyond the header's count is asked for. So it is given back now and
 * then only, for the mapping to grow with the file; what lies beyond it is read meanwhile.
 */
#include "db/db_sqlite_map.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define UNMAP_EVERY 256

static struct {
	const sqlite3_io_methods *theirs;
	sqlite3_io_methods ours;
	unsigned asked;
	char *base;		/* where the mapping begins; NULL: not known */
	sqlite3_int64 end;	/* so much of it has been looked at */
	uintptr_t page;		/* bytes, of the kernel */
	volatile sig_atomic_t bad;
} mapping;

static int
unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
	return !page && ++mapping.asked % UNMAP_EVERY != 0 ? SQLITE_OK : mapping.theirs->xUnfetch(file, at, page);
}

static int
fetch(sqlite3_file *file, sqlite3_int64 at, int n, void **page)
{
	int rc = mapping.theirs->xFetch(file, at, n, page);
	char *base = rc == SQLITE_OK && *page ? (char *)*page - at : NULL;

	if (!base)
		return rc;
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

	if (fetch(file, at, n, &page) == SQLITE_OK && page)
		(void)mapping.theirs->xUnfetch(file, at, page);
	return mapping.theirs->xRead(file, to, n, at);
}

/* Zeros in the place of what can't be read, and whoever was reading goes on. Any other SIGBUS, or one more that this does not help against, ends the process as ever. */
static void
on_bus(int sig, siginfo_t *info, void *context UNUSED)
{
	char *at = info->si_addr;

	if (mapping.base && at >= mapping.base && at < mapping.base + mapping.end &&
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
