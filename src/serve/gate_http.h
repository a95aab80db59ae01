/*
 * The gate's work that needs no shop: security headers, the cache rule, the origin rule of POSTs,
 * the request's log line, the rate limit that all workers share.
 */
#ifndef SERVE_GATE_HTTP_H
#define SERVE_GATE_HTTP_H

#include "http/request.h"

/*
 * Adds to a finished reply (shared: nginx may hold it for a second): Content-Security-Policy and its companions, robots, ETag,
 * Cache-Control (T02, T03, T93). Call once, last before sending.
 */
void gate_headers(struct request *, bool shared);
/*
 * May this POST come from where it says? Sec-Fetch-Site same-origin or none passes, any other
 * value fails; without that header, Origin must be one of conf->origins. Neither header: false;
 * the 403 page then lets the person try again, which sends them (architecture.md §1).
 */
MUST_USE bool gate_origin_ok(const struct request *);
/*
 * One EV_REQUEST line: the route's pattern, never the path (it may be secret). ms: how long the
 * request took.
 */
void gate_log(const struct request *, int64_t ms);

/*
 * Shared memory for the rate limit; before the fork. False with errno when there is none;
 * requests then pass unlimited, as they do in plain CGI. ETALASE_RATE=off in the environment
 * (tests) turns the limit off.
 */
MUST_USE bool gate_rate_init(void);
/*
 * Counts one request of r->remote (IPv6: its /64) and says whether it is within 60 a minute, 60
 * at once. Loose, since a mobile carrier puts a village behind one address. For ROUTE_SLOW
 * routes; false is 429.
 */
MUST_USE bool gate_rate_ok(const struct request *);

#endif
