/*
 * What goods cost whom: prices by quantity, prices of customer groups, and how much may be bought. One rule for all of it: of the price of the moment (a sale included), the group's discount, the group's own
 * price and every price by quantity that is reached, the lowest counts. Also the groups themselves and the personal links by which their members come in.
 */
#ifndef SHOP_PRICE_H
#define SHOP_PRICE_H

#include "shop/catalog.h"

#define PRICE_TIERS_MAX 6	/* of one variant, or of all, for one group */

enum price_kind { PRICE_PLAIN, PRICE_TIER, PRICE_GROUP };
const char *price_kind_word(enum price_kind);	/* "", "tier", "group" */

struct offer {
	struct price price;	/* of one (of price_qty); was: what everybody pays for one, when that is more */
	enum price_kind kind;
	int64_t tier;		/* the quantity from which it holds; 0: from the first */
	int64_t next_qty, next_price;	/* the next quantity at which it falls, and to what; 0: it doesn't */
};

/* A group as prices need it; NULL for id 0, and for one that is gone or switched off. */
struct buyer_group { int64_t id, discount, min_order, version, created_at, members, orders; const char *name; bool active; };
const struct buyer_group *price_group(struct ctx *, int64_t id);

/*
 * now: everybody's price of the moment for one, list: the normal price, both of the variant; tiers: of its product; group: NULL for everybody; count: how many are bought (of the whole product where it counts
 * together).
 */
struct offer price_offer(const struct price *now, int64_t list, const struct price_tier *tiers, size_t n, int64_t variant, const struct buyer_group *group, int64_t count);
/* The same for a variant of a product that was read whole, for who asks in c. */
struct offer price_shown(struct ctx *, const struct product *, const struct variant *, int64_t count);
/* The prices by quantity that a shopper who asks in c can reach, lowest quantity first, each lower than the one before; at most 2 * PRICE_TIERS_MAX. */
size_t price_steps(struct ctx *, const struct product *, const struct variant *, struct price_tier out[2 * PRICE_TIERS_MAX]);

/* ---- writing: price_edit.c ---- */
struct price_edit {
	int64_t variant, group;		/* whose prices tiers are: of all variants (0) or one, for everybody (0) or a group; those of others stay */
	struct price_tier tiers[PRICE_TIERS_MAX + 1]; size_t n;	/* qty and price in any order; qty 1: the group's own price */
	struct buying buying;		/* min, max, step, together, measure */
	int64_t price_qty;		/* of measured goods: 100 or 1000 */
	int64_t net[2];			/* of the variant (0: of each), grams and millilitres; at most one is there. -1: leave as it is */
};
enum price_put {
	PRICE_OK, PRICE_GONE, PRICE_CONFLICT,
	PRICE_SAME_QTY,		/* two prices from the same quantity */
	PRICE_NOT_FALLING,	/* from more on it costs as much, or more */
	PRICE_NOT_LOWER,	/* not below the normal price */
	PRICE_RULES,		/* no quantity keeps them */
	PRICE_STOCK,		/* what quantities count can't change while there is stock, or orders hold some */
	PRICE_PACK		/* nor while they are inside a bundle, or are one */
};
/* version: the product's, as the form was opened. *bad: index of the tier at fault. Nothing is written unless OK. */
MUST_USE enum price_put price_put(struct ctx *, int64_t product, int64_t version, const struct price_edit *, size_t *bad);

/* How goods are sold as a file of goods says it. */
struct price_sheet {
	struct buying buying;		/* min, max, step, together, measure */
	int64_t price_qty;
	bool all, each;			/* everybody's prices by quantity of all variants, of single ones are meant: those that are not among tiers go */
	struct price_tier *tiers; size_t n;	/* variant: below 0 of all, else of the product's variant in that place */
};
/* In the transaction that has just written the product: no version is asked, and what lies there may have come with it. PRICE_STOCK is the caller's to know. On any result but OK the caller rolls back. */
MUST_USE enum price_put price_sheet_put(struct ctx *, int64_t product, const struct price_sheet *);

/*
 * What the cards of a list cost whoever asks in c: what they cost everybody when c has no group, else read anew by one statement for each 24. out[i]: of cards[i]; from: choices differ.
 */
struct card_price { struct price price; bool from; };
void price_cards(struct ctx *, struct card **cards, size_t n, struct card_price *out);

/* May so many be bought? STEP: not a multiple of the step. */
enum buying_is { BUYING_OK, BUYING_MIN, BUYING_MAX, BUYING_STEP };
MUST_USE enum buying_is buying_check(const struct buying *, int64_t count);
/* What − and + move by, and with how many a page begins. */
int64_t buying_step(const struct buying *, int64_t price_qty);
int64_t buying_first(const struct buying *, int64_t price_qty);
/* The nearest quantity that may be bought, not more than wanted where there is one. */
int64_t buying_fit(const struct buying *, int64_t wanted);

#endif
