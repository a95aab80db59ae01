/* What has no place in the menu below: the list of further pages, by right. */
#include "base/i18n.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "shop/staff.h"

static void
show(struct request *r)
{
	static const struct { const char *section, *path; enum right right; } items[] = {
		{ "TO_REPORTS", "/reports", RIGHT_FIGURES },
		{ "TO_CUSTOMERS", "/customers", RIGHT_CUSTOMER_SEE },
		{ "TO_GROUPS", "/groups", RIGHT_GOODS_EDIT },
		{ "TO_SETTINGS", "/settings", RIGHT_SHOP_EDIT },
		{ "TO_BANKS", "/banks", RIGHT_SHOP_EDIT },
		{ "TO_ZONES", "/zones", RIGHT_SHOP_EDIT },
		{ "TO_CATEGORIES", "/categories", RIGHT_GOODS_EDIT },
		{ "TO_COLLECTIONS", "/collections", RIGHT_GOODS_EDIT },
		{ "TO_MEDIA", "/media", RIGHT_GOODS_EDIT },
		{ "TO_MAKERS", "/makers", RIGHT_GOODS_EDIT },
		{ "TO_TAGS", "/tags", RIGHT_GOODS_EDIT },
		{ "TO_TYPES", "/types", RIGHT_GOODS_EDIT },
		{ "TO_PERMITS", "/permits", RIGHT_GOODS_SEE },
		{ "TO_SEARCH", "/search", RIGHT_GOODS_EDIT },
		{ "TO_IMPORT", "/import", RIGHT_GOODS_EDIT },
		{ "TO_POSTS", "/posts", RIGHT_SOCIAL },
		{ "TO_FEEDS", "/feeds", RIGHT_SHOP_EDIT },
		{ "TO_PAGES", "/pages", RIGHT_SHOP_EDIT },
		{ "TO_MESSAGES", "/messages", RIGHT_SHOP_EDIT },
		{ "TO_CHANNELS", "/channels", RIGHT_SOCIAL },
		{ "TO_PRINTS", "/prints", RIGHT_SOCIAL },
		{ "TO_CAMPAIGNS", "/campaigns", RIGHT_SOCIAL },
		{ "TO_SPEND", "/spend", RIGHT_SOCIAL },
		{ "TO_SOURCES", "/reports/channels", RIGHT_SOURCES },
		{ "TO_STAFF", "/staff", RIGHT_STAFF_EDIT },
		{ "TO_HEALTH", "/health", RIGHT_UPKEEP },
		{ "TO_AUDIT", "/audit", RIGHT_SHOP_EDIT },
	};
	struct view *v = shell_admin(r, "admin/more", "more", i18n(r->c->arena, r->c->lang, "admin.more", NULL));
	struct view *shop = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(items); i++) {
		/* Who has all reports finds this one among them. */
		if (!role_may(r->staff->role, items[i].right) || (items[i].right == RIGHT_SOURCES && role_may(r->staff->role, RIGHT_FIGURES)))
			continue;
		shop = shop ? shop : view_row(v, "SHOP_PAGES");
		view_text(view_row(shop, items[i].section), "ITEM_URL", url_admin(r->c, "%s", items[i].path));
	}
	view_text(v, "ME_URL", url_admin(r->c, "/me"));
	view_text(v, "MY_NAME", r->staff->name);
	view_text(v, "MY_ROLE", i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "role.%s", role_name(r->staff->role)), NULL));
}

static const struct route routes[] = {
	{ "GET", "/admin/more", show, GATE_STAFF, DO_READ, RIGHT_SELF, 0, NULL },
	{ 0 }
};
ROUTES(routes);
