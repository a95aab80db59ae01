/*
 * The values of a page: a tree of views in the arena, filled by view_text() and friends, read by ctemplate (view_ctemplate.cc). Also loads
 * the template sets and, for the checks, lists the markers of each template.
 */
#include "view/view.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "view/view_dict.h"

#define TEMPLATE_MAX ((size_t)1 << 20)
#define PIECE_MAX ((size_t)64 << 10)
#define DEPTH_MAX 4	/* folders below DIR/<lang>/ */

static const char *const languages[] = { "id", "en" };

static unsigned
hash_of(const char *name, size_t len)
{
	unsigned h = (unsigned)len * 31;

	if (len > 0)
		h += (unsigned char)name[0] + (unsigned char)name[len - 1] * 7u + (unsigned char)name[len / 2] * 3u;
	return h;
}

static struct view_field *
find_here(const struct view *v, enum view_kind kind, const char *name, size_t len, unsigned hash)
{
	struct view_field *f;

	if (!(v->names >> (hash & 63) & 1))
		return NULL;
	for (f = v->bucket[hash % VIEW_BUCKETS]; f; f = f->next)
		if (f->hash == hash && f->len == len && f->kind == kind && memcmp(f->name, name, len) == 0)
			return f;
	return NULL;
}

static bool
cut_end(const char *name, size_t *len, const char *end)
{
	size_t n = strlen(end);

	if (*len <= n || memcmp(name + *len - n, end, n) != 0)
		return false;
	*len -= n;
	return true;
}

/* {{#N_IS_ONE}} and {{#N_IS_MANY}}, which the build makes of a text with one||many, ask the value N. */
static const struct view_field *
count_form(const struct view *v, const char *name, size_t len)
{
	static const struct view_field shown = { .on = true };
	bool one = cut_end(name, &len, "_IS_ONE");
	const struct view_field *n;

	if (!one && !cut_end(name, &len, "_IS_MANY"))
		return NULL;
	n = view_find(v, VIEW_VALUE, name, len);
	return one == (n && n->text_len == 1 && *n->text == '1') ? &shown : NULL;
}

const struct view_field *
view_find(const struct view *v, enum view_kind kind, const char *name, size_t len)
{
	const struct view_field *f;
	const struct view *from = NULL, *here = v;
	unsigned hash = hash_of(name, len);

	for (; v; from = v, v = v->parent) {
		f = find_here(v, kind, name, len, hash);
		if (f && from && from->of == f)
			return NULL;
		if (f)
			return f;
	}
	return kind == VIEW_SECTION ? count_form(here, name, len) : NULL;
}

#ifdef ETALASE_TEST
/* ETALASE_VIEW_RECORD=FILE: notes each distinct name that code fills, as "template<TAB>NAME", for the check that it is shown somewhere. */
static void
record(const struct view *v, const char *name)
{
	static struct arena *seen_arena;
	static struct seen {
		struct seen *next;
		const char *line;
	} *seen;
	const char *path = getenv("ETALASE_VIEW_RECORD"), *line;
	struct seen *s;
	int fd;

	if (!path)
		return;
	while (v->parent && !v->file)
		v = v->parent;
	line = arena_printf(v->c->arena, "%s\t%s\n", v->file, name);
	for (s = seen; s; s = s->next)
		if (strcmp(s->line, line) == 0)
			return;
	if (!seen_arena)
		seen_arena = arena_open();
	s = arena_new(seen_arena, struct seen);
	s->line = arena_str(seen_arena, line);
	s->next = seen;
	seen = s;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd >= 0) {
		if (write(fd, line, strlen(line)) < 0)
			err_set(v->c, ERR_DISK, "view_record", "%s cannot be written", path);
		close(fd);
	}
}
#else
#define record(v, name) ((void)0)
#endif

static struct view_field *
field(struct view *v, enum view_kind kind, const char *name)
{
	size_t len = strlen(name);
	unsigned hash = hash_of(name, len);
	struct view_field *f = find_here(v, kind, name, len, hash), **b;

	record(v, name);
	if (f)
		return f;
	f = arena_new(v->c->arena, struct view_field);
	f->name = name;
	f->len = len;
	f->hash = hash;
	f->kind = kind;
	v->names |= (uint64_t)1 << (hash & 63);
	b = &v->bucket[hash % VIEW_BUCKETS];
	f->next = *b;
	*b = f;
	return f;
}

static struct view *
child(struct view *parent, struct view_field *of, const char *file)
{
	struct view *v = arena_new(parent->c->arena, struct view);

	v->c = parent->c;
	v->parent = parent;
	v->of = of;
	v->file = file;
	if (of->last)
		of->last->next = v;
	else
		of->first = v;
	of->last = v;
	return v;
}

struct view *
view_alone(struct ctx *c, const char *name)
{
	struct view *v = arena_new(c->arena, struct view);

	v->c = c;
	v->file = name;
	if (!view_engine_has(name))
		err_set(c, ERR_INTERNAL, "view", "no template %s", name);
	return v;
}

struct view *
view_page(struct ctx *c, const char *layout, const char *page)
{
	return view_part(view_alone(c, layout), "BODY", page);
}

struct view *
view_outer(struct view *page)
{
	while (page->parent)
		page = page->parent;
	return page;
}

static void
set_value(struct view *v, const char *name, const char *text, size_t len)
{
	struct view_field *f = field(v, VIEW_VALUE, name);

	f->text = text;
	f->text_len = len;
}

void
view_text(struct view *v, const char *name, const char *value)
{
	size_t len = value ? strlen(value) : 0;

	set_value(v, name, len ? arena_mem(v->c->arena, value, len) : "", len);
}

void
view_int(struct view *v, const char *name, int64_t value)
{
	const char *s = arena_printf(v->c->arena, "%" PRId64, value);

	set_value(v, name, s, strlen(s));
}

void
view_money(struct view *v, const char *name, int64_t rupiah)
{
	const char *s = money_text(v->c->arena, rupiah);

	set_value(v, name, s, strlen(s));
}

void
view_flag(struct view *v, const char *name, bool on)
{
	field(v, VIEW_SECTION, name)->on = on;
}

struct view *
view_row(struct view *v, const char *name)
{
	struct view_field *f = field(v, VIEW_SECTION, name);

	f->on = true;
	return child(v, f, NULL);
}

struct view *
view_part(struct view *v, const char *name, const char *file)
{
	if (!view_engine_has(file))
		err_set(v->c, ERR_INTERNAL, "view", "no template %s", file);
	return child(v, field(v, VIEW_PART, name), file);
}

void
view_json(struct view *v, const char *name, const char *json)
{
	if (strcmp(name, "JSON_LD") != 0 && strcmp(name, "JSON_DATA") != 0)
		BUG("view_json: %s is no marker for JSON", name);
	view_text(v, name, json);
}

bool
view_piece(struct view *alone, struct view_piece *out)
{
	struct buf b;

	buf_init(&b, alone->c->arena, PIECE_MAX);
	if (!view_render(alone, &b))
		return false;
	*out = (struct view_piece){ b.s, b.len };
	return true;
}

/* Markers that are put into pages as they are (tests/lint/templates.sh knows them, too). */
static const char *const piece_names[] = { "CARDS", "SIDE", "SORTS", "TOP", "FOOT", "HELP", "NAV", "TILES" };

void
view_pieces(struct view *v, const char *name, const struct view_piece *pieces, size_t n)
{
	size_t len = 0, i;
	char *text, *at;

	for (i = 0; !str_eq(name, piece_names[i]); i++)
		if (i + 1 == ARRAY_LEN(piece_names))
			BUG("view_pieces: %s is no marker for pieces", name);
	if (n == 1) {
		set_value(v, name, pieces->html, pieces->len);
		return;
	}
	for (i = 0; i < n; i++)
		len += pieces[i].len;
	text = at = arena_raw(v->c->arena, len + 1);
	for (i = 0; i < n; i++) {
		memcpy(at, pieces[i].html, pieces[i].len);
		at += pieces[i].len;
	}
	*at = '\0';
	set_value(v, name, text, len);
}

bool
view_render(struct view *v, struct buf *out)
{
	struct ctx *c = v->c;

	v = view_outer(v);
	if (!view_engine_has(v->file)) {
		err_set(c, ERR_INTERNAL, "view", "no template %s", v->file);
		return false;
	}
	if (view_engine_expand(c->lang, v->file, v, out))
		return true;
	err_set(c, out->full ? ERR_LIMIT : ERR_INTERNAL, "view", "%s: %s", v->file,
	    out->full ? "the page is larger than its ceiling" : "the template failed");
	return false;
}

/* ---- loading ---- */

struct walk {
	struct arena *a;
	bool (*each)(struct walk *, const char *name, const char *text, size_t n);
	const char *lang;
	const char *why;
	bool no_pages;
	void (*names)(void *arg, const char *template, char kind, const char *name);
	void *arg;
};

static bool
ends_tpl(const char *s)
{
	size_t n = strlen(s);

	return n > 4 && strcmp(s + n - 4, ".tpl") == 0;
}

static bool
walk_file(struct walk *w, const char *path, const char *rel)
{
	size_t n;
	const char *text = file_read(w->a, path, TEMPLATE_MAX, &n);

	if (!text) {
		w->why = arena_printf(w->a, "%s cannot be read", path);
		return false;
	}
	return w->each(w, arena_mem(w->a, rel, strlen(rel) - 4), text, n);
}

/* Calls each for every .tpl below dir, in the order of names. */
static bool
walk(struct walk *w, const char *dir, const char *prefix, int depth)
{
	const char **names = file_list(w->a, dir), *path, *rel;

	for (; *names; names++) {
		path = arena_printf(w->a, "%s/%s", dir, *names);
		rel = arena_printf(w->a, "%s%s", prefix, *names);
		if (ends_tpl(*names)) {
			if (!walk_file(w, path, rel))
				return false;
		} else if (depth < DEPTH_MAX && !strchr(*names, '.')) {
			if (!walk(w, path, arena_printf(w->a, "%s/", rel), depth + 1))
				return false;
		}
	}
	return true;
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* The pragma is per file, and without it nothing is escaped, silently. Plain text, which has nothing to escape, is for mails alone. */
static bool
load_one(struct walk *w, const char *name, const char *text, size_t n)
{
	bool ok = begins(text, "{{%AUTOESCAPE context=\"HTML\"}}") || begins(text, "{{%AUTOESCAPE context=\"XML\"}}") ||
	    (begins(text, "{{!TEXT}}") && begins(name, "mail/"));

	if (w->no_pages && (begins(name, "admin/") || begins(name, "storefront/")))
		return true;
	if (!ok) {
		w->why = arena_printf(w->a, "%s/%s.tpl does not begin with {{%%AUTOESCAPE context=\"HTML\"}}", w->lang, name);
		return false;
	}
	if (!view_engine_add(w->lang, name, text, n)) {
		w->why = arena_printf(w->a, "%s/%s.tpl does not parse (the line above says where)", w->lang, name);
		return false;
	}
	return true;
}

/* *why outlives the arena of the loading. */
static const char *
keep(const char *why)
{
	static char text[300];
	size_t n = strlen(why);

	if (n >= sizeof(text))
		n = sizeof(text) - 1;
	memcpy(text, why, n);
	text[n] = '\0';
	return text;
}

bool
view_load(const char *dir, bool pages, const char **why)
{
	struct walk w = { .a = arena_open(), .each = load_one, .no_pages = !pages };
	struct ctx c;
	bool ok = true;
	size_t i;

	view_engine_clear();
	for (i = 0; ok && i < ARRAY_LEN(languages); i++) {
		w.lang = languages[i];
		ok = walk(&w, arena_printf(w.a, "%s/%s", dir, languages[i]), "", 0);
	}
	ctx_init(&c, w.a, NULL, NULL);
	ok = ok && view_engine_ready(&c, &w.why);
	if (!ok) {
		view_engine_clear();
		*why = keep(w.why);
	}
	arena_close(w.a);
	return ok;
}

/* ---- the markers of each template ---- */

static bool
name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool
list_one(struct walk *w, const char *name, const char *text, size_t n UNUSED)
{
	const char *p = text, *start;
	char kind;

	while ((p = strstr(p, "{{"))) {
		p += 2;
		kind = *p == '#' || *p == '>' ? *p : '=';
		start = kind == '=' ? p : p + 1;
		for (p = start; name_char(*p); p++)
			;
		if (p > start)	/* comments, pragmas and closing markers begin with a sign */
			w->names(w->arg, name, kind, arena_mem(w->a, start, (size_t)(p - start)));
	}
	return true;
}

bool
view_names(const char *dir, void (*fn)(void *arg, const char *template, char kind, const char *name), void *arg, const char **why)
{
	struct walk w = { .a = arena_open(), .each = list_one, .lang = "id", .names = fn, .arg = arg };
	bool ok = walk(&w, arena_printf(w.a, "%s/id", dir), "", 0);

	if (!ok)
		*why = keep(w.why);
	arena_close(w.a);
	return ok;
}
