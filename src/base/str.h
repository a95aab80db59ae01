/* Small questions and changes on NUL-terminated strings. Results live in the given arena. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"

bool str_eq(const char *a, const char *b);		/* NULL equals only NULL */
bool str_empty(const char *s);				/* NULL or "" */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* ASCII case only. */
bool str_eq_nocase(const char *a, const char *b);
const char *str_lower(struct arena *, const char *s);
/* Without leading and trailing ASCII white space. */
const char *str_trim(struct arena *, const char *s);
/* The same, and each run of ASCII white space inside is one blank. */
const char *str_squeeze(struct arena *, const char *s);
/* "%word%" for LIKE … ESCAPE '\\', with what LIKE takes for a pattern made plain (abuse case 40); "" stays "". */
const char *str_like(struct arena *, const char *word);
/* s with every `from` replaced by `to`. */
const char *str_replace(struct arena *, const char *s, const char *from, const char *to);

/* Splits at each `sep`; parts are trimmed, empty parts dropped. NULL-terminated array; *n may be NULL. */
const char **str_split(struct arena *, const char *s, char sep, size_t *n);

/*
 * A strict decimal: optional '-', digits only, no space, no '+', no leading zeros besides "0", within [min, max].
 * False, and *out untouched, otherwise. (Abuse case 2.)
 */
MUST_USE bool str_int(const char *s, int64_t min, int64_t max, int64_t *out);

/* A mail address, trimmed and in lower case, or NULL. ASCII only, so that no look-alike letter makes a twin (abuse case 31). */
const char *str_email(struct arena *, const char *);

/* Lower-case ASCII address part of a title: letters and digits, words joined by '-', at most max bytes; "" if none. */
const char *str_slug(struct arena *, const char *title, size_t max);

/* Lower-case hexadecimal of n bytes; and back (NULL on odd length or a foreign character). */
const char *str_hex(struct arena *, const void *p, size_t n);
const unsigned char *str_unhex(struct arena *, const char *hex, size_t *n);

#endif
