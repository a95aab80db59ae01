/* The cart: lines of variants in a session. Prices are never stored as truth, only price_seen to tell the shopper when something changed. */
#ifndef SHOP_CART_H
#define SHOP_CART_H

#include "shop/catalog.h"
#include "shop/ship.h"

#define CART_QTY_MAX 999
#define CART_LINES_MAX 100

struct cart_line {
	struct sellable *item;	/* NULL: not sold any more; then name is what is left to say */
	int64_t variant, qty, total;
	bool price_changed, short_of;	/* since it was put in; fewer available than wanted */
};
struct cart {
	int64_t id, version;
	struct cart_line *lines; size_t n;
	int64_t count;		/* pieces */
	int64_t subtotal, weight_g, volume_mm3;	/* of sellable lines; weight without packing */
	bool ok;		/* every line sellable and in stock */
	const char *hash;	/* of lines, quantities and prices: what a checkout form confirms (abuse cases 8, 9) */
};
/* Empty (n 0) for session 0 or without cart. */
struct cart *cart_get(struct ctx *, int64_t session);
/* What is to be sent: weight, value and size of all lines. */
struct parcel cart_parcel(const struct cart *);
int64_t cart_count(struct ctx *, int64_t session);
enum cart_put { CART_OK, CART_GONE, CART_SHORT, CART_FULL };
/* Adds qty (1..999) to what is there. SHORT: fewer available; the line is left as it was. FULL: too many lines or pieces. */
MUST_USE enum cart_put cart_add(struct ctx *, int64_t session, int64_t variant, int64_t qty);
/* The same; also tells the address (slug) of the variant's product, NULL when it is not sold. */
MUST_USE enum cart_put cart_add_told(struct ctx *, int64_t session, int64_t variant, int64_t qty, const char **slug);
/* Sets the quantity; 0 takes the line out. */
MUST_USE enum cart_put cart_set(struct ctx *, int64_t session, int64_t variant, int64_t qty);
/* Accepts the prices of this moment as seen. */
void cart_accept(struct ctx *, int64_t session);
/* Remembers the code of the link that the shopper came by; the newest counts. */
void cart_source(struct ctx *, int64_t session, const char *code);
void cart_clear(struct ctx *, int64_t session);
/* The cart's id, made when there was none, its row locked until the transaction ends; its version moves. 0 for session 0. */
int64_t cart_lock(struct ctx *, int64_t session);
/* Does it lie in somebody's cart? */
bool cart_holds(struct ctx *, int64_t variant);
int64_t cart_prune(struct ctx *, int64_t before);

#endif
