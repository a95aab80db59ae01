/*
 * Shipping: zones by area and weight. The most specific area wins per zone kind: district over regency over province over everywhere. How a price is computed is an
 * adapter (courier/): one file each with one const struct, which COURIER() puts into the registry.
 */
#ifndef SHOP_SHIP_H
#define SHOP_SHIP_H

#include "base/ctx.h"

struct zone {
	int64_t id;
	const char *kind;		/* own, courier, pickup */
	const char *courier;		/* adapter's name: table, pickup */
	const char *name, *eta;		/* in c->lang */
	int64_t first_g, price_first, step_g, price_step, tolerance_g;
	int64_t free_over;		/* rupiah; 0: never */
	int64_t max_g;			/* 0: no limit */
	bool cod;
	int64_t cod_max;		/* 0: no limit */
	bool active;
	int64_t version, position;
};

struct parcel { int64_t weight_g, value; };	/* with packing; rupiah of the goods */
enum quote_result { QUOTE_OK, QUOTE_TOO_HEAVY, QUOTE_NOT_HERE };
struct courier {
	const char *name;
	int order;			/* of appearance */
	/* MUST be pure: no network, no writes. price in rupiah. */
	enum quote_result (*quote)(const struct zone *, const struct parcel *, int64_t *price);
	/* Page of the courier that follows a parcel; returns NULL when it has none. */
	const char *(*tracking_url)(struct ctx *, const char *tracking);
	/* An address is needed. */
	bool needs_address;
};
/* Makes an adapter known, at the end of its file: COURIER(courier_table); the linker gathers them. */
#define COURIER(var) \
	static const struct courier *const var##_listed \
	    __attribute__((used, section("couriers"))) = &(var)
/* NULL: unknown. The registry ends with NULL, in order of .order. */
const struct courier *ship_courier(const char *name);
const struct courier *const *ship_couriers(void);

struct quote {
	const struct zone *zone;
	enum quote_result result;
	int64_t price;
	bool is_free;	/* the threshold was reached */
};
/*
 * The ways that reach a district (0: those without address only; that it exists is region_path's to say), in the owner's order; refused ones (TOO_HEAVY) included with their reason.
 * Of zones of the same kind and courier only those with the most specific area are among them: a price for the district replaces the one for its province.
 */
struct quote *ship_quotes(struct ctx *, int64_t district, const struct parcel *, size_t *n);
/* One zone for a district; NULL when that zone does not serve it. */
struct quote *ship_quote(struct ctx *, int64_t zone, int64_t district, const struct parcel *);
struct zone *zone_get(struct ctx *, int64_t id);
struct zone **zone_list(struct ctx *, size_t *n);
int64_t *zone_areas(struct ctx *, int64_t zone, size_t *n);

struct zone_edit {
	const char *kind, *courier, *name[2], *eta[2];	/* [0] id, [1] en */
	int64_t first_g, price_first, step_g, price_step, tolerance_g, free_over, max_g, cod, cod_max, active, position;
	const int64_t *areas;
	size_t n_areas;
};
enum zone_put { ZONE_OK, ZONE_GONE, ZONE_CONFLICT, ZONE_AREA };	/* CONFLICT: edited meanwhile; AREA: a code that does not exist */
/* id 0: new. version: the one the form was opened with. */
MUST_USE enum zone_put zone_put(struct ctx *, int64_t *id, int64_t version, const struct zone_edit *);

#endif
