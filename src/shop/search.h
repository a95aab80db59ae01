/* Search over names, codes, summaries, categories and descriptions, by one portable table of terms: words and their beginnings, endings of codes for "part of a code". */
#ifndef SHOP_SEARCH_H
#define SHOP_SEARCH_H

#include "shop/catalog.h"

/* Ids of active products that hold all words of q (as prefixes), best first, then newest; at most limit. No words: none. */
int64_t *search(struct ctx *, const char *q, int limit, size_t *n);
/* Writes a product's terms anew from its rows; called by product_put and category changes. */
void search_index(struct ctx *, int64_t product);

#endif
