/*
 * /regions: provinces, regencies and districts as JSON for the fields that fill while one types.
 * ?q= gives districts with their whole names, ?parent= the children of a code (0: the provinces).
 * The same for everybody, so browsers may keep it for a day.
 */
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "http/route.h"
#include "shop/region.h"

#define HITS 12
#define Q_MIN 3
#define Q_MAX 60

static void
put(struct ctx *c, json_t *list, const struct region *x, bool whole)
{
	const char *name = whole ? region_label(c, x->code) : x->name;

	json_array_append_new(list, json_pack("{s:I, s:s}", "code", (json_int_t)x->code, "name",
	    name));
}

static void
regions(struct request *r)
{
	struct ctx *c = r->c;
	const char *q = request_query(r, "q"), *parent = request_query(r, "parent");
	json_t *list = js_own(c->arena, json_array());
	struct region *found = NULL;
	size_t n = 0, i;
	int64_t code;

	if (q && utf8_len(q) >= Q_MIN && utf8_len(q) <= Q_MAX)
		found = region_search(c, q, HITS, &n);
	else if (!q && parent && str_int(parent, 0, 9999, &code))
		found = region_children(c, code, &n);
	for (i = 0; i < n; i++)
		put(c, list, &found[i], q != NULL);
	reply_json(r, 200, js_text(c->arena, list));
	r->cache_control = "public, max-age=86400";
}

static const struct route routes[] = {
	{ "GET", "/regions", regions, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
