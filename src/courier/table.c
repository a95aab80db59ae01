/*
 * Shipping by the shop's own table, for its own car and for couriers whose tariff the owner typed
 * in: a price up to the first weight, then one for each started step beyond, of which the last may
 * be overrun by the tolerance (JNE's rule: 1 kg first, 1 kg steps, 300 g tolerance: 1300 g is 1 kg,
 * 1301 g is 2 kg).
 */
#include "shop/ship.h"

/* Of the weight above the first: started steps, of which the last may be overrun; or each gram at the step's price, to the next whole rupiah. False: too much to count. */
static bool
beyond(const struct zone *z, int64_t over, int64_t *price)
{
	int64_t whole = over / z->step_g, rest = over % z->step_g, part = 0;

	if (!z->by_gram)
		return mul_ok(whole + (rest > z->tolerance_g ? 1 : 0), z->price_step, price);
	if (!mul_ok(rest, z->price_step, &part))
		return false;
	return mul_ok(whole, z->price_step, price) && add_ok(*price, part / z->step_g + (part % z->step_g ? 1 : 0), price);
}

static enum quote_result
quote(const struct zone *z, const struct parcel *p, int64_t *price)
{
	int64_t over = p->weight_g - z->first_g, sum = 0;

	if (z->max_g > 0 && p->weight_g > z->max_g)
		return QUOTE_TOO_HEAVY;
	if ((over > 0 && !beyond(z, over, &sum)) || !add_ok(sum, z->price_first, &sum))
		return QUOTE_TOO_HEAVY;
	*price = sum;
	return QUOTE_OK;
}

/* The table knows many couriers and none of their pages. */
static const char *
tracking_url(struct ctx *c, const char *tracking)
{
	(void)c;
	(void)tracking;
	return NULL;
}

static const struct courier courier_table = {
	.name = "table",
	.order = 10,
	.quote = quote,
	.tracking_url = tracking_url,
	.needs_address = true,
};
COURIER(courier_table);
