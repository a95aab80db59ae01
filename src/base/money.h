/*
 * Money: an int64 in the minor unit of its currency. IDR has no minor unit here: Rp 12.500 is 12500. Arithmetic that
 * could leave int64 is checked; a price above MONEY_MAX is refused where it enters.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/arena.h"

/* The largest amount that a form or file may bring in: a hundred thousand million rupiah. */
#define MONEY_MAX INT64_C(100000000000)

/* "Rp 12.500" with a no-break space, "-Rp 12.500" when negative (CLDR 48, locale id; the same in English). */
const char *money_text(struct arena *, int64_t rupiah);
/* "12.500": the digits alone. */
const char *money_digits(struct arena *, int64_t rupiah);
/* "13 rb", "1,3 jt", "1,3 M", "1,3 T" (id, with a no-break space) or "13k", "1.3M", "1.3B", "1.3T" (en), for charts and counters. */
const char *money_short(struct arena *, int64_t rupiah, const char *lang);

/*
 * Reads what people type: 12500, 12.500, Rp 12.500, 12.500,00, 12500,-, 12rb, 12,5rb, 12k, 1,2jt (reference: Indonesian
 * formats). False on anything else, on a negative amount and above MONEY_MAX.
 */
MUST_USE bool money_parse(const char *s, int64_t *rupiah);

/* total in n parts as weights say, whole rupiah, largest remainder first, so the parts sum to total exactly.
 * All weights zero: equal parts. total >= 0, weights >= 0, n > 0, else BUG. */
void money_split(int64_t total, const int64_t *weights, size_t n, int64_t *parts);

#endif
