/* Goods that are made: which piece is one, how many are left of a batch, its closing day and its limit, what goes back to which batch; and runs through a batch: order by order, broken off, asked for twice. */
#include "trade.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/catalog.h"
#include "shop/outbox.h"
#include "shop/preorder.h"
#include "shop/preorder_run.h"

enum { Q_VERSION, Q_TAKEN, Q_DAY, Q_OUTCOME, Q_STATE, Q_ROWS, Q_FAIL };
static const struct db_stmt tq[] = {
	[Q_VERSION] = SQL("pt.version", "SELECT version FROM product WHERE id = $1"),
	[Q_TAKEN] = SQL("pt.taken", "SELECT made_taken FROM product WHERE id = $1"),
	[Q_DAY] = SQL("pt.day", "SELECT CAST(SUM(ready_day) AS BIGINT) FROM order_line"),
	[Q_OUTCOME] = SQL("pt.outcome", "SELECT outcome FROM preorder_run_order WHERE run = $1 AND orders = $2"),
	[Q_STATE] = SQL("pt.state", "SELECT pay_state || ' ' || delivery_state FROM orders WHERE id = $1"),
	[Q_ROWS] = SQL("pt.rows", "SELECT COUNT(*) FROM outbox WHERE kind = 'preorder.run' AND state = 'due'"),
	/* Its own rows don't fit together any more: nothing is held for it. */
	[Q_FAIL] = SQL("pt.fail", "UPDATE stock SET reserved = 0 WHERE variant = 1"),
};

static void
sold_as(struct ctx *c, const struct preorder *p, bool fresh)
{
	assert_int_equal(preorder_put(c, CHIPS, db_one_int(c, 0, &tq[Q_VERSION], DB_I(CHIPS)), p, fresh), PREORDER_OK);
}

/* Chips are always made first, and none lie there. */
static struct ctx *
opened(void **state, int64_t most)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	trade_open(c);
	assert_int_equal(stock_count(c, CHIPS_S, 0, "count", ""), STOCK_CHANGE_OK);
	sold_as(c, &(struct preorder){ .rule = MAKING_PRE, .ready_days = 5, .most = most }, false);
	for (int64_t s = 1; s <= 6; s++)
		trade_session(c, s);
	fixture_next(f);
	return c;
}

static int64_t
taken(struct ctx *c)
{
	return db_one_int(c, -1, &tq[Q_TAKEN], DB_I(CHIPS));
}

static void
which_piece(void **state)
{
	struct preorder p = { .rule = MAKING_BACK };
	static const struct { enum made_rule rule; int64_t closes, most, taken, left; } cases[] = {
		{ MAKING_NOT, 0, 0, 0, INT64_MAX }, { MAKING_BACK, 5, 1, 9, INT64_MAX }, { MAKING_PRE, 0, 0, 99, INT64_MAX }, { MAKING_PRE, 0, 10, 4, 6 }, { MAKING_PRE, 0, 10, 10, 0 },
		{ MAKING_PRE, 0, 10, 12, 0 }, { MAKING_PRE, 101, 10, 4, 6 }, { MAKING_PRE, 100, 10, 4, 0 }, { MAKING_PRE, 99, 0, 0, 0 },
	};

	(void)state;
	assert_false(preorder_made(&p, 3, 3));
	assert_true(preorder_made(&p, 3, 4));
	p.rule = MAKING_PRE;
	assert_true(preorder_made(&p, 3, 1));
	p.rule = MAKING_ASK;
	assert_false(preorder_made(&p, 0, 1));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		p = (struct preorder){ .rule = cases[i].rule, .closes = cases[i].closes, .most = cases[i].most, .taken = cases[i].taken };
		assert_int_equal(preorder_left(&p, 100), cases[i].left);
	}
	assert_int_equal(preorder_rule("pre"), MAKING_PRE);
	assert_int_equal(preorder_rule(""), MAKING_NOT);
	assert_int_equal(preorder_rule("drop table"), MAKING_NOT);
}

static void
a_batch_is_full(void **state)
{
	struct ctx *c = opened(state, 5);

	assert_true(preorder_take(c, CHIPS, 1, 4, false));
	assert_false(preorder_take(c, CHIPS, 1, 2, false));
	assert_true(preorder_take(c, CHIPS, 1, 1, false));
	assert_int_equal(stock_reserve(c, CHIPS_S, 1, 1), STOCK_CHANGE_SHORT);
	preorder_give_back(c, CHIPS, 1, 2);
	assert_int_equal(taken(c), 3);
	assert_int_equal(stock_reserve(c, CHIPS_S, 1, 1), STOCK_CHANGE_OK);
	stock_release(c, CHIPS_S, 1, 1);
	/* Of another batch nothing is taken, and what comes back to it changes nothing here. */
	assert_false(preorder_take(c, CHIPS, 2, 1, false));
	preorder_give_back(c, CHIPS, 7, 3);
	assert_int_equal(taken(c), 3);
	sold_as(c, &(struct preorder){ .rule = MAKING_PRE, .ready_days = 5, .most = 5 }, true);
	assert_int_equal(taken(c), 0);
	assert_true(preorder_take(c, CHIPS, 2, 5, false));
	/* An order of the batch before that comes back to life belongs to none. */
	assert_true(preorder_take(c, CHIPS, 1, 3, true));
	assert_int_equal(taken(c), 5);
}

static void
a_closing_day(void **state)
{
	struct ctx *c = opened(state, 0);
	int64_t now = clock_now();

	sold_as(c, &(struct preorder){ .rule = MAKING_PRE, .closes = now + 50 }, false);
	assert_int_equal(preorder_due(c, now, 10), 0);
	assert_true(preorder_take(c, CHIPS, 1, 1, false));
	assert_int_equal(preorder_due(c, now + 50, 10), 1);
	assert_int_equal(preorder_due(c, now + 50, 10), 0);
	sold_as(c, &(struct preorder){ .rule = MAKING_PRE, .closes = now - 1 }, false);
	assert_false(preorder_take(c, CHIPS, 1, 1, false));
	assert_true(preorder_take(c, CHIPS, 1, 1, true));
	assert_int_equal(stock_reserve(c, CHIPS_S, 1, 1), STOCK_CHANGE_SHORT);
}

/* --- runs --- */

static int64_t
bought(struct fixture *f, int64_t session, int64_t also)
{
	struct ctx *c = &f->c;
	struct checkout form;
	struct order *o;

	assert_int_equal(cart_add(c, session, CHIPS_S, 2), CART_OK);
	if (also)
		assert_int_equal(cart_add(c, session, also, 1), CART_OK);
	form = trade_form(c, session, arena_printf(c->arena, "%022lld", (long long)session), COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, session, &form, &o), ORDER_PLACED);
	session = o->id;
	fixture_next(f);
	return session;
}

static void
work(struct fixture *f)
{
	struct outbox_row *row;

	assert_true(db_commit(&f->c));
	for (int i = 0; i < 3; i++) {
		assert_true(db_begin(&f->c, DB_WRITE));
		row = outbox_claim(&f->c, "import", "test", 60);
		assert_true(db_commit(&f->c));
		if (row)
			assert_true(preorder_run_work(&f->c, 1, 1, row));
	}
	assert_true(db_begin(&f->c, DB_WRITE));
}

static const char *
outcome(struct ctx *c, int64_t run, int64_t order)
{
	return db_one_text(c, &tq[Q_OUTCOME], DB_I(run), DB_I(order));
}

static void
called_off(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 0);
	int64_t unpaid = bought(f, 1, 0), paid = bought(f, 2, 0), mixed = bought(f, 3, BANANA_S), run, again;
	struct preorder_ask ask = { .product = CHIPS, .batch = 1, .act = BATCH_CANCEL, .key = "0123456789", .words = "Batal" };

	assert_int_equal(order_act(c, paid, 0, ACT_PAY, NULL), MOVE_OK);
	assert_int_equal(preorder_batch(c, CHIPS, 1).orders, 3);
	assert_int_equal(preorder_batch(c, CHIPS, 1).paid_pieces, 2);
	assert_int_equal(preorder_run_start(c, &ask, &run), START_OK);
	assert_int_equal(preorder_run_start(c, &ask, &again), START_AGAIN);
	assert_int_equal(again, run);
	ask.key = "9876543210";
	assert_int_equal(preorder_run_start(c, &ask, &again), START_BUSY);
	assert_int_equal(db_one_int(c, 0, &tq[Q_ROWS]), 1);
	assert_int_equal(stock_reserve(c, CHIPS_S, 1, 9), STOCK_CHANGE_SHORT);
	work(f);
	assert_string_equal(outcome(c, run, unpaid), "cancelled");
	assert_string_equal(outcome(c, run, paid), "refund");
	assert_string_equal(outcome(c, run, mixed), "mixed");
	assert_string_equal(db_one_text(c, &tq[Q_STATE], DB_I(paid)), "refund_due cancelled");
	assert_string_equal(db_one_text(c, &tq[Q_STATE], DB_I(mixed)), "waiting hold");
	assert_int_equal(trade_reserved(c, CHIPS_S), 2);
	assert_int_equal(taken(c), 2);
	assert_int_equal(stock_faults(c), 0);
	assert_string_equal(preorder_run_get(c, run)->state, "done");
	assert_false(preorder_run_go(c, run));
	assert_false(preorder_run_stop(c, run));
	ask.batch = 3;
	assert_int_equal(preorder_run_start(c, &ask, &again), START_NONE);
	ask.key = "another key";
	ask.product = 99;
	assert_int_equal(preorder_run_start(c, &ask, &again), START_GONE);
}

static void
one_that_cannot_be_done_holds_nobody_up(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 0);
	int64_t bad = bought(f, 1, 0), good = bought(f, 2, 0), run;
	struct preorder_ask ask = { .product = CHIPS, .batch = 1, .act = BATCH_CANCEL, .key = "0123456789", .words = "Batal" };

	db_exec(c, &tq[Q_FAIL]);
	assert_int_equal(preorder_run_start(c, &ask, &run), START_OK);
	work(f);
	assert_string_equal(outcome(c, run, bad), "failed");
	assert_string_equal(outcome(c, run, good), "failed");
	assert_string_equal(db_one_text(c, &tq[Q_STATE], DB_I(good)), "waiting hold");
	assert_string_equal(preorder_run_get(c, run)->state, "done");
}

static void
another_day_and_arrival(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 0);
	int64_t o = bought(f, 1, 0), run, day = clock_day(clock_now(), "Asia/Jakarta") + 9;
	struct preorder_ask ask = { .product = CHIPS, .batch = 1, .act = BATCH_MOVE, .key = "0123456789", .words = "", .day = day };
	const struct preorder_came came[] = { { CHIPS_S, 5 } };
	size_t n;

	assert_int_equal(preorder_run_start(c, &ask, &run), START_OK);
	work(f);
	assert_string_equal(outcome(c, run, o), "silent");
	assert_int_equal(db_one_int(c, 0, &tq[Q_DAY]), day);
	assert_int_equal(catalog_product(c, CHIPS)->buying.made.ready_day, day);
	assert_int_equal(catalog_product(c, CHIPS)->buying.made.ready_days, 0);
	ask = (struct preorder_ask){ .product = CHIPS, .batch = 1, .act = BATCH_ARRIVE, .key = "abcdefghij", .words = "", .came = came, .n_came = 1 };
	assert_int_equal(preorder_run_start(c, &ask, &run), START_OK);
	assert_int_equal(run, 2);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 5);
	assert_int_equal(preorder_run_prune(c, clock_now() + 10, 10), 2);
	assert_null(preorder_run_get(c, run));
	(void)preorder_sums(c, CHIPS, 1, &n);
	assert_int_equal(n, 1);
}

static const struct CMUnitTest tests[] = {
	CASE(which_piece), CASE(a_batch_is_full), CASE(a_closing_day), CASE(called_off), CASE(one_that_cannot_be_done_holds_nobody_up), CASE(another_day_and_arrival),
};
FIXTURE_MAIN(tests)
