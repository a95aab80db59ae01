/*
 * Posters: pictures and leaflets that carry the shop's goods outside (shop/poster.h). One job of JSON becomes JPEGs of an exact size, or a PDF: a photo cut to a ratio with frame and price sticker, a card
 * of one product with its code, or pages of many products. poster.c reads the job and writes files, poster_photo.c brings photos and JPEGs, poster_text.c sets letters, poster_draw.c the designs. All
 * designs are drawn on a sheet that is 1080 units wide.
 */
#ifndef MEDIA_POSTER_H
#define MEDIA_POSTER_H

#include <jansson.h>

#include "media/paper.h"

#define POSTER_WIDE 1080.0
#define POSTER_ITEMS_MAX 120

struct poster_color { double r, g, b; };
struct poster_item {
	const char *name, *lead, *price, *was;	/* lead: small, in front of the price ("mulai") */
	char *bytes;			/* of a JPEG, read before the walls closed; NULL: no photo */
	size_t n;
	bool air;			/* never cut: stands whole on its ground */
	double fx, fy;			/* where the middle of a cut lies: 0 left or top … 1 */
};
struct poster {
	struct arena *arena;
	PangoContext *font;
	const char *layout;		/* "photo", "card", "list" */
	bool pdf, pad;
	int w, h;			/* pixels, of a PDF millimetres */
	double high;			/* of the sheet, in units */
	const char *title, *shop, *say, *foot, *qr, *sticker;
	bool framed;
	struct poster_color frame, ground;
	struct poster_item *items;
	size_t n;
};

/*
 * Reads a job and the photos that it names; NULL: it is none. To be called before the walls close. Photos that cannot be read are left out: the poster says so with the shop's name in their place.
 */
struct poster *poster_read(struct arena *, const json_t *);
/* How many pages there will be, and drawing one of them (from 0) on a sheet of POSTER_WIDE units. */
int poster_pages(const struct poster *);
void poster_draw(cairo_t *, const struct poster *, int page);
/* Writes "poster-1.jpg" … or "poster.pdf" below `out`. Returns the list of their names; NULL: they could not be written. */
json_t *poster_write(const struct poster *, const char *out);

/* The photo in the rectangle: cut to fill it, or whole on the ground behind it. False: it could not be decoded, and nothing was drawn. */
bool poster_photo(cairo_t *, const struct poster *, const struct poster_item *, double x, double y, double w, double h, bool pad);
bool poster_jpeg(cairo_surface_t *, const char *path);

struct poster_text {
	double size, least;		/* letters: wished, and how small they may become until all of it fits */
	int weight, lines;		/* at most so many lines */
	struct poster_color color;
	PangoAlignment align;
	bool strike;
};
/* Sets text into a box w wide; what does not fit ends in dots. Returns its height (0: none). cr NULL: measures alone; *wide, unless NULL: how wide it became. */
double poster_set(cairo_t *, const struct poster *, const struct poster_text *, const char *text, double x, double y, double w, double *wide);

#endif
