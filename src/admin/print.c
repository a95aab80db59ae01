/*
 * Papers as pages to print, and the same as files (present/printed.h): nota, invoice, delivery slip and label of one order, labels of a whole list, the packing list of now. What the buyer
 * gets is in the language in which the order was placed. Looking never changes anything: an invoice's number is given by a button, and so is a file.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/below.h"
#include "present/delivery.h"
#include "present/line_input.h"
#include "present/order.h"
#include "present/paper.h"
#include "present/price.h"
#include "present/printed.h"
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

/* What the address names: an order and a paper of it that there is. False: not found. */
struct asked { const struct order *order; const struct paper *paper; const struct invoice *invoice; const char *title; };

static bool
asked(struct request *r, struct asked *k)
{
	struct ctx *c = r->c;

	k->order = order_get(c, r->arg_int[0]);
	k->paper = paper_of(r->arg[1]);
	k->invoice = k->paper && k->paper->kind == PAPER_INVOICE ? invoice_get(c, r->arg_int[0]) : NULL;
	if (!k->order || !k->paper || (k->paper->kind == PAPER_INVOICE && !k->invoice))
		return false;
	if (k->paper->kind == PAPER_NOTA || k->paper->kind == PAPER_INVOICE)
		c->lang = k->order->lang;
	k->title = arena_printf(c->arena, "%s %s", paper_name(c, k->paper), k->invoice ? k->invoice->number : k->order->number);
	return true;
}

static void
one(struct request *r)
{
	struct ctx *c = r->c;
	const char *base = arena_printf(c->arena, "/orders/%lld/print", (long long)r->arg_int[0]);
	struct asked k;
	struct view *v;

	if (!asked(r, &k)) {
		reply_not_found(r);
		return;
	}
	v = shell_print(r, k.paper->template, k.title, url_admin(c, "/orders/%lld", (long long)k.order->id));
	sizes(c, v, k.paper, base);
	printed_buttons(r, v, url_admin(c, "%s/%s", base, k.paper->word), k.paper->height_mm == 0);
	fill(c, v, k.paper, k.order, k.invoice);
}

static void
one_as_file(struct request *r)
{
	struct ctx *c = r->c;
	struct printed ask = { .scope = "order", .order = r->arg_int[0] };
	struct asked k;
	struct view *v;

	if (!asked(r, &k)) {
		reply_not_found(r);
		return;
	}
	v = printed_view(c, k.paper, k.title);
	fill(c, v, k.paper, k.order, k.invoice);
	ask.word = k.paper->word;
	ask.name = k.title;
	ask.png = printed_format(r, k.paper);
	ask.layout = printed_text(c, v);
	if (ask.layout)
		reply_see_other(r, url_admin(c, "/orders/%lld/paper/%lld", (long long)ask.order, (long long)printed_ask(c, &ask)));
}

/* A file of this order, or NULL and not found: the order in the address is the one that the right was asked for. */
static const struct printed *
file_of_order(struct request *r)
{
	const struct printed *p = printed_get(r->c, r->arg_int[1]);

	if (p && str_eq(p->scope, "order") && p->order == r->arg_int[0])
		return p;
	reply_not_found(r);
	return NULL;
}

static void
order_file(struct request *r)
{
	struct ctx *c = r->c;
	const struct printed *p = file_of_order(r);
	const char *order = url_admin(c, "/orders/%lld", (long long)r->arg_int[0]);
	struct view *v;

	if (!p)
		return;
	v = shell_admin(r, "admin/printed", "orders", p->name);
	shell_back(v, arena_printf(c->arena, "%s/print/%s", order, p->word));
	printed_show(r, v, p, arena_printf(c->arena, "%s/paper/%lld", order, (long long)p->id), arena_printf(c->arena, "%s/print/%s", order, p->word));
}

static void
order_file_send(struct request *r)
{
	const struct printed *p = file_of_order(r);

	if (p)
		printed_send(r, p);
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

/* What an address of labels names; false: not found. */
static bool
labels_asked(struct request *r, enum order_tab *tab, const struct paper **p)
{
	*p = paper_of(r->arg[1]);
	return order_tab_parse(r->arg[0], tab) && (*tab == TAB_PACK || *tab == TAB_SHIP) && *p && (*p)->kind == PAPER_LABEL;
}

/* Labels of what is to be packed or goes out next; nobody sends what is picked up. Returns how many. */
static size_t
labels_fill(struct ctx *c, struct view *v, const struct paper *p, enum order_tab tab)
{
	struct order **orders;
	int64_t total;
	size_t n, i, shown = 0;

	present_paper_head(c, v, NULL);
	view_text(v, "SHEET", p->word);
	orders = order_list(c, tab, "", 1, LABELS_MAX, &n, &total);
	for (i = 0; i < n; i++) {
		if (str_eq(orders[i]->ship_kind, "pickup"))
			continue;
		present_paper_order(c, view_row(v, "LABEL"), orders[i]);
		shown++;
	}
	if (total > LABELS_MAX)
		view_int(view_row(v, "CUT_SHORT"), "LABELS_MAX", LABELS_MAX);
	return shown;
}

static void
labels(struct request *r)
{
	struct ctx *c = r->c;
	const char *base;
	const struct paper *p;
	enum order_tab tab;
	struct view *v;
	size_t n;

	if (!labels_asked(r, &tab, &p)) {
		reply_not_found(r);
		return;
	}
	base = tab == TAB_PACK ? "/print/labels/pack" : "/print/labels/ship";
	v = shell_print(r, p->template, i18n(c->arena, c->lang, "paper.labels", NULL), url_with(c, url_admin(c, "/orders"), "tab", r->arg[0]));
	sizes(c, v, p, base);
	n = labels_fill(c, v, p, tab);
	view_flag(v, "NO_LABELS", n == 0);
	if (n > 0)
		printed_buttons(r, v, url_admin(c, "%s/%s", base, p->word), false);
}

/* Asks for the file of a list and shows where it will be. word: the address of its page below /admin/print/. */
static void
list_ask(struct request *r, struct view *v, const char *title, const char *word)
{
	struct printed ask = { .scope = "list", .word = word, .name = title, .layout = printed_text(r->c, v) };

	if (ask.layout)
		reply_see_other(r, url_admin(r->c, "/print/paper/%lld", (long long)printed_ask(r->c, &ask)));
}

static void
labels_as_file(struct request *r)
{
	struct ctx *c = r->c;
	const char *title = i18n(c->arena, c->lang, "paper.labels", NULL);
	const struct paper *p;
	enum order_tab tab;
	struct view *v;

	if (!labels_asked(r, &tab, &p)) {
		reply_not_found(r);
		return;
	}
	v = printed_view(c, p, title);
	if (labels_fill(c, v, p, tab) > 0)
		list_ask(r, v, title, arena_printf(c->arena, "labels/%s/%s", r->arg[0], p->word));
	else
		reply_see_other(r, url_admin(c, "/print/labels/%s/%s", r->arg[0], p->word));
}

static void
pack_line(struct ctx *c, struct view *row, const struct pack_line *l)
{
	view_text(row, "LINE_NAME", l->name);
	view_text(row, "LINE_OPTIONS", l->options);
	view_flag(row, "HAS_OPTIONS", !str_empty(l->options));
	present_line_qty(c, row, l->measure, l->qty);
}

/* Is all that an order has still to come? *ready: when the last of it does. */
static bool
all_waits(const struct pack_line *lines, size_t n, int64_t order, int64_t *ready)
{
	size_t waits = 0, here = 0;

	*ready = 0;
	for (size_t i = 0; i < n; i++) {
		if (lines[i].order != order || lines[i].inside || lines[i].said)
			continue;
		waits += lines[i].waits;
		here += !lines[i].waits;
		*ready = lines[i].waits && lines[i].ready > *ready ? lines[i].ready : *ready;
	}
	return waits > 0 && here == 0;
}

/* Nothing of it can be packed yet: it stands below the others, in one line. */
static void
later_order(struct ctx *c, struct view *v, const struct order *o, int64_t ready)
{
	struct view *row = view_row(v, "LATER");

	present_order_head(c, row, o);
	present_order_address(c, row, o);
	view_text(row, "NOT_HERE", present_not_here(c, ready));
}

static void
pack_orders(struct ctx *c, struct view *v, struct order **orders, size_t n, int64_t day, bool cut)
{
	size_t i, at = 0, n_lines;
	const struct pack_line *lines = pack_lines(c, orders[n - 1]->id, day, &n_lines);
	struct view *now = NULL, *later = NULL;
	int64_t n_now = 0;

	for (i = 0; i < n; i++) {
		struct view *row, *last;
		int64_t ready;

		if (all_waits(lines, n_lines, orders[i]->id, &ready)) {
			later_order(c, later ? later : (later = view_row(v, "SOME_LATER")), orders[i], ready);
			continue;
		}
		row = last = view_row(now ? now : (now = view_row(v, "SOME_NOW")), "ORDER");
		n_now++;
		present_order_head(c, row, orders[i]);
		present_order_address(c, row, orders[i]);
		view_flag(row, "AREA_KNOWN", !str_empty(orders[i]->district));
		view_text(row, "STAFF_NOTE", orders[i]->staff_note);
		view_flag(row, "HAS_STAFF_NOTE", !str_empty(orders[i]->staff_note));
		for (; at < n_lines && lines[at].order <= orders[i]->id; at++)
			if (lines[at].order == orders[i]->id && lines[at].inside)
				present_below(last, present_part_text(c, lines[at].measure, lines[at].qty, lines[at].name, lines[at].options));
			else if (lines[at].order == orders[i]->id && lines[at].said)
				present_below(last, present_said(c, lines[at].said));
			else if (lines[at].order == orders[i]->id) {
				pack_line(c, last = view_row(row, "PACK_LINE"), &lines[at]);
				if (lines[at].waits)
					present_below(last, present_not_here(c, lines[at].ready));
			}
	}
	if (now) {
		view_int(now, "ORDER_COUNT", n_now);
		view_flag(now, "CUT_SHORT", cut);
	}
}

/* ?day=2026-11-24: only what was promised for that day; 0: everything. */
static int64_t
day_asked(const struct request *r)
{
	const char *s = request_query(r, "day");
	int64_t day;

	return s && clock_parse_day(s, &day) ? day : 0;
}

static const char *
packing_url(struct ctx *c, int64_t day)
{
	const char *url = url_admin(c, "/print/packing");

	return day ? url_with(c, url, "day", clock_iso_day(c->arena, day)) : url;
}

/* False: there is nothing to pack. */
static bool
packing_fill(struct ctx *c, struct view *v, int64_t day)
{
	struct order **orders;
	const struct pack_line *sums;
	struct view *shelf;
	int64_t total;
	size_t n, n_sums, i;

	present_paper_head(c, v, NULL);
	view_text(v, "SHEET", "a4");
	view_text(v, "TODAY", clock_long(c->arena, clock_now(), shop_get(c)->timezone, c->lang));
	if (day)
		view_text(view_row(v, "FOR_DAY"), "WHEN", i18n(c->arena, c->lang, "ship.day", present_delivery_day(c, day), NULL));
	orders = day ? order_list_promised(c, day, PACK_MAX, &n, &total) : order_list(c, TAB_PACK, "", 1, PACK_MAX, &n, &total);
	if (n == 0)
		return false;
	v = view_row(v, "TO_PACK");
	sums = pack_sums(c, orders[n - 1]->id, day, &n_sums);
	shelf = n_sums > 0 ? view_row(v, "SHELF") : NULL;
	for (i = 0; i < n_sums; i++)
		pack_line(c, view_row(shelf, "GOODS"), &sums[i]);
	pack_orders(c, v, orders, n, day, total > (int64_t)n);
	return true;
}

static void
packing(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_print(r, "print/packing", i18n(c->arena, c->lang, "paper.packing", NULL),
	    url_with(c, url_admin(c, "/orders"), "tab", order_tab_name(TAB_PACK)));

	if (packing_fill(c, v, day_asked(r)))
		printed_buttons(r, v, packing_url(c, day_asked(r)), false);
	else
		view_flag(v, "NONE_TO_PACK", true);
}

static void
packing_as_file(struct request *r)
{
	const char *title = i18n(r->c->arena, r->c->lang, "paper.packing", NULL);
	struct view *v = printed_view(r->c, &paper_packing, title);

	if (packing_fill(r->c, v, day_asked(r)))
		list_ask(r, v, title, "packing");
	else
		reply_see_other(r, url_admin(r->c, "/print/packing"));
}

static const struct printed *
file_of_list(struct request *r)
{
	const struct printed *p = printed_get(r->c, r->arg_int[0]);

	if (p && str_eq(p->scope, "list"))
		return p;
	reply_not_found(r);
	return NULL;
}

static void
list_file(struct request *r)
{
	struct ctx *c = r->c;
	const struct printed *p = file_of_list(r);
	const char *page;
	struct view *v;

	if (!p)
		return;
	page = url_admin(c, "/print/%s", p->word);
	v = shell_admin(r, "admin/printed", "orders", p->name);
	shell_back(v, page);
	printed_show(r, v, p, url_admin(c, "/print/paper/%lld", (long long)p->id), page);
}

static void
list_file_send(struct request *r)
{
	const struct printed *p = file_of_list(r);

	if (p)
		printed_send(r, p);
}

static const struct route routes[] = {
	{ "GET", "/admin/orders/{id:int}/print/{paper}", one, GATE_STAFF, DO_READ, RIGHT_ORDER_SEE, 0, NULL },
	{ "POST", "/admin/orders/{id:int}/print/{paper}", one_as_file, GATE_STAFF, DO_SOFT, RIGHT_ORDER_SEE, 0, NULL },
	{ "GET", "/admin/orders/{id:int}/paper/{file:int}", order_file, GATE_STAFF, DO_READ, RIGHT_ORDER_SEE, 0, NULL },
	{ "GET", "/admin/orders/{id:int}/paper/{file:int}/file", order_file_send, GATE_STAFF, DO_READ, RIGHT_ORDER_SEE, 0, NULL },
	{ "POST", "/admin/orders/{id:int}/invoice", invoice, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "GET", "/admin/print/labels/{tab}/{paper}", labels, GATE_STAFF, DO_READ, RIGHT_ORDER_PACK, 0, NULL },
	{ "POST", "/admin/print/labels/{tab}/{paper}", labels_as_file, GATE_STAFF, DO_SOFT, RIGHT_ORDER_PACK, 0, NULL },
	{ "GET", "/admin/print/packing", packing, GATE_STAFF, DO_READ, RIGHT_ORDER_PACK, 0, NULL },
	{ "POST", "/admin/print/packing", packing_as_file, GATE_STAFF, DO_SOFT, RIGHT_ORDER_PACK, 0, NULL },
	{ "GET", "/admin/print/paper/{file:int}", list_file, GATE_STAFF, DO_READ, RIGHT_ORDER_PACK, 0, NULL },
	{ "GET", "/admin/print/paper/{file:int}/file", list_file_send, GATE_STAFF, DO_READ, RIGHT_ORDER_PACK, 0, NULL },
	{ 0 }
};
ROUTES(routes);
