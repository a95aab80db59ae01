/* Delivery: the list of ways to ship with where each goes and what it costs; copying and taking away. One way is edited in zone.c. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "shop/ship.h"
#include "shop/staff.h"

#define LISTED 3	/* areas named in the list of zones */
#define TEXT_MAX 4000

/* The part of `all` that is about one zone. */
static const struct zone_where *
of_zone(const struct zone_where *all, size_t n, int64_t zone, size_t *count)
{
	size_t from = 0, to;

	while (from < n && all[from].zone < zone)
		from++;
	for (to = from; to < n && all[to].zone == zone;)
		to++;
	*count = to - from;
	return all + from;
}

static const char *
where_text(struct ctx *c, const struct zone_where *all, size_t n, int64_t zone)
{
	size_t count, i;
	const struct zone_where *w = of_zone(all, n, zone, &count);
	struct buf b;

	buf_init(&b, c->arena, TEXT_MAX);
	for (i = 0; i < count && i < LISTED; i++) {
		const char *name = w[i].area == 0 ? i18n(c->arena, c->lang, "zone.everywhere", NULL) : w[i].name;

		buf_str(&b, i ? " · " : "");
		buf_str(&b, str_empty(w[i].village) ? name : w[i].village);
	}
	if (count > LISTED)
		buf_printf(&b, " +%zu", count - LISTED);
	return b.s;
}

static const char *
days_text(struct ctx *c, int64_t days)
{
	struct buf b;
	int d;

	buf_init(&b, c->arena, TEXT_MAX);
	for (d = 1; d <= 7; d++)
		if (days >> (d - 1) & 1)
			buf_printf(&b, "%s%s", b.len ? ", " : "", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d", d), NULL));
	return b.s;
}

static void
zone_row(struct ctx *c, struct view *row, const struct zone *z, const struct zone_where *where, size_t n_where)
{
	bool pickup = str_eq(z->kind, "pickup");
	const char *eta = z->days ? days_text(c, z->days) : z->eta;

	view_text(row, "ZONE_NAME", z->name);
	view_text(row, "ZONE_ETA", eta);
	view_flag(row, "HAS_ETA", !str_empty(eta));
	view_text(row, "ZONE_AREAS", pickup ? z->address : where_text(c, where, n_where, z->id));
	view_flag(row, "PRICED", z->price_first > 0);
	view_money(row, "ZONE_PRICE", z->price_first);
	view_flag(row, "NO_PRICE", z->price_first == 0);
	view_flag(row, "WITH_COD", z->cod);
	view_flag(row, "OFF", !z->active);
	view_text(view_row(row, pickup ? "BY_HAND" : str_eq(z->kind, "own") ? "BY_CAR" : "BY_COURIER"), "KIND", z->kind);
	view_text(row, "ZONE_URL", url_admin(c, "/zones/%lld", (long long)z->id));
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/zones", "more", i18n(c->arena, c->lang, "admin.zones", NULL));
	struct zone **zones;
	struct zone_where *where;
	size_t n, n_where, i;

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/zones/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	zones = zone_list(c, &n);
	where = zone_where(c, 0, &n_where);
	for (i = 0; i < n; i++)
		zone_row(c, view_row(v, "ZONE"), zones[i], where, n_where);
	view_flag(v, "EMPTY", n == 0);
	view_flag(v, "SOME", n > 0);
	view_text(v, "NEW_URL", url_admin(c, "/zones/new"));
	view_text(v, "TRY_URL", url_admin(c, "/zones/try"));
	view_text(v, "FILES_URL", url_admin(c, "/zones/file"));
}

static void
copy(struct request *r)
{
	struct ctx *c = r->c;
	const char *lang = c->lang;
	const struct zone *z;
	int64_t id;

	c->lang = "id";		/* the name is kept in Indonesian first */
	z = zone_get(c, r->arg_int[0]);
	id = z ? zone_copy(c, z->id, i18n(c->arena, c->lang, "zone.copy_of", z->name, NULL)) : 0;
	c->lang = lang;
	if (id == 0) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.zone.copied");
	reply_see_other(r, url_admin(c, "/zones/%lld", (long long)id));
}

static void
drop(struct request *r)
{
	switch (zone_drop(r->c, r->arg_int[0])) {
	case ZONE_DROPPED:
		flash(r, "flash.zone.dropped");
		break;
	case ZONE_SWITCHED_OFF:
		flash(r, "flash.zone.off");
		break;
	case ZONE_NOT_THERE:
		reply_not_found(r);
		return;
	}
	reply_see_other(r, url_admin(r->c, "/zones"));
}

static const struct route routes[] = {
	{ "GET", "/admin/zones", list, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/{id:int}/copy", copy, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
