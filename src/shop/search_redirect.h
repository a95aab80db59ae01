/* Words of the search that lead to a page of the shop: "grosir" to the page about wholesale. The whole text that was typed has to fit, whatever its case, marks and spaces. */
#ifndef SHOP_SEARCH_REDIRECT_H
#define SHOP_SEARCH_REDIRECT_H

#include "base/ctx.h"

#define SEARCH_TERM_MAX 60	/* code points */
#define SEARCH_REDIRECTS_MAX 500
#define SEARCH_PATH_MAX 300	/* bytes */

struct search_redirect { int64_t id, version; const char *term, *path; };	/* path without language: url_in() gives that of a page */

/* What was typed in one spelling: lower case, no marks, words parted by one blank. "" for no words; at most SEARCH_TERM_MAX code points. */
const char *search_term(struct arena *, const char *typed);
/*
 * The path of an address in the shop as an owner types or pastes it, with its origin (one of conf->origins) or without, in any language. NULL: somebody else's address, or no page that a search may lead to
 * (the admin panel, another search, a cart, an order).
 */
const char *search_redirect_path(struct ctx *, const char *address);

struct search_redirect *search_redirect_list(struct ctx *, size_t *n);	/* by term */
struct search_redirect *search_redirect_get(struct ctx *, int64_t id);	/* NULL: none */
/* *id 0: a new one. WORDS: no word in the term; TAKEN: the term has one already; PATH: search_redirect_path() refuses it. Inside a write. */
enum search_redirect_put { SEARCH_REDIRECT_OK, SEARCH_REDIRECT_WORDS, SEARCH_REDIRECT_PATH, SEARCH_REDIRECT_TAKEN, SEARCH_REDIRECT_CONFLICT, SEARCH_REDIRECT_GONE, SEARCH_REDIRECT_FULL };
MUST_USE enum search_redirect_put search_redirect_put(struct ctx *, int64_t *id, int64_t version, const char *typed, const char *address);
MUST_USE enum search_redirect_put search_redirect_drop(struct ctx *, int64_t id);

/* Does a word lead to this path? */
bool search_redirect_leads(struct ctx *, const char *path);
/* Words that lead to the one path lead to the other from now on: its page is no more. */
void search_redirect_moved(struct ctx *, const char *from, const char *to);

/* Where this search leads, or NULL: the path as it was when it was written (catalog_page_now() follows it). Kept in memory: no statement. */
const char *search_redirect_find(struct ctx *, const char *typed);

#endif
