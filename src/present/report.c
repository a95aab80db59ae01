/* The frame of the reports: one picker of days, one look of charts and changes, one way to a spreadsheet, for all of them. */
#include "present/report.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/url.h"
#include "present/paper.h"
#include "present/printed.h"
#include "present/shell.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define FILE_MAX 3900000	/* below the smallest sensible reply_max */
#define CHART_TOP 960		/* of 1000: the highest bar */
#define SLOT 100		/* width of one bar's place in the chart's own units */

static const struct { const char *tab, *path; enum right right; } tabs[] = {
	{ "sales", "/reports", RIGHT_FIGURES }, { "goods", "/reports/goods", RIGHT_FIGURES }, { "customers", "/reports/customers", RIGHT_FIGURES }, { "stock", "/reports/stock", RIGHT_FIGURES },
	{ "cash", "/reports/cash", RIGHT_FIGURES }, { "channels", "/reports/channels", RIGHT_SOURCES },
};

struct report_ask
report_ask(struct request *r)
{
	struct report_ask ask = { .timezone = shop_get(r->c)->timezone };
	const char *p = request_query(r, "p"), *from = request_query(r, "from"), *to = request_query(r, "to"), *by = request_query(r, "by");
	enum report_span span = SPAN_MONTH;
	int64_t first = 0, last = 0;

	ask.today = clock_day(clock_now(), ask.timezone);
	if (p && !report_span_parse(p, &span))
		ask.bad = true;
	if (span == SPAN_FREE && !(from && to && clock_parse_day(from, &first) && clock_parse_day(to, &last))) {
		ask.bad = true;
		span = SPAN_MONTH;
	}
	ask.period = report_period(span, ask.today, first, last);
	if (!by || !report_by_parse(by, &ask.by_asked))
		ask.by_asked = BY_AUTO;
	ask.by = report_period_by(&ask.period, ask.by_asked);
	ask.compare = str_eq(request_query(r, "c"), "1");
	ask.pdf = r->method == HTTP_POST;
	ask.csv = ask.pdf || str_eq(request_query(r, "csv"), "1");
	return ask;
}

static const char *
number(struct ctx *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

static const char *
with_rest(struct ctx *c, const struct report_ask *ask, const char *url)
{
	const struct report_filter *f = ask->filter;

	if (f && !str_empty(f->method))
		url = url_with(c, url, "method", f->method);
	if (f && f->customer)
		url = url_with(c, url, "customer", number(c, f->customer));
	if (f && f->product)
		url = url_with(c, url, "product", number(c, f->product));
	if (ask->by_asked != BY_AUTO)
		url = url_with(c, url, "by", report_by_name(ask->by_asked));
	return ask->compare ? url_with(c, url, "c", "1") : url;
}

const char *
report_url_days(struct ctx *c, const struct report_ask *ask, const char *path, int64_t from, int64_t to)
{
	const char *url = url_with(c, url_admin(c, "%s", path), "p", "free");

	url = url_with(c, url, "from", clock_iso_day(c->arena, from));
	return with_rest(c, ask, url_with(c, url, "to", clock_iso_day(c->arena, to)));
}

const char *
report_url(struct ctx *c, const struct report_ask *ask, const char *path)
{
	if (ask->period.span == SPAN_FREE)
		return report_url_days(c, ask, path, ask->period.from, ask->period.to);
	return with_rest(c, ask, url_with(c, url_admin(c, "%s", path), "p", report_span_name(ask->period.span)));
}

const char *
report_days_text(struct ctx *c, const struct report_ask *ask, int64_t from, int64_t to)
{
	const char *first = clock_date(c->arena, clock_day_start(from, ask->timezone), ask->timezone, c->lang);

	if (from == to)
		return first;
	return arena_printf(c->arena, "%s – %s", first, clock_date(c->arena, clock_day_start(to, ask->timezone), ask->timezone, c->lang));
}

const char *
report_row_text(struct ctx *c, enum report_by by, int64_t from, int64_t to)
{
	if (by == BY_MONTH)
		return clock_month_text(c->arena, from, c->lang);
	if (from != to)
		return arena_printf(c->arena, "%s – %s", clock_day_text(c->arena, from, c->lang), clock_day_text(c->arena, to, c->lang));
	return arena_printf(c->arena, "%s %s", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%d", clock_weekday(from)), NULL),
	    clock_day_text(c->arena, from, c->lang));
}

static void
spans(struct ctx *c, struct view *v, const struct report_ask *ask, const char *path)
{
	for (int i = 0; i < SPAN_FREE; i++) {
		struct report_ask other = *ask;
		struct view *row = view_row(v, "SPAN");

		other.period.span = (enum report_span)i;
		view_text(row, "SPAN_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "report.span.%s", report_span_name((enum report_span)i)), NULL));
		view_text(row, "SPAN_URL", report_url(c, &other, path));
		view_text(row, "SPAN_ON", (enum report_span)i == ask->period.span ? "true" : "false");
	}
}

/* The dates by hand; what else is asked stays. */
static void
dates(struct ctx *c, struct view *v, const struct report_ask *ask, const char *path)
{
	const struct report_filter *f = ask->filter;
	const struct { const char *name, *value; } kept[] = {
		{ "by", ask->by_asked != BY_AUTO ? report_by_name(ask->by_asked) : "" }, { "c", ask->compare ? "1" : "" },
		{ "method", f ? f->method : "" }, { "customer", f && f->customer ? number(c, f->customer) : "" },
		{ "product", f && f->product ? number(c, f->product) : "" },
	};

	view_text(v, "PICK_URL", url_admin(c, "%s", path));
	view_text(v, "FROM", clock_iso_day(c->arena, ask->period.from));
	view_text(v, "TO", clock_iso_day(c->arena, ask->period.to));
	view_flag(v, "FREE", ask->period.span == SPAN_FREE);
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		struct view *row;

		if (str_empty(kept[i].value))
			continue;
		row = view_row(v, "KEPT");
		view_text(row, "KEPT_NAME", kept[i].name);
		view_text(row, "KEPT_VALUE", kept[i].value);
	}
}

static void
groupings(struct ctx *c, struct view *v, const struct report_ask *ask, const char *path)
{
	v = view_row(v, "PICK_BY");
	for (int i = 0; i < BY_COUNT; i++) {
		struct report_ask other = *ask;
		struct view *row = view_row(v, "BY");

		other.by_asked = (enum report_by)i;
		view_text(row, "BY_URL", report_url(c, &other, path));
		view_text(row, "BY_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "report.by.%s", report_by_name((enum report_by)i)), NULL));
		view_text(row, "BY_ON", (enum report_by)i == ask->by_asked ? "true" : "false");
	}
}

static void
picker(struct ctx *c, struct view *v, const struct report_ask *ask, const char *path, bool by)
{
	struct report_period before = report_period_step(&ask->period, -1), after = report_period_step(&ask->period, 1);
	struct view *row;

	spans(c, v, ask, path);
	dates(c, v, ask, path);
	view_text(v, "EARLIER_URL", report_url_days(c, ask, path, before.from, before.to));
	view_text(v, "EARLIER", report_days_text(c, ask, before.from, before.to));
	if (after.from <= ask->today) {
		row = view_row(v, "LATER");
		view_text(row, "LATER_URL", report_url_days(c, ask, path, after.from, after.to));
		view_text(row, "LATER_TEXT", report_days_text(c, ask, after.from, after.to));
	}
	if (by)
		groupings(c, v, ask, path);
}

/* The switch for the comparison; the rows behind the numbers have none. */
static void
comparing(struct ctx *c, struct view *v, const struct report_ask *ask, const char *path)
{
	struct report_ask other = *ask;

	if (ask->filter)
		return;
	other.compare = !ask->compare;
	v = view_row(v, "SWITCH");
	view_text(v, "SWITCH_URL", report_url(c, &other, path));
	view_text(v, "SWITCH_ON", ask->compare ? "true" : "false");
	if (ask->compare)
		view_text(view_row(v, "COMPARE"), "BEFORE_DAYS", report_days_text(c, ask, ask->period.before_from, ask->period.before_to));
}

struct view *
report_page(struct request *r, const struct report_ask *ask, const char *template, const char *tab, const char *path, bool by)
{
	struct ctx *c = r->c;
	struct view *page = shell_admin(r, template, "reports", i18n(c->arena, c->lang, arena_printf(c->arena, "report.%s", tab), NULL));
	struct view *v = view_part(page, "REPORT_HEAD", "admin/report_head");
	struct report_ask bare = *ask;
	size_t i;

	bare.filter = NULL;
	shell_back(page, url_admin(c, "/more"));
	for (i = 0; i < ARRAY_LEN(tabs); i++) {
		struct view *row;

		if (!role_may(r->staff->role, tabs[i].right))
			continue;
		row = view_row(v, "TAB");
		view_text(row, "TAB_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "report.tab.%s", tabs[i].tab), NULL));
		view_text(row, "TAB_URL", report_url(c, &bare, tabs[i].path));
		view_flag(row, "TAB_ON", str_eq(tabs[i].tab, tab));
	}
	picker(c, v, ask, path, by);
	view_flag(v, "BAD_DAYS", ask->bad);
	view_text(v, "DAYS", report_days_text(c, ask, ask->period.from, ask->period.to));
	view_text(v, "ZONE", clock_zone_label(ask->timezone));
	comparing(c, v, ask, path);
	view_text(page, "PRINT_TITLE", i18n(c->arena, c->lang, arena_printf(c->arena, "report.%s", tab), NULL));
	view_text(page, "CSV_URL", url_with(c, report_url(c, ask, path), "csv", "1"));
	view_text(page, "PDF_URL", report_url(c, ask, path));
	return page;
}

void
report_change(struct view *v, int64_t now, int64_t before)
{
	int64_t diff = now - before;
	struct view *row;

	if (before <= 0 || diff == 0)
		return;
	row = view_row(v, diff > 0 ? "UP" : "DOWN");
	view_int(row, "PERCENT", (int64_t)((double)(diff > 0 ? diff : -diff) * 100.0 / (double)before + 0.5));
}

/* Height of an amount in the chart. */
static int64_t
height(int64_t amount, int64_t span)
{
	int64_t h = (int64_t)((double)(amount > 0 ? amount : -amount) * CHART_TOP / (double)span);

	return amount != 0 && h < 8 ? 8 : h;
}

static void
bar(struct view *v, const char *section, int64_t x, int64_t width, int64_t amount, int64_t zero, int64_t span, const char *title)
{
	struct view *row = view_row(v, section);
	int64_t h = height(amount, span);

	view_int(row, "X", x);
	view_int(row, "Y", amount >= 0 ? zero - h : zero);
	view_int(row, "W", width);
	view_int(row, "H", h);
	view_text(row, "BAR_TITLE", title);
}

static int64_t
net(const struct report_sum *s)
{
	return s->paid - s->back;
}

static void
reach(const struct report_sum *rows, size_t n, int64_t *least, int64_t *most)
{
	for (size_t i = 0; i < n; i++) {
		*least = net(&rows[i]) < *least ? net(&rows[i]) : *least;
		*most = net(&rows[i]) > *most ? net(&rows[i]) : *most;
	}
}

void
report_chart(struct ctx *c, struct view *page, enum report_by by, const struct report_sum *now, size_t n, const struct report_sum *before,
    size_t n_before)
{
	int64_t least = 0, most = 0, span, zero;
	struct view *v;
	size_t i;

	n_before = before ? n_before : 0;
	reach(now, n, &least, &most);
	reach(before, n_before, &least, &most);
	if (least == 0 && most == 0)
		return;
	span = most - least;
	zero = 20 + height(most, span);
	v = view_part(page, "CHART", "admin/report_chart");
	view_int(v, "CHART_W", (int64_t)n * SLOT);
	view_text(v, "MOST", money_short(c->arena, most, c->lang));
	view_int(v, "ZERO", zero);
	for (i = 0; i < n; i++) {
		int64_t x = (int64_t)i * SLOT;
		const char *label = report_row_text(c, by, now[i].from, now[i].to);

		if (i < n_before)
			bar(v, "PALE", x + 8, 36, net(&before[i]), zero, span, arena_printf(c->arena, "%s: %s",
			    report_row_text(c, by, before[i].from, before[i].to), money_text(c->arena, net(&before[i]))));
		bar(v, "COLUMN", before ? x + 48 : x + 14, before ? 44 : 72, net(&now[i]), zero, span,
		    arena_printf(c->arena, "%s: %s", label, money_text(c->arena, net(&now[i]))));
	}
	view_text(v, "FIRST", report_row_text(c, by, now[0].from, now[0].to));
	if (n > 2)
		view_text(view_row(v, "HAS_MIDDLE"), "MIDDLE", report_row_text(c, by, now[n / 2].from, now[n / 2].to));
	if (n > 1)
		view_text(view_row(v, "HAS_LAST"), "LAST_ONE", report_row_text(c, by, now[n - 1].from, now[n - 1].to));
}

void
report_bar(struct view *v, int64_t value, int64_t most)
{
	int64_t w = most > 0 && value > 0 ? (int64_t)((double)value * 100.0 / (double)most) : 0;

	view_int(v, "BAR_W", value > 0 && w < 1 ? 1 : w);
}

void
report_file_begin(struct report_file *f, struct request *r, const char *const *columns, size_t n)
{
	*f = (struct report_file){ .r = r, .first = true, .columns = n < REPORT_COLUMNS_MAX ? n : REPORT_COLUMNS_MAX };
	for (size_t i = 0; i < f->columns; i++)
		f->names[i] = i18n(r->c->arena, r->c->lang, columns[i], NULL);
	if (r->method == HTTP_POST) {
		f->paper = printed_view(r->c, &paper_report, "");
		return;
	}
	buf_init(&f->b, r->c->arena, FILE_MAX);
	buf_str(&f->b, "\xef\xbb\xbf");	/* spreadsheets know UTF-8 by it */
	for (size_t i = 0; i < f->columns; i++)
		report_file_text(f, f->names[i]);
	report_file_row(f);
}

void
report_file_text(struct report_file *f, const char *text)
{
	struct view *cell;

	if (f->paper) {
		if (!f->table)
			f->table = view_row(f->paper, "SOME_ROWS");
		if (!f->row)
			f->row = view_row(f->table, "ROW");
		cell = view_row(f->row, "CELL");
		view_text(cell, "CELL_TEXT", text);
		view_flag(cell, "SUM_CELL", f->sums);
		f->cell++;
		return;
	}
	csv_cell(&f->b, f->first, text);
	f->first = false;
}

void
report_file_int(struct report_file *f, int64_t n)
{
	struct arena *a = f->r->c->arena;

	if (f->rows == 0 && f->cell < f->columns)
		f->number[f->cell] = true;
	report_file_text(f, f->paper ? money_digits(a, n) : arena_printf(a, "%lld", (long long)n));
}

void
report_file_none(struct report_file *f)
{
	if (f->rows == 0 && f->cell < f->columns)
		f->number[f->cell] = true;
	report_file_text(f, f->paper ? "–" : "");
}

void
report_file_day(struct report_file *f, const struct report_ask *ask, int64_t day)
{
	struct arena *a = f->r->c->arena;

	report_file_text(f, f->paper ? clock_date(a, clock_day_start(day, ask->timezone), ask->timezone, f->r->c->lang) : clock_iso_day(a, day));
}

void
report_file_row(struct report_file *f)
{
	if (f->paper) {
		f->rows++;
		f->cell = 0;
		f->sums = false;
		f->row = NULL;
		return;
	}
	csv_end(&f->b);
	f->first = true;
}

bool
report_file_sums(struct report_file *f)
{
	if (!f->paper)
		return false;
	f->sums = true;
	report_file_text(f, i18n(f->r->c->arena, f->r->c->lang, "report.col.all", NULL));
	return true;
}

const char *
report_eyes(const struct request *r)
{
	return arena_printf(r->c->arena, "%s%s%s", role_may(r->staff->role, RIGHT_FIGURES) ? "sums" : "", role_may(r->staff->role, RIGHT_CUSTOMER_SEE) ? "names" : "",
	    role_may(r->staff->role, RIGHT_COST_SEE) ? "costs" : "");
}

/* The paper is complete: the job for it, and the page where it will be. */
static void
to_paper(struct report_file *f, const struct report_ask *ask, const char *name, bool cut)
{
	struct request *r = f->r;
	struct ctx *c = r->c;
	const char *title = i18n(c->arena, c->lang, arena_printf(c->arena, "report.%s", str_eq(name, "orders") ? "entries" : name), NULL);
	const char *days = report_days_text(c, ask, ask->period.from, ask->period.to), *path = str_eq(name, "sales") ? "/reports" : arena_printf(c->arena, "/reports/%s", name);
	struct printed p = { .scope = "report", .name = arena_printf(c->arena, "%s %s", title, days), .word = arena_printf(c->arena, "%s %s", report_eyes(r), report_url(c, ask, path)) };

	view_text(f->paper, "TITLE", p.name);
	view_text(f->paper, "HEAD_NAME", shop_get(c)->name);
	view_text(f->paper, "REPORT_TITLE", title);
	view_text(f->paper, "DAYS", days);
	view_text(f->paper, "ZONE", clock_zone_label(ask->timezone));
	view_flag(f->paper, "NO_ROWS", f->rows == 0);
	view_flag(f->paper, "CUT_ROWS", cut);
	for (size_t i = 0; f->table && i < f->columns; i++) {
		struct view *column = view_row(f->table, "COLUMN");

		view_text(column, "COLUMN_NAME", f->names[i]);
		view_text(column, "ALIGN", f->number[i] ? "right" : "left");
	}
	p.layout = printed_text(c, f->paper);
	if (p.layout)
		reply_see_other(r, url_admin(c, "/reports/paper/%lld", (long long)printed_ask(c, &p)));
}

void
report_file_end(struct report_file *f, const struct report_ask *ask, const char *name, bool cut)
{
	struct arena *a = f->r->c->arena;

	if (f->paper) {
		to_paper(f, ask, name, cut);
		return;
	}
	if (cut) {
		report_file_text(f, i18n(a, f->r->c->lang, "report.cut", NULL));
		report_file_row(f);
	}
	reply_text(f->r, 200, "text/csv; charset=utf-8", f->b.s);
	reply_header(f->r, "Content-Disposition", arena_printf(a, "attachment; filename=\"etalase-%s-%s-%s.csv\"", name,
	    clock_iso_day(a, ask->period.from), clock_iso_day(a, ask->period.to)));
}
