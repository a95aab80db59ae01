/* The outbox: what must happen outside (mail, pictures, posts), written in the same transaction as its cause and done by the worker under a lease. */
#ifndef SHOP_OUTBOX_H
#define SHOP_OUTBOX_H

#include "base/ctx.h"

/*
 * Lanes keep a slow kind from delaying another: each has a process of the worker. The table in outbox.c is the one place that knows them; a row says what becomes of its work after a restore.
 * LANE_INWARD: it changes this machine alone or only reads elsewhere, so doing it once more harms nobody, and it goes on. LANE_OUTWARD: it leaves the house (mail, posts), so outbox_hold() holds it.
 */
enum lane_way { LANE_INWARD = 1, LANE_OUTWARD };
struct outbox_lane {
	const char *name;
	enum lane_way way;
	int64_t lease_s;	/* longer than any handler's own time limit */
};
extern const struct outbox_lane outbox_lanes[];	/* ends with a row without name */
const struct outbox_lane *outbox_lane(const char *name);	/* NULL: none is called that */

/* lane: one of the table, another is a BUG, since nobody would do its work. payload: JSON text. dedupe: the same text never enters twice (NULL: none). due_at 0: now. */
void outbox_put(struct ctx *, const char *lane, const char *kind, const char *payload, const char *dedupe, int64_t due_at);

struct outbox_row {
	int64_t id;
	const char *lane, *kind, *payload;
	int64_t attempts;
};
/* Claims the next due row of the lane for `seconds` under this worker's name; NULL when there is none. Own transaction needed (DB_WRITE). */
struct outbox_row *outbox_claim(struct ctx *, const char *lane, const char *worker, int64_t seconds);
/* Which lanes, by their place in outbox_lanes[], have a row that may be claimed now. A transaction of its own; when the database fails none has. */
void outbox_due_lanes(struct ctx *, bool *due);
/* Prolongs the lease of a row that is worked on for longer than its lane foresees. False: the row is somebody else's by now, or done; whoever asks must stop. */
MUST_USE bool outbox_renew(struct ctx *, const struct outbox_row *);
void outbox_done(struct ctx *, int64_t id);
/* Tries again after 2^attempts × 10 s, at most 6 h; after `max` attempts the row is failed for a person to see. reason: plain text without personal data. */
void outbox_retry(struct ctx *, int64_t id, int64_t attempts, int64_t max, const char *reason);
/* Seconds since the oldest due row became due; 0 when none. */
int64_t outbox_age(struct ctx *);
/* Deletes done rows older than `before`; returns how many. */
int64_t outbox_prune(struct ctx *, int64_t before);
/*
 * For a database that was read back from a backup: what was to go out of the house (every lane that is not LANE_INWARD, those that this program does not know too) may have gone out since, so it
 * waits as failed, reason OUTBOX_HELD, until a person sends it. Returns how many.
 */
#define OUTBOX_HELD "held"
int64_t outbox_hold(struct ctx *);
/* After a commit: wakes the worker by a datagram on conf->wake_socket. Never fails, never blocks. */
void outbox_wake(struct ctx *);

#endif
