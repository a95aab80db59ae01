/* str: comparisons, splitting, the strict integer (abuse case 2), slugs, hexadecimal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(a);
	return 0;
}

static void
test_str__questions(void **state)
{
	(void)state;
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq(NULL, ""));
	assert_false(str_eq("", NULL));
	assert_true(str_eq("a", "a"));
	assert_false(str_eq("a", "A"));
	assert_true(str_empty(NULL) && str_empty("") && !str_empty(" "));
	assert_true(str_starts("abc", "ab") && str_starts("abc", "") && !str_starts("ab", "abc"));
	assert_true(str_ends("abc", "bc") && str_ends("abc", "") && !str_ends("bc", "abc"));
	assert_true(str_eq_nocase("Content-TYPE", "content-type"));
	assert_false(str_eq_nocase("abc", "ab"));
	assert_false(str_eq_nocase("ab", "abc"));
	assert_false(str_eq_nocase("[", "{"));
	assert_false(str_eq_nocase("\xc3\x89", "\xc3\xa9")); /* É é: ASCII only */
	assert_true(str_eq_nocase(NULL, NULL));
	assert_false(str_eq_nocase("", NULL));
}

static void
test_str__changes(void **state)
{
	(void)state;
	assert_string_equal(str_lower(a, "AbZ[\xc3\x89"), "abz[\xc3\x89");
	assert_string_equal(str_trim(a, " \t\r\n\v\fa b \n"), "a b");
	assert_string_equal(str_trim(a, " \t "), "");
	assert_string_equal(str_trim(a, "\xc2\xa0x"), "\xc2\xa0x");
	assert_string_equal(str_replace(a, "aXbXX", "X", "--"), "a--b----");
	assert_string_equal(str_replace(a, "aaaa", "aa", "a"), "aa");
	assert_string_equal(str_replace(a, "abc", "abc", ""), "");
	assert_string_equal(str_replace(a, "abc", "", "x"), "abc");
	assert_string_equal(str_replace(a, "", "a", "x"), "");
}

static void
test_str__split(void **state)
{
	const char **parts;
	size_t n = 99;

	(void)state;
	parts = str_split(a, " merah , biru,, \t,hijau tua,", ',', &n);
	assert_int_equal(n, 3);
	assert_string_equal(parts[0], "merah");
	assert_string_equal(parts[1], "biru");
	assert_string_equal(parts[2], "hijau tua");
	assert_null(parts[3]);
	assert_null(str_split(a, "", ',', &n)[0]);
	assert_int_equal(n, 0);
	assert_null(str_split(a, ",,,", ',', NULL)[0]);
	assert_string_equal(str_split(a, "a b", ' ', NULL)[1], "b");
}

static void
test_str__int_accepts(void **state)
{
	static const struct {
		const char *s;
		int64_t v;
	} good[] = { { "0", 0 }, { "1", 1 }, { "-1", -1 }, { "10", 10 },
		{ "2147483648", INT64_C(2147483648) }, { "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN } };
	size_t i;
	int64_t v;

	(void)state;
	for (i = 0; i < ARRAY_LEN(good); i++) {
		v = 77;
		assert_true(str_int(good[i].s, INT64_MIN, INT64_MAX, &v));
		assert_int_equal(v, good[i].v);
	}
	assert_true(str_int("5", 5, 5, &v));
	assert_false(str_int("4", 5, 5, &v));
	assert_false(str_int("6", 5, 5, &v));
	assert_int_equal(v, 5);
}

static void
test_str__int_refuses(void **state)
{
	static const char *const bad[] = { "", " ", " 1", "1 ", "+1", "+0", "-0", "--1", "-", "01",
		"-01", "00", "1e3", "1E2", "0x10", "0b1", "1.0", "1,0", "1.", ".5", "1_000",
		"1'000", "9223372036854775808", "-9223372036854775809", "18446744073709551616",
		"18446744073709551617", "99999999999999999999999999999999999999999999999", "NaN",
		"Infinity", "INF", "null", "true", "1/2", "$1", "1\n", "\t1",
		"\xd9\xa1\xd9\xa2\xd9\xa3", /* Arabic-Indic */
		"\xef\xbc\x91\xef\xbc\x92", "\xe2\x85\xa7", "\xc2\xb2",
		"\xe2\x88\x92"
		"1",
		"\xc2\xa0"
		"1",
		"1;DROP TABLE users", "1' OR '1'='1" };
	size_t i;
	int64_t v = 77;

	(void)state;
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (str_int(bad[i], INT64_MIN, INT64_MAX, &v) || v != 77)
			fail_msg("accepted \"%s\"", bad[i]);
	assert_false(str_int(NULL, INT64_MIN, INT64_MAX, &v));
	assert_int_equal(v, 77);
}

static void
test_str__slug(void **state)
{
	static const char *const rows[][2] = { { "Keripik Pisang 250 g", "keripik-pisang-250-g" },
		{ "", "" }, { "  --Kopi!!  Toraja--  ", "kopi-toraja" },
		{ "Caf\xc3\xa9 \xc3\x86r\xc3\xb8", "cafe-aero" },
		{ "Jum'at & Jum\xe2\x80\x99"
		  "at",
		    "jumat-jumat" },
		{ "\xe7\x94\xb0\xe4\xb8\xad", "" }, { "../../etc/passwd", "etc-passwd" },
		{ "<script>alert(1)</script>", "script-alert-1-script" },
		{ "Teh \xf0\x9f\x8d\xb5 Hijau", "teh-hijau" } };
	size_t i, max;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(str_slug(a, rows[i][0], 80), rows[i][1]);
	for (max = 0; max < 30; max++) {
		const char *s = str_slug(a, "Keripik Pisang 250 g", max);

		assert_true(strlen(s) <= max);
		assert_true(*s == '\0' || (!str_ends(s, "-") && !str_starts(s, "-")));
		assert_true(str_starts("keripik-pisang-250-g", s));
	}
	assert_string_equal(str_slug(a, "ab cd", 3), "ab");
	assert_string_equal(str_slug(a, "ab cd", 4), "ab-c");
}

static void
test_str__hex(void **state)
{
	unsigned char all[256];
	const unsigned char *back;
	const char *hex;
	size_t i, n = 0;

	(void)state;
	for (i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)i;
	hex = str_hex(a, all, sizeof(all));
	assert_int_equal(strlen(hex), 512);
	assert_true(str_starts(hex, "000102") && str_ends(hex, "fdfeff"));
	back = str_unhex(a, hex, &n);
	assert_int_equal(n, sizeof(all));
	assert_memory_equal(back, all, sizeof(all));
	assert_non_null(str_unhex(a, "", &n));
	assert_int_equal(n, 0);
	assert_null(str_unhex(a, "abc", &n));
	assert_null(str_unhex(a, "0g", &n));
	assert_null(str_unhex(a, "0 ", &n));
	assert_null(str_unhex(a, "-1", &n));
	assert_string_equal(str_hex(a, "", 0), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str__questions),
		cmocka_unit_test(test_str__changes),
		cmocka_unit_test(test_str__split),
		cmocka_unit_test(test_str__int_accepts),
		cmocka_unit_test(test_str__int_refuses),
		cmocka_unit_test(test_str__slug),
		cmocka_unit_test(test_str__hex),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
