/* Ribbons stand in the product's own row, since each card shows them. */
#include "shop/ribbon.h"

#include "base/clock.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/setting.h"

enum { Q_GET, Q_PUT, Q_THERE, Q_COPY };

static const struct db_stmt q[] = {
	[Q_GET] = SQL("ribbon.get", "SELECT ribbon, ribbon_en, COALESCE(ribbon_until, 0) FROM product WHERE id = $1"),
	[Q_PUT] = SQL("ribbon.put",
	    "UPDATE product SET ribbon = $3, ribbon_en = $4, ribbon_until = $5, updated_at = $6, version = version + 1 WHERE id = $1 AND version = $2 AND trashed_at IS NULL"),
	[Q_THERE] = SQL("ribbon.there", "SELECT COUNT(*) FROM product WHERE id = $1 AND trashed_at IS NULL"),
	[Q_COPY] = SQL("ribbon.copy",
	    "UPDATE product SET ribbon = (SELECT o.ribbon FROM product o WHERE o.id = $1), ribbon_en = (SELECT o.ribbon_en FROM product o WHERE o.id = $1),"
	    " ribbon_until = (SELECT o.ribbon_until FROM product o WHERE o.id = $1) WHERE id = $2"),
};
DB_TABLE(q);

struct ribbon
ribbon_get(struct ctx *c, int64_t product)
{
	struct ribbon b = { { "", "" }, 0 };
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(product));

	if (db_next(&r)) {
		b.text[0] = db_str(&r);
		b.text[1] = db_str(&r);
		b.until = db_int(&r);
	}
	db_done(&r);
	return b;
}

enum ribbon_put
ribbon_put(struct ctx *c, int64_t product, int64_t version, const struct ribbon *b)
{
	if (db_exec(c, &q[Q_PUT], DB_I(product), DB_I(version), DB_T(b->text[0]), DB_T(b->text[1]), DB_REF(b->until), DB_I(clock_now())) != 1)
		return db_one_int(c, 0, &q[Q_THERE], DB_I(product)) ? RIBBON_CONFLICT : RIBBON_GONE;
	setting_bump_product(c, product);
	audit(c, "product.ribbon", "product", product, NULL, NULL);
	return RIBBON_OK;
}

static void
copy(struct ctx *c, const struct goods_copy *g)
{
	(void)db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to));
}

static const struct goods_part ribbon_part = { copy, NULL };
PRODUCT_PART(ribbon_part);
