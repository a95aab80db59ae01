/* Zones as the owner keeps them: read, listed with where they go, saved with their version, copied, dropped. */
#include "shop/ship.h"

#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"
#include "shop/ship_row.h"

enum {
	Q_GET, Q_LIST, Q_AREAS, Q_WHERE, Q_ADD, Q_SAVE, Q_IS_THERE, Q_TEXT, Q_AREA_CLEAR, Q_VILLAGE_CLEAR, Q_TEXT_CLEAR, Q_AREA_ADD, Q_VILLAGE_ADD,
	Q_REGION, Q_COPY, Q_COPY_TEXT, Q_COPY_AREA, Q_COPY_VILLAGE, Q_USED, Q_OFF, Q_DROP
};

static const struct db_stmt q[] = {
	[Q_GET] = SQL("ship.zone", "SELECT " ZONE_COLS ZONE_FROM " WHERE z.id = $2"),
	[Q_LIST] = SQL("ship.zones", "SELECT " ZONE_COLS ZONE_FROM " ORDER BY z.position, z.id"),
	[Q_AREAS] = SQL("ship.areas", "SELECT area FROM zone_area WHERE zone = $1 ORDER BY area"),
	[Q_WHERE] = SQL("ship.where",
	    "SELECT a.zone, a.area, COALESCE(r.name, ''), '', 0 FROM zone_area a LEFT JOIN region r ON r.code = a.area WHERE $1 = 0 OR a.zone = $1"
	    " UNION ALL SELECT v.zone, v.district, COALESCE(r.name, ''), v.name, 1 FROM zone_village v LEFT JOIN region r ON r.code = v.district"
	    " WHERE $1 = 0 OR v.zone = $1 ORDER BY 1, 5, 2, 4"),
	[Q_ADD] = SQL("ship.zone_add",
	    "INSERT INTO zone (kind, courier, position, first_g, price_first, step_g,"
	    " price_step, tolerance_g, free_over, max_g, cod, cod_max, active, carrier, service, divisor, by_gram, pack_g, min_order, etd_min, etd_max,"
	    " days, cutoff, lead, address, maps_url)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)"
	    " RETURNING id"),
	[Q_SAVE] = SQL("ship.zone_save",
	    "UPDATE zone SET kind = $1, courier = $2, position = $3, first_g = $4,"
	    " price_first = $5, step_g = $6, price_step = $7, tolerance_g = $8, free_over = $9,"
	    " max_g = $10, cod = $11, cod_max = $12, active = $13, carrier = $14, service = $15, divisor = $16, by_gram = $17, pack_g = $18,"
	    " min_order = $19, etd_min = $20, etd_max = $21, days = $22, cutoff = $23, lead = $24, address = $25, maps_url = $26,"
	    " version = version + 1 WHERE id = $27 AND version = $28"),
	[Q_IS_THERE] = SQL("ship.zone_is_there", "SELECT 1 FROM zone WHERE id = $1"),
	[Q_TEXT] = SQL("ship.zone_text",
	    "INSERT INTO zone_text (zone, lang, name, eta, hours) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (zone, lang) DO UPDATE SET name = excluded.name, eta = excluded.eta, hours = excluded.hours"),
	[Q_AREA_CLEAR] = SQL("ship.area_clear", "DELETE FROM zone_area WHERE zone = $1"),
	[Q_VILLAGE_CLEAR] = SQL("ship.village_clear", "DELETE FROM zone_village WHERE zone = $1"),
	[Q_TEXT_CLEAR] = SQL("ship.text_clear", "DELETE FROM zone_text WHERE zone = $1"),
	[Q_AREA_ADD] = SQL("ship.area_add",
	    "INSERT INTO zone_area (zone, area) VALUES ($1, $2)"
	    " ON CONFLICT (zone, area) DO NOTHING"),
	[Q_VILLAGE_ADD] = SQL("ship.village_add",
	    "INSERT INTO zone_village (zone, district, folded, name) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (zone, district, folded) DO NOTHING"),
	[Q_REGION] = SQL("ship.region", "SELECT 1 FROM region WHERE code = $1"),
	[Q_COPY] = SQL("ship.copy",
	    "INSERT INTO zone (kind, courier, position, first_g, price_first, step_g, price_step, tolerance_g, free_over, max_g, cod, cod_max, active,"
	    " carrier, service, divisor, by_gram, pack_g, min_order, etd_min, etd_max, days, cutoff, lead, address, maps_url)"
	    " SELECT kind, courier, position, first_g, price_first, step_g, price_step, tolerance_g, free_over, max_g, cod, cod_max, 0,"
	    " carrier, service, divisor, by_gram, pack_g, min_order, etd_min, etd_max, days, cutoff, lead, address, maps_url FROM zone WHERE id = $1"
	    " RETURNING id"),
	[Q_COPY_TEXT] = SQL("ship.copy_text",
	    "INSERT INTO zone_text (zone, lang, name, eta, hours) SELECT CAST($2 AS BIGINT), lang, CASE WHEN lang = 'id' THEN CAST($3 AS TEXT) ELSE '' END, eta, hours"
	    " FROM zone_text WHERE zone = $1"),
	[Q_COPY_AREA] = SQL("ship.copy_area", "INSERT INTO zone_area (zone, area) SELECT CAST($2 AS BIGINT), area FROM zone_area WHERE zone = $1"),
	[Q_COPY_VILLAGE] = SQL("ship.copy_village",
	    "INSERT INTO zone_village (zone, district, folded, name) SELECT CAST($2 AS BIGINT), district, folded, name FROM zone_village WHERE zone = $1"),
	[Q_USED] = SQL("ship.used", "SELECT 1 FROM orders WHERE zone = $1 LIMIT 1"),
	[Q_OFF] = SQL("ship.off", "UPDATE zone SET active = 0, version = version + 1 WHERE id = $1 AND active = 1"),
	[Q_DROP] = SQL("ship.drop", "DELETE FROM zone WHERE id = $1"),
};
DB_TABLE(q);

/* "1 day", "2 days", "2–3 days" for what nobody wrote a sentence about. */
static const char *
etd_text(struct ctx *c, int64_t min, int64_t max)
{
	if (min <= 0 && max <= 0)
		return "";
	if (min <= 0 || min >= max)
		return i18n(c->arena, c->lang, "zone.etd.one", arena_printf(c->arena, "%lld", (long long)(max > min ? max : min)), NULL);
	return i18n(c->arena, c->lang, "zone.etd", arena_printf(c->arena, "%lld", (long long)min), arena_printf(c->arena, "%lld", (long long)max), NULL);
}

void
ship_zone_read(struct ctx *c, struct zone *z, struct db_rows *r)
{
	z->id = db_int(r);
	z->kind = db_str(r);
	z->courier = db_str(r);
	z->carrier = db_str(r);
	z->service = db_str(r);
	z->name = db_str(r);
	z->eta_own = db_str(r);
	z->hours = db_str(r);
	z->first_g = db_int(r);
	z->price_first = db_int(r);
	z->step_g = db_int(r);
	z->price_step = db_int(r);
	z->tolerance_g = db_int(r);
	z->divisor = db_int(r);
	z->by_gram = db_int(r) != 0;
	z->pack_g = db_null(r) ? (db_skip(r), SHIP_PACK_SHOP) : db_int(r);
	z->free_over = db_int(r);
	z->min_order = db_int(r);
	z->max_g = db_int(r);
	z->cod = db_int(r) != 0;
	z->cod_max = db_int(r);
	z->etd_min = db_int(r);
	z->etd_max = db_int(r);
	z->days = db_int(r);
	z->cutoff = db_int(r);
	z->lead = db_int(r);
	z->address = db_str(r);
	z->maps_url = db_str(r);
	z->active = db_int(r) != 0;
	z->version = db_int(r);
	z->position = db_int(r);
	z->eta = *z->eta_own ? z->eta_own : etd_text(c, z->etd_min, z->etd_max);
}

void *
ship_grow(struct arena *a, void *old, size_t n, size_t size)
{
	void *more;

	if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
		return old;
	more = arena_array(a, n ? n * 2 : 8, size);
	if (n)
		memcpy(more, old, n * size);
	return more;
}

struct zone *
zone_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_T(c->lang), DB_I(id));
	struct zone *z = NULL;

	if (db_next(&r))
		ship_zone_read(c, z = arena_new(c->arena, struct zone), &r);
	db_done(&r);
	return z;
}

struct zone **
zone_list(struct ctx *c, size_t *n)
{
	struct zone **list = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_T(c->lang)); db_next(&r);) {
		list = ship_grow(c->arena, list, *n, sizeof(*list));
		list[*n] = arena_new(c->arena, struct zone);
		ship_zone_read(c, list[(*n)++], &r);
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
		list = ship_grow(c->arena, list, *n, sizeof(*list));
		list[(*n)++] = db_int(&r);
	}
	return list;
}

struct zone_where *
zone_where(struct ctx *c, int64_t zone, size_t *n)
{
	struct zone_where *list = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_WHERE], DB_I(zone)); db_next(&r); (*n)++) {
		list = ship_grow(c->arena, list, *n, sizeof(*list));
		list[*n].zone = db_int(&r);
		list[*n].area = db_int(&r);
		list[*n].name = db_str(&r);
		list[*n].village = db_str(&r);
	}
	return list;
}

/* --- editing --- */

#define PARAMS 26

static const char *
text(const char *s)
{
	return s ? s : "";
}

/* Optional columns: 0 is NULL. */
static void
zone_params(struct db_param p[PARAMS], const struct zone_edit *e)
{
	const struct db_param all[PARAMS] = {
		DB_T(e->kind), DB_T(e->courier), DB_I(e->position), DB_I(e->first_g), DB_I(e->price_first), DB_I(e->step_g),
		DB_I(e->price_step), DB_I(e->tolerance_g), DB_REF(e->free_over), DB_REF(e->max_g), DB_I(e->cod != 0), DB_REF(e->cod_max),
		DB_I(e->active != 0), DB_T(text(e->carrier)), DB_T(text(e->service)), DB_I(e->divisor), DB_I(e->by_gram != 0),
		e->pack_g == SHIP_PACK_SHOP ? DB_NULL : DB_I(e->pack_g), DB_REF(e->min_order), DB_I(e->etd_min), DB_I(e->etd_max),
		DB_I(e->days), DB_I(e->cutoff), DB_I(e->lead), DB_T(text(e->address)), DB_T(text(e->maps_url)),
	};

	memcpy(p, all, sizeof(all));
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
		db_exec(c, &q[Q_TEXT], DB_I(id), DB_T(lang[i]), DB_T(text(e->name[i])), DB_T(text(e->eta[i])), DB_T(text(e->hours[i])));
	db_exec(c, &q[Q_AREA_CLEAR], DB_I(id));
	for (i = 0; i < e->n_areas; i++)
		db_exec(c, &q[Q_AREA_ADD], DB_I(id), DB_I(e->areas[i]));
	db_exec(c, &q[Q_VILLAGE_CLEAR], DB_I(id));
	for (i = 0; i < e->n_villages; i++) {
		const char *folded = ship_village_fold(c->arena, e->villages[i].name);

		if (*folded)
			db_exec(c, &q[Q_VILLAGE_ADD], DB_I(id), DB_I(e->villages[i].district), DB_T(folded), DB_T(e->villages[i].name));
	}
}

static bool
all_regions(struct ctx *c, const struct zone_edit *e)
{
	size_t i;

	for (i = 0; i < e->n_areas; i++)
		if (e->areas[i] != 0 && db_one_int(c, 0, &q[Q_REGION], DB_I(e->areas[i])) == 0)
			return false;
	for (i = 0; i < e->n_villages; i++)
		if (e->villages[i].district < 100000 || db_one_int(c, 0, &q[Q_REGION], DB_I(e->villages[i].district)) == 0)
			return false;
	return true;
}

enum zone_put
zone_put(struct ctx *c, int64_t *id, int64_t version, const struct zone_edit *e)
{
	struct db_param p[PARAMS + 2];
	const char *before = NULL;
	struct zone *old;

	if (!all_regions(c, e))
		return ZONE_AREA;
	zone_params(p, e);
	if (*id == 0) {
		*id = db_first_int(c, 0, &q[Q_ADD], p, PARAMS);
	} else {
		old = zone_get(c, *id);
		if (!old)
			return ZONE_GONE;
		before = brief(c->arena, old->price_first, old->price_step, old->active, old->cod);
		p[PARAMS] = DB_I(*id);
		p[PARAMS + 1] = DB_I(version);
		if (db_do(c, &q[Q_SAVE], p, PARAMS + 2) == 0)
			return db_one_int(c, 0, &q[Q_IS_THERE], DB_I(*id)) ?
			    ZONE_CONFLICT : ZONE_GONE;
	}
	put_parts(c, *id, e);
	audit(c, "zone.save", "zone", *id, before,
	    brief(c->arena, e->price_first, e->price_step, e->active, e->cod));
	setting_bump(c, "shop");
	return ZONE_OK;
}

int64_t
zone_copy(struct ctx *c, int64_t id, const char *name)
{
	int64_t made = db_one_int(c, 0, &q[Q_COPY], DB_I(id));

	if (made == 0)
		return 0;
	db_exec(c, &q[Q_COPY_TEXT], DB_I(id), DB_I(made), DB_T(name));
	db_exec(c, &q[Q_COPY_AREA], DB_I(id), DB_I(made));
	db_exec(c, &q[Q_COPY_VILLAGE], DB_I(id), DB_I(made));
	audit(c, "zone.copy", "zone", made, NULL, arena_printf(c->arena, "{\"from\":%lld}", (long long)id));
	return made;
}

enum zone_drop
zone_drop(struct ctx *c, int64_t id)
{
	const struct zone *z = zone_get(c, id);
	const char *before;

	if (!z)
		return ZONE_NOT_THERE;
	before = brief(c->arena, z->price_first, z->price_step, z->active, z->cod);
	setting_bump(c, "shop");
	if (db_one_int(c, 0, &q[Q_USED], DB_I(id))) {
		if (db_exec(c, &q[Q_OFF], DB_I(id)) > 0)
			audit(c, "zone.save", "zone", id, before, brief(c->arena, z->price_first, z->price_step, 0, z->cod));
		return ZONE_SWITCHED_OFF;
	}
	db_exec(c, &q[Q_AREA_CLEAR], DB_I(id));
	db_exec(c, &q[Q_VILLAGE_CLEAR], DB_I(id));
	db_exec(c, &q[Q_TEXT_CLEAR], DB_I(id));
	db_exec(c, &q[Q_DROP], DB_I(id));
	audit(c, "zone.drop", "zone", id, before, NULL);
	return ZONE_DROPPED;
}
