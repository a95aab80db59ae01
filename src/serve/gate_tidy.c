/*
 * Only pages that anybody may open move, and private ones that are always at the same path: tokens and numbers of orders mean what they are, letter by letter. Where nothing answers at the right path either,
 * the wrong one is not found, so nobody is sent around by an address that leads nowhere.
 */
#include "serve/gate_tidy.h"

#include "base/buf.h"
#include "base/str.h"
#include "http/parse.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/tidy.h"
#include "http/url.h"

/* A decoded path as a link has it. */
static const char *
encoded(struct ctx *c, const char *path)
{
	struct buf b;
	size_t n, i;
	const char **parts = str_split(c->arena, path, '/', &n);

	buf_init(&b, c->arena, PARSE_URI_MAX * 3);
	for (i = 0; i < n; i++) {
		if (!*parts[i])
			continue;
		buf_str(&b, "/");
		buf_url(&b, parts[i]);
	}
	return b.len ? b.s : "/";
}

static bool
may_move(const struct route *route)
{
	return route->gate == GATE_ANYONE || (route->gate == GATE_PRIVATE && !strchr(route->pattern, '{'));
}

bool
gate_tidy(struct request *r, bool found)
{
	struct ctx *c = r->c;
	const char *whole, *tidy, *lang = c->lang, *allow;
	struct request probe = { .c = c, .method = r->method };
	const struct pair *p;
	bool moves;

	if ((r->method != HTTP_GET && r->method != HTTP_HEAD) || (found && !may_move(r->route)))
		return false;
	whole = parse_path(c->arena, r->raw_path, strlen(r->raw_path));
	tidy = whole ? tidy_path(c->arena, whole) : NULL;
	if (tidy == whole)
		return false;
	tidy = encoded(c, tidy);
	probe.raw_path = tidy;
	moves = url_is_local(tidy) && route_find(&probe, &allow) == ROUTE_FOUND && may_move(probe.route);
	c->lang = lang;
	if (!moves)
		return false;
	for (p = r->query; p && p->name; p++)
		tidy = url_with(c, tidy, p->name, p->value);
	reply_moved(r, tidy);
	return true;
}
