/* Photos of posters: the JPEGs that main.c made of uploads, decoded again behind the walls and put into a rectangle; and a drawn sheet written as a JPEG. */
#include "media/poster.h"

#include <math.h>
#include <vips/vips.h>

#include "base/str.h"

#define QUALITY 90
#define SIDE_MOST 2400		/* pixels to which a photo is decoded */

/* Three bands of eight bits, whatever it was. */
static VipsImage *
plain(VipsImage *in)
{
	VipsImage *rgb = NULL, *three = NULL, *out = NULL;

	if (vips_colourspace(in, &rgb, VIPS_INTERPRETATION_sRGB, NULL) == 0 && vips_extract_band(rgb, &three, 0, "n", 3, NULL) == 0)
		out = vips_image_copy_memory(three);
	g_clear_object(&rgb);
	g_clear_object(&three);
	return out;
}

static cairo_surface_t *
decode(const struct poster_item *it)
{
	VipsImage *stream = NULL, *image;
	cairo_surface_t *s;
	const unsigned char *from;
	int w, h, stride;

	if (!it->bytes || !str_eq(vips_foreign_find_load_buffer(it->bytes, it->n), "VipsForeignLoadJpegBuffer"))
		return NULL;
	if (vips_thumbnail_buffer(it->bytes, it->n, &stream, SIDE_MOST, "height", SIDE_MOST, "size", VIPS_SIZE_DOWN, NULL))
		return NULL;
	image = plain(stream);
	g_object_unref(stream);
	if (!image)
		return NULL;
	w = vips_image_get_width(image);
	h = vips_image_get_height(image);
	s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
	from = vips_image_get_data(image);
	stride = cairo_image_surface_get_stride(s) / 4;
	if (from && cairo_surface_status(s) == CAIRO_STATUS_SUCCESS) {
		uint32_t *to = (uint32_t *)(void *)cairo_image_surface_get_data(s);

		for (int y = 0; y < h; y++)
			for (int x = 0; x < w; x++, from += 3)
				to[y * stride + x] = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];
		cairo_surface_mark_dirty(s);
	}
	g_object_unref(image);
	return s;
}

/* The bytes go into a PDF as they are, a tenth of what its own compression makes of pixels. They live as long as the job. */
static void
keep_jpeg(cairo_surface_t *s, const struct poster *p, const struct poster_item *it)
{
	if (p->pdf)
		(void)cairo_surface_set_mime_data(s, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)it->bytes, it->n, NULL, NULL);
}

bool
poster_photo(cairo_t *cr, const struct poster *p, const struct poster_item *it, double x, double y, double w, double h, bool pad)
{
	cairo_surface_t *s = decode(it);
	double pw, ph, scale, left, top;

	if (!s)
		return false;
	keep_jpeg(s, p, it);
	pw = cairo_image_surface_get_width(s);
	ph = cairo_image_surface_get_height(s);
	scale = pad ? fmin(w / pw, h / ph) : fmax(w / pw, h / ph);
	/* What is cut off is shared by where the middle of the photo was set; a photo that stands whole is in the middle. */
	left = x + (w - pw * scale) * (pad ? 0.5 : it->fx);
	top = y + (h - ph * scale) * (pad ? 0.5 : it->fy);
	cairo_save(cr);
	cairo_rectangle(cr, x, y, w, h);
	cairo_clip(cr);
	cairo_translate(cr, left, top);
	cairo_scale(cr, scale, scale);
	cairo_set_source_surface(cr, s, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
	cairo_pattern_set_extend(cairo_get_source(cr), p->pdf ? CAIRO_EXTEND_NONE : CAIRO_EXTEND_PAD);
	cairo_rectangle(cr, 0, 0, pw, ph);
	cairo_fill(cr);
	cairo_restore(cr);
	cairo_surface_destroy(s);
	return true;
}

bool
poster_jpeg(cairo_surface_t *s, const char *path)
{
	int w = cairo_image_surface_get_width(s), h = cairo_image_surface_get_height(s), stride = cairo_image_surface_get_stride(s) / 4;
	size_t n = (size_t)w * (size_t)h * 3;
	unsigned char *rgb = g_malloc(n), *to = rgb;
	const uint32_t *from;
	VipsImage *image, *srgb = NULL;
	bool ok;

	cairo_surface_flush(s);
	from = (const uint32_t *)(const void *)cairo_image_surface_get_data(s);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			uint32_t px = from[y * stride + x];

			*to++ = (unsigned char)(px >> 16);
			*to++ = (unsigned char)(px >> 8);
			*to++ = (unsigned char)px;
		}
	image = vips_image_new_from_memory(rgb, n, w, h, 3, VIPS_FORMAT_UCHAR);
	ok = image && vips_copy(image, &srgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
	    vips_jpegsave(srgb, path, "Q", QUALITY, "optimize_coding", TRUE, "subsample_mode", VIPS_FOREIGN_SUBSAMPLE_OFF, "strip", TRUE, NULL) == 0;
	g_clear_object(&srgb);
	g_clear_object(&image);
	g_free(rgb);
	return ok;
}
