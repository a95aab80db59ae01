/* Between the files of goods_run: rows that only the worker's side writes. Private to them. */
#ifndef SHOP_GOODS_RUN_ROW_H
#define SHOP_GOODS_RUN_ROW_H

#include "shop/goods_run.h"

#define GOODS_RUN_SLICE_MS 30000	/* a step of the worker, below its lease */

/* In a transaction: numbers and rows of an earlier try are forgotten. */
void goods_run_begin(struct ctx *, int64_t id);
/* In a transaction: orders the next step from the worker under the same turn. */
void goods_run_order(struct ctx *, int64_t id, int64_t turn);
/* In a transaction: is it still this turn's, and not to be stopped? MINE also where it shall stop: then *stop. */
bool goods_run_mine(struct ctx *, int64_t id, int64_t turn, bool *stop);
/* In a transaction: the worker's last word on this order. reason: a message id or the kind of failure, "" none. */
void goods_run_end(struct ctx *, int64_t id, const char *state, const char *reason);

/* One step of an undo; true: nothing is left to do. Outside transactions; ctx->err when the database failed. */
bool goods_run_undo_step(struct ctx *, const struct goods_run *, int64_t start_ms);
/* In the transaction that made it for a product of the run's file: a maker, tag or category, which an undo takes away again. */
void goods_run_group_made(struct ctx *, int64_t run, const char *kind, int64_t id);
/* In a transaction, once the goods are taken back: so do some of these, as far as nobody uses or has changed them. True: none are left to look at. */
bool goods_run_groups_undo(struct ctx *, int64_t run);
/* The product's own rows as they are now, stock and pictures apart: what an undo brings back and compares. In a transaction. */
const char *goods_run_image(struct ctx *, int64_t product);

#endif
