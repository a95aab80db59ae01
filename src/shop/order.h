/*
 * Orders: placed once per checkout form (idempotency key), with snapshots of everything; two states, payment and delivery, moved only along the table in order.c, each move with its
 * effects on stock exactly once, an event, and an audit row when staff did it.
 */
#ifndef SHOP_ORDER_H
#define SHOP_ORDER_H

#include "shop/cart.h"
#include "shop/pay.h"
#include "shop/ship.h"

/* What was inside a bundle when it was ordered; qty: in one of it. */
struct order_part { int64_t variant, qty; enum measure measure; const char *name, *options, *sku; };
struct order_line {
	int64_t id, variant, product, unit_price, cost, qty, discount, total, weight_g;
	const char *name, *options, *sku, *media;
	enum measure measure;		/* what qty counts; unit_price is for price_qty of it */
	int64_t price_qty, tier;	/* tier: the price holds from so many on; 0 */
	const char *price_kind;		/* "" the price of everybody, "tier" by quantity, "group" of the buyer's group */
	int64_t made_batch, ready_days, ready_day;	/* made first: of which batch, within so many days or for a day; 0 */
	bool made_here;			/* and it has come */
	const struct order_part *parts; size_t n_parts;	/* what was inside */
	const struct line_said *said; size_t n_said;	/* what the buyer said for it; its extra is in unit_price, or for goods by weight in the total */
	struct picture picture;		/* of that media as it is now; without alt text */
	int64_t tint;
};
struct order_event { int64_t id, at; const char *kind, *actor_kind, *actor_name, *detail; };
struct order_shipment { int64_t id, shipped_at, delivered_at; const char *courier, *service, *tracking; };

struct order {
	int64_t id, customer, zone, district_code;
	const char *number, *ref, *channel, *lang;
	const char *name, *phone, *email, *ship_kind, *ship_name, *ship_eta;
	const char *address, *landmark, *village, *district, *regency, *province, *postcode, *note, *staff_note;
	int64_t ship_day;	/* promised day of delivery; 0 none */
	const char *ship_place, *ship_hours, *ship_maps;	/* where it is picked up */
	int64_t subtotal, discount, shipping, unique_code, total, weight_g;
	const char *pay_method, *pay_state, *delivery_state;
	int64_t placed_at, due_at, paid_at, packed_at, shipped_at, delivered_at, cancelled_at, day;
	const char *cancel_reason;
	const char *source_ref;		/* code of the link that it came by (shop/link.h); "" none */
	int64_t buyer_group;		/* whose prices it was made at; 0: everybody's */
	const char *buyer_group_name;	/* as it was called then */
	int64_t version, pieces, proofs;	/* pieces: a line of measured goods is one */
};
struct order *order_get(struct ctx *, int64_t id);
struct order *order_by_ref(struct ctx *, const char *ref);			/* NULL when unknown */
struct order *order_by_number(struct ctx *, const char *number, const char *phone_last4);	/* both must fit */
struct order_line *order_lines(struct ctx *, int64_t order, size_t *n);
struct order_event *order_events(struct ctx *, int64_t order, size_t *n);	/* oldest first */
/*
 * Adds to the timeline, as whoever acts in ctx. kind: placed proof paid unpaid confirmed packed shipped delivered cancelled expired revived late refunded moved arrived; texts are order.event.<kind> messages. detail is data,
 * never a sentence: the amount of placed, paid, revived, late and refunded, the tracking number of shipped, the local day of moved, what somebody typed as the reason of cancelled and unpaid.
 */
void order_event_put(struct ctx *, int64_t order, const char *kind, const char *detail);
struct order_shipment *order_shipments(struct ctx *, int64_t order, size_t *n);
struct order **order_of_session(struct ctx *, int64_t session, int limit, size_t *n);
struct order **order_of_customer(struct ctx *, int64_t customer, int limit, size_t *n);

struct checkout {
	const char *idem_key;			/* minted with the form, 22 characters */
	const char *cart_hash;			/* what the shopper saw */
	const char *name, *phone, *email, *note;
	int64_t zone, district;			/* district 0 for pickup */
	const char *address, *landmark, *village, *postcode;
	int64_t ship_day;			/* of those that the quote offers; 0: the next one */
	const char *pay_method;
	const char *channel, *source_ref;
	bool source_said;			/* told as a spoken code, not tapped */
};
enum order_place {
	ORDER_PLACED,
	ORDER_AGAIN,		/* the same form sent before: *out is that order */
	ORDER_KEY_USED,		/* the same key with other contents */
	ORDER_EMPTY, ORDER_CHANGED,	/* the cart is not what was shown: show it anew */
	ORDER_SHORT, ORDER_GONE,	/* a line has too little stock, or is not sold any more */
	ORDER_NO_SHIPPING, ORDER_NO_PAYMENT,	/* not offered for this district, weight, total */
	ORDER_DAY		/* that day of delivery is closed */
};
/* Everything in the caller's write transaction: prices, stock, shipping, code, customer, lines, events, outbox. On any result but PLACED and AGAIN nothing may be kept: the caller rolls back. */
MUST_USE enum order_place order_place(struct ctx *, int64_t session, const struct checkout *, struct order **out);

enum order_act { ACT_PAY, ACT_UNPAY, ACT_CONFIRM_COD, ACT_PACK, ACT_SHIP, ACT_DELIVER, ACT_CANCEL, ACT_EXPIRE, ACT_REFUND, ACT_PROOF, ACT_REVIVE, ACT_LATE, ACT_COUNT };
/* NOT_NOW: the table has no such edge from the order's states. SHORT (of ACT_REVIVE alone): too little stock is left; the caller rolls back. */
enum order_move { MOVE_OK, MOVE_NOT_NOW, MOVE_GONE, MOVE_CONFLICT, MOVE_SHORT };
/* PAY: the money is here. UNPAY: the proof shows no money (back to waiting, deadline anew). DELIVER of a COD order receives its money. CANCEL gives stock back exactly once; of a paid order it makes
 * refund_due. REVIVE and LATE: a transfer came in after the order had lapsed or was cancelled; REVIVE takes its stock again and goes on as paid, LATE makes it refund_due. version 0: whatever it is now. detail: reason or note. */
MUST_USE enum order_move order_act(struct ctx *, int64_t id, int64_t version, enum order_act, const char *detail);
MUST_USE enum order_move order_ship(struct ctx *, int64_t id, int64_t version, const char *courier, const char *service, const char *tracking);
/* A refund that was paid out by hand. */
MUST_USE enum order_move order_refund(struct ctx *, int64_t id, int64_t version, const char *note);
bool order_may(const struct order *, enum order_act);
/* The owner's next step: ACT_PAY, ACT_CONFIRM_COD, ACT_PACK, ACT_SHIP, ACT_DELIVER, ACT_REFUND, or ACT_COUNT when there is none. */
enum order_act order_next(const struct order *);
enum order_move order_note(struct ctx *, int64_t id, const char *staff_note);
/* The code of the link that it came by, told to staff afterwards, so it counts as said unless the order had it already; "": none after all. Audited. */
enum order_move order_source(struct ctx *, int64_t id, const char *code);
/* Orders unpaid past their deadline, without proof: cancelled, stock back. Returns how many; at most limit. */
int64_t order_expire(struct ctx *, int64_t now, int limit);

enum order_tab { TAB_CHECK, TAB_WAIT, TAB_PACK, TAB_SHIP, TAB_ROAD, TAB_DONE, TAB_CANCELLED, TAB_ALL, TAB_COUNT };	/* CHECK: proof sent, COD to confirm, refund due; WAIT: not paid yet */
const char *order_tab_name(enum order_tab);
MUST_USE bool order_tab_parse(const char *, enum order_tab *);
/* q: number, name, phone, tracking, exact amount; "" all. Oldest first in CHECK PACK SHIP, else newest first. */
struct order **order_list(struct ctx *, enum order_tab, const char *q, int64_t page, int per_page, size_t *n, int64_t *total);
/* Orders of a local day, newest first: those placed on it without the cancelled ones, or those whose money came on it; the same ones that report_today() counts. sum: their totals. */
enum order_day { DAY_PLACED, DAY_PAID };
struct order **order_list_day(struct ctx *, enum order_day, int64_t day, int64_t page, int per_page, size_t *n, int64_t *total, int64_t *sum);
void order_counts(struct ctx *, int64_t counts[TAB_COUNT]);

/* The local day when a line that is made first is ready, of an order placed on that one; 0: not known. */
int64_t order_line_ready(int64_t placed_day, int64_t ready_days, int64_t ready_day);
/* The first pictures of each order of a list, in the list's order; lines: how many lines it has. At most ORDER_THUMBS_MAX orders. order_thumb.c. */
#define ORDER_THUMBS_MAX 25
struct order_thumbs { struct picture picture[3]; int64_t tint[3]; size_t n; int64_t lines, waits, ready; };	/* waits: lines that are made first and not here yet, all of them on that local day (0 not known) */
struct order_thumbs *order_thumbs(struct ctx *, struct order **, size_t n);

/* The invoice of a paid order: its number is without gaps within the year, given once, when first asked for; the shop's head is kept as it was then. order_paper.c. */
struct invoice { int64_t id, order, at; const char *number, *shop_name, *shop_address, *shop_phone, *shop_nib; };
struct invoice *invoice_get(struct ctx *, int64_t order);	/* NULL: none given yet */
enum invoice_give { INVOICE_GIVEN, INVOICE_NOT_PAID, INVOICE_GONE };
MUST_USE enum invoice_give invoice_give(struct ctx *, int64_t order, struct invoice **);	/* in a DB_WRITE transaction */

/* What is to be packed, of orders up to the id `last`: line by line in the order of orders, and summed by what it is (order 0). */
struct pack_line { int64_t order, qty; enum measure measure; const char *name, *options, *sku; bool inside; const struct line_said *said; bool waits; int64_t ready; };	/* inside: of the line above it; said: no goods, but what was said for the line above it; the sums count what is inside instead of the bundle; waits: made first and not here yet, ready on that local day (0 not known): the sums leave it out */
struct pack_line *pack_lines(struct ctx *, int64_t last, int64_t day, size_t *n);	/* day: only what was promised for that day; 0: all */
struct pack_line *pack_sums(struct ctx *, int64_t last, int64_t day, size_t *n);
/* Orders to pack that were promised for a day, oldest first; and the days for which there are any. */
struct order **order_list_promised(struct ctx *, int64_t day, int limit, size_t *n, int64_t *total);
struct order_promise { int64_t day, orders; };
struct order_promise *order_promises(struct ctx *, size_t *n);
/* How many orders of TAB_PACK or TAB_SHIP are sent, and so want a label. */
int64_t label_count(struct ctx *, enum order_tab);

#endif
