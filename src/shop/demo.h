/* The demo shop: a chips maker in Koto Balingka, from sql/demo (shop.json, catalogue.csv, pictures). */
#ifndef SHOP_DEMO_H
#define SHOP_DEMO_H

#include "base/ctx.h"

enum demo { DEMO_DONE, DEMO_NOT_EMPTY, DEMO_FAILED };
/* Fills an empty shop. NOT_EMPTY: there are products already; nothing is changed. FAILED: *why. */
MUST_USE enum demo demo_open(struct ctx *, const char *dir, const char **why);

#endif
