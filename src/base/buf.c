/* Growing text with a ceiling: doubles inside the arena, and stays as it was once something did not
 * fit. */
#include "base/buf.h"

#include "base/fmt.h"

#define FIRST 128

void
buf_init(struct buf *b, struct arena *a, size_t max)
{
	if (max >= PTRDIFF_MAX / 2)
		BUG("buf without a ceiling");
	b->arena = a;
	b->max = max;
	b->cap = max < FIRST ? max : FIRST;
	b->s = arena_raw(a, b->cap + 1);
	b->s[0] = '\0';
	b->len = 0;
	b->full = false;
}

static bool
grow(struct buf *b, size_t n)
{
	size_t cap = b->cap;
	char *s;

	if (b->full || n > b->max - b->len) {
		b->full = true;
		return false;
	}
	while (cap < b->len + n)
		cap *= 2;
	if (cap > b->max)
		cap = b->max;
	/* While a page is written little else is taken, so mostly it grows where it lies. */
	if (!arena_extend(b->arena, b->s, b->cap + 1, cap + 1)) {
		s = arena_raw(b->arena, cap + 1);
		memcpy(s, b->s, b->len + 1);
		b->s = s;
	}
	b->cap = cap;
	return true;
}

/* Makes room for n more bytes and the NUL; false, and full set, above the ceiling. */
static inline bool
room(struct buf *b, size_t n)
{
	return (n <= b->cap - b->len && !b->full) || grow(b, n);
}

bool
buf_add(struct buf *b, const void *p, size_t n)
{
	if (!room(b, n))
		return false;
	if (n > 0)
		memcpy(b->s + b->len, p, n);
	b->len += n;
	b->s[b->len] = '\0';
	return true;
}

bool
buf_str(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

bool
buf_char(struct buf *b, char c)
{
	if (!room(b, 1))
		return false;
	b->s[b->len++] = c;
	b->s[b->len] = '\0';
	return true;
}

bool
buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t left = b->cap - b->len;
	va_list ap;
	int n;

	/* Mostly it fits into what is there, and is formatted once. */
	va_start(ap, fmt);
	n = fmt_text(b->s + b->len, b->full ? 0 : left + 1, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format: %s", fmt);
	if (b->full || (size_t)n > left) {
		b->s[b->len] = '\0';
		if (!room(b, (size_t)n))
			return false;
		va_start(ap, fmt);
		(void)fmt_text(b->s + b->len, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
	return true;
}

bool
buf_int(struct buf *b, int64_t value)
{
	char digits[FMT_INT];
	const char *d = fmt_int(digits, value);

	return buf_add(b, d, (size_t)(digits + FMT_INT - d));
}

/* RFC 3986 2.3. */
static const bool unreserved[256] = { ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['-'] = true, ['.'] = true, ['_'] = true, ['~'] = true };

bool
buf_url(struct buf *b, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t plain = 0, n;
	const char *p;

	while (unreserved[(unsigned char)s[plain]])
		plain++;
	for (n = plain, p = s + plain; *p != '\0'; p++)
		n += unreserved[(unsigned char)*p] ? 1 : 3;
	if (!room(b, n))
		return false;
	memcpy(b->s + b->len, s, plain);
	b->len += plain;
	for (p = s + plain; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (unreserved[c]) {
			b->s[b->len++] = *p;
		} else {
			b->s[b->len++] = '%';
			b->s[b->len++] = hex[c >> 4];
			b->s[b->len++] = hex[c & 15];
		}
	}
	b->s[b->len] = '\0';
	return true;
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->s[0] = '\0';
	b->full = false;
}
