/* Finding a page by its address: arguments, languages, methods, the closest row first. */
#include "http_request.h"

#include "base/str.h"
#include "http/route.h"

static void
page(struct request *r)
{
	(void)r;
}

static const struct route routes[] = {
	{ "GET", "/zz", page, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/zz/{slug}", page, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "POST", "/zz/{slug}", page, GATE_PRIVATE, DO_WRITE, 0, 0, NULL },
	{ "GET", "/zz/new", page, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/zz/{id:int}/edit", page, GATE_STAFF, DO_READ, 1, 0, NULL },
	{ "GET", "/zz/{slug}/edit", page, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "GET", "/zz/{a}/{b:int}/{c}/{d}", page, GATE_PRIVATE, DO_READ, 0, 0, NULL },
	{ "POST", "/zz-hook/{id:int}", page, GATE_MACHINE, DO_WRITE, 0, 0, NULL },
	{ NULL, NULL, NULL, GATE_ANYONE, DO_READ, 0, 0, NULL },
};
ROUTES(routes);

struct row {
	enum http_method method;
	const char *path;
	enum route_find find;
	const char *pattern;	/* or what is allowed */
	const char *lang;
};

static const struct row rows[] = {
	{ HTTP_GET, "/zz", ROUTE_FOUND, "/zz", "id" },
	{ HTTP_HEAD, "/zz", ROUTE_FOUND, "/zz", "id" },
	{ HTTP_GET, "/en/zz", ROUTE_FOUND, "/zz", "en" },
	{ HTTP_GET, "/zz/", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "//zz", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/zz//a", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/ZZ", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/zz/keripik", ROUTE_FOUND, "/zz/{slug}", "id" },
	{ HTTP_GET, "/zz/new", ROUTE_FOUND, "/zz/new", "id" },
	{ HTTP_GET, "/zz/news", ROUTE_FOUND, "/zz/{slug}", "id" },
	{ HTTP_POST, "/zz/new", ROUTE_FOUND, "/zz/{slug}", "id" },
	{ HTTP_POST, "/en/zz/new", ROUTE_FOUND, "/zz/{slug}", "en" },
	{ HTTP_GET, "/zz/7/edit", ROUTE_FOUND, "/zz/{id:int}/edit", "id" },
	{ HTTP_GET, "/en/zz/7/edit", ROUTE_FOUND, "/zz/{slug}/edit", "en" },
	{ HTTP_GET, "/zz/x7/edit", ROUTE_FOUND, "/zz/{slug}/edit", "id" },
	{ HTTP_GET, "/zz/07/edit", ROUTE_FOUND, "/zz/{slug}/edit", "id" },
	{ HTTP_GET, "/zz/0/edit", ROUTE_FOUND, "/zz/{slug}/edit", "id" },
	{ HTTP_GET, "/zz/99999999999999999999/edit", ROUTE_FOUND, "/zz/{slug}/edit", "id" },
	{ HTTP_GET, "/zz/a/5/c/d", ROUTE_FOUND, "/zz/{a}/{b:int}/{c}/{d}", "id" },
	{ HTTP_GET, "/zz/a/b/c/d", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/zz/a.css/edit", ROUTE_FOUND, "/zz/{slug}/edit", "id" },
	{ HTTP_POST, "/zz", ROUTE_METHOD, "GET, HEAD", "id" },
	{ HTTP_OTHER, "/zz/a", ROUTE_METHOD, "GET, HEAD, POST", "id" },
	{ HTTP_GET, "/zz-hook/5", ROUTE_METHOD, "POST", "id" },
	{ HTTP_POST, "/zz-hook/5", ROUTE_FOUND, "/zz-hook/{id:int}", "id" },
	{ HTTP_POST, "/en/zz-hook/5", ROUTE_NONE, NULL, "en" },
	{ HTTP_POST, "/zz-hook/-5", ROUTE_NONE, NULL, "id" },
	{ HTTP_POST, "/zz-hook/5/x.css", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/english", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/1/2/3/4/5/6/7/8/9/10/11/12", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "/zz/%00", ROUTE_NONE, NULL, "id" },
	{ HTTP_GET, "", ROUTE_NONE, NULL, "id" },
};

static void
finds(void **state)
{
	struct web w;
	size_t i;

	(void)state;
	web_open(&w);
	route_init();
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *allow = "";

		w.r.method = rows[i].method;
		w.r.raw_path = rows[i].path;
		w.c.lang = "id";
		if (route_find(&w.r, &allow) != rows[i].find)
			fail_msg("%s", rows[i].path);
		assert_string_equal(w.c.lang, rows[i].lang);
		if (rows[i].find == ROUTE_FOUND)
			assert_string_equal(w.r.route->pattern, rows[i].pattern);
		if (rows[i].find == ROUTE_METHOD)
			assert_string_equal(allow, rows[i].pattern);
	}
	web_close(&w);
}

static void
arguments(void **state)
{
	const char *allow;
	struct web w;

	(void)state;
	web_open(&w);
	route_init();
	w.r.method = HTTP_GET;
	w.r.raw_path = "/en/zz/a%20b/9223372036854775807/%C3%A9/x";
	assert_int_equal(route_find(&w.r, &allow), ROUTE_FOUND);
	assert_string_equal(w.r.path, "/zz/a b/9223372036854775807/\xc3\xa9/x");
	assert_string_equal(w.r.arg[0], "a b");
	assert_true(w.r.arg_int[1] == INT64_MAX);
	assert_string_equal(w.r.arg[2], "\xc3\xa9");
	assert_string_equal(w.r.arg[3], "x");
	w.r.raw_path = "/zz/y";
	assert_int_equal(route_find(&w.r, &allow), ROUTE_FOUND);
	assert_string_equal(w.r.arg[0], "y");
	assert_null(w.r.arg[1]);
	w.r.raw_path = "/en/";
	(void)!route_find(&w.r, &allow);
	assert_string_equal(w.r.path, "/");
	w.r.raw_path = "/%ff";
	assert_int_equal(route_find(&w.r, &allow), ROUTE_NONE);
	assert_string_equal(w.r.path, "");
	web_close(&w);
}

static void
seen(const struct route *route, void *arg)
{
	*(size_t *)arg += str_starts(route->pattern, "/zz");
}

static void
lists(void **state)
{
	size_t n = 0;

	(void)state;
	route_init();
	route_each(seen, &n);
	assert_int_equal(n, ARRAY_LEN(routes) - 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds), cmocka_unit_test(arguments), cmocka_unit_test(lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
