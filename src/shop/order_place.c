/*
 * Placing an order: everything is read anew from the database inside the caller's transaction, compared with what the shopper
 * confirmed, and written with snapshots. The rows are locked in one order everywhere (cart, key, variants by id, payment, number),
 * so that two checkouts never wait for each other in a circle. The idempotency key's unique row decides which of two equal forms
 * is the order; the number comes last, so that its counter is held for the shortest time and no refused order uses one up.
 */
#include "shop/order.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/money.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/customer.h"
#include "shop/message.h"
#include "shop/region.h"
#include "shop/setting.h"
#include "shop/stock.h"

/* The page whose version a consent names; slugs keep their history, so a renamed page is still found. */
#define PRIVACY_SLUG "privasi"
#define CODE_TRIES 5

enum { Q_KEY, Q_PUT, Q_LINE, Q_SAID, Q_PART, Q_EFFECT, Q_PAYMENT, Q_NUMBER, Q_FINISH, Q_PRIVACY, Q_CONSENT };

static const struct db_stmt q[] = {
	[Q_KEY] = SQL("order.key", "SELECT id, idem_body FROM orders WHERE idem_key = $1"),
	[Q_PUT] = SQL("order.put",
	    "INSERT INTO orders (number, ref, idem_key, idem_body, channel, source_ref, customer, session, lang, place,"
	    " name, phone, email, zone, ship_kind, ship_name, ship_eta, address, landmark, village, district_code,"
	    " district, regency, province, postcode, note, subtotal, discount, shipping, total, weight_g, pay_method,"
	    " pay_state, delivery_state, placed_at, day, due_at, ship_day, ship_place, ship_hours, ship_maps, source_said, buyer_group,"
	    " buyer_group_name)"
	    " VALUES ('~' || CAST($1 AS TEXT), $2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,"
	    " $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, 'hold', $33, $34, $35, $36, $37, $38, $39, $40, $41, $42)"
	    " ON CONFLICT (idem_key) DO NOTHING RETURNING id"),
	[Q_LINE] = SQL("order.line_put",
	    "INSERT INTO order_line (orders, position, variant, product, name, options, sku, media, unit_price, cost, qty,"
	    " discount, total, weight_g, measure, price_qty, tier, price_kind, made_batch, ready_days, ready_day, inputs) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	    " $15, $16, $17, $18, $19, $20, $21, $22) RETURNING id"),
	[Q_SAID] = SQL("order.said_put", "INSERT INTO order_input (line, position, input, kind, label, value, extra) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
	[Q_PART] = SQL("order.part_put", "INSERT INTO order_part (line, variant, position, qty, name, options, sku, measure) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
	[Q_EFFECT] = SQL("order.reserved", "INSERT INTO order_effect (line, effect, at) VALUES ($1, 'reserve', $2)"),
	[Q_PAYMENT] = SQL("order.payment_put",
	    "INSERT INTO payment (orders, method, amount, state, exact, created_at) VALUES ($1, $2, $3, 'open', $4, $5)"
	    " ON CONFLICT DO NOTHING"),
	[Q_NUMBER] = SQL("order.number", "UPDATE counter SET value = value + 1 WHERE name = 'order' RETURNING value"),
	[Q_FINISH] = SQL("order.finish", "UPDATE orders SET number = $2, unique_code = $3, total = $4 WHERE id = $1"),
	[Q_PRIVACY] = SQL("order.privacy",
	    "SELECT p.version FROM slug s JOIN page p ON p.id = s.object WHERE s.kind = 'page' AND s.slug = $1"),
	[Q_CONSENT] = SQL("order.consent",
	    "INSERT INTO consent (customer, kind, given, text_version, at) VALUES ($1, 'privacy', 1, $2, $3)"),
};
DB_TABLE(q);

/* All that is known while an order is being placed. */
struct placing {
	const struct checkout *form;
	const char *body;	/* hash of the form: the same key with another is refused */
	int64_t session, now;
	const struct shop *shop;
	struct cart *cart;
	const struct zone *zone;
	struct region_path area;
	bool needs_address;
	const struct payment_method *method;
	struct pay_start start;
	int64_t shipping, weight_g, total;	/* total without the unique code */
	int64_t ship_day;
	int64_t discount;
	int64_t id, customer, code;
	int64_t *line_ids;
};

static const char *
text(const char *s)
{
	return s ? s : "";
}

/* Fields are clean text without control characters, so the separator cannot stand in one. */
static const char *
body_hash(struct ctx *c, const struct checkout *f, int64_t session)
{
	const char *parts[] = { f->cart_hash, f->name, f->phone, f->email, f->note, f->address, f->landmark, f->village,
		f->postcode, f->pay_method };
	struct buf b;

	buf_init(&b, c->arena, 100000);
	buf_printf(&b, "%lld %lld %lld %lld", (long long)session, (long long)f->zone, (long long)f->district, (long long)f->ship_day);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		buf_char(&b, '\x1f');
		buf_str(&b, text(parts[i]));
	}
	return crypt_hash(c->arena, b.s, b.len);
}

/* Has this key made an order? PLACED: no. */
static enum order_place
again(struct ctx *c, const struct placing *p, struct order **out)
{
	struct db_rows r = db_query(c, &q[Q_KEY], DB_T(p->form->idem_key));
	int64_t id = 0;
	const char *body = "";

	if (db_next(&r)) {
		id = db_int(&r);
		body = db_str(&r);
	}
	db_done(&r);
	if (!id)
		return ORDER_PLACED;
	if (!str_eq(body, p->body))
		return ORDER_KEY_USED;
	*out = order_get(c, id);
	return ORDER_AGAIN;
}

/* The cart as it is now against what was confirmed (abuse cases 8, 9, 13). */
static enum order_place
check_cart(struct ctx *c, struct placing *p)
{
	p->cart = cart_get(c, p->session);
	if (p->cart->n == 0)
		return ORDER_EMPTY;
	for (size_t i = 0; i < p->cart->n; i++) {
		if (!p->cart->lines[i].item)
			return ORDER_GONE;
	}
	if (!str_eq(p->cart->hash, p->form->cart_hash))
		return ORDER_CHANGED;
	for (size_t i = 0; i < p->cart->n; i++) {
		if (p->cart->lines[i].short_of)
			return ORDER_SHORT;
	}
	return p->cart->ok ? ORDER_PLACED : ORDER_CHANGED;
}

/* The day asked for, as long as it can still be had; else the next one where none was asked for. False: it is closed. */
static bool
take_day(const struct quote *quote, int64_t asked, int64_t *day)
{
	*day = asked == 0 && quote->n_days > 0 ? quote->day[0] : 0;
	for (size_t i = 0; asked != 0 && i < quote->n_days; i++) {
		if (quote->day[i] == asked)
			*day = asked;
	}
	return asked == 0 || quote->n_days == 0 || *day != 0;
}

static enum order_place
check_shipping(struct ctx *c, struct placing *p)
{
	const struct checkout *f = p->form;
	const struct courier *courier;
	struct parcel parcel = cart_parcel(p->cart);
	struct quote *quote;

	quote = ship_quote(c, f->zone, &(struct ship_to){ f->district, f->village }, &parcel);
	if (!quote || quote->result != QUOTE_OK || !quote->zone->active)
		return ORDER_NO_SHIPPING;
	courier = ship_courier(quote->zone->courier);
	if (!courier)
		return ORDER_NO_SHIPPING;
	p->needs_address = courier->needs_address;
	if (p->needs_address && (str_empty(f->address) || !region_path(c, f->district, &p->area)))
		return ORDER_NO_SHIPPING;
	p->zone = quote->zone;
	p->weight_g = quote->packed_g;
	p->shipping = quote->is_free ? 0 : quote->price;
	return take_day(quote, f->ship_day, &p->ship_day) ? ORDER_PLACED : ORDER_DAY;
}

static enum order_place
check_payment(struct ctx *c, struct placing *p)
{
	if (!add_ok(p->cart->subtotal - p->discount, p->shipping, &p->total) || p->total > INT64_MAX - 1000)
		return ORDER_CHANGED;
	p->method = pay_method(p->form->pay_method);
	if (!p->method || p->method->offer(c, p->zone, p->total) != PAY_OFFERED)
		return ORDER_NO_PAYMENT;
	p->start = p->method->start(c);
	return ORDER_PLACED;
}

/* The order's row, under its key in place of the number; false when another transaction with the key was faster. */
static bool
put_order(struct ctx *c, struct placing *p)
{
	const struct checkout *f = p->form;
	const struct buyer_group *g = price_group(c, c->buyer_group);
	bool at = p->needs_address;
	const char *place[] = { at ? text(f->address) : "", at ? text(f->landmark) : "", at ? text(f->village) : "",
		at ? text(p->area.district.name) : "", at ? text(p->area.regency.name) : "",
		at ? text(p->area.province.name) : "", at ? text(f->postcode) : "" };

	p->id = db_one_int(c, 0, &q[Q_PUT], DB_T(f->idem_key), DB_T(crypt_token(c->arena, 16)), DB_T(p->body),
	    DB_T(str_empty(f->channel) ? "web" : f->channel), DB_T(text(f->source_ref)), DB_I(p->customer),
	    DB_REF(p->session), DB_T(c->lang), DB_I(PLACE_SHOP), DB_T(text(f->name)), DB_T(text(f->phone)),
	    DB_T(text(f->email)), DB_I(p->zone->id), DB_T(p->zone->kind), DB_T(text(p->zone->name)),
	    DB_T(text(p->zone->eta)), DB_T(place[0]), DB_T(place[1]), DB_T(place[2]), DB_REF(at ? f->district : 0),
	    DB_T(place[3]), DB_T(place[4]), DB_T(place[5]), DB_T(place[6]), DB_T(text(f->note)), DB_I(p->cart->subtotal),
	    DB_I(p->discount), DB_I(p->shipping), DB_I(p->total), DB_I(p->weight_g), DB_T(p->method->name),
	    DB_T(p->start.pay_state), DB_I(p->now), DB_I(clock_day(p->now, p->shop->timezone)),
	    DB_REF(p->start.due_s ? p->now + p->start.due_s : 0), DB_REF(p->ship_day), DB_T(at ? "" : str_empty(p->zone->address) ? p->shop->address : p->zone->address),
	    DB_T(at ? "" : p->zone->hours), DB_T(at ? "" : str_empty(p->zone->address) && str_empty(p->zone->maps_url) ? p->shop->maps_url : p->zone->maps_url),
	    DB_I(f->source_said && !str_empty(f->source_ref)), DB_REF(g ? g->id : 0), DB_T(g ? g->name : ""));
	return p->id != 0;
}

/* Lines with their part of the discount, so that a refund later reads what was really paid for a line. */
static void
put_lines(struct ctx *c, struct placing *p)
{
	size_t n = p->cart->n;
	int64_t *weights = arena_new_n(c->arena, n, int64_t), *parts = arena_new_n(c->arena, n, int64_t);
	size_t i;

	p->line_ids = arena_new_n(c->arena, n, int64_t);
	for (i = 0; i < n; i++)
		weights[i] = p->cart->lines[i].total;
	money_split(p->discount, weights, n, parts);
	for (i = 0; i < n; i++) {
		const struct cart_line *l = &p->cart->lines[i];
		const struct sellable *s = l->item;
		const struct line_said *said = NULL;
		size_t n_said = 0, k;

		if (l->inputs)
			said = line_input_told(c, l->inputs, &n_said);
		p->line_ids[i] = db_one_int(c, 0, &q[Q_LINE], DB_I(p->id), DB_I(i + 1), DB_I(l->variant), DB_I(s->product),
		    DB_T(s->name), DB_T(s->label), DB_T(s->sku), DB_T(s->picture.hash), DB_I(s->price.now),
		    s->cost < 0 ? DB_NULL : DB_I(s->cost), DB_I(l->qty), DB_I(parts[i]), DB_I(l->total - parts[i]),
		    DB_I(l->weight_g), DB_T(quantity_measure_word(s->buying.measure)), DB_I(s->price_qty), DB_I(l->offer.tier),
		    DB_T(price_kind_word(l->offer.kind)), DB_I(l->made ? s->buying.made.batch : 0), DB_I(l->made ? s->buying.made.ready_days : 0),
		    DB_I(l->made && s->buying.made.ready_days == 0 ? s->buying.made.ready_day : 0), DB_I(n_said));
		for (k = 0; k < n_said; k++)
			db_exec(c, &q[Q_SAID], DB_I(p->line_ids[i]), DB_I(k), DB_I(said[k].input), DB_T(line_input_word(said[k].kind)), DB_T(said[k].label), DB_T(said[k].value),
			    DB_I(said[k].extra));
	}
}

static int
by_variant(const void *a, const void *b)
{
	const struct stock_part *x = a, *y = b;

	return (x->variant > y->variant) - (x->variant < y->variant);
}

/* Counts what is made into its batches, by product, whose rows are locked after all stock rows. */
static enum order_place
take_batches(struct ctx *c, const struct placing *p)
{
	int64_t last = 0;

	for (;;) {
		int64_t next = INT64_MAX, qty = 0, batch = 0;

		for (size_t i = 0; i < p->cart->n; i++)
			if (p->cart->lines[i].made && p->cart->lines[i].item->product > last && p->cart->lines[i].item->product < next)
				next = p->cart->lines[i].item->product;
		if (next == INT64_MAX)
			return ORDER_PLACED;
		for (size_t i = 0; i < p->cart->n; i++) {
			const struct cart_line *l = &p->cart->lines[i];

			qty += l->made && l->item->product == next ? l->qty : 0;
			batch = l->item->product == next ? l->item->buying.made.batch : batch;
		}
		if (!preorder_take(c, next, batch, qty, false))
			return ORDER_SHORT;
		last = next;
	}
}

/* By variant, the key order in which stock rows are locked everywhere. A bundle is its parts. */
static enum order_place
reserve(struct ctx *c, struct placing *p)
{
	struct stock_part *goods = arena_new_n(c->arena, p->cart->n * BUNDLE_PARTS_MAX, struct stock_part);
	size_t n = 0, i, k;

	for (i = 0; i < p->cart->n; i++) {
		const struct cart_line *l = &p->cart->lines[i];

		if (!l->item->bundle)
			goods[n++] = (struct stock_part){ l->variant, l->qty, 0 };
		for (k = 0; k < l->n_parts; k++) {
			const struct bundle_part *x = &l->parts[k];

			goods[n++] = (struct stock_part){ x->variant, x->qty * l->qty, l->variant };
			db_exec(c, &q[Q_PART], DB_I(p->line_ids[i]), DB_I(x->variant), DB_I(k), DB_I(x->qty), DB_T(x->name), DB_T(x->label), DB_T(x->sku),
			    DB_T(quantity_measure_word(x->measure)));
		}
	}
	qsort(goods, n, sizeof(*goods), by_variant);
	if (stock_take(c, STOCK_RESERVE, goods, n, p->id) != STOCK_CHANGE_OK)
		return ORDER_SHORT;
	for (i = 0; i < p->cart->n; i++)
		db_exec(c, &q[Q_EFFECT], DB_I(p->line_ids[i]), DB_I(p->now));
	return take_batches(c, p);
}

/* An exact amount is unique among open payments: the index decides, so a code that somebody else took meanwhile is drawn again. */
static void
put_payment(struct ctx *c, struct placing *p)
{
	for (int i = 0; p->start.exact && i < CODE_TRIES; i++) {
		p->code = pay_unique_code(c, p->total);
		if (p->code == 0)
			break;
		if (db_exec(c, &q[Q_PAYMENT], DB_I(p->id), DB_T(p->method->name), DB_I(p->total + p->code), DB_I(1),
		    DB_I(p->now)) > 0)
			return;
	}
	p->code = 0;
	db_exec(c, &q[Q_PAYMENT], DB_I(p->id), DB_T(p->method->name), DB_I(p->total), DB_I(0), DB_I(p->now));
}

static void
put_consent(struct ctx *c, const struct placing *p)
{
	int64_t version = db_one_int(c, 0, &q[Q_PRIVACY], DB_T(PRIVACY_SLUG));

	db_exec(c, &q[Q_CONSENT], DB_I(p->customer), DB_T(arena_printf(c->arena, PRIVACY_SLUG " %lld", (long long)version)),
	    DB_I(p->now));
}

static void
finish(struct ctx *c, struct placing *p)
{
	const char *amount = arena_printf(c->arena, "%lld", (long long)(p->total + p->code));
	int64_t number;

	put_consent(c, p);
	cart_clear(c, p->session);
	order_event_put(c, p->id, "placed", amount);
	audit(c, "order.place", "order", p->id, NULL,
	    arena_printf(c->arena, "{\"pay\":\"%s\",\"total\":%s}", p->start.pay_state, amount));
	number = db_one_int(c, 0, &q[Q_NUMBER]);
	db_exec(c, &q[Q_FINISH], DB_I(p->id),
	    DB_T(arena_printf(c->arena, "%s-%04lld", p->shop->order_prefix, (long long)number)), DB_I(p->code),
	    DB_I(p->total + p->code));
	message_queue(c, p->method->paid_on_delivery ? MESSAGE_COD : MESSAGE_PLACED, p->id, c->lang, p->form->email);
	message_queue(c, MESSAGE_OWNER, p->id, "id", p->shop->notify_email);
}

static enum order_place
place(struct ctx *c, struct placing *p, struct order **out)
{
	enum order_place result;

	if ((result = again(c, p, out)) != ORDER_PLACED || (result = check_cart(c, p)) != ORDER_PLACED ||
	    (result = check_shipping(c, p)) != ORDER_PLACED || (result = check_payment(c, p)) != ORDER_PLACED)
		return result;
	p->customer = customer_at_checkout(c, p->form->phone, text(p->form->name), text(p->form->email));
	if (err_is_set(c))
		return ORDER_EMPTY;
	if (!put_order(c, p)) {
		result = again(c, p, out);
		return result == ORDER_PLACED ? ORDER_KEY_USED : result;
	}
	put_lines(c, p);
	result = reserve(c, p);
	if (result != ORDER_PLACED)
		return result;
	put_payment(c, p);
	finish(c, p);
	*out = order_get(c, p->id);
	return ORDER_PLACED;
}

enum order_place
order_place(struct ctx *c, int64_t session, const struct checkout *f, struct order **out)
{
	struct placing p = { .form = f, .session = session, .now = clock_now() };
	enum order_place result;

	*out = NULL;
	if (str_empty(f->idem_key))
		BUG("checkout without a key");
	/* The same cart in two tabs: the second waits here and then finds it empty. */
	if (!cart_lock(c, session))
		return ORDER_EMPTY;
	p.shop = shop_get(c);
	p.body = body_hash(c, f, session);
	result = place(c, &p, out);
	/* A recorded failure rolls back whatever is answered; nobody may take half an order for one. */
	return err_is_set(c) && (result == ORDER_PLACED || result == ORDER_AGAIN) ? ORDER_EMPTY : result;
}
