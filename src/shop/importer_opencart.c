/*
 * OpenCart's exports: the sheet of products as its export tools write it (product_id, name(en-gb), …) and the _NAME_ kind of CSV. One row is one product; options stand in another sheet
 * there, so they do not come along. Categories come by name where the file has names; numbers mean nothing here and are named.
 */
#include "shop/importer_cell.h"
#include "shop/importer_sheet.h"
#include "shop/importer_sold.h"

#include "base/str.h"
#include "base/utf8.h"

struct cart_file {
	struct import *im;
	struct import_sheet *s;
	size_t name, name_en, description, description_en;	/* columns; n: none */
};

/* Headings that other tools of the same shop use. */
static const struct { const char *column, *called[4]; } others[] = {
	{ "product_id", { "_id_", "product id" } }, { "name", { "_name_", "product name" } }, { "model", { "_model_" } }, { "sku", { "_sku_" } },
	{ "price", { "_price_" } }, { "quantity", { "_quantity_" } }, { "categories", { "_category_", "category", "category_names" } },
	{ "manufacturer", { "_manufacturer_" } }, { "image_name", { "_image_", "image", "image name" } }, { "status", { "_status_" } },
	{ "weight", { "_weight_" } }, { "weight_unit", { "weight class", "weight_class" } }, { "description", { "_description_" } }, { "ean", { "_ean_" } }, { "upc", { "_upc_" } },
	{ "additional_images", { "_images_" } },
};

bool
import_opencart_is(struct import_sheet *s)
{
	const char **was = arena_new_n(s->keep, s->n, const char *);
	bool named = false;
	size_t i, k, o;

	for (i = 0; i < s->n; i++) {
		was[i] = s->names[i];
		for (o = 0; o < ARRAY_LEN(others); o++)
			for (k = 0; k < ARRAY_LEN(others[o].called) && others[o].called[k]; k++)
				if (str_eq(others[o].called[k], was[i]))
					import_sheet_call(s, i, others[o].column);
		named |= str_eq(s->names[i], "name") || str_starts(s->names[i], "name(");
	}
	if (named && import_sheet_has(s, "product_id") && import_sheet_has(s, "model") && import_sheet_has(s, "price") && import_sheet_has(s, "quantity"))
		return true;
	for (i = 0; i < s->n; i++)
		import_sheet_call(s, i, was[i]);
	return false;
}

/* The columns of a text: Indonesian first, else the only or first one; English beside it when there are both. */
static void
languages(struct import_sheet *s, const char *what, size_t *id, size_t *en)
{
	size_t n = strlen(what), i, first = s->n;

	*id = *en = s->n;
	for (i = s->n; i-- > 0;) {
		const char *rest = s->names[i] + n;

		if (!str_starts(s->names[i], what) || (*rest && *rest != '('))
			continue;
		first = i;
		if (str_starts(rest, "(id"))
			*id = i;
		if (str_starts(rest, "(en"))
			*en = i;
	}
	if (*id == s->n) {
		*id = *en != s->n ? *en : first;
		*en = s->n;
	}
}

static const char *
text(struct cart_file *f, size_t column)
{
	return column < f->s->n ? import_text_at(f->s, f->im->c->arena, column) : NULL;
}

static const char *
cell(struct cart_file *f, const char *column)
{
	return import_cell(f->s, f->im->c->arena, column);
}

/* "20,27" are numbers of another sheet; "Makanan > Keripik", or "Makanan|Keripik" with a line for each category, are names. */
static const char *
paths(struct cart_file *f, const struct import_at *at)
{
	struct arena *a = f->im->c->arena;
	const char *s = import_text(f->s, a, "categories"), *all = "";
	size_t n, i;
	const char **list;

	if (!s || strspn(s, "0123456789, ;") == strlen(s)) {
		if (!str_empty(s))
			import_say(at->im, at->line, "warning", at->name, "import.category_numbers", s);
		return NULL;
	}
	s = strchr(s, '>') ? str_replace(a, s, "|", "\n") : str_replace(a, s, "|", ">");
	if (!strchr(s, '\n') && !strchr(s, '>'))
		s = str_replace(a, s, ",", "\n");
	list = str_split(a, s, '\n', &n);
	for (i = 0; i < n; i++)
		all = import_path_add(a, all, list[i]);
	return all;
}

/* HTML, which that shop keeps escaped: some tools write it so, and then it has to be read twice. */
static const char *
description(struct cart_file *f, const struct import_at *at, size_t column)
{
	const char *s = text(f, column);
	bool twice = s && str_starts(s, "&lt;");

	s = import_prose(at, s, twice ? 100000 : 20000, "description", false);
	return twice ? import_prose(at, s, 20000, "description", false) : s;
}

static void
read_product(struct cart_file *f, const struct import_at *at)
{
	struct product_edit *e = &at->g->edit;
	const char *status = cell(f, "status");

	e->name[0] = import_prose(at, text(f, f->name), 200, "name", true);
	e->name[1] = import_prose(at, text(f, f->name_en), 200, "name", true);
	e->description[0] = description(f, at, f->description);
	e->description[1] = description(f, at, f->description_en);
	e->status = status ? import_yes(status) == 0 ? "draft" : "active" : NULL;
	e->keep_options = true;
	e->keep_attrs = true;
	import_maker(at, cell(f, "manufacturer"));
	at->g->category_paths = paths(f, at);
	import_pictures(at, cell(f, "image_name"), "|\n");
	import_pictures(at, import_text(f->s, f->im->c->arena, "additional_images"), "|\n");
	if (import_yes(cell(f, "shipping")) == 0)
		import_refuse(at->im, at->g, at->line, "import.virtual", "");
	if (str_empty(e->name[0]))
		import_refuse(at->im, at->g, at->line, "import.no_name", at->g->key);
}

static void
read_variant(struct cart_file *f, const struct import_at *at)
{
	struct variant_edit *v = import_variant_new(f->im, at->g);
	const char *sku = cell(f, "sku"), *ean = cell(f, "ean"), *unit = cell(f, "weight_unit");

	v->sku = import_code(at, str_empty(sku) ? cell(f, "model") : sku, 64);
	v->barcode = import_code(at, str_empty(ean) ? cell(f, "upc") : ean, 64);
	v->price = import_money(at, cell(f, "price"));
	v->weight_g = import_grams(at, cell(f, "weight"), import_unit(unit, 1000));
	v->stock = import_pieces(at, cell(f, "quantity"));
	if (import_yes(cell(f, "subtract")) == 0)
		import_say(at->im, at->line, "warning", at->name, "import.stock_uncounted", "");
	if (v->price == INT64_MIN)
		import_refuse(at->im, at->g, at->line, "import.no_price", v->sku);
}

static bool
take_row(struct cart_file *f)
{
	const char *key = cell(f, "product_id"), *name = text(f, f->name);
	struct import_at at = { .im = f->im, .line = f->s->line, .name = utf8_cut(f->im->c->arena, name ? name : "", 200) };

	if (!*key || strlen(key) > 100) {
		import_say(f->im, at.line, "refused", at.name, "import.no_key", "");
		return import_line_done(f->im, at.line);
	}
	at.g = import_goods_new(f->im, key, at.line);
	read_product(f, &at);
	read_variant(f, &at);
	return import_goods_put(f->im, at.g);
}

enum csv_row
import_opencart(struct import *im, struct import_sheet *s)
{
	struct cart_file f = { .im = im, .s = s };
	enum csv_row end;

	languages(s, "name", &f.name, &f.name_en);
	languages(s, "description", &f.description, &f.description_en);
	while ((end = import_sheet_next(s)) == CSV_ROW)
		if (!take_row(&f))
			return CSV_END;
	return end;
}
