/*
 * Addresses of pictures and the goods that name them. Two transactions meet at an address's row: one that adds goods to it and the worker's that has its picture. Both take that row
 * before they look further, so that whoever comes second sees what the first wrote.
 */
#include "shop/media_source.h"

#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/media.h"
#include "shop/outbox.h"
#include "shop/setting.h"

#define URL_BYTES 1000
#define SHOWN 90
#define FAILED_MOST 24	/* shown of one product: no product has more pictures */

enum { Q_SOURCE, Q_ADDRESS, Q_QUEUE, Q_URL, Q_CAME, Q_GONE, Q_GOODS_OF, Q_LINKED, Q_NEXT, Q_BEFORE, Q_FAILED, Q_WAITING, Q_GOODS, Q_GOODS_N, Q_AGAIN, Q_AGAIN_ALL, Q_LOST, Q_HAS, Q_OF };

/* A failed address that some goods name. */
#define LOST "a.state = 'failed' AND EXISTS (SELECT 1 FROM picture_source s WHERE s.url = a.url)"

static const struct db_stmt q[] = {
	[Q_SOURCE] = SQL("media_source.put",
	    "INSERT INTO picture_source (product, url, position, alt, alt_en) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (product, url) DO NOTHING"),
	/* The update that changes nothing takes the row. */
	[Q_ADDRESS] = SQL("media_source.address",
	    "INSERT INTO picture_address (url) VALUES ($1) ON CONFLICT (url) DO UPDATE SET url = excluded.url RETURNING id, state, COALESCE(media, 0)"),
	[Q_QUEUE] = SQL("media_source.queue", "UPDATE picture_address SET state = 'waiting', reason = '' WHERE id = $1 AND state IN ('new', 'failed')"),
	[Q_URL] = SQL("media_source.url", "SELECT url FROM picture_address WHERE id = $1 AND state = 'waiting'"),
	[Q_CAME] = SQL("media_source.came", "UPDATE picture_address SET state = 'done', reason = '', media = $2 WHERE id = $1"),
	[Q_GONE] = SQL("media_source.gone", "UPDATE picture_address SET state = 'failed', reason = $2 WHERE id = $1 AND state = 'waiting'"),
	[Q_GOODS_OF] = SQL("media_source.goods_of",
	    "SELECT s.product, s.position, s.alt, s.alt_en FROM picture_source s JOIN picture_address a ON a.url = s.url WHERE a.id = $1 ORDER BY s.product"),
	[Q_LINKED] = SQL("media_source.linked", "SELECT 1 FROM media_link WHERE product = $1 AND media = $2"),
	/* Where the first of those stands that came by an address further down the product's list. */
	[Q_NEXT] = SQL("media_source.next",
	    "SELECT COALESCE(MIN(l.position), -1) FROM media_link l JOIN picture_address a ON a.media = l.media"
	    " JOIN picture_source s ON s.url = a.url AND s.product = l.product WHERE l.product = $1 AND l.media <> $2 AND s.position > $3"),
	[Q_BEFORE] = SQL("media_source.before", "SELECT COUNT(*) FROM media_link WHERE product = $1 AND media <> $2 AND position < $3"),
	[Q_FAILED] = SQL("media_source.failed",
	    "SELECT a.id, a.url, a.reason FROM picture_source s JOIN picture_address a ON a.url = s.url"
	    " WHERE s.product = $1 AND a.state = 'failed' ORDER BY s.position, a.id LIMIT $2"),
	[Q_WAITING] = SQL("media_source.waiting",
	    "SELECT COUNT(*) FROM picture_source s JOIN picture_address a ON a.url = s.url WHERE s.product = $1 AND a.state = 'waiting'"),
	[Q_GOODS] = SQL("media_source.goods",
	    "SELECT s.product, COUNT(*), COALESCE(MIN(t.name), ''), MIN(a.reason) FROM picture_address a JOIN picture_source s ON s.url = a.url"
	    " LEFT JOIN product_text t ON t.product = s.product AND t.lang = 'id' WHERE a.state = 'failed'"
	    " GROUP BY s.product ORDER BY s.product DESC LIMIT $1"),
	[Q_GOODS_N] = SQL("media_source.goods_n",
	    "SELECT COUNT(DISTINCT s.product) FROM picture_address a JOIN picture_source s ON s.url = a.url WHERE a.state = 'failed'"),
	[Q_AGAIN] = SQL("media_source.again",
	    "SELECT a.id, 0, '', '' FROM picture_source s JOIN picture_address a ON a.url = s.url WHERE s.product = $1 AND a.state = 'failed' ORDER BY a.id"),
	[Q_AGAIN_ALL] = SQL("media_source.again_all", "SELECT a.id, 0, '', '' FROM picture_address a WHERE " LOST " ORDER BY a.id"),
	[Q_LOST] = SQL("media_source.lost", "SELECT COUNT(*) FROM picture_address a WHERE " LOST),
	[Q_HAS] = SQL("media_source.has", "SELECT COUNT(*) FROM picture_source WHERE product = $1 AND url = $2"),
	[Q_OF] = SQL("media_source.of",
	    "SELECT s.url FROM picture_source s JOIN picture_address a ON a.url = s.url WHERE s.product = $1 AND a.media = $2 ORDER BY s.position, s.url LIMIT 1"),
};
DB_TABLE(q);

struct place { int64_t id, position; const char *alt, *alt_en; };

/* All rows of a result before anything is written: what is written may be what is read. */
static struct place *
places(struct ctx *c, struct db_rows r, size_t *n)
{
	size_t room = 16;
	struct place *list = arena_new_n(c->arena, room, struct place), *more;

	for (*n = 0; db_next(&r); ++*n) {
		if (*n == room) {
			more = arena_new_n(c->arena, 2 * room, struct place);
			memcpy(more, list, room * sizeof(*list));
			list = more;
			room *= 2;
		}
		list[*n].id = db_int(&r);
		list[*n].position = db_int(&r);
		list[*n].alt = db_str(&r);
		list[*n].alt_en = db_str(&r);
	}
	return list;
}

/* --- addresses --- */

bool
media_source_ok(const char *url)
{
	const char *host, *p;

	if (!url || strlen(url) > URL_BYTES)
		return false;
	if (strncasecmp(url, "https://", 8) == 0)
		host = url + 8;
	else if (strncasecmp(url, "http://", 7) == 0)
		host = url + 7;
	else
		return false;
	for (p = url; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	for (p = host; *p && !strchr("/?#", *p); p++)
		if (*p == '@' || *p == '\\' || *p == ' ')
			return false;
	return p > host && *host != ':' && *host != '.';
}

const char *
media_source_shown(struct ctx *c, const char *url)
{
	const char *host = strstr(url, "://"), *at;

	host = host ? host + 3 : url;
	at = memrchr(host, '@', strcspn(host, "/?#"));
	if (at)
		url = arena_printf(c->arena, "%.*s…%s", (int)(host - url), url, at);
	return utf8_cut(c->arena, url, SHOWN);
}

/* --- goods --- */

/* The picture takes its place among those that came by address; what the owner added stays where it is. */
static void
attach(struct ctx *c, int64_t product, int64_t media, const struct place *at)
{
	int64_t next;

	if (db_one_int(c, 0, &q[Q_LINKED], DB_I(product), DB_I(media)))
		return;
	media_attach(c, product, media, at->alt, at->alt_en);
	next = db_one_int(c, -1, &q[Q_NEXT], DB_I(product), DB_I(media), DB_I(at->position));
	if (next < 0)
		return;
	switch (media_move(c, product, media, db_one_int(c, 0, &q[Q_BEFORE], DB_I(product), DB_I(media), DB_I(next)))) {
	case MEDIA_EDIT_OK:
	case MEDIA_EDIT_GONE:	/* the product has as many as it may */
		break;
	}
}

static bool
queue(struct ctx *c, int64_t id)
{
	if (db_exec(c, &q[Q_QUEUE], DB_I(id)) != 1)
		return false;
	outbox_put(c, "fetch", "picture.fetch", arena_printf(c->arena, "{\"address\":%lld}", (long long)id), NULL, 0);
	return true;
}

void
media_source_put(struct ctx *c, int64_t product, const char *url, int64_t position, const char *alt, const char *alt_en)
{
	struct db_rows r;
	int64_t id = 0, media = 0;

	if (db_exec(c, &q[Q_SOURCE], DB_I(product), DB_T(url), DB_I(position), DB_T(alt), DB_T(alt_en)) != 1)
		return;
	r = db_query(c, &q[Q_ADDRESS], DB_T(url));
	if (db_next(&r)) {
		id = db_int(&r);
		db_skip(&r);
		media = db_int(&r);
	}
	db_done(&r);
	if (media)
		attach(c, product, media, &(struct place){ product, position, alt, alt_en });
	else
		(void)queue(c, id);
}

struct media_source *
media_source_failed_of(struct ctx *c, int64_t product, size_t *n, int64_t *waiting)
{
	struct media_source *list = arena_new_n(c->arena, FAILED_MOST, struct media_source);
	struct db_rows r = db_query(c, &q[Q_FAILED], DB_I(product), DB_I(FAILED_MOST));

	for (*n = 0; *n < FAILED_MOST && db_next(&r); ++*n) {
		list[*n].id = db_int(&r);
		list[*n].url = db_str(&r);
		list[*n].reason = db_str(&r);
	}
	db_done(&r);
	*waiting = db_one_int(c, 0, &q[Q_WAITING], DB_I(product));
	return list;
}

struct media_source_goods *
media_source_goods(struct ctx *c, size_t limit, size_t *n, int64_t *all)
{
	struct media_source_goods *list = arena_new_n(c->arena, limit, struct media_source_goods);
	struct db_rows r = db_query(c, &q[Q_GOODS], DB_I(limit));

	for (*n = 0; *n < limit && db_next(&r); ++*n) {
		list[*n].product = db_int(&r);
		list[*n].pictures = db_int(&r);
		list[*n].name = db_str(&r);
		list[*n].reason = db_str(&r);
	}
	db_done(&r);
	*all = db_one_int(c, 0, &q[Q_GOODS_N]);
	return list;
}

int64_t
media_source_again(struct ctx *c, int64_t product)
{
	size_t found, i;
	const struct place *ids = places(c, product ? db_query(c, &q[Q_AGAIN], DB_I(product)) : db_query(c, &q[Q_AGAIN_ALL]), &found);
	int64_t n = 0;

	for (i = 0; i < found; i++)
		n += queue(c, ids[i].id);
	if (n > 0)
		audit(c, "picture.again", "product", product, NULL, arena_printf(c->arena, "{\"pictures\":%lld}", (long long)n));
	return n;
}

int64_t
media_source_lost(struct ctx *c)
{
	return db_one_int(c, 0, &q[Q_LOST]);
}

/* --- for the worker --- */

const char *
media_source_url(struct ctx *c, int64_t id)
{
	return db_one_text(c, &q[Q_URL], DB_I(id));
}

void
media_source_came(struct ctx *c, int64_t id, int64_t media)
{
	const struct place *goods;
	size_t n, i;

	/* First what goods' own transactions take first, then the address: taken in another order the two could wait for each other. */
	setting_bump(c, "catalog");
	(void)db_exec(c, &q[Q_CAME], DB_I(id), DB_I(media));
	goods = places(c, db_query(c, &q[Q_GOODS_OF], DB_I(id)), &n);
	for (i = 0; i < n; i++)
		attach(c, goods[i].id, media, &goods[i]);
}

void
media_source_gone(struct ctx *c, int64_t id, const char *reason)
{
	(void)db_exec(c, &q[Q_GONE], DB_I(id), DB_T(reason));
}

bool
media_source_has(struct ctx *c, int64_t product, const char *url)
{
	return db_one_int(c, 0, &q[Q_HAS], DB_I(product), DB_T(url)) > 0;
}

const char *
media_source_of(struct ctx *c, int64_t product, int64_t media)
{
	return db_one_text(c, &q[Q_OF], DB_I(product), DB_I(media));
}
