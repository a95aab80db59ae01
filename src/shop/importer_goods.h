/* Between the readers of formats (importer_own.c, importer_woo.c) and the catalogue: one product as a file describes it. Private to the importer and the demo shop. */
#ifndef SHOP_IMPORTER_GOODS_H
#define SHOP_IMPORTER_GOODS_H

#include "base/csv.h"
#include "shop/catalog.h"
#include "shop/importer.h"

#define IMPORT_VARIANTS_MAX 500
#define IMPORT_PICTURES_MAX 20
/* A number whose column the file does not have: a product that exists keeps its own. (A text that is NULL says the same.) */
#define IMPORT_KEEP (INT64_MIN + 1)

struct import_seen;
struct import_sheet;

/* One run over one file. */
struct import {
	struct ctx *c;			/* the caller's, on an arena that is emptied after each product */
	struct ctx *caller;
	struct arena *keep;		/* lives as long as the run */
	const char *source;		/* "etalase", "woocommerce" */
	const char *dir;		/* folder of the file; pictures are looked for in pictures/ beside it */
	struct import_sheet *sheet;
	const struct import_options *o;
	struct import_result *result;
	int64_t done;			/* all that begins up to this line is done */
	int64_t told;			/* how many rows had been read when progress was told last */
	bool stopped;			/* by progress */
	const char *timezone;
	struct import_seen *seen;	/* keys, codes and addresses that products of this file have taken */
};

struct import_goods {
	int64_t line;			/* where it begins */
	const char *key;		/* its id or key there */
	struct product_edit edit;	/* NULL and IMPORT_KEEP: the file does not say */
	struct variant_edit *variants;
	size_t n_variants;
	const char *category_keys;	/* own format: keys, addresses or names joined by '|'; NULL: the file does not say */
	const char *category_paths;	/* WooCommerce: "A > B", one a line; NULL likewise */
	const char *files[IMPORT_PICTURES_MAX], *alts[IMPORT_PICTURES_MAX][2];	/* pictures beside the file */
	size_t n_files;
	const char *urls[IMPORT_PICTURES_MAX];
	size_t n_urls;
	bool refused;			/* a row of it was refused: nothing of it is written */
};

/* Says one thing about a line of the file and counts it. */
void import_say(struct import *, int64_t line, const char *status, const char *name, const char *message_id, const char *arg);
/* Refuses the product with its first fault; later ones are not worth a line. */
void import_refuse(struct import *, struct import_goods *, int64_t line, const char *message_id, const char *arg);
/* An empty product in c->arena that says nothing. */
struct import_goods *import_goods_new(struct import *, const char *key, int64_t line);
/* The next variant to fill, every number "not set"; NULL when there are too many. */
struct variant_edit *import_variant_new(struct import_goods *);
/* Tells how far it came. False: the run shall stop. */
MUST_USE bool import_progress(struct import *);
/* Writes the product in a transaction of its own (rolled back when dry) and reports. False: the world failed (ctx->err), or the run shall stop. */
MUST_USE bool import_goods_put(struct import *, struct import_goods *);

/* The format that the header tells; "" none of ours. */
const char *import_format_of(struct import_sheet *);

/* Our object for what another source calls by its own id; 0: unknown. In a transaction. */
int64_t import_object(struct ctx *, const char *source, const char *kind, const char *external);
void import_link(struct ctx *, const char *source, const char *kind, const char *external, int64_t object);
/* A picture's copy goes the way of an upload (which moves its file): its hash, NULL when it is not there or no picture. Outside a transaction. */
const char *import_picture(struct ctx *, const char *path);

/* The readers of the formats: from the first row after the header to the end. The csv's own fault is the caller's to see. */
MUST_USE enum csv_row import_own(struct import *, struct import_sheet *);
MUST_USE enum csv_row import_woo(struct import *, struct import_sheet *);

#endif
