/* Bundles: their stock is what the parts allow, whatever moves a part; orders take, give back and send the parts once; what may not be inside is refused; weight and cost follow as long as nobody wrote them. */
#include "trade.h"

#include "base/str.h"
#include "shop/bundle.h"
#include "shop/price.h"

enum { HAMPER = 3, HAMPER_V = 10 };

enum { Q_STATE, Q_NUMBERS, Q_MOVES, Q_STATUS, Q_SPOIL, Q_MEASURED, Q_PER };
static const struct db_stmt tq[] = {
	[Q_STATE] = SQL("bt.state", "SELECT stock_state FROM variant WHERE id = $1"),
	[Q_NUMBERS] = SQL("bt.numbers", "SELECT weight_g, COALESCE(cost, -1) FROM variant WHERE id = $1"),
	[Q_MOVES] = SQL("bt.moves", "SELECT COUNT(*) FROM stock_move WHERE bundle = 10 AND variant = $1 AND reason = $2"),
	[Q_STATUS] = SQL("bt.status", "UPDATE variant SET weight_g = $2 WHERE id = $1"),
	[Q_MEASURED] = SQL("bt.measured", "UPDATE product SET measure = 'gram' WHERE id = 2"),
	[Q_PER] = SQL("bt.per", "UPDATE variant SET price_qty = 1000, price = 60000, cost = 45001, weight_g = $1 WHERE id = 3"),
	[Q_SPOIL] = SQL("bt.spoil", "UPDATE stock SET on_hand = on_hand + 1 WHERE variant = 10"),
};
static const struct db_stmt put[] = {
	SQL("bt.product", "INSERT INTO product (id, status, created_at, updated_at) VALUES (3, 'active', 1, 1)"),
	SQL("bt.text", "INSERT INTO product_text (product, lang, name) VALUES (3, 'id', 'Hampers')"),
	SQL("bt.slug", "INSERT INTO slug (kind, slug, object, current, at) VALUES ('product', 'hampers', 3, 1, 1)"),
	SQL("bt.variant", "INSERT INTO variant (id, product, sku, price) VALUES (10, 3, 'HP', 90000), (11, 3, 'HQ', 70000)"),
};

static enum bundle_put
fill(struct ctx *c, int64_t variant, int64_t version, int64_t a, int64_t n_a, int64_t b, int64_t n_b)
{
	const struct bundle_part parts[] = { { .variant = a, .qty = n_a }, { .variant = b, .qty = n_b } };
	size_t bad;

	return bundle_put(c, variant, version, parts, b ? 2 : 1, &bad);
}

/* A hamper of two small chips and one banana: ten of each lie there. */
static struct ctx *
opened(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	trade_open(c);
	for (size_t i = 0; i < ARRAY_LEN(put); i++)
		db_exec(c, &put[i]);
	for (int64_t s = 1; s <= 3; s++)
		trade_session(c, s);
	assert_int_equal(fill(c, HAMPER_V, 0, CHIPS_S, 2, BANANA_S, 1), BUNDLE_OK);
	fixture_next(f);
	return c;
}

static void
there(struct fixture *f, int64_t n, const char *word)
{
	assert_int_equal(trade_on_hand(&f->c, HAMPER_V), n);
	assert_string_equal(db_one_text(&f->c, &tq[Q_STATE], DB_I(HAMPER_V)), word);
	assert_int_equal(stock_faults(&f->c), 0);
	assert_int_equal(shelf_faults(&f->c), 0);
}

static void
follows_its_parts(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);

	there(f, 5, "sedikit");
	assert_int_equal(stock_adjust(c, CHIPS_S, 30, "purchase", ""), STOCK_CHANGE_OK);
	there(f, 10, "ada");
	assert_int_equal(stock_count(c, BANANA_S, 0, "count", ""), STOCK_CHANGE_OK);
	there(f, 0, "habis");
	assert_int_equal(stock_count(c, BANANA_S, 3, "count", ""), STOCK_CHANGE_OK);
	there(f, 3, "sedikit");
	/* Nobody counts a hamper itself, and nothing is held of it. */
	assert_int_equal(stock_count(c, HAMPER_V, 99, "count", ""), STOCK_CHANGE_OK);
	assert_int_equal(stock_adjust(c, HAMPER_V, 5, "purchase", ""), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_reserve(c, HAMPER_V, 1, 1), STOCK_CHANGE_SHORT);
	there(f, 3, "sedikit");
	db_exec(c, &tq[Q_SPOIL]);
	assert_int_equal(stock_faults(c), 1);
}

static void
an_order_takes_the_parts_once(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t id = trade_order(c, 1, "one", HAMPER_V, 2, COURIER_ZONE, "transfer")->id;
	struct order_line *l;
	size_t n;

	assert_int_equal(trade_reserved(c, CHIPS_S), 4);
	assert_int_equal(trade_reserved(c, BANANA_S), 2);
	assert_int_equal(db_one_int(c, -1, &tq[Q_MOVES], DB_I(CHIPS_S), DB_T("reserve")), 1);
	there(f, 3, "sedikit");
	l = order_lines(c, id, &n);
	assert_int_equal(n, 1);
	assert_int_equal(l->n_parts, 2);
	assert_string_equal(l->parts[0].name, "Keripik Balado");
	assert_string_equal(l->parts[0].options, "250 g");
	assert_int_equal(l->parts[0].qty, 2);
	/* What is inside now is another matter than what was. */
	assert_int_equal(fill(c, HAMPER_V, 1, CHIPS_L, 1, 0, 0), BUNDLE_OK);
	fixture_next(f);
	assert_int_equal(order_act(c, id, 0, ACT_CANCEL, "batal"), MOVE_OK);
	assert_int_equal(order_act(c, id, 0, ACT_CANCEL, "batal"), MOVE_NOT_NOW);
	assert_int_equal(trade_reserved(c, CHIPS_S) + trade_reserved(c, BANANA_S), 0);
	assert_int_equal(stock_faults(c), 0);
}

static void
sent_and_come_back(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t id = trade_order(c, 1, "one", HAMPER_V, 2, COURIER_ZONE, "transfer")->id;

	assert_int_equal(order_act(c, id, 0, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(order_ship(c, id, 0, "JNE", "REG", "X1"), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 6);
	assert_int_equal(trade_on_hand(c, BANANA_S), 8);
	there(f, 3, "sedikit");
	fixture_next(f);
	assert_int_equal(order_act(c, id, 0, ACT_CANCEL, "kembali"), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 10);
	assert_int_equal(db_one_int(c, -1, &tq[Q_MOVES], DB_I(CHIPS_S), DB_T("return")), 1);
	there(f, 5, "sedikit");
}

static void
lines_share_parts(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct checkout form;
	struct order *o = NULL;
	struct cart *cart;

	assert_int_equal(cart_add(c, 1, HAMPER_V, 4), CART_OK);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 3), CART_OK);
	cart = cart_get(c, 1);
	assert_false(cart->ok);
	assert_false(cart->lines[0].short_of);
	assert_true(cart->lines[1].short_of);
	assert_int_equal(cart->lines[1].item->available, 2);
	form = trade_form(c, 1, "k", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &form, &o), ORDER_SHORT);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 2), CART_OK);
	form = trade_form(c, 1, "k", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &form, &o), ORDER_PLACED);
	assert_int_equal(trade_reserved(c, CHIPS_S), 10);
	there(f, 0, "habis");
}

static void
what_may_not_be(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct bundle_part part = { .variant = CHIPS_L, .qty = 1 };
	size_t bad;

	assert_int_equal(fill(c, 11, 0, HAMPER_V, 1, 0, 0), BUNDLE_NESTED);
	assert_int_equal(fill(c, CHIPS_S, 0, BANANA_S, 1, 0, 0), BUNDLE_NESTED);
	assert_int_equal(fill(c, 11, 0, 11, 1, 0, 0), BUNDLE_PART_GONE);
	assert_int_equal(fill(c, 11, 0, 4711, 1, 0, 0), BUNDLE_PART_GONE);
	assert_int_equal(fill(c, HAMPER_V, 7, CHIPS_S, 1, 0, 0), BUNDLE_CONFLICT);
	assert_int_equal(fill(c, HAMPER_V, 0, CHIPS_S, 1, 0, 0), BUNDLE_CONFLICT);
	db_rollback(c);
	fixture_begin(f);
	/* Held by an order: not before it has gone. */
	assert_int_equal(stock_adjust(c, 11, 3, "opening", ""), STOCK_CHANGE_OK);
	assert_int_equal(stock_reserve(c, 11, 1, 1), STOCK_CHANGE_OK);
	fixture_next(f);
	assert_int_equal(bundle_put(c, 11, 0, &part, 1, &bad), BUNDLE_HELD);
	db_rollback(c);
	fixture_begin(f);
	stock_release(c, 11, 1, 1);
	assert_int_equal(bundle_put(c, 11, 0, &part, 1, &bad), BUNDLE_OK);
	assert_int_equal(trade_on_hand(c, 11), 10);
	/* Plain again: nothing lies there. */
	assert_int_equal(bundle_put(c, 11, bundle_version(c, 11), NULL, 0, &bad), BUNDLE_OK);
	assert_int_equal(trade_on_hand(c, 11), 0);
	assert_int_equal(bundle_version(c, 11), 0);
	assert_int_equal(stock_adjust(c, 11, 3, "count", ""), STOCK_CHANGE_OK);
	assert_int_equal(stock_faults(c), 0);
}

static void
numbers(struct ctx *c, int64_t weight, int64_t cost)
{
	struct db_rows r = db_query(c, &tq[Q_NUMBERS], DB_I(HAMPER_V));

	assert_true(db_next(&r));
	assert_int_equal(db_int(&r), weight);
	assert_int_equal(db_int(&r), cost);
	db_done(&r);
}

static void
weight_and_cost(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);

	numbers(c, 700, 23000);
	db_exec(c, &tq[Q_STATUS], DB_I(CHIPS_S), DB_I(300));
	bundle_follow(c, CHIPS);
	numbers(c, 800, 23000);
	/* One part has no cost: neither has the hamper. */
	assert_int_equal(fill(c, HAMPER_V, 1, CHIPS_S, 1, CHIPS_L, 1), BUNDLE_OK);
	numbers(c, 1300, -1);
	/* What somebody wrote stays. */
	db_exec(c, &tq[Q_STATUS], DB_I(HAMPER_V), DB_I(1500));
	assert_int_equal(fill(c, HAMPER_V, 2, CHIPS_S, 2, 0, 0), BUNDLE_OK);
	numbers(c, 1500, 14000);
	fixture_next(f);
}

/* Two small chips and 250 g of bananas, of which 760 g lie there. */
static void
a_part_by_weight(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct bundle_part parts[] = { { .variant = CHIPS_S, .qty = 2 }, { .variant = BANANA_S, .qty = 250, .measure = MEASURE_GRAM } };
	struct price_edit edit = { .buying = { .measure = MEASURE_PIECE }, .price_qty = 1, .net = { -1 } };
	struct order_line *l;
	struct pack_line *sums;
	struct cart *cart;
	int64_t id;
	size_t n, bad;

	assert_int_equal(bundle_put(c, HAMPER_V, 1, parts, 1, &bad), BUNDLE_OK);
	db_exec(c, &tq[Q_MEASURED]);
	db_exec(c, &tq[Q_PER], DB_I(0));
	setting_bump(c, "catalog");
	shelf_put(c, BANANA, false);
	assert_int_equal(stock_adjust(c, BANANA_S, 750, "purchase", ""), STOCK_CHANGE_OK);
	/* Written for pieces, and they are grams now: not taken for 250 of something else. */
	parts[1].measure = MEASURE_PIECE;
	assert_int_equal(bundle_put(c, HAMPER_V, 2, parts, 2, &bad), BUNDLE_PART_GONE);
	assert_int_equal(bad, 1);
	parts[1].measure = MEASURE_GRAM;
	assert_int_equal(bundle_put(c, HAMPER_V, 2, parts, 2, &bad), BUNDLE_OK);
	fixture_next(f);
	there(f, 3, "sedikit");
	numbers(c, 750, 14000 + 11250);
	/* A kilogram that weighs more, since it is wrapped: rounded up. */
	db_exec(c, &tq[Q_PER], DB_I(1101));
	shelf_put(c, BANANA, false);
	bundle_follow(c, BANANA);
	numbers(c, 500 + 276, 25250);
	assert_int_equal(price_put(c, BANANA, catalog_product(c, BANANA)->version, &edit, &bad), PRICE_PACK);
	edit.buying.measure = MEASURE_GRAM;
	assert_int_equal(price_put(c, HAMPER, catalog_product(c, HAMPER)->version, &edit, &bad), PRICE_PACK);
	fixture_next(f);
	id = trade_order(c, 1, "one", HAMPER_V, 2, COURIER_ZONE, "transfer")->id;
	assert_int_equal(trade_reserved(c, BANANA_S), 500);
	there(f, 1, "sedikit");
	l = order_lines(c, id, &n);
	assert_int_equal(l->n_parts, 2);
	assert_int_equal(l->parts[1].measure, MEASURE_GRAM);
	assert_int_equal(l->parts[1].qty, 250);
	assert_int_equal(order_act(c, id, 0, ACT_PAY, ""), MOVE_OK);
	sums = pack_sums(c, id, 0, &n);
	assert_int_equal(n, 2);
	assert_int_equal(sums[1].qty, 500);
	assert_int_equal(sums[1].measure, MEASURE_GRAM);
	/* What is left, 260 g, is wanted twice: the later line can have 10 g. */
	assert_int_equal(cart_add(c, 2, HAMPER_V, 1), CART_OK);
	assert_int_equal(cart_add(c, 2, BANANA_S, 100), CART_OK);
	cart = cart_get(c, 2);
	assert_false(cart->lines[0].short_of);
	assert_true(cart->lines[1].short_of);
	assert_int_equal(cart->lines[1].item->available, 10);
	assert_int_equal(order_act(c, id, 0, ACT_CANCEL, "batal"), MOVE_OK);
	assert_int_equal(trade_reserved(c, BANANA_S), 0);
	there(f, 3, "sedikit");
}

static void
a_part_that_goes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct bundle_part *parts;
	size_t n;

	assert_int_equal(product_status(c, BANANA, "archived"), PRODUCT_STATUS_OK);
	there(f, 0, "habis");
	parts = bundle_parts(c, HAMPER_V, &n);
	assert_int_equal(n, 2);
	assert_true(parts[1].gone && !parts[0].gone);
	assert_int_equal(product_status(c, BANANA, "draft"), PRODUCT_STATUS_OK);
	there(f, 5, "sedikit");
	assert_true(bundle_holds(c, CHIPS));
	assert_false(bundle_holds(c, HAMPER));
}

static const struct CMUnitTest tests[] = {
	CASE(follows_its_parts), CASE(an_order_takes_the_parts_once), CASE(sent_and_come_back), CASE(lines_share_parts),
	CASE(what_may_not_be), CASE(weight_and_cost), CASE(a_part_by_weight), CASE(a_part_that_goes),
};
FIXTURE_MAIN(tests)
