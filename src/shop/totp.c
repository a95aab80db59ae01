/*
 * The second step. A code is used once: the statement that moves the last used step forward
 * decides, so two logins with one code at the same moment are one login.
 */
#include "shop/totp.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/otp.h"
#include "shop/secret.h"

#define CODE_MAX 40	/* typed, with spaces */
#define STEPS_AROUND 1

enum {
	Q_IS_ON, Q_START, Q_SEED, Q_USE, Q_ON, Q_OFF, Q_FORGET, Q_CODE, Q_LEFT, Q_SPEND
};

static const struct db_stmt q[] = {
	[Q_IS_ON] = SQL("totp.is_on", "SELECT COUNT(*) FROM staff_totp WHERE staff = $1 AND on_at > 0"),
	[Q_START] = SQL("totp.start",
	    "INSERT INTO staff_totp (staff, seed) VALUES ($1, $2) ON CONFLICT (staff)"
	    " DO UPDATE SET seed = excluded.seed, step = 0 WHERE staff_totp.on_at = 0"),
	[Q_SEED] = SQL("totp.seed",
	    "SELECT seed FROM staff_totp WHERE staff = $1 AND CASE WHEN on_at > 0 THEN 1 ELSE 0 END = $2"),
	[Q_USE] = SQL("totp.use", "UPDATE staff_totp SET step = $2 WHERE staff = $1 AND step < $2"),
	[Q_ON] = SQL("totp.on", "UPDATE staff_totp SET on_at = $2 WHERE staff = $1 AND on_at = 0"),
	[Q_OFF] = SQL("totp.off", "DELETE FROM staff_totp WHERE staff = $1"),
	[Q_FORGET] = SQL("totp.forget", "DELETE FROM staff_recovery WHERE staff = $1"),
	[Q_CODE] = SQL("totp.code", "INSERT INTO staff_recovery (staff, hash) VALUES ($1, $2)"),
	[Q_LEFT] = SQL("totp.left",
	    "SELECT COUNT(*) FROM staff_recovery WHERE staff = $1 AND used_at = 0"),
	[Q_SPEND] = SQL("totp.spend",
	    "UPDATE staff_recovery SET used_at = $3 WHERE staff = $1 AND hash = $2 AND used_at = 0"),
};
DB_TABLE(q);

static const char *
context_of(struct ctx *c, int64_t staff)
{
	return arena_printf(c->arena, "staff_totp:%lld", (long long)staff);
}

bool
totp_is_on(struct ctx *c, int64_t staff)
{
	return db_one_int(c, 0, &q[Q_IS_ON], DB_I(staff)) > 0;
}

const char *
totp_start(struct ctx *c, int64_t staff)
{
	const char *seed = otp_seed(c->arena), *sealed = secret_seal(c, context_of(c, staff), seed);

	if (!sealed || db_exec(c, &q[Q_START], DB_I(staff), DB_T(sealed)) == 0)
		return NULL;
	return seed;
}

/* What was typed without spaces and dashes; "" when it is too long to be anything. */
static const char *
bare(struct ctx *c, const char *typed)
{
	char out[CODE_MAX + 1];
	size_t n = 0;

	for (; *typed; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n == CODE_MAX)
			return "";
		out[n++] = *typed;
	}
	return arena_mem(c->arena, out, n);
}

/* A right code of the seed that is on (or being set up), used up by this. */
static bool
code_fits(struct ctx *c, int64_t staff, bool on, const char *code)
{
	const char *sealed = db_one_text(c, &q[Q_SEED], DB_I(staff), DB_I(on ? 1 : 0)), *seed;
	int64_t now = clock_now() / OTP_STEP_S, step;

	if (!sealed)
		return false;
	seed = secret_open(c, context_of(c, staff), sealed);
	if (!seed) {
		err_set(c, ERR_INTERNAL, "totp", "a seed was sealed under another key than this server's");
		return false;
	}
	for (step = now - STEPS_AROUND; step <= now + STEPS_AROUND; step++)
		if (crypt_equal(otp_code(c->arena, seed, step), code))
			return db_exec(c, &q[Q_USE], DB_I(staff), DB_I(step)) > 0;
	return false;
}

bool
totp_on(struct ctx *c, int64_t staff, const char *code)
{
	if (!code_fits(c, staff, false, bare(c, code)) || db_exec(c, &q[Q_ON], DB_I(staff), DB_I(clock_now())) == 0)
		return false;
	audit(c, "staff.totp_on", "staff", staff, NULL, NULL);
	return true;
}

static const char *
code_hash(struct ctx *c, const char *code)
{
	return crypt_hash(c->arena, code, strlen(code));
}

const char **
totp_codes(struct ctx *c, int64_t staff)
{
	const char **codes = arena_new_n(c->arena, TOTP_CODES, const char *);
	size_t i;

	db_exec(c, &q[Q_FORGET], DB_I(staff));
	for (i = 0; i < TOTP_CODES; i++) {
		codes[i] = crypt_password(c->arena);
		db_exec(c, &q[Q_CODE], DB_I(staff), DB_T(code_hash(c, codes[i])));
	}
	audit(c, "staff.totp_codes", "staff", staff, NULL, NULL);
	return codes;
}

int64_t
totp_codes_left(struct ctx *c, int64_t staff)
{
	return db_one_int(c, 0, &q[Q_LEFT], DB_I(staff));
}

bool
totp_passes(struct ctx *c, int64_t staff, const char *code)
{
	code = bare(c, code);
	if (!totp_is_on(c, staff))
		return false;
	if (strlen(code) == OTP_DIGITS)
		return code_fits(c, staff, true, code);
	return db_exec(c, &q[Q_SPEND], DB_I(staff), DB_T(code_hash(c, code)), DB_I(clock_now())) > 0;
}

void
totp_off(struct ctx *c, int64_t staff)
{
	db_exec(c, &q[Q_FORGET], DB_I(staff));
	if (db_exec(c, &q[Q_OFF], DB_I(staff)) > 0)
		audit(c, "staff.totp_off", "staff", staff, NULL, NULL);
}
