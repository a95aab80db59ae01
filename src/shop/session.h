/* Sessions: a visitor's after the first POST, and staff's. Only a hash of the token is stored. */
#ifndef SHOP_SESSION_H
#define SHOP_SESSION_H

#include "base/ctx.h"

#define SESSION_SHOP_S (90 * 86400)	/* a cart outlives the browser by 90 days */
#define SESSION_STAFF_S (12 * 3600)	/* absolute */
#define SESSION_STAFF_IDLE_S (2 * 3600)
#define COOKIE_SHOP "shop"
#define COOKIE_STAFF "staff"

struct session {
	int64_t id;
	bool is_staff;
	int64_t staff;		/* 0 in a shopper's */
	int64_t customer;	/* 0: guest */
	int64_t district;	/* chosen for "ongkir ke …"; 0 none */
	const char *village;	/* of it, where the shop delivers by village; "" not said, "-" another one */
	int64_t buyer_group;	/* whose prices it may see, by a reseller's link that holds; 0: everybody's */
	const char *csrf;	/* 22 characters */
	int64_t seen_at, expires_at;
	int64_t proved_at;	/* staff: when the password was typed last */
};
/* The live session of a cookie's token; NULL when there is none, it has expired (idle too, for staff) or the staff member is disabled. */
struct session *session_find(struct ctx *, const char *token, bool staff);
/* A new visitor's session; *token for the cookie. */
struct session *session_open_shop(struct ctx *, const char **token);
struct session *session_open_staff(struct ctx *, int64_t staff, const char **token);
/* Which browser it is, for session_list: the User-Agent, cut to 200 bytes. */
void session_agent(struct ctx *, int64_t id, const char *agent);
/* The password was typed again just now. */
void session_prove(struct ctx *, int64_t id);
/* The live sessions of a staff member, last seen first; the newest 100. */
struct session_seen { int64_t id, created_at, seen_at; const char *agent; };
struct session_seen *session_list(struct ctx *, int64_t staff, size_t *n);
/* Ends one session of this staff member, nobody else's; false when it is none. */
MUST_USE bool session_end(struct ctx *, int64_t staff, int64_t id);
/* Ends all of them but one. How many. */
int64_t session_end_others(struct ctx *, int64_t staff, int64_t but);
/* Between the password and the code of a login: a session that admits to nothing, for 10 minutes. session_half: the one of a token, NULL when there is none. */
#define SESSION_HALF_S 600
struct session *session_open_half(struct ctx *, int64_t staff, const char **token);
struct session *session_half(struct ctx *, const char *token);
/* Counts a try with a code: the how manieth it is, 0 when the session is gone. */
int64_t session_half_try(struct ctx *, int64_t id);
void session_close(struct ctx *, int64_t id);
void session_close_staff(struct ctx *, int64_t staff);
/* Moves seen_at when it is older than 5 minutes (a soft write; the gate calls it in writing requests). */
void session_touch(struct ctx *, const struct session *);
void session_district(struct ctx *, int64_t id, int64_t district, const char *village);
/* Deletes what has expired, with carts; returns how many. */
int64_t session_prune(struct ctx *, int64_t now);

#endif
