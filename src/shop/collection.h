/* Collections: goods that the owner puts together by hand ("Oleh-oleh Lebaran"), or that find together by conditions and stay up to date by themselves. Each has a page with the list of a category. */
#ifndef SHOP_COLLECTION_H
#define SHOP_COLLECTION_H

#include "shop/catalog.h"

#define COLLECTIONS_MOST 200		/* of one shop */
#define COLLECTION_GOODS_MOST 500	/* in one put together by hand */
#define COLLECTION_RULES_MOST 8
#define COLLECTION_BEST_MOST 500

struct collection {
	int64_t id, version, position, products;	/* products: those on sale */
	int64_t from_at, to_at;				/* UTC seconds, 0: open */
	const char *slug, *name, *description;
	struct picture picture;
	bool by_rule, all, active;			/* all: every condition has to be met, else one of them */
	bool filling;					/* the worker is still looking who belongs to it */
};
struct collection *collection_get(struct ctx *, int64_t id);
/* In the owner's order. */
struct collection **collection_list(struct ctx *, size_t *n);
/* Those that are open to shoppers at this moment and have goods, in the owner's order; kept in memory. */
struct collection_open { struct collection **list; size_t n; int64_t until; };	/* until: when one opens or closes next, 0 never; what pages show depends on it */
const struct collection_open *collections_open(struct ctx *);
/* Is it open to shoppers at this moment? */
bool collection_open(const struct collection *, int64_t now);
struct collection_texts { const char *name, *description; };
struct collection_texts *collection_texts(struct ctx *, int64_t id, const char *lang);

/* what: tag category maker (number: its id), price (number to number_to), stock, new (number days), sale, best (the first `number`). */
struct collection_rule { const char *what; int64_t number, number_to; };
struct collection_rule *collection_rules(struct ctx *, int64_t id, size_t *n);

/* How many conditions name this one; and those that name one name the other from now on (whoever made one of two has the collections filled anew). */
int64_t collection_rules_of(struct ctx *, const char *what, int64_t number);
void collection_rules_moved(struct ctx *, const char *what, int64_t from, int64_t into);

struct collection_edit {
	const char *name[2], *description[2], *slug;
	int64_t media, position, from_at, to_at;
	bool active, by_rule, all;		/* by_rule counts when it is new */
	const struct collection_rule *rules; size_t n_rules;
};
enum collection_put { COLLECTION_OK, COLLECTION_GONE, COLLECTION_CONFLICT, COLLECTION_SLUG_TAKEN, COLLECTION_FULL };
/* Who belongs to it is known at once in a shop of up to 2,000 goods; in a larger one the worker goes on. */
MUST_USE enum collection_put collection_put(struct ctx *, int64_t *id, int64_t version, const struct collection_edit *);
/* Goods, texts, conditions and addresses go with it. */
MUST_USE bool collection_drop(struct ctx *, int64_t id);

/* By hand. */
struct collection_goods { int64_t product; const char *name, *status; struct picture picture; int64_t tint; };
struct collection_goods *collection_goods(struct ctx *, int64_t id, size_t *n);
enum collection_change { COLLECTION_CHANGE_OK, COLLECTION_CHANGE_GONE, COLLECTION_CHANGE_FULL };
/* At the end; one that is in it already stays where it is. GONE: no such collection by hand, or no such product. */
MUST_USE enum collection_change collection_add(struct ctx *, int64_t id, int64_t product);
MUST_USE enum collection_change collection_take(struct ctx *, int64_t id, int64_t product);
/* To place `to`, 0 first. */
MUST_USE enum collection_change collection_move(struct ctx *, int64_t id, int64_t product, int64_t to);

/* In collections by hand the one stands where the other did, unless it stands there already: the two became one. Who calls it puts both on their shelves anew. */
void collection_goods_moved(struct ctx *, int64_t from, int64_t into);

/* The worker's: one step of filling a collection anew, of those whose conditions changed or that time has moved on. False: there is nothing to do. */
bool collection_work(struct ctx *, int64_t now);

#endif
