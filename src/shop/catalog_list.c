/*
 * Lists of cards: the shelf tells which products and how many, one statement reads their cards. A card sums its product up over the active variants and has its texts, cover and cheapest variant; the
 * variants are summed up here, each read once.
 */
#include "base/clock.h"
#include "base/buf.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"
#include "shop/ribbon.h"

#define IDS 24		/* ids of one catalog_cards statement */
#define PER_PAGE_MAX 100
#define NEW_S 2592000	/* thirty days */
#define KEEP_PAGES 3	/* of a list: who reads on is seldom */
#define KEEP_CARDS 24
#define SHELF 16	/* best sellers of a category that its neighbours are chosen from */

#define BEST_MOST 10	/* best sellers of a large shop */
#define BEST_LEAST 5	/* pieces: less is no fame */
#define QUARTER_MOST 1000	/* of so many at the most it is told whether they are new */

enum { Q_BY_IDS, Q_QUARTER, Q_BEST_FROM };

#define THESE "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26"

#define VARIANT_COLS 9	/* behind the product's id */
#define NO_CARD \
	"NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"

/* Has product p a permit of this kind that is not over? */
#define HOLDS(kind) \
	"CASE WHEN p." kind " = '' OR EXISTS (SELECT 1 FROM product_permit k WHERE k.product = p.id AND k.kind = '" kind "' AND k.until <= $2) THEN 0 ELSE 1 END"

static const struct db_stmt q[] = {
	/*
	 * $1 language, $2 now. Rows of variants (1) and of products (0), in any order. COALESCE keeps SQLite from looking in the index of states first.
	 */
	[Q_BY_IDS] = SQL("catalog.by_ids",
	    "SELECT 1, v.product, v.id, " SQL_PRICE_COLS("v") ", " SQL_STATE_RANK("v") ", v.price_qty, v.position, " NO_CARD " FROM variant v WHERE v.product IN (" THESE ") AND v.active = 1"
	    " UNION ALL SELECT 0, p.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, s.slug, COALESCE(t.name, d.name, ''), COALESCE(NULLIF(t.summary, ''), d.summary, ''),"
	    " p.sold, p.tint, p.measure, p.created_at, p.inputs, " SQL_RIBBON("p", "$1", "$2") ", " HOLDS("halal") ", " HOLDS("pirt") ", " SQL_PREORDER_COLS("p") ", " SQL_PICTURE_COLS("$1")
	    " FROM product p"
	    " LEFT JOIN product_text t ON t.product = p.id AND t.lang = $1"
	    " LEFT JOIN product_text d ON d.product = p.id AND d.lang = " SQL_FALLBACK("$1")
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    " LEFT JOIN media_link l ON l.id = " SQL_COVER("p.id") " LEFT JOIN media m ON m.id = l.media WHERE p.id IN (" THESE ") AND COALESCE(p.status, '') = 'active'"),
	[Q_QUARTER] = SQL("catalog.quarter",
	    "SELECT y.created_at FROM product y WHERE y.status = 'active' ORDER BY y.created_at DESC LIMIT 1"
	    " OFFSET (SELECT COUNT(*) / 4 FROM (SELECT 1 AS one FROM product w WHERE w.status = 'active' LIMIT CAST($1 AS BIGINT)) n)"),
	[Q_BEST_FROM] = SQL("catalog.best_from",
	    "SELECT sold FROM shelf WHERE category = 0 AND sunk = 0 ORDER BY sold DESC, product DESC LIMIT 1"
	    " OFFSET (SELECT COUNT(*) / 10 FROM (SELECT 1 AS one FROM shelf WHERE category = 0 AND sunk = 0 LIMIT CAST($1 AS BIGINT)) n)"),
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

static const void *
best_make(struct ctx *c, const void *arg UNUSED)
{
	int64_t *from = arena_new(c->arena, int64_t);

	*from = db_one_int(c, INT64_MAX, &q[Q_BEST_FROM], DB_I(10 * BEST_MOST - 1));
	return from;
}

int64_t
catalog_best_from(struct ctx *c)
{
	int64_t from = *(const int64_t *)memo_get(c, MEMO_CATALOG, "best.from", best_make, NULL);

	return from > BEST_LEAST ? from : BEST_LEAST;
}

static struct card *
card_row(struct ctx *c, struct db_rows *r, int64_t id, int64_t fresh)
{
	struct card *k = arena_new(c->arena, struct card);

	for (int i = 0; i < VARIANT_COLS; i++)
		db_skip(r);
	k->id = id;
	k->slug = db_str(r);
	k->name = db_str(r);
	k->summary = db_str(r);
	k->sold = db_int(r);
	k->tint = db_int(r);
	k->measure = quantity_measure(db_str(r));
	k->fresh = db_int(r) > fresh;
	k->inputs = (enum asks)db_int(r);
	k->ribbon = db_str(r);
	k->halal = db_int(r) != 0;
	k->pirt = db_int(r) != 0;
	k->made = preorder_read(r);
	k->picture = catalog_picture_read(r, k->name);
	return k;
}

struct sold_as { int64_t id, position, price_qty; struct price price; enum stock_state stock; };
/* What the variants of a product come to. */
struct summed { int64_t n, low, high; enum stock_state stock; struct sold_as best; };

/* Is a before b: what can be bought first, then the cheaper, then the owner's order. */
static bool
before(const struct sold_as *a, const struct sold_as *b)
{
	if ((a->stock == STOCK_NONE) != (b->stock == STOCK_NONE))
		return b->stock == STOCK_NONE;
	if (a->price.now != b->price.now)
		return a->price.now < b->price.now;
	return a->position != b->position ? a->position < b->position : a->id < b->id;
}

static void
variant_row(struct db_rows *r, struct summed *s, int64_t now)
{
	struct sold_as v = { .id = db_int(r) };
	struct list_price price = catalog_price_read(r);

	v.price = catalog_price(&price, now);
	v.stock = (enum stock_state)db_int(r);
	v.price_qty = db_int(r);
	v.position = db_int(r);
	s->low = s->n == 0 || v.price.now < s->low ? v.price.now : s->low;
	s->high = s->n == 0 || v.price.now > s->high ? v.price.now : s->high;
	s->stock = v.stock > s->stock ? v.stock : s->stock;
	if (s->n == 0 || before(&v, &s->best))
		s->best = v;
	s->n++;
}

static void
card_sum(struct card *k, const struct summed *s)
{
	k->variant = s->best.id;
	k->price = s->best.price;
	k->price_qty = s->best.price_qty;
	k->from = s->low != s->high;
	k->stock = s->stock;
	k->variants = s->n;
}

/* Places each card where its id stands in ids, at most IDS of them; NULL: not shown. */
static void
some_cards(struct ctx *c, const int64_t *ids, size_t n_ids, struct card **places)
{
	int64_t now = clock_now(), fresh = fresh_since(c, now);
	struct summed sums[IDS] = { { .n = 0 } };
	struct card *cards[IDS] = { NULL };
	struct db_param p[2 + IDS];
	struct db_rows r;
	size_t i, k;

	p[0] = DB_T(c->lang);
	p[1] = DB_I(now);
	for (i = 0; i < IDS; i++)
		p[2 + i] = DB_I(i < n_ids ? ids[i] : 0);
	for (r = db_run(c, &q[Q_BY_IDS], p, ARRAY_LEN(p)); db_next(&r);) {
		bool variant = db_int(&r) != 0;
		int64_t id = db_int(&r);

		for (k = 0; k < n_ids && ids[k] != id; k++)
			;
		if (k < n_ids && variant)
			variant_row(&r, &sums[k], now);
		else if (k < n_ids)
			cards[k] = card_row(c, &r, id, fresh);
	}
	for (i = 0; i < n_ids; i++) {
		for (k = 0; ids[k] != ids[i]; k++)
			;
		places[i] = sums[k].n > 0 ? cards[k] : NULL;
		if (places[i] && k == i)
			card_sum(places[i], &sums[k]);
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

/* The first pages of a list and its last are asked for again and again, others seldom. */
static bool
keeps(struct ctx *c, const struct list_query *l)
{
	int64_t total;

	if (l->per_page > KEEP_CARDS || l->page <= KEEP_PAGES)
		return l->per_page <= KEEP_CARDS;
	total = shelf_total(c, l->category, l->in_stock);
	return l->page == (total + l->per_page - 1) / l->per_page;
}

struct card **
catalog_list(struct ctx *c, const struct list_query *l, size_t *n, int64_t *total)
{
	struct list_query k = *l;
	const struct listed *out;

	k.per_page = l->per_page < 1 ? 1 : l->per_page > PER_PAGE_MAX ? PER_PAGE_MAX : l->per_page;
	k.page = l->page < 1 ? 1 : l->page;
	if (!keeps(c, &k))
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
		places[i] = (struct card *)(uintptr_t)memo_find(c, MEMO_CARDS, key[i]);
		if (!places[i])
			missing[n++] = ids[i];
	}
	if (n == 0)
		return;
	before = memo_enter(c, MEMO_CARDS);
	some_cards(c, missing, n, made);
	for (i = k = 0; i < n_ids; i++) {
		if (places[i])
			continue;
		places[i] = made[k++];
		if (places[i])
			memo_put(c, MEMO_CARDS, key[i], places[i]);
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
