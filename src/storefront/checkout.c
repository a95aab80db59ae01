/*
 * The checkout: one page in three cards (who, where to, how to pay) and the button that makes the
 * order. What the page shows and what is charged are worked out by the same desk_read(), and the
 * form carries a hash of it, so nobody pays a price that was not on the screen. No amount comes
 * from the browser.
 */
#include "base/clock.h"
#include "base/crypt.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/below.h"
#include "present/field.h"
#include "present/delivery.h"
#include "present/goods.h"
#include "present/order.h"
#include "present/place.h"
#include "present/price.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/link.h"
#include "shop/order.h"
#include "shop/session.h"
#include "shop/setting.h"

#define KEY_LEN 22

struct form {
	const char *idem_key, *cart_hash, *quote_hash, *how;
	const char *name, *phone, *email, *address, *landmark, *village, *village_of, *postcode, *pay, *note, *spoken, *day;
	int64_t zone;
};
static const struct field fields[] = {
	F_TEXT(struct form, idem_key, KEY_LEN, KEY_LEN),
	F_TEXT(struct form, cart_hash, 0, 64),
	F_TEXT(struct form, quote_hash, 0, 64),
	F_CHOICE(struct form, how, "send|pickup"),
	F_TEXT(struct form, name, 2, 100),
	F_PHONE(struct form, phone, 1),
	F_EMAIL(struct form, email, 0),
	F_LINES(struct form, address, 0, 300),
	F_TEXT(struct form, landmark, 0, 200),
	F_TEXT(struct form, village, 0, 100),
	F_TEXT(struct form, village_of, 0, SHIP_VILLAGE_MAX),
	F_TEXT(struct form, postcode, 0, 5),
	F_TEXT(struct form, pay, 0, 30),
	F_LINES(struct form, note, 0, 500),
	F_TEXT(struct form, spoken, 0, 20),
	F_TEXT(struct form, day, 0, 10),
	F_INT_OPT(struct form, zone, 1, INT64_MAX),
	F_FIN
};

/* All that follows from cart, district and choices: one truth for the page and for the order. */
struct desk {
	const struct cart *cart;
	struct place place;
	const char **villages;		/* that the shop names in this district */
	size_t n_villages;
	const char *picked;		/* one of them, SHIP_VILLAGE_OTHER, "" none yet */
	const char *village;		/* where it goes: one of them or what was typed */
	bool pickup, can_pickup;	/* chosen; offered at all */
	struct quote *quotes;		/* every way to this district, to collect too */
	size_t n_quotes;
	const struct quote *chosen;	/* NULL: none yet */
	int64_t day;			/* of the delivery; 0: the way has no fixed days */
	int64_t shipping, total;
	const char *hash;
	const struct order *last;	/* of this browser: who it was then */
};

static bool
is_pickup(const struct quote *q)
{
	return str_eq(q->zone->kind, "pickup");
}

static bool
is_short(const struct cart *cart)
{
	for (size_t i = 0; i < cart->n; i++)
		if (cart->lines[i].short_of)
			return true;
	return false;
}

/* The zone that was ticked, else the first that can be used. */
static const struct quote *
choose(const struct desk *d, int64_t ticked)
{
	const struct quote *first = NULL;
	size_t i;

	for (i = 0; i < d->n_quotes; i++) {
		const struct quote *q = &d->quotes[i];

		if (q->result != QUOTE_OK || is_pickup(q) != d->pickup)
			continue;
		if (q->zone->id == ticked)
			return q;
		first = first ? first : q;
	}
	return first;
}

/* Which of the villages that the shop names: chosen, else said before on this browser, else typed without its list. */
static const char *
pick(struct request *r, const struct desk *d)
{
	const char *asked = request_form(r, "village_of"), *known = form_typed(r, "village", "");
	const struct session *s = r->session;
	const char *found;

	if (asked) {
		found = ship_village(r->c, d->villages, d->n_villages, asked);
		return found ? found : str_eq(asked, SHIP_VILLAGE_OTHER) ? SHIP_VILLAGE_OTHER : "";
	}
	if (str_empty(known) && s && s->district == d->place.district)
		known = s->village;
	if (str_empty(known) && d->last && d->last->district_code == d->place.district)
		known = d->last->village;
	found = ship_village(r->c, d->villages, d->n_villages, known);
	return found ? found : str_empty(known) ? "" : SHIP_VILLAGE_OTHER;
}

static void
desk_village(struct request *r, struct desk *d)
{
	const char *typed = form_typed(r, "village", d->last ? d->last->village : "");

	d->picked = "";
	d->village = typed;
	if (d->place.district == 0)
		return;
	d->villages = ship_villages(r->c, d->place.district, &d->n_villages);
	if (d->n_villages == 0)
		return;
	d->picked = pick(r, d);
	if (!str_eq(d->picked, SHIP_VILLAGE_OTHER))
		d->village = d->picked;
}

/* The day that was ticked, as long as it can be had; else the next. */
static int64_t
day_of(struct request *r, const struct quote *q)
{
	const char *typed = form_typed(r, "day", "");
	int64_t day;
	size_t i;

	if (!q || q->n_days == 0)
		return 0;
	if (clock_parse_day(typed, &day))
		for (i = 0; i < q->n_days; i++)
			if (q->day[i] == day)
				return day;
	return q->day[0];
}

static void
desk_ways(struct request *r, struct desk *d)
{
	struct ctx *c = r->c;
	struct parcel parcel = cart_parcel(d->cart);
	const char *zone = request_form(r, "zone"), *how = form_typed(r, "how", NULL);
	int64_t ticked = 0;
	size_t i;

	if (!zone || !str_int(zone, 1, INT64_MAX, &ticked))
		ticked = 0;
	if (!r->form && d->last)
		ticked = d->last->zone;
	if (!how)
		how = d->last && str_eq(d->last->ship_kind, "pickup") ? "pickup" : "send";
	d->quotes = ship_quotes(c, &(struct ship_to){ d->place.district, d->village }, &parcel, &d->n_quotes);
	for (i = 0; i < d->n_quotes; i++)
		d->can_pickup = d->can_pickup || is_pickup(&d->quotes[i]);
	d->pickup = d->can_pickup && str_eq(how, "pickup");
	d->chosen = choose(d, ticked);
	d->day = day_of(r, d->chosen);
}

static void
desk_read(struct request *r, struct desk *d)
{
	struct ctx *c = r->c;
	const struct session *s = r->session;
	struct order **last;
	int64_t known;
	size_t n = 0;

	*d = (struct desk){ .cart = cart_get(c, s ? s->id : 0) };
	last = s ? order_of_session(c, s->id, 1, &n) : NULL;
	d->last = n > 0 ? last[0] : NULL;
	known = d->last ? d->last->district_code : 0;
	d->place = present_place_read(r, s && s->district ? s->district : known);
	desk_village(r, d);
	desk_ways(r, d);
	d->shipping = d->chosen ? d->chosen->price : 0;
	if (!add_ok(d->cart->subtotal, d->shipping, &d->total))
		d->total = d->cart->subtotal;
	d->hash = arena_printf(c->arena, "%lld %lld %lld %s",
	    (long long)(d->chosen ? d->chosen->zone->id : 0),
	    (long long)d->place.district, (long long)d->total, ship_village_fold(c->arena, d->village));
	d->hash = crypt_hash(c->arena, d->hash, strlen(d->hash));
}

/* --- showing --- */

static void
card_who(struct request *r, struct view *v, const struct desk *d)
{
	struct ctx *c = r->c;
	const struct order *o = d->last;
	const char *name = form_typed(r, "name", o ? o->name : "");
	const char *phone = form_typed(r, "phone", o ? present_phone(c, o->phone) : "");
	bool bad = form_error(r, "name") || form_error(r, "phone") || form_error(r, "email");

	present_field(r, v, "F_NAME", fields, "name", name);
	present_field(r, v, "F_PHONE", fields, "phone", phone);
	present_field(r, v, "F_EMAIL", fields, "email", o ? o->email : "");
	view_text(v, "WHO_NAME", name);
	view_text(v, "WHO_PHONE", phone);
	view_flag(v, "WHO_KNOWN", !bad && !str_empty(name) && !str_empty(phone));
	view_flag(v, "WHO_OPEN", bad || str_empty(name) || str_empty(phone));
}

static void
way(struct ctx *c, struct view *v, const struct desk *d, const struct quote *q)
{
	struct view *row = view_row(v, "WAY");
	const struct zone *z = q->zone;
	const char *when = present_delivery_when(c, q, q == d->chosen ? d->day : 0);

	view_int(row, "ZONE", z->id);
	view_text(row, "WAY_NAME", z->name);
	view_text(row, "WAY_ETA", when);
	view_flag(row, "HAS_ETA", !str_empty(when));
	view_flag(row, "WAY_COD", z->cod && shop_get(c)->cod_on && !is_pickup(q) &&
	    q->result == QUOTE_OK);
	view_flag(row, "CHOSEN", q == d->chosen);
	view_flag(row, "TOO_HEAVY", q->result == QUOTE_TOO_HEAVY);
	view_flag(row, "WAY_FREE", q->result == QUOTE_OK && q->price == 0);
	view_flag(row, "WAY_PAID", q->result == QUOTE_OK && q->price > 0);
	view_money(row, "WAY_PRICE", q->price);
	if (q->result == QUOTE_TOO_LITTLE)
		view_money(view_row(row, "TOO_LITTLE"), "WAY_MIN", z->min_order);
	view_flag(row, "WAY_OFF", q->result != QUOTE_OK);
	view_flag(row, "IS_PICKUP", is_pickup(q));
	if (is_pickup(q)) {
		view_text(row, "WAY_PLACE", str_empty(z->address) ? shop_get(c)->address : z->address);
		view_text(row, "WAY_HOURS", z->hours);
		view_flag(row, "HAS_HOURS", !str_empty(z->hours));
	}
}

/* What belongs to the way that is chosen: its days, or the map to the place. */
static void
chosen_way(struct ctx *c, struct view *v, const struct desk *d)
{
	const struct quote *q = d->chosen;
	const struct shop *shop = shop_get(c);
	const char *map;
	struct view *row;
	size_t i;

	if (q && q->n_days > 0) {
		v = view_row(v, "DAYS");
		for (i = 0; i < q->n_days; i++) {
			row = view_row(v, "DAY_CHOICE");
			view_text(row, "DAY", clock_iso_day(c->arena, q->day[i]));
			view_text(row, "DAY_TEXT", present_delivery_day(c, q->day[i]));
			view_flag(row, "CHOSEN", q->day[i] == d->day);
		}
		view_text(v, "CLOSES", present_delivery_moment(c, ship_day_closes(q->zone, d->day, shop->timezone)));
	} else if (q && is_pickup(q)) {
		map = !str_empty(q->zone->maps_url) ? q->zone->maps_url : str_empty(q->zone->address) ? shop->maps_url : "";
		if (!str_empty(map))
			view_text(view_row(v, "WAY_MAP"), "MAP_URL", map);
	}
}

static void
villages(struct request *r, struct view *v, const struct desk *d)
{
	size_t i;

	if (d->n_villages > 0) {
		struct view *list = present_field(r, v, "F_VILLAGE_OF", fields, "village_of", d->picked);

		for (i = 0; i < d->n_villages; i++) {
			struct view *row = view_row(list, "VILLAGE_CHOICE");

			view_text(row, "NAME", d->villages[i]);
			view_flag(row, "CHOSEN", str_eq(d->villages[i], d->picked));
		}
		view_flag(list, "OTHER", str_eq(d->picked, SHIP_VILLAGE_OTHER));
	}
	/* Whoever found their village in the list need not write it. */
	if (d->n_villages == 0 || str_eq(d->picked, SHIP_VILLAGE_OTHER))
		present_field(r, v, "F_VILLAGE", fields, "village", str_eq(d->village, SHIP_VILLAGE_OTHER) ? "" : d->village);
	present_field(r, v, "F_POSTCODE", fields, "postcode", d->last ? d->last->postcode : "");
}

static void
card_where(struct request *r, struct view *v, const struct desk *d)
{
	struct ctx *c = r->c;
	const struct order *o = d->last;
	const struct shop *shop = shop_get(c);
	size_t i, shown = 0;

	view_flag(v, "CAN_PICKUP", d->can_pickup);
	view_flag(v, "SEND_ONLY", !d->can_pickup);
	view_flag(v, "HOW_SEND", !d->pickup);
	view_flag(v, "HOW_PICKUP", d->pickup);
	present_place(r, v, &d->place);
	present_field(r, v, "F_ADDRESS", fields, "address", o ? o->address : "");
	present_field(r, v, "F_LANDMARK", fields, "landmark", o ? o->landmark : "");
	villages(r, v, d);
	for (i = 0; i < d->n_quotes; i++) {
		if (is_pickup(&d->quotes[i]) != d->pickup)
			continue;
		way(c, v, d, &d->quotes[i]);
		shown++;
	}
	view_flag(v, "HAS_WAYS", shown > 0);
	view_flag(v, "NO_PLACE", shown == 0 && !d->place.district);
	chosen_way(c, v, d);
	view_flag(v, "NEED_VILLAGE", shown == 0 && d->place.district && d->n_villages > 0 && *d->picked == '\0');
	view_flag(v, "NO_WAY", shown == 0 && d->place.district && (d->n_villages == 0 || *d->picked != '\0'));
	view_text(v, "ASK_URL", url_whatsapp(c, shop->whatsapp,
	    i18n(c->arena, c->lang, "checkout.ask",
	    d->place.typed, NULL)));
}

/* Why a way to pay is missing is said only when another place or amount would bring it back. */
static void
card_pay(struct request *r, struct view *v, const struct desk *d)
{
	struct ctx *c = r->c;
	const struct payment_method *const *m;
	const char *typed = form_typed(r, "pay", d->last ? d->last->pay_method : ""),
	    *chosen = NULL;
	const struct zone *zone = d->chosen ? d->chosen->zone : NULL;

	for (m = pay_methods(); *m; m++)
		if ((*m)->offer(c, zone, d->total) == PAY_OFFERED &&
		    (!chosen || str_eq(typed, (*m)->name)))
			chosen = (*m)->name;
	for (m = pay_methods(); *m; m++) {
		enum pay_offer offer = (*m)->offer(c, zone, d->total);
		struct view *row;
		const char *kind, *text;

		if (offer == PAY_OFF)
			continue;
		row = view_row(v, "PAY");
		kind = arena_printf(c->arena, "pay.%s%s", (*m)->name, d->pickup ? ".pickup" : "");
		if (!i18n_has(kind))
			kind = arena_printf(c->arena, "pay.%s", (*m)->name);
		view_text(row, "METHOD", (*m)->name);
		view_text(row, "METHOD_NAME", i18n(c->arena, c->lang, kind, NULL));
		text = arena_printf(c->arena, "%s.text", kind);
		if (!i18n_has(text))
			text = arena_printf(c->arena, "pay.%s.text", (*m)->name);
		view_text(row, "METHOD_TEXT", i18n(c->arena, c->lang, text, NULL));
		view_flag(row, "METHOD_ON", offer == PAY_OFFERED);
		view_flag(row, "METHOD_OFF", offer != PAY_OFFERED);
		view_flag(row, "NOT_HERE", offer == PAY_NOT_HERE);
		view_flag(row, "TOO_MUCH", offer == PAY_TOO_MUCH);
		view_flag(row, "CHOSEN", offer == PAY_OFFERED && str_eq(chosen, (*m)->name));
	}
	view_flag(v, "NO_PAY", chosen == NULL);
	present_field(r, v, "F_NOTE", fields, "note", "");
	present_field(r, v, "F_SPOKEN", fields, "spoken", "");
}

static void
sums(struct request *r, struct view *v, const struct desk *d)
{
	struct ctx *c = r->c;
	size_t i;

	for (i = 0; i < d->cart->n; i++) {
		const struct cart_line *l = &d->cart->lines[i];
		struct view *row = view_row(v, "LINE");

		view_text(row, "LINE_NAME", l->item->name);
		view_text(row, "LINE_OPTIONS", l->item->label);
		view_flag(row, "HAS_OPTIONS", !str_empty(l->item->label));
		present_below_cart(c, row, l);
		present_line_qty(c, row, l->item->buying.measure, l->qty);
		view_money(row, "LINE_TOTAL", l->total);
		present_picture(c, row, &l->item->picture, l->item->tint);
	}
	view_int(v, "COUNT", d->cart->count);
	view_money(v, "SUBTOTAL", d->cart->subtotal);
	view_money(v, "TOTAL", d->total);
	view_flag(v, "SHIP_OPEN", !d->chosen);
	view_flag(v, "SHIP_FREE", d->chosen && d->shipping == 0);
	view_flag(v, "SHIP_PAID", d->shipping > 0);
	view_money(v, "SHIPPING", d->shipping);
	view_text(v, "WAY_NAME", d->chosen ? d->chosen->zone->name : "");
}

static void
hidden(struct request *r, struct view *v, const struct desk *d)
{
	const char *key = form_typed(r, "idem_key", "");

	/* A key that has made an order already makes no second one. */
	if (strlen(key) != KEY_LEN || str_eq(r->form_note, "checkout.used"))
		key = crypt_token(r->c->arena, 16);
	view_text(v, "IDEM_KEY", key);
	view_text(v, "CART_HASH", d->cart->hash);
	view_text(v, "QUOTE_HASH", d->hash);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct desk d;
	struct view *v;

	desk_read(r, &d);
	if (d.cart->n == 0 || !d.cart->ok) {
		if (d.cart->n > 0)
			flash(r, r->form_note && is_short(d.cart) ? "flash.no.cart.faster" : "flash.no.cart.check");
		else if (str_eq(r->form_note, "checkout.used"))	/* a form sent once more after its order was made: say where that order is */
			flash(r, "flash.no.order.used");
		reply_see_other(r, url_cart(c));
		return;
	}
	v = shell_page(r, "storefront/checkout", "",
	    i18n(c->arena, c->lang, "checkout.title", NULL));
	shell_own_bar(v);
	view_text(v, "CHECKOUT_URL", url_checkout(c));
	view_text(v, "PRIVACY_URL", url_page(c, "privasi"));
	if (r->form_note)
		view_text(view_row(v, "FORM_NOTE"), "NOTE_TEXT",
		    i18n(c->arena, c->lang, r->form_note, NULL));
	else
		view_flag(v, "FIELDS_BAD", r->n_errors > 0);
	hidden(r, v, &d);
	card_who(r, v, &d);
	card_where(r, v, &d);
	card_pay(r, v, &d);
	sums(r, v, &d);
	reply_page(r, v);
}

/* --- ordering --- */

/*
 * The page of the next step of a form that is still being filled in: nothing is written, so it
 * needs no transaction that writes.
 */
static void
refresh(struct request *r)
{
	if (!str_eq(request_form(r, "step"), "place"))
		show(r);
}

static bool
read_form(struct request *r, struct form *f, const struct desk *d)
{
	bool ok = form_read(r, fields, f);

	/* A code that we do not know is asked about once more: it says which post to thank. */
	if (!str_empty(f->spoken) && !link_spoken(r->c, f->spoken)) {
		form_bad(r, "spoken", "checkout.spoken");
		ok = false;
	}
	if (d->pickup)
		return ok;
	if (!d->place.district) {
		form_bad(r, "kec", "checkout.district");
		ok = false;
	}
	if (d->n_villages > 0 && str_empty(d->picked)) {
		form_bad(r, "village_of", "checkout.village");
		ok = false;
	}
	if (str_empty(f->address)) {
		form_bad(r, "address", "form.required");
		ok = false;
	}
	return ok;
}

static const char *
refusal(enum order_place result)
{
	switch (result) {
	case ORDER_PLACED:
	case ORDER_AGAIN:
		return NULL;
	case ORDER_KEY_USED:
		return "checkout.used";
	case ORDER_EMPTY:
	case ORDER_CHANGED:
		return "checkout.changed";
	case ORDER_SHORT:
		return "checkout.short";
	case ORDER_GONE:
		return "checkout.gone";
	case ORDER_NO_SHIPPING:
		return "checkout.no_shipping";
	case ORDER_NO_PAYMENT:
		return "checkout.no_payment";
	case ORDER_DAY:
		return "checkout.day";
	}
	BUG("order_place %d", (int)result);
}

static void
thank(struct request *r, const struct session *s, const struct order *o, const char *village)
{
	if (o->district_code && (o->district_code != s->district || !str_eq(s->village, village)))
		session_district(r->c, s->id, o->district_code, village);
	if (present_order_phase(o) == PHASE_WAIT) {
		reply_see_other(r, url_order_pay(r->c, o->ref));
		return;
	}
	flash(r, "flash.order.placed");
	reply_see_other(r, url_order(r->c, o->ref));
}

/* As it was ticked, not as it may have moved since: a day that is closed now must be refused and not quietly replaced. */
static int64_t
asked_day(const struct form *f)
{
	int64_t day;

	return clock_parse_day(f->day, &day) ? day : 0;
}

/* What was said counts before the link that was tapped: it is the newer word. */
static const char *
source(struct request *r, const struct form *f, bool *said)
{
	const struct link *l = link_spoken(r->c, f->spoken);

	*said = l != NULL;
	if (!l)
		l = link_find(r->c, request_cookie(r, reply_cookie_name(r, COOKIE_REF)));
	return l ? l->code : "";
}

static struct checkout
checkout_of(struct request *r, const struct form *f, const struct desk *d)
{
	bool said;
	const char *code = source(r, f, &said);

	return (struct checkout){
		.idem_key = f->idem_key,
		.cart_hash = f->cart_hash,
		.name = f->name,
		.phone = f->phone,
		.email = f->email,
		.note = f->note,
		.zone = f->zone == NO_NUMBER ? 0 : f->zone,
		.district = d->place.district,
		.address = f->address,
		.landmark = f->landmark,
		.village = d->pickup ? f->village : d->village,
		.ship_day = asked_day(f),
		.postcode = f->postcode,
		.pay_method = f->pay,
		.channel = "web",
		.source_ref = code,
		.source_said = said,
	};
}

static void
place(struct request *r)
{
	const struct session *s = gate_session(r);
	struct order *order = NULL;
	struct checkout checkout;
	struct form f = { 0 };
	struct desk d;
	const char *note;

	if (!s)
		return;
	desk_read(r, &d);
	if (!read_form(r, &f, &d)) {
		reply_again(r, show);
		return;
	}
	/* With an empty cart this may be the second tap: order_place knows the key. */
	if (d.cart->n > 0 && (!str_eq(f.quote_hash, d.hash) || !d.chosen || f.zone != d.chosen->zone->id)) {
		form_note(r, d.chosen ? "checkout.price" : "checkout.no_shipping");
		reply_again(r, show);
		return;
	}
	checkout = checkout_of(r, &f, &d);
	note = refusal(order_place(r->c, s->id, &checkout, &order));
	if (note) {
		form_note(r, note);
		reply_again(r, show);
		return;
	}
	thank(r, s, order, d.picked);
}

static const struct route routes[] = {
	{ "GET", "/checkout", show, GATE_PRIVATE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "POST", "/checkout", place, GATE_PRIVATE, DO_WRITE, 0, ROUTE_NOINDEX | ROUTE_SLOW,
	    refresh },
	{ 0 }
};
ROUTES(routes);
