/*
 * The runs as rows: made, asked for, stopped, listed, forgotten. An order to the worker is a row of the outbox with the run's turn; each new order raises the turn, so that a worker who still
 * has an older one notices and leaves. Imports are done one after another, since two would meet in the same goods.
 */
#include "shop/goods_run_row.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/outbox.h"

#define STUCK_S 300
#define FILES_S (30 * INT64_C(86400))
#define ROWS_S (90 * INT64_C(86400))
#define RUNS_S (400 * INT64_C(86400))
#define ORPHAN_S (2 * INT64_C(86400))
#define SWEEP_MOST 200

enum {
	Q_ADD, Q_GET, Q_LIST, Q_TWIN, Q_MAP, Q_ASK, Q_BUSY, Q_STOP, Q_ROWS, Q_COUNTS, Q_LEFT, Q_CLEAR, Q_BEGIN, Q_MINE, Q_END, Q_FILES, Q_FILE_GONE, Q_HAS_FILE, Q_OLD_ROWS, Q_OLD_BEFORE, Q_OLD_GROUPS, Q_OLD
};

#define COLS \
	"r.id, r.turn, r.bytes, r.lines, r.line, r.made, r.changed, r.same, r.refused, r.warned, r.makers, r.tags, r.undone, r.created_at, r.updated_at, COALESCE(r.done_at, 0), COALESCE(r.asked_by, 0), r.stop," \
	" r.kind, r.state, r.act, r.name, r.file, r.format, r.map, r.keys, r.reason, COALESCE(s.name, '')," \
	" CASE WHEN r.state IN ('done', 'failed', 'stopped') AND (EXISTS (SELECT 1 FROM goods_run_before b WHERE b.run = r.id AND b.undone IN ('', 'going'))" \
	" OR EXISTS (SELECT 1 FROM goods_run_group m WHERE m.run = r.id AND m.undone = '')) THEN 1 ELSE 0 END" \
	" FROM goods_run r LEFT JOIN staff s ON s.id = r.asked_by"
/* A tab of the page holds one status, but for notes, which stand with the warnings. */
#define OF_STATUS " FROM goods_run_row w WHERE w.run = $1 AND (w.status = $2 OR (w.status = 'note' AND CAST($2 AS TEXT) = 'warning'))"

static const struct db_stmt q[] = {
	[Q_ADD] = SQL("goods_run.add",
	    "INSERT INTO goods_run (kind, state, act, name, file, bytes, lines, hash, format, map, keys, asked_by, created_at, updated_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) RETURNING id"),
	[Q_GET] = SQL("goods_run.get", "SELECT " COLS " WHERE r.id = $1"),
	[Q_LIST] = SQL("goods_run.list", "SELECT " COLS " ORDER BY r.id DESC LIMIT $1"),
	[Q_TWIN] = SQL("goods_run.twin",
	    "SELECT MAX(o.id) FROM goods_run r JOIN goods_run o ON o.hash = r.hash AND o.id <> r.id AND o.kind = 'import' AND o.state = 'done' WHERE r.id = $1 AND r.hash <> ''"),
	[Q_MAP] = SQL("goods_run.map", "UPDATE goods_run SET map = $2, keys = $3, state = 'read', updated_at = $4 WHERE id = $1 AND kind = 'import' AND (state IN ('read', 'tried') OR (state IN ('failed', 'stopped') AND act = 'dry'))"),
	[Q_ASK] = SQL("goods_run.ask",
	    "UPDATE goods_run SET state = 'waiting', act = $2, turn = turn + 1, stop = 0, reason = '', updated_at = $3, asked_by = $4"
	    " WHERE id = $1 AND kind = 'import' AND file <> '' AND ("
	    "(CAST($2 AS TEXT) = 'dry' AND (state IN ('read', 'tried') OR (state = 'failed' AND act = 'dry')))"
	    " OR (CAST($2 AS TEXT) = 'import' AND (state IN ('read', 'tried') OR (state IN ('stopped', 'failed') AND act = 'import')))"
	    " OR (CAST($2 AS TEXT) = 'undo' AND act IN ('import', 'undo') AND state IN ('done', 'stopped', 'failed'))"
	    " OR (act = $2 AND state IN ('waiting', 'running') AND updated_at < $5)) RETURNING turn"),
	[Q_BUSY] = SQL("goods_run.busy", "SELECT COUNT(*) FROM goods_run WHERE kind = 'import' AND state IN ('waiting', 'running') AND id <> $1 AND updated_at >= $2"),
	[Q_STOP] = SQL("goods_run.stop", "UPDATE goods_run SET stop = 1 WHERE id = $1 AND state IN ('waiting', 'running')"),
	[Q_ROWS] = SQL("goods_run.rows",
	    "SELECT z.id, z.line, CASE WHEN p.id IS NULL THEN 0 ELSE b.product END, z.status, z.name, z.message, z.arg, COALESCE(b.undone, '') FROM"
	    " (SELECT w.id AS id, w.run AS run, w.line AS line, w.status AS status, w.name AS name, w.message AS message, w.arg AS arg" OF_STATUS " ORDER BY w.id LIMIT $3 OFFSET $4) z"
	    " LEFT JOIN goods_run_before b ON b.run = z.run AND b.line = z.line AND z.status IN ('new', 'changed') LEFT JOIN product p ON p.id = b.product ORDER BY z.id"),
	[Q_COUNTS] = SQL("goods_run.counts", "SELECT CASE status WHEN 'note' THEN 'warning' ELSE status END, COUNT(*) FROM goods_run_row WHERE run = $1 GROUP BY 1"),
	[Q_LEFT] = SQL("goods_run.left", "SELECT COUNT(*) FROM goods_run_before WHERE run = $1 AND undone IN ('edited', 'refused')"),
	[Q_CLEAR] = SQL("goods_run.clear", "DELETE FROM goods_run_row WHERE run = $1"),
	[Q_BEGIN] = SQL("goods_run.begin", "UPDATE goods_run SET line = 0, made = 0, changed = 0, same = 0, refused = 0, warned = 0, makers = 0, tags = 0 WHERE id = $1"),
	[Q_MINE] = SQL("goods_run.mine", "UPDATE goods_run SET state = 'running', updated_at = $3 WHERE id = $1 AND turn = $2 AND state IN ('waiting', 'running') RETURNING stop + 1"),
	[Q_END] = SQL("goods_run.end", "UPDATE goods_run SET state = $2, reason = $3, stop = 0, updated_at = $4, done_at = $4 WHERE id = $1"),
	[Q_FILES] = SQL("goods_run.files", "SELECT id, file FROM goods_run WHERE file <> '' AND updated_at < $1 AND state NOT IN ('waiting', 'running') ORDER BY id LIMIT $2"),
	[Q_FILE_GONE] = SQL("goods_run.file_gone", "UPDATE goods_run SET file = '' WHERE id = $1"),
	[Q_HAS_FILE] = SQL("goods_run.has_file", "SELECT COUNT(*) FROM goods_run WHERE file = $1"),
	[Q_OLD_ROWS] = SQL("goods_run.old_rows", "DELETE FROM goods_run_row WHERE run IN (SELECT id FROM goods_run WHERE updated_at < $1)"),
	[Q_OLD_BEFORE] = SQL("goods_run.old_before", "DELETE FROM goods_run_before WHERE run IN (SELECT id FROM goods_run WHERE updated_at < $1)"),
	[Q_OLD_GROUPS] = SQL("goods_run.old_groups", "DELETE FROM goods_run_group WHERE run IN (SELECT id FROM goods_run WHERE updated_at < $1)"),
	[Q_OLD] = SQL("goods_run.old", "DELETE FROM goods_run WHERE updated_at < $1"),
};
DB_TABLE(q);

/* --- files --- */

const char *
goods_run_path(struct ctx *c, const char *file, bool relative)
{
	return arena_printf(c->arena, "%s%sprivate/import/%s", relative ? "" : c->conf->data, relative ? "" : "/", file);
}

const char *
goods_run_dir(struct ctx *c)
{
	const char *dir = arena_printf(c->arena, "%s/private/import", c->conf->data);

	if (file_mkdirs(dir, 0711))
		return dir;
	err_set(c, ERR_DISK, "goods_run", "%s: %s", dir, strerror(errno));
	return NULL;
}

/* What people hand in instead of a CSV, by its first bytes. */
static const char *
known_wrong(struct ctx *c, const char *path)
{
	static const struct { const char *begins, *why; } kinds[] = {
		{ "PK\003\004", "import.xlsx" }, { "\xd0\xcf\x11\xe0", "import.xlsx" }, { "%PDF", "import.not_table" }, { "\x89PNG", "import.not_table" }, { "\xff\xd8\xff", "import.not_table" },
		{ "<", "import.not_table" }, { "{", "import.not_table" },
	};
	FILE *f = fopen(path, "re");
	char head[9] = "";
	size_t i, n = f ? fread(head, 1, 8, f) : 0;

	if (!f)
		err_set(c, ERR_DISK, "goods_run", "open: %s", strerror(errno));
	else
		(void)fclose(f);
	if (n == 0)
		return "import.empty";
	for (i = 0; i < ARRAY_LEN(kinds); i++)
		if (strncmp(head, kinds[i].begins, strlen(kinds[i].begins)) == 0)
			return kinds[i].why;
	return NULL;
}

const char *
goods_run_take(struct ctx *c, const char *path, int64_t size, const char **file, struct import_peek *peek)
{
	const char *why = size == 0 ? "import.empty" : known_wrong(c, path);

	if (why || err_is_set(c) || !goods_run_dir(c))
		return why;
	switch (import_peek(c, path, peek)) {
	case IMPORT_OK:
	case IMPORT_UNKNOWN:
		break;
	case IMPORT_BAD_FILE:
	case IMPORT_STOPPED:
	case IMPORT_FAILED:
		return str_empty(peek->why) ? "import.bad_file" : peek->why;
	}
	if (peek->n_rows == 0)
		return "import.no_rows";
	if (peek->n_columns < 2)
		return "import.not_table";
	*file = arena_printf(c->arena, "%s.csv", crypt_token(c->arena, 16));
	if (rename(path, goods_run_path(c, *file, false)) != 0 || chmod(goods_run_path(c, *file, false), 0600) != 0)
		err_set(c, ERR_DISK, "goods_run", "rename: %s", strerror(errno));
	return NULL;
}

/* --- rows --- */

static int64_t
put(struct ctx *c, const char *kind, const char *name, const char *file, const char *format, const char *map, const char *keys)
{
	const char *path = goods_run_path(c, file, false);
	bool in = str_eq(kind, "import");
	size_t n = 0, i;
	char *bytes = in ? file_read(c->arena, path, (size_t)c->conf->upload_max, &n) : NULL;
	int64_t lines = 1, id;

	for (i = 0; i < n; i++)
		lines += bytes[i] == '\n' && i + 1 < n;
	id = db_one_int(c, 0, &q[Q_ADD], DB_T(kind), DB_T(in ? "read" : "waiting"), DB_T(in ? "" : "export"), DB_T(utf8_cut(c->arena, name, 120)), DB_T(file), DB_I(n), DB_I(lines),
	    DB_T(bytes ? crypt_hash(c->arena, bytes, n) : ""), DB_T(format), DB_T(map), DB_T(keys), DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0), DB_I(clock_now()));
	audit(c, in ? "goods.upload" : "goods.take", "goods_run", id, NULL, NULL);
	return id;
}

int64_t
goods_run_add(struct ctx *c, const char *name, const char *file, const char *format)
{
	return put(c, "import", str_empty(name) ? "CSV" : name, file, format, "", "");
}

/* The worker's order. */
static void
order(struct ctx *c, int64_t id, int64_t turn)
{
	outbox_put(c, "import", "goods.run", arena_printf(c->arena, "{\"id\":%lld,\"turn\":%lld}", (long long)id, (long long)turn), NULL, 0);
}

void
goods_run_order(struct ctx *c, int64_t id, int64_t turn)
{
	order(c, id, turn);
}

int64_t
goods_run_export(struct ctx *c, const char *status, const char *text)
{
	int64_t id = put(c, "export", "etalase.csv", arena_printf(c->arena, "%s.csv", crypt_token(c->arena, 16)), "etalase", status, utf8_cut(c->arena, text, 200));

	order(c, id, 0);
	return id;
}

static bool
read_run(struct ctx *c, struct db_rows *r, struct goods_run *g)
{
	int64_t *const numbers[] = { &g->id, &g->turn, &g->bytes, &g->lines, &g->line, &g->made, &g->changed, &g->same, &g->refused, &g->warned, &g->makers, &g->tags, &g->undone, &g->created_at, &g->updated_at,
		&g->done_at, &g->asked_by };
	const char **const texts[] = { &g->kind, &g->state, &g->act, &g->name, &g->file, &g->format, &g->map, &g->keys, &g->reason, &g->by };
	size_t i;

	if (!db_next(r))
		return false;
	for (i = 0; i < ARRAY_LEN(numbers); i++)
		*numbers[i] = db_int(r);
	g->stop = db_int(r) != 0;
	for (i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = db_str(r);
	g->undoable = db_int(r) != 0;
	g->stuck = (str_eq(g->state, "waiting") || str_eq(g->state, "running")) && g->updated_at < clock_now() - STUCK_S;
	return !err_is_set(c);
}

struct goods_run *
goods_run_get(struct ctx *c, int64_t id)
{
	struct goods_run *g = arena_new(c->arena, struct goods_run);
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	bool ok = read_run(c, &r, g);

	db_done(&r);
	return ok ? g : NULL;
}

struct goods_run *
goods_run_list(struct ctx *c, int limit, size_t *n)
{
	struct goods_run *all = arena_new_n(c->arena, (size_t)limit + 1, struct goods_run);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(limit));

	for (*n = 0; *n < (size_t)limit && read_run(c, &r, &all[*n]); ++*n)
		;
	db_done(&r);
	return all;
}

int64_t
goods_run_twin(struct ctx *c, int64_t id)
{
	return db_one_int(c, 0, &q[Q_TWIN], DB_I(id));
}

/* --- orders --- */

enum goods_run_do
goods_run_map(struct ctx *c, int64_t id, const char *map, const char *keys)
{
	if (db_exec(c, &q[Q_MAP], DB_I(id), DB_T(map), DB_T(keys), DB_I(clock_now())) == 1)
		return GOODS_RUN_OK;
	return goods_run_get(c, id) ? GOODS_RUN_NOT_NOW : GOODS_RUN_GONE;
}

enum goods_run_do
goods_run_ask(struct ctx *c, int64_t id, const char *act)
{
	int64_t now = clock_now(), turn;
	const struct goods_run *g = goods_run_get(c, id);

	if (!g)
		return GOODS_RUN_GONE;
	if (db_one_int(c, 0, &q[Q_BUSY], DB_I(id), DB_I(now - STUCK_S)) > 0)
		return GOODS_RUN_BUSY;
	turn = db_one_int(c, 0, &q[Q_ASK], DB_I(id), DB_T(act), DB_I(now), DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0), DB_I(now - STUCK_S));
	if (turn == 0)
		return GOODS_RUN_NOT_NOW;
	/* Going on keeps what was told; everything else begins anew. */
	if (str_eq(act, "dry") || (str_eq(act, "import") && (!str_eq(g->act, "import") || g->line == 0)))
		goods_run_begin(c, id);
	order(c, id, turn);
	audit(c, arena_printf(c->arena, "goods.%s", act), "goods_run", id, NULL, NULL);
	return GOODS_RUN_OK;
}

void
goods_run_begin(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_CLEAR], DB_I(id));
	db_exec(c, &q[Q_BEGIN], DB_I(id));
}

bool
goods_run_mine(struct ctx *c, int64_t id, int64_t turn, bool *stop)
{
	int64_t said = db_one_int(c, 0, &q[Q_MINE], DB_I(id), DB_I(turn), DB_I(clock_now()));

	*stop = said == 2;
	return said > 0;
}

void
goods_run_end(struct ctx *c, int64_t id, const char *state, const char *reason)
{
	db_exec(c, &q[Q_END], DB_I(id), DB_T(state), DB_T(reason), DB_I(clock_now()));
}

enum goods_run_do
goods_run_stop(struct ctx *c, int64_t id)
{
	if (db_exec(c, &q[Q_STOP], DB_I(id)) == 1) {
		audit(c, "goods.stop", "goods_run", id, NULL, NULL);
		return GOODS_RUN_OK;
	}
	return goods_run_get(c, id) ? GOODS_RUN_NOT_NOW : GOODS_RUN_GONE;
}

/* --- what came of it --- */

struct goods_run_row *
goods_run_rows(struct ctx *c, int64_t run, const char *status, int64_t page, int per_page, size_t *n, int64_t *total)
{
	struct goods_run_row *all = arena_new_n(c->arena, (size_t)per_page, struct goods_run_row);
	static const char *const names[] = { "refused", "warning", "new", "changed", "same" };
	int64_t counts[GOODS_RUN_STATUSES];
	struct db_rows r;
	size_t i;

	goods_run_counts(c, run, counts);
	for (*total = 0, i = 0; i < ARRAY_LEN(names); i++)
		*total += str_eq(names[i], status) ? counts[i] : 0;
	r = db_query(c, &q[Q_ROWS], DB_I(run), DB_T(status), DB_I(per_page), DB_I((page - 1) * per_page));
	for (*n = 0; *n < (size_t)per_page && db_next(&r); ++*n) {
		struct goods_run_row *w = &all[*n];

		w->id = db_int(&r);
		w->line = db_int(&r);
		w->product = db_int(&r);
		w->status = db_str(&r);
		w->name = db_str(&r);
		w->message = db_str(&r);
		w->arg = db_str(&r);
		w->undone = db_str(&r);
	}
	db_done(&r);
	return all;
}

void
goods_run_counts(struct ctx *c, int64_t run, int64_t counts[GOODS_RUN_STATUSES])
{
	static const char *const names[] = { "refused", "warning", "new", "changed", "same" };
	struct db_rows r = db_query(c, &q[Q_COUNTS], DB_I(run));
	size_t i;

	memset(counts, 0, GOODS_RUN_STATUSES * sizeof(*counts));
	while (db_next(&r)) {
		const char *status = db_str(&r);
		int64_t k = db_int(&r);

		for (i = 0; i < ARRAY_LEN(names); i++)
			counts[i] += str_eq(names[i], status) ? k : 0;
	}
}

int64_t
goods_run_left(struct ctx *c, int64_t run)
{
	return db_one_int(c, 0, &q[Q_LEFT], DB_I(run));
}

/* --- keeping --- */

struct sweep { int64_t now, ids[SWEEP_MOST]; const char *files[SWEEP_MOST], *file; size_t n; bool known; };

static bool
old_files(struct ctx *c, void *arg)
{
	struct sweep *s = arg;
	struct db_rows r = db_query(c, &q[Q_FILES], DB_I(s->now - FILES_S), DB_I(SWEEP_MOST));

	for (s->n = 0; s->n < SWEEP_MOST && db_next(&r); s->n++) {
		s->ids[s->n] = db_int(&r);
		s->files[s->n] = db_str(&r);
	}
	db_done(&r);
	return true;
}

static bool
forget(struct ctx *c, void *arg)
{
	struct sweep *s = arg;
	size_t i;

	for (i = 0; i < s->n; i++)
		db_exec(c, &q[Q_FILE_GONE], DB_I(s->ids[i]));
	db_exec(c, &q[Q_OLD_ROWS], DB_I(s->now - ROWS_S));
	db_exec(c, &q[Q_OLD_BEFORE], DB_I(s->now - ROWS_S));
	db_exec(c, &q[Q_OLD_GROUPS], DB_I(s->now - ROWS_S));
	db_exec(c, &q[Q_OLD], DB_I(s->now - RUNS_S));
	return true;
}

static bool
known(struct ctx *c, void *arg)
{
	struct sweep *s = arg;

	s->known = db_one_int(c, 1, &q[Q_HAS_FILE], DB_T(s->file)) > 0;
	return true;
}

/* Files whose row was never written: the form came back, or the machine went down in between. */
static int64_t
orphans(struct ctx *c, struct sweep *s)
{
	const char *dir = arena_printf(c->arena, "%s/private/import", c->conf->data);
	const char **names = file_list(c->arena, dir);
	int64_t gone = 0, now = file_now(dir);
	struct stat st;

	for (; *names; names++) {
		const char *path = goods_run_path(c, *names, false);

		s->file = *names;
		if (lstat(path, &st) != 0 || st.st_mtime >= now - ORPHAN_S || !db_transact(c, DB_READ, known, s) || s->known)
			continue;
		gone += unlink(path) == 0;
	}
	return gone;
}

int64_t
goods_run_sweep(struct ctx *c, int64_t now)
{
	struct sweep *s = arena_new(c->arena, struct sweep);
	int64_t gone = 0;
	size_t i;

	s->now = now;
	if (!db_transact(c, DB_READ, old_files, s))
		return 0;
	for (i = 0; i < s->n; i++)
		gone += unlink(goods_run_path(c, s->files[i], false)) == 0;
	if (!db_transact(c, DB_WRITE, forget, s))
		return gone;
	return gone + orphans(c, s);
}
