/* Papers and clips on a product's page. A clip has one of five shapes, the nearest to its own, so that its place is there before it is fetched and nothing jumps, whatever shape its poster has. */
#include "present/attachment.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "http/url.h"

#define KB 1024
#define MB (1024 * KB)

const char *
present_bytes(struct ctx *c, int64_t bytes)
{
	struct arena *a = c->arena;
	int64_t tenths = (bytes * 10 + MB / 2) / MB;

	if (bytes < MB)
		return i18n(a, c->lang, "file.kb", arena_printf(a, "%lld", (long long)((bytes + KB - 1) / KB)), NULL);
	return i18n(a, c->lang, "file.mb", tenths % 10 == 0 ? arena_printf(a, "%lld", (long long)(tenths / 10)) :
	    arena_printf(a, "%lld%c%lld", (long long)(tenths / 10), str_eq(c->lang, "en") ? '.' : ',', (long long)(tenths % 10)), NULL);
}

static bool
is_clip(const struct attachment *f)
{
	return f->kind == ATTACHMENT_MP4 || f->kind == ATTACHMENT_WEBM;
}

const char *
present_attachment_about(struct ctx *c, const struct attachment *f)
{
	const char *kind = i18n(c->arena, c->lang, f->kind == ATTACHMENT_PDF ? "file.pdf" : "file.video", NULL);

	return arena_printf(c->arena, "%s · %s", kind, f->kind == ATTACHMENT_LINK ? attachment_host(c, f->url) : present_bytes(c, f->bytes));
}

const char *
present_attachment_url(struct ctx *c, const struct attachment *f)
{
	return f->kind == ATTACHMENT_LINK ? f->url : url_media(c, f->hash, "", attachment_ending(f->kind));
}

/* Classes of static/css/shop.css. */
static const char *
shape(const struct attachment *f)
{
	int64_t percent = f->height > 0 ? f->width * 100 / f->height : 178;

	return percent >= 155 ? "v169" : percent >= 115 ? "v43" : percent >= 87 ? "v11" : percent >= 65 ? "v34" : "v916";
}

/* The first photo that is there. */
static const struct picture *
poster(const struct product *p)
{
	for (size_t i = 0; i < p->n_pictures; i++)
		if (p->pictures[i].ready)
			return &p->pictures[i];
	return NULL;
}

static void
clip(struct ctx *c, struct view *v, const struct product *p, const struct attachment *f)
{
	const struct picture *photo = poster(p);

	view_text(v, "CLIP_SHAPE", shape(f));
	view_text(v, "CLIP_TYPE", f->kind == ATTACHMENT_MP4 ? "video/mp4" : "video/webm");
	view_int(v, "WIDE", f->width);
	view_int(v, "HIGH", f->height);
	if (photo)
		view_text(view_row(v, "POSTER"), "POSTER_SRC", url_media(c, photo->hash, "800", "webp"));
}

/* What a browser calls the file that it keeps: the title, without what parts a path. */
static const char *
file_name(struct ctx *c, const struct attachment *f)
{
	const char *s = str_replace(c->arena, str_replace(c->arena, f->title, "/", "-"), "\\", "-");

	return arena_printf(c->arena, "%s.%s", s, attachment_ending(f->kind));
}

void
present_attachments(struct ctx *c, struct view *v, const struct product *p)
{
	struct view *list, *row;

	if (p->n_files == 0)
		return;
	list = view_part(v, "FILES", "storefront/part_files");
	for (size_t i = 0; i < p->n_files; i++) {
		const struct attachment *f = &p->files[i];
		struct view *item = view_row(list, "ITEM");

		row = view_row(item, is_clip(f) ? "CLIP" : f->kind == ATTACHMENT_LINK ? "ELSEWHERE" : "PAPER");
		view_text(row, "FILE_TITLE", f->title);
		view_text(row, "FILE_ABOUT", present_attachment_about(c, f));
		view_text(row, "FILE_URL", present_attachment_url(c, f));
		if (is_clip(f))
			clip(c, row, p, f);
		else if (f->kind == ATTACHMENT_PDF)
			view_text(row, "FILE_NAME", file_name(c, f));
	}
}

const char *
present_clip_ld(struct ctx *c, const struct product *p, const struct attachment *f)
{
	const struct picture *photo = poster(p);
	struct js_out o;

	if (!is_clip(f) || !photo)
		return NULL;
	js_out_init(&o, c->arena, false);
	js_out_text(&o, "@context", "https://schema.org");
	js_out_text(&o, "@type", "VideoObject");
	js_out_text(&o, "name", f->title);
	js_out_text(&o, "thumbnailUrl", url_absolute(c, url_media(c, photo->hash, "1200", "jpg")));
	js_out_text(&o, "uploadDate", clock_iso(c->arena, f->added_at));
	js_out_text(&o, "contentUrl", url_absolute(c, present_attachment_url(c, f)));
	return js_out_done(&o);
}
