/* A product copied: what goes along and what stays with the original; parts are asked, with the variants paired; removing asks them, too. */
#include "unit/fixture.h"

#include "base/i18n.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/goods_copy.h"
#include "shop/goods_part.h"
#include "shop/media.h"
#include "shop/stock.h"

enum { Q_PICTURE, Q_LINKS, Q_VALUE_EN };
static const struct db_stmt q[] = {
	[Q_PICTURE] = SQL("test.picture", "INSERT INTO media (hash, state, width, height, created_at) VALUES ($1, 'ready', 800, 600, 1) RETURNING id"),
	[Q_LINKS] = SQL("test.links", "SELECT COUNT(*) FROM media_link WHERE product = $1"),
	[Q_VALUE_EN] = SQL("test.value_en", "SELECT COUNT(*) FROM option_value_text WHERE lang = 'en' AND name = $1"),
};

/* A part that only listens. */
static struct { int64_t from, to, removed, second; size_t n; } heard;

static void
hear_copy(struct ctx *c, const struct goods_copy *g)
{
	(void)c;
	heard.from = g->from;
	heard.to = g->to;
	heard.n = g->n_variants;
	heard.second = g->n_variants > 1 ? goods_copy_variant(g, g->variants_from[1]) : 0;
	assert_int_equal(goods_copy_variant(g, 9999), 0);
}

static void
hear_remove(struct ctx *c, int64_t product)
{
	(void)c;
	heard.removed = product;
}

static const struct goods_part listener = { hear_copy, hear_remove };
PRODUCT_PART(listener);

static int64_t
made(struct ctx *c, int64_t media)
{
	struct variant_edit v[2];
	struct product_edit e = { .name = { "Keripik Balado", "Balado Crisps" }, .summary = { "Pedas", "Hot" }, .description = { "Singkong", "Cassava" }, .slug = "", .status = "active",
		.unit = "bungkus", .pirt = "P1", .shelf_life_days = 90, .tint = 2, .featured = 1, .options = { { "Isi", "Size" } }, .attrs = { { "Asal", "Origin", "Padang", "Padang city" } },
		.n_attrs = 1, .variants = v, .n_variants = 2 };
	int64_t id = 0;
	size_t bad;

	for (size_t i = 0; i < 2; i++)
		v[i] = (struct variant_edit){ .values = { { i ? "1 kg" : "250 g", i ? "a kilo" : "" } }, .sku = i ? "B-2" : "B-1", .barcode = "899", .price = 1000 + (int64_t)i, .cost = 500,
			.sale_price = 900, .sale_from = 1, .sale_to = FIXTURE_NOW + 99, .weight_g = 250, .low_at = 3, .stock = 7, .size_mm = { 10, 20, 30 }, .media = i ? media : 0, .active = true };
	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	media_attach(c, id, media, "Sebungkus", "A bag");
	return id;
}

static void
is_copied(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t media = db_one_int(c, 0, &q[Q_PICTURE], DB_T("aa")), id = made(c, media), to;
	const char *why;
	struct product *p;
	size_t n;

	assert_true(i18n_load("build/templates", &why));
	to = goods_copy(c, id);
	fixture_ok(f);
	assert_true(to > id);
	p = catalog_product(c, to);
	assert_string_equal(p->name, "Keripik Balado (salinan)");
	assert_string_equal(product_texts(c, to, "en")->name, "Balado Crisps (copy)");
	assert_string_equal(p->slug, "keripik-balado-salinan");
	assert_string_equal(p->status, "draft");
	assert_false(p->featured);
	assert_string_equal(p->summary, "Pedas");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->variants[1].label, "1 kg");
	assert_int_equal(p->variants[1].list_price, 1001);
	assert_int_equal(p->variants[1].cost, 500);
	assert_int_equal(p->variants[1].size_mm[2], 30);
	assert_int_equal(p->variants[1].media, media);
	assert_int_equal(p->variants[1].on_hand, 0);
	assert_int_equal(p->variants[1].sale_price, 0);
	assert_true(str_empty(p->variants[0].sku) && str_empty(p->variants[0].barcode));
	assert_int_equal(p->n_pictures, 1);
	assert_string_equal(p->pictures[0].alt, "Sebungkus");
	assert_string_equal(product_attrs(c, to, "en", &n)[0].value, "Padang city");
	assert_int_equal(db_one_int(c, 0, &q[Q_VALUE_EN], DB_T("a kilo")), 2);
	/* The parts were asked once, with the variants paired. */
	assert_int_equal(heard.from, id);
	assert_int_equal(heard.to, to);
	assert_int_equal(heard.n, 2);
	assert_int_equal(heard.second, p->variants[1].id);
	/* The original is as it was, and a second copy has an address of its own. */
	assert_string_equal(catalog_product(c, id)->variants[0].sku, "B-1");
	assert_string_equal(catalog_product(c, goods_copy(c, id))->slug, "keripik-balado-salinan-2");
	assert_int_equal(goods_copy(c, 12345), 0);
	fixture_ok(f);
}

static void
is_removed_with_its_parts(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t media = db_one_int(c, 0, &q[Q_PICTURE], DB_T("bb")), id = made(c, media), to = goods_copy(c, id);
	size_t n;
	const int64_t *ids = product_variants(c, to, &n);

	for (size_t i = 0; i < n; i++)
		stock_forget(c, ids[i]);
	product_remove(c, to);
	fixture_ok(f);
	assert_int_equal(heard.removed, to);
	assert_null(catalog_product(c, to));
	assert_int_equal(db_one_int(c, 0, &q[Q_LINKS], DB_I(to)), 0);
	assert_int_equal(db_one_int(c, 0, &q[Q_LINKS], DB_I(id)), 1);
	fixture_ok(f);
}

static const struct CMUnitTest tests[] = { CASE(is_copied), CASE(is_removed_with_its_parts) };
FIXTURE_MAIN(tests)
