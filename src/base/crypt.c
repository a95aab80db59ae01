/*
 * Everything secret is libsodium's: random numbers, BLAKE2b, Argon2id, XChaCha20-Poly1305. Ours are
 * only the texts around it and the rule that at most two passwords are hashed at a time on a
 * machine, so that a flood of logins can't eat its memory.
 */
#include "base/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#define LOCKS 2
#define LOCK_WAIT_MS 10000
#define MIB ((size_t)1024 * 1024)

void
crypt_init(void)
{
	if (sodium_init() < 0)
		BUG("libsodium cannot start");
}

const char *
crypt_token(struct arena *a, size_t bytes)
{
	unsigned char *raw = arena_alloc(a, bytes);
	size_t n = sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *s = arena_alloc(a, n);

	randombytes_buf(raw, bytes);
	sodium_bin2base64(s, n, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return s;
}

uint32_t
crypt_below(uint32_t n)
{
	if (n == 0)
		BUG("crypt_below(0)");
	return randombytes_uniform(n);
}

const char *
crypt_password(struct arena *a)
{
	static const char letters[] = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	char *s = arena_alloc(a, 13);
	size_t i;

	for (i = 0; i < 12; i++)
		s[i] = letters[crypt_below((uint32_t)sizeof(letters) - 1)];
	return s;
}

const char *
crypt_hash(struct arena *a, const void *p, size_t n)
{
	unsigned char out[32];

	crypto_generichash(out, sizeof(out), p, n, NULL, 0);
	return str_hex(a, out, sizeof(out));
}

bool
crypt_is_hash(const char *s)
{
	return s && strlen(s) == 64 && s[strspn(s, "0123456789abcdef")] == '\0';
}

struct crypt_sum { crypto_hash_sha256_state state; };

struct crypt_sum *
crypt_sum_begin(struct arena *a)
{
	struct crypt_sum *s = arena_new(a, struct crypt_sum);

	crypto_hash_sha256_init(&s->state);
	return s;
}

void
crypt_sum_add(struct crypt_sum *s, const void *p, size_t n)
{
	crypto_hash_sha256_update(&s->state, p, n);
}

const char *
crypt_sum_hex(struct arena *a, const struct crypt_sum *s)
{
	struct crypt_sum so_far = *s;
	unsigned char out[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(&so_far.state, out);
	return str_hex(a, out, sizeof(out));
}

const char *
crypt_mac(struct arena *a, const char *key, const void *p, size_t n)
{
	unsigned char out[32], short_key[32];

	/* BLAKE2b takes keys of 16 to 64 bytes: the key's own hash is always one. */
	crypto_generichash(
	    short_key, sizeof(short_key), (const unsigned char *)key, strlen(key), NULL, 0);
	crypto_generichash(out, sizeof(out), p, n, short_key, sizeof(short_key));
	sodium_memzero(short_key, sizeof(short_key));
	return str_hex(a, out, sizeof(out));
}

const char *
crypt_hmac_sha256(struct arena *a, const char *key, const void *p, size_t n)
{
	crypto_auth_hmacsha256_state st;
	unsigned char out[crypto_auth_hmacsha256_BYTES];

	(void)crypto_auth_hmacsha256_init(&st, (const unsigned char *)key, strlen(key));
	(void)crypto_auth_hmacsha256_update(&st, p, n);
	(void)crypto_auth_hmacsha256_final(&st, out);
	return str_hex(a, out, sizeof(out));
}

bool
crypt_equal(const char *a, const char *b)
{
	size_t n;

	if (str_empty(a) || str_empty(b))
		return false;
	n = strlen(a);
	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}

static void
nap(void)
{
	struct timespec t = { 0, (long)(5 + crypt_below(20)) * 1000000 };

	nanosleep(&t, NULL);
}

/* Takes one of the two lock files, whichever is free first; the descriptor to close, or -1 after 10
 * s or without a folder. */
static int
lock(const char *dir)
{
	int64_t start = clock_ms();
	int fds[LOCKS], got = -1;
	size_t i, first = crypt_below(LOCKS);

	for (i = 0; i < LOCKS; i++) {
		char path[1024];

		if (snprintf(path, sizeof(path), "%s/hash-%zu", dir, i) >= (int)sizeof(path))
			fds[i] = -1;
		else
			fds[i] = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	}
	while (fds[0] >= 0 && fds[1] >= 0) {
		for (i = 0; i < LOCKS && got < 0; i++)
			if (flock(fds[(first + i) % LOCKS], LOCK_EX | LOCK_NB) == 0)
				got = (int)((first + i) % LOCKS);
		if (got >= 0 || clock_ms() - start >= LOCK_WAIT_MS)
			break;
		nap();
	}
	if (got < 0)
		LOG(EV_FAILURE, KV("where", "password_lock"), KI("ms", clock_ms() - start));
	for (i = 0; i < LOCKS; i++)
		if (fds[i] >= 0 && (int)i != got)
			close(fds[i]);
	return got < 0 ? -1 : fds[got];
}

const char *
crypt_password_hash(
    struct arena *a, const char *password, int64_t mib, int64_t ops, const char *lock_dir)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
	int fd, rc;

	if (mib < 1 || mib > 4096 || ops < 1 || ops > 100)
		BUG("argon2 with %" PRId64 " MiB and %" PRId64 " passes", mib, ops);
	fd = lock(lock_dir);
	if (fd < 0)
		return NULL;
	rc = crypto_pwhash_str_alg(out, password, strlen(password), (unsigned long long)ops,
	    (size_t)mib * MIB, crypto_pwhash_ALG_ARGON2ID13);
	close(fd);
	return rc == 0 ? out : NULL;
}

bool
crypt_password_ok(const char *hash, const char *password, const char *lock_dir)
{
	int fd, rc;

	if (str_empty(hash) || password == NULL || strlen(hash) >= crypto_pwhash_STRBYTES)
		return false;
	fd = lock(lock_dir);
	if (fd < 0)
		return false;
	rc = crypto_pwhash_str_verify(hash, password, strlen(password));
	close(fd);
	return rc == 0;
}

bool
crypt_password_stale(const char *hash, int64_t mib, int64_t ops)
{
	unsigned kib, passes;

	if (hash == NULL || sscanf(hash, "$argon2id$v=19$m=%9u,t=%9u,p=", &kib, &passes) != 2)
		return true;
	return (int64_t)kib < mib * 1024 || (int64_t)passes < ops;
}

const char *
crypt_seal(struct arena *a, const unsigned char key[32], const char *context, const char *secret)
{
	const size_t head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	const size_t tail = crypto_aead_xchacha20poly1305_ietf_ABYTES;
	size_t n = strlen(secret), total = head + n + tail, text_size;
	unsigned char *raw = arena_alloc(a, total);
	char *text;

	randombytes_buf(raw, head);
	crypto_aead_xchacha20poly1305_ietf_encrypt(raw + head, NULL, (const unsigned char *)secret,
	    n, (const unsigned char *)context, strlen(context), NULL, raw, key);
	text_size = sodium_base64_encoded_len(total, sodium_base64_VARIANT_ORIGINAL);
	text = arena_alloc(a, text_size);
	sodium_bin2base64(text, text_size, raw, total, sodium_base64_VARIANT_ORIGINAL);
	return text;
}

const char *
crypt_open(struct arena *a, const unsigned char key[32], const char *context, const char *sealed)
{
	const size_t head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	const size_t tail = crypto_aead_xchacha20poly1305_ietf_ABYTES;
	size_t len, n;
	unsigned char *raw, *plain;

	if (sealed == NULL)
		return NULL;
	len = strlen(sealed);
	raw = arena_alloc(a, len / 4 * 3 + 3);
	if (sodium_base642bin(raw, len / 4 * 3 + 3, sealed, len, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    n < head + tail)
		return NULL;
	plain = arena_alloc(a, n - head - tail + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, raw + head, n - head,
		(const unsigned char *)context, strlen(context), raw, key) != 0)
		return NULL;
	return (const char *)plain;
}
