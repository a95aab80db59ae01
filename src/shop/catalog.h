/*
 * The catalogue: categories, products, variants with options, prices of the moment, slugs with history. Reading is for pages, in c->lang with Indonesian as fallback; writing is
 * for the admin panel and imports.
 */
#ifndef SHOP_CATALOG_H
#define SHOP_CATALOG_H

#include "base/ctx.h"
#include "shop/shelf.h"

#define CATALOG_SIDES 3		/* length, width, height */
#define CATALOG_SIDE_MAX 10000	/* mm */

enum stock_state { STOCK_NONE, STOCK_LOW, STOCK_YES };	/* habis, sedikit, ada */

struct price {
	int64_t now;		/* what it costs at this moment */
	int64_t was;		/* struck price (compare-at, or the normal price during a sale); 0 none */
	int64_t sale_ends;	/* UTC second, 0 no sale running */
};

struct picture {
	const char *hash;	/* of the media row; "" none */
	const char *alt;
	int64_t width, height;
	bool alpha;		/* drawing with transparent ground: shown with air; photos fill the square */
	bool ready;		/* sizes exist; else it is still being prepared */
	int64_t media;
};

/* A product on a card of a list. */
struct card {
	int64_t id, variant;		/* the cheapest sellable variant */
	const char *slug, *name, *summary;
	struct picture picture;
	struct price price;
	bool from;			/* variants differ in price: "mulai" */
	enum stock_state stock;
	int64_t sold, tint, variants;
	bool fresh;			/* newer than 30 days and among the newest quarter of all shown */
};

struct category {
	int64_t id, parent, position, version;
	const char *slug, *name, *description;
	struct picture picture;
	bool active;
	int64_t products;		/* active products in it and below */
	int depth;			/* 0 top */
};

struct option { int64_t id, position; const char *name; struct option_value *values; size_t n_values; };
struct option_value { int64_t id, position; const char *name; };

struct variant {
	int64_t id, product;
	const char *sku, *barcode, *label;	/* label: "250 g · Pedas", "" when there are no options */
	int64_t *values;			/* option value ids, in order of options */
	size_t n_values;
	struct price price;
	int64_t list_price, compare_at, sale_price, sale_from, sale_to, cost;	/* 0 / -1 cost: not set */
	int64_t weight_g, available, on_hand, reserved, low_at, version, media;
	int64_t size_mm[CATALOG_SIDES];		/* when packed; 0: not known */
	enum stock_state stock;
	bool active;
};

struct attr { const char *name, *value; };

struct product {
	int64_t id, version, sold, tint, created_at, updated_at, shelf_life_days, position;
	const char *status;			/* draft active archived */
	const char *slug, *name, *summary, *description, *unit, *pirt, *halal, *bpom;
	bool featured;
	struct option *options; size_t n_options;
	struct variant *variants; size_t n_variants;	/* active ones, in order */
	struct picture *pictures; size_t n_pictures;
	struct attr *attrs; size_t n_attrs;
	struct category **categories; size_t n_categories;
	struct { const char *url, *alt, *alt_en; } *sources; size_t n_sources;	/* addresses that no picture has come from yet; filled by catalog_sources() */
};

/* ---- reading, for shoppers: only what is active ---- */
struct product *catalog_product(struct ctx *, int64_t id);	/* whole; drafts and archived too: look at status */
/* The same for the shop window, kept between requests: prices, texts and the coarse state of the stock are of this moment, numbers of stock are not. */
const struct product *catalog_shown(struct ctx *, int64_t id);
void catalog_sources(struct ctx *, struct product *);
/* Slug to object. MOVED: *now is the current slug. */
enum slug_find { SLUG_FOUND, SLUG_MOVED, SLUG_NONE };
MUST_USE enum slug_find slug_find(struct ctx *, const char *kind, const char *slug, int64_t *object, const char **now);
struct category *catalog_category(struct ctx *, int64_t id);
/* All categories in tree order (parents before children); all: hidden ones too. */
struct category **catalog_tree(struct ctx *, bool all, size_t *n);
/* From the top down to the category itself. */
struct category **catalog_path(struct ctx *, int64_t category, size_t *n);

struct list_query { int64_t category; enum sort sort; bool in_stock; int64_t page; int per_page; };	/* category 0: all */
/* Active products; sold-out sinks. *total over all pages. */
struct card **catalog_list(struct ctx *, const struct list_query *, size_t *n, int64_t *total);
struct card **catalog_cards(struct ctx *, const int64_t *ids, size_t n_ids, size_t *n);	/* in the order of ids; inactive ones left out */
struct card **catalog_featured(struct ctx *, int limit, size_t *n);	/* featured in the owner's order, then best sellers */
struct card **catalog_newest(struct ctx *, int limit, size_t *n);
struct card **catalog_related(struct ctx *, const struct product *, size_t limit, size_t *n);	/* what stands on the shelves of its categories, out of their best sellers */
/* Changes when anything a shopper sees of the catalogue does, stock state and a sale's beginning and end included. For ETags. */
int64_t catalog_version(struct ctx *);

/* A variant with its product's name, for cart and orders. NULL: not sold (inactive variant, product not active). */
struct sellable {
	int64_t variant, product;
	const char *slug, *name, *label, *sku, *unit;
	struct picture picture;
	struct price price;
	int64_t cost, weight_g, volume_mm3, available, tint;	/* cost -1: not set; volume 0: not known */
	enum stock_state stock;
};
struct sellable *catalog_sellable(struct ctx *, int64_t variant);
/* What a thing of this size takes up, in mm³: 0 unless all sides are known, INT64_MAX when it is too much to count. */
int64_t catalog_volume(const int64_t size_mm[CATALOG_SIDES]);
/* Slugs with their change times, for the sitemap: active products and categories, pages. fn is called for each. */
void catalog_each_url(struct ctx *, void (*fn)(struct ctx *, const char *kind, const char *slug, int64_t changed_at, void *), void *arg);
int64_t catalog_count_urls(struct ctx *);

/* ---- writing ---- */
struct variant_edit {
	int64_t id;				/* 0: new */
	const char *values[3][2];		/* per option: [0] id, [1] en ("" falls back) */
	const char *sku, *barcode;
	int64_t price, compare_at, sale_price, sale_from, sale_to, cost;	/* NO_NUMBER (INT64_MIN): not set */
	int64_t weight_g, low_at, stock;	/* stock: counted on_hand to set, INT64_MIN: leave */
	int64_t size_mm[CATALOG_SIDES];		/* 0: not known */
	int64_t media;				/* picture of this variant, 0 none */
	bool active;
};
struct product_edit {
	const char *name[2], *summary[2], *description[2];	/* [0] id, [1] en */
	const char *slug;			/* "": made from the name */
	const char *status, *unit, *pirt, *halal, *bpom;
	int64_t shelf_life_days, tint, featured;
	const char *options[3][2];		/* option names; NULL/"" none */
	const char *attrs[12][4];		/* name id, name en, value id, value en */
	size_t n_attrs;
	const int64_t *categories; size_t n_categories;
	struct variant_edit *variants; size_t n_variants;
	bool keep_attrs, keep_options;		/* leave those as they are (quick edits) */
};
enum product_put {
	PRODUCT_OK, PRODUCT_GONE, PRODUCT_CONFLICT,	/* edited meanwhile */
	PRODUCT_SKU_TAKEN, PRODUCT_SAME_OPTIONS,	/* two variants with the same values */
	PRODUCT_NO_VARIANT, PRODUCT_SLUG_TAKEN,
	PRODUCT_RESERVED				/* stock below what orders hold, or a variant with held stock taken away */
};
/*
 * Variants that the edit does not name, or names as not active, are taken off sale and keep their history. Option values are matched by their Indonesian text, whatever
 * its case. compare_at, sale_price, sale_from, sale_to of 0 or less and a negative cost are "not set". CONFLICT also when a variant was taken away meanwhile.
 */
/* id 0: new. version: the one the form was opened with. *bad: index of the variant at fault; n_variants when it is one that the edit leaves out. Nothing is written unless OK. Refills search, bumps versions, writes the audit row. */
MUST_USE enum product_put product_put(struct ctx *, int64_t *id, int64_t version, const struct product_edit *, size_t *bad);
/*
 * Takes a product away as if it had never been: for undoing an import. The caller has made sure that nothing outside the catalogue needs it (orders, carts, pictures, what imports know of it).
 */
void product_remove(struct ctx *, int64_t id);
/* All variants that the product ever had. */
const int64_t *product_variants(struct ctx *, int64_t id, size_t *n);
/* Puts variants of the product that went off sale back on it, as far as their codes are free. ids: "12,13". */
void product_variants_back(struct ctx *, int64_t product, const char *ids);
enum product_status { PRODUCT_STATUS_OK, PRODUCT_STATUS_GONE };
MUST_USE enum product_status product_status(struct ctx *, int64_t id, const char *status);	/* archive, restore, publish */
/* Every reduced price holds from one UTC second until before the other: for a demo shop, whose reductions would else be over some day. */
void catalog_sales_last(struct ctx *, int64_t from, int64_t to);

struct category_edit { const char *name[2], *description[2], *slug; int64_t parent, position, active, media; };
enum category_put { CATEGORY_OK, CATEGORY_GONE, CATEGORY_CONFLICT, CATEGORY_LOOP, CATEGORY_SLUG_TAKEN };
MUST_USE enum category_put category_put(struct ctx *, int64_t *id, int64_t version, const struct category_edit *);

/* Sets the current slug of an object; the old one stays and answers 301. False: another object has it. */
MUST_USE bool slug_put(struct ctx *, const char *kind, int64_t object, const char *slug);
/* slug "" in an edit: the one it has, for a new object one made from its name. */
/* A free slug made from a title: "keripik-balado", "keripik-balado-2". */
const char *slug_free(struct ctx *, const char *kind, int64_t object, const char *title);

/* Product rows for the admin list (list_price: the lowest without a sale): status "" any; q searches names and codes; low: only those at or below low_at.
 * lows: how many variants run low; lowest: the one with the least, 0 when none runs low (its name and number: catalog_sellable). */
struct goods_row { int64_t id, version, variants, available, on_hand, price_min, price_max, list_price, lows, lowest; const char *name, *slug, *status; struct picture picture; enum stock_state stock; int64_t tint; };
struct goods_row **goods_list(struct ctx *, const char *status, const char *q, bool low, int64_t page, int per_page, size_t *n, int64_t *total);
/* The same choice as ids in the order in which they were made, from after this one on: for going through all of them. */
const int64_t *goods_ids(struct ctx *, const char *status, const char *q, bool low, int64_t after, int limit, size_t *n);
/* The most facts and options that one product has. */
void goods_widest(struct ctx *, int64_t *facts, int64_t *options);
/* Texts of one language without fallback, for the edit form; NULL when that language has none. */
struct product_texts { const char *name, *summary, *description; };
struct product_texts *product_texts(struct ctx *, int64_t id, const char *lang);
struct category_texts { const char *name, *description; };
struct category_texts *category_texts(struct ctx *, int64_t id, const char *lang);
/* Option and value names in one language for the edit form. */
const char *option_name(struct ctx *, int64_t option, const char *lang);
const char *option_value_name(struct ctx *, int64_t value, const char *lang);
/* Facts of one language in order, so that two languages pair up by index; "" where this one has no text. */
struct attr *product_attrs(struct ctx *, int64_t id, const char *lang, size_t *n);

#endif
