/*
 * Shipping: the zones with their areas, which of them reach a district, and what each asks. Which
 * zone serves whom is decided here, the price by the zone's courier; free shipping above a
 * threshold is the shop's doing, so it is decided here too.
 */
#include "shop/ship.h"

#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"

#define COURIERS_MAX 32

enum {
	Q_SERVING, Q_GET, Q_LIST, Q_AREAS, Q_ADD, Q_SAVE, Q_IS_THERE, Q_TEXT, Q_AREA_CLEAR,
	Q_AREA_ADD, Q_REGION
};

/* $1: language. */
#define ZONE_COLS \
	"z.id, z.kind, z.courier, COALESCE(NULLIF(t.name, ''), i.name, '')," \
	" COALESCE(NULLIF(t.eta, ''), i.eta, '')," \
	" z.first_g, z.price_first, z.step_g, z.price_step, z.tolerance_g, z.free_over," \
	" z.max_g, z.cod, z.cod_max, z.active, z.version, z.position"
#define ZONE_FROM \
	" FROM zone z LEFT JOIN zone_text t ON t.zone = z.id AND t.lang = $1" \
	" LEFT JOIN zone_text i ON i.zone = z.id AND i.lang = 'id'"

static const struct db_stmt q[] = {
	/*
	 * The last column: the longest, so most specific, code of an area that holds the district;
	 * NULL: none.
	 */
	[Q_SERVING] = SQL("ship.serving",
	    "SELECT " ZONE_COLS ", (SELECT MAX(a.area) FROM zone_area a WHERE a.zone = z.id"
	    " AND a.area IN (0, $2, $3, $4))"
	    ZONE_FROM " WHERE z.active = 1 ORDER BY z.position, z.id"),
	[Q_GET] = SQL("ship.zone", "SELECT " ZONE_COLS ZONE_FROM " WHERE z.id = $2"),
	[Q_LIST] = SQL("ship.zones", "SELECT " ZONE_COLS ZONE_FROM " ORDER BY z.position, z.id"),
	[Q_AREAS] = SQL("ship.areas", "SELECT area FROM zone_area WHERE zone = $1 ORDER BY area"),
	[Q_ADD] = SQL("ship.zone_add",
	    "INSERT INTO zone (kind, courier, position, first_g, price_first, step_g,"
	    " price_step, tolerance_g, free_over, max_g, cod, cod_max, active)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id"),
	[Q_SAVE] = SQL("ship.zone_save",
	    "UPDATE zone SET kind = $1, courier = $2, position = $3, first_g = $4,"
	    " price_first = $5, step_g = $6, price_step = $7, tolerance_g = $8, free_over = $9,"
	    " max_g = $10, cod = $11, cod_max = $12, active = $13,"
	    " version = version + 1 WHERE id = $14 AND version = $15"),
	[Q_IS_THERE] = SQL("ship.zone_is_there", "SELECT 1 FROM zone WHERE id = $1"),
	[Q_TEXT] = SQL("ship.zone_text",
	    "INSERT INTO zone_text (zone, lang, name, eta) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (zone, lang) DO UPDATE SET name = excluded.name, eta = excluded.eta"),
	[Q_AREA_CLEAR] = SQL("ship.area_clear", "DELETE FROM zone_area WHERE zone = $1"),
	[Q_AREA_ADD] = SQL("ship.area_add",
	    "INSERT INTO zone_area (zone, area) VALUES ($1, $2)"
	    " ON CONFLICT (zone, area) DO NOTHING"),
	[Q_REGION] = SQL("ship.region", "SELECT 1 FROM region WHERE code = $1"),
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

/* --- zones --- */

/* Takes the columns in the order of ZONE_COLS. */
static void
read_zone(struct zone *z, struct db_rows *r)
{
	z->id = db_int(r);
	z->kind = db_str(r);
	z->courier = db_str(r);
	z->name = db_str(r);
	z->eta = db_str(r);
	z->first_g = db_int(r);
	z->price_first = db_int(r);
	z->step_g = db_int(r);
	z->price_step = db_int(r);
	z->tolerance_g = db_int(r);
	z->free_over = db_int(r);
	z->max_g = db_int(r);
	z->cod = db_int(r) != 0;
	z->cod_max = db_int(r);
	z->active = db_int(r) != 0;
	z->version = db_int(r);
	z->position = db_int(r);
}

struct zone *
zone_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_T(c->lang), DB_I(id));
	struct zone *z = NULL;

	if (db_next(&r))
		read_zone(z = arena_new(c->arena, struct zone), &r);
	db_done(&r);
	return z;
}

/*
 * Room for one more pointer or number in an array that doubles when n is 0, 8, 16, 32 …; returns
 * the array.
 */
static void *
grow(struct arena *a, void *old, size_t n, size_t size)
{
	void *more;

	if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
		return old;
	more = arena_array(a, n ? n * 2 : 8, size);
	if (n)
		memcpy(more, old, n * size);
	return more;
}

struct zone **
zone_list(struct ctx *c, size_t *n)
{
	struct zone **list = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_T(c->lang)); db_next(&r);) {
		list = grow(c->arena, list, *n, sizeof(*list));
		list[*n] = arena_new(c->arena, struct zone);
		read_zone(list[(*n)++], &r);
	}
	return list;
}

int64_t *
zone_areas(struct ctx *c, int64_t zone, size_t *n)
{
	int64_t *list = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_AREAS], DB_I(zone)); db_next(&r);) {
		list = grow(c->arena, list, *n, sizeof(*list));
		list[(*n)++] = db_int(&r);
	}
	return list;
}

/* --- quotes --- */

/*
 * A zone that serves, and how closely its area fits: 0 everywhere or no address needed, then
 * province, regency, district.
 */
struct serving { struct zone *zone; const struct courier *courier; int rank; };

static int
rank_of(int64_t area)
{
	return area == 0 ? 0 : area < 100 ? 1 : area < 10000 ? 2 : 3;
}

static struct serving *
serving(struct ctx *c, int64_t district, size_t *n)
{
	struct serving *list = NULL;
	struct db_rows r = db_query(c, &q[Q_SERVING], DB_T(c->lang), DB_I(district),
	    DB_I(district / 100), DB_I(district / 10000));

	*n = 0;
	while (db_next(&r)) {
		struct zone *z = arena_new(c->arena, struct zone);
		const struct courier *courier;
		bool covers;

		read_zone(z, &r);
		courier = ship_courier(z->courier);
		covers = !db_null(&r) && district != 0;
		if (!courier || (courier->needs_address && !covers))
			continue;
		list = grow(c->arena, list, *n, sizeof(*list));
		list[*n].zone = z;
		list[*n].courier = courier;
		list[(*n)++].rank = courier->needs_address ? rank_of(db_int(&r)) : 0;
	}
	return list;
}

/* Another zone of the same kind and courier fits more closely. */
static bool
outdone(const struct serving *list, size_t n, const struct serving *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].rank > s->rank && list[i].courier == s->courier &&
		    str_eq(list[i].zone->kind, s->zone->kind))
			return true;
	return false;
}

static struct quote
quote_of(const struct serving *s, const struct parcel *p)
{
	const struct zone *z = s->zone;
	struct quote quote = { .zone = z };

	quote.result = s->courier->quote(z, p, &quote.price);
	if (quote.result != QUOTE_OK)
		quote.price = 0;
	else if (z->free_over > 0 && p->value >= z->free_over) {
		quote.price = 0;
		quote.is_free = true;
	}
	return quote;
}

struct quote *
ship_quotes(struct ctx *c, int64_t district, const struct parcel *p, size_t *n)
{
	size_t n_all, i;
	struct serving *all = serving(c, district < 100000 ? 0 : district, &n_all);
	struct quote *list = arena_new_n(c->arena, n_all, struct quote);

	*n = 0;
	for (i = 0; i < n_all; i++) {
		if (outdone(all, n_all, &all[i]))
			continue;
		list[*n] = quote_of(&all[i], p);
		if (list[*n].result != QUOTE_NOT_HERE)
			(*n)++;
	}
	return list;
}

struct quote *
ship_quote(struct ctx *c, int64_t zone, int64_t district, const struct parcel *p)
{
	size_t n, i;
	struct quote *list = ship_quotes(c, district, p, &n);

	for (i = 0; i < n; i++)
		if (list[i].zone->id == zone)
			return &list[i];
	return NULL;
}

/* --- editing --- */

/* Optional columns: 0 is NULL. */
static size_t
zone_params(struct db_param *p, const struct zone_edit *e)
{
	size_t n = 0;

	p[n++] = DB_T(e->kind);
	p[n++] = DB_T(e->courier);
	p[n++] = DB_I(e->position);
	p[n++] = DB_I(e->first_g);
	p[n++] = DB_I(e->price_first);
	p[n++] = DB_I(e->step_g);
	p[n++] = DB_I(e->price_step);
	p[n++] = DB_I(e->tolerance_g);
	p[n++] = DB_REF(e->free_over);
	p[n++] = DB_REF(e->max_g);
	p[n++] = DB_I(e->cod != 0);
	p[n++] = DB_REF(e->cod_max);
	p[n++] = DB_I(e->active != 0);
	return n;
}

/* What the audit keeps of a zone's prices. */
static const char *
brief(struct arena *a, int64_t price_first, int64_t price_step, int64_t active, int64_t cod)
{
	return arena_printf(a,
	    "{\"price_first\":%lld,\"price_step\":%lld,\"active\":%d,\"cod\":%d}",
	    (long long)price_first, (long long)price_step, active != 0, cod != 0);
}

static void
put_parts(struct ctx *c, int64_t id, const struct zone_edit *e)
{
	static const char *const lang[2] = { "id", "en" };
	size_t i;

	for (i = 0; i < 2; i++)
		db_exec(c, &q[Q_TEXT], DB_I(id), DB_T(lang[i]), DB_T(e->name[i] ? e->name[i] : ""),
		    DB_T(e->eta[i] ? e->eta[i] : ""));
	db_exec(c, &q[Q_AREA_CLEAR], DB_I(id));
	for (i = 0; i < e->n_areas; i++)
		db_exec(c, &q[Q_AREA_ADD], DB_I(id), DB_I(e->areas[i]));
}

enum zone_put
zone_put(struct ctx *c, int64_t *id, int64_t version, const struct zone_edit *e)
{
	struct db_param p[15];
	const char *before = NULL;
	struct zone *old;
	size_t n, i;

	for (i = 0; i < e->n_areas; i++)
		if (e->areas[i] != 0 && db_one_int(c, 0, &q[Q_REGION], DB_I(e->areas[i])) == 0)
			return ZONE_AREA;
	n = zone_params(p, e);
	if (*id == 0) {
		*id = db_first_int(c, 0, &q[Q_ADD], p, n);
	} else {
		old = zone_get(c, *id);
		if (!old)
			return ZONE_GONE;
		before = brief(c->arena, old->price_first, old->price_step, old->active, old->cod);
		p[n++] = DB_I(*id);
		p[n++] = DB_I(version);
		if (db_do(c, &q[Q_SAVE], p, n) == 0)
			return db_one_int(c, 0, &q[Q_IS_THERE], DB_I(*id)) ?
			    ZONE_CONFLICT : ZONE_GONE;
	}
	put_parts(c, *id, e);
	audit(c, "zone.save", "zone", *id, before,
	    brief(c->arena, e->price_first, e->price_step, e->active, e->cod));
	setting_bump(c, "shop");
	return ZONE_OK;
}
