/* The lines under a line: what is inside, one part each, with how many of it are in one piece of the line; and when it is ready, if it is made first. */
#include "present/below.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "present/goods.h"
#include "present/line_input.h"

void
present_below(struct view *v, const char *text)
{
	view_text(view_row(v, "BELOW"), "BELOW_TEXT", text);
}

const char *
present_part_text(struct ctx *c, enum measure m, int64_t qty, const char *name, const char *options)
{
	return arena_printf(c->arena, "%s%s %s%s%s", quantity_plain(c->arena, c->lang, m, qty), m == MEASURE_PIECE ? " ×" : "", name, str_empty(options) ? "" : ", ", options);
}

const char *
present_not_here(struct ctx *c, int64_t day)
{
	return i18n(c->arena, c->lang, day > 0 ? "ready.not_here" : "ready.not_here_some", day > 0 ? clock_day_text(c->arena, day, c->lang) : NULL, NULL);
}

void
present_below_cart(struct ctx *c, struct view *v, const struct cart_line *l)
{
	for (size_t i = 0; i < l->n_parts; i++)
		present_below(v, present_part_text(c, l->parts[i].measure, l->parts[i].qty, l->parts[i].name, l->parts[i].label));
	if (l->inputs) {
		size_t n, i;
		const struct line_said *said = line_input_told(c, l->inputs, &n);

		for (i = 0; i < n; i++)
			present_below(v, present_said(c, &said[i]));
	}
	if (l->made)
		present_below(v, present_ready(c, l->item->buying.made.ready_days, l->item->buying.made.ready_day));
}

void
present_below_order(struct ctx *c, struct view *v, const struct order_line *l)
{
	for (size_t i = 0; i < l->n_parts; i++)
		present_below(v, present_part_text(c, l->parts[i].measure, l->parts[i].qty, l->parts[i].name, l->parts[i].options));
	for (size_t i = 0; i < l->n_said; i++)
		present_below(v, present_said(c, &l->said[i]));
	if (l->made_batch > 0)
		present_below(v, l->made_here ? i18n(c->arena, c->lang, "ready.here", NULL) : present_ready(c, l->ready_days, l->ready_day));
}

int
present_below_rows(struct ctx *c, const struct order_line *l, size_t letters)
{
	size_t n = l->made_batch > 0;

	for (size_t i = 0; i < l->n_parts; i++)
		n += (utf8_len(present_part_text(c, l->parts[i].measure, l->parts[i].qty, l->parts[i].name, l->parts[i].options)) + letters - 1) / letters;
	for (size_t i = 0; i < l->n_said; i++)
		n += (utf8_len(present_said(c, &l->said[i])) + letters - 1) / letters;
	return (int)n;
}
