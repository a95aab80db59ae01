/*
 * Orders: placing (abuse cases 1, 8, 9, 10, 13), every edge of the state table and every pair without one, effects exactly once,
 * deadlines by the settable clock, the owner's lists, and a random walk against a model. Races are in order_race.c.
 */
#include "trade.h"

#include "base/str.h"
#include "shop/audit.h"

enum { SET_STATES, SET_PRICE, SET_STATUS, SET_ACTIVE, COUNT_ORDERS, PAYMENTS, CONSENTS, EFFECTS, REFUNDS, SOLD, NUMBER, MAX_G, ZONE_OFF,
	OPEN_LINES, RECEIVED, MISMATCHED };

static const struct db_stmt s[] = {
	[SET_STATES] = SQL("t.states", "UPDATE orders SET pay_state = $2, delivery_state = $3, ship_kind = $4 WHERE id = $1"),
	[SET_PRICE] = SQL("t.price", "UPDATE variant SET price = $2 WHERE id = $1"),
	[SET_STATUS] = SQL("t.status", "UPDATE product SET status = $2 WHERE id = $1"),
	[SET_ACTIVE] = SQL("t.active", "UPDATE variant SET active = $2 WHERE id = $1"),
	[COUNT_ORDERS] = SQL("t.orders", "SELECT COUNT(*) FROM orders"),
	[PAYMENTS] = SQL("t.payments", "SELECT COUNT(*) FROM payment WHERE orders = $1 AND state = $2 AND amount = $3"),
	[CONSENTS] = SQL("t.consents", "SELECT COUNT(*) FROM consent WHERE customer = $1 AND kind = 'privacy' AND given = 1"),
	[EFFECTS] = SQL("t.effects", "SELECT COUNT(*) FROM order_effect WHERE effect = $1"),
	[REFUNDS] = SQL("t.refunds", "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM refund WHERE orders = $1"),
	[SOLD] = SQL("t.sold", "SELECT sold FROM product WHERE id = $1"),
	[NUMBER] = SQL("t.number", "SELECT value FROM counter WHERE name = 'order'"),
	[MAX_G] = SQL("t.max_g", "UPDATE zone SET max_g = 500 WHERE id = 1"),
	[ZONE_OFF] = SQL("t.zone_off", "UPDATE zone SET active = 0 WHERE id = 2"),
	[OPEN_LINES] = SQL("t.open_lines",
	    "SELECT CAST(COALESCE(SUM(l.qty), 0) AS BIGINT) FROM order_line l JOIN orders o ON o.id = l.orders"
	    " WHERE l.variant = $1 AND o.delivery_state IN ('hold', 'to_pack', 'packed')"),
	[RECEIVED] = SQL("t.received", "SELECT COUNT(*) FROM payment p JOIN orders o ON o.id = p.orders WHERE p.amount <> o.total"),
	/* Every order's payment says what the order's state says. */
	[MISMATCHED] = SQL("t.mismatched",
	    "SELECT COUNT(*) FROM orders o JOIN payment p ON p.orders = o.id WHERE p.state <> CASE"
	    " WHEN o.pay_state IN ('waiting', 'proof', 'cod') THEN 'open' WHEN o.pay_state IN ('paid', 'refund_due') THEN 'received'"
	    " WHEN o.pay_state = 'refunded' THEN 'refunded' ELSE 'void' END"),
};

static const char *const pays[] = { "waiting", "proof", "paid", "cod", "refund_due", "refunded", "void" };
static const char *const deliveries[] = { "hold", "to_pack", "packed", "shipped", "delivered", "cancelled" };

/* The edges once more, written down independently: act, from, to; way: 0 any, 1 sent, 2 picked up. */
static const struct { enum order_act act; const char *pay, *del, *pay_to, *del_to; int way; } model[] = {
	{ ACT_PAY, "waiting", "hold", "paid", "to_pack", 0 }, { ACT_PAY, "proof", "hold", "paid", "to_pack", 0 },
	{ ACT_UNPAY, "proof", "hold", "waiting", "hold", 0 }, { ACT_PROOF, "waiting", "hold", "proof", "hold", 0 },
	{ ACT_CONFIRM_COD, "cod", "hold", "cod", "to_pack", 0 },
	{ ACT_PACK, "paid", "to_pack", "paid", "packed", 0 }, { ACT_PACK, "cod", "to_pack", "cod", "packed", 0 },
	{ ACT_SHIP, "paid", "to_pack", "paid", "shipped", 1 }, { ACT_SHIP, "cod", "to_pack", "cod", "shipped", 1 },
	{ ACT_SHIP, "paid", "packed", "paid", "shipped", 1 }, { ACT_SHIP, "cod", "packed", "cod", "shipped", 1 },
	{ ACT_DELIVER, "paid", "shipped", "paid", "delivered", 1 }, { ACT_DELIVER, "cod", "shipped", "paid", "delivered", 1 },
	{ ACT_DELIVER, "paid", "packed", "paid", "delivered", 2 }, { ACT_DELIVER, "cod", "packed", "paid", "delivered", 2 },
	{ ACT_CANCEL, "waiting", "hold", "void", "cancelled", 0 }, { ACT_CANCEL, "proof", "hold", "void", "cancelled", 0 },
	{ ACT_CANCEL, "cod", "hold", "void", "cancelled", 0 }, { ACT_CANCEL, "cod", "to_pack", "void", "cancelled", 0 },
	{ ACT_CANCEL, "cod", "packed", "void", "cancelled", 0 }, { ACT_CANCEL, "paid", "to_pack", "refund_due", "cancelled", 0 },
	{ ACT_CANCEL, "paid", "packed", "refund_due", "cancelled", 0 },
	{ ACT_CANCEL, "paid", "shipped", "refund_due", "cancelled", 1 }, { ACT_CANCEL, "cod", "shipped", "void", "cancelled", 1 },
	{ ACT_EXPIRE, "waiting", "hold", "void", "cancelled", 0 },
	{ ACT_REFUND, "refund_due", "cancelled", "refunded", "cancelled", 0 },
	{ ACT_REVIVE, "void", "cancelled", "paid", "to_pack", 0 }, { ACT_LATE, "void", "cancelled", "refund_due", "cancelled", 0 },
};

static int
model_edge(enum order_act act, const char *pay, const char *del, bool pickup)
{
	for (size_t i = 0; i < ARRAY_LEN(model); i++) {
		if (model[i].act == act && str_eq(model[i].pay, pay) && str_eq(model[i].del, del) &&
		    model[i].way != (pickup ? 1 : 2))
			return (int)i;
	}
	return -1;
}

static struct ctx *
opened(void **state)
{
	struct fixture *f = *state;

	trade_open(&f->c);
	for (int64_t i = 1; i <= 3; i++)
		trade_session(&f->c, i);
	fixture_next(f);
	return &f->c;
}

/* A refusal rolls back what the caller's transaction did; this begins the next one. */
static void
refused(void **state)
{
	struct fixture *f = *state;

	fixture_ok(f);
	db_rollback(&f->c);
	fixture_begin(f);
}

static void
places(void **state)
{
	struct ctx *c = opened(state);
	struct order *o;
	struct order_line *lines;
	struct order_event *events;
	size_t n;

	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_OK);
	o = trade_order(c, 1, "key-1", CHIPS_L, 2, COURIER_ZONE, "transfer");
	fixture_next(*state);
	o = order_get(c, order_by_ref(c, arena_str(c->arena, order_get(c, 1)->ref))->id);
	assert_string_equal(o->number, "MR-0001");
	assert_int_equal(strlen(o->ref), 22);
	/* 2,2 kg with 100 g of packing: one kilogram and two more. */
	assert_int_equal(o->weight_g, 2300);
	assert_int_equal(o->subtotal, 95000);
	assert_int_equal(o->shipping, 26000);
	assert_in_range(o->unique_code, 1, 999);
	assert_int_equal(o->total, 121000 + o->unique_code);
	assert_string_equal(o->pay_state, "waiting");
	assert_string_equal(o->delivery_state, "hold");
	assert_int_equal(o->due_at, FIXTURE_NOW + 24 * 3600);
	assert_string_equal(o->district, "Koto Balingka");
	assert_string_equal(o->province, "Sumatera Barat");
	assert_string_equal(o->ship_name, "JNE");
	assert_int_equal(o->pieces, 3);
	lines = order_lines(c, o->id, &n);
	assert_int_equal(n, 2);
	assert_string_equal(lines[1].name, "Keripik Balado");
	assert_string_equal(lines[1].options, "1 kg");
	assert_int_equal(lines[1].total, 80000);
	assert_int_equal(lines[1].cost, -1);
	assert_int_equal(lines[0].cost, 9000);
	events = order_events(c, o->id, &n);
	assert_int_equal(n, 1);
	assert_string_equal(events[0].kind, "placed");
	assert_int_equal(trade_reserved(c, CHIPS_L), 2);
	assert_int_equal(trade_on_hand(c, CHIPS_L), 10);
	assert_int_equal(cart_get(c, 1)->n, 0);
	assert_int_equal(db_one_int(c, -1, &s[PAYMENTS], DB_I(o->id), DB_T("open"), DB_I(o->total)), 1);
	assert_int_equal(db_one_int(c, -1, &s[CONSENTS], DB_I(o->customer)), 1);
	(void)audit_list(c, "order", o->id, 0, 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(stock_faults(c), 0);
	/* A later price changes nothing of the order. */
	db_exec(c, &s[SET_PRICE], DB_I(CHIPS_L), DB_I(99));
	assert_int_equal(order_lines(c, o->id, &n)[1].unit_price, 40000);
}

static void
finds(void **state)
{
	struct ctx *c = opened(state);
	struct order *o = trade_order(c, 1, "key-1", CHIPS_S, 1, PICKUP_ZONE, "cod");
	size_t n;

	assert_string_equal(o->pay_state, "cod");
	assert_string_equal(o->address, "");
	assert_int_equal(o->district_code, 0);
	assert_int_equal(o->due_at, 0);
	assert_int_equal(o->unique_code, 0);
	assert_null(order_by_ref(c, ""));
	assert_null(order_by_ref(c, o->number));
	assert_non_null(order_by_number(c, "MR-0001", "7890"));
	assert_non_null(order_by_number(c, " mr-0001 ", "7890"));
	assert_null(order_by_number(c, "MR-0001", "7891"));
	assert_null(order_by_number(c, "MR-0001", "890"));
	assert_null(order_by_number(c, "MR-0001", ""));
	assert_null(order_by_number(c, "MR-0001", "%%%%"));
	assert_null(order_by_number(c, "MR-0002", "7890"));
	(void)order_of_session(c, 1, 10, &n);
	assert_int_equal(n, 1);
	(void)order_of_session(c, 0, 10, &n);
	assert_int_equal(n, 0);
	(void)order_of_customer(c, o->customer, 10, &n);
	assert_int_equal(n, 1);
	assert_null(order_get(c, 12345));
}

/* Abuse case 10 without the parallel part. */
static void
once(void **state)
{
	struct ctx *c = opened(state);
	struct checkout f, other;
	struct order *first, *o;

	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	f = trade_form(c, 1, "key-1", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &f, &first), ORDER_PLACED);
	for (int i = 0; i < 5; i++) {
		clock_set(FIXTURE_NOW + i * 3600);
		assert_int_equal(order_place(c, 1, &f, &o), ORDER_AGAIN);
		assert_int_equal(o->id, first->id);
	}
	other = f;
	other.name = "Someone else";
	assert_int_equal(order_place(c, 1, &other, &o), ORDER_KEY_USED);
	assert_null(o);
	other = f;
	other.zone = OWN_ZONE;
	assert_int_equal(order_place(c, 1, &other, &o), ORDER_KEY_USED);
	/* Nobody else gets an order by its key. */
	assert_int_equal(order_place(c, 2, &f, &o), ORDER_KEY_USED);
	/* Another key with the cart that is empty now. */
	other = f;
	other.idem_key = "key-2";
	assert_int_equal(order_place(c, 1, &other, &o), ORDER_EMPTY);
	assert_int_equal(order_place(c, 0, &other, &o), ORDER_EMPTY);
	assert_int_equal(db_one_int(c, -1, &s[COUNT_ORDERS]), 1);
	assert_int_equal(db_one_int(c, -1, &s[NUMBER]), 1);
	/* A key that looks like a number takes none from anybody. */
	assert_int_equal(cart_add(c, 2, CHIPS_S, 1), CART_OK);
	f = trade_form(c, 2, "MR-0001", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 2, &f, &o), ORDER_PLACED);
	assert_string_equal(o->number, "MR-0002");
}

/* Abuse cases 8, 9 and 13: what was not shown is not sold. */
static void
changed(void **state)
{
	struct ctx *c = opened(state);
	struct checkout f;
	struct order *o;

	assert_int_equal(cart_add(c, 1, CHIPS_S, 2), CART_OK);
	fixture_next(*state);
	f = trade_form(c, 1, "key-1", COURIER_ZONE, "transfer");
	f.cart_hash = arena_str(((struct fixture *)*state)->keep, f.cart_hash);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_CHANGED);
	refused(state);
	db_exec(c, &s[SET_PRICE], DB_I(CHIPS_S), DB_I(1));
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_CHANGED);
	refused(state);
	f.cart_hash = "";
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_CHANGED);
	f.cart_hash = NULL;
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_CHANGED);
	f = trade_form(c, 1, "key-1", COURIER_ZONE, "transfer");
	db_exec(c, &s[SET_ACTIVE], DB_I(CHIPS_S), DB_I(0));
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_GONE);
	db_exec(c, &s[SET_ACTIVE], DB_I(CHIPS_S), DB_I(1));
	db_exec(c, &s[SET_STATUS], DB_I(CHIPS), DB_T("archived"));
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_GONE);
	db_exec(c, &s[SET_STATUS], DB_I(CHIPS), DB_T("active"));
	assert_int_equal(stock_adjust(c, CHIPS_S, -9, "loss", ""), STOCK_CHANGE_OK);
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_SHORT);
	assert_int_equal(db_one_int(c, -1, &s[COUNT_ORDERS]), 0);
	assert_int_equal(trade_reserved(c, CHIPS_S), 0);
}

static void
not_offered(void **state)
{
	struct ctx *c = opened(state);
	struct checkout f;
	struct order *o;

	assert_int_equal(cart_add(c, 1, CHIPS_L, 1), CART_OK);
	f = trade_form(c, 1, "key-1", COURIER_ZONE, "cod");
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_PAYMENT);
	f.pay_method = "nothing";
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_PAYMENT);
	f.pay_method = NULL;
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_PAYMENT);
	f.pay_method = "transfer";
	f.zone = 99;
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	f.zone = COURIER_ZONE;
	f.district = 0;
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	f.district = 1312;
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	f.district = 999999;
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	f.district = DISTRICT;
	f.address = "";
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	f.address = "Jl. Pasar 1";
	db_exec(c, &s[MAX_G]);
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	f.zone = OWN_ZONE;
	db_exec(c, &s[ZONE_OFF]);
	assert_int_equal(order_place(c, 1, &f, &o), ORDER_NO_SHIPPING);
	assert_int_equal(db_one_int(c, -1, &s[COUNT_ORDERS]), 0);
	assert_int_equal(db_one_int(c, -1, &s[NUMBER]), 0);
}

/* All pairs of states, all acts, both ways: an edge moves, a non-edge changes nothing. */
static void
every_pair(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t id = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer")->id;

	fixture_next(f);
	for (size_t p = 0; p < ARRAY_LEN(pays); p++) {
		for (size_t d = 0; d < ARRAY_LEN(deliveries); d++) {
			for (int k = 0; k < ACT_COUNT * 2; k++) {
				enum order_act act = (enum order_act)(k / 2);
				bool pickup = k % 2;
				int edge = model_edge(act, pays[p], deliveries[d], pickup);
				struct order *o;

				db_exec(c, &s[SET_STATES], DB_I(id), DB_T(pays[p]), DB_T(deliveries[d]),
				    DB_T(pickup ? "pickup" : "courier"));
				o = order_get(c, id);
				assert_int_equal(order_may(o, act), edge >= 0);
				assert_int_equal(order_act(c, id, 0, act, "x"), edge >= 0 ? MOVE_OK : MOVE_NOT_NOW);
				o = order_get(c, id);
				assert_string_equal(o->pay_state, edge >= 0 ? model[edge].pay_to : pays[p]);
				assert_string_equal(o->delivery_state, edge >= 0 ? model[edge].del_to : deliveries[d]);
				assert_int_equal(stock_faults(c), 0);
				refused(state);
				arena_reset(f->arena);
			}
		}
	}
	assert_int_equal(order_act(c, 999, 0, ACT_PAY, ""), MOVE_GONE);
}

static void
transfer_journey(void **state)
{
	struct ctx *c = opened(state);
	int64_t id = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer")->id;
	static const char *const kinds[] = { "placed", "proof", "paid", "packed", "shipped", "delivered" };
	struct order_shipment *parcels;
	struct order_event *events;
	struct order *o;
	size_t n;

	assert_int_equal(order_next(order_get(c, id)), ACT_PAY);
	assert_int_equal(order_act(c, id, 0, ACT_PROOF, NULL), MOVE_OK);
	clock_set(FIXTURE_NOW + 86400);
	assert_int_equal(order_act(c, id, 0, ACT_PAY, NULL), MOVE_OK);
	o = order_get(c, id);
	assert_int_equal(o->paid_at, FIXTURE_NOW + 86400);
	assert_int_equal(db_one_int(c, -1, &s[PAYMENTS], DB_I(id), DB_T("received"), DB_I(o->total)), 1);
	assert_int_equal(order_next(o), ACT_PACK);
	assert_int_equal(order_act(c, id, 0, ACT_PACK, NULL), MOVE_OK);
	assert_int_equal(order_next(order_get(c, id)), ACT_SHIP);
	assert_int_equal(trade_reserved(c, CHIPS_S), 2);
	assert_int_equal(order_ship(c, id, 0, "JNE", "REG", "JP123"), MOVE_OK);
	assert_int_equal(trade_reserved(c, CHIPS_S), 0);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 8);
	assert_int_equal(db_one_int(c, -1, &s[SOLD], DB_I(CHIPS)), 2);
	assert_int_equal(order_act(c, id, 0, ACT_DELIVER, NULL), MOVE_OK);
	assert_int_equal(order_next(order_get(c, id)), ACT_COUNT);
	parcels = order_shipments(c, id, &n);
	assert_int_equal(n, 1);
	assert_string_equal(parcels[0].tracking, "JP123");
	assert_int_equal(parcels[0].delivered_at, FIXTURE_NOW + 86400);
	events = order_events(c, id, &n);
	assert_int_equal(n, ARRAY_LEN(kinds));
	for (size_t i = 0; i < n; i++)
		assert_string_equal(events[i].kind, kinds[i]);
	assert_string_equal(events[4].detail, "JP123");
	assert_int_equal(order_act(c, id, 0, ACT_CANCEL, "late"), MOVE_NOT_NOW);
}

static void
cod_and_pickup(void **state)
{
	struct ctx *c = opened(state);
	int64_t cod = trade_order(c, 1, "key-1", CHIPS_S, 1, OWN_ZONE, "cod")->id;
	int64_t pickup = trade_order(c, 2, "key-2", CHIPS_S, 3, PICKUP_ZONE, "cod")->id;
	struct order *o;

	assert_int_equal(order_next(order_get(c, cod)), ACT_CONFIRM_COD);
	assert_int_equal(order_act(c, cod, 0, ACT_CONFIRM_COD, ""), MOVE_OK);
	assert_int_equal(order_act(c, cod, 0, ACT_SHIP, ""), MOVE_OK);
	o = order_get(c, cod);
	assert_int_equal(o->packed_at, FIXTURE_NOW);
	assert_string_equal(o->pay_state, "cod");
	assert_int_equal(o->paid_at, 0);
	clock_set(FIXTURE_NOW + 60);
	assert_int_equal(order_act(c, cod, 0, ACT_DELIVER, ""), MOVE_OK);
	o = order_get(c, cod);
	assert_string_equal(o->pay_state, "paid");
	assert_int_equal(o->paid_at, FIXTURE_NOW + 60);
	assert_int_equal(db_one_int(c, -1, &s[PAYMENTS], DB_I(cod), DB_T("received"), DB_I(o->total)), 1);
	assert_int_equal(order_act(c, pickup, 0, ACT_CONFIRM_COD, ""), MOVE_OK);
	assert_int_equal(order_act(c, pickup, 0, ACT_SHIP, ""), MOVE_NOT_NOW);
	assert_int_equal(order_act(c, pickup, 0, ACT_PACK, ""), MOVE_OK);
	assert_int_equal(order_next(order_get(c, pickup)), ACT_DELIVER);
	assert_int_equal(order_act(c, pickup, 0, ACT_DELIVER, ""), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 6);
	assert_int_equal(trade_reserved(c, CHIPS_S), 0);
}

/* Given back once, whatever anybody does to the states afterwards (abuse case 11 in one process). */
static void
effects_once(void **state)
{
	struct ctx *c = opened(state);
	int64_t held = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer")->id;
	int64_t sent = trade_order(c, 2, "key-2", CHIPS_S, 3, COURIER_ZONE, "transfer")->id;

	assert_int_equal(order_act(c, held, 0, ACT_CANCEL, "habis"), MOVE_OK);
	assert_int_equal(order_act(c, held, 0, ACT_CANCEL, "habis"), MOVE_NOT_NOW);
	assert_string_equal(order_get(c, held)->cancel_reason, "habis");
	assert_int_equal(trade_reserved(c, CHIPS_S), 3);
	db_exec(c, &s[SET_STATES], DB_I(held), DB_T("waiting"), DB_T("hold"), DB_T("courier"));
	assert_int_equal(order_act(c, held, 0, ACT_CANCEL, ""), MOVE_OK);
	assert_int_equal(trade_reserved(c, CHIPS_S), 3);
	/* Shipped after it was given back: the shelf is not touched. */
	db_exec(c, &s[SET_STATES], DB_I(held), DB_T("paid"), DB_T("to_pack"), DB_T("courier"));
	assert_int_equal(order_act(c, held, 0, ACT_SHIP, ""), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 10);
	assert_int_equal(order_act(c, held, 0, ACT_CANCEL, ""), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 10);
	assert_int_equal(order_act(c, sent, 0, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(order_act(c, sent, 0, ACT_SHIP, ""), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 7);
	assert_int_equal(order_act(c, sent, 0, ACT_CANCEL, "rusak"), MOVE_OK);
	assert_int_equal(trade_on_hand(c, CHIPS_S), 10);
	assert_int_equal(db_one_int(c, -1, &s[SOLD], DB_I(CHIPS)), 0);
	assert_string_equal(order_get(c, sent)->pay_state, "refund_due");
	assert_int_equal(order_next(order_get(c, sent)), ACT_REFUND);
	assert_int_equal(order_refund(c, sent, 0, "ditransfer"), MOVE_OK);
	assert_int_equal(order_refund(c, sent, 0, "ditransfer"), MOVE_NOT_NOW);
	assert_int_equal(db_one_int(c, -1, &s[REFUNDS], DB_I(sent)), order_get(c, sent)->total);
	assert_int_equal(stock_faults(c), 0);
}

static void
versions(void **state)
{
	struct ctx *c = opened(state);
	struct order *o = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer");

	assert_int_equal(order_act(c, o->id, o->version + 1, ACT_PAY, ""), MOVE_CONFLICT);
	assert_int_equal(order_act(c, o->id, o->version, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(order_act(c, o->id, o->version, ACT_PACK, ""), MOVE_CONFLICT);
	assert_int_equal(order_get(c, o->id)->version, o->version + 1);
	assert_int_equal(order_note(c, o->id, "titip tetangga"), MOVE_OK);
	assert_string_equal(order_get(c, o->id)->staff_note, "titip tetangga");
	assert_int_equal(order_note(c, 99, "x"), MOVE_GONE);
	assert_int_equal(order_act(c, o->id, o->version + 1, ACT_PACK, ""), MOVE_OK);
}

static void
expires(void **state)
{
	struct ctx *c = opened(state);
	int64_t a = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer")->id;
	int64_t b = trade_order(c, 2, "key-2", CHIPS_S, 1, COURIER_ZONE, "transfer")->id;
	int64_t cod = trade_order(c, 3, "key-3", CHIPS_S, 1, OWN_ZONE, "cod")->id;
	const int64_t due = FIXTURE_NOW + 24 * 3600;

	assert_int_equal(order_act(c, b, 0, ACT_PROOF, ""), MOVE_OK);
	clock_set(due - 1);
	assert_int_equal(order_expire(c, clock_now(), 100), 0);
	clock_set(due);
	assert_int_equal(order_expire(c, clock_now(), 100), 1);
	assert_int_equal(order_expire(c, clock_now(), 100), 0);
	assert_string_equal(order_get(c, a)->pay_state, "void");
	assert_string_equal(order_get(c, a)->delivery_state, "cancelled");
	assert_int_equal(trade_reserved(c, CHIPS_S), 2);
	/* With a proof it waits for a person, however long; sent back it has a new deadline. */
	clock_set(due + 30 * 86400);
	assert_int_equal(order_expire(c, clock_now(), 100), 0);
	assert_int_equal(order_act(c, b, 0, ACT_UNPAY, "belum masuk"), MOVE_OK);
	assert_int_equal(order_get(c, b)->due_at, due + 31 * 86400);
	assert_int_equal(order_expire(c, clock_now(), 100), 0);
	clock_set(due + 31 * 86400);
	assert_int_equal(order_expire(c, clock_now(), 100), 1);
	assert_string_equal(order_get(c, cod)->delivery_state, "hold");
	assert_int_equal(trade_reserved(c, CHIPS_S), 1);
}

/* Money that came after the end: the order goes on with its goods, or the money goes back; once, and only while there is stock. */
static void
late_money(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t a = trade_order(c, 1, "key-1", CHIPS_S, 3, COURIER_ZONE, "transfer")->id, b = trade_order(c, 2, "key-2", CHIPS_S, 6, COURIER_ZONE, "transfer")->id;
	int64_t cod = trade_order(c, 3, "key-3", BANANA_S, 1, OWN_ZONE, "cod")->id;
	const struct order *o;
	size_t n;

	assert_int_equal(order_act(c, cod, 0, ACT_CANCEL, "x"), MOVE_OK);
	assert_int_equal(order_act(c, cod, 0, ACT_REVIVE, ""), MOVE_NOT_NOW);
	assert_int_equal(order_act(c, cod, 0, ACT_LATE, ""), MOVE_NOT_NOW);
	clock_set(order_get(c, a)->due_at + 60);
	assert_int_equal(order_expire(c, clock_now(), 100), 2);
	assert_int_equal(order_act(c, a, 0, ACT_REVIVE, ""), MOVE_OK);
	o = order_get(c, a);
	assert_string_equal(o->pay_state, "paid");
	assert_int_equal(o->cancelled_at, 0);
	assert_int_equal(o->paid_at, clock_now());
	assert_int_equal(trade_reserved(c, CHIPS_S), 3);
	assert_int_equal(db_one_int(c, -1, &s[PAYMENTS], DB_I(a), DB_T("received"), DB_I(o->total)), 1);
	assert_string_equal(order_events(c, a, &n)[2].kind, "revived");
	assert_int_equal(order_act(c, a, 0, ACT_REVIVE, ""), MOVE_NOT_NOW);
	assert_int_equal(order_act(c, a, 0, ACT_LATE, ""), MOVE_NOT_NOW);
	/* Somebody else has bought what was left. */
	assert_int_equal(stock_adjust(c, CHIPS_S, -2, "loss", ""), STOCK_CHANGE_OK);
	fixture_next(f);
	assert_int_equal(order_act(c, b, 0, ACT_REVIVE, ""), MOVE_SHORT);
	refused(state);
	assert_string_equal(order_get(c, b)->delivery_state, "cancelled");
	assert_int_equal(trade_reserved(c, CHIPS_S), 3);
	assert_int_equal(order_act(c, b, 0, ACT_LATE, ""), MOVE_OK);
	o = order_get(c, b);
	assert_string_equal(o->pay_state, "refund_due");
	assert_string_equal(o->delivery_state, "cancelled");
	assert_int_equal(order_act(c, b, 0, ACT_REFUND, ""), MOVE_OK);
	assert_int_equal(db_one_int(c, -1, &s[REFUNDS], DB_I(b)), o->total);
	/* What went on can be cancelled and revived no second time without money coming again: it owes. */
	assert_int_equal(order_act(c, a, 0, ACT_CANCEL, "x"), MOVE_OK);
	assert_string_equal(order_get(c, a)->pay_state, "refund_due");
	assert_int_equal(trade_reserved(c, CHIPS_S), 0);
	assert_int_equal(stock_faults(c), 0);
	assert_int_equal(db_one_int(c, -1, &s[MISMATCHED]), 0);
}

/* Equal totals get different sums to transfer, as long as there are codes; a sum is free again when its order is over. */
static void
codes(void **state)
{
	struct ctx *c = opened(state);
	bool taken[1000] = { false };
	int64_t id = 0;

	assert_int_equal(stock_adjust(c, CHIPS_S, 100, "purchase", ""), STOCK_CHANGE_OK);
	for (int i = 0; i < 60; i++) {
		struct order *o = trade_order(c, 1, arena_printf(c->arena, "key-%d", i), CHIPS_S, 1, PICKUP_ZONE, "transfer");

		assert_in_range(o->unique_code, 1, 999);
		assert_false(taken[o->unique_code]);
		taken[o->unique_code] = true;
		id = o->id;
	}
	assert_int_equal(order_act(c, id, 0, ACT_CANCEL, ""), MOVE_OK);
	fixture_ok(*state);
}

static int64_t
listed(struct ctx *c, enum order_tab tab, const char *q)
{
	int64_t total = -1;
	size_t n = 0;

	(void)order_list(c, tab, q, 1, 50, &n, &total);
	assert_int_equal(n, total);
	return total;
}

static void
lists(void **state)
{
	struct ctx *c = opened(state);
	struct order *a = trade_order(c, 1, "key-1", CHIPS_S, 1, COURIER_ZONE, "transfer");
	struct order *b = trade_order(c, 1, "key-2", CHIPS_S, 1, OWN_ZONE, "cod");
	struct order *d = trade_order(c, 1, "key-3", CHIPS_S, 1, COURIER_ZONE, "transfer");
	struct order **list;
	int64_t counts[TAB_COUNT], total;
	enum order_tab tab;
	size_t n;

	assert_int_equal(order_act(c, d->id, 0, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(order_ship(c, d->id, 0, "JNE", "REG", "JP-99"), MOVE_OK);
	order_counts(c, counts);
	for (int i = 0; i < TAB_COUNT; i++)
		assert_int_equal(counts[i], listed(c, (enum order_tab)i, ""));
	assert_int_equal(counts[TAB_WAIT], 1);
	assert_int_equal(counts[TAB_CHECK], 1);
	assert_int_equal(counts[TAB_ROAD], 1);
	assert_int_equal(counts[TAB_ALL], 3);
	assert_int_equal(listed(c, TAB_ALL, "mr-0002"), 1);
	assert_int_equal(listed(c, TAB_ALL, "RINA"), 3);
	assert_int_equal(listed(c, TAB_WAIT, "rina"), 1);
	assert_int_equal(listed(c, TAB_ALL, "0812-3456"), 3);
	assert_int_equal(listed(c, TAB_ALL, "+62 812"), 3);
	assert_int_equal(listed(c, TAB_ALL, "jp-99"), 1);
	assert_int_equal(listed(c, TAB_ALL, arena_printf(c->arena, "%lld", (long long)a->total)), 1);
	/* Abuse case 40: wildcards stand for themselves. */
	assert_int_equal(listed(c, TAB_ALL, "%"), 0);
	assert_int_equal(listed(c, TAB_ALL, "_"), 0);
	assert_int_equal(listed(c, TAB_ALL, "\\"), 0);
	assert_int_equal(listed(c, TAB_ALL, "'; DROP TABLE orders"), 0);
	list = order_list(c, TAB_ALL, "", 2, 2, &n, &total);
	assert_int_equal(n, 1);
	assert_int_equal(total, 3);
	assert_int_equal(list[0]->id, a->id);
	assert_int_equal(order_act(c, b->id, 0, ACT_CANCEL, ""), MOVE_OK);
	assert_int_equal(listed(c, TAB_CANCELLED, ""), 1);
	for (int i = 0; i < TAB_COUNT; i++) {
		assert_true(order_tab_parse(order_tab_name((enum order_tab)i), &tab));
		assert_int_equal(tab, i);
	}
	assert_false(order_tab_parse("nothing", &tab));
}

/* --- the random walk --- */

enum { ORDERS = 20, ACTIONS = 2000 };

static uint32_t
dice(uint32_t n)
{
	static uint32_t x = 20261122;

	x = x * 1664525u + 1013904223u;
	return (x >> 8) % n;
}

static void
walk_invariants(struct ctx *c)
{
	assert_int_equal(stock_faults(c), 0);
	for (int64_t v = CHIPS_S; v <= BANANA_S; v++)
		assert_int_equal(trade_reserved(c, v), db_one_int(c, -1, &s[OPEN_LINES], DB_I(v)));
	assert_int_equal(db_one_int(c, -1, &s[RECEIVED]), 0);
	assert_int_equal(db_one_int(c, -1, &s[MISMATCHED]), 0);
}

static void
walk(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct { int64_t id; const char *pay, *del; bool pickup, transfer; } m[ORDERS];
	static const char *const zones[] = { NULL, "transfer", "cod", "cod" };
	int moved = 0;

	for (int64_t v = CHIPS_S; v <= BANANA_S; v++)
		assert_int_equal(stock_adjust(c, v, 1000, "purchase", ""), STOCK_CHANGE_OK);
	for (int i = 0; i < ORDERS; i++) {
		int64_t zone = 1 + i % 3;

		assert_int_equal(cart_add(c, 1, CHIPS_S, 1 + i % 3), CART_OK);
		m[i].id = trade_order(c, 1, arena_printf(c->arena, "k%d", i), i % 2 ? CHIPS_L : BANANA_S, 1 + i % 4, zone, zones[zone])->id;
		m[i].pay = zone == 1 ? "waiting" : "cod";
		m[i].del = "hold";
		m[i].pickup = zone == PICKUP_ZONE;
		m[i].transfer = zone == COURIER_ZONE;
	}
	for (int i = 0; i < ACTIONS; i++) {
		int k = (int)dice(ORDERS);
		enum order_act act = (enum order_act)dice(ACT_COUNT);
		/* Cancelling is rare, or all orders would be over at once. */
		if ((act == ACT_CANCEL || act == ACT_EXPIRE) && dice(20))
			act = ACT_UNPAY;
		int edge = model_edge(act, m[k].pay, m[k].del, m[k].pickup);

		/* Money for cash on delivery does not come by bank. */
		if ((act == ACT_REVIVE || act == ACT_LATE) && !m[k].transfer)
			edge = -1;
		assert_int_equal(order_act(c, m[k].id, 0, act, ""), edge >= 0 ? MOVE_OK : MOVE_NOT_NOW);
		if (edge >= 0) {
			m[k].pay = model[edge].pay_to;
			m[k].del = model[edge].del_to;
			moved++;
		}
		if (i % 100 == 0) {
			walk_invariants(c);
			fixture_next(f);
		}
	}
	for (int i = 0; i < ORDERS; i++) {
		assert_string_equal(order_get(c, m[i].id)->pay_state, m[i].pay);
		assert_string_equal(order_get(c, m[i].id)->delivery_state, m[i].del);
	}
	assert_true(moved > 60);
	walk_invariants(c);
}

static const struct CMUnitTest tests[] = {
	CASE(places), CASE(finds), CASE(once), CASE(changed), CASE(not_offered), CASE(every_pair), CASE(transfer_journey),
	CASE(cod_and_pickup), CASE(effects_once), CASE(versions), CASE(expires), CASE(late_money), CASE(codes), CASE(lists), CASE(walk),
};
FIXTURE_MAIN(tests)
