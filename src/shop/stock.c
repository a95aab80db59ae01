/*
 * The stock ledger: each change is one conditional UPDATE of the kept numbers, whose row count decides, and one row in
 * stock_move that says why. From the numbers follows the coarse state (ada, sedikit, habis) in the variant's row; only when
 * that moves do pages change, so only then does the counter "catalog", and the product finds its new place on the shelves.
 * Bundles follow after all rows of the ledger are written, locked in key order: first the lock, then a statement that sees what others have committed before it was had.
 */
#include "shop/stock.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/setting.h"
#include "shop/shelf.h"

enum {
	Q_ENSURE, Q_ADJUST, Q_HELD, Q_RESERVE, Q_RELEASE, Q_SHIP, Q_MOVE, Q_STATE, Q_RESTATE,
	Q_SUM_BEFORE, Q_MOVES, Q_FAULTS, Q_BUNDLE_FAULTS, Q_TOUCHED, Q_LAIN, Q_FORGET_MOVES, Q_FORGET, Q_BUNDLES, Q_BUNDLE_LOCK, Q_BUNDLE_NOW, Q_BUNDLE_ON, Q_BUNDLE_OFF, Q_IN_BUNDLE, Q_MAKE
};

/* Available, as SQL, to the coarse state. */
#define STATE(available) \
	"CASE WHEN " available " <= 0 THEN 'habis' WHEN " available " <= low_at THEN 'sedikit' ELSE 'ada' END"
#define NOW_THERE "COALESCE((SELECT " SQL_FREE("s") " FROM stock s WHERE s.variant = variant.id AND s.place = 1), 0)"
#define LEFT "on_hand + COALESCE(make, 0) - reserved"
#define CHANGED " RETURNING " LEFT ", in_bundles"

/* How many of a bundle its parts allow: none while one of them is gone. Nothing is made for it: its buyer is promised what lies there. */
#define LYING "COALESCE(k.on_hand - k.reserved, 0)"
#define ALLOWED(bundle) \
	"COALESCE((SELECT MIN(CASE WHEN y.active = 0 OR p.status = 'archived' OR o.measure <> 'piece' OR " LYING " < 0 THEN 0 ELSE " LYING " / x.qty END)" \
	" FROM bundle_part x JOIN variant y ON y.id = x.part JOIN product p ON p.id = y.product JOIN variant w ON w.id = x.bundle JOIN product o ON o.id = w.product" \
	" LEFT JOIN stock k ON k.variant = x.part AND k.place = 1 WHERE x.bundle = " bundle "), 0)"

static const struct db_stmt q[] = {
	[Q_ENSURE] = SQL("stock.ensure",
	    "INSERT INTO stock (variant, place, on_hand, reserved) VALUES ($1, 1, 0, 0)"
	    " ON CONFLICT (variant, place) DO NOTHING"),
	[Q_ADJUST] = SQL("stock.adjust",
	    "UPDATE stock SET on_hand = on_hand + $2 WHERE variant = $1 AND place = 1"
	    " AND bundle = 0 AND (on_hand + $2 >= reserved OR make IS NOT NULL) AND on_hand + $2 BETWEEN 0 AND 1000000000000" CHANGED),
	/* Writes nothing new, but takes the row's lock where rows have one. */
	[Q_HELD] = SQL("stock.held",
	    "UPDATE stock SET on_hand = on_hand WHERE variant = $1 AND place = 1 RETURNING"
	    " on_hand, reserved, bundle, make"),
	[Q_RESERVE] = SQL("stock.reserve",
	    "UPDATE stock SET reserved = reserved + $2 WHERE variant = $1 AND place = 1"
	    " AND bundle = 0 AND " LEFT " >= $2" CHANGED),
	[Q_RELEASE] = SQL("stock.release",
	    "UPDATE stock SET reserved = reserved - $2 WHERE variant = $1 AND place = 1"
	    " AND reserved >= $2" CHANGED),
	[Q_SHIP] = SQL("stock.ship",
	    "UPDATE stock SET on_hand = on_hand - $2, reserved = reserved - $2"
	    " WHERE variant = $1 AND place = 1 AND reserved >= $2 AND on_hand >= $2" CHANGED),
	[Q_MOVE] = SQL("stock.move",
	    "INSERT INTO stock_move (variant, place, at, day, on_hand, reserved, reason, ref_kind,"
	    " ref,"
	    " actor_kind, actor, note, bundle) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"),
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
	    " COALESCE(f.name, m.actor_kind), m.note, COALESCE((SELECT t.name FROM variant b JOIN product_text t ON t.product = b.product AND t.lang = 'id' WHERE b.id = m.bundle), ''), s.on_hand"
	    " FROM stock_move m JOIN stock s ON s.variant = m.variant AND s.place = m.place"
	    " LEFT JOIN staff f ON f.id = m.actor AND m.actor_kind = 'staff'"
	    " WHERE m.variant = $1 AND m.place = 1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3"),
	[Q_FAULTS] = SQL("stock.faults",
	    "SELECT COUNT(*) FROM (SELECT variant, place FROM stock WHERE bundle = 0 UNION SELECT variant, place"
	    " FROM stock_move) k"
	    " LEFT JOIN stock s ON s.variant = k.variant AND s.place = k.place AND s.bundle = 0"
	    " LEFT JOIN (SELECT variant, place, CAST(SUM(on_hand) AS BIGINT) AS on_hand,"
	    " CAST(SUM(reserved) AS BIGINT) AS reserved FROM stock_move GROUP BY variant, place) m"
	    " ON m.variant = k.variant AND m.place = k.place"
	    " WHERE COALESCE(s.on_hand, 0) <> COALESCE(m.on_hand, 0)"
	    " OR COALESCE(s.reserved, 0) <> COALESCE(m.reserved, 0)"),
	[Q_BUNDLE_FAULTS] = SQL("stock.bundle_faults",
	    "SELECT COUNT(*) FROM stock s LEFT JOIN bundle b ON b.variant = s.variant WHERE s.place = 1 AND (s.bundle <> CASE WHEN b.variant IS NULL THEN 0 ELSE 1 END"
	    " OR s.in_bundles <> (SELECT COUNT(*) FROM bundle_part w WHERE w.part = s.variant) OR (s.bundle = 1 AND s.on_hand <> " ALLOWED("s.variant") "))"),
	[Q_BUNDLES] = SQL("stock.bundles", "SELECT bundle FROM bundle_part WHERE part = $1 ORDER BY bundle"),
	[Q_BUNDLE_LOCK] = SQL("stock.bundle_lock", "UPDATE stock SET on_hand = on_hand WHERE variant = $1 AND place = 1 AND bundle = 1"),
	[Q_BUNDLE_NOW] = SQL("stock.bundle_now", "UPDATE stock SET on_hand = " ALLOWED("$1") " WHERE variant = $1 AND place = 1 AND bundle = 1 RETURNING on_hand"),
	[Q_BUNDLE_ON] = SQL("stock.bundle_on", "UPDATE stock SET bundle = 1, make = NULL WHERE variant = $1 AND place = 1 AND reserved = 0 AND on_hand = 0 AND in_bundles = 0"),
	[Q_BUNDLE_OFF] = SQL("stock.bundle_off", "UPDATE stock SET bundle = 0, on_hand = 0 WHERE variant = $1 AND place = 1 AND bundle = 1"),
	/* What is promised already stays promised. */
	[Q_MAKE] = SQL("stock.make",
	    "UPDATE stock SET make = CASE WHEN CAST($2 AS BIGINT) > 0 THEN CAST($2 AS BIGINT) WHEN reserved > on_hand THEN 0 END WHERE variant = $1 AND place = 1 AND bundle = 0"
	    " AND (COALESCE(make, 0) <> $2 OR (make = 0 AND reserved <= on_hand))" CHANGED),
	[Q_IN_BUNDLE] = SQL("stock.in_bundle", "UPDATE stock SET in_bundles = in_bundles + $2 WHERE variant = $1 AND place = 1 AND bundle = 0"),
	[Q_TOUCHED] = SQL("stock.touched", "SELECT COUNT(*) FROM stock_move WHERE (variant = $1 AND reason NOT IN ('opening', 'import')) OR bundle = $1"),
	[Q_LAIN] = SQL("stock.lain", "SELECT COUNT(*) FROM (SELECT 1 AS one FROM variant v JOIN stock_move m ON m.variant = v.id WHERE v.product = $1 AND m.on_hand <> 0 LIMIT 1) x"),
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
	int64_t bundle;		/* that it goes out in; 0: none */
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

/* The coarse state; pages that show it are old now. The product's own version stays: it guards what staff edit, and an order must not spoil their form. */
static void
state(struct ctx *c, int64_t variant, int64_t available, bool part)
{
	int64_t product = db_one_int(c, 0, &q[Q_STATE], DB_I(variant), DB_I(available));

	if (product == 0 || part)
		return;
	setting_bump_product(c, product);
	shelf_put(c, product, false);
}

/* Runs a conditional update of the kept numbers and writes the ledger; false: its condition did not hold. *inside: is it part of bundles? */
static bool
changed(struct ctx *c, const struct db_stmt *stmt, const struct change *ch, int64_t n, bool *inside)
{
	struct db_rows r = db_query(c, stmt, DB_I(ch->variant), DB_I(n));
	int64_t now = clock_now(), available = 0;
	bool done = db_next(&r);

	if (done) {
		available = db_int(&r);
		*inside = db_int(&r) > 0;
	}
	db_done(&r);
	if (!done)
		return false;
	(void)db_exec(c, &q[Q_MOVE], DB_I(ch->variant), DB_I(now),
	    DB_I(clock_day(now, shop_get(c)->timezone)), DB_I(ch->on_hand), DB_I(ch->reserved),
	    DB_T(ch->reason), DB_T(ch->order ? "order" : ""), DB_REF(ch->order),
	    DB_T(actor_name(c->actor_kind)), DB_REF(c->actor), DB_T(ch->note ? ch->note : ""), DB_REF(ch->bundle));
	state(c, ch->variant, available, ch->part);
	return true;
}

void
stock_follow(struct ctx *c, int64_t bundle)
{
	int64_t now;

	if (db_exec(c, &q[Q_BUNDLE_LOCK], DB_I(bundle)) == 0)
		return;
	now = db_one_int(c, 0, &q[Q_BUNDLE_NOW], DB_I(bundle));
	state(c, bundle, now, false);
}

/* The bundles that have any of these inside, each once, in key order. */
static void
follow(struct ctx *c, const int64_t *parts, size_t n)
{
	int64_t last = 0, next, id;

	do {
		next = INT64_MAX;
		for (size_t i = 0; i < n; i++) {
			struct db_rows r = db_query(c, &q[Q_BUNDLES], DB_I(parts[i]));

			while (db_next(&r)) {
				id = db_int(&r);
				next = id > last && id < next ? id : next;
			}
		}
		if (next != INT64_MAX)
			stock_follow(c, next);
		last = next;
	} while (next != INT64_MAX && !err_is_set(c));
}

static enum stock_change
adjust(struct ctx *c, const struct change *ch)
{
	int64_t variant = ch->variant, delta = ch->on_hand;
	bool inside = false;

	if (delta == 0)
		return STOCK_CHANGE_OK;
	if (delta > STOCK_MAX || delta < -STOCK_MAX)
		return STOCK_CHANGE_SHORT;
	(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	if (!changed(c, &q[Q_ADJUST], ch, delta, &inside))
		return STOCK_CHANGE_SHORT;
	if (inside)
		follow(c, &variant, 1);
	return STOCK_CHANGE_OK;
}

enum stock_change
stock_adjust(struct ctx *c, int64_t variant, int64_t delta, const char *reason, const char *note)
{
	return adjust(c, &(struct change){ variant, delta, 0, reason, note, 0, false, 0 });
}

/* The kept numbers, locked until the transaction ends. */
struct kept { int64_t on_hand, reserved; bool bundle, made; };

static struct kept
held(struct ctx *c, int64_t variant)
{
	struct kept k = { 0 };
	struct db_rows r;

	(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	r = db_query(c, &q[Q_HELD], DB_I(variant));
	if (db_next(&r)) {
		k.on_hand = db_int(&r);
		k.reserved = db_int(&r);
		k.bundle = db_int(&r) != 0;
		k.made = !db_null(&r);
	}
	db_done(&r);
	return k;
}

static enum stock_change
counted(struct ctx *c, int64_t variant, int64_t on_hand, const char *reason, const char *note, bool part)
{
	struct kept k = held(c, variant);

	if (k.bundle)
		return STOCK_CHANGE_OK;
	if ((on_hand < k.reserved && !k.made) || on_hand < 0 || on_hand > STOCK_MAX)
		return STOCK_CHANGE_SHORT;
	return adjust(c, &(struct change){ variant, on_hand - k.on_hand, 0, reason, note, 0, part, 0 });
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
	return held(c, variant).reserved;
}

void
stock_restate(struct ctx *c, int64_t variant)
{
	(void)db_exec(c, &q[Q_RESTATE], DB_I(variant));
}

/* --- orders --- */

/* More given back than was held: the order's effects and the ledger disagree, so nothing of this may be committed. */
static void
not_held(struct ctx *c, const char *what, const struct stock_part *p, int64_t order)
{
	err_set(c, ERR_INTERNAL, what, "variant %lld holds less than order %lld gives back", (long long)p->variant, (long long)order);
}

/* What is made when it is wanted comes onto the shelf when it leaves, as far as nobody has written it down before. */
static void
ship(struct ctx *c, const struct stock_part *p, int64_t order, bool *inside)
{
	const struct change ch = { p->variant, -p->qty, -p->qty, "ship", NULL, order, false, p->bundle };
	struct change made = { p->variant, 0, 0, "purchase", NULL, order, false, p->bundle };
	struct kept k;

	if (changed(c, &q[Q_SHIP], &ch, p->qty, inside))
		return;
	k = held(c, p->variant);
	made.on_hand = p->qty - k.on_hand;
	if (!k.made || k.reserved < p->qty || made.on_hand <= 0 || !changed(c, &q[Q_ADJUST], &made, made.on_hand, inside) ||
	    !changed(c, &q[Q_SHIP], &ch, p->qty, inside))
		not_held(c, "stock.ship", p, order);
}

/* What has become a bundle since it was sold comes back as one, which nobody counts: its parts are counted by hand when it is taken apart. */
static void
give_back(struct ctx *c, const struct stock_part *p, int64_t order, bool *inside)
{
	const struct change ch = { p->variant, p->qty, 0, "return", NULL, order, false, p->bundle };

	(void)db_exec(c, &q[Q_ENSURE], DB_I(p->variant));
	if (p->qty <= STOCK_MAX && (changed(c, &q[Q_ADJUST], &ch, p->qty, inside) || held(c, p->variant).bundle))
		return;
	err_set(c, ERR_LIMIT, "stock.return", "variant %lld has no room for a return", (long long)p->variant);
}

static enum stock_change
take(struct ctx *c, enum stock_act act, const struct stock_part *p, int64_t order, bool *inside)
{
	const struct change hold = { p->variant, 0, p->qty, "reserve", NULL, order, false, p->bundle };
	const struct change free = { p->variant, 0, -p->qty, "release", NULL, order, false, p->bundle };

	if (p->qty <= 0)
		BUG("%lld pieces of variant %lld", (long long)p->qty, (long long)p->variant);
	switch (act) {
	case STOCK_RESERVE:
		return changed(c, &q[Q_RESERVE], &hold, p->qty, inside) ? STOCK_CHANGE_OK : STOCK_CHANGE_SHORT;
	case STOCK_RELEASE:
		if (!changed(c, &q[Q_RELEASE], &free, p->qty, inside))
			not_held(c, "stock.release", p, order);
		return STOCK_CHANGE_OK;
	case STOCK_SHIP:
		ship(c, p, order, inside);
		return STOCK_CHANGE_OK;
	case STOCK_RETURN:
		give_back(c, p, order, inside);
		return STOCK_CHANGE_OK;
	}
	BUG("stock act %d", (int)act);
}

enum stock_change
stock_take(struct ctx *c, enum stock_act act, const struct stock_part *list, size_t n, int64_t order)
{
	int64_t *parts = arena_new_n(c->arena, n, int64_t);
	size_t n_parts = 0;

	for (size_t i = 0; i < n; i++) {
		bool inside = false;

		if (i > 0 && list[i].variant < list[i - 1].variant)
			BUG("stock out of order");
		if (take(c, act, &list[i], order, &inside) != STOCK_CHANGE_OK)
			return STOCK_CHANGE_SHORT;
		if (inside && (n_parts == 0 || parts[n_parts - 1] != list[i].variant))
			parts[n_parts++] = list[i].variant;
	}
	if (n_parts > 0)
		follow(c, parts, n_parts);
	return STOCK_CHANGE_OK;
}

static enum stock_change
take_one(struct ctx *c, enum stock_act act, int64_t variant, int64_t qty, int64_t order)
{
	return stock_take(c, act, &(struct stock_part){ variant, qty, 0 }, 1, order);
}

enum stock_change
stock_reserve(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	return take_one(c, STOCK_RESERVE, variant, qty, order);
}

void
stock_release(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	(void)!take_one(c, STOCK_RELEASE, variant, qty, order);
}

void
stock_ship(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	(void)!take_one(c, STOCK_SHIP, variant, qty, order);
}

void
stock_return(struct ctx *c, int64_t variant, int64_t qty, int64_t order)
{
	(void)!take_one(c, STOCK_RETURN, variant, qty, order);
}

void
stock_make(struct ctx *c, int64_t variant, int64_t n)
{
	struct db_rows r;
	int64_t available = 0;
	bool inside = false, done;

	if (n > 0)
		(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	r = db_query(c, &q[Q_MAKE], DB_I(variant), DB_I(n));
	done = db_next(&r);
	if (done) {
		available = db_int(&r);
		inside = db_int(&r) > 0;
	}
	db_done(&r);
	if (done)
		state(c, variant, available, true);
	if (inside)
		follow(c, &variant, 1);
}

/* --- bundles --- */

enum stock_change
stock_bundle(struct ctx *c, int64_t variant, bool on)
{
	if (!on) {
		if (db_exec(c, &q[Q_BUNDLE_OFF], DB_I(variant)) > 0)
			state(c, variant, 0, false);
		return STOCK_CHANGE_OK;
	}
	if (counted(c, variant, 0, "count", NULL, false) != STOCK_CHANGE_OK)
		return STOCK_CHANGE_SHORT;
	return db_exec(c, &q[Q_BUNDLE_ON], DB_I(variant)) > 0 ? STOCK_CHANGE_OK : STOCK_CHANGE_SHORT;
}

enum stock_change
stock_in_bundle(struct ctx *c, int64_t variant, int delta)
{
	(void)db_exec(c, &q[Q_ENSURE], DB_I(variant));
	return db_exec(c, &q[Q_IN_BUNDLE], DB_I(variant), DB_I(delta)) > 0 ? STOCK_CHANGE_OK : STOCK_CHANGE_SHORT;
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
		m->bundle = db_str(&r);
		now = db_int(&r);
		m->after = now - later;
		later += m->on_hand;
	}
	return list;
}

int64_t
stock_faults(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_FAULTS]) + db_one_int(c, 0, &q[Q_BUNDLE_FAULTS]);
}

bool
stock_touched(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 1, &q[Q_TOUCHED], DB_I(variant)) > 0;
}

bool
stock_has_lain(struct ctx *c, int64_t product)
{
	return db_one_int(c, 1, &q[Q_LAIN], DB_I(product)) > 0;
}

void
stock_forget(struct ctx *c, int64_t variant)
{
	db_exec(c, &q[Q_FORGET_MOVES], DB_I(variant));
	db_exec(c, &q[Q_FORGET], DB_I(variant));
}
