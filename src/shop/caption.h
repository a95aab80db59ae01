/*
 * The words of posts: variables such as {nama} and {harga} that are filled with goods and prices, the wordings that the owner keeps as templates, and the hashtags that every post begins with. Texts are
 * in the shop's first language, Indonesian, whoever writes them.
 */
#ifndef SHOP_CAPTION_H
#define SHOP_CAPTION_H

#include "shop/catalog.h"

#define CAPTION_BODY_MAX 5000		/* code points */
#define CAPTION_HASHTAGS_MAX 500
#define CAPTION_NAME_MAX 60

/* The variables, "nama", "harga" …, written {nama}; what each means is the message "caption.var.<name>". Ends with NULL. */
extern const char *const caption_vars[];
/* NULL: the text can be used. Else message.bad.unknown or message.bad.brace; *word: what is wrong. */
const char *caption_fault(struct ctx *, const char *text, const char **word);

struct caption_facts {
	struct card **goods;	/* what the post is about, in order */
	size_t n;
	const char *link;	/* absolute */
	const char *code;	/* to be said when ordering, "" none */
};
/* The goods with these ids as captions name them: in Indonesian, those that are not on sale left out. */
struct card **caption_goods(struct ctx *, const int64_t *ids, size_t n_ids, size_t *n);
/* One variable's value, "" when it has nothing to say. */
const char *caption_value(struct ctx *, const struct caption_facts *, const char *name);
/* The body with its variables filled and the hashtags below it, as it will stand there. */
const char *caption_text(struct ctx *, const char *body, const char *hashtags, const struct caption_facts *);
/* Hashtags as networks take them: a # before each word, one blank between, none twice. */
const char *caption_hashtags(struct ctx *, const char *typed);

/* --- templates --- */

/* id 0: the built-in one, which nobody can change. */
struct caption { int64_t id, version; const char *name, *body, *hashtags; };
#define CAPTIONS_MAX 50
/* The built-in one first, the owner's by name. */
struct caption *caption_list(struct ctx *, size_t *n);
struct caption *caption_get(struct ctx *, int64_t id);	/* NULL: none */
/* *id 0: a new one. CONFLICT: somebody has saved since `version`; FULL: there are CAPTIONS_MAX. */
enum caption_put { CAPTION_OK, CAPTION_GONE, CAPTION_CONFLICT, CAPTION_FULL };
MUST_USE enum caption_put caption_put(struct ctx *, int64_t *id, int64_t version, const char *name, const char *body, const char *hashtags);
MUST_USE enum caption_put caption_drop(struct ctx *, int64_t id);
/* Hashtags that a post begins with where its template has none. */
const char *caption_shop_hashtags(struct ctx *);
void caption_shop_hashtags_put(struct ctx *, const char *hashtags);

#endif
