/*
 * One way to ship: its kind first (own delivery, courier, a place to pick up from), then only the fields that this kind has. Areas are regions of any size, found by name; of
 * a district certain villages may be named. A courier's usual rounding is taken over unless the owner writes other numbers.
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/region.h"
#include "shop/setting.h"
#include "shop/ship.h"
#include "shop/staff.h"

#define AREAS_MAX 500
#define VILLAGES_MAX 500	/* of a zone */
#define VILLAGES_TEXT 4000
#define FOUND_MAX 25

struct zone_form {
	const char *kind, *carrier, *service, *rule, *name_id, *name_en, *eta_id, *eta_en, *cutoff, *address, *hours_id, *hours_en, *maps_url;
	int64_t price_first, first_g, price_step, step_g, tolerance_g, divisor, pack_g, free_over, min_order, max_g, cod_max, position, version;
	int64_t etd_min, etd_max, lead;
	bool cod, active, by_gram;
};
static const struct field fields[] = {
	F_CHOICE(struct zone_form, kind, "own|courier|pickup"),
	F_TEXT(struct zone_form, carrier, 0, 20),
	F_TEXT(struct zone_form, service, 0, 30),
	F_TEXT(struct zone_form, rule, 0, 10),
	F_TEXT(struct zone_form, name_id, 0, 60),
	F_TEXT(struct zone_form, name_en, 0, 60),
	F_TEXT(struct zone_form, eta_id, 0, 80),
	F_TEXT(struct zone_form, eta_en, 0, 80),
	F_TEXT(struct zone_form, cutoff, 0, 8),
	F_LINES(struct zone_form, address, 0, 300),
	F_TEXT(struct zone_form, hours_id, 0, 80),
	F_TEXT(struct zone_form, hours_en, 0, 80),
	F_TEXT(struct zone_form, maps_url, 0, 500),
	F_MONEY_OPT(struct zone_form, price_first, 0, 10000000),
	F_INT_OPT(struct zone_form, first_g, 1, 100000),
	F_MONEY_OPT(struct zone_form, price_step, 0, 10000000),
	F_INT_OPT(struct zone_form, step_g, 1, 100000),
	F_INT_OPT(struct zone_form, tolerance_g, 0, 100000),
	F_INT_OPT(struct zone_form, divisor, 0, 100000),
	F_INT_OPT(struct zone_form, pack_g, 0, 100000),
	F_MONEY_OPT(struct zone_form, free_over, 0, MONEY_MAX),
	F_MONEY_OPT(struct zone_form, min_order, 0, MONEY_MAX),
	F_INT_OPT(struct zone_form, max_g, 0, 10000000),
	F_MONEY_OPT(struct zone_form, cod_max, 0, MONEY_MAX),
	F_INT_OPT(struct zone_form, etd_min, 0, 99),
	F_INT_OPT(struct zone_form, etd_max, 0, 99),
	F_INT_OPT(struct zone_form, lead, 0, 7),
	F_INT_OPT(struct zone_form, position, 0, 999),
	F_INT_OPT(struct zone_form, version, 0, INT64_MAX),
	F_BOOL(struct zone_form, by_gram),
	F_BOOL(struct zone_form, cod),
	F_BOOL(struct zone_form, active),
	F_FIN
};
static const char *const kinds[] = { "own", "courier", "pickup" };
static const struct zone none = { .kind = "", .courier = "table", .carrier = "", .service = "", .name = "", .eta = "", .eta_own = "", .first_g = 1000,
	.step_g = 1000, .pack_g = SHIP_PACK_SHOP, .address = "", .maps_url = "", .hours = "", .cod = true, .active = true };

static int64_t
or_else(int64_t n, int64_t other)
{
	return n == NO_NUMBER ? other : n;
}

static const char *
area_name(struct ctx *c, int64_t code)
{
	return code == 0 ? i18n(c->arena, c->lang, "zone.everywhere", NULL) : region_label(c, code);
}

/* ---- areas in the form ---- */

struct areas { int64_t code[AREAS_MAX]; const char *villages[AREAS_MAX]; size_t n; };

static size_t
find(const struct areas *a, int64_t code)
{
	size_t i;

	for (i = 0; i < a->n && a->code[i] != code; i++)
		;
	return i;
}

static void
add(struct areas *a, int64_t code)
{
	if (a->n < AREAS_MAX && find(a, code) == a->n) {
		a->villages[a->n] = "";
		a->code[a->n++] = code;
	}
}

/* "v131207": the villages of that district. */
static const char *
village_field(struct ctx *c, int64_t district)
{
	return arena_printf(c->arena, "v%lld", (long long)district);
}

/* What is ticked in the form that was sent, else what the zone has. */
static struct areas *
areas_of(struct request *r, int64_t zone)
{
	struct areas *a = arena_new(r->c->arena, struct areas);
	const struct zone_where *stored;
	const char **typed;
	int64_t code;
	size_t n, i, at;

	if (r->form) {
		typed = request_form_all(r, "area", &n);
		for (i = 0; i < n; i++)
			if (str_int(typed[i], 0, 999999, &code))
				add(a, code);
		for (i = 0; i < a->n; i++)
			a->villages[i] = form_typed(r, village_field(r->c, a->code[i]), "");
		return a;
	}
	stored = zone_where(r->c, zone, &n);
	for (i = 0; zone && i < n; i++) {
		add(a, stored[i].area);
		at = find(a, stored[i].area);
		if (at < a->n && !str_empty(stored[i].village))
			a->villages[at] = arena_printf(r->c->arena, "%s%s%s", a->villages[at], *a->villages[at] ? "\n" : "", stored[i].village);
	}
	return a;
}

static void
area_row(struct request *r, struct view *v, const char *section, int64_t code, const char *villages, bool own)
{
	struct view *row = view_row(v, section);

	view_int(row, "AREA_CODE", code);
	view_text(row, "AREA_NAME", area_name(r->c, code));
	if (own && code >= 100000) {
		row = present_field(r, row, "AREA_VILLAGES", NULL, village_field(r->c, code), villages);
		view_flag(row, "VILLAGES_OPEN", !str_empty(villages));
	}
}

/* Provinces and regencies by a part of their name; there are 38 and 514 of them. */
static void
find_large(struct ctx *c, const char *q, struct areas *found)
{
	size_t n, m, i, j;
	struct region *provinces = region_children(c, 0, &n), *regencies;

	for (i = 0; i < n && found->n < FOUND_MAX; i++) {
		if (strstr(utf8_fold(c->arena, provinces[i].name), q))
			add(found, provinces[i].code);
		regencies = region_children(c, provinces[i].code, &m);
		for (j = 0; j < m && found->n < FOUND_MAX; j++)
			if (strstr(utf8_fold(c->arena, regencies[j].name), q))
				add(found, regencies[j].code);
	}
}

static void
areas(struct request *r, struct view *v, const struct areas *chosen, bool own)
{
	const char *q = form_typed(r, "area_q", "");
	struct areas *found = arena_new(r->c->arena, struct areas);
	struct region *districts;
	size_t n, i;

	present_field(r, v, "F_AREA", NULL, "area", "");
	for (i = 0; i < chosen->n; i++)
		area_row(r, v, "AREA", chosen->code[i], chosen->villages[i], own);
	view_text(v, "AREA_Q", q);
	q = utf8_fold(r->c->arena, str_trim(r->c->arena, q));
	if (find(chosen, 0) == chosen->n && !own)
		area_row(r, v, "AREA_FOUND", 0, "", false);
	if (utf8_len(q) < 3) {
		view_flag(v, "Q_SHORT", request_form(r, "find") != NULL);
		return;
	}
	find_large(r->c, q, found);
	districts = region_search(r->c, q, FOUND_MAX, &n);
	for (i = 0; i < n; i++)
		add(found, districts[i].code);
	for (i = 0; i < found->n; i++)
		if (find(chosen, found->code[i]) == chosen->n)
			area_row(r, v, "AREA_FOUND", found->code[i], "", own);
	view_flag(v, "Q_NONE", found->n == 0);
}

/* ---- the form ---- */

/* The zone in one language. */
static const struct zone *
zone_in(struct ctx *c, int64_t id, const char *lang)
{
	const char *mine = c->lang;
	const struct zone *z;

	c->lang = lang;
	z = zone_get(c, id);
	c->lang = mine;
	return z;
}

/* Do the numbers say what is usual with this courier? */
static bool
usual(const struct zone *z)
{
	const struct ship_carrier *m = ship_carrier(z->carrier);

	return m && z->first_g == m->first_g && z->step_g == m->step_g && z->tolerance_g == m->tolerance_g && z->divisor == m->divisor &&
	    z->by_gram == m->by_gram;
}

static void
numbers(struct request *r, struct view *v, const struct zone *z, bool courier)
{
	bool fresh = z->id == 0;

	present_field_money(r, v, "F_PRICE_FIRST", fields, "price_first", fresh ? -1 : z->price_first, -1);
	present_field_money(r, v, "F_PRICE_STEP", fields, "price_step", fresh ? -1 : z->price_step, -1);
	present_field_int(r, v, "F_FIRST_G", fields, "first_g", z->first_g, -1);
	present_field_int(r, v, "F_STEP_G", fields, "step_g", z->step_g, -1);
	present_field_int(r, v, "F_TOLERANCE_G", fields, "tolerance_g", z->tolerance_g, 0);
	/* Own delivery has these two only where a file of prices set them. */
	if (courier || z->divisor > 0)
		present_field_int(r, v, "F_DIVISOR", fields, "divisor", z->divisor, 0);
	if (courier || z->by_gram)
		present_field_check(r, v, "F_BY_GRAM", "by_gram", z->by_gram);
	present_field_int(r, v, "F_PACK_G", fields, "pack_g", z->pack_g, SHIP_PACK_SHOP);
	present_field_money(r, v, "F_FREE_OVER", fields, "free_over", z->free_over, 0);
	present_field_money(r, v, "F_MIN_ORDER", fields, "min_order", z->min_order, 0);
	present_field_int(r, v, "F_MAX_G", fields, "max_g", z->max_g, 0);
	present_field_money(r, v, "F_COD_MAX", fields, "cod_max", z->cod_max, 0);
	present_field_int(r, v, "F_ETD_MIN", fields, "etd_min", z->etd_min, 0);
	present_field_int(r, v, "F_ETD_MAX", fields, "etd_max", z->etd_max, 0);
	present_field_int(r, v, "F_POSITION", fields, "position", z->position, 0);
	present_field_check(r, v, "F_COD", "cod", z->cod);
	present_field_check(r, v, "F_ACTIVE", "active", z->active);
	view_int(v, "SHOP_PACK_G", shop_get(r->c)->pack_g);
}

/* Bits of the weekdays that are ticked, else the zone's. */
static int64_t
days_of(struct request *r, const struct zone *z)
{
	const char **typed;
	int64_t days = 0, d;
	size_t n, i;

	if (!r->form)
		return z->days;
	typed = request_form_all(r, "days", &n);
	for (i = 0; i < n; i++)
		if (str_int(typed[i], 1, 7, &d))
			days |= INT64_C(1) << (d - 1);
	return days;
}

static void
week(struct request *r, struct view *v, const struct zone *z)
{
	struct ctx *c = r->c;
	int64_t days = days_of(r, z);
	int d;

	present_field(r, v, "F_DAYS", NULL, "days", "");
	for (d = 1; d <= 7; d++) {
		struct view *row = view_row(v, "DAY");

		view_int(row, "DAY_NO", d);
		view_text(row, "DAY_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d.long", d), NULL));
		view_flag(row, "ON", days >> (d - 1) & 1);
	}
	present_field(r, v, "F_CUTOFF", fields, "cutoff", z->days ? ship_time(c->arena, z->cutoff) : "");
	for (d = 0; d <= 3; d++)
		present_field_choice(r, v, "LEAD", "lead", arena_printf(c->arena, "%lld", (long long)z->lead), arena_printf(c->arena, "%d", d),
		    i18n(c->arena, c->lang, arena_printf(c->arena, "zone.lead.%d", d), NULL));
}

static void
carriers(struct request *r, struct view *v, const struct zone *z)
{
	const struct ship_carrier *m;
	bool own;

	for (m = ship_carriers; m->word; m++)
		present_field_choice(r, v, "CARRIER", "carrier", z->carrier, m->word, m->name);
	present_field(r, v, "F_SERVICE", fields, "service", z->service);
	own = str_eq(form_typed(r, "rule", z->id && !usual(z) ? "own" : "usual"), "own");
	view_flag(v, "RULE_OWN", own);
	view_flag(v, "RULE_USUAL", !own);
}

static void
texts(struct request *r, struct view *v, const struct zone *z, const struct zone *en)
{
	present_field(r, v, "F_NAME_ID", fields, "name_id", z->name);
	present_field(r, v, "F_NAME_EN", fields, "name_en", str_eq(z->name, en->name) ? "" : en->name);
	present_field(r, v, "F_ETA_ID", fields, "eta_id", z->eta_own);
	present_field(r, v, "F_ETA_EN", fields, "eta_en", str_eq(z->eta_own, en->eta_own) ? "" : en->eta_own);
	present_field(r, v, "F_HOURS_ID", fields, "hours_id", z->hours);
	present_field(r, v, "F_HOURS_EN", fields, "hours_en", str_eq(z->hours, en->hours) ? "" : en->hours);
	present_field(r, v, "F_ADDRESS", fields, "address", z->address);
	present_field(r, v, "F_MAPS_URL", fields, "maps_url", z->maps_url);
}

/* A new way begins with the question which kind it is. */
static void
ask_kind(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/zone_kind", "more", i18n(c->arena, c->lang, "zone.new", NULL));
	size_t i;

	shell_back(v, url_admin(c, "/zones"));
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		struct view *row = view_row(v, "KIND_CHOICE");

		view_text(row, "KIND_URL", url_with(c, url_admin(c, "/zones/new"), "kind", kinds[i]));
		view_text(row, "KIND_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "zone.kind.%s", kinds[i]), NULL));
		view_text(row, "KIND_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "zone.kind.%s.text", kinds[i]), NULL));
		view_flag(row, "BY_CAR", i == 0);
		view_flag(row, "BY_COURIER", i == 1);
		view_flag(row, "BY_HAND", i == 2);
	}
}

/* NULL: none of the three. */
static const char *
kind_asked(struct request *r)
{
	const char *kind = r->form ? request_form(r, "kind") : request_query(r, "kind");
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kind, kinds[i]))
			return kinds[i];
	return NULL;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	const struct zone *z = id ? zone_in(c, id, "id") : &none, *en = id ? zone_in(c, id, "en") : &none;
	const char *kind = id && z ? z->kind : kind_asked(r);
	struct view *v;
	bool own;

	if (!z || !en) {
		reply_not_found(r);
		return;
	}
	if (!kind) {
		ask_kind(r);
		return;
	}
	own = str_eq(kind, "own");
	v = shell_admin(r, "admin/zone", "more", id ? z->name : i18n(c->arena, c->lang, "zone.new", NULL));
	shell_back(v, url_admin(c, "/zones"));
	present_form(r, v);
	view_text(v, "KIND", kind);
	view_text(v, "KIND_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "zone.kind.%s", kind), NULL));
	view_flag(v, "FOR_OWN", own);
	view_flag(v, "FOR_COURIER", str_eq(kind, "courier"));
	view_flag(v, "FOR_PICKUP", str_eq(kind, "pickup"));
	view_flag(v, "FOR_SENT", !str_eq(kind, "pickup"));
	texts(r, v, z, en);
	numbers(r, v, z, str_eq(kind, "courier"));
	week(r, v, z);
	carriers(r, v, z);
	if (!str_eq(kind, "pickup"))
		areas(r, v, areas_of(r, id), own);
	view_int(v, "VERSION", z->version);
	view_text(v, "SAVE_URL", id ? url_admin(c, "/zones/%lld", (long long)id) : url_admin(c, "/zones/new"));
	if (id) {
		v = view_row(v, "EXISTS");
		view_text(v, "COPY_URL", url_admin(c, "/zones/%lld/copy", (long long)id));
		view_text(v, "DROP_URL", url_admin(c, "/zones/%lld/drop", (long long)id));
	}
}

/* ---- saving ---- */

/* One name a line, or with commas between; bad ones mark the district's field. Districts with villages leave the list of whole areas. */
static void
take_villages(struct request *r, struct areas *a, struct zone_village *out, size_t *n)
{
	struct ctx *c = r->c;
	size_t i, k, m, kept = 0;

	*n = 0;
	for (i = 0; i < a->n; i++) {
		const char *text = a->code[i] >= 100000 ? str_replace(c->arena, utf8_clean(c->arena, a->villages[i], true), "\n", ",") : "";
		const char **names = str_split(c->arena, text, ',', &m);

		for (k = 0; k < m; k++) {
			if (utf8_len(names[k]) > SHIP_VILLAGE_MAX || str_eq(names[k], SHIP_VILLAGE_OTHER) || *n == VILLAGES_MAX) {
				form_bad(r, village_field(c, a->code[i]), "zone.bad_village");
				break;
			}
			out[(*n)++] = (struct zone_village){ a->code[i], names[k] };
		}
		if (m == 0)
			a->code[kept++] = a->code[i];
	}
	a->n = kept;
}

static bool
good_url(const char *s)
{
	const char *p = str_starts(s, "https://") ? s + 8 : str_starts(s, "http://") ? s + 7 : NULL;

	return *s == '\0' || (p && *p != '\0' && *p != '/' && !strpbrk(s, " \"<>\\^`{|}"));
}

static void
check(struct request *r, struct zone_form *f, int64_t *cutoff)
{
	const struct ship_carrier *m = ship_carrier(f->carrier);
	bool courier = str_eq(f->kind, "courier"), pickup = str_eq(f->kind, "pickup");

	*cutoff = 0;
	if (str_empty(f->name_id) && courier && m)
		f->name_id = arena_printf(r->c->arena, "%s%s%s", m->name, *f->service ? " " : "", f->service);
	if (utf8_len(f->name_id) < 2)
		form_bad(r, "name_id", "form.required");
	if (!pickup && f->price_first == NO_NUMBER)
		form_bad(r, "price_first", "form.required");
	if (!str_empty(f->cutoff) && !ship_time_parse(f->cutoff, cutoff))
		form_bad(r, "cutoff", "zone.bad_time");
	if (!good_url(f->maps_url))
		form_bad(r, "maps_url", "zone.bad_url");
	if (f->etd_min != NO_NUMBER && f->etd_max != NO_NUMBER && f->etd_max < f->etd_min)
		form_bad(r, "etd_max", "zone.bad_etd");
}

static struct zone_edit
edit_of(struct request *r, const struct zone_form *f)
{
	const struct ship_carrier *m = str_eq(f->kind, "courier") ? ship_carrier(f->carrier) : NULL;
	bool pickup = str_eq(f->kind, "pickup"), own = str_eq(f->kind, "own"), as_usual = m && !str_eq(f->rule, "own");
	int64_t price = pickup ? 0 : or_else(f->price_first, 0), days = own ? days_of(r, &none) : 0;
	struct zone_edit e = { .kind = f->kind, .courier = pickup ? "pickup" : "table", .name = { f->name_id, f->name_en },
		.eta = { f->eta_id, f->eta_en }, .price_first = price, .price_step = pickup ? 0 : or_else(f->price_step, own ? 0 : price),
		.first_g = or_else(f->first_g, 1000), .step_g = or_else(f->step_g, 1000), .tolerance_g = or_else(f->tolerance_g, 0),
		.divisor = or_else(f->divisor, 0), .by_gram = f->by_gram, .pack_g = or_else(f->pack_g, SHIP_PACK_SHOP),
		.free_over = or_else(f->free_over, 0), .min_order = or_else(f->min_order, 0), .max_g = or_else(f->max_g, 0), .cod = f->cod,
		.cod_max = or_else(f->cod_max, 0), .active = f->active, .position = or_else(f->position, 0), .carrier = m ? m->word : "",
		.service = str_eq(f->kind, "courier") ? f->service : "", .etd_min = or_else(f->etd_min, 0), .etd_max = or_else(f->etd_max, 0),
		.days = days, .lead = days ? or_else(f->lead, 0) : 0, .address = f->address, .maps_url = f->maps_url, .hours = { f->hours_id, f->hours_en } };

	if (as_usual) {
		e.first_g = m->first_g;
		e.step_g = m->step_g;
		e.tolerance_g = m->tolerance_g;
		e.divisor = m->divisor;
		e.by_gram = m->by_gram;
	}
	return e;
}

static void
put(struct request *r, int64_t id, int64_t version, const struct zone_edit *e)
{
	switch (zone_put(r->c, &id, version, e)) {
	case ZONE_OK:
		flash(r, "flash.zone.saved");
		reply_see_other(r, url_admin(r->c, "/zones"));
		return;
	case ZONE_GONE:
		reply_not_found(r);
		return;
	case ZONE_CONFLICT:
		form_note(r, "edit.conflict");
		break;
	case ZONE_AREA:
		form_bad(r, "area", "zone.bad_area");
		break;
	}
	reply_again(r, show);
}

static void
save(struct request *r)
{
	int64_t id = r->arg_int[0], cutoff = 0;
	const struct zone *z = id ? zone_get(r->c, id) : NULL;
	struct areas *a = areas_of(r, id);
	struct zone_village *villages = arena_new_n(r->c->arena, VILLAGES_MAX, struct zone_village);
	struct zone_form f;
	struct zone_edit e;
	size_t n_villages = 0;

	/* Searching an area (by its button, or Enter in its field) saves nothing: the same page, with what was typed and what was found. */
	if (request_form(r, "find") || (request_form(r, "enter") && !str_empty(request_form(r, "area_q")))) {
		show(r);
		return;
	}
	if (form_read(r, fields, &f)) {
		f.kind = z ? z->kind : f.kind;
		check(r, &f, &cutoff);
		if (str_eq(f.kind, "own"))
			take_villages(r, a, villages, &n_villages);
		if (str_eq(f.kind, "pickup"))
			a->n = 0;
		else if (a->n + n_villages == 0)
			form_bad(r, "area", "zone.no_area");
	}
	if (r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	e = edit_of(r, &f);
	e.cutoff = e.days ? cutoff : 0;
	e.areas = a->code;
	e.n_areas = a->n;
	e.villages = villages;
	e.n_villages = n_villages;
	put(r, id, or_else(f.version, 0), &e);
}

static const struct route routes[] = {
	{ "GET", "/admin/zones/new", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/new", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/zones/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
