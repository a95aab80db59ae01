/*
 * printf for the few directives that pages are made of. A page formats some two hundred short texts, most of them addresses and numbers, and the C library's own printf was a fifth of what a list
 * of goods cost; what stands here does the plain directives itself and leaves every other format to it.
 */
#ifndef BASE_FMT_H
#define BASE_FMT_H

#include <stdarg.h>

#include "base/base.h"

#define FMT_INT 20	/* characters of the longest: -9223372036854775808 */
/* The digits of value, with '-' in front of a negative one, at the end of `to` (not ended by NUL). Returns where they begin. */
char *fmt_int(char to[FMT_INT], int64_t value);
/* vsnprintf (C11 7.21.6.12): writes at most room - 1 bytes and a NUL (nothing at all when room is 0) and returns how many bytes the whole text has; below 0: the format is bad. */
int fmt_text(char *to, size_t room, const char *format, va_list) PRINTF(3, 0);

#endif
