/*
 * Shopify's product export: rows that follow each other with the same Handle are one product; the first bears what belongs to it, each that has a price is a variant, the others only
 * bring pictures. Body (HTML) becomes plain text, Type (else Product Category) a category, Vendor the maker, Tags its tags.
 */
#include "shop/importer_cell.h"
#include "shop/importer_sheet.h"
#include "shop/importer_sold.h"

#include "base/str.h"
#include "base/utf8.h"

#define OPTIONS 3	/* as many as that shop knows */

struct shopify {
	struct import *im;
	struct import_sheet *s;
	struct import_goods *g;	/* being read */
	const char *name;	/* of it, for its later rows */
	bool uncounted;
};

static const char *
cell(struct shopify *p, const char *column)
{
	return import_cell(p->s, p->im->c->arena, column);
}

static void
read_options(struct shopify *p)
{
	struct product_edit *e = &p->g->edit;
	size_t i;

	for (i = 0; i < OPTIONS; i++) {
		const char *name = cell(p, arena_printf(p->im->c->arena, "option%d name", (int)i + 1));
		const char *value = cell(p, arena_printf(p->im->c->arena, "option%d value", (int)i + 1));

		/* What has no options is written as one that is called so. */
		if (str_empty(name) || (str_eq(name, "Title") && str_eq(value, "Default Title")))
			continue;
		e->options[i][0] = utf8_cut(p->im->c->arena, name, 60);
	}
}

static const char *
status(struct shopify *p)
{
	const char *s = cell(p, "status");
	int published = import_yes(cell(p, "published"));

	if (str_eq_nocase(s, "archived"))
		return "archived";
	if (!s && published < 0)
		return NULL;
	return (str_empty(s) || str_eq_nocase(s, "active")) && published != 0 ? "active" : "draft";
}

static const char *
category(struct shopify *p)
{
	const char *type = cell(p, "type"), *standard = cell(p, "product category");

	if (str_empty(type))
		type = cell(p, "custom product type");
	if (!str_empty(type))
		return import_path_add(p->im->c->arena, "", type);
	return str_empty(standard) ? NULL : import_path_add(p->im->c->arena, "", standard);
}

static void
read_product(struct shopify *p, const struct import_at *at)
{
	struct product_edit *e = &at->g->edit;

	e->name[0] = import_fit(at, cell(p, "title"), 200, "Title");
	e->description[0] = import_prose(at, import_text(p->s, p->im->c->arena, "body (html)"), 20000, "Body (HTML)", false);
	e->status = status(p);
	at->g->category_paths = category(p);
	read_options(p);
	e->keep_attrs = true;
	import_maker(at, cell(p, "vendor"));
	import_tags(at, cell(p, "tags"));
	if (import_yes(cell(p, "gift card")) == 1)
		import_refuse(at->im, at->g, at->line, "import.virtual", "");
	if (str_empty(e->name[0]))
		import_refuse(at->im, at->g, at->line, "import.no_name", at->g->key);
}

static int64_t
weight(struct shopify *p, const struct import_at *at)
{
	const char *grams = cell(p, "variant grams"), *unit = cell(p, "variant weight unit"), *own = cell(p, "variant weight");

	return grams ? import_grams(at, grams, 1) : import_grams(at, own, import_unit(unit, 1000));
}

static void
read_variant(struct shopify *p, const struct import_at *at)
{
	struct variant_edit *v = import_variant_new(p->im, at->g);
	const char *stock = cell(p, "variant inventory qty");
	size_t i;

	if (!v) {
		import_refuse(at->im, at->g, at->line, "import.many_variants", "");
		return;
	}
	for (i = 0; i < OPTIONS; i++) {
		const char *value = cell(p, arena_printf(p->im->c->arena, "option%d value", (int)i + 1));

		if (!at->g->edit.options[i][0])
			continue;
		v->values[i][0] = import_code(at, value ? value : "", 60);
		if (!*v->values[i][0])
			import_refuse(at->im, at->g, at->line, "import.no_value", at->g->edit.options[i][0]);
	}
	v->sku = import_code(at, cell(p, "variant sku"), 64);
	v->barcode = import_code(at, cell(p, "variant barcode"), 64);
	v->price = import_money(at, cell(p, "variant price"));
	v->compare_at = import_money(at, cell(p, "variant compare at price"));
	v->cost = import_money(at, cell(p, "cost per item"));
	v->weight_g = weight(p, at);
	v->stock = import_pieces(at, stock);
	p->uncounted |= str_empty(stock);
	if (import_yes(cell(p, "variant requires shipping")) == 0)
		import_refuse(at->im, at->g, at->line, "import.virtual", "");
}

static bool
finish(struct shopify *p)
{
	struct import_goods *g = p->g;

	p->g = NULL;
	if (!g)
		return true;
	if (g->n_variants == 0)
		import_refuse(p->im, g, g->line, "import.no_price", g->key);
	if (p->uncounted && !g->refused)
		import_say(p->im, g->line, "warning", g->edit.name[0], "import.stock_uncounted", "");
	return import_goods_put(p->im, g);
}

static bool
take_row(struct shopify *p)
{
	const char *key = import_cell(p->s, p->s->row, "handle");
	bool first = !p->g || !str_eq(p->g->key, key);
	struct import_at at = { .im = p->im, .line = p->s->line };

	if (first && !finish(p))
		return false;
	if (!*key || strlen(key) > 255) {
		import_say(p->im, at.line, "refused", import_cell(p->s, p->s->row, "title"), "import.no_key", "");
		return import_line_done(p->im, at.line);
	}
	if (first) {
		p->g = import_goods_new(p->im, key, at.line);
		p->name = cell(p, "title");
		p->uncounted = false;
	}
	at.g = p->g;
	at.name = str_empty(p->name) ? key : p->name;
	if (first)
		read_product(p, &at);
	if (!str_empty(import_cell(p->s, p->s->row, "variant price")))
		read_variant(p, &at);
	import_pictures(&at, cell(p, "image src"), "\n");
	import_pictures(&at, cell(p, "variant image"), "\n");
	return true;
}

bool
import_shopify_is(struct import_sheet *s)
{
	return import_sheet_has(s, "handle") && import_sheet_has(s, "title") && import_sheet_has(s, "variant price");
}

enum csv_row
import_shopify(struct import *im, struct import_sheet *s)
{
	struct shopify p = { .im = im, .s = s };
	enum csv_row end;

	while ((end = import_sheet_next(s)) == CSV_ROW)
		if (!take_row(&p))
			return CSV_END;
	/* A file that breaks off may have broken in the middle of this product. */
	if (end == CSV_END)
		(void)finish(&p);
	return end;
}
