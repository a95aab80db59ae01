/*
 * Finding: the question becomes concepts, one a word, each with alternatives (the word, its beginning, synonyms, its stem, written together with its neighbour, measures; slips only when nothing else is
 * known); one statement fetches the weightiest goods of every word of every alternative, and what fits best is reckoned here. A word that is common by itself is asked about once more for the goods that
 * the rarer words have. Of several words only a few goods each are fetched to begin with: mostly one of the words has no more, and the others need not be known further. Terms are written by
 * search_index.c, and read by search_terms.c.
 */
#include "shop/search.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/stem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/memo.h"
#include "shop/search_near.h"
#include "shop/search_terms.h"
#include "shop/search_word.h"
#include "shop/synonym.h"

#define CONCEPTS 8	/* words of a question */
#define ALTS 16		/* of a concept */
#define PARTS 4		/* words of an alternative */
#define QUERY_MAX 1000	/* code points of a question that are looked at */
#define FEW 200		/* of each of several words so many are looked at first: mostly one of them has no more, and says which goods are meant */
#define CANDIDATES 1000	/* of a word that many goods have, the weightiest of so many are looked at */
#define CANDIDATES_MORE 5000
#define JUDGED 1200	/* goods whose sales and stock are asked for */
#define PARTLY 240	/* and so many that have only a part of what was asked for, */
#define AT_ONCE 48	/* as long as those that come next could still be among the best */
#define ENOUGH 3	/* goods with all words; fewer, and those with most of them follow */
#define MOST_OF_THEM 24	/* of the latter */
#define RARE 3		/* of a word that fewer goods have, slips that are hardly any are looked at, too */
#define HARDLY 7	/* tenths of a letter */

enum kind { OWN, SAME, SLIP };	/* the word itself, a synonym, something that may have been meant */

struct alt {
	double quality;
	enum kind kind;
	uint8_t part[PARTS];	/* probes; a product must have all */
	size_t n;
	const char *meant;	/* what would have had to be typed for it */
};

struct concept {
	const char *word;
	struct alt alts[ALTS];
	size_t n;
	bool weak;	/* says little: wanted, but not needed */
	bool known;	/* some product has it */
	size_t many;	/* products that have it */
	double weight;
};

struct asking {
	struct ctx *c;
	const struct synonyms *synonyms;
	int limit;
	const char *words[CONCEPTS];	/* as typed, the same word again and again, too */
	size_t of[CONCEPTS], n_words;	/* which concept a word is */
	struct concept list[CONCEPTS];
	size_t n;
	struct search_terms t;
};

/* --- the question --- */

/* The words asked for: measures as one word, those that say nothing left out unless there are no others. */
static size_t
asked(struct arena *a, const char *text, const char *words[CONCEPTS])
{
	const char *s = utf8_fold(a, utf8_cut(a, text, QUERY_MAX)), *w, *before;
	const char *all[4 * CONCEPTS];
	size_t n = 0, kept = 0, i;

	while (n < ARRAY_LEN(all)) {
		for (before = s; *s != '\0' && !search_wordly(utf8_next(&s)); before = s)
			;
		s = before;
		w = *s >= '0' && *s <= '9' ? search_measure(a, &s) : NULL;
		if (!w && !(w = search_word(a, &s)))
			break;
		all[n++] = w;
	}
	for (i = 0; i < n && kept < CONCEPTS; i++)
		if (!search_stops(all[i]))
			words[kept++] = all[i];
	for (i = 0; kept == 0 && i < n && i < CONCEPTS; i++)
		words[i] = all[i];
	return kept ? kept : i;
}

/* The number of the probe for a whole word; -1: there is no room for more. */
static int
whole(struct asking *a, size_t from, size_t to, const char *word)
{
	size_t i;

	for (i = from; i < a->t.n_wholes; i++)
		if (str_eq(a->t.wholes[i], word))
			return (int)i;
	if (a->t.n_wholes < from || i >= to || strlen(word) > SEARCH_WORD_MAX)
		return -1;
	a->t.wholes[a->t.n_wholes++] = word;
	return (int)i;
}

/* An alternative of the concepts of words at..at+span-1, made of n words. */
static void
alt_add(struct asking *a, size_t at, size_t span, double quality, enum kind kind, const char *const *words, size_t n)
{
	size_t from = kind == SLIP ? SEARCH_WHOLES : 0, i, k;
	struct alt alt = { .quality = quality, .kind = kind, .n = n };
	struct buf meant;

	if (n == 0 || n > PARTS)
		return;
	buf_init(&meant, a->c->arena, PARTS * (SEARCH_WORD_MAX + 1));
	for (i = 0; i < n; i++) {
		int probe = whole(a, from, from + SEARCH_WHOLES, words[i]);

		if (probe < 0)
			return;
		alt.part[i] = (uint8_t)probe;
		(void)buf_printf(&meant, "%s%s", i ? " " : "", words[i]);
	}
	for (k = 0; k < span; k++) {
		struct concept *one = &a->list[a->of[at + k]];

		alt.meant = k ? "" : meant.s;
		if (one->n < ALTS && (k == 0 || a->of[at + k] != a->of[at]))
			one->alts[one->n++] = alt;
	}
}

/* A word and what begins with it. */
static void
own_add(struct asking *a, size_t at)
{
	struct concept *one = &a->list[a->of[at]];
	const char *word = a->words[at];
	size_t len = strlen(word);

	alt_add(a, at, 1, 1, OWN, &word, 1);
	if (a->t.n_begins < SEARCH_BEGINS && one->n < ALTS && !(search_number(word) && len < 2) && len > 0) {
		a->t.begins[a->t.n_begins] = word;
		a->t.ends[a->t.n_begins] = utf8_after(a->c->arena, word);
		one->alts[one->n++] = (struct alt){ len > 3 ? 1 : len == 3 ? 0.8 : 0.6, OWN, { (uint8_t)(2 * SEARCH_WHOLES + a->t.n_begins) }, 1, word };
		a->t.n_begins++;
	}
}

/* "k380" is "k 380" elsewhere, and a measure is a number and its unit. */
static void
apart_add(struct asking *a, size_t at)
{
	const char *word = a->words[at], *p, *parts[2];
	bool first = *word >= '0' && *word <= '9';

	for (p = word; *p != '\0' && (*p >= '0' && *p <= '9') == first; p++)
		;
	if (p == word || *p == '\0')
		return;
	parts[0] = arena_mem(a->c->arena, word, (size_t)(p - word));
	parts[1] = p;
	alt_add(a, at, 1, first ? 0.5 : 0.9, OWN, parts, 2);
}

static void
same_add(struct asking *a, size_t at, size_t n)
{
	struct synonym_found f = synonym_find(a->c, a->synonyms, a->words + at, n);
	size_t i, k;

	for (i = 0; i < f.n; i++) {
		for (k = 0; f.others[i][k]; k++)
			;
		alt_add(a, at, f.span, 0.8, SAME, f.others[i], k);
	}
	if (f.span > 1)
		same_add(a, at, 1);
}

/* Words that are written together elsewhere, and a code with blanks in it. */
static void
together_add(struct asking *a, size_t at)
{
	const char *two;
	size_t i;
	struct buf all;

	if (at + 1 < a->n_words) {
		two = arena_printf(a->c->arena, "%s%s", a->words[at], a->words[at + 1]);
		alt_add(a, at, 2, 0.9, OWN, &two, 1);
	}
	if (at > 0 || a->n_words < 3)
		return;
	buf_init(&all, a->c->arena, SEARCH_WORD_MAX);
	for (i = 0; i < a->n_words; i++)
		(void)buf_str(&all, a->words[i]);
	two = all.s;
	if (!all.full)
		alt_add(a, 0, a->n_words, 1, OWN, &two, 1);
}

static void
question(struct asking *a)
{
	struct arena *arena = a->c->arena;
	size_t i, k;
	bool strong = false;

	for (i = 0; i < a->n_words; i++) {
		for (k = 0; k < a->n && !str_eq(a->list[k].word, a->words[i]); k++)
			;
		a->of[i] = k;
		if (k < a->n)
			continue;
		a->list[a->n++] = (struct concept){ .word = a->words[i], .weak = search_weak(a->words[i]) };
		strong = strong || !a->list[k].weak;
		own_add(a, i);
	}
	for (i = 0; i < a->n; i++)
		a->list[i].weak = a->list[i].weak && strong;
	for (i = 0; i < a->n_words; i++) {
		const char *stem = search_near_fits(a->words[i]) ? stem_word(arena, a->words[i]) : a->words[i];

		apart_add(a, i);
		together_add(a, i);
		same_add(a, i, a->n_words - i);
		if (!str_eq(stem, a->words[i]) && strlen(stem) >= SEARCH_NEAR_SHORT)
			alt_add(a, i, 1, 0.6, OWN, &stem, 1);
	}
}

/* --- what the terms say --- */

/* How well a product has an alternative, 0 to 1. */
static double
alt_fit(const struct alt *alt, const struct search_hit *h)
{
	uint8_t least = 100;

	for (size_t i = 0; i < alt->n; i++)
		least = h->w[alt->part[i]] < least ? h->w[alt->part[i]] : least;
	return alt->quality * least / 100;
}

static double
fit(const struct concept *one, const struct search_hit *h)
{
	double best = 0, now;

	for (size_t i = 0; i < one->n; i++) {
		now = alt_fit(&one->alts[i], h);
		best = now > best ? now : best;
	}
	return best;
}

/* How many goods of those that were not read are known to have it. */
static size_t
unread(const struct asking *a, const struct concept *one)
{
	for (size_t i = 0; i < one->n; i++)
		if (one->alts[i].n == 1 && a->t.unread[one->alts[i].part[0]])
			return FEW;
	return 0;
}

/* How many have each concept. */
static void
count(struct asking *a)
{
	size_t i, k;

	for (k = 0; k < a->n; k++) {
		a->list[k].many = unread(a, &a->list[k]);
		for (i = 0; i < a->t.n_hits; i++)
			a->list[k].many += fit(&a->list[k], &a->t.hits[i]) > 0;
		a->list[k].known = a->list[k].many > 0;
	}
}

/* --- slips --- */

static void
slip_add(struct asking *a, size_t at, const struct near_asked *n, int most)
{
	size_t i;
	const char *parts[2] = { n->left, n->right };

	if (n->left && !search_stops(n->left) && !search_stops(n->right))
		alt_add(a, at, 1, 0.85, SLIP, parts, 2);
	for (i = 0; i < n->n && n->found[i].cost <= most; i++)
		alt_add(a, at, 1, 0.85 - n->found[i].cost * 0.02, SLIP, &n->found[i].word, 1);
}

/* Words that no product has may be slips of those that some have; so may those that one or two have, who may have slipped themselves. */
static void
slips(struct asking *a)
{
	size_t i;
	bool some = false;

	a->t.n_wholes = SEARCH_WHOLES;
	for (i = 0; i < a->n_words; i++) {
		struct near_asked one = { .word = a->words[i] };

		if (a->list[a->of[i]].many >= RARE || !search_near_fits(one.word))
			continue;
		search_near_find(a->c, &one, 1);
		slip_add(a, i, &one, a->list[a->of[i]].known ? HARDLY : INT32_MAX);
		some = some || one.n || one.left;
	}
	if (!some)
		return;
	search_terms_read(&a->t, SEARCH_WHOLES, CANDIDATES);
	count(a);
}

/* --- common words --- */

static bool
common(const struct asking *a, const struct concept *one)
{
	for (size_t i = 0; i < one->n; i++)
		for (size_t k = 0; k < one->alts[i].n; k++)
			if (a->t.capped[one->alts[i].part[k]])
				return true;
	return false;
}

/* The rarest concept of which all goods were seen. */
static const struct concept *
rarest(const struct asking *a)
{
	const struct concept *best = NULL;

	for (size_t k = 0; k < a->n; k++)
		if (a->list[k].known && !a->list[k].weak && !common(a, &a->list[k]) && (!best || a->list[k].many < best->many))
			best = &a->list[k];
	return best;
}

/* Asks about the common words once more for the goods that have the rare one. False: there are too many of them to be asked about. */
static bool
ask(struct asking *a, const struct concept *rare)
{
	const struct search_hit **list = arena_new_n(a->c->arena, a->t.n_hits, const struct search_hit *);
	size_t n = 0, i;

	for (i = 0; i < a->t.n_hits && n < CANDIDATES_MORE; i++)
		if (fit(rare, &a->t.hits[i]) > 0)
			list[n++] = &a->t.hits[i];
	return search_terms_ask(&a->t, list, n);
}

static size_t
commons(const struct asking *a)
{
	size_t n = 0, k;

	for (k = 0; k < a->n; k++)
		n += a->list[k].known && common(a, &a->list[k]);
	return n;
}

/* --- judging --- */

/* A rare word tells more than a common one. */
static double
telling(const struct concept *one)
{
	double weight = 1.6;

	if (one->weak)
		return 0.15;
	/* What no product has says nothing of any. */
	if (!one->known)
		return 0.5;
	for (size_t n = one->many; n > 1; n /= 2)
		weight -= 0.08;
	return weight;
}

#define FAIR 0.4	/* a fit that is as good as any for saying that a product has a word */
#define PART_OF_IT 0.3	/* what a product has at least of what was asked for, to be shown behind those that have all */

/* What each product is worth; how many fit enough, gathered in list. */
static size_t
judge(struct asking *a, struct search_hit **list)
{
	double all = 0, has, f;
	size_t n = 0, i, k;

	for (k = 0; k < a->n; k++) {
		a->list[k].weight = telling(&a->list[k]);
		all += a->list[k].weak ? 0 : a->list[k].weight;
	}
	for (i = 0; i < a->t.n_hits; i++) {
		struct search_hit *h = &a->t.hits[i];

		h->whole = true;
		for (k = 0, has = 0, h->score = 0; k < a->n; k++) {
			f = fit(&a->list[k], h);
			h->score += a->list[k].weight * f;
			if (a->list[k].weak)
				continue;
			h->whole = h->whole && f > 0;
			/* A beginning in a description is hardly any evidence. */
			has += a->list[k].weight * (f < FAIR ? f / FAIR : 1);
		}
		if (h->whole || (a->n > 1 && has >= PART_OF_IT * all)) {
			h->score *= has / (all > 0 ? all : 1);
			list[n++] = h;
		}
	}
	return n;
}

static int
best_first(const void *x, const void *y)
{
	const struct search_hit *a = *(struct search_hit *const *)x, *b = *(struct search_hit *const *)y;

	if (a->whole != b->whole)
		return a->whole ? -1 : 1;
	if (a->score < b->score || a->score > b->score)
		return a->score > b->score ? -1 : 1;
	return a->product > b->product ? -1 : 1;
}

static void
sort(struct search_hit **list, size_t n)
{
	if (n > 1)
		qsort(list, n, sizeof(struct search_hit *), best_first);
}

/* The same of a list whose first goods have all that was asked for: where enough of those are shown nobody gets to see the rest, which a common word brings a thousand of. Best first; *wholes: so many have all. */
static size_t
shown(struct asking *a, struct search_hit **list, size_t n, size_t *wholes)
{
	size_t at, most, some, is = 0;

	for (at = 0; at < n && list[at]->whole; at++)
		;
	*wholes = search_terms_shelf(&a->t, list, at);
	sort(list, *wholes);
	if (*wholes >= ENOUGH)
		return *wholes;
	for (most = at + PARTLY < n ? at + PARTLY : n; at < most; at += some) {
		if (is >= MOST_OF_THEM && list[*wholes + MOST_OF_THEM - 1]->score >= list[at]->score * search_terms_best(a->c))
			break;
		some = most - at < AT_ONCE ? most - at : AT_ONCE;
		memmove(list + *wholes + is, list + at, some * sizeof(struct search_hit *));
		is += search_terms_shelf(&a->t, list + *wholes + is, some);
		sort(list + *wholes, is);
	}
	return *wholes + is;
}

/* Judges all hits. How many are shown, into *list, best first; *wholes: so many have all that was asked for. */
static size_t
rank(struct asking *a, struct search_hit ***list, size_t *wholes)
{
	size_t n;

	*list = arena_new_n(a->c->arena, a->t.n_hits, struct search_hit *);
	n = judge(a, *list);
	sort(*list, n);
	return shown(a, *list, n < JUDGED ? n : JUDGED, wholes);
}

/* --- a few of each word --- */

/* Is there a product that has the word itself? */
static bool
owned(const struct asking *a, const struct concept *one)
{
	size_t i, k;

	for (i = 0; i < one->n; i++)
		if (one->alts[i].kind == OWN && one->alts[i].n == 1 && a->t.capped[one->alts[i].part[0]])
			return true;
	for (i = 0; i < one->n; i++)
		for (k = 0; one->alts[i].kind == OWN && k < a->t.n_hits; k++)
			if (alt_fit(&one->alts[i], &a->t.hits[k]) > 0)
				return true;
	return false;
}

/* How many have a common word, as far as they would have been looked at. */
static void
count_common(struct asking *a, struct concept *one)
{
	uint8_t probes[ALTS];
	size_t n = 0, i, k;

	for (i = 0; i < one->n; i++)
		if (one->alts[i].n == 1 && a->t.capped[one->alts[i].part[0]])
			probes[n++] = one->alts[i].part[0];
	one->many = (size_t)search_terms_many(&a->t, probes, n, CANDIDATES);
	for (i = 0; i < a->t.n_hits; i++) {
		for (k = 0; k < n && a->t.hits[i].w[probes[k]] == 0; k++)
			;
		one->many += k == n && fit(one, &a->t.hits[i]) > 0;
	}
}

/* How well goods that have not been read can have a common word. */
static double
fit_unread(const struct asking *a, const struct concept *one)
{
	double best = 0;
	size_t i, k;

	for (i = 0; i < one->n; i++) {
		const struct alt *alt = &one->alts[i];
		uint8_t least = 0;

		for (k = 0; k < alt->n && a->t.capped[alt->part[k]]; k++)
			least = k == 0 || a->t.least[alt->part[k]] < least ? a->t.least[alt->part[k]] : least;
		if (k == alt->n && alt->quality * least / 100 > best)
			best = alt->quality * least / 100;
	}
	return best;
}

/* What goods without the rare word, of which not all is known, are worth at the most. */
static double
worth_unread(struct asking *a, const struct concept *rare)
{
	double all = 0, has = 0, score = 0, f;
	size_t others = 0, k;

	for (k = 0; k < a->n; k++)
		others += &a->list[k] != rare && a->list[k].known;
	for (k = 0; k < a->n; k++) {
		const struct concept *one = &a->list[k];

		f = one == rare || !one->known ? 0 : others > 1 ? 1 : fit_unread(a, one);
		score += one->weight * f;
		if (one->weak)
			continue;
		all += one->weight;
		has += one->weight * (f < FAIR ? f / FAIR : 1);
	}
	if (all <= 0 || has < PART_OF_IT * all)
		return 0;
	return score * has / all * search_terms_best(a->c);
}

/* Is there a word that hardly any of the few that were read has, as long as they are so few? Its parts, written apart, may be common ones. */
static bool
unsure(const struct asking *a)
{
	size_t k, i, j;

	for (k = 0; k < a->n; k++)
		for (i = 0; a->list[k].many < RARE && i < a->list[k].n; i++)
			for (j = 0; j < a->list[k].alts[i].n; j++)
				if (a->t.capped[a->list[k].alts[i].part[j]])
					return true;
	return false;
}

/*
 * The list from the few that were read of each word: those of the rarest are all there and are asked about the others, so that whoever has all words is known. False: more has to be read, since there is no
 * such word, or goods that were not read could stand among those with a part of the words.
 */
static bool
few_do(struct asking *a, struct search_hit ***list, size_t *n, size_t *wholes)
{
	const struct concept *rare = rarest(a);
	size_t k;

	if (!rare)
		return false;
	for (k = 0; k < a->n; k++)
		if (a->list[k].known && common(a, &a->list[k]) && !owned(a, &a->list[k]))
			return false;
	if (!ask(a, rare))
		return false;
	for (k = 0; k < a->n; k++)
		if (a->list[k].known && common(a, &a->list[k]))
			count_common(a, &a->list[k]);
	*n = rank(a, list, wholes);
	return *wholes >= ENOUGH || (*n >= *wholes + MOST_OF_THEM && (*list)[*wholes + MOST_OF_THEM - 1]->score > worth_unread(a, rare));
}

/* --- what was meant --- */

/* The alternative that stands for a concept whose own words no product has; NULL: it has them, or nothing does. */
static const struct alt *
stands_for(const struct asking *a, const struct concept *one)
{
	const struct alt *best = NULL;
	double most = 0, value = 0, now;
	size_t i, k;

	if (owned(a, one))
		return NULL;
	for (i = 0; i < one->n; i++) {
		double sum = 0;

		for (k = 0; k < a->t.n_hits; k++)
			sum += alt_fit(&one->alts[i], &a->t.hits[k]);
		/* Quality first; of like ones that which is spelt nearly so, else the first, since groups of words begin with the usual one, unless another is much commoner here. */
		now = one->alts[i].quality + (one->alts[i].kind == SAME && search_near_cost(one->word, one->alts[i].meant, 13) <= 13 ? 0.1 : 0);
		if (sum > 0 && (!best || now > value + 0.001 || (now > value - 0.001 && sum > 4 * most))) {
			value = now;
			most = sum;
			best = &one->alts[i];
		}
	}
	return best;
}

static const char *
meant(struct asking *a, char *out, size_t size)
{
	bool other = false;
	size_t i, len = 0;

	for (i = 0; i < a->n_words; i++) {
		const struct alt *alt = stands_for(a, &a->list[a->of[i]]);
		const char *word = alt ? alt->meant : a->words[i];

		other = other || alt;
		if (*word && len + strlen(word) + 2 < size)
			len += (size_t)snprintf(out + len, size - len, "%s%s", len ? " " : "", word);
	}
	return other ? out : NULL;
}

/* --- all of it --- */

#define MEANT_MAX 700

/* All that is shown, best first; how many. */
static size_t
goods(struct asking *a, struct search_hit ***list, size_t *wholes)
{
	bool few = a->n > 1;
	const struct concept *rare;
	size_t n, i;

	if (few)
		search_terms_read_rare(&a->t, FEW);
	else
		search_terms_read(&a->t, 0, CANDIDATES);
	count(a);
	if (few && unsure(a)) {
		few = false;
		search_terms_read(&a->t, 0, CANDIDATES);
		count(a);
	}
	for (i = 0; i < a->n && a->list[i].many >= RARE; i++)
		;
	if (i < a->n)
		slips(a);
	if (few && commons(a) > 0) {
		if (few_do(a, list, &n, wholes))
			return n;
		search_terms_read(&a->t, 0, CANDIDATES);
		count(a);
	}
	if (a->n > 1 && commons(a) > 0) {
		rare = rarest(a);
		if (rare)
			(void)ask(a, rare);
		else
			search_terms_read(&a->t, 0, CANDIDATES_MORE);
	}
	return rank(a, list, wholes);
}

/* Into *f, with room in ids and text. */
static void
find(struct asking *a, struct search_found *f, int64_t *ids, char *text)
{
	struct search_hit **list;
	size_t n, i;

	question(a);
	n = goods(a, &list, &f->n_whole);
	i = f->n_whole;
	n = i >= ENOUGH ? i : i + MOST_OF_THEM < n ? i + MOST_OF_THEM : n;
	n = n < (size_t)a->limit ? n : (size_t)a->limit;
	f->n_whole = f->n_whole < n ? f->n_whole : n;
	for (i = 0; i < n; i++)
		ids[i] = list[i]->product;
	f->n = n;
	f->meant = n ? meant(a, text, MEANT_MAX) : NULL;
}

/* What is kept is short: the room belongs to many questions. */
static const struct search_found *
keep(struct ctx *c, const char *key, const struct search_found *found, const int64_t *ids, const char *text)
{
	struct arena *before = memo_enter(c, MEMO_CATALOG);
	struct search_found *f = arena_new(c->arena, struct search_found);

	*f = *found;
	f->ids = memcpy(arena_new_n(c->arena, f->n + 1, int64_t), ids, f->n * sizeof(*ids));
	f->meant = f->meant ? arena_str(c->arena, text) : NULL;
	memo_put(c, MEMO_CATALOG, key, f);
	memo_leave(c, before);
	return f;
}

const struct search_found *
search_find(struct ctx *c, const char *text, int limit)
{
	const char *words[CONCEPTS];
	struct search_found f = { 0 };
	const struct search_found *kept;
	int64_t ids[SEARCH_MOST];
	char meant_text[MEANT_MAX];
	struct arena_mark mark;
	struct asking *a;
	struct buf key;
	size_t n, i;

	n = asked(c->arena, text ? text : "", words);
	if (n == 0 || limit < 1)
		return arena_new(c->arena, struct search_found);
	limit = limit < SEARCH_MOST ? limit : SEARCH_MOST;
	buf_init(&key, c->arena, 2000);
	(void)buf_printf(&key, "find.%d", limit);
	for (i = 0; i < n; i++)
		(void)buf_printf(&key, " %s", words[i]);
	kept = memo_find(c, MEMO_CATALOG, key.s);
	if (kept)
		return kept;
	mark = arena_mark(c->arena);
	a = arena_new(c->arena, struct asking);
	*a = (struct asking){ .c = c, .t.c = c, .synonyms = synonym_all(c), .limit = limit, .n_words = n };
	memcpy(a->words, words, n * sizeof(*words));
	find(a, &f, ids, meant_text);
	arena_back(c->arena, mark);
	return keep(c, key.s, &f, ids, meant_text);
}

int64_t *
search(struct ctx *c, const char *text, int limit, size_t *n)
{
	const struct search_found *f = search_find(c, text, limit);
	int64_t *ids = arena_new_n(c->arena, f->n, int64_t);

	*n = f->n;
	if (f->n)
		memcpy(ids, f->ids, f->n * sizeof(*ids));
	return ids;
}

bool
search_fits(struct ctx *c, const char *text, const char *in)
{
	const char *words[CONCEPTS], *there[32];
	size_t n = asked(c->arena, text ? text : "", words), m = search_words(c->arena, in, there, ARRAY_LEN(there)), i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < m && !str_starts(there[k], words[i]); k++)
			;
		if (k == m)
			return false;
	}
	return n > 0;
}
