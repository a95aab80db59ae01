/* Indonesia's zones know no summer time: hours are added to the day's beginning. */
#include "present/moment.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "shop/setting.h"

const char *
present_moment_text(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;
	int minute;

	if (at == 0)
		return "";
	minute = clock_minute(at, zone);
	return arena_printf(c->arena, at % 60 ? "%sT%02d:%02d:%02d" : "%sT%02d:%02d", clock_iso_day(c->arena, clock_day(at, zone)), minute / 60, minute % 60, (int)(at % 60));
}

/* Two digits that say less than `most`. */
static bool
pair(const char *s, int most, int *n)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*n = 10 * (s[0] - '0') + s[1] - '0';
	return *n < most;
}

bool
present_moment_parse(struct ctx *c, const char *s, int64_t *at)
{
	size_t len = strlen(s);
	int hour = 0, minute = 0, second = 0;
	int64_t day;

	if ((len != 10 && len != 16 && len != 19) || !clock_parse_day(arena_mem(c->arena, s, 10), &day) || day < 0)
		return false;
	if (len > 10 && (s[10] != 'T' || s[13] != ':' || !pair(s + 11, 24, &hour) || !pair(s + 14, 60, &minute)))
		return false;
	if (len == 19 && (s[16] != ':' || !pair(s + 17, 60, &second)))
		return false;
	*at = clock_day_start(day, shop_get(c)->timezone) + 3600 * hour + 60 * minute + second;
	return true;
}

bool
present_moment_end(struct ctx *c, const char *s, int64_t *at)
{
	if (!present_moment_parse(c, s, at))
		return false;
	if (strlen(s) == 10)
		*at += 86400;
	else if (str_ends(s, "T23:59"))
		*at += 60;
	return true;
}

int64_t
present_moment_last(struct ctx *c, int64_t end)
{
	return end > 0 && end == clock_day_start(clock_day(end, shop_get(c)->timezone), shop_get(c)->timezone) ? end - 60 : end;
}

const char *
present_moment_ends(struct ctx *c, int64_t end)
{
	return present_moment_last(c, end) == end ? present_moment_shown(c, end) : clock_date(c->arena, end - 1, shop_get(c)->timezone, c->lang);
}

const char *
present_moment_shown(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;

	return arena_printf(c->arena, "%s, %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone));
}

const char *
present_moment_near(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;
	int64_t days = clock_day(at, zone) - clock_day(clock_now(), zone);

	if (days != 0 && days != 1)
		return present_moment_shown(c, at);
	return i18n(c->arena, c->lang, days == 0 ? "moment.today" : "moment.tomorrow", clock_hm(c->arena, at, zone), NULL);
}
