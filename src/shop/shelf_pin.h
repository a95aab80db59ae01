/* The order of goods in a category by the owner's hand: whoever was put somewhere stands before all others there, in the order of their pins; what is sold out still comes last. */
#ifndef SHOP_SHELF_PIN_H
#define SHOP_SHELF_PIN_H

#include "base/ctx.h"

#define SHELF_PIN_MOST 300	/* goods of one category that stand by hand: beyond, an order is a matter of sorting */

struct shelf_move { int64_t product, to; };	/* to: its new place, 1 the first; 0 lets it go back among the others */

enum shelf_pin { SHELF_PIN_OK, SHELF_PIN_GONE, SHELF_PIN_CONFLICT };
/* Moves goods of a category, one after the other, the smallest place first; goods that do not stand there, and places beyond SHELF_PIN_MOST, are passed over. CONFLICT: somebody has saved the
 * category since that version. Bumps what pages depend on, writes the audit row. */
MUST_USE enum shelf_pin shelf_pin_put(struct ctx *, int64_t category, int64_t version, struct shelf_move *, size_t n);
/* How many of a category's goods stand by hand. */
int64_t shelf_pin_count(struct ctx *, int64_t category);
/* What stands by hand in one category comes after what does in the other; into 0: nothing stands by hand in it any more. The caller fills the shelves anew. */
void shelf_pin_merge(struct ctx *, int64_t from, int64_t into);

#endif
