/* Puts measured boxes on pages: a roll is one page as long as what stands on it; on sheets tables and grids break between rows, and a table's head comes again. */
#include "media/paper.h"

#include <cairo-pdf.h>
#include <math.h>

#include "base/str.h"

#define ROLL_MAX (4900 * PAPER_MM)	/* PDF readers take 14,400 points */
#define PAGES_MAX 300
#define PIXELS_MAX 16000		/* of a picture's longer side */

/* --- boxes --- */

static void
line(cairo_t *cr, double x, double y, double w, double thick, double grey, bool dashed)
{
	const double dash[] = { 1.2 * PAPER_MM, 0.8 * PAPER_MM };

	cairo_save(cr);
	cairo_set_source_rgb(cr, grey, grey, grey);
	cairo_set_line_width(cr, thick * PAPER_MM);
	if (dashed)
		cairo_set_dash(cr, dash, 2, 0);
	cairo_move_to(cr, x, y);
	cairo_line_to(cr, x + w, y);
	cairo_stroke(cr);
	cairo_restore(cr);
}

static void
draw_text(cairo_t *cr, const struct paper_box *b, double x, double y)
{
	bool invert = *paper_attr(b->el, "invert") != '\0';
	double side = 3.4 * PAPER_MM;

	if (invert) {
		cairo_rectangle(cr, x, y, b->w, b->h);
		cairo_fill(cr);
		cairo_set_source_rgb(cr, 1, 1, 1);
		y += 0.8 * PAPER_MM;
	} else if (b->shift > 0) {
		cairo_set_line_width(cr, 0.3 * PAPER_MM);
		cairo_rectangle(cr, x + 0.15 * PAPER_MM, y + (b->size * 1.3 - side) / 2, side, side);
		cairo_stroke(cr);
	}
	cairo_move_to(cr, x + b->shift, y);
	pango_cairo_show_layout(cr, b->layout);
	cairo_set_source_rgb(cr, 0, 0, 0);
}

/* The path of a page's picture of the code (present/qr.h): runs of dark modules, "M4 5h3v1h-3z". */
static void
draw_qr(cairo_t *cr, const struct paper_box *b, double x, double y)
{
	const char *p = paper_attr(b->el, "path");
	double modules = paper_number(b->el, "side", 0), unit = modules > 0 ? b->w / modules : 0;
	int mx, my, w, used;

	cairo_save(cr);
	cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
	while (unit > 0 && sscanf(p, "M%d %dh%dv1h-%*dz%n", &mx, &my, &w, &used) == 3) {
		cairo_rectangle(cr, x + mx * unit, y + my * unit, w * unit, unit);
		p += used;
	}
	cairo_fill(cr);
	cairo_restore(cr);
}

static void
draw_row(cairo_t *cr, const struct paper_box *b, double x, double y)
{
	if (b->first)
		line(cr, x, y, b->w, 0.3, 0, false);
	if (b->first || b->last)
		line(cr, x, y + b->h, b->w, 0.3, 0, false);
	else
		line(cr, x, y + b->h, b->w, 0.15, 0.6, false);
}

static void
draw_frame(cairo_t *cr, const struct paper_box *b, double x, double y)
{
	const double dash[] = { 1 * PAPER_MM, 1 * PAPER_MM };

	cairo_save(cr);
	cairo_set_source_rgb(cr, 0.5, 0.5, 0.5);
	cairo_set_line_width(cr, 0.15 * PAPER_MM);
	cairo_set_dash(cr, dash, 2, 0);
	cairo_rectangle(cr, x, y, b->w, b->h);
	cairo_stroke(cr);
	cairo_restore(cr);
}

static void
draw(cairo_t *cr, const struct paper_box *b, double x, double y)
{
	if (b->kind == PAPER_TEXT)
		draw_text(cr, b, x, y);
	else if (b->kind == PAPER_QR)
		draw_qr(cr, b, x, y);
	else if (b->kind == PAPER_RULE)
		line(cr, x, y, b->w, paper_number(b->el, "w", 0.3), 0, *paper_attr(b->el, "dash") != '\0');
	else if (b->kind == PAPER_ROW)
		draw_row(cr, b, x, y);
	if (b->frame)
		draw_frame(cr, b, x, y);
	for (size_t i = 0; i < b->n; i++)
		draw(cr, b->kids[i], x + b->kids[i]->x, y + b->kids[i]->y);
}

/* --- pages --- */

/* What is never parted, with the head of its table when it is a row of one. */
struct band { const struct paper_box *box, *head; double before, x; int page; double y; };
struct sheet {
	double w, h, top, right, bottom, left;	/* h 0: a roll */
	struct band *bands;
	size_t n;
	int pages;
};

static size_t
count(const struct paper_box *b, int deep)
{
	size_t n = 1;

	for (size_t i = 0; deep && i < b->n; i++)
		n += count(b->kids[i], deep - 1);
	return n;
}

/* A row of cards of which one is higher than a page: one card after the other, and each breaks between what stands in it. */
static void
take_apart(const struct paper_box *row, struct sheet *s)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct paper_box *card = row->kids[i]->kids[0];

		for (size_t j = 0; j < card->n; j++)
			s->bands[s->n++] = (struct band){ .box = card->kids[j], .before = card->kids[j]->before, .x = row->kids[i]->x + card->x };
	}
}

static void
bands_of(struct paper_measure *m, const struct paper_box *all, struct sheet *s)
{
	double room = s->h > 0 ? s->h - s->top - s->bottom : ROLL_MAX;
	size_t i, j;

	s->bands = arena_new_n(m->arena, count(all, 5), struct band);
	for (i = 0; i < all->n; i++) {
		const struct paper_box *b = all->kids[i], *head = NULL;

		if ((b->kind != PAPER_TABLE && b->kind != PAPER_GRID) || b->n == 0) {
			s->bands[s->n++] = (struct band){ .box = b, .before = b->before };
			continue;
		}
		for (j = 0; j < b->n; j++) {
			if (b->kind == PAPER_GRID && b->kids[j]->h > room) {
				take_apart(b->kids[j], s);
				continue;
			}
			s->bands[s->n++] = (struct band){ .box = b->kids[j], .head = b->kids[j]->first ? NULL : head, .before = j == 0 ? b->before : 0 };
			head = b->kids[j]->first ? b->kids[j] : head;
		}
	}
}

/* A head or a headline (with="1") is not left alone at the foot of a page. */
static double
wanted(const struct sheet *s, size_t i)
{
	const struct paper_box *b = s->bands[i].box;
	double h = b->h;

	for (; (b->first || (b->el && *paper_attr(b->el, "with"))) && ++i < s->n; h += s->bands[i].before + b->h)
		b = s->bands[i].box;
	return h;
}

/* Gives each band its page and place. */
static void
part(struct sheet *s)
{
	double y = s->top, end = s->h > 0 ? s->h - s->bottom + 0.01 : ROLL_MAX - s->bottom;

	s->pages = 1;
	for (size_t i = 0; i < s->n; i++) {
		struct band *b = &s->bands[i];
		bool fresh = y <= s->top;

		if (!fresh && (b->box->kind == PAPER_BREAK || y + b->before + wanted(s, i) > end)) {
			s->pages++;
			y = s->top;
			if (b->head)
				y += b->head->h;
			else
				fresh = true;
		}
		b->page = s->pages;
		b->y = y + (fresh ? 0 : b->before);
		y = b->box->kind == PAPER_BREAK ? y : b->y + b->box->h;
	}
	if (s->h <= 0 && s->pages == 1)
		s->h = y + s->bottom;
	else if (s->h <= 0)
		s->h = ROLL_MAX;
}

static void
draw_number(cairo_t *cr, struct paper_measure *m, const struct sheet *s, int page)
{
	struct paper_el el = { .tag = "p", .names = (const char *[]){ "scale", NULL }, .values = (const char *[]){ "0.86" },
		.text = arena_printf(m->arena, "%d / %d", page, s->pages) };
	const struct paper_box *b = paper_box(m, &el, s->w - s->left - s->right);

	pango_layout_set_alignment(b->kids[0]->layout, PANGO_ALIGN_RIGHT);
	draw(cr, b, s->left, s->h - s->bottom + (s->bottom - b->h) / 2);
}

static void
draw_pages(cairo_t *cr, struct paper_measure *m, const struct sheet *s, bool numbers)
{
	size_t i = 0;

	for (int page = 1; page <= s->pages; page++) {
		for (bool head = false; i < s->n && s->bands[i].page == page; i++) {
			const struct band *b = &s->bands[i];

			if (!head && b->head && page > 1 && b->y < s->top + b->head->h + 0.01)
				draw(cr, b->head, s->left, s->top);
			head = true;
			draw(cr, b->box, s->left + b->x + b->box->x, b->y);
		}
		if (numbers && s->pages > 1)
			draw_number(cr, m, s, page);
		cairo_show_page(cr);
	}
}

static enum paper_made
to_pdf(struct paper_measure *m, const struct paper_el *paper, const struct sheet *s, const char *file)
{
	cairo_surface_t *surface = cairo_pdf_surface_create(file, s->w, s->h);
	cairo_t *cr = cairo_create(surface);
	bool ok;

	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, paper_attr(paper, "title"));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, paper_attr(paper, "author"));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
	draw_pages(cr, m, s, *paper_attr(paper, "numbers") != '\0');
	ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	ok = ok && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(surface);
	return ok ? PAPER_OK : PAPER_WRITE;
}

/* One long picture; a very long one gets fewer pixels. */
static enum paper_made
to_png(struct paper_measure *m, const struct sheet *s, const char *file, int png)
{
	double unit = png / s->w;
	cairo_surface_t *surface;
	cairo_t *cr;
	bool ok;

	if (s->h * unit > PIXELS_MAX)
		unit = PIXELS_MAX / s->h;
	surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(s->w * unit), (int)ceil(s->h * unit));
	cr = cairo_create(surface);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_scale(cr, unit, unit);
	draw_pages(cr, m, s, false);
	ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	ok = ok && cairo_surface_write_to_png(surface, file) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(surface);
	return ok ? PAPER_OK : PAPER_WRITE;
}

enum paper_made
paper_draw(struct paper_measure *m, const struct paper_el *paper, const char *file, int png, int *pages)
{
	struct sheet s = {
		.w = paper_number(paper, "width", 0) * PAPER_MM, .h = paper_number(paper, "height", 0) * PAPER_MM,
		.top = paper_number(paper, "top", 4) * PAPER_MM, .bottom = paper_number(paper, "bottom", 4) * PAPER_MM,
		.left = paper_number(paper, "sides", 4) * PAPER_MM,
	};

	s.right = s.left;
	if (s.w < 20 || s.w > 3000 || s.w - s.left - s.right < 20 || (s.h > 0 && (s.h - s.top - s.bottom < 20 || s.h > ROLL_MAX)) || (png && s.h > 0))
		return PAPER_LAYOUT;
	m->size = paper_number(paper, "size", 10);
	m->scale = 1;
	if (m->size < 3 || m->size > 60)
		return PAPER_LAYOUT;
	/* What fills more than half a page by itself is nobody's name or address. */
	m->most = s.h > 0 ? (s.h - s.top - s.bottom) * 0.5 : ROLL_MAX / 8;
	bands_of(m, paper_box(m, paper->kids, s.w - s.left - s.right), &s);
	part(&s);
	*pages = s.pages;
	if (s.pages > PAGES_MAX || (png && s.pages > 1))
		return PAPER_LIMIT;
	return png ? to_png(m, &s, file, png) : to_pdf(m, paper, &s, file);
}
