/*
 * buf: the only growing text. Each has a ceiling stated when it is made; past the ceiling nothing more is added and
 * `full` is set, so a reader can refuse instead of using half a text. The text is always NUL-terminated.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
	struct arena *arena;
	char *s;	/* the text; valid after buf_init, "" when empty */
	size_t len;	/* without the NUL */
	size_t cap;
	size_t max;	/* most bytes of text */
	bool full;	/* something did not fit */
};

/* Memory comes from the arena; max is the most bytes it may hold. */
void buf_init(struct buf *, struct arena *, size_t max);
/* Each adds or, when it would pass the ceiling, adds nothing and sets full. Returns !full. */
bool buf_add(struct buf *, const void *p, size_t n);
bool buf_str(struct buf *, const char *s);
bool buf_char(struct buf *, char c);
bool buf_printf(struct buf *, const char *fmt, ...) PRINTF(2, 3);
/* The number in decimal digits. */
bool buf_int(struct buf *, int64_t);
/* Adds s percent-encoded for a URL path segment or query value (RFC 3986 unreserved kept). */
bool buf_url(struct buf *, const char *s);
void buf_clear(struct buf *);

#endif
