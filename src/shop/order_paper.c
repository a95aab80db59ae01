/*
 * What papers need beside the order itself: invoices, numbered without gaps however many ask at once, and what is to be packed now. The order's row is
 * locked first, so that two who ask for one invoice get the same; the counter row of the year is held only until the commit.
 */
#include "shop/order.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"

enum { Q_LOCK, Q_GET, Q_NEXT, Q_PUT, Q_PACK_LINES, Q_PACK_SUMS, Q_LABELS };

#define TO_PACK(lines) "FROM " lines " JOIN orders o ON o.id = l.orders WHERE o.delivery_state = 'to_pack' AND o.id <= $1 AND ($2 = 0 OR o.ship_day = $2)"

/* Made first, and not here yet; and the local day when it is. */
#define WAITS "l.made_batch > 0 AND l.made_here = 0"
#define READY "CASE WHEN l.ready_days > 0 THEN o.day + l.ready_days ELSE l.ready_day END"

static const struct db_stmt q[] = {
	/* A write that changes nothing: it takes the row's lock, so that whoever comes second reads the invoice of the first. */
	[Q_LOCK] = SQL("invoice.lock", "UPDATE orders SET version = version WHERE id = $1 RETURNING pay_state"),
	[Q_GET] = SQL("invoice.get",
	    "SELECT id, orders, at, number, shop_name, shop_address, shop_phone, shop_nib FROM invoice WHERE orders = $1"),
	[Q_NEXT] = SQL("invoice.next",
	    "INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"),
	[Q_PUT] = SQL("invoice.put",
	    "INSERT INTO invoice (orders, year, seq, number, at, day, shop_name, shop_address, shop_phone, shop_nib)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
	[Q_PACK_LINES] = SQL("paper.pack_lines",
	    "SELECT l.orders, l.name, l.options, l.sku, l.qty, l.measure, 0, l.position, l.id, 0, CASE WHEN " WAITS " THEN 1 ELSE 0 END, " READY " " TO_PACK("order_line l")
	    " UNION ALL SELECT l.orders, x.name, x.options, x.sku, l.qty * x.qty, x.measure, 1, l.position, l.id, x.position, 0, 0 " TO_PACK("order_line l JOIN order_part x ON x.line = l.id")
	    " UNION ALL SELECT l.orders, s.label, s.value, s.kind, s.extra, 'piece', 2, l.position, l.id, s.position, 0, 0 " TO_PACK("order_line l JOIN order_input s ON s.line = l.id AND l.inputs > 0")
	    " ORDER BY 1, 8, 9, 7, 10"),
	[Q_PACK_SUMS] = SQL("paper.pack_sums",
	    "SELECT CAST(0 AS BIGINT), y.name, y.options, y.sku, CAST(SUM(y.qty) AS BIGINT), y.measure, 0, 0, 0, 0, 0, 0 FROM (SELECT COALESCE(x.variant, l.variant) AS variant, COALESCE(x.name, l.name) AS name,"
	    " COALESCE(x.options, l.options) AS options, COALESCE(x.sku, l.sku) AS sku, l.qty * COALESCE(x.qty, 1) AS qty, COALESCE(x.measure, l.measure) AS measure "
	    TO_PACK("order_line l LEFT JOIN order_part x ON x.line = l.id") " AND NOT (" WAITS ")) y"
	    " GROUP BY y.variant, y.name, y.options, y.sku, y.measure ORDER BY y.name, y.options, y.variant"),
	[Q_LABELS] = SQL("paper.labels", "SELECT COUNT(*) FROM orders WHERE delivery_state = $1 AND ship_kind <> 'pickup'"),
};
DB_TABLE(q);

struct invoice *
invoice_get(struct ctx *c, int64_t order)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(order));
	struct invoice *v = NULL;

	if (db_next(&r)) {
		v = arena_new(c->arena, struct invoice);
		v->id = db_int(&r);
		v->order = db_int(&r);
		v->at = db_int(&r);
		v->number = db_str(&r);
		v->shop_name = db_str(&r);
		v->shop_address = db_str(&r);
		v->shop_phone = db_str(&r);
		v->shop_nib = db_str(&r);
	}
	db_done(&r);
	return err_is_set(c) ? NULL : v;
}

/* The calendar year of a local day. */
static int64_t
year_of(struct ctx *c, int64_t day)
{
	int64_t year = 0;

	if (!str_int(arena_mem(c->arena, clock_iso_day(c->arena, day), 4), 1970, 9999, &year))
		BUG("day %lld has no year", (long long)day);
	return year;
}

static void
number(struct ctx *c, int64_t order)
{
	const struct shop *shop = shop_get(c);
	int64_t now = clock_now(), day = clock_day(now, shop->timezone), year = year_of(c, day), seq;
	const char *text;

	seq = db_one_int(c, 0, &q[Q_NEXT], DB_T(arena_printf(c->arena, "invoice.%lld", (long long)year)));
	text = arena_printf(c->arena, "INV/%lld/%05lld", (long long)year, (long long)seq);
	db_exec(c, &q[Q_PUT], DB_I(order), DB_I(year), DB_I(seq), DB_T(text), DB_I(now), DB_I(day), DB_T(shop->name), DB_T(shop->address),
	    DB_T(shop->whatsapp), DB_T(shop->nib));
	audit(c, "invoice.give", "order", order, NULL, NULL);
}

enum invoice_give
invoice_give(struct ctx *c, int64_t order, struct invoice **out)
{
	const char *pay = db_one_text(c, &q[Q_LOCK], DB_I(order));

	*out = NULL;
	if (!pay)
		return INVOICE_GONE;
	*out = invoice_get(c, order);
	if (*out)
		return INVOICE_GIVEN;
	if (!str_eq(pay, "paid"))
		return INVOICE_NOT_PAID;
	number(c, order);
	*out = invoice_get(c, order);
	return INVOICE_GIVEN;
}

/* Of what was said, the columns of a line hold label, value, kind and what it costs. */
static const struct line_said *
said_of(struct ctx *c, const struct pack_line *l)
{
	struct line_said *s = arena_new(c->arena, struct line_said);

	*s = (struct line_said){ 0, l->qty, line_input_kind(l->sku), l->name, l->options };
	return s;
}

static struct pack_line *
pack_read(struct ctx *c, struct db_rows r, size_t *n)
{
	struct pack_line *list = NULL;
	size_t room = 0;
	int64_t what;

	for (*n = 0; db_next(&r); (*n)++) {
		if (*n == room) {
			struct pack_line *more = arena_new_n(c->arena, room = room ? 2 * room : 16, struct pack_line);

			if (list)
				(void)memcpy(more, list, *n * sizeof(*list));
			list = more;
		}
		list[*n].order = db_int(&r);
		list[*n].name = db_str(&r);
		list[*n].options = db_str(&r);
		list[*n].sku = db_str(&r);
		list[*n].qty = db_int(&r);
		list[*n].measure = quantity_measure(db_str(&r));
		what = db_int(&r);
		for (int i = 0; i < 3; i++)
			db_skip(&r);
		list[*n].waits = db_int(&r) != 0;
		list[*n].ready = db_int(&r);
		list[*n].inside = what == 1;
		if (what == 2)
			list[*n].said = said_of(c, &list[*n]);
	}
	return list;
}

struct pack_line *
pack_lines(struct ctx *c, int64_t last, int64_t day, size_t *n)
{
	return pack_read(c, db_query(c, &q[Q_PACK_LINES], DB_I(last), DB_I(day)), n);
}

struct pack_line *
pack_sums(struct ctx *c, int64_t last, int64_t day, size_t *n)
{
	return pack_read(c, db_query(c, &q[Q_PACK_SUMS], DB_I(last), DB_I(day)), n);
}

int64_t
label_count(struct ctx *c, enum order_tab tab)
{
	return db_one_int(c, 0, &q[Q_LABELS], DB_T(tab == TAB_PACK ? "to_pack" : "packed"));
}
