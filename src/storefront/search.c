/* Searching the goods. Kept out of search engines; an empty result offers another word and the categories. */
#include "shop/search.h"

#include "base/i18n.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/listing.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/search_redirect.h"

#define RESULTS (10 * LISTING_PER_PAGE)
#define BEST 8	/* best sellers where nothing was found */

static const char *
query(struct request *r)
{
	const char *q = request_query(r, "q");

	return q && strlen(q) <= 400 ? str_trim(r->c->arena, q) : "";
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

/* What was asked, and how it is narrowed. */
static const struct search_found *
listing(struct request *r, struct listing *l, const char *q)
{
	const struct search_found *found = search_find(r->c, q, RESULTS);

	listing_read_hits(r, l, url_search_path(r->c), q, found->ids, found->n);
	return found;
}

static void
results(struct request *r, struct view *v, const char *q, struct listing *l, const struct search_found *found)
{
	struct ctx *c = r->c;
	size_t n;
	struct card **best;
	const struct list_query most = { .sort = SORT_BEST, .in_stock = true, .page = 1, .per_page = BEST };
	int64_t total;

	if (*q && !listing_narrowed(l))
		reply_header(r, "X-Search-Hits", arena_printf(c->arena, "%zu", found->n_whole));	/* goods with all that was asked for, for the log of searches (conf/nginx/http.conf.in) */
	view_flag(v, "NOTHING", *q && l->filter.n_hits == 0);
	view_flag(v, "FOUND", l->filter.n_hits > 0);
	if (l->filter.n_hits > 0) {
		view_text(v, "MEANT", found->meant ? found->meant : "");
		view_flag(v, "OTHERWISE", found->meant != NULL);
		view_flag(v, "NEARLY", found->n_whole == 0);
		listing_find(c, l);
		listing_fill(c, v, l);
		return;
	}
	ways_on(c, v);
	best = catalog_list(c, &most, &n, &total);
	view_text(v, "HERE", url_search(c, q));
	if (n > 0)
		present_cards(c, view_row(v, "BEST"), best, n, 0);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *q = query(r), *lead = *q ? search_redirect_find(c, q) : NULL;
	const char *title = *q ? i18n(c->arena, c->lang, "search.title", q, NULL) : i18n(c->arena, c->lang, "search.ask", NULL);
	const struct search_found *found;
	struct view *v;
	struct listing l;

	/* To where that page is now; when it is no more, the word is one like others. */
	lead = lead ? catalog_page_now(c, lead) : NULL;
	if (lead) {
		reply_see_other(r, url_in(c, lead, c->lang));
		return;
	}
	v = shell_page(r, "storefront/search", "", title);
	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	found = listing(r, &l, q);
	if (listing_elsewhere(r, &l))
		return;
	shell_query(v, c, q);
	if (*q)
		shell_here(v, c, listing_url(c, &l, l.page));
	view_text(v, "SEARCH_TITLE", title);
	view_flag(v, "ASKING", !*q);
	results(r, v, q, &l, found);
}

static void
count(struct request *r)
{
	struct listing l;

	(void)listing(r, &l, query(r));
	listing_reply_count(r, &l);
}

static const struct route routes[] = {
	{ "GET", "/search", show, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "GET", "/search/count", count, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ 0 }
};
ROUTES(routes);
