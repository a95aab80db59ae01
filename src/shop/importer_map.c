/*
 * Any file by a mapping of its columns: one row is one product; rows that follow each other with the same key are its variants when an option is mapped. What the mapping cannot mean
 * is refused before a row is read, and so is a file without one: a guess would fill the shop with half goods.
 */
#include "shop/importer_map.h"

#include "base/crypt.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/importer_cell.h"
#include "shop/importer_field.h"
#include "shop/importer_sheet.h"
#include "shop/importer_sold.h"

#define KEYS_MAX 8
#define NONE ((size_t)-1)

struct map {
	struct import *im;
	struct import_sheet *s;
	size_t column[WHAT_END];	/* NONE: not mapped */
	size_t options[CATALOG_OPTIONS], n_options;
	size_t facts[IMPORT_FACTS_MAX], n_facts;
	size_t keys[KEYS_MAX], n_keys;
	struct import_goods *g;		/* being read */
};

/* --- the mapping --- */

static bool
fault(struct map *m, const char *message_id, const char *arg)
{
	import_say(m->im, 1, "refused", "", message_id, utf8_cut(m->im->c->arena, arg, 100));
	return false;
}

/* A column by its heading, whatever its case, or "#3" by its place. */
static size_t
column_of(struct map *m, const char *name)
{
	const char *low = str_lower(m->im->c->arena, name);
	int64_t n;
	size_t i;

	for (i = 0; i < m->s->n; i++)
		if (str_eq(m->s->names[i], low))
			return i;
	if (*name == '#' && str_int(name + 1, 1, (int64_t)m->s->n, &n))
		return (size_t)n - 1;
	return NONE;
}

/* Entries are parted by line breaks, or by commas where there is none. */
static const char **
entries(struct map *m, const char *s, size_t *n)
{
	return str_split(m->im->c->arena, s ? s : "", s && strchr(s, '\n') ? '\n' : ',', n);
}

static bool
entry(struct map *m, const char *text)
{
	struct arena *a = m->im->c->arena;
	const char *equals = strchr(text, '=');
	enum import_what what;
	size_t column;

	if (!equals)
		return fault(m, "import.map_form", text);
	what = import_what_of(str_trim(a, arena_mem(a, text, (size_t)(equals - text))));
	column = column_of(m, str_trim(a, equals + 1));
	if (what == WHAT_END)
		return fault(m, "import.map_field", text);
	if (column == NONE)
		return fault(m, "import.map_column", str_trim(a, equals + 1));
	if (what != WHAT_FACT && m->column[what] != NONE)
		return fault(m, "import.map_twice", import_what_name(what));
	if (what != WHAT_FACT)
		m->column[what] = column;
	else if (m->n_facts < IMPORT_FACTS_MAX)
		m->facts[m->n_facts++] = column;
	return true;
}

static bool
key_columns(struct map *m, const char *key)
{
	static const enum import_what usual[] = { WHAT_KEY, WHAT_SKU, WHAT_BARCODE };
	size_t n, i;
	const char **names = entries(m, key, &n);

	for (i = 0; i < n; i++) {
		size_t column = column_of(m, names[i]);

		if (column == NONE)
			return fault(m, "import.map_column", names[i]);
		if (m->n_keys == KEYS_MAX)
			return fault(m, "import.map_form", key);
		m->keys[m->n_keys++] = column;
	}
	for (i = 0; i < ARRAY_LEN(usual) && !m->n_keys; i++)
		if (m->column[usual[i]] != NONE)
			m->keys[m->n_keys++] = m->column[usual[i]];
	return m->n_keys > 0 || fault(m, "import.map_key", "");
}

static bool
read_mapping(struct map *m, const char *map, const char *key)
{
	size_t n, i;
	const char **list = entries(m, map, &n);

	for (i = 0; i < WHAT_END; i++)
		m->column[i] = NONE;
	for (i = 0; i < n; i++)
		if (!entry(m, list[i]))
			return false;
	for (i = 0; i < CATALOG_OPTIONS; i++)
		if (m->column[WHAT_OPTION1 + i] != NONE)
			m->options[m->n_options++] = m->column[WHAT_OPTION1 + i];
	if (m->column[WHAT_NAME] == NONE || m->column[WHAT_PRICE] == NONE)
		return fault(m, "import.map_needs", import_what_name(m->column[WHAT_NAME] == NONE ? WHAT_NAME : WHAT_PRICE));
	return key_columns(m, key);
}

/* --- rows --- */

static const char *
cell(struct map *m, enum import_what what)
{
	return m->column[what] == NONE ? NULL : import_cell_at(m->s, m->im->c->arena, m->column[what]);
}

static const char *
text(struct map *m, enum import_what what)
{
	return m->column[what] == NONE ? NULL : import_text_at(m->s, m->im->c->arena, m->column[what]);
}

/* The row's key; "" when all its parts are empty. One that is too long to keep is its hash. */
static const char *
row_key(struct map *m)
{
	struct arena *a = m->s->row;
	const char *key = "", *part;
	bool any = false;
	size_t i;

	for (i = 0; i < m->n_keys; i++) {
		part = import_cell_at(m->s, a, m->keys[i]);
		any |= *part != '\0';
		key = arena_printf(a, "%s%s%s", key, i ? "|" : "", part);
	}
	if (!any)
		return "";
	return strlen(key) <= 200 ? key : crypt_hash(a, key, strlen(key));
}

static const char *
status(const struct import_at *at, const char *s)
{
	int yes;

	if (!s)
		return NULL;
	if (str_eq_nocase(s, "archived") || str_eq_nocase(s, "arsip"))
		return "archived";
	yes = *s ? import_yes(s) : 1;
	if (yes < 0)
		import_say(at->im, at->line, "warning", at->name, "import.bad_cell", utf8_cut(at->im->c->arena, s, 40));
	return yes > 0 ? "active" : "draft";
}

static const char *
paths(struct map *m)
{
	struct arena *a = m->im->c->arena;
	const char *s = text(m, WHAT_CATEGORY), *all = "";
	size_t n, i;
	const char **list = str_split(a, s ? str_replace(a, s, "|", "\n") : "", '\n', &n);

	for (i = 0; i < n; i++)
		all = import_path_add(a, all, list[i]);
	return s ? all : NULL;
}

static void
pictures(struct map *m, const struct import_at *at)
{
	struct import_goods *g = at->g;
	const char *s = text(m, WHAT_PICTURE);
	size_t n, i;
	const char **files;

	if (s && strstr(s, "://")) {
		import_pictures(at, s, strchr(s, '|') ? "|\n" : strchr(s, '\n') ? "\n" : ", ");
		return;
	}
	files = str_split(m->im->c->arena, s ? s : "", '|', &n);
	for (i = 0; i < n && i < IMPORT_PICTURES_MAX; i++) {
		g->files[i] = files[i];
		g->alts[i][0] = g->alts[i][1] = "";
		g->n_files = i + 1;
	}
}

static void
read_product(struct map *m, const struct import_at *at)
{
	struct product_edit *e = &at->g->edit;
	size_t i;

	e->name[0] = import_fit(at, cell(m, WHAT_NAME), 200, "name");
	e->name[1] = import_fit(at, cell(m, WHAT_NAME_EN), 200, "name_en");
	e->summary[0] = import_prose(at, text(m, WHAT_SUMMARY), 300, "summary", true);
	e->summary[1] = import_prose(at, text(m, WHAT_SUMMARY_EN), 300, "summary_en", true);
	e->description[0] = import_prose(at, text(m, WHAT_DESCRIPTION), 20000, "description", false);
	e->description[1] = import_prose(at, text(m, WHAT_DESCRIPTION_EN), 20000, "description_en", false);
	e->unit = import_fit(at, cell(m, WHAT_UNIT), 30, "unit");
	e->status = status(at, cell(m, WHAT_STATUS));
	at->g->category_paths = paths(m);
	pictures(m, at);
	e->keep_options = m->n_options == 0;
	for (i = 0; i < m->n_options; i++)
		e->options[i][0] = utf8_cut(m->im->c->arena, m->s->titles[m->options[i]], 60);
	e->keep_attrs = !m->n_facts && m->column[WHAT_BRAND] == NONE;
	import_brand(at, cell(m, WHAT_BRAND));
	import_maker(at, cell(m, WHAT_MAKER));
	import_tags(at, cell(m, WHAT_TAGS));
	import_measure(at, cell(m, WHAT_MEASURE));
	import_limits(at, cell(m, WHAT_MIN_QTY), cell(m, WHAT_MAX_QTY), cell(m, WHAT_QTY_STEP));
	import_tiers(at, cell(m, WHAT_QTY_PRICES), -1, "qty_prices");
	for (i = 0; i < m->n_facts; i++)
		import_fact(at, m->s->titles[m->facts[i]], "", import_cell_at(m->s, m->im->c->arena, m->facts[i]));
	if (str_empty(e->name[0]))
		import_refuse(m->im, at->g, at->line, "import.no_name", at->g->key);
}

static void
read_variant(struct map *m, const struct import_at *at)
{
	struct variant_edit *v = import_variant_new(m->im, at->g);
	size_t i;

	if (!v) {
		import_refuse(m->im, at->g, at->line, "import.many_variants", "");
		return;
	}
	for (i = 0; i < m->n_options; i++) {
		v->values[i][0] = import_code(at, import_cell_at(m->s, m->im->c->arena, m->options[i]), 60);
		if (!*v->values[i][0])
			import_refuse(m->im, at->g, at->line, "import.no_value", at->g->edit.options[i][0]);
	}
	v->sku = import_code(at, cell(m, WHAT_SKU), 64);
	v->barcode = import_code(at, cell(m, WHAT_BARCODE), 64);
	v->price = import_money(at, cell(m, WHAT_PRICE));
	v->compare_at = import_money(at, cell(m, WHAT_COMPARE_AT));
	v->sale_price = import_money(at, cell(m, WHAT_SALE_PRICE));
	v->cost = import_money(at, cell(m, WHAT_COST));
	v->weight_g = m->column[WHAT_WEIGHT_KG] != NONE ? import_grams(at, cell(m, WHAT_WEIGHT_KG), 1000) : import_grams(at, cell(m, WHAT_WEIGHT_G), 1);
	if (m->column[WHAT_STOCK] != NONE)
		v->stock = at->g->sold.measured && at->g->sold.measure != MEASURE_PIECE ? import_amount(at, cell(m, WHAT_STOCK), "stock") : import_pieces(at, cell(m, WHAT_STOCK));
	if (v->price == INT64_MIN)
		import_refuse(m->im, at->g, at->line, "import.no_price", v->sku);
}

static bool
finish(struct map *m)
{
	struct import_goods *g = m->g;

	m->g = NULL;
	return !g || import_goods_put(m->im, g);
}

static bool
take_row(struct map *m)
{
	const char *key = row_key(m);
	bool more = m->g && str_eq(m->g->key, key) && !m->g->edit.keep_options;
	struct import_at at = { .im = m->im, .line = m->s->line };

	if (!more && !finish(m))
		return false;
	at.name = arena_str(m->im->c->arena, m->column[WHAT_NAME] < m->s->n_cells ? import_cell_at(m->s, m->s->row, m->column[WHAT_NAME]) : "");
	if (!*key) {
		import_say(m->im, at.line, "refused", at.name, "import.no_key", "");
		return import_line_done(m->im, at.line);
	}
	at.g = more ? m->g : import_goods_new(m->im, key, at.line);
	if (!more) {
		m->g = at.g;
		read_product(m, &at);
	}
	read_variant(m, &at);
	return true;
}

bool
import_mapped(struct import *im, struct import_sheet *s, enum csv_row *end)
{
	struct map m = { .im = im, .s = s };

	if (!read_mapping(&m, im->o->map, im->o->key))
		return false;
	arena_reset(im->c->arena);
	while ((*end = import_sheet_next(s)) == CSV_ROW) {
		if (!take_row(&m)) {
			*end = CSV_END;
			return true;
		}
	}
	if (*end == CSV_END)
		(void)finish(&m);
	return true;
}
