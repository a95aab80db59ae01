/* The buyer's nota: a page to print, a PDF, and a picture to send on by WhatsApp. Whoever has the order's link may see it, like the order itself. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/paper.h"
#include "present/printed.h"
#include "present/shell.h"
#include "shop/order.h"

static const char *
title_of(struct ctx *c, const struct order *o)
{
	return arena_printf(c->arena, "%s %s", i18n(c->arena, c->lang, "paper.nota", NULL), o->number);
}

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
	v = shell_print(r, "print/nota", title_of(c, o), url_order(c, o->ref));
	printed_buttons(r, v, url_order_do(c, o->ref, "nota"), true);
	present_nota(c, v, paper_of("nota-a5"), o, NULL);
}

/* A PDF is a sheet, a picture a roll, which a phone shows as high as it is. */
static void
as_file(struct request *r)
{
	struct ctx *c = r->c;
	const struct order *o = order_by_ref(c, r->arg[0]);
	const struct paper *p = paper_of("nota-80");
	struct printed ask = { .scope = "order" };
	struct view *v;

	if (!o) {
		reply_not_found(r);
		return;
	}
	ask.png = printed_format(r, p);
	if (!ask.png)
		p = paper_of("nota-a5");
	ask.order = o->id;
	ask.word = p->word;
	ask.name = title_of(c, o);
	v = printed_view(c, p, ask.name);
	present_nota(c, v, p, o, NULL);
	ask.layout = printed_text(c, v);
	if (ask.layout)
		reply_see_other(r, url_order_do(c, o->ref, arena_printf(c->arena, "paper/%lld", (long long)printed_ask(c, &ask))));
}

/* Only notas, and only of the order whose secret stands in the address: other papers are the shop's. */
static const struct printed *
file_of(struct request *r)
{
	const struct order *o = order_by_ref(r->c, r->arg[0]);
	const struct printed *p = o ? printed_get(r->c, r->arg_int[1]) : NULL;
	const struct paper *paper = p ? paper_of(p->word) : NULL;

	if (paper && str_eq(p->scope, "order") && p->order == o->id && paper->kind == PAPER_NOTA)
		return p;
	reply_not_found(r);
	return NULL;
}

static void
file(struct request *r)
{
	struct ctx *c = r->c;
	const struct printed *p = file_of(r);
	const char *ref = r->arg[0];
	struct view *v;

	if (!p)
		return;
	v = shell_page(r, "storefront/printed", "orders", p->name);
	view_text(v, "PAPER_TITLE", i18n(c->arena, c->lang, "paper.nota", NULL));
	view_text(v, "ORDER_URL", url_order(c, ref));
	printed_show(r, v, p, url_order_do(c, ref, arena_printf(c->arena, "paper/%lld", (long long)p->id)), url_order_do(c, ref, "nota"));
}

static void
file_send(struct request *r)
{
	const struct printed *p = file_of(r);

	if (p)
		printed_send(r, p);
}

static const struct route routes[] = {
	{ "GET", "/order/{ref}/nota", show, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ "POST", "/order/{ref}/nota", as_file, GATE_PRIVATE, DO_SOFT, 0, ROUTE_SECRET, NULL },
	{ "GET", "/order/{ref}/paper/{file:int}", file, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ "GET", "/order/{ref}/paper/{file:int}/file", file_send, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ 0 }
};
ROUTES(routes);
