/*
 * Magento 2's product export: a configurable row names its variants (configurable_variations), whose own rows stand anywhere, most often before it. A first pass notes where each code's
 * row stands and which belong to a configurable one; the second makes simple products of the rest and whole ones of the configurable. Weights are taken as kilograms.
 */
#include "shop/importer_cell.h"
#include "shop/importer_index.h"
#include "shop/importer_plain.h"
#include "shop/importer_sheet.h"
#include "shop/importer_sold.h"

#include "base/str.h"
#include "base/utf8.h"

#define HELD_MAX ((size_t)64 * 1024 * 1024)	/* of rows of one product's variants */

struct magento {
	struct import *im;
	struct import_sheet *s;
	struct import_sheet out;	/* reads rows out of turn */
	struct import_index *index;
	bool views_said;
};

static const char *
cell(struct magento *m, struct import_sheet *s, const char *column)
{
	return import_cell(s, m->im->c->arena, column);
}

/* --- "a=b,c=d" --- */

/* The value of a name in such a list; NULL: it has none. A comma begins a new entry only where a name and '=' follow. *next: what follows the entry. */
static const char *
entry(struct arena *a, const char *s, const char **name, const char **next)
{
	const char *equals = strchr(s, '='), *end, *p;

	if (!equals)
		return NULL;
	*name = str_trim(a, arena_mem(a, s, (size_t)(equals - s)));
	for (end = equals + 1; *end; end++) {
		if (*end != ',')
			continue;
		p = end + 1 + strspn(end + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
		if (p > end + 1 && *p == '=')
			break;
	}
	*next = *end ? end + 1 : end;
	return str_trim(a, arena_mem(a, equals + 1, (size_t)(end - equals - 1)));
}

static const char *
value_of(struct arena *a, const char *list, const char *want)
{
	const char *name, *next = list, *value;

	while ((value = entry(a, next, &name, &next)) != NULL)
		if (str_eq_nocase(name, want))
			return value;
	return NULL;
}

/* "eco_collection" as "Eco collection". */
static const char *
title(struct arena *a, const char *code)
{
	char *s = arena_str(a, str_replace(a, code, "_", " "));

	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
	return s;
}

/* --- what belongs to the product --- */

/* "Default Category/Men/Tops,Default Category/Sale": the root is Magento's own; a part that does not begin with it goes on from the one before (a comma in a name). */
static const char *
paths(struct arena *a, const char *s)
{
	size_t root = strcspn(s, "/,"), n, i;
	const char *start = arena_mem(a, s, root), *all = "", *path = NULL;
	const char **parts = str_split(a, s, ',', &n);

	for (i = 0; i < n; i++) {
		bool begins = str_starts(parts[i], start) && (parts[i][root] == '/' || parts[i][root] == '\0');

		if (begins && path)
			all = import_path_add(a, all, path);
		path = begins || !path ? parts[i][root] == '/' ? parts[i] + root + 1 : "" : arena_printf(a, "%s, %s", path, parts[i]);
		path = str_replace(a, path, "/", ">");
	}
	return path ? import_path_add(a, all, path) : all;
}

static bool
is_option(const struct product_edit *e, const char *name)
{
	size_t i;

	for (i = 0; i < CATALOG_OPTIONS; i++)
		if (e->options[i][0] && str_eq_nocase(e->options[i][0], name))
			return true;
	return false;
}

/* Yes and no are switches of that shop's pages; what remains says something to a buyer. */
static void
facts(const struct import_at *at, const char *list)
{
	struct arena *a = at->im->c->arena;
	const char *name, *next = list, *value;

	while ((value = entry(a, next, &name, &next)) != NULL) {
		const char *raw = name;

		name = title(a, name);
		if (str_eq(raw, "manufacturer"))
			import_maker(at, value);
		else if (import_yes(value) < 0 && !is_option(&at->g->edit, name))
			import_fact(at, name, "", str_replace(a, import_plain(a, value), "|", ", "));
	}
}

static void
read_product(struct magento *m, const struct import_at *at)
{
	struct import_sheet *s = m->s;
	struct arena *a = m->im->c->arena;
	struct product_edit *e = &at->g->edit;
	const char *online = cell(m, s, "product_online"), *categories = cell(m, s, "categories"), *visible = cell(m, s, "visibility");

	e->name[0] = import_prose(at, at->name, 200, "name", true);
	e->summary[0] = import_prose(at, import_text(s, a, "short_description"), 300, "short_description", true);
	e->description[0] = import_prose(at, import_text(s, a, "description"), 20000, "description", false);
	if (online)
		e->status = import_yes(online) == 0 || str_starts(visible ? visible : "", "Not Visible") ? "draft" : "active";
	at->g->category_paths = categories ? paths(a, categories) : NULL;
	import_pictures(at, cell(m, s, "base_image"), "\n");
	import_pictures(at, cell(m, s, "additional_images"), ",");
	facts(at, cell(m, s, "additional_attributes") ? cell(m, s, "additional_attributes") : "");
	if (str_empty(e->name[0]))
		import_refuse(at->im, at->g, at->line, "import.no_name", at->g->key);
}

/* --- variants --- */

static void
sale(struct magento *m, const struct import_at *at, struct import_sheet *s, struct variant_edit *v)
{
	const char *from = cell(m, s, "special_price_from_date"), *to = cell(m, s, "special_price_to_date"), *price = cell(m, s, "special_price");

	/* Days come in the way of that shop's country, which nobody can tell: a sale that could not end is left out. */
	if (!str_empty(price) && ((!str_empty(from) && (strlen(from) < 10 || from[4] != '-')) || (!str_empty(to) && (strlen(to) < 10 || to[4] != '-')))) {
		import_say(at->im, at->line, "warning", at->name, "import.bad_cell", utf8_cut(m->im->c->arena, str_empty(to) ? from : to, 40));
		v->sale_price = v->sale_from = v->sale_to = INT64_MIN;
		return;
	}
	v->sale_price = import_money(at, price);
	v->sale_from = import_time(at, from, false);
	v->sale_to = import_time(at, to, true);
}

/* From its own row. price: the configurable one's, where its own is empty. */
static void
read_variant(struct magento *m, const struct import_at *at, struct import_sheet *s, struct variant_edit *v, int64_t price)
{
	const char *own = cell(m, s, "price");

	v->sku = import_code(at, cell(m, s, "sku"), 64);
	v->price = str_empty(own) ? price : import_money(at, own);
	v->weight_g = import_grams(at, cell(m, s, "weight"), 1000);
	v->stock = import_pieces(at, cell(m, s, "qty"));
	sale(m, at, s, v);
	if (v->price < 0)
		import_refuse(at->im, at->g, at->line, "import.no_price", v->sku);
}

/* The attributes that the variants differ in, from the first of them. */
static void
options(struct magento *m, const struct import_at *at, const char *first, const char *codes[CATALOG_OPTIONS])
{
	struct arena *a = m->im->c->arena;
	const char *labels = cell(m, m->s, "configurable_variation_labels"), *name, *next = first, *names = "";
	size_t n = 0;

	while (entry(a, next, &name, &next)) {
		const char *label = value_of(a, labels ? labels : "", name);

		if (str_eq_nocase(name, "sku"))
			continue;
		names = arena_printf(a, "%s%s%s", names, n ? ", " : "", name);
		if (n < CATALOG_OPTIONS) {
			codes[n] = name;
			at->g->edit.options[n][0] = utf8_cut(a, str_empty(label) ? title(a, name) : label, 60);
		}
		n++;
	}
	if (n > CATALOG_OPTIONS)
		import_refuse(at->im, at->g, at->line, "import.many_options", names);
}

static void
one_variant(struct magento *m, const struct import_at *at, const char *list, const char *codes[CATALOG_OPTIONS], int64_t price)
{
	struct arena *a = m->im->c->arena;
	const char *sku = value_of(a, list, "sku");
	int64_t offset = str_empty(sku) ? 0 : import_index_get(m->index, "at", sku, 0);
	struct import_at row = *at;
	struct variant_edit *v;
	size_t i;

	if (!offset || import_sheet_at(&m->out, offset, import_index_get(m->index, "line", sku, 0)) != CSV_ROW) {
		import_say(m->im, at->line, "warning", at->name, "import.no_child", sku ? sku : list);
		return;
	}
	v = import_variant_new(m->im, at->g);
	if (!v || arena_used(a) > HELD_MAX) {
		import_refuse(m->im, at->g, at->line, "import.many_variants", "");
		return;
	}
	row.line = m->out.line;
	row.name = cell(m, &m->out, "name");
	for (i = 0; i < CATALOG_OPTIONS && codes[i]; i++) {
		const char *value = value_of(a, list, codes[i]);

		v->values[i][0] = import_code(at, value ? value : "", 60);
		if (str_empty(value))
			import_refuse(m->im, at->g, at->line, "import.no_value", codes[i]);
	}
	read_variant(m, &row, &m->out, v, price);
	if (import_yes(cell(m, &m->out, "product_online")) == 0)
		v->active = false;
	import_pictures(&row, cell(m, &m->out, "base_image"), "\n");
}

static bool
configurable(struct magento *m, const struct import_at *at)
{
	struct arena *a = m->im->c->arena;
	const char *cells = cell(m, m->s, "configurable_variations"), *codes[CATALOG_OPTIONS] = { NULL };
	int64_t price = import_money(at, cell(m, m->s, "price"));
	size_t n, i;
	const char **list = str_split(a, cells ? cells : "", '|', &n);

	if (n > IMPORT_VARIANTS_MAX)
		import_refuse(m->im, at->g, at->line, "import.many_variants", "");
	if (n)
		options(m, at, list[0], codes);
	read_product(m, at);
	for (i = 0; i < n && !at->g->refused; i++)
		one_variant(m, at, list[i], codes, price);
	if (!at->g->n_variants)
		import_refuse(m->im, at->g, at->line, "import.no_variant", "");
	return import_goods_put(m->im, at->g);
}

/* --- the file --- */

static enum csv_row
survey(struct magento *m)
{
	struct import_sheet *s = m->s;
	enum csv_row end;

	while ((end = import_sheet_next(s)) == CSV_ROW && !err_is_set(m->im->c)) {
		const char *sku = import_cell(s, s->row, "sku"), *cells = import_cell(s, s->row, "configurable_variations"), *view = import_cell(s, s->row, "store_view_code");
		size_t n, i;
		const char **list = str_split(s->row, cells ? cells : "", '|', &n);

		for (i = 0; i < n && i < IMPORT_VARIANTS_MAX; i++) {
			const char *child = value_of(s->row, list[i], "sku");

			if (!str_empty(child))
				import_index_put(m->index, "child", child, 0, s->line);
		}
		if (!*sku || !str_empty(view) || str_eq_nocase(import_cell(s, s->row, "product_type"), "configurable"))
			continue;
		import_index_put(m->index, "at", sku, 0, s->offset);
		import_index_put(m->index, "line", sku, 0, s->line);
	}
	return end;
}

static bool
take_row(struct magento *m)
{
	struct import *im = m->im;
	const char *sku = cell(m, m->s, "sku"), *type = cell(m, m->s, "product_type"), *view = cell(m, m->s, "store_view_code"), *why = NULL;
	struct import_at at = { .im = im, .line = m->s->line, .name = cell(m, m->s, "name") };
	bool simple = str_eq_nocase(type, "simple");

	if (!str_empty(view)) {
		if (!m->views_said)
			import_say(im, at.line, "warning", at.name, "import.store_view", view);
		m->views_said = true;
		return import_line_done(im, at.line);
	}
	if (simple && import_index_get(m->index, "child", sku, 0))
		return import_line_done(im, at.line);
	if (!*sku || strlen(sku) > 100)
		why = "import.no_key";
	else if (str_eq_nocase(type, "grouped") || str_eq_nocase(type, "bundle"))
		why = "import.grouped";
	else if (str_eq_nocase(type, "virtual") || str_eq_nocase(type, "downloadable"))
		why = "import.virtual";
	else if (!simple && !str_eq_nocase(type, "configurable"))
		why = "import.kind";
	if (why) {
		import_say(im, at.line, "refused", at.name, why, type);
		return import_line_done(im, at.line);
	}
	at.g = import_goods_new(im, sku, at.line);
	if (!simple)
		return configurable(m, &at);
	read_product(m, &at);
	read_variant(m, &at, m->s, import_variant_new(im, at.g), INT64_MIN);
	return import_goods_put(im, at.g);
}

bool
import_magento_is(struct import_sheet *s)
{
	return import_sheet_has(s, "sku") && import_sheet_has(s, "product_type") && import_sheet_has(s, "name") && import_sheet_has(s, "price") &&
	    (import_sheet_has(s, "attribute_set_code") || import_sheet_has(s, "configurable_variations"));
}

enum csv_row
import_magento(struct import *im, struct import_sheet *s)
{
	struct magento m = { .im = im, .s = s, .index = import_index_new(im->c, im->keep) };
	struct arena *row = arena_open();
	enum csv_row end = survey(&m);

	/* A file that breaks off may lack rows of variants: then nothing of it is touched. */
	if (end == CSV_END && !err_is_set(im->c) && import_sheet_again(&m.out, s, im->keep, row, im->path)) {
		import_sheet_rewind(s);
		while ((end = import_sheet_next(s)) == CSV_ROW)
			if (!take_row(&m))
				break;
		end = end == CSV_ROW ? CSV_END : end;
	}
	arena_close(row);
	return end;
}
