/* crypt: tokens, hashes, constant-time comparison, password hashes and their limit of two, sealing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "unit/dies.h"

static struct arena *a;
static char dir[] = "/tmp/crypt.XXXXXX";

static int
setup(void **state)
{
	(void)state;
	a = arena_open();
	crypt_init();
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(arena_printf(a, "%s/hash-0", dir));
	unlink(arena_printf(a, "%s/hash-1", dir));
	rmdir(dir);
	arena_close(a);
	return 0;
}

static void
test_crypt__tokens(void **state)
{
	const char *seen[200];
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_LEN(seen); i++) {
		seen[i] = crypt_token(a, 16);
		assert_int_equal(strlen(seen[i]), 22);
		assert_int_equal(
		    strspn(seen[i],
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
		    22);
		for (j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
	assert_int_equal(strlen(crypt_token(a, 32)), 43);
}

static void
test_crypt__numbers_below(void **state)
{
	unsigned hits[6] = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < 6000; i++) {
		uint32_t v = crypt_below(6);

		assert_true(v < 6);
		hits[v]++;
	}
	for (i = 0; i < 6; i++)
		assert_in_range(hits[i], 800, 1200);
	assert_int_equal(crypt_below(1), 0);
	DIES(crypt_below(0));
}

static void
test_crypt__first_password(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 200; i++) {
		const char *p = crypt_password(a);

		assert_int_equal(strlen(p), 12);
		assert_null(strpbrk(p, "0O1lI"));
		assert_int_equal(
		    strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
		    12);
	}
	assert_string_not_equal(crypt_password(a), crypt_password(a));
}

static void
test_crypt__hashes(void **state)
{
	(void)state;
	/* BLAKE2b-256 of "" and "abc", as b2sum -l 256 prints them. */
	assert_string_equal(crypt_hash(a, "", 0),
	    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	assert_string_equal(crypt_hash(a, "abc", 3),
	    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	assert_string_not_equal(crypt_hash(a, "a\0b", 3), crypt_hash(a, "a\0c", 3));
	assert_int_equal(strlen(crypt_mac(a, "", "x", 1)), 64);
	assert_string_equal(crypt_mac(a, "k", "x", 1), crypt_mac(a, "k", "x", 1));
	assert_string_not_equal(crypt_mac(a, "k", "x", 1), crypt_mac(a, "l", "x", 1));
	assert_string_not_equal(crypt_mac(a, "k", "x", 1), crypt_mac(a, "k", "y", 1));
	assert_string_not_equal(crypt_mac(a, "", "x", 1), crypt_hash(a, "x", 1));
	assert_string_not_equal(crypt_mac(a, arena_printf(a, "%0100d", 1), "x", 1),
	    crypt_mac(a, arena_printf(a, "%0100d", 2), "x", 1));
}

static void
test_crypt__equal(void **state)
{
	(void)state;
	assert_true(crypt_equal("abc", "abc"));
	assert_false(crypt_equal("abc", "abd"));
	assert_false(crypt_equal("abc", "ab"));
	assert_false(crypt_equal("ab", "abc"));
	assert_false(crypt_equal("0e123", "0e456"));
	assert_false(crypt_equal(NULL, NULL));
	assert_false(crypt_equal("a", NULL));
	assert_false(crypt_equal(NULL, "a"));
	assert_false(crypt_equal("", ""));
}

static void
test_crypt__password(void **state)
{
	const char *h = crypt_password_hash(a, "rahasia \xc3\xa9", 8, 1, dir);

	(void)state;
	assert_non_null(h);
	assert_true(str_starts(h, "$argon2id$v=19$m=8192,t=1,p=1$"));
	assert_string_not_equal(h, crypt_password_hash(a, "rahasia \xc3\xa9", 8, 1, dir));
	assert_true(crypt_password_ok(h, "rahasia \xc3\xa9", dir));
	assert_false(crypt_password_ok(h, "rahasia", dir));
	assert_false(crypt_password_ok(h, "", dir));
	assert_false(crypt_password_ok(h, NULL, dir));
	assert_false(crypt_password_ok(NULL, "x", dir));
	assert_false(crypt_password_ok("", "", dir));
	assert_false(crypt_password_ok("rahasia", "rahasia", dir));
	assert_false(crypt_password_ok("$argon2id$v=19$m=8192,t=1,p=1$", "", dir));
	assert_false(crypt_password_ok(arena_printf(a, "%s%0200d", h, 1), "rahasia \xc3\xa9", dir));
	assert_null(crypt_password_hash(a, "x", 8, 1, "/nowhere/at/all"));
	assert_false(crypt_password_ok(h, "rahasia \xc3\xa9", "/nowhere/at/all"));
	DIES(crypt_password_hash(a, "x", 0, 1, dir));
}

static void
test_crypt__password_stale(void **state)
{
	const char *h = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA";

	(void)state;
	assert_false(crypt_password_stale(h, 64, 2));
	assert_false(crypt_password_stale(h, 19, 1)); /* stronger than asked is not weaker */
	assert_true(crypt_password_stale(h, 65, 2));
	assert_true(crypt_password_stale(h, 64, 3));
	assert_true(crypt_password_stale("$argon2i$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA", 64, 2));
	assert_true(crypt_password_stale("", 64, 2));
	assert_true(crypt_password_stale(NULL, 64, 2));
}

/* With both places taken a hash waits; it goes on as soon as one of them is free. */
static void
test_crypt__only_two_hashes_at_a_time(void **state)
{
	int fds[2], status;
	int64_t start;
	pid_t pid;

	(void)state;
	fds[0] = open(arena_printf(a, "%s/hash-0", dir), O_RDWR | O_CREAT, 0600);
	fds[1] = open(arena_printf(a, "%s/hash-1", dir), O_RDWR | O_CREAT, 0600);
	assert_int_equal(flock(fds[0], LOCK_EX), 0);
	assert_non_null(crypt_password_hash(a, "x", 8, 1, dir)); /* the other place is free */
	/* Shared locks here, since a hash must ask for the place alone. */
	assert_int_equal(flock(fds[0], LOCK_SH), 0);
	assert_int_equal(flock(fds[1], LOCK_SH), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* A lock belongs to the open file, which both processes share: unlocked here, it is
		 * free there. */
		usleep(300000);
		flock(fds[1], LOCK_UN);
		_exit(0);
	}
	start = clock_ms();
	assert_non_null(crypt_password_hash(a, "x", 8, 1, dir));
	assert_in_range(clock_ms() - start, 250, 5000);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fds[0]);
	close(fds[1]);
}

static void
test_crypt__seal_and_open(void **state)
{
	unsigned char key[32] = { 1, 2, 3 }, other[32] = { 1, 2, 4 };
	const char *sealed = crypt_seal(a, key, "social_token:12", "EAAG-token");
	size_t i;

	(void)state;
	assert_string_equal(crypt_open(a, key, "social_token:12", sealed), "EAAG-token");
	assert_null(strstr(sealed, "EAAG"));
	assert_string_not_equal(sealed, crypt_seal(a, key, "social_token:12", "EAAG-token"));
	assert_null(crypt_open(a, key, "social_token:13", sealed));
	assert_null(crypt_open(a, key, "", sealed));
	assert_null(crypt_open(a, other, "social_token:12", sealed));
	for (i = 0; i < strlen(sealed); i++) {
		char *bad = arena_str(a, sealed);

		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		assert_null(crypt_open(a, key, "social_token:12", bad));
	}
	for (i = 0; i < strlen(sealed); i++)
		assert_null(crypt_open(a, key, "social_token:12", arena_mem(a, sealed, i)));
	assert_null(crypt_open(a, key, "social_token:12", NULL));
	assert_null(crypt_open(a, key, "social_token:12", "not base64 at all!"));
	assert_null(crypt_open(a, key, "social_token:12", arena_printf(a, "%s\n", sealed)));
	assert_string_equal(crypt_open(a, key, "", crypt_seal(a, key, "", "")), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crypt__tokens),
		cmocka_unit_test(test_crypt__numbers_below),
		cmocka_unit_test(test_crypt__first_password),
		cmocka_unit_test(test_crypt__hashes),
		cmocka_unit_test(test_crypt__equal),
		cmocka_unit_test(test_crypt__password),
		cmocka_unit_test(test_crypt__password_stale),
		cmocka_unit_test(test_crypt__only_two_hashes_at_a_time),
		cmocka_unit_test(test_crypt__seal_and_open),
	};

	log_to(-1);
	return cmocka_run_group_tests(tests, setup, teardown);
}
