/*
 * What the files of the catalogue share and nobody else needs: the price of the moment, in SQL and in C (one rule, told twice: a
 * sale counts from sale_from to before sale_to, either may be missing, and only when it is below the price), and reading pictures.
 */
#ifndef SHOP_CATALOG_ROW_H
#define SHOP_CATALOG_ROW_H

#include "base/str.h"
#include "db/db.h"
#include "shop/catalog.h"
#include "shop/shelf_price.h"

/* Columns of catalog_price_read: all a price needs. */
#define SQL_PRICE_COLS(v) v ".price, " v ".compare_at, " v ".sale_price, " v ".sale_from, " v ".sale_to"
/* Columns of catalog_buying_read. */
#define SQL_BUYING_COLS(p) p ".measure, " p ".qty_min, " p ".qty_max, " p ".qty_step, " p ".together, " p ".tiers, " p ".inputs, " SQL_PREORDER_COLS(p)
/* Columns of catalog_size_read. */
#define SQL_SIZE_COLS(v) v ".length_mm, " v ".width_mm, " v ".height_mm"
struct list_price { int64_t price, compare_at, sale_price, sale_from, sale_to; };	/* 0: not set */

/* The language of the text that stands in for a missing one: none beside Indonesian itself, so that no row is looked for twice. */
#define SQL_FALLBACK(lang) "CASE WHEN CAST(" lang " AS TEXT) = 'id' THEN NULL ELSE 'id' END"
/* Columns of catalog_picture_read behind the text; m: media. */
#define SQL_PICTURE(m) m ".hash, " m ".width, " m ".height, " m ".alpha, " m ".state, " m ".id, " m ".blur, " m ".focal_x, " m ".focal_y"
/* Columns of catalog_picture_read; m: media (may be missing), l: the link with the texts, which go before the picture's own; lang: the placeholder. */
#define SQL_PICTURE_COLS(lang) \
	"COALESCE(NULLIF(CASE WHEN CAST(" lang " AS TEXT) = 'en' THEN COALESCE(NULLIF(l.alt_en, ''), m.alt_en) ELSE '' END, ''), NULLIF(l.alt, ''), m.alt, ''), " \
	SQL_PICTURE("m")
/* The first picture of a product that was not refused. */
#define SQL_COVER(product) \
	"(SELECT k.id FROM media_link k JOIN media g ON g.id = k.media AND g.state <> 'refused'" \
	" WHERE k.product = " product " ORDER BY k.position, k.id LIMIT 1)"

/* 'habis' 0, 'sedikit' 1, 'ada' 2, as enum stock_state. */
#define SQL_STATE_RANK(v) "CASE " v ".stock_state WHEN 'ada' THEN 2 WHEN 'sedikit' THEN 1 ELSE 0 END"

struct picture catalog_picture_read(struct db_rows *, const char *name);	/* name: alt of a picture without one */
struct list_price catalog_price_read(struct db_rows *);
int64_t catalog_size_read(struct db_rows *, int64_t size_mm[CATALOG_SIDES]);	/* returns the volume */
struct buying catalog_buying_read(struct db_rows *);
struct price catalog_price(const struct list_price *, int64_t now);
enum stock_state catalog_stock(const char *state);

/* Writes who made the product and its tags, as far as the edit means them. True: something is different now. */
bool catalog_groups_put(struct ctx *, int64_t product, const struct product_edit *);
/* Fills in the product's maker and tags, in the ctx's language; not those that the caller knows it hasn't. */
void catalog_groups_read(struct ctx *, struct product *, bool maker, bool tags);
/* Writes options, values and what the variants have of them; variants: their ids in the order of the edit, 0 for those left out. */
void catalog_options_put(struct ctx *, int64_t product, const struct product_edit *, const int64_t *variants);

#endif
