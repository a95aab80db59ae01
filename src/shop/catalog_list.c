/*
 * Lists of cards: the shelf tells which products and how many, one statement reads their cards. A card sums its product up over the active variants and has its texts, cover and cheapest variant.
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

#define QUARTER_MOST 1000	/* of so many at the most it is told whether they are new */

enum { Q_BY_IDS, Q_QUARTER };

#define ACTIVE_IDS \
	"$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21," \
	" $22, $23, $24, $25, $26"

static const struct db_stmt q[] = {
	/* $1 language, $2 now. */
	[Q_BY_IDS] = SQL("catalog.by_ids",
	    "SELECT p.id, v.id, s.slug, COALESCE(t.name, d.name, ''), COALESCE(NULLIF(t.summary, ''), d.summary, ''),"
	    " " SQL_PRICE_COLS("v") ", a.lo, a.hi, a.st, a.n, p.sold, p.tint, p.created_at, " SQL_PICTURE_COLS("$1")
	    " FROM (SELECT x.product AS product, COUNT(*) AS n, MIN(" SQL_PRICE("x", "$2") ") AS lo, MAX(" SQL_PRICE("x", "$2") ") AS hi, MAX(" SQL_STATE_RANK("x") ") AS st"
	    " FROM variant x WHERE x.product IN (" ACTIVE_IDS ") AND x.active = 1 GROUP BY x.product) a"
	    " JOIN product p ON p.id = a.product AND p.status = 'active'"
	    " JOIN variant v ON v.id = (SELECT b.id FROM variant b WHERE b.product = p.id AND b.active = 1"
	    " ORDER BY CASE WHEN b.stock_state = 'habis' THEN 1 ELSE 0 END, " SQL_PRICE("b", "$2") ", b.position, b.id LIMIT 1)"
	    " LEFT JOIN product_text t ON t.product = p.id AND t.lang = $1"
	    " LEFT JOIN product_text d ON d.product = p.id AND d.lang = 'id'"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    " LEFT JOIN media_link l ON l.id = " SQL_COVER("p.id") " LEFT JOIN media m ON m.id = l.media"),
	[Q_QUARTER] = SQL("catalog.quarter",
	    "SELECT y.created_at FROM product y WHERE y.status = 'active' ORDER BY y.created_at DESC LIMIT 1"
	    " OFFSET (SELECT COUNT(*) / 4 FROM (SELECT 1 AS one FROM product w WHERE w.status = 'active' LIMIT CAST($1 AS BIGINT)) n)"),
};
DB_TABLE(q);

/* New is what came within 30 days and belongs to the newest quarter of what is shown (of very many, to the newest thousand): where all came at once, nothing is new. */
static const void *
quarter_make(struct ctx *c, const void *arg)
{
	int64_t *at = arena_new(c->arena, int64_t);

	(void)arg;
	*at = db_one_int(c, INT64_MAX, &q[Q_QUARTER], DB_I(4 * QUARTER_MOST));
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
card_row(struct ctx *c, struct db_rows *r, int64_t now, int64_t fresh)
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
	k->picture = catalog_picture_read(r, k->name);
	return k;
}

/* Places each card where its id stands in ids, at most IDS of them; NULL: not shown. */
static void
some_cards(struct ctx *c, const int64_t *ids, size_t n_ids, struct card **places)
{
	int64_t now = clock_now(), fresh = fresh_since(c, now);
	struct db_param p[2 + IDS];
	struct card *card;
	struct db_rows r;
	size_t i;

	p[0] = DB_T(c->lang);
	p[1] = DB_I(now);
	for (i = 0; i < IDS; i++)
		p[2 + i] = DB_I(i < n_ids ? ids[i] : 0);
	for (i = 0; i < n_ids; i++)
		places[i] = NULL;
	for (r = db_run(c, &q[Q_BY_IDS], p, ARRAY_LEN(p)); db_next(&r);) {
		card = card_row(c, &r, now, fresh);
		for (i = 0; i < n_ids; i++)
			if (ids[i] == card->id)
				places[i] = card;
	}
}

struct listed {
	struct card **cards;
	size_t n;
	int64_t total;
};

/* Cards of their own for a list that is kept. */
static void
listed_cards(struct ctx *c, struct listed *out, const int64_t *ids, size_t n_ids)
{
	struct card **places = arena_new_n(c->arena, n_ids, struct card *);
	size_t i;

	for (i = 0; i < n_ids; i += IDS)
		some_cards(c, ids + i, n_ids - i < IDS ? n_ids - i : IDS, places + i);
	out->cards = places;
	for (i = 0; i < n_ids; i++)
		if (places[i])
			out->cards[out->n++] = places[i];
}

static const void *
list_make(struct ctx *c, const void *arg)
{
	const struct list_query *l = arg;
	struct listed *out = arena_new(c->arena, struct listed);
	int64_t offset, ids[PER_PAGE_MAX];
	size_t n;

	if (!mul_ok(l->page - 1, l->per_page, &offset))
		offset = INT64_MAX;
	n = shelf_ids(c, l->category, l->sort, l->in_stock, offset, l->per_page, ids, &out->total);
	listed_cards(c, out, ids, n);
	return out;
}

/* The caller may rearrange its list, not ours. */
static struct card **
list_copy(struct ctx *c, const struct listed *l, size_t *n)
{
	struct card **list = arena_new_n(c->arena, l->n, struct card *);

	if (l->n > 0)
		memcpy(list, l->cards, l->n * sizeof(*list));
	*n = l->n;
	return list;
}

struct card **
catalog_list(struct ctx *c, const struct list_query *l, size_t *n, int64_t *total)
{
	struct list_query k = *l;
	const struct listed *out;

	k.per_page = l->per_page < 1 ? 1 : l->per_page > PER_PAGE_MAX ? PER_PAGE_MAX : l->per_page;
	k.page = l->page < 1 ? 1 : l->page;
	if (k.page > KEEP_PAGES || k.per_page > KEEP_CARDS)
		out = list_make(c, &k);
	else
		out = memo_get(c, MEMO_CATALOG, arena_printf(c->arena, "list.%d.%lld.%d.%lld.%lld", (int)k.sort, (long long)k.category, k.in_stock,
		    (long long)k.page, (long long)k.per_page), list_make, &k);
	*total = out->total;
	return list_copy(c, out, n);
}

static const void *
featured_make(struct ctx *c, const void *limit)
{
	struct listed *out = arena_new(c->arena, struct listed);
	int64_t ids[PER_PAGE_MAX];

	listed_cards(c, out, ids, shelf_featured(c, *(const int *)limit, ids));
	return out;
}

struct card **
catalog_featured(struct ctx *c, int limit, size_t *n)
{
	int most = limit < PER_PAGE_MAX ? limit : PER_PAGE_MAX;

	return list_copy(c, memo_get(c, MEMO_CATALOG, arena_printf(c->arena, "featured.%d", most), featured_make, &most), n);
}

struct card **
catalog_newest(struct ctx *c, int limit, size_t *n)
{
	const struct list_query l = { .sort = SORT_NEW, .page = 1, .per_page = limit };
	int64_t total;

	return catalog_list(c, &l, n, &total);
}

static const void *
shelf_make(struct ctx *c, const void *category)
{
	struct listed *out = arena_new(c->arena, struct listed);
	int64_t ids[SHELF];

	listed_cards(c, out, ids, shelf_ids(c, *(const int64_t *)category, SORT_BEST, false, 0, SHELF, ids, &out->total));
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
