/* Paths, urlencoded texts, cookies, and what becomes of a request's parameters (abuse cases 38, 39, 44, 57, 58). */
#include "http_request.h"

#include "http/parse.h"

static void
paths(void **state)
{
	static const struct {
		const char *raw, *decoded;
	} rows[] = {
		{ "/", "/" }, { "/a/b", "/a/b" }, { "/keripik%20balado", "/keripik balado" }, { "/a%2Fb", "/a/b" },
		{ "/caf%C3%A9", "/caf\xc3\xa9" }, { "/caf\xc3\xa9", "/caf\xc3\xa9" }, { "/%2525", "/%25" },
		{ "/a+b", "/a+b" }, { "", NULL }, { "a", NULL }, { "/%", NULL }, { "/%4", NULL }, { "/%zz", NULL },
		{ "/a%00b", NULL }, { "/a%0d%0aX: y", NULL }, { "/a\nb", NULL }, { "/%7f", NULL },
		{ "/%c3", NULL }, { "/%c0%af", NULL }, { "/%ed%a0%80", NULL }, { "http://evil.example/", NULL },
	};
	struct web w;
	size_t i;

	(void)state;
	web_open(&w);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *got = parse_path(w.arena, rows[i].raw, strlen(rows[i].raw));

		if (!rows[i].decoded)
			assert_null(got);
		else
			assert_string_equal(got, rows[i].decoded);
	}
	web_close(&w);
}

static void
urlencoded(void **state)
{
	struct web w;
	struct pair *p;

	(void)state;
	web_open(&w);
	p = parse_urlencoded(w.arena, "a=1&b=x+y%21&&c&d==&a=2", 23);
	assert_int_equal(parse_count(p), 5);
	assert_string_equal(p[0].name, "a");
	assert_string_equal(p[1].value, "x y!");
	assert_string_equal(p[2].name, "c");
	assert_string_equal(p[2].value, "");
	assert_string_equal(p[3].value, "=");
	assert_string_equal(p[4].value, "2");
	assert_int_equal(parse_count(parse_urlencoded(w.arena, "", 0)), 0);
	p = parse_urlencoded(w.arena, "q=100%&r=%4", 11);
	assert_string_equal(p[0].value, "100%");
	assert_string_equal(p[1].value, "%4");
	p = parse_urlencoded(w.arena, "q=a%1bb%0d%0ac%e2%80%aed", 24);
	assert_string_equal(p[0].value, "ab\ncd");
	assert_null(parse_urlencoded(w.arena, "q=a%00b", 7));
	assert_null(parse_urlencoded(w.arena, "q=a\0b", 5));
	assert_null(parse_urlencoded(w.arena, "q=%ff", 5));
	assert_null(parse_urlencoded(w.arena, "q=%ed%a0%80", 11));
	web_close(&w);
}

static void
urlencoded_limits(void **state)
{
	struct web w;
	struct buf b;
	size_t i;

	(void)state;
	web_open(&w);
	buf_init(&b, w.arena, 100000);
	for (i = 0; i < 512; i++)
		buf_printf(&b, "%sf%zu=1", i ? "&" : "", i);
	assert_int_equal(parse_count(parse_urlencoded(w.arena, b.s, b.len)), 512);
	buf_str(&b, "&one=more");
	assert_null(parse_urlencoded(w.arena, b.s, b.len));
	buf_clear(&b);
	for (i = 0; i < 128; i++)
		buf_char(&b, 'n');
	assert_non_null(parse_urlencoded(w.arena, b.s, b.len));
	buf_char(&b, 'n');
	assert_null(parse_urlencoded(w.arena, b.s, b.len));
	web_close(&w);
}

static void
cookies(void **state)
{
	struct web w;
	struct pair *p;
	struct buf b;
	int i;

	(void)state;
	web_open(&w);
	p = parse_cookies(w.arena, "__Host-s=abc_-1;  bad name=x; t=a\"b; u=\xff; =v; k=; s=2");
	assert_int_equal(parse_count(p), 3);
	assert_string_equal(p[0].name, "__Host-s");
	assert_string_equal(p[0].value, "abc_-1");
	assert_string_equal(p[1].name, "k");
	assert_string_equal(p[2].value, "2");
	assert_int_equal(parse_count(parse_cookies(w.arena, "")), 0);
	assert_int_equal(parse_count(parse_cookies(w.arena, ";;; ;")), 0);
	buf_init(&b, w.arena, 10000);
	for (i = 0; i < 65; i++)
		buf_printf(&b, "%sc%d=1", i ? ";" : "", i);
	assert_null(parse_cookies(w.arena, b.s));
	web_close(&w);
}

static void
accepts(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	setenv("REQUEST_ID", "0123456789abcdef0123456789abcdef", 1);
	setenv("REMOTE_ADDR", "203.0.113.7", 1);
	setenv("HTTPS", "on", 1);
	setenv("HTTP_COOKIE", "s=1", 1);
	setenv("HTTP_HOST", "evil.example", 1);
	setenv("HTTP_X_FORWARDED_FOR", "6.6.6.6", 1);
	setenv("HTTP_USER_AGENT", "Mozilla\x1b[2J", 1);
	assert_true(web_cgi(&w, "HEAD", "/en/product/a%20b?v=12&page=3&q=a%0ab", "", "", 0));
	assert_int_equal(w.r.method, HTTP_HEAD);
	assert_string_equal(w.r.raw_path, "/en/product/a%20b");
	assert_string_equal(w.r.path, "/en/product/a b");
	assert_string_equal(request_query(&w.r, "v"), "12");
	assert_string_equal(request_query(&w.r, "q"), "a b");
	assert_int_equal(request_page(&w.r), 3);
	assert_string_equal(request_cookie(&w.r, "s"), "1");
	assert_string_equal(w.r.remote, "203.0.113.7");
	assert_string_equal(w.r.agent, "Mozilla[2J");
	assert_string_equal(w.c.request_id, "0123456789abcdef0123456789abcdef");
	assert_true(w.r.https);
	assert_false(fcgi_accept(&w.r));
	web_close(&w);
}

/* What is malformed anywhere leaves an empty path, for which the gate answers 400. */
static void
refuses(void **state)
{
	static const char *const uris[] = { "/%00", "x", "/a?q=%ff", "/a?q=%00", "//\x01", "/%2" };
	static const char *const lengths[] = { "-1", "+5", "5x", " 5", "0x5", "99999999999999999999", "05" };
	struct web w;
	struct buf b;
	size_t i;

	(void)state;
	web_open(&w);
	for (i = 0; i < ARRAY_LEN(uris); i++) {
		assert_true(web_cgi(&w, "GET", uris[i], "", "", 0));
		assert_string_equal(w.r.path, "");
		assert_string_equal(w.r.raw_path, "");
	}
	for (i = 0; i < ARRAY_LEN(lengths); i++) {
		(void)web_cgi(&w, "POST", "/", "", "", 0);
		setenv("CONTENT_LENGTH", lengths[i], 1);
		fcgi_init(-1);
		assert_true(fcgi_accept(&w.r));
		assert_string_equal(w.r.path, "");
	}
	buf_init(&b, w.arena, 20000);
	buf_char(&b, '/');
	while (b.len < 8193)
		buf_char(&b, 'a');
	assert_true(web_cgi(&w, "GET", b.s, "", "", 0));
	assert_string_equal(w.r.path, "");
	buf_clear(&b);
	buf_str(&b, "/?");
	for (i = 0; i < 129; i++)
		buf_str(&b, "a=1&");
	assert_true(web_cgi(&w, "GET", b.s, "", "", 0));
	assert_string_equal(w.r.path, "");
	/* An unreadable Origin is not an absent one. */
	setenv("HTTP_ORIGIN", "https://toko.example\xff", 1);
	assert_true(web_cgi(&w, "GET", "/", "", "", 0));
	assert_string_equal(w.r.origin, "null");
	unsetenv("HTTP_ORIGIN");
	assert_true(web_cgi(&w, "BREW", "/", "", "", 0));
	assert_int_equal(w.r.method, HTTP_OTHER);
	web_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths), cmocka_unit_test(urlencoded), cmocka_unit_test(urlencoded_limits),
		cmocka_unit_test(cookies), cmocka_unit_test(accepts), cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
