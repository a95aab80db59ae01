/* Paying: which method is offered when, the shop's accounts, unique sums. And the customers that checkouts make. */
#include "fixture.h"
#include "shop/audit.h"
#include "shop/customer.h"
#include "shop/pay.h"
#include "shop/setting.h"
#include "shop/ship.h"

enum { T_ORDER, T_PAYMENT, T_OVER };
static const struct db_stmt q[] = {
	[T_ORDER] = SQL("test.pay.order",
	    "INSERT INTO orders (number, ref, idem_key, idem_body, customer, lang, place, name, phone, ship_kind, ship_name, subtotal,"
	    " shipping, total, pay_method, pay_state, delivery_state, placed_at, day)"
	    " VALUES ($1, $1, $1, 'b', $2, 'id', 1, 'N', 'P', 'pickup', 'Ambil', $3, 0, $3, 'cod', $4, $5, $6, 1) RETURNING id"),
	[T_OVER] = SQL("test.pay.over", "UPDATE orders SET cancelled_at = $2 WHERE id = $1"),
	[T_PAYMENT] = SQL("test.pay.payment",
	    "INSERT INTO payment (orders, method, amount, state, exact, created_at) VALUES ($1, 'transfer', $2, $3, 1, 1)"),
};

static void
put(struct fixture *f, const char *name, const char *value)
{
	assert_int_equal(setting_put(&f->c, name, NULL, value), SETTING_OK);
}

static int64_t
bank(struct fixture *f, bool active)
{
	int64_t id = 0;

	assert_int_equal(bank_put(&f->c, &id, 0, "BRI", "012345678901234", "Rina Wati", 1, active), BANK_OK);
	return id;
}

static void
transfer(void **state)
{
	struct fixture *f = *state;
	const struct payment_method *m = pay_method("transfer");
	struct pay_start start = m->start(&f->c);

	assert_string_equal(start.pay_state, "waiting");
	assert_true(start.exact && m->staff_confirms);
	assert_int_equal(start.due_s, 24 * 3600);
	assert_int_equal(m->offer(&f->c, NULL, 1000), PAY_OFF);
	(void)bank(f, false);
	assert_int_equal(m->offer(&f->c, NULL, 1000), PAY_OFF);
	(void)bank(f, true);
	assert_int_equal(m->offer(&f->c, NULL, 1000), PAY_OFFERED);
	put(f, "pay_hours", "6");
	assert_int_equal(m->start(&f->c).due_s, 6 * 3600);
	put(f, "transfer_on", "0");
	assert_int_equal(m->offer(&f->c, NULL, 1000), PAY_OFF);
}

static void
cod(void **state)
{
	struct fixture *f = *state;
	const struct payment_method *m = pay_method("cod");
	struct zone yes = { .kind = "own", .cod = true, .cod_max = 200000 }, no = { .kind = "courier" }, shop = { .kind = "pickup" };

	assert_string_equal(m->start(&f->c).pay_state, "cod");
	assert_int_equal(m->offer(&f->c, &yes, 200000), PAY_OFFERED);
	assert_int_equal(m->offer(&f->c, &yes, 200001), PAY_TOO_MUCH);
	assert_int_equal(m->offer(&f->c, &no, 1), PAY_NOT_HERE);
	assert_int_equal(m->offer(&f->c, &shop, 900000), PAY_OFFERED);
	assert_int_equal(m->offer(&f->c, NULL, 900000), PAY_OFFERED);
	put(f, "cod_max", "150000");
	assert_int_equal(m->offer(&f->c, &yes, 150001), PAY_TOO_MUCH);
	assert_int_equal(m->offer(&f->c, NULL, 150001), PAY_TOO_MUCH);
	assert_int_equal(m->offer(&f->c, &shop, 900000), PAY_OFFERED);
	put(f, "cod_on", "0");
	assert_int_equal(m->offer(&f->c, &yes, 1), PAY_OFF);
	assert_int_equal(m->offer(&f->c, &shop, 1), PAY_OFF);
}

static void
accounts(void **state)
{
	struct fixture *f = *state;
	int64_t id = bank(f, true), gone = 4711;
	struct bank_account *list;
	struct audit_row *rows;
	size_t n;

	(void)bank(f, false);
	list = bank_accounts(&f->c, false, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].holder, "Rina Wati");
	(void)bank_accounts(&f->c, true, &n);
	assert_int_equal(n, 2);
	assert_int_equal(bank_put(&f->c, &id, list[0].version, "BNI", "\"1\"", "Rina", 1, true), BANK_OK);
	assert_int_equal(bank_put(&f->c, &id, list[0].version, "BCA", "2", "Maling", 1, true), BANK_CONFLICT);
	assert_int_equal(bank_put(&f->c, &gone, 1, "BCA", "2", "Maling", 1, true), BANK_GONE);
	assert_string_equal(bank_accounts(&f->c, false, &n)[0].bank, "BNI");
	rows = audit_list(&f->c, "bank_account", id, 0, 5, &n);
	assert_int_equal(n, 2);
	assert_non_null(strstr(rows[0].before, "012345678901234"));
	assert_non_null(strstr(rows[0].after, "\\\"1\\\""));
}

static int64_t
order(struct fixture *f, const char *number, int64_t customer, int64_t total, const char *pay, const char *delivery, int64_t at)
{
	return db_one_int(&f->c, 0, &q[T_ORDER], DB_T(number), DB_I(customer), DB_I(total), DB_T(pay), DB_T(delivery), DB_I(at));
}

static void
unique_codes(void **state)
{
	struct fixture *f = *state;
	int64_t customer = customer_at_checkout(&f->c, "+628111", "A", ""), id = order(f, "1", customer, 1, "waiting", "hold", 1);
	int64_t code, over, other;
	int i;

	/* 50.000 has all codes but 500 taken, and some of them by what is asked of 49.900. */
	for (i = 1; i <= 999; i++)
		if (i != 500)
			db_exec(&f->c, &q[T_PAYMENT], DB_I(id), DB_I(50000 + i), DB_T("open"));
	assert_int_equal(pay_unique_code(&f->c, 50000), 500);
	code = pay_unique_code(&f->c, 49900);
	assert_true(code >= 1 && (code <= 100 || code == 600));
	db_exec(&f->c, &q[T_PAYMENT], DB_I(id), DB_I(50500), DB_T("received"));	/* no longer open: free */
	assert_int_equal(pay_unique_code(&f->c, 50000), 500);
	db_exec(&f->c, &q[T_PAYMENT], DB_I(id), DB_I(50500), DB_T("open"));
	assert_int_equal(pay_unique_code(&f->c, 50000), 0);
	/* The sum of an order that ended is kept for a while: given again only when there is no other, and later like any. */
	over = order(f, "2", customer, 1, "void", "cancelled", 1);
	db_exec(&f->c, &q[T_OVER], DB_I(over), DB_I(FIXTURE_NOW - PAY_GRACE_S + 1));
	for (i = 1; i <= 999; i++)
		db_exec(&f->c, &q[T_PAYMENT], DB_I(over), DB_I(80000 + i), DB_T("void"));
	for (i = 1; i <= 999; i++)
		if (i != 7 && i != 500)
			db_exec(&f->c, &q[T_PAYMENT], DB_I(id), DB_I(80000 + i), DB_T("open"));
	code = pay_unique_code(&f->c, 80000);
	assert_true(code == 7 || code == 500);
	other = order(f, "3", customer, 1, "void", "cancelled", 1);
	db_exec(&f->c, &q[T_OVER], DB_I(other), DB_I(FIXTURE_NOW));
	for (i = 1; i <= 999; i++)
		if (i != 321)
			db_exec(&f->c, &q[T_PAYMENT], DB_I(other), DB_I(90000 + i), DB_T("void"));
	for (i = 0; i < 20; i++)
		assert_int_equal(pay_unique_code(&f->c, 90000), 321);
	clock_set(FIXTURE_NOW + PAY_GRACE_S);
	code = pay_unique_code(&f->c, 90000);
	for (i = 0; i < 20 && code == 321; i++)
		code = pay_unique_code(&f->c, 90000);
	assert_int_not_equal(code, 321);
	clock_set(FIXTURE_NOW);
	for (i = 0; i < 50; i++) {
		code = pay_unique_code(&f->c, 0);
		assert_true(code >= 1 && code <= 999);
	}
}

static void
customers(void **state)
{
	struct fixture *f = *state;
	int64_t a = customer_at_checkout(&f->c, "+6281234567890", "Siti Aminah", "siti@example.com"), total;
	int64_t b = customer_at_checkout(&f->c, "+6285200001111", "Budi_100%", "");
	struct customer **list, *u;
	size_t n;

	assert_int_equal(customer_at_checkout(&f->c, "+6281234567890", "Orang Lain", "x@example.com"), a);
	u = customer_get(&f->c, a);
	assert_string_equal(u->name, "Siti Aminah");
	assert_string_equal(u->email, "siti@example.com");
	assert_int_equal(u->orders, 0);
	assert_string_equal(customer_get(&f->c, b)->email, "");
	assert_null(customer_get(&f->c, 4711));
	(void)order(f, "1", a, 10000, "paid", "hold", 50);
	(void)order(f, "2", a, 20000, "paid", "delivered", 60);
	(void)order(f, "3", a, 40000, "waiting", "hold", 70);
	(void)order(f, "4", a, 80000, "refunded", "delivered", 80);
	(void)order(f, "5", b, 90000, "cod", "cancelled", 90);
	u = customer_get(&f->c, a);
	assert_int_equal(u->orders, 2);
	assert_int_equal(u->spent, 30000);
	assert_int_equal(u->last_at, 80);
	list = customer_list(&f->c, "", 1, 10, &n, &total);
	assert_int_equal(n, 2);
	assert_int_equal(total, 2);
	assert_int_equal(list[0]->id, b);
	(void)customer_list(&f->c, "SITI a", 1, 10, &n, &total);
	assert_int_equal(n, 1);
	(void)customer_list(&f->c, "0852-0000", 1, 10, &n, &total);
	assert_int_equal(n, 1);
	(void)customer_list(&f->c, "+62 812 3456", 1, 10, &n, &total);
	assert_int_equal(n, 1);
	(void)customer_list(&f->c, "%", 1, 10, &n, &total);
	assert_int_equal(n, 1);
	(void)customer_list(&f->c, "i_1", 1, 10, &n, &total);
	assert_int_equal(n, 1);
	(void)customer_list(&f->c, "'", 1, 10, &n, &total);
	assert_int_equal(n, 0);
	(void)customer_list(&f->c, "", 2, 1, &n, &total);
	assert_int_equal(n, 1);
	(void)customer_list(&f->c, "", INT64_MAX, 10, &n, &total);
	assert_int_equal(n, 0);
}

static const struct CMUnitTest tests[] = {
	CASE(transfer), CASE(cod), CASE(accounts), CASE(unique_codes), CASE(customers),
};
FIXTURE_MAIN(tests)
