/* UTF-8: checked once when text enters, so that everything behind http/form.c and base/csv.c may trust it. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, <= U+10FFFF) of n bytes, without NUL. */
MUST_USE bool utf8_ok(const char *s, size_t n);
/* Code points in s. */
size_t utf8_len(const char *s);
/* The first `max` code points; s itself when it is not longer. */
const char *utf8_cut(struct arena *, const char *s, size_t max);
/* The first text behind all that begin with w, in the order of bytes, which is that of code points: of "ab" it is "ac". */
const char *utf8_after(struct arena *, const char *w);
/* Next code point of *s, which moves on; 0 at the end. s is well-formed. */
uint32_t utf8_next(const char **s);
/* Text without control characters (except \n and \t when `lines`), bidi overrides and BOMs; CR LF and CR become LF. */
const char *utf8_clean(struct arena *, const char *s, bool lines);
/* Folded for search and comparison: lower case of Latin letters, marks of Latin letters dropped (é -> e), others kept. */
const char *utf8_fold(struct arena *, const char *s);
/* Windows-1252 bytes to UTF-8, for files that are no UTF-8. */
const char *utf8_from_1252(struct arena *, const char *s, size_t n);

#endif
