/*
 * Does a file say anything that the shop does not have already? Asked before a product is written that the last import did not leave so: what was exported and comes back untouched changes
 * nothing, whoever made the goods. Stock and pictures beside the file are not looked at: an import leaves them alone.
 */
#include "shop/importer_goods.h"
#include "shop/importer_sold.h"

#include "base/str.h"
#include "http/url.h"
#include "shop/media.h"
#include "shop/media_source.h"

static bool
text_same(const char *a, const char *b)
{
	return str_eq(a ? a : "", b ? b : "");
}

static bool
texts_same(struct ctx *c, const struct product_edit *e, int64_t product)
{
	static const char *const langs[] = { "id", "en" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		const struct product_texts *t = product_texts(c, product, langs[i]);

		if (!text_same(e->name[i], t ? t->name : "") || !text_same(e->summary[i], t ? t->summary : "") || !text_same(e->description[i], t ? t->description : ""))
			return false;
	}
	return true;
}

static bool
facts_same(struct ctx *c, const struct product_edit *e, int64_t product)
{
	size_t n_id, n_en, i;
	const struct attr *id, *en;

	if (e->keep_attrs)
		return true;
	id = product_attrs(c, product, "id", &n_id);
	en = product_attrs(c, product, "en", &n_en);
	if (n_id != e->n_attrs)
		return false;
	for (i = 0; i < n_id; i++)
		if (!text_same(e->attrs[i][0], id[i].name) || !text_same(e->attrs[i][1], i < n_en ? en[i].name : "") || !text_same(e->attrs[i][2], id[i].value) ||
		    !text_same(e->attrs[i][3], i < n_en ? en[i].value : ""))
			return false;
	return true;
}

static bool
options_same(struct ctx *c, const struct product_edit *e, const struct product *old)
{
	size_t i, n = 0;

	if (e->keep_options)
		return true;
	for (i = 0; i < CATALOG_OPTIONS; i++)
		n += !str_empty(e->options[i][0]);
	for (i = 0; i < old->n_options; i++)
		if (i >= CATALOG_OPTIONS || !text_same(e->options[i][0], old->options[i].name) || !text_same(e->options[i][1], option_name(c, old->options[i].id, "en")))
			return false;
	return n == old->n_options;
}

static bool
categories_same(const struct product_edit *e, const struct product *old)
{
	size_t i, k;

	for (i = 0; i < e->n_categories; i++) {
		for (k = 0; k < old->n_categories && old->categories[k]->id != e->categories[i]; k++)
			;
		if (k == old->n_categories)
			return false;
	}
	return e->n_categories == old->n_categories;
}

static bool
values_same(struct ctx *c, const struct variant_edit *v, const struct product *old, const struct variant *was)
{
	size_t i, k;

	for (i = 0; i < old->n_options && i < was->n_values; i++) {
		const struct option *o = &old->options[i];

		for (k = 0; k < o->n_values && o->values[k].id != was->values[i]; k++)
			;
		if (k == o->n_values || !text_same(v->values[i][0], o->values[k].name) || !text_same(v->values[i][1], option_value_name(c, o->values[k].id, "en")))
			return false;
	}
	return true;
}

/* "Not set" has several faces. */
static bool
number_same(int64_t now, int64_t was)
{
	return (now > 0 ? now : 0) == (was > 0 ? was : 0);
}

static bool
variants_same(struct ctx *c, const struct product_edit *e, const struct product *old)
{
	size_t i;

	for (i = 0; i < e->n_variants && i < old->n_variants; i++) {
		const struct variant_edit *v = &e->variants[i];
		const struct variant *was = &old->variants[i];

		if (v->id != was->id || !text_same(v->sku, was->sku) || !text_same(v->barcode, was->barcode) || v->price != was->list_price || !number_same(v->compare_at, was->compare_at) ||
		    !number_same(v->sale_price, was->sale_price) || !number_same(v->sale_from, was->sale_from) || !number_same(v->sale_to, was->sale_to) ||
		    (v->cost < 0 ? -1 : v->cost) != was->cost || v->weight_g != was->weight_g || v->low_at != was->low_at ||
		    v->size_mm[0] != was->size_mm[0] || v->size_mm[1] != was->size_mm[1] || v->size_mm[2] != was->size_mm[2] || (!e->keep_options && !values_same(c, v, old, was)))
			return false;
	}
	return e->n_variants == old->n_variants;
}

bool
import_own_picture(struct ctx *c, int64_t product, const char *url)
{
	size_t n, i;
	const struct media_photo *photos = media_photos(c, product, &n);

	for (i = 0; i < n; i++)
		if (str_eq(url, url_absolute(c, url_media(c, photos[i].picture.hash, "1200", "jpg"))))
			return true;
	return false;
}

static bool
pictures_same(struct ctx *c, const struct import_goods *g, int64_t product)
{
	size_t i;

	for (i = 0; i < g->n_urls; i++)
		if (media_source_ok(g->urls[i]) && !media_source_has(c, product, g->urls[i]) && !import_own_picture(c, product, g->urls[i]))
			return false;
	return true;
}

bool
import_says_nothing(struct ctx *c, const struct import_goods *g, const struct product *old)
{
	const struct product_edit *e = &g->edit;

	return (str_empty(e->slug) || str_eq(e->slug, old->slug)) && str_eq(e->status, old->status) && text_same(e->unit, old->unit) && text_same(e->pirt, old->pirt) && text_same(e->halal, old->halal) &&
	    text_same(e->bpom, old->bpom) && number_same(e->shelf_life_days, old->shelf_life_days) && number_same(e->tint, old->tint) && number_same(e->featured, old->featured) &&
	    categories_same(e, old) && variants_same(c, e, old) && options_same(c, e, old) && texts_same(c, e, old->id) && facts_same(c, e, old->id) && pictures_same(c, g, old->id) &&
	    !e->set_maker && !e->set_tags && import_sold_same(g, old);
}
