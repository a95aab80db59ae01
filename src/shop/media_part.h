/* Photos that come in pieces, so that a lost connection costs one piece and not the photo. A piece says where it belongs; what has come is kept by name of the sender and of the upload until it is whole, then goes the way of any upload. */
#ifndef SHOP_MEDIA_PART_H
#define SHOP_MEDIA_PART_H

#include "base/ctx.h"

#define MEDIA_PART_ID 32		/* hexadecimal digits, chosen by the browser */
#define MEDIA_PIECE_MAX (512 * 1024)	/* bytes of a piece */
#define MEDIA_PARTS_MOST 30		/* uploads of one staff member that are not whole */
#define MEDIA_PARTS_BYTES (60 * 1024 * 1024)	/* and what they may hold together */
enum media_part {
	MEDIA_PART_MORE,	/* *have bytes are here: the next piece begins there, whatever this one began with */
	MEDIA_PART_DONE,	/* *hash: as media_take's */
	MEDIA_PART_BAD,		/* no such upload can be: its name, its size, a piece beyond its end */
	MEDIA_PART_TOO_LARGE, MEDIA_PART_TOO_MANY, MEDIA_PART_NOT_A_PICTURE, MEDIA_PART_NO_SPACE
};
/*
 * Before the transaction. path: the piece on the disk, NULL to ask how much is here. The same piece once more changes nothing; one that leaves a gap is not taken. Another staff member's upload of the
 * same name is another one. What is never finished goes with other uploads that nobody came back for (media_sweep).
 */
MUST_USE enum media_part media_part_add(struct ctx *, int64_t staff, const char *id, int64_t offset, int64_t total, const char *path, int64_t *have, const char **hash);

#endif
