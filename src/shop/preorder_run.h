/*
 * What is done with all orders of a pre-order batch at once: their buyers are told something, it is ready on another day, it is called off, or it has come. A person starts a run; the worker goes through its
 * orders, one transaction each, and one row for each order says what came of it, so a run that was broken off goes on where it was and nobody is told twice.
 */
#ifndef SHOP_PREORDER_RUN_H
#define SHOP_PREORDER_RUN_H

#include "base/ctx.h"

enum preorder_act { BATCH_TELL, BATCH_MOVE, BATCH_CANCEL, BATCH_ARRIVE, BATCH_ACTS };
/* "tell", "move", "cancel", "arrive": in rows, addresses and message ids batch.<name>. */
const char *preorder_act_name(enum preorder_act);
#define PREORDER_WORDS_MAX 1000
#define PREORDER_KEY_MAX 40

/* How full a batch is: pieces and orders that are still open; of them paid, and of them waiting for the goods. */
struct preorder_batch { int64_t batch, pieces, orders, paid_pieces, paid_orders, waiting; };
struct preorder_batch preorder_batch(struct ctx *, int64_t product, int64_t batch);
/* Batches that have open orders, newest first. */
struct preorder_batch *preorder_batches(struct ctx *, int64_t product, int limit, size_t *n);

struct preorder_ask {
	int64_t product, batch;
	enum preorder_act act;
	const char *key;	/* minted with the form: the same twice is one run */
	const char *words;	/* what buyers are told, of CANCEL the reason; "": nobody is told */
	int64_t day;		/* MOVE: the local day when it is ready now */
	bool mixed;		/* CANCEL: orders that hold other goods, too */
	const struct preorder_came { int64_t variant, qty; } *came;	/* ARRIVE: what is put into stock */
	size_t n_came;
};
/*
 * START_OK, START_AGAIN (this key has been here): *run is the run. GONE: no such product. NONE: no open order that it would be about. BUSY: another run goes through this batch. SHORT: stock can't take so much.
 * MOVE changes what is promised from now on, CANCEL takes the batch off sale, ARRIVE puts stock down, at once; orders follow by the worker. On anything but OK and AGAIN nothing may be kept. Audited.
 */
enum preorder_start { START_OK, START_AGAIN, START_GONE, START_NONE, START_BUSY, START_SHORT };
MUST_USE enum preorder_start preorder_run_start(struct ctx *, const struct preorder_ask *, int64_t *run);

struct preorder_run {
	int64_t id, product, batch, day, at, done_at, updated_at, turn, staff_id;
	enum preorder_act act;
	bool mixed;
	const char *state;		/* working, done, stopped */
	const char *words, *staff;
	int64_t orders, done;		/* of orders: how many it is through with */
};
struct preorder_run *preorder_run_get(struct ctx *, int64_t id);	/* NULL: no such run */
struct preorder_run *preorder_runs(struct ctx *, int64_t product, int64_t batch, int limit, size_t *n);	/* newest first */
/* No step within so many seconds: somebody may push it on. */
#define PREORDER_STUCK_S 300
/* Stops a run, or lets one that was stopped, or stuck, go on. False: there is nothing to stop or push, or another run goes through its batch. */
MUST_USE bool preorder_run_stop(struct ctx *, int64_t id);
MUST_USE bool preorder_run_go(struct ctx *, int64_t id);

/* One order of a run. outcome: "" not yet, mail, chat (no mail to send), silent, cancelled, refund, mixed, proof (its money is looked for first), gone (not open any more), failed. */
struct preorder_outcome {
	int64_t order;
	const char *number, *name, *outcome;
	const char *mail, *why;		/* state of the mail: waiting, sent, failed, "" none */
	bool chat;			/* was told on WhatsApp */
};
struct preorder_outcome *preorder_run_orders(struct ctx *, int64_t run, int64_t after, int limit, size_t *n);	/* in the order of orders, behind `after` */
struct preorder_result { int64_t n; const char *outcome; };
struct preorder_result *preorder_run_results(struct ctx *, int64_t run, size_t *n);
/* What its buyers are told; "" for none. */
const char *preorder_run_words(struct ctx *, int64_t run);
/* Is this order one of the run's? */
bool preorder_run_has(struct ctx *, int64_t run, int64_t order);

struct outbox_row;
/* The worker's part, outside transactions: goes on for some seconds, then orders the rest anew. The row is done with it. False: the database failed (ctx->err). */
MUST_USE bool preorder_run_work(struct ctx *, int64_t id, int64_t turn, const struct outbox_row *);
/* Forgets runs that were started before; returns how many. */
#define PREORDER_KEEP_S (400 * INT64_C(86400))
int64_t preorder_run_prune(struct ctx *, int64_t before, int limit);

#endif
