/*
 * Cash on delivery ("bayar di tempat"), and for those who collect "bayar saat ambil": where the
 * zone allows it, up to its and the shop's limit.
 */
#include "base/str.h"
#include "shop/pay.h"
#include "shop/setting.h"
#include "shop/ship.h"

static enum pay_offer
offer(struct ctx *c, const struct zone *zone, int64_t total)
{
	const struct shop *shop = shop_get(c);

	if (!shop->cod_on)
		return PAY_OFF;
	if (zone && str_eq(zone->kind, "pickup"))
		return PAY_OFFERED;	/* the goods are still here: nothing is at risk */
	if (zone && !zone->cod)
		return PAY_NOT_HERE;
	if (shop->cod_max > 0 && total > shop->cod_max)
		return PAY_TOO_MUCH;
	return zone && zone->cod_max > 0 && total > zone->cod_max ? PAY_TOO_MUCH : PAY_OFFERED;
}

static struct pay_start
start(struct ctx *c)
{
	(void)c;
	return (struct pay_start){ .pay_state = "cod", .exact = false, .due_s = 0 };
}

static const struct payment_method payment_cod = {
	.name = "cod",
	.order = 20,
	.offer = offer,
	.start = start,
	.staff_confirms = false,
	.paid_on_delivery = true,
};
PAYMENT_METHOD(payment_cod);
