/* Many variants at a time. The edits made here are whole ones, so that one rule (product_put) decides about all; it writes only what differs. */
#include "shop/catalog_variant.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/search.h"
#include "shop/setting.h"

enum { Q_TOUCH, Q_OPTION_OF, Q_VALUE_OF, Q_OPTION_NAME, Q_OPTION_NAME_DROP, Q_VALUE_NAME, Q_VALUE_NAME_DROP, Q_PLACE, Q_OFF, Q_OFF_ONE, Q_MEDIA, Q_CODE };

#define OFF_COLS \
	"SELECT v.id, v.price, COALESCE(v.sku, ''), COALESCE(t.name, ''), y.option FROM variant v LEFT JOIN variant_value y ON y.variant = v.id" \
	" LEFT JOIN product_option o ON o.id = y.option LEFT JOIN option_value_text t ON t.value = y.value AND t.lang = 'id'"

static const struct db_stmt q[] = {
	[Q_TOUCH] = SQL("variant.touch", "UPDATE product SET version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2"),
	[Q_OPTION_OF] = SQL("variant.option_of", "SELECT COUNT(*) FROM product_option WHERE id = $1 AND product = $2"),
	[Q_VALUE_OF] = SQL("variant.value_of", "SELECT x.option FROM option_value x JOIN product_option o ON o.id = x.option WHERE x.id = $1 AND o.product = $2"),
	[Q_OPTION_NAME] = SQL("variant.option_name",
	    "INSERT INTO product_option_text (option, lang, name) VALUES ($1, $2, $3) ON CONFLICT (option, lang) DO UPDATE SET name = excluded.name"),
	[Q_OPTION_NAME_DROP] = SQL("variant.option_name_drop", "DELETE FROM product_option_text WHERE option = $1 AND lang = $2"),
	[Q_VALUE_NAME] = SQL("variant.value_name",
	    "INSERT INTO option_value_text (value, lang, name) VALUES ($1, $2, $3) ON CONFLICT (value, lang) DO UPDATE SET name = excluded.name"),
	[Q_VALUE_NAME_DROP] = SQL("variant.value_name_drop", "DELETE FROM option_value_text WHERE value = $1 AND lang = $2"),
	[Q_PLACE] = SQL("variant.value_place", "UPDATE option_value SET position = $2 WHERE id = $1 AND position <> $2"),
	[Q_OFF] = SQL("variant.off",
	    OFF_COLS " WHERE v.id IN (SELECT w.id FROM variant w WHERE w.product = $1 AND w.active = 0 ORDER BY w.id DESC LIMIT $2) ORDER BY v.id DESC, o.position"),
	[Q_OFF_ONE] = SQL("variant.off_one", OFF_COLS " WHERE v.id = $1 AND v.product = $2 AND v.active = 0 ORDER BY o.position"),
	[Q_MEDIA] = SQL("variant.media_tidy",
	    "UPDATE variant SET media = NULL WHERE product = $1 AND media IS NOT NULL AND media NOT IN (SELECT l.media FROM media_link l WHERE l.product = $1)"),
	[Q_CODE] = SQL("variant.code_taken", "SELECT COUNT(*) FROM variant WHERE sku = $1 AND active = 1"),
};
DB_TABLE(q);

/* --- the product as an edit --- */

static void
texts_of(struct ctx *c, const struct product *p, struct product_edit *e)
{
	static const char *const langs[] = { "id", "en" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		const struct product_texts *t = product_texts(c, p->id, langs[i]);

		e->name[i] = t ? t->name : "";
		e->summary[i] = t ? t->summary : "";
		e->description[i] = t ? t->description : "";
	}
}

static struct variant_edit
variant_edit_of(const struct variant *v)
{
	struct variant_edit e = { .id = v->id, .sku = v->sku, .barcode = v->barcode, .price = v->list_price, .compare_at = v->compare_at, .sale_price = v->sale_price, .sale_from = v->sale_from,
		.sale_to = v->sale_to, .cost = v->cost, .weight_g = v->weight_g, .low_at = v->low_at, .stock = INT64_MIN, .media = v->media, .active = true };

	memcpy(e.size_mm, v->size_mm, sizeof(e.size_mm));
	return e;
}

struct product_edit *
product_edit_of(struct ctx *c, const struct product *p)
{
	struct product_edit *e = arena_new(c->arena, struct product_edit);
	int64_t *categories = arena_new_n(c->arena, p->n_categories, int64_t);
	size_t i;

	*e = (struct product_edit){ .slug = "", .status = p->status, .unit = p->unit, .pirt = p->pirt, .halal = p->halal, .bpom = p->bpom, .shelf_life_days = p->shelf_life_days, .tint = p->tint,
		.featured = p->featured, .keep_attrs = true, .keep_options = true, .categories = categories, .n_categories = p->n_categories, .n_variants = p->n_variants };
	texts_of(c, p, e);
	for (i = 0; i < p->n_categories; i++)
		categories[i] = p->categories[i]->id;
	e->variants = arena_new_n(c->arena, p->n_variants, struct variant_edit);
	for (i = 0; i < p->n_variants; i++)
		e->variants[i] = variant_edit_of(&p->variants[i]);
	return e;
}

static bool
has_value(const struct variant *v, int64_t value)
{
	size_t i;

	for (i = 0; i < v->n_values && v->values[i] != value; i++)
		;
	return i < v->n_values;
}

void
product_edit_options(struct ctx *c, const struct product *p, struct product_edit *e)
{
	size_t k, i, j;

	e->keep_options = false;
	for (k = 0; k < p->n_options && k < CATALOG_OPTIONS; k++) {
		const struct option *o = &p->options[k];

		e->options[k][0] = o->name;
		e->options[k][1] = option_name(c, o->id, "en");
		for (j = 0; j < o->n_values; j++) {
			const char *en = option_value_name(c, o->values[j].id, "en");

			for (i = 0; i < p->n_variants; i++) {
				if (!has_value(&p->variants[i], o->values[j].id))
					continue;
				e->variants[i].values[k][0] = o->values[j].name;
				e->variants[i].values[k][1] = en;
			}
		}
	}
}

/* --- combinations --- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
key_of(struct ctx *c, const char *const (*values)[2], size_t n)
{
	const char *key = "";
	size_t k;

	for (k = 0; k < n; k++)
		key = arena_printf(c->arena, "%s\x1f%s", key, utf8_fold(c->arena, str_trim(c->arena, values[k][0] ? values[k][0] : "")));
	return key;
}

/* The i-th combination, the last option changing fastest. */
static void
combine(const struct variant_matrix *m, size_t i, const char *out[CATALOG_OPTIONS][2])
{
	size_t k;

	for (k = m->n_options; k-- > 0; i /= m->n[k]) {
		out[k][0] = m->values[k][i % m->n[k]][0];
		out[k][1] = m->values[k][i % m->n[k]][1];
	}
}

bool
product_edit_matrix(struct ctx *c, struct product_edit *e, const struct variant_matrix *m, const struct variant_edit *like, size_t *made)
{
	const char **keys = arena_new_n(c->arena, e->n_variants, const char *), *key;
	struct variant_edit *all;
	size_t total = 1, i, k, n = e->n_variants;

	*made = 0;
	for (k = 0; k < m->n_options; k++) {
		total *= m->n[k];
		if (total > CATALOG_VARIANTS)
			return false;
	}
	for (i = 0; i < e->n_variants; i++)
		keys[i] = key_of(c, e->variants[i].values, m->n_options);
	qsort(keys, e->n_variants, sizeof(*keys), by_text);
	all = arena_new_n(c->arena, e->n_variants + total, struct variant_edit);
	memcpy(all, e->variants, e->n_variants * sizeof(*all));
	for (i = 0; i < total; i++) {
		struct variant_edit v = *like;

		combine(m, i, v.values);
		key = key_of(c, v.values, m->n_options);
		if (!bsearch(&key, keys, e->n_variants, sizeof(*keys), by_text))
			all[n++] = v;
	}
	if (n > CATALOG_VARIANTS)
		return false;
	*made = n - e->n_variants;
	e->variants = all;
	e->n_variants = n;
	return true;
}

/* --- names --- */

static void
name_put(struct ctx *c, int put, int drop, const struct name_edit *e)
{
	(void)db_exec(c, &q[put], DB_I(e->id), DB_T("id"), DB_T(e->name[0]));
	if (str_empty(e->name[1]))
		(void)db_exec(c, &q[drop], DB_I(e->id), DB_T("en"));
	else
		(void)db_exec(c, &q[put], DB_I(e->id), DB_T("en"), DB_T(e->name[1]));
}

struct word { int64_t option, id; const char *folded; };

static int
by_word(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->option != y->option)
		return x->option < y->option ? -1 : 1;
	return strcmp(x->folded, y->folded);
}

/* Are all of the product, with names, and different within their option? */
static enum names_put
names_refusal(struct ctx *c, int64_t product, const struct name_edit *options, size_t n_options, const struct name_edit *values, size_t n_values, struct word *words, int64_t *bad)
{
	size_t i;

	for (i = 0; i < n_options; i++) {
		*bad = options[i].id;
		if (db_one_int(c, 0, &q[Q_OPTION_OF], DB_I(options[i].id), DB_I(product)) != 1)
			return NAMES_CONFLICT;
		if (str_empty(options[i].name[0]))
			return NAMES_EMPTY;
	}
	for (i = 0; i < n_values; i++) {
		*bad = values[i].id;
		words[i] = (struct word){ db_one_int(c, 0, &q[Q_VALUE_OF], DB_I(values[i].id), DB_I(product)), values[i].id, utf8_fold(c->arena, values[i].name[0]) };
		if (words[i].option == 0)
			return NAMES_CONFLICT;
		if (str_empty(values[i].name[0]))
			return NAMES_EMPTY;
	}
	qsort(words, n_values, sizeof(*words), by_word);
	for (i = 1; i < n_values; i++) {
		*bad = words[i].id;
		if (words[i].option == words[i - 1].option && str_eq(words[i].folded, words[i - 1].folded))
			return NAMES_TWICE;
	}
	return NAMES_OK;
}

enum names_put
option_names_put(struct ctx *c, int64_t product, int64_t version, const struct name_edit *options, size_t n_options, const struct name_edit *values, size_t n_values, int64_t *bad)
{
	struct word *words = arena_new_n(c->arena, n_values, struct word);
	enum names_put refused;
	size_t i;

	*bad = 0;
	refused = names_refusal(c, product, options, n_options, values, n_values, words, bad);
	if (refused != NAMES_OK)
		return refused;
	if (db_exec(c, &q[Q_TOUCH], DB_I(product), DB_I(version), DB_I(clock_now())) != 1)
		return NAMES_CONFLICT;
	for (i = 0; i < n_options; i++)
		name_put(c, Q_OPTION_NAME, Q_OPTION_NAME_DROP, &options[i]);
	for (i = 0; i < n_values; i++) {
		name_put(c, Q_VALUE_NAME, Q_VALUE_NAME_DROP, &values[i]);
		(void)db_exec(c, &q[Q_PLACE], DB_I(values[i].id), DB_I(i));
	}
	search_index(c, product);
	setting_bump_product(c, product);
	audit(c, "product.save", "product", product, NULL, arena_printf(c->arena, "{\"names\":%zu}", n_options + n_values));
	return NAMES_OK;
}

/* --- off sale and back --- */

struct variant_off *
variants_off(struct ctx *c, int64_t product, size_t limit, size_t *n)
{
	struct variant_off *list = arena_new_n(c->arena, limit, struct variant_off), *v = NULL;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_OFF], DB_I(product), DB_I(limit)); db_next(&r);) {
		int64_t id = db_int(&r), price = db_int(&r);
		const char *sku = db_str(&r), *value = db_str(&r);

		if (!v || v->id != id) {
			v = &list[(*n)++];
			*v = (struct variant_off){ id, price, value, sku };
		} else {
			v->label = arena_printf(c->arena, "%s · %s", v->label, value);
		}
	}
	return list;
}

enum variant_back
variant_back(struct ctx *c, int64_t product, int64_t variant)
{
	const char *lang = c->lang, *label = NULL, *sku = "";
	const struct product *p;
	struct db_rows r;
	size_t i;

	for (r = db_query(c, &q[Q_OFF_ONE], DB_I(variant), DB_I(product)); db_next(&r);) {
		db_skip(&r);
		db_skip(&r);
		sku = db_str(&r);
		label = label ? arena_printf(c->arena, "%s · %s", label, db_str(&r)) : db_str(&r);
	}
	c->lang = "id";
	p = label ? catalog_product(c, product) : NULL;
	c->lang = lang;
	if (!p)
		return VARIANT_BACK_GONE;
	if (p->n_variants >= CATALOG_VARIANTS)
		return VARIANT_BACK_MANY;
	for (i = 0; i < p->n_variants; i++)
		if (str_eq(utf8_fold(c->arena, p->variants[i].label), utf8_fold(c->arena, label)))
			return VARIANT_BACK_SAME;
	if (!str_empty(sku) && db_one_int(c, 0, &q[Q_CODE], DB_T(sku)) > 0)
		return VARIANT_BACK_CODE;
	(void)db_exec(c, &q[Q_TOUCH], DB_I(product), DB_I(p->version), DB_I(clock_now()));
	product_variants_back(c, product, arena_printf(c->arena, "%lld", (long long)variant));
	search_index(c, product);
	audit(c, "product.save", "product", product, NULL, arena_printf(c->arena, "{\"back\":%lld}", (long long)variant));
	return VARIANT_BACK_OK;
}

void
variants_media_tidy(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_MEDIA], DB_I(product));
}
