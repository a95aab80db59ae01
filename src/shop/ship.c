/*
 * Shipping: the registry of couriers, and which zones reach a place and what each asks. Which zone serves whom, packing, size, free shipping, the least order and the
 * days of delivery are decided here; the price by the zone's courier.
 */
#include "shop/ship.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/setting.h"
#include "shop/ship_row.h"

#define COURIERS_MAX 32
#define MM3_MAX (INT64_MAX / 2)

enum { Q_SERVING, Q_VILLAGES };

static const struct db_stmt q[] = {
	/*
	 * $2 district, $3 regency, $4 province, $5 village folded. The last columns: the longest, so most specific, code of an area that holds the place, -1 none; and
	 * whether the village itself is named.
	 */
	[Q_SERVING] = SQL("ship.serving",
	    "SELECT " ZONE_COLS ", COALESCE(s.area, -1), COALESCE(v.named, 0)" ZONE_FROM
	    " LEFT JOIN (SELECT a.zone AS zone, MAX(a.area) AS area FROM zone_area a WHERE a.area IN (0, $2, $3, $4) GROUP BY a.zone) s ON s.zone = z.id"
	    " LEFT JOIN (SELECT w.zone AS zone, 1 AS named FROM zone_village w WHERE w.district = $2 AND w.folded = $5) v ON v.zone = z.id"
	    " WHERE z.active = 1 AND (z.kind = 'pickup' OR s.zone IS NOT NULL OR v.zone IS NOT NULL) ORDER BY z.position, z.id"),
	[Q_VILLAGES] = SQL("ship.villages",
	    "SELECT MIN(v.name), v.folded FROM zone_village v JOIN zone z ON z.id = v.zone AND z.active = 1 WHERE v.district = $1"
	    " GROUP BY v.folded ORDER BY v.folded"),
};
DB_TABLE(q);

/* --- the registry --- */

/*
 * Made by the linker from what COURIER() puts into its section; absent when a program has no
 * courier.
 */
extern const struct courier *const __start_couriers[] __attribute__((weak));
extern const struct courier *const __stop_couriers[] __attribute__((weak));

const struct courier *const *
ship_couriers(void)
{
	/* Filled once: the linker's order is that of the object files. */
	static const struct courier *sorted[COURIERS_MAX + 1];
	const struct courier *const *at;
	size_t n = 0, i;

	if (sorted[0])
		return sorted;
	for (at = __start_couriers; at < __stop_couriers; at++, n++) {
		if (n == COURIERS_MAX)
			BUG("more than %d couriers", COURIERS_MAX);
		for (i = n; i > 0 && sorted[i - 1]->order > (*at)->order; i--)
			sorted[i] = sorted[i - 1];
		sorted[i] = *at;
	}
	return sorted;
}

const struct courier *
ship_courier(const char *name)
{
	const struct courier *const *at;

	for (at = ship_couriers(); *at; at++)
		if (str_eq((*at)->name, name))
			return *at;
	return NULL;
}

/* --- villages --- */

const char *
ship_village_fold(struct arena *a, const char *name)
{
	static const char *const titles[] = { "desa ", "ds. ", "ds ", "kelurahan ", "kel. ", "kel ", "nagari " };
	const char *s = str_trim(a, utf8_fold(a, name ? name : ""));
	char *out = arena_alloc(a, strlen(s) + 1), *at = out;
	size_t i;

	for (i = 0; i < ARRAY_LEN(titles); i++)
		if (str_starts(s, titles[i]) && s[strlen(titles[i])] != '\0') {
			s += strlen(titles[i]);
			break;
		}
	for (; *s; s++)
		if (*s != ' ' || (at > out && at[-1] != ' '))
			*at++ = *s;
	return out;
}

const char **
ship_villages(struct ctx *c, int64_t district, size_t *n)
{
	const char **list = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_VILLAGES], DB_I(district)); db_next(&r); (*n)++) {
		list = ship_grow(c->arena, list, *n, sizeof(*list));
		list[*n] = db_str(&r);
	}
	return list;
}

const char *
ship_village(struct ctx *c, const char **villages, size_t n, const char *typed)
{
	const char *folded = ship_village_fold(c->arena, typed);
	size_t i;

	for (i = 0; i < n && *folded; i++)
		if (str_eq(ship_village_fold(c->arena, villages[i]), folded))
			return villages[i];
	return NULL;
}

/* --- quotes --- */

/* A zone that serves, with how closely its area fits. */
struct serving { struct zone *zone; const struct courier *courier; enum ship_rank rank; };

static enum ship_rank
rank_of(int64_t area, bool village)
{
	if (village)
		return RANK_VILLAGE;
	if (area < 0)
		return RANK_NONE;
	return area == 0 ? RANK_ALL : area < 100 ? RANK_PROVINCE : area < 10000 ? RANK_REGENCY : RANK_DISTRICT;
}

static struct serving *
serving(struct ctx *c, const struct ship_to *to, size_t *n)
{
	struct serving *list = NULL;
	/* What is no district is no place, and its thousandth part no province. */
	int64_t d = to->district < 100000 ? 0 : to->district;
	struct db_rows r = db_query(c, &q[Q_SERVING], DB_T(c->lang), DB_I(d), DB_I(d / 100), DB_I(d / 10000), DB_T(ship_village_fold(c->arena, to->village)));

	*n = 0;
	while (db_next(&r)) {
		struct zone *z = arena_new(c->arena, struct zone);
		const struct courier *courier;
		enum ship_rank rank;
		int64_t area;

		ship_zone_read(c, z, &r);
		area = db_int(&r);
		rank = rank_of(area, db_int(&r) != 0);
		courier = ship_courier(z->courier);
		if (!courier || (courier->needs_address && (rank == RANK_NONE || d == 0)))
			continue;
		list = ship_grow(c->arena, list, *n, sizeof(*list));
		list[(*n)++] = (struct serving){ z, courier, courier->needs_address ? rank : RANK_NONE };
	}
	return list;
}

/* Another zone of the same kind and service that fits more closely; NULL: none. */
static const struct zone *
outdone(const struct serving *list, size_t n, const struct serving *s)
{
	const struct serving *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].rank > (best ? best->rank : s->rank) && list[i].courier == s->courier && str_eq(list[i].zone->kind, s->zone->kind) &&
		    str_eq(list[i].zone->carrier, s->zone->carrier) && str_eq_nocase(list[i].zone->service, s->zone->service))
			best = &list[i];
	return best ? best->zone : NULL;
}

/* cm³ by the divisor are kilograms, so mm³ by the divisor are grams. */
static int64_t
charged(const struct zone *z, int64_t packed_g, int64_t volume_mm3)
{
	int64_t by_size = 0;

	if (z->divisor > 0 && volume_mm3 > 0)
		by_size = volume_mm3 > MM3_MAX ? MM3_MAX : (volume_mm3 + z->divisor - 1) / z->divisor;
	return by_size > packed_g ? by_size : packed_g;
}

/* All but the days. */
static struct quote
priced(const struct shop *shop, const struct serving *s, const struct parcel *p)
{
	const struct zone *z = s->zone;
	struct quote quote = { .zone = z, .rank = s->rank };
	struct parcel packed = *p;

	if (!add_ok(p->weight_g, z->pack_g == SHIP_PACK_SHOP ? shop->pack_g : z->pack_g, &quote.packed_g))
		quote.packed_g = INT64_MAX;
	quote.charged_g = packed.weight_g = charged(z, quote.packed_g, p->volume_mm3);
	quote.result = s->courier->quote(z, &packed, &quote.price);
	if (quote.result == QUOTE_OK && z->min_order > 0 && p->value < z->min_order)
		quote.result = QUOTE_TOO_LITTLE;
	if (quote.result != QUOTE_OK)
		quote.price = 0;
	else if (z->free_over > 0 && p->value >= z->free_over) {
		quote.price = 0;
		quote.is_free = true;
	}
	return quote;
}

static void
days(struct ctx *c, struct quote *quote, int64_t ready)
{
	quote->n_days = ship_days(quote->zone, clock_now(), ready, shop_get(c)->timezone, quote->day);
}

/* a stands before b. Days on the road that nobody knows come after those that are known. */
static bool
before(const struct quote *a, const struct quote *b)
{
	int64_t a_days = a->zone->etd_max ? a->zone->etd_max : INT64_MAX, b_days = b->zone->etd_max ? b->zone->etd_max : INT64_MAX;

	if ((a->result == QUOTE_OK) != (b->result == QUOTE_OK))
		return a->result == QUOTE_OK;
	if (a->zone->position != b->zone->position)
		return a->zone->position < b->zone->position;
	if (a->price != b->price)
		return a->price < b->price;
	return a_days != b_days ? a_days < b_days : a->zone->id < b->zone->id;
}

struct quote *
ship_try(struct ctx *c, const struct ship_to *to, const struct parcel *p, size_t *n)
{
	const struct shop *shop = shop_get(c);
	size_t n_all, i, at;
	struct serving *all = serving(c, to, &n_all);
	struct quote *list = arena_new_n(c->arena, n_all + 1, struct quote);

	*n = 0;
	for (i = 0; i < n_all; i++) {
		struct quote one = priced(shop, &all[i], p);

		if (one.result == QUOTE_NOT_HERE)
			continue;
		days(c, &one, p->ready);
		one.outdone = outdone(all, n_all, &all[i]);
		for (at = (*n)++; at > 0 && before(&one, &list[at - 1]); at--)
			list[at] = list[at - 1];
		list[at] = one;
	}
	return list;
}

struct quote *
ship_quotes(struct ctx *c, const struct ship_to *to, const struct parcel *p, size_t *n)
{
	size_t n_all, i;
	struct quote *list = ship_try(c, to, p, &n_all);

	*n = 0;
	for (i = 0; i < n_all; i++)
		if (!list[i].outdone)
			list[(*n)++] = list[i];
	return list;
}

/* The cheapest for one parcel among ways that were not outdone; its result is QUOTE_NOT_HERE when none carries it. */
static struct quote
cheapest(const struct shop *shop, const struct serving *list, size_t n, const struct parcel *p)
{
	struct quote best = { .result = QUOTE_NOT_HERE };
	size_t i;

	for (i = 0; i < n; i++) {
		struct quote one = priced(shop, &list[i], p);

		if (one.result == QUOTE_OK && (best.result != QUOTE_OK || one.price < best.price || (one.price == best.price && before(&one, &best))))
			best = one;
	}
	return best;
}

struct quote *
ship_cheapest(struct ctx *c, const struct ship_to *to, const struct parcel *p, size_t n, bool *differ)
{
	const struct shop *shop = shop_get(c);
	size_t n_all, n_sent = 0, i;
	struct serving *all = serving(c, to, &n_all), *sent = arena_new_n(c->arena, n_all + 1, struct serving);
	struct quote *best = NULL;

	for (i = 0; i < n_all; i++)
		if (!str_eq(all[i].zone->kind, "pickup") && !outdone(all, n_all, &all[i]))
			sent[n_sent++] = all[i];
	*differ = false;
	for (i = 0; i < n; i++) {
		struct quote one = cheapest(shop, sent, n_sent, &p[i]);

		if (one.result != QUOTE_OK) {
			*differ = true;
			continue;
		}
		*differ = *differ || (best && best->price != one.price);
		if (!best || one.price < best->price) {
			best = best ? best : arena_new(c->arena, struct quote);
			*best = one;
		}
	}
	if (best)
		days(c, best, p[0].ready);
	return best;
}

struct quote *
ship_quote(struct ctx *c, int64_t zone, const struct ship_to *to, const struct parcel *p)
{
	size_t n, i;
	struct quote *list = ship_quotes(c, to, p, &n);

	for (i = 0; i < n; i++)
		if (list[i].zone->id == zone)
			return &list[i];
	return NULL;
}
