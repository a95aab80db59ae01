/* Words of searching: taking text apart, measures in one spelling, words that are left out. */
#include "shop/search_word.h"

#include "base/str.h"
#include "base/utf8.h"

bool
search_wordly(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	return cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 && !(cp >= 0x2000 && cp <= 0x2BFF) &&
	    !(cp >= 0x3000 && cp <= 0x303F) && !(cp >= 0xE000 && cp <= 0xF8FF) &&
	    !(cp >= 0xFE00 && cp <= 0xFE0F) && !(cp >= 0xFF00 && cp <= 0xFF0F) && cp < 0xFFF0;
}

static bool
digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

bool
search_number(const char *word)
{
	for (; digit(*word); word++)
		;
	return *word == '\0';
}

const char *
search_word(struct arena *a, const char **s)
{
	char w[SEARCH_WORD_MAX + 1];
	const char *p = *s;
	size_t n = 0, i;

	while (*p != '\0') {
		const char *at = p;
		uint32_t cp = utf8_next(&p);

		if (!search_wordly(cp)) {
			if (n > 0)
				break;
			continue;
		}
		if (n > 0 && digit(w[n - 1]) && !digit(*at)) {
			p = at;
			break;
		}
		if (n + (size_t)(p - at) > SEARCH_WORD_MAX) {
			while (*p != '\0' && search_wordly(utf8_next(&p)))
				;
			break;
		}
		memcpy(w + n, at, (size_t)(p - at));
		n += (size_t)(p - at);
	}
	*s = p;
	if (n >= 4 && w[n - 1] == '2') {
		for (i = 0; i < n - 1 && !digit(w[i]); i++)
			;
		if (i == n - 1)
			n--;
	}
	return n > 0 ? arena_mem(a, w, n) : NULL;
}

size_t
search_words(struct arena *a, const char *text, const char **words, size_t most)
{
	const char *s = utf8_fold(a, text);
	size_t n = 0;

	while (n < most && (words[n] = search_word(a, &s)))
		n++;
	return n;
}

/* --- measures --- */

/* Thousandths of the measure that goods are compared by. */
static const struct unit { const char *name, *as; int64_t factor; } units[] = {
	{ "g", "g", 1000 }, { "gr", "g", 1000 }, { "gram", "g", 1000 }, { "grm", "g", 1000 }, { "gm", "g", 1000 }, { "grams", "g", 1000 },
	{ "kg", "g", 1000000 }, { "kilo", "g", 1000000 }, { "kilogram", "g", 1000000 }, { "ons", "g", 100000 }, { "mg", "g", 1 },
	{ "ml", "ml", 1000 }, { "cc", "ml", 1000 }, { "mililiter", "ml", 1000 }, { "l", "ml", 1000000 }, { "lt", "ml", 1000000 }, { "ltr", "ml", 1000000 }, { "liter", "ml", 1000000 },
	{ "litre", "ml", 1000000 }, { "oz", "oz", 1000 },
	{ "mm", "mm", 1000 }, { "cm", "mm", 10000 }, { "m", "mm", 1000000 }, { "mtr", "mm", 1000000 }, { "meter", "mm", 1000000 }, { "metre", "mm", 1000000 },
	{ "inch", "inch", 1000 }, { "inci", "inch", 1000 }, { "in", "inch", 1000 },
	{ "pcs", "pcs", 1000 }, { "pc", "pcs", 1000 }, { "biji", "pcs", 1000 }, { "pieces", "pcs", 1000 },
	{ "gb", "gb", 1000 }, { "tb", "gb", 1024000 }, { "mb", "mb", 1000 },
	{ "w", "watt", 1000 }, { "watt", "watt", 1000 }, { "v", "volt", 1000 }, { "volt", "volt", 1000 }, { "mah", "mah", 1000 },
};

#define NUMBER_MOST INT64_C(10000000)

/* Thousandths of a number that stands at *s: "1.000" is a thousand and "1,5" one and a half, as Indonesians write. -1: too large. */
static int64_t
number(const char **s)
{
	int64_t whole = 0, part = 0;
	const char *p = *s;
	size_t n;

	for (; digit(*p) && whole < NUMBER_MOST; p++)
		whole = whole * 10 + (*p - '0');
	for (n = 0; (*p == '.' || *p == ',') && digit(p[1]); n++) {
		size_t len = 1;

		while (digit(p[1 + len]))
			len++;
		if (len == 3 && whole > 0 && whole < NUMBER_MOST / 1000) {
			whole = whole * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
			p += 4;
			continue;
		}
		if (len > 2)
			return -1;
		part = (p[1] - '0') * 100 + (len == 2 ? (p[2] - '0') * 10 : 0);
		p += 1 + len;
		break;
	}
	if (digit(*p) || whole >= NUMBER_MOST)
		return -1;
	*s = p;
	return whole * 1000 + part;
}

const char *
search_measure(struct arena *a, const char **s)
{
	const char *p = *s, *end;
	int64_t n = number(&p), value;
	size_t i, len;

	if (n <= 0)
		return NULL;
	while (*p == ' ')
		p++;
	for (end = p; *end >= 'a' && *end <= 'z'; end++)
		;
	len = (size_t)(end - p);
	if (len == 0 || digit(*end) || (unsigned char)*end >= 0x80)
		return NULL;
	for (i = 0; i < ARRAY_LEN(units); i++) {
		if (strlen(units[i].name) != len || memcmp(units[i].name, p, len) != 0)
			continue;
		*s = end;
		value = n * (units[i].factor / 1000) + (units[i].factor < 1000 ? n * units[i].factor / 1000 : 0);
		return value % 1000 == 0 ? arena_printf(a, "%lld%s", (long long)(value / 1000), units[i].as) :
		    arena_printf(a, "%lld.%03lld%s", (long long)(value / 1000), (long long)(value % 1000), units[i].as);
	}
	return NULL;
}

/* --- words that are left out --- */

static const char *const stops[] = { "yang", "yg", "dan", "di", "ke", "dari", "untuk", "utk", "buat", "dengan", "dgn", "ini", "itu", "ada", "kak", "min", "gan", "sis", "dong", "ya", "nih", "mau", "beli", "jual",
	"the", "for", "of", "and", "with" };
/* What every seller says of everything. */
static const char *const weak[] = { "murah", "termurah", "ready", "stok", "stock", "cod", "promo", "ori", "original", "asli", "bagus", "terbaru", "baru", "new", "terlaris", "harga", "free", "ongkir", "gratis", "diskon", "merk", "merek",
	"isi", "ukuran", "size", "cari", "jualan", "model", "best", "seller", "viral", "cheap" };

static bool
among(const char *const *list, size_t n, const char *word)
{
	while (n > 0)
		if (str_eq(list[--n], word))
			return true;
	return false;
}

bool
search_stops(const char *word)
{
	return among(stops, ARRAY_LEN(stops), word);
}

bool
search_weak(const char *word)
{
	return among(weak, ARRAY_LEN(weak), word);
}
