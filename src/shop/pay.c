/*
 * Paying: the registry of methods, the shop's bank accounts, and the code of up to three figures
 * that makes the sum of a transfer its own among all open ones, so that the owner finds it in the
 * bank's list.
 */
#include "shop/pay.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/js.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"

#define METHODS_MAX 32
#define CODE_MAX 999

enum { Q_BANKS, Q_BANK, Q_BANK_ADD, Q_BANK_SAVE, Q_CODES };

#define BANK_COLS "id, position, version, bank, number, holder, active"

static const struct db_stmt q[] = {
	[Q_BANKS] = SQL("pay.banks",
	    "SELECT " BANK_COLS " FROM bank_account WHERE active >= $1"
	    " ORDER BY active DESC, position, id"),
	[Q_BANK] = SQL("pay.bank", "SELECT " BANK_COLS " FROM bank_account WHERE id = $1"),
	[Q_BANK_ADD] = SQL("pay.bank_add",
	    "INSERT INTO bank_account (bank, number, holder, position, active)"
	    " VALUES ($1, $2, $3, $4, $5) RETURNING id"),
	[Q_BANK_SAVE] = SQL("pay.bank_save",
	    "UPDATE bank_account SET bank = $1, number = $2, holder = $3, position = $4,"
	    " active = $5, version = version + 1"
	    " WHERE id = $6 AND version = $7"),
	/* Served by the indices payment_exact and payment_late. */
	[Q_CODES] = SQL("pay.codes",
	    "SELECT amount, 1 FROM payment WHERE exact = 1 AND state = 'open'"
	    " AND amount > $1 AND amount <= $2"
	    " UNION ALL SELECT p.amount, 0 FROM payment p JOIN orders o ON o.id = p.orders"
	    " WHERE p.exact = 1 AND p.state = 'void' AND p.amount > $1 AND p.amount <= $2"
	    " AND o.cancelled_at > $3"),
};
DB_TABLE(q);

/* --- the registry --- */

/*
 * Made by the linker from what PAYMENT_METHOD() puts into its section; absent when a program has no
 * method.
 */
extern const struct payment_method *const __start_payment_methods[] __attribute__((weak));
extern const struct payment_method *const __stop_payment_methods[] __attribute__((weak));

const struct payment_method *const *
pay_methods(void)
{
	/* Filled once: the linker's order is that of the object files. */
	static const struct payment_method *sorted[METHODS_MAX + 1];
	const struct payment_method *const *at;
	size_t n = 0, i;

	if (sorted[0])
		return sorted;
	for (at = __start_payment_methods; at < __stop_payment_methods; at++, n++) {
		if (n == METHODS_MAX)
			BUG("more than %d payment methods", METHODS_MAX);
		for (i = n; i > 0 && sorted[i - 1]->order > (*at)->order; i--)
			sorted[i] = sorted[i - 1];
		sorted[i] = *at;
	}
	return sorted;
}

const struct payment_method *
pay_method(const char *name)
{
	const struct payment_method *const *at;

	for (at = pay_methods(); *at; at++)
		if (str_eq((*at)->name, name))
			return *at;
	return NULL;
}

/* --- bank accounts --- */

/* Takes the columns in the order of BANK_COLS. */
static void
read_bank(struct bank_account *b, struct db_rows *r)
{
	b->id = db_int(r);
	b->position = db_int(r);
	b->version = db_int(r);
	b->bank = db_str(r);
	b->number = db_str(r);
	b->holder = db_str(r);
	b->active = db_int(r) != 0;
}

struct bank_account *
bank_accounts(struct ctx *c, bool all, size_t *n)
{
	struct bank_account *list = NULL;
	size_t cap = 0;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_BANKS], DB_I(all ? 0 : 1)); db_next(&r);) {
		if (*n == cap) {
			struct bank_account *more =
			    arena_new_n(c->arena, cap + 8, struct bank_account);

			if (cap)
				memcpy(more, list, cap * sizeof(*more));
			list = more;
			cap += 8;
		}
		read_bank(&list[(*n)++], &r);
	}
	return list;
}

/* For the audit: a changed account takes all income, so what it was and is stays on record. */
static const char *
brief(struct arena *a, const char *bank, const char *number, bool active)
{
	return js_text(a, js_own(a, json_pack("{s:s, s:s, s:b}", "bank", bank, "number", number,
	    "active", (int)active)));
}

enum bank_put
bank_put(struct ctx *c, int64_t *id, int64_t version, const char *bank, const char *number,
    const char *holder, int64_t position, bool active)
{
	struct bank_account old = { 0 };
	const char *before = NULL;
	struct db_rows r;

	if (*id == 0) {
		*id = db_one_int(c, 0, &q[Q_BANK_ADD], DB_T(bank), DB_T(number), DB_T(holder),
		    DB_I(position), DB_I(active));
	} else {
		r = db_query(c, &q[Q_BANK], DB_I(*id));
		if (db_next(&r))
			read_bank(&old, &r);
		db_done(&r);
		if (old.id == 0)
			return BANK_GONE;
		before = brief(c->arena, old.bank, old.number, old.active);
		if (db_exec(c, &q[Q_BANK_SAVE], DB_T(bank), DB_T(number), DB_T(holder),
			DB_I(position), DB_I(active), DB_I(*id), DB_I(version)) == 0)
			return BANK_CONFLICT;
	}
	audit(c, "bank.save", "bank_account", *id, before, brief(c->arena, bank, number, active));
	setting_bump(c, "shop");
	return BANK_OK;
}

/* --- the unique sum --- */

int64_t
pay_unique_code(struct ctx *c, int64_t total)
{
	enum { FREE, LATE, OPEN } taken[CODE_MAX + 1] = { FREE }, least;
	int64_t code, i, most;
	struct db_rows r;

	if (total < 0 || !add_ok(total, CODE_MAX, &most))
		BUG("unique code for a total out of range");
	r = db_query(c, &q[Q_CODES], DB_I(total), DB_I(most), DB_I(clock_now() - PAY_GRACE_S));
	while (db_next(&r)) {
		code = db_int(&r) - total;
		if (db_int(&r))
			taken[code] = OPEN;
		else if (taken[code] == FREE)
			taken[code] = LATE;
	}
	/*
	 * From a random start: two shoppers at the same moment should not pick the same one, and
	 * nobody learns how many orders are open.
	 */
	code = 1 + (int64_t)crypt_below(CODE_MAX);
	for (least = FREE; least < OPEN; least++) {
		for (i = 0; i < CODE_MAX; i++) {
			if (taken[code] == least)
				return code;
			code = code % CODE_MAX + 1;
		}
	}
	return 0;
}
