/*
 * Messages filled with an order's facts. The language of a message is the buyer's, whoever sits at the desk, so it is put into ctx while the text is made. All wording goes through
 * templates as plain values: nothing that a buyer or the owner typed is HTML in a mail.
 */
#include "present/message.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/url.h"
#include "present/line_input.h"
#include "present/order.h"
#include "shop/preorder_run.h"
#include "shop/setting.h"

#define BODY_MAX 400000
#define ITEMS_MAX 8000
#define SAID_MAX 120	/* letters of what a buyer said: the rest stands on the order's page */

struct letter *
present_letter(struct ctx *c, const struct order *o)
{
	struct letter *l = arena_new(c->arena, struct letter);
	const struct zone *zone = o->zone ? zone_get(c, o->zone) : NULL;

	l->order = o;
	l->lines = order_lines(c, o->id, &l->n_lines);
	l->parcels = order_shipments(c, o->id, &l->n_parcels);
	l->courier = zone ? ship_courier(zone->courier) : NULL;
	return l;
}

/* --- variables --- */

struct facts {
	struct ctx *c;
	enum message message;
	const struct letter *letter;
};

static const char *
items(struct ctx *c, const struct letter *l)
{
	struct buf b;

	buf_init(&b, c->arena, ITEMS_MAX);
	for (size_t i = 0; i < l->n_lines; i++) {
		const struct order_line *x = &l->lines[i];

		buf_printf(&b, "%s%s × %s%s%s", i ? "\n" : "", quantity_text(c->arena, c->lang, x->measure, x->qty), x->name, str_empty(x->options) ? "" : ", ", x->options);
		for (size_t k = 0; k < x->n_said; k++)
			buf_printf(&b, "\n   %s", utf8_cut(c->arena, present_said(c, &x->said[k]), SAID_MAX));
	}
	return b.s;
}

static const char *
link_of(struct ctx *c, enum message m, const struct letter *l)
{
	if (l->sample)
		return url_absolute(c, m == MESSAGE_OWNER ? url_admin(c, "/orders") : url_home(c));
	if (m == MESSAGE_OWNER)
		return url_absolute(c, url_admin(c, "/orders/%lld", (long long)l->order->id));
	return url_absolute(c, url_order(c, l->order->ref));
}

static const char *
deadline(struct ctx *c, const struct order *o)
{
	return o->due_at && str_eq(o->pay_state, "waiting") ? clock_long(c->arena, o->due_at, shop_get(c)->timezone, c->lang) : "";
}

static const char *
value_of(void *arg, const char *name)
{
	const struct facts *f = arg;
	const struct letter *l = f->letter;
	const struct order *o = l->order;
	const struct order_shipment *parcel = l->n_parcels > 0 ? &l->parcels[l->n_parcels - 1] : NULL;

	if (str_eq(name, "nama"))
		return o->name;
	if (str_eq(name, "nomor"))
		return o->number;
	if (str_eq(name, "total"))
		return money_text(f->c->arena, o->total);
	if (str_eq(name, "barang"))
		return items(f->c, l);
	if (str_eq(name, "bayar"))
		return present_pay_name(f->c, o);
	if (str_eq(name, "batas"))
		return deadline(f->c, o);
	if (str_eq(name, "kirim"))
		return o->ship_name;
	if (str_eq(name, "kurir"))
		return parcel ? parcel->courier : "";
	if (str_eq(name, "resi"))
		return parcel ? parcel->tracking : "";
	if (str_eq(name, "alasan"))
		return o->cancel_reason;
	if (str_eq(name, "tautan"))
		return link_of(f->c, f->message, l);
	if (str_eq(name, "kabar"))
		return l->news ? l->news : "";
	if (str_eq(name, "toko"))
		return shop_get(f->c)->name;
	BUG("no value for the variable %s", name);
}

static const char *
fill(struct ctx *c, enum message m, const struct letter *l, const char *text, bool lines)
{
	struct facts f = { c, m, l };

	return message_fill(c, text, lines, value_of, &f);
}

const char *
present_letter_wa(struct ctx *c, enum message m, const char *lang, const struct letter *l, const char *part)
{
	const char *was = c->lang, *text;

	c->lang = lang;
	text = fill(c, m, l, part ? part : message_text(c, m, lang)->part[PART_WA], true);
	c->lang = was;
	return text;
}

enum message
present_order_message(const struct order *o)
{
	switch (present_order_phase(o)) {
	case PHASE_WAIT: return MESSAGE_PLACED;
	case PHASE_CHECK: return MESSAGE_CHECK;
	case PHASE_CONFIRM: return MESSAGE_COD;
	case PHASE_PACK: return str_eq(o->pay_state, "paid") ? MESSAGE_PAID : MESSAGE_PACKING;
	case PHASE_PACKED: return MESSAGE_PACKED;
	case PHASE_PICKUP: return MESSAGE_READY;
	case PHASE_ROAD: return MESSAGE_SHIPPED;
	case PHASE_DONE: return MESSAGE_DONE;
	case PHASE_EXPIRED: return MESSAGE_EXPIRED;
	case PHASE_CANCELLED: return MESSAGE_CANCELLED;
	case PHASE_REFUND_DUE: return MESSAGE_REFUND_DUE;
	case PHASE_REFUNDED: return MESSAGE_REFUNDED;
	case PHASE_COUNT: break;
	}
	BUG("no message for an order's phase");
}

/* --- the mail --- */

void
present_text_lines(struct ctx *c, struct view *v, const char *text)
{
	for (bool more = false; *text; more = true) {
		size_t n = strcspn(text, "\n");
		struct view *row = view_row(v, "TEXT_LINE");

		view_text(row, "TEXT", arena_mem(c->arena, text, n));
		view_flag(row, "NEXT_LINE", more);
		text += n + (text[n] == '\n');
	}
}

/* Paragraphs of lines, from blank lines and line ends. */
static void
paragraphs(struct ctx *c, struct view *v, const char *text)
{
	struct view *p = NULL;

	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *line = str_trim(c->arena, arena_mem(c->arena, text, n));

		if (*line == '\0') {
			p = NULL;
		} else {
			bool more = p != NULL;
			struct view *row;

			p = p ? p : view_row(v, "PARAGRAPH");
			row = view_row(p, "TEXT_LINE");
			view_text(row, "TEXT", line);
			view_flag(row, "NEXT_LINE", more);
		}
		text += n + (text[n] == '\n');
	}
}

static void
pay_box(struct ctx *c, struct view *v, const struct order *o)
{
	struct bank_account *list;
	size_t n, i;

	if (!str_eq(o->pay_method, "transfer") || !str_eq(o->pay_state, "waiting"))
		return;
	v = view_row(v, "PAY_BOX");
	present_order_amount(c, v, o);
	view_flag(v, "HAS_DUE", o->due_at > 0);
	view_text(v, "DUE_AT", deadline(c, o));
	list = bank_accounts(c, false, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ACCOUNT");

		view_text(row, "BANK", list[i].bank);
		view_text(row, "NUMBER", list[i].number);
		view_text(row, "HOLDER", list[i].holder);
	}
}

static void
order_fields(struct ctx *c, struct view *v, enum message m, const struct letter *l)
{
	const struct order *o = l->order;

	present_order_head(c, v, o);
	present_order_lines(c, v, l->lines, l->n_lines);
	present_order_sums(c, v, o);
	present_order_address(c, v, o);
	if (m == MESSAGE_SHIPPED && l->n_parcels > 0)
		present_order_parcels(c, view_row(v, "PARCEL_BOX"), &l->parcels[l->n_parcels - 1], 1, l->courier);
	if (m == MESSAGE_PLACED)
		pay_box(c, v, o);
}

static bool
render(struct ctx *c, const char *template, enum message m, const struct letter *l, const struct letter_text *t, const char *body, const char **out)
{
	const struct shop *shop = shop_get(c);
	struct view *v = view_alone(c, template);
	struct buf b;

	view_text(v, "LANG", c->lang);
	view_text(v, "SUBJECT", t->subject);
	view_text(v, "SHOP_NAME", shop->name);
	view_text(v, "SHOP_ADDRESS", str_replace(c->arena, shop->address, "\n", ", "));
	view_flag(v, "HAS_SHOP_ADDRESS", !str_empty(shop->address));
	view_text(v, "SHOP_PHONE", present_phone(c, shop->whatsapp));
	view_text(v, "CHAT_URL", str_empty(shop->whatsapp) ? NULL : url_whatsapp(c, shop->whatsapp, l->order->number));
	view_flag(v, "HAS_CHAT", !str_empty(shop->whatsapp));
	view_flag(v, "FOR_BUYER", m != MESSAGE_OWNER);
	view_flag(v, "FOR_OWNER", m == MESSAGE_OWNER);
	view_text(v, "ORDER_URL", link_of(c, m, l));
	paragraphs(c, v, body);
	order_fields(c, v, m, l);
	buf_init(&b, c->arena, BODY_MAX);
	if (!view_render(v, &b))
		return false;
	*out = b.s;
	return true;
}

bool
present_letter_mail(struct ctx *c, enum message m, const char *lang, const struct letter *l, const char *const part[PART_COUNT], struct letter_text *t)
{
	const char *was = c->lang, *body;
	bool ok;

	c->lang = lang;
	if (!part)
		part = message_text(c, m, lang)->part;
	t->subject = fill(c, m, l, part[PART_SUBJECT], false);
	body = fill(c, m, l, part[PART_BODY], true);
	ok = render(c, "mail/order_text", m, l, t, body, &t->text) && render(c, "mail/order", m, l, t, body, &t->html);
	c->lang = was;
	return ok;
}

/* --- the sample --- */

static const struct { const char *pay, *delivery, *ship_kind, *method; } sample_states[MESSAGE_COUNT] = {
	[MESSAGE_PLACED] = { "waiting", "hold", "courier", "transfer" },
	[MESSAGE_COD] = { "cod", "hold", "own", "cod" },
	[MESSAGE_PAID] = { "paid", "to_pack", "courier", "transfer" },
	[MESSAGE_READY] = { "paid", "packed", "pickup", "transfer" },
	[MESSAGE_SHIPPED] = { "paid", "shipped", "courier", "transfer" },
	[MESSAGE_EXPIRED] = { "void", "cancelled", "courier", "transfer" },
	[MESSAGE_CANCELLED] = { "void", "cancelled", "courier", "transfer" },
	[MESSAGE_OWNER] = { "waiting", "hold", "courier", "transfer" },
	[MESSAGE_CHECK] = { "proof", "hold", "courier", "transfer" },
	[MESSAGE_PACKING] = { "cod", "to_pack", "own", "cod" },
	[MESSAGE_PACKED] = { "paid", "packed", "courier", "transfer" },
	[MESSAGE_DONE] = { "paid", "delivered", "courier", "transfer" },
	[MESSAGE_REFUND_DUE] = { "refund_due", "cancelled", "courier", "transfer" },
	[MESSAGE_REFUNDED] = { "refunded", "cancelled", "courier", "transfer" },
	[MESSAGE_BATCH] = { "paid", "to_pack", "courier", "transfer" },
};

static const char *
sample_text(struct ctx *c, const char *lang, const char *id)
{
	return i18n(c->arena, lang, arena_printf(c->arena, "sample.%s", id), NULL);
}

static void
sample_lines(struct ctx *c, struct letter *l, const char *lang)
{
	struct order_line *lines = arena_new_n(c->arena, 2, struct order_line);
	static const struct { const char *name; int64_t price, qty; } goods[] = { { "item1", 18000, 2 }, { "item2", 24000, 1 } };

	for (size_t i = 0; i < ARRAY_LEN(goods); i++) {
		lines[i] = (struct order_line){ .id = (int64_t)i + 1, .qty = goods[i].qty, .unit_price = goods[i].price, .total = goods[i].price * goods[i].qty,
			.name = sample_text(c, lang, goods[i].name), .options = "250 g", .sku = "", .media = "", .picture = { .hash = "" } };
	}
	l->lines = lines;
	l->n_lines = ARRAY_LEN(goods);
}

struct letter *
present_letter_sample(struct ctx *c, enum message m, const char *lang)
{
	struct letter *l = arena_new(c->arena, struct letter);
	struct order *o = arena_new(c->arena, struct order);
	struct order_shipment *parcel = arena_new(c->arena, struct order_shipment);
	const struct shop *shop = shop_get(c);
	int64_t now = clock_now(), shipping = str_eq(sample_states[m].ship_kind, "pickup") ? 0 : 12000, code = str_eq(sample_states[m].method, "transfer") ? 417 : 0;

	*o = (struct order){ .number = arena_printf(c->arena, "%s-0123", shop->order_prefix), .ref = "", .channel = "web", .lang = lang, .name = sample_text(c, lang, "buyer"), .phone = "+6281234567890",
		.email = "", .ship_kind = sample_states[m].ship_kind, .ship_name = sample_text(c, lang, str_eq(sample_states[m].ship_kind, "courier") ? "courier" : sample_states[m].ship_kind),
		.ship_eta = "", .address = shipping ? "Jl. Melati 7" : "", .landmark = "", .village = "", .district = shipping ? "Koto Balingka" : "", .regency = shipping ? "Kabupaten Pasaman Barat" : "",
		.province = shipping ? "Sumatera Barat" : "", .postcode = "", .note = "", .staff_note = "", .subtotal = 60000, .shipping = shipping, .unique_code = code, .total = 60000 + shipping + code,
		.pay_method = sample_states[m].method, .pay_state = sample_states[m].pay, .delivery_state = sample_states[m].delivery, .placed_at = now, .pieces = 3, .version = 1,
		.due_at = code ? now + shop->pay_hours * 3600 : 0, .cancel_reason = m == MESSAGE_CANCELLED ? sample_text(c, lang, "reason") : "" };
	if (str_eq(o->delivery_state, "cancelled"))
		o->cancelled_at = now;
	*parcel = (struct order_shipment){ .shipped_at = now, .courier = o->ship_name, .service = "", .tracking = "JP1234567890" };
	l->order = o;
	l->news = m == MESSAGE_BATCH ? sample_text(c, lang, "news") : NULL;
	l->sample = true;
	l->parcels = parcel;
	l->n_parcels = m == MESSAGE_SHIPPED || m == MESSAGE_DONE;
	sample_lines(c, l, lang);
	return l;
}

/* --- what was sent --- */

const char *
present_reason(struct ctx *c, const char *reason)
{
	size_t n = strcspn(reason, " ");
	const char *id = arena_mem(c->arena, reason, n);

	if (!i18n_has(id))
		return reason;
	return arena_printf(c->arena, "%s%s%s%s", i18n(c->arena, c->lang, id, NULL), reason[n] ? " (" : "", reason[n] ? reason + n + 1 : "", reason[n] ? ")" : "");
}

static const char *
chat(struct ctx *c, const struct order *o, const struct message_row *m)
{
	struct letter *l = present_letter(c, o);

	l->news = m->run ? preorder_run_words(c, m->run) : NULL;
	return url_whatsapp(c, o->phone, present_letter_wa(c, m->message, o->lang, l, NULL));
}

void
present_messages(struct ctx *c, struct view *v, const struct order *o, const struct message_row *list, size_t n)
{
	const char *zone = shop_get(c)->timezone;

	if (n > 0)
		v = view_row(v, "SOME_SENT");
	for (size_t i = 0; i < n; i++) {
		const struct message_row *m = &list[i];
		struct view *row = view_row(v, "SENT");
		int64_t at = m->done_at ? m->done_at : m->at;

		view_text(row, "SENT_WHAT", i18n(c->arena, c->lang, arena_printf(c->arena, "message.%s", message_kinds[m->message].name), NULL));
		view_text(row, "SENT_WAY", i18n(c->arena, c->lang, arena_printf(c->arena, "message.way.%s", m->way), NULL));
		view_text(row, "SENT_WHEN", arena_printf(c->arena, "%s, %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone)));
		view_flag(row, "SENT_OK", str_eq(m->state, "sent"));
		view_flag(row, "SENT_WAIT", str_eq(m->state, "waiting"));
		view_flag(row, "SENT_BAD", str_eq(m->state, "failed"));
		view_flag(row, "HAS_WHY", !str_empty(m->reason));
		view_text(row, "SENT_WHY", present_reason(c, m->reason));
		if (o && str_eq(m->state, "failed") && message_kinds[m->message].wa)
			view_text(view_row(row, "SENT_CHAT"), "CHAT_TO", chat(c, o, m));
	}
}
