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

static const struct CMUnitTest tests[] = { CASE(nothing), CASE(days), CASE(midnight) };
FIXTURE_MAIN(tests)
