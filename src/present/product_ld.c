/* What search engines read of a product: schema.org Product with one offer per variant, and the categories above it (developers.google.com/search/docs/appearance/structured-data). */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/product.h"
#include "shop/setting.h"

static const char *
availability(enum stock_state s)
{
	switch (s) {
	case STOCK_YES:
		return "https://schema.org/InStock";
	case STOCK_LOW:
		return "https://schema.org/LimitedAvailability";
	case STOCK_NONE:
		break;
	}
	return "https://schema.org/OutOfStock";
}

static json_t *
offer(struct ctx *c, const struct product *p, const struct variant *v)
{
	const char *url = p->n_variants > 1 ? url_variant(c, p->slug, v->id) : url_product(c, p->slug);
	const char *zone = shop_get(c)->timezone;
	json_t *o = json_pack("{ss ss sI ss ss}", "@type", "Offer", "url", url_absolute(c, url), "price",
	    (json_int_t)v->price.now, "priceCurrency", "IDR", "availability", availability(v->stock));

	if (!str_empty(v->sku))
		json_object_set_new(o, "sku", json_string(v->sku));
	if (!str_empty(v->label))
		json_object_set_new(o, "name", json_string(v->label));
	if (v->price.sale_ends > 0)
		json_object_set_new(o, "priceValidUntil",
		    json_string(clock_iso_day(c->arena, clock_day(v->price.sale_ends - 1, zone))));
	return o;
}

static json_t *
offers(struct ctx *c, const struct product *p)
{
	json_t *list;
	int64_t low = 0, high = 0;
	size_t i;

	if (p->n_variants == 1)
		return offer(c, p, &p->variants[0]);
	list = json_array();
	for (i = 0; i < p->n_variants; i++) {
		int64_t price = p->variants[i].price.now;

		low = i == 0 || price < low ? price : low;
		high = price > high ? price : high;
		json_array_append_new(list, offer(c, p, &p->variants[i]));
	}
	return json_pack("{ss sI sI sI ss so}", "@type", "AggregateOffer", "lowPrice", (json_int_t)low, "highPrice",
	    (json_int_t)high, "offerCount", (json_int_t)p->n_variants, "priceCurrency", "IDR", "offers", list);
}

const char *
present_product_ld(struct ctx *c, const struct product *p, const char *shop_name)
{
	const char *about = str_empty(p->summary) ? p->description : p->summary, *image;
	json_t *images, *o;
	size_t i;

	o = js_own(c->arena, json_pack("{ss ss ss ss s{ss ss}}", "@context", "https://schema.org", "@type", "Product",
	    "name", p->name, "url", url_absolute(c, url_product(c, p->slug)), "brand", "@type", "Brand", "name", shop_name));
	images = json_array();
	for (i = 0; i < p->n_pictures; i++) {
		image = present_og_image(c, &p->pictures[i]);
		if (image)
			json_array_append_new(images, json_string(image));
	}
	json_object_set_new(o, "image", images);
	if (!str_empty(about))
		json_object_set_new(o, "description", json_string(about));
	if (p->n_variants > 0) {
		if (!str_empty(p->variants[0].sku))
			json_object_set_new(o, "sku", json_string(p->variants[0].sku));
		/* What is archived keeps its page, but nothing is offered there. */
		if (str_eq(p->status, "active"))
			json_object_set_new(o, "offers", offers(c, p));
	}
	return js_html(c->arena, o);
}

static void
crumb(struct ctx *c, json_t *list, const char *name, const char *url)
{
	json_array_append_new(list, json_pack("{ss si ss ss}", "@type", "ListItem", "position",
	    (int)json_array_size(list) + 1, "name", name, "item", url_absolute(c, url)));
}

const char *
present_crumb_ld(struct ctx *c, const struct product *p)
{
	json_t *list = json_array();
	json_t *o = js_own(c->arena, json_pack("{ss ss so}", "@context", "https://schema.org", "@type", "BreadcrumbList",
	    "itemListElement", list));
	struct category **path;
	size_t n = 0, i;

	crumb(c, list, i18n(c->arena, c->lang, "nav.home", NULL), url_home(c));
	path = p->n_categories > 0 ? catalog_path(c, p->categories[0]->id, &n) : NULL;
	for (i = 0; i < n; i++)
		crumb(c, list, path[i]->name, url_category(c, path[i]->slug));
	crumb(c, list, p->name, url_product(c, p->slug));
	return js_html(c->arena, o);
}
