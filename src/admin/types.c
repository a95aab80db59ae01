/* Types of goods and the fields that each brings. A field stands in one row; a new row names a field that another type has already, or makes it. */
#include "base/buf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/permit.h"
#include "shop/product_type.h"
#include "shop/staff.h"

#define BLANK 2		/* rows for new fields */
#define NAME_MAX 60
#define CHOICE_TEXT 2000

struct type_form { int64_t version, position; const char *name, *name_en; bool active; };
static const struct field fields[] = {
	F_INT(struct type_form, version, 0, INT64_MAX), F_INT_OPT(struct type_form, position, 0, 1000), F_TEXT(struct type_form, name, 2, NAME_MAX), F_TEXT(struct type_form, name_en, 0, NAME_MAX),
	F_BOOL(struct type_form, active), F_FIN
};

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/types/%lld", (long long)id);
}

static const char *
in_lang(struct ctx *c, const char *const name[2])
{
	return str_eq(c->lang, "en") && !str_empty(name[1]) ? name[1] : name[0];
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/types", "more", i18n(c->arena, c->lang, "type.title", NULL)), *row;
	size_t n, i, k;
	struct product_type **all = product_type_list(c, &n);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/types/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	for (i = 0; i < n; i++) {
		const char *names = "";

		row = view_row(v, "TYPE");
		view_text(row, "TYPE_NAME", in_lang(c, all[i]->name));
		view_text(row, "TYPE_URL", one_url(c, all[i]->id));
		for (k = 0; k < all[i]->n_attributes; k++)
			names = arena_printf(c->arena, "%s%s%s", names, k ? ", " : "", in_lang(c, all[i]->attributes[k]->name));
		view_text(row, "FIELDS", names);
		if (all[i]->goods > 0)
			view_int(view_row(row, "USED"), "GOODS", all[i]->goods);
		view_flag(row, "OFF", !all[i]->active);
	}
}

/* --- one type --- */

static const char *
row_name(struct request *r, size_t at, const char *what)
{
	return arena_printf(r->c->arena, "a%zu_%s", at, what);
}

static void
kinds_show(struct request *r, struct view *row, size_t at, enum attribute_kind kind)
{
	size_t i;

	for (i = 0; i < ATTRIBUTE_KINDS; i++)
		(void)present_field_choice(r, row, "KIND", row_name(r, at, "kind"), attribute_kinds[kind], attribute_kinds[i],
		    i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "type.kind.%s", attribute_kinds[i]), NULL));
}

static void
attribute_show(struct request *r, struct view *v, const struct attribute *a, size_t at)
{
	static const struct attribute blank = { .name = { "", "" }, .unit = "", .choices = "", .shown = true };
	struct view *row = view_row(v, "ATTRIBUTE");
	bool fresh = !a;

	a = a ? a : &blank;
	view_int(row, "ROW_AT", (int64_t)at);
	view_int(row, "ROW_NO", (int64_t)at + 1);
	view_text(row, "ROW_NAME", form_typed(r, row_name(r, at, "name"), a->name[0]));
	view_flag(row, "ROW_NEW", fresh);
	view_flag(row, "ROW_OPEN", form_error(r, row_name(r, at, "name")) || form_error(r, row_name(r, at, "choices")) || form_error(r, row_name(r, at, "pos")));
	view_text(row, "ROW_ID", form_typed(r, row_name(r, at, "id"), arena_printf(r->c->arena, "%lld", (long long)a->id)));
	(void)present_field(r, row, "F_A_NAME", NULL, row_name(r, at, "name"), a->name[0]);
	(void)present_field(r, row, "F_A_EN", NULL, row_name(r, at, "en"), a->name[1]);
	(void)present_field(r, row, "F_A_UNIT", NULL, row_name(r, at, "unit"), a->unit);
	(void)present_field(r, row, "F_A_CHOICES", NULL, row_name(r, at, "choices"), a->choices);
	(void)present_field(r, row, "F_A_POS", NULL, row_name(r, at, "pos"), arena_printf(r->c->arena, "%zu", at + 1));
	(void)present_field_check(r, row, "F_A_FILTER", row_name(r, at, "filter"), a->filtered);
	(void)present_field_check(r, row, "F_A_SHOWN", row_name(r, at, "shown"), a->shown);
	kinds_show(r, row, at, a->kind);
}

static bool
has_word(struct ctx *c, const char *list, const char *word)
{
	size_t n, i;
	const char **words = str_split(c->arena, list, ',', &n);

	for (i = 0; i < n; i++)
		if (str_eq(words[i], word))
			return true;
	return false;
}

static void
page(struct request *r, const struct product_type *t)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/type", "more", t->id ? in_lang(c, t->name) : i18n(c->arena, c->lang, "type.new", NULL)), *row;
	size_t n, i, rows;
	const struct attribute *all = attribute_list(c, &n);

	shell_back(v, url_admin(c, "/types"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", t->id ? one_url(c, t->id) : url_admin(c, "/types/new"));
	present_version(r, v, "type.conflict", t->version);
	(void)present_field(r, v, "F_NAME", fields, "name", t->name[0]);
	(void)present_field(r, v, "F_NAME_EN", fields, "name_en", t->name[1]);
	(void)present_field_int(r, v, "F_POSITION", fields, "position", t->position, 0);
	(void)present_field_check(r, v, "F_ACTIVE", "active", t->active);
	for (i = 0; i < PERMITS; i++) {
		row = present_field_check(r, v, "F_PERMIT", arena_printf(c->arena, "p_%s", permit_words[i]), has_word(c, t->permits, permit_words[i]));
		view_text(row, "PERMIT_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "permit.%s", permit_words[i]), NULL));
	}
	rows = t->n_attributes + BLANK < TYPE_ATTRIBUTES_MAX ? t->n_attributes + BLANK : TYPE_ATTRIBUTES_MAX;
	for (i = 0; i < rows; i++)
		attribute_show(r, v, i < t->n_attributes ? t->attributes[i] : NULL, i);
	for (i = 0; i < n; i++)
		view_text(view_row(v, "KNOWN"), "KNOWN_NAME", all[i].name[0]);
}

static void
show(struct request *r)
{
	const struct product_type *t = product_type_get(r->c, r->arg_int[0]);

	if (t)
		page(r, t);
	else
		reply_not_found(r);
}

static void
show_new(struct request *r)
{
	page(r, &(struct product_type){ .name = { "", "" }, .permits = "", .active = true });
}

/* --- saving --- */

struct placed { struct attribute_edit edit; int64_t pos; size_t row; };

static const char *
sent(struct request *r, size_t at, const char *what)
{
	const char *s = request_form(r, row_name(r, at, what));

	return s ? str_trim(r->c->arena, s) : "";
}

/* The lines of choices without blank ones and carriage returns; false: too many, or none. */
static bool
choices_clean(struct request *r, const char *text, const char **out)
{
	size_t n, i;
	const char **lines = str_split(r->c->arena, str_replace(r->c->arena, text, "\r", ""), '\n', &n);
	struct buf b;

	buf_init(&b, r->c->arena, CHOICE_TEXT + CHOICES_MAX);
	for (i = 0; i < n; i++)
		(void)buf_printf(&b, "%s%s", i ? "\n" : "", lines[i]);
	*out = b.s;
	return n > 0 && n <= CHOICES_MAX && !b.full;
}

static bool
row_read(struct request *r, size_t at, struct placed *p)
{
	struct attribute_edit *e = &p->edit;

	*e = (struct attribute_edit){ .name = { sent(r, at, "name"), sent(r, at, "en") }, .kind = sent(r, at, "kind"), .unit = sent(r, at, "unit"), .choices = "",
		.filtered = request_form(r, row_name(r, at, "filter")) != NULL, .shown = request_form(r, row_name(r, at, "shown")) != NULL };
	p->row = at;
	if (*e->name[0] == '\0' || request_form(r, row_name(r, at, "drop")))
		return false;
	if (!str_int(sent(r, at, "id"), 0, INT64_MAX, &e->id))
		e->id = 0;
	if (!str_int(sent(r, at, "pos"), 0, 1000, &p->pos))
		form_bad(r, row_name(r, at, "pos"), "product.number");
	if (strlen(e->name[0]) > 2 * NAME_MAX || strlen(e->name[1]) > 2 * NAME_MAX || strlen(e->unit) > 40)
		form_bad(r, row_name(r, at, "name"), "type.long");
	if (str_eq(e->kind, "choice") && !choices_clean(r, sent(r, at, "choices"), &e->choices))
		form_bad(r, row_name(r, at, "choices"), "type.choices");
	if (!str_eq(e->kind, "number"))
		e->unit = "";
	return true;
}

static size_t
rows_read(struct request *r, struct placed *all)
{
	size_t at, n = 0, i;

	for (at = 0; at < TYPE_ATTRIBUTES_MAX; at++) {
		struct placed p = { 0 };

		if (!row_read(r, at, &p))
			continue;
		for (i = n++; i > 0 && all[i - 1].pos > p.pos; i--)
			all[i] = all[i - 1];
		all[i] = p;
	}
	return n;
}

static bool
put_ok(struct request *r, enum product_type_put said, const struct placed *rows, size_t bad, size_t n)
{
	const char *field = bad < n ? row_name(r, rows[bad].row, "name") : "name";

	switch (said) {
	case PRODUCT_TYPE_OK:
		return true;
	case PRODUCT_TYPE_GONE:
	case PRODUCT_TYPE_CONFLICT:
		form_note(r, "type.conflict");
		return false;
	case PRODUCT_TYPE_FULL:
		form_note(r, "type.full");
		return false;
	case PRODUCT_TYPE_TAKEN:
		form_bad(r, field, "type.taken");
		return false;
	case PRODUCT_TYPE_KIND:
		form_bad(r, field, "type.used");
		return false;
	}
	return false;
}

static void
save_as(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct placed rows[TYPE_ATTRIBUTES_MAX];
	struct attribute_edit edits[TYPE_ATTRIBUTES_MAX];
	struct product_type_edit e = { .permits = "", .attributes = edits };
	enum product_type_put said;
	struct type_form f;
	size_t i, bad = 0;
	bool ok = form_read(r, fields, &f);

	e.n_attributes = rows_read(r, rows);
	if (!ok || r->n_errors > 0) {
		reply_again(r, again);
		return;
	}
	for (i = 0; i < e.n_attributes; i++)
		edits[i] = rows[i].edit;
	for (i = 0; i < PERMITS; i++)
		if (request_form(r, arena_printf(r->c->arena, "p_%s", permit_words[i])))
			e.permits = arena_printf(r->c->arena, "%s%s%s", e.permits, *e.permits ? "," : "", permit_words[i]);
	e.name[0] = f.name;
	e.name[1] = f.name_en;
	e.position = f.position == NO_NUMBER ? 0 : f.position;
	e.active = f.active;
	said = product_type_put(r->c, &id, f.version, &e, &bad);
	if (!put_ok(r, said, rows, bad, e.n_attributes)) {
		reply_again(r, again);
		return;
	}
	flash(r, "flash.type.saved");
	reply_see_other(r, one_url(r->c, id));
}

static void
save(struct request *r)
{
	if (product_type_get(r->c, r->arg_int[0]))
		save_as(r, r->arg_int[0], show);
	else
		reply_not_found(r);
}

static void
save_new(struct request *r)
{
	save_as(r, 0, show_new);
}

static const struct route routes[] = {
	{ "GET", "/admin/types", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/types/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/types/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/types/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/types/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
