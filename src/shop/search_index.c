/*
 * Writing the search's terms: each word of a product once, with the weight of the best place it stands in (a name's first words weigh most, since Indonesian says the thing first), its stem with less, measures
 * in one spelling, and of codes every ending, so that a prefix range finds the middle of a code. Only what differs from the rows that are there is written.
 */
#include "shop/search.h"

#include "base/buf.h"
#include "base/stem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/search_near.h"
#include "shop/search_word.h"
#include "shop/setting.h"

#define TERMS_MAX 700	/* terms of one product; the weightiest come first */
#define SLOTS 2048	/* more than twice as many */
#define ENDING_MIN 3	/* shortest ending of a code */
#define CODE_WEIGHT 95
#define NAME_WEIGHT 100
#define NAME_STEP 2	/* what a word of a name weighs less than the one before it */
#define NAME_STEPS 10
#define NEAR_WEIGHT 35	/* words that weigh less are not what somebody may have meant to type */
#define STEM_MIN 5	/* letters of a word that is stemmed */
#define CHUNK 31
#define FEW 8

enum { Q_CLEAR, Q_TEXTS, Q_HAS, Q_PUT, Q_PUT_FEW, Q_DROP, Q_DUE, Q_DUE_ALL, Q_DONE, Q_ALL };

#define ROW(a, b) "($" #a ", $1, $" #b ")"
#define INSERT "INSERT INTO search_term (term, product, weight) VALUES "
#define ROWS_8 ROW(2, 3) ", " ROW(4, 5) ", " ROW(6, 7) ", " ROW(8, 9) ", " ROW(10, 11) ", " ROW(12, 13) ", " ROW(14, 15) ", " ROW(16, 17)
#define ROWS_31 ROWS_8 ", " ROW(18, 19) ", " ROW(20, 21) ", " ROW(22, 23) ", " ROW(24, 25) ", " ROW(26, 27) ", " ROW(28, 29) ", " ROW(30, 31) ", " ROW(32, 33) ", " ROW(34, 35) ", " \
	ROW(36, 37) ", " ROW(38, 39) ", " ROW(40, 41) ", " ROW(42, 43) ", " ROW(44, 45) ", " ROW(46, 47) ", " ROW(48, 49) ", " ROW(50, 51) ", " ROW(52, 53) ", " ROW(54, 55) ", " \
	ROW(56, 57) ", " ROW(58, 59) ", " ROW(60, 61) ", " ROW(62, 63)

enum source { NAME, CODE, OTHER };

static const struct db_stmt q[] = {
	[Q_CLEAR] = SQL("search.clear", "DELETE FROM search_term WHERE product = $1"),
	[Q_TEXTS] = SQL("search.texts",
	    "SELECT weight, source, word FROM ("
	    "SELECT 100 AS weight, 0 AS source, name AS word FROM product_text WHERE product = $1"
	    " UNION ALL SELECT 95, 1, sku FROM variant WHERE product = $1 AND active = 1 AND sku IS NOT NULL"
	    " UNION ALL SELECT 95, 1, barcode FROM variant WHERE product = $1 AND active = 1 AND barcode IS NOT NULL"
	    " UNION ALL SELECT 70, 2, t.name FROM product_maker m JOIN maker_text t ON t.maker = m.maker WHERE m.product = $1"
	    " UNION ALL SELECT 60, 2, t.name || ' ' || t.name_en FROM product_tag g JOIN tag t ON t.id = g.tag WHERE g.product = $1"
	    " UNION ALL SELECT 50, 2, t.name FROM product_category k JOIN category_text t ON t.category = k.category WHERE k.product = $1"
	    " UNION ALL SELECT DISTINCT 45, 2, t.name FROM variant v JOIN variant_value y ON y.variant = v.id JOIN option_value_text t ON t.value = y.value WHERE v.product = $1 AND v.active = 1"
	    " UNION ALL SELECT 40, 2, value FROM product_attr WHERE product = $1"
	    " UNION ALL SELECT 35, 2, summary FROM product_text WHERE product = $1 AND summary <> ''"
	    " UNION ALL SELECT 12, 2, description FROM product_text WHERE product = $1 AND description <> '') s"
	    " ORDER BY weight DESC"),
	[Q_HAS] = SQL("search.has", "SELECT term, weight FROM search_term WHERE product = $1"),
	/* Places that are left over repeat a row, which changes nothing. */
	[Q_PUT] = SQL("search.put", INSERT ROWS_31 " ON CONFLICT (term, weight, product) DO NOTHING"),
	[Q_PUT_FEW] = SQL("search.put_few", INSERT ROWS_8 " ON CONFLICT (term, weight, product) DO NOTHING"),
	[Q_DROP] = SQL("search.drop", "DELETE FROM search_term WHERE product = $1 AND term = $2 AND weight = $3"),
	[Q_DUE] = SQL("search.due", "SELECT product FROM search_due ORDER BY product LIMIT $1"),
	[Q_DUE_ALL] = SQL("search.due_all", "INSERT INTO search_due (product) SELECT id FROM product WHERE TRUE ON CONFLICT (product) DO NOTHING"),
	[Q_DONE] = SQL("search.done", "DELETE FROM search_due WHERE product = $1"),
	[Q_ALL] = SQL("search.products", "SELECT id FROM product p WHERE id > $1 AND NOT EXISTS (SELECT 1 FROM search_due d WHERE d.product = p.id) ORDER BY id LIMIT $2"),
};
DB_TABLE(q);

/* --- terms --- */

struct term {
	const char *word;
	int64_t weight;
	bool near;	/* a word that somebody may mean to type */
	bool there;	/* its row is as it should be */
};

struct terms {
	struct term list[TERMS_MAX];
	size_t n;
	uint16_t slot[SLOTS];	/* index + 1 of a term by its hash */
};

/* The place of a word; empty when it is not there. */
static uint16_t *
slot(struct terms *t, const char *word)
{
	uint32_t h = 2166136261u;

	for (const char *p = word; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (h %= SLOTS; t->slot[h] != 0 && !str_eq(t->list[t->slot[h] - 1].word, word); h = (h + 1) % SLOTS)
		;
	return &t->slot[h];
}

static void
term_add(struct terms *t, const char *word, int64_t weight, bool near)
{
	uint16_t *at = slot(t, word);
	struct term *old = *at ? &t->list[*at - 1] : NULL;

	if (old) {
		old->weight = weight > old->weight ? weight : old->weight;
		old->near = old->near || near;
		return;
	}
	if (t->n == TERMS_MAX)
		return;
	t->list[t->n] = (struct term){ word, weight, near, false };
	*at = (uint16_t)++t->n;
}

static void
words_add(struct arena *a, struct terms *t, const char *s, int64_t weight, bool name)
{
	const char *w, *m, *p;
	size_t i;

	for (p = s; *p != '\0'; p++)
		if (*p >= '0' && *p <= '9' && (p == s || !((p[-1] >= '0' && p[-1] <= '9') || (p[-1] >= 'a' && p[-1] <= 'z')))) {
			const char *end = p;

			if ((m = search_measure(a, &end))) {
				term_add(t, m, weight, false);
				p = end - 1;
			}
		}
	for (i = 0; (w = search_word(a, &s)); i++) {
		int64_t here = name ? weight - NAME_STEP * (int64_t)(i < NAME_STEPS ? i : NAME_STEPS) : weight;
		const char *stem = search_near_fits(w) && strlen(w) >= STEM_MIN ? stem_word(a, w) : w;

		term_add(t, w, here, weight >= NEAR_WEIGHT && search_near_fits(w));
		if (!str_eq(stem, w) && strlen(stem) >= SEARCH_NEAR_SHORT)
			term_add(t, stem, here * 9 / 20, false);
	}
}

/* The code itself and its endings; each is cut where a term ends. */
static void
endings_add(struct arena *a, struct terms *t, const char *code)
{
	size_t len = strlen(code), i;

	for (i = 0; i < len && (i == 0 || len - i >= ENDING_MIN); i++) {
		size_t n = len - i < SEARCH_WORD_MAX ? len - i : SEARCH_WORD_MAX;

		if (((unsigned char)code[i] & 0xC0) == 0x80)
			continue;
		while (n > 0 && ((unsigned char)code[i + n] & 0xC0) == 0x80)
			n--;
		if (n > 0)
			term_add(t, arena_mem(a, code + i, n), i == 0 ? CODE_WEIGHT : CODE_WEIGHT * 2 / 3, false);
	}
}

static void
code_add(struct arena *a, struct terms *t, const char *s)
{
	const char *p = s, *w;
	struct buf whole, part;

	buf_init(&whole, a, 200);
	buf_init(&part, a, 200);
	while (*p != '\0') {
		const char *at = p;

		if (search_wordly(utf8_next(&p))) {
			(void)buf_add(&whole, at, (size_t)(p - at));
			(void)buf_add(&part, at, (size_t)(p - at));
			continue;
		}
		endings_add(a, t, arena_str(a, part.s));
		buf_clear(&part);
	}
	endings_add(a, t, part.s);
	endings_add(a, t, whole.s);
	while ((w = search_word(a, &s)))
		term_add(t, w, CODE_WEIGHT * 2 / 3, false);
}

/* What a product should have. */
static struct terms *
terms_of(struct ctx *c, int64_t product)
{
	struct terms *t = arena_new(c->arena, struct terms);
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(product));

	while (db_next(&r)) {
		int64_t weight = db_int(&r);
		enum source source = (enum source)db_int(&r);
		const char *s = utf8_fold(c->arena, db_str(&r));

		if (source == CODE)
			code_add(c->arena, t, s);
		else
			words_add(c->arena, t, s, weight, source == NAME);
	}
	return t;
}

/* --- writing --- */

struct stale { const char *term; int64_t weight; };

/* Compares with the rows that are there: what is right is marked, what is not comes back; *n how many. */
static struct stale *
compare(struct ctx *c, int64_t product, struct terms *t, size_t *n)
{
	struct stale *list = NULL;
	size_t room = 0;
	struct db_rows r = db_query(c, &q[Q_HAS], DB_I(product));

	for (*n = 0; db_next(&r);) {
		const char *word = db_str(&r);
		int64_t weight = db_int(&r);
		uint16_t at = *slot(t, word);

		if (at && t->list[at - 1].weight == weight) {
			t->list[at - 1].there = true;
			continue;
		}
		if (*n == room) {
			struct stale *more = arena_new_n(c->arena, room ? 2 * room : 64, struct stale);

			if (room)
				memcpy(more, list, room * sizeof(*more));
			room = room ? 2 * room : 64;
			list = more;
		}
		list[(*n)++] = (struct stale){ word, weight };
	}
	return list;
}

static void
put(struct ctx *c, int64_t product, const struct term *const *list, size_t n)
{
	struct db_param p[1 + 2 * CHUNK];
	size_t i, k, rows;

	p[0] = DB_I(product);
	for (i = 0; i < n; i += rows) {
		rows = n - i > FEW ? CHUNK : FEW;
		for (k = 0; k < rows; k++) {
			const struct term *one = list[i + k < n ? i + k : n - 1];

			p[1 + 2 * k] = DB_T(one->word);
			p[2 + 2 * k] = DB_I(one->weight);
		}
		(void)db_do(c, &q[rows == FEW ? Q_PUT_FEW : Q_PUT], p, 1 + 2 * rows);
	}
}

void
search_index(struct ctx *c, int64_t product)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct terms *t = terms_of(c, product);
	const struct term **fresh = arena_new_n(c->arena, TERMS_MAX, const struct term *);
	const char **words = arena_new_n(c->arena, TERMS_MAX, const char *);
	size_t n_stale, n = 0, n_words = 0, i;
	struct stale *stale = compare(c, product, t, &n_stale);

	for (i = 0; i < n_stale; i++)
		(void)db_exec(c, &q[Q_DROP], DB_I(product), DB_T(stale[i].term), DB_I(stale[i].weight));
	for (i = 0; i < t->n; i++) {
		if (t->list[i].there)
			continue;
		fresh[n++] = &t->list[i];
		if (t->list[i].near)
			words[n_words++] = t->list[i].word;
	}
	put(c, product, fresh, n);
	search_near_put(c, words, n_words);
	arena_back(c->arena, mark);
}

void
search_forget(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_CLEAR], DB_I(product));
	(void)db_exec(c, &q[Q_DONE], DB_I(product));
}

/* --- making it anew --- */

int64_t
search_index_due(struct ctx *c, int limit)
{
	int64_t *list = arena_new_n(c->arena, (size_t)limit, int64_t);
	struct db_rows r = db_query(c, &q[Q_DUE], DB_I(limit));
	size_t n = 0, i;

	while (db_next(&r))
		list[n++] = db_int(&r);
	for (i = 0; i < n; i++) {
		search_index(c, list[i]);
		(void)db_exec(c, &q[Q_DONE], DB_I(list[i]));
	}
	if (n)
		setting_bump(c, "catalog");
	return (int64_t)n;
}

void
search_index_all(struct ctx *c)
{
	(void)db_exec(c, &q[Q_DUE_ALL]);
}

static bool
right(struct ctx *c, int64_t product)
{
	struct terms *t = terms_of(c, product);
	size_t n_stale, i;

	(void)compare(c, product, t, &n_stale);
	for (i = 0; i < t->n && t->list[i].there; i++)
		;
	return n_stale == 0 && i == t->n;
}

#define LOOK 500	/* products at a time */

int64_t
search_index_faults(struct ctx *c)
{
	int64_t faults = 0, last = 0, list[LOOK];
	size_t n = LOOK, i;

	while (n == LOOK && !err_is_set(c)) {
		struct arena_mark mark = arena_mark(c->arena);
		struct db_rows r = db_query(c, &q[Q_ALL], DB_I(last), DB_I(LOOK));

		for (n = 0; db_next(&r); n++)
			last = list[n] = db_int(&r);
		for (i = 0; i < n; i++)
			faults += right(c, list[i]) ? 0 : 1;
		arena_back(c->arena, mark);
	}
	return faults;
}
