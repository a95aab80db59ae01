/* Fields for what buyers say, with what is wrong in words that help, and the words below a line. */
#include "present/line_input.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "present/field.h"

static const char *
name_of(struct ctx *c, const struct line_input *in)
{
	return arena_printf(c->arena, "in%lld", (long long)in->id);
}

/* "Sabtu, 26 Des 2026"; as it stands when it is no day. */
static const char *
day_text(struct ctx *c, const char *iso)
{
	int64_t day;

	if (!clock_parse_day(iso, &day))
		return iso;
	return i18n(c->arena, c->lang, "ship.date", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d.long", clock_weekday(day)), NULL),
	    clock_date(c->arena, clock_day_start(day, "Asia/Jakarta"), "Asia/Jakarta", c->lang), NULL);
}

static const char *
wrong_text(struct ctx *c, const struct line_input *in, enum input_wrong wrong)
{
	struct arena *a = c->arena;

	switch (wrong) {
	case INPUT_FINE:
		break;
	case INPUT_MISSING:
		return i18n(a, c->lang, in->kind == INPUT_TEXT ? "input.missing" : "input.choose", NULL);
	case INPUT_LONG:
		return i18n(a, c->lang, "input.long", arena_printf(a, "%lld", (long long)in->most), NULL);
	case INPUT_NO_DATE:
		return i18n(a, c->lang, "input.no_date", NULL);
	case INPUT_EARLY:
		return i18n(a, c->lang, "input.early", day_text(c, clock_iso_day(a, line_input_first(c, in))), NULL);
	case INPUT_LATE:
		return i18n(a, c->lang, "input.late", NULL);
	case INPUT_SHUT:
		return i18n(a, c->lang, "input.shut", NULL);
	case INPUT_NO_CHOICE:
		return i18n(a, c->lang, "input.no_choice", NULL);
	}
	return "";
}

/* The weekdays that are none, in words; "" when all are. */
static const char *
closed_text(struct ctx *c, const struct line_input *in)
{
	const char *days = "";

	for (int d = 1; d <= 7; d++) {
		const char *word = i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d.long", d), NULL);

		if (in->kind == INPUT_DATE && (in->closed >> (d - 1) & 1) != 0)
			days = *days ? arena_printf(c->arena, "%s, %s", days, word) : word;
	}
	return *days ? i18n(c->arena, c->lang, "input.closed", days, NULL) : "";
}

static const char *
with_extra(struct ctx *c, const char *name, int64_t extra)
{
	return extra > 0 ? arena_printf(c->arena, "%s (+%s)", name, money_text(c->arena, extra)) : name;
}

static void
choices(struct request *r, struct view *row, const struct line_input *in, const char *now)
{
	struct view *list = view_row(row, "PICK");

	for (size_t k = 0; k < in->n_choices; k++) {
		struct view *x = view_row(list, "CHOICE");
		const char *id = arena_printf(r->c->arena, "%lld", (long long)in->choices[k].id);

		view_text(x, "CHOICE_ID", id);
		view_text(x, "CHOICE_NAME", with_extra(r->c, in->choices[k].name, in->choices[k].extra));
		view_flag(x, "CHOSEN", str_eq(now, id));
	}
}

static void
one(struct request *r, struct view *v, const struct line_input *in, const char *said, enum input_wrong wrong)
{
	struct ctx *c = r->c;
	const char *name = name_of(c, in), *closed = closed_text(c, in), *now = form_typed(r, name, said);
	struct view *row = view_part(v, "INPUT", "storefront/part_input"), *x;

	view_text(row, "FIELD", name);
	view_text(row, "LABEL", in->label);
	view_flag(row, "MUST", in->required);
	view_flag(row, "MAY", !in->required);
	view_text(row, "HINT", *in->hint && *closed ? arena_printf(c->arena, "%s %s", in->hint, closed) : *in->hint ? in->hint : closed);
	view_flag(row, "HAS_HINT", *in->hint || *closed);
	switch (in->kind) {
	case INPUT_TEXT:
		x = view_row(row, in->several ? "SEVERAL" : "ONE_LINE");
		view_text(x, "VALUE", now);
		view_int(x, "MOST", in->most);
		break;
	case INPUT_DATE:
		x = view_row(row, "DAY");
		view_text(x, "VALUE", now);
		view_text(x, "FIRST_DAY", clock_iso_day(c->arena, line_input_first(c, in)));
		view_text(x, "LAST_DAY", clock_iso_day(c->arena, line_input_first(c, in) + INPUT_DAYS_MAX));
		break;
	case INPUT_CHOICE:
		choices(r, row, in, now);
		break;
	}
	view_flag(row, "BAD", wrong != INPUT_FINE);
	view_text(row, "ERROR", wrong_text(c, in, wrong));
}

void
present_inputs(struct request *r, struct view *v, const struct line_input *in, size_t n, const struct input_set *set)
{
	for (size_t i = 0; i < n; i++)
		one(r, v, &in[i], set ? set->value[i] : "", set ? set->wrong[i] : INPUT_FINE);
}

struct input_said *
present_inputs_said(struct request *r, size_t *n)
{
	struct input_said *list = arena_new_n(r->c->arena, 4 * INPUTS_MAX, struct input_said);

	*n = 0;
	for (const struct pair *p = r->form; p && p->name && *n < 4 * INPUTS_MAX; p++)
		if (str_starts(p->name, "in") && str_int(p->name + 2, 1, INT64_MAX, &list[*n].input))
			list[(*n)++].value = p->value;
	return list;
}

const char *
present_said(struct ctx *c, const struct line_said *s)
{
	const char *value = s->kind == INPUT_DATE ? day_text(c, s->value) : str_replace(c->arena, s->value, "\n", " / ");

	return arena_printf(c->arena, "%s: %s", s->label, with_extra(c, value, s->extra));
}
