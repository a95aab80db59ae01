/* Sealing what the database keeps secret: one key for the server, made in DATA/keys at its first use unless the settings bring one. */
#include "shop/secret.h"

#include "base/conf.h"
#include "base/crypt.h"
#include "base/seal.h"
#include "base/str.h"

#define KEY_BYTES 32

static bool
server_key(struct ctx *c, unsigned char key[KEY_BYTES])
{
	const char *hex = str_empty(c->conf->key) ? seal_key_file(c->arena, arena_printf(c->arena, "%s/keys/server", c->conf->data), true) : c->conf->key;
	const unsigned char *raw = NULL;
	size_t n = 0;

	if (hex)
		raw = str_unhex(c->arena, hex, &n);
	if (raw && n == KEY_BYTES) {
		memcpy(key, raw, KEY_BYTES);
		return true;
	}
	err_set(c, ERR_INTERNAL, "server_key", "the key of this server cannot be read or made");
	return false;
}

const char *
secret_seal(struct ctx *c, const char *context, const char *secret)
{
	unsigned char key[KEY_BYTES];

	return server_key(c, key) ? crypt_seal(c->arena, key, context, secret) : NULL;
}

const char *
secret_open(struct ctx *c, const char *context, const char *sealed)
{
	unsigned char key[KEY_BYTES];

	return server_key(c, key) ? crypt_open(c->arena, key, context, sealed) : NULL;
}
