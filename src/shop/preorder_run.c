/*
 * Runs through a batch as rows: started, listed, stopped, pushed on, forgotten; what the worker does of them is preorder_run_work.c. Whoever starts one holds the product's row while its orders are listed, so an
 * order is either among them or finds the batch as it is afterwards.
 */
#include "shop/preorder_run.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/outbox.h"
#include "shop/preorder.h"
#include "shop/stock.h"

#define RESULTS_MAX 16

enum { Q_ADD, Q_OF_KEY, Q_LIST, Q_TURN, Q_GET, Q_RUNS, Q_STOP, Q_GO, Q_ORDERS, Q_RESULTS, Q_WORDS, Q_HAS, Q_BATCH, Q_BATCHES, Q_PRODUCT, Q_OLD, Q_FORGET_ROWS, Q_FORGET };

#define OPEN_LINES " FROM order_line l JOIN orders o ON o.id = l.orders WHERE l.product = $1 AND l.made_batch > 0 AND o.delivery_state IN ('hold', 'to_pack', 'packed')"
#define FULL \
	"SELECT l.made_batch, CAST(SUM(l.qty) AS BIGINT), COUNT(DISTINCT o.id), CAST(SUM(CASE WHEN o.pay_state = 'paid' THEN l.qty ELSE 0 END) AS BIGINT)," \
	" COUNT(DISTINCT CASE WHEN o.pay_state = 'paid' THEN o.id END), COUNT(DISTINCT CASE WHEN l.made_here = 0 THEN o.id END)" OPEN_LINES
#define RUN_COLS \
	"SELECT r.id, r.product, r.batch, r.day, r.at, COALESCE(r.done_at, 0), r.updated_at, r.turn, COALESCE(r.staff, 0), r.act, r.mixed, r.state, r.words, COALESCE(s.name, '')," \
	" (SELECT COUNT(*) FROM preorder_run_order x WHERE x.run = r.id), (SELECT COUNT(*) FROM preorder_run_order x WHERE x.run = r.id AND x.outcome <> '')" \
	" FROM preorder_run r LEFT JOIN staff s ON s.id = r.staff"
/* The log of messages calls what a run says "batch:ID" (shop/message.h). */
#define SAID(alias, of_way) " LEFT JOIN message " alias " ON " alias ".orders = x.orders AND " alias ".name = 'batch:' || CAST(x.run AS TEXT) AND " alias ".way = '" of_way "'"

static const struct db_stmt q[] = {
	/* Neither a key twice nor two at work on a batch. */
	[Q_ADD] = SQL("preorder_run.add",
	    "INSERT INTO preorder_run (product, batch, act, state, key, words, day, mixed, staff, at, updated_at) VALUES ($1, $2, $3, 'working', $4, $5, $6, $7, $8, $9, $9)"
	    " ON CONFLICT DO NOTHING RETURNING id"),
	[Q_OF_KEY] = SQL("preorder_run.of_key", "SELECT id FROM preorder_run WHERE key = $1 AND product = $2"),
	[Q_LIST] = SQL("preorder_run.list",
	    "INSERT INTO preorder_run_order (run, orders) SELECT CAST($3 AS BIGINT), o.id" OPEN_LINES " AND l.made_batch = $2 AND (l.made_here = 0 OR $4 = 1) GROUP BY o.id"),
	[Q_TURN] = SQL("preorder_run.turn", "SELECT turn FROM preorder_run WHERE id = $1"),
	[Q_GET] = SQL("preorder_run.get", RUN_COLS " WHERE r.id = $1"),
	[Q_RUNS] = SQL("preorder_run.runs", RUN_COLS " WHERE r.product = $1 AND r.batch = $2 ORDER BY r.id DESC LIMIT $3"),
	[Q_STOP] = SQL("preorder_run.stop", "UPDATE preorder_run SET state = 'stopped', updated_at = $2 WHERE id = $1 AND state = 'working'"),
	[Q_GO] = SQL("preorder_run.go",
	    "UPDATE preorder_run SET state = 'working', turn = turn + 1, updated_at = $2 WHERE id = $1 AND ((state = 'working' AND (updated_at < $3 OR updated_at > $2 + 60)) OR (state = 'stopped' AND NOT EXISTS"
	    " (SELECT 1 FROM preorder_run w WHERE w.product = preorder_run.product AND w.batch = preorder_run.batch AND w.state = 'working'))) RETURNING turn"),
	[Q_ORDERS] = SQL("preorder_run.orders",
	    "SELECT x.orders, o.number, o.name, x.outcome, COALESCE(m.state, ''), COALESCE(m.reason, ''), CASE WHEN w.id IS NULL THEN 0 ELSE 1 END FROM preorder_run_order x JOIN orders o ON o.id = x.orders"
	    SAID("m", "mail") SAID("w", "wa") " WHERE x.run = $1 AND x.orders > $2 ORDER BY x.orders LIMIT $3"),
	[Q_RESULTS] = SQL("preorder_run.results", "SELECT COUNT(*), outcome FROM preorder_run_order WHERE run = $1 GROUP BY outcome ORDER BY outcome LIMIT 16"),
	[Q_WORDS] = SQL("preorder_run.words", "SELECT words FROM preorder_run WHERE id = $1"),
	[Q_HAS] = SQL("preorder_run.has", "SELECT 1 FROM preorder_run_order WHERE run = $1 AND orders = $2"),
	[Q_BATCH] = SQL("preorder_run.batch", FULL " AND l.made_batch = $2 GROUP BY l.made_batch"),
	[Q_BATCHES] = SQL("preorder_run.batches", FULL " GROUP BY l.made_batch ORDER BY l.made_batch DESC LIMIT $2"),
	[Q_PRODUCT] = SQL("preorder_run.product", "SELECT 1 FROM product WHERE id = $1"),
	[Q_OLD] = SQL("preorder_run.old", "SELECT id FROM preorder_run WHERE at < $1 ORDER BY at, id LIMIT $2"),
	[Q_FORGET_ROWS] = SQL("preorder_run.forget_rows", "DELETE FROM preorder_run_order WHERE run = $1"),
	[Q_FORGET] = SQL("preorder_run.forget", "DELETE FROM preorder_run WHERE id = $1"),
};
DB_TABLE(q);

static const char *const acts[BATCH_ACTS] = { [BATCH_TELL] = "tell", [BATCH_MOVE] = "move", [BATCH_CANCEL] = "cancel", [BATCH_ARRIVE] = "arrive" };

const char *
preorder_act_name(enum preorder_act a)
{
	return acts[a];
}

static enum preorder_act
act_of(const char *name)
{
	for (int i = 0; i < BATCH_ACTS; i++)
		if (str_eq(acts[i], name))
			return (enum preorder_act)i;
	BUG("a run that does %s", name);
}

/* --- the batch --- */

static struct preorder_batch
read_batch(struct db_rows *r)
{
	struct preorder_batch b;

	b.batch = db_int(r);
	b.pieces = db_int(r);
	b.orders = db_int(r);
	b.paid_pieces = db_int(r);
	b.paid_orders = db_int(r);
	b.waiting = db_int(r);
	return b;
}

struct preorder_batch
preorder_batch(struct ctx *c, int64_t product, int64_t batch)
{
	struct preorder_batch b = { .batch = batch };
	struct db_rows r = db_query(c, &q[Q_BATCH], DB_I(product), DB_I(batch));

	if (db_next(&r))
		b = read_batch(&r);
	db_done(&r);
	return b;
}

struct preorder_batch *
preorder_batches(struct ctx *c, int64_t product, int limit, size_t *n)
{
	struct preorder_batch *list = arena_new_n(c->arena, (size_t)limit, struct preorder_batch);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_BATCHES], DB_I(product), DB_I(limit)); db_next(&r);)
		list[(*n)++] = read_batch(&r);
	return list;
}

/* --- starting --- */

/* What leaves the house is not done again by itself after a restore; what only changes orders here is. */
static void
order_work(struct ctx *c, int64_t run, int64_t turn, bool tells)
{
	outbox_put(c, tells ? "mail" : "import", "preorder.run", arena_printf(c->arena, "{\"id\":%lld,\"turn\":%lld}", (long long)run, (long long)turn), NULL, 0);
}

/* What holds at once, before any order is touched. */
static bool
at_once(struct ctx *c, const struct preorder_ask *a)
{
	switch (a->act) {
	case BATCH_TELL:
	case BATCH_ACTS:
		return true;
	case BATCH_MOVE:
		preorder_move(c, a->product, a->batch, a->day);
		return true;
	case BATCH_CANCEL:
		preorder_close(c, a->product, a->batch);
		return true;
	case BATCH_ARRIVE:
		break;
	}
	for (size_t i = 0; i < a->n_came; i++)
		if (a->came[i].qty > 0 && stock_adjust(c, a->came[i].variant, a->came[i].qty, "purchase", "") != STOCK_CHANGE_OK)
			return false;
	return true;
}

enum preorder_start
preorder_run_start(struct ctx *c, const struct preorder_ask *a, int64_t *run)
{
	int64_t now = clock_now();

	*run = db_one_int(c, 0, &q[Q_OF_KEY], DB_T(a->key), DB_I(a->product));
	if (*run)
		return START_AGAIN;
	if (db_one_int(c, 0, &q[Q_PRODUCT], DB_I(a->product)) == 0)
		return START_GONE;
	*run = db_one_int(c, 0, &q[Q_ADD], DB_I(a->product), DB_I(a->batch), DB_T(acts[a->act]), DB_T(a->key), DB_T(a->words), DB_I(a->day), DB_I(a->mixed),
	    DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0), DB_I(now));
	if (*run == 0) {
		*run = db_one_int(c, 0, &q[Q_OF_KEY], DB_T(a->key), DB_I(a->product));
		return *run ? START_AGAIN : START_BUSY;
	}
	if (!at_once(c, a))
		return START_SHORT;
	if (db_exec(c, &q[Q_LIST], DB_I(a->product), DB_I(a->batch), DB_I(*run), DB_I(a->act == BATCH_TELL)) == 0)
		return START_NONE;
	audit(c, arena_printf(c->arena, "batch.%s", acts[a->act]), "product", a->product, NULL, arena_printf(c->arena, "{\"batch\":%lld,\"run\":%lld}", (long long)a->batch, (long long)*run));
	order_work(c, *run, 1, a->act != BATCH_CANCEL && !str_empty(a->words));
	return START_OK;
}

bool
preorder_run_stop(struct ctx *c, int64_t id)
{
	return db_exec(c, &q[Q_STOP], DB_I(id), DB_I(clock_now())) > 0;
}

bool
preorder_run_go(struct ctx *c, int64_t id)
{
	const struct preorder_run *r = preorder_run_get(c, id);
	int64_t now = clock_now(), turn = r ? db_one_int(c, 0, &q[Q_GO], DB_I(id), DB_I(now), DB_I(now - PREORDER_STUCK_S)) : 0;

	if (turn == 0)
		return false;
	order_work(c, id, turn, r->act != BATCH_CANCEL && !str_empty(r->words));
	return true;
}

/* --- reading --- */

static void
read_run(struct db_rows *r, struct preorder_run *k)
{
	k->id = db_int(r);
	k->product = db_int(r);
	k->batch = db_int(r);
	k->day = db_int(r);
	k->at = db_int(r);
	k->done_at = db_int(r);
	k->updated_at = db_int(r);
	k->turn = db_int(r);
	k->staff_id = db_int(r);
	k->act = act_of(db_str(r));
	k->mixed = db_int(r) != 0;
	k->state = db_str(r);
	k->words = db_str(r);
	k->staff = db_str(r);
	k->orders = db_int(r);
	k->done = db_int(r);
}

struct preorder_run *
preorder_run_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct preorder_run *k = NULL;

	if (db_next(&r)) {
		k = arena_new(c->arena, struct preorder_run);
		read_run(&r, k);
	}
	db_done(&r);
	return k;
}

struct preorder_run *
preorder_runs(struct ctx *c, int64_t product, int64_t batch, int limit, size_t *n)
{
	struct preorder_run *list = arena_new_n(c->arena, (size_t)limit, struct preorder_run);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_RUNS], DB_I(product), DB_I(batch), DB_I(limit)); db_next(&r);)
		read_run(&r, &list[(*n)++]);
	return list;
}

struct preorder_outcome *
preorder_run_orders(struct ctx *c, int64_t run, int64_t after, int limit, size_t *n)
{
	struct preorder_outcome *list = arena_new_n(c->arena, (size_t)limit, struct preorder_outcome);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_ORDERS], DB_I(run), DB_I(after), DB_I(limit)); db_next(&r); ++*n) {
		struct preorder_outcome *x = &list[*n];

		x->order = db_int(&r);
		x->number = db_str(&r);
		x->name = db_str(&r);
		x->outcome = db_str(&r);
		x->mail = db_str(&r);
		x->why = db_str(&r);
		x->chat = db_int(&r) != 0;
	}
	return list;
}

struct preorder_result *
preorder_run_results(struct ctx *c, int64_t run, size_t *n)
{
	struct preorder_result *list = arena_new_n(c->arena, RESULTS_MAX, struct preorder_result);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_RESULTS], DB_I(run)); db_next(&r); ++*n) {
		list[*n].n = db_int(&r);
		list[*n].outcome = db_str(&r);
	}
	return list;
}

const char *
preorder_run_words(struct ctx *c, int64_t run)
{
	const char *s = db_one_text(c, &q[Q_WORDS], DB_I(run));

	return s ? s : "";
}

bool
preorder_run_has(struct ctx *c, int64_t run, int64_t order)
{
	return db_one_int(c, 0, &q[Q_HAS], DB_I(run), DB_I(order)) > 0;
}

int64_t
preorder_run_prune(struct ctx *c, int64_t before, int limit)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t), n = 0;
	struct db_rows r;

	for (r = db_query(c, &q[Q_OLD], DB_I(before), DB_I(limit)); db_next(&r);)
		ids[n++] = db_int(&r);
	for (int64_t i = 0; i < n; i++) {
		db_exec(c, &q[Q_FORGET_ROWS], DB_I(ids[i]));
		db_exec(c, &q[Q_FORGET], DB_I(ids[i]));
	}
	return n;
}
