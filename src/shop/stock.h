/*
 * Stock is a ledger: every change is a row; on_hand and reserved are kept beside it. Available = on_hand - reserved, and what may be promised beyond it (make). Quantities in the variant's own unit. The
 * stock of a bundle (shop/bundle.h) has no ledger: it is what its parts allow, and follows them in the transaction that changes them.
 */
#ifndef SHOP_STOCK_H
#define SHOP_STOCK_H

#include "base/ctx.h"

#define PLACE_SHOP 1

/* What can be sold of a stock row, 0 without one. */
#define SQL_FREE(k) "COALESCE(" k ".on_hand + COALESCE(" k ".make, 0) - " k ".reserved, 0)"

enum stock_change { STOCK_CHANGE_OK, STOCK_CHANGE_SHORT };
/* Most of one variant that may lie in the shop, in its own unit. */
#define STOCK_MAX INT64_C(1000000000000)

/* reason: opening count purchase loss import. SHORT: on_hand would fall below what is reserved or pass STOCK_MAX, or it is a bundle. Updates the coarse state and its version. */
MUST_USE enum stock_change stock_adjust(struct ctx *, int64_t variant, int64_t delta, const char *reason, const char *note);
/* Sets on_hand by counting; of a bundle nothing is counted: OK. */
MUST_USE enum stock_change stock_count(struct ctx *, int64_t variant, int64_t on_hand, const char *reason, const char *note);
/* The same inside the writing of its product, which bumps the counter "catalog" and puts the product on its shelves at the end. */
MUST_USE enum stock_change stock_put(struct ctx *, int64_t variant, int64_t on_hand, const char *reason);
/* Locks a variant's stock until the end of the transaction and tells what orders hold of it. */
int64_t stock_held(struct ctx *, int64_t variant);
/* Sets the coarse state anew inside the writing of its product (low_at has changed). */
void stock_restate(struct ctx *, int64_t variant);
/* For orders: reserve (SHORT: fewer available), release, ship (leaves the shelf; what was made for it comes in first), return (back on the shelf). order: its id. */
MUST_USE enum stock_change stock_reserve(struct ctx *, int64_t variant, int64_t qty, int64_t order);
void stock_release(struct ctx *, int64_t variant, int64_t qty, int64_t order);
void stock_ship(struct ctx *, int64_t variant, int64_t qty, int64_t order);
void stock_return(struct ctx *, int64_t variant, int64_t qty, int64_t order);
/* The same for all goods of an order, which stand in the order of variants, since rows are locked in it; then the bundles follow. bundle: the variant that this one went out in, 0: none. */
enum stock_act { STOCK_RESERVE, STOCK_RELEASE, STOCK_SHIP, STOCK_RETURN };
struct stock_part { int64_t variant, qty, bundle; };
MUST_USE enum stock_change stock_take(struct ctx *, enum stock_act, const struct stock_part *, size_t n, int64_t order);

/* How many more than are there may be promised of a variant, since they are made when they are wanted; 0: none. Bundles follow; the product is told by who calls. */
#define STOCK_MAKE INT64_C(1000000)
void stock_make(struct ctx *, int64_t variant, int64_t n);

/* For bundles. Makes a variant one, counting what it has to nothing, or plain again. SHORT: orders hold some of it, or it is part of a bundle. */
MUST_USE enum stock_change stock_bundle(struct ctx *, int64_t variant, bool on);
/* One bundle more (1) or fewer (-1) has it inside. SHORT: it is a bundle itself. */
MUST_USE enum stock_change stock_in_bundle(struct ctx *, int64_t variant, int delta);
/* Reckons the stock of a bundle anew from its parts. */
void stock_follow(struct ctx *, int64_t bundle);

struct stock_move { int64_t id, at, on_hand, reserved, ref, after; const char *reason, *ref_kind, *actor, *note, *bundle; };	/* after: on_hand after it; bundle: name of the one it went out in */
struct stock_move *stock_moves(struct ctx *, int64_t variant, int64_t before, int limit, size_t *n);
/* Variants whose kept numbers differ from their ledger, and bundles from their parts; for `etalase check` and tests. */
int64_t stock_faults(struct ctx *);

/* Has anything moved since the first stock was put down? Orders, counting, purchases. */
bool stock_touched(struct ctx *, int64_t variant);
/* Has any of a product ever lain in the shop? Then reports of that time tell it. */
bool stock_has_lain(struct ctx *, int64_t product);
/* Forgets the ledger of a variant that nothing has touched and that is taken away. */
void stock_forget(struct ctx *, int64_t variant);

#endif
