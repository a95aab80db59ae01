/*
 * Synonyms: rows of words as typed. For the search all groups become one sorted list of phrases in memory, kept until the shop's settings change.
 */
#include "shop/synonym.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/memo.h"
#include "shop/search_word.h"
#include "shop/setting.h"

enum { Q_ALL, Q_GET, Q_NEW, Q_PUT, Q_DROP, Q_COUNT };

static const struct db_stmt q[] = {
	[Q_ALL] = SQL("synonym.all", "SELECT id, version, words FROM synonym ORDER BY words, id LIMIT $1"),
	[Q_GET] = SQL("synonym.get", "SELECT id, version, words FROM synonym WHERE id = $1"),
	[Q_NEW] = SQL("synonym.new", "INSERT INTO synonym (words, updated_at) VALUES ($1, $2) RETURNING id"),
	[Q_PUT] = SQL("synonym.put", "UPDATE synonym SET words = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_DROP] = SQL("synonym.drop", "DELETE FROM synonym WHERE id = $1"),
	[Q_COUNT] = SQL("synonym.count", "SELECT COUNT(*) FROM synonym"),
};
DB_TABLE(q);

/* --- groups --- */

/* The words of a phrase with one blank between, which is how phrases are compared; *n how many. */
static const char *
folded(struct arena *a, const char *phrase, size_t *n)
{
	const char *words[SYNONYM_PHRASE_MAX + 1];
	struct buf b;
	size_t i;

	*n = search_words(a, phrase, words, ARRAY_LEN(words));
	buf_init(&b, a, 400);
	for (i = 0; i < *n; i++)
		(void)buf_printf(&b, "%s%s", i ? " " : "", words[i]);
	return b.s;
}

struct group {
	const char *typed[SYNONYM_WORDS_MAX], *folded[SYNONYM_WORDS_MAX];
	size_t n;
	bool over;	/* there was more than fits */
};

static bool
has(const struct group *g, const char *phrase)
{
	for (size_t i = 0; i < g->n; i++)
		if (str_eq(g->folded[i], phrase))
			return true;
	return false;
}

static struct group
group(struct arena *a, const char *words)
{
	const char **parts = str_split(a, words, ',', NULL);
	struct group g = { .n = 0 };

	for (; *parts; parts++) {
		size_t n;
		const char *f = folded(a, *parts, &n);

		if (n == 0 || has(&g, f))
			continue;
		g.over = g.over || n > SYNONYM_PHRASE_MAX || g.n == SYNONYM_WORDS_MAX;
		if (g.over)
			break;
		g.typed[g.n] = *parts;
		g.folded[g.n++] = f;
	}
	return g;
}

static struct synonym
row(struct db_rows *r)
{
	struct synonym s;

	s.id = db_int(r);
	s.version = db_int(r);
	s.words = db_str(r);
	return s;
}

/* Does a phrase of the group, or a word in it, begin so? */
static bool
fits(const struct group *g, const char *begins)
{
	for (size_t i = 0; i < g->n; i++)
		for (const char *p = g->folded[i]; p; p = strchr(p, ' ')) {
			p += *p == ' ';
			if (str_starts(p, begins))
				return true;
		}
	return false;
}

struct synonym *
synonym_list(struct ctx *c, const char *text, size_t from, size_t most, size_t *n, size_t *total)
{
	struct synonym *list = arena_new_n(c->arena, most, struct synonym);
	struct db_rows r = db_query(c, &q[Q_ALL], DB_I(SYNONYMS_MAX));
	size_t asked;
	const char *begins = folded(c->arena, text ? text : "", &asked);

	for (*n = *total = 0; db_next(&r);) {
		struct synonym s = row(&r);
		struct group g = asked ? group(c->arena, s.words) : (struct group){ .n = 0 };

		if (asked && !fits(&g, begins))
			continue;
		if (*total >= from && *n < most)
			list[(*n)++] = s;
		++*total;
	}
	return list;
}

struct synonym *
synonym_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct synonym *s = NULL;

	if (db_next(&r)) {
		s = arena_new(c->arena, struct synonym);
		*s = row(&r);
	}
	db_done(&r);
	return s;
}

/* Pages that show what was found are about the catalogue, the list in memory is about the shop. */
static void
changed(struct ctx *c, const char *what, int64_t id)
{
	setting_bump(c, "shop");
	setting_bump(c, "catalog");
	audit(c, what, "synonym", id, NULL, NULL);
}

enum synonym_put
synonym_put(struct ctx *c, int64_t *id, int64_t version, const char *words)
{
	struct group g = group(c->arena, utf8_clean(c->arena, words ? words : "", false));
	struct buf b;
	size_t i;

	if (g.over)
		return SYNONYM_LONG;
	if (g.n < 2)
		return SYNONYM_FEW;
	buf_init(&b, c->arena, SYNONYM_BYTES_MAX + 1);
	for (i = 0; i < g.n; i++)
		(void)buf_printf(&b, "%s%s", i ? ", " : "", g.typed[i]);
	if (b.full)
		return SYNONYM_LONG;
	if (*id == 0) {
		if (db_one_int(c, 0, &q[Q_COUNT]) >= SYNONYMS_MAX)
			return SYNONYM_FULL;
		*id = db_one_int(c, 0, &q[Q_NEW], DB_T(b.s), DB_I(clock_now()));
	} else if (db_exec(c, &q[Q_PUT], DB_I(*id), DB_I(version), DB_T(b.s), DB_I(clock_now())) == 0 && !err_is_set(c)) {
		return synonym_get(c, *id) ? SYNONYM_CONFLICT : SYNONYM_GONE;
	}
	changed(c, "synonym.save", *id);
	return SYNONYM_OK;
}

enum synonym_put
synonym_drop(struct ctx *c, int64_t id)
{
	const struct synonym *s = synonym_get(c, id);

	if (!s)
		return SYNONYM_GONE;
	(void)db_exec(c, &q[Q_DROP], DB_I(id));
	changed(c, "synonym.drop", id);
	return SYNONYM_OK;
}

enum synonym_put
synonym_add(struct ctx *c, const char *word, const char *same)
{
	size_t n, total, i, some;
	struct synonym *all = synonym_list(c, NULL, 0, SYNONYMS_MAX, &n, &total);
	const char *from = folded(c->arena, word, &some), *to = folded(c->arena, same, &some);
	const struct synonym *room = NULL;
	int64_t id = 0;

	for (i = 0; i < n; i++) {
		struct group g = group(c->arena, all[i].words);

		if (!has(&g, to))
			continue;
		if (has(&g, from))
			return SYNONYM_OK;
		if (!room && g.n < SYNONYM_WORDS_MAX && strlen(all[i].words) + strlen(word) + 2 < SYNONYM_BYTES_MAX)
			room = &all[i];
	}
	if (!room)
		return synonym_put(c, &id, 0, arena_printf(c->arena, "%s, %s", str_replace(c->arena, word, ",", " "), str_replace(c->arena, same, ",", " ")));
	id = room->id;
	return synonym_put(c, &id, room->version, arena_printf(c->arena, "%s, %s", room->words, str_replace(c->arena, word, ",", " ")));
}

/* --- for the search --- */

struct known { const char *phrase; const char *const **group; size_t n, span, self; };
struct synonyms { struct known *list; size_t n; };

static int
by_phrase(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->phrase, ((const struct known *)b)->phrase);
}

static const void *
table_make(struct ctx *c, const void *arg UNUSED)
{
	struct synonyms *t = arena_new(c->arena, struct synonyms);
	size_t n, total, i, k, room = 0;
	struct synonym *all = synonym_list(c, NULL, 0, SYNONYMS_MAX, &n, &total);
	struct group *groups = arena_new_n(c->arena, n, struct group);

	for (i = 0; i < n; i++) {
		groups[i] = group(c->arena, all[i].words);
		room += groups[i].n;
	}
	t->list = arena_new_n(c->arena, room, struct known);
	for (i = 0; i < n; i++) {
		const char *const **phrases = arena_new_n(c->arena, groups[i].n, const char *const *);

		for (k = 0; k < groups[i].n; k++) {
			phrases[k] = str_split(c->arena, groups[i].folded[k], ' ', &total);
			t->list[t->n++] = (struct known){ groups[i].folded[k], phrases, groups[i].n, total, k };
		}
	}
	if (t->n)
		qsort(t->list, t->n, sizeof(*t->list), by_phrase);
	return t;
}

/* All groups that know the phrase, which stand side by side. */
static void
gather(struct ctx *c, const struct synonyms *t, const char *phrase, struct synonym_found *f)
{
	const struct known key = { .phrase = phrase }, *hit = t->n ? bsearch(&key, t->list, t->n, sizeof(key), by_phrase) : NULL, *end = t->list + t->n, *k;
	size_t i, n = 0;

	if (!hit)
		return;
	while (hit > t->list && str_eq(hit[-1].phrase, phrase))
		hit--;
	for (k = hit; k < end && str_eq(k->phrase, phrase); k++)
		n += k->n - 1;
	f->span = hit->span;
	f->others = arena_new_n(c->arena, n, const char *const *);
	for (k = hit; k < end && str_eq(k->phrase, phrase); k++)
		for (i = 0; i < k->n; i++)
			if (i != k->self)
				f->others[f->n++] = k->group[i];
}

const struct synonyms *
synonym_all(struct ctx *c)
{
	return memo_get(c, MEMO_SHOP, "synonyms", table_make, NULL);
}

struct synonym_found
synonym_find(struct ctx *c, const struct synonyms *t, const char *const *words, size_t n)
{
	struct synonym_found f = { 0 };
	size_t span, i;

	for (span = n < SYNONYM_PHRASE_MAX ? n : SYNONYM_PHRASE_MAX; span > 0 && f.span == 0; span--) {
		struct buf b;

		buf_init(&b, c->arena, SYNONYM_PHRASE_MAX * (SEARCH_WORD_MAX + 1));
		for (i = 0; i < span; i++)
			(void)buf_printf(&b, "%s%s", i ? " " : "", words[i]);
		gather(c, t, b.s, &f);
	}
	return f;
}
