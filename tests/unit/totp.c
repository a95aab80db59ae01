/* The second step: RFC 6238's own values, one use of a code, one step around, recovery codes, what the database holds. */
#include "fixture.h"
#include "base/file.h"
#include "shop/otp.h"
#include "shop/session.h"
#include "shop/staff.h"
#include "shop/totp.h"

#define PASSWORD "jemur ubi di halaman"

enum { T_SEED, T_CODES };
static const struct db_stmt q[] = {
	[T_SEED] = SQL("test.totp.seed", "SELECT seed FROM staff_totp WHERE staff = $1"),
	[T_CODES] = SQL("test.totp.codes", "SELECT COUNT(*) FROM staff_recovery WHERE hash = $1"),
};

static char folder[64];

static int64_t
person(struct fixture *f)
{
	int64_t id;

	(void)snprintf(folder, sizeof(folder), "/tmp/etalase-totp-%ld", (long)getpid());
	f->conf.data = folder;
	f->conf.argon_mib = 8;
	f->conf.argon_ops = 1;
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/run", folder), 0700));
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/keys", folder), 0700));
	assert_int_equal(staff_add(&f->c, "rina", "Rina", ROLE_OWNER, staff_hash(&f->c, PASSWORD), &id), STAFF_PUT_OK);
	return id;
}

/* The last six digits of the values in RFC 6238, appendix B (SHA-1). */
static void
values(void **state)
{
	static const struct { int64_t at; const char *code; } want[] = {
		{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" }, { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_LEN(want); i++)
		assert_string_equal(otp_code(f->arena, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", want[i].at / OTP_STEP_S), want[i].code);
	assert_null(otp_code(f->arena, "short", 1));
	assert_null(otp_code(f->arena, "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", 1));
	assert_int_equal(strlen(otp_seed(f->arena)), 32);
	assert_string_not_equal(otp_seed(f->arena), otp_seed(f->arena));
	assert_non_null(otp_code(f->arena, otp_seed(f->arena), 1));
}

static const char *
code(struct fixture *f, const char *seed, int64_t steps)
{
	return otp_code(f->arena, seed, clock_now() / OTP_STEP_S + steps);
}

static void
used_once(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f);
	const char *seed = totp_start(&f->c, id), *sealed = db_one_text(&f->c, &q[T_SEED], DB_I(id));

	assert_non_null(seed);
	assert_null(strstr(sealed, seed));
	assert_false(totp_is_on(&f->c, id));
	assert_false(totp_passes(&f->c, id, code(f, seed, 0)));
	assert_false(totp_on(&f->c, id, code(f, seed, 2)));
	assert_false(totp_on(&f->c, id, code(f, seed, -2)));
	assert_true(totp_on(&f->c, id, code(f, seed, -1)));
	assert_true(totp_is_on(&f->c, id));
	assert_null(totp_start(&f->c, id));
	assert_false(totp_passes(&f->c, id, code(f, seed, -1)));
	assert_true(totp_passes(&f->c, id, code(f, seed, 0)));
	assert_false(totp_passes(&f->c, id, code(f, seed, 0)));
	assert_false(totp_passes(&f->c, id, code(f, seed, 2)));
	assert_true(totp_passes(&f->c, id, arena_printf(f->arena, "%.3s %s", code(f, seed, 1), code(f, seed, 1) + 3)));
	assert_false(totp_passes(&f->c, id, code(f, seed, 0)));
	clock_set(FIXTURE_NOW + 120);
	assert_true(totp_passes(&f->c, id, code(f, seed, 0)));
	assert_false(totp_passes(&f->c, id, ""));
	totp_off(&f->c, id);
	assert_false(totp_is_on(&f->c, id));
	fixture_ok(f);
}

static void
recovery(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f);
	const char *seed = totp_start(&f->c, id), **codes, *old;

	assert_true(totp_on(&f->c, id, code(f, seed, 0)));
	codes = totp_codes(&f->c, id);
	assert_int_equal(totp_codes_left(&f->c, id), TOTP_CODES);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_CODES], DB_T(codes[0])), 0);
	assert_true(totp_passes(&f->c, id, codes[3]));
	assert_false(totp_passes(&f->c, id, codes[3]));
	assert_false(totp_passes(&f->c, id + 1, codes[4]));
	assert_int_equal(totp_codes_left(&f->c, id), TOTP_CODES - 1);
	old = codes[5];
	codes = totp_codes(&f->c, id);
	assert_false(totp_passes(&f->c, id, old));
	assert_true(totp_passes(&f->c, id, codes[0]));
}

static enum staff_check
password(struct fixture *f, const char **token)
{
	const struct staff_try *t;
	enum staff_check result;

	fixture_commit(f);
	t = staff_check(&f->c, "rina", PASSWORD, "10.0.0.1");
	fixture_begin(f);
	result = staff_login(&f->c, t, token);
	fixture_ok(f);
	return result;
}

static void
login(void **state)
{
	struct fixture *f = *state;
	int64_t id = person(f);
	const char *seed = totp_start(&f->c, id), *half, *token;
	const struct session *s;
	int i;

	assert_int_equal(password(f, &token), STAFF_OK);
	assert_true(totp_on(&f->c, id, code(f, seed, -1)));
	assert_int_equal(password(f, &half), STAFF_SECOND);
	assert_null(session_find(&f->c, half, true));
	s = session_half(&f->c, half);
	assert_non_null(s);
	assert_null(session_half(&f->c, token));
	assert_int_equal(staff_second(&f->c, s, code(f, seed, 0), "10.0.0.1", "x", &token), STAFF_OK);
	assert_non_null(session_find(&f->c, token, true));
	assert_null(session_half(&f->c, half));
	/* A new password leaves the second step on. */
	assert_int_equal(staff_password(&f->c, id, staff_hash(&f->c, PASSWORD)), STAFF_PUT_OK);
	assert_int_equal(password(f, &half), STAFF_SECOND);
	s = session_half(&f->c, half);
	for (i = 0; i < 5; i++)
		assert_int_equal(staff_second(&f->c, s, "123456", "10.0.0.1", "x", &token), STAFF_WRONG);
	assert_null(session_half(&f->c, half));
	assert_null(token);
	/* The password alone forgives no wrong code: the next one waits. */
	assert_int_equal(password(f, &half), STAFF_WAIT);
	clock_set(FIXTURE_NOW + 1000);
	assert_int_equal(password(f, &half), STAFF_SECOND);
	clock_set(FIXTURE_NOW + 1000 + SESSION_HALF_S);
	assert_null(session_half(&f->c, half));
}

static const struct CMUnitTest tests[] = { CASE(values), CASE(used_once), CASE(recovery), CASE(login) };
FIXTURE_MAIN(tests)
