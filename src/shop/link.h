/*
 * Tracked links: /s/CODE leads to a page of the shop and remembers in the visitor's browser, for LINK_CREDIT_S, where they came from; an order placed by then names the code. Each link also has a
 * spoken code ("sebut kode K12") for those who order in the shop, by chat or by phone. The newest link counts.
 */
#ifndef SHOP_LINK_H
#define SHOP_LINK_H

#include "base/ctx.h"

#define LINK_CREDIT_S (30 * 86400)
#define COOKIE_REF "ref"	/* holds the code */
#define LINK_CODE_MAX 16
#define LINK_SPOKEN_MAX 8

/* Where the people are whom a link is for. Messages: "channel.<name>". */
extern const char *const link_channels[];	/* facebook instagram whatsapp tiktok google print other; ends with NULL */

struct link_new {
	const char *kind;	/* post kit print chat ad other */
	const char *channel;	/* of link_channels */
	int64_t campaign;	/* 0: none */
	const char *path;	/* of a page of ours without language, as url_product() of an Indonesian ctx gives it */
	const char *label;	/* what it is, for the owner: "Posting 22 Nov, Keripik Balado" */
	int64_t object;		/* id of the post, product or print run that it belongs to; 0: none */
};
struct link {
	int64_t id, campaign, object, created_at;
	const char *code, *spoken, *kind, *channel, *path, *label;
};
/* In a write transaction: a new link. A path that is none of ours, or a channel that is not in the list, is a BUG. */
const struct link *link_make(struct ctx *, const struct link_new *);
/* The link of this kind for this object on this channel and campaign, made when there is none yet: what is asked for twice shares its link. */
const struct link *link_for(struct ctx *, const struct link_new *);
/* The same without making one; NULL: none. */
const struct link *link_of(struct ctx *, const char *kind, int64_t object, const char *channel, int64_t campaign);
const struct link *link_get(struct ctx *, int64_t id);			/* NULL: none */
/* The newest, for whoever has to name one. */
struct link *link_list(struct ctx *, size_t limit, size_t *n);
/* By code; by what somebody said ("k 12", "K-12"). NULL: there is none. */
const struct link *link_find(struct ctx *, const char *code);
const struct link *link_spoken(struct ctx *, const char *said);
/* Its short address, absolute; and the page that it leads to as its address is now, with what tells other counters where the visit comes from (utm_source, utm_medium, utm_campaign, utm_content). */
const char *link_url(struct ctx *, const struct link *);
const char *link_target(struct ctx *, const struct link *);
/* Links that lead to the one path lead to the other from now on (paths without language): its page is no more. */
void link_path_moved(struct ctx *, const char *from, const char *to);
/* Does one lead to this page (path without language)? */
bool link_leads(struct ctx *, const char *path);
/* What the owner reads: its label, with the channel where it has none. */
const char *link_name(struct ctx *, const struct link *);

#endif
