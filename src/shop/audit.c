/*
 * The audit trail: rows are only ever added. Who acts and in which request comes from the ctx, so
 * no caller can forget or forge it.
 */
#include "shop/audit.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

#define LIMIT_MAX 500

enum { Q_ADD, Q_LIST, Q_OF_OBJECT, Q_OF_KIND };

#define AUDIT_LIST(where) \
	"SELECT a.id, a.at, a.actor_kind, COALESCE(s.name, ''), a.act, a.object," \
	" COALESCE(a.object_id, 0), a.before, a.after" \
	" FROM audit a LEFT JOIN staff s ON a.actor_kind = 'staff' AND s.id = a.actor" \
	" WHERE a.id < $1 " where " ORDER BY a.id DESC LIMIT $2"

static const struct db_stmt q[] = {
	[Q_ADD] = SQL("audit.add",
	    "INSERT INTO audit (at, actor_kind, actor, act, object, object_id, before, after,"
	    " request_id)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
	[Q_LIST] = SQL("audit.list", AUDIT_LIST("")),
	[Q_OF_OBJECT] = SQL("audit.of_object",
	    AUDIT_LIST("AND a.object = $3 AND a.object_id = $4")),
	[Q_OF_KIND] = SQL("audit.of_kind", AUDIT_LIST("AND a.object = $3")),
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

void
audit(struct ctx *c, const char *act, const char *object, int64_t id, const char *before,
    const char *after)
{
	db_exec(c, &q[Q_ADD], DB_I(clock_now()), DB_T(actor_name(c->actor_kind)), DB_REF(c->actor),
	    DB_T(act), DB_T(object), DB_REF(id), DB_T(before), DB_T(after),
	    DB_T(c->request_id ? c->request_id : ""));
}

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

struct audit_row *
audit_list(struct ctx *c, const char *object, int64_t object_id, int64_t before, int limit,
    size_t *n)
{
	struct audit_row *rows;
	struct db_rows r;

	if (limit < 1 || limit > LIMIT_MAX)
		BUG("audit_list limit %d", limit);
	rows = arena_new_n(c->arena, (size_t)limit, struct audit_row);
	*n = 0;
	for (r = list_query(c, object, object_id, before, limit); db_next(&r); (*n)++) {
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
	}
	return rows;
}
