/*
 * Links: one function per page, so that no address is ever put together elsewhere. Storefront links carry the language prefix of ctx->lang; all are paths on our own
 * host, percent-encoded. url_absolute() puts the first configured origin in front.
 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/ctx.h"

const char *url_home(struct ctx *);				/* / */
const char *url_category(struct ctx *, const char *slug);	/* /category/{slug} */
const char *url_group(struct ctx *, const char *kind, const char *slug);	/* /{kind}/{slug}: maker, tag, collection */
const char *url_collections(struct ctx *);			/* /collections */
const char *url_makers(struct ctx *);				/* /makers */
const char *url_products(struct ctx *);				/* /products */
const char *url_product(struct ctx *, const char *slug);	/* /product/{slug} */
const char *url_variant(struct ctx *, const char *slug, int64_t variant);	/* /product/{slug}?v=12 */
const char *url_search(struct ctx *, const char *q);		/* /search?q= */
const char *url_search_path(struct ctx *);	/* without words */
const char *url_list_count(struct ctx *, const char *list);	/* how many goods a list would hold; list: url_products, url_category or url_search_path */
const char *url_compare(struct ctx *, const char *const *slugs, size_t n);	/* /compare?p={slug},{slug} */
const char *url_cart(struct ctx *);				/* /cart */
const char *url_cart_add(struct ctx *);				/* /cart/add */
const char *url_buyer(struct ctx *, const char *token);		/* /r/… */
const char *url_buyer_leave(struct ctx *);			/* /prices/leave */
const char *url_cart_set(struct ctx *);				/* /cart/set */
const char *url_cart_inputs(struct ctx *);			/* /cart/inputs */
const char *url_checkout(struct ctx *);				/* /checkout */
const char *url_order(struct ctx *, const char *ref);		/* /order/{ref} */
const char *url_order_pay(struct ctx *, const char *ref);	/* /order/{ref}/pay */
/* /order/{ref}/…: what a shopper does with an order ("received", "cancel", "again", "proof"). */
const char *url_order_do(struct ctx *, const char *ref, const char *what);
const char *url_order_proof(struct ctx *, const char *ref, int64_t proof);	/* /order/{ref}/proof/{id} */
const char *url_track(struct ctx *);				/* /track */
const char *url_page(struct ctx *, const char *slug);		/* /info/{slug} */
/* The same path in another language: swaps the prefix. */
const char *url_in(struct ctx *, const char *path, const char *lang);
/* path with ?key=value added (or &). */
const char *url_with(struct ctx *, const char *path, const char *key, const char *value);
/* First configured origin + path. */
const char *url_absolute(struct ctx *, const char *path);
/* Admin: url_admin(c, "/orders/%lld", id) -> /admin/orders/12 */
const char *url_admin(struct ctx *, const char *fmt, ...) PRINTF(2, 3);
/* /media/ab/abcdef….webp of a content hash, in a size ("400", "800", "1200") and format ("webp", "jpg"). */
const char *url_media(struct ctx *, const char *hash, const char *size, const char *format);
/* Built static file with its content hash: url_static(c, "shop.css") -> /static/shop-1a2b3c.css (build/static/manifest). */
const char *url_static(struct ctx *, const char *name);
MUST_USE bool url_static_load(const char *dir, const char **why);
/* https://wa.me/628…?text=… ; phone is +62…, text may be "". */
const char *url_whatsapp(struct ctx *, const char *phone, const char *text);
/* A map that searches for an address written out; opens the phone's own map where there is one. */
const char *url_maps(struct ctx *, const char *address);
/* True when s is a path of ours that a redirect may lead to: one leading '/', not "//" or "/\", no control characters (abuse case 43). */
bool url_is_local(const char *s);

#endif
