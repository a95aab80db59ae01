/* Staff: the matrix of rights, passwords, and a login that tells nothing and cannot be hammered. */
#include "fixture.h"
#include "base/file.h"
#include "shop/audit.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define PASSWORD "jemur ubi di halaman"

enum { T_DISABLE, T_HASH, T_RAW };
static const struct db_stmt q[] = {
	[T_DISABLE] = SQL("test.staff.disable", "UPDATE staff SET active = 0 WHERE id = $1"),
	[T_HASH] = SQL("test.staff.hash", "SELECT password_hash FROM staff WHERE id = $1"),
	[T_RAW] = SQL("test.staff.raw", "SELECT COUNT(*) FROM login_failure WHERE account LIKE '%rina%' OR network LIKE '%10.0%'"),
};

static char folder[64];

static int64_t
person(struct fixture *f)
{
	enum staff_put put;
	int64_t id;

	(void)snprintf(folder, sizeof(folder), "/tmp/etalase-staff-%ld", (long)getpid());
	f->conf.data = folder;
	f->conf.argon_mib = 8;
	f->conf.argon_ops = 1;
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/run", folder), 0700));
	put = staff_add(&f->c, "Rina", "Rina", ROLE_OWNER, staff_hash(&f->c, PASSWORD), &id);
	assert_int_equal(put, STAFF_PUT_OK);
	return id;
}

static enum staff_check
try_login(struct fixture *f, const char *login, const char *password, const char *remote, const char **token)
{
	const struct staff_try *t;
	enum staff_check result;

	fixture_commit(f);
	t = staff_check(&f->c, login, password, remote);
	fixture_begin(f);
	result = staff_login(&f->c, t, token);
	fixture_ok(f);
	return result;
}

static void
expect(struct fixture *f, const char *login, const char *password, const char *remote, enum staff_check want)
{
	const char *token;
	enum staff_check got = try_login(f, login, password, remote, &token);

	if (got != want)
		fail_msg("%s from %s: %d, not %d", login, remote, (int)got, (int)want);
	assert_int_equal(token != NULL, want == STAFF_OK);
}

static void
rights(void **state)
{
	/* Of owner, admin, cashier, warehouse, driver, social, leader: the expected table, row by right. */
	static const struct { enum right right; const char *may; } want[] = {
		{ RIGHT_NONE, "1111111" }, { RIGHT_HOME, "1111111" }, { RIGHT_SELF, "1111111" },
		{ RIGHT_FIGURES, "1100001" }, { RIGHT_CUSTOMER_SEE, "1100000" }, { RIGHT_ORDER_SEE, "1111100" }, { RIGHT_ORDER_PAY, "1110000" },
		{ RIGHT_ORDER_PACK, "1111000" }, { RIGHT_ORDER_SHIP, "1111100" }, { RIGHT_ORDER_CANCEL, "1110000" },
		{ RIGHT_GOODS_SEE, "1111010" }, { RIGHT_GOODS_EDIT, "1100000" }, { RIGHT_COST_SEE, "1100000" },
		{ RIGHT_STOCK_EDIT, "1101000" }, { RIGHT_SHOP_EDIT, "1100000" }, { RIGHT_STAFF_EDIT, "1000000" }, { RIGHT_SOCIAL, "1100010" }, { RIGHT_SOURCES, "1100011" },
		{ RIGHT_UPKEEP, "1100000" }, { RIGHT_BACKUP, "1000000" }, { RIGHT_MACHINE, "1000000" },
	};
	enum role role;
	size_t i, k;

	(void)state;
	assert_int_equal(ARRAY_LEN(want), RIGHT_COUNT);
	for (i = 0; i < ARRAY_LEN(want); i++)
		for (k = 0; k < ROLE_COUNT; k++)
			if (role_may((enum role)k, want[i].right) != (want[i].may[k] == '1'))
				fail_msg("right %zu of %s", i, role_name((enum role)k));
	for (k = 0; k < ROLE_COUNT; k++) {
		assert_true(role_parse(role_name((enum role)k), &role));
		assert_int_equal(role, k);
	}
	assert_false(role_parse("root", &role));
	assert_false(role_parse("", &role));
}

static void
people(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f), other;
	size_t n;

	assert_int_equal(staff_add(&f->c, "RINA", "Twin", ROLE_CASHIER, "x", &other), STAFF_PUT_TAKEN);
	assert_int_equal(staff_add(&f->c, "r\xd1\x96na", "Twin", ROLE_CASHIER, "x", &other), STAFF_PUT_TAKEN);
	assert_int_equal(staff_add(&f->c, "budi.k", "Budi", ROLE_DRIVER, "x", &other), STAFF_PUT_OK);
	assert_int_equal(staff_by_login(&f->c, "Rina")->id, id);
	assert_null(staff_by_login(&f->c, "nobody"));
	assert_null(staff_get(&f->c, 4711));
	assert_int_equal(staff_get(&f->c, other)->role, ROLE_DRIVER);
	assert_string_equal(staff_list(&f->c, &n)[0]->name, "Budi");
	assert_int_equal(n, 2);
	staff_lang(&f->c, id, "en");
	assert_string_equal(staff_get(&f->c, id)->lang, "en");
}

static void
passwords(void **state)
{
	static const char *const bad[] = {
		"short", "123456789", "password", "Password123", "rahasia2026!", "!!bismillah1", "indonesia1945", "1234567890",
		"qwertyuiop", "aaaaaaaaaaaa", "abababababab", "rahasiarahasia", "rina123456", "Dapur Rina", "dapurrina99", "!!!!!!!!!!!!",
		"0123456789", "AkuCintaKamu1",
	};
	static const char *const good[] = { PASSWORD, "keripik pedas 42 bungkus", "Xk7#pq2Lm9z", "passwordnya bukan ini", "8f3k2j9d7s" };
	struct fixture *f = *state;
	char longest[131];
	size_t i;

	assert_int_equal(setting_put(&f->c, "name", NULL, "Dapur Rina"), SETTING_OK);
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (staff_password_fits(&f->c, "rina", bad[i]))
			fail_msg("taken: %s", bad[i]);
	for (i = 0; i < ARRAY_LEN(good); i++)
		if (!staff_password_fits(&f->c, "rina", good[i]))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < 130; i++)
		longest[i] = (char)('a' + i % 26);
	longest[128] = '\0';
	assert_true(staff_password_fits(&f->c, "rina", longest));
	longest[128] = 'x';
	longest[129] = '\0';
	assert_false(staff_password_fits(&f->c, "rina", longest));
}

static void
login(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f);
	const char *one, *two;
	size_t n;

	assert_int_equal(try_login(f, "rina", PASSWORD, "10.0.0.1", &one), STAFF_OK);
	assert_int_equal(session_find(&f->c, one, true)->staff, id);
	assert_string_equal(audit_list(&f->c, "staff", id, 0, 5, &n)[0].act, "login");
	assert_string_equal(audit_list(&f->c, "staff", id, 0, 5, &n)[0].actor_name, "Rina");
	assert_int_equal(try_login(f, "RINA", PASSWORD, "10.0.0.1", &two), STAFF_OK);
	assert_string_not_equal(one, two);
	expect(f, "rina", "jemur ubi di halamaN", "10.0.0.1", STAFF_WRONG);
	expect(f, "rina", "", "10.0.0.1", STAFF_WRONG);
	expect(f, "nobody", PASSWORD, "10.0.0.1", STAFF_WRONG);
	expect(f, "", "", "", STAFF_WRONG);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_RAW]), 0);
	assert_non_null(session_find(&f->c, one, true));
	db_exec(&f->c, &q[T_DISABLE], DB_I(id));
	expect(f, "rina", PASSWORD, "10.0.0.2", STAFF_WRONG);
}

static enum staff_edit
edit(struct fixture *f, int64_t id, enum role role, bool active)
{
	return staff_edit(&f->c, id, staff_get(&f->c, id)->version, "Nama", role, active);
}

/* Case 37: who may change whom, and that an owner stays. */
static void
editing(void **state)
{
	struct fixture *f = *state;
	int64_t owner = person(f), second, cashier, version;
	const char *token;
	size_t n;

	assert_int_equal(staff_add(&f->c, "dua", "Dua", ROLE_ADMIN, "x", &second), STAFF_PUT_OK);
	assert_int_equal(staff_add(&f->c, "kas", "Kas", ROLE_CASHIER, "x", &cashier), STAFF_PUT_OK);
	/* Nobody, a cashier and an admin may change nobody. */
	assert_int_equal(edit(f, cashier, ROLE_ADMIN, true), STAFF_EDIT_FORBIDDEN);
	f->c.actor_kind = ACTOR_STAFF;
	f->c.actor = cashier;
	assert_int_equal(edit(f, cashier, ROLE_OWNER, true), STAFF_EDIT_FORBIDDEN);
	f->c.actor = second;
	assert_int_equal(edit(f, owner, ROLE_CASHIER, true), STAFF_EDIT_FORBIDDEN);
	assert_int_equal(edit(f, second, ROLE_OWNER, true), STAFF_EDIT_FORBIDDEN);
	f->c.actor = owner;
	assert_int_equal(edit(f, owner, ROLE_ADMIN, true), STAFF_EDIT_SELF);
	assert_int_equal(edit(f, owner, ROLE_OWNER, false), STAFF_EDIT_SELF);
	assert_int_equal(edit(f, owner, ROLE_OWNER, true), STAFF_EDIT_OK);
	assert_int_equal(staff_edit(&f->c, 4711, 1, "x", ROLE_ADMIN, true), STAFF_EDIT_GONE);
	/* A new role and a shut door end the sessions, a new name does not. */
	(void)session_open_staff(&f->c, cashier, &token);
	version = staff_get(&f->c, cashier)->version;
	assert_int_equal(edit(f, cashier, ROLE_CASHIER, true), STAFF_EDIT_OK);
	assert_non_null(session_find(&f->c, token, true));
	assert_int_equal(staff_edit(&f->c, cashier, version, "Lama", ROLE_CASHIER, true), STAFF_EDIT_CONFLICT);
	assert_int_equal(edit(f, cashier, ROLE_WAREHOUSE, true), STAFF_EDIT_OK);
	assert_null(session_find(&f->c, token, true));
	assert_int_equal(staff_get(&f->c, cashier)->role, ROLE_WAREHOUSE);
	assert_string_equal(staff_get(&f->c, cashier)->name, "Nama");
	assert_string_equal(audit_list(&f->c, "staff", cashier, 0, 5, &n)[0].act, "staff.save");
	assert_string_equal(audit_list(&f->c, "staff", cashier, 0, 5, &n)[0].after, "{\"role\":\"warehouse\",\"active\":1}");
	/* A second owner may shut the first one out; then the second one alone is left. */
	assert_int_equal(edit(f, second, ROLE_OWNER, true), STAFF_EDIT_OK);
	f->c.actor = second;
	assert_int_equal(edit(f, owner, ROLE_OWNER, false), STAFF_EDIT_OK);
	f->c.actor = owner;
	assert_int_equal(edit(f, second, ROLE_CASHIER, true), STAFF_EDIT_FORBIDDEN);
	assert_true(staff_get(&f->c, second)->active);
}

static void
new_password_ends_sessions(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f);
	const char *token;

	assert_int_equal(try_login(f, "rina", PASSWORD, "10.0.0.1", &token), STAFF_OK);
	assert_int_equal(staff_password(&f->c, id, staff_hash(&f->c, "lada hitam satu karung")), STAFF_PUT_OK);
	assert_int_equal(staff_password(&f->c, 4711, "x"), STAFF_PUT_GONE);
	assert_null(session_find(&f->c, token, true));
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_WRONG);
	expect(f, "rina", "lada hitam satu karung", "10.0.0.1", STAFF_OK);
}

static void
rehash(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f);
	const char *was = db_one_text(&f->c, &q[T_HASH], DB_I(id)), *now;

	f->conf.argon_ops = 2;
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_OK);
	now = db_one_text(&f->c, &q[T_HASH], DB_I(id));
	assert_string_not_equal(was, now);
	assert_false(crypt_password_stale(now, 8, 2));
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_OK);
	assert_string_equal(now, db_one_text(&f->c, &q[T_HASH], DB_I(id)));
}

/* T26: five wrong ones, then a wait that grows, is not prolonged by trying, and ends. */
static void
waits(void **state)
{
	struct fixture *f = *state;
	int i;

	(void)person(f);
	for (i = 0; i < 5; i++)
		expect(f, "rina", "wrong wrong wrong", "10.0.0.1", STAFF_WRONG);
	for (i = 0; i < 3; i++)
		expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_WAIT);
	expect(f, "rina", PASSWORD, "10.0.0.2", STAFF_OK);	/* the owner, elsewhere */
	clock_set(FIXTURE_NOW + 29);
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_WAIT);
	clock_set(FIXTURE_NOW + 30);
	expect(f, "rina", "wrong wrong wrong", "10.0.0.1", STAFF_WRONG);
	clock_set(FIXTURE_NOW + 89);
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_WAIT);
	clock_set(FIXTURE_NOW + 90);
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_OK);
	expect(f, "rina", "wrong wrong wrong", "10.0.0.1", STAFF_WRONG);	/* forgiven: counted from one again */
	expect(f, "rina", PASSWORD, "10.0.0.1", STAFF_OK);
}

/* An unknown account waits the same, so waiting tells nothing. */
static void
unknown_waits(void **state)
{
	struct fixture *f = *state;
	int i;

	(void)person(f);
	for (i = 0; i < 5; i++)
		expect(f, "ghost", "wrong wrong wrong", "10.0.0.1", STAFF_WRONG);
	expect(f, "GHOST", "wrong wrong wrong", "10.0.0.1", STAFF_WAIT);
}

/* One password on many accounts from one network; IPv6 counts by its first 64 bits. */
static void
network_waits(void **state)
{
	struct fixture *f = *state;
	char login_name[20], from[40];
	int i;

	(void)person(f);
	for (i = 0; i < 30; i++) {
		(void)snprintf(login_name, sizeof(login_name), "user%d", i);
		(void)snprintf(from, sizeof(from), "2001:db8:0:7::%x", i + 1);
		expect(f, login_name, "wrong wrong wrong", from, STAFF_WRONG);
	}
	expect(f, "rina", PASSWORD, "2001:db8:0:7:aaaa::1", STAFF_WAIT);
	expect(f, "rina", PASSWORD, "2001:db8:0:8::1", STAFF_OK);
	clock_set(FIXTURE_NOW + 30);
	expect(f, "rina", PASSWORD, "2001:db8:0:7::1", STAFF_OK);
}

/* Many networks on one account: held, but never for more than a minute. */
static void
spread_waits(void **state)
{
	struct fixture *f = *state;
	char from[40];
	int i;

	(void)person(f);
	for (i = 0; i < 20; i++) {
		(void)snprintf(from, sizeof(from), "10.1.0.%d", i);
		expect(f, "rina", "wrong wrong wrong", from, STAFF_WRONG);
	}
	expect(f, "rina", PASSWORD, "10.2.0.1", STAFF_WAIT);
	for (i = 1; i <= 5; i++) {
		clock_set(FIXTURE_NOW + i * 60);
		expect(f, "rina", "wrong wrong wrong", "10.2.0.1", STAFF_WRONG);
	}
	clock_set(FIXTURE_NOW + 360);
	expect(f, "rina", PASSWORD, "10.3.0.1", STAFF_OK);
}

/* Guesses that were all checked at once do not pass together. */
static void
parallel_guesses(void **state)
{
	struct fixture *f = *state;
	struct staff_try *t[7];
	const char *token;
	int i;

	(void)person(f);
	fixture_commit(f);
	for (i = 0; i < 7; i++)
		t[i] = staff_check(&f->c, "rina", i == 6 ? PASSWORD : "wrong wrong wrong", "10.0.0.1");
	assert_int_equal(t[6]->result, STAFF_OK);
	fixture_begin(f);
	for (i = 0; i < 6; i++)
		assert_int_equal(staff_login(&f->c, t[i], &token), STAFF_WRONG);
	assert_int_equal(staff_login(&f->c, t[6], &token), STAFF_WAIT);
	assert_null(token);
	assert_int_equal(staff_prune(&f->c, FIXTURE_NOW), 0);
	assert_int_equal(staff_prune(&f->c, FIXTURE_NOW + 1), 6);
}

static const struct CMUnitTest tests[] = {
	CASE(rights), CASE(people), CASE(passwords), CASE(login), CASE(editing), CASE(new_password_ends_sessions), CASE(rehash), CASE(waits),
	CASE(unknown_waits), CASE(network_waits), CASE(spread_waits), CASE(parallel_guesses),
};
FIXTURE_MAIN(tests)
