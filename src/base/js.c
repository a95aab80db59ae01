/* JSON by jansson, with the lifetime of the arena. jansson's own depth limit is 2048; ours is
 * checked before it parses. */
#include "base/js.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"

#define DEPTH_MAX 64
#define FILE_MAX ((size_t)32 * 1024 * 1024)

static void
drop(void *p)
{
	json_decref(p);
}

json_t *
js_own(struct arena *a, json_t *v)
{
	if (v == NULL)
		BUG("js_own of nothing: out of memory, or text that is no UTF-8");
	arena_defer(a, drop, v);
	return v;
}

/* Brackets open at once, outside of strings. */
static bool
too_deep(const char *s, size_t n)
{
	bool inside = false;
	int depth = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (inside) {
			if (s[i] == '\\')
				i++;
			else if (s[i] == '"')
				inside = false;
		} else if (s[i] == '"') {
			inside = true;
		} else if (s[i] == '[' || s[i] == '{') {
			if (++depth > DEPTH_MAX)
				return true;
		} else if (s[i] == ']' || s[i] == '}') {
			depth--;
		}
	}
	return false;
}

json_t *
js_parse(struct arena *a, const char *text, size_t n, const char **why)
{
	json_error_t e;
	json_t *v;

	if (too_deep(text, n)) {
		*why = "nested more than 64 levels deep";
		return NULL;
	}
	v = json_loadb(text, n, 0, &e);
	if (v == NULL) {
		*why = arena_printf(a, "line %d, column %d: %s", e.line, e.column, e.text);
		return NULL;
	}
	return js_own(a, v);
}

json_t *
js_file(struct arena *a, const char *path, const char **why)
{
	size_t n;
	char *text = file_read(a, path, FILE_MAX, &n);

	if (text == NULL) {
		*why = arena_printf(a, "cannot read %s", path);
		return NULL;
	}
	return js_parse(a, text, n, why);
}

const char *
js_text(struct arena *a, const json_t *v)
{
	char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	char *copy;

	if (s == NULL)
		BUG("a JSON value that cannot be printed");
	copy = arena_str(a, s);
	free(s);
	return copy;
}

const char *
js_html(struct arena *a, const json_t *v)
{
	const char *s = js_text(a, v);
	char *t = arena_array(a, strlen(s) + 1, 6);
	char *w = t;

	/* These five stand in JSON only inside strings, where the escape means the same. */
	while (*s != '\0') {
		const char *esc = NULL;
		size_t len = 1;

		if (*s == '<') {
			esc = "\\u003c";
		} else if (*s == '>') {
			esc = "\\u003e";
		} else if (*s == '&') {
			esc = "\\u0026";
		} else if (strncmp(s, "\xe2\x80\xa8", 3) == 0 ||
		    strncmp(s, "\xe2\x80\xa9", 3) == 0) {
			esc = s[2] == '\xa8' ? "\\u2028" : "\\u2029";
			len = 3;
		}
		if (esc != NULL) {
			memcpy(w, esc, 6);
			w += 6;
		} else {
			*w++ = *s;
		}
		s += len;
	}
	*w = '\0';
	return t;
}

const char *
js_get(const json_t *v, const char *key)
{
	const char *s = json_string_value(json_object_get(v, key));

	return s == NULL ? "" : s;
}

int64_t
js_get_int(const json_t *v, const char *key, int64_t def)
{
	const json_t *n = json_object_get(v, key);

	return json_is_integer(n) ? (int64_t)json_integer_value(n) : def;
}
