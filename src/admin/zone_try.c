/* "What would somebody there pay?": for an address, a weight and a value, the ways as a buyer sees them, and which of the owner's other prices gave way to them and why. */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/delivery.h"
#include "present/paper.h"
#include "present/shell.h"
#include "present/size.h"
#include "shop/region.h"
#include "shop/ship.h"
#include "shop/staff.h"

#define FOUND 20
#define WEIGHT_G 1000
#define WEIGHT_MAX 1000000
#define TEXT_MAX 100

static const char *
asked(struct request *r, const char *name)
{
	const char *s = request_query(r, name);

	return s && strlen(s) <= 2 * TEXT_MAX ? str_trim(r->c->arena, s) : "";
}

static const char *
rank_text(struct ctx *c, enum ship_rank rank)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, "zone.rank.%d", (int)rank), NULL);
}

static void
way(struct ctx *c, struct view *v, const struct quote *q)
{
	struct view *row = view_row(v, q->outdone ? "HIDDEN" : "SHOWN");
	const char *when = present_delivery_when(c, q, 0);

	view_text(row, "WAY_NAME", q->zone->name);
	view_text(row, "ZONE_URL", url_admin(c, "/zones/%lld", (long long)q->zone->id));
	view_text(row, "WAY_ETA", when);
	view_flag(row, "HAS_ETA", !str_empty(when));
	view_text(row, "RANK", rank_text(c, q->rank));
	view_text(row, "CHARGED", paper_weight(c, q->charged_g));
	view_flag(row, "BY_WEIGHT", q->rank != RANK_NONE);
	view_flag(row, "TOO_HEAVY", q->result == QUOTE_TOO_HEAVY);
	if (q->result == QUOTE_TOO_LITTLE)
		view_money(view_row(row, "TOO_LITTLE"), "WAY_MIN", q->zone->min_order);
	view_flag(row, "WAY_FREE", q->result == QUOTE_OK && q->price == 0);
	view_flag(row, "WAY_PAID", q->result == QUOTE_OK && q->price > 0);
	view_money(row, "WAY_PRICE", q->price);
	view_flag(row, "OVER", q->is_free);
	if (q->outdone)
		view_text(row, "WINNER", q->outdone->name);
}

static void
answer(struct request *r, struct view *v, int64_t district, const char *village, const struct parcel *p)
{
	struct ctx *c = r->c;
	size_t n, i;
	struct quote *list = ship_try(c, &(struct ship_to){ district, village }, p, &n);
	bool any = false;

	v = view_row(v, "ANSWER");
	view_text(v, "WHERE", region_label(c, district));
	for (i = 0; i < n; i++) {
		way(c, v, &list[i]);
		any = any || !list[i].outdone;
	}
	view_flag(v, "NOTHING", !any);
}

static void
villages(struct ctx *c, struct view *v, int64_t district, const char *village)
{
	size_t n, i;
	const char **list = ship_villages(c, district, &n);

	if (n == 0)
		return;
	v = view_row(v, "VILLAGES");
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "VILLAGE");

		view_text(row, "NAME", list[i]);
		view_flag(row, "CHOSEN", ship_village(c, list + i, 1, village) != NULL);
	}
}

/* The district that is meant: its code, or a name that only one bears; else the choice. */
static int64_t
district_of(struct request *r, struct view *v, const char *q)
{
	struct ctx *c = r->c;
	struct region_path path;
	struct region *found;
	int64_t code;
	size_t n = 0, i;

	if (str_int(asked(r, "district"), 100000, 999999, &code) && region_path(c, code, &path) && (str_empty(q) || str_eq(q, region_label(c, code))))
		return code;
	found = *q ? region_search(c, q, FOUND, &n) : NULL;
	if (n == 1)
		return found[0].code;
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "CHOICE");

		view_int(row, "CODE", found[i].code);
		view_text(row, "NAME", region_label(c, found[i].code));
	}
	view_flag(v, "CHOICES", n > 0);
	view_flag(v, "UNKNOWN", *q && n == 0);
	return 0;
}

/* The sides that were asked for, shown again; false: one of them is wrong. */
static bool
size(struct request *r, struct view *v, int64_t *mm3)
{
	static const char *const names[CATALOG_SIDES] = { "length", "width", "height" };
	const char *cm[CATALOG_SIDES];
	int64_t mm[CATALOG_SIDES];
	bool ok;
	size_t i;

	for (i = 0; i < CATALOG_SIDES; i++)
		cm[i] = asked(r, names[i]);
	ok = present_size_read(r, names, cm, mm);
	*mm3 = catalog_volume(mm);
	present_size(r, v, names, cm);
	return ok;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/zone_try", "more", i18n(c->arena, c->lang, "zone.try", NULL));
	struct parcel p = { .weight_g = WEIGHT_G };
	const char *q = asked(r, "q"), *village = asked(r, "village"), *weight = asked(r, "weight"), *value = asked(r, "value");
	bool weight_ok = !*weight || str_int(weight, 0, WEIGHT_MAX, &p.weight_g), value_ok = !*value || money_parse(value, &p.value);
	bool size_ok = size(r, v, &p.volume_mm3);
	int64_t district = district_of(r, v, q);

	shell_back(v, url_admin(c, "/zones"));
	view_text(v, "TRY_URL", url_admin(c, "/zones/try"));
	view_text(v, "Q", district ? region_label(c, district) : q);
	view_int(v, "DISTRICT_CODE", district);
	view_text(v, "WEIGHT", *weight ? weight : arena_printf(c->arena, "%lld", (long long)p.weight_g));
	view_text(v, "VALUE", value);
	view_flag(v, "WEIGHT_BAD", !weight_ok);
	view_flag(v, "VALUE_BAD", !value_ok);
	if (district) {
		villages(c, v, district, village);
		if (weight_ok && value_ok && size_ok)
			answer(r, v, district, village, &p);
	}
}

static const struct route routes[] = {
	{ "GET", "/admin/zones/try", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
