/* Replies and addresses: nothing from outside splits a header or leads a redirect away (abuse cases 43, 44). */
#include "http_request.h"

#include "dies.h"
#include "http/reply.h"
#include "http/url.h"

static const char *
head(const struct request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n_headers; i++)
		if (strcmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

static void
local(void **state)
{
	static const struct {
		const char *s;
		bool ok;
	} rows[] = {
		{ "/", true }, { "/cart", true }, { "/en/cart", true }, { "/a?b=c", true }, { "/a?next=//x", true }, { "/a#b", true },
		{ "/a//b", true }, { "/product/keripik-balado", true }, { "/a%20b", true }, { "/a%0d%0a", true }, { "/.", true },
		{ "/..", true }, { "/\xc3\xa9", true }, { "/a:b", true }, { "/@evil.example", true }, { "/a?u=https://evil.example", true },
		{ "/admin/orders/12", true }, { "/search?q=a+b", true }, { "/~", true }, { "/;x", true },
		{ "", false }, { "cart", false }, { "//evil.example", false }, { "///evil.example", false }, { "/\\evil.example", false },
		{ "\\\\evil.example", false }, { "\\/evil.example", false }, { "/\t/evil.example", false }, { "/\n/evil.example", false },
		{ "/\r/evil.example", false }, { "/ /evil.example", false }, { " /cart", false }, { "\t/cart", false }, { "\n/cart", false },
		{ "http://evil.example", false }, { "https://evil.example/", false }, { "https:evil.example", false }, { "https:/evil.example", false },
		{ "HTTPS://evil.example", false }, { "javascript:alert(1)", false }, { "JaVaScRiPt:alert(1)", false }, { "java\nscript:alert(1)", false },
		{ "data:text/html,x", false }, { "vbscript:x", false }, { "mailto:a@b.co", false }, { "ftp://evil.example", false },
		{ "file:///etc/passwd", false }, { "//", false }, { "/\\", false }, { "/a\\b", false }, { "/a\r\nSet-Cookie: x=1", false },
		{ "/a\nb", false }, { "/a\x01", false }, { "/a\x7f", false }, { "/a b", false }, { "?a=b", false }, { "#a", false }, { ".", false },
		{ "../x", false }, { "./x", false }, { "@evil.example", false }, { "\x01/x", false }, { "\xe2\x81\x84/evil.example", false },
	};
	size_t i;

	(void)state;
	assert_true(ARRAY_LEN(rows) >= 60);
	for (i = 0; i < ARRAY_LEN(rows); i++)
		if (url_is_local(rows[i].s) != rows[i].ok)
			fail_msg("row %zu: %s", i, rows[i].s);
	assert_false(url_is_local(NULL));
}

static void
injection(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	DIES(reply_header(&w.r, "X-A", "a\r\nSet-Cookie: x=1"));
	DIES(reply_header(&w.r, "X-A", "a\nb"));
	DIES(reply_header(&w.r, "X-A", "a\x1b"));
	DIES(reply_header(&w.r, "X-A: b", "c"));
	DIES(reply_header(&w.r, "", "c"));
	DIES(reply_see_other(&w.r, "//evil.example"));
	DIES(reply_see_other(&w.r, "https://evil.example/"));
	DIES(reply_moved(&w.r, "/a\r\nb"));
	DIES(reply_cookie(&w.r, "s", "a; Domain=evil.example", 60, false));
	DIES(reply_cookie(&w.r, "s", "a\r\n", 60, false));
	DIES(reply_file(&w.r, "private/../etalase.db", "text/plain", NULL));
	DIES(reply_file(&w.r, "etalase.db", "text/plain", NULL));
	DIES(reply_file(&w.r, "private/.keys", "text/plain", NULL));
	web_close(&w);
}

static void
redirects(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	reply_see_other(&w.r, "/cart?a=1#top");
	assert_int_equal(w.r.status, 303);
	assert_string_equal(head(&w.r, "Location"), "/cart?a=1#top");
	flash(&w.r, "cart.gone");
	assert_string_equal(head(&w.r, "Location"), "/cart?a=1&m=cart.gone#top");
	flash(&w.r, "flash.cart.short");
	assert_string_equal(head(&w.r, "Location"), "/cart?a=1&m=cart.short#top");
	reply_moved(&w.r, "/x");
	assert_int_equal(w.r.status, 301);
	assert_string_equal(head(&w.r, "Location"), "/x?m=cart.short");
	reply_again(&w.r, NULL);
	assert_null(head(&w.r, "Location"));
	assert_int_equal(w.r.status, 422);
	assert_int_equal(w.r.again, AGAIN_UNDO);
	reply_error(&w.r, 404);
	assert_int_equal(w.r.again, AGAIN_NO);
	web_close(&w);
}

static void
cookies(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	reply_cookie(&w.r, "s", "abc", 3600, false);
	assert_string_equal(head(&w.r, "Set-Cookie"), "s=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
	reply_cookie(&w.r, "s", "def", 60, true);
	assert_int_equal(w.r.n_headers, 1);
	assert_string_equal(head(&w.r, "Set-Cookie"), "s=def; Path=/; Max-Age=60; HttpOnly; SameSite=Strict");
	w.r.n_headers = 0;
	w.r.https = true;
	reply_cookie(&w.r, "s", "", 0, true);
	assert_string_equal(head(&w.r, "Set-Cookie"), "__Host-s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
	reply_cookie(&w.r, "t", "1", 9, true);
	assert_int_equal(w.r.n_headers, 2);
	web_close(&w);
}

static void
addresses(void **state)
{
	struct web w;
	struct ctx *c = &w.c;

	(void)state;
	web_open(&w);
	assert_string_equal(url_home(c), "/");
	assert_string_equal(url_product(c, "a/b\"c"), "/product/a%2Fb%22c");
	assert_string_equal(url_search(c, "a&b=c d"), "/search?q=a%26b%3Dc%20d");
	assert_string_equal(url_absolute(c, "/x"), "https://toko.example/x");
	assert_string_equal(url_admin(c, "/orders/%lld", 12LL), "/admin/orders/12");
	assert_string_equal(url_in(c, "/", "en"), "/en");
	assert_string_equal(url_in(c, "/cart?x=1", "en"), "/en/cart?x=1");
	assert_string_equal(url_in(c, "/en", "id"), "/");
	assert_string_equal(url_in(c, "/en?x=1", "id"), "/?x=1");
	assert_string_equal(url_in(c, "/en/cart", "id"), "/cart");
	assert_string_equal(url_in(c, "/en/cart", "en"), "/en/cart");
	assert_string_equal(url_in(c, "/enak", "en"), "/en/enak");
	assert_string_equal(url_with(c, "/a", "k", "v w"), "/a?k=v%20w");
	assert_string_equal(url_whatsapp(c, "+6281234567890", "Halo, kak"), "https://wa.me/6281234567890?text=Halo%2C%20kak");
	assert_string_equal(url_media(c, "abcdef", "400", "webp"), "/media/ab/abcdef-400.webp");
	c->lang = "en";
	assert_string_equal(url_home(c), "/en");
	assert_string_equal(url_order_pay(c, "R1"), "/en/order/R1/pay");
	web_close(&w);
}

static void
files(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	w.c.conf = &w.conf;
	setenv("REQUEST_METHOD", "GET", 1);
	fcgi_init(-1);
	reply_file(&w.r, "private/nota/1.pdf", "application/pdf", "nota \"1\"\xc3\xa9.pdf");
	assert_int_equal(w.r.status, 404);	/* plain CGI reads the file itself, and there is none */
	web_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(local), cmocka_unit_test(injection), cmocka_unit_test(redirects),
		cmocka_unit_test(cookies), cmocka_unit_test(addresses), cmocka_unit_test(files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
