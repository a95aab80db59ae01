/* A picture by its content hash, for settings that name one (the home page's); and those that were made before placeholders were. */
#include "shop/media.h"

#include "db/db.h"
#include "shop/catalog_row.h"
#include "shop/outbox.h"

enum { Q_BY_HASH, Q_PLAIN, Q_BLUR };

static const struct db_stmt q[] = {
	[Q_BY_HASH] = SQL("media.by_hash", "SELECT '', " SQL_PICTURE("m") " FROM media m WHERE m.hash = $1"),
	[Q_PLAIN] = SQL("media.plain", "SELECT hash FROM media WHERE state = 'ready' AND alpha = 0 AND blur = '' ORDER BY id LIMIT $1"),
	[Q_BLUR] = SQL("media.blur", "UPDATE media SET blur = $2 WHERE hash = $1 AND blur = ''"),
};
DB_TABLE(q);

struct picture
media_find(struct ctx *c, const char *hash)
{
	struct picture p = { .hash = "", .alt = "", .blur = "" };
	struct db_rows r = db_query(c, &q[Q_BY_HASH], DB_T(hash));

	if (db_next(&r))
		p = catalog_picture_read(&r, "");
	db_done(&r);
	return p;
}

int64_t
media_plain(struct ctx *c, int64_t most)
{
	const char **hashes = arena_new_n(c->arena, (size_t)most, const char *);
	struct db_rows r = db_query(c, &q[Q_PLAIN], DB_I(most));
	int64_t n = 0;

	while (n < most && db_next(&r))
		hashes[n++] = db_str(&r);
	db_done(&r);
	for (int64_t i = 0; i < n; i++)
		outbox_put(c, "media", "media.blur", arena_printf(c->arena, "{\"hash\":\"%s\"}", hashes[i]), arena_printf(c->arena, "blur:%s", hashes[i]), 0);
	return n;
}

void
media_blur(struct ctx *c, const char *hash, const char *blur)
{
	(void)db_exec(c, &q[Q_BLUR], DB_T(hash), DB_T(*blur ? blur : "-"));
}
