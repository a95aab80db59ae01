/* The catalogue as staff see it: the list of goods with what lies on the shelf, and texts of one language for the edit forms. */
#include "shop/catalog_row.h"

#include "base/buf.h"
#include "base/clock.h"

#define WORDS 4		/* words of a search that are looked at */
#define PER_PAGE_MAX 200

enum { Q_LIST, Q_COUNT, Q_IDS, Q_WIDEST, Q_TEXTS, Q_OPTION_NAME, Q_VALUE_NAME, Q_ATTRS };

/* Does the product's name or one of its codes hold pattern w? '%' holds all. */
#define HOLDS(w) \
	" AND (lower(d.name) LIKE " w " ESCAPE '\\' OR lower(COALESCE(e.name, '')) LIKE " w " ESCAPE '\\'" \
	" OR EXISTS (SELECT 1 FROM variant y WHERE y.product = p.id AND y.active = 1" \
	" AND (lower(COALESCE(y.sku, '')) LIKE " w " ESCAPE '\\' OR COALESCE(y.barcode, '') LIKE " w " ESCAPE '\\')))"
#define MATCH \
	" FROM product p JOIN product_text d ON d.product = p.id AND d.lang = 'id'" \
	" LEFT JOIN product_text e ON e.product = p.id AND e.lang = 'en'" \
	" WHERE (CAST($1 AS TEXT) = '' OR p.status = $1)" \
	" AND (CAST($2 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM variant w WHERE w.product = p.id" \
	" AND w.active = 1 AND w.stock_state <> 'ada'))" HOLDS("$3") HOLDS("$4") HOLDS("$5") HOLDS("$6")

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("goods.list",
	    "SELECT z.id, p.version, COALESCE(a.n, 0), COALESCE(a.available, 0),"
	    " COALESCE(a.on_hand, 0),"
	    " COALESCE(a.lo, 0), COALESCE(a.hi, 0), COALESCE(a.base, 0), z.name, s.slug, p.status, COALESCE(a.best, 0),"
	    " COALESCE(a.worst, 0), p.tint, COALESCE(a.lows, 0), CASE WHEN COALESCE(a.lows, 0) = 0 THEN 0 ELSE"
	    " COALESCE((SELECT w.id FROM variant w LEFT JOIN stock f ON f.variant = w.id AND f.place = 1"
	    " WHERE w.product = z.id AND w.active = 1 AND w.stock_state <> 'ada'"
	    " ORDER BY COALESCE(f.on_hand - f.reserved, 0), w.position, w.id LIMIT 1), 0) END,"
	    " z.total, " SQL_PICTURE_COLS("$9") " FROM"
	    " (SELECT p.id AS id, d.name AS name, COUNT(*) OVER () AS total" MATCH
	    " ORDER BY lower(d.name), p.id LIMIT $7 OFFSET $8) z JOIN product p ON p.id = z.id"
	    " LEFT JOIN (SELECT x.product AS product, COUNT(*) AS n,"
	    " CAST(COALESCE(SUM(k.on_hand - k.reserved), 0) AS BIGINT) AS available,"
	    " CAST(COALESCE(SUM(k.on_hand), 0) AS BIGINT) AS on_hand,"
	    " MIN(x.price) AS base, MIN(" SQL_PRICE("x", "$10") ") AS lo, MAX(" SQL_PRICE("x", "$10") ") AS hi,"
	    " CAST(SUM(CASE WHEN x.stock_state <> 'ada' THEN 1 ELSE 0 END) AS BIGINT) AS lows,"
	    " MAX(" SQL_STATE_RANK("x") ") AS best, MIN(" SQL_STATE_RANK("x") ") AS worst FROM variant x"
	    " LEFT JOIN stock k ON k.variant = x.id AND k.place = 1 WHERE x.active = 1 GROUP BY"
	    " x.product) a"
	    " ON a.product = z.id"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = z.id AND s.current = 1"
	    " LEFT JOIN media_link l ON l.id = " SQL_COVER("z.id") " LEFT JOIN media m ON m.id = l.media"
	    " ORDER BY lower(z.name), z.id"),
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
	*total = db_int(r);
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
goods_list(struct ctx *c, const char *status, const char *text, bool low, int64_t page, int per_page, size_t *n,
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
	r = db_query(c, &q[Q_LIST], DB_T(status), DB_I(low), DB_T(w[0]), DB_T(w[1]), DB_T(w[2]), DB_T(w[3]),
	    DB_I(limit), DB_I(offset), DB_T(c->lang), DB_I(clock_now()));
	while (db_next(&r))
		list[(*n)++] = goods_row(c, &r, total);
	if (*n == 0 && offset > 0)
		*total = db_one_int(c, 0, &q[Q_COUNT], DB_T(status), DB_I(low), DB_T(w[0]), DB_T(w[1]),
		    DB_T(w[2]), DB_T(w[3]));
	return list;
}

const int64_t *
goods_ids(struct ctx *c, const char *status, const char *text, bool low, int64_t after, int limit, size_t *n)
{
	int64_t *ids = arena_new_n(c->arena, (size_t)limit, int64_t);
	const char *w[WORDS];
	struct db_rows r;

	patterns(c, text, w);
	*n = 0;
	r = db_query(c, &q[Q_IDS], DB_T(status ? status : ""), DB_I(low), DB_T(w[0]), DB_T(w[1]), DB_T(w[2]), DB_T(w[3]), DB_I(after), DB_I(limit));
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
