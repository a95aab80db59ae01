/*
 * The life of goods beyond draft, on sale and archive (shop/catalog.h): appearing and going by the clock, the trash, and being merged into others. All that the clock does is done by the worker, in
 * the same way as a person would, so pages, shelves and feeds learn of it like of anything else.
 */
#ifndef SHOP_PRODUCT_LIFE_H
#define SHOP_PRODUCT_LIFE_H

#include "base/ctx.h"

#define TRASH_DAYS 30

enum life_put { LIFE_OK, LIFE_GONE, LIFE_CONFLICT };
/*
 * Plans when it appears (0: not planned) and when it goes into the archive. A first moment that is still to come takes what is on sale off it until then; both must lie ahead and in this order, which
 * is the caller's to check.
 */
MUST_USE enum life_put product_plan(struct ctx *, int64_t id, int64_t version, int64_t at, int64_t until);
/* What has come due: drafts appear, what is over goes into the archive; at most `limit`, how many. */
int64_t product_due(struct ctx *, int64_t now, int limit);

/* Into the trash: off sale at once, gone from the list. Out of it again as a draft: product_status(). */
MUST_USE enum life_put product_trash(struct ctx *, int64_t id);
/*
 * Empties the trash of what has lain there for thirty days: what was never ordered and never lay in the shop is removed with all that hangs on it (once no cart holds it), other goods stay in the archive for
 * good, since orders and reports of that time need them; what is left of them is written off. At most `limit`; how many left the trash.
 */
int64_t product_trash_empty(struct ctx *, int64_t now, int limit);

struct merge_stock { int64_t from, to; };	/* variants; to 0: its stock stays where it is */
struct merge { int64_t from, into, version; bool photos; const struct merge_stock *stock; size_t n_stock; };
enum merge_put { MERGE_OK, MERGE_GONE, MERGE_CONFLICT, MERGE_SAME, MERGE_AWAY, MERGE_FULL };
/*
 * One product goes on in another: `from` goes into the archive and its addresses lead on to `into`, as do those of goods that had been merged into it. Orders keep what they hold. photos: those that
 * `into` has not are added behind its own. Stock that no order holds moves to the named variants. CONFLICT: `from` was saved since `version`, or a variant belongs to neither; SAME: both are one;
 * AWAY: `into` is in the trash, or leads to another itself; FULL: too much stock for one variant.
 */
MUST_USE enum merge_put product_merge(struct ctx *, const struct merge *);

#endif
