/*
 * Posts as people write them: a draft about goods (or about nothing), its words, its pictures and the accounts that it goes to. Sent, its pictures are drawn by the worker; then it becomes one row of
 * publication for each account, which carries all that its worker needs (shop/publication.h). A sent post that nobody sees yet can be taken back and changed.
 */
#ifndef SHOP_SOCIAL_POST_H
#define SHOP_SOCIAL_POST_H

#include "shop/caption.h"
#include "shop/publication.h"

#define SOCIAL_POST_GOODS 20
#define SOCIAL_POST_PICTURES 10		/* chosen ones; no network takes more */
#define SOCIAL_POST_AHEAD_S (366 * INT64_C(86400))

/* What a picture is cut or padded to: all of a post's alike, since carousels are shown so. */
struct social_shape { const char *name; int64_t w, h; };
extern const struct social_shape social_shapes[];	/* ends with a row without name; called by the message post.shape.<name> */
const struct social_shape *social_shape(const char *name);	/* NULL: unknown */

struct social_picture {
	int64_t media, product;		/* product 0: uploaded here */
	bool chosen;			/* in the post, in this order */
	const char *alt;
	int focus_x, focus_y;		/* what a cut is made around, as struct poster_item has it */
	int64_t poster;			/* its drawing as it was asked for when the post was sent last, 0 none */
	struct picture picture;
};

struct social_post {
	int64_t id, version;
	const char *state;		/* "draft", "making" (its pictures are drawn), "out" (publications tell the rest) */
	const char *body, *hashtags;	/* body with its variables */
	const char *shape, *fit;	/* fit: "crop", "pad" */
	bool sticker, frame, daily;
	int64_t due_at;			/* 0: at once */
	int64_t campaign;		/* that its links count for; 0 none */
	const char *reason;		/* message id of what stopped the last try, "" */
	int64_t made_at, updated_at, sent_at;
	int64_t *goods; size_t n_goods;
	struct social_picture *pictures; size_t n_pictures;	/* chosen ones first, in order; then uploaded ones that were left out */
	int64_t *accounts; size_t n_accounts;
};

/* A draft about these goods (or none), with the words of a template (0: the built-in one), the goods' first photos, and all connected accounts. Returns its id. */
int64_t social_post_new(struct ctx *, const int64_t *goods, size_t n, int64_t caption);
struct social_post *social_post_get(struct ctx *, int64_t id);		/* NULL: none */
/* All pictures that may be chosen: those of the post, then further photos of its goods; chosen says which. */
struct social_picture *social_post_choices(struct ctx *, const struct social_post *, size_t *n);
int64_t social_post_chosen(const struct social_post *);

struct social_post_edit {
	const char *body, *hashtags, *shape, *fit;
	bool sticker, frame;
	int64_t due_at, campaign;
	const struct social_picture *pictures; size_t n_pictures;	/* media, alt, chosen; in order. Others than social_post_choices() and uploads (product 0) are left out */
	const int64_t *accounts; size_t n_accounts;
};
/* NOT: it is no draft any more. CONFLICT: saved by somebody since `version`. */
enum social_post_put { SOCIAL_POST_OK, SOCIAL_POST_GONE, SOCIAL_POST_CONFLICT, SOCIAL_POST_NOT };
MUST_USE enum social_post_put social_post_put(struct ctx *, int64_t id, int64_t version, const struct social_post_edit *);
/* Goods of a draft: new ones bring their first photo, those that went take theirs along. */
MUST_USE enum social_post_put social_post_goods(struct ctx *, int64_t id, const int64_t *goods, size_t n);
MUST_USE enum social_post_put social_post_caption(struct ctx *, int64_t id, int64_t caption);
MUST_USE enum social_post_put social_post_drop(struct ctx *, int64_t id);
/* A new draft like it: for the accounts where it failed when some have, else for all of its accounts. 0: no such post. */
int64_t social_post_copy(struct ctx *, int64_t id);

/* What each of the post's connected accounts would get. */
struct social_said {
	const struct social_account *account;
	const struct social_channel *channel;
	const char *text, *link;
	int64_t characters, hashtags, mentions;
	const char *fault;	/* message id, or NULL; limit: the number in it */
	int64_t limit;
};
struct social_said *social_post_said(struct ctx *, const struct social_post *, size_t *n);
struct caption_facts *social_post_facts(struct ctx *, const struct social_post *);

/*
 * Off it goes. FAULT: a network does not take it (social_post_said); NO_ACCOUNT: none is chosen; WORDS: a variable that there is not; WAITS: a picture is still being prepared or was refused; PAST, FAR: its
 * time has gone by, or is more than a year ahead.
 */
enum social_send { SOCIAL_SEND_OK, SOCIAL_SEND_GONE, SOCIAL_SEND_NOT, SOCIAL_SEND_FAULT, SOCIAL_SEND_NO_ACCOUNT, SOCIAL_SEND_WORDS, SOCIAL_SEND_WAITS, SOCIAL_SEND_PAST, SOCIAL_SEND_FAR };
MUST_USE enum social_send social_post_send(struct ctx *, int64_t id);
/* Back to a draft, its publications canceled. NOT: on some account it is out already, or on its way. */
MUST_USE enum social_post_put social_post_back(struct ctx *, int64_t id);

/* For the worker: where the pictures of this version stand. WAITS: some are still to be drawn. DONE: the publications are put. SPOILT: one could not be drawn, and it is a draft again. VOID: taken back meanwhile. */
enum social_drawn { SOCIAL_DRAWN_WAITS, SOCIAL_DRAWN_DONE, SOCIAL_DRAWN_SPOILT, SOCIAL_DRAWN_VOID };
MUST_USE enum social_drawn social_post_drawn(struct ctx *, int64_t id, int64_t version);
/* For a database that was read back: what was being drawn may have gone out since and waits for a person. */
void social_post_hold(struct ctx *);
/* Forgets drafts that nobody ever wrote into and that are older than `before`. Returns how many. */
int64_t social_post_prune(struct ctx *, int64_t before);
/* Forgets what went out before then and has no publication left (publication_prune()). Returns how many. */
int64_t social_post_forget(struct ctx *, int64_t before);

/* --- lists --- */

enum social_tab { SOCIAL_TAB_WAITING, SOCIAL_TAB_DRAFT, SOCIAL_TAB_OUT, SOCIAL_TAB_TROUBLE, SOCIAL_TABS };
/* A post in a list with what became of it on one account; several rows of one post follow each other, channel "" without any. */
struct social_row {
	int64_t post, at;		/* at: when it is due, went out, or was changed */
	const char *state, *body, *reason;
	bool daily;
	int64_t publication;		/* 0 none */
	const char *channel, *account, *published, *permalink, *why;	/* published: state of the publication; why: message id */
	int64_t likes, comments;	/* -1: not known */
	struct picture picture;		/* its first, hash "" none */
	const char *text;		/* as it went to that account, "" without one */
	const char *goods;		/* name of the first goods, "" none */
};
#define SOCIAL_LIST_POSTS 30
/* A page, from 1, of SOCIAL_LIST_POSTS posts. WAITING: the soonest first; the others: the newest first. */
struct social_row *social_post_list(struct ctx *, enum social_tab, int64_t page, size_t *n);
int64_t social_post_count(struct ctx *, enum social_tab);
/* Whatever is due or went out between two moments, in order of time; of the first SOCIAL_MONTH posts, cut: there are more. */
#define SOCIAL_MONTH 600
struct social_row *social_post_between(struct ctx *, int64_t from, int64_t to, size_t *n, bool *cut);

#endif
