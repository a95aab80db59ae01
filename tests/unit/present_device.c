/* What the owner reads about a phone: real User-Agents, odd ones, none. */
#include "fixture.h"
#include "base/i18n.h"
#include "present/device.h"

static void
names(void **state)
{
	static const struct { const char *agent, *says; } want[] = {
		{ "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "HP Android · Chrome" },
		{ "Mozilla/5.0 (Linux; Android 13; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", "HP Android · Samsung Internet" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "iPhone · Safari" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Komputer Windows · Edge" },
		{ "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Komputer Linux · Firefox" },
		{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Mac · Safari" },
		{ "<script>alert(1)</script>", "Perangkat lain" }, { "", "Perangkat lain" },
	};
	struct fixture *f = *state;
	const char *why;
	size_t i;

	if (!i18n_load("build/templates", &why))
		fail_msg("%s", why);
	for (i = 0; i < ARRAY_LEN(want); i++)
		assert_string_equal(present_device(&f->c, want[i].agent), want[i].says);
}

static const struct CMUnitTest tests[] = { CASE(names) };
FIXTURE_MAIN(tests)
