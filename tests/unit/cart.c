/* The cart: adding, refusing, telling what changed, and sums that are checked (abuse cases 2, 3, 4, 8, 9, 13 at this level). */
#include "trade.h"

static const struct db_stmt s[] = {
	SQL("t.price", "UPDATE variant SET price = $2 WHERE id = $1"),
	SQL("t.hide", "UPDATE product SET status = $2 WHERE id = $1"),
	SQL("t.off", "UPDATE variant SET active = 0 WHERE id = $1"),
	SQL("t.sale", "UPDATE variant SET sale_price = $2, sale_from = $3, sale_to = $4 WHERE id = $1"),
	SQL("t.weight", "UPDATE variant SET weight_g = $2 WHERE id = $1"),
	SQL("t.lines", "SELECT COUNT(*) FROM cart_line"),
	SQL("t.bad_line", "INSERT INTO cart_line (cart, variant, qty, position, price_seen) VALUES ($1, 3, -1, 9, 1)"),
	SQL("t.size", "UPDATE variant SET length_mm = $2, width_mm = $2, height_mm = $3 WHERE id = $1"),
};

static struct ctx *
opened(void **state)
{
	struct fixture *f = *state;

	trade_open(&f->c);
	trade_session(&f->c, 1);
	fixture_next(f);
	return &f->c;
}

static void
empty(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(cart_get(c, 0)->n, 0);
	assert_int_equal(cart_get(c, 1)->n, 0);
	assert_false(cart_get(c, 1)->ok);
	assert_int_equal(cart_count(c, 0), 0);
	assert_int_equal(cart_count(c, 1), 0);
	assert_int_equal(cart_add(c, 0, CHIPS_S, 1), CART_GONE);
}

static void
adds(void **state)
{
	struct ctx *c = opened(state);
	struct cart *cart;

	assert_int_equal(cart_add(c, 1, CHIPS_S, 2), CART_OK);
	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_OK);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	fixture_next(*state);
	cart = cart_get(c, 1);
	assert_int_equal(cart->n, 2);
	assert_int_equal(cart->lines[0].variant, CHIPS_S);
	assert_int_equal(cart->lines[0].qty, 3);
	assert_int_equal(cart->lines[0].total, 36000);
	assert_string_equal(cart->lines[0].item->name, "Keripik Balado");
	assert_string_equal(cart->lines[0].item->label, "250 g");
	assert_string_equal(cart->lines[0].item->slug, "keripik-balado");
	assert_int_equal(cart->lines[0].item->cost, 7000);
	assert_int_equal(cart->lines[0].item->available, 10);
	assert_string_equal(cart->lines[1].item->label, "");
	assert_int_equal(cart->subtotal, 51000);
	assert_int_equal(cart->weight_g, 950);
	assert_int_equal(cart->count, 4);
	assert_int_equal(cart_count(c, 1), 4);
	assert_true(cart->ok);
	c->lang = "en";
	assert_string_equal(cart_get(c, 1)->lines[0].item->name, "Balado Chips");
	assert_string_equal(cart_get(c, 1)->lines[1].item->name, "Pisang Aren");
}

/* The cart's item and the catalogue's say the same about a variant. */
static void
agrees(void **state)
{
	struct ctx *c = opened(state);
	const struct sellable *a, *b = catalog_sellable(c, CHIPS_L);

	assert_int_equal(cart_add(c, 1, CHIPS_L, 1), CART_OK);
	a = cart_get(c, 1)->lines[0].item;
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->label, b->label);
	assert_string_equal(a->sku, b->sku);
	assert_string_equal(a->picture.hash, b->picture.hash);
	assert_string_equal(a->picture.alt, b->picture.alt);
	assert_int_equal(a->price.now, b->price.now);
	assert_int_equal(a->cost, b->cost);
	assert_int_equal(a->available, b->available);
	assert_int_equal(a->stock, b->stock);
}

static void
sets(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(cart_set(c, 1, CHIPS_S, 5), CART_OK);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 2), CART_OK);
	assert_int_equal(cart_count(c, 1), 2);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 0), CART_OK);
	assert_int_equal(cart_get(c, 1)->n, 0);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 0), CART_OK);
}

/* Abuse cases 2 and 3: no quantity outside 1..999 becomes a line, whoever asks. */
static void
quantities(void **state)
{
	static const int64_t bad[] = { 0, -1, INT64_MIN, INT64_MAX, 1000, INT64_C(1) << 31, INT64_C(1) << 32 };
	struct ctx *c = opened(state);

	assert_int_equal(cart_add(c, 1, CHIPS_S, 2), CART_OK);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(cart_add(c, 1, CHIPS_S, bad[i]), CART_FULL);
		if (bad[i] != 0)
			assert_int_equal(cart_set(c, 1, CHIPS_S, bad[i]), CART_FULL);
		assert_int_equal(cart_count(c, 1), 2);
	}
}

/* A row doctored behind our back is refused by the table itself. */
static void
negative_line(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);

	assert_int_equal(cart_add(c, 1, CHIPS_S, 2), CART_OK);
	db_exec(c, &s[6], DB_I(cart_get(c, 1)->id));
	assert_int_equal(c->err.kind, ERR_DB);
	db_rollback(c);
	err_clear(c);
	fixture_begin(f);
}

static void
shortage(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(cart_add(c, 1, CHIPS_S, 11), CART_SHORT);
	assert_int_equal(cart_get(c, 1)->n, 0);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 8), CART_OK);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 3), CART_SHORT);
	assert_int_equal(cart_count(c, 1), 8);
	assert_int_equal(stock_adjust(c, CHIPS_S, -7, "loss", ""), STOCK_CHANGE_OK);
	assert_true(cart_get(c, 1)->lines[0].short_of);
	assert_false(cart_get(c, 1)->ok);
	/* Fewer is always allowed; it still says that it is short. */
	assert_int_equal(cart_set(c, 1, CHIPS_S, 5), CART_OK);
	assert_true(cart_get(c, 1)->lines[0].short_of);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 3), CART_OK);
	assert_true(cart_get(c, 1)->ok);
}

/* Sizes add up by quantity; what has no whole size takes no place, and what is too large to count goes into no cart. */
static void
sizes(void **state)
{
	struct ctx *c = opened(state);

	db_exec(c, &s[7], DB_I(CHIPS_S), DB_I(200), DB_I(150));
	db_exec(c, &s[7], DB_I(BANANA_S), DB_I(300), DB_I(0));
	assert_int_equal(cart_add(c, 1, CHIPS_S, 3), CART_OK);
	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_OK);
	assert_int_equal(cart_get(c, 1)->volume_mm3, 18000000);
	assert_int_equal(cart_parcel(cart_get(c, 1)).volume_mm3, 18000000);
	assert_true(cart_get(c, 1)->ok);
	db_exec(c, &s[7], DB_I(CHIPS_S), DB_I(INT64_C(3000000000)), DB_I(1));
	assert_int_equal(cart_set(c, 1, CHIPS_S, 4), CART_FULL);
	assert_false(cart_get(c, 1)->ok);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 1), CART_OK);
	db_exec(c, &s[7], DB_I(BANANA_S), DB_I(INT64_C(3000000000)), DB_I(1));
	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_FULL);
	assert_false(cart_get(c, 1)->ok);
}

/* Abuse case 13: what is not sold is refused without its name. */
static void
gone(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(cart_add(c, 1, 999, 1), CART_GONE);
	assert_int_equal(cart_add(c, 1, -1, 1), CART_GONE);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_OK);
	db_exec(c, &s[1], DB_I(CHIPS), DB_T("draft"));
	db_exec(c, &s[2], DB_I(BANANA_S));
	assert_null(cart_get(c, 1)->lines[0].item);
	assert_null(cart_get(c, 1)->lines[1].item);
	assert_false(cart_get(c, 1)->ok);
	assert_int_equal(cart_get(c, 1)->subtotal, 0);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_GONE);
	assert_int_equal(cart_set(c, 1, BANANA_S, 1), CART_GONE);
	assert_int_equal(cart_set(c, 1, BANANA_S, 0), CART_OK);
	assert_int_equal(cart_get(c, 1)->n, 1);
}

static void
prices(void **state)
{
	struct ctx *c = opened(state);
	const char *hash;

	assert_int_equal(cart_add(c, 1, CHIPS_S, 2), CART_OK);
	hash = cart_get(c, 1)->hash;
	assert_int_equal(strlen(hash), 64);
	assert_string_equal(cart_get(c, 1)->hash, hash);
	db_exec(c, &s[0], DB_I(CHIPS_S), DB_I(13000));
	assert_true(cart_get(c, 1)->lines[0].price_changed);
	assert_string_not_equal(cart_get(c, 1)->hash, hash);
	hash = cart_get(c, 1)->hash;
	cart_accept(c, 1);
	assert_false(cart_get(c, 1)->lines[0].price_changed);
	assert_string_equal(cart_get(c, 1)->hash, hash);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 3), CART_OK);
	assert_string_not_equal(cart_get(c, 1)->hash, hash);
}

/* A sale counts from its first second to before its last, by the settable clock. */
static void
sale(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	db_exec(c, &s[3], DB_I(CHIPS_S), DB_I(9000), DB_I(FIXTURE_NOW + 100), DB_I(FIXTURE_NOW + 200));
	assert_int_equal(cart_get(c, 1)->subtotal, 12000);
	clock_set(FIXTURE_NOW + 100);
	assert_int_equal(cart_get(c, 1)->subtotal, 9000);
	assert_int_equal(cart_get(c, 1)->lines[0].item->price.was, 12000);
	clock_set(FIXTURE_NOW + 199);
	assert_int_equal(cart_get(c, 1)->subtotal, 9000);
	clock_set(FIXTURE_NOW + 200);
	assert_int_equal(cart_get(c, 1)->subtotal, 12000);
}

/* Abuse case 4: what cannot be summed is refused at the line that would do it. */
static void
overflow(void **state)
{
	struct ctx *c = opened(state);

	db_exec(c, &s[0], DB_I(CHIPS_S), DB_I(INT64_MAX / 2));
	assert_int_equal(cart_add(c, 1, CHIPS_S, 3), CART_FULL);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 2), CART_OK);
	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_FULL);
	assert_int_equal(cart_get(c, 1)->n, 1);
	assert_int_equal(cart_set(c, 1, CHIPS_S, 1), CART_OK);
	db_exec(c, &s[4], DB_I(BANANA_S), DB_I(INT64_MAX / 2));
	assert_int_equal(cart_add(c, 1, BANANA_S, 2), CART_FULL);
	/* A price raised later makes the cart not ok, never a wrong sum. */
	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_OK);
	db_exec(c, &s[0], DB_I(BANANA_S), DB_I(INT64_MAX));
	assert_false(cart_get(c, 1)->ok);
}

static void
pruned(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	assert_int_equal(cart_prune(c, FIXTURE_NOW), 0);
	assert_int_equal(cart_prune(c, FIXTURE_NOW + 1), 1);
	assert_int_equal(db_one_int(c, -1, &s[5]), 0);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	cart_clear(c, 1);
	assert_int_equal(cart_count(c, 1), 0);
}

static const struct CMUnitTest tests[] = {
	CASE(empty), CASE(adds), CASE(agrees), CASE(sets), CASE(quantities), CASE(negative_line), CASE(shortage), CASE(sizes), CASE(gone),
	CASE(prices), CASE(sale), CASE(overflow), CASE(pruned),
};
FIXTURE_MAIN(tests)
