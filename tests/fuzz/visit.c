/* What nginx tells the worker of visits: the socket takes any datagram. */
#include "fuzz.h"

#include "base/str.h"
#include "shop/visit.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct visit_hit h, more;
	struct search_ask ask;

	if (visit_read(a, (const char *)data, n, "salt", "https://toko.example", &h, &ask)) {
		HOLDS(strlen(ask.term) < SEARCH_TERM_BYTES && ask.hits >= -1 && !strchr(ask.term, '@'));
		HOLDS(strlen(h.visitor) == 16 && strlen(h.code) <= 16 && h.path[0] == '/' && strlen(h.path) <= 120);
		HOLDS(h.views + h.carted <= 1 && h.campaign >= 0);
		more = h;
		visit_merge(&h, &more);
		HOLDS(h.views == 2 * more.views && str_eq(h.channel, more.channel));
	}
	arena_close(a);
	return 0;
}
