/* Files of delivery prices between being handed in and being applied; each applied one keeps what it replaced. */
#include "shop/ship_sheet.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/ship_row.h"

#define KEPT 20

enum { Q_PUT, Q_GET, Q_LIST, Q_MEND, Q_TAKE, Q_BEFORE, Q_PRUNE };
static const struct db_stmt q[] = {
	[Q_PUT] = SQL("zone_file.put", "INSERT INTO zone_file (at, staff, name, csv, exact) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
	[Q_GET] = SQL("zone_file.get",
	    "SELECT f.id, f.at, f.staff, f.done_at, f.name, f.exact, f.done, s.name, f.csv, f.before FROM zone_file f LEFT JOIN staff s ON s.id = f.staff WHERE f.id = $1"),
	[Q_LIST] = SQL("zone_file.list",
	    "SELECT f.id, f.at, f.staff, f.done_at, f.name, f.exact, f.done, s.name, '', '' FROM zone_file f LEFT JOIN staff s ON s.id = f.staff ORDER BY f.id DESC"),
	[Q_MEND] = SQL("zone_file.mend", "UPDATE zone_file SET csv = $2 WHERE id = $1 AND done = 0"),
	/* Two taps: the second finds it taken. */
	[Q_TAKE] = SQL("zone_file.take", "UPDATE zone_file SET done = 1, done_at = $2 WHERE id = $1 AND done = 0 RETURNING id"),
	[Q_BEFORE] = SQL("zone_file.before", "UPDATE zone_file SET before = $2 WHERE id = $1"),
	[Q_PRUNE] = SQL("zone_file.prune", "DELETE FROM zone_file WHERE id NOT IN (SELECT id FROM zone_file ORDER BY id DESC LIMIT $1)"),
};
DB_TABLE(q);

int64_t
zone_file_put(struct ctx *c, const char *name, const char *csv, bool exact)
{
	int64_t id = db_one_int(c, 0, &q[Q_PUT], DB_I(clock_now()), DB_REF(c->actor), DB_T(name), DB_T(csv), DB_I(exact));

	db_exec(c, &q[Q_PRUNE], DB_I(KEPT));
	return id;
}

static void
file_read_row(struct zone_file *f, struct db_rows *r)
{
	f->id = db_int(r);
	f->at = db_int(r);
	f->staff = db_int(r);
	f->done_at = db_int(r);
	f->name = db_str(r);
	f->exact = db_int(r) != 0;
	f->done = db_int(r) != 0;
	f->who = db_str(r);
	f->csv = db_str(r);
	f->before = db_str(r);
}

struct zone_file *
zone_file_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct zone_file *f = NULL;

	if (db_next(&r))
		file_read_row(f = arena_new(c->arena, struct zone_file), &r);
	db_done(&r);
	return f;
}

struct zone_file *
zone_file_list(struct ctx *c, size_t *n)
{
	struct zone_file *list = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST]); db_next(&r); (*n)++) {
		list = ship_grow(c->arena, list, *n, sizeof(*list));
		file_read_row(&list[*n], &r);
	}
	return list;
}

void
zone_file_mend(struct ctx *c, int64_t id, const char *csv)
{
	db_exec(c, &q[Q_MEND], DB_I(id), DB_T(csv));
}

enum zone_file_apply
zone_file_apply(struct ctx *c, int64_t id)
{
	const struct zone_file *f;
	struct sheet *s;
	struct buf before;

	if (!db_one_int(c, 0, &q[Q_TAKE], DB_I(id), DB_I(clock_now())))
		return zone_file_get(c, id) ? FILE_DONE_ALREADY : FILE_GONE;
	f = zone_file_get(c, id);
	buf_init(&before, c->arena, 2 * SHEET_MAX);
	if (!f || !ship_sheet_write(c, &before))
		return FILE_BAD_ROWS;
	s = ship_sheet_read(c, f->csv, strlen(f->csv), f->exact);
	if (!ship_sheet_apply(c, s))
		return FILE_BAD_ROWS;
	db_exec(c, &q[Q_BEFORE], DB_I(id), DB_T(before.s));
	audit(c, "zone.file", "zone_file", id, NULL, arena_printf(c->arena, "{\"rows\":%zu,\"new\":%zu,\"changed\":%zu,\"gone\":%zu}", s->n, s->count[SHEET_NEW],
	    s->count[SHEET_CHANGED], s->n_gone));
	return FILE_APPLIED;
}
