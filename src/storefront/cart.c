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
#include "present/below.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/line_input.h"
#include "present/price.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/link.h"
#include "shop/product_link.h"
#include "shop/region.h"
#include "shop/ship.h"

#define GOES_WITH 4

/* --- the page --- */

/* What it says, with the way to change it. at: the line's place in the cart, since an address must not tell what somebody wrote. */
static void
inputs(struct ctx *c, struct view *row, const struct cart_line *l, size_t at)
{
	view_text(row, "LINE_SAID", l->said);
	if (!l->inputs || l->inputs->n == 0)
		return;
	view_flag(row, "ASKS", l->asks);
	view_text(view_row(row, "ASKED"), "INPUTS_URL", url_with(c, url_cart_inputs(c), "n", arena_printf(c->arena, "%zu", at + 1)));
}

/* What is needed for the next price by quantity: "2 more, and one is Rp 9.000". */
static void
hint(struct ctx *c, struct view *row, const struct cart_line *l)
{
	const struct sellable *s = l->item;
	int64_t more = l->offer.next_qty - l->counted;

	if (l->offer.next_qty == 0 || l->rule != BUYING_OK || l->short_of || more > s->available - l->qty || more > l->counted)
		return;
	row = view_row(row, "NEXT");
	view_text(row, "MORE", quantity_text(c->arena, c->lang, s->buying.measure, more));
	view_text(row, "NEXT_PRICE", present_price_of(c, l->offer.next_price, s->buying.measure, s->price_qty));
}

static void
quantity(struct ctx *c, struct view *row, const struct cart_line *l)
{
	const struct sellable *s = l->item;
	const struct buying *b = &s->buying;
	int64_t max = quantity_max(b->measure);
	const char *wrong = present_buying_wrong(c, b, l->rule, l->counted);

	max = b->max > 0 && b->max < max ? b->max : max;
	view_text(row, "QTY", quantity_digits(c->arena, c->lang, b->measure, l->qty));
	view_int(row, "QTY_MAX", s->available < max ? s->available : max);
	view_int(row, "QTY_MIN", b->together || b->min < 1 ? 1 : buying_fit(b, 1));
	view_int(row, "QTY_STEP", buying_step(b, s->price_qty));
	view_flag(row, "PIECES", b->measure == MEASURE_PIECE);
	if (b->measure != MEASURE_PIECE)
		view_text(view_row(row, "MEASURED"), "QTY_UNIT", quantity_unit(b->measure));
	view_text(row, "LINE_PRICE", present_price_of(c, s->price.now, b->measure, s->price_qty));
	view_flag(row, "BY_TIER", l->offer.kind == PRICE_TIER);
	view_flag(row, "BY_GROUP", l->offer.kind == PRICE_GROUP);
	if (*wrong)
		view_text(view_row(row, "WRONG"), "WRONG_TEXT", wrong);
	hint(c, row, l);
}

static void
short_of(struct ctx *c, struct view *row, const struct sellable *s)
{
	view_text(row, "AVAILABLE", quantity_text(c->arena, c->lang, s->buying.measure, s->available));
	view_text(row, "TAKE_QTY", quantity_digits(c->arena, c->lang, s->buying.measure, buying_fit(&s->buying, s->available)));
}

static void
line(struct ctx *c, struct view *v, const struct cart_line *l, size_t at)
{
	const struct sellable *s = l->item;
	struct view *row = view_row(v, s ? "LINE" : "GONE");
	bool none = s && s->available < 1;

	view_int(row, "VARIANT", l->variant);
	inputs(c, row, l, at);
	if (!s)
		return;
	view_text(row, "LINE_URL", url_variant(c, s->slug, l->variant));
	view_text(row, "LINE_NAME", s->name);
	view_text(row, "LINE_OPTIONS", s->label);
	view_flag(row, "HAS_OPTIONS", !str_empty(s->label));
	present_below_cart(c, row, l);
	quantity(c, row, l);
	view_money(row, "LINE_TOTAL", l->total);
	view_flag(row, "CHANGED", l->price_changed);
	view_flag(row, "SOLD_OUT", none);
	view_flag(row, "COUNTED", !none);
	view_flag(row, "SUMMED", !none && !l->short_of);
	if (l->short_of && !none)
		short_of(c, view_row(row, "SHORT"), s);
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

/* What was just taken out comes back with one tap: /cart?u=<variant>&n=<how many>. */
static void
undo(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const char *u = request_query(r, "u"), *n = request_query(r, "n");
	int64_t variant, qty;
	const struct sellable *s;
	struct view *row;

	if (!u || !n || !str_int(u, 1, INT64_MAX, &variant) || !str_int(n, 1, QUANTITY_MEASURED_MAX, &qty))
		return;
	s = catalog_sellable(c, variant);
	if (!s)
		return;
	row = view_row(v, "UNDO");
	view_int(row, "VARIANT", variant);
	view_text(row, "QTY", quantity_digits(c->arena, c->lang, s->buying.measure, qty));
	view_text(row, "LINE_NAME", s->name);
}

/* What the owner shows with goods of the cart, and what others bought with them, as long as it does not lie there already. */
static void
goes_with(struct ctx *c, struct view *v, const struct cart *cart)
{
	int64_t *ids = arena_new_n(c->arena, cart->n, int64_t);
	struct card **cards;
	size_t n = 0, i;
	bool chosen;

	for (i = 0; i < cart->n; i++)
		if (cart->lines[i].item)
			ids[n++] = cart->lines[i].item->product;
	cards = product_link_cross(c, ids, n, GOES_WITH, &n, &chosen);
	if (n == 0)
		return;
	v = view_row(v, "GOES_WITH");
	view_flag(v, "CHOSEN", chosen);
	view_flag(v, "BOUGHT", !chosen);
	view_text(v, "HERE", url_cart(c));
	present_cards(c, v, cards, n, 0);
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
		line(c, v, &cart->lines[i], i);
	view_int(v, "COUNT", cart->count);
	view_money(v, "SUBTOTAL", cart->subtotal);
	view_flag(v, "MIXED", cart->mixed);
	view_flag(v, "CART_OK", cart->ok);
	view_flag(v, "CART_BAD", !cart->ok);
	if (cart->missing > 0) {
		const struct buyer_group *g = price_group(c, c->buyer_group);
		struct view *row = view_row(v, "MIN_ORDER");

		view_text(row, "GROUP_NAME", g ? g->name : "");
		view_money(row, "LEAST", g ? g->min_order : 0);
		view_money(row, "MISSING", cart->missing);
	}
	shipping(r, v, cart);
	goes_with(c, v, cart);
}

/* --- putting in --- */

struct add_form {
	int64_t variant, product;
	const char *qty, *go, *back;
};
static const struct field add_fields[] = {
	F_INT_OPT(struct add_form, variant, 1, INT64_MAX),
	F_INT_OPT(struct add_form, product, 1, INT64_MAX),
	F_TEXT(struct add_form, qty, 0, 20),
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

/* What goes wrong, as a message; NULL: nothing does. */
static const char *
said(enum cart_put put)
{
	switch (put) {
	case CART_OK:
		break;
	case CART_GONE:
		return "flash.no.cart.gone";
	case CART_SHORT:
		return "flash.no.cart.short";
	case CART_FULL:
		return "flash.no.cart.full";
	case CART_MIN:
		return "flash.no.cart.min";
	case CART_MAX:
		return "flash.no.cart.max";
	case CART_STEP:
		return "flash.no.cart.step";
	case CART_TYPED:
		return "flash.no.cart.qty";
	case CART_ASKS:
		return "flash.no.cart.asks";
	}
	return NULL;
}

/* What is wrong, as a message; slug: of the product, as far as it is known then. */
static const char *
put_in(struct request *r, int64_t variant, const char *typed, const char **slug)
{
	struct cart_said says = { 0 };
	const struct session *s;
	enum cart_put put;

	if (!variant)
		return "flash.no.cart.choose";
	s = gate_session(r);
	if (!s)
		return "flash.no.cart.gone";
	says.said = present_inputs_said(r, &says.n);
	put = cart_add_said(r->c, s->id, variant, typed, &says, slug);
	if (put == CART_OK)
		from(r, s->id);
	return said(put);
}

/* --- what is said for a line --- */

static struct view *
inputs_page(struct request *r, const struct sellable *s, const struct input_set *set)
{
	struct ctx *c = r->c;
	struct view *v = shell_page(r, "storefront/inputs", "", s->name);

	present_form(r, v);
	view_int(v, "VARIANT", s->variant);
	view_text(v, "LINE_URL", url_variant(c, s->slug, s->variant));
	view_text(v, "LINE_NAME", s->name);
	view_text(v, "LINE_OPTIONS", s->label);
	view_flag(v, "HAS_OPTIONS", !str_empty(s->label));
	view_text(v, "LINE_PRICE", present_price_of(c, s->price.now, s->buying.measure, s->price_qty));
	view_text(v, "CART_URL", url_cart(c));
	present_picture(c, v, &s->picture, s->tint);
	present_inputs(r, v, set->in, set->n, set);
	view_flag(v, "FIELDS_BAD", !set->ok && !r->form_note);
	return v;
}

/* What this request says of the goods. */
static const struct input_set *
said_of(struct request *r, int64_t product)
{
	size_t n_in, n;
	const struct line_input *in = line_input_asked(r->c, product, &n_in);
	const struct input_said *said = present_inputs_said(r, &n);

	return line_input_check(r->c, in, n_in, said, n, false);
}

/* Something is missing: the fields once more, on a page that asks for nothing else. */
static void
add_again(struct request *r)
{
	struct add_form f = { 0 };
	bool good = form_read(r, add_fields, &f);
	const struct sellable *s = catalog_sellable(r->c, chosen(r, &f));
	struct view *v;

	if (!s) {
		reply_not_found(r);
		return;
	}
	v = inputs_page(r, s, said_of(r, s->product));
	view_text(v, "ACTION_URL", url_cart_add(r->c));
	v = view_row(v, "ADDING");
	view_text(v, "QTY", good ? f.qty : form_typed(r, "qty", ""));
	view_text(v, "BACK", good ? f.back : "");
}

/* The line of the cart that the address counts to. */
static const struct cart_line *
line_at(struct request *r)
{
	const struct cart *cart = cart_get(r->c, r->session ? r->session->id : 0);
	int64_t n;

	if (!request_query(r, "n") || !str_int(request_query(r, "n"), 1, (int64_t)cart->n, &n))
		return NULL;
	return cart->lines[n - 1].inputs && cart->lines[n - 1].inputs->n > 0 ? &cart->lines[n - 1] : NULL;
}

static struct view *
edit_page(struct request *r, const struct sellable *s, const struct input_set *set, const char *line)
{
	struct view *v = inputs_page(r, s, set);

	view_text(v, "ACTION_URL", url_cart_inputs(r->c));
	view_text(view_row(v, "EDITING"), "LINE_SAID", line);
	return v;
}

static void
edit(struct request *r)
{
	const struct cart_line *l = line_at(r);

	if (l)
		(void)edit_page(r, l->item, l->inputs, l->said);
	else
		reply_see_other(r, url_cart(r->c));
}

struct say_form { int64_t variant; const char *line; };
static const struct field say_fields[] = {
	F_INT(struct say_form, variant, 1, INT64_MAX),
	F_TEXT(struct say_form, line, 0, 40),
	F_FIN
};

static void
edit_again(struct request *r)
{
	struct say_form f = { 0 };
	const struct sellable *s = form_read(r, say_fields, &f) ? catalog_sellable(r->c, f.variant) : NULL;

	if (s)
		(void)edit_page(r, s, said_of(r, s->product), f.line);
	else
		reply_not_found(r);
}

static void
say(struct request *r)
{
	const struct session *session = gate_session(r);
	struct cart_said says = { 0 };
	struct say_form f = { 0 };
	enum cart_put put;

	if (!session)
		return;
	if (!form_read(r, say_fields, &f)) {
		flash(r, "flash.no.cart.gone");
		reply_see_other(r, url_cart(r->c));
		return;
	}
	says.said = present_inputs_said(r, &says.n);
	put = cart_say(r->c, session->id, f.variant, f.line, &says);
	if (put == CART_ASKS) {
		reply_again(r, edit_again);
		return;
	}
	flash(r, put == CART_OK ? "flash.cart.said" : said(put));
	reply_see_other(r, url_cart(r->c));
}

/* --- putting in, as a reply --- */

static void
add(struct request *r)
{
	struct add_form f = { 0 };
	bool good = form_read(r, add_fields, &f), buy = str_eq(f.go, "buy");
	int64_t variant = chosen(r, &f);
	const char *fault = "flash.no.cart.qty", *slug = NULL;
	size_t n_said;

	if (good && (str_empty(f.qty) || (cart_typed_ok(f.qty) && !str_eq(f.qty, "0"))))
		fault = put_in(r, variant, f.qty, &slug);
	if (!fault && buy) {
		reply_see_other(r, url_checkout(r->c));
		return;
	}
	/* Nothing that was typed is lost: the fields stand on a page of their own. */
	(void)present_inputs_said(r, &n_said);
	if (fault && slug && (str_eq(fault, said(CART_ASKS)) || n_said > 0)) {
		if (!str_eq(fault, said(CART_ASKS)))
			form_note(r, fault);
		reply_again(r, add_again);
		return;
	}
	flash(r, fault ? fault : "flash.cart.added");
	if (!str_empty(f.back) && url_is_local(f.back))
		reply_see_other(r, f.back);
	else
		reply_see_other(r, slug ? url_variant(r->c, slug, variant) : product_page(r, &f, variant));
}

/* --- changing --- */

struct set_form { int64_t variant, step; const char *line, *qty; bool take; };
static const struct field set_fields[] = {
	F_INT(struct set_form, variant, 1, INT64_MAX),
	F_TEXT(struct set_form, line, 0, 40),
	F_TEXT(struct set_form, qty, 0, 20),
	F_INT_OPT(struct set_form, step, -1, 1),
	F_BOOL(struct set_form, take),
	F_FIN
};

static void
set(struct request *r)
{
	const struct session *s = gate_session(r);
	struct ctx *c = r->c;
	const char *to = url_cart(c), *fault;
	struct set_form f = { 0 };
	int64_t was, qty;

	if (!s)
		return;
	if (!form_read(r, set_fields, &f) || (!f.take && !cart_typed_ok(f.qty))) {
		flash(r, "flash.no.cart.qty");
		reply_see_other(r, to);
		return;
	}
	fault = said(cart_set_typed(c, s->id, f.variant, f.line ? f.line : "", f.take ? "" : f.qty, f.take || f.step == NO_NUMBER ? 0 : f.step, &was, &qty));
	if (fault) {
		flash(r, fault);
	} else {
		cart_accept(c, s->id);
		/* What somebody wrote is gone with its line, and stands in no address. */
		if (qty == 0 && was > 0 && str_empty(f.line)) {
			to = url_with(c, to, "u", arena_printf(c->arena, "%lld", (long long)f.variant));
			to = url_with(c, to, "n", arena_printf(c->arena, "%lld", (long long)was));
		}
	}
	reply_see_other(r, to);
}

static const struct route routes[] = {
	{ "GET", "/cart", show, GATE_PRIVATE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "POST", "/cart/add", add, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ "GET", "/cart/inputs", edit, GATE_PRIVATE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "POST", "/cart/inputs", say, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ "POST", "/cart/set", set, GATE_PRIVATE, DO_SOFT, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
