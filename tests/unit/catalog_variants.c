/* Products with many variants and many options: what an edit of them costs and refuses, and edits that leave them alone. */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/stock.h"

#define UNSET INT64_MIN

/* n variants of three options, 10 values of the second and the third each. */
static struct product_edit *
batik(struct fixture *f, size_t n)
{
	struct product_edit *e = arena_new(f->keep, struct product_edit);
	size_t i;

	*e = (struct product_edit){ .name = { "Batik", "" }, .summary = { "", "" }, .description = { "", "" }, .status = "active",
		.options = { { "Motif", "Pattern" }, { "Warna", "" }, { "Ukuran", "" } }, .n_variants = n };
	e->variants = arena_new_n(f->keep, n, struct variant_edit);
	for (i = 0; i < n; i++)
		e->variants[i] = (struct variant_edit){ .values = { { arena_printf(f->keep, "m%zu", i / 100), "" }, { arena_printf(f->keep, "w%zu", i / 10 % 10), "" },
		    { arena_printf(f->keep, "u%zu", i % 10), "" } }, .sku = arena_printf(f->keep, "B-%zu", i), .price = 1000 + (int64_t)i, .compare_at = UNSET, .sale_price = UNSET,
		    .sale_from = UNSET, .sale_to = UNSET, .cost = UNSET, .low_at = 3, .stock = 5, .active = true };
	return e;
}

static void
eight_options(void **state)
{
	struct fixture *f = *state;
	struct product_edit *e = batik(f, 2);
	struct product *p;
	int64_t id = 0;
	size_t bad, k;

	for (k = 0; k < CATALOG_OPTIONS; k++) {
		e->options[k][0] = arena_printf(f->keep, "Pilihan %zu", k);
		e->variants[0].values[k][0] = "sama";
		e->variants[1].values[k][0] = k + 1 < CATALOG_OPTIONS ? "sama" : "lain";
	}
	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_OK);
	p = catalog_product(&f->c, id);
	assert_int_equal(p->n_options, CATALOG_OPTIONS);
	assert_int_equal(p->variants[1].n_values, CATALOG_OPTIONS);
	assert_string_equal(p->variants[1].label, "sama · sama · sama · sama · sama · sama · sama · lain");
	assert_string_equal(p->options[7].name, "Pilihan 7");
	fixture_ok(f);
}

static void
refuses_too_many(void **state)
{
	struct fixture *f = *state;
	struct product_edit *e = batik(f, CATALOG_VARIANTS + 1);
	int64_t id = 0;
	size_t bad, i;

	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_TOO_MANY);
	e->n_variants = CATALOG_VALUES + 1;
	for (i = 0; i < e->n_variants; i++)
		e->variants[i].values[1][0] = arena_printf(f->keep, "warna %zu", i);
	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_TOO_MANY);
	e->n_variants--;
	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_OK);
	fixture_ok(f);
}

/* The first row that says what an earlier one said is at fault, wherever they stand. */
static void
refuses_the_same_twice(void **state)
{
	struct fixture *f = *state;
	struct product_edit *e = batik(f, 500);
	int64_t id = 0;
	size_t bad;

	e->variants[499].values[0][0] = " M0";
	e->variants[499].values[1][0] = "W1";
	e->variants[499].values[2][0] = "u1";
	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_SAME_OPTIONS);
	assert_int_equal(bad, 499);
	e->variants[499].values[2][0] = "lain";
	e->variants[300].sku = "B-7";
	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_SKU_TAKEN);
	assert_int_equal(bad, 300);
	/* One that is off sale says nothing. */
	e->variants[300].active = false;
	assert_int_equal(product_put(&f->c, &id, 0, e, &bad), PRODUCT_OK);
	assert_int_equal(catalog_product(&f->c, id)->n_variants, 499);
	fixture_ok(f);
}

static void
leaves_variants_alone(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct product_edit *e = batik(f, 300);
	int64_t id = 0, statements, alone;
	struct product *p;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, e, &bad), PRODUCT_OK);
	p = catalog_product(c, id);
	e->name[0] = "Batik tulis";
	e->n_variants = 0;
	memset(e->options, 0, sizeof(e->options));
	e->keep_variants = true;
	statements = c->sql_count;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_OK);
	alone = c->sql_count - statements;
	p = catalog_product(c, id);
	assert_string_equal(p->name, "Batik tulis");
	assert_int_equal(p->n_variants, 300);
	assert_int_equal(p->n_options, 3);
	assert_int_equal(p->variants[299].on_hand, 5);
	/* Values that stay where they are cost no statement each. */
	e = batik(f, 300);
	for (size_t i = 0; i < 300; i++) {
		e->variants[i].id = p->variants[i].id;
		e->variants[i].stock = UNSET;
	}
	statements = c->sql_count;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_OK);
	statements = c->sql_count - statements;
	assert_true(statements - alone < 300 * 3);	/* a row each and its stock */
	assert_true(statements - alone > 300);
	fixture_ok(f);
}

static const struct CMUnitTest tests[] = { CASE(eight_options), CASE(refuses_too_many), CASE(refuses_the_same_twice), CASE(leaves_variants_alone) };
FIXTURE_MAIN(tests)
