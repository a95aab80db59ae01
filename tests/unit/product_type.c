/* Types and attributes: what comes with the shop, how values are read, which facts belong to an attribute, what a change refuses and carries along. */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/product_type.h"

enum { Q_FACT, Q_FREE };
static const struct db_stmt q[] = {
	[Q_FACT] = SQL("test.fact", "SELECT lang || ':' || name || '=' || value || '#' || value_key FROM product_attr WHERE product = $1 AND attribute = $2 AND lang = $3"),
	[Q_FREE] = SQL("test.free", "SELECT COUNT(*) FROM product_attr WHERE product = $1 AND attribute IS NULL"),
};
DB_TABLE(q);

static const struct attribute *
named(struct ctx *c, const char *name)
{
	const struct attribute *a = attribute_named(c, name);

	assert_non_null(a);
	return a;
}

static const char *
key(struct ctx *c, const char *name, const char *value)
{
	struct attribute_value v;

	return attribute_read(c, named(c, name), value, "", &v) ? v.key : "-";
}

static void
comes_with_types(void **state)
{
	struct fixture *f = *state;
	size_t n;
	struct product_type **all = product_type_list(&f->c, &n);

	assert_int_equal(n, 4);
	assert_string_equal(all[0]->name[0], "Makanan");
	assert_string_equal(all[0]->permits, "pirt,halal,bpom");
	assert_int_equal(all[0]->n_attributes, 6);
	assert_string_equal(all[0]->attributes[0]->name[0], "Komposisi");
	assert_string_equal(all[0]->attributes[1]->unit, "g");
	assert_null(product_type_get(&f->c, 999));
	assert_string_equal(named(&f->c, " NET weight ")->name[0], "Berat bersih");
	assert_null(attribute_named(&f->c, ""));
}

static void
reads_values(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct attribute_value v;

	assert_string_equal(key(c, "Berat bersih", "250"), "000000000250000");
	assert_string_equal(key(c, "Berat bersih", "1.250 g"), "000000001250000");
	assert_string_equal(key(c, "Berat bersih", "0,5 KG"), "000000000500000");
	assert_string_equal(key(c, "Berat bersih", "12,25 gram"), "000000000012250");
	assert_string_equal(key(c, "Berat bersih", "-5"), "-");
	assert_string_equal(key(c, "Berat bersih", "250 g / 500 g"), "-");
	assert_string_equal(key(c, "Berat bersih", "99999999999999999999"), "-");
	assert_string_equal(key(c, "Berat bersih", "1.000.000.000.000.000 kg"), "-");
	assert_true(attribute_read(c, named(c, "Berat bersih"), "1,5 kg", "", &v));
	assert_string_equal(v.text[0], "1.500 g");
	assert_true(attribute_read(c, named(c, "Isi bersih"), "2,5", "", &v));
	assert_string_equal(v.text[0], "2,5 ml");
	assert_string_equal(v.text[1], "2.5 ml");
	assert_string_equal(attribute_digits(c->arena, v.key, "id"), "2,5");
	assert_true(attribute_read(c, named(c, "Rasa"), "hot", "", &v));
	assert_string_equal(v.text[0], "Pedas");
	assert_string_equal(v.key, "pedas");
	assert_string_equal(key(c, "Rasa", "Ayam"), "-");
	assert_string_equal(key(c, "Buatan tangan", "Yes"), "1");
	assert_string_equal(key(c, "Buatan tangan", "mungkin"), "-");
	assert_string_equal(key(c, "Asal", "  Koto BALINGKA "), "koto balingka");
	assert_string_equal(key(c, "Asal", "  "), "-");
}

static int64_t
goods(struct ctx *c, const char *name, const char *value)
{
	struct variant_edit v = { .price = 15000, .compare_at = INT64_MIN, .sale_price = INT64_MIN, .cost = INT64_MIN, .weight_g = 250, .stock = INT64_MIN, .active = true };
	struct product_edit e = { .name = { "Keripik", "" }, .status = "active", .variants = &v, .n_variants = 1, .attrs = { { name, "", value, "" }, { "Kartu", "Card", "Termasuk", "" } }, .n_attrs = 2 };
	int64_t id = 0;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	return id;
}

static void
facts_find_attributes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t weighed = goods(c, "berat BERSIH", "250 g"), odd = goods(c, "Berat bersih", "dua ons");

	assert_string_equal(db_one_text(c, &q[Q_FACT], DB_I(weighed), DB_I(named(c, "Berat bersih")->id), DB_T("id")), "id:berat BERSIH=250 g#000000000250000");
	assert_int_equal(db_one_int(c, -1, &q[Q_FREE], DB_I(weighed)), 2);	/* the card, in both languages */
	assert_int_equal(db_one_int(c, -1, &q[Q_FREE], DB_I(odd)), 3);
	product_remove(c, odd);
	fixture_next(f);
	assert_null(catalog_product(c, odd));
}

static struct attribute_edit
edit_of(const struct attribute *a)
{
	return (struct attribute_edit){ .id = a->id, .name = { a->name[0], a->name[1] }, .kind = attribute_kinds[a->kind], .unit = a->unit, .choices = a->choices, .filtered = a->filtered, .shown = a->shown };
}

static void
own_type(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct attribute_edit a[2] = { { .name = { "Motif", "Pattern" }, .kind = "choice", .unit = "", .choices = "Parang\nKawung|Kawung pattern", .filtered = true, .shown = true }, edit_of(named(c, "Bahan")) };
	struct product_type_edit e = { .name = { "Batik", "" }, .permits = "", .position = 9, .active = true, .attributes = a, .n_attributes = 2 };
	const struct product_type *t;
	int64_t id = 0, product, version;
	size_t bad;

	assert_int_equal(product_type_put(c, &id, 0, &e, &bad), PRODUCT_TYPE_OK);
	fixture_next(f);
	t = product_type_get(c, id);
	assert_int_equal(t->n_attributes, 2);
	assert_string_equal(t->attributes[1]->name[0], "Bahan");
	version = t->version;
	product = goods(c, "Motif", "kawung");
	/* What goods have can't be taken from under them. */
	a[0] = edit_of(named(c, "Motif"));
	a[1] = edit_of(named(c, "Bahan"));
	a[0].kind = "text";
	assert_int_equal(product_type_put(c, &id, version, &e, &bad), PRODUCT_TYPE_KIND);
	a[0].kind = "choice";
	a[0].choices = "Parang";
	assert_int_equal(product_type_put(c, &id, version, &e, &bad), PRODUCT_TYPE_KIND);
	assert_int_equal(bad, 0);
	a[0].choices = "Kawung|Kawung";
	a[0].name[0] = "Corak";
	assert_int_equal(product_type_put(c, &id, version + 1, &e, &bad), PRODUCT_TYPE_CONFLICT);
	assert_int_equal(product_type_put(c, &id, version, &e, &bad), PRODUCT_TYPE_OK);
	fixture_next(f);
	assert_string_equal(db_one_text(c, &q[Q_FACT], DB_I(product), DB_I(named(c, "Corak")->id), DB_T("id")), "id:Corak=Kawung#kawung");
	a[0] = edit_of(named(c, "Corak"));
	a[1] = edit_of(named(c, "Bahan"));
	a[1].name[0] = "Komposisi";
	assert_int_equal(product_type_put(c, &id, version + 1, &e, &bad), PRODUCT_TYPE_TAKEN);
	assert_int_equal(bad, 1);
	id = 4711;
	assert_int_equal(product_type_put(c, &id, 1, &e, &bad), PRODUCT_TYPE_GONE);
}

static const struct CMUnitTest tests[] = { CASE(comes_with_types), CASE(reads_values), CASE(facts_find_attributes), CASE(own_type) };
FIXTURE_MAIN(tests)
