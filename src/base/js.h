/* JSON on top of jansson: values that die with the arena, and text that may stand inside an HTML script block. */
#ifndef BASE_JS_H
#define BASE_JS_H

#include <jansson.h>

#include "base/arena.h"

/* Ties the value to the arena (the reference is taken over); returns it. NULL is a BUG (out of memory). */
json_t *js_own(struct arena *, json_t *);
/* Parses text of n bytes, at most 64 levels deep; NULL with *why on a fault. Owned by the arena. */
json_t *js_parse(struct arena *, const char *text, size_t n, const char **why);
/* Reads a file; as js_parse. */
json_t *js_file(struct arena *, const char *path, const char **why);
/* Compact text in which < > & U+2028 U+2029 are \u escapes, so it may stand in <script type="application/ld+json"> (abuse case 46). */
const char *js_html(struct arena *, const json_t *);
/* Compact text. */
const char *js_text(struct arena *, const json_t *);
/* The string under a key, or "" ; the integer under a key, or def. */
const char *js_get(const json_t *, const char *key);
int64_t js_get_int(const json_t *, const char *key, int64_t def);

#endif
