/* Our own CSV, one row a variant: rows of one product follow each other and bear its key; what belongs to the product stands in the first. Columns: sql/README.md. */
#include "shop/importer_cell.h"
#include "shop/importer_goods.h"
#include "shop/importer_sheet.h"
#include "shop/importer_sold.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/stock.h"


struct own {
	struct import *im;
	struct import_sheet *s;
	struct import_goods *g;	/* the product that is being read */
};

/* --- cells --- */

static void
refuse_cell(struct own *o, const char *column, const char *text)
{
	import_refuse(o->im, o->g, o->s->line, "import.bad_cell",
	    arena_printf(o->im->c->arena, "%s: %s", column, utf8_cut(o->im->c->arena, text, 40)));
}

/* A text of at most max characters; what is longer is cut and said. */
static const char *
own_text(struct own *o, const char *column, size_t max, bool lines)
{
	struct arena *a = o->im->c->arena;
	const char *s = lines ? import_text(o->s, a, column) : import_cell(o->s, a, column);

	if (!s || utf8_len(s) <= max)
		return s;
	import_say(o->im, o->s->line, "warning", o->g->key, "import.cut", column);
	return utf8_cut(a, s, max);
}

/* A short code or name that must not lose its end. */
static const char *
own_code(struct own *o, const char *column, size_t max)
{
	const char *s = import_cell(o->s, o->im->c->arena, column);

	if (s && utf8_len(s) > max)
		refuse_cell(o, column, s);
	return s;
}

static int64_t
own_number(struct own *o, const char *column, int64_t max)
{
	const char *s = import_cell(o->s, o->im->c->arena, column);
	int64_t n = INT64_MIN;

	if (!s)
		return IMPORT_KEEP;
	if (*s && !str_int(s, 0, max, &n))
		refuse_cell(o, column, s);
	return n;
}

static int64_t
own_money(struct own *o, const char *column)
{
	const char *s = import_cell(o->s, o->im->c->arena, column);
	int64_t n = INT64_MIN;

	if (!s)
		return IMPORT_KEEP;
	if (*s && !money_parse(s, &n))
		refuse_cell(o, column, s);
	return n;
}

static struct import_at
here(struct own *o)
{
	return (struct import_at){ .im = o->im, .g = o->g, .line = o->s->line, .name = o->g->key };
}

/* YYYY-MM-DD; last: the end of that day. Or a moment, "YYYY-MM-DD HH:MM" with seconds or without. */
static int64_t
own_day(struct own *o, const char *column, bool last)
{
	const char *s = import_cell(o->s, o->im->c->arena, column);
	int64_t day, at;

	if (!s)
		return IMPORT_KEEP;
	if (!*s)
		return INT64_MIN;
	if (clock_parse_day(s, &day))
		return clock_day_start(day + last, o->im->timezone);
	if (import_moment(o->im->c->arena, s, o->im->timezone, &at))
		return at;
	refuse_cell(o, column, s);
	return INT64_MIN;
}

static const char *
numbered(struct own *o, const char *format, size_t n)
{
	return arena_printf(o->im->c->arena, format, (int)n);
}

/* --- the product, from its first row --- */

/* Parts between '|', empty ones kept, so that texts pair up with pictures. */
static size_t
split_all(struct arena *a, const char *s, const char **parts, size_t max)
{
	size_t n = 0;

	while (s && *s && n < max) {
		size_t len = strcspn(s, "|");

		parts[n++] = str_trim(a, arena_mem(a, s, len));
		s += len + (s[len] == '|');
	}
	return n;
}

static void
read_pictures(struct own *o)
{
	struct arena *a = o->im->c->arena;
	const char *names[IMPORT_PICTURES_MAX], *alt[2][IMPORT_PICTURES_MAX];
	size_t n = split_all(a, import_cell(o->s, a, "pictures"), names, IMPORT_PICTURES_MAX);
	size_t n_alt[2], i, k;

	n_alt[0] = split_all(a, import_cell(o->s, a, "picture_alt"), alt[0], IMPORT_PICTURES_MAX);
	n_alt[1] = split_all(a, import_cell(o->s, a, "picture_alt_en"), alt[1], IMPORT_PICTURES_MAX);
	for (i = 0; i < n; i++) {
		struct import_goods *g = o->g;
		bool address = str_starts(names[i], "https://") || str_starts(names[i], "http://");

		for (k = 0; k < 2; k++)
			*(address ? &g->url_alts[g->n_urls][k] : &g->alts[g->n_files][k]) = i < n_alt[k] ? utf8_cut(a, alt[k][i], 200) : "";
		if (address)
			g->urls[g->n_urls++] = names[i];
		else if (*names[i])
			g->files[g->n_files++] = names[i];
	}
}

static void
read_facts(struct own *o)
{
	static const char *const columns[] = { "attr%d_name", "attr%d_name_en", "attr%d_value", "attr%d_value_en" };
	struct product_edit *e = &o->g->edit;
	size_t i, k;

	e->keep_attrs = true;
	for (i = 1; i <= IMPORT_FACTS_MAX; i++) {
		if (!import_sheet_has(o->s, numbered(o, columns[0], i)))
			continue;
		e->keep_attrs = false;
		for (k = 0; k < ARRAY_LEN(columns); k++) {
			const char *s = own_text(o, numbered(o, columns[k], i), k < 2 ? 60 : 1000, false);

			e->attrs[e->n_attrs][k] = s ? s : "";
		}
		e->n_attrs += *e->attrs[e->n_attrs][0] != '\0';
	}
}

static void
read_options(struct own *o)
{
	struct product_edit *e = &o->g->edit;
	size_t i;

	e->keep_options = true;
	for (i = 0; i < CATALOG_OPTIONS; i++) {
		if (!import_sheet_has(o->s, numbered(o, "option%d_name", i + 1)))
			continue;
		e->keep_options = false;
		e->options[i][0] = own_code(o, numbered(o, "option%d_name", i + 1), 60);
		e->options[i][1] = own_code(o, numbered(o, "option%d_name_en", i + 1), 60);
	}
}

static void
read_sold(struct own *o)
{
	struct import_at at = here(o);
	struct arena *a = o->im->c->arena;

	import_maker(&at, import_cell(o->s, a, "maker"));
	import_tags(&at, import_cell(o->s, a, "tags"));
	import_measure(&at, import_cell(o->s, a, "measure"));
	import_limits(&at, import_cell(o->s, a, "min_qty"), import_cell(o->s, a, "max_qty"), import_cell(o->s, a, "qty_step"));
	import_together(&at, import_cell(o->s, a, "qty_together"));
	import_tiers(&at, import_cell(o->s, a, "qty_prices"), -1, "qty_prices");
}

static void
read_product(struct own *o)
{
	static const char *const states[] = { "draft", "active", "archived" };
	struct product_edit *e = &o->g->edit;
	size_t i;

	e->name[0] = own_text(o, "name", 200, false);
	e->name[1] = own_text(o, "name_en", 200, false);
	e->summary[0] = own_text(o, "summary", 300, false);
	e->summary[1] = own_text(o, "summary_en", 300, false);
	e->description[0] = own_text(o, "description", 20000, true);
	e->description[1] = own_text(o, "description_en", 20000, true);
	e->slug = own_code(o, "slug", 80);
	e->status = own_code(o, "status", 20);
	e->pirt = own_code(o, "pirt", 60);
	e->halal = own_code(o, "halal", 60);
	e->bpom = own_code(o, "bpom", 60);
	e->unit = own_code(o, "unit", 30);
	e->shelf_life_days = own_number(o, "shelf_life_days", 10000);
	e->tint = own_number(o, "tint", 6);
	e->featured = own_number(o, "featured", 1);
	read_sold(o);
	o->g->category_keys = import_cell(o->s, o->im->c->arena, "category");
	if (str_empty(e->name[0]))
		import_refuse(o->im, o->g, o->s->line, "import.no_name", o->g->key);
	if (e->status && !*e->status)
		e->status = "active";
	for (i = 0; e->status && i < ARRAY_LEN(states) && !str_eq(states[i], e->status); i++)
		;
	if (i == ARRAY_LEN(states))
		refuse_cell(o, "status", e->status);
	if (e->tint == INT64_MIN)
		e->tint = 0;
	read_options(o);
	read_facts(o);
	read_pictures(o);
}

/* --- a variant, from every row --- */

static void
read_values(struct own *o, struct variant_edit *v)
{
	struct product_edit *e = &o->g->edit;
	size_t i;

	for (i = 0; i < CATALOG_OPTIONS; i++) {
		const char *name = own_code(o, numbered(o, "option%d_name", i + 1), 60);

		v->values[i][0] = own_code(o, numbered(o, "option%d_value", i + 1), 60);
		v->values[i][1] = own_code(o, numbered(o, "option%d_value_en", i + 1), 60);
		if (!str_empty(name) && !str_eq(name, e->options[i][0]))
			import_refuse(o->im, o->g, o->s->line, "import.option_differs", name);
		if (!str_empty(e->options[i][0]) && str_empty(v->values[i][0]))
			import_refuse(o->im, o->g, o->s->line, "import.no_value", e->options[i][0]);
		if (str_empty(e->options[i][0]) && !str_empty(v->values[i][0]))
			refuse_cell(o, numbered(o, "option%d_value", i + 1), v->values[i][0]);
	}
}

static int64_t
own_amount(struct own *o, const char *column)
{
	struct import_at at = here(o);

	return import_amount(&at, import_cell(o->s, o->im->c->arena, column), column);
}

static void
own_tiers(struct own *o)
{
	struct import_at at = here(o);

	import_tiers(&at, import_cell(o->s, o->im->c->arena, "variant_qty_prices"), (int64_t)o->g->n_variants - 1, "variant_qty_prices");
}

static void
read_variant(struct own *o)
{
	static const char *const sides[CATALOG_SIDES] = { "length_mm", "width_mm", "height_mm" };
	struct variant_edit *v = import_variant_new(o->im, o->g);
	size_t i;

	if (!v) {
		import_refuse(o->im, o->g, o->s->line, "import.many_variants", "");
		return;
	}
	read_values(o, v);
	v->sku = own_code(o, "sku", 64);
	v->barcode = own_code(o, "barcode", 64);
	v->price = own_money(o, "price");
	v->compare_at = own_money(o, "compare_at");
	v->sale_price = own_money(o, "sale_price");
	v->sale_from = own_day(o, "sale_from", false);
	v->sale_to = own_day(o, "sale_to", true);
	v->cost = own_money(o, "cost");
	v->weight_g = own_number(o, "weight_g", 10000000);
	for (i = 0; i < CATALOG_SIDES; i++) {
		v->size_mm[i] = own_number(o, sides[i], CATALOG_SIDE_MAX);
		if (v->size_mm[i] == INT64_MIN)
			v->size_mm[i] = 0;
	}
	v->low_at = own_amount(o, "low_at");
	v->stock = own_amount(o, "stock");
	own_tiers(o);
	if (v->stock == IMPORT_KEEP)
		v->stock = INT64_MIN;
	if (v->weight_g == INT64_MIN)
		v->weight_g = 0;
	if (v->low_at == INT64_MIN)
		v->low_at = o->g->sold.measured && o->g->sold.measure != MEASURE_PIECE ? 5 * QUANTITY_BIG : 5;
	if (v->price == INT64_MIN)
		import_refuse(o->im, o->g, o->s->line, "import.no_price", v->sku);
}

/* --- the file --- */

static bool
finish(struct own *o)
{
	struct import_goods *g = o->g;

	o->g = NULL;
	return !g || import_goods_put(o->im, g);
}

bool
import_own_is(struct import_sheet *s)
{
	return import_sheet_has(s, "key") && import_sheet_has(s, "name") && import_sheet_has(s, "price");
}

enum csv_row
import_own(struct import *im, struct import_sheet *s)
{
	struct own o = { .im = im, .s = s };
	enum csv_row r;

	while ((r = import_sheet_next(s)) == CSV_ROW) {
		const char *key = import_cell(s, s->row, "key");
		bool first = !o.g || !str_eq(key, o.g->key);

		if (first && !finish(&o))
			return CSV_END;
		if (!*key || strlen(key) > 200) {
			import_say(im, s->line, "refused", import_cell(s, s->row, "name"), "import.no_key", "");
			if (!import_line_done(im, s->line))
				return CSV_END;
			continue;
		}
		if (first) {
			o.g = import_goods_new(im, key, s->line);
			read_product(&o);
		}
		read_variant(&o);
	}
	/* A file that breaks off may have broken in the middle of this product. */
	if (r == CSV_END && !finish(&o))
		return CSV_END;
	return r;
}
