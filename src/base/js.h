/*
 * JSON on top of jansson: values that die with the arena, and text that may stand inside an HTML script block. What pages carry on every request is written straight into text (js_out): building
 * a tree of values first, printing it and then escaping it was a quarter of a product page.
 */
#ifndef BASE_JS_H
#define BASE_JS_H

#include <jansson.h>

#include "base/buf.h"

/* Ties the value to the arena (the reference is taken over); returns it. NULL is a BUG (out of memory). */
json_t *js_own(struct arena *, json_t *);
/* Parses text of n bytes, at most 64 levels deep; NULL with *why on a fault. Owned by the arena. */
json_t *js_parse(struct arena *, const char *text, size_t n, const char **why);
/* Reads a file; as js_parse. */
json_t *js_file(struct arena *, const char *path, const char **why);

/*
 * JSON being written, compact, with < > & U+2028 U+2029 as \u escapes, so it may stand in <script type="application/ld+json"> (abuse case 46). Inside an object each value has its key, inside a list
 * the key is NULL. All text is UTF-8.
 */
#define JS_OUT_MAX 4000000
struct js_out {
	struct buf b;
	char ends[16];	/* the brackets that are open */
	unsigned depth;
	bool next;	/* a value stands before */
};
/* Begins with a list, or with an object. Above JS_OUT_MAX bytes of text, which is more than a page may have, nothing is added. */
void js_out_init(struct js_out *, struct arena *, bool list);
void js_out_object(struct js_out *, const char *key);
void js_out_list(struct js_out *, const char *key);
void js_out_text(struct js_out *, const char *key, const char *value);
void js_out_int(struct js_out *, const char *key, int64_t value);
/* Closes what was opened last. */
void js_out_end(struct js_out *);
/* Closes what is still open and returns the text; above its ceiling it is "null", which every reader of ours takes for nothing. */
const char *js_out_done(struct js_out *);

/* Compact text. */
const char *js_text(struct arena *, const json_t *);
/* The string under a key, or "" ; the integer under a key, or def. */
const char *js_get(const json_t *, const char *key);
int64_t js_get_int(const json_t *, const char *key, int64_t def);

#endif
