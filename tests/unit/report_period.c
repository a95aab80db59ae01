/* Which days a period is, what it is compared with, and how its days fall into weeks and months. */
#include "fixture.h"

#include "shop/report_period.h"

static int64_t
day(const char *s)
{
	int64_t d;

	assert_true(clock_parse_day(s, &d));
	return d;
}

static void
spans_are(enum report_span span, const char *today, const char *from, const char *to, const char *before_from, const char *before_to)
{
	struct report_period p = report_period(span, day(today), 0, 0);

	if (p.from != day(from) || p.to != day(to) || p.before_from != day(before_from) || p.before_to != day(before_to))
		fail_msg("%s on %s", report_span_name(span), today);
}

static void
spans(void **state)
{
	(void)state;
	spans_are(SPAN_TODAY, "2026-03-02", "2026-03-02", "2026-03-02", "2026-03-01", "2026-03-01");
	spans_are(SPAN_YESTERDAY, "2026-03-01", "2026-02-28", "2026-02-28", "2026-02-27", "2026-02-27");
	spans_are(SPAN_SEVEN, "2026-03-02", "2026-02-24", "2026-03-02", "2026-02-17", "2026-02-23");
	/* Monday is the week's first day: on a Monday the week is one day long, on a Sunday seven. */
	spans_are(SPAN_WEEK, "2026-03-02", "2026-03-02", "2026-03-02", "2026-02-23", "2026-02-23");
	spans_are(SPAN_WEEK, "2026-03-08", "2026-03-02", "2026-03-08", "2026-02-23", "2026-03-01");
	spans_are(SPAN_MONTH, "2026-03-22", "2026-03-01", "2026-03-22", "2026-02-01", "2026-02-22");
	/* What is as far in a shorter month, in a leap year too. */
	spans_are(SPAN_MONTH, "2026-03-31", "2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28");
	spans_are(SPAN_MONTH, "2028-03-31", "2028-03-01", "2028-03-31", "2028-02-01", "2028-02-29");
	spans_are(SPAN_MONTH, "2026-01-01", "2026-01-01", "2026-01-01", "2025-12-01", "2025-12-01");
	spans_are(SPAN_YEAR, "2026-11-22", "2026-01-01", "2026-11-22", "2025-01-01", "2025-11-22");
	spans_are(SPAN_YEAR, "2028-02-29", "2028-01-01", "2028-02-29", "2027-01-01", "2027-02-28");
}

static void
free_are(const char *from, const char *to, const char *before_from, const char *before_to)
{
	struct report_period p = report_period(SPAN_FREE, 0, day(from), day(to));

	if (p.before_from != day(before_from) || p.before_to != day(before_to))
		fail_msg("%s to %s", from, to);
}

static void
free_days(void **state)
{
	struct report_period p;

	(void)state;
	free_are("2026-03-10", "2026-03-19", "2026-02-28", "2026-03-09");
	/* A whole month is compared with the whole month before, a whole year with the year. */
	free_are("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28");
	free_are("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31");
	p = report_period(SPAN_FREE, 0, day("2026-03-19"), day("2026-03-10"));
	assert_int_equal(p.from, day("2026-03-10"));
	assert_int_equal(p.to, day("2026-03-19"));
	p = report_period(SPAN_FREE, 0, day("0001-01-01"), day("9999-12-31"));
	assert_int_equal(p.to - p.from + 1, REPORT_DAYS_MAX);
}

static void
step_is(const struct report_period *p, int direction, const char *from, const char *to)
{
	struct report_period q = report_period_step(p, direction);

	assert_int_equal(q.from, day(from));
	assert_int_equal(q.to, day(to));
}

static void
steps(void **state)
{
	struct report_period p = report_period(SPAN_MONTH, day("2026-03-22"), 0, 0);

	(void)state;
	step_is(&p, -1, "2026-02-01", "2026-02-28");
	step_is(&p, 1, "2026-04-01", "2026-04-30");
	p = report_period_step(&p, -1);
	step_is(&p, -1, "2026-01-01", "2026-01-31");
	step_is(&p, 1, "2026-03-01", "2026-03-31");
	p = report_period(SPAN_WEEK, day("2026-03-04"), 0, 0);
	step_is(&p, -1, "2026-02-23", "2026-03-01");
	p = report_period(SPAN_YEAR, day("2026-03-04"), 0, 0);
	step_is(&p, -1, "2025-01-01", "2025-12-31");
	p = report_period(SPAN_FREE, 0, day("2026-03-10"), day("2026-03-12"));
	step_is(&p, 1, "2026-03-13", "2026-03-15");
}

static void
groups(void **state)
{
	struct report_period p = report_period(SPAN_FREE, 0, day("2026-03-01"), day("2026-03-31"));

	(void)state;
	assert_int_equal(report_period_by(&p, BY_AUTO), BY_DAY);
	assert_int_equal(report_period_by(&p, BY_MONTH), BY_MONTH);
	p = report_period(SPAN_FREE, 0, day("2026-03-01"), day("2026-04-01"));
	assert_int_equal(report_period_by(&p, BY_AUTO), BY_WEEK);
	p = report_period(SPAN_FREE, 0, day("2026-01-01"), day("2026-12-31"));
	assert_int_equal(report_period_by(&p, BY_AUTO), BY_MONTH);
	assert_int_equal(report_period_by(&p, BY_DAY), BY_DAY);
	p = report_period(SPAN_FREE, 0, day("2010-01-01"), day("2026-12-31"));
	assert_int_equal(report_period_by(&p, BY_DAY), BY_MONTH);
	assert_int_equal(report_period_start(day("2026-03-08"), BY_WEEK), day("2026-03-02"));
	assert_int_equal(report_period_start(day("2026-03-02"), BY_WEEK), day("2026-03-02"));
	assert_int_equal(report_period_start(day("2026-12-31"), BY_MONTH), day("2026-12-01"));
	assert_int_equal(report_period_next(day("2026-12-01"), BY_MONTH), day("2027-01-01"));
	assert_int_equal(report_period_start(day("2026-03-08"), BY_DAY), day("2026-03-08"));
}

static void
names(void **state)
{
	enum report_span span;
	enum report_by by;

	(void)state;
	for (int i = 0; i < SPAN_COUNT; i++) {
		assert_true(report_span_parse(report_span_name((enum report_span)i), &span));
		assert_int_equal(span, i);
	}
	for (int i = 0; i < BY_COUNT; i++) {
		assert_true(report_by_parse(report_by_name((enum report_by)i), &by));
		assert_int_equal(by, i);
	}
	assert_false(report_span_parse("", &span));
	assert_false(report_by_parse("year", &by));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(spans), cmocka_unit_test(free_days), cmocka_unit_test(steps),
		cmocka_unit_test(groups), cmocka_unit_test(names) };

	return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
