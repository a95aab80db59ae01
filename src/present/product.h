/* One product in template fields: gallery, variants as radios and as a data block for the script, facts, what search engines read; and which variant a form means. */
#ifndef PRESENT_PRODUCT_H
#define PRESENT_PRODUCT_H

#include "http/request.h"
#include "shop/catalog.h"
#include "view/view.h"

/* The variant with this id; NULL when the product has no such active one. */
const struct variant *present_variant(const struct product *, int64_t id);
/* The one that a page opens with: the first in stock, else the first; NULL when there are none. */
const struct variant *present_variant_first(const struct product *);
/*
 * The variant that the radios of a sent form mean: fields opt_<option id>=<value id>, beside the variant that the page showed. Without script the radios may be newer
 * than the field `variant`, so they count. A combination that does not exist: NULL, or with `near` the nearest one that does.
 */
const struct variant *present_choice(const struct request *, const struct product *, const struct variant *shown, bool near);

/* Rows PHOTO (as present_picture, PHOTO_NO, PHOTO_MEDIA, sections FIRST, LATER), MANY_PHOTOS, PHOTO_COUNT, or NO_PHOTO; first: media id that leads, 0: the owner's order. */
void present_gallery(struct ctx *, struct view *, const struct product *, int64_t first);
#define PRESENT_OFFERS_MAX 30	/* of more variants than that search engines read one offer that sums them up, and scripts a table */
/* Rows OPTION (OPTION_NO, OPTION_ID, OPTION_NAME) with PILLS or, of many values, LIST, and in it rows VALUE (VALUE_ID, VALUE_NAME, sections ON, OFF: not to be had with what else is chosen). */
void present_options(struct ctx *, struct view *, const struct product *, const struct variant *chosen);
/* STOCK_TEXT, and the sections of present_stock. */
void present_stock_text(struct ctx *, struct view *, const struct product *, const struct variant *);
/* "Save 17.500, until 31 Des 2027", or "". */
const char *present_price_note(struct ctx *, const struct price *);
/*
 * Of many variants, without prices by quantity: {"stock":[three words],"texts":[…],"rows":[[id, stock 0 to 2, price, struck, note, weight, unit price, media, code, value ids …], …]}, where price, struck, note, weight and unit price are
 * places in texts. Kept between requests while everybody pays the same.
 */
const char *present_variants_compact(struct ctx *, const struct product *);
/* The data block of static/js/shop.js: all variants, their photos counted in the order of present_gallery(first). */
void present_variants(struct ctx *, struct view *, const struct product *, int64_t first);
/* Section DETAILS when there are any: rows FACT, and the sections PIRT HALAL BPOM SHELF_MONTHS SHELF_DAYS WEIGHT CODE, each with VALUE. */
void present_facts(struct ctx *, struct view *, const struct product *, const struct variant *);
/* schema.org Product with its offers, and the way to it: JSON texts for shell_json_ld(). */
const char *present_product_ld(struct ctx *, const struct product *, const char *shop_name);
const char *present_crumb_ld(struct ctx *, const struct product *);
/* A page that lists goods: CollectionPage with an ItemList of what stands on it. */
const char *present_list_ld(struct ctx *, const char *name, const char *path, struct card **cards, size_t n);

#endif
