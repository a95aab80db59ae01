/* Small readers of what people and files write: numbers, money, days, phone numbers, addresses, JSON. */
#include "fuzz.h"

#include "base/clock.h"
#include "base/js.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/url.h"
#include "shop/media_source.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct ctx c;
	const char *s = arena_mem(a, data, n), *p, *why = "";
	int64_t i = 7;

	ctx_init(&c, a, NULL, NULL);
	(void)js_parse(a, (const char *)data, n, &why);
	if (str_int(s, -1000, 1000, &i))
		HOLDS(i >= -1000 && i <= 1000);
	if (money_parse(s, &i))
		HOLDS(i >= 0);
	if (clock_parse_day(s, &i))
		HOLDS(strcmp(clock_iso_day(a, i), s) == 0);
	if (utf8_ok(s, strlen(s))) {
		p = form_phone(a, s);
		HOLDS(!p || (str_starts(p, "+62") && strlen(p) <= 16 && p[1 + strspn(p + 1, "0123456789")] == '\0'));
		p = str_slug(a, s, 60);
		HOLDS(strlen(p) <= 60 && p[strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0');
		p = utf8_clean(a, s, true);
		HOLDS(utf8_ok(p, strlen(p)));
		p = media_source_shown(&c, s);
		HOLDS(utf8_ok(p, strlen(p)));
		if (media_source_ok(s))
			HOLDS(!strchr(s, '\n') && strlen(s) <= 1000);
	}
	if (url_is_local(s))
		HOLDS(s[0] == '/' && s[1] != '/' && !strpbrk(s, "\\\r\n\t "));
	arena_close(a);
	return 0;
}
