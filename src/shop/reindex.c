/* The goods that wait stand in a table, so nothing is lost when the worker ends; the first two hundred of them are done at once, so that a small shop never waits. */
#include "shop/reindex.h"

#include "db/db.h"
#include "shop/search.h"

#define AT_ONCE 200

enum { Q_CATEGORY, Q_MAKER, Q_TAG, Q_NEXT, Q_DONE };

#define DUE(from) "INSERT INTO search_due (product) SELECT product FROM " from " = $1 ON CONFLICT (product) DO NOTHING"

static const struct db_stmt q[] = {
	[Q_CATEGORY] = SQL("reindex.category", DUE("product_category WHERE category")),
	[Q_MAKER] = SQL("reindex.maker", DUE("product_maker WHERE maker")),
	[Q_TAG] = SQL("reindex.tag", DUE("product_tag WHERE tag")),
	[Q_NEXT] = SQL("reindex.next", "SELECT product FROM search_due ORDER BY product LIMIT $1"),
	[Q_DONE] = SQL("reindex.done", "DELETE FROM search_due WHERE product = $1"),
};
DB_TABLE(q);

void
reindex(struct ctx *c, enum reindex what, int64_t id)
{
	int which = Q_CATEGORY;

	switch (what) {
	case REINDEX_CATEGORY:
		break;
	case REINDEX_MAKER:
		which = Q_MAKER;
		break;
	case REINDEX_TAG:
		which = Q_TAG;
		break;
	}
	if (db_exec(c, &q[which], DB_I(id)) > 0)
		(void)reindex_some(c, AT_ONCE);
}

int64_t
reindex_some(struct ctx *c, int limit)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t);
	struct db_rows r;
	int64_t n = 0, i;

	for (r = db_query(c, &q[Q_NEXT], DB_I(limit)); n < limit && db_next(&r);)
		ids[n++] = db_int(&r);
	db_done(&r);
	for (i = 0; i < n; i++) {
		search_index(c, ids[i]);
		(void)db_exec(c, &q[Q_DONE], DB_I(ids[i]));
	}
	return n;
}
