/* Cells of other shops' files as our values: forgiving where the meaning is plain, a named refusal or warning where it is not. Private to the importer. */
#ifndef SHOP_IMPORTER_CELL_H
#define SHOP_IMPORTER_CELL_H

#include "shop/importer_goods.h"

/* Where a cell stands: for what is said about it. */
struct import_at {
	struct import *im;
	struct import_goods *g;	/* the product it belongs to */
	int64_t line;
	const char *name;	/* what the row calls it */
};

/* A text of at most max characters; what is longer is cut, and said with the column. NULL stays NULL. */
const char *import_fit(const struct import_at *, const char *s, size_t max, const char *column);
/* HTML as our plain text, cut likewise; `line`: without line breaks. */
const char *import_prose(const struct import_at *, const char *html, size_t max, const char *column, bool line);
/* A code that must not lose its end: refuses the product when it is longer than max. */
const char *import_code(const struct import_at *, const char *s, size_t max);
/* Whole rupiah of any notation that spreadsheets have (12500, 12.500, 12,500.00, 12500.5, Rp 12.500); rounded: there was a fraction, and it was rounded half up. False: no amount up to MONEY_MAX. */
MUST_USE bool import_rupiah(const char *s, int64_t *out, bool *rounded);
/*
 * Rupiah: "18", "18.5", "18,50", "12.500", "Rp 12.500", "12rb", "1.250.000,00" in whole rupiah, half up (a warning names what was rounded). One mark before exactly three digits parts
 * thousands, as rupiah has no thousandths; else the last mark begins the fraction. NULL: IMPORT_KEEP, "": INT64_MIN, anything else refuses the product.
 */
int64_t import_money(const struct import_at *, const char *s);
/* "0.5", ".5", "0,5" of a unit of so many grams, in whole grams. NULL: IMPORT_KEEP; what is no weight: a warning and 0. */
int64_t import_grams(const struct import_at *, const char *s, double unit);
/* The same for lengths, of a unit of so many millimetres, up to CATALOG_SIDE_MAX ("" is 0). NULL: IMPORT_KEEP; what is none: a warning and 0. */
int64_t import_mm(const struct import_at *, const char *s, double unit);
/* "2026-11-01 08:00" or "2026-11-01 08:00:30" in that zone. False: something else. */
MUST_USE bool import_moment(struct arena *, const char *s, const char *zone, int64_t *at);
/* "2026-11-01" (as an end: the whole day), "2026-11-01 23:59:59" in the shop's zone. NULL: IMPORT_KEEP, "": INT64_MIN, anything else refuses the product. */
int64_t import_time(const struct import_at *, const char *s, bool end);
/* Grams of "kg", "g", "gram", "lb", "lbs", "oz"; fallback when the word is none of them. */
double import_unit(const char *word, double fallback);
/* Whole pieces on the shelf: 0 for what is below. What is no number: a warning and 0. */
int64_t import_pieces(const struct import_at *, const char *s);
/* 1 yes, 0 no, -1 neither: 1/0, true/false, yes/no, ya/tidak, active/draft, enabled/disabled … */
int import_yes(const char *s);
/* Parts between commas, trimmed, HTML out; "\," is a comma of the text. */
size_t import_commas(struct arena *, const char *s, const char **parts, size_t max);
/* Pictures of a cell, parted by any of the marks: http(s) addresses once each; what is none is named. */
void import_pictures(const struct import_at *, const char *cell, const char *marks);
/* A fact of the product, when there is room and the value says something. name_en may be "". */
void import_fact(const struct import_at *, const char *name, const char *name_en, const char *value);
/* The brand, as a fact under its name in both languages. */
void import_brand(const struct import_at *, const char *value);
/* Joins category paths, one a line. */
const char *import_path_add(struct arena *, const char *paths, const char *path);

#endif
