/*
 * What a product is made of beyond its own tables (prices by quantity, tags, a maker, parts of a bundle, photos …): each module that keeps something under a product says here how that is copied
 * and taken away, and whoever copies or removes a product asks all of them. The list is made by the linker, so that the catalogue knows none of them.
 *
 *	static void copy(struct ctx *c, const struct goods_copy *g) { db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to)); }
 *	static void remove_all(struct ctx *c, int64_t product) { db_exec(c, &q[Q_REMOVE], DB_I(product)); }
 *	static const struct goods_part tier_part = { copy, remove_all };
 *	PRODUCT_PART(tier_part);
 */
#ifndef SHOP_GOODS_PART_H
#define SHOP_GOODS_PART_H

#include "base/ctx.h"

/* One product becomes another: both are whole (texts, options, variants, categories) when parts are copied. */
struct goods_copy {
	int64_t from, to;
	const int64_t *variants_from, *variants_to;	/* which variant became which; those off sale are not copied */
	size_t n_variants;
};

struct goods_part {
	void (*copy)(struct ctx *, const struct goods_copy *);	/* NULL: is not copied (counts, history) */
	void (*remove)(struct ctx *, int64_t product);		/* what hangs on the product and its variants, before those go themselves; NULL: nothing does */
};
/* Makes a part known, at the end of its file; the linker gathers them. Their order is nobody's business. */
#define PRODUCT_PART(var) \
	static const struct goods_part *const var##_listed \
	    __attribute__((used, section("goods_parts"))) = &(var)

/* The copy's variant for one of the original; 0: it was not copied. */
int64_t goods_copy_variant(const struct goods_copy *, int64_t variant);
/* Asks every part. Inside a writing transaction. */
void goods_part_copy(struct ctx *, const struct goods_copy *);
void goods_part_remove(struct ctx *, int64_t product);

#endif
