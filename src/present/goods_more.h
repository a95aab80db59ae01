/*
 * What a product can have besides its form: rows on its page in the admin, each leading to a page of its own (stock, wholesale prices, parts of a hamper …). A page makes itself known at the end of its
 * file with GOODS_MORE(row), so that the form stays as short as most goods need it.
 */
#ifndef PRESENT_GOODS_MORE_H
#define PRESENT_GOODS_MORE_H

#include "http/request.h"
#include "shop/catalog.h"
#include "view/view.h"

struct goods_more {
	int order;		/* of appearance; stock is 10, the next ones by tens */
	const char *path;	/* below the product's address: "stock" is /admin/goods/{id}/stock */
	const char *icon;	/* in static/icons.svg */
	const char *name;	/* message id: "Stock and history" */
	int right;		/* of enum right (shop/staff.h); who lacks it does not see the row */
	/* How it stands with this product in a few words of the staff member's language, in the request's arena ("3 prices from 10 pieces on"); "" says nothing. NULL: the row is left out. Reads only. */
	const char *(*state)(struct ctx *, const struct product *);
};
#define GOODS_MORE(var) \
	static const struct goods_more *const var##_listed \
	    __attribute__((used, section("goods_more_rows"))) = &(var)

/* Rows MORE in a section HAS_MORE, in order: MORE_URL, MORE_NAME, MORE_STATE in HAS_STATE, MORE_ICON. Nothing when there is no row. */
void present_goods_more(struct request *, struct view *, const struct product *);

#endif
