/* Customers: known by their WhatsApp number (E.164), made at guest checkout. */
#ifndef SHOP_CUSTOMER_H
#define SHOP_CUSTOMER_H

#include "base/ctx.h"

struct customer {
	int64_t id;
	const char *phone, *name, *email, *lang, *note;
	int64_t created_at;
	int64_t orders, spent, last_at;		/* paid or delivered orders, their rupiah, the newest order's time */
};
struct customer *customer_get(struct ctx *, int64_t id);
/* Finds by phone or makes one; name and email of an existing customer are NOT overwritten by a guest who only knows the number (abuse case 24). */
int64_t customer_at_checkout(struct ctx *, const char *phone, const char *name, const char *email);
/* Newest orders first; q: part of name or phone, "" all. */
struct customer **customer_list(struct ctx *, const char *q, int64_t page, int per_page, size_t *n, int64_t *total);

#endif
