/*
 * The second error channel: the world failed (database gone, disk full). The first failure is recorded in ctx->err and
 * stays; database calls after it do nothing; the gate rolls back and shows one error page with the request's id.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

enum err_kind {
	ERR_NONE,
	ERR_DB,		/* the database failed for good */
	ERR_BUSY,	/* busy or serialization failure: the gate runs the request again */
	ERR_DISK,	/* no space, no file handles or an I/O error, in the database or outside */
	ERR_AWAY,	/* the database cannot be reached just now */
	ERR_NET,	/* another machine (worker only) */
	ERR_LIMIT,	/* a ceiling of ours was reached: too large to build */
	ERR_INTERNAL	/* a dependency misbehaved */
};

struct err {
	enum err_kind kind;
	char where[64];		/* statement name or function */
	char text[256];		/* for the log, never for shoppers */
};

struct ctx;
/* Records the failure unless one is recorded already. fmt: lower case, no full stop, what was attempted and why it failed. */
void err_set(struct ctx *, enum err_kind, const char *where, const char *fmt, ...) PRINTF(4, 5);
bool err_is_set(const struct ctx *);
void err_clear(struct ctx *);
const char *err_name(enum err_kind);

#endif
