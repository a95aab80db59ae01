/*
 * An order as its buyer sees it: the state in words first, then the way it has gone, what is in
 * it, where it goes; received, cancelled before packing, bought again. The address itself is the
 * key: whoever has the link may see the order, and nobody else finds it.
 */
#include "shop/order.h"

#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/order.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/session.h"
#include "shop/setting.h"

struct cancel_form { const char *reason; };
static const struct field cancel_fields[] = { F_TEXT(struct cancel_form, reason, 0, 200), F_FIN };

/* --- the page --- */

/*
 * What a buyer may do: cancel while nothing has been sent or packed, and say that paid goods have
 * come (cash is counted by who takes it).
 */
static bool
may_cancel(enum order_phase phase)
{
	return phase == PHASE_WAIT || phase == PHASE_CONFIRM;
}

static bool
may_receive(const struct order *o)
{
	return present_order_phase(o) == PHASE_ROAD && str_eq(o->pay_state, "paid");
}

static bool
is_over(enum order_phase phase)
{
	return phase >= PHASE_DONE;
}

static void
acts(struct request *r, struct view *v, const struct order *o)
{
	struct ctx *c = r->c;
	enum order_phase phase = present_order_phase(o);
	const char *chat = present_order_chat_shop(c, o);
	bool bar = phase == PHASE_WAIT || phase == PHASE_CHECK || may_receive(o) || is_over(phase);

	view_text(v, "CHAT_URL", chat);
	view_flag(v, "HAS_CHAT", chat != NULL);
	view_text(v, "PAY_URL", url_order_pay(c, o->ref));
	view_text(v, "RECEIVED_URL", url_order_do(c, o->ref, "received"));
	view_text(v, "CANCEL_URL", url_order_do(c, o->ref, "cancel"));
	view_text(v, "AGAIN_URL", url_order_do(c, o->ref, "again"));
	view_flag(v, "ACT_PAY", phase == PHASE_WAIT);
	view_flag(v, "ACT_PROOF", phase == PHASE_CHECK);
	view_flag(v, "ACT_RECEIVED", may_receive(o));
	view_flag(v, "ACT_AGAIN", is_over(phase));
	if (may_cancel(phase))
		present_field(r, view_row(v, "MAY_CANCEL"), "F_REASON", cancel_fields, "reason",
		    "");
	view_flag(v, "ACT_BAR", bar);
	view_flag(v, "CHAT_ALONE", chat && !bar);
	if (bar)
		shell_own_bar(v);
}

static void
content(struct ctx *c, struct view *v, const struct order *o)
{
	const struct zone *zone = o->zone ? zone_get(c, o->zone) : NULL;
	const struct order_line *lines;
	const struct order_event *events;
	const struct order_shipment *parcels;
	size_t n;

	lines = order_lines(c, o->id, &n);
	present_order_lines(c, v, lines, n);
	present_order_sums(c, v, o);
	present_order_address(c, v, o);
	events = order_events(c, o->id, &n);
	present_order_timeline(c, v, events, n, false);
	parcels = order_shipments(c, o->id, &n);
	present_order_parcels(c, v, parcels, n, zone ? ship_courier(zone->courier) : NULL);
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
	v = shell_page(r, "storefront/order", "orders",
	    i18n(c->arena, c->lang, "order.title", o->number, NULL));
	present_order_head(c, v, o);
	content(c, v, o);
	acts(r, v, o);
	view_text(v, "ORDERS_URL", url_track(c));
	view_text(v, "NOTA_URL", url_order_do(c, o->ref, "nota"));
	view_flag(v, "IS_PAID", str_eq(o->pay_state, "paid"));
	view_flag(v, "NOT_PAID", !str_eq(o->pay_state, "paid"));
	view_flag(v, "CANCEL_SAID", !str_empty(o->cancel_reason));
	view_text(v, "CANCEL_REASON", o->cancel_reason);
	reply_page(r, v);
}

/* --- what a buyer does --- */

static void
answer(struct request *r, const struct order *o, enum order_move moved, const char *done)
{
	switch (moved) {
	case MOVE_OK:
		flash(r, done);
		break;
	case MOVE_NOT_NOW:
	case MOVE_CONFLICT:
	case MOVE_SHORT:	/* of no act that a buyer has */
		flash(r, "flash.no.order.moved");
		break;
	case MOVE_GONE:
		reply_not_found(r);
		return;
	}
	reply_see_other(r, url_order(r->c, o->ref));
}

static enum order_move
act(struct ctx *c, const struct order *o, bool may, enum order_act what, const char *detail)
{
	c->actor_kind = ACTOR_VISITOR;
	return may ? order_act(c, o->id, o->version, what, detail) : MOVE_NOT_NOW;
}

static void
received(struct request *r)
{
	const struct order *o = order_by_ref(r->c, r->arg[0]);

	if (!o)
		reply_not_found(r);
	else
		answer(r, o, act(r->c, o, may_receive(o), ACT_DELIVER, ""), "flash.order.received");
}

static void
cancel(struct request *r)
{
	const struct order *o = order_by_ref(r->c, r->arg[0]);
	struct cancel_form f = { 0 };

	if (!o) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, cancel_fields, &f)) {
		reply_again(r, show);
		return;
	}
	answer(r, o, act(r->c, o, may_cancel(present_order_phase(o)), ACT_CANCEL, f.reason),
	    "flash.order.withdrawn");
}

/* Can what was said for a line be said again? */
static bool
still_said(struct ctx *c, const struct order_line *l, const struct cart_said *says)
{
	size_t n, i, left = 0;
	const struct line_input *in = line_input_asked(c, l->product, &n);
	const struct input_set *set = line_input_check(c, in, n, says->said, says->n, true);

	for (i = 0; i < set->n; i++)
		left += *set->value[i] != '\0';
	return left == l->n_said;
}

/* One line of the order with what was said for it, as far as that still holds; false: it can't be had. */
static bool
into_cart(struct ctx *c, int64_t session, const struct order_line *l, size_t *lost)
{
	struct cart_said says = { .n = l->n_said, .drop = true };
	const char *slug;

	if (l->n_said > 0) {
		says.said = line_input_again(c, l->product, l->said, l->n_said);
		*lost += !still_said(c, l, &says);
	}
	return cart_add_said(c, session, l->variant, quantity_digits(c->arena, c->lang, l->measure, l->qty), &says, &slug) == CART_OK;
}

/* What is still sold goes into the cart, as many as there are, with what was said for it; the rest is told. */
static void
again(struct request *r)
{
	struct ctx *c = r->c;
	const struct order *o = order_by_ref(c, r->arg[0]);
	const struct session *s;
	const struct order_line *lines;
	const struct cart *cart;
	size_t n = 0, i, missing = 0, lost = 0;

	if (!o) {
		reply_not_found(r);
		return;
	}
	s = gate_session(r);
	if (!s)
		return;
	lines = order_lines(c, o->id, &n);
	for (i = 0; i < n; i++)
		if (!into_cart(c, s->id, &lines[i], &lost))
			missing++;
	cart = cart_get(c, s->id);
	for (i = 0; i < cart->n; i++)
		lost += cart->lines[i].asks;
	if (missing == 0)
		flash(r, lost > 0 ? "flash.no.cart.said" : "flash.cart.again");
	else
		flash(r, missing < n ? "flash.no.cart.some" : "flash.no.cart.none");
	reply_see_other(r, url_cart(c));
}

static const struct route routes[] = {
	{ "GET", "/order/{ref}", show, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ "POST", "/order/{ref}/received", received, GATE_PRIVATE, DO_WRITE, 0, ROUTE_SECRET,
	    NULL },
	{ "POST", "/order/{ref}/cancel", cancel, GATE_PRIVATE, DO_WRITE, 0, ROUTE_SECRET, NULL },
	{ "POST", "/order/{ref}/again", again, GATE_PRIVATE, DO_SOFT, 0, ROUTE_SECRET, NULL },
	{ 0 }
};
ROUTES(routes);
