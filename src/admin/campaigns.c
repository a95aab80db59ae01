/* Campaigns: the list with what runs and what is over, one's name and days, putting away and taking back. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/campaign.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/campaign.h"
#include "shop/setting.h"
#include "shop/staff.h"

struct campaign_form { int64_t version; const char *name, *from, *to; };
static const struct field fields[] = {
	F_INT(struct campaign_form, version, 0, INT64_MAX), F_TEXT(struct campaign_form, name, 2, CAMPAIGN_NAME_MAX), F_TEXT(struct campaign_form, from, 0, 10), F_TEXT(struct campaign_form, to, 0, 10), F_FIN
};

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/campaigns/%lld", (long long)id);
}

static void
row_show(struct ctx *c, struct view *v, const struct campaign *k, int64_t today)
{
	static const char *const states[] = { [CAMPAIGN_SOON] = "IS_SOON", [CAMPAIGN_RUNS] = "RUNS", [CAMPAIGN_OVER] = "IS_OVER" };
	enum campaign_state s = campaign_state(k, today);
	const char *days = present_campaign_days(c, k->from, k->to);

	view_text(v, "CAMPAIGN_NAME", k->name);
	view_text(v, "CAMPAIGN_URL", one_url(c, k->id));
	if (*days)
		view_text(view_row(v, "HAS_DAYS"), "CAMPAIGN_DAYS", days);
	if (s != CAMPAIGN_AWAY)
		view_flag(v, states[s], true);
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/campaigns", "more", i18n(c->arena, c->lang, "admin.campaigns", NULL)), *some = NULL, *away = NULL;
	int64_t today = clock_day(clock_now(), shop_get(c)->timezone);
	size_t n, i;
	const struct campaign *all = campaign_list(c, &n);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/campaigns/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	view_text(v, "RESULT_URL", url_admin(c, "/reports/channels"));
	for (i = 0; i < n; i++) {
		if (all[i].archived_at) {
			away = away ? away : view_row(v, "AWAY");
			row_show(c, view_row(away, "CAMPAIGN"), &all[i], today);
		} else {
			some = some ? some : view_row(v, "SOME");
			row_show(c, view_row(some, "CAMPAIGN"), &all[i], today);
		}
	}
	if (!some)
		view_text(view_row(v, "NONE"), "NEW_URL", url_admin(c, "/campaigns/new"));
}

static const char *
iso(struct ctx *c, int64_t day)
{
	return day ? clock_iso_day(c->arena, day) : "";
}

static void
page(struct request *r, const struct campaign *k)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/campaign", "more", i18n(c->arena, c->lang, k->id ? "campaign.title" : "campaign.new", NULL)), *row;
	const char *url = k->id ? one_url(c, k->id) : url_admin(c, "/campaigns/new");

	shell_back(v, url_admin(c, "/campaigns"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", url);
	present_version(r, v, "campaign.conflict", k->version);
	(void)present_field(r, v, "F_NAME", fields, "name", k->id ? k->name : "");
	(void)present_field(r, v, "F_FROM", fields, "from", iso(c, k->from));
	(void)present_field(r, v, "F_TO", fields, "to", iso(c, k->to));
	if (!k->id)
		return;
	row = view_row(v, k->archived_at ? "IS_AWAY" : "IS_HERE");
	view_text(row, "AWAY_URL", arena_printf(c->arena, "%s/away", url));
}

static void
show(struct request *r)
{
	const struct campaign *k = campaign_get(r->c, r->arg_int[0]);

	if (k)
		page(r, k);
	else
		reply_not_found(r);
}

static void
show_new(struct request *r)
{
	page(r, &(struct campaign){ .name = "" });
}

/* A day that may be left open. */
static int64_t
day_read(struct request *r, const char *field, const char *text)
{
	int64_t day = 0;

	if (!str_empty(text) && (!clock_parse_day(text, &day) || day <= 0))
		form_bad(r, field, "campaign.day");
	return day > 0 ? day : 0;
}

static void
save_as(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct campaign_form f;
	int64_t from, to;

	if (!form_read(r, fields, &f)) {
		reply_again(r, again);
		return;
	}
	from = day_read(r, "from", f.from);
	to = day_read(r, "to", f.to);
	if (from && to && to < from)
		form_bad(r, "to", "campaign.days");
	if (r->n_errors > 0) {
		reply_again(r, again);
		return;
	}
	switch (campaign_put(r->c, &id, f.version, f.name, from, to)) {
	case CAMPAIGN_OK:
		flash(r, "flash.campaign.saved");
		reply_see_other(r, url_admin(r->c, "/campaigns"));
		return;
	case CAMPAIGN_GONE:
		reply_not_found(r);
		return;
	case CAMPAIGN_CONFLICT:
		form_note(r, "campaign.conflict");
		break;
	case CAMPAIGN_TAKEN:
		form_bad(r, "name", "campaign.taken");
		break;
	case CAMPAIGN_FULL:
		form_note(r, "campaign.full");
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

static void
away(struct request *r)
{
	bool go = str_eq(request_form(r, "do"), "away");

	if (campaign_away(r->c, r->arg_int[0], go) != CAMPAIGN_OK) {
		reply_not_found(r);
		return;
	}
	flash(r, go ? "flash.campaign.away" : "flash.campaign.back");
	reply_see_other(r, url_admin(r->c, "/campaigns"));
}

static const struct route routes[] = {
	{ "GET", "/admin/campaigns", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/campaigns/new", show_new, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/campaigns/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/campaigns/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/campaigns/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/campaigns/{id:int}/away", away, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
