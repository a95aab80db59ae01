/*
 * Goods that the owner shows with others, by hand and in an order: what goes with it (also on the page of the cart), what is like it, what is one better. Where nothing was chosen the shop chooses
 * itself: what is often bought together (shop/together.h), what is like it (catalog_related). A product brings all of them along (struct product), so its page asks nothing more.
 */
#ifndef SHOP_PRODUCT_LINK_H
#define SHOP_PRODUCT_LINK_H

#include "shop/catalog.h"

#define LINKS_MAX 12	/* of one kind */

extern const char *const link_kinds[LINK_KINDS];	/* "cross" "related" "up" */

enum link_put { LINK_OK, LINK_GONE, LINK_SELF, LINK_FULL };
/* Behind the others of its kind; once more is no fault. */
MUST_USE enum link_put product_link_add(struct ctx *, int64_t product, enum link_kind, int64_t target);
void product_link_drop(struct ctx *, int64_t product, enum link_kind, int64_t target);
/* One place up. */
void product_link_up(struct ctx *, int64_t product, enum link_kind, int64_t target);

/* Cards of what was chosen and can be bought, at most `limit`; nothing for goods without such links. */
struct card **product_link_cards(struct ctx *, const struct product *, enum link_kind, size_t limit, size_t *n);
/* What goes with it and can be bought, at most `limit`: the owner's choice first, then what others bought with it, whose cards say so. *chosen: some is the owner's choice. */
struct card **product_link_with(struct ctx *, const struct product *, size_t limit, size_t *n, bool *chosen);
/* The same for the goods of a cart, of which none is shown. One small statement, and none in shops without any of it. */
struct card **product_link_cross(struct ctx *, const int64_t *products, size_t n_products, size_t limit, size_t *n, bool *chosen);
/* Goods that were shown with others to the one are shown with the other from now on: the two became one. Bumps "catalog". */
void product_link_moved(struct ctx *, int64_t from, int64_t into);

#endif
