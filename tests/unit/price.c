/* Prices by quantity and group, what may be bought, goods by weight: the rule itself, and what cart and order make of it. */
#include "trade.h"

#include "shop/buyer_group.h"

static const struct db_stmt s[] = {
	SQL("t.price", "UPDATE variant SET price = $2 WHERE id = $1"),
	SQL("t.sale", "UPDATE variant SET sale_price = $2, sale_from = $3, sale_to = $4 WHERE id = $1"),
	SQL("t.rules", "UPDATE product SET qty_min = $2, qty_max = $3, qty_step = $4, together = $5 WHERE id = $1"),
	SQL("t.count", "SELECT tiers FROM product WHERE id = $1"),
	SQL("t.empty", "UPDATE stock SET on_hand = $2 WHERE variant = $1"),
	SQL("t.customer", "INSERT INTO customer (id, phone, name, created_at) VALUES (77, '+6281100000077', 'Ibu Yet', 1)"),
	SQL("t.session_group", "SELECT CASE WHEN s.buyer_link IS NOT NULL THEN (SELECT u.buyer_group FROM buyer_link b JOIN customer u ON u.id = b.customer WHERE b.id = s.buyer_link AND b.revoked_at IS NULL) END"
	    " FROM session s WHERE s.id = $1"),
	SQL("t.version", "SELECT version FROM product WHERE id = $1"),
	SQL("t.token", "SELECT COUNT(*) FROM buyer_link WHERE token_hash = $1"),
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

/* Prices of a variant (0: all) for a group (0: everybody) from pairs of quantity and price. */
static enum price_put
put(struct ctx *c, int64_t product, int64_t variant, int64_t group, const int64_t pairs[][2], size_t n, struct buying b)
{
	struct price_edit e = { .variant = variant, .group = group, .n = n, .buying = b, .net = { -1 } };
	size_t bad;

	for (size_t i = 0; i < n; i++)
		e.tiers[i] = (struct price_tier){ .qty = pairs[i][0], .price = pairs[i][1] };
	return price_put(c, product, db_one_int(c, 0, &s[7], DB_I(product)), &e, &bad);
}

static int64_t
each(struct ctx *c, int64_t variant, int64_t n)
{
	const struct product *p = catalog_product(c, variant == BANANA_S ? BANANA : CHIPS);

	for (size_t i = 0; i < p->n_variants; i++)
		if (p->variants[i].id == variant)
			return price_shown(c, p, &p->variants[i], n).price.now;
	return -1;
}

static void
parses(void **state)
{
	static const struct { const char *typed; enum measure m; int64_t qty; } good[] = {
		{ "3", MEASURE_PIECE, 3 }, { "1.200", MEASURE_PIECE, 1200 }, { "0,25", MEASURE_GRAM, 250 }, { "0.25", MEASURE_GRAM, 250 }, { "1.000", MEASURE_GRAM, 1000 },
		{ "1", MEASURE_GRAM, 1000 }, { "1/4", MEASURE_GRAM, 250 }, { "250 g", MEASURE_GRAM, 250 }, { "250gr", MEASURE_GRAM, 250 }, { "2 ons", MEASURE_GRAM, 200 }, { " 1,5 KG", MEASURE_GRAM, 1500 },
		{ ",5", MEASURE_GRAM, 500 }, { "300 ml", MEASURE_ML, 300 }, { "1,5 liter", MEASURE_ML, 1500 }, { "0", MEASURE_GRAM, 0 }, { "0,001", MEASURE_GRAM, 1 },
	};
	static const char *const bad[] = { "", "-1", "abc", "1,2345", "0,25 ml", "1,,5", "1/0", "1/3", "99999999999999999999", "200000", "1e3", "1 kg lebih", ",", "0,0005 kg", "NaN", "½" };
	int64_t qty;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(quantity_parse(good[i].typed, good[i].m, &qty));
		assert_int_equal(qty, good[i].qty);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(quantity_parse(bad[i], MEASURE_GRAM, &qty));
}

static void
told(void **state)
{
	static const struct { const char *name; int64_t n; bool ml; } names[] = {
		{ "250 g", 250, false }, { "Level 2 · 1 kg", 1000, false }, { "Isi 600ml", 600, true }, { "1,5 liter", 1500, true }, { "3 x 250 g", 0, false }, { "12 pcs", 0, false }, { "Pedas", 0, false },
		{ "", 0, false }, { "5 bungkus, berat bersih 1 kg", 0, false }, { "±500 gram", 500, false },
	};
	bool ml;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(quantity_told(names[i].name, &ml), names[i].n);
		assert_int_equal(names[i].n > 0 && ml, names[i].ml);
	}
}

static void
costs(void **state)
{
	static const struct { int64_t price, of, qty, total; } right[] = {
		{ 80000, 1000, 250, 20000 }, { 12345, 1000, 1, 12 }, { 12500, 1000, 1, 13 }, { 12499, 1000, 1, 12 }, { 1, 1000, 499, 0 }, { 1, 1000, 500, 1 }, { 9000, 1, 12, 108000 }, { 33333, 100, 333, 110999 },
		{ 0, 1000, 5, 0 }, { 7, 3, 1, 2 }, { 8, 3, 1, 3 },
	};
	int64_t total;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(right); i++) {
		assert_true(quantity_cost(right[i].price, right[i].of, right[i].qty, &total));
		assert_int_equal(total, right[i].total);
	}
	assert_false(quantity_cost(INT64_MAX / 2, 1, 3, &total));
	assert_false(quantity_cost(-1, 1, 3, &total));
	assert_false(quantity_cost(1, 1, -3, &total));
	assert_false(quantity_cost(1, 0, 3, &total));
}

static void
texts(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(quantity_text(f->c.arena, "id", MEASURE_GRAM, 250), "0,25\u00a0kg");
	assert_string_equal(quantity_text(f->c.arena, "en", MEASURE_GRAM, 1500), "1.5\u00a0kg");
	assert_string_equal(quantity_text(f->c.arena, "id", MEASURE_GRAM, -250), "-0,25\u00a0kg");
	assert_string_equal(quantity_text(f->c.arena, "id", MEASURE_GRAM, -1250), "-1,25\u00a0kg");
	assert_string_equal(quantity_text(f->c.arena, "id", MEASURE_ML, 2000), "2\u00a0l");
	assert_string_equal(quantity_text(f->c.arena, "id", MEASURE_PIECE, 1200), "1.200");
}

/* What stands in a field is read again as what it was, thousands of kilograms too. */
static void
typed_again(void **state)
{
	static const struct { enum measure m; int64_t qty; const char *id, *en; } rows[] = {
		{ MEASURE_PIECE, 1200, "1.200", "1.200" }, { MEASURE_GRAM, 250, "0,25", "0.25" }, { MEASURE_GRAM, 1000, "1", "1" }, { MEASURE_GRAM, 1200000, "1200", "1200" },
		{ MEASURE_GRAM, 1200500, "1200,5", "1200.5" }, { MEASURE_ML, 1, "0,001", "0.001" }, { MEASURE_ML, 0, "0", "0" }, { MEASURE_GRAM, 100000000, "100000", "100000" }, { MEASURE_GRAM, -1, "", "" },
	};
	struct fixture *f = *state;
	int64_t qty;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_string_equal(quantity_typed(f->c.arena, "id", rows[i].m, rows[i].qty), rows[i].id);
		assert_string_equal(quantity_typed(f->c.arena, "en", rows[i].m, rows[i].qty), rows[i].en);
		for (int en = 0; en < 2 && rows[i].qty >= 0; en++) {
			assert_true(quantity_parse(quantity_typed(f->c.arena, en ? "en" : "id", rows[i].m, rows[i].qty), rows[i].m, &qty));
			assert_int_equal(qty, rows[i].qty);
		}
	}
}

static void
rules(void **state)
{
	const struct buying none = { 0 }, sixes = { .min = 6, .max = 30, .step = 6 }, odd = { .min = 5, .step = 3 }, kilos = { .measure = MEASURE_GRAM, .min = 250, .step = 250 };

	(void)state;
	assert_int_equal(buying_check(&none, 1), BUYING_OK);
	assert_int_equal(buying_check(&sixes, 5), BUYING_MIN);
	assert_int_equal(buying_check(&sixes, 12), BUYING_OK);
	assert_int_equal(buying_check(&sixes, 13), BUYING_STEP);
	assert_int_equal(buying_check(&sixes, 36), BUYING_MAX);
	assert_int_equal(buying_fit(&sixes, 1), 6);
	assert_int_equal(buying_fit(&sixes, 100), 30);
	assert_int_equal(buying_fit(&odd, 1), 6);
	assert_int_equal(buying_first(&none, 1), 1);
	assert_int_equal(buying_first(&kilos, 1000), 1000);
	assert_int_equal(buying_step(&kilos, 1000), 250);
	assert_int_equal(buying_fit(&kilos, 300), 250);
}

static void
writes(void **state)
{
	struct ctx *c = opened(state);

	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, (const int64_t[][2]){ { 10, 10000 }, { 100, 8000 } }, 2, (struct buying){ 0 }), PRICE_OK);
	fixture_next(*state);
	assert_int_equal(db_one_int(c, 0, &s[3], DB_I(CHIPS)), 2);
	assert_int_equal(each(c, CHIPS_S, 1), 12000);
	assert_int_equal(each(c, CHIPS_S, 9), 12000);
	assert_int_equal(each(c, CHIPS_S, 10), 10000);
	assert_int_equal(each(c, CHIPS_S, 1000), 8000);
	assert_int_equal(each(c, CHIPS_L, 100), 40000);
	/* What makes no sense is refused, and what was there stays. */
	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, (const int64_t[][2]){ { 10, 10000 }, { 10, 9000 } }, 2, (struct buying){ 0 }), PRICE_SAME_QTY);
	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, (const int64_t[][2]){ { 10, 10000 }, { 100, 10000 } }, 2, (struct buying){ 0 }), PRICE_NOT_FALLING);
	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, (const int64_t[][2]){ { 100, 9000 }, { 10, 8000 } }, 2, (struct buying){ 0 }), PRICE_NOT_FALLING);
	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, (const int64_t[][2]){ { 10, 12000 } }, 1, (struct buying){ 0 }), PRICE_NOT_LOWER);
	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, (const int64_t[][2]){ { 1, 100 } }, 1, (struct buying){ 0 }), PRICE_RULES);
	assert_int_equal(put(c, CHIPS, BANANA_S, 0, (const int64_t[][2]){ { 10, 100 } }, 1, (struct buying){ 0 }), PRICE_GONE);
	assert_int_equal(put(c, CHIPS, 0, 5, (const int64_t[][2]){ { 10, 100 } }, 1, (struct buying){ 0 }), PRICE_GONE);
	assert_int_equal(put(c, 99, 0, 0, (const int64_t[][2]){ { 10, 100 } }, 1, (struct buying){ 0 }), PRICE_GONE);
	assert_int_equal(put(c, CHIPS, 0, 0, NULL, 0, (struct buying){ .min = 5, .max = 4 }), PRICE_RULES);
	assert_int_equal(put(c, CHIPS, 0, 0, NULL, 0, (struct buying){ .min = 4, .max = 5, .step = 3 }), PRICE_RULES);
	assert_int_equal(put(c, CHIPS, 0, 0, NULL, 0, (struct buying){ .min = -1 }), PRICE_RULES);
	assert_int_equal(put(c, CHIPS, 0, 0, NULL, 0, (struct buying){ .measure = MEASURE_GRAM }), PRICE_STOCK);
	assert_int_equal(db_one_int(c, 0, &s[3], DB_I(CHIPS)), 2);
	/* For all choices beside those of one; each scope is written by itself. */
	assert_int_equal(put(c, CHIPS, 0, 0, (const int64_t[][2]){ { 5, 11000 } }, 1, (struct buying){ 0 }), PRICE_OK);
	assert_int_equal(each(c, CHIPS_S, 5), 11000);
	assert_int_equal(each(c, CHIPS_L, 5), 11000);
	assert_int_equal(each(c, CHIPS_S, 10), 10000);
	assert_int_equal(put(c, CHIPS, CHIPS_S, 0, NULL, 0, (struct buying){ 0 }), PRICE_OK);
	assert_int_equal(db_one_int(c, 0, &s[3], DB_I(CHIPS)), 1);
}

/* A sale and a price by quantity: the lower counts, and the struck price is what one costs everybody. */
static void
with_a_sale(void **state)
{
	struct ctx *c = opened(state);
	const struct product *p;
	struct offer o;

	assert_int_equal(put(c, BANANA, 0, 0, (const int64_t[][2]){ { 10, 13000 }, { 50, 11000 } }, 2, (struct buying){ 0 }), PRICE_OK);
	db_exec(c, &s[1], DB_I(BANANA_S), DB_I(12000), DB_I(FIXTURE_NOW - 10), DB_I(FIXTURE_NOW + 10));
	fixture_next(*state);
	p = catalog_product(c, BANANA);
	o = price_shown(c, p, &p->variants[0], 10);
	assert_int_equal(o.price.now, 12000);
	assert_int_equal(o.price.was, 15000);
	assert_int_equal(o.kind, PRICE_PLAIN);
	assert_int_equal(o.next_qty, 50);
	o = price_shown(c, p, &p->variants[0], 50);
	assert_int_equal(o.price.now, 11000);
	assert_int_equal(o.price.was, 15000);
	assert_int_equal(o.price.sale_ends, 0);
	assert_int_equal(o.tier, 50);
	clock_set(FIXTURE_NOW + 10);
	p = catalog_product(c, BANANA);
	o = price_shown(c, p, &p->variants[0], 10);
	assert_int_equal(o.price.now, 13000);
	assert_int_equal(o.kind, PRICE_TIER);
	clock_set(FIXTURE_NOW);
}

static void
in_the_cart(void **state)
{
	struct ctx *c = opened(state);
	struct cart *cart;

	assert_int_equal(put(c, CHIPS, 0, 0, (const int64_t[][2]){ { 6, 11000 } }, 1, (struct buying){ .together = true }), PRICE_OK);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 4), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->subtotal, 48000);
	assert_int_equal(cart->lines[0].offer.next_qty, 6);
	assert_int_equal(cart->lines[0].offer.next_price, 11000);
	/* Two of the other choice: six together, and both lines cost the lower price without anybody being told that prices have changed. */
	assert_int_equal(cart_add(c, 1, CHIPS_L, 2), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->subtotal, 6 * 11000);
	assert_int_equal(cart->lines[0].counted, 6);
	assert_int_equal(cart->lines[0].offer.tier, 6);
	assert_false(cart->lines[0].price_changed);
	assert_false(cart->lines[1].price_changed);
	assert_int_equal(cart_set(c, 1, CHIPS_L, 1), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->subtotal, 48000 + 40000);
	assert_false(cart->lines[0].price_changed);
	/* The owner changes the price of the quantity: that is told. */
	assert_int_equal(cart_set(c, 1, CHIPS_L, 2), CART_OK);
	assert_int_equal(put(c, CHIPS, 0, 0, (const int64_t[][2]){ { 6, 10000 } }, 1, (struct buying){ .together = true }), PRICE_OK);
	cart = cart_get(c, 1);
	assert_true(cart->lines[0].price_changed);
	assert_int_equal(cart->subtotal, 60000);
}

static void
limits(void **state)
{
	struct ctx *c = opened(state);
	const char *slug;
	int64_t was, qty;

	db_exec(c, &s[2], DB_I(CHIPS), DB_I(4), DB_I(8), DB_I(2), DB_I(0));
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_MIN);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 5), CART_STEP);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 10), CART_MAX);
	assert_int_equal(cart_add_typed(c, 1, CHIPS_S, "", &slug), CART_OK);
	assert_int_equal(cart_get(c, 1)->lines[0].qty, 4);
	assert_int_equal(cart_add_typed(c, 1, CHIPS_S, "", &slug), CART_OK);
	assert_int_equal(cart_get(c, 1)->lines[0].qty, 6);
	assert_int_equal(cart_set_typed(c, 1, CHIPS_S, "", "6", 1, &was, &qty), CART_OK);
	assert_int_equal(qty, 8);
	assert_int_equal(cart_set_typed(c, 1, CHIPS_S, "", "8", 1, &was, &qty), CART_MAX);
	assert_int_equal(cart_set_typed(c, 1, CHIPS_S, "", "3", 0, &was, &qty), CART_MIN);
	assert_int_equal(cart_set_typed(c, 1, CHIPS_S, "", "4", -1, &was, &qty), CART_OK);
	assert_int_equal(qty, 0);
	assert_int_equal(cart_get(c, 1)->n, 0);
	assert_int_equal(cart_add_typed(c, 1, CHIPS_S, "-4", &slug), CART_TYPED);
	assert_int_equal(cart_add_typed(c, 1, CHIPS_S, "4,0", &slug), CART_TYPED);
	assert_int_equal(cart_add_typed(c, 1, CHIPS_S, "1000000000000", &slug), CART_TYPED);
	/* Rules that came later stop the order, not the cart's page. */
	assert_int_equal(cart_add(c, 1, CHIPS_S, 4), CART_OK);
	db_exec(c, &s[2], DB_I(CHIPS), DB_I(5), DB_I(0), DB_I(0), DB_I(0));
	assert_false(cart_get(c, 1)->ok);
	assert_int_equal(cart_get(c, 1)->lines[0].rule, BUYING_MIN);
	/* Together: another choice may follow, and the page of the cart says what is missing. */
	db_exec(c, &s[2], DB_I(CHIPS), DB_I(5), DB_I(6), DB_I(0), DB_I(1));
	assert_int_equal(cart_add(c, 1, CHIPS_L, 1), CART_OK);
	assert_true(cart_get(c, 1)->ok);
	assert_int_equal(cart_add(c, 1, CHIPS_L, 2), CART_MAX);
}

static void
by_weight(void **state)
{
	struct ctx *c = opened(state);
	struct checkout f;
	struct order *o = NULL;
	struct order_line *l;
	struct cart *cart;
	const char *slug;
	size_t n;

	db_exec(c, &s[4], DB_I(BANANA_S), DB_I(0));
	assert_int_equal(put(c, BANANA, 0, 0, (const int64_t[][2]){ { 2000, 14000 } }, 1, (struct buying){ .measure = MEASURE_GRAM }), PRICE_OK);
	assert_int_equal(stock_adjust(c, BANANA_S, 5000, "purchase", ""), STOCK_CHANGE_OK);
	fixture_next(*state);
	assert_int_equal(cart_add_typed(c, 1, BANANA_S, "0,25", &slug), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->subtotal, 3750);
	assert_int_equal(cart->count, 1);
	assert_int_equal(cart_count(c, 1), 1);
	assert_int_equal(cart_add_typed(c, 1, BANANA_S, "99", &slug), CART_SHORT);
	assert_int_equal(cart_add_typed(c, 1, BANANA_S, "2.000", &slug), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->lines[0].qty, 2250);
	assert_int_equal(cart->subtotal, 31500);
	f = trade_form(c, 1, "weight-key-0000000000w", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_PLACED);
	l = order_lines(c, o->id, &n);
	assert_int_equal(l[0].qty, 2250);
	assert_int_equal(l[0].measure, MEASURE_GRAM);
	assert_int_equal(l[0].price_qty, 1000);
	assert_int_equal(l[0].unit_price, 14000);
	assert_int_equal(l[0].total, 31500);
	assert_string_equal(l[0].price_kind, "tier");
	assert_int_equal(l[0].tier, 2000);
	assert_int_equal(o->pieces, 1);
	assert_int_equal(trade_reserved(c, BANANA_S), 2250);
}

static void
of_a_group(void **state)
{
	struct ctx *c = opened(state);
	struct buyer_group g = { .name = "Reseller", .discount = 10, .min_order = 50000, .active = true };
	int64_t id = 0, other = 0;
	const char *token;
	struct checkout f;
	struct order *o = NULL;
	struct cart *cart;
	size_t n;

	assert_int_equal(buyer_group_put(c, &id, 0, &g), GROUP_OK);
	assert_int_equal(buyer_group_put(c, &other, 0, &g), GROUP_TAKEN);
	assert_int_equal(put(c, CHIPS, CHIPS_L, id, (const int64_t[][2]){ { 1, 30000 }, { 5, 28000 } }, 2, (struct buying){ 0 }), PRICE_OK);
	db_exec(c, &s[5]);
	assert_null(buyer_link_new(c, 77));
	assert_true(buyer_group_set(c, 77, id));
	assert_false(buyer_group_set(c, 77, 999));
	assert_false(buyer_group_set(c, 999, id));
	token = buyer_link_new(c, 77);
	assert_non_null(token);
	assert_int_equal(db_one_int(c, 0, &s[8], DB_T(token)), 0);
	assert_string_equal(buyer_link_group(c, token), "Reseller");
	assert_string_equal(buyer_link_group(c, "aaaaaaaaaaaaaaaaaaaaaa"), "");
	assert_true(buyer_link_open(c, 1, token));
	assert_int_equal(db_one_int(c, 0, &s[6], DB_I(1)), id);
	/* Everybody else's prices stay. */
	assert_int_equal(each(c, CHIPS_L, 5), 40000);
	c->buyer_group = id;
	assert_int_equal(each(c, CHIPS_S, 1), 10800);
	assert_int_equal(each(c, CHIPS_L, 1), 30000);
	assert_int_equal(each(c, CHIPS_L, 5), 28000);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	cart = cart_get(c, 1);
	assert_false(cart->ok);
	assert_int_equal(cart->missing, 50000 - 10800);
	assert_int_equal(cart_add(c, 1, CHIPS_L, 2), CART_OK);
	assert_true(cart_get(c, 1)->ok);
	f = trade_form(c, 1, "group-key-00000000000g", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_PLACED);
	assert_int_equal(o->subtotal, 70800);
	assert_int_equal(o->buyer_group, id);
	assert_string_equal(o->buyer_group_name, "Reseller");
	assert_string_equal(order_lines(c, o->id, &n)[0].price_kind, "group");
	/* Revoked: at once. */
	assert_int_equal(buyer_link_end(c, 77, 0), 1);
	assert_int_equal(db_one_int(c, 0, &s[6], DB_I(1)), 0);
	assert_string_equal(buyer_link_group(c, token), "");
	assert_false(buyer_link_open(c, 1, token));
	/* A group that is switched off has no prices. */
	g.active = false;
	assert_int_equal(buyer_group_put(c, &id, buyer_group_get(c, id)->version, &g), GROUP_OK);
	fixture_next(*state);
	c->buyer_group = id;
	assert_int_equal(each(c, CHIPS_L, 1), 40000);
	c->buyer_group = 0;
}

static const struct CMUnitTest tests[] = {
	CASE(parses), CASE(told), CASE(costs), CASE(texts), CASE(typed_again), CASE(rules), CASE(writes), CASE(with_a_sale), CASE(in_the_cart), CASE(limits), CASE(by_weight), CASE(of_a_group),
};
FIXTURE_MAIN(tests)
