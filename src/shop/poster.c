/*
 * Posters. A row is found by the hash of its request, the JSON that jobs/poster.c completes and hands to etalase-media; a change of the designs raises DESIGN, so that old files are not taken for new ones.
 * Files are named after the hash: whoever has the address of one may have it, which is what a poster is for.
 */
#include "shop/poster.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/outbox.h"

#define DESIGN 3
#define PRUNE_MOST 500
#define NAME_LEN 32	/* of the hash in a file's name */
#define FOLDER "media/poster"

enum { Q_NEW, Q_BY_HASH, Q_AGAIN, Q_ASKED, Q_GET, Q_TODO, Q_DRAWN, Q_FAILED, Q_HOLD, Q_OLD, Q_DROP, Q_FILE };

#define COLS "SELECT id, hash, ending, state, reason, tries, pages"

static const struct db_stmt q[] = {
	[Q_NEW] = SQL("poster.new",
	    "INSERT INTO poster (hash, state, request, ending, asked_at, keep_until) VALUES ($1, 'waiting', $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING RETURNING id"),
	[Q_BY_HASH] = SQL("poster.by_hash", COLS ", '' FROM poster WHERE hash = $1"),
	[Q_AGAIN] = SQL("poster.again",
	    "UPDATE poster SET state = 'waiting', reason = '', request = $3, pages = 0, tries = CASE WHEN state = 'failed' THEN tries + 1 ELSE 0 END WHERE id = $1 AND state = $2"),
	[Q_ASKED] = SQL("poster.asked",
	    "UPDATE poster SET asked_at = $2, keep_until = CASE WHEN keep_until < $3 THEN $3 ELSE keep_until END WHERE id = $1 AND asked_at < $2"),
	[Q_GET] = SQL("poster.get", COLS ", '' FROM poster WHERE id = $1"),
	[Q_TODO] = SQL("poster.todo", COLS ", request FROM poster WHERE id = $1 AND state = 'waiting'"),
	[Q_DRAWN] = SQL("poster.drawn", "UPDATE poster SET state = 'ready', pages = $2, request = '' WHERE id = $1 AND state = 'waiting'"),
	[Q_FAILED] = SQL("poster.failed", "UPDATE poster SET state = 'failed', reason = $2, request = '' WHERE id = $1 AND state = 'waiting'"),
	[Q_HOLD] = SQL("poster.hold", "UPDATE poster SET keep_until = $2 WHERE id = $1 AND keep_until < $2"),
	[Q_OLD] = SQL("poster.old", COLS ", '' FROM poster WHERE keep_until < $1 ORDER BY keep_until, id LIMIT $2"),
	[Q_DROP] = SQL("poster.drop", "DELETE FROM poster WHERE id = $1 AND keep_until < $2"),
	[Q_FILE] = SQL("poster.file", "SELECT COUNT(*) FROM poster WHERE hash >= $1 AND hash < $2"),
};
DB_TABLE(q);

static void
read_row(struct db_rows *r, struct poster_made *p)
{
	const char *state;

	p->id = db_int(r);
	p->hash = db_str(r);
	p->ending = db_str(r);
	state = db_str(r);
	p->state = str_eq(state, "ready") ? POSTER_READY : str_eq(state, "failed") ? POSTER_FAILED : POSTER_WAITING;
	p->reason = db_str(r);
	p->given_up = db_int(r) >= POSTER_TRIES - 1 && p->state == POSTER_FAILED;
	p->pages = db_int(r);
	p->request = db_str(r);
}

static struct poster_made *
read_one(struct ctx *c, struct db_rows r)
{
	struct poster_made *p = NULL;

	if (db_next(&r)) {
		p = arena_new(c->arena, struct poster_made);
		read_row(&r, p);
	}
	db_done(&r);
	return err_is_set(c) ? NULL : p;
}

static const char *
on_disk(struct ctx *c, const char *path)
{
	return arena_printf(c->arena, "%s/%s", c->conf->data, path);
}

/* How many files there are. */
static int64_t
files(const struct poster_made *p)
{
	return p->state != POSTER_READY ? 0 : str_eq(p->ending, "pdf") ? 1 : p->pages;
}

static bool
gone(struct ctx *c, const struct poster_made *p)
{
	for (int64_t i = 1; i <= files(p); i++)
		if (!file_exists(on_disk(c, poster_path(c, p, i))))
			return true;
	return false;
}

/* --- asking --- */

static const char *
or_none(const char *s)
{
	return s ? s : "";
}

static const char *
request_of(struct ctx *c, const struct poster *p)
{
	static const char *const layouts[] = { "photo", "card", "list" };
	json_t *list = json_array(), *js;

	for (size_t i = 0; i < p->n_items; i++) {
		const struct poster_item *it = &p->items[i];

		json_array_append_new(list, json_pack("{s:s, s:b, s:i, s:i, s:s, s:s, s:s, s:s}", "hash", or_none(it->hash), "air", it->alpha, "focus_x", it->focus_x, "focus_y", it->focus_y,
		    "name", or_none(it->name), "lead", or_none(it->lead), "price", or_none(it->price), "was", or_none(it->was)));
	}
	js = js_own(c->arena, json_pack("{s:i, s:s, s:s, s:i, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "design", DESIGN, "layout", layouts[p->layout],
	    "format", p->pdf ? "pdf" : "jpeg", "w", p->w, "h", p->h, "fit", p->fit == POSTER_PAD ? "pad" : "crop", "frame", or_none(p->frame), "ground", or_none(p->ground),
	    "sticker", or_none(p->sticker), "title", or_none(p->title), "shop", or_none(p->shop), "say", or_none(p->say), "foot", or_none(p->foot), "qr", or_none(p->qr), "items", list));
	return js_text(c->arena, js);
}

static const char *
hash_of(struct ctx *c, const char *request)
{
	return crypt_hash(c->arena, request, strlen(request));
}

/* Nobody else asks for it: who made the row waiting, in this transaction, is alone. (SQLite gives the id of a forgotten row out again, so it would be no name for a job.) */
static void
job_put(struct ctx *c, int64_t id)
{
	outbox_put(c, "paper", "poster.draw", arena_printf(c->arena, "{\"poster\":%lld}", (long long)id), NULL, 0);
}

int64_t
poster_ask(struct ctx *c, const struct poster *ask)
{
	const char *request = request_of(c, ask), *hash = hash_of(c, request);
	int64_t now = clock_now();
	int64_t id = db_one_int(c, 0, &q[Q_NEW], DB_T(hash), DB_T(request), DB_T(ask->pdf ? "pdf" : "jpg"), DB_I(now), DB_I(now + POSTER_KEEP_S));
	const struct poster_made *p;

	if (id) {
		job_put(c, id);
		return id;
	}
	p = read_one(c, db_query(c, &q[Q_BY_HASH], DB_T(hash)));
	if (!p)
		return 0;
	/* It is not asked for any more either, and so forgotten in time: then it may be tried anew. */
	if (p->given_up)
		return p->id;
	if (p->state == POSTER_FAILED || gone(c, p)) {
		if (db_exec(c, &q[Q_AGAIN], DB_I(p->id), DB_T(p->state == POSTER_FAILED ? "failed" : "ready"), DB_T(request)) == 1)
			job_put(c, p->id);
	}
	(void)db_exec(c, &q[Q_ASKED], DB_I(p->id), DB_I(now), DB_I(now + POSTER_KEEP_S));
	return p->id;
}

int64_t
poster_find(struct ctx *c, const struct poster *ask)
{
	const struct poster_made *p = read_one(c, db_query(c, &q[Q_BY_HASH], DB_T(hash_of(c, request_of(c, ask)))));

	return p && !gone(c, p) ? p->id : 0;
}

const struct poster_made *
poster_get(struct ctx *c, int64_t id)
{
	const struct poster_made *p = read_one(c, db_query(c, &q[Q_GET], DB_I(id)));

	return p && !gone(c, p) ? p : NULL;
}

const char *
poster_path(struct ctx *c, const struct poster_made *p, int64_t page)
{
	return page < 1 || page > files(p) ? "" : arena_printf(c->arena, FOLDER "/%.*s-%lld.%s", NAME_LEN, p->hash, (long long)page, p->ending);
}

const char *
poster_url(struct ctx *c, const struct poster_made *p, int64_t page)
{
	const char *path = poster_path(c, p, page);

	return *path ? arena_printf(c->arena, "/%s", path) : "";
}

void
poster_hold(struct ctx *c, int64_t id, int64_t until)
{
	(void)db_exec(c, &q[Q_HOLD], DB_I(id), DB_I(until));
}

/* --- the worker --- */

const struct poster_made *
poster_todo(struct ctx *c, int64_t id)
{
	return read_one(c, db_query(c, &q[Q_TODO], DB_I(id)));
}

void
poster_drawn(struct ctx *c, int64_t id, int64_t pages)
{
	(void)db_exec(c, &q[Q_DRAWN], DB_I(id), DB_I(pages));
}

void
poster_failed(struct ctx *c, int64_t id, const char *reason)
{
	(void)db_exec(c, &q[Q_FAILED], DB_I(id), DB_T(reason));
}

/* --- forgetting --- */

/* Does a row stand behind this file's name? */
static bool
known(struct ctx *c, const char *name)
{
	const char *from = arena_printf(c->arena, "%.*s", NAME_LEN, name);

	return db_one_int(c, 1, &q[Q_FILE], DB_T(from), DB_T(arena_printf(c->arena, "%s~", from))) > 0;
}

/* Files of a worker that was ended between drawing and writing down, and of a database that was put back. */
static void
sweep(struct ctx *c)
{
	int64_t before = file_now(on_disk(c, FOLDER)) - POSTER_KEEP_S;
	const char **names = file_list(c->arena, on_disk(c, FOLDER));
	struct stat st;

	for (; *names; names++) {
		const char *path = arena_printf(c->arena, "%s/%s", on_disk(c, FOLDER), *names);

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime < before && !known(c, *names))
			(void)unlink(path);
	}
}

int64_t
poster_prune(struct ctx *c)
{
	struct poster_made *old = arena_array(c->arena, PRUNE_MOST, sizeof(*old));
	int64_t now = clock_now(), n_gone = 0;
	struct db_rows r = db_query(c, &q[Q_OLD], DB_I(now), DB_I(PRUNE_MOST));
	size_t n = 0;

	while (n < PRUNE_MOST && db_next(&r))
		read_row(&r, &old[n++]);
	db_done(&r);
	for (size_t i = 0; i < n; i++) {
		if (db_exec(c, &q[Q_DROP], DB_I(old[i].id), DB_I(now)) == 0)
			continue;
		n_gone++;
		for (int64_t k = 1; k <= files(&old[i]); k++)
			(void)unlink(on_disk(c, poster_path(c, &old[i], k)));
	}
	sweep(c);
	return n_gone;
}
