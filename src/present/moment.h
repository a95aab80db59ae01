/* A day and a time of the shop's zone in a form's field (<input type="datetime-local">), and as words. */
#ifndef PRESENT_MOMENT_H
#define PRESENT_MOMENT_H

#include "http/request.h"

/* "2026-12-24T08:00", with seconds where it has some; "" for 0. */
const char *present_moment_text(struct ctx *, int64_t at);
/* The UTC second that s means: what such a field sends, with or without seconds; a day alone is its beginning. False: neither. */
MUST_USE bool present_moment_parse(struct ctx *, const char *s, int64_t *at);
/* The same as an end, from which on something is over: a day alone and a day's last minute are the whole day. */
MUST_USE bool present_moment_end(struct ctx *, const char *s, int64_t *at);
/* What such an end is shown as: a day's last minute instead of the next day's beginning. 0 stays 0. */
int64_t present_moment_last(struct ctx *, int64_t end);
/* "24 Des 2026, 08.00". */
const char *present_moment_shown(struct ctx *, int64_t at);
/* Until when something holds, for shoppers: "31 Des 2026", with the time unless it is the whole day. */
const char *present_moment_ends(struct ctx *, int64_t end);
/* How far off it is, as one says it: "besok 08.00", else as present_moment_shown(). */
const char *present_moment_near(struct ctx *, int64_t at);

#endif
