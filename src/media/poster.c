/* A poster's job: read with its photos while files may still be opened, then written page by page. Everything in it but numbers is text of people, cleaned here and never interpreted. */
#include "media/poster.h"

#include <cairo-pdf.h>
#include <math.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"

#define PHOTO_MAX (4 * 1024 * 1024)	/* bytes of one, and of all: what main.c made of an upload stays far below */
#define PHOTOS_MAX (64 * 1024 * 1024)
#define TEXT_MAX 400			/* code points */
#define SIDE_MIN 200
#define SIDE_MAX 2160			/* pixels */
#define MM_MAX 450

static const char *
text(struct arena *a, const json_t *js, const char *key)
{
	return str_trim(a, utf8_cut(a, utf8_clean(a, js_get(js, key), false), TEXT_MAX));
}

/* "250 g", "2 kg" and "Rp 5" are not parted at the end of a line. */
static const char *
bound(struct arena *a, const char *s)
{
	struct buf b;
	size_t letters;

	buf_init(&b, a, strlen(s) * 2 + 1);
	for (const char *p = s; *p; p++) {
		for (letters = 0; p[1 + letters] >= 'A' && p[1 + letters] <= 'z';)
			letters++;
		if (*p == ' ' && p > s && ((p[-1] >= '0' && p[-1] <= '9' && letters > 0 && letters <= 2) || (p[-1] == 'p' && p[1] >= '0' && p[1] <= '9')))
			(void)buf_str(&b, "\u00a0");
		else
			(void)buf_char(&b, *p);
	}
	return b.s;
}

/* "#C2410C". */
static bool
color(const char *s, struct poster_color *out)
{
	unsigned r, g, b;

	if (strlen(s) != 7 || sscanf(s, "#%2x%2x%2x", &r, &g, &b) != 3)
		return false;
	*out = (struct poster_color){ r / 255.0, g / 255.0, b / 255.0 };
	return true;
}

static double
middle(const json_t *js, const char *key)
{
	double d = 0.5 + (double)js_get_int(js, key, 0) / 1000;

	return d < 0 ? 0 : d > 1 ? 1 : d;
}

static bool
items_read(struct poster *p, const json_t *list)
{
	size_t room = PHOTOS_MAX;

	p->n = json_array_size(list);
	if (p->n > POSTER_ITEMS_MAX)
		return false;
	p->items = arena_new_n(p->arena, p->n + 1, struct poster_item);
	for (size_t i = 0; i < p->n; i++) {
		const json_t *js = json_array_get(list, i);
		struct poster_item *it = &p->items[i];
		const char *photo = js_get(js, "photo");

		it->name = bound(p->arena, text(p->arena, js, "name"));
		it->lead = text(p->arena, js, "lead");
		it->price = text(p->arena, js, "price");
		it->was = text(p->arena, js, "was");
		it->air = json_is_true(json_object_get(js, "air"));
		it->fx = middle(js, "focus_x");
		it->fy = middle(js, "focus_y");
		if (photo[0] == '/')
			it->bytes = file_read(p->arena, photo, room < PHOTO_MAX ? room : PHOTO_MAX, &it->n);
		room -= it->bytes ? it->n : 0;
	}
	return true;
}

static bool
measures(struct poster *p, const json_t *js)
{
	int64_t w = js_get_int(js, "w", 0), h = js_get_int(js, "h", 0);
	int least = p->pdf ? 50 : SIDE_MIN, most = p->pdf ? MM_MAX : SIDE_MAX;

	if (w < least || w > most || h < least || h > most)
		return false;
	p->w = (int)w;
	p->h = (int)h;
	p->high = POSTER_WIDE * p->h / p->w;
	return true;
}

struct poster *
poster_read(struct arena *a, const json_t *js)
{
	struct poster *p = arena_new(a, struct poster);

	p->arena = a;
	p->layout = js_get(js, "layout");
	p->pdf = str_eq(js_get(js, "format"), "pdf");
	p->pad = str_eq(js_get(js, "fit"), "pad");
	p->title = text(a, js, "title");
	p->shop = text(a, js, "shop");
	p->say = text(a, js, "say");
	p->foot = text(a, js, "foot");
	p->sticker = text(a, js, "sticker");
	p->qr = js_get(js, "qr");
	p->framed = color(js_get(js, "frame"), &p->frame);
	if (!color(js_get(js, "ground"), &p->ground))
		p->ground = (struct poster_color){ 0xFB / 255.0, 0xF8 / 255.0, 0xF3 / 255.0 };
	if (!str_eq(p->layout, "photo") && !str_eq(p->layout, "card") && !str_eq(p->layout, "list"))
		return NULL;
	return measures(p, js) && items_read(p, json_object_get(js, "items")) && p->n > 0 ? p : NULL;
}

/* --- files --- */

static bool
write_pdf(const struct poster *p, const char *path)
{
	double w = p->w * PAPER_MM, h = p->h * PAPER_MM;
	cairo_surface_t *s = cairo_pdf_surface_create(path, w, h);
	cairo_t *cr = cairo_create(s);
	bool ok;

	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, *p->title ? p->title : p->shop);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, p->shop);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
	cairo_scale(cr, w / POSTER_WIDE, w / POSTER_WIDE);
	for (int i = 0; i < poster_pages(p); i++) {
		poster_draw(cr, p, i);
		cairo_show_page(cr);
	}
	ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	cairo_surface_finish(s);
	ok = ok && cairo_surface_status(s) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(s);
	return ok;
}

static bool
write_page(const struct poster *p, const char *path, int page)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p->w, p->h);
	cairo_t *cr = cairo_create(s);
	bool ok;

	cairo_scale(cr, p->w / POSTER_WIDE, p->w / POSTER_WIDE);
	poster_draw(cr, p, page);
	ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	ok = ok && poster_jpeg(s, path);
	cairo_surface_destroy(s);
	return ok;
}

json_t *
poster_write(const struct poster *p, const char *out)
{
	json_t *files = json_array();
	bool ok = true;

	for (int i = 0; ok && i < (p->pdf ? 1 : poster_pages(p)); i++) {
		const char *name = p->pdf ? "poster.pdf" : arena_printf(p->arena, "poster-%d.jpg", i + 1), *path = arena_printf(p->arena, "%s/%s", out, name);

		ok = p->pdf ? write_pdf(p, path) : write_page(p, path, i);
		json_array_append_new(files, json_string(name));
	}
	if (ok)
		return files;
	json_decref(files);
	return NULL;
}
