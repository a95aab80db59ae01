/* Forms that are shown, for the first time or again: the one place where what was typed goes before what is stored, and where the limits of a field get into its error. */
#include "present/field.h"

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"

static const struct field *
field_of(const struct field *fields, const char *name)
{
	for (; fields && fields->type != FIELD_END; fields++)
		if (str_eq(fields->name, name))
			return fields;
	return NULL;
}

static const char *
number(struct arena *a, const struct field *f, int64_t n)
{
	return f->type == FIELD_MONEY ? money_digits(a, n) : arena_printf(a, "%lld", (long long)n);
}

const char *
present_error(struct request *r, const struct field *fields, const char *name)
{
	struct arena *a = r->c->arena;
	const struct field *f = field_of(fields, name);
	const char *id = form_error(r, name), *min = "", *max = "";

	if (!id)
		return NULL;
	if (f) {
		min = number(a, f, f->min);
		max = number(a, f, f->max);
	}
	if (str_eq(id, "form.long"))
		return i18n(a, r->c->lang, id, max, NULL);
	return i18n(a, r->c->lang, id, min, max, NULL);
}

static struct view *
row_of(struct request *r, struct view *v, const char *section, const struct field *fields, const char *name)
{
	struct view *row = view_row(v, section);
	const char *error = present_error(r, fields, name);

	view_text(row, "FIELD", name);
	view_flag(row, "BAD", error != NULL);
	view_text(row, "ERROR", error);
	return row;
}

struct view *
present_field(struct request *r, struct view *v, const char *section, const struct field *fields, const char *name, const char *value)
{
	struct view *row = row_of(r, v, section, fields, name);

	view_text(row, "VALUE", form_typed(r, name, value));
	return row;
}

struct view *
present_field_int(struct request *r, struct view *v, const char *section, const struct field *fields, const char *name, int64_t value, int64_t none)
{
	return present_field(r, v, section, fields, name, value == none ? "" : arena_printf(r->c->arena, "%lld", (long long)value));
}

struct view *
present_field_money(struct request *r, struct view *v, const char *section, const struct field *fields, const char *name, int64_t value, int64_t none)
{
	return present_field(r, v, section, fields, name, value == none ? "" : money_digits(r->c->arena, value));
}

struct view *
present_field_check(struct request *r, struct view *v, const char *section, const char *name, bool value)
{
	struct view *row = row_of(r, v, section, NULL, name);

	view_flag(row, "ON", r->form ? request_form(r, name) != NULL : value);
	return row;
}

struct view *
present_field_choice(struct request *r, struct view *v, const char *section, const char *name, const char *value, const char *choice, const char *label)
{
	struct view *row = view_row(v, section);

	view_text(row, "CHOICE", choice);
	view_text(row, "LABEL", label);
	view_flag(row, "CHOSEN", str_eq(form_typed(r, name, value), choice));
	return row;
}

void
present_version(struct request *r, struct view *v, const char *conflict, int64_t now)
{
	if (r->form && !str_eq(r->form_note, conflict))
		view_text(v, "VERSION", form_typed(r, "version", "0"));
	else
		view_int(v, "VERSION", now);
}

void
present_form(struct request *r, struct view *v)
{
	if (r->form_note)
		view_text(view_row(v, "FORM_NOTE"), "NOTE_TEXT", i18n(r->c->arena, r->c->lang, r->form_note, NULL));
	else
		view_flag(v, "FORM_BAD", r->n_errors > 0);
}

bool
present_quantity_read(struct request *r, const char *name, const char *typed, enum measure m, int64_t max, int64_t *n)
{
	if (!quantity_parse(typed, m, n))
		form_bad(r, name, m == MEASURE_PIECE ? "product.number" : "quantity.number");
	else if (*n > max)
		form_bad(r, name, "product.range");
	else
		return true;
	return false;
}
