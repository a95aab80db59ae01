/*
 * Fetching by libcurl. Each hop is a transfer of its own: its address is taken apart by libcurl's own parser (so that what is checked is what is used), and the socket is opened by
 * us, after the look at where it leads. Redirects are followed here and not by libcurl, so each one passes the same door.
 */
#include "net/fetch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"
#include "net/curl.h"

#define URL_BYTES 2000
#define REDIRECTS 5
#define CONNECT_S 10
#define SPEED_BYTES 200	/* a second, over SPEED_S: a bad line in the country is faster */
#define SPEED_S 10
#define AGENT "Etalase"
#define FORM_BYTES ((size_t)400000)

/* --- which addresses --- */

struct range4 { uint32_t net; int bits; };

/* RFC 6890 and IANA's IPv4 special-purpose registry: all that is not globally reachable, multicast, and the rest of class E. */
static const struct range4 refused4[] = {
	{ 0x00000000, 8 },	/* this network */
	{ 0x0a000000, 8 },	/* private */
	{ 0x64400000, 10 },	/* 100.64/10, carriers' NAT */
	{ 0x7f000000, 8 },	/* loopback */
	{ 0xa9fe0000, 16 },	/* link-local; clouds answer with their keys there */
	{ 0xac100000, 12 },	/* private */
	{ 0xc0000000, 24 },	/* protocol assignments */
	{ 0xc0000200, 24 },	/* documentation */
	{ 0xc0586300, 24 },	/* 192.88.99/24, 6to4 relays */
	{ 0xc0a80000, 16 },	/* private */
	{ 0xc6120000, 15 },	/* benchmarks */
	{ 0xc6336400, 24 },	/* documentation */
	{ 0xcb007100, 24 },	/* documentation */
	{ 0xe0000000, 4 },	/* multicast */
	{ 0xf0000000, 4 },	/* reserved, broadcast */
};

struct range6 { unsigned char net[8]; int bits; };

/* IANA's IPv6 registry: outside of 2000::/3 nothing is global; inside these are not, or carry an IPv4 address in them. */
static const struct range6 refused6[] = {
	{ { 0x20, 0x01, 0x00 }, 23 },		/* 2001::/23: Teredo, benchmarks, ORCHID */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },	/* documentation */
	{ { 0x20, 0x02 }, 16 },			/* 6to4 */
	{ { 0x3f, 0xff, 0x00 }, 20 },		/* documentation */
};

static bool
public4(uint32_t ip)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(refused4); i++)
		if ((ip ^ refused4[i].net) >> (32 - refused4[i].bits) == 0)
			return false;
	return true;
}

static bool
in_range6(const unsigned char *ip, const struct range6 *r)
{
	int whole = r->bits / 8, rest = r->bits % 8;

	return memcmp(ip, r->net, (size_t)whole) == 0 && (rest == 0 || (ip[whole] ^ r->net[whole]) >> (8 - rest) == 0);
}

static bool
public6(const unsigned char *ip)
{
	size_t i;

	/* 2000::/3 alone: that leaves out loopback, mapped and compatible IPv4, 64:ff9b::/96, unique local, link-local, multicast. */
	if (ip[0] >> 5 != 1)
		return false;
	for (i = 0; i < ARRAY_LEN(refused6); i++)
		if (in_range6(ip, &refused6[i]))
			return false;
	return true;
}

/* Does a word of the allow list, "127.0.0.1:8099" or "[::1]:8099", name just this endpoint? */
static bool
allowed(const char *list, const char *endpoint)
{
	size_t n = strlen(endpoint), len;

	for (list += strspn(list, " "); *list; list += len, list += strspn(list, " ")) {
		len = strcspn(list, " ");
		if (len == n && memcmp(list, endpoint, n) == 0)
			return true;
	}
	return false;
}

bool
fetch_may(const struct sockaddr *sa, socklen_t len, const char *allow)
{
	char ip[INET6_ADDRSTRLEN] = "", endpoint[INET6_ADDRSTRLEN + 10];
	struct sockaddr_in6 six;
	struct sockaddr_in four;
	unsigned port;
	bool open;

	/* Copies: the address may lie anywhere. */
	if (sa->sa_family == AF_INET && len >= (socklen_t)sizeof(four)) {
		memcpy(&four, sa, sizeof(four));
		port = ntohs(four.sin_port);
		open = public4(ntohl(four.sin_addr.s_addr));
		(void)inet_ntop(AF_INET, &four.sin_addr, ip, sizeof(ip));
	} else if (sa->sa_family == AF_INET6 && len >= (socklen_t)sizeof(six)) {
		memcpy(&six, sa, sizeof(six));
		port = ntohs(six.sin6_port);
		open = public6(six.sin6_addr.s6_addr);
		(void)inet_ntop(AF_INET6, &six.sin6_addr, ip, sizeof(ip));
	} else {
		return false;
	}
	if (open && (port == 80 || port == 443))
		return true;
	(void)snprintf(endpoint, sizeof(endpoint), sa->sa_family == AF_INET6 ? "[%s]:%u" : "%s:%u", ip, port);
	return allowed(allow, endpoint);
}

/* --- one hop --- */

struct hop {
	struct ctx *c;
	const struct fetch_ask *ask;
	CURL *easy;
	int fd;
	int64_t got;
	bool refused, opened, large, disk, other;
};

static int
status_of(CURL *easy)
{
	long status = 0;

	(void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static curl_socket_t
on_open(void *arg, curlsocktype purpose UNUSED, struct curl_sockaddr *to)
{
	struct hop *h = arg;

	if (!fetch_may(&to->addr, to->addrlen, h->c->conf->fetch_allow)) {
		h->refused = true;
		return CURL_SOCKET_BAD;
	}
	h->opened = true;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct hop *h = arg;
	size_t todo = size * n;
	ssize_t done;

	/* The body of a redirect or a fault is nobody's: it may be endless. */
	h->other = status_of(h->easy) / 100 != 2;
	if (h->other)
		return 0;
	if ((int64_t)todo > h->ask->bytes - h->got) {
		h->large = true;
		return 0;
	}
	h->got += (int64_t)todo;
	for (; todo > 0; p += done, todo -= (size_t)done) {
		done = write(h->fd, p, todo);
		if (done < 0 && errno == EINTR)
			done = 0;
		if (done < 0) {
			h->disk = true;
			return 0;
		}
	}
	return size * n;
}

/* The address in libcurl's own hands; NULL when it is none that we follow. */
static CURLU *
url_read(const char *url, const char *allow)
{
	CURLU *u;
	char *scheme = NULL, *port = NULL;
	bool ok;

	net_curl_load();
	u = strlen(url) <= URL_BYTES ? curl_url() : NULL;
	if (!u)
		return NULL;
	ok = curl_url_set(u, CURLUPART_URL, url, CURLU_URLENCODE | CURLU_DISALLOW_USER) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && (str_eq(scheme, "http") || str_eq(scheme, "https")) &&
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
	/* Other ports are for endpoints of the allow list; whether this is one shows when the socket is opened. */
	ok = ok && (str_eq(port, "80") || str_eq(port, "443") || !str_empty(allow));
	curl_free(scheme);
	curl_free(port);
	if (ok)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

static bool
set_up(CURL *easy, struct hop *h, CURLU *u, int64_t ms)
{
	return curl_easy_setopt(easy, CURLOPT_CURLU, u) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, h) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, h) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_USERAGENT, AGENT) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)h->ask->bytes) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ms) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SPEED_BYTES) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)SPEED_S) == CURLE_OK;
}

static enum fetch
outcome(const struct hop *h, CURLcode code, int status)
{
	if (h->large || code == CURLE_FILESIZE_EXCEEDED)
		return status / 100 == 2 ? FETCH_TOO_LARGE : FETCH_STATUS;
	if (h->disk)
		return FETCH_DISK;
	if (h->refused && !h->opened)
		return FETCH_REFUSED;
	if (h->other || code == CURLE_OK)
		return status / 100 == 2 ? FETCH_OK : FETCH_STATUS;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return FETCH_NO_HOST;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_SLOW;
	case CURLE_UNSUPPORTED_PROTOCOL:	/* what answered speaks no HTTP of this century: the address's own scheme was looked at before */
		return FETCH_STATUS;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CIPHER:
		return FETCH_TLS;
	default:
		return FETCH_NO_ANSWER;
	}
}

/* Where the header Location leads, seen from this hop's address; NULL: nowhere. */
static const char *
location(struct hop *h, CURLU *u)
{
	struct curl_header *to;
	const char *url = NULL;
	char *whole = NULL;

	if (curl_easy_header(h->easy, "Location", 0, CURLH_HEADER, -1, &to) == CURLHE_OK &&
	    curl_url_set(u, CURLUPART_URL, to->value, CURLU_URLENCODE) == CURLUE_OK && curl_url_get(u, CURLUPART_URL, &whole, 0) == CURLUE_OK)
		url = arena_str(h->c->arena, whole);
	curl_free(whole);
	return url;
}

/* *next: where a redirect leads, else NULL. */
static enum fetch
hop(struct hop *h, const char *url, int64_t ms, int *status, const char **next)
{
	CURLU *u = url_read(url, h->c->conf->fetch_allow);
	enum fetch said = FETCH_NO_ANSWER;

	*status = 0;
	*next = NULL;
	if (!u)
		return FETCH_BAD_URL;
	h->refused = h->opened = h->large = h->other = false;
	h->easy = curl_easy_init();
	if (h->easy && set_up(h->easy, h, u, ms)) {
		CURLcode code = curl_easy_perform(h->easy);

		*status = status_of(h->easy);
		said = outcome(h, code, *status);
		if (said == FETCH_STATUS && *status / 100 == 3)
			*next = location(h, u);
	}
	curl_easy_cleanup(h->easy);
	curl_url_cleanup(u);
	return said;
}

enum fetch
fetch_get(struct ctx *c, const struct fetch_ask *ask, struct fetch_answer *answer)
{
	int64_t until = clock_ms() + ask->seconds * INT64_C(1000), left;
	struct hop h = { .c = c, .ask = ask };
	const char *url = ask->url;
	enum fetch said = FETCH_SLOW;
	int i;

	*answer = (struct fetch_answer){ 0 };
	(void)unlink(ask->path);
	h.fd = open(ask->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (h.fd < 0)
		return FETCH_DISK;
	for (i = 0; url; i++) {
		left = until - clock_ms();
		said = i > REDIRECTS ? FETCH_REDIRECTS : left <= 0 ? FETCH_SLOW : hop(&h, url, left, &answer->status, &url);
		if (said != FETCH_STATUS)
			break;
	}
	answer->bytes = h.got;
	if (close(h.fd) != 0 && said == FETCH_OK)
		said = FETCH_DISK;
	return said;
}

/* --- asking a service --- */

struct talk {
	struct hop h;		/* for the door at the socket */
	struct buf body;
	struct curl_slist *headers;
	curl_mime *mime;
	const char *form;
};

static size_t
on_answer(char *p, size_t size, size_t n, void *arg)
{
	struct talk *t = arg;

	return buf_add(&t->body, p, size * n) ? size * n : 0;
}

/* The fields as application/x-www-form-urlencoded, or as parts when one is a file. False: out of memory, or the file is gone. */
static bool
fill_form(struct talk *t, const struct fetch_send *ask)
{
	struct buf b;
	bool files = false, ok = true;

	for (size_t i = 0; i < ask->n; i++)
		files |= ask->fields[i].file != NULL;
	if (!files) {
		buf_init(&b, t->h.c->arena, FORM_BYTES);
		for (size_t i = 0; i < ask->n; i++) {
			ok = ok && buf_str(&b, i ? "&" : "") && buf_url(&b, ask->fields[i].name) && buf_char(&b, '=') && buf_url(&b, ask->fields[i].value);
		}
		t->form = b.s;
		return ok;
	}
	t->mime = curl_mime_init(t->h.easy);
	for (size_t i = 0; t->mime && ok && i < ask->n; i++) {
		curl_mimepart *part = curl_mime_addpart(t->mime);

		ok = part && curl_mime_name(part, ask->fields[i].name) == CURLE_OK;
		if (ok && ask->fields[i].file)
			ok = curl_mime_filedata(part, ask->fields[i].file) == CURLE_OK && curl_mime_filename(part, "picture.jpg") == CURLE_OK && curl_mime_type(part, "image/jpeg") == CURLE_OK;
		else if (ok)
			ok = curl_mime_data(part, ask->fields[i].value, CURL_ZERO_TERMINATED) == CURLE_OK;
	}
	return t->mime && ok;
}

static bool
set_up_send(struct talk *t, const struct fetch_send *ask, CURLU *u)
{
	CURL *easy = t->h.easy;
	struct curl_slist *more;

	for (size_t i = 0; ask->headers && ask->headers[i]; i++) {
		more = curl_slist_append(t->headers, ask->headers[i]);
		if (!more)
			return false;
		t->headers = more;
	}
	/* No waiting for "100 Continue": some proxies never send it. */
	more = curl_slist_append(t->headers, "Expect:");
	if (!more)
		return false;
	t->headers = more;
	return curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 0L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_CURLU, u) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK && curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK &&
	    (!str_eq(ask->method, "POST") || (t->mime ? curl_easy_setopt(easy, CURLOPT_MIMEPOST, t->mime) == CURLE_OK : curl_easy_setopt(easy, CURLOPT_POSTFIELDS, t->form) == CURLE_OK)) &&
	    (str_eq(ask->method, "POST") || str_eq(ask->method, "GET") || curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, ask->method) == CURLE_OK);
}

static void
take_headers(struct talk *t, const struct fetch_send *ask, struct fetch_got *got)
{
	size_t n = 0;
	struct curl_header *h;

	while (ask->wanted && ask->wanted[n])
		n++;
	got->headers = arena_new_n(t->h.c->arena, n + 1, const char *);
	for (size_t i = 0; i < n; i++)
		got->headers[i] = curl_easy_header(t->h.easy, ask->wanted[i], 0, CURLH_HEADER, -1, &h) == CURLHE_OK ? arena_str(t->h.c->arena, h->value) : "";
}

enum fetch
fetch_send(struct ctx *c, const struct fetch_send *ask, struct fetch_got *got)
{
	struct fetch_ask limits = { .url = ask->url, .bytes = (int64_t)ask->bytes };
	struct talk t = { .h = { .c = c, .ask = &limits, .fd = -1 } };
	CURLU *u = url_read(ask->url, c->conf->fetch_allow);
	enum fetch said = FETCH_NO_ANSWER;
	long asked = 0;

	*got = (struct fetch_got){ .body = "" };
	if (!u)
		return FETCH_BAD_URL;
	buf_init(&t.body, c->arena, ask->bytes);
	t.h.easy = curl_easy_init();
	if (t.h.easy && set_up(t.h.easy, &t.h, u, ask->seconds * INT64_C(1000)) && (!str_eq(ask->method, "POST") || fill_form(&t, ask)) && set_up_send(&t, ask, u)) {
		CURLcode code = curl_easy_perform(t.h.easy);

		got->status = status_of(t.h.easy);
		(void)curl_easy_getinfo(t.h.easy, CURLINFO_REQUEST_SIZE, &asked);
		got->sent = asked > 0;
		t.h.large = t.body.full;
		said = code == CURLE_OK ? FETCH_OK : outcome(&t.h, code, 200);
		if (said == FETCH_OK && code != CURLE_OK)
			said = FETCH_NO_ANSWER;
		got->body = t.body.s;
		got->len = t.body.len;
	}
	take_headers(&t, ask, got);
	curl_easy_cleanup(t.h.easy);
	curl_mime_free(t.mime);
	curl_slist_free_all(t.headers);
	curl_url_cleanup(u);
	return said;
}

const char *
fetch_name(enum fetch f)
{
	switch (f) {
	case FETCH_OK: return "ok";
	case FETCH_BAD_URL: return "bad_url";
	case FETCH_REFUSED: return "refused";
	case FETCH_NO_HOST: return "no_host";
	case FETCH_NO_ANSWER: return "no_answer";
	case FETCH_TLS: return "tls";
	case FETCH_SLOW: return "slow";
	case FETCH_TOO_LARGE: return "too_large";
	case FETCH_REDIRECTS: return "redirects";
	case FETCH_STATUS: return "status";
	case FETCH_DISK: return "disk";
	}
	BUG("fetch %d", (int)f);
}
