/* The files of shop/feed.h and their bookkeeping: which are on, what they show, what was left out. A file is written beside the old one and takes its place whole. */
#include "shop/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/catalog.h"

#define STEP 100	/* products in one transaction */
#define STEP_MAX ((size_t)32000000)

enum { Q_GET, Q_SWITCH, Q_MADE, Q_CLEAR, Q_FAULT, Q_FAULTS };

static const struct db_stmt q[] = {
	[Q_GET] = SQL("feed.get", "SELECT active, made_at, items, products, left_out, bytes, catalog FROM feed WHERE name = $1"),
	[Q_SWITCH] = SQL("feed.switch", "INSERT INTO feed (name, active) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET active = EXCLUDED.active, catalog = 0, made_at = 0"),
	[Q_MADE] = SQL("feed.made", "UPDATE feed SET made_at = $2, items = $3, products = $4, left_out = $5, bytes = $6, catalog = $7 WHERE name = $1"),
	[Q_CLEAR] = SQL("feed.clear", "DELETE FROM feed_fault WHERE name = $1"),
	[Q_FAULT] = SQL("feed.fault", "INSERT INTO feed_fault (name, product, variant, problem) VALUES ($1, $2, $3, $4)"),
	[Q_FAULTS] = SQL("feed.faults", "SELECT product, variant, problem FROM feed_fault WHERE name = $1 ORDER BY product, variant LIMIT $2"),
};
DB_TABLE(q);

struct feed_state
feed_get(struct ctx *c, enum feed feed)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_T(feed_kinds[feed].name));
	struct feed_state s = { 0 };

	if (db_next(&r)) {
		s.on = db_int(&r) != 0;
		s.made_at = db_int(&r);
		s.items = db_int(&r);
		s.products = db_int(&r);
		s.left_out = db_int(&r);
		s.bytes = db_int(&r);
		s.catalog = db_int(&r);
	}
	db_done(&r);
	return s;
}

void
feed_switch(struct ctx *c, enum feed feed, bool on)
{
	if (feed_get(c, feed).on == on)
		return;
	db_exec(c, &q[Q_SWITCH], DB_T(feed_kinds[feed].name), DB_I(on));
	db_exec(c, &q[Q_CLEAR], DB_T(feed_kinds[feed].name));
	audit(c, on ? "feed.on" : "feed.off", "feed", feed, NULL, NULL);
}

/* The problem of a stored name; what an older program wrote is none. */
static enum feed_problem
problem_of(const char *name)
{
	for (int p = FEED_FINE + 1; p < FEED_PROBLEMS; p++)
		if (str_eq(feed_problem_name((enum feed_problem)p), name))
			return (enum feed_problem)p;
	return FEED_FINE;
}

const struct feed_fault *
feed_faults(struct ctx *c, enum feed feed, size_t *n)
{
	struct feed_fault *list = arena_new_n(c->arena, FEED_FAULTS, struct feed_fault);
	struct db_rows r = db_query(c, &q[Q_FAULTS], DB_T(feed_kinds[feed].name), DB_I(FEED_FAULTS));
	size_t all = 0, i, k;

	while (all < FEED_FAULTS && db_next(&r)) {
		list[all].product = db_int(&r);
		list[all].variant = db_int(&r);
		list[all++].problem = problem_of(db_str(&r));
	}
	db_done(&r);
	/* What was taken off sale since the file was made needs nobody's care. */
	for (*n = i = 0; i < all; i++) {
		const struct sellable *s = list[i].problem == FEED_FINE ? NULL : catalog_sellable(c, list[i].variant);

		if (!s)
			continue;
		k = (*n)++;
		list[k] = list[i];
		list[k].name = s->name;
		list[k].label = s->label;
	}
	return list;
}

const char *
feed_path(struct ctx *c, enum feed feed, bool relative)
{
	return arena_printf(c->arena, "%s%sprivate/feed/%s", relative ? "" : c->conf->data, relative ? "" : "/", feed_kinds[feed].file);
}

/* --- making --- */

struct making {
	enum feed feed;
	const struct feed_writer *w;
	struct feed_state s;
	int64_t after, catalog, items;
	size_t n;			/* products of this step */
	struct buf rows;
	struct feed_fault faults[FEED_FAULTS];
	size_t n_faults;
};

static bool
look(struct ctx *c, void *arg)
{
	struct making *m = arg;

	m->s = feed_get(c, m->feed);
	m->catalog = catalog_version(c);
	return true;
}

static void
product(struct ctx *c, struct making *m, int64_t id)
{
	size_t n, i;
	const struct feed_item *items = feed_items(c, m->feed, id, &n);
	int64_t before = m->items;

	for (i = 0; i < n; i++) {
		if (items[i].problem == FEED_FINE) {
			m->w->item(c, &items[i], &m->rows);
			m->items++;
			continue;
		}
		m->s.left_out++;
		if (m->n_faults < FEED_FAULTS)
			m->faults[m->n_faults++] = (struct feed_fault){ .product = id, .variant = items[i].variant, .problem = items[i].problem };
	}
	m->s.products += m->items > before;
}

static bool
step(struct ctx *c, void *arg)
{
	struct making *m = arg;
	int64_t items = m->items;
	size_t n_faults = m->n_faults;
	struct feed_state s = m->s;
	const int64_t *ids;
	size_t i;

	ids = goods_ids(c, "active", "", false, m->after, STEP, &m->n);
	buf_init(&m->rows, c->arena, STEP_MAX);
	for (i = 0; i < m->n && !err_is_set(c); i++)
		product(c, m, ids[i]);
	if (err_is_set(c)) {
		/* The step may run once more. */
		m->items = items;
		m->n_faults = n_faults;
		m->s = s;
		return false;
	}
	if (m->n)
		m->after = ids[m->n - 1];
	return true;
}

static bool
put(struct ctx *c, int fd, struct making *m)
{
	size_t done = 0;

	if (m->rows.full)
		err_set(c, ERR_INTERNAL, "feed", "%d products are larger than %zu bytes", STEP, m->rows.max);
	while (done < m->rows.len && !err_is_set(c)) {
		ssize_t n = write(fd, m->rows.s + done, m->rows.len - done);

		if (n < 0 && errno != EINTR)
			err_set(c, ERR_DISK, "feed", "write: %s", strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
	m->s.bytes += (int64_t)done;
	return !err_is_set(c);
}

static bool
head(struct ctx *c, void *arg)
{
	struct making *m = arg;

	buf_init(&m->rows, c->arena, STEP_MAX);
	m->w->head(c, &m->rows);
	return true;
}

static bool
tail(struct ctx *c, void *arg)
{
	struct making *m = arg;

	buf_init(&m->rows, c->arena, STEP_MAX);
	m->w->tail(c, &m->rows);
	return true;
}

static bool
write_all(struct ctx *c, int fd, struct making *m)
{
	if (!db_transact(c, DB_READ, head, m) || !put(c, fd, m))
		return false;
	do {
		struct arena_mark mark = arena_mark(c->arena);
		bool ok = db_transact(c, DB_READ, step, m) && put(c, fd, m);

		arena_back(c->arena, mark);
		if (!ok)
			return false;
	} while (m->n);
	return db_transact(c, DB_READ, tail, m) && put(c, fd, m);
}

static bool
made(struct ctx *c, void *arg)
{
	struct making *m = arg;
	const char *name = feed_kinds[m->feed].name;

	/* Turned off meanwhile: the next look takes the file away. */
	if (!feed_get(c, m->feed).on)
		return true;
	db_exec(c, &q[Q_MADE], DB_T(name), DB_I(clock_now()), DB_I(m->items), DB_I(m->s.products), DB_I(m->s.left_out), DB_I(m->s.bytes), DB_I(m->catalog));
	db_exec(c, &q[Q_CLEAR], DB_T(name));
	for (size_t i = 0; i < m->n_faults; i++)
		db_exec(c, &q[Q_FAULT], DB_T(name), DB_I(m->faults[i].product), DB_I(m->faults[i].variant), DB_T(feed_problem_name(m->faults[i].problem)));
	return true;
}

static bool
write_file(struct ctx *c, struct making *m, const char *path)
{
	const char *fresh = arena_printf(c->arena, "%s.new", path);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	bool ok = fd >= 0 && write_all(c, fd, m);

	if (fd >= 0 && close(fd) != 0)
		ok = false;
	if (ok && rename(fresh, path) == 0)
		return true;
	if (!err_is_set(c))
		err_set(c, ERR_DISK, "feed", "%s: %s", fresh, strerror(errno));
	(void)unlink(fresh);
	return false;
}

int64_t
feed_refresh(struct ctx *c, enum feed feed, const struct feed_writer *w)
{
	struct making *m = arena_new(c->arena, struct making);
	const char *path = feed_path(c, feed, false), *lang = c->lang;
	bool ok;

	m->feed = feed;
	m->w = w;
	if (!db_transact(c, DB_READ, look, m))
		return 0;
	if (!m->s.on) {
		(void)unlink(path);
		return 0;
	}
	if (m->s.made_at && m->s.catalog == m->catalog && file_exists(path))
		return 0;
	if (!file_mkdirs(arena_printf(c->arena, "%s/private/feed", c->conf->data), 0711)) {
		err_set(c, ERR_DISK, "feed", "%s: %s", path, strerror(errno));
		return 0;
	}
	m->s = (struct feed_state){ 0 };
	c->lang = "id";
	ok = write_file(c, m, path) && db_transact(c, DB_WRITE, made, m);
	c->lang = lang;
	return ok ? m->items : 0;
}
