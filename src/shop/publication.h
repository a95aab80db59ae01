/*
 * Publications: one post on one account, from the queue to what people see, and what came of it. The row carries all that the worker needs. Nothing is published twice and nothing is lost: before the one
 * call that makes something visible "attempting" is committed, and what is not known afterwards is looked up before anything is tried again. Social networks are adapters (channel/), one file and one
 * const struct each.
 */
#ifndef SHOP_PUBLICATION_H
#define SHOP_PUBLICATION_H

#include "base/ctx.h"
#include "shop/social_account.h"

struct publication;

/* --- channels --- */

/* What a network takes; lengths in code points. The composer and the publisher read the same numbers. */
struct social_limits {
	int64_t text;			/* characters of the text */
	int64_t hashtags, mentions;	/* 0: no limit */
	int64_t pictures_least, pictures_most;
	int64_t ratio_least, ratio_most;	/* width per height in thousandths; 0: any */
	int64_t side_least, side_most;	/* pixels of the width that it keeps as they are */
	int64_t bytes;			/* of a picture file */
	int64_t alt;			/* characters of an alternative text */
	bool link;			/* a link of a post without pictures becomes a card that can be pressed; else it only stands as text */
	bool edit, remove;		/* it lets the text be changed, and the post be taken away */
};

enum social_class {
	SOCIAL_DONE,	/* it went well */
	SOCIAL_WAIT,	/* nothing has changed there: again later */
	SOCIAL_AGAIN,	/* not ready yet: the same again after seconds */
	SOCIAL_NEW,	/* what was prepared is void: prepared anew */
	SOCIAL_UNSURE,	/* it may have become visible: looked up before anything is tried again */
	SOCIAL_FIX,	/* never with this content: a person changes it */
	SOCIAL_REAUTH,	/* the account must be connected again */
	SOCIAL_CONFIG,	/* a permission or the app's set-up is missing */
	SOCIAL_HOLD	/* the account rests, or waits for a person at the network's own site */
};
/* What an adapter's call came to. */
struct social_answer {
	enum social_class class;
	const char *reason, *detail, *trace;	/* a message id; the network's words to the user; its id of the call. "" without */
	int64_t wait_s;			/* WAIT, AGAIN, HOLD: at least so long; 0: as the caller thinks fit */
	bool limit;			/* WAIT: it is about the pace and burns no try */
	int64_t most;			/* WAIT: so many tries, then a person must change something; 0: the usual number */
	bool dead;			/* there was no answer at all: others need not ask either for a minute */
	bool rest;			/* UNSURE: and the account is paused for a day, but for looking */
	bool duplicate;			/* UNSURE: it says that this was posted already */
	int64_t usage;			/* percent of the calls allowed; -1: not said */
	int64_t quota_used, quota_total;	/* -1: not said */
	int64_t picture;		/* prepare: which one `media` is of, -1: the whole */
	const char *media;		/* prepare: its id there; NULL: unchanged */
	bool ready;			/* prepare: that can be used now */
	const char *remote, *permalink;	/* publish, look, count: of what is visible. look: DONE with remote NULL: it is not there */
	bool there;			/* look: it is visible, though its id cannot be read yet */
	bool again;			/* look: what was prepared can still be used */
	int64_t likes, comments, shares, reach;	/* count: -1 not said */
};
struct publication_picture {
	const char *file;	/* below DATA: "media/post/ab12….jpg" */
	const char *path;	/* public address of the same: "/media/post/ab12….jpg" */
	const char *alt;
	const char *media;	/* its id at the network, "" */
	int64_t media_at;
	bool ready;
};
/* Everything that a call needs, read in one transaction before it. */
struct publication_work {
	const struct publication *p;
	const struct social_account *account;
	const char *token;
	const char *app, *app_secret;	/* of the app; NULL: calls go without proof */
	const struct publication_picture *pictures;
	size_t n;
	const char *const *known;	/* ids there of the account's other publications of late; ends with NULL */
};

/*
 * A network. The calls run in the worker outside of any transaction, take at most SOCIAL_CALL_S and answer for one call each; what they answer is written down before the next. All of them but `publish` may
 * be repeated freely.
 */
#define SOCIAL_CALL_S 120
struct social_channel {
	const char *name;		/* "facebook": stored, never changes; it is called by the message social.<name> */
	int order;
	struct social_limits limits;
	/* Is everything there that publishing needs? Looks at the row alone. */
	bool (*ready)(const struct publication_work *, int64_t now);
	/* The next invisible step. */
	void (*prepare)(struct ctx *, const struct publication_work *, struct social_answer *);
	/* The one visible call. UNSURE whenever it may have worked. */
	void (*publish)(struct ctx *, const struct publication_work *, struct social_answer *);
	/* Is it there? Only what was made since the attempt counts, with just this text, and none of `known`. */
	void (*look)(struct ctx *, const struct publication_work *, struct social_answer *);
	/* Permalink and figures. */
	void (*count)(struct ctx *, const struct publication_work *, struct social_answer *);
	/* Changes the text to p->wanted_text, takes it away; NULL where limits say no. Done already is DONE. */
	void (*edit)(struct ctx *, const struct publication_work *, struct social_answer *);
	void (*remove)(struct ctx *, const struct publication_work *, struct social_answer *);
	/* Is the token good: DONE with its end in *expires_at (0: none) and the permissions in *scopes. */
	void (*check)(struct ctx *, const struct publication_work *, struct social_answer *, int64_t *expires_at, const char **scopes);
};
/* Makes a channel known, at the end of its file: SOCIAL_CHANNEL(channel_facebook); the linker gathers them. */
#define SOCIAL_CHANNEL(var) \
	static const struct social_channel *const var##_listed \
	    __attribute__((used, section("social_channels"))) = &(var)
const struct social_channel *social_channel(const char *name);		/* NULL: unknown */
const struct social_channel *const *social_channels(void);		/* in order of .order; ends with NULL */

/* How many hashtags ("#Keripik_2") and mentions ("@toko") a text has, as networks count them. */
void social_count(const char *text, int64_t *hashtags, int64_t *mentions);
/* NULL: this network takes it. Else a message id, social.bad.text .empty .hashtags .mentions .few .many; *limit: the number that it speaks of. */
const char *social_fault(const struct social_channel *, const char *text, const char *link, size_t pictures, int64_t *limit);

/* --- the rows --- */

struct publication {
	int64_t id, post, account, version;
	const char *channel, *account_name, *account_state;	/* a pause of the account holds what waits */
	const char *state;		/* queued, preparing, attempting, unknown, published, failed, canceled, removed */
	const char *text, *link;
	int64_t due_at, made_at;
	int64_t next_at;		/* when the worker goes on; 0: not before a person acts, or the account is back */
	int64_t turn;			/* number of that step */
	const char *reason;		/* message id publication.why.…, or "" */
	const char *detail, *trace;	/* the network's own words and its id of the call */
	const char *remote, *permalink;
	int64_t published_at;
	int64_t attempts, attempt_at, looks, waits, anew;
	const char *media; int64_t media_at; bool media_ready;
	const char *wanted, *wanted_text;	/* "", "edit", "remove": asked for, the worker is at it */
	int64_t likes, comments, shares, reach;		/* -1: not known */
	int64_t counted_at, count_at;
};
/* A person must decide whether an unknown one is to be seen: nobody goes on by itself. */
bool publication_asks(const struct publication *);
/* Its next step should have been done half an hour ago: the worker does not run, or the step was held (a backup read back): publication_retry() sets it going again. */
bool publication_stuck(const struct publication *, int64_t now);

/* What a person can do to it as it stands: the buttons of every page. settle: say whether it is there, as it asks. */
struct publication_may { bool retry, cancel, settle, edit, remove; };
struct publication_may publication_may(const struct publication *, int64_t now);

#define PUBLICATION_TEXT_MAX 10000	/* characters of a text that is changed there */
struct publication_new {
	int64_t post;			/* of social_post, 0: none */
	int64_t account;
	const char *text;		/* as it will stand there, the link in it where there are pictures */
	const char *link;		/* absolute, or "": for a post without pictures, where limits.link */
	const struct publication_picture *pictures;	/* file, path, alt */
	size_t n;
	int64_t due_at;			/* 0: now */
};
/* Queues it; the content was checked by social_fault(). Returns the id, 0 when the account is not connected. */
int64_t publication_put(struct ctx *, const struct publication_new *);
struct publication *publication_get(struct ctx *, int64_t id);
struct publication *publication_of_post(struct ctx *, int64_t post, size_t *n);		/* by id */
struct publication_picture *publication_pictures(struct ctx *, int64_t id, size_t *n);
/* Those that wait, with an account for all 0: soonest first; and the ones that ended badly or ask for a person, newest first. */
struct publication *publication_waiting(struct ctx *, int64_t account, int limit, size_t *n);
struct publication *publication_troubled(struct ctx *, int limit, size_t *n);
struct publication *publication_recent(struct ctx *, int64_t account, int limit, size_t *n);	/* visible ones, newest first */

/* What the owner should look at, in one statement: accounts connected, paused until a person acts, whose connection ends within SOCIAL_WARN_S; publications as publication_troubled(). */
struct publication_worries { int64_t accounts, paused, ending, troubled; };
struct publication_worries publication_worries(struct ctx *);

/* NOT: it is not in a state for that. */
enum publication_act { PUBLICATION_OK, PUBLICATION_GONE, PUBLICATION_NOT };
/* From failed or canceled back into the queue, at once; one that is stuck goes on where it stands. */
MUST_USE enum publication_act publication_retry(struct ctx *, int64_t id);
/* Before the visible call alone, or after it has failed: it is left at that. */
MUST_USE enum publication_act publication_cancel(struct ctx *, int64_t id);
/* A person has looked at an unknown one that asks: it is there (published), or it is not (back into the queue). */
MUST_USE enum publication_act publication_settle(struct ctx *, int64_t id, bool there);
/* The worker changes the text of what is published, where limits.edit; takes it away, where limits.remove. */
MUST_USE enum publication_act publication_edit_text(struct ctx *, int64_t id, const char *text);
MUST_USE enum publication_act publication_remove(struct ctx *, int64_t id);
/* The account is back, or was disconnected: what waited for it goes on, or fails with a reason. */
void publication_account_back(struct ctx *, int64_t account);
void publication_account_off(struct ctx *, int64_t account);
/* Forgets what ended, and was last counted, before then: two years, so that posts can be compared with those of a year ago. Reports do not need it, they read links. Returns how many. */
#define PUBLICATION_KEEP_S (730 * INT64_C(86400))
int64_t publication_prune(struct ctx *, int64_t before);


/* --- the worker --- */

enum publication_step { PUBLICATION_IDLE, PUBLICATION_PREPARE, PUBLICATION_PUBLISH, PUBLICATION_LOOK, PUBLICATION_EDIT, PUBLICATION_REMOVE };
/*
 * What is to be done next with this one, in a write transaction that is committed before it is done; holder: a name for the lease of the account. IDLE: nothing now (what comes later was planned).
 * An attempt that nobody finished becomes unknown here; before PUBLISH the row says "attempting".
 */
MUST_USE enum publication_step publication_begin(struct ctx *, int64_t id, int64_t turn, const char *holder, struct publication_work *);
/* What came of it, in the next transaction. */
void publication_end(struct ctx *, enum publication_step, const struct publication_work *, const struct social_answer *, const char *holder);
/* Calls the adapter; outside of any transaction. */
void publication_call(struct ctx *, enum publication_step, const struct publication_work *, struct social_answer *);

/* Figures: puts work into the outbox for those whose time has come, a few at a time; returns how many. */
int64_t publication_count_due(struct ctx *);
/* False: not now (the account is paused, or asked for fewer calls). */
MUST_USE bool publication_count_begin(struct ctx *, int64_t id, struct publication_work *);
void publication_count_end(struct ctx *, const struct publication_work *, const struct social_answer *);

#endif
