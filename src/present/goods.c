/* Goods in template fields: what a card, a gallery, a cart line and the admin's list show of a product is decided here once. */
#include "present/goods.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/url.h"
#include "shop/setting.h"

void
present_picture(struct ctx *c, struct view *v, const struct picture *p, int64_t tint)
{
	bool has = p && !str_empty(p->hash) && p->ready;

	view_flag(v, "PIC", has);
	view_flag(v, "NO_PIC", !has);
	view_flag(v, "PIC_WAIT", p && !str_empty(p->hash) && !p->ready);
	view_int(v, "TINT", tint >= 1 && tint <= 6 ? tint : 0);
	if (!has) {
		view_text(v, "NO_PIC_SRC", url_static(c, "img/kosong.svg"));
		return;
	}
	view_text(v, "PIC_SRC", url_media(c, p->hash, "400", "webp"));
	view_text(v, "PIC_SRC_2X", url_media(c, p->hash, "800", "webp"));
	view_text(v, "PIC_SRC_3X", url_media(c, p->hash, "1200", "webp"));
	view_text(v, "PIC_ALT", p->alt);
	view_int(v, "PIC_W", p->width);
	view_int(v, "PIC_H", p->height);
	view_flag(v, "PIC_PHOTO", !p->alpha);
}

void
present_price(struct ctx *c, struct view *v, const struct price *p)
{
	view_money(v, "PRICE", p->now);
	view_flag(v, "HAS_WAS", p->was > p->now);
	if (p->was > p->now) {
		view_money(v, "WAS", p->was);
		view_text(v, "SAVE", money_digits(c->arena, p->was - p->now));
	}
	if (p->sale_ends > 0) {
		struct view *sale = view_row(v, "SALE");
		const char *zone = shop_get(c)->timezone;

		view_text(sale, "SALE_ENDS", clock_date(c->arena, p->sale_ends - 1, zone, c->lang));
		view_int(sale, "SALE_UNTIL", p->sale_ends);
	}
}

void
present_stock(struct view *v, enum stock_state s)
{
	view_flag(v, "STOCK_YES", s == STOCK_YES);
	view_flag(v, "STOCK_LOW", s == STOCK_LOW);
	view_flag(v, "STOCK_NONE", s == STOCK_NONE);
}

const char *
present_sold(struct ctx *c, int64_t sold)
{
	if (sold <= 0)
		return "";
	if (sold < 1000)
		return money_digits(c->arena, sold);
	return money_short(c->arena, sold, c->lang);
}

void
present_cards(struct ctx *c, struct view *v, struct card **cards, size_t n, size_t eager)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct card *k = cards[i];
		struct view *item = view_part(v, "CARD", "storefront/part_card");

		view_text(item, "CARD_URL", url_product(c, k->slug));
		view_text(item, "CARD_NAME", k->name);
		view_text(item, "CARD_SUMMARY", k->summary);
		view_flag(item, "HAS_SUMMARY", !str_empty(k->summary));
		view_text(item, "CART_ADD_URL", url_cart_add(c));
		view_int(item, "CARD_VARIANT", k->variant);
		view_flag(item, "FROM", k->from);
		view_flag(item, "ONE_VARIANT", k->variants == 1 && k->stock != STOCK_NONE);
		view_flag(item, "MANY_VARIANTS", k->variants != 1 && k->stock != STOCK_NONE);
		view_flag(item, "FRESH", k->fresh && k->price.was <= k->price.now);
		view_flag(item, "HAS_SOLD", k->sold > 0);
		view_text(item, "SOLD", present_sold(c, k->sold));
		view_flag(item, "LAZY", i >= eager);
		present_picture(c, item, &k->picture, k->tint);
		present_price(c, item, &k->price);
		present_stock(item, k->stock);
	}
}

const char *
present_og_image(struct ctx *c, const struct picture *p)
{
	if (!p || str_empty(p->hash) || !p->ready)
		return NULL;
	return url_absolute(c, url_media(c, p->hash, "1200", "jpg"));
}

const char *
present_picture_why(struct ctx *c, const char *reason)
{
	const char *id = arena_printf(c->arena, "picture.why.%s", reason);

	return i18n(c->arena, c->lang, i18n_has(id) ? id : "picture.why.no_answer", NULL);
}
