/*
 * Writing a product: everything that may refuse is looked at first, so a refusal leaves nothing behind; then one conditional UPDATE
 * of the version decides between two people who save at once, and the rest follows it.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "shop/audit.h"
#include "shop/bundle.h"
#include "shop/catalog_row.h"
#include "shop/product_type.h"
#include "shop/search.h"
#include "shop/setting.h"
#include "shop/stock.h"

#define SLUG_MAX 80

enum {
	Q_SKU_TAKEN, Q_SLUG_OWNER, Q_NEW, Q_SAVE, Q_TEXT, Q_TEXT_DROP, Q_VARIANT_OFF, Q_SKU_CLEAR, Q_VARIANT_NEW,
	Q_VARIANT_SAVE, Q_ATTRS_DROP, Q_ATTR, Q_CATEGORY_DROP, Q_CATEGORY, Q_STATUS_WAS, Q_STATUS, Q_SALES
};

/* What comes back from the archive is in the trash no longer, and leads nowhere else. */
#define BACK(status) \
	", trashed_at = CASE WHEN CAST(" status " AS TEXT) = 'archived' THEN trashed_at END, merged_into = CASE WHEN CAST(" status " AS TEXT) = 'archived' THEN merged_into END"

static const struct db_stmt q[] = {
	[Q_SKU_TAKEN] = SQL("product.sku_taken",
	    "SELECT COUNT(*) FROM variant WHERE sku = $1 AND active = 1 AND product <> $2"),
	[Q_SLUG_OWNER] = SQL("product.slug_owner", "SELECT object FROM slug WHERE kind = 'product' AND slug = $1 AND current = 1"),
	[Q_NEW] = SQL("product.new",
	    "INSERT INTO product (status, unit, pirt, halal, bpom, shelf_life_days, tint,"
	    " featured, created_at,"
	    " updated_at, archived_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9,"
	    " CASE WHEN CAST($1 AS TEXT) = 'archived' THEN CAST($9 AS BIGINT) END) RETURNING id"),
	[Q_SAVE] = SQL("product.save",
	    "UPDATE product SET status = $1, unit = $2, pirt = $3, halal = $4, bpom = $5,"
	    " shelf_life_days = $6,"
	    " tint = $7, featured = $8, updated_at = $9, version = version + 1,"
	    " archived_at = CASE WHEN CAST($1 AS TEXT) = 'archived' THEN COALESCE(archived_at, $9)"
	    " END" BACK("$1")
	    " WHERE id = $10 AND version = $11"),
	[Q_TEXT] = SQL("product.text",
	    "INSERT INTO product_text (product, lang, name, summary, description) VALUES ($1, $2,"
	    " $3, $4, $5)"
	    " ON CONFLICT (product, lang) DO UPDATE SET name = excluded.name, summary ="
	    " excluded.summary,"
	    " description = excluded.description"),
	[Q_TEXT_DROP] = SQL("product.text_drop", "DELETE FROM product_text WHERE product = $1 AND lang = $2"),
	[Q_VARIANT_OFF] = SQL("product.variant_off",
	    "UPDATE variant SET active = 0, version = version + 1 WHERE id = $1 AND active = 1"),
	/* Two variants may swap their codes, and each is written by itself. */
	[Q_SKU_CLEAR] = SQL("product.sku_clear", "UPDATE variant SET sku = NULL WHERE id = $1 AND sku IS NOT NULL"),
	[Q_VARIANT_NEW] = SQL("product.variant_new",
	    "INSERT INTO variant (position, sku, barcode, price, compare_at, sale_price,"
	    " sale_from, sale_to, cost,"
	    " weight_g, low_at, media, length_mm, width_mm, height_mm, product, price_qty) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	    " $11, $12, $13, $14, $15, $16, COALESCE((SELECT MAX(o.price_qty) FROM variant o WHERE o.product = $16), 1))"
	    " RETURNING id"),
	[Q_VARIANT_SAVE] = SQL("product.variant_save",
	    "UPDATE variant SET position = $1, sku = $2, barcode = $3, price = $4, compare_at = $5,"
	    " sale_price = $6, sale_from = $7, sale_to = $8, cost = $9, weight_g = $10, low_at ="
	    " $11,"
	    " media = $12, length_mm = $13, width_mm = $14, height_mm = $15, version = version + 1 WHERE id = $16"),
	[Q_ATTRS_DROP] = SQL("product.attrs_drop", "DELETE FROM product_attr WHERE product = $1"),
	[Q_ATTR] = SQL("product.attr",
	    "INSERT INTO product_attr (product, position, lang, name, value, attribute, value_key) VALUES ($1, $2, $3,"
	    " $4, $5, $6, $7)"),
	[Q_CATEGORY_DROP] = SQL("product.category_drop",
	    "DELETE FROM product_category WHERE product = $1 AND category = $2"),
	[Q_CATEGORY] = SQL("product.category",
	    "INSERT INTO product_category (product, category, position) SELECT CAST($1 AS BIGINT), id,"
	    " (SELECT COALESCE(MAX(position), 0) + 1 FROM product_category WHERE category = $2) FROM category WHERE id = $2"
	    " ON CONFLICT (product, category) DO NOTHING"),
	[Q_STATUS_WAS] = SQL("product.status_was", "SELECT status FROM product WHERE id = $1"),
	[Q_STATUS] = SQL("product.status",
	    "UPDATE product SET status = $2, updated_at = $3, version = version + 1,"
	    " archived_at = CASE WHEN CAST($2 AS TEXT) = 'archived' THEN CAST($3 AS BIGINT) END" BACK("$2")
	    " WHERE id = $1"),
	[Q_SALES] = SQL("product.sales",
	    "UPDATE variant SET sale_from = $1, sale_to = $2 WHERE sale_price IS NOT NULL"),
};
DB_TABLE(q);

/* One product_put on its way. */
struct put {
	const struct product_edit *e;
	const struct product *old;	/* in Indonesian; NULL: new */
	int64_t id;
	const char *slug;		/* asked for, in its written form; "" */
	int64_t *variants;		/* ids in the order of the edit; 0: left out */
};

static const char *
text(const char *s)
{
	return s ? s : "";
}

/* A number that counts only above 0, and one that counts from 0. */
static struct db_param
positive(int64_t n)
{
	return n > 0 ? DB_I(n) : DB_NULL;
}

static struct db_param
not_negative(int64_t n)
{
	return n >= 0 ? DB_I(n) : DB_NULL;
}

static struct db_param
filled(const char *s)
{
	return str_empty(s) ? DB_NULL : DB_T(s);
}

static const struct variant *
old_variant(const struct put *p, int64_t id)
{
	size_t i;

	for (i = 0; p->old && i < p->old->n_variants; i++) {
		if (p->old->variants[i].id == id)
			return &p->old->variants[i];
	}
	return NULL;
}

/* The edit's entry for an old variant that stays on sale. */
static const struct variant_edit *
kept(const struct put *p, int64_t id)
{
	size_t i;

	for (i = 0; i < p->e->n_variants; i++) {
		if (p->e->variants[i].id == id && p->e->variants[i].active)
			return &p->e->variants[i];
	}
	return NULL;
}

/* --- what may refuse --- */

/* What tells one variant from another: its values, folded. */
static const char *
values_key(struct ctx *c, const struct put *p, const struct variant_edit *v)
{
	struct buf b;
	size_t k;

	if (p->e->keep_options && v->id != 0)
		return utf8_fold(c->arena, old_variant(p, v->id)->label);
	buf_init(&b, c->arena, 4000);
	for (k = 0; k < ARRAY_LEN(v->values); k++) {
		const char *s = str_trim(c->arena, text(v->values[k][0]));

		if (!p->e->keep_options && str_empty(p->e->options[k][0]))
			break;
		if (*s != '\0')
			(void)buf_printf(&b, "%s%s", b.len ? " · " : "", s);
	}
	return utf8_fold(c->arena, b.s);
}

struct word { const char *s; size_t at; };

static int
by_word(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	int d = strcmp(x->s, y->s);

	return d ? d : x->at < y->at ? -1 : 1;
}

/* Marks each word that stands in the list before already; NULL and "" never do. */
static bool *
repeated(struct ctx *c, const char *const *words, size_t n)
{
	struct word *list = arena_new_n(c->arena, n, struct word);
	bool *marks = arena_new_n(c->arena, n, bool);
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		if (!str_empty(words[i]))
			list[k++] = (struct word){ words[i], i };
	qsort(list, k, sizeof(*list), by_word);
	for (i = 1; i < k; i++)
		marks[list[i].at] = str_eq(list[i].s, list[i - 1].s);
	return marks;
}

/* Too many variants, or too many values of an option; existing values are told from their text like new ones. */
static bool
too_many(struct ctx *c, const struct product_edit *e)
{
	const char **names = arena_new_n(c->arena, e->n_variants, const char *);
	size_t k, i, n;
	const bool *again;

	if (e->n_variants > CATALOG_VARIANTS)
		return true;
	for (k = 0; k < CATALOG_OPTIONS && e->n_variants > CATALOG_VALUES; k++) {
		for (i = 0; i < e->n_variants; i++)
			names[i] = utf8_fold(c->arena, str_trim(c->arena, text(e->variants[i].values[k][0])));
		again = repeated(c, names, e->n_variants);
		for (i = n = 0; i < e->n_variants; i++)
			n += *names[i] && !again[i];
		if (n > CATALOG_VALUES)
			return true;
	}
	return false;
}

static enum product_put
variants_refusal(struct ctx *c, const struct put *p, size_t *bad)
{
	const struct product_edit *e = p->e;
	const char **keys = arena_new_n(c->arena, e->n_variants, const char *), **skus = arena_new_n(c->arena, e->n_variants, const char *);
	const char **ids = arena_new_n(c->arena, e->n_variants, const char *);
	const bool *same, *twice, *sku_twice;
	size_t i, active = 0;

	if (too_many(c, e))
		return PRODUCT_TOO_MANY;
	for (i = 0; i < e->n_variants; i++) {
		const struct variant_edit *v = &e->variants[i];

		*bad = i;
		if (v->id != 0 && !old_variant(p, v->id))
			return PRODUCT_CONFLICT;
		if (!v->active)
			continue;
		/* Without options all are alike: a word that is never empty. */
		keys[i] = arena_printf(c->arena, "=%s", values_key(c, p, v));
		skus[i] = v->sku;
		ids[i] = v->id ? arena_printf(c->arena, "%lld", (long long)v->id) : NULL;
	}
	same = repeated(c, keys, e->n_variants);
	twice = repeated(c, ids, e->n_variants);
	sku_twice = repeated(c, skus, e->n_variants);
	for (i = 0; i < e->n_variants; i++) {
		const struct variant_edit *v = &e->variants[i];

		*bad = i;
		if (!v->active)
			continue;
		active++;
		if (same[i] || twice[i])
			return PRODUCT_SAME_OPTIONS;
		if (sku_twice[i])
			return PRODUCT_SKU_TAKEN;
		if (!str_empty(v->sku) && db_one_int(c, 0, &q[Q_SKU_TAKEN], DB_T(v->sku), DB_I(p->id)) > 0)
			return PRODUCT_SKU_TAKEN;
	}
	*bad = 0;
	return active ? PRODUCT_OK : PRODUCT_NO_VARIANT;
}

/* Locks the stock of old variants that are taken off or counted, in the order of their ids, and asks what orders hold. */
static enum product_put
reserved_refusal(struct ctx *c, const struct put *p, size_t *bad)
{
	int64_t last = 0;

	for (;;) {
		const struct variant_edit *keep;
		int64_t id = INT64_MAX, held;
		size_t i;

		for (i = 0; p->old && i < p->old->n_variants; i++) {
			if (p->old->variants[i].id > last && p->old->variants[i].id < id)
				id = p->old->variants[i].id;
		}
		if (id == INT64_MAX)
			return PRODUCT_OK;
		last = id;
		keep = kept(p, id);
		if (keep && keep->stock == INT64_MIN)
			continue;
		held = stock_held(c, id);
		if (keep ? keep->stock < held : held > 0) {
			for (*bad = 0; *bad < p->e->n_variants && p->e->variants[*bad].id != id; ++*bad)
				;
			return PRODUCT_RESERVED;
		}
	}
}

static enum product_put
refusal(struct ctx *c, const struct put *p, int64_t version, size_t *bad)
{
	enum product_put refused;
	int64_t owner;

	if (p->id && !p->old)
		return PRODUCT_GONE;
	if (p->old && p->old->version != version)
		return PRODUCT_CONFLICT;
	refused = p->e->keep_variants ? PRODUCT_OK : variants_refusal(c, p, bad);
	if (refused != PRODUCT_OK)
		return refused;
	owner = *p->slug ? db_one_int(c, 0, &q[Q_SLUG_OWNER], DB_T(p->slug)) : 0;
	if (owner != 0 && owner != p->id)
		return PRODUCT_SLUG_TAKEN;
	return p->e->keep_variants ? PRODUCT_OK : reserved_refusal(c, p, bad);
}

/* --- writing --- */

/* The product's own row. False: somebody else saved it meanwhile. */
static bool
row_put(struct ctx *c, struct put *p, int64_t version)
{
	const struct product_edit *e = p->e;
	const struct db_param params[] = {
		DB_T(e->status), DB_T(str_empty(e->unit) ? "pcs" : e->unit), DB_T(text(e->pirt)),
		DB_T(text(e->halal)), DB_T(text(e->bpom)), positive(e->shelf_life_days), DB_I(e->tint),
		DB_I(e->featured > 0), DB_I(clock_now()), DB_I(p->id), DB_I(version),
	};

	if (p->old)
		return db_do(c, &q[Q_SAVE], params, ARRAY_LEN(params)) == 1;
	p->id = db_first_int(c, 0, &q[Q_NEW], params, ARRAY_LEN(params) - 2);
	return true;
}

static void
texts_put(struct ctx *c, const struct put *p)
{
	static const char *const langs[] = { "id", "en" };
	const struct product_edit *e = p->e;
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		if (i > 0 && str_empty(e->name[i]))
			(void)db_exec(c, &q[Q_TEXT_DROP], DB_I(p->id), DB_T(langs[i]));
		else
			(void)db_exec(c, &q[Q_TEXT], DB_I(p->id), DB_T(langs[i]), DB_T(text(e->name[i])),
			    DB_T(text(e->summary[i])), DB_T(text(e->description[i])));
	}
}

/* "Not set" has several faces. */
static bool
same(int64_t now, int64_t was)
{
	return (now > 0 ? now : 0) == (was > 0 ? was : 0);
}

/* Does the edit say what is stored? Stock apart, which has a ledger of its own. */
static bool
unchanged(const struct put *p, size_t place)
{
	const struct variant_edit *v = &p->e->variants[place];
	const struct variant *old = old_variant(p, v->id);

	return old && old == &p->old->variants[place < p->old->n_variants ? place : 0] && str_eq(text(v->sku), text(old->sku)) && str_eq(text(v->barcode), text(old->barcode)) &&
	    v->price == old->list_price && same(v->compare_at, old->compare_at) && same(v->sale_price, old->sale_price) && same(v->sale_from, old->sale_from) && same(v->sale_to, old->sale_to) &&
	    (v->cost < 0 ? -1 : v->cost) == old->cost && v->weight_g == old->weight_g && v->low_at == old->low_at && v->media == old->media &&
	    same(v->size_mm[0], old->size_mm[0]) && same(v->size_mm[1], old->size_mm[1]) && same(v->size_mm[2], old->size_mm[2]);
}

static int64_t
variant_put(struct ctx *c, const struct put *p, size_t place)
{
	const struct variant_edit *v = &p->e->variants[place];
	const struct variant *old = old_variant(p, v->id);
	const struct db_param params[] = {
		DB_I(place), filled(v->sku), filled(v->barcode), DB_I(v->price), positive(v->compare_at),
		positive(v->sale_price), positive(v->sale_from), positive(v->sale_to), not_negative(v->cost),
		DB_I(v->weight_g), DB_I(v->low_at), DB_REF(v->media),
		positive(v->size_mm[0]), positive(v->size_mm[1]), positive(v->size_mm[2]), DB_I(v->id ? v->id : p->id),
	};
	int64_t id = v->id;

	if (id && !unchanged(p, place))
		(void)db_do(c, &q[Q_VARIANT_SAVE], params, ARRAY_LEN(params));
	if (!id)
		id = db_first_int(c, 0, &q[Q_VARIANT_NEW], params, ARRAY_LEN(params));
	if (v->stock != INT64_MIN &&
	    stock_put(c, id, v->stock, old ? "count" : "opening") != STOCK_CHANGE_OK)
		err_set(c, ERR_LIMIT, "product.stock", "stock of variant %lld is out of range", (long long)id);
	if (old && old->low_at != v->low_at)
		stock_restate(c, id);
	return id;
}

static void
variants_put(struct ctx *c, struct put *p)
{
	const struct variant_edit *v;
	size_t i;

	for (i = 0; p->old && i < p->old->n_variants; i++) {
		const struct variant *old = &p->old->variants[i];

		v = kept(p, old->id);
		if (!v)
			(void)db_exec(c, &q[Q_VARIANT_OFF], DB_I(old->id));
		else if (!str_empty(old->sku) && !str_eq(text(v->sku), old->sku))
			(void)db_exec(c, &q[Q_SKU_CLEAR], DB_I(old->id));
	}
	for (i = 0; i < p->e->n_variants; i++) {
		if (p->e->variants[i].active)
			p->variants[i] = variant_put(c, p, i);
	}
}

static void
attrs_put(struct ctx *c, const struct put *p)
{
	static const char *const langs[] = { "id", "en" };
	size_t i, k, n = 0;
	const struct attribute *all = p->e->n_attrs > 0 ? attribute_list(c, &n) : NULL;

	if (p->old)
		(void)db_exec(c, &q[Q_ATTRS_DROP], DB_I(p->id));
	for (i = 0; i < p->e->n_attrs; i++) {
		const char *const *a = p->e->attrs[i], *key = "";
		const struct attribute *of = attribute_of_fact(c, all, n, text(a[0]), text(a[2]), &key);

		for (k = 0; k < ARRAY_LEN(langs) && !str_empty(a[0]); k++) {
			if (str_empty(a[k]) && str_empty(a[2 + k]))
				continue;
			/* A text that is missing in English is that in Indonesian. */
			(void)db_exec(c, &q[Q_ATTR], DB_I(p->id), DB_I(i), DB_T(langs[k]),
			    DB_T(str_empty(a[k]) ? a[0] : a[k]),
			    DB_T(str_empty(a[2 + k]) ? text(a[2]) : a[2 + k]), DB_REF(of ? of->id : 0), DB_T(key));
		}
	}
}

static void
categories_put(struct ctx *c, const struct put *p)
{
	size_t i, k;

	for (i = 0; p->old && i < p->old->n_categories; i++) {
		int64_t id = p->old->categories[i]->id;

		for (k = 0; k < p->e->n_categories && p->e->categories[k] != id; k++)
			;
		if (k == p->e->n_categories)
			(void)db_exec(c, &q[Q_CATEGORY_DROP], DB_I(p->id), DB_I(id));
	}
	for (i = 0; i < p->e->n_categories; i++)
		(void)db_exec(c, &q[Q_CATEGORY], DB_I(p->id), DB_I(p->e->categories[i]));
}

/* The slug wanted: the given one, the one it has, or one made from the name. */
static void
address_put(struct ctx *c, const struct put *p)
{
	const char *slug = p->slug;

	if (*slug == '\0' && p->old && *p->old->slug)
		return;
	if (*slug == '\0')
		slug = slug_free(c, "product", p->id, text(p->e->name[0]));
	if (!slug_put(c, "product", p->id, slug))
		err_set(c, ERR_BUSY, "product.slug", "slug taken meanwhile");
}

/* {"status":"active","prices":{"7":12000,"8":15000}} */
static void
audit_put(struct ctx *c, const struct put *p)
{
	struct buf before, after;
	size_t i;

	buf_init(&before, c->arena, 8000);
	buf_init(&after, c->arena, 8000);
	if (p->old) {
		(void)buf_printf(&before, "{\"status\":\"%s\",\"prices\":{", p->old->status);
		for (i = 0; i < p->old->n_variants && !p->e->keep_variants; i++)
			(void)buf_printf(&before, "%s\"%lld\":%lld", i ? "," : "",
			    (long long)p->old->variants[i].id, (long long)p->old->variants[i].list_price);
		(void)buf_str(&before, "}}");
	}
	(void)buf_printf(&after, "{\"status\":\"%s\",\"prices\":{", p->e->status);
	for (i = 0; i < p->e->n_variants; i++) {
		if (p->variants[i])
			(void)buf_printf(&after, "%s\"%lld\":%lld", str_ends(after.s, "{") ? "" : ",",
			    (long long)p->variants[i], (long long)p->e->variants[i].price);
	}
	(void)buf_str(&after, "}}");
	audit(c, "product.save", "product", p->id, p->old && !before.full ? before.s : NULL,
	    after.full ? NULL : after.s);
}

/* Pages and shelves. What changes its status may change which goods count as new: that is about others too. */
static void
shown_put(struct ctx *c, const struct put *p)
{
	if (p->old && str_eq(p->old->status, p->e->status))
		setting_bump_product(c, p->id);
	else
		setting_bump(c, "catalog");
	shelf_put(c, p->id, p->old == NULL);
}

enum product_put
product_put(struct ctx *c, int64_t *id, int64_t version, const struct product_edit *e, size_t *bad)
{
	struct put p = { .e = e, .id = *id };
	const char *lang = c->lang;
	enum product_put refused;

	*bad = 0;
	p.slug = str_slug(c->arena, text(e->slug), SLUG_MAX);
	p.variants = arena_new_n(c->arena, e->n_variants, int64_t);
	c->lang = "id";
	p.old = p.id ? catalog_product(c, p.id) : NULL;
	c->lang = lang;
	refused = refusal(c, &p, version, bad);
	if (refused != PRODUCT_OK)
		return refused;
	if (!row_put(c, &p, version))
		return PRODUCT_CONFLICT;
	texts_put(c, &p);
	if (!e->keep_variants) {
		variants_put(c, &p);
		catalog_options_put(c, p.id, e, p.variants);
	}
	if (!e->keep_attrs)
		attrs_put(c, &p);
	categories_put(c, &p);
	(void)catalog_groups_put(c, p.id, e);
	address_put(c, &p);
	search_index(c, p.id);
	shown_put(c, &p);
	preorder_follow(c, p.id);
	bundle_follow(c, p.id);
	audit_put(c, &p);
	*id = p.id;
	return PRODUCT_OK;
}

enum product_status
product_status(struct ctx *c, int64_t id, const char *status)
{
	const char *was = db_one_text(c, &q[Q_STATUS_WAS], DB_I(id));

	if (!was || db_exec(c, &q[Q_STATUS], DB_I(id), DB_T(status), DB_I(clock_now())) != 1)
		return PRODUCT_STATUS_GONE;
	setting_bump(c, "catalog");
	shelf_put(c, id, false);
	bundle_follow(c, id);
	audit(c, "product.status", "product", id, arena_printf(c->arena, "{\"status\":\"%s\"}", was),
	    arena_printf(c->arena, "{\"status\":\"%s\"}", status));
	return PRODUCT_STATUS_OK;
}

void
catalog_sales_last(struct ctx *c, int64_t from, int64_t to)
{
	db_exec(c, &q[Q_SALES], DB_I(from), DB_I(to));
	shelf_all(c);
}
