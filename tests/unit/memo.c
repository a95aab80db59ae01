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
	return memo_get(&f->c, key[0] == 'c' ? MEMO_CARDS : key[1] == 'i' ? MEMO_PIECES : MEMO_GOODS, key, make, NULL);
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
	(void)goods(f, "piece2.1");
	(void)goods(f, "piece2.11");
	assert_string_equal(get(f, "list"), "id 6");
	setting_bump_product(&f->c, 1);
	setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 3");
	assert_string_equal(goods(f, "piece2.11"), "id 5");
	assert_string_equal(goods(f, "card.1"), "id 7");
	assert_string_equal(goods(f, "product.1"), "id 8");
	assert_string_equal(goods(f, "piece2.1"), "id 9");
	assert_string_equal(get(f, "list"), "id 10");
	/* A step that tells no product outdates all, though another one does. */
	setting_bump(&f->c, "catalog");
	setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 11");
	setting_bump_product(&f->c, 2);
	setting_bump(&f->c, "catalog");
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 12");
	/* More steps than are remembered: all of it. */
	for (i = 0; i < 1000; i++)
		setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 13");
	setting_bump_product(&f->c, 2);
	next(f);
	assert_string_equal(goods(f, "card.11"), "id 13");
	memo_close();
}

static const void *
make_large(struct ctx *c, const void *arg)
{
	char *text = arena_alloc(c->arena, 100000);

	(void)arg;
	made++;
	memset(text, 'x', 99999);
	return text;
}

/* Things of which there are more than room: the first stay and are found, the others are made each time, and after many such in vain it starts anew. */
static void
a_full_room_keeps_what_it_has(void **state)
{
	struct fixture *f = *state;
	int round, i, kept;

	memo_open();
	memo_begin();
	made = 0;
	for (round = 0; round < 3; round++)
		for (i = 0; i < 40; i++) {
			const char *text = memo_get(&f->c, MEMO_GOODS, arena_printf(f->arena, "product.%d", i), make_large, NULL);

			assert_int_equal(strlen(text), 99999);
			next(f);
		}
	kept = (120 - made) / 2;
	assert_in_range(kept, 4, 12);
	made = 0;
	for (i = 0; i < 500; i++) {
		(void)memo_get(&f->c, MEMO_GOODS, "product.99", make_large, NULL);
		next(f);
	}
	assert_in_range(made, 50, 201);
	memo_close();
}

/* Few and dear things: what comes next is kept, and all before it goes. */
static void
a_full_list_starts_anew(void **state)
{
	struct fixture *f = *state;
	const char *text;
	int i;

	memo_open();
	memo_begin();
	for (i = 0; i < 40; i++) {
		text = memo_get(&f->c, MEMO_CATALOG, arena_printf(f->arena, "list.%d", i), make_large, NULL);
		assert_ptr_equal(memo_get(&f->c, MEMO_CATALOG, arena_printf(f->arena, "list.%d", i), make_large, NULL), text);
		next(f);
	}
	memo_close();
}

static const struct CMUnitTest tests[] = {
	CASE(is_made_once), CASE(goes_when_its_counter_moves), CASE(goes_when_its_time_is_up), CASE(others_stay_when_one_product_changes), CASE(a_full_room_keeps_what_it_has),
	CASE(a_full_list_starts_anew),
};
FIXTURE_MAIN(tests)
