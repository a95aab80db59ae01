/* DATA/incoming: where an upload lies under its content's hash from the moment it was looked at until a job takes it. */
#ifndef SHOP_INCOMING_H
#define SHOP_INCOMING_H

#include "base/ctx.h"

/* hash: of crypt_is_hash, so nothing else ever becomes a path. */
const char *incoming_path(struct ctx *, const char *hash);
/* Before the transaction: moves a spooled file in, durably, so that a power cut leaves the job its file. False: there is no space; or (ctx->err) the disk failed. */
MUST_USE bool incoming_put(struct ctx *, const char *path, const char *hash);
/* What errno says of a call that failed: a full disk is told by the page, anything else goes into ctx->err. False, for returning. */
bool incoming_fault(struct ctx *, const char *what);

#endif
