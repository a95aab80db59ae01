/* The day's figures: by local days, cancelled orders left out, money by the day it came. */
#include "trade.h"

#include "shop/report.h"

#define DAY 86400
#define TZ "Asia/Jakarta"

static struct ctx *
opened(void **state)
{
	struct fixture *f = *state;

	trade_open(&f->c);
	trade_session(&f->c, 1);
	return &f->c;
}

static int64_t
buy(struct ctx *c, const char *key, int64_t qty)
{
	return trade_order(c, 1, key, CHIPS_S, qty, PICKUP_ZONE, "transfer")->id;
}

static void
nothing(void **state)
{
	struct ctx *c = opened(state);
	struct today *t = report_today(c, FIXTURE_NOW, TZ);

	assert_int_equal(t->money, 0);
	assert_int_equal(t->orders, 0);
	assert_int_equal(t->pieces, 0);
	assert_int_equal(t->buyers, 0);
	assert_int_equal(t->week_day[6], clock_day(FIXTURE_NOW, TZ));
	assert_int_equal(t->week_day[0], t->week_day[6] - 6);
}

static void
days(void **state)
{
	struct ctx *c = opened(state);
	int64_t old, yesterday, today, gone, old_total, total;
	struct today *t;

	clock_set(FIXTURE_NOW - 3 * DAY);
	old = buy(c, "k1", 1);
	assert_int_equal(order_act(c, old, 0, ACT_PAY, ""), MOVE_OK);
	clock_set(FIXTURE_NOW - DAY);
	yesterday = buy(c, "k2", 1);
	clock_set(FIXTURE_NOW);
	today = buy(c, "k3", 2);
	gone = buy(c, "k4", 3);
	assert_int_equal(order_act(c, gone, 0, ACT_CANCEL, ""), MOVE_OK);
	/* Ordered yesterday, paid today. */
	assert_int_equal(order_act(c, yesterday, 0, ACT_PAY, ""), MOVE_OK);
	t = report_today(c, FIXTURE_NOW, TZ);
	total = order_get(c, yesterday)->total;
	old_total = order_get(c, old)->total;
	assert_int_equal(t->money, total);
	assert_int_equal(t->money_before, 0);
	assert_int_equal(t->orders, 1);
	assert_int_equal(t->orders_before, 1);
	assert_int_equal(t->pieces, 2);
	assert_int_equal(t->buyers, 1);
	assert_int_equal(t->week_money[3], old_total);
	assert_int_equal(t->week_money[6], total);
	/* What came in stays in the day's figure when it is given back. */
	assert_int_equal(order_act(c, yesterday, 0, ACT_CANCEL, ""), MOVE_OK);
	assert_int_equal(order_refund(c, yesterday, 0, ""), MOVE_OK);
	assert_int_equal(report_today(c, FIXTURE_NOW, TZ)->money, total);
	assert_int_equal(order_act(c, today, 0, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(report_today(c, FIXTURE_NOW, TZ)->money, total + order_get(c, today)->total);
}

/* Abuse case 62: the day turns at local midnight, 17:00 UTC in WIB. */
static void
midnight(void **state)
{
	struct ctx *c = opened(state);
	int64_t start = clock_day_start(clock_day(FIXTURE_NOW, TZ), TZ);

	clock_set(start - 1);
	(void)buy(c, "k1", 1);
	clock_set(start);
	(void)buy(c, "k2", 1);
	assert_int_equal(report_today(c, start, TZ)->orders, 1);
	assert_int_equal(report_today(c, start, TZ)->orders_before, 1);
	assert_int_equal(report_today(c, start - 1, TZ)->orders, 1);
}

static void
entries_agree(struct ctx *c, int64_t today, int64_t net, int64_t old, int64_t customer)
{
	struct report_filter f = { "", 0, 0 };
	struct report_entry *e;
	int64_t count, sum;
	size_t n;

	e = report_entries(c, today - 6, today, &f, 0, 10, &n, &count, &sum);
	assert_int_equal(count, 3);
	assert_int_equal(sum, net);
	assert_int_equal(e[n - 1].order, old);
	f.product = BANANA;
	(void)report_entries(c, today - 6, today, &f, 0, 10, &n, &count, &sum);
	assert_int_equal(n, 0);
	f = (struct report_filter){ "transfer", customer, CHIPS };
	(void)report_entries(c, today - 6, today, &f, 0, 1, &n, &count, &sum);
	assert_int_equal(n, 1);
	assert_int_equal(count, 3);
	f.method = "cod";
	(void)report_entries(c, today - 6, today, &f, 0, 1, &n, &count, &sum);
	assert_int_equal(n, 0);
}

/* An order sold today with its money today; one of three days ago given back today: sales, goods, customers and cash say the same. */
static void
agree(void **state)
{
	struct ctx *c = opened(state);
	int64_t today = clock_day(FIXTURE_NOW, TZ), old, sold, count, buyers, fresh;
	struct report_sum *rows, all, money;
	struct report_goods *g, goods;
	struct report_customer *u, people;
	struct report_method *m;
	size_t n;

	clock_set(FIXTURE_NOW - 3 * DAY);
	old = buy(c, "k1", 2);
	assert_int_equal(order_act(c, old, 0, ACT_PAY, ""), MOVE_OK);
	clock_set(FIXTURE_NOW);
	sold = buy(c, "k2", 3);
	assert_int_equal(order_act(c, sold, 0, ACT_PAY, ""), MOVE_OK);
	(void)buy(c, "k3", 1);		/* not paid: nowhere */
	assert_int_equal(order_act(c, old, 0, ACT_CANCEL, ""), MOVE_OK);
	assert_int_equal(order_refund(c, old, 0, ""), MOVE_OK);
	rows = report_sales(c, today - 6, today, BY_DAY, &n);
	assert_int_equal(n, 7);
	assert_int_equal(rows[3].orders, 1);
	assert_int_equal(rows[3].paid, order_get(c, old)->total);
	assert_int_equal(rows[3].back, 0);
	assert_int_equal(rows[6].paid, order_get(c, sold)->total);
	assert_int_equal(rows[6].goods, 3 * 12000);
	assert_int_equal(rows[6].goods + rows[6].shipping, rows[6].paid);
	assert_int_equal(rows[6].back, order_get(c, old)->total);
	assert_int_equal(rows[6].paid, report_today(c, FIXTURE_NOW, TZ)->money);
	all = report_total(rows, n);
	rows = report_money(c, today - 6, today, BY_DAY, &n);
	money = report_total(rows, n);
	assert_int_equal(money.paid, all.paid);
	assert_int_equal(money.back, all.back);
	assert_int_equal(money.orders, 2);
	m = report_methods(c, today - 6, today, &n);
	assert_int_equal(n, 1);
	assert_string_equal(m[0].method, "transfer");
	assert_int_equal(m[0].paid - m[0].back, all.paid - all.back);
	g = report_goods(c, today - 6, today, 0, 10, &n, &count, &goods);
	assert_int_equal(n, 1);
	assert_int_equal(g[0].product, CHIPS);
	assert_string_equal(g[0].name, "Keripik Balado");
	assert_int_equal(g[0].pieces, 5);
	assert_int_equal(g[0].back_pieces, 2);
	assert_int_equal(goods.paid - goods.back, 3 * 12000);
	u = report_customers(c, today - 6, today, 0, 10, &n, &count, &people);
	assert_int_equal(n, 1);
	assert_int_equal(u[0].orders, 2);
	assert_int_equal(people.paid - people.back, all.paid - all.back);
	report_buyers(c, today, today, &buyers, &fresh);
	assert_int_equal(buyers, 1);
	assert_int_equal(fresh, 0);
	report_buyers(c, today - 6, today, &buyers, &fresh);
	assert_int_equal(fresh, 1);
	entries_agree(c, today, all.paid - all.back, old, u[0].customer);
}

/* Days fall into the week and month that they belong to, and the ends are cut. */
static void
grouped(void **state)
{
	struct ctx *c = opened(state);
	int64_t today = clock_day(FIXTURE_NOW, TZ);	/* Monday, 2 March */
	struct report_sum *rows;
	size_t n;

	clock_set(FIXTURE_NOW - DAY);
	assert_int_equal(order_act(c, buy(c, "k1", 1), 0, ACT_PAY, ""), MOVE_OK);
	clock_set(FIXTURE_NOW);
	assert_int_equal(order_act(c, buy(c, "k2", 1), 0, ACT_PAY, ""), MOVE_OK);
	rows = report_sales(c, today - 2, today, BY_WEEK, &n);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].from, today - 2);
	assert_int_equal(rows[0].to, today - 1);
	assert_int_equal(rows[0].orders, 1);
	assert_int_equal(rows[1].from, today);
	assert_int_equal(rows[1].orders, 1);
	rows = report_sales(c, today - 2, today, BY_MONTH, &n);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].to, today - 2);	/* 28 February */
	assert_int_equal(rows[0].orders, 0);
	assert_int_equal(rows[1].orders, 2);
}

/* The same second is another day in the west, the middle and the east: the report's days are the shop's own. */
static void
zones(void **state)
{
	static const char *const zone[] = { "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura" };
	struct ctx *c = opened(state);
	int64_t day = clock_day(FIXTURE_NOW, TZ), start;
	struct report_sum *rows;
	size_t n, i;

	for (i = 0; i < ARRAY_LEN(zone); i++) {
		assert_int_equal(setting_put(c, "timezone", NULL, zone[i]), SETTING_OK);
		start = clock_day_start(day + 7, zone[i]);
		clock_set(start - 1);
		assert_int_equal(order_act(c, buy(c, arena_printf(c->arena, "a%zu", i), 1), 0, ACT_PAY, ""), MOVE_OK);
		clock_set(start);
		assert_int_equal(order_act(c, buy(c, arena_printf(c->arena, "b%zu", i), 1), 0, ACT_PAY, ""), MOVE_OK);
		rows = report_sales(c, day + 6, day + 7, BY_DAY, &n);
		assert_int_equal(rows[0].orders, i + 1);
		assert_int_equal(rows[1].orders, i + 1);
	}
	/* 17:00, 16:00 and 15:00 UTC. */
	assert_int_equal(clock_day_start(day, zone[0]) - clock_day_start(day, zone[2]), 7200);
}

/* Opening + in - sold - lost = closing, on any day looked back to. */
static void
stock_moves_add_up(void **state)
{
	struct ctx *c = opened(state);
	int64_t today = clock_day(FIXTURE_NOW, TZ), id, count;
	struct report_stock *s, all[MEASURES];
	size_t n;

	clock_set(FIXTURE_NOW + DAY);
	assert_int_equal(stock_adjust(c, CHIPS_S, 5, "purchase", ""), STOCK_CHANGE_OK);
	assert_int_equal(stock_adjust(c, CHIPS_S, -2, "loss", ""), STOCK_CHANGE_OK);
	id = buy(c, "k1", 3);
	assert_int_equal(order_act(c, id, 0, ACT_PAY, ""), MOVE_OK);
	assert_int_equal(order_act(c, id, 0, ACT_PACK, ""), MOVE_OK);
	assert_int_equal(order_act(c, id, 0, ACT_DELIVER, ""), MOVE_OK);
	s = report_stock(c, today + 1, today + 1, 0, 10, &n, &count, all);
	assert_int_equal(n, 3);
	assert_int_equal(count, 3);
	assert_string_equal(s[0].name, "Keripik Balado");
	assert_string_equal(s[0].label, "250 g");
	assert_int_equal(s[0].opening, 10);
	assert_int_equal(s[0].in, 5);
	assert_int_equal(s[0].lost, 2);
	assert_int_equal(s[0].sold, 3);
	assert_int_equal(s[0].closing, 10);
	assert_int_equal(s[0].value, 10 * 7000);
	assert_int_equal(s[1].value, 0);	/* its cost is not known */
	assert_int_equal(all[MEASURE_PIECE].value, 10 * 7000 + 10 * 9000);
	s = report_stock(c, today, today, 0, 10, &n, &count, all);
	assert_int_equal(s[0].opening, 0);
	assert_int_equal(s[0].in, 10);
	assert_int_equal(s[0].closing, 10);
	assert_int_equal(all[MEASURE_PIECE].closing, 30);
}

static const struct CMUnitTest tests[] = { CASE(nothing), CASE(days), CASE(midnight), CASE(agree), CASE(grouped), CASE(zones), CASE(stock_moves_add_up) };
FIXTURE_MAIN(tests)
