/*
 * The cart: what lies in it and what has changed since, putting goods in from any page, the
 * stepper of each line, taking out with a way back. Everything is plain forms; with JavaScript the
 * stepper sends itself.
 */
#include "shop/cart.h"

#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/link.h"
#include "shop/region.h"
#include "shop/ship.h"

/* --- the page --- */

static void
line(struct ctx *c, struct view *v, const struct cart_line *l)
{
	const struct sellable *s = l->item;
	struct view *row = view_row(v, s ? "LINE" : "GONE");
	bool none = s && s->available < 1;

	view_int(row, "VARIANT", l->variant);
	if (!s)
		return;
	view_text(row, "LINE_URL", url_variant(c, s->slug, l->variant));
	view_text(row, "LINE_NAME", s->name);
	view_text(row, "LINE_OPTIONS", s->label);
	view_flag(row, "HAS_OPTIONS", !str_empty(s->label));
	view_int(row, "QTY", l->qty);
	view_int(row, "QTY_MAX", s->available < CART_QTY_MAX ? s->available : CART_QTY_MAX);
	view_money(row, "LINE_PRICE", s->price.now);
	view_money(row, "LINE_TOTAL", l->total);
	view_flag(row, "CHANGED", l->price_changed);
	view_flag(row, "SOLD_OUT", none);
	view_flag(row, "COUNTED", !none);
	view_flag(row, "SUMMED", !none && !l->short_of);
	if (l->short_of && !none)
		view_int(view_row(row, "SHORT"), "AVAILABLE", s->available);
	present_picture(c, row, &s->picture, s->tint);
}

/* The nearest threshold of the ways that reach the shopper's district. */
static const struct quote *
nearest_free(const struct quote *list, size_t n)
{
	const struct quote *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].result == QUOTE_OK && list[i].zone->free_over > 0 &&
		    (!best || list[i].zone->free_over < best->zone->free_over))
			best = &list[i];
	return best;
}

static const struct quote *
cheapest(const struct quote *list, size_t n)
{
	const struct quote *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].result == QUOTE_OK && !str_eq(list[i].zone->kind, "pickup") &&
		    (!best || list[i].price < best->price))
			best = &list[i];
	return best;
}

static void
shipping(struct request *r, struct view *v, const struct cart *cart)
{
	struct ctx *c = r->c;
	int64_t district = r->session ? r->session->district : 0;
	struct parcel p = cart_parcel(cart);
	const struct quote *list, *q;
	struct view *row;
	size_t n;

	if (!district)
		return;
	list = ship_quotes(c, &(struct ship_to){ district, r->session->village }, &p, &n);
	if ((q = cheapest(list, n)) != NULL) {
		row = view_row(v, q->price > 0 ? "SHIP_FROM" : "SHIP_FREE");
		view_text(row, "AREA", region_label(c, district));
		view_money(row, "SHIPPING", q->price);
	}
	if ((q = nearest_free(list, n)) == NULL)
		return;
	row = view_row(v, q->is_free ? "FREE_REACHED" : "FREE_SOON");
	view_text(row, "ZONE", q->zone->name);
	view_money(row, "MISSING", q->zone->free_over - cart->subtotal);
	view_int(row, "BAR", cart->subtotal < q->zone->free_over ? cart->subtotal :
	    q->zone->free_over);
	view_int(row, "BAR_MAX", q->zone->free_over);
}

/* What was just taken out comes back with one tap: /cart?u=<variant>&n=<pieces>. */
static void
undo(struct request *r, struct view *v)
{
	const char *u = request_query(r, "u"), *n = request_query(r, "n");
	int64_t variant, qty;
	const struct sellable *s;
	struct view *row;

	if (!u || !n || !str_int(u, 1, INT64_MAX, &variant) || !str_int(n, 1, CART_QTY_MAX, &qty))
		return;
	s = catalog_sellable(r->c, variant);
	if (!s)
		return;
	row = view_row(v, "UNDO");
	view_int(row, "VARIANT", variant);
	view_int(row, "QTY", qty);
	view_text(row, "LINE_NAME", s->name);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct cart *cart = cart_get(c, r->session ? r->session->id : 0);
	struct view *v = shell_page(r, "storefront/cart", "",
	    i18n(c->arena, c->lang, "cart.title", NULL));
	size_t i;

	view_text(v, "CART_SET_URL", url_cart_set(c));
	view_text(v, "CHECKOUT_URL", url_checkout(c));
	view_text(v, "EMPTY_SRC", url_static(c, "img/kosong.svg"));
	undo(r, v);
	if (cart->n == 0) {
		view_flag(v, "EMPTY", true);
		return;
	}
	shell_own_bar(v);
	v = view_row(v, "FULL");
	for (i = 0; i < cart->n; i++)
		line(c, v, &cart->lines[i]);
	view_int(v, "COUNT", cart->count);
	view_money(v, "SUBTOTAL", cart->subtotal);
	view_flag(v, "CART_OK", cart->ok);
	view_flag(v, "CART_BAD", !cart->ok);
	shipping(r, v, cart);
}

/* --- putting in --- */

struct add_form {
	int64_t variant, product, qty;
	const char *go, *back;
};
static const struct field add_fields[] = {
	F_INT_OPT(struct add_form, variant, 1, INT64_MAX),
	F_INT_OPT(struct add_form, product, 1, INT64_MAX),
	F_INT_OPT(struct add_form, qty, 1, CART_QTY_MAX),
	F_TEXT(struct add_form, go, 0, 10),
	F_TEXT(struct add_form, back, 0, 2000),
	F_FIN
};

static bool
has_options(const struct request *r)
{
	const struct pair *p;

	for (p = r->form; p && p->name; p++)
		if (str_starts(p->name, "opt_"))
			return true;
	return false;
}

/* The variant that has all the values chosen by opt_<option>=<value>; 0 when there is none. */
static int64_t
by_options(struct request *r, const struct product *p)
{
	size_t i, k;

	for (i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];

		for (k = 0; k < p->n_options && k < v->n_values; k++) {
			const char *name = arena_printf(r->c->arena, "opt_%lld",
			    (long long)p->options[k].id);
			const char *typed = request_form(r, name);
			int64_t value;

			if (!typed || !str_int(typed, 1, INT64_MAX, &value) ||
			    value != v->values[k])
				break;
		}
		if (k == p->n_options)
			return v->id;
	}
	return 0;
}

/* Chosen options count before the hidden variant, which without JavaScript is the loaded page's. */
static int64_t
chosen(struct request *r, const struct add_form *f)
{
	const struct sellable *s;
	const struct product *p;
	int64_t product = f->product;

	if (!has_options(r))
		return f->variant == NO_NUMBER ? 0 : f->variant;
	if (product == NO_NUMBER) {
		s = f->variant == NO_NUMBER ? NULL : catalog_sellable(r->c, f->variant);
		product = s ? s->product : 0;
	}
	p = product ? catalog_product(r->c, product) : NULL;
	return p && str_eq(p->status, "active") ? by_options(r, p) : 0;
}

/* The product's page with the variant that was chosen. */
static const char *
product_page(struct request *r, const struct add_form *f, int64_t variant)
{
	struct ctx *c = r->c;
	const struct sellable *s = variant ? catalog_sellable(c, variant) : NULL;
	const struct product *p;

	if (!s && f->variant != NO_NUMBER)
		s = catalog_sellable(c, f->variant);
	if (s)
		return url_variant(c, s->slug, s->variant);
	p = f->product == NO_NUMBER ? NULL : catalog_product(c, f->product);
	return p && str_eq(p->status, "active") ? url_product(c, p->slug) : url_cart(c);
}

/* Whoever came by a link: the cart knows, so that carts are counted for it even when no order follows. */
static void
from(struct request *r, int64_t session)
{
	const struct link *l = link_find(r->c, request_cookie(r, reply_cookie_name(r, COOKIE_REF)));

	if (l)
		cart_source(r->c, session, l->code);
}

/* What is wrong, as a message; slug: of the product, as far as it is known then. */
static const char *
put_in(struct request *r, int64_t variant, int64_t qty, const char **slug)
{
	const struct session *s;

	if (!variant)
		return "flash.no.cart.choose";
	s = gate_session(r);
	if (!s)
		return "flash.no.cart.gone";
	switch (cart_add_told(r->c, s->id, variant, qty, slug)) {
	case CART_OK:
		from(r, s->id);
		return NULL;
	case CART_GONE:
		return "flash.no.cart.gone";
	case CART_SHORT:
		return "flash.no.cart.short";
	case CART_FULL:
		break;
	}
	return "flash.no.cart.full";
}

static void
add(struct request *r)
{
	struct add_form f = { 0 };
	bool good = form_read(r, add_fields, &f), buy = str_eq(f.go, "buy");
	int64_t variant = chosen(r, &f);
	const char *fault = "flash.no.cart.qty", *slug = NULL;

	if (good)
		fault = put_in(r, variant, f.qty == NO_NUMBER ? 1 : f.qty, &slug);
	if (!fault && buy) {
		reply_see_other(r, url_checkout(r->c));
		return;
	}
	flash(r, fault ? fault : "flash.cart.added");
	if (!str_empty(f.back) && url_is_local(f.back))
		reply_see_other(r, f.back);
	else
		reply_see_other(r, slug ? url_variant(r->c, slug, variant) : product_page(r, &f, variant));
}

/* --- changing --- */

struct set_form { int64_t variant, qty, step; bool take; };
static const struct field set_fields[] = {
	F_INT(struct set_form, variant, 1, INT64_MAX),
	F_INT_OPT(struct set_form, qty, 0, CART_QTY_MAX),
	F_INT_OPT(struct set_form, step, -1, 1),
	F_BOOL(struct set_form, take),
	F_FIN
};

static int64_t
held(struct ctx *c, int64_t session, int64_t variant)
{
	const struct cart *cart = cart_get(c, session);
	size_t i;

	for (i = 0; i < cart->n; i++)
		if (cart->lines[i].variant == variant)
			return cart->lines[i].qty;
	return 0;
}

static void
changed(struct request *r, const struct session *s, const struct set_form *f, int64_t qty,
    int64_t was)
{
	struct ctx *c = r->c;
	const char *to = url_cart(c);

	switch (cart_set(c, s->id, f->variant, qty)) {
	case CART_OK:
		cart_accept(c, s->id);
		if (qty == 0 && was > 0) {
			to = url_with(c, to, "u",
			    arena_printf(c->arena, "%lld", (long long)f->variant));
			to = url_with(c, to, "n", arena_printf(c->arena, "%lld", (long long)was));
		}
		break;
	case CART_GONE:
		flash(r, "flash.no.cart.gone");
		break;
	case CART_SHORT:
		flash(r, "flash.no.cart.short");
		break;
	case CART_FULL:
		flash(r, "flash.no.cart.full");
		break;
	}
	reply_see_other(r, to);
}

static void
set(struct request *r)
{
	const struct session *s = gate_session(r);
	struct set_form f = { 0 };
	int64_t qty, was;

	if (!s)
		return;
	if (!form_read(r, set_fields, &f) || (f.qty == NO_NUMBER && !f.take)) {
		flash(r, "flash.no.cart.qty");
		reply_see_other(r, url_cart(r->c));
		return;
	}
	was = held(r->c, s->id, f.variant);
	qty = f.take ? 0 : f.step == NO_NUMBER ? f.qty : f.qty + f.step;
	changed(r, s, &f, qty < 0 ? 0 : qty, was);
}

static const struct route routes[] = {
	{ "GET", "/cart", show, GATE_PRIVATE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "POST", "/cart/add", add, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ "POST", "/cart/set", set, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
