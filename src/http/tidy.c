/* Rules are applied until none of them changes anything: "/id//INDEX.php/id/product/x/" is one step from "/product/x". */
#include "http/tidy.h"

#include "base/str.h"

static void
slashes_and_letters(char *s)
{
	char *out = s;

	for (; *s; s++)
		if (*s != '/' || s[1] != '/')
			*out++ = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
	*out = '\0';
}

/* Takes a segment away where it begins the path, or ends it. */
static bool
first_dropped(char *s, const char *segment)
{
	size_t n = strlen(segment);

	if (!str_starts(s, segment) || (s[n] != '/' && s[n] != '\0'))
		return false;
	if (s[n] == '\0')
		s[1] = '\0';
	else
		memmove(s, s + n, strlen(s + n) + 1);
	return true;
}

static bool
last_dropped(char *s, const char *segment)
{
	size_t len = strlen(s), n = strlen(segment);

	if (len <= n || strcmp(s + len - n, segment) != 0)
		return false;
	s[len - n] = '\0';
	return true;
}

const char *
tidy_path(struct arena *a, const char *path)
{
	static const char *const files[] = { "/index.php", "/index.html" };
	char *s = arena_str(a, path);
	bool more = true;
	size_t i, len;

	slashes_and_letters(s);
	while (more) {
		more = first_dropped(s, "/id");
		for (i = 0; i < ARRAY_LEN(files); i++)
			more = first_dropped(s, files[i]) || last_dropped(s, files[i]) || more;
		len = strlen(s);
		if (len > 1 && s[len - 1] == '/') {
			s[len - 1] = '\0';
			more = true;
		}
	}
	return str_eq(s, path) ? path : s;
}
