/*
 * Accounts at social networks that the shop posts through (a Facebook page, an Instagram account), the app by which Meta knows the shop, and connections that are being made. Rows and secrets only: who
 * talks to Meta is channel/ and jobs/social.c. Tokens leave here for the worker alone.
 */
#ifndef SHOP_SOCIAL_ACCOUNT_H
#define SHOP_SOCIAL_ACCOUNT_H

#include "base/ctx.h"

struct social_account {
	int64_t id, version;
	const char *channel;		/* "facebook", "instagram": the name of its adapter */
	const char *remote;		/* its id there */
	const char *page;		/* the Facebook page that it belongs to, or itself */
	const char *name;		/* as people know it */
	const char *username;		/* "keripikmakrani", or "" */
	/*
	 * "ok"; paused: "reauth" (somebody must connect it again), "config" (a permission or the app's set-up is missing), "hold" (the network asks for a rest, or for a person at its own site); "off":
	 * disconnected, kept for what was published through it.
	 */
	const char *state;
	int64_t until;			/* "hold" ends by itself then; 0: a person ends the pause */
	const char *reason;		/* message id that says what to do; "" while ok */
	const char *detail;		/* the network's own words to the user, or "" */
	const char *scopes;		/* permissions granted, a blank between */
	int64_t expires_at;		/* of the token; 0: it has no end */
	int64_t checked_at, warned_at, added_at;
	int64_t slow_until;		/* the network wants fewer calls until then */
	int64_t usage;			/* percent of the calls allowed, as last heard */
	int64_t quota_used, quota_total, quota_at;	/* posts of the last 24 hours; quota_at 0: never heard */
};
/* Connected ones (also paused), by channel and name. */
struct social_account *social_accounts(struct ctx *, size_t *n);
struct social_account *social_account_get(struct ctx *, int64_t id);	/* "off" ones, too; NULL: none */
/* It may publish now. */
bool social_account_works(const struct social_account *, int64_t now);
/* Its token, for the worker. NULL: there is none, or it does not open under this server's key (a database that was carried to another machine): the caller pauses the account. */
const char *social_account_token(struct ctx *, int64_t id);

/* Connects an account, or again one that is known by (channel, remote): its state is "ok" afterwards. Returns its id. Audited without the token. */
struct social_account_new { const char *channel, *remote, *page, *name, *username, *token, *scopes; int64_t expires_at; };
int64_t social_account_put(struct ctx *, const struct social_account_new *);
/* Pauses one that is connected ("reauth", "config", "hold"); a pause that asks for more of a person is not replaced by one that asks for less. reason: a message id. */
void social_account_pause(struct ctx *, int64_t id, const char *state, int64_t until, const char *reason, const char *detail);
/* Ends a pause: a person says that it is mended (any but "reauth"), or the worker heard that all is well. False: it is not paused, or must be connected again. */
MUST_USE bool social_account_resume(struct ctx *, int64_t id);
/* Disconnects: the token is wiped at once. False: no such account, or somebody has changed it since `version`. */
MUST_USE bool social_account_off(struct ctx *, int64_t id, int64_t version);
/* What the worker learnt: the token's end and permissions (a check that went well), the pace, the quota. */
void social_account_checked(struct ctx *, int64_t id, int64_t expires_at, const char *scopes);
void social_account_warned(struct ctx *, int64_t id);
void social_account_pace(struct ctx *, int64_t id, int64_t usage, int64_t slow_until);
void social_account_quota(struct ctx *, int64_t id, int64_t used, int64_t total);

/* A look at each token a day: puts work into the outbox for those whose time has come; returns how many. */
int64_t social_account_check_due(struct ctx *);
/* The owner is to be told by mail: the token ends within SOCIAL_WARN_S, or a pause waits for a person; once in three days. Puts a mail into the outbox where the shop sends mail; returns how many. */
#define SOCIAL_WARN_S (7 * 86400)
int64_t social_account_warn_due(struct ctx *);

/* One at a time for each account, whatever number of workers: false when another holds it. Ends by itself after `seconds`. */
MUST_USE bool social_account_lease(struct ctx *, int64_t id, const char *worker, int64_t seconds);
void social_account_release(struct ctx *, int64_t id, const char *worker);

/* --- the app --- */

/* By which Meta knows the shop: entered in the admin panel, else from the settings of the machine. id "": not set up. */
struct social_app { const char *id; const char *secret_end; bool from_machine; int64_t version; };	/* secret_end: its last four characters, "" without one */
struct social_app *social_app_get(struct ctx *);
/* For the worker: NULL when there is none or it does not open. */
const char *social_app_secret(struct ctx *);
/* secret "": the one that is there stays. CONFLICT: somebody has saved since; NEEDS: a new app needs its secret. */
enum social_app_put { SOCIAL_APP_OK, SOCIAL_APP_CONFLICT, SOCIAL_APP_NEEDS };
MUST_USE enum social_app_put social_app_put(struct ctx *, int64_t version, const char *id, const char *secret);

/* --- connecting --- */

/* A way through the login dialog, or a token that was pasted. The worker does what needs the network and leaves what it found here, sealed; it is forgotten an hour later. */
#define SOCIAL_CONNECT_S 3600
struct social_connect {
	int64_t id, staff, expires_at, made_at;
	const char *how;		/* "dialog", "paste" */
	const char *step;		/* "asked" (the dialog is open), "waiting" (for the worker), "choose", "done", "failed" */
	const char *redirect;		/* the address that was given to the dialog */
	const char *reason, *detail;	/* of "failed": a message id, Meta's own words */
	const char *scopes;		/* granted permissions, a blank between */
	const char *found;		/* JSON list of accounts with their tokens; only for the worker and for connecting. NULL: nothing, or it does not open */
};
/* Begins a dialog for this session of staff. Returns the word that must come back with it (43 characters). */
const char *social_connect_ask(struct ctx *, int64_t session, const char *redirect);
/*
 * The dialog came back. The word is used up by this, right or wrong session. code NULL: refused there. OK: *id; the worker is asked to go on.
 * STRANGE: no such word, used before, another session's, or older than SOCIAL_CONNECT_S.
 */
enum social_back { SOCIAL_BACK_OK, SOCIAL_BACK_REFUSED, SOCIAL_BACK_STRANGE };
MUST_USE enum social_back social_connect_back(struct ctx *, int64_t session, const char *word, const char *code, int64_t *id);
/* A token was pasted: the worker is asked to look at it. Returns the id. */
int64_t social_connect_paste(struct ctx *, int64_t session, const char *token);
/* NULL: none, or not of this member of staff (0: any, for the worker). */
struct social_connect *social_connect_get(struct ctx *, int64_t id, int64_t staff);
/* The code or token, for the worker; NULL when it is used or does not open. */
const char *social_connect_secret(struct ctx *, int64_t id);
/* A code works once: it is wiped, and this committed, before it is sent. False: it was taken already. */
MUST_USE bool social_connect_taken(struct ctx *, int64_t id);
void social_connect_found(struct ctx *, int64_t id, const char *scopes, const char *found, int64_t expires_at);
void social_connect_failed(struct ctx *, int64_t id, const char *reason, const char *detail);
/* Chosen: everything secret is wiped. */
void social_connect_done(struct ctx *, int64_t id);
/* Forgets what is older than SOCIAL_CONNECT_S; returns how many. */
int64_t social_connect_prune(struct ctx *, int64_t now);

#endif
