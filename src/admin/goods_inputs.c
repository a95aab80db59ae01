/*
 * What buyers say for each line of a product: texts, dates, choices. Each is a form of its own (fields end with its number: label12, most12), with buttons for its place; the last one makes a new one. Choices
 * are rows k<choice>, ke<choice> in English, kx<choice> what it costs, and a few empty ones n<row>.
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
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/line_input.h"
#include "shop/staff.h"

#define EMPTY_ROWS 3

static const char *
here(struct ctx *c, int64_t product)
{
	return url_admin(c, "/goods/%lld/inputs", (long long)product);
}

static const char *
field(struct request *r, const char *what, int64_t id)
{
	return arena_printf(r->c->arena, "%s%lld", what, (long long)id);
}

static const char *
typed(struct request *r, const char *name)
{
	const char *s = request_form(r, name);

	return s ? str_trim(r->c->arena, utf8_clean(r->c->arena, s, false)) : "";
}

/* --- the page --- */

static void
choice_show(struct request *r, struct view *card, const char *key, const struct input_choice *k)
{
	struct arena *a = r->c->arena;
	struct view *row = view_row(card, "CHOICE_ROW");

	(void)present_field(r, row, "F_CHOICE", NULL, arena_printf(a, "k%s", key), k ? k->name_id : "");
	(void)present_field(r, row, "F_CHOICE_EN", NULL, arena_printf(a, "ke%s", key), k ? k->name_en : "");
	(void)present_field(r, row, "F_EXTRA", NULL, arena_printf(a, "kx%s", key), k && k->extra > 0 ? money_digits(a, k->extra) : "");
}

/* Ticked boxes of a form that was sent count before what is stored. */
static bool
shut_on(struct request *r, const struct line_input *in, int day, bool sent)
{
	return sent ? request_form_has(r, field(r, "shut", in->id), day) : (in->closed >> (day - 1) & 1) != 0;
}

static void
details_show(struct request *r, struct view *card, const struct line_input *in, bool sent)
{
	struct ctx *c = r->c;
	struct view *v = NULL;

	switch (in->kind) {
	case INPUT_TEXT:
		v = view_row(card, "IS_TEXT");
		(void)present_field(r, v, "F_MOST", NULL, field(r, "most", in->id), arena_printf(c->arena, "%lld", (long long)in->most));
		view_text(v, "SEVERAL_FIELD", field(r, "several", in->id));
		view_flag(v, "SEVERAL_ON", sent ? request_form(r, field(r, "several", in->id)) != NULL : in->several);
		break;
	case INPUT_DATE:
		v = view_row(card, "IS_DATE");
		(void)present_field(r, v, "F_DAYS", NULL, field(r, "days", in->id), arena_printf(c->arena, "%lld", (long long)in->days));
		for (int d = 1; d <= 7; d++) {
			struct view *x = view_row(v, "SHUT");

			view_text(x, "FIELD", field(r, "shut", in->id));
			view_int(x, "DAY_NO", d);
			view_text(x, "DAY_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d.long", d), NULL));
			view_flag(x, "ON", shut_on(r, in, d, sent));
		}
		break;
	case INPUT_CHOICE:
		v = view_row(card, "IS_CHOICE");
		for (size_t k = 0; k < in->n_choices; k++)
			choice_show(r, v, field(r, "", in->choices[k].id), &in->choices[k]);
		for (int k = 0; k < EMPTY_ROWS && in->n_choices + (size_t)k < INPUT_CHOICES_MAX; k++)
			choice_show(r, v, arena_printf(c->arena, "%lldn%d", (long long)in->id, k), NULL);
		view_flag(v, "NO_CHOICES", in->n_choices == 0);
		break;
	}
}

static void
input_show(struct request *r, struct view *v, const struct line_input *in, size_t at, size_t n)
{
	struct ctx *c = r->c;
	struct view *card = view_row(v, "ASK");
	bool sent = r->form && str_eq(request_form(r, "input"), field(r, "", in->id));

	view_int(card, "INPUT_ID", in->id);
	view_text(card, "INPUT_LABEL", in->label);
	view_text(card, "INPUT_KIND", i18n(c->arena, c->lang, arena_printf(c->arena, "input.kind.%s", line_input_word(in->kind)), NULL));
	view_flag(card, "AT_FIRST", at == 0);
	view_flag(card, "AT_LAST", at + 1 == n);
	(void)present_field(r, card, "F_LABEL", NULL, field(r, "label", in->id), in->label_id);
	(void)present_field(r, card, "F_LABEL_EN", NULL, field(r, "labelen", in->id), in->label_en);
	(void)present_field(r, card, "F_HINT", NULL, field(r, "hint", in->id), in->hint_id);
	(void)present_field(r, card, "F_HINT_EN", NULL, field(r, "hinten", in->id), in->hint_en);
	view_text(card, "MUST_FIELD", field(r, "must", in->id));
	view_flag(card, "MUST_ON", sent ? request_form(r, field(r, "must", in->id)) != NULL : in->required);
	details_show(r, card, in, sent);
}

static void
show(struct request *r)
{
	static const char *const words[] = { "text", "date", "choice" };
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	const struct line_input *list;
	struct view *v;
	size_t n, i;

	if (!p) {
		reply_not_found(r);
		return;
	}
	list = line_input_list(c, p->id, &n);
	v = shell_admin(r, "admin/goods_inputs", "goods", i18n(c->arena, c->lang, "inputs.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "HERE_URL", here(c, p->id));
	view_int(v, "VERSION", p->version);
	view_flag(v, "NO_ASK", n == 0);
	for (i = 0; i < n; i++)
		input_show(r, v, &list[i], i, n);
	if (n >= INPUTS_MAX)
		return;
	v = view_row(v, "MORE_ASK");
	for (i = 0; i < ARRAY_LEN(words); i++) {
		const char *id = arena_printf(c->arena, "input.kind.%s", words[i]);
		struct view *row = present_field_choice(r, v, "KIND", "kind", words[0], words[i], i18n(c->arena, c->lang, id, NULL));

		view_text(row, "HELP", i18n(c->arena, c->lang, arena_printf(c->arena, "%s.help", id), NULL));
	}
	(void)present_field(r, v, "F_LABEL", NULL, "label", "");
	(void)present_field(r, v, "F_LABEL_EN", NULL, "label_en", "");
}

/* --- saving --- */

/* A text of the form, marked when it is too long or, where it must be, empty. */
static const char *
text(struct request *r, const char *name, size_t max, bool must)
{
	const char *s = typed(r, name);

	if (must && *s == '\0')
		form_bad(r, name, "form.required");
	else if (utf8_len(s) > max)
		form_bad(r, name, "input.too_long");
	return s;
}

static int64_t
number(struct request *r, const char *name, int64_t min, int64_t max)
{
	int64_t n = 0;

	if (!str_int(typed(r, name), min, max, &n))
		form_bad(r, name, max == INPUT_DAYS_MAX ? "input.days" : "input.letters");
	return n;
}

/* Who empties the name of a row takes it away, whatever stands beside it; a new one needs its name. */
static void
choice_read(struct request *r, const char *key, int64_t id, struct line_input *in)
{
	struct arena *a = r->c->arena;
	struct input_choice *k = &in->choices[in->n_choices];
	const char *extra = typed(r, arena_printf(a, "kx%s", key));

	*k = (struct input_choice){ .id = id, .name_id = text(r, arena_printf(a, "k%s", key), INPUT_LABEL_MAX, false),
		.name_en = text(r, arena_printf(a, "ke%s", key), INPUT_LABEL_MAX, false) };
	if (*extra && (*k->name_id || !id) && (!money_parse(extra, &k->extra) || k->extra > INPUT_EXTRA_MAX))
		form_bad(r, arena_printf(a, "kx%s", key), "form.money");
	if (!id && *k->name_id == '\0' && (*extra || *k->name_en))
		form_bad(r, arena_printf(a, "k%s", key), "form.required");
	for (size_t i = 0; *k->name_id && i < in->n_choices; i++)
		if (str_eq(in->choices[i].name_id, k->name_id))
			form_bad(r, arena_printf(a, "k%s", key), "input.twice");
	if (id || *k->name_id)
		in->n_choices++;
}

static void
choices_read(struct request *r, const struct line_input *was, struct line_input *in)
{
	size_t k;

	in->choices = arena_new_n(r->c->arena, INPUT_CHOICES_MAX + EMPTY_ROWS, struct input_choice);
	in->n_choices = 0;
	for (k = 0; k < was->n_choices; k++)
		if (request_form(r, field(r, "k", was->choices[k].id)))
			choice_read(r, field(r, "", was->choices[k].id), was->choices[k].id, in);
		else
			in->choices[in->n_choices++] = was->choices[k];
	for (int i = 0; i < EMPTY_ROWS && was->n_choices + (size_t)i < INPUT_CHOICES_MAX; i++)
		choice_read(r, arena_printf(r->c->arena, "%lldn%d", (long long)was->id, i), 0, in);
}

static void
read_input(struct request *r, const struct line_input *was, struct line_input *in)
{
	*in = *was;
	in->label_id = text(r, field(r, "label", was->id), INPUT_LABEL_MAX, true);
	in->label_en = text(r, field(r, "labelen", was->id), INPUT_LABEL_MAX, false);
	in->hint_id = text(r, field(r, "hint", was->id), INPUT_HINT_MAX, false);
	in->hint_en = text(r, field(r, "hinten", was->id), INPUT_HINT_MAX, false);
	in->required = request_form(r, field(r, "must", was->id)) != NULL;
	switch (was->kind) {
	case INPUT_TEXT:
		in->most = number(r, field(r, "most", was->id), 1, INPUT_LETTERS_MAX);
		in->several = request_form(r, field(r, "several", was->id)) != NULL;
		break;
	case INPUT_DATE:
		in->days = number(r, field(r, "days", was->id), 0, INPUT_DAYS_MAX);
		in->closed = 0;
		for (int d = 1; d <= 7; d++)
			in->closed |= request_form_has(r, field(r, "shut", was->id), d) ? INT64_C(1) << (d - 1) : 0;
		if (in->closed == 127)
			form_bad(r, field(r, "days", was->id), "input.all_shut");
		break;
	case INPUT_CHOICE:
		choices_read(r, was, in);
		break;
	}
}

static void
answer(struct request *r, enum input_put put)
{
	switch (put) {
	case INPUT_OK:
		flash(r, "flash.inputs.saved");
		reply_see_other(r, here(r->c, r->arg_int[0]));
		return;
	case INPUT_GONE:
		reply_not_found(r);
		return;
	case INPUT_CONFLICT:
		form_note(r, "product.conflict");
		reply_again(r, show);
		return;
	case INPUT_FULL:
		form_note(r, "input.full");
		reply_again(r, show);
		return;
	}
}

struct form { int64_t version, input; const char *act; };
static const struct field fields[] = {
	F_INT(struct form, version, 0, INT64_MAX), F_INT_OPT(struct form, input, 1, INT64_MAX), F_CHOICE(struct form, act, "new|save|up|down|drop"), F_FIN
};

static void
add(struct request *r, const struct form *f)
{
	const char *label = text(r, "label", INPUT_LABEL_MAX, true), *en = text(r, "label_en", INPUT_LABEL_MAX, false), *kind = typed(r, "kind");

	if (!str_eq(kind, line_input_word(line_input_kind(kind))))
		form_note(r, "form.choice");
	if (r->n_errors > 0 || r->form_note)
		reply_again(r, show);
	else
		answer(r, line_input_add(r->c, r->arg_int[0], f->version, line_input_kind(kind), label, en));
}

static void
change(struct request *r, const struct form *f)
{
	size_t n, i = 0;
	const struct line_input *list = line_input_list(r->c, r->arg_int[0], &n);
	struct line_input in;

	while (i < n && list[i].id != f->input)
		i++;
	if (i == n) {
		reply_not_found(r);
		return;
	}
	read_input(r, &list[i], &in);
	if (r->n_errors > 0)
		reply_again(r, show);
	else
		answer(r, line_input_save(r->c, r->arg_int[0], f->version, &in));
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	struct form f;

	if (!catalog_product(c, id))
		reply_not_found(r);
	else if (!form_read(r, fields, &f))
		reply_again(r, show);
	else if (str_eq(f.act, "new"))
		add(r, &f);
	else if (str_eq(f.act, "save"))
		change(r, &f);
	else if (str_eq(f.act, "drop"))
		answer(r, line_input_drop(c, id, f.version, f.input));
	else
		answer(r, line_input_move(c, id, f.version, f.input, str_eq(f.act, "up") ? -1 : 1));
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	size_t n, i;
	const struct line_input *list = line_input_list(c, p->id, &n);
	const char *names = "";

	for (i = 0; i < n; i++)
		names = i ? arena_printf(c->arena, "%s, %s", names, list[i].label) : list[i].label;
	return names;
}

static const struct goods_more more = { 55, "inputs", "pencil", "inputs.more", RIGHT_GOODS_EDIT, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/inputs", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/inputs", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
