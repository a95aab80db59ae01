/*
 * Reports of money: what each day, week or month brought, from orders by the day they were paid or from payments by the day they came, less refunds by the day they were given;
 * and the ways of paying. The statements are answered from indexes alone (sql/002_report.sql).
 */
#include "shop/report.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

#define METHODS_MAX 64

enum { Q_SOLD, Q_PAID, Q_BACK, Q_METHODS, Q_METHODS_BACK };

static const struct db_stmt q[] = {
	[Q_SOLD] = SQL("report.sold",
	    "SELECT paid_day, COUNT(*), CAST(SUM(subtotal - discount) AS BIGINT), CAST(SUM(shipping + unique_code) AS BIGINT),"
	    " CAST(SUM(total) AS BIGINT) FROM orders WHERE paid_day >= $1 AND paid_day <= $2 GROUP BY paid_day"),
	[Q_PAID] = SQL("report.paid",
	    "SELECT day, COUNT(*), 0, 0, CAST(SUM(amount) AS BIGINT) FROM payment"
	    " WHERE day >= $1 AND day <= $2 AND state IN ('received', 'refunded') GROUP BY day"),
	[Q_BACK] = SQL("report.back",
	    "SELECT day, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM refund WHERE day >= $1 AND day <= $2 GROUP BY day"),
	[Q_METHODS] = SQL("report.methods",
	    "SELECT method, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM payment"
	    " WHERE day >= $1 AND day <= $2 AND state IN ('received', 'refunded') GROUP BY method ORDER BY method"),
	[Q_METHODS_BACK] = SQL("report.methods_back",
	    "SELECT o.pay_method, COUNT(*), CAST(SUM(r.amount) AS BIGINT) FROM refund r JOIN orders o ON o.id = r.orders"
	    " WHERE r.day >= $1 AND r.day <= $2 GROUP BY o.pay_method ORDER BY o.pay_method"),
};
DB_TABLE(q);

/* The rows, empty, in order. */
static struct report_sum *
rows_of(struct ctx *c, int64_t from, int64_t to, enum report_by by, size_t *n)
{
	struct report_sum *rows;
	int64_t at;
	size_t i = 0;

	for (*n = 0, at = report_period_start(from, by); at <= to; at = report_period_next(at, by))
		(*n)++;
	rows = arena_new_n(c->arena, *n + 1, struct report_sum);
	for (at = report_period_start(from, by); at <= to; at = report_period_next(at, by)) {
		int64_t last = report_period_next(at, by) - 1;

		rows[i].from = at < from ? from : at;
		rows[i++].to = last > to ? to : last;
	}
	return rows;
}

/* The row that holds a day. */
static struct report_sum *
row_of(struct report_sum *rows, size_t n, int64_t day)
{
	size_t low = 0, high = n;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (rows[middle].from <= day)
			low = middle;
		else
			high = middle;
	}
	return &rows[low];
}

static struct report_sum *
sums(struct ctx *c, const struct db_stmt *stmt, int64_t from, int64_t to, enum report_by by, size_t *n)
{
	struct report_sum *rows = rows_of(c, from, to, by, n), *row;
	struct db_rows r;

	for (r = db_query(c, stmt, DB_I(from), DB_I(to)); db_next(&r);) {
		row = row_of(rows, *n, db_int(&r));
		row->orders += db_int(&r);
		row->goods += db_int(&r);
		row->shipping += db_int(&r);
		row->paid += db_int(&r);
	}
	for (r = db_query(c, &q[Q_BACK], DB_I(from), DB_I(to)); db_next(&r);) {
		row = row_of(rows, *n, db_int(&r));
		row->refunds += db_int(&r);
		row->back += db_int(&r);
	}
	return rows;
}

struct report_sum *
report_sales(struct ctx *c, int64_t from, int64_t to, enum report_by by, size_t *n)
{
	return sums(c, &q[Q_SOLD], from, to, by, n);
}

struct report_sum *
report_money(struct ctx *c, int64_t from, int64_t to, enum report_by by, size_t *n)
{
	return sums(c, &q[Q_PAID], from, to, by, n);
}

struct report_sum
report_total(const struct report_sum *rows, size_t n)
{
	struct report_sum all = { 0 };

	for (size_t i = 0; i < n; i++) {
		all.from = i == 0 ? rows[i].from : all.from;
		all.to = rows[i].to;
		all.orders += rows[i].orders;
		all.goods += rows[i].goods;
		all.shipping += rows[i].shipping;
		all.paid += rows[i].paid;
		all.refunds += rows[i].refunds;
		all.back += rows[i].back;
	}
	return all;
}

static struct report_method *
method_row(struct report_method *list, size_t *n, const char *method)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(list[i].method, method))
			return &list[i];
	if (*n == METHODS_MAX)
		BUG("more than %d ways of paying", METHODS_MAX);
	list[*n].method = method;
	return &list[(*n)++];
}

struct report_method *
report_methods(struct ctx *c, int64_t from, int64_t to, size_t *n)
{
	struct report_method *list = arena_new_n(c->arena, METHODS_MAX, struct report_method), *m;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_METHODS], DB_I(from), DB_I(to)); db_next(&r);) {
		m = method_row(list, n, db_str(&r));
		m->payments = db_int(&r);
		m->paid = db_int(&r);
	}
	for (r = db_query(c, &q[Q_METHODS_BACK], DB_I(from), DB_I(to)); db_next(&r);) {
		m = method_row(list, n, db_str(&r));
		m->refunds = db_int(&r);
		m->back = db_int(&r);
	}
	return list;
}
