/*
 * Permits of goods: P-IRT, halal, BPOM, SNI. The number stands in the product, its last moment in product_permit. What looks wrong about a number is a hint and never refused: formats change, and a
 * maker knows better. Before one ends (sixty, thirty, seven days) and when it is over the owner is told once each, and a permit that is over is no longer shown.
 */
#ifndef SHOP_PERMIT_H
#define SHOP_PERMIT_H

#include "base/ctx.h"
#include "shop/catalog.h"

#define PERMIT_NUMBER_MAX 60
#define PERMIT_SOON_S (60 * 86400)

extern const char *const permit_words[PERMITS];	/* "pirt" "halal" "bpom" "sni" */

/*
 * What is odd about a number (message id permit.doubt.*), NULL: nothing. P-IRT: 15 digits whose last two are the year in which it ends; BPOM: MD or ML with 12 digits and more, or the letters of another
 * list (NA, TR …); halal: ID with 15 digits and more, or an older number of digits alone; SNI: a standard's number. (Head of BPOM's rules 22/2018 and 26/2017 as read in the reference.)
 */
const char *permit_doubt(struct ctx *, enum permit, const char *number, int64_t now);
/* Writes or forgets (0) the last moment of one. The product's row and version are the caller's. */
void permit_until_put(struct ctx *, int64_t product, enum permit, int64_t until);

struct permit_row { int64_t product, until; enum permit kind; const char *number, *name; };
/* Permits with a number of goods that are not put away, first those that end first, those without an end last; at most `limit`. by: only those that end before it (0: all). */
struct permit_row *permit_list(struct ctx *, int64_t by, int limit, size_t *n);
struct permit_soon { int64_t soon, over; };
/* How many end within sixty days, and how many are over. */
struct permit_soon permit_soon(struct ctx *, int64_t now);
/* Marks those whose sixtieth, thirtieth, seventh or last day has come; what is over leaves the pages. Puts one mail into the outbox when there were any; how many. */
int64_t permit_due(struct ctx *, int64_t now);

#endif
