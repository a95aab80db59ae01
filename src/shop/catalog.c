/*
 * The catalogue for readers: a whole product, what a variant is when sold, the version for ETags, the addresses for the sitemap.
 * Lists of cards are in catalog_list.c, categories in catalog_category.c, addresses in catalog_slug.c, writing in catalog_edit.c.
 */
#include "shop/catalog.h"

#include "base/buf.h"
#include "base/clock.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"
#include "shop/stock.h"

#define MOMENTS 7	/* kinds of them, in Q_MOMENTS */

enum {
	Q_PRODUCT, Q_VARIANTS, Q_PICTURES, Q_ATTRS, Q_LINKS, Q_CATEGORIES, Q_CATEGORY_IDS, Q_ABOVE, Q_PERMITS, Q_SOURCES, Q_TIERS, Q_SELLABLE, Q_MOMENTS,
	Q_URLS, Q_COUNT_URLS
};

/* A text in $2 with Indonesian as fallback, from tables joined as t (asked for) and d (Indonesian). */
#define TEXT(col) "COALESCE(t." col ", d." col ", '')"
#define LONG_TEXT(col) "COALESCE(NULLIF(t." col ", ''), d." col ", '')"
#define JOIN_TEXT(table, key, id) \
	" LEFT JOIN " table " t ON t." key " = " id " AND t.lang = $2" \
	" LEFT JOIN " table " d ON d." key " = " id " AND d.lang = " SQL_FALLBACK("$2")
/* Which of the tables below have rows of the product: most goods have none in most, and a statement that finds nothing costs as much as ten such looks. */
#define HAS_LINKS 1
#define HAS_MAKER 2
#define HAS_TAGS 4
#define HAS_ATTRS 8
#define HAS_PERMITS 16
#define HAS_TOGETHER 32
#define LOOK(table, bit) LOOK_(table, bit)
#define LOOK_(table, bit) "CASE WHEN EXISTS (SELECT 1 FROM " table " x WHERE x.product = p.id) THEN " #bit " ELSE 0 END"
#define HAS LOOK("product_link", HAS_LINKS) " + " LOOK("product_maker", HAS_MAKER) " + " LOOK("product_tag", HAS_TAGS) " + " LOOK("product_attr", HAS_ATTRS) " + " LOOK("product_permit", HAS_PERMITS) \
	" + " LOOK("together", HAS_TOGETHER)
/* Categories that are off, and all below them. */
#define HIDDEN "WITH RECURSIVE hidden (id) AS (SELECT id FROM category WHERE active = 0 UNION SELECT g.id FROM category g JOIN hidden ON g.parent = hidden.id) "
#define URLS \
	"SELECT s.kind AS kind, s.slug AS slug, p.updated_at AS at FROM slug s JOIN product p ON" \
	" p.id = s.object" \
	" WHERE s.kind = 'product' AND s.current = 1 AND p.status = 'active'" \
	" AND EXISTS (SELECT 1 FROM variant v WHERE v.product = p.id AND v.active = 1)" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN category g ON g.id = s.object" \
	" WHERE s.kind = 'category' AND s.current = 1 AND g.id NOT IN (SELECT id FROM hidden)" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN page g ON g.id = s.object" \
	" WHERE s.kind = 'page' AND s.current = 1 AND g.active = 1" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN maker g ON g.id = s.object JOIN shelf_count n ON n.category = " SHELF_MAKER_SQL " + g.id" \
	" WHERE s.kind = 'maker' AND s.current = 1 AND g.active = 1 AND n.there + n.sunk > 0" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN shelf_count n ON n.category = " SHELF_TAG_SQL " + s.object" \
	" WHERE s.kind = 'tag' AND s.current = 1 AND n.there + n.sunk > 0" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN collection g ON g.id = s.object" \
	" WHERE s.kind = 'collection' AND s.current = 1 AND g.active = 1 AND COALESCE(g.from_at, 0) <= $1 AND COALESCE(g.to_at, $1 + 1) > $1"

static const struct db_stmt q[] = {
	[Q_PRODUCT] = SQL("catalog.product",
	    "SELECT p.id, p.version, p.sold, p.tint, p.created_at, p.updated_at,"
	    " p.shelf_life_days, p.position,"
	    " p.status, s.slug, " TEXT("name") ", " LONG_TEXT("summary") ", " LONG_TEXT("description") ","
	    " p.unit, p.pirt, p.halal, p.bpom, p.featured, p.sni, " SQL_BUYING_COLS("p") ","
	    " p.publish_at, p.publish_until, p.trashed_at, p.merged_into, " HAS ","
	    " CASE WHEN CAST($2 AS TEXT) = 'en' AND p.ribbon_en <> '' THEN p.ribbon_en ELSE p.ribbon END, p.ribbon_until, p.files FROM product p"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    JOIN_TEXT("product_text", "product", "p.id") " WHERE p.id = $1"),
	/* A row per variant and option, with the option's own name. */
	[Q_VARIANTS] = SQL("catalog.variants",
	    "SELECT v.id, v.sku, v.barcode, " SQL_PRICE_COLS("v") ", v.cost, v.weight_g,"
	    " COALESCE(k.on_hand, 0), COALESCE(k.reserved, 0), " SQL_FREE("k") ", COALESCE(k.bundle, 0), v.low_at, v.version, v.media,"
	    " " SQL_SIZE_COLS("v") ", v.price_qty, v.net, v.net_ml, v.stock_state,"
	    " y.value, " TEXT("name") ", x.position, o.id, o.position, COALESCE(ot.name, od.name, '') FROM variant v"
	    " LEFT JOIN stock k ON k.variant = v.id AND k.place = 1"
	    " LEFT JOIN variant_value y ON y.variant = v.id LEFT JOIN product_option o ON o.id ="
	    " y.option LEFT JOIN option_value x ON x.id = y.value"
	    " LEFT JOIN product_option_text ot ON ot.option = o.id AND ot.lang = $2"
	    " LEFT JOIN product_option_text od ON od.option = o.id AND od.lang = " SQL_FALLBACK("$2")
	    JOIN_TEXT("option_value_text", "value", "y.value")
	    " WHERE v.product = $1 AND v.active = 1 ORDER BY v.position, v.id, o.position"),
	[Q_PICTURES] = SQL("catalog.pictures",
	    "SELECT " SQL_PICTURE_COLS("$2") " FROM media_link l JOIN media m ON m.id = l.media"
	    " WHERE l.product = $1 AND m.state <> 'refused' ORDER BY l.position, l.id"),
	/* A row per language; the one asked for comes first. */
	[Q_ATTRS] = SQL("catalog.attrs",
	    "SELECT position, name, value FROM product_attr WHERE product = $1 AND lang IN ($2, 'id')"
	    " AND NOT EXISTS (SELECT 1 FROM attribute a WHERE a.id = product_attr.attribute AND a.shown = 0)"
	    " ORDER BY position, CASE WHEN lang = $2 THEN 0 ELSE 1 END"),
	[Q_LINKS] = SQL("catalog.links",
	    "SELECT CASE kind WHEN 'cross' THEN 0 WHEN 'related' THEN 1 ELSE 2 END AS k, position AS place, target AS id, 0 AS buyers FROM product_link WHERE product = $1"
	    " UNION ALL SELECT 3, -score, other, buyers FROM together WHERE product = $1 AND hidden = 0 ORDER BY k, place, id"),
	[Q_CATEGORIES] = SQL("catalog.categories",
	    "SELECT g.id, g.parent, g.position, g.version, s.slug, " TEXT("name") ", " LONG_TEXT("description") ", g.active"
	    " FROM product_category k JOIN category g ON g.id = k.category"
	    " LEFT JOIN slug s ON s.kind = 'category' AND s.object = g.id AND s.current = 1"
	    JOIN_TEXT("category_text", "category", "g.id")
	    " WHERE k.product = $1 ORDER BY g.position, g.id"),
	[Q_CATEGORY_IDS] = SQL("catalog.category_ids", "SELECT category FROM product_category WHERE product = $1"),
	[Q_ABOVE] = SQL("catalog.above", "SELECT active, COALESCE(parent, 0) FROM category WHERE id = $1"),
	[Q_PERMITS] = SQL("catalog.permits", "SELECT CASE kind WHEN 'pirt' THEN 0 WHEN 'halal' THEN 1 WHEN 'bpom' THEN 2 ELSE 3 END, until FROM product_permit WHERE product = $1"),
	[Q_SOURCES] = SQL("catalog.sources",
	    "SELECT s.url, s.alt, s.alt_en FROM picture_source s LEFT JOIN picture_address a ON a.url = s.url WHERE s.product = $1 AND COALESCE(a.state, '') <> 'done'"
	    " ORDER BY s.position, s.url"),
	[Q_TIERS] = SQL("catalog.tiers",
	    "SELECT COALESCE(t.variant, 0), COALESCE(t.buyer_group, 0), t.qty, t.price FROM price_tier t WHERE t.product = $1"
	    " ORDER BY COALESCE(t.buyer_group, 0), COALESCE(t.variant, 0), t.qty"),
	/* A row per option of the variant, its value first. */
	[Q_SELLABLE] = SQL("catalog.sellable",
	    "SELECT " TEXT("name") ", v.id, p.id, s.slug, COALESCE(nt.name, nd.name, ''), v.sku, p.unit, " SQL_BUYING_COLS("p") ", v.price_qty, " SQL_PRICE_COLS("v") ","
	    " v.cost, v.weight_g, " SQL_SIZE_COLS("v") ", " SQL_FREE("k") ", p.tint, v.stock_state, "
	    SQL_PICTURE_COLS("$2") " FROM variant v"
	    " JOIN product p ON p.id = v.product AND p.status = 'active'"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    " LEFT JOIN product_text nt ON nt.product = p.id AND nt.lang = $2"
	    " LEFT JOIN product_text nd ON nd.product = p.id AND nd.lang = " SQL_FALLBACK("$2")
	    " LEFT JOIN stock k ON k.variant = v.id AND k.place = 1"
	    " LEFT JOIN media_link l ON l.id = COALESCE((SELECT MIN(own.id) FROM media_link own"
	    " WHERE own.product = p.id AND own.media = v.media), " SQL_COVER("p.id") ")"
	    " LEFT JOIN media m ON m.id = COALESCE(v.media, l.media) AND m.state <> 'refused'"
	    " LEFT JOIN variant_value y ON y.variant = v.id LEFT JOIN product_option o ON o.id ="
	    " y.option"
	    JOIN_TEXT("option_value_text", "value", "y.value")
	    " WHERE v.id = $1 AND v.active = 1 ORDER BY o.position"),
	/* 2592000 s: for thirty days a product is new. The last moment at which time alone changed something, and the next one. */
	[Q_MOMENTS] = SQL("catalog.moments",
	    "SELECT (SELECT MAX(sale_from) FROM variant WHERE sale_price IS NOT NULL AND sale_from <= $1),"
	    " (SELECT MAX(sale_to) FROM variant WHERE sale_price IS NOT NULL AND sale_to <= $1),"
	    " (SELECT MAX(created_at) + 2592000 FROM product WHERE created_at <= $1 - 2592000),"
	    " (SELECT MAX(from_at) FROM collection WHERE from_at <= $1), (SELECT MAX(to_at) FROM collection WHERE to_at <= $1),"
	    " (SELECT MAX(ribbon_until) FROM product WHERE ribbon_until <= $1), (SELECT MAX(until) FROM product_permit WHERE until <= $1),"
	    " (SELECT MIN(sale_from) FROM variant WHERE sale_price IS NOT NULL AND sale_from > $1),"
	    " (SELECT MIN(sale_to) FROM variant WHERE sale_price IS NOT NULL AND sale_to > $1),"
	    " (SELECT MIN(created_at) + 2592000 FROM product WHERE created_at > $1 - 2592000),"
	    " (SELECT MIN(from_at) FROM collection WHERE from_at > $1), (SELECT MIN(to_at) FROM collection WHERE to_at > $1),"
	    " (SELECT MIN(ribbon_until) FROM product WHERE ribbon_until > $1), (SELECT MIN(until) FROM product_permit WHERE until > $1)"),
	[Q_URLS] = SQL("catalog.urls", HIDDEN "SELECT kind, slug, at FROM (" URLS ") u ORDER BY kind, slug"),
	[Q_COUNT_URLS] = SQL("catalog.count_urls", HIDDEN "SELECT COUNT(*) FROM (" URLS ") u"),
};
DB_TABLE(q);

/* --- rows --- */

struct picture
catalog_picture_read(struct db_rows *r, const char *name)
{
	struct picture p;

	p.alt = db_str(r);
	if (*p.alt == '\0')
		p.alt = name;
	p.hash = db_str(r);
	p.width = db_int(r);
	p.height = db_int(r);
	p.alpha = db_int(r) != 0;
	p.ready = str_eq(db_str(r), "ready");
	p.media = db_int(r);
	p.blur = db_str(r);
	p.focal_x = db_int(r) - 50;
	p.focal_y = db_int(r) - 50;
	return p;
}

int
picture_focus(int64_t focal)
{
	return focal < -50 || focal > 50 ? 0 : (int)focal * 10;
}

struct list_price
catalog_price_read(struct db_rows *r)
{
	struct list_price p;

	p.price = db_int(r);
	p.compare_at = db_int(r);
	p.sale_price = db_null(r) ? -1 : 0;
	if (p.sale_price < 0)
		db_skip(r);
	else
		p.sale_price = db_int(r);
	p.sale_from = db_int(r);
	p.sale_to = db_int(r);
	return p;
}

struct buying
catalog_buying_read(struct db_rows *r)
{
	struct buying b;

	b.measure = quantity_measure(db_str(r));
	b.min = db_int(r);
	b.max = db_int(r);
	b.step = db_int(r);
	b.together = db_int(r) != 0;
	b.tiers = db_int(r);
	b.inputs = (enum asks)db_int(r);
	b.made = preorder_read(r);
	return b;
}

struct price
catalog_price(const struct list_price *p, int64_t now)
{
	if (p->sale_price >= 0 && p->sale_price < p->price && p->sale_from <= now &&
	    (p->sale_to == 0 || p->sale_to > now))
		return (struct price){ p->sale_price, p->price, p->sale_to };
	return (struct price){ p->price, p->compare_at > p->price ? p->compare_at : 0, 0 };
}

enum stock_state
catalog_stock(const char *state)
{
	if (str_eq(state, "ada"))
		return STOCK_YES;
	return str_eq(state, "sedikit") ? STOCK_LOW : STOCK_NONE;
}

/* A list that grows in the arena; items are pointers' worth of copying at most log n times. */
#define GROW(c, list, n, type) \
	((n) & ((n) - 1) ? (list) : grow((c)->arena, (list), (n), sizeof(type)))

/* Twice the room whenever n is a power of two (or 0). */
static void *
grow(struct arena *a, void *list, size_t n, size_t size)
{
	void *p = arena_array(a, n ? 2 * n : 1, size);

	if (n > 0)
		memcpy(p, list, n * size);
	return p;
}

/* "250 g" and then "250 g · Pedas". */
static const char *
label_add(struct ctx *c, const char *label, const char *value)
{
	if (str_empty(value))
		return label;
	return *label ? arena_printf(c->arena, "%s · %s", label, value) : value;
}

/* --- a whole product --- */

/* *has: of HAS_. */
static struct product *
product_row(struct ctx *c, int64_t id, int64_t *has)
{
	struct product *p = NULL;
	struct db_rows r = db_query(c, &q[Q_PRODUCT], DB_I(id), DB_T(c->lang));

	if (db_next(&r)) {
		p = arena_new(c->arena, struct product);
		p->id = db_int(&r);
		p->version = db_int(&r);
		p->sold = db_int(&r);
		p->tint = db_int(&r);
		p->created_at = db_int(&r);
		p->updated_at = db_int(&r);
		p->shelf_life_days = db_int(&r);
		p->position = db_int(&r);
		p->status = db_str(&r);
		p->slug = db_str(&r);
		p->name = db_str(&r);
		p->summary = db_str(&r);
		p->description = db_str(&r);
		p->unit = db_str(&r);
		p->pirt = db_str(&r);
		p->halal = db_str(&r);
		p->bpom = db_str(&r);
		p->featured = db_int(&r) != 0;
		p->sni = db_str(&r);
		p->buying = catalog_buying_read(&r);
		p->publish_at = db_int(&r);
		p->publish_until = db_int(&r);
		p->trashed_at = db_int(&r);
		p->merged_into = db_int(&r);
		*has = db_int(&r);
		p->ribbon = db_str(&r);
		p->ribbon_until = db_int(&r);
		p->attached = db_int(&r) > 0;
	}
	db_done(&r);
	return p;
}

const char *
product_ribbon(const struct product *p, int64_t now)
{
	return p->ribbon_until == 0 || p->ribbon_until > now ? p->ribbon : "";
}

const char *
product_permit(const struct product *p, enum permit kind, int64_t now)
{
	const char *const numbers[PERMITS] = { [PERMIT_PIRT] = p->pirt, [PERMIT_HALAL] = p->halal, [PERMIT_BPOM] = p->bpom, [PERMIT_SNI] = p->sni };

	return numbers[kind] && (p->permit_until[kind] == 0 || p->permit_until[kind] > now) ? numbers[kind] : "";
}

/* The columns of a variant, up to its option value. */
static void
variant_row(struct variant *v, struct db_rows *r, int64_t product, int64_t now)
{
	struct list_price price;

	v->product = product;
	v->sku = db_str(r);
	v->barcode = db_str(r);
	price = catalog_price_read(r);
	v->price = catalog_price(&price, now);
	v->list_price = price.price;
	v->compare_at = price.compare_at;
	v->sale_price = price.sale_price > 0 ? price.sale_price : 0;
	v->sale_from = price.sale_from;
	v->sale_to = price.sale_to;
	v->cost = -1;
	if (db_null(r))
		db_skip(r);
	else
		v->cost = db_int(r);
	v->weight_g = db_int(r);
	v->on_hand = db_int(r);
	v->reserved = db_int(r);
	v->available = db_int(r);
	v->bundle = db_int(r) != 0;
	v->low_at = db_int(r);
	v->version = db_int(r);
	v->media = db_int(r);
	catalog_size_read(r, v->size_mm);
	v->price_qty = db_int(r);
	v->net = db_int(r);
	v->net_ml = db_int(r) != 0;
	v->net_said = v->net > 0;
	v->stock = catalog_stock(db_str(r));
	v->active = true;
	v->label = "";
}

/* Puts the value into its option, both in the owner's order; each is met once for every variant that has it. */
static void
option_add(struct ctx *c, struct product *p, const struct option *is, const struct option_value *value)
{
	struct option *o;
	size_t i, at;

	for (i = 0; i < p->n_options && p->options[i].id != is->id; i++)
		;
	if (i == p->n_options) {
		p->options = GROW(c, p->options, p->n_options, struct option);
		for (at = p->n_options++; at > 0 && p->options[at - 1].position > is->position; at--)
			p->options[at] = p->options[at - 1];
		p->options[at] = *is;
		i = at;
	}
	o = &p->options[i];
	for (i = 0; i < o->n_values && o->values[i].id != value->id; i++)
		;
	if (i < o->n_values)
		return;
	o->values = GROW(c, o->values, o->n_values, struct option_value);
	for (at = o->n_values++; at > 0 && (o->values[at - 1].position > value->position ||
	    (o->values[at - 1].position == value->position && o->values[at - 1].id > value->id)); at--)
		o->values[at] = o->values[at - 1];
	o->values[at] = *value;
}

static void
variants_read(struct ctx *c, struct product *p)
{
	struct db_rows r = db_query(c, &q[Q_VARIANTS], DB_I(p->id), DB_T(c->lang));
	struct variant *v = NULL;
	int64_t now = clock_now();
	int col;

	while (db_next(&r)) {
		int64_t id = db_int(&r);
		struct option_value value = { 0 };
		struct option o = { 0 };

		if (!v || v->id != id) {
			p->variants = GROW(c, p->variants, p->n_variants, struct variant);
			v = &p->variants[p->n_variants++];
			v->id = id;
			variant_row(v, &r, p->id, now);
			v->values = arena_new_n(c->arena, CATALOG_OPTIONS, int64_t);
		} else {
			for (col = 0; col < 23; col++)
				db_skip(&r);
		}
		value.id = db_int(&r);
		if (value.id == 0 || v->n_values == CATALOG_OPTIONS)
			continue;
		value.name = db_str(&r);
		value.position = db_int(&r);
		o.id = db_int(&r);
		o.position = db_int(&r);
		o.name = db_str(&r);
		v->values[v->n_values++] = value.id;
		v->label = label_add(c, v->label, value.name);
		option_add(c, p, &o, &value);
	}
}

static void
attrs_read(struct ctx *c, struct product *p)
{
	struct db_rows r = db_query(c, &q[Q_ATTRS], DB_I(p->id), DB_T(c->lang));
	int64_t last = -1;

	while (db_next(&r)) {
		int64_t at = db_int(&r);

		if (at == last)
			continue;
		last = at;
		p->attrs = GROW(c, p->attrs, p->n_attrs, struct attr);
		p->attrs[p->n_attrs].name = db_str(&r);
		p->attrs[p->n_attrs++].value = db_str(&r);
	}
}

/* Whether all from this category up are active. A loop among rows is not followed for ever. */
static bool
all_active(struct ctx *c, int64_t category)
{
	bool active = true;
	int i;

	for (i = 0; i <= CATEGORY_LEVELS && active && category; i++) {
		struct db_rows r = db_query(c, &q[Q_ABOVE], DB_I(category));

		active = db_next(&r) && db_int(&r) != 0;
		category = active ? db_int(&r) : 0;
		db_done(&r);
	}
	return active;
}

/* Those that shoppers see come first, each part in the owner's order. */
static void
shown_first(struct ctx *c, struct product *p, struct category **read, size_t n)
{
	size_t i, shown = 0;

	for (i = 0; i < n; i++)
		shown += read[i]->shown;
	p->categories = arena_new_n(c->arena, n, struct category *);
	p->n_categories = n;
	for (i = 0, n = 0; i < p->n_categories; i++)
		p->categories[read[i]->shown ? n++ : shown++] = read[i];
}

static void
categories_read(struct ctx *c, struct product *p)
{
	struct db_rows r = db_query(c, &q[Q_CATEGORIES], DB_I(p->id), DB_T(c->lang));
	size_t i, n = 0;
	struct category **read = NULL;

	for (; db_next(&r); n++) {
		struct category *g = arena_new(c->arena, struct category);

		g->id = db_int(&r);
		g->parent = db_int(&r);
		g->position = db_int(&r);
		g->version = db_int(&r);
		g->slug = db_str(&r);
		g->name = db_str(&r);
		g->description = db_str(&r);
		g->active = db_int(&r) != 0;
		g->picture = (struct picture){ .hash = "", .alt = g->name };
		read = GROW(c, read, n, struct category *);
		read[n] = g;
	}
	db_done(&r);
	for (i = 0; i < n; i++)
		read[i]->shown = read[i]->active && all_active(c, read[i]->parent);
	shown_first(c, p, read, n);
}

static int
by_position(const void *a, const void *b)
{
	const struct category *x = *(struct category *const *)a, *y = *(struct category *const *)b;

	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* The same out of the tree, which workers keep: copied, since the product may be kept longer. */
static void
categories_from_tree(struct ctx *c, struct product *p)
{
	size_t n_all, n = 0, i;
	struct category **all = catalog_tree(c, true, &n_all), **found = NULL;
	struct db_rows r;

	for (r = db_query(c, &q[Q_CATEGORY_IDS], DB_I(p->id)); db_next(&r);) {
		int64_t id = db_int(&r);

		for (i = 0; i < n_all && all[i]->id != id; i++)
			;
		if (i == n_all)
			continue;
		found = GROW(c, found, n, struct category *);
		found[n] = arena_new(c->arena, struct category);
		*found[n] = *all[i];
		found[n]->slug = arena_str(c->arena, all[i]->slug);
		found[n]->name = arena_str(c->arena, all[i]->name);
		found[n]->description = arena_str(c->arena, all[i]->description);
		found[n]->picture = (struct picture){ .hash = "", .alt = found[n]->name };
		n++;
	}
	if (n > 1)
		qsort(found, n, sizeof(*found), by_position);
	shown_first(c, p, found, n);
}

static void
permits_read(struct ctx *c, struct product *p)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_PERMITS], DB_I(p->id)); db_next(&r);) {
		int64_t kind = db_int(&r);

		p->permit_until[kind] = db_int(&r);
	}
}

static void
tiers_read(struct ctx *c, struct product *p)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_TIERS], DB_I(p->id)); db_next(&r);) {
		struct price_tier *t;

		p->tiers = GROW(c, p->tiers, p->n_tiers, struct price_tier);
		t = &p->tiers[p->n_tiers++];
		t->variant = db_int(&r);
		t->group = db_int(&r);
		t->qty = db_int(&r);
		t->price = db_int(&r);
	}
}

/* What is in each package, as far as the owner hasn't said: the choice's name tells it, else a fact of that name. */
static void
net_read(struct product *p)
{
	static const char *const facts[] = { "berat bersih", "isi bersih", "netto", "net weight", "net content" };
	int64_t net = 0;
	bool ml = false;
	size_t i, k;

	for (i = 0; i < p->n_attrs && net == 0; i++)
		for (k = 0; k < ARRAY_LEN(facts) && net == 0; k++)
			if (str_eq_nocase(p->attrs[i].name, facts[k]))
				net = quantity_told(p->attrs[i].value, &ml);
	for (i = 0; i < p->n_variants; i++) {
		struct variant *v = &p->variants[i];

		if (v->net_said || v->price_qty > 1)
			continue;
		v->net = *v->label ? quantity_told(v->label, &v->net_ml) : 0;
		if (v->net == 0 && net > 0 && (p->n_variants == 1)) {
			v->net = net;
			v->net_ml = ml;
		}
	}
}

static void
links_read(struct ctx *c, struct product *p)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_LINKS], DB_I(p->id)); db_next(&r);) {
		int64_t kind = db_int(&r), id;

		db_skip(&r);
		id = db_int(&r);
		if (kind < LINK_KINDS) {
			p->links = GROW(c, p->links, p->n_links, struct product_link);
			p->links[p->n_links++] = (struct product_link){ (enum link_kind)kind, id };
		} else {
			p->bought = GROW(c, p->bought, p->n_bought, struct bought_with);
			p->bought[p->n_bought++] = (struct bought_with){ id, db_int(&r) };
		}
	}
}

static struct product *
product_read(struct ctx *c, int64_t id, void (*categories)(struct ctx *, struct product *))
{
	int64_t has = 0;
	struct product *p = product_row(c, id, &has);
	struct db_rows r;

	if (!p)
		return NULL;
	variants_read(c, p);
	for (r = db_query(c, &q[Q_PICTURES], DB_I(id), DB_T(c->lang)); db_next(&r);) {
		p->pictures = GROW(c, p->pictures, p->n_pictures, struct picture);
		p->pictures[p->n_pictures++] = catalog_picture_read(&r, p->name);
	}
	if (has & HAS_ATTRS)
		attrs_read(c, p);
	if (has & HAS_PERMITS)
		permits_read(c, p);
	categories(c, p);
	catalog_groups_read(c, p, (has & HAS_MAKER) != 0, (has & HAS_TAGS) != 0);
	if (p->buying.tiers > 0)
		tiers_read(c, p);
	net_read(p);
	if (has & (HAS_LINKS | HAS_TOGETHER))
		links_read(c, p);
	return p;
}

struct product *
catalog_product(struct ctx *c, int64_t id)
{
	return product_read(c, id, categories_read);
}

void
catalog_sources(struct ctx *c, struct product *p)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_SOURCES], DB_I(p->id)); db_next(&r);) {
		p->sources = GROW(c, p->sources, p->n_sources, p->sources[0]);
		p->sources[p->n_sources].url = db_str(&r);
		p->sources[p->n_sources].alt = db_str(&r);
		p->sources[p->n_sources++].alt_en = db_str(&r);
	}
}

static const void *
shown_make(struct ctx *c, const void *id)
{
	struct product *p = product_read(c, *(const int64_t *)id, categories_from_tree);
	bool bundle = false;

	for (size_t i = 0; p && i < p->n_variants; i++)
		bundle = bundle || p->variants[i].bundle;
	if (bundle)
		p->parts = bundle_parts_of(c, p->id, &p->parts_of, &p->n_parts);
	if (p && p->buying.inputs != ASKS_NOTHING)
		p->inputs = line_input_asked(c, p->id, &p->n_inputs);
	if (p && p->attached)
		p->files = attachment_shown(c, p->id, &p->n_files);
	return p;
}

const struct product *
catalog_shown(struct ctx *c, int64_t id)
{
	(void)catalog_version(c);	/* it says until when time leaves prices as they are */
	return memo_get(c, MEMO_GOODS, arena_printf(c->arena, "product.%lld", (long long)id), shown_make, &id);
}

/* --- one variant, for cart and orders --- */

int64_t
catalog_volume(const int64_t size_mm[CATALOG_SIDES])
{
	int64_t mm3 = 1;
	size_t i;

	for (i = 0; i < CATALOG_SIDES; i++)
		if (size_mm[i] <= 0)
			return 0;
	for (i = 0; i < CATALOG_SIDES; i++)
		if (!mul_ok(mm3, size_mm[i], &mm3))
			return INT64_MAX;
	return mm3;
}

int64_t
catalog_size_read(struct db_rows *r, int64_t size_mm[CATALOG_SIDES])
{
	size_t i;

	for (i = 0; i < CATALOG_SIDES; i++)
		size_mm[i] = db_int(r);
	return catalog_volume(size_mm);
}

static void
sellable_row(struct sellable *s, struct db_rows *r)
{
	struct list_price price;
	int64_t size[CATALOG_SIDES];

	s->variant = db_int(r);
	s->product = db_int(r);
	s->slug = db_str(r);
	s->name = db_str(r);
	s->sku = db_str(r);
	s->unit = db_str(r);
	s->buying = catalog_buying_read(r);
	s->price_qty = db_int(r);
	price = catalog_price_read(r);
	s->list_price = price.price;
	s->price = catalog_price(&price, clock_now());
	s->cost = -1;
	if (db_null(r))
		db_skip(r);
	else
		s->cost = db_int(r);
	s->weight_g = db_int(r);
	s->volume_mm3 = catalog_size_read(r, size);
	s->available = db_int(r);
	s->tint = db_int(r);
	s->stock = catalog_stock(db_str(r));
	s->picture = catalog_picture_read(r, s->name);
	s->label = "";
}

struct sellable *
catalog_sellable(struct ctx *c, int64_t variant)
{
	struct sellable *s = NULL;
	struct db_rows r;

	for (r = db_query(c, &q[Q_SELLABLE], DB_I(variant), DB_T(c->lang)); db_next(&r);) {
		const char *value = db_str(&r);

		if (!s) {
			s = arena_new(c->arena, struct sellable);
			sellable_row(s, &r);
		}
		s->label = label_add(c, s->label, value);
	}
	return s;
}

/* --- versions, addresses --- */

/* Prices and badges hold until then. */
static void
next(int64_t at)
{
	memo_until(MEMO_CATALOG, at);
	memo_until(MEMO_CARDS, at);
	memo_until(MEMO_PIECES, at);
	memo_until(MEMO_GOODS, at);
}

/* The last moment at which time alone changed what is shown; kept things hold until the next. */
static const void *
moments_make(struct ctx *c, const void *arg)
{
	struct db_rows r = db_query(c, &q[Q_MOMENTS], DB_I(clock_now()));
	int64_t *last = arena_new(c->arena, int64_t), at;
	int i;

	(void)arg;
	if (db_next(&r)) {
		for (i = 0; i < MOMENTS; i++) {
			at = db_int(&r);
			*last = at > *last ? at : *last;
		}
		for (i = 0; i < MOMENTS; i++)
			next(db_int(&r));
	}
	db_done(&r);
	return last;
}

int64_t
catalog_version(struct ctx *c)
{
	int64_t last = *(const int64_t *)memo_get(c, MEMO_CATALOG, "moments", moments_make, NULL);

	/* Seconds fit into 32 bits until 2106: the two halves never mix. */
	return (int64_t)((uint64_t)memo_version(c, MEMO_CATALOG) << 32 | ((uint64_t)last & 0xFFFFFFFFu));
}

void
catalog_each_url(struct ctx *c, void (*fn)(struct ctx *, const char *, const char *, int64_t, void *), void *arg)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_URLS], DB_I(clock_now())); db_next(&r);) {
		const char *kind = db_str(&r);
		const char *slug = db_str(&r);

		fn(c, kind, slug, db_int(&r), arg);
	}
}

int64_t
catalog_count_urls(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_COUNT_URLS], DB_I(clock_now()));
}
