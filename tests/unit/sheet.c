/* Many goods at once: rules, percent and rounding, what changed meanwhile, taking back. */
#include "unit/trade.h"

#include "base/money.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/sheet.h"
#include "shop/shelf.h"

enum { Q_PRICE, Q_SALE, Q_MOVES, Q_AUDIT, Q_SET_PRICE, Q_SHEETS };
static const struct db_stmt q[] = {
	[Q_PRICE] = SQL("test.price", "SELECT price FROM variant WHERE id = $1"),
	[Q_SALE] = SQL("test.sale", "SELECT COALESCE(sale_price, 0) + COALESCE(sale_to, 0) FROM variant WHERE id = $1"),
	[Q_MOVES] = SQL("test.moves", "SELECT COUNT(*) FROM stock_move WHERE variant = $1"),
	[Q_AUDIT] = SQL("test.audit", "SELECT COUNT(*) FROM audit WHERE act IN ('product.sheet', 'product.sheet_back')"),
	[Q_SET_PRICE] = SQL("test.set_price", "UPDATE variant SET price = $2, sale_price = $3, sale_to = $4 WHERE id = $1"),
	[Q_SHEETS] = SQL("test.sheets", "SELECT (SELECT COUNT(*) FROM sheet) + (SELECT COUNT(*) FROM sheet_cell)"),
};
DB_TABLE(q);

static int64_t
price(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 0, &q[Q_PRICE], DB_I(variant));
}

static void
reckons(void **state)
{
	int64_t n;

	(void)state;
	assert_true(sheet_reckon("set", 5, 70, 1, &n));
	assert_int_equal(n, 70);
	assert_true(sheet_reckon("add", 12000, -500, 1, &n));
	assert_int_equal(n, 11500);
	assert_true(sheet_reckon("percent", 12345, 10, 1, &n));
	assert_int_equal(n, 13580);	/* 1,234.5 more, half up */
	assert_true(sheet_reckon("percent", 12345, -10, 1, &n));
	assert_int_equal(n, 11110);
	assert_true(sheet_reckon("percent", 12345, 10, 100, &n));
	assert_int_equal(n, 13600);
	assert_true(sheet_reckon("percent", 12250, 0, 500, &n));
	assert_int_equal(n, 12500);
	assert_true(sheet_reckon("percent", 12000, -100, 1000, &n));
	assert_int_equal(n, 0);
	assert_false(sheet_reckon("percent", INT64_MAX, 2, 1, &n));
	assert_false(sheet_reckon("add", INT64_MAX, 2, 1, &n));
	assert_false(sheet_reckon("add", INT64_MAX - 1, 1, 1000, &n));
}

static void
rules(void **state)
{
	int64_t v[SHEET_WHATS] = { 12000, 15000, 10000, 5, 250, 1 };
	enum sheet_what at;

	(void)state;
	assert_null(sheet_fault(v, 5, &at));
	assert_string_equal(sheet_fault(v, 6, &at), "product.reserved");
	assert_int_equal(at, SHEET_STOCK);
	v[SHEET_COMPARE] = 12000;
	assert_string_equal(sheet_fault(v, 0, &at), "product.was_low");
	assert_int_equal(at, SHEET_COMPARE);
	v[SHEET_COMPARE] = 0;
	v[SHEET_SALE] = 12000;
	assert_string_equal(sheet_fault(v, 0, &at), "product.sale_high");
	v[SHEET_SALE] = 0;
	v[SHEET_PRICE] = 0;
	assert_string_equal(sheet_fault(v, 0, &at), "product.price");
	v[SHEET_PRICE] = MONEY_MAX + 1;
	assert_string_equal(sheet_fault(v, 0, &at), "product.price");
	v[SHEET_PRICE] = 1;
	v[SHEET_WEIGHT] = SHEET_WEIGHT_MAX + 1;
	assert_string_equal(sheet_fault(v, 0, &at), "product.range");
	assert_int_equal(at, SHEET_WEIGHT);
}

static const struct sheet_cell many[] = {
	{ CHIPS, CHIPS_S, SHEET_PRICE, 12000, 13000 }, { CHIPS, CHIPS_L, SHEET_STOCK, 10, 25 }, { CHIPS, CHIPS_L, SHEET_WEIGHT, 1000, 1100 }, { BANANA, 0, SHEET_STATUS, 1, 0 },
};

static void
applies_and_goes_back(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct product *p;
	int64_t id, moves;
	size_t n;

	trade_open(c);
	shelf_all(c);
	moves = db_one_int(c, 0, &q[Q_MOVES], DB_I(CHIPS_L));
	id = sheet_put(c, "?q=x", many, ARRAY_LEN(many));
	assert_int_equal(sheet_get(c, id)->n, 4);
	assert_int_equal(sheet_undo(c, id), SHEET_UNDO_NONE);
	assert_int_equal(sheet_apply(c, id, NULL, 0), SHEET_OK);
	fixture_next(f);
	assert_int_equal(price(c, CHIPS_S), 13000);
	p = catalog_product(c, CHIPS);
	assert_int_equal(p->variants[1].on_hand, 25);
	assert_int_equal(p->variants[1].weight_g, 1100);
	assert_int_equal(p->version, 2);
	assert_string_equal(catalog_product(c, BANANA)->status, "draft");
	assert_int_equal(db_one_int(c, 0, &q[Q_MOVES], DB_I(CHIPS_L)), moves + 1);
	assert_int_equal(db_one_int(c, 0, &q[Q_AUDIT]), 2);
	assert_int_equal(shelf_faults(c) + stock_faults(c), 0);
	assert_int_equal(sheet_apply(c, id, NULL, 0), SHEET_ALREADY);
	assert_int_equal(sheet_list(c, 10, &n)[0].goods, 2);
	/* Somebody counts one of them since: that number stays. */
	assert_int_equal(stock_count(c, CHIPS_L, 24, "count", ""), STOCK_CHANGE_OK);
	assert_int_equal(sheet_undo(c, id), SHEET_UNDO_OK);
	fixture_next(f);
	assert_int_equal(price(c, CHIPS_S), 12000);
	assert_int_equal(catalog_product(c, CHIPS)->variants[1].on_hand, 24);
	assert_int_equal(catalog_product(c, CHIPS)->variants[1].weight_g, 1000);
	assert_string_equal(catalog_product(c, BANANA)->status, "active");
	assert_int_equal(sheet_get(c, id)->kept, 1);
	assert_int_equal(sheet_get(c, id)->cells[1].state, SHEET_KEPT);
	assert_int_equal(shelf_faults(c) + stock_faults(c), 0);
	assert_int_equal(sheet_undo(c, id), SHEET_UNDO_ALREADY);
}

static void
changed_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct sheet_cell cells[] = { { CHIPS, CHIPS_S, SHEET_PRICE, 12000, 13000 }, { CHIPS, CHIPS_L, SHEET_PRICE, 40000, 41000 }, { BANANA, BANANA_S, SHEET_PRICE, 15000, 16000 } };
	struct sheet_met met = { CHIPS_S, CHIPS, SHEET_PRICE, 12500, false };
	int64_t id;

	trade_open(c);
	id = sheet_put(c, "", cells, ARRAY_LEN(cells));
	db_exec(c, &q[Q_SET_PRICE], DB_I(CHIPS_S), DB_I(12500), DB_NULL, DB_NULL);
	db_exec(c, &q[Q_SET_PRICE], DB_I(BANANA_S), DB_I(16000), DB_NULL, DB_NULL);
	assert_int_equal(sheet_get(c, id)->cells[0].how, SHEET_MET);
	assert_int_equal(sheet_get(c, id)->cells[1].how, SHEET_GOOD);
	assert_int_equal(sheet_get(c, id)->cells[2].how, SHEET_SAME);
	/* The owner has not been shown it, or was shown another number. */
	assert_int_equal(sheet_apply(c, id, NULL, 0), SHEET_MORE);
	met.is = 12400;
	assert_int_equal(sheet_apply(c, id, &met, 1), SHEET_MORE);
	assert_int_equal(price(c, CHIPS_L), 40000);
	met.is = 12500;
	assert_int_equal(sheet_apply(c, id, &met, 1), SHEET_OK);
	fixture_next(f);
	assert_int_equal(price(c, CHIPS_S), 12500);
	assert_int_equal(price(c, CHIPS_L), 41000);
	assert_int_equal(sheet_get(c, id)->cells[0].state, SHEET_LEFT);
	/* And taken all the same: taking it back leads to what the other had written. */
	met.over = true;
	id = sheet_put(c, "", cells, 1);
	assert_int_equal(sheet_apply(c, id, &met, 1), SHEET_OK);
	assert_int_equal(price(c, CHIPS_S), 13000);
	assert_int_equal(sheet_undo(c, id), SHEET_UNDO_OK);
	assert_int_equal(price(c, CHIPS_S), 12500);
}

static void
refused(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct sheet_cell cells[] = {
		{ CHIPS, CHIPS_S, SHEET_STOCK, 10, 3 }, { CHIPS, CHIPS_L, SHEET_PRICE, 40000, -5 }, { CHIPS, BANANA_S, SHEET_PRICE, 15000, 1 }, { 4711, 0, SHEET_STATUS, 1, 0 },
		{ BANANA, BANANA_S, SHEET_COMPARE, 0, 15000 }, { BANANA, BANANA_S, SHEET_STOCK, 10, 12 },
	};
	const struct sheet *s;
	int64_t id;

	trade_open(c);
	assert_int_equal(stock_reserve(c, CHIPS_S, 4, 1), STOCK_CHANGE_OK);
	id = sheet_put(c, "", cells, ARRAY_LEN(cells));
	s = sheet_get(c, id);
	assert_string_equal(s->cells[0].why, "product.reserved");
	assert_int_equal(s->cells[1].how, SHEET_BAD);
	assert_int_equal(s->cells[2].how, SHEET_GONE);	/* another product's */
	assert_string_equal(s->cells[3].why, "product.was_low");
	assert_int_equal(s->cells[4].how, SHEET_GOOD);
	assert_int_equal(s->cells[5].how, SHEET_GONE);
	assert_int_equal(sheet_apply(c, id, NULL, 0), SHEET_OK);
	fixture_next(f);
	assert_int_equal(price(c, BANANA_S), 15000);
	assert_int_equal(catalog_product(c, BANANA)->variants[0].on_hand, 12);
	assert_int_equal(catalog_product(c, CHIPS)->version, 1);
	id = sheet_put(c, "", cells, 1);
	assert_int_equal(sheet_apply(c, id, NULL, 0), SHEET_NOTHING);
	assert_int_equal(sheet_apply(c, 4711, NULL, 0), SHEET_NONE);
	assert_int_equal(sheet_undo(c, 4711), SHEET_UNDO_NONE);
}

static void
promo_days(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct sheet_cell cells[] = { { CHIPS, CHIPS_S, SHEET_SALE, 9000, 0 } };
	int64_t id;

	trade_open(c);
	db_exec(c, &q[Q_SET_PRICE], DB_I(CHIPS_S), DB_I(12000), DB_I(9000), DB_I(FIXTURE_NOW + 100));
	id = sheet_put(c, "", cells, 1);
	assert_int_equal(sheet_apply(c, id, NULL, 0), SHEET_OK);
	assert_int_equal(db_one_int(c, 0, &q[Q_SALE], DB_I(CHIPS_S)), 0);
	assert_int_equal(sheet_undo(c, id), SHEET_UNDO_OK);
	assert_int_equal(db_one_int(c, 0, &q[Q_SALE], DB_I(CHIPS_S)), 9000 + FIXTURE_NOW + 100);
}

static void
forgets(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t done;

	trade_open(c);
	done = sheet_put(c, "", many, ARRAY_LEN(many));
	assert_int_equal(sheet_apply(c, done, NULL, 0), SHEET_OK);
	(void)sheet_put(c, "", many, 1);
	assert_int_equal(sheet_prune(c, FIXTURE_NOW + SHEET_ASKED_S), 0);
	assert_int_equal(sheet_prune(c, FIXTURE_NOW + SHEET_ASKED_S + 1), 1);
	assert_int_equal(db_one_int(c, 0, &q[Q_SHEETS]), 5);
	clock_set(FIXTURE_NOW + SHEET_UNDO_S + 1);
	assert_int_equal(sheet_undo(c, done), SHEET_UNDO_LATE);
	assert_int_equal(sheet_prune(c, FIXTURE_NOW + SHEET_KEEP_S + 1), 1);
	assert_int_equal(db_one_int(c, 0, &q[Q_SHEETS]), 0);
}

static const struct CMUnitTest tests[] = { CASE(reckons), CASE(rules), CASE(applies_and_goes_back), CASE(changed_meanwhile), CASE(refused), CASE(promo_days), CASE(forgets) };
FIXTURE_MAIN(tests)
