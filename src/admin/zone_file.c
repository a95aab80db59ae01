/*
 * Delivery prices by spreadsheet: the file that the shop gives, and one that is handed in. It is shown first, row by row, what it would change or what is wrong with it; nothing is taken over
 * as long as a row is wrong. What an applied file replaced is kept with it and comes back by one button.
 */
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/handed.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/setting.h"
#include "shop/ship_sheet.h"
#include "shop/staff.h"

#define ROWS_SHOWN 200
#define EDIT_MAX 60000	/* bytes that a phone can still edit in a text field */

static const char *
file_url(struct ctx *c, int64_t id, const char *what)
{
	return url_admin(c, "/zones/file/%lld%s", (long long)id, what);
}

/* ---- out ---- */

static void
send_csv(struct request *r, const char *name, const char *text)
{
	struct arena *a = r->c->arena;
	const char *day = clock_iso_day(a, clock_day(clock_now(), shop_get(r->c)->timezone));

	reply_text(r, 200, "text/csv; charset=utf-8", arena_printf(a, "\xef\xbb\xbf%s", text));	/* spreadsheets know UTF-8 by the first three bytes */
	reply_header(r, "Content-Disposition", arena_printf(a, "attachment; filename=\"%s-%s.csv\"", name, day));
}

static void
export(struct request *r)
{
	struct buf b;

	buf_init(&b, r->c->arena, 2 * SHEET_MAX);
	if (!ship_sheet_write(r->c, &b)) {
		flash(r, "flash.no.zones.large");
		reply_see_other(r, url_admin(r->c, "/zones/file"));
		return;
	}
	send_csv(r, "ongkir", b.s);
}

static void
before(struct request *r)
{
	const struct zone_file *f = zone_file_get(r->c, r->arg_int[0]);

	if (!f || !f->done)
		reply_not_found(r);
	else
		send_csv(r, "ongkir-sebelum", f->before);
}

/* ---- in ---- */

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/zone_files", "more", i18n(c->arena, c->lang, "zone.files", NULL));
	struct zone_file *files;
	size_t n, i;

	shell_back(v, url_admin(c, "/zones"));
	present_form(r, v);
	present_field(r, v, "F_FILE", NULL, "file", "");
	present_field(r, v, "F_TEXT", NULL, "text", "");
	present_field_check(r, v, "F_EXACT", "exact", false);
	view_text(v, "SAVE_URL", url_admin(c, "/zones/file"));
	view_text(v, "EXPORT_URL", url_admin(c, "/zones/export"));
	files = zone_file_list(c, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "FILE");

		view_text(row, "FILE_NAME", files[i].name);
		view_text(row, "FILE_WHO", files[i].who);
		view_text(row, "FILE_WHEN", clock_ago(c->arena, files[i].at, shop_get(c)->timezone, c->lang));
		view_flag(row, "FILE_DONE", files[i].done);
		view_flag(row, "FILE_OPEN", !files[i].done);
		view_text(row, "FILE_URL", file_url(c, files[i].id, ""));
	}
	view_flag(v, "FILES", n > 0);
}

static void
take(struct request *r)
{
	handed_take(r, SHEET_MAX, "sheet.nothing", "sheet.large");
}

static void
hand_in(struct request *r)
{
	const struct handed *t = r->prepared;
	const char *name = t->name;

	if (t->fault || !t->text) {
		form_bad(r, request_upload(r, "file", 0) ? "file" : "text", t->fault ? t->fault : "sheet.nothing");
		reply_again(r, list);
		return;
	}
	if (str_empty(name))
		name = i18n(r->c->arena, r->c->lang, "zone.file.typed", NULL);
	reply_see_other(r, file_url(r->c, zone_file_put(r->c, name, t->text, request_form(r, "exact") != NULL), ""));
}

/* ---- one file ---- */

static const char *
places(struct ctx *c, const char *where)
{
	return str_eq(where, "*") ? i18n(c->arena, c->lang, "zone.everywhere", NULL) : where;
}

static void
one_row(struct ctx *c, struct view *v, const struct sheet_row *row)
{
	static const char *const sections[SHEET_STATES] = { [SHEET_NEW] = "ROW_NEW", [SHEET_CHANGED] = "ROW_CHANGED", [SHEET_SAME] = "ROW_SAME", [SHEET_BAD] = "ROW_BAD" };
	struct view *one = view_row(v, "ROW");

	view_int(one, "LINE", row->line);
	view_text(one, "ROW_NAME", row->name);
	view_text(one, "ROW_WHERE", places(c, row->where));
	view_flag(one, "HAS_WHERE", !str_empty(row->where));
	one = view_row(one, sections[row->state]);
	view_money(one, "ROW_PRICE", row->price);
	if (row->state == SHEET_CHANGED && row->price_was >= 0 && row->price_was != row->price)
		view_money(view_row(one, "WAS"), "ROW_WAS", row->price_was);
	if (row->state == SHEET_BAD)
		view_text(one, "ROW_WHY", i18n(c->arena, c->lang, row->why, row->why_column, row->why_value, NULL));
}

/* The wrong ones first, then what changes; what stays as it is needs no row. */
static void
rows(struct ctx *c, struct view *v, const struct sheet *s)
{
	static const enum sheet_state order[] = { SHEET_BAD, SHEET_CHANGED, SHEET_NEW };
	size_t k, i, shown = 0, all = s->count[SHEET_BAD] + s->count[SHEET_CHANGED] + s->count[SHEET_NEW];

	for (k = 0; k < ARRAY_LEN(order); k++)
		for (i = 0; i < s->n && shown < ROWS_SHOWN; i++)
			if (s->rows[i]->state == order[k]) {
				one_row(c, v, s->rows[i]);
				shown++;
			}
	if (all > shown)
		view_int(view_row(v, "MORE_ROWS"), "MORE", (int64_t)(all - shown));
	for (i = 0; i < s->n_gone && i < ROWS_SHOWN; i++) {
		struct view *gone = view_row(v, "GONE");

		view_text(gone, "ROW_NAME", s->gone[i].name);
		view_text(gone, "ROW_WHERE", places(c, s->gone[i].where));
		view_flag(gone, "HAS_WHERE", !str_empty(s->gone[i].where));
	}
}

static void
dry_run(struct request *r, struct view *v, const struct zone_file *f)
{
	struct ctx *c = r->c;
	struct sheet *s = ship_sheet_read(c, f->csv, strlen(f->csv), f->exact);
	bool readable = str_empty(s->why);
	struct view *row;

	v = view_row(v, "DRY");
	if (!readable) {
		row = view_row(v, "UNREADABLE");
		view_int(row, "LINE", s->why_line);
		view_text(row, "WHY", i18n(c->arena, c->lang, s->why, NULL));
	} else {
		row = view_row(v, "COUNTS");
		view_int(row, "N_NEW", (int64_t)s->count[SHEET_NEW]);
		view_int(row, "N_CHANGED", (int64_t)s->count[SHEET_CHANGED]);
		view_int(row, "N_SAME", (int64_t)s->count[SHEET_SAME]);
		view_int(row, "N_GONE", (int64_t)s->n_gone);
		if (s->count[SHEET_BAD] > 0)
			view_int(view_row(row, "BADS"), "N_BAD", (int64_t)s->count[SHEET_BAD]);
	}
	if (!str_empty(s->unknown))
		view_text(view_row(v, "UNKNOWN"), "COLUMNS", s->unknown);
	rows(c, v, s);
	if (readable && s->count[SHEET_BAD] == 0)
		view_flag(v, s->count[SHEET_NEW] + s->count[SHEET_CHANGED] + s->n_gone > 0 ? "MAY_APPLY" : "NOTHING_NEW", true);
	view_flag(v, "EXACT", f->exact);
	if (strlen(f->csv) <= EDIT_MAX) {
		row = view_row(v, "EDIT");
		view_text(row, "CSV", f->csv);
		view_flag(row, "EDIT_OPEN", !readable || s->count[SHEET_BAD] > 0);
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct zone_file *f = zone_file_get(c, r->arg_int[0]);
	struct view *v;

	if (!f) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/zone_file", "more", f->name);
	shell_back(v, url_admin(c, "/zones/file"));
	present_form(r, v);
	view_text(v, "SAVE_URL", file_url(c, f->id, ""));
	view_text(v, "EXPORT_URL", url_admin(c, "/zones/export"));
	if (f->done) {
		v = view_row(v, "DONE");
		view_text(v, "DONE_WHEN", clock_long(c->arena, f->done_at, shop_get(c)->timezone, c->lang));
		view_text(v, "BEFORE_URL", file_url(c, f->id, "/before"));
		view_text(v, "UNDO_URL", file_url(c, f->id, "/undo"));
		view_text(v, "ZONES_URL", url_admin(c, "/zones"));
	} else {
		dry_run(r, v, f);
	}
}

static void
apply(struct request *r)
{
	const char *text = request_form(r, "text");
	int64_t id = r->arg_int[0];

	if (str_eq(request_form(r, "go"), "check")) {
		if (text && *text && strlen(text) <= SHEET_MAX)
			zone_file_mend(r->c, id, text);
		reply_see_other(r, file_url(r->c, id, ""));
		return;
	}
	switch (zone_file_apply(r->c, id)) {
	case FILE_APPLIED:
		flash(r, "flash.zones.applied");
		break;
	case FILE_DONE_ALREADY:
		flash(r, "flash.zones.already");
		break;
	case FILE_GONE:
		reply_not_found(r);
		return;
	case FILE_BAD_ROWS:
		form_note(r, "sheet.refused");
		reply_again(r, show);
		return;
	}
	reply_see_other(r, file_url(r->c, id, ""));
}

/* The way back is a file like any other: it is shown first, too. */
static void
undo(struct request *r)
{
	struct ctx *c = r->c;
	const struct zone_file *f = zone_file_get(c, r->arg_int[0]);

	if (!f || !f->done) {
		reply_not_found(r);
		return;
	}
	reply_see_other(r, file_url(c, zone_file_put(c, i18n(c->arena, c->lang, "zone.file.back", f->name, NULL), f->before, true), ""));
}

static const struct route routes[] = {
	{ "GET", "/admin/zones/export", export, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/zones/file", list, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/file", hand_in, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, ROUTE_UPLOAD, take },
	{ "GET", "/admin/zones/file/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/file/{id:int}", apply, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/zones/file/{id:int}/before", before, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/zones/file/{id:int}/undo", undo, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
