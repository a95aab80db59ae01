/* What fmt prints itself is, byte for byte, what the C library prints; and so is what it leaves to it. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/fmt.h"

PRINTF(2, 3) static void
same(size_t room, const char *format, ...)
{
	char ours[64] = "untouched", theirs[64] = "untouched";
	va_list ap, again;
	int n, m;

	va_start(ap, format);
	va_copy(again, ap);
	n = fmt_text(ours, room, format, ap);
	m = vsnprintf(theirs, room, format, again);
	va_end(again);
	va_end(ap);
	assert_int_equal(n, m);
	assert_string_equal(ours, theirs);
}

#pragma GCC diagnostic ignored "-Wformat-zero-length"
#pragma GCC diagnostic ignored "-Wformat-truncation"
static void
like_the_library(void **state)
{
	static const size_t rooms[] = { 64, 12, 5, 2, 1, 0 };
	static const long long ints[] = { 0, 7, -7, 42, 100, -100, 999999, LLONG_MAX, LLONG_MIN, INT_MIN };

	(void)state;
	for (size_t r = 0; r < ARRAY_LEN(rooms); r++) {
		size_t room = rooms[r];

		same(room, "");
		same(room, "plain");
		same(room, "100%%");
		same(room, "/media/%.2s/%s-%d.%s", "abcdef", "abcdef", 400, "webp");
		same(room, "%.*s|", 3, "abcdef");
		same(room, "%.0s|%.9s|%s", "abc", "abc", "");
		same(room, "%c%c", 'x', 'y');
		same(room, "%u %zu %u", 0U, (size_t)SIZE_MAX, UINT_MAX);
		same(room, "%lu %llu %lu", ULONG_MAX, (unsigned long long)LLONG_MAX, 12500UL);
		same(room, "%04x %5d %-5d| %+d %5s %05.2f", 48879U, 7, 7, 7, "ab", 2.5);
		for (size_t i = 0; i < ARRAY_LEN(ints); i++) {
			same(room, "%lld", ints[i]);
			same(room, "%d %ld", (int)ints[i], (long)ints[i]);
			same(room, "%02d:%03lld:%015lld", (int)ints[i], ints[i], ints[i]);
			same(room, "%.3d %.12lld", (int)ints[i], ints[i]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_the_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
