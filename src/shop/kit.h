/*
 * The share kit: goods carried outside without an API. For one product two pictures with a code and a caption, per channel and language, each with the tracked link of that channel (shop/link.h); and print runs, price
 * lists as pictures or leaflets as PDF of many goods, each with a link and a spoken code of its own.
 */
#ifndef SHOP_KIT_H
#define SHOP_KIT_H

#include "shop/link.h"
#include "shop/poster.h"

#define KIT_SHAPES 2	/* 1080 × 1080 for posts and chats, 1080 × 1920 for a status */
struct kit {
	const char *name, *caption;
	const struct link *link;
	const struct poster_made *shape[KIT_SHAPES];	/* NULL: not made yet, or the goods have changed since */
};
/* What there is to share of a product. NULL: it is not in the shop (draft, archived, none). link NULL: kit_make() was never called for this channel and campaign (0 none), and there is no caption either. */
const struct kit *kit_get(struct ctx *, int64_t product, const char *channel, int64_t campaign, const char *lang);
/* Makes link and pictures as the goods are now. False: they are not in the shop. In a write transaction. */
MUST_USE bool kit_make(struct ctx *, int64_t product, const char *channel, int64_t campaign, const char *lang);

/* --- print runs (kit_print.c) --- */

#define PRINT_GOODS_MAX POSTER_ITEMS_MAX
#define PRINT_HOLD_S (90 * 86400)	/* a run's files */
#define PRINT_RUNS_MAX 500		/* older ones are forgotten; their links are not */

extern const char *const print_kinds[];	/* picture a4 a5; ends with NULL. Messages: "print.kind.<name>" */
struct print_new {
	const char *kind, *lang, *title;
	int64_t category;		/* 0: chosen by hand; the link leads to it */
	int64_t campaign;		/* that its link counts for; 0 none */
	const int64_t *goods;
	size_t n;			/* 1 … PRINT_GOODS_MAX */
};
struct print_run {
	int64_t id, category, goods, made_at;
	const char *kind, *lang, *title;
	const struct link *link;
	const struct poster_made *poster;	/* NULL: its files are gone */
};
/* Makes a run of those goods that are in the shop; 0: none of them is. In a write transaction. */
int64_t print_make(struct ctx *, const struct print_new *);
/* The same goods again at today's prices, with the same code. False: there is no such run, or nothing of it is in the shop any more. In a write transaction. */
MUST_USE bool print_again(struct ctx *, int64_t id);
const struct print_run *print_get(struct ctx *, int64_t id);
/* The newest first. */
struct print_run *print_list(struct ctx *, int64_t page, int per_page, size_t *n, int64_t *total);
/* Runs of one category are another one's from now on: the two became one. */
void print_category_moved(struct ctx *, int64_t from, int64_t into);
/* What it is called as a file, without ending. */
const char *print_file_name(struct ctx *, const struct print_run *);

/* For both files of the module: an item of a poster, and how the shop is reached ("WA 0812-3456-7890"; "" without a number). */
struct card;
struct poster_item kit_item(struct ctx *, const struct card *);
const char *kit_foot(struct ctx *);
/* Texts of the shop in another language until it is put back. */
const char *kit_lang(struct ctx *, const char *lang);

#endif
