/*
 * Search over names, codes, categories, facts, options, summaries and descriptions in both languages, by one portable table of terms. What is typed is taken as words and their beginnings, endings of
 * codes, synonyms (shop/synonym.h), stems, words written apart or together, measures ("1kg" is "1000 gram"), and where a word is unknown as a slip of a known one (shop/search_near.h).
 */
#ifndef SHOP_SEARCH_H
#define SHOP_SEARCH_H

#include "base/ctx.h"

#define SEARCH_MOST 1000	/* goods that are found at most */

struct search_found {
	const int64_t *ids;	/* best first; kept by the process: nobody changes them */
	size_t n;
	size_t n_whole;		/* the first so many have all that was asked for; those behind have the most of it */
	const char *meant;	/* what was looked for instead, when words of the question are nowhere in the shop: "keripik pedas" for "krpik pedes"; NULL: as asked */
};
/*
 * Ids of active products that fit q (its first 8 words, 64 bytes of each), at most limit: those that have all words, by how well they fit (whole words before beginnings before slips, names before
 * descriptions), sold out ones further back, best sellers further in front. Where less than three have all words, those follow that have the more telling part of them. Of a word that more than a
 * thousand goods have, the weightiest thousand are looked at (five thousand, if no word is rarer); of several words the weightiest two hundred of each, where that is enough to know the same. No words:
 * none. Any text will do. Two statements, one or two more for common words, a few that are kept, and one for each word that is unknown or rare.
 */
const struct search_found *search_find(struct ctx *, const char *q, int limit);
/* The ids alone. */
int64_t *search(struct ctx *, const char *q, int limit, size_t *n);
/* Does each word of q begin a word of the text? For short lists (categories, pages). False for no words. */
bool search_fits(struct ctx *, const char *q, const char *text);

/* Writes a product's terms anew from its rows, where they differ; called by product_put and category changes. */
void search_index(struct ctx *, int64_t product);
/* Forgets a product that is taken away. */
void search_forget(struct ctx *, int64_t product);
/* All products are due to be written anew, by the worker. */
void search_index_all(struct ctx *);
/* Does up to `limit` that are due; how many. Bumps the counter "catalog" itself. */
int64_t search_index_due(struct ctx *, int limit);
/* Products whose terms differ from what their rows say, those that are due left aside. For `etalase check` and tests. */
int64_t search_index_faults(struct ctx *);

#endif
