/* What goods still lack: each bit comes and goes with what it is about, in the same transaction or by the worker, and the count is of goods on sale alone. */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/hint.h"
#include "shop/media.h"
#include "shop/permit.h"
#include "shop/preorder.h"
#include "shop/product_fact.h"
#include "shop/product_life.h"
#include "shop/shelf.h"
#include "shop/stock.h"

#define DAY 86400
#define ALL_BUT_FACTS (HINT_BIT(HINT_PHOTO) | HINT_BIT(HINT_WEIGHT) | HINT_BIT(HINT_STOCK) | HINT_BIT(HINT_TEXT) | HINT_BIT(HINT_CATEGORY))

enum { T_MEDIA, T_PRICE, T_FOOD, T_SPOIL, T_ROWS };
static const struct db_stmt t[] = {
	[T_MEDIA] = SQL("t.hint.media", "INSERT INTO media (hash, bytes, state, created_at) VALUES ($1, 1, 'waiting', 1) RETURNING id"),
	[T_PRICE] = SQL("t.hint.price", "UPDATE variant SET price = $2 WHERE product = $1"),
	[T_FOOD] = SQL("t.hint.food", "SELECT id FROM product_type WHERE code = 'food'"),
	[T_SPOIL] = SQL("t.hint.spoil", "UPDATE product_hint SET bits = bits + 1 WHERE product = $1"),
	[T_ROWS] = SQL("t.hint.rows", "SELECT COUNT(*) FROM product_hint WHERE product = $1"),
};
DB_TABLE(t);

static const char text[] = "Keripik singkong pedas manis, digoreng sekali saja.";

static int64_t
goods(struct ctx *c, int64_t id, int64_t weight, const char *words, int64_t category)
{
	struct variant_edit v = { .price = 15000, .compare_at = INT64_MIN, .sale_price = INT64_MIN, .cost = INT64_MIN, .weight_g = weight, .stock = INT64_MIN, .active = true };
	const struct product_edit e = { .name = { "Keripik", "" }, .description = { words, "" }, .status = "active", .variants = &v, .n_variants = 1, .categories = &category, .n_categories = category > 0,
		.keep_attrs = true };
	int64_t version = 0;
	size_t bad;

	if (id) {
		v.id = catalog_product(c, id)->variants[0].id;
		version = catalog_product(c, id)->version;
	}
	assert_int_equal(product_put(c, &id, version, &e, &bad), PRODUCT_OK);
	return id;
}

static int64_t
category(struct ctx *c)
{
	const struct category_edit e = { .name = { "Camilan", "" }, .active = true };
	int64_t id = 0;

	assert_int_equal(category_put(c, &id, 0, &e), CATEGORY_OK);
	return id;
}

static void
comes_and_goes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = goods(c, 0, 0, "", 0), shelf = category(c), media;

	assert_int_equal(hint_bits(c, id), ALL_BUT_FACTS);
	assert_int_equal(hint_count(c), 1);
	(void)goods(c, id, 250, "", 0);
	assert_int_equal(hint_bits(c, id), ALL_BUT_FACTS & ~HINT_BIT(HINT_WEIGHT));
	(void)goods(c, id, 250, text, shelf);
	assert_int_equal(hint_bits(c, id), HINT_BIT(HINT_PHOTO) | HINT_BIT(HINT_STOCK));
	/* Counted once, it is known, though all of it is sold. */
	assert_int_equal(stock_count(c, catalog_product(c, id)->variants[0].id, 3, "count", NULL), STOCK_CHANGE_OK);
	assert_int_equal(hint_bits(c, id), HINT_BIT(HINT_PHOTO));
	assert_int_equal(stock_count(c, catalog_product(c, id)->variants[0].id, 0, "count", NULL), STOCK_CHANGE_OK);
	assert_int_equal(hint_bits(c, id), HINT_BIT(HINT_PHOTO));
	media = db_one_int(c, 0, &t[T_MEDIA], DB_T("aa"));
	media_attach(c, id, media, "", "");
	assert_int_equal(hint_bits(c, id), 0);
	assert_int_equal(hint_count(c), 0);
	/* A picture that nobody can read is none. */
	media_refused(c, "aa", "damaged");
	assert_int_equal(hint_due(c, clock_now(), 10), 1);
	assert_int_equal(hint_bits(c, id), HINT_BIT(HINT_PHOTO));
	assert_int_equal(hint_due(c, clock_now(), 10), 0);
	assert_int_equal(media_detach(c, id, media), MEDIA_EDIT_OK);
	assert_int_equal(hint_bits(c, id), HINT_BIT(HINT_PHOTO));
	db_exec(c, &t[T_PRICE], DB_I(id), DB_I(0));
	shelf_put(c, id, false);
	assert_int_equal(hint_bits(c, id), HINT_BIT(HINT_PRICE) | HINT_BIT(HINT_PHOTO));
	assert_int_equal(shelf_faults(c), 0);
	/* What is not on sale is nobody's worry. */
	assert_int_equal(hint_count(c), 1);
	assert_int_equal(product_status(c, id, "draft"), PRODUCT_STATUS_OK);
	assert_int_equal(hint_count(c), 0);
	assert_int_equal(product_status(c, id, "active"), PRODUCT_STATUS_OK);
	assert_int_equal(hint_count(c), 1);
	assert_int_equal(product_trash(c, id), LIFE_OK);
	assert_int_equal(hint_count(c), 0);
	id = goods(c, 0, 0, "", 0);
	fixture_next(f);
	product_remove(c, id);
	assert_int_equal(db_one_int(c, -1, &t[T_ROWS], DB_I(id)), 0);
}

static void
short_words(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;
	int64_t id = goods(c, 0, 250, "éééééééééé éééééééééé éééééééééé éééééé", 0);

	/* Forty code points, not bytes. */
	assert_true(hint_bits(c, id) & HINT_BIT(HINT_TEXT));
	(void)goods(c, id, 250, "éééééééééé éééééééééé éééééééééé ééééééé", 0);
	assert_false(hint_bits(c, id) & HINT_BIT(HINT_TEXT));
}

static void
made_to_order(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;
	int64_t id = goods(c, 0, 250, text, 0);
	const struct preorder e = { .rule = MAKING_ASK };

	assert_true(hint_bits(c, id) & HINT_BIT(HINT_STOCK));
	assert_int_equal(preorder_put(c, id, catalog_product(c, id)->version, &e, false), PREORDER_OK);
	assert_false(hint_bits(c, id) & HINT_BIT(HINT_STOCK));
}

static void
facts_put(struct ctx *c, int64_t id, int64_t type, size_t n_facts, int64_t until)
{
	const struct product_type *food = product_type_get(c, type);
	struct fact_edit facts[TYPE_ATTRIBUTES_MAX];
	struct product_fact_edit e = { .type = type, .facts = facts, .n_facts = n_facts, .number = { until ? "2061371020028-29" : "", "", "", "" }, .until = { until } };
	size_t bad, i;

	for (i = 0; i < n_facts; i++)
		facts[i] = (struct fact_edit){ .attribute = food->attributes[i], .value = { food->attributes[i]->kind == ATTRIBUTE_NUMBER ? "250" : food->attributes[i]->kind == ATTRIBUTE_CHOICE ? "Pedas" : "Ada", "" } };
	assert_int_equal(product_fact_put(c, id, catalog_product(c, id)->version, &e, &bad), PRODUCT_FACT_OK);
}

static void
facts_and_permits(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t food = db_one_int(c, 0, &t[T_FOOD]), id = goods(c, 0, 250, text, 0), end = FIXTURE_NOW + 30 * DAY;
	const struct product_type *type = product_type_get(c, food);
	struct attribute_edit list[TYPE_ATTRIBUTES_MAX];
	struct product_type_edit e = { .name = { "Makanan", "Food" }, .permits = "", .active = true, .attributes = list };
	size_t bad, i;

	assert_false(hint_bits(c, id) & HINT_BIT(HINT_FACTS));
	assert_int_equal(type->n_attributes, 6);
	facts_put(c, id, food, 2, 0);
	assert_true(hint_bits(c, id) & HINT_BIT(HINT_FACTS));
	facts_put(c, id, food, 3, end);
	assert_false(hint_bits(c, id) & (HINT_BIT(HINT_FACTS) | HINT_BIT(HINT_PERMIT)));
	/* The type asks for one more: the worker finds out. What is yes or no is never missing. */
	for (i = 0; i < type->n_attributes; i++)
		list[i] = (struct attribute_edit){ .id = type->attributes[i]->id, .name = { type->attributes[i]->name[0], type->attributes[i]->name[1] }, .kind = attribute_kinds[type->attributes[i]->kind],
			.unit = type->attributes[i]->unit, .choices = type->attributes[i]->choices, .filtered = true, .shown = true };
	list[i] = (struct attribute_edit){ .name = { "Tanpa MSG", "" }, .kind = "flag", .unit = "", .choices = "" };
	e.n_attributes = i + 1;
	assert_int_equal(product_type_put(c, &food, type->version, &e, &bad), PRODUCT_TYPE_OK);
	assert_int_equal(hint_due(c, clock_now(), 10), 1);
	assert_false(hint_bits(c, id) & HINT_BIT(HINT_FACTS));
	list[i] = (struct attribute_edit){ .name = { "Isi", "" }, .kind = "text", .unit = "", .choices = "" };
	assert_int_equal(product_type_put(c, &food, type->version + 1, &e, &bad), PRODUCT_TYPE_OK);
	assert_int_equal(hint_due(c, clock_now(), 10), 1);
	assert_true(hint_bits(c, id) & HINT_BIT(HINT_FACTS));
	/* The permit ends by the clock. */
	assert_int_equal(hint_due(c, end - 1, 10), 0);
	clock_set(end);
	assert_int_equal(hint_due(c, end, 10), 1);
	assert_true(hint_bits(c, id) & HINT_BIT(HINT_PERMIT));
	assert_int_equal(hint_due(c, end, 10), 0);
	assert_int_equal(shelf_faults(c), 0);
	db_exec(c, &t[T_SPOIL], DB_I(id));
	assert_int_equal(shelf_faults(c), 1);
	shelf_all(c);
	assert_int_equal(shelf_faults(c), 0);
	clock_set(FIXTURE_NOW);
}

static void
lists(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;
	struct goods_row **rows;
	int64_t id = goods(c, 0, 0, "", 0), total;
	size_t n;

	(void)goods(c, 0, 250, text, 0);
	rows = goods_list(c, "active", "", GOODS_LACKING, 1, 10, &n, &total);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0]->hints | rows[1]->hints, ALL_BUT_FACTS);
	assert_int_equal(product_status(c, id, "archived"), PRODUCT_STATUS_OK);
	(void)goods_list(c, "active", "", GOODS_LACKING, 1, 10, &n, &total);
	assert_int_equal(total, 1);
	(void)goods_list(c, "active", "tidak ada", GOODS_LACKING, 1, 10, &n, &total);
	assert_int_equal(n, 0);
	(void)goods_ids(c, "active", "", GOODS_LACKING, 0, 10, &n);
	assert_int_equal(n, 1);
}

static const struct CMUnitTest tests[] = { CASE(comes_and_goes), CASE(short_words), CASE(made_to_order), CASE(facts_and_permits), CASE(lists) };
FIXTURE_MAIN(tests)
