/*
 * Reports that are lists: goods, customers, stock, and the paid orders and refunds that every sum is made of. Each statement gives a page of rows and, beside every row, the
 * count and the sums of all of them (of the entries by a statement of their own).
 */
#include "shop/report.h"

#include "base/str.h"
#include "db/db.h"

enum { Q_GOODS, Q_CUSTOMERS, Q_BUYERS, Q_STOCK, Q_ENTRIES, Q_ENTRIES_SUM };

#define ALL(x) "CAST(SUM(SUM(x." x ")) OVER () AS BIGINT)"
/* Of all rows in one measure. */
#define ALL_IN(col, m) "CAST(SUM(SUM(CASE WHEN x.measure = '" m "' THEN x." col " ELSE 0 END)) OVER () AS BIGINT)"
#define SUM_OF(x) "CAST(SUM(x." x ") AS BIGINT)"

/* Moves of the span and after it, by variant. Sent and come back are sales; the rest is bought, counted or lost. */
/* The + keeps SQLite from going through all moves ever made in the order of variants. */
#define MOVES \
	"SELECT +variant AS variant," \
	" CAST(SUM(CASE WHEN day <= $2 AND reason IN ('ship', 'return') THEN -on_hand ELSE 0 END) AS BIGINT) AS sold," \
	" CAST(SUM(CASE WHEN day <= $2 AND reason NOT IN ('ship', 'return') AND on_hand > 0 THEN on_hand ELSE 0 END) AS BIGINT) AS come," \
	" CAST(SUM(CASE WHEN day <= $2 AND reason NOT IN ('ship', 'return') AND on_hand < 0 THEN -on_hand ELSE 0 END) AS BIGINT) AS lost," \
	" CAST(SUM(CASE WHEN day > $2 THEN on_hand ELSE 0 END) AS BIGINT) AS later" \
	" FROM stock_move WHERE day >= $1 AND on_hand <> 0 GROUP BY +variant"
/* Closing at cost; capped, so that no sum leaves 64 bits. */
#define VALUE \
	"CASE WHEN v.cost IS NULL OR v.cost = 0 THEN 0 WHEN s.n - COALESCE(m.later, 0) > 100000000000000 / v.cost THEN 100000000000000" \
	" ELSE (s.n - COALESCE(m.later, 0)) * v.cost / v.price_qty END"
#define STOCK_ROWS \
	"SELECT v.id AS variant, v.product AS product, p.measure AS measure, v.position AS position, COALESCE(v.sku, '') AS sku," \
	" COALESCE(t.name, i.name, '') AS name, s.n - COALESCE(m.later, 0) AS closing, COALESCE(m.come, 0) AS come," \
	" COALESCE(m.sold, 0) AS sold, COALESCE(m.lost, 0) AS lost, " VALUE " AS worth" \
	" FROM variant v JOIN product p ON p.id = v.product" \
	" JOIN (SELECT variant, CAST(SUM(on_hand) AS BIGINT) AS n FROM stock WHERE bundle = 0 GROUP BY variant) s ON s.variant = v.id" \
	" LEFT JOIN (" MOVES ") m ON m.variant = v.id" \
	" LEFT JOIN product_text t ON t.product = v.product AND t.lang = $3" \
	" LEFT JOIN product_text i ON i.product = v.product AND i.lang = 'id'" \
	" WHERE (v.active = 1 AND p.status <> 'archived') OR s.n <> 0 OR m.variant IS NOT NULL"
#define ALL_OF(col, m, name) "CAST(SUM(CASE WHEN x.measure = '" m "' THEN x." col " ELSE 0 END) OVER () AS BIGINT) AS " name
#define ALL_STOCK(m, i) ALL_OF("closing", m, "c" i) ", " ALL_OF("come", m, "i" i) ", " ALL_OF("sold", m, "s" i) ", " ALL_OF("lost", m, "l" i) ", " ALL_OF("worth", m, "w" i)
#define STOCK_PAGE \
	"SELECT x.*, COUNT(*) OVER () AS total, " ALL_STOCK("piece", "0") ", " ALL_STOCK("gram", "1") ", " ALL_STOCK("ml", "2") " FROM (" STOCK_ROWS ") x ORDER BY x.name, x.product, x.position, x.variant" \
	" LIMIT $4 OFFSET $5"
#define STOCK_COLS \
	"SELECT y.variant, y.product, y.measure, y.name, y.sku, y.closing, y.come, y.sold, y.lost, y.worth, y.total, y.c0, y.i0, y.s0, y.l0, y.w0, y.c1, y.i1, y.s1, y.l1, y.w1," \
	" y.c2, y.i2, y.s2, y.l2, y.w2, "
#define STOCK_LABEL \
	"SELECT COALESCE(a.name, b.name, '') AS name, o.position AS place FROM variant_value w JOIN product_option o ON o.id = w.option" \
	" LEFT JOIN option_value_text a ON a.value = w.value AND a.lang = $3" \
	" LEFT JOIN option_value_text b ON b.value = w.value AND b.lang = 'id' WHERE w.variant = y.variant"
#define STOCK_ORDER " FROM (" STOCK_PAGE ") y ORDER BY y.name, y.product, y.position, y.variant"

#define ENTRY_FILTER \
	" AND ($3 = '' OR o.pay_method = $3) AND ($4 = 0 OR o.customer = $4)" \
	" AND ($5 = 0 OR EXISTS (SELECT 1 FROM order_line l WHERE l.orders = o.id AND l.product = $5))"
#define ENTRIES \
	"SELECT o.id AS id, o.paid_day AS day, o.total AS amount, 0 AS refund FROM orders o WHERE o.paid_day >= $1 AND o.paid_day <= $2" ENTRY_FILTER \
	" UNION ALL SELECT o.id, r.day, -r.amount, r.id FROM refund r JOIN orders o ON o.id = r.orders WHERE r.day >= $1 AND r.day <= $2" ENTRY_FILTER

#define GOODS_IN_EACH \
	ALL_IN("pieces", "piece") " AS p0, " ALL_IN("pieces", "gram") " AS p1, " ALL_IN("pieces", "ml") " AS p2, " \
	ALL_IN("back_pieces", "piece") " AS q0, " ALL_IN("back_pieces", "gram") " AS q1, " ALL_IN("back_pieces", "ml") " AS q2"

static const struct db_stmt q[] = {
	[Q_GOODS] = SQL("report.goods",
	    "SELECT y.*, COALESCE(t.name, i.name, '') FROM (SELECT x.product AS product, x.measure AS measure, " SUM_OF("orders") " AS a, " SUM_OF("pieces") " AS b, "
	    SUM_OF("paid") " AS c, " SUM_OF("back_pieces") " AS d, " SUM_OF("back") " AS e, COUNT(*) OVER () AS f, " ALL("paid")
	    " AS h, " ALL("back") " AS k, " GOODS_IN_EACH " FROM ("
	    "SELECT l.product AS product, l.measure AS measure, COUNT(DISTINCT l.orders) AS orders, SUM(l.qty) AS pieces, SUM(l.total) AS paid, 0 AS back_pieces, 0 AS back"
	    " FROM orders o JOIN order_line l ON l.orders = o.id WHERE o.paid_day >= $1 AND o.paid_day <= $2 GROUP BY l.product, l.measure"
	    " UNION ALL SELECT l.product, l.measure, 0, 0, 0, SUM(l.qty), SUM(l.total) FROM refund r JOIN order_line l ON l.orders = r.orders"
	    " WHERE r.day >= $1 AND r.day <= $2 GROUP BY l.product, l.measure"
	    ") x GROUP BY x.product, x.measure ORDER BY SUM(x.paid) - SUM(x.back) DESC, x.product, x.measure LIMIT $4 OFFSET $5) y"
	    " LEFT JOIN product_text t ON t.product = y.product AND t.lang = $3 LEFT JOIN product_text i ON i.product = y.product AND i.lang = 'id'"
	    " ORDER BY y.c - y.e DESC, y.product, y.measure"),
	[Q_CUSTOMERS] = SQL("report.customers",
	    "SELECT y.*, u.name FROM (SELECT x.customer AS customer, " SUM_OF("orders") " AS a, " SUM_OF("paid") " AS b, " SUM_OF("back")
	    " AS c, COUNT(*) OVER () AS d, " ALL("orders") " AS e, " ALL("paid") " AS f, " ALL("back") " AS g FROM ("
	    "SELECT customer, COUNT(*) AS orders, SUM(total) AS paid, 0 AS back FROM orders WHERE paid_day >= $1 AND paid_day <= $2 GROUP BY customer"
	    " UNION ALL SELECT o.customer, 0, 0, SUM(r.amount) FROM refund r JOIN orders o ON o.id = r.orders WHERE r.day >= $1 AND r.day <= $2"
	    " GROUP BY o.customer) x GROUP BY x.customer ORDER BY SUM(x.paid) - SUM(x.back) DESC, x.customer LIMIT $3 OFFSET $4) y"
	    " JOIN customer u ON u.id = y.customer ORDER BY y.b - y.c DESC, y.customer"),
	[Q_BUYERS] = SQL("report.buyers",
	    "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM orders e WHERE e.customer = b.customer AND e.paid_day < $1)"
	    " THEN 0 ELSE 1 END), 0) AS BIGINT) FROM (SELECT DISTINCT customer FROM orders WHERE paid_day >= $1 AND paid_day <= $2) b"),
	[Q_STOCK] = SQL2("report.stock",
	    STOCK_COLS "(SELECT group_concat(z.name, ' · ') FROM (" STOCK_LABEL " ORDER BY place) z)" STOCK_ORDER,
	    STOCK_COLS "(SELECT string_agg(z.name, ' · ' ORDER BY z.place) FROM (" STOCK_LABEL ") z)" STOCK_ORDER),
	/* Sorted by what the indexes hold; the rest is fetched for the rows of the page alone. */
	[Q_ENTRIES] = SQL("report.entries",
	    "SELECT o.id, o.customer, y.day, COALESCE(r.at, o.paid_at, 0), y.amount, CASE WHEN y.refund > 0 THEN 1 ELSE 0 END, o.number, o.name, o.pay_method"
	    " FROM (SELECT * FROM (" ENTRIES ") x ORDER BY x.day DESC, x.id DESC, x.refund DESC LIMIT $6 OFFSET $7) y"
	    " JOIN orders o ON o.id = y.id LEFT JOIN refund r ON r.id = y.refund ORDER BY y.day DESC, y.id DESC, y.refund DESC"),
	[Q_ENTRIES_SUM] = SQL("report.entries_sum", "SELECT COUNT(*), CAST(COALESCE(SUM(x.amount), 0) AS BIGINT) FROM (" ENTRIES ") x"),
};
DB_TABLE(q);

struct report_goods *
report_goods(struct ctx *c, int64_t from, int64_t to, int64_t offset, int64_t limit, size_t *n, int64_t *count, struct report_goods *all)
{
	struct report_goods *rows = arena_new_n(c->arena, (size_t)limit, struct report_goods);
	struct db_rows r = db_query(c, &q[Q_GOODS], DB_I(from), DB_I(to), DB_T(c->lang), DB_I(limit), DB_I(offset));

	*all = (struct report_goods){ .name = "" };
	for (*n = 0, *count = 0; db_next(&r);) {
		struct report_goods *g = &rows[(*n)++];

		g->product = db_int(&r);
		g->measure = quantity_measure(db_str(&r));
		g->orders = db_int(&r);
		g->pieces = db_int(&r);
		g->paid = db_int(&r);
		g->back_pieces = db_int(&r);
		g->back = db_int(&r);
		*count = db_int(&r);
		all->paid = db_int(&r);
		all->back = db_int(&r);
		for (size_t m = 0; m < MEASURES; m++)
			all->by[m] = db_int(&r);
		for (size_t m = 0; m < MEASURES; m++)
			all->back_by[m] = db_int(&r);
		all->pieces = all->by[MEASURE_PIECE];
		all->back_pieces = all->back_by[MEASURE_PIECE];
		g->name = db_str(&r);
	}
	return rows;
}

struct report_customer *
report_customers(struct ctx *c, int64_t from, int64_t to, int64_t offset, int64_t limit, size_t *n, int64_t *count, struct report_customer *all)
{
	struct report_customer *rows = arena_new_n(c->arena, (size_t)limit, struct report_customer);
	struct db_rows r = db_query(c, &q[Q_CUSTOMERS], DB_I(from), DB_I(to), DB_I(limit), DB_I(offset));

	*all = (struct report_customer){ .name = "" };
	for (*n = 0, *count = 0; db_next(&r);) {
		struct report_customer *u = &rows[(*n)++];

		u->customer = db_int(&r);
		u->orders = db_int(&r);
		u->paid = db_int(&r);
		u->back = db_int(&r);
		*count = db_int(&r);
		all->orders = db_int(&r);
		all->paid = db_int(&r);
		all->back = db_int(&r);
		u->name = db_str(&r);
	}
	return rows;
}

void
report_buyers(struct ctx *c, int64_t from, int64_t to, int64_t *buyers, int64_t *fresh)
{
	struct db_rows r = db_query(c, &q[Q_BUYERS], DB_I(from), DB_I(to));

	*buyers = *fresh = 0;
	if (db_next(&r)) {
		*buyers = db_int(&r);
		*fresh = db_int(&r);
	}
	db_done(&r);
}

struct report_stock *
report_stock(struct ctx *c, int64_t from, int64_t to, int64_t offset, int64_t limit, size_t *n, int64_t *count, struct report_stock all[MEASURES])
{
	struct report_stock *rows = arena_new_n(c->arena, (size_t)limit, struct report_stock);
	struct db_rows r = db_query(c, &q[Q_STOCK], DB_I(from), DB_I(to), DB_T(c->lang), DB_I(limit), DB_I(offset));

	for (size_t m = 0; m < MEASURES; m++)
		all[m] = (struct report_stock){ .name = "", .measure = (enum measure)m };
	for (*n = 0, *count = 0; db_next(&r);) {
		struct report_stock *s = &rows[(*n)++];

		s->variant = db_int(&r);
		s->product = db_int(&r);
		s->measure = quantity_measure(db_str(&r));
		s->name = db_str(&r);
		s->sku = db_str(&r);
		s->closing = db_int(&r);
		s->in = db_int(&r);
		s->sold = db_int(&r);
		s->lost = db_int(&r);
		s->opening = s->closing - s->in + s->sold + s->lost;
		s->value = db_int(&r);
		*count = db_int(&r);
		for (size_t m = 0; m < MEASURES; m++) {
			all[m].closing = db_int(&r);
			all[m].in = db_int(&r);
			all[m].sold = db_int(&r);
			all[m].lost = db_int(&r);
			all[m].opening = all[m].closing - all[m].in + all[m].sold + all[m].lost;
			all[m].value = db_int(&r);
		}
		s->label = db_str(&r);
	}
	return rows;
}

struct report_entry *
report_entries(struct ctx *c, int64_t from, int64_t to, const struct report_filter *f, int64_t offset, int64_t limit, size_t *n, int64_t *count, int64_t *sum)
{
	struct report_entry *rows = arena_new_n(c->arena, (size_t)limit, struct report_entry);
	struct db_rows r = db_query(c, &q[Q_ENTRIES], DB_I(from), DB_I(to), DB_T(f->method), DB_I(f->customer), DB_I(f->product), DB_I(limit), DB_I(offset));

	for (*n = 0; db_next(&r);) {
		struct report_entry *e = &rows[(*n)++];

		e->order = db_int(&r);
		e->customer = db_int(&r);
		e->day = db_int(&r);
		e->at = db_int(&r);
		e->amount = db_int(&r);
		e->back = db_int(&r) != 0;
		e->number = db_str(&r);
		e->name = db_str(&r);
		e->method = db_str(&r);
	}
	*count = *sum = 0;
	r = db_query(c, &q[Q_ENTRIES_SUM], DB_I(from), DB_I(to), DB_T(f->method), DB_I(f->customer), DB_I(f->product));
	if (db_next(&r)) {
		*count = db_int(&r);
		*sum = db_int(&r);
	}
	db_done(&r);
	return rows;
}
