/*
 * Orders in template fields: state in words, timeline, lines, sums, address, WhatsApp text; one
 * set of names for the shopper's pages, the admin's and mails. The words themselves are messages
 * (order.state.*, order.pay.*, order.event.*).
 */
#ifndef PRESENT_ORDER_H
#define PRESENT_ORDER_H

#include "shop/order.h"
#include "view/view.h"

/* One word for where an order stands, made of its two states and the way to ship. */
enum order_phase {
	PHASE_WAIT,	/* transfer awaited */
	PHASE_CHECK,	/* proof sent, we look */
	PHASE_CONFIRM,	/* COD, we call first */
	PHASE_PACK,	/* being packed */
	PHASE_PACKED,	/* packed; goes out next */
	PHASE_PICKUP,	/* packed; can be collected */
	PHASE_ROAD,	/* on the way */
	PHASE_DONE,
	PHASE_EXPIRED,	/* cancelled since no money came in time */
	PHASE_CANCELLED,
	PHASE_REFUND_DUE, PHASE_REFUNDED,
	PHASE_COUNT
};
enum order_phase present_order_phase(const struct order *);
/*
 * "wait", "check", …: the last part of message ids order.state.<word> (short) and
 * order.state.<word>.text (a sentence for the shopper).
 */
const char *present_order_phase_word(enum order_phase);

/*
 * ORDER_NUMBER, PLACED ("22 Nov 2026"), PLACED_LONG, PIECES, TOTAL, SHIP_NAME, SHIP_ETA (section
 * HAS_ETA), PAY_NAME; WHEN (the promised day "Diantar Selasa, 24 Nov", section PROMISED);
 * STATE (short words), STATE_TEXT (what happens next, for the shopper),
 * STATE_KIND ("ok", "wait", "no": class of .tag and .clock), MONEY_STATE and MONEY_KIND (the
 * payment alone: "Lunas"), sections IS_PICKUP / IS_SENT, IS_TRANSFER / IS_COD.
 */
void present_order_head(struct ctx *, struct view *, const struct order *);
/*
 * A row LINE for each: LINE_NAME, LINE_OPTIONS (section HAS_OPTIONS), LINE_SKU, LINE_QTY,
 * LINE_PRICE (of one), LINE_TOTAL, and the picture's fields (present_picture: PIC, PIC_SRC …) for
 * an <img class="th">.
 */
void present_order_lines(struct ctx *, struct view *, const struct order_line *, size_t n);
/*
 * SUBTOTAL, sections HAS_DISCOUNT (DISCOUNT), SHIP_FREE / SHIP_PAID (SHIPPING), HAS_CODE (CODE,
 * the unique amount), TOTAL.
 */
void present_order_sums(struct ctx *, struct view *, const struct order *);
/*
 * The amount to pay with its last three digits apart, for <p
 * class="big">{{AMOUNT_HEAD}}<mark>{{AMOUNT_TAIL}}</mark></p>: AMOUNT ("Rp 68.417"), AMOUNT_HEAD
 * ("Rp 68."), AMOUNT_TAIL ("417"), AMOUNT_DIGITS ("68417", for a copy button), section HAS_CODE.
 */
void present_order_amount(struct ctx *, struct view *, const struct order *);
/*
 * A row EVENT for each event, oldest first: EVENT_TEXT (order.event.<kind>), EVENT_WHEN ("22 Nov
 * 2026, 10.05 WIB"), EVENT_WHO ("Sistem", "Pembeli", "Toko"; for staff the person's name, section
 * HAS_WHO), EVENT_DETAIL (section HAS_DETAIL: amount, tracking number or reason), sections NOW
 * (the last one) and BAD (cancelled, expired, unpaid).
 */
void present_order_timeline(struct ctx *, struct view *, const struct order_event *, size_t n,
    bool for_staff);
/*
 * SHIP_TO (name), PHONE (0812-3456-7890), TEL (digits for a tel: link), ADDRESS, VILLAGE, DISTRICT, REGENCY,
 * PROVINCE, POSTCODE, LANDMARK, NOTE; row PLACE when it is picked up (PLACE_ADDRESS, PLACE_HOURS, sections HAS_HOURS, HAS_MAP with MAP_URL); sections HAS_ADDRESS (sent), HAS_LANDMARK, HAS_NOTE; AREA:
 * "Koto Balingka, Kab. Pasaman Barat, Sumatera Barat 26572".
 */
void present_order_address(struct ctx *, struct view *, const struct order *);
/*
 * A row PARCEL for each shipment: PARCEL_COURIER, PARCEL_SERVICE, PARCEL_WHEN, sections
 * HAS_TRACKING (TRACKING), HAS_TRACKING_URL (TRACKING_URL), HAS_SERVICE. `courier`: the adapter of
 * the order's zone, whose page follows a number; NULL when the zone is gone.
 */
void present_order_parcels(struct ctx *, struct view *, const struct order_shipment *, size_t n,
    const struct courier *);
/* "+6281234567890" as people write it: "0812-3456-7890". */
const char *present_phone(struct ctx *, const char *e164);
/* The number for a tel: link: its leading digits and nothing else, whatever stands in the row. */
const char *present_tel(struct ctx *, const char *e164);
/*
 * Name of the order's way to pay, as the shopper was told: "Transfer bank"; pay_method stored in
 * the order.
 */
const char *present_pay_name(struct ctx *, const struct order *);
/*
 * wa.me link to the shop with order number and state filled in, for the shopper; NULL when the
 * shop has no WhatsApp.
 */
const char *present_order_chat_shop(struct ctx *, const struct order *);
/*
 * wa.me link to the buyer with the right text for the state (the owner's or the built-in wording,
 * shop/message.h, in the order's language).
 */
const char *present_order_chat_buyer(struct ctx *, const struct order *);

#endif
