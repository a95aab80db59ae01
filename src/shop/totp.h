/* The second step of a staff login: codes by time from an app (shop/otp.h), and ten recovery codes that work once each. */
#ifndef SHOP_TOTP_H
#define SHOP_TOTP_H

#include "base/ctx.h"

#define TOTP_CODES 10

bool totp_is_on(struct ctx *, int64_t staff);
/* Begins to set it up: a new seed in base32, sealed in the database under the server's key (conf key, else DATA/keys/server, made at first need); told this once. NULL: it is on
 * already, or the key cannot be had (err_set). */
const char *totp_start(struct ctx *, int64_t staff);
/* Turns it on with a first right code; false for a wrong one. The recovery codes come from totp_codes(). */
MUST_USE bool totp_on(struct ctx *, int64_t staff, const char *code);
/* TOTP_CODES new recovery codes in place of all older ones; only their hashes stay. */
const char **totp_codes(struct ctx *, int64_t staff);
int64_t totp_codes_left(struct ctx *, int64_t staff);
/* A code of now, 30 seconds earlier or later, that was not used yet; or a recovery code. It is used up by this. Spaces and dashes don't count. */
MUST_USE bool totp_passes(struct ctx *, int64_t staff, const char *code);
/* Turns it off; nothing happens when it is off. */
void totp_off(struct ctx *, int64_t staff);

#endif
