/*
 * Counting pairs of orders without holding them in memory: first how often each product was bought, month by month; then product by product its orders' other lines, of which the best twelve are kept. Every
 * statement is bounded by a month or by one product's newest orders, so that the whole is linear in the orders and none of it holds the database up.
 */
#include "shop/together.h"

#include <math.h>

#include "base/clock.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/setting.h"

#define DAYS 365
#define MONTH 31
#define ORDERS_MOST 10000	/* the newest ones of a product that are looked through */
#define DAMP 4
#define MILLION 1e6
#define LEAST 50000		/* millionths */
#define BATCH 50		/* products in one transaction */
#define LISTED 100

enum { Q_GOODS, Q_ORDERS, Q_SOLD, Q_PAIRS, Q_KEPT, Q_CLEAR, Q_PUT, Q_LIST, Q_HIDE, Q_FORGET };

/* lines: the parameter that says how many lines are too many */
#define COUNTS(lines) "o.delivery_state NOT IN ('hold', 'cancelled') AND (SELECT COUNT(*) FROM order_line x WHERE x.orders = o.id) <= " lines

static const struct db_stmt q[] = {
	[Q_GOODS] = SQL("together.goods",
	    "SELECT p.id, CASE WHEN EXISTS (SELECT 1 FROM together t WHERE t.product = p.id) THEN 1 ELSE 0 END FROM product p WHERE p.merged_into IS NULL ORDER BY p.id"),
	[Q_ORDERS] = SQL("together.orders", "SELECT COUNT(*) FROM orders o WHERE o.day >= $1 AND o.day < $2 AND " COUNTS("$3")),
	[Q_SOLD] = SQL("together.sold",
	    "SELECT COALESCE(p.merged_into, p.id), COUNT(DISTINCT o.id) FROM orders o JOIN order_line l ON l.orders = o.id JOIN product p ON p.id = l.product"
	    " WHERE o.day >= $1 AND o.day < $2 AND " COUNTS("$3") " GROUP BY COALESCE(p.merged_into, p.id)"),
	/* Lines of goods that were merged into another are that one's. */
	[Q_PAIRS] = SQL("together.pairs",
	    "WITH mine AS (SELECT DISTINCT o.id AS id, o.customer AS customer FROM order_line l JOIN orders o ON o.id = l.orders"
	    " WHERE l.product IN (SELECT id FROM product WHERE id = $1 OR merged_into = $1) AND o.day >= $2 AND " COUNTS("$3") " ORDER BY o.id DESC LIMIT $4)"
	    " SELECT g.id, COUNT(DISTINCT m.id), COUNT(DISTINCT m.customer) FROM mine m JOIN order_line l ON l.orders = m.id JOIN product p ON p.id = l.product"
	    " JOIN product g ON g.id = COALESCE(p.merged_into, p.id) WHERE g.id <> $1 AND g.status = 'active'"
	    " AND NOT EXISTS (SELECT 1 FROM together h WHERE h.product = $1 AND h.other = g.id AND h.hidden = 1)"
	    " GROUP BY g.id HAVING COUNT(DISTINCT m.customer) >= 2"),
	[Q_KEPT] = SQL("together.kept", "SELECT other, buyers FROM together WHERE product = $1 AND hidden = 0 ORDER BY score DESC, other"),
	[Q_CLEAR] = SQL("together.clear", "DELETE FROM together WHERE product = $1 AND hidden = 0"),
	/* What was hidden meanwhile stays so, and what is gone is not named. */
	[Q_PUT] = SQL("together.put",
	    "INSERT INTO together (product, other, orders, buyers, score) SELECT p.id, g.id, $3, $4, $5 FROM product p JOIN product g ON g.id = $2 WHERE p.id = $1"
	    " ON CONFLICT (product, other) DO NOTHING"),
	[Q_LIST] = SQL("together.list", "SELECT other, orders, buyers, hidden FROM together WHERE product = $1 ORDER BY hidden, score DESC, other LIMIT $2"),
	[Q_HIDE] = SQL("together.hide", "UPDATE together SET hidden = $3 WHERE product = $1 AND other = $2 AND hidden <> $3"),
	[Q_FORGET] = SQL("together.forget", "DELETE FROM together WHERE product = $1 OR other = $1"),
};
DB_TABLE(q);

struct sold { int64_t product, orders; bool kept; };	/* kept: it has neighbours */
struct near { int64_t other, orders, buyers, score; };
struct found { int64_t product; struct near near[TOGETHER_MOST]; size_t n; };

struct work {
	int64_t now, from, until;	/* from, until: days */
	int64_t orders;			/* all that count */
	struct sold *sold;		/* every product, by id */
	size_t n_sold, room, at, next;
	struct found found[BATCH];	/* those that changed */
	size_t n_found;
};

static struct sold *
sold_of(struct work *w, int64_t product)
{
	size_t low = 0, high = w->n_sold;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (w->sold[mid].product == product)
			return &w->sold[mid];
		if (w->sold[mid].product < product)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* How often each was bought. */
static bool
count(struct ctx *c, void *arg)
{
	struct work *w = arg;
	struct db_rows r;
	int64_t day;

	w->until = clock_day(w->now, shop_get(c)->timezone) + 1;
	w->from = w->until - DAYS;
	w->n_sold = 0;
	w->orders = 0;
	for (r = db_query(c, &q[Q_GOODS]); db_next(&r);) {
		if (w->n_sold == w->room) {
			struct sold *more = arena_new_n(c->arena, w->room ? 2 * w->room : 256, struct sold);

			if (w->n_sold > 0)
				memcpy(more, w->sold, w->n_sold * sizeof(*more));
			w->room = w->room ? 2 * w->room : 256;
			w->sold = more;
		}
		w->sold[w->n_sold].product = db_int(&r);
		w->sold[w->n_sold].orders = 0;
		w->sold[w->n_sold++].kept = db_int(&r) != 0;
	}
	for (day = w->from; day < w->until; day += MONTH) {
		int64_t end = day + MONTH < w->until ? day + MONTH : w->until;

		w->orders += db_one_int(c, 0, &q[Q_ORDERS], DB_I(day), DB_I(end), DB_I(TOGETHER_LINES));
		for (r = db_query(c, &q[Q_SOLD], DB_I(day), DB_I(end), DB_I(TOGETHER_LINES)); db_next(&r);) {
			struct sold *s = sold_of(w, db_int(&r));
			int64_t n = db_int(&r);

			if (s)
				s->orders += n;
		}
	}
	return true;
}

/* Millionths. n: of the a orders (or their newest) that were looked through. */
static int64_t
score(int64_t n, int64_t a, int64_t b, int64_t all)
{
	double part = a > ORDERS_MOST ? (double)ORDERS_MOST / (double)a : 1;
	double more = (double)n / part - (double)a * (double)b / (double)all;

	return more > 0 ? (int64_t)(MILLION * more / sqrt((double)(a + DAMP) * (double)(b + DAMP))) : 0;
}

static void
nearest(struct ctx *c, struct work *w, const struct sold *a, struct found *f)
{
	struct db_rows r;
	struct sold *b;
	size_t at;

	f->product = a->product;
	f->n = 0;
	if (a->orders < 2)
		return;
	for (r = db_query(c, &q[Q_PAIRS], DB_I(a->product), DB_I(w->from), DB_I(TOGETHER_LINES), DB_I(ORDERS_MOST)); db_next(&r);) {
		struct near x = { .other = db_int(&r) };

		x.orders = db_int(&r);
		x.buyers = db_int(&r);
		b = sold_of(w, x.other);
		x.score = b ? score(x.orders, a->orders, b->orders, w->orders) : 0;
		if (x.score < LEAST)
			continue;
		for (at = f->n; at > 0 && (f->near[at - 1].score < x.score || (f->near[at - 1].score == x.score && f->near[at - 1].other > x.other)); at--)
			if (at < TOGETHER_MOST)
				f->near[at] = f->near[at - 1];
		if (at < TOGETHER_MOST)
			f->near[at] = x;
		if (f->n < TOGETHER_MOST)
			f->n++;
	}
}

/* Would a page say the same? */
static bool
same(struct ctx *c, const struct found *f)
{
	struct db_rows r;
	bool is = true;
	size_t i = 0;

	for (r = db_query(c, &q[Q_KEPT], DB_I(f->product)); db_next(&r); i++) {
		int64_t other = db_int(&r), buyers = db_int(&r);

		is = is && i < f->n && f->near[i].other == other && f->near[i].buyers == buyers;
	}
	return is && i == f->n;
}

static bool
find_some(struct ctx *c, void *arg)
{
	struct work *w = arg;
	size_t looked = 0;

	w->n_found = 0;
	for (w->next = w->at; w->next < w->n_sold && looked < BATCH; w->next++) {
		const struct sold *s = &w->sold[w->next];

		if (s->orders < 2 && !s->kept)
			continue;
		looked++;
		nearest(c, w, s, &w->found[w->n_found]);
		if (!same(c, &w->found[w->n_found]))
			w->n_found++;
	}
	return true;
}

static bool
put_some(struct ctx *c, void *arg)
{
	const struct work *w = arg;
	size_t i, k;

	for (i = 0; i < w->n_found; i++) {
		const struct found *f = &w->found[i];

		(void)db_exec(c, &q[Q_CLEAR], DB_I(f->product));
		for (k = 0; k < f->n; k++)
			(void)db_exec(c, &q[Q_PUT], DB_I(f->product), DB_I(f->near[k].other), DB_I(f->near[k].orders), DB_I(f->near[k].buyers), DB_I(f->near[k].score));
		setting_bump_product(c, f->product);
	}
	return true;
}

int64_t
together_make(struct ctx *c, int64_t now)
{
	struct work *w = arena_new(c->arena, struct work);
	int64_t changed = 0;

	w->now = now;
	if (!db_transact(c, DB_READ, count, w))
		return 0;
	for (; w->at < w->n_sold; w->at = w->next) {
		struct arena_mark mark = arena_mark(c->arena);

		if (!db_transact(c, DB_READ, find_some, w) || (w->n_found > 0 && !db_transact(c, DB_WRITE, put_some, w)))
			break;
		changed += (int64_t)w->n_found;
		arena_back(c->arena, mark);
	}
	return changed;
}

/* --- the owner --- */

const struct together *
together_list(struct ctx *c, int64_t product, size_t *n)
{
	struct together *out = arena_new_n(c->arena, LISTED, struct together);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I(product), DB_I(LISTED)); *n < LISTED && db_next(&r); (*n)++) {
		out[*n].other = db_int(&r);
		out[*n].orders = db_int(&r);
		out[*n].buyers = db_int(&r);
		out[*n].hidden = db_int(&r) != 0;
	}
	db_done(&r);
	return out;
}

void
together_hide(struct ctx *c, int64_t product, int64_t other, bool hide)
{
	if (db_exec(c, &q[Q_HIDE], DB_I(product), DB_I(other), DB_I(hide)) == 0)
		return;
	setting_bump_product(c, product);
	audit(c, "product.links", "product", product, NULL, NULL);
}

void
together_moved(struct ctx *c, int64_t from)
{
	(void)db_exec(c, &q[Q_FORGET], DB_I(from));
}

/* --- as a part of goods: a copy has no orders yet --- */

static const struct goods_part together_part = { NULL, together_moved };
PRODUCT_PART(together_part);
