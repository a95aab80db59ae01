/* What pages read again and again (settings, the tree of categories, the first lists of goods), kept in this process until what it was made from changes. One small statement a request asks for the
 * versions; every write that pages could show bumps one of them in its own transaction (setting_bump), on whichever machine, so nothing kept is ever shown after it. */
#ifndef SHOP_MEMO_H
#define SHOP_MEMO_H

#include "base/ctx.h"

/*
 * By the counters "shop", "catalog" and, apart since there are many of them and each is about one product, "catalog" thrice more: cards, "card.ID", their text, "piece0.ID" to "piece3.ID", and whole
 * products, "product.ID" and "variants.ID". Of these a change of one product (setting_bump_product) outdates that product's only. They differ in size and in how often they are asked for, so each has
 * a room of its own.
 */
enum memo_kind { MEMO_SHOP, MEMO_CATALOG, MEMO_CARDS, MEMO_PIECES, MEMO_GOODS, MEMO_KINDS };

/* From now on this process keeps things: called by a worker of `etalase serve`. Commands, jobs and tests make everything anew. */
void memo_open(void);
/* Gives all of it back; nothing is kept any more. */
void memo_close(void);

/* Makes one thing, wholly inside c->arena, with the statements of the transaction that runs. What it returns is not changed afterwards by anybody. */
typedef const void *memo_make(struct ctx *, const void *arg);
/* The thing under this key and the ctx's language, made if need be; it lives to the end of the request at least. Inside a transaction. */
const void *memo_get(struct ctx *, enum memo_kind, const char *key, memo_make *, const void *arg);
/*
 * The same by hand, for several things that one statement makes: memo_find says what is there (NULL: nothing is), then between memo_enter and memo_leave all is made in memory that lasts, and each
 * is handed over by memo_put. Nothing is kept where memo_get would keep nothing.
 */
const void *memo_find(struct ctx *, enum memo_kind, const char *key);
struct arena *memo_enter(struct ctx *, enum memo_kind);
void memo_put(struct ctx *, enum memo_kind, const char *key, const void *value);
void memo_leave(struct ctx *, struct arena *);
/* Inside a make: what is made of this kind holds before this moment (UTC seconds) only; 0 says nothing. */
void memo_until(enum memo_kind, int64_t at);

/* The version of a kind in this request: the counter's value. */
int64_t memo_version(struct ctx *, enum memo_kind);

/* A request begins: nobody holds anything any more. */
void memo_begin(void);
/* A handler that writes begins: what has changed since the request began is not taken from here. */
void memo_write(struct ctx *);
/* This request has changed something itself: for the rest of it nothing is taken from here. */
void memo_changed(void);

#endif
