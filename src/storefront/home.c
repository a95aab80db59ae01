/*
 * The shop window itself: hero, categories, the promo of the day, best sellers, what is new, how to order. Each section closes up when it has nothing to show, so three
 * products look as complete as three hundred, and an empty shop says what comes next.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/piece.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/maker.h"
#include "shop/media.h"
#include "shop/setting.h"

#define CATEGORIES 8
#define BEST 8
#define NEWEST 8
#define COLLECTIONS 6

/* The shop's own picture, else that of its best seller, else a drawing. */
static const struct picture *
hero(struct ctx *c, struct view *v, const struct shop *shop, struct card **best, size_t n)
{
	static const struct picture none = { .hash = "", .alt = "", .blur = "" };
	const struct picture *p = &none;
	struct picture *own;

	if (!str_empty(shop->hero)) {
		own = arena_new(c->arena, struct picture);
		*own = media_find(c, shop->hero);
		own->alt = shop->name;
		p = own;
	}
	if (!p->ready && n > 0)
		p = &best[0]->picture;
	v = view_row(v, "HERO");
	present_picture(c, v, p, 0);
	view_text(v, "NO_PIC_SRC", url_static(c, "img/rak-kosong.svg"));
	view_flag(v, "SHELF", !p->ready && n > 0);
	view_flag(v, "HAS_GOODS", n > 0);
	view_text(v, "HERO_TITLE", str_empty(shop->tagline) ? shop->name : shop->tagline);
	view_text(v, "HERO_STORY", shop->story);
	view_flag(v, "HAS_STORY", !str_empty(shop->story));
	return p;
}

static bool
has_shown_child(struct category **tree, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (tree[i]->parent == id && tree[i]->products > 0)
			return true;
	return false;
}

/* Categories that hold goods themselves: "Pedas" rather than the "Keripik" above it. */
static void
categories(struct ctx *c, struct view *v)
{
	size_t n, i, shown = 0;
	struct category **tree = catalog_tree(c, false, &n);
	struct view *section = NULL, *row;

	for (i = 0; i < n && shown < CATEGORIES; i++) {
		if (tree[i]->products == 0 || has_shown_child(tree, n, tree[i]->id))
			continue;
		if (!section)
			section = view_row(v, "CATEGORIES");
		row = view_row(section, "CATEGORY");
		view_text(row, "CATEGORY_URL", url_category(c, tree[i]->slug));
		view_text(row, "CATEGORY_NAME", tree[i]->name);
		present_picture(c, row, &tree[i]->picture, (int64_t)(shown++ % 6) + 1);
	}
}

/* Collections that are open, the rest on their own page; and the way to those who make the goods. */
static void
ways(struct ctx *c, struct view *v)
{
	const struct collection_open *open = collections_open(c);
	bool makers = maker_any(c);
	size_t i;

	if (open->n == 0 && !makers)
		return;
	v = view_row(v, "WAYS");
	for (i = 0; i < open->n && i < COLLECTIONS; i++) {
		struct view *row = view_row(v, "WAY");

		view_text(row, "WAY_URL", url_group(c, "collection", open->list[i]->slug));
		view_text(row, "WAY_NAME", open->list[i]->name);
	}
	if (open->n > 0)
		view_text(view_row(v, "COLLECTIONS"), "COLLECTIONS_URL", url_collections(c));
	if (makers)
		view_text(view_row(v, "MAKERS"), "MAKERS_URL", url_makers(c));
}

static struct view *
tiles_fill(struct ctx *c, const void *arg UNUSED)
{
	struct view *v = view_alone(c, "storefront/part_tiles");

	categories(c, v);
	ways(c, v);
	return v;
}

/* Only while it is cheaper: the section ends by itself when the sale does. */
static void
promo(struct ctx *c, struct view *v, int64_t product)
{
	size_t n = 0;
	struct card **cards = product ? catalog_cards(c, &product, 1, &n) : NULL;

	if (n == 0 || cards[0]->price.was <= cards[0]->price.now || cards[0]->stock == STOCK_NONE)
		return;
	v = view_row(v, "PROMO");
	view_text(v, "PROMO_URL", url_product(c, cards[0]->slug));
	view_text(v, "PROMO_NAME", cards[0]->name);
	present_picture(c, v, &cards[0]->picture, cards[0]->tint);
	present_price(c, v, &cards[0]->price);
	present_stock(v, cards[0]->stock);
}

static bool
among(struct card **cards, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (cards[i]->id == id)
			return true;
	return false;
}

/* What stands among the best sellers already is not shown again. */
static void
newest(struct ctx *c, struct view *v, struct card **best, size_t n_best)
{
	size_t n, i, kept = 0;
	struct card **cards = catalog_newest(c, BEST + NEWEST, &n);

	for (i = 0; i < n && kept < NEWEST; i++)
		if (!among(best, n_best, cards[i]->id))
			cards[kept++] = cards[i];
	if (kept < 2)
		return;
	present_cards(c, view_row(v, "NEWEST"), cards, kept, 0);
}

static const char *
title(struct ctx *c, const struct shop *shop)
{
	return str_empty(shop->tagline) ? shop->name : arena_printf(c->arena, "%s · %s", shop->name, shop->tagline);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	struct view *v = shell_page(r, "storefront/home", "home", title(c, shop));
	const struct picture *picture;
	const char *about;
	struct card **best;
	size_t n;

	etag_add(r, "catalog", catalog_version(c));
	etag_add(r, "open", collections_open(c)->until);
	if (etag_fresh(r))
		return;
	view_text(v, "HERE", url_home(c));
	best = catalog_featured(c, BEST, &n);
	picture = hero(c, v, shop, best, n);
	piece_put(c, v, "TILES", MEMO_CATALOG, "home.tiles", tiles_fill, NULL);
	promo(c, v, shop->promo);
	if (n > 0)
		present_cards(c, view_row(v, "BEST"), best, n, 0);
	newest(c, v, best, n);
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "ADMIN_GOODS_URL", url_admin(c, "/goods"));
	view_text(v, "RAK_SRC", url_static(c, "img/rak-kosong.svg"));
	view_text(v, "STEP1_SRC", url_static(c, "img/cara-1.svg"));
	view_text(v, "STEP2_SRC", url_static(c, "img/cara-2.svg"));
	view_text(v, "STEP3_SRC", url_static(c, "img/cara-3.svg"));
	about = str_empty(shop->story) ? shop->tagline : shop->story;
	if (str_empty(about))
		about = i18n(c->arena, c->lang, "meta.shop", shop->name, NULL);
	shell_meta(v, r, url_home(c), about, present_og_image(c, picture));
}

static const struct route routes[] = {
	{ "GET", "/", show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
