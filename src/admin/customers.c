/* The people who buy: a list by their newest order, and one person with all their orders and a way to write to them. Known by their number, never by an account. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/buyer.h"
#include "present/goods.h"
#include "present/order.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/buyer_group.h"
#include "shop/customer.h"
#include "shop/order.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define PER_PAGE 30
#define ORDERS_SHOWN ORDER_THUMBS_MAX

static const char *
list_url(struct ctx *c, const char *q, int64_t page)
{
	const char *url = url_admin(c, "/customers");

	if (!str_empty(q))
		url = url_with(c, url, "q", q);
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static void
person(struct ctx *c, struct view *v, const struct customer *u)
{
	view_text(v, "BUYER", u->name);
	view_text(v, "INITIAL", utf8_cut(c->arena, u->name, 1));
	view_text(v, "PHONE", present_phone(c, u->phone));
	view_text(v, "TEL", present_tel(c, u->phone));
	view_int(v, "BOUGHT_ORDERS", u->orders);
	view_money(v, "BOUGHT_SPENT", u->spent);
	view_flag(v, "HAS_BOUGHT", u->orders > 0);
	view_flag(v, "NOT_BOUGHT", u->orders == 0);
	view_text(v, "LAST", u->last_at ? clock_ago(c->arena, u->last_at, shop_get(c)->timezone, c->lang) : "");
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/customers", "customers", i18n(c->arena, c->lang, "admin.customers", NULL));
	const char *q = request_query(r, "q");
	int64_t total, page = request_page(r);
	struct customer **people;
	struct pager pager;
	size_t n, i;

	q = q ? str_trim(c->arena, q) : "";
	people = customer_list(c, q, page, PER_PAGE, &n, &total);
	view_text(v, "Q", q);
	view_int(v, "FOUND", total);
	view_flag(v, "SOME", n > 0);
	view_flag(v, "NOT_FOUND", n == 0 && !str_empty(q));
	view_flag(v, "NOBODY", n == 0 && str_empty(q));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "CUSTOMER");

		person(c, row, people[i]);
		view_text(row, "CUSTOMER_URL", url_admin(c, "/customers/%lld", (long long)people[i]->id));
	}
	for (pager_start(&pager, page, total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, list_url(c, q, pager.at));
}

static void
orders(struct request *r, struct view *v, const struct customer *u)
{
	struct ctx *c = r->c;
	size_t n, i, j;
	struct order **list_of = order_of_customer(c, u->id, ORDERS_SHOWN, &n);
	struct order_thumbs *t = order_thumbs(c, list_of, n);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ORDER");

		present_order_head(c, row, list_of[i]);
		view_text(row, "STAFF_STATE", i18n(c->arena, c->lang, arena_printf(c->arena, "order.staff.%s",
		    present_order_phase_word(present_order_phase(list_of[i]))), NULL));
		view_text(row, "ORDER_URL", url_admin(c, "/orders/%lld", (long long)list_of[i]->id));
		for (j = 0; j < t[i].n; j++)
			present_picture(c, view_row(row, "THUMB"), &t[i].picture[j], t[i].tint[j]);
	}
	/* The number finds the rest in the list of orders. */
	view_flag(v, "MORE_ORDERS", n == ORDERS_SHOWN);
	view_text(v, "ALL_URL", url_with(c, url_with(c, url_admin(c, "/orders"), "tab", "all"), "q", u->phone));
}

static void
page(struct request *r, const char *new_token)
{
	struct ctx *c = r->c;
	const struct customer *u = customer_get(c, r->arg_int[0]);
	struct view *v;

	if (!u) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/customer", "customers", u->name);
	shell_back(v, url_admin(c, "/customers"));
	person(c, v, u);
	view_text(v, "EMAIL", u->email);
	view_flag(v, "HAS_EMAIL", !str_empty(u->email));
	view_text(v, "SINCE", clock_date(c->arena, u->created_at, shop_get(c)->timezone, c->lang));
	view_text(v, "CHAT_URL", url_whatsapp(c, u->phone, i18n(c->arena, u->lang, "customer.wa", u->name, shop_get(c)->name, NULL)));
	orders(r, v, u);
	present_buyer(r, v, u->id, u->phone, new_token);
}

static void
show(struct request *r)
{
	page(r, NULL);
}

/* --- the group whose prices this customer sees --- */

static const char *
one_url(struct request *r)
{
	return url_admin(r->c, "/customers/%lld", (long long)r->arg_int[0]);
}

static void
group_set(struct request *r)
{
	const char *s = request_form(r, "group");
	int64_t group = 0;

	if (!s || !str_int(s, 0, INT64_MAX, &group) || !buyer_group_set(r->c, r->arg_int[0], group)) {
		reply_not_found(r);
		return;
	}
	flash(r, group ? "flash.customer.group" : "flash.customer.no_group");
	reply_see_other(r, one_url(r));
}

/* The link stands on this answer and nowhere else. */
static void
link_new(struct request *r)
{
	const char *token = buyer_link_new(r->c, r->arg_int[0]);

	if (token) {
		page(r, token);
		return;
	}
	flash(r, "flash.no.customer.link");
	reply_see_other(r, one_url(r));
}

static void
link_end(struct request *r)
{
	const char *s = request_form(r, "link");
	int64_t link;

	if (s && str_int(s, 1, INT64_MAX, &link) && buyer_link_end(r->c, r->arg_int[0], link) > 0)
		flash(r, "flash.customer.unlinked");
	reply_see_other(r, one_url(r));
}

static const struct route routes[] = {
	{ "GET", "/admin/customers", list, GATE_STAFF, DO_READ, RIGHT_CUSTOMER_SEE, 0, NULL },
	{ "GET", "/admin/customers/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_CUSTOMER_SEE, 0, NULL },
	{ "POST", "/admin/customers/{id:int}/group", group_set, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/customers/{id:int}/link", link_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/customers/{id:int}/unlink", link_end, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
