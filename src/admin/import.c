/*
 * Goods in from a file and out into one: the upload, its columns matched by eye, a try that changes nothing, the import itself with its progress, what came of each row, and the way back. The
 * worker does the work (shop/goods_run.h); these pages order it and show how far it is, refreshing themselves.
 */
#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/goods_run.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define RUNS_MOST 50
#define ROWS_PAGE 50
#define COLUMNS_MOST 150	/* that a choice offers */
#define KEYS 3
#define FILE_MAX 3900000	/* below the smallest sensible reply_max */

static const char *
message(struct ctx *c, const char *id)
{
	return i18n(c->arena, c->lang, id, NULL);
}

static const char *
when(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;

	return arena_printf(c->arena, "%s, %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone));
}

static bool
is(const struct goods_run *g, const char *state)
{
	return str_eq(g->state, state);
}

static bool
under_way(const struct goods_run *g)
{
	return is(g, "waiting") || is(g, "running");
}

static bool
is_export(const struct goods_run *g)
{
	return str_eq(g->kind, "export");
}

/* What the run is at, in words: "import.state.<kind or act>.<state>". */
static const char *
state_text(struct ctx *c, const struct goods_run *g)
{
	const char *of = str_eq(g->act, "undo") ? "undo" : is_export(g) ? "export" : str_eq(g->act, "dry") ? "dry" : "import";
	const char *state = is(g, "running") ? "waiting" : g->state;

	/* An undo that was stopped leaves an import that is done in part. */
	if (str_eq(of, "undo") && (is(g, "done") || is(g, "stopped")))
		of = "import";
	return message(c, is(g, "read") ? "import.state.read" : is(g, "undone") ? "import.state.undone" : arena_printf(c->arena, "import.state.%s.%s", of, state));
}

/* --- the list --- */

static void
run_row(struct ctx *c, struct view *row, const struct goods_run *g)
{
	view_text(row, "RUN_URL", url_admin(c, "/import/%lld", (long long)g->id));
	view_text(row, "FILE_NAME", is_export(g) ? message(c, "import.all_goods") : g->name);
	view_text(row, "WHEN", when(c, g->created_at));
	view_text(row, "BY", g->by);
	view_text(row, "STATE_TEXT", state_text(c, g));
	view_flag(row, "GOES", under_way(g));
	view_flag(row, "WELL", is(g, "done"));
	view_flag(row, "BAD", is(g, "failed"));
	view_flag(row, "IS_EXPORT", is_export(g));
	view_flag(row, "IS_IMPORT", !is_export(g));
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/import", "more", message(c, "admin.import"));
	const struct goods_run *all;
	bool open = false;
	size_t n, i;

	shell_back(v, url_admin(c, "/more"));
	present_form(r, v);
	(void)present_field(r, v, "F_FILE", NULL, "file", "");
	view_text(v, "UPLOAD_URL", url_admin(c, "/import"));
	view_text(v, "EXPORT_URL", url_admin(c, "/import/export"));
	view_int(v, "MOST_MB", c->conf->upload_max / 1000000);
	all = goods_run_list(c, RUNS_MOST, &n);
	for (i = 0; i < n; i++) {
		run_row(c, view_row(v, "RUN"), &all[i]);
		open = open || under_way(&all[i]);
	}
	view_flag(v, "NO_RUN", n == 0);
	if (open && r->method == HTTP_GET)
		reply_header(r, "Refresh", "5");
}

/* --- an upload --- */

struct taken { const char *why, *file, *name; struct import_peek peek; };

static void
take(struct request *r)
{
	const struct upload *u = request_upload(r, "file", 0);
	struct taken *t = arena_new(r->c->arena, struct taken);

	if (r->prepared)	/* run again: the file has been moved */
		return;
	r->prepared = t;
	t->why = u ? goods_run_take(r->c, u->path, u->size, &t->file, &t->peek) : "form.required";
	t->name = u ? u->name : "";
}

static void
upload(struct request *r)
{
	const struct taken *t = r->prepared;
	int64_t id;

	if (t->why) {
		form_bad(r, "file", t->why);
		reply_again(r, list);
		return;
	}
	id = goods_run_add(r->c, t->name, t->file, t->peek.format);
	reply_see_other(r, url_admin(r->c, "/import/%lld", (long long)id));
}

static void
export(struct request *r)
{
	static const char *const states[] = { "active", "draft", "archived", "low", "lacking" };
	const char *asked = request_form(r, "status"), *q = request_form(r, "q"), *status = "";
	size_t i;

	for (i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(asked, states[i]))
			status = states[i];
	reply_see_other(r, url_admin(r->c, "/import/%lld", (long long)goods_run_export(r->c, status, q ? str_trim(r->c->arena, q) : "")));
}

/* --- which column is what --- */

/* "name=#1" a line: the column of a field, counted from 1, as the stored mapping has it; 0 none. */
static int64_t
mapped(struct ctx *c, const char *map, const char *field)
{
	size_t n, i, len = strlen(field);
	const char **lines = str_split(c->arena, map, '\n', &n);
	int64_t column;

	for (i = 0; i < n; i++)
		if (strncmp(lines[i], field, len) == 0 && lines[i][len] == '=' && lines[i][len + 1] == '#' && str_int(lines[i] + len + 2, 1, 500, &column))
			return column;
	return 0;
}

/* The first values of a column, "12.500 · 8.000". */
static const char *
samples(struct ctx *c, const struct import_peek *p, size_t column, size_t most)
{
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, 400);
	for (i = 0; i < p->n_rows && b.len < most; i++)
		if (!str_empty(p->rows[i][column]))
			(void)buf_printf(&b, "%s%s", b.len ? " · " : "", utf8_cut(c->arena, p->rows[i][column], 40));
	return b.s;
}

static void
columns_show(struct request *r, struct view *v, const struct import_peek *p, const char *name, int64_t now)
{
	struct ctx *c = r->c;
	const char *typed = form_typed(r, name, arena_printf(c->arena, "%lld", (long long)now));
	size_t i;

	for (i = 0; i < p->n_columns && i < COLUMNS_MOST; i++) {
		const char *number = arena_printf(c->arena, "%d", (int)i + 1), *some = samples(c, p, i, 30);
		const char *title = str_empty(p->columns[i]) ? arena_printf(c->arena, "#%s", number) : utf8_cut(c->arena, p->columns[i], 60);
		struct view *row = view_row(v, "COLUMN");

		view_text(row, "CHOICE", number);
		view_text(row, "LABEL", *some ? arena_printf(c->arena, "%s: %s", title, some) : title);
		view_flag(row, "CHOSEN", str_eq(number, typed));
	}
}

static const char *
field_name(struct ctx *c, const char *what)
{
	return arena_printf(c->arena, "f_%s", what);
}

static void
map_show(struct request *r, struct view *page, const struct goods_run *g, const struct import_peek *p)
{
	struct ctx *c = r->c;
	struct view *v = view_row(page, "MAPPING");
	size_t i;

	view_flag(v, "FIRST_TRY", !is(g, "tried"));	/* afterwards the button of the import is the one to press */
	for (i = 0; i < p->n_fields; i++) {
		const struct import_field *f = &p->fields[i];
		const char *name = field_name(c, f->field), *error = present_error(r, NULL, name);
		struct view *row = view_row(v, f->needed || f->column >= 0 || mapped(c, g->map, f->field) || error ? "FIELD_ROW" : "OTHER_ROW");
		int64_t now = str_empty(g->map) ? f->column + 1 : mapped(c, g->map, f->field);

		view_text(row, "FIELD", name);
		view_text(row, "LABEL", message(c, arena_printf(c->arena, "import.field.%s", f->field)));
		view_flag(row, "NEEDED", f->needed);
		if (now > 0 && (size_t)now <= p->n_columns)
			view_text(view_row(row, "SAMPLE"), "SAMPLES", samples(c, p, (size_t)now - 1, 80));
		columns_show(r, row, p, name, now);
		if (error)
			view_text(view_row(row, "BAD"), "ERROR", error);
	}
	for (i = 0; i < KEYS; i++) {
		struct view *row = view_row(v, "KEY_ROW");
		size_t n;
		const char **keys = str_split(c->arena, g->keys, '\n', &n), *name = arena_printf(c->arena, "key%d", (int)i);
		int64_t now = 0;

		view_text(row, "FIELD", name);
		if (i < n && keys[i][0] == '#' && !str_int(keys[i] + 1, 1, 500, &now))
			now = 0;
		columns_show(r, row, p, name, now);
	}
}

/* What was chosen, as lines "name=#1"; a column that two fields want and fields that must be there are marked. */
static const char *
map_read(struct request *r, const struct import_peek *p)
{
	struct ctx *c = r->c;
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, 4000);
	for (i = 0; i < p->n_fields; i++) {
		const char *name = field_name(c, p->fields[i].field), *typed = request_form(r, name);
		int64_t column = 0;

		if (!str_empty(typed) && !str_int(typed, 0, (int64_t)p->n_columns, &column))
			form_bad(r, name, "form.choice");
		if (column > 0)
			(void)buf_printf(&b, "%s%s=#%lld", b.len ? "\n" : "", p->fields[i].field, (long long)column);
		else if (p->fields[i].needed)
			form_bad(r, name, "import.need_column");
	}
	return b.s;
}

/* Columns that were chosen to know a row by; where there is neither a number nor a code, its name. */
static const char *
keys_read(struct request *r, const struct import_peek *p, const char *map)
{
	struct buf b;
	size_t i;

	buf_init(&b, r->c->arena, 200);
	for (i = 0; i < KEYS; i++) {
		const char *typed = request_form(r, arena_printf(r->c->arena, "key%d", (int)i));
		int64_t column;

		if (!str_empty(typed) && str_int(typed, 1, (int64_t)p->n_columns, &column))
			(void)buf_printf(&b, "%s#%lld", b.len ? "\n" : "", (long long)column);
	}
	if (b.len == 0 && !mapped(r->c, map, "key") && !mapped(r->c, map, "sku"))
		(void)buf_printf(&b, "#%lld", (long long)mapped(r->c, map, "name"));
	return b.s;
}

/* --- one run --- */

static const struct { const char *word, *text; } tabs[GOODS_RUN_STATUSES] = {
	[GOODS_RUN_REFUSED] = { "refused", "import.tab.refused" }, [GOODS_RUN_WARNING] = { "warning", "import.tab.warning" }, [GOODS_RUN_NEW] = { "new", "import.tab.new" },
	[GOODS_RUN_CHANGED] = { "changed", "import.tab.changed" }, [GOODS_RUN_SAME] = { "same", "import.tab.same" },
};

static const char *
tab_url(struct ctx *c, const struct goods_run *g, int tab, int64_t page)
{
	const char *url = url_with(c, url_admin(c, "/import/%lld", (long long)g->id), "show", tabs[tab].word);

	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

/* Refused rows first; the one asked for, if it has any. */
static int
tab_of(struct request *r, const int64_t counts[GOODS_RUN_STATUSES])
{
	const char *word = request_query(r, "show");
	int i;

	for (i = 0; i < GOODS_RUN_STATUSES; i++)
		if (str_eq(tabs[i].word, word))
			return i;
	for (i = 0; i < GOODS_RUN_STATUSES - 1 && counts[i] == 0; i++)
		;
	return i;
}

static void
row_show(struct ctx *c, struct view *v, const struct goods_run_row *w)
{
	struct view *name = view_row(v, w->product ? "WITH_PAGE" : "NO_PAGE");

	view_text(name, "ROW_NAME", str_empty(w->name) ? message(c, "import.whole_file") : w->name);
	view_text(name, "ROW_URL", w->product ? url_admin(c, "/goods/%lld", (long long)w->product) : NULL);
	view_int(v, "LINE", w->line);
	view_text(v, "SAID", i18n_has(w->message) ? i18n(c->arena, c->lang, w->message, w->arg, NULL) : w->message);
	view_flag(v, "ROW_NO", str_eq(w->status, "refused"));
	if (*w->undone)
		view_text(view_row(v, "ROW_UNDONE"), "UNDONE_TEXT", message(c, arena_printf(c->arena, "import.undone.%s", w->undone)));
}

static void
rows_show(struct request *r, struct view *page, const struct goods_run *g)
{
	struct ctx *c = r->c;
	int64_t counts[GOODS_RUN_STATUSES], total, at = request_page(r), all = 0;
	const struct goods_run_row *rows;
	struct pager pager;
	struct view *v;
	size_t n, k;
	int tab, i;

	goods_run_counts(c, g->id, counts);
	for (i = 0; i < GOODS_RUN_STATUSES; i++)
		all += counts[i];
	if (all == 0)
		return;
	v = view_row(page, "RESULT");
	tab = tab_of(r, counts);
	for (i = 0; i < GOODS_RUN_STATUSES; i++) {
		struct view *row = view_row(v, "TAB");

		view_text(row, "TAB_URL", tab_url(c, g, i, 1));
		view_text(row, "TAB_TEXT", message(c, tabs[i].text));
		view_text(row, "TAB_COUNT", money_digits(c->arena, counts[i]));
		view_flag(row, "TAB_ON", i == tab);
	}
	rows = goods_run_rows(c, g->id, tabs[tab].word, at, ROWS_PAGE, &n, &total);
	for (k = 0; k < n; k++)
		row_show(c, view_row(v, "ROW"), &rows[k]);
	view_flag(v, "NONE_HERE", n == 0);
	if (counts[GOODS_RUN_REFUSED] > 0 && !str_empty(g->file))
		view_text(view_row(v, "TAKE_REFUSED"), "REFUSED_URL", url_admin(c, "/import/%lld/refused", (long long)g->id));
	for (pager_start(&pager, at, total, ROWS_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, tab_url(c, g, tab, pager.at));
}

static void
sums_show(struct ctx *c, struct view *page, const struct goods_run *g)
{
	const struct { const char *text; int64_t n; } sums[] = {
		{ "import.sum.new", g->made }, { "import.sum.changed", g->changed }, { "import.sum.same", g->same }, { "import.sum.refused", g->refused }, { "import.sum.warned", g->warned },
		{ "import.sum.makers", g->makers }, { "import.sum.tags", g->tags },
	};
	struct view *v = view_row(page, "SUMS");
	size_t i;

	for (i = 0; i < ARRAY_LEN(sums); i++) {
		struct view *row;

		if (i > 4 && sums[i].n == 0)	/* few files bring any */
			continue;
		row = view_row(v, "SUM");

		view_text(row, "SUM_COUNT", money_digits(c->arena, sums[i].n));
		view_text(row, "SUM_TEXT", message(c, sums[i].text));
	}
}

static void
progress_show(struct request *r, struct view *page, const struct goods_run *g)
{
	struct ctx *c = r->c;
	struct view *v = view_row(page, "GOING");
	int64_t part = g->lines > 0 ? g->line * 100 / g->lines : 0;

	view_int(v, "PERCENT", part > 100 ? 100 : part);
	view_text(v, "LINES_DONE", money_digits(c->arena, g->line));
	view_text(v, "LINES_ALL", money_digits(c->arena, g->lines));
	view_flag(v, "BY_LINES", !is_export(g) && !str_eq(g->act, "undo"));
	if (str_eq(g->act, "undo"))
		view_text(view_row(v, "BY_UNDONE"), "DONE_COUNT", money_digits(c->arena, g->undone));
	if (is_export(g))
		view_text(view_row(v, "BY_GOODS"), "DONE_COUNT", money_digits(c->arena, g->made));
	view_flag(v, "STOPPING", g->stop);
	view_flag(v, "MAY_STOP", !g->stop);
	view_flag(v, "STUCK", g->stuck && !is_export(g));
	view_text(v, "AGAIN_ACT", g->act);
	if (r->method == HTTP_GET)
		reply_header(r, "Refresh", "3");
}

/* What can be done next. */
static void
steps_show(struct request *r, struct view *v, const struct goods_run *g, const struct import_peek *peek, bool known)
{
	struct ctx *c = r->c;
	bool before = is(g, "read") || is(g, "tried") || (is(g, "failed") && str_eq(g->act, "dry")), broken = (is(g, "stopped") || is(g, "failed")) && str_eq(g->act, "import");
	bool readable = peek && !str_empty(g->file), whole = !readable || known || *g->map;

	view_flag(v, "MAY_TRY", before && readable && known);
	view_flag(v, "MAY_START", is(g, "tried") && readable && known);
	/* Belongs to the form of the columns: what is chosen there is what comes in. */
	view_flag(v, "START_MAPPED", is(g, "tried") && readable && !known && *g->map);
	view_flag(v, "MAY_GO_ON", broken && readable && whole && !is_export(g));
	view_flag(v, "FILE_GONE", str_empty(g->file) && (before || is_export(g)));
	if (before && readable && !known)
		map_show(r, v, g, peek);
	if (g->undoable && !under_way(g))
		view_text(view_row(v, "MAY_UNDO"), "UNDO_URL", url_admin(c, "/import/%lld/undo", (long long)g->id));
	if (is_export(g) && is(g, "done") && !str_empty(g->file))
		view_text(view_row(v, "TAKE_FILE"), "FILE_URL", url_admin(c, "/import/%lld/file", (long long)g->id));
}

/* What became of makers, tags and categories. */
static void
groups_show(struct ctx *c, struct view *v, const struct goods_run *g)
{
	struct goods_run_groups of = goods_run_groups(c, g->id);
	struct view *stay;

	if (of.removed > 0)
		view_text(view_row(v, "GROUPS_GONE"), "GROUPS_N", money_digits(c->arena, of.removed));
	if (of.left == 0)
		return;
	stay = view_row(v, "GROUPS_STAY");
	view_text(stay, "GROUPS_N", money_digits(c->arena, of.left));
	view_text(stay, "GROUPS_NAMES", of.names);
}

static void
show_run(struct request *r, const struct goods_run *g)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/import_run", "more", is_export(g) ? message(c, "import.all_goods") : g->name);
	struct import_peek peek;
	bool there = !is_export(g) && !str_empty(g->file), known = there && import_peek(c, goods_run_path(c, g->file, false), &peek) == IMPORT_OK;
	int64_t twin = is(g, "read") ? goods_run_twin(c, g->id) : 0, left = is(g, "undone") ? goods_run_left(c, g->id) : 0;

	shell_back(v, url_admin(c, "/import"));
	present_form(r, v);
	view_text(v, "RUN_URL", url_admin(c, "/import/%lld", (long long)g->id));
	view_text(v, "STATE_TEXT", state_text(c, g));
	view_flag(v, "WELL", is(g, "done"));
	view_flag(v, "BAD", is(g, "failed"));
	view_text(v, "WHEN", when(c, g->created_at));
	view_text(v, "BY", g->by);
	if (there && known)
		view_text(view_row(v, "KNOWN"), "FORMAT", message(c, arena_printf(c->arena, "import.format.%s", peek.format)));
	if (is(g, "failed") && *g->reason)
		view_text(view_row(v, "WHY"), "REASON", message(c, i18n_has(g->reason) ? g->reason : "import.reason.system"));
	if (twin)
		view_text(view_row(v, "TWIN"), "TWIN_URL", url_admin(c, "/import/%lld", (long long)twin));
	if (left)
		view_text(view_row(v, "LEFT"), "LEFT_COUNT", money_digits(c->arena, left));
	if (is(g, "undone"))
		groups_show(c, v, g);
	if (under_way(g))
		progress_show(r, v, g);
	else
		steps_show(r, v, g, there ? &peek : NULL, known);
	if (!is_export(g) && !is(g, "read") && (g->line > 0 || g->refused > 0 || is(g, "done") || is(g, "tried")))
		sums_show(c, v, g);
	if (!is_export(g) && !is(g, "read"))
		rows_show(r, v, g);
}

static void
show(struct request *r)
{
	const struct goods_run *g = goods_run_get(r->c, r->arg_int[0]);

	if (g)
		show_run(r, g);
	else
		reply_not_found(r);
}

static void
answer(struct request *r, enum goods_run_do said, const char *good)
{
	switch (said) {
	case GOODS_RUN_OK:
		if (good)
			flash(r, good);
		break;
	case GOODS_RUN_GONE:
		reply_not_found(r);
		return;
	case GOODS_RUN_BUSY:
		flash(r, "flash.no.import.busy");
		break;
	case GOODS_RUN_NOT_NOW:
		flash(r, "flash.no.import.now");
		break;
	}
	reply_see_other(r, url_admin(r->c, "/import/%lld", (long long)r->arg_int[0]));
}

/* False: the choice is marked and shown again. */
static bool
map_ok(struct request *r, const struct goods_run *g)
{
	struct import_peek p;
	const char *map, *keys;

	if (!request_form(r, "mapping") || str_empty(g->file) || import_peek(r->c, goods_run_path(r->c, g->file, false), &p) != IMPORT_UNKNOWN)
		return true;
	map = map_read(r, &p);
	keys = keys_read(r, &p, map);
	return r->n_errors == 0 && goods_run_map(r->c, g->id, map, keys) == GOODS_RUN_OK;
}

static void
order(struct request *r)
{
	static const char *const acts[] = { "dry", "import", "undo" };
	const struct goods_run *g = goods_run_get(r->c, r->arg_int[0]);
	const char *act = request_form(r, "do");
	size_t i;

	if (!g) {
		reply_not_found(r);
		return;
	}
	if (str_eq(act, "stop")) {
		answer(r, goods_run_stop(r->c, g->id), NULL);
		return;
	}
	for (i = 0; i < ARRAY_LEN(acts) && !str_eq(acts[i], act); i++)
		;
	/* An undo begins behind the password; here one goes on that hangs. */
	if (i == ARRAY_LEN(acts) || (i == 2 && !g->stuck)) {
		reply_error(r, 400);
		return;
	}
	if (!map_ok(r, g)) {
		reply_again(r, show);
		return;
	}
	answer(r, goods_run_ask(r->c, g->id, act), NULL);
}

static void
undo(struct request *r)
{
	answer(r, goods_run_ask(r->c, r->arg_int[0], "undo"), NULL);
}

/* --- files --- */

static void
refused(struct request *r)
{
	struct ctx *c = r->c;
	const struct goods_run *g = goods_run_get(c, r->arg_int[0]);
	struct buf b;

	buf_init(&b, c->arena, FILE_MAX);
	if (!g || is_export(g) || !goods_run_refused(c, g, &b)) {
		reply_not_found(r);
		return;
	}
	reply_text(r, 200, "text/csv; charset=utf-8", b.s);
	reply_header(r, "Content-Disposition", arena_printf(c->arena, "attachment; filename=\"etalase-%s.csv\"", message(c, "import.refused_file")));
}

static void
file(struct request *r)
{
	struct ctx *c = r->c;
	const struct goods_run *g = goods_run_get(c, r->arg_int[0]);

	if (!g || !is_export(g) || !is(g, "done") || str_empty(g->file)) {
		reply_not_found(r);
		return;
	}
	reply_file(r, goods_run_path(c, g->file, true), "text/csv; charset=utf-8", arena_printf(c->arena, "etalase-%s.csv", message(c, "goods.file")));
}

static const struct route routes[] = {
	{ "GET", "/admin/import", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/import", upload, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, take },
	{ "POST", "/admin/import/export", export, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/import/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/import/{id:int}", order, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/import/{id:int}/undo", undo, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_PROOF, NULL },
	{ "GET", "/admin/import/{id:int}/refused", refused, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/import/{id:int}/file", file, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
