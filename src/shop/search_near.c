/* Nearly the same words: the keys they are kept under, the look-up, the measure. */
#include "shop/search_near.h"

#include <stdlib.h>

#include "base/str.h"
#include "db/db.h"

#define KEYS 60		/* of one look-up */
#define PAIRS 31	/* rows of one insertion */
#define OWN_KEYS (SEARCH_NEAR_LONG + 2)
#define HITS 600
#define BEST 4		/* words that one typed word may have meant */
#define SPREAD 4	/* dearer than the nearest by more than this is not meant */

enum { Q_PUT, Q_FIND, Q_LIST, Q_DROP };

#define PAIR(a, b) "($" #a ", $" #b ")"
#define PAIRS_31 PAIR(1, 2) ", " PAIR(3, 4) ", " PAIR(5, 6) ", " PAIR(7, 8) ", " PAIR(9, 10) ", " PAIR(11, 12) ", " PAIR(13, 14) ", " PAIR(15, 16) ", " PAIR(17, 18) ", " PAIR(19, 20) ", " \
	PAIR(21, 22) ", " PAIR(23, 24) ", " PAIR(25, 26) ", " PAIR(27, 28) ", " PAIR(29, 30) ", " PAIR(31, 32) ", " PAIR(33, 34) ", " PAIR(35, 36) ", " PAIR(37, 38) ", " PAIR(39, 40) ", " \
	PAIR(41, 42) ", " PAIR(43, 44) ", " PAIR(45, 46) ", " PAIR(47, 48) ", " PAIR(49, 50) ", " PAIR(51, 52) ", " PAIR(53, 54) ", " PAIR(55, 56) ", " PAIR(57, 58) ", " PAIR(59, 60) ", " PAIR(61, 62)

static const struct db_stmt q[] = {
	[Q_PUT] = SQL("search_near.put", "INSERT INTO search_near (near, word) VALUES " PAIRS_31 " ON CONFLICT (near, word) DO NOTHING RETURNING word"),
	[Q_FIND] = SQL("search_near.find",
	    "SELECT near, word FROM search_near WHERE near IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,"
	    " $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60) LIMIT $61"),
	[Q_LIST] = SQL("search_near.list",
	    "SELECT word, CASE WHEN EXISTS (SELECT 1 FROM search_term t WHERE t.term = search_near.word) THEN 0 ELSE 1 END FROM search_near WHERE near > $1 AND near = word ORDER BY near LIMIT $2"),
	[Q_DROP] = SQL("search_near.drop", "DELETE FROM search_near WHERE near = $1 AND word = $2"),
};
DB_TABLE(q);

bool
search_near_fits(const char *word)
{
	size_t n;

	for (n = 0; word[n] >= 'a' && word[n] <= 'z'; n++)
		;
	return word[n] == '\0' && n >= SEARCH_NEAR_SHORT && n <= SEARCH_NEAR_LONG;
}

/* --- keys --- */

struct keys { const char *list[KEYS]; size_t n, most; };

static void
key_add(struct keys *k, const char *key)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->list[i], key))
			return;
	if (k->n < k->most)
		k->list[k->n++] = key;
}

static const char *
without(struct arena *a, const char *word, size_t i)
{
	return arena_printf(a, "%.*s%s", (int)i, word, word + i + 1);
}

static bool
vowel(char ch)
{
	return ch == 'a' || ch == 'e' || ch == 'i' || ch == 'o' || ch == 'u';
}

/* Its consonants, each once in a row, "~krpk"; NULL: too few to say anything. */
static const char *
consonants(struct arena *a, const char *word)
{
	char s[SEARCH_NEAR_LONG + 2] = "~";
	size_t n = 1;

	for (; *word; word++)
		if (!vowel(*word) && s[n - 1] != *word)
			s[n++] = *word;
	return n > 3 ? arena_mem(a, s, n) : NULL;
}

/* What a word is kept under: itself, without each of its letters, its consonants. */
static void
own_keys(struct arena *a, const char *word, struct keys *k)
{
	size_t len = strlen(word), i;
	const char *bare = consonants(a, word);

	key_add(k, word);
	if (len < 4)
		return;
	if (bare)
		key_add(k, bare);
	for (i = 0; i < len; i++)
		key_add(k, without(a, word, i));
}

/* What a typed word is looked up by: the same, and without any two letters. */
static void
asked_keys(struct arena *a, const char *word, struct keys *k)
{
	size_t len = strlen(word), i, j;

	own_keys(a, word, k);
	if (len == 3)
		for (i = 0; i < len; i++)
			key_add(k, without(a, word, i));
	for (i = 0; len >= 5 && i < len; i++)
		for (j = i + 1; j < len; j++)
			key_add(k, without(a, without(a, word, j), i));
}

/* --- writing --- */

/* Inserts up to PAIRS rows; fresh words (rows of a word under itself that were not there) are gathered when asked for. */
static void
pairs_put(struct ctx *c, const char *const (*pairs)[2], size_t n, const char **fresh, size_t *n_fresh)
{
	struct db_param p[2 * PAIRS];
	struct db_rows r;
	size_t i;

	if (n == 0)
		return;
	for (i = 0; i < PAIRS; i++) {
		p[2 * i] = DB_T(pairs[i < n ? i : n - 1][0]);
		p[2 * i + 1] = DB_T(pairs[i < n ? i : n - 1][1]);
	}
	for (r = db_run(c, &q[Q_PUT], p, ARRAY_LEN(p)); db_next(&r);)
		if (fresh)
			fresh[(*n_fresh)++] = db_str(&r);
}

static void
word_put(struct ctx *c, const char *word)
{
	const char *pairs[PAIRS][2];
	struct keys k = { .most = OWN_KEYS };
	size_t i;

	own_keys(c->arena, word, &k);
	for (i = 1; i < k.n; i++) {
		pairs[i - 1][0] = k.list[i];
		pairs[i - 1][1] = word;
	}
	pairs_put(c, (const char *const (*)[2])pairs, k.n - 1, NULL, NULL);
}

void
search_near_put(struct ctx *c, const char *const *words, size_t n)
{
	const char *pairs[PAIRS][2], *fresh[PAIRS];
	size_t i, k, n_fresh;

	for (i = 0; i < n; i += PAIRS) {
		n_fresh = 0;
		for (k = 0; k < PAIRS && i + k < n; k++)
			pairs[k][0] = pairs[k][1] = words[i + k];
		pairs_put(c, (const char *const (*)[2])pairs, k, fresh, &n_fresh);
		for (k = 0; k < n_fresh; k++)
			word_put(c, fresh[k]);
	}
}

/* --- the measure --- */

/* Letters that sound alike or are written for one another. */
static bool
alike(char a, char b)
{
	static const char *const pairs[] = { "fp", "fv", "pv", "ck", "kq", "cq", "jy", "sz", "dt", "bp", "gk", "iy", "jz", "cs", "mn", "uw" };

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if ((pairs[i][0] == a && pairs[i][1] == b) || (pairs[i][0] == b && pairs[i][1] == a))
			return true;
	return false;
}

static int
other(char a, char b)
{
	if (a == b)
		return 0;
	if ((a == 'i' && b == 'y') || (a == 'y' && b == 'i'))
		return 4;
	if (vowel(a) && vowel(b))
		return 6;
	return alike(a, b) ? 7 : 10;
}

/* A letter too many or missing at s[i]. */
static int
extra(const char *s, size_t i)
{
	if ((i > 0 && s[i - 1] == s[i]) || s[i + 1] == s[i])
		return 4;
	return s[i] == 'h' ? 5 : vowel(s[i]) ? 7 : 10;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

int
search_near_cost(const char *typed, const char *word, int most)
{
	int d[SEARCH_NEAR_LONG + 2][SEARCH_NEAR_LONG + 2];
	size_t n = strlen(typed), m = strlen(word), i, j;
	int cost;

	if (n > SEARCH_NEAR_LONG || m > SEARCH_NEAR_LONG)
		return most + 1;
	d[0][0] = 0;
	for (i = 1; i <= n; i++)
		d[i][0] = d[i - 1][0] + extra(typed, i - 1);
	for (j = 1; j <= m; j++)
		d[0][j] = d[0][j - 1] + extra(word, j - 1);
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			cost = least(d[i - 1][j - 1] + other(typed[i - 1], word[j - 1]), least(d[i - 1][j] + extra(typed, i - 1), d[i][j - 1] + extra(word, j - 1)));
			if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1])
				cost = least(cost, d[i - 2][j - 2] + 7);
			d[i][j] = cost;
		}
	/* People rarely err in the first letter, but for an h. */
	cost = d[n][m] + (*typed != *word && !alike(*typed, *word) ? (*typed == 'h' || *word == 'h' ? 2 : 5) : 0);
	return cost > most ? most + 1 : cost;
}

/* How far a word of so many letters may be off. */
static int
most_for(size_t typed, size_t word)
{
	size_t n = typed > word ? typed : word;

	return n < 4 ? 5 : n == 4 ? 10 : n <= 6 ? 13 : n == 7 ? 16 : 20;
}

/* --- finding --- */

static int
nearest_first(const void *a, const void *b)
{
	const struct near *x = a, *y = b;

	return x->cost != y->cost ? (x->cost < y->cost ? -1 : 1) : strcmp(x->word, y->word);
}

static bool
among(const struct keys *k, const char *key)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->list[i], key))
			return true;
	return false;
}

static void
measure(struct near_asked *a, const char *word)
{
	int most = most_for(strlen(a->word), strlen(word)), cost;
	size_t i;

	for (i = 0; i < a->n; i++)
		if (str_eq(a->found[i].word, word))
			return;
	cost = search_near_cost(a->word, word, most);
	if (cost <= most && cost > 0 && a->n < HITS)
		a->found[a->n++] = (struct near){ word, cost };
}

static void
parts_keys(struct arena *a, const char *word, struct keys *k)
{
	size_t len = strlen(word), i;

	for (i = SEARCH_NEAR_SHORT; len >= 6 && i + SEARCH_NEAR_SHORT <= len; i++) {
		key_add(k, arena_mem(a, word, i));
		key_add(k, word + i);
	}
}

/* Of the words that stand there by themselves, the pair that makes the typed one. */
static void
parts(struct near_asked *a, const char *const *known, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < n && str_starts(a->word, known[i]); j++)
			if (str_eq(a->word + strlen(known[i]), known[j])) {
				a->left = known[i];
				a->right = known[j];
				return;
			}
}

static void
find_one(struct ctx *c, struct near_asked *a)
{
	const char *known[HITS];
	struct keys near = { .most = KEYS }, all;
	struct db_param p[KEYS + 1];
	struct db_rows r;
	size_t i, n = 0;

	a->n = 0;
	a->left = a->right = NULL;
	a->found = arena_new_n(c->arena, HITS, struct near);
	if (!search_near_fits(a->word))
		return;
	near.most = KEYS / 2 + 6;
	asked_keys(c->arena, a->word, &near);
	all = near;
	all.most = KEYS;
	parts_keys(c->arena, a->word, &all);
	for (i = 0; i < KEYS; i++)
		p[i] = DB_T(i < all.n ? all.list[i] : "");
	p[KEYS] = DB_I(HITS);
	for (r = db_run(c, &q[Q_FIND], p, ARRAY_LEN(p)); db_next(&r);) {
		const char *key = db_str(&r), *word = db_str(&r);

		if (str_eq(key, word) && n < HITS)
			known[n++] = word;
		if (among(&near, key))
			measure(a, word);
	}
	parts(a, known, n);
	if (a->n)
		qsort(a->found, a->n, sizeof(*a->found), nearest_first);
	for (i = 0; i < a->n && i < BEST && a->found[i].cost <= a->found[0].cost + SPREAD; i++)
		;
	a->n = i;
}

void
search_near_find(struct ctx *c, struct near_asked *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		find_one(c, &a[i]);
}

/* --- what nobody has any more --- */

static void
forget(struct ctx *c, const char *word)
{
	struct keys k = { .most = OWN_KEYS };

	own_keys(c->arena, word, &k);
	for (size_t i = 0; i < k.n; i++)
		(void)db_exec(c, &q[Q_DROP], DB_T(k.list[i]), DB_T(word));
}

int64_t
search_near_tidy(struct ctx *c, const char **after, int limit)
{
	const char **gone = arena_new_n(c->arena, (size_t)limit, const char *), *last = NULL;
	struct db_rows r = db_query(c, &q[Q_LIST], DB_T(*after ? *after : ""), DB_I(limit));
	size_t n = 0, rows = 0, i;

	for (; db_next(&r); rows++) {
		last = db_str(&r);
		if (db_int(&r))
			gone[n++] = last;
	}
	for (i = 0; i < n; i++)
		forget(c, gone[i]);
	*after = rows == (size_t)limit ? last : NULL;
	return (int64_t)n;
}
