/*
 * The one file that sees libfcgi. A worker waits in epoll (woken one at a time), lets libfcgi
 * take the connection, and reads nothing but the parameters that conf/nginx.conf.in sets; each is
 * capped and checked here. SIGTERM is let in only while waiting, so a running request always
 * ends. Without a socket the same calls answer one request as plain CGI.
 */
#include "http/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/parse.h"

#define ETAG_MAX 4000
#define REPLY_MAX 4000000	/* when no configuration says otherwise (unit tests) */
#define CONTENT_LENGTH_MAX (INT64_C(1) << 40)

static FCGX_Request fcgx;
static int listen_fd = -1;
static int wait_fd = -1;
static bool cgi, cgi_done;
static int64_t body_left;
static sigset_t waiting_mask;
static volatile sig_atomic_t stopping;

int
fcgi_listen(const char *path, int backlog)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd, saved, n;

	/*
	 * Bound beside its place and renamed, so that nginx never finds it missing or with wider
	 * rights.
	 */
	n = snprintf(sa.sun_path, sizeof(sa.sun_path), "%s.new", path);
	if (n < 0 || (size_t)n >= sizeof(sa.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	(void)unlink(sa.sun_path);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 && chmod(sa.sun_path, 0660) == 0 &&
	    listen(fd, backlog) == 0 && rename(sa.sun_path, path) == 0)
		return fd;
	saved = errno;
	close(fd);
	(void)unlink(sa.sun_path);
	errno = saved;
	return -1;
}

void
fcgi_stop(void)
{
	stopping = 1;
}

static void
on_term(int sig UNUSED)
{
	fcgi_stop();
}

bool
fcgi_is_cgi(void)
{
	return cgi;
}

/* libfcgi installs handlers of its own at FCGX_Init; these replace them. */
static void
own_signals(void)
{
	struct sigaction term = { .sa_handler = on_term }, none = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigaction(SIGTERM, &term, NULL);
	sigaction(SIGPIPE, &none, NULL);
	sigaction(SIGUSR1, &none, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &waiting_mask);
	sigdelset(&waiting_mask, SIGTERM);
}

void
fcgi_init(int fd)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLEXCLUSIVE };

	stopping = 0;
	cgi = fd < 0;
	cgi_done = false;
	if (cgi)
		return;
	listen_fd = fd;
	if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgx, fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		BUG("libfcgi does not start");
	own_signals();
	wait_fd = epoll_create1(EPOLL_CLOEXEC);
	if (wait_fd < 0 || epoll_ctl(wait_fd, EPOLL_CTL_ADD, listen_fd, &ev) != 0)
		BUG("epoll: %s", strerror(errno));
}

/* The next connection, its parameters read; false when told to stop. */
static bool
next_connection(void)
{
	struct epoll_event ev;
	int n, rc;

	for (;;) {
		if (stopping)
			return false;
		n = epoll_pwait(wait_fd, &ev, 1, -1, &waiting_mask);
		if (n < 0 && errno != EINTR)
			BUG("epoll_pwait: %s", strerror(errno));
		if (n <= 0)
			continue;
		rc = FCGX_Accept_r(&fcgx);
		if (rc == 0)
			return true;
		/* Another worker was quicker, or the other side has gone. */
		if (rc == -EAGAIN || rc == -EINTR || rc == -ECONNABORTED)
			continue;
		LOG(EV_FAILURE, KV("where", "accept"), KI("errno", -rc));
		return false;
	}
}

/* A parameter as it came; NULL when absent or empty. */
static const char *
param(const char *name)
{
	const char *s = cgi ? getenv(name) : FCGX_GetParam(name, fcgx.envp);

	return s && *s ? s : NULL;
}

/* A header's text: checked, cleaned, at most max bytes; NULL when absent, longer or no UTF-8. */
static const char *
header(struct request *r, const char *name, size_t max)
{
	const char *s = param(name);
	size_t n = s ? strlen(s) : 0;

	if (n == 0 || n > max || !utf8_ok(s, n))
		return NULL;
	return utf8_clean(r->c->arena, s, false);
}

static const char *
agent(struct request *r)
{
	const char *s = header(r, "HTTP_USER_AGENT", PARSE_URI_MAX);
	size_t n;

	if (!s)
		return "";
	n = strlen(s);
	if (n <= 200)
		return s;
	for (n = 200; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
		;
	return arena_mem(r->c->arena, s, n);
}

static const char *
request_id(struct request *r)
{
	const char *s = param("REQUEST_ID");
	size_t n = s ? strlen(s) : 0, i;

	if (n < 8 || n > 64)
		return crypt_token(r->c->arena, 16);
	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'z')))
			return crypt_token(r->c->arena, 16);
	return arena_mem(r->c->arena, s, n);
}

static enum http_method
method(const char *s)
{
	if (str_eq(s, "GET"))
		return HTTP_GET;
	if (str_eq(s, "HEAD"))
		return HTTP_HEAD;
	return str_eq(s, "POST") ? HTTP_POST : HTTP_OTHER;
}

/* RFC 3875 knows no REQUEST_URI, and not every cgi-bin server adds it: then the path is what follows the script's name, which comes decoded. */
static const char *
uri_of_cgi(struct arena *a)
{
	const char *path = param("PATH_INFO"), *query = param("QUERY_STRING");
	struct buf b;
	size_t n;

	buf_init(&b, a, PARSE_URI_MAX + 2);
	for (path = path ? path : "/"; *path; path += n) {
		n = strspn(path, "/");
		buf_add(&b, path, n);
		path += n;
		n = strcspn(path, "/");
		buf_url(&b, arena_mem(a, path, n));
	}
	if (query)
		buf_printf(&b, "?%s", query);
	return b.full ? NULL : b.s;
}

/* Path and query of the address. False: malformed. */
static bool
take_uri(struct request *r)
{
	const char *uri = param("REQUEST_URI"), *q;
	struct pair *p;
	size_t n, path_len;

	if (!uri && cgi)
		uri = uri_of_cgi(r->c->arena);
	n = uri ? strlen(uri) : 0;
	if (n == 0 || n > PARSE_URI_MAX)
		return false;
	q = strchr(uri, '?');
	path_len = q ? (size_t)(q - uri) : n;
	r->path = parse_path(r->c->arena, uri, path_len);
	if (!r->path)
		return false;
	r->raw_path = arena_mem(r->c->arena, uri, path_len);
	if (!q)
		return true;
	p = parse_urlencoded(r->c->arena, q + 1, n - path_len - 1);
	if (!p || parse_count(p) > PARSE_QUERY_MAX)
		return false;
	r->query = p;
	for (; p->name; p++)
		p->value = utf8_clean(r->c->arena, p->value, false);
	return true;
}

static bool
take_rest(struct request *r)
{
	const char *length = param("CONTENT_LENGTH"), *cookies = param("HTTP_COOKIE");

	r->origin = header(r, "HTTP_ORIGIN", 300);
	/* An Origin that cannot be read must not look like an absent one. */
	if (!r->origin && param("HTTP_ORIGIN"))
		r->origin = "null";
	r->fetch_site = header(r, "HTTP_SEC_FETCH_SITE", 40);
	if (!r->fetch_site && param("HTTP_SEC_FETCH_SITE"))
		r->fetch_site = "unknown";
	r->if_none_match = header(r, "HTTP_IF_NONE_MATCH", 1000);
	r->content_type = header(r, "CONTENT_TYPE", 300);
	r->gzip = str_eq(param("HTTP_ACCEPT_ENCODING"), "gzip");	/* nginx says it in one word */
	r->save_data = str_eq_nocase(param("HTTP_SAVE_DATA") ? param("HTTP_SAVE_DATA") : "", "on");
	r->https = str_eq(param("HTTPS"), "on");
	r->agent = agent(r);
	r->remote = header(r, "REMOTE_ADDR", 64);
	if (!r->remote)
		r->remote = "";
	if (cookies) {
		struct pair *list = parse_cookies(r->c->arena, cookies);

		if (!list)
			return false;
		r->cookies = list;
	}
	return !length || str_int(length, 0, CONTENT_LENGTH_MAX, &r->content_length);
}

bool
fcgi_accept(struct request *r)
{
	struct ctx *c = r->c;
	bool uri, rest;

	if (cgi ? cgi_done : !next_connection())
		return false;
	cgi_done = true;
	memset(r, 0, sizeof(*r));
	r->c = c;
	r->method = method(param("REQUEST_METHOD"));
	r->raw_path = "";
	r->path = "";
	r->query = parse_none(c->arena);
	r->cookies = parse_none(c->arena);
	buf_init(&r->body, c->arena, c->conf ? (size_t)c->conf->reply_max : REPLY_MAX);
	buf_init(&r->etag, c->arena, ETAG_MAX);
	c->request_id = request_id(r);
	uri = take_uri(r);
	rest = take_rest(r);
	if (!uri || !rest) {
		r->raw_path = "";
		r->path = "";
	}
	body_left = r->content_length;
	return true;
}

int64_t
fcgi_read(struct request *r UNUSED, void *p, size_t n)
{
	ssize_t got;

	if (body_left <= 0 || n == 0)
		return 0;
	if (n > (size_t)body_left)
		n = (size_t)body_left;
	if (n > (1u << 30))
		n = 1u << 30;
	if (cgi) {
		do
			got = read(STDIN_FILENO, p, n);
		while (got < 0 && errno == EINTR);
	} else {
		got = FCGX_GetStr(p, (int)n, fcgx.in);
	}
	if (got <= 0)
		return -1;
	body_left -= got;
	return got;
}

static const char *
reason(int status)
{
	switch (status) {
	case 200: return "OK";
	case 201: return "Created";
	case 202: return "Accepted";
	case 204: return "No Content";
	case 301: return "Moved Permanently";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 413: return "Content Too Large";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	case 500: return "Internal Server Error";
	case 503: return "Service Unavailable";
	default: return "Status";
	}
}

static void
put(const char *s, size_t n)
{
	size_t step;
	ssize_t sent;

	for (; n > 0; s += sent, n -= (size_t)sent) {
		step = n < (1u << 30) ? n : 1u << 30;
		if (cgi) {
			sent = write(STDOUT_FILENO, s, step);
			if (sent < 0 && errno == EINTR)
				sent = 0;
		} else {
			sent = FCGX_PutStr(s, (int)step, fcgx.out);
		}
		if (sent < 0)
			return;	/* the client is gone: nobody is left to tell */
	}
}

/*
 * Ends the reply. libfcgi would wait until nginx has closed the connection, too, lest what it sent last be met by a reset; nothing is under way when the body has been read to its end, and then the
 * worker goes on to the next request at once (the wait cost an eighth of a product page).
 */
static void
finish(void)
{
	if (body_left == 0 && FCGX_GetChar(fcgx.in) < 0 && FCGX_HasSeenEOF(fcgx.in))
		FCGX_Detach(&fcgx);
	FCGX_Finish_r(&fcgx);
}

void
fcgi_send(struct request *r)
{
	bool no_body = r->status == 304 || r->status == 204, elsewhere = false;
	struct buf head;
	size_t i;

	buf_init(&head, r->c->arena, 64000);
	buf_printf(&head, "Status: %d %s\r\n", r->status, reason(r->status));
	if (r->type && !no_body)
		buf_printf(&head, "Content-Type: %s\r\n", r->type);
	for (i = 0; i < r->n_headers; i++) {
		buf_str(&head, r->headers[i].name);
		buf_str(&head, ": ");
		buf_str(&head, r->headers[i].value);
		buf_str(&head, "\r\n");
		elsewhere = elsewhere || str_eq(r->headers[i].name, "X-Accel-Redirect");
	}
	if (!no_body && !elsewhere)
		buf_printf(&head, "Content-Length: %zu\r\n", r->body.len);
	buf_str(&head, "\r\n");
	if (head.full)
		BUG("headers of a reply above their ceiling");
	put(head.s, head.len);
	if (!no_body && !elsewhere && r->method != HTTP_HEAD)
		put(r->body.s, r->body.len);
	if (!cgi)
		finish();
}
