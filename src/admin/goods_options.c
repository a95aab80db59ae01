/*
 * What the variants of one product differ in: names, order and removal of options and their values, and making the combinations that are wanted. Each option is a form of its own, since one may have
 * a hundred values. Fields: n<option> ne<option> for its names, x<value> xe<value> for those of values, `value` their order; act says which button it was. Making: t<option> ticked values,
 * m<option> new ones with commas between, new<i> new<i>_en new<i>_values a new option.
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/product_form.h"
#include "present/shell.h"
#include "shop/catalog_variant.h"
#include "shop/staff.h"

#define NAME_MAX 40
#define VALUE_MAX 60
#define TICKS_MAX 400	/* values that are shown with a tick each; of more, all are taken */
#define NEW_MAX 2	/* options that one form can add */

static const struct product *
product_id(struct ctx *c, int64_t id)
{
	const char *lang = c->lang;
	const struct product *p;

	c->lang = "id";
	p = catalog_product(c, id);
	c->lang = lang;
	return p;
}

static const char *
field(struct request *r, const char *what, int64_t id)
{
	return arena_printf(r->c->arena, "%s%lld", what, (long long)id);
}

static const char *
typed(struct request *r, const char *name, size_t max)
{
	const char *s = request_form(r, name);

	return s ? utf8_cut(r->c->arena, str_trim(r->c->arena, utf8_clean(r->c->arena, s, false)), max) : "";
}

static int64_t
version_of(struct request *r)
{
	int64_t version;

	return str_int(request_form(r, "version"), 0, INT64_MAX, &version) ? version : 0;
}

/* "drop.12": the number behind the dot; 0: it is another act. */
static int64_t
act_of(struct request *r, const char *word)
{
	const char *act = request_form(r, "act");
	size_t n = strlen(word);
	int64_t id;

	return act && str_starts(act, word) && act[n] == '.' && str_int(act + n + 1, 1, INT64_MAX, &id) ? id : 0;
}

static bool
has(const struct variant *v, int64_t value)
{
	size_t i;

	for (i = 0; i < v->n_values && v->values[i] != value; i++)
		;
	return i < v->n_values;
}

static int64_t
count_with(const struct product *p, int64_t value)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		n += has(&p->variants[i], value);
	return n;
}

static bool
room_for_ticks(const struct product *p)
{
	size_t k, n = 0;

	for (k = 0; k < p->n_options; k++)
		n += p->options[k].n_values;
	return n <= TICKS_MAX;
}

static size_t
new_options(const struct product *p)
{
	size_t n = p->n_options ? 1 : NEW_MAX;

	return p->n_options + n > CATALOG_OPTIONS ? CATALOG_OPTIONS - p->n_options : n;
}

/* --- the page --- */

static void
value_show(struct request *r, struct view *card, const struct product *p, const struct option *o, size_t i)
{
	const struct option_value *x = &o->values[i];
	struct view *row = view_row(card, "VALUE");

	view_int(row, "VALUE_ID", x->id);
	view_text(row, "VALUE_NAME", x->name);
	view_int(row, "VALUE_COUNT", count_with(p, x->id));
	view_flag(row, "VALUE_FIRST", i == 0);
	view_flag(row, "VALUE_LAST", i + 1 == o->n_values);
	(void)present_field(r, row, "F_VALUE", NULL, field(r, "x", x->id), x->name);
	(void)present_field(r, row, "F_VALUE_EN", NULL, field(r, "xe", x->id), option_value_name(r->c, x->id, "en"));
	if (act_of(r, "drop") == x->id) {
		struct view *sure = view_row(card, "SURE_VALUE");

		view_int(sure, "SURE_ID", x->id);
		view_text(sure, "SURE_NAME", x->name);
		view_int(sure, "SURE_COUNT", count_with(p, x->id));
	}
}

static void
option_show(struct request *r, struct view *v, const struct product *p, size_t k)
{
	const struct option *o = &p->options[k];
	struct view *card = view_row(v, "OPTION");
	size_t i;

	view_int(card, "OPTION_ID", o->id);
	view_int(card, "OPTION_NO", (int64_t)k + 1);
	view_text(card, "OPTION_NAME", o->name);
	view_text(card, "OPTION_URL", url_admin(r->c, "/goods/%lld/options", (long long)p->id));
	view_flag(card, "OPTION_LATER", k > 0);
	(void)present_field(r, card, "F_OPT", NULL, field(r, "n", o->id), o->name);
	(void)present_field(r, card, "F_OPT_EN", NULL, field(r, "ne", o->id), option_name(r->c, o->id, "en"));
	view_flag(card, "SURE_OPTION", act_of(r, "away") == o->id);
	for (i = 0; i < o->n_values; i++)
		value_show(r, card, p, o, i);
}

static bool
ticked(struct request *r, const struct option *o, int64_t value)
{
	size_t n, i;
	const char **sent = request_form_all(r, field(r, "t", o->id), &n);

	if (!request_form(r, "make"))
		return true;
	for (i = 0; i < n; i++)
		if (str_eq(sent[i], arena_printf(r->c->arena, "%lld", (long long)value)))
			return true;
	return false;
}

static void
make_show(struct request *r, struct view *page, const struct product *p)
{
	struct arena *a = r->c->arena;
	struct view *v = view_row(page, "MAKE"), *row, *x;
	bool ticks = room_for_ticks(p);
	const char *digits;
	size_t k, i;

	view_text(v, "MAKE_URL", url_admin(r->c, "/goods/%lld/options/make", (long long)p->id));
	for (k = 0; k < p->n_options; k++) {
		row = view_row(v, "COMBINE");
		view_text(row, "OPTION_NAME", p->options[k].name);
		for (i = 0; ticks && i < p->options[k].n_values; i++) {
			x = view_row(row, "TICK");
			view_text(x, "FIELD", field(r, "t", p->options[k].id));
			view_int(x, "TICK_ID", p->options[k].values[i].id);
			view_text(x, "TICK_NAME", p->options[k].values[i].name);
			view_flag(x, "ON", ticked(r, &p->options[k], p->options[k].values[i].id));
		}
		view_flag(row, "ALL_VALUES", !ticks);
		(void)present_field(r, row, "F_MORE", NULL, field(r, "m", p->options[k].id), "");
	}
	for (i = 0; i < new_options(p); i++) {
		row = view_row(v, "NEW_OPTION");
		view_int(row, "OPTION_NO", (int64_t)(p->n_options + i + 1));
		view_flag(row, "NEW_FIRST", i == 0);
		(void)present_field(r, row, "F_NEW", NULL, arena_printf(a, "new%zu", i), "");
		(void)present_field(r, row, "F_NEW_EN", NULL, arena_printf(a, "new%zu_en", i), "");
		(void)present_field(r, row, "F_NEW_VALUES", NULL, arena_printf(a, "new%zu_values", i), "");
	}
	digits = p->n_variants ? money_digits(a, p->variants[0].list_price) : "";
	(void)present_field(r, v, "F_PRICE", NULL, "vn_price", digits);
	(void)present_field(r, v, "F_STOCK", NULL, "vn_stock", "0");
	digits = p->n_variants && p->variants[0].weight_g > 0 ? money_digits(a, p->variants[0].weight_g) : "";
	(void)present_field(r, v, "F_WEIGHT", NULL, "vn_g", digits);
}

static void
show(struct request *r)
{
	const struct product *p = product_id(r->c, r->arg_int[0]);
	struct view *v;
	size_t k;

	if (!p) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_options", "goods", p->name);
	shell_back(v, url_admin(r->c, "/goods/%lld/variants", (long long)p->id));
	present_form(r, v);
	product_form_measure(r, v, p);
	present_version(r, v, "product.conflict", p->version);
	view_int(v, "ALL_COUNT", (int64_t)p->n_variants);
	view_flag(v, "NO_OPTION", p->n_options == 0);
	for (k = 0; k < p->n_options; k++)
		option_show(r, v, p, k);
	make_show(r, v, p);
}

/* --- names, order, removal --- */

/* What product_put said; true: done. */
static bool
put(struct request *r, const struct product *p, int64_t version, const struct product_edit *e)
{
	int64_t id = p->id;
	size_t bad = 0;

	switch (product_put(r->c, &id, version, e, &bad)) {
	case PRODUCT_OK:
		return true;
	case PRODUCT_GONE:
	case PRODUCT_CONFLICT:
	case PRODUCT_SLUG_TAKEN:
	case PRODUCT_SKU_TAKEN:
		form_note(r, "product.conflict");
		return false;
	case PRODUCT_SAME_OPTIONS:
		form_note(r, "options.same");
		return false;
	case PRODUCT_NO_VARIANT:
		form_note(r, "product.no_variant");
		return false;
	case PRODUCT_TOO_MANY:
		form_note(r, "product.too_many");
		return false;
	case PRODUCT_RESERVED:
		form_note(r, "product.reserved_gone");
		return false;
	}
	BUG("product_put said something new");
}

/* The values of the form in its order, one moved by a button; false: one is no value of this option. */
static bool
values_read(struct request *r, const struct option *o, struct name_edit *values, size_t *n)
{
	int64_t up = act_of(r, "up"), down = act_of(r, "down");
	size_t sent, i, k;
	const char **ids = request_form_all(r, "value", &sent);
	struct name_edit swap;

	*n = 0;
	for (i = 0; i < sent; i++) {
		struct name_edit *x = &values[*n];

		if (*n == o->n_values || !str_int(ids[i], 1, INT64_MAX, &x->id))
			return false;
		for (k = 0; k < o->n_values && o->values[k].id != x->id; k++)
			;
		if (k == o->n_values)
			return false;
		x->name[0] = typed(r, field(r, "x", x->id), VALUE_MAX);
		x->name[1] = typed(r, field(r, "xe", x->id), VALUE_MAX);
		++*n;
	}
	for (i = 0; i < *n; i++) {
		if ((values[i].id == up && i > 0) || (values[i].id == down && i + 1 < *n)) {
			k = values[i].id == up ? i - 1 : i + 1;
			swap = values[i];
			values[i] = values[k];
			values[k] = swap;
			break;
		}
	}
	return true;
}

static bool
names_save(struct request *r, const struct product *p, const struct option *o)
{
	struct name_edit name = { o->id, { typed(r, field(r, "n", o->id), NAME_MAX), typed(r, field(r, "ne", o->id), NAME_MAX) } };
	struct name_edit *values = arena_new_n(r->c->arena, o->n_values + 1, struct name_edit);
	int64_t bad;
	size_t n;

	if (!values_read(r, o, values, &n)) {
		form_note(r, "product.conflict");
		return false;
	}
	switch (option_names_put(r->c, p->id, version_of(r), &name, 1, values, n, &bad)) {
	case NAMES_OK:
		return true;
	case NAMES_GONE:
	case NAMES_CONFLICT:
		form_note(r, "product.conflict");
		return false;
	case NAMES_EMPTY:
		form_bad(r, field(r, bad == o->id && *name.name[0] == '\0' ? "n" : "x", bad), "form.required");
		return false;
	case NAMES_TWICE:
		form_bad(r, field(r, "x", bad), "options.twice");
		return false;
	}
	BUG("option_names_put said something new");
}

/* The variants with this value go off sale. */
static bool
value_drop(struct request *r, const struct product *p, int64_t value)
{
	struct product_edit *e = product_edit_of(r->c, p);
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		if (has(&p->variants[i], value))
			e->variants[i].active = false;
	return put(r, p, version_of(r), e);
}

/* Option k goes, or changes places with the one before it; all variants stay. */
static bool
option_move(struct request *r, const struct product *p, size_t k, bool away)
{
	struct product_edit *e = product_edit_of(r->c, p);
	const char *keep[2];
	size_t i, to;

	product_edit_options(r->c, p, e);
	for (to = away ? CATALOG_OPTIONS - 1 : k - 1; to != k; k += away ? 1 : (size_t)-1) {
		size_t other = away ? k + 1 : k - 1;

		memcpy(keep, e->options[k], sizeof(keep));
		memcpy(e->options[k], e->options[other], sizeof(keep));
		memcpy(e->options[other], keep, sizeof(keep));
		for (i = 0; i < e->n_variants; i++) {
			memcpy(keep, e->variants[i].values[k], sizeof(keep));
			memcpy(e->variants[i].values[k], e->variants[i].values[other], sizeof(keep));
			memcpy(e->variants[i].values[other], keep, sizeof(keep));
		}
	}
	for (i = 0; away && i < e->n_variants; i++)
		memset(e->variants[i].values[CATALOG_OPTIONS - 1], 0, sizeof(keep));
	if (away)
		memset(e->options[CATALOG_OPTIONS - 1], 0, sizeof(keep));
	return put(r, p, version_of(r), e);
}

static bool
act_do(struct request *r, const struct product *p, size_t k)
{
	int64_t id;

	if ((id = act_of(r, "dropped")) > 0)
		return value_drop(r, p, id);
	if (act_of(r, "gone") == p->options[k].id)
		return option_move(r, p, k, true);
	if (act_of(r, "first") == p->options[k].id && k > 0)
		return option_move(r, p, k, false);
	return names_save(r, p, &p->options[k]);
}

static void
save(struct request *r)
{
	const struct product *p = product_id(r->c, r->arg_int[0]);
	int64_t option = 0;
	size_t k;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (!str_int(request_form(r, "option"), 1, INT64_MAX, &option))
		option = 0;
	for (k = 0; k < p->n_options && p->options[k].id != option; k++)
		;
	if (k == p->n_options)
		form_note(r, "product.conflict");
	/* Removing asks once more, on the page as it was typed. */
	if (k == p->n_options || act_of(r, "drop") || act_of(r, "away") || !act_do(r, p, k)) {
		reply_again(r, show);
		return;
	}
	flash(r, "flash.goods.saved");
	reply_see_other(r, url_admin(r->c, "/goods/%lld/options", (long long)p->id));
}

/* --- combinations --- */

/* Adds a value to those to combine, unless it is there; false: too many. */
static bool
value_add(struct request *r, struct variant_matrix *m, size_t k, const char *name, const char *en)
{
	const char *folded = utf8_fold(r->c->arena, name);
	size_t i;

	for (i = 0; i < m->n[k]; i++)
		if (str_eq(utf8_fold(r->c->arena, m->values[k][i][0]), folded))
			return true;
	if (m->n[k] == CATALOG_VALUES)
		return false;
	m->values[k][m->n[k]][0] = name;
	m->values[k][m->n[k]++][1] = en;
	return true;
}

/* "Merah, Biru" and lines of their own. */
static void
list_read(struct request *r, struct variant_matrix *m, size_t k, const char *name)
{
	const char *s = request_form(r, name), **parts;
	struct arena *a = r->c->arena;
	size_t n, i;

	parts = str_split(a, str_replace(a, str_replace(a, s ? s : "", "\r", ","), "\n", ","), ',', &n);
	for (i = 0; i < n; i++) {
		const char *one = utf8_cut(a, str_trim(a, utf8_clean(a, parts[i], false)), VALUE_MAX);

		if (*one && !value_add(r, m, k, one, "")) {
			form_bad(r, name, "product.too_many");
			return;
		}
	}
}

static void
old_options_read(struct request *r, const struct product *p, struct variant_matrix *m)
{
	bool ticks = room_for_ticks(p);
	size_t k, i;

	for (k = 0; k < p->n_options && k < CATALOG_OPTIONS; k++) {
		const struct option *o = &p->options[k];

		for (i = 0; i < o->n_values; i++)
			if (!ticks || ticked(r, o, o->values[i].id))
				(void)value_add(r, m, k, o->values[i].name, "");
		list_read(r, m, k, field(r, "m", o->id));
		if (m->n[k] == 0)
			form_bad(r, field(r, "m", o->id), "options.pick");
	}
	m->n_options = p->n_options;
}

/* New options stand behind; what is sold already gets the first value of each. */
static void
new_options_read(struct request *r, const struct product *p, struct variant_matrix *m, struct product_edit *e)
{
	struct arena *a = r->c->arena;
	size_t i, k, j;

	for (i = 0; i < new_options(p); i++) {
		const char *name = typed(r, arena_printf(a, "new%zu", i), NAME_MAX), *values = arena_printf(a, "new%zu_values", i);

		k = m->n_options;
		list_read(r, m, k, values);
		if (*name == '\0' && m->n[k] > 0)
			form_bad(r, arena_printf(a, "new%zu", i), "form.required");
		if (*name == '\0')
			continue;
		if (m->n[k] == 0) {
			form_bad(r, values, "options.values");
			continue;
		}
		e->options[k][0] = name;
		e->options[k][1] = typed(r, arena_printf(a, "new%zu_en", i), NAME_MAX);
		for (j = 0; j < e->n_variants; j++)
			e->variants[j].values[k][0] = m->values[k][0][0];
		m->n_options++;
	}
}

static void
make(struct request *r)
{
	const struct product *p = product_id(r->c, r->arg_int[0]);
	struct variant_matrix *m = arena_new(r->c->arena, struct variant_matrix);
	struct variant_edit like = { .compare_at = NO_NUMBER, .sale_price = NO_NUMBER, .sale_from = NO_NUMBER, .sale_to = NO_NUMBER, .cost = NO_NUMBER, .low_at = 5, .active = true };
	struct product_edit *e;
	size_t made = 0;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (p->buying.measure != MEASURE_PIECE)
		like.low_at *= QUANTITY_BIG;
	e = product_edit_of(r->c, p);
	product_edit_options(r->c, p, e);
	old_options_read(r, p, m);
	new_options_read(r, p, m, e);
	e->keep_options = m->n_options == p->n_options;
	like.price = product_form_number(r, "n", "price", 1, MONEY_MAX, NO_NUMBER);
	if (like.price == NO_NUMBER)
		form_bad(r, "vn_price", "product.price");
	like.stock = product_form_amount(r, p, "n", "stock", 0);
	like.weight_g = product_form_number(r, "n", "g", 0, PRODUCT_WEIGHT_MAX, 0);
	if (r->n_errors == 0 && m->n_options == 0)
		form_bad(r, "new0", "form.required");
	if (r->n_errors == 0 && !product_edit_matrix(r->c, e, m, &like, &made))
		form_note(r, "product.too_many");
	else if (r->n_errors == 0 && made == 0 && e->keep_options)
		form_note(r, "options.nothing");
	if (r->n_errors > 0 || r->form_note || !put(r, p, version_of(r), e)) {
		reply_again(r, show);
		return;
	}
	flash(r, "flash.options.made");
	reply_see_other(r, url_admin(r->c, "/goods/%lld/variants", (long long)p->id));
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/options", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/options", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/options/make", make, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
