/*
 * A few words of the owner's on the card and the page of a product, before those that come by themselves (what is saved, best seller, new): "Khas Lebaran". With a last moment they go by the clock, and
 * pages that were kept learn of it from catalog_version().
 */
#ifndef SHOP_RIBBON_H
#define SHOP_RIBBON_H

#include "base/ctx.h"

#define RIBBON_MAX 16	/* code points: what a card of 144 px holds */

struct ribbon { const char *text[2]; int64_t until; };	/* Indonesian ("": none) and English ("": the same); UTC second from which it is gone, 0: for good */
struct ribbon ribbon_get(struct ctx *, int64_t product);
enum ribbon_put { RIBBON_OK, RIBBON_GONE, RIBBON_CONFLICT };
/* version: of the product, which moves on by one. Texts and moment are checked by who calls. */
MUST_USE enum ribbon_put ribbon_put(struct ctx *, int64_t product, int64_t version, const struct ribbon *);

/* What is shown at `now` of product p in language lang (placeholders), '' nothing. */
#define SQL_RIBBON(p, lang, now) \
	"CASE WHEN COALESCE(" p ".ribbon_until, " now " + 1) <= " now " THEN '' WHEN CAST(" lang " AS TEXT) = 'en' AND " p ".ribbon_en <> '' THEN " p ".ribbon_en ELSE " p ".ribbon END"

#endif
