/* Spans of days for reports: which days "this month" are, what they are compared with, and how they fall into weeks and months. Only the calendar; nothing is read. */
#include "shop/report_period.h"

#include "base/clock.h"
#include "base/str.h"

static const char *const span_names[SPAN_COUNT] = { "today", "yesterday", "7d", "week", "month", "year", "free" };
static const char *const by_names[BY_COUNT] = { "auto", "day", "week", "month" };

static int64_t
month_end(int64_t day)
{
	return clock_months_on(clock_month_start(day), 1) - 1;
}

static int64_t
year_start(int64_t day)
{
	return clock_months_on(clock_month_start(day), 1 - clock_month(day));
}

static int64_t
year_end(int64_t day)
{
	return clock_months_on(year_start(day), 12) - 1;
}

/* As many days again, right before. */
static void
before_same(struct report_period *p)
{
	p->before_to = p->from - 1;
	p->before_from = p->from - (p->to - p->from + 1);
}

static void
free_days(struct report_period *p, int64_t from, int64_t to)
{
	p->from = from <= to ? from : to;
	p->to = from <= to ? to : from;
	if (p->to - p->from >= REPORT_DAYS_MAX)
		p->to = p->from + REPORT_DAYS_MAX - 1;
	before_same(p);
	if (p->from == year_start(p->from) && p->to == year_end(p->from))
		p->before_from = clock_months_on(p->from, -12);
	else if (p->from == clock_month_start(p->from) && p->to == month_end(p->from))
		p->before_from = clock_months_on(p->from, -1);
}

struct report_period
report_period(enum report_span span, int64_t today, int64_t from, int64_t to)
{
	struct report_period p = { .span = span, .from = today, .to = today };

	before_same(&p);
	switch (span) {
	case SPAN_TODAY:
		break;
	case SPAN_YESTERDAY:
		p.from = p.to = today - 1;
		before_same(&p);
		break;
	case SPAN_SEVEN:
		p.from = today - 6;
		before_same(&p);
		break;
	case SPAN_WEEK:
		p.from = report_period_start(today, BY_WEEK);
		p.before_from = p.from - 7;
		p.before_to = today - 7;
		break;
	case SPAN_MONTH:
		p.from = clock_month_start(today);
		p.before_from = clock_months_on(p.from, -1);
		p.before_to = clock_months_on(today, -1);
		break;
	case SPAN_YEAR:
		p.from = year_start(today);
		p.before_from = clock_months_on(p.from, -12);
		p.before_to = clock_months_on(today, -12);
		break;
	case SPAN_FREE:
		free_days(&p, from, to);
		break;
	case SPAN_COUNT:
		BUG("no span");
	}
	return p;
}

struct report_period
report_period_step(const struct report_period *p, int direction)
{
	int64_t days = p->to - p->from + 1, from = p->from + direction * days, to = p->to + direction * days;
	bool year = p->span == SPAN_YEAR || (p->from == year_start(p->from) && p->to == year_end(p->from));
	bool month = p->span == SPAN_MONTH || (p->from == clock_month_start(p->from) && p->to == month_end(p->from));

	if (year) {
		from = clock_months_on(p->from, 12 * direction);
		to = year_end(from);
	} else if (month) {
		from = clock_months_on(p->from, direction);
		to = month_end(from);
	} else if (p->span == SPAN_WEEK) {
		from = p->from + 7 * direction;
		to = from + 6;
	}
	return report_period(SPAN_FREE, 0, from, to);
}

enum report_by
report_period_by(const struct report_period *p, enum report_by by)
{
	int64_t days = p->to - p->from + 1;

	if (by == BY_AUTO)
		by = days <= 31 ? BY_DAY : days <= 184 ? BY_WEEK : BY_MONTH;
	if (by == BY_DAY && days > REPORT_BARS_MAX)
		by = BY_WEEK;
	if (by == BY_WEEK && days > 7 * REPORT_BARS_MAX)
		by = BY_MONTH;
	return by;
}

int64_t
report_period_start(int64_t day, enum report_by by)
{
	if (by == BY_WEEK)
		return day - clock_weekday(day) + 1;
	return by == BY_MONTH ? clock_month_start(day) : day;
}

int64_t
report_period_next(int64_t start, enum report_by by)
{
	if (by == BY_WEEK)
		return start + 7;
	return by == BY_MONTH ? clock_months_on(start, 1) : start + 1;
}

const char *
report_span_name(enum report_span span)
{
	return span_names[span];
}

bool
report_span_parse(const char *s, enum report_span *span)
{
	for (int i = 0; i < SPAN_COUNT; i++) {
		if (!str_eq(span_names[i], s))
			continue;
		*span = (enum report_span)i;
		return true;
	}
	return false;
}

const char *
report_by_name(enum report_by by)
{
	return by_names[by];
}

bool
report_by_parse(const char *s, enum report_by *by)
{
	for (int i = 0; i < BY_COUNT; i++) {
		if (!str_eq(by_names[i], s))
			continue;
		*by = (enum report_by)i;
		return true;
	}
	return false;
}
