/* "To Kec. Panti, delivery Rp 9.000": what sending costs to the district that this visitor has chosen, before there is a cart. */
#ifndef PRESENT_DELIVERY_H
#define PRESENT_DELIVERY_H

#include "http/request.h"
#include "shop/ship.h"
#include "view/view.h"

/*
 * Sections SHIP (SHIP_TO, SHIP_PRICE, SHIP_NAME, SHIP_ETA; SHIP_FREE or SHIP_PAID; SHIP_FROM when it costs more with another choice, else SHIP_EXACT; SHIP_COD), SHIP_NONE (nobody goes there) or SHIP_ASK (no
 * district chosen yet; else SHIP_KNOWN). choices: of what may be bought one, as parcels without packing; the cheapest is told.
 */
void present_delivery(struct request *, struct view *, const struct parcel *choices, size_t n);
/* "Selasa, 24 Nov": a day of delivery; "Selasa, 24 Nov pukul 09.00": the moment at which one is closed. */
const char *present_delivery_day(struct ctx *, int64_t day);
const char *present_delivery_moment(struct ctx *, int64_t at);
/* When it comes: "Diantar Selasa, 24 Nov" of the day (0: the quote's next), else the zone's own words; "" when nobody knows. */
const char *present_delivery_when(struct ctx *, const struct quote *, int64_t day);
/* /ship-to, where the form that changes the district is sent. */
const char *present_ship_to_url(struct ctx *);

#endif
