/*
 * What is inside a hamper or pack: parts are searched by name or code and put in one by one, their numbers saved together; a number of 0 takes a part out, and without any part the goods are plain again. A
 * product with variants has this page once for each of them (?v=). Amounts of goods by weight or volume are typed as everywhere: "0,25" kilograms, or "250 g".
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/below.h"
#include "present/field.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/staff.h"

#define FOUND_MAX 12	/* goods of a search */
#define NAMES 10

struct form { int64_t version, add; const char *q; };
static const struct field fields[] = {
	F_INT(struct form, version, 0, INT64_MAX), F_INT_OPT(struct form, add, 1, INT64_MAX), F_TEXT(struct form, q, 0, 100), F_FIN
};

static const char *
here(struct ctx *c, int64_t product, int64_t variant)
{
	return url_with(c, url_admin(c, "/goods/%lld/bundle", (long long)product), "v", arena_printf(c->arena, "%lld", (long long)variant));
}

/* The variant that the address names, else the first. NULL: none on sale. */
static const struct variant *
variant_of(const struct request *r, const struct product *p)
{
	const char *v = request_query(r, "v");
	int64_t id;
	size_t i;

	for (i = 0; v && str_int(v, 1, INT64_MAX, &id) && i < p->n_variants; i++)
		if (p->variants[i].id == id)
			return &p->variants[i];
	return p->n_variants > 0 ? &p->variants[0] : NULL;
}

static const char *
qty_field(struct ctx *c, int64_t variant)
{
	return arena_printf(c->arena, "qty_%lld", (long long)variant);
}

/* "2 kg" or "12": as much of a part as there is. */
static const char *
there(struct ctx *c, enum measure m, int64_t n)
{
	return quantity_text(c->arena, c->lang, m, n < 0 ? 0 : n);
}

/* The field of an amount, with its unit behind it. */
static void
qty_show(struct request *r, struct view *row, enum measure m, int64_t variant, int64_t qty)
{
	struct ctx *c = r->c;
	struct view *f = present_field(r, row, "F_QTY", NULL, qty_field(c, variant), m == MEASURE_PIECE ? arena_printf(c->arena, "%lld", (long long)qty) : quantity_typed(c->arena, c->lang, m, qty));

	view_flag(f, "PIECES", m == MEASURE_PIECE);
	if (m != MEASURE_PIECE)
		view_text(view_row(f, "BY_MEASURE"), "QTY_UNIT", quantity_unit(m));
}

/* False: it is marked. */
static bool
qty_read(struct request *r, enum measure m, int64_t variant, const char *typed, int64_t *qty)
{
	const char *name = qty_field(r->c, variant);

	if (m != MEASURE_PIECE)
		return present_quantity_read(r, name, typed ? typed : "", m, quantity_max(m), qty);
	if (typed && str_int(typed, 0, quantity_max(m), qty))
		return true;
	form_bad(r, name, "bundle.qty");
	return false;
}

static const char *
full_name(struct ctx *c, const char *name, const char *label)
{
	return str_empty(label) ? name : arena_printf(c->arena, "%s, %s", name, label);
}

static void
parts_show(struct request *r, struct view *v, const struct bundle_part *parts, size_t n)
{
	struct ctx *c = r->c;
	int64_t weight = 0, cost = 0;
	bool costed = true, measured = false;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct bundle_part *x = &parts[i];
		struct view *row = view_row(v, "PART");

		view_text(row, "PART_NAME", full_name(c, x->name, x->label));
		view_text(row, "PART_URL", url_admin(c, "/goods/%lld", (long long)x->product));
		view_text(row, "PART_THERE", there(c, x->measure, x->available));
		view_flag(row, "PART_GONE", x->gone);
		view_flag(row, "PART_FEW", !x->gone && x->available < x->qty);
		qty_show(r, row, x->measure, x->variant, x->qty);
		weight += bundle_part_weight(x);
		measured = measured || x->measure != MEASURE_PIECE;
		costed = costed && bundle_part_cost(x) >= 0;
		cost += costed ? bundle_part_cost(x) : 0;
	}
	view_flag(v, "SOME_PARTS", n > 0);
	view_flag(v, "NO_PARTS", n == 0);
	view_flag(v, "SOME_MEASURED", measured);
	if (n == 0)
		return;
	view_text(v, "PARTS_WEIGHT", arena_printf(c->arena, "%s g", money_digits(c->arena, weight)));
	if (costed && role_may(r->staff->role, RIGHT_COST_SEE))
		view_money(view_row(v, "COSTED"), "PARTS_COST", cost);
}

static bool
is_inside(const struct bundle_part *parts, size_t n, int64_t variant)
{
	for (size_t i = 0; i < n; i++)
		if (parts[i].variant == variant)
			return true;
	return false;
}

/* Goods that fit the search, each variant with a button that puts it in. */
static void
found_show(struct request *r, struct view *v, int64_t product, const struct bundle_part *parts, size_t n_parts)
{
	struct ctx *c = r->c;
	const char *q = request_query(r, "q");
	struct goods_row **rows;
	int64_t total;
	size_t n, i, k, shown = 0;

	q = form_typed(r, "q", q ? q : "");
	view_text(v, "Q", q);
	if (str_empty(q))
		return;
	rows = goods_list(c, "", q, GOODS_ALL, 1, FOUND_MAX, &n, &total);
	for (i = 0; i < n; i++) {
		const struct product *p = rows[i]->id == product || str_eq(rows[i]->status, "archived") ? NULL : catalog_product(c, rows[i]->id);

		for (k = 0; p && k < p->n_variants; k++) {
			struct view *row;

			if (p->variants[k].bundle || is_inside(parts, n_parts, p->variants[k].id))
				continue;
			row = view_row(v, "FOUND");
			view_int(row, "FOUND_ID", p->variants[k].id);
			view_text(row, "FOUND_NAME", full_name(c, p->name, p->variants[k].label));
			view_text(row, "FOUND_THERE", there(c, p->buying.measure, p->variants[k].available));
			if (p->buying.measure != MEASURE_PIECE)
				qty_show(r, row, p->buying.measure, p->variants[k].id, QUANTITY_BIG);
			shown++;
		}
	}
	view_flag(v, "NONE_FOUND", shown == 0);
}

/* A part of other hampers can't be one itself: they are named. */
static bool
inside_others(struct request *r, struct view *v, const struct product *p)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct bundle_name *names = bundle_names(c, p->id, NAMES, &n);
	struct view *list = n > 0 ? view_row(v, "IS_PART") : NULL;

	if (list)
		view_flag(list, "MAY_BE_PACK", p->buying.measure == MEASURE_PIECE);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(list, "IN_BUNDLE");

		view_text(row, "BUNDLE_NAME", names[i].name);
		view_text(row, "BUNDLE_URL", url_admin(c, "/goods/%lld/bundle", (long long)names[i].product));
	}
	return n > 0;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	const struct variant *x;
	const struct bundle_part *parts;
	struct view *v;
	size_t n, i;

	if (!p || (p->buying.measure != MEASURE_PIECE && !bundle_holds(c, p->id))) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_bundle", "goods", i18n(c->arena, c->lang, "bundle.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	x = variant_of(r, p);
	view_flag(v, "NOTHING_SOLD", !x);
	if (!x)
		return;
	for (i = 0; i < p->n_variants && p->n_variants > 1; i++) {
		struct view *row = view_row(v, "VARIANT");

		view_text(row, "LABEL", p->variants[i].label);
		view_text(row, "VARIANT_URL", here(c, p->id, p->variants[i].id));
		view_flag(row, "NOW", &p->variants[i] == x);
	}
	view_flag(v, "MANY", p->n_variants > 1);
	parts = bundle_parts(c, x->id, &n);
	if ((n == 0 && inside_others(r, v, p)) || p->buying.measure != MEASURE_PIECE)
		return;
	v = view_row(v, "EDIT");
	view_text(v, "HERE_URL", here(c, p->id, x->id));
	view_int(v, "VARIANT_ID", x->id);
	view_int(v, "VERSION", bundle_version(c, x->id));
	view_text(v, "THERE", money_digits(c->arena, x->available));
	parts_show(r, v, parts, n);
	found_show(r, v, p->id, parts, n);
}

/* The part that is put in: one of it, of measured goods as much as was written beside it. False: that is marked. */
static bool
added(struct request *r, int64_t variant, struct bundle_part *part)
{
	*part = (struct bundle_part){ .variant = variant, .measure = bundle_measure(r->c, variant), .qty = 1 };
	if (part->measure == MEASURE_PIECE)
		return true;
	if (!qty_read(r, part->measure, variant, request_form(r, qty_field(r->c, variant)), &part->qty))
		return false;
	if (part->qty == 0)
		form_bad(r, qty_field(r->c, variant), "quantity.number");
	return part->qty > 0;
}

/* The parts as the form says, with the one that is put in. False: fields are marked. */
static bool
read_parts(struct request *r, int64_t variant, int64_t add, struct bundle_part *parts, size_t *n)
{
	size_t n_was, i;
	const struct bundle_part *was = bundle_parts(r->c, variant, &n_was);

	*n = 0;
	for (i = 0; i < n_was; i++) {
		int64_t qty;

		if (!qty_read(r, was[i].measure, was[i].variant, request_form(r, qty_field(r->c, was[i].variant)), &qty) || qty == 0)
			continue;
		parts[*n] = was[i];
		parts[(*n)++].qty = qty;
	}
	if (add != NO_NUMBER && !is_inside(parts, *n, add)) {
		if (*n == BUNDLE_PARTS_MAX)
			form_note(r, "bundle.full");
		else if (added(r, add, &parts[*n]))
			++*n;
	}
	return r->n_errors == 0 && !r->form_note;
}

/* NULL: saved. */
static const char *
put(struct ctx *c, int64_t variant, int64_t version, const struct bundle_part *parts, size_t n)
{
	size_t bad;

	switch (bundle_put(c, variant, version, parts, n, &bad)) {
	case BUNDLE_OK:
		return NULL;
	case BUNDLE_CONFLICT:
		return "bundle.conflict";
	case BUNDLE_NESTED:
		return "bundle.nested";
	case BUNDLE_PART_GONE:
		return "bundle.part_gone";
	case BUNDLE_HELD:
		break;
	}
	return "bundle.held";
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	const struct variant *x = p && p->buying.measure == MEASURE_PIECE ? variant_of(r, p) : NULL;
	struct bundle_part parts[BUNDLE_PARTS_MAX];
	const char *fault;
	struct form f;
	size_t n;

	if (!x) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, fields, &f) || !read_parts(r, x->id, f.add, parts, &n)) {
		reply_again(r, show);
		return;
	}
	if (n > 0 || f.version > 0) {
		fault = put(c, x->id, f.version, parts, n);
		if (fault) {
			form_note(r, fault);
			reply_again(r, show);
			return;
		}
		flash(r, n > 0 ? "flash.bundle.saved" : "flash.bundle.plain");
	}
	reply_see_other(r, here(c, p->id, x->id));
}

/* Goods that are inside others. */
static const char *
inside_state(struct ctx *c, int64_t product)
{
	size_t n;
	const struct bundle_name *names = bundle_names(c, product, 2, &n);

	return n == 0 ? NULL : i18n(c->arena, c->lang, n > 1 ? "bundle.more.insides" : "bundle.more.inside", names[0].name, NULL);
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	const int64_t *of;
	size_t n, i;
	const struct bundle_part *parts = bundle_parts_of(c, p->id, &of, &n);
	const char *inside = n == 0 ? inside_state(c, p->id) : NULL;

	if (inside || p->buying.measure != MEASURE_PIECE)
		return inside;
	for (i = 0; i < n; i++)
		if (parts[i].gone)
			return i18n(c->arena, c->lang, "bundle.more.gone", parts[i].name, NULL);
	return n == 0 ? "" : i18n(c->arena, c->lang, "bundle.more.parts", money_digits(c->arena, (int64_t)n), NULL);
}

static const struct goods_more more = { 40, "bundle", "gift", "bundle.more", RIGHT_GOODS_EDIT, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/bundle", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/bundle", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
