/* Choosing a campaign: the same few choices wherever a tracked link is made. */
#include "present/campaign.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "present/field.h"
#include "shop/campaign.h"
#include "shop/setting.h"

static int64_t
today_of(struct ctx *c)
{
	return clock_day(clock_now(), shop_get(c)->timezone);
}

static bool
offered(const struct campaign *k, int64_t today, bool over)
{
	return over ? !k->archived_at : campaign_lives(k, today);
}

void
present_campaigns(struct request *r, struct view *page, const char *around, int64_t chosen, bool over)
{
	struct ctx *c = r->c;
	const char *now = arena_printf(c->arena, "%lld", (long long)chosen);
	int64_t today = today_of(c);
	struct view *v = NULL;
	size_t n, i;
	const struct campaign *list = campaign_list(c, &n);

	for (i = 0; i < n; i++) {
		if (!offered(&list[i], today, over) && list[i].id != chosen)
			continue;
		if (!v) {
			v = view_part(around ? view_row(page, around) : page, "CAMPAIGN_PICK", "admin/part_campaign");
			(void)present_field_choice(r, v, "CAMPAIGN", "campaign", now, "0", i18n(c->arena, c->lang, "campaign.none", NULL));
			view_text(v, "ERROR", present_error(r, NULL, "campaign"));
			view_flag(v, "BAD", form_error(r, "campaign") != NULL);
			view_text(v, "FIELD", "campaign");
		}
		(void)present_field_choice(r, v, "CAMPAIGN", "campaign", now, arena_printf(c->arena, "%lld", (long long)list[i].id), list[i].name);
	}
}

int64_t
present_campaign_sent(struct request *r, int64_t now, bool over)
{
	const char *sent = request_form(r, "campaign");
	const struct campaign *k;
	int64_t id = 0;

	if (!sent)
		return now;
	if (str_int(sent, 0, INT64_MAX, &id) && (id == 0 || id == now))
		return id;
	k = id > 0 ? campaign_get(r->c, id) : NULL;
	if (k && offered(k, today_of(r->c), over))
		return id;
	form_bad(r, "campaign", "campaign.not");
	return now;
}

static const char *
day_text(struct ctx *c, int64_t day)
{
	const char *zone = shop_get(c)->timezone;

	return clock_date(c->arena, clock_day_start(day, zone), zone, c->lang);
}

const char *
present_campaign_days(struct ctx *c, int64_t from, int64_t to)
{
	if (from && to)
		return from == to ? day_text(c, from) : arena_printf(c->arena, "%s – %s", day_text(c, from), day_text(c, to));
	if (from)
		return i18n(c->arena, c->lang, "campaign.from", day_text(c, from), NULL);
	return to ? i18n(c->arena, c->lang, "campaign.to", day_text(c, to), NULL) : "";
}
