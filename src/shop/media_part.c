/*
 * Pieces of photos. There is no table: the file DATA/incoming/part-<staff>-<upload> is all there is to know, and its length is how far the upload came. Pieces are written at their own place, so
 * two of the same that arrive at once write the same bytes.
 */
#include "shop/media_part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"
#include "shop/media.h"

static enum media_part
fault(struct ctx *c, const char *what)
{
	if (errno != ENOSPC && errno != EDQUOT && errno != EFBIG)
		err_set(c, ERR_DISK, "media.part", "%s: errno %d", what, errno);
	return MEDIA_PART_NO_SPACE;
}

/* Has this person no room for one more? */
static bool
full(struct ctx *c, const char *dir, const char *prefix)
{
	const char **names = file_list(c->arena, dir);
	int64_t bytes = 0;
	struct stat st;
	int n = 0;

	for (; *names; names++) {
		if (!str_starts(*names, prefix) || lstat(arena_printf(c->arena, "%s/%s", dir, *names), &st) != 0)
			continue;
		n++;
		bytes += (int64_t)st.st_size;
	}
	return n >= MEDIA_PARTS_MOST || bytes >= MEDIA_PARTS_BYTES;
}

static enum media_part
whole(struct ctx *c, const char *part, int64_t total, const char **hash)
{
	switch (media_take(c, part, total, hash)) {
	case MEDIA_OK:
		return MEDIA_PART_DONE;
	case MEDIA_TOO_LARGE:
		(void)unlink(part);
		return MEDIA_PART_TOO_LARGE;
	case MEDIA_NOT_A_PICTURE:
		(void)unlink(part);
		return MEDIA_PART_NOT_A_PICTURE;
	case MEDIA_NO_SPACE:
		break;
	}
	return MEDIA_PART_NO_SPACE;
}

/* Writes the piece where it belongs; *have is the file's length before and after. */
static enum media_part
write_piece(struct ctx *c, int fd, int64_t offset, int64_t total, const char *path, int64_t *have)
{
	size_t n = 0, done = 0;
	const char *bytes;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fault(c, "a part could not be looked at");
	*have = (int64_t)st.st_size;
	if (*have > total)
		return MEDIA_PART_BAD;
	if (!path || offset > *have)
		return MEDIA_PART_MORE;
	bytes = file_read(c->arena, path, MEDIA_PIECE_MAX, &n);
	if (!bytes || (int64_t)n > total - offset)
		return MEDIA_PART_BAD;
	while (done < n) {
		ssize_t w = pwrite(fd, bytes + done, n - done, (off_t)(offset + (int64_t)done));

		if (w < 0 && errno != EINTR)
			return fault(c, "a part could not be written");
		done += w > 0 ? (size_t)w : 0;
	}
	if (offset + (int64_t)n > *have)
		*have = offset + (int64_t)n;
	return MEDIA_PART_MORE;
}

enum media_part
media_part_add(struct ctx *c, int64_t staff, const char *id, int64_t offset, int64_t total, const char *path, int64_t *have, const char **hash)
{
	const char *dir = arena_printf(c->arena, "%s/incoming", c->conf->data), *prefix = arena_printf(c->arena, "part-%lld-", (long long)staff), *part;
	enum media_part said;
	int fd;

	*have = 0;
	*hash = "";
	if (strlen(id) != MEDIA_PART_ID || strspn(id, "0123456789abcdef") != MEDIA_PART_ID || total < 1 || offset < 0 || offset > total)
		return MEDIA_PART_BAD;
	if (total > c->conf->upload_max)
		return MEDIA_PART_TOO_LARGE;
	if (!file_mkdirs(dir, 0700))
		return fault(c, "no folder for uploads");
	part = arena_printf(c->arena, "%s/%s%s", dir, prefix, id);
	if (!file_exists(part)) {
		if (!path || offset > 0)
			return MEDIA_PART_MORE;
		if (full(c, dir, prefix))
			return MEDIA_PART_TOO_MANY;
	}
	fd = open(part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fault(c, "a part could not be opened");
	said = write_piece(c, fd, offset, total, path, have);
	close(fd);
	return said == MEDIA_PART_MORE && *have == total ? whole(c, part, total, hash) : said;
}
