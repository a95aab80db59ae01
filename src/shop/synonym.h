/*
 * Words that shoppers use for the same thing ("jilbab, hijab, kerudung"; "segi4, segi empat"): groups that the owner edits, taken by the search. Each group is a line of words or short phrases parted by
 * commas; whoever types one finds the others, too. A new shop comes with a list of our own (migration).
 */
#ifndef SHOP_SYNONYM_H
#define SHOP_SYNONYM_H

#include "base/ctx.h"

#define SYNONYM_WORDS_MAX 12	/* of one group */
#define SYNONYM_PHRASE_MAX 4	/* words of a phrase */
#define SYNONYM_BYTES_MAX 400
#define SYNONYMS_MAX 3000

struct synonym { int64_t id, version; const char *words; };	/* words: "jilbab, hijab, kerudung", as typed, parted by ", " */

/* Those that hold a word beginning with one of q's (q NULL or "": all) in the order of their words, from place `from` on, at most `most`; *n how many, *total over all. */
struct synonym *synonym_list(struct ctx *, const char *q, size_t from, size_t most, size_t *n, size_t *total);
struct synonym *synonym_get(struct ctx *, int64_t id);	/* NULL: none */
/*
 * *id 0: a new group. FEW: less than two different words; LONG: more than SYNONYM_WORDS_MAX, a phrase of more than SYNONYM_PHRASE_MAX words or more than SYNONYM_BYTES_MAX; CONFLICT: somebody has
 * saved since `version`; FULL: there are SYNONYMS_MAX. Inside a write.
 */
enum synonym_put { SYNONYM_OK, SYNONYM_FEW, SYNONYM_LONG, SYNONYM_GONE, SYNONYM_CONFLICT, SYNONYM_FULL };
MUST_USE enum synonym_put synonym_put(struct ctx *, int64_t *id, int64_t version, const char *words);
MUST_USE enum synonym_put synonym_drop(struct ctx *, int64_t id);
/* One tap: `word` is meant as `same`. Added to a group that has `same` and room, or a new group. Already so: OK. */
MUST_USE enum synonym_put synonym_add(struct ctx *, const char *word, const char *same);

/* ---- for the search ---- */
struct synonym_found {
	size_t span;			/* words of the query that are meant, the longest phrase; 0: nothing known */
	const char *const **others;	/* each a phrase: words (as search_word gives them) ended by NULL */
	size_t n;
};
/* All of them, for one question. */
const struct synonyms *synonym_all(struct ctx *);
/* What is known of the words that begin at words[0]. */
struct synonym_found synonym_find(struct ctx *, const struct synonyms *, const char *const *words, size_t n);

#endif
