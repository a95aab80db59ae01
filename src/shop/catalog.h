/*
 * The catalogue: categories, products, variants with options, prices of the moment, slugs with history. Reading is for pages, in c->lang with Indonesian as fallback; writing is
 * for the admin panel and imports.
 */
#ifndef SHOP_CATALOG_H
#define SHOP_CATALOG_H

#include "base/ctx.h"
#include "shop/attachment.h"
#include "shop/bundle.h"
#include "shop/line_input.h"
#include "shop/preorder.h"
#include "shop/quantity.h"
#include "shop/shelf.h"

#define CATALOG_OPTIONS 8	/* what the variants of one product differ in, at most */
#define CATALOG_VALUES 100	/* that one option can have */
#define CATALOG_VARIANTS 2000	/* that one product can have on sale */
#define CATALOG_SIDES 3		/* length, width, height */
#define CATALOG_SIDE_MAX 10000	/* mm */
#define CATALOG_FACTS 24	/* of one product */

enum permit { PERMIT_PIRT, PERMIT_HALAL, PERMIT_BPOM, PERMIT_SNI };
#define PERMITS 4

enum stock_state { STOCK_NONE, STOCK_LOW, STOCK_YES };	/* habis, sedikit, ada */

struct price {
	int64_t now;		/* what it costs at this moment */
	int64_t was;		/* struck price (compare-at, or the normal price during a sale); 0 none */
	int64_t sale_ends;	/* UTC second, 0 no sale running */
};

/* Does a buyer say something for each line (shop/line_input.h): nothing, if they like, or they must. */
enum asks { ASKS_NOTHING, ASKS_MAYBE, ASKS_MUST };

/* What may be bought of a product, and whether quantity changes its price (shop/price.h). 0: no such rule. */
struct buying {
	enum measure measure;		/* what quantities count */
	int64_t min, max, step;
	bool together;			/* all variants count as one */
	int64_t tiers;			/* how many rows price_tier has for it */
	enum asks inputs;
	struct preorder made;		/* how it is sold when none lie there */
};
/* A price from a quantity on. */
struct price_tier { int64_t variant, group, qty, price; };	/* variant 0: all; group 0: everybody */

struct picture {
	const char *hash;	/* of the media row; "" none */
	const char *alt;
	int64_t width, height;
	bool alpha;		/* drawing with transparent ground: shown with air; photos fill the square */
	bool ready;		/* sizes exist; else it is still being prepared */
	int64_t media;
	const char *blur;	/* PICTURE_BLUR characters: what etalase-media made of it, shown until the photo is there; or anything else */
	int64_t focal_x, focal_y;	/* where its point lies that a cut keeps: percent from the middle, -50 … 50 */
};
#define PICTURE_BLUR 43
/* focal_x or focal_y as posters have it (shop/poster.h): thousandths from the middle. */
int picture_focus(int64_t focal);

/* A product on a card of a list. */
struct card {
	int64_t id, variant;		/* the cheapest sellable variant */
	const char *slug, *name, *summary;
	struct picture picture;
	struct price price;
	bool from;			/* variants differ in price: "mulai" */
	enum stock_state stock;
	int64_t sold, tint, variants;
	enum measure measure;
	int64_t price_qty;		/* a price is for so many */
	struct preorder made;		/* how it is sold when none lie there */
	enum asks inputs;
	bool fresh;			/* newer than 30 days and among the newest quarter of all shown */
	const char *ribbon;		/* the owner's words on it; "" none */
	bool halal, pirt;		/* it has such a permit that is not over */
	int64_t buyers;			/* so many bought it together with what the page is about; 0: not said */
};

struct category {
	int64_t id, parent, position, version;
	const char *slug, *name, *description;
	struct picture picture;
	bool active, shown;		/* shown: it and all above it are active, so shoppers see it */
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
	int64_t price_qty;			/* a price is for so many pieces, grams, millilitres */
	int64_t net;				/* what is in it, grams or (net_ml) millilitres, as the owner said or its name does; 0: not known */
	bool net_ml, net_said;
	int64_t size_mm[CATALOG_SIDES];		/* when packed; 0: not known */
	enum stock_state stock;
	bool active, bundle;			/* bundle: made of other goods, whose stock it has (shop/bundle.h) */
};

struct attr { const char *name, *value; };

/* What the owner shows with a product: what goes with it, what is like it, what is one better (shop/product_link.h). */
enum link_kind { LINK_CROSS, LINK_RELATED, LINK_UP };
#define LINK_KINDS 3
struct product_link { enum link_kind kind; int64_t target; };
/* What is often bought together with it, and by how many (shop/together.h). */
struct bought_with { int64_t product, buyers; };

struct product {
	int64_t id, version, sold, tint, created_at, updated_at, shelf_life_days, position;
	const char *status;			/* draft active archived */
	const char *slug, *name, *summary, *description, *unit, *pirt, *halal, *bpom, *sni;
	int64_t permit_until[PERMITS];		/* by enum permit: from this moment on it is over; 0: no end is known */
	int64_t publish_at, publish_until;	/* when a draft appears by itself, and when what is on sale goes into the archive; 0: not planned */
	struct product_link *links; size_t n_links;	/* by kind, in the owner's order */
	struct bought_with *bought; size_t n_bought;	/* nearest first, without what the owner hides */
	int64_t trashed_at, merged_into;	/* 0: not in the trash; no other that its addresses lead to */
	const char *ribbon; int64_t ribbon_until;	/* the owner's words on its card; 0: for good */
	bool featured;
	struct buying buying;
	struct price_tier *tiers; size_t n_tiers;	/* of everybody and of groups, by quantity */
	struct option *options; size_t n_options;
	struct variant *variants; size_t n_variants;	/* active ones, in order */
	struct picture *pictures; size_t n_pictures;
	struct attr *attrs; size_t n_attrs;
	struct category **categories; size_t n_categories;
	int64_t maker; bool maker_shown;	/* 0 none; it has a page for shoppers */
	const char *maker_name, *maker_slug, *maker_place;
	struct product_tag { int64_t id; const char *slug, *name; } *tags; size_t n_tags;	/* by name */
	bool attached;				/* it has papers or clips */
	const struct attachment *files; size_t n_files;	/* those that are there, in catalog_shown() alone */
	const struct line_input *inputs; size_t n_inputs;	/* what is asked of who buys it, in catalog_shown() alone */
	const struct bundle_part *parts; const int64_t *parts_of; size_t n_parts;	/* what is inside its bundles, in catalog_shown() alone */
	struct { const char *url, *alt, *alt_en; } *sources; size_t n_sources;	/* addresses that no picture has come from yet; filled by catalog_sources() */
};

/* The owner's words that are shown at this moment; "" none. */
const char *product_ribbon(const struct product *, int64_t now);
/* The number of a permit that holds at this moment; "" none, or it is over. */
const char *product_permit(const struct product *, enum permit, int64_t now);

/* ---- reading, for shoppers: only what is active ---- */
struct product *catalog_product(struct ctx *, int64_t id);	/* whole; drafts and archived too: look at status */
/* The same for the shop window, kept between requests: prices, texts and the coarse state of the stock are of this moment, numbers of stock are not. */
const struct product *catalog_shown(struct ctx *, int64_t id);
void catalog_sources(struct ctx *, struct product *);
/* Slug to object. MOVED: *now is the current slug. */
enum slug_find { SLUG_FOUND, SLUG_MOVED, SLUG_NONE };
MUST_USE enum slug_find slug_find(struct ctx *, const char *kind, const char *slug, int64_t *object, const char **now);
/*
 * A path without language as it is now: an address that was changed and goods that became one with others lead on at once, what follows the slug stays. Paths without a slug are as they were.
 * NULL: the page is no more.
 */
const char *catalog_page_now(struct ctx *, const char *path);
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
/* A best seller has sold so many pieces: as many as the tenth part of what can be bought has, ten at the most, and never below five. */
int64_t catalog_best_from(struct ctx *);
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
	struct buying buying;
	int64_t list_price, price_qty;
	int64_t cost, weight_g, volume_mm3, available, tint;	/* cost -1: not set; volume 0: not known; cost, weight and volume are of price_qty */
	enum stock_state stock;
	bool bundle;
	int64_t there;			/* free pieces that lie there, in carts */
};
struct sellable *catalog_sellable(struct ctx *, int64_t variant);
/* What a thing of this size takes up, in mm³: 0 unless all sides are known, INT64_MAX when it is too much to count. */
int64_t catalog_volume(const int64_t size_mm[CATALOG_SIDES]);
/* Slugs with their change times, for the sitemap: active products and categories, pages, makers and tags that have goods, open collections. fn is called for each. */
void catalog_each_url(struct ctx *, void (*fn)(struct ctx *, const char *kind, const char *slug, int64_t changed_at, void *), void *arg);
int64_t catalog_count_urls(struct ctx *);

/* ---- writing ---- */
struct variant_edit {
	int64_t id;				/* 0: new */
	const char *values[CATALOG_OPTIONS][2];	/* per option: [0] id, [1] en ("" falls back) */
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
	const char *options[CATALOG_OPTIONS][2];	/* option names; NULL/"" none; those after the first without a name do not count */
	const char *attrs[CATALOG_FACTS][4];		/* name id, name en, value id, value en */
	size_t n_attrs;
	const int64_t *categories; size_t n_categories;
	struct variant_edit *variants; size_t n_variants;
	bool keep_attrs, keep_options;		/* leave those as they are (quick edits) */
	bool keep_variants;			/* leave options and variants as they are: none are named */
	bool set_maker, set_tags;		/* these are meant, not left as they are */
	int64_t maker;				/* 0 none */
	const int64_t *tags; size_t n_tags;
};
enum product_put {
	PRODUCT_OK, PRODUCT_GONE, PRODUCT_CONFLICT,	/* edited meanwhile */
	PRODUCT_SKU_TAKEN, PRODUCT_SAME_OPTIONS,	/* two variants with the same values */
	PRODUCT_NO_VARIANT, PRODUCT_SLUG_TAKEN,
	PRODUCT_TOO_MANY,				/* variants, or values of one option */
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

/* Maker and tags alone, from a page of their own; the product moves on by one version. */
MUST_USE enum product_put product_groups_put(struct ctx *, int64_t id, int64_t version, int64_t maker, const int64_t *tags, size_t n_tags);
#define PRODUCT_TAGS_MOST 20

#define CATEGORY_LEVELS 20	/* one below the other, at most */
struct category_edit { const char *name[2], *description[2], *slug; int64_t parent, active, media; };
enum category_put { CATEGORY_OK, CATEGORY_GONE, CATEGORY_CONFLICT, CATEGORY_LOOP, CATEGORY_DEEP, CATEGORY_SLUG_TAKEN };
/* Keeps its place among its siblings; a new one, and one that comes from elsewhere, goes to their end. LOOP: below itself; DEEP: more than CATEGORY_LEVELS would stand below one another. */
MUST_USE enum category_put category_put(struct ctx *, int64_t *id, int64_t version, const struct category_edit *);
/* What people call a category: "Keripik", or "Oleh-oleh > Keripik" (also ›, » or /), by its names in c->lang, whatever the capitals; levels may be left out above. MANY: several are called so. */
enum category_called { CATEGORY_CALLED, CATEGORY_CALLED_NONE, CATEGORY_CALLED_MANY };
MUST_USE enum category_called category_called(struct ctx *, const char *words, int64_t *id);
/* "Oleh-oleh > Keripik"; "" when there is no such category. */
const char *category_words(struct ctx *, int64_t id);
/* A product goes out of a category: its place there, -1: it was not in it; and into one, at that place (below 0: behind all others). False: it was there, or there is no such category. For shop/sheet.h,
 * which makes pages, shelves and words anew. */
int64_t category_leave(struct ctx *, int64_t product, int64_t category);
MUST_USE bool category_join(struct ctx *, int64_t product, int64_t category, int64_t place);
/* To place `to` among its siblings, 0 first; CATEGORY_STEP_UP and _DOWN: one from where it stands. False: there is no such category. */
#define CATEGORY_STEP_UP (-1)
#define CATEGORY_STEP_DOWN (-2)
MUST_USE bool category_place(struct ctx *, int64_t id, int64_t to);
/* Goods that are in it, whatever their state, and categories right below it. */
int64_t category_goods(struct ctx *, int64_t id);
int64_t category_below(struct ctx *, int64_t id);
/* The rows of the catalogue that name one category name the other: goods (moved on by one version), categories below it, addresses. Then it is gone, with its texts. For shop/category_merge.c, which
 * knows who else names it. In a write that has bumped "catalog". */
void category_rows_move(struct ctx *, int64_t from, int64_t into);
void category_rows_drop(struct ctx *, int64_t id);

/* Kinds: product category page maker tag collection. */
/* Sets the current slug of an object; the old one stays and answers 301. False: another object has it now. One that another object only had before goes over to this one. */
MUST_USE bool slug_put(struct ctx *, const char *kind, int64_t object, const char *slug);
/* Who has it now, and which other object had it before (0: nobody), for telling. */
int64_t slug_owner(struct ctx *, const char *kind, const char *slug);
int64_t slug_before(struct ctx *, const char *kind, int64_t object, const char *slug);
/* All slugs of one object answer 301 to another one's from now on; or none of them answers any more. */
void slug_merge(struct ctx *, const char *kind, int64_t from, int64_t to);
void slug_drop(struct ctx *, const char *kind, int64_t object);
/* All that it has and had. */
const char **slug_list(struct ctx *, const char *kind, int64_t object, size_t *n);
/* slug "" in an edit: the one it has, for a new object one made from its name. */
/* A free slug made from a title: "keripik-balado", "keripik-balado-2". */
const char *slug_free(struct ctx *, const char *kind, int64_t object, const char *title);

/* Of goods in a list: all, those of which a variant is at or below its low_at, those on sale that lack something (shop/hint.h). */
enum goods_only { GOODS_ALL, GOODS_LOW, GOODS_LACKING };
/* Product rows for the admin list (list_price: the lowest without a sale): status "" any but those in the trash, "trash" those; q searches names and codes.
 * lows: how many variants run low; lowest: the one with the least, 0 when none runs low (its name and number: catalog_sellable); hints: bits of enum hint. */
struct goods_row { int64_t id, version, variants, available, on_hand, price_min, price_max, list_price, lows, lowest, price_qty, hints; enum measure measure; const char *name, *slug, *status; struct picture picture; enum stock_state stock; int64_t tint; };
struct goods_row **goods_list(struct ctx *, const char *status, const char *q, enum goods_only, int64_t page, int per_page, size_t *n, int64_t *total);
/* The same choice as ids in the order in which they were made, from after this one on: for going through all of them. */
const int64_t *goods_ids(struct ctx *, const char *status, const char *q, enum goods_only, int64_t after, int limit, size_t *n);
/* Goods and their variants for a sheet: one line for each variant on sale, one with variant 0 for goods without; by name, then in the owner's order. status, q, only: as goods_list; products,
 * categories: ids as "1,2,3", NULL or "" any. Numbers are as stored: 0 no compare_at, sale_price, sale_from, sale_to; cost -1 none. made: more than lies there may be promised. */
struct goods_choice { const char *status, *q, *products, *categories; enum goods_only only; };
struct goods_line {
	int64_t product, variant, price, compare_at, sale_price, sale_from, sale_to, weight_g, price_qty, cost, on_hand, reserved, variants;
	const char *name, *label, *status;
	enum measure measure;
	bool bundle, made;
	const int64_t *categories; size_t n_categories;	/* of the product, the one that its page stands in first */
};
struct goods_line *goods_lines(struct ctx *, const struct goods_choice *, int64_t page, int per_page, size_t *n, int64_t *total);
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
