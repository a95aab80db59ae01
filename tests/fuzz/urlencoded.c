/* Forms and queries: application/x-www-form-urlencoded. */
#include "fuzz.h"

#include "base/utf8.h"
#include "http/fcgi.h"
#include "http/parse.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct pair *p = parse_urlencoded(a, (const char *)data, n);

	if (p)
		HOLDS(parse_count(p) <= PARSE_FIELDS_MAX);
	for (; p && p->name; p++) {
		HOLDS(strlen(p->name) <= PARSE_NAME_MAX && utf8_ok(p->name, strlen(p->name)));
		HOLDS(p->value && utf8_ok(p->value, strlen(p->value)));
	}
	arena_close(a);
	return 0;
}
