/*
 * What the jobs that have etalase-media work share: a folder of their own below DATA/tmp, and for papers and posters the whole way of a drawing: what was asked for, the question, the answer's reason,
 * three tries, the outcome written down.
 */
#ifndef JOBS_DRAW_H
#define JOBS_DRAW_H

#include "base/ctx.h"
#include "jobs/work.h"

/* A temporary folder of one job; both paths absolute, in the ctx's arena. */
struct draw_place { const char *data, *temp; };
/* Makes it; name: of the lane. False: ctx->err says why. */
MUST_USE bool draw_place_open(struct ctx *, const char *name, struct draw_place *);
/* Takes it away with all that is in it. */
void draw_place_close(struct ctx *, const struct draw_place *);

struct drawing {
	const struct outbox_row *row;
	int64_t id;
	const void *todo;		/* as find() gave it */
	struct draw_place at;
	const char *file;		/* for move() to set and write_down() to read, where a name is made up */
	int64_t pages;
	const char *failed;		/* why, for people: late limit layout failed; NULL: it was drawn */
};
struct draw_kind {
	const char *name;
	int64_t pages_most;
	const void *(*find)(struct ctx *, int64_t id);		/* in a transaction; NULL: drawn by another, or forgotten meanwhile */
	const char *(*question)(struct ctx *, const struct drawing *);
	bool (*move)(struct ctx *, struct drawing *);		/* from at.temp to where it belongs; false: ctx->err says why */
	void (*write_down)(struct ctx *, const struct drawing *);	/* in the transaction that ends the job */
};
/* Does one row of the outbox; *why as for the handlers of work.h. Running twice is harmless as far as move() is. */
enum job_result draw_run(struct ctx *, const struct draw_kind *, const struct outbox_row *, int64_t id, const char **why);
/* The folder of our typefaces, absolute. */
const char *draw_fonts(struct ctx *);

#endif
