/* The audit trail: one row for every act of staff (and of the system where money or stock moves), chained by hashes. Never personal data beyond ids. */
#ifndef SHOP_AUDIT_H
#define SHOP_AUDIT_H

#include "base/ctx.h"

/* act: "product.save", "order.pay", "login", … ; object: "product", id; before/after: short JSON texts or NULL. */
void audit(struct ctx *, const char *act, const char *object, int64_t id, const char *before, const char *after);

struct audit_row {
	int64_t id, at;
	const char *actor_kind, *actor_name, *act, *object, *before, *after;
	int64_t object_id;
	const char *thing;	/* its name now: an order's number, a product's name; "" when it has none */
};
/* Newest first, older than id `before` (0: from the top). object_id 0: all of that object; object "": the whole trail. limit 1..500. actor_name is "" but for staff. */
struct audit_row *audit_list(struct ctx *, const char *object, int64_t object_id, int64_t before, int limit, size_t *n);

/* What the search of the trail asks for; 0 and "" ask for nothing. */
struct audit_filter {
	int64_t staff;
	const char *act, *object;
	int64_t object_id;
};
/* As audit_list, of the rows that fit. */
struct audit_row *audit_search(struct ctx *, const struct audit_filter *, int64_t before, int limit, size_t *n);
/* The acts that occur in the trail, by name. */
const char **audit_acts(struct ctx *, size_t *n);

/*
 * The trail is a chain: a row's hash (BLAKE2b-256) covers the row and the hash of the row before it, so that a row that was changed, left out or put in between is found
 * by reading all. The database refuses to change or remove rows by triggers; the chain finds who went around them. CHANGED: `bad` is the first row that does not fit;
 * CUT: the newest rows are gone. `older`: rows from before the chain. The caller has a transaction open and looks at ctx->err.
 */
enum audit_state { AUDIT_WHOLE, AUDIT_CHANGED, AUDIT_CUT };
struct audit_check { enum audit_state state; int64_t rows, older, bad; const char *hash; };
struct audit_check audit_verify(struct ctx *);

#endif
