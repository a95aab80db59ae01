/*
 * Posters: pictures (and leaflets as PDF) that carry goods outside, to networks, chats and paper. What is to be seen is asked for here, drawn once by the worker, and lies in DATA/media/poster, public, until nobody
 * has asked for it for POSTER_KEEP_S and nobody holds it. The same content asked for again is the same row and file: it is known by a hash of all that it shows.
 */
#ifndef SHOP_POSTER_H
#define SHOP_POSTER_H

#include "base/ctx.h"

#define POSTER_KEEP_S (7 * 86400)
#define POSTER_ITEMS_MAX 120

enum poster_layout { POSTER_PHOTO, POSTER_CARD, POSTER_LIST };	/* a photo with frame and sticker; one product with its code; pages of goods */
enum poster_fit { POSTER_CROP, POSTER_PAD };

/* All texts as they are to be read; NULL is "". */
struct poster_item {
	const char *hash;		/* of a picture that is ready (struct picture); "" none */
	bool alpha;			/* a drawing: shown with air, never cut */
	int focus_x, focus_y;		/* what a cut is made around: -500 (left, top) … 500 from the middle */
	const char *name, *lead, *price, *was;	/* lead: small, in front of the price ("mulai") */
};
struct poster {
	enum poster_layout layout;
	bool pdf;			/* else JPEG, sRGB, of exactly w × h */
	int w, h;			/* pixels, 200 … 2160; of a PDF millimetres, 50 … 450 */
	enum poster_fit fit;		/* of POSTER_PHOTO */
	const char *frame, *ground;	/* "#C2410C"; "": none, the house's paper */
	const char *sticker;		/* a price in front of the photo */
	const char *title, *shop, *say, *foot;	/* of a list; whose; beside the code ("Pindai untuk pesan"); how to reach it */
	const char *qr;			/* what the code holds; "" none */
	const struct poster_item *items;
	size_t n_items;			/* PHOTO and CARD show the first */
};
/*
 * Asks for it, with the job put when it is not made yet, failed before (up to POSTER_TRIES times one after another: then it is given up until it is forgotten), or its file is gone. Returns its id. In a
 * write transaction.
 */
#define POSTER_TRIES 3
int64_t poster_ask(struct ctx *, const struct poster *);
/* Its id when exactly this was asked for before and is known still; 0. */
int64_t poster_find(struct ctx *, const struct poster *);

enum poster_state { POSTER_WAITING, POSTER_READY, POSTER_FAILED };
struct poster_made {
	int64_t id;
	const char *hash, *ending;	/* "jpg", "pdf" */
	enum poster_state state;
	const char *reason;		/* of FAILED: "limit", "layout", "late", "failed" */
	bool given_up;			/* FAILED, and not tried again */
	const char *request;		/* for the worker; "" once it is drawn */
	int64_t pages;			/* files of a JPEG; pages of a PDF, which is one file */
};
/* NULL: there is none, or its files have gone meanwhile: to be asked for again. */
const struct poster_made *poster_get(struct ctx *, int64_t id);
/* The public address, without host, of a file, from 1 ("/media/poster/…-1.jpg"), and its path below DATA. "" until it is READY and beyond the last. */
const char *poster_url(struct ctx *, const struct poster_made *, int64_t page);
const char *poster_path(struct ctx *, const struct poster_made *, int64_t page);
/* Its files stay until then at least: a post that is planned needs them. */
void poster_hold(struct ctx *, int64_t id, int64_t until);

/* For the worker: what waits; how it went. */
const struct poster_made *poster_todo(struct ctx *, int64_t id);
void poster_drawn(struct ctx *, int64_t id, int64_t pages);
void poster_failed(struct ctx *, int64_t id, const char *reason);
/* Forgets what nobody needs any more, with its files, and files of that age that no row names. Returns how many rows. */
int64_t poster_prune(struct ctx *);

#endif
