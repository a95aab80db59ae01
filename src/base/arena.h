/*
 * Arenas: memory by lifetime. A request, a job step, a command each has one arena; everything it needs is taken from
 * it and nothing is freed one by one. What is not memory (a file, a statement) hangs on the arena with arena_defer().
 * Built with -DARENA_MALLOC (the test builds) every piece is a malloc of its own, so AddressSanitizer sees overruns.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "base/base.h"

struct arena;

/* A new, empty arena; ends with arena_close(). Never NULL. */
struct arena *arena_open(void);
/* Runs the deferred calls (last first) and gives all memory back to the system. */
void arena_close(struct arena *);
/* Runs the deferred calls (last first) and forgets all pieces; keeps one block for the next request. */
void arena_reset(struct arena *);

/* n zeroed bytes, aligned for any type. n may be 0. Never NULL: out of memory ends the process. */
void *arena_alloc(struct arena *, size_t n);
/* n bytes that hold anything, for who writes each byte before reading it. */
void *arena_raw(struct arena *, size_t n);
/* Makes a piece that is the arena's newest longer where it lies: the bytes after `old` hold anything. False: it stays as it is, since others were taken after it or there is no room behind it. */
MUST_USE bool arena_extend(struct arena *, void *piece, size_t old, size_t n);
/* count zeroed elements of size; a product that overflows is a BUG. */
void *arena_array(struct arena *, size_t count, size_t size);
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_new_n(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))

/* Copies: of n bytes plus a NUL, of a C string (NULL gives ""), of formatted text. */
char *arena_mem(struct arena *, const void *p, size_t n);
char *arena_str(struct arena *, const char *s);
char *arena_printf(struct arena *, const char *fmt, ...) PRINTF(2, 3);
char *arena_vprintf(struct arena *, const char *fmt, va_list ap);

/* Calls fn(p) at reset or close, in the reverse order of deferring. */
void arena_defer(struct arena *, void (*fn)(void *), void *p);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *);

/* Scratch memory inside a loop: what is taken between mark and back is given back. Deferred calls made between run too. */
struct arena_mark {
	void *block;
	size_t used;
	size_t total;
	void *defers;
};
struct arena_mark arena_mark(struct arena *);
void arena_back(struct arena *, struct arena_mark);

#endif
