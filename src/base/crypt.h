/* Randomness, hashes, password hashes and sealing, all by libsodium. Nothing here is home-made. */
#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H

#include "base/arena.h"

/* Call once per process before the rest. */
void crypt_init(void);

/* 22 characters of A-Z a-z 0-9 - _ (128 bits) or 43 (256 bits): unguessable references and tokens. */
const char *crypt_token(struct arena *, size_t bytes);
/* A random number below n (> 0), unbiased. */
uint32_t crypt_below(uint32_t n);
/* 12 characters, easy to read and to type (no 0 O 1 l), for a first password. */
const char *crypt_password(struct arena *);

/* Hex of BLAKE2b-256, for storing tokens and naming content. */
const char *crypt_hash(struct arena *, const void *p, size_t n);
/* Could s be one: 64 digits? NULL is none. */
bool crypt_is_hash(const char *s);
/* Hex of SHA-256 over pieces, as sha256sum prints it: begin, add …, and the sum so far. */
struct crypt_sum;
struct crypt_sum *crypt_sum_begin(struct arena *);
void crypt_sum_add(struct crypt_sum *, const void *p, size_t n);
const char *crypt_sum_hex(struct arena *, const struct crypt_sum *);
/* Hex of keyed BLAKE2b-256. key: any bytes. */
const char *crypt_mac(struct arena *, const char *key, const void *p, size_t n);
/* Hex of HMAC-SHA256 (RFC 2104), as other houses ask for it. key: any length. */
const char *crypt_hmac_sha256(struct arena *, const char *key, const void *p, size_t n);
/* Equal, in constant time for equal lengths. NULL and "" are equal to nothing: a secret that is not set admits nobody. */
MUST_USE bool crypt_equal(const char *a, const char *b);

/* Argon2id string ($argon2id$v=19$m=…); at most two at a time on this machine (a named semaphore by lock files in dir).
 * NULL when the memory could not be had. */
const char *crypt_password_hash(struct arena *, const char *password, int64_t mib, int64_t ops, const char *lock_dir);
MUST_USE bool crypt_password_ok(const char *hash, const char *password, const char *lock_dir);
/* The hash was made with weaker parameters than these. */
bool crypt_password_stale(const char *hash, int64_t mib, int64_t ops);

/* XChaCha20-Poly1305 under a 32-byte key, bound to `context` (e.g. "social_token:12"); base64. NULL: tampered or wrong context. */
const char *crypt_seal(struct arena *, const unsigned char key[32], const char *context, const char *secret);
const char *crypt_open(struct arena *, const unsigned char key[32], const char *context, const char *sealed);

#endif
