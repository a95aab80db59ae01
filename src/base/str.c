/* Small questions and changes on NUL-terminated strings; nothing here depends on the locale. */
#include "base/str.h"

#include "base/utf8.h"

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_eq(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
str_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

bool
str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

bool
str_eq_nocase(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

const char *
str_lower(struct arena *a, const char *s)
{
	char *t = arena_str(a, s);
	char *p;

	for (p = t; *p != '\0'; p++)
		*p = lower(*p);
	return t;
}

static char *
trimmed(struct arena *a, const char *s, size_t n)
{
	while (n > 0 && is_space(*s)) {
		s++;
		n--;
	}
	while (n > 0 && is_space(s[n - 1]))
		n--;
	return arena_mem(a, s, n);
}

const char *
str_trim(struct arena *a, const char *s)
{
	return trimmed(a, s, strlen(s));
}

const char *
str_squeeze(struct arena *a, const char *s)
{
	char *t = trimmed(a, s, strlen(s)), *to = t, *p;

	for (p = t; *p != '\0'; p++) {
		if (!is_space(*p))
			*to++ = *p;
		else if (to[-1] != ' ')	/* the first one is no space: it was trimmed */
			*to++ = ' ';
	}
	*to = '\0';
	return t;
}

const char *
str_like(struct arena *a, const char *word)
{
	size_t n = strlen(word);
	char *t = arena_new_n(a, 2 * n + 3, char), *to = t;

	if (n == 0)
		return "";
	*to++ = '%';
	for (; *word != '\0'; word++) {
		if (*word == '%' || *word == '_' || *word == '\\')
			*to++ = '\\';
		*to++ = *word;
	}
	*to++ = '%';
	*to = '\0';
	return t;
}

const char *
str_replace(struct arena *a, const char *s, const char *from, const char *to)
{
	size_t nf = strlen(from), nt = strlen(to), count = 0, grown;
	const char *p, *hit;
	char *t, *w;

	if (nf == 0)
		return arena_str(a, s);
	for (p = s; (p = strstr(p, from)) != NULL; p += nf)
		count++;
	if (__builtin_mul_overflow(count, nt, &grown) ||
	    __builtin_add_overflow(grown, strlen(s) + 1, &grown))
		BUG("str_replace grows without end");
	w = t = arena_alloc(a, grown - count * nf);
	for (p = s; (hit = strstr(p, from)) != NULL; p = hit + nf) {
		memcpy(w, p, (size_t)(hit - p));
		w += hit - p;
		memcpy(w, to, nt);
		w += nt;
	}
	memcpy(w, p, strlen(p) + 1);
	return t;
}

const char **
str_split(struct arena *a, const char *s, char sep, size_t *n)
{
	size_t most = 1, found = 0;
	const char **parts;
	const char *p, *end;

	for (p = s; *p != '\0'; p++)
		most += *p == sep;
	parts = arena_new_n(a, most + 1, const char *);
	for (p = s; p != NULL; p = end == NULL ? NULL : end + 1) {
		char *part;

		end = sep == '\0' ? NULL : strchr(p, sep);
		part = trimmed(a, p, end == NULL ? strlen(p) : (size_t)(end - p));
		if (*part != '\0')
			parts[found++] = part;
	}
	if (n != NULL)
		*n = found;
	return parts;
}

bool
str_int(const char *s, int64_t min, int64_t max, int64_t *out)
{
	bool minus;
	int64_t v = 0;

	if (s == NULL)
		return false;
	minus = *s == '-';
	s += minus;
	if (!is_digit(*s) || (*s == '0' && (s[1] != '\0' || minus)))
		return false;
	for (; *s != '\0'; s++) {
		/* Counted downwards, since INT64_MIN has no positive twin. */
		if (!is_digit(*s) || !mul_ok(v, 10, &v) || !add_ok(v, -(int64_t)(*s - '0'), &v))
			return false;
	}
	if (!minus && !mul_ok(v, -1, &v))
		return false;
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

const char *
str_slug(struct arena *a, const char *title, size_t max)
{
	const char *p = utf8_fold(a, title);
	char *t = arena_alloc(a, strlen(p) + 1);
	size_t n = 0;
	bool gap = false;

	for (; *p != '\0'; p++) {
		if (*p == '\'')
			continue;
		if (strncmp(p, "\xe2\x80\x99", 3) == 0) {
			p += 2;
			continue;
		}
		if (!is_digit(*p) && !(*p >= 'a' && *p <= 'z')) {
			gap = n > 0;
			continue;
		}
		if (n + gap + 1 > max)
			break;
		if (gap)
			t[n++] = '-';
		gap = false;
		t[n++] = *p;
	}
	t[n] = '\0';
	return t;
}

const char *
str_hex(struct arena *a, const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = p;
	char *s = arena_array(a, n + 1, 2);
	size_t i;

	for (i = 0; i < n; i++) {
		s[2 * i] = digits[b[i] >> 4];
		s[2 * i + 1] = digits[b[i] & 15];
	}
	return s;
}

static int
hex_value(char c)
{
	c = lower(c);
	if (is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const unsigned char *
str_unhex(struct arena *a, const char *hex, size_t *n)
{
	size_t len = strlen(hex), i;
	unsigned char *b;

	if (len % 2 != 0)
		return NULL;
	b = arena_alloc(a, len / 2 + 1);
	for (i = 0; i < len / 2; i++) {
		int hi = hex_value(hex[2 * i]), lo = hex_value(hex[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return NULL;
		b[i] = (unsigned char)(hi * 16 + lo);
	}
	if (n != NULL)
		*n = len / 2;
	return b;
}

static bool
is_alnum(char ch)
{
	return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z');
}

/* A label of a domain: letters, digits, inner hyphens, at most 63. */
static bool
label_ok(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!is_alnum(s[i]) && (s[i] != '-' || i == 0 || i == n - 1))
			return false;
	return n >= 1 && n <= 63;
}

const char *
str_email(struct arena *a, const char *typed)
{
	const char *s = str_lower(a, str_trim(a, typed)), *at = strchr(s, '@'), *p;
	size_t n, labels = 0;

	if (!at || at == s || at - s > 64 || strlen(s) > 254 || at[-1] == '.' || s[0] == '.')
		return NULL;
	for (p = s; p < at; p++)
		if (!is_alnum(*p) && !strchr("!#$%&'*+-/=?^_`{|}~.", *p))
			return NULL;
	for (p = at + 1;; p += n + 1) {
		n = strcspn(p, ".");
		if (!label_ok(p, n))
			return NULL;
		labels++;
		if (p[n] == '\0')
			break;
	}
	return labels >= 2 ? s : NULL;
}
