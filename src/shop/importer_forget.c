/* What imports know of a product, forgotten: so that the same file, brought in once more after an undo, is read anew. */
#include "db/db.h"
#include "shop/importer.h"

enum { Q_UNPRINT, Q_VARIANTS, Q_PRODUCT, Q_SOURCES, Q_CATEGORY, Q_NO_CATEGORY };

static const struct db_stmt q[] = {
	[Q_UNPRINT] = SQL("importer.unprint", "UPDATE external_id SET fingerprint = '' WHERE kind = 'product' AND object = $1"),
	[Q_VARIANTS] = SQL("importer.forget_variants", "DELETE FROM external_id WHERE kind = 'variant' AND object IN (SELECT id FROM variant WHERE product = $1)"),
	[Q_PRODUCT] = SQL("importer.forget_product", "DELETE FROM external_id WHERE kind = 'product' AND object = $1"),
	[Q_SOURCES] = SQL("importer.forget_sources", "DELETE FROM picture_source WHERE product = $1"),
	[Q_CATEGORY] = SQL("importer.category_moved", "UPDATE external_id SET object = $2 WHERE kind = 'category' AND object = $1"),
	[Q_NO_CATEGORY] = SQL("importer.category_forget", "DELETE FROM external_id WHERE kind = 'category' AND object = $1"),
};
DB_TABLE(q);

void
import_unprint(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_UNPRINT], DB_I(product));
}

void
import_forget(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_VARIANTS], DB_I(product));
	db_exec(c, &q[Q_PRODUCT], DB_I(product));
	db_exec(c, &q[Q_SOURCES], DB_I(product));
}

void
import_category_moved(struct ctx *c, int64_t from, int64_t into)
{
	if (into)
		(void)db_exec(c, &q[Q_CATEGORY], DB_I(from), DB_I(into));
	else
		(void)db_exec(c, &q[Q_NO_CATEGORY], DB_I(from));
}
