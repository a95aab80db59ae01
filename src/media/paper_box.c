/* Measures a paper's elements into boxes: paragraphs by Pango, everything else by adding up. A card of a fixed height takes smaller letters until it fits. */
#include "media/paper.h"

#include "base/str.h"

#define COLUMNS_MAX 12
#define SMALLEST 0.55		/* of the ordinary letters, in a card */

static struct paper_box *
box_new(struct paper_measure *m, enum paper_kind kind, const struct paper_el *el)
{
	struct paper_box *b = arena_new(m->arena, struct paper_box);

	b->kind = kind;
	b->el = el;
	b->before = el ? paper_number(el, "before", 0) * PAPER_MM : 0;
	return b;
}

static bool
is_set(const struct paper_el *el, const char *name)
{
	return *paper_attr(el, name) != '\0';
}

/* --- text --- */

static void
unref(void *p)
{
	g_object_unref(p);
}

/* Bold runs, and figures that are all equally wide, so that amounts stand one below the other. */
static PangoAttrList *
attributes(const struct paper_el *el)
{
	PangoAttrList *list = pango_attr_list_new();

	pango_attr_list_insert(list, pango_attr_font_features_new("tnum=1"));
	for (size_t i = 0; i < el->n_runs; i++) {
		PangoAttribute *a = pango_attr_weight_new(PANGO_WEIGHT_ULTRABOLD);

		a->start_index = (guint)el->runs[i].from;
		a->end_index = (guint)el->runs[i].to;
		pango_attr_list_insert(list, a);
	}
	return list;
}

static PangoLayout *
layout_new(struct paper_measure *m, const struct paper_el *el, double size, const char *align)
{
	PangoLayout *layout = pango_layout_new(m->font);
	PangoFontDescription *d = pango_font_description_from_string("Plus Jakarta Sans,Noto Sans");
	PangoAttrList *list = attributes(el);

	arena_defer(m->arena, unref, layout);
	pango_font_description_set_weight(d, (PangoWeight)paper_number(el, "weight", 500));
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	pango_layout_set_font_description(layout, d);
	pango_font_description_free(d);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, (float)paper_number(el, "line", 1.06));
	if (str_eq(align, "center") || str_eq(align, "right"))
		pango_layout_set_alignment(layout, str_eq(align, "right") ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_CENTER);
	pango_layout_set_text(layout, el->text, -1);
	pango_layout_set_attributes(layout, list);
	pango_attr_list_unref(list);
	return layout;
}

static double
letter_size(const struct paper_measure *m, const struct paper_el *el)
{
	return m->size * m->scale * paper_number(el, "scale", 1);
}

/* Room for what stands left of the text (a box to tick), or around it (white on black). */
static double
beside(const struct paper_el *el)
{
	if (is_set(el, "tick"))
		return 5.6 * PAPER_MM;
	return is_set(el, "invert") ? 2 * PAPER_MM : 0;
}

/* How wide the text is on one line. */
static double
natural(struct paper_measure *m, const struct paper_el *el)
{
	struct arena_mark mark = arena_mark(m->arena);
	PangoLayout *layout = layout_new(m, el, letter_size(m, el), "left");
	int w;

	paper_font_known(layout);
	pango_layout_get_size(layout, &w, NULL);
	arena_back(m->arena, mark);
	return (double)w / PANGO_SCALE + beside(el) * (is_set(el, "invert") ? 2 : 1) + 0.01;
}

static struct paper_box *
paragraph(struct paper_measure *m, const struct paper_el *el, double width, const char *align)
{
	struct paper_box *b = box_new(m, PAPER_TEXT, el);
	double inner;
	int w, h;

	b->shift = beside(el);
	inner = width - b->shift * (is_set(el, "invert") ? 2 : 1);
	b->size = letter_size(m, el);
	b->layout = layout_new(m, el, b->size, align);
	b->w = width;
	pango_layout_set_width(b->layout, (int)((inner > 1 ? inner : 1) * PANGO_SCALE));
	paper_font_known(b->layout);
	pango_layout_get_size(b->layout, NULL, &h);
	if (h > m->most * PANGO_SCALE) {
		pango_layout_set_height(b->layout, (int)(m->most * PANGO_SCALE));
		pango_layout_set_ellipsize(b->layout, PANGO_ELLIPSIZE_END);
		paper_font_known(b->layout);
		pango_layout_get_size(b->layout, NULL, &h);
	}
	pango_layout_get_size(b->layout, &w, NULL);
	b->h = (double)h / PANGO_SCALE + paper_number(el, "after", 0) * PAPER_MM;
	if (is_set(el, "invert")) {
		b->w = (double)w / PANGO_SCALE + 2 * b->shift;
		b->h += 1.6 * PAPER_MM;
	}
	return b;
}

/* --- beside one another --- */

/* Columns that are all "fit" fill the room: what is left over (or missing) is shared, equally (or by what each needs). */
static void
fit(const double *need, size_t n, double room, double *out)
{
	double all = 0;
	size_t i;

	for (i = 0; i < n; i++)
		all += need[i];
	for (i = 0; i < n; i++)
		out[i] = all <= room ? need[i] + (room - all) / (double)n : need[i] * room / all;
}

/* Of n columns with their wishes ("*", "auto", "fit", "40%", millimetres), how wide each is; those with * share what is left. */
static void
share(const char *const *wish, const double *need, size_t n, double room, double *out)
{
	double left = room;
	size_t stars = 0, i;

	if (n > 0 && str_eq(wish[0], "fit")) {
		fit(need, n, room, out);
		return;
	}
	for (i = 0; i < n; i++) {
		char *tail = NULL;
		double d = g_ascii_strtod(wish[i], &tail);

		if (str_eq(wish[i], "auto"))
			out[i] = need[i] < room * 0.6 ? need[i] : room * 0.6;
		else if (tail != wish[i] && d >= 0)
			out[i] = *tail == '%' ? room * d / 100 : d * PAPER_MM;
		else
			out[i] = -1;
		if (out[i] < 0)
			stars++;
		else
			left -= out[i];
	}
	for (i = 0; i < n; i++)
		if (out[i] < 0)
			out[i] = left > 0 ? left / (double)stars : 0;
}

static double
natural_of(struct paper_measure *m, const struct paper_el *cell)
{
	double most = 0, w;

	for (const struct paper_el *k = cell->kids; k; k = k->next) {
		w = str_eq(k->tag, "p") ? natural(m, k) : 0;
		most = w > most ? w : most;
	}
	return most;
}

static struct paper_box *
row(struct paper_measure *m, const struct paper_el *el, double width)
{
	struct paper_box *b = box_new(m, PAPER_STACK, el);
	const char *wish[COLUMNS_MAX], *valign = paper_attr(el, "valign");
	double need[COLUMNS_MAX] = { 0 }, wide[COLUMNS_MAX], gap = paper_number(el, "gap", 2) * PAPER_MM, x = 0;
	const struct paper_el *cell;
	size_t i = 0;

	for (cell = el->kids; cell && b->n < COLUMNS_MAX; cell = cell->next) {
		wish[b->n] = paper_attr(cell, "w");
		if (str_eq(wish[b->n], "auto"))
			need[b->n] = natural_of(m, cell);
		b->n++;
	}
	b->w = width;
	b->kids = arena_new_n(m->arena, b->n + 1, struct paper_box *);
	share(wish, need, b->n, width - gap * (double)(b->n ? b->n - 1 : 0), wide);
	for (cell = el->kids; i < b->n; cell = cell->next, i++) {
		b->kids[i] = paper_box(m, cell->kids, wide[i]);
		b->kids[i]->x = x;
		x += wide[i] + gap;
		b->h = b->kids[i]->h > b->h ? b->kids[i]->h : b->h;
	}
	for (i = 0; i < b->n; i++)
		if (!str_eq(valign, "top"))
			b->kids[i]->y = (b->h - b->kids[i]->h) * (str_eq(valign, "middle") ? 0.5 : str_eq(valign, "bottom") ? 1 : 0);
	b->h += paper_number(el, "after", 0) * PAPER_MM;
	return b;
}

/* --- tables --- */

struct columns {
	const struct paper_el *col[COLUMNS_MAX];
	const char *wish[COLUMNS_MAX];
	double need[COLUMNS_MAX], wide[COLUMNS_MAX], gap, pad;
	size_t n;
};

static bool
is_row(const struct paper_el *el)
{
	return str_eq(el->tag, "tr") || str_eq(el->tag, "head");
}

static void
columns_read(struct paper_measure *m, const struct paper_el *el, double width, struct columns *c)
{
	const struct paper_el *k, *td;
	size_t i;

	c->gap = 2.4 * PAPER_MM;
	c->pad = paper_number(el, "pad", 1.2) * PAPER_MM;
	for (k = el->kids; k && c->n < COLUMNS_MAX; k = k->next) {
		if (!str_eq(k->tag, "col"))
			continue;
		c->col[c->n] = k;
		c->wish[c->n++] = paper_attr(k, "w");
	}
	for (k = el->kids; k; k = k->next)
		for (td = is_row(k) ? k->kids : NULL, i = 0; td && i < c->n; td = td->next, i++)
			if (str_eq(c->wish[i], "auto") || str_eq(c->wish[i], "fit")) {
				double w = natural(m, td);

				c->need[i] = w > c->need[i] ? w : c->need[i];
			}
	share(c->wish, c->need, c->n, width - c->gap * (double)(c->n ? c->n - 1 : 0), c->wide);
}

static struct paper_box *
table_row(struct paper_measure *m, const struct paper_el *el, const struct columns *c, double width)
{
	struct paper_box *b = box_new(m, PAPER_ROW, el);
	const struct paper_el *td = el->kids;
	double x = 0;

	b->w = width;
	b->first = str_eq(el->tag, "head");
	b->kids = arena_new_n(m->arena, c->n + 1, struct paper_box *);
	for (; td && b->n < c->n; td = td->next) {
		struct paper_box *k = paragraph(m, td, c->wide[b->n], paper_attr(c->col[b->n], "align"));

		k->x = x;
		k->y = c->pad;
		x += c->wide[b->n] + c->gap;
		b->h = k->h > b->h ? k->h : b->h;
		b->kids[b->n++] = k;
	}
	b->h += 2 * c->pad;
	return b;
}

/* A stack of rows; on pages it is taken apart again. */
static struct paper_box *
table(struct paper_measure *m, const struct paper_el *el, double width)
{
	struct paper_box *b = box_new(m, PAPER_TABLE, el);
	struct columns c = { .n = 0 };
	const struct paper_el *k;
	size_t rows = 0;

	columns_read(m, el, width, &c);
	for (k = el->kids; k; k = k->next)
		rows += is_row(k);
	b->w = width;
	b->kids = arena_new_n(m->arena, rows + 1, struct paper_box *);
	for (k = el->kids; k; k = k->next) {
		if (!is_row(k))
			continue;
		b->kids[b->n] = table_row(m, k, &c, width);
		b->kids[b->n]->y = b->h;
		b->h += b->kids[b->n++]->h;
	}
	if (b->n)
		b->kids[b->n - 1]->last = true;
	return b;
}

/* --- cards --- */

/* The content of a card that is `h` high: letters shrink, then long texts are cut, until it fits; what comes after <fill/> stands at the bottom. */
static struct paper_box *
fitted(struct paper_measure *m, const struct paper_el *el, double width, double h)
{
	struct paper_measure own = *m;
	struct paper_box *b;
	double spare;
	bool moved = false;

	own.most = h * 0.5;
	b = paper_box(&own, el->kids, width);
	while (b->h > h && (own.scale > SMALLEST || own.most > 8)) {
		if (own.scale > SMALLEST)
			own.scale *= 0.94;
		else
			own.most *= 0.6;
		b = paper_box(&own, el->kids, width);
	}
	spare = h - b->h;
	for (size_t i = 0; i < b->n && spare > 0; i++) {
		moved = moved || b->kids[i]->kind == PAPER_FILL;
		if (moved)
			b->kids[i]->y += spare;
	}
	b->h = h;
	return b;
}

/* Rows of cards; without a height of its own a row is as high as its highest card. */
static struct paper_box *
grid(struct paper_measure *m, const struct paper_el *el, double width)
{
	struct paper_box *b = box_new(m, PAPER_GRID, el), *line = NULL;
	double cols = paper_number(el, "cols", 1), gap = paper_number(el, "gap", 0) * PAPER_MM, h = paper_number(el, "h", 0) * PAPER_MM;
	double pad = paper_number(el, "pad", 0) * PAPER_MM, wide = (width - gap * (cols - 1)) / cols;
	const struct paper_el *k;
	size_t all = 0;

	for (k = el->kids; k; k = k->next)
		all++;
	b->w = width;
	b->kids = arena_new_n(m->arena, all + 1, struct paper_box *);
	for (k = el->kids; k && cols >= 1 && cols <= 4; k = k->next) {
		struct paper_box *card = h > 0 ? fitted(m, k, wide - 2 * pad, h - 2 * pad) : paper_box(m, k->kids, wide - 2 * pad), *outer;

		if (!line || line->n == (size_t)cols) {
			line = b->kids[b->n++] = box_new(m, PAPER_STACK, NULL);
			line->kids = arena_new_n(m->arena, (size_t)cols, struct paper_box *);
			line->w = width;
		}
		outer = box_new(m, PAPER_STACK, NULL);
		outer->kids = arena_new_n(m->arena, 1, struct paper_box *);
		outer->kids[outer->n++] = card;
		outer->frame = is_set(el, "frame");
		outer->x = (wide + gap) * (double)line->n;
		outer->w = wide;
		outer->h = card->h + 2 * pad;
		card->x = card->y = pad;
		line->h = outer->h > line->h ? outer->h : line->h;
		line->kids[line->n++] = outer;
	}
	for (size_t i = 0; i < b->n; i++) {
		b->kids[i]->y = b->h;
		b->h += b->kids[i]->h;
	}
	return b;
}

/* --- one below the other --- */

static struct paper_box *
plain(struct paper_measure *m, const struct paper_el *el, enum paper_kind kind, double width)
{
	struct paper_box *b = box_new(m, kind, el);

	b->w = width;
	if (kind == PAPER_QR) {
		b->h = b->w = paper_number(el, "mm", 24) * PAPER_MM;
		if (str_eq(paper_attr(el, "align"), "center"))
			b->x = (width - b->w) / 2;
	} else if (kind != PAPER_BREAK && kind != PAPER_FILL) {
		b->h = paper_number(el, "h", 0) * PAPER_MM + paper_number(el, "after", 0) * PAPER_MM;
	}
	return b;
}

static struct paper_box *
one(struct paper_measure *m, const struct paper_el *el, double width)
{
	struct paper_box *b;

	if (str_eq(el->tag, "p"))
		return paragraph(m, el, width, paper_attr(el, "align"));
	if (str_eq(el->tag, "row"))
		return row(m, el, width);
	if (str_eq(el->tag, "table"))
		return table(m, el, width);
	if (str_eq(el->tag, "grid"))
		return grid(m, el, width);
	if (str_eq(el->tag, "keep")) {
		b = paper_box(m, el->kids, width);
		b->before = paper_number(el, "before", 0) * PAPER_MM;
		return b;
	}
	return plain(m, el, str_eq(el->tag, "rule") ? PAPER_RULE : str_eq(el->tag, "qr") ? PAPER_QR : str_eq(el->tag, "page") ? PAPER_BREAK :
	    str_eq(el->tag, "fill") ? PAPER_FILL : PAPER_STACK, width);
}

struct paper_box *
paper_box(struct paper_measure *m, const struct paper_el *first, double width)
{
	struct paper_box *b = box_new(m, PAPER_STACK, NULL);
	const struct paper_el *k;
	size_t all = 0;

	for (k = first; k; k = k->next)
		all++;
	b->w = width;
	b->kids = arena_new_n(m->arena, all + 1, struct paper_box *);
	for (k = first; k; k = k->next) {
		struct paper_box *kid = one(m, k, width);

		kid->y = b->h + kid->before;
		b->h = kid->y + kid->h;
		b->kids[b->n++] = kid;
	}
	return b;
}
