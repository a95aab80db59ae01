/*
 * Taking an import back. A new product that nothing has touched is removed, one that lies in a cart or whose stock was moved goes into the archive; a changed one gets back the rows that it had,
 * through the importer itself. Whatever a person has changed since stays as it is and is named. Makers, tags and categories follow when all goods are done (goods_run_group.c).
 */
#include "shop/bundle.h"
#include "shop/goods_run_row.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/cart.h"
#include "shop/catalog.h"
#include "shop/exporter.h"
#include "shop/importer_goods.h"
#include "shop/media.h"
#include "shop/stock.h"

#define STEP 100	/* products at a time */

enum { Q_NEXT, Q_DONE, Q_COUNT };

static const struct db_stmt q[] = {
	[Q_NEXT] = SQL("goods_run.undo_next",
	    "SELECT product, created, key, variants, rows, after_hash, undone FROM goods_run_before WHERE run = $1 AND undone IN ('', 'going') ORDER BY product DESC LIMIT $2"),
	[Q_DONE] = SQL("goods_run.undo_done", "UPDATE goods_run_before SET undone = $3 WHERE run = $1 AND product = $2"),
	[Q_COUNT] = SQL("goods_run.undo_count",
	    "UPDATE goods_run SET undone = (SELECT COUNT(*) FROM goods_run_before b WHERE b.run = goods_run.id AND b.undone NOT IN ('', 'going')) WHERE id = $1"),
};
DB_TABLE(q);

struct before { int64_t product; bool created; const char *key, *variants, *rows, *after, *undone; };

struct undo {
	const struct goods_run *g;
	struct before list[STEP];
	size_t n;
	struct before *now;
	struct buf file;	/* the rows to bring back */
	const char *keys[STEP];	/* of the products in it, by their first lines */
	int64_t lines[STEP];
	size_t n_lines;
	bool mine, stop, bare;	/* bare: none of what was made besides goods is left to look at */
};

static bool
next(struct ctx *c, void *arg)
{
	struct undo *u = arg;
	struct db_rows r = db_query(c, &q[Q_NEXT], DB_I(u->g->id), DB_I(STEP));

	for (u->n = 0; u->n < STEP && db_next(&r); u->n++) {
		struct before *b = &u->list[u->n];

		b->product = db_int(&r);
		b->created = db_int(&r) != 0;
		b->key = db_str(&r);
		b->variants = db_str(&r);
		b->rows = db_str(&r);
		b->after = db_str(&r);
		b->undone = db_str(&r);
	}
	db_done(&r);
	return true;
}

/* --- one product --- */

/* Does anything need it: a bundle, a cart, an order, a count? */
static bool
needed(struct ctx *c, int64_t product)
{
	size_t n, i;
	const int64_t *ids = product_variants(c, product, &n);

	if (bundle_holds(c, product))
		return true;
	for (i = 0; i < n; i++)
		if (stock_touched(c, ids[i]) || cart_holds(c, ids[i]))
			return true;
	return false;
}

static void
remove_whole(struct ctx *c, int64_t product)
{
	size_t n, i;
	const struct media_photo *photos = media_photos(c, product, &n);
	const int64_t *ids;

	for (i = 0; i < n; i++)
		(void)!media_detach(c, product, photos[i].picture.media);
	import_forget(c, product);
	ids = product_variants(c, product, &n);
	for (i = 0; i < n; i++)
		stock_forget(c, ids[i]);
	product_remove(c, product);
}

static const char *
take_away(struct ctx *c, int64_t product)
{
	if (!needed(c, product)) {
		remove_whole(c, product);
		return "removed";
	}
	import_unprint(c, product);
	switch (product_status(c, product, "archived")) {
	case PRODUCT_STATUS_OK:
		return "archived";
	case PRODUCT_STATUS_GONE:
		return "gone";
	}
	return "gone";
}

/* Its rows go back through the importer, which finds it by this key; variants that the import took off sale are there again first. */
static const char *
prepare(struct ctx *c, const struct before *b)
{
	import_unprint(c, b->product);
	import_link(c, "etalase", "product", b->key, b->product);
	product_variants_back(c, b->product, b->variants);
	return "going";
}

static const char *
fate(struct ctx *c, const struct before *b)
{
	const char *now = goods_run_image(c, b->product);

	if (!*now)
		return "gone";
	if (str_eq(b->undone, "going"))
		return "going";
	if (!str_eq(crypt_hash(c->arena, now, strlen(now)), b->after))
		return "edited";
	return b->created ? take_away(c, b->product) : prepare(c, b);
}

static bool
one(struct ctx *c, void *arg)
{
	struct undo *u = arg;

	u->now->undone = fate(c, u->now);
	db_exec(c, &q[Q_DONE], DB_I(u->g->id), DB_I(u->now->product), DB_T(u->now->undone));
	return true;
}

/* --- those that are brought back --- */

static void
hear(struct ctx *c UNUSED, int64_t line, const char *status, const char *name UNUSED, const char *message_id UNUSED, const char *arg UNUSED, void *p)
{
	struct undo *u = p;
	size_t i;

	if (!str_eq(status, "refused"))
		return;
	/* A fault may lie in any row of the product: the last that begins at or before it. */
	for (i = u->n_lines; i > 0; i--) {
		if (u->lines[i - 1] <= line) {
			u->keys[i - 1] = NULL;
			return;
		}
	}
}

static bool
settle(struct ctx *c, void *arg)
{
	struct undo *u = arg;
	size_t i, k = 0;

	for (i = 0; i < u->n; i++) {
		if (!str_eq(u->list[i].undone, "going"))
			continue;
		db_exec(c, &q[Q_DONE], DB_I(u->g->id), DB_I(u->list[i].product), DB_T(k < u->n_lines && !u->keys[k] ? "refused" : "restored"));
		k++;
	}
	return true;
}

static int64_t
lines_of(const char *s)
{
	int64_t n = 0;

	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static void
bring_back(struct ctx *c, struct undo *u)
{
	const char *path = goods_run_path(c, arena_printf(c->arena, "undo-%lld.csv", (long long)u->g->id), false);
	struct import_options o = { .report = hear, .arg = u };
	struct import_result r;
	int64_t line = 2;
	size_t i;

	buf_init(&u->file, c->arena, (size_t)64 * 1024 * 1024);
	exporter_image_head(&u->file);
	u->n_lines = 0;
	for (i = 0; i < u->n; i++) {
		if (!str_eq(u->list[i].undone, "going"))
			continue;
		u->keys[u->n_lines] = u->list[i].key;
		u->lines[u->n_lines++] = line;
		buf_str(&u->file, u->list[i].rows);
		line += lines_of(u->list[i].rows);
	}
	if (u->n_lines == 0)
		return;
	if (u->file.full || !file_write(path, u->file.s, u->file.len, 0600)) {
		err_set(c, ERR_DISK, "goods_run", "the rows to bring back could not be written");
		return;
	}
	if (import_file(c, path, &o, &r) != IMPORT_OK && !err_is_set(c))
		err_set(c, ERR_INTERNAL, "goods_run", "the rows to bring back could not be read");
	(void)unlink(path);
}

static bool
groups(struct ctx *c, void *arg)
{
	struct undo *u = arg;

	u->bare = goods_run_groups_undo(c, u->g->id);
	return true;
}

static bool
count(struct ctx *c, void *arg)
{
	struct undo *u = arg;

	u->mine = goods_run_mine(c, u->g->id, u->g->turn, &u->stop);
	db_exec(c, &q[Q_COUNT], DB_I(u->g->id));
	return true;
}

bool
goods_run_undo_step(struct ctx *c, const struct goods_run *g, int64_t start_ms)
{
	struct arena *keep = arena_open();
	struct undo *u = arena_new(keep, struct undo);
	size_t i;
	bool done = false;

	u->g = g;
	u->mine = true;
	while (!done && u->mine && !u->stop && !err_is_set(c) && clock_ms() - start_ms < GOODS_RUN_SLICE_MS) {
		struct arena_mark mark = arena_mark(c->arena);

		if (db_transact(c, DB_READ, next, u)) {
			for (i = 0; i < u->n && !err_is_set(c); i++) {
				u->now = &u->list[i];
				(void)!db_transact(c, DB_WRITE, one, u);
			}
			if (!err_is_set(c))
				bring_back(c, u);
			if (!err_is_set(c) && db_transact(c, DB_WRITE, u->n ? settle : groups, u))
				(void)!db_transact(c, DB_WRITE, count, u);
			done = u->n == 0 && u->bare;
		}
		arena_back(c->arena, mark);
	}
	arena_close(keep);
	return done && !err_is_set(c);
}
