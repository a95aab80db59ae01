/*
 * Figures for the owner's first page, from indexed local days: money by the day it was received, orders by the day they were
 * placed. Three statements, each over one day's or one week's rows.
 */
#include "shop/report.h"

#include "base/clock.h"
#include "db/db.h"

enum { Q_MONEY, Q_ORDERS, Q_PIECES };

static const struct db_stmt q[] = {
	/* Money that was given back later was received all the same. */
	[Q_MONEY] = SQL("report.money",
	    "SELECT day, CAST(SUM(amount) AS BIGINT) FROM payment"
	    " WHERE day >= $1 AND day <= $2 AND state IN ('received', 'refunded') GROUP BY day"),
	[Q_ORDERS] = SQL("report.orders",
	    "SELECT day, COUNT(*), COUNT(DISTINCT customer) FROM orders"
	    " WHERE day >= $1 AND day <= $2 AND delivery_state <> 'cancelled' GROUP BY day"),
	[Q_PIECES] = SQL("report.pieces",
	    "SELECT CAST(COALESCE(SUM(CASE WHEN l.measure = 'piece' THEN l.qty ELSE 1 END), 0) AS BIGINT) FROM orders o JOIN order_line l ON l.orders = o.id"
	    " WHERE o.day = $1 AND o.delivery_state <> 'cancelled'"),
};
DB_TABLE(q);

struct today *
report_today(struct ctx *c, int64_t now, const char *timezone)
{
	struct today *t = arena_new(c->arena, struct today);
	int64_t today = clock_day(now, timezone);
	struct db_rows r;

	for (int i = 0; i < 7; i++)
		t->week_day[i] = today - 6 + i;
	for (r = db_query(c, &q[Q_MONEY], DB_I(today - 6), DB_I(today)); db_next(&r);) {
		int64_t i = db_int(&r) - (today - 6);

		t->week_money[i] = db_int(&r);
	}
	t->money = t->week_money[6];
	t->money_before = t->week_money[5];
	for (r = db_query(c, &q[Q_ORDERS], DB_I(today - 1), DB_I(today)); db_next(&r);) {
		bool is_today = db_int(&r) == today;
		int64_t orders = db_int(&r), buyers = db_int(&r);

		if (is_today) {
			t->orders = orders;
			t->buyers = buyers;
		} else {
			t->orders_before = orders;
		}
	}
	t->pieces = db_one_int(c, 0, &q[Q_PIECES], DB_I(today));
	return t;
}
