/*
 * Posting: what is to come, drafts, what went out and what needs a person; the calendar; a new post from goods; picking goods; and what is done to a whole post.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/setting.h"
#include "shop/social_daily.h"
#include "shop/social_post.h"
#include "shop/staff.h"

#define SNIPPET 90		/* characters of a post's words in a list */
#define PICK_PER_PAGE 60
#define DAY_POSTS 4		/* of a day in the calendar; the others are folded away */
#define CALENDAR_MONTHS 12	/* how far one can turn */

static const char *
say(struct ctx *c, const char *fmt, const char *word)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, fmt, word), NULL);
}

static const char *
post_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/posts/%lld", (long long)id);
}

/* --- rows --- */

static void
account_show(struct ctx *c, struct view *v, const struct social_row *p)
{
	struct view *row;

	if (p->publication == 0)
		return;
	row = view_row(v, "ON_ACCOUNT");
	view_text(row, "TO_CHANNEL", say(c, "social.%s", p->channel));
	view_text(row, "TO_STATE", say(c, "publication.state.%s", p->published));
	view_flag(row, "TONE_OK", str_eq(p->published, "published"));
	view_flag(row, "TONE_BAD", str_eq(p->published, "failed") || str_eq(p->published, "unknown"));
	view_flag(row, "TONE_WAIT", str_eq(p->published, "queued") || str_eq(p->published, "preparing") || str_eq(p->published, "attempting"));
	view_flag(row, "TONE_PLAIN", str_eq(p->published, "canceled") || str_eq(p->published, "removed"));
	if (*p->why)
		view_text(view_row(row, "WHY"), "WHY_TEXT", i18n_has(p->why) ? i18n(c->arena, c->lang, p->why, NULL) : p->why);
	if (p->likes >= 0)
		view_int(view_row(row, "LIKED"), "LIKES", p->likes);
}

/* The first line as people read it: what went out, else the draft's with the name of its goods. */
static const char *
first_line(struct ctx *c, const struct social_row *p)
{
	const char *text = *p->text ? p->text : str_replace(c->arena, p->body, "{nama}", p->goods), *line;

	text += strspn(text, "\n");
	line = arena_mem(c->arena, text, strcspn(text, "\n"));
	return utf8_len(line) > SNIPPET ? arena_printf(c->arena, "%s…", utf8_cut(c->arena, line, SNIPPET)) : line;
}

/* One post with the rows of its accounts; returns how many rows it took. */
static size_t
post_show(struct ctx *c, struct view *v, const struct social_row *list, size_t n)
{
	const struct social_row *p = &list[0];
	const char *zone = shop_get(c)->timezone, *line = first_line(c, p);
	size_t i = 0;

	view_text(v, "POST_URL", post_url(c, p->post));
	view_text(v, "POST_TEXT", line);
	view_flag(v, "NO_WORDS", *line == '\0');
	view_text(v, "POST_WHEN", arena_printf(c->arena, "%s, %s", clock_date(c->arena, p->at, zone, c->lang), clock_hm(c->arena, p->at, zone)));
	view_text(v, "POST_HOUR", clock_hm(c->arena, p->at, zone));
	view_flag(v, "IS_DRAFT", str_eq(p->state, "draft"));
	view_flag(v, "IS_MAKING", str_eq(p->state, "making"));
	view_flag(v, "IS_DAILY", p->daily);
	if (*p->reason && i18n_has(p->reason))
		view_text(view_row(v, "STOPPED"), "STOPPED_TEXT", i18n(c->arena, c->lang, p->reason, NULL));
	if (*p->picture.hash)
		present_picture(c, view_row(v, "POST_PIC"), &p->picture, 0);
	view_flag(v, "NO_POST_PIC", *p->picture.hash == '\0');
	for (; i < n && list[i].post == p->post; i++)
		account_show(c, v, &list[i]);
	return i;
}

/* --- the list --- */

static const struct { const char *word; enum social_tab tab; } tabs[] = {
	{ "waiting", SOCIAL_TAB_WAITING }, { "draft", SOCIAL_TAB_DRAFT }, { "out", SOCIAL_TAB_OUT }, { "trouble", SOCIAL_TAB_TROUBLE },
};

static void
head_show(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const struct social_daily *d = social_daily_get(c);
	struct view *row;
	size_t n;

	view_text(v, "NEW_URL", url_admin(c, "/posts/new"));
	view_text(v, "CALENDAR_URL", url_admin(c, "/posts/calendar"));
	view_text(v, "CAPTIONS_URL", url_admin(c, "/posts/captions"));
	view_text(v, "DAILY_URL", url_admin(c, "/posts/daily"));
	view_flag(v, d->on ? "DAILY_ON" : "DAILY_OFF", true);
	(void)social_accounts(c, &n);
	if (n > 0)
		return;
	row = view_row(v, "NO_ACCOUNT");
	view_flag(row, role_may(r->staff->role, RIGHT_SHOP_EDIT) ? "MAY_CONNECT" : "ASK_OWNER", true);
	view_text(row, "CHANNELS_URL", url_admin(c, "/channels"));
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/posts", "more", i18n(c->arena, c->lang, "admin.posts", NULL)), *row;
	const char *asked = request_query(r, "tab");
	const struct social_row *rows;
	int64_t total = 0, page = request_page(r);
	struct pager pager;
	size_t at = 0, n, i;

	for (i = 0; i < ARRAY_LEN(tabs); i++)
		at = str_eq(asked, tabs[i].word) ? i : at;
	shell_back(v, url_admin(c, "/more"));
	head_show(r, v);
	for (i = 0; i < ARRAY_LEN(tabs); i++) {
		int64_t count = social_post_count(c, tabs[i].tab);

		row = view_row(v, "TAB");
		view_text(row, "TAB_URL", url_with(c, url_admin(c, "/posts"), "tab", tabs[i].word));
		view_text(row, "TAB_TEXT", say(c, "post.tab.%s", tabs[i].word));
		view_flag(row, "TAB_ON", i == at);
		total = i == at ? count : total;
		if (count > 0 && tabs[i].tab != SOCIAL_TAB_OUT)
			view_int(view_row(row, "TAB_COUNT"), "COUNT", count);
	}
	pager_start(&pager, page, total, SOCIAL_LIST_POSTS);
	/* Posts move on from tab to tab: a page that is no more shows the last one. */
	if (page > pager.last)
		pager_start(&pager, page = pager.last, total, SOCIAL_LIST_POSTS);
	rows = social_post_list(c, tabs[at].tab, page, &n);
	for (i = 0; i < n;)
		i += post_show(c, view_row(v, "POST"), &rows[i], n - i);
	view_flag(v, "SOME", n > 0);
	while (pager_next(&pager))
		present_page_link(v, &pager, url_with(c, url_with(c, url_admin(c, "/posts"), "tab", tabs[at].word), "page", arena_printf(c->arena, "%lld", (long long)pager.at)));
	if (n == 0)
		view_text(view_row(v, "NONE"), "NONE_TEXT", say(c, "post.none.%s", tabs[at].word));
}

/* --- the calendar --- */

/* How many posts the first of these rows are of, as long as they lie on that day. */
static int64_t
day_count(const struct social_row *list, size_t n, int64_t day, const char *zone)
{
	int64_t posts = 0;

	for (size_t i = 0; i < n && clock_day(list[i].at, zone) == day; i++)
		posts += i == 0 || list[i].post != list[i - 1].post;
	return posts;
}

static void
day_show(struct ctx *c, struct view *v, int64_t day, int64_t month, const struct social_row *rows, size_t n, size_t *at)
{
	const char *zone = shop_get(c)->timezone;
	int64_t posts = day_count(rows + *at, n - *at, day, zone), further = posts > DAY_POSTS + 1 ? posts - DAY_POSTS : 0;
	struct view *fold;

	view_int(v, "DAY_NO", clock_weekday(day));
	view_text(v, "DAY_TEXT", clock_day_text(c->arena, day, c->lang));
	view_text(v, "WEEKDAY", say(c, "day.%s.long", arena_printf(c->arena, "%d", clock_weekday(day))));
	view_flag(v, "TODAY", day == clock_day(clock_now(), zone));
	view_flag(v, "OTHER_MONTH", clock_month_start(day) != month);
	view_flag(v, "EMPTY_DAY", posts == 0);
	for (; posts > further; posts--)
		*at += post_show(c, view_row(v, "POST"), &rows[*at], n - *at);
	if (further == 0)
		return;
	fold = view_row(v, "FURTHER");
	view_int(fold, "FURTHER_N", further);
	for (; further > 0; further--)
		*at += post_show(c, view_row(fold, "POST"), &rows[*at], n - *at);
}

static void
turn_show(struct ctx *c, struct view *v, const char *section, int64_t month)
{
	struct view *row = view_row(v, section);

	view_text(row, "TURN_URL", url_with(c, url_admin(c, "/posts/calendar"), "month", clock_iso_day(c->arena, month)));
	view_text(row, "TURN_TEXT", clock_month_text(c->arena, month, c->lang));
}

static void
calendar(struct request *r)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone, *asked = request_query(r, "month");
	int64_t now = clock_month_start(clock_day(clock_now(), zone)), month = now, day, first, last;
	struct view *v = shell_admin(r, "admin/posts_calendar", "more", i18n(c->arena, c->lang, "post.calendar", NULL));
	const struct social_row *rows;
	size_t n, at = 0;
	bool cut;

	if (asked && clock_parse_day(asked, &day) && day >= clock_months_on(now, -CALENDAR_MONTHS) && day <= clock_months_on(now, CALENDAR_MONTHS + 1))
		month = clock_month_start(day);
	shell_back(v, url_admin(c, "/posts"));
	/* Whole weeks, from a Monday on. */
	first = month - clock_weekday(month) + 1;
	last = clock_months_on(month, 1);
	last += (8 - clock_weekday(last)) % 7;
	rows = social_post_between(c, clock_day_start(first, zone), clock_day_start(last, zone), &n, &cut);
	view_text(v, "MONTH_TEXT", clock_month_text(c->arena, month, c->lang));
	for (day = first; day < last; day++)
		day_show(c, view_row(v, "DAY"), day, month, rows, n, &at);
	view_flag(v, "NOTHING", n == 0);
	view_flag(v, "CUT", cut);
	view_text(v, "NEW_URL", url_admin(c, "/posts/new"));
	if (month > clock_months_on(now, -CALENDAR_MONTHS))
		turn_show(c, v, "EARLIER", clock_months_on(month, -1));
	if (month < clock_months_on(now, CALENDAR_MONTHS))
		turn_show(c, v, "LATER", clock_months_on(month, 1));
}

/* --- new, goods --- */

static int64_t *
goods_read(struct request *r, size_t *n)
{
	size_t n_sent, i;
	const char **all = request_form_all(r, "product", &n_sent);
	int64_t *ids = arena_new_n(r->c->arena, SOCIAL_POST_GOODS, int64_t), id;

	for (*n = 0, i = 0; i < n_sent && *n < SOCIAL_POST_GOODS; i++)
		if (str_int(all[i], 1, INT64_MAX, &id))
			ids[(*n)++] = id;
	return ids;
}

static void
add(struct request *r)
{
	size_t n;
	const int64_t *goods = goods_read(r, &n);

	reply_see_other(r, post_url(r->c, social_post_new(r->c, goods, n, 0)));
}

static bool
among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* What is chosen stands first, then the goods on sale (those that fit the search). */
static void
pick(struct request *r)
{
	struct ctx *c = r->c;
	const struct social_post *p = social_post_get(c, r->arg_int[0]);
	const char *q = request_query(r, "q");
	struct goods_row **rows;
	struct card **chosen;
	struct view *v, *row;
	int64_t total;
	size_t n, i;

	if (!p || !str_eq(p->state, "draft")) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/post_goods", "more", i18n(c->arena, c->lang, "post.goods", NULL));
	shell_back(v, post_url(c, p->id));
	shell_own_bar(v);
	q = q ? utf8_cut(c->arena, q, 100) : "";
	view_text(v, "Q", q);
	view_text(v, "PICK_URL", arena_printf(c->arena, "%s/goods", post_url(c, p->id)));
	view_int(v, "MOST", SOCIAL_POST_GOODS);
	chosen = caption_goods(c, p->goods, p->n_goods, &n);
	for (i = 0; i < n; i++) {
		row = view_row(v, "GOODS");
		present_picture(c, row, &chosen[i]->picture, chosen[i]->tint);
		view_int(row, "GOODS_ID", chosen[i]->id);
		view_text(row, "GOODS_NAME", chosen[i]->name);
		view_money(row, "GOODS_PRICE", chosen[i]->price.now);
		view_flag(row, "ON", true);
	}
	rows = goods_list(c, "active", q, GOODS_ALL, 1, PICK_PER_PAGE, &n, &total);
	for (i = 0; i < n; i++) {
		if (among(p->goods, p->n_goods, rows[i]->id))
			continue;
		row = view_row(v, "GOODS");
		present_picture(c, row, &rows[i]->picture, rows[i]->tint);
		view_int(row, "GOODS_ID", rows[i]->id);
		view_text(row, "GOODS_NAME", rows[i]->name);
		view_money(row, "GOODS_PRICE", rows[i]->price_min);
		view_flag(row, "GOODS_OUT", rows[i]->stock == STOCK_NONE);
	}
	view_flag(v, "NONE_FOUND", n == 0);
	view_flag(v, "MORE_GOODS", total > (int64_t)n);
}

/* What can be done to a post answers alike. */
static void
done(struct request *r, enum social_post_put said, const char *fine, const char *url)
{
	switch (said) {
	case SOCIAL_POST_OK:
		if (fine)
			flash(r, fine);
		reply_see_other(r, url);
		return;
	case SOCIAL_POST_GONE:
		reply_not_found(r);
		return;
	case SOCIAL_POST_CONFLICT:
	case SOCIAL_POST_NOT:
		flash(r, "flash.no.post");
		reply_see_other(r, post_url(r->c, r->arg_int[0]));
		return;
	}
}

static void
picked(struct request *r)
{
	size_t n;
	const int64_t *goods = goods_read(r, &n);

	done(r, social_post_goods(r->c, r->arg_int[0], goods, n), NULL, post_url(r->c, r->arg_int[0]));
}

static void
drop(struct request *r)
{
	done(r, social_post_drop(r->c, r->arg_int[0]), "flash.post.dropped", url_with(r->c, url_admin(r->c, "/posts"), "tab", "draft"));
}

static void
back(struct request *r)
{
	done(r, social_post_back(r->c, r->arg_int[0]), "flash.post.back", post_url(r->c, r->arg_int[0]));
}

static void
copy(struct request *r)
{
	int64_t id = social_post_copy(r->c, r->arg_int[0]);

	if (id == 0) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.post.copied");
	reply_see_other(r, post_url(r->c, id));
}

static const struct route routes[] = {
	{ "GET", "/admin/posts", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/posts/calendar", calendar, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/new", add, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/posts/{id:int}/goods", pick, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/{id:int}/goods", picked, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/{id:int}/back", back, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/{id:int}/copy", copy, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
