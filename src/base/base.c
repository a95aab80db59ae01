/* The ends of the road: a bug or no memory is logged and the process ends; the parent starts
 * another worker. */
#include "base/base.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/log.h"

void
base_bug(const char *file, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	LOG(EV_BUG, KV("file", file), KI("line", line), KV("text", text));
	abort();
}

NORETURN static void
no_memory(size_t n)
{
	LOG(EV_FAILURE, KV("where", "memory"), KI("bytes", n));
	abort();
}

void
base_trim(void)
{
	(void)malloc_trim(0);
}

void *
base_malloc(size_t n)
{
	void *p = fault_memory() ? NULL : malloc(n);

	if (p == NULL && n > 0)
		no_memory(n);
	return p;
}

void *
base_realloc(void *p, size_t n)
{
	void *q = fault_memory() ? NULL : realloc(p, n);

	if (q == NULL && n > 0)
		no_memory(n);
	return q;
}

void
base_free(void *p)
{
	free(p);
}
