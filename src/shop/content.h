/* Pages of text: about, how to order, questions, returns, privacy. Body: plain text; "## " a heading, "- " a list item, blank line a paragraph. */
#ifndef SHOP_CONTENT_H
#define SHOP_CONTENT_H

#include "base/ctx.h"

struct page { int64_t id, version, position; const char *slug, *title, *body; bool active; };
struct page *page_get(struct ctx *, int64_t id);	/* in c->lang, falls back to id */
struct page **page_list(struct ctx *, bool all, size_t *n);
/* Texts of one language without fallback, for the edit form; NULL when that language has none. */
struct page_texts { const char *title, *body; };
struct page_texts *page_texts(struct ctx *, int64_t id, const char *lang);
enum page_put { PAGE_OK, PAGE_GONE, PAGE_CONFLICT, PAGE_SLUG_TAKEN };
MUST_USE enum page_put page_put(struct ctx *, int64_t *id, int64_t version, const char *slug, const char *title[2], const char *body[2], int64_t position, bool active);

/* The body in blocks, for templates. */
enum block { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_ITEM };
struct page_block { enum block kind; const char *text; };
struct page_block *page_blocks(struct ctx *, const char *body, size_t *n);

#endif
