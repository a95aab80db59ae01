/*
 * All variants of one product as rows, fifty a page, narrowed by what they have: price, stock, weight, code, photo, on sale or not; one change for all that are shown; those that went off sale
 * brought back. What a row says is an edit of the whole product, so product_put's rules and its version decide. Fields are v<id>_<what>; `row` says which ids stand on the page.
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/goods_more.h"
#include "present/moment.h"
#include "present/pager.h"
#include "present/product_form.h"
#include "present/shell.h"
#include "shop/catalog_variant.h"
#include "shop/staff.h"

#define PER_PAGE 50
#define OFF_MAX 50	/* of those off sale that are listed */

struct filter { int64_t values[CATALOG_OPTIONS]; int64_t page; };

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
option_field(struct ctx *c, const struct option *o)
{
	return arena_printf(c->arena, "o%lld", (long long)o->id);
}

/* From the address: o<option>=<value>, page. Values that are not the product's narrow nothing. */
static struct filter
filter_of(const struct request *r, const struct product *p)
{
	struct filter f = { .page = 1 };
	const char *page = request_query(r, "page"), *s;
	size_t k, i;
	int64_t id;

	for (k = 0; k < p->n_options && k < CATALOG_OPTIONS; k++) {
		s = request_query(r, option_field(r->c, &p->options[k]));
		if (!s || !str_int(s, 1, INT64_MAX, &id))
			continue;
		for (i = 0; i < p->options[k].n_values; i++)
			if (p->options[k].values[i].id == id)
				f.values[k] = id;
	}
	if (page && !str_int(page, 1, CATALOG_VARIANTS, &f.page))
		f.page = 1;
	return f;
}

static bool
has(const struct variant *v, int64_t value)
{
	size_t i;

	for (i = 0; i < v->n_values && v->values[i] != value; i++)
		;
	return value == 0 || i < v->n_values;
}

/* Indexes of the variants that the filter leaves. */
static size_t *
narrowed(struct ctx *c, const struct product *p, const struct filter *f, size_t *n)
{
	size_t *list = arena_new_n(c->arena, p->n_variants, size_t), i, k;

	*n = 0;
	for (i = 0; i < p->n_variants; i++) {
		for (k = 0; k < CATALOG_OPTIONS && has(&p->variants[i], f->values[k]); k++)
			;
		if (k == CATALOG_OPTIONS)
			list[(*n)++] = i;
	}
	return list;
}

static const char *
page_url(struct ctx *c, const struct product *p, const struct filter *f, const char *below, int64_t page)
{
	const char *url = url_admin(c, "/goods/%lld/variants%s", (long long)p->id, below);
	size_t k;

	for (k = 0; k < p->n_options && k < CATALOG_OPTIONS; k++)
		if (f->values[k])
			url = url_with(c, url, option_field(c, &p->options[k]), arena_printf(c->arena, "%lld", (long long)f->values[k]));
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

/* --- the page --- */

static const char *
digits(struct ctx *c, int64_t n, int64_t above)
{
	return n > above ? money_digits(c->arena, n) : "";
}

static void
photo_show(struct request *r, struct view *row, const struct product *p, const struct variant *v, const char *key)
{
	const char *name = product_form_name(r, key, "media"), *now = arena_printf(r->c->arena, "%lld", (long long)v->media);
	struct view *list;
	size_t i;

	if (p->n_pictures < 2)
		return;
	list = view_row(row, "ROW_PICS");
	view_text(list, "FIELD", name);
	for (i = 0; i < p->n_pictures; i++)
		(void)present_field_choice(r, list, "ROW_PIC", name, now, arena_printf(r->c->arena, "%lld", (long long)p->pictures[i].media), arena_printf(r->c->arena, "%zu", i + 1));
}

static void
row_show(struct request *r, struct view *row, const struct product *p, const struct variant *v)
{
	struct ctx *c = r->c;
	const char *key = arena_printf(c->arena, "%lld", (long long)v->id);

	view_text(row, "ROW_KEY", key);
	view_text(row, "ROW_LABEL", *v->label ? v->label : p->name);
	(void)present_field(r, row, "C_PRICE", NULL, product_form_name(r, key, "price"), digits(c, v->list_price, 0));
	/* What is made of other goods has their stock, and nobody counts it. */
	if (v->bundle) {
		view_text(view_row(row, "OF_PARTS"), "ON_HAND", quantity_text(c->arena, c->lang, p->buying.measure, v->on_hand));
	} else {
		(void)present_field(r, row, "C_STOCK", NULL, product_form_name(r, key, "stock"), quantity_typed(c->arena, c->lang, p->buying.measure, v->on_hand));
		(void)present_field(r, row, "C_HAD", NULL, product_form_name(r, key, "had"), quantity_typed(c->arena, c->lang, p->buying.measure, v->on_hand));
	}
	(void)present_field(r, row, "C_WEIGHT", NULL, product_form_name(r, key, "g"), digits(c, v->weight_g, 0));
	(void)present_field(r, row, "C_SKU", NULL, product_form_name(r, key, "sku"), v->sku);
	(void)present_field(r, row, "C_BARCODE", NULL, product_form_name(r, key, "code"), v->barcode);
	(void)present_field_check(r, row, "C_ON", product_form_name(r, key, "on"), true);
	if (v->reserved > 0)
		view_text(view_row(row, "ROW_HELD"), "ROW_RESERVED", quantity_text(c->arena, c->lang, p->buying.measure, v->reserved));
	if (v->sale_price > 0) {
		struct view *sale = view_row(row, "ROW_SALE");

		view_text(sale, "SALE", money_text(c->arena, v->sale_price));
		if (v->sale_from > 0 || v->sale_to > 0)
			view_text(view_row(sale, "SALE_WHEN"), "SALE_TIMES", arena_printf(c->arena, "%s – %s", v->sale_from > 0 ? present_moment_shown(c, v->sale_from) : "…",
			    v->sale_to > 0 ? present_moment_shown(c, present_moment_last(c, v->sale_to)) : "…"));
	}
	photo_show(r, row, p, v, key);
}

static void
filter_show(struct request *r, struct view *v, const struct product *p, const struct filter *f)
{
	bool any = false;
	size_t k, i;

	for (k = 0; k < p->n_options && k < CATALOG_OPTIONS; k++) {
		struct view *o = view_row(v, "FILTER");

		view_text(o, "FIELD", option_field(r->c, &p->options[k]));
		view_text(o, "OPT_NAME", p->options[k].name);
		any |= f->values[k] != 0;
		for (i = 0; i < p->options[k].n_values; i++) {
			struct view *x = view_row(o, "VALUE");

			view_int(x, "VALUE_ID", p->options[k].values[i].id);
			view_text(x, "VALUE_NAME", p->options[k].values[i].name);
			view_flag(x, "CHOSEN", f->values[k] == p->options[k].values[i].id);
		}
	}
	view_flag(v, "NARROWED", any);
	view_text(v, "FILTER_URL", url_admin(r->c, "/goods/%lld/variants", (long long)p->id));
}

static void
off_show(struct request *r, struct view *v, const struct product *p)
{
	size_t n, i;
	const struct variant_off *off = variants_off(r->c, p->id, OFF_MAX, &n);
	struct view *list;

	if (n == 0 || !role_may(r->staff->role, RIGHT_GOODS_EDIT))
		return;
	list = view_row(v, "OFF_SALE");
	view_int(list, "OFF_COUNT", (int64_t)n);
	view_text(list, "BACK_URL", url_admin(r->c, "/goods/%lld/variants/back", (long long)p->id));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(list, "OFF");

		view_int(row, "OFF_ID", off[i].id);
		view_text(row, "OFF_LABEL", *off[i].label ? off[i].label : p->name);
		view_text(row, "OFF_PRICE", money_text(r->c->arena, off[i].price));
		view_text(row, "OFF_CODE", off[i].sku);
		view_flag(row, "HAS_CODE", *off[i].sku != '\0');
	}
}

static void
fill_show(struct request *r, struct view *v, const struct product *p, const struct filter *f, size_t n)
{
	static const char *const whats[] = { "price", "stock", "weight", "cost", "low" }, *const hows[] = { "set", "percent", "add" };
	struct arena *a = r->c->arena;
	struct view *form = view_row(v, "FILL");
	size_t i;

	view_text(form, "FILL_URL", page_url(r->c, p, f, "/fill", f->page));
	view_int(form, "FILL_COUNT", (int64_t)n);
	for (i = 0; i < ARRAY_LEN(whats); i++)
		if (!str_eq(whats[i], "cost") || role_may(r->staff->role, RIGHT_COST_SEE))
			(void)present_field_choice(r, form, "WHAT", "what", "price", whats[i], i18n(a, r->c->lang, arena_printf(a, "variants.what.%s", whats[i]), NULL));
	for (i = 0; i < ARRAY_LEN(hows); i++)
		(void)present_field_choice(r, form, "HOW", "how", "set", hows[i], i18n(a, r->c->lang, arena_printf(a, "variants.how.%s", hows[i]), NULL));
	(void)present_field(r, form, "F_BY", NULL, "by", "");
}

static void
show(struct request *r)
{
	const struct product *p = product_id(r->c, r->arg_int[0]);
	struct pager pager;
	struct filter f;
	struct view *v;
	const size_t *list;
	size_t n, i, from;

	if (!p) {
		reply_not_found(r);
		return;
	}
	f = filter_of(r, p);
	list = narrowed(r->c, p, &f, &n);
	if ((f.page - 1) * PER_PAGE >= (int64_t)n)
		f.page = 1;
	v = shell_admin(r, "admin/goods_variants", "goods", p->name);
	shell_back(v, url_admin(r->c, "/goods/%lld", (long long)p->id));
	if (role_may(r->staff->role, RIGHT_GOODS_EDIT))
		shell_own_bar(v);
	present_form(r, v);
	present_version(r, v, "product.conflict", p->version);
	view_int(v, "ALL_COUNT", (int64_t)p->n_variants);
	view_text(v, "OPTIONS_URL", url_admin(r->c, "/goods/%lld/options", (long long)p->id));
	view_text(v, "STOCK_URL", url_admin(r->c, "/goods/%lld/stock", (long long)p->id));
	view_text(v, "SAVE_URL", page_url(r->c, p, &f, "", f.page));
	product_form_measure(r, v, p);
	view_flag(v, "NOTHING", p->n_variants == 0);
	view_flag(v, "READ_ONLY", !role_may(r->staff->role, RIGHT_GOODS_EDIT));
	view_flag(v, "MAY_EDIT", role_may(r->staff->role, RIGHT_GOODS_EDIT));
	view_flag(v, "PICS", p->n_pictures > 1);
	if (p->n_variants > 1)
		filter_show(r, view_row(v, "FILTERS"), p, &f);
	view_int(v, "SHOWN", (int64_t)n);
	from = (size_t)(f.page - 1) * PER_PAGE;
	for (i = from; i < n && i < from + PER_PAGE; i++)
		row_show(r, view_row(v, "ROW"), p, &p->variants[list[i]]);
	for (pager_start(&pager, f.page, (int64_t)n, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, page_url(r->c, p, &f, "", pager.at));
	if (role_may(r->staff->role, RIGHT_GOODS_EDIT) && n > 1)
		fill_show(r, v, p, &f, n);
	off_show(r, v, p);
}

/* --- saving --- */

static int64_t
version_of(struct request *r)
{
	int64_t version;

	return str_int(request_form(r, "version"), 0, INT64_MAX, &version) ? version : 0;
}

static const char *
cell(struct request *r, const char *key, const char *what)
{
	const char *s = request_form(r, product_form_name(r, key, what));

	return s ? utf8_cut(r->c->arena, str_trim(r->c->arena, s), 60) : "";
}

static int64_t
media_of(struct request *r, const struct product *p, const char *key, int64_t was)
{
	const char *s = request_form(r, product_form_name(r, key, "media"));
	int64_t id;
	size_t i;

	if (!s || !str_int(s, 0, INT64_MAX, &id))
		return was;
	for (i = 0; i < p->n_pictures; i++)
		if (p->pictures[i].media == id)
			return id;
	return 0;
}

/* What one row says; fields that did not come along leave what there is. */
static void
row_read(struct request *r, const struct product *p, const struct variant *v, const char *key, struct variant_edit *e)
{
	if (!request_form(r, product_form_name(r, key, "price")))
		return;
	e->price = product_form_number(r, key, "price", 1, MONEY_MAX, NO_NUMBER);
	if (e->price == NO_NUMBER)
		form_bad(r, product_form_name(r, key, "price"), "product.price");
	else if (e->compare_at > 0 && e->compare_at <= e->price)
		form_bad(r, product_form_name(r, key, "price"), "goods.was_low");
	else if (e->sale_price > 0 && e->sale_price >= e->price)
		form_bad(r, product_form_name(r, key, "price"), "goods.sale_high");
	e->stock = NO_NUMBER;
	if (!v->bundle && !str_eq(cell(r, key, "stock"), cell(r, key, "had")))
		e->stock = product_form_amount(r, p, key, "stock", NO_NUMBER);
	e->weight_g = product_form_number(r, key, "g", 0, PRODUCT_WEIGHT_MAX, 0);
	e->sku = cell(r, key, "sku");
	e->barcode = cell(r, key, "code");
	e->media = media_of(r, p, key, e->media);
	e->active = request_form(r, product_form_name(r, key, "on")) != NULL;
}

/* False: a row of the form is no variant on sale any more. */
static bool
rows_read(struct request *r, const struct product *p, struct product_edit *e)
{
	size_t n, i, k;
	const char **rows = request_form_all(r, "row", &n);
	int64_t id;

	for (i = 0; i < n && i < PER_PAGE; i++) {
		if (!str_int(rows[i], 1, INT64_MAX, &id))
			return false;
		for (k = 0; k < p->n_variants && p->variants[k].id != id; k++)
			;
		if (k == p->n_variants)
			return false;
		row_read(r, p, &p->variants[k], arena_printf(r->c->arena, "%lld", (long long)id), &e->variants[k]);
	}
	return true;
}

/* What product_put said; field NULL: at no row. False: the page again. */
static bool
put_ok(struct request *r, const struct product_edit *e, enum product_put said, size_t bad)
{
	const char *key = bad < e->n_variants ? arena_printf(r->c->arena, "%lld", (long long)e->variants[bad].id) : "0";

	switch (said) {
	case PRODUCT_OK:
		return true;
	case PRODUCT_GONE:
	case PRODUCT_CONFLICT:
	case PRODUCT_SLUG_TAKEN:
		form_note(r, "product.conflict");
		return false;
	case PRODUCT_SKU_TAKEN:
		form_bad(r, product_form_name(r, key, "sku"), "product.sku_taken");
		return false;
	case PRODUCT_SAME_OPTIONS:
		form_note(r, "product.same_options");
		return false;
	case PRODUCT_NO_VARIANT:
		form_note(r, "product.no_variant");
		return false;
	case PRODUCT_TOO_MANY:
		form_note(r, "product.too_many");
		return false;
	case PRODUCT_RESERVED:
		if (bad < e->n_variants && e->variants[bad].active)
			form_bad(r, product_form_name(r, key, "stock"), "product.reserved");
		else
			form_note(r, "product.reserved_gone");
		return false;
	}
	BUG("product_put said %d", (int)said);
}

static bool
put(struct request *r, const struct product *p, const struct product_edit *e, int64_t version)
{
	int64_t id = p->id;
	size_t bad = 0;
	enum product_put said = product_put(r->c, &id, version, e, &bad);

	return put_ok(r, e, said, bad);
}

static void
save(struct request *r)
{
	const struct product *p = product_id(r->c, r->arg_int[0]);
	struct product_edit *e;
	struct filter f;

	if (!p) {
		reply_not_found(r);
		return;
	}
	e = product_edit_of(r->c, p);
	if (!rows_read(r, p, e))
		form_note(r, "product.conflict");
	if (r->n_errors > 0 || r->form_note || !put(r, p, e, version_of(r))) {
		reply_again(r, show);
		return;
	}
	f = filter_of(r, p);
	flash(r, "flash.goods.saved");
	reply_see_other(r, page_url(r->c, p, &f, "", f.page));
}

/* --- one change for all that are shown --- */

struct fill { const char *what, *how, *by; int64_t version; };
static const struct field fill_fields[] = {
	F_CHOICE(struct fill, what, "price|stock|weight|cost|low"), F_CHOICE(struct fill, how, "set|percent|add"), F_TEXT(struct fill, by, 1, 20), F_INT(struct fill, version, 0, INT64_MAX), F_FIN
};

/* The new number, whole and rounded half up; false: it does not fit. */
static bool
changed(const char *how, int64_t was, int64_t by, int64_t min, int64_t max, int64_t *now)
{
	int64_t more;

	*now = by;
	if (str_eq(how, "percent")) {
		if (!mul_ok(was, by, &more))
			return false;
		*now = was + (more >= 0 ? more + 50 : more - 50) / 100;
	} else if (str_eq(how, "add") && !add_ok(was, by, now)) {
		return false;
	}
	return *now >= min && *now <= max;
}

/* "-10" and "10%" are as good as the number alone; of stock and its warning it is an amount, if it is no percentage. */
static bool
by_read(struct request *r, const struct product *p, const struct fill *f, int64_t *by)
{
	enum measure m = !str_eq(f->how, "percent") && (str_eq(f->what, "stock") || str_eq(f->what, "low")) ? p->buying.measure : MEASURE_PIECE;
	const char *s = f->by;
	bool minus = *s == '-';
	size_t n;

	s = str_trim(r->c->arena, minus ? s + 1 : *s == '+' ? s + 1 : s);
	n = strlen(s);
	if (str_eq(f->how, "percent") && n > 0 && s[n - 1] == '%')
		s = str_trim(r->c->arena, arena_mem(r->c->arena, s, n - 1));
	if (!quantity_parse(s, m, by) || (minus && str_eq(f->how, "set")) || (str_eq(f->how, "percent") && *by > 1000)) {
		form_bad(r, "by", m == MEASURE_PIECE ? "product.number" : "quantity.number");
		return false;
	}
	*by = minus ? -*by : *by;
	return true;
}

static bool
fill_one(const struct fill *f, int64_t by, const struct variant *v, struct variant_edit *e)
{
	if (str_eq(f->what, "price"))
		return changed(f->how, v->list_price, by, 1, MONEY_MAX, &e->price) && (e->compare_at <= 0 || e->compare_at > e->price) && (e->sale_price <= 0 || e->sale_price < e->price);
	if (str_eq(f->what, "stock"))
		return v->bundle || changed(f->how, v->on_hand, by, 0, PRODUCT_COUNT_MAX, &e->stock);
	if (str_eq(f->what, "weight"))
		return changed(f->how, v->weight_g, by, 0, PRODUCT_WEIGHT_MAX, &e->weight_g);
	if (str_eq(f->what, "low"))
		return changed(f->how, v->low_at, by, 0, PRODUCT_COUNT_MAX, &e->low_at);
	return changed(f->how, v->cost < 0 ? 0 : v->cost, by, 0, MONEY_MAX, &e->cost);
}

static void
fill(struct request *r)
{
	const struct product *p = product_id(r->c, r->arg_int[0]);
	struct product_edit *e;
	struct filter narrow;
	struct fill f;
	const size_t *list;
	int64_t by = 0;
	size_t n, i;

	if (!p) {
		reply_not_found(r);
		return;
	}
	narrow = filter_of(r, p);
	list = narrowed(r->c, p, &narrow, &n);
	e = product_edit_of(r->c, p);
	if (form_read(r, fill_fields, &f) && str_eq(f.what, "cost") && !role_may(r->staff->role, RIGHT_COST_SEE))
		form_bad(r, "what", "form.choice");
	if (r->n_errors == 0 && by_read(r, p, &f, &by)) {
		for (i = 0; i < n && fill_one(&f, by, &p->variants[list[i]], &e->variants[list[i]]); i++)
			;
		if (i < n) {
			form_bad(r, "by", str_eq(f.what, "price") ? "variants.fill_price" : "product.range");
		}
	}
	if (r->n_errors > 0 || !put(r, p, e, f.version)) {
		reply_again(r, show);
		return;
	}
	flash(r, "flash.variants.filled");
	reply_see_other(r, page_url(r->c, p, &narrow, "", narrow.page));
}

/* --- back on sale --- */

static void
back(struct request *r)
{
	const char *to = url_admin(r->c, "/goods/%lld/variants", (long long)r->arg_int[0]);
	int64_t id;

	if (!str_int(request_form(r, "variant"), 1, INT64_MAX, &id)) {
		reply_error(r, 400);
		return;
	}
	switch (variant_back(r->c, r->arg_int[0], id)) {
	case VARIANT_BACK_GONE:
		reply_not_found(r);
		return;
	case VARIANT_BACK_SAME:
		flash(r, "flash.no.variants.same");
		break;
	case VARIANT_BACK_CODE:
		flash(r, "flash.no.variants.code");
		break;
	case VARIANT_BACK_MANY:
		flash(r, "flash.no.variants.many");
		break;
	case VARIANT_BACK_OK:
		flash(r, "flash.variants.back");
		break;
	}
	reply_see_other(r, to);
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	const char *names = "";
	size_t k;

	for (k = 0; k < p->n_options; k++)
		names = arena_printf(c->arena, "%s%s%s", names, k ? ", " : "", p->options[k].name);
	if (p->n_options == 0)
		return i18n(c->arena, c->lang, "variants.none", NULL);
	return i18n(c->arena, c->lang, "variants.state", money_digits(c->arena, (int64_t)p->n_variants), names, NULL);
}

static const struct goods_more more = { 20, "variants", "layout-grid", "variants.more", RIGHT_GOODS_SEE, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/variants", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/variants", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/variants/fill", fill, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/variants/back", back, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
