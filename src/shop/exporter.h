/*
 * Goods as a file: our own CSV (sql/README.md), the one that the importer reads, one row a variant. What goes out comes back the same: texts in both languages, facts, options,
 * categories, pictures as addresses, prices and promos with their days, weight, stock; costs only where asked.
 */
#ifndef SHOP_EXPORTER_H
#define SHOP_EXPORTER_H

#include "base/buf.h"
#include "base/ctx.h"
#include "shop/catalog.h"

/* Which goods: as the list in the admin has them (shop/catalog.h goods_list). NULL and "" : all. */
struct exporter_filter { const char *status, *q; enum goods_only only; };
/* The shape of one file; exporter_shape() fills it. */
struct exporter { bool cost, stock, pictures; size_t facts, options; const char *timezone; };

/* The widest shape, with costs, without stock and pictures: what an import can bring back. In a transaction. */
void exporter_image(struct ctx *, struct exporter *);
/* The first row of that shape. */
void exporter_image_head(struct buf *);
/* In a transaction: as many columns as the widest product of the shop needs. Its strings live in the ctx's arena. */
void exporter_shape(struct ctx *, bool cost, struct exporter *);
/* The first row: names of the columns. */
void exporter_head(const struct exporter *, struct buf *);
/* In a transaction: the product's rows, all of them or (when there is none with this id, or nothing of it is sold) nothing. */
void exporter_product(struct ctx *, const struct exporter *, int64_t product, struct buf *);
/* The name by which a file knows a product: the one an earlier import gave, else its address in the shop. */
const char *exporter_key(struct ctx *, int64_t product, const char *slug);
/* In a transaction: the whole file as a text, for a shop that is not large; out->full: it is too large for that. Returns how many products. */
int64_t exporter_text(struct ctx *, const struct exporter_filter *, bool cost, struct buf *out);
/*
 * Outside a transaction: writes all that fit the filter to a new file (mode 0600), in the order in which they were made, many short transactions, constant memory. progress may be
 * NULL; false from it stops. False: it failed (ctx->err says why, where the world did) or was stopped; what was written is removed.
 */
MUST_USE bool exporter_file(struct ctx *, const char *path, const struct exporter_filter *, bool cost, bool (*progress)(struct ctx *, int64_t products, void *), void *arg, int64_t *products);

#endif
