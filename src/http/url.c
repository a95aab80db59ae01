/*
 * All addresses of the shop. Each function is one page; nothing else in the program puts a path
 * together. Also the names of built static files, read once from their manifest before the
 * workers are forked.
 */
#include "http/url.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"

#define URL_MAX 8000
#define MANIFEST_MAX 1000000

struct built {
	const char *name;
	const char *url;
};

static struct arena *home;	/* lives as long as the process */
static struct built *built;
static size_t n_built;

static const char *
prefix(const struct ctx *c)
{
	return str_eq(c->lang, "en") ? "/en" : "";
}

/* prefix + before + encoded part + after */
static const char *
path(struct ctx *c, const char *before, const char *part, const char *after)
{
	struct buf b;

	if (*part == '\0' && *after == '\0' && *prefix(c) == '\0')
		return before;
	buf_init(&b, c->arena, URL_MAX);
	buf_str(&b, prefix(c));
	buf_str(&b, before);
	buf_url(&b, part);
	buf_str(&b, after);
	return b.s;
}

const char *
url_home(struct ctx *c)
{
	return str_eq(c->lang, "en") ? "/en" : "/";
}

const char *
url_category(struct ctx *c, const char *slug)
{
	return path(c, "/category/", slug, "");
}

const char *
url_group(struct ctx *c, const char *kind, const char *slug)
{
	return path(c, arena_printf(c->arena, "/%s/", kind), slug, "");
}

const char *
url_collections(struct ctx *c)
{
	return path(c, "/collections", "", "");
}

const char *
url_makers(struct ctx *c)
{
	return path(c, "/makers", "", "");
}

const char *
url_products(struct ctx *c)
{
	return path(c, "/products", "", "");
}

const char *
url_product(struct ctx *c, const char *slug)
{
	return path(c, "/product/", slug, "");
}

const char *
url_variant(struct ctx *c, const char *slug, int64_t variant)
{
	return path(c, "/product/", slug, arena_printf(c->arena, "?v=%lld", (long long)variant));
}

const char *
url_search(struct ctx *c, const char *q)
{
	return path(c, "/search?q=", q, "");
}

const char *
url_compare(struct ctx *c, const char *const *slugs, size_t n)
{
	struct buf b;

	buf_init(&b, c->arena, URL_MAX);
	buf_str(&b, prefix(c));
	buf_str(&b, "/compare");
	for (size_t i = 0; i < n; i++) {
		buf_str(&b, i ? "," : "?p=");
		buf_url(&b, slugs[i]);
	}
	return b.s;
}

const char *
url_search_path(struct ctx *c)
{
	return path(c, "/search", "", "");
}

const char *
url_list_count(struct ctx *c, const char *list)
{
	return arena_printf(c->arena, "%s/count", list);
}

const char *
url_cart(struct ctx *c)
{
	return path(c, "/cart", "", "");
}

const char *
url_cart_add(struct ctx *c)
{
	return path(c, "/cart/add", "", "");
}

const char *
url_buyer(struct ctx *c, const char *token)
{
	return path(c, "/r/", token, "");
}

const char *
url_buyer_leave(struct ctx *c)
{
	return path(c, "/prices/leave", "", "");
}

const char *
url_cart_set(struct ctx *c)
{
	return path(c, "/cart/set", "", "");
}

const char *
url_cart_inputs(struct ctx *c)
{
	return path(c, "/cart/inputs", "", "");
}

const char *
url_checkout(struct ctx *c)
{
	return path(c, "/checkout", "", "");
}

const char *
url_order(struct ctx *c, const char *ref)
{
	return path(c, "/order/", ref, "");
}

const char *
url_order_pay(struct ctx *c, const char *ref)
{
	return path(c, "/order/", ref, "/pay");
}

const char *
url_order_do(struct ctx *c, const char *ref, const char *what)
{
	return path(c, "/order/", ref, arena_printf(c->arena, "/%s", what));
}

const char *
url_order_proof(struct ctx *c, const char *ref, int64_t proof)
{
	return path(c, "/order/", ref, arena_printf(c->arena, "/proof/%lld", (long long)proof));
}

const char *
url_track(struct ctx *c)
{
	return path(c, "/track", "", "");
}

const char *
url_page(struct ctx *c, const char *slug)
{
	return path(c, "/info/", slug, "");
}

const char *
url_in(struct ctx *c, const char *p, const char *lang)
{
	if (str_starts(p, "/en") && (p[3] == '\0' || p[3] == '/' || p[3] == '?' || p[3] == '#'))
		p = p[3] == '/' ? p + 3 : arena_printf(c->arena, "/%s", p + 3);
	if (!str_eq(lang, "en"))
		return p;
	if (p[0] == '/' && (p[1] == '\0' || p[1] == '?' || p[1] == '#'))
		return arena_printf(c->arena, "/en%s", p + 1);
	return arena_printf(c->arena, "/en%s", p);
}

const char *
url_with(struct ctx *c, const char *p, const char *key, const char *value)
{
	size_t n = strcspn(p, "#");
	struct buf b;

	buf_init(&b, c->arena, URL_MAX);
	buf_add(&b, p, n);
	buf_char(&b, memchr(p, '?', n) ? '&' : '?');
	buf_url(&b, key);
	buf_char(&b, '=');
	buf_url(&b, value);
	buf_str(&b, p + n);
	return b.full ? p : b.s;
}

const char *
url_absolute(struct ctx *c, const char *p)
{
	const char *origins = c->conf->origins;

	origins += strspn(origins, " ");
	return arena_printf(c->arena, "%.*s%s", (int)strcspn(origins, " "), origins, p);
}

const char *
url_admin(struct ctx *c, const char *fmt, ...)
{
	const char *rest;
	va_list ap;

	va_start(ap, fmt);
	rest = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return arena_printf(c->arena, "/admin%s", rest);
}

const char *
url_media(struct ctx *c, const char *hash, const char *size, const char *format)
{
	if (str_empty(size))
		return arena_printf(c->arena, "/media/%.2s/%s.%s", hash, hash, format);
	return arena_printf(c->arena, "/media/%.2s/%s-%s.%s", hash, hash, size, format);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct built *)a)->name, ((const struct built *)b)->name);
}

const char *
url_static(struct ctx *c, const char *name)
{
	struct built key = { name, NULL }, *hit = NULL;

	if (n_built > 0)
		hit = bsearch(&key, built, n_built, sizeof(*built), by_name);
	if (hit)
		return hit->url;
	if (n_built > 0)
		BUG("no built static file %s", name);
	return arena_printf(c->arena, "/static/%s", name);	/* no manifest was loaded: unit tests */
}

bool
url_static_load(const char *dir, const char **why)
{
	struct arena *a = arena_open();
	const char **lines, *tab;
	char *text;
	size_t n, i;

	text = file_read(a, arena_printf(a, "%s/manifest", dir), MANIFEST_MAX, &n);
	if (!text) {
		static char said[400];
		struct buf b;

		buf_init(&b, a, sizeof(said) - 1);
		buf_printf(&b, "%s/manifest: %s", dir, strerror(errno));
		memcpy(said, b.s, b.len + 1);
		*why = said;
		arena_close(a);
		return false;
	}
	lines = str_split(a, text, '\n', &n);
	if (home)
		arena_close(home);
	home = a;
	built = arena_new_n(a, n, struct built);
	n_built = 0;
	for (i = 0; i < n; i++) {
		tab = strchr(lines[i], '\t');
		if (!tab || tab == lines[i] || tab[1] == '\0') {
			*why = "the manifest of the static files holds a line without a tab";
			return false;
		}
		built[n_built].name = arena_mem(a, lines[i], (size_t)(tab - lines[i]));
		built[n_built++].url = arena_printf(a, "/static/%s", tab + 1);
	}
	if (n_built > 0)
		qsort(built, n_built, sizeof(*built), by_name);
	return true;
}

const char *
url_whatsapp(struct ctx *c, const char *phone, const char *text)
{
	struct buf b;

	buf_init(&b, c->arena, URL_MAX);
	buf_str(&b, "https://wa.me/");
	for (; *phone; phone++)
		if (*phone >= '0' && *phone <= '9')
			buf_char(&b, *phone);
	if (!str_empty(text)) {
		buf_str(&b, "?text=");
		buf_url(&b, text);
	}
	return b.s;
}

const char *
url_maps(struct ctx *c, const char *address)
{
	struct buf b;

	buf_init(&b, c->arena, URL_MAX);
	buf_str(&b, "https://www.google.com/maps/search/?api=1&query=");
	buf_url(&b, address);
	return b.s;
}

bool
url_is_local(const char *s)
{
	if (!s || s[0] != '/' || s[1] == '/' || s[1] == '\\')
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= 0x20 || *s == 0x7f || *s == '\\')
			return false;
	return true;
}
