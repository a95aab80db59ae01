/* A customer's group and personal links. The link itself is shown once, when it is made: only its hash is kept. */
#include "present/buyer.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "http/url.h"
#include "present/field.h"
#include "shop/buyer_group.h"
#include "shop/setting.h"
#include "shop/staff.h"

static void
new_link(struct ctx *c, struct view *v, const char *phone, const char *token)
{
	const char *lang = c->lang, *url;

	c->lang = "id";
	url = url_absolute(c, url_buyer(c, token));
	c->lang = lang;
	v = view_row(v, "NEW_LINK");
	view_text(v, "LINK_URL", url);
	view_text(v, "WHATSAPP_URL", url_whatsapp(c, phone, i18n(c->arena, "id", "buyer.wa", url, NULL)));
}

static void
links(struct request *r, struct view *v, int64_t customer, const char *phone, const char *token)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone;
	size_t n, i;
	const struct buyer_link *list = buyer_links(c, customer, &n);

	v = view_row(v, "LINKS");
	view_text(v, "LINK_NEW_URL", url_admin(c, "/customers/%lld/link", (long long)customer));
	view_flag(v, "NO_LINK", n == 0);
	if (token)
		new_link(c, v, phone, token);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "LINK_ROW");

		view_text(row, "MADE", clock_date(c->arena, list[i].created_at, zone, c->lang));
		view_flag(row, "NOT_OPENED", list[i].opens == 0);
		if (list[i].opens > 0)
			view_text(view_row(row, "OPENED"), "LAST_OPENED", clock_ago(c->arena, list[i].opened_at, zone, c->lang));
		view_text(row, "END_URL", url_admin(c, "/customers/%lld/unlink", (long long)customer));
		view_int(row, "LINK_ID", list[i].id);
	}
}

void
present_buyer(struct request *r, struct view *v, int64_t customer, const char *phone, const char *token)
{
	struct ctx *c = r->c;
	const struct buyer_group *all;
	int64_t now;
	size_t n, i;

	if (!role_may(r->staff->role, RIGHT_GOODS_EDIT))
		return;
	all = buyer_groups(c, &n);
	now = buyer_group_of(c, customer);
	v = view_row(v, "BUYER_GROUP");
	view_text(v, "GROUPS_URL", url_admin(c, "/groups"));
	view_flag(v, "NO_GROUPS", n == 0);
	if (n == 0)
		return;
	v = view_row(v, "CHOOSE");
	view_text(v, "GROUP_SET_URL", url_admin(c, "/customers/%lld/group", (long long)customer));
	for (i = 0; i < n; i++) {
		struct view *row;

		if (!all[i].active && all[i].id != now)
			continue;
		row = view_row(v, "GROUP");
		view_int(row, "CHOICE", all[i].id);
		view_text(row, "LABEL", all[i].name);
		view_flag(row, "CHOSEN", all[i].id == now);
	}
	if (now)
		links(r, v, customer, phone, token);
}
