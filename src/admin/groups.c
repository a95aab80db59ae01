/* Groups of buyers: what each pays less, the least order, who belongs to it. Own prices of a group stand with the goods (goods_prices.c), members are chosen on the customer's page (customer_group.c). */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/order.h"
#include "present/shell.h"
#include "shop/buyer_group.h"
#include "shop/staff.h"

struct group_form { int64_t version, discount, min_order; const char *name; bool active; };
static const struct field fields[] = {
	F_INT(struct group_form, version, 0, INT64_MAX), F_TEXT(struct group_form, name, 2, BUYER_GROUP_NAME_MAX), F_INT_OPT(struct group_form, discount, 0, 90),
	F_MONEY_OPT(struct group_form, min_order, 0, MONEY_MAX), F_BOOL(struct group_form, active), F_FIN
};

static const char *
one_url(struct ctx *c, int64_t id)
{
	return id ? url_admin(c, "/groups/%lld", (long long)id) : url_admin(c, "/groups/new");
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/groups", "more", i18n(c->arena, c->lang, "admin.groups", NULL)), *some = NULL;
	size_t n, i;
	const struct buyer_group *all = buyer_groups(c, &n);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, one_url(c, 0), i18n(c->arena, c->lang, "admin.add", NULL));
	for (i = 0; i < n; i++) {
		struct view *row;

		some = some ? some : view_row(v, "SOME");
		row = view_row(some, "GROUP");
		view_text(row, "GROUP_URL", one_url(c, all[i].id));
		view_text(row, "GROUP_NAME", all[i].name);
		view_int(row, "MEMBERS", all[i].members);
		view_flag(row, "IS_OFF", !all[i].active);
		if (all[i].discount > 0)
			view_int(view_row(row, "CHEAPER"), "PERCENT", all[i].discount);
	}
	if (n == 0)
		view_text(view_row(v, "NONE"), "NEW_URL", one_url(c, 0));
}

static void
members(struct ctx *c, struct view *v, const struct buyer_group *g)
{
	size_t n, i;
	const struct buyer_member *m = buyer_group_members(c, g->id, &n);

	v = view_row(v, n > 0 ? "SOME" : "NOBODY");
	view_text(v, "CUSTOMERS_URL", url_admin(c, "/customers"));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "MEMBER");

		view_text(row, "MEMBER_URL", url_admin(c, "/customers/%lld", (long long)m[i].customer));
		view_text(row, "MEMBER_NAME", m[i].name);
		view_text(row, "MEMBER_PHONE", present_phone(c, m[i].phone));
	}
}

static void
page(struct request *r, const struct buyer_group *g)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/group", "more", g->id ? g->name : i18n(c->arena, c->lang, "group.new", NULL));

	shell_back(v, url_admin(c, "/groups"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", one_url(c, g->id));
	present_version(r, v, "group.conflict", g->version);
	(void)present_field(r, v, "F_NAME", fields, "name", g->name);
	(void)present_field_int(r, v, "F_DISCOUNT", fields, "discount", g->discount, 0);
	(void)present_field_money(r, v, "F_MIN_ORDER", fields, "min_order", g->min_order, 0);
	(void)present_field_check(r, v, "F_ACTIVE", "active", g->active);
	if (g->id)
		members(c, v, g);
}

static void
show(struct request *r)
{
	const struct buyer_group *g = buyer_group_get(r->c, r->arg_int[0]);

	if (g)
		page(r, g);
	else
		reply_not_found(r);
}

static void
show_new(struct request *r)
{
	page(r, &(struct buyer_group){ .name = "", .active = true });
}

static void
save_as(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct group_form f;
	struct buyer_group g;

	if (!form_read(r, fields, &f)) {
		reply_again(r, again);
		return;
	}
	g = (struct buyer_group){ .name = f.name, .discount = f.discount == NO_NUMBER ? 0 : f.discount, .min_order = f.min_order == NO_NUMBER ? 0 : f.min_order, .active = f.active };
	switch (buyer_group_put(r->c, &id, f.version, &g)) {
	case GROUP_OK:
		flash(r, "flash.group.saved");
		reply_see_other(r, one_url(r->c, id));
		return;
	case GROUP_GONE:
		reply_not_found(r);
		return;
	case GROUP_CONFLICT:
		form_note(r, "group.conflict");
		break;
	case GROUP_TAKEN:
		form_bad(r, "name", "group.taken");
		break;
	case GROUP_FULL:
		form_note(r, "group.full");
		break;
	}
	reply_again(r, again);
}

static void
save(struct request *r)
{
	if (r->arg_int[0] > 0)
		save_as(r, r->arg_int[0], show);
	else
		reply_not_found(r);
}

static void
save_new(struct request *r)
{
	save_as(r, 0, show_new);
}

static const struct route routes[] = {
	{ "GET", "/admin/groups", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/groups/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/groups/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/groups/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/groups/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
