/*
 * Carrying a shop from one database to another, of either kind: `etalase export` writes every row of every table into one file that people and other programs can read (a line of JSON per
 * row), `etalase import` reads it into an empty database. Two exports of the same rows are the same bytes, whichever database they come from. Pictures and keys stay in DATA, which both share
 * or which is copied beside; a backup (shop/backup.h) is the whole shop, sealed.
 */
#ifndef SHOP_CARRY_H
#define SHOP_CARRY_H

#include "base/ctx.h"

enum carry {
	CARRY_OK,
	CARRY_NO_FILE,		/* it cannot be read */
	CARRY_FOREIGN,		/* no export of ours, or of a later form */
	CARRY_DAMAGED,		/* changed, or cut off */
	CARRY_OLDER,		/* of a database with fewer migrations */
	CARRY_NEWER,		/* with more of them, or with others */
	CARRY_NOT_EMPTY,	/* there is a shop in the database already */
	CARRY_FAILED		/* ctx->err says why */
};

struct carry_sum {
	int64_t tables, rows;
	int64_t missing;	/* after reading: finished pictures, papers and clips whose files are not in DATA/media */
};

/* The file begins like an export. False also when it cannot be read. */
bool carry_is(const char *path);
/* One snapshot, while the shop runs, to a descriptor open for writing. Memory is constant. The connection serves nothing else meanwhile. */
MUST_USE enum carry carry_out(struct ctx *, int fd, struct carry_sum *);
/* The same into a new file, 0600: under a temporary name, synced, renamed. */
MUST_USE enum carry carry_file(struct ctx *, const char *path, struct carry_sum *);
/*
 * From a descriptor, once through and in one transaction: the sum over all lines, the rows counted in the file and in the database and every reference are checked before the commit.
 * The database has this program's schema; what migrations put there is replaced. Anything but OK leaves nothing behind.
 */
MUST_USE enum carry carry_in(struct ctx *, int fd, struct carry_sum *);

#endif
