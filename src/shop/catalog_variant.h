/*
 * Many variants at a time: the product as an edit that says what is there (to be changed and handed to product_put), combinations of values that are not there yet, names and order of values, and
 * variants that went off sale. What the catalogue refuses, product_put refuses.
 */
#ifndef SHOP_CATALOG_VARIANT_H
#define SHOP_CATALOG_VARIANT_H

#include "shop/catalog.h"

/* What is stored, in c->arena: writing it changes nothing. p: read in Indonesian. Options are kept (keep_options) until product_edit_options is called. */
struct product_edit *product_edit_of(struct ctx *, const struct product *p);
/* From now on the edit says which options there are and what every variant has of them, so that options can be added, moved and left out. */
void product_edit_options(struct ctx *, const struct product *p, struct product_edit *);

/* Values to combine, per option of the edit, [0] Indonesian and [1] English. */
struct variant_matrix { const char *values[CATALOG_OPTIONS][CATALOG_VALUES][2]; size_t n[CATALOG_OPTIONS], n_options; };
/* Adds those combinations that the edit does not have yet, each like `like`; *made: how many. False: they would be too many, and none was added. */
MUST_USE bool product_edit_matrix(struct ctx *, struct product_edit *, const struct variant_matrix *, const struct variant_edit *like, size_t *made);

/* New names and places. ids of others than the product's are a conflict; two values of an option must not be called alike, and an Indonesian name is needed. */
struct name_edit { int64_t id; const char *name[2]; };	/* [1] "": as in Indonesian */
enum names_put { NAMES_OK, NAMES_GONE, NAMES_CONFLICT, NAMES_EMPTY, NAMES_TWICE };
/* *bad: the id at fault. Values get their places in the order in which they stand here, those of each option by themselves. */
MUST_USE enum names_put option_names_put(struct ctx *, int64_t product, int64_t version, const struct name_edit *options, size_t n_options, const struct name_edit *values, size_t n_values,
    int64_t *bad);

/* Variants that went off sale, the last first; label "" when they had no values. */
struct variant_off { int64_t id, price; const char *label, *sku; };
struct variant_off *variants_off(struct ctx *, int64_t product, size_t limit, size_t *n);
enum variant_back { VARIANT_BACK_OK, VARIANT_BACK_GONE, VARIANT_BACK_SAME, VARIANT_BACK_CODE, VARIANT_BACK_MANY };	/* one with these values, or with its code, is on sale */
MUST_USE enum variant_back variant_back(struct ctx *, int64_t product, int64_t variant);
/* Variants show no picture that is not among the product's any more. */
void variants_media_tidy(struct ctx *, int64_t product);

#endif
