/*
 * The contract of payment methods: walks the registry, skeleton included, and puts each one through
 * the same cases. offer() and start() run in a transaction that refuses writes, under the owner's
 * settings as they are on the first day and with an account.
 */
#include "unit/fixture.h"

#include "base/file.h"
#include "base/money.h"
#include "base/str.h"
#include "shop/pay.h"
#include "shop/ship.h"

static void
registry(void **state)
{
	const struct payment_method *const *m = pay_methods();
	size_t n, k;

	(void)state;
	for (n = 0; m[n]; n++) {
		assert_true(strlen(m[n]->name) > 0 && strlen(m[n]->name) <= 20);
		assert_int_equal(strspn(m[n]->name, "abcdefghijklmnopqrstuvwxyz0123456789_"),
		    strlen(m[n]->name));
		assert_ptr_equal(pay_method(m[n]->name), m[n]);
		assert_non_null(m[n]->offer);
		assert_non_null(m[n]->start);
		assert_true(n == 0 || m[n - 1]->order <= m[n]->order);
		for (k = 0; k < n; k++)
			assert_string_not_equal(m[k]->name, m[n]->name);
	}
	assert_true(n >= 3);
	assert_non_null(pay_method("transfer"));
	assert_non_null(pay_method("cod"));
	assert_non_null(pay_method("skeleton"));
	assert_null(pay_method(""));
	assert_null(pay_method(NULL));
	assert_null(pay_method("TRANSFER"));
}

/* Each has its texts: pay.<name> in templates/messages.txt. */
static void
texts(void **state)
{
	struct fixture *f = *state;
	const struct payment_method *const *m;
	size_t n;
	const char *all = file_read(f->arena, "templates/messages.txt", 1 << 20, &n);

	assert_non_null(all);
	for (m = pay_methods(); *m; m++)
		if (!str_eq((*m)->name, "skeleton") &&
		    !strstr(all, arena_printf(f->arena, "\npay.%s\t", (*m)->name)))
			fail_msg("templates/messages.txt has no pay.%s", (*m)->name);
}

static void
offers(struct fixture *f)
{
	static const int64_t totals[] = { 0, 1, 99999, 10000001, MONEY_MAX };
	struct zone zones[] = { { .kind = "own" }, { .kind = "own", .cod = true, .cod_max = 5 },
		{ .kind = "courier" }, { .kind = "pickup" } };
	const struct payment_method *const *m;
	size_t i, k;

	for (m = pay_methods(); *m; m++)
		for (i = 0; i < ARRAY_LEN(totals); i++)
			for (k = 0; k <= ARRAY_LEN(zones); k++) {
				enum pay_offer one =
				    (*m)->offer(&f->c, k ? &zones[k - 1] : NULL, totals[i]);

				assert_true((unsigned)one <= PAY_OFF);
				assert_int_equal(
				    one, (*m)->offer(&f->c, k ? &zones[k - 1] : NULL, totals[i]));
			}
}

static void
starts(struct fixture *f)
{
	const struct payment_method *const *m;

	for (m = pay_methods(); *m; m++) {
		struct pay_start s = (*m)->start(&f->c);
		bool waits = strcmp(s.pay_state, "waiting") == 0;

		assert_true(waits || strcmp(s.pay_state, "cod") == 0);
		assert_int_equal((*m)->paid_on_delivery, !waits);
		/*
		 * What waits for money lapses, or its goods would stay reserved for ever; what is
		 * paid on delivery does not.
		 */
		assert_true(waits ? s.due_s >= 600 && s.due_s <= 14 * 86400 : s.due_s == 0);
		assert_true(!s.exact || ((*m)->staff_confirms && waits));
	}
}

static void
only_reads(void **state)
{
	struct fixture *f = *state;
	int64_t id = 0;
	int round;

	for (round = 0; round < 2; round++) {
		fixture_commit(f);
		assert_true(db_begin(&f->c, DB_READ));
		offers(f);
		starts(f);
		fixture_commit(f);
		fixture_begin(f);
		if (round == 0)
			assert_int_equal(
			    bank_put(&f->c, &id, 0, "BRI", "1", "R", 1, true), BANK_OK);
		fixture_next(f);
	}
}

static const struct CMUnitTest tests[] = { CASE(registry), CASE(texts), CASE(only_reads) };
FIXTURE_MAIN(tests)
