/*
 * Time: the only clock of the program, settable so that "two days later" is a unit test. Stored times are UTC seconds;
 * a `day` is the shop's local calendar day as days since 1970-01-01, in WIB, WITA or WIT (no daylight saving time).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

/* UTC seconds now; the environment variable ETALASE_CLOCK_FILE, where set (tests), names a file with an offset in seconds
 * that is read anew at each call; a second number there says how much of it is a clock that was set. */
int64_t clock_now(void);
/* UTC second at which this machine was started, as its clock has it now: another one than a moment ago when somebody has set the clock (sleep counts as running). clock_set() does not change it. */
int64_t clock_start(void);
/* Milliseconds of a clock that never jumps, for durations. */
int64_t clock_ms(void);
/* Microseconds of the same. */
int64_t clock_us(void);
/* Tests: now is `at` from here on and stands still; 0 gives the real clock back. */
void clock_set(int64_t at);

/* Offset from UTC in seconds of "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"; others: that of Jakarta. */
int64_t clock_offset(const char *timezone);
/* "WIB", "WITA", "WIT". */
const char *clock_zone_label(const char *timezone);
int64_t clock_day(int64_t at, const char *timezone);
/* UTC second at which that local day begins. */
int64_t clock_day_start(int64_t day, const char *timezone);
/* First day of the day's month; the month, 1 to 12; the same day so many months later (earlier when negative), the month's last where it has fewer. */
int64_t clock_month_start(int64_t day);
int clock_month(int64_t day);
int64_t clock_months_on(int64_t day, int n);
/* Weekday of a day: 1 Monday … 7 Sunday. Minutes since local midnight. */
int clock_weekday(int64_t day);
int clock_minute(int64_t at, const char *timezone);

/* Texts, lang "id" or "en": "17 Agu 2026" / "17 Aug 2026"; "Senin, 17 Agustus 2026 pukul 10.05 WIB"; "10.05". */
const char *clock_date(struct arena *, int64_t at, const char *timezone, const char *lang);
const char *clock_long(struct arena *, int64_t at, const char *timezone, const char *lang);
const char *clock_hm(struct arena *, int64_t at, const char *timezone);
/* How long ago in words: "baru saja", "12 mnt", "3 jam", "kemarin", else the date. */
const char *clock_ago(struct arena *, int64_t at, const char *timezone, const char *lang);
/* "17 Agu" / "17 Aug"; "Agu 2026" / "Aug 2026": a day and a month in tables and charts. */
const char *clock_day_text(struct arena *, int64_t day, const char *lang);
const char *clock_month_text(struct arena *, int64_t day, const char *lang);
/* "2026-11-22T10:05:00Z" and "2026-11-22" (local day). */
const char *clock_iso(struct arena *, int64_t at);
const char *clock_iso_day(struct arena *, int64_t day);
/* Strict YYYY-MM-DD to a day; false for a date that is not in the calendar. */
MUST_USE bool clock_parse_day(const char *s, int64_t *day);
/* RFC 7231 date for Last-Modified and cookies. */
const char *clock_http(struct arena *, int64_t at);

#endif
