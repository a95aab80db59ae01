/*
 * One order on the owner's page: the money asked beside the proof, what is in it, who gets it and where, what happened, and one next step. Every step carries the version
 * that was seen; what somebody else did meanwhile is told, and the page stands there as it is now.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/below.h"
#include "present/field.h"
#include "present/message.h"
#include "present/order.h"
#include "present/order_step.h"
#include "present/paper.h"
#include "present/shell.h"
#include "shop/customer.h"
#include "shop/media.h"
#include "shop/link.h"
#include "shop/order.h"
#include "shop/setting.h"
#include "shop/staff.h"

struct ship_form { const char *courier, *tracking; int64_t version; };
static const struct field ship_fields[] = {
	F_TEXT(struct ship_form, courier, 1, 60),
	F_TEXT(struct ship_form, tracking, 0, 60),
	F_INT(struct ship_form, version, 1, INT64_MAX),
	F_FIN
};
struct cancel_form { const char *reason; int64_t version; };
static const struct field cancel_fields[] = {
	F_TEXT(struct cancel_form, reason, 3, 200),
	F_INT(struct cancel_form, version, 1, INT64_MAX),
	F_FIN
};
struct source_form { const char *spoken; };
static const struct field source_fields[] = { F_TEXT(struct source_form, spoken, 0, 20), F_FIN };
struct note_form { const char *staff_note, *was; };
static const struct field note_fields[] = {
	F_LINES(struct note_form, staff_note, 0, 500),
	F_LINES(struct note_form, was, 0, 500),
	F_FIN
};

static bool
may(const struct request *r, enum right right)
{
	return role_may(r->staff->role, right);
}

static const char *
page_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/orders/%lld", (long long)id);
}

static const char *
say(struct request *r, const char *fmt, const char *word)
{
	return i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, fmt, word), NULL);
}

/* ---- the page ---- */

static void
proofs(struct request *r, struct view *v, const struct order *o)
{
	const char *zone = shop_get(r->c)->timezone;
	struct proof *list;
	size_t n, i;

	if (o->proofs == 0 || !may(r, RIGHT_ORDER_PAY))
		return;
	list = proof_list(r->c, o->id, &n);
	view_flag(v, "HAS_PROOFS", n > 0);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(view_row(v, "PROOF"), str_eq(list[i].state, "ready") ? "PROOF_READY" :
		    str_eq(list[i].state, "refused") ? "PROOF_REFUSED" : "PROOF_WAIT");

		view_text(row, "PROOF_URL", url_admin(r->c, "/proof/%lld", (long long)list[i].id));
		view_int(row, "PROOF_W", list[i].width);
		view_int(row, "PROOF_H", list[i].height);
		view_text(row, "PROOF_AT", arena_printf(r->c->arena, "%s, %s", clock_date(r->c->arena, list[i].at, zone, r->c->lang),
		    clock_hm(r->c->arena, list[i].at, zone)));
	}
}

static void
asked(struct request *r, struct view *v, const struct order *o)
{
	bool open = str_eq(o->pay_state, "waiting") || str_eq(o->pay_state, "proof");

	v = view_row(v, "ASKED");
	present_order_amount(r->c, v, o);
	view_text(v, "ASKED_TEXT", present_order_asked(r->c, o));
	view_flag(v, "CHECK_FIRST", open && may(r, RIGHT_ORDER_PAY));
	view_flag(v, "NO_PROOF_YET", str_eq(o->pay_state, "waiting"));
	if (str_eq(o->pay_state, "waiting") && o->due_at > 0)
		view_text(view_row(v, "DUE"), "DUE_AT", clock_long(r->c->arena, o->due_at, shop_get(r->c)->timezone, r->c->lang));
	proofs(r, v, o);
}

static void
buyer(struct request *r, struct view *v, const struct order *o)
{
	struct ctx *c = r->c;
	const struct customer *u = customer_get(c, o->customer);

	present_order_address(c, v, o);
	view_text(v, "INITIAL", utf8_cut(c->arena, o->name, 1));
	view_text(v, "BUYER", o->name);
	view_text(v, "EMAIL", o->email);
	view_flag(v, "HAS_EMAIL", !str_empty(o->email));
	if (u && u->orders > 0) {
		struct view *row = view_row(v, "BOUGHT");

		view_int(row, "BOUGHT_ORDERS", u->orders);
		view_money(row, "BOUGHT_SPENT", u->spent);
	}
	view_flag(v, "NEW_BUYER", u && u->orders == 0);
	if (u && may(r, RIGHT_CUSTOMER_SEE))
		view_text(view_row(v, "BUYER_LINK"), "CUSTOMER_URL", url_admin(c, "/customers/%lld", (long long)u->id));
	view_text(v, "BUYER_CHAT_URL", present_order_chat_buyer(c, o));
	if (!str_empty(o->address))
		view_text(v, "MAP_URL", url_maps(c, arena_printf(c->arena, "%s, %s, %s, %s", o->address, o->district, o->regency,
		    o->province)));
}

/* The news on WhatsApp, which a person sends, and what the buyer has been told already. */
static void
told(struct request *r, struct view *v, const struct order *o)
{
	enum message m = present_order_message(o);
	const struct message_row *list;
	bool done = false;
	size_t n, i;

	list = message_list(r->c, o->id, &n);
	for (i = 0; i < n; i++)
		done = done || (list[i].message == m && str_eq(list[i].way, "wa"));
	view_text(v, "NEWS", say(r, "message.%s", message_kinds[m].name));
	if (!done) {
		struct view *row = view_row(v, "TELL");

		view_text(row, "TELL_URL", url_admin(r->c, "/orders/%lld/told", (long long)o->id));
		view_text(row, "MESSAGE", message_kinds[m].name);
	}
	present_messages(r->c, v, o, list, n);
}

/* The courier's form stands open on the page; its button is the one below. */
static void
ship_form(struct request *r, struct view *v, const struct order *o)
{
	v = view_row(v, "SHIP_FORM");
	view_flag(v, "BY_COURIER", str_eq(o->ship_kind, "courier"));
	view_flag(v, "BY_CAR", !str_eq(o->ship_kind, "courier"));
	present_field(r, v, "F_COURIER", ship_fields, "courier", o->ship_name);
	present_field(r, v, "F_TRACKING", ship_fields, "tracking", "");
	view_text(v, "SHIP_URL", url_admin(r->c, "/orders/%lld/ship", (long long)o->id));
}

static void
next_step(struct request *r, struct view *v, const struct order *o)
{
	enum order_act act = order_next(o);
	const struct order_step *s = present_order_step(act), *back = present_order_step(ACT_UNPAY);
	struct view *bar, *row;

	present_order_waits(r, v, o);
	if (!s || !may(r, s->right))
		return;
	shell_own_bar(v);
	bar = view_row(v, "BAR");
	if (order_may(o, ACT_UNPAY) && may(r, back->right))
		view_text(view_row(bar, "UNPAY"), "UNPAY_URL", url_admin(r->c, "/orders/%lld/unpay", (long long)o->id));
	if (act == ACT_SHIP) {
		ship_form(r, v, o);
		view_flag(bar, "NEXT_SHIP", true);
		return;
	}
	row = view_row(bar, "NEXT");
	view_text(row, "NEXT_URL", url_admin(r->c, "/orders/%lld/%s", (long long)o->id, s->word));
	view_text(row, "NEXT_TEXT", present_order_step_text(r->c, o, s));
}

static void
cancel_form(struct request *r, struct view *v, const struct order *o)
{
	if (!order_may(o, ACT_CANCEL) || !may(r, RIGHT_ORDER_CANCEL))
		return;
	v = view_row(v, "CANCEL");
	present_field(r, v, "F_REASON", cancel_fields, "reason", "");
	view_flag(v, "CANCEL_OPEN", form_error(r, "reason") != NULL);
	view_text(v, "CANCEL_URL", url_admin(r->c, "/orders/%lld/cancel", (long long)o->id));
	view_flag(v, "PAID_ALREADY", str_eq(o->pay_state, "paid"));
}

/* A transfer that came after the order had lapsed: the sum is still its own (shop/pay.h), so the owner finds it in the bank's list. */
static void
late_money(struct request *r, struct view *v, const struct order *o)
{
	if (!order_may(o, ACT_LATE) || !may(r, RIGHT_ORDER_PAY))
		return;
	v = view_row(v, "LATE");
	view_money(v, "LATE_AMOUNT", o->total);
	view_text(v, "REVIVE_URL", url_admin(r->c, "/orders/%lld/revive", (long long)o->id));
	view_text(v, "LATE_URL", url_admin(r->c, "/orders/%lld/late", (long long)o->id));
	view_flag(v, "LATE_OPEN", r->form_note != NULL);
}

static void
history(struct request *r, struct view *v, const struct order *o)
{
	const struct zone *zone = o->zone ? zone_get(r->c, o->zone) : NULL;
	struct order_event *events;
	struct order_shipment *parcels;
	size_t n;

	parcels = order_shipments(r->c, o->id, &n);
	if (n > 0)
		present_order_parcels(r->c, view_row(v, "PARCELS"), parcels, n, zone ? ship_courier(zone->courier) : NULL);
	events = order_events(r->c, o->id, &n);
	present_order_timeline(r->c, v, events, n, true);
}

/* The list that this order stands in, for the way back. */
static enum order_tab
home_tab(const struct order *o)
{
	switch (present_order_phase(o)) {
	case PHASE_WAIT: return TAB_WAIT;
	case PHASE_CHECK: case PHASE_CONFIRM: case PHASE_REFUND_DUE: return TAB_CHECK;
	case PHASE_PACK: return TAB_PACK;
	case PHASE_PACKED: case PHASE_PICKUP: return TAB_SHIP;
	case PHASE_ROAD: return TAB_ROAD;
	case PHASE_DONE: return TAB_DONE;
	case PHASE_EXPIRED: case PHASE_CANCELLED: case PHASE_REFUNDED: return TAB_CANCELLED;
	case PHASE_COUNT: break;
	}
	return TAB_ALL;
}

/* What can be printed now: an invoice only of what was paid, a slip and labels only of what is sent. */
static void
papers_of(struct request *r, struct view *v, const struct order *o)
{
	struct view *menu = shell_print_menu(v);
	bool invoice = invoice_get(r->c, o->id) != NULL, sent = !str_eq(o->ship_kind, "pickup");
	size_t i;

	for (i = 0; i < papers_n; i++) {
		const struct paper *p = &papers[i];
		struct view *row;

		if ((p->kind == PAPER_INVOICE && !invoice) || (p->kind == PAPER_LABEL && !sent) || (p->kind == PAPER_SLIP && !sent))
			continue;
		/* Labels change their size on their page. */
		if (p->kind == PAPER_LABEL && !str_eq(p->word, "label-100"))
			continue;
		row = view_row(menu, "PRINT_LINK");
		view_text(row, "MENU_URL", url_admin(r->c, "/orders/%lld/print/%s", (long long)o->id, p->word));
		view_text(row, "MENU_TEXT", p->kind == PAPER_LABEL ? i18n(r->c->arena, r->c->lang, "paper.label", NULL) : paper_name(r->c, p));
	}
	if (!invoice && str_eq(o->pay_state, "paid") && may(r, RIGHT_ORDER_PAY)) {
		menu = view_row(menu, "PRINT_FORM");
		view_text(menu, "MENU_URL", url_admin(r->c, "/orders/%lld/invoice", (long long)o->id));
		view_text(menu, "MENU_TEXT", i18n(r->c->arena, r->c->lang, "paper.invoice.make", NULL));
	}
}

/* Which link the order came by. */
static void
source(struct request *r, struct view *v, const struct order *o)
{
	struct ctx *c = r->c;
	const struct link *l = link_find(c, o->source_ref);

	if (l) {
		struct view *row = view_row(v, "SOURCE");

		view_text(row, "SOURCE_NAME", link_name(c, l));
		view_text(row, "SOURCE_CHANNEL", say(r, "channel.%s", l->channel));
	}
	present_field(r, v, "F_SPOKEN", source_fields, "spoken", l ? l->spoken : "");
	if (!str_empty(o->buyer_group_name))
		view_text(view_row(v, "OF_GROUP"), "GROUP_NAME", o->buyer_group_name);
	view_text(v, "SOURCE_URL", url_admin(c, "/orders/%lld/source", (long long)o->id));
}

/* While it is not packed: what of it is made first and has not come. */
static void
unarrived(struct ctx *c, struct view *v, const struct order *o, const struct order_line *lines, size_t n)
{
	for (size_t i = 0; i < n && (str_eq(o->delivery_state, "to_pack") || str_eq(o->delivery_state, "hold")); i++) {
		struct view *row;

		if (lines[i].made_batch == 0 || lines[i].made_here)
			continue;
		row = view_row(v, "UNARRIVED");
		view_text(row, "LATE_NAME", lines[i].name);
		view_text(row, "NOT_HERE", present_not_here(c, order_line_ready(o->day, lines[i].ready_days, lines[i].ready_day)));
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct order *o = order_get(c, r->arg_int[0]);
	struct order_line *lines;
	struct view *v;
	size_t n;

	if (!o) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/order", "orders", o->number);
	shell_back(v, url_with(c, url_admin(c, "/orders"), "tab", order_tab_name(home_tab(o))));
	present_form(r, v);
	present_order_head(c, v, o);
	view_text(v, "STAFF_STATE", say(r, "order.staff.%s", present_order_phase_word(present_order_phase(o))));
	view_text(v, "AGE", clock_ago(c->arena, o->placed_at, shop_get(c)->timezone, c->lang));
	view_int(v, "VERSION", o->version);
	asked(r, v, o);
	lines = order_lines(c, o->id, &n);
	present_order_lines(c, v, lines, n);
	unarrived(c, v, o, lines, n);
	present_order_sums(c, v, o);
	buyer(r, v, o);
	told(r, v, o);
	next_step(r, v, o);
	cancel_form(r, v, o);
	late_money(r, v, o);
	present_field(r, v, "F_NOTE", note_fields, "staff_note", o->staff_note);
	view_text(v, "NOTE_WAS", o->staff_note);
	view_flag(v, "HAS_STAFF_NOTE", !str_empty(o->staff_note));
	view_text(v, "NOTE_URL", url_admin(c, "/orders/%lld/note", (long long)o->id));
	source(r, v, o);
	view_flag(v, "CANCELLED", !str_empty(o->cancel_reason));
	view_text(v, "CANCEL_REASON", o->cancel_reason);
	history(r, v, o);
	papers_of(r, v, o);
}

/* ---- acts ---- */

static void
finish(struct request *r, enum order_move m, const char *done)
{
	const char *list = request_form(r, "list");
	enum order_tab tab;

	switch (m) {
	case MOVE_OK:
		flash(r, done);
		/* Pressed beside the list, it leads back to the list, where the next one stands. */
		reply_see_other(r, list && order_tab_parse(list, &tab) ?
		    url_with(r->c, url_admin(r->c, "/orders"), "tab", order_tab_name(tab)) : page_url(r->c, r->arg_int[0]));
		return;
	case MOVE_NOT_NOW:
		form_note(r, "order.not_now");
		break;
	case MOVE_CONFLICT:
		form_note(r, "order.conflict");
		break;
	case MOVE_SHORT:
		form_note(r, "order.revive.short");
		break;
	case MOVE_GONE:
		reply_not_found(r);
		return;
	}
	reply_again(r, show);
}

/* The version that the button was shown with; a form without one is treated as out of date. */
static int64_t
version(const struct request *r)
{
	const char *s = request_form(r, "version");
	int64_t n;

	return s && str_int(s, 1, INT64_MAX, &n) ? n : -1;
}

static void
act(struct request *r, enum order_act what)
{
	finish(r, order_act(r->c, r->arg_int[0], version(r), what, NULL), present_order_step(what)->done);
}

static void pay(struct request *r) { act(r, ACT_PAY); }
static void unpay(struct request *r) { act(r, ACT_UNPAY); }
static void confirm(struct request *r) { act(r, ACT_CONFIRM_COD); }
static void pack(struct request *r) { act(r, ACT_PACK); }
static void deliver(struct request *r) { act(r, ACT_DELIVER); }
static void revive(struct request *r) { act(r, ACT_REVIVE); }
static void late(struct request *r) { act(r, ACT_LATE); }

static void
refund(struct request *r)
{
	finish(r, order_refund(r->c, r->arg_int[0], version(r), NULL), present_order_step(ACT_REFUND)->done);
}

static void
ship(struct request *r)
{
	const struct order *o = order_get(r->c, r->arg_int[0]);
	struct ship_form f;
	bool ok;

	if (!o) {
		reply_not_found(r);
		return;
	}
	ok = form_read(r, ship_fields, &f);
	if (str_eq(o->ship_kind, "courier") && str_empty(f.tracking))
		form_bad(r, "tracking", "order.tracking.missing");
	if (!ok || r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	finish(r, order_ship(r->c, o->id, f.version, f.courier, "", f.tracking), present_order_step(ACT_SHIP)->done);
}

static void
cancel(struct request *r)
{
	struct cancel_form f;

	if (!form_read(r, cancel_fields, &f)) {
		reply_again(r, show);
		return;
	}
	finish(r, order_act(r->c, r->arg_int[0], f.version, ACT_CANCEL, f.reason), present_order_step(ACT_CANCEL)->done);
}

/* The post or flyer that a buyer names in a chat gets its thanks in the reports. */
static void
credit(struct request *r)
{
	const struct order *o = order_get(r->c, r->arg_int[0]);
	const struct link *l = NULL;
	struct source_form f;
	bool ok;

	if (!o) {
		reply_not_found(r);
		return;
	}
	ok = form_read(r, source_fields, &f);
	if (ok && !str_empty(f.spoken) && (l = link_spoken(r->c, f.spoken)) == NULL) {
		form_bad(r, "spoken", "order.spoken");
		ok = false;
	}
	if (!ok) {
		reply_again(r, show);
		return;
	}
	finish(r, order_source(r->c, o->id, l ? l->code : ""), "flash.order.source");
}

/* A note has no version of its own: it is refused when it is not the one that was shown. */
static void
note(struct request *r)
{
	const struct order *o = order_get(r->c, r->arg_int[0]);
	struct note_form f;

	if (!o) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, note_fields, &f)) {
		reply_again(r, show);
		return;
	}
	if (!str_eq(f.was, o->staff_note)) {
		finish(r, MOVE_CONFLICT, NULL);
		return;
	}
	finish(r, order_note(r->c, o->id, f.staff_note), "flash.order.noted");
}

/* The buyer has been told on WhatsApp: which message it was, as the page showed it. */
static void
tell(struct request *r)
{
	const struct order *o = order_get(r->c, r->arg_int[0]);
	enum message m;

	if (!o || !message_parse(request_form(r, "message"), &m) || !message_kinds[m].wa) {
		reply_not_found(r);
		return;
	}
	message_told(r->c, m, o->id, o->lang);
	flash(r, "flash.order.told");
	reply_see_other(r, page_url(r->c, o->id));
}

/* A transfer photo, as it was made safe; its name is random and comes from our own row. */
static void
proof(struct request *r)
{
	const struct proof *p = proof_get(r->c, r->arg_int[0]);

	if (!p || !str_eq(p->state, "ready")) {
		reply_not_found(r);
		return;
	}
	reply_file(r, arena_printf(r->c->arena, "private/proof/%s", p->file), "image/jpeg", NULL);
}

#define ORDER "/admin/orders/{id:int}"

static const struct route routes[] = {
	{ "GET", ORDER, show, GATE_STAFF, DO_READ, RIGHT_ORDER_SEE, 0, NULL },
	{ "POST", ORDER "/pay", pay, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "POST", ORDER "/unpay", unpay, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "POST", ORDER "/confirm", confirm, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "POST", ORDER "/pack", pack, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PACK, 0, NULL },
	{ "POST", ORDER "/ship", ship, GATE_STAFF, DO_WRITE, RIGHT_ORDER_SHIP, 0, NULL },
	{ "POST", ORDER "/deliver", deliver, GATE_STAFF, DO_WRITE, RIGHT_ORDER_SHIP, 0, NULL },
	{ "POST", ORDER "/refund", refund, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "POST", ORDER "/revive", revive, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "POST", ORDER "/late", late, GATE_STAFF, DO_WRITE, RIGHT_ORDER_PAY, 0, NULL },
	{ "POST", ORDER "/cancel", cancel, GATE_STAFF, DO_WRITE, RIGHT_ORDER_CANCEL, 0, NULL },
	{ "POST", ORDER "/source", credit, GATE_STAFF, DO_WRITE, RIGHT_ORDER_SEE, 0, NULL },
	{ "POST", ORDER "/note", note, GATE_STAFF, DO_WRITE, RIGHT_ORDER_SEE, 0, NULL },
	{ "POST", ORDER "/told", tell, GATE_STAFF, DO_WRITE, RIGHT_ORDER_SEE, 0, NULL },
	{ "GET", "/admin/proof/{id:int}", proof, GATE_STAFF, DO_READ, RIGHT_ORDER_PAY, 0, NULL },
	{ 0 }
};
ROUTES(routes);
