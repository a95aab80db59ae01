/* The catalogue as staff see it: the list of goods with what lies on the shelf, and texts of one language for the edit forms. */
#include "shop/catalog_row.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"

#define WORDS 4		/* words of a search that are looked at */
#define PER_PAGE_MAX 200

enum { Q_LIST, Q_LINES, Q_LABELS, Q_LINES_IN, Q_COUNT, Q_IDS, Q_WIDEST, Q_TEXTS, Q_OPTION_NAME, Q_VALUE_NAME, Q_ATTRS };

/* Does the product's name or one of its codes hold pattern w? '%' holds all. */
#define HOLDS(w) \
	" AND (lower(d.name) LIKE " w " ESCAPE '\\' OR lower(COALESCE(e.name, '')) LIKE " w " ESCAPE '\\'" \
	" OR EXISTS (SELECT 1 FROM variant y WHERE y.product = p.id AND y.active = 1" \
	" AND (lower(COALESCE(y.sku, '')) LIKE " w " ESCAPE '\\' OR COALESCE(y.barcode, '') LIKE " w " ESCAPE '\\')))"
#define FROM_GOODS \
	" FROM product p JOIN product_text d ON d.product = p.id AND d.lang = 'id'" \
	" LEFT JOIN product_text e ON e.product = p.id AND e.lang = 'en'"
#define MATCHING \
	" WHERE CASE WHEN p.trashed_at IS NOT NULL THEN CASE WHEN CAST($1 AS TEXT) = 'trash' THEN 1 ELSE 0 END WHEN $1 = '' OR p.status = $1 THEN 1 ELSE 0 END = 1" \
	" AND (CAST($2 AS BIGINT) = 0 OR ($2 = 1 AND EXISTS (SELECT 1 FROM variant w WHERE w.product = p.id AND w.active = 1 AND w.stock_state <> 'ada'))" \
	" OR ($2 = 2 AND p.id IN (SELECT h.product FROM product_hint h WHERE h.bits > 0 AND h.on_sale = 1)))" HOLDS("$3") HOLDS("$4") HOLDS("$5") HOLDS("$6")
#define MATCH FROM_GOODS MATCHING

/* Sets of ids as text, "1,2,3". */
#define LITE_IN(col, p) col " IN (SELECT value FROM json_each('[' || " p " || ']'))"
#define PG_IN(col, p) col " = ANY (CAST(string_to_array(" p ", ',') AS BIGINT[]))"
/* $9 products, $10 categories. */
#define LINES(in) \
	"SELECT z.id, COALESCE(z.variant, 0), COALESCE(v.price, 0), COALESCE(v.compare_at, 0), COALESCE(v.sale_price, 0), COALESCE(v.sale_from, 0), COALESCE(v.sale_to, 0)," \
	" COALESCE(v.weight_g, 0), COALESCE(v.price_qty, 1), COALESCE(v.cost, -1), COALESCE(k.on_hand, 0), COALESCE(k.reserved, 0), COALESCE(k.bundle, 0)," \
	" CASE WHEN k.make IS NULL THEN 0 ELSE 1 END, (SELECT COUNT(*) FROM variant o WHERE o.product = z.id AND o.active = 1), z.name, z.status, z.measure, z.total FROM" \
	" (SELECT p.id AS id, x.id AS variant, x.position AS place, d.name AS name, p.status AS status, p.measure AS measure, COUNT(*) OVER () AS total" FROM_GOODS \
	" LEFT JOIN variant x ON x.product = p.id AND x.active = 1" MATCHING \
	" AND (CAST($9 AS TEXT) = '' OR " in("p.id", "$9") ") AND (CAST($10 AS TEXT) = '' OR EXISTS (SELECT 1 FROM product_category g WHERE g.product = p.id AND " in("g.category", "$10") "))" \
	" ORDER BY lower(d.name), p.id, x.position, x.id LIMIT $7 OFFSET $8) z LEFT JOIN variant v ON v.id = z.variant LEFT JOIN stock k ON k.variant = z.variant AND k.place = 1" \
	" ORDER BY lower(z.name), z.id, z.place, z.variant"
#define LINES_IN(in) "SELECT k.product, k.category FROM product_category k WHERE " in("k.product", "$1") " ORDER BY k.product, k.category"
#define LABELS(in) \
	"SELECT y.variant, COALESCE(l.name, t.name) FROM variant_value y JOIN product_option o ON o.id = y.option JOIN option_value_text t ON t.value = y.value AND t.lang = 'id'" \
	" LEFT JOIN option_value_text l ON l.value = y.value AND l.lang = $2 WHERE " in("y.variant", "$1") " ORDER BY y.variant, o.position"

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("goods.list",
	    "SELECT z.id, p.version, COALESCE(a.n, 0), COALESCE(a.available, 0),"
	    " COALESCE(a.on_hand, 0),"
	    " COALESCE(a.lo, 0), COALESCE(a.hi, 0), COALESCE(a.base, 0), z.name, s.slug, p.status, COALESCE(a.best, 0),"
	    " COALESCE(a.worst, 0), p.tint, COALESCE(a.lows, 0), CASE WHEN COALESCE(a.lows, 0) = 0 THEN 0 ELSE"
	    " COALESCE((SELECT w.id FROM variant w LEFT JOIN stock f ON f.variant = w.id AND f.place = 1"
	    " WHERE w.product = z.id AND w.active = 1 AND w.stock_state <> 'ada'"
	    " ORDER BY COALESCE(f.on_hand - f.reserved, 0), w.position, w.id LIMIT 1), 0) END,"
	    " COALESCE((SELECT h.bits FROM product_hint h WHERE h.product = z.id), 0), z.total, p.measure, COALESCE(a.per, 1), " SQL_PICTURE_COLS("$9") " FROM"
	    " (SELECT p.id AS id, d.name AS name, COUNT(*) OVER () AS total" MATCH
	    " ORDER BY lower(d.name), p.id LIMIT $7 OFFSET $8) z JOIN product p ON p.id = z.id"
	    " LEFT JOIN (SELECT x.product AS product, COUNT(*) AS n,"
	    " CAST(COALESCE(SUM(k.on_hand - k.reserved), 0) AS BIGINT) AS available,"
	    " CAST(COALESCE(SUM(k.on_hand), 0) AS BIGINT) AS on_hand,"
	    " MIN(x.price) AS base, MIN(x.price_qty) AS per, MIN(" SQL_PRICE("x", "$10") ") AS lo, MAX(" SQL_PRICE("x", "$10") ") AS hi,"
	    " CAST(SUM(CASE WHEN x.stock_state <> 'ada' THEN 1 ELSE 0 END) AS BIGINT) AS lows,"
	    " MAX(" SQL_STATE_RANK("x") ") AS best, MIN(" SQL_STATE_RANK("x") ") AS worst FROM variant x"
	    " LEFT JOIN stock k ON k.variant = x.id AND k.place = 1 WHERE x.active = 1 GROUP BY"
	    " x.product) a"
	    " ON a.product = z.id"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = z.id AND s.current = 1"
	    " LEFT JOIN media_link l ON l.id = " SQL_COVER("z.id") " LEFT JOIN media m ON m.id = l.media"
	    " ORDER BY lower(z.name), z.id"),
	[Q_LINES] = SQL2("goods.lines", LINES(LITE_IN), LINES(PG_IN)),
	[Q_LABELS] = SQL2("goods.labels", LABELS(LITE_IN), LABELS(PG_IN)),
	[Q_LINES_IN] = SQL2("goods.lines_in", LINES_IN(LITE_IN), LINES_IN(PG_IN)),
	[Q_COUNT] = SQL("goods.count", "SELECT COUNT(*)" MATCH),
	[Q_IDS] = SQL("goods.ids", "SELECT p.id" MATCH " AND p.id > $7 ORDER BY p.id LIMIT $8"),
	[Q_WIDEST] = SQL("goods.widest",
	    "SELECT COALESCE((SELECT MAX(f.n) FROM (SELECT COUNT(DISTINCT position) AS n FROM product_attr GROUP BY product) f), 0),"
	    " COALESCE((SELECT MAX(o.n) FROM (SELECT COUNT(*) AS n FROM product_option GROUP BY product) o), 0)"),
	[Q_TEXTS] = SQL("catalog.texts",
	    "SELECT name, summary, description FROM product_text WHERE product = $1 AND lang = $2"),
	[Q_OPTION_NAME] = SQL("catalog.option_name",
	    "SELECT name FROM product_option_text WHERE option = $1 AND lang = $2"),
	[Q_VALUE_NAME] = SQL("catalog.option_value_name",
	    "SELECT name FROM option_value_text WHERE value = $1 AND lang = $2"),
	[Q_ATTRS] = SQL("catalog.attrs_of",
	    "SELECT t.name, t.value FROM"
	    " (SELECT DISTINCT position FROM product_attr WHERE product = $1) a"
	    " LEFT JOIN product_attr t ON t.product = $1 AND t.position = a.position AND t.lang ="
	    " $2"
	    " ORDER BY a.position"),
};
DB_TABLE(q);

/* "%word%" with what LIKE takes for a pattern made plain; "%" for no word. */
static const char *
pattern(struct arena *a, const char *word)
{
	struct buf b;

	buf_init(&b, a, 400);
	(void)buf_char(&b, '%');
	for (; *word != '\0'; word++) {
		if (*word == '%' || *word == '_' || *word == '\\')
			(void)buf_char(&b, '\\');
		(void)buf_char(&b, *word);
	}
	if (b.len > 1)
		(void)buf_char(&b, '%');
	return b.s;
}

static struct goods_row *
goods_row(struct ctx *c, struct db_rows *r, int64_t *total)
{
	struct goods_row *g = arena_new(c->arena, struct goods_row);
	int64_t best, worst;

	g->id = db_int(r);
	g->version = db_int(r);
	g->variants = db_int(r);
	g->available = db_int(r);
	g->on_hand = db_int(r);
	g->price_min = db_int(r);
	g->price_max = db_int(r);
	g->list_price = db_int(r);
	g->name = db_str(r);
	g->slug = db_str(r);
	g->status = db_str(r);
	best = db_int(r);
	worst = db_int(r);
	/* One variant that runs low is worth a look, but only when all are gone is the product. */
	g->stock = best == 0 ? STOCK_NONE : worst < 2 ? STOCK_LOW : STOCK_YES;
	g->tint = db_int(r);
	g->lows = db_int(r);
	g->lowest = db_int(r);
	g->hints = db_int(r);
	*total = db_int(r);
	g->measure = quantity_measure(db_str(r));
	g->price_qty = db_int(r);
	g->picture = catalog_picture_read(r, g->name);
	return g;
}

/* The words of a search as patterns of HOLDS. */
static void
patterns(struct ctx *c, const char *text, const char *w[WORDS])
{
	size_t n, i;
	const char **words = str_split(c->arena, str_lower(c->arena, text ? text : ""), ' ', &n);

	for (i = 0; i < WORDS; i++)
		w[i] = pattern(c->arena, i < n && strlen(words[i]) < 100 ? words[i] : "");
}

struct goods_row **
goods_list(struct ctx *c, const char *status, const char *text, enum goods_only only, int64_t page, int per_page, size_t *n,
    int64_t *total)
{
	int64_t limit = per_page < 1 ? 1 : per_page > PER_PAGE_MAX ? PER_PAGE_MAX : per_page, offset;
	const char *w[WORDS];
	struct goods_row **list = arena_new_n(c->arena, (size_t)limit, struct goods_row *);
	struct db_rows r;

	if (!mul_ok((page < 1 ? 1 : page) - 1, limit, &offset))
		offset = INT64_MAX;
	status = status ? status : "";
	patterns(c, text, w);
	*n = 0;
	*total = 0;
	r = db_query(c, &q[Q_LIST], DB_T(status), DB_I(only), DB_T(w[0]), DB_T(w[1]), DB_T(w[2]), DB_T(w[3]),
	    DB_I(limit), DB_I(offset), DB_T(c->lang), DB_I(clock_now()));
	while (db_next(&r))
		list[(*n)++] = goods_row(c, &r, total);
	if (*n == 0 && offset > 0)
		*total = db_one_int(c, 0, &q[Q_COUNT], DB_T(status), DB_I(only), DB_T(w[0]), DB_T(w[1]),
		    DB_T(w[2]), DB_T(w[3]));
	return list;
}

/* --- goods and their variants, line by line --- */

static void
line_read(struct db_rows *r, struct goods_line *x, int64_t *total)
{
	x->product = db_int(r);
	x->variant = db_int(r);
	x->price = db_int(r);
	x->compare_at = db_int(r);
	x->sale_price = db_int(r);
	x->sale_from = db_int(r);
	x->sale_to = db_int(r);
	x->weight_g = db_int(r);
	x->price_qty = db_int(r);
	x->cost = db_int(r);
	x->on_hand = db_int(r);
	x->reserved = db_int(r);
	x->bundle = db_int(r) != 0;
	x->made = db_int(r) != 0;
	x->variants = db_int(r);
	x->name = db_str(r);
	x->status = db_str(r);
	x->measure = quantity_measure(db_str(r));
	x->label = "";
	*total = db_int(r);
}

static int
by_variant(const void *a, const void *b)
{
	const struct goods_line *x = *(struct goods_line *const *)a, *y = *(struct goods_line *const *)b;

	return (x->variant > y->variant) - (x->variant < y->variant);
}

/* What each variant is called, by one statement for all of them. */
static void
lines_label(struct ctx *c, struct goods_line *list, size_t n)
{
	struct goods_line **sorted = arena_new_n(c->arena, n, struct goods_line *);
	struct db_rows r;
	struct buf ids;
	size_t i, at = 0;

	buf_init(&ids, c->arena, 20 * n + 1);
	for (i = 0; i < n; i++) {
		sorted[i] = &list[i];
		if (list[i].variant && list[i].variants > 0)
			(void)buf_printf(&ids, "%s%lld", ids.len ? "," : "", (long long)list[i].variant);
	}
	if (ids.len == 0)
		return;
	qsort(sorted, n, sizeof(struct goods_line *), by_variant);
	for (r = db_query(c, &q[Q_LABELS], DB_T(ids.s), DB_T(c->lang)); db_next(&r);) {
		int64_t variant = db_int(&r);
		const char *name = db_str(&r);

		while (at < n && sorted[at]->variant < variant)
			at++;
		if (at < n && sorted[at]->variant == variant)
			sorted[at]->label = *sorted[at]->label ? arena_printf(c->arena, "%s · %s", sorted[at]->label, name) : name;
	}
}

/* Does a product's page rather stand in a than in b? As the product's own list of categories has it. */
static bool
before(const struct category *a, const struct category *b)
{
	if (!a || !b || a->shown != b->shown)
		return a && (!b || a->shown);
	return a->position != b->position ? a->position < b->position : a->id < b->id;
}

static struct category *
in_tree(struct category **tree, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (tree[i]->id == id)
			return tree[i];
	return NULL;
}

/* One more category of a product, in its place among the others. */
static void
line_in(struct ctx *c, struct goods_line *x, struct category **tree, size_t n, int64_t category)
{
	int64_t *list = arena_new_n(c->arena, x->n_categories + 1, int64_t);
	const struct category *g = in_tree(tree, n, category);
	size_t at = 0, i;

	while (at < x->n_categories && !before(g, in_tree(tree, n, x->categories[at])))
		at++;
	for (i = 0; i <= x->n_categories; i++)
		list[i] = i == at ? category : x->categories[i - (i > at)];
	x->categories = list;
	x->n_categories++;
}

static int
by_product(const void *a, const void *b)
{
	const struct goods_line *x = *(struct goods_line *const *)a, *y = *(struct goods_line *const *)b;

	return (x->product > y->product) - (x->product < y->product);
}

/* Which categories each product is in, by one statement for all of them. */
static void
lines_file(struct ctx *c, struct goods_line *list, size_t n)
{
	struct goods_line **sorted = arena_new_n(c->arena, n, struct goods_line *);
	struct category **tree;
	struct db_rows r;
	struct buf ids;
	size_t n_tree, i, at = 0;

	tree = catalog_tree(c, true, &n_tree);
	buf_init(&ids, c->arena, 20 * n + 1);
	for (i = 0; i < n; i++) {
		sorted[i] = &list[i];
		if (i == 0 || list[i].product != list[i - 1].product)
			(void)buf_printf(&ids, "%s%lld", i ? "," : "", (long long)list[i].product);
	}
	if (n == 0)
		return;
	qsort(sorted, n, sizeof(struct goods_line *), by_product);
	for (r = db_query(c, &q[Q_LINES_IN], DB_T(ids.s)); db_next(&r);) {
		int64_t product = db_int(&r), category = db_int(&r);

		while (at < n && sorted[at]->product < product)
			at++;
		if (at < n && sorted[at]->product == product)
			line_in(c, sorted[at], tree, n_tree, category);
	}
	for (i = 1; i < n; i++)
		if (sorted[i]->product == sorted[i - 1]->product) {
			sorted[i]->categories = sorted[i - 1]->categories;
			sorted[i]->n_categories = sorted[i - 1]->n_categories;
		}
}

struct goods_line *
goods_lines(struct ctx *c, const struct goods_choice *choice, int64_t page, int per_page, size_t *n, int64_t *total)
{
	int64_t limit = per_page < 1 ? 1 : per_page, offset;
	struct goods_line *list = arena_new_n(c->arena, (size_t)limit, struct goods_line);
	const char *w[WORDS];
	struct db_rows r;

	if (!mul_ok((page < 1 ? 1 : page) - 1, limit, &offset))
		offset = INT64_MAX;
	patterns(c, choice->q, w);
	*n = 0;
	*total = 0;
	r = db_query(c, &q[Q_LINES], DB_T(choice->status ? choice->status : ""), DB_I(choice->only), DB_T(w[0]), DB_T(w[1]), DB_T(w[2]), DB_T(w[3]), DB_I(limit), DB_I(offset),
	    DB_T(choice->products ? choice->products : ""), DB_T(choice->categories ? choice->categories : ""));
	while (*n < (size_t)limit && db_next(&r))
		line_read(&r, &list[(*n)++], total);
	db_done(&r);
	lines_label(c, list, *n);
	lines_file(c, list, *n);
	return list;
}

const int64_t *
goods_ids(struct ctx *c, const char *status, const char *text, enum goods_only only, int64_t after, int limit, size_t *n)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t);
	const char *w[WORDS];
	struct db_rows r;

	patterns(c, text, w);
	*n = 0;
	r = db_query(c, &q[Q_IDS], DB_T(status ? status : ""), DB_I(only), DB_T(w[0]), DB_T(w[1]), DB_T(w[2]), DB_T(w[3]), DB_I(after), DB_I(limit));
	while (*n < (size_t)limit && db_next(&r))
		ids[(*n)++] = db_int(&r);
	db_done(&r);
	return ids;
}

void
goods_widest(struct ctx *c, int64_t *facts, int64_t *options)
{
	struct db_rows r = db_query(c, &q[Q_WIDEST]);

	*facts = *options = 0;
	if (db_next(&r)) {
		*facts = db_int(&r);
		*options = db_int(&r);
	}
	db_done(&r);
}

struct product_texts *
product_texts(struct ctx *c, int64_t id, const char *lang)
{
	struct product_texts *t = NULL;
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(id), DB_T(lang));

	if (db_next(&r)) {
		t = arena_new(c->arena, struct product_texts);
		t->name = db_str(&r);
		t->summary = db_str(&r);
		t->description = db_str(&r);
	}
	db_done(&r);
	return t;
}

static const char *
name_or_empty(const char *name)
{
	return name ? name : "";
}

const char *
option_name(struct ctx *c, int64_t option, const char *lang)
{
	return name_or_empty(db_one_text(c, &q[Q_OPTION_NAME], DB_I(option), DB_T(lang)));
}

const char *
option_value_name(struct ctx *c, int64_t value, const char *lang)
{
	return name_or_empty(db_one_text(c, &q[Q_VALUE_NAME], DB_I(value), DB_T(lang)));
}

struct attr *
product_attrs(struct ctx *c, int64_t id, const char *lang, size_t *n)
{
	size_t room = 16;
	struct attr *list = arena_new_n(c->arena, room, struct attr);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_ATTRS], DB_I(id), DB_T(lang)); db_next(&r);) {
		if (*n == room) {
			struct attr *more = arena_new_n(c->arena, 2 * room, struct attr);

			memcpy(more, list, room * sizeof(*more));
			list = more;
			room *= 2;
		}
		list[*n].name = db_str(&r);
		list[(*n)++].value = db_str(&r);
	}
	return list;
}
