/* One-time codes by time: RFC 6238 with SHA-1, 6 digits, 30 seconds, as every authenticator app has them. */
#ifndef SHOP_OTP_H
#define SHOP_OTP_H

#include "base/arena.h"

#define OTP_STEP_S 30
#define OTP_DIGITS 6

/* A new seed of 160 random bits in base32 (32 characters), as apps take it. */
const char *otp_seed(struct arena *);
/* The code of a step (seconds / 30); NULL when the seed is no base32 of 16 to 64 bytes. */
const char *otp_code(struct arena *, const char *seed, int64_t step);

#endif
