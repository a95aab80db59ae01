/* JSON by jansson, with the lifetime of the arena. jansson's own depth limit is 2048; ours is
 * checked before it parses. */
#include "base/js.h"

#include <stdlib.h>

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

/* Bytes that may not be copied as they are: 0xe2 begins U+2028 and U+2029, which end a line of JavaScript. */
static const bool looked_at[256] = { [1 ... 0x1f] = true, ['"'] = true, ['\\'] = true, ['<'] = true, ['>'] = true, ['&'] = true, [0xe2] = true };

/* Escapes of RFC 8259 §7, and those that keep the text inside its script block (abuse case 46); everything between them is copied at once. */
static void
put_text(struct buf *b, const char *s)
{
	const char *from = s;

	buf_char(b, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		size_t len = 1;

		if (!looked_at[c])
			continue;
		if (c == 0xe2) {
			if ((unsigned char)s[1] != 0x80 || ((unsigned char)s[2] | 1) != 0xa9)
				continue;
			len = 3;
		}
		buf_add(b, from, (size_t)(s - from));
		if (c == '"' || c == '\\')
			buf_add(b, (const char[]){ '\\', (char)c }, 2);
		else
			buf_printf(b, "\\u%04x", len == 3 ? 0x2000u | (unsigned)(s[2] & 0x3f) : c);
		s += len - 1;
		from = s + 1;
	}
	buf_add(b, from, (size_t)(s - from));
	buf_char(b, '"');
}

/* What stands before a value. */
static void
lead(struct js_out *o, const char *key)
{
	if ((key != NULL) != (o->ends[o->depth - 1] == '}'))
		BUG("js_out: a value of an object has a key, one of a list has none");
	if (o->next)
		buf_char(&o->b, ',');
	o->next = true;
	if (!key)
		return;
	put_text(&o->b, key);
	buf_char(&o->b, ':');
}

static void
begin(struct js_out *o, char open, char end)
{
	if (o->depth == sizeof(o->ends))
		BUG("js_out: nested too deep");
	buf_char(&o->b, open);
	o->ends[o->depth++] = end;
	o->next = false;
}

void
js_out_init(struct js_out *o, struct arena *a, bool list)
{
	memset(o, 0, sizeof(*o));
	buf_init(&o->b, a, JS_OUT_MAX);
	begin(o, list ? '[' : '{', list ? ']' : '}');
}

void
js_out_object(struct js_out *o, const char *key)
{
	lead(o, key);
	begin(o, '{', '}');
}

void
js_out_list(struct js_out *o, const char *key)
{
	lead(o, key);
	begin(o, '[', ']');
}

void
js_out_text(struct js_out *o, const char *key, const char *value)
{
	lead(o, key);
	put_text(&o->b, value);
}

void
js_out_int(struct js_out *o, const char *key, int64_t value)
{
	lead(o, key);
	buf_int(&o->b, value);
}

void
js_out_end(struct js_out *o)
{
	if (o->depth == 0)
		BUG("js_out: nothing is open");
	buf_char(&o->b, o->ends[--o->depth]);
	o->next = true;
}

const char *
js_out_done(struct js_out *o)
{
	while (o->depth > 0)
		js_out_end(o);
	return o->b.full ? "null" : o->b.s;
}
