/*
 * Options of a product ("Isi", "Pedasnya") as an edit leaves them: options are kept by place, values by their Indonesian text, so
 * that ids stay while only spelling or order changes. Values that no variant has any more go; those of variants taken off sale stay.
 */
#include "base/utf8.h"
#include "shop/catalog_row.h"

enum {
	Q_OPTIONS, Q_OPTION_NEW, Q_OPTION_TEXT, Q_OPTION_TEXT_DROP, Q_VALUES, Q_VALUE_NEW, Q_VALUE_PLACE, Q_VALUE_TEXT,
	Q_VALUE_TEXT_DROP, Q_OF_VARIANT, Q_OF_VARIANT_DROP, Q_UNUSED_TEXTS, Q_UNUSED, Q_DROP_OF_VARIANTS, Q_DROP_TEXTS,
	Q_DROP, Q_HAS
};

#define UNUSED_VALUES \
	" FROM option_value WHERE option = $1 AND NOT EXISTS" \
	" (SELECT 1 FROM variant_value y WHERE y.value = option_value.id)"

static const struct db_stmt q[] = {
	[Q_OPTIONS] = SQL("option.list", "SELECT id FROM product_option WHERE product = $1 ORDER BY position"),
	[Q_OPTION_NEW] = SQL("option.new",
	    "INSERT INTO product_option (product, position) VALUES ($1, $2) RETURNING id"),
	[Q_OPTION_TEXT] = SQL("option.text",
	    "INSERT INTO product_option_text (option, lang, name) VALUES ($1, $2, $3)"
	    " ON CONFLICT (option, lang) DO UPDATE SET name = excluded.name"),
	[Q_OPTION_TEXT_DROP] = SQL("option.text_drop",
	    "DELETE FROM product_option_text WHERE option = $1 AND lang = $2"),
	[Q_VALUES] = SQL("option.values",
	    "SELECT x.id, t.name FROM option_value x"
	    " JOIN option_value_text t ON t.value = x.id AND t.lang = 'id'"
	    " WHERE x.option = $1 ORDER BY x.position, x.id"),
	[Q_VALUE_NEW] = SQL("option.value_new",
	    "INSERT INTO option_value (option, position) VALUES ($1, $2) RETURNING id"),
	[Q_VALUE_PLACE] = SQL("option.value_place",
	    "UPDATE option_value SET position = $2 WHERE id = $1 AND position <> $2"),
	[Q_VALUE_TEXT] = SQL("option.value_text",
	    "INSERT INTO option_value_text (value, lang, name) VALUES ($1, $2, $3)"
	    " ON CONFLICT (value, lang) DO UPDATE SET name = excluded.name"),
	[Q_VALUE_TEXT_DROP] = SQL("option.value_text_drop",
	    "DELETE FROM option_value_text WHERE value = $1 AND lang = $2"),
	[Q_OF_VARIANT] = SQL("option.of_variant",
	    "INSERT INTO variant_value (variant, option, value) VALUES ($1, $2, $3)"
	    " ON CONFLICT (variant, option) DO UPDATE SET value = excluded.value"),
	[Q_OF_VARIANT_DROP] = SQL("option.of_variant_drop",
	    "DELETE FROM variant_value WHERE variant = $1 AND option = $2"),
	[Q_UNUSED_TEXTS] = SQL("option.unused_texts",
	    "DELETE FROM option_value_text WHERE value IN (SELECT id" UNUSED_VALUES ")"),
	[Q_UNUSED] = SQL("option.unused", "DELETE" UNUSED_VALUES),
	[Q_DROP_OF_VARIANTS] = SQL("option.drop_of_variants", "DELETE FROM variant_value WHERE option = $1"),
	[Q_DROP_TEXTS] = SQL("option.drop_texts", "DELETE FROM product_option_text WHERE option = $1"),
	[Q_HAS] = SQL("option.has", "SELECT variant, value FROM variant_value WHERE option = $1 ORDER BY variant"),
	[Q_DROP] = SQL("option.drop", "DELETE FROM product_option WHERE id = $1"),
};
DB_TABLE(q);

struct value {
	int64_t id;
	const char *folded, *en;
};

struct has { int64_t variant, value; };

/* The values of one option: those it had and those the edit adds. */
struct values {
	int64_t option;
	struct has *has;	/* which value each variant had, by the variant's id */
	size_t n_has;
	struct value *list;
	size_t n;
	int64_t next;		/* place of the next value that the edit names */
};

static void
unused_drop(struct ctx *c, int64_t option)
{
	(void)db_exec(c, &q[Q_UNUSED_TEXTS], DB_I(option));
	(void)db_exec(c, &q[Q_UNUSED], DB_I(option));
}

static void
option_drop(struct ctx *c, int64_t option)
{
	(void)db_exec(c, &q[Q_DROP_OF_VARIANTS], DB_I(option));
	unused_drop(c, option);
	(void)db_exec(c, &q[Q_DROP_TEXTS], DB_I(option));
	(void)db_exec(c, &q[Q_DROP], DB_I(option));
}

/* The ids of the product's options as they shall be; more than the edit names are dropped. */
static size_t
options_put(struct ctx *c, int64_t product, const struct product_edit *e, int64_t ids[CATALOG_OPTIONS])
{
	int64_t had[CATALOG_OPTIONS] = { 0 };
	size_t n_had = 0, n = 0, k;
	struct db_rows r;

	for (r = db_query(c, &q[Q_OPTIONS], DB_I(product)); db_next(&r);) {
		if (n_had < ARRAY_LEN(had))
			had[n_had++] = db_int(&r);
	}
	if (e->keep_options) {
		for (n = 0; n < n_had; n++)
			ids[n] = had[n];
		return n;
	}
	for (; n < CATALOG_OPTIONS && !str_empty(e->options[n][0]); n++) {
		ids[n] = n < n_had ? had[n] : db_one_int(c, 0, &q[Q_OPTION_NEW], DB_I(product), DB_I(n));
		(void)db_exec(c, &q[Q_OPTION_TEXT], DB_I(ids[n]), DB_T("id"), DB_T(e->options[n][0]));
		if (str_empty(e->options[n][1]))
			(void)db_exec(c, &q[Q_OPTION_TEXT_DROP], DB_I(ids[n]), DB_T("en"));
		else
			(void)db_exec(c, &q[Q_OPTION_TEXT], DB_I(ids[n]), DB_T("en"), DB_T(e->options[n][1]));
	}
	for (k = n; k < n_had; k++)
		option_drop(c, had[k]);
	return n;
}

static void
values_read(struct ctx *c, struct values *v, size_t more)
{
	struct db_rows r;
	size_t room = 16;

	v->list = arena_new_n(c->arena, room + more, struct value);
	for (r = db_query(c, &q[Q_VALUES], DB_I(v->option)); db_next(&r);) {
		if (v->n == room) {
			struct value *grown = arena_new_n(c->arena, 2 * room + more, struct value);

			memcpy(grown, v->list, room * sizeof(*grown));
			v->list = grown;
			room *= 2;
		}
		v->list[v->n].id = db_int(&r);
		v->list[v->n++].folded = utf8_fold(c->arena, str_trim(c->arena, db_str(&r)));
	}
}

static void
has_read(struct ctx *c, struct values *v)
{
	struct db_rows r;
	size_t room = 16;

	v->has = arena_new_n(c->arena, room, struct has);
	for (r = db_query(c, &q[Q_HAS], DB_I(v->option)); db_next(&r);) {
		if (v->n_has == room) {
			struct has *grown = arena_new_n(c->arena, 2 * room, struct has);

			memcpy(grown, v->has, room * sizeof(*grown));
			v->has = grown;
			room *= 2;
		}
		v->has[v->n_has].variant = db_int(&r);
		v->has[v->n_has++].value = db_int(&r);
	}
}

/* 0: the variant had none. */
static int64_t
had(const struct values *v, int64_t variant)
{
	size_t low = 0, high = v->n_has, at;

	while (low < high) {
		at = (low + high) / 2;
		if (v->has[at].variant == variant)
			return v->has[at].value;
		if (v->has[at].variant < variant)
			low = at + 1;
		else
			high = at;
	}
	return 0;
}

/* The value of that Indonesian text, made when there is none; the first place where an edit names it is its place. */
static int64_t
value_put(struct ctx *c, struct values *v, const char *name, const char *en)
{
	const char *folded = utf8_fold(c->arena, name);
	struct value *x;
	size_t i;

	for (i = 0; i < v->n && !str_eq(v->list[i].folded, folded); i++)
		;
	x = &v->list[i];
	if (i == v->n) {
		v->n++;
		x->folded = folded;
		x->id = db_one_int(c, 0, &q[Q_VALUE_NEW], DB_I(v->option), DB_I(v->next));
	}
	if (!x->en) {
		(void)db_exec(c, &q[Q_VALUE_PLACE], DB_I(x->id), DB_I(v->next++));
		(void)db_exec(c, &q[Q_VALUE_TEXT], DB_I(x->id), DB_T("id"), DB_T(name));
		x->en = "";
		if (str_empty(en))
			(void)db_exec(c, &q[Q_VALUE_TEXT_DROP], DB_I(x->id), DB_T("en"));
	}
	if (*x->en == '\0' && !str_empty(en)) {
		(void)db_exec(c, &q[Q_VALUE_TEXT], DB_I(x->id), DB_T("en"), DB_T(en));
		x->en = en;
	}
	return x->id;
}

/* One option of all variants. A quick edit names values of new variants only, so those go behind. */
static void
option_put(struct ctx *c, struct values *v, size_t k, const struct product_edit *e, const int64_t *variants)
{
	int64_t value;
	size_t i;

	values_read(c, v, e->n_variants);
	has_read(c, v);
	v->next = e->keep_options ? (int64_t)v->n : 0;
	for (i = 0; i < e->n_variants; i++) {
		const struct variant_edit *one = &e->variants[i];
		const char *name = str_trim(c->arena, one->values[k][0] ? one->values[k][0] : "");

		if (variants[i] == 0 || (e->keep_options && one->id != 0))
			continue;
		if (*name == '\0')
			(void)db_exec(c, &q[Q_OF_VARIANT_DROP], DB_I(variants[i]), DB_I(v->option));
		else if ((value = value_put(c, v, name, one->values[k][1])) != had(v, variants[i]))
			(void)db_exec(c, &q[Q_OF_VARIANT], DB_I(variants[i]), DB_I(v->option), DB_I(value));
	}
	if (!e->keep_options)
		unused_drop(c, v->option);
}

void
catalog_options_put(struct ctx *c, int64_t product, const struct product_edit *e, const int64_t *variants)
{
	int64_t ids[CATALOG_OPTIONS] = { 0 };
	size_t n = options_put(c, product, e, ids), k;

	for (k = 0; k < n; k++) {
		struct values v = { .option = ids[k] };

		option_put(c, &v, k, e, variants);
	}
}
