/* Groups of buyers and their links. Of a link only a hash is kept; what a session may see is asked with the session itself (shop/session.c), so what ends here has ended everywhere. */
#include "shop/buyer_group.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"

#define TOKEN_BYTES 16
#define TOKEN_CHARS 22
#define MEMBERS_MAX 200

enum { Q_GET, Q_LIST, Q_NAMED, Q_NEW, Q_PUT, Q_MEMBERS, Q_OF, Q_SET, Q_LINK_COUNT, Q_LINK_NEW, Q_LINKS, Q_LINK_END, Q_LINK_FIND, Q_LINK_USED, Q_OPEN, Q_OF_SESSION, Q_LEAVE };

#define COLS "g.id, g.name, g.discount, g.min_order, g.active, g.version, g.created_at, (SELECT COUNT(*) FROM customer u WHERE u.buyer_group = g.id)"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("buyer_group.get", "SELECT " COLS " FROM buyer_group g WHERE g.id = $1"),
	[Q_LIST] = SQL("buyer_group.list", "SELECT " COLS " FROM buyer_group g ORDER BY g.active DESC, g.id LIMIT $1"),
	[Q_NAMED] = SQL("buyer_group.named", "SELECT COUNT(*) FROM buyer_group WHERE lower(name) = lower($1) AND id <> $2"),
	[Q_NEW] = SQL("buyer_group.new", "INSERT INTO buyer_group (name, discount, min_order, active, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
	[Q_PUT] = SQL("buyer_group.put", "UPDATE buyer_group SET name = $3, discount = $4, min_order = $5, active = $6, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_MEMBERS] = SQL("buyer_group.members", "SELECT id, name, phone FROM customer WHERE buyer_group = $1 ORDER BY name, id LIMIT $2"),
	[Q_OF] = SQL("buyer_group.of", "SELECT buyer_group FROM customer WHERE id = $1"),
	[Q_SET] = SQL("buyer_group.set", "UPDATE customer SET buyer_group = $2, version = version + 1 WHERE id = $1"),
	[Q_LINK_COUNT] = SQL("buyer_link.count", "SELECT COUNT(*) FROM buyer_link WHERE customer = $1 AND revoked_at IS NULL"),
	[Q_LINK_NEW] = SQL("buyer_link.new", "INSERT INTO buyer_link (customer, token_hash, created_at, created_by) VALUES ($1, $2, $3, $4)"),
	[Q_LINKS] = SQL("buyer_link.list",
	    "SELECT id, created_at, COALESCE(opened_at, 0), opens FROM buyer_link WHERE customer = $1 AND revoked_at IS NULL ORDER BY id DESC LIMIT $2"),
	[Q_LINK_END] = SQL("buyer_link.end", "UPDATE buyer_link SET revoked_at = $3 WHERE customer = $1 AND ($2 = 0 OR id = $2) AND revoked_at IS NULL"),
	[Q_LINK_FIND] = SQL("buyer_link.find",
	    "SELECT b.id, g.name FROM buyer_link b JOIN customer u ON u.id = b.customer JOIN buyer_group g ON g.id = u.buyer_group AND g.active = 1"
	    " WHERE b.token_hash = $1 AND b.revoked_at IS NULL"),
	[Q_LINK_USED] = SQL("buyer_link.used", "UPDATE buyer_link SET opened_at = $2, opens = opens + 1 WHERE id = $1"),
	[Q_OPEN] = SQL("buyer_link.open", "UPDATE session SET buyer_link = $2 WHERE id = $1"),
	[Q_OF_SESSION] = SQL("buyer_group.of_session",
	    "SELECT u.buyer_group FROM session s JOIN buyer_link b ON b.id = s.buyer_link AND b.revoked_at IS NULL JOIN customer u ON u.id = b.customer WHERE s.id = $1"),
	[Q_LEAVE] = SQL("buyer_link.leave", "UPDATE session SET buyer_link = NULL WHERE id = $1 AND buyer_link IS NOT NULL"),
};
DB_TABLE(q);

static void
group_read(struct db_rows *r, struct buyer_group *g)
{
	g->id = db_int(r);
	g->name = db_str(r);
	g->discount = db_int(r);
	g->min_order = db_int(r);
	g->active = db_int(r) != 0;
	g->version = db_int(r);
	g->created_at = db_int(r);
	g->members = db_int(r);
}

const struct buyer_group *
buyer_group_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct buyer_group *g = NULL;

	if (db_next(&r))
		group_read(&r, g = arena_new(c->arena, struct buyer_group));
	db_done(&r);
	return g;
}

const struct buyer_group *
buyer_groups(struct ctx *c, size_t *n)
{
	struct buyer_group *list = arena_new_n(c->arena, BUYER_GROUPS_MAX, struct buyer_group);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I(BUYER_GROUPS_MAX)); db_next(&r);)
		group_read(&r, &list[(*n)++]);
	return list;
}

enum group_put
buyer_group_put(struct ctx *c, int64_t *id, int64_t version, const struct buyer_group *g)
{
	size_t n;

	if (g->discount < 0 || g->discount > 90 || g->min_order < 0)
		BUG("a group with a discount of %lld percent", (long long)g->discount);
	if (*id && !buyer_group_get(c, *id))
		return GROUP_GONE;
	if (db_one_int(c, 0, &q[Q_NAMED], DB_T(g->name), DB_I(*id)) > 0)
		return GROUP_TAKEN;
	if (*id == 0) {
		(void)buyer_groups(c, &n);
		if (n == BUYER_GROUPS_MAX)
			return GROUP_FULL;
		*id = db_one_int(c, 0, &q[Q_NEW], DB_T(g->name), DB_I(g->discount), DB_I(g->min_order), DB_I(g->active), DB_I(clock_now()));
	} else if (db_exec(c, &q[Q_PUT], DB_I(*id), DB_I(version), DB_T(g->name), DB_I(g->discount), DB_I(g->min_order), DB_I(g->active)) == 0) {
		return GROUP_CONFLICT;
	}
	audit(c, "buyer_group.save", "buyer_group", *id, NULL, arena_printf(c->arena, "{\"discount\":%lld,\"min_order\":%lld,\"active\":%d}",
	    (long long)g->discount, (long long)g->min_order, g->active));
	/* Pages of members are made from what is kept of the group. */
	setting_bump(c, "shop");
	return GROUP_OK;
}

struct buyer_member *
buyer_group_members(struct ctx *c, int64_t group, size_t *n)
{
	struct buyer_member *list = arena_new_n(c->arena, MEMBERS_MAX, struct buyer_member);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_MEMBERS], DB_I(group), DB_I(MEMBERS_MAX)); db_next(&r); (*n)++) {
		list[*n].customer = db_int(&r);
		list[*n].name = db_str(&r);
		list[*n].phone = db_str(&r);
	}
	return list;
}

int64_t
buyer_group_of(struct ctx *c, int64_t customer)
{
	return db_one_int(c, 0, &q[Q_OF], DB_I(customer));
}

bool
buyer_group_set(struct ctx *c, int64_t customer, int64_t group)
{
	if (group && !buyer_group_get(c, group))
		return false;
	if (db_exec(c, &q[Q_SET], DB_I(customer), DB_REF(group)) == 0)
		return false;
	/* Who leaves all groups has nothing to open: links end, too. */
	if (group == 0)
		(void)buyer_link_end(c, customer, 0);
	audit(c, "customer.group", "customer", customer, NULL, arena_printf(c->arena, "{\"group\":%lld}", (long long)group));
	return true;
}

/* --- links --- */

static const char *
hash_of(struct ctx *c, const char *token)
{
	return crypt_hash(c->arena, token, strlen(token));
}

const char *
buyer_link_new(struct ctx *c, int64_t customer)
{
	const char *token = crypt_token(c->arena, TOKEN_BYTES);

	if (buyer_group_of(c, customer) == 0 || db_one_int(c, 0, &q[Q_LINK_COUNT], DB_I(customer)) >= BUYER_LINKS_MAX)
		return NULL;
	db_exec(c, &q[Q_LINK_NEW], DB_I(customer), DB_T(hash_of(c, token)), DB_I(clock_now()), DB_REF(c->actor_kind == ACTOR_STAFF ? c->actor : 0));
	audit(c, "customer.link", "customer", customer, NULL, NULL);
	return token;
}

struct buyer_link *
buyer_links(struct ctx *c, int64_t customer, size_t *n)
{
	struct buyer_link *list = arena_new_n(c->arena, BUYER_LINKS_MAX, struct buyer_link);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LINKS], DB_I(customer), DB_I(BUYER_LINKS_MAX)); db_next(&r); (*n)++) {
		list[*n].id = db_int(&r);
		list[*n].created_at = db_int(&r);
		list[*n].opened_at = db_int(&r);
		list[*n].opens = db_int(&r);
	}
	return list;
}

int64_t
buyer_link_end(struct ctx *c, int64_t customer, int64_t link)
{
	int64_t n = db_exec(c, &q[Q_LINK_END], DB_I(customer), DB_I(link), DB_I(clock_now()));

	if (n > 0)
		audit(c, "customer.unlink", "customer", customer, NULL, NULL);
	return n;
}

static int64_t
find(struct ctx *c, const char *token, const char **group)
{
	struct db_rows r;
	int64_t id = 0;

	*group = "";
	if (!token || strlen(token) != TOKEN_CHARS)
		return 0;
	r = db_query(c, &q[Q_LINK_FIND], DB_T(hash_of(c, token)));
	if (db_next(&r)) {
		id = db_int(&r);
		*group = db_str(&r);
	}
	db_done(&r);
	return id;
}

const char *
buyer_link_group(struct ctx *c, const char *token)
{
	const char *group;

	(void)find(c, token, &group);
	return group;
}

bool
buyer_link_open(struct ctx *c, int64_t session, const char *token)
{
	const char *group;
	int64_t link = find(c, token, &group);

	if (!link)
		return false;
	db_exec(c, &q[Q_OPEN], DB_I(session), DB_I(link));
	db_exec(c, &q[Q_LINK_USED], DB_I(link), DB_I(clock_now()));
	return true;
}

int64_t
buyer_group_of_session(struct ctx *c, int64_t session)
{
	return db_one_int(c, 0, &q[Q_OF_SESSION], DB_I(session));
}

void
buyer_link_leave(struct ctx *c, int64_t session)
{
	db_exec(c, &q[Q_LEAVE], DB_I(session));
}
