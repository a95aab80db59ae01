/* ETags: a public page says what it depends on before it is rendered; when the browser has that very page, 304 is the answer. */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "http/request.h"

/* Adds "key=version" to what the page depends on. Route, language, build and query are added by the gate. */
void etag_add(struct request *, const char *key, int64_t version);
void etag_add_text(struct request *, const char *key, const char *value);
/*
 * After all etag_add(): true when the browser's copy is current, or this very page is kept (r->kept); the handler then returns at once, and the gate answers 304 or that page. Always
 * false for a visitor with a session (such pages are no-store).
 */
MUST_USE bool etag_fresh(struct request *);
/* The tag as it stands in the header, W/"…"; NULL when the page said nothing, or there is a session. For the gate, after the handler. */
const char *etag_value(struct request *);

#endif
