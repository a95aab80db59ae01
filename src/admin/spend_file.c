/* Spending by file: handing in an export of Ads Manager or a list of one's own, looking at it row by row, writing down what is right, and taking it back. */
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/handed.h"
#include "http/url.h"
#include "present/campaign.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/link.h"
#include "shop/setting.h"
#include "shop/spend_file.h"
#include "shop/staff.h"

#define ROWS_SHOWN 200
#define OWN_HEADS "tanggal,jumlah,saluran,kampanye,kode,catatan"

static const char *
file_url(struct ctx *c, int64_t id, const char *what)
{
	return url_admin(c, "/spend/file/%lld%s", (long long)id, what);
}

static const char *
channel_text(struct ctx *c, const char *channel)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, "channel.%s", channel), NULL);
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/spend_files", "more", i18n(c->arena, c->lang, "spend.file", NULL));
	size_t n, i;
	const struct spend_file *files = spend_file_list(c, &n);

	shell_back(v, url_admin(c, "/spend"));
	present_form(r, v);
	(void)present_field(r, v, "F_FILE", NULL, "file", "");
	(void)present_field(r, v, "F_TEXT", NULL, "text", "");
	for (i = 0; link_channels[i]; i++)
		(void)present_field_choice(r, v, "CHANNEL", "channel", "facebook", link_channels[i], channel_text(c, link_channels[i]));
	view_text(v, "SAVE_URL", url_admin(c, "/spend/file"));
	view_text(v, "HEADS", OWN_HEADS);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "FILE");

		view_text(row, "FILE_NAME", files[i].name);
		view_text(row, "FILE_WHO", files[i].who);
		view_text(row, "FILE_WHEN", clock_ago(c->arena, files[i].at, shop_get(c)->timezone, c->lang));
		view_flag(row, files[i].done ? "FILE_DONE" : "FILE_OPEN", true);
		view_text(row, "FILE_URL", file_url(c, files[i].id, ""));
	}
	view_flag(v, "FILES", n > 0);
}

static void
take(struct request *r)
{
	handed_take(r, SPEND_FILE_MAX, "spend.nothing", "spend.large");
}

static const char *
channel_sent(struct request *r)
{
	const char *sent = request_form(r, "channel");

	for (size_t i = 0; link_channels[i]; i++)
		if (str_eq(link_channels[i], sent))
			return link_channels[i];
	return link_channels[0];
}

static void
hand_in(struct request *r)
{
	const struct handed *t = r->prepared;
	const char *name = t->name;

	if (t->fault || !t->text) {
		form_bad(r, request_upload(r, "file", 0) ? "file" : "text", t->fault ? t->fault : "spend.nothing");
		reply_again(r, list);
		return;
	}
	if (str_empty(name))
		name = i18n(r->c->arena, r->c->lang, "spend.file.typed", NULL);
	reply_see_other(r, file_url(r->c, spend_file_put(r->c, name, t->text, channel_sent(r)), ""));
}

/* --- one file --- */

static void
one_row(struct ctx *c, struct view *v, const struct spend_row *x)
{
	static const char *const sections[SPEND_ROW_STATES] = { [SPEND_ROW_NEW] = "ROW_NEW", [SPEND_ROW_CHANGED] = "ROW_CHANGED", [SPEND_ROW_SAME] = "ROW_SAME", [SPEND_ROW_BAD] = "ROW_BAD" };
	struct view *row = view_row(v, "ROW"), *part;

	view_int(row, "LINE", x->line);
	view_text(row, "ROW_NAME", x->name);
	part = view_row(row, sections[x->state]);
	if (x->state == SPEND_ROW_BAD) {
		view_text(part, "ROW_WHY", i18n(c->arena, c->lang, x->why, x->value, NULL));
		return;
	}
	view_money(part, "ROW_AMOUNT", x->amount);
	view_text(part, "ROW_DAYS", present_campaign_days(c, x->from, x->to));
	view_text(part, "ROW_CHANNEL", channel_text(c, x->channel));
	view_flag(part, "UNMATCHED", x->unmatched && !x->campaign);
	if (x->state == SPEND_ROW_CHANGED && x->was != x->amount)
		view_money(view_row(part, "WAS"), "ROW_WAS", x->was);
}

/* The wrong ones first, then what comes in; what is there already needs no row. */
static void
rows(struct ctx *c, struct view *v, const struct spend_sheet *s)
{
	static const enum spend_row_state order[] = { SPEND_ROW_BAD, SPEND_ROW_CHANGED, SPEND_ROW_NEW };
	size_t k, i, shown = 0, all = s->n - s->count[SPEND_ROW_SAME];

	for (k = 0; k < ARRAY_LEN(order); k++)
		for (i = 0; i < s->n && shown < ROWS_SHOWN; i++)
			if (s->rows[i].state == order[k]) {
				one_row(c, v, &s->rows[i]);
				shown++;
			}
	if (all > shown)
		view_int(view_row(v, "MORE_ROWS"), "MORE", (int64_t)(all - shown));
}

static void
sheet_show(struct ctx *c, struct view *v, const struct spend_sheet *s, bool done)
{
	size_t fresh = s->count[SPEND_ROW_NEW] + s->count[SPEND_ROW_CHANGED];
	struct view *row;

	if (!str_empty(s->why)) {
		row = view_row(v, "UNREADABLE");
		view_int(row, "LINE", s->why_line);
		view_text(row, "WHY", i18n(c->arena, c->lang, s->why, s->value, NULL));
		return;
	}
	row = view_row(v, "COUNTS");
	view_int(row, "N_NEW", (int64_t)s->count[SPEND_ROW_NEW]);
	view_int(row, "N_CHANGED", (int64_t)s->count[SPEND_ROW_CHANGED]);
	view_int(row, "N_SAME", (int64_t)s->count[SPEND_ROW_SAME]);
	view_int(row, "N_BAD", (int64_t)s->count[SPEND_ROW_BAD]);
	view_int(row, "N_EMPTY", s->empty);
	view_flag(row, "BADS", s->count[SPEND_ROW_BAD] > 0);
	rows(c, v, s);
	if (done)
		return;
	if (fresh > 0 && s->sum > 0)
		view_money(view_row(v, "MAY_APPLY"), "SUM", s->sum);
	else if (fresh > 0)
		view_flag(v, "MAY_CHANGE", true);
	else
		view_flag(v, s->count[SPEND_ROW_SAME] > 0 ? "NOTHING_NEW" : "NOTHING_GOOD", true);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct spend_file *f = spend_file_get(c, r->arg_int[0]);
	struct view *v, *row;

	if (!f) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/spend_file", "more", f->name);
	shell_back(v, url_admin(c, "/spend/file"));
	view_text(v, "APPLY_URL", file_url(c, f->id, ""));
	if (f->done) {
		row = view_row(v, "DONE");
		view_text(row, "DONE_WHEN", clock_long(c->arena, f->done_at, shop_get(c)->timezone, c->lang));
		view_text(row, "LIST_URL", url_admin(c, "/spend"));
		view_text(row, "UNDO_URL", file_url(c, f->id, "/undo"));
	}
	sheet_show(c, v, spend_sheet_read(c, f->csv, strlen(f->csv), f->channel), f->done);
}

static void
apply(struct request *r)
{
	int64_t id = r->arg_int[0];

	switch (spend_file_apply(r->c, id)) {
	case SPEND_FILE_OK:
		flash(r, "flash.spend.file");
		break;
	case SPEND_FILE_ALREADY:
		flash(r, "flash.no.spend.already");
		break;
	case SPEND_FILE_NOTHING:
		flash(r, "flash.no.spend.nothing");
		break;
	case SPEND_FILE_GONE:
		reply_not_found(r);
		return;
	}
	reply_see_other(r, file_url(r->c, id, ""));
}

static void
undo(struct request *r)
{
	int64_t rows_gone;

	if (!spend_file_undo(r->c, r->arg_int[0], &rows_gone)) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.spend.undone");
	reply_see_other(r, file_url(r->c, r->arg_int[0], ""));
}

static const struct route routes[] = {
	{ "GET", "/admin/spend/file", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/spend/file", hand_in, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, ROUTE_UPLOAD, take },
	{ "GET", "/admin/spend/file/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/spend/file/{id:int}", apply, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/spend/file/{id:int}/undo", undo, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
