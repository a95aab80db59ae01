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

static void
offer(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v)
{
	const char *url = p->n_variants > 1 ? url_variant(c, p->slug, v->id) : url_product(c, p->slug);

	js_out_text(o, "@type", "Offer");
	js_out_text(o, "url", url_absolute(c, url));
	js_out_int(o, "price", v->price.now);
	js_out_text(o, "priceCurrency", "IDR");
	js_out_text(o, "availability", availability(v->stock));
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
	js_out_text(&o, "name", shop_name);
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
	path = p->n_categories > 0 ? catalog_path(c, p->categories[0]->id, &n) : NULL;
	for (i = 0; i < n; i++)
		crumb(c, &o, (int64_t)i + 2, path[i]->name, url_category(c, path[i]->slug));
	crumb(c, &o, (int64_t)n + 2, p->name, url_product(c, p->slug));
	return js_out_done(&o);
}
