/* The small lines under a line of a cart, an order or a paper: what is inside a hamper, what the buyer said for it, when something is ready. One set of fields for all of them: rows BELOW with BELOW_TEXT. */
#ifndef PRESENT_BELOW_H
#define PRESENT_BELOW_H

#include "shop/order.h"
#include "view/view.h"

void present_below(struct view *, const char *text);
void present_below_cart(struct ctx *, struct view *, const struct cart_line *);
void present_below_order(struct ctx *, struct view *, const struct order_line *);
/* How many lines of so many letters those of an order's line take on paper. */
int present_below_rows(struct ctx *, const struct order_line *, size_t letters);
/* "Pre-order, not here yet, ready 28 Nov": of goods that are made first. day: 0 not known. */
const char *present_not_here(struct ctx *, int64_t day);
/* "2 × Keripik Balado, 250 g"; of measured goods "250 g Keripik singkong" */
const char *present_part_text(struct ctx *, enum measure, int64_t qty, const char *name, const char *options);

#endif
