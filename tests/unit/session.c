/* Sessions: only the hash is stored, time and idleness end them, the disabled are out at once. */
#include "fixture.h"
#include "shop/session.h"
#include "shop/staff.h"

enum { T_HASH, T_DISABLE, T_CART, T_CARTS, T_RAW };
static const struct db_stmt q[] = {
	[T_HASH] = SQL("test.session.hash", "SELECT token_hash FROM session WHERE id = $1"),
	[T_DISABLE] = SQL("test.session.disable", "UPDATE staff SET active = 0 WHERE id = $1"),
	[T_CART] = SQL("test.session.cart", "INSERT INTO cart (session, created_at, updated_at) VALUES ($1, 1, 1)"),
	[T_CARTS] = SQL("test.session.carts", "SELECT COUNT(*) FROM cart"),
	[T_RAW] = SQL("test.session.raw", "SELECT COUNT(*) FROM session WHERE token_hash = $1"),
};

static int64_t
person(struct fixture *f)
{
	int64_t id;

	assert_int_equal(staff_add(&f->c, "rina", "Rina", ROLE_OWNER, "x", &id), STAFF_PUT_OK);
	return id;
}

static void
shopper(void **state)
{
	struct fixture *f = *state;
	const char *token;
	struct session *s = session_open_shop(&f->c, &token), *again;

	assert_int_equal(strlen(token), 43);
	assert_int_equal(strlen(s->csrf), 22);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_RAW], DB_T(token)), 0);
	again = session_find(&f->c, token, false);
	assert_non_null(again);
	assert_int_equal(again->id, s->id);
	assert_string_equal(again->csrf, s->csrf);
	assert_null(session_find(&f->c, token, true));
	assert_null(session_find(&f->c, "", false));
	assert_null(session_find(&f->c, NULL, false));
	assert_null(session_find(&f->c, db_one_text(&f->c, &q[T_HASH], DB_I(s->id)), false));
	session_district(&f->c, s->id, 131207, "");
	assert_int_equal(session_find(&f->c, token, false)->district, 131207);
}

static void
a_visit_prolongs(void **state)
{
	struct fixture *f = *state;
	const char *token;
	struct session *s = session_open_shop(&f->c, &token);

	clock_set(FIXTURE_NOW + SESSION_SHOP_S - 1);
	assert_non_null(session_find(&f->c, token, false));
	session_touch(&f->c, s);
	clock_set(FIXTURE_NOW + SESSION_SHOP_S + 86400);
	assert_non_null(session_find(&f->c, token, false));
	clock_set(FIXTURE_NOW + 2 * SESSION_SHOP_S);
	assert_null(session_find(&f->c, token, false));
}

static void
staff_ends(void **state)
{
	struct fixture *f = *state;
	const char *token;
	int64_t id = person(f), at;
	struct session *s = session_open_staff(&f->c, id, &token);

	assert_int_equal(session_find(&f->c, token, true)->staff, id);
	clock_set(FIXTURE_NOW + SESSION_STAFF_IDLE_S);
	assert_null(session_find(&f->c, token, true));
	for (at = 0; at < SESSION_STAFF_S; at += SESSION_STAFF_IDLE_S - 60) {
		clock_set(FIXTURE_NOW + at);
		s = session_find(&f->c, token, true);
		assert_non_null(s);
		session_touch(&f->c, s);
	}
	clock_set(FIXTURE_NOW + SESSION_STAFF_S);
	assert_null(session_find(&f->c, token, true));
}

static void
disabled(void **state)
{
	struct fixture *f = *state;
	const char *token;
	int64_t id = person(f);

	(void)session_open_staff(&f->c, id, &token);
	db_exec(&f->c, &q[T_DISABLE], DB_I(id));
	assert_null(session_find(&f->c, token, true));
}

static void
closing(void **state)
{
	struct fixture *f = *state;
	const char *one, *two, *shop;
	int64_t id = person(f);
	struct session *s = session_open_staff(&f->c, id, &one);

	(void)session_open_staff(&f->c, id, &two);
	(void)session_open_shop(&f->c, &shop);
	session_close(&f->c, s->id);
	assert_null(session_find(&f->c, one, true));
	assert_non_null(session_find(&f->c, two, true));
	session_close_staff(&f->c, id);
	assert_null(session_find(&f->c, two, true));
	assert_non_null(session_find(&f->c, shop, false));
}

/* What a person sees of their own sessions, and that they end nobody else's. */
static void
seen(void **state)
{
	struct fixture *f = *state;
	const char *token;
	int64_t id = person(f);
	struct session *a = session_open_staff(&f->c, id, &token), *b;
	struct session_seen *list;
	size_t n;

	assert_int_equal(session_find(&f->c, token, true)->proved_at, FIXTURE_NOW);
	session_agent(&f->c, a->id, "Mozilla/5.0 (Linux; Android 13)");
	clock_set(FIXTURE_NOW + 600);
	b = session_open_staff(&f->c, id, &token);
	session_agent(&f->c, b->id, NULL);
	list = session_list(&f->c, id, &n);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].id, b->id);
	assert_string_equal(list[1].agent, "Mozilla/5.0 (Linux; Android 13)");
	clock_set(FIXTURE_NOW + 700);
	session_prove(&f->c, b->id);
	assert_int_equal(session_find(&f->c, token, true)->proved_at, FIXTURE_NOW + 700);
	session_list(&f->c, id + 1, &n);
	assert_int_equal(n, 0);
	assert_false(session_end(&f->c, id + 1, a->id));
	assert_true(session_end(&f->c, id, a->id));
	assert_false(session_end(&f->c, id, a->id));
	(void)session_open_staff(&f->c, id, &token);
	assert_int_equal(session_end_others(&f->c, id, b->id), 1);
	list = session_list(&f->c, id, &n);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].id, b->id);
	clock_set(FIXTURE_NOW + 600 + SESSION_STAFF_IDLE_S);
	session_list(&f->c, id, &n);
	assert_int_equal(n, 0);
}

static void
prune(void **state)
{
	struct fixture *f = *state;
	const char *token;
	int64_t id = person(f);
	struct session *s = session_open_shop(&f->c, &token);

	db_exec(&f->c, &q[T_CART], DB_I(s->id));
	(void)session_open_staff(&f->c, id, &token);
	assert_int_equal(session_prune(&f->c, FIXTURE_NOW), 0);
	assert_int_equal(session_prune(&f->c, FIXTURE_NOW + SESSION_STAFF_IDLE_S), 1);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_CARTS]), 1);
	assert_int_equal(session_prune(&f->c, FIXTURE_NOW + SESSION_SHOP_S), 1);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_CARTS]), 0);
}

static const struct CMUnitTest tests[] = {
	CASE(shopper), CASE(a_visit_prolongs), CASE(staff_ends), CASE(disabled), CASE(closing), CASE(seen), CASE(prune),
};
FIXTURE_MAIN(tests)
