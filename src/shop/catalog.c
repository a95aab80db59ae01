/*
 * The catalogue for readers: a whole product, what a variant is when sold, the version for ETags, the addresses for the sitemap.
 * Lists of cards are in catalog_list.c, categories in catalog_category.c, addresses in catalog_slug.c, writing in catalog_edit.c.
 */
#include "shop/catalog.h"

#include "base/buf.h"
#include "base/clock.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"

enum {
	Q_PRODUCT, Q_VARIANTS, Q_PICTURES, Q_ATTRS, Q_CATEGORIES, Q_SOURCES, Q_SELLABLE, Q_MOMENTS,
	Q_URLS, Q_COUNT_URLS
};

/* A text in $2 with Indonesian as fallback, from tables joined as t (asked for) and d (Indonesian). */
#define TEXT(col) "COALESCE(t." col ", d." col ", '')"
#define LONG_TEXT(col) "COALESCE(NULLIF(t." col ", ''), d." col ", '')"
#define JOIN_TEXT(table, key, id) \
	" LEFT JOIN " table " t ON t." key " = " id " AND t.lang = $2" \
	" LEFT JOIN " table " d ON d." key " = " id " AND d.lang = 'id'"
#define URLS \
	"SELECT s.kind AS kind, s.slug AS slug, p.updated_at AS at FROM slug s JOIN product p ON" \
	" p.id = s.object" \
	" WHERE s.kind = 'product' AND s.current = 1 AND p.status = 'active'" \
	" AND EXISTS (SELECT 1 FROM variant v WHERE v.product = p.id AND v.active = 1)" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN category g ON g.id = s.object" \
	" WHERE s.kind = 'category' AND s.current = 1 AND g.active = 1" \
	" UNION ALL SELECT s.kind, s.slug, s.at FROM slug s JOIN page g ON g.id = s.object" \
	" WHERE s.kind = 'page' AND s.current = 1 AND g.active = 1"

static const struct db_stmt q[] = {
	[Q_PRODUCT] = SQL("catalog.product",
	    "SELECT p.id, p.version, p.sold, p.tint, p.created_at, p.updated_at,"
	    " p.shelf_life_days, p.position,"
	    " p.status, s.slug, " TEXT("name") ", " LONG_TEXT("summary") ", " LONG_TEXT("description") ","
	    " p.unit, p.pirt, p.halal, p.bpom, p.featured FROM product p"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    JOIN_TEXT("product_text", "product", "p.id") " WHERE p.id = $1"),
	/* A row per variant and option, with the option's own name. */
	[Q_VARIANTS] = SQL("catalog.variants",
	    "SELECT v.id, v.sku, v.barcode, " SQL_PRICE_COLS("v") ", v.cost, v.weight_g,"
	    " COALESCE(k.on_hand, 0), COALESCE(k.reserved, 0), v.low_at, v.version, v.media,"
	    " " SQL_SIZE_COLS("v") ", v.stock_state,"
	    " y.value, " TEXT("name") ", x.position, o.id, o.position, COALESCE(ot.name, od.name, '') FROM variant v"
	    " LEFT JOIN stock k ON k.variant = v.id AND k.place = 1"
	    " LEFT JOIN variant_value y ON y.variant = v.id LEFT JOIN product_option o ON o.id ="
	    " y.option LEFT JOIN option_value x ON x.id = y.value"
	    " LEFT JOIN product_option_text ot ON ot.option = o.id AND ot.lang = $2"
	    " LEFT JOIN product_option_text od ON od.option = o.id AND od.lang = 'id'"
	    JOIN_TEXT("option_value_text", "value", "y.value")
	    " WHERE v.product = $1 AND v.active = 1 ORDER BY v.position, v.id, o.position"),
	[Q_PICTURES] = SQL("catalog.pictures",
	    "SELECT " SQL_PICTURE_COLS("$2") " FROM media_link l JOIN media m ON m.id = l.media"
	    " WHERE l.product = $1 AND m.state <> 'refused' ORDER BY l.position, l.id"),
	/* A row per language; the one asked for comes first. */
	[Q_ATTRS] = SQL("catalog.attrs",
	    "SELECT position, name, value FROM product_attr WHERE product = $1 AND lang IN ($2, 'id')"
	    " ORDER BY position, CASE WHEN lang = $2 THEN 0 ELSE 1 END"),
	[Q_CATEGORIES] = SQL("catalog.categories",
	    "SELECT g.id, g.parent, g.position, g.version, s.slug, " TEXT("name") ", "
	    LONG_TEXT("description") ", g.active FROM product_category k JOIN category g ON g.id = k.category"
	    " LEFT JOIN slug s ON s.kind = 'category' AND s.object = g.id AND s.current = 1"
	    JOIN_TEXT("category_text", "category", "g.id")
	    " WHERE k.product = $1 ORDER BY g.active DESC, g.position, g.id"),
	[Q_SOURCES] = SQL("catalog.sources",
	    "SELECT s.url, s.alt, s.alt_en FROM picture_source s LEFT JOIN picture_address a ON a.url = s.url WHERE s.product = $1 AND COALESCE(a.state, '') <> 'done'"
	    " ORDER BY s.position, s.url"),
	/* A row per option of the variant. */
	[Q_SELLABLE] = SQL("catalog.sellable",
	    "SELECT v.id, p.id, s.slug, COALESCE(nt.name, nd.name, ''), v.sku, p.unit, " SQL_PRICE_COLS("v") ","
	    " v.cost, v.weight_g, " SQL_SIZE_COLS("v") ", COALESCE(k.on_hand - k.reserved, 0), p.tint, v.stock_state, "
	    SQL_PICTURE_COLS("$2") ", " TEXT("name") " FROM variant v"
	    " JOIN product p ON p.id = v.product AND p.status = 'active'"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    " LEFT JOIN product_text nt ON nt.product = p.id AND nt.lang = $2"
	    " LEFT JOIN product_text nd ON nd.product = p.id AND nd.lang = 'id'"
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
	    " (SELECT MIN(sale_from) FROM variant WHERE sale_price IS NOT NULL AND sale_from > $1),"
	    " (SELECT MIN(sale_to) FROM variant WHERE sale_price IS NOT NULL AND sale_to > $1),"
	    " (SELECT MIN(created_at) + 2592000 FROM product WHERE created_at > $1 - 2592000)"),
	[Q_URLS] = SQL("catalog.urls", "SELECT kind, slug, at FROM (" URLS ") u ORDER BY kind, slug"),
	[Q_COUNT_URLS] = SQL("catalog.count_urls", "SELECT COUNT(*) FROM (" URLS ") u"),
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
	return p;
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

static struct product *
product_row(struct ctx *c, int64_t id)
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
	}
	db_done(&r);
	return p;
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
	v->available = v->on_hand - v->reserved;
	v->low_at = db_int(r);
	v->version = db_int(r);
	v->media = db_int(r);
	catalog_size_read(r, v->size_mm);
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
			v->values = arena_new_n(c->arena, 8, int64_t);
		} else {
			for (col = 0; col < 18; col++)
				db_skip(&r);
		}
		value.id = db_int(&r);
		if (value.id == 0 || v->n_values == 8)
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

static void
categories_read(struct ctx *c, struct product *p)
{
	struct db_rows r = db_query(c, &q[Q_CATEGORIES], DB_I(p->id), DB_T(c->lang));

	while (db_next(&r)) {
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
		p->categories = GROW(c, p->categories, p->n_categories, struct category *);
		p->categories[p->n_categories++] = g;
	}
}

struct product *
catalog_product(struct ctx *c, int64_t id)
{
	struct product *p = product_row(c, id);
	struct db_rows r;

	if (!p)
		return NULL;
	variants_read(c, p);
	for (r = db_query(c, &q[Q_PICTURES], DB_I(id), DB_T(c->lang)); db_next(&r);) {
		p->pictures = GROW(c, p->pictures, p->n_pictures, struct picture);
		p->pictures[p->n_pictures++] = catalog_picture_read(&r, p->name);
	}
	attrs_read(c, p);
	categories_read(c, p);
	return p;
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
	return catalog_product(c, *(const int64_t *)id);
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
	price = catalog_price_read(r);
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
	int col;

	for (r = db_query(c, &q[Q_SELLABLE], DB_I(variant), DB_T(c->lang)); db_next(&r);) {
		if (!s) {
			s = arena_new(c->arena, struct sellable);
			sellable_row(s, &r);
		} else {
			for (col = 0; col < 26; col++)
				db_skip(&r);
		}
		s->label = label_add(c, s->label, db_str(&r));
	}
	return s;
}

/* --- versions, addresses --- */

/* Prices and badges hold until then. */
static void
next(int64_t at)
{
	memo_until(MEMO_CATALOG, at);
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
		for (i = 0; i < 3; i++) {
			at = db_int(&r);
			*last = at > *last ? at : *last;
		}
		for (i = 0; i < 3; i++)
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

	for (r = db_query(c, &q[Q_URLS]); db_next(&r);) {
		const char *kind = db_str(&r);
		const char *slug = db_str(&r);

		fn(c, kind, slug, db_int(&r), arg);
	}
}

int64_t
catalog_count_urls(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_COUNT_URLS]);
}
