/* Goods by the clock, in the trash and merged: what each leads to, and what stays. */
#include "unit/fixture.h"

#include "base/clock.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/product_life.h"
#include "shop/report.h"
#include "shop/shelf.h"
#include "shop/stock.h"

#define DAY 86400

enum { Q_GOODS, Q_STOCK };
static const struct db_stmt q[] = {
	[Q_GOODS] = SQL("test.goods", "SELECT COUNT(*) FROM product"),
	[Q_STOCK] = SQL("test.stock", "SELECT on_hand FROM stock WHERE variant = $1"),
};
DB_TABLE(q);

static int64_t
goods_of(struct ctx *c, const char *name, const char *status, int64_t stock)
{
	struct variant_edit v = { .price = 15000, .compare_at = INT64_MIN, .sale_price = INT64_MIN, .cost = INT64_MIN, .weight_g = 250, .stock = stock, .active = true };
	const struct product_edit e = { .name = { name, "" }, .status = status, .variants = &v, .n_variants = 1 };
	int64_t id = 0;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	return id;
}

static int64_t
goods(struct ctx *c, const char *name, const char *status)
{
	return goods_of(c, name, status, 10);
}

static const char *
status(struct ctx *c, int64_t id)
{
	const struct product *p = catalog_product(c, id);

	return p ? p->status : "none";
}

static void
appears_and_goes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = goods(c, "Kue lebaran", "active"), at = FIXTURE_NOW + DAY, until = FIXTURE_NOW + 30 * DAY, ids[8], total;

	/* What is on sale waits as a draft until then. */
	assert_int_equal(product_plan(c, id, 99, at, until), LIFE_CONFLICT);
	assert_int_equal(product_plan(c, 4711, 1, at, until), LIFE_GONE);
	assert_int_equal(product_plan(c, id, 1, at, until), LIFE_OK);
	assert_string_equal(status(c, id), "draft");
	assert_int_equal(shelf_ids(c, SHELF_ALL, SORT_NEW, false, 0, 8, ids, &total), 0);
	assert_int_equal(product_due(c, at - 1, 100), 0);
	assert_int_equal(product_due(c, at, 100), 1);
	fixture_next(f);
	assert_string_equal(status(c, id), "active");
	assert_int_equal(shelf_ids(c, SHELF_ALL, SORT_NEW, false, 0, 8, ids, &total), 1);
	assert_int_equal(catalog_product(c, id)->publish_at, 0);
	assert_int_equal(product_due(c, at, 100), 0);
	assert_int_equal(product_due(c, until, 100), 1);
	assert_string_equal(status(c, id), "archived");
	assert_int_equal(shelf_faults(c), 0);
	/* Put away by hand before its moment came: it stays away. */
	id = goods(c, "Ketupat", "draft");
	assert_int_equal(product_plan(c, id, 1, at, 0), LIFE_OK);
	assert_int_equal(product_status(c, id, "archived"), PRODUCT_STATUS_OK);
	assert_int_equal(product_due(c, at, 100), 1);
	assert_string_equal(status(c, id), "archived");
}

static void
trash(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = goods_of(c, "Salah ketik", "active", 0), back = goods(c, "Diambil lagi", "active"), total, trashed = FIXTURE_NOW;
	size_t n;

	assert_int_equal(product_trash(c, 4711), LIFE_GONE);
	assert_int_equal(product_trash(c, id), LIFE_OK);
	assert_int_equal(product_trash(c, back), LIFE_OK);
	(void)goods_list(c, "", "", false, 1, 10, &n, &total);
	assert_int_equal(total, 0);
	(void)goods_list(c, "archived", "", false, 1, 10, &n, &total);
	assert_int_equal(total, 0);
	(void)goods_list(c, "trash", "", false, 1, 10, &n, &total);
	assert_int_equal(total, 2);
	assert_int_equal(product_status(c, back, "draft"), PRODUCT_STATUS_OK);
	assert_int_equal(product_trash_empty(c, trashed + TRASH_DAYS * DAY - 1, 100), 0);
	assert_int_equal(product_trash_empty(c, trashed + TRASH_DAYS * DAY, 100), 1);
	fixture_next(f);
	assert_null(catalog_product(c, id));
	assert_string_equal(status(c, back), "draft");
	assert_int_equal(catalog_product(c, back)->trashed_at, 0);
	assert_int_equal(db_one_int(c, 0, &q[Q_GOODS]), 1);
	assert_int_equal(shelf_faults(c), 0);
	assert_int_equal(stock_faults(c), 0);
}

/* What once lay there is still told by the reports of that time, and is nowhere any more. */
static void
trash_that_lay_there(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = goods(c, "Tidak jadi dijual", "active"), held = goods(c, "Masih dipesan", "active"), v = catalog_product(c, id)->variants[0].id;
	int64_t today = clock_day(FIXTURE_NOW, "Asia/Jakarta");
	struct report_stock before[MEASURES], after[MEASURES];
	int64_t count;
	size_t n;

	assert_int_equal(stock_reserve(c, catalog_product(c, held)->variants[0].id, 2, 1), STOCK_CHANGE_OK);
	(void)report_stock(c, today, today, 0, 50, &n, &count, before);
	assert_int_equal(before[MEASURE_PIECE].closing, 20);
	assert_int_equal(product_trash(c, id), LIFE_OK);
	assert_int_equal(product_trash(c, held), LIFE_OK);
	clock_set(FIXTURE_NOW + 40 * DAY);
	assert_int_equal(product_trash_empty(c, FIXTURE_NOW + 40 * DAY, 100), 2);
	fixture_next(f);
	(void)report_stock(c, today, today, 0, 50, &n, &count, after);
	assert_int_equal(count, 2);
	assert_int_equal(after[MEASURE_PIECE].closing, before[MEASURE_PIECE].closing);
	assert_int_equal(after[MEASURE_PIECE].in, before[MEASURE_PIECE].in);
	(void)report_stock(c, today + 40, today + 40, 0, 50, &n, &count, after);
	assert_int_equal(after[MEASURE_PIECE].lost, 10);
	assert_int_equal(after[MEASURE_PIECE].closing, 10);
	assert_string_equal(status(c, id), "archived");
	assert_int_equal(db_one_int(c, -1, &q[Q_STOCK], DB_I(v)), 0);
	assert_int_equal(db_one_int(c, -1, &q[Q_STOCK], DB_I(catalog_product(c, held)->variants[0].id)), 10);
	assert_int_equal(stock_faults(c), 0);
}

static void
merges(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t old = goods(c, "Keripik balado lama", "active"), into = goods(c, "Keripik balado", "active"), third = goods(c, "Keripik balado juga", "active");
	int64_t v_old = catalog_product(c, old)->variants[0].id, v_into = catalog_product(c, into)->variants[0].id;
	struct merge_stock stock = { v_old, v_into };
	struct merge m = { .from = old, .into = into, .version = 1, .photos = true, .stock = &stock, .n_stock = 1 };

	m.into = old;
	assert_int_equal(product_merge(c, &m), MERGE_SAME);
	m.into = 4711;
	assert_int_equal(product_merge(c, &m), MERGE_GONE);
	m.into = into;
	m.version = 7;
	assert_int_equal(product_merge(c, &m), MERGE_CONFLICT);
	m.version = 1;
	stock.to = catalog_product(c, third)->variants[0].id;
	assert_int_equal(product_merge(c, &m), MERGE_CONFLICT);
	stock.to = v_into;
	/* What an order holds stays behind. */
	assert_int_equal(stock_reserve(c, v_old, 3, 1), STOCK_CHANGE_OK);
	assert_int_equal(product_merge(c, &m), MERGE_OK);
	fixture_next(f);
	assert_string_equal(status(c, old), "archived");
	assert_int_equal(catalog_product(c, old)->merged_into, into);
	assert_int_equal(db_one_int(c, -1, &q[Q_STOCK], DB_I(v_old)), 3);
	assert_int_equal(db_one_int(c, -1, &q[Q_STOCK], DB_I(v_into)), 17);
	/* Merged on: the first leads to the last. */
	m = (struct merge){ .from = into, .into = third, .version = catalog_product(c, into)->version };
	assert_int_equal(product_merge(c, &m), MERGE_OK);
	assert_int_equal(catalog_product(c, old)->merged_into, third);
	m = (struct merge){ .from = third, .into = old, .version = catalog_product(c, third)->version };
	assert_int_equal(product_merge(c, &m), MERGE_AWAY);
	/* Taken back, it stands for itself again. */
	assert_int_equal(product_status(c, old, "active"), PRODUCT_STATUS_OK);
	assert_int_equal(catalog_product(c, old)->merged_into, 0);
	assert_int_equal(stock_faults(c), 0);
	/* What others lead to can't be removed from under them. */
	assert_int_equal(product_trash(c, third), LIFE_OK);
	assert_int_equal(product_trash_empty(c, FIXTURE_NOW + 40 * DAY, 100), 1);
	assert_string_equal(status(c, third), "archived");
	assert_int_equal(catalog_product(c, into)->merged_into, third);
}

static const struct CMUnitTest tests[] = { CASE(appears_and_goes), CASE(trash), CASE(trash_that_lay_there), CASE(merges) };
FIXTURE_MAIN(tests)
