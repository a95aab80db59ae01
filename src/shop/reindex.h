/* When a name that goods are found by has changed (of a category, a maker, a tag), their words are looked over again: a few at once, of many the rest by the worker. */
#ifndef SHOP_REINDEX_H
#define SHOP_REINDEX_H

#include "base/ctx.h"

enum reindex { REINDEX_CATEGORY, REINDEX_MAKER, REINDEX_TAG };
/* All goods of that category (not what lies below it), maker or tag. Call it before they are moved elsewhere, or after: what counts is who belongs to it now. */
void reindex(struct ctx *, enum reindex, int64_t id);
/* The next ones that wait; how many it did, at most limit. For the worker. */
int64_t reindex_some(struct ctx *, int limit);

#endif
