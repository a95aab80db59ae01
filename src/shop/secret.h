/* Secrets in the database (seeds, tokens, keys of other houses): sealed under the server's key, which is conf->key or DATA/keys/server, and bound to the row they stand in. */
#ifndef SHOP_SECRET_H
#define SHOP_SECRET_H

#include "base/ctx.h"

/* context: what the secret belongs to ("staff_totp:7"): a sealed text that was moved to another row does not open there. NULL with err_set when the key cannot be read or made. */
const char *secret_seal(struct ctx *, const char *context, const char *secret);
/* NULL: sealed under another key, for another context, or changed (no error is set); or, with err_set, the key cannot be read. */
const char *secret_open(struct ctx *, const char *context, const char *sealed);

#endif
