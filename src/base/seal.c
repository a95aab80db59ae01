/*
 * A sealed file is: 8 bytes that name the form, a letter for the kind of secret, 16 bytes of salt, 16 bytes by which the key is recognised (so that a
 * wrong key and a damaged file are told apart), the head of the secretstream, then pieces: four bytes of length, ciphertext. The head is authenticated
 * with the first piece; the last piece bears the stream's final tag.
 */
#include "base/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define FORM "ETALASE1"
#define SALT 16
#define MARK 16
#define HEAD (8 + 1 + SALT + MARK)
#define PIECE 65536
#define TAIL crypto_secretstream_xchacha20poly1305_ABYTES
#define PHRASE_OPS 3
#define PHRASE_BYTES ((size_t)64 << 20)

struct seal_out {
	crypto_secretstream_xchacha20poly1305_state st;
	int fd;
	bool failed, first;
	unsigned char head[HEAD];
	unsigned char piece[PIECE];
	unsigned char sealed[4 + PIECE + TAIL];
	size_t n;
	int64_t size;
};

struct seal_in {
	crypto_secretstream_xchacha20poly1305_state st;
	int fd;
	bool first, final;
	enum seal state;
	unsigned char head[HEAD];
	unsigned char piece[PIECE];
	unsigned char sealed[PIECE + TAIL];
	size_t n, at;
};

const char *
seal_key_file(struct arena *a, const char *path, bool make)
{
	unsigned char raw[32];
	const char *hex;
	char *text;
	size_t n;

	text = file_read(a, path, 1000, &n);
	if (!text && errno == ENOENT && make) {
		randombytes_buf(raw, sizeof(raw));
		hex = str_hex(a, raw, sizeof(raw));
		sodium_memzero(raw, sizeof(raw));
		return file_write(path, hex, strlen(hex), 0600) ? hex : NULL;
	}
	if (!text)
		return NULL;
	hex = str_trim(a, text);
	if (strlen(hex) == 64 && hex[strspn(hex, "0123456789abcdef")] == '\0')
		return hex;
	errno = EINVAL;
	return NULL;
}

/* The key of one file. False: no memory for stretching a phrase. */
static bool
derive(unsigned char key[32], const char *secret, char kind, const unsigned char *salt)
{
	if (kind == 'p')
		return crypto_pwhash(key, 32, secret, strlen(secret), salt, PHRASE_OPS, PHRASE_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0;
	return crypto_generichash(key, 32, (const unsigned char *)secret, strlen(secret), salt, SALT) == 0;
}

static void
mark_of(unsigned char mark[MARK], const unsigned char key[32])
{
	static const unsigned char what[] = "etalase: which key is it";

	crypto_generichash(mark, MARK, what, sizeof(what) - 1, key, 32);
}

/* --- writing --- */

static bool
put_raw(struct seal_out *o, const unsigned char *p, size_t n)
{
	while (n > 0 && !o->failed) {
		ssize_t w = write(o->fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			o->failed = true;
			break;
		}
		p += w;
		n -= (size_t)w;
		o->size += w;
	}
	return !o->failed;
}

struct seal_out *
seal_begin(struct arena *a, int fd, struct seal_secret secret)
{
	unsigned char head[crypto_secretstream_xchacha20poly1305_HEADERBYTES], key[32];
	struct seal_out *o = arena_new(a, struct seal_out);

	o->fd = fd;
	o->first = true;
	memcpy(o->head, FORM, 8);
	o->head[8] = secret.phrase ? 'p' : 'k';
	randombytes_buf(o->head + 9, SALT);
	if (!derive(key, secret.text, (char)o->head[8], o->head + 9)) {
		errno = ENOMEM;
		return NULL;
	}
	mark_of(o->head + 9 + SALT, key);
	crypto_secretstream_xchacha20poly1305_init_push(&o->st, head, key);
	sodium_memzero(key, sizeof(key));
	return put_raw(o, o->head, HEAD) && put_raw(o, head, sizeof(head)) ? o : NULL;
}

static bool
flush(struct seal_out *o, unsigned char tag)
{
	unsigned long long n;
	size_t i;

	crypto_secretstream_xchacha20poly1305_push(&o->st, o->sealed + 4, &n, o->piece, o->n, o->first ? o->head : NULL, o->first ? HEAD : 0, tag);
	for (i = 0; i < 4; i++)
		o->sealed[i] = (unsigned char)(n >> (8 * i));
	o->first = false;
	o->n = 0;
	return put_raw(o, o->sealed, 4 + (size_t)n);
}

bool
seal_put(struct seal_out *o, const void *p, size_t n)
{
	const unsigned char *from = p;

	while (n > 0 && !o->failed) {
		size_t part = n < PIECE - o->n ? n : PIECE - o->n;

		memcpy(o->piece + o->n, from, part);
		o->n += part;
		from += part;
		n -= part;
		if (o->n == PIECE && !flush(o, 0))
			return false;
	}
	return !o->failed;
}

bool
seal_end(struct seal_out *o)
{
	return !o->failed && flush(o, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

int64_t
seal_size(const struct seal_out *o)
{
	return o->size;
}

/* --- reading --- */

/* How many of n bytes there were; -1: errno says why. */
static ssize_t
get_raw(int fd, unsigned char *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, p + got, n - got);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	return (ssize_t)got;
}

struct seal_in *
seal_open(struct arena *a, int fd, const char *secret, enum seal *why)
{
	unsigned char head[crypto_secretstream_xchacha20poly1305_HEADERBYTES], key[32], mark[MARK];
	struct seal_in *in = arena_new(a, struct seal_in);
	ssize_t n = get_raw(fd, in->head, HEAD);

	in->fd = fd;
	in->first = true;
	*why = n < 0 ? SEAL_NO_FILE : SEAL_FOREIGN;
	if (n < 8 || memcmp(in->head, FORM, 8) != 0)
		return NULL;
	*why = SEAL_DAMAGED;
	if (n != HEAD || (in->head[8] != 'k' && in->head[8] != 'p') || get_raw(fd, head, sizeof(head)) != (ssize_t)sizeof(head))
		return NULL;
	*why = SEAL_WRONG_KEY;
	if (!derive(key, secret, (char)in->head[8], in->head + 9))
		return NULL;
	mark_of(mark, key);
	if (sodium_memcmp(mark, in->head + 9 + SALT, MARK) != 0)
		return NULL;
	*why = SEAL_DAMAGED;
	if (crypto_secretstream_xchacha20poly1305_init_pull(&in->st, head, key) != 0)
		return NULL;
	sodium_memzero(key, sizeof(key));
	*why = SEAL_OK;
	return in;
}

static enum seal
refill(struct seal_in *in)
{
	unsigned char len[4], tag = 0;
	unsigned long long n = 0;
	size_t sealed;
	ssize_t got;

	if (in->final)
		return SEAL_DAMAGED;
	got = get_raw(in->fd, len, 4);
	if (got != 4)
		return got < 0 ? SEAL_NO_FILE : SEAL_DAMAGED;
	sealed = (size_t)len[0] | (size_t)len[1] << 8 | (size_t)len[2] << 16 | (size_t)len[3] << 24;
	if (sealed < TAIL || sealed > PIECE + TAIL)
		return SEAL_DAMAGED;
	got = get_raw(in->fd, in->sealed, sealed);
	if (got != (ssize_t)sealed)
		return got < 0 ? SEAL_NO_FILE : SEAL_DAMAGED;
	if (crypto_secretstream_xchacha20poly1305_pull(&in->st, in->piece, &n, &tag, in->sealed, sealed, in->first ? in->head : NULL,
	    in->first ? HEAD : 0) != 0)
		return SEAL_DAMAGED;
	in->first = false;
	in->final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	in->n = (size_t)n;
	in->at = 0;
	return SEAL_OK;
}

enum seal
seal_get(struct seal_in *in, void *p, size_t n)
{
	unsigned char *to = p;

	while (n > 0 && in->state == SEAL_OK) {
		size_t part = in->n - in->at < n ? in->n - in->at : n;

		if (part == 0) {
			in->state = refill(in);
			continue;
		}
		memcpy(to, in->piece + in->at, part);
		in->at += part;
		to += part;
		n -= part;
	}
	return in->state;
}

bool
seal_at_end(struct seal_in *in)
{
	unsigned char more;

	if (in->state == SEAL_OK && in->at == in->n && !in->final)
		in->state = refill(in);
	return in->state == SEAL_OK && in->final && in->at == in->n && get_raw(in->fd, &more, 1) == 0;
}
