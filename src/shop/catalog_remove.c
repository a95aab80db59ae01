/* Taking products away without a trace, and bringing variants back on sale: what an import did, undone. Everything that people sold or counted stays: that is looked at by who calls. */
#include "base/str.h"
#include "shop/bundle.h"
#include "shop/catalog_row.h"
#include "shop/goods_part.h"
#include "shop/search.h"
#include "shop/setting.h"

enum { Q_VARIANTS, Q_BACK, Q_VALUES_OF, Q_VARIANT, Q_VALUE_TEXT, Q_VALUE, Q_OPTION_TEXT, Q_OPTION, Q_ATTR, Q_CATEGORY, Q_TEXT, Q_SLUG, Q_PRODUCT };

#define OPTIONS_OF "(SELECT id FROM product_option WHERE product = $1)"

static const struct db_stmt q[] = {
	[Q_VARIANTS] = SQL("product.variants", "SELECT id FROM variant WHERE product = $1 ORDER BY id"),
	[Q_BACK] = SQL("product.variant_back",
	    "UPDATE variant SET active = 1, version = version + 1 WHERE id = $1 AND product = $2 AND active = 0"
	    " AND NOT EXISTS (SELECT 1 FROM variant o WHERE o.sku = variant.sku AND o.active = 1)"),
	[Q_VALUES_OF] = SQL("product.drop_values_of", "DELETE FROM variant_value WHERE option IN " OPTIONS_OF),
	[Q_VARIANT] = SQL("product.drop_variants", "DELETE FROM variant WHERE product = $1"),
	[Q_VALUE_TEXT] = SQL("product.drop_value_texts", "DELETE FROM option_value_text WHERE value IN (SELECT id FROM option_value WHERE option IN " OPTIONS_OF ")"),
	[Q_VALUE] = SQL("product.drop_values", "DELETE FROM option_value WHERE option IN " OPTIONS_OF),
	[Q_OPTION_TEXT] = SQL("product.drop_option_texts", "DELETE FROM product_option_text WHERE option IN " OPTIONS_OF),
	[Q_OPTION] = SQL("product.drop_options", "DELETE FROM product_option WHERE product = $1"),
	[Q_ATTR] = SQL("product.drop_attrs", "DELETE FROM product_attr WHERE product = $1"),
	[Q_CATEGORY] = SQL("product.drop_categories", "DELETE FROM product_category WHERE product = $1"),
	[Q_TEXT] = SQL("product.drop_texts", "DELETE FROM product_text WHERE product = $1"),
	[Q_SLUG] = SQL("product.drop_slugs", "DELETE FROM slug WHERE kind = 'product' AND object = $1"),
	[Q_PRODUCT] = SQL("product.drop", "DELETE FROM product WHERE id = $1"),
};
DB_TABLE(q);

const int64_t *
product_variants(struct ctx *c, int64_t id, size_t *n)
{
	size_t room = 64;
	int64_t *ids = arena_new_n(c->arena, room, int64_t);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_VARIANTS], DB_I(id)); db_next(&r);) {
		if (*n == room) {
			int64_t *more = arena_new_n(c->arena, 2 * room, int64_t);

			memcpy(more, ids, room * sizeof(*ids));
			ids = more;
			room *= 2;
		}
		ids[(*n)++] = db_int(&r);
	}
	return ids;
}

void
product_variants_back(struct ctx *c, int64_t product, const char *ids)
{
	size_t n, i;
	const char **parts = str_split(c->arena, ids, ',', &n);
	int64_t id;

	for (i = 0; i < n; i++)
		if (str_int(parts[i], 1, INT64_MAX, &id))
			db_exec(c, &q[Q_BACK], DB_I(id), DB_I(product));
	setting_bump_product(c, product);
	shelf_put(c, product, false);
	bundle_follow(c, product);
}

void
product_remove(struct ctx *c, int64_t id)
{
	static const int order[] = { Q_VALUES_OF, Q_VARIANT, Q_VALUE_TEXT, Q_VALUE, Q_OPTION_TEXT, Q_OPTION, Q_ATTR, Q_CATEGORY, Q_TEXT, Q_SLUG, Q_PRODUCT };
	size_t i;

	setting_bump(c, "catalog");
	search_forget(c, id);
	shelf_take(c, id);
	goods_part_remove(c, id);
	for (i = 0; i < ARRAY_LEN(order); i++)
		db_exec(c, &q[order[i]], DB_I(id));
}
