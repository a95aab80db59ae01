/*
 * UTF-8 (RFC 3629): the check at the door, walking, cleaning, folding. After the check the rest may
 * trust the text; the walker still never runs past a NUL, whatever it is given.
 */
#include "base/utf8.h"

#define REPLACEMENT 0xFFFDu

/* Length in bytes of the well-formed sequence at s (n bytes left) and its code point; 0 when
 * malformed. */
static size_t
decode(const unsigned char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len, i;
	uint32_t c;

	if (n == 0)
		return 0;
	if (s[0] < 0x80) {
		*cp = s[0];
		return 1;
	}
	len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	if (s[0] < 0xC2 || s[0] > 0xF4 || len > n)
		return 0;
	c = s[0] & (0x7Fu >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3Fu);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*cp = c;
	return len;
}

static char *
encode(char *w, uint32_t c)
{
	if (c < 0x80) {
		*w++ = (char)c;
	} else if (c < 0x800) {
		*w++ = (char)(0xC0 | c >> 6);
		*w++ = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*w++ = (char)(0xE0 | c >> 12);
		*w++ = (char)(0x80 | (c >> 6 & 0x3F));
		*w++ = (char)(0x80 | (c & 0x3F));
	} else {
		*w++ = (char)(0xF0 | c >> 18);
		*w++ = (char)(0x80 | (c >> 12 & 0x3F));
		*w++ = (char)(0x80 | (c >> 6 & 0x3F));
		*w++ = (char)(0x80 | (c & 0x3F));
	}
	return w;
}

bool
utf8_ok(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c;

	while (n > 0) {
		size_t len = decode(p, n, &c);

		if (len == 0 || c == 0)
			return false;
		p += len;
		n -= len;
	}
	return true;
}

uint32_t
utf8_next(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	size_t left = 0, len;
	uint32_t c;

	while (left < 4 && p[left] != '\0')
		left++;
	if (left == 0)
		return 0;
	len = decode(p, left, &c);
	if (len == 0) {
		len = 1;
		c = REPLACEMENT;
	}
	*s += len;
	return c;
}

size_t
utf8_len(const char *s)
{
	size_t n = 0;

	while (utf8_next(&s) != 0)
		n++;
	return n;
}

const char *
utf8_cut(struct arena *a, const char *s, size_t max)
{
	const char *p = s;

	while (max > 0 && utf8_next(&p) != 0)
		max--;
	return *p == '\0' ? s : arena_mem(a, s, (size_t)(p - s));
}

/* Characters that turn the direction of the text around them: a name must not be able to rewrite
 * what follows it. */
static bool
is_bidi(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

const char *
utf8_clean(struct arena *a, const char *s, bool lines)
{
	/* Three bytes for each byte, as a malformed byte becomes U+FFFD. */
	char *t = arena_array(a, strlen(s) + 1, 3);
	char *w = t;
	uint32_t c;

	while ((c = utf8_next(&s)) != 0) {
		if (c == '\r') {
			if (*s == '\n')
				s++;
			c = '\n';
		}
		if (c == '\n' || c == '\t')
			c = lines ? c : ' ';
		else if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xFEFF || is_bidi(c))
			continue;
		w = encode(w, c);
	}
	*w = '\0';
	return t;
}

/* Base letters of U+00C0 to U+017F; "" where the character is no letter (× ÷) and stays. */
/* clang-format off */
static const char *const latin[] = {
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
};
/* clang-format on */

const char *
utf8_fold(struct arena *a, const char *s)
{
	char *t = arena_array(a, strlen(s) + 1, 3);
	char *w = t;
	uint32_t c;

	while ((c = utf8_next(&s)) != 0) {
		if (c >= 'A' && c <= 'Z') {
			*w++ = (char)(c - 'A' + 'a');
		} else if (c >= 0xC0 && c <= 0x17F && *latin[c - 0xC0] != '\0') {
			const char *p;

			for (p = latin[c - 0xC0]; *p != '\0'; p++)
				*w++ = *p;
		} else if (c < 0x300 || c > 0x36F) {
			w = encode(w, c);
		}
	}
	*w = '\0';
	return t;
}

const char *
utf8_from_1252(struct arena *a, const char *s, size_t n)
{
	/* 0x80 to 0x9F by the WHATWG index; the five holes are the C1 controls of the same number
	 * there. */
	static const uint16_t high[] = {
		0x20AC,
		0x81,
		0x201A,
		0x0192,
		0x201E,
		0x2026,
		0x2020,
		0x2021,
		0x02C6,
		0x2030,
		0x0160,
		0x2039,
		0x0152,
		0x8D,
		0x017D,
		0x8F,
		0x90,
		0x2018,
		0x2019,
		0x201C,
		0x201D,
		0x2022,
		0x2013,
		0x2014,
		0x02DC,
		0x2122,
		0x0161,
		0x203A,
		0x0153,
		0x9D,
		0x017E,
		0x0178,
	};
	char *t = arena_array(a, n + 1, 3);
	char *w = t;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c != 0)
			w = encode(w, c >= 0x80 && c <= 0x9F ? high[c - 0x80] : c);
	}
	*w = '\0';
	return t;
}

const char *
utf8_after(struct arena *a, const char *w)
{
	const char *p = w, *last = w;
	uint32_t cp = 0;
	char t[5] = "";

	while (*p != '\0') {
		last = p;
		cp = utf8_next(&p);
	}
	(void)encode(t, cp == 0xD7FF ? 0xE000 : cp + 1);
	return arena_printf(a, "%.*s%s", (int)(last - w), w, t);
}
