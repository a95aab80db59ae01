/*
 * Lists of cards: one statement a list. Inside, all matching products are summed up over their active variants, sorted and cut
 * to the page; outside, only the page's rows get their texts, cover and cheapest variant.
 */
#include "base/clock.h"
#include "base/buf.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"

#define IDS 24		/* ids of one catalog_cards statement */
#define PER_PAGE_MAX 100
#define NEW_S 2592000	/* thirty days */
#define KEEP_PAGES 3	/* of a list: who reads on is seldom */
#define KEEP_CARDS 24
#define SHELF 16	/* best sellers of a category that its neighbours are chosen from */

enum { Q_ALL, Q_IN_CATEGORY, Q_COUNT_ALL, Q_COUNT_IN_CATEGORY, Q_BY_IDS, Q_SHELF, Q_QUARTER };

/* Inner sort orders beside enum sort. */
#define SORT_FEATURED 5

/* $1 language, $2 now in every statement of cards. */
#define SUMS(more) \
	"(SELECT x.product AS product, COUNT(*) AS n, MIN(" SQL_PRICE("x", "$2") ") AS lo," \
	" MAX(" SQL_PRICE("x", "$2") ") AS hi," \
	" MIN(CASE WHEN x.stock_state <> 'habis' THEN " SQL_PRICE("x", "$2") " END) AS lo_there," \
	" MAX(" SQL_STATE_RANK("x") ") AS st FROM variant x WHERE x.active = 1" more " GROUP BY x.product) a"
#define INNER_COLS(key) \
	"SELECT p.id AS id, a.n AS n, a.lo AS lo, a.hi AS hi, a.st AS st, COUNT(*) OVER () AS" \
	" total," \
	" CASE WHEN a.st = 0 THEN 1 ELSE 0 END AS sunk, " key " AS sort_key FROM product p JOIN " SUMS("") \
	" ON a.product = p.id"
#define SORT_KEY(hand) \
	"CASE CAST($3 AS BIGINT) WHEN 1 THEN -p.sold WHEN 2 THEN -p.created_at" \
	" WHEN 3 THEN COALESCE(a.lo_there, a.lo) WHEN 4 THEN -COALESCE(a.lo_there, a.lo)" \
	" WHEN 5 THEN CASE WHEN p.featured = 1 THEN p.position * 100000000 + p.id - 1000000000000000" \
	" ELSE -p.sold END ELSE " hand " END"
#define CARDS(inner) \
	"SELECT z.id, v.id, s.slug, COALESCE(t.name, d.name, ''), COALESCE(NULLIF(t.summary," \
	" ''), d.summary, '')," \
	" " SQL_PRICE_COLS("v") ", z.lo, z.hi, z.st, z.n, p.sold, p.tint, " \
	"p.created_at, z.total, " \
	SQL_PICTURE_COLS("$1") " FROM (" inner ") z JOIN product p ON p.id = z.id" \
	" JOIN variant v ON v.id = (SELECT b.id FROM variant b WHERE b.product = z.id AND" \
	" b.active = 1" \
	" ORDER BY CASE WHEN b.stock_state = 'habis' THEN 1 ELSE 0 END, " SQL_PRICE("b", "$2") "," \
	" b.position, b.id LIMIT 1)" \
	" LEFT JOIN product_text t ON t.product = z.id AND t.lang = $1" \
	" LEFT JOIN product_text d ON d.product = z.id AND d.lang = 'id'" \
	" LEFT JOIN slug s ON s.kind = 'product' AND s.object = z.id AND s.current = 1" \
	" LEFT JOIN media_link l ON l.id = " SQL_COVER("z.id") " LEFT JOIN media m ON m.id = l.media" \
	" ORDER BY z.sunk, z.sort_key, z.id DESC"
/* The category and what is below it, through what is shown. */
#define BELOW(top) \
	"WITH RECURSIVE below (id) AS (SELECT id FROM category WHERE id = " top " UNION" \
	" SELECT g.id FROM category g JOIN below ON g.parent = below.id WHERE g.active = 1) "
#define IN_BELOW \
	"(SELECT product, MIN(position) AS position FROM product_category" \
	" WHERE category IN (SELECT id FROM below) GROUP BY product) k"
#define STATUS_ACTIVE " WHERE p.status = 'active'"
#define ACTIVE_IDS \
	"$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21," \
	" $22, $23, $24, $25, $26"

static const struct db_stmt q[] = {
	[Q_ALL] = SQL("catalog.list",
	    CARDS(INNER_COLS(SORT_KEY("p.position")) STATUS_ACTIVE
	    " AND (CAST($4 AS BIGINT) = 0 OR a.st > 0) ORDER BY sunk, sort_key, p.id DESC LIMIT $5 OFFSET $6")),
	[Q_IN_CATEGORY] = SQL("catalog.list_category",
	    BELOW("$7")
	    CARDS(INNER_COLS(SORT_KEY("k.position")) " JOIN " IN_BELOW " ON k.product = p.id" STATUS_ACTIVE
	    " AND (CAST($4 AS BIGINT) = 0 OR a.st > 0) ORDER BY sunk, sort_key, p.id DESC LIMIT $5 OFFSET $6")),
	[Q_COUNT_ALL] = SQL("catalog.count",
	    "SELECT COUNT(*) FROM product p" STATUS_ACTIVE
	    " AND EXISTS (SELECT 1 FROM variant x WHERE x.product = p.id AND x.active = 1"
	    " AND (CAST($1 AS BIGINT) = 0 OR x.stock_state <> 'habis'))"),
	[Q_COUNT_IN_CATEGORY] = SQL("catalog.count_category",
	    BELOW("$2")
	    "SELECT COUNT(*) FROM product p JOIN " IN_BELOW " ON k.product = p.id" STATUS_ACTIVE
	    " AND EXISTS (SELECT 1 FROM variant x WHERE x.product = p.id AND x.active = 1"
	    " AND (CAST($1 AS BIGINT) = 0 OR x.stock_state <> 'habis'))"),
	[Q_BY_IDS] = SQL("catalog.by_ids",
	    CARDS("SELECT p.id AS id, a.n AS n, a.lo AS lo, a.hi AS hi, a.st AS st, 0 AS total, 0 AS sunk,"
	    " 0 AS sort_key FROM product p JOIN " SUMS(" AND x.product IN (" ACTIVE_IDS ")")
	    " ON a.product = p.id" STATUS_ACTIVE " AND p.id IN (" ACTIVE_IDS ")")),
	/* What lies in a category itself, best sellers first. */
	[Q_SHELF] = SQL("catalog.shelf",
	    CARDS(INNER_COLS("-p.sold") " JOIN product_category k ON k.product = p.id AND k.category = $3" STATUS_ACTIVE
	    " ORDER BY sunk, sort_key, p.id DESC LIMIT $4")),
	[Q_QUARTER] = SQL("catalog.quarter",
	    "SELECT y.created_at FROM product y WHERE y.status = 'active' ORDER BY y.created_at DESC LIMIT 1"
	    " OFFSET (SELECT COUNT(*) / 4 FROM product w WHERE w.status = 'active')"),
};
DB_TABLE(q);

/* New is what came within 30 days and belongs to the newest quarter of what is shown: where all came at once, nothing is new. */
static const void *
quarter_make(struct ctx *c, const void *arg)
{
	int64_t *at = arena_new(c->arena, int64_t);

	(void)arg;
	*at = db_one_int(c, INT64_MAX, &q[Q_QUARTER]);
	return at;
}

static int64_t
fresh_since(struct ctx *c, int64_t now)
{
	int64_t quarter, month = now - NEW_S;

	/* Cards are kept: this tells until when time leaves them as they are. */
	(void)catalog_version(c);
	quarter = *(const int64_t *)memo_get(c, MEMO_CATALOG, "quarter", quarter_make, NULL);

	return quarter > month ? quarter : month;
}

static struct card *
card_row(struct ctx *c, struct db_rows *r, int64_t now, int64_t fresh, int64_t *total)
{
	struct card *k = arena_new(c->arena, struct card);
	struct list_price price;
	int64_t low;

	k->id = db_int(r);
	k->variant = db_int(r);
	k->slug = db_str(r);
	k->name = db_str(r);
	k->summary = db_str(r);
	price = catalog_price_read(r);
	k->price = catalog_price(&price, now);
	low = db_int(r);
	k->from = db_int(r) != low;
	k->stock = (enum stock_state)db_int(r);
	k->variants = db_int(r);
	k->sold = db_int(r);
	k->tint = db_int(r);
	k->fresh = db_int(r) > fresh;
	*total = db_int(r);
	k->picture = catalog_picture_read(r, k->name);
	return k;
}

/* All rows of a statement that yields at most max. */
static struct card **
cards_read(struct ctx *c, struct db_rows r, int64_t now, int64_t fresh, int64_t max, size_t *n, int64_t *total)
{
	struct card **list = arena_new_n(c->arena, (size_t)max, struct card *);

	*n = 0;
	*total = 0;
	while (db_next(&r))
		list[(*n)++] = card_row(c, &r, now, fresh, total);
	return list;
}

struct listed {
	struct card **cards;
	size_t n;
	int64_t total;
};

static const void *
list_make(struct ctx *c, const void *arg)
{
	const struct list_query *l = arg;
	struct listed *out = arena_new(c->arena, struct listed);
	int64_t offset, now = clock_now(), fresh = fresh_since(c, now);
	struct db_rows r;

	if (!mul_ok(l->page - 1, l->per_page, &offset))
		offset = INT64_MAX;
	if (l->category)
		r = db_query(c, &q[Q_IN_CATEGORY], DB_T(c->lang), DB_I(now), DB_I(l->sort),
		    DB_I(l->in_stock), DB_I(l->per_page), DB_I(offset), DB_I(l->category));
	else
		r = db_query(c, &q[Q_ALL], DB_T(c->lang), DB_I(now), DB_I(l->sort), DB_I(l->in_stock),
		    DB_I(l->per_page), DB_I(offset));
	out->cards = cards_read(c, r, now, fresh, l->per_page, &out->n, &out->total);
	if (out->n > 0 || offset == 0)
		return out;
	/* Behind the last page no row tells the total. */
	if (l->category)
		out->total = db_one_int(c, 0, &q[Q_COUNT_IN_CATEGORY], DB_I(l->in_stock), DB_I(l->category));
	else
		out->total = db_one_int(c, 0, &q[Q_COUNT_ALL], DB_I(l->in_stock));
	return out;
}

struct card **
catalog_list(struct ctx *c, const struct list_query *l, size_t *n, int64_t *total)
{
	struct list_query k = *l;
	const struct listed *out;
	struct card **list;

	k.per_page = l->per_page < 1 ? 1 : l->per_page > PER_PAGE_MAX ? PER_PAGE_MAX : l->per_page;
	k.page = l->page < 1 ? 1 : l->page;
	if (k.page > KEEP_PAGES || k.per_page > KEEP_CARDS)
		out = list_make(c, &k);
	else
		out = memo_get(c, MEMO_CATALOG, arena_printf(c->arena, "list.%d.%lld.%d.%lld.%lld", (int)k.sort, (long long)k.category, k.in_stock,
		    (long long)k.page, (long long)k.per_page), list_make, &k);
	/* The caller may rearrange its list, not ours. */
	list = arena_new_n(c->arena, out->n, struct card *);
	if (out->n > 0)
		memcpy(list, out->cards, out->n * sizeof(*list));
	*n = out->n;
	*total = out->total;
	return list;
}

static struct card **
first(struct ctx *c, int sort, int limit, size_t *n)
{
	const struct list_query l = { .sort = (enum sort)sort, .page = 1, .per_page = limit };
	int64_t total;

	return catalog_list(c, &l, n, &total);
}

struct card **
catalog_featured(struct ctx *c, int limit, size_t *n)
{
	return first(c, SORT_FEATURED, limit, n);
}

struct card **
catalog_newest(struct ctx *c, int limit, size_t *n)
{
	return first(c, SORT_NEW, limit, n);
}

static const void *
shelf_make(struct ctx *c, const void *category)
{
	struct listed *out = arena_new(c->arena, struct listed);
	int64_t now = clock_now(), fresh = fresh_since(c, now);

	out->cards = cards_read(c, db_query(c, &q[Q_SHELF], DB_T(c->lang), DB_I(now), DB_I(*(const int64_t *)category), DB_I(SHELF)),
	    now, fresh, SHELF, &out->n, &out->total);
	return out;
}

/* How many of the lists hold this card. */
static size_t
times(const struct listed *lists, size_t n, int64_t id)
{
	size_t i, k, sum = 0;

	for (i = 0; i < n; i++)
		for (k = 0; k < lists[i].n; k++)
			sum += lists[i].cards[k]->id == id;
	return sum;
}

/* Is a before b: what can be bought first, then what shares more categories, then what sells more. */
static bool
nearer(const struct listed *lists, size_t n, const struct card *a, const struct card *b)
{
	size_t shared_a = times(lists, n, a->id), shared_b = times(lists, n, b->id);

	if ((a->stock == STOCK_NONE) != (b->stock == STOCK_NONE))
		return b->stock == STOCK_NONE;
	if (shared_a != shared_b)
		return shared_a > shared_b;
	return a->sold != b->sold ? a->sold > b->sold : a->id > b->id;
}

struct card **
catalog_related(struct ctx *c, const struct product *p, size_t limit, size_t *n)
{
	struct listed *lists = arena_new_n(c->arena, p->n_categories, struct listed);
	struct card **out = arena_new_n(c->arena, limit + 1, struct card *), *card;
	size_t i, k, at;

	for (i = 0; i < p->n_categories; i++)
		lists[i] = *(const struct listed *)memo_get(c, MEMO_CATALOG, arena_printf(c->arena, "shelf.%lld", (long long)p->categories[i]->id), shelf_make,
		    &p->categories[i]->id);
	*n = 0;
	for (i = 0; i < p->n_categories; i++)
		for (k = 0; k < lists[i].n; k++) {
			card = lists[i].cards[k];
			/* Met in an earlier list already. */
			if (card->id == p->id || times(lists, i, card->id) > 0)
				continue;
			for (at = *n; at > 0 && nearer(lists, p->n_categories, card, out[at - 1]); at--)
				out[at] = out[at - 1];
			out[at] = card;
			if (*n < limit)
				(*n)++;
		}
	return out;
}

/* Places each card of one statement where its id stands in ids. */
static void
some_cards(struct ctx *c, const int64_t *ids, size_t n_ids, struct card **places)
{
	struct db_param p[2 + IDS];
	struct card **found;
	int64_t total, fresh, now = clock_now();
	size_t i, k, n;

	fresh = fresh_since(c, now);
	p[0] = DB_T(c->lang);
	p[1] = DB_I(now);
	for (i = 0; i < IDS; i++)
		p[2 + i] = DB_I(i < n_ids ? ids[i] : 0);
	found = cards_read(c, db_run(c, &q[Q_BY_IDS], p, ARRAY_LEN(p)), now, fresh, IDS, &n, &total);
	for (i = 0; i < n_ids; i++) {
		for (k = 0; k < n && found[k]->id != ids[i]; k++)
			;
		places[i] = k < n ? found[k] : NULL;
	}
}

/* Cards by their ids, at most IDS of them, places in the order of ids: those that are kept from memory, the rest by one statement. */
static void
batch(struct ctx *c, const int64_t *ids, size_t n_ids, struct card **places)
{
	int64_t missing[IDS];
	struct card *made[IDS];
	const char *key[IDS];
	struct arena *before;
	size_t i, k, n = 0;

	for (i = 0; i < n_ids; i++) {
		key[i] = arena_printf(c->arena, "card.%lld", (long long)ids[i]);
		places[i] = (struct card *)(uintptr_t)memo_find(c, MEMO_GOODS, key[i]);
		if (!places[i])
			missing[n++] = ids[i];
	}
	if (n == 0)
		return;
	before = memo_enter(c, MEMO_GOODS);
	some_cards(c, missing, n, made);
	for (i = k = 0; i < n_ids; i++) {
		if (places[i])
			continue;
		places[i] = made[k++];
		if (places[i])
			memo_put(c, MEMO_GOODS, key[i], places[i]);
	}
	memo_leave(c, before);
}

struct card **
catalog_cards(struct ctx *c, const int64_t *ids, size_t n_ids, size_t *n)
{
	struct card **list = arena_new_n(c->arena, n_ids, struct card *);
	size_t i;

	for (i = 0; i < n_ids; i += IDS)
		batch(c, ids + i, n_ids - i < IDS ? n_ids - i : IDS, list + i);
	*n = 0;
	for (i = 0; i < n_ids; i++) {
		if (list[i])
			list[(*n)++] = list[i];
	}
	return list;
}
