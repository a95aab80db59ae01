/*
 * Bodies. A multipart body is read as a stream through one window of fixed size: fields go to
 * memory, files to private files in the spool folder that die with the request's arena. The
 * grammar is RFC 7578 as browsers write it and nothing more: no preamble, no nesting, no folded
 * headers, no missing end (abuse cases 47, 57).
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/fcgi.h"
#include "http/parse.h"
#include "http/route.h"

#define WINDOW 65536
#define PARTS_MAX 64
#define PARTS_STAFF 2000	/* of staff: a table of many variants beside its photos */
#define HEAD_MAX 8192		/* bytes of one part's headers */
#define FILE_NAME_MAX 255
#define TEXT_MAX 2000000	/* bytes of all fields, when no configuration says otherwise */
#define BOUNDARY_MAX 70		/* RFC 2046 5.1.1 */

struct multipart {
	struct request *r;
	const char *spool_dir;
	char *window;
	size_t len;
	bool ended;			/* nothing more comes from the browser */
	char delimiter[BOUNDARY_MAX + 5];	/* CR LF "--" boundary */
	size_t delimiter_len;
	struct pair *fields;
	size_t n_fields;
	struct upload *files;
	size_t n_files;
	size_t text_left;
};

/* One part while it is read. */
struct part {
	const char *name;
	const char *file_name;	/* NULL: a field */
	const char *type;
	int fd;			/* of the spooled file; -1 for a field */
	struct buf text;
	int64_t size;
};

static enum body_read
fill(struct multipart *m)
{
	int64_t got;

	if (m->ended || m->len == WINDOW)
		return BODY_OK;
	got = fcgi_read(m->r, m->window + m->len, WINDOW - m->len);
	if (got < 0)
		return BODY_GONE;
	m->ended = got == 0;
	m->len += (size_t)got;
	return BODY_OK;
}

static void
consume(struct multipart *m, size_t n)
{
	memmove(m->window, m->window + n, m->len - n);
	m->len -= n;
}

/* Makes sure of n bytes in the window; BODY_BAD when the body ends before. */
static enum body_read
need(struct multipart *m, size_t n)
{
	enum body_read b;

	while (m->len < n) {
		if (m->ended)
			return BODY_BAD;
		b = fill(m);
		if (b != BODY_OK)
			return b;
	}
	return BODY_OK;
}

static void
remove_file(void *path)
{
	(void)unlink(path);	/* moved away by the page: nothing to do */
}

static bool
spool_open(struct multipart *m, struct part *p, char **path)
{
	struct arena *a = m->r->c->arena;

	*path = arena_printf(a, "%s/up-XXXXXX", m->spool_dir);
	p->fd = mkstemp(*path);
	if (p->fd < 0 && errno == ENOENT && file_mkdirs(m->spool_dir, 0700)) {
		*path = arena_printf(a, "%s/up-XXXXXX", m->spool_dir);
		p->fd = mkstemp(*path);
	}
	if (p->fd < 0) {
		err_set(m->r->c, ERR_DISK, "upload", "spool file: %s", strerror(errno));
		return false;
	}
	arena_defer(a, remove_file, *path);
	return true;
}

/* Takes n bytes of the part's content. */
static enum body_read
sink(struct multipart *m, struct part *p, const char *s, size_t n)
{
	ssize_t put;

	p->size += (int64_t)n;
	if (p->fd < 0) {
		if (n > m->text_left)
			return BODY_TOO_LARGE;
		m->text_left -= n;
		buf_add(&p->text, s, n);
		return BODY_OK;
	}
	for (; n > 0; s += put, n -= (size_t)put) {
		put = write(p->fd, s, n);
		if (put < 0 && errno == EINTR)
			put = 0;
		if (put < 0) {
			err_set(m->r->c, ERR_DISK, "upload", "spool file: %s", strerror(errno));
			return BODY_GONE;
		}
	}
	return BODY_OK;
}

/* The content up to the next delimiter, which is taken too. */
static enum body_read
content(struct multipart *m, struct part *p)
{
	enum body_read b;
	size_t n;
	char *hit;

	for (;;) {
		hit = memmem(m->window, m->len, m->delimiter, m->delimiter_len);
		/* Without a hit the last bytes may be the beginning of one. */
		if (hit)
			n = (size_t)(hit - m->window);
		else
			n = m->len >= m->delimiter_len ? m->len - m->delimiter_len + 1 : 0;
		b = sink(m, p, m->window, n);
		if (b != BODY_OK)
			return b;
		consume(m, hit ? n + m->delimiter_len : n);
		if (hit)
			return BODY_OK;
		if (m->ended)
			return BODY_BAD;
		b = fill(m);
		if (b != BODY_OK)
			return b;
	}
}

/*
 * The parameter `key` of a header value: ; key="value" or ; key=token. *value NULL when it is
 * absent. False when it comes twice or a quote stays open. Browsers write '"' as %22 and a
 * backslash as itself.
 */
static bool
header_param(struct arena *a, const char *s, const char *key, const char **value)
{
	const char *name, *text;
	size_t name_len, n;

	*value = NULL;
	for (s += strcspn(s, ";"); *s == ';';) {
		s += 1 + strspn(s + 1, " \t");
		name = s;
		name_len = strcspn(s, "=; \t");
		s += name_len + strspn(s + name_len, " \t");
		if (*s != '=')
			return false;
		s += 1 + strspn(s + 1, " \t");
		if (*s == '"') {
			text = ++s;
			n = strcspn(s, "\"");
			if (s[n] != '"')
				return false;
			s += n + 1;
		} else {
			text = s;
			n = strcspn(s, "; \t");
			s += n;
		}
		if (name_len == strlen(key) && strncasecmp(name, key, name_len) == 0) {
			if (*value)
				return false;
			*value = arena_mem(a, text, n);
		}
		s += strspn(s, " \t");
	}
	return *s == '\0';
}

/*
 * What the browser called the file: its last part, without tricks, for people to read and nothing
 * else.
 */
static const char *
file_name(struct arena *a, const char *s)
{
	const char *p;
	size_t n;

	for (p = s; *p; p++)
		if (*p == '/' || *p == '\\')
			s = p + 1;
	s = utf8_clean(a, s, false);
	n = strlen(s);
	if (n <= FILE_NAME_MAX)
		return s;
	for (n = FILE_NAME_MAX; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
		;
	return arena_mem(a, s, n);
}

static bool
disposition(struct arena *a, struct part *p, const char *value)
{
	const char *name, *file;

	if (p->name || strncasecmp(value, "form-data", 9) != 0 || (value[9] != ';' && value[9] != ' '))
		return false;
	if (!header_param(a, value, "name", &name) || !header_param(a, value, "filename", &file))
		return false;
	if (!name || !*name || strlen(name) > PARSE_NAME_MAX)
		return false;
	p->name = utf8_clean(a, name, false);
	p->file_name = file ? file_name(a, file) : NULL;
	return true;
}

/*
 * One header line. Unknown headers are passed over; what would change the meaning of the bytes is
 * refused.
 */
static bool
part_header(struct arena *a, struct part *p, const char *line)
{
	const char *colon = strchr(line, ':'), *value;
	size_t n;

	if (!colon || colon == line || line[0] == ' ' || line[0] == '\t')
		return false;
	n = (size_t)(colon - line);
	value = str_trim(a, colon + 1);
	if (n == 19 && strncasecmp(line, "Content-Disposition", n) == 0)
		return disposition(a, p, value);
	if (n == 12 && strncasecmp(line, "Content-Type", n) == 0) {
		if (*p->type || strncasecmp(value, "multipart/", 10) == 0)
			return false;
		p->type = utf8_cut(a, value, 100);
	}
	if (n == 25 && strncasecmp(line, "Content-Transfer-Encoding", n) == 0)
		return strcasecmp(value, "binary") == 0 || strcasecmp(value, "8bit") == 0 ||
		    strcasecmp(value, "7bit") == 0;
	return true;
}

/* The header block up to its empty line. */
static enum body_read
part_head(struct multipart *m, struct part *p)
{
	struct arena *a = m->r->c->arena;
	enum body_read b;
	char *end, *line, *next;

	while (!(end = memmem(m->window, m->len < HEAD_MAX ? m->len : HEAD_MAX, "\r\n\r\n", 4))) {
		if (m->ended || m->len >= HEAD_MAX)
			return BODY_BAD;
		b = fill(m);
		if (b != BODY_OK)
			return b;
	}
	if (!utf8_ok(m->window, (size_t)(end - m->window)))
		return BODY_BAD;
	line = arena_mem(a, m->window, (size_t)(end - m->window));
	for (; line; line = next) {
		next = strstr(line, "\r\n");
		if (next) {
			*next = '\0';
			next += 2;
		}
		if (strpbrk(line, "\r\n") || !part_header(a, p, line))
			return BODY_BAD;
	}
	consume(m, (size_t)(end - m->window) + 4);
	return p->name ? BODY_OK : BODY_BAD;
}

static enum body_read
keep(struct multipart *m, struct part *p, char *path)
{
	if (path) {
		/* A file input left empty comes as a part without name and content. */
		if (*p->file_name || p->size > 0)
			m->files[m->n_files++] =
			    (struct upload){ p->name, path, p->file_name, p->type, p->size };
		return BODY_OK;
	}
	if (!utf8_ok(p->text.s, p->text.len))
		return BODY_BAD;
	m->fields[m->n_fields++] = (struct pair){ p->name, utf8_clean(m->r->c->arena, p->text.s, true) };
	return BODY_OK;
}

static enum body_read
one_part(struct multipart *m)
{
	struct part p = { .type = "", .fd = -1 };
	enum body_read b = part_head(m, &p);
	char *path = NULL;

	if (b != BODY_OK)
		return b;
	if (p.file_name) {
		if (!spool_open(m, &p, &path))
			return BODY_GONE;
	} else {
		buf_init(&p.text, m->r->c->arena, m->text_left);
	}
	b = content(m, &p);
	if (p.fd >= 0 && close(p.fd) != 0 && b == BODY_OK) {
		err_set(m->r->c, ERR_DISK, "upload", "spool file: %s", strerror(errno));
		return BODY_GONE;
	}
	return b == BODY_OK ? keep(m, &p, path) : b;
}

/* boundary= of the content type, in the delimiter it makes. RFC 2046 5.1.1. */
static bool
boundary(struct multipart *m, const char *type)
{
	const char *b;
	size_t n;

	if (!header_param(m->r->c->arena, type, "boundary", &b) || !b)
		return false;
	n = strlen(b);
	if (n < 1 || n > BOUNDARY_MAX || b[n - 1] == ' ')
		return false;
	if (b[strspn(b, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ")])
		return false;
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, b, n + 1);
	m->delimiter_len = n + 4;
	return true;
}

static enum body_read
multipart(struct request *r, const char *spool_dir)
{
	struct arena *a = r->c->arena;
	struct multipart m = { .r = r, .spool_dir = spool_dir };
	enum body_read b;
	size_t parts, most = r->route && r->route->gate == GATE_STAFF ? PARTS_STAFF : PARTS_MAX;

	if (!boundary(&m, r->content_type))
		return BODY_BAD;
	m.window = arena_alloc(a, WINDOW);
	m.fields = arena_new_n(a, most + 1, struct pair);
	m.files = arena_new_n(a, most + 1, struct upload);
	m.text_left = r->c->conf ? (size_t)r->c->conf->request_max : TEXT_MAX;
	/* The first delimiter has no line before it: lend it one. */
	memcpy(m.window, "\r\n", 2);
	m.len = 2;
	b = need(&m, m.delimiter_len + 2);
	if (b != BODY_OK)
		return b;
	if (memcmp(m.window, m.delimiter, m.delimiter_len) != 0)
		return BODY_BAD;
	consume(&m, m.delimiter_len);
	for (parts = 0;; parts++) {
		b = need(&m, 2);
		if (b != BODY_OK)
			return b;
		if (memcmp(m.window, "--", 2) == 0)
			break;
		if (memcmp(m.window, "\r\n", 2) != 0 || parts == most)
			return BODY_BAD;
		consume(&m, 2);
		b = one_part(&m);
		if (b != BODY_OK)
			return b;
	}
	r->form = m.fields;
	r->uploads = m.files;
	return BODY_OK;
}

static enum body_read
whole(struct request *r)
{
	char *s = arena_alloc(r->c->arena, (size_t)r->content_length + 1);
	size_t n = 0;
	int64_t got;

	while ((got = fcgi_read(r, s + n, (size_t)r->content_length - n)) > 0)
		n += (size_t)got;
	if (got < 0)
		return BODY_GONE;
	r->raw_body = s;
	r->raw_body_len = n;
	return BODY_OK;
}

static bool
is_type(const char *type, const char *want)
{
	size_t n = strlen(want);

	return type && strncasecmp(type, want, n) == 0 &&
	    (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

enum body_read
body_read(struct request *r, int64_t max, const char *spool_dir)
{
	enum body_read b;

	r->form = parse_none(r->c->arena);
	if (r->content_length > max)
		return BODY_TOO_LARGE;
	if (r->content_length == 0)
		return BODY_OK;
	if (is_type(r->content_type, "multipart/form-data"))
		return multipart(r, spool_dir);
	b = whole(r);
	if (b != BODY_OK || !is_type(r->content_type, "application/x-www-form-urlencoded"))
		return b;
	r->form = parse_urlencoded(r->c->arena, r->raw_body, r->raw_body_len);
	if (!r->form) {
		r->form = parse_none(r->c->arena);
		return BODY_BAD;
	}
	return BODY_OK;
}
