/* Goods in template fields: what a card, a gallery, a cart line and the admin's list show of a product is decided here once. */
#include "present/goods.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/url.h"
#include "present/moment.h"
#include "present/piece.h"
#include "present/price.h"
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
	view_text(v, "PIC_JPG", url_media(c, p->hash, "400", "jpg"));
	view_text(v, "PIC_JPG_2X", url_media(c, p->hash, "800", "jpg"));
	view_flag(v, "PIC_PHOTO", !p->alpha);
	/* Steps of a tenth: a style sheet has them all (static/css/base.css). */
	if (p->focal_x || p->focal_y)
		view_text(v, "FOCAL", arena_printf(c->arena, " fx%d fy%d", (int)(p->focal_x + 54) / 10, (int)(p->focal_y + 54) / 10));
	if (!p->alpha && p->blur && strlen(p->blur) == PICTURE_BLUR)
		view_text(view_row(v, "PIC_BLUR"), "BLUR", p->blur);
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

		view_text(sale, "SALE_ENDS", present_moment_ends(c, p->sale_ends));
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
present_ready(struct ctx *c, int64_t ready_days, int64_t ready_day)
{
	if (ready_days > 0)
		return i18n(c->arena, c->lang, "ready.days", money_digits(c->arena, ready_days), NULL);
	if (ready_day > 0)
		return i18n(c->arena, c->lang, "ready.day", clock_day_text(c->arena, ready_day, c->lang), NULL);
	return i18n(c->arena, c->lang, "ready.some", NULL);
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

/* What speaks for it in one small line: "1,2 rb terjual · Halal · P-IRT"; beside other goods, that people bought both. */
static void
meta(struct ctx *c, struct view *item, const struct card *k)
{
	const char *sold = k->sold > 0 ? i18n(c->arena, c->lang, "card.sold", present_sold(c, k->sold), NULL) : "";
	const char *halal = k->halal ? "Halal" : "", *pirt = k->pirt ? "P-IRT" : "";

	if (k->buyers > 0)
		view_text(view_row(item, "HAS_META"), "META", i18n(c->arena, c->lang, "card.together", money_digits(c->arena, k->buyers), NULL));
	else if (k->sold > 0 || k->halal || k->pirt)
		view_text(view_row(item, "HAS_META"), "META", arena_printf(c->arena, "%s%s%s%s%s", sold, *sold && *halal ? " · " : "", halal, (*sold || *halal) && *pirt ? " · " : "", pirt));
}

/* One tap puts it in the cart: there is nothing to choose. */
static bool
added_at_once(const struct card *k)
{
	return k->variants == 1 && k->inputs != ASKS_MUST && k->stock != STOCK_NONE;
}

/* How a card differs from list to list, beside the language: the number in the key under which it is kept. */
enum { FORM_LAZY = 1, FORM_BEST = 2 };

struct one_card { const struct card *card; const struct card_price *price; unsigned form; };

static struct view *
card_fill(struct ctx *c, const void *arg)
{
	const struct one_card *one = arg;
	const struct card *k = one->card;
	unsigned form = one->form;
	const struct price *now = &one->price->price;
	/* One ribbon a card: the owner's own words, else the one that helps most: what is saved, what others buy, what is new. */
	bool own = !str_empty(k->ribbon), saves = !own && now->was > now->now, best = !own && !saves && (form & FORM_BEST);
	struct view *item = view_alone(c, "storefront/part_card");

	view_text(item, "CARD_URL", url_product(c, k->slug));
	view_text(item, "CARD_NAME", k->name);
	view_text(item, "CARD_SUMMARY", k->summary);
	view_flag(item, "HAS_SUMMARY", !str_empty(k->summary));
	view_int(item, "CARD_VARIANT", k->variant);
	view_flag(item, "FROM", one->price->from);
	view_flag(item, "ONE_VARIANT", added_at_once(k));
	view_flag(item, "MANY_VARIANTS", !added_at_once(k) && k->stock != STOCK_NONE);
	if (own)
		view_text(view_row(item, "OWN"), "RIBBON", k->ribbon);
	view_flag(item, "SAVES", saves);
	view_flag(item, "FRESH", k->fresh && !own && !saves && !best);
	view_flag(item, "TOP", best);
	meta(c, item, k);
	view_flag(item, "LAZY", form & FORM_LAZY);
	present_picture(c, item, &k->picture, k->tint);
	present_price(c, item, now);
	if (k->measure != MEASURE_PIECE)
		view_text(item, "PRICE", present_price_of(c, now->now, k->measure, k->price_qty));
	if (k->made.rule != MAKING_PRE || k->stock == STOCK_NONE)
		present_stock(item, k->stock);
	else
		view_text(view_row(item, "STOCK_MADE"), "READY_TEXT", present_ready(c, k->made.ready_days, k->made.ready_day));
	return item;
}

void
present_cards(struct ctx *c, struct view *v, struct card **cards, size_t n, size_t eager)
{
	struct card_price *prices = arena_new_n(c->arena, n, struct card_price);
	struct view_piece *pieces = arena_new_n(c->arena, n, struct view_piece);
	int64_t best_from = n > 0 ? catalog_best_from(c) : 0;
	size_t i;

	price_cards(c, cards, n, prices);
	for (i = 0; i < n; i++) {
		const struct card *k = cards[i];
		struct one_card one = { k, &prices[i], (i >= eager ? FORM_LAZY : 0) | (k->sold >= best_from && k->stock != STOCK_NONE ? FORM_BEST : 0) };
		/* Not with a group's prices, nor beside other goods that were bought with it: that is not what all see. */
		bool alike = c->buyer_group == 0 && k->buyers == 0;

		if (added_at_once(k))
			view_flag(view_outer(v), "ADDS", true);
		pieces[i] = piece_get(c, MEMO_PIECES, alike ? arena_printf(c->arena, "piece%u.%lld", one.form, (long long)k->id) : NULL, card_fill, &one);
	}
	view_pieces(v, "CARDS", pieces, n);
}

void
present_card_js(struct ctx *c, struct js_out *o, const struct card *k, bool pictures)
{
	bool ready = !str_empty(k->picture.hash) && k->picture.ready;

	js_out_object(o, NULL);
	js_out_int(o, "id", k->id);
	js_out_text(o, "n", k->name);
	js_out_text(o, "u", url_product(c, k->slug));
	js_out_text(o, "p", present_price_of(c, k->price.now, k->measure, k->price_qty));
	if (k->from)
		js_out_text(o, "m", i18n(c->arena, c->lang, "card.from", NULL));
	if (k->price.was > k->price.now)
		js_out_text(o, "w", money_text(c->arena, k->price.was));
	if (k->stock == STOCK_NONE)
		js_out_text(o, "s", i18n(c->arena, c->lang, "stock.none", NULL));
	if (pictures) {
		js_out_text(o, "i", ready ? url_media(c, k->picture.hash, "400", "webp") : url_static(c, "img/kosong.svg"));
		js_out_int(o, "f", ready && !k->picture.alpha);
		js_out_int(o, "t", k->tint >= 1 && k->tint <= 6 ? k->tint : 0);
	}
	js_out_end(o);
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
