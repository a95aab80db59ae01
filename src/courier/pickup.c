/* The shopper collects at the shop: needs no address, costs nothing, whatever it weighs. */
#include "shop/ship.h"

static enum quote_result
quote(const struct zone *z, const struct parcel *p, int64_t *price)
{
	(void)z;
	(void)p;
	*price = 0;
	return QUOTE_OK;
}

static const char *
tracking_url(struct ctx *c, const char *tracking)
{
	(void)c;
	(void)tracking;
	return NULL;
}

static const struct courier courier_pickup = {
	.name = "pickup",
	.order = 20,
	.quote = quote,
	.tracking_url = tracking_url,
	.needs_address = false,
};
COURIER(courier_pickup);
