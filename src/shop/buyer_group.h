/* Groups of buyers (resellers, agents), who belongs to them, and the personal links that show a member the group's prices. */
#ifndef SHOP_BUYER_GROUP_H
#define SHOP_BUYER_GROUP_H

#include "shop/price.h"

#define BUYER_GROUPS_MAX 30
#define BUYER_GROUP_NAME_MAX 40
#define BUYER_LINKS_MAX 20	/* of one customer that hold */

/* NULL: there is none. With how many members it has. */
const struct buyer_group *buyer_group_get(struct ctx *, int64_t id);
/* All, those that are switched off last. */
const struct buyer_group *buyer_groups(struct ctx *, size_t *n);
enum group_put { GROUP_OK, GROUP_GONE, GROUP_CONFLICT, GROUP_TAKEN, GROUP_FULL };
/* id 0: new. discount in percent, 0..90; min_order in rupiah. */
MUST_USE enum group_put buyer_group_put(struct ctx *, int64_t *id, int64_t version, const struct buyer_group *);
/* The members, by name; at most 200. */
struct buyer_member { int64_t customer; const char *name, *phone; };
struct buyer_member *buyer_group_members(struct ctx *, int64_t group, size_t *n);

/* The group of a customer, 0: none; and setting it. False: one of the two is not there. */
int64_t buyer_group_of(struct ctx *, int64_t customer);
MUST_USE bool buyer_group_set(struct ctx *, int64_t customer, int64_t group);

struct buyer_link { int64_t id, created_at, opened_at, opens; };
/* A new link for a customer who is in a group: the token, shown once. NULL: the customer is in none, or has BUYER_LINKS_MAX. */
const char *buyer_link_new(struct ctx *, int64_t customer);
/* Those that hold, newest first. */
struct buyer_link *buyer_links(struct ctx *, int64_t customer, size_t *n);
/* Ends links of this customer at once, one or (0) all: the next request of whoever came by them sees everybody's prices. How many. */
int64_t buyer_link_end(struct ctx *, int64_t customer, int64_t link);
/* The name of the group that a token leads to, "" for one that does not hold; told to nobody who has no such token. */
const char *buyer_link_group(struct ctx *, const char *token);
/* Ties a session to the link. False: the token does not hold. */
MUST_USE bool buyer_link_open(struct ctx *, int64_t session, const char *token);
/* The group whose prices a session may see; 0: everybody's. */
int64_t buyer_group_of_session(struct ctx *, int64_t session);
/* The session leaves: it sees everybody's prices again. */
void buyer_link_leave(struct ctx *, int64_t session);

#endif
