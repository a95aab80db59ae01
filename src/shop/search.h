/* Search over names, codes, summaries, categories and descriptions, by one portable table of terms: words and their beginnings, endings of codes for "part of a code". */
#ifndef SHOP_SEARCH_H
#define SHOP_SEARCH_H

#include "base/ctx.h"

/* Ids of active products that hold all words of q (as prefixes; its first 8 words, 64 bytes of each), best first, then those in stock, sold most, newest; at most limit.
 * Of a word that more than a thousand goods have, the weightiest thousand are looked at.
 * No words: none. Any text will do. */
int64_t *search(struct ctx *, const char *q, int limit, size_t *n);
/* Writes a product's terms anew from its rows; called by product_put and category changes. */
void search_index(struct ctx *, int64_t product);
/* Forgets a product that is taken away. */
void search_forget(struct ctx *, int64_t product);

#endif
