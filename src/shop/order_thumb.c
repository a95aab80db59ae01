/* Small pictures of what is in each order, for lists: one statement for a whole page of orders. */
#include "base/str.h"
#include "db/db.h"
#include "shop/order.h"

enum { Q_THUMBS };

/* As many places as ORDER_THUMBS_MAX; those not needed hold 0, which is no order. */
#define PLACES \
	"$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25"

static const struct db_stmt q[] = {
	[Q_THUMBS] = SQL("order.thumbs",
	    "SELECT l.orders, CASE WHEN l.made_batch > 0 AND l.made_here = 0 THEN 1 ELSE 0 END, l.ready_days, l.ready_day, p.tint, COALESCE(m.id, 0), COALESCE(m.hash, ''), COALESCE(m.width, 0), COALESCE(m.height, 0),"
	    " COALESCE(m.alpha, 0), COALESCE(m.state, '') FROM order_line l JOIN product p ON p.id = l.product"
	    " LEFT JOIN media m ON m.hash = l.media WHERE l.orders IN (" PLACES ") ORDER BY l.orders, l.position, l.id"),
};
DB_TABLE(q);

static size_t
place_of(struct order **orders, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (orders[i]->id == id)
			return i;
	BUG("a line of order %lld that was not asked for", (long long)id);
}

int64_t
order_line_ready(int64_t placed_day, int64_t ready_days, int64_t ready_day)
{
	return ready_days > 0 ? placed_day + ready_days : ready_day;
}

struct order_thumbs *
order_thumbs(struct ctx *c, struct order **orders, size_t n)
{
	struct order_thumbs *list = arena_new_n(c->arena, n, struct order_thumbs);
	struct db_param p[ORDER_THUMBS_MAX];
	struct db_rows r;
	size_t i;

	if (n > ORDER_THUMBS_MAX)
		BUG("pictures of %zu orders at once", n);
	for (i = 0; i < ORDER_THUMBS_MAX; i++)
		p[i] = DB_I(i < n ? orders[i]->id : 0);
	for (r = db_run(c, &q[Q_THUMBS], p, ORDER_THUMBS_MAX); db_next(&r);) {
		size_t at = place_of(orders, n, db_int(&r));
		struct order_thumbs *t = &list[at];
		struct picture *picture;
		bool waits = db_int(&r) != 0;
		int64_t days = db_int(&r), day = order_line_ready(orders[at]->day, days, db_int(&r));

		t->waits += waits;
		t->ready = waits && day > t->ready ? day : t->ready;
		t->lines++;
		if (t->n == ARRAY_LEN(t->picture))
			continue;
		t->tint[t->n] = db_int(&r);
		picture = &t->picture[t->n++];
		picture->media = db_int(&r);
		picture->hash = db_str(&r);
		picture->alt = "";
		picture->width = db_int(&r);
		picture->height = db_int(&r);
		picture->alpha = db_int(&r) != 0;
		picture->ready = str_eq(db_str(&r), "ready");
	}
	return list;
}
