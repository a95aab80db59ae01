/*
 * Sealed files: one stream of bytes, encrypted and authenticated as a whole (libsodium's secretstream), for backups. A byte changed, a piece left
 * out or put elsewhere, an end cut off: each is noticed while reading. Memory is constant however long the file is.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/arena.h"

enum seal {
	SEAL_OK,
	SEAL_NO_FILE,	/* it cannot be opened or read: errno says why */
	SEAL_FOREIGN,	/* no sealed file, or of a later form */
	SEAL_WRONG_KEY,
	SEAL_DAMAGED	/* changed, or cut off */
};

/*
 * What the key of each file is derived from, with a salt of the file's own: a key file's hex digits (64), or a phrase that a person remembers, which is stretched by
 * Argon2id (64 MiB).
 */
struct seal_secret { const char *text; bool phrase; };
/* Reads a key file, or makes it (32 random bytes in hex, mode 0600) when it is not there and `make` says so. NULL: errno says why; EINVAL: it is no key. */
const char *seal_key_file(struct arena *, const char *path, bool make);

/* fd: open for writing, at its beginning; the caller syncs and closes it. NULL: errno says why. */
struct seal_out *seal_begin(struct arena *, int fd, struct seal_secret);
/* False: errno says why; later calls do nothing. */
MUST_USE bool seal_put(struct seal_out *, const void *, size_t n);
/* Writes the last piece: a file without it counts as cut off. */
MUST_USE bool seal_end(struct seal_out *);
/* Bytes in the file so far. */
int64_t seal_size(const struct seal_out *);

/* fd: open for reading, at its beginning. NULL with *why. The kind of secret (key or phrase) is read from the file. */
struct seal_in *seal_open(struct arena *, int fd, const char *secret, enum seal *why);
/* Exactly n bytes, every one of them authenticated; else DAMAGED or NO_FILE, which stays. */
MUST_USE enum seal seal_get(struct seal_in *, void *, size_t n);
/* All was read, the last piece was there and nothing follows it. */
MUST_USE bool seal_at_end(struct seal_in *);

#endif
