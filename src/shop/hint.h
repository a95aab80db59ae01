/*
 * What goods still lack: a photo, the weight that shipping is charged by, words that sell them, half of the facts that their type asks for. Kept beside each product in the transaction that changes it, so that the
 * owner's list is narrowed to such goods and counted without looking at any of them; `etalase check` compares, `check --mend` makes it anew.
 */
#ifndef SHOP_HINT_H
#define SHOP_HINT_H

#include "base/ctx.h"

/* In the order in which they matter to a sale. */
enum hint { HINT_PRICE, HINT_PHOTO, HINT_WEIGHT, HINT_STOCK, HINT_TEXT, HINT_CATEGORY, HINT_FACTS, HINT_PERMIT };
#define HINTS 8
#define HINT_BIT(h) (INT64_C(1) << (h))
#define HINT_TEXT_LEAST 40	/* code points: fewer are no description */
extern const char *const hint_words[HINTS];	/* "price" "photo" "weight" "stock" "text" "category" "facts" "permit": messages hint.<word>, hint.<word>.short */

/* ---- reading ---- */
int64_t hint_bits(struct ctx *, int64_t product);
/* How many goods on sale lack something. */
int64_t hint_count(struct ctx *);

/* ---- writing: who calls these has bumped the counter "catalog" before ---- */
/* Looks at a product anew: its rows are as they shall be. */
void hint_put(struct ctx *, int64_t product);
/* The same for all of (from, to]. */
void hint_make(struct ctx *, int64_t from, int64_t to);
/* A type asks for other facts, or a picture was refused or taken after all: the worker looks at the goods that this is about. */
void hint_type(struct ctx *, int64_t type);
void hint_media(struct ctx *, const char *hash);
/* What is due at `now`, at most `limit`; how many. */
int64_t hint_due(struct ctx *, int64_t now, int limit);
/* Products whose row says otherwise than their goods do, those that are due apart. For `etalase check` and tests. */
int64_t hint_faults(struct ctx *, int64_t from, int64_t to, int64_t now);

#endif
