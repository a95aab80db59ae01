/* The admin's first page: what came in today, what to do next, who is in the shop, what runs low, and, until it is done, how to set up the shop. Each part is shown to whom it concerns. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/order_step.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/hint.h"
#include "shop/order.h"
#include "shop/pay.h"
#include "shop/permit.h"
#include "shop/publication.h"
#include "shop/report.h"
#include "shop/setting.h"
#include "shop/ship.h"
#include "shop/social_daily.h"
#include "shop/staff.h"
#include "shop/visit.h"

#define LOW_SHOWN 5
#define BAR_TOP 96		/* percent of the picture's height that the best day takes */
#define BAR_LEAST 3		/* so that a day with little is not a day with nothing */

static bool
may(const struct request *r, enum right right)
{
	return role_may(r->staff->role, right);
}

static const char *
greeting(struct request *r, const struct shop *shop)
{
	int hour = clock_minute(clock_now(), shop->timezone) / 60;
	const char *id = hour < 4 ? "hello.night" : hour < 11 ? "hello.morning" : hour < 15 ? "hello.noon" :
	    hour < 18 ? "hello.afternoon" : "hello.night";

	return i18n(r->c->arena, r->c->lang, id, r->staff->name, NULL);
}

/* "Sen" … of a day; the message ids are day.1 Monday … day.7 Sunday. */
static const char *
day_name(struct request *r, int64_t day)
{
	return i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "day.%d", clock_weekday(day)), NULL);
}

/* The orders placed ("day") or paid ("paid") on that day: what a figure is made of. Who only reads reports is led to the report of that day and to its rows. */
static const char *
day_url(struct request *r, const char *by, int64_t day)
{
	const char *iso = clock_iso_day(r->c->arena, day), *url;

	if (may(r, RIGHT_ORDER_SEE))
		return url_with(r->c, url_admin(r->c, "/orders"), by, iso);
	url = url_with(r->c, url_admin(r->c, str_eq(by, "paid") ? "/reports/orders" : "/reports"), "p", "free");
	return url_with(r->c, url_with(r->c, url, "from", iso), "to", iso);
}

static void
bars(struct request *r, struct view *v, const struct today *t)
{
	int64_t most = 1, height;
	int i;

	for (i = 0; i < 7; i++)
		most = t->week_money[i] > most ? t->week_money[i] : most;
	for (i = 0; i < 7; i++) {
		struct view *row = view_row(v, "BAR");

		height = t->week_money[i] * BAR_TOP / most;
		if (t->week_money[i] > 0 && height < BAR_LEAST)
			height = BAR_LEAST;
		view_int(row, "BAR_HEIGHT", height);
		view_int(row, "BAR_TOP", 100 - height);
		view_text(row, "BAR_DAY", day_name(r, t->week_day[i]));
		view_money(row, "BAR_MONEY", t->week_money[i]);
		view_text(row, "BAR_URL", day_url(r, "paid", t->week_day[i]));
		view_flag(row, "BAR_TODAY", i == 6);
		view_flag(row, "BAR_BEFORE", i < 6);
	}
}

/* Up or down against yesterday in percent; nothing to compare with on a day after none. */
static void
comparison(struct view *v, const struct today *t)
{
	int64_t diff = t->money - t->money_before;
	struct view *row;

	if (t->money_before <= 0 || t->money <= 0 || diff == 0)
		return;
	row = view_row(v, diff > 0 ? "UP" : "DOWN");
	view_int(row, "PERCENT", (diff > 0 ? diff : -diff) * 100 / t->money_before);
}

static void
figures(struct request *r, struct view *v, const struct shop *shop)
{
	const struct today *t = report_today(r->c, clock_now(), shop->timezone);

	v = view_row(v, "FIGURES");
	view_money(v, "TODAY", t->money);
	view_money(v, "YESTERDAY", t->money_before);
	view_int(v, "ORDERS_TODAY", t->orders);
	view_int(v, "ORDERS_YESTERDAY", t->orders_before);
	view_int(v, "BUYERS", t->buyers);
	view_int(v, "PIECES_TODAY", t->pieces);
	view_text(v, "TODAY_URL", day_url(r, "paid", t->week_day[6]));
	view_text(v, "PLACED_URL", day_url(r, "day", t->week_day[6]));
	view_text(v, "PLACED_BEFORE_URL", day_url(r, "day", t->week_day[5]));
	comparison(v, t);
	bars(r, v, t);
}

static const char *
tab_url(struct ctx *c, enum order_tab tab)
{
	return url_with(c, url_admin(c, "/orders"), "tab", order_tab_name(tab));
}

static void
counters(struct request *r, struct view *v)
{
	static const struct { enum order_tab tab; const char *section; } steps[] = {
		{ TAB_CHECK, "DO_CHECK" }, { TAB_PACK, "DO_PACK" }, { TAB_SHIP, "DO_SHIP" }, { TAB_ROAD, "DO_ROAD" },
	};
	enum role role = r->staff->role;
	bool first = true;
	int64_t counts[TAB_COUNT];
	size_t i;

	order_counts(r->c, counts);
	v = view_row(v, "COUNTERS");
	for (i = 0; i < ARRAY_LEN(steps); i++) {
		struct view *row;
		bool now = first && counts[steps[i].tab] > 0;

		/* To each their own work; what is on the road is watched by those who bring it. */
		if (!present_order_tab_mine(role, steps[i].tab) || (steps[i].tab == TAB_ROAD && may(r, RIGHT_ORDER_PACK)))
			continue;
		row = view_row(v, steps[i].section);
		view_int(row, "COUNT", counts[steps[i].tab]);
		view_text(row, "COUNT_URL", tab_url(r->c, steps[i].tab));
		view_flag(row, "FIRST", now);
		if (now)
			first = false;
	}
}

static void
low_stock(struct request *r, struct view *v)
{
	size_t n, i;
	int64_t total;
	struct goods_row **rows = goods_list(r->c, "active", "", GOODS_LOW, 1, LOW_SHOWN, &n, &total);

	if (n == 0)
		return;
	v = view_row(v, "LOW");
	view_text(v, "LOW_URL", url_with(r->c, url_admin(r->c, "/goods"), "low", "1"));
	view_flag(v, "LOW_MORE", total > (int64_t)n);
	for (i = 0; i < n; i++) {
		const struct sellable *least = rows[i]->variants > 1 && rows[i]->lowest ? catalog_sellable(r->c, rows[i]->lowest) : NULL;
		int64_t left = least ? least->available : rows[i]->available;
		struct view *row = view_row(v, "LOW_ROW");

		view_text(row, "LOW_NAME", rows[i]->name);
		view_text(row, "LOW_LEFT", quantity_text(r->c->arena, r->c->lang, rows[i]->measure, left));
		view_text(row, "GOODS_ROW_URL", least ? url_admin(r->c, "/goods/%lld/stock?v=%lld", (long long)rows[i]->id,
		    (long long)rows[i]->lowest) : url_admin(r->c, "/goods/%lld/stock", (long long)rows[i]->id));
		if (least)
			view_text(view_row(row, "LOW_KIND"), "LOW_LABEL", least->label);
		present_picture(r->c, row, &rows[i]->picture, rows[i]->tint);
		/* Of goods in several kinds the sum says nothing: the one with the least is named. */
		view_flag(row, "LEFT_NONE", left <= 0);
		view_flag(row, "LEFT_SOME", left > 0);
		if (least && rows[i]->lows > 1)
			view_int(view_row(row, "LOW_OTHERS"), "LOWS_MORE", rows[i]->lows - 1);
	}
}

struct step { const char *id; bool done; const char *url; };

static size_t
setup_steps(struct request *r, const struct shop *shop, struct step *s)
{
	struct ctx *c = r->c;
	size_t banks, zones, goods, n = 0, i;
	int64_t total, counts[TAB_COUNT];
	struct goods_row **rows = goods_list(c, "active", "", GOODS_ALL, 1, 50, &goods, &total);
	bool photo = false;

	for (i = 0; i < goods && !photo; i++)
		photo = !str_empty(rows[i]->picture.hash);
	(void)bank_accounts(c, false, &banks);
	(void)zone_list(c, &zones);
	order_counts(c, counts);
	s[n++] = (struct step){ "setup.shop", !str_empty(setting_get(c, "name", NULL)) && !str_empty(shop->whatsapp),
		url_admin(c, "/settings") };
	s[n++] = (struct step){ "setup.bank", banks > 0, url_admin(c, "/banks") };
	s[n++] = (struct step){ "setup.goods", goods > 0, url_admin(c, "/goods/new") };
	s[n++] = (struct step){ "setup.photo", photo, url_admin(c, "/goods") };
	s[n++] = (struct step){ "setup.zone", zones > 0, url_admin(c, "/zones") };
	s[n++] = (struct step){ "setup.order", counts[TAB_ALL] > 0, url_in(c, "/", "id") };
	return n;
}

static void
setup(struct request *r, struct view *v, const struct shop *shop)
{
	struct step steps[6];
	size_t n = setup_steps(r, shop, steps), done = 0, i;

	for (i = 0; i < n; i++)
		done += steps[i].done;
	if (done == n)
		return;
	/* Before the first order nothing is more urgent. */
	v = view_row(v, steps[n - 1].done ? "SETUP" : "SETUP_FIRST");
	view_int(v, "SETUP_DONE", (int64_t)done);
	view_int(v, "SETUP_ALL", (int64_t)n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(view_row(v, "STEP"), steps[i].done ? "STEP_DONE" : "STEP_OPEN");

		view_text(row, "STEP_TEXT", i18n(r->c->arena, r->c->lang, steps[i].id, NULL));
		view_text(row, "STEP_URL", steps[i].url);
		view_int(row, "STEP_NO", (int64_t)i + 1);
	}
}

/* An account that posts go out to is paused or soon will be, or a post did not get through. */
static void
social(struct request *r, struct view *v, struct publication_worries w)
{
	const char *id = w.paused > 0 ? "social.home.paused" : w.ending > 0 ? "social.home.ending" : "social.home.troubled";

	if (w.paused + w.ending + w.troubled == 0)
		return;
	v = view_row(v, "SOCIAL_WORRY");
	view_text(v, "WORRY_TEXT", i18n(r->c->arena, r->c->lang, id, NULL));
	view_text(v, "WORRY_URL", url_admin(r->c, "/channels"));
}

/* Permits that are over or end within sixty days. */
static void
permits(struct request *r, struct view *v)
{
	struct permit_soon s = permit_soon(r->c, clock_now());
	struct ctx *c = r->c;

	if (s.soon + s.over == 0)
		return;
	v = view_row(v, "PERMITS");
	view_text(v, "WORRY_TEXT", s.over > 0 ? i18n(c->arena, c->lang, "permit.home.over", arena_printf(c->arena, "%lld", (long long)s.over), NULL) :
	    i18n(c->arena, c->lang, "permit.home.soon", arena_printf(c->arena, "%lld", (long long)s.soon), NULL));
	view_text(v, "WORRY_URL", url_admin(c, "/permits"));
}

/* Goods on sale that lack a photo, a weight, words. */
static void
lacking(struct request *r, struct view *v)
{
	int64_t n = hint_count(r->c);

	if (n == 0)
		return;
	v = view_row(v, "LACKING");
	view_text(v, "WORRY_TEXT", i18n(r->c->arena, r->c->lang, "hint.home", money_digits(r->c->arena, n), NULL));
	view_text(v, "WORRY_URL", url_with(r->c, url_admin(r->c, "/goods"), "status", "lacking"));
}

/* A product to post about: in stock, with a photo, not posted lately. Before an account is connected, the way to that. */
static void
posting(struct request *r, struct view *v, struct publication_worries w)
{
	struct ctx *c = r->c;
	int64_t next = w.accounts > 0 ? social_daily_hint(c, social_daily_get(c), clock_now()) : 0;
	struct card **card = NULL;
	struct view *row;
	size_t n = 0;

	if (w.accounts == 0 && !may(r, RIGHT_SHOP_EDIT))
		return;
	v = view_row(v, "POSTING");
	if (w.accounts == 0) {
		view_text(view_row(v, "CONNECT"), "CHANNELS_URL", url_admin(c, "/channels"));
		return;
	}
	if (next)
		card = catalog_cards(c, &next, 1, &n);
	row = view_row(v, n ? "POST_NEXT" : "POST_ANY");
	view_text(row, "NEW_POST_URL", url_admin(c, "/posts/new"));
	view_text(row, "POSTS_URL", url_admin(c, "/posts"));
	if (n == 0)
		return;
	view_int(row, "GOODS_ID", next);
	view_text(row, "GOODS_NAME", card[0]->name);
	view_money(row, "GOODS_PRICE", card[0]->price.now);
	present_picture(c, row, &card[0]->picture, card[0]->tint);
}

/* Who looks around just now, and whence; nothing where visits are not counted. */
static void
visitors(struct request *r, struct view *v, const struct shop *shop)
{
	struct ctx *c = r->c;
	int64_t now = clock_now(), today = clock_day(now, shop->timezone), n_today = visit_on(c, today), n_before = visit_on(c, today - 1), all = 0;
	struct visit_count *from;
	size_t n, i;

	if (n_today == 0 && n_before == 0)
		return;
	v = view_row(v, "VISITORS");
	from = visit_online(c, now, today, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "FROM");

		view_text(row, "FROM_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "channel.%s", from[i].channel), NULL));
		view_text(row, "FROM_N", money_digits(c->arena, from[i].n));
		all += from[i].n;
	}
	view_text(v, "ONLINE", money_digits(c->arena, all));
	view_int(v, "VISITS_TODAY", n_today);
	view_int(v, "VISITS_BEFORE", n_before);
}

static void
show(struct request *r)
{
	const struct shop *shop = shop_get(r->c);
	struct view *v = shell_admin(r, "admin/home", "home", greeting(r, shop));

	if (may(r, RIGHT_SOCIAL)) {
		struct publication_worries w = publication_worries(r->c);

		social(r, v, w);
		posting(r, v, w);
	}
	if (may(r, RIGHT_FIGURES))
		figures(r, v, shop);
	if (may(r, RIGHT_ORDER_SEE))
		counters(r, v);
	if (may(r, RIGHT_FIGURES) || may(r, RIGHT_SOCIAL))
		visitors(r, v, shop);
	if (may(r, RIGHT_GOODS_EDIT)) {
		permits(r, v);
		lacking(r, v);
	}
	if (may(r, RIGHT_GOODS_SEE))
		low_stock(r, v);
	if (may(r, RIGHT_SHOP_EDIT))
		setup(r, v, shop);
	view_flag(v, "NOTHING", !may(r, RIGHT_FIGURES) && !may(r, RIGHT_ORDER_SEE));
}

static const struct route routes[] = {
	{ "GET", "/admin", show, GATE_STAFF, DO_READ, RIGHT_HOME, 0, NULL },
	{ 0 }
};
ROUTES(routes);
