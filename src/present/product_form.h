/*
 * The form of one product as it stands: from the database, or as it was sent with the act of its button done (another row, a photo one place up); and what it asks
 * of the catalogue. Rows of variants are fields v<key>_<what>: o0 o1 o2 price stock had low g l w h was sale from to cost sku code (barcode) media; v<key>_id says that there is a row.
 * Photos: pic (media ids in order), pics_known (the newest link that the form was made with), alt_<id>, alten_<id>, taken (hashes of new ones), photo (files).
 */
#ifndef PRESENT_PRODUCT_FORM_H
#define PRESENT_PRODUCT_FORM_H

#include "http/form.h"
#include "shop/catalog.h"
#include "shop/media.h"
#include "view/view.h"

#define PRODUCT_WEIGHT_MAX 1000000
#define PRODUCT_COUNT_MAX 100000000
#define PRODUCT_ROWS 100
#define PRODUCT_PICS 24
#define PRODUCT_OPTIONS 3
#define PRODUCT_TABLE 10	/* variants that the form shows as rows; more of them, or more options, have a page of their own */

struct product_main {
	int64_t version, tint;
	const char *name, *name_en, *summary, *summary_en, *description, *description_en;
	const char *slug, *unit, *opt0, *opt1, *opt2, *opt0_en, *opt1_en, *opt2_en;
	bool featured, on_sale;
};
extern const struct field product_fields[];
/* Names of the fields that name options: [0] Indonesian, [1] English. */
extern const char *const product_form_options[PRODUCT_OPTIONS][2];

/* What the fields of a variant's length, width and height are called. */
extern const char *const product_form_sides[CATALOG_SIDES];

struct product_row {
	const char *key;		/* stands in the names of its fields */
	const struct variant *v;	/* NULL: new */
};

struct product_form {
	const struct product *p;	/* in Indonesian; NULL: new */
	struct media_photo *photos;	/* all that are stored */
	size_t n_photos;
	struct product_row rows[PRODUCT_ROWS + 1];
	size_t n_rows;
	int64_t next;			/* key of the next new row */
	const struct media_photo *pics[PRODUCT_PICS];	/* those that stay, in order */
	size_t n_pics;
	const char *taken[PRODUCT_PICS];
	size_t n_taken;
	size_t columns;			/* options that have a name */
	bool simple;			/* one row and no options */
	bool many;			/* variants are another page's: no rows, and saving leaves them as they are */
};

/* Route's `before`: looks at the files of field "photo" and moves them in; the rest is product_form_load's and _read's. */
void product_form_take(struct request *);
/* NULL: there is no such product. id 0: a new one. */
struct product_form *product_form_load(struct request *, int64_t id);
/* "v<key>_<what>" */
const char *product_form_name(struct request *, const char *key, const char *what);
/* The number typed into that field; `none` when it is empty or (then it is marked) no number between min and max. */
int64_t product_form_number(struct request *, const char *key, const char *what, int64_t min, int64_t max, int64_t none);
/* The same for an amount of the product: pieces, kilograms or litres; a new one is counted in pieces. */
int64_t product_form_amount(struct request *, const struct product *, const char *key, const char *what, int64_t none);
/* How its amounts are typed: QTY_KEYS (an inputmode), and of measured goods section BY_MEASURE with QTY_UNIT ("kg") and PER (what its price is for). */
void product_form_measure(struct request *, struct view *, const struct product *);
/* Name of option k as typed, else as stored. */
const char *product_form_option(struct request *, const struct product_form *, size_t k);
/* The button that was pressed: "save", or an act that only changes the form. */
const char *product_form_act(const struct request *);
/* What the form asks for, and its version. False: fields are marked. */
MUST_USE bool product_form_read(struct request *, const struct product_form *, struct product_edit *, int64_t *version);
/* After product_put: pictures in the form's order, with its texts, without those taken off, the new ones last. */
void product_form_photos(struct request *, const struct product_form *, int64_t product);

#endif
