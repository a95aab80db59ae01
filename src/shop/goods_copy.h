/* A second product like the first: for goods that differ in little. */
#ifndef SHOP_GOODS_COPY_H
#define SHOP_GOODS_COPY_H

#include "base/ctx.h"

/*
 * A draft with the same texts in both languages, options, variants on sale, facts, categories, photos (the same files) and what else parts know (shop/goods_part.h). Its name says that it is a
 * copy, in each language. Codes, barcodes and stock stay with the original; a promo does, too. The new id; 0: there is no such product. Inside a writing transaction.
 */
int64_t goods_copy(struct ctx *, int64_t product);

#endif
