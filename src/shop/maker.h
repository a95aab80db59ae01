/* Whom the goods come from: a maker has a name, a story, a picture and a page with what he or she makes. A product has one maker or none (catalog_group.c). */
#ifndef SHOP_MAKER_H
#define SHOP_MAKER_H

#include "shop/catalog.h"

#define MAKERS_MOST 2000	/* of one shop */
#define MAKER_NAME_MAX 80	/* code points */

struct maker {
	int64_t id, version;
	int64_t products;		/* that are on sale */
	const char *slug, *name, *story, *place;
	const char *contact;		/* a telephone number as written; for shoppers only when contact_shown */
	bool contact_shown, active;
	struct picture picture;
};
/* In the ctx's language. NULL: there is none. */
struct maker *maker_get(struct ctx *, int64_t id);
/* By name, from `offset` on. word: part of a name, "" for all; shown: only those that are on and have goods. *total: over all pages. */
struct maker **maker_list(struct ctx *, const char *word, bool shown, int64_t offset, int limit, size_t *n, int64_t *total);
/* Is there one for shoppers to see? Kept in memory. */
bool maker_any(struct ctx *);
/* Texts of one language without fallback; NULL when that language has none. */
struct maker_texts { const char *name, *story; };
struct maker_texts *maker_texts(struct ctx *, int64_t id, const char *lang);
/* Of a product; 0 none. */
int64_t maker_of(struct ctx *, int64_t product);
/* The maker of that name, whatever its case; 0: there is none. */
int64_t maker_find(struct ctx *, const char *name);
/* The maker of that name, whatever its case; made when there is none. 0: the name is empty or too long, or the shop has MAKERS_MOST already. */
int64_t maker_named(struct ctx *, const char *name);

struct maker_edit { const char *name[2], *story[2], *slug, *place, *contact; bool contact_shown, active; int64_t media; };
enum maker_put { MAKER_OK, MAKER_GONE, MAKER_CONFLICT, MAKER_NAME_TAKEN, MAKER_SLUG_TAKEN, MAKER_FULL };
/* id 0: new. Goods whose maker is called otherwise now are found by the new name. */
MUST_USE enum maker_put maker_put(struct ctx *, int64_t *id, int64_t version, const struct maker_edit *);
enum maker_end { MAKER_END_OK, MAKER_END_GONE, MAKER_END_USED, MAKER_END_SAME };
/* All goods of one go over to another one, its address leads there, conditions of collections name that one, and it is no more. */
MUST_USE enum maker_end maker_merge(struct ctx *, int64_t from, int64_t to);
/* USED: goods or a collection's condition name it (goods: whatever their state). */
MUST_USE enum maker_end maker_drop(struct ctx *, int64_t id);

#endif
