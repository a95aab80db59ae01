/*
 * Pictures: an upload becomes a media row by content hash and a job for the worker, which has etalase-media make the sizes. DATA/incoming holds the raw file until then;
 * DATA/media/<2>/<hash>-<size>.<webp|jpg> are public; DATA/private/proof/ holds transfer photos.
 */
#ifndef SHOP_MEDIA_H
#define SHOP_MEDIA_H

#include "shop/catalog.h"

enum media_take { MEDIA_OK, MEDIA_TOO_LARGE, MEDIA_NOT_A_PICTURE, MEDIA_NO_SPACE };
/*
 * Before the transaction: checks size and the first bytes (JPEG, PNG, WebP, GIF, HEIC by signature; SVG never), hashes and moves the spooled file into DATA/incoming. *hash: its name.
 */
MUST_USE enum media_take media_take(struct ctx *, const char *path, int64_t size, const char **hash);
/* Is this the hash of an upload that media_take moved in and no job has taken yet? For forms that are shown again and must not lose their photos. */
MUST_USE bool media_taken(struct ctx *, const char *hash);
/* In the transaction: the row (an existing one for the same content) and its job. Returns the media id. */
int64_t media_put(struct ctx *, const char *hash);
/* A product's pictures. attach appends. */
void media_attach(struct ctx *, int64_t product, int64_t media, const char *alt, const char *alt_en);
enum media_edit { MEDIA_EDIT_OK, MEDIA_EDIT_GONE };
/* Moves a picture of the product to place `to` (0 first = cover); takes one off; sets its texts. */
MUST_USE enum media_edit media_move(struct ctx *, int64_t product, int64_t media, int64_t to);
MUST_USE enum media_edit media_detach(struct ctx *, int64_t product, int64_t media);
MUST_USE enum media_edit media_alt(struct ctx *, int64_t product, int64_t media, const char *alt, const char *alt_en);
/* A product's pictures for the edit form: in order, refused ones too (reason: type limit bomb damaged), texts without fallback.
 * link: grows with each picture that is added to goods. */
struct media_photo { int64_t link; struct picture picture; const char *alt, *alt_en, *reason; bool refused; };
struct media_photo *media_photos(struct ctx *, int64_t product, size_t *n);
struct picture media_picture(struct ctx *, int64_t media);
/* The picture of a content hash (settings name pictures by it), without alt text; hash "" when there is none. media_find.c. */
struct picture media_find(struct ctx *, const char *hash);

/* For the worker, when etalase-media has answered. */
void media_ready(struct ctx *, const char *hash, int64_t width, int64_t height, bool alpha, const char *blur);
void media_refused(struct ctx *, const char *hash, const char *reason);
/* Pictures of before there were placeholders: has one made for some of them (a job each); how many. And one is made; "": it can't be. media_find.c. */
int64_t media_plain(struct ctx *, int64_t most);
void media_blur(struct ctx *, const char *hash, const char *blur);

/* Removes uploads last written more than so many seconds ago that no job waits for: forms that were never saved, spool files of a worker that was killed. Returns how many. */
int64_t media_sweep(struct ctx *, int64_t age);

/*
 * Transfer photos: `file` is the name under DATA/private/proof, which nobody can guess. The same photo once more for the same order (a button pressed again after no answer) is no other one: 0; one that
 * was refused is tried again.
 */
int64_t proof_put(struct ctx *, int64_t order, const char *hash);
struct proof { int64_t id, order, at, width, height; const char *file, *state; };
struct proof *proof_get(struct ctx *, int64_t id);
struct proof *proof_list(struct ctx *, int64_t order, size_t *n);
void proof_ready(struct ctx *, int64_t id, int64_t width, int64_t height);
/* Deletes the photos (file, then row) of orders that were delivered or cancelled before `before` and owe no refund; at most PROOF_PRUNE_MOST, returns how many. */
#define PROOF_PRUNE_MOST 200
int64_t proof_prune(struct ctx *, int64_t before);
void proof_refused(struct ctx *, int64_t id, const char *reason);

#endif
