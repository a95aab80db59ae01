/* In which order values that one narrows a list by stand: sizes and measures from small to large, others untouched; moments of a form, there and back. */
#include "fixture.h"

#include "base/buf.h"
#include "base/str.h"
#include "present/choice_order.h"
#include "present/moment.h"

static const char *
ordered(struct ctx *c, const char *names, size_t head)
{
	struct choice list[20] = { 0 };
	const char **words;
	struct buf b;
	size_t n, i;

	words = str_split(c->arena, names, '|', &n);
	for (i = 0; i < n; i++)
		list[i] = (struct choice){ .id = (int64_t)i + 1, .name = words[i] };
	choice_order(c, list, n, head ? head : n);
	buf_init(&b, c->arena, 1000);
	for (i = 0; i < n; i++)
		(void)buf_printf(&b, "%s%s", i ? "|" : "", list[i].name);
	return b.s;
}

static void
values(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;

	assert_string_equal(ordered(c, "XL|M|S|XXL|L|XS|3XL", 0), "XS|S|M|L|XL|XXL|3XL");
	assert_string_equal(ordered(c, "1 kg|250 g|1,5 kg|100gr|5 ons|1.250 g", 0), "100gr|250 g|5 ons|1 kg|1.250 g|1,5 kg");
	assert_string_equal(ordered(c, "1 liter|600 ml|1,5 L", 0), "600 ml|1 liter|1,5 L");
	assert_string_equal(ordered(c, "42|38|40", 0), "38|40|42");
	/* What is no measure, or of two kinds, stays as it comes. */
	assert_string_equal(ordered(c, "Pedas|Manis|Asin", 0), "Pedas|Manis|Asin");
	assert_string_equal(ordered(c, "1 kg|250 ml", 0), "1 kg|250 ml");
	assert_string_equal(ordered(c, "XL|Besar|S", 0), "XL|Besar|S");
	assert_string_equal(ordered(c, "9999999999999 g|1 g", 0), "9999999999999 g|1 g");
	assert_string_equal(ordered(c, "xxxxxxxxxxxxxxxl|s", 0), "xxxxxxxxxxxxxxxl|s");
	/* Those in front stay in front; equal ones stay in their order. */
	assert_string_equal(ordered(c, "XL|M|S|L", 2), "M|XL|S|L");
	assert_string_equal(ordered(c, "1000 g|1 kg|1.000 gram", 0), "1000 g|1 kg|1.000 gram");
	assert_string_equal(ordered(c, "", 0), "");
}

static void
moments(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;
	static const char *const bad[] = { "", "besok", "2026-03-02 08:00", "2026-03-02T24:00", "2026-03-02T08:60", "2026-03-02T08:00:60", "2026-02-30T08:00", "2026-03-02T8:00", "2026-03-02T08:00Z", "-026-03-02" };
	int64_t at;
	size_t i;

	/* FIXTURE_NOW: 2026-03-02 10:00 WIB. */
	assert_true(present_moment_parse(c, "2026-03-02T10:00", &at));
	assert_int_equal(at, FIXTURE_NOW);
	assert_string_equal(present_moment_text(c, at), "2026-03-02T10:00");
	assert_true(present_moment_parse(c, "2026-03-02T10:00:30", &at));
	assert_string_equal(present_moment_text(c, at), "2026-03-02T10:00:30");
	assert_string_equal(present_moment_text(c, 0), "");
	for (i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(present_moment_parse(c, bad[i], &at));
	/* A day alone begins with its first second, and ends with its last. */
	assert_true(present_moment_parse(c, "2026-03-02", &at));
	assert_int_equal(at, FIXTURE_NOW - 10 * 3600);
	assert_true(present_moment_end(c, "2026-03-02", &at));
	assert_int_equal(at, FIXTURE_NOW + 14 * 3600);
	assert_string_equal(present_moment_text(c, present_moment_last(c, at)), "2026-03-02T23:59");
	assert_true(present_moment_end(c, "2026-03-02T23:59", &at));
	assert_int_equal(at, FIXTURE_NOW + 14 * 3600);
	assert_true(present_moment_end(c, "2026-03-02T21:00", &at));
	assert_int_equal(present_moment_last(c, at), at);
	assert_int_equal(present_moment_last(c, 0), 0);
}

static const struct CMUnitTest tests[] = { CASE(values), CASE(moments) };
FIXTURE_MAIN(tests)
