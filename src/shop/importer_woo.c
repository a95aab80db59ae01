/*
 * WooCommerce's product export (Products, Export), its headings in English or Indonesian. The rows of variations may stand anywhere, before their product too: a first pass notes where
 * each stands (importer_index.c), the second makes each product whole from its row and those of its variations. Texts are HTML there and plain text here. What the shop cannot be
 * (collections, links to other shops, downloads) is refused by name.
 */
#include "shop/importer_cell.h"
#include "shop/importer_index.h"
#include "shop/importer_plain.h"
#include "shop/importer_sheet.h"
#include "shop/importer_sold.h"

#include "base/str.h"
#include "base/utf8.h"

#define ATTRS_MAX 24
#define VALUES_MAX 100
#define HELD_MAX ((size_t)64 * 1024 * 1024)	/* of rows of one product's variations */

struct attribute { const char *name, *values; bool visible; };

/* A row as the file has it; NULL: it has no such column. */
struct woo_row {
	int64_t line;
	const char *id, *type, *sku, *barcode, *name, *published, *visibility, *featured, *summary, *description, *from, *to, *stock, *in_stock,
	    *weight, *side[CATALOG_SIDES], *sale, *price, *categories, *tags, *images, *parent, *url, *brands;
	struct attribute attrs[ATTRS_MAX];
	size_t n_attrs;
	struct woo_row *next, *first;	/* variations of a variable product, in the order of the file */
};

struct woo {
	struct import *im;
	struct import_sheet *s;
	struct import_sheet out;	/* reads rows out of turn */
	struct import_index *index;
	const char *weight;	/* the column of the weight, with its unit */
	double grams;		/* of that unit */
	const char *side[CATALOG_SIDES];	/* the same of length, width and height */
	double mm[CATALOG_SIDES];
};

/* --- headings --- */

/* What the exporter calls its columns in Indonesian; several words where its translation changed. */
static const struct { const char *column, *called[5]; } translated[] = {
	{ "type", { "tipe", "jenis" } }, { "name", { "nama" } }, { "published", { "dipublikasikan", "diterbitkan", "terbit" } },
	{ "is featured?", { "apakah unggulan?", "unggulan?", "apakah ditampilkan?" } },
	{ "visibility in catalog", { "visibilitas di katalog", "visibilitas dalam katalog", "visibilitas pada katalog" } },
	{ "short description", { "deskripsi singkat", "keterangan singkat" } }, { "description", { "deskripsi", "keterangan" } },
	{ "date sale price starts", { "tanggal harga obral dimulai", "tanggal mulai harga obral", "tanggal harga diskon dimulai", "tanggal dimulai harga obral" } },
	{ "date sale price ends", { "tanggal harga obral berakhir", "tanggal berakhir harga obral", "tanggal harga diskon berakhir" } },
	{ "in stock?", { "tersedia?", "stok tersedia?", "ada stok?", "tersedia dalam stok?" } }, { "stock", { "stok", "persediaan" } },
	{ "sale price", { "harga obral", "harga diskon", "harga promo" } }, { "regular price", { "harga normal", "harga reguler", "harga biasa" } },
	{ "categories", { "kategori" } }, { "tags", { "tag", "tanda" } }, { "images", { "gambar", "foto" } }, { "parent", { "induk" } },
	{ "external url", { "url eksternal" } }, { "weight (kg)", { "berat (kg)" } }, { "weight (g)", { "berat (g)", "berat (gram)" } },
	{ "weight (lbs)", { "berat (lbs)", "berat (pon)" } }, { "brands", { "merek", "merk" } },
	{ "length (cm)", { "panjang (cm)" } }, { "width (cm)", { "lebar (cm)" } }, { "height (cm)", { "tinggi (cm)" } },
	{ "length (mm)", { "panjang (mm)" } }, { "width (mm)", { "lebar (mm)" } }, { "height (mm)", { "tinggi (mm)" } },
};
static const struct { const char *column, *called[3]; } numbered[] = {
	{ "attribute %d name", { "nama atribut %d", "atribut %d nama" } },
	{ "attribute %d value(s)", { "nilai atribut %d", "atribut %d nilai" } },
	{ "attribute %d visible", { "visibilitas atribut %d", "atribut %d terlihat", "atribut %d tampak" } },
	{ "attribute %d global", { "atribut %d global", "atribut global %d" } },
	{ "attribute %d default", { "default atribut %d", "atribut %d default" } },
};

/* The column's name in English; NULL when the heading is none of the translations. keep: where it may live. */
static const char *
english(struct arena *keep, const char *name)
{
	const char *digit = strpbrk(name, "0123456789"), *plain;
	int64_t number;
	size_t i, k, n;

	for (i = 0; i < ARRAY_LEN(translated); i++)
		for (k = 0; k < ARRAY_LEN(translated[i].called) && translated[i].called[k]; k++)
			if (str_eq(translated[i].called[k], name))
				return translated[i].column;
	n = digit ? strspn(digit, "0123456789") : 0;
	if (!n || !str_int(arena_mem(keep, digit, n), 1, ATTRS_MAX, &number))
		return NULL;
	plain = arena_printf(keep, "%.*s%%d%s", (int)(digit - name), name, digit + n);
	for (i = 0; i < ARRAY_LEN(numbered); i++)
		for (k = 0; k < ARRAY_LEN(numbered[i].called) && numbered[i].called[k]; k++)
			if (str_eq(numbered[i].called[k], plain))
				return str_replace(keep, numbered[i].column, "%d", arena_printf(keep, "%lld", (long long)number));
	return NULL;
}

static bool
has_all(struct import_sheet *s)
{
	return import_sheet_has(s, "type") && import_sheet_has(s, "sku") && import_sheet_has(s, "name") && import_sheet_has(s, "regular price");
}

bool
import_woo_is(struct import_sheet *s)
{
	const char **as = arena_new_n(s->keep, s->n, const char *);
	bool type = false, name = false, price = false, published = false;
	size_t i;

	if (has_all(s))
		return true;
	for (i = 0; i < s->n; i++) {
		as[i] = english(s->keep, s->names[i]);
		type |= str_eq(as[i], "type");
		name |= str_eq(as[i], "name");
		price |= str_eq(as[i], "regular price");
		published |= str_eq(as[i], "published");
	}
	if (!type || !name || !price || !published || !import_sheet_has(s, "sku"))
		return false;
	for (i = 0; i < s->n; i++)
		if (as[i])
			import_sheet_call(s, i, as[i]);
	return true;
}

/* --- reading a row --- */

/* The exporter writes a line break as \n, and those two characters as \\n. */
static const char *
html_cell(struct import_sheet *s, struct arena *a, const char *name)
{
	const char *text = import_text(s, a, name);

	if (!text)
		return NULL;
	text = str_replace(a, str_replace(a, text, "\\\\n", "\x01"), "\\n", "\n");
	return import_plain(a, str_replace(a, text, "\x01", "\\n"));
}

static void
read_attrs(struct import_sheet *s, struct arena *a, struct woo_row *r)
{
	int i;

	for (i = 1; i <= ATTRS_MAX; i++) {
		struct attribute *t = &r->attrs[r->n_attrs];
		const char *name = import_cell(s, a, arena_printf(a, "attribute %d name", i));
		const char *visible = import_cell(s, a, arena_printf(a, "attribute %d visible", i));

		if (!name)
			break;
		t->values = import_cell(s, a, arena_printf(a, "attribute %d value(s)", i));
		(void)import_sheet_has(s, arena_printf(a, "attribute %d global", i));
		(void)import_sheet_has(s, arena_printf(a, "attribute %d default", i));
		t->name = utf8_cut(a, import_plain(a, name), 60);
		t->values = t->values ? t->values : "";
		t->visible = !str_eq(visible, "0");
		r->n_attrs += *name != '\0';
	}
}

static struct woo_row *
read_row(struct woo *w, struct import_sheet *s)
{
	struct arena *a = w->im->c->arena;
	struct woo_row *r = arena_new(a, struct woo_row);
	const struct { const char **to, *column; } plain[] = {
		{ &r->id, "id" }, { &r->type, "type" }, { &r->sku, "sku" }, { &r->barcode, "gtin, upc, ean, or isbn" }, { &r->published, "published" },
		{ &r->visibility, "visibility in catalog" }, { &r->featured, "is featured?" }, { &r->from, "date sale price starts" },
		{ &r->to, "date sale price ends" }, { &r->stock, "stock" }, { &r->in_stock, "in stock?" }, { &r->sale, "sale price" },
		{ &r->price, "regular price" }, { &r->categories, "categories" }, { &r->tags, "tags" }, { &r->images, "images" },
		{ &r->parent, "parent" }, { &r->url, "external url" }, { &r->brands, "brands" },
	};
	size_t i;

	r->line = s->line;
	for (i = 0; i < ARRAY_LEN(plain); i++)
		*plain[i].to = import_cell(s, a, plain[i].column);
	r->type = str_lower(a, r->type);
	r->name = html_cell(s, a, "name");
	r->summary = html_cell(s, a, "short description");
	if (!str_starts(r->type, "variation"))
		r->description = html_cell(s, a, "description");
	if (w->weight)
		r->weight = import_cell(s, a, w->weight);
	for (i = 0; i < CATALOG_SIDES; i++)
		if (w->side[i])
			r->side[i] = import_cell(s, a, w->side[i]);
	read_attrs(s, a, r);
	return r;
}

static struct import_at
at_row(struct woo *w, struct import_goods *g, const struct woo_row *r)
{
	return (struct import_at){ w->im, g, r->line, r->name };
}

/* What lies in the shop, whole pieces; what was not counted there (or is shared by variations: "parent") begins at 0. */
static int64_t
stock_cell(const struct import_at *at, const struct woo_row *r, bool *uncounted)
{
	if (str_empty(r->stock) || str_eq(r->stock, "parent")) {
		*uncounted |= !str_eq(r->in_stock, "0");
		return 0;
	}
	return import_pieces(at, r->stock);
}

/* --- what belongs to the product --- */

/* One category path a line, as import_goods wants them. */
static const char *
paths(struct woo *w, const char *cell)
{
	const char *parts[50], *all = "";
	size_t n = import_commas(w->im->c->arena, cell, parts, ARRAY_LEN(parts)), i;

	for (i = 0; i < n; i++)
		all = import_path_add(w->im->c->arena, all, parts[i]);
	return all;
}

static void
add_fact(const struct import_at *at, const struct attribute *t)
{
	struct arena *a = at->im->c->arena;
	const char *values[VALUES_MAX], *text = "";
	size_t n = import_commas(a, t->values, values, VALUES_MAX), i;

	for (i = 0; i < n; i++)
		text = arena_printf(a, "%s%s%s", text, i ? ", " : "", values[i]);
	if (t->visible)
		import_fact(at, t->name, "", text);
}

/* Brands are a tree there, "Keluarga > Merek, Lain": goods have one maker, whose name is the last step of the first. */
static const char *
first_brand(struct arena *a, const char *brands)
{
	const char *parts[1], *step;

	if (!brands || import_commas(a, brands, parts, 1) == 0)
		return brands;
	step = strrchr(parts[0], '>');
	return str_trim(a, step ? step + 1 : parts[0]);
}

static struct import_goods *
product(struct woo *w, const struct woo_row *r)
{
	struct import_goods *g = import_goods_new(w->im, str_empty(r->id) ? r->sku : r->id, r->line);
	struct import_at at = at_row(w, g, r);
	struct arena *a = w->im->c->arena;
	struct product_edit *e = &g->edit;

	e->name[0] = import_fit(&at, str_replace(a, r->name, "\n", " "), 200, "Name");
	e->summary[0] = r->summary ? import_fit(&at, str_replace(a, r->summary, "\n", " "), 300, "Short description") : NULL;
	e->description[0] = import_fit(&at, r->description, 20000, "Description");
	if (r->published)
		e->status = str_eq(r->published, "1") && !str_eq(r->visibility, "hidden") ? "active" : "draft";
	if (r->featured)
		e->featured = str_eq(r->featured, "1");
	g->category_paths = r->categories ? paths(w, r->categories) : NULL;
	import_pictures(&at, r->images, ",");
	import_maker(&at, first_brand(a, r->brands));
	import_tags(&at, r->tags);
	if (!*g->key || strlen(g->key) > 100)
		import_refuse(w->im, g, r->line, "import.no_key", "");
	if (!*e->name[0])
		import_refuse(w->im, g, r->line, "import.no_name", g->key);
	return g;
}

/* --- variants --- */

/* Everything of a variant but its option values. False: it cannot be sold. */
static bool
variant(struct woo *w, const struct import_at *at, const struct woo_row *r, const struct woo_row *parent, struct variant_edit *v, bool *uncounted)
{
	size_t i;

	v->sku = import_code(at, r->sku, 64);
	v->barcode = import_code(at, r->barcode, 64);
	v->active = !str_eq(r->published, "0") || !parent;
	v->price = import_money(at, r->price);
	v->sale_price = import_money(at, r->sale);
	v->sale_from = import_time(at, r->from, false);
	v->sale_to = import_time(at, r->to, true);
	v->weight_g = import_grams(at, parent && str_empty(r->weight) ? parent->weight : r->weight, w->grams);
	for (i = 0; i < CATALOG_SIDES; i++)
		v->size_mm[i] = import_mm(at, parent && str_empty(r->side[i]) ? parent->side[i] : r->side[i], w->mm[i]);
	v->stock = stock_cell(at, r, uncounted);
	return v->price >= 0;
}

static bool
simple(struct woo *w, const struct woo_row *r)
{
	struct import_goods *g = product(w, r);
	struct import_at at = at_row(w, g, r);
	bool uncounted = false;
	size_t i;

	if (!variant(w, &at, r, NULL, import_variant_new(w->im, g), &uncounted))
		import_refuse(w->im, g, r->line, "import.no_price", r->sku);
	for (i = 0; i < r->n_attrs; i++)
		add_fact(&at, &r->attrs[i]);
	if (uncounted && !g->refused)
		import_say(w->im, r->line, "warning", r->name, "import.stock_uncounted", "");
	return import_goods_put(w->im, g);
}

static const struct attribute *
attribute_of(const struct woo_row *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n_attrs; i++)
		if (str_eq_nocase(r->attrs[i].name, name))
			return &r->attrs[i];
	return NULL;
}

/* What its variations differ in are options, the rest are facts. */
static void
options(struct woo *w, struct import_goods *g, const struct woo_row *p)
{
	struct import_at at = at_row(w, g, p);
	const char *names = "";
	size_t n = 0, i;

	for (i = 0; i < p->n_attrs; i++) {
		const struct woo_row *r = p->first;

		while (r && !attribute_of(r, p->attrs[i].name))
			r = r->next;
		if (!r) {
			add_fact(&at, &p->attrs[i]);
			continue;
		}
		names = arena_printf(w->im->c->arena, "%s%s%s", names, n ? ", " : "", p->attrs[i].name);
		if (n < CATALOG_OPTIONS)
			g->edit.options[n][0] = p->attrs[i].name;
		n++;
	}
	if (n > CATALOG_OPTIONS)
		import_refuse(w->im, g, p->line, "import.many_options", names);
}

/* Adds the variant with these values, one of n; those that a row of the file has already stay that row's, as in the old shop. */
static void
add_values(struct woo *w, struct import_goods *g, const struct woo_row *r, const struct variant_edit *like, const char *values[CATALOG_OPTIONS],
    const size_t n[CATALOG_OPTIONS])
{
	bool one_of_many = false;
	struct variant_edit *v;
	size_t i, k;

	for (k = 0; k < CATALOG_OPTIONS; k++)
		one_of_many |= n[k] > 1;
	for (i = 0; i < g->n_variants; i++) {
		for (k = 0; k < CATALOG_OPTIONS && str_eq_nocase(g->variants[i].values[k][0], values[k]); k++)
			;
		if (k == CATALOG_OPTIONS && one_of_many)
			return;
	}
	v = import_variant_new(w->im, g);
	if (!v) {
		import_refuse(w->im, g, r->line, "import.many_variants", "");
		return;
	}
	*v = *like;
	for (k = 0; k < CATALOG_OPTIONS; k++) {
		v->values[k][0] = values[k];
		if (n[k] > 1 && *r->sku)
			v->sku = arena_printf(w->im->c->arena, "%s-%s", v->sku, str_slug(w->im->c->arena, values[k], 30));
	}
}

/* The values that a variation stands for, for each option: one, or all of the product's when it leaves the option open. Returns how many variants those are; *open names the option. */
static size_t
values_of(struct woo *w, struct import_goods *g, const struct woo_row *p, const struct woo_row *r, const char *lists[CATALOG_OPTIONS][VALUES_MAX], size_t n[CATALOG_OPTIONS],
    const char **open)
{
	size_t total = 1, i, k;

	for (k = 0; k < CATALOG_OPTIONS; k++) {
		const char *name = g->edit.options[k][0];
		const struct attribute *own = name ? attribute_of(r, name) : NULL;

		n[k] = 1;
		lists[k][0] = "";
		if (own && *own->values)
			lists[k][0] = utf8_cut(w->im->c->arena, import_plain(w->im->c->arena, own->values), 60);
		else if (name && (i = import_commas(w->im->c->arena, attribute_of(p, name)->values, lists[k], VALUES_MAX)) > 0) {
			n[k] = i;
			*open = name;
		}
		total *= n[k];
	}
	return total;
}

static void
variation(struct woo *w, struct import_goods *g, const struct woo_row *p, const struct woo_row *r, bool *uncounted)
{
	const char *lists[CATALOG_OPTIONS][VALUES_MAX] = { { NULL } }, *values[CATALOG_OPTIONS], *open = NULL;
	struct import_goods spare = { 0 };
	struct variant_edit *v = import_variant_new(w->im, &spare);
	struct import_at at = at_row(w, g, r);
	size_t n[CATALOG_OPTIONS], total, i, k, at_value;

	if (!variant(w, &at, r, p, v, uncounted)) {
		if (!g->refused)
			import_say(w->im, r->line, "refused", r->name, "import.no_price", r->sku);
		return;
	}
	import_pictures(&at, r->images, ",");
	total = values_of(w, g, p, r, lists, n, &open);
	if (total > IMPORT_VARIANTS_MAX)
		import_refuse(w->im, g, r->line, "import.many_variants", "");
	if (open && total > 1)
		import_say(w->im, r->line, "warning", r->name, "import.any_value", open);
	if (total > 1)
		v->stock = 0;
	*uncounted |= total > 1;
	for (i = 0; i < total && !g->refused; i++) {
		for (at_value = i, k = CATALOG_OPTIONS; k-- > 0; at_value /= n[k])
			values[k] = lists[k][at_value % n[k]];
		add_values(w, g, r, v, values, n);
	}
}

/* --- rows out of turn --- */

/* "id:20" or a code, as the column Parent says. */
static const char *
ref_of(struct arena *a, const char *parent)
{
	return str_starts(parent, "id:") ? parent : arena_printf(a, "sku:%s", parent);
}

static void
hang(struct woo_row *p, struct woo_row *r)
{
	struct woo_row **at = &p->first;

	while (*at && (*at)->line < r->line)
		at = &(*at)->next;
	r->next = *at;
	*at = r;
}

/* Reads the variations that name the product this way. False: the file has changed under us, or there are too many. */
static bool
gather(struct woo *w, struct woo_row *p, const char *ref, size_t *total)
{
	int64_t n = import_index_get(w->index, "n", ref, 0), i;

	for (i = 1; i <= n; i++) {
		int64_t offset = import_index_get(w->index, "at", ref, i), line = import_index_get(w->index, "line", ref, i);

		if (++*total > IMPORT_VARIANTS_MAX || arena_used(w->im->c->arena) > HELD_MAX || import_sheet_at(&w->out, offset, line) != CSV_ROW)
			return false;
		hang(p, read_row(w, &w->out));
	}
	return true;
}

static bool
variable(struct woo *w, struct woo_row *p)
{
	struct import_goods *g = product(w, p);
	struct arena *a = w->im->c->arena;
	const struct woo_row *r;
	bool uncounted = false;
	size_t total = 0;

	if ((!str_empty(p->id) && !gather(w, p, arena_printf(a, "id:%s", p->id), &total)) ||
	    (!str_empty(p->sku) && !gather(w, p, arena_printf(a, "sku:%s", p->sku), &total)))
		import_refuse(w->im, g, p->line, "import.many_variants", "");
	options(w, g, p);
	for (r = p->first; r && !g->refused; r = r->next)
		variation(w, g, p, r, &uncounted);
	if (uncounted && !g->refused)
		import_say(w->im, p->line, "warning", p->name, "import.stock_uncounted", "");
	return import_goods_put(w->im, g);
}

/* --- the file --- */

static bool
has_type(const char *type, const char *what)
{
	const char *at = strstr(type, what);

	return at && (at == type || at[-1] == ' ' || at[-1] == ',') && strchr(", ", at[strlen(what)]);
}

/* NULL: it can be imported; else why not. */
static const char *
refusal(const struct woo_row *r, const char **arg)
{
	*arg = "";
	if (has_type(r->type, "grouped"))
		return "import.grouped";
	if (has_type(r->type, "external")) {
		*arg = r->url ? r->url : "";
		return "import.external";
	}
	if (has_type(r->type, "virtual") || has_type(r->type, "downloadable"))
		return "import.virtual";
	if (has_type(r->type, "simple") || has_type(r->type, "variable") || has_type(r->type, "variation"))
		return NULL;
	*arg = r->type;
	return "import.kind";
}

static void
find_weight(struct woo *w)
{
	static const char *const columns[] = { "weight (g)", "weight (kg)", "weight (lbs)", "weight (oz)" };
	static const double grams[] = { 1, 1000, 453.59237, 28.349523125 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(columns); i++) {
		if (import_sheet_has(w->s, columns[i])) {
			w->weight = columns[i];
			w->grams = grams[i];
		}
	}
}

static void
find_sides(struct woo *w)
{
	static const char *const called[CATALOG_SIDES] = { "length", "width", "height" };
	static const struct { const char *word; double mm; } units[] = { { "mm", 1 }, { "cm", 10 }, { "m", 1000 }, { "in", 25.4 }, { "yd", 914.4 } };
	const char *column;
	size_t i, k;

	for (i = 0; i < CATALOG_SIDES; i++)
		for (k = 0; k < ARRAY_LEN(units); k++) {
			column = arena_printf(w->im->keep, "%s (%s)", called[i], units[k].word);
			if (import_sheet_has(w->s, column)) {
				w->side[i] = column;
				w->mm[i] = units[k].mm;
			}
		}
}

/* The first pass: where the variations stand, and which products have them. */
static enum csv_row
survey(struct woo *w)
{
	struct import_sheet *s = w->s;
	enum csv_row end;

	while ((end = import_sheet_next(s)) == CSV_ROW && !err_is_set(w->im->c)) {
		const char *type = str_lower(s->row, import_cell(s, s->row, "type"));
		const char *ref, *id = import_cell(s, s->row, "id"), *sku = import_cell(s, s->row, "sku"), *parent = import_cell(s, s->row, "parent");
		int64_t n;

		if (has_type(type, "variable")) {
			import_index_put(w->index, "parent", arena_printf(s->row, "id:%s", id ? id : ""), 0, s->line);
			import_index_put(w->index, "parent", arena_printf(s->row, "sku:%s", sku), 0, s->line);
		} else if (has_type(type, "variation") && !str_empty(parent)) {
			ref = ref_of(s->row, parent);
			n = import_index_get(w->index, "n", ref, 0) + 1;
			import_index_put(w->index, "n", ref, 0, n);
			import_index_put(w->index, "at", ref, n, s->offset);
			import_index_put(w->index, "line", ref, n, s->line);
		}
	}
	return end;
}

/* The second pass. False: the world failed, or the run shall stop. */
static bool
take_row(struct woo *w)
{
	struct import *im = w->im;
	struct woo_row *r = read_row(w, w->s);
	const char *arg, *why = refusal(r, &arg);

	if (why) {
		import_say(im, r->line, "refused", r->name, why, utf8_cut(im->c->arena, arg, 100));
	} else if (has_type(r->type, "variable")) {
		return variable(w, r);
	} else if (!has_type(r->type, "variation")) {
		return simple(w, r);
	} else if (str_empty(r->parent) || !import_index_get(w->index, "parent", ref_of(im->c->arena, r->parent), 0)) {
		import_say(im, r->line, "refused", r->name, "import.no_parent", r->parent ? r->parent : "");
	}
	return import_line_done(im, r->line);
}

enum csv_row
import_woo(struct import *im, struct import_sheet *s)
{
	struct woo w = { .im = im, .s = s, .index = import_index_new(im->c, im->keep) };
	struct arena *row = arena_open();
	enum csv_row end = survey(&w);

	/* A file that breaks off may lack variations: then nothing of it is touched. */
	if (end == CSV_END && !err_is_set(im->c) && import_sheet_again(&w.out, s, im->keep, row, im->path)) {
		import_sheet_rewind(s);
		find_weight(&w);
		find_sides(&w);
		while ((end = import_sheet_next(s)) == CSV_ROW)
			if (!take_row(&w))
				break;
		end = end == CSV_ROW ? CSV_END : end;
	}
	arena_close(row);
	return end;
}
