/* Between the readers of formats (importer_own.c, importer_woo.c) and the catalogue: one product as a file describes it. Private to the importer. */
#ifndef SHOP_IMPORTER_GOODS_H
#define SHOP_IMPORTER_GOODS_H

#include "shop/catalog.h"
#include "shop/importer.h"

#define IMPORT_VARIANTS_MAX 500
#define IMPORT_PICTURES_MAX 20

/* One run over one file. */
struct import {
	struct ctx *c;
	const char *source;		/* "etalase", "woocommerce" */
	const char *dir;		/* folder of the file; pictures beside it are looked for in pictures/ and here */
	bool dry;
	import_report *report;
	void *arg;
	struct import_result *result;
	const char *timezone;
};

struct import_category { const char *name[2]; };

struct import_goods {
	int64_t line;			/* where it begins */
	const char *key;		/* its id or key there */
	struct product_edit edit;	/* variants point into `variants` */
	struct variant_edit *variants;
	size_t n_variants;
	const char *category_keys;	/* own format: keys joined by '|', made by the demo or by an earlier import */
	const char *category_paths;	/* WooCommerce: "A > B, C" */
	const char *files[IMPORT_PICTURES_MAX], *alts[IMPORT_PICTURES_MAX][2];	/* pictures beside the file */
	size_t n_files;
	const char *urls[IMPORT_PICTURES_MAX];
	size_t n_urls;
	bool refused;			/* a row of it was refused: nothing of it is written */
};

/* Says one thing about a line of the file and counts it. */
void import_say(struct import *, int64_t line, const char *status, const char *name, const char *message_id, const char *arg);
/* An empty product in c->arena, every number "not set". */
struct import_goods *import_goods_new(struct import *, const char *key, int64_t line);
/* The next variant to fill, every number "not set"; NULL when there are too many. */
struct variant_edit *import_variant_new(struct import_goods *);
/* Writes the product in a transaction of its own (rolled back when dry) and reports. False: the world failed (ctx->err). */
MUST_USE bool import_goods_put(struct import *, struct import_goods *);

#endif
