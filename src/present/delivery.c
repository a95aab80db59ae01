/* The cheapest way to a district, in a sentence. Only a visitor with a session has chosen one, and such pages are kept by nobody, so no ETag needs to know of zones. */
#include "present/delivery.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/url.h"
#include "shop/region.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/ship.h"

void
present_delivery(struct request *r, struct view *v, const struct parcel *choices, size_t n)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	struct region_path path;
	const struct quote *best;
	const char *when;
	bool from;

	view_text(v, "SHIP_TO_URL", present_ship_to_url(c));
	if (!r->session || !r->session->district || !region_path(c, r->session->district, &path)) {
		view_flag(v, "SHIP_ASK", true);
		return;
	}
	view_flag(v, "SHIP_KNOWN", true);
	best = ship_cheapest(c, &(struct ship_to){ r->session->district, r->session->village }, choices, n, &from);
	if (!best) {
		view_text(view_row(v, "SHIP_NONE"), "SHIP_TO", path.district.name);
		return;
	}
	v = view_row(v, "SHIP");
	view_text(v, "SHIP_TO", path.district.name);
	view_money(v, "SHIP_PRICE", best->price);
	view_flag(v, "SHIP_FREE", best->is_free || best->price == 0);
	view_flag(v, "SHIP_PAID", !best->is_free && best->price > 0);
	view_flag(v, "SHIP_FROM", from);
	view_flag(v, "SHIP_EXACT", !from);
	view_text(v, "SHIP_NAME", best->zone->name);
	when = present_delivery_when(c, best, 0);
	view_text(v, "SHIP_ETA", when);
	view_flag(v, "HAS_SHIP_ETA", !str_empty(when));
	view_flag(v, "SHIP_COD", best->zone->cod && shop->cod_on);
}

const char *
present_delivery_day(struct ctx *c, int64_t day)
{
	return i18n(c->arena, c->lang, "ship.date", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d.long", clock_weekday(day)), NULL),
	    clock_day_text(c->arena, day, c->lang), NULL);
}

const char *
present_delivery_moment(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;
	int64_t day = clock_day(at, zone);

	/* The end of a day is said so, not as the beginning of the next. */
	if (clock_minute(at, zone) == 0)
		return i18n(c->arena, c->lang, "ship.moment", present_delivery_day(c, day - 1), "24.00", NULL);
	return i18n(c->arena, c->lang, "ship.moment", present_delivery_day(c, day), clock_hm(c->arena, at, zone), NULL);
}

const char *
present_delivery_when(struct ctx *c, const struct quote *q, int64_t day)
{
	if (q->n_days == 0)
		return q->zone->eta;
	return i18n(c->arena, c->lang, "ship.day", present_delivery_day(c, day ? day : q->day[0]), NULL);
}

const char *
present_ship_to_url(struct ctx *c)
{
	return url_in(c, "/ship-to", c->lang);
}
