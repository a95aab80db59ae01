/* Free words on goods ("pedas", "oleh-oleh"): each is one row whatever its case and however its blanks are, with a name in both languages and a page of its goods. */
#ifndef SHOP_TAG_H
#define SHOP_TAG_H

#include "shop/catalog.h"

#define TAGS_MOST 5000	/* of one shop */
#define TAG_NAME_MAX 40	/* code points */

struct tag {
	int64_t id, version;
	int64_t products;	/* that are on sale */
	const char *slug, *name, *name_id, *name_en;	/* name: in the ctx's language; name_en "" when it is the same word */
};
struct tag *tag_get(struct ctx *, int64_t id);
/* By name, or (often) those with the most goods first. word: part of a name, "" for all. */
struct tag **tag_list(struct ctx *, const char *word, bool often, int64_t offset, int limit, size_t *n, int64_t *total);
/* The tag of that name, whatever its case; 0: there is none. */
int64_t tag_find(struct ctx *, const char *name);
/* The tag of that name, made when there is none. 0: the name is empty or too long, or the shop has TAGS_MOST already. */
int64_t tag_named(struct ctx *, const char *name);
/* "pedas, Oleh-oleh, pedas" → ids, each once, at most PRODUCT_TAGS_MOST. NULL: names that can't be; *bad is the first of them ("": there are too many). Also by | and ; and line breaks. */
int64_t *tag_read(struct ctx *, const char *text, size_t *n, const char **bad);

struct tag_edit { const char *name[2], *slug; };
enum tag_put { TAG_OK, TAG_GONE, TAG_CONFLICT, TAG_NAME_TAKEN, TAG_SLUG_TAKEN, TAG_FULL };
MUST_USE enum tag_put tag_put(struct ctx *, int64_t *id, int64_t version, const struct tag_edit *);
enum tag_end { TAG_END_OK, TAG_END_GONE, TAG_END_USED, TAG_END_SAME };
/* Goods that bear one bear the other one from now on, its address leads there, conditions of collections name that one. */
MUST_USE enum tag_end tag_merge(struct ctx *, int64_t from, int64_t to);
MUST_USE enum tag_end tag_drop(struct ctx *, int64_t id);

#endif
