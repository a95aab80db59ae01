/*
 * What shoppers search for, told by nginx with the visits (shop/visit.h) and counted by day: no page writes anything. Kept are the words alone; who asked is forgotten within the day, and what may be somebody's
 * number or address is never written down.
 */
#ifndef SHOP_SEARCH_LOG_H
#define SHOP_SEARCH_LOG_H

#include "base/ctx.h"
#include "shop/search_redirect.h"

#define SEARCH_LOG_DAYS 100	/* so long are the counts kept */
#define SEARCH_LOG_DAY_MOST 2000	/* different searches of one day; those that come after them are not counted */
#define SEARCH_TERM_BYTES (4 * SEARCH_TERM_MAX + 1)

struct search_ask {
	char term[SEARCH_TERM_BYTES];	/* "" none */
	int64_t hits;			/* -1: not said */
	int64_t asked;
};
/*
 * Reads what nginx tells of a search: the words as they stand in the address, and how many goods were found ("" for not said). False, and nothing in it, when there is nothing to count: no words, a single
 * letter, or what looks like a phone number, an e-mail or web address, an order's number. Any bytes are safe.
 */
MUST_USE bool search_log_read(struct arena *, const char *encoded, const char *hits, struct search_ask *);
/* In a DB_SOFT transaction: searches of that day, each term once. */
void search_log_write(struct ctx *, int64_t day, const struct search_ask *, size_t n);
/* Forgets days before this one; how many rows. */
int64_t search_log_prune(struct ctx *, int64_t day);

struct search_said { const char *term; int64_t asked, hits, day; };	/* since a day: how many asked, what the last one found (-1: not known), on which day */
/* From that day on, the most asked first. */
struct search_said *search_log_top(struct ctx *, int64_t since, size_t most, size_t *n);
/* Those that found nothing, still find nothing and lead nowhere. */
struct search_said *search_log_nothing(struct ctx *, int64_t since, size_t most, size_t *n);

#endif
