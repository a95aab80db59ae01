/*
 * The worker's side of a run. It works in steps of half a minute, each an order of its own in the outbox: so a lease stays short, and a worker that was killed is followed by another that goes on
 * behind the last line that was written down. What was said is written down with it, about every 500 rows; the hooks write what an undo needs inside the transactions of the goods themselves.
 */
#include "shop/goods_run_row.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/catalog.h"
#include "shop/exporter.h"
#include "shop/outbox.h"

#define KEPT_MOST 3000	/* rows of one status that a run keeps */

enum { Q_BEFORE, Q_WRITTEN, Q_MADE, Q_PROGRESS, Q_ROW, Q_KEPT, Q_REDONE };

static const struct db_stmt q[] = {
	[Q_BEFORE] = SQL("goods_run.before",
	    "INSERT INTO goods_run_before (run, product, key, variants, rows) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (run, product) DO NOTHING"),
	[Q_WRITTEN] = SQL("goods_run.written", "UPDATE goods_run_before SET line = $3, after_hash = $4 WHERE run = $1 AND product = $2"),
	[Q_MADE] = SQL("goods_run.made", "INSERT INTO goods_run_before (run, product, line, created, after_hash) VALUES ($1, $2, $3, 1, $4)"),
	[Q_PROGRESS] = SQL("goods_run.progress",
	    "UPDATE goods_run SET line = $2, made = $3, changed = $4, same = $5, refused = $6, warned = $7, makers = $9, tags = $10, format = CASE WHEN CAST($8 AS TEXT) = '' THEN format ELSE $8 END WHERE id = $1"),
	[Q_ROW] = SQL("goods_run.row", "INSERT INTO goods_run_row (run, line, status, name, message, arg) VALUES ($1, $2, $3, $4, $5, $6)"),
	[Q_KEPT] = SQL("goods_run.kept", "SELECT COUNT(*) FROM goods_run_row WHERE run = $1 AND status = $2"),
	[Q_REDONE] = SQL("goods_run.redone", "SELECT created + 1 FROM goods_run_before WHERE run = $1 AND line = $2"),
};
DB_TABLE(q);

static const char *const statuses[] = { "new", "changed", "same", "refused", "warning", "note" };

struct said { struct said *next; int64_t line; size_t status; const char *name, *message, *arg; };

struct work {
	const struct goods_run *g;
	bool dry, again;
	bool stop, lost;		/* asked to, or the order was given anew */
	bool taken;			/* another worker has the row now */
	int64_t start_ms;
	struct arena *a;		/* of what was said since the last writing down */
	struct said *first, **end;
	int64_t kept[ARRAY_LEN(statuses)];
	int64_t redone[2];		/* changed, made by a worker that was killed before it could say so */
	const struct import_result *result;
	int64_t line, products;
};

static void
hear(struct ctx *c UNUSED, int64_t line, const char *status, const char *name, const char *message_id, const char *arg, void *p)
{
	struct work *w = p;
	struct said *s = arena_new(w->a, struct said);

	while (s->status + 1 < ARRAY_LEN(statuses) && !str_eq(statuses[s->status], status))
		s->status++;
	s->line = line;
	s->name = arena_str(w->a, utf8_cut(w->a, name ? name : "", 200));
	s->message = arena_str(w->a, message_id);
	s->arg = arena_str(w->a, utf8_cut(w->a, arg ? arg : "", 300));
	*w->end = s;
	w->end = &s->next;
}

/* --- what an undo needs, inside the goods' own transactions --- */

const char *
goods_run_image(struct ctx *c, int64_t product)
{
	struct exporter e;
	struct buf b;

	exporter_image(c, &e);
	buf_init(&b, c->arena, 8000000);
	exporter_product(c, &e, product, &b);
	return b.s;
}

static const char *
hash_of(struct ctx *c, int64_t product)
{
	const char *rows = goods_run_image(c, product);

	return crypt_hash(c->arena, rows, strlen(rows));
}

static void
before(struct ctx *c, int64_t product, void *arg)
{
	const struct work *w = arg;
	const struct product *p = catalog_product(c, product);
	struct buf ids;
	size_t i;

	buf_init(&ids, c->arena, 20000);
	for (i = 0; p && i < p->n_variants; i++)
		(void)buf_printf(&ids, "%s%lld", i ? "," : "", (long long)p->variants[i].id);
	if (p)
		db_exec(c, &q[Q_BEFORE], DB_I(w->g->id), DB_I(product), DB_T(exporter_key(c, product, p->slug)), DB_T(ids.s), DB_T(goods_run_image(c, product)));
}

static void
written(struct ctx *c, int64_t product, bool created, int64_t line, void *arg)
{
	const struct work *w = arg;

	db_exec(c, &q[created ? Q_MADE : Q_WRITTEN], DB_I(w->g->id), DB_I(product), DB_I(line), DB_T(hash_of(c, product)));
}

static void
grouped(struct ctx *c, const char *kind, int64_t id, void *arg)
{
	goods_run_group_made(c, ((const struct work *)arg)->g->id, kind, id);
}

/* --- how far it came --- */

/* Goods that are "the same" since the killed worker wrote them are what they were to that one. Run again, it meets only those that are left. */
static bool
look_back(struct ctx *c, void *arg)
{
	struct work *w = arg;
	struct said *s;

	for (s = w->first; s; s = s->next) {
		int64_t was = str_eq(statuses[s->status], "same") ? db_one_int(c, 0, &q[Q_REDONE], DB_I(w->g->id), DB_I(s->line)) : 0;

		if (!was)
			continue;
		s->status = was == 2 ? 0 : 1;
		s->message = was == 2 ? "import.new" : "import.changed";
		w->redone[was - 1]++;
	}
	return true;
}

static bool
write_down(struct ctx *c, void *arg)
{
	struct work *w = arg;
	const struct import_result *r = w->result;
	const struct said *s;

	w->lost = !goods_run_mine(c, w->g->id, w->g->turn, &w->stop);
	if (w->lost)
		return false;
	for (s = w->first; s && !err_is_set(c); s = s->next)
		if (w->kept[s->status]++ < KEPT_MOST)
			db_exec(c, &q[Q_ROW], DB_I(w->g->id), DB_I(s->line), DB_T(statuses[s->status]), DB_T(s->name), DB_T(s->message), DB_T(s->arg));
	db_exec(c, &q[Q_PROGRESS], DB_I(w->g->id), DB_I(w->line > w->g->line ? w->line : w->g->line), DB_I(w->g->made + r->products_new + w->redone[1]),
	    DB_I(w->g->changed + r->products_changed + w->redone[0]), DB_I(w->g->same + r->products_same - w->redone[0] - w->redone[1]), DB_I(w->g->refused + r->refused),
	    DB_I(w->g->warned + r->warnings), DB_T(r->format), DB_I(w->g->makers + r->makers_new), DB_I(w->g->tags + r->tags_new));
	return true;
}

static bool
tell(struct ctx *c, struct work *w, const struct import_result *r)
{
	struct arena_mark mark = arena_mark(c->arena);
	bool ok;

	w->result = r;
	ok = (!w->again || db_transact(c, DB_READ, look_back, w)) && db_transact(c, DB_WRITE, write_down, w);
	arena_back(c->arena, mark);
	arena_reset(w->a);
	w->first = NULL;
	w->end = &w->first;
	return ok;
}

static bool
progress(struct ctx *c, const struct import_result *r, int64_t line, void *arg)
{
	struct work *w = arg;

	w->line = line;
	return tell(c, w, r) && !w->stop && clock_ms() - w->start_ms < GOODS_RUN_SLICE_MS;
}

/* --- a step --- */

static bool
begin(struct ctx *c, void *arg)
{
	struct work *w = arg;
	size_t i;

	w->lost = !goods_run_mine(c, w->g->id, w->g->turn, &w->stop);
	for (i = 0; i < ARRAY_LEN(statuses); i++)
		w->kept[i] = db_one_int(c, 0, &q[Q_KEPT], DB_I(w->g->id), DB_T(statuses[i]));
	return true;
}

struct closing { const struct work *w; const char *state, *reason; const struct outbox_row *outbox; };

/* state NULL: there is more to do. */
static bool
close_step(struct ctx *c, void *arg)
{
	const struct closing *k = arg;
	bool stop, mine = goods_run_mine(c, k->w->g->id, k->w->g->turn, &stop);

	if (mine && k->state)
		goods_run_end(c, k->w->g->id, k->state, k->reason);
	else if (mine)
		goods_run_order(c, k->w->g->id, k->w->g->turn);
	outbox_done(c, k->outbox->id);
	return true;
}

static void
bring_in(struct ctx *c, struct work *w, struct closing *k)
{
	struct import_options o = { .dry = w->dry, .map = w->g->map, .key = w->g->keys, .after = w->g->line, .report = hear, .progress = progress, .before = before, .written = written, .grouped = grouped,
		.arg = w };
	struct import_result r;
	enum import_run end;

	w->a = arena_open();
	w->end = &w->first;
	end = import_file(c, goods_run_path(c, w->g->file, false), &o, &r);
	/* What was said after the last progress: columns that nobody knows, where the file breaks off. */
	if (!err_is_set(c) && end != IMPORT_STOPPED && w->first)
		(void)tell(c, w, &r);
	arena_close(w->a);
	switch (end) {
	case IMPORT_OK:
		k->state = w->dry ? "tried" : "done";
		return;
	case IMPORT_UNKNOWN:
		k->state = "failed";
		k->reason = "import.unknown";
		return;
	case IMPORT_BAD_FILE:
		k->state = "failed";
		k->reason = "import.bad_file";
		return;
	case IMPORT_STOPPED:
		k->state = !w->stop ? NULL : w->dry ? "read" : "stopped";
		return;
	case IMPORT_FAILED:
		return;
	}
}

struct counting { const struct goods_run *g; const struct outbox_row *outbox; int64_t n; bool mine, stop, taken; };

static bool
count(struct ctx *c, void *arg)
{
	struct counting *k = arg;

	k->mine = goods_run_mine(c, k->g->id, k->g->turn, &k->stop);
	k->taken = !outbox_renew(c, k->outbox);
	if (k->mine)
		db_exec(c, &q[Q_PROGRESS], DB_I(k->g->id), DB_I(0), DB_I(k->n), DB_I(0), DB_I(0), DB_I(0), DB_I(0), DB_T(""), DB_I(0), DB_I(0));
	return true;
}

static bool
counted(struct ctx *c, int64_t products, void *arg)
{
	struct counting *k = arg;

	k->n = products;
	return db_transact(c, DB_SOFT, count, k) && k->mine && !k->stop && !k->taken;
}

/*
 * In one step, whatever its length: a file half written is worth nothing. The lease is renewed with every few products; a worker that stood still for longer than its lease has lost the row to
 * another one, whose file it leaves alone.
 */
static void
take_out(struct ctx *c, struct work *w, struct closing *k)
{
	struct counting n = { .g = w->g, .outbox = k->outbox };
	enum goods_only only = str_eq(w->g->map, "low") ? GOODS_LOW : str_eq(w->g->map, "lacking") ? GOODS_LACKING : GOODS_ALL;
	struct exporter_filter filter = { only == GOODS_ALL ? w->g->map : "active", w->g->keys, only };
	int64_t products = 0;

	if (exporter_file(c, goods_run_path(c, w->g->file, false), &filter, true, counted, &n, &products))
		k->state = "done";
	else if (!err_is_set(c))
		k->state = "stopped";
	w->taken = n.taken && !err_is_set(c);
}

static bool
read_run(struct ctx *c, void *arg)
{
	struct work *w = arg;

	w->g = goods_run_get(c, w->line);
	return true;
}

static bool
not_ours(struct ctx *c, void *arg)
{
	outbox_done(c, ((const struct closing *)arg)->outbox->id);
	return true;
}

static void
act(struct ctx *c, struct work *w, struct closing *k)
{
	if (w->stop)
		k->state = str_eq(w->g->act, "dry") ? "read" : str_eq(w->g->act, "undo") ? "done" : "stopped";
	else if (str_eq(w->g->act, "undo"))
		k->state = goods_run_undo_step(c, w->g, w->start_ms) ? "undone" : NULL;
	else if (str_eq(w->g->act, "export"))
		take_out(c, w, k);
	else
		bring_in(c, w, k);
}

bool
goods_run_work(struct ctx *c, int64_t id, int64_t turn, const struct outbox_row *row)
{
	enum actor_kind kind = c->actor_kind;
	int64_t actor = c->actor;
	struct work w = { .line = id, .again = row->attempts > 1, .start_ms = clock_ms() };
	struct closing k = { .w = &w, .reason = "", .outbox = row };

	if (!db_transact(c, DB_READ, read_run, &w))
		return false;
	if (!w.g || w.g->turn != turn || !db_transact(c, DB_WRITE, begin, &w) || w.lost)
		return !err_is_set(c) && db_transact(c, DB_WRITE, not_ours, &k);
	w.dry = str_eq(w.g->act, "dry");
	w.line = 0;
	/* What it does to the goods was asked by a person. */
	c->actor_kind = w.g->asked_by ? ACTOR_STAFF : kind;
	c->actor = w.g->asked_by;
	act(c, &w, &k);
	c->actor_kind = kind;
	c->actor = actor;
	if (err_is_set(c)) {
		LOG(EV_FAILURE, KV("where", c->err.where), KV("why", c->err.text));
		k.state = "failed";
		k.reason = err_name(c->err.kind);
		err_clear(c);
	}
	return !w.taken && db_transact(c, DB_WRITE, close_step, &k);
}
