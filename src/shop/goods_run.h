/*
 * Files of goods that are brought in or taken out through the admin panel. A run is a row that a person makes and the worker carries out: tried (dry), brought in, written, or taken
 * back; it can be stopped, goes on after a kill where it was, and says what came of each row. How the files are read and written: shop/importer.h, shop/exporter.h.
 */
#ifndef SHOP_GOODS_RUN_H
#define SHOP_GOODS_RUN_H

#include "base/buf.h"
#include "base/ctx.h"
#include "shop/importer.h"

struct goods_run {
	int64_t id, turn, bytes, lines, line;			/* lines: of the file; line: how far the worker came */
	int64_t made, changed, same, refused, warned, undone;	/* products; an export counts in made */
	int64_t makers, tags;					/* that an import brought, or would */
	int64_t created_at, updated_at, done_at, asked_by;
	const char *kind;	/* import, export */
	const char *state;	/* read waiting running tried done failed stopped undone */
	const char *act;	/* what the worker does or did last: "" dry import undo export */
	const char *name, *file, *format, *map, *keys, *reason;
	const char *by;		/* who asked; "" nobody */
	bool stop;		/* asked to stop, not heard yet */
	bool stuck;		/* under way, but nothing came of it for minutes */
	bool undoable;		/* there is something to take back */
};

/* The folder of the files, made when it is missing; NULL: it cannot be (err_set). */
const char *goods_run_dir(struct ctx *);
/* Where a run's file lies; relative: below DATA, for reply_file. */
const char *goods_run_path(struct ctx *, const char *file, bool relative);
/*
 * Outside a transaction: is this upload a table that can be read? NULL: yes, it has been moved into our folder as *file and *peek says what is in it. Else the id of a message that says what
 * is wrong (or err_set when the disk fails).
 */
const char *goods_run_take(struct ctx *, const char *path, int64_t size, const char **file, struct import_peek *peek);
/* The row of an upload that was taken. Returns its id. */
int64_t goods_run_add(struct ctx *, const char *name, const char *file, const char *format);
/* Orders a file of all goods that fit (status, q as in shop/exporter.h; "low" as a status: those that run low). Returns its id. */
int64_t goods_run_export(struct ctx *, const char *status, const char *q);

struct goods_run *goods_run_get(struct ctx *, int64_t id);		/* NULL: none */
/* Newest first. */
struct goods_run *goods_run_list(struct ctx *, int limit, size_t *n);
/* The newest other import of a file with the same bytes that is done; 0: none. */
int64_t goods_run_twin(struct ctx *, int64_t id);

enum goods_run_do { GOODS_RUN_OK, GOODS_RUN_GONE, GOODS_RUN_BUSY, GOODS_RUN_NOT_NOW };	/* BUSY: another import is under way; NOT_NOW: not in this state */
/* Remembers which column is what; only while nothing was brought in. */
MUST_USE enum goods_run_do goods_run_map(struct ctx *, int64_t id, const char *map, const char *keys);
/* Orders "dry", "import" (also: go on after a stop or a failure) or "undo" from the worker. */
MUST_USE enum goods_run_do goods_run_ask(struct ctx *, int64_t id, const char *act);
/* The worker stops within some seconds; what is done stays. */
MUST_USE enum goods_run_do goods_run_stop(struct ctx *, int64_t id);

/* What came of a row. product: the one that was written and is still there; undone: what the undo did with it, "" nothing. */
struct goods_run_row { int64_t id, line, product; const char *status, *name, *message, *arg, *undone; };
struct goods_run_row *goods_run_rows(struct ctx *, int64_t run, const char *status, int64_t page, int per_page, size_t *n, int64_t *total);
/* How many rows are kept of each status, in the order refused, warning (and note), new, changed, same. */
enum { GOODS_RUN_REFUSED, GOODS_RUN_WARNING, GOODS_RUN_NEW, GOODS_RUN_CHANGED, GOODS_RUN_SAME, GOODS_RUN_STATUSES };
void goods_run_counts(struct ctx *, int64_t run, int64_t counts[GOODS_RUN_STATUSES]);
/* What the undo left as it is or could not take back: rows as above, with the product's name now. */
int64_t goods_run_left(struct ctx *, int64_t run);
/* What became of the makers, tags and categories that the import had made: taken away, or left since somebody uses or has changed them. names: of those that are left, the first few. */
struct goods_run_groups { int64_t removed, left; const char *names; };
struct goods_run_groups goods_run_groups(struct ctx *, int64_t run);
/*
 * The refused rows of the file with a first column that says why (in c->lang), to be put right and brought in again; rows of one product stay together. False: the file is gone.
 * out->full: there is more than fits.
 */
MUST_USE bool goods_run_refused(struct ctx *, const struct goods_run *, struct buf *out);

struct outbox_row;
/*
 * The worker's part, outside transactions: carries the order out, for less than a minute at a time (then it orders the rest itself); writing a file takes its time and renews the lease meanwhile.
 * The row is done with it. False: the database failed (ctx->err), or the row is another worker's by now.
 */
MUST_USE bool goods_run_work(struct ctx *, int64_t id, int64_t turn, const struct outbox_row *);
/* Forgets files after 30 days, rows and what an undo needs after 90, runs after 400, and uploads that nobody has a row of. Returns how many files. */
int64_t goods_run_sweep(struct ctx *, int64_t now);

#endif
