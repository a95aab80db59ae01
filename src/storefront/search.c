/* Searching the goods. Kept out of search engines; an empty result offers another word and the categories. */
#include "shop/search.h"

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/catalog.h"

#define PER_PAGE 24
#define RESULTS (10 * PER_PAGE)

static const char *
query(struct request *r)
{
	const char *q = request_query(r, "q");

	return q && strlen(q) <= 400 ? str_trim(r->c->arena, q) : "";
}

static const char *
page_url(struct ctx *c, const char *q, int64_t page)
{
	const char *url = url_search(c, q);

	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

/* Ways on for somebody who found nothing, or has not asked yet. */
static void
ways_on(struct ctx *c, struct view *v)
{
	size_t n, i;
	struct category **tree = catalog_tree(c, false, &n);

	for (i = 0; i < n; i++) {
		struct view *row;

		if (tree[i]->products == 0)
			continue;
		row = view_row(v, "WAY");
		view_text(row, "WAY_URL", url_category(c, tree[i]->slug));
		view_text(row, "WAY_NAME", tree[i]->name);
	}
	view_text(v, "CARI_SRC", url_static(c, "img/cari-kosong.svg"));
}

static void
results(struct ctx *c, struct view *v, const char *q, int64_t page)
{
	size_t total, n, from = (size_t)(page - 1) * PER_PAGE, here;
	int64_t *ids = search(c, q, RESULTS, &total);
	struct card **cards;
	struct pager p;

	view_text(v, "COUNT", money_digits(c->arena, (int64_t)total));
	view_flag(v, "NOTHING", *q && total == 0);
	view_flag(v, "FOUND", total > 0);
	if (total == 0) {
		ways_on(c, v);
		return;
	}
	from = from < total ? from : 0;
	here = total - from < PER_PAGE ? total - from : PER_PAGE;
	cards = catalog_cards(c, ids + from, here, &n);
	view_text(v, "HERE", page_url(c, q, page));
	present_cards(c, v, cards, n, 4);
	for (pager_start(&p, page, (int64_t)total, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, page_url(c, q, p.at));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *q = query(r);
	const char *title = *q ? i18n(c->arena, c->lang, "search.title", q, NULL) : i18n(c->arena, c->lang, "search.ask", NULL);
	struct view *v = shell_page(r, "storefront/search", "", title);

	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	view_text(view_outer(v), "QUERY", q);
	view_text(v, "SEARCH_TITLE", title);
	view_flag(v, "ASKING", !*q);
	results(c, v, q, request_page(r));
}

static const struct route routes[] = {
	{ "GET", "/search", show, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ 0 }
};
ROUTES(routes);
