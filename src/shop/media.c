/*
 * Pictures from the moment they are uploaded. Outside the transaction an upload is looked at (size, first bytes), hashed and moved to DATA/incoming under its hash;
 * inside it becomes a row and a job for the worker. Nothing here decodes a picture. Every name that becomes part of a path is made of hexadecimal digits by us.
 */
#include "shop/media.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/attachment.h"
#include "shop/catalog_row.h"
#include "shop/goods_part.h"
#include "shop/hint.h"
#include "shop/incoming.h"
#include "shop/outbox.h"
#include "shop/setting.h"

#define HASH_LEN 64
#define PICTURES_MAX 24		/* of one product */
#define PROOF_WAIT_S (30 * 86400)	/* a transfer photo that waits longer has no job any more */

enum {
	Q_NEW, Q_STATE, Q_AGAIN, Q_READY, Q_REFUSED, Q_GET, Q_LINKS, Q_LINK_NEW, Q_LINK_PLACE, Q_LINK_DROP, Q_LINK_ALT, Q_LINK_COPY, Q_LINKS_DROP,
	Q_PROOF_NEW, Q_PROOF_REF, Q_PROOF, Q_PROOFS, Q_PROOF_READY, Q_PROOF_REFUSED, Q_PROOFS_WAIT, Q_PROOFS_OLD, Q_PROOF_DROP
};

#define PROOF_COLS "SELECT id, orders, at, width, height, file, state FROM payment_proof"

static const struct db_stmt q[] = {
	[Q_NEW] = SQL("media.new",
	    "INSERT INTO media (hash, state, bytes, created_at) VALUES ($1, 'waiting', $2, $3) ON CONFLICT (hash) DO NOTHING RETURNING id"),
	[Q_STATE] = SQL("media.state", "SELECT id, state FROM media WHERE hash = $1"),
	[Q_AGAIN] = SQL("media.again", "UPDATE media SET state = 'waiting', reason = NULL WHERE id = $1 AND state = 'refused'"),
	[Q_READY] = SQL("media.ready",
	    "UPDATE media SET state = 'ready', reason = NULL, width = $2, height = $3, alpha = $4, blur = $5 WHERE hash = $1"),
	[Q_REFUSED] = SQL("media.refused", "UPDATE media SET state = 'refused', reason = $2 WHERE hash = $1 AND state = 'waiting'"),
	[Q_GET] = SQL("media.get", "SELECT '', " SQL_PICTURE("m") " FROM media m WHERE m.id = $1"),
	[Q_LINKS] = SQL("media.links",
	    "SELECT l.id, " SQL_PICTURE_COLS("'id'") ", l.alt, l.alt_en, m.state, COALESCE(m.reason, '') FROM media_link l"
	    " JOIN media m ON m.id = l.media WHERE l.product = $1 ORDER BY l.position, l.id"),
	[Q_LINK_NEW] = SQL("media.link_new",
	    "INSERT INTO media_link (media, product, position, alt, alt_en) VALUES ($1, $2,"
	    " (SELECT COALESCE(MAX(position), -1) + 1 FROM media_link WHERE product = $2), $3, $4)"),
	[Q_LINK_PLACE] = SQL("media.link_place",
	    "UPDATE media_link SET position = $3 WHERE product = $1 AND media = $2 AND position <> $3"),
	[Q_LINK_DROP] = SQL("media.link_drop", "DELETE FROM media_link WHERE product = $1 AND media = $2"),
	[Q_LINK_ALT] = SQL("media.link_alt",
	    "UPDATE media_link SET alt = $3, alt_en = $4 WHERE product = $1 AND media = $2"),
	[Q_LINK_COPY] = SQL("media.links_copy",
	    "INSERT INTO media_link (media, product, position, alt, alt_en)"
	    " SELECT l.media, CAST($2 AS BIGINT), l.position, l.alt, l.alt_en FROM media_link l WHERE l.product = $1 ORDER BY l.position, l.id"),
	[Q_LINKS_DROP] = SQL("media.links_drop", "DELETE FROM media_link WHERE product = $1"),
	[Q_PROOF_NEW] = SQL("proof.new",
	    "INSERT INTO payment_proof (orders, file, state, at) VALUES ($1, $2, 'waiting', $3)"
	    " ON CONFLICT (file) DO UPDATE SET state = 'waiting', reason = NULL WHERE payment_proof.state = 'refused' RETURNING id"),
	[Q_PROOF_REF] = SQL("proof.ref", "SELECT ref FROM orders WHERE id = $1"),
	[Q_PROOF] = SQL("proof.get", PROOF_COLS " WHERE id = $1"),
	[Q_PROOFS] = SQL("proof.list", PROOF_COLS " WHERE orders = $1 ORDER BY id"),
	[Q_PROOF_READY] = SQL("proof.ready",
	    "UPDATE payment_proof SET state = 'ready', reason = NULL, width = $2, height = $3 WHERE id = $1"),
	[Q_PROOF_REFUSED] = SQL("proof.refused",
	    "UPDATE payment_proof SET state = 'refused', reason = $2 WHERE id = $1 AND state = 'waiting'"),
	[Q_PROOFS_OLD] = SQL("proof.old",
	    PROOF_COLS " WHERE state <> 'waiting' AND orders IN (SELECT o.id FROM orders o WHERE o.delivery_state IN ('delivered', 'cancelled')"
	    " AND o.pay_state <> 'refund_due' AND COALESCE(o.delivered_at, o.cancelled_at) < $1) ORDER BY id LIMIT $2"),
	[Q_PROOF_DROP] = SQL("proof.drop", "DELETE FROM payment_proof WHERE id = $1"),
	[Q_PROOFS_WAIT] = SQL("proof.waiting", "SELECT COUNT(*) FROM payment_proof WHERE state = 'waiting' AND at > $1"),
};
DB_TABLE(q);

/* --- before the transaction --- */

static bool
begins(const char *p, size_t n, const char *with, size_t len)
{
	return n >= len && memcmp(p, with, len) == 0;
}

/* HEIC and AVIF are ISO media files (ISO/IEC 14496-12): a box "ftyp" with its brand at once. Brands: ISO/IEC 23008-12, AVIF 1.1. */
static bool
is_heif(const char *p, size_t n)
{
	static const char *const brands[] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis" };
	size_t i;

	if (n < 16 || memcmp(p + 4, "ftyp", 4) != 0)
		return false;
	for (i = 0; i < ARRAY_LEN(brands); i++)
		if (memcmp(p + 8, brands[i], 4) == 0)
			return true;
	return false;
}

/* By the first bytes: what the browser calls the file is nobody's business. SVG is text and never passes. */
static bool
is_picture(const char *p, size_t n)
{
	return begins(p, n, "\xff\xd8\xff", 3) || begins(p, n, "\x89PNG\r\n\x1a\n", 8) ||
	    (begins(p, n, "RIFF", 4) && n >= 16 && memcmp(p + 8, "WEBP", 4) == 0) ||
	    begins(p, n, "GIF87a", 6) || begins(p, n, "GIF89a", 6) || is_heif(p, n);
}

enum media_take
media_take(struct ctx *c, const char *path, int64_t size, const char **hash)
{
	struct arena_mark mark = arena_mark(c->arena);
	char name[HASH_LEN + 1] = "";
	const char *bytes;
	bool picture;
	size_t n = 0;

	*hash = "";
	if (size > c->conf->upload_max)
		return MEDIA_TOO_LARGE;
	bytes = file_read(c->arena, path, (size_t)c->conf->upload_max, &n);
	if (!bytes) {
		(void)incoming_fault(c, "an upload could not be read");
		return MEDIA_NO_SPACE;
	}
	picture = is_picture(bytes, n);
	if (picture)
		memcpy(name, crypt_hash(c->arena, bytes, n), HASH_LEN);
	/* Several photos of one form need no more memory than one. */
	arena_back(c->arena, mark);
	if (!picture)
		return MEDIA_NOT_A_PICTURE;
	*hash = arena_str(c->arena, name);
	return incoming_put(c, path, *hash) ? MEDIA_OK : MEDIA_NO_SPACE;
}

bool
media_taken(struct ctx *c, const char *hash)
{
	return crypt_is_hash(hash) && file_exists(incoming_path(c, hash));
}

/* --- rows and jobs --- */

static int64_t
file_bytes(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* Without a name for the outbox: who asks has just written the row, and the same content may have had jobs before (refused, or deleted and brought again within a second). */
static void
job_put(struct ctx *c, const char *hash)
{
	outbox_put(c, "media", "media.product", arena_printf(c->arena, "{\"hash\":\"%s\"}", hash), NULL, 0);
}

int64_t
media_put(struct ctx *c, const char *hash)
{
	int64_t id;
	const char *state;
	struct db_rows r;

	if (!crypt_is_hash(hash))
		BUG("media_put: not a hash");
	id = db_one_int(c, 0, &q[Q_NEW], DB_T(hash), DB_I(file_bytes(incoming_path(c, hash))), DB_I(clock_now()));
	if (id) {
		job_put(c, hash);
		return id;
	}
	r = db_query(c, &q[Q_STATE], DB_T(hash));
	if (!db_next(&r))
		return 0;
	id = db_int(&r);
	state = db_str(&r);
	db_done(&r);
	/* When its sizes are made already, no job clears the upload away; media_sweep does. Not here: this transaction may be tried again, and the form looks for the file then. */
	if (str_eq(state, "refused") && db_exec(c, &q[Q_AGAIN], DB_I(id)) == 1)
		job_put(c, hash);
	return id;
}

/* What shows this picture is old now. */
void
media_ready(struct ctx *c, const char *hash, int64_t width, int64_t height, bool alpha, const char *blur)
{
	if (db_exec(c, &q[Q_READY], DB_T(hash), DB_I(width), DB_I(height), DB_I(alpha), DB_T(blur)) > 0) {
		setting_bump(c, "catalog");
		hint_media(c, hash);
	}
}

void
media_refused(struct ctx *c, const char *hash, const char *reason)
{
	if (db_exec(c, &q[Q_REFUSED], DB_T(hash), DB_T(reason)) > 0) {
		setting_bump(c, "catalog");
		hint_media(c, hash);
	}
}

struct picture
media_picture(struct ctx *c, int64_t media)
{
	struct picture p = { .hash = "", .alt = "", .blur = "" };
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(media));

	if (db_next(&r))
		p = catalog_picture_read(&r, "");
	db_done(&r);
	return p;
}

/* --- a product's pictures --- */

struct media_photo *
media_photos(struct ctx *c, int64_t product, size_t *n)
{
	struct media_photo *list = arena_new_n(c->arena, PICTURES_MAX, struct media_photo);
	struct db_rows r = db_query(c, &q[Q_LINKS], DB_I(product));

	*n = 0;
	while (*n < PICTURES_MAX && db_next(&r)) {
		struct media_photo *p = &list[(*n)++];

		p->link = db_int(&r);
		p->picture = catalog_picture_read(&r, "");
		p->alt = db_str(&r);
		p->alt_en = db_str(&r);
		p->refused = str_eq(db_str(&r), "refused");
		p->reason = db_str(&r);
	}
	db_done(&r);
	return list;
}

static bool
has(const struct media_photo *list, size_t n, int64_t media)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].picture.media == media)
			return true;
	return false;
}

void
media_attach(struct ctx *c, int64_t product, int64_t media, const char *alt, const char *alt_en)
{
	size_t n;
	const struct media_photo *list = media_photos(c, product, &n);

	if (media == 0 || n == PICTURES_MAX || has(list, n, media))
		return;
	(void)db_exec(c, &q[Q_LINK_NEW], DB_I(media), DB_I(product), DB_T(alt ? alt : ""), DB_T(alt_en ? alt_en : ""));
	setting_bump(c, "catalog");
	hint_put(c, product);
}

enum media_edit
media_move(struct ctx *c, int64_t product, int64_t media, int64_t to)
{
	size_t n, i, place = 0;
	const struct media_photo *list = media_photos(c, product, &n);

	if (!has(list, n, media))
		return MEDIA_EDIT_GONE;
	if (to < 0)
		to = 0;
	if (to >= (int64_t)n)
		to = (int64_t)n - 1;
	for (i = 0; i < n; i++) {
		if (list[i].picture.media == media)
			continue;
		if ((int64_t)place == to)
			place++;
		(void)db_exec(c, &q[Q_LINK_PLACE], DB_I(product), DB_I(list[i].picture.media), DB_I(place++));
	}
	(void)db_exec(c, &q[Q_LINK_PLACE], DB_I(product), DB_I(media), DB_I(to));
	setting_bump(c, "catalog");
	return MEDIA_EDIT_OK;
}

enum media_edit
media_detach(struct ctx *c, int64_t product, int64_t media)
{
	if (db_exec(c, &q[Q_LINK_DROP], DB_I(product), DB_I(media)) == 0)
		return MEDIA_EDIT_GONE;
	setting_bump(c, "catalog");
	hint_put(c, product);
	return MEDIA_EDIT_OK;
}

enum media_edit
media_alt(struct ctx *c, int64_t product, int64_t media, const char *alt, const char *alt_en)
{
	if (db_exec(c, &q[Q_LINK_ALT], DB_I(product), DB_I(media), DB_T(alt ? alt : ""), DB_T(alt_en ? alt_en : "")) == 0)
		return MEDIA_EDIT_GONE;
	setting_bump(c, "catalog");
	return MEDIA_EDIT_OK;
}

/* A copy shows the same files. */
static void
links_copy(struct ctx *c, const struct goods_copy *g)
{
	db_exec(c, &q[Q_LINK_COPY], DB_I(g->from), DB_I(g->to));
}

static void
links_remove(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_LINKS_DROP], DB_I(product));
}

static const struct goods_part photo_part = { links_copy, links_remove };
PRODUCT_PART(photo_part);

/* --- transfer photos --- */

int64_t
proof_put(struct ctx *c, int64_t order, const char *hash)
{
	const char *own = arena_printf(c->arena, "%s %s", db_one_text(c, &q[Q_PROOF_REF], DB_I(order)), hash);
	const char *file = arena_printf(c->arena, "%.32s.jpg", crypt_hash(c->arena, own, strlen(own)));
	int64_t id;

	if (!crypt_is_hash(hash))
		BUG("proof_put: not a hash");
	id = db_one_int(c, 0, &q[Q_PROOF_NEW], DB_I(order), DB_T(file), DB_I(clock_now()));
	if (id == 0)
		return 0;
	outbox_put(c, "proof", "media.proof",
	    arena_printf(c->arena, "{\"proof\":%lld,\"hash\":\"%s\"}", (long long)id, hash),
	    arena_printf(c->arena, "proof:%lld:%s", (long long)id, crypt_token(c->arena, 8)), 0);
	return id;
}

static struct proof
proof_read(struct db_rows *r)
{
	struct proof p;

	p.id = db_int(r);
	p.order = db_int(r);
	p.at = db_int(r);
	p.width = db_int(r);
	p.height = db_int(r);
	p.file = db_str(r);
	p.state = db_str(r);
	return p;
}

struct proof *
proof_get(struct ctx *c, int64_t id)
{
	struct proof *p = NULL;
	struct db_rows r = db_query(c, &q[Q_PROOF], DB_I(id));

	if (db_next(&r)) {
		p = arena_new(c->arena, struct proof);
		*p = proof_read(&r);
	}
	db_done(&r);
	return p;
}

struct proof *
proof_list(struct ctx *c, int64_t order, size_t *n)
{
	size_t room = 4;
	struct proof *list = arena_new_n(c->arena, room, struct proof);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_PROOFS], DB_I(order)); db_next(&r);) {
		if (*n == room) {
			struct proof *more = arena_new_n(c->arena, 2 * room, struct proof);

			memcpy(more, list, room * sizeof(*more));
			list = more;
			room *= 2;
		}
		list[(*n)++] = proof_read(&r);
	}
	return list;
}

/* The file first: a photo that no row names would stay for ever. */
int64_t
proof_prune(struct ctx *c, int64_t before)
{
	struct proof *old = arena_new_n(c->arena, PROOF_PRUNE_MOST, struct proof);
	int64_t done = 0;
	struct db_rows r;
	size_t n = 0, i;

	for (r = db_query(c, &q[Q_PROOFS_OLD], DB_I(before), DB_I(PROOF_PRUNE_MOST)); n < PROOF_PRUNE_MOST && db_next(&r);)
		old[n++] = proof_read(&r);
	db_done(&r);
	for (i = 0; i < n; i++) {
		const char *path = arena_printf(c->arena, "%s/private/proof/%s", c->conf->data, old[i].file);

		if (unlink(path) != 0 && errno != ENOENT)
			continue;
		done += db_exec(c, &q[Q_PROOF_DROP], DB_I(old[i].id));
	}
	return done;
}

void
proof_ready(struct ctx *c, int64_t id, int64_t width, int64_t height)
{
	(void)db_exec(c, &q[Q_PROOF_READY], DB_I(id), DB_I(width), DB_I(height));
}

void
proof_refused(struct ctx *c, int64_t id, const char *reason)
{
	(void)db_exec(c, &q[Q_PROOF_REFUSED], DB_I(id), DB_T(reason));
}

/* --- what nobody came back for --- */

static bool
is_waiting(struct ctx *c, const char *hash)
{
	struct db_rows r = db_query(c, &q[Q_STATE], DB_T(hash));
	bool waiting = false;

	if (db_next(&r)) {
		db_skip(&r);
		waiting = str_eq(db_str(&r), "waiting");
	}
	db_done(&r);
	return waiting || attachment_waits(c, hash);
}

int64_t
media_sweep(struct ctx *c, int64_t age)
{
	const char *dir = arena_printf(c->arena, "%s/incoming", c->conf->data);
	const char **names = file_list(c->arena, dir);
	int64_t now = file_now(dir), n = 0;
	struct stat st;

	/* Which upload a waiting transfer photo is stands only in its job: better keep all. */
	if (db_one_int(c, 1, &q[Q_PROOFS_WAIT], DB_I(clock_now() - PROOF_WAIT_S)) > 0)
		return 0;
	for (; *names; names++) {
		const char *path = arena_printf(c->arena, "%s/%s", dir, *names);

		if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) || (int64_t)st.st_mtime >= now - age)
			continue;
		if (!is_waiting(c, *names) && !err_is_set(c) && unlink(path) == 0)
			n++;
	}
	return n;
}
