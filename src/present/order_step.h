/* The next step of an order as staff see it: what its button is called, where it leads, who may press it; and the summary beside the list of orders, which ends in that button. */
#ifndef PRESENT_ORDER_STEP_H
#define PRESENT_ORDER_STEP_H

#include "http/request.h"
#include "shop/order.h"
#include "shop/staff.h"
#include "view/view.h"

struct order_step { enum order_act act; const char *word; enum right right; const char *done; };	/* word: last part of its address; done: message when it worked */
/* NULL for an act that no button does. */
const struct order_step *present_order_step(enum order_act);
/* What the button says: "Selesai dikemas", "Sudah sampai & dibayar". */
const char *present_order_step_text(struct ctx *, const struct order *, const struct order_step *);
/* What the amount of an order is: "Diminta", "Ditagih saat barang diambil". */
const char *present_order_asked(struct ctx *, const struct order *);
/* Is what waits in this tab work of this role? */
bool present_order_tab_mine(enum role, enum order_tab);
/* Section WAITS (WAITS_TEXT) when the next step is somebody else's. */
void present_order_waits(struct request *, struct view *, const struct order *);
/*
 * A row GLANCE: the fields of present_order_head, _lines and _amount, ORDER_URL, BUYER, STAFF_STATE, VERSION, proofs (GLANCE_PROOF), BUYER_CHAT_URL and the next step: NEXT (a form: NEXT_URL,
 * NEXT_TEXT, LIST: the tab to come back to), NEXT_OPEN (it needs more, on the order's own page), or WAITS.
 */
void present_order_glance(struct request *, struct view *, const struct order *, const char *tab);

#endif
