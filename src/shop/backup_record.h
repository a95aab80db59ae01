/* The records inside a backup: a letter, four bytes of length (least first), content. Known to shop/backup*.c alone. */
#ifndef SHOP_BACKUP_RECORD_H
#define SHOP_BACKUP_RECORD_H

#include "base/js.h"
#include "base/seal.h"
#include "db/db.h"

#define RECORD_MAX (64 << 20)	/* bytes of one; a text of the shop is far below it */

/* False: errno says why. */
MUST_USE bool record_put(struct seal_out *, char kind, const void *, size_t n);
/* A row ('R'): for each value a letter (n nothing, i number, t text, b bytes) and eight bytes of number, or four of length, content and a NUL. */
MUST_USE bool record_put_row(struct seal_out *, struct arena *, const struct db_param *, size_t n);

struct record {
	char kind;
	size_t n;
	unsigned char *p;	/* in the arena, NUL behind it */
};
MUST_USE enum seal record_get(struct seal_in *, struct arena *, struct record *);
/* The values of a row, pointing into the record; false when they are not exactly n. */
MUST_USE bool record_row(const struct record *, struct db_param *, size_t n);
/* The JSON of a record, or NULL. */
json_t *record_json(struct arena *, const struct record *);

#endif
