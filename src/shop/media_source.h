/*
 * Pictures by address: what an import found as "https://…/foto.jpg" instead of a file. The goods get a row of picture_source each, the address itself one of picture_address with a
 * job for the worker's lane "fetch", in the transaction that writes the goods; the worker (jobs/picture.c) fetches it once for all goods that name it.
 */
#ifndef SHOP_MEDIA_SOURCE_H
#define SHOP_MEDIA_SOURCE_H

#include "base/ctx.h"

/* Could this be a picture's address: http or https, a host, no name or password in it, no control characters, at most 1000 bytes? Where it leads is looked at by the fetcher. */
MUST_USE bool media_source_ok(const char *url);
/* The address as people may see it: shortened, what stands before an '@' of its host taken out. */
const char *media_source_shown(struct ctx *, const char *url);
/*
 * In the goods' transaction, an address that media_source_ok lets through: fetched later, or attached at once when it was fetched for other goods already. position: among
 * the product's addresses, 0 first; alt, alt_en: what the picture shows. Once more for the same product changes nothing.
 */
void media_source_put(struct ctx *, int64_t product, const char *url, int64_t position, const char *alt, const char *alt_en);

/* Does the product name this address? */
bool media_source_has(struct ctx *, int64_t product, const char *url);
/* The address that one of the product's pictures came from; NULL: it came otherwise. */
const char *media_source_of(struct ctx *, int64_t product, int64_t media);

/* A product's pictures that did not come; *waiting: how many are still to come. reason: the end of "picture.why.<reason>". */
struct media_source { int64_t id; const char *url, *reason; };
struct media_source *media_source_failed_of(struct ctx *, int64_t product, size_t *n, int64_t *waiting);
/* Goods with pictures that did not come, newest goods first: at most `limit`; *all: how many there are. */
struct media_source_goods { int64_t product, pictures; const char *name, *reason; };
struct media_source_goods *media_source_goods(struct ctx *, size_t limit, size_t *n, int64_t *all);
/* Has failed ones fetched again: one product's, or all (0). Returns how many. */
int64_t media_source_again(struct ctx *, int64_t product);
/* Addresses that failed and that some goods name. */
int64_t media_source_lost(struct ctx *);

/* For the worker. The address to fetch; NULL: nothing waits for it any more. */
const char *media_source_url(struct ctx *, int64_t id);
/* It has come: attached to all goods that name it, each at its place. */
void media_source_came(struct ctx *, int64_t id, int64_t media);
void media_source_gone(struct ctx *, int64_t id, const char *reason);

#endif
