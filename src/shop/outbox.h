/* The outbox: what must happen outside (mail, pictures, posts), written in the same transaction as its cause and done by the worker under a lease. */
#ifndef SHOP_OUTBOX_H
#define SHOP_OUTBOX_H

#include "base/ctx.h"

/* Lanes keep a slow kind from delaying another: "media", "proof", "paper". payload: JSON text. dedupe: the same text never enters twice (NULL: none). due_at 0: now. */
void outbox_put(struct ctx *, const char *lane, const char *kind, const char *payload, const char *dedupe, int64_t due_at);

struct outbox_row {
	int64_t id;
	const char *lane, *kind, *payload;
	int64_t attempts;
};
/* Claims the next due row of the lane for `seconds` under this worker's name; NULL when there is none. Own transaction needed (DB_WRITE). */
struct outbox_row *outbox_claim(struct ctx *, const char *lane, const char *worker, int64_t seconds);
void outbox_done(struct ctx *, int64_t id);
/* Tries again after 2^attempts × 10 s, at most 6 h; after `max` attempts the row is failed for a person to see. reason: plain text without personal data. */
void outbox_retry(struct ctx *, int64_t id, int64_t attempts, int64_t max, const char *reason);
/* Seconds since the oldest due row became due; 0 when none. */
int64_t outbox_age(struct ctx *);
/* Deletes done rows older than `before`; returns how many. */
int64_t outbox_prune(struct ctx *, int64_t before);
/*
 * For a database that was read back from a backup: what was to go out of the house (mail, posts; every lane but those that work on this machine alone or only read elsewhere) may have gone out since, so it
 * waits as failed, reason OUTBOX_HELD, until a person sends it. Returns how many.
 */
#define OUTBOX_HELD "held"
int64_t outbox_hold(struct ctx *);
/* After a commit: wakes the worker by a datagram on conf->wake_socket. Never fails, never blocks. */
void outbox_wake(struct ctx *);

#endif
