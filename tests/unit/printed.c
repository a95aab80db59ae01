/* Papers as files: what is the same paper and what is another, when it is drawn anew, what a worker finds to do, and what is forgotten with its file. */
#include "trade.h"

#include "base/file.h"
#include "base/str.h"
#include "shop/outbox.h"
#include "shop/printed.h"

static const struct db_stmt jobs_sql = SQL("t.printed_jobs", "SELECT COUNT(*) FROM outbox WHERE lane = 'paper'");

static int64_t
jobs(struct fixture *f)
{
	return db_one_int(&f->c, 0, &jobs_sql);
}

static struct printed
list_of(const char *layout)
{
	return (struct printed){ .scope = "list", .word = "packing", .name = "Daftar: kemas/1", .layout = layout };
}

/* A DATA of its own for a case. */
static void
data(struct fixture *f)
{
	char *dir = arena_str(f->keep, "/tmp/etalase-printed-XXXXXX");

	assert_non_null(mkdtemp(dir));
	f->conf.data = dir;
}

static void
data_gone(struct fixture *f)
{
	static const char *const below[] = { "private/paper/a.pdf", "private/paper/b.pdf", "private/paper", "private", "" };

	for (size_t i = 0; i < ARRAY_LEN(below); i++)
		(void)remove(arena_printf(f->keep, "%s/%s", f->conf.data, below[i]));
}

static void
the_same_is_one(void **state)
{
	struct fixture *f = *state;
	struct printed a = list_of("<paper/>"), b = list_of("<paper><p>x</p></paper>"), c = a;
	int64_t id = printed_ask(&f->c, &a);

	assert_true(id > 0);
	assert_int_equal(printed_ask(&f->c, &a), id);
	assert_int_equal(jobs(f), 1);
	assert_int_not_equal(printed_ask(&f->c, &b), id);
	c.png = 1080;
	assert_int_not_equal(printed_ask(&f->c, &c), id);
	c.png = 0;
	c.scope = "report";
	assert_int_not_equal(printed_ask(&f->c, &c), id);
	assert_int_equal(jobs(f), 4);
	assert_string_equal(printed_get(&f->c, id)->name, "Daftar- kemas-1.pdf");
	assert_string_equal(printed_get(&f->c, id)->layout, "");
	assert_string_equal(printed_todo(&f->c, id)->layout, "<paper/>");
	fixture_next(f);
}

static const char *
made_file(struct fixture *f, const char *name)
{
	const char *dir = arena_printf(f->keep, "%s/private/paper", f->conf.data), *path = arena_printf(f->keep, "%s/%s", dir, name);

	assert_true(file_mkdirs(dir, 0700));
	assert_true(file_write(path, "x", 1, 0600));
	return path;
}

static void
drawn_failed_gone(void **state)
{
	struct fixture *f = *state;
	struct printed a = list_of("<paper/>");
	const char *path;
	int64_t id;

	data(f);
	id = printed_ask(&f->c, &a);
	path = made_file(f, "a.pdf");

	printed_made(&f->c, id, "a.pdf", 2);
	assert_null(printed_todo(&f->c, id));
	assert_int_equal(printed_get(&f->c, id)->state, PRINTED_READY);
	assert_string_equal(printed_get(&f->c, id)->path, "private/paper/a.pdf");
	/* Late news of a second worker changes nothing. */
	printed_failed(&f->c, id, "late");
	assert_int_equal(printed_get(&f->c, id)->state, PRINTED_READY);
	assert_int_equal(printed_ask(&f->c, &a), id);
	assert_int_equal(jobs(f), 1);
	assert_int_equal(unlink(path), 0);
	assert_null(printed_get(&f->c, id));
	assert_int_equal(printed_ask(&f->c, &a), id);
	assert_int_equal(printed_ask(&f->c, &a), id);
	assert_int_equal(jobs(f), 2);
	printed_failed(&f->c, id, "late");
	assert_int_equal(printed_get(&f->c, id)->state, PRINTED_FAILED);
	assert_string_equal(printed_get(&f->c, id)->reason, "late");
	assert_int_equal(printed_ask(&f->c, &a), id);
	assert_int_equal(printed_get(&f->c, id)->state, PRINTED_WAITING);
	assert_string_equal(printed_todo(&f->c, id)->layout, "<paper/>");
	assert_int_equal(jobs(f), 3);
	data_gone(f);
	fixture_next(f);
}

static void
forgotten(void **state)
{
	struct fixture *f = *state;
	struct printed a = list_of("<paper/>"), b = list_of("<paper> </paper>");
	const char *one, *two;
	int64_t old, kept;

	data(f);
	old = printed_ask(&f->c, &a);
	kept = printed_ask(&f->c, &b);
	one = made_file(f, "a.pdf");
	two = made_file(f, "b.pdf");

	printed_made(&f->c, old, "a.pdf", 1);
	printed_made(&f->c, kept, "b.pdf", 1);
	clock_set(FIXTURE_NOW + PRINTED_KEEP_S);
	assert_int_equal(printed_ask(&f->c, &b), kept);
	clock_set(FIXTURE_NOW + PRINTED_KEEP_S + 1);
	assert_int_equal(printed_prune(&f->c, clock_now() - PRINTED_KEEP_S), 1);
	assert_false(file_exists(one));
	assert_true(file_exists(two));
	assert_null(printed_get(&f->c, old));
	assert_non_null(printed_get(&f->c, kept));
	assert_int_equal(printed_prune(&f->c, clock_now() - PRINTED_KEEP_S), 0);
	data_gone(f);
	fixture_next(f);
}

static const struct CMUnitTest tests[] = { CASE(the_same_is_one), CASE(drawn_failed_gone), CASE(forgotten) };
FIXTURE_MAIN(tests)
