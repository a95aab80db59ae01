/*
 * What a file of delivery prices would change. Its rows are gathered into zones: those of one service that agree in everything but their area. Each takes the place of the zone that
 * says the same already, else of one that holds one of its areas, else of any other of its service; zones of the service that are left over go.
 */
#include "shop/ship_sheet.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"
#include "shop/region.h"
#include "shop/ship_row.h"

/* One area of one service: of the file (row) or of the shop (zone, from 0). */
struct entry { const char *key, *village; int64_t area; struct sheet_row *row; size_t zone; };
struct sheet_have { struct sheet_zone *zones; const char **key, **sig; size_t n, *entries; struct entry *have, *file; size_t n_have, n_file; bool *named; };

const char *
ship_plan_key(struct arena *a, const struct zone_edit *e)
{
	bool of_courier = str_eq(e->kind, "courier") && !str_empty(e->carrier);

	return of_courier ? arena_printf(a, "courier/%s/%s", e->carrier, utf8_fold(a, e->service ? e->service : "")) :
	    arena_printf(a, "%s//%s", e->kind, utf8_fold(a, e->name[0] ? e->name[0] : ""));
}

const char *
ship_plan_sig(struct arena *a, const struct zone_edit *e)
{
	const char *texts[] = { e->kind, e->courier, e->carrier, e->service, e->name[0], e->name[1], e->eta[0], e->eta[1], e->hours[0], e->hours[1], e->address, e->maps_url };
	const int64_t numbers[] = { e->first_g, e->price_first, e->step_g, e->price_step, e->tolerance_g, e->free_over, e->max_g, e->cod, e->cod_max, e->active, e->position,
		e->divisor, e->by_gram, e->pack_g, e->min_order, e->etd_min, e->etd_max, e->days, e->cutoff, e->lead };
	struct buf b;

	buf_init(&b, a, 10000);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		buf_str(&b, texts[i] ? texts[i] : "");
		buf_char(&b, '\x1f');
	}
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		buf_printf(&b, "%lld ", (long long)numbers[i]);
	return b.s;
}

static struct zone_edit
edit_of(const struct zone *z, const struct zone *en)
{
	return (struct zone_edit){ .kind = z->kind, .courier = z->courier, .carrier = z->carrier, .service = z->service,
		.name = { z->name, str_eq(z->name, en->name) ? "" : en->name }, .eta = { z->eta_own, str_eq(z->eta_own, en->eta_own) ? "" : en->eta_own },
		.hours = { z->hours, str_eq(z->hours, en->hours) ? "" : en->hours }, .address = z->address, .maps_url = z->maps_url, .first_g = z->first_g,
		.price_first = z->price_first, .step_g = z->step_g, .price_step = z->price_step, .tolerance_g = z->tolerance_g, .free_over = z->free_over,
		.max_g = z->max_g, .cod = z->cod, .cod_max = z->cod_max, .active = z->active, .position = z->position, .divisor = z->divisor,
		.by_gram = z->by_gram, .pack_g = z->pack_g, .min_order = z->min_order, .etd_min = z->etd_min, .etd_max = z->etd_max, .days = z->days,
		.cutoff = z->cutoff, .lead = z->lead };
}

struct sheet_zone *
ship_plan_zones(struct ctx *c, size_t *n)
{
	const char *lang = c->lang;
	struct zone **id, **en;
	struct sheet_zone *list;
	size_t n_en;

	c->lang = "id";
	id = zone_list(c, n);
	c->lang = "en";
	en = zone_list(c, &n_en);
	c->lang = lang;
	*n = *n < n_en ? *n : n_en;	/* the same, unless the world failed */
	list = arena_new_n(c->arena, *n + 1, struct sheet_zone);
	for (size_t i = 0; i < *n; i++)
		list[i] = (struct sheet_zone){ id[i]->id, id[i]->version, id[i]->active, edit_of(id[i], en[i]) };
	return list;
}

static int
by_place(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int d = strcmp(a->key, b->key);

	if (d != 0)
		return d;
	if (a->area != b->area)
		return a->area < b->area ? -1 : 1;
	return strcmp(a->village, b->village);
}

static void
add(struct arena *a, struct entry **list, size_t *n, struct entry e)
{
	*list = ship_grow(a, *list, *n, sizeof(**list));
	(*list)[(*n)++] = e;
}

static size_t
zone_of(const struct sheet_have *h, int64_t id)
{
	size_t i;

	for (i = 0; i < h->n && h->zones[i].id != id; i++)
		;
	return i;
}

static void
sort(struct entry *list, size_t n)
{
	if (n > 1)
		qsort(list, n, sizeof(*list), by_place);
}

/* What the shop has, area by area. */
static void
gather(struct ctx *c, struct sheet_have *h)
{
	struct zone_where *where;
	size_t i, n, z = 0;

	h->zones = ship_plan_zones(c, &h->n);
	h->key = arena_new_n(c->arena, h->n + 1, const char *);
	h->sig = arena_new_n(c->arena, h->n + 1, const char *);
	h->entries = arena_new_n(c->arena, h->n + 1, size_t);
	h->named = arena_new_n(c->arena, h->n + 1, bool);
	for (i = 0; i < h->n; i++) {
		h->key[i] = ship_plan_key(c->arena, &h->zones[i].edit);
		h->sig[i] = ship_plan_sig(c->arena, &h->zones[i].edit);
		if (str_eq(h->zones[i].edit.kind, "pickup"))
			add(c->arena, &h->have, &h->n_have, (struct entry){ h->key[i], "", -1, NULL, i });
		h->entries[i] = str_eq(h->zones[i].edit.kind, "pickup");
	}
	where = zone_where(c, 0, &n);
	for (i = 0; i < n; i++) {
		if (i == 0 || where[i].zone != where[i - 1].zone)
			z = zone_of(h, where[i].zone);
		if (z == h->n || str_eq(h->zones[z].edit.kind, "pickup"))
			continue;
		add(c->arena, &h->have, &h->n_have, (struct entry){ h->key[z], ship_village_fold(c->arena, where[i].village), where[i].area, NULL, z });
		h->entries[z]++;
	}
	sort(h->have, h->n_have);
}

static void
twice(struct sheet_row *first, struct sheet_row *second)
{
	struct sheet_row *later = first->line < second->line ? second : first;

	if (later->state == SHEET_BAD)
		return;
	later->state = SHEET_BAD;
	later->why = "sheet.twice";
	later->why_column = later->name;
	later->why_value = later->where;
}

/* The file, area by area; an area that a service has twice has two prices. */
static void
spread(struct ctx *c, struct sheet *s, struct sheet_have *h)
{
	struct sheet_row *row;
	size_t i, k;

	for (i = 0; i < s->n; i++) {
		row = s->rows[i];
		if (row->state == SHEET_BAD)
			continue;
		if (row->area >= 0)
			row->where = row->area == 0 ? "*" : region_label(c, row->area);
		else
			row->where = row->edit.address ? row->edit.address : "";
		for (k = 0; k < row->n_villages; k++) {
			add(c->arena, &h->file, &h->n_file, (struct entry){ row->key, ship_village_fold(c->arena, row->villages[k]), row->area, row, 0 });
			row->where = arena_printf(c->arena, "%s, %s", row->villages[k], row->where);
		}
		if (row->n_villages == 0)
			add(c->arena, &h->file, &h->n_file, (struct entry){ row->key, "", row->area, row, 0 });
	}
	sort(h->file, h->n_file);
	for (i = 1; i < h->n_file; i++)
		if (by_place(&h->file[i - 1], &h->file[i]) == 0 && h->file[i - 1].row != h->file[i].row)
			twice(h->file[i - 1].row, h->file[i].row);
}

/* Each row against what stands at its place now. */
static void
compare(struct sheet *s, struct sheet_have *h)
{
	size_t i;

	for (i = 0; i < h->n_file; i++) {
		struct sheet_row *row = h->file[i].row;
		const struct entry *now = h->n_have ? bsearch(&h->file[i], h->have, h->n_have, sizeof(*h->have), by_place) : NULL;

		if (!now)
			continue;
		row->found++;
		row->differs = row->differs || !str_eq(h->sig[now->zone], row->sig);
		row->zone = h->zones[now->zone].id;
		row->price_was = h->zones[now->zone].edit.price_first;
	}
	for (i = 0; i < s->n; i++) {
		struct sheet_row *row = s->rows[i];
		size_t want = row->n_villages ? row->n_villages : 1;

		if (row->state != SHEET_BAD)
			row->state = row->found == 0 ? SHEET_NEW : row->found < want || row->differs ? SHEET_CHANGED : SHEET_SAME;
	}
}

static void
missing(struct ctx *c, struct sheet *s, struct sheet_have *h)
{
	size_t i, k;

	for (i = 0; i < h->n; i++)
		h->named[i] = s->exact;
	for (k = 0; k < h->n_file; k++)
		for (i = 0; i < h->n && (k == 0 || !str_eq(h->file[k].key, h->file[k - 1].key)); i++)
			h->named[i] = h->named[i] || str_eq(h->key[i], h->file[k].key);
	for (i = 0; i < h->n_have; i++) {
		const struct entry *e = &h->have[i];
		const char *where = e->area < 0 ? "" : e->area == 0 ? "*" : region_label(c, e->area);

		if (!h->named[e->zone] || !h->zones[e->zone].active || (h->n_file && bsearch(e, h->file, h->n_file, sizeof(*h->file), by_place)))
			continue;
		s->gone = ship_grow(c->arena, s->gone, s->n_gone, sizeof(*s->gone));
		s->gone[s->n_gone].name = h->zones[e->zone].edit.name[0];
		s->gone[s->n_gone++].where = *e->village ? arena_printf(c->arena, "%s, %s", e->village, where) : where;
	}
}

void
ship_plan(struct ctx *c, struct sheet *s)
{
	struct sheet_have *h = arena_new(c->arena, struct sheet_have);

	s->have = h;
	gather(c, h);
	spread(c, s, h);
	compare(s, h);
	missing(c, s, h);
	for (size_t i = 0; i < s->n; i++)
		s->count[s->rows[i]->state]++;
}

/* --- applying --- */

static int
by_zone(const void *pa, const void *pb)
{
	const struct sheet_row *a = *(struct sheet_row *const *)pa, *b = *(struct sheet_row *const *)pb;
	int d = strcmp(a->key, b->key);

	if (d == 0)
		d = strcmp(a->sig, b->sig);
	return d != 0 ? d : a->line < b->line ? -1 : a->line > b->line;
}

/* The zone whose place these rows take; h->n: none is left. */
static size_t
place_of(const struct sheet_have *h, const bool *used, struct sheet_row **rows, size_t n)
{
	size_t i, k;

	for (i = 0; i < h->n; i++)
		if (!used[i] && str_eq(h->key[i], rows[0]->key) && str_eq(h->sig[i], rows[0]->sig))
			return i;
	for (k = 0; k < n; k++)
		for (i = 0; i < h->n && rows[k]->zone; i++)
			if (!used[i] && h->zones[i].id == rows[k]->zone)
				return i;
	for (i = 0; i < h->n; i++)
		if (!used[i] && str_eq(h->key[i], rows[0]->key))
			return i;
	return h->n;
}

/* Do the rows hold all that the zone has, and nothing else? */
static bool
same(const struct sheet_have *h, size_t at, struct sheet_row **rows, size_t n)
{
	size_t i, entries = 0;

	for (i = 0; i < n; i++) {
		if (rows[i]->state != SHEET_SAME || rows[i]->zone != h->zones[at].id)
			return false;
		entries += rows[i]->n_villages ? rows[i]->n_villages : 1;
	}
	return entries == h->entries[at];
}

static bool
put(struct ctx *c, const struct sheet_zone *z, struct sheet_row **rows, size_t n)
{
	struct zone_edit e = rows[0]->edit;
	int64_t *areas = arena_new_n(c->arena, n, int64_t), id = z ? z->id : 0;
	struct zone_village *villages = NULL;
	size_t i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < rows[i]->n_villages; k++) {
			villages = ship_grow(c->arena, villages, e.n_villages, sizeof(*villages));
			villages[e.n_villages++] = (struct zone_village){ rows[i]->area, rows[i]->villages[k] };
		}
		if (rows[i]->n_villages == 0 && rows[i]->area >= 0)
			areas[e.n_areas++] = rows[i]->area;
	}
	e.areas = areas;
	e.villages = villages;
	return zone_put(c, &id, z ? z->version : 0, &e) == ZONE_OK;
}

bool
ship_sheet_apply(struct ctx *c, struct sheet *s)
{
	struct sheet_have *h = s->have;
	struct sheet_row **rows;
	bool *used;
	size_t i, to, at;

	if (*s->why || s->n == 0 || s->count[SHEET_BAD] > 0)
		return false;
	used = arena_new_n(c->arena, h->n + 1, bool);
	rows = arena_new_n(c->arena, s->n, struct sheet_row *);
	memcpy(rows, s->rows, s->n * sizeof(struct sheet_row *));
	qsort(rows, s->n, sizeof(struct sheet_row *), by_zone);
	for (i = 0; i < s->n; i = to) {
		for (to = i + 1; to < s->n && str_eq(rows[to]->key, rows[i]->key) && str_eq(rows[to]->sig, rows[i]->sig);)
			to++;
		at = place_of(h, used, rows + i, to - i);
		used[at] = true;
		if (at < h->n && same(h, at, rows + i, to - i))
			continue;
		if (!put(c, at < h->n ? &h->zones[at] : NULL, rows + i, to - i))
			return false;
	}
	for (i = 0; i < h->n; i++)
		if (h->named[i] && !used[i] && zone_drop(c, h->zones[i].id) == ZONE_NOT_THERE)
			return false;
	return true;
}
