/* Where one is logged in: every phone and computer with its last use, and the way to log one or all of the others out from afar. */
#include "base/clock.h"
#include "base/i18n.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/device.h"
#include "present/shell.h"
#include "shop/audit.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/staff.h"

static const char *
moment(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;

	return arena_printf(c->arena, "%s, %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone));
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/sessions", "more", i18n(c->arena, c->lang, "admin.sessions", NULL));
	struct session_seen *all;
	size_t n, i;

	shell_back(v, url_admin(c, "/me"));
	all = session_list(c, r->staff->id, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "DEVICE");

		view_text(row, "DEVICE_NAME", present_device(c, all[i].agent));
		view_text(row, "SINCE", moment(c, all[i].created_at));
		if (all[i].id == r->staff_session->id) {
			view_flag(row, "THIS_ONE", true);
			continue;
		}
		row = view_row(row, "OTHER");
		view_text(row, "SEEN", moment(c, all[i].seen_at));
		view_text(row, "END_URL", url_admin(c, "/me/sessions/%lld/end", (long long)all[i].id));
	}
	if (n > 1)
		view_text(view_row(v, "OTHERS"), "END_ALL_URL", url_admin(c, "/me/sessions/end"));
}

static void
leave(struct request *r, const char *message)
{
	flash(r, message);
	reply_see_other(r, url_admin(r->c, "/me/sessions"));
}

static void
end(struct request *r)
{
	if (!session_end(r->c, r->staff->id, r->arg_int[0])) {
		reply_not_found(r);
		return;
	}
	audit(r->c, "session.end", "staff", r->staff->id, NULL, NULL);
	if (r->arg_int[0] == r->staff_session->id)
		reply_see_other(r, url_admin(r->c, "/login"));
	else
		leave(r, "flash.session.ended");
}

static void
end_others(struct request *r)
{
	if (session_end_others(r->c, r->staff->id, r->staff_session->id) > 0)
		audit(r->c, "session.end", "staff", r->staff->id, NULL, NULL);
	leave(r, "flash.session.alone");
}

static const struct route routes[] = {
	{ "GET", "/admin/me/sessions", list, GATE_STAFF, DO_READ, RIGHT_SELF, 0, NULL },
	{ "POST", "/admin/me/sessions/end", end_others, GATE_STAFF, DO_WRITE, RIGHT_SELF, 0, NULL },
	{ "POST", "/admin/me/sessions/{id:int}/end", end, GATE_STAFF, DO_WRITE, RIGHT_SELF, 0, NULL },
	{ 0 }
};
ROUTES(routes);
