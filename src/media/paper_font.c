/*
 * Typefaces of papers. Fontconfig gets a configuration of its own: the house's typeface and the Noto family of Debian's fonts-noto-core, whose cache
 * the system keeps, so that a paper looks the same on every machine. Pango takes no WOFF; FreeType unpacks it, and the TrueType bytes go into a file.
 */
#include "media/paper.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <pango/pangofc-fontmap.h>

#include "base/file.h"
#include "base/str.h"

#define FONT_MAX (4 * 1024 * 1024)

static const char config[] = "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
    "<dir>/usr/share/fonts/truetype/noto</dir><cachedir>/var/cache/fontconfig</cachedir></fontconfig>";

/* The whole font as TrueType, which is what FreeType makes of WOFF2 before it reads it. */
static bool
unpack(struct arena *a, const char *woff, const char *to)
{
	FT_Library library;
	FT_Face face;
	FT_ULong n = 0;
	FT_Byte *bytes;
	bool ok = false;

	if (FT_Init_FreeType(&library))
		return false;
	if (FT_New_Face(library, woff, 0, &face) == 0) {
		if (FT_Load_Sfnt_Table(face, 0, 0, NULL, &n) == 0 && n > 0 && n < FONT_MAX) {
			bytes = arena_alloc(a, n);
			ok = FT_Load_Sfnt_Table(face, 0, 0, bytes, &n) == 0 && file_write(to, bytes, n, 0600);
		}
		(void)FT_Done_Face(face);
	}
	(void)FT_Done_FreeType(library);
	return ok;
}

static bool
own_font(struct arena *a, FcConfig *fc, const char *folder, const char *out)
{
	const char **names = file_list(a, folder), *to = arena_printf(a, "%s/font.ttf", out);

	for (; *names; names++)
		if (str_ends(*names, ".woff2") && unpack(a, arena_printf(a, "%s/%s", folder, *names), to))
			return FcConfigAppFontAddFile(fc, (const FcChar8 *)to);
	return false;
}

PangoContext *
paper_font(struct arena *a, const char *folder, const char *out)
{
	FcConfig *fc = FcConfigCreate();
	PangoFontMap *map;
	PangoContext *context;
	bool noto, own;

	noto = fc && FcConfigParseAndLoadFromMemory(fc, (const FcChar8 *)config, FcTrue) && FcConfigBuildFonts(fc);
	own = fc && own_font(a, fc, folder, out);
	if (!noto && !own)
		return NULL;
	map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), fc);
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
	context = pango_font_map_create_context(map);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	return context;
}

void
paper_font_warm(PangoContext *context, const char *sample)
{
	static const int weights[] = { 500, 700, 800 };
	PangoLayout *layout = pango_layout_new(context);

	pango_layout_set_text(layout, sample, -1);
	for (size_t i = 0; i < ARRAY_LEN(weights); i++) {
		PangoFontDescription *d = pango_font_description_from_string("Plus Jakarta Sans,Noto Sans 10");

		pango_font_description_set_weight(d, (PangoWeight)weights[i]);
		pango_layout_set_font_description(layout, d);
		pango_layout_get_size(layout, NULL, NULL);
		pango_font_description_free(d);
	}
	g_object_unref(layout);
}

void
paper_font_known(PangoLayout *layout)
{
	for (GSList *l = pango_layout_get_lines(layout); l; l = l->next) {
		const PangoLayoutLine *line = l->data;

		for (GSList *r = line->runs; r; r = r->next) {
			PangoGlyphString *g = ((PangoGlyphItem *)r->data)->glyphs;

			for (int i = 0; i < g->num_glyphs; i++) {
				if (!(g->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG))
					continue;
				g->glyphs[i].glyph = PANGO_GLYPH_EMPTY;
				g->glyphs[i].geometry.width = 0;
			}
		}
	}
}
