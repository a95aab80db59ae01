/*
 * What lists of goods can be narrowed by, beside category and stock: for each shown product the values it has under the headings of several kinds (the step of its price, what it is described by,
 * ...), and for each shelf how many products have each value. Both are kept by shop/shelf.c in the transaction that changes a product; reading is for shop/filter.h. A new kind is one row in facet.c.
 */
#ifndef SHOP_FACET_H
#define SHOP_FACET_H

#include "base/ctx.h"

/* ---- for the shelf alone, in this order around what it does itself; products after `from` up to `to` ---- */
/* Off the counts, before the product's places go. */
void facet_leave(struct ctx *, int64_t product);
/* The values of the products made anew from what describes them; their places are there already. The caller has called facet_leave or facet_forget before. */
void facet_make(struct ctx *, int64_t from, int64_t to);
/* On the counts of one shelf, or of all: FACET_EVERY. */
#define FACET_EVERY INT64_C(-1)
void facet_enter(struct ctx *, int64_t from, int64_t to, int64_t category);
/* The counts of one shelf made anew, in one go. */
void facet_recount(struct ctx *, int64_t category);
/* No counts of one shelf, or of any. */
void facet_clear(struct ctx *, int64_t category);
/* No values of these products. */
void facet_forget(struct ctx *, int64_t from, int64_t to);
/* Values of these products that are not what describes them (who is due to be put on the shelf anew apart); and counts that are not so many. */
int64_t facet_faults(struct ctx *, int64_t from, int64_t to, int64_t now);
int64_t facet_count_faults(struct ctx *);

/* Values and headings that no product has any more, at most `limit`; how many. Bumps the counter "catalog" when there are any. */
int64_t facet_prune(struct ctx *, int limit);

#endif
