/*
 * A small shop for tests of cart, orders and reports: two products with three variants, a courier zone, an own car with COD and a
 * pickup counter, one bank account, and shoppers with sessions. Ids are fixed, so that tests can name them.
 */
#ifndef TESTS_UNIT_TRADE_H
#define TESTS_UNIT_TRADE_H

#include "fixture.h"
#include "shop/order.h"
#include "shop/setting.h"
#include "shop/stock.h"

enum { CHIPS = 1, BANANA = 2 };			/* products */
enum { CHIPS_S = 1, CHIPS_L = 2, BANANA_S = 3 };	/* variants: 12.000 250 g, 40.000 1 kg, 15.000 200 g */
enum { COURIER_ZONE = 1, OWN_ZONE = 2, PICKUP_ZONE = 3 };
#define DISTRICT 131207

static const struct db_stmt trade_sql[] = {
	SQL("t.region", "INSERT INTO region (code, parent, name, folded) VALUES (13, NULL, 'Sumatera Barat', 'sumatera barat'),"
	    " (1312, 13, 'Kabupaten Pasaman Barat', 'kabupaten pasaman barat'), (131207, 1312, 'Koto Balingka', 'koto balingka')"),
	SQL("t.product", "INSERT INTO product (id, status, created_at, updated_at) VALUES (1, 'active', 1, 1), (2, 'active', 1, 1)"),
	SQL("t.text", "INSERT INTO product_text (product, lang, name) VALUES (1, 'id', 'Keripik Balado'), (2, 'id', 'Pisang Aren'),"
	    " (1, 'en', 'Balado Chips')"),
	SQL("t.slug", "INSERT INTO slug (kind, slug, object, current, at) VALUES ('product', 'keripik-balado', 1, 1, 1),"
	    " ('product', 'pisang-aren', 2, 1, 1)"),
	SQL("t.option", "INSERT INTO product_option (id, product, position) VALUES (1, 1, 0)"),
	SQL("t.value", "INSERT INTO option_value (id, option, position) VALUES (1, 1, 0), (2, 1, 1)"),
	SQL("t.value_text", "INSERT INTO option_value_text (value, lang, name) VALUES (1, 'id', '250 g'), (2, 'id', '1 kg')"),
	SQL("t.variant", "INSERT INTO variant (id, product, sku, price, cost, weight_g) VALUES (1, 1, 'KB-250', 12000, 7000, 250),"
	    " (2, 1, 'KB-1000', 40000, NULL, 1000), (3, 2, 'PA-200', 15000, 9000, 200)"),
	SQL("t.variant_value", "INSERT INTO variant_value (variant, option, value) VALUES (1, 1, 1), (2, 1, 2)"),
	SQL("t.zone", "INSERT INTO zone (id, kind, courier, price_first, price_step, cod) VALUES"
	    " (1, 'courier', 'table', 10000, 8000, 0), (2, 'own', 'table', 5000, 0, 1), (3, 'pickup', 'pickup', 0, 0, 1)"),
	SQL("t.zone_text", "INSERT INTO zone_text (zone, lang, name, eta) VALUES (1, 'id', 'JNE', '2-3 hari'),"
	    " (2, 'id', 'Diantar', ''), (3, 'id', 'Ambil', '')"),
	SQL("t.zone_area", "INSERT INTO zone_area (zone, area) VALUES (1, 13), (2, 131207), (3, 0)"),
	SQL("t.bank", "INSERT INTO bank_account (bank, number, holder) VALUES ('BRI', '1234', 'Upik')"),
};

static const struct db_stmt trade_session_sql[] = {
	SQL("t.session", "INSERT INTO session (id, kind, token_hash, csrf, created_at, seen_at, expires_at)"
	    " VALUES ($1, 'shop', $2, 'x', 1, 1, 9999999999)"),
	SQL("t.int", "SELECT CAST(COALESCE(SUM(on_hand), 0) AS BIGINT) FROM stock WHERE variant = $1"),
	SQL("t.reserved", "SELECT CAST(COALESCE(SUM(reserved), 0) AS BIGINT) FROM stock WHERE variant = $1"),
};

static inline void
trade_open(struct ctx *c)
{
	for (size_t i = 0; i < ARRAY_LEN(trade_sql); i++)
		db_exec(c, &trade_sql[i]);
	assert_int_equal(setting_put(c, "order_prefix", NULL, "MR"), SETTING_OK);
	for (int64_t v = CHIPS_S; v <= BANANA_S; v++)
		assert_int_equal(stock_adjust(c, v, 10, "opening", ""), STOCK_CHANGE_OK);
}

static inline void
trade_session(struct ctx *c, int64_t id)
{
	db_exec(c, &trade_session_sql[0], DB_I(id), DB_T(arena_printf(c->arena, "hash %lld", (long long)id)));
}

static inline int64_t
trade_on_hand(struct ctx *c, int64_t variant)
{
	return db_one_int(c, -1, &trade_session_sql[1], DB_I(variant));
}

static inline int64_t
trade_reserved(struct ctx *c, int64_t variant)
{
	return db_one_int(c, -1, &trade_session_sql[2], DB_I(variant));
}

/* A checkout form as the page would send it, for the session's cart as it is now. */
static inline struct checkout
trade_form(struct ctx *c, int64_t session, const char *key, int64_t zone, const char *method)
{
	return (struct checkout){ .idem_key = key, .cart_hash = cart_get(c, session)->hash, .name = "Rina", .phone = "+6281234567890",
		.email = "", .note = "", .zone = zone, .district = zone == PICKUP_ZONE ? 0 : DISTRICT, .address = "Jl. Pasar 1",
		.landmark = "", .village = "", .postcode = "", .pay_method = method, .channel = "web", .source_ref = "" };
}

/* One order of qty pieces of a variant; the session's cart is used. */
static inline struct order *
trade_order(struct ctx *c, int64_t session, const char *key, int64_t variant, int64_t qty, int64_t zone, const char *method)
{
	struct checkout f;
	struct order *o = NULL;

	assert_int_equal(cart_add(c, session, variant, qty), CART_OK);
	f = trade_form(c, session, key, zone, method);
	assert_int_equal(order_place(c, session, &f, &o), ORDER_PLACED);
	assert_non_null(o);
	return o;
}

#endif
