/*
 * Lists of goods: everything, or one category with what is below it. Sorting, the filter and the pages are plain links and a plain GET form, so each view of a list has an
 * address of its own; search engines are pointed to the unsorted one.
 */
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
#include "shop/setting.h"

struct list {
	const struct category *category;	/* NULL: all goods */
	struct listing l;
};

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
fill(struct request *r, struct view *v, struct list *l)
{
	struct ctx *c = r->c;
	const struct category *k = l->category;
	const char *about = k ? k->description : NULL;

	view_text(v, "LIST_TITLE", k ? k->name : i18n(c->arena, c->lang, "goods.all", NULL));
	view_flag(v, "HAS_ABOUT", !str_empty(about));
	view_text(v, "ABOUT", about);
	crumbs(c, v, l);
	branches(c, v, l);
	listing_fill(c, v, &l->l);
	view_flag(v, "EMPTY", l->l.total == 0 && !listing_narrowed(&l->l));
	view_flag(v, "ELSEWHERE", k != NULL);
	view_text(v, "ADMIN_GOODS_URL", url_admin(c, "/goods"));
	view_text(v, "RAK_SRC", url_static(c, "img/rak-kosong.svg"));
	listing_head(r, v, &l->l, str_empty(about) ? shell_about(c, k ? k->name : i18n(c->arena, c->lang, "goods.all", NULL)) : about, l->l.n > 0 ? present_og_image(c, &l->l.cards[0]->picture) : NULL);
}

static void
show(struct request *r, const struct category *k)
{
	struct ctx *c = r->c;
	struct list l = { .category = k };
	const char *name = k ? k->name : i18n(c->arena, c->lang, "goods.all", NULL);
	struct view *v;

	v = shell_page(r, "storefront/category", "category", arena_printf(c->arena, "%s · %s", name, shop_get(c)->name));
	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	listing_read_shelf(r, &l.l, k ? url_category(c, k->slug) : url_products(c), k ? k->id : SHELF_ALL);
	if (listing_elsewhere(r, &l.l))
		return;
	listing_find(c, &l.l);
	if (l.l.page > 1 && l.l.n == 0) {
		reply_not_found(r);
		return;
	}
	fill(r, v, &l);
}

/* How many goods the ticks of the panel would leave, for its button while one ticks. */
static void
count(struct request *r, const struct category *k)
{
	struct ctx *c = r->c;
	struct listing l;

	listing_read_shelf(r, &l, k ? url_category(c, k->slug) : url_products(c), k ? k->id : SHELF_ALL);
	listing_reply_count(r, &l);
}

static void
all(struct request *r)
{
	show(r, NULL);
}

static void
all_count(struct request *r)
{
	count(r, NULL);
}

/* The shown category of the address; NULL: something else was answered. */
static const struct category *
asked(struct request *r)
{
	struct ctx *c = r->c;
	const char *now = NULL;
	int64_t id = 0;
	struct category *k;

	switch (slug_find(c, "category", r->arg[0], &id, &now)) {
	case SLUG_MOVED:
		reply_moved(r, url_category(c, now));
		return NULL;
	case SLUG_NONE:
		reply_not_found(r);
		return NULL;
	case SLUG_FOUND:
		break;
	}
	k = catalog_category(c, id);
	if (k && k->shown)
		return k;
	reply_not_found(r);
	return NULL;
}

static void
category(struct request *r)
{
	const struct category *k = asked(r);

	if (k)
		show(r, k);
}

static void
category_count(struct request *r)
{
	const struct category *k = asked(r);

	if (k)
		count(r, k);
}

static const struct route routes[] = {
	{ "GET", "/products", all, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/products/count", all_count, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "GET", "/category/{slug}", category, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/category/{slug}/count", category_count, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ 0 }
};
ROUTES(routes);
