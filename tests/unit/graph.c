/* The Graph API's client without a network: proofs by the documented vectors, answers put into classes, the pace from headers, ids, times, texts. */
#include "fixture.h"

#include "base/str.h"
#include "channel/graph.h"

#define SECRET "test_app_secret"
#define TOKEN "EAATESTTOKEN"

static void
test_graph__proof(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(graph_proof(&f->c, SECRET, TOKEN, 0), "bad6df0b858104754a0ffde2f0c05fe9731f1a5e141ee1bccf316d05f28d5135");
	assert_string_equal(graph_proof(&f->c, SECRET, TOKEN, 1700000000), "5e2cd7acbdafbb2ebd069b0d0d0d245c348d80006b67205fc66411e2c6738bf7");
}

/* Section 5 of the contract with Meta, a row each: what an invisible call and a visible one make of it. */
static const struct { int status, code, subcode; enum social_class quiet, visible; const char *why; } rows[] = {
	{ 500, 1, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server" }, { 400, 1, 99, SOCIAL_WAIT, SOCIAL_UNSURE, "server" }, { 500, 2, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server" },
	{ 400, 3, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "app" }, { 403, 4, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace" }, { 400, 10, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope" },
	{ 400, 17, 2446079, SOCIAL_WAIT, SOCIAL_WAIT, "pace" }, { 200, 31, 0, SOCIAL_FIX, SOCIAL_FIX, "content" }, { 400, 32, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace" },
	{ 400, 100, 0, SOCIAL_FIX, SOCIAL_FIX, "content" }, { 400, 100, 33, SOCIAL_WAIT, SOCIAL_NEW, "gone" }, { 400, 102, 0, SOCIAL_REAUTH, SOCIAL_REAUTH, "token" },
	{ 400, 104, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "app" }, { 401, 190, 0, SOCIAL_REAUTH, SOCIAL_REAUTH, "token" }, { 400, 190, 458, SOCIAL_REAUTH, SOCIAL_REAUTH, "removed" },
	{ 400, 190, 459, SOCIAL_REAUTH, SOCIAL_REAUTH, "identity" }, { 400, 190, 460, SOCIAL_REAUTH, SOCIAL_REAUTH, "password" }, { 400, 190, 463, SOCIAL_REAUTH, SOCIAL_REAUTH, "token_old" },
	{ 400, 190, 464, SOCIAL_REAUTH, SOCIAL_REAUTH, "token" }, { 400, 190, 492, SOCIAL_REAUTH, SOCIAL_REAUTH, "role" }, { 403, 200, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope" },
	{ 403, 283, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope" }, { 400, 240, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope" }, { 400, 324, 0, SOCIAL_FIX, SOCIAL_FIX, "picture" },
	{ 400, 341, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace" }, { 400, 368, 0, SOCIAL_HOLD, SOCIAL_HOLD, "limited" }, { 400, 368, 1390008, SOCIAL_HOLD, SOCIAL_HOLD, "fast" },
	{ 400, 368, 1404082, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate" }, { 400, 368, 4854002, SOCIAL_HOLD, SOCIAL_HOLD, "identity" }, { 400, 506, 1455006, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate" },
	{ 400, 506, 0, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate" }, { 400, 613, 1996, SOCIAL_WAIT, SOCIAL_WAIT, "pace" }, { 400, 1609005, 0, SOCIAL_WAIT, SOCIAL_WAIT, "link" },
	{ 400, 2635, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "version" }, { 400, 80001, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace" }, { 400, 80002, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace" },
	{ 400, 100, 1346003, SOCIAL_FIX, SOCIAL_FIX, "policy" }, { 400, 100, 1366051, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate" }, { 400, 100, 1363047, SOCIAL_WAIT, SOCIAL_UNSURE, "server" },
	{ 400, -2, 2207003, SOCIAL_WAIT, SOCIAL_NEW, "fetch" }, { 400, -2, 2207020, SOCIAL_NEW, SOCIAL_NEW, "expired" }, { 400, -1, 2207001, SOCIAL_WAIT, SOCIAL_UNSURE, "server" },
	{ 400, -1, 2207053, SOCIAL_NEW, SOCIAL_NEW, "server" }, { 403, 4, 2207051, SOCIAL_HOLD, SOCIAL_UNSURE, "spam" }, { 400, 9, 2207042, SOCIAL_WAIT, SOCIAL_WAIT, "quota" },
	{ 400, 24, 2207006, SOCIAL_NEW, SOCIAL_NEW, "expired" }, { 400, 24, 2207008, SOCIAL_AGAIN, SOCIAL_AGAIN, "busy" }, { 400, 25, 2207050, SOCIAL_HOLD, SOCIAL_HOLD, "restricted" },
	{ 400, 100, 2207028, SOCIAL_FIX, SOCIAL_FIX, "carousel" }, { 400, 100, 2207040, SOCIAL_FIX, SOCIAL_FIX, "tags" }, { 400, 352, 2207026, SOCIAL_FIX, SOCIAL_FIX, "picture" },
	{ 400, 9004, 2207052, SOCIAL_WAIT, SOCIAL_NEW, "fetch" }, { 400, 9007, 2207027, SOCIAL_AGAIN, SOCIAL_AGAIN, "busy" }, { 400, 36000, 2207004, SOCIAL_FIX, SOCIAL_FIX, "picture_size" },
	{ 400, 36001, 2207005, SOCIAL_FIX, SOCIAL_FIX, "picture" }, { 400, 36003, 2207009, SOCIAL_FIX, SOCIAL_FIX, "picture_ratio" }, { 400, 36004, 2207010, SOCIAL_FIX, SOCIAL_FIX, "caption" },
	{ 400, 424242, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "strange" }, { 503, 424242, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server" },
};

static void
read_both(struct fixture *f, int status, const char *text, struct graph_answer *quiet, struct graph_answer *visible)
{
	graph_read(&f->c, false, FETCH_OK, true, status, text, strlen(text), quiet);
	graph_read(&f->c, true, FETCH_OK, true, status, text, strlen(text), visible);
}

static void
test_graph__classes(void **state)
{
	struct fixture *f = *state;
	struct graph_answer quiet, visible;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		read_both(f, rows[i].status, arena_printf(f->arena, "{\"error\":{\"message\":\"m\",\"type\":\"OAuthException\",\"code\":%d,\"error_subcode\":%d,\"fbtrace_id\":\"A1\"},\"x\":1}", rows[i].code,
		    rows[i].subcode), &quiet, &visible);
		if (quiet.a.class != rows[i].quiet || visible.a.class != rows[i].visible || !str_eq(quiet.a.reason, arena_printf(f->arena, "social.why.%s", rows[i].why)))
			fail_msg("%d/%d: %d %d %s", rows[i].code, rows[i].subcode, (int)quiet.a.class, (int)visible.a.class, quiet.a.reason);
		assert_string_equal(visible.a.trace, "A1");
	}
}

static void
test_graph__answers(void **state)
{
	struct fixture *f = *state;
	struct graph_answer quiet, visible;

	read_both(f, 200, "{\"id\":17889455560051444,\"extra\":null}", &quiet, &visible);
	assert_int_equal(visible.a.class, SOCIAL_DONE);
	assert_string_equal(graph_id(&f->c, visible.body, "id"), "17889455560051444");
	read_both(f, 200, "{\"id\":\"111_222\"}", &quiet, &visible);
	assert_string_equal(graph_id(&f->c, visible.body, "id"), "111_222");
	read_both(f, 200, "{\"id\":\"../x\"}", &quiet, &visible);
	assert_string_equal(graph_id(&f->c, visible.body, "id"), "");
	read_both(f, 502, "<html>", &quiet, &visible);
	assert_int_equal(quiet.a.class, SOCIAL_WAIT);
	assert_int_equal(visible.a.class, SOCIAL_UNSURE);
	read_both(f, 200, "{\"id\":\"1", &quiet, &visible);
	assert_int_equal(visible.a.class, SOCIAL_UNSURE);
	read_both(f, 200, "{\"error\":{\"code\":2}}", &quiet, &visible);
	assert_int_equal(visible.a.class, SOCIAL_UNSURE);
	read_both(f, 400, "{\"error\":{\"code\":100,\"message\":\"Invalid appsecret_proof provided in the API argument\"}}", &quiet, &visible);
	assert_int_equal(visible.a.class, SOCIAL_CONFIG);
	read_both(f, 400, "{\"error\":{\"code\":36000,\"error_subcode\":2207004,\"error_user_msg\":\"The image is too large.\\u0007\"}}", &quiet, &visible);
	assert_string_equal(visible.a.detail, "The image is too large.");
	graph_read(&f->c, true, FETCH_SLOW, true, 0, "", 0, &visible);
	assert_int_equal(visible.a.class, SOCIAL_UNSURE);
	graph_read(&f->c, true, FETCH_NO_ANSWER, false, 0, "", 0, &visible);
	assert_int_equal(visible.a.class, SOCIAL_WAIT);
	assert_true(visible.a.dead);
}

static void
test_graph__pace(void **state)
{
	struct fixture *f = *state;
	int64_t regain;

	assert_int_equal(graph_usage(&f->c, "", "", "", &regain), -1);
	assert_int_equal(graph_usage(&f->c, "{\"call_count\":28,\"total_time\":25,\"total_cputime\":31}", "", "", &regain), 31);
	assert_int_equal(regain, 0);
	assert_int_equal(graph_usage(&f->c, "{\"call_count\":28}", "", "{\"9\":[{\"call_count\":3}],\"111\":[{\"type\":\"pages\",\"call_count\":97,\"estimated_time_to_regain_access\":12}]}", &regain), 97);
	assert_int_equal(regain, 720);
	assert_int_equal(graph_usage(&f->c, "x", "[]", "{\"a\":7,\"b\":[1]}", &regain), -1);
	assert_int_equal(graph_usage(&f->c, "", "", "{\"1\":[{\"call_count\":900,\"estimated_time_to_regain_access\":999999999}]}", &regain), 100);
	assert_int_equal(regain, 0);
}

static void
test_graph__texts(void **state)
{
	struct fixture *f = *state;
	char dialog[] = "https://www.facebook.com/v25.0/dialog/oauth?response_type=code&client_id=47&redirect_uri=https%3A%2F%2Fx%2Fb&state=a_b&scope=pages_show_list,";

	assert_int_equal(graph_time("2026-11-20T10:00:00+0000"), 1795168800);
	assert_int_equal(graph_time("2026-11-20"), 0);
	assert_int_equal(graph_time("2026-11-20T10:00:00+0700"), 0);
	assert_true(graph_same_text(&f->c, "Keripik\r\n\r\nenak  ", " Keripik\n enak"));
	assert_false(graph_same_text(&f->c, "Keripik", "keripik"));
	assert_true(graph_same_text(&f->c, "", " \n"));
	assert_false(graph_token_fits("EAA x"));
	assert_false(graph_token_fits("EAA\nX-Evil: 1"));
	assert_true(graph_token_fits("123|abc-_."));
	assert_true(str_starts(graph_dialog(&f->c, "47", "https://x/b", "a_b", false), dialog));
}

static const struct CMUnitTest tests[] = { CASE(test_graph__proof), CASE(test_graph__classes), CASE(test_graph__answers), CASE(test_graph__pace), CASE(test_graph__texts) };
FIXTURE_MAIN(tests)
