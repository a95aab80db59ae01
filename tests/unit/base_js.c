/* js: values that die with the arena, hostile texts refused, text that cannot leave a script block.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
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

static json_t *
parse(const char *s)
{
	const char *why = NULL;
	json_t *v = js_parse(a, s, strlen(s), &why);

	assert_true(v != NULL || why != NULL);
	return v;
}

static void
test_js__parse_and_get(void **state)
{
	const json_t *v =
	    parse("{\"name\":\"Gula "
		  "\\u0061ren\",\"qty\":3,\"price\":12500.5,\"big\":9223372036854775807,\"n\":null,"
		  "\"s\":\"7\",\"list\":[1,2]}");

	(void)state;
	assert_string_equal(js_get(v, "name"), "Gula aren");
	assert_string_equal(js_get(v, "qty"), "");
	assert_string_equal(js_get(v, "n"), "");
	assert_string_equal(js_get(v, "none"), "");
	assert_string_equal(js_get(NULL, "name"), "");
	assert_string_equal(js_get(json_object_get(v, "list"), "name"), "");
	assert_int_equal(js_get_int(v, "qty", -1), 3);
	assert_int_equal(js_get_int(v, "big", -1), INT64_MAX);
	assert_int_equal(js_get_int(v, "price", -1), -1);
	assert_int_equal(js_get_int(v, "s", -1), -1);
	assert_int_equal(js_get_int(v, "none", -1), -1);
	assert_int_equal(js_get_int(NULL, "qty", -1), -1);
}

static void
test_js__refuses(void **state)
{
	static const char *const bad[] = { "", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}",
		"[01]", "[+1]", "[0x10]", "[NaN]", "[Infinity]", "[9223372036854775808]", "[1e999]",
		"[\"\xff\"]", "[\"\xed\xa0\x80\"]", "[\"\\ud800\"]", "[\"\\u0000\"]", "[\"a\nb\"]",
		"[1] x", "[1][2]", "// c\n[1]", "\xef\xbb\xbf[1]", "null", "\"text\"", "[\"",
		"[\"\\", "[\"\\\"" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (parse(bad[i]) != NULL)
			fail_msg("accepted: %s", bad[i]);
	assert_null(js_parse(a, "[1]\0", 4, &(const char *){ NULL }));
}

static void
test_js__depth(void **state)
{
	char text[4000];
	const char *why = NULL;

	(void)state;
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	assert_non_null(js_parse(a, text, 128, &why));
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	assert_null(js_parse(a, text, 130, &why));
	assert_non_null(strstr(why, "64"));
	memset(text, '[', sizeof(text));
	assert_null(js_parse(a, text, sizeof(text), &why));
	/* Brackets inside of strings are no depth, also behind an escaped quote. */
	memset(text, '[', 200);
	memcpy(text, "[\"\\\"", 4);
	memcpy(text + 200, "\"]", 2);
	assert_non_null(js_parse(a, text, 202, &why));
	/* Width is no depth. */
	assert_non_null(parse(
	    str_replace(a, arena_printf(a, "[%s[]]", arena_printf(a, "%0300d", 0)), "0", "[],")));
}

/* What is written straight reads back the same, and nothing in it ends a script block. */
static void
test_js__out(void **state)
{
	const char *evil = "</script><script>alert(1)</script><!-- & ]]> \xe2\x80\xa8\xe2\x80\xa9 \"'\\ \n\x01\x1f\x7f caf\xc3\xa9 \xe2\x80\xa6 \xe2\x82\xa9";
	struct js_out o;
	const char *html;
	json_t *back;

	(void)state;
	js_out_init(&o, a, false);
	js_out_text(&o, "a<b", evil);
	js_out_int(&o, "least", INT64_MIN);
	js_out_list(&o, "list");
	js_out_object(&o, NULL);
	js_out_end(&o);
	js_out_int(&o, NULL, 0);
	js_out_list(&o, NULL);
	js_out_end(&o);
	js_out_text(&o, NULL, "");
	js_out_end(&o);
	js_out_object(&o, "in");
	js_out_int(&o, "most", INT64_MAX);
	html = js_out_done(&o);
	assert_null(strpbrk(html, "<>&\n"));
	assert_null(strstr(html, "\xe2\x80\xa8"));
	assert_null(strstr(html, "\xe2\x80\xa9"));
	assert_non_null(strstr(html, "\\u003c/script\\u003e"));
	assert_non_null(strstr(html, "\\u2028\\u2029"));
	assert_non_null(strstr(html, "caf\xc3\xa9 \xe2\x80\xa6 \xe2\x82\xa9"));
	assert_non_null(strstr(html, ",\"list\":[{},0,[],\"\"],\"in\":{\"most\":9223372036854775807}}"));
	back = parse(html);
	assert_string_equal(js_get(back, "a<b"), evil);
	assert_true(js_get_int(back, "least", 0) == INT64_MIN);
	assert_string_equal(js_text(a, parse("{ \"b\" : [ 1, true ], \"a\" : \"<\" }")), "{\"b\":[1,true],\"a\":\"<\"}");
}

static void
test_js__out_bounds(void **state)
{
	char *long_text = arena_alloc(a, JS_OUT_MAX + 1);
	struct js_out o;

	(void)state;
	memset(long_text, 'x', JS_OUT_MAX);
	js_out_init(&o, a, true);
	js_out_text(&o, NULL, long_text);
	js_out_int(&o, NULL, 1);
	assert_string_equal(js_out_done(&o), "null");
	js_out_init(&o, a, true);
	assert_string_equal(js_out_done(&o), "[]");
	DIES(js_out_end(&o));
	js_out_init(&o, a, true);
	DIES(js_out_int(&o, "key", 1));
	js_out_object(&o, NULL);
	DIES(js_out_int(&o, NULL, 1));
	for (size_t i = 2; i < sizeof(o.ends); i++)
		js_out_object(&o, "in");
	DIES(js_out_object(&o, "in"));
}

static void
test_js__lifetime(void **state)
{
	struct arena *own = arena_open();
	json_t *v = json_object();

	(void)state;
	json_incref(v);
	assert_ptr_equal(js_own(own, v), v);
	assert_int_equal(v->refcount, 2);
	arena_close(own);
	assert_int_equal(v->refcount, 1);
	json_decref(v);
	DIES(js_own(a, NULL));
	DIES(js_text(a, NULL));
}

static void
test_js__file(void **state)
{
	char path[] = "/tmp/js.XXXXXX";
	const char *why = NULL;

	(void)state;
	close(mkstemp(path));
	assert_true(file_write(path, "{\"a\":5}", 7, 0600));
	assert_int_equal(js_get_int(js_file(a, path, &why), "a", 0), 5);
	assert_true(file_write(path, "{\"a\":\n}", 7, 0600));
	assert_null(js_file(a, path, &why));
	assert_non_null(strstr(why, "line 2"));
	unlink(path);
	assert_null(js_file(a, path, &why));
	assert_non_null(strstr(why, path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_js__parse_and_get),
		cmocka_unit_test(test_js__refuses),
		cmocka_unit_test(test_js__depth),
		cmocka_unit_test(test_js__out),
		cmocka_unit_test(test_js__out_bounds),
		cmocka_unit_test(test_js__lifetime),
		cmocka_unit_test(test_js__file),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
