/*
 * What the search reads of its table of terms. A probe is a word, or the beginning of words, that is looked for; what is read becomes hits: goods with the weight that each probe has in them. Of a common
 * word only the weightiest goods are read, and goods that other words have found are asked whether they have it.
 */
#ifndef SHOP_SEARCH_TERMS_H
#define SHOP_SEARCH_TERMS_H

#include "base/ctx.h"

#define SEARCH_WHOLES 24	/* words in one statement */
#define SEARCH_BEGINS 8		/* beginnings */
/* Whole words of the question, as many more of what may have been meant, then beginnings. */
#define SEARCH_PROBES (2 * SEARCH_WHOLES + SEARCH_BEGINS)

struct search_hit {
	int64_t product;
	uint8_t w[SEARCH_PROBES];	/* the weight of each probe, 0: it has not */
	double score;
	bool whole;
};

struct search_terms {
	struct ctx *c;
	const char *wholes[2 * SEARCH_WHOLES];
	size_t n_wholes;
	const char *begins[SEARCH_BEGINS], *ends[SEARCH_BEGINS];
	size_t n_begins;
	bool capped[SEARCH_PROBES];	/* there are more of it than were read */
	bool unread[SEARCH_PROBES];	/* nothing was read of it, since it is known that there are more */
	uint8_t least[SEARCH_PROBES];	/* of one that is capped: what has not been read weighs this at most */
	struct search_hit *hits;
	size_t n_hits, room;
	uint32_t *slots;
	size_t n_slots;
};

/* The hit of a product, made when it is none yet. Making one may move the others. */
struct search_hit *search_terms_hit(struct search_terms *, int64_t product);
/* Reads `most` goods of each of SEARCH_WHOLES words from number `from` on (0 or SEARCH_WHOLES) and, with the first of them, of each beginning. */
void search_terms_read(struct search_terms *, size_t from, int64_t most);
/* The same of the question's own words, but for those of which it is known, and kept, that there are more: of these nothing. */
void search_terms_read_rare(struct search_terms *, int64_t most);
/* How many goods have any of these probes, each counted up to `most`: kept. */
int64_t search_terms_many(struct search_terms *, const uint8_t *probes, size_t n, int64_t most);
/* Asks these goods whether they have the probes that are capped. False: of so many probes only the first were asked about. */
bool search_terms_ask(struct search_terms *, const struct search_hit *const *list, size_t n);
/* Leaves those that are on the shelf, in any order; what is sold out counts less, what sells well a little more. How many are left. */
size_t search_terms_shelf(struct search_terms *, struct search_hit **list, size_t n);
/* What the score of the best seller is multiplied by there, and so the most that any is. */
double search_terms_best(struct ctx *);

#endif
