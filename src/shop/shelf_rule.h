/* Which products meet the conditions of a collection that is kept by rule: held against one product whenever its shelves are made anew, and against all when the conditions change or time passes. */
#ifndef SHOP_SHELF_RULE_H
#define SHOP_SHELF_RULE_H

#include "base/ctx.h"

/* The product stands on its other shelves already, uncounted: it comes to the collections whose conditions it meets now (UTC second) and leaves those that it no longer does. Called by shelf_put. */
void shelf_rules_put(struct ctx *, int64_t product, int64_t now);
/* Those of the products after `from` up to `to` that belong to the collection now; how many came and went. Its shelf is left to the caller. */
int64_t shelf_rules_fill(struct ctx *, int64_t collection, int64_t from, int64_t to, int64_t now);
/* How many pieces the least sold of the first so many products has sold, at least 1: the mark of a condition "among the best". */
int64_t shelf_rules_mark(struct ctx *, int64_t first);

#endif
