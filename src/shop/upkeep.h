/* What the owner wants to know of the machinery: scheduled jobs, what waits in the outbox, and whether all is well. Read here, run by the worker. */
#ifndef SHOP_UPKEEP_H
#define SHOP_UPKEEP_H

#include "base/ctx.h"

struct upkeep_job { const char *name, *result; int64_t next_at, last_at, last_ms; };	/* last_at 0: never yet; result "ok 3" or the kind of failure */
struct upkeep_job *upkeep_jobs(struct ctx *, size_t *n);
/* Due at once. False: no such job. */
MUST_USE bool upkeep_job_now(struct ctx *, const char *name);

/* Rows of the outbox that have failed, or wait after a failure or for longer than 5 minutes; failed first, oldest first. state: "due", "leased", "failed". */
struct upkeep_row { int64_t id, attempts, created_at, due_at; const char *kind, *state, *reason, *payload; };
struct upkeep_row *upkeep_outbox(struct ctx *, int64_t now, int limit, size_t *n);
/* Sends a failed or waiting row again at once; id 0: all failed ones, UPKEEP_HELD: all that a restored backup held. Returns how many. */
#define UPKEEP_HELD (-1)
int64_t upkeep_resend(struct ctx *, int64_t id);
/* Forgets failed rows older than `before`; returns how many. */
int64_t upkeep_prune(struct ctx *, int64_t before);
/* Removes what was last changed in DATA/tmp more than so many seconds ago: of a worker that was ended at a picture, a paper or a drill. Returns how many. */
int64_t upkeep_sweep(struct ctx *, int64_t age);

/* Rows of the outbox by state and lane. */
struct upkeep_count { const char *lane, *state; int64_t n; };
struct upkeep_count *upkeep_counts(struct ctx *, size_t *n);

/* Rows of each lane that are due or under way, and how many seconds the oldest of them has waited. */
struct upkeep_lane { const char *lane; int64_t rows, age; };
struct upkeep_lane *upkeep_lanes(struct ctx *, int64_t now, size_t *n);

struct upkeep_db { const char *version; int64_t schema; };
/* Version of the database's program; number of the newest migration. */
void upkeep_db(struct ctx *, struct upkeep_db *);

struct health {
	int64_t worker_age;		/* seconds since the worker last did its minutely job; -1: never */
	int64_t backup_at;		/* of the newest backup; 0: none */
	bool backup_failed;		/* the last try */
	int64_t drill_at;		/* 0: none yet */
	bool drill_ok;
	int64_t disk_free, disk_all;	/* bytes, where DATA lies; 0: not known */
	int64_t check_at;		/* of the last check of the database; 0: never */
	bool check_ok;
	int64_t waiting_age;		/* seconds that the oldest due row waits */
	int64_t waiting, failed;	/* rows */
	int64_t clock_off;		/* seconds by which this machine's clock is behind what was written already, or differs from the database's; 0: fits */
	int64_t db_bytes, wal_bytes;
};
void upkeep_health(struct ctx *, int64_t now, struct health *);

/* SQLite: broken pages and references; both: variants whose stock differs from the ledger. */
int64_t upkeep_faults(struct ctx *);

#endif
