/* The gate's plain HTTP rules: where a POST may come from, what may be kept, how fast one address may ask. */
#include "http_request.h"

#include "base/clock.h"
#include "http/etag.h"
#include "http/route.h"
#include "serve/gate_http.h"

static void
origins(void **state)
{
	static const struct {
		const char *site, *origin;
		bool ok;
	} rows[] = {
		{ "same-origin", NULL, true }, { "none", NULL, true }, { "same-site", NULL, false }, { "cross-site", NULL, false },
		{ "cross-site", "https://toko.example", false }, { "unknown", "https://toko.example", false }, { "same-origin", "null", true },
		{ NULL, "https://toko.example", true }, { NULL, "HTTPS://TOKO.example", true }, { NULL, "http://127.0.0.1:8080", true },
		{ NULL, "http://toko.example", false }, { NULL, "https://toko.example.evil.example", false }, { NULL, "https://toko", false },
		{ NULL, "https://toko.example:444", false }, { NULL, "null", false }, { NULL, "", false }, { NULL, NULL, false },
		{ NULL, "https://evil.example", false }, { NULL, "http://127.0.0.1:8081", false },
	};
	struct web w;
	size_t i;

	(void)state;
	web_open(&w);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		w.r.fetch_site = rows[i].site;
		w.r.origin = rows[i].origin;
		if (gate_origin_ok(&w.r) != rows[i].ok)
			fail_msg("row %zu", i);
	}
	web_close(&w);
}

static const char *
header(struct web *w, struct route *route, const char *name)
{
	size_t i;

	w->r.n_headers = 0;
	w->r.route = route;
	gate_headers(&w->r, false);
	for (i = 0; i < w->r.n_headers; i++)
		if (strcmp(w->r.headers[i].name, name) == 0)
			return w->r.headers[i].value;
	return NULL;
}

static void
headers(void **state)
{
	struct route open = { "GET", "/a", NULL, GATE_ANYONE, DO_READ, 0, 0, NULL };
	struct route secret = { "GET", "/o/{ref}", NULL, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL };
	struct web w;

	(void)state;
	web_open(&w);
	w.r.status = 200;
	assert_string_equal(header(&w, &open, "Cache-Control"), "no-store");
	assert_non_null(strstr(header(&w, &open, "Content-Security-Policy"), "frame-ancestors 'none'"));
	assert_null(strstr(header(&w, &open, "Content-Security-Policy"), "unsafe"));
	assert_string_equal(header(&w, &open, "Referrer-Policy"), "same-origin");
	assert_null(header(&w, &open, "Strict-Transport-Security"));
	assert_null(header(&w, &open, "X-Robots-Tag"));
	etag_add(&w.r, "a", 1);
	assert_string_equal(header(&w, &open, "Cache-Control"), "no-cache");
	assert_non_null(header(&w, &open, "ETag"));
	w.r.status = 404;
	assert_string_equal(header(&w, &open, "Cache-Control"), "no-store");
	assert_null(header(&w, &open, "ETag"));
	assert_string_equal(header(&w, NULL, "Cache-Control"), "no-store");
	w.r.status = 200;
	w.r.session = (struct session *)&w;
	assert_string_equal(header(&w, &open, "Cache-Control"), "private, no-store");
	assert_null(header(&w, &open, "ETag"));
	w.r.session = NULL;
	w.r.https = true;
	assert_string_equal(header(&w, &secret, "Cache-Control"), "private, no-store");
	assert_string_equal(header(&w, &secret, "Referrer-Policy"), "no-referrer");
	assert_string_equal(header(&w, &secret, "X-Robots-Tag"), "noindex");
	assert_string_equal(header(&w, &secret, "Strict-Transport-Security"), "max-age=31536000");
	web_close(&w);
}

static size_t
passes(struct web *w, const char *remote, size_t tries)
{
	size_t n = 0;

	w->r.remote = remote;
	while (tries-- > 0)
		n += gate_rate_ok(&w->r);
	return n;
}

static void
rate(void **state)
{
	struct web w;
	size_t n;
	int i;

	(void)state;
	web_open(&w);
	assert_int_equal(passes(&w, "203.0.113.7", 200), 200);	/* not begun: no limit */
	unsetenv("ETALASE_RATE");
	assert_true(gate_rate_init());
	n = passes(&w, "203.0.113.7", 200);
	assert_true(n >= 60 && n <= 62);	/* a slow machine may see a second pass */
	n = passes(&w, "203.0.113.8", 30);
	assert_int_equal(n, 30);
	n = passes(&w, "2001:db8::1", 50) + passes(&w, "2001:db8::2", 50);
	assert_true(n >= 60 && n <= 62);
	assert_int_equal(passes(&w, "2001:db8:0:1::1", 50), 50);
	assert_int_equal(passes(&w, "", 200), 200);
	for (i = 0; i < 60000; i++)	/* many addresses evict one another and nothing breaks */
		(void)passes(&w, arena_printf(w.arena, "10.%d.%d.1", i / 250, i % 250), 1);
	web_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins), cmocka_unit_test(headers), cmocka_unit_test(rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
