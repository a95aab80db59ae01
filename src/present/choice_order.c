/* A value is understood as a clothes' size, or as a number with the unit of one dimension; numbers are read as Indonesians write them (1,5 kg; 1.000 g). */
#include "present/choice_order.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"

enum dimension { DIM_NONE, DIM_SIZE, DIM_COUNT, DIM_GRAM, DIM_ML, DIM_MM };
struct rank { enum dimension of; double n; };

static const struct { const char *word; enum dimension of; double worth; } units[] = {
	{ "", DIM_COUNT, 1 }, { "pcs", DIM_COUNT, 1 }, { "biji", DIM_COUNT, 1 }, { "buah", DIM_COUNT, 1 }, { "mg", DIM_GRAM, 0.001 }, { "g", DIM_GRAM, 1 }, { "gr", DIM_GRAM, 1 },
	{ "gram", DIM_GRAM, 1 }, { "ons", DIM_GRAM, 100 }, { "kg", DIM_GRAM, 1000 }, { "kilo", DIM_GRAM, 1000 }, { "ml", DIM_ML, 1 }, { "l", DIM_ML, 1000 }, { "ltr", DIM_ML, 1000 },
	{ "liter", DIM_ML, 1000 }, { "litre", DIM_ML, 1000 }, { "mm", DIM_MM, 1 }, { "cm", DIM_MM, 10 }, { "m", DIM_MM, 1000 }, { "meter", DIM_MM, 1000 },
};

/* "xl" 7, "xxl" 8, "3xl" 9: the letters of a size; false: it is none. */
static bool
size_read(const char *s, double *n)
{
	static const char *const middle[] = { "s", "m", "l" };
	size_t x = strspn(s, "x"), i;

	if (*s >= '2' && *s <= '9' && s[1] == 'x') {
		x = (size_t)(*s - '0');
		s += 2;
	} else {
		s += x;
	}
	for (i = 0; i < ARRAY_LEN(middle) && !str_eq(s, middle[i]); i++)
		;
	if (i == ARRAY_LEN(middle) || x > 9 || (i == 1 && x > 0))
		return false;
	*n = i == 0 ? -(double)x - 1 : i == 1 ? 0 : (double)x + 1;
	return true;
}

/* The number that s begins with; what follows it. NULL: none. A dot before three digits parts thousands. */
static const char *
number_read(const char *s, double *n)
{
	double tenth = 0;
	size_t digits = 0;

	for (*n = 0; *s; s++) {
		if (*s >= '0' && *s <= '9') {
			*n = tenth > 0 ? *n + tenth * (*s - '0') : 10 * *n + (*s - '0');
			tenth /= 10;
			if (++digits > 12)
				return NULL;
		} else if (*s == '.' && digits > 0 && tenth <= 0 && strspn(s + 1, "0123456789") == 3) {
			continue;
		} else if ((*s == ',' || *s == '.') && digits > 0 && tenth <= 0 && s[1] >= '0' && s[1] <= '9') {
			tenth = 0.1;
		} else {
			break;
		}
	}
	return digits > 0 ? s : NULL;
}

static struct rank
rank_of(struct ctx *c, const char *name)
{
	const char *s = str_lower(c->arena, str_trim(c->arena, name)), *unit;
	struct rank r = { DIM_NONE, 0 };
	size_t i;

	if (size_read(s, &r.n)) {
		r.of = DIM_SIZE;
		return r;
	}
	unit = number_read(s, &r.n);
	unit = unit ? str_trim(c->arena, unit) : NULL;
	for (i = 0; unit && i < ARRAY_LEN(units); i++)
		if (str_eq(unit, units[i].word))
			return (struct rank){ units[i].of, r.n * units[i].worth };
	return (struct rank){ DIM_NONE, 0 };
}

struct ranked { struct choice choice; double n; size_t was; };

static int
by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->n < y->n ? -1 : x->n > y->n ? 1 : x->was < y->was ? -1 : x->was > y->was;
}

void
choice_order(struct ctx *c, struct choice *choices, size_t n, size_t head)
{
	struct ranked *all = arena_new_n(c->arena, n, struct ranked);
	enum dimension of = DIM_NONE;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct rank r = rank_of(c, choices[i].name);

		if (r.of == DIM_NONE || (i > 0 && r.of != of))
			return;
		of = r.of;
		all[i] = (struct ranked){ choices[i], r.n, i };
	}
	head = head < n ? head : n;
	qsort(all, head, sizeof(*all), by_rank);
	qsort(all + head, n - head, sizeof(*all), by_rank);
	for (i = 0; i < n; i++)
		choices[i] = all[i].choice;
}
