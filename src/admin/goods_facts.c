/*
 * What a product is described by, on a page of its own: its type, which brings fields; facts without a field; permits with their last days. Choosing another type shows the form again with what was
 * typed; fields that hold something stay even when the new type does not ask for them.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/permit.h"
#include "shop/product_fact.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define FREE_MOST 12
#define FREE_BLANK 2	/* rows to write new ones into */
#define FREE_TEXT 200

struct facts_form { int64_t version, type, shelf_life_days; const char *pirt, *halal, *bpom, *sni; };
static const struct field fields[] = {
	F_INT(struct facts_form, version, 1, INT64_MAX), F_INT_OPT(struct facts_form, type, 0, INT64_MAX), F_INT_OPT(struct facts_form, shelf_life_days, 1, 3650),
	F_TEXT(struct facts_form, pirt, 0, PERMIT_NUMBER_MAX), F_TEXT(struct facts_form, halal, 0, PERMIT_NUMBER_MAX), F_TEXT(struct facts_form, bpom, 0, PERMIT_NUMBER_MAX),
	F_TEXT(struct facts_form, sni, 0, PERMIT_NUMBER_MAX), F_FIN
};
static const char *const free_what[4] = { "n", "v", "ne", "ve" };

struct page {
	const struct product *p;
	struct product_type **types; size_t n_types;
	const struct attribute *attributes; size_t n_attributes;
	const struct product_fact *facts; size_t n_facts;
	const struct product_type *type;	/* as chosen, NULL: none */
	const struct attribute **shown; size_t n_shown;	/* fields, in order */
};

static const char *
name_of(struct ctx *c, int64_t attribute, const char *more)
{
	return arena_printf(c->arena, "a%lld%s", (long long)attribute, more);
}

static const struct product_fact *
fact_of(const struct page *g, int64_t attribute)
{
	size_t i;

	for (i = 0; i < g->n_facts; i++)
		if (g->facts[i].attribute == attribute)
			return &g->facts[i];
	return NULL;
}

static bool
in_type(const struct page *g, int64_t attribute)
{
	size_t i;

	for (i = 0; g->type && i < g->type->n_attributes; i++)
		if (g->type->attributes[i]->id == attribute)
			return true;
	return false;
}

/* Fields of the type in its order, then others that hold something. */
static void
fields_choose(struct request *r, struct page *g)
{
	size_t i;

	g->shown = arena_new_n(r->c->arena, g->n_attributes + TYPE_ATTRIBUTES_MAX, const struct attribute *);
	for (i = 0; g->type && i < g->type->n_attributes; i++)
		g->shown[g->n_shown++] = g->type->attributes[i];
	for (i = 0; i < g->n_attributes; i++) {
		const char *typed = r->form ? request_form(r, name_of(r->c, g->attributes[i].id, "")) : NULL;

		if (!in_type(g, g->attributes[i].id) && (fact_of(g, g->attributes[i].id) || !str_empty(typed)))
			g->shown[g->n_shown++] = &g->attributes[i];
	}
}

/* NULL: there is no such product. */
static struct page *
load(struct request *r)
{
	struct ctx *c = r->c;
	struct page *g = arena_new(c->arena, struct page);
	const char *lang = c->lang, *typed = r->form ? request_form(r, "type") : NULL;
	struct product_facts stored;
	size_t i;

	c->lang = "id";
	g->p = catalog_product(c, r->arg_int[0]);
	c->lang = lang;
	if (!g->p || !product_facts(c, g->p->id, &stored))
		return NULL;
	g->types = product_type_list(c, &g->n_types);
	g->attributes = attribute_list(c, &g->n_attributes);
	g->facts = product_fact_list(c, g->p->id, &g->n_facts);
	if (typed && !str_int(typed, 0, INT64_MAX, &stored.type))
		stored.type = 0;
	for (i = 0; i < g->n_types; i++)
		if (g->types[i]->id == stored.type)
			g->type = g->types[i];
	fields_choose(r, g);
	return g;
}

/* --- showing --- */

static const char *
in_lang(struct ctx *c, const char *const name[2])
{
	return str_eq(c->lang, "en") && !str_empty(name[1]) ? name[1] : name[0];
}

static void
types_show(struct request *r, struct view *v, const struct page *g)
{
	struct ctx *c = r->c;
	size_t i;

	for (i = 0; i < g->n_types; i++) {
		struct view *row;

		if (!g->types[i]->active && g->types[i] != g->type)
			continue;
		row = view_row(v, "TYPE");
		view_int(row, "CHOICE", g->types[i]->id);
		view_text(row, "LABEL", in_lang(c, g->types[i]->name));
		view_flag(row, "CHOSEN", g->types[i] == g->type);
	}
	view_text(v, "TYPES_URL", url_admin(c, "/types"));
}

static void
choices_show(struct request *r, struct view *row, const struct attribute *a, const char *field, const char *stored)
{
	size_t n, i;
	const char **choices = attribute_choices(r->c, a, &n);

	for (i = 0; i < n; i++)
		(void)present_field_choice(r, row, "A_CHOICE", field, stored, attribute_half(r->c->arena, choices[i], "id"), attribute_half(r->c->arena, choices[i], r->c->lang));
}

static void
attribute_show(struct request *r, struct view *v, const struct page *g, const struct attribute *a)
{
	static const char *const sections[ATTRIBUTE_KINDS] = { "A_TEXT", "A_NUMBER", "A_PICK", "A_FLAG" };
	struct ctx *c = r->c;
	const struct product_fact *f = fact_of(g, a->id);
	const char *field = name_of(c, a->id, ""), *stored = !f ? "" : a->kind == ATTRIBUTE_NUMBER ? attribute_digits(c->arena, f->key, c->lang) : f->value[0];
	struct view *row = view_row(v, "ATTRIBUTE"), *one;

	one = present_field(r, row, sections[a->kind], NULL, field, stored);
	view_text(one, "A_NAME", in_lang(c, a->name));
	switch (a->kind) {
	case ATTRIBUTE_TEXT:
		(void)present_field(r, one, "A_EN", NULL, name_of(c, a->id, "e"), f && !str_eq(f->value[1], f->value[0]) ? f->value[1] : "");
		break;
	case ATTRIBUTE_NUMBER:
		view_text(one, "A_UNIT", attribute_half(c->arena, a->unit, c->lang));
		break;
	case ATTRIBUTE_CHOICE:
		choices_show(r, one, a, field, stored);
		break;
	case ATTRIBUTE_FLAG:
		(void)present_field_choice(r, one, "A_CHOICE", field, stored, "Ya", i18n(c->arena, c->lang, "facts.yes", NULL));
		(void)present_field_choice(r, one, "A_CHOICE", field, stored, "Tidak", i18n(c->arena, c->lang, "facts.no", NULL));
		break;
	}
}

static void
free_show(struct request *r, struct view *v, const struct page *g)
{
	static const char *const sections[4] = { "FACT_N", "FACT_V", "FACT_NE", "FACT_VE" };
	const struct product_fact *stored[FREE_MOST] = { NULL };
	struct ctx *c = r->c;
	size_t n = 0, i, k, rows;

	for (i = 0; i < g->n_facts && n < FREE_MOST; i++)
		if (g->facts[i].attribute == 0)
			stored[n++] = &g->facts[i];
	rows = n + FREE_BLANK < FREE_MOST ? n + FREE_BLANK : FREE_MOST;
	for (i = 0; i < FREE_MOST; i++) {
		const struct product_fact *f = stored[i];
		const char *texts[4] = { f ? f->name[0] : "", f ? f->value[0] : "", f && !str_eq(f->name[1], f->name[0]) ? f->name[1] : "", f && !str_eq(f->value[1], f->value[0]) ? f->value[1] : "" };
		struct view *row;

		if (i >= rows && str_empty(form_typed(r, arena_printf(c->arena, "f%zu_n", i), "")))
			continue;
		row = view_row(v, "FACT");
		for (k = 0; k < 4; k++)
			(void)present_field(r, row, sections[k], NULL, arena_printf(c->arena, "f%zu_%s", i, free_what[k]), texts[k]);
	}
	view_flag(v, "FREE_OPEN", n > 0 || r->n_errors > 0 || !g->type);
}

static bool
asked_for(struct ctx *c, const struct page *g, enum permit kind)
{
	size_t n, i;
	const char **words = str_split(c->arena, g->type ? g->type->permits : "", ',', &n);

	for (i = 0; i < n; i++)
		if (str_eq(words[i], permit_words[kind]))
			return true;
	return !g->type && kind != PERMIT_SNI;
}

static void
permit_show(struct request *r, struct view *v, const struct page *g, enum permit kind)
{
	const char *const numbers[PERMITS] = { g->p->pirt, g->p->halal, g->p->bpom, g->p->sni };
	struct ctx *c = r->c;
	const char *doubt, *until = arena_printf(c->arena, "%s_until", permit_words[kind]);
	int64_t ends = g->p->permit_until[kind], now = clock_now();
	struct view *row = view_part(v, asked_for(c, g, kind) || *numbers[kind] ? "PERMIT" : "PERMIT_MORE", "admin/part_permit");

	view_text(row, "PERMIT_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "permit.%s", permit_words[kind]), NULL));
	(void)present_field(r, row, "F_NUMBER", fields, permit_words[kind], numbers[kind]);
	(void)present_field(r, row, "F_UNTIL", NULL, until, ends ? clock_iso_day(c->arena, clock_day(ends - 1, shop_get(c)->timezone)) : "");
	doubt = permit_doubt(c, kind, form_typed(r, permit_words[kind], numbers[kind]), now);
	if (doubt)
		view_text(view_row(row, "DOUBT"), "DOUBT_TEXT", i18n(c->arena, c->lang, doubt, NULL));
	view_flag(row, "OVER", *numbers[kind] && ends && ends <= now);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct page *g = load(r);
	bool edit = role_may(r->staff->role, RIGHT_GOODS_EDIT);
	struct view *v;
	size_t i;

	if (!g) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_facts", "goods", i18n(c->arena, c->lang, "facts.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)g->p->id));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_flag(v, "READ_ONLY", !edit);
	view_flag(v, "MAY_EDIT", edit);
	view_text(v, "GOODS_NAME", g->p->name);
	view_text(v, "FORM_URL", url_admin(c, "/goods/%lld/facts", (long long)g->p->id));
	present_version(r, v, "facts.conflict", g->p->version);
	types_show(r, v, g);
	for (i = 0; i < g->n_shown; i++)
		attribute_show(r, v, g, g->shown[i]);
	free_show(r, v, g);
	for (i = 0; i < PERMITS; i++)
		permit_show(r, v, g, (enum permit)i);
	(void)present_field_int(r, v, "F_SHELF", fields, "shelf_life_days", g->p->shelf_life_days, 0);
}

/* --- saving --- */

static const char *
sent(struct request *r, const char *field, size_t most)
{
	const char *s = request_form(r, field);

	return s ? utf8_cut(r->c->arena, str_trim(r->c->arena, s), most) : "";
}

static void
attributes_read(struct request *r, const struct page *g, struct product_fact_edit *e, struct fact_edit *facts)
{
	struct attribute_value v;
	size_t i;

	for (i = 0; i < g->n_shown; i++) {
		const char *field = name_of(r->c, g->shown[i]->id, ""), *value = sent(r, field, ATTRIBUTE_TEXT_MAX);

		if (*value == '\0')
			continue;
		if (e->n_facts == CATALOG_FACTS) {
			form_bad(r, field, "facts.many");
			continue;
		}
		facts[e->n_facts] = (struct fact_edit){ .attribute = g->shown[i], .value = { value, sent(r, name_of(r->c, g->shown[i]->id, "e"), ATTRIBUTE_TEXT_MAX) } };
		if (!attribute_read(r->c, g->shown[i], value, "", &v))
			form_bad(r, field, g->shown[i]->kind == ATTRIBUTE_NUMBER ? "facts.number" : "facts.choice");
		e->n_facts++;
	}
}

static void
free_read(struct request *r, struct product_fact_edit *e, struct fact_edit *facts)
{
	const char *cells[4];
	size_t i, k;

	for (i = 0; i < FREE_MOST; i++) {
		for (k = 0; k < 4; k++)
			cells[k] = sent(r, arena_printf(r->c->arena, "f%zu_%s", i, free_what[k]), k % 2 ? ATTRIBUTE_TEXT_MAX : FREE_TEXT);
		if (*cells[0] == '\0' && *cells[1] == '\0')
			continue;
		if (*cells[0] == '\0')
			form_bad(r, arena_printf(r->c->arena, "f%zu_n", i), "form.required");
		else if (*cells[1] == '\0')
			form_bad(r, arena_printf(r->c->arena, "f%zu_v", i), "form.required");
		else if (e->n_facts == CATALOG_FACTS)
			form_bad(r, arena_printf(r->c->arena, "f%zu_n", i), "facts.many");
		else
			facts[e->n_facts++] = (struct fact_edit){ .name = { cells[0], cells[2] }, .value = { cells[1], cells[3] } };
	}
}

static void
permits_read(struct request *r, const struct facts_form *f, struct product_fact_edit *e)
{
	const char *const numbers[PERMITS] = { f->pirt, f->halal, f->bpom, f->sni };
	const char *zone = shop_get(r->c)->timezone;
	int64_t day;
	size_t i;

	for (i = 0; i < PERMITS; i++) {
		const char *field = arena_printf(r->c->arena, "%s_until", permit_words[i]), *text = sent(r, field, 20);

		e->number[i] = numbers[i] ? numbers[i] : "";
		if (*text == '\0')
			continue;
		if (!clock_parse_day(text, &day) || day < 0 || day > 100000)
			form_bad(r, field, "campaign.day");
		else if (*e->number[i] == '\0')
			form_bad(r, permit_words[i], "permit.number");
		else
			e->until[i] = clock_day_start(day + 1, zone);
	}
}

/* The fact at fault by the name of its field. */
static void
put_said(struct request *r, enum product_fact_put said, const struct product_fact_edit *e, size_t bad)
{
	switch (said) {
	case PRODUCT_FACT_OK:
		flash(r, "flash.facts.saved");
		reply_see_other(r, url_admin(r->c, "/goods/%lld/facts", (long long)r->arg_int[0]));
		return;
	case PRODUCT_FACT_GONE:
		reply_not_found(r);
		return;
	case PRODUCT_FACT_CONFLICT:
		form_note(r, "facts.conflict");
		break;
	case PRODUCT_FACT_BAD:
		if (bad < e->n_facts && e->facts[bad].attribute)
			form_bad(r, name_of(r->c, e->facts[bad].attribute->id, ""), "facts.choice");
		else
			form_note(r, "facts.many");
		break;
	}
	reply_again(r, show);
}

static void
save(struct request *r)
{
	const struct page *g = load(r);
	struct fact_edit *facts = arena_new_n(r->c->arena, CATALOG_FACTS, struct fact_edit);
	struct product_fact_edit e = { .facts = facts };
	enum product_fact_put said;
	struct facts_form f;
	size_t bad = 0;

	if (!g) {
		reply_not_found(r);
		return;
	}
	if (!str_eq(request_form(r, "act"), "save")) {
		reply_again(r, show);
		return;
	}
	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	e.type = g->type ? g->type->id : 0;
	e.shelf_life_days = f.shelf_life_days == NO_NUMBER ? 0 : f.shelf_life_days;
	attributes_read(r, g, &e, facts);
	free_read(r, &e, facts);
	permits_read(r, &f, &e);
	if (r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	said = product_fact_put(r->c, g->p->id, f.version, &e, &bad);
	put_said(r, said, &e, bad);
}

/* "Makanan · 4 facts · P-IRT, halal" */
static const char *
state(struct ctx *c, const struct product *p)
{
	static const char *const names[PERMITS] = { "P-IRT", "Halal", "BPOM", "SNI" };
	struct product_facts f;
	const struct product_type *t;
	const char *s = "";
	size_t n, i;

	if (!product_facts(c, p->id, &f))
		return NULL;
	t = f.type ? product_type_get(c, f.type) : NULL;
	(void)product_fact_list(c, p->id, &n);
	s = t ? in_lang(c, t->name) : "";
	if (n > 0)
		s = arena_printf(c->arena, "%s%s%s", s, *s ? " · " : "", i18n(c->arena, c->lang, "facts.count", arena_printf(c->arena, "%zu", n), NULL));
	for (i = 0; i < PERMITS; i++)
		if (*product_permit(p, (enum permit)i, clock_now()))
			s = arena_printf(c->arena, "%s%s%s", s, *s ? " · " : "", names[i]);
	return *s ? s : i18n(c->arena, c->lang, "facts.none", NULL);
}

static const struct goods_more more = { 20, "facts", "file-text", "facts.title", RIGHT_GOODS_SEE, state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/facts", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/facts", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
