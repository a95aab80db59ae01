/*
 * Finished pages that a worker keeps, compressed, for visitors without a session. What a page is kept under is its ETag, which stands for all that it depends on (http/etag.h), so an outdated page is
 * simply not found any more. It is looked for where a handler asks whether the browser's copy is current (etag_fresh); nothing but what etag_value() gives a tag is ever kept. Within the second in which
 * an address had a tag, and as long as neither the shop nor the catalogue has changed (memo_version), no handler is asked at all.
 */
#ifndef SERVE_PAGE_CACHE_H
#define SERVE_PAGE_CACHE_H

#include "http/request.h"

/* Room for pages in this process, in bytes; 0: none are kept. Called by a worker of `etalase serve` before it answers; commands, plain CGI and tests of one piece keep nothing. */
void page_cache_open(int64_t room);
/*
 * May this request be answered from what is kept? Says so in it, for etag_fresh(). After the session was looked for. True: it is answered. Reads the two versions in a transaction of its own; a failure
 * there is nobody's: the handler meets it again.
 */
MUST_USE bool page_cache_begin(struct request *);
/*
 * After rendering, before the headers: compresses a page that everybody may see, for a browser that takes gzip, and keeps it when it was asked for before not long ago. True when this reply is the same
 * for all visitors, so that nginx may hold it for a second.
 */
bool page_cache_end(struct request *);
#endif
