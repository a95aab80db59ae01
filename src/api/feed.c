/* The catalogue's files for Meta and Google, fetched by their machines: sent as the worker last wrote them. A file that is off, or was never asked for, is not there. */
#include "base/file.h"
#include "http/reply.h"
#include "http/route.h"
#include "shop/feed.h"

static void
file(struct request *r)
{
	struct ctx *c = r->c;
	enum feed feed = feed_of(r->arg[0]);

	if (feed == FEED_COUNT || !feed_get(c, feed).on) {
		reply_not_found(r);
		return;
	}
	/* Turned on a moment ago: whoever comes that early is told to come again. */
	if (!file_exists(feed_path(c, feed, false))) {
		reply_text(r, 503, "text/plain; charset=utf-8", "not made yet\n");
		reply_header(r, "Retry-After", "60");
		return;
	}
	reply_file(r, feed_path(c, feed, true), feed_kinds[feed].type, NULL);
	r->cache_control = "public, max-age=30";
}

static const struct route routes[] = {
	{ "GET", "/feed/{file}", file, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
