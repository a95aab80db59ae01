/*
 * Visits of the storefront: who came from where, counted from what nginx tells of its answers (conf/nginx/http.conf.in), so that cached pages count and no page writes anything. Nobody is known by it:
 * a visitor is a hash of address and browser under a salt that dies with the day, and neither address nor browser is kept anywhere. Machines that call themselves so are left out, and staff.
 */
#ifndef SHOP_VISIT_H
#define SHOP_VISIT_H

#include "base/ctx.h"
#include "shop/search_log.h"

#define VISIT_MAX 16000		/* bytes of one telling */
#define VISIT_ROWS_DAYS 100	/* the rows of single visitors; sums stay for good */
#define VISIT_DAY_MOST 100000	/* visitors of one day that are told apart; who comes after them is not counted */
#define VISIT_ENGAGED "30"	/* seconds: who stays so long, or sees a second page, has taken an interest */
#define VISIT_ONLINE_S 300

/* Those of links, a page of somebody else's, and nobody knows whence. Messages: "channel.<name>". */
extern const char *const visit_channels[];	/* link_channels, site, direct; ends with NULL */

enum visit_event { VISIT_VIEW, VISIT_LINK, VISIT_CART };
/* How sure the channel is: nothing was said; by utm_source, the page before or the app; by a tracked link. */
enum visit_source { VISIT_NOWHERE, VISIT_HINT, VISIT_BY_LINK };

struct visit_hit {
	char visitor[17];
	char code[17];		/* of a tracked link; "" none */
	char path[121];		/* of the page, without its query */
	const char *channel;	/* of visit_channels */
	enum visit_source source;
	int64_t campaign;	/* as the address says; 0 none */
	int64_t views;
	bool carted;
};
/*
 * Reads one datagram of nginx's; what was searched for goes to *ask, its term is "" when nothing was. salt: of the day. ours: the shop's addresses as conf->origins has them. False: nothing to count (a machine, or nothing that nginx would send). Any bytes are safe.
 */
MUST_USE bool visit_read(struct arena *, const char *datagram, size_t n, const char *salt, const char *ours, struct visit_hit *, struct search_ask *ask);
/* Another hit of the same visitor into the first: the newest link counts, else the first hint. */
void visit_merge(struct visit_hit *, const struct visit_hit *);

/* The salt of a local day, in a file of conf->data that holds one day's alone and that no backup takes: it is made when it is another day's. */
const char *visit_salt(struct ctx *, int64_t day);

/* In a DB_SOFT transaction: hits of different visitors on that day, first and last at. */
void visit_write(struct ctx *, int64_t day, int64_t at, const struct visit_hit *, size_t n);
/* In a write transaction: days that are over get their sums, old rows go. How many went. */
int64_t visit_close(struct ctx *, int64_t today);

struct visit_count { const char *channel; int64_t n; };
/* Who looked at a page within the last VISIT_ONLINE_S, by channel, the most first. */
struct visit_count *visit_online(struct ctx *, int64_t now, int64_t today, size_t *n);
/* Visitors of a day. */
int64_t visit_on(struct ctx *, int64_t day);

#endif
