/*
 * ETags of public pages. The tag is a hash over all that a page depends on, weak because nginx
 * compresses what the program sends. A page that says nothing (empty r->etag) has none and is not
 * kept by anybody.
 */
#include "http/etag.h"

#include <sys/stat.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/str.h"
#include "http/route.h"

#ifndef ETALASE_BUILD
#define ETALASE_BUILD "unversioned"
#endif

/* A part can hold any text, so its length goes before it: two lists of parts never look alike. */
static void
part(struct buf *b, const char *s)
{
	buf_printf(b, "%zu:", s ? strlen(s) : 0);
	buf_str(b, s ? s : "");
}

void
etag_add(struct request *r, const char *key, int64_t version)
{
	part(&r->etag, key);
	buf_printf(&r->etag, "%lld;", (long long)version);
}

void
etag_add_text(struct request *r, const char *key, const char *value)
{
	part(&r->etag, key);
	part(&r->etag, value);
}

/* When the template sets were built: a new text on the same commit is a new page. */
static int64_t
templates_at(const struct conf *conf)
{
	static int64_t at = -1;
	struct arena *a;
	struct stat st;

	if (at >= 0)
		return at;
	a = arena_open();
	at = conf && stat(arena_printf(a, "%s/.done", conf->templates), &st) == 0 ? (int64_t)st.st_mtime : 0;
	arena_close(a);
	return at;
}

const char *
etag_value(struct request *r)
{
	struct arena *a = r->c->arena;
	const struct pair *q;
	struct buf b;

	if (r->session || r->staff_session)
		return NULL;
	if (r->tag && r->tag_of == r->etag.len)
		return r->tag;
	if (r->etag.len == 0 || r->etag.full)
		return NULL;
	buf_init(&b, a, 64000);
	part(&b, r->route ? r->route->pattern : "");
	part(&b, r->c->lang);
	part(&b, ETALASE_BUILD);
	buf_printf(&b, "%lld;", (long long)templates_at(r->c->conf));
	part(&b, r->c->conf ? r->c->conf->origins : "");
	part(&b, r->path);
	if (r->save_data)
		part(&b, "save-data");
	for (q = r->query; q && q->name; q++) {
		part(&b, q->name);
		part(&b, q->value);
	}
	part(&b, r->etag.s);
	if (b.full)
		return NULL;
	r->tag = arena_printf(a, "W/\"%.24s\"", crypt_hash(a, b.s, b.len));
	r->tag_of = r->etag.len;
	return r->tag;
}

/* RFC 9110 13.1.2: weak comparison against each member of the list, or '*'. */
static bool
listed(const char *list, const char *tag)
{
	size_t n;

	if (str_starts(tag, "W/"))
		tag += 2;
	while (*list) {
		list += strspn(list, " \t,");
		if (*list == '*')
			return list[1 + strspn(list + 1, " \t")] == '\0';
		if (str_starts(list, "W/"))
			list += 2;
		if (*list != '"')
			return false;
		n = strcspn(list + 1, "\"") + 2;
		if (n == strlen(tag) && strncmp(list, tag, n) == 0)
			return true;
		if (list[n - 1] != '"')
			return false;
		list += n;
	}
	return false;
}

bool
etag_fresh(struct request *r)
{
	const char *tag;

	if ((!r->if_none_match && !r->kept) || (r->method != HTTP_GET && r->method != HTTP_HEAD))
		return false;
	tag = etag_value(r);
	if (!tag)
		return false;
	if (r->if_none_match && listed(r->if_none_match, tag)) {
		r->status = 304;
		r->not_modified = true;
		return true;
	}
	if (!r->kept || !r->kept(r, tag))
		return false;
	r->status = 200;
	return true;
}
