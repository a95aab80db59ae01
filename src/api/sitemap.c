/*
 * For search engines: robots.txt and the sitemap (sitemaps.org: at most 50,000 addresses in a file). Each page is listed in both languages. Above the limit /sitemap.xml is an
 * index of /sitemap/1, /sitemap/2 … The text is put together row by row in a buffer of its own, so that a large shop takes no more memory than its sitemap is long.
 */
#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "shop/catalog.h"
#include "view/view.h"

#define ADDRESSES 50000
#define BYTES_MAX ((size_t)50000000)	/* sitemaps.org: 50 MB uncompressed */
#define LANGUAGES 2
#define FIXED 2				/* home and the list of all goods */

struct sitemap {
	struct buf out;
	int64_t from, to, at;	/* objects of this part; the one that comes next */
};

static void
close_arena(void *a)
{
	arena_close(a);
}

static void
begin(struct ctx *c, struct sitemap *m)
{
	struct arena *own = arena_open();

	arena_defer(c->arena, close_arena, own);
	buf_init(&m->out, own, BYTES_MAX);
}

/* Renders what `section` holds in scratch memory. */
static void
put(struct sitemap *m, struct view *v)
{
	if (!view_render(v, &m->out))
		return;	/* recorded */
}

static void
piece(struct ctx *c, struct sitemap *m, const char *section)
{
	struct view *v = view_alone(c, "api/sitemap");

	view_flag(v, section, true);
	put(m, v);
}

static void
address(struct ctx *c, struct sitemap *m, const char *path, int64_t changed_at)
{
	static const char *const langs[LANGUAGES] = { "id", "en" };
	struct arena_mark mark;
	size_t i;

	if (m->at++ < m->from || m->at > m->to || err_is_set(c))
		return;
	mark = arena_mark(c->arena);
	for (i = 0; i < LANGUAGES; i++) {
		struct view *v = view_alone(c, "api/sitemap"), *row = view_row(v, "ENTRY");

		view_text(row, "LOC", url_absolute(c, url_in(c, path, langs[i])));
		view_text(row, "LOC_ID", url_absolute(c, url_in(c, path, "id")));
		view_text(row, "LOC_EN", url_absolute(c, url_in(c, path, "en")));
		if (changed_at > 0)
			view_text(view_row(row, "CHANGED"), "AT", clock_iso(c->arena, changed_at));
		put(m, v);
	}
	arena_back(c->arena, mark);
}

static void
object(struct ctx *c, const char *kind, const char *slug, int64_t changed_at, void *arg)
{
	struct arena_mark mark = arena_mark(c->arena);
	const char *path = str_eq(kind, "product") ? url_product(c, slug)
	    : str_eq(kind, "category") ? url_category(c, slug) : str_eq(kind, "page") ? url_page(c, slug) : url_group(c, kind, slug);

	address(c, arg, path, changed_at);
	arena_back(c->arena, mark);
}

static void
send(struct request *r, struct sitemap *m)
{
	r->cache_control = "public, max-age=3600";
	reply_text(r, 200, "application/xml; charset=utf-8", "");
	r->body = m->out;
}

/* Part number `part` (from 1) when a file holds at most `limit` addresses; 404 when there is no such part. */
static void
send_part(struct request *r, int64_t part, int64_t limit)
{
	struct ctx *c = r->c;
	struct sitemap m = { .from = (part - 1) * (limit / LANGUAGES), .to = part * (limit / LANGUAGES), .at = 0 };

	if (m.from >= catalog_count_urls(c) + FIXED) {
		reply_not_found(r);
		return;
	}
	begin(c, &m);
	piece(c, &m, "OPEN");
	address(c, &m, url_home(c), 0);
	address(c, &m, url_products(c), 0);
	catalog_each_url(c, object, &m);
	piece(c, &m, "CLOSE");
	send(r, &m);
}

static void
send_index(struct request *r, int64_t limit)
{
	struct ctx *c = r->c;
	int64_t each = limit / LANGUAGES, objects = catalog_count_urls(c) + FIXED, i;
	struct sitemap m = { .at = 0 };

	if (objects <= each) {
		send_part(r, 1, limit);
		return;
	}
	begin(c, &m);
	piece(c, &m, "OPEN_INDEX");
	for (i = 0; i * each < objects; i++) {
		struct view *v = view_alone(c, "api/sitemap");

		view_text(view_row(v, "PART"), "LOC",
		    url_absolute(c, arena_printf(c->arena, "/sitemap/%lld", (long long)i + 1)));
		put(&m, v);
	}
	piece(c, &m, "CLOSE_INDEX");
	send(r, &m);
}

/* A test build may lower the limit, to see the index without fifty thousand goods. */
static int64_t
addresses(void)
{
#ifdef ETALASE_TEST
	const char *s = getenv("ETALASE_SITEMAP_LIMIT");
	int64_t n;

	if (s && str_int(s, LANGUAGES, ADDRESSES, &n))
		return n;
#endif
	return ADDRESSES;
}

static void
index_or_all(struct request *r)
{
	send_index(r, addresses());
}

static void
part(struct request *r)
{
	if (r->arg_int[0] > INT64_C(1000000)) {
		reply_not_found(r);
		return;
	}
	send_part(r, r->arg_int[0], addresses());
}

static void
robots(struct request *r)
{
	struct ctx *c = r->c;

	r->cache_control = "public, max-age=3600";
	reply_text(r, 200, "text/plain; charset=utf-8",
	    arena_printf(c->arena, "User-agent: *\nDisallow: /admin\nDisallow: /order/\nDisallow: /en/order/\nAllow: /\n\nSitemap: %s\n",
	    url_absolute(c, "/sitemap.xml")));
}

static const struct route routes[] = {
	{ "GET", "/sitemap.xml", index_or_all, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ "GET", "/sitemap/{part:int}", part, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ "GET", "/robots.txt", robots, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
