/*
 * Time. The calendar is the proleptic Gregorian one, computed here, so that neither the machine's
 * zone nor its locale matters; Indonesia's three zones have fixed offsets. Months and weekdays as
 * CLDR 48 writes them.
 */
#include "base/clock.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

#define DAY INT64_C(86400)

static int64_t standing; /* set by tests; 0: the real clock */

struct date {
	int64_t year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;

	return a % b < 0 ? q - 1 : q;
}

/* Days since 1970-01-01 to a date and back: the algorithms of Howard Hinnant's "chrono-compatible
 * date algorithms". */
static struct date
date_of(int64_t day)
{
	int64_t z = day + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	struct date d;

	d.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	d.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	d.year = yoe + era * 400 + (d.month <= 2);
	return d;
}

static int64_t
day_of(struct date d)
{
	int64_t y = d.year - (d.month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (d.month > 2 ? d.month - 3 : d.month + 9) + 2) / 5 + d.day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

/*
 * The file that shifts the clock of flow tests: by how many seconds and, after a space, how many of these did not pass but are a clock that was set. Zeros when there is none.
 */
static void
shift(int64_t *seconds, int64_t *set)
{
	const char *path = getenv("ETALASE_CLOCK_FILE");
	char text[64], *space;
	ssize_t n;
	int fd;

	*seconds = *set = 0;
	if (path == NULL || *path == '\0')
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n < 0)
		n = 0;
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
		n--;
	text[n] = '\0';
	space = strchr(text, ' ');
	if (space)
		*space = '\0';
	if (!str_int(text, -100000 * DAY, 100000 * DAY, seconds))
		*seconds = 0;
	if (!space || !str_int(space + 1, -100000 * DAY, 100000 * DAY, set))
		*set = 0;
}

int64_t
clock_now(void)
{
	struct timespec t;
	int64_t seconds, set;

	if (standing != 0)
		return standing;
	clock_gettime(CLOCK_REALTIME, &t);
	shift(&seconds, &set);
	return (int64_t)t.tv_sec + seconds;
}

int64_t
clock_start(void)
{
	struct timespec t, up;
	int64_t seconds, set;

	clock_gettime(CLOCK_REALTIME, &t);
	clock_gettime(CLOCK_BOOTTIME, &up);
	shift(&seconds, &set);
	return (int64_t)t.tv_sec + set - (int64_t)up.tv_sec;
}

int64_t
clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + (int64_t)t.tv_nsec / 1000;
}

int64_t
clock_ms(void)
{
	return clock_us() / 1000;
}

void
clock_set(int64_t at)
{
	standing = at;
}

int64_t
clock_offset(const char *timezone)
{
	if (str_eq(timezone, "Asia/Makassar"))
		return 8 * 3600;
	if (str_eq(timezone, "Asia/Jayapura"))
		return 9 * 3600;
	return 7 * 3600;
}

const char *
clock_zone_label(const char *timezone)
{
	switch (clock_offset(timezone)) {
	case 8 * 3600:
		return "WITA";
	case 9 * 3600:
		return "WIT";
	default:
		return "WIB";
	}
}

int64_t
clock_day(int64_t at, const char *timezone)
{
	return floor_div(at + clock_offset(timezone), DAY);
}

int64_t
clock_day_start(int64_t day, const char *timezone)
{
	return day * DAY - clock_offset(timezone);
}

int64_t
clock_month_start(int64_t day)
{
	return day - date_of(day).day + 1;
}

int
clock_month(int64_t day)
{
	return date_of(day).month;
}

int64_t
clock_months_on(int64_t day, int n)
{
	struct date d = date_of(day);
	int64_t count = d.year * 12 + d.month - 1 + n;
	struct date first = { floor_div(count, 12), (int)(count - 12 * floor_div(count, 12)) + 1, 1 };
	struct date next = { floor_div(count + 1, 12),
		(int)(count + 1 - 12 * floor_div(count + 1, 12)) + 1, 1 };
	int64_t start = day_of(first), last = day_of(next) - 1;

	return start + d.day - 1 > last ? last : start + d.day - 1;
}

int
clock_weekday(int64_t day)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(day + 3 - 7 * floor_div(day + 3, 7)) + 1;
}

int
clock_minute(int64_t at, const char *timezone)
{
	return (int)((at - clock_day_start(clock_day(at, timezone), timezone)) / 60);
}

/* Indonesian and English. */
static const char *const months[2][12] = {
	{ "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
	    "Oktober", "November", "Desember" },
	{ "January", "February", "March", "April", "May", "June", "July", "August", "September",
	    "October", "November", "December" },
};
static const char *const weekdays[2][7] = {
	{ "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu" },
	{ "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
};

const char *
clock_date(struct arena *a, int64_t at, const char *timezone, const char *lang)
{
	struct date d = date_of(clock_day(at, timezone));

	return arena_printf(
	    a, "%d %.3s %" PRId64, d.day, months[str_eq(lang, "en")][d.month - 1], d.year);
}

const char *
clock_day_text(struct arena *a, int64_t day, const char *lang)
{
	struct date d = date_of(day);

	return arena_printf(a, "%d %.3s", d.day, months[str_eq(lang, "en")][d.month - 1]);
}

const char *
clock_month_text(struct arena *a, int64_t day, const char *lang)
{
	struct date d = date_of(day);

	return arena_printf(a, "%.3s %" PRId64, months[str_eq(lang, "en")][d.month - 1], d.year);
}

const char *
clock_long(struct arena *a, int64_t at, const char *timezone, const char *lang)
{
	int64_t day = clock_day(at, timezone);
	struct date d = date_of(day);
	bool en = str_eq(lang, "en");

	return arena_printf(a, "%s, %d %s %" PRId64 " %s %s %s",
	    weekdays[en][clock_weekday(day) - 1], d.day, months[en][d.month - 1], d.year,
	    en ? "at" : "pukul", clock_hm(a, at, timezone), clock_zone_label(timezone));
}

const char *
clock_hm(struct arena *a, int64_t at, const char *timezone)
{
	int m = clock_minute(at, timezone);

	return arena_printf(a, "%02d.%02d", m / 60, m % 60);
}

const char *
clock_ago(struct arena *a, int64_t at, const char *timezone, const char *lang)
{
	int64_t now = clock_now(), past = now - at;
	bool en = str_eq(lang, "en");

	if (past < -60) /* a minute of slack for clocks of other machines */
		return clock_date(a, at, timezone, lang);
	if (past < 60)
		return en ? "just now" : "baru saja";
	if (past < 3600)
		return arena_printf(a, "%d %s", (int)(past / 60), en ? "min" : "mnt");
	if (past < DAY)
		return arena_printf(a, "%d %s", (int)(past / 3600), en ? "h" : "jam");
	if (clock_day(at, timezone) == clock_day(now, timezone) - 1)
		return en ? "yesterday" : "kemarin";
	return clock_date(a, at, timezone, lang);
}

const char *
clock_iso_day(struct arena *a, int64_t day)
{
	struct date d = date_of(day);

	return arena_printf(a, "%04" PRId64 "-%02d-%02d", d.year, d.month, d.day);
}

const char *
clock_iso(struct arena *a, int64_t at)
{
	int64_t day = floor_div(at, DAY);
	int s = (int)(at - day * DAY);

	return arena_printf(
	    a, "%sT%02d:%02d:%02dZ", clock_iso_day(a, day), s / 3600, s / 60 % 60, s % 60);
}

bool
clock_parse_day(const char *s, int64_t *day)
{
	static const int places[] = { 0, 1, 2, 3, 5, 6, 8, 9 };
	int v[10];
	struct date d, again;
	size_t i;

	if (s == NULL || strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (i = 0; i < ARRAY_LEN(places); i++) {
		if (s[places[i]] < '0' || s[places[i]] > '9')
			return false;
		v[places[i]] = s[places[i]] - '0';
	}
	d.year = v[0] * 1000 + v[1] * 100 + v[2] * 10 + v[3];
	d.month = v[5] * 10 + v[6];
	d.day = v[8] * 10 + v[9];
	if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1)
		return false;
	/* 31 April comes back as 1 May: then it is not in the calendar. */
	again = date_of(day_of(d));
	if (again.day != d.day || again.month != d.month)
		return false;
	*day = day_of(d);
	return true;
}

const char *
clock_http(struct arena *a, int64_t at)
{
	int64_t day = floor_div(at, DAY);
	struct date d = date_of(day);
	int s = (int)(at - day * DAY);

	return arena_printf(a, "%.3s, %02d %.3s %04" PRId64 " %02d:%02d:%02d GMT",
	    weekdays[1][clock_weekday(day) - 1], d.day, months[1][d.month - 1], d.year, s / 3600,
	    s / 60 % 60, s % 60);
}
