/* What has no place in the menu below: the list of further pages by right, and the trail of who did what. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "shop/audit.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define TRAIL_PAGE 50
#define CHANGE_MAX 300	/* bytes of a line that says what changed */

static void
show(struct request *r)
{
	static const struct { const char *section, *path; enum right right; } items[] = {
		{ "TO_CUSTOMERS", "/customers", RIGHT_FIGURES },
		{ "TO_SETTINGS", "/settings", RIGHT_SHOP_EDIT },
		{ "TO_BANKS", "/banks", RIGHT_SHOP_EDIT },
		{ "TO_ZONES", "/zones", RIGHT_SHOP_EDIT },
		{ "TO_CATEGORIES", "/categories", RIGHT_GOODS_EDIT },
		{ "TO_PAGES", "/pages", RIGHT_SHOP_EDIT },
		{ "TO_STAFF", "/staff", RIGHT_STAFF_EDIT },
		{ "TO_AUDIT", "/audit", RIGHT_SHOP_EDIT },
	};
	struct view *v = shell_admin(r, "admin/more", "more", i18n(r->c->arena, r->c->lang, "admin.more", NULL));
	struct view *shop = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(items); i++) {
		if (!role_may(r->staff->role, items[i].right))
			continue;
		shop = shop ? shop : view_row(v, "SHOP_PAGES");
		view_text(view_row(shop, items[i].section), "ITEM_URL", url_admin(r->c, "%s", items[i].path));
	}
	view_text(v, "ME_URL", url_admin(r->c, "/me"));
	view_text(v, "MY_NAME", r->staff->name);
	view_text(v, "MY_ROLE", i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "role.%s", role_name(r->staff->role)), NULL));
}

/* Where the thing that was changed can be looked at; NULL when it has no page. */
static const char *
object_url(struct ctx *c, const struct audit_row *a)
{
	static const struct { const char *object, *folder; } pages[] = {
		{ "order", "orders" }, { "product", "goods" }, { "zone", "zones" }, { "bank_account", "banks" }, { "category", "categories" },
		{ "page", "pages" }, { "staff", "staff" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(pages); i++)
		if (a->object_id > 0 && str_eq(pages[i].object, a->object))
			return url_admin(c, "/%s/%lld", pages[i].folder, (long long)a->object_id);
	return NULL;
}

static const char *
plain(struct ctx *c, const json_t *value)
{
	if (json_is_string(value))
		return json_string_value(value);
	return value ? js_text(c->arena, value) : "";
}

/* "pay: proof → paid": what differs between two short JSON objects. */
static const char *
change(struct ctx *c, const struct audit_row *a)
{
	const char *why, *key;
	json_t *before = a->before ? js_parse(c->arena, a->before, strlen(a->before), &why) : NULL;
	json_t *after = a->after ? js_parse(c->arena, a->after, strlen(a->after), &why) : NULL, *now;
	struct buf b;

	buf_init(&b, c->arena, CHANGE_MAX);
	json_object_foreach(after, key, now) {
		json_t *was = json_object_get(before, key);

		if (was && json_equal(was, now))
			continue;
		buf_printf(&b, "%s%s: %s%s%s", b.len ? " · " : "", key, plain(c, was), was ? " → " : "", plain(c, now));
	}
	return b.s;
}

static void
trail(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/audit", "more", i18n(c->arena, c->lang, "admin.audit", NULL));
	const char *zone = shop_get(c)->timezone, *from = request_query(r, "before");
	int64_t before = 0;
	struct audit_row *rows;
	size_t n, i;

	if (from && !str_int(from, 1, INT64_MAX, &before))
		before = 0;
	shell_back(v, url_admin(c, "/more"));
	rows = audit_list(c, "", 0, before, TRAIL_PAGE, &n);
	for (i = 0; i < n; i++) {
		const struct audit_row *a = &rows[i];
		struct view *row = view_row(v, "TRAIL");
		const char *id = arena_printf(c->arena, "audit.%s", a->act), *url = object_url(c, a), *what = change(c, a);

		view_text(row, "ACT", i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : a->act);
		view_text(row, "WHO", str_empty(a->actor_name) ? i18n(c->arena, c->lang,
		    arena_printf(c->arena, "order.who.%s", a->actor_kind), NULL) : a->actor_name);
		view_text(row, "WHEN", arena_printf(c->arena, "%s, %s", clock_date(c->arena, a->at, zone, c->lang),
		    clock_hm(c->arena, a->at, zone)));
		view_text(row, "CHANGE", what);
		view_flag(row, "HAS_CHANGE", !str_empty(what));
		view_text(view_row(row, url ? "WITH_PAGE" : "NO_PAGE"), "OBJECT_URL", url);
	}
	view_flag(v, "EMPTY", n == 0);
	if (n == TRAIL_PAGE)
		view_text(view_row(v, "OLDER"), "OLDER_URL", url_with(c, url_admin(c, "/audit"), "before",
		    arena_printf(c->arena, "%lld", (long long)rows[n - 1].id)));
}

static const struct route routes[] = {
	{ "GET", "/admin/more", show, GATE_STAFF, DO_READ, RIGHT_SELF, 0, NULL },
	{ "GET", "/admin/audit", trail, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
