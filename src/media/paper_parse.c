/* Reads a paper's description, XML as the templates write it, into elements. Only the words below are known; whatever a customer typed is text between them. */
#include "media/paper.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#define ELEMENTS_MAX 60000
#define DEPTH_MAX 10
#define TEXT_MAX 20000		/* bytes of one paragraph */
#define RUNS_MAX 32

static const char *const known[] = { "paper", "p", "b", "br", "rule", "space", "fill", "row", "cell", "table", "col", "head", "tr", "td", "qr", "grid", "card", "keep", "page" };

struct reader {
	struct arena *arena;
	struct paper_el *open[DEPTH_MAX];
	int depth;
	int elements;
	struct paper_el *root;
	struct paper_el *para;		/* the p or td that takes text; NULL outside */
	struct buf text;
	struct paper_run runs[RUNS_MAX];
	size_t n_runs, bold;		/* bold: 1 + where it began; 0 none */
	bool gap;			/* white space waits for the next letter */
};

static bool
is_known(const char *tag)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(known[i], tag))
			return true;
	return false;
}

static const char **
copies(struct arena *a, const gchar **list)
{
	size_t n = 0;
	const char **out;

	while (list[n])
		n++;
	out = arena_new_n(a, n + 1, const char *);
	for (size_t i = 0; i < n; i++)
		out[i] = arena_str(a, list[i]);
	return out;
}

static bool
fault(GError **error, const char *what)
{
	g_set_error_literal(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, what);
	return false;
}

/* Marks inside a paragraph; true when the tag was one. */
static bool
inline_tag(struct reader *r, const char *tag)
{
	if (str_eq(tag, "br")) {
		if (r->para) {
			(void)buf_char(&r->text, '\n');
			r->gap = false;
		}
		return true;
	}
	if (!str_eq(tag, "b"))
		return false;
	if (r->gap && r->text.len)
		(void)buf_char(&r->text, ' ');
	r->gap = false;
	r->bold = r->text.len + 1;
	return true;
}

static void
start(GMarkupParseContext *m, const gchar *tag, const gchar **names, const gchar **values, gpointer arg, GError **error)
{
	struct reader *r = arg;
	struct paper_el *el, *parent = r->depth ? r->open[r->depth - 1] : NULL;

	(void)m;
	if (!is_known(tag) || ++r->elements > ELEMENTS_MAX || r->depth == DEPTH_MAX) {
		(void)fault(error, is_known(tag) ? "too many elements, or too deep" : "an unknown element");
		return;
	}
	if (inline_tag(r, tag))
		return;
	el = arena_new(r->arena, struct paper_el);
	*el = (struct paper_el){ .tag = arena_str(r->arena, tag), .names = copies(r->arena, names), .values = copies(r->arena, values), .text = "" };
	if (!parent)
		r->root = el;
	else if (parent->last)
		parent->last->next = el;
	else
		parent->kids = el;
	if (parent)
		parent->last = el;
	r->open[r->depth++] = el;
	if (str_eq(tag, "p") || str_eq(tag, "td")) {
		r->para = el;
		buf_init(&r->text, r->arena, TEXT_MAX);
		r->n_runs = r->bold = 0;
		r->gap = false;
	}
}

static void
end(GMarkupParseContext *m, const gchar *tag, gpointer arg, GError **error)
{
	struct reader *r = arg;

	(void)m, (void)error;
	if (str_eq(tag, "br"))
		return;
	if (str_eq(tag, "b")) {
		if (r->bold && r->n_runs < RUNS_MAX)
			r->runs[r->n_runs++] = (struct paper_run){ r->bold - 1, r->text.len, true };
		r->bold = 0;
		return;
	}
	r->depth--;
	if (r->para == r->open[r->depth]) {
		r->para->text = arena_mem(r->arena, r->text.s, r->text.len);
		r->para->runs = arena_new_n(r->arena, r->n_runs, struct paper_run);
		if (r->n_runs)
			(void)memcpy(r->para->runs, r->runs, r->n_runs * sizeof(*r->runs));
		r->para->n_runs = r->n_runs;
		r->para = NULL;
	}
}

/* White space is one blank, as in the pages; a paragraph that is too long ends where it is full, never inside a letter. */
static void
text(GMarkupParseContext *m, const gchar *s, gsize n, gpointer arg, GError **error)
{
	struct reader *r = arg;
	const char *p = utf8_clean(r->arena, arena_mem(r->arena, s, n), false), *from;

	(void)m, (void)error;
	if (!r->para)
		return;
	while (*p) {
		if (*p == ' ' || *p == '\n' || *p == '\t') {
			r->gap = true;
			p++;
			continue;
		}
		if (r->gap && r->text.len && r->text.s[r->text.len - 1] != '\n')
			(void)buf_char(&r->text, ' ');
		r->gap = false;
		from = p;
		(void)utf8_next(&p);
		if (!buf_add(&r->text, from, (size_t)(p - from)))
			return;
	}
}

struct paper_el *
paper_parse(struct arena *a, const char *xml, const char **why)
{
	static const GMarkupParser parser = { .start_element = start, .end_element = end, .text = text };
	struct reader r = { .arena = a };
	GMarkupParseContext *m = g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &r, NULL);
	GError *error = NULL;
	bool ok = g_markup_parse_context_parse(m, xml, (gssize)strlen(xml), &error) && g_markup_parse_context_end_parse(m, &error);

	*why = "";
	if (!ok)
		*why = arena_str(a, error ? error->message : "");
	g_clear_error(&error);
	g_markup_parse_context_free(m);
	return ok && r.root && str_eq(r.root->tag, "paper") ? r.root : NULL;
}

const char *
paper_attr(const struct paper_el *el, const char *name)
{
	for (size_t i = 0; el->names[i]; i++)
		if (str_eq(el->names[i], name))
			return el->values[i];
	return "";
}

double
paper_number(const struct paper_el *el, const char *name, double def)
{
	const char *s = paper_attr(el, name);
	char *tail = NULL;
	double d = *s ? g_ascii_strtod(s, &tail) : def;

	return *s && tail != s && d > -1000 && d < 100000 ? d : def;
}
