/*
 * The library of pictures. That one is in use is asked of all who may show it, in the statement that deletes it, so that a product which takes it at the same moment keeps it; references in the
 * database stand behind that.
 */
#include "shop/media_library.h"

#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/outbox.h"
#include "shop/setting.h"

enum { Q_CARDS, Q_COUNT, Q_ITEM, Q_USES, Q_ORDER, Q_CHANGE, Q_STATE, Q_ADDRESS, Q_DROP, Q_THERE };

#define SHOWN \
	"(EXISTS (SELECT 1 FROM media_link l WHERE l.media = m.id) OR EXISTS (SELECT 1 FROM variant v WHERE v.media = m.id)" \
	" OR EXISTS (SELECT 1 FROM category g WHERE g.media = m.id) OR EXISTS (SELECT 1 FROM maker k WHERE k.media = m.id)" \
	" OR EXISTS (SELECT 1 FROM collection n WHERE n.media = m.id) OR EXISTS (SELECT 1 FROM social_post_picture p WHERE p.media = m.id)" \
	" OR EXISTS (SELECT 1 FROM setting s WHERE s.name = 'hero' AND s.value = m.hash))"
/* $1: enum media_filter. */
#define CHOICE \
	" FROM media m WHERE ($1 = 0 OR ($1 = 1 AND NOT " SHOWN ")" \
	" OR ($1 = 2 AND m.alt = '' AND m.state <> 'refused' AND NOT EXISTS (SELECT 1 FROM media_link l WHERE l.media = m.id AND l.alt <> '')))"

static const struct db_stmt q[] = {
	[Q_CARDS] = SQL("media.cards", "SELECT m.alt, " SQL_PICTURE("m") CHOICE " ORDER BY m.id DESC LIMIT $2 OFFSET $3"),
	[Q_COUNT] = SQL("media.count", "SELECT COUNT(*)" CHOICE),
	[Q_ITEM] = SQL("media.item", "SELECT m.alt, " SQL_PICTURE("m") ", m.alt, m.alt_en, m.state, m.version, m.created_at FROM media m WHERE m.id = $1"),
	[Q_USES] = SQL("media.uses",
	    "SELECT u.kind, u.object, COALESCE(p.name, g.name, k.name, n.name, '') FROM ("
	    "SELECT 'product' AS kind, l.product AS object, 1 AS place FROM media_link l WHERE l.media = $1"
	    " UNION SELECT 'variant', v.product, 2 FROM variant v WHERE v.media = $1"
	    " UNION SELECT 'category', c.id, 3 FROM category c WHERE c.media = $1"
	    " UNION SELECT 'maker', r.id, 4 FROM maker r WHERE r.media = $1"
	    " UNION SELECT 'collection', o.id, 5 FROM collection o WHERE o.media = $1"
	    " UNION SELECT 'post', f.post, 6 FROM social_post_picture f WHERE f.media = $1"
	    " UNION SELECT 'first', 0, 7 FROM setting s JOIN media m ON m.hash = s.value WHERE s.name = 'hero' AND m.id = $1) u"
	    " LEFT JOIN product_text p ON u.place <= 2 AND p.product = u.object AND p.lang = 'id'"
	    " LEFT JOIN category_text g ON u.place = 3 AND g.category = u.object AND g.lang = 'id'"
	    " LEFT JOIN maker_text k ON u.place = 4 AND k.maker = u.object AND k.lang = 'id'"
	    " LEFT JOIN collection_text n ON u.place = 5 AND n.collection = u.object AND n.lang = 'id' ORDER BY u.place, u.object LIMIT $2"),
	/* Without an index: asked for pictures that nothing else shows. */
	[Q_ORDER] = SQL("media.order", "SELECT 'order', o.id, o.number FROM orders o WHERE o.id = (SELECT MAX(l.orders) FROM order_line l JOIN media m ON m.hash = l.media WHERE m.id = $1)"),
	[Q_CHANGE] = SQL("media.change", "UPDATE media SET alt = $3, alt_en = $4, focal_x = $5, focal_y = $6, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_STATE] = SQL("media.state_of", "SELECT state, hash FROM media WHERE id = $1"),
	[Q_ADDRESS] = SQL("media.address_off", "UPDATE picture_address SET state = 'new', media = NULL WHERE media = $1"),
	[Q_DROP] = SQL("media.drop",
	    "DELETE FROM media AS m WHERE m.id = $1 AND m.state <> 'waiting' AND NOT " SHOWN " AND NOT EXISTS (SELECT 1 FROM order_line o WHERE o.media = m.hash)"),
	[Q_THERE] = SQL("media.there", "SELECT COUNT(*) FROM media WHERE hash = $1"),
};
DB_TABLE(q);

struct media_card *
media_cards(struct ctx *c, enum media_filter filter, int64_t offset, int limit, size_t *n, int64_t *total)
{
	struct media_card *list = arena_new_n(c->arena, (size_t)limit, struct media_card);
	struct db_rows r;

	*n = 0;
	*total = db_one_int(c, 0, &q[Q_COUNT], DB_I(filter));
	for (r = db_query(c, &q[Q_CARDS], DB_I(filter), DB_I(limit), DB_I(offset)); *n < (size_t)limit && db_next(&r); (*n)++)
		list[*n].picture = catalog_picture_read(&r, "");
	db_done(&r);
	return list;
}

struct media_item *
media_item(struct ctx *c, int64_t id)
{
	struct media_item *m = NULL;
	struct db_rows r = db_query(c, &q[Q_ITEM], DB_I(id));

	if (db_next(&r)) {
		m = arena_new(c->arena, struct media_item);
		m->picture = catalog_picture_read(&r, "");
		m->alt = db_str(&r);
		m->alt_en = db_str(&r);
		m->state = db_str(&r);
		m->version = db_int(&r);
		m->created_at = db_int(&r);
	}
	db_done(&r);
	return m;
}

static size_t
uses_read(struct db_rows r, struct media_use *list, size_t most)
{
	size_t n = 0;

	for (; n < most && db_next(&r); n++) {
		list[n].kind = db_str(&r);
		list[n].object = db_int(&r);
		list[n].name = db_str(&r);
	}
	db_done(&r);
	return n;
}

struct media_use *
media_uses(struct ctx *c, int64_t id, size_t *n)
{
	struct media_use *list = arena_new_n(c->arena, MEDIA_USES, struct media_use);

	*n = uses_read(db_query(c, &q[Q_USES], DB_I(id), DB_I(MEDIA_USES)), list, MEDIA_USES);
	if (*n == 0)
		*n = uses_read(db_query(c, &q[Q_ORDER], DB_I(id)), list, 1);
	return list;
}

enum media_change
media_change(struct ctx *c, int64_t id, int64_t version, const char *alt, const char *alt_en, int64_t focal_x, int64_t focal_y)
{
	if (db_exec(c, &q[Q_CHANGE], DB_I(id), DB_I(version), DB_T(alt), DB_T(alt_en), DB_I(focal_x), DB_I(focal_y)) == 1) {
		setting_bump(c, "catalog");
		audit(c, "media.save", "media", id, NULL, arena_printf(c->arena, "{\"focal\":[%lld,%lld]}", (long long)focal_x, (long long)focal_y));
		return MEDIA_CHANGE_OK;
	}
	return media_item(c, id) ? MEDIA_CHANGE_CONFLICT : MEDIA_CHANGE_GONE;
}

enum media_drop
media_drop(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_STATE], DB_I(id));
	const char *state, *hash;
	size_t n;

	if (!db_next(&r))
		return MEDIA_DROP_GONE;
	state = db_str(&r);
	hash = db_str(&r);
	db_done(&r);
	if (str_eq(state, "waiting"))
		return MEDIA_DROP_WAITING;
	(void)media_uses(c, id, &n);
	if (n > 0)
		return MEDIA_DROP_USED;
	/* Who names the address again has the picture fetched again. */
	(void)db_exec(c, &q[Q_ADDRESS], DB_I(id));
	if (db_exec(c, &q[Q_DROP], DB_I(id)) != 1)
		return MEDIA_DROP_USED;
	outbox_put(c, "media", "media.drop", arena_printf(c->arena, "{\"hash\":\"%s\"}", hash), NULL, 0);
	audit(c, "media.drop", "media", id, NULL, NULL);
	return MEDIA_DROP_OK;
}

bool
media_is_gone(struct ctx *c, const char *hash)
{
	return db_one_int(c, 1, &q[Q_THERE], DB_T(hash)) == 0;
}
