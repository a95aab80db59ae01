/* Delivery: the ways to ship, where each goes and what it costs. Areas are regions of any size, found by name; a price for the district goes before the one for its province. */
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
#include "shop/ship.h"
#include "shop/staff.h"

#define AREAS_MAX 500
#define FOUND_MAX 25
#define LISTED 3	/* areas named in the list of zones */

struct zone_form {
	const char *kind, *name_id, *name_en, *eta_id, *eta_en;
	int64_t price_first, first_g, price_step, step_g, tolerance_g, free_over, max_g, cod_max, position, version;
	bool cod, active;
};
static const struct field fields[] = {
	F_CHOICE(struct zone_form, kind, "own|courier|pickup"),
	F_TEXT(struct zone_form, name_id, 2, 60),
	F_TEXT(struct zone_form, name_en, 0, 60),
	F_TEXT(struct zone_form, eta_id, 0, 40),
	F_TEXT(struct zone_form, eta_en, 0, 40),
	F_MONEY(struct zone_form, price_first, 0, 10000000),
	F_INT(struct zone_form, first_g, 1, 100000),
	F_MONEY(struct zone_form, price_step, 0, 10000000),
	F_INT(struct zone_form, step_g, 1, 100000),
	F_INT_OPT(struct zone_form, tolerance_g, 0, 100000),
	F_MONEY_OPT(struct zone_form, free_over, 0, MONEY_MAX),
	F_INT_OPT(struct zone_form, max_g, 0, 10000000),
	F_MONEY_OPT(struct zone_form, cod_max, 0, MONEY_MAX),
	F_INT_OPT(struct zone_form, position, 0, 999),
	F_INT_OPT(struct zone_form, version, 0, INT64_MAX),
	F_BOOL(struct zone_form, cod),
	F_BOOL(struct zone_form, active),
	F_FIN
};

static int64_t
or_zero(int64_t n)
{
	return n == NO_NUMBER ? 0 : n;
}

static const char *
area_name(struct ctx *c, int64_t code)
{
	return code == 0 ? i18n(c->arena, c->lang, "zone.everywhere", NULL) : region_label(c, code);
}

/* ---- the list ---- */

/* "Koto Balingka" of "Koto Balingka, Kab. Pasaman Barat, …": enough to know it again in a list. */
static const char *
short_name(struct ctx *c, const char *name)
{
	const char *comma = strchr(name, ',');

	return comma ? arena_mem(c->arena, name, (size_t)(comma - name)) : name;
}

static const char *
areas_text(struct ctx *c, const struct zone *z)
{
	size_t n, i;
	int64_t *areas = zone_areas(c, z->id, &n);
	struct buf b;

	buf_init(&b, c->arena, 1000);
	for (i = 0; i < n && i < LISTED; i++)
		buf_printf(&b, "%s%s", i ? " · " : "", short_name(c, area_name(c, areas[i])));
	if (n > LISTED)
		buf_printf(&b, " +%zu", n - LISTED);
	return b.s;
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/zones", "more", i18n(c->arena, c->lang, "admin.zones", NULL));
	struct zone **zones;
	size_t n, i;

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/zones/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	zones = zone_list(c, &n);
	for (i = 0; i < n; i++) {
		const struct zone *z = zones[i];
		struct view *row = view_row(v, "ZONE");

		view_text(row, "ZONE_NAME", z->name);
		view_text(row, "ZONE_ETA", z->eta);
		view_flag(row, "HAS_ETA", !str_empty(z->eta));
		view_text(row, "ZONE_AREAS", str_eq(z->kind, "pickup") ? "" : areas_text(c, z));
		view_flag(row, "PRICED", z->price_first > 0);
		view_money(row, "ZONE_PRICE", z->price_first);
		view_flag(row, "NO_PRICE", z->price_first == 0);
		view_flag(row, "WITH_COD", z->cod);
		view_flag(row, "OFF", !z->active);
		view_text(view_row(row, str_eq(z->kind, "pickup") ? "BY_HAND" : str_eq(z->kind, "own") ? "BY_CAR" : "BY_COURIER"), "KIND", z->kind);
		view_text(row, "ZONE_URL", url_admin(c, "/zones/%lld", (long long)z->id));
	}
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "NEW_URL", url_admin(c, "/zones/new"));
}

/* ---- areas in the form ---- */

struct areas { int64_t code[AREAS_MAX]; size_t n; };

static bool
has(const struct areas *a, int64_t code)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->code[i] == code)
			return true;
	return false;
}

static void
add(struct areas *a, int64_t code)
{
	if (a->n < AREAS_MAX && !has(a, code))
		a->code[a->n++] = code;
}

/* What is ticked in the form that was sent, else what the zone has. */
static struct areas *
areas_of(struct request *r, int64_t zone)
{
	struct areas *a = arena_new(r->c->arena, struct areas);
	const char **typed;
	int64_t *stored, code;
	size_t n, i;

	if (r->form) {
		typed = request_form_all(r, "area", &n);
		for (i = 0; i < n; i++)
			if (str_int(typed[i], 0, 999999, &code))
				add(a, code);
		return a;
	}
	stored = zone_areas(r->c, zone, &n);
	for (i = 0; i < n; i++)
		add(a, stored[i]);
	return a;
}

static void
area_row(struct ctx *c, struct view *v, const char *section, int64_t code)
{
	struct view *row = view_row(v, section);

	view_int(row, "AREA_CODE", code);
	view_text(row, "AREA_NAME", area_name(c, code));
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
areas(struct request *r, struct view *v, const struct areas *chosen)
{
	const char *q = form_typed(r, "area_q", "");
	struct areas *found = arena_new(r->c->arena, struct areas);
	struct region *districts;
	size_t n, i;

	present_field(r, v, "F_AREA", NULL, "area", "");
	for (i = 0; i < chosen->n; i++)
		area_row(r->c, v, "AREA", chosen->code[i]);
	view_text(v, "AREA_Q", q);
	q = utf8_fold(r->c->arena, str_trim(r->c->arena, q));
	if (!has(chosen, 0))
		area_row(r->c, v, "AREA_FOUND", 0);
	if (utf8_len(q) < 3) {
		view_flag(v, "Q_SHORT", request_form(r, "find") != NULL);
		return;
	}
	find_large(r->c, q, found);
	districts = region_search(r->c, q, FOUND_MAX, &n);
	for (i = 0; i < n; i++)
		add(found, districts[i].code);
	for (i = 0; i < found->n; i++)
		if (!has(chosen, found->code[i]))
			area_row(r->c, v, "AREA_FOUND", found->code[i]);
	view_flag(v, "Q_NONE", found->n == 0);
}

/* ---- the form ---- */

/* The zone in one language, "" where English only repeats the Indonesian. */
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

static void
numbers(struct request *r, struct view *v, const struct zone *z)
{
	present_field_money(r, v, "F_PRICE_FIRST", fields, "price_first", z->price_first, -1);
	present_field_int(r, v, "F_FIRST_G", fields, "first_g", z->first_g, -1);
	present_field_money(r, v, "F_PRICE_STEP", fields, "price_step", z->price_step, -1);
	present_field_int(r, v, "F_STEP_G", fields, "step_g", z->step_g, -1);
	present_field_int(r, v, "F_TOLERANCE_G", fields, "tolerance_g", z->tolerance_g, 0);
	present_field_money(r, v, "F_FREE_OVER", fields, "free_over", z->free_over, 0);
	present_field_int(r, v, "F_MAX_G", fields, "max_g", z->max_g, 0);
	present_field_money(r, v, "F_COD_MAX", fields, "cod_max", z->cod_max, 0);
	present_field_int(r, v, "F_POSITION", fields, "position", z->position, 0);
	present_field_check(r, v, "F_COD", "cod", z->cod);
	present_field_check(r, v, "F_ACTIVE", "active", z->active);
}

static void
kinds(struct request *r, struct view *v, const char *kind)
{
	static const char *const all[] = { "own", "courier", "pickup" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(all); i++)
		present_field_choice(r, v, "KIND_CHOICE", "kind", kind, all[i],
		    i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "zone.kind.%s", all[i]), NULL));
}

static void
show(struct request *r)
{
	static const struct zone none = { .kind = "own", .courier = "table", .name = "", .eta = "", .first_g = 1000, .step_g = 1000,
		.cod = true, .active = true };
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	const struct zone *z = id ? zone_in(c, id, "id") : &none, *en = id ? zone_in(c, id, "en") : &none;
	struct view *v;

	if (!z || !en) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/zone", "more", id ? z->name : i18n(c->arena, c->lang, "zone.new", NULL));
	shell_back(v, url_admin(c, "/zones"));
	present_form(r, v);
	kinds(r, v, z->kind);
	present_field(r, v, "F_NAME_ID", fields, "name_id", z->name);
	present_field(r, v, "F_NAME_EN", fields, "name_en", str_eq(z->name, en->name) ? "" : en->name);
	present_field(r, v, "F_ETA_ID", fields, "eta_id", z->eta);
	present_field(r, v, "F_ETA_EN", fields, "eta_en", str_eq(z->eta, en->eta) ? "" : en->eta);
	numbers(r, v, z);
	areas(r, v, areas_of(r, id));
	view_int(v, "VERSION", z->version);
	view_text(v, "SAVE_URL", id ? url_admin(c, "/zones/%lld", (long long)id) : url_admin(c, "/zones/new"));
}

static struct zone_edit
edit_of(const struct zone_form *f, const struct areas *a)
{
	bool pickup = str_eq(f->kind, "pickup");

	return (struct zone_edit){ .kind = f->kind, .courier = pickup ? "pickup" : "table", .name = { f->name_id, f->name_en },
		.eta = { f->eta_id, f->eta_en }, .first_g = f->first_g, .price_first = pickup ? 0 : f->price_first, .step_g = f->step_g,
		.price_step = pickup ? 0 : f->price_step, .tolerance_g = or_zero(f->tolerance_g), .free_over = or_zero(f->free_over),
		.max_g = or_zero(f->max_g), .cod = f->cod, .cod_max = or_zero(f->cod_max), .active = f->active,
		.position = or_zero(f->position), .areas = a->code, .n_areas = pickup ? 0 : a->n };
}

static void
save(struct request *r)
{
	int64_t id = r->arg_int[0];
	struct areas *a = areas_of(r, id);
	struct zone_form f;
	struct zone_edit e;

	/* Searching an area (by its button, or Enter in its field) saves nothing: the same page, with what was typed and what was found. */
	if (request_form(r, "find") || (request_form(r, "enter") && !str_empty(request_form(r, "area_q")))) {
		show(r);
		return;
	}
	if (form_read(r, fields, &f) && !str_eq(f.kind, "pickup") && a->n == 0)
		form_bad(r, "area", "zone.no_area");
	if (r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	e = edit_of(&f, a);
	switch (zone_put(r->c, &id, or_zero(f.version), &e)) {
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

static const struct route routes[] = {
	{ "GET", "/admin/zones", list, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/zones/new", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/new", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/zones/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
