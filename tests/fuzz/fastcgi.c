/* Parameters as a web server hands them over, "NAME=value" a line, then an empty line and the body: the address, headers, cookies, the route, and any kind of body. */
#include "request.h"

#define LINES 100

static void
look(struct shot *s)
{
	const char *allow = "", *p;

	if (!*s->r.raw_path)
		return;
	HOLDS(s->r.path[0] == '/' && utf8_ok(s->r.path, strlen(s->r.path)));
	for (p = s->r.path; *p; p++)
		HOLDS((unsigned char)*p >= 0x20 && *p != 0x7f);
	HOLDS(parse_count(s->r.query) <= PARSE_QUERY_MAX && parse_count(s->r.cookies) <= PARSE_COOKIES_MAX);
	HOLDS(strlen(s->r.agent) <= 200 && strlen(s->r.remote) <= 64 && s->r.content_length >= 0);
	switch (route_find(&s->r, &allow)) {
	case ROUTE_FOUND:
		HOLDS(s->r.route);
		break;
	case ROUTE_METHOD:
		HOLDS(*allow);
		break;
	case ROUTE_NONE:
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *env[LINES + 1], *text, *at, *end;
	struct shot s;
	size_t lines = 0;

	request_begin(&s);
	text = arena_mem(s.arena, data, n);
	for (at = text; lines < LINES && at < text + n && *at != '\n'; at = end + 1) {
		end = memchr(at, '\n', (size_t)(text + n - at));
		if (!end)
			end = text + n;
		*end = '\0';
		env[lines++] = at;
	}
	env[lines] = NULL;
	at = at < text + n ? at + 1 : text + n;
	request_body(at, (size_t)(text + n - at));
	request_take(&s, env);
	look(&s);
	if (body_read(&s.r, 1000000, request_spool) == BODY_OK)
		HOLDS(s.r.form);
	request_end(&s);
	return 0;
}
