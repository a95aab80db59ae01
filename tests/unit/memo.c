/* Kept things: made once, made anew when their counter moves on another connection, when their time is up and when this request has written; each language has its own. */
#include "fixture.h"
#include "shop/memo.h"
#include "shop/setting.h"

static int made;

static const void *
make(struct ctx *c, const void *arg)
{
	made++;
	if (arg)
		memo_until(MEMO_CATALOG, *(const int64_t *)arg);
	return arena_printf(c->arena, "%s %d", c->lang, made);
}

static const char *
get(struct fixture *f, const char *key)
{
	return memo_get(&f->c, MEMO_CATALOG, key, make, NULL);
}

/* The next request of this worker. */
static void
next(struct fixture *f)
{
	fixture_next(f);
	memo_begin();
}

static void
is_made_once(void **state)
{
	struct fixture *f = *state;
	const char *first;

	memo_open();
	memo_begin();
	made = 0;
	first = get(f, "a");
	assert_string_equal(first, "id 1");
	assert_ptr_equal(get(f, "a"), first);
	assert_string_equal(get(f, "b"), "id 2");
	f->c.lang = "en";
	assert_string_equal(get(f, "a"), "en 3");
	f->c.lang = "id";
	next(f);
	assert_ptr_equal(get(f, "a"), first);
	assert_int_equal(made, 3);
	memo_close();
}

static void
goes_when_its_counter_moves(void **state)
{
	struct fixture *f = *state;

	memo_open();
	memo_begin();
	made = 0;
	(void)get(f, "a");
	setting_bump(&f->c, "catalog");
	/* This request has changed something: it makes everything itself. */
	assert_string_equal(get(f, "a"), "id 2");
	assert_string_equal(get(f, "a"), "id 3");
	next(f);
	assert_string_equal(get(f, "a"), "id 4");
	assert_string_equal(get(f, "a"), "id 4");
	setting_bump(&f->c, "shop");
	next(f);
	assert_string_equal(get(f, "a"), "id 4");
	memo_close();
}

static void
goes_when_its_time_is_up(void **state)
{
	struct fixture *f = *state;
	int64_t until = clock_now() + 60;

	memo_open();
	memo_begin();
	made = 0;
	(void)memo_get(&f->c, MEMO_CATALOG, "a", make, &until);
	clock_set(until - 1);
	next(f);
	assert_string_equal(get(f, "a"), "id 1");
	clock_set(until);
	next(f);
	assert_string_equal(get(f, "a"), "id 2");
	/* A clock that was set back: nothing made in its future is taken. */
	clock_set(until - 3600);
	next(f);
	assert_string_equal(get(f, "a"), "id 3");
	memo_close();
}

static const char *
goods(struct fixture *f, const char *key)
{
	return memo_get(&f->c, MEMO_GOODS, key, make, NULL);
}

/* The change of one product outdates that one and every list, and no other product. */
static void
others_stay_when_one_product_changes(void **state)
{
	struct fixture *f = *state;
	int i;

	memo_open();
	memo_begin();
	made = 0;
	(void)goods(f, "card.1");
	(void)goods(f, "product.1");
	(void)goods(f, "card.11");
	assert_string_equal(get(f, "list"), "id 4");
	setting_bump_product(&f->c, 1);
	setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 3");
	assert_string_equal(goods(f, "card.1"), "id 5");
	assert_string_equal(goods(f, "product.1"), "id 6");
	assert_string_equal(get(f, "list"), "id 7");
	/* A step that tells no product outdates all, though another one does. */
	setting_bump(&f->c, "catalog");
	setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 8");
	setting_bump_product(&f->c, 2);
	setting_bump(&f->c, "catalog");
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 9");
	/* More steps than are remembered: all of it. */
	for (i = 0; i < 1000; i++)
		setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 10");
	setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 10");
	memo_close();
}

static const struct CMUnitTest tests[] = {
	CASE(is_made_once), CASE(goes_when_its_counter_moves), CASE(goes_when_its_time_is_up), CASE(others_stay_when_one_product_changes),
};
FIXTURE_MAIN(tests)
