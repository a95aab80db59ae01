/*
 * Papers drawn: a description of what stands on a paper (templates/paper/, a small XML vocabulary told in its README) becomes a PDF, or a PNG of a
 * roll. Three steps, a file each: paper_parse.c reads it into elements, paper_box.c measures them into boxes, paper_draw.c puts boxes on pages;
 * paper_font.c brings the typefaces. Lengths in a description are millimetres, sizes of letters points; inside everything is points.
 */
#ifndef MEDIA_PAPER_H
#define MEDIA_PAPER_H

#include <pango/pangocairo.h>

#include "base/arena.h"

#define PAPER_MM (72.0 / 25.4)

/* An element: its tag, its attributes and, of <p> and <td>, the text with runs of bold and small. */
struct paper_run { size_t from, to; bool bold; };
struct paper_el {
	const char *tag;
	const char **names, **values;	/* attributes; names ends with NULL */
	struct paper_el *kids, *last, *next;
	char *text;			/* of p and td: one paragraph, line breaks as \n; else "" */
	struct paper_run *runs;
	size_t n_runs;
};
/* The root element; NULL with *why: not well-formed, an unknown element, too deep, too many. Text is cleaned of control characters and of marks that turn its direction. */
struct paper_el *paper_parse(struct arena *, const char *xml, const char **why);
/* An attribute as text ("" when it is missing) and as a number (def when missing or none). */
const char *paper_attr(const struct paper_el *, const char *name);
double paper_number(const struct paper_el *, const char *name, double def);

/*
 * The house's typeface from FOLDER's only .woff2 (written as a TrueType file into OUT, since Pango reads no WOFF), for what it lacks Noto from the
 * system. To be called, like paper_font_warm(), before the walls close. NULL: there are no fonts at all.
 */
PangoContext *paper_font(struct arena *, const char *folder, const char *out);
/* Has every file opened that ordinary text needs. */
void paper_font_warm(PangoContext *, const char *sample);
/* What no font has (most of emoji) would stand there as a box with numbers: nothing is better, on paper that a customer keeps. After the text, width and attributes are set. */
void paper_font_known(PangoLayout *);

/* What is put on paper: measured, at x and y from the one it stands in. */
enum paper_kind { PAPER_STACK, PAPER_TEXT, PAPER_RULE, PAPER_QR, PAPER_TABLE, PAPER_GRID, PAPER_ROW, PAPER_BREAK, PAPER_FILL };
struct paper_box {
	enum paper_kind kind;
	const struct paper_el *el;
	double x, y, w, h;
	double before;			/* space above, dropped at the top of a page */
	struct paper_box **kids;
	size_t n;
	PangoLayout *layout;
	double shift;			/* of the text from x: beside a box to tick */
	double size;			/* of its letters, points */
	bool first, last;		/* row of a table; first: the head */
	bool frame;			/* a dashed line around it, to cut along */
};
struct paper_measure {
	struct arena *arena;
	PangoContext *font;
	double size;			/* of ordinary letters, points */
	double most;			/* no text is higher than this; it is cut with dots */
	double scale;			/* letters of a card that would not fit are smaller */
};
/* The elements `first` and its followers one below the other, `width` points wide. */
struct paper_box *paper_box(struct paper_measure *, const struct paper_el *first, double width);

/* How it went: OK, or what is wrong with the description ("layout"), or too much of it ("limit"), or the file could not be written ("write"). */
enum paper_made { PAPER_OK, PAPER_LAYOUT, PAPER_LIMIT, PAPER_WRITE };
/* Draws `paper` into `file`: a PDF, or with png one picture `png` pixels wide. *pages: how many. */
MUST_USE enum paper_made paper_draw(struct paper_measure *, const struct paper_el *paper, const char *file, int png, int *pages);

#endif
