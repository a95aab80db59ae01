/* buf: the ceiling holds to the byte, nothing is half added, percent-encoding follows RFC 3986. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "unit/dies.h"

static void
test_buf__grows_to_the_ceiling_exactly(void **state)
{
	struct arena *a = arena_open();
	size_t max, i;

	(void)state;
	for (max = 0; max < 600; max += 37) {
		struct buf b;

		buf_init(&b, a, max);
		assert_string_equal(b.s, "");
		for (i = 0; i < max; i++)
			assert_true(buf_char(&b, (char)('a' + i % 26)));
		assert_int_equal(b.len, max);
		assert_false(b.full);
		assert_false(buf_char(&b, 'x'));
		assert_true(b.full);
		assert_int_equal(strlen(b.s), max);
		for (i = 0; i < max; i++)
			assert_int_equal(b.s[i], 'a' + i % 26);
	}
	arena_close(a);
}

static void
test_buf__past_the_ceiling_nothing_is_added(void **state)
{
	struct arena *a = arena_open();
	struct buf b;

	(void)state;
	buf_init(&b, a, 10);
	assert_true(buf_str(&b, "12345678"));
	assert_false(buf_str(&b, "abc"));
	assert_string_equal(b.s, "12345678");
	assert_false(buf_str(&b, "a")); /* would fit, but the text has a hole now */
	assert_false(buf_printf(&b, "%d", 1));
	assert_false(buf_url(&b, "a"));
	assert_false(buf_add(&b, "", 0));
	assert_string_equal(b.s, "12345678");
	buf_clear(&b);
	assert_string_equal(b.s, "");
	assert_true(buf_printf(&b, "%s", "0123456789"));
	assert_false(buf_printf(&b, "%d", 1));
	assert_string_equal(b.s, "0123456789");
	buf_clear(&b);
	assert_false(buf_add(&b, "x", SIZE_MAX));
	assert_string_equal(b.s, "");
	arena_close(a);
}

static void
test_buf__printf_and_bytes(void **state)
{
	struct arena *a = arena_open();
	struct buf b;

	(void)state;
	buf_init(&b, a, 1000);
	assert_true(buf_printf(&b, "%d %s", 42, "gula"));
	assert_true(buf_add(&b, "\0x", 2));
	assert_int_equal(b.len, 9);
	assert_memory_equal(b.s, "42 gula\0x", 10);
	assert_true(buf_printf(&b, "%500d", 1));
	assert_int_equal(b.len, 509);
	buf_clear(&b);
	assert_true(buf_int(&b, 0) && buf_char(&b, ' ') && buf_int(&b, INT64_MIN) && buf_char(&b, ' ') && buf_int(&b, INT64_MAX));
	assert_string_equal(b.s, "0 -9223372036854775808 9223372036854775807");
	arena_close(a);
}

/* Texts that fit exactly, or by one not, into what has been taken before. */
static void
test_buf__printf_grows(void **state)
{
	struct arena *a = arena_open();
	struct buf b;
	int n;

	(void)state;
	for (n = 120; n < 140; n++) {
		buf_init(&b, a, 1000);
		assert_true(buf_printf(&b, "%*d", n, 7) && buf_printf(&b, "%s", "x") && buf_printf(&b, "%s", ""));
		assert_int_equal(b.len, n + 1);
		assert_string_equal(b.s + n - 1, "7x");
	}
	for (n = 250; n < 260; n++) {
		assert_int_equal(strlen(arena_printf(a, "%*d", n, 7)), n);
		assert_string_equal(arena_printf(a, "%*dy", n, 7) + n - 1, "7y");
	}
	arena_close(a);
}

static void
test_buf__url(void **state)
{
	struct arena *a = arena_open();
	struct buf b;

	(void)state;
	buf_init(&b, a, 200);
	assert_true(buf_url(&b, "AZaz09-._~"));
	assert_string_equal(b.s, "AZaz09-._~");
	buf_clear(&b);
	assert_true(buf_url(&b, "a b&c=d/e?f#g%h+i\"<'>\r\n\x7f\xc3\xa9"));
	assert_string_equal(b.s, "a%20b%26c%3Dd%2Fe%3Ff%23g%25h%2Bi%22%3C%27%3E%0D%0A%7F%C3%A9");
	buf_init(&b, a, 5);
	assert_true(buf_str(&b, "ab"));
	assert_false(buf_url(&b, "c/")); /* 2 + 4 bytes: no half escape */
	assert_string_equal(b.s, "ab");
	arena_close(a);
}

static void
test_buf__needs_a_ceiling(void **state)
{
	struct arena *a = arena_open();
	struct buf b;

	(void)state;
	DIES((buf_init(&b, a, SIZE_MAX), 0));
	arena_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf__grows_to_the_ceiling_exactly),
		cmocka_unit_test(test_buf__past_the_ceiling_nothing_is_added),
		cmocka_unit_test(test_buf__printf_and_bytes),
		cmocka_unit_test(test_buf__printf_grows),
		cmocka_unit_test(test_buf__url),
		cmocka_unit_test(test_buf__needs_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
