/*
 * The template for the next payment method; copy it and replace what is marked. It is built and
 * tested with tests/contract and is in no program. offer() and start() run while a page is built:
 * they read, never write, and never call another machine.
 */
#include "shop/pay.h"

#define HOUR_S 3600
#define TOTAL_MOST 10000000	/* Yours: what the other side takes at most. */

/*
 * Yours: PAY_OFF when the owner has not set it up, NOT_HERE or TOO_MUCH when this order is not for
 * it.
 */
static enum pay_offer
offer(struct ctx *c, const struct zone *zone, int64_t total)
{
	(void)c;
	(void)zone;
	return total > TOTAL_MOST ? PAY_TOO_MUCH : PAY_OFFERED;
}

/*
 * Yours: "waiting" with a deadline, or "cod". exact: the owner must tell payments apart by their
 * sum.
 */
static struct pay_start
start(struct ctx *c)
{
	(void)c;
	return (struct pay_start){ .pay_state = "waiting", .exact = false, .due_s = 2 * HOUR_S };
}

/* Yours: name is stored with orders and never changes; order is the place among the others. */
static const struct payment_method payment_skeleton = {
	.name = "skeleton",
	.order = 900,
	.offer = offer,
	.start = start,
	.staff_confirms = false,
	.paid_on_delivery = false,
};
PAYMENT_METHOD(payment_skeleton);
