/*
 * Moving orders: one table of edges says from which pair of states an act leads where and what it does to stock; everything else is
 * refused. A move is one conditional UPDATE whose row count decides, so of two people who act at once one is told that it is not
 * possible now. Effects on stock are rows unique per line and effect, so nothing is ever given back twice, whatever happens.
 */
#include "shop/order.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/message.h"
#include "shop/setting.h"
#include "shop/stock.h"

enum effect { NO_EFFECT, RELEASE, SHIP, RETURN, RESERVE };
enum way { ANY_WAY, SENT, PICKED_UP };

struct edge {
	enum order_act act;
	const char *pay, *delivery;		/* from */
	const char *pay_to, *delivery_to;
	enum effect effect;
	enum way way;
};

static const struct edge edges[] = {
	{ ACT_PROOF, "waiting", "hold", "proof", "hold", NO_EFFECT, ANY_WAY },
	{ ACT_PAY, "waiting", "hold", "paid", "to_pack", NO_EFFECT, ANY_WAY },
	{ ACT_PAY, "proof", "hold", "paid", "to_pack", NO_EFFECT, ANY_WAY },
	{ ACT_UNPAY, "proof", "hold", "waiting", "hold", NO_EFFECT, ANY_WAY },
	{ ACT_CONFIRM_COD, "cod", "hold", "cod", "to_pack", NO_EFFECT, ANY_WAY },
	{ ACT_PACK, "paid", "to_pack", "paid", "packed", NO_EFFECT, ANY_WAY },
	{ ACT_PACK, "cod", "to_pack", "cod", "packed", NO_EFFECT, ANY_WAY },
	{ ACT_SHIP, "paid", "to_pack", "paid", "shipped", SHIP, SENT },
	{ ACT_SHIP, "cod", "to_pack", "cod", "shipped", SHIP, SENT },
	{ ACT_SHIP, "paid", "packed", "paid", "shipped", SHIP, SENT },
	{ ACT_SHIP, "cod", "packed", "cod", "shipped", SHIP, SENT },
	{ ACT_DELIVER, "paid", "shipped", "paid", "delivered", NO_EFFECT, SENT },
	{ ACT_DELIVER, "cod", "shipped", "paid", "delivered", NO_EFFECT, SENT },
	{ ACT_DELIVER, "paid", "packed", "paid", "delivered", SHIP, PICKED_UP },
	{ ACT_DELIVER, "cod", "packed", "paid", "delivered", SHIP, PICKED_UP },
	{ ACT_CANCEL, "waiting", "hold", "void", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "proof", "hold", "void", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "cod", "hold", "void", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "cod", "to_pack", "void", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "cod", "packed", "void", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "paid", "to_pack", "refund_due", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "paid", "packed", "refund_due", "cancelled", RELEASE, ANY_WAY },
	{ ACT_CANCEL, "paid", "shipped", "refund_due", "cancelled", RETURN, SENT },
	{ ACT_CANCEL, "cod", "shipped", "void", "cancelled", RETURN, SENT },
	/* Only without proof: whoever has sent one waits for a person. */
	{ ACT_EXPIRE, "waiting", "hold", "void", "cancelled", RELEASE, ANY_WAY },
	/* Money that came after the order had lapsed, or was cancelled: it goes on when there is stock, or the money goes back. */
	{ ACT_REVIVE, "void", "cancelled", "paid", "to_pack", RESERVE, ANY_WAY },
	{ ACT_LATE, "void", "cancelled", "refund_due", "cancelled", NO_EFFECT, ANY_WAY },
	{ ACT_REFUND, "refund_due", "cancelled", "refunded", "cancelled", NO_EFFECT, ANY_WAY },
};

enum { Q_MOVE, Q_STATE, Q_LINES, Q_EFFECT, Q_GIVEN_BACK, Q_RETAKEN, Q_SOLD, Q_RECEIVED, Q_VOID, Q_REFUNDED, Q_REFUND, Q_SHIPMENT, Q_ARRIVED, Q_NOTE,
	Q_SOURCE, Q_UNCANCEL, Q_DUE, Q_TOO_FAR };

static const struct db_stmt q[] = {
	[Q_MOVE] = SQL("order.move",
	    "UPDATE orders SET pay_state = $2, delivery_state = $3, version = version + 1, due_at = COALESCE($4, due_at),"
	    " paid_at = COALESCE(paid_at, $5), paid_day = COALESCE(paid_day, $6), packed_at = COALESCE(packed_at, $7),"
	    " shipped_at = COALESCE(shipped_at, $8), delivered_at = COALESCE(delivered_at, $9),"
	    " cancelled_at = COALESCE(cancelled_at, $10), cancel_reason = COALESCE($11, cancel_reason)"
	    " WHERE id = $1 AND pay_state = $12 AND delivery_state = $13 AND (version = $14 OR $14 = 0)"
	    " AND ($15 = 0 OR due_at <= $15) RETURNING version"),
	[Q_STATE] = SQL("order.states",
	    "SELECT pay_state, delivery_state, version, ship_kind, pay_method, total, lang, email FROM orders WHERE id = $1"),
	[Q_LINES] = SQL("order.stock_lines",
	    "SELECT l.id, l.variant, l.product, l.qty, CASE WHEN l.measure = 'piece' THEN l.qty ELSE 1 END, l.made_batch, COALESCE(x.variant, l.variant), COALESCE(x.qty, 1), CASE WHEN x.variant IS NULL THEN 0 ELSE 1 END"
	    " FROM order_line l LEFT JOIN order_part x ON x.line = l.id WHERE l.orders = $1 ORDER BY 7, l.id"),
	[Q_EFFECT] = SQL("order.effect",
	    "INSERT INTO order_effect (line, effect, at) SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS BIGINT)"
	    " WHERE EXISTS (SELECT 1 FROM order_effect e WHERE e.line = $1 AND e.effect = 'reserve')"
	    " AND NOT EXISTS (SELECT 1 FROM order_effect e WHERE e.line = $1 AND e.effect = $4)"
	    " ON CONFLICT (line, effect) DO NOTHING"),
	[Q_GIVEN_BACK] = SQL("order.given_back",
	    "INSERT INTO order_effect (line, effect, at) SELECT CAST($1 AS BIGINT), 'return', CAST($2 AS BIGINT)"
	    " WHERE EXISTS (SELECT 1 FROM order_effect e WHERE e.line = $1 AND e.effect = 'ship')"
	    " ON CONFLICT (line, effect) DO NOTHING"),
	[Q_RETAKEN] = SQL("order.retaken", "DELETE FROM order_effect WHERE line = $1 AND effect = 'release'"),
	[Q_SOLD] = SQL("order.sold",
	    "UPDATE product SET version = version + 1, sold = CASE WHEN sold + $2 < 0 THEN 0 ELSE sold + $2 END WHERE id = $1"),
	[Q_RECEIVED] = SQL("order.received",
	    "UPDATE payment SET state = 'received', received_at = $2, day = $3, received_by = $4"
	    " WHERE orders = $1 AND state = $5"),
	[Q_VOID] = SQL("order.void", "UPDATE payment SET state = 'void' WHERE orders = $1 AND state = 'open'"),
	[Q_REFUNDED] = SQL("order.refunded", "UPDATE payment SET state = 'refunded' WHERE orders = $1 AND state = 'received'"),
	[Q_REFUND] = SQL("order.refund",
	    "INSERT INTO refund (orders, amount, reason, at, day, staff) VALUES ($1, $2, $3, $4, $5, $6)"),
	[Q_SHIPMENT] = SQL("order.shipment",
	    "INSERT INTO shipment (orders, courier, service, tracking, shipped_at) VALUES ($1, $2, $3, $4, $5)"),
	[Q_ARRIVED] = SQL("order.arrived",
	    "UPDATE shipment SET delivered_at = $2 WHERE orders = $1 AND delivered_at IS NULL"),
	[Q_UNCANCEL] = SQL("order.uncancel", "UPDATE orders SET cancelled_at = NULL, cancel_reason = '' WHERE id = $1"),
	[Q_SOURCE] = SQL("order.source", "UPDATE orders SET source_said = CASE WHEN source_ref = $2 THEN source_said WHEN $2 = '' THEN 0 ELSE 1 END, source_ref = $2 WHERE id = $1"),
	[Q_NOTE] = SQL("order.note", "UPDATE orders SET staff_note = $2 WHERE id = $1"),
	[Q_DUE] = SQL("order.due",
	    "SELECT id FROM orders WHERE pay_state = 'waiting' AND delivery_state = 'hold' AND due_at <= $1"
	    " ORDER BY due_at, id LIMIT $2"),
	/* Nobody is given more than a week (pay_hours of shop/setting.c). */
	[Q_TOO_FAR] = SQL("order.too_far",
	    "UPDATE orders SET due_at = $1 + CASE WHEN due_at - placed_at < 604800 THEN due_at - placed_at ELSE 604800 END"
	    " WHERE pay_state = 'waiting' AND delivery_state = 'hold' AND due_at > $1 + 691200"),
};
DB_TABLE(q);

/* One move: what was asked and what stands in the order's row. */
struct move {
	int64_t id, version;
	enum order_act act;
	const char *detail;
	const char *courier, *service, *tracking;
	int64_t due_before;	/* EXPIRE: only when the deadline is not later; 0: whatever it is */
	const struct edge *edge;
	const char *pay, *delivery, *ship_kind, *pay_method, *lang, *email;
	int64_t version_now, total;
	int64_t now, day;
};

/* Only where a person looks for the money can it have come unseen. */
static bool
may_come_late(const char *pay_method_name)
{
	const struct payment_method *m = pay_method(pay_method_name);

	return m && m->staff_confirms;
}

static const struct edge *
edge_of(enum order_act act, const char *pay, const char *delivery, const char *ship_kind, const char *method)
{
	enum way way = str_eq(ship_kind, "pickup") ? PICKED_UP : SENT;

	if ((act == ACT_REVIVE || act == ACT_LATE) && !may_come_late(method))
		return NULL;

	for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
		const struct edge *e = &edges[i];

		if (e->act == act && str_eq(e->pay, pay) && str_eq(e->delivery, delivery) &&
		    (e->way == ANY_WAY || e->way == way))
			return e;
	}
	return NULL;
}

bool
order_may(const struct order *o, enum order_act act)
{
	return edge_of(act, o->pay_state, o->delivery_state, o->ship_kind, o->pay_method) != NULL;
}

enum order_act
order_next(const struct order *o)
{
	static const enum order_act steps[] = { ACT_PAY, ACT_CONFIRM_COD, ACT_PACK, ACT_SHIP, ACT_DELIVER, ACT_REFUND };

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (order_may(o, steps[i]))
			return steps[i];
	}
	return ACT_COUNT;
}

static const char *
event_kind(enum order_act act)
{
	switch (act) {
	case ACT_PAY:
		return "paid";
	case ACT_UNPAY:
		return "unpaid";
	case ACT_CONFIRM_COD:
		return "confirmed";
	case ACT_PACK:
		return "packed";
	case ACT_SHIP:
		return "shipped";
	case ACT_DELIVER:
		return "delivered";
	case ACT_CANCEL:
		return "cancelled";
	case ACT_EXPIRE:
		return "expired";
	case ACT_REFUND:
		return "refunded";
	case ACT_PROOF:
		return "proof";
	case ACT_REVIVE:
		return "revived";
	case ACT_LATE:
		return "late";
	case ACT_COUNT:
		break;
	}
	BUG("order act %d", (int)act);
}

static const char *
event_detail(struct ctx *c, const struct move *m)
{
	if (m->act == ACT_PAY || m->act == ACT_REFUND || m->act == ACT_REVIVE || m->act == ACT_LATE)
		return arena_printf(c->arena, "%lld", (long long)m->total);
	if (m->act == ACT_SHIP)
		return m->tracking;
	return m->detail;
}

/* --- effects --- */

/* A line of the order; whether the effect was had here and now. */
struct stock_line {
	int64_t id, product, qty, batch, pieces;	/* pieces: a line of measured goods is one */
};

/* What an effect is about: the lines, and the goods that they took, in the order of variants. */
struct affected {
	struct stock_line lines[CART_LINES_MAX];
	struct stock_part *goods;
	int64_t *of;	/* the line that each of the goods belongs to */
	size_t n, n_goods;
};

static void
sold(struct ctx *c, const struct stock_line *lines, size_t n, int64_t sign)
{
	int64_t last = 0;

	/* Products in key order too: their rows are locked after all stock rows. */
	for (;;) {
		int64_t next = INT64_MAX, qty = 0;

		for (size_t i = 0; i < n; i++) {
			if (lines[i].product > last && lines[i].product < next)
				next = lines[i].product;
		}
		if (next == INT64_MAX)
			break;
		for (size_t i = 0; i < n; i++)
			qty += lines[i].product == next ? lines[i].pieces : 0;
		db_exec(c, &q[Q_SOLD], DB_I(next), DB_I(sign * qty));
		setting_bump_product(c, next);
		shelf_sold(c, next);
		last = next;
	}
}

/* The effect's row is there only once: false when it was there before, or its condition does not hold. */
static bool
effect_once(struct ctx *c, const struct move *m, int64_t line)
{
	switch (m->edge->effect) {
	case RELEASE:
		return db_exec(c, &q[Q_EFFECT], DB_I(line), DB_T("release"), DB_I(m->now), DB_T("ship")) > 0;
	case SHIP:
		return db_exec(c, &q[Q_EFFECT], DB_I(line), DB_T("ship"), DB_I(m->now), DB_T("release")) > 0;
	case RETURN:
		return db_exec(c, &q[Q_GIVEN_BACK], DB_I(line), DB_I(m->now)) > 0;
	case RESERVE:
		return db_exec(c, &q[Q_RETAKEN], DB_I(line)) > 0;
	case NO_EFFECT:
		break;
	}
	return false;
}

static void
affected_read(struct ctx *c, int64_t order, struct affected *a)
{
	struct db_rows r;
	size_t room = CART_LINES_MAX * BUNDLE_PARTS_MAX, i;

	a->goods = arena_new_n(c->arena, room, struct stock_part);
	a->of = arena_new_n(c->arena, room, int64_t);
	for (r = db_query(c, &q[Q_LINES], DB_I(order)); db_next(&r); a->n_goods++) {
		struct stock_part *g = &a->goods[a->n_goods];
		int64_t line = db_int(&r), variant = db_int(&r), product = db_int(&r), qty = db_int(&r), pieces = db_int(&r), batch = db_int(&r);

		for (i = 0; i < a->n && a->lines[i].id != line; i++)
			;
		if (i == ARRAY_LEN(a->lines) || a->n_goods == room)
			BUG("order %lld has more lines than a cart", (long long)order);
		a->lines[i] = (struct stock_line){ line, product, qty, batch, pieces };
		a->n += i == a->n;
		a->of[a->n_goods] = line;
		g->variant = db_int(&r);
		g->qty = qty * db_int(&r);
		g->bundle = db_int(&r) ? variant : 0;
	}
}

static enum stock_act
stock_act(enum effect e)
{
	switch (e) {
	case RELEASE:
		return STOCK_RELEASE;
	case SHIP:
		return STOCK_SHIP;
	case RETURN:
		return STOCK_RETURN;
	case RESERVE:
		return STOCK_RESERVE;
	case NO_EFFECT:
		break;
	}
	BUG("effect %d", (int)e);
}

/* What goes back leaves its batch, what is taken again joins it, unless that is full. */
static bool
batches(struct ctx *c, enum effect e, const struct affected *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct stock_line *l = &a->lines[i];

		if (l->batch == 0 || l->qty == 0)
			continue;
		if (e == RELEASE || e == RETURN)
			preorder_give_back(c, l->product, l->batch, l->qty);
		else if (e == RESERVE && !preorder_take(c, l->product, l->batch, l->qty, true))
			return false;
	}
	return true;
}

/* False: there is too little stock; then nothing of this transaction may be kept. */
static bool
effects(struct ctx *c, const struct move *m)
{
	struct affected a = { .n = 0 };
	size_t i, k, n = 0;

	if (m->edge->effect == NO_EFFECT)
		return true;
	affected_read(c, m->id, &a);
	for (i = 0; i < a.n; i++)
		if (!effect_once(c, m, a.lines[i].id))
			a.lines[i].qty = a.lines[i].pieces = 0;
	for (i = 0; i < a.n_goods; i++) {
		for (k = 0; a.lines[k].id != a.of[i]; k++)
			;
		if (a.lines[k].qty > 0)
			a.goods[n++] = a.goods[i];
	}
	if (stock_take(c, stock_act(m->edge->effect), a.goods, n, m->id) != STOCK_CHANGE_OK)
		return false;
	if (!batches(c, m->edge->effect, &a))
		return false;
	if (m->edge->effect == SHIP || m->edge->effect == RETURN)
		sold(c, a.lines, a.n, m->edge->effect == SHIP ? 1 : -1);
	return true;
}

static void
refund(struct ctx *c, const struct move *m)
{
	db_exec(c, &q[Q_REFUNDED], DB_I(m->id));
	if (m->total > 0)
		db_exec(c, &q[Q_REFUND], DB_I(m->id), DB_I(m->total), DB_T(m->detail), DB_I(m->now), DB_I(m->day),
		    DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0));
}

/* Is money received by this move? */
static bool
comes_in(const struct move *m)
{
	return m->act == ACT_LATE || (str_eq(m->edge->pay_to, "paid") && !str_eq(m->edge->pay, "paid"));
}

static void
money(struct ctx *c, const struct move *m)
{
	if (str_eq(m->edge->pay, m->edge->pay_to))
		return;
	if (comes_in(m))
		db_exec(c, &q[Q_RECEIVED], DB_I(m->id), DB_I(m->now), DB_I(m->day),
		    DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0), DB_T(str_eq(m->edge->pay, "void") ? "void" : "open"));
	else if (str_eq(m->edge->pay_to, "void"))
		db_exec(c, &q[Q_VOID], DB_I(m->id));
	else if (str_eq(m->edge->pay_to, "refunded"))
		refund(c, m);
}

static void
parcel(struct ctx *c, const struct move *m)
{
	if (m->act == ACT_SHIP)
		db_exec(c, &q[Q_SHIPMENT], DB_I(m->id), DB_T(m->courier), DB_T(m->service), DB_T(m->tracking), DB_I(m->now));
	else if (m->act == ACT_DELIVER)
		db_exec(c, &q[Q_ARRIVED], DB_I(m->id), DB_I(m->now));
}

/* --- the move --- */

static bool
read_states(struct ctx *c, struct move *m)
{
	struct db_rows r = db_query(c, &q[Q_STATE], DB_I(m->id));
	bool found = db_next(&r);

	if (found) {
		m->pay = db_str(&r);
		m->delivery = db_str(&r);
		m->version_now = db_int(&r);
		m->ship_kind = db_str(&r);
		m->pay_method = db_str(&r);
		m->total = db_int(&r);
		m->lang = db_str(&r);
		m->email = db_str(&r);
	}
	db_done(&r);
	return found;
}

/* The deadline anew after a proof that showed no money. */
static int64_t
new_deadline(struct ctx *c, const struct move *m)
{
	const struct payment_method *method = pay_method(m->pay_method);
	struct pay_start start;

	if (m->act != ACT_UNPAY || !method)
		return 0;
	start = method->start(c);
	return start.due_s ? m->now + start.due_s : 0;
}

/* Runs the UPDATE; false when the row is not as it was read, or the deadline has been moved. */
static bool
update(struct ctx *c, const struct move *m)
{
	const struct edge *e = m->edge;
	bool paid = comes_in(m);
	bool cancelled = str_eq(e->delivery_to, "cancelled") && !str_eq(e->delivery, "cancelled");
	bool shipped = str_eq(e->delivery_to, "shipped");

	return db_exec(c, &q[Q_MOVE], DB_I(m->id), DB_T(e->pay_to), DB_T(e->delivery_to), DB_REF(new_deadline(c, m)),
	    DB_REF(paid ? m->now : 0), DB_REF(paid ? m->day : 0),
	    DB_REF(shipped || str_eq(e->delivery_to, "packed") ? m->now : 0), DB_REF(shipped ? m->now : 0),
	    DB_REF(str_eq(e->delivery_to, "delivered") ? m->now : 0), DB_REF(cancelled ? m->now : 0),
	    DB_T(cancelled ? m->detail : NULL), DB_T(e->pay), DB_T(e->delivery), DB_I(m->version), DB_I(m->due_before)) > 0;
}

/* What the buyer is told of this step, by mail; MESSAGE_COUNT: nothing. */
static enum message
news(const struct move *m)
{
	switch (m->act) {
	case ACT_PAY: case ACT_REVIVE:
		return MESSAGE_PAID;
	case ACT_PACK:
		return str_eq(m->ship_kind, "pickup") ? MESSAGE_READY : MESSAGE_COUNT;
	case ACT_SHIP:
		return MESSAGE_SHIPPED;
	case ACT_CANCEL:
		return MESSAGE_CANCELLED;
	case ACT_EXPIRE:
		return MESSAGE_EXPIRED;
	case ACT_UNPAY: case ACT_CONFIRM_COD: case ACT_DELIVER: case ACT_REFUND: case ACT_PROOF: case ACT_LATE: case ACT_COUNT:
		break;
	}
	return MESSAGE_COUNT;
}

/* False: too little stock. */
static bool
consequences(struct ctx *c, const struct move *m)
{
	const char *kind = event_kind(m->act);

	if (!effects(c, m))
		return false;
	if (m->act == ACT_REVIVE)
		db_exec(c, &q[Q_UNCANCEL], DB_I(m->id));
	money(c, m);
	parcel(c, m);
	if (news(m) != MESSAGE_COUNT)
		message_queue(c, news(m), m->id, m->lang, m->email);
	order_event_put(c, m->id, kind, event_detail(c, m));
	audit(c, arena_printf(c->arena, "order.%s", kind), "order", m->id,
	    arena_printf(c->arena, "{\"pay\":\"%s\",\"delivery\":\"%s\"}", m->edge->pay, m->edge->delivery),
	    arena_printf(c->arena, "{\"pay\":\"%s\",\"delivery\":\"%s\"}", m->edge->pay_to, m->edge->delivery_to));
	return true;
}

static enum order_move
move(struct ctx *c, struct move *m)
{
	m->now = clock_now();
	m->day = clock_day(m->now, shop_get(c)->timezone);
	/* Without a version somebody else's note or move in between is no conflict, as long as the edge is still there. */
	for (int attempt = 0; attempt < 3; attempt++) {
		if (!read_states(c, m))
			return MOVE_GONE;
		if (m->version && m->version != m->version_now)
			return MOVE_CONFLICT;
		m->edge = edge_of(m->act, m->pay, m->delivery, m->ship_kind, m->pay_method);
		if (!m->edge)
			return MOVE_NOT_NOW;
		if (update(c, m)) {
			return consequences(c, m) ? MOVE_OK : MOVE_SHORT;
		}
		if (err_is_set(c))
			return MOVE_CONFLICT;
		if (m->due_before)
			return MOVE_NOT_NOW;
	}
	return MOVE_CONFLICT;
}

enum order_move
order_act(struct ctx *c, int64_t id, int64_t version, enum order_act act, const char *detail)
{
	struct move m = { .id = id, .version = version, .act = act, .detail = detail ? detail : "", .courier = "", .service = "",
		.tracking = "" };

	if (act >= ACT_COUNT)
		BUG("order act %d", (int)act);
	return move(c, &m);
}

enum order_move
order_ship(struct ctx *c, int64_t id, int64_t version, const char *courier, const char *service, const char *tracking)
{
	struct move m = { .id = id, .version = version, .act = ACT_SHIP, .detail = "", .courier = courier ? courier : "",
		.service = service ? service : "", .tracking = tracking ? tracking : "" };

	return move(c, &m);
}

enum order_move
order_refund(struct ctx *c, int64_t id, int64_t version, const char *note)
{
	return order_act(c, id, version, ACT_REFUND, note);
}

enum order_move
order_source(struct ctx *c, int64_t id, const char *code)
{
	if (db_exec(c, &q[Q_SOURCE], DB_I(id), DB_T(code)) == 0)
		return MOVE_GONE;
	audit(c, "order.source", "order", id, NULL, NULL);
	return MOVE_OK;
}

enum order_move
order_note(struct ctx *c, int64_t id, const char *staff_note)
{
	if (db_exec(c, &q[Q_NOTE], DB_I(id), DB_T(staff_note ? staff_note : "")) == 0)
		return MOVE_GONE;
	audit(c, "order.note", "order", id, NULL, NULL);
	return MOVE_OK;
}

int64_t
order_expire(struct ctx *c, int64_t now, int limit)
{
	int64_t ids[100], done = 0;
	struct db_rows r;
	size_t n = 0;

	if (limit < 1)
		return 0;
	if (limit > (int)ARRAY_LEN(ids))
		limit = (int)ARRAY_LEN(ids);
	/* Placed under a clock that has been set back since: its goods would be held until that time has come. */
	(void)db_exec(c, &q[Q_TOO_FAR], DB_I(now));
	for (r = db_query(c, &q[Q_DUE], DB_I(now), DB_I(limit)); db_next(&r);)
		ids[n++] = db_int(&r);
	for (size_t i = 0; i < n; i++) {
		struct move m = { .id = ids[i], .act = ACT_EXPIRE, .detail = "", .courier = "", .service = "", .tracking = "",
			.due_before = now };

		done += move(c, &m) == MOVE_OK;
	}
	return done;
}
