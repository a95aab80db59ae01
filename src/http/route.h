/*
 * Routes are data: a row says all that the gate must know, so no page repeats a check. Storefront, admin and api files each hold a table and make it known
 * with ROUTES(table). Patterns: "/product/{slug}", "/admin/orders/{id:int}". Storefront rows are served in each language (/en/…).
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/request.h"

enum route_gate {
	GATE_ANYONE,	/* shoppers' page: in each language, cacheable without a session */
	GATE_PRIVATE,	/* shoppers' page that is about one person: no-store, noindex */
	GATE_STAFF,	/* needs a staff session and route->right */
	GATE_LOGIN,	/* admin page without session (login) */
	GATE_MACHINE	/* no CSRF, no session, no language: health, sitemap, webhooks */
};

enum route_do {
	DO_READ,	/* the connection refuses writes */
	DO_SOFT,	/* a write that may be lost at a power cut: carts, sessions */
	DO_WRITE	/* durable */
};

#define ROUTE_UPLOAD 1u		/* takes multipart files up to conf upload_max */
#define ROUTE_NOINDEX 2u	/* robots: noindex (search, cart, checkout) */
#define ROUTE_SECRET 4u		/* the path itself is secret: logged as its pattern, Referrer-Policy no-referrer on its GET page */
#define ROUTE_SLOW 8u		/* rate limited per address: login, checkout, upload, lookup */
#define ROUTE_PROOF 16u		/* dangerous POST: the password must have been typed within 10 minutes; else the gate asks for it and keeps the form */
#define ROUTE_PASSWORD 32u	/* the same, and asked for each time */

struct route {
	const char *method;			/* "GET" (serves HEAD too) or "POST" */
	const char *pattern;
	void (*handle)(struct request *);
	enum route_gate gate;
	enum route_do how;
	int right;				/* GATE_STAFF: of enum right (shop/staff.h); 0 elsewhere */
	unsigned flags;
	void (*before)(struct request *);	/* runs without a transaction: password hashing, moving uploads; may read; NULL */
};

struct route_table {
	const struct route *routes;	/* ends with a NULL method */
};
#define ROUTES(array) \
	static const struct route_table array##_table = { (array) }; \
	static const struct route_table *const array##_listed \
	    __attribute__((used, section("route_tables"))) = &array##_table

enum route_find { ROUTE_FOUND, ROUTE_NONE, ROUTE_METHOD };
/* Builds the lookup (once, before fork); two rows with the same method and pattern are a BUG, as is a GATE_STAFF row without right. */
void route_init(void);
/* Fills r->route, arg, arg_int, lang and path from r->raw_path. ROUTE_METHOD: the path exists for another method (405, Allow in *allow). */
MUST_USE enum route_find route_find(struct request *, const char **allow);
/* "anyone", "private", "staff", "login", "machine". */
const char *route_gate_name(enum route_gate);
void route_each(void (*fn)(const struct route *, void *), void *arg);

#endif
