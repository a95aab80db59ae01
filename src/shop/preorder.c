/* Rules of goods that are made: one row of the product holds rule and batch; a conditional UPDATE of its count decides who still gets some. The stock follows only when the batch opens or closes. */
#include "shop/preorder.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/setting.h"
#include "shop/shelf.h"
#include "shop/stock.h"

#define VARIANTS_MAX 2000

enum { Q_SAVE, Q_GET, Q_VARIANTS, Q_TAKE, Q_GIVE, Q_DUE, Q_SHUT, Q_CLOSE, Q_MOVE, Q_SUMS, Q_ORDERS, Q_COPY };

#define OPEN_LINES \
	" FROM order_line l JOIN orders o ON o.id = l.orders WHERE l.product = $1 AND l.made_batch > 0 AND l.made_batch = $2 AND o.delivery_state IN ('hold', 'to_pack', 'packed')"

static const struct db_stmt q[] = {
	[Q_SAVE] = SQL("preorder.save",
	    "UPDATE product SET made = $3, ready_days = $4, ready_day = $5, made_closes = $6, made_open = $7, made_most = $8, made_target = $9, made_batch = made_batch + $10,"
	    " made_taken = CASE WHEN $10 = 1 THEN 0 ELSE made_taken END, updated_at = $11, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_GET] = SQL("preorder.get", "SELECT " SQL_PREORDER_COLS("p") " FROM product p WHERE p.id = $1"),
	[Q_VARIANTS] = SQL("preorder.variants", "SELECT id FROM variant WHERE product = $1 AND active = 1 ORDER BY id"),
	[Q_TAKE] = SQL("preorder.take",
	    "UPDATE product SET made_taken = made_taken + $3 WHERE id = $1 AND made_batch = $2 AND (made <> 'pre' OR made_most = 0 OR made_taken + $3 <= made_most)"
	    " AND (made <> 'pre' OR made_closes = 0 OR made_closes > $4)"),
	[Q_GIVE] = SQL("preorder.give_back", "UPDATE product SET made_taken = CASE WHEN made_taken < $3 THEN 0 ELSE made_taken - $3 END WHERE id = $1 AND made_batch = $2"),
	[Q_DUE] = SQL("preorder.due",
	    "SELECT id FROM product WHERE made = 'pre' AND made_open = 1 AND made_closes > 0 AND made_closes <= $1 ORDER BY made_closes, id LIMIT $2"),
	[Q_SHUT] = SQL("preorder.shut", "UPDATE product SET made_open = 0 WHERE id = $1"),
	[Q_CLOSE] = SQL("preorder.close",
	    "UPDATE product SET made_closes = $3, made_open = 0, updated_at = $3, version = version + 1 WHERE id = $1 AND made_batch = $2 AND made = 'pre' AND (made_closes = 0 OR made_closes > $3)"),
	[Q_MOVE] = SQL("preorder.move", "UPDATE product SET ready_day = $3, ready_days = 0, updated_at = $4, version = version + 1 WHERE id = $1 AND made_batch = $2 AND made <> ''"),
	[Q_SUMS] = SQL("preorder.sums",
	    "SELECT l.variant, CAST(SUM(l.qty) AS BIGINT), COUNT(DISTINCT o.id), l.options" OPEN_LINES " AND l.made_here = 0 GROUP BY l.variant, l.options ORDER BY l.variant, l.options LIMIT 500"),
	[Q_ORDERS] = SQL("preorder.orders",
	    "SELECT o.id, CAST(SUM(l.qty) AS BIGINT), MIN(l.made_here), o.customer, o.number, o.name, o.pay_state" OPEN_LINES " AND o.id > $4 GROUP BY o.id, o.customer, o.number, o.name, o.pay_state ORDER BY o.id LIMIT $3"),
	[Q_COPY] = SQL("preorder.copy",
	    "UPDATE product SET made = (SELECT o.made FROM product o WHERE o.id = $1), ready_days = (SELECT o.ready_days FROM product o WHERE o.id = $1),"
	    " made_most = (SELECT o.made_most FROM product o WHERE o.id = $1), made_target = (SELECT o.made_target FROM product o WHERE o.id = $1) WHERE id = $2"),
};
DB_TABLE(q);

static const char *const words[] = { [MAKING_NOT] = "", [MAKING_ASK] = "ask", [MAKING_BACK] = "back", [MAKING_PRE] = "pre" };

enum made_rule
preorder_rule(const char *word)
{
	for (size_t i = 1; i < ARRAY_LEN(words); i++)
		if (str_eq(words[i], word))
			return (enum made_rule)i;
	return MAKING_NOT;
}

const char *
preorder_word(enum made_rule m)
{
	return words[m];
}

struct preorder
preorder_read(struct db_rows *r)
{
	struct preorder p;

	p.rule = preorder_rule(db_str(r));
	p.ready_days = db_int(r);
	p.ready_day = db_int(r);
	p.closes = db_int(r);
	p.most = db_int(r);
	p.target = db_int(r);
	p.batch = db_int(r);
	p.taken = db_int(r);
	return p;
}

bool
preorder_made(const struct preorder *p, int64_t there, int64_t qty)
{
	return p->rule == MAKING_PRE || (p->rule == MAKING_BACK && there < qty);
}

int64_t
preorder_left(const struct preorder *p, int64_t now)
{
	if (p->rule != MAKING_PRE)
		return INT64_MAX;
	if (p->closes > 0 && p->closes <= now)
		return 0;
	if (p->most == 0)
		return INT64_MAX;
	return p->taken < p->most ? p->most - p->taken : 0;
}

void
preorder_follow(struct ctx *c, int64_t product)
{
	int64_t *ids = arena_new_n(c->arena, VARIANTS_MAX, int64_t);
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(product));
	struct preorder p = { .rule = MAKING_NOT };
	size_t n = 0;
	bool make;

	if (db_next(&r))
		p = preorder_read(&r);
	db_done(&r);
	make = p.rule == MAKING_BACK || (p.rule == MAKING_PRE && preorder_left(&p, clock_now()) > 0);
	for (r = db_query(c, &q[Q_VARIANTS], DB_I(product)); db_next(&r);) {
		int64_t id = db_int(&r);

		if (n < VARIANTS_MAX)
			ids[n++] = id;
	}
	for (size_t i = 0; i < n; i++)
		stock_make(c, ids[i], make ? STOCK_MAKE : 0);
}

/* What pages show of it is old, and what can be had may have changed. */
static void
shown(struct ctx *c, int64_t product)
{
	preorder_follow(c, product);
	setting_bump_product(c, product);
	shelf_put(c, product, false);
}

enum preorder_put
preorder_put(struct ctx *c, int64_t product, int64_t version, const struct preorder *p, bool fresh)
{
	int64_t now = clock_now();
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(product));
	bool there = db_next(&r);

	db_done(&r);
	if (!there)
		return PREORDER_GONE;
	if (db_exec(c, &q[Q_SAVE], DB_I(product), DB_I(version), DB_T(preorder_word(p->rule)), DB_I(p->ready_days), DB_I(p->ready_day), DB_I(p->closes),
	    DB_I(p->closes == 0 || p->closes > now), DB_I(p->most), DB_I(p->target), DB_I(fresh), DB_I(now)) == 0)
		return PREORDER_CONFLICT;
	audit(c, "product.made", "product", product, NULL, arena_printf(c->arena, "{\"made\":\"%s\",\"batch\":%s}", preorder_word(p->rule), fresh ? "\"new\"" : "\"same\""));
	shown(c, product);
	return PREORDER_OK;
}

static struct preorder
now_of(struct ctx *c, int64_t product)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(product));
	struct preorder p = { .rule = MAKING_NOT };

	if (db_next(&r))
		p = preorder_read(&r);
	db_done(&r);
	return p;
}

bool
preorder_take(struct ctx *c, int64_t product, int64_t batch, int64_t qty, bool late)
{
	struct preorder p;

	if (db_exec(c, &q[Q_TAKE], DB_I(product), DB_I(batch), DB_I(qty), DB_I(late ? 0 : clock_now())) == 0)
		return late && now_of(c, product).batch != batch;
	p = now_of(c, product);
	if (p.rule == MAKING_PRE && p.most > 0 && p.taken >= p.most)
		shown(c, product);
	else if (p.target > 0)
		setting_bump_product(c, product);
	return true;
}

void
preorder_give_back(struct ctx *c, int64_t product, int64_t batch, int64_t qty)
{
	struct preorder was = now_of(c, product);

	if (db_exec(c, &q[Q_GIVE], DB_I(product), DB_I(batch), DB_I(qty)) == 0 || was.rule != MAKING_PRE)
		return;
	if (was.most > 0 && was.taken >= was.most)
		shown(c, product);
	else if (was.target > 0)
		setting_bump_product(c, product);
}

int64_t
preorder_due(struct ctx *c, int64_t now, int limit)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t);
	struct db_rows r;
	int64_t n = 0;

	for (r = db_query(c, &q[Q_DUE], DB_I(now), DB_I(limit)); db_next(&r);)
		ids[n++] = db_int(&r);
	for (int64_t i = 0; i < n; i++) {
		db_exec(c, &q[Q_SHUT], DB_I(ids[i]));
		shown(c, ids[i]);
	}
	return n;
}

/* --- a batch as a whole --- */

void
preorder_close(struct ctx *c, int64_t product, int64_t batch)
{
	if (db_exec(c, &q[Q_CLOSE], DB_I(product), DB_I(batch), DB_I(clock_now())) > 0)
		shown(c, product);
}

void
preorder_move(struct ctx *c, int64_t product, int64_t batch, int64_t day)
{
	if (db_exec(c, &q[Q_MOVE], DB_I(product), DB_I(batch), DB_I(day), DB_I(clock_now())) > 0)
		shown(c, product);
}

/* --- for the owner --- */

struct preorder_sum *
preorder_sums(struct ctx *c, int64_t product, int64_t batch, size_t *n)
{
	struct preorder_sum *list = arena_new_n(c->arena, 500, struct preorder_sum);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_SUMS], DB_I(product), DB_I(batch)); db_next(&r); ++*n) {
		list[*n].variant = db_int(&r);
		list[*n].qty = db_int(&r);
		list[*n].orders = db_int(&r);
		list[*n].options = db_str(&r);
	}
	return list;
}

struct preorder_order *
preorder_orders(struct ctx *c, int64_t product, int64_t batch, int64_t after, int limit, size_t *n)
{
	struct preorder_order *list = arena_new_n(c->arena, (size_t)limit, struct preorder_order);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_ORDERS], DB_I(product), DB_I(batch), DB_I(limit), DB_I(after)); db_next(&r); ++*n) {
		list[*n].id = db_int(&r);
		list[*n].qty = db_int(&r);
		list[*n].here = db_int(&r) != 0;
		list[*n].customer = db_int(&r);
		list[*n].number = db_str(&r);
		list[*n].name = db_str(&r);
		list[*n].pay_state = db_str(&r);
	}
	return list;
}

/* --- as part of a product --- */

/* A copy is sold the same way; days of the calendar belong to the original's batch. */
static void
copy(struct ctx *c, const struct goods_copy *g)
{
	db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to));
	preorder_follow(c, g->to);
}

static const struct goods_part preorder_part = { copy, NULL };
PRODUCT_PART(preorder_part);
