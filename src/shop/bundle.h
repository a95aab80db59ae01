/*
 * Bundles: hampers and packs, a variant that is made of other variants. Its stock is what the parts allow and is kept right by shop/stock.c; an order takes the parts. Weight and cost are the sums of the
 * parts unless the product's form says something else. A bundle is never part of another. Of goods sold by weight or volume a part is so many grams or millilitres, whatever may be bought of them at least
 * or in steps; what their amounts count does not change while they are inside a bundle (shop/price.h). A bundle itself is sold by the piece.
 */
#ifndef SHOP_BUNDLE_H
#define SHOP_BUNDLE_H

#include "base/ctx.h"
#include "shop/quantity.h"

#define BUNDLE_PARTS_MAX 20

struct bundle_part {
	int64_t variant, product, qty;
	enum measure measure;			/* what qty and available count */
	int64_t available, weight_g, cost;	/* weight and cost of price_qty of it; cost -1: not set */
	int64_t price_qty;
	const char *name, *label, *sku, *slug;	/* in c->lang; label: its options, "" none */
	bool gone;				/* archived, or its variant is not sold any more: the bundle is sold out */
	bool shown;				/* has a page in the shop */
};
/* What qty of it weighs, in grams rounded up, and costs; -1: nobody has said, or it is more than money can be. */
int64_t bundle_part_weight(const struct bundle_part *);
int64_t bundle_part_cost(const struct bundle_part *);
/* What is inside a variant, in the owner's order; n 0: it is no bundle. */
struct bundle_part *bundle_parts(struct ctx *, int64_t variant, size_t *n);
/* Of all active variants of a product, one after the other: of[i] is the variant that part i belongs to. */
struct bundle_part *bundle_parts_of(struct ctx *, int64_t product, const int64_t **of, size_t *n);
/* 0: it is no bundle. */
int64_t bundle_version(struct ctx *, int64_t variant);

enum bundle_put {
	BUNDLE_OK,
	BUNDLE_CONFLICT,	/* saved by somebody else meanwhile, or a part counts something else than it did */
	BUNDLE_NESTED,		/* *bad: the part that is a bundle itself; n: the variant is part of a bundle */
	BUNDLE_PART_GONE,	/* *bad: a part that is not there, is archived, or is the variant itself */
	BUNDLE_HELD		/* orders hold some of the variant: its stock must be its own until they are sent */
};
/* Says what is inside: variant, measure and qty (1 .. quantity_max()) of at most BUNDLE_PARTS_MAX different parts; n 0: nothing, it is a plain variant without stock again. version: 0 when it was none. On any result but OK the caller
 * rolls back. Audited; bumps the product and puts it on its shelves. */
MUST_USE enum bundle_put bundle_put(struct ctx *, int64_t variant, int64_t version, const struct bundle_part *, size_t n, size_t *bad);

/* What amounts of a variant count; pieces when there is no such variant. */
enum measure bundle_measure(struct ctx *, int64_t variant);
/* The active variant with this code; 0: there is none. */
int64_t bundle_by_code(struct ctx *, const char *sku);

/* A product has been written, archived or brought back: its own bundles and those that have it inside are reckoned anew. */
void bundle_follow(struct ctx *, int64_t product);
/* Is one of its variants inside a bundle? */
bool bundle_holds(struct ctx *, int64_t product);
/* Bundles that have one of its variants inside: names for the admin, at most limit. */
struct bundle_name { int64_t product; const char *name; };
struct bundle_name *bundle_names(struct ctx *, int64_t product, int limit, size_t *n);

#endif
