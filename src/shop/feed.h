/*
 * The catalogue as other houses read it: a file for Meta's catalogue (Facebook and Instagram shops) and one for Google Merchant Center, one row a variant, each in its own vocabulary. The rows
 * are made and judged here; how a row is written stands in present/feed.c, and jobs/feed.c keeps the files fresh. What the other house would refuse is left out and told by product.
 */
#ifndef SHOP_FEED_H
#define SHOP_FEED_H

#include "base/buf.h"
#include "base/ctx.h"
#include "shop/preorder.h"

enum feed { FEED_META, FEED_GOOGLE, FEED_COUNT };

/* Limits of the two, in code points. Meta: facebook.com/business/help/120325381656392; Google: support.google.com/merchants/answer/7052112. */
struct feed_kind {
	const char *name;		/* in addresses, tables and messages */
	const char *file, *type;	/* name of the file; media type */
	const char *source;		/* utm_source of its links */
	size_t title, text_least, text, brand, part, images, gap;	/* part: a colour, size, material; gap: shortest side of a picture in pixels */
};
extern const struct feed_kind feed_kinds[FEED_COUNT];
/* By the name of its file ("meta.csv"); FEED_COUNT: none. */
enum feed feed_of(const char *file);

/* Why a variant is left out. Messages: "feed.problem.<name>". */
enum feed_problem { FEED_FINE, FEED_NO_PICTURE, FEED_SMALL_PICTURE, FEED_NO_TEXT, FEED_SHORT_TEXT, FEED_CAPITALS, FEED_NO_PRICE, FEED_TOO_MANY, FEED_PROBLEMS };
const char *feed_problem_name(enum feed_problem);

#define FEED_IMAGES 21
struct feed_item {
	int64_t product, variant;
	const char *id;			/* "v12": as the pages' own data name it */
	const char *group;		/* "p3" when the product has several variants, else "" */
	const char *title, *text, *link;
	const char *images[FEED_IMAGES];	/* absolute, JPEG; the first is the main one */
	size_t n_images;
	bool in_stock;
	enum made_rule made;		/* in stock, but made first: MAKING_PRE or MAKING_BACK, else MAKING_NOT */
	int64_t ready;			/* local day when that can be sent; 0: nobody said */
	int64_t price, sale;		/* rupiah; sale 0: none */
	int64_t sale_from, sale_to;	/* UTC seconds; 0: not bounded */
	const char *brand, *mpn, *gtin;	/* mpn, gtin: "" none */
	const char *color, *size, *material, *pattern, *more;	/* more: "Rasa:Pedas, Kemasan:Kaleng", options that have no field of their own */
	const char *category;		/* "Keripik > Pedas" */
	int64_t weight_g;
	const char *unit_measure, *unit_base;	/* "250g", "100g": what the price is for, and of how much a price is compared (support.google.com/merchants/answer/6324455); "" not known */
	enum feed_problem problem;	/* not FEED_FINE: it is not in the file */
};
/* The product's active variants as this house reads them, in c->lang; n 0: it is not for sale. In a transaction; strings live in the ctx's arena. */
const struct feed_item *feed_items(struct ctx *, enum feed, int64_t product, size_t *n);
/* A GTIN with the right check digit that does not belong to the range for shops' own use (GS1 General Specifications 7.9, 1.4)? */
bool feed_gtin(const char *barcode);

/* How one of the files stands. */
struct feed_state {
	bool on;
	int64_t made_at;		/* 0: not yet */
	int64_t items, products, left_out, bytes;	/* left_out: variants */
	int64_t catalog;		/* catalog_version() that it shows */
};
struct feed_state feed_get(struct ctx *, enum feed);
/* Turns it on or off; audited. Off: the address answers 404 and the file goes at the next look. */
void feed_switch(struct ctx *, enum feed, bool on);
/* What was left out, by product name; at most FEED_FAULTS rows are kept of a file. */
#define FEED_FAULTS 500
struct feed_fault { int64_t product, variant; const char *name, *label; enum feed_problem problem; };
const struct feed_fault *feed_faults(struct ctx *, enum feed, size_t *n);
/* Where the file lies; relative: below DATA, for reply_file. */
const char *feed_path(struct ctx *, enum feed, bool relative);

/* How rows are written. */
struct feed_writer {
	void (*head)(struct ctx *, struct buf *);
	void (*item)(struct ctx *, const struct feed_item *, struct buf *);
	void (*tail)(struct ctx *, struct buf *);
};
/*
 * Outside a transaction, for the worker: makes the file anew when it is on and shows an older catalogue than the shop's, in many short transactions and constant memory, beside the old one, which
 * it then replaces; removes it when it is off. Returns rows written, 0 when there was nothing to do or ctx->err is set.
 */
int64_t feed_refresh(struct ctx *, enum feed, const struct feed_writer *);

#endif
