/* Copying a product: what its form knows goes through product_put like anything typed; what other modules keep of it, they copy themselves. */
#include "shop/goods_copy.h"

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/catalog.h"
#include "shop/goods_part.h"
#include "shop/hint.h"

#define NAME_MAX 120	/* of a product, as its form takes it */

static const char *
copy_name(struct ctx *c, const char *name, const char *lang)
{
	const char *more = i18n(c->arena, lang, "product.copy_of", "", NULL);

	return str_empty(name) ? "" : i18n(c->arena, lang, "product.copy_of", utf8_cut(c->arena, name, NAME_MAX - utf8_len(more)), NULL);
}

static void
texts(struct ctx *c, const struct product *p, struct product_edit *e)
{
	static const char *const langs[] = { "id", "en" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		const struct product_texts *t = product_texts(c, p->id, langs[i]);

		e->name[i] = copy_name(c, t ? t->name : i == 0 ? p->name : "", langs[i]);
		e->summary[i] = t ? t->summary : "";
		e->description[i] = t ? t->description : "";
	}
}

static void
facts(struct ctx *c, int64_t id, struct product_edit *e)
{
	size_t n, n_en, i;
	const struct attr *a = product_attrs(c, id, "id", &n), *en = product_attrs(c, id, "en", &n_en);

	for (i = 0; i < n && e->n_attrs < ARRAY_LEN(e->attrs); i++) {
		const char *const cells[4] = { a[i].name, i < n_en ? en[i].name : "", a[i].value, i < n_en ? en[i].value : "" };

		memcpy(e->attrs[e->n_attrs++], cells, sizeof(cells));
	}
}

static void
categories(struct ctx *c, const struct product *p, struct product_edit *e)
{
	int64_t *ids = arena_new_n(c->arena, p->n_categories, int64_t);

	for (; e->n_categories < p->n_categories; e->n_categories++)
		ids[e->n_categories] = p->categories[e->n_categories]->id;
	e->categories = ids;
}

/* The value that the variant has of this option; NULL: it has none. */
static const struct option_value *
value_of(const struct option *o, const struct variant *v)
{
	size_t i, k;

	for (i = 0; i < o->n_values; i++)
		for (k = 0; k < v->n_values; k++)
			if (v->values[k] == o->values[i].id)
				return &o->values[i];
	return NULL;
}

/* What the original's variant has of each option, by its names in both languages. */
static void
values(struct ctx *c, const struct product *p, const struct variant *v, struct variant_edit *to)
{
	const struct option_value *value;
	size_t k;

	for (k = 0; k < p->n_options && k < ARRAY_LEN(to->values); k++) {
		value = value_of(&p->options[k], v);
		if (!value)
			continue;
		to->values[k][0] = value->name;
		to->values[k][1] = option_value_name(c, value->id, "en");
	}
}

static void
variants(struct ctx *c, const struct product *p, struct product_edit *e)
{
	size_t i, k;

	for (k = 0; k < p->n_options && k < ARRAY_LEN(e->options); k++) {
		e->options[k][0] = p->options[k].name;
		e->options[k][1] = option_name(c, p->options[k].id, "en");
	}
	e->variants = arena_new_n(c->arena, p->n_variants, struct variant_edit);
	for (i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		struct variant_edit *to = &e->variants[e->n_variants++];

		*to = (struct variant_edit){ .price = v->list_price, .compare_at = v->compare_at, .cost = v->cost, .weight_g = v->weight_g, .low_at = v->low_at, .media = v->media, .active = true };
		memcpy(to->size_mm, v->size_mm, sizeof(to->size_mm));
		values(c, p, v, to);
	}
}

/* Variants came out in the order in which they went in. */
static void
parts(struct ctx *c, const struct product *p, int64_t id)
{
	struct goods_copy g = { .from = p->id, .to = id };
	int64_t *from = arena_new_n(c->arena, p->n_variants, int64_t);
	const int64_t *to = product_variants(c, id, &g.n_variants);

	if (g.n_variants != p->n_variants)
		BUG("a copy of %zu variants has %zu", p->n_variants, g.n_variants);
	for (size_t i = 0; i < g.n_variants; i++)
		from[i] = p->variants[i].id;
	g.variants_from = from;
	g.variants_to = to;
	goods_part_copy(c, &g);
	hint_put(c, g.to);
}

int64_t
goods_copy(struct ctx *c, int64_t product)
{
	const char *lang = c->lang;
	const struct product *p;
	struct product_edit e;
	int64_t id = 0;
	size_t bad;

	c->lang = "id";
	p = catalog_product(c, product);
	c->lang = lang;
	if (!p || p->n_variants == 0)
		return 0;
	e = (struct product_edit){ .slug = "", .status = "draft", .unit = p->unit, .pirt = p->pirt, .halal = p->halal, .bpom = p->bpom, .shelf_life_days = p->shelf_life_days, .tint = p->tint };
	texts(c, p, &e);
	facts(c, product, &e);
	categories(c, p, &e);
	variants(c, p, &e);
	if (product_put(c, &id, 0, &e, &bad) != PRODUCT_OK)
		err_set(c, ERR_LIMIT, "goods.copy", "product %lld refuses to be written as it is", (long long)product);
	else
		parts(c, p, id);
	return err_is_set(c) ? 0 : id;
}
