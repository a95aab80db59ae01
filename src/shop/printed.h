/*
 * Papers as files: what stands on a paper (a description made by present/, see templates/paper/) is kept here, drawn once by the worker, and lies in DATA/private/paper until nobody has asked for it for a
 * week. The same paper asked for again, by whomever, is the same row: it is known by a hash of all that it shows.
 */
#ifndef SHOP_PRINTED_H
#define SHOP_PRINTED_H

#include "base/ctx.h"

#define PRINTED_KEEP_S (7 * 86400)

enum printed_state { PRINTED_WAITING, PRINTED_READY, PRINTED_FAILED };
struct printed {
	int64_t id;
	const char *scope;	/* "order", "list" (labels, packing list), "report" */
	int64_t order;		/* 0: of none */
	const char *word;	/* which paper: "nota-58", "label-a4", "packing" … */
	int64_t png;		/* pixels wide; 0: a PDF */
	const char *name;	/* what the file is called when it is saved, with its ending */
	const char *layout;	/* to be drawn; "" when it was asked for without */
	enum printed_state state;
	const char *reason;	/* of FAILED: "limit", "layout", "late" or "failed" */
	const char *path;	/* below DATA; "" until READY */
	int64_t asked_at;
};

/* Asks for a paper: fill scope, order, word, png, name (without ending) and layout. Returns its id, with the job put when it is not made yet, failed before, or its file is gone. In a write transaction. */
int64_t printed_ask(struct ctx *, const struct printed *);
/* NULL: there is none, or its file has gone meanwhile. */
struct printed *printed_get(struct ctx *, int64_t id);

/* For the worker: the row with its layout; how it went. file: a plain name in DATA/private/paper. */
struct printed *printed_todo(struct ctx *, int64_t id);
void printed_made(struct ctx *, int64_t id, const char *file, int64_t pages);
void printed_failed(struct ctx *, int64_t id, const char *reason);

/* Forgets what was last asked for before then, with its files, and files of that age (PRINTED_KEEP_S) that no row names. Returns how many rows. */
int64_t printed_prune(struct ctx *, int64_t before);

#endif
