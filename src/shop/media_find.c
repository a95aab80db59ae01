/* A picture by its content hash, for settings that name one (the home page's). */
#include "shop/media.h"

#include "base/str.h"
#include "db/db.h"

enum { Q_BY_HASH };

static const struct db_stmt q[] = {
	[Q_BY_HASH] = SQL("media.by_hash", "SELECT id, hash, width, height, alpha, state FROM media WHERE hash = $1"),
};
DB_TABLE(q);

struct picture
media_find(struct ctx *c, const char *hash)
{
	struct picture p = { "", "", 0, 0, false, false, 0 };
	struct db_rows r = db_query(c, &q[Q_BY_HASH], DB_T(hash));

	if (!db_next(&r))
		return p;
	p.media = db_int(&r);
	p.hash = db_str(&r);
	p.width = db_int(&r);
	p.height = db_int(&r);
	p.alpha = db_int(&r) != 0;
	p.ready = str_eq(db_str(&r), "ready");
	db_done(&r);
	return p;
}
