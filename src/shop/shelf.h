/*
 * The shelves that lists of goods are read from: which products stand in a category (and below it), in which order, which of them are sold out, and how many they are. Kept up to date in the
 * transaction that changes a product, its stock, its price or a category, so that the first page of a hundred thousand products costs what that of ten does.
 */
#ifndef SHOP_SHELF_H
#define SHOP_SHELF_H

#include "base/ctx.h"

enum sort { SORT_HAND, SORT_BEST, SORT_NEW, SORT_CHEAP, SORT_DEAR };
#define SORTS 5

#define SHELF_ALL 0	/* the category that holds everything */

/* ---- reading ---- */
/* Up to `limit` products from place `offset` on, into ids; how many. What is sold out comes last, or not at all. *total: over all pages. */
size_t shelf_ids(struct ctx *, int64_t category, enum sort, bool in_stock, int64_t offset, int limit, int64_t *ids, int64_t *total);
/* Featured ones in the owner's order, then best sellers; what is sold out last. */
size_t shelf_featured(struct ctx *, int limit, int64_t *ids);

/* ---- writing: who calls these has bumped the counter "catalog" before, which lets one transaction at a time at the counts ---- */
/* Makes a product's places anew from its rows: it came, it changed, it goes on or off sale. fresh: it has none yet. */
void shelf_put(struct ctx *, int64_t product, bool fresh);
/* Takes it off all shelves: before it is deleted. */
void shelf_take(struct ctx *, int64_t product);
/* Its number of pieces sold has changed. */
void shelf_sold(struct ctx *, int64_t product);
/* Fills one category's shelf anew: something below it was moved, hidden or shown. */
void shelf_category(struct ctx *, int64_t category);
/* Products whose price of the moment has passed (a sale began or ended, or the clock went back before that), at most `limit`, put where they belong; how many. Bumps the counter itself. */
int64_t shelf_due(struct ctx *, int64_t now, int limit);
/* Makes all of it anew. Bumps the counter itself. */
void shelf_all(struct ctx *);
/* Places and counts that differ from what products, variants and categories say (prices that are due apart). For `etalase check` and tests. */
int64_t shelf_faults(struct ctx *);

#endif
