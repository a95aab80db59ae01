/*
 * WooCommerce's product export (Products, Export): simple products as they come; variable ones are held back to the end, since the rows of their variations may stand
 * anywhere. Texts are HTML there and plain text here. What the shop cannot be (collections, links to other shops, downloads) is refused by name.
 */
#include "shop/importer_goods.h"
#include "shop/importer_plain.h"
#include "shop/importer_sheet.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"

#define ATTRS_MAX 24
#define OPTIONS 3
#define FACTS 12
#define VALUES_MAX 100

struct attribute { const char *name, *values; bool visible; };

/* A row as the file has it; NULL: it has no such column. */
struct woo_row {
	int64_t line;
	const char *id, *type, *sku, *name, *published, *visibility, *featured, *summary, *description, *from, *to, *stock, *in_stock,
	    *weight, *sale, *price, *categories, *tags, *images, *parent, *url;
	struct attribute attrs[ATTRS_MAX];
	size_t n_attrs;
	struct woo_row *next, *first, *last;	/* next in its list; variations of a variable product */
};

struct woo {
	struct import *im;
	struct import_sheet *s;
	const char *weight;	/* the column of the weight, with its unit */
	double grams;		/* of that unit */
	struct woo_row *parents, *last_parent, *variations, *last_variation;
};

/* --- reading a row --- */

/* The exporter writes a line break as \n, and those two characters as \\n. */
static const char *
html_cell(struct woo *w, struct arena *a, const char *name)
{
	const char *s = import_text(w->s, a, name);

	if (!s)
		return NULL;
	s = str_replace(a, str_replace(a, s, "\\\\n", "\x01"), "\\n", "\n");
	return import_plain(a, str_replace(a, s, "\x01", "\\n"));
}

static void
read_attrs(struct woo *w, struct arena *a, struct woo_row *r)
{
	int i;

	for (i = 1; i <= ATTRS_MAX; i++) {
		struct attribute *t = &r->attrs[r->n_attrs];
		const char *name = import_cell(w->s, a, arena_printf(a, "attribute %d name", i));
		const char *visible = import_cell(w->s, a, arena_printf(a, "attribute %d visible", i));

		if (!name)
			break;
		t->values = import_cell(w->s, a, arena_printf(a, "attribute %d value(s)", i));
		(void)import_cell(w->s, a, arena_printf(a, "attribute %d global", i));
		(void)import_cell(w->s, a, arena_printf(a, "attribute %d default", i));
		t->name = utf8_cut(a, import_plain(a, name), 60);
		t->values = t->values ? t->values : "";
		t->visible = !str_eq(visible, "0");
		r->n_attrs += *name != '\0';
	}
}

static struct woo_row *
read_row(struct woo *w, struct arena *a)
{
	struct woo_row *r = arena_new(a, struct woo_row);
	const struct { const char **to, *column; } plain[] = {
		{ &r->id, "id" }, { &r->type, "type" }, { &r->sku, "sku" }, { &r->published, "published" },
		{ &r->visibility, "visibility in catalog" }, { &r->featured, "is featured?" }, { &r->from, "date sale price starts" },
		{ &r->to, "date sale price ends" }, { &r->stock, "stock" }, { &r->in_stock, "in stock?" }, { &r->sale, "sale price" },
		{ &r->price, "regular price" }, { &r->categories, "categories" }, { &r->tags, "tags" }, { &r->images, "images" },
		{ &r->parent, "parent" }, { &r->url, "external url" },
	};
	size_t i;

	r->line = w->s->line;
	for (i = 0; i < ARRAY_LEN(plain); i++)
		*plain[i].to = import_cell(w->s, a, plain[i].column);
	r->name = html_cell(w, a, "name");
	r->summary = html_cell(w, a, "short description");
	if (!str_starts(r->type, "variation"))
		r->description = html_cell(w, a, "description");
	if (w->weight)
		r->weight = import_cell(w->s, a, w->weight);
	read_attrs(w, a, r);
	return r;
}

/* --- cells --- */

/*
 * "18", "18.5", "18,50", "12.500", "1.250.000,00" to whole rupiah, half up. One mark before exactly three digits parts thousands, as rupiah has no thousandths;
 * else the last mark begins the fraction.
 */
static bool
rupiah(const char *s, int64_t *out, bool *rounded)
{
	size_t n = strlen(s), marks = strspn(s, "0123456789.,") == n ? 0 : n, i, point = n;
	bool two = strchr(s, '.') && strchr(s, ','), digits = false;

	if (n == 0 || n > 24 || marks)
		return false;
	for (i = 0; i < n; i++) {
		if (s[i] == '.' || s[i] == ',') {
			marks++;
			point = i;
		}
	}
	if (marks && !two && (marks > 1 || (n - point - 1 == 3 && point > 0 && s[0] != '0')))
		point = n;
	for (*out = 0, i = 0; i < point; i++) {
		if (s[i] == '.' || s[i] == ',')
			continue;
		*out = *out * 10 + s[i] - '0';
		digits = true;
		if (*out > MONEY_MAX)
			return false;
	}
	*rounded = false;
	for (i = point + 1; i < n; i++) {
		digits = true;
		*rounded |= s[i] != '0';
	}
	*out += point + 1 < n && s[point + 1] >= '5';
	return digits;
}

static int64_t
price_cell(struct woo *w, struct import_goods *g, const struct woo_row *r, const char *s)
{
	bool rounded = false;
	int64_t n = INT64_MIN;

	if (!s)
		return IMPORT_KEEP;
	if (!*s)
		return INT64_MIN;
	if (!rupiah(s, &n, &rounded)) {
		import_refuse(w->im, g, r->line, "import.bad_cell", utf8_cut(w->im->c->arena, s, 40));
		return INT64_MIN;
	}
	if (rounded)
		import_say(w->im, r->line, "warning", r->name, "import.rounded", s);
	return n;
}

static bool
two_digits(const char *s, int64_t most, int64_t *n)
{
	*n = (s[0] - '0') * 10 + s[1] - '0';
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' && *n <= most;
}

/* "2026-11-01" (as an end: the whole day) or "2026-11-01 23:59:59". */
static int64_t
time_cell(struct woo *w, struct import_goods *g, const struct woo_row *r, const char *s, bool last)
{
	int64_t day, h, m, sec;

	if (!s)
		return IMPORT_KEEP;
	if (!*s)
		return INT64_MIN;
	if (clock_parse_day(arena_mem(w->im->c->arena, s, strlen(s) < 10 ? strlen(s) : 10), &day)) {
		if (strlen(s) == 10)
			return clock_day_start(day + last, w->im->timezone);
		if (strlen(s) >= 19 && two_digits(s + 11, 23, &h) && two_digits(s + 14, 59, &m) && two_digits(s + 17, 59, &sec))
			return clock_day_start(day, w->im->timezone) + h * 3600 + m * 60 + sec + (last && sec == 59);
	}
	import_refuse(w->im, g, r->line, "import.bad_cell", utf8_cut(w->im->c->arena, s, 40));
	return INT64_MIN;
}

/* "0.5", ".5", "0,5" of the header's unit, in whole grams. */
static int64_t
weight_cell(struct woo *w, const struct woo_row *r, const char *s)
{
	double value = 0, part = 1;
	bool fraction = false;
	const char *p;

	if (!s)
		return IMPORT_KEEP;
	for (p = s; *p; p++) {
		bool mark = *p == '.' || *p == ',';

		if ((!mark && (*p < '0' || *p > '9')) || (mark && fraction) || p - s > 12) {
			import_say(w->im, r->line, "warning", r->name, "import.bad_cell", utf8_cut(w->im->c->arena, s, 40));
			return 0;
		}
		fraction |= mark;
		if (!mark && fraction)
			value += (double)(*p - '0') * (part /= 10);
		else if (!mark)
			value = value * 10 + (double)(*p - '0');
	}
	value = value * w->grams + 0.5;
	return value < 1e9 ? (int64_t)value : 0;
}

/* What lies in the shop, whole pieces; what was not counted there (or is shared by variations: "parent") begins at 0. */
static int64_t
stock_cell(struct woo *w, const struct woo_row *r, bool *uncounted)
{
	int64_t n = 0;

	if (str_empty(r->stock) || str_eq(r->stock, "parent")) {
		*uncounted |= !str_eq(r->in_stock, "0");
		return 0;
	}
	if (str_starts(r->stock, "-"))	/* sold more than it had */
		return 0;
	if (!str_int(arena_mem(w->im->c->arena, r->stock, strcspn(r->stock, ".,")), 0, 1000000000, &n))
		import_say(w->im, r->line, "warning", r->name, "import.bad_cell", utf8_cut(w->im->c->arena, r->stock, 40));
	return n;
}

/* Parts between commas; "\," is a comma of the text. */
static size_t
commas(struct arena *a, const char *s, const char **parts, size_t max)
{
	size_t n_all, n = 0, i;
	const char **all = str_split(a, str_replace(a, s ? s : "", "\\,", "\x01"), ',', &n_all);

	for (i = 0; i < n_all && n < max; i++)
		parts[n++] = utf8_cut(a, import_plain(a, str_replace(a, all[i], "\x01", ",")), 1000);
	return n;
}

/* --- what belongs to the product --- */

static const char *
cut(struct woo *w, const struct woo_row *r, const char *s, size_t max, const char *column)
{
	if (!s || utf8_len(s) <= max)
		return s;
	import_say(w->im, r->line, "warning", r->name, "import.cut", column);
	return utf8_cut(w->im->c->arena, s, max);
}

/* One category path a line, as import_goods wants them. */
static const char *
paths(struct woo *w, const char *cell)
{
	const char *parts[50], *all = "";
	size_t n = commas(w->im->c->arena, cell, parts, ARRAY_LEN(parts)), i;

	for (i = 0; i < n; i++)
		all = arena_printf(w->im->c->arena, "%s%s%s", all, i ? "\n" : "", str_replace(w->im->c->arena, parts[i], "\n", " "));
	return all;
}

static void
add_images(struct woo *w, struct import_goods *g, const struct woo_row *r)
{
	size_t n = 0, i, k;
	const char **list = str_split(w->im->c->arena, r->images ? r->images : "", ',', &n);

	for (i = 0; i < n; i++) {
		if ((!str_starts(list[i], "https://") && !str_starts(list[i], "http://")) || strlen(list[i]) > 1000) {
			import_say(w->im, r->line, "warning", r->name, "import.bad_address", utf8_cut(w->im->c->arena, list[i], 100));
			continue;
		}
		for (k = 0; k < g->n_urls && !str_eq(g->urls[k], list[i]); k++)
			;
		if (k == g->n_urls && k < IMPORT_PICTURES_MAX)
			g->urls[g->n_urls++] = list[i];
	}
}

static void
add_fact(struct woo *w, struct import_goods *g, const struct woo_row *r, const struct attribute *t)
{
	struct product_edit *e = &g->edit;
	const char *values[VALUES_MAX], *text = "";
	size_t n = commas(w->im->c->arena, t->values, values, VALUES_MAX), i;

	for (i = 0; i < n; i++)
		text = arena_printf(w->im->c->arena, "%s%s%s", text, i ? ", " : "", values[i]);
	if (!t->visible || !*text)
		return;
	if (e->n_attrs == FACTS) {
		import_say(w->im, r->line, "warning", r->name, "import.attr_left", t->name);
		return;
	}
	e->attrs[e->n_attrs][0] = t->name;
	e->attrs[e->n_attrs][1] = e->attrs[e->n_attrs][3] = "";
	e->attrs[e->n_attrs++][2] = utf8_cut(w->im->c->arena, text, 1000);
}

static struct import_goods *
product(struct woo *w, const struct woo_row *r)
{
	struct import_goods *g = import_goods_new(w->im, str_empty(r->id) ? r->sku : r->id, r->line);
	struct product_edit *e = &g->edit;

	e->name[0] = cut(w, r, str_replace(w->im->c->arena, r->name, "\n", " "), 200, "Name");
	e->summary[0] = r->summary ? cut(w, r, str_replace(w->im->c->arena, r->summary, "\n", " "), 300, "Short description") : NULL;
	e->description[0] = cut(w, r, r->description, 20000, "Description");
	if (r->published)
		e->status = str_eq(r->published, "1") && !str_eq(r->visibility, "hidden") ? "active" : "draft";
	if (r->featured)
		e->featured = str_eq(r->featured, "1");
	g->category_paths = r->categories ? paths(w, r->categories) : NULL;
	add_images(w, g, r);
	if (!str_empty(r->tags))
		import_say(w->im, r->line, "warning", r->name, "import.tags", utf8_cut(w->im->c->arena, r->tags, 100));
	if (!*g->key || strlen(g->key) > 100)
		import_refuse(w->im, g, r->line, "import.no_key", "");
	if (!*e->name[0])
		import_refuse(w->im, g, r->line, "import.no_name", g->key);
	return g;
}

/* --- variants --- */

/* Everything of a variant but its option values. False: it cannot be sold. */
static bool
variant(struct woo *w, struct import_goods *g, const struct woo_row *r, const struct woo_row *parent, struct variant_edit *v, bool *uncounted)
{
	v->sku = r->sku;
	v->active = !str_eq(r->published, "0") || !parent;
	v->price = price_cell(w, g, r, r->price);
	v->sale_price = price_cell(w, g, r, r->sale);
	v->sale_from = time_cell(w, g, r, r->from, false);
	v->sale_to = time_cell(w, g, r, r->to, true);
	v->weight_g = weight_cell(w, r, parent && str_empty(r->weight) ? parent->weight : r->weight);
	v->stock = stock_cell(w, r, uncounted);
	if (utf8_len(r->sku) > 64)
		import_refuse(w->im, g, r->line, "import.bad_cell", utf8_cut(w->im->c->arena, r->sku, 40));
	return v->price >= 0;
}

static bool
simple(struct woo *w, const struct woo_row *r)
{
	struct import_goods *g = product(w, r);
	struct variant_edit *v = import_variant_new(g);
	bool uncounted = false;
	size_t i;

	if (!variant(w, g, r, NULL, v, &uncounted))
		import_refuse(w->im, g, r->line, "import.no_price", r->sku);
	for (i = 0; i < r->n_attrs; i++)
		add_fact(w, g, r, &r->attrs[i]);
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
	const char *names = "";
	size_t n = 0, i;

	for (i = 0; i < p->n_attrs; i++) {
		const struct woo_row *r = p->first;

		while (r && !attribute_of(r, p->attrs[i].name))
			r = r->next;
		if (!r) {
			add_fact(w, g, p, &p->attrs[i]);
			continue;
		}
		names = arena_printf(w->im->c->arena, "%s%s%s", names, n ? ", " : "", p->attrs[i].name);
		if (n < OPTIONS)
			g->edit.options[n][0] = p->attrs[i].name;
		n++;
	}
	if (n > OPTIONS)
		import_refuse(w->im, g, p->line, "import.many_options", names);
}

/* Adds the variant with these values, one of n; those that a row of the file has already stay that row's, as in the old shop. */
static void
add_values(struct woo *w, struct import_goods *g, const struct woo_row *r, const struct variant_edit *like, const char *values[OPTIONS],
    const size_t n[OPTIONS])
{
	bool one_of_many = n[0] * n[1] * n[2] > 1;
	struct variant_edit *v;
	size_t i, k;

	for (i = 0; i < g->n_variants; i++) {
		for (k = 0; k < OPTIONS && str_eq_nocase(g->variants[i].values[k][0], values[k]); k++)
			;
		if (k == OPTIONS && one_of_many)
			return;
	}
	v = import_variant_new(g);
	if (!v) {
		import_refuse(w->im, g, r->line, "import.many_variants", "");
		return;
	}
	*v = *like;
	for (k = 0; k < OPTIONS; k++) {
		v->values[k][0] = values[k];
		if (n[k] > 1 && *r->sku)
			v->sku = arena_printf(w->im->c->arena, "%s-%s", v->sku, str_slug(w->im->c->arena, values[k], 30));
	}
}

/* One variation; an option that it leaves open ("any size") makes one variant for each of the product's values. */
static void
variation(struct woo *w, struct import_goods *g, const struct woo_row *p, const struct woo_row *r, bool *uncounted)
{
	const char *lists[OPTIONS][VALUES_MAX] = { { NULL } }, *values[OPTIONS], *open = NULL;
	struct import_goods spare = { .variants = arena_new(w->im->c->arena, struct variant_edit) };
	struct variant_edit *v = import_variant_new(&spare);
	size_t n[OPTIONS] = { 1, 1, 1 }, total = 1, i, k;

	if (!variant(w, g, r, p, v, uncounted)) {
		if (!g->refused)
			import_say(w->im, r->line, "refused", r->name, "import.no_price", r->sku);
		return;
	}
	add_images(w, g, r);
	for (k = 0; k < OPTIONS; k++) {
		const char *name = g->edit.options[k][0];
		const struct attribute *own = name ? attribute_of(r, name) : NULL;

		lists[k][0] = "";
		if (own && *own->values)
			lists[k][0] = utf8_cut(w->im->c->arena, import_plain(w->im->c->arena, own->values), 60);
		else if (name && (i = commas(w->im->c->arena, attribute_of(p, name)->values, lists[k], VALUES_MAX)) > 0) {
			n[k] = i;
			open = name;
		}
		total *= n[k];
	}
	if (open && total > 1)
		import_say(w->im, r->line, "warning", r->name, "import.any_value", open);
	if (total > 1)
		v->stock = 0;
	*uncounted |= total > 1;
	for (i = 0; i < total && !g->refused; i++) {
		values[0] = lists[0][i / (n[1] * n[2])];
		values[1] = lists[1][i / n[2] % n[1]];
		values[2] = lists[2][i % n[2]];
		add_values(w, g, r, v, values, n);
	}
}

static bool
variable(struct woo *w, const struct woo_row *p)
{
	struct import_goods *g = product(w, p);
	const struct woo_row *r;
	bool uncounted = false;

	options(w, g, p);
	for (r = p->first; r; r = r->next)
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
hold(struct woo_row **first, struct woo_row **last, struct woo_row *r)
{
	if (*last)
		(*last)->next = r;
	else
		*first = r;
	*last = r;
	r->next = NULL;
}

/* The product that a variation names, "id:NN" or by code, looked for from `at` on. */
static struct woo_row *
parent_of(struct woo_row *at, const struct woo_row *r)
{
	const char *ref = r->parent ? r->parent : "";
	bool by_id = str_starts(ref, "id:");

	while (at && !str_eq(by_id ? at->id : at->sku, by_id ? ref + 3 : ref))
		at = at->next;
	return *ref ? at : NULL;
}

/* Hands each variation to its product: most often the one of the row before. */
static void
gather(struct woo *w)
{
	struct woo_row *r, *next, *last = NULL, *p;

	for (r = w->variations; r; r = next) {
		next = r->next;
		p = parent_of(last, r);
		if (!p)
			p = parent_of(w->parents, r);
		if (p)
			hold(&p->first, &p->last, r);
		else
			import_say(w->im, r->line, "refused", r->name, "import.no_parent", r->parent ? r->parent : "");
		last = p;
	}
}

static void
find_weight(struct woo *w)
{
	static const struct { const char *column; double grams; } units[] = {
		{ "weight (g)", 1 }, { "weight (kg)", 1000 }, { "weight (lbs)", 453.59237 }, { "weight (oz)", 28.349523125 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		if (import_sheet_has(w->s, units[i].column)) {
			w->weight = units[i].column;
			w->grams = units[i].grams;
		}
	}
}

/* One row: a simple product at once, the others are held. False: the world failed. */
static bool
take_row(struct woo *w)
{
	struct import *im = w->im;
	const char *type = str_lower(w->s->row, import_cell(w->s, w->s->row, "type")), *why, *arg;
	bool now = !str_starts(type, "vari");
	struct woo_row *r = read_row(w, now ? im->c->arena : im->keep);
	bool ok = true;

	r->type = type;
	why = refusal(r, &arg);
	if (why)
		import_say(im, r->line, "refused", r->name, why, utf8_cut(im->c->arena, arg, 100));
	else if (now)
		ok = simple(w, r);
	else if (has_type(type, "variable"))
		hold(&w->parents, &w->last_parent, r);
	else
		hold(&w->variations, &w->last_variation, r);
	r->type = "";
	arena_reset(im->c->arena);
	return ok;
}

enum csv_row
import_woo(struct import *im, struct import_sheet *s)
{
	struct woo w = { .im = im, .s = s };
	struct woo_row *p;
	enum csv_row end;

	find_weight(&w);
	while ((end = import_sheet_next(s)) == CSV_ROW)
		if (!take_row(&w))
			return CSV_END;
	/* A file that breaks off may lack variations: then no variable product is touched. */
	if (end != CSV_END)
		return end;
	gather(&w);
	for (p = w.parents; p; p = p->next) {
		if (!variable(&w, p))
			break;
		arena_reset(im->c->arena);
	}
	return CSV_END;
}
