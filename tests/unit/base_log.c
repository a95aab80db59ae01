/* log: one JSON line per event that any parser takes, of at most 4 KiB, whatever stands in the
 * values. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/js.h"
#include "base/log.h"
#include "base/utf8.h"

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

static int ends[2];

/* What was written since the last call: one line. */
static const char *
line(void)
{
	char text[10000];
	ssize_t n = read(ends[0], text, sizeof(text) - 1);

	assert_true(n > 0 && n <= 4096);
	assert_int_equal(text[n - 1], '\n');
	assert_null(memchr(text, '\n', (size_t)n - 1));
	text[n] = '\0';
	return arena_str(a, text);
}

static json_t *
parsed(void)
{
	const char *s = line(), *why = NULL;
	json_t *v = js_parse(a, s, strlen(s), &why);

	if (v == NULL)
		fail_msg("%s: %s", why, s);
	return v;
}

static int
setup_pipe(void **state)
{
	if (pipe(ends) != 0)
		return -1;
	log_to(ends[1]);
	return setup(state);
}

static int
teardown_pipe(void **state)
{
	log_to(STDERR_FILENO);
	close(ends[0]);
	close(ends[1]);
	return teardown(state);
}

static void
test_log__a_line(void **state)
{
	const char *s;

	(void)state;
	clock_set(1786935959);
	LOG(EV_WORKER_START, KV("route", "/cart"), KI("ms", -5), KV("none", NULL));
	clock_set(0);
	s = line();
	assert_non_null(
	    strstr(s, "{\"t\":\"2026-08-17T03:05:59Z\",\"event\":\"worker_start\",\"pid\":"));
	assert_non_null(strstr(s, ",\"route\":\"/cart\",\"ms\":-5,\"none\":\"\"}\n"));
}

static void
test_log__every_event_has_a_name(void **state)
{
	int ev;

	(void)state;
	for (ev = 0; ev < EV_COUNT; ev++) {
		LOG((enum log_event)ev, KI("n", ev));
		assert_string_not_equal(js_get(parsed(), "event"), "");
	}
}

static void
test_log__hostile_values(void **state)
{
	static const char *const evil[] = { "a\nb", "\r\n{\"event\":\"bug\"}", "\"}", "\\",
		"\x1b[31m", "\x7f", "\xff\xfe", "\xc3", "\xed\xa0\x80", "\xf0\x9f\x91", "\xc0\x80",
		"\xe2\x80\xa8", "\xc2\x85", "\xf0\x9f\x91\xbe", "\xf4\x90\x80\x80" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(evil); i++) {
		const char *got;
		json_t *v;

		LOG(EV_JOB, KV("v", evil[i]), KI("after", 1));
		v = parsed();
		got = js_get(v, "v");
		assert_int_equal(js_get_int(v, "after", 0), 1);
		if (utf8_ok(evil[i], strlen(evil[i])))
			assert_string_equal(got, evil[i]);
		else
			assert_non_null(strstr(got, "\xef\xbf\xbd"));
	}
	LOG(EV_JOB,
	    KV("v",
		"\x1b\x7f\xc2\x9b"
		"31m"));
	assert_null(strpbrk(line(), "\x1b\x7f\xc2"));
}

static void
test_log__long_values_are_cut(void **state)
{
	size_t n;

	(void)state;
	for (n = 3900; n < 4200; n++) {
		char *s = arena_alloc(a, n + 1);

		memset(s, n % 2 ? '\n' : 'x', n);
		LOG(EV_JOB, KV("v", s), KI("number", INT64_MIN), KV("w", s));
		assert_true(*js_get(parsed(), "v") != '\0');
	}
	for (n = 4000; n < 4100; n++) {
		char *s = arena_alloc(a, n + 1);

		memset(s, 'k', n);
		LOG(EV_JOB, KV(s, "v"), KI("n", 1));
		parsed();
	}
}

static void
test_log__nowhere(void **state)
{
	char byte;

	(void)state;
	log_to(-1);
	LOG(EV_JOB, KI("n", 1));
	log_to(ends[1]);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(read(ends[0], &byte, 1), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log__a_line),
		cmocka_unit_test(test_log__every_event_has_a_name),
		cmocka_unit_test(test_log__hostile_values),
		cmocka_unit_test(test_log__long_values_are_cut),
		cmocka_unit_test(test_log__nowhere),
	};

	return cmocka_run_group_tests(tests, setup_pipe, teardown_pipe);
}
