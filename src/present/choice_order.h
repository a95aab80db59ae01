/*
 * In which order the values of one heading stand ("Ukuran", "Isi"): those that are sizes or measures from small to large (S before XL, 250 g before 1 kg), all others as they come, which is with the most
 * goods first.
 */
#ifndef PRESENT_CHOICE_ORDER_H
#define PRESENT_CHOICE_ORDER_H

#include "base/ctx.h"
#include "shop/filter.h"

/* What stands in front stays in front: the first `head` of them and the others are put in order each for themselves. Nothing happens unless all are of one kind. */
void choice_order(struct ctx *, struct choice *, size_t n, size_t head);

#endif
