/* Quantities as whole numbers of the smallest unit, so that a quarter of a kilogram is exact everywhere: in the cart, on the shelf and in the money. */
#include "shop/quantity.h"

#include "base/money.h"
#include "base/str.h"

#define PARSE_MAX 100000000

static const struct { const char *word, *unit, *small; } measures[] = {
	[MEASURE_PIECE] = { "piece", "", "" }, [MEASURE_GRAM] = { "gram", "kg", "g" }, [MEASURE_ML] = { "ml", "l", "ml" }
};

enum measure
quantity_measure(const char *word)
{
	for (size_t i = 1; i < ARRAY_LEN(measures); i++)
		if (str_eq(word, measures[i].word))
			return (enum measure)i;
	return MEASURE_PIECE;
}

const char *
quantity_measure_word(enum measure m)
{
	return measures[m].word;
}

int64_t
quantity_max(enum measure m)
{
	return m == MEASURE_PIECE ? QUANTITY_PIECES_MAX : QUANTITY_MEASURED_MAX;
}

const char *
quantity_unit(enum measure m)
{
	return measures[m].unit;
}

const char *
quantity_digits(struct arena *a, const char *lang, enum measure m, int64_t qty)
{
	int64_t rest = qty % QUANTITY_BIG;
	const char *sign = qty < 0 ? "-" : "";
	char *s;
	size_t n;

	if (m == MEASURE_PIECE)
		return money_digits(a, qty);
	if (rest == 0)
		return money_digits(a, qty / QUANTITY_BIG);
	if (rest < 0)
		rest = -rest;
	s = arena_printf(a, "%s%s%c%03lld", qty / QUANTITY_BIG == 0 ? sign : "", money_digits(a, qty / QUANTITY_BIG), str_eq(lang, "en") ? '.' : ',', (long long)rest);
	for (n = strlen(s); s[n - 1] == '0'; n--)
		s[n - 1] = '\0';
	return s;
}

const char *
quantity_typed(struct arena *a, const char *lang, enum measure m, int64_t qty)
{
	if (qty < 0)
		return "";
	if (m == MEASURE_PIECE || qty % QUANTITY_BIG == 0)
		return m == MEASURE_PIECE ? money_digits(a, qty) : arena_printf(a, "%lld", (long long)(qty / QUANTITY_BIG));
	return arena_printf(a, "%lld%s", (long long)(qty / QUANTITY_BIG), quantity_digits(a, lang, m, qty % QUANTITY_BIG) + 1);
}

const char *
quantity_text(struct arena *a, const char *lang, enum measure m, int64_t qty)
{
	const char *digits = quantity_digits(a, lang, m, qty);

	return m == MEASURE_PIECE ? digits : arena_printf(a, "%s\u00a0%s", digits, measures[m].unit);
}

const char *
quantity_plain(struct arena *a, const char *lang, enum measure m, int64_t qty)
{
	if (m == MEASURE_PIECE || qty >= QUANTITY_BIG)
		return quantity_text(a, lang, m, qty);
	return arena_printf(a, "%lld\u00a0%s", (long long)qty, measures[m].small);
}

/* Digits up to nine places; *s stands behind them afterwards. */
static bool
digits(const char **s, int64_t *n, int *places)
{
	*n = 0;
	for (*places = 0; **s >= '0' && **s <= '9'; (*s)++, (*places)++) {
		if (*places == 9)
			return false;
		*n = *n * 10 + (**s - '0');
	}
	return true;
}

/* How many grams or millilitres the unit at the end is; 0: none that fits the measure. */
static int64_t
scale(const char *s, enum measure m, bool needed)
{
	static const struct { const char *word; enum measure measure; int64_t n; } units[] = {
		{ "kg", MEASURE_GRAM, 1000 }, { "kilo", MEASURE_GRAM, 1000 }, { "g", MEASURE_GRAM, 1 }, { "gr", MEASURE_GRAM, 1 }, { "gram", MEASURE_GRAM, 1 },
		{ "ons", MEASURE_GRAM, 100 }, { "l", MEASURE_ML, 1000 }, { "lt", MEASURE_ML, 1000 }, { "liter", MEASURE_ML, 1000 }, { "ml", MEASURE_ML, 1 },
	};

	while (*s == ' ')
		s++;
	if (*s == '\0')
		return needed ? 0 : QUANTITY_BIG;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (units[i].measure == m && str_eq_nocase(s, units[i].word))
			return units[i].n;
	return 0;
}

/* n and parts/of of the unit, if that is a whole number of the smallest. */
static bool
whole(int64_t n, int64_t part, int64_t of, int64_t unit, int64_t *qty)
{
	if (part * unit % of != 0)
		return false;
	*qty = n * unit + part * unit / of;
	return *qty <= PARSE_MAX;
}

/* Measured: a number, and its unit, which may be missing unless it is needed. */
static bool
parse(const char *s, enum measure m, bool needed, int64_t *qty)
{
	int64_t n, part = 0, of = 1, unit;
	int places, decimals;

	if (!digits(&s, &n, &places))
		return false;
	if (*s == ',' || *s == '.') {
		s++;
		if (!digits(&s, &part, &decimals) || decimals == 0 || decimals > 3)
			return false;
		for (; decimals > 0; decimals--)
			of *= 10;
		places += 1;
	} else if (*s == '/') {
		s++;
		part = n;
		n = 0;
		if (!digits(&s, &of, &decimals) || of == 0)
			return false;
	}
	unit = places > 0 ? scale(s, m, needed) : 0;
	return unit > 0 && whole(n, part, of, unit, qty);
}

bool
quantity_parse(const char *s, enum measure m, int64_t *qty)
{
	while (*s == ' ')
		s++;
	if (m == MEASURE_PIECE)
		return money_parse(s, qty) && *qty <= PARSE_MAX;
	return parse(s, m, false, qty);
}

#define NUMBER "0123456789,./"

/* A number at s with the word behind it, as a content. */
static int64_t
content(const char *s, bool *ml)
{
	char part[24];
	int64_t qty = 0;
	size_t n = strspn(s, NUMBER);

	while (s[n] == ' ')
		n++;
	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z'))
		n++;
	if (n >= sizeof(part))
		return 0;
	memcpy(part, s, n);
	part[n] = '\0';
	*ml = false;
	if (parse(part, MEASURE_GRAM, true, &qty) && qty > 0)
		return qty;
	*ml = parse(part, MEASURE_ML, true, &qty) && qty > 0;
	return *ml ? qty : 0;
}

/* "3 x 250 g" is left alone: only a part between two dots (as in "Level 2 · 250 g") that has a single number tells. */
int64_t
quantity_told(const char *name, bool *ml)
{
	const char *number = NULL;
	int numbers = 0;

	for (const char *s = name;; s++) {
		if (*s == '\0' || str_starts(s, "·")) {
			int64_t qty = numbers == 1 ? content(number, ml) : 0;

			if (qty > 0 || *s == '\0')
				return qty;
			numbers = 0;
		} else if (*s >= '0' && *s <= '9') {
			number = s;
			numbers++;
			s += strspn(s, NUMBER) - 1;
		}
	}
}

bool
quantity_cost(int64_t price, int64_t price_qty, int64_t qty, int64_t *total)
{
	int64_t all;

	if (price < 0 || qty < 0 || price_qty < 1 || !mul_ok(price, qty, &all))
		return false;
	*total = all / price_qty + (all % price_qty >= price_qty - all % price_qty ? 1 : 0);
	return true;
}
