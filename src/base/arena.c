/*
 * Arenas. Normally pieces are cut from blocks, newest block first; the first block outlives a
 * reset, so that a worker in its stride asks the system for nothing. With -DARENA_MALLOC each piece
 * is a malloc, listed in an array, and freed at reset or back, so AddressSanitizer sees overruns
 * and uses after the lifetime.
 */
#include "base/arena.h"

#include "base/fmt.h"

#define FIRST_BLOCK ((size_t)64 * 1024)
#define LARGEST_BLOCK ((size_t)1024 * 1024)
#define ALIGN _Alignof(max_align_t)

struct defer {
	struct defer *next;
	void (*fn)(void *);
	void *p;
};

#ifdef ARENA_MALLOC

struct arena {
	struct defer *defers;
	size_t total;
	void **pieces;
	size_t n, cap;
};

static void *
take(struct arena *a, size_t n)
{
	void *p = base_malloc(n);

	if (a->n == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 64;
		a->pieces = base_realloc(a->pieces, a->cap * sizeof(*a->pieces));
	}
	a->pieces[a->n++] = p;
	return p;
}

static bool
stretch(struct arena *a UNUSED, void *piece UNUSED, size_t old UNUSED, size_t n UNUSED)
{
	return false;
}

static void
setup(struct arena *a)
{
	(void)a;
}

static struct arena_mark
position(const struct arena *a)
{
	return (struct arena_mark){ .used = a->n };
}

static void
give_back(struct arena *a, struct arena_mark m)
{
	while (a->n > m.used)
		base_free(a->pieces[--a->n]);
}

static void
give_back_all(struct arena *a)
{
	give_back(a, (struct arena_mark){ 0 });
}

static void
teardown(struct arena *a)
{
	give_back_all(a);
	base_free(a->pieces);
}

#else

struct block {
	struct block *older;
	size_t cap;
	size_t used;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct defer *defers;
	size_t total;
	struct block *newest; /* the first block is the last of the chain */
};

static void
push_block(struct arena *a, size_t cap)
{
	struct block *b = base_malloc(sizeof(*b) + cap);

	b->older = a->newest;
	b->cap = cap;
	b->used = 0;
	a->newest = b;
}

static void *
take(struct arena *a, size_t n)
{
	struct block *b = a->newest;
	size_t need = (n + ALIGN - 1) & ~(ALIGN - 1);
	void *p;

	if (need > b->cap - b->used) {
		size_t cap = b->cap < LARGEST_BLOCK ? b->cap * 2 : LARGEST_BLOCK;

		if (cap > LARGEST_BLOCK)
			cap = LARGEST_BLOCK;
		push_block(a, need > cap ? need : cap);
		b = a->newest;
	}
	p = b->bytes + b->used;
	b->used += need;
	return p;
}

static bool
stretch(struct arena *a, void *piece, size_t old, size_t n)
{
	struct block *b = a->newest;
	size_t had = (old + ALIGN - 1) & ~(ALIGN - 1), need = (n + ALIGN - 1) & ~(ALIGN - 1);

	if (had > b->used || (char *)piece != b->bytes + b->used - had || need - had > b->cap - b->used)
		return false;
	b->used += need - had;
	return true;
}

static void
setup(struct arena *a)
{
	push_block(a, FIRST_BLOCK);
}

static struct arena_mark
position(const struct arena *a)
{
	return (struct arena_mark){ .block = a->newest, .used = a->newest->used };
}

static void
give_back(struct arena *a, struct arena_mark m)
{
	while (a->newest != m.block) {
		struct block *b = a->newest;

		if (b->older == NULL)
			BUG("arena_back to a mark that is not of this arena");
		a->newest = b->older;
		base_free(b);
	}
	a->newest->used = m.used;
}

static void
give_back_all(struct arena *a)
{
	struct block *first = a->newest;

	while (first->older != NULL)
		first = first->older;
	give_back(a, (struct arena_mark){ .block = first });
}

static void
teardown(struct arena *a)
{
	give_back_all(a);
	base_free(a->newest);
}

#endif

static void
run_defers(struct arena *a, const struct defer *until)
{
	while (a->defers != until) {
		struct defer *d = a->defers;

		if (d == NULL)
			BUG("arena_back to a mark that is no longer valid");
		a->defers = d->next;
		d->fn(d->p);
	}
}

struct arena *
arena_open(void)
{
	struct arena *a = base_malloc(sizeof(*a));

	memset(a, 0, sizeof(*a));
	setup(a);
	return a;
}

void
arena_close(struct arena *a)
{
	run_defers(a, NULL);
	teardown(a);
	base_free(a);
}

void
arena_reset(struct arena *a)
{
	run_defers(a, NULL);
	give_back_all(a);
	a->total = 0;
}

void *
arena_raw(struct arena *a, size_t n)
{
	if (n > PTRDIFF_MAX / 2)
		BUG("arena of %zu bytes", n);
	a->total += n;
	return take(a, n);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	void *p = arena_raw(a, n);

	if (n > 0)
		memset(p, 0, n);
	return p;
}

bool
arena_extend(struct arena *a, void *piece, size_t old, size_t n)
{
	if (n < old || n > PTRDIFF_MAX / 2)
		BUG("arena_extend from %zu to %zu bytes", old, n);
	if (!stretch(a, piece, old, n))
		return false;
	a->total += n - old;
	return true;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		BUG("arena_array of %zu times %zu bytes", count, size);
	return arena_alloc(a, n);
}

char *
arena_mem(struct arena *a, const void *p, size_t n)
{
	char *s;

	s = arena_raw(a, n < SIZE_MAX ? n + 1 : n);
	if (n > 0)
		memcpy(s, p, n);
	s[n] = '\0';
	return s;
}

char *
arena_str(struct arena *a, const char *s)
{
	return s == NULL ? arena_mem(a, "", 0) : arena_mem(a, s, strlen(s));
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char first[256];	/* most texts fit, and are formatted once */
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = fmt_text(first, sizeof(first), fmt, again);
	va_end(again);
	if (n < 0)
		BUG("bad format: %s", fmt);
	if ((size_t)n < sizeof(first))
		return arena_mem(a, first, (size_t)n);
	s = arena_raw(a, (size_t)n + 1);
	(void)fmt_text(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
	struct defer *d = take(a, sizeof(*d));

	d->next = a->defers;
	d->fn = fn;
	d->p = p;
	a->defers = d;
}

size_t
arena_used(const struct arena *a)
{
	return a->total;
}

struct arena_mark
arena_mark(struct arena *a)
{
	struct arena_mark m = position(a);

	m.total = a->total;
	m.defers = a->defers;
	return m;
}

void
arena_back(struct arena *a, struct arena_mark m)
{
	run_defers(a, m.defers);
	give_back(a, m);
	a->total = m.total;
}
