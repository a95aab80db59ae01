/*
 * Small parsers of HTTP's own texts that several files here share: percent-decoding and the path
 * of a request. The list parsers that fuzzers call stand in fcgi.h. Nothing here trusts its
 * input.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/request.h"

#define PARSE_FIELDS_MAX 512	/* fields of one form */
#define PARSE_NAME_MAX 128	/* bytes of a field's name */
#define PARSE_QUERY_MAX 128	/* parameters of one address */
#define PARSE_COOKIES_MAX 64
#define PARSE_URI_MAX 8192	/* bytes of path and query */
#define PARSE_COOKIE_BYTES 8192

/*
 * The decoded form of an encoded path of n bytes: percent-decoded once, well-formed UTF-8, no
 * control characters, one leading '/'. NULL when it is anything else (abuse cases 39, 44, 58).
 */
const char *parse_path(struct arena *, const char *s, size_t n);
/* A list of no pairs, and the number of pairs of a list (NULL has none). */
struct pair *parse_none(struct arena *);
size_t parse_count(const struct pair *);

#endif
