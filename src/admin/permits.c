/* Permits of all goods in one list: those that are over or end soon first. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "shop/permit.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define MOST 500

/* Which part of the list one belongs to. */
static const char *
part_of(const struct permit_row *p, int64_t now)
{
	if (p->until == 0)
		return "NO_END";
	if (p->until <= now)
		return "IS_OVER";
	return p->until <= now + PERMIT_SOON_S ? "ENDS_SOON" : "HOLDS";
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/permits", "more", i18n(c->arena, c->lang, "permit.title", NULL)), *list = NULL, *row;
	int64_t now = clock_now();
	const char *zone = shop_get(c)->timezone, *at = "", *doubt;
	size_t n, i;
	const struct permit_row *all = permit_list(c, 0, MOST, &n);

	shell_back(v, url_admin(c, "/more"));
	for (i = 0; i < n; i++) {
		const char *part = part_of(&all[i], now);

		if (!list || !str_eq(part, at))
			view_flag(list = view_row(v, "PART"), part, true);
		at = part;
		row = view_row(list, "PERMIT_ROW");
		view_text(row, "GOODS_NAME", all[i].name);
		view_text(row, "FACTS_URL", url_admin(c, "/goods/%lld/facts#izin", (long long)all[i].product));
		view_text(row, "PERMIT_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "permit.%s", permit_words[all[i].kind]), NULL));
		view_text(row, "NUMBER", all[i].number);
		if (all[i].until)
			view_text(view_row(row, "HAS_END"), "UNTIL", clock_date(c->arena, all[i].until - 1, zone, c->lang));
		doubt = permit_doubt(c, all[i].kind, all[i].number, now);
		if (doubt)
			view_text(view_row(row, "DOUBT"), "DOUBT_TEXT", i18n(c->arena, c->lang, doubt, NULL));
	}
	if (n == 0)
		view_text(view_row(v, "NONE"), "GOODS_URL", url_admin(c, "/goods"));
}

static const struct route routes[] = {
	{ "GET", "/admin/permits", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ 0 }
};
ROUTES(routes);
