/* Which page numbers are worth a link: the first, the last, and two on each side of the current one. */
#include "present/pager.h"

#define AROUND 2

void
pager_start(struct pager *p, int64_t page, int64_t total, int64_t per_page)
{
	p->page = page;
	p->last = total > 0 ? (total + per_page - 1) / per_page : 1;
	p->at = 0;
	p->gap = false;
}

bool
pager_next(struct pager *p)
{
	int64_t from = p->at;

	if (p->last <= 1)
		return false;
	do
		p->at++;
	while (p->at > 1 && p->at < p->last && (p->at < p->page - AROUND || p->at > p->page + AROUND));
	p->gap = p->at > from + 1;
	return p->at <= p->last;
}

void
present_page_link(struct view *v, const struct pager *p, const char *url)
{
	struct view *row;

	view_flag(v, "PAGER", true);
	row = view_row(v, "PAGE_LINK");
	view_int(row, "PAGE_NO", p->at);
	view_text(row, "PAGE_URL", url);
	view_flag(row, "PAGE_ON", p->at == p->page);
	view_flag(row, "PAGE_OTHER", p->at != p->page);
	view_flag(row, "PAGE_GAP", p->gap);
}
