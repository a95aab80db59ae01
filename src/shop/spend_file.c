/* Files of spending between being handed in and being taken over, and taking one over in one transaction. */
#include "shop/spend_file.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"

enum { Q_PUT, Q_GET, Q_LIST, Q_TAKE, Q_BACK, Q_PRUNE, Q_ADD, Q_CHANGE, Q_UNDO };

#define COLS "SELECT f.id, f.at, f.done_at, f.name, f.channel, COALESCE(s.name, ''), f.done, "
#define FROM " FROM spend_file f LEFT JOIN staff s ON s.id = f.staff"

static const struct db_stmt q[] = {
	[Q_PUT] = SQL("spend_file.put", "INSERT INTO spend_file (at, staff, name, csv, channel) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
	[Q_GET] = SQL("spend_file.get", COLS "f.csv" FROM " WHERE f.id = $1"),
	[Q_LIST] = SQL("spend_file.list", COLS "''" FROM " ORDER BY f.id DESC LIMIT $1"),
	/* Two taps: the second finds it taken. */
	[Q_TAKE] = SQL("spend_file.take", "UPDATE spend_file SET done = 1, done_at = $2 WHERE id = $1 AND done = 0 RETURNING id"),
	[Q_BACK] = SQL("spend_file.back", "UPDATE spend_file SET done = 0, done_at = 0 WHERE id = $1 AND done = 1 RETURNING id"),
	[Q_PRUNE] = SQL("spend_file.prune", "DELETE FROM spend_file WHERE id NOT IN (SELECT id FROM spend_file ORDER BY id DESC LIMIT $1)"),
	[Q_ADD] = SQL("spend.add",
	    "INSERT INTO ad_spend (first_day, last_day, channel, campaign, link, amount, note, source, told, detail, file, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
	    " ON CONFLICT (source, told, detail, first_day, last_day) WHERE source <> 'hand' DO UPDATE SET amount = excluded.amount"),
	[Q_CHANGE] = SQL("spend.change", "UPDATE ad_spend SET amount = $2, channel = $3, campaign = $4, version = version + 1 WHERE id = $1"),
	[Q_UNDO] = SQL("spend.undo", "DELETE FROM ad_spend WHERE file = $1"),
};
DB_TABLE(q);

int64_t
spend_file_put(struct ctx *c, const char *name, const char *csv, const char *channel)
{
	int64_t id = db_one_int(c, 0, &q[Q_PUT], DB_I(clock_now()), DB_REF(c->actor), DB_T(name), DB_T(csv), DB_T(channel));

	db_exec(c, &q[Q_PRUNE], DB_I(SPEND_FILES_KEPT));
	return id;
}

static void
read_row(struct db_rows *r, struct spend_file *f)
{
	f->id = db_int(r);
	f->at = db_int(r);
	f->done_at = db_int(r);
	f->name = db_str(r);
	f->channel = db_str(r);
	f->who = db_str(r);
	f->done = db_int(r) != 0;
	f->csv = db_str(r);
}

struct spend_file *
spend_file_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct spend_file *f = NULL;

	if (db_next(&r))
		read_row(&r, f = arena_new(c->arena, struct spend_file));
	db_done(&r);
	return f;
}

struct spend_file *
spend_file_list(struct ctx *c, size_t *n)
{
	struct spend_file *list = arena_new_n(c->arena, SPEND_FILES_KEPT, struct spend_file);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I(SPEND_FILES_KEPT)); db_next(&r);)
		read_row(&r, &list[(*n)++]);
	return list;
}

enum spend_file_apply
spend_file_apply(struct ctx *c, int64_t id)
{
	const struct spend_file *f = spend_file_get(c, id);
	const struct spend_sheet *s;

	if (!f)
		return SPEND_FILE_GONE;
	s = spend_sheet_read(c, f->csv, strlen(f->csv), f->channel);
	if (!f->done && s->count[SPEND_ROW_NEW] + s->count[SPEND_ROW_CHANGED] == 0)
		return SPEND_FILE_NOTHING;
	if (!db_one_int(c, 0, &q[Q_TAKE], DB_I(id), DB_I(clock_now())))
		return SPEND_FILE_ALREADY;
	for (size_t i = 0; i < s->n; i++) {
		const struct spend_row *x = &s->rows[i];

		if (x->state == SPEND_ROW_NEW)
			db_exec(c, &q[Q_ADD], DB_I(x->from), DB_I(x->to), DB_T(x->channel), DB_REF(x->campaign), DB_REF(x->link), DB_I(x->amount), DB_T(x->note), DB_T(s->kind), DB_T(x->told), DB_T(x->detail),
			    DB_I(id), DB_I(clock_now()));
		else if (x->state == SPEND_ROW_CHANGED)
			db_exec(c, &q[Q_CHANGE], DB_I(x->id), DB_I(x->amount), DB_T(x->channel), DB_REF(x->campaign));
	}
	audit(c, "spend.file", "spend", 0, NULL, arena_printf(c->arena, "{\"file\":%lld,\"new\":%zu,\"changed\":%zu,\"refused\":%zu,\"rupiah\":%lld}", (long long)id, s->count[SPEND_ROW_NEW],
	    s->count[SPEND_ROW_CHANGED], s->count[SPEND_ROW_BAD], (long long)s->sum));
	return SPEND_FILE_OK;
}

bool
spend_file_undo(struct ctx *c, int64_t id, int64_t *rows)
{
	if (!db_one_int(c, 0, &q[Q_BACK], DB_I(id)))
		return false;
	*rows = db_exec(c, &q[Q_UNDO], DB_I(id));
	audit(c, "spend.undo", "spend", 0, NULL, arena_printf(c->arena, "{\"file\":%lld,\"rows\":%lld}", (long long)id, (long long)*rows));
	return true;
}
