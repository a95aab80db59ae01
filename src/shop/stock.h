/* Stock is a ledger: every change is a row; on_hand and reserved are kept beside it. Available = on_hand - reserved. Quantities in the variant's own unit. */
#ifndef SHOP_STOCK_H
#define SHOP_STOCK_H

#include "base/ctx.h"

#define PLACE_SHOP 1

enum stock_change { STOCK_CHANGE_OK, STOCK_CHANGE_SHORT };
/* Most of one variant that may lie in the shop, in its own unit. */
#define STOCK_MAX INT64_C(1000000000000)

/* reason: opening count purchase loss import. SHORT: on_hand would fall below what is reserved or pass STOCK_MAX. Updates the coarse state and its version. */
MUST_USE enum stock_change stock_adjust(struct ctx *, int64_t variant, int64_t delta, const char *reason, const char *note);
/* Sets on_hand by counting. */
MUST_USE enum stock_change stock_count(struct ctx *, int64_t variant, int64_t on_hand, const char *reason, const char *note);
/* The same inside the writing of its product, which bumps the counter "catalog" and puts the product on its shelves at the end. */
MUST_USE enum stock_change stock_put(struct ctx *, int64_t variant, int64_t on_hand, const char *reason);
/* Locks a variant's stock until the end of the transaction and tells what orders hold of it. */
int64_t stock_held(struct ctx *, int64_t variant);
/* Sets the coarse state anew inside the writing of its product (low_at has changed). */
void stock_restate(struct ctx *, int64_t variant);
/* For orders: reserve (SHORT: fewer available), release, ship (leaves the shelf), return (back on the shelf). ref is the order's id. */
MUST_USE enum stock_change stock_reserve(struct ctx *, int64_t variant, int64_t qty, int64_t order);
void stock_release(struct ctx *, int64_t variant, int64_t qty, int64_t order);
void stock_ship(struct ctx *, int64_t variant, int64_t qty, int64_t order);
void stock_return(struct ctx *, int64_t variant, int64_t qty, int64_t order);

struct stock_move { int64_t id, at, on_hand, reserved, ref, after; const char *reason, *ref_kind, *actor, *note; };	/* after: on_hand after it */
struct stock_move *stock_moves(struct ctx *, int64_t variant, int64_t before, int limit, size_t *n);
/* Variants whose kept numbers differ from their ledger; for `etalase check` and tests. */
int64_t stock_faults(struct ctx *);

/* Has anything moved since the first stock was put down? Orders, counting, purchases. */
bool stock_touched(struct ctx *, int64_t variant);
/* Forgets the ledger of a variant that nothing has touched and that is taken away. */
void stock_forget(struct ctx *, int64_t variant);

#endif
