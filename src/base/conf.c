/*
 * Configuration: the rows of conf.h become a table, and everything below walks that table: the file
 * parser, the environment, the faults, the listing and the example. A fault names the setting, what
 * it was and what is allowed; a secret is never named with its value.
 */
#include "base/conf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#define FILE_MAX ((size_t)65536)
#define SHOW_MAX ((size_t)65536)
#define NAME_MAX_BYTES 32

enum kind { KIND_INT, KIND_TEXT, KIND_SECRET };

struct row {
	const char *name;
	enum kind kind;
	size_t offset;
	int64_t min, max; /* of a text: 0 and the most bytes */
	int64_t def;
	const char *text;
	const char *help;
};

#define ROW_INT(name, min, max, def, help)                                                         \
	{ #name, KIND_INT, offsetof(struct conf, name), min, max, def, NULL, help },
#define ROW_TEXT(name, max, def, help)                                                             \
	{ #name, KIND_TEXT, offsetof(struct conf, name), 0, max, 0, def, help },
#define ROW_SECRET(name, max, def, help)                                                           \
	{ #name, KIND_SECRET, offsetof(struct conf, name), 0, max, 0, def, help },

static const struct row rows[CONF_COUNT] = { CONF_ROWS(ROW_INT, ROW_TEXT, ROW_SECRET) };

struct load {
	struct arena *a;
	struct conf *conf;
	const char *why;
};

static int64_t *
int_of(struct conf *c, const struct row *r)
{
	return (int64_t *)(void *)((char *)c + r->offset);
}

static const char **
text_of(struct conf *c, const struct row *r)
{
	return (const char **)(void *)((char *)c + r->offset);
}

/* What may stand there, for faults and the example. */
static const char *
allowed(struct arena *a, const struct row *r)
{
	if (r->kind == KIND_INT)
		return arena_printf(
		    a, "a whole number from %" PRId64 " to %" PRId64, r->min, r->max);
	return arena_printf(a, "a text of at most %" PRId64 " bytes", r->max);
}

/* The trimmed content of the file that a "file:" value names: secrets mounted by the system, often
 * through links. */
static const char *
value_from_file(struct load *l, const struct row *r, const char *path)
{
	char line[4096];
	size_t n;
	FILE *f = fopen(path, "re");

	if (f == NULL) {
		l->why =
		    arena_printf(l->a, "%s: cannot read %s: %s", r->name, path, strerror(errno));
		return NULL;
	}
	n = fread(line, 1, sizeof(line) - 1, f);
	fclose(f);
	line[n] = '\0';
	return str_trim(l->a, line);
}

static bool
clean(const char *s)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			return false;
	return utf8_ok(s, strlen(s));
}

static bool
set(struct load *l, size_t id, const char *value, const char *source)
{
	const struct row *r = &rows[id];
	bool ok;

	if (str_starts(value, "file:") &&
	    (value = value_from_file(l, r, value + strlen("file:"))) == NULL)
		return false;
	if (r->kind == KIND_INT)
		ok = str_int(value, r->min, r->max, int_of(l->conf, r));
	else
		ok = strlen(value) <= (size_t)r->max && clean(value);
	if (!ok) {
		l->why = r->kind == KIND_SECRET || !clean(value) || strlen(value) > 100
		    ? arena_printf(l->a, "%s (%s): must be %s", r->name, source, allowed(l->a, r))
		    : arena_printf(l->a, "%s = %s (%s): must be %s", r->name, value, source,
			  allowed(l->a, r));
		return false;
	}
	if (r->kind != KIND_INT)
		*text_of(l->conf, r) = arena_str(l->a, value);
	l->conf->source[id] = source;
	return true;
}

/* Levenshtein distance of two short names. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_BYTES + 1], na = strlen(a), nb = strlen(b), i, j;

	if (na > NAME_MAX_BYTES || nb > NAME_MAX_BYTES)
		return SIZE_MAX;
	for (j = 0; j <= nb; j++)
		row[j] = j;
	for (i = 1; i <= na; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (j = 1; j <= nb; j++) {
			size_t best = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[nb];
}

static size_t
find(const char *name)
{
	size_t i;

	for (i = 0; i < CONF_COUNT; i++)
		if (str_eq(rows[i].name, name))
			return i;
	return CONF_COUNT;
}

static const char *
closest(const char *name)
{
	size_t best = 0, i;

	for (i = 1; i < CONF_COUNT; i++)
		if (distance(name, rows[i].name) < distance(name, rows[best].name))
			best = i;
	return rows[best].name;
}

static bool
read_line(struct load *l, const char *file, int number, const char *line, bool *seen)
{
	const char *eq = strchr(line, '='), *name;
	size_t id;

	if (eq == NULL) {
		l->why = arena_printf(l->a, "%s line %d: no \"name = value\"", file, number);
		return false;
	}
	name = str_trim(l->a, arena_mem(l->a, line, (size_t)(eq - line)));
	id = find(name);
	if (id == CONF_COUNT) {
		l->why = arena_printf(l->a,
		    "%s line %d: no setting is called \"%.40s\"; the closest is %s", file, number,
		    clean(name) ? name : "?", closest(name));
		return false;
	}
	if (seen[id]) {
		l->why =
		    arena_printf(l->a, "%s line %d: %s is set a second time", file, number, name);
		return false;
	}
	seen[id] = true;
	return set(l, id, str_trim(l->a, eq + 1), file);
}

static bool
read_file(struct load *l, const char *file)
{
	bool seen[CONF_COUNT] = { false };
	char *text = arena_alloc(l->a, FILE_MAX + 1);
	char *p, *end;
	size_t n;
	int number;
	FILE *f = fopen(file, "re");

	if (f == NULL) {
		l->why = arena_printf(l->a, "cannot read %s: %s", file, strerror(errno));
		return false;
	}
	n = fread(text, 1, FILE_MAX + 1, f);
	fclose(f);
	if (n > FILE_MAX || memchr(text, '\0', n) != NULL) {
		l->why = arena_printf(l->a, "%s is no settings file: too large or not text", file);
		return false;
	}
	for (p = text, number = 1; p != NULL; p = end, number++) {
		const char *line;

		end = strchr(p, '\n');
		if (end != NULL)
			*end++ = '\0';
		line = str_trim(l->a, p);
		if (*line != '\0' && *line != '#' && !read_line(l, file, number, line, seen))
			return false;
	}
	return true;
}

/* ETALASE_ and the name in capitals. */
static const char *
environment_name(struct arena *a, const char *name)
{
	char *s = arena_printf(a, "ETALASE_%s", name);
	char *p;

	for (p = s; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return s;
}

bool
conf_load(struct arena *a, struct conf *c, const char *file, const char **why)
{
	struct load l = { a, c, NULL };
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < CONF_COUNT; i++) {
		c->source[i] = "default";
		if (rows[i].kind == KIND_INT)
			*int_of(c, &rows[i]) = rows[i].def;
		else
			*text_of(c, &rows[i]) = rows[i].text;
	}
	if (file != NULL && !read_file(&l, arena_str(a, file))) {
		*why = l.why;
		return false;
	}
	for (i = 0; i < CONF_COUNT; i++) {
		const char *value = getenv(environment_name(a, rows[i].name));

		if (value != NULL && !set(&l, i, value, "environment")) {
			*why = l.why;
			return false;
		}
	}
	return true;
}

/* "pg:host=… dbname=…" without password, certificate paths or whatever else stands there. */
static const char *
where_of(struct arena *a, const char *db)
{
	static const char *const told[] = { "host=", "hostaddr=", "port=", "dbname=", "user=", "sslmode=" };
	const char *p = db + strlen("pg:"), *end;
	struct buf b;
	size_t i;

	if (!str_starts(db, "pg:"))
		return db;
	buf_init(&b, a, SHOW_MAX);
	buf_str(&b, "pg:");
	for (; *p != '\0'; p = *end == '\0' ? end : end + 1) {
		end = p + strcspn(p, " ");
		for (i = 0; i < sizeof(told) / sizeof(*told); i++)
			if (str_starts(p, told[i]))
				buf_printf(&b, "%s%.*s", b.len > 3 ? " " : "", (int)(end - p), p);
	}
	return b.len > 3 ? b.s : "pg:…";
}

const struct conf_shown *
conf_shown(struct arena *a, const struct conf *c)
{
	struct conf_shown *out = arena_new_n(a, CONF_COUNT, struct conf_shown);
	struct conf copy = *c;
	size_t i;

	for (i = 0; i < CONF_COUNT; i++) {
		const struct row *r = &rows[i];

		out[i] = (struct conf_shown){ r->name, NULL, c->source[i], r->help };
		if (r->kind == KIND_INT)
			out[i].value = arena_printf(a, "%" PRId64, *int_of(&copy, r));
		else if (r->kind == KIND_SECRET)
			out[i].value = **text_of(&copy, r) == '\0' ? "(not set)" : "(set)";
		else
			out[i].value = i == CONF_db ? where_of(a, *text_of(&copy, r)) : *text_of(&copy, r);
	}
	return out;
}

const char *
conf_show(struct arena *a, const struct conf *c)
{
	const struct conf_shown *all = conf_shown(a, c);
	struct buf b;
	size_t i;

	buf_init(&b, a, SHOW_MAX);
	for (i = 0; i < CONF_COUNT; i++)
		buf_printf(&b, "%s = %s    # %s\n", all[i].name, all[i].value, all[i].source);
	return b.s;
}

const char *
conf_example(struct arena *a)
{
	struct buf b;
	size_t i;

	buf_init(&b, a, SHOW_MAX);
	buf_str(&b,
	    "# Settings of Etalase: name = value. Each can also come from the environment "
	    "(ETALASE_DB, ETALASE_WORKERS, ...),\n"
	    "# which wins; a value file:/path is read from that file. What stands below are the "
	    "defaults.\n");
	for (i = 0; i < CONF_COUNT; i++) {
		const struct row *r = &rows[i];

		buf_printf(&b, "\n# %s\n# %c%s.\n", r->help, 'A', allowed(a, r) + 1);
		if (r->kind == KIND_INT)
			buf_printf(&b, "#%s = %" PRId64 "\n", r->name, r->def);
		else
			buf_printf(
			    &b, "#%s =%s%s\n", r->name, *r->text == '\0' ? "" : " ", r->text);
	}
	return b.s;
}
