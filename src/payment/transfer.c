/*
 * Bank transfer: the shopper pays an exact sum to one of the shop's accounts, the owner sees it in
 * the bank's list and confirms.
 */
#include "shop/pay.h"
#include "shop/setting.h"

#define HOUR_S 3600

static enum pay_offer
offer(struct ctx *c, const struct zone *zone, int64_t total)
{
	size_t n;

	(void)zone;
	(void)total;
	if (!shop_get(c)->transfer_on)
		return PAY_OFF;
	(void)bank_accounts(c, false, &n);
	return n > 0 ? PAY_OFFERED : PAY_OFF;
}

static struct pay_start
start(struct ctx *c)
{
	return (struct pay_start){
		.pay_state = "waiting", .exact = true, .due_s = shop_get(c)->pay_hours * HOUR_S
	};
}

static const struct payment_method payment_transfer = {
	.name = "transfer",
	.order = 10,
	.offer = offer,
	.start = start,
	.staff_confirms = true,
	.paid_on_delivery = false,
};
PAYMENT_METHOD(payment_transfer);
