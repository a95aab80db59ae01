/* Collections and who belongs to them. Whether a product meets conditions is shelf_rule.c's; here is when that is asked of all goods: step by step, a step of 2,000 in a transaction. */
#include "shop/collection.h"

#include "base/clock.h"
#include "base/str.h"
#include "shop/audit.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"
#include "shop/setting.h"
#include "shop/shelf_rule.h"

#define HOUR_S 3600

enum {
	Q_GET, Q_LIST, Q_TEXTS, Q_RULES, Q_ALL, Q_VERSION, Q_NEW, Q_SAVE, Q_TEXT, Q_TEXT_DROP, Q_RULES_DROP, Q_RULE, Q_GOODS, Q_HAND, Q_MANY, Q_ADD, Q_TAKE, Q_PLACE, Q_NEXT, Q_FILLED, Q_BEST, Q_MARK,
	Q_EMPTY, Q_TEXTS_DROP, Q_DROP, Q_ORDER, Q_NAME, Q_RENAME, Q_GOODS_OVER
};

#define COLS \
	"SELECT g.id, g.version, g.position, COALESCE(n.there + n.sunk, 0), g.from_at, g.to_at, s.slug, COALESCE(t.name, d.name, ''), COALESCE(NULLIF(t.description, ''), d.description, '')," \
	" g.by_rule, CASE WHEN g.need > 1 THEN 1 ELSE 0 END, g.active, CASE WHEN g.filled IS NULL THEN 0 ELSE 1 END, '', " SQL_PICTURE("m") " FROM collection g" \
	" LEFT JOIN slug s ON s.kind = 'collection' AND s.object = g.id AND s.current = 1" \
	" LEFT JOIN collection_text t ON t.collection = g.id AND t.lang = $1 LEFT JOIN collection_text d ON d.collection = g.id AND d.lang = 'id'" \
	" LEFT JOIN media m ON m.id = g.media AND m.state <> 'refused' LEFT JOIN shelf_count n ON n.category = " SHELF_COLLECTION_SQL " + g.id"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("collection.get", COLS " WHERE g.id = $2"),
	[Q_LIST] = SQL("collection.list", COLS " ORDER BY g.position, g.id LIMIT $2"),
	[Q_TEXTS] = SQL("collection.texts", "SELECT name, description FROM collection_text WHERE collection = $1 AND lang = $2"),
	[Q_RULES] = SQL("collection.rules", "SELECT what, number, number_to FROM collection_rule WHERE collection = $1 ORDER BY position LIMIT $2"),
	[Q_ALL] = SQL("collection.all", "SELECT COUNT(*) FROM collection"),
	[Q_VERSION] = SQL("collection.version", "SELECT version FROM collection WHERE id = $1"),
	[Q_NEW] = SQL("collection.new",
	    "INSERT INTO collection (need, media, position, active, from_at, to_at, filled, next_at, by_rule) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"),
	[Q_SAVE] = SQL("collection.save",
	    "UPDATE collection SET need = $1, media = $2, position = $3, active = $4, from_at = $5, to_at = $6, filled = $7, next_at = $8, version = version + 1"
	    " WHERE id = $10 AND version = $11 AND by_rule = $9"),
	[Q_TEXT] = SQL("collection.text",
	    "INSERT INTO collection_text (collection, lang, name, description) VALUES ($1, $2, $3, $4) ON CONFLICT (collection, lang) DO UPDATE SET name = excluded.name, description = excluded.description"),
	[Q_TEXT_DROP] = SQL("collection.text_drop", "DELETE FROM collection_text WHERE collection = $1 AND lang = $2"),
	[Q_RULES_DROP] = SQL("collection.rules_drop", "DELETE FROM collection_rule WHERE collection = $1"),
	[Q_RULE] = SQL("collection.rule", "INSERT INTO collection_rule (collection, position, what, number, number_to) VALUES ($1, $2, $3, $4, $5)"),
	[Q_GOODS] = SQL("collection.goods",
	    "SELECT k.product, COALESCE(t.name, d.name, ''), p.status, p.tint, " SQL_PICTURE_COLS("$2") " FROM collection_product k JOIN product p ON p.id = k.product"
	    " LEFT JOIN product_text t ON t.product = p.id AND t.lang = $2 LEFT JOIN product_text d ON d.product = p.id AND d.lang = 'id'"
	    " LEFT JOIN media_link l ON l.id = " SQL_COVER("p.id") " LEFT JOIN media m ON m.id = l.media WHERE k.collection = $1 ORDER BY k.position, k.product LIMIT $3"),
	[Q_HAND] = SQL("collection.hand", "SELECT COUNT(*) FROM collection g, product p WHERE g.id = $1 AND g.by_rule = 0 AND p.id = $2"),
	[Q_MANY] = SQL("collection.many", "SELECT COUNT(*) FROM collection_product WHERE collection = $1"),
	[Q_ADD] = SQL("collection.add",
	    "INSERT INTO collection_product (collection, product, position) VALUES ($1, $2, (SELECT COALESCE(MAX(k.position), 0) + 1 FROM collection_product k WHERE k.collection = $1))"
	    " ON CONFLICT (collection, product) DO NOTHING"),
	[Q_TAKE] = SQL("collection.take", "DELETE FROM collection_product WHERE collection = $1 AND product = $2"),
	[Q_PLACE] = SQL("collection.place", "UPDATE collection_product SET position = $3 WHERE collection = $1 AND product = $2"),
	[Q_NEXT] = SQL("collection.next",
	    "SELECT id, COALESCE(filled, 0), CASE WHEN filled IS NULL THEN 1 ELSE 0 END FROM collection WHERE by_rule = 1 AND (filled IS NOT NULL OR next_at <= $1 OR next_at > $1 + 86400)"
	    " ORDER BY CASE WHEN filled IS NULL THEN 1 ELSE 0 END, id LIMIT 1"),
	[Q_FILLED] = SQL("collection.filled", "UPDATE collection SET filled = $2, next_at = CASE WHEN next_at IS NULL THEN NULL ELSE CAST($3 AS BIGINT) END WHERE id = $1"),
	[Q_BEST] = SQL("collection.best", "SELECT position, number FROM collection_rule WHERE collection = $1 AND what = 'best' ORDER BY position LIMIT $2"),
	[Q_MARK] = SQL("collection.mark", "UPDATE collection_rule SET mark = $3 WHERE collection = $1 AND position = $2"),
	[Q_EMPTY] = SQL("collection.empty", "DELETE FROM collection_product WHERE collection = $1"),
	[Q_TEXTS_DROP] = SQL("collection.texts_drop", "DELETE FROM collection_text WHERE collection = $1"),
	[Q_DROP] = SQL("collection.drop", "DELETE FROM collection WHERE id = $1"),
	[Q_ORDER] = SQL("collection.order", "SELECT product FROM collection_product WHERE collection = $1 ORDER BY position, product LIMIT $2"),
	[Q_NAME] = SQL("collection.name", "SELECT COUNT(*) FROM collection_rule WHERE what = $1 AND number = $2"),
	[Q_GOODS_OVER] = SQL("collection.goods_over",
	    "UPDATE collection_product SET product = $2 WHERE product = $1 AND collection IN (SELECT id FROM collection WHERE by_rule = 0)"
	    " AND collection NOT IN (SELECT k.collection FROM collection_product k WHERE k.product = $2)"),
	[Q_RENAME] = SQL("collection.rename", "UPDATE collection_rule SET number = $3 WHERE what = $1 AND number = $2"),
};
DB_TABLE(q);

/* --- reading --- */

static struct collection *
row(struct ctx *c, struct db_rows *r)
{
	struct collection *g = arena_new(c->arena, struct collection);

	g->id = db_int(r);
	g->version = db_int(r);
	g->position = db_int(r);
	g->products = db_int(r);
	g->from_at = db_int(r);
	g->to_at = db_int(r);
	g->slug = db_str(r);
	g->name = db_str(r);
	g->description = db_str(r);
	g->by_rule = db_int(r) != 0;
	g->all = db_int(r) != 0;
	g->active = db_int(r) != 0;
	g->filling = db_int(r) != 0;
	g->picture = catalog_picture_read(r, g->name);
	return g;
}

struct collection *
collection_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_T(c->lang), DB_I(id));
	struct collection *g = db_next(&r) ? row(c, &r) : NULL;

	db_done(&r);
	return g;
}

struct collection **
collection_list(struct ctx *c, size_t *n)
{
	struct collection **list = arena_new_n(c->arena, COLLECTIONS_MOST, struct collection *);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_T(c->lang), DB_I(COLLECTIONS_MOST));

	for (*n = 0; *n < COLLECTIONS_MOST && db_next(&r);)
		list[(*n)++] = row(c, &r);
	db_done(&r);
	return list;
}

bool
collection_open(const struct collection *g, int64_t now)
{
	return g->active && g->from_at <= now && (g->to_at == 0 || g->to_at > now);
}

/* The nearer of two moments after now. */
static int64_t
nearer(int64_t until, int64_t at, int64_t now)
{
	return at > now && (until == 0 || at < until) ? at : until;
}

static const void *
open_make(struct ctx *c, const void *arg UNUSED)
{
	struct collection_open *o = arena_new(c->arena, struct collection_open);
	int64_t now = clock_now();
	size_t n, i;
	struct collection **all = collection_list(c, &n);

	o->list = arena_new_n(c->arena, n, struct collection *);
	for (i = 0; i < n; i++) {
		if (!all[i]->active || all[i]->products == 0)
			continue;
		o->until = nearer(nearer(o->until, all[i]->from_at, now), all[i]->to_at, now);
		if (collection_open(all[i], now))
			o->list[o->n++] = all[i];
	}
	memo_until(MEMO_CATALOG, o->until);
	return o;
}

const struct collection_open *
collections_open(struct ctx *c)
{
	return memo_get(c, MEMO_CATALOG, "collections.open", open_make, NULL);
}

struct collection_texts *
collection_texts(struct ctx *c, int64_t id, const char *lang)
{
	struct collection_texts *t = NULL;
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(id), DB_T(lang));

	if (db_next(&r)) {
		t = arena_new(c->arena, struct collection_texts);
		t->name = db_str(&r);
		t->description = db_str(&r);
	}
	db_done(&r);
	return t;
}

struct collection_rule *
collection_rules(struct ctx *c, int64_t id, size_t *n)
{
	struct collection_rule *list = arena_new_n(c->arena, COLLECTION_RULES_MOST, struct collection_rule);
	struct db_rows r = db_query(c, &q[Q_RULES], DB_I(id), DB_I(COLLECTION_RULES_MOST));

	for (*n = 0; *n < COLLECTION_RULES_MOST && db_next(&r); ++*n) {
		list[*n].what = db_str(&r);
		list[*n].number = db_int(&r);
		list[*n].number_to = db_int(&r);
	}
	db_done(&r);
	return list;
}

struct collection_goods *
collection_goods(struct ctx *c, int64_t id, size_t *n)
{
	struct collection_goods *list = arena_new_n(c->arena, COLLECTION_GOODS_MOST, struct collection_goods);
	struct db_rows r = db_query(c, &q[Q_GOODS], DB_I(id), DB_T(c->lang), DB_I(COLLECTION_GOODS_MOST));

	for (*n = 0; *n < COLLECTION_GOODS_MOST && db_next(&r); ++*n) {
		list[*n].product = db_int(&r);
		list[*n].name = db_str(&r);
		list[*n].status = db_str(&r);
		list[*n].tint = db_int(&r);
		list[*n].picture = catalog_picture_read(&r, list[*n].name);
	}
	db_done(&r);
	return list;
}

/* --- who belongs to it, by rule --- */

static void
marks_put(struct ctx *c, int64_t id)
{
	struct { int64_t position, first; } best[COLLECTION_RULES_MOST];
	struct db_rows r = db_query(c, &q[Q_BEST], DB_I(id), DB_I(COLLECTION_RULES_MOST));
	size_t n, i;

	for (n = 0; n < ARRAY_LEN(best) && db_next(&r); n++) {
		best[n].position = db_int(&r);
		best[n].first = db_int(&r);
	}
	db_done(&r);
	for (i = 0; i < n; i++)
		(void)db_exec(c, &q[Q_MARK], DB_I(id), DB_I(best[i].position), DB_I(shelf_rules_mark(c, best[i].first)));
}

/* One step from `from` on, and how far it came is kept. */
static void
step(struct ctx *c, int64_t id, int64_t from, int64_t now)
{
	bool more;

	if (from == 0)
		marks_put(c, id);
	more = shelf_rule_step(c, id, &from, now) && from < INT64_MAX;
	(void)db_exec(c, &q[Q_FILLED], DB_I(id), more ? DB_I(from) : DB_NULL, DB_I(now + HOUR_S));
}

bool
collection_work(struct ctx *c, int64_t now)
{
	struct db_rows r = db_query(c, &q[Q_NEXT], DB_I(now));
	int64_t id = 0, from = 0;

	if (db_next(&r)) {
		id = db_int(&r);
		from = db_int(&r);
	}
	db_done(&r);
	if (id)
		step(c, id, from, now);
	return id != 0;
}

/* --- writing --- */

static enum collection_put
refusal(struct ctx *c, int64_t id, int64_t version, const char *slug)
{
	int64_t found = id ? db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) : 0, owner;

	if (id && found == 0)
		return COLLECTION_GONE;
	if (id && found != version)
		return COLLECTION_CONFLICT;
	if (!id && db_one_int(c, 0, &q[Q_ALL]) >= COLLECTIONS_MOST)
		return COLLECTION_FULL;
	owner = *slug ? slug_owner(c, "collection", slug) : 0;
	return owner != 0 && owner != id ? COLLECTION_SLUG_TAKEN : COLLECTION_OK;
}

static void
texts_put(struct ctx *c, int64_t id, const struct collection_edit *e)
{
	static const char *const langs[] = { "id", "en" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		if (str_empty(e->name[i]))
			(void)db_exec(c, &q[Q_TEXT_DROP], DB_I(id), DB_T(langs[i]));
		else
			(void)db_exec(c, &q[Q_TEXT], DB_I(id), DB_T(langs[i]), DB_T(e->name[i]), DB_T(e->description[i] ? e->description[i] : ""));
	}
}

/* The slug wanted: the given one, the one it has, or one made from the name. */
static void
address(struct ctx *c, int64_t id, bool old, const char *slug, const char *name)
{
	if (*slug == '\0' && old)
		return;
	if (*slug == '\0')
		slug = slug_free(c, "collection", id, name);
	if (!slug_put(c, "collection", id, slug))
		err_set(c, ERR_BUSY, "collection.slug", "slug taken meanwhile");
}

static void
rules_put(struct ctx *c, int64_t id, const struct collection_edit *e)
{
	size_t i;

	(void)db_exec(c, &q[Q_RULES_DROP], DB_I(id));
	for (i = 0; i < e->n_rules; i++)
		(void)db_exec(c, &q[Q_RULE], DB_I(id), DB_I(i), DB_T(e->rules[i].what), DB_I(e->rules[i].number), DB_I(e->rules[i].number_to));
}

static bool
moves_with_time(const struct collection_edit *e)
{
	size_t i;

	for (i = 0; i < e->n_rules; i++)
		if (str_eq(e->rules[i].what, "new") || str_eq(e->rules[i].what, "best"))
			return true;
	return false;
}

enum collection_put
collection_put(struct ctx *c, int64_t *id, int64_t version, const struct collection_edit *e)
{
	const char *slug = str_slug(c->arena, e->slug ? e->slug : "", 80);
	enum collection_put refused = refusal(c, *id, version, slug);
	int64_t now = clock_now();
	bool old = *id != 0;
	const struct db_param params[] = {
		DB_I(e->all && e->n_rules > 0 ? (int64_t)e->n_rules : 1), DB_REF(e->media), DB_I(e->position), DB_I(e->active), DB_REF(e->from_at), DB_REF(e->to_at),
		e->by_rule ? DB_I(0) : DB_NULL, moves_with_time(e) ? DB_I(now + HOUR_S) : DB_NULL, DB_I(e->by_rule), DB_I(*id), DB_I(version),
	};

	if (refused != COLLECTION_OK)
		return refused;
	setting_bump(c, "catalog");
	if (!old)
		*id = db_first_int(c, 0, &q[Q_NEW], params, ARRAY_LEN(params) - 2);
	else if (db_do(c, &q[Q_SAVE], params, ARRAY_LEN(params)) != 1)
		return COLLECTION_CONFLICT;
	texts_put(c, *id, e);
	address(c, *id, old, slug, e->name[0]);
	if (e->by_rule) {
		rules_put(c, *id, e);
		step(c, *id, 0, now);
	}
	audit(c, "collection.save", "collection", *id, NULL, arena_printf(c->arena, "{\"active\":%d,\"rules\":%zu}", e->active, e->n_rules));
	return COLLECTION_OK;
}

bool
collection_drop(struct ctx *c, int64_t id)
{
	static const int order[] = { Q_EMPTY, Q_RULES_DROP, Q_TEXTS_DROP, Q_DROP };
	size_t i;

	if (db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) == 0)
		return false;
	setting_bump(c, "catalog");
	slug_drop(c, "collection", id);
	for (i = 0; i < ARRAY_LEN(order); i++)
		(void)db_exec(c, &q[order[i]], DB_I(id));
	shelf_group(c, SHELF_COLLECTION(id));
	audit(c, "collection.drop", "collection", id, NULL, NULL);
	return true;
}

int64_t
collection_rules_of(struct ctx *c, const char *what, int64_t number)
{
	return db_one_int(c, 0, &q[Q_NAME], DB_T(what), DB_I(number));
}

void
collection_rules_moved(struct ctx *c, const char *what, int64_t from, int64_t into)
{
	(void)db_exec(c, &q[Q_RENAME], DB_T(what), DB_I(from), DB_I(into));
}

/* --- by hand --- */

enum collection_change
collection_add(struct ctx *c, int64_t id, int64_t product)
{
	if (db_one_int(c, 0, &q[Q_HAND], DB_I(id), DB_I(product)) == 0)
		return COLLECTION_CHANGE_GONE;
	if (db_one_int(c, 0, &q[Q_MANY], DB_I(id)) >= COLLECTION_GOODS_MOST)
		return COLLECTION_CHANGE_FULL;
	setting_bump_product(c, product);
	if (db_exec(c, &q[Q_ADD], DB_I(id), DB_I(product)) > 0) {
		shelf_put(c, product, false);
		audit(c, "collection.add", "collection", id, NULL, arena_printf(c->arena, "{\"product\":%lld}", (long long)product));
	}
	return COLLECTION_CHANGE_OK;
}

enum collection_change
collection_take(struct ctx *c, int64_t id, int64_t product)
{
	if (db_one_int(c, 0, &q[Q_HAND], DB_I(id), DB_I(product)) == 0)
		return COLLECTION_CHANGE_GONE;
	setting_bump_product(c, product);
	if (db_exec(c, &q[Q_TAKE], DB_I(id), DB_I(product)) == 0)
		return COLLECTION_CHANGE_GONE;
	shelf_put(c, product, false);
	audit(c, "collection.take", "collection", id, arena_printf(c->arena, "{\"product\":%lld}", (long long)product), NULL);
	return COLLECTION_CHANGE_OK;
}

enum collection_change
collection_move(struct ctx *c, int64_t id, int64_t product, int64_t to)
{
	int64_t *ids = arena_new_n(c->arena, COLLECTION_GOODS_MOST, int64_t), at = 0;
	size_t n = 0, from, i;
	struct db_rows r;

	if (db_one_int(c, 0, &q[Q_HAND], DB_I(id), DB_I(product)) == 0)
		return COLLECTION_CHANGE_GONE;
	setting_bump(c, "catalog");
	for (r = db_query(c, &q[Q_ORDER], DB_I(id), DB_I(COLLECTION_GOODS_MOST)); n < COLLECTION_GOODS_MOST && db_next(&r);)
		ids[n++] = db_int(&r);
	db_done(&r);
	for (from = 0; from < n && ids[from] != product; from++)
		;
	if (from == n)
		return COLLECTION_CHANGE_GONE;
	to = to < 0 ? 0 : to >= (int64_t)n ? (int64_t)n - 1 : to;
	/* The others in their order, this one among them at its new place. */
	for (i = 0; i < n; i++) {
		if (i == from)
			continue;
		at += at == to;
		(void)db_exec(c, &q[Q_PLACE], DB_I(id), DB_I(ids[i]), DB_I(++at));
	}
	(void)db_exec(c, &q[Q_PLACE], DB_I(id), DB_I(product), DB_I(to + 1));
	shelf_group(c, SHELF_COLLECTION(id));
	return COLLECTION_CHANGE_OK;
}

void
collection_goods_moved(struct ctx *c, int64_t from, int64_t into)
{
	(void)db_exec(c, &q[Q_GOODS_OVER], DB_I(from), DB_I(into));
}
