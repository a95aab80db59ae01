/* RFC 6238 over RFC 4226; base32 of RFC 4648 without padding. HMAC is libcrypto's, which libcurl and libpq bring along: libsodium has no SHA-1. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "shop/otp.h"

#define SEED_BYTES 20
#define BYTES_MIN 10
#define BYTES_MAX 64

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const char *
otp_seed(struct arena *a)
{
	unsigned char raw[SEED_BYTES];
	char out[SEED_BYTES * 8 / 5];
	size_t i;

	randombytes_buf(raw, sizeof(raw));
	for (i = 0; i < sizeof(out); i++) {
		size_t bit = i * 5, at = bit / 8;
		unsigned pair = (unsigned)raw[at] << 8 | (at + 1 < sizeof(raw) ? raw[at + 1] : 0u);

		out[i] = letters[pair >> (11 - bit % 8) & 31u];
	}
	sodium_memzero(raw, sizeof(raw));
	return arena_mem(a, out, sizeof(out));
}

static size_t
decode(const char *seed, unsigned char *out, size_t max)
{
	unsigned hold = 0, bits = 0;
	size_t n = 0;

	for (; *seed; seed++) {
		const char *p = strchr(letters, *seed);

		if (!p || n == max)
			return 0;
		hold = (hold << 5 | (unsigned)(p - letters)) & 0xfffu;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (unsigned char)(hold >> bits);
		}
	}
	return n;
}

const char *
otp_code(struct arena *a, const char *seed, int64_t step)
{
	unsigned char key[BYTES_MAX], moving[8], mac[EVP_MAX_MD_SIZE];
	size_t n = decode(seed, key, sizeof(key));
	unsigned len = 0, at;
	uint32_t code;
	int i;

	if (n < BYTES_MIN)
		return NULL;
	for (i = 0; i < 8; i++)
		moving[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	if (!HMAC(EVP_sha1(), key, (int)n, moving, sizeof(moving), mac, &len) || len != 20)
		return NULL;
	at = mac[19] & 15u;
	code = ((uint32_t)mac[at] & 0x7fu) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	sodium_memzero(key, sizeof(key));
	return arena_printf(a, "%06u", code % 1000000u);
}
