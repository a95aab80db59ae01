/*
 * Orders in template fields. Where an order stands is one phase made of its two states and the way
 * to ship, so that the shopper's page, the admin's lists and the WhatsApp texts never tell
 * different stories.
 */
#include "present/order.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/url.h"
#include "present/below.h"
#include "present/delivery.h"
#include "present/goods.h"
#include "present/message.h"
#include "present/price.h"
#include "shop/setting.h"

static const struct { const char *word, *kind; } phases[PHASE_COUNT] = {
	[PHASE_WAIT] = { "wait", "wait" },
	[PHASE_CHECK] = { "check", "wait" },
	[PHASE_CONFIRM] = { "confirm", "wait" },
	[PHASE_PACK] = { "pack", "wait" },
	[PHASE_PACKED] = { "packed", "wait" },
	[PHASE_PICKUP] = { "pickup", "ok" },
	[PHASE_ROAD] = { "road", "ok" },
	[PHASE_DONE] = { "done", "ok" },
	[PHASE_EXPIRED] = { "expired", "no" },
	[PHASE_CANCELLED] = { "cancelled", "no" },
	[PHASE_REFUND_DUE] = { "refund_due", "no" },
	[PHASE_REFUNDED] = { "refunded", "no" },
};

static const char *
message(struct ctx *c, const char *fmt, const char *word)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, fmt, word), NULL);
}

static bool
is_pickup(const struct order *o)
{
	return str_eq(o->ship_kind, "pickup");
}

static enum order_phase
phase_cancelled(const struct order *o)
{
	if (str_eq(o->pay_state, "refund_due"))
		return PHASE_REFUND_DUE;
	if (str_eq(o->pay_state, "refunded"))
		return PHASE_REFUNDED;
	if (o->due_at > 0 && o->cancelled_at >= o->due_at && str_empty(o->cancel_reason))
		return PHASE_EXPIRED;
	return PHASE_CANCELLED;
}

enum order_phase
present_order_phase(const struct order *o)
{
	const char *d = o->delivery_state;

	if (str_eq(d, "cancelled"))
		return phase_cancelled(o);
	if (str_eq(d, "delivered"))
		return PHASE_DONE;
	if (str_eq(d, "shipped"))
		return PHASE_ROAD;
	if (str_eq(d, "packed"))
		return is_pickup(o) ? PHASE_PICKUP : PHASE_PACKED;
	if (str_eq(d, "to_pack"))
		return PHASE_PACK;
	if (str_eq(o->pay_state, "cod"))
		return PHASE_CONFIRM;
	return str_eq(o->pay_state, "proof") ? PHASE_CHECK : PHASE_WAIT;
}

const char *
present_order_phase_word(enum order_phase p)
{
	return phases[p].word;
}

static const char *
money_kind(const char *pay_state)
{
	if (str_eq(pay_state, "paid"))
		return "ok";
	return str_eq(pay_state, "refund_due") || str_eq(pay_state, "void") ? "no" : "wait";
}

const char *
present_pay_name(struct ctx *c, const struct order *o)
{
	const char *id = arena_printf(c->arena, "pay.%s.%s", o->pay_method, o->ship_kind);

	if (i18n_has(id))
		return i18n(c->arena, c->lang, id, NULL);
	id = arena_printf(c->arena, "pay.%s", o->pay_method);
	return i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : o->pay_method;
}

void
present_order_head(struct ctx *c, struct view *v, const struct order *o)
{
	enum order_phase phase = present_order_phase(o);
	const char *zone = shop_get(c)->timezone;

	view_text(v, "ORDER_NUMBER", o->number);
	view_text(v, "PLACED", clock_date(c->arena, o->placed_at, zone, c->lang));
	view_text(v, "PLACED_LONG", clock_long(c->arena, o->placed_at, zone, c->lang));
	view_int(v, "PIECES", o->pieces);
	view_money(v, "TOTAL", o->total);
	view_text(v, "SHIP_NAME", o->ship_name);
	view_text(v, "SHIP_ETA", o->ship_eta);
	view_flag(v, "HAS_ETA", !str_empty(o->ship_eta));
	if (o->ship_day)
		view_text(view_row(v, "PROMISED"), "WHEN", i18n(c->arena, c->lang, "ship.day", present_delivery_day(c, o->ship_day), NULL));
	view_text(v, "PAY_NAME", present_pay_name(c, o));
	view_text(v, "STATE", message(c, "order.state.%s", phases[phase].word));
	view_text(v, "STATE_TEXT", message(c, "order.state.%s.text", phases[phase].word));
	view_text(v, "STATE_KIND", phases[phase].kind);
	view_text(v, "MONEY_STATE", message(c, "order.money.%s", o->pay_state));
	view_text(v, "MONEY_KIND", money_kind(o->pay_state));
	view_flag(v, "IS_PICKUP", is_pickup(o));
	view_flag(v, "IS_SENT", !is_pickup(o));
	view_flag(v, "IS_TRANSFER", str_eq(o->pay_method, "transfer"));
	view_flag(v, "IS_COD", str_eq(o->pay_method, "cod"));
}

void
present_order_lines(struct ctx *c, struct view *v, const struct order_line *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct order_line *l = &lines[i];
		struct view *row = view_row(v, "LINE");

		view_text(row, "LINE_NAME", l->name);
		view_text(row, "LINE_OPTIONS", l->options);
		view_flag(row, "HAS_OPTIONS", !str_empty(l->options));
		view_text(row, "LINE_SKU", l->sku);
		present_line_qty(c, row, l->measure, l->qty);
		view_text(row, "LINE_PRICE", present_line_price(c, l));
		view_money(row, "LINE_TOTAL", l->total);
		present_below_order(c, row, l);
		present_picture(c, row, &l->picture, l->tint);
	}
}

void
present_order_sums(struct ctx *c, struct view *v, const struct order *o)
{
	(void)c;
	view_money(v, "SUBTOTAL", o->subtotal);
	view_flag(v, "HAS_DISCOUNT", o->discount > 0);
	view_money(v, "DISCOUNT", -o->discount);
	view_flag(v, "SHIP_FREE", o->shipping == 0);
	view_flag(v, "SHIP_PAID", o->shipping > 0);
	view_money(v, "SHIPPING", o->shipping);
	view_flag(v, "HAS_CODE", o->unique_code > 0);
	view_money(v, "CODE", o->unique_code);
	view_money(v, "TOTAL", o->total);
}

void
present_order_amount(struct ctx *c, struct view *v, const struct order *o)
{
	const char *all = money_text(c->arena, o->total);
	size_t n = strlen(all), tail = o->unique_code > 0 && n > 3 ? 3 : 0;

	view_text(v, "AMOUNT", all);
	view_text(v, "AMOUNT_HEAD", arena_mem(c->arena, all, n - tail));
	view_text(v, "AMOUNT_TAIL", all + n - tail);
	view_text(v, "AMOUNT_DIGITS", arena_printf(c->arena, "%lld", (long long)o->total));
	view_flag(v, "HAS_CODE", tail > 0);
}

/* Amounts and days are stored as digits; everything else was typed by a person or a courier. */
static const char *
event_detail(struct ctx *c, const struct order_event *e)
{
	int64_t number;

	if ((str_eq(e->kind, "placed") || str_eq(e->kind, "paid") || str_eq(e->kind, "refunded")) &&
	    str_int(e->detail, 0, INT64_MAX, &number))
		return money_text(c->arena, number);
	if (str_eq(e->kind, "moved") && str_int(e->detail, 1, 100000, &number))
		return clock_day_text(c->arena, number, c->lang);
	return e->detail;
}

static const char *
event_who(struct ctx *c, const struct order_event *e, bool for_staff)
{
	if (for_staff && str_eq(e->actor_kind, "staff") && !str_empty(e->actor_name))
		return e->actor_name;
	return message(c, "order.who.%s", e->actor_kind);
}

void
present_order_timeline(struct ctx *c, struct view *v, const struct order_event *events, size_t n,
    bool for_staff)
{
	const char *zone = shop_get(c)->timezone;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct order_event *e = &events[i];
		struct view *row = view_row(v, "EVENT");
		const char *detail = event_detail(c, e);
		bool bad = str_eq(e->kind, "cancelled") || str_eq(e->kind, "expired") ||
		    str_eq(e->kind, "unpaid");

		view_text(row, "EVENT_TEXT", message(c, "order.event.%s", e->kind));
		view_text(row, "EVENT_WHEN", arena_printf(c->arena, "%s, %s %s",
		    clock_date(c->arena, e->at, zone, c->lang),
		    clock_hm(c->arena, e->at, zone), clock_zone_label(zone)));
		view_text(row, "EVENT_WHO", event_who(c, e, for_staff));
		view_flag(row, "HAS_WHO", true);
		view_text(row, "EVENT_DETAIL", detail);
		view_flag(row, "HAS_DETAIL", !str_empty(detail));
		view_flag(row, "BAD", bad);
		view_flag(row, "NOW", i == n - 1 && !bad);
		view_flag(row, "PAST", i < n - 1 && !bad);
	}
}

const char *
present_phone(struct ctx *c, const char *e164)
{
	const char *s = str_starts(e164, "+62") ? arena_printf(c->arena, "0%s", e164 + 3) : e164;

	if (strlen(s) < 9 || s[strspn(s, "0123456789")] != '\0')
		return s;
	return arena_printf(c->arena, "%.4s-%.4s-%s", s, s + 4, s + 8);
}

const char *
present_tel(struct ctx *c, const char *e164)
{
	return arena_mem(c->arena, e164, strspn(e164, "+0123456789"));
}

/* "Koto Balingka, Kab. Pasaman Barat, Sumatera Barat 26572" */
static const char *
area(struct ctx *c, const struct order *o)
{
	const char *regency = o->regency;

	if (str_starts(regency, "Kabupaten "))
		regency = arena_printf(c->arena, "Kab. %s", regency + 10);
	return arena_printf(c->arena, "%s, %s, %s%s%s", o->district, regency, o->province,
	    *o->postcode ? " " : "",
	    o->postcode);
}

/* As it was promised; orders of before places were kept go to the shop. */
static void
place(struct ctx *c, struct view *v, const struct order *o)
{
	const struct shop *shop = shop_get(c);
	bool kept = !str_empty(o->ship_place);
	const char *map = kept ? o->ship_maps : shop->maps_url;

	view_text(v, "PLACE_ADDRESS", kept ? o->ship_place : shop->address);
	view_text(v, "PLACE_HOURS", o->ship_hours);
	view_flag(v, "HAS_HOURS", !str_empty(o->ship_hours));
	if (!str_empty(map))
		view_text(view_row(v, "HAS_MAP"), "MAP_URL", map);
}

void
present_order_address(struct ctx *c, struct view *v, const struct order *o)
{
	view_text(v, "SHIP_TO", o->name);
	view_text(v, "PHONE", present_phone(c, o->phone));
	view_text(v, "TEL", present_tel(c, o->phone));
	view_flag(v, "HAS_ADDRESS", !str_empty(o->address));
	view_text(v, "ADDRESS", o->address);
	view_flag(v, "HAS_VILLAGE", !str_empty(o->village));
	view_text(v, "VILLAGE", o->village);
	view_text(v, "DISTRICT", o->district);
	view_text(v, "REGENCY", o->regency);
	view_text(v, "PROVINCE", o->province);
	view_text(v, "POSTCODE", o->postcode);
	view_text(v, "AREA", str_empty(o->district) ? "" : area(c, o));
	view_flag(v, "HAS_LANDMARK", !str_empty(o->landmark));
	view_text(v, "LANDMARK", o->landmark);
	view_flag(v, "HAS_NOTE", !str_empty(o->note));
	view_text(v, "NOTE", o->note);
	if (is_pickup(o))
		place(c, view_row(v, "PLACE"), o);
}

void
present_order_parcels(struct ctx *c, struct view *v, const struct order_shipment *list, size_t n,
    const struct courier *courier)
{
	const char *zone = shop_get(c)->timezone;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct order_shipment *s = &list[i];
		struct view *row = view_row(v, "PARCEL");
		const char *url = NULL;

		if (courier && !str_empty(s->tracking))
			url = courier->tracking_url(c, s->tracking);
		view_text(row, "PARCEL_COURIER", s->courier);
		view_text(row, "PARCEL_SERVICE", s->service);
		view_flag(row, "HAS_SERVICE", !str_empty(s->service));
		view_text(row, "PARCEL_WHEN", clock_date(c->arena, s->shipped_at, zone, c->lang));
		view_text(row, "TRACKING", s->tracking);
		view_flag(row, "HAS_TRACKING", !str_empty(s->tracking));
		view_text(row, "TRACKING_URL", url);
		view_flag(row, "HAS_TRACKING_URL", url != NULL);
	}
}

const char *
present_order_chat_shop(struct ctx *c, const struct order *o)
{
	const struct shop *shop = shop_get(c);

	if (str_empty(shop->whatsapp))
		return NULL;
	return url_whatsapp(c, shop->whatsapp,
	    i18n(c->arena, c->lang, "order.wa.shop", shop->name, o->number,
	    message(c, "order.state.%s", phases[present_order_phase(o)].word), NULL));
}

const char *
present_order_chat_buyer(struct ctx *c, const struct order *o)
{
	/* Buyers read the language in which they ordered, whatever the person at the desk reads. */
	return url_whatsapp(c, o->phone, present_letter_wa(c, present_order_message(o), o->lang, present_letter(c, o), NULL));
}
