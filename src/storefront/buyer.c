/*
 * The personal link of a reseller: its page says whose prices wait there and has one button, so that link previews and caches open nothing and no cookie is set before the first POST. From then on this
 * browser's session sees the group's prices, until it leaves or the shop ends the link.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/buyer_group.h"
#include "shop/cart.h"
#include "shop/setting.h"

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *group = buyer_link_group(c, r->arg[0]);
	struct view *v = shell_page(r, "storefront/buyer", "", i18n(c->arena, c->lang, "buyer.title", NULL));

	if (str_empty(group)) {
		view_text(view_row(v, "ENDED"), "ASK_URL", url_whatsapp(c, shop_get(c)->whatsapp, i18n(c->arena, c->lang, "buyer.ask", NULL)));
		r->status = 404;
		return;
	}
	v = view_row(v, "OPEN");
	view_text(v, "GROUP_NAME", group);
	view_text(v, "OPEN_URL", url_buyer(c, r->arg[0]));
}

static void
enter(struct request *r)
{
	const struct session *s = gate_session(r);
	struct ctx *c = r->c;

	if (!s)
		return;
	if (!buyer_link_open(c, s->id, r->arg[0])) {
		reply_see_other(r, url_buyer(c, r->arg[0]));
		return;
	}
	/* What lies in the cart already costs something else now, and whoever opens this knows it. */
	c->buyer_group = buyer_group_of_session(c, s->id);
	cart_accept(c, s->id);
	flash(r, "flash.buyer.in");
	reply_see_other(r, url_home(c));
}

static void
leave(struct request *r)
{
	struct ctx *c = r->c;

	if (r->session) {
		buyer_link_leave(c, r->session->id);
		c->buyer_group = 0;
		cart_accept(c, r->session->id);
		flash(r, "flash.buyer.out");
	}
	reply_see_other(r, url_home(c));
}

static const struct route routes[] = {
	{ "GET", "/r/{token}", show, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ "POST", "/r/{token}", enter, GATE_PRIVATE, DO_SOFT, 0, ROUTE_SECRET, NULL },
	{ "POST", "/prices/leave", leave, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
