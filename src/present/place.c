/*
 * Choosing a district. Three ways lead to one: a name picked from a list under the field
 * (JavaScript), a name typed and looked up by us, and the three lists. The form carries the
 * district it was made with ("was"), so what the shopper has changed is what counts.
 */
#include "present/place.h"

#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"

#define HITS 12
#define NAME_MAX_BYTES 200

static int64_t
code(struct request *r, const char *field)
{
	const char *s = request_form(r, field);
	int64_t n;

	return s && str_int(s, 1, 999999, &n) ? n : 0;
}

static bool
is_district(struct ctx *c, int64_t n)
{
	struct region_path path;

	return n >= 100000 && region_path(c, n, &path);
}

static void
settle(struct ctx *c, struct place *p, int64_t district)
{
	p->district = district;
	p->regency = district / 100;
	p->province = district / 10000;
	p->typed = district ? region_label(c, district) : "";
}

/*
 * The part before the first comma: people see "Panti, Kab. Pasaman, …" and type such things back.
 */
static const char *
first_part(struct ctx *c, const char *typed)
{
	size_t n = strcspn(typed, ",");

	return str_trim(c->arena, arena_mem(c->arena, typed, n < NAME_MAX_BYTES ? n : 0));
}

static void
look_up(struct request *r, struct place *p, const char *typed)
{
	struct ctx *c = r->c;
	int64_t named = code(r, "district");
	size_t i;

	if (is_district(c, named) && str_eq(region_label(c, named), typed)) {
		settle(c, p, named);
		return;
	}
	p->typed = typed;
	p->hits = region_search(c, first_part(c, typed), HITS, &p->n_hits);
	for (i = 0; i < p->n_hits; i++) {
		p->hits[i].name = region_label(c, p->hits[i].code);
		if (p->n_hits == 1 || str_eq(p->hits[i].name, typed)) {
			settle(c, p, p->hits[i].code);
			p->n_hits = 0;
			return;
		}
	}
	p->unknown = p->n_hits == 0;
}

/* The lists, as far as they fit together: a regency of another province is not chosen yet. */
static void
from_lists(struct ctx *c, struct place *p, int64_t province, int64_t regency, int64_t district)
{
	p->province = province;
	p->regency = regency / 100 == province ? regency : 0;
	if (p->regency && district / 100 == regency && is_district(c, district))
		p->district = district;
	else
		p->district = 0;
	p->typed = p->district ? region_label(c, p->district) : "";
}

struct place
present_place_read(struct request *r, int64_t known)
{
	struct ctx *c = r->c;
	struct place p = { .typed = "" };
	int64_t was = code(r, "was"), province = code(r, "province"), regency = code(r, "regency");
	int64_t district = code(r, "dist"), pick = code(r, "pick");
	const char *typed = form_typed(r, "kec", "");

	typed = str_trim(c->arena, utf8_clean(c->arena, typed, false));
	settle(c, &p, is_district(c, was) ? was : 0);
	if (!r->form)
		settle(c, &p, is_district(c, known) ? known : 0);
	else if (is_district(c, pick))
		settle(c, &p, pick);
	else if (!str_empty(typed) && !str_eq(typed, p.typed))
		look_up(r, &p, typed);
	else if (province && (province != p.province || regency != p.regency ||
	    district != p.district))
		from_lists(c, &p, province, regency, district);
	return p;
}

static void
options(struct ctx *c, struct view *v, const char *section, int64_t parent, int64_t chosen)
{
	size_t n, i;
	struct region *list = region_children(c, parent, &n);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, section);

		view_int(row, "CODE", list[i].code);
		view_text(row, "NAME", list[i].name);
		view_flag(row, "CHOSEN", list[i].code == chosen);
	}
}

void
present_place(struct request *r, struct view *page, const struct place *p)
{
	struct ctx *c = r->c;
	struct view *v = view_part(page, "PLACE", "storefront/part_place"), *hits;
	const char *error = form_message(r, "kec");
	size_t i;

	view_text(v, "KEC", p->typed);
	view_int(v, "WAS", p->district);
	view_flag(v, "PLACE_BAD", error || p->unknown);
	view_flag(v, "PLACE_UNKNOWN", p->unknown);
	if (error && !p->unknown)
		view_text(view_row(v, "PLACE_WRONG"), "PLACE_ERROR", error);
	hits = p->n_hits > 0 ? view_row(v, "HITS") : NULL;
	for (i = 0; i < p->n_hits; i++) {
		struct view *row = view_row(hits, "HIT");

		view_int(row, "CODE", p->hits[i].code);
		view_text(row, "NAME", p->hits[i].name);
	}
	options(c, v, "PROVINCE", 0, p->province);
	if (p->province)
		options(c, v, "REGENCY", p->province, p->regency);
	if (p->regency)
		options(c, v, "DISTRICT", p->regency, p->district);
	view_flag(v, "LISTS_OPEN", p->province && !p->district);
}
