/*
 * Which addresses the worker may connect to: the look that is made at the moment a socket is opened, so it holds for whatever a name resolves to then (DNS rebinding), and for each
 * hop of a redirect. And fetch_get against names and addresses that lead to this machine, where a listener counts who comes.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include "fixture.h"

#include "base/str.h"
#include "net/fetch.h"

static bool
may4(const char *ip, uint16_t port, const char *allow)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(port) };

	assert_int_equal(inet_pton(AF_INET, ip, &sa.sin_addr), 1);
	return fetch_may((const struct sockaddr *)&sa, sizeof(sa), allow);
}

static bool
may6(const char *ip, uint16_t port, const char *allow)
{
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	assert_int_equal(inet_pton(AF_INET6, ip, &sa.sin6_addr), 1);
	return fetch_may((const struct sockaddr *)&sa, sizeof(sa), allow);
}

static void
public_ones(void **state UNUSED)
{
	static const char *const four[] = { "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.0",
		"172.15.255.255", "172.32.0.0", "192.0.1.1", "192.0.3.1", "192.88.98.1", "192.88.100.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.1", "203.0.112.1",
		"223.255.255.255" };
	static const char *const six[] = { "2001:200::1", "2001:4860:4860::8888", "2003::1", "2400:cb00::1", "2606:4700::1111", "2001:db7::1", "2001:db9::1", "2a00::1", "3ffe::1", "3fff:1000::1" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(four); i++) {
		if (!may4(four[i], 443, "") || !may4(four[i], 80, ""))
			fail_msg("%s is refused", four[i]);
		if (may4(four[i], 22, "") || may4(four[i], 0, "") || may4(four[i], 8080, ""))
			fail_msg("%s at another port is let through", four[i]);
	}
	for (i = 0; i < ARRAY_LEN(six); i++)
		if (!may6(six[i], 443, "") || !may6(six[i], 80, "") || may6(six[i], 25, ""))
			fail_msg("%s", six[i]);
}

static void
refused_ones(void **state UNUSED)
{
	static const char *const four[] = { "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254",
		"172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
		"239.255.255.255", "240.0.0.1", "255.255.255.255" };
	static const char *const six[] = { "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "1fff::1", "2001::1", "2001:1::1",
		"2001:10::1", "2001:1ff:ffff::1", "2001:db8::1", "2001:db8:ffff::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "3fff:fff:ffff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1",
		"ff02::1", "ff0e::1" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(four); i++)
		if (may4(four[i], 80, "") || may4(four[i], 443, ""))
			fail_msg("%s is let through", four[i]);
	for (i = 0; i < ARRAY_LEN(six); i++)
		if (may6(six[i], 80, "") || may6(six[i], 443, ""))
			fail_msg("%s is let through", six[i]);
}

static void
allow_list(void **state UNUSED)
{
	static const char list[] = "  127.0.0.1:8099 [::1]:81  10.0.0.1:80";
	const struct sockaddr local = { .sa_family = AF_UNIX };

	assert_true(may4("127.0.0.1", 8099, list));
	assert_true(may4("10.0.0.1", 80, list));
	assert_true(may6("::1", 81, list));
	assert_false(may4("127.0.0.1", 809, list));
	assert_false(may4("127.0.0.1", 80, list));
	assert_false(may4("127.0.0.2", 8099, list));
	assert_false(may4("7.0.0.1", 8099, list));
	assert_false(may4("10.0.0.1", 8, list));
	assert_false(may6("::1", 8099, list));
	assert_false(may6("::ffff:127.0.0.1", 8099, list));
	assert_false(fetch_may(&local, sizeof(local), list));
	/* Cut short: nothing is read past its end. */
	assert_false(fetch_may(&(const struct sockaddr){ .sa_family = AF_INET6 }, 8, list));
}

/* A name that resolves to this machine when the socket is opened, whatever it was before: refused, and nobody comes to the door. */
static void
names(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(sa);
	struct fetch_ask ask = { .path = arena_printf(f->keep, "/tmp/etalase-fetch-%ld", (long)getpid()), .bytes = 1000, .seconds = 5 };
	struct fetch_answer answer;
	int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	static const char *const hosts[] = { "localhost", "127.0.0.1", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]" };
	size_t i;

	assert_int_equal(bind(door, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(door, 5), 0);
	assert_int_equal(getsockname(door, (struct sockaddr *)&sa, &len), 0);
	f->conf.fetch_allow = "127.0.0.1:1";
	for (i = 0; i < ARRAY_LEN(hosts); i++) {
		ask.url = arena_printf(f->arena, "http://%s:%u/", hosts[i], ntohs(sa.sin_port));
		assert_int_equal(fetch_get(&f->c, &ask, &answer), FETCH_REFUSED);
		assert_int_equal(answer.status, 0);
	}
	assert_int_equal(accept(door, NULL, NULL), -1);
	assert_int_equal(errno, EAGAIN);
	f->conf.fetch_allow = "";
	assert_int_equal(fetch_get(&f->c, &ask, &answer), FETCH_BAD_URL);
	assert_int_equal(close(door), 0);
	(void)unlink(ask.path);
}

static void
addresses(void **state)
{
	struct fixture *f = *state;
	static const char *const bad[] = { "", "x", "/x", "//x/y", "file:///etc/passwd", "ftp://1.1.1.1/", "gopher://1.1.1.1/", "http://", "http://a:b@1.1.1.1/", "http://a@1.1.1.1/", "http://1.1.1.1:22/",
		"https://1.1.1.1:99999/", "http://1.1.1.1:0/", "http://[::1", "http://a b/", "http://1.1.1.1/\n" };
	struct fetch_ask ask = { .path = arena_printf(f->keep, "/tmp/etalase-fetch-%ld", (long)getpid()), .bytes = 1000, .seconds = 1 };
	struct fetch_answer answer;
	struct stat st;
	char *longest;
	size_t i;

	for (i = 0; i < ARRAY_LEN(bad); i++) {
		ask.url = bad[i];
		if (fetch_get(&f->c, &ask, &answer) != FETCH_BAD_URL)
			fail_msg("%s", bad[i]);
	}
	assert_int_equal(stat(ask.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	longest = arena_alloc(f->arena, 2100);
	memset(longest, 'a', 2050);
	memcpy(longest, "http://10.0.0.1/", 16);
	ask.url = longest;
	assert_int_equal(fetch_get(&f->c, &ask, &answer), FETCH_BAD_URL);
	longest[2000] = '\0';
	assert_int_equal(fetch_get(&f->c, &ask, &answer), FETCH_REFUSED);
	(void)unlink(ask.path);
	ask.path = "/nowhere/x";
	assert_int_equal(fetch_get(&f->c, &ask, &answer), FETCH_DISK);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(public_ones), cmocka_unit_test(refused_ones), cmocka_unit_test(allow_list), CASE(names), CASE(addresses),
};
FIXTURE_MAIN(tests)
