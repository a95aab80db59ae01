/* Answers of the Graph API, and its headers: whatever comes, the class is one of them, a visible call that did not plainly fail is never taken for one that made nothing, and texts are clean. */
#include "fuzz.h"

#include "base/str.h"
#include "base/utf8.h"
#include "channel/graph.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct ctx c;
	const char *text = arena_mem(a, data, n);
	struct graph_answer quiet, visible;
	int64_t regain = 0, usage;
	int status = n ? 100 + data[n - 1] * 2 : 200;

	ctx_init(&c, a, NULL, NULL);
	graph_read(&c, false, FETCH_OK, true, status, text, n, &quiet);
	graph_read(&c, true, FETCH_OK, true, status, text, n, &visible);
	HOLDS((unsigned)quiet.a.class <= SOCIAL_HOLD && (unsigned)visible.a.class <= SOCIAL_HOLD);
	HOLDS(quiet.a.class != SOCIAL_UNSURE);
	HOLDS((quiet.a.class == SOCIAL_DONE) == (quiet.body != NULL) && (visible.a.class == SOCIAL_DONE) == (visible.body != NULL));
	HOLDS(visible.code != 0 || visible.a.class == SOCIAL_DONE || visible.a.class == SOCIAL_UNSURE);
	HOLDS(utf8_ok(visible.a.detail, strlen(visible.a.detail)) && utf8_len(visible.a.detail) <= 300 && utf8_len(visible.a.trace) <= 60);
	HOLDS(visible.a.wait_s >= 0 && visible.a.wait_s <= 86400);
	if (quiet.body) {
		const char *id = graph_id(&c, quiet.body, "id");

		HOLDS(strlen(id) <= 80 && id[strspn(id, "0123456789_")] == '\0');
	}
	usage = graph_usage(&c, text, text, text, &regain);
	HOLDS(usage >= -1 && usage <= 100 && regain >= 0 && regain <= 86400);
	(void)graph_time(text);
	(void)graph_same_text(&c, text, "Keripik");
	if (graph_token_fits(text))
		HOLDS(!strpbrk(text, "\r\n "));
	arena_close(a);
	return 0;
}
