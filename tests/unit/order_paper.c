/*
 * Invoices: given once, only for what was paid, in the order in which they are asked for, anew each year; and without a gap or a double when ten processes
 * ask at once. What is to be packed is summed over orders.
 */
#include <sys/wait.h>

#include "trade.h"

enum { ORDERS = 10 };

static const struct db_stmt s[] = {
	SQL("t.invoices", "SELECT COUNT(*) FROM invoice"),
	SQL("t.highest", "SELECT COALESCE(MAX(seq), 0) FROM invoice"),
	SQL("t.distinct", "SELECT COUNT(DISTINCT seq) FROM invoice"),
	SQL("t.last", "SELECT value FROM counter WHERE name = 'invoice.2026'"),
	SQL("t.audits", "SELECT COUNT(*) FROM audit WHERE act = 'invoice.give'"),
};

static struct order *
paid(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	struct order *o = trade_order(c, session, arena_printf(c->arena, "key-%lld", (long long)session), variant, qty, OWN_ZONE, "transfer");

	assert_int_equal(order_act(c, o->id, 0, ACT_PAY, ""), MOVE_OK);
	return order_get(c, o->id);
}

static struct ctx *
opened(void **state)
{
	struct fixture *f = *state;

	trade_open(&f->c);
	for (int64_t i = 1; i <= ORDERS; i++)
		trade_session(&f->c, i);
	for (int64_t v = CHIPS_S; v <= BANANA_S; v++)
		assert_int_equal(stock_count(&f->c, v, 100, "count", ""), STOCK_CHANGE_OK);
	return &f->c;
}

static void
test_invoice__once_and_only_when_paid(void **state)
{
	struct ctx *c = opened(state);
	struct order *open = trade_order(c, 1, "open", CHIPS_S, 1, OWN_ZONE, "transfer"), *a = paid(c, 2, CHIPS_S, 1), *b = paid(c, 3, CHIPS_S, 2);
	struct invoice *one, *two, *again;

	assert_int_equal(invoice_give(c, open->id, &one), INVOICE_NOT_PAID);
	assert_null(one);
	assert_int_equal(invoice_give(c, 999, &one), INVOICE_GONE);
	assert_null(invoice_get(c, b->id));
	assert_int_equal(invoice_give(c, b->id, &one), INVOICE_GIVEN);
	assert_string_equal(one->number, "INV/2026/00001");
	assert_int_equal(invoice_give(c, a->id, &two), INVOICE_GIVEN);
	assert_string_equal(two->number, "INV/2026/00002");
	/* Given stays given, whatever becomes of the order; and it moves no version that somebody looks at. */
	assert_int_equal(order_get(c, b->id)->version, b->version);
	assert_int_equal(order_act(c, b->id, 0, ACT_CANCEL, "x"), MOVE_OK);
	assert_int_equal(invoice_give(c, b->id, &again), INVOICE_GIVEN);
	assert_string_equal(again->number, one->number);
	assert_int_equal(db_one_int(c, 0, &s[4]), 2);
}

static void
test_invoice__begins_anew_each_year_of_the_shop(void **state)
{
	struct ctx *c = opened(state);
	struct invoice *v;

	/* 17.00 UTC of 31 December is midnight in WIB. */
	clock_set(INT64_C(1798736399));
	assert_int_equal(invoice_give(c, paid(c, 1, CHIPS_S, 1)->id, &v), INVOICE_GIVEN);
	assert_string_equal(v->number, "INV/2026/00001");
	clock_set(INT64_C(1798736400));
	assert_int_equal(invoice_give(c, paid(c, 2, CHIPS_S, 1)->id, &v), INVOICE_GIVEN);
	assert_string_equal(v->number, "INV/2027/00001");
}

static void
test_invoice__keeps_the_head_of_its_day(void **state)
{
	struct ctx *c = opened(state);
	struct order *o = paid(c, 1, CHIPS_S, 1);
	struct invoice *v;

	assert_int_equal(setting_put(c, "name", NULL, "Toko Lama"), SETTING_OK);
	assert_int_equal(invoice_give(c, o->id, &v), INVOICE_GIVEN);
	assert_int_equal(setting_put(c, "name", NULL, "Toko Baru"), SETTING_OK);
	assert_string_equal(invoice_get(c, o->id)->shop_name, "Toko Lama");
}

static void
test_invoice__a_rollback_leaves_no_gap(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t a = paid(c, 1, CHIPS_S, 1)->id, b = paid(c, 2, CHIPS_S, 1)->id;
	struct invoice *v;

	fixture_next(f);
	assert_int_equal(invoice_give(c, a, &v), INVOICE_GIVEN);
	db_rollback(c);
	fixture_begin(f);
	assert_null(invoice_get(c, a));
	assert_int_equal(invoice_give(c, b, &v), INVOICE_GIVEN);
	assert_string_equal(v->number, "INV/2026/00001");
}

struct asker { int64_t first; int n; bool all_one; };

static bool
ask(struct ctx *c, void *arg)
{
	const struct asker *a = arg;
	struct invoice *v;

	return invoice_give(c, a->all_one ? a->first : a->first + a->n, &v) == INVOICE_GIVEN;
}

/* Ten processes, each with its own connection, let go at once. */
static void
race(struct fixture *f, struct asker proto)
{
	pid_t pids[ORDERS];
	int go[2], status;
	const char *why = "";

	fixture_commit(f);
	db_close(f->c.db);
	f->c.db = NULL;
	assert_int_equal(pipe(go), 0);
	for (int i = 0; i < ORDERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			struct asker a = proto;
			struct ctx c;
			char byte;

			a.n = i;
			ctx_init(&c, arena_open(), db_open(f->spec, &why), &f->conf);
			close(go[1]);
			(void)!read(go[0], &byte, 1);
			for (int turn = 0; turn < 5 && !db_transact(&c, DB_WRITE, ask, &a) && c.err.kind == ERR_BUSY; turn++)
				err_clear(&c);
			if (err_is_set(&c))
				(void)fprintf(stderr, "%s: %s\n", c.err.where, c.err.text);
			_exit(err_is_set(&c) ? 1 : 0);
		}
	}
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < ORDERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	f->c.db = db_open(f->spec, &why);
	assert_non_null(f->c.db);
	fixture_begin(f);
}

static void
test_invoice__ten_orders_at_once_have_no_gap(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t first = 0;

	for (int64_t i = 1; i <= ORDERS; i++) {
		int64_t id = paid(c, i, CHIPS_S, 1)->id;

		first = first ? first : id;
		assert_int_equal(id, first + i - 1);
	}
	race(f, (struct asker){ first, 0, false });
	assert_int_equal(db_one_int(c, 0, &s[0]), ORDERS);
	assert_int_equal(db_one_int(c, 0, &s[1]), ORDERS);
	assert_int_equal(db_one_int(c, 0, &s[2]), ORDERS);
	assert_int_equal(db_one_int(c, 0, &s[3]), ORDERS);
}

static void
test_invoice__one_order_asked_ten_times_at_once(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	int64_t id = paid(c, 1, CHIPS_S, 1)->id;

	race(f, (struct asker){ id, 0, true });
	assert_int_equal(db_one_int(c, 0, &s[0]), 1);
	assert_int_equal(db_one_int(c, 0, &s[3]), 1);
}

static void
test_pack__sums_what_is_to_be_packed(void **state)
{
	struct ctx *c = opened(state);
	struct order *a = paid(c, 1, CHIPS_S, 2), *b = paid(c, 2, CHIPS_S, 3), *late = paid(c, 4, CHIPS_L, 9);
	struct pack_line *l;
	size_t n;

	(void)trade_order(c, 3, "open", CHIPS_S, 5, OWN_ZONE, "transfer");
	(void)late;
	l = pack_sums(c, b->id, 0, &n);
	assert_int_equal(n, 1);
	assert_string_equal(l[0].name, "Keripik Balado");
	assert_string_equal(l[0].options, "250 g");
	assert_int_equal(l[0].qty, 5);
	l = pack_lines(c, b->id, 0, &n);
	assert_int_equal(n, 2);
	assert_int_equal(l[0].order, a->id);
	assert_int_equal(l[1].order, b->id);
	assert_int_equal(label_count(c, TAB_PACK), 3);
	assert_int_equal(order_act(c, a->id, 0, ACT_PACK, ""), MOVE_OK);
	assert_int_equal(label_count(c, TAB_PACK), 2);
	assert_int_equal(label_count(c, TAB_SHIP), 1);
}

static const struct CMUnitTest tests[] = {
	CASE(test_invoice__once_and_only_when_paid),
	CASE(test_invoice__begins_anew_each_year_of_the_shop),
	CASE(test_invoice__keeps_the_head_of_its_day),
	CASE(test_invoice__a_rollback_leaves_no_gap),
	CASE(test_invoice__ten_orders_at_once_have_no_gap),
	CASE(test_invoice__one_order_asked_ten_times_at_once),
	CASE(test_pack__sums_what_is_to_be_packed),
};
FIXTURE_MAIN(tests)
