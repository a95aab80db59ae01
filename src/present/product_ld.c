/* What search engines read of a product: schema.org Product with one offer per variant, and the categories above it (developers.google.com/search/docs/appearance/structured-data). */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/product.h"
#include "shop/price.h"
#include "shop/setting.h"

/* PreOrder: made when ordered; BackOrder: so many are ordered that it is made again (schema.org ItemAvailability). */
static const char *
availability(const struct product *p, const struct variant *v)
{
	if (v->stock != STOCK_NONE && preorder_made(&p->buying.made, v->on_hand - v->reserved, 1))
		return p->buying.made.rule == MAKING_PRE ? "https://schema.org/PreOrder" : "https://schema.org/BackOrder";
	switch (v->stock) {
	case STOCK_YES:
		return "https://schema.org/InStock";
	case STOCK_LOW:
		return "https://schema.org/LimitedAvailability";
	case STOCK_NONE:
		break;
	}
	return "https://schema.org/OutOfStock";
}

/* What is made is there on a day, or so many days after the order: never a date that a page kept for long would be wrong about. */
static void
when_ready(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v)
{
	const struct preorder *m = &p->buying.made;

	if (v->stock == STOCK_NONE || !preorder_made(m, v->on_hand - v->reserved, 1))
		return;
	if (m->ready_day > 0)
		js_out_text(o, "availabilityStarts", clock_iso_day(c->arena, m->ready_day));
	if (m->rule == MAKING_PRE && m->closes > 0)
		js_out_text(o, "availabilityEnds", clock_iso_day(c->arena, clock_day(m->closes - 1, shop_get(c)->timezone)));
	if (m->ready_days == 0)
		return;
	js_out_object(o, "deliveryLeadTime");
	js_out_text(o, "@type", "QuantitativeValue");
	js_out_int(o, "value", m->ready_days);
	js_out_text(o, "unitCode", "DAY");
	js_out_end(o);
}

/* Everybody's price of one, and of how many it is less; of measured goods what the price is for (schema.org UnitPriceSpecification, unitCode of UN/CEFACT). False: one price says it all. */
static bool
by_quantity(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v)
{
	static const char *const units[] = { [MEASURE_PIECE] = "C62", [MEASURE_GRAM] = "GRM", [MEASURE_ML] = "MLT" };
	struct price_tier steps[2 * PRICE_TIERS_MAX];
	int64_t group = c->buyer_group, from = 1, price = v->price.now;
	size_t n, i;

	c->buyer_group = 0;
	n = price_steps(c, p, v, steps);
	c->buyer_group = group;
	if (n == 0 && v->price_qty == 1)
		return false;
	js_out_int(o, "price", price);
	js_out_list(o, "priceSpecification");
	for (i = 0; i <= n; i++) {
		js_out_object(o, NULL);
		js_out_text(o, "@type", "UnitPriceSpecification");
		js_out_int(o, "price", price);
		js_out_text(o, "priceCurrency", "IDR");
		js_out_object(o, "referenceQuantity");
		js_out_text(o, "@type", "QuantitativeValue");
		js_out_int(o, "value", v->price_qty);
		js_out_text(o, "unitCode", units[p->buying.measure]);
		js_out_end(o);
		js_out_object(o, "eligibleQuantity");
		js_out_text(o, "@type", "QuantitativeValue");
		js_out_int(o, "minValue", from);
		js_out_text(o, "unitCode", units[p->buying.measure]);
		js_out_end(o);
		js_out_end(o);
		from = i < n ? steps[i].qty : 0;
		price = i < n ? steps[i].price : 0;
	}
	js_out_end(o);
	return true;
}

static void
offer(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v)
{
	const char *url = p->n_variants > 1 ? url_variant(c, p->slug, v->id) : url_product(c, p->slug);

	js_out_text(o, "@type", "Offer");
	js_out_text(o, "url", url_absolute(c, url));
	if (!by_quantity(c, o, p, v))
		js_out_int(o, "price", v->price.now);
	js_out_text(o, "priceCurrency", "IDR");
	js_out_text(o, "availability", availability(p, v));
	when_ready(c, o, p, v);
	if (!str_empty(v->sku))
		js_out_text(o, "sku", v->sku);
	if (!str_empty(v->label))
		js_out_text(o, "name", v->label);
	if (v->price.sale_ends > 0)
		js_out_text(o, "priceValidUntil", clock_iso_day(c->arena, clock_day(v->price.sale_ends - 1, shop_get(c)->timezone)));
}

static void
offers(struct ctx *c, struct js_out *o, const struct product *p)
{
	int64_t low = p->variants[0].price.now, high = low;
	size_t i;

	js_out_object(o, "offers");
	if (p->n_variants == 1) {
		offer(c, o, p, &p->variants[0]);
		js_out_end(o);
		return;
	}
	for (i = 1; i < p->n_variants; i++) {
		int64_t price = p->variants[i].price.now;

		low = price < low ? price : low;
		high = price > high ? price : high;
	}
	js_out_text(o, "@type", "AggregateOffer");
	js_out_int(o, "lowPrice", low);
	js_out_int(o, "highPrice", high);
	js_out_int(o, "offerCount", (int64_t)p->n_variants);
	js_out_text(o, "priceCurrency", "IDR");
	if (p->n_variants > PRESENT_OFFERS_MAX) {
		js_out_text(o, "availability", availability(p, present_variant_first(p)));
		js_out_end(o);
		return;
	}
	js_out_list(o, "offers");
	for (i = 0; i < p->n_variants; i++) {
		js_out_object(o, NULL);
		offer(c, o, p, &p->variants[i]);
		js_out_end(o);
	}
	js_out_end(o);
	js_out_end(o);
}

const char *
present_product_ld(struct ctx *c, const struct product *p, const char *shop_name)
{
	const char *about = str_empty(p->summary) ? p->description : p->summary, *image;
	struct js_out o;
	size_t i;

	js_out_init(&o, c->arena, false);
	js_out_text(&o, "@context", "https://schema.org");
	js_out_text(&o, "@type", "Product");
	js_out_text(&o, "name", p->name);
	js_out_text(&o, "url", url_absolute(c, url_product(c, p->slug)));
	js_out_object(&o, "brand");
	js_out_text(&o, "@type", "Brand");
	js_out_text(&o, "name", p->maker && p->maker_shown ? p->maker_name : shop_name);
	js_out_end(&o);
	js_out_list(&o, "image");
	for (i = 0; i < p->n_pictures; i++) {
		image = present_og_image(c, &p->pictures[i]);
		if (image)
			js_out_text(&o, NULL, image);
	}
	js_out_end(&o);
	if (!str_empty(about))
		js_out_text(&o, "description", about);
	if (p->n_variants > 0) {
		if (!str_empty(p->variants[0].sku))
			js_out_text(&o, "sku", p->variants[0].sku);
		/* What is archived keeps its page, but nothing is offered there. */
		if (str_eq(p->status, "active"))
			offers(c, &o, p);
	}
	return js_out_done(&o);
}

static void
crumb(struct ctx *c, struct js_out *o, int64_t position, const char *name, const char *url)
{
	js_out_object(o, NULL);
	js_out_text(o, "@type", "ListItem");
	js_out_int(o, "position", position);
	js_out_text(o, "name", name);
	js_out_text(o, "item", url_absolute(c, url));
	js_out_end(o);
}

const char *
present_crumb_ld(struct ctx *c, const struct product *p)
{
	struct category **path;
	struct js_out o;
	size_t n = 0, i;

	js_out_init(&o, c->arena, false);
	js_out_text(&o, "@context", "https://schema.org");
	js_out_text(&o, "@type", "BreadcrumbList");
	js_out_list(&o, "itemListElement");
	crumb(c, &o, 1, i18n(c->arena, c->lang, "nav.home", NULL), url_home(c));
	path = p->n_categories > 0 && p->categories[0]->shown ? catalog_path(c, p->categories[0]->id, &n) : NULL;
	for (i = 0; i < n; i++)
		crumb(c, &o, (int64_t)i + 2, path[i]->name, url_category(c, path[i]->slug));
	crumb(c, &o, (int64_t)n + 2, p->name, url_product(c, p->slug));
	return js_out_done(&o);
}

const char *
present_list_ld(struct ctx *c, const char *name, const char *path, struct card **cards, size_t n)
{
	struct js_out o;
	size_t i;

	js_out_init(&o, c->arena, false);
	js_out_text(&o, "@context", "https://schema.org");
	js_out_text(&o, "@type", "CollectionPage");
	js_out_text(&o, "name", name);
	js_out_text(&o, "url", url_absolute(c, path));
	js_out_object(&o, "mainEntity");
	js_out_text(&o, "@type", "ItemList");
	js_out_list(&o, "itemListElement");
	for (i = 0; i < n; i++)
		crumb(c, &o, (int64_t)i + 1, cards[i]->name, url_product(c, cards[i]->slug));
	js_out_end(&o);
	js_out_end(&o);
	return js_out_done(&o);
}
