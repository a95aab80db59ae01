/*
 * What advertising cost: rupiah for one day or a span of days, for a channel and, where it is known, a campaign or a tracked link (a post, a print run). The report of channels (shop/report.h) sets it
 * against what came of it.
 *
 * A span's amount lies on its days evenly, in whole rupiah; what does not divide lies on the first day. So Rp 100.000 for three days are 33.334, 33.333 and 33.333, and whatever span a report is about, the
 * parts of neighbouring spans make up the whole.
 *
 * What is for a link counts for the link's channel and campaign.
 */
#ifndef SHOP_SPEND_H
#define SHOP_SPEND_H

#include "base/ctx.h"

#define SPEND_NOTE_MAX 120
#define SPEND_DAYS_MAX 366		/* of one span */
#define SPEND_FIRST_DAY INT64_C(10957)	/* 1 Jan 2000 */

struct spend {
	int64_t id, version;
	int64_t from, to;		/* local days */
	const char *channel;		/* of link_channels */
	int64_t campaign, link;		/* 0 none */
	int64_t amount;			/* rupiah, 1 … MONEY_MAX */
	const char *note;
	const char *source;		/* "hand", "meta" (a file of Meta's), "own" (a file in our own columns) */
	const char *campaign_name, *label, *spoken;	/* of campaign and link, "" none */
};
/* The newest days first; count and sum over all. */
struct spend *spend_list(struct ctx *, int64_t offset, int64_t limit, size_t *n, int64_t *count, int64_t *sum);
struct spend *spend_get(struct ctx *, int64_t id);	/* NULL: none */
/* What is wrong with a span of days: the last before the first, more than SPEND_DAYS_MAX, or before 2000 or more than SPEND_DAYS_MAX ahead. */
enum spend_days { SPEND_DAYS_OK, SPEND_DAYS_ORDER, SPEND_DAYS_LONG, SPEND_DAYS_FAR };
enum spend_days spend_days(int64_t from, int64_t to, int64_t today);
/* *id 0: a new one. Days, channel and amount are within the limits above, else a BUG. GONE: there is none, or its campaign or link is not there; CONFLICT: somebody has saved since `version`. */
enum spend_put { SPEND_OK, SPEND_GONE, SPEND_CONFLICT };
MUST_USE enum spend_put spend_put(struct ctx *, int64_t *id, const struct spend *);
MUST_USE enum spend_put spend_drop(struct ctx *, int64_t id);

#endif
