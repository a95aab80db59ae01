/*
 * The shelves that lists of goods are read from: which products stand in a category (and below it), in which order, which of them are sold out, and how many they are. Kept up to date in the
 * transaction that changes a product, its stock, its price or a category, so that the first page of a hundred thousand products costs what that of ten does.
 */
#ifndef SHOP_SHELF_H
#define SHOP_SHELF_H

#include "base/ctx.h"

enum sort { SORT_HAND, SORT_BEST, SORT_NEW, SORT_CHEAP, SORT_DEAR, SORT_OFF };
#define SORTS 6

#define SHELF_ALL 0	/* the category that holds everything */
/* Makers, tags and collections have shelves like categories: whatever takes a category's number for a list takes one of these. */
#define SHELF_COLLECTION_SQL "1000000000000"
#define SHELF_MAKER_SQL "2000000000000"
#define SHELF_TAG_SQL "3000000000000"
#define SHELF_COLLECTION(id) (INT64_C(1000000000000) + (id))
#define SHELF_MAKER(id) (INT64_C(2000000000000) + (id))
#define SHELF_TAG(id) (INT64_C(3000000000000) + (id))

/* ---- reading ---- */
/* Up to `limit` products from place `offset` on, into ids; how many. What is sold out comes last, or not at all. *total: over all pages. */
size_t shelf_ids(struct ctx *, int64_t category, enum sort, bool in_stock, int64_t offset, int limit, int64_t *ids, int64_t *total);
/* How many stand there. */
int64_t shelf_total(struct ctx *, int64_t category, bool in_stock);
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
/* Fills the shelf of a maker, a tag or a collection anew from what belongs to it: hand order, merging, taking away. The shelf of a category that is no more is emptied. */
void shelf_group(struct ctx *, int64_t shelf);
/* The next 2,000 products after *from are held against a collection's conditions, as of now: those that meet them belong to it. False: there are none left. *from moves on.
 * Bumps the counter itself when something changes. */
bool shelf_rule_step(struct ctx *, int64_t collection, int64_t *from, int64_t now);
/* Products whose price of the moment has passed (a sale began or ended, or the clock went back before that), at most `limit`, put where they belong; how many. Bumps the counter itself. */
int64_t shelf_due(struct ctx *, int64_t now, int limit);
/* What goods with this attribute can be narrowed by has changed: the worker puts them on their shelves anew. */
void shelf_attribute(struct ctx *, int64_t attribute);
/* The same for all goods on this shelf: its maker or tag has another name. */
void shelf_again(struct ctx *, int64_t shelf);
/* Makes all of it anew. Bumps the counter itself. */
void shelf_all(struct ctx *);
/* Places, counts and hints that differ from what products, variants and categories say (prices that are due apart). For `etalase check` and tests. */
int64_t shelf_faults(struct ctx *);

#endif
