/*
 * Papers and clips of products. Outside the transaction an upload is looked at, hashed and moved to DATA/incoming; inside it becomes a row and a job of the lane "media" (jobs/attachment.c), which moves it on.
 * Deleting is that lane's work, too, so that a file which goes and the same one which comes again never meet.
 */
#include "shop/attachment.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/clip.h"
#include "shop/goods_part.h"
#include "shop/incoming.h"
#include "shop/outbox.h"
#include "shop/setting.h"

#define HASH_LEN 64

enum {
	Q_LIST, Q_THERE, Q_MOVE_ON, Q_STEP, Q_COUNT, Q_BYTES, Q_NEW, Q_AGAIN, Q_ID, Q_FILE_NEW, Q_LINK_NEW, Q_SAVE, Q_PLACE, Q_DROP, Q_COPY, Q_REMOVE, Q_CAME, Q_SHOW, Q_WAITS,
	Q_KNOWN, Q_UNUSED, Q_FORGET
};

#define NEXT_PLACE "(SELECT COALESCE(MAX(position), -1) + 1 FROM product_file WHERE product = $1)"

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("attachment.list",
	    "SELECT f.id, f.url, f.title, f.title_en, COALESCE(a.kind, ''), COALESCE(a.state, ''), COALESCE(a.hash, ''), COALESCE(a.bytes, 0), COALESCE(a.width, 0), COALESCE(a.height, 0),"
	    " COALESCE(a.created_at, 0) FROM product_file f LEFT JOIN attachment a ON a.id = f.attachment WHERE f.product = $1 ORDER BY f.position, f.id"),
	[Q_THERE] = SQL("attachment.there", "SELECT COUNT(*) FROM product WHERE id = $1"),
	[Q_MOVE_ON] = SQL("attachment.move_on", "UPDATE product SET version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2"),
	[Q_STEP] = SQL("attachment.step", "UPDATE product SET version = version + 1, updated_at = $2 WHERE id = $1"),
	[Q_COUNT] = SQL("attachment.count", "UPDATE product SET files = (SELECT COUNT(*) FROM product_file f WHERE f.product = $1) WHERE id = $1"),
	[Q_BYTES] = SQL("attachment.bytes", "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM attachment"),
	[Q_NEW] = SQL("attachment.new",
	    "INSERT INTO attachment (hash, kind, state, bytes, width, height, created_at) VALUES ($1, $2, 'waiting', $3, $4, $5, $6) ON CONFLICT (hash) DO NOTHING RETURNING id"),
	[Q_AGAIN] = SQL("attachment.again", "UPDATE attachment SET state = 'waiting' WHERE hash = $1 AND state = 'lost'"),
	[Q_ID] = SQL("attachment.id", "SELECT id FROM attachment WHERE hash = $1"),
	[Q_FILE_NEW] = SQL("attachment.file_new",
	    "INSERT INTO product_file (product, position, attachment, title) VALUES ($1, " NEXT_PLACE ", $2, $3) ON CONFLICT (product, attachment) DO NOTHING RETURNING id"),
	[Q_LINK_NEW] = SQL("attachment.link_new",
	    "INSERT INTO product_file (product, position, url, title, title_en) VALUES ($1, " NEXT_PLACE ", $2, $3, $4) RETURNING id"),
	[Q_SAVE] = SQL("attachment.save", "UPDATE product_file SET title = $3, title_en = $4 WHERE id = $1 AND product = $2"),
	[Q_PLACE] = SQL("attachment.place", "UPDATE product_file SET position = $3 WHERE id = $1 AND product = $2"),
	[Q_DROP] = SQL("attachment.drop", "DELETE FROM product_file WHERE id = $1 AND product = $2"),
	[Q_COPY] = SQL("attachment.copy",
	    "INSERT INTO product_file (product, position, attachment, url, title, title_en)"
	    " SELECT CAST($2 AS BIGINT), f.position, f.attachment, f.url, f.title, f.title_en FROM product_file f WHERE f.product = $1 ORDER BY f.position, f.id"),
	[Q_REMOVE] = SQL("attachment.remove", "DELETE FROM product_file WHERE product = $1"),
	[Q_CAME] = SQL("attachment.came", "UPDATE attachment SET state = $2 WHERE hash = $1 AND state = 'waiting'"),
	[Q_SHOW] = SQL("attachment.show", "SELECT f.product FROM product_file f JOIN attachment a ON a.id = f.attachment WHERE a.hash = $1 ORDER BY f.product"),
	[Q_WAITS] = SQL("attachment.waits", "SELECT COUNT(*) FROM attachment WHERE hash = $1 AND state = 'waiting'"),
	[Q_KNOWN] = SQL("attachment.known", "SELECT COUNT(*) FROM attachment WHERE hash = $1"),
	[Q_UNUSED] = SQL("attachment.unused",
	    "SELECT a.id, a.hash, a.kind FROM attachment a WHERE a.state <> 'waiting' AND NOT EXISTS (SELECT 1 FROM product_file f WHERE f.attachment = a.id) ORDER BY a.id LIMIT $1"),
	[Q_FORGET] = SQL("attachment.forget", "DELETE FROM attachment AS a WHERE a.id = $1 AND NOT EXISTS (SELECT 1 FROM product_file f WHERE f.attachment = a.id)"),
};
DB_TABLE(q);

static const char *const endings[] = { [ATTACHMENT_PDF] = "pdf", [ATTACHMENT_MP4] = "mp4", [ATTACHMENT_WEBM] = "webm", [ATTACHMENT_LINK] = "" };

const char *
attachment_ending(enum attachment_kind kind)
{
	return endings[kind];
}

/* --- before the transaction --- */

/* By the first bytes: what the browser calls the file is nobody's business. */
static enum attachment_take
look(const char *p, size_t n, struct attachment_file *f)
{
	switch (clip_kind(p, n)) {
	case CLIP_MP4:
		f->kind = ATTACHMENT_MP4;
		break;
	case CLIP_WEBM:
		f->kind = ATTACHMENT_WEBM;
		break;
	case CLIP_NONE:
		f->kind = ATTACHMENT_PDF;
		return n > 5 && memcmp(p, "%PDF-", 5) == 0 ? ATTACHMENT_OK : ATTACHMENT_TYPE;
	}
	return clip_shape(p, n, &f->width, &f->height) ? ATTACHMENT_OK : ATTACHMENT_BLIND;
}

enum attachment_take
attachment_take(struct ctx *c, const char *path, int64_t size, struct attachment_file *f)
{
	struct arena_mark mark = arena_mark(c->arena);
	char name[HASH_LEN + 1] = "";
	enum attachment_take took;
	const char *bytes;
	size_t n = 0;

	*f = (struct attachment_file){ .hash = "", .bytes = size };
	if (size == 0)
		return ATTACHMENT_EMPTY;
	if (size > c->conf->upload_max)
		return ATTACHMENT_LARGE;
	bytes = file_read(c->arena, path, (size_t)c->conf->upload_max, &n);
	if (!bytes) {
		(void)incoming_fault(c, "an upload could not be read");
		return ATTACHMENT_NO_SPACE;
	}
	took = look(bytes, n, f);
	if (took == ATTACHMENT_OK)
		memcpy(name, crypt_hash(c->arena, bytes, n), HASH_LEN);
	/* Several files of one form need no more memory than one. */
	arena_back(c->arena, mark);
	if (took != ATTACHMENT_OK)
		return took;
	f->hash = arena_str(c->arena, name);
	return incoming_put(c, path, f->hash) ? ATTACHMENT_OK : ATTACHMENT_NO_SPACE;
}

/* How long the host is that s begins with; 0: it is none. */
static size_t
host_of(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"), port;

	if (n == 0 || n > 253 || !memchr(s, '.', n) || *s == '.' || *s == '-' || s[n - 1] == '.' || s[n - 1] == '-')
		return 0;
	port = s[n] == ':' ? 1 + strspn(s + n + 1, "0123456789") : 0;
	return port == 1 || port > 6 || (s[n + port] && !strchr("/?#", s[n + port])) ? 0 : n;
}

bool
attachment_url_ok(const char *url)
{
	const char *s;

	if (!str_starts(url, "https://") || strlen(url) > ATTACHMENT_URL_MAX)
		return false;
	for (s = url; *s; s++)
		if (*s <= ' ' || *s > '~' || strchr("\"<>\\^`{|}", *s))
			return false;
	return host_of(url + 8) > 0;
}

const char *
attachment_host(struct ctx *c, const char *url)
{
	size_t n = str_starts(url, "https://") ? host_of(url + 8) : 0;
	const char *host = str_lower(c->arena, arena_mem(c->arena, n ? url + 8 : "", n));

	return str_starts(host, "www.") ? host + 4 : host;
}

const char *
attachment_title(struct ctx *c, const char *name)
{
	const char *s = str_trim(c->arena, utf8_clean(c->arena, name, false)), *dot = strrchr(s, '.');

	if (dot && dot > s)
		s = arena_mem(c->arena, s, (size_t)(dot - s));
	s = str_trim(c->arena, str_replace(c->arena, s, "_", " "));
	return *s ? utf8_cut(c->arena, s, ATTACHMENT_TITLE_MAX) : "PDF";
}

/* --- reading --- */

static enum attachment_kind
kind_of(const char *word)
{
	for (int k = ATTACHMENT_PDF; k < ATTACHMENT_LINK; k++)
		if (str_eq(word, endings[k]))
			return (enum attachment_kind)k;
	return ATTACHMENT_LINK;
}

static enum attachment_state
state_of(const char *word)
{
	return str_eq(word, "waiting") ? ATTACHMENT_WAITING : str_eq(word, "lost") ? ATTACHMENT_LOST : ATTACHMENT_READY;
}

struct attachment *
attachment_list(struct ctx *c, int64_t product, size_t *n)
{
	struct attachment *list = arena_new_n(c->arena, ATTACHMENTS_MAX, struct attachment);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(product));

	*n = 0;
	while (*n < ATTACHMENTS_MAX && db_next(&r)) {
		struct attachment *a = &list[(*n)++];

		a->id = db_int(&r);
		a->url = db_str(&r);
		a->title_id = db_str(&r);
		a->title_en = db_str(&r);
		a->title = str_eq(c->lang, "en") && *a->title_en ? a->title_en : a->title_id;
		a->kind = kind_of(db_str(&r));
		a->state = state_of(db_str(&r));
		a->hash = db_str(&r);
		a->bytes = db_int(&r);
		a->width = db_int(&r);
		a->height = db_int(&r);
		a->added_at = db_int(&r);
	}
	db_done(&r);
	return list;
}

struct attachment *
attachment_shown(struct ctx *c, int64_t product, size_t *n)
{
	size_t all, i;
	struct attachment *list = attachment_list(c, product, &all);

	*n = 0;
	for (i = 0; i < all; i++)
		if (list[i].state == ATTACHMENT_READY)
			list[(*n)++] = list[i];
	return list;
}

/* --- writing --- */

static struct attachment *
find(struct attachment *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return &list[i];
	return NULL;
}

/* The product moves on by one version, if nobody else was faster. */
static enum attachment_put
begin(struct ctx *c, int64_t product, int64_t version)
{
	if (db_one_int(c, 0, &q[Q_THERE], DB_I(product)) == 0)
		return ATTACHMENT_PUT_GONE;
	return db_exec(c, &q[Q_MOVE_ON], DB_I(product), DB_I(version), DB_I(clock_now())) == 0 ? ATTACHMENT_PUT_CONFLICT : ATTACHMENT_PUT_OK;
}

/* The same for what goes to the end: is there such a product, and room? */
static enum attachment_put
room(struct ctx *c, int64_t product)
{
	size_t n;

	if (db_one_int(c, 0, &q[Q_THERE], DB_I(product)) == 0)
		return ATTACHMENT_PUT_GONE;
	(void)attachment_list(c, product, &n);
	return n < ATTACHMENTS_MAX ? ATTACHMENT_PUT_OK : ATTACHMENT_PUT_FULL;
}

static enum attachment_put
done(struct ctx *c, int64_t product, const char *what, int64_t id, const char *title)
{
	json_t *js = js_own(c->arena, json_pack("{s:I, s:s}", what, (json_int_t)id, "file", title));

	db_exec(c, &q[Q_COUNT], DB_I(product));
	audit(c, "product.files", "product", product, NULL, js_text(c->arena, js));
	setting_bump_product(c, product);
	return ATTACHMENT_PUT_OK;
}

static void
job_put(struct ctx *c, const char *kind, const char *hash, const char *ending)
{
	outbox_put(c, "media", kind, arena_printf(c->arena, "{\"hash\":\"%s\",\"ending\":\"%s\"}", hash, ending), NULL, 0);
}

/* The content's row: one that is there already, or a new one with its job. Twice, since what was there may have been forgotten in between. */
static int64_t
content_put(struct ctx *c, const struct attachment_file *f)
{
	int64_t id = 0;

	if (!crypt_is_hash(f->hash))
		BUG("attachment_add: not a hash");
	for (int try = 0; try < 2 && id == 0 && !err_is_set(c); try++) {
		id = db_one_int(c, 0, &q[Q_NEW], DB_T(f->hash), DB_T(endings[f->kind]), DB_I(f->bytes), DB_I(f->width), DB_I(f->height), DB_I(clock_now()));
		if (id != 0 || db_exec(c, &q[Q_AGAIN], DB_T(f->hash)) == 1)
			job_put(c, "attachment.put", f->hash, endings[f->kind]);
		if (id == 0)
			id = db_one_int(c, 0, &q[Q_ID], DB_T(f->hash));
	}
	return id;
}

enum attachment_put
attachment_add(struct ctx *c, int64_t product, const struct attachment_file *f, const char *title)
{
	enum attachment_put may = room(c, product);
	int64_t content, id;

	if (may == ATTACHMENT_PUT_OK && db_one_int(c, 0, &q[Q_BYTES]) + f->bytes > ATTACHMENT_BYTES)
		may = ATTACHMENT_PUT_SPACE;
	if (may != ATTACHMENT_PUT_OK)
		return may;
	content = content_put(c, f);
	id = content ? db_one_int(c, 0, &q[Q_FILE_NEW], DB_I(product), DB_I(content), DB_T(title)) : 0;
	if (id == 0)
		return ATTACHMENT_PUT_OK;
	(void)db_exec(c, &q[Q_STEP], DB_I(product), DB_I(clock_now()));
	return done(c, product, "new", id, title);
}

enum attachment_put
attachment_link(struct ctx *c, int64_t product, const char *url, const char *title, const char *title_en)
{
	enum attachment_put may = room(c, product);
	const struct attachment *list;
	size_t n, i;
	int64_t id;

	if (may != ATTACHMENT_PUT_OK)
		return may;
	list = attachment_list(c, product, &n);
	for (i = 0; i < n; i++)
		if (str_eq(list[i].url, url))
			return ATTACHMENT_PUT_OK;
	title = *title ? title : attachment_host(c, url);
	id = db_one_int(c, 0, &q[Q_LINK_NEW], DB_I(product), DB_T(url), DB_T(title), DB_T(title_en));
	(void)db_exec(c, &q[Q_STEP], DB_I(product), DB_I(clock_now()));
	return done(c, product, "new", id, title);
}

enum attachment_put
attachment_save(struct ctx *c, int64_t product, int64_t version, int64_t id, const char *title, const char *title_en)
{
	size_t n;
	struct attachment *list = attachment_list(c, product, &n);
	enum attachment_put may = find(list, n, id) ? begin(c, product, version) : ATTACHMENT_PUT_GONE;

	if (may != ATTACHMENT_PUT_OK)
		return may;
	(void)db_exec(c, &q[Q_SAVE], DB_I(id), DB_I(product), DB_T(title), DB_T(title_en));
	return done(c, product, "changed", id, title);
}

enum attachment_put
attachment_move(struct ctx *c, int64_t product, int64_t version, int64_t id, int step)
{
	size_t n, at, to, i;
	struct attachment *list = attachment_list(c, product, &n), *one = find(list, n, id), was;
	enum attachment_put may = one ? begin(c, product, version) : ATTACHMENT_PUT_GONE;

	if (may != ATTACHMENT_PUT_OK)
		return may;
	at = (size_t)(one - list);
	to = step < 0 ? (at > 0 ? at - 1 : 0) : (at + 1 < n ? at + 1 : at);
	was = list[to];
	list[to] = list[at];
	list[at] = was;
	for (i = 0; i < n; i++)
		(void)db_exec(c, &q[Q_PLACE], DB_I(list[i].id), DB_I(product), DB_I(i));
	return done(c, product, "moved", id, list[to].title_id);
}

enum attachment_put
attachment_drop(struct ctx *c, int64_t product, int64_t version, int64_t id)
{
	size_t n;
	struct attachment *list = attachment_list(c, product, &n), *one = find(list, n, id);
	enum attachment_put may = one ? begin(c, product, version) : ATTACHMENT_PUT_GONE;

	if (may != ATTACHMENT_PUT_OK)
		return may;
	(void)db_exec(c, &q[Q_DROP], DB_I(id), DB_I(product));
	return done(c, product, "gone", id, one->title_id);
}

/* --- for the worker --- */

void
attachment_came(struct ctx *c, const char *hash, bool there)
{
	int64_t *goods = NULL;
	size_t n = 0, room_for = 0;
	struct db_rows r;

	if (db_exec(c, &q[Q_CAME], DB_T(hash), DB_T(there ? "ready" : "lost")) == 0)
		return;
	for (r = db_query(c, &q[Q_SHOW], DB_T(hash)); db_next(&r); n++) {
		if (n == room_for) {
			int64_t *more = arena_new_n(c->arena, 2 * n + 4, int64_t);

			if (n > 0)
				memcpy(more, goods, n * sizeof(*more));
			goods = more;
			room_for = 2 * n + 4;
		}
		goods[n] = db_int(&r);
	}
	while (n-- > 0)
		setting_bump_product(c, goods[n]);
}

bool
attachment_waits(struct ctx *c, const char *hash)
{
	return db_one_int(c, 0, &q[Q_WAITS], DB_T(hash)) > 0;
}

bool
attachment_is_gone(struct ctx *c, const char *hash)
{
	return db_one_int(c, 1, &q[Q_KNOWN], DB_T(hash)) == 0;
}

int64_t
attachment_tidy(struct ctx *c, int64_t most)
{
	struct { int64_t id; const char *hash, *kind; } *list = arena_array(c->arena, (size_t)most, sizeof(*list));
	struct db_rows r = db_query(c, &q[Q_UNUSED], DB_I(most));
	int64_t n = 0, gone = 0;

	for (; n < most && db_next(&r); n++) {
		list[n].id = db_int(&r);
		list[n].hash = db_str(&r);
		list[n].kind = db_str(&r);
	}
	db_done(&r);
	for (int64_t i = 0; i < n; i++)
		if (db_exec(c, &q[Q_FORGET], DB_I(list[i].id)) == 1) {
			job_put(c, "attachment.drop", list[i].hash, list[i].kind);
			gone++;
		}
	return gone;
}

/* --- as part of a product --- */

/* A copy shows the same files. */
static void
copy(struct ctx *c, const struct goods_copy *g)
{
	if (db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to)) > 0)
		db_exec(c, &q[Q_COUNT], DB_I(g->to));
}

static void
remove_all(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_REMOVE], DB_I(product));
}

static const struct goods_part attachment_part = { copy, remove_all };
PRODUCT_PART(attachment_part);
