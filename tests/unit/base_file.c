/* file and err: whole reads, durable writes, no links followed; the first failure of a piece of
 * work wins. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/file.h"
#include "base/str.h"
#include "unit/dies.h"

static struct arena *a;
static char dir[] = "/tmp/file.XXXXXX";

static const char *
in(const char *name)
{
	return arena_printf(a, "%s/%s", dir, name);
}

static int
setup(void **state)
{
	(void)state;
	a = arena_open();
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	rmdir(dir);
	arena_close(a);
	return 0;
}

static void
test_file__write_and_read(void **state)
{
	const char *path = in("x");
	struct stat st;
	size_t n = 0;

	(void)state;
	assert_true(file_write(path, "a\0b", 3, 0644));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_memory_equal(file_read(a, path, 3, &n), "a\0b", 4);
	assert_int_equal(n, 3);
	assert_null(file_read(a, path, 2, &n));
	assert_true(file_write(path, "", 0, 0600));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_equal(file_read(a, path, 0, &n), "");
	assert_string_equal(file_list(a, dir)[0], "x");
	assert_null(file_list(a, dir)[1]); /* no temporary name is left */
	unlink(path);
	assert_false(file_exists(path));
	assert_null(file_read(a, path, 100, &n));
	assert_false(file_write(in("no/such/x"), "a", 1, 0600));
	assert_int_equal(errno, ENOENT);
}

static void
test_file__only_plain_files_are_read(void **state)
{
	size_t n;

	(void)state;
	assert_true(file_write(in("x"), "secret", 6, 0600));
	assert_int_equal(symlink(in("x"), in("link")), 0);
	assert_int_equal(mkfifo(in("pipe"), 0600), 0);
	assert_null(file_read(a, in("link"), 100, &n));
	assert_null(file_read(a, in("pipe"), 100, &n));
	assert_null(file_read(a, dir, 100, &n));
	assert_null(file_read(a, "/dev/zero", 100, &n));
	/* Writing replaces a link, it never writes through it. */
	assert_true(file_write(in("link"), "new", 3, 0600));
	assert_string_equal(file_read(a, in("x"), 100, &n), "secret");
	assert_string_equal(file_read(a, in("link"), 100, &n), "new");
	unlink(in("x"));
	unlink(in("link"));
	unlink(in("pipe"));
}

static void
test_file__folders(void **state)
{
	const char **names;
	char name[8];
	size_t i;

	(void)state;
	assert_true(file_mkdirs(in("p/q//r/"), 0700));
	assert_true(file_mkdirs(in("p/q/r"), 0700));
	assert_true(file_exists(in("p/q/r")));
	assert_true(file_write(in("p/file"), "", 0, 0600));
	assert_false(file_mkdirs(in("p/file"), 0700));
	assert_false(file_mkdirs(in("p/file/x"), 0700));
	assert_false(file_mkdirs("", 0700));
	unlink(in("p/file"));
	for (i = 40; i > 0; i--) {
		snprintf(name, sizeof(name), "f%02zu", i);
		assert_true(file_write(arena_printf(a, "%s/p/q/r/%s", dir, name), "", 0, 0600));
	}
	names = file_list(a, in("p/q/r"));
	for (i = 0; i < 40; i++) {
		assert_string_equal(names[i], arena_printf(a, "f%02zu", i + 1));
		unlink(arena_printf(a, "%s/p/q/r/%s", dir, names[i]));
	}
	assert_null(names[40]);
	assert_null(file_list(a, in("nowhere"))[0]);
	rmdir(in("p/q/r"));
	rmdir(in("p/q"));
	rmdir(in("p"));
}

static void
test_err__first_failure_wins(void **state)
{
	struct ctx c;

	(void)state;
	ctx_init(&c, a, NULL, NULL);
	assert_string_equal(c.lang, "id");
	assert_string_equal(c.request_id, "");
	assert_int_equal(c.actor_kind, ACTOR_SYSTEM);
	assert_false(err_is_set(&c));
	err_set(&c, ERR_DISK, "media_put", "cannot write %d bytes", 5);
	err_set(&c, ERR_DB, "order_add", "gone");
	assert_true(err_is_set(&c));
	assert_int_equal(c.err.kind, ERR_DISK);
	assert_string_equal(c.err.where, "media_put");
	assert_string_equal(c.err.text, "cannot write 5 bytes");
	err_clear(&c);
	assert_false(err_is_set(&c));
	assert_string_equal(c.err.text, "");
	err_set(&c, ERR_NET, arena_printf(a, "%0500d", 1), "%0500d", 1);
	assert_int_equal(strlen(c.err.where), sizeof(c.err.where) - 1);
	assert_int_equal(strlen(c.err.text), sizeof(c.err.text) - 1);
	assert_string_equal(err_name(ERR_LIMIT), "limit");
	assert_string_equal(err_name(ERR_NONE), "none");
	err_clear(&c);
	DIES((err_set(&c, ERR_NONE, "x", "y"), 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file__write_and_read),
		cmocka_unit_test(test_file__only_plain_files_are_read),
		cmocka_unit_test(test_file__folders),
		cmocka_unit_test(test_err__first_failure_wins),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
