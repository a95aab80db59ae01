/*
 * Goods that are often bought together, out of the shop's own orders. Once a day each product gets its nearest others anew; its page and the cart show them behind what the owner chose by hand
 * (shop/product_link.h), and say how many people bought both.
 *
 * What counts: orders of the last 365 days that the shop took on (neither waiting nor cancelled), of at most TOGETHER_LINES lines, since whoever orders half the shelf says nothing about what goes together.
 * A pair needs two orders and two buyers: a number on a page must never tell what one person buys. With n orders that have both, a and b orders that have the one and the other, and N orders in all,
 *
 *	score = (n - a b / N) / sqrt((a + 4) (b + 4))
 *
 * that is how many more orders have both than chance would bring (so what half the shop buys anyhow does not stand beside everything), in proportion to how often the two are bought at all; the 4 makes two
 * orders out of two count for less than twenty out of twenty. Below 0.05 two things are not often bought together, whatever their number. Orders of customers who were erased still count, as numbers.
 */
#ifndef SHOP_TOGETHER_H
#define SHOP_TOGETHER_H

#include "base/ctx.h"

#define TOGETHER_MOST 12	/* others of one product */
#define TOGETHER_LINES 20	/* orders with more lines do not count */

/* ---- the worker ---- */
/* Makes all of it anew, in transactions of its own: short reads, and writes only for products whose neighbours (or the numbers said of them) changed, which are bumped. Returns how many did. */
int64_t together_make(struct ctx *, int64_t now);

/* ---- the owner ---- */
struct together { int64_t other, orders, buyers; bool hidden; };
/* Of one product, nearest first, hidden ones at the end; at most 100. */
const struct together *together_list(struct ctx *, int64_t product, size_t *n);
/* From now on it is not shown with this product, or it is again. Nothing for a pair that is none. */
void together_hide(struct ctx *, int64_t product, int64_t other, bool hide);
/* Two goods became one: what the one had is gone; from the next day on its orders are counted as the other's. */
void together_moved(struct ctx *, int64_t from);

#endif
