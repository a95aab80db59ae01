/*
 * The log writes each line with one write(2) of at most 4 KiB, so that lines of many processes on
 * one pipe never mix (PIPE_BUF). It takes no memory and calls nothing that logs, since it must work
 * when everything else has failed.
 */
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_BYTES 4096
#define TAIL 3 /* the quote, the brace and the line feed that must always fit */

struct line {
	char s[LINE_MAX_BYTES];
	size_t n;
};

static int out = STDERR_FILENO;

static const char *const names[EV_COUNT] = {
	[EV_START] = "start",
	[EV_STOP] = "stop",
	[EV_WORKER_START] = "worker_start",
	[EV_WORKER_END] = "worker_end",
	[EV_RELOAD] = "reload",
	[EV_REQUEST] = "request",
	[EV_FAILURE] = "failure",
	[EV_BUG] = "bug",
	[EV_DB] = "db",
	[EV_MIGRATE] = "migrate",
	[EV_JOB] = "job",
	[EV_OUTBOX] = "outbox",
	[EV_LOGIN] = "login",
	[EV_DENIED] = "denied",
	[EV_MEDIA] = "media",
	[EV_TEMPLATE] = "template",
	[EV_IMPORT] = "import",
	[EV_CONFIG] = "config",
};

void
log_to(int fd)
{
	out = fd;
}

static bool
put(struct line *l, const char *s, size_t n)
{
	if (n > sizeof(l->s) - TAIL - l->n)
		return false;
	memcpy(l->s + l->n, s, n);
	l->n += n;
	return true;
}

/* Bytes of the UTF-8 sequence at s; 0 when it is none. Lax about overlong forms: the aim is a line
 * that parsers take. */
static size_t
sequence(const unsigned char *s)
{
	size_t len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2, i;

	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
	    (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

/* The text as the inside of a JSON string; what no longer fits is dropped, never half an escape. */
static void
put_escaped(struct line *l, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s != '\0') {
		char esc[8];
		size_t len = 1;
		bool fits;

		if (*s == '"' || *s == '\\') {
			esc[0] = '\\';
			esc[1] = (char)*s;
			fits = put(l, esc, 2);
		} else if (*s < 0x20 || *s == 0x7F) {
			snprintf(esc, sizeof(esc), "\\u%04x", *s);
			fits = put(l, esc, 6);
		} else if (*s < 0x80) {
			fits = put(l, (const char *)s, 1);
		} else if ((len = sequence(s)) > 0) {
			/* C1 controls and the separators U+2028 and U+2029 would break lines in
			 * some viewers. */
			if (s[0] == 0xC2 && s[1] < 0xA0) {
				snprintf(esc, sizeof(esc), "\\u%04x", s[1]);
				fits = put(l, esc, 6);
			} else if (s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9)) {
				fits = put(l, s[2] == 0xA8 ? "\\u2028" : "\\u2029", 6);
			} else {
				fits = put(l, (const char *)s, len);
			}
		} else {
			len = 1;
			fits = put(l, "\\ufffd", 6);
		}
		if (!fits)
			return;
		s += len;
	}
}

/* One member; left out whole when not even its key and quotes fit. */
static void
put_member(struct line *l, const struct log_kv *kv)
{
	size_t before = l->n;
	char number[32];
	int n;

	if (!put(l, ",\"", 2))
		return;
	put_escaped(l, kv->key);
	if (kv->text == NULL) {
		n = snprintf(number, sizeof(number), "\":%" PRId64, kv->number);
		if (!put(l, number, (size_t)n))
			l->n = before;
	} else if (put(l, "\":\"", 3)) {
		put_escaped(l, kv->text);
		/* The closing quote has its place in the tail only once: keep one byte for the
		 * next. */
		if (!put(l, "\"", 1)) {
			l->s[l->n++] = '"';
		}
	} else {
		l->n = before;
	}
}

void
log_write(enum log_event ev, const struct log_kv *kv, size_t n)
{
	int64_t now = clock_now();
	time_t t = (time_t)now;
	struct tm tm;
	struct line l;
	ssize_t done;
	size_t i;
	int saved = errno, len;

	if (out < 0)
		return;
	memset(&tm, 0, sizeof(tm));
	gmtime_r(&t, &tm);
	l.n = strftime(l.s, sizeof(l.s) - TAIL, "{\"t\":\"%Y-%m-%dT%H:%M:%SZ\",\"event\":\"", &tm);
	len = snprintf(l.s + l.n, 100, "%s\",\"pid\":%d",
	    (unsigned)ev < EV_COUNT ? names[ev] : "unknown", (int)getpid());
	l.n += (size_t)len;
	for (i = 0; i < n && l.n < sizeof(l.s) - TAIL; i++)
		put_member(&l, &kv[i]);
	l.s[l.n++] = '}';
	l.s[l.n++] = '\n';
	do
		done = write(out, l.s, l.n);
	while (done < 0 && errno == EINTR);
	errno = saved;
}
