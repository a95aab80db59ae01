/*
 * Parsers of what a browser sends in one piece: the path, application/x-www-form-urlencoded texts
 * (query and form), the Cookie line. Bytes become checked UTF-8 here, once; what is malformed is
 * refused as a whole, because guessing is how filters are walked around.
 */
#include "http/parse.h"

#include "base/utf8.h"
#include "http/fcgi.h"

static int
hex_digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	return -1;
}

static int
hex_pair(const char *s, size_t left)
{
	int hi, lo;

	if (left < 2)
		return -1;
	hi = hex_digit(s[0]);
	lo = hex_digit(s[1]);
	return hi < 0 || lo < 0 ? -1 : hi * 16 + lo;
}

const char *
parse_path(struct arena *a, const char *s, size_t n)
{
	char *out;
	size_t i, len = 0;
	int byte;

	if (n == 0 || n > PARSE_URI_MAX || s[0] != '/')
		return NULL;
	out = arena_alloc(a, n + 1);
	for (i = 0; i < n; i++) {
		byte = (unsigned char)s[i];
		if (byte == '%') {
			byte = hex_pair(s + i + 1, n - i - 1);
			if (byte < 0)
				return NULL;
			i += 2;
		}
		if (byte < 0x20 || byte == 0x7f)
			return NULL;
		out[len++] = (char)byte;
	}
	return utf8_ok(out, len) ? out : NULL;
}

/*
 * One name or value: '+' is a space; a '%' that begins no escape stays, as browsers do. NULL for
 * NUL bytes and broken UTF-8.
 */
static const char *
decode(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n + 1);
	size_t i, len = 0;
	int byte;

	for (i = 0; i < n; i++) {
		if (s[i] == '%' && (byte = hex_pair(s + i + 1, n - i - 1)) >= 0) {
			if (byte == 0)
				return NULL;
			out[len++] = (char)byte;
			i += 2;
		} else if (s[i] == '\0') {
			return NULL;
		} else {
			out[len++] = s[i] == '+' ? ' ' : s[i];
		}
	}
	return utf8_ok(out, len) ? utf8_clean(a, out, true) : NULL;
}

static size_t
count_byte(const char *s, size_t n, char ch)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += s[i] == ch;
	return count;
}

struct pair *
parse_none(struct arena *a)
{
	return arena_new(a, struct pair);
}

size_t
parse_count(const struct pair *p)
{
	size_t n = 0;

	while (p && p[n].name)
		n++;
	return n;
}

struct pair *
parse_urlencoded(struct arena *a, const char *s, size_t n)
{
	const char *end = s + n, *stop, *eq;
	struct pair *list;
	size_t count = 0;

	if (n == 0)
		return parse_none(a);
	if (count_byte(s, n, '&') >= PARSE_FIELDS_MAX)
		return NULL;
	list = arena_new_n(a, count_byte(s, n, '&') + 2, struct pair);
	for (; s < end; s = stop + 1) {
		stop = memchr(s, '&', (size_t)(end - s));
		if (!stop)
			stop = end;
		if (stop == s)
			continue;
		eq = memchr(s, '=', (size_t)(stop - s));
		list[count].name = decode(a, s, (size_t)((eq ? eq : stop) - s));
		list[count].value = eq ? decode(a, eq + 1, (size_t)(stop - eq - 1)) : "";
		if (!list[count].name || !list[count].value || strlen(list[count].name) > PARSE_NAME_MAX)
			return NULL;
		count++;
	}
	list[count] = (struct pair){ NULL, NULL };
	return list;
}

/*
 * A cookie's name and value as RFC 6265 lets them be: no control characters, spaces inside,
 * quotes, commas or backslashes.
 */
static bool
cookie_ok(const char *s, size_t n, bool name)
{
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)s[i];

		if (ch <= 0x20 || ch >= 0x7f || (name && strchr("()<>@,;:\\\"/[]?={}", ch)))
			return false;
		if (!name && strchr("\",\\", ch))
			return false;
	}
	return !name || (n > 0 && n <= PARSE_NAME_MAX);
}

struct pair *
parse_cookies(struct arena *a, const char *s)
{
	size_t n = strlen(s), len, name_len, count = 0;
	struct pair *list;
	const char *eq;

	if (n > PARSE_COOKIE_BYTES || count_byte(s, n, ';') >= PARSE_COOKIES_MAX)
		return NULL;
	list = arena_new_n(a, count_byte(s, n, ';') + 2, struct pair);
	while (*s) {
		s += strspn(s, " \t;");
		len = strcspn(s, ";");
		eq = memchr(s, '=', len);
		name_len = eq ? (size_t)(eq - s) : 0;
		/*
		 * A cookie of another program on this host may look as it likes: it is passed
		 * over.
		 */
		if (eq && cookie_ok(s, name_len, true) && cookie_ok(eq + 1, len - name_len - 1, false)) {
			list[count].name = arena_mem(a, s, name_len);
			list[count].value = arena_mem(a, eq + 1, len - name_len - 1);
			count++;
		}
		s += len;
	}
	list[count] = (struct pair){ NULL, NULL };
	return list;
}
