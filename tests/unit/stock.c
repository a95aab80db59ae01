/*
 * Stock: what each change does to the kept numbers and the ledger, what is refused, when pages are told, and a long random
 * sequence after which the ledger must still add up and nothing may ever have been below zero.
 */
#include "unit/fixture.h"

#include <sys/wait.h>

#include "base/str.h"
#include "shop/setting.h"
#include "shop/stock.h"

enum { Q_PRODUCT, Q_VARIANT, Q_NUMBERS, Q_STATE, Q_VERSION, Q_MOVES, Q_SPOIL };
static const struct db_stmt q[] = {
	[Q_PRODUCT] = SQL("test.stock_product",
	    "INSERT INTO product (status, created_at, updated_at) VALUES ('active', 1, 1)"
	    " RETURNING id"),
	[Q_VARIANT] = SQL("test.stock_variant",
	    "INSERT INTO variant (product, price, low_at) VALUES ($1, 1000, $2) RETURNING id"),
	[Q_NUMBERS] = SQL("test.stock_numbers", "SELECT on_hand, reserved FROM stock WHERE variant = $1"),
	[Q_STATE] = SQL("test.stock_state", "SELECT stock_state FROM variant WHERE id = $1"),
	[Q_VERSION] = SQL("test.stock_version",
	    "SELECT p.version FROM product p JOIN variant v ON v.product = p.id WHERE v.id = $1"),
	[Q_MOVES] = SQL("test.stock_moves", "SELECT COUNT(*) FROM stock_move WHERE variant = $1"),
	[Q_SPOIL] = SQL("test.stock_spoil", "UPDATE stock SET on_hand = on_hand + 1 WHERE variant = $1"),
};
DB_TABLE(q);

static int64_t
variant(struct ctx *c, int64_t low_at)
{
	int64_t product = db_one_int(c, 0, &q[Q_PRODUCT]);

	return db_one_int(c, 0, &q[Q_VARIANT], DB_I(product), DB_I(low_at));
}

static void
numbers(struct ctx *c, int64_t v, int64_t *on_hand, int64_t *reserved)
{
	struct db_rows r = db_query(c, &q[Q_NUMBERS], DB_I(v));

	*on_hand = *reserved = 0;
	if (db_next(&r)) {
		*on_hand = db_int(&r);
		*reserved = db_int(&r);
	}
	db_done(&r);
}

static void
expect(struct fixture *f, int64_t v, int64_t on_hand, int64_t reserved, const char *state)
{
	int64_t h, s;

	fixture_ok(f);
	numbers(&f->c, v, &h, &s);
	assert_int_equal(h, on_hand);
	assert_int_equal(s, reserved);
	assert_string_equal(db_one_text(&f->c, &q[Q_STATE], DB_I(v)), state);
	assert_int_equal(stock_faults(&f->c), 0);
}

static void
goes_its_way(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 3);

	assert_int_equal(stock_adjust(c, v, 10, "opening", NULL), STOCK_CHANGE_OK);
	expect(f, v, 10, 0, "ada");
	assert_int_equal(stock_reserve(c, v, 7, 1), STOCK_CHANGE_OK);
	expect(f, v, 10, 7, "sedikit");
	assert_int_equal(stock_reserve(c, v, 4, 2), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_reserve(c, v, 3, 2), STOCK_CHANGE_OK);
	expect(f, v, 10, 10, "habis");
	stock_release(c, v, 3, 2);
	expect(f, v, 10, 7, "sedikit");
	stock_ship(c, v, 7, 1);
	expect(f, v, 3, 0, "sedikit");
	stock_return(c, v, 7, 1);
	expect(f, v, 10, 0, "ada");
	assert_int_equal(db_one_int(c, 0, &q[Q_MOVES], DB_I(v)), 6);
}

static void
refuses_below_reserved(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 0);

	assert_int_equal(stock_count(c, v, 5, "opening", NULL), STOCK_CHANGE_OK);
	assert_int_equal(stock_reserve(c, v, 4, 1), STOCK_CHANGE_OK);
	assert_int_equal(stock_held(c, v), 4);
	assert_int_equal(stock_adjust(c, v, -2, "loss", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_count(c, v, 3, "count", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_count(c, v, 4, "count", "dua remuk"), STOCK_CHANGE_OK);
	expect(f, v, 4, 4, "habis");
	/* Counting what is there writes nothing. */
	assert_int_equal(stock_count(c, v, 4, "count", NULL), STOCK_CHANGE_OK);
	assert_int_equal(db_one_int(c, 0, &q[Q_MOVES], DB_I(v)), 3);
}

static void
stays_in_range(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 0);

	assert_int_equal(stock_adjust(c, v, INT64_MAX, "import", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_adjust(c, v, INT64_MIN, "import", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_count(c, v, INT64_MAX, "count", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_count(c, v, -1, "count", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_adjust(c, v, STOCK_MAX, "import", NULL), STOCK_CHANGE_OK);
	assert_int_equal(stock_adjust(c, v, 1, "import", NULL), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_reserve(c, v, INT64_MAX, 1), STOCK_CHANGE_SHORT);
	assert_int_equal(stock_reserve(c, v, STOCK_MAX, 1), STOCK_CHANGE_OK);
	expect(f, v, STOCK_MAX, STOCK_MAX, "habis");
}

static void
gives_back_only_what_is_held(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 0);

	assert_int_equal(stock_adjust(c, v, 5, "opening", NULL), STOCK_CHANGE_OK);
	assert_int_equal(stock_reserve(c, v, 2, 1), STOCK_CHANGE_OK);
	fixture_next(f);
	stock_release(c, v, 3, 1);
	assert_true(err_is_set(c));
	db_rollback(c);
	err_clear(c);
	fixture_begin(f);
	stock_ship(c, v, 3, 1);
	assert_true(err_is_set(c));
	db_rollback(c);
	err_clear(c);
	fixture_begin(f);
	expect(f, v, 5, 2, "ada");
}

static void
tells_pages_only_when_the_state_moves(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 2), version = setting_version(c, "catalog");

	assert_int_equal(stock_adjust(c, v, 10, "opening", NULL), STOCK_CHANGE_OK);
	assert_int_equal(setting_version(c, "catalog"), version + 1);
	assert_int_equal(db_one_int(c, 0, &q[Q_VERSION], DB_I(v)), 1);
	assert_int_equal(stock_reserve(c, v, 7, 1), STOCK_CHANGE_OK);
	assert_int_equal(setting_version(c, "catalog"), version + 1);
	assert_int_equal(stock_reserve(c, v, 1, 1), STOCK_CHANGE_OK);
	assert_int_equal(setting_version(c, "catalog"), version + 2);
	assert_int_equal(db_one_int(c, 0, &q[Q_VERSION], DB_I(v)), 1);
	stock_restate(c, v);
	assert_int_equal(setting_version(c, "catalog"), version + 2);
}

static void
shows_its_moves(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 0);
	struct stock_move *m;
	size_t n;

	assert_int_equal(stock_adjust(c, v, 10, "opening", "awal"), STOCK_CHANGE_OK);
	assert_int_equal(stock_reserve(c, v, 4, 77), STOCK_CHANGE_OK);
	stock_ship(c, v, 4, 77);
	assert_int_equal(stock_adjust(c, v, -1, "loss", "remuk"), STOCK_CHANGE_OK);
	m = stock_moves(c, v, 0, 2, &n);
	assert_int_equal(n, 2);
	assert_string_equal(m[0].reason, "loss");
	assert_string_equal(m[0].note, "remuk");
	assert_int_equal(m[0].after, 5);
	assert_string_equal(m[1].reason, "ship");
	assert_int_equal(m[1].after, 6);
	assert_int_equal(m[1].ref, 77);
	assert_string_equal(m[1].ref_kind, "order");
	m = stock_moves(c, v, m[1].id, 10, &n);
	assert_int_equal(n, 2);
	assert_string_equal(m[0].reason, "reserve");
	assert_int_equal(m[0].after, 10);
	assert_int_equal(m[1].after, 10);
	assert_int_equal(m[1].on_hand, 10);
	assert_int_equal(m[1].at, FIXTURE_NOW);
}

static void
finds_faults(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t v = variant(c, 0);

	assert_int_equal(stock_adjust(c, v, 10, "opening", NULL), STOCK_CHANGE_OK);
	assert_int_equal(stock_faults(c), 0);
	(void)db_exec(c, &q[Q_SPOIL], DB_I(v));
	assert_int_equal(stock_faults(c), 1);
}

/* What orders hold in the random run, to give back only that. */
struct model {
	int64_t v, on_hand, reserved;
};

static void
random_step(struct fixture *f, struct model *m, uint32_t dice)
{
	struct ctx *c = &f->c;
	int64_t qty = 1 + dice / 8 % 9;

	switch (dice % 6) {
	case 0:
		qty = qty - 5;
		if (stock_adjust(c, m->v, qty, "purchase", NULL) == STOCK_CHANGE_OK)
			m->on_hand += qty;
		else
			assert_true(m->on_hand + qty < m->reserved);
		break;
	case 1:
		if (stock_count(c, m->v, 3 * qty, "count", NULL) == STOCK_CHANGE_OK)
			m->on_hand = 3 * qty;
		else
			assert_true(3 * qty < m->reserved);
		break;
	case 2:
		if (stock_reserve(c, m->v, qty, 1) == STOCK_CHANGE_OK)
			m->reserved += qty;
		else
			assert_true(m->on_hand - m->reserved < qty);
		break;
	case 3:
		if (qty <= m->reserved) {
			stock_release(c, m->v, qty, 1);
			m->reserved -= qty;
		}
		break;
	case 4:
		if (qty <= m->reserved) {
			stock_ship(c, m->v, qty, 1);
			m->reserved -= qty;
			m->on_hand -= qty;
		}
		break;
	case 5:
		stock_return(c, m->v, qty, 1);
		m->on_hand += qty;
		break;
	}
}

static void
adds_up_whatever_happens(void **state)
{
	struct fixture *f = *state;
	struct model models[3] = { 0 };
	uint32_t seed = 20260302;
	size_t i;
	int step;

	for (i = 0; i < ARRAY_LEN(models); i++)
		models[i].v = variant(&f->c, 5);
	for (step = 0; step < 600; step++) {
		struct model *m;
		int64_t on_hand, reserved;

		seed = seed * 1664525u + 1013904223u;
		m = &models[(seed >> 28) % ARRAY_LEN(models)];
		random_step(f, m, seed >> 8);
		numbers(&f->c, m->v, &on_hand, &reserved);
		assert_int_equal(on_hand, m->on_hand);
		assert_int_equal(reserved, m->reserved);
		assert_true(reserved >= 0 && reserved <= on_hand);
		if (step % 50 == 49) {
			assert_int_equal(stock_faults(&f->c), 0);
			fixture_next(f);
		}
	}
	for (i = 0; i < ARRAY_LEN(models); i++) {
		int64_t available = models[i].on_hand - models[i].reserved;

		expect(f, models[i].v, models[i].on_hand, models[i].reserved,
		    available <= 0 ? "habis" : available <= 5 ? "sedikit" : "ada");
	}
}

#define BUYERS 4
#define TRIES 10
#define PIECES 25

static bool
take_one(struct ctx *c, void *arg)
{
	const int64_t *v = arg;

	return stock_reserve(c, *v, 1, 1) == STOCK_CHANGE_OK;
}

/* One buyer, a process of its own: how many pieces it got. */
static int
buyer(const struct fixture *f, int64_t v)
{
	const char *why;
	struct arena *a = arena_open();
	struct ctx c;
	int i, got = 0;

	ctx_init(&c, a, db_open(f->spec, &why), &f->conf);
	for (i = 0; c.db && i < TRIES; i++) {
		got += db_transact(&c, DB_WRITE, take_one, &v);
		if (err_is_set(&c))
			return 100;
	}
	db_close(c.db);
	return got;
}

static void
sells_nothing_twice(void **state)
{
	struct fixture *f = *state;
	int64_t v = variant(&f->c, 5), total = 0;
	pid_t pids[BUYERS];
	int i, status;

	assert_int_equal(stock_adjust(&f->c, v, PIECES, "opening", NULL), STOCK_CHANGE_OK);
	fixture_commit(f);
	for (i = 0; i < BUYERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(buyer(f, v));
	}
	for (i = 0; i < BUYERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= TRIES);
		total += WEXITSTATUS(status);
	}
	fixture_begin(f);
	assert_int_equal(total, PIECES);
	expect(f, v, PIECES, PIECES, "habis");
}

static const struct CMUnitTest tests[] = {
	CASE(goes_its_way),
	CASE(refuses_below_reserved),
	CASE(stays_in_range),
	CASE(gives_back_only_what_is_held),
	CASE(tells_pages_only_when_the_state_moves),
	CASE(shows_its_moves),
	CASE(finds_faults),
	CASE(adds_up_whatever_happens),
	CASE(sells_nothing_twice),
};
FIXTURE_MAIN(tests)
