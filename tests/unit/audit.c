/* The trail: rows that the database refuses to change, a chain that finds who went around it, and the search. */
#include "fixture.h"
#include "shop/audit.h"
#include "shop/staff.h"

enum { T_CHANGE, T_DELETE, T_OPEN, T_OPEN_DELETE, T_DROP_PG, T_ROW, T_LAST, T_TAMPER, T_MIDDLE, T_TAIL, T_HEAD };
static const struct db_stmt q[] = {
	[T_CHANGE] = SQL("test.audit.change", "UPDATE audit SET act = 'x'"),
	[T_DELETE] = SQL("test.audit.delete", "DELETE FROM audit"),
	[T_OPEN] = SQL("test.audit.open", "DROP TRIGGER audit_no_update"),
	[T_OPEN_DELETE] = SQL("test.audit.open_delete", "DROP TRIGGER audit_no_delete"),
	[T_DROP_PG] = SQL("test.audit.open_pg", "ALTER TABLE audit DISABLE TRIGGER audit_no_change"),
	[T_ROW] = SQL("test.audit.row", "SELECT id FROM audit ORDER BY id LIMIT 1"),
	[T_LAST] = SQL("test.audit.last", "SELECT MAX(id) FROM audit"),
	[T_TAMPER] = SQL("test.audit.tamper", "UPDATE audit SET after = '{\"n\":9}' WHERE id = $1"),
	[T_MIDDLE] = SQL("test.audit.middle", "DELETE FROM audit WHERE id = $1"),
	[T_TAIL] = SQL("test.audit.tail", "DELETE FROM audit WHERE id > $1"),
	[T_HEAD] = SQL("test.audit.forget", "DELETE FROM audit_head"),
};

static void
write_some(struct fixture *f, int n)
{
	int i;

	for (i = 0; i < n; i++)
		audit(&f->c, i % 2 ? "order.paid" : "order.note", "order", 1 + i % 3, i % 5 ? "{\"n\":1}" : NULL, "{\"n\":2}");
	fixture_ok(f);
}

/* As somebody with the database in their hands would. */
static void
open_up(struct fixture *f)
{
	if (f->pg) {
		db_exec(&f->c, &q[T_DROP_PG]);
	} else {
		db_exec(&f->c, &q[T_OPEN]);
		db_exec(&f->c, &q[T_OPEN_DELETE]);
	}
	fixture_next(f);
}

static void
refuse(struct fixture *f, const struct db_stmt *stmt)
{
	fixture_next(f);
	db_exec(&f->c, stmt);
	assert_true(err_is_set(&f->c));
	db_rollback(&f->c);
	err_clear(&f->c);
	fixture_begin(f);
}

static void
only_added(void **state)
{
	struct fixture *f = *state;

	write_some(f, 3);
	refuse(f, &q[T_CHANGE]);
	refuse(f, &q[T_DELETE]);
	assert_int_equal(audit_verify(&f->c).rows, 3);
}

static void
whole(void **state)
{
	struct fixture *f = *state;
	struct audit_check check = audit_verify(&f->c);

	assert_int_equal(check.state, AUDIT_WHOLE);
	assert_int_equal(check.rows, 0);
	write_some(f, 2500);	/* more than are read at a time */
	fixture_next(f);
	check = audit_verify(&f->c);
	assert_int_equal(check.state, AUDIT_WHOLE);
	assert_int_equal(check.rows, 2500);
	assert_int_equal(strlen(check.hash), 64);
	/* What is rolled back leaves no gap. */
	audit(&f->c, "login", "staff", 1, NULL, NULL);
	db_rollback(&f->c);
	fixture_begin(f);
	write_some(f, 1);
	check = audit_verify(&f->c);
	assert_int_equal(check.state, AUDIT_WHOLE);
	assert_int_equal(check.rows, 2501);
}

static void
changed(void **state)
{
	struct fixture *f = *state;
	int64_t first;
	struct audit_check check;

	write_some(f, 20);
	open_up(f);
	first = db_one_int(&f->c, 0, &q[T_ROW]);
	db_exec(&f->c, &q[T_TAMPER], DB_I(first + 7));
	check = audit_verify(&f->c);
	assert_int_equal(check.state, AUDIT_CHANGED);
	assert_int_equal(check.bad, first + 7);
}

static void
left_out(void **state)
{
	struct fixture *f = *state;
	int64_t first;
	struct audit_check check;

	write_some(f, 20);
	open_up(f);
	first = db_one_int(&f->c, 0, &q[T_ROW]);
	db_exec(&f->c, &q[T_MIDDLE], DB_I(first + 4));
	check = audit_verify(&f->c);
	assert_int_equal(check.state, AUDIT_CHANGED);
	assert_int_equal(check.bad, first + 5);
	/* The first ones, too. */
	db_exec(&f->c, &q[T_MIDDLE], DB_I(first));
	assert_int_equal(audit_verify(&f->c).bad, first + 1);
}

static void
cut(void **state)
{
	struct fixture *f = *state;

	write_some(f, 20);
	open_up(f);
	db_exec(&f->c, &q[T_TAIL], DB_I(db_one_int(&f->c, 0, &q[T_LAST]) - 2));
	assert_int_equal(audit_verify(&f->c).state, AUDIT_CUT);
	/* A row that is written after them fits to what is gone, not to what is left. */
	write_some(f, 1);
	assert_int_equal(audit_verify(&f->c).state, AUDIT_CHANGED);
}

static void
without_head(void **state)
{
	struct fixture *f = *state;

	write_some(f, 5);
	db_exec(&f->c, &q[T_HEAD]);
	assert_int_equal(audit_verify(&f->c).state, AUDIT_CUT);
}

static void
search(void **state)
{
	struct fixture *f = *state;
	struct audit_filter all = { 0, "", "", 0 }, some;
	int64_t id;
	size_t n;

	assert_int_equal(staff_add(&f->c, "rina", "Rina", ROLE_OWNER, "x", &id), STAFF_PUT_OK);
	write_some(f, 6);
	f->c.actor_kind = ACTOR_STAFF;
	f->c.actor = id;
	audit(&f->c, "order.paid", "order", 2, NULL, NULL);
	audit_search(&f->c, &all, 0, 100, &n);
	assert_int_equal(n, 8);
	some = (struct audit_filter){ id, "", "", 0 };
	assert_string_equal(audit_search(&f->c, &some, 0, 100, &n)[0].actor_name, "Rina");
	assert_int_equal(n, 1);
	some = (struct audit_filter){ 0, "order.paid", "", 0 };
	audit_search(&f->c, &some, 0, 100, &n);
	assert_int_equal(n, 4);
	some = (struct audit_filter){ 0, "order.paid", "order", 2 };
	audit_search(&f->c, &some, 0, 100, &n);
	assert_int_equal(n, 2);
	some = (struct audit_filter){ 0, "", "staff", 0 };
	audit_search(&f->c, &some, 0, 100, &n);
	assert_int_equal(n, 1);
	some = (struct audit_filter){ 0, "' OR 1=1 --", "", 0 };
	audit_search(&f->c, &some, 0, 100, &n);
	assert_int_equal(n, 0);
	assert_string_equal(audit_acts(&f->c, &n)[0], "order.note");
	assert_int_equal(n, 3);
}

static const struct CMUnitTest tests[] = {
	CASE(only_added), CASE(whole), CASE(changed), CASE(left_out), CASE(cut), CASE(without_head), CASE(search),
};
FIXTURE_MAIN(tests)
