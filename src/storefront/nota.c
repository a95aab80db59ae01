/* The buyer's nota, to print or to save as a PDF from the phone's print window. Whoever has the order's link may see it, like the order itself. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/paper.h"
#include "present/shell.h"
#include "shop/order.h"

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct order *o = order_by_ref(c, r->arg[0]);
	struct view *v;

	if (!o) {
		reply_not_found(r);
		return;
	}
	v = shell_print(r, "print/nota", arena_printf(c->arena, "%s %s", i18n(c->arena, c->lang, "paper.nota", NULL), o->number),
	    url_order(c, o->ref));
	present_nota(c, v, paper_of("nota-a5"), o, NULL);
}

static const struct route routes[] = {
	{ "GET", "/order/{ref}/nota", show, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ 0 }
};
ROUTES(routes);
