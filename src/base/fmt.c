/*
 * Formatting of %s, %.Ns, %d and %u of every size, %c and %%, with zeros and a width for the numbers. Anything else in a format has the C library print the whole of it, so that nothing differs.
 */
#include "base/fmt.h"

#include <limits.h>

struct sink {
	char *to;
	size_t room, len;	/* len: of the whole text, also of what had no room */
};

/* One directive: %[0][width][.most]what. */
struct part {
	size_t width, most;
	char what;		/* of s, d, u, c, %; 0: none of ours */
	char size;		/* of the number: 0 int, 'l' long, 'L' long long, 'z' size_t */
};

char *
fmt_int(char to[FMT_INT], int64_t value)
{
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char *d = to + FMT_INT;

	do {
		*--d = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (value < 0)
		*--d = '-';
	return d;
}

static void
put(struct sink *k, const char *s, size_t n)
{
	if (k->len < k->room)
		memcpy(k->to + k->len, s, n < k->room - k->len ? n : k->room - k->len);
	k->len += n;
}

static const char *
count_read(const char *f, size_t *n)
{
	for (*n = 0; *f >= '0' && *f <= '9' && *n < 1000; f++)
		*n = *n * 10 + (size_t)(*f - '0');
	return f;
}

/* f stands behind the percent sign. Returns what follows the directive; what 0: it isn't one of ours. */
static const char *
part_read(const char *f, struct part *p)
{
	*p = (struct part){ .most = SIZE_MAX };
	if (*f == '0')
		f = count_read(f, &p->width);
	if (*f == '.')
		f = count_read(f + 1, &p->most);
	while (*f == 'l' || *f == 'z') {
		p->size = *f == 'l' && p->size == 'l' ? 'L' : *f;
		f++;
	}
	if (*f == 'd' || *f == 'u')
		p->what = p->most == SIZE_MAX && (*f == 'u' || p->size != 'z') ? *f : '\0';
	else if (*f == 's' || *f == 'c' || *f == '%')
		p->what = p->width == 0 && p->size == 0 && (*f == 's' || p->most == SIZE_MAX) ? *f : '\0';
	return f + (*f != '\0');
}

static void
put_int(struct sink *k, const struct part *p, int64_t value)
{
	char digits[FMT_INT];
	const char *d = fmt_int(digits, value);
	size_t n = (size_t)(digits + FMT_INT - d);

	if (*d == '-' && n < p->width) {
		put(k, d++, 1);
		n--;
	}
	for (size_t have = n + (value < 0 && *d != '-'); have < p->width; have++)
		put(k, "0", 1);
	put(k, d, n);
}

/* False: not ours. */
static bool
put_part(struct sink *k, const struct part *p, va_list *ap)
{
	const char *s;
	uint64_t u;
	char c;

	switch (p->what) {
	case 's':
		s = va_arg(*ap, const char *);
		if (!s)
			return false;
		put(k, s, p->most == SIZE_MAX ? strlen(s) : strnlen(s, p->most));
		return true;
	case 'd':
		put_int(k, p, p->size == 'L' ? va_arg(*ap, long long) : p->size == 'l' ? va_arg(*ap, long) : va_arg(*ap, int));
		return true;
	case 'u':
		u = p->size == 'L' ? va_arg(*ap, unsigned long long) : p->size == 'l' ? va_arg(*ap, unsigned long) : p->size == 'z' ? va_arg(*ap, size_t) : va_arg(*ap, unsigned);
		if (u > INT64_MAX)
			return false;
		put_int(k, p, (int64_t)u);
		return true;
	case 'c':
		c = (char)va_arg(*ap, int);
		put(k, &c, 1);
		return true;
	case '%':
		put(k, "%", 1);
		return true;
	default:
		return false;
	}
}

static bool
print(struct sink *k, const char *format, va_list *ap)
{
	for (;;) {
		size_t n = (size_t)(strchrnul(format, '%') - format);
		struct part p;

		put(k, format, n);
		format += n;
		if (*format == '\0')
			return true;
		format = part_read(format + 1, &p);
		if (!put_part(k, &p, ap))
			return false;
	}
}

int
fmt_text(char *to, size_t room, const char *format, va_list ap)
{
	struct sink k = { to, room > 0 ? room - 1 : 0, 0 };
	va_list ours;
	bool done;

	va_copy(ours, ap);
	done = print(&k, format, &ours) && k.len <= INT_MAX;
	va_end(ours);
	if (!done)
		return vsnprintf(to, room, format, ap);
	if (room > 0)
		to[k.len < k.room ? k.len : k.room] = '\0';
	return (int)k.len;
}
