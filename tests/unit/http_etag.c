/* ETags: what changes them, how If-None-Match is read (RFC 9110 13.1.2). */
#include "http_request.h"

#include "http/etag.h"

static const char *
tag(struct web *w)
{
	const char *t;

	w->r.tag = NULL;	/* kept for one request, in which neither address nor language changes */
	t = etag_value(&w->r);
	assert_non_null(t);
	return t;
}

static void
depends(void **state)
{
	struct pair query[] = { { "page", "2" }, { NULL, NULL } }, other[] = { { "page", "3" }, { NULL, NULL } };
	struct web w;
	const char *t;

	(void)state;
	web_open(&w);
	assert_null(etag_value(&w.r));
	etag_add(&w.r, "product", 7);
	t = tag(&w);
	assert_int_equal(strncmp(t, "W/\"", 3), 0);
	assert_int_equal(strlen(t), 28);
	assert_string_equal(t, tag(&w));
	w.c.lang = "en";
	assert_string_not_equal(t, tag(&w));
	w.c.lang = "id";
	w.r.save_data = true;
	assert_string_not_equal(t, tag(&w));
	w.r.save_data = false;
	assert_string_equal(t, tag(&w));
	w.r.query = query;
	assert_string_not_equal(t, tag(&w));
	t = tag(&w);
	w.r.query = other;
	assert_string_not_equal(t, tag(&w));
	w.r.path = "/other";
	t = tag(&w);
	etag_add_text(&w.r, "a", "bc");
	assert_string_not_equal(t, tag(&w));
	t = tag(&w);
	buf_clear(&w.r.etag);
	etag_add(&w.r, "product", 7);
	etag_add_text(&w.r, "ab", "c");
	assert_string_not_equal(t, tag(&w));
	w.r.session = (struct session *)&w;
	assert_null(etag_value(&w.r));
	web_close(&w);
}

static void
fresh(void **state)
{
	static const struct {
		const char *fmt;
		bool fresh;
	} rows[] = {
		{ "W/%s", true }, { "%s", true }, { "*", true }, { " * ", true }, { "\"x\", W/%s", true }, { "W/\"a,b\" ,%s", true },
		{ "\"x\"", false }, { "", false }, { "x, %s", false }, { "\"x, W/%s", false }, { "w/%s", false }, { "\"", false }, { "W/", false },
		{ "*x", false },
	};
	const char *bare;
	struct web w;
	size_t i;

	(void)state;
	web_open(&w);
	etag_add(&w.r, "product", 7);
	bare = tag(&w) + 2;
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		w.r.if_none_match = arena_printf(w.arena, rows[i].fmt, bare);
		w.r.not_modified = false;
		if (etag_fresh(&w.r) != rows[i].fresh)
			fail_msg("%s", rows[i].fmt);
		assert_int_equal(w.r.not_modified, rows[i].fresh);
	}
	w.r.if_none_match = "*";
	assert_true(etag_fresh(&w.r));
	assert_int_equal(w.r.status, 304);
	w.r.method = HTTP_POST;
	assert_false(etag_fresh(&w.r));
	w.r.method = HTTP_GET;
	w.r.session = (struct session *)&w;
	assert_false(etag_fresh(&w.r));
	w.r.session = NULL;
	w.r.if_none_match = NULL;
	assert_false(etag_fresh(&w.r));
	web_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(depends), cmocka_unit_test(fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
