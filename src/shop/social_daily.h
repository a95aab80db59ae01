/*
 * The product of the day ("produk hari ini"): once a day, at the hour that is set, a product that is in stock, has a photo and was not posted lately becomes a post by itself, with the words of a template,
 * on the accounts that were chosen. A day on which nothing fits is left out, and said so.
 */
#ifndef SHOP_SOCIAL_DAILY_H
#define SHOP_SOCIAL_DAILY_H

#include "base/ctx.h"

struct social_daily {
	bool on;
	int64_t minute, days, caption, rest_days;	/* minute of the shop's day; days: a bit a weekday, 1 Monday … 64 Sunday; a product rests so many days after a post */
	int64_t *accounts; size_t n_accounts;
	int64_t last_day;	/* the shop's day that was looked at last */
	const char *result;	/* message id of what came of it, "" never looked */
	int64_t result_post, version;
};
struct social_daily *social_daily_get(struct ctx *);
/* False: saved by somebody since ->version. An hour that has gone by today begins tomorrow. */
MUST_USE bool social_daily_put(struct ctx *, const struct social_daily *);
/* The product that would be next; 0: none fits. */
int64_t social_daily_next(struct ctx *, const struct social_daily *, int64_t now);
/* The same among the best sellers alone: cheap enough for a page that is opened all day. */
int64_t social_daily_hint(struct ctx *, const struct social_daily *, int64_t now);
/* In a write transaction: when it is time (at the hour or up to SOCIAL_DAILY_LATE_S later, once a day), sends the post. True when it posted. */
#define SOCIAL_DAILY_LATE_S (4 * 3600)
bool social_daily_run(struct ctx *, int64_t now);
/* For a database that was read back: today's may have gone out since, so today has been looked at. */
void social_daily_hold(struct ctx *, int64_t now);

#endif
