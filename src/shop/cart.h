/* The cart: lines of variants in a session. Prices are never stored as truth, only price_seen to tell the shopper when something changed. */
#ifndef SHOP_CART_H
#define SHOP_CART_H

#include "shop/catalog.h"
#include "shop/price.h"
#include "shop/ship.h"

#define CART_QTY_MAX QUANTITY_PIECES_MAX
#define CART_LINES_MAX 100

struct cart_line {
	struct sellable *item;	/* NULL: not sold any more; then name is what is left to say */
	int64_t variant, qty, total;
	int64_t weight_g, counted;	/* counted: the quantity that rules and prices go by, of all variants where they count together */
	struct offer offer;		/* item->price is offer.price */
	enum buying_is rule;		/* what the quantity breaks */
	bool price_changed, short_of;	/* since it was put in; fewer available than wanted (of a bundle: of its parts, beside what other lines take of them) */
	const char *said;		/* tells it from other lines of its variant; "": nothing was said */
	const char *packed;		/* what was said, as it is kept */
	const struct input_set *inputs;	/* the same, checked; NULL: nothing is asked */
	bool asks;			/* something of that is missing or wrong */
	bool made;			/* it is made first: item->buying.made says until when */
	const struct bundle_part *parts; size_t n_parts;	/* what is inside a bundle */
};
struct cart {
	int64_t id, version;
	struct cart_line *lines; size_t n;
	int64_t count;		/* pieces; a line of measured goods is one */
	int64_t subtotal, weight_g, volume_mm3;	/* of sellable lines; weight without packing */
	int64_t missing;	/* rupiah up to the least order of the shopper's group; 0: reached, or there is none */
	int64_t ready;		/* local day on which all of it is made; 0: it lies there */
	bool mixed;		/* some lines lie there, others are made first */
	bool ok;		/* every line sellable, in stock, of an allowed quantity and answered, and nothing missing */
	const char *hash;	/* of lines, quantities and prices: what a checkout form confirms (abuse cases 8, 9) */
};
/* Empty (n 0) for session 0 or without cart. */
struct cart *cart_get(struct ctx *, int64_t session);
/* What is to be sent: weight, value and size of all lines. */
struct parcel cart_parcel(const struct cart *);
int64_t cart_count(struct ctx *, int64_t session);
enum cart_put { CART_OK, CART_GONE, CART_SHORT, CART_FULL, CART_MIN, CART_MAX, CART_STEP, CART_TYPED, CART_ASKS };
/*
 * Adds qty (1..999, or up to a million grams) to what is there. SHORT: fewer available; the line is left as it was. FULL: too many lines or pieces. MIN, MAX, STEP: the product's rules; where all variants count
 * together, MIN and STEP are left to the page of the cart, since another variant may follow; so they are where buyers say something for each line. All lines of a variant count as one. ASKS: something must
 * be said first, or what was said is wrong.
 */
MUST_USE enum cart_put cart_add(struct ctx *, int64_t session, int64_t variant, int64_t qty);
/* The same; also tells the address (slug) of the variant's product, NULL when it is not sold. */
MUST_USE enum cart_put cart_add_told(struct ctx *, int64_t session, int64_t variant, int64_t qty, const char **slug);
/* The same with a quantity as somebody typed it ("3", "0,25"; "": the least that may be bought). TYPED: no quantity of these goods. */
MUST_USE enum cart_put cart_add_typed(struct ctx *, int64_t session, int64_t variant, const char *typed, const char **slug);
/* The same with what the buyer says for the line (shop/line_input.h), n of them. drop: what is wrong of it is left out, for the page of the cart to ask again. */
struct cart_said { const struct input_said *said; size_t n; bool drop; };
MUST_USE enum cart_put cart_add_said(struct ctx *, int64_t session, int64_t variant, const char *typed, const struct cart_said *, const char **slug);
/* Says something else for a line that is there; when there is one that says the same, both become one. */
MUST_USE enum cart_put cart_say(struct ctx *, int64_t session, int64_t variant, const char *line, const struct cart_said *);
/* Could that be a quantity of anything? */
bool cart_typed_ok(const char *typed);
/* Sets the quantity; 0 takes the line out. */
MUST_USE enum cart_put cart_set(struct ctx *, int64_t session, int64_t variant, int64_t qty);
/* The same as typed, of the line that says this (cart_line.said), and moved by the product's step as often as step says; less than the least takes the line out. *was, *qty: before and after. */
MUST_USE enum cart_put cart_set_typed(struct ctx *, int64_t session, int64_t variant, const char *said, const char *typed, int64_t step, int64_t *was, int64_t *qty);
/* Accepts the prices of this moment as seen. */
void cart_accept(struct ctx *, int64_t session);
/* Remembers the code of the link that the shopper came by; the newest counts. */
void cart_source(struct ctx *, int64_t session, const char *code);
void cart_clear(struct ctx *, int64_t session);
/* The cart's id, made when there was none, its row locked until the transaction ends; its version moves. 0 for session 0. */
int64_t cart_lock(struct ctx *, int64_t session);
/* Takes every variant of the product out of all carts: what their quantities counted has changed its meaning. */
void cart_forget(struct ctx *, int64_t product);
/* Does it lie in somebody's cart? */
bool cart_holds(struct ctx *, int64_t variant);
int64_t cart_prune(struct ctx *, int64_t before);

#endif
