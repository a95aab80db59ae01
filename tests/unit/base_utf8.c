/* utf8: the check at the door, cutting, cleaning, folding, Windows-1252. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/utf8.h"

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

#define OK(s) utf8_ok((s), sizeof(s) - 1)

static void
test_utf8__well_formed(void **state)
{
	(void)state;
	assert_true(OK(""));
	assert_true(OK("Gula aren"));
	assert_true(OK("\x01\x7f"));
	assert_true(OK("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf0\x90"
		       "\x80\x80\xf4\x8f\xbf\xbf"));
	assert_true(OK("\xe7\x94\xb0\xe4\xb8\xad\xe3\x81\x95\xe3\x82\x93"));
	assert_true(OK("\xf0\x9f\x91\xbe \xf0\x9f\x87\xae\xf0\x9f\x87\xa9"));
	assert_true(OK("Z\xcc\xae\xcc\x9e\xcc\xa0\xcd\x99\xcd\x94\xcd\x85"));
}

static void
test_utf8__malformed(void **state)
{
	(void)state;
	assert_false(OK("a\0b"));
	assert_false(OK("\x80"));
	assert_false(OK("\xbf"
			"a"));
	assert_false(OK("\xc0\x80")); /* overlong NUL */
	assert_false(OK("\xc0\xaf")); /* overlong / */
	assert_false(OK("\xc1\xbf"));
	assert_false(OK("\xe0\x80\xaf"));
	assert_false(OK("\xe0\x9f\xbf"));
	assert_false(OK("\xf0\x80\x80\xaf"));
	assert_false(OK("\xf0\x8f\xbf\xbf"));
	assert_false(OK("\xed\xa0\x80")); /* surrogates */
	assert_false(OK("\xed\xbf\xbf"));
	assert_false(OK("\xf4\x90\x80\x80")); /* above U+10FFFF */
	assert_false(OK("\xf5\x80\x80\x80"));
	assert_false(OK("\xff"));
	assert_false(OK("\xc3")); /* cut off */
	assert_false(OK("\xe2\x82"));
	assert_false(OK("\xf0\x9f\x91"));
	assert_false(OK("\xe2\x82"
			"a"));
	assert_false(utf8_ok("\xc3\xa9", 1));
}

static void
test_utf8__length_and_cut(void **state)
{
	const char *s = "k\xc3\xb6p\xf0\x9f\x8d\xb5i";
	const char *p = s;

	(void)state;
	assert_int_equal(utf8_len(""), 0);
	assert_int_equal(utf8_len(s), 5);
	assert_ptr_equal(utf8_cut(a, s, 5), s);
	assert_ptr_equal(utf8_cut(a, s, 99), s);
	assert_string_equal(utf8_cut(a, s, 4), "k\xc3\xb6p\xf0\x9f\x8d\xb5");
	assert_string_equal(utf8_cut(a, s, 2), "k\xc3\xb6");
	assert_string_equal(utf8_cut(a, s, 0), "");
	assert_string_equal(utf8_after(a, "ab"), "ac");
	assert_string_equal(utf8_after(a, "a\x7f"), "a\xc2\x80");
	assert_string_equal(utf8_after(a, "\xdf\xbf"), "\xe0\xa0\x80");
	assert_string_equal(utf8_after(a, "\xed\x9f\xbf"), "\xee\x80\x80");
	assert_string_equal(utf8_after(a, "\xef\xbf\xbf"), "\xf0\x90\x80\x80");
	assert_int_equal(utf8_next(&p), 'k');
	assert_int_equal(utf8_next(&p), 0xF6);
	assert_int_equal(utf8_next(&p), 'p');
	assert_int_equal(utf8_next(&p), 0x1F375);
	assert_int_equal(utf8_next(&p), 'i');
	assert_int_equal(utf8_next(&p), 0);
	assert_int_equal(utf8_next(&p), 0);
}

static void
test_utf8__walking_stops_at_the_end_even_of_broken_text(void **state)
{
	const char *broken = arena_str(a, "a\xf0\x9f");
	const char *p = broken;

	(void)state;
	assert_int_equal(utf8_next(&p), 'a');
	assert_int_equal(utf8_next(&p), 0xFFFD);
	assert_int_equal(utf8_next(&p), 0xFFFD);
	assert_int_equal(utf8_next(&p), 0);
	assert_int_equal(p - broken, 3);
	assert_string_equal(utf8_clean(a, "\xff\xff", false), "\xef\xbf\xbd\xef\xbf\xbd");
	assert_string_equal(utf8_fold(a, "\xff\xff"), "\xef\xbf\xbd\xef\xbf\xbd");
}

static void
test_utf8__clean(void **state)
{
	(void)state;
	assert_string_equal(utf8_clean(a, "a\r\nb\rc\nd\te", true), "a\nb\nc\nd\te");
	assert_string_equal(utf8_clean(a, "a\r\nb\rc\nd\te", false), "a b c d e");
	assert_string_equal(utf8_clean(a, "\r\r\n\n", true), "\n\n\n");
	assert_string_equal(utf8_clean(a,
				"a\x01\x08\x0b\x1b[31m\x7f\xc2\x85\xc2\x9f"
				"b",
				true),
	    "a[31mb");
	assert_string_equal(utf8_clean(a, "\xef\xbb\xbfx\xef\xbb\xbf", false), "x");
	assert_string_equal(utf8_clean(a,
				"\xe2\x80\xaa"
				"test\xe2\x80\xae\xe2\x81\xa6x\xe2\x81\xa9",
				false),
	    "testx");
	assert_string_equal(
	    utf8_clean(a, "caf\xc3\xa9 \xf0\x9f\x8d\xb5\xc2\xa0\xe2\x80\x8d", false),
	    "caf\xc3\xa9 \xf0\x9f\x8d\xb5\xc2\xa0\xe2\x80\x8d");
	assert_string_equal(utf8_clean(a, "", true), "");
}

static void
test_utf8__fold(void **state)
{
	(void)state;
	assert_string_equal(utf8_fold(a, "KERIPIK Caf\xc3\x89"), "keripik cafe");
	assert_string_equal(
	    utf8_fold(a, "\xc3\x80\xc3\x85\xc3\x86\xc3\x87\xc3\x90\xc3\x98\xc3\x9e\xc3\x9f"),
	    "aaaecdothss");
	assert_string_equal(utf8_fold(a, "\xc3\xbf\xc3\xb1\xc3\x97\xc3\xb7"), "yn\xc3\x97\xc3\xb7");
	assert_string_equal(
	    utf8_fold(
		a, "\xc4\x80\xc5\x81\xc5\x82\xc5\x92\xc5\xbe\xc5\xbf\xc4\xb0\xc4\xb1\xc4\xb3"),
	    "alloezsiiij");
	assert_string_equal(utf8_fold(a,
				"e\xcc\x81"
				"a\xcd\xaf"),
	    "ea");
	assert_string_equal(utf8_fold(a, "\xe7\x94\xb0 \xd0\x96 \xf0\x9f\x8d\xb5 50%"),
	    "\xe7\x94\xb0 \xd0\x96 \xf0\x9f\x8d\xb5 50%");
	assert_string_equal(utf8_fold(a, "Z\xcc\xae\xcc\x9e\xcc\xa0"), "z");
}

static void
test_utf8__fold_twice_is_fold_once(void **state)
{
	uint32_t c;

	(void)state;
	for (c = 0x80; c < 0x800; c++) {
		char s[3] = { (char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F)), '\0' };
		const char *once = utf8_fold(a, s);

		assert_true(utf8_ok(once, strlen(once)));
		assert_string_equal(utf8_fold(a, once), once);
		if (c >= 0xC0 && c < 0x180 && c != 0xD7 && c != 0xF7)
			assert_true((unsigned char)*once < 0x80);
	}
}

static void
test_utf8__from_1252(void **state)
{
	char all[256];
	const char *s;
	size_t i;

	(void)state;
	assert_string_equal(utf8_from_1252(a,
				"Rp\xa0"
				"5 \x80 \x93x\x94 caf\xe9",
				15),
	    "Rp\xc2\xa0"
	    "5 \xe2\x82\xac \xe2\x80\x9cx\xe2\x80\x9d caf\xc3\xa9");
	for (i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	s = utf8_from_1252(a, all, sizeof(all));
	assert_true(utf8_ok(s, strlen(s)));
	assert_int_equal(utf8_len(s), 255);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8__well_formed),
		cmocka_unit_test(test_utf8__malformed),
		cmocka_unit_test(test_utf8__length_and_cut),
		cmocka_unit_test(test_utf8__walking_stops_at_the_end_even_of_broken_text),
		cmocka_unit_test(test_utf8__clean),
		cmocka_unit_test(test_utf8__fold),
		cmocka_unit_test(test_utf8__fold_twice_is_fold_once),
		cmocka_unit_test(test_utf8__from_1252),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
