/* Staff: roles, the one permission table that the gate reads, passwords, throttled login. */
#ifndef SHOP_STAFF_H
#define SHOP_STAFF_H

#include "base/ctx.h"

enum role { ROLE_OWNER, ROLE_ADMIN, ROLE_CASHIER, ROLE_WAREHOUSE, ROLE_DRIVER, ROLE_SOCIAL, ROLE_LEADER, ROLE_COUNT };

enum right {
	RIGHT_NONE,
	RIGHT_HOME,		/* the admin's first page; figures need RIGHT_FIGURES */
	RIGHT_FIGURES,		/* today's figures and the reports: sums, orders by number, no names of buyers */
	RIGHT_CUSTOMER_SEE,	/* who the buyers are: their list, their names in reports */
	RIGHT_ORDER_SEE, RIGHT_ORDER_PAY, RIGHT_ORDER_PACK, RIGHT_ORDER_SHIP, RIGHT_ORDER_CANCEL,
	RIGHT_GOODS_SEE, RIGHT_GOODS_EDIT, RIGHT_COST_SEE, RIGHT_STOCK_EDIT,
	RIGHT_SHOP_EDIT,	/* settings, zones, bank accounts, pages */
	RIGHT_STAFF_EDIT,
	RIGHT_SOCIAL,		/* writing posts and campaigns, reading what came of them; connecting accounts needs RIGHT_SHOP_EDIT */
	RIGHT_SOURCES,		/* the report of channels, campaigns and posts: what came by whom, what advertising cost */
	RIGHT_UPKEEP,		/* health, jobs, making backups */
	RIGHT_BACKUP,		/* taking a backup away: the whole shop in one file */
	RIGHT_MACHINE,		/* what the program says of itself: settings of the machine, statements */
	RIGHT_SELF,		/* own password and language */
	RIGHT_COUNT
};
bool role_may(enum role, enum right);
const char *role_name(enum role);
MUST_USE bool role_parse(const char *, enum role *);

struct staff {
	int64_t id;
	const char *login, *name, *lang;
	enum role role;
	bool active, simple;
	int64_t version;
};
struct staff *staff_get(struct ctx *, int64_t id);
struct staff *staff_by_login(struct ctx *, const char *login);
struct staff **staff_list(struct ctx *, size_t *n);

/*
 * Login in two steps, since hashing takes no lock: staff_check (no transaction; reads, hashes always, even for an unknown login, so that time and
 * answer tell nothing), then staff_login in the write transaction: counts the failure or opens the session.
 */
/*
 * Throttle, over the last 15 minutes: from conf login_tries failures for one account from one network on, each further one doubles a wait of 30 s, to 10 minutes; the
 * same from 30 failures of one network for any accounts. Failures spread over networks hold an account for at most a minute, from four times login_tries on: so one
 * network cannot keep an owner out who comes from another. What is refused for waiting is not counted, so every wait ends (T26, abuse case 29).
 */
enum staff_check { STAFF_OK, STAFF_WRONG, STAFF_WAIT, STAFF_SECOND };
struct staff_try { enum staff_check result; int64_t staff; int64_t wait_s; const char *rehash; const char *account, *network; const char *agent; /* the caller's: User-Agent or NULL */ };
struct staff_try *staff_check(struct ctx *, const char *login, const char *password, const char *remote);
/* Returns what staff_check found, or WAIT when others have failed meanwhile; the caller commits in each case. For STAFF_OK a new session token is in *token (43 characters), for the cookie. */
/* STAFF_SECOND (from staff_login alone): the password is right and the second step is on; *token is of a half session, for staff_second(). */
MUST_USE enum staff_check staff_login(struct ctx *, const struct staff_try *, const char **token);

/*
 * The code of the second step, in a write transaction; the caller commits in each case. A wrong one counts as a failed login of this account, and the fifth ends the half
 * session. OK: *token of the session. WAIT: as at the login.
 */
struct session;
MUST_USE enum staff_check staff_second(struct ctx *, const struct session *half, const char *code, const char *remote, const char *agent, const char **token);
/* The password once more, for a dangerous act in a session that is open: staff_check first, then this in a write transaction; the caller commits in each case. Failures count as at the login. */
MUST_USE enum staff_check staff_prove(struct ctx *, const struct staff_try *, int64_t session);

/* 10..128 bytes, not among the commonest, not the login or the shop's name. */
bool staff_password_fits(struct ctx *, const char *login, const char *password);
/* 2..40 of a-z 0-9 . _ -, after lowering: no twins by case or look-alike letters (abuse case 31). */
bool staff_login_fits(const char *login);
/* The hash for staff_add and staff_password, with the configured cost; NULL with err_set when memory could not be had. */
const char *staff_hash(struct ctx *, const char *password);
/* TAKEN: somebody has this login, or it is none. Hash first (no transaction), then put. A new or changed password ends all sessions of that person. */
enum staff_put { STAFF_PUT_OK, STAFF_PUT_TAKEN, STAFF_PUT_GONE };
MUST_USE enum staff_put staff_add(struct ctx *, const char *login, const char *name, enum role, const char *hash, int64_t *id);
MUST_USE enum staff_put staff_password(struct ctx *, int64_t id, const char *hash);
void staff_lang(struct ctx *, int64_t id, const char *lang);
/*
 * An owner (c->actor) changes another person's name, role and whether they may log in. SELF: nobody changes their own role nor shuts themselves out; LAST: the shop
 * keeps an owner who can log in; FORBIDDEN: who acts is no active owner (abuse case 37). A changed role and a shut account end all sessions of that person.
 */
enum staff_edit { STAFF_EDIT_OK, STAFF_EDIT_GONE, STAFF_EDIT_CONFLICT, STAFF_EDIT_SELF, STAFF_EDIT_LAST, STAFF_EDIT_FORBIDDEN };
MUST_USE enum staff_edit staff_edit(struct ctx *, int64_t id, int64_t version, const char *name, enum role, bool active);
/* Forgets failures older than `before`. */
int64_t staff_prune(struct ctx *, int64_t before);

#endif
