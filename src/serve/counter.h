/* Counters that all workers share, for /metrics: requests by class of route and status, their time, their statements. */
#ifndef SERVE_COUNTER_H
#define SERVE_COUNTER_H

#include "http/request.h"

/* Shared memory; before the fork. False with errno when there is none; then nothing is counted, as in plain CGI. */
MUST_USE bool counter_init(void);
/* One finished request that took so many microseconds. */
void counter_request(const struct request *, int64_t us);
/* UTC seconds at which counting began: the start of `etalase serve`. 0 in plain CGI. */
int64_t counter_since(void);
/* What was counted since the start as Prometheus text; "" when nothing is. */
const char *counter_text(struct arena *);

#endif
