/*
 * Lists of goods that the shopper sorts, narrows and pages through: all goods, a category, the hits of a search. What was asked is read from the address and written back to it in one order, so that a
 * list has one address; the tools, chips, panel and pages of all of them are filled here. Templates: include/list_tools.tpl, storefront/part_side.tpl, part_sorts.tpl.
 */
#ifndef PRESENT_LISTING_H
#define PRESENT_LISTING_H

#include "http/request.h"
#include "shop/catalog.h"
#include "shop/filter.h"
#include "view/view.h"

#define LISTING_PER_PAGE 24

struct listing {
	const char *path;		/* without query */
	const char *q;			/* of a search; NULL: a shelf */
	bool untidy;			/* as a form without scripts writes it */
	bool first_named;		/* ?page=1 and nothing that is not ours: the page has an address without it */
	size_t sort;			/* row of the table in listing.c */
	int64_t page;
	struct filter filter;
	/* filled by listing_find */
	const struct panel *whole;	/* without any tick: what may be offered, and the bands of the price; NULL for less than two goods */
	const struct panel *panel;	/* as it is ticked */
	struct card **cards;
	size_t n;
	int64_t total;			/* that fit */
};

/* Reads sort, page and what is ticked. category: its shelf, or SHELF_ALL. Words that nobody knows are passed over. */
void listing_read_shelf(struct request *, struct listing *, const char *path, int64_t category);
/* The same of a search for q; hits: best first. */
void listing_read_hits(struct request *, struct listing *, const char *path, const char *q, const int64_t *hits, size_t n);
/* True: the address was not written as it should be (by a form without scripts), and the reply is the way to the right one. */
MUST_USE bool listing_elsewhere(struct request *, const struct listing *);
/* The cards of the page, and the counts. */
void listing_find(struct ctx *, struct listing *);
/* Answers how many fit, as {"text": "See 23 goods"}: for the panel's button while one ticks. */
void listing_reply_count(struct request *, const struct listing *);
/* The list's own address, with all that is asked. */
const char *listing_url(struct ctx *, const struct listing *, int64_t page);
/* Anything beyond a shelf in its own order: not for search engines. */
bool listing_narrowed(const struct listing *);
/* Tools, panel, chips, cards, pages. */
void listing_fill(struct ctx *, struct view *, const struct listing *);
/*
 * The head of a shelf's page: its canonical address, and for search engines nothing of it once it is narrowed. The way to the other language keeps all that is asked. about, image: as of shell_meta.
 */
void listing_head(struct request *, struct view *page, const struct listing *, const char *about, const char *image);

#endif
