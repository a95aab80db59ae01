/*
 * Lists of goods narrowed by what the shopper ticked: one shelf, or the hits of a search. Within a heading any of the ticked values will do, between headings all must. How many goods each value would
 * give is counted as if its own heading were not ticked, so that a second value of it can be chosen.
 */
#ifndef SHOP_FILTER_H
#define SHOP_FILTER_H

#include "base/ctx.h"
#include "shop/shelf.h"

#define FILTER_GROUPS 6		/* headings that can be ticked at once */
#define FILTER_VALUES 48	/* values of all of them */
#define FILTER_CATEGORIES 12
#define FILTER_PRICE INT64_C(999999999999)

struct filter {
	int64_t category;			/* shelf; SHELF_ALL for a search */
	const int64_t *hits; size_t n_hits;	/* of a search, best first; NULL: none */
	int64_t values[FILTER_VALUES]; size_t n_values;	/* ticked, in the order of their ids */
	int64_t facets[FILTER_VALUES];		/* the heading of each of them; filled, like names, by filter_values */
	const char *names[FILTER_VALUES];
	int64_t categories[FILTER_CATEGORIES]; size_t n_categories;
	int64_t from, to;			/* price; 0 and FILTER_PRICE: any */
	bool in_stock;
};

struct choice { int64_t id, count, low; const char *name; bool on; };
struct heading { int64_t id, total; const char *kind, *name; struct choice *choices; size_t n; bool on; };
/* What a list can be narrowed by: price steps apart (in order of price), others the heading with the most goods first, in it the value with the most goods first. */
struct panel {
	int64_t all[2];				/* goods that fit: to be had, sold out */
	int64_t ready;				/* that could be had if only they were wanted */
	struct choice *steps; size_t n_steps;
	struct heading *headings; size_t n;
	struct choice *categories; size_t n_categories;	/* right below the shelf; id and count only */
};

/* Is anything ticked? */
bool filter_narrows(const struct filter *);
/* Takes up ticked values: their headings and names become known; those that nobody knows, and those of more headings than FILTER_GROUPS, are left out. */
void filter_values(struct ctx *, struct filter *);
/* Of the whole shelf, as it is kept; counts of categories are not in it. */
const struct panel *filter_shelf(struct ctx *, int64_t category);
/* Counted for this filter: goes through the whole shelf or all hits. */
struct panel *filter_count(struct ctx *, const struct filter *);
/* For the n hits of a search for q (all of them on the shelf), with nothing ticked: kept, since whoever pages or comes back asks for it again. `all` and `ready` are not in it. */
const struct panel *filter_found(struct ctx *, const char *q, const int64_t *hits, size_t n);
/* Up to `limit` products that fit, from place `offset` on, what is sold out last; all[2] as filter_count gives it. For a shelf. */
size_t filter_ids(struct ctx *, const struct filter *, enum sort, const int64_t all[2], int64_t offset, int limit, int64_t *ids);
/* All hits that fit: in their own order, or sorted with what is sold out last (relevance false). */
int64_t *filter_hits(struct ctx *, const struct filter *, bool relevance, enum sort, size_t *n);

#endif
