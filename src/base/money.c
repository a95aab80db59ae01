/*
 * Rupiah: printing by CLDR 48 for Indonesian, reading what shopkeepers type, and splitting a sum so
 * that no rupiah is lost. None of it asks the machine's locale, whose id_ID prints two decimals
 * that nobody writes.
 */
#include "base/money.h"

#include <inttypes.h>

#include "base/str.h"

#define NBSP "\xc2\xa0"

static uint64_t
magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* "12.500" with the given separator. */
static const char *
grouped(struct arena *a, uint64_t v)
{
	char *plain = arena_printf(a, "%" PRIu64, v);
	size_t n = strlen(plain), i;
	char *s = arena_alloc(a, n + n / 3 + 1);
	char *w = s;

	for (i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*w++ = '.';
		*w++ = plain[i];
	}
	*w = '\0';
	return s;
}

const char *
money_digits(struct arena *a, int64_t rupiah)
{
	const char *s = grouped(a, magnitude(rupiah));

	return rupiah < 0 ? arena_printf(a, "-%s", s) : s;
}

const char *
money_text(struct arena *a, int64_t rupiah)
{
	return arena_printf(
	    a, "%sRp" NBSP "%s", rupiah < 0 ? "-" : "", grouped(a, magnitude(rupiah)));
}

const char *
money_short(struct arena *a, int64_t rupiah, const char *lang)
{
	static const struct {
		uint64_t unit;
		const char *id, *en;
	} units[] = {
		{ UINT64_C(1000), NBSP "rb", "k" },
		{ UINT64_C(1000000), NBSP "jt", "M" },
		{ UINT64_C(1000000000), NBSP "M", "B" },
		{ UINT64_C(1000000000000), NBSP "T", "T" },
	};
	uint64_t v = magnitude(rupiah), tenths, whole;
	const char *sign = rupiah < 0 ? "-" : "";
	bool en = str_eq(lang, "en");
	size_t i = 0;

	if (v < 1000)
		return arena_printf(a, "%s%" PRIu64, sign, v);
	/* The next unit already from where rounding would show a thousand of this one: 999.500 is 1
	 * jt. */
	while (i + 1 < ARRAY_LEN(units) && v >= units[i + 1].unit - units[i].unit / 2)
		i++;
	tenths = v / (units[i].unit / 10);
	tenths += v % (units[i].unit / 10) >= units[i].unit / 20;
	whole = v / units[i].unit + (v % units[i].unit >= units[i].unit / 2);
	if (tenths < 100 && tenths % 10 != 0)
		return arena_printf(a, "%s%" PRIu64 "%c%" PRIu64 "%s", sign, tenths / 10,
		    en ? '.' : ',', tenths % 10, en ? units[i].en : units[i].id);
	return arena_printf(a, "%s%" PRIu64 "%s", sign, tenths < 100 ? tenths / 10 : whole,
	    en ? units[i].en : units[i].id);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *
skip_space(const char *s)
{
	for (;;) {
		if (*s == ' ' || *s == '\t')
			s++;
		else if (strncmp(s, NBSP, 2) == 0)
			s += 2;
		else
			return s;
	}
}

/* Takes digits at *s into *v; returns how many, or 99 when they leave int64. */
static int
take_digits(const char **s, int64_t *v)
{
	int n = 0;

	for (; is_digit(**s); (*s)++, n++)
		if (!mul_ok(*v, 10, v) || !add_ok(*v, **s - '0', v))
			return 99;
	return n;
}

/* "rb", "k" and "jt" in any case with an optional space before; the factor, or 0. Moves *s behind
 * it. */
static int64_t
take_unit(const char **s)
{
	static const struct {
		const char *text;
		int64_t factor;
	} units[] = { { "rb", 1000 }, { "k", 1000 }, { "jt", 1000000 } };
	const char *p = skip_space(*s);
	size_t i, j;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		for (j = 0; units[i].text[j] != '\0' && (p[j] | 0x20) == units[i].text[j]; j++)
			;
		if (units[i].text[j] == '\0') {
			*s = p + j;
			return units[i].factor;
		}
	}
	return 0;
}

/* Behind the whole number: ",5rb" "rb" ",00" ",-" or nothing. `grouping`: the number had separators
 * of thousands. */
static bool
take_end(const char **s, bool grouping, int64_t *v)
{
	const char *p = *s;
	int64_t fraction = 0, factor;
	int n = 0;

	if (*p == ',' && p[1] == '-') {
		*s = p + 2;
		return true;
	}
	if (*p == ',') {
		p++;
		n = take_digits(&p, &fraction);
		if (n < 1 || n > 2)
			return false;
	}
	factor = grouping ? 0 : take_unit(&p);
	*s = p;
	if (factor == 0)
		return fraction == 0; /* there is no half rupiah */
	fraction *= factor / (n == 0 ? 1 : n == 1 ? 10 : 100);
	return mul_ok(*v, factor, v) && add_ok(*v, fraction, v);
}

bool
money_parse(const char *s, int64_t *rupiah)
{
	int64_t v = 0;
	char sep;
	int n;

	if (s == NULL)
		return false;
	s = skip_space(s);
	if ((s[0] | 0x20) == 'r' && (s[1] | 0x20) == 'p') {
		s += s[2] == '.' ? 3 : 2;
		s = skip_space(s);
	}
	if (*s == '0' && is_digit(s[1]))
		return false;
	n = take_digits(&s, &v);
	if (n < 1 || n == 99)
		return false;
	/* A comma before exactly three digits groups thousands too: 12,500 is shown back as 12.500.
	 */
	sep = *s;
	if ((sep == '.' || sep == ',') && is_digit(s[1]) && is_digit(s[2]) && is_digit(s[3]) &&
	    !is_digit(s[4])) {
		if (n > 3 || v == 0)
			return false;
		while (*s == sep) {
			s++;
			if (take_digits(&s, &v) != 3)
				return false;
		}
		if (sep == ',' && *s == ',')
			return false;
		if (!take_end(&s, true, &v))
			return false;
	} else if (!take_end(&s, false, &v)) {
		return false;
	}
	if (*skip_space(s) != '\0' || v > MONEY_MAX)
		return false;
	*rupiah = v;
	return true;
}

void
money_split(int64_t total, const int64_t *weights, size_t n, int64_t *parts)
{
	__int128 sum = 0;
	int64_t left = total;
	bool equal;
	size_t i;

	if (total < 0 || n == 0)
		BUG("money_split of %" PRId64 " in %zu parts", total, n);
	for (i = 0; i < n; i++) {
		if (weights[i] < 0)
			BUG("money_split with a negative weight");
		sum += weights[i];
	}
	equal = sum == 0;
	if (equal)
		sum = (__int128)n;
	for (i = 0; i < n; i++) {
		parts[i] = (int64_t)((__int128)total * (equal ? 1 : weights[i]) / sum);
		left -= parts[i];
	}
	/* Fewer rupiah are left than there are parts; each goes to the largest remainder that has
	 * none yet. */
	while (left > 0) {
		size_t best = n;
		__int128 most = -1;

		for (i = 0; i < n; i++) {
			__int128 share = (__int128)total * (equal ? 1 : weights[i]);
			__int128 rest = share % sum;

			if (parts[i] == (int64_t)(share / sum) && rest > most) {
				most = rest;
				best = i;
			}
		}
		parts[best]++;
		left--;
	}
}
