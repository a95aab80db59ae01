/*
 * The designs of posters, on a sheet 1080 units wide. A photo carries everything and is never written over but by its sticker; under it stand name, price and the way to buy. On a tall sheet, which phones show as a
 * status, what must be read stays clear of the upper and the lower sixth, where the phone puts its own buttons.
 */
#include "media/poster.h"

#include <math.h>
#include <qrencode.h>

#include "base/str.h"

#define QUIET 3		/* modules of white around a code; its white card adds the fourth */

static const struct poster_color ink = { 0.122, 0.102, 0.090 }, quiet = { 0.420, 0.384, 0.353 }, white = { 1, 1, 1 }, sand = { 0.957, 0.925, 0.878 }, mark = { 0.573, 0.475, 0.384 },
    accent = { 0.761, 0.255, 0.047 }, dusk = { 0.227, 0.106, 0.055 }, on_dusk = { 0.965, 0.902, 0.824 }, edge = { 0.906, 0.875, 0.835 };

static void
paint(cairo_t *cr, struct poster_color c)
{
	cairo_set_source_rgb(cr, c.r, c.g, c.b);
}

static void
block(cairo_t *cr, double x, double y, double w, double h, struct poster_color c)
{
	paint(cr, c);
	cairo_rectangle(cr, x, y, w, h);
	cairo_fill(cr);
}

static void
rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
	r = fmin(r, fmin(w, h) / 2);
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
	cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, M_PI * 3 / 2);
	cairo_close_path(cr);
}

/* --- parts --- */

/* The code on a white card with `side` units, as sharp as pixels allow. */
static void
code(cairo_t *cr, const struct poster *p, double x, double y, double side)
{
	QRcode *q = QRcode_encodeString8bit(p->qr, 0, QR_ECLEVEL_M);
	double unit;

	if (!q)
		return;
	unit = side / (q->width + 2 * QUIET);
	if (!p->pdf)
		unit = floor(unit * p->w / POSTER_WIDE) * POSTER_WIDE / p->w;
	x = x + (side - unit * q->width) / 2;
	y = y + (side - unit * q->width) / 2;
	paint(cr, white);
	rounded(cr, x - (QUIET + 1) * unit, y - (QUIET + 1) * unit, (q->width + 2 * QUIET + 2) * unit, (q->width + 2 * QUIET + 2) * unit, 2 * unit);
	cairo_fill(cr);
	paint(cr, ink);
	if (!p->pdf) {
		double pixel = POSTER_WIDE / p->w;

		x = round(x / pixel) * pixel;
		y = round(y / pixel) * pixel;
	}
	cairo_save(cr);
	cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
	for (int i = 0; i < q->width; i++)
		for (int j = 0; j < q->width; j++)
			if (q->data[i * q->width + j] & 1)
				cairo_rectangle(cr, x + j * unit, y + i * unit, unit, unit);
	cairo_fill(cr);
	cairo_restore(cr);
	QRcode_free(q);
}

/* A photo in its place; without one the name of the shop, set quietly, so that the place is never a hole. */
static void
picture(cairo_t *cr, const struct poster *p, const struct poster_item *it, double x, double y, double w, double h, double radius)
{
	double air = it->air ? fmin(w, h) * 0.07 : 0;
	struct poster_text t = { w * 0.09, 12, 800, 2, mark, PANGO_ALIGN_CENTER, false };
	const char *word = *p->shop ? p->shop : it->name;
	double high;

	cairo_save(cr);
	rounded(cr, x, y, w, h, radius);
	cairo_clip(cr);
	block(cr, x, y, w, h, it->bytes ? p->ground : sand);
	if (it->air && radius > 0)
		block(cr, x, y, w, h, p->ground);
	if (!poster_photo(cr, p, it, x + air, y + air, w - 2 * air, h - 2 * air, it->air || (p->pad && str_eq(p->layout, "photo")))) {
		block(cr, x, y, w, h, sand);
		high = poster_set(NULL, p, &t, word, 0, 0, w * 0.8, NULL);
		poster_set(cr, p, &t, word, x + w * 0.1, y + (h - high) / 2, w * 0.8, NULL);
	}
	cairo_restore(cr);
}

/* The price in front of a photo: a pill whose lower left corner is at x, y. */
static void
sticker(cairo_t *cr, const struct poster *p, double x, double y, double most)
{
	struct poster_text t = { 74, 34, 800, 1, white, PANGO_ALIGN_LEFT, false };
	double wide, high = poster_set(NULL, p, &t, p->sticker, 0, 0, most - 88, &wide);

	if (high <= 0)
		return;
	cairo_set_source_rgba(cr, 0, 0, 0, 0.22);
	rounded(cr, x + 3, y - high - 36 + 7, wide + 88, high + 36, 200);
	cairo_fill(cr);
	paint(cr, accent);
	rounded(cr, x, y - high - 36, wide + 88, high + 36, 200);
	cairo_fill(cr);
	poster_set(cr, p, &t, p->sticker, x + 44, y - high - 18, most - 88, NULL);
}

/* Price with the small word in front of it, and what it was before struck out beside it, or above where there is no room. Returns how high. */
static double
price(cairo_t *cr, const struct poster *p, const struct poster_item *it, double size, double x, double y, double w)
{
	struct poster_text now = { size, size * 0.5, 800, 1, accent, PANGO_ALIGN_LEFT, false };
	struct poster_text was = { size * 0.56, size * 0.36, 500, 1, quiet, PANGO_ALIGN_LEFT, true }, lead = { size * 0.5, size * 0.3, 500, 1, quiet, PANGO_ALIGN_LEFT, false };
	double wide, was_wide, lead_wide, was_high, lead_high, high;

	lead_high = poster_set(NULL, p, &lead, it->lead, 0, 0, w * 0.4, &lead_wide);
	lead_wide += lead_high > 0 ? size * 0.2 : 0;
	was_high = poster_set(NULL, p, &was, it->was, 0, 0, w, &was_wide);
	high = poster_set(NULL, p, &now, it->price, 0, 0, w - lead_wide, &wide);
	if (was_high > 0 && lead_wide + wide + was_wide + size * 0.3 <= w) {
		poster_set(cr, p, &was, it->was, x + lead_wide + wide + size * 0.3, y + (high - was_high) * 0.66, was_wide + 2, NULL);
		was_high = 0;
	} else if (was_high > 0) {
		poster_set(cr, p, &was, it->was, x, y, w, NULL);
	}
	poster_set(cr, p, &lead, it->lead, x, y + was_high + (high - lead_high) * 0.66, w * 0.4, NULL);
	poster_set(cr, p, &now, it->price, x + lead_wide, y + was_high, w - lead_wide, NULL);
	return was_high + high;
}

static double
price_high(const struct poster *p, const struct poster_item *it, double size, double w)
{
	return price(NULL, p, it, size, 0, 0, w);
}

/* --- a photo for a post --- */

static void
draw_photo(cairo_t *cr, const struct poster *p)
{
	double in = p->framed ? 40 : 0, w = POSTER_WIDE - 2 * in, h = p->high - 2 * in;

	block(cr, 0, 0, POSTER_WIDE, p->high, p->framed ? p->frame : p->ground);
	picture(cr, p, &p->items[0], in, in, w, h, p->framed ? 20 : 0);
	sticker(cr, p, in + 44, p->high - in - 44, w - 88);
}

/* --- one product with its code --- */

/* Where name, price and code stand; the photo is above. */
struct panel { double photo, top, end, side; };

static void
draw_panel(cairo_t *cr, const struct poster *p, const struct panel *b)
{
	const struct poster_item *it = &p->items[0];
	bool has_code = *p->qr != '\0';
	double pad = 60, w = POSTER_WIDE - 2 * pad - (has_code ? b->side + 48 : 0), room = b->end - b->top;
	struct poster_text name = { 62, 34, 800, room > 400 ? 4 : 3, ink, PANGO_ALIGN_LEFT, false }, say = { 29, 22, 700, 3, quiet, PANGO_ALIGN_CENTER, false };
	double name_high = poster_set(NULL, p, &name, it->name, 0, 0, w, NULL), cost = price_high(p, it, 84, w), gap = 14, y;
	double said = has_code ? poster_set(NULL, p, &say, p->say, 0, 0, b->side + 40, NULL) : 0;

	/* A long name gives way before the price does. */
	while (name_high + gap + cost > room && name.size > 36) {
		name.size *= 0.92;
		name_high = poster_set(NULL, p, &name, it->name, 0, 0, w, NULL);
	}
	y = b->top + (room - name_high - gap - cost) / 2;
	poster_set(cr, p, &name, it->name, pad, y, w, NULL);
	(void)price(cr, p, it, 84, pad, y + name_high + gap, w);
	if (!has_code)
		return;
	y = b->top + (room - b->side - 12 - said) / 2;
	code(cr, p, POSTER_WIDE - pad - b->side, y, b->side);
	poster_set(cr, p, &say, p->say, POSTER_WIDE - pad - b->side - 20, y + b->side + 12, b->side + 40, NULL);
}

/* The shop's name and how to reach it, on a dark band down to the edge. */
static void
draw_band(cairo_t *cr, const struct poster *p, double y, double h)
{
	double pad = 60, w = POSTER_WIDE - 2 * pad, wide, high, foot_wide, foot_high;
	struct poster_text shop = { 40, 26, 800, 1, on_dusk, PANGO_ALIGN_LEFT, false }, foot = { 30, 20, 500, 1, on_dusk, PANGO_ALIGN_LEFT, false };

	block(cr, 0, y, POSTER_WIDE, p->high - y + 1, dusk);
	foot_high = poster_set(NULL, p, &foot, p->foot, 0, 0, w * 0.5, &foot_wide);
	high = poster_set(NULL, p, &shop, p->shop, 0, 0, w - (foot_high > 0 ? foot_wide + 30 : 0), &wide);
	poster_set(cr, p, &shop, p->shop, pad, y + (h - high) / 2, w - (foot_high > 0 ? foot_wide + 30 : 0), NULL);
	poster_set(cr, p, &foot, p->foot, pad + w - foot_wide - 1, y + (h - foot_high) / 2, foot_wide + 2, NULL);
}

static void
draw_card(cairo_t *cr, const struct poster *p)
{
	bool tall = p->high > POSTER_WIDE * 1.5;
	double band = tall ? p->high - 280 : p->high - 92;
	struct panel b = { .photo = tall ? p->high * 0.585 : p->high * 0.57, .end = band - 24, .side = tall ? 250 : 226 };

	b.top = b.photo + 24;
	block(cr, 0, 0, POSTER_WIDE, p->high, p->framed ? p->frame : p->ground);
	picture(cr, p, &p->items[0], 0, 0, POSTER_WIDE, b.photo, 0);
	sticker(cr, p, 44, b.photo - 36, POSTER_WIDE - 88);
	draw_panel(cr, p, &b);
	draw_band(cr, p, band, tall ? 130 : 92);
}

/* --- pages of many --- */

/*
 * Names on a phone's picture need large letters: photo and text side by side in at most two columns. On paper few goods get a large photo with the words below. Pages are filled alike, so that the last one
 * is never left with a single thing.
 */
struct grid { int cols, rows, per, pages; bool beside; };

static struct grid
grid_of(const struct poster *p)
{
	int n = (int)p->n, most = p->pdf ? 10 : p->high > POSTER_WIDE * 1.5 ? 12 : p->high > POSTER_WIDE * 1.1 ? 8 : 6;
	struct grid g = { 2, 0, 0, (n + most - 1) / most, true };

	g.per = (n + g.pages - 1) / g.pages;
	g.beside = p->pdf ? g.per > 4 : true;
	if (p->pdf && g.per == 1)
		g.cols = 1;
	else if (!p->pdf && g.per <= 3)
		g.cols = 1;
	g.rows = (g.per + g.cols - 1) / g.cols;
	/* No hole in the middle of a run. */
	g.per = g.pages > 1 ? g.rows * g.cols : g.per;
	/* One or two on a picture stay cards; they are not stretched over all of it. */
	if (!p->pdf && g.rows < 3)
		g.rows = 3;
	return g;
}

int
poster_pages(const struct poster *p)
{
	return str_eq(p->layout, "list") ? grid_of(p).pages : 1;
}

static void
cell_beside(cairo_t *cr, const struct poster *p, const struct poster_item *it, double x, double y, double w, double h)
{
	double side = fmin(h - 28, w * 0.39), left = x + 14 + side + 20, room = w - side - 14 - 20 - 16, size = room > 420 ? 64 : 42;
	struct poster_text name = { room > 420 ? 50 : 34, 24, 700, 3, ink, PANGO_ALIGN_LEFT, false };
	double cost = price_high(p, it, size, room), high = poster_set(NULL, p, &name, it->name, 0, 0, room, NULL);

	for (; high + cost + 6 > h - 24 && name.size > 26; high = poster_set(NULL, p, &name, it->name, 0, 0, room, NULL))
		name.size *= 0.93;
	picture(cr, p, it, x + 14, y + (h - side) / 2, side, side, 14);
	y += (h - high - 6 - cost) / 2;
	poster_set(cr, p, &name, it->name, left, y, room, NULL);
	(void)price(cr, p, it, size, left, y + high + 6, room);
}

static void
cell_below(cairo_t *cr, const struct poster *p, const struct poster_item *it, double x, double y, double w, double h)
{
	bool big = w > 600;
	double size = big ? 84 : w > 400 ? 52 : 40, in = 18, room = w - 2 * in;
	struct poster_text name = { big ? 60 : w > 400 ? 36 : 29, 20, 700, 2, ink, PANGO_ALIGN_LEFT, false };
	double cost = price_high(p, it, size, room), high = poster_set(NULL, p, &name, it->name, 0, 0, room, NULL), text = high + cost + 6 + 30;

	picture(cr, p, it, x, y, w, h - text, 18);
	y += h - text + 14;
	poster_set(cr, p, &name, it->name, x + in, y, room, NULL);
	(void)price(cr, p, it, size, x + in, y + high + 6, room);
}

static void
cell(cairo_t *cr, const struct poster *p, const struct grid *g, const struct poster_item *it, double x, double y, double w, double h)
{
	paint(cr, white);
	rounded(cr, x, y, w, h, 18);
	cairo_fill_preserve(cr);
	paint(cr, edge);
	cairo_set_line_width(cr, 2);
	cairo_stroke(cr);
	if (g->beside)
		cell_beside(cr, p, it, x, y, w, h);
	else
		cell_below(cr, p, it, x, y, w, h);
}

static double
list_head(cairo_t *cr, const struct poster *p)
{
	struct poster_text title = { 62, 36, 800, 2, on_dusk, PANGO_ALIGN_LEFT, false }, shop = { 32, 22, 700, 1, on_dusk, PANGO_ALIGN_LEFT, false };
	double w = POSTER_WIDE - 120, shop_high = poster_set(NULL, p, &shop, p->shop, 0, 0, w, NULL), high = poster_set(NULL, p, &title, p->title, 0, 0, w, NULL);
	double all = shop_high + high + 64;

	block(cr, 0, 0, POSTER_WIDE, all, dusk);
	block(cr, 0, all, POSTER_WIDE, 8, accent);
	poster_set(cr, p, &shop, p->shop, 60, 30, w, NULL);
	poster_set(cr, p, &title, p->title, 60, 30 + shop_high, w, NULL);
	return all + 8;
}

/* The way to order, and which page this is. Returns where it begins. */
static double
list_foot(cairo_t *cr, const struct poster *p, int page, int pages)
{
	double side = p->pdf ? 230 : 190, top = p->high - side - 44, left = *p->qr ? 60 + side + 36 : 60, w = POSTER_WIDE - 60 - left, high, foot_high;
	struct poster_text say = { 40, 26, 800, 3, ink, PANGO_ALIGN_LEFT, false }, foot = { 30, 20, 500, 2, quiet, PANGO_ALIGN_LEFT, false };
	struct poster_text number = { 28, 20, 700, 1, quiet, PANGO_ALIGN_RIGHT, false };

	if (*p->qr)
		code(cr, p, 60, top + 12, side);
	high = poster_set(NULL, p, &say, p->say, 0, 0, w, NULL);
	foot_high = poster_set(NULL, p, &foot, p->foot, 0, 0, w - 120, NULL);
	poster_set(cr, p, &say, p->say, left, top + 12 + (side - high - 8 - foot_high) / 2, w, NULL);
	poster_set(cr, p, &foot, p->foot, left, top + 12 + (side - high - 8 - foot_high) / 2 + high + 8, w - 120, NULL);
	if (pages > 1)
		poster_set(cr, p, &number, arena_printf(p->arena, "%d / %d", page + 1, pages), POSTER_WIDE - 180, p->high - 70, 120, NULL);
	return top;
}

static void
draw_list(cairo_t *cr, const struct poster *p, int page)
{
	struct grid g = grid_of(p);
	size_t most = (size_t)g.per, from = (size_t)page * most, end = from + most < p->n ? from + most : p->n;
	double gap = 20, pad = 44, top, bottom, w, h;

	block(cr, 0, 0, POSTER_WIDE, p->high, p->framed ? p->frame : p->ground);
	top = list_head(cr, p) + 26;
	bottom = list_foot(cr, p, page, poster_pages(p)) - 10;
	w = (POSTER_WIDE - 2 * pad - gap * (g.cols - 1)) / g.cols;
	h = (bottom - top - gap * (g.rows - 1)) / g.rows;
	for (size_t i = from; i < end; i++) {
		int at = (int)(i - from);

		cell(cr, p, &g, &p->items[i], pad + (w + gap) * (at % g.cols), top + (h + gap) * (at / g.cols), w, h);
	}
}

void
poster_draw(cairo_t *cr, const struct poster *p, int page)
{
	if (str_eq(p->layout, "photo"))
		draw_photo(cr, p);
	else if (str_eq(p->layout, "card"))
		draw_card(cr, p);
	else
		draw_list(cr, p, page);
}
