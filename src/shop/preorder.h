/*
 * Goods that are sold although none lie there: on asking, made when none are left (back), or always made when ordered (pre), then for a day or within days, until a closing day, at most so many pieces in a
 * batch. What may be promised stands in the stock's rows (stock_make), so an order takes it like anything else; the pieces of a batch are counted in the product's row, under whose lock nobody takes too many.
 */
#ifndef SHOP_PREORDER_H
#define SHOP_PREORDER_H

#include "base/ctx.h"

enum made_rule { MAKING_NOT, MAKING_ASK, MAKING_BACK, MAKING_PRE };
#define PREORDER_DAYS_MAX 365
#define PREORDER_PIECES_MAX 100000

struct preorder {
	enum made_rule rule;
	int64_t ready_days, ready_day;	/* one of them, or neither: 0; ready_day is a local day */
	int64_t closes;			/* UTC second from which nothing more is taken; 0 never */
	int64_t most, target;		/* pieces of a batch; 0 no limit, no target */
	int64_t batch, taken;
};
/* How a column spells it; anything else is NOT. */
enum made_rule preorder_rule(const char *word);
const char *preorder_word(enum made_rule);
#define SQL_PREORDER_COLS(p) p ".made, " p ".ready_days, " p ".ready_day, " p ".made_closes, " p ".made_most, " p ".made_target, " p ".made_batch, " p ".made_taken"
struct db_rows;
struct preorder preorder_read(struct db_rows *);
/* Is so much of it made, when so many lie there free? */
bool preorder_made(const struct preorder *, int64_t there, int64_t qty);
/* How many pieces may still be ordered of the batch at this moment; INT64_MAX without a limit. */
int64_t preorder_left(const struct preorder *, int64_t now);

enum preorder_put { PREORDER_OK, PREORDER_GONE, PREORDER_CONFLICT };
/* Says how the product is sold; fresh begins a new batch. version: of the product. Audited; bumps it and puts it on its shelves. The numbers are checked by who calls. */
MUST_USE enum preorder_put preorder_put(struct ctx *, int64_t product, int64_t version, const struct preorder *, bool fresh);
/* The stock's rows of a product as its rule says: after the rule or its variants have changed. */
void preorder_follow(struct ctx *, int64_t product);
/* For orders, after their stock is taken: false when the batch is full or closed. late: an order that comes back to life, for which the closing day doesn't count. */
MUST_USE bool preorder_take(struct ctx *, int64_t product, int64_t batch, int64_t qty, bool late);
void preorder_give_back(struct ctx *, int64_t product, int64_t batch, int64_t qty);
/* Products whose closing day has come, at most `limit`, taken off sale; how many. */
int64_t preorder_due(struct ctx *, int64_t now, int limit);

/* For runs through a batch (shop/preorder_run.h): nothing more is taken of it from now on; it is ready on another day, for who orders from now on. A batch that isn't the product's present one is left alone. */
void preorder_close(struct ctx *, int64_t product, int64_t batch);
void preorder_move(struct ctx *, int64_t product, int64_t batch, int64_t day);

/* What is to be made: pieces of open orders of the batch that wait for them, by variant. */
struct preorder_sum { int64_t variant, qty, orders; const char *options; };
struct preorder_sum *preorder_sums(struct ctx *, int64_t product, int64_t batch, size_t *n);
/* Open orders of the batch behind the order `after`, oldest first. here: all of it has come. */
struct preorder_order { int64_t id, qty, customer; bool here; const char *number, *name, *pay_state; };
struct preorder_order *preorder_orders(struct ctx *, int64_t product, int64_t batch, int64_t after, int limit, size_t *n);

#endif
