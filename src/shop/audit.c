/*
 * The audit trail: rows are only ever added. Who acts and in which request comes from the ctx, so
 * no caller can forget or forge it. The row of audit_head is what writers wait for one another at:
 * it is held until the commit, so call audit() late in a transaction.
 */
#include "shop/audit.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "db/db.h"

#define LIMIT_MAX 500
#define VERIFY_STEP 1000	/* rows read at a time: memory stays small */
#define HASH_CHARS 64

enum {
	Q_HEAD_HOLD, Q_ADD, Q_HEAD_MOVE, Q_HEAD, Q_CHAIN, Q_LIST, Q_OF_OBJECT, Q_OF_KIND, Q_SEARCH,
	Q_ACTS
};

/* The name of the thing as it is now, with the rows themselves: a page of the trail is one statement. */
#define THING \
	"COALESCE(CASE a.object" \
	" WHEN 'order' THEN (SELECT o.number FROM orders o WHERE o.id = a.object_id)" \
	" WHEN 'product' THEN (SELECT t.name FROM product_text t WHERE t.product = a.object_id AND t.lang = 'id')" \
	" WHEN 'category' THEN (SELECT t.name FROM category_text t WHERE t.category = a.object_id AND t.lang = 'id')" \
	" WHEN 'variant' THEN (SELECT t.name || COALESCE(' (' || v.sku || ')', '') FROM variant v" \
	" JOIN product_text t ON t.product = v.product AND t.lang = 'id' WHERE v.id = a.object_id)" \
	" WHEN 'zone' THEN (SELECT t.name FROM zone_text t WHERE t.zone = a.object_id AND t.lang = 'id')" \
	" WHEN 'campaign' THEN (SELECT k.name FROM campaign k WHERE k.id = a.object_id)" \
	" WHEN 'staff' THEN (SELECT p.name FROM staff p WHERE p.id = a.object_id) END, '')"

#define AUDIT_LIST(where) \
	"SELECT a.id, a.at, a.actor_kind, COALESCE(s.name, ''), a.act, a.object," \
	" COALESCE(a.object_id, 0), a.before, a.after, " THING \
	" FROM audit a LEFT JOIN staff s ON a.actor_kind = 'staff' AND s.id = a.actor" \
	" WHERE a.id < $1 " where " ORDER BY a.id DESC LIMIT $2"

static const struct db_stmt q[] = {
	[Q_HEAD_HOLD] = SQL("audit.head_hold",
	    "INSERT INTO audit_head (id, rows, hash) VALUES (1, 0, '')"
	    " ON CONFLICT (id) DO UPDATE SET rows = audit_head.rows RETURNING hash"),
	[Q_ADD] = SQL("audit.add",
	    "INSERT INTO audit (at, actor_kind, actor, act, object, object_id, before, after,"
	    " request_id, prev, hash)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
	[Q_HEAD_MOVE] = SQL("audit.head_move",
	    "UPDATE audit_head SET rows = rows + 1, hash = $1 WHERE id = 1"),
	[Q_HEAD] = SQL("audit.head", "SELECT rows, hash FROM audit_head WHERE id = 1"),
	[Q_CHAIN] = SQL("audit.chain",
	    "SELECT id, at, actor_kind, COALESCE(actor, 0), act, object, COALESCE(object_id, 0),"
	    " before, after, request_id, prev, hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2"),
	[Q_LIST] = SQL("audit.list", AUDIT_LIST("")),
	[Q_OF_OBJECT] = SQL("audit.of_object",
	    AUDIT_LIST("AND a.object = $3 AND a.object_id = $4")),
	[Q_OF_KIND] = SQL("audit.of_kind", AUDIT_LIST("AND a.object = $3")),
	[Q_SEARCH] = SQL("audit.search",
	    AUDIT_LIST("AND ($3 = 0 OR (a.actor_kind = 'staff' AND a.actor = $3))"
		" AND ($4 = '' OR a.act = $4) AND ($5 = '' OR a.object = $5)"
		" AND ($6 = 0 OR a.object_id = $6)")),
	[Q_ACTS] = SQL("audit.acts", "SELECT DISTINCT act FROM audit ORDER BY act LIMIT 200"),
};
DB_TABLE(q);

static const char *
actor_name(enum actor_kind kind)
{
	switch (kind) {
	case ACTOR_SYSTEM: return "system";
	case ACTOR_VISITOR: return "visitor";
	case ACTOR_CUSTOMER: return "customer";
	case ACTOR_STAFF: return "staff";
	}
	BUG("actor kind %d", (int)kind);
}

/* What a row says, each part with its length, so that nothing can move from one part to the next. */
struct link {
	int64_t at, actor, object_id;
	const char *kind, *act, *object, *before, *after, *request, *prev;
};

static const char *
hash_of(struct ctx *c, const struct link *l)
{
	const char *parts[] = { l->prev, l->kind, l->act, l->object, l->before, l->after, l->request };
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, 1 << 20);
	buf_printf(&b, "%" PRId64 " %" PRId64 " %" PRId64, l->at, l->actor, l->object_id);
	for (i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i])
			buf_printf(&b, "\n%zu %s", strlen(parts[i]), parts[i]);
		else
			(void)buf_add(&b, "\n-", 2);
	return crypt_hash(c->arena, b.s, b.len);
}

void
audit(struct ctx *c, const char *act, const char *object, int64_t id, const char *before,
    const char *after)
{
	struct link l = { clock_now(), c->actor, id, actor_name(c->actor_kind), act, object, before,
		after, c->request_id ? c->request_id : "", db_one_text(c, &q[Q_HEAD_HOLD]) };
	const char *hash;

	if (err_is_set(c))
		return;
	hash = hash_of(c, &l);
	db_exec(c, &q[Q_ADD], DB_I(l.at), DB_T(l.kind), DB_REF(l.actor), DB_T(act), DB_T(object),
	    DB_REF(id), DB_T(before), DB_T(after), DB_T(l.request), DB_T(l.prev), DB_T(hash));
	db_exec(c, &q[Q_HEAD_MOVE], DB_T(hash));
}

/* --- the chain read again --- */

struct walk {
	struct audit_check check;
	int64_t id;			/* the row read last */
	int64_t want;			/* how many rows the head counts */
	char hash[HASH_CHARS + 1];	/* of the row read last */
	char head[HASH_CHARS + 1];
	bool met;			/* the row that the head names was there */
};

static void
keep_hash(char *to, const char *hash)
{
	size_t n = strlen(hash);

	n = n < HASH_CHARS ? n : HASH_CHARS;
	memcpy(to, hash, n);
	to[n] = '\0';
}

static void
walk_row(struct ctx *c, struct walk *w, struct db_rows *r)
{
	struct link l;
	const char *hash;

	w->id = db_int(r);
	l.at = db_int(r);
	l.kind = db_str(r);
	l.actor = db_int(r);
	l.act = db_str(r);
	l.object = db_str(r);
	l.object_id = db_int(r);
	l.before = db_text(r);
	l.after = db_text(r);
	l.request = db_str(r);
	l.prev = db_str(r);
	hash = db_str(r);
	if (w->check.rows == 0 && str_empty(hash)) {
		w->check.older++;
		return;
	}
	if (!str_eq(l.prev, w->hash) || !str_eq(hash, hash_of(c, &l))) {
		w->check.state = AUDIT_CHANGED;
		w->check.bad = w->id;
		return;
	}
	w->check.rows++;
	keep_hash(w->hash, hash);
	if (w->check.rows == w->want && str_eq(hash, w->head))
		w->met = true;
}

/* False: that was all, or a row does not fit. */
static bool
walk_step(struct ctx *c, struct walk *w)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct db_rows r = db_query(c, &q[Q_CHAIN], DB_I(w->id), DB_I(VERIFY_STEP));
	int64_t n = 0;

	while (w->check.state == AUDIT_WHOLE && db_next(&r)) {
		walk_row(c, w, &r);
		n++;
	}
	db_done(&r);
	arena_back(c->arena, mark);
	return n == VERIFY_STEP && w->check.state == AUDIT_WHOLE && !err_is_set(c);
}

struct audit_check
audit_verify(struct ctx *c)
{
	struct walk w = { .check = { .state = AUDIT_WHOLE } };
	struct db_rows r = db_query(c, &q[Q_HEAD]);

	/* Rows that come in meanwhile stand behind it. */
	if (db_next(&r)) {
		w.want = db_int(&r);
		keep_hash(w.head, db_str(&r));
	}
	db_done(&r);
	while (walk_step(c, &w))
		;
	if (w.check.state == AUDIT_WHOLE && !w.met && (w.want > 0 || w.check.rows > 0))
		w.check.state = AUDIT_CUT;
	w.check.hash = arena_str(c->arena, w.hash);
	return w.check;
}

/* --- reading --- */

static struct db_rows
list_query(struct ctx *c, const char *object, int64_t object_id, int64_t before, int limit)
{
	int64_t top = before > 0 ? before : INT64_MAX;

	if (str_empty(object))
		return db_query(c, &q[Q_LIST], DB_I(top), DB_I(limit));
	if (object_id == 0)
		return db_query(c, &q[Q_OF_KIND], DB_I(top), DB_I(limit), DB_T(object));
	return db_query(c, &q[Q_OF_OBJECT], DB_I(top), DB_I(limit), DB_T(object), DB_I(object_id));
}

static struct audit_row *
read_rows(struct ctx *c, struct db_rows r, int limit, size_t *n)
{
	struct audit_row *rows = arena_new_n(c->arena, (size_t)limit, struct audit_row);

	for (*n = 0; db_next(&r); (*n)++) {
		struct audit_row *a = &rows[*n];

		a->id = db_int(&r);
		a->at = db_int(&r);
		a->actor_kind = db_str(&r);
		a->actor_name = db_str(&r);
		a->act = db_str(&r);
		a->object = db_str(&r);
		a->object_id = db_int(&r);
		a->before = db_text(&r);
		a->after = db_text(&r);
		a->thing = db_str(&r);
	}
	return rows;
}

struct audit_row *
audit_list(struct ctx *c, const char *object, int64_t object_id, int64_t before, int limit,
    size_t *n)
{
	if (limit < 1 || limit > LIMIT_MAX)
		BUG("audit_list limit %d", limit);
	return read_rows(c, list_query(c, object, object_id, before, limit), limit, n);
}

struct audit_row *
audit_search(struct ctx *c, const struct audit_filter *f, int64_t before, int limit, size_t *n)
{
	if (limit < 1 || limit > LIMIT_MAX)
		BUG("audit_search limit %d", limit);
	return read_rows(c,
	    db_query(c, &q[Q_SEARCH], DB_I(before > 0 ? before : INT64_MAX), DB_I(limit),
		DB_I(f->staff), DB_T(f->act), DB_T(f->object), DB_I(f->object_id)), limit, n);
}

const char **
audit_acts(struct ctx *c, size_t *n)
{
	const char **acts = arena_new_n(c->arena, 200, const char *);
	struct db_rows r = db_query(c, &q[Q_ACTS]);

	for (*n = 0; db_next(&r); (*n)++)
		acts[*n] = db_str(&r);
	return acts;
}
