/* Pages of text that the owner writes: about us, how to order, questions, returns, privacy. */
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/prose.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/content.h"
#include "shop/setting.h"

static void
others(struct ctx *c, struct view *v, int64_t here)
{
	size_t n, i;
	struct page **pages = page_list(c, false, &n);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "OTHER");

		view_text(row, "OTHER_URL", url_page(c, pages[i]->slug));
		view_text(row, "OTHER_TITLE", pages[i]->title);
		view_flag(row, "OTHER_ON", pages[i]->id == here);
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *now = NULL;
	int64_t id = 0;
	struct page *p;
	struct view *v;

	switch (slug_find(c, "page", r->arg[0], &id, &now)) {
	case SLUG_MOVED:
		reply_moved(r, url_page(c, now));
		return;
	case SLUG_NONE:
		reply_not_found(r);
		return;
	case SLUG_FOUND:
		break;
	}
	p = page_get(c, id);
	if (!p || !p->active) {
		reply_not_found(r);
		return;
	}
	v = shell_page(r, "storefront/info", "", arena_printf(c->arena, "%s · %s", p->title, shop_get(c)->name));
	etag_add(r, "page", p->version);
	if (etag_fresh(r))
		return;
	view_text(v, "PAGE_TITLE", p->title);
	present_prose(c, v, p->body);
	others(c, v, p->id);
	shell_meta(v, r, url_page(c, p->slug), present_prose_first(c, p->body), NULL);
}

static const struct route routes[] = {
	{ "GET", "/info/{slug}", show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
