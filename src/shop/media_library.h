/* All pictures of the shop as the owner looks through them: what each shows, which point of it a cut keeps, where it is used; and one that nobody uses goes. */
#ifndef SHOP_MEDIA_LIBRARY_H
#define SHOP_MEDIA_LIBRARY_H

#include "shop/catalog.h"

/* UNUSED: neither goods, groups, posts nor the first page show it (old orders may). NO_ALT: no words of its own, and of no product. */
enum media_filter { MEDIA_ALL, MEDIA_UNUSED, MEDIA_NO_ALT };
struct media_card { struct picture picture; bool refused; };
/* Newest first. *total: over all pages. */
struct media_card *media_cards(struct ctx *, enum media_filter, int64_t offset, int limit, size_t *n, int64_t *total);

struct media_item { struct picture picture; const char *alt, *alt_en, *state; int64_t version, created_at; };
/* NULL: there is none. */
struct media_item *media_item(struct ctx *, int64_t id);
/* kind: product, variant (object: its product), category, maker, collection, post, first (the first page, object 0), order (the last one, when nothing else is left). name: in Indonesian, may be "". */
#define MEDIA_USES 100
struct media_use { const char *kind, *name; int64_t object; };
struct media_use *media_uses(struct ctx *, int64_t id, size_t *n);

#define MEDIA_ALT_MAX 300
enum media_change { MEDIA_CHANGE_OK, MEDIA_CHANGE_GONE, MEDIA_CHANGE_CONFLICT };
/* focal_x, focal_y: percent of the side, 0 … 100; the caller looks after that. */
MUST_USE enum media_change media_change(struct ctx *, int64_t id, int64_t version, const char *alt, const char *alt_en, int64_t focal_x, int64_t focal_y);
enum media_drop { MEDIA_DROP_OK, MEDIA_DROP_GONE, MEDIA_DROP_USED, MEDIA_DROP_WAITING };
/* Its files go by a job after the commit. */
MUST_USE enum media_drop media_drop(struct ctx *, int64_t id);
/* For that job: nobody has brought the same picture again meanwhile. */
bool media_is_gone(struct ctx *, const char *hash);

#endif
