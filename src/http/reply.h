/* What a handler may answer. Nothing is sent before the transaction is committed; the gate sends. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/request.h"

/* 200 with this page; rendered after the transaction. */
void reply_page(struct request *, struct view *);
void reply_page_status(struct request *, struct view *, int status);
/* 303 to a path of ours made by url_*(). */
void reply_see_other(struct request *, const char *url);
/* 301 for moved addresses (old slugs), 302 never. */
void reply_moved(struct request *, const char *url);
/* Message shown on the page that the next redirect leads to: the id of a message "flash.…", travels in the query as m=. */
void flash(struct request *, const char *id);
/* 422: the page `show` again with fields marked and everything typed kept; what the handler wrote is rolled back. */
void reply_again(struct request *, void (*show)(struct request *));
/* The same, but what was written stays (a failed login must count). */
void reply_again_keep(struct request *, void (*show)(struct request *));
/* Error pages in the shop's own look, by the gate: 400, 403, 404, 405, 413, 429, 500, 503. */
void reply_error(struct request *, int status);
void reply_not_found(struct request *);
void reply_json(struct request *, int status, const char *json);
/* A mail as its reader sees it: a page of its own in which nothing but its styles works. */
void reply_letter(struct request *, const char *html);
void reply_text(struct request *, int status, const char *type, const char *text);
/* A private file below DATA, sent by nginx (X-Accel-Redirect) or by ourselves in CGI mode. name: for Content-Disposition (attachment), NULL: inline. */
void reply_file(struct request *, const char *data_relative_path, const char *type, const char *name);
/* A header; control characters in it are a BUG in our code and refused. */
void reply_header(struct request *, const char *name, const char *value);
/* Set-Cookie: __Host- and Secure on https origins, HttpOnly, Path=/, SameSite=Lax or Strict; age_s 0 deletes it. Name without prefix. */
void reply_cookie(struct request *, const char *name, const char *value, int64_t age_s, bool strict);
/* Reads back what reply_cookie set: tries the __Host- name on https. */
const char *reply_cookie_name(const struct request *, const char *name);

#endif
