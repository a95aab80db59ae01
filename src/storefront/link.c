/*
 * A tracked link: leads on to its page and leaves the cookie by which an order within thirty days names it. No page reads that cookie, so pages stay the same for everybody; a POST does. Whoever
 * comes with a code that nobody made (a flyer typed off by hand) finds the shop all the same.
 */
#include "shop/link.h"

#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"

static void
follow(struct request *r)
{
	struct ctx *c = r->c;
	const struct link *l = link_find(c, r->arg[0]);

	if (!l) {
		reply_see_other(r, url_home(c));
		return;
	}
	reply_cookie(r, COOKIE_REF, l->code, LINK_CREDIT_S, false);
	reply_see_other(r, link_target(c, l));
}

static const struct route routes[] = {
	{ "GET", "/s/{code}", follow, GATE_PRIVATE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
