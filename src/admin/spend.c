/* Ad spend: the list, and one amount by hand. Files of it: spend_file.c. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/campaign.h"
#include "present/field.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/link.h"
#include "shop/setting.h"
#include "shop/spend.h"
#include "shop/staff.h"

#define PER_PAGE 50
#define LINKS_OFFERED 60

struct spend_form { int64_t version, link, amount; const char *from, *to, *channel, *note; };
static const struct field fields[] = {
	F_INT(struct spend_form, version, 0, INT64_MAX), F_TEXT(struct spend_form, from, 10, 10), F_TEXT(struct spend_form, to, 0, 10),
	F_CHOICE(struct spend_form, channel, "facebook|instagram|whatsapp|tiktok|google|print|other"), F_INT_OPT(struct spend_form, link, 0, INT64_MAX),
	F_MONEY(struct spend_form, amount, 1, MONEY_MAX), F_TEXT(struct spend_form, note, 0, SPEND_NOTE_MAX), F_FIN
};

static const char *
channel_text(struct ctx *c, const char *channel)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, "channel.%s", channel), NULL);
}

static int64_t
today_of(struct ctx *c)
{
	return clock_day(clock_now(), shop_get(c)->timezone);
}

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/spend/%lld", (long long)id);
}

/* "Keripik Balado (K12)"; a link without a name is called by its channel. */
static const char *
link_text(struct ctx *c, const char *label, const char *channel, const char *spoken)
{
	return arena_printf(c->arena, "%s (%s)", *label ? label : channel_text(c, channel), spoken);
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/spends", "more", i18n(c->arena, c->lang, "admin.spend", NULL)), *some = NULL;
	int64_t page = request_page(r), count, sum;
	struct pager pager;
	size_t n, i;
	const struct spend *all = spend_list(c, (page - 1) * PER_PAGE, PER_PAGE, &n, &count, &sum);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/spend/new"), i18n(c->arena, c->lang, "spend.new", NULL));
	view_text(v, "FILE_URL", url_admin(c, "/spend/file"));
	if (count == 0)
		view_text(view_row(v, "NONE"), "NEW_URL", url_admin(c, "/spend/new"));
	else {
		some = view_row(v, "SOME");
		view_int(some, "COUNT", count);
		view_money(some, "SUM", sum);
		view_text(some, "RESULT_URL", url_admin(c, "/reports/channels"));
	}
	for (i = 0; i < n; i++) {
		struct view *row = view_row(some, "SPEND_ROW");

		view_text(row, "SPEND_URL", one_url(c, all[i].id));
		view_money(row, "AMOUNT", all[i].amount);
		view_text(row, "DAYS", present_campaign_days(c, all[i].from, all[i].to));
		view_text(row, "CHANNEL", channel_text(c, all[i].channel));
		if (*all[i].campaign_name)
			view_text(view_row(row, "OF_CAMPAIGN"), "CAMPAIGN_NAME", all[i].campaign_name);
		if (all[i].link)
			view_text(view_row(row, "OF_LINK"), "LINK_NAME", link_text(c, all[i].label, all[i].channel, all[i].spoken));
		if (*all[i].note)
			view_text(view_row(row, "NOTED"), "NOTE", all[i].note);
	}
	for (pager_start(&pager, page, count, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, url_with(c, url_admin(c, "/spend"), "page", arena_printf(c->arena, "%lld", (long long)pager.at)));
}

/* The newest links, and the one that it is for; none of them is no choice. */
static void
links(struct request *r, struct view *page, const struct spend *s)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct link *all = link_list(c, LINKS_OFFERED, &n), *own = s->link ? link_get(c, s->link) : NULL;
	const char *now = arena_printf(c->arena, "%lld", (long long)s->link);
	struct view *v;

	if (n == 0)
		return;
	v = present_field(r, page, "F_LINK", fields, "link", now);
	(void)present_field_choice(r, v, "LINK", "link", now, "0", i18n(c->arena, c->lang, "spend.no_link", NULL));
	for (i = 0; i < n && !(own && all[i].id == own->id); i++)
		;
	if (own && i == n)
		(void)present_field_choice(r, v, "LINK", "link", now, now, link_text(c, own->label, own->channel, own->spoken));
	for (i = 0; i < n; i++)
		(void)present_field_choice(r, v, "LINK", "link", now, arena_printf(c->arena, "%lld", (long long)all[i].id),
		    arena_printf(c->arena, "%s · %s", link_text(c, all[i].label, all[i].channel, all[i].spoken), channel_text(c, all[i].channel)));
}

static void
page(struct request *r, const struct spend *s)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/spend", "more", i18n(c->arena, c->lang, s->id ? "spend.title" : "spend.new", NULL));
	const char *url = s->id ? one_url(c, s->id) : url_admin(c, "/spend/new");

	shell_back(v, url_admin(c, "/spend"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", url);
	present_version(r, v, "spend.conflict", s->version);
	(void)present_field_money(r, v, "F_AMOUNT", fields, "amount", s->amount, 0);
	(void)present_field(r, v, "F_FROM", fields, "from", clock_iso_day(c->arena, s->from));
	(void)present_field(r, v, "F_TO", fields, "to", s->to == s->from ? "" : clock_iso_day(c->arena, s->to));
	for (size_t i = 0; link_channels[i]; i++)
		(void)present_field_choice(r, v, "CHANNEL", "channel", s->channel, link_channels[i], channel_text(c, link_channels[i]));
	present_campaigns(r, v, NULL, s->campaign, true);
	links(r, v, s);
	(void)present_field(r, v, "F_NOTE", fields, "note", s->note);
	if (s->id)
		view_text(view_row(v, "IS_OLD"), "DROP_URL", arena_printf(c->arena, "%s/drop", url));
}

static void
show(struct request *r)
{
	const struct spend *s = spend_get(r->c, r->arg_int[0]);

	if (s)
		page(r, s);
	else
		reply_not_found(r);
}

static void
show_new(struct request *r)
{
	int64_t today = today_of(r->c);

	page(r, &(struct spend){ .from = today, .to = today, .channel = "facebook", .note = "" });
}

static void
days_read(struct request *r, const struct spend_form *f, struct spend *s)
{
	if (!clock_parse_day(f->from, &s->from))
		form_bad(r, "from", "campaign.day");
	s->to = s->from;
	if (!str_empty(f->to) && !clock_parse_day(f->to, &s->to))
		form_bad(r, "to", "campaign.day");
	if (r->n_errors > 0)
		return;
	switch (spend_days(s->from, s->to, today_of(r->c))) {
	case SPEND_DAYS_OK:
		return;
	case SPEND_DAYS_ORDER:
		form_bad(r, "to", "campaign.days");
		return;
	case SPEND_DAYS_LONG:
		form_bad(r, "to", "spend.long");
		return;
	case SPEND_DAYS_FAR:
		form_bad(r, "from", "spend.far");
		return;
	}
}

static void
save_as(struct request *r, int64_t id, const struct spend *now, void (*again)(struct request *))
{
	struct spend_form f;
	struct spend s = { .campaign = present_campaign_sent(r, now ? now->campaign : 0, true) };

	if (!form_read(r, fields, &f)) {
		reply_again(r, again);
		return;
	}
	days_read(r, &f, &s);
	s.link = f.link == NO_NUMBER ? 0 : f.link;
	if (s.link && !link_get(r->c, s.link))
		form_bad(r, "link", "spend.link");
	if (r->n_errors > 0) {
		reply_again(r, again);
		return;
	}
	s.version = f.version;
	s.channel = f.channel;
	s.amount = f.amount;
	s.note = f.note;
	switch (spend_put(r->c, &id, &s)) {
	case SPEND_OK:
		flash(r, "flash.spend.saved");
		reply_see_other(r, url_admin(r->c, "/spend"));
		return;
	case SPEND_GONE:
		reply_not_found(r);
		return;
	case SPEND_CONFLICT:
		form_note(r, "spend.conflict");
		reply_again(r, again);
		return;
	}
}

static void
save(struct request *r)
{
	const struct spend *now = spend_get(r->c, r->arg_int[0]);

	if (now)
		save_as(r, now->id, now, show);
	else
		reply_not_found(r);
}

static void
save_new(struct request *r)
{
	save_as(r, 0, NULL, show_new);
}

static void
drop(struct request *r)
{
	if (spend_drop(r->c, r->arg_int[0]) != SPEND_OK) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.spend.dropped");
	reply_see_other(r, url_admin(r->c, "/spend"));
}

static const struct route routes[] = {
	{ "GET", "/admin/spend", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/spend/new", show_new, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/spend/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/spend/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/spend/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/spend/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
