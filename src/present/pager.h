/* Page numbers below a list: first, last and the ones around where one is, as real links. Template piece: include/pager.tpl. */
#ifndef PRESENT_PAGER_H
#define PRESENT_PAGER_H

#include "view/view.h"

struct pager {
	int64_t page, last;	/* where one is; the last page, at least 1 */
	int64_t at;		/* the number whose link is wanted now */
	bool gap;		/* numbers are left out before it */
};

/* for (pager_start(&p, page, total, per_page); pager_next(&p);) present_page_link(v, &p, address of p.at); Nothing when one page holds all. */
void pager_start(struct pager *, int64_t page, int64_t total, int64_t per_page);
bool pager_next(struct pager *);
/* Adds a number to section PAGER (rows PAGE_LINK: PAGE_NO, PAGE_URL, sections PAGE_ON, PAGE_OTHER, PAGE_GAP). */
void present_page_link(struct view *, const struct pager *, const char *url);

#endif
