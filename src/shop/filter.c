/*
 * Counting is one statement that looks at each product of the list once: it notes, as bits, which of the ticked headings the product fails. Who fails none is in the list; who fails exactly one is
 * counted for the values of that heading only. The unticked panel of a shelf comes from facet_count, which is kept with the shelf; that of a search is counted here from the values that its hits
 * have. Sets of numbers travel as text "1,2,3".
 */
#include "shop/filter.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/memo.h"

#define CHOICES 400	/* values of a panel that are looked at, those with the most goods first */
#define LIST_MAX 8000	/* bytes of a set */
#define SLOTS 256	/* for counting what the hits of a search have, to begin with */

/* Bits of what a product fails; headings are 1 << 0 … 1 << 5. */
enum { FAIL_PRICE = 64, FAIL_CATEGORY = 128, FAIL_STOCK = 256 };

#define LITE_IN(col, p) col " IN (SELECT value FROM json_each('[' || " p " || ']'))"
#define PG_IN(col, p) col " = ANY (CAST(string_to_array(" p ", ',') AS BIGINT[]))"

/* $1 shelf, $2 language or half of the shelf, $3 in stock only (or how many), $4 .. $5 price, $6 categories, $7 … $12 values of each heading, $13 hits (or from which place on). */
#define PRICE_FITS "s.price >= $4 AND s.price <= $5"
#define CATEGORY_FITS(in) "($6 = '' OR EXISTS (SELECT 1 FROM shelf k WHERE k.product = s.product AND " in("k.category", "$6") "))"
#define HEADING_FITS(in, p) "(" p " = '' OR EXISTS (SELECT 1 FROM facet_row r WHERE r.product = s.product AND " in("r.value", p) "))"
#define FAILS(cond, bit) "CASE WHEN " cond " THEN 0 ELSE " #bit " END"
#define FAILED(in) \
	FAILS(HEADING_FITS(in, "$7"), 1) " + " FAILS(HEADING_FITS(in, "$8"), 2) " + " FAILS(HEADING_FITS(in, "$9"), 4) " + " FAILS(HEADING_FITS(in, "$10"), 8) " + " \
	FAILS(HEADING_FITS(in, "$11"), 16) " + " FAILS(HEADING_FITS(in, "$12"), 32) " + " FAILS(PRICE_FITS, 64) " + " FAILS(CATEGORY_FITS(in), 128) " + " \
	FAILS("$3 = 0 OR s.sunk = 0", 256)
#define FITS(in) \
	PRICE_FITS " AND " CATEGORY_FITS(in) " AND " HEADING_FITS(in, "$7") " AND " HEADING_FITS(in, "$8") " AND " HEADING_FITS(in, "$9") " AND " HEADING_FITS(in, "$10") \
	" AND " HEADING_FITS(in, "$11") " AND " HEADING_FITS(in, "$12")
#define AT_MOST_ONE "(0, 1, 2, 4, 8, 16, 32, 64, 128, 256)"
#define NAME(a) "CASE WHEN $2 = 'en' AND " a ".name_en <> '' THEN " a ".name_en ELSE " a ".name END"

/* A plus before a column, and a cross join, keep SQLite from walking along a whole shelf for the few goods that are meant. */
/* Rows: what (0 goods, 1 a value, 2 a category), its id, failed, how many, of them sold out; a value's heading, kind, names and low. */
#define COUNT(in, among) \
	"WITH m AS MATERIALIZED (SELECT s.product AS product, s.sunk AS sunk, " FAILED(in) " AS failed FROM shelf s WHERE " among ")," \
	" t AS (SELECT r.value AS value, m.failed AS failed, COUNT(*) AS n FROM m CROSS JOIN facet_row r WHERE r.product = m.product AND m.failed IN " AT_MOST_ONE \
	" GROUP BY r.value, m.failed ORDER BY COUNT(*) DESC, r.value LIMIT 1600)" \
	" SELECT 0 AS what, 0 AS id, m.failed AS failed, COUNT(*) AS n, CAST(SUM(m.sunk) AS BIGINT) AS sunk, 0 AS heading, '' AS kind, '' AS name, '' AS value, 0 AS low FROM m" \
	" WHERE m.failed IN (0, 256) GROUP BY m.failed" \
	" UNION ALL SELECT 1, t.value, t.failed, t.n, 0, f.id, f.kind, " NAME("f") ", " NAME("v") ", COALESCE(v.low, -1)" \
	" FROM t JOIN facet_value v ON v.id = t.value JOIN facet f ON f.id = v.facet" \
	" UNION ALL SELECT 2, k.category, m.failed, COUNT(*), 0, 0, '', '', '', 0 FROM m CROSS JOIN shelf k" \
	" WHERE k.product = m.product AND m.failed IN (0, 128) AND k.category IN (SELECT g.id FROM category g WHERE COALESCE(g.parent, 0) = $1 AND g.active = 1) GROUP BY k.category, m.failed"

/* What hangs on goods: what (1 values, 2 categories), their ids as "12,7,12": to count them costs several times more there than here, and so does a row for each. */
#define LITE_ON(what, col, table) "SELECT " what ", GROUP_CONCAT(t." col ") FROM json_each('[' || $1 || ']') j CROSS JOIN " table " t WHERE t.product = j.value"
#define PG_ON(what, col, table) "SELECT " what ", STRING_AGG(CAST(t." col " AS TEXT), ',') FROM " table " t WHERE " PG_IN("t.product", "$1")
#define CATEGORY_ONLY " AND t.category > 0 AND t.category < " SHELF_COLLECTION_SQL
#define NAMES(in) \
	"SELECT v.id, f.id, f.kind, " NAME("f") ", " NAME("v") ", COALESCE(v.low, -1) FROM facet_value v JOIN facet f ON f.id = v.facet WHERE " in("v.id", "$1")

enum { Q_VALUES, Q_SHELF, Q_COUNT, Q_COUNT_HITS, Q_FOUND, Q_NAMES, Q_HITS };

static const struct db_stmt q[] = {
	[Q_VALUES] = SQL2("filter.values",
	    "SELECT v.id, v.facet, " NAME("v") " FROM facet_value v WHERE v.low IS NULL AND " LITE_IN("v.id", "$1") " ORDER BY v.facet, v.id",
	    "SELECT v.id, v.facet, " NAME("v") " FROM facet_value v WHERE v.low IS NULL AND " PG_IN("v.id", "$1") " ORDER BY v.facet, v.id"),
	/* Steps of the price, all of them; of other values those that most goods have. */
	[Q_SHELF] = SQL("filter.shelf",
	    "WITH n AS (SELECT value, there + sunk AS n FROM facet_count WHERE category = $1 AND there + sunk > 0 AND value IN (SELECT id FROM facet_value WHERE low IS NOT NULL)"
	    " UNION SELECT value, n FROM (SELECT value, there + sunk AS n FROM facet_count WHERE category = $1 AND there + sunk > 0 ORDER BY there + sunk DESC, value LIMIT $3) most)"
	    " SELECT 1, v.id, 0, n.n, 0, f.id, f.kind, " NAME("f") ", " NAME("v") ", COALESCE(v.low, -1) FROM n JOIN facet_value v ON v.id = n.value JOIN facet f ON f.id = v.facet"
	    " ORDER BY n.n DESC, v.id"),
	[Q_COUNT] = SQL2("filter.count", COUNT(LITE_IN, "s.category = $1 AND $13 = ''") " ORDER BY 4 DESC, 2", COUNT(PG_IN, "s.category = $1 AND $13 = ''") " ORDER BY 4 DESC, 2"),
	[Q_COUNT_HITS] = SQL2("filter.count_hits", COUNT(LITE_IN, "+s.category = $1 AND " LITE_IN("s.product", "$13")) " ORDER BY 4 DESC, 2", COUNT(PG_IN, "s.category = $1 AND " PG_IN("s.product", "$13")) " ORDER BY 4 DESC, 2"),
	[Q_FOUND] = SQL2("filter.found", LITE_ON("1", "value", "facet_row") " UNION ALL " LITE_ON("2", "category", "shelf") CATEGORY_ONLY,
	    PG_ON("1", "value", "facet_row") " UNION ALL " PG_ON("2", "category", "shelf") CATEGORY_ONLY),
	[Q_NAMES] = SQL2("filter.names", NAMES(LITE_IN), NAMES(PG_IN)),
	/* $2 is not asked about, but named. */
	[Q_HITS] = SQL2("filter.hits",
	    "SELECT s.product, s.sunk, s.place, s.price, s.off, s.sold, s.created_at FROM shelf s WHERE s.category = $1 AND $2 <> '' AND " LITE_IN("s.product", "$13")
	    " AND ($3 = 0 OR s.sunk = 0) AND " FITS(LITE_IN),
	    "SELECT s.product, s.sunk, s.place, s.price, s.off, s.sold, s.created_at FROM shelf s WHERE s.category = $1 AND $2 <> '' AND " PG_IN("s.product", "$13")
	    " AND ($3 = 0 OR s.sunk = 0) AND " FITS(PG_IN)),
};
DB_TABLE(q);

#define RANGE(name, order) SQL2(name, \
	"SELECT s.product FROM shelf s WHERE s.category = $1 AND s.sunk = $2 AND " FITS(LITE_IN) " ORDER BY " order " LIMIT $3 OFFSET $13", \
	"SELECT s.product FROM shelf s WHERE s.category = $1 AND s.sunk = $2 AND " FITS(PG_IN) " ORDER BY " order " LIMIT $3 OFFSET $13")

/* Each order, and the same from its end: as in shop/shelf.c. */
static const struct db_stmt range[] = {
	[2 * SORT_HAND] = RANGE("filter.hand", "s.place, s.product DESC"),
	[2 * SORT_HAND + 1] = RANGE("filter.hand_end", "s.place DESC, s.product"),
	[2 * SORT_BEST] = RANGE("filter.best", "s.sold DESC, s.product DESC"),
	[2 * SORT_BEST + 1] = RANGE("filter.best_end", "s.sold, s.product"),
	[2 * SORT_NEW] = RANGE("filter.new", "s.created_at DESC, s.product DESC"),
	[2 * SORT_NEW + 1] = RANGE("filter.new_end", "s.created_at, s.product"),
	[2 * SORT_CHEAP] = RANGE("filter.cheap", "s.price, s.product DESC"),
	[2 * SORT_CHEAP + 1] = RANGE("filter.cheap_end", "s.price DESC, s.product"),
	[2 * SORT_DEAR] = RANGE("filter.dear", "s.price DESC, s.product"),
	[2 * SORT_DEAR + 1] = RANGE("filter.dear_end", "s.price, s.product DESC"),
	[2 * SORT_OFF] = RANGE("filter.off", "s.off DESC, s.product DESC"),
	[2 * SORT_OFF + 1] = RANGE("filter.off_end", "s.off, s.product"),
};
DB_TABLE(range);

#define PARAMS 13

/* --- what is asked --- */

static const char *
set_of(struct ctx *c, const int64_t *ids, size_t n)
{
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, LIST_MAX);
	for (i = 0; i < n; i++)
		(void)buf_printf(&b, "%s%lld", i ? "," : "", (long long)ids[i]);
	return b.s;
}

bool
filter_narrows(const struct filter *f)
{
	return f->n_values > 0 || f->n_categories > 0 || f->from > 0 || f->to < FILTER_PRICE || f->in_stock;
}

void
filter_values(struct ctx *c, struct filter *f)
{
	int64_t facets[FILTER_GROUPS], id, facet;
	size_t n = 0, groups = 0;
	struct db_rows r;

	if (f->n_values == 0)
		return;
	for (r = db_query(c, &q[Q_VALUES], DB_T(set_of(c, f->values, f->n_values)), DB_T(c->lang)); db_next(&r);) {
		id = db_int(&r);
		facet = db_int(&r);
		if (groups == 0 || facets[groups - 1] != facet) {
			if (groups == FILTER_GROUPS) {
				db_done(&r);
				break;
			}
			facets[groups++] = facet;
		}
		f->values[n] = id;
		f->names[n] = db_str(&r);
		f->facets[n++] = facet;
	}
	f->n_values = n;
}

/* Values stand together by heading. Gives the heading of each group, too. */
static void
params(struct ctx *c, const struct filter *f, struct db_param *p, int64_t groups[FILTER_GROUPS])
{
	size_t i, k, g = 0;

	p[0] = DB_I(f->category);
	p[1] = DB_T(c->lang);
	p[2] = DB_I(f->in_stock);
	p[3] = DB_I(f->from);
	p[4] = DB_I(f->to);
	p[5] = DB_T(set_of(c, f->categories, f->n_categories));
	for (i = 0; i < FILTER_GROUPS; i++) {
		p[6 + i] = DB_T("");
		groups[i] = 0;
	}
	for (i = 0; i < f->n_values; i = k, g++) {
		for (k = i; k < f->n_values && f->facets[k] == f->facets[i]; k++)
			;
		p[6 + g] = DB_T(set_of(c, f->values + i, k - i));
		groups[g] = f->facets[i];
	}
	p[12] = DB_T(f->hits ? set_of(c, f->hits, f->n_hits) : "");
}

/* --- counting --- */

/* One more in a list that begins small and doubles: much of it is kept. */
static void *
more_room(struct arena *a, void *list, size_t n, size_t size)
{
	void *p;

	if (n > 0 && (n < 8 || (n & (n - 1))))
		return list;
	p = arena_array(a, n ? 2 * n : 8, size);
	if (n > 0)
		memcpy(p, list, n * size);
	return p;
}

static struct choice *
choice_of(struct ctx *c, struct choice **list, size_t *n, int64_t id)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if ((*list)[i].id == id)
			return &(*list)[i];
	*list = more_room(c->arena, *list, *n, sizeof(**list));
	(*list)[*n] = (struct choice){ .id = id };
	return &(*list)[(*n)++];
}

struct counted { struct panel *panel; const struct filter *f; const int64_t *groups; };

static struct heading *
heading_of(struct ctx *c, struct panel *p, int64_t id)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->headings[i].id == id)
			return &p->headings[i];
	p->headings = more_room(c->arena, p->headings, p->n, sizeof(*p->headings));
	p->headings[p->n] = (struct heading){ .id = id };
	return &p->headings[p->n++];
}

static bool
ticked(const struct filter *f, int64_t value)
{
	size_t i;

	for (i = 0; f && i < f->n_values; i++)
		if (f->values[i] == value)
			return true;
	return false;
}

/* Which bit a product may fail and still count for the values of this heading. */
static int64_t
own_bit(const struct counted *k, int64_t heading)
{
	size_t i;

	for (i = 0; k->groups && i < FILTER_GROUPS; i++)
		if (k->groups[i] == heading)
			return INT64_C(1) << i;
	return 0;
}

static void
value_row(struct ctx *c, const struct counted *k, struct db_rows *r, int64_t id, int64_t failed, int64_t n)
{
	struct panel *p = k->panel;
	int64_t heading, low;
	const char *kind, *name, *value;
	struct heading *h;
	struct choice *v;

	db_skip(r);
	heading = db_int(r);
	kind = db_str(r);
	name = db_str(r);
	value = db_str(r);
	low = db_int(r);
	if (failed != 0 && failed != (low >= 0 ? FAIL_PRICE : own_bit(k, heading)))
		return;
	if (low >= 0) {
		v = choice_of(c, &p->steps, &p->n_steps, id);
	} else {
		h = heading_of(c, p, heading);
		h->kind = kind;
		h->name = name;
		h->total += n;
		v = choice_of(c, &h->choices, &h->n, id);
		h->on = h->on || ticked(k->f, id);
	}
	v->low = low;
	v->name = value;
	v->count += n;
	v->on = ticked(k->f, id);
}

static int
by_low(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	return x->low < y->low ? -1 : x->low > y->low;
}

static int
by_count(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	return x->count != y->count ? (x->count > y->count ? -1 : 1) : x->id < y->id ? -1 : x->id > y->id;
}

static int
by_total(const void *a, const void *b)
{
	const struct heading *x = a, *y = b;

	return x->total != y->total ? (x->total > y->total ? -1 : 1) : x->id < y->id ? -1 : x->id > y->id;
}

static void
in_order(struct panel *p)
{
	size_t i;

	if (p->n_steps > 0)
		qsort(p->steps, p->n_steps, sizeof(*p->steps), by_low);
	if (p->n > 0)
		qsort(p->headings, p->n, sizeof(*p->headings), by_total);
	for (i = 0; i < p->n; i++)
		qsort(p->headings[i].choices, p->headings[i].n, sizeof(struct choice), by_count);
}

static struct panel *
panel_read(struct ctx *c, struct db_rows *r, const struct filter *f, const int64_t *groups)
{
	struct panel *p = arena_new(c->arena, struct panel);
	const struct counted k = { p, f, groups };
	int64_t what, id, failed, n, sunk;

	while (db_next(r)) {
		what = db_int(r);
		id = db_int(r);
		failed = db_int(r);
		n = db_int(r);
		if (what == 0) {
			sunk = db_int(r);
			p->ready += n - sunk;
			if (failed == 0) {
				p->all[0] = n - sunk;
				p->all[1] = sunk;
			}
		} else if (what == 1) {
			value_row(c, &k, r, id, failed, n);
		} else {
			choice_of(c, &p->categories, &p->n_categories, id)->count += n;
		}
	}
	in_order(p);
	return p;
}

struct panel *
filter_count(struct ctx *c, const struct filter *f)
{
	int64_t groups[FILTER_GROUPS];
	struct db_param p[PARAMS];
	struct db_rows r;

	params(c, f, p, groups);
	r = db_run(c, &q[f->hits ? Q_COUNT_HITS : Q_COUNT], p, PARAMS);
	return panel_read(c, &r, f, groups);
}

static const void *
shelf_make(struct ctx *c, const void *category)
{
	struct db_rows r = db_query(c, &q[Q_SHELF], DB_I(*(const int64_t *)category), DB_T(c->lang), DB_I(CHOICES));

	return panel_read(c, &r, NULL, NULL);
}

const struct panel *
filter_shelf(struct ctx *c, int64_t category)
{
	return memo_get(c, MEMO_CATALOG, arena_printf(c->arena, "panel.%lld", (long long)category), shelf_make, &category);
}

/* --- what a search has found --- */

enum { TALLY_VALUE = 1, TALLY_CATEGORY };

/* A value or a category, and how many have it. */
struct tally {
	int64_t what, id, count;
	const struct choice *choice;	/* of a value: what it is; NULL: not known yet */
	const struct heading *heading;	/* NULL: a step of the price */
};

struct tallies {
	struct tally *list;
	size_t n;
	uint32_t *slots;	/* index + 1 of each, by what it is */
	size_t n_slots;
};

/* The place of one; empty when it is not there. */
static uint32_t *
tally_slot(const struct tallies *t, int64_t what, int64_t id)
{
	size_t h = (uint64_t)(2 * id + what) * 2654435761u % t->n_slots;

	while (t->slots[h] && (t->list[t->slots[h] - 1].id != id || t->list[t->slots[h] - 1].what != what))
		h = (h + 1) % t->n_slots;
	return &t->slots[h];
}

static struct tally *
tally_of(struct ctx *c, struct tallies *t, int64_t what, int64_t id)
{
	uint32_t *at;
	size_t i;

	if (2 * t->n >= t->n_slots) {
		t->n_slots *= 4;
		t->slots = arena_new_n(c->arena, t->n_slots, uint32_t);
		for (i = 0; i < t->n; i++)
			*tally_slot(t, t->list[i].what, t->list[i].id) = (uint32_t)(i + 1);
	}
	at = tally_slot(t, what, id);
	if (*at == 0) {
		t->list = more_room(c->arena, t->list, t->n, sizeof(*t->list));
		t->list[t->n] = (struct tally){ .what = what, .id = id };
		*at = (uint32_t)++t->n;
	}
	return &t->list[*at - 1];
}

static void
tally_all(struct ctx *c, struct tallies *t, int64_t what, const char *ids)
{
	int64_t id = 0;

	for (; *ids; ids++) {
		if (*ids >= '0' && *ids <= '9')
			id = id * 10 + (*ids - '0');
		if (ids[1] == ',' || ids[1] == '\0') {
			tally_of(c, t, what, id)->count++;
			id = 0;
		}
	}
}

/* What is said of all goods is kept, and says what most values are: as long as that lasts, so does what is made of it. */
static void
names_kept(struct ctx *c, struct tallies *t)
{
	const struct panel *all = filter_shelf(c, SHELF_ALL);
	const struct heading *h;
	struct tally *one;
	size_t i, k;

	for (i = 0; i <= all->n; i++) {
		h = i < all->n ? &all->headings[i] : NULL;
		for (k = 0; k < (h ? h->n : all->n_steps); k++) {
			const struct choice *v = h ? &h->choices[k] : &all->steps[k];
			uint32_t at = *tally_slot(t, TALLY_VALUE, v->id);

			if (at == 0)
				continue;
			one = &t->list[at - 1];
			one->choice = v;
			one->heading = h;
		}
	}
}

/* The others, made in c->arena. */
static void
names_read(struct ctx *c, struct tallies *t, const char *ids)
{
	struct db_rows r;

	if (!*ids)
		return;
	for (r = db_query(c, &q[Q_NAMES], DB_T(ids), DB_T(c->lang)); db_next(&r);) {
		struct heading *h = arena_new(c->arena, struct heading);
		struct choice *v = arena_new(c->arena, struct choice);
		struct tally *one = tally_of(c, t, TALLY_VALUE, db_int(&r));

		h->id = db_int(&r);
		h->kind = db_str(&r);
		h->name = db_str(&r);
		v->name = db_str(&r);
		v->low = db_int(&r);
		one->choice = v;
		one->heading = v->low >= 0 ? NULL : h;
	}
}

static const char *
unnamed(struct ctx *c, const struct tallies *t)
{
	int64_t *ids = arena_new_n(c->arena, t->n, int64_t);
	size_t n = 0, i;

	for (i = 0; i < t->n && n < CHOICES; i++)
		if (t->list[i].what == TALLY_VALUE && !t->list[i].choice)
			ids[n++] = t->list[i].id;
	return set_of(c, ids, n);
}

static struct panel *
tallied(struct ctx *c, const struct tallies *t)
{
	struct panel *p = arena_new(c->arena, struct panel);
	size_t i;

	for (i = 0; i < t->n; i++) {
		const struct tally *one = &t->list[i];
		struct choice *v;

		if (one->what == TALLY_CATEGORY) {
			choice_of(c, &p->categories, &p->n_categories, one->id)->count = one->count;
			continue;
		}
		if (!one->choice)
			continue;
		if (one->heading) {
			struct heading *h = heading_of(c, p, one->heading->id);

			h->kind = one->heading->kind;
			h->name = one->heading->name;
			h->total += one->count;
			v = choice_of(c, &h->choices, &h->n, one->id);
		} else {
			v = choice_of(c, &p->steps, &p->n_steps, one->id);
		}
		v->name = one->choice->name;
		v->low = one->choice->low;
		v->count = one->count;
	}
	in_order(p);
	return p;
}

static struct choice *
choices_copy(struct arena *a, const struct choice *list, size_t n)
{
	struct choice *copy = arena_new_n(a, n, struct choice);

	return n > 0 ? memcpy(copy, list, n * sizeof(*list)) : copy;
}

/* The same in as little room as it takes: thousands of them are kept. */
static struct panel *
panel_copy(struct arena *a, const struct panel *from)
{
	struct panel *p = arena_new(a, struct panel);
	size_t i;

	*p = *from;
	p->steps = choices_copy(a, from->steps, from->n_steps);
	p->categories = choices_copy(a, from->categories, from->n_categories);
	p->headings = arena_new_n(a, from->n, struct heading);
	for (i = 0; i < from->n; i++) {
		p->headings[i] = from->headings[i];
		p->headings[i].choices = choices_copy(a, from->headings[i].choices, from->headings[i].n);
	}
	return p;
}

const struct panel *
filter_found(struct ctx *c, const char *text, const int64_t *hits, size_t n)
{
	const char *key = arena_printf(c->arena, "found.%s", text), *ids;
	const struct panel *kept = memo_find(c, MEMO_CATALOG, key);
	struct tallies t = { .slots = arena_new_n(c->arena, SLOTS, uint32_t), .n_slots = SLOTS };
	struct panel *p;
	struct arena *before;
	struct db_rows r;

	if (kept)
		return kept;
	for (r = db_query(c, &q[Q_FOUND], DB_T(set_of(c, hits, n))); db_next(&r);) {
		int64_t what = db_int(&r);

		tally_all(c, &t, what, db_str(&r));
	}
	names_kept(c, &t);
	ids = unnamed(c, &t);
	before = memo_enter(c, MEMO_CATALOG);
	names_read(c, &t, ids);
	memo_leave(c, before);
	p = tallied(c, &t);
	before = memo_enter(c, MEMO_CATALOG);
	p = panel_copy(c->arena, p);
	memo_put(c, MEMO_CATALOG, key, p);
	memo_leave(c, before);
	return p;
}

/* --- lists --- */

/* A piece of one half of what fits, `all` of them, from the nearer end. */
static size_t
piece(struct ctx *c, const struct filter *f, enum sort sort, int sunk, int64_t all, int64_t offset, int limit, int64_t *ids)
{
	int64_t most = all - offset < limit ? all - offset : limit, end = all - offset - most, groups[FILTER_GROUPS], id;
	bool back = end < offset;
	struct db_param p[PARAMS];
	struct db_rows r;
	size_t n = 0, i;

	if (most <= 0)
		return 0;
	params(c, f, p, groups);
	p[1] = DB_I(sunk);
	p[2] = DB_I(most);
	p[12] = DB_I(back ? end : offset);
	for (r = db_run(c, &range[2 * (int)sort + back], p, PARAMS); db_next(&r);)
		ids[n++] = db_int(&r);
	for (i = 0; back && i < n / 2; i++) {
		id = ids[i];
		ids[i] = ids[n - 1 - i];
		ids[n - 1 - i] = id;
	}
	return n;
}

size_t
filter_ids(struct ctx *c, const struct filter *f, enum sort sort, const int64_t all[2], int64_t offset, int limit, int64_t *ids)
{
	size_t n = 0;

	if (offset < all[0])
		n = piece(c, f, sort, 0, all[0], offset, limit, ids);
	if (n < (size_t)limit && !f->in_stock)
		n += piece(c, f, sort, 1, all[1], offset < all[0] ? 0 : offset - all[0], limit - (int)n, ids + n);
	return n;
}

struct hit { int64_t id, sunk, key, rank; };

static int
by_key(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->sunk != y->sunk)
		return x->sunk < y->sunk ? -1 : 1;
	return x->key != y->key ? (x->key < y->key ? -1 : 1) : x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Smaller comes first. */
static int64_t
sort_key(enum sort sort, const int64_t col[5])
{
	switch (sort) {
	case SORT_HAND:
		return col[0];
	case SORT_CHEAP:
		return col[1];
	case SORT_DEAR:
		return -col[1];
	case SORT_OFF:
		return -col[2];
	case SORT_BEST:
		return -col[3];
	case SORT_NEW:
		return -col[4];
	}
	BUG("sort %d", (int)sort);
}

static int64_t
rank_of(const struct filter *f, int64_t id)
{
	size_t i;

	for (i = 0; i < f->n_hits && f->hits[i] != id; i++)
		;
	return (int64_t)i;
}

int64_t *
filter_hits(struct ctx *c, const struct filter *f, bool relevance, enum sort sort, size_t *n)
{
	struct hit *hits = arena_new_n(c->arena, f->n_hits + 1, struct hit);
	int64_t *ids = arena_new_n(c->arena, f->n_hits + 1, int64_t), groups[FILTER_GROUPS], col[5];
	struct db_param p[PARAMS];
	struct db_rows r;
	size_t i;

	*n = 0;
	params(c, f, p, groups);
	for (r = db_run(c, &q[Q_HITS], p, PARAMS); db_next(&r);) {
		struct hit *h = &hits[(*n)++];

		h->id = db_int(&r);
		h->sunk = db_int(&r);
		for (i = 0; i < ARRAY_LEN(col); i++)
			col[i] = db_int(&r);
		h->rank = rank_of(f, h->id);
		h->key = relevance ? h->rank : sort_key(sort, col);
		h->sunk = relevance ? 0 : h->sunk;
	}
	qsort(hits, *n, sizeof(*hits), by_key);
	for (i = 0; i < *n; i++)
		ids[i] = hits[i].id;
	return ids;
}
