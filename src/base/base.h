/*
 * The C we wish we had: attributes, checked arithmetic, BUG(), and the list of libc calls that nobody above base/ may
 * use (arena.h and buf.h do their work). Every file of Etalase includes this first.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
/* stdio.h and stdlib.h stand here so that the poisoned names below are declared before they are banned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A bug in this program: logs file, line and message, then ends the process; the parent starts another worker. */
#define BUG(...) base_bug(__FILE__, __LINE__, __VA_ARGS__)
NORETURN PRINTF(3, 4) void base_bug(const char *file, int line, const char *fmt, ...);

/* Checked int64 arithmetic: false, and *out untouched, when the result does not fit. */
static inline MUST_USE bool
add_ok(int64_t a, int64_t b, int64_t *out)
{
	int64_t r;

	if (__builtin_add_overflow(a, b, &r))
		return false;
	*out = r;
	return true;
}

static inline MUST_USE bool
mul_ok(int64_t a, int64_t b, int64_t *out)
{
	int64_t r;

	if (__builtin_mul_overflow(a, b, &r))
		return false;
	*out = r;
	return true;
}

/* Gives memory that is free, but kept for later, back to the system: before a fork, and before a long wait. */
void base_trim(void);
/* Memory from the system that never fails: ends the process with a log line when there is none. base/ only. */
void *base_malloc(size_t n);
void *base_realloc(void *p, size_t n);
void base_free(void *p);

#ifndef BASE_MAY_USE_LIBC
/* The poison would hit their own declarations: so they come first. */
#include <stdio.h>
#include <stdlib.h>
#pragma GCC poison malloc calloc realloc strdup strndup sprintf vsprintf strcpy strncpy strcat strncat strtok gets atoi \
    atol system popen
#endif

#endif
