/* Sharing one product without an API: pictures, caption, the phone's own share sheet, WhatsApp; per channel and language. Without script the pictures are saved and the words copied by hand. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/campaign.h"
#include "present/link.h"
#include "present/shell.h"
#include "shop/campaign.h"
#include "shop/kit.h"
#include "shop/staff.h"

static const char *const channels[] = { "whatsapp", "instagram", "facebook", "tiktok", "other" };

static const char *
channel_of(const char *s)
{
	for (size_t i = 0; i < ARRAY_LEN(channels); i++)
		if (str_eq(channels[i], s))
			return channels[i];
	return channels[0];
}

static const char *
lang_of(const char *s)
{
	return str_eq(s, "en") ? "en" : "id";
}

static const char *
share_url(struct ctx *c, int64_t product, const char *channel, int64_t campaign, const char *lang)
{
	const char *url = url_with(c, url_with(c, url_admin(c, "/goods/%lld/share", (long long)product), "channel", channel), "lang", lang);

	return campaign ? url_with(c, url, "campaign", arena_printf(c->arena, "%lld", (long long)campaign)) : url;
}

/* One that is there; what an address makes up is none. */
static int64_t
campaign_asked(struct request *r)
{
	const char *s = request_query(r, "campaign");
	int64_t id = 0;

	return s && str_int(s, 1, INT64_MAX, &id) && campaign_get(r->c, id) ? id : 0;
}

static void
choices(struct request *r, struct view *v, const char *channel, int64_t campaign, const char *lang)
{
	static const char *const langs[] = { "id", "en" };
	struct ctx *c = r->c;
	struct view *row;

	for (size_t i = 0; i < ARRAY_LEN(channels); i++) {
		row = view_row(v, "CHANNEL");
		view_text(row, "CHANNEL_URL", share_url(c, r->arg_int[0], channels[i], campaign, lang));
		view_text(row, "CHANNEL_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "channel.%s", channels[i]), NULL));
		view_flag(row, "CHANNEL_ON", str_eq(channels[i], channel));
	}
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		row = view_row(v, "LANG");
		view_text(row, "LANG_URL", share_url(c, r->arg_int[0], channel, campaign, langs[i]));
		view_text(row, "LANG_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "kit.lang.%s", langs[i]), NULL));
		view_flag(row, "LANG_ON", str_eq(langs[i], lang));
	}
}

/* A name that every app takes. */
static const char *
file_name(struct ctx *c, const char *name, const char *what)
{
	char *s = arena_str(c->arena, name);

	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || strchr("/\\:*?\"<>|", *p))
			*p = '-';
	return arena_printf(c->arena, "%s %s.jpg", s, what);
}

/* Are all pictures there (READY), is one on its way, did one fail, or is it to be asked for? */
enum stage { NONE, COMING, BROKEN, GIVEN_UP, DONE };

static enum stage
stage_of(const struct kit *k)
{
	enum stage s = DONE;

	for (size_t i = 0; i < KIT_SHAPES; i++) {
		if (!k->shape[i])
			return NONE;
		if (k->shape[i]->state == POSTER_FAILED)
			s = k->shape[i]->given_up || s == GIVEN_UP ? GIVEN_UP : BROKEN;
		else if (k->shape[i]->state == POSTER_WAITING && s == DONE)
			s = COMING;
	}
	return s;
}

static void
pictures(struct ctx *c, struct view *v, const struct kit *k)
{
	static const char *const what[KIT_SHAPES] = { "kit.square", "kit.tall" }, *const files[KIT_SHAPES] = { "1080", "status" };
	const char *all = "";

	for (size_t i = 0; i < KIT_SHAPES; i++) {
		struct view *row = view_row(v, "SHAPE");
		const char *url = poster_url(c, k->shape[i], 1);

		view_text(row, "SHAPE_URL", url);
		view_text(row, "SHAPE_NAME", i18n(c->arena, c->lang, what[i], NULL));
		view_text(row, "SHAPE_FILE", file_name(c, k->name, files[i]));
		view_flag(row, "SHAPE_SQUARE", i == 0);
		view_flag(row, "SHAPE_TALL", i > 0);
		all = i ? arena_printf(c->arena, "%s %s", all, url) : url;
	}
	view_text(v, "FILES", all);
}

/* What came by the links of this product so far, channel by channel, for the campaign that is chosen. */
static void
came(struct request *r, struct view *v, int64_t campaign)
{
	struct report_link sums[ARRAY_LEN(channels)];
	const char *of[ARRAY_LEN(channels)];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(channels); i++) {
		const struct link *l = link_of(r->c, "kit", r->arg_int[0], channels[i], campaign);

		if (!l)
			continue;
		of[n] = channels[i];
		sums[n++].link = l->id;
	}
	if (n == 0)
		return;
	report_links(r->c, sums, n);
	v = view_row(v, "CAME");
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "CAME_BY");

		view_text(row, "BY_CHANNEL", i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "channel.%s", of[i]), NULL));
		present_link(r, row, &sums[i]);
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *channel = channel_of(request_query(r, "channel")), *lang = lang_of(request_query(r, "lang"));
	int64_t campaign = campaign_asked(r);
	const struct kit *k = kit_get(c, r->arg_int[0], channel, campaign, lang);
	enum stage stage;
	struct view *v, *row;

	if (!k) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/kit", "goods", i18n(c->arena, c->lang, "admin.kit", NULL));
	shell_back(v, role_may(r->staff->role, RIGHT_GOODS_SEE) ? url_admin(c, "/goods/%lld", (long long)r->arg_int[0]) : url_admin(c, "/more"));
	view_text(v, "GOODS_NAME", k->name);
	view_text(v, "MAKE_URL", url_admin(c, "/goods/%lld/share", (long long)r->arg_int[0]));
	view_text(v, "NOW_CHANNEL", channel);
	view_text(v, "NOW_LANG", lang);
	choices(r, v, channel, campaign, lang);
	view_int(v, "NOW_CAMPAIGN", campaign);
	present_campaigns(r, v, "PICK", campaign, false);
	stage = stage_of(k);
	view_flag(v, "MAKE_FIRST", stage == NONE && !k->link);
	view_flag(v, "MAKE_ANEW", stage == NONE && k->link);
	view_flag(v, "BROKEN", stage == BROKEN);
	view_flag(v, "GIVEN_UP", stage == GIVEN_UP);
	if (stage == COMING) {
		view_text(view_row(v, "COMING"), "SELF_URL", share_url(c, r->arg_int[0], channel, campaign, lang));
		reply_header(r, "Refresh", "2");
	}
	if (stage == DONE)
		pictures(c, view_row(v, "PICTURES"), k);
	came(r, v, campaign);
	if (!k->link)
		return;
	row = view_row(v, "WORDS");
	view_text(row, "CAPTION", k->caption);
	view_text(row, "WHATSAPP_URL", url_whatsapp(c, "", k->caption));
	view_text(row, "LINK_URL", link_url(c, k->link));
	view_text(row, "SPOKEN", k->link->spoken);
}

static void
make(struct request *r)
{
	const char *channel = channel_of(request_form(r, "channel")), *lang = lang_of(request_form(r, "lang"));
	int64_t campaign = present_campaign_sent(r, 0, false);

	if (r->n_errors > 0) {
		flash(r, "flash.no.campaign");
		reply_see_other(r, share_url(r->c, r->arg_int[0], channel, 0, lang));
		return;
	}
	if (kit_make(r->c, r->arg_int[0], channel, campaign, lang))
		reply_see_other(r, share_url(r->c, r->arg_int[0], channel, campaign, lang));
	else
		reply_not_found(r);
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/share", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/share", make, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
