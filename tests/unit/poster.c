/* Posters: what is the same and what is another, drawn, failed and gone files, held ones, and what is forgotten with its files. */
#include "trade.h"

#include "base/file.h"
#include "base/str.h"
#include "shop/poster.h"

static const struct db_stmt jobs_sql = SQL("t.poster_jobs", "SELECT COUNT(*) FROM outbox WHERE lane = 'paper'");

static int64_t
jobs(struct fixture *f)
{
	return db_one_int(&f->c, 0, &jobs_sql);
}

static int64_t
ask(struct fixture *f, const char *price, bool pdf)
{
	struct poster_item it = { .name = "Sanjai \"Balado\"", .price = price };
	struct poster p = { .layout = POSTER_CARD, .pdf = pdf, .w = 1080, .h = 1080, .qr = "https://x/s/a", .items = &it, .n_items = 1 };
	int64_t id = poster_ask(&f->c, &p);

	assert_int_equal(poster_find(&f->c, &p), id);
	return id;
}

static void
data(struct fixture *f)
{
	char *dir = arena_str(f->keep, "/tmp/etalase-poster-XXXXXX");

	assert_non_null(mkdtemp(dir));
	f->conf.data = dir;
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/media/poster", dir), 0700));
}

static void
data_gone(struct fixture *f)
{
	static const char *const below[] = { "media/poster", "media", "" };

	for (size_t i = 0; i < ARRAY_LEN(below); i++)
		assert_int_equal(remove(arena_printf(f->keep, "%s/%s", f->conf.data, below[i])), 0);
}

/* Draws it: as many files as pages. */
static void
drawn(struct fixture *f, int64_t id, int64_t pages)
{
	const struct poster_made *p;

	poster_drawn(&f->c, id, pages);
	assert_null(poster_get(&f->c, id));
	p = poster_todo(&f->c, id);
	assert_null(p);
	for (int64_t i = 1; i <= pages; i++) {
		struct poster_made made = { .hash = "", .ending = "jpg", .state = POSTER_READY, .pages = pages };
		static const struct db_stmt hash = SQL("t.poster_hash", "SELECT hash FROM poster WHERE id = $1");

		made.hash = db_one_text(&f->c, &hash, DB_I(id));
		assert_true(file_write(arena_printf(f->keep, "%s/%s", f->conf.data, poster_path(&f->c, &made, i)), "x", 1, 0600));
	}
}

static void
the_same_is_one(void **state)
{
	struct fixture *f = *state;
	int64_t id;

	data(f);
	id = ask(f, "Rp 1.000", false);
	assert_true(id > 0);
	assert_int_equal(ask(f, "Rp 1.000", false), id);
	assert_int_equal(jobs(f), 1);
	assert_int_not_equal(ask(f, "Rp 2.000", false), id);
	assert_int_not_equal(ask(f, "Rp 1.000", true), id);
	assert_int_equal(jobs(f), 3);
	assert_int_equal(poster_get(&f->c, id)->state, POSTER_WAITING);
	assert_string_equal(poster_url(&f->c, poster_get(&f->c, id), 1), "");
	assert_non_null(strstr(poster_todo(&f->c, id)->request, "Sanjai \\\"Balado\\\""));
	data_gone(f);
	fixture_next(f);
}

static void
drawn_gone_failed(void **state)
{
	struct fixture *f = *state;
	const struct poster_made *p;
	int64_t id;

	data(f);
	id = ask(f, "Rp 1.000", false);
	drawn(f, id, 2);
	p = poster_get(&f->c, id);
	assert_int_equal(p->state, POSTER_READY);
	assert_int_equal(strlen(poster_url(&f->c, p, 2)), strlen("/media/poster/") + 32 + strlen("-2.jpg"));
	assert_string_equal(poster_url(&f->c, p, 3), "");
	poster_failed(&f->c, id, "late");
	assert_int_equal(poster_get(&f->c, id)->state, POSTER_READY);
	/* One of two files is gone: the whole is drawn anew. */
	assert_int_equal(unlink(arena_printf(f->keep, "%s/%s", f->conf.data, poster_path(&f->c, p, 2))), 0);
	assert_null(poster_get(&f->c, id));
	assert_int_equal(ask(f, "Rp 1.000", false), id);
	assert_int_equal(ask(f, "Rp 1.000", false), id);
	assert_int_equal(jobs(f), 2);
	poster_failed(&f->c, id, "late");
	assert_string_equal(poster_get(&f->c, id)->reason, "late");
	assert_int_equal(ask(f, "Rp 1.000", false), id);
	assert_int_equal(jobs(f), 3);
	assert_int_equal(poster_get(&f->c, id)->state, POSTER_WAITING);
	assert_int_equal(unlink(arena_printf(f->keep, "%s/%s", f->conf.data, poster_path(&f->c, p, 1))), 0);
	data_gone(f);
	fixture_next(f);
}

/* Three drawings that fail one after another are enough: it is forgotten in time, and may be tried anew then. */
static void
given_up(void **state)
{
	struct fixture *f = *state;
	int64_t id;

	data(f);
	id = ask(f, "Rp 1.000", false);
	for (int i = 1; i <= POSTER_TRIES; i++) {
		poster_failed(&f->c, id, "failed");
		assert_int_equal(poster_get(&f->c, id)->given_up, i == POSTER_TRIES);
		clock_set(FIXTURE_NOW + i);
		assert_int_equal(ask(f, "Rp 1.000", false), id);
		assert_int_equal(jobs(f), i < POSTER_TRIES ? i + 1 : POSTER_TRIES);
		assert_int_equal(poster_get(&f->c, id)->state, i < POSTER_TRIES ? POSTER_WAITING : POSTER_FAILED);
	}
	clock_set(FIXTURE_NOW + POSTER_KEEP_S + POSTER_TRIES);
	assert_int_equal(poster_prune(&f->c), 1);
	id = ask(f, "Rp 1.000", false);
	assert_false(poster_get(&f->c, id)->given_up);
	assert_int_equal(poster_get(&f->c, id)->state, POSTER_WAITING);
	data_gone(f);
	clock_set(FIXTURE_NOW);
	fixture_next(f);
}

static void
forgotten_but_held(void **state)
{
	struct fixture *f = *state;
	int64_t old, held;
	const char *one, *two;

	data(f);
	old = ask(f, "Rp 1.000", false);
	held = ask(f, "Rp 2.000", false);
	drawn(f, old, 1);
	drawn(f, held, 1);
	one = arena_str(f->keep, arena_printf(f->keep, "%s/%s", f->conf.data, poster_path(&f->c, poster_get(&f->c, old), 1)));
	two = arena_str(f->keep, arena_printf(f->keep, "%s/%s", f->conf.data, poster_path(&f->c, poster_get(&f->c, held), 1)));
	poster_hold(&f->c, held, FIXTURE_NOW + 3 * POSTER_KEEP_S);
	poster_hold(&f->c, held, FIXTURE_NOW);
	clock_set(FIXTURE_NOW + POSTER_KEEP_S);
	assert_int_equal(poster_prune(&f->c), 0);
	clock_set(FIXTURE_NOW + POSTER_KEEP_S + 1);
	assert_int_equal(poster_prune(&f->c), 1);
	assert_false(file_exists(one));
	assert_true(file_exists(two));
	assert_null(poster_get(&f->c, old));
	clock_set(FIXTURE_NOW + 3 * POSTER_KEEP_S + 1);
	assert_int_equal(poster_prune(&f->c), 1);
	assert_false(file_exists(two));
	data_gone(f);
	fixture_next(f);
}

static const struct CMUnitTest tests[] = { CASE(the_same_is_one), CASE(drawn_gone_failed), CASE(given_up), CASE(forgotten_but_held) };
FIXTURE_MAIN(tests)
