/*
 * One request as the pages see it, and the reply that they choose. http/fcgi.c fills it, http/route.c finds the handler, serve/gate.c checks and
 * sends. Identity, address and scheme come only from parameters that nginx sets.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/buf.h"
#include "base/ctx.h"

struct field;
struct route;
struct session;
struct staff;
struct view;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct pair {
	const char *name;
	const char *value;
};

/* One uploaded file, spooled to a private temporary file that dies with the request unless moved away. */
struct upload {
	const char *field;
	const char *path;	/* on disk, mode 0600 */
	const char *name;	/* as the browser called it; cleaned, for display only */
	const char *type;	/* as the browser called it; never trusted */
	int64_t size;		/* bytes */
};

enum again { AGAIN_NO, AGAIN_UNDO, AGAIN_KEEP };

struct request {
	struct ctx *c;
	const struct route *route;
	enum http_method method;
	const char *path;		/* decoded, without language prefix: "/product/x"; "" is a malformed request: 400 */
	const char *raw_path;		/* as asked, with prefix, without query */
	const char *remote;		/* REMOTE_ADDR */
	const char *agent;		/* User-Agent, at most 200 bytes */
	const char *origin;		/* Origin header or NULL */
	const char *fetch_site;		/* Sec-Fetch-Site or NULL */
	const char *if_none_match;	/* or NULL */
	const char *content_type;
	int64_t content_length;
	bool https;
	bool save_data;
	bool lite;			/* the reply is for somebody who saves data: without pictures and scripts */
	bool gzip;			/* the browser takes gzip */
	const char *arg[4];		/* values of {…} in the route's pattern, in order; arg_int for {x:int} */
	int64_t arg_int[4];
	struct pair *query;		/* cleaned; ends with a NULL name */
	struct pair *cookies;		/* ends with a NULL name */
	struct pair *form;		/* body fields in order; ends with a NULL name; NULL before it is read */
	struct upload *uploads;		/* ends with a NULL field; NULL when none */
	const char *raw_body;		/* a body that is no multipart, as it came (webhooks: signatures, JSON); NULL when none */
	size_t raw_body_len;
	const struct field *fields[8];	/* tables that form_read saw: limits for messages, secrets that are never shown */
	size_t n_fields;
	struct pair *field_errors;	/* field -> message id; ends with a NULL name */
	size_t n_errors;
	const char *form_note;		/* message id for the form as a whole, or NULL */

	struct session *session;	/* shopper's, or NULL (shop/session.h) */
	struct session *staff_session;	/* staff's, or NULL */
	struct staff *staff;		/* who is logged in at the admin panel, or NULL (shop/staff.h) */
	bool must_enrol;		/* staff: the second step of their login is to be set up first */
	void *prepared;			/* what the route's `before` left for the handler */

	/* the reply */
	int status;
	const char *type;		/* Content-Type */
	struct buf body;
	struct pair headers[24];
	size_t n_headers;
	struct view *page;		/* rendered by the gate after the commit */
	enum again again;
	void (*again_show)(struct request *);
	struct buf etag;		/* what the page depends on; empty: not cacheable */
	bool not_modified;
	const char *tag;		/* what etag_value() made of the first tag_of bytes of etag */
	size_t tag_of;
	bool (*kept)(struct request *, const char *tag);	/* makes the page that is kept under this tag the body; NULL: none may be (serve/page_cache.h) */
	bool packed;			/* the body is gzip */
	const char *target;		/* where a redirect leads, before the flash message is added */
	const char *flash;		/* id of a message for the page after the redirect, without "flash.", or NULL */
	const char *cache_control;	/* NULL: the gate's rule */
	bool letter;			/* the body is a mail as it looks: styles in it are allowed, nothing else */
};

/* First value of a query parameter, cookie, form field; NULL when absent. Checked UTF-8, control characters removed. */
const char *request_query(const struct request *, const char *name);
const char *request_cookie(const struct request *, const char *name);
const char *request_form(const struct request *, const char *name);
/* All values of a repeated form field, NULL-terminated. */
const char **request_form_all(struct request *, const char *name, size_t *n);
/* Is this number among the values of a repeated field (ticked boxes)? */
bool request_form_has(const struct request *, const char *name, int64_t value);
/* The upload of a field, number i from 0; NULL when there is none (or it is empty). */
const struct upload *request_upload(const struct request *, const char *field, size_t i);
/* Strict page number from ?page=, 1 when absent or not a number in 1..100000. */
int64_t request_page(const struct request *);

#endif
