/* Goods in template fields: pictures in their sizes, prices, cards of a list; one set of names for shop and admin. Templates: storefront/part_card.tpl. */
#ifndef PRESENT_GOODS_H
#define PRESENT_GOODS_H

#include "http/request.h"
#include "shop/catalog.h"
#include "view/view.h"

/*
 * PIC_SRC (400 px WebP), PIC_SRC_2X (800), PIC_SRC_3X (1200), PIC_ALT, PIC_W, PIC_H, sections PIC / NO_PIC / PIC_PHOTO (fills the square) / PIC_WAIT (still being prepared),
 * TINT 0..6. For a picture that has no sizes yet a drawing of ours is shown.
 */
void present_picture(struct ctx *, struct view *, const struct picture *, int64_t tint);
/* Why a picture that goods name by its address did not come (shop/media_source.h), as a sentence. */
const char *present_picture_why(struct ctx *, const char *reason);
/* PRICE, sections HAS_WAS (WAS, SAVE "hemat": was - now), SALE (SALE_ENDS text, SALE_UNTIL epoch). */
void present_price(struct ctx *, struct view *, const struct price *);
/* Sections STOCK_YES STOCK_LOW STOCK_NONE. */
void present_stock(struct view *, enum stock_state);
/* One {{>CARD}} (storefront/part_card) for each, inside a <ul>. The pictures of the first `eager` ones are asked for at once, the others when they come near.
 * The page sets HERE, the address that putting one in the cart leads back to. */
void present_cards(struct ctx *, struct view *, struct card **, size_t n, size_t eager);
/* "1,2 rb terjual" number text; "" for none. */
const char *present_sold(struct ctx *, int64_t sold);
/* Absolute address of the first picture in 1200 px JPEG for link previews, or NULL. */
const char *present_og_image(struct ctx *, const struct picture *);

#endif
