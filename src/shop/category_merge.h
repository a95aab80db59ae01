/* The end of a category: it becomes one with another one, which all that named it names from then on, or it is taken away because nothing needs it. */
#ifndef SHOP_CATEGORY_MERGE_H
#define SHOP_CATEGORY_MERGE_H

#include "base/ctx.h"

enum category_end { CATEGORY_END_OK, CATEGORY_END_GONE, CATEGORY_END_USED, CATEGORY_END_SAME, CATEGORY_END_BELOW, CATEGORY_END_DEEP };
/*
 * Goods, categories below it, the order by hand (after the other one's), conditions of collections, links, words of the search, print runs, keys of imports and all its addresses go over to `into`; shelves
 * are filled anew. BELOW: `into` stands below `from`; DEEP: more than CATEGORY_LEVELS would stand below one another.
 */
MUST_USE enum category_end category_merge(struct ctx *, int64_t from, int64_t into);
/* USED: goods (whatever their state), categories below it or a collection's condition need it. */
MUST_USE enum category_end category_drop(struct ctx *, int64_t id);

#endif
