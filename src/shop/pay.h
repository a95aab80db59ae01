/* Paying: methods are adapters (payment/), one file and one const struct each, which PAYMENT_METHOD() puts into the registry. Bank accounts of the shop. */
#ifndef SHOP_PAY_H
#define SHOP_PAY_H

#include "base/ctx.h"

struct order;
struct zone;

enum pay_offer { PAY_OFFERED, PAY_NOT_HERE, PAY_TOO_MUCH, PAY_OFF };
struct pay_start {
	const char *pay_state;		/* the order's first state: waiting, cod */
	bool exact;			/* the amount carries a unique code */
	int64_t due_s;			/* seconds until the order lapses unpaid; 0: never */
};
struct payment_method {
	const char *name;		/* "transfer": stored, never shown; texts are pay.<name> messages */
	int order;			/* of appearance */
	/* Is it offered for this way to ship and this total? zone NULL: undecided. */
	enum pay_offer (*offer)(struct ctx *, const struct zone *, int64_t total);
	/* How an order begins under it. */
	struct pay_start (*start)(struct ctx *);
	bool staff_confirms;		/* money is confirmed by a person */
	bool paid_on_delivery;
};
/* Makes a method known, at the end of its file: PAYMENT_METHOD(payment_transfer); the linker gathers them. */
#define PAYMENT_METHOD(var) \
	static const struct payment_method *const var##_listed \
	    __attribute__((used, section("payment_methods"))) = &(var)
const struct payment_method *pay_method(const char *name);	/* NULL: unknown */
const struct payment_method *const *pay_methods(void);		/* in order of .order; ends with NULL */

struct bank_account { int64_t id, position, version; const char *bank, *number, *holder; bool active; };
struct bank_account *bank_accounts(struct ctx *, bool all, size_t *n);
enum bank_put { BANK_OK, BANK_GONE, BANK_CONFLICT };
MUST_USE enum bank_put bank_put(struct ctx *, int64_t *id, int64_t version, const char *bank, const char *number, const char *holder, int64_t position, bool active);

/*
 * A code 1..999 so that total + code is unique among open exact payments; 0 when all are taken (then the amount is not unique and the order says so). The sums of orders that lapsed or
 * were cancelled within the last PAY_GRACE_S are given again only when no other is left: a transfer that comes late still tells whose it is.
 */
#define PAY_GRACE_S (7 * 86400)
int64_t pay_unique_code(struct ctx *, int64_t total);

#endif
