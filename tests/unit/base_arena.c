/* Arenas: zeroed and aligned pieces, deferred calls in reverse, mark and back, overflow is a bug.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "unit/dies.h"

static char order[16];

static void
note(void *p)
{
	size_t n = strlen(order);

	order[n] = *(const char *)p;
	order[n + 1] = '\0';
}

static void
test_arena__pieces_are_zeroed_and_aligned(void **state)
{
	struct arena *a = arena_open();
	int round;
	size_t n, i;

	(void)state;
	for (round = 0; round < 3; round++) {
		for (n = 0; n < 300; n++) {
			unsigned char *p = arena_alloc(a, n);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xAA, n);
		}
		arena_reset(a);
	}
	arena_close(a);
}

static void
test_arena__a_piece_grows_where_it_lies_or_not_at_all(void **state)
{
	struct arena *a = arena_open();
	char *first = arena_raw(a, 10), *second;
	size_t used = 10;

	(void)state;
	memcpy(first, "123456789", 10);
	/* Tests are built so that each piece is a malloc, which never grows; the installed program's grows while it is the newest. */
	if (arena_extend(a, first, 10, 100))
		used = 100;
	assert_int_equal(arena_used(a), used);
	assert_string_equal(first, "123456789");
	second = arena_str(a, "next");
	assert_false(arena_extend(a, first, used, 200));
	assert_string_equal(second, "next");
	assert_int_equal(arena_used(a), used + 5);
	DIES(assert_false(arena_extend(a, second, 5, 4)));
	arena_close(a);
}

static void
test_arena__large_pieces(void **state)
{
	struct arena *a = arena_open();
	char *small = arena_str(a, "keep");
	char *big = arena_alloc(a, 3000000);
	char *after = arena_str(a, "after");

	(void)state;
	memset(big, 'x', 3000000);
	assert_string_equal(small, "keep");
	assert_string_equal(after, "after");
	assert_int_equal(arena_used(a), 5 + 3000000 + 6);
	arena_reset(a);
	assert_int_equal(arena_used(a), 0);
	arena_close(a);
}

static void
test_arena__copies(void **state)
{
	struct arena *a = arena_open();

	(void)state;
	assert_string_equal(arena_str(a, NULL), "");
	assert_string_equal(arena_str(a, "Bu Sari"), "Bu Sari");
	assert_string_equal(arena_mem(a, "abcdef", 3), "abc");
	assert_string_equal(arena_mem(a, NULL, 0), "");
	assert_memory_equal(arena_mem(a, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	assert_int_equal(strlen(arena_printf(a, "%100000d", 1)), 100000);
	arena_close(a);
}

static void
test_arena__deferred_run_in_reverse(void **state)
{
	struct arena *a = arena_open();

	(void)state;
	order[0] = '\0';
	arena_defer(a, note, "1");
	arena_defer(a, note, "2");
	arena_reset(a);
	assert_string_equal(order, "21");
	arena_reset(a);
	assert_string_equal(order, "21");
	arena_defer(a, note, "3");
	arena_close(a);
	assert_string_equal(order, "213");
}

static void
test_arena__mark_and_back(void **state)
{
	struct arena *a = arena_open();
	char *kept = arena_str(a, "kept");
	int i;

	(void)state;
	order[0] = '\0';
	arena_defer(a, note, "k");
	for (i = 0; i < 100; i++) {
		size_t before = arena_used(a);
		struct arena_mark m = arena_mark(a), inner;

		memset(arena_alloc(a, 50000), 1, 50000);
		inner = arena_mark(a);
		memset(arena_alloc(a, 200000), 2, 200000);
		arena_back(a, inner);
		if (i == 0)
			arena_defer(a, note, "s");
		arena_back(a, m);
		assert_int_equal(arena_used(a), before);
	}
	assert_string_equal(order, "s");
	assert_string_equal(kept, "kept");
	arena_close(a);
	assert_string_equal(order, "sk");
}

static void
test_arena__overflow_is_a_bug(void **state)
{
	struct arena *a = arena_open();

	(void)state;
	assert_non_null(arena_array(a, 0, 8));
	DIES(arena_array(a, SIZE_MAX / 2, 3));
	DIES(arena_array(a, SIZE_MAX, SIZE_MAX));
	DIES(arena_alloc(a, SIZE_MAX));
	DIES(arena_mem(a, "x", SIZE_MAX));
	arena_close(a);
}

static void
test_arena__checked_arithmetic(void **state)
{
	int64_t v = 5;

	(void)state;
	assert_false(add_ok(INT64_MAX, 1, &v));
	assert_false(mul_ok(INT64_MIN, -1, &v));
	assert_int_equal(v, 5);
	assert_true(add_ok(INT64_MAX, -1, &v) && v == INT64_MAX - 1);
	assert_true(mul_ok(-3, 4, &v) && v == -12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena__pieces_are_zeroed_and_aligned),
		cmocka_unit_test(test_arena__large_pieces),
		cmocka_unit_test(test_arena__a_piece_grows_where_it_lies_or_not_at_all),
		cmocka_unit_test(test_arena__copies),
		cmocka_unit_test(test_arena__deferred_run_in_reverse),
		cmocka_unit_test(test_arena__mark_and_back),
		cmocka_unit_test(test_arena__overflow_is_a_bug),
		cmocka_unit_test(test_arena__checked_arithmetic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
