/* The audit trail: one row for every act of staff (and of the system where money or stock moves). Never personal data beyond ids. */
#ifndef SHOP_AUDIT_H
#define SHOP_AUDIT_H

#include "base/ctx.h"

/* act: "product.save", "order.pay", "login", … ; object: "product", id; before/after: short JSON texts or NULL. */
void audit(struct ctx *, const char *act, const char *object, int64_t id, const char *before, const char *after);

struct audit_row {
	int64_t id, at;
	const char *actor_kind, *actor_name, *act, *object, *before, *after;
	int64_t object_id;
};
/* Newest first, older than id `before` (0: from the top). object_id 0: all of that object; object "": the whole trail. limit 1..500. actor_name is "" but for staff. */
struct audit_row *audit_list(struct ctx *, const char *object, int64_t object_id, int64_t before, int limit, size_t *n);

#endif
