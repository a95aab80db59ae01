/*
 * Campaigns: what several posts, prints and ads belong together under ("Lebaran", "Promo akhir pekan"), with the days that they are meant for. A link that was made for one (shop/link.h) counts for it
 * for good; so a campaign is put away, never deleted. The days rule only whether it is still offered where links are made.
 */
#ifndef SHOP_CAMPAIGN_H
#define SHOP_CAMPAIGN_H

#include "base/ctx.h"

#define CAMPAIGN_NAME_MAX 60
#define CAMPAIGNS_MAX 300	/* those that are put away count too */

struct campaign {
	int64_t id, version;
	const char *name;
	int64_t from, to;	/* first and last local day; 0: open */
	int64_t archived_at;	/* 0: not put away */
};
enum campaign_state { CAMPAIGN_SOON, CAMPAIGN_RUNS, CAMPAIGN_OVER, CAMPAIGN_AWAY };
enum campaign_state campaign_state(const struct campaign *, int64_t today);
/* Not put away and not over: links may be made for it. */
bool campaign_lives(const struct campaign *, int64_t today);

/* The newest first, those that are put away last. */
struct campaign *campaign_list(struct ctx *, size_t *n);
struct campaign *campaign_get(struct ctx *, int64_t id);	/* NULL: none */
/* By its name in any case, put away or not; 0: none. */
int64_t campaign_named(struct ctx *, const char *name);
/* *id 0: a new one. TAKEN: another has this name; CONFLICT: somebody has saved since `version`; FULL: there are CAMPAIGNS_MAX. */
enum campaign_put { CAMPAIGN_OK, CAMPAIGN_GONE, CAMPAIGN_CONFLICT, CAMPAIGN_TAKEN, CAMPAIGN_FULL };
MUST_USE enum campaign_put campaign_put(struct ctx *, int64_t *id, int64_t version, const char *name, int64_t from, int64_t to);
/* Puts away, or takes back. */
MUST_USE enum campaign_put campaign_away(struct ctx *, int64_t id, bool away);

#endif
