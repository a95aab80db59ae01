/* Papers as files, for staff and buyers alike. Who may see which is the page's own check; here it is only filled. */
#include "present/printed.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/url.h"

#define LAYOUT_MAX (4 * 1024 * 1024)	/* a hundred labels are half a megabyte */
#define PNG_WIDE 1080			/* what a phone's screen shows sharp */
#define LATE_S 30

/* What print.css says of each paper in other words. */
static void
measures(struct view *v, const struct paper *p)
{
	bool a6 = str_eq(p->word, "nota-a6"), small = p->width_mm < 100, label_a4 = str_eq(p->word, "label-a4");

	view_int(v, "PAPER_W", p->width_mm);
	view_int(v, "PAPER_H", p->height_mm);
	view_int(v, "PAPER_SIDES", p->sides_mm);
	view_int(v, "PAPER_TOP", p->height_mm ? p->sides_mm : 4);
	view_int(v, "PAPER_BOTTOM", p->height_mm ? p->sides_mm : 7);
	view_text(v, "PAPER_SIZE", p->letters);
	view_flag(v, "ROLL", p->height_mm == 0);
	view_flag(v, "FLAT", p->height_mm != 0);
	view_text(v, "HEAD_ALIGN", p->kind == PAPER_INVOICE ? "left" : "center");
	view_text(v, "GAP", a6 ? "1.5" : "3");
	view_text(v, "ROW_PAD", a6 ? "0.6" : "1.2");
	view_text(v, "TERM_W", a6 ? "17" : "28");
	view_int(v, "SUMS_LEFT", p->width_mm > 140 ? 40 : 0);
	view_int(v, "SIGN_MM", a6 ? 28 : 40);
	view_int(v, "SIGN_H", a6 ? 9 : 14);
	view_int(v, "QR_MM", p->kind == PAPER_LABEL ? (p->width_mm == 100 ? 26 : 20) : a6 ? 18 : 24);
	view_int(v, "CARD_COLS", label_a4 ? 2 : 1);
	view_int(v, "CARD_H", label_a4 ? 71 : p->height_mm - 2 * p->sides_mm);
	view_int(v, "CARD_PAD", label_a4 ? 4 : 0);
	view_text(v, "CARD_FRAME", label_a4 ? "1" : "");
	view_flag(v, "WIDE", !small || p->width_mm == 80);
}

struct view *
printed_view(struct ctx *c, const struct paper *p, const char *title)
{
	struct view *v = view_alone(c, p->drawing);

	view_text(v, "TITLE", title);
	measures(v, p);
	return v;
}

const char *
printed_text(struct ctx *c, struct view *v)
{
	struct buf b;

	buf_init(&b, c->arena, LAYOUT_MAX);
	return view_render(v, &b) ? b.s : NULL;
}

int64_t
printed_format(const struct request *r, const struct paper *p)
{
	return p->height_mm == 0 && str_eq(request_form(r, "format"), "png") ? PNG_WIDE : 0;
}

static void
button(struct request *r, struct view *page, const char *url, const char *format, const char *text)
{
	struct view *row = view_row(view_outer(page), "SAVE");

	view_text(row, "SAVE_URL", url);
	view_text(row, "SAVE_FORMAT", format);
	view_text(row, "SAVE_TEXT", i18n(r->c->arena, r->c->lang, text, NULL));
}

void
printed_buttons(struct request *r, struct view *page, const char *url, bool png)
{
	button(r, page, url, "pdf", "printed.save.pdf");
	if (png)
		button(r, page, url, "png", "printed.save.png");
}

void
printed_show(struct request *r, struct view *page, const struct printed *p, const char *self, const char *again)
{
	struct ctx *c = r->c;
	struct view *v;

	switch (p->state) {
	case PRINTED_WAITING:
		v = view_row(page, "WAITING");
		view_flag(v, "LATE", p->asked_at < clock_now() - LATE_S);
		view_text(v, "SELF_URL", self);
		reply_header(r, "Refresh", "2");
		return;
	case PRINTED_READY:
		v = view_row(page, "READY");
		view_text(v, "FILE_NAME", p->name);
		view_text(v, "FILE_URL", arena_printf(c->arena, "%s/file", self));
		if (p->png)
			view_text(view_row(v, "PICTURE"), "SHOW_URL", arena_printf(c->arena, "%s/file?show=1", self));
		return;
	case PRINTED_FAILED:
		v = view_row(page, "FAILED");
		view_text(v, "WHY", i18n(c->arena, c->lang, str_eq(p->reason, "limit") ? "printed.failed.limit" : str_eq(p->reason, "late") ? "printed.failed.late" : "printed.failed", NULL));
		view_text(v, "AGAIN_URL", again);
		view_text(v, "FORMAT", p->png ? "png" : "pdf");
		return;
	}
}

void
printed_send(struct request *r, const struct printed *p)
{
	if (p->state != PRINTED_READY)
		reply_not_found(r);
	else
		reply_file(r, p->path, p->png ? "image/png" : "application/pdf", p->png && str_eq(request_query(r, "show"), "1") ? NULL : p->name);
}
