/* Quantities and prices in template fields: prices by quantity as a table, the rules of what may be bought, the price per 100 g; the same in the shop, on paper and in the admin. */
#ifndef PRESENT_PRICE_H
#define PRESENT_PRICE_H

#include "shop/order.h"
#include "shop/price.h"
#include "view/view.h"

/* "kg", "100 g", "l": what a price of measured goods is for. */
const char *present_per(struct ctx *, enum measure, int64_t price_qty);
/* "Rp 12.000", of measured goods "Rp 80.000 / kg". */
const char *present_price_of(struct ctx *, int64_t price, enum measure, int64_t price_qty);
/* The price of an order's line: the same, and that it was a price by quantity or of a group. */
const char *present_line_price(struct ctx *, const struct order_line *);
/* LINE_QTY of something that is listed: "3", "0,25 kg". */
void present_line_qty(struct ctx *, struct view *row, enum measure, int64_t qty);
/* "at least 6, by threes": the rules of a product as a sentence; "" when there are none. */
const char *present_buying(struct ctx *, const struct buying *);
/* What a quantity breaks, as a sentence with the number that helps: "at least 6: 2 more"; "" when it breaks nothing. */
const char *present_buying_wrong(struct ctx *, const struct buying *, enum buying_is, int64_t counted);
/* "Rp 12.000 / 100 g" of a package whose content is known; "" for others, and where the price is by weight anyhow. */
const char *present_unit_price(struct ctx *, const struct variant *, int64_t price);
/*
 * Of the chosen variant at this quantity: PRICE and what stands beside it as present_price, UNIT_PRICE (section NO_UNIT_PRICE without one), RULES (HAS_RULES), QTY, QTY_MIN, QTY_MAX, QTY_STEP, sections PIECES or MEASURED (QTY_UNIT),
 * section TIERS with rows TIER (FROM, TIER_PRICE, section REACHED), NO_TIER without any and TOGETHER, section TOTAL (TOTAL_TEXT, NO_TOTAL for one) where quantity matters. Returns the offer.
 */
struct offer present_offer(struct ctx *, struct view *, const struct product *, const struct variant *, int64_t qty);

#endif
