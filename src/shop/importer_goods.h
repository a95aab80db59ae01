/* Between the readers of formats (importer_own.c, importer_woo.c …) and the catalogue: one product as a file describes it. Private to the importer and the demo shop. */
#ifndef SHOP_IMPORTER_GOODS_H
#define SHOP_IMPORTER_GOODS_H

#include "base/csv.h"
#include "shop/catalog.h"
#include "shop/importer.h"

#define IMPORT_VARIANTS_MAX CATALOG_VARIANTS
#define IMPORT_PICTURES_MAX 20
#define IMPORT_FACTS_MAX CATALOG_FACTS
#define IMPORT_BATCH 100
/* A number whose column the file does not have: a product that exists keeps its own. (A text that is NULL says the same.) */
#define IMPORT_KEEP (INT64_MIN + 1)

struct import_index;
struct import_put;
struct import_sheet;

/* One run over one file. */
struct import {
	struct ctx *c;			/* the caller's, on the arena of the batch: emptied when the batch is written */
	struct ctx *caller;
	struct arena *keep;		/* lives as long as the run */
	struct arena *scratch;		/* emptied after each product that is written */
	const char *source;		/* "etalase", "woocommerce" … */
	const char *dir;		/* folder of the file; pictures are looked for in pictures/ beside it */
	const char *path;
	struct import_sheet *sheet;
	const struct import_options *o;
	struct import_result *result;
	const char *timezone;
	struct import_index *seen;	/* keys, codes and addresses that products of this file have taken, with their line */
	struct import_put *batch[IMPORT_BATCH];
	size_t n_batch;
	int64_t done;			/* all that begins up to this line is done */
	int64_t grown;			/* how many products had been written when the database was told of its growth last */
	int64_t told;			/* how many rows had been read when progress was told last */
	int64_t transaction;		/* how many were begun: ids of what was made in one that was rolled back are worth nothing */
	bool stopped;			/* by progress */
};

/* From so many on it costs so much; row: of a variant, below 0: of all. */
struct import_tier { struct import_tier *next; int64_t row, qty, price; };
/* How goods are sold (importer_sold.h). */
struct import_sold {
	bool said, measured;			/* some of it; what amounts count */
	enum measure measure, unit;		/* unit: of amounts that named one in a file that says no measure; MEASURE_PIECE none */
	int64_t per;				/* what a price is for */
	int64_t min, max, step, together;	/* 0 none */
	bool tiers_all, tiers_each;		/* prices by quantity of all variants, of single ones are meant */
	struct import_tier *tiers, *end;
};

struct import_goods {
	int64_t line;			/* where it begins; products come in the order of their lines */
	const char *key;		/* its id or key there */
	struct product_edit edit;	/* NULL and IMPORT_KEEP: the file does not say */
	struct variant_edit *variants;
	size_t n_variants, room;
	const char *category_keys;	/* own format: keys, addresses or names joined by '|'; NULL: the file does not say */
	const char *category_paths;	/* the others: "A > B", one a line; NULL likewise */
	const char *files[IMPORT_PICTURES_MAX], *alts[IMPORT_PICTURES_MAX][2];	/* pictures beside the file */
	size_t n_files;
	const char *urls[IMPORT_PICTURES_MAX], *url_alts[IMPORT_PICTURES_MAX][2];	/* texts: NULL where the file has none */
	size_t n_urls;
	const char *maker, *tags;	/* names, tags one a line; NULL: the file does not say */
	struct import_sold sold;
	bool refused;			/* a row of it was refused: nothing of it is written */
};

/* Says one thing about a line of the file and counts it. */
void import_say(struct import *, int64_t line, const char *status, const char *name, const char *message_id, const char *arg);
/* Refuses the product with its first fault; later ones are not worth a line. */
void import_refuse(struct import *, struct import_goods *, int64_t line, const char *message_id, const char *arg);
/* An empty product in c->arena that says nothing. */
struct import_goods *import_goods_new(struct import *, const char *key, int64_t line);
/* The next variant to fill, every number "not set"; lasts until the next one. NULL when there are too many. */
struct variant_edit *import_variant_new(struct import *, struct import_goods *);

/*
 * A product that was read whole joins the batch; every so many are written in one transaction (rolled back when dry) and reported. What is in c->arena is gone when it returns.
 * False: the world failed (ctx->err), or the run shall stop.
 */
MUST_USE bool import_goods_put(struct import *, struct import_goods *);
/* The same for a line that brings no product. Not while a product is being read. */
MUST_USE bool import_line_done(struct import *, int64_t line);
/* Writes what waits and tells how far it came: at the end of the file. */
MUST_USE bool import_flush(struct import *);

/* --- importer_goods.c, for importer_batch.c --- */

/* One product on its way into the catalogue. */
struct import_put {
	struct import_goods *g;
	const char *print;				/* of what the file says */
	const char *hashes[IMPORT_PICTURES_MAX];	/* taken before the transaction */
	const char *status, *why, *why_arg;
	const char *missing;				/* categories that are not there, '|' between */
	const char *makers_made, *tags_made;		/* folded names of those that it brought, one a line; NULL none */
	bool dirty;					/* refused after it had written something: roll back */
	int64_t product;
};
struct import_put *import_put_new(struct import *, struct import_goods *);
/* Reads whether it is new, changed or the same. In a transaction. */
void import_put_look(struct import *, struct import_put *);
/* Writes it. In a transaction, which may run again. */
void import_put_write(struct import *, struct import_put *);
/* In import_put_write(): a "maker", "tag" or "category" has been made for this product, so that its transaction is rolled back when the product is refused. */
void import_put_made(struct import *, struct import_put *, const char *kind, int64_t id);
/* Takes the pictures beside the file, as uploads are. Outside a transaction. */
void import_put_pictures(struct import *, struct import_put *);

/* Is all that the goods say (completed from the shop, variants matched, categories found) in the shop already? In a transaction. importer_same.c. */
bool import_says_nothing(struct ctx *, const struct import_goods *, const struct product *old);
/* Is this the address of one of the product's own pictures in this shop? */
bool import_own_picture(struct ctx *, int64_t product, const char *url);

/* The format that the header tells; "" none of ours. */
const char *import_format_of(struct import_sheet *);

/* Our object for what another source calls by its own id; 0: unknown. In a transaction. */
int64_t import_object(struct ctx *, const char *source, const char *kind, const char *external);
void import_link(struct ctx *, const char *source, const char *kind, const char *external, int64_t object);
void import_unlink(struct ctx *, const char *source, const char *kind, const char *external);
/* A picture's copy goes the way of an upload (which moves its file): its hash, NULL when it is not there or no picture. Outside a transaction. */
const char *import_picture(struct ctx *, const char *path);

/* The readers of the formats. _is: does the header tell this one? (It may rename translated columns then.) The reader: from the first row after the header to the end; the csv's
 * own fault is the caller's to see. */
bool import_own_is(struct import_sheet *);
MUST_USE enum csv_row import_own(struct import *, struct import_sheet *);
bool import_woo_is(struct import_sheet *);
MUST_USE enum csv_row import_woo(struct import *, struct import_sheet *);
bool import_shopify_is(struct import_sheet *);
MUST_USE enum csv_row import_shopify(struct import *, struct import_sheet *);
bool import_opencart_is(struct import_sheet *);
MUST_USE enum csv_row import_opencart(struct import *, struct import_sheet *);
bool import_magento_is(struct import_sheet *);
MUST_USE enum csv_row import_magento(struct import *, struct import_sheet *);

#endif
