/* The statements of the search over its table of terms: what has which words, of the weightiest first, and what goods that are known have besides. */
#include "shop/search_terms.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/memo.h"

#define ASK_WHOLES 6
#define ASK_BEGINS 4
#define LONGER_MOST 75	/* what a word that is longer than its beginning weighs at most */

enum { Q_HITS, Q_MANY, Q_ASK, Q_SHELF, Q_SOLD };

#define WHOLE(i, p) "SELECT " i " AS probe, product, weight, 0 AS long FROM (SELECT product, weight FROM search_term WHERE " p " <> '' AND term = " p " ORDER BY weight DESC, product DESC LIMIT $1) w" i
#define BEGUN(i, lo, hi) "SELECT " i " AS probe, product, weight, long FROM (SELECT product, weight, LENGTH(term) AS long FROM search_term WHERE " lo " <> '' AND term > " lo " AND term < " hi " ORDER BY term, weight, product LIMIT $1) b" i
#define OR " UNION ALL "
#define HITS \
	WHOLE("0", "$2") OR WHOLE("1", "$3") OR WHOLE("2", "$4") OR WHOLE("3", "$5") OR WHOLE("4", "$6") OR WHOLE("5", "$7") OR WHOLE("6", "$8") OR WHOLE("7", "$9") OR \
	WHOLE("8", "$10") OR WHOLE("9", "$11") OR WHOLE("10", "$12") OR WHOLE("11", "$13") OR WHOLE("12", "$14") OR WHOLE("13", "$15") OR WHOLE("14", "$16") OR WHOLE("15", "$17") OR \
	WHOLE("16", "$18") OR WHOLE("17", "$19") OR WHOLE("18", "$20") OR WHOLE("19", "$21") OR WHOLE("20", "$22") OR WHOLE("21", "$23") OR WHOLE("22", "$24") OR WHOLE("23", "$25") OR \
	BEGUN("48", "$26", "$27") OR BEGUN("49", "$28", "$29") OR BEGUN("50", "$30", "$31") OR BEGUN("51", "$32", "$33") OR \
	BEGUN("52", "$34", "$35") OR BEGUN("53", "$36", "$37") OR BEGUN("54", "$38", "$39") OR BEGUN("55", "$40", "$41")

/* A list of numbers, "[1,2,3]", as rows of j (value), to be joined in that order. */
#define LITE "json_each($1) j CROSS JOIN "
#define PG "unnest(CAST(translate($1, '[]', '{}') AS BIGINT[])) j (value) JOIN "
#define HAS_WHOLE(ids, i, p) "SELECT " i " AS probe, t.product, t.weight, 0 AS long FROM " ids "search_term t ON t.product = j.value AND t.term = " p " WHERE " p " <> ''"
#define HAS_BEGUN(ids, i, lo, hi) "SELECT " i " AS probe, t.product, t.weight, LENGTH(t.term) FROM " ids "search_term t ON t.product = j.value AND t.term > " lo " AND t.term < " hi " WHERE " lo " <> ''"
#define ASK(ids) \
	HAS_WHOLE(ids, "0", "$2") OR HAS_WHOLE(ids, "1", "$3") OR HAS_WHOLE(ids, "2", "$4") OR HAS_WHOLE(ids, "3", "$5") OR HAS_WHOLE(ids, "4", "$6") OR HAS_WHOLE(ids, "5", "$7") OR \
	HAS_BEGUN(ids, "6", "$8", "$9") OR HAS_BEGUN(ids, "7", "$10", "$11") OR HAS_BEGUN(ids, "8", "$12", "$13") OR HAS_BEGUN(ids, "9", "$14", "$15")

#define SHELF(ids) "SELECT s.product, s.sunk, s.sold FROM " ids "shelf s ON s.product = j.value AND s.category = 0"

static const struct db_stmt q[] = {
	/* $1 rows of each word, from the weightiest on, and of each beginning. */
	[Q_HITS] = SQL("search.hits", HITS),
	[Q_MANY] = SQL("search.many", "SELECT COUNT(DISTINCT h.product) FROM (" HITS ") h"),
	/* $1 goods: which of them have these words and beginnings. */
	[Q_ASK] = SQL2("search.ask", ASK(LITE), ASK(PG)),
	[Q_SHELF] = SQL2("search.shelf", SHELF(LITE), SHELF(PG)),
	[Q_SOLD] = SQL("search.sold",
	    "SELECT COALESCE((SELECT MAX(sold) FROM shelf WHERE category = 0 AND sunk = 0), 0), COALESCE((SELECT MAX(sold) FROM shelf WHERE category = 0 AND sunk = 1), 0)"),
};
DB_TABLE(q);

struct search_hit *
search_terms_hit(struct search_terms *t, int64_t product)
{
	size_t h, i;

	if (2 * t->n_hits >= t->n_slots) {
		size_t n = t->n_slots ? 4 * t->n_slots : 1024;

		t->slots = arena_new_n(t->c->arena, n, uint32_t);
		t->n_slots = n;
		for (i = 0; i < t->n_hits; i++) {
			for (h = (uint64_t)t->hits[i].product * 2654435761u % n; t->slots[h]; h = (h + 1) % n)
				;
			t->slots[h] = (uint32_t)(i + 1);
		}
	}
	for (h = (uint64_t)product * 2654435761u % t->n_slots; t->slots[h]; h = (h + 1) % t->n_slots)
		if (t->hits[t->slots[h] - 1].product == product)
			return &t->hits[t->slots[h] - 1];
	if (t->n_hits == t->room) {
		struct search_hit *more = arena_new_n(t->c->arena, t->room ? 3 * t->room : 256, struct search_hit);

		if (t->n_hits)
			memcpy(more, t->hits, t->n_hits * sizeof(*more));
		t->room = t->room ? 3 * t->room : 256;
		t->hits = more;
	}
	t->hits[t->n_hits] = (struct search_hit){ .product = product };
	t->slots[h] = (uint32_t)++t->n_hits;
	return &t->hits[t->n_hits - 1];
}

static uint8_t
weight_of(int64_t weight)
{
	return (uint8_t)(weight < 1 ? 1 : weight > 100 ? 100 : weight);
}

/* longer: letters of the term that only begins with the probe; 0: it is the probe. The more is missing, the less it is worth. */
static void
hit_put(struct search_terms *t, size_t probe, int64_t product, int64_t weight, int64_t longer)
{
	struct search_hit *h = search_terms_hit(t, product);
	int64_t missing = probe >= 2 * SEARCH_WHOLES ? longer - (int64_t)utf8_len(t->begins[probe - 2 * SEARCH_WHOLES]) : 0;
	uint8_t w = weight_of(missing <= 0 ? weight : missing <= 2 ? weight * LONGER_MOST / 100 : missing <= 4 ? weight * 62 / 100 : weight * 55 / 100);

	if (h->w[probe] < w)
		h->w[probe] = w;
}

static void
fetch(struct search_terms *t, size_t from, int64_t most)
{
	struct db_param p[1 + SEARCH_WHOLES + 2 * SEARCH_BEGINS];
	int64_t rows[SEARCH_PROBES] = { 0 };
	struct db_rows r;
	size_t i, probe;

	p[0] = DB_I(most);
	for (i = 0; i < SEARCH_WHOLES; i++)
		p[1 + i] = DB_T(from + i < t->n_wholes && !t->unread[from + i] ? t->wholes[from + i] : "");
	for (i = 0; i < SEARCH_BEGINS; i++) {
		bool is = from == 0 && i < t->n_begins && !t->unread[2 * SEARCH_WHOLES + i];

		p[1 + SEARCH_WHOLES + 2 * i] = DB_T(is ? t->begins[i] : "");
		p[2 + SEARCH_WHOLES + 2 * i] = DB_T(is ? t->ends[i] : "");
	}
	for (r = db_run(t->c, &q[Q_HITS], p, ARRAY_LEN(p)); db_next(&r);) {
		int64_t product, weight;

		probe = (size_t)db_int(&r);
		probe += probe < SEARCH_WHOLES ? from : 0;
		product = db_int(&r);
		weight = db_int(&r);
		if (probe >= SEARCH_PROBES)
			BUG("search: probe %zu", probe);
		t->least[probe] = probe < 2 * SEARCH_WHOLES ? weight_of(weight) : LONGER_MOST;
		hit_put(t, probe, product, weight, db_int(&r));
		rows[probe]++;
	}
	for (i = 0; i < SEARCH_PROBES; i++)
		t->capped[i] = rows[i] > 0 ? rows[i] >= most : t->capped[i];
}

void
search_terms_read(struct search_terms *t, size_t from, int64_t most)
{
	if (from == 0)
		memset(t->unread, 0, sizeof(t->unread));
	fetch(t, from, most);
}

static const char *
common_key(const struct search_terms *t, size_t probe, int64_t most)
{
	return probe < 2 * SEARCH_WHOLES ? arena_printf(t->c->arena, "common.%lld %s", (long long)most, t->wholes[probe]) :
	    arena_printf(t->c->arena, "common.%lld %s*", (long long)most, t->begins[probe - 2 * SEARCH_WHOLES]);
}

/* The probes of the question's own words, one after the other; SEARCH_PROBES: no more. */
static size_t
own_probe(const struct search_terms *t, size_t i)
{
	return i < t->n_wholes ? i : i - t->n_wholes < t->n_begins ? 2 * SEARCH_WHOLES + i - t->n_wholes : SEARCH_PROBES;
}

void
search_terms_read_rare(struct search_terms *t, int64_t most)
{
	static const bool is = true;
	size_t i, probe;

	for (i = 0; (probe = own_probe(t, i)) < SEARCH_PROBES; i++)
		t->unread[probe] = memo_find(t->c, MEMO_CATALOG, common_key(t, probe, most)) != NULL;
	fetch(t, 0, most);
	for (i = 0; (probe = own_probe(t, i)) < SEARCH_PROBES; i++) {
		if (t->unread[probe]) {
			t->capped[probe] = true;
			t->least[probe] = probe < 2 * SEARCH_WHOLES ? 100 : LONGER_MOST;
		} else if (t->capped[probe]) {
			memo_put(t->c, MEMO_CATALOG, common_key(t, probe, most), &is);
		}
	}
}

struct many { struct search_terms *t; const uint8_t *probes; size_t n; int64_t most; };

static const void *
many_make(struct ctx *c, const void *arg)
{
	const struct many *m = arg;
	struct db_param p[1 + SEARCH_WHOLES + 2 * SEARCH_BEGINS];
	size_t wholes = 0, begins = 0, i;
	int64_t *n = arena_new(c->arena, int64_t);

	p[0] = DB_I(m->most);
	for (i = 1; i < ARRAY_LEN(p); i++)
		p[i] = DB_T("");
	for (i = 0; i < m->n; i++) {
		size_t k = m->probes[i];

		if (k < 2 * SEARCH_WHOLES && wholes < SEARCH_WHOLES) {
			p[1 + wholes++] = DB_T(m->t->wholes[k]);
		} else if (k >= 2 * SEARCH_WHOLES && begins < SEARCH_BEGINS) {
			p[1 + SEARCH_WHOLES + 2 * begins] = DB_T(m->t->begins[k - 2 * SEARCH_WHOLES]);
			p[2 + SEARCH_WHOLES + 2 * begins++] = DB_T(m->t->ends[k - 2 * SEARCH_WHOLES]);
		}
	}
	*n = db_first_int(c, 0, &q[Q_MANY], p, ARRAY_LEN(p));
	return n;
}

int64_t
search_terms_many(struct search_terms *t, const uint8_t *probes, size_t n, int64_t most)
{
	const struct many m = { t, probes, n, most };
	struct buf key;
	size_t i;

	buf_init(&key, t->c->arena, 4000);
	(void)buf_printf(&key, "many.%lld", (long long)most);
	for (i = 0; i < n; i++)
		(void)buf_printf(&key, probes[i] < 2 * SEARCH_WHOLES ? " %s" : " %s*", probes[i] < 2 * SEARCH_WHOLES ? t->wholes[probes[i]] : t->begins[probes[i] - 2 * SEARCH_WHOLES]);
	return *(const int64_t *)memo_get(t->c, MEMO_CATALOG, key.s, many_make, &m);
}

/* Their ids as "[1,2,3]". */
static const char *
ids(struct arena *a, const struct search_hit *const *list, size_t n)
{
	struct buf b;

	buf_init(&b, a, 22 * n + 3);
	(void)buf_char(&b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			(void)buf_char(&b, ',');
		(void)buf_int(&b, list[i]->product);
	}
	(void)buf_char(&b, ']');
	return b.s;
}

bool
search_terms_ask(struct search_terms *t, const struct search_hit *const *list, size_t n)
{
	struct db_param p[1 + ASK_WHOLES + 2 * ASK_BEGINS];
	size_t probe[ASK_WHOLES + ASK_BEGINS] = { 0 }, wholes = 0, begins = 0, i;
	struct db_rows r;
	bool all = true;

	for (i = 1; i < ARRAY_LEN(p); i++)
		p[i] = DB_T("");
	for (i = 0; i < t->n_wholes; i++) {
		if (!t->capped[i])
			continue;
		if (wholes == ASK_WHOLES) {
			all = false;
			break;
		}
		probe[wholes++] = i;
		p[wholes] = DB_T(t->wholes[i]);
	}
	for (i = 0; i < t->n_begins; i++) {
		if (!t->capped[2 * SEARCH_WHOLES + i])
			continue;
		if (begins == ASK_BEGINS) {
			all = false;
			break;
		}
		probe[ASK_WHOLES + begins] = 2 * SEARCH_WHOLES + i;
		p[1 + ASK_WHOLES + 2 * begins] = DB_T(t->begins[i]);
		p[2 + ASK_WHOLES + 2 * begins] = DB_T(t->ends[i]);
		begins++;
	}
	p[0] = DB_T(ids(t->c->arena, list, n));
	for (r = db_run(t->c, &q[Q_ASK], p, ARRAY_LEN(p)); db_next(&r);) {
		size_t at = (size_t)db_int(&r);
		int64_t product = db_int(&r), weight = db_int(&r);

		hit_put(t, probe[at < ARRAY_LEN(probe) ? at : 0], product, weight, db_int(&r));
	}
	return all;
}

/* Only just more, so that of equals the one that sold more is first. */
static double
sells(int64_t sold)
{
	double more = 1;

	for (; sold > 0; sold /= 3)
		more += 0.012;
	return more;
}

size_t
search_terms_shelf(struct search_terms *t, struct search_hit **list, size_t n)
{
	struct db_rows r;
	size_t is = 0;

	if (n == 0)
		return 0;
	for (r = db_query(t->c, &q[Q_SHELF], DB_T(ids(t->c->arena, (const struct search_hit *const *)list, n))); db_next(&r);) {
		struct search_hit *h = search_terms_hit(t, db_int(&r));
		bool sunk = db_int(&r) != 0;

		h->score *= sells(db_int(&r)) * (sunk ? 0.78 : 1);
		list[is++] = h;
	}
	return is;
}

static const void *
sold_make(struct ctx *c, const void *arg UNUSED)
{
	struct db_rows r = db_query(c, &q[Q_SOLD]);
	double *more = arena_new(c->arena, double);
	int64_t there, sunk;

	if (db_next(&r)) {
		there = db_int(&r);
		sunk = db_int(&r);
		*more = sells(there > sunk ? there : sunk);
	}
	db_done(&r);
	return more;
}

double
search_terms_best(struct ctx *c)
{
	return *(const double *)memo_get(c, MEMO_CATALOG, "sold.most", sold_make, NULL);
}
