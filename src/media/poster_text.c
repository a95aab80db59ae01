/* Letters of posters: a text in a box of some lines, smaller when it would not fit, with dots when it still does not. */
#include "media/poster.h"

#include "base/str.h"

#define STEP 0.93

static void
attributes(PangoLayout *l, const struct poster_text *t)
{
	PangoAttrList *list = pango_attr_list_new();

	pango_attr_list_insert(list, pango_attr_font_features_new("tnum=1"));
	/* Hyphens that were never written mislead in a name. */
	pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
	if (t->strike)
		pango_attr_list_insert(list, pango_attr_strikethrough_new(TRUE));
	pango_layout_set_attributes(l, list);
	pango_attr_list_unref(list);
}

static void
sized(PangoLayout *l, const struct poster_text *t, double size)
{
	PangoFontDescription *d = pango_font_description_from_string("Plus Jakarta Sans,Noto Sans");

	pango_font_description_set_weight(d, (PangoWeight)t->weight);
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	pango_layout_set_font_description(l, d);
	pango_font_description_free(d);
	paper_font_known(l);
}

/* Whether it stands in its lines without a word broken in two. */
static bool
fits(PangoLayout *l, const struct poster_text *t, double w)
{
	int wide;

	if (pango_layout_get_line_count(l) > t->lines)
		return false;
	pango_layout_set_wrap(l, PANGO_WRAP_WORD);
	pango_layout_get_size(l, &wide, NULL);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	return wide <= (int)(w * PANGO_SCALE) + PANGO_SCALE;
}

double
poster_set(cairo_t *cr, const struct poster *p, const struct poster_text *t, const char *text, double x, double y, double w, double *wide)
{
	PangoLayout *l;
	PangoRectangle box;
	double size = t->size;

	if (wide)
		*wide = 0;
	if (str_empty(text) || w < 1)
		return 0;
	l = pango_layout_new(p->font);
	pango_layout_set_auto_dir(l, FALSE);
	pango_layout_set_width(l, (int)(w * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(l, 1.02F);
	pango_layout_set_alignment(l, t->align);
	pango_layout_set_text(l, text, -1);
	attributes(l, t);
	sized(l, t, size);
	while (!fits(l, t, w) && size * STEP >= t->least) {
		size *= STEP;
		sized(l, t, size);
	}
	if (pango_layout_get_line_count(l) > t->lines) {
		pango_layout_set_height(l, -t->lines);
		pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	}
	paper_font_known(l);
	pango_layout_get_extents(l, NULL, &box);
	if (cr) {
		cairo_set_source_rgb(cr, t->color.r, t->color.g, t->color.b);
		cairo_move_to(cr, x, y);
		pango_cairo_show_layout(cr, l);
	}
	g_object_unref(l);
	if (wide)
		*wide = (double)box.width / PANGO_SCALE;
	return (double)box.height / PANGO_SCALE;
}
