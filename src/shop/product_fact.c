/* Facts of a product, written as a whole: a few rows, so what was there is replaced. */
#include "shop/product_fact.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/hint.h"
#include "shop/permit.h"
#include "shop/search.h"
#include "shop/setting.h"

enum { Q_LIST, Q_GET, Q_PUT, Q_DROP, Q_ADD, Q_TYPE, Q_COPY };

static const struct db_stmt q[] = {
	[Q_GET] = SQL("product_fact.get", "SELECT id, type FROM product WHERE id = $1"),
	[Q_LIST] = SQL("product_fact.list",
	    "SELECT COALESCE(a.attribute, 0), a.name, COALESCE(e.name, ''), a.value, COALESCE(e.value, ''), a.value_key FROM product_attr a"
	    " LEFT JOIN product_attr e ON e.product = a.product AND e.position = a.position AND e.lang = 'en' WHERE a.product = $1 AND a.lang = 'id' ORDER BY a.position LIMIT $2"),
	[Q_PUT] = SQL("product_fact.put",
	    "UPDATE product SET type = $3, pirt = $4, halal = $5, bpom = $6, sni = $7, shelf_life_days = $8, updated_at = $9, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_DROP] = SQL("product_fact.drop", "DELETE FROM product_attr WHERE product = $1"),
	[Q_ADD] = SQL("product_fact.add", "INSERT INTO product_attr (product, position, lang, name, value, attribute, value_key) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
	[Q_TYPE] = SQL("product_fact.type", "UPDATE product SET type = $2 WHERE id = $1 AND type IS NULL"),
	[Q_COPY] = SQL("product_fact.copy", "UPDATE product SET type = (SELECT o.type FROM product o WHERE o.id = $1), sni = (SELECT o.sni FROM product o WHERE o.id = $1) WHERE id = $2"),
};
DB_TABLE(q);

bool
product_facts(struct ctx *c, int64_t product, struct product_facts *f)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(product));
	bool there = db_next(&r);

	if (there) {
		db_skip(&r);
		f->type = db_int(&r);
	}
	db_done(&r);
	return there;
}

struct product_fact *
product_fact_list(struct ctx *c, int64_t product, size_t *n)
{
	struct product_fact *all = arena_new_n(c->arena, CATALOG_FACTS, struct product_fact);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(product), DB_I(CATALOG_FACTS));

	for (*n = 0; *n < CATALOG_FACTS && db_next(&r); ++*n) {
		all[*n].attribute = db_int(&r);
		all[*n].name[0] = db_str(&r);
		all[*n].name[1] = db_str(&r);
		all[*n].value[0] = db_str(&r);
		all[*n].value[1] = db_str(&r);
		all[*n].key = db_str(&r);
	}
	db_done(&r);
	return all;
}

/* The rows of one fact, checked. */
struct row { const char *name[2], *value[2], *key; int64_t attribute; };

static bool
row_make(struct ctx *c, const struct fact_edit *f, struct row *row)
{
	struct attribute_value v;

	if (!f->attribute) {
		*row = (struct row){ { f->name[0], f->name[1] }, { f->value[0], f->value[1] }, "", 0 };
		return !str_empty(f->name[0]) && !str_empty(f->value[0]);
	}
	if (!attribute_read(c, f->attribute, f->value[0], f->value[1], &v))
		return false;
	*row = (struct row){ { f->attribute->name[0], f->attribute->name[1] }, { v.text[0], v.text[1] }, v.key, f->attribute->id };
	return true;
}

static void
rows_put(struct ctx *c, int64_t product, const struct row *rows, size_t n)
{
	static const char *const langs[] = { "id", "en" };
	size_t i, k;

	(void)db_exec(c, &q[Q_DROP], DB_I(product));
	for (i = 0; i < n; i++)
		for (k = 0; k < ARRAY_LEN(langs); k++) {
			const char *name = rows[i].name[k], *value = rows[i].value[k];

			if (k > 0 && str_empty(name) && str_empty(value))
				continue;
			(void)db_exec(c, &q[Q_ADD], DB_I(product), DB_I(i), DB_T(langs[k]), DB_T(str_empty(name) ? rows[i].name[0] : name),
			    DB_T(str_empty(value) ? rows[i].value[0] : value), DB_REF(rows[i].attribute), DB_T(rows[i].key));
		}
}

enum product_fact_put
product_fact_put(struct ctx *c, int64_t product, int64_t version, const struct product_fact_edit *e, size_t *bad)
{
	struct row *rows = arena_new_n(c->arena, e->n_facts, struct row);
	struct product_facts there;
	size_t i;

	for (i = 0; i < e->n_facts; i++)
		if (i >= CATALOG_FACTS || !row_make(c, &e->facts[i], &rows[i])) {
			*bad = i;
			return PRODUCT_FACT_BAD;
		}
	if (db_exec(c, &q[Q_PUT], DB_I(product), DB_I(version), DB_REF(e->type), DB_T(e->number[PERMIT_PIRT]), DB_T(e->number[PERMIT_HALAL]), DB_T(e->number[PERMIT_BPOM]),
	    DB_T(e->number[PERMIT_SNI]), DB_REF(e->shelf_life_days), DB_I(clock_now())) != 1)
		return product_facts(c, product, &there) ? PRODUCT_FACT_CONFLICT : PRODUCT_FACT_GONE;
	rows_put(c, product, rows, e->n_facts);
	for (i = 0; i < PERMITS; i++)
		permit_until_put(c, product, (enum permit)i, str_empty(e->number[i]) ? 0 : e->until[i]);
	search_index(c, product);
	setting_bump_product(c, product);
	hint_put(c, product);
	audit(c, "product.facts", "product", product, NULL, NULL);
	return PRODUCT_FACT_OK;
}

void
product_fact_type(struct ctx *c, int64_t product, int64_t type)
{
	(void)db_exec(c, &q[Q_TYPE], DB_I(product), DB_I(type));
	hint_put(c, product);
}

/* What the form does not know of. */
static void
copy(struct ctx *c, const struct goods_copy *g)
{
	(void)db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to));
}

static const struct goods_part fact_part = { copy, NULL };
PRODUCT_PART(fact_part);
