/*
 * The worker's way through a batch: order by order, each with its row of the run in one transaction of its own, so that two orders' stock is never locked together and whoever goes on after a kill begins behind
 * the last one that was done. A run that was stopped, or given to the worker anew, is left at the next order.
 */
#include "shop/preorder_run.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/message.h"
#include "shop/order.h"
#include "shop/outbox.h"

#define SLICE_MS 20000

enum { Q_MINE, Q_NEXT, Q_OUTCOME, Q_END, Q_MIXED, Q_WAITS, Q_DAY, Q_HERE };

static const struct db_stmt q[] = {
	[Q_MINE] = SQL("preorder_run.mine", "UPDATE preorder_run SET updated_at = $3 WHERE id = $1 AND turn = $2 AND state = 'working'"),
	[Q_NEXT] = SQL("preorder_run.next", "SELECT orders FROM preorder_run_order WHERE run = $1 AND outcome = '' ORDER BY orders LIMIT 1"),
	[Q_OUTCOME] = SQL("preorder_run.outcome", "UPDATE preorder_run_order SET outcome = $3, at = $4 WHERE run = $1 AND orders = $2 AND outcome = ''"),
	[Q_END] = SQL("preorder_run.end", "UPDATE preorder_run SET state = 'done', done_at = $3, updated_at = $3 WHERE id = $1 AND turn = $2 AND state = 'working'"),
	[Q_MIXED] = SQL("preorder_run.mixed", "SELECT COUNT(*) FROM order_line WHERE orders = $1 AND (product <> $2 OR made_batch <> $3)"),
	[Q_WAITS] = SQL("preorder_run.waits", "SELECT COUNT(*) FROM order_line WHERE orders = $1 AND product = $2 AND made_batch = $3 AND made_here = 0"),
	[Q_DAY] = SQL("preorder_run.day", "UPDATE order_line SET ready_day = $4, ready_days = 0 WHERE orders = $1 AND product = $2 AND made_batch = $3 AND made_here = 0"),
	[Q_HERE] = SQL("preorder_run.here", "UPDATE order_line SET made_here = 1 WHERE orders = $1 AND product = $2 AND made_batch = $3 AND made_here = 0"),
};
DB_TABLE(q);

struct step {
	int64_t run, turn;
	const struct preorder_run *r;
	int64_t order;		/* that was worked on */
	bool over;		/* nothing is left, or it is somebody else's */
	bool spoilt;		/* this order can't be done */
};

/* By mail where that can be; else the owner tells it on WhatsApp. */
static const char *
tell(struct ctx *c, const struct preorder_run *r, const struct order *o)
{
	if (str_empty(r->words))
		return "silent";
	return message_queue_batch(c, r->id, o->id, o->lang, o->email) ? "mail" : "chat";
}

static const char *
cancel(struct ctx *c, const struct preorder_run *r, const struct order *o)
{
	bool paid = str_eq(o->pay_state, "paid");

	if (str_eq(o->pay_state, "proof"))
		return "proof";
	if (!r->mixed && db_one_int(c, 0, &q[Q_MIXED], DB_I(o->id), DB_I(r->product), DB_I(r->batch)) > 0)
		return "mixed";
	switch (order_act(c, o->id, 0, ACT_CANCEL, r->words)) {
	case MOVE_OK:
		return paid ? "refund" : "cancelled";
	case MOVE_GONE:
	case MOVE_NOT_NOW:
		return "gone";
	case MOVE_CONFLICT:
	case MOVE_SHORT:
		break;
	}
	if (!err_is_set(c))
		err_set(c, ERR_BUSY, "preorder_run", "order %lld moved", (long long)o->id);
	return "failed";
}

/* One order; what came of it. */
static const char *
one(struct ctx *c, const struct preorder_run *r, const struct order *o)
{
	bool open = o && (str_eq(o->delivery_state, "hold") || str_eq(o->delivery_state, "to_pack") || str_eq(o->delivery_state, "packed"));

	if (!open || (r->act != BATCH_TELL && db_one_int(c, 0, &q[Q_WAITS], DB_I(o->id), DB_I(r->product), DB_I(r->batch)) == 0))
		return "gone";
	switch (r->act) {
	case BATCH_TELL:
		break;
	case BATCH_MOVE:
		db_exec(c, &q[Q_DAY], DB_I(o->id), DB_I(r->product), DB_I(r->batch), DB_I(r->day));
		order_event_put(c, o->id, "moved", arena_printf(c->arena, "%lld", (long long)r->day));
		break;
	case BATCH_ARRIVE:
		db_exec(c, &q[Q_HERE], DB_I(o->id), DB_I(r->product), DB_I(r->batch));
		order_event_put(c, o->id, "arrived", "");
		break;
	case BATCH_CANCEL:
		return cancel(c, r, o);
	case BATCH_ACTS:
		BUG("run %lld does nothing", (long long)r->id);
	}
	return tell(c, r, o);
}

static bool
step(struct ctx *c, void *arg)
{
	struct step *s = arg;
	int64_t now = clock_now();

	s->over = db_exec(c, &q[Q_MINE], DB_I(s->run), DB_I(s->turn), DB_I(now)) == 0;
	if (s->over)
		return true;
	s->r = preorder_run_get(c, s->run);
	s->order = db_one_int(c, 0, &q[Q_NEXT], DB_I(s->run));
	if (s->order == 0) {
		db_exec(c, &q[Q_END], DB_I(s->run), DB_I(s->turn), DB_I(now));
		s->over = true;
		return true;
	}
	db_exec(c, &q[Q_OUTCOME], DB_I(s->run), DB_I(s->order), DB_T(s->spoilt ? "failed" : one(c, s->r, order_get(c, s->order))), DB_I(now));
	s->spoilt = false;
	return true;
}

struct closing { const struct step *s; const struct outbox_row *row; };

static bool
close_slice(struct ctx *c, void *arg)
{
	const struct closing *k = arg;

	if (!k->s->over)
		outbox_put(c, k->row->lane, k->row->kind, k->row->payload, NULL, 0);
	outbox_done(c, k->row->id);
	return true;
}

static bool
read_actor(struct ctx *c, void *arg)
{
	struct step *s = arg;

	s->r = preorder_run_get(c, s->run);
	return true;
}

bool
preorder_run_work(struct ctx *c, int64_t id, int64_t turn, const struct outbox_row *row)
{
	enum actor_kind kind = c->actor_kind;
	int64_t actor = c->actor, start = clock_ms();
	struct step s = { .run = id, .turn = turn };
	struct closing k = { &s, row };
	bool ok = db_transact(c, DB_READ, read_actor, &s);

	/* What it does was asked by a person. */
	if (ok && s.r && s.r->staff_id) {
		c->actor_kind = ACTOR_STAFF;
		c->actor = s.r->staff_id;
	}
	while (ok && !s.over && clock_ms() - start < SLICE_MS) {
		struct arena_mark mark = arena_mark(c->arena);

		ok = db_transact(c, DB_WRITE, step, &s);
		/* An order whose own rows don't fit together is named and left; the others don't wait for it. */
		if (!ok && c->err.kind == ERR_INTERNAL && s.order && !s.spoilt) {
			LOG(EV_FAILURE, KV("where", c->err.where), KV("why", c->err.text));
			err_clear(c);
			s.spoilt = ok = true;
		}
		arena_back(c->arena, mark);
	}
	c->actor_kind = kind;
	c->actor = actor;
	return ok && db_transact(c, DB_WRITE, close_slice, &k);
}
