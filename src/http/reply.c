/*
 * What handlers choose as their answer. These only note the choice in the request; the gate
 * renders, adds the security headers and sends after the commit. Control characters in a header
 * are a bug of ours, never a way to split a reply (abuse case 44).
 */
#include "http/reply.h"

#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"
#include "http/fcgi.h"
#include "http/url.h"

#define HTML "text/html; charset=utf-8"
#define FILE_MAX ((size_t)200000000)	/* sent by ourselves only as plain CGI */

/*
 * The last choice counts: forgets page, body and redirect of an earlier one; cookies and other
 * headers stay.
 */
static void
choose(struct request *r, int status, const char *type)
{
	size_t i, n = 0;

	for (i = 0; i < r->n_headers; i++)
		if (!str_eq(r->headers[i].name, "Location") &&
		    !str_eq(r->headers[i].name, "X-Accel-Redirect") &&
		    !str_eq(r->headers[i].name, "Content-Disposition"))
			r->headers[n++] = r->headers[i];
	r->n_headers = n;
	r->status = status;
	r->type = type;
	r->page = NULL;
	r->again = AGAIN_NO;
	r->again_show = NULL;
	r->not_modified = false;
	if (r->body.arena)
		buf_clear(&r->body);
}

void
reply_page(struct request *r, struct view *page)
{
	reply_page_status(r, page, 200);
}

void
reply_page_status(struct request *r, struct view *page, int status)
{
	choose(r, status, HTML);
	r->page = page;
}

static void
set_location(struct request *r, const char *url)
{
	if (r->flash)
		url = url_with(r->c, url, "m", r->flash);
	reply_header(r, "Location", url);
}

static void
redirect(struct request *r, const char *url, int status)
{
	if (!url_is_local(url))
		BUG("redirect to an address that is not ours");
	choose(r, status, NULL);
	r->target = url;
	set_location(r, url);
}

void
reply_see_other(struct request *r, const char *url)
{
	redirect(r, url, 303);
}

void
reply_moved(struct request *r, const char *url)
{
	redirect(r, url, 301);
}

void
flash(struct request *r, const char *id)
{
	size_t i;

	if (str_starts(id, "flash."))
		id += 6;
	r->flash = id;
	/* Called after the redirect was chosen: its address is made again. */
	for (i = 0; i < r->n_headers; i++)
		if (str_eq(r->headers[i].name, "Location"))
			set_location(r, r->target);
}

void
reply_again(struct request *r, void (*show)(struct request *))
{
	choose(r, 422, HTML);
	r->again = AGAIN_UNDO;
	r->again_show = show;
}

void
reply_again_keep(struct request *r, void (*show)(struct request *))
{
	reply_again(r, show);
	r->again = AGAIN_KEEP;
}

void
reply_error(struct request *r, int status)
{
	choose(r, status, HTML);
	if (r->etag.arena)
		buf_clear(&r->etag);
}

void
reply_not_found(struct request *r)
{
	reply_error(r, 404);
}

void
reply_json(struct request *r, int status, const char *json)
{
	reply_text(r, status, "application/json; charset=utf-8", json);
}

void
reply_text(struct request *r, int status, const char *type, const char *text)
{
	choose(r, status, type);
	if (!buf_str(&r->body, text))
		err_set(r->c, ERR_LIMIT, "reply_text", "a reply of %zu bytes is above reply_max",
		    strlen(text));
}

void
reply_letter(struct request *r, const char *html)
{
	reply_text(r, 200, "text/html; charset=utf-8", html);
	r->letter = true;
}

/* Path below DATA/private without dots that climb; what nginx may be told to send. */
static bool
private_ok(const char *path)
{
	const char *p;

	if (!str_starts(path, "private/") || strstr(path, "//"))
		return false;
	for (p = path; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == '\\' || (p[0] == '/' && p[1] == '.'))
			return false;
	return true;
}

/* RFC 6266 with RFC 8187: a plain name for all, the exact one for those who read it. */
static void
disposition(struct request *r, const char *name)
{
	struct buf plain, full;
	const char *p;

	buf_init(&plain, r->c->arena, 300);
	buf_init(&full, r->c->arena, 2000);
	for (p = name; *p; p++)
		if ((unsigned char)*p < 0x80)
			buf_char(&plain, (unsigned char)*p < 0x20 || strchr("\"\\%/\x7f", *p) ? '-' : *p);
	buf_url(&full, name);
	reply_header(r, "Content-Disposition",
	    arena_printf(r->c->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain.s, full.s));
}

void
reply_file(struct request *r, const char *path, const char *type, const char *name)
{
	struct buf to;
	const char *p;
	char *bytes;
	size_t n;

	if (!private_ok(path))
		BUG("a file outside DATA/private was to be sent");
	choose(r, 200, type);
	if (name)
		disposition(r, name);
	else
		reply_header(r, "Content-Disposition", "inline");
	if (!fcgi_is_cgi()) {
		buf_init(&to, r->c->arena, 4000);
		buf_str(&to, "/_private");
		for (p = path + strlen("private"); *p; p += n) {
			buf_char(&to, '/');
			p++;
			n = strcspn(p, "/");
			buf_url(&to, arena_mem(r->c->arena, p, n));
		}
		reply_header(r, "X-Accel-Redirect", to.s);
		return;
	}
	path = arena_printf(r->c->arena, "%s/%s", r->c->conf->data, path);
	bytes = file_read(r->c->arena, path, FILE_MAX, &n);
	if (!bytes) {
		reply_not_found(r);
		return;
	}
	r->body = (struct buf){ r->c->arena, bytes, n, n + 1, n, false };
}

static bool
line_ok(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f)
			return false;
	return true;
}

void
reply_header(struct request *r, const char *name, const char *value)
{
	size_t i;

	if (!*name || name[strcspn(name, " :\t\r\n")] || !line_ok(name) || !line_ok(value))
		BUG("control characters in header %.40s", line_ok(name) ? name : "?");
	for (i = 0; i < r->n_headers; i++)
		if (str_eq_nocase(r->headers[i].name, name) && !str_eq_nocase(name, "Set-Cookie"))
			break;
	if (i == ARRAY_LEN(r->headers))
		BUG("more than %zu headers", i);
	r->headers[i] = (struct pair){ arena_str(r->c->arena, name), arena_str(r->c->arena, value) };
	if (i == r->n_headers)
		r->n_headers++;
}

const char *
reply_cookie_name(const struct request *r, const char *name)
{
	return r->https ? arena_printf(r->c->arena, "__Host-%s", name) : name;
}

void
reply_cookie(struct request *r, const char *name, const char *value, int64_t age_s, bool strict)
{
	const char *full = reply_cookie_name(r, name), *line;
	size_t i, len = strlen(full);

	if (value[strcspn(value, " \",;\\")] || !line_ok(value) || strlen(value) > 3000)
		BUG("cookie %s with a value that no cookie can hold", name);
	line = arena_printf(r->c->arena, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=%s%s", full,
	    age_s > 0 ? value : "", (long long)(age_s > 0 ? age_s : 0), strict ? "Strict" : "Lax",
	    r->https ? "; Secure" : "");
	/* Set twice in one reply, the last word counts. */
	for (i = 0; i < r->n_headers; i++)
		if (str_eq(r->headers[i].name, "Set-Cookie") &&
		    strncmp(r->headers[i].value, full, len) == 0 && r->headers[i].value[len] == '=') {
			r->headers[i].value = line;
			return;
		}
	reply_header(r, "Set-Cookie", line);
}
