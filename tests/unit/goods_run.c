/* A file of all goods takes as long as it takes: its row's lease is renewed meanwhile, and a worker that lost the row to another leaves that one's file and order alone. */
#include "trade.h"

#include "base/file.h"
#include "shop/goods_run.h"
#include "shop/outbox.h"

enum { S_STATE, S_LEASE };
static const struct db_stmt s[] = {
	[S_STATE] = SQL("t.goods_run.outbox", "SELECT state FROM outbox WHERE id = $1"),
	[S_LEASE] = SQL("t.goods_run.lease", "SELECT COUNT(*) FROM outbox WHERE id = $1 AND state = 'leased' AND lease_until > $2"),
};

static bool
worked(struct fixture *f, int64_t run, int64_t turn, const struct outbox_row *row)
{
	bool ok = goods_run_work(&f->c, run, turn, row);

	assert_false(err_is_set(&f->c));
	assert_true(db_begin(&f->c, DB_WRITE));
	return ok;
}

static void
test_goods_run__a_lost_lease(void **state)
{
	struct fixture *f = *state;
	const struct outbox_row *slow, *quick;
	const char *file;
	int64_t id, turn;

	f->conf.data = mkdtemp(arena_str(f->keep, "/tmp/etalase-goods-XXXXXX"));
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/private/import", f->conf.data), 0700));
	trade_open(&f->c);
	id = goods_run_export(&f->c, "", "");
	turn = goods_run_get(&f->c, id)->turn;
	file = goods_run_path(&f->c, arena_str(f->keep, goods_run_get(&f->c, id)->file), false);
	file = arena_str(f->keep, file);
	slow = outbox_claim(&f->c, "import", "w1", 30);
	clock_set(FIXTURE_NOW + 31);
	quick = outbox_claim(&f->c, "import", "w2", 30);
	assert_int_equal(slow->id, quick->id);
	assert_true(db_commit(&f->c));
	assert_false(worked(f, id, turn, slow));
	assert_int_not_equal(access(file, F_OK), 0);
	assert_string_equal(goods_run_get(&f->c, id)->state, "running");
	assert_int_equal(db_one_int(&f->c, 0, &s[S_LEASE], DB_I(quick->id), DB_I(FIXTURE_NOW + 60)), 1);
	assert_true(db_commit(&f->c));
	assert_true(worked(f, id, turn, quick));
	assert_int_equal(access(file, F_OK), 0);
	assert_string_equal(goods_run_get(&f->c, id)->state, "done");
	assert_string_equal(db_one_text(&f->c, &s[S_STATE], DB_I(quick->id)), "done");
	(void)unlink(file);
	(void)rmdir(arena_printf(f->keep, "%s/private/import", f->conf.data));
	(void)rmdir(arena_printf(f->keep, "%s/private", f->conf.data));
	assert_int_equal(rmdir(f->conf.data), 0);	/* nothing half written either */
}

static const struct CMUnitTest tests[] = {
	CASE(test_goods_run__a_lost_lease),
};
FIXTURE_MAIN(tests)
