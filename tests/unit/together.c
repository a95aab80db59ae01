/* What is often bought together: two buyers at least, more often than chance, of orders that count; nothing is written where nothing changed. */
#include "trade.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/goods_part.h"
#include "shop/product_link.h"
#include "shop/together.h"

#define DAY 86400

enum { Q_GOODS, Q_STATE, Q_LINES, Q_MERGE, Q_ROWS, Q_CUSTOMER };
static const struct db_stmt q[] = {
	[Q_GOODS] = SQL("test.goods", "INSERT INTO product (id, status, created_at, updated_at) VALUES ($1, 'active', 1, 1)"),
	[Q_STATE] = SQL("test.state", "UPDATE orders SET delivery_state = $2 WHERE id = $1"),
	[Q_LINES] = SQL("test.lines",
	    "INSERT INTO order_line (orders, position, variant, product, name, unit_price, qty, total) VALUES ($1, $2, 1, $3, 'x', 1, 1, 1)"),
	[Q_MERGE] = SQL("test.merge", "UPDATE product SET merged_into = $2, status = 'archived' WHERE id = $1"),
	[Q_ROWS] = SQL("test.rows", "SELECT COUNT(*) FROM together"),
	[Q_CUSTOMER] = SQL("test.customer", "UPDATE orders SET customer = $2 WHERE id = $1"),
};

enum { THIRD = 3, FOURTH = 4 };

static struct ctx *
opened(void **state)
{
	struct fixture *f = *state;

	trade_open(&f->c);
	trade_session(&f->c, 1);
	for (int64_t id = THIRD; id <= FOURTH; id++)
		db_exec(&f->c, &q[Q_GOODS], DB_I(id));
	return &f->c;
}

/* An order of chips that was taken on, by the buyer with this number, and of these products besides. */
static int64_t
bought(struct ctx *c, int buyer, const int64_t *products, size_t n)
{
	static int orders;
	const char *key = arena_printf(c->arena, "key-%d", ++orders);
	struct checkout f;
	struct order *o = NULL;

	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	f = trade_form(c, 1, key, PICKUP_ZONE, "transfer");
	f.phone = arena_printf(c->arena, "+62812345678%02d", buyer);
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_PLACED);
	for (size_t i = 0; i < n; i++)
		db_exec(c, &q[Q_LINES], DB_I(o->id), DB_I(i + 2), DB_I(products[i]));
	db_exec(c, &q[Q_STATE], DB_I(o->id), DB_T("to_pack"));
	return o->id;
}

static int64_t
made(void **state)
{
	struct fixture *f = *state;
	int64_t n;

	fixture_commit(f);
	n = together_make(&f->c, clock_now());
	fixture_ok(f);
	arena_reset(f->arena);
	fixture_begin(f);
	return n;
}

static const struct together *
of(struct ctx *c, int64_t product, size_t want)
{
	size_t n;
	const struct together *t = together_list(c, product, &n);

	assert_int_equal(n, want);
	return t;
}

/* Chips stand in every order: what everybody buys anyhow goes with nothing. Bananas and the third go together. */
static void
more_than_chance(void **state)
{
	struct ctx *c = opened(state);
	const int64_t both[] = { BANANA, THIRD }, last[] = { FOURTH };
	const struct together *t;

	bought(c, 1, both, 2);
	bought(c, 2, both, 2);
	bought(c, 3, last, 1);
	bought(c, 4, last, 1);
	assert_int_equal(made(state), 2);
	t = of(c, BANANA, 1);
	assert_int_equal(t[0].other, THIRD);
	assert_int_equal(t[0].orders, 2);
	assert_int_equal(t[0].buyers, 2);
	assert_int_equal(of(c, THIRD, 1)[0].other, BANANA);
	of(c, CHIPS, 0);
	of(c, FOURTH, 0);
	assert_int_equal(made(state), 0);
}

/* However often one person buys two things, nobody learns of it. */
static void
one_buyer_is_nobody(void **state)
{
	struct ctx *c = opened(state);
	const int64_t both[] = { BANANA, THIRD };

	for (int i = 0; i < 5; i++)
		bought(c, 1, both, 2);
	for (int i = 0; i < 3; i++)
		bought(c, 2, NULL, 0);
	assert_int_equal(made(state), 0);
	of(c, BANANA, 0);
	bought(c, 3, both, 2);
	assert_int_equal(made(state), 2);
	assert_int_equal(of(c, BANANA, 1)[0].buyers, 2);
	assert_int_equal(of(c, BANANA, 1)[0].orders, 6);
}

/* Cancelled, not yet taken on, of too many lines, too old: then the pair goes again. */
static void
orders_that_do_not_count(void **state)
{
	struct ctx *c = opened(state);
	const int64_t both[] = { BANANA, THIRD };
	int64_t first = bought(c, 1, both, 2), second = bought(c, 2, both, 2), i;

	bought(c, 3, NULL, 0);
	bought(c, 4, NULL, 0);
	assert_int_equal(made(state), 2);
	db_exec(c, &q[Q_STATE], DB_I(first), DB_T("cancelled"));
	assert_int_equal(made(state), 2);
	assert_int_equal(db_one_int(c, -1, &q[Q_ROWS]), 0);
	db_exec(c, &q[Q_STATE], DB_I(first), DB_T("delivered"));
	assert_int_equal(made(state), 2);
	db_exec(c, &q[Q_STATE], DB_I(second), DB_T("hold"));
	assert_int_equal(made(state), 2);
	of(c, BANANA, 0);
	db_exec(c, &q[Q_STATE], DB_I(second), DB_T("shipped"));
	/* Chips, bananas, the third and seventeen more are twenty lines. */
	for (i = 0; i < TOGETHER_LINES - 3; i++)
		db_exec(c, &q[Q_LINES], DB_I(second), DB_I(10 + i), DB_I(CHIPS));
	assert_int_equal(made(state), 2);
	of(c, BANANA, 1);
	db_exec(c, &q[Q_LINES], DB_I(second), DB_I(99), DB_I(CHIPS));
	assert_int_equal(made(state), 2);
	of(c, BANANA, 0);
	bought(c, 5, both, 2);
	assert_int_equal(made(state), 2);
	clock_set(FIXTURE_NOW + 364 * DAY);
	assert_int_equal(made(state), 0);
	clock_set(FIXTURE_NOW + 365 * DAY);
	assert_int_equal(made(state), 2);
	of(c, BANANA, 0);
}

/* No more than twelve, the nearest; of equal ones the older goods. */
static void
twelve_at_most(void **state)
{
	struct ctx *c = opened(state);
	int64_t many[16];
	const struct together *t;

	many[0] = BANANA;
	for (int64_t i = 1; i < 16; i++) {
		many[i] = 10 + i;
		db_exec(c, &q[Q_GOODS], DB_I(many[i]));
	}
	bought(c, 1, many, 16);
	bought(c, 2, many, 16);
	bought(c, 3, (const int64_t[]){ BANANA, 25 }, 2);
	for (int i = 4; i < 9; i++)
		bought(c, i, NULL, 0);
	assert_int_equal(made(state), 16);
	t = of(c, BANANA, TOGETHER_MOST);
	assert_int_equal(t[0].other, 25);
	assert_int_equal(t[0].buyers, 3);
	for (size_t i = 1; i < TOGETHER_MOST; i++)
		assert_int_equal(t[i].other, 10 + i);
}

/* The owner leaves one out: it stays out, comes back when asked, and the count goes on. */
static void
hidden_stays_hidden(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	const int64_t both[] = { BANANA, THIRD };
	const struct product *p;

	bought(c, 1, both, 2);
	bought(c, 2, both, 2);
	bought(c, 3, NULL, 0);
	bought(c, 4, NULL, 0);
	assert_int_equal(made(state), 2);
	p = catalog_product(c, BANANA);
	assert_int_equal(p->n_bought, 1);
	assert_int_equal(p->bought[0].product, THIRD);
	assert_int_equal(p->bought[0].buyers, 2);
	assert_int_equal(p->n_links, 0);
	together_hide(c, BANANA, THIRD, true);
	together_hide(c, BANANA, FOURTH, true);
	fixture_next(f);
	assert_int_equal(catalog_product(c, BANANA)->n_bought, 0);
	assert_int_equal(catalog_product(c, THIRD)->n_bought, 1);
	assert_int_equal(made(state), 0);
	assert_true(of(c, BANANA, 1)[0].hidden);
	together_hide(c, BANANA, THIRD, false);
	assert_int_equal(catalog_product(c, BANANA)->n_bought, 1);
	assert_int_equal(made(state), 0);
	goods_part_remove(c, THIRD);
	assert_int_equal(db_one_int(c, -1, &q[Q_ROWS]), 0);
}

/* What was merged into another is that one. */
static void
merged_goods_count_for_the_other(void **state)
{
	struct ctx *c = opened(state);

	bought(c, 1, (const int64_t[]){ BANANA, THIRD }, 2);
	bought(c, 2, (const int64_t[]){ BANANA, FOURTH }, 2);
	bought(c, 3, NULL, 0);
	bought(c, 4, NULL, 0);
	assert_int_equal(made(state), 0);
	db_exec(c, &q[Q_MERGE], DB_I(FOURTH), DB_I(THIRD));
	assert_int_equal(made(state), 2);
	assert_int_equal(of(c, BANANA, 1)[0].other, THIRD);
	product_link_moved(c, THIRD, CHIPS);
	of(c, BANANA, 0);
}

static const struct CMUnitTest tests[] = {
	CASE(more_than_chance),
	CASE(one_buyer_is_nobody),
	CASE(orders_that_do_not_count),
	CASE(twelve_at_most),
	CASE(hidden_stays_hidden),
	CASE(merged_goods_count_for_the_other),
};

FIXTURE_MAIN(tests)
