/* The share kit of one product. Nothing is stored but the link: pictures are found by what they show, so a changed price or photo is seen as pictures that are not made yet. */
#include "shop/kit.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/url.h"
#include "shop/catalog.h"
#include "shop/setting.h"

#define CAPTION_MAX 4000

static const struct { int w, h; } shapes[KIT_SHAPES] = { { 1080, 1080 }, { 1080, 1920 } };

const char *
kit_lang(struct ctx *c, const char *lang)
{
	const char *was = c->lang;

	c->lang = lang;
	return was;
}

const char *
kit_foot(struct ctx *c)
{
	const char *p = shop_get(c)->whatsapp;
	struct buf b;

	if (!str_starts(p, "+62"))
		return *p ? arena_printf(c->arena, "WA %s", p) : "";
	buf_init(&b, c->arena, 64);
	(void)buf_str(&b, "WA 0");
	p += 3;
	for (size_t i = 1; *p; p++, i++) {
		(void)buf_char(&b, *p);
		if (i % 4 == 3 && p[1])
			(void)buf_char(&b, '-');
	}
	return b.s;
}

struct poster_item
kit_item(struct ctx *c, const struct card *g)
{
	return (struct poster_item){
		.hash = g->picture.ready ? g->picture.hash : "", .alpha = g->picture.alpha, .focus_x = picture_focus(g->picture.focal_x), .focus_y = picture_focus(g->picture.focal_y),
		.name = g->name, .lead = g->from ? i18n(c->arena, c->lang, "kit.from", NULL) : "",
		.price = money_text(c->arena, g->price.now), .was = g->price.was > g->price.now ? money_text(c->arena, g->price.was) : "",
	};
}

static const struct card *
card_of(struct ctx *c, int64_t product)
{
	size_t n;
	struct card **cards = catalog_cards(c, &product, 1, &n);

	return n == 1 ? cards[0] : NULL;
}

/* Of its page, without language. */
static const char *
path_of(struct ctx *c, const struct card *g)
{
	const char *was = kit_lang(c, "id"), *path = url_product(c, g->slug);

	(void)kit_lang(c, was);
	return path;
}

static struct poster
poster_of(struct ctx *c, const struct poster_item *it, const struct link *l, size_t shape)
{
	return (struct poster){
		.layout = POSTER_CARD, .w = shapes[shape].w, .h = shapes[shape].h, .shop = shop_get(c)->name, .say = i18n(c->arena, c->lang, "kit.scan", NULL), .foot = kit_foot(c),
		.qr = link_url(c, l), .items = it, .n_items = 1,
	};
}

static const char *
caption_of(struct ctx *c, const struct card *g, const struct link *l)
{
	struct poster_item it = kit_item(c, g);
	const char *price = *it.lead ? arena_printf(c->arena, "%s %s", it.lead, it.price) : it.price;
	struct buf b;

	buf_init(&b, c->arena, CAPTION_MAX);
	buf_printf(&b, "%s\n%s\n", it.name, *it.was ? i18n(c->arena, c->lang, "kit.price.was", price, it.was, NULL) : price);
	if (!str_empty(g->summary))
		buf_printf(&b, "%s\n", g->summary);
	buf_printf(&b, "\n%s\n%s", i18n(c->arena, c->lang, "kit.order", link_url(c, l), NULL), i18n(c->arena, c->lang, "kit.spoken", l->spoken, NULL));
	return b.s;
}

const struct kit *
kit_get(struct ctx *c, int64_t product, const char *channel, int64_t campaign, const char *lang)
{
	const char *was = kit_lang(c, lang);
	const struct card *g = card_of(c, product);
	struct kit *k = g ? arena_new(c->arena, struct kit) : NULL;

	if (k) {
		struct poster_item it = kit_item(c, g);

		k->name = g->name;
		k->link = link_of(c, "kit", product, channel, campaign);
		/* The page has another address by now, or the id belongs to other goods: kit_make() takes a link of its own. */
		if (k->link && !str_eq(k->link->path, path_of(c, g)))
			k->link = NULL;
		k->caption = k->link ? caption_of(c, g, k->link) : "";
		for (size_t i = 0; k->link && i < KIT_SHAPES; i++) {
			struct poster p = poster_of(c, &it, k->link, i);
			int64_t id = poster_find(c, &p);

			k->shape[i] = id ? poster_get(c, id) : NULL;
		}
	}
	(void)kit_lang(c, was);
	return k;
}

bool
kit_make(struct ctx *c, int64_t product, const char *channel, int64_t campaign, const char *lang)
{
	const char *was = kit_lang(c, "id");
	const struct card *g = card_of(c, product);
	const struct link *l = g ? link_for(c, &(struct link_new){ .kind = "kit", .channel = channel, .campaign = campaign, .path = path_of(c, g), .label = g->name, .object = product }) : NULL;

	(void)kit_lang(c, lang);
	g = l ? card_of(c, product) : NULL;
	if (g) {
		struct poster_item it = kit_item(c, g);

		for (size_t i = 0; i < KIT_SHAPES; i++) {
			struct poster p = poster_of(c, &it, l, i);

			(void)poster_ask(c, &p);
		}
	}
	(void)kit_lang(c, was);
	return g != NULL;
}
