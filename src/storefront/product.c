/*
 * The page of one product. Which variant is shown stands in the address (?v=), so a link, the Back button and search engines have each; without script the pills are
 * radios, and "show this choice" comes here to be told the right address. Putting it in the cart is storefront/cart.c.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/delivery.h"
#include "present/goods.h"
#include "present/product.h"
#include "present/prose.h"
#include "present/shell.h"
#include "shop/cart.h"
#include "shop/catalog.h"
#include "shop/setting.h"

#define RELATED 4

/* Sending is quoted for the cheapest choice, and the page says so when another one costs more. Choices that weigh and measure the same count once. */
static void
delivery(struct request *r, struct view *v, const struct product *p)
{
	struct parcel *choices = arena_new_n(r->c->arena, p->n_variants, struct parcel);
	size_t n = 0, i, k;

	for (i = 0; i < p->n_variants; i++) {
		const struct variant *x = &p->variants[i];
		struct parcel one = { .weight_g = x->weight_g, .value = x->price.now, .volume_mm3 = catalog_volume(x->size_mm) };

		for (k = 0; k < n && (choices[k].weight_g != one.weight_g || choices[k].volume_mm3 != one.volume_mm3 || choices[k].value != one.value); k++)
			;
		if (k == n)
			choices[n++] = one;
	}
	present_delivery(r, v, choices, n);
}

static const char *
chat_text(struct ctx *c, const struct product *p, const struct variant *v)
{
	const char *name = p->name;
	const char *url = url_product(c, p->slug);

	if (v && p->n_variants > 1) {
		name = arena_printf(c->arena, "%s (%s)", p->name, v->label);
		url = url_variant(c, p->slug, v->id);
	}
	return i18n(c->arena, c->lang, "product.chat", name, url_absolute(c, url), NULL);
}

/* The usual units have a word in each language; one that the owner made up stands as it was written. */
static const char *
unit(struct ctx *c, const char *word)
{
	const char *id = arena_printf(c->arena, "unit.%.40s", word);

	return i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : word;
}

/* Price, choice, stock and the form that buys. */
static void
offer(struct request *r, struct view *v, const struct product *p, const struct variant *chosen, int64_t first)
{
	struct ctx *c = r->c;
	struct view *buy = view_row(v, "BUY");
	const char *note = present_price_note(c, &chosen->price);
	int64_t qty = 1;

	if (request_query(r, "n") && !str_int(request_query(r, "n"), 1, CART_QTY_MAX, &qty))
		qty = 1;
	view_text(buy, "CART_ADD_URL", url_cart_add(c));
	view_int(buy, "PRODUCT_ID", p->id);
	view_int(buy, "VARIANT_ID", chosen->id);
	view_int(buy, "QTY", qty);
	view_int(buy, "QTY_MAX", CART_QTY_MAX);
	present_price(c, buy, &chosen->price);
	view_text(buy, "PRICE_NOTE", note);
	view_flag(buy, "NO_NOTE", *note == '\0');
	view_flag(buy, "NO_WAS", chosen->price.was <= chosen->price.now);
	present_stock_text(c, buy, chosen->stock);
	present_options(buy, p, chosen);
	view_flag(buy, "HAS_OPTIONS", p->n_options > 0);
	view_text(buy, "UNIT", unit(c, p->unit));
	view_flag(buy, "HAS_UNIT", !str_empty(p->unit));
	present_variants(c, v, p, first);
	delivery(r, buy, p);
}

static void
trust(struct view *v, const struct shop *shop, const struct product *p)
{
	struct view *row;

	if (str_empty(p->halal) && str_empty(p->pirt) && str_empty(p->bpom) && !shop->cod_on)
		return;
	row = view_row(v, "TRUST");
	view_flag(row, "HAS_HALAL", !str_empty(p->halal));
	view_flag(row, "HAS_PIRT", !str_empty(p->pirt));
	view_flag(row, "HAS_BPOM", !str_empty(p->bpom));
	view_flag(row, "HAS_COD", shop->cod_on != 0);
}

static void
heads(struct request *r, struct view *v, const struct product *p)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	size_t i;

	view_text(v, "PRODUCT_NAME", p->name);
	view_text(v, "SUMMARY", p->summary);
	view_flag(v, "HAS_SUMMARY", !str_empty(p->summary));
	view_flag(v, "HAS_SOLD", p->sold > 0);
	view_text(v, "SOLD", present_sold(c, p->sold));
	view_text(v, "SHARE_URL", url_absolute(c, url_product(c, p->slug)));
	view_text(v, "SHARE_LINK", url_whatsapp(c, "", arena_printf(c->arena, "%s\n%s", p->name, url_absolute(c, url_product(c, p->slug)))));
	view_flag(v, "FILED", p->n_categories > 0);
	for (i = 0; i < p->n_categories; i++) {
		struct view *row = view_row(v, "IN_CATEGORY");

		view_text(row, "CATEGORY_URL", url_category(c, p->categories[i]->slug));
		view_text(row, "CATEGORY_NAME", p->categories[i]->name);
	}
	shell_meta(v, r, url_product(c, p->slug), str_empty(p->summary) ? present_prose_first(c, p->description) : p->summary,
	    p->n_pictures > 0 ? present_og_image(c, &p->pictures[0]) : NULL);
	shell_json_ld(v, present_product_ld(c, p, shop->name));
	shell_json_ld(v, present_crumb_ld(c, p));
}

/* What shares its categories, filled up with best sellers. */
static void
related(struct ctx *c, struct view *v, const struct product *p)
{
	struct card *out[RELATED], **more;
	size_t n, n_more, i, k;

	more = catalog_related(c, p, RELATED, &n);
	for (i = 0; i < n; i++)
		out[i] = more[i];
	more = n < RELATED ? catalog_featured(c, 2 * RELATED, &n_more) : NULL;
	for (i = 0; more && i < n_more && n < RELATED; i++) {
		for (k = 0; k < n && out[k]->id != more[i]->id; k++)
			;
		if (k == n && more[i]->id != p->id)
			out[n++] = more[i];
	}
	if (n > 0)
		present_cards(c, view_row(v, "RELATED"), out, n, 0);
}

static void
fill(struct request *r, struct view *v, const struct product *p)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	bool sold_here = str_eq(p->status, "active") && p->n_variants > 0;
	const struct variant *asked = NULL, *chosen;
	int64_t id = 0;

	if (request_query(r, "v") && str_int(request_query(r, "v"), 1, INT64_MAX, &id))
		asked = present_variant(p, id);
	chosen = asked ? asked : present_variant_first(p);
	view_text(v, "HERE", url_product(c, p->slug));
	heads(r, v, p);
	present_gallery(c, v, p, asked ? asked->media : 0);
	view_text(v, "ASK_URL", url_whatsapp(c, shop->whatsapp, chat_text(c, p, chosen)));
	if (sold_here) {
		offer(r, v, p, chosen, asked ? asked->media : 0);
		trust(v, shop, p);
		shell_own_bar(v);
	} else {
		view_flag(v, "GONE", true);
		view_flag(view_outer(v), "NOINDEX", true);
	}
	view_flag(v, "HAS_ABOUT", present_prose(c, v, p->description));
	present_facts(c, v, p, chosen);
	related(c, v, p);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *now = NULL;
	int64_t id = 0;
	const struct product *p;
	struct view *v;

	switch (slug_find(c, "product", r->arg[0], &id, &now)) {
	case SLUG_MOVED:
		reply_moved(r, url_product(c, now));
		return;
	case SLUG_NONE:
		reply_not_found(r);
		return;
	case SLUG_FOUND:
		break;
	}
	p = catalog_shown(c, id);
	if (!p || str_eq(p->status, "draft")) {
		reply_not_found(r);
		return;
	}
	v = shell_page(r, "storefront/product", "category", arena_printf(c->arena, "%s · %s", p->name, shop_get(c)->name));
	etag_add(r, "product", p->version);
	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	fill(r, v, p);
}

struct choose_form { int64_t product, variant, qty, step; };
static const struct field choose_fields[] = {
	F_INT(struct choose_form, product, 1, INT64_MAX),
	F_INT_OPT(struct choose_form, variant, 1, INT64_MAX),
	F_INT_OPT(struct choose_form, qty, 0, CART_QTY_MAX),
	F_INT_OPT(struct choose_form, step, -1, 1),
	F_FIN
};

/* The page of the choice that the radios say, and of the number after − or +. Nothing is stored. */
static void
choose(struct request *r)
{
	struct ctx *c = r->c;
	struct choose_form f;
	struct product *p;
	const struct variant *v;
	const char *url;
	int64_t qty;

	p = form_read(r, choose_fields, &f) ? catalog_product(c, f.product) : NULL;
	if (!p || !str_eq(p->status, "active")) {
		reply_see_other(r, url_products(c));
		return;
	}
	v = present_choice(r, p, present_variant(p, f.variant), true);
	qty = (f.qty == NO_NUMBER ? 1 : f.qty) + (f.step == NO_NUMBER ? 0 : f.step);
	qty = qty < 1 ? 1 : qty > CART_QTY_MAX ? CART_QTY_MAX : qty;
	url = v ? url_variant(c, p->slug, v->id) : url_product(c, p->slug);
	if (qty > 1)
		url = url_with(c, url, "n", arena_printf(c->arena, "%lld", (long long)qty));
	reply_see_other(r, arena_printf(c->arena, "%s#pilih", url));
}

static const struct route routes[] = {
	{ "GET", "/product/{slug}", show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "POST", "/product", choose, GATE_PRIVATE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
