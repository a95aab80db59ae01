/*
 * What a product has beside its pictures: papers to download (a size chart, a recipe, as PDF) and short clips, kept here or elsewhere. A content is kept once, whoever shows it, under its hash in
 * DATA/media, from where nginx sends it; what nothing shows any more is deleted within an hour or so. Like a picture it can be fetched by whoever knows its address as long as it is there, also while its
 * product is a draft, in the archive or in the trash.
 */
#ifndef SHOP_ATTACHMENT_H
#define SHOP_ATTACHMENT_H

#include "base/ctx.h"

#define ATTACHMENTS_MAX 10			/* of one product */
#define ATTACHMENT_TITLE_MAX 120
#define ATTACHMENT_URL_MAX 500
#define ATTACHMENT_BYTES (INT64_C(4) << 30)	/* of all together */

enum attachment_kind { ATTACHMENT_PDF, ATTACHMENT_MP4, ATTACHMENT_WEBM, ATTACHMENT_LINK };
enum attachment_state { ATTACHMENT_READY, ATTACHMENT_WAITING, ATTACHMENT_LOST };	/* LOST: its file never came to where it belongs */
/* "pdf", "mp4", "webm": how its file ends; "" for a link. */
const char *attachment_ending(enum attachment_kind);

/* --- before the transaction --- */

struct attachment_file { enum attachment_kind kind; const char *hash; int64_t bytes, width, height; };
enum attachment_take {
	ATTACHMENT_OK,
	ATTACHMENT_EMPTY, ATTACHMENT_LARGE,
	ATTACHMENT_TYPE,	/* neither PDF, MP4 nor WebM by its first bytes */
	ATTACHMENT_BLIND,	/* a clip without a picture, or cut off */
	ATTACHMENT_NO_SPACE	/* or ctx->err */
};
/* Looks at an upload and moves it in, named by its content. */
MUST_USE enum attachment_take attachment_take(struct ctx *, const char *path, int64_t size, struct attachment_file *);
/* Could this be the address of a clip: https, a host with a dot and nothing before it, no blanks, at most ATTACHMENT_URL_MAX bytes? */
MUST_USE bool attachment_url_ok(const char *url);
/* Where it leads, for people: "youtube.com". */
const char *attachment_host(struct ctx *, const char *url);
/* A title from a file's name: without its ending, never "". */
const char *attachment_title(struct ctx *, const char *name);

/* --- reading --- */

struct attachment {
	int64_t id;
	enum attachment_kind kind;
	enum attachment_state state;
	const char *hash, *url;			/* one of them is "" */
	const char *title;			/* in c->lang */
	const char *title_id, *title_en;
	int64_t bytes, width, height, added_at;	/* of a file; width and height of a clip */
};
/* All that a product has, in order; those that shoppers see. */
struct attachment *attachment_list(struct ctx *, int64_t product, size_t *n);
struct attachment *attachment_shown(struct ctx *, int64_t product, size_t *n);

/* --- writing: the product's row moves on by one version; audited; what pages show of the product is old. On any result but OK nothing was written. --- */

enum attachment_put { ATTACHMENT_PUT_OK, ATTACHMENT_PUT_GONE, ATTACHMENT_PUT_CONFLICT, ATTACHMENT_PUT_FULL, ATTACHMENT_PUT_SPACE };
/* To the end. They overwrite nobody's work, so no version is asked for: a conflict would cost somebody with a slow line the whole upload. A file or link that the product has already is no other one. */
MUST_USE enum attachment_put attachment_add(struct ctx *, int64_t product, const struct attachment_file *, const char *title);
MUST_USE enum attachment_put attachment_link(struct ctx *, int64_t product, const char *url, const char *title, const char *title_en);
/* version: the product's. Moving beyond an end changes nothing. */
MUST_USE enum attachment_put attachment_save(struct ctx *, int64_t product, int64_t version, int64_t id, const char *title, const char *title_en);
MUST_USE enum attachment_put attachment_move(struct ctx *, int64_t product, int64_t version, int64_t id, int step);
MUST_USE enum attachment_put attachment_drop(struct ctx *, int64_t product, int64_t version, int64_t id);

/* --- for the worker --- */

/* Its file lies where nginx finds it, or (there: false) is lost. */
void attachment_came(struct ctx *, const char *hash, bool there);
/* Does a row wait for this upload? Is there none of this content any more? */
bool attachment_waits(struct ctx *, const char *hash);
bool attachment_is_gone(struct ctx *, const char *hash);
/* Forgets contents that no product shows, at most `most`, each with a job that deletes its file; how many. */
int64_t attachment_tidy(struct ctx *, int64_t most);

#endif
