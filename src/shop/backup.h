/*
 * Backups: the whole shop (every table, pictures, private files, the server's keys) in one sealed file, written while the shop runs, and read back into an empty place. The rows stand in
 * it in a form of their own, so a backup of SQLite restores into PostgreSQL and back. An older backup is loaded at its own schema and then migrated.
 */
#ifndef SHOP_BACKUP_H
#define SHOP_BACKUP_H

#include "base/ctx.h"

enum backup {
	BACKUP_OK,
	BACKUP_NO_FILE,		/* it cannot be read */
	BACKUP_FOREIGN,		/* no backup of ours, or of a later form */
	BACKUP_NO_KEY,		/* there is no key here */
	BACKUP_WRONG_KEY,	/* made under another key or phrase */
	BACKUP_DAMAGED,		/* changed, or cut off */
	BACKUP_NEWER,		/* of a program newer than this one */
	BACKUP_NOT_EMPTY,	/* what it should go into holds something already */
	BACKUP_FAILED		/* ctx->err says why */
};
/* "no_file", "wrong_key", …: the message "backup.<name>" says it to people. */
const char *backup_name(enum backup);

struct backup_sum {
	int64_t made_at;		/* UTC seconds */
	int64_t tables, rows, files;
	int64_t bytes;			/* of the archive */
	int64_t schema;			/* number of its newest migration */
};
/* rows and files so far, about every thousand; may be NULL. */
struct backup_progress { void (*fn)(void *arg, int64_t rows, int64_t files); void *arg; };

/* conf backup_passphrase, else the key file DATA/keys/backup, made when `make` says so. NULL: there is none, or (ctx->err) it could not be made. */
struct seal_secret;
const char *backup_secret(struct ctx *, bool make, bool *phrase);

/*
 * Writes a backup to `path` (0600 under a temporary name, synced, renamed: there is never half a file under that name). Opens a connection of its own; ctx must not be in a
 * transaction. mode: of the finished file.
 */
MUST_USE enum backup backup_write(struct ctx *, const char *path, unsigned mode, const struct backup_progress *, struct backup_sum *);
/* Reads all of it and believes nothing before the end. */
MUST_USE enum backup backup_verify(struct ctx *, const char *path, const char *secret, struct backup_sum *);
/*
 * After verifying: into the database `spec` (empty, or migrated and without people, goods and orders) and the folder `data`. Counts the rows again at the end.
 * *faults: variants whose stock differs from its ledger.
 */
MUST_USE enum backup backup_restore(struct ctx *, const char *path, const char *secret, const char *spec, const char *data, struct backup_sum *, int64_t *faults);
/* The same into a new folder with a SQLite database `etalase.db`; it appears whole or not at all. */
MUST_USE enum backup backup_restore_dir(struct ctx *, const char *path, const char *secret, const char *dir, struct backup_sum *, int64_t *faults);
/* Removes a folder with all that is in it, not following links. */
bool backup_remove_dir(struct ctx *, const char *dir);

/* "DATA/private/backup": where those of the shop itself lie, and a name for a new one there: etalase-20261122-021500-k3jd8s2a.backup (UTC), not to be guessed. */
const char *backup_dir(struct ctx *);
const char *backup_new_name(struct ctx *, int64_t at);

#endif
