/* What a column of a foreign file can be mapped to. Private to the importer. */
#ifndef SHOP_IMPORTER_FIELD_H
#define SHOP_IMPORTER_FIELD_H

#include "shop/importer.h"
#include "shop/importer_sheet.h"

enum import_what {
	WHAT_NAME, WHAT_PRICE, WHAT_KEY, WHAT_SKU, WHAT_BARCODE, WHAT_DESCRIPTION, WHAT_SUMMARY, WHAT_CATEGORY, WHAT_BRAND, WHAT_COMPARE_AT, WHAT_SALE_PRICE, WHAT_COST, WHAT_STOCK,
	WHAT_WEIGHT_G, WHAT_WEIGHT_KG, WHAT_UNIT, WHAT_STATUS, WHAT_PICTURE, WHAT_OPTION1, WHAT_OPTION2, WHAT_OPTION3, WHAT_OPTION4, WHAT_OPTION5,
	WHAT_OPTION6, WHAT_OPTION7, WHAT_OPTION8, WHAT_NAME_EN, WHAT_SUMMARY_EN, WHAT_DESCRIPTION_EN, WHAT_MAKER, WHAT_TAGS, WHAT_MEASURE, WHAT_MIN_QTY, WHAT_MAX_QTY, WHAT_QTY_STEP, WHAT_QTY_PRICES, WHAT_FACT,
	WHAT_END
};

/* Its name in a mapping: "name", "weight_kg". */
const char *import_what_name(enum import_what);
/* WHAT_END: no field is called so. */
enum import_what import_what_of(const char *name);
/* The column whose heading is called so (strict) or likely means it, counted from 0; -1 none. taken: those that another field has got; the one found is marked. */
int import_what_guess(enum import_what, const struct import_sheet *, struct arena *, bool strict, bool *taken);

#endif
