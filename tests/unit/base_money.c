/* money: what is printed, what may be typed, and splits that lose no rupiah. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/money.h"
#include "unit/dies.h"

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

#define NBSP "\xc2\xa0"

static void
test_money__text(void **state)
{
	(void)state;
	assert_string_equal(money_text(a, 12500), "Rp" NBSP "12.500");
	assert_string_equal(money_text(a, -12500), "-Rp" NBSP "12.500");
	assert_string_equal(money_text(a, 0), "Rp" NBSP "0");
	assert_string_equal(money_text(a, 999), "Rp" NBSP "999");
	assert_string_equal(money_text(a, 1000), "Rp" NBSP "1.000");
	assert_string_equal(money_text(a, MONEY_MAX), "Rp" NBSP "100.000.000.000");
	assert_string_equal(money_digits(a, 1234567), "1.234.567");
	assert_string_equal(money_digits(a, -100), "-100");
	assert_string_equal(money_digits(a, INT64_MAX), "9.223.372.036.854.775.807");
	assert_string_equal(money_digits(a, INT64_MIN), "-9.223.372.036.854.775.808");
}

static void
test_money__short(void **state)
{
	static const struct {
		int64_t v;
		const char *id, *en;
	} rows[] = {
		{ 0, "0", "0" },
		{ 999, "999", "999" },
		{ 1000, "1" NBSP "rb", "1k" },
		{ 1250, "1,3" NBSP "rb", "1.3k" },
		{ 1200, "1,2" NBSP "rb", "1.2k" },
		{ 9949, "9,9" NBSP "rb", "9.9k" },
		{ 9950, "10" NBSP "rb", "10k" },
		{ 12500, "13" NBSP "rb", "13k" },
		{ 12499, "12" NBSP "rb", "12k" },
		{ 999499, "999" NBSP "rb", "999k" },
		{ 999500, "1" NBSP "jt", "1M" },
		{ 1250000, "1,3" NBSP "jt", "1.3M" },
		{ 45000000, "45" NBSP "jt", "45M" },
		{ 2500000000, "2,5" NBSP "M", "2.5B" },
		{ 7000000000000, "7" NBSP "T", "7T" },
		{ -12500, "-13" NBSP "rb", "-13k" },
		{ INT64_MIN, "-9223372" NBSP "T", "-9223372T" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		assert_string_equal(money_short(a, rows[i].v, "id"), rows[i].id);
		assert_string_equal(money_short(a, rows[i].v, "en"), rows[i].en);
	}
}

static void
test_money__parse_accepts(void **state)
{
	static const struct {
		const char *s;
		int64_t v;
	} good[] = {
		{ "12500", 12500 },
		{ "12.500", 12500 },
		{ "Rp 12.500", 12500 },
		{ "12.500,00", 12500 },
		{ "12500,-", 12500 },
		{ "12rb", 12000 },
		{ "12,5rb", 12500 },
		{ "12k", 12000 },
		{ "1,2jt", 1200000 },
		{ "12,500", 12500 },
		{ "Rp12.500", 12500 },
		{ "rp. 12.500,-", 12500 },
		{ "Rp" NBSP "12.500", 12500 },
		{ "  12500 ", 12500 },
		{ "12 RB", 12000 },
		{ "1,25 Jt", 1250000 },
		{ "0", 0 },
		{ "0,5jt", 500000 },
		{ "12500,0", 12500 },
		{ "1.234.567", 1234567 },
		{ "1,234,567", 1234567 },
		{ "100000000000", MONEY_MAX },
		{ "100.000.000.000", MONEY_MAX },
		{ "100000jt", MONEY_MAX },
		{ "Rp 15K", 15000 },
		{ "7", 7 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(good); i++) {
		int64_t v = -1;

		if (!money_parse(good[i].s, &v) || v != good[i].v)
			fail_msg("\"%s\" read as %lld", good[i].s, (long long)v);
	}
}

static void
test_money__parse_refuses(void **state)
{
	static const char *const bad[] = { "", " ", "Rp", "Rp ", "-1", "-Rp 5", "+5", "12.50",
		"12.5", "1.2500", "1250.000", "12.500.00", "12.500,50", "12500,5", "12,500.00",
		"12.500,000", "12,500,00", "1..500", "1,,500", ".500", ",500", "12.", "12,",
		"12,--", "12.500-", "012500", "00", "0.500", "0,500", "12,500rb", "1.500rb",
		"1.5jt", "rb", "12rbu", "12 rb 5", "12kk", "12rb,-", "1e3", "0x10", "12 500", "1 2",
		"$12", "12$", "Rp Rp 5", "IDR 5", "100000000001", "100001jt",
		"99999999999999999999", "9223372036854775808", "9223372036854775807rb",
		"9999999999999999jt", "12.500.000.000.000.000.000.000", "NaN", "Infinity", "null",
		"0..0", "0,,0", "0,0/0,0", "1/2", "\xd9\xa1\xd9\xa2", "\xef\xbc\x91\xef\xbc\x92",
		"12\xe2\x80\x93", "12500\n", "1.000\xef\xbb\xbf", "=1+1",
		"1'; DROP TABLE users; --" };
	size_t i;
	int64_t v = 77;

	(void)state;
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (money_parse(bad[i], &v) || v != 77)
			fail_msg("accepted \"%s\" as %lld", bad[i], (long long)v);
	assert_false(money_parse(NULL, &v));
}

static void
test_money__what_is_printed_can_be_typed(void **state)
{
	int64_t v, back;

	(void)state;
	for (v = 0; v <= MONEY_MAX / 7; v = v * 7 + 3) {
		assert_true(money_parse(money_text(a, v), &back));
		assert_int_equal(back, v);
		assert_true(money_parse(money_digits(a, v), &back));
		assert_int_equal(back, v);
	}
}

/* A small generator, so that a failure can be repeated. */
static uint64_t seed = 42;

static int64_t
any_below(int64_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((seed >> 16) % (uint64_t)n);
}

static void
test_money__split_sums_and_stays_fair(void **state)
{
	int64_t weights[12], parts[12], sum, all;
	int round;
	size_t n, i, j;

	(void)state;
	for (round = 0; round < 5000; round++) {
		int64_t total = any_below(round % 2 ? 100 : MONEY_MAX);

		n = (size_t)any_below(12) + 1;
		for (i = 0, all = 0; i < n; i++)
			all += weights[i] =
			    any_below(4) == 0 ? 0 : any_below(round % 3 ? 1000 : MONEY_MAX);
		money_split(total, weights, n, parts);
		for (i = 0, sum = 0; i < n; i++)
			sum += parts[i];
		assert_int_equal(sum, total);
		for (i = 0; i < n && all > 0; i++) {
			int64_t floor = (int64_t)((__int128)total * weights[i] / all);

			assert_true(parts[i] == floor || parts[i] == floor + 1);
			assert_true(weights[i] > 0 || parts[i] == 0);
			for (j = 0; j < n; j++)
				assert_true(weights[i] < weights[j] || parts[i] + 1 >= parts[j]);
		}
	}
}

static void
test_money__split_by_largest_remainder(void **state)
{
	int64_t parts[4];

	(void)state;
	money_split(100, (const int64_t[]){ 1, 1, 1 }, 3, parts);
	assert_true(parts[0] == 34 && parts[1] == 33 && parts[2] == 33);
	money_split(10, (const int64_t[]){ 1, 2, 4 }, 3, parts); /* 1.43 2.86 5.71 */
	assert_true(parts[0] == 1 && parts[1] == 3 && parts[2] == 6);
	money_split(5, (const int64_t[]){ 0, 0, 0, 0 }, 4, parts);
	assert_true(parts[0] == 2 && parts[1] == 1 && parts[2] == 1 && parts[3] == 1);
	money_split(0, (const int64_t[]){ 3, 4 }, 2, parts);
	assert_true(parts[0] == 0 && parts[1] == 0);
	money_split(INT64_MAX, (const int64_t[]){ INT64_MAX, INT64_MAX, INT64_MAX }, 3, parts);
	assert_true(parts[0] == INT64_MAX / 3 + 1 && parts[1] == INT64_MAX / 3 &&
	    parts[2] == INT64_MAX / 3);
}

static void
test_money__split_refuses_nonsense(void **state)
{
	int64_t parts[2];

	(void)state;
	DIES((money_split(-1, (const int64_t[]){ 1 }, 1, parts), 0));
	DIES((money_split(1, (const int64_t[]){ 1, -1 }, 2, parts), 0));
	DIES((money_split(1, NULL, 0, parts), 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money__text),
		cmocka_unit_test(test_money__short),
		cmocka_unit_test(test_money__parse_accepts),
		cmocka_unit_test(test_money__parse_refuses),
		cmocka_unit_test(test_money__what_is_printed_can_be_typed),
		cmocka_unit_test(test_money__split_sums_and_stays_fair),
		cmocka_unit_test(test_money__split_by_largest_remainder),
		cmocka_unit_test(test_money__split_refuses_nonsense),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
