/* The next step of an order and the summary beside the list. The table of buttons stands here once, for the order's page and for the list. */
#include "present/order_step.h"

#include "base/i18n.h"
#include "base/str.h"
#include "http/url.h"
#include "present/order.h"
#include "shop/media.h"

static const struct order_step steps[] = {
	{ ACT_PAY, "pay", RIGHT_ORDER_PAY, "flash.order.paid" },
	{ ACT_UNPAY, "unpay", RIGHT_ORDER_PAY, "flash.order.unpaid" },
	{ ACT_CONFIRM_COD, "confirm", RIGHT_ORDER_PAY, "flash.order.confirmed" },
	{ ACT_PACK, "pack", RIGHT_ORDER_PACK, "flash.order.packed" },
	{ ACT_SHIP, "ship", RIGHT_ORDER_SHIP, "flash.order.shipped" },
	{ ACT_DELIVER, "deliver", RIGHT_ORDER_SHIP, "flash.order.delivered" },
	{ ACT_REFUND, "refund", RIGHT_ORDER_PAY, "flash.order.refunded" },
	{ ACT_REVIVE, "revive", RIGHT_ORDER_PAY, "flash.order.revived" },
	{ ACT_LATE, "late", RIGHT_ORDER_PAY, "flash.order.late" },
	{ ACT_CANCEL, "cancel", RIGHT_ORDER_CANCEL, "flash.order.cancelled" },
};

const struct order_step *
present_order_step(enum order_act act)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(steps); i++)
		if (steps[i].act == act)
			return &steps[i];
	return NULL;
}

const char *
present_order_step_text(struct ctx *c, const struct order *o, const struct order_step *s)
{
	const char *word = s->act == ACT_SHIP ? "ship_open" : s->word;

	if (s->act == ACT_DELIVER && str_eq(o->pay_state, "cod"))
		word = "deliver_cash";
	else if (s->act == ACT_DELIVER && str_eq(o->ship_kind, "pickup"))
		word = "collected";
	return i18n(c->arena, c->lang, arena_printf(c->arena, "order.do.%s", word), NULL);
}

const char *
present_order_asked(struct ctx *c, const struct order *o)
{
	bool counter = str_eq(o->pay_state, "cod") && str_eq(o->ship_kind, "pickup");

	return i18n(c->arena, c->lang, counter ? "order.asked.counter" : arena_printf(c->arena, "order.asked.%s", o->pay_state), NULL);
}

bool
present_order_tab_mine(enum role role, enum order_tab tab)
{
	switch (tab) {
	case TAB_CHECK: case TAB_WAIT:
		return role_may(role, RIGHT_ORDER_PAY);
	case TAB_PACK:
		return role_may(role, RIGHT_ORDER_PACK);
	case TAB_SHIP: case TAB_ROAD:
		return role_may(role, RIGHT_ORDER_SHIP);
	case TAB_DONE: case TAB_CANCELLED: case TAB_ALL: case TAB_COUNT:
		break;
	}
	return false;
}

void
present_order_waits(struct request *r, struct view *v, const struct order *o)
{
	const struct order_step *s = present_order_step(order_next(o));

	if (s && !role_may(r->staff->role, s->right))
		view_text(view_row(v, "WAITS"), "WAITS_TEXT", i18n(r->c->arena, r->c->lang,
		    arena_printf(r->c->arena, "order.waits.%s", s->word), NULL));
}

static void
next(struct request *r, struct view *v, const struct order *o, const char *tab)
{
	const struct order_step *s = present_order_step(order_next(o));
	struct view *row;

	present_order_waits(r, v, o);
	if (!s || !role_may(r->staff->role, s->right))
		return;
	/* Sending wants the courier's number: its form stands on the order's own page. */
	row = view_row(v, s->act == ACT_SHIP ? "NEXT_OPEN" : "NEXT");
	view_text(row, "NEXT_TEXT", present_order_step_text(r->c, o, s));
	view_text(row, "NEXT_URL", s->act == ACT_SHIP ? url_admin(r->c, "/orders/%lld#kirim", (long long)o->id) :
	    url_admin(r->c, "/orders/%lld/%s", (long long)o->id, s->word));
	view_text(row, "LIST", tab);
}

void
present_order_glance(struct request *r, struct view *v, const struct order *o, const char *tab)
{
	struct ctx *c = r->c;
	struct order_line *lines;
	struct proof *proofs;
	size_t n, i;

	v = view_row(v, "GLANCE");
	present_order_head(c, v, o);
	present_order_amount(c, v, o);
	view_text(v, "BUYER", o->name);
	view_int(v, "VERSION", o->version);
	view_text(v, "ORDER_URL", url_admin(c, "/orders/%lld", (long long)o->id));
	view_text(v, "STAFF_STATE", i18n(c->arena, c->lang,
	    arena_printf(c->arena, "order.staff.%s", present_order_phase_word(present_order_phase(o))), NULL));
	view_text(v, "ASKED_TEXT", present_order_asked(c, o));
	lines = order_lines(c, o->id, &n);
	present_order_lines(c, v, lines, n);
	if (o->proofs > 0 && role_may(r->staff->role, RIGHT_ORDER_PAY)) {
		proofs = proof_list(c, o->id, &n);
		for (i = 0; i < n; i++) {
			struct view *row;

			if (!str_eq(proofs[i].state, "ready"))
				continue;
			row = view_row(v, "GLANCE_PROOF");
			view_text(row, "PROOF_URL", url_admin(c, "/proof/%lld", (long long)proofs[i].id));
			view_int(row, "PROOF_W", proofs[i].width);
			view_int(row, "PROOF_H", proofs[i].height);
		}
	}
	view_text(v, "BUYER_CHAT_URL", present_order_chat_buyer(c, o));
	next(r, v, o, tab);
}
