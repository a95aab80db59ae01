/*
 * The stock ledger: each change is one conditional UPDATE of the kept numbers, whose row count decides, and one row in
 * stock_move that says why. From the numbers follows the coarse state (ada, sedikit, habis) in the variant's row; only when
 * that moves do pages change, so only then does the counter "catalog", and the product finds its new place on the shelves.
 */
#include "shop/stock.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/setting.h"
#include "shop/shelf.h"

enum {
	Q_ENSURE, Q_ADJUST, Q_HELD, Q_RESERVE, Q_RELEASE, Q_SHIP, Q_MOVE, Q_STATE, Q_RESTATE,
	Q_SUM_BEFORE, Q_MOVES, Q_FAULTS, Q_TOUCHED, Q_FORGET_MOVES, Q_FORGET
};

/* Available, as SQL, to the coarse state. */
#define STATE(available) \
	"CASE WHEN " available " <= 0 THEN 'habis' WHEN " available " <= low_at THEN 'sedikit' ELSE 'ada' END"
#define NOW_THERE "COALESCE((SELECT s.on_hand - s.reserved FROM stock s WHERE s.variant = variant.id AND s.place = 1), 0)"

static const struct db_stmt q[] = {
	[Q_ENSURE] = SQL("stock.ensure",
	    "INSERT INTO stock (variant, place, on_hand, reserved) VALUES ($1, 1, 0, 0)"
	    " ON CONFLICT (variant, place) DO NOTHING"),
	[Q_ADJUST] = SQL("stock.adjust",
	    "UPDATE stock SET on_hand = on_hand + $2 WHERE variant = $1 AND place = 1"
	    " AND on_hand + $2 >= reserved AND on_hand + $2 <= 1000000000000"
	    " RETURNING on_hand - reserved"),
	/* Writes nothing new, but takes the row's lock where rows have one. */
	[Q_HELD] = SQL("stock.held",
	    "UPDATE stock SET on_hand = on_hand WHERE variant = $1 AND place = 1 RETURNING"
	    " on_hand, reserved"),
	[Q_RESERVE] = SQL("stock.reserve",
	    "UPDATE stock SET reserved = reserved + $2 WHERE variant = $1 AND place = 1"
	    " AND on_hand - reserved >= $2 RETURNING on_hand - reserved"),
	[Q_RELEASE] = SQL("stock.release",
	    "UPDATE stock SET reserved = reserved - $2 WHERE variant = $1 AND place = 1"
	    " AND reserved >= $2 RETURNING on_hand - reserved"),
	[Q_SHIP] = SQL("stock.ship",
	    "UPDATE stock SET on_hand = on_hand - $2, reserved = reserved - $2"
	    " WHERE variant = $1 AND place = 1 AND reserved >= $2 RETURNING on_hand - reserved"),
	[Q_MOVE] = SQL("stock.move",
	    "INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, ref_kind,"
	    " ref,"
	    " actor_kind, actor, note) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
	[Q_STATE] = SQL("stock.state",
	    "UPDATE variant SET stock_state = " STATE("CAST($2 AS BIGINT)")
	    " WHERE id = $1 AND stock_state <> " STATE("CAST($2 AS BIGINT)") " RETURNING product"),
	[Q_RESTATE] = SQL("stock.restate",
	    "UPDATE variant SET stock_state = " STATE(NOW_THERE)
	    " WHERE id = $1 AND stock_state <> " STATE(NOW_THERE) " RETURNING product"),
	[Q_SUM_BEFORE] = SQL("stock.sum_before",
	    "SELECT CAST(COALESCE(SUM(on_hand), 0) AS BIGINT) FROM stock_move"
	    " WHERE variant = $1 AND place = 1 AND id >= $2"),
	[Q_MOVES] = SQL("stock.moves",
	    "SELECT m.id, m.at, m.on_hand, m.reserved, m.ref, m.reason, m.ref_kind,"
	    " COALESCE(f.name, m.actor_kind), m.note, s.on_hand"
	    " FROM stock_move m JOIN stock s ON s.variant = m.variant AND s.place = m.place"
	    " LEFT JOIN staff f ON f.id = m.actor AND m.actor_kind = 'staff'"
	    " WHERE m.variant = $1 AND m.place = 1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3"),
	[Q_FAULTS] = SQL("stock.faults",
	    "SELECT COUNT(*) FROM (SELECT variant, place FROM stock UNION SELECT variant, place"
	    " FROM stock_move) k"
	    " LEFT JOIN stock s ON s.variant = k.variant AND s.place = k.place"
	    " LEFT JOIN (SELECT variant, place, CAST(SUM(on_hand) AS BIGINT) AS on_hand,"
	    " CAST(SUM(reserved) AS BIGINT) AS reserved FROM stock_move GROUP BY variant, place) m"
	    " ON m.variant = k.variant AND m.place = k.place"
	    " WHERE COALESCE(s.on_hand, 0) <> COALESCE(m.on_hand, 0)"
	    " OR COALESCE(s.reserved, 0) <> COALESCE(m.reserved, 0)"),
	[Q_TOUCHED] = SQL("stock.touched", "SELECT COUNT(*) FROM stock_move WHERE variant = $1 AND reason NOT IN ('opening', 'import')"),
	[Q_FORGET_MOVES] = SQL("stock.forget_moves", "DELETE FROM stock_move WHERE variant = $1"),
	[Q_FORGET] = SQL("stock.forget", "DELETE FROM stock WHERE variant = $1"),
};
DB_TABLE(q);

/* One change: to the ledger and to the coarse state. */
struct change {
	int64_t variant, on_hand, reserved;
	const char *reason, *note;
	int64_t order;		/* 0: none */
	bool part;		/* of a product that is being written: who writes it tells the rest of the house */
};

static const char *
actor_name(enum actor_kind k)
{
	switch (k) {
	case ACTOR_SYSTEM:
		return "system";
	case ACTOR_VISITOR:
		return "visitor";
	case ACTOR_CUSTOMER:
		return "customer";
	case ACTOR_STAFF:
		return "staff";
	}
	BUG("actor kind %d", (int)k);
}

static void
written(struct ctx *c, const struct change *ch, int64_t available)
{
	int64_t now = clock_now(), product;

	(void)db_exec(c, &q[Q_MOVE], DB_I(ch->variant), DB_I(now),
	    DB_I(clock_day(now, shop_get(c)->timezone)), DB_I(ch->on_hand), DB_I(ch->reserved),
	    DB_T(ch->reason), DB_T(ch->order ? "order" : ""), DB_REF(ch->order),
	    DB_T(actor_name(c->actor_kind)), DB_REF(c->actor), DB_T(ch->note ? ch->note : ""));
	/* Pages that show the state are old now. The product's own version stays: it guards what staff edit, and an order must not spoil their form. */
	product = db_one_int(c, 0, &q[Q_STATE], DB_I(ch->variant), DB_I(available));
	if (product == 0 || ch->part)
		return;
	setting_bump_product(c, product);
	shelf_put(c, product, false);
}

static enum stock_change
adjust(struct ctx *c, const struct change *ch)
{
	int64_t available, variant = ch->variant, delta = ch->on_hand;

	if (delta == 0)
		return STOCK_CHANGE_OK;
	if (delta > STOCK_MAX || delta < -STOCK_MAX)
		return STOCK_CHANGE_SHORT;
	(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	available = db_one_int(c, -1, &q[Q_ADJUST], DB_I(variant), DB_I(delta));
	if (available < 0)
		return STOCK_CHANGE_SHORT;
	written(c, ch, available);
	return STOCK_CHANGE_OK;
}

enum stock_change
stock_adjust(struct ctx *c, int64_t variant, int64_t delta, const char *reason, const char *note)
{
	return adjust(c, &(struct change){ variant, delta, 0, reason, note, 0, false });
}

/* The kept numbers, locked until the transaction ends. */
static void
held(struct ctx *c, int64_t variant, int64_t *on_hand, int64_t *reserved)
{
	struct db_rows r;

	*on_hand = *reserved = 0;
	(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	r = db_query(c, &q[Q_HELD], DB_I(variant));
	if (db_next(&r)) {
		*on_hand = db_int(&r);
		*reserved = db_int(&r);
	}
	db_done(&r);
}

static enum stock_change
counted(struct ctx *c, int64_t variant, int64_t on_hand, const char *reason, const char *note, bool part)
{
	int64_t was, reserved;

	held(c, variant, &was, &reserved);
	if (on_hand < reserved || on_hand > STOCK_MAX)
		return STOCK_CHANGE_SHORT;
	return adjust(c, &(struct change){ variant, on_hand - was, 0, reason, note, 0, part });
}

enum stock_change
stock_count(struct ctx *c, int64_t variant, int64_t on_hand, const char *reason, const char *note)
{
	return counted(c, variant, on_hand, reason, note, false);
}

enum stock_change
stock_put(struct ctx *c, int64_t variant, int64_t on_hand, const char *reason)
{
	return counted(c, variant, on_hand, reason, NULL, true);
}

int64_t
stock_held(struct ctx *c, int64_t variant)
{
	int64_t on_hand, reserved;

	held(c, variant, &on_hand, &reserved);
	return reserved;
}

void
stock_restate(struct ctx *c, int64_t variant)
{
	(void)db_exec(c, &q[Q_RESTATE], DB_I(variant));
}

/* Runs a conditional update of an order's; false: its condition did not hold. */
static bool
order_change(struct ctx *c, const struct db_stmt *stmt, const struct change *ch, int64_t qty)
{
	int64_t available;

	if (qty <= 0)
		BUG("%s of %lld pieces", stmt->name, (long long)qty);
	available = db_one_int(c, -1, stmt, DB_I(ch->variant), DB_I(qty));
	if (available < 0)
		return false;
	written(c, ch, available);
	return true;
}

enum stock_change
stock_reserve(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	const struct change ch = { variant, 0, qty, "reserve", NULL, order, false };

	return order_change(c, &q[Q_RESERVE], &ch, qty) ? STOCK_CHANGE_OK : STOCK_CHANGE_SHORT;
}

/* More given back than was held: the order's effects and the ledger disagree, so nothing of this may be committed. */
static void
not_held(struct ctx *c, const char *what, const struct change *ch)
{
	err_set(c, ERR_INTERNAL, what, "variant %lld holds less than order %lld gives back",
	    (long long)ch->variant, (long long)ch->order);
}

void
stock_release(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	const struct change ch = { variant, 0, -qty, "release", NULL, order, false };

	if (!order_change(c, &q[Q_RELEASE], &ch, qty))
		not_held(c, "stock.release", &ch);
}

void
stock_ship(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	const struct change ch = { variant, -qty, -qty, "ship", NULL, order, false };

	if (!order_change(c, &q[Q_SHIP], &ch, qty))
		not_held(c, "stock.ship", &ch);
}

void
stock_return(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	const struct change ch = { variant, qty, 0, "return", NULL, order, false };

	(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	if (qty > STOCK_MAX || !order_change(c, &q[Q_ADJUST], &ch, qty))
		err_set(c, ERR_LIMIT, "stock.return", "variant %lld has no room for a return",
		    (long long)variant);
}

struct stock_move *
stock_moves(struct ctx *c, int64_t variant, int64_t before, int limit, size_t *n)
{
	struct stock_move *list;
	struct db_rows r;
	int64_t later = 0, now;

	*n = 0;
	if (limit < 1)
		return NULL;
	if (before <= 0)
		before = INT64_MAX;
	else
		later = db_one_int(c, 0, &q[Q_SUM_BEFORE], DB_I(variant), DB_I(before));
	list = arena_new_n(c->arena, (size_t)limit, struct stock_move);
	r = db_query(c, &q[Q_MOVES], DB_I(variant), DB_I(before), DB_I(limit));
	while (db_next(&r)) {
		struct stock_move *m = &list[(*n)++];

		m->id = db_int(&r);
		m->at = db_int(&r);
		m->on_hand = db_int(&r);
		m->reserved = db_int(&r);
		m->ref = db_int(&r);
		m->reason = db_str(&r);
		m->ref_kind = db_str(&r);
		m->actor = db_str(&r);
		m->note = db_str(&r);
		now = db_int(&r);
		m->after = now - later;
		later += m->on_hand;
	}
	return list;
}

int64_t
stock_faults(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_FAULTS]);
}

bool
stock_touched(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 1, &q[Q_TOUCHED], DB_I(variant)) > 0;
}

void
stock_forget(struct ctx *c, int64_t variant)
{
	db_exec(c, &q[Q_FORGET_MOVES], DB_I(variant));
	db_exec(c, &q[Q_FORGET], DB_I(variant));
}
