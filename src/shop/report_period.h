/*
 * The span of days that a report is about, in the shop's local calendar, and the span before it that it is compared with. What is not over yet is compared with as much of
 * the one before: on the 22nd, the 1st to the 22nd of last month.
 */
#ifndef SHOP_REPORT_PERIOD_H
#define SHOP_REPORT_PERIOD_H

#include "base/arena.h"

enum report_span { SPAN_TODAY, SPAN_YESTERDAY, SPAN_SEVEN, SPAN_WEEK, SPAN_MONTH, SPAN_YEAR, SPAN_FREE, SPAN_COUNT };
/* How its days are put together; AUTO: days to 31 of them, weeks to half a year, months beyond. */
enum report_by { BY_AUTO, BY_DAY, BY_WEEK, BY_MONTH, BY_COUNT };

/* Most days of a free period: twenty years; of one shown day by day: a year and a bit. */
#define REPORT_DAYS_MAX 7320
#define REPORT_BARS_MAX 400

struct report_period {
	enum report_span span;
	int64_t from, to;		/* first and last day */
	int64_t before_from, before_to;	/* of what it is compared with */
};
/* from and to count for SPAN_FREE alone; they are exchanged when they stand the wrong way round, and to is cut at REPORT_DAYS_MAX days. */
struct report_period report_period(enum report_span, int64_t today, int64_t from, int64_t to);
/* The period of the same kind before (-1) or after (1) it, as free days: a whole month, week or year where it is part of one. */
struct report_period report_period_step(const struct report_period *, int direction);
/* What BY_AUTO is for so many days; BY_DAY becomes weeks above REPORT_BARS_MAX days. */
enum report_by report_period_by(const struct report_period *, enum report_by);
/* First day of the week (Monday) or month that a day lies in; the day itself for BY_DAY. */
int64_t report_period_start(int64_t day, enum report_by);
/* First day of the next one. */
int64_t report_period_next(int64_t start, enum report_by);

/* "today" "yesterday" "7d" "week" "month" "year" "free"; "auto" "day" "week" "month". */
const char *report_span_name(enum report_span);
MUST_USE bool report_span_parse(const char *, enum report_span *);
const char *report_by_name(enum report_by);
MUST_USE bool report_by_parse(const char *, enum report_by *);

#endif
