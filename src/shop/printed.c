/*
 * Papers as files. A row is found by the hash of everything that it shows, so twenty who ask at once wait for one job, and an order that has changed since is another row. The description is dropped when
 * the paper is drawn. Files have random names; who may fetch one is decided by the page that leads to it.
 */
#include "shop/printed.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/outbox.h"

#define PRUNE_MOST 500

enum { Q_NEW, Q_BY_HASH, Q_AGAIN, Q_ASKED, Q_GET, Q_TODO, Q_MADE, Q_FAILED, Q_OLD, Q_DROP, Q_FILE };

#define COLS "SELECT id, scope, COALESCE(orders, 0), word, png, name, state, reason, file, asked_at"

static const struct db_stmt q[] = {
	[Q_NEW] = SQL("printed.new",
	    "INSERT INTO printed (hash, scope, orders, word, png, name, state, layout, asked_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8) ON CONFLICT (hash) DO NOTHING RETURNING id"),
	[Q_BY_HASH] = SQL("printed.by_hash", COLS ", '' FROM printed WHERE hash = $1"),
	[Q_AGAIN] = SQL("printed.again",
	    "UPDATE printed SET state = 'waiting', reason = '', file = '', layout = $3, tries = tries + 1, asked_at = $4 WHERE id = $1 AND state = $2 RETURNING tries"),
	[Q_ASKED] = SQL("printed.asked", "UPDATE printed SET asked_at = $2 WHERE id = $1 AND asked_at < $2"),
	[Q_GET] = SQL("printed.get", COLS ", '' FROM printed WHERE id = $1"),
	[Q_TODO] = SQL("printed.todo", COLS ", layout FROM printed WHERE id = $1 AND state = 'waiting'"),
	[Q_MADE] = SQL("printed.made", "UPDATE printed SET state = 'ready', file = $2, pages = $3, layout = '' WHERE id = $1 AND state = 'waiting'"),
	[Q_FAILED] = SQL("printed.failed", "UPDATE printed SET state = 'failed', reason = $2, layout = '' WHERE id = $1 AND state = 'waiting'"),
	[Q_OLD] = SQL("printed.old", "SELECT id, file FROM printed WHERE asked_at < $1 ORDER BY asked_at, id LIMIT $2"),
	[Q_DROP] = SQL("printed.drop", "DELETE FROM printed WHERE id = $1 AND asked_at < $2"),
	[Q_FILE] = SQL("printed.file", "SELECT COUNT(*) FROM printed WHERE file = $1"),
};
DB_TABLE(q);

static const char *
path_of(struct ctx *c, const char *file)
{
	return str_empty(file) ? "" : arena_printf(c->arena, "private/paper/%s", file);
}

static const char *
on_disk(struct ctx *c, const char *path)
{
	return arena_printf(c->arena, "%s/%s", c->conf->data, path);
}

static struct printed *
read_one(struct ctx *c, struct db_rows r)
{
	struct printed *p = NULL;
	const char *state;

	if (db_next(&r)) {
		p = arena_new(c->arena, struct printed);
		p->id = db_int(&r);
		p->scope = db_str(&r);
		p->order = db_int(&r);
		p->word = db_str(&r);
		p->png = db_int(&r);
		p->name = db_str(&r);
		state = db_str(&r);
		p->state = str_eq(state, "ready") ? PRINTED_READY : str_eq(state, "failed") ? PRINTED_FAILED : PRINTED_WAITING;
		p->reason = db_str(&r);
		p->path = path_of(c, db_str(&r));
		p->asked_at = db_int(&r);
		p->layout = db_str(&r);
	}
	db_done(&r);
	return err_is_set(c) ? NULL : p;
}

static bool
gone(struct ctx *c, const struct printed *p)
{
	return p->state == PRINTED_READY && !file_exists(on_disk(c, p->path));
}

/* --- asking --- */

static void
job_put(struct ctx *c, int64_t id, int64_t tries)
{
	outbox_put(c, "paper", "paper.draw", arena_printf(c->arena, "{\"printed\":%lld}", (long long)id),
	    arena_printf(c->arena, "paper:%lld:%lld", (long long)id, (long long)tries), 0);
}

/* A name for a file that people keep: without what some system's file names cannot hold. */
static const char *
file_name(struct ctx *c, const struct printed *ask)
{
	char *s = arena_str(c->arena, ask->name);

	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || strchr("/\\:*?\"<>|", *p))
			*p = '-';
	return arena_printf(c->arena, "%s.%s", s, ask->png ? "png" : "pdf");
}

static const char *
hash_of(struct ctx *c, const struct printed *ask)
{
	const char *all = arena_printf(c->arena, "%s\n%lld\n%s\n%lld\n%s\n%s", ask->scope, (long long)ask->order, ask->word, (long long)ask->png, ask->name, ask->layout);

	return crypt_hash(c->arena, all, strlen(all));
}

int64_t
printed_ask(struct ctx *c, const struct printed *ask)
{
	const char *hash = hash_of(c, ask);
	int64_t now = clock_now(), tries;
	int64_t id = db_one_int(c, 0, &q[Q_NEW], DB_T(hash), DB_T(ask->scope), ask->order ? DB_I(ask->order) : DB_NULL, DB_T(ask->word), DB_I(ask->png),
	    DB_T(file_name(c, ask)), DB_T(ask->layout), DB_I(now));
	const struct printed *p;

	if (id) {
		job_put(c, id, 0);
		return id;
	}
	p = read_one(c, db_query(c, &q[Q_BY_HASH], DB_T(hash)));
	if (!p)
		return 0;
	if (p->state == PRINTED_FAILED || gone(c, p)) {
		tries = db_one_int(c, 0, &q[Q_AGAIN], DB_I(p->id), DB_T(p->state == PRINTED_FAILED ? "failed" : "ready"), DB_T(ask->layout), DB_I(now));
		if (tries)
			job_put(c, p->id, tries);
	}
	(void)db_exec(c, &q[Q_ASKED], DB_I(p->id), DB_I(now));
	return p->id;
}

struct printed *
printed_get(struct ctx *c, int64_t id)
{
	struct printed *p = read_one(c, db_query(c, &q[Q_GET], DB_I(id)));

	return p && !gone(c, p) ? p : NULL;
}

/* --- the worker --- */

struct printed *
printed_todo(struct ctx *c, int64_t id)
{
	return read_one(c, db_query(c, &q[Q_TODO], DB_I(id)));
}

void
printed_made(struct ctx *c, int64_t id, const char *file, int64_t pages)
{
	(void)db_exec(c, &q[Q_MADE], DB_I(id), DB_T(file), DB_I(pages));
}

void
printed_failed(struct ctx *c, int64_t id, const char *reason)
{
	(void)db_exec(c, &q[Q_FAILED], DB_I(id), DB_T(reason));
}

/* --- forgetting --- */

/* Files of a worker that was ended between drawing and writing down, and of a database that was put back. */
static void
sweep(struct ctx *c)
{
	int64_t before = file_now(on_disk(c, "private/paper")) - PRINTED_KEEP_S;
	const char **names = file_list(c->arena, on_disk(c, "private/paper"));
	struct stat st;

	for (; *names; names++) {
		const char *path = on_disk(c, path_of(c, *names));

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime < before && db_one_int(c, 1, &q[Q_FILE], DB_T(*names)) == 0)
			(void)unlink(path);
	}
}

int64_t
printed_prune(struct ctx *c, int64_t before)
{
	struct { int64_t id; const char *file; } *old = arena_array(c->arena, PRUNE_MOST, sizeof(*old));
	struct db_rows r = db_query(c, &q[Q_OLD], DB_I(before), DB_I(PRUNE_MOST));
	int64_t gone_n = 0;
	size_t n = 0;

	while (n < PRUNE_MOST && db_next(&r)) {
		old[n].id = db_int(&r);
		old[n++].file = db_str(&r);
	}
	db_done(&r);
	for (size_t i = 0; i < n; i++) {
		if (db_exec(c, &q[Q_DROP], DB_I(old[i].id), DB_I(before)) == 0)
			continue;
		gone_n++;
		if (!str_empty(old[i].file))
			(void)unlink(on_disk(c, path_of(c, old[i].file)));
	}
	sweep(c);
	return gone_n;
}
