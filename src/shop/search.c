/*
 * Search by one table of terms that both databases can range over: each word of a product once, with the weight of the best
 * place it stands in; the rarest word of a query is looked up first, the others only in what it found; of codes every ending too, so that a prefix range finds the middle of a code. Words are folded runs of
 * letters and digits; "oleh2" is the way people write "oleh-oleh", so a final 2 is dropped.
 */
#include "shop/search.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/memo.h"

#define WORD_MAX 64	/* bytes of a term */
#define WORDS_MAX 8	/* words of a query */
#define QUERY_MAX 1000	/* code points of a query that are looked at */
#define TERMS_MAX 700	/* terms of one product; the weightiest come first */
#define ENDING_MIN 3	/* shortest ending of a code */
#define CODE_WEIGHT 9
#define CHUNK 16

#define CANDIDATES 1000	/* of a word that many goods have, the weightiest of so many are looked at */
#define ALL_OF_THEM 1000000000
#define COUNT_MOST 5000

enum { Q_FIND, Q_HOW_MANY, Q_CLEAR, Q_TEXTS, Q_PUT_CHUNK, Q_PUT };

#define ROW(a, b, c) "(" a ", " b ", " c ")"

/* Weight of a term that begins with a word; the whole word counts double. */
#define POINTS(lo) "weight * CASE WHEN term = " lo " THEN 2 ELSE 1 END"
/* The best of another word in product d; NULL: it is not there; 0 for a word that was not asked for. */
#define OTHER(lo, hi) "CASE WHEN " lo " = '' THEN 0 ELSE (SELECT MAX(" POINTS(lo) ") FROM search_term WHERE product = d.product AND term >= " lo " AND term < " hi ") END"
#define MANY(lo, hi, alias) "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM search_term WHERE term >= " lo " AND term < " hi " LIMIT $1) " alias ")"

static const struct db_stmt q[] = {
	/*
	 * $1 how many, $2 how many rows of the first word are looked at: whole words from the weightiest on, then those that only begin so. Each product found so is asked for the other words.
	 * A shelf's row says that it is shown, whether it is sold out and how it sells: as one number, looked up for each, since a join would have PostgreSQL read the whole shelf.
	 */
	[Q_FIND] = SQL("search.find",
	    "WITH d AS MATERIALIZED (SELECT product, MAX(points) AS best FROM ("
	    " SELECT product, points FROM (SELECT product, weight * 2 AS points FROM search_term WHERE term = $3 ORDER BY weight DESC, product DESC LIMIT $2) whole"
	    " UNION ALL SELECT product, points FROM (SELECT product, weight AS points FROM search_term WHERE term > $3 AND term < $4 ORDER BY term, weight, product LIMIT $2) begun"
	    ") hit GROUP BY product),"
	    " f AS MATERIALIZED (SELECT d.product AS product, d.best AS w1, " OTHER("$5", "$6") " AS w2, " OTHER("$7", "$8") " AS w3, " OTHER("$9", "$10") " AS w4, "
	    OTHER("$11", "$12") " AS w5, " OTHER("$13", "$14") " AS w6, " OTHER("$15", "$16") " AS w7, " OTHER("$17", "$18") " AS w8,"
	    " (SELECT s.sold - 1000000000000000 * s.sunk FROM shelf s WHERE s.product = d.product AND s.category = 0) AS sells FROM d)"
	    " SELECT f.product FROM f WHERE f.sells IS NOT NULL AND f.w2 + f.w3 + f.w4 + f.w5 + f.w6 + f.w7 + f.w8 IS NOT NULL"
	    " ORDER BY f.w1 + f.w2 + f.w3 + f.w4 + f.w5 + f.w6 + f.w7 + f.w8 DESC, f.sells DESC, f.product DESC LIMIT $1"),
	/* How many terms each word begins, up to $1. */
	[Q_HOW_MANY] = SQL("search.how_many",
	    "SELECT " MANY("$2", "$3", "a") ", " MANY("$4", "$5", "b") ", " MANY("$6", "$7", "c") ", " MANY("$8", "$9", "d") ", "
	    MANY("$10", "$11", "e") ", " MANY("$12", "$13", "f") ", " MANY("$14", "$15", "g") ", " MANY("$16", "$17", "h")),
	[Q_CLEAR] = SQL("search.clear", "DELETE FROM search_term WHERE product = $1"),
	[Q_TEXTS] = SQL("search.texts",
	    "SELECT weight, code, word FROM ("
	    "SELECT 10 AS weight, 0 AS code, name AS word FROM product_text WHERE product = $1"
	    " UNION ALL SELECT 9, 1, sku FROM variant WHERE product = $1 AND active = 1 AND sku IS"
	    " NOT NULL"
	    " UNION ALL SELECT 9, 1, barcode FROM variant WHERE product = $1 AND active = 1"
	    " AND barcode IS NOT NULL"
	    " UNION ALL SELECT 5, 0, t.name FROM product_category k"
	    " JOIN category_text t ON t.category = k.category WHERE k.product = $1"
	    " UNION ALL SELECT 4, 0, summary FROM product_text WHERE product = $1"
	    " UNION ALL SELECT 3, 0, value FROM product_attr WHERE product = $1"
	    " UNION ALL SELECT 3, 0, t.name FROM product_option o JOIN option_value x ON x.option"
	    " = o.id"
	    " JOIN option_value_text t ON t.value = x.id WHERE o.product = $1"
	    " AND EXISTS (SELECT 1 FROM variant_value y JOIN variant v ON v.id = y.variant"
	    " WHERE y.value = x.id AND v.active = 1)"
	    " UNION ALL SELECT 1, 0, description FROM product_text WHERE product = $1) s"
	    " ORDER BY weight DESC"),
	[Q_PUT_CHUNK] = SQL("search.put_chunk",
	    "INSERT INTO search_term (term, product, weight) VALUES "
	    ROW("$1", "$2", "$3") ", " ROW("$4", "$5", "$6") ", " ROW("$7", "$8", "$9") ", "
	    ROW("$10", "$11", "$12") ", " ROW("$13", "$14", "$15") ", " ROW("$16", "$17", "$18") ", "
	    ROW("$19", "$20", "$21") ", " ROW("$22", "$23", "$24") ", " ROW("$25", "$26", "$27") ", "
	    ROW("$28", "$29", "$30") ", " ROW("$31", "$32", "$33") ", " ROW("$34", "$35", "$36") ", "
	    ROW("$37", "$38", "$39") ", " ROW("$40", "$41", "$42") ", " ROW("$43", "$44", "$45") ", "
	    ROW("$46", "$47", "$48")),
	[Q_PUT] = SQL("search.put", "INSERT INTO search_term (term, product, weight) VALUES ($1, $2, $3)"),
};
DB_TABLE(q);

/* A letter or digit of a word. Beyond ASCII everything is, but for punctuation, symbols and pictures. */
static bool
wordly(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	return cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 && !(cp >= 0x2000 && cp <= 0x2BFF) &&
	    !(cp >= 0x3000 && cp <= 0x303F) && !(cp >= 0xE000 && cp <= 0xF8FF) &&
	    !(cp >= 0xFE00 && cp <= 0xFE0F) && !(cp >= 0xFF00 && cp <= 0xFF0F) && cp < 0xFFF0;
}

static bool
digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

/*
 * The next word of folded text, NULL at the end. A word ends also where a letter follows a digit, so that "250g" and "250 g"
 * are the same; "oleh2" becomes "oleh". Longer than WORD_MAX bytes: its beginning.
 */
static const char *
word_next(struct arena *a, const char **s)
{
	char w[WORD_MAX + 1];
	const char *p = *s;
	size_t n = 0, i;

	while (*p != '\0') {
		const char *at = p;
		uint32_t cp = utf8_next(&p);

		if (!wordly(cp)) {
			if (n > 0)
				break;
			continue;
		}
		if (n > 0 && digit(w[n - 1]) && !digit(*at)) {
			p = at;
			break;
		}
		if (n + (size_t)(p - at) > WORD_MAX) {
			while (*p != '\0' && wordly(utf8_next(&p)))
				;
			break;
		}
		memcpy(w + n, at, (size_t)(p - at));
		n += (size_t)(p - at);
	}
	*s = p;
	if (n >= 4 && w[n - 1] == '2') {
		for (i = 0; i < n - 1 && !digit(w[i]); i++)
			;
		if (i == n - 1)
			n--;
	}
	return n > 0 ? arena_mem(a, w, n) : NULL;
}

/* --- writing --- */

struct term {
	const char *word;
	int64_t weight;
};

struct terms {
	struct term list[TERMS_MAX];
	size_t n;
	uint16_t slot[2048];	/* index + 1 of a term by its hash; more than twice TERMS_MAX */
};

/* Sources come weightiest first, so the first weight of a word is its best. */
static void
term_add(struct terms *t, const char *word, int64_t weight)
{
	uint32_t h = 2166136261u;
	const char *p;

	for (p = word; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (h %= 2048; t->slot[h] != 0; h = (h + 1) % 2048) {
		if (str_eq(t->list[t->slot[h] - 1].word, word))
			return;
	}
	if (t->n == TERMS_MAX)
		return;
	t->list[t->n] = (struct term){ word, weight };
	t->slot[h] = (uint16_t)++t->n;
}

static void
words_add(struct arena *a, struct terms *t, const char *s, int64_t weight)
{
	const char *w;

	while ((w = word_next(a, &s)))
		term_add(t, w, weight);
}

/* The code itself and its endings; each is cut where a term ends. */
static void
endings_add(struct arena *a, struct terms *t, const char *code)
{
	size_t len = strlen(code), i;

	for (i = 0; i < len && (i == 0 || len - i >= ENDING_MIN); i++) {
		size_t n = len - i < WORD_MAX ? len - i : WORD_MAX;

		if (((unsigned char)code[i] & 0xC0) == 0x80)
			continue;
		while (n > 0 && ((unsigned char)code[i + n] & 0xC0) == 0x80)
			n--;
		if (n > 0)
			term_add(t, arena_mem(a, code + i, n), CODE_WEIGHT);
	}
}

static void
code_add(struct arena *a, struct terms *t, const char *s)
{
	const char *p = s;
	struct buf whole, part;

	buf_init(&whole, a, 200);
	buf_init(&part, a, 200);
	while (*p != '\0') {
		const char *at = p;

		if (wordly(utf8_next(&p))) {
			(void)buf_add(&whole, at, (size_t)(p - at));
			(void)buf_add(&part, at, (size_t)(p - at));
			continue;
		}
		endings_add(a, t, arena_str(a, part.s));
		buf_clear(&part);
	}
	endings_add(a, t, part.s);
	endings_add(a, t, whole.s);
	words_add(a, t, s, CODE_WEIGHT);
}

static void
terms_put(struct ctx *c, int64_t product, const struct terms *t)
{
	struct db_param p[3 * CHUNK];
	size_t i, k;

	for (i = 0; i + CHUNK <= t->n; i += CHUNK) {
		for (k = 0; k < CHUNK; k++) {
			p[3 * k] = DB_T(t->list[i + k].word);
			p[3 * k + 1] = DB_I(product);
			p[3 * k + 2] = DB_I(t->list[i + k].weight);
		}
		(void)db_do(c, &q[Q_PUT_CHUNK], p, ARRAY_LEN(p));
	}
	for (; i < t->n; i++)
		(void)db_exec(c, &q[Q_PUT], DB_T(t->list[i].word), DB_I(product),
		    DB_I(t->list[i].weight));
}

void
search_index(struct ctx *c, int64_t product)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct terms *t = arena_new(c->arena, struct terms);
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(product));

	while (db_next(&r)) {
		int64_t weight = db_int(&r);
		bool code = db_int(&r) != 0;
		const char *s = utf8_fold(c->arena, db_str(&r));

		if (code)
			code_add(c->arena, t, s);
		else
			words_add(c->arena, t, s, weight);
	}
	(void)db_exec(c, &q[Q_CLEAR], DB_I(product));
	terms_put(c, product, t);
	arena_back(c->arena, mark);
}

/* --- finding --- */

/* The first text behind all that begin with w, in the order of bytes, which is that of code points. */
static const char *
after(struct arena *a, const char *w)
{
	const char *p = w, *last = w;
	uint32_t cp = 0;
	char t[5] = "";

	while (*p != '\0') {
		last = p;
		cp = utf8_next(&p);
	}
	cp = cp == 0xD7FF ? 0xE000 : cp + 1;
	if (cp < 0x80) {
		t[0] = (char)cp;
	} else if (cp < 0x800) {
		t[0] = (char)(0xC0 | cp >> 6);
		t[1] = (char)(0x80 | (cp & 0x3F));
	} else if (cp < 0x10000) {
		t[0] = (char)(0xE0 | cp >> 12);
		t[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		t[2] = (char)(0x80 | (cp & 0x3F));
	} else {
		t[0] = (char)(0xF0 | cp >> 18);
		t[1] = (char)(0x80 | (cp >> 12 & 0x3F));
		t[2] = (char)(0x80 | (cp >> 6 & 0x3F));
		t[3] = (char)(0x80 | (cp & 0x3F));
	}
	return arena_printf(a, "%.*s%s", (int)(last - w), w, t);
}

/* The words asked for, each once. */
static size_t
asked(struct arena *a, const char *text, const char *words[WORDS_MAX])
{
	const char *s = utf8_fold(a, utf8_cut(a, text, QUERY_MAX)), *w;
	size_t n = 0, i;

	while (n < WORDS_MAX && (w = word_next(a, &s))) {
		for (i = 0; i < n && !str_eq(words[i], w); i++)
			;
		if (i == n)
			words[n++] = w;
	}
	return n;
}

struct asked {
	const char *words[WORDS_MAX];
	size_t n_words;
	int limit;
};

struct found {
	int64_t *ids;
	size_t n;
};

/* The words and where their ranges end, from p on; those that were not asked for have the empty range. */
static void
ranges(struct ctx *c, const struct asked *a, struct db_param *p)
{
	size_t i;

	for (i = 0; i < WORDS_MAX; i++) {
		p[2 * i] = DB_T(i < a->n_words ? a->words[i] : "");
		p[2 * i + 1] = DB_T(i < a->n_words ? after(c->arena, a->words[i]) : "");
	}
}

/* Puts the rarest word first; how many terms it begins, up to COUNT_MOST. */
static int64_t
rarest_first(struct ctx *c, struct asked *a)
{
	struct db_param p[1 + 2 * WORDS_MAX];
	int64_t n, least = INT64_MAX;
	const char *word;
	struct db_rows r;
	size_t i, at = 0;

	p[0] = DB_I(COUNT_MOST);
	ranges(c, a, p + 1);
	r = db_run(c, &q[Q_HOW_MANY], p, ARRAY_LEN(p));
	for (i = 0; db_next(&r) && i < a->n_words;)
		for (; i < a->n_words; i++) {
			n = db_int(&r);
			if (n < least) {
				least = n;
				at = i;
			}
		}
	db_done(&r);
	word = a->words[0];
	a->words[0] = a->words[at];
	a->words[at] = word;
	return least;
}

static void
find(struct ctx *c, const struct asked *a, int64_t candidates, struct found *f)
{
	struct db_param p[2 + 2 * WORDS_MAX];
	struct db_rows r;

	p[0] = DB_I(a->limit);
	p[1] = DB_I(candidates);
	ranges(c, a, p + 2);
	f->n = 0;
	for (r = db_run(c, &q[Q_FIND], p, ARRAY_LEN(p)); db_next(&r);)
		f->ids[f->n++] = db_int(&r);
}

static const void *
find_make(struct ctx *c, const void *arg)
{
	struct asked a = *(const struct asked *)arg;
	struct found *f = arena_new(c->arena, struct found);
	int64_t many = a.n_words > 1 ? rarest_first(c, &a) : 0;

	f->ids = arena_new_n(c->arena, (size_t)a.limit, int64_t);
	find(c, &a, CANDIDATES, f);
	/* Words that are common by themselves and rare together: the few may lie among those that were not looked at. */
	if (many > CANDIDATES && f->n < (size_t)a.limit)
		find(c, &a, ALL_OF_THEM, f);
	return f;
}

int64_t *
search(struct ctx *c, const char *text, int limit, size_t *n)
{
	struct asked a = { .limit = limit };
	const struct found *f;
	struct buf key;
	size_t i;

	*n = 0;
	a.n_words = asked(c->arena, text ? text : "", a.words);
	if (a.n_words == 0 || limit < 1)
		return NULL;
	buf_init(&key, c->arena, 2000);
	(void)buf_printf(&key, "find.%d", limit);
	for (i = 0; i < a.n_words; i++)
		(void)buf_printf(&key, " %s", a.words[i]);
	f = memo_get(c, MEMO_CATALOG, key.s, find_make, &a);
	*n = f->n;
	return f->ids;
}

void
search_forget(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_CLEAR], DB_I(product));
}
