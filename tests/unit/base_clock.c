/* clock: day borders in the three zones, the calendar, the texts, the settable clock. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(a);
	return 0;
}

static const struct {
	const char *name, *label;
	int64_t offset;
} zones[] = {
	{ "Asia/Jakarta", "WIB", 7 * 3600 },
	{ "Asia/Pontianak", "WIB", 7 * 3600 },
	{ "Asia/Makassar", "WITA", 8 * 3600 },
	{ "Asia/Jayapura", "WIT", 9 * 3600 },
	{ "Mars/Olympus", "WIB", 7 * 3600 },
	{ "", "WIB", 7 * 3600 },
	{ NULL, "WIB", 7 * 3600 },
};

/* 2026-08-17 00:00:00 UTC, a Monday. */
#define AUG17 INT64_C(1786924800)

static void
test_clock__day_borders(void **state)
{
	size_t i;
	int64_t day;

	(void)state;
	for (i = 0; i < ARRAY_LEN(zones); i++) {
		assert_int_equal(clock_offset(zones[i].name), zones[i].offset);
		assert_string_equal(clock_zone_label(zones[i].name), zones[i].label);
		for (day = -800; day < 40000; day += 399) {
			int64_t start = clock_day_start(day, zones[i].name);

			assert_int_equal(start, day * 86400 - zones[i].offset);
			assert_int_equal(clock_day(start, zones[i].name), day);
			assert_int_equal(clock_minute(start, zones[i].name), 0);
			assert_int_equal(clock_day(start - 1, zones[i].name), day - 1);
			assert_int_equal(clock_minute(start - 1, zones[i].name), 1439);
			assert_int_equal(clock_day(start + 86399, zones[i].name), day);
			assert_string_equal(clock_hm(a, start - 1, zones[i].name), "23.59");
			assert_string_equal(clock_hm(a, start, zones[i].name), "00.00");
		}
	}
}

static void
test_clock__texts(void **state)
{
	int64_t at = AUG17 + 3 * 3600 + 5 * 60 + 59;

	(void)state;
	assert_string_equal(
	    clock_long(a, at, "Asia/Jakarta", "id"), "Senin, 17 Agustus 2026 pukul 10.05 WIB");
	assert_string_equal(
	    clock_long(a, at, "Asia/Makassar", "id"), "Senin, 17 Agustus 2026 pukul 11.05 WITA");
	assert_string_equal(
	    clock_long(a, at, "Asia/Jayapura", "en"), "Monday, 17 August 2026 at 12.05 WIT");
	assert_string_equal(clock_date(a, at, "Asia/Jakarta", "id"), "17 Agu 2026");
	assert_string_equal(clock_date(a, at, "Asia/Jakarta", "en"), "17 Aug 2026");
	assert_string_equal(clock_hm(a, at, "Asia/Jakarta"), "10.05");
	assert_string_equal(clock_iso(a, at), "2026-08-17T03:05:59Z");
	assert_string_equal(clock_http(a, at), "Mon, 17 Aug 2026 03:05:59 GMT");
	assert_string_equal(clock_http(a, 784111777),
	    "Sun, 06 Nov 1994 08:49:37 GMT"); /* the example of RFC 7231 */
	assert_string_equal(clock_iso(a, 0), "1970-01-01T00:00:00Z");
	assert_string_equal(clock_iso(a, -1), "1969-12-31T23:59:59Z");
	/* 23:59:59 and 00:00:00 in Jakarta are two dates, in Jayapura they are one. */
	assert_string_equal(
	    clock_date(a, AUG17 - 7 * 3600 - 1, "Asia/Jakarta", "id"), "16 Agu 2026");
	assert_string_equal(clock_date(a, AUG17 - 7 * 3600, "Asia/Jakarta", "id"), "17 Agu 2026");
	assert_string_equal(
	    clock_date(a, AUG17 - 7 * 3600 - 1, "Asia/Jayapura", "id"), "17 Agu 2026");
}

static void
test_clock__month_names(void **state)
{
	static const char *const id[] = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu",
		"Sep", "Okt", "Nov", "Des" };
	int m;
	int64_t day;

	(void)state;
	for (m = 0; m < 12; m++) {
		assert_true(clock_parse_day(arena_printf(a, "2026-%02d-02", m + 1), &day));
		assert_string_equal(clock_date(a, day * 86400, "Asia/Jakarta", "id"),
		    arena_printf(a, "2 %s 2026", id[m]));
	}
}

static void
test_clock__calendar_agrees_with_libc(void **state)
{
	int64_t day, back;

	(void)state;
	for (day = -150000; day < 150000; day += 7) {
		time_t t = (time_t)(day * 86400);
		struct tm tm;
		char text[32];

		gmtime_r(&t, &tm);
		strftime(text, sizeof(text), "%Y-%m-%d", &tm);
		assert_string_equal(clock_iso_day(a, day), text);
		assert_true(clock_parse_day(text, &back));
		assert_int_equal(back, day);
		assert_int_equal(clock_weekday(day), tm.tm_wday == 0 ? 7 : tm.tm_wday);
		if (day % 700 == 0)
			arena_reset(a);
	}
}

static void
test_clock__parse_day_refuses(void **state)
{
	static const char *const bad[] = { "", "2026-02-29", "2026-13-01", "2026-00-10",
		"2026-01-00", "2026-04-31", "1900-02-29", "2026-1-1", "26-01-01", " 2026-01-01",
		"2026-01-01 ", "2026/01/01", "2026-01-01T00:00", "20260101", "-026-01-01",
		"+026-01-01", "2026-0x-01", "0000-01-01", "17-08-2026", "20261-1-01",
		"\xd9\xa2\xd9\xa0-01-01" };
	size_t i;
	int64_t day = 77;

	(void)state;
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (clock_parse_day(bad[i], &day) || day != 77)
			fail_msg("accepted \"%s\"", bad[i]);
	assert_false(clock_parse_day(NULL, &day));
	assert_true(clock_parse_day("2024-02-29", &day) && clock_parse_day("2000-02-29", &day));
	assert_true(clock_parse_day("1970-01-01", &day) && day == 0);
}

static void
test_clock__ago(void **state)
{
	const char *z = "Asia/Jakarta";
	int64_t now = AUG17 + 3 * 3600; /* 10.00 in Jakarta */

	(void)state;
	clock_set(now);
	assert_string_equal(clock_ago(a, now, z, "id"), "baru saja");
	assert_string_equal(clock_ago(a, now + 30, z, "id"), "baru saja");
	assert_string_equal(clock_ago(a, now - 59, z, "en"), "just now");
	assert_string_equal(clock_ago(a, now - 60, z, "id"), "1 mnt");
	assert_string_equal(clock_ago(a, now - 12 * 60, z, "en"), "12 min");
	assert_string_equal(clock_ago(a, now - 3599, z, "id"), "59 mnt");
	assert_string_equal(clock_ago(a, now - 3 * 3600, z, "id"), "3 jam");
	assert_string_equal(clock_ago(a, now - 86399, z, "en"), "23 h");
	assert_string_equal(clock_ago(a, now - 86400, z, "id"), "kemarin");
	assert_string_equal(clock_ago(a, now - 34 * 3600, z, "en"), "yesterday");
	assert_string_equal(clock_ago(a, now - 34 * 3600 - 1, z, "id"), "15 Agu 2026");
	assert_string_equal(clock_ago(a, now + 86400, z, "id"), "18 Agu 2026");
	clock_set(0);
}

static void
test_clock__can_be_set(void **state)
{
	char path[] = "/tmp/clock.XXXXXX";
	int64_t real = (int64_t)time(NULL), us = clock_us();

	(void)state;
	assert_in_range(clock_now(), real, real + 5);
	clock_set(1000);
	assert_int_equal(clock_now(), 1000);
	clock_set(0);
	assert_in_range(clock_now(), real, real + 5);
	close(mkstemp(path));
	setenv("ETALASE_CLOCK_FILE", path, 1);
	assert_in_range(clock_now(), real, real + 5);
	assert_true(file_write(path, "172800\n", 7, 0600));
	assert_in_range(clock_now(), real + 172800, real + 172805);
	assert_true(file_write(path, "-60", 3, 0600));
	assert_in_range(clock_now(), real - 60, real - 55);
	assert_true(file_write(path, "soon", 4, 0600));
	assert_in_range(clock_now(), real, real + 5);
	unlink(path);
	assert_in_range(clock_now(), real, real + 5);
	unsetenv("ETALASE_CLOCK_FILE");
	assert_true(clock_us() >= us && clock_ms() >= us / 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock__day_borders),
		cmocka_unit_test(test_clock__texts),
		cmocka_unit_test(test_clock__month_names),
		cmocka_unit_test(test_clock__calendar_agrees_with_libc),
		cmocka_unit_test(test_clock__parse_day_refuses),
		cmocka_unit_test(test_clock__ago),
		cmocka_unit_test(test_clock__can_be_set),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
