/* What goods still lack (shop/hint.h), as words for the owner and as the way to where it is filled in. */
#ifndef PRESENT_HINT_H
#define PRESENT_HINT_H

#include "base/ctx.h"
#include "shop/hint.h"

/* The one that matters most. bits: not 0. */
enum hint present_hint_first(int64_t bits);
/* "photo, weight": what the bits say, in the order in which it matters. */
const char *present_hint_list(struct ctx *, int64_t bits);
/* Where it is mended: a place in the product's form, or a page below it. variants: how many it has. */
const char *present_hint_url(struct ctx *, int64_t product, enum hint, size_t variants);

#endif
