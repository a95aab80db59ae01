/* What an import must remember of rows far apart, in constant memory: which keys the file has brought, where the rows of a product's variants stand. Private to the importer. */
#ifndef SHOP_IMPORTER_INDEX_H
#define SHOP_IMPORTER_INDEX_H

#include "base/ctx.h"

struct import_index;

/* An empty map from (kind, text, number) to a number. Its first megabyte is memory of the arena, which must outlive it; what is more goes to a nameless file in DATA (or /tmp). A
 * key is kept as a 64-bit hash. A disk that is full is err_set() in c. */
struct import_index *import_index_new(struct ctx *c, struct arena *);
void import_index_put(struct import_index *, const char *kind, const char *text, int64_t n, int64_t value);	/* replaces; value is not 0 */
int64_t import_index_get(struct import_index *, const char *kind, const char *text, int64_t n);		/* 0: none */

#endif
