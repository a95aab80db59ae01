/*
 * Lists of goods: everything, or one category with what is below it. Sorting, the filter and the pages are plain links and a plain GET form, so each view of a list has an
 * address of its own; search engines are pointed to the unsorted one.
 */
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
#include "shop/setting.h"

#define PER_PAGE 24

/* Words of ?sort= in the order of the sheet; "" is the owner's own order. */
static const struct { const char *word; enum sort sort; const char *message; } sorts[] = {
	{ "", SORT_HAND, "sort.hand" },
	{ "best", SORT_BEST, "sort.best" },
	{ "new", SORT_NEW, "sort.new" },
	{ "cheap", SORT_CHEAP, "sort.cheap" },
	{ "dear", SORT_DEAR, "sort.dear" },
};

struct list {
	const struct category *category;	/* NULL: all goods */
	const char *path;			/* without query */
	size_t sort;				/* index in sorts */
	bool in_stock;
	int64_t page, total;
	struct card **cards;
	size_t n;
};

static size_t
sort_asked(const struct request *r)
{
	const char *word = request_query(r, "sort");
	size_t i;

	for (i = 1; word && i < ARRAY_LEN(sorts); i++)
		if (str_eq(word, sorts[i].word))
			return i;
	return 0;
}

/* The list's address with another sort or filter; page 1 has no ?page=. */
static const char *
address(struct ctx *c, const struct list *l, size_t sort, bool in_stock, int64_t page)
{
	const char *url = l->path;

	if (sort > 0)
		url = url_with(c, url, "sort", sorts[sort].word);
	if (in_stock)
		url = url_with(c, url, "stock", "1");
	if (page > 1)
		url = url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page));
	return url;
}

static void
tools(struct ctx *c, struct view *v, const struct list *l)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(sorts); i++) {
		struct view *row = view_row(v, "SORT");
		const char *text = i18n(c->arena, c->lang, sorts[i].message, NULL);

		view_text(row, "SORT_URL", address(c, l, i, l->in_stock, 1));
		view_text(row, "SORT_NAME", text);
		view_flag(row, "SORT_ON", i == l->sort);
		if (i == l->sort)
			view_text(v, "SORT_NOW", text);
	}
	if (l->sort > 0)
		view_text(view_row(v, "SORTED"), "SORT_WORD", sorts[l->sort].word);
	view_text(v, "LIST_URL", l->path);
	view_flag(v, "IN_STOCK", l->in_stock);
	view_text(v, "ALL_STOCK_URL", address(c, l, l->sort, false, 1));
}

/* What is directly below this category; from the top, for all goods. Also the whole tree for the side column. */
static void
branches(struct ctx *c, struct view *v, const struct list *l)
{
	size_t n, i;
	struct category **tree = catalog_tree(c, false, &n);
	struct view *subs = NULL;

	for (i = 0; i < n; i++) {
		struct view *row;

		if (tree[i]->products == 0)
			continue;
		row = view_row(v, "BRANCH");
		view_text(row, "BRANCH_URL", url_category(c, tree[i]->slug));
		view_text(row, "BRANCH_NAME", tree[i]->name);
		view_int(row, "BRANCH_COUNT", tree[i]->products);
		view_flag(row, "BRANCH_ON", l->category && l->category->id == tree[i]->id);
		view_flag(row, "BRANCH_LOW", tree[i]->depth > 0);
		if (tree[i]->parent != (l->category ? l->category->id : 0))
			continue;
		if (!subs)
			subs = view_row(v, "SUBS");
		row = view_row(subs, "SUB");
		view_text(row, "SUB_URL", url_category(c, tree[i]->slug));
		view_text(row, "SUB_NAME", tree[i]->name);
		view_int(row, "SUB_COUNT", tree[i]->products);
	}
	view_flag(v, "ALL_ON", !l->category);
}

static void
crumbs(struct ctx *c, struct view *v, const struct list *l)
{
	size_t n, i;
	struct category **path;

	if (!l->category)
		return;
	path = catalog_path(c, l->category->id, &n);
	for (i = 0; i + 1 < n; i++) {
		struct view *row = view_row(v, "CRUMB");

		view_text(row, "CRUMB_URL", url_category(c, path[i]->slug));
		view_text(row, "CRUMB_NAME", path[i]->name);
	}
}

static void
pages(struct ctx *c, struct view *v, const struct list *l)
{
	struct pager p;

	for (pager_start(&p, l->page, l->total, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, address(c, l, l->sort, l->in_stock, p.at));
	if (l->page < p.last) {
		struct view *more = view_row(v, "MORE");

		view_text(more, "MORE_URL", address(c, l, l->sort, l->in_stock, l->page + 1));
		view_int(more, "MORE_COUNT", l->total - l->page * PER_PAGE);
	}
}

static void
fill(struct request *r, struct view *v, struct list *l)
{
	struct ctx *c = r->c;
	const struct category *k = l->category;
	const char *about = k ? k->description : NULL;
	const char *canonical = address(c, l, 0, false, l->page);

	view_text(v, "LIST_TITLE", k ? k->name : i18n(c->arena, c->lang, "goods.all", NULL));
	view_text(v, "COUNT", money_digits(c->arena, l->total));
	view_flag(v, "HAS_GOODS", l->total > 0);
	view_flag(v, "HAS_ABOUT", !str_empty(about));
	view_text(v, "ABOUT", about);
	view_text(v, "HERE", address(c, l, l->sort, l->in_stock, l->page));
	crumbs(c, v, l);
	branches(c, v, l);
	tools(c, v, l);
	present_cards(c, v, l->cards, l->n, 4);
	pages(c, v, l);
	view_flag(v, "EMPTY", l->total == 0 && !l->in_stock);
	view_flag(v, "EMPTY_STOCK", l->total == 0 && l->in_stock);
	view_flag(v, "ELSEWHERE", k != NULL);
	view_text(v, "RAK_SRC", url_static(c, "img/rak-kosong.svg"));
	shell_meta(v, r, canonical, about, l->n > 0 ? present_og_image(c, &l->cards[0]->picture) : NULL);
}

static void
show(struct request *r, const struct category *k)
{
	struct ctx *c = r->c;
	struct list l = { .category = k, .sort = sort_asked(r), .in_stock = str_eq(request_query(r, "stock"), "1"),
	    .page = request_page(r) };
	struct list_query q = { k ? k->id : 0, sorts[l.sort].sort, l.in_stock, l.page, PER_PAGE };
	const char *name = k ? k->name : i18n(c->arena, c->lang, "goods.all", NULL);
	struct view *v;

	v = shell_page(r, "storefront/category", "category", arena_printf(c->arena, "%s · %s", name, shop_get(c)->name));
	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	l.path = k ? url_category(c, k->slug) : url_products(c);
	l.cards = catalog_list(c, &q, &l.n, &l.total);
	if (l.page > 1 && l.n == 0) {
		reply_not_found(r);
		return;
	}
	fill(r, v, &l);
}

static void
all(struct request *r)
{
	show(r, NULL);
}

static void
category(struct request *r)
{
	struct ctx *c = r->c;
	const char *now = NULL;
	int64_t id = 0;
	struct category *k;

	switch (slug_find(c, "category", r->arg[0], &id, &now)) {
	case SLUG_MOVED:
		reply_moved(r, url_category(c, now));
		return;
	case SLUG_NONE:
		reply_not_found(r);
		return;
	case SLUG_FOUND:
		break;
	}
	k = catalog_category(c, id);
	if (!k || !k->active) {
		reply_not_found(r);
		return;
	}
	show(r, k);
}

static const struct route routes[] = {
	{ "GET", "/products", all, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/category/{slug}", category, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
