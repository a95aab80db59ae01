/* The way from an address that is written otherwise to the one that a page has. */
#ifndef SERVE_GATE_TIDY_H
#define SERVE_GATE_TIDY_H

#include "http/request.h"

/* Asked for a page of the shop by a path with other letters, slashes or prefixes (http/tidy.h): true, and the reply is 301 to the right one with the query as it was. found: the path has a route as it is. */
bool gate_tidy(struct request *, bool found);

#endif
