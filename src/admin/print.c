/*
 * Papers as pages to print: nota, invoice, delivery slip and label of one order, labels of a whole list, the packing list of now. What the buyer gets is in the
 * language in which the order was placed. Looking never changes anything: an invoice's number is given by a button.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/order.h"
#include "present/paper.h"
#include "present/shell.h"
#include "shop/order.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define LABELS_MAX 100
#define PACK_MAX 100

/* --- one order --- */

/* The other sizes of the same kind of paper, to change between. */
static void
sizes(struct ctx *c, struct view *page, const struct paper *now, const char *base)
{
	struct view *nav = NULL;
	size_t i;

	for (i = 0; i < papers_n; i++) {
		struct view *row;

		if (papers[i].kind != now->kind || now->kind == PAPER_INVOICE || now->kind == PAPER_SLIP)
			continue;
		nav = nav ? nav : view_row(view_outer(page), "SIZES");
		row = view_row(nav, "SIZE");
		view_text(row, "SIZE_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "size.%s", strchr(papers[i].word, '-') + 1), NULL));
		view_text(row, "SIZE_URL", url_admin(c, "%s/%s", base, papers[i].word));
		view_flag(row, "SIZE_ON", &papers[i] == now);
	}
}

static void
tracking(struct ctx *c, struct view *v, const struct order *o)
{
	size_t n;
	const struct order_shipment *parcels = order_shipments(c, o->id, &n);

	if (n > 0 && !str_empty(parcels[n - 1].tracking))
		view_text(view_row(v, "TRACKED"), "TRACKING", parcels[n - 1].tracking);
}

static void
fill(struct ctx *c, struct view *v, const struct paper *p, const struct order *o, const struct invoice *invoice)
{
	size_t n;
	const struct order_line *lines;

	if (p->kind == PAPER_NOTA || p->kind == PAPER_INVOICE) {
		present_nota(c, v, p, o, invoice);
		return;
	}
	lines = order_lines(c, o->id, &n);
	present_paper_head(c, v, invoice);
	present_paper_sheet(c, v, p, o, lines, n);
	if (p->kind == PAPER_LABEL) {
		present_paper_order(c, view_row(v, "LABEL"), o);
		return;
	}
	present_paper_order(c, v, o);
	present_paper_lines(c, v, lines, n);
	if (p->kind == PAPER_SLIP)
		tracking(c, v, o);
}

static void
one(struct request *r)
{
	struct ctx *c = r->c;
	const struct order *o = order_get(c, r->arg_int[0]);
	const struct paper *p = paper_of(r->arg[1]);
	const struct invoice *invoice = p && p->kind == PAPER_INVOICE ? invoice_get(c, r->arg_int[0]) : NULL;
	struct view *v;

	if (!o || !p || (p->kind == PAPER_INVOICE && !invoice)) {
		reply_not_found(r);
		return;
	}
	if (p->kind == PAPER_NOTA || p->kind == PAPER_INVOICE)
		c->lang = o->lang;
	v = shell_print(r, p->template, arena_printf(c->arena, "%s %s", paper_name(c, p), invoice ? invoice->number : o->number),
	    url_admin(c, "/orders/%lld", (long long)o->id));
	sizes(c, v, p, arena_printf(c->arena, "/orders/%lld/print", (long long)o->id));
	fill(c, v, p, o, invoice);
}

static void
invoice(struct request *r)
{
	struct invoice *given;

	switch (invoice_give(r->c, r->arg_int[0], &given)) {
	case INVOICE_GIVEN:
		reply_see_other(r, url_admin(r->c, "/orders/%lld/print/invoice", (long long)r->arg_int[0]));
		return;
	case INVOICE_NOT_PAID:
		flash(r, "flash.no.invoice.unpaid");
		reply_see_other(r, url_admin(r->c, "/orders/%lld", (long long)r->arg_int[0]));
		return;
	case INVOICE_GONE:
		reply_not_found(r);
		return;
	}
}

/* --- many orders --- */

/* Labels of what is to be packed or goes out next; nobody sends what is picked up. */
static void
labels(struct request *r)
{
	struct ctx *c = r->c;
	const struct paper *p = paper_of(r->arg[1]);
	enum order_tab tab;
	struct order **orders;
	struct view *v;
	int64_t total;
	size_t n, i, shown = 0;

	if (!order_tab_parse(r->arg[0], &tab) || (tab != TAB_PACK && tab != TAB_SHIP) || !p || p->kind != PAPER_LABEL) {
		reply_not_found(r);
		return;
	}
	v = shell_print(r, p->template, i18n(c->arena, c->lang, "paper.labels", NULL), url_with(c, url_admin(c, "/orders"), "tab", r->arg[0]));
	sizes(c, v, p, tab == TAB_PACK ? "/print/labels/pack" : "/print/labels/ship");
	present_paper_head(c, v, NULL);
	view_text(v, "SHEET", p->word);
	orders = order_list(c, tab, "", 1, LABELS_MAX, &n, &total);
	for (i = 0; i < n; i++) {
		if (str_eq(orders[i]->ship_kind, "pickup"))
			continue;
		present_paper_order(c, view_row(v, "LABEL"), orders[i]);
		shown++;
	}
	view_flag(v, "NO_LABELS", shown == 0);
	if (total > LABELS_MAX)
		view_int(view_row(v, "CUT_SHORT"), "LABELS_MAX", LABELS_MAX);
}

static void
pack_line(struct view *row, const struct pack_line *l)
{
	view_text(row, "LINE_NAME", l->name);
	view_text(row, "LINE_OPTIONS", l->options);
	view_flag(row, "HAS_OPTIONS", !str_empty(l->options));
	view_int(row, "LINE_QTY", l->qty);
}

static void
pack_orders(struct ctx *c, struct view *v, struct order **orders, size_t n)
{
	size_t i, at = 0, n_lines;
	const struct pack_line *lines = pack_lines(c, orders[n - 1]->id, &n_lines);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ORDER");

		present_order_head(c, row, orders[i]);
		present_order_address(c, row, orders[i]);
		view_flag(row, "AREA_KNOWN", !str_empty(orders[i]->district));
		view_text(row, "STAFF_NOTE", orders[i]->staff_note);
		view_flag(row, "HAS_STAFF_NOTE", !str_empty(orders[i]->staff_note));
		for (; at < n_lines && lines[at].order <= orders[i]->id; at++)
			if (lines[at].order == orders[i]->id)
				pack_line(view_row(row, "PACK_LINE"), &lines[at]);
	}
}

static void
packing(struct request *r)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone;
	struct view *v = shell_print(r, "print/packing", i18n(c->arena, c->lang, "paper.packing", NULL),
	    url_with(c, url_admin(c, "/orders"), "tab", order_tab_name(TAB_PACK)));
	struct order **orders;
	const struct pack_line *sums;
	int64_t total;
	size_t n, n_sums, i;

	present_paper_head(c, v, NULL);
	view_text(v, "SHEET", "a4");
	view_text(v, "TODAY", clock_long(c->arena, clock_now(), zone, c->lang));
	orders = order_list(c, TAB_PACK, "", 1, PACK_MAX, &n, &total);
	if (n == 0) {
		view_flag(v, "NONE_TO_PACK", true);
		return;
	}
	v = view_row(v, "TO_PACK");
	sums = pack_sums(c, orders[n - 1]->id, &n_sums);
	for (i = 0; i < n_sums; i++)
		pack_line(view_row(v, "GOODS"), &sums[i]);
	view_int(v, "ORDER_COUNT", (int64_t)n);
	view_flag(v, "CUT_SHORT", total > (int64_t)n);
	pack_orders(c, v, orders, n);
}

static const struct route routes[] = {
	{ "GET", "/admin/orders/{id:int}/print/{paper}", one, GATE_STAFF, DO_READ, RIGHT_ORDER_SEE, 0, NULL },
	{ "POST", "/admin/orders/{id:int}/invoice", invoice, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "GET", "/admin/print/labels/{tab}/{paper}", labels, GATE_STAFF, DO_READ, RIGHT_ORDER_PACK, 0, NULL },
	{ "GET", "/admin/print/packing", packing, GATE_STAFF, DO_READ, RIGHT_ORDER_PACK, 0, NULL },
	{ 0 }
};
ROUTES(routes);
