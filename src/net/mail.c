/*
 * Mail over SMTP. libcurl speaks the protocol and builds the MIME parts; here are the headers, and the question of who has to act when it fails. libcurl tells only that a command
 * failed, so its debug hook is listened to for the verb of the last command: 550 to RCPT is about one address, to MAIL about our sender.
 */
#include "net/mail.h"


#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"
#include "net/curl.h"
#include "base/utf8.h"

#define CONNECT_S 15L
#define ANSWER_S 30L
#define ALL_S 60L		/* less than the lane's lease */
#define WORD_BYTES 45		/* 60 characters of base64 in a word of at most 75 */
#define HEADER_MAX 4000
#define BODY_MAX ((size_t)1 << 20)

/* --- encoded words --- */

static bool
plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e || (s[0] == '=' && s[1] == '?'))
			return false;
	return true;
}

static void
base64(struct buf *b, const char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)(unsigned char)s[i] << 16;

		if (i + 1 < n)
			v |= (uint32_t)(unsigned char)s[i + 1] << 8;
		if (i + 2 < n)
			v |= (uint32_t)(unsigned char)s[i + 2];
		buf_char(b, digits[v >> 18]);
		buf_char(b, digits[v >> 12 & 63]);
		buf_char(b, i + 1 < n ? digits[v >> 6 & 63] : '=');
		buf_char(b, i + 2 < n ? digits[v & 63] : '=');
	}
}

/* How many bytes of s, whole code points, fit into `room`. */
static size_t
fitting(const char *s, size_t room)
{
	const char *p = s, *last = s;

	while (utf8_next(&p) != 0 && (size_t)(p - s) <= room)
		last = p;
	return (size_t)(last - s);
}

const char *
mail_words(struct arena *a, const char *text, size_t used)
{
	size_t n, room;
	struct buf b;

	if (plain(text) && used + strlen(text) <= 76)
		return text;
	buf_init(&b, a, HEADER_MAX * 4);
	for (room = used < 40 ? WORD_BYTES - used * 3 / 4 : 15; *text; text += n, room = WORD_BYTES) {
		n = fitting(text, room);
		buf_str(&b, b.len ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		base64(&b, text, n);
		buf_str(&b, "?=");
	}
	return b.s;
}

/* --- headers --- */

static bool
one_line(const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* A name and an address as From and To want them; a name with marks that mean something there is quoted or encoded. */
static const char *
mailbox(struct arena *a, const char *name, const char *address, size_t used)
{
	if (str_empty(name))
		return address;
	if (!plain(name) || used + strlen(name) > 70)
		return arena_printf(a, "%s\r\n <%s>", mail_words(a, name, used), address);
	name = str_replace(a, str_replace(a, name, "\\", "\\\\"), "\"", "\\\"");
	return arena_printf(a, "\"%s\" <%s>", name, address);
}

/* The shop's own host, for EHLO: of the sender's address, which need not be where the shop's pages are. */
static const char *
host_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "localhost";
}

static struct curl_slist *
headers(struct ctx *c, const struct mail *m)
{
	struct arena *a = c->arena;
	const char *date = str_replace(a, clock_http(a, m->at), "GMT", "+0000");
	const char *lines[] = {
		arena_printf(a, "Date: %s", date),
		arena_printf(a, "From: %s", mailbox(a, m->from_name, m->from, 6)),
		arena_printf(a, "To: %s", mailbox(a, m->to_name, m->to, 4)),
		arena_printf(a, "Subject: %s", mail_words(a, m->subject, 9)),
		arena_printf(a, "Message-ID: <%s>", m->id),
		arena_printf(a, "Content-Language: %s", m->lang),
		"Auto-Submitted: auto-generated",
		str_empty(m->reply_to) ? NULL : arena_printf(a, "Reply-To: %s", m->reply_to),
	};
	struct curl_slist *list = NULL, *more;
	size_t i;

	for (i = 0; i < ARRAY_LEN(lines); i++) {
		if (!lines[i])
			continue;
		more = curl_slist_append(list, lines[i]);
		if (!more)
			BUG("no memory for a mail's headers");
		list = more;
	}
	return list;
}

/* --- the parts --- */

static void
part(curl_mime *mime, struct arena *a, const char *text, const char *type)
{
	curl_mimepart *p = curl_mime_addpart(mime);
	/* Lines of mail end with CR LF; a lone CR cannot stand in our texts. */
	const char *lines = str_replace(a, str_replace(a, text, "\r\n", "\n"), "\n", "\r\n");

	if (!p || strlen(lines) > BODY_MAX || curl_mime_data(p, lines, CURL_ZERO_TERMINATED) != CURLE_OK ||
	    curl_mime_type(p, type) != CURLE_OK || curl_mime_encoder(p, "quoted-printable") != CURLE_OK)
		BUG("a mail's part of %zu bytes could not be built", strlen(lines));
}

static curl_mime *
parts(CURL *h, struct arena *a, const struct mail *m)
{
	curl_mime *outer = curl_mime_init(h), *inner = curl_mime_init(h);
	curl_mimepart *p = outer ? curl_mime_addpart(outer) : NULL;

	if (!p || !inner)
		BUG("no memory for a mail");
	part(inner, a, m->text, "text/plain; charset=utf-8");
	part(inner, a, m->html, "text/html; charset=utf-8");
	if (curl_mime_subparts(p, inner) != CURLE_OK || curl_mime_type(p, "multipart/alternative") != CURLE_OK)
		BUG("no memory for a mail");
	return outer;
}

/* --- sending --- */

/* The verb of the last command: what the server's last answer was to. */
struct listen { char verb[5]; };

static int
on_debug(CURL *h, curl_infotype type, char *data, size_t n, void *arg)
{
	struct listen *l = arg;

	(void)h;
	/* Passwords pass here too, as lines of their own: only the verbs that count are kept. */
	if (type == CURLINFO_HEADER_OUT && n >= 4 && (strncmp(data, "MAIL", 4) == 0 || strncmp(data, "RCPT", 4) == 0 || strncmp(data, "DATA", 4) == 0))
		(void)memcpy(l->verb, data, 4);
	return 0;
}

/* Who has to act when the server has refused a command with a 5xx. */
static enum mail_result
refused(const struct listen *l, long code, const char **why)
{
	*why = "mail.why.refused";
	if (str_eq(l->verb, "DATA"))
		*why = "mail.why.content";
	if (str_eq(l->verb, "RCPT") || str_eq(l->verb, "DATA")) {
		if (code != 530 && code != 535 && code != 538)
			return MAIL_REFUSED;
		*why = "mail.why.login";
		return MAIL_SETUP;
	}
	*why = str_eq(l->verb, "MAIL") ? "mail.why.sender" : "mail.why.server";
	return MAIL_SETUP;
}

static enum mail_result
judge(CURLcode code, long answer, const struct listen *l, const char **why)
{
	switch (code) {
	case CURLE_OK:
		return MAIL_SENT;
	case CURLE_LOGIN_DENIED:
		*why = answer >= 400 && answer < 500 ? "mail.why.busy" : "mail.why.login";
		return answer >= 400 && answer < 500 ? MAIL_LATER : MAIL_SETUP;
	case CURLE_USE_SSL_FAILED: case CURLE_SSL_CONNECT_ERROR: case CURLE_PEER_FAILED_VERIFICATION: case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR: case CURLE_SSL_CIPHER:
		*why = "mail.why.tls";
		return MAIL_SETUP;
	case CURLE_URL_MALFORMAT: case CURLE_UNSUPPORTED_PROTOCOL: case CURLE_NOT_BUILT_IN:
		*why = "mail.why.url";
		return MAIL_SETUP;
	case CURLE_COULDNT_RESOLVE_HOST: case CURLE_COULDNT_RESOLVE_PROXY:
		*why = "mail.why.name";
		return MAIL_LATER;
	case CURLE_OPERATION_TIMEDOUT:
		*why = "mail.why.slow";
		return MAIL_LATER;
	default:
		break;
	}
	if (answer >= 500 && answer < 600)
		return refused(l, answer, why);
	*why = answer >= 400 && answer < 500 ? "mail.why.busy" : "mail.why.line";
	return MAIL_LATER;
}

static void
set_up(CURL *h, struct ctx *c, const struct mail *m, struct listen *l)
{
	const struct conf *k = c->conf;
	long tls = str_eq(k->smtp_tls, "always") ? CURLUSESSL_ALL : str_eq(k->smtp_tls, "try") ? CURLUSESSL_TRY : CURLUSESSL_NONE;
	const char *url = k->smtp_url;
	size_t n = strlen(url);

	/* What stands behind the host is the name that is given at EHLO. */
	url = arena_printf(c->arena, "%.*s/%s", (int)(n > 0 && url[n - 1] == '/' ? n - 1 : n), url, host_of(m->from));
	(void)curl_easy_setopt(h, CURLOPT_URL, url);
	(void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(h, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(h, CURLOPT_USE_SSL, tls);
	(void)curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!str_empty(k->smtp_ca))
		(void)curl_easy_setopt(h, CURLOPT_CAINFO, k->smtp_ca);
	if (!str_empty(k->smtp_user)) {
		(void)curl_easy_setopt(h, CURLOPT_USERNAME, k->smtp_user);
		(void)curl_easy_setopt(h, CURLOPT_PASSWORD, k->smtp_password);
	}
	(void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	(void)curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_S);
	(void)curl_easy_setopt(h, CURLOPT_TIMEOUT, ALL_S);
	(void)curl_easy_setopt(h, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(h, CURLOPT_DEBUGDATA, l);
	(void)curl_easy_setopt(h, CURLOPT_MAIL_FROM, m->from);
}

static enum mail_result
talk(CURL *h, struct ctx *c, const struct mail *m, const char **why)
{
	struct listen l = { "" };
	struct curl_slist *to = curl_slist_append(NULL, m->to), *head = headers(c, m);
	curl_mime *mime = parts(h, c->arena, m);
	enum mail_result result;
	long answer = 0;
	CURLcode code;

	if (!to)
		BUG("no memory for a mail");
	set_up(h, c, m, &l);
	(void)curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
	(void)curl_easy_setopt(h, CURLOPT_HTTPHEADER, head);
	(void)curl_easy_setopt(h, CURLOPT_MIMEPOST, mime);
	code = curl_easy_perform(h);
	(void)curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &answer);
	result = judge(code, answer, &l, why);
	if (result != MAIL_SENT && answer >= 400)
		*why = arena_printf(c->arena, "%s %ld", *why, answer);
	curl_mime_free(mime);
	curl_slist_free_all(head);
	curl_slist_free_all(to);
	return result;
}

enum mail_result
mail_send(struct ctx *c, const struct mail *m, const char **why)
{
	enum mail_result result;
	CURL *h;

	*why = mail_fault(c);
	if (*why)
		return MAIL_SETUP;
	if (str_empty(c->conf->smtp_url)) {
		*why = "mail.why.off";
		return MAIL_SETUP;
	}
	*why = "mail.why.address";
	if (!str_email(c->arena, m->to) || !one_line(m->to) || !one_line(m->to_name) || !one_line(m->from_name) || !one_line(m->subject) ||
	    !one_line(m->reply_to) || !one_line(m->id))
		return MAIL_REFUSED;
	/* The first handle of a process sets libcurl up as a whole; a lane is one thread. */
	net_curl_load();
	h = curl_easy_init();
	if (!h)
		BUG("no memory for libcurl");
	result = talk(h, c, m, why);
	curl_easy_cleanup(h);
	return result;
}

/* --- settings --- */

/* A server that no network lies before. */
static bool
here(const char *url)
{
	const char *host = strstr(url, "://");
	size_t digits;

	host = host ? host + 3 : url;
	digits = strspn(host, "0123456789.");
	return (str_starts(host, "127.") && (host[digits] == '\0' || host[digits] == ':')) || str_starts(host, "localhost:") || str_eq(host, "localhost") || str_starts(host, "[::1]");
}

const char *
mail_fault(struct ctx *c)
{
	const struct conf *k = c->conf;
	bool implicit = str_starts(k->smtp_url, "smtps://");

	if (str_empty(k->smtp_url))
		return NULL;
	if ((!implicit && !str_starts(k->smtp_url, "smtp://")) || strpbrk(k->smtp_url, " @?#"))
		return "mail.why.url";
	if (!str_email(c->arena, k->mail_from))
		return "mail.why.from";
	if (!str_eq(k->smtp_tls, "always") && !str_eq(k->smtp_tls, "try") && !str_eq(k->smtp_tls, "never"))
		return "mail.why.policy";
	if (!str_empty(k->smtp_user) && !implicit && !str_eq(k->smtp_tls, "always") && !here(k->smtp_url))
		return "mail.why.open";
	return NULL;
}
