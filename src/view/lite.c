/* Saving data: about half of a first visit is pictures, icons and what they need. Cutting them out of the finished page keeps one set of templates for both. */
#include "view/lite.h"

#include <string.h>

/* Is this the start of such an element? s stands behind the angle bracket. */
static bool
named(const char *s, const char *end, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(end - s) > n && memcmp(s, name, n) == 0 && (s[n] == ' ' || s[n] == '>');
}

/* Behind the element that begins at s; s itself when it is to stay. */
static const char *
behind(const char *s, const char *end)
{
	static const char svg_end[] = "/svg>";
	const char *to;

	if (named(s + 1, end, "img") || named(s + 1, end, "picture") || named(s + 1, end, "source") || named(s + 1, end, "/picture") ||
	    named(s + 1, end, "video") || named(s + 1, end, "/video")) {
		to = memchr(s, '>', (size_t)(end - s));
		return to ? to + 1 : s;
	}
	if (named(s + 1, end, "svg")) {
		to = memmem(s, (size_t)(end - s), svg_end, sizeof(svg_end) - 1);
		return to ? to + sizeof(svg_end) - 1 : s;
	}
	return s;
}

void
view_lite(struct buf *page)
{
	const char *at = page->s, *end = page->s + page->len, *next, *past;
	char *out = page->s;

	while ((next = memchr(at, '<', (size_t)(end - at)))) {
		memmove(out, at, (size_t)(next - at));
		out += next - at;
		past = behind(next, end);
		if (past == next) {
			*out++ = '<';
			past = next + 1;
		}
		at = past;
	}
	memmove(out, at, (size_t)(end - at));
	out += end - at;
	*out = '\0';
	page->len = (size_t)(out - page->s);
}
