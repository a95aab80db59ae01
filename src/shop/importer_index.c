/*
 * A hash table (open addressing, load below a half) of 16-byte slots, in memory while it is small, then in a file without a name that is read and written slot by slot: the
 * kernel's cache makes that fast, and none of it is memory of the process, however many rows a file has.
 */
#include "shop/importer_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"

#define ROOM_FIRST ((uint64_t)1024)
#define ROOM_MEMORY ((uint64_t)65536)	/* slots: 1 MiB; beyond it the table is a file */

struct slot { uint64_t hash; int64_t value; };

struct import_index {
	struct ctx *c;
	struct arena *keep;
	struct slot *slots;	/* NULL: in the file */
	int fd;			/* -1: in memory */
	uint64_t room, n;
};

static uint64_t
mix_text(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return (h ^ 0xff) * UINT64_C(0x100000001b3);
}

static uint64_t
hash(const char *kind, const char *text, int64_t n)
{
	uint64_t h = mix_text(mix_text(UINT64_C(0xcbf29ce484222325), kind), text) + (uint64_t)n * UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
	h ^= h >> 31;
	return h ? h : 1;
}

static void
end_index(void *p)
{
	struct import_index *x = p;

	if (x->fd >= 0)
		close(x->fd);
}

struct import_index *
import_index_new(struct ctx *c, struct arena *keep)
{
	struct import_index *x = arena_new(keep, struct import_index);

	*x = (struct import_index){ .c = c, .keep = keep, .fd = -1, .room = ROOM_FIRST, .slots = arena_new_n(keep, ROOM_FIRST, struct slot) };
	arena_defer(keep, end_index, x);
	return x;
}

static bool
fell(struct import_index *x, const char *what)
{
	err_set(x->c, ERR_DISK, "import.index", "%s: %s", what, strerror(errno));
	return false;
}

/* Slot i; one of a file that was never written reads as empty. */
static bool
slot_get(struct import_index *x, uint64_t i, struct slot *s)
{
	ssize_t n;

	*s = (struct slot){ 0 };
	if (x->slots) {
		*s = x->slots[i];
		return true;
	}
	do
		n = pread(x->fd, s, sizeof(*s), (off_t)(i * sizeof(*s)));
	while (n < 0 && errno == EINTR);
	return n >= 0 || fell(x, "read");
}

static bool
slot_set(struct import_index *x, uint64_t i, const struct slot *s)
{
	ssize_t n;

	if (x->slots) {
		x->slots[i] = *s;
		return true;
	}
	do
		n = pwrite(x->fd, s, sizeof(*s), (off_t)(i * sizeof(*s)));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*s) || fell(x, "write");
}

/* The slot that holds the hash, or the empty one where it belongs. False: the disk failed. */
static bool
slot_find(struct import_index *x, uint64_t h, uint64_t *i, struct slot *s)
{
	for (*i = h & (x->room - 1); slot_get(x, *i, s); *i = (*i + 1) & (x->room - 1))
		if (s->hash == 0 || s->hash == h)
			return true;
	return false;
}

static int
nameless(struct ctx *c)
{
	const char *dir = str_empty(c->conf->data) || !file_exists(c->conf->data) ? "/tmp" : c->conf->data;
	char *path = arena_printf(c->arena, "%s/import-index-XXXXXX", dir);
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

/* Four times the room, in a file when memory would be too much. */
static bool
grow(struct import_index *x)
{
	struct import_index old = *x;
	struct slot s, there;
	uint64_t i, k;
	bool ok = true;

	x->room = 4 * old.room;
	x->slots = x->room <= ROOM_MEMORY ? arena_new_n(x->keep, x->room, struct slot) : NULL;
	x->fd = x->slots ? -1 : nameless(x->c);
	if (!x->slots && x->fd < 0) {
		*x = old;
		return fell(x, "make");
	}
	for (i = 0; ok && i < old.room; i++) {
		ok = slot_get(&old, i, &s);
		if (ok && s.hash)
			ok = slot_find(x, s.hash, &k, &there) && slot_set(x, k, &s);
	}
	if (old.fd >= 0)
		close(old.fd);
	return ok;
}

void
import_index_put(struct import_index *x, const char *kind, const char *text, int64_t n, int64_t value)
{
	struct slot s, want = { .hash = hash(kind, text, n), .value = value };
	uint64_t i;

	if (err_is_set(x->c) || (2 * x->n >= x->room && !grow(x)) || !slot_find(x, want.hash, &i, &s))
		return;
	x->n += s.hash == 0;
	(void)slot_set(x, i, &want);
}

int64_t
import_index_get(struct import_index *x, const char *kind, const char *text, int64_t n)
{
	struct slot s;
	uint64_t i;

	return !err_is_set(x->c) && slot_find(x, hash(kind, text, n), &i, &s) && s.hash ? s.value : 0;
}
