/* The catalogue for Facebook, Instagram and Google: one card a house with its switch, the address to give there, how fresh the file is, and the goods that it leaves out with what to do about each. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "shop/feed.h"
#include "shop/setting.h"
#include "shop/staff.h"

struct switch_form { bool on; };
static const struct field fields[] = { F_BOOL(struct switch_form, on), F_FIN };

static void
faults(struct ctx *c, struct view *v, enum feed feed, int64_t all)
{
	size_t n, i;
	const struct feed_fault *list = feed_faults(c, feed, &n);
	struct view *box = n ? view_row(v, "FAULTS") : NULL;

	for (i = 0; i < n; i++) {
		struct view *row = view_row(box, "FAULT");

		view_text(row, "FAULT_NAME", list[i].name);
		view_text(row, "FAULT_LABEL", list[i].label);
		view_flag(row, "HAS_LABEL", *list[i].label != '\0');
		view_text(row, "FAULT_WHY", i18n(c->arena, c->lang, arena_printf(c->arena, "feed.problem.%s", feed_problem_name(list[i].problem)), NULL));
		view_text(row, "FAULT_URL", url_admin(c, "/goods/%lld", (long long)list[i].product));
	}
	if (n)
		view_int(box, "LEFT_OUT", all);
}

static void
card(struct request *r, struct view *page, enum feed feed)
{
	struct ctx *c = r->c;
	struct feed_state s = feed_get(c, feed);
	struct view *v = view_row(page, "FEED"), *on;
	const char *zone = shop_get(c)->timezone;

	view_text(v, "FEED_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "feed.%s", feed_kinds[feed].name), NULL));
	view_text(v, "FEED_HELP", i18n(c->arena, c->lang, arena_printf(c->arena, "feed.%s.help", feed_kinds[feed].name), NULL));
	view_text(v, "SWITCH_URL", url_admin(c, "/feeds/%s", feed_kinds[feed].name));
	view_flag(v, "IS_OFF", !s.on);
	if (!s.on)
		return;
	on = view_row(v, "IS_ON");
	view_text(on, "FEED_URL", url_absolute(c, arena_printf(c->arena, "/feed/%s", feed_kinds[feed].file)));
	view_flag(on, "WAITS", s.made_at == 0);
	if (s.made_at == 0) {
		reply_header(r, "Refresh", "5");
		return;
	}
	on = view_row(on, "MADE");
	view_text(on, "MADE_WHEN", arena_printf(c->arena, "%s, %s", clock_date(c->arena, s.made_at, zone, c->lang), clock_hm(c->arena, s.made_at, zone)));
	view_int(on, "ROWS", s.items);
	view_int(on, "GOODS", s.products);
	faults(c, on, feed, s.left_out);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/feeds", "more", i18n(c->arena, c->lang, "admin.feeds", NULL));

	shell_back(v, url_admin(c, "/more"));
	for (int f = 0; f < FEED_COUNT; f++)
		card(r, v, (enum feed)f);
}

static void
turn(struct request *r)
{
	struct switch_form f;
	int feed = 0;

	while (feed < FEED_COUNT && !str_eq(feed_kinds[feed].name, r->arg[0]))
		feed++;
	if (feed == FEED_COUNT) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	feed_switch(r->c, (enum feed)feed, f.on);
	flash(r, f.on ? "flash.feed.on" : "flash.feed.off");
	reply_see_other(r, url_admin(r->c, "/feeds"));
}

static const struct route routes[] = {
	{ "GET", "/admin/feeds", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/feeds/{feed}", turn, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
