/* Goods in template fields: pictures in their sizes, prices, cards of a list; one set of names for shop and admin. Templates: storefront/part_card.tpl. */
#ifndef PRESENT_GOODS_H
#define PRESENT_GOODS_H

#include "base/js.h"
#include "http/request.h"
#include "shop/catalog.h"
#include "view/view.h"

/*
 * PIC_SRC (400 px WebP), PIC_SRC_2X (800), PIC_SRC_3X (1200), PIC_JPG and PIC_JPG_2X for browsers that know no WebP, PIC_BLUR with BLUR (what is seen until the photo is there), FOCAL (classes that
 * keep its point in a cut; nothing when that is the middle), PIC_ALT, PIC_W, PIC_H, sections PIC / NO_PIC / PIC_PHOTO (fills the square) / PIC_WAIT (still being prepared),
 * TINT 0..6. For a picture that has no sizes yet a drawing of ours is shown.
 */
void present_picture(struct ctx *, struct view *, const struct picture *, int64_t tint);
/* Why a picture that goods name by its address did not come (shop/media_source.h), as a sentence. */
const char *present_picture_why(struct ctx *, const char *reason);
/* PRICE, sections HAS_WAS (WAS, SAVE "hemat": was - now), SALE (SALE_ENDS text, SALE_UNTIL epoch). */
void present_price(struct ctx *, struct view *, const struct price *);
/* Sections STOCK_YES STOCK_LOW STOCK_NONE. */
void present_stock(struct view *, enum stock_state);
/* {{CARDS:none}}: one storefront/part_card for each, inside a <ul>. The pictures of the first `eager` ones are asked for at once, the others when they come near.
 * The page holds {{>ADD}} once behind them, the form of their buttons (shown where there is one), and sets HERE, the address that putting one in the cart leads back to. */
void present_cards(struct ctx *, struct view *, struct card **, size_t n, size_t eager);
/* One object of a list for the shop's script: id, n (name), u (address), p (price), m ("mulai", when there are dearer ones), w (struck price) and s ("Habis") where there is one; i (400 px WebP, or our drawing
 * of an empty shelf) and f (1: a photo, fills its square) only with pictures, t (tint). */
void present_card_js(struct ctx *, struct js_out *, const struct card *, bool pictures);
/* "PO 5 hari", "Siap kirim 12 Des", "Pre-order": of goods that are made first. */
const char *present_ready(struct ctx *, int64_t ready_days, int64_t ready_day);
/* "1,2 rb terjual" number text; "" for none. */
const char *present_sold(struct ctx *, int64_t sold);
/* Absolute address of the first picture in 1200 px JPEG for link previews, or NULL. */
const char *present_og_image(struct ctx *, const struct picture *);

#endif
