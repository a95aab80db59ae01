/*
 * What one product costs besides its normal price, and how much of it may be bought: prices by quantity for all choices or one of them, for everybody or one group; the least, the most, the step; what is in
 * a package. The address says whose prices the form holds (?v= a choice, ?g= a group); the rules are the product's.
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods_more.h"
#include "present/price.h"
#include "present/shell.h"
#include "shop/buyer_group.h"
#include "shop/cart.h"
#include "shop/staff.h"

#define ROWS PRICE_TIERS_MAX

struct prices_form { int64_t version, own; const char *min, *max, *step, *net, *sold; bool together; };
static const struct field fields[] = {
	F_INT(struct prices_form, version, 0, INT64_MAX), F_MONEY_OPT(struct prices_form, own, 0, MONEY_MAX), F_TEXT(struct prices_form, min, 0, 20), F_TEXT(struct prices_form, max, 0, 20),
	F_TEXT(struct prices_form, step, 0, 20), F_TEXT(struct prices_form, net, 0, 20), F_TEXT(struct prices_form, sold, 0, 10), F_BOOL(struct prices_form, together), F_FIN
};
struct tier_form { int64_t price; const char *qty; };

/* Whose prices they are. */
struct scope { const struct product *product; const struct variant *variant; int64_t group; };

static const char *
scope_url(struct ctx *c, int64_t product, int64_t variant, int64_t group)
{
	const char *url = url_admin(c, "/goods/%lld/prices", (long long)product);

	if (variant)
		url = url_with(c, url, "v", arena_printf(c->arena, "%lld", (long long)variant));
	return group ? url_with(c, url, "g", arena_printf(c->arena, "%lld", (long long)group)) : url;
}

/* False: the address names what is not there. */
static bool
scope_read(struct request *r, struct scope *s)
{
	const char *v = request_query(r, "v"), *g = request_query(r, "g");
	int64_t id;

	*s = (struct scope){ .product = catalog_product(r->c, r->arg_int[0]) };
	if (!s->product)
		return false;
	if (v) {
		for (size_t i = 0; str_int(v, 1, INT64_MAX, &id) && i < s->product->n_variants; i++)
			if (s->product->variants[i].id == id)
				s->variant = &s->product->variants[i];
		if (!s->variant)
			return false;
	}
	return !g || (str_int(g, 1, INT64_MAX, &s->group) && buyer_group_get(r->c, s->group));
}

static int64_t
variant_id(const struct scope *s)
{
	return s->variant ? s->variant->id : 0;
}

/* --- the page --- */

static size_t
count(const struct product *p, int64_t variant, int64_t group)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_tiers; i++)
		n += p->tiers[i].variant == variant && p->tiers[i].group == group;
	return n;
}

static void
tab(struct ctx *c, struct view *v, const struct scope *s, const char *section, const char *name, int64_t variant, int64_t group)
{
	struct view *row = view_row(v, section);
	size_t n = count(s->product, variant, group);

	view_text(row, "TAB_URL", scope_url(c, s->product->id, variant, group));
	view_text(row, "TAB_NAME", name);
	view_flag(row, "TAB_NOW", variant == variant_id(s) && group == s->group);
	if (n > 0)
		view_int(view_row(row, "HAS_TAB"), "TAB_COUNT", (int64_t)n);
}

static void
tabs(struct ctx *c, struct view *v, const struct scope *s)
{
	const struct product *p = s->product;
	const struct buyer_group *groups;
	struct view *box;
	size_t n, i;

	groups = buyer_groups(c, &n);
	if (n > 0) {
		box = view_row(v, "GROUPS");
		tab(c, box, s, "TAB", i18n(c->arena, c->lang, "prices.everybody", NULL), variant_id(s), 0);
		for (i = 0; i < n; i++)
			if (groups[i].active || groups[i].id == s->group)
				tab(c, box, s, "TAB", groups[i].name, variant_id(s), groups[i].id);
	}
	if (p->n_variants < 2)
		return;
	box = view_row(v, "CHOICES");
	tab(c, box, s, "TAB", i18n(c->arena, c->lang, "prices.all", NULL), 0, s->group);
	for (i = 0; i < p->n_variants; i++)
		tab(c, box, s, "TAB", p->variants[i].label, p->variants[i].id, s->group);
}

/* The rows of the form: what was typed, else what is stored, and empty ones after it. */
static void
rows(struct request *r, struct view *v, const struct scope *s)
{
	struct arena *a = r->c->arena;
	const struct product *p = s->product;
	size_t at = 0, i;

	for (i = 0; i < ROWS; i++) {
		struct view *row = view_row(v, "ROW");
		const struct price_tier *t = NULL;
		const char *qty = arena_printf(a, "qty%zu", i + 1), *price = arena_printf(a, "price%zu", i + 1);

		for (; !t && at < p->n_tiers; at++)
			if (p->tiers[at].variant == variant_id(s) && p->tiers[at].group == s->group && p->tiers[at].qty > 1)
				t = &p->tiers[at];
		view_int(row, "ROW_NO", (int64_t)i + 1);
		(void)present_field(r, row, "F_QTY", NULL, qty, t ? quantity_digits(a, r->c->lang, p->buying.measure, t->qty) : "");
		(void)present_field_money(r, row, "F_PRICE", NULL, price, t ? t->price : -1, -1);
	}
}

static int64_t
own_price(const struct scope *s)
{
	for (size_t i = 0; i < s->product->n_tiers; i++) {
		const struct price_tier *t = &s->product->tiers[i];

		if (t->variant == variant_id(s) && t->group == s->group && t->qty == 1)
			return t->price;
	}
	return -1;
}

static const char *
rule(struct ctx *c, const struct buying *b, int64_t n)
{
	return n > 0 ? quantity_digits(c->arena, c->lang, b->measure, n) : "";
}

/* What is in one package as the owner said, "250 g" or "600 ml". */
static const char *
net(struct ctx *c, const struct scope *s)
{
	const struct variant *v = s->variant ? s->variant : s->product->n_variants > 0 ? &s->product->variants[0] : NULL;

	return v && v->net_said ? arena_printf(c->arena, "%lld %s", (long long)v->net, v->net_ml ? "ml" : "g") : "";
}

static void
price_now(struct ctx *c, struct view *v, const struct scope *s)
{
	const struct product *p = s->product;
	int64_t low = INT64_MAX, high = 0, of = 1;

	for (size_t i = 0; i < p->n_variants; i++) {
		const struct variant *x = &p->variants[i];

		if (s->variant && s->variant != x)
			continue;
		low = x->list_price < low ? x->list_price : low;
		high = x->list_price > high ? x->list_price : high;
		of = x->price_qty;
	}
	if (low > high)
		return;
	v = view_row(v, "NORMAL");
	view_text(v, "NORMAL_PRICE", low == high ? present_price_of(c, low, p->buying.measure, of) :
	    arena_printf(c->arena, "%s – %s", money_text(c->arena, low), present_price_of(c, high, p->buying.measure, of)));
}

/* Pieces, or by weight or volume with what the price is for. */
static const struct { const char *word; enum measure measure; int64_t per; } sold[] = {
	{ "piece", MEASURE_PIECE, 1 }, { "kg", MEASURE_GRAM, 1000 }, { "100g", MEASURE_GRAM, 100 }, { "l", MEASURE_ML, 1000 }, { "100ml", MEASURE_ML, 100 }
};

static void
sold_show(struct request *r, struct view *v, const struct product *p)
{
	int64_t per = p->n_variants > 0 ? p->variants[0].price_qty : 1;
	const char *now = sold[0].word;
	size_t i;

	for (i = 0; i < ARRAY_LEN(sold); i++)
		if (sold[i].measure == p->buying.measure && (sold[i].per == per || sold[i].measure == MEASURE_PIECE))
			now = sold[i].word;
	for (i = 0; i < ARRAY_LEN(sold); i++)
		(void)present_field_choice(r, v, "SOLD_BY", "sold", now, sold[i].word, i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "prices.sold.%s", sold[i].word), NULL));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct scope s;
	const struct buying *b;
	struct view *v;

	if (!scope_read(r, &s)) {
		reply_not_found(r);
		return;
	}
	b = &s.product->buying;
	v = shell_admin(r, "admin/goods_prices", "goods", i18n(c->arena, c->lang, "prices.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)s.product->id));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "GOODS_NAME", s.product->name);
	view_text(v, "FORM_URL", scope_url(c, s.product->id, variant_id(&s), s.group));
	present_version(r, v, "prices.conflict", s.product->version);
	tabs(c, v, &s);
	price_now(c, v, &s);
	if (s.group)
		(void)present_field_money(r, v, "F_OWN", fields, "own", own_price(&s), -1);
	rows(r, v, &s);
	view_text(v, "UNIT", *quantity_unit(b->measure) ? quantity_unit(b->measure) : i18n(c->arena, c->lang, "unit.pcs", NULL));
	(void)present_field(r, v, "F_MIN", fields, "min", rule(c, b, b->min));
	(void)present_field(r, v, "F_MAX", fields, "max", rule(c, b, b->max));
	(void)present_field(r, v, "F_STEP", fields, "step", rule(c, b, b->step));
	if (s.product->n_variants > 1)
		(void)present_field_check(r, v, "F_TOGETHER", "together", b->together);
	if (b->measure == MEASURE_PIECE && (s.variant || s.product->n_variants == 1))
		(void)present_field(r, v, "F_NET", fields, "net", net(c, &s));
	sold_show(r, v, s.product);
}

/* --- saving --- */

static void
bad(struct request *r, const char *word, size_t i, const char *message)
{
	form_bad(r, arena_printf(r->c->arena, "%s%zu", word, i), message);
}

static int64_t
quantity(struct request *r, const char *field, const char *typed, enum measure m)
{
	int64_t n = 0;

	if (!str_empty(typed) && (!quantity_parse(typed, m, &n) || n > quantity_max(m)))
		form_bad(r, field, "product.number");
	return n;
}

/* A row is a quantity with a price, or nothing. where[k]: the row that became tier k. */
static void
tiers_read(struct request *r, const struct scope *s, struct price_edit *e, size_t where[ROWS + 1])
{
	struct arena *a = r->c->arena;

	for (size_t i = 1; i <= ROWS; i++) {
		const char *qty = request_form(r, arena_printf(a, "qty%zu", i)), *price = request_form(r, arena_printf(a, "price%zu", i));
		struct price_tier *t = &e->tiers[e->n];

		qty = qty ? str_trim(a, qty) : "";
		price = price ? str_trim(a, price) : "";
		if (str_empty(qty) && str_empty(price))
			continue;
		if (!quantity_parse(qty, s->product->buying.measure, &t->qty) || t->qty < 1 || t->qty > quantity_max(s->product->buying.measure))
			bad(r, "qty", i, "product.number");
		else if (t->qty < 2)
			bad(r, "qty", i, "prices.from_two");
		if (!money_parse(price, &t->price))
			bad(r, "price", i, "form.money");
		where[e->n++] = i;
	}
}

static void
refused(struct request *r, enum price_put is, size_t row)
{
	switch (is) {
	case PRICE_OK:
	case PRICE_GONE:
		break;
	case PRICE_CONFLICT:
		form_note(r, "prices.conflict");
		break;
	case PRICE_SAME_QTY:
		bad(r, "qty", row, "prices.same_qty");
		break;
	case PRICE_NOT_FALLING:
		bad(r, "price", row, "prices.not_falling");
		break;
	case PRICE_NOT_LOWER:
		bad(r, "price", row, "prices.not_lower");
		break;
	case PRICE_RULES:
		form_note(r, "prices.rules");
		break;
	case PRICE_STOCK:
		form_note(r, "prices.stock");
		break;
	case PRICE_PACK:
		form_note(r, "prices.pack");
		break;
	}
}

/* What a package holds; whoever leaves it empty lets the name tell it. */
static void
net_read(struct request *r, const struct prices_form *f, const struct scope *s, struct price_edit *e)
{
	bool ml = false;

	e->net[0] = -1;
	if (!request_form(r, "net") || (!s->variant && s->product->n_variants != 1))
		return;
	e->net[0] = 0;
	if (str_empty(f->net))
		return;
	e->net[0] = quantity_told(f->net, &ml);
	if (e->net[0] == 0)
		form_bad(r, "net", "prices.net");
	if (ml)
		e->net[1] = e->net[0];
}

static bool
read_form(struct request *r, const struct scope *s, struct prices_form *f, struct price_edit *e, size_t where[ROWS + 1])
{
	if (!form_read(r, fields, f))
		return false;
	*e = (struct price_edit){ .variant = variant_id(s), .group = s->group, .buying = s->product->buying, .price_qty = s->product->n_variants > 0 ? s->product->variants[0].price_qty : 1 };
	e->buying.min = quantity(r, "min", f->min, e->buying.measure);
	e->buying.max = quantity(r, "max", f->max, e->buying.measure);
	e->buying.step = quantity(r, "step", f->step, e->buying.measure);
	if (s->product->n_variants > 1)
		e->buying.together = f->together;
	for (size_t i = 0; i < ARRAY_LEN(sold); i++) {
		if (!str_eq(f->sold, sold[i].word))
			continue;
		e->buying.measure = sold[i].measure;
		e->price_qty = sold[i].per;
	}
	/* Quantities of another kind would be read as something else: they are written again afterwards. */
	if (e->buying.measure != s->product->buying.measure)
		e->buying.min = e->buying.max = e->buying.step = 0;
	else
		tiers_read(r, s, e, where);
	if (s->group && f->own != NO_NUMBER)
		e->tiers[e->n++] = (struct price_tier){ .qty = 1, .price = f->own };
	net_read(r, f, s, e);
	return r->n_errors == 0;
}

static void
save(struct request *r)
{
	struct prices_form f;
	struct price_edit e = { 0 };
	struct scope s;
	size_t where[ROWS + 1] = { 0 }, at = 0;
	enum price_put is;

	if (!scope_read(r, &s)) {
		reply_not_found(r);
		return;
	}
	if (!read_form(r, &s, &f, &e, where)) {
		reply_again(r, show);
		return;
	}
	is = price_put(r->c, s.product->id, f.version, &e, &at);
	if (is == PRICE_GONE) {
		reply_not_found(r);
	} else if (is == PRICE_OK) {
		if (e.buying.measure != s.product->buying.measure)
			cart_forget(r->c, s.product->id);
		flash(r, "flash.prices.saved");
		reply_see_other(r, scope_url(r->c, s.product->id, variant_id(&s), s.group));
	} else {
		refused(r, is, where[at]);
		reply_again(r, show);
	}
}

/* --- the row on the product's page --- */

static const char *
more_state(struct ctx *c, const struct product *p)
{
	const char *rules = present_buying(c, &p->buying);

	if (p->n_tiers == 0)
		return rules;
	return i18n(c->arena, c->lang, "prices.count", arena_printf(c->arena, "%zu", p->n_tiers), NULL);
}

static const struct goods_more more = { 20, "prices", "ticket-percent", "prices.more", RIGHT_GOODS_EDIT, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/prices", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/prices", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
