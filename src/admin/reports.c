/*
 * Reports for whoever leads the shop: sales, goods, customers, stock and cash over any span of days, each on the page, on paper and as a file; and the paid orders and refunds that
 * the numbers are made of. All of it is right RIGHT_FIGURES, but papers: those are shown to eyes like their maker's; links lead on only where one may go.
 */
#include <stddef.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/pager.h"
#include "present/printed.h"
#include "present/report.h"
#include "present/shell.h"
#include "shop/staff.h"

#define COLUMNS(array) (array), ARRAY_LEN(array)

static const char *
digits(struct request *r, int64_t n)
{
	return money_digits(r->c->arena, n);
}

/* An amount of goods: "12", "0,25 kg". */
static const char *
amount(struct request *r, enum measure m, int64_t n)
{
	return quantity_text(r->c->arena, r->c->lang, m, n);
}

/* Sums of each measure side by side, "12 · 3,5 kg": they can't be added. */
static const char *
amounts(struct request *r, const int64_t by[MEASURES])
{
	const char *all = by[MEASURE_PIECE] || (!by[MEASURE_GRAM] && !by[MEASURE_ML]) ? digits(r, by[MEASURE_PIECE]) : "";

	for (size_t m = MEASURE_PIECE + 1; m < MEASURES; m++)
		if (by[m])
			all = arena_printf(r->c->arena, "%s%s%s", all, *all ? " · " : "", amount(r, (enum measure)m, by[m]));
	return all;
}

/* Only then a change can be told in percent. */
static bool
pieces_alone(const int64_t by[MEASURES])
{
	return by[MEASURE_GRAM] == 0 && by[MEASURE_ML] == 0;
}

static bool
may(const struct request *r, enum right right)
{
	return role_may(r->staff->role, right);
}

/* A link where one may go, else the words alone: sections WITH_PAGE (OBJECT_URL) and NO_PAGE. */
static void
object_link(struct view *row, bool allowed, const char *url)
{
	if (allowed)
		view_text(view_row(row, "WITH_PAGE"), "OBJECT_URL", url);
	view_flag(row, "NO_PAGE", !allowed);
}

static int64_t
net(const struct report_sum *s)
{
	return s->paid - s->back;
}

/* A buyer's name for those who may know it, else "Pelanggan 12": sums can be followed without saying who it was. */
static const char *
buyer(struct request *r, int64_t customer, const char *name)
{
	if (may(r, RIGHT_CUSTOMER_SEE))
		return name;
	return i18n(r->c->arena, r->c->lang, "report.buyer", arena_printf(r->c->arena, "%lld", (long long)customer), NULL);
}

/* --- money by day, week or month: sales and cash --- */

static void
sum_file_cells(struct report_file *f, const struct report_sum *s)
{
	report_file_int(f, s->orders);
	report_file_int(f, s->goods);
	report_file_int(f, s->shipping);
	report_file_int(f, s->paid);
	report_file_int(f, s->refunds);
	report_file_int(f, s->back);
	report_file_int(f, net(s));
	report_file_row(f);
}

static void
sums_file(struct request *r, const struct report_ask *ask, const char *name, const struct report_sum *rows, size_t n)
{
#define SUMS "report.col.orders", "report.col.goods", "report.col.shipping", "report.col.paid", "report.col.refunds", "report.col.back", "report.col.net"
	static const char *const columns[] = { "report.col.from", "report.col.to", SUMS }, *const on_paper[] = { "report.col.when", SUMS };
#undef SUMS
	struct report_file f;

	if (r->method == HTTP_POST)
		report_file_begin(&f, r, COLUMNS(on_paper));
	else
		report_file_begin(&f, r, COLUMNS(columns));
	for (size_t i = 0; i < n; i++) {
		if (f.paper) {
			report_file_text(&f, report_row_text(r->c, ask->by, rows[i].from, rows[i].to));
		} else {
			report_file_day(&f, ask, rows[i].from);
			report_file_day(&f, ask, rows[i].to);
		}
		sum_file_cells(&f, &rows[i]);
	}
	if (report_file_sums(&f)) {
		struct report_sum all = report_total(rows, n);

		sum_file_cells(&f, &all);
	}
	report_file_end(&f, ask, name, false);
}

static void
sum_cells(struct request *r, struct view *row, const struct report_sum *s)
{
	view_text(row, "N_ORDERS", digits(r, s->orders));
	view_money(row, "GOODS", s->goods);
	view_money(row, "SHIPPING", s->shipping);
	view_money(row, "PAID", s->paid);
	view_money(row, "GIVEN_BACK", s->back);
	view_flag(row, "HAS_BACK", s->back > 0);
	view_money(row, "NET", net(s));
}

static void
sum_rows(struct request *r, struct view *v, const struct report_ask *ask, const struct report_sum *now, size_t n, const struct report_sum *before,
    size_t n_before)
{
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_TEXT", report_row_text(r->c, ask->by, now[i].from, now[i].to));
		sum_cells(r, row, &now[i]);
		if (now[i].orders > 0 || now[i].refunds > 0)
			view_text(view_row(row, "SOME_ROW"), "ROW_URL", report_url_days(r->c, ask, "/reports/orders", now[i].from, now[i].to));
		else
			view_flag(row, "QUIET_ROW", true);
		if (!ask->compare)
			continue;
		row = view_row(row, "BEFORE_CELL");
		view_flag(row, "HAS_BEFORE", i < n_before);
		if (i < n_before)
			view_money(row, "BEFORE_NET", net(&before[i]));
	}
}

/* One figure of the row at the top: label, value, change. */
static void
figure(struct request *r, struct view *v, const char *label, const char *value, bool compare, int64_t now, int64_t before, const char *url)
{
	struct view *row = view_row(v, "FIGURE");

	view_text(row, "FIGURE_TEXT", i18n(r->c->arena, r->c->lang, label, NULL));
	view_text(row, "FIGURE_VALUE", value);
	if (url)
		view_text(view_row(row, "FIGURE_LINK"), "FIGURE_URL", url);
	view_flag(row, "FIGURE_PLAIN", !url);
	if (compare)
		report_change(row, now, before);
}

static void
sales_figures(struct request *r, struct view *v, const struct report_ask *ask, const struct report_sum *all, const struct report_sum *was)
{
	struct arena *a = r->c->arena;
	const char *url = report_url(r->c, ask, "/reports/orders");
	int64_t each = all->orders > 0 ? all->paid / all->orders : 0, each_was = was->orders > 0 ? was->paid / was->orders : 0;

	figure(r, v, "report.net", money_text(a, net(all)), ask->compare, net(all), net(was), url);
	figure(r, v, "report.orders", digits(r, all->orders), ask->compare, all->orders, was->orders, url);
	figure(r, v, "report.each", money_text(a, each), ask->compare, each, each_was, NULL);
	figure(r, v, "report.back", money_text(a, all->back), false, 0, 0, all->refunds > 0 ? url : NULL);
}

static void
sales(struct request *r)
{
	struct report_ask ask = report_ask(r);
	size_t n, n_before = 0;
	struct report_sum *now = report_sales(r->c, ask.period.from, ask.period.to, ask.by, &n), *before = NULL, all, was;
	struct view *v;

	if (ask.csv) {
		sums_file(r, &ask, "sales", now, n);
		return;
	}
	if (ask.compare)
		before = report_sales(r->c, ask.period.before_from, ask.period.before_to, ask.by, &n_before);
	all = report_total(now, n);
	was = report_total(before, n_before);
	v = report_page(r, &ask, "admin/report_sales", "sales", "/reports", true);
	sales_figures(r, v, &ask, &all, &was);
	report_chart(r->c, v, ask.by, now, n, before, n_before);
	sum_rows(r, v, &ask, now, n, before, n_before);
	view_flag(v, "COMPARE_HEAD", ask.compare);
	v = view_row(v, "TOTAL");
	sum_cells(r, v, &all);
	if (ask.compare) {
		v = view_row(v, "BEFORE_CELL");
		view_flag(v, "HAS_BEFORE", true);
		view_money(v, "BEFORE_NET", net(&was));
	}
}

/* "Transfer": the method's short name, or its own word when it has none any more. */
static const char *
method_text(struct request *r, const char *method)
{
	const char *id = arena_printf(r->c->arena, "pay.%s.short", method);

	return i18n_has(id) ? i18n(r->c->arena, r->c->lang, id, NULL) : method;
}

static void
methods_file(struct request *r, const struct report_ask *ask, const struct report_method *m, size_t n)
{
	static const char *const columns[] = { "report.col.method", "report.col.payments", "report.col.paid", "report.col.refunds", "report.col.back",
		"report.col.net" };
	struct report_method all = { 0 };
	struct report_file f;

	report_file_begin(&f, r, COLUMNS(columns));
	for (size_t i = 0; i < n; i++) {
		report_file_text(&f, method_text(r, m[i].method));
		report_file_int(&f, m[i].payments);
		report_file_int(&f, m[i].paid);
		report_file_int(&f, m[i].refunds);
		report_file_int(&f, m[i].back);
		report_file_int(&f, m[i].paid - m[i].back);
		report_file_row(&f);
		all.payments += m[i].payments;
		all.paid += m[i].paid;
		all.refunds += m[i].refunds;
		all.back += m[i].back;
	}
	if (n > 0 && report_file_sums(&f)) {
		report_file_int(&f, all.payments);
		report_file_int(&f, all.paid);
		report_file_int(&f, all.refunds);
		report_file_int(&f, all.back);
		report_file_int(&f, all.paid - all.back);
		report_file_row(&f);
	}
	report_file_end(&f, ask, "cash", false);
}

static void
method_rows(struct request *r, struct view *v, const struct report_ask *ask, const struct report_method *m, size_t n)
{
	const char *url = report_url(r->c, ask, "/reports/orders");
	int64_t most = 0;
	size_t i;

	for (i = 0; i < n; i++)
		most = m[i].paid - m[i].back > most ? m[i].paid - m[i].back : most;
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "METHOD");

		view_text(row, "METHOD_TEXT", method_text(r, m[i].method));
		view_text(row, "METHOD_URL", url_with(r->c, url, "method", m[i].method));
		view_text(row, "N_ORDERS", digits(r, m[i].payments));
		view_money(row, "PAID", m[i].paid);
		view_money(row, "GIVEN_BACK", m[i].back);
		view_flag(row, "HAS_BACK", m[i].back > 0);
		view_money(row, "NET", m[i].paid - m[i].back);
		report_bar(row, m[i].paid - m[i].back, most);
	}
	view_flag(v, "SOME", n > 0);
	view_flag(v, "NONE", n == 0);
}

static void
cash(struct request *r)
{
	struct report_ask ask = report_ask(r);
	size_t n, n_days, n_before = 0;
	struct report_method *methods = report_methods(r->c, ask.period.from, ask.period.to, &n);
	struct report_sum *days, *before = NULL, all, was;
	struct view *v;

	if (ask.csv) {
		methods_file(r, &ask, methods, n);
		return;
	}
	days = report_money(r->c, ask.period.from, ask.period.to, ask.by, &n_days);
	if (ask.compare)
		before = report_money(r->c, ask.period.before_from, ask.period.before_to, ask.by, &n_before);
	all = report_total(days, n_days);
	was = report_total(before, n_before);
	v = report_page(r, &ask, "admin/report_cash", "cash", "/reports/cash", true);
	figure(r, v, "report.net_cash", money_text(r->c->arena, net(&all)), ask.compare, net(&all), net(&was), NULL);
	figure(r, v, "report.in", money_text(r->c->arena, all.paid), ask.compare, all.paid, was.paid, NULL);
	figure(r, v, "report.payments", digits(r, all.orders), ask.compare, all.orders, was.orders, NULL);
	figure(r, v, "report.back", money_text(r->c->arena, all.back), false, 0, 0, NULL);
	report_chart(r->c, v, ask.by, days, n_days, before, n_before);
	method_rows(r, v, &ask, methods, n);
	sum_cells(r, view_row(v, "TOTAL"), &all);
}

/* --- lists --- */

static int64_t
offset_of(const struct request *r, const struct report_ask *ask)
{
	return ask->csv ? 0 : (request_page(r) - 1) * REPORT_PAGE_ROWS;
}

static int64_t
limit_of(const struct report_ask *ask)
{
	return ask->pdf ? REPORT_PAPER_ROWS : ask->csv ? REPORT_FILE_ROWS : REPORT_PAGE_ROWS;
}

static void
pages(struct request *r, struct view *v, const char *url, int64_t count)
{
	struct pager p;

	for (pager_start(&p, request_page(r), count, REPORT_PAGE_ROWS); pager_next(&p);)
		present_page_link(v, &p, p.at > 1 ? url_with(r->c, url, "page", arena_printf(r->c->arena, "%lld", (long long)p.at)) : url);
	view_flag(v, "SOME", count > 0);
	view_flag(v, "NONE", count == 0);
}

static const char *
number(struct request *r, int64_t n)
{
	return arena_printf(r->c->arena, "%lld", (long long)n);
}

/* Pieces as a number that can be added up, anything else with its unit. */
static void
amount_file(struct request *r, struct report_file *f, enum measure m, int64_t n)
{
	if (m == MEASURE_PIECE)
		report_file_int(f, n);
	else
		report_file_text(f, amount(r, m, n));
}

static void
goods_file(struct request *r, const struct report_ask *ask, const struct report_goods *g, size_t n, int64_t count)
{
	static const char *const columns[] = { "report.col.name", "report.col.orders", "report.col.pieces", "report.col.paid", "report.col.back_pieces",
		"report.col.back", "report.col.net" };
	struct report_file f;

	report_file_begin(&f, r, COLUMNS(columns));
	for (size_t i = 0; i < n; i++) {
		report_file_text(&f, g[i].name);
		report_file_int(&f, g[i].orders);
		amount_file(r, &f, g[i].measure, g[i].pieces);
		report_file_int(&f, g[i].paid);
		amount_file(r, &f, g[i].measure, g[i].back_pieces);
		report_file_int(&f, g[i].back);
		report_file_int(&f, g[i].paid - g[i].back);
		report_file_row(&f);
	}
	report_file_end(&f, ask, "goods", count > (int64_t)n);
}

static void
goods(struct request *r)
{
	struct report_ask ask = report_ask(r);
	const char *entries = report_url(r->c, &ask, "/reports/orders");
	struct report_goods all, was = { .name = "" }, *g;
	int64_t count, count_was;
	size_t n, i, n_was;
	struct view *v;

	g = report_goods(r->c, ask.period.from, ask.period.to, offset_of(r, &ask), limit_of(&ask), &n, &count, &all);
	if (ask.csv) {
		goods_file(r, &ask, g, n, count);
		return;
	}
	if (ask.compare)
		(void)report_goods(r->c, ask.period.before_from, ask.period.before_to, 0, 1, &n_was, &count_was, &was);
	v = report_page(r, &ask, "admin/report_goods", "goods", "/reports/goods", false);
	figure(r, v, "report.goods_net", money_text(r->c->arena, all.paid - all.back), ask.compare, all.paid - all.back, was.paid - was.back, entries);
	figure(r, v, "report.pieces", amounts(r, all.by), ask.compare && pieces_alone(all.by) && pieces_alone(was.by), all.pieces, was.pieces, NULL);
	figure(r, v, "report.kinds", digits(r, count), false, 0, 0, NULL);
	figure(r, v, "report.back_pieces", amounts(r, all.back_by), false, 0, 0, NULL);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "NAME", g[i].name);
		object_link(row, may(r, RIGHT_GOODS_SEE), url_admin(r->c, "/goods/%lld", (long long)g[i].product));
		view_text(row, "ROW_URL", url_with(r->c, entries, "product", number(r, g[i].product)));
		view_text(row, "N_ORDERS", digits(r, g[i].orders));
		view_text(row, "PIECES", amount(r, g[i].measure, g[i].pieces));
		view_text(row, "BACK_PIECES", amount(r, g[i].measure, g[i].back_pieces));
		view_flag(row, "HAS_BACK", g[i].back_pieces > 0);
		view_money(row, "NET", g[i].paid - g[i].back);
		report_bar(row, g[i].paid - g[i].back, g[0].paid - g[0].back);
	}
	pages(r, v, report_url(r->c, &ask, "/reports/goods"), count);
}

static void
customers_file(struct request *r, const struct report_ask *ask, const struct report_customer *u, size_t n, int64_t count)
{
	static const char *const columns[] = { "report.col.name", "report.col.orders", "report.col.paid", "report.col.back", "report.col.net" };
	struct report_file f;

	report_file_begin(&f, r, COLUMNS(columns));
	for (size_t i = 0; i < n; i++) {
		report_file_text(&f, buyer(r, u[i].customer, u[i].name));
		report_file_int(&f, u[i].orders);
		report_file_int(&f, u[i].paid);
		report_file_int(&f, u[i].back);
		report_file_int(&f, u[i].paid - u[i].back);
		report_file_row(&f);
	}
	report_file_end(&f, ask, "customers", count > (int64_t)n);
}

static void
customer_figures(struct request *r, struct view *v, const struct report_ask *ask)
{
	int64_t buyers, fresh, buyers_was = 0, fresh_was = 0;

	report_buyers(r->c, ask->period.from, ask->period.to, &buyers, &fresh);
	if (ask->compare)
		report_buyers(r->c, ask->period.before_from, ask->period.before_to, &buyers_was, &fresh_was);
	figure(r, v, "report.buyers", digits(r, buyers), ask->compare, buyers, buyers_was, NULL);
	figure(r, v, "report.fresh", digits(r, fresh), ask->compare, fresh, fresh_was, NULL);
	figure(r, v, "report.again", digits(r, buyers - fresh), ask->compare, buyers - fresh, buyers_was - fresh_was, NULL);
}

static void
customers(struct request *r)
{
	struct report_ask ask = report_ask(r);
	const char *entries = report_url(r->c, &ask, "/reports/orders");
	struct report_customer all, was = { .name = "" }, *u;
	int64_t count, count_was;
	size_t n, i, n_was;
	struct view *v;

	u = report_customers(r->c, ask.period.from, ask.period.to, offset_of(r, &ask), limit_of(&ask), &n, &count, &all);
	if (ask.csv) {
		customers_file(r, &ask, u, n, count);
		return;
	}
	if (ask.compare)
		(void)report_customers(r->c, ask.period.before_from, ask.period.before_to, 0, 1, &n_was, &count_was, &was);
	v = report_page(r, &ask, "admin/report_customers", "customers", "/reports/customers", false);
	customer_figures(r, v, &ask);
	figure(r, v, "report.net", money_text(r->c->arena, all.paid - all.back), ask.compare, all.paid - all.back, was.paid - was.back, entries);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "NAME", buyer(r, u[i].customer, u[i].name));
		object_link(row, may(r, RIGHT_CUSTOMER_SEE), url_admin(r->c, "/customers/%lld", (long long)u[i].customer));
		view_text(row, "ROW_URL", url_with(r->c, entries, "customer", number(r, u[i].customer)));
		view_text(row, "N_ORDERS", digits(r, u[i].orders));
		view_money(row, "GIVEN_BACK", u[i].back);
		view_flag(row, "HAS_BACK", u[i].back > 0);
		view_money(row, "NET", u[i].paid - u[i].back);
		report_bar(row, u[i].paid - u[i].back, u[0].paid - u[0].back);
	}
	pages(r, v, report_url(r->c, &ask, "/reports/customers"), count);
}

static void
stock_file(struct request *r, const struct report_ask *ask, const struct report_stock *s, size_t n, int64_t count)
{
	static const char *const columns[] = { "report.col.name", "report.col.variant", "report.col.code", "report.col.opening", "report.col.in", "report.col.sold",
		"report.col.lost", "report.col.closing", "report.col.value" };
	bool cost = may(r, RIGHT_COST_SEE);
	struct report_file f;

	report_file_begin(&f, r, columns, ARRAY_LEN(columns) - !cost);
	for (size_t i = 0; i < n; i++) {
		report_file_text(&f, s[i].name);
		report_file_text(&f, s[i].label);
		report_file_text(&f, s[i].sku);
		amount_file(r, &f, s[i].measure, s[i].opening);
		amount_file(r, &f, s[i].measure, s[i].in);
		amount_file(r, &f, s[i].measure, s[i].sold);
		amount_file(r, &f, s[i].measure, s[i].lost);
		amount_file(r, &f, s[i].measure, s[i].closing);
		if (cost)
			report_file_int(&f, s[i].value);
		report_file_row(&f);
	}
	report_file_end(&f, ask, "stock", count > (int64_t)n);
}

static void
stock_cells(struct request *r, struct view *row, const struct report_stock *s)
{
	view_text(row, "OPENING", amount(r, s->measure, s->opening));
	view_text(row, "CAME_IN", amount(r, s->measure, s->in));
	view_text(row, "SOLD", amount(r, s->measure, s->sold));
	view_text(row, "LOST", amount(r, s->measure, s->lost));
	view_text(row, "CLOSING", amount(r, s->measure, s->closing));
	if (may(r, RIGHT_COST_SEE))
		view_money(view_row(row, "AT_COST"), "WORTH", s->value);
}

/* One number of the sums, in each measure. */
static const int64_t *
of_all(struct request *r, const struct report_stock all[MEASURES], size_t member)
{
	int64_t *by = arena_new_n(r->c->arena, MEASURES, int64_t);

	for (size_t m = 0; m < MEASURES; m++)
		memcpy(&by[m], (const char *)&all[m] + member, sizeof(by[m]));
	return by;
}

static void
stock_figure(struct request *r, struct view *v, const struct report_ask *ask, const char *label, size_t member, const struct report_stock all[MEASURES], const struct report_stock was[MEASURES])
{
	const int64_t *now = of_all(r, all, member), *before = of_all(r, was, member);

	figure(r, v, label, amounts(r, now), ask->compare && pieces_alone(now) && pieces_alone(before), now[MEASURE_PIECE], before[MEASURE_PIECE], NULL);
}

static bool
moved(const struct report_stock *s)
{
	return s->opening || s->in || s->sold || s->lost || s->closing;
}

static void
stock_totals(struct request *r, struct view *v, const struct report_stock all[MEASURES])
{
	bool some = false;

	for (size_t m = MEASURES; m-- > 0;)
		some = some || (m > 0 && moved(&all[m]));
	for (size_t m = 0; m < MEASURES; m++)
		if (moved(&all[m]) || (m == 0 && !some))
			stock_cells(r, view_row(v, "TOTAL"), &all[m]);
}

static void
stock(struct request *r)
{
	struct report_ask ask = report_ask(r);
	struct report_stock all[MEASURES], was[MEASURES] = { { .name = "" } }, *s;
	int64_t value = 0;
	int64_t count, count_was;
	size_t n, i, n_was;
	struct view *v;

	s = report_stock(r->c, ask.period.from, ask.period.to, offset_of(r, &ask), limit_of(&ask), &n, &count, all);
	if (ask.csv) {
		stock_file(r, &ask, s, n, count);
		return;
	}
	if (ask.compare)
		(void)report_stock(r->c, ask.period.before_from, ask.period.before_to, 0, 1, &n_was, &count_was, was);
	v = report_page(r, &ask, "admin/report_stock", "stock", "/reports/stock", false);
	stock_figure(r, v, &ask, "report.stock_now", offsetof(struct report_stock, closing), all, was);
	stock_figure(r, v, &ask, "report.stock_sold", offsetof(struct report_stock, sold), all, was);
	stock_figure(r, v, &ask, "report.stock_in", offsetof(struct report_stock, in), all, was);
	for (i = 0; i < MEASURES; i++)
		value += all[i].value;
	if (may(r, RIGHT_COST_SEE))
		figure(r, v, "report.stock_value", money_text(r->c->arena, value), false, 0, 0, NULL);
	else
		stock_figure(r, v, &ask, "report.stock_lost", offsetof(struct report_stock, lost), all, was);
	view_flag(v, "COSTS", may(r, RIGHT_COST_SEE));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "NAME", s[i].name);
		view_text(row, "LABEL", s[i].label);
		object_link(row, may(r, RIGHT_GOODS_SEE), url_with(r->c, url_admin(r->c, "/goods/%lld/stock", (long long)s[i].product), "v", number(r, s[i].variant)));
		stock_cells(r, row, &s[i]);
	}
	stock_totals(r, v, all);
	pages(r, v, report_url(r->c, &ask, "/reports/stock"), count);
}

/* --- the rows behind the numbers --- */

static void
entries_file(struct request *r, const struct report_ask *ask, const struct report_entry *e, size_t n, int64_t count)
{
	static const char *const columns[] = { "report.col.day", "report.col.number", "report.col.what", "report.col.name", "report.col.method",
		"report.col.amount" };
	struct report_file f;

	report_file_begin(&f, r, COLUMNS(columns));
	for (size_t i = 0; i < n; i++) {
		report_file_day(&f, ask, e[i].day);
		report_file_text(&f, e[i].number);
		report_file_text(&f, i18n(r->c->arena, r->c->lang, e[i].back ? "report.what.back" : "report.what.paid", NULL));
		report_file_text(&f, buyer(r, e[i].customer, e[i].name));
		report_file_text(&f, method_text(r, e[i].method));
		report_file_int(&f, e[i].amount);
		report_file_row(&f);
	}
	report_file_end(&f, ask, "orders", count > (int64_t)n);
}

static int64_t
id_of(const struct request *r, const char *name)
{
	const char *s = request_query(r, name);
	int64_t id = 0;

	return s && str_int(s, 1, INT64_MAX, &id) ? id : 0;
}

static void
entry_rows(struct request *r, struct view *v, const struct report_ask *ask, const struct report_entry *e, size_t n)
{
	struct ctx *c = r->c;

	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "WHEN_DAY", clock_date(c->arena, e[i].at, ask->timezone, c->lang));
		view_text(row, "WHEN_TIME", clock_hm(c->arena, e[i].at, ask->timezone));
		view_text(row, "NUMBER", e[i].number);
		object_link(row, may(r, RIGHT_ORDER_SEE), url_admin(c, "/orders/%lld", (long long)e[i].order));
		view_text(row, "NAME", buyer(r, e[i].customer, e[i].name));
		view_text(row, "METHOD_TEXT", method_text(r, e[i].method));
		view_money(row, "AMOUNT", e[i].amount);
		view_flag(row, "IS_BACK", e[i].back);
	}
}

static void
entries(struct request *r)
{
	struct report_ask ask = report_ask(r);
	const char *method = request_query(r, "method"), *all = report_url(r->c, &ask, "/reports/orders");
	struct report_filter f = { method ? method : "", id_of(r, "customer"), id_of(r, "product") };
	struct report_entry *e;
	int64_t count, sum;
	size_t n;
	struct view *v;

	e = report_entries(r->c, ask.period.from, ask.period.to, &f, offset_of(r, &ask), limit_of(&ask), &n, &count, &sum);
	ask.filter = &f;
	if (ask.csv) {
		entries_file(r, &ask, e, n, count);
		return;
	}
	v = report_page(r, &ask, "admin/report_entries", "entries", "/reports/orders", false);
	figure(r, v, "report.net", money_text(r->c->arena, sum), false, 0, 0, NULL);
	figure(r, v, "report.rows", digits(r, count), false, 0, 0, NULL);
	if (!str_empty(f.method) || f.customer || f.product)
		view_text(view_row(v, "FILTERED"), "ALL_URL", all);
	entry_rows(r, v, &ask, e, n);
	pages(r, v, report_url(r->c, &ask, "/reports/orders"), count);
}

/* --- reports on paper --- */

/* NULL and not found: there is none, or it was made for eyes that see more or less. */
static const struct printed *
paper_asked(struct request *r, const char **page)
{
	const struct printed *p = printed_get(r->c, r->arg_int[0]);
	const char *eyes = arena_printf(r->c->arena, "%s ", report_eyes(r));

	if (p && str_eq(p->scope, "report") && str_starts(p->word, eyes)) {
		*page = p->word + strlen(eyes);
		return p;
	}
	reply_not_found(r);
	return NULL;
}

static void
paper_page(struct request *r)
{
	const char *page;
	const struct printed *p = paper_asked(r, &page);
	struct view *v;

	if (!p)
		return;
	v = shell_admin(r, "admin/printed", "reports", p->name);
	shell_back(v, page);
	printed_show(r, v, p, url_admin(r->c, "/reports/paper/%lld", (long long)p->id), page);
}

static void
paper_send(struct request *r)
{
	const char *page;
	const struct printed *p = paper_asked(r, &page);

	if (p)
		printed_send(r, p);
}

static const struct route routes[] = {
	{ "GET", "/admin/reports", sales, GATE_STAFF, DO_READ, RIGHT_FIGURES, 0, NULL },
	{ "POST", "/admin/reports", sales, GATE_STAFF, DO_SOFT, RIGHT_FIGURES, 0, NULL },
	{ "GET", "/admin/reports/goods", goods, GATE_STAFF, DO_READ, RIGHT_FIGURES, 0, NULL },
	{ "POST", "/admin/reports/goods", goods, GATE_STAFF, DO_SOFT, RIGHT_FIGURES, 0, NULL },
	{ "GET", "/admin/reports/customers", customers, GATE_STAFF, DO_READ, RIGHT_FIGURES, 0, NULL },
	{ "POST", "/admin/reports/customers", customers, GATE_STAFF, DO_SOFT, RIGHT_FIGURES, 0, NULL },
	{ "GET", "/admin/reports/stock", stock, GATE_STAFF, DO_READ, RIGHT_FIGURES, 0, NULL },
	{ "POST", "/admin/reports/stock", stock, GATE_STAFF, DO_SOFT, RIGHT_FIGURES, 0, NULL },
	{ "GET", "/admin/reports/cash", cash, GATE_STAFF, DO_READ, RIGHT_FIGURES, 0, NULL },
	{ "POST", "/admin/reports/cash", cash, GATE_STAFF, DO_SOFT, RIGHT_FIGURES, 0, NULL },
	{ "GET", "/admin/reports/orders", entries, GATE_STAFF, DO_READ, RIGHT_FIGURES, 0, NULL },
	{ "POST", "/admin/reports/orders", entries, GATE_STAFF, DO_SOFT, RIGHT_FIGURES, 0, NULL },
	{ "GET", "/admin/reports/paper/{file:int}", paper_page, GATE_STAFF, DO_READ, RIGHT_SOURCES, 0, NULL },
	{ "GET", "/admin/reports/paper/{file:int}/file", paper_send, GATE_STAFF, DO_READ, RIGHT_SOURCES, 0, NULL },
	{ 0 }
};
ROUTES(routes);
