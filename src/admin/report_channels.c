/* Channels, posts and ads: from whom came to look to who bought again, and what advertising for it cost, by channel, campaign and link. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/route.h"
#include "http/url.h"
#include "present/report.h"
#include "present/shell.h"
#include "shop/staff.h"

#define LINKS_SHOWN 100
#define PATH "/reports/channels"

static bool
costs(const struct request *r)
{
	return role_may(r->staff->role, RIGHT_COST_SEE);
}

static const char *
channel_text(struct request *r, const char *channel)
{
	return i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "channel.%s", channel), NULL);
}

/* "Posting 22 Nov"; a link without a name is called by its channel. */
static const char *
link_text(struct request *r, const struct report_source *s)
{
	return str_empty(s->label) ? channel_text(r, s->channel) : s->label;
}

static void
file_maybe(struct report_file *f, int64_t n)
{
	if (n < 0)
		report_file_none(f);
	else
		report_file_int(f, n);
}

static void
file_cells(struct report_file *f, const struct report_source *s, bool cost)
{
	if (!f->paper)
		file_maybe(f, s->reached ? s->reach : -1);
	report_file_int(f, s->visits);
	report_file_int(f, s->engaged);
	if (!f->paper)
		report_file_int(f, s->carted);
	report_file_int(f, s->orders);
	report_file_int(f, s->again);
	if (!f->paper) {
		report_file_int(f, s->paid);
		report_file_int(f, s->back);
	}
	report_file_int(f, s->paid - s->back);
	report_file_int(f, s->spend);
	if (!f->paper)
		file_maybe(f, report_per_visit(s));
	file_maybe(f, report_per_order(s));
	if (cost) {
		report_file_int(f, s->earned);
		report_file_int(f, s->earned - s->spend);
	}
	report_file_row(f);
}

/* All rows: spreadsheets put them together as they like. A sheet of paper holds twelve columns (COLUMNS_MAX of media/paper_box.c): what matters most. */
static void
file(struct request *r, const struct report_ask *ask, const struct report_source *rows, size_t n)
{
	static const char *const columns[] = { "report.col.channel", "report.col.campaign", "report.col.link", "report.col.reach", "report.col.visits", "report.col.engaged", "report.col.carted",
		"report.col.orders", "report.col.again", "report.col.paid", "report.col.back", "report.col.net", "report.col.spend", "report.col.per_visit", "report.col.per_order", "report.col.earned",
		"report.col.left" },
		*const on_paper[] = { "report.col.channel", "report.col.campaign", "report.col.link", "report.col.visits", "report.col.engaged", "report.col.orders", "report.col.again", "report.col.net",
		"report.col.spend", "report.col.per_order", "report.col.earned", "report.col.left" };
	size_t most = ask->pdf ? REPORT_PAPER_ROWS : REPORT_FILE_ROWS, shown = n < most ? n : most;
	struct report_file f;

	report_file_begin(&f, r, ask->pdf ? on_paper : columns, (ask->pdf ? ARRAY_LEN(on_paper) : ARRAY_LEN(columns)) - (costs(r) ? 0 : 2));
	for (size_t i = 0; i < shown; i++) {
		report_file_text(&f, channel_text(r, rows[i].channel));
		report_file_text(&f, rows[i].campaign_name);
		report_file_text(&f, rows[i].link ? arena_printf(r->c->arena, "%s (%s)", link_text(r, &rows[i]), rows[i].spoken) : "");
		file_cells(&f, &rows[i], costs(r));
	}
	if (n > 0 && report_file_sums(&f)) {
		struct report_source all = report_sources_sum(rows, n);

		report_file_text(&f, "");
		report_file_text(&f, "");
		file_cells(&f, &all, costs(r));
	}
	report_file_end(&f, ask, "channels", n > shown);
}

/* An amount that there may not be. */
static const char *
maybe(struct request *r, int64_t rupiah)
{
	return rupiah < 0 ? "–" : money_text(r->c->arena, rupiah);
}

static void
cells(struct request *r, struct view *row, const struct report_source *s)
{
	struct arena *a = r->c->arena;

	view_text(row, "VISITS", money_digits(a, s->visits));
	view_text(row, "ENGAGED", money_digits(a, s->engaged));
	view_text(row, "CARTED", money_digits(a, s->carted));
	view_text(row, "N_ORDERS", money_digits(a, s->orders));
	view_text(row, "AGAIN", money_digits(a, s->again));
	view_money(row, "NET", s->paid - s->back);
	if (costs(r))
		view_money(view_row(row, "AT_COST"), "EARNED", s->earned);
}

static const char *
name_text(struct request *r, enum report_sources by, const struct report_source *s)
{
	return by == SOURCES_CHANNEL ? channel_text(r, s->channel) : by == SOURCES_CAMPAIGN ? s->campaign_name : link_text(r, s);
}

static void
name(struct request *r, struct view *row, enum report_sources by, const struct report_source *s)
{
	view_text(row, "NAME", name_text(r, by, s));
	if (by != SOURCES_LINK)
		return;
	view_text(row, "SPOKEN", s->spoken);
	view_text(row, "CHANNEL", channel_text(r, s->channel));
}

/* What it cost, below tables where anything did. */
static void
spent(struct request *r, struct view *table, enum report_sources by, const struct report_source *rows, size_t n)
{
	struct view *v = NULL, *row;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].spend <= 0)
			continue;
		if (!v)
			view_flag(v = view_row(table, "SPENT"), "COSTS_TOO", costs(r));
		name(r, row = view_row(v, "SPENT_ROW"), by, &rows[i]);
		view_money(row, "SPEND", rows[i].spend);
		view_text(row, "PER_VISIT", maybe(r, report_per_visit(&rows[i])));
		view_text(row, "PER_ORDER", maybe(r, report_per_order(&rows[i])));
		if (costs(r))
			view_money(view_row(row, "AT_LEFT"), "LEFT", rows[i].earned - rows[i].spend);
	}
}

static void
table(struct request *r, struct view *v, enum report_sources by, const struct report_source *rows, size_t n)
{
	static const char *const sections[] = { [SOURCES_CHANNEL] = "CHANNELS", [SOURCES_CAMPAIGN] = "CAMPAIGNS", [SOURCES_LINK] = "LINKS" };
	size_t i, shown = n < LINKS_SHOWN ? n : LINKS_SHOWN;
	int64_t most = 0;

	if (n == 0)
		return;
	v = view_row(v, sections[by]);
	/* The rows stand by money: the most visits may be in any. */
	for (i = 0; i < shown; i++)
		most = rows[i].visits > most ? rows[i].visits : most;
	for (i = 0; i < shown; i++) {
		struct view *row = view_row(v, "ROW");

		name(r, row, by, &rows[i]);
		cells(r, row, &rows[i]);
		report_bar(row, rows[i].visits, most);
	}
	view_flag(v, "COSTS", costs(r));
	spent(r, v, by, rows, shown);
	view_flag(v, "CUT", n > shown);
}

/* From who knew of the shop to who bought again. */
static void
funnel(struct request *r, struct view *v, const struct report_source *rows, size_t n)
{
	static const char *const names[STEPS] = { "KNEW", "LOOKED", "BOUGHT", "CAME_BACK" }, *const shares[STEPS] = { NULL, "LOOKED_PERCENT", "BOUGHT_PERCENT", "BACK_PERCENT" };
	bool reached = false;

	if (n == 0)
		return;
	v = view_row(v, "FUNNEL");
	for (size_t i = 0; i < n; i++) {
		struct report_funnel f = report_funnel(&rows[i]);
		struct view *row = view_row(v, "ROW");

		view_text(row, "NAME", channel_text(r, rows[i].channel));
		for (int k = STEP_KNEW; k < STEPS; k++) {
			view_text(row, names[k], money_digits(r->c->arena, f.n[k]));
			if (shares[k])
				view_text(row, shares[k], f.percent[k] < 0 ? "–" : arena_printf(r->c->arena, "%s%%", money_digits(r->c->arena, f.percent[k])));
		}
		reached = reached || rows[i].reached;
	}
	view_flag(v, "REACH_KNOWN", reached);
	view_flag(v, "NO_REACH", !reached);
}

static void
figure(struct request *r, struct view *v, const char *label, const char *value, bool compare, int64_t now, int64_t before)
{
	struct view *row = view_row(v, "FIGURE");

	view_text(row, "FIGURE_TEXT", i18n(r->c->arena, r->c->lang, label, NULL));
	view_text(row, "FIGURE_VALUE", value);
	view_flag(row, "FIGURE_PLAIN", true);
	if (compare)
		report_change(row, now, before);
}

static void
figures(struct request *r, struct view *v, const struct report_ask *ask, const struct report_source *all)
{
	struct report_source was = { .channel = "" };
	struct arena *a = r->c->arena;
	int64_t each = all->orders > 0 ? all->paid / all->orders : 0, share, each_was, share_was;
	size_t n = 0;

	if (ask->compare) {
		const struct report_source *before = report_sources(r->c, ask->period.before_from, ask->period.before_to, &n);

		was = report_sources_sum(before, n);
	}
	share = all->visits > 0 ? 100 * all->orders / all->visits : 0;
	share_was = was.visits > 0 ? 100 * was.orders / was.visits : 0;
	each_was = was.orders > 0 ? was.paid / was.orders : 0;
	figure(r, v, "report.visits", money_digits(a, all->visits), ask->compare, all->visits, was.visits);
	figure(r, v, "report.engaged", money_digits(a, all->engaged), ask->compare, all->engaged, was.engaged);
	figure(r, v, "report.carted", money_digits(a, all->carted), ask->compare, all->carted, was.carted);
	figure(r, v, "report.orders", money_digits(a, all->orders), ask->compare, all->orders, was.orders);
	figure(r, v, "report.orders_again", money_digits(a, all->again), ask->compare, all->again, was.again);
	figure(r, v, "report.net", money_text(a, all->paid - all->back), ask->compare, all->paid - all->back, was.paid - was.back);
	figure(r, v, "report.each", money_text(a, each), ask->compare, each, each_was);
	figure(r, v, "report.share", money_digits(a, share), ask->compare, share, share_was);
	if (all->spend <= 0)
		return;
	figure(r, v, "report.spend", money_text(a, all->spend), ask->compare, all->spend, was.spend);
	figure(r, v, "report.per_order", maybe(r, report_per_order(all)), ask->compare && all->orders > 0, report_per_order(all), report_per_order(&was));
	figure(r, v, "report.per_visit", maybe(r, report_per_visit(all)), ask->compare && all->visits > 0, report_per_visit(all), report_per_visit(&was));
	if (costs(r))
		figure(r, v, "report.left", money_text(a, all->earned - all->spend), ask->compare, all->earned - all->spend, was.earned - was.spend);
}

/* Against three months ago, or since when that can be said. */
static void
growth(struct request *r, struct view *v, const struct report_ask *ask)
{
	struct report_growth g = report_growth(r->c, ask->today);
	int64_t diff = g.now - g.before;
	struct view *row;

	if (g.since == 0)
		return;
	if (!g.known) {
		row = view_row(v, "GROWTH_LATER");
		view_text(row, "SINCE", report_days_text(r->c, ask, g.since, g.since));
		return;
	}
	if (g.before == 0)
		return;
	row = view_row(v, diff >= 0 ? "GROWTH_UP" : "GROWTH_DOWN");
	view_int(row, "PERCENT", (int64_t)((double)(diff >= 0 ? diff : -diff) * 100.0 / (double)g.before + 0.5));
	view_text(row, "GROWTH_NOW", money_digits(r->c->arena, g.now));
	view_text(row, "GROWTH_BEFORE", money_digits(r->c->arena, g.before));
	view_text(row, "GROWTH_DAYS", report_days_text(r->c, ask, g.before_from, g.before_to));
}

static void
channels(struct request *r)
{
	struct report_ask ask = report_ask(r);
	struct report_source *rows, *some, all;
	size_t n, m;
	struct view *v;

	rows = report_sources(r->c, ask.period.from, ask.period.to, &n);
	if (ask.csv) {
		file(r, &ask, rows, n);
		return;
	}
	all = report_sources_sum(rows, n);
	v = report_page(r, &ask, "admin/report_channels", "channels", PATH, false);
	figures(r, v, &ask, &all);
	growth(r, v, &ask);
	for (enum report_sources by = SOURCES_CHANNEL; by <= SOURCES_LINK; by++) {
		some = report_sources_by(r->c, by, rows, n, &m);
		table(r, v, by, some, m);
		if (by == SOURCES_CHANNEL)
			funnel(r, v, some, m);
	}
	if (role_may(r->staff->role, RIGHT_SOCIAL))
		view_text(view_row(v, "MAY_SPEND"), "SPEND_URL", url_admin(r->c, "/spend"));
	view_flag(v, "NONE", n == 0);
}

static const struct route routes[] = {
	{ "GET", "/admin" PATH, channels, GATE_STAFF, DO_READ, RIGHT_SOURCES, 0, NULL },
	{ "POST", "/admin" PATH, channels, GATE_STAFF, DO_SOFT, RIGHT_SOURCES, 0, NULL },
	{ 0 }
};
ROUTES(routes);
