/*
 * ctx: what every call below the web layer needs: the arena of this piece of work, the database connection, the first
 * failure, who acts, in which language, and the counters that end up in the request's log line.
 */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include "base/arena.h"
#include "base/err.h"

struct db;
struct conf;

enum actor_kind { ACTOR_SYSTEM, ACTOR_VISITOR, ACTOR_CUSTOMER, ACTOR_STAFF };

struct ctx {
	struct arena *arena;
	struct db *db;
	const struct conf *conf;
	struct err err;
	enum actor_kind actor_kind;
	int64_t actor;			/* id of the staff member or customer; 0 for the others */
	const char *lang;		/* "id" or "en"; never NULL */
	int64_t buyer_group;		/* whose prices whoever asks may see (shop/price.h); 0: everybody's */
	const char *request_id;		/* for logs; "" outside requests */
	int64_t sql_count;		/* statements run */
	int64_t sql_us;			/* microseconds spent in them */
};

/* Fills a ctx for work outside a request: system actor, language id. */
void ctx_init(struct ctx *, struct arena *, struct db *, const struct conf *);

#endif
