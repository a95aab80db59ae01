/*
 * Races with real processes, each with its own connection, let go at the same moment: the last unit, one form sent many times, one
 * cart in many tabs, and people who act on one order at once (abuse cases 7, 10, 11). A statement or commit that finds the database
 * busy is run again as the gate would do.
 */
#include <sys/wait.h>

#include "trade.h"

enum { PROCESSES = 10 };

static const struct db_stmt s[] = {
	SQL("t.orders", "SELECT COUNT(*) FROM orders"),
	SQL("t.effects", "SELECT COUNT(*) FROM order_effect WHERE effect = $1"),
	SQL("t.refunds", "SELECT COUNT(*) FROM refund"),
	SQL("t.number", "SELECT value FROM counter WHERE name = 'order'"),
};

struct racer {
	int n;			/* 0..9 */
	const char *hash;
	int64_t order;
	int result;
	enum order_act act;
};

/* Runs fn in ten processes at once; each one's r->result is counted in results[]. */
static void
race(struct fixture *f, bool (*fn)(struct ctx *, void *), const struct racer *proto, int results[16])
{
	pid_t pids[PROCESSES];
	int go[2], status;
	const char *why = "";

	fixture_commit(f);
	db_close(f->c.db);
	f->c.db = NULL;
	assert_int_equal(pipe(go), 0);
	memset(results, 0, 16 * sizeof(*results));
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			struct racer r = *proto;
			struct ctx c;
			char byte;

			r.n = i;
			r.result = 15;
			ctx_init(&c, arena_open(), db_open(f->spec, &why), &f->conf);
			close(go[1]);
			(void)!read(go[0], &byte, 1);
			/* The gate tries for three seconds; ten processes under sanitizers may need more than one such turn. */
			for (int turn = 0; turn < 5 && !db_transact(&c, DB_WRITE, fn, &r) && c.err.kind == ERR_BUSY; turn++)
				err_clear(&c);
			if (err_is_set(&c))
				(void)fprintf(stderr, "%s: %s\n", c.err.where, c.err.text);
			_exit(err_is_set(&c) ? 15 : r.result);
		}
	}
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		results[WEXITSTATUS(status) & 15]++;
	}
	f->c.db = db_open(f->spec, &why);
	assert_non_null(f->c.db);
	fixture_begin(f);
	assert_int_equal(results[15], 0);
	assert_int_equal(stock_faults(&f->c), 0);
}

static struct ctx *
opened(void **state, int64_t stock)
{
	struct fixture *f = *state;

	trade_open(&f->c);
	for (int64_t i = 1; i <= PROCESSES; i++)
		trade_session(&f->c, i);
	assert_int_equal(stock_count(&f->c, CHIPS_S, stock, "count", ""), STOCK_CHANGE_OK);
	return &f->c;
}

static bool
buy(struct ctx *c, struct racer *r, int64_t session, const char *key)
{
	struct checkout f = trade_form(c, session, key, COURIER_ZONE, "transfer");
	struct order *o;

	if (r->hash)
		f.cart_hash = r->hash;
	r->result = (int)order_place(c, session, &f, &o);
	return r->result == ORDER_PLACED || r->result == ORDER_AGAIN;
}

static bool
buy_own_cart(struct ctx *c, void *arg)
{
	struct racer *r = arg;

	return buy(c, r, r->n + 1, arena_printf(c->arena, "key-%d", r->n));
}

static bool
buy_same_form(struct ctx *c, void *arg)
{
	return buy(c, arg, 1, "one-key");
}

static bool
buy_same_cart(struct ctx *c, void *arg)
{
	struct racer *r = arg;

	return buy(c, r, 1, arena_printf(c->arena, "key-%d", r->n));
}

static void
last_unit(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 1);
	int results[16];

	for (int64_t i = 1; i <= PROCESSES; i++)
		assert_int_equal(cart_add(c, i, CHIPS_S, 1), CART_OK);
	race(f, buy_own_cart, &(struct racer){ 0 }, results);
	assert_int_equal(results[ORDER_PLACED], 1);
	assert_int_equal(results[ORDER_SHORT], PROCESSES - 1);
	assert_int_equal(db_one_int(c, -1, &s[0]), 1);
	assert_int_equal(db_one_int(c, -1, &s[3]), 1);
	assert_int_equal(trade_reserved(c, CHIPS_S), 1);
}

/* Ten units, three each, in two lines whose order differs: three orders, none waits for ever. */
static void
ten_units(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 10);
	int results[16];

	for (int64_t i = 1; i <= PROCESSES; i++) {
		assert_int_equal(cart_add(c, i, i % 2 ? CHIPS_S : BANANA_S, i % 2 ? 3 : 1), CART_OK);
		assert_int_equal(cart_add(c, i, i % 2 ? BANANA_S : CHIPS_S, i % 2 ? 1 : 3), CART_OK);
	}
	race(f, buy_own_cart, &(struct racer){ 0 }, results);
	assert_int_equal(results[ORDER_PLACED], 3);
	assert_int_equal(results[ORDER_SHORT], PROCESSES - 3);
	assert_int_equal(trade_reserved(c, CHIPS_S), 9);
	assert_int_equal(trade_reserved(c, BANANA_S), 3);
	assert_int_equal(db_one_int(c, -1, &s[3]), 3);
}

static void
same_form(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 100);
	struct racer r = { 0 };
	int results[16];

	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	r.hash = arena_str(f->keep, cart_get(c, 1)->hash);
	race(f, buy_same_form, &r, results);
	assert_int_equal(results[ORDER_PLACED], 1);
	assert_int_equal(results[ORDER_AGAIN], PROCESSES - 1);
	assert_int_equal(db_one_int(c, -1, &s[0]), 1);
	assert_int_equal(trade_reserved(c, CHIPS_S), 1);
}

static void
same_cart(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 100);
	struct racer r = { 0 };
	int results[16];

	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	r.hash = arena_str(f->keep, cart_get(c, 1)->hash);
	race(f, buy_same_cart, &r, results);
	assert_int_equal(results[ORDER_PLACED], 1);
	assert_int_equal(results[ORDER_EMPTY], PROCESSES - 1);
	assert_int_equal(trade_reserved(c, CHIPS_S), 1);
}

/* Equal totals at the same moment: each transfer has its own sum. */
static void
same_total(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 100);
	int results[16];

	for (int64_t i = 1; i <= PROCESSES; i++)
		assert_int_equal(cart_add(c, i, CHIPS_S, 1), CART_OK);
	race(f, buy_own_cart, &(struct racer){ 0 }, results);
	assert_int_equal(results[ORDER_PLACED], PROCESSES);
	assert_int_equal(db_one_int(c, -1, &s[3]), PROCESSES);
}

static bool
act(struct ctx *c, void *arg)
{
	struct racer *r = arg;
	enum order_act what = r->act;

	if (what == ACT_COUNT)
		what = r->n % 2 ? ACT_CANCEL : ACT_PAY;
	r->result = (int)order_act(c, r->order, 0, what, "");
	return r->result == MOVE_OK;
}

static void
cancel_and_pay(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 10);
	struct racer r = { .act = ACT_COUNT };
	int results[16];
	struct order *o;

	r.order = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer")->id;
	race(f, act, &r, results);
	o = order_get(c, r.order);
	/* Paid first and then cancelled is two moves; cancelled first leaves nothing to pay. */
	assert_in_range(results[MOVE_OK], 1, 2);
	assert_int_equal(results[MOVE_NOT_NOW] + results[MOVE_OK], PROCESSES);
	assert_string_equal(o->delivery_state, "cancelled");
	assert_string_equal(o->pay_state, results[MOVE_OK] == 2 ? "refund_due" : "void");
	assert_int_equal(trade_reserved(c, CHIPS_S), 0);
	assert_int_equal(db_one_int(c, -1, &s[1], DB_T("release")), 1);
}

static void
refund_once(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 10);
	struct racer r = { .act = ACT_REFUND };
	int results[16];

	r.order = trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer")->id;
	assert_int_equal(order_act(c, r.order, 0, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(order_act(c, r.order, 0, ACT_CANCEL, ""), MOVE_OK);
	race(f, act, &r, results);
	assert_int_equal(results[MOVE_OK], 1);
	assert_int_equal(results[MOVE_NOT_NOW], PROCESSES - 1);
	assert_int_equal(db_one_int(c, -1, &s[2]), 1);
}

static bool
expire(struct ctx *c, void *arg)
{
	((struct racer *)arg)->result = (int)order_expire(c, clock_now(), 10);
	return true;
}

/* Workers on ten machines: one of them expires it. */
static void
expire_once(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state, 10);
	int results[16];

	(void)trade_order(c, 1, "key-1", CHIPS_S, 2, COURIER_ZONE, "transfer");
	clock_set(FIXTURE_NOW + 2 * 86400);
	race(f, expire, &(struct racer){ 0 }, results);
	assert_int_equal(results[1], 1);
	assert_int_equal(results[0], PROCESSES - 1);
	assert_int_equal(trade_reserved(c, CHIPS_S), 0);
}

static const struct CMUnitTest tests[] = {
	CASE(last_unit), CASE(ten_units), CASE(same_form), CASE(same_cart), CASE(same_total), CASE(cancel_and_pay),
	CASE(refund_once), CASE(expire_once),
};
FIXTURE_MAIN(tests)
