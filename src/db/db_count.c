/* Counts of statements: one cell for each row of each DB_TABLE, in the linker's order, so a statement's address says which. No lock: each number alone is right. */
#include "db/db_count.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

struct cell {
	_Atomic int64_t runs, us;
};

extern const struct db_table *const __start_db_tables[] __attribute__((weak));
extern const struct db_table *const __stop_db_tables[] __attribute__((weak));

static struct cell *cells;	/* mapped by db_count_init, for the life of the process */

static size_t
known(void)
{
	const struct db_table *const *t;
	size_t n = 0;

	for (t = __start_db_tables; t < __stop_db_tables; t++)
		n += (*t)->n;
	return n;
}

bool
db_count_init(void)
{
	void *p = mmap(NULL, (known() + 1) * sizeof(*cells), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return false;
	cells = p;
	return true;
}

void
db_count(const struct db_stmt *stmt, int64_t us)
{
	const struct db_table *const *t;
	size_t at = 0;

	if (!cells)
		return;
	for (t = __start_db_tables; t < __stop_db_tables; at += (*t)->n, t++) {
		uintptr_t first = (uintptr_t)(*t)->stmts;

		if ((uintptr_t)stmt < first || (uintptr_t)stmt >= (uintptr_t)((*t)->stmts + (*t)->n))
			continue;
		at += ((uintptr_t)stmt - first) / sizeof(*stmt);
		atomic_fetch_add_explicit(&cells[at].runs, 1, memory_order_relaxed);
		atomic_fetch_add_explicit(&cells[at].us, us, memory_order_relaxed);
		return;
	}
}

static int
dearer(const void *a, const void *b)
{
	const struct db_counted *x = a, *y = b;

	return x->us != y->us ? (x->us < y->us ? 1 : -1) : strcmp(x->name, y->name);
}

struct db_counted *
db_counts(struct arena *a, size_t *n, size_t *all)
{
	struct db_counted *out = arena_new_n(a, known() + 1, struct db_counted);
	const struct db_table *const *t;
	size_t at = 0, i;

	*n = *all = 0;
	for (t = __start_db_tables; t < __stop_db_tables; t++) {
		for (i = 0; i < (*t)->n; i++, at++) {
			int64_t runs = cells ? atomic_load_explicit(&cells[at].runs, memory_order_relaxed) : 0;

			*all += (*t)->stmts[i].name != NULL;
			if (runs > 0)
				out[(*n)++] = (struct db_counted){ (*t)->stmts[i].name, runs, atomic_load_explicit(&cells[at].us, memory_order_relaxed) };
		}
	}
	qsort(out, *n, sizeof(*out), dearer);
	return out;
}
