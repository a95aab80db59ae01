/*
 * The template for the next courier; copy it and replace what is marked. It is built and tested
 * with tests/contract and is in no program. A price must come from the zone and the parcel alone:
 * rates that another machine knows are fetched by a job beforehand, never in quote().
 */
#include "base/buf.h"
#include "shop/ship.h"

#define URL_MAX 300

/* Yours: the tariff. Here the first price, whatever the weight up to the zone's limit. */
static enum quote_result
quote(const struct zone *z, const struct parcel *p, int64_t *price)
{
	if (z->max_g > 0 && p->weight_g > z->max_g)
		return QUOTE_TOO_HEAVY;
	*price = z->price_first;
	return QUOTE_OK;
}

/* Yours: the page that follows a parcel. The number was typed by a person, so it is encoded. */
static const char *
tracking_url(struct ctx *c, const char *tracking)
{
	struct buf b;

	buf_init(&b, c->arena, URL_MAX);
	buf_str(&b, "https://courier.example/track?number=");
	return buf_url(&b, tracking) ? b.s : NULL;
}

/*
 * Yours: name is stored with zones and shipments and never changes; order is the place among the
 * others.
 */
static const struct courier courier_skeleton = {
	.name = "skeleton",
	.order = 900,
	.quote = quote,
	.tracking_url = tracking_url,
	.needs_address = true,
};
COURIER(courier_skeleton);
