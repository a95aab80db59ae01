/* Days of an own delivery: pure reckoning with the shop's local days, so that WIB, WITA and WIT differ and nothing else does. */
#include "shop/ship.h"

#include "base/clock.h"

#define AHEAD (7 * SHIP_DAYS + 8)	/* the last of SHIP_DAYS weekly days, behind the longest lead */

int64_t
ship_day_closes(const struct zone *z, int64_t day, const char *timezone)
{
	return clock_day_start(day - z->lead, timezone) + z->cutoff * 60;
}

size_t
ship_days(const struct zone *z, int64_t now, int64_t ready, const char *timezone, int64_t out[SHIP_DAYS])
{
	int64_t today = clock_day(now, timezone), day;
	size_t n = 0;

	today = ready > today ? ready : today;
	for (day = today; z->days != 0 && n < SHIP_DAYS && day < today + AHEAD; day++)
		if ((z->days >> (clock_weekday(day) - 1) & 1) && now < ship_day_closes(z, day, timezone))
			out[n++] = day;
	return n;
}

/* One or two digits; moves *s past them. -1: none. */
static int
two_digits(const char **s)
{
	int n = -1;

	for (int i = 0; i < 2 && **s >= '0' && **s <= '9'; i++)
		n = (n < 0 ? 0 : n * 10) + *(*s)++ - '0';
	return n;
}

bool
ship_time_parse(const char *s, int64_t *minute)
{
	int h = two_digits(&s), m = 0;

	if (h >= 0 && (*s == ':' || *s == '.')) {
		s++;
		m = two_digits(&s);
		if (s[0] == ':' && s[1] == '0' && s[2] == '0')	/* what spreadsheets add */
			s += 3;
	}
	if (*s != '\0' || h < 0 || m < 0 || m > 59 || h * 60 + m > 1440)
		return false;
	*minute = h * 60 + m;
	return true;
}

const char *
ship_time(struct arena *a, int64_t minute)
{
	return arena_printf(a, "%02lld:%02lld", (long long)minute / 60, (long long)minute % 60);
}
