/*
 * Words that are nearly another: for "krpik" those of the goods that it may be a slip of ("keripik"). The words of names, categories, options and facts stand in search_near under every way to leave out one
 * of their letters, and under their consonants; a typed word is looked up the same way, and what comes is measured letter by letter, as Indonesians mistype.
 */
#ifndef SHOP_SEARCH_NEAR_H
#define SHOP_SEARCH_NEAR_H

#include "base/ctx.h"

#define SEARCH_NEAR_SHORT 3	/* letters of the shortest word that is kept */
#define SEARCH_NEAR_LONG 24

/* Makes words known; those that are already stay. Inside a write. */
void search_near_put(struct ctx *, const char *const *words, size_t n);
/* Whether search_near_put keeps such a word: letters alone, not too short, not too long. */
bool search_near_fits(const char *word);

struct near { const char *word; int cost; };	/* cost: tenths of a wrong letter */
struct near_asked {
	const char *word;
	struct near *found;	/* the nearest first */
	size_t n;
	const char *left, *right;	/* two known words that it is written together from; NULL: none */
};
/* Fills `found` and the halves of each; one statement a word. */
void search_near_find(struct ctx *, struct near_asked *, size_t n);
/* Tenths of wrong letters between two words; more than `most` is told as most + 1. */
int search_near_cost(const char *typed, const char *word, int most);

/* Forgets words that no product has any more, looking at up to `limit` words behind *after (NULL: from the first; set to where it stopped, NULL at the end); how many it forgot. */
int64_t search_near_tidy(struct ctx *, const char **after, int limit);

#endif
