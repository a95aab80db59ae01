/* What a file says of a product besides its texts and variants: its maker, its tags, and how it is sold (by piece or weight, least and most, prices by quantity). Private to the importer. */
#ifndef SHOP_IMPORTER_SOLD_H
#define SHOP_IMPORTER_SOLD_H

#include "base/buf.h"
#include "shop/importer_cell.h"

/* --- cells; NULL: the file has no such column --- */

/* The maker's name; "" none (in our own files alone: an empty cell of others says nothing, of tags, too). A name that is too long to be one is said and left out. */
void import_maker(const struct import_at *, const char *cell);
/* Tags, parted by vertical bars, else by commas. Those that are too long or too many are said and left out. */
void import_tags(const struct import_at *, const char *cell);
/* piece, kg, 100 g, l, 100 ml: what amounts count and what a price is for; "" is piece. Before any amount is read. Anything else refuses the product. */
void import_measure(const struct import_at *, const char *cell);
/*
 * An amount in the product's measure: "3", "0.25", "0,25 kg", "250 g". Where the file says no measure, a number alone is pieces, grams or millilitres, as the product is sold in the shop, and one with a unit is meant for
 * goods that are sold so. NULL: IMPORT_KEEP, "": INT64_MIN, anything else refuses the product.
 */
int64_t import_amount(const struct import_at *, const char *cell, const char *column);
/* The least and most that may be bought at once, and the step; "" none. */
void import_limits(const struct import_at *, const char *min, const char *max, const char *step);
/* 1: all variants count as one for limits and prices by quantity. */
void import_together(const struct import_at *, const char *cell);
/* "3=10000|10=9000": from so many on it costs so much. row: of the variant alone, counted from 0; below 0: of all. */
void import_tiers(const struct import_at *, const char *cell, int64_t row, const char *column);

/* --- the shop; in a transaction, the goods completed from what was there --- */

/* Names as ids, in g->edit; makers and tags that nobody knows are made. */
void import_groups_find(struct import *, struct import_put *, struct import_goods *, const struct product *old, struct arena *batch);
/* What the file's silence on when to warn means for goods that get another measure, or are new and weighed. */
void import_low_at(const struct import_goods *said, struct import_goods *, const struct product *old);
/* Does the shop have it so? */
bool import_sold_same(const struct import_goods *, const struct product *old);
/* Writes it to the product that was just written. NULL, or the message that says why it can't be. */
const char *import_sold_put(struct import *, const struct import_goods *, int64_t product, const struct product *old);
/* Adds what the file says to the product's mark; nothing where it says nothing, so that files without these columns keep the mark of earlier imports. */
void import_sold_mix(struct buf *, const struct import_goods *);
/* Counts makers and tags that this product has brought into the shop, or would. */
void import_groups_count(struct import *, const struct import_put *);
/* The same product as one that an earlier part of the run has done: what it brought is not counted again. */
void import_groups_known(struct import *, const struct import_goods *);

#endif
