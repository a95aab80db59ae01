/*
 * Goods that belong together without being a category: what one maker makes, what bears a tag, a collection. One page for the three, with the sorting, narrowing and pages of a category; and the list of
 * makers. A collection that is not open (yet, or any more) answers like one that does not exist.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/listing.h"
#include "present/product.h"
#include "present/prose.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/maker.h"
#include "shop/setting.h"
#include "shop/tag.h"

#define MAKERS_SHOWN 500

struct group {
	const char *kind;		/* of its slug */
	const char *name, *text, *path;
	const struct picture *picture;	/* NULL: it can't have one */
	const struct maker *maker;
	int64_t shelf;
};

/* False: nobody may see it. */
static bool
load(struct ctx *c, struct group *g, int64_t id)
{
	if (str_eq(g->kind, "maker")) {
		struct maker *m = maker_get(c, id);

		if (!m || !m->active)
			return false;
		g->maker = m;
		g->name = m->name;
		g->text = m->story;
		g->picture = &m->picture;
		g->shelf = SHELF_MAKER(id);
		g->path = url_group(c, g->kind, m->slug);
	} else if (str_eq(g->kind, "tag")) {
		struct tag *t = tag_get(c, id);

		if (!t)
			return false;
		g->name = t->name;
		g->shelf = SHELF_TAG(id);
		g->path = url_group(c, g->kind, t->slug);
	} else {
		struct collection *k = collection_get(c, id);

		if (!k || !collection_open(k, clock_now()))
			return false;
		g->name = k->name;
		g->text = k->description;
		g->picture = &k->picture;
		g->shelf = SHELF_COLLECTION(id);
		g->path = url_group(c, g->kind, k->slug);
	}
	return true;
}

/* What the address names; false: something else was answered. */
static bool
asked(struct request *r, const char *kind, struct group *g)
{
	const char *now = NULL;
	int64_t id = 0;

	*g = (struct group){ .kind = kind };
	switch (slug_find(r->c, kind, r->arg[0], &id, &now)) {
	case SLUG_MOVED:
		reply_moved(r, url_group(r->c, kind, now));
		return false;
	case SLUG_NONE:
		reply_not_found(r);
		return false;
	case SLUG_FOUND:
		break;
	}
	if (load(r->c, g, id))
		return true;
	reply_not_found(r);
	return false;
}

/* A paragraph a line. True: there is one. */
static bool
about_fill(struct ctx *c, struct view *v, const char *text)
{
	size_t n, i;
	const char **parts = str_split(c->arena, text ? text : "", '\n', &n);

	for (i = 0; i < n; i++)
		view_text(view_row(v, "PARA"), "PARA_TEXT", parts[i]);
	return n > 0;
}

static void
maker_fill(struct ctx *c, struct view *v, const struct maker *m)
{
	struct view *row = view_row(v, "MAKER");

	view_text(row, "MAKER_PLACE", m->place);
	view_flag(row, "HAS_PLACE", !str_empty(m->place));
	if (m->contact_shown && !str_empty(m->contact))
		view_text(view_row(row, "CONTACT"), "CONTACT_TEXT", m->contact);
	view_text(row, "MAKERS_URL", url_makers(c));
}

static void
fill(struct request *r, struct view *v, const struct group *g, const struct listing *l)
{
	struct ctx *c = r->c;
	const char *about = present_prose_first(c, g->text ? g->text : "");

	view_text(v, "LIST_TITLE", g->name);
	if (g->maker)
		maker_fill(c, v, g->maker);
	if (str_eq(g->kind, "collection"))
		view_text(view_row(v, "COLLECTION"), "COLLECTIONS_URL", url_collections(c));
	if (g->picture && g->picture->media && g->picture->ready)
		present_picture(c, view_row(v, "FACE"), g->picture, 0);
	view_flag(v, "HAS_ABOUT", l->page == 1 && about_fill(c, v, g->text));
	listing_fill(c, v, l);
	view_flag(v, "EMPTY", l->total == 0 && !listing_narrowed(l));
	view_text(v, "RAK_SRC", url_static(c, "img/rak-kosong.svg"));
	listing_head(r, v, l, str_empty(about) ? shell_about(c, g->name) : about,
	    g->picture && g->picture->media ? present_og_image(c, g->picture) : l->n > 0 ? present_og_image(c, &l->cards[0]->picture) : NULL);
	shell_json_ld(v, present_list_ld(c, g->name, g->path, l->cards, l->n));
}

static void
show(struct request *r, const char *kind)
{
	struct ctx *c = r->c;
	struct listing l = { 0 };
	struct group g;
	struct view *v;

	if (!asked(r, kind, &g))
		return;
	v = shell_page(r, "storefront/group", "category", arena_printf(c->arena, "%s · %s", g.name, shop_get(c)->name));
	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	listing_read_shelf(r, &l, g.path, g.shelf);
	if (listing_elsewhere(r, &l))
		return;
	listing_find(c, &l);
	if (l.page > 1 && l.n == 0) {
		reply_not_found(r);
		return;
	}
	fill(r, v, &g, &l);
}

/* How many goods the ticks of the panel would leave. */
static void
count(struct request *r, const char *kind)
{
	struct listing l = { 0 };
	struct group g;

	if (!asked(r, kind, &g))
		return;
	listing_read_shelf(r, &l, g.path, g.shelf);
	listing_reply_count(r, &l);
}

#define PAGES(kind) \
	static void kind##_show(struct request *r) { show(r, #kind); } \
	static void kind##_count(struct request *r) { count(r, #kind); }
PAGES(maker)
PAGES(tag)
PAGES(collection)

static void
makers(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_page(r, "storefront/makers", "category", arena_printf(c->arena, "%s · %s", i18n(c->arena, c->lang, "makers.title", NULL), shop_get(c)->name));
	struct maker **list;
	int64_t total;
	size_t n, i;

	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	list = maker_list(c, "", true, 0, MAKERS_SHOWN, &n, &total);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "MAKER");

		view_text(row, "MAKER_URL", url_group(c, "maker", list[i]->slug));
		view_text(row, "MAKER_NAME", list[i]->name);
		view_text(row, "MAKER_PLACE", list[i]->place);
		view_flag(row, "HAS_PLACE", !str_empty(list[i]->place));
		view_int(row, "MAKER_GOODS", list[i]->products);
		present_picture(c, row, &list[i]->picture, (int64_t)(i % 6) + 1);
	}
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "RAK_SRC", url_static(c, "img/rak-kosong.svg"));
	shell_meta(v, r, url_makers(c), i18n(c->arena, c->lang, "makers.about", NULL), NULL);
}

static void
collections(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_page(r, "storefront/collections", "category", arena_printf(c->arena, "%s · %s", i18n(c->arena, c->lang, "collections.shown", NULL), shop_get(c)->name));
	const struct collection_open *open = collections_open(c);
	size_t i;

	etag_add(r, "catalog", catalog_version(c));
	etag_add(r, "open", open->until);
	if (etag_fresh(r))
		return;
	for (i = 0; i < open->n; i++) {
		struct view *row = view_row(v, "COLLECTION");

		view_text(row, "COLLECTION_URL", url_group(c, "collection", open->list[i]->slug));
		view_text(row, "COLLECTION_NAME", open->list[i]->name);
		view_int(row, "COLLECTION_GOODS", open->list[i]->products);
		present_picture(c, row, &open->list[i]->picture, (int64_t)(i % 6) + 1);
	}
	view_flag(v, "EMPTY", open->n == 0);
	view_text(v, "RAK_SRC", url_static(c, "img/rak-kosong.svg"));
	shell_meta(v, r, url_collections(c), i18n(c->arena, c->lang, "collections.about", NULL), NULL);
}

static const struct route routes[] = {
	{ "GET", "/maker/{slug}", maker_show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/maker/{slug}/count", maker_count, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "GET", "/makers", makers, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/collections", collections, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/tag/{slug}", tag_show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/tag/{slug}/count", tag_count, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "GET", "/collection/{slug}", collection_show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/collection/{slug}/count", collection_count, GATE_ANYONE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ 0 }
};
ROUTES(routes);
