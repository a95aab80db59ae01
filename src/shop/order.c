/*
 * Reading orders: one by id, by its unguessable reference or by its number; their lines, timeline and parcels; and the owner's lists,
 * one tab for each next action. Orders are made in order_place.c and moved in order_act.c.
 */
#include "shop/order.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/money.h"
#include "base/str.h"
#include "db/db.h"

enum { Q_GET, Q_BY_REF, Q_BY_NUMBER, Q_LINES, Q_PARTS, Q_SAID, Q_EVENTS, Q_EVENT_PUT, Q_SHIPMENTS, Q_OF_SESSION, Q_OF_CUSTOMER, Q_COUNTS, Q_PROMISED, Q_PROMISED_COUNT, Q_PROMISES };

#define COLS \
	"o.id, o.customer, o.zone, o.district_code, o.number, o.ref, o.channel, o.lang, o.name, o.phone, o.email," \
	" o.ship_kind, o.ship_name, o.ship_eta, o.address, o.landmark, o.village, o.district, o.regency, o.province," \
	" o.postcode, o.note, o.staff_note, o.subtotal, o.discount, o.shipping, o.unique_code, o.total, o.weight_g," \
	" o.pay_method, o.pay_state, o.delivery_state, o.placed_at, o.due_at, o.paid_at, o.packed_at, o.shipped_at," \
	" o.delivered_at, o.cancelled_at, o.day, o.cancel_reason, o.version," \
	" o.ship_day, o.ship_place, o.ship_hours, o.ship_maps, o.source_ref, o.buyer_group, o.buyer_group_name," \
	" (SELECT CAST(COALESCE(SUM(CASE WHEN l.measure = 'piece' THEN l.qty ELSE 1 END), 0) AS BIGINT) FROM order_line l WHERE l.orders = o.id)," \
	" (SELECT COUNT(*) FROM payment_proof f WHERE f.orders = o.id)"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("order.get", "SELECT " COLS " FROM orders o WHERE o.id = $1"),
	[Q_BY_REF] = SQL("order.by_ref", "SELECT " COLS " FROM orders o WHERE o.ref = $1"),
	[Q_BY_NUMBER] = SQL("order.by_number", "SELECT " COLS " FROM orders o WHERE o.number IN ($1, $2)"),
	[Q_LINES] = SQL("order.lines",
	    "SELECT l.id, l.variant, l.product, l.unit_price, l.cost, l.qty, l.discount, l.total, l.weight_g, l.name,"
	    " l.options, l.sku, l.media, l.measure, l.price_qty, l.tier, l.price_kind, COALESCE(m.id, 0), COALESCE(m.hash, ''), COALESCE(m.width, 0),"
	    " COALESCE(m.height, 0), COALESCE(m.alpha, 0), COALESCE(m.state, ''), p.tint, l.made_batch, l.ready_days, l.ready_day, l.made_here, l.inputs FROM order_line l"
	    " JOIN product p ON p.id = l.product LEFT JOIN media m ON m.hash = l.media"
	    " WHERE l.orders = $1 ORDER BY l.position, l.id"),
	[Q_PARTS] = SQL("order.parts",
	    "SELECT x.line, x.variant, x.qty, x.name, x.options, x.sku, x.measure FROM order_line l JOIN order_part x ON x.line = l.id WHERE l.orders = $1"
	    " ORDER BY l.position, l.id, x.position, x.variant"),
	[Q_SAID] = SQL("order.said",
	    "SELECT s.line, s.input, s.extra, s.kind, s.label, s.value FROM order_line l JOIN order_input s ON s.line = l.id WHERE l.orders = $1 AND l.inputs > 0"
	    " ORDER BY l.position, l.id, s.position"),
	[Q_EVENTS] = SQL("order.events",
	    "SELECT e.id, e.at, e.kind, e.actor_kind, s.name, e.detail FROM order_event e"
	    " LEFT JOIN staff s ON s.id = e.actor AND e.actor_kind = 'staff' WHERE e.orders = $1 ORDER BY e.id"),
	[Q_EVENT_PUT] = SQL("order.event_put",
	    "INSERT INTO order_event (orders, at, kind, actor_kind, actor, detail) VALUES ($1, $2, $3, $4, $5, $6)"),
	[Q_SHIPMENTS] = SQL("order.shipments",
	    "SELECT id, shipped_at, delivered_at, courier, service, tracking FROM shipment WHERE orders = $1 ORDER BY id"),
	[Q_OF_SESSION] = SQL("order.of_session",
	    "SELECT " COLS " FROM orders o WHERE o.session = $1 ORDER BY o.id DESC LIMIT $2"),
	[Q_OF_CUSTOMER] = SQL("order.of_customer",
	    "SELECT " COLS " FROM orders o WHERE o.customer = $1 ORDER BY o.id DESC LIMIT $2"),
	[Q_PROMISED] = SQL("order.promised",
	    "SELECT " COLS " FROM orders o WHERE o.ship_day = $1 AND o.delivery_state = 'to_pack' ORDER BY o.id LIMIT $2"),
	[Q_PROMISED_COUNT] = SQL("order.promised_count", "SELECT COUNT(*) FROM orders WHERE ship_day = $1 AND delivery_state = 'to_pack'"),
	[Q_PROMISES] = SQL("order.promises",
	    "SELECT ship_day, COUNT(*) FROM orders WHERE delivery_state = 'to_pack' AND ship_day IS NOT NULL GROUP BY ship_day ORDER BY ship_day LIMIT 14"),
	[Q_COUNTS] = SQL("order.counts",
	    "SELECT pay_state, delivery_state, COUNT(*) FROM orders GROUP BY pay_state, delivery_state"),
};
DB_TABLE(q);

/* The orders of one day: placed on it and not cancelled, as the day's figures count them; or paid on it. */
#define PLACED_ON "o.day = $1 AND o.delivery_state <> 'cancelled'"
#define PAID_ON \
	"o.id IN (SELECT p.orders FROM payment p WHERE p.day = $1 AND p.state IN ('received', 'refunded'))"
#define OF_DAY(name, cond) \
	SQL("order.day_" name, "SELECT " COLS " FROM orders o WHERE " cond " ORDER BY o.id DESC LIMIT $2 OFFSET $3")
#define DAY_SUM(name, cond) \
	SQL("order.day_sum_" name, \
	    "SELECT COUNT(*), CAST(COALESCE(SUM(o.total), 0) AS BIGINT) FROM orders o WHERE " cond)

static const struct db_stmt days[] = { [DAY_PLACED] = OF_DAY("placed", PLACED_ON), [DAY_PAID] = OF_DAY("paid", PAID_ON) };
DB_TABLE(days);
static const struct db_stmt day_sums[] = {
	[DAY_PLACED] = DAY_SUM("placed", PLACED_ON), [DAY_PAID] = DAY_SUM("paid", PAID_ON)
};
DB_TABLE(day_sums);

/* The condition of each tab; in_tab() below says the same in C. */
#define IN_CHECK \
	"((o.delivery_state = 'hold' AND o.pay_state IN ('proof', 'cod'))" \
	" OR (o.delivery_state = 'cancelled' AND o.pay_state = 'refund_due'))"
#define IN_WAIT "o.delivery_state = 'hold' AND o.pay_state = 'waiting'"
#define IN_ALL "1 = 1"

#define FOUND \
	" AND ($1 = '' OR lower(o.number) LIKE $1 ESCAPE '\\' OR lower(o.name) LIKE $1 ESCAPE '\\'" \
	" OR ($2 <> '' AND o.phone LIKE $2) OR o.total = $3" \
	" OR EXISTS (SELECT 1 FROM shipment s WHERE s.orders = o.id AND lower(s.tracking) LIKE $1 ESCAPE '\\'))"

#define LISTED(name, cond, by) \
	SQL("order.list_" name, "SELECT " COLS " FROM orders o WHERE " cond FOUND " ORDER BY " by " LIMIT $4 OFFSET $5")
#define COUNTED(name, cond) SQL("order.found_" name, "SELECT COUNT(*) FROM orders o WHERE " cond FOUND)

static const struct db_stmt lists[] = {
	[TAB_CHECK] = LISTED("check", IN_CHECK, "o.id"),
	[TAB_WAIT] = LISTED("wait", IN_WAIT, "o.id DESC"),
	[TAB_PACK] = LISTED("pack", "o.delivery_state = 'to_pack'", "o.id"),
	[TAB_SHIP] = LISTED("ship", "o.delivery_state = 'packed'", "o.id"),
	[TAB_ROAD] = LISTED("road", "o.delivery_state = 'shipped'", "o.id DESC"),
	[TAB_DONE] = LISTED("done", "o.delivery_state = 'delivered'", "o.id DESC"),
	[TAB_CANCELLED] = LISTED("cancelled", "o.delivery_state = 'cancelled'", "o.id DESC"),
	[TAB_ALL] = LISTED("all", IN_ALL, "o.id DESC"),
};
DB_TABLE(lists);

static const struct db_stmt totals[] = {
	[TAB_CHECK] = COUNTED("check", IN_CHECK),
	[TAB_WAIT] = COUNTED("wait", IN_WAIT),
	[TAB_PACK] = COUNTED("pack", "o.delivery_state = 'to_pack'"),
	[TAB_SHIP] = COUNTED("ship", "o.delivery_state = 'packed'"),
	[TAB_ROAD] = COUNTED("road", "o.delivery_state = 'shipped'"),
	[TAB_DONE] = COUNTED("done", "o.delivery_state = 'delivered'"),
	[TAB_CANCELLED] = COUNTED("cancelled", "o.delivery_state = 'cancelled'"),
	[TAB_ALL] = COUNTED("all", IN_ALL),
};
DB_TABLE(totals);

static const char *const tab_names[TAB_COUNT] = { "check", "wait", "pack", "ship", "road", "done", "cancelled", "all" };
static const char *const actor_kinds[] = { "system", "visitor", "customer", "staff" };

/* Takes the columns in the order of COLS. */
static struct order *
order_read(struct ctx *c, struct db_rows *r)
{
	struct order *o = arena_new(c->arena, struct order);
	int64_t *numbers[] = { &o->id, &o->customer, &o->zone, &o->district_code };
	const char **texts[] = { &o->number, &o->ref, &o->channel, &o->lang, &o->name, &o->phone, &o->email, &o->ship_kind,
		&o->ship_name, &o->ship_eta, &o->address, &o->landmark, &o->village, &o->district, &o->regency, &o->province,
		&o->postcode, &o->note, &o->staff_note };
	int64_t *sums[] = { &o->subtotal, &o->discount, &o->shipping, &o->unique_code, &o->total, &o->weight_g };
	int64_t *times[] = { &o->placed_at, &o->due_at, &o->paid_at, &o->packed_at, &o->shipped_at, &o->delivered_at,
		&o->cancelled_at, &o->day };
	size_t i;

	for (i = 0; i < ARRAY_LEN(numbers); i++)
		*numbers[i] = db_int(r);
	for (i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = db_str(r);
	for (i = 0; i < ARRAY_LEN(sums); i++)
		*sums[i] = db_int(r);
	o->pay_method = db_str(r);
	o->pay_state = db_str(r);
	o->delivery_state = db_str(r);
	for (i = 0; i < ARRAY_LEN(times); i++)
		*times[i] = db_int(r);
	o->cancel_reason = db_str(r);
	o->version = db_int(r);
	o->ship_day = db_int(r);
	o->ship_place = db_str(r);
	o->ship_hours = db_str(r);
	o->ship_maps = db_str(r);
	o->source_ref = db_str(r);
	o->buyer_group = db_int(r);
	o->buyer_group_name = db_str(r);
	o->pieces = db_int(r);
	o->proofs = db_int(r);
	return o;
}

static struct order *
one(struct ctx *c, struct db_rows r)
{
	struct order *o = NULL;

	if (db_next(&r))
		o = order_read(c, &r);
	db_done(&r);
	return err_is_set(c) ? NULL : o;
}

struct order *
order_get(struct ctx *c, int64_t id)
{
	return one(c, db_query(c, &q[Q_GET], DB_I(id)));
}

struct order *
order_by_ref(struct ctx *c, const char *ref)
{
	if (str_empty(ref))
		return NULL;
	return one(c, db_query(c, &q[Q_BY_REF], DB_T(ref)));
}

static const char *
upper(struct ctx *c, const char *s)
{
	char *u = arena_str(c->arena, s);

	for (char *p = u; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	}
	return u;
}

struct order *
order_by_number(struct ctx *c, const char *number, const char *phone_last4)
{
	struct order *o;
	size_t n;
	int64_t digits;

	number = str_trim(c->arena, arena_str(c->arena, number));
	if (str_empty(number) || str_empty(phone_last4) || strlen(phone_last4) != 4)
		return NULL;
	/* Four digits: str_int refuses a leading zero, so one is put in front. */
	if (!str_int(arena_printf(c->arena, "1%s", phone_last4), 10000, 19999, &digits))
		return NULL;
	o = one(c, db_query(c, &q[Q_BY_NUMBER], DB_T(number), DB_T(upper(c, number))));
	if (!o)
		return NULL;
	n = strlen(o->phone);
	return n >= 4 && crypt_equal(o->phone + n - 4, phone_last4) ? o : NULL;
}

/* Room for one more element: doubles at each power of two. */
static void *
grow(struct ctx *c, void *array, size_t n, size_t size)
{
	void *more;

	if (n & (n - 1) && n > 0)
		return array;
	more = arena_array(c->arena, n > 0 ? 2 * n : 1, size);
	if (n > 0)
		(void)memcpy(more, array, n * size);
	return more;
}

/* What was inside, given to the lines in whose order it comes. */
static void
parts_read(struct ctx *c, int64_t order, struct order_line *lines, size_t n)
{
	struct order_part *parts = NULL;
	size_t n_parts = 0, at = 0;
	struct db_rows r;

	for (r = db_query(c, &q[Q_PARTS], DB_I(order)); db_next(&r); n_parts++) {
		int64_t line = db_int(&r);
		struct order_part *p;

		for (; at < n && lines[at].id != line; at++)
			n_parts = 0;
		if (at == n)
			BUG("part of line %lld, which order %lld has not", (long long)line, (long long)order);
		parts = grow(c, n_parts ? parts : NULL, n_parts, sizeof(*parts));
		p = &parts[n_parts];
		p->variant = db_int(&r);
		p->qty = db_int(&r);
		p->name = db_str(&r);
		p->options = db_str(&r);
		p->sku = db_str(&r);
		p->measure = quantity_measure(db_str(&r));
		lines[at].parts = parts;
		lines[at].n_parts = n_parts + 1;
	}
}

/* What was said, given to the lines in whose order it comes. */
static void
said_read(struct ctx *c, int64_t order, struct order_line *lines, size_t n)
{
	struct line_said *said = NULL;
	struct db_rows r;
	size_t at = 0, i = 0;

	for (r = db_query(c, &q[Q_SAID], DB_I(order)); db_next(&r); i++) {
		int64_t line = db_int(&r);

		for (; at < n && lines[at].id != line; at++)
			said = NULL;
		if (at == n)
			BUG("something said for line %lld, which order %lld has not", (long long)line, (long long)order);
		if (!said) {
			lines[at].said = said = arena_new_n(c->arena, INPUTS_MAX, struct line_said);
			i = 0;
		}
		if (i == INPUTS_MAX)
			BUG("line %lld says more than can be asked", (long long)line);
		said[i].input = db_int(&r);
		said[i].extra = db_int(&r);
		said[i].kind = line_input_kind(db_str(&r));
		said[i].label = db_str(&r);
		said[i].value = db_str(&r);
		lines[at].n_said = i + 1;
	}
}

struct order_line *
order_lines(struct ctx *c, int64_t order, size_t *n)
{
	struct order_line *lines = NULL;
	bool said = false;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LINES], DB_I(order)); db_next(&r);) {
		struct order_line *l;

		lines = grow(c, lines, *n, sizeof(*lines));
		l = &lines[(*n)++];
		l->id = db_int(&r);
		l->variant = db_int(&r);
		l->product = db_int(&r);
		l->unit_price = db_int(&r);
		l->cost = db_null(&r) ? (db_skip(&r), -1) : db_int(&r);
		l->qty = db_int(&r);
		l->discount = db_int(&r);
		l->total = db_int(&r);
		l->weight_g = db_int(&r);
		l->name = db_str(&r);
		l->options = db_str(&r);
		l->sku = db_str(&r);
		l->media = db_str(&r);
		l->measure = quantity_measure(db_str(&r));
		l->price_qty = db_int(&r);
		l->tier = db_int(&r);
		l->price_kind = db_str(&r);
		l->picture.media = db_int(&r);
		l->picture.hash = db_str(&r);
		l->picture.alt = "";
		l->picture.width = db_int(&r);
		l->picture.height = db_int(&r);
		l->picture.alpha = db_int(&r) != 0;
		l->picture.ready = str_eq(db_str(&r), "ready");
		l->tint = db_int(&r);
		l->made_batch = db_int(&r);
		l->ready_days = db_int(&r);
		l->ready_day = db_int(&r);
		l->made_here = db_int(&r) != 0;
		said = db_int(&r) > 0 || said;
	}
	parts_read(c, order, lines, *n);
	if (said)
		said_read(c, order, lines, *n);
	return lines;
}

void
order_event_put(struct ctx *c, int64_t order, const char *kind, const char *detail)
{
	db_exec(c, &q[Q_EVENT_PUT], DB_I(order), DB_I(clock_now()), DB_T(kind), DB_T(actor_kinds[c->actor_kind]),
	    DB_REF(c->actor), DB_T(detail ? detail : ""));
}

struct order_event *
order_events(struct ctx *c, int64_t order, size_t *n)
{
	struct order_event *events = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_EVENTS], DB_I(order)); db_next(&r);) {
		struct order_event *e;

		events = grow(c, events, *n, sizeof(*events));
		e = &events[(*n)++];
		e->id = db_int(&r);
		e->at = db_int(&r);
		e->kind = db_str(&r);
		e->actor_kind = db_str(&r);
		e->actor_name = db_str(&r);
		e->detail = db_str(&r);
	}
	return events;
}

struct order_shipment *
order_shipments(struct ctx *c, int64_t order, size_t *n)
{
	struct order_shipment *parcels = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_SHIPMENTS], DB_I(order)); db_next(&r);) {
		struct order_shipment *p;

		parcels = grow(c, parcels, *n, sizeof(*parcels));
		p = &parcels[(*n)++];
		p->id = db_int(&r);
		p->shipped_at = db_int(&r);
		p->delivered_at = db_int(&r);
		p->courier = db_str(&r);
		p->service = db_str(&r);
		p->tracking = db_str(&r);
	}
	return parcels;
}

static struct order **
many(struct ctx *c, struct db_rows r, size_t *n)
{
	struct order **list = NULL;

	*n = 0;
	while (db_next(&r)) {
		list = grow(c, list, *n, sizeof(struct order *));
		list[(*n)++] = order_read(c, &r);
	}
	return list;
}

struct order **
order_of_session(struct ctx *c, int64_t session, int limit, size_t *n)
{
	*n = 0;
	return session ? many(c, db_query(c, &q[Q_OF_SESSION], DB_I(session), DB_I(limit)), n) : NULL;
}

struct order **
order_of_customer(struct ctx *c, int64_t customer, int limit, size_t *n)
{
	return many(c, db_query(c, &q[Q_OF_CUSTOMER], DB_I(customer), DB_I(limit)), n);
}

/* --- the owner's lists --- */

const char *
order_tab_name(enum order_tab tab)
{
	if (tab >= TAB_COUNT)
		BUG("order tab %d", (int)tab);
	return tab_names[tab];
}

bool
order_tab_parse(const char *s, enum order_tab *tab)
{
	for (size_t i = 0; i < TAB_COUNT; i++) {
		if (str_eq(s, tab_names[i])) {
			*tab = (enum order_tab)i;
			return true;
		}
	}
	return false;
}

/* A LIKE pattern for texts that contain s, of which % _ \ stand for themselves. */
static const char *
containing(struct ctx *c, const char *s)
{
	struct buf b;

	buf_init(&b, c->arena, 2 * strlen(s) + 2);
	buf_char(&b, '%');
	for (; *s; s++) {
		if (*s == '%' || *s == '_' || *s == '\\')
			buf_char(&b, '\\');
		buf_char(&b, *s);
	}
	buf_char(&b, '%');
	return b.s;
}

/* A pattern for telephone numbers as they are stored, when s looks like (a part of) one; else "". */
static const char *
phone_containing(struct ctx *c, const char *s)
{
	struct buf b;

	buf_init(&b, c->arena, strlen(s) + 4);
	buf_char(&b, '%');
	for (const char *p = s; *p; p++) {
		if (*p >= '0' && *p <= '9') {
			/* 0812… is stored as +62812… */
			if (p == s && *p == '0')
				buf_str(&b, "62");
			else
				buf_char(&b, *p);
		} else if (!strchr(" +-().", *p)) {
			return "";
		}
	}
	if (b.len < 4)
		return "";
	buf_char(&b, '%');
	return b.s;
}

struct order **
order_list(struct ctx *c, enum order_tab tab, const char *text, int64_t page, int per_page, size_t *n, int64_t *total)
{
	const char *pattern = "", *phone = "";
	int64_t amount = -1;

	if (tab >= TAB_COUNT)
		BUG("order tab %d", (int)tab);
	text = str_trim(c->arena, arena_str(c->arena, text));
	if (*text) {
		pattern = containing(c, str_lower(c->arena, text));
		phone = phone_containing(c, text);
		if (!money_parse(text, &amount))
			amount = -1;
	}
	if (page < 1 || page > 1000000)
		page = 1;
	*total = db_one_int(c, 0, &totals[tab], DB_T(pattern), DB_T(phone), DB_I(amount));
	return many(c, db_query(c, &lists[tab], DB_T(pattern), DB_T(phone), DB_I(amount), DB_I(per_page),
	    DB_I((page - 1) * per_page)), n);
}

struct order **
order_list_day(struct ctx *c, enum order_day by, int64_t day, int64_t page, int per_page, size_t *n, int64_t *total,
    int64_t *sum)
{
	struct db_rows r;

	if (page < 1 || page > 1000000)
		page = 1;
	*total = *sum = 0;
	r = db_query(c, &day_sums[by], DB_I(day));
	if (db_next(&r)) {
		*total = db_int(&r);
		*sum = db_int(&r);
	}
	db_done(&r);
	return many(c, db_query(c, &days[by], DB_I(day), DB_I(per_page), DB_I((page - 1) * per_page)), n);
}

static bool
in_tab(enum order_tab tab, const char *pay, const char *delivery)
{
	switch (tab) {
	case TAB_CHECK:
		return (str_eq(delivery, "hold") && (str_eq(pay, "proof") || str_eq(pay, "cod"))) ||
		    (str_eq(delivery, "cancelled") && str_eq(pay, "refund_due"));
	case TAB_WAIT:
		return str_eq(delivery, "hold") && str_eq(pay, "waiting");
	case TAB_PACK:
		return str_eq(delivery, "to_pack");
	case TAB_SHIP:
		return str_eq(delivery, "packed");
	case TAB_ROAD:
		return str_eq(delivery, "shipped");
	case TAB_DONE:
		return str_eq(delivery, "delivered");
	case TAB_CANCELLED:
		return str_eq(delivery, "cancelled");
	case TAB_ALL:
		return true;
	case TAB_COUNT:
		break;
	}
	return false;
}

void
order_counts(struct ctx *c, int64_t counts[TAB_COUNT])
{
	struct db_rows r;

	(void)memset(counts, 0, TAB_COUNT * sizeof(*counts));
	for (r = db_query(c, &q[Q_COUNTS]); db_next(&r);) {
		const char *pay = db_str(&r), *delivery = db_str(&r);
		int64_t n = db_int(&r);

		for (int tab = 0; tab < TAB_COUNT; tab++)
			counts[tab] += in_tab((enum order_tab)tab, pay, delivery) ? n : 0;
	}
}

struct order **
order_list_promised(struct ctx *c, int64_t day, int limit, size_t *n, int64_t *total)
{
	*total = db_one_int(c, 0, &q[Q_PROMISED_COUNT], DB_I(day));
	return many(c, db_query(c, &q[Q_PROMISED], DB_I(day), DB_I(limit)), n);
}

struct order_promise *
order_promises(struct ctx *c, size_t *n)
{
	struct order_promise *list = arena_new_n(c->arena, 14, struct order_promise);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_PROMISES]); db_next(&r); (*n)++) {
		list[*n].day = db_int(&r);
		list[*n].orders = db_int(&r);
	}
	return list;
}
