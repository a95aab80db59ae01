/* The owner's list of orders: one tab for each next action with its count, search over all of them, cards that say who, how much, in which state and for how long. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/below.h"
#include "present/delivery.h"
#include "present/goods.h"
#include "present/order.h"
#include "present/order_step.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/order.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define PER_PAGE 20

static const char *
list_url(struct ctx *c, enum order_tab tab, const char *q, int64_t page)
{
	const char *url = url_with(c, url_admin(c, "/orders"), "tab", order_tab_name(tab));

	if (!str_empty(q))
		url = url_with(c, url, "q", q);
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static const char *
tab_text(struct request *r, enum order_tab tab)
{
	return i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "order.tab.%s", order_tab_name(tab)), NULL);
}

static void
tabs(struct request *r, struct view *v, enum order_tab now, const int64_t *counts)
{
	int i;

	for (i = 0; i < TAB_COUNT; i++) {
		enum order_tab tab = (enum order_tab)i;
		struct view *row = view_row(v, "TAB");

		view_text(row, "TAB_TEXT", tab_text(r, tab));
		view_text(row, "TAB_URL", list_url(r->c, tab, "", 1));
		view_flag(row, "TAB_ON", tab == now);
		/* What is over needs no number that only grows. */
		view_flag(row, "TAB_COUNTED", tab < TAB_DONE && counts[tab] > 0);
		view_int(row, "TAB_COUNT", counts[tab]);
	}
}

static void
thumbs(struct ctx *c, struct view *v, const struct order_thumbs *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		present_picture(c, view_row(v, "THUMB"), &t->picture[i], t->tint[i]);
	view_flag(v, "THUMBS_MORE", t->lines > (int64_t)t->n);
	view_int(v, "THUMBS_LEFT", t->lines - (int64_t)t->n);
}

static void
cards(struct request *r, struct view *v, struct order **orders, size_t n, int64_t open, const char *here)
{
	const char *zone = shop_get(r->c)->timezone;
	struct order_thumbs *t = order_thumbs(r->c, orders, n);
	size_t i;

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ORDER");

		present_order_head(r->c, row, orders[i]);
		view_text(row, "STAFF_STATE", i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "order.staff.%s",
		    present_order_phase_word(present_order_phase(orders[i]))), NULL));
		view_flag(row, "IS_PAID", str_eq(orders[i]->pay_state, "paid"));
		view_text(row, "BUYER", orders[i]->name);
		view_text(row, "ORDER_URL", url_admin(r->c, "/orders/%lld", (long long)orders[i]->id));
		view_text(row, "OPEN_URL", url_with(r->c, here, "open", arena_printf(r->c->arena, "%lld", (long long)orders[i]->id)));
		view_flag(row, "SEL", orders[i]->id == open);
		view_text(row, "AGE", clock_ago(r->c->arena, orders[i]->placed_at, zone, r->c->lang));
		view_flag(row, "HAS_STAFF_NOTE", !str_empty(orders[i]->staff_note) || !str_empty(orders[i]->note));
		thumbs(r->c, row, &t[i]);
		if (t[i].waits > 0 && (str_eq(orders[i]->delivery_state, "to_pack") || str_eq(orders[i]->delivery_state, "hold")))
			view_text(view_row(row, "PO"), "NOT_HERE", present_not_here(r->c, t[i].ready));
	}
}

/* Nothing found, nothing in this tab, no orders at all: each says what to do next. */
static void
empty(struct request *r, struct view *v, enum order_tab tab, const char *q, int64_t all)
{
	struct view *row;

	if (!str_empty(q)) {
		row = view_row(v, "NOT_FOUND");
		view_text(row, "EVERYWHERE_URL", list_url(r->c, TAB_ALL, q, 1));
		view_flag(row, "ELSEWHERE", tab != TAB_ALL);
	} else if (all == 0) {
		row = view_row(v, "NO_ORDERS");
	} else {
		row = view_row(v, "NONE_HERE");
		view_text(row, "NONE_TEXT", i18n(r->c->arena, r->c->lang,
		    arena_printf(r->c->arena, "order.none.%s", order_tab_name(tab)), NULL));
		view_text(row, "ALL_URL", list_url(r->c, TAB_ALL, "", 1));
	}
}

/* Without a choice the first tab that holds work of this person; for a search all orders. */
static enum order_tab
tab_of(const struct request *r, const char *q, const int64_t *counts)
{
	static const enum order_tab work[] = { TAB_CHECK, TAB_PACK, TAB_SHIP, TAB_ROAD, TAB_WAIT };
	const char *asked = request_query(r, "tab");
	enum order_tab tab;
	size_t i;

	if (asked && order_tab_parse(asked, &tab))
		return tab;
	for (i = 0; str_empty(q) && i < ARRAY_LEN(work); i++)
		if (counts[work[i]] > 0 && present_order_tab_mine(r->staff->role, work[i]))
			return work[i];
	return TAB_ALL;
}

/* Beside the list, where there is room: the order asked for, else the first. tab: the list to come back to, or NULL. */
static int64_t
glance(struct request *r, struct view *v, struct order **orders, size_t n, const char *tab)
{
	const char *asked = request_query(r, "open");
	int64_t id = 0;
	size_t i, at = 0;

	if (asked && !str_int(asked, 1, INT64_MAX, &id))
		id = 0;
	for (i = 0; i < n; i++)
		if (orders[i]->id == id)
			at = i;
	present_order_glance(r, v, orders[at], tab);
	view_flag(v, "WITH_SIDE", true);
	return orders[at]->id;
}

static const char *
day_url(struct ctx *c, enum order_day by, int64_t day, int64_t page)
{
	const char *url = url_with(c, url_admin(c, "/orders"), by == DAY_PAID ? "paid" : "day", clock_iso_day(c->arena, day));

	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

/* What a day's figure is made of. */
static void
show_day(struct request *r, struct view *v, enum order_day by, int64_t day, const int64_t *counts)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone;
	int64_t total, sum, page = request_page(r), today = clock_day(clock_now(), zone), open = 0;
	struct order **orders;
	struct pager pager;
	struct view *row;
	size_t n;

	orders = order_list_day(c, by, day, page, PER_PAGE, &n, &total, &sum);
	tabs(r, v, TAB_COUNT, counts);
	row = view_row(v, "DAY");
	view_text(row, "DAY_TITLE", i18n(c->arena, c->lang, by == DAY_PAID ? "orders.day.paid" : "orders.day.placed",
	    clock_date(c->arena, clock_day_start(day, zone), zone, c->lang), NULL));
	view_int(row, "FOUND", total);
	view_money(row, "DAY_SUM", sum);
	view_flag(row, "WITHOUT_CANCELLED", by == DAY_PLACED);
	view_text(row, "BEFORE_URL", day_url(c, by, day - 1, 1));
	if (day < today)
		view_text(view_row(row, "LATER"), "AFTER_URL", day_url(c, by, day + 1, 1));
	view_text(row, "ALL_URL", list_url(c, TAB_ALL, "", 1));
	view_flag(row, "DAY_EMPTY", n == 0);
	if (n > 0)
		open = glance(r, v, orders, n, "");
	cards(r, v, orders, n, open, day_url(c, by, day, page));
	for (pager_start(&pager, page, total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, day_url(c, by, day, pager.at));
}

static bool
day_asked(const struct request *r, enum order_day *by, int64_t *day)
{
	const char *placed = request_query(r, "day"), *paid = request_query(r, "paid");

	*by = placed ? DAY_PLACED : DAY_PAID;
	return (placed || paid) && clock_parse_day(placed ? placed : paid, day);
}

/* Above what is to be packed and sent: all labels at once, and the list for the shelf. */
static void
print_links(struct request *r, struct view *v, enum order_tab tab)
{
	const struct order_promise *days;
	struct view *row;
	size_t n_days, i;
	int64_t n;

	if ((tab != TAB_PACK && tab != TAB_SHIP) || !role_may(r->staff->role, RIGHT_ORDER_PACK))
		return;
	v = view_row(v, "PRINTS");
	n = label_count(r->c, tab);
	if (n > 0) {
		row = view_row(v, "LABELS");
		view_text(row, "LABELS_URL", url_admin(r->c, "/print/labels/%s/label-100", order_tab_name(tab)));
		view_int(row, "LABELS_N", n);
	}
	if (tab != TAB_PACK)
		return;
	view_text(view_row(v, "PACKING"), "PACKING_URL", url_admin(r->c, "/print/packing"));
	days = order_promises(r->c, &n_days);
	for (i = 0; i < n_days; i++) {
		row = view_row(v, "PACK_DAY");
		view_text(row, "PACKING_URL", url_with(r->c, url_admin(r->c, "/print/packing"), "day", clock_iso_day(r->c->arena, days[i].day)));
		view_text(row, "PACK_DAY_TEXT", present_delivery_day(r->c, days[i].day));
		view_int(row, "PACK_DAY_N", days[i].orders);
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/orders", "orders", i18n(c->arena, c->lang, "admin.orders", NULL));
	const char *q = request_query(r, "q");
	int64_t counts[TAB_COUNT], total, page = request_page(r), day;
	enum order_day by;
	enum order_tab tab;
	struct order **orders;
	struct pager pager;
	size_t n;

	q = q ? str_trim(c->arena, q) : "";
	order_counts(c, counts);
	if (day_asked(r, &by, &day)) {
		show_day(r, v, by, day, counts);
		return;
	}
	tab = tab_of(r, q, counts);
	tabs(r, v, tab, counts);
	orders = order_list(c, tab, q, page, PER_PAGE, &n, &total);
	view_text(v, "Q", q);
	view_text(v, "CLEAR_URL", list_url(c, tab, "", 1));
	view_text(v, "LIST_TITLE", tab_text(r, tab));
	view_int(v, "FOUND", total);
	view_flag(v, "SOME", n > 0);
	if (n > 0 && str_empty(q))
		print_links(r, v, tab);
	if (n == 0)
		empty(r, v, tab, q, counts[TAB_ALL]);
	else
		cards(r, v, orders, n, glance(r, v, orders, n, order_tab_name(tab)), list_url(c, tab, q, page));
	for (pager_start(&pager, page, total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, list_url(c, tab, q, pager.at));
}

static const struct route routes[] = {
	{ "GET", "/admin/orders", show, GATE_STAFF, DO_READ, RIGHT_ORDER_SEE, 0, NULL },
	{ 0 }
};
ROUTES(routes);
