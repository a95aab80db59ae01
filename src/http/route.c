/*
 * The way from a path to its row. All tables that the linker collected are cut into segments once
 * and sorted: by number of segments, then fixed text before numbers before any text, so the first
 * row that fits is the closest one. A look-up compares a few lengths and bytes.
 */
#include "http/route.h"

#include <stdlib.h>

#include "base/str.h"
#include "http/parse.h"

#define SEGMENTS_MAX 10
#define ARGS_MAX 4
#define ARG_BYTES_MAX 300

enum kind { KIND_FIXED, KIND_INT, KIND_TEXT };

struct segment {
	enum kind kind;
	const char *s;	/* fixed text, not terminated */
	size_t len;
};

struct entry {
	const struct route *route;
	bool get;
	size_t n;
	struct segment seg[SEGMENTS_MAX];
};

/*
 * The linker makes these two names for the section; weak, so that a program without routes links.
 */
extern const struct route_table *const __start_route_tables[] __attribute__((weak));
extern const struct route_table *const __stop_route_tables[] __attribute__((weak));

static struct arena *home;	/* lives as long as the process, as the entries do */
static struct entry *entries;
static size_t n_entries;
static size_t by_count[SEGMENTS_MAX + 2];	/* entries with n segments begin at by_count[n] */

/* Cuts "/a/b" in segments; "/" has none. False: no leading slash, an empty segment, too many. */
static bool
cut(const char *path, struct segment *seg, size_t *n)
{
	size_t len;

	*n = 0;
	if (*path++ != '/')
		return false;
	while (*path) {
		len = strcspn(path, "/");
		if (len == 0 || *n == SEGMENTS_MAX)
			return false;
		seg[(*n)++] = (struct segment){ KIND_FIXED, path, len };
		path += len;
		if (*path == '/' && *++path == '\0')
			return false;
	}
	return true;
}

static int
order(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;
	size_t i, len;
	int d;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (i = 0; i < a->n; i++) {
		const struct segment *x = &a->seg[i], *y = &b->seg[i];

		if (x->kind != y->kind)
			return x->kind < y->kind ? -1 : 1;
		if (x->kind != KIND_FIXED)
			continue;
		len = x->len < y->len ? x->len : y->len;
		d = memcmp(x->s, y->s, len);
		if (d != 0 || x->len != y->len)
			return d != 0 ? d : x->len < y->len ? -1 : 1;
	}
	return (int)b->get - (int)a->get;
}

static void
add(const struct route *route)
{
	struct entry *e;
	size_t i, args = 0;

	if (!route->handle || (route->gate == GATE_STAFF) != (route->right != 0))
		BUG("route %s %s: no handler, or its right does not go with its gate", route->method,
		    route->pattern);
	if (!str_eq(route->method, "GET") && !str_eq(route->method, "POST"))
		BUG("route %s %s: unknown method", route->method, route->pattern);
	e = &entries[n_entries++];
	e->route = route;
	e->get = route->method[0] == 'G';
	if (!cut(route->pattern, e->seg, &e->n))
		BUG("route %s %s: bad pattern", route->method, route->pattern);
	for (i = 0; i < e->n; i++) {
		struct segment *s = &e->seg[i];

		if (s->s[0] != '{')
			continue;
		if (s->s[s->len - 1] != '}' || ++args > ARGS_MAX)
			BUG("route %s %s: bad argument", route->method, route->pattern);
		s->kind = s->len > 6 && memcmp(s->s + s->len - 5, ":int}", 5) == 0 ? KIND_INT : KIND_TEXT;
	}
}

void
route_init(void)
{
	const struct route_table *const *t;
	const struct route *route;
	size_t i, n = 0;

	if (home)
		arena_close(home);
	home = arena_open();
	for (t = __start_route_tables; t < __stop_route_tables; t++)
		for (route = (*t)->routes; route->method; route++)
			n++;
	entries = arena_new_n(home, n, struct entry);
	n_entries = 0;
	for (t = __start_route_tables; t < __stop_route_tables; t++)
		for (route = (*t)->routes; route->method; route++)
			add(route);
	if (n_entries > 0)
		qsort(entries, n_entries, sizeof(*entries), order);
	for (i = 1; i < n_entries; i++)
		if (order(&entries[i - 1], &entries[i]) == 0)
			BUG("two routes for %s %s", entries[i].route->method, entries[i].route->pattern);
	for (n = 0, i = 0; n < ARRAY_LEN(by_count); n++) {
		while (i < n_entries && entries[i].n < n)
			i++;
		by_count[n] = i;
	}
}

const char *
route_gate_name(enum route_gate gate)
{
	switch (gate) {
	case GATE_ANYONE: return "anyone";
	case GATE_PRIVATE: return "private";
	case GATE_STAFF: return "staff";
	case GATE_LOGIN: return "login";
	case GATE_MACHINE: return "machine";
	}
	BUG("gate %d", (int)gate);
}

void
route_each(void (*fn)(const struct route *, void *), void *arg)
{
	size_t i;

	for (i = 0; i < n_entries; i++)
		fn(entries[i].route, arg);
}

/*
 * Does the cut path fit the entry? Arguments are written on the way; what a misfit leaves behind
 * is overwritten by the next.
 */
static bool
fits(struct request *r, const struct entry *e, const struct segment *seg)
{
	size_t i, arg = 0;

	for (i = 0; i < e->n; i++) {
		const struct segment *want = &e->seg[i];

		if (want->kind == KIND_FIXED) {
			if (want->len != seg[i].len || memcmp(want->s, seg[i].s, want->len) != 0)
				return false;
			continue;
		}
		if (seg[i].len > ARG_BYTES_MAX)
			return false;
		r->arg[arg] = arena_mem(r->c->arena, seg[i].s, seg[i].len);
		r->arg_int[arg] = 0;
		if (want->kind == KIND_INT && !str_int(r->arg[arg], 1, INT64_MAX, &r->arg_int[arg]))
			return false;
		arg++;
	}
	for (; arg < ARGS_MAX; arg++) {
		r->arg[arg] = NULL;
		r->arg_int[arg] = 0;
	}
	return true;
}

static const char *
strip_language(struct request *r, const char *path)
{
	r->c->lang = "id";
	if (!str_starts(path, "/en") || (path[3] != '\0' && path[3] != '/'))
		return path;
	r->c->lang = "en";
	return path[3] ? path + 3 : "/";
}

enum route_find
route_find(struct request *r, const char **allow)
{
	struct segment seg[SEGMENTS_MAX];
	const char *whole = parse_path(r->c->arena, r->raw_path, strlen(r->raw_path));
	bool get = false, post = false, is_get = r->method == HTTP_GET || r->method == HTTP_HEAD;
	size_t n, i;

	r->route = NULL;
	r->path = whole ? strip_language(r, whole) : "";
	if (!cut(r->path, seg, &n))
		return ROUTE_NONE;
	for (i = by_count[n]; i < by_count[n + 1]; i++) {
		const struct entry *e = &entries[i];

		if (r->path != whole && e->route->gate != GATE_ANYONE && e->route->gate != GATE_PRIVATE)
			continue;
		if (!fits(r, e, seg))
			continue;
		if (e->get ? is_get : r->method == HTTP_POST) {
			r->route = e->route;
			return ROUTE_FOUND;
		}
		get = get || e->get;
		post = post || !e->get;
	}
	if (!get && !post)
		return ROUTE_NONE;
	*allow = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST";
	return ROUTE_METHOD;
}
