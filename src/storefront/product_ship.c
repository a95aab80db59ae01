/* "Where to?": the district that delivery prices are shown for, kept in the visitor's session. With script the field suggests; without, the choices come on a page of their own. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/delivery.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/catalog.h"
#include "shop/region.h"
#include "shop/session.h"
#include "shop/ship.h"

#define FOUND 20

/* Back to the product that the question came from, else to the cart. */
static const char *
back(struct ctx *c, int64_t product, int64_t variant)
{
	struct product *p = product > 0 ? catalog_product(c, product) : NULL;

	if (!p || !str_eq(p->status, "active"))
		return url_cart(c);
	return arena_printf(c->arena, "%s#antar",
	    variant > 0 ? url_variant(c, p->slug, variant) : url_product(c, p->slug));
}

/* Where the shop goes by village, the second question: which one? */
static void
villages(struct request *r, struct view *v, int64_t district)
{
	struct ctx *c = r->c;
	size_t n, i;
	const char **list = ship_villages(c, district, &n);

	if (n == 0)
		return;
	v = view_row(v, "VILLAGES");
	view_int(v, "DISTRICT_CODE", district);
	view_text(v, "DISTRICT_NAME", region_label(c, district));
	for (i = 0; i < n; i++)
		view_text(view_row(v, "VILLAGE"), "VILLAGE_NAME", list[i]);
}

static int64_t
number(const struct request *r, const char *name)
{
	int64_t n = 0;

	if (request_query(r, name) && !str_int(request_query(r, name), 1, INT64_MAX, &n))
		n = 0;
	return n;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *q = request_query(r, "q");
	struct view *v = shell_page(r, "storefront/shipto", "", i18n(c->arena, c->lang, "shipto.title", NULL));
	int64_t product = number(r, "product"), variant = number(r, "v");
	struct region *found;
	size_t n = 0, i;

	q = q && strlen(q) <= 200 ? str_trim(c->arena, q) : "";
	view_text(v, "SHIP_TO_URL", present_ship_to_url(c));
	view_text(v, "PLACE", q);
	view_int(v, "PRODUCT_ID", product);
	view_int(v, "VARIANT_ID", variant);
	view_text(v, "BACK_URL", back(c, product, variant));
	view_text(v, "CARI_SRC", url_static(c, "img/cari-kosong.svg"));
	found = *q ? region_search(c, q, FOUND, &n) : NULL;
	view_flag(v, "FOUND", n > 0);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "DISTRICT");

		view_int(row, "DISTRICT_CODE", found[i].code);
		view_text(row, "DISTRICT_NAME", region_label(c, found[i].code));
	}
	view_flag(v, "NOTHING", *q && n == 0);
	if (!*q)
		villages(r, v, number(r, "district"));
}

struct ship_form { const char *place, *village; int64_t district, product, variant; };
static const struct field fields[] = {
	F_TEXT(struct ship_form, place, 0, 100),
	F_TEXT(struct ship_form, village, 0, SHIP_VILLAGE_MAX),
	F_INT_OPT(struct ship_form, district, 1, 999999),
	F_INT_OPT(struct ship_form, product, 0, INT64_MAX),
	F_INT_OPT(struct ship_form, variant, 0, INT64_MAX),
	F_FIN
};

/* The one district that a name can mean; 0 when it could be several, or none. */
static int64_t
only(struct ctx *c, const char *place)
{
	size_t n = 0;
	struct region *found = str_empty(place) ? NULL : region_search(c, place, 2, &n);

	return n == 1 ? found[0].code : 0;
}

static void
choose(struct request *r)
{
	struct ctx *c = r->c;
	int64_t district;
	struct region_path path;
	struct session *s;
	const char *village, **villages;
	size_t n;
	struct ship_form f;
	const char *url;

	if (!form_read(r, fields, &f)) {
		reply_see_other(r, present_ship_to_url(c));
		return;
	}
	district = f.district != NO_NUMBER ? f.district : only(c, f.place);
	if (district > 0 && region_path(c, district, &path)) {
		s = gate_session(r);
		villages = ship_villages(c, district, &n);
		village = ship_village(c, villages, n, f.village);
		village = village ? village : n > 0 && str_eq(f.village, SHIP_VILLAGE_OTHER) ? SHIP_VILLAGE_OTHER : "";
		if (s)
			session_district(c, s->id, district, village);
		if (n == 0 || *village) {
			reply_see_other(r, back(c, f.product, f.variant));
			return;
		}
		url = url_with(c, present_ship_to_url(c), "district", arena_printf(c->arena, "%lld", (long long)district));
	} else {
		url = url_with(c, present_ship_to_url(c), "q", f.place);
	}
	if (f.product > 0)
		url = url_with(c, url, "product", arena_printf(c->arena, "%lld", (long long)f.product));
	if (f.variant > 0)
		url = url_with(c, url, "v", arena_printf(c->arena, "%lld", (long long)f.variant));
	reply_see_other(r, url);
}

static const struct route routes[] = {
	{ "GET", "/ship-to", show, GATE_PRIVATE, DO_READ, 0, 0, NULL },
	{ "POST", "/ship-to", choose, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
