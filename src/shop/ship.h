/*
 * Shipping: zones by area and weight. The most specific area wins within one courier's service, or within own delivery: village over district over regency over
 * province over everywhere. How a price is computed is an adapter (courier/): one file each with one const struct, which COURIER() puts into the registry. What is
 * decided here and not there: who is served, packing, size, free shipping, the least order, days of delivery.
 */
#ifndef SHOP_SHIP_H
#define SHOP_SHIP_H

#include "base/ctx.h"

#define SHIP_PACK_SHOP (-1)		/* zone.pack_g: as much as the shop's setting says */
#define SHIP_VILLAGE_OTHER "-"		/* a village, but none that the shop names */
#define SHIP_VILLAGE_MAX 60		/* code points */
#define SHIP_DAYS 4			/* days of delivery to choose from */

struct zone {
	int64_t id;
	const char *kind;		/* own, courier, pickup */
	const char *courier;		/* adapter's name: table, pickup */
	const char *carrier, *service;	/* "jne" of ship_carriers or "", "REG" */
	const char *name, *eta;		/* in c->lang; eta "2-3 days" from etd_* when nobody wrote one */
	const char *eta_own;		/* what was written, or "" */
	int64_t first_g, price_first, step_g, price_step, tolerance_g;
	int64_t divisor;		/* cubic centimetres that count as a kilogram; 0: size does not count */
	bool by_gram;			/* beyond first_g each gram counts, not started steps */
	int64_t pack_g;			/* SHIP_PACK_SHOP, or grams of its own */
	int64_t free_over, min_order;	/* rupiah of goods; 0: never, none */
	int64_t max_g;			/* 0: no limit */
	bool cod;
	int64_t cod_max;		/* 0: no limit */
	int64_t etd_min, etd_max;	/* days on the road; 0: not known */
	int64_t days;			/* bit 0 Monday … bit 6 Sunday; 0: no fixed days */
	int64_t cutoff, lead;		/* orders until this minute of the local day, so many days before the delivery */
	const char *address, *maps_url, *hours;	/* of a place to pick up from; hours in c->lang */
	bool active;
	int64_t version, position;
};

/* Goods without packing. The adapter gets the weight that is charged: with packing, and the size's where that is more. */
struct parcel { int64_t weight_g, value, volume_mm3, ready; };	/* ready: local day before which it can't go; 0: none */
enum quote_result { QUOTE_OK, QUOTE_TOO_HEAVY, QUOTE_TOO_LITTLE, QUOTE_NOT_HERE };	/* TOO_LITTLE: below min_order */
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

/* A courier's usual rule, which fills a new tariff and may be changed in it. ship_carrier.c says where each comes from. */
struct ship_carrier {
	const char *word, *name;	/* "jne", "JNE" */
	const char *services;		/* "REG, OKE, YES": what people know them by */
	int64_t first_g, step_g, tolerance_g, divisor;
	bool by_gram;
};
/* Ends with a NULL word. */
extern const struct ship_carrier ship_carriers[];
const struct ship_carrier *ship_carrier(const char *word);	/* NULL: unknown; the word or the name in any case */

/* Where it goes. village: "" not said, SHIP_VILLAGE_OTHER, or a name however it is written. */
struct ship_to { int64_t district; const char *village; };

/* How closely a zone fits. */
enum ship_rank { RANK_NONE, RANK_ALL, RANK_PROVINCE, RANK_REGENCY, RANK_DISTRICT, RANK_VILLAGE };
struct quote {
	const struct zone *zone;
	enum quote_result result;
	int64_t price;
	bool is_free;		/* the threshold was reached */
	enum ship_rank rank;	/* NONE: no address needed */
	int64_t packed_g;	/* weight with packing */
	int64_t charged_g;	/* what the price is for: that, or the size's weight */
	int64_t day[SHIP_DAYS];	/* the next days of delivery, when the zone has fixed days */
	size_t n_days;
	const struct zone *outdone;	/* ship_try only: the zone that fits more closely; NULL: this one is shown */
};
/*
 * The ways that reach a place (district 0: those without address only; that it exists is region_path's to say): in the owner's order, then the cheaper, then the
 * faster; refused ones (TOO_HEAVY, TOO_LITTLE) come last with their reason. Two statements at most, one of them shop_get().
 */
struct quote *ship_quotes(struct ctx *, const struct ship_to *, const struct parcel *, size_t *n);
/* One zone for a place; NULL when that zone does not serve it. */
struct quote *ship_quote(struct ctx *, int64_t zone, const struct ship_to *, const struct parcel *);
/* Every active zone that serves the place, those too that another one replaces: for the owner, who wants to know why. */
struct quote *ship_try(struct ctx *, const struct ship_to *, const struct parcel *, size_t *n);
/*
 * The cheapest way that carries one of the parcels there, for goods of which only one kind is taken: NULL when none does. *differ: with another of the parcels it would cost
 * something else. As many statements as ship_quotes, however many parcels.
 */
struct quote *ship_cheapest(struct ctx *, const struct ship_to *, const struct parcel *, size_t n, bool *differ);
/* The villages of a district that active zones name, by name. */
const char **ship_villages(struct ctx *, int64_t district, size_t *n);
/* The one of them that is meant however it is written; NULL: none. */
const char *ship_village(struct ctx *, const char **villages, size_t n, const char *typed);
/* A village's name for comparing: folded, one blank between words, without "Desa", "Kel.", "Nagari" in front. */
const char *ship_village_fold(struct arena *, const char *name);

/*
 * The next days of delivery of a zone, as local days in order; 0 when it has no fixed days. A day is still to be had while now lies before its cut-off: minute
 * `cutoff` of the local day `lead` days earlier (cutoff 0: until that day begins). ship_day.c.
 */
size_t ship_days(const struct zone *, int64_t now, int64_t ready, const char *timezone, int64_t out[SHIP_DAYS]);
/* The second at which a day of delivery is closed. */
int64_t ship_day_closes(const struct zone *, int64_t day, const char *timezone);

/* "9", "9.00", "09:00", "09:00:00" to a minute of the day, 24:00 at the latest; and back: "09:00". */
MUST_USE bool ship_time_parse(const char *s, int64_t *minute);
const char *ship_time(struct arena *, int64_t minute);

/* --- what the owner edits: ship_zone.c --- */

struct zone *zone_get(struct ctx *, int64_t id);
struct zone **zone_list(struct ctx *, size_t *n);
int64_t *zone_areas(struct ctx *, int64_t zone, size_t *n);
/* Where each zone goes: of one zone, or of all (zone 0) by zone; whole regions first. name: of the region, "" for everywhere (area 0). village "": the whole region. */
struct zone_where { int64_t zone, area; const char *name, *village; };
struct zone_where *zone_where(struct ctx *, int64_t zone, size_t *n);

struct zone_village { int64_t district; const char *name; };
struct zone_edit {
	const char *kind, *courier, *name[2], *eta[2];	/* [0] id, [1] en */
	int64_t first_g, price_first, step_g, price_step, tolerance_g, free_over, max_g, cod, cod_max, active, position;
	const int64_t *areas;
	size_t n_areas;
	/* A zone of before these were there is made with all of them 0 or NULL, and packs as much as pack_g says. */
	const char *carrier, *service, *address, *maps_url, *hours[2];
	int64_t divisor, by_gram, pack_g, min_order, etd_min, etd_max, days, cutoff, lead;
	const struct zone_village *villages;
	size_t n_villages;
};
enum zone_put { ZONE_OK, ZONE_GONE, ZONE_CONFLICT, ZONE_AREA };	/* CONFLICT: edited meanwhile; AREA: a code that does not exist */
/* id 0: new. version: the one the form was opened with. */
MUST_USE enum zone_put zone_put(struct ctx *, int64_t *id, int64_t version, const struct zone_edit *);
/* A copy, switched off, at the end of the others: its id, 0 when there is no such zone. name: "{1} (copy)" in both languages is the caller's. */
int64_t zone_copy(struct ctx *, int64_t id, const char *name);
/* Deletes a zone that no order was sent by; one that was is only switched off. */
enum zone_drop { ZONE_DROPPED, ZONE_SWITCHED_OFF, ZONE_NOT_THERE };
MUST_USE enum zone_drop zone_drop(struct ctx *, int64_t id);

#endif
