/* The shop's own backups: asked for by a person or by night, made by the worker, kept 7 days, 4 weeks and 12 months, and once a week read back to see that one could. */
#ifndef SHOP_BACKUP_STORE_H
#define SHOP_BACKUP_STORE_H

#include "base/ctx.h"

struct backup_row {
	int64_t id, asked_at, done_at, rows, files, bytes;
	const char *name, *kind, *state, *reason;	/* as in sql/007_upkeep.sql; reason: "db", "disk", … (err_name) */
};
/* Newest first: those under way, there, or failed; not those that are gone. */
struct backup_row *backup_list(struct ctx *, int limit, size_t *n);
/* NULL: none, or its file is not there (any more). */
struct backup_row *backup_get(struct ctx *, int64_t id);
/* Writes into the trail that somebody took it away. */
void backup_taken(struct ctx *, int64_t id);
/* kind "night" or "asked". Writes the row and the worker's order in the caller's transaction; its id, or 0 when one is under way already. */
int64_t backup_ask(struct ctx *, const char *kind, int64_t staff);
/* Of tonight (from 02.00 of the shop's time on, or later in the day when the machine was off), once a day. True: asked. */
bool backup_night(struct ctx *, int64_t now);

/* The worker's part, outside of transactions; what came of it stands in the row. False: the database failed (ctx->err). */
MUST_USE bool backup_make(struct ctx *, int64_t id);
/* Deletes what is not to be kept, halves of killed runs older than a day, and old rows. Returns how many files. */
int64_t backup_retain(struct ctx *, int64_t now);
/*
 * Of backups made at these times, newest first: the newest of each of the last 7 days, 4 weeks (from Monday) and 12 months that have one, in the shop's time.
 */
void backup_keep(const int64_t *at, size_t n, const char *timezone, bool *keep);

struct drill { int64_t backup, at, ms, rows, files; bool ok; const char *reason; };
/* The last one; NULL when there was none. reason: name of enum backup, "space", or "stock". */
struct drill *drill_last(struct ctx *);
/* Orders one of the newest backup, at most one an hour. False: there is no backup, or it was ordered just now. */
bool drill_ask(struct ctx *, int64_t now);
/* Due when the last one is a week old and there is a newer backup. True: ordered. */
bool drill_week(struct ctx *, int64_t now);
/* The worker's part, outside of transactions: restores into DATA/tmp, counts, removes it, writes the result. */
MUST_USE bool drill_run(struct ctx *);

#endif
