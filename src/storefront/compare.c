/*
 * Goods side by side: /compare?p=slug,slug, up to four. Which they are stands in the address alone, so that the page can be shared and needs no script; a phone remembers its own list (static/js/shop.js) and
 * brings it along. What is gone is left out, and the page says so.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/price.h"
#include "present/product.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/price.h"

#define MOST 4
#define PARTS_MOST 100	/* names in the address that are looked at, most of them the same */
#define NAME_MOST 200	/* bytes of one */
#define MORE 4		/* others that are offered beside them */
#define ROWS_MOST 96	/* names of facts and options: all that four products can have */
#define VALUES_SHOWN 8	/* of one option */
#define MONTH 30

struct goods {
	const struct product *p;
	const struct variant *v;	/* the cheapest that can be had: what it costs and weighs is said */
	struct offer offer;
	bool from;			/* others cost more */
};

struct table {
	struct goods goods[MOST];
	size_t n, gone;
	bool too_many;
	const char *names[ROWS_MOST];
	size_t n_names;
};

/* --- what is asked --- */

/* What stands under this name and can be bought, in which case it is sold now; NULL: nothing. */
static const struct product *
sold(struct ctx *c, const char *slug)
{
	const struct product *p = NULL;
	const char *now;
	int64_t id = 0;

	switch (slug_find(c, "product", slug, &id, &now)) {
	case SLUG_NONE:
		return NULL;
	case SLUG_FOUND:
	case SLUG_MOVED:
		p = catalog_shown(c, id);
		break;
	}
	if (p && p->merged_into)
		p = catalog_shown(c, p->merged_into);
	return p && str_eq(p->status, "active") && p->n_variants > 0 && !str_empty(p->slug) ? p : NULL;
}

/* Of those in stock, else of all, the cheapest for who asks. */
static struct goods
priced(struct ctx *c, const struct product *p)
{
	struct goods g = { .p = p };
	bool there = present_variant_first(p)->stock != STOCK_NONE;
	int64_t most = 0;
	size_t i;

	for (i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		struct offer o;

		if (there && v->stock == STOCK_NONE)
			continue;
		o = price_shown(c, p, v, 1);
		if (!g.v || o.price.now < g.offer.price.now) {
			g.v = v;
			g.offer = o;
		}
		if (o.price.now > most)
			most = o.price.now;
	}
	g.from = most > g.offer.price.now;
	return g;
}

static bool
named_before(const char **parts, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(parts[k], parts[i]))
			return true;
	return false;
}

static void
read_asked(struct request *r, struct table *t)
{
	struct ctx *c = r->c;
	const char *text = request_query(r, "p");
	const char **parts;
	size_t n = 0, i, k, named = 0;

	parts = text ? str_split(c->arena, text, ',', &n) : NULL;
	for (i = 0; i < n; i++) {
		const struct product *p;

		if (i < PARTS_MOST && (str_empty(parts[i]) || named_before(parts, i)))
			continue;
		if (named == MOST || i >= PARTS_MOST) {
			t->too_many = true;
			return;
		}
		named++;
		p = strlen(parts[i]) <= NAME_MOST ? sold(c, parts[i]) : NULL;
		for (k = 0; p && k < t->n && t->goods[k].p->id != p->id; k++)
			;
		if (!p)
			t->gone++;
		else if (k == t->n)
			t->goods[t->n++] = priced(c, p);
	}
}

/* The address of these, without one of them or with one more. */
static const char *
address(struct ctx *c, const struct table *t, const struct product *without, const char *with)
{
	const char *slugs[MOST + 1];
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->goods[i].p != without)
			slugs[n++] = t->goods[i].p->slug;
	if (with)
		slugs[n++] = with;
	return url_compare(c, slugs, n);
}

/* --- rows --- */

static void
row(struct view *v, const struct table *t, const char *name, const char *const values[MOST])
{
	bool differs = false, any = false;
	struct view *line;
	size_t i;

	for (i = 0; i < t->n; i++) {
		any = any || !str_empty(values[i]);
		differs = differs || !str_eq(values[i], values[0]);
	}
	if (!any)
		return;
	line = view_row(v, "ROW");
	view_text(line, "ROW_NAME", name);
	view_flag(line, "DIFFERS", differs);
	for (i = 0; i < t->n; i++) {
		struct view *cell = view_row(line, "CELL");

		view_text(cell, "VALUE", values[i]);
		view_flag(cell, "NO_VALUE", str_empty(values[i]));
	}
}

/* "100 g, 250 g, 500 g" */
static const char *
option_values(struct ctx *c, const struct option *o)
{
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, 4000);
	for (i = 0; i < o->n_values && i < VALUES_SHOWN; i++)
		(void)buf_printf(&b, "%s%.200s", i ? ", " : "", o->values[i].name);
	if (o->n_values > VALUES_SHOWN)
		(void)buf_str(&b, ", …");
	return b.s;
}

/* What this product says under the name; "" nothing. */
static const char *
fact(struct ctx *c, const struct product *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n_options; i++)
		if (str_eq_nocase(p->options[i].name, name))
			return option_values(c, &p->options[i]);
	for (i = 0; i < p->n_attrs; i++)
		if (str_eq_nocase(p->attrs[i].name, name))
			return p->attrs[i].value;
	return "";
}

static void
name_add(struct table *t, const char *name)
{
	for (size_t i = 0; i < t->n_names; i++)
		if (str_eq_nocase(t->names[i], name))
			return;
	if (!str_empty(name) && t->n_names < ROWS_MOST)
		t->names[t->n_names++] = name;
}

/* Choices first, then facts, each in the order in which it is met. */
static void
fact_rows(struct ctx *c, struct view *v, struct table *t)
{
	const char *values[MOST];
	size_t i, k;

	for (i = 0; i < t->n; i++)
		for (k = 0; k < t->goods[i].p->n_options; k++)
			name_add(t, t->goods[i].p->options[k].name);
	for (i = 0; i < t->n; i++)
		for (k = 0; k < t->goods[i].p->n_attrs; k++)
			name_add(t, t->goods[i].p->attrs[k].name);
	for (k = 0; k < t->n_names; k++) {
		for (i = 0; i < t->n; i++)
			values[i] = fact(c, t->goods[i].p, t->names[k]);
		row(v, t, t->names[k], values);
	}
}

static const char *
keeps(struct ctx *c, int64_t days)
{
	bool months = days >= 2 * MONTH && days % MONTH == 0;

	return days <= 0 ? "" : i18n(c->arena, c->lang, months ? "compare.months" : "compare.days", arena_printf(c->arena, "%lld", (long long)(months ? days / MONTH : days)), NULL);
}

static void
own_rows(struct ctx *c, struct view *v, struct table *t)
{
	const char *const permits[PERMITS] = { [PERMIT_PIRT] = "P-IRT", [PERMIT_HALAL] = i18n(c->arena, c->lang, "compare.halal", NULL), [PERMIT_BPOM] = "BPOM", [PERMIT_SNI] = "SNI" };
	const char *keep[MOST], *weight[MOST], *maker[MOST], *permit[MOST], *yes = i18n(c->arena, c->lang, "compare.has", NULL);
	int64_t now = clock_now();
	size_t i, k;

	for (i = 0; i < t->n; i++) {
		const struct goods *g = &t->goods[i];

		maker[i] = g->p->maker && g->p->maker_shown ? g->p->maker_name : "";
		keep[i] = keeps(c, g->p->shelf_life_days);
		weight[i] = g->v->weight_g > 0 ? arena_printf(c->arena, "%s g", money_digits(c->arena, g->v->weight_g)) : "";
	}
	row(v, t, i18n(c->arena, c->lang, "compare.maker", NULL), maker);
	row(v, t, i18n(c->arena, c->lang, "compare.keeps", NULL), keep);
	row(v, t, i18n(c->arena, c->lang, "compare.weight", NULL), weight);
	for (k = 0; k < PERMITS; k++) {
		for (i = 0; i < t->n; i++)
			permit[i] = *product_permit(t->goods[i].p, (enum permit)k, now) ? yes : "";
		row(v, t, permits[k], permit);
	}
}

/* --- the page --- */

static void
heads(struct ctx *c, struct view *v, const struct table *t)
{
	bool prices = false, stocks = false;
	size_t i;

	for (i = 0; i < t->n; i++) {
		const struct goods *g = &t->goods[i];
		const char *each = present_unit_price(c, g->v, g->offer.price.now);
		bool simple = g->p->n_variants == 1 && g->p->buying.inputs != ASKS_MUST && g->v->stock != STOCK_NONE;
		struct view *head = view_row(v, "GOODS");

		view_text(head, "GOODS_NAME", g->p->name);
		view_text(head, "GOODS_URL", url_product(c, g->p->slug));
		view_text(head, "REMOVE_URL", address(c, t, g->p, NULL));
		present_picture(c, head, g->p->n_pictures > 0 ? &g->p->pictures[0] : NULL, g->p->tint);
		view_flag(head, "FROM", g->from);
		present_price(c, head, &g->offer.price);
		view_text(head, "PRICE", present_price_of(c, g->offer.price.now, g->p->buying.measure, g->v->price_qty));
		view_text(head, "UNIT_PRICE", each);
		view_flag(head, "HAS_UNIT_PRICE", *each != '\0');
		view_text(head, "OF_LABEL", g->v->label);
		view_flag(head, "MANY", g->p->n_variants > 1);
		present_stock_text(c, head, g->p, g->v);
		view_int(head, "VARIANT_ID", g->v->id);
		view_flag(head, "ONE_VARIANT", simple);
		view_flag(head, "CHOOSE", !simple);
		prices = prices || g->offer.price.now != t->goods[0].offer.price.now;
		stocks = stocks || g->v->stock != t->goods[0].v->stock;
	}
	view_flag(v, "PRICES_DIFFER", prices);
	view_flag(v, "STOCKS_DIFFER", stocks);
}

/* Of these cards what is neither in the table nor offered yet. */
static void
offer(struct ctx *c, struct view *list, const struct table *t, struct card **cards, size_t n, int64_t ids[MORE], size_t *n_ids)
{
	size_t i, k;

	for (i = 0; i < n && *n_ids < MORE; i++) {
		struct view *one;
		bool there = false;

		for (k = 0; k < t->n; k++)
			there = there || t->goods[k].p->id == cards[i]->id;
		for (k = 0; k < *n_ids; k++)
			there = there || ids[k] == cards[i]->id;
		if (there)
			continue;
		one = view_row(list, "OTHER");
		view_text(one, "OTHER_NAME", cards[i]->name);
		view_text(one, "OTHER_URL", address(c, t, NULL, cards[i]->slug));
		ids[(*n_ids)++] = cards[i]->id;
	}
}

/* What is like the first of them, filled up with what sells, to be put beside. */
static void
offered(struct ctx *c, struct view *v, const struct table *t)
{
	int64_t ids[MORE];
	size_t n, n_ids = 0;
	struct card **cards;

	if (t->n == 0 || t->n == MOST)
		return;
	v = view_row(v, "ADD");
	cards = catalog_related(c, t->goods[0].p, MORE + MOST, &n);
	offer(c, v, t, cards, n, ids, &n_ids);
	if (n_ids < MORE) {
		cards = catalog_featured(c, MORE + MOST, &n);
		offer(c, v, t, cards, n, ids, &n_ids);
	}
	view_flag(v, "SOME", n_ids > 0);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct table *t = arena_new(c->arena, struct table);
	struct view *v = shell_page(r, "storefront/compare", "category", i18n(c->arena, c->lang, "compare.title", NULL));

	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	read_asked(r, t);
	view_flag(v, "TOO_MANY", t->too_many);
	if (t->gone > 0)
		view_int(view_row(v, "GONE"), "N", (int64_t)t->gone);
	view_flag(v, "EMPTY", t->n == 0);
	view_flag(v, "ALONE", t->n == 1);
	view_flag(v, "SEVERAL_HERE", t->n > 1);
	view_text(v, "NONE_SRC", url_static(c, "img/rak-kosong.svg"));
	if (t->n == 0)
		return;
	view_text(v, "HERE", address(c, t, NULL, NULL));
	offered(c, v, t);
	v = view_row(v, "TABLE");
	heads(c, v, t);
	fact_rows(c, v, t);
	own_rows(c, v, t);
	view_flag(v, "SEVERAL", t->n > 1);
}

static const struct route routes[] = {
	{ "GET", "/compare", show, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ 0 }
};
ROUTES(routes);
