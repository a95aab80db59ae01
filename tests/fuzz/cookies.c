/* The header Cookie. */
#include "fuzz.h"

#include "http/fcgi.h"
#include "http/parse.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct pair *p = parse_cookies(a, arena_mem(a, data, n));

	if (p)
		HOLDS(parse_count(p) <= PARSE_COOKIES_MAX);
	for (; p && p->name; p++)
		HOLDS(p->value);
	arena_close(a);
	return 0;
}
