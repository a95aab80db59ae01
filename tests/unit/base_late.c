/* What a machine without a library, or with one that is too old, is told; and that what is there is found once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/late.h"

static void
no_such_library(void **state)
{
	static const char *const names[] = { "one" };
	void *functions[1] = { NULL };
	const char *why = "";

	(void)state;
	assert_false(late_load("libetalase-nothing.so.1", names, functions, 1, &why));
	assert_non_null(strstr(why, "libetalase-nothing.so.1"));
	assert_null(functions[0]);
}

static void
one_is_missing(void **state)
{
	static const char *const names[] = { "cos", "etalase_cosine" };
	void *functions[2] = { NULL };
	const char *why = "";

	(void)state;
	assert_false(late_load("libm.so.6", names, functions, 2, &why));
	assert_non_null(strstr(why, "etalase_cosine"));
	/* A second try looks again. */
	assert_false(late_load("libm.so.6", names, functions, 2, &why));
}

static void
found_once(void **state)
{
	static const char *const names[] = { "cos" }, *const others[] = { "etalase_cosine" };
	void *functions[1] = { NULL }, *was;
	const char *why = "";

	(void)state;
	assert_true(late_load("libm.so.6", names, functions, 1, &why));
	was = functions[0];
	assert_non_null(was);
	assert_true(late_load("libm.so.6", others, functions, 1, &why));
	assert_ptr_equal(functions[0], was);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_such_library),
		cmocka_unit_test(one_is_missing),
		cmocka_unit_test(found_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
