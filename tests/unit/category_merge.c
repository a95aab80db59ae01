/* Categories at their end: what all goes over when two become one, what stands in the way of that and of deleting, and the order among siblings. */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/category_merge.h"
#include "shop/collection.h"
#include "shop/importer.h"
#include "shop/importer_goods.h"
#include "shop/kit.h"
#include "shop/link.h"
#include "shop/search_redirect.h"
#include "shop/shelf.h"
#include "shop/shelf_pin.h"

#define UNSET INT64_MIN

enum { T_PIN, T_NUMBER, T_TEXTS, T_VERSION };
static const struct db_stmt t[] = {
	[T_PIN] = SQL("t.merge.pins", "SELECT product FROM shelf_pin WHERE category = $1 ORDER BY place"),
	[T_NUMBER] = SQL("t.merge.number", "SELECT number FROM collection_rule WHERE collection = $1"),
	[T_TEXTS] = SQL("t.merge.texts", "SELECT COUNT(*) FROM category_text WHERE category = $1"),
	[T_VERSION] = SQL("t.merge.version", "SELECT version FROM category WHERE id = $1"),
};
DB_TABLE(t);

static int64_t
category(struct ctx *c, const char *name, int64_t parent)
{
	const struct category_edit e = { .name = { name, name }, .parent = parent, .active = 1 };
	int64_t id = 0;

	assert_int_equal(category_put(c, &id, 0, &e), CATEGORY_OK);
	return id;
}

static int64_t
goods(struct ctx *c, const char *name, int64_t one, int64_t other)
{
	struct variant_edit v = { .price = 1000, .compare_at = UNSET, .sale_price = UNSET, .sale_from = UNSET, .sale_to = UNSET, .cost = UNSET, .low_at = 0, .stock = 5, .active = true };
	int64_t lies[2] = { one, other }, id = 0;
	struct product_edit e = { .name = { name, "" }, .summary = { "", "" }, .description = { "", "" }, .status = "active", .variants = &v, .n_variants = 1, .categories = lies,
		.n_categories = other ? 2 : 1 };
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	return id;
}

static void
stands(struct ctx *c, int64_t parent, const int64_t *want, size_t n_want)
{
	size_t n, i, k = 0;
	struct category **tree = catalog_tree(c, true, &n);

	for (i = 0; i < n; i++)
		if (tree[i]->parent == parent) {
			assert_true(k < n_want);
			assert_int_equal(tree[i]->id, want[k++]);
		}
	assert_int_equal(k, n_want);
}

static void
stands_in_order(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t a = category(c, "Asin", 0), b = category(c, "Besar", 0), d = category(c, "Dodol", 0), x = category(c, "Xilo", b);

	stands(c, 0, (int64_t[]){ a, b, d }, 3);
	assert_true(category_place(c, d, CATEGORY_STEP_UP));
	stands(c, 0, (int64_t[]){ a, d, b }, 3);
	assert_true(category_place(c, a, CATEGORY_STEP_DOWN));
	stands(c, 0, (int64_t[]){ d, a, b }, 3);
	assert_true(category_place(c, d, CATEGORY_STEP_UP));
	assert_true(category_place(c, b, CATEGORY_STEP_DOWN));
	stands(c, 0, (int64_t[]){ d, a, b }, 3);
	assert_true(category_place(c, b, 0));
	assert_true(category_place(c, d, 99));
	stands(c, 0, (int64_t[]){ b, a, d }, 3);
	assert_true(category_place(c, x, 5));
	assert_false(category_place(c, 999, 0));
	/* Who comes from elsewhere goes to the end; who is saved as it is stays. */
	assert_int_equal(category_put(c, &x, db_one_int(c, 0, &t[T_VERSION], DB_I(x)), &(struct category_edit){ .name = { "Xilo", "" }, .active = 1 }), CATEGORY_OK);
	assert_int_equal(category_put(c, &a, db_one_int(c, 0, &t[T_VERSION], DB_I(a)), &(struct category_edit){ .name = { "Asin", "" }, .active = 1 }), CATEGORY_OK);
	stands(c, 0, (int64_t[]){ b, a, d, x }, 4);
	fixture_ok(f);
}

/* Two categories with goods in one, the other, both and below, the order by hand in each, and all that may name a category. */
struct before { int64_t top, from, into, below, one, both, deep, collection, lead, link, version; };

static struct before
before(struct ctx *c)
{
	struct before b = { .top = category(c, "Makanan", 0) };
	const struct collection_rule rule = { "category", b.from = category(c, "Kripik", b.top), 0 };
	const struct collection_edit e = { .name = { "Pilihan", "" }, .description = { "", "" }, .active = true, .by_rule = true, .rules = &rule, .n_rules = 1 };
	struct shelf_move pins[] = { { 0, 1 }, { 0, 2 } };

	b.into = category(c, "Keripik", 0);
	b.below = category(c, "Pedas", b.from);
	b.one = goods(c, "Satu", b.from, 0);
	pins[1].product = b.both = goods(c, "Dua", b.from, b.into);
	pins[0].product = b.deep = goods(c, "Tiga", b.below, 0);
	(void)goods(c, "Empat", b.into, 0);
	b.link = link_make(c, &(struct link_new){ .kind = "print", .channel = "print", .path = "/category/kripik", .label = "Daftar harga" })->id;
	assert_true(slug_put(c, "category", b.from, "kripik-lama"));
	assert_true(slug_put(c, "category", b.from, "kripik"));
	assert_int_equal(shelf_pin_put(c, b.from, db_one_int(c, 0, &t[T_VERSION], DB_I(b.from)), pins, 2), SHELF_PIN_OK);
	pins[0] = (struct shelf_move){ b.both, 1 };
	assert_int_equal(shelf_pin_put(c, b.into, db_one_int(c, 0, &t[T_VERSION], DB_I(b.into)), pins, 1), SHELF_PIN_OK);
	assert_int_equal(collection_put(c, &b.collection, 0, &e), COLLECTION_OK);
	assert_int_equal(search_redirect_put(c, &b.lead, 0, "kripik", "/category/kripik-lama"), SEARCH_REDIRECT_OK);
	import_link(c, "etalase", "category", "kr", b.from);
	b.version = catalog_product(c, b.one)->version;
	return b;
}

static void
leads_to(struct ctx *c, const char *slug, const char *want)
{
	int64_t object;
	const char *now;

	assert_int_equal(slug_find(c, "category", slug, &object, &now), SLUG_MOVED);
	assert_string_equal(now, want);
}

static void
goods_go_over(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct before b = before(c);
	const struct product *p;
	struct db_rows r;

	assert_int_equal(category_merge(c, b.from, b.into), CATEGORY_END_OK);
	assert_null(catalog_category(c, b.from));
	assert_int_equal(db_one_int(c, -1, &t[T_TEXTS], DB_I(b.from)), 0);
	assert_int_equal(catalog_category(c, b.below)->parent, b.into);
	p = catalog_product(c, b.one);
	assert_int_equal(p->n_categories, 1);
	assert_int_equal(p->categories[0]->id, b.into);
	assert_int_equal(p->version, b.version + 1);
	assert_int_equal(catalog_product(c, b.both)->n_categories, 1);
	assert_int_equal(catalog_category(c, b.into)->products, 4);
	assert_int_equal(catalog_category(c, b.top)->products, 0);
	/* Its own order first, then that of the other. */
	r = db_query(c, &t[T_PIN], DB_I(b.into));
	assert_true(db_next(&r));
	assert_int_equal(db_int(&r), b.both);
	assert_true(db_next(&r));
	assert_int_equal(db_int(&r), b.deep);
	assert_false(db_next(&r));
	db_done(&r);
	/* A form that was opened before names what is no more: it is passed over. */
	(void)goods(c, "Lima", b.from, b.into);
	assert_int_equal(shelf_faults(c), 0);
	fixture_ok(f);
}

static void
names_go_over(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct before b = before(c);

	assert_int_equal(category_merge(c, b.from, b.into), CATEGORY_END_OK);
	leads_to(c, "kripik", "keripik");
	leads_to(c, "kripik-lama", "keripik");
	assert_string_equal(link_get(c, b.link)->path, "/category/keripik");
	assert_string_equal(search_redirect_get(c, b.lead)->path, "/category/keripik");
	assert_int_equal(db_one_int(c, 0, &t[T_NUMBER], DB_I(b.collection)), b.into);
	assert_int_equal(import_object(c, "etalase", "category", "kr"), b.into);
	while (collection_get(c, b.collection)->filling)
		assert_true(collection_work(c, 2000000000));
	assert_int_equal(collection_get(c, b.collection)->products, 4);
	/* Once more over: what was an address of an address still takes one step. */
	assert_int_equal(category_merge(c, b.into, category(c, "Camilan", 0)), CATEGORY_END_OK);
	leads_to(c, "kripik-lama", "camilan");
	assert_int_equal(shelf_faults(c), 0);
	fixture_ok(f);
}

static void
says_what_stands_in_the_way(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t a = category(c, "Atas", 0), b = category(c, "Bawah", a), d = category(c, "Dasar", b), other = category(c, "Lain", 0), deep = category(c, "Rantai", 0), object;
	const char *now;
	int i;

	assert_int_equal(category_merge(c, a, a), CATEGORY_END_SAME);
	assert_int_equal(category_merge(c, a, d), CATEGORY_END_BELOW);
	assert_int_equal(category_merge(c, a, 999), CATEGORY_END_GONE);
	assert_int_equal(category_merge(c, 999, a), CATEGORY_END_GONE);
	assert_int_equal(category_merge(c, INT64_MAX, -1), CATEGORY_END_GONE);
	assert_int_equal(category_drop(c, a), CATEGORY_END_USED);
	(void)goods(c, "Satu", d, 0);
	assert_int_equal(category_drop(c, d), CATEGORY_END_USED);
	assert_int_equal(category_drop(c, 999), CATEGORY_END_GONE);
	assert_int_equal(category_drop(c, other), CATEGORY_END_OK);
	assert_null(catalog_category(c, other));
	assert_int_equal(slug_find(c, "category", "lain", &object, &now), SLUG_NONE);
	/* Upwards is no loop. */
	assert_int_equal(category_merge(c, b, a), CATEGORY_END_OK);
	assert_int_equal(catalog_category(c, d)->parent, a);
	for (i = 1; i < CATEGORY_LEVELS; i++)
		deep = category(c, arena_printf(c->arena, "Rantai %d", i), deep);
	object = 0;
	assert_int_equal(category_put(c, &object, 0, &(struct category_edit){ .name = { "Terlalu", "" }, .parent = deep, .active = 1 }), CATEGORY_DEEP);
	assert_int_equal(category_merge(c, a, deep), CATEGORY_END_DEEP);
	assert_int_equal(category_merge(c, d, deep), CATEGORY_END_OK);
	assert_int_equal(shelf_faults(c), 0);
	fixture_ok(f);
}

static void
counted(struct ctx *c, const char *kind, const char *slug UNUSED, int64_t at UNUSED, void *n)
{
	*(int *)n += str_eq(kind, "category");
	(void)c;
}

/* Hidden is what is off, and all below it; goods know it, and the sitemap. */
static void
is_hidden_with_the_one_above(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t a = category(c, "Atas", 0), b = category(c, "Bawah", a), id = goods(c, "Satu", b, 0);
	int n = 0;

	assert_true(catalog_product(c, id)->categories[0]->shown);
	catalog_each_url(c, counted, &n);
	assert_int_equal(n, 2);
	assert_int_equal(category_put(c, &a, 1, &(struct category_edit){ .name = { "Atas", "" }, .active = 0 }), CATEGORY_OK);
	assert_true(catalog_category(c, b)->active);
	assert_false(catalog_category(c, b)->shown);
	assert_false(catalog_product(c, id)->categories[0]->shown);
	n = 0;
	catalog_each_url(c, counted, &n);
	assert_int_equal(n, 0);
	fixture_ok(f);
}

static const struct CMUnitTest tests[] = {
	CASE(stands_in_order),
	CASE(goods_go_over),
	CASE(names_go_over),
	CASE(says_what_stands_in_the_way),
	CASE(is_hidden_with_the_one_above),
};
FIXTURE_MAIN(tests)
