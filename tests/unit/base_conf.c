/* conf: defaults, file, environment, values from files, and faults that name the setting without
 * naming a secret. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"

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

static char dir[] = "/tmp/conf.XXXXXX";

static int
setup_dir(void **state)
{
	return mkdtemp(dir) == NULL ? -1 : setup(state);
}

static int
teardown_dir(void **state)
{
	unlink(arena_printf(a, "%s/test.conf", dir));
	rmdir(dir);
	return teardown(state);
}

static const char *
write_conf(const char *text)
{
	const char *path = arena_printf(a, "%s/test.conf", dir);

	assert_true(file_write(path, text, strlen(text), 0600));
	return path;
}

/* The fault of a settings file that must be refused. */
static const char *
fault(const char *text)
{
	struct conf c;
	const char *why = NULL;

	if (conf_load(a, &c, write_conf(text), &why))
		fail_msg("accepted: %s", text);
	assert_non_null(why);
	return why;
}

static void
test_conf__defaults(void **state)
{
	struct conf c;
	const char *why;
	size_t i;

	(void)state;
	assert_true(conf_load(a, &c, NULL, &why));
	assert_string_equal(c.db, "sqlite:data/etalase.db");
	assert_int_equal(c.workers, 4);
	assert_string_equal(c.key, "");
	for (i = 0; i < CONF_COUNT; i++)
		assert_string_equal(c.source[i], "default");
}

static void
test_conf__file_then_environment(void **state)
{
	struct conf c;
	const char *why, *path;

	(void)state;
	path = write_conf("# shop\n\n  workers = 8  \r\ndb=pg:host=db user = x\n#backlog = "
			  "1\nbackup_passphrase =\nargon_ops = 3");
	setenv("ETALASE_WORKERS", "9", 1);
	setenv("ETALASE_CLOCK_FILE", "/nowhere", 1);
	assert_true(conf_load(a, &c, path, &why));
	unsetenv("ETALASE_WORKERS");
	unsetenv("ETALASE_CLOCK_FILE");
	assert_int_equal(c.workers, 9);
	assert_string_equal(c.source[CONF_workers], "environment");
	assert_string_equal(c.db, "pg:host=db user = x");
	assert_string_equal(c.source[CONF_db], path);
	assert_string_equal(c.backup_passphrase, "");
	assert_int_equal(c.argon_ops, 3);
	assert_int_equal(c.backlog, 1024);
	assert_string_equal(c.source[CONF_backlog], "default");
}

static void
test_conf__faults(void **state)
{
	static const char *const numbers[] = { "0", "65", "-1", "+4", "4.0", "1e1", "0x4", "vier",
		"", "99999999999999999999" };
	const char *why;
	struct conf c;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(numbers); i++) {
		why = fault(arena_printf(a, "workers = %s\n", numbers[i]));
		assert_non_null(strstr(why, "workers"));
		assert_non_null(strstr(why, "from 1 to 64"));
		assert_non_null(strstr(why, numbers[i]));
	}
	why = fault("\nworkrs = 4\n");
	assert_non_null(strstr(why, "line 2"));
	assert_non_null(strstr(why, "\"workrs\""));
	assert_non_null(strstr(why, "closest is workers"));
	assert_non_null(strstr(fault("uploadmax = 1"), "closest is upload_max"));
	assert_non_null(strstr(fault("workers = 4\nworkers = 5"), "second time"));
	assert_non_null(strstr(fault("workers 4"), "name = value"));
	assert_non_null(strstr(fault("= 4"), "no setting"));
	assert_non_null(strstr(fault(arena_printf(a, "db = %0301d", 1)), "at most 300"));
	fault("data = a\x01"
	      "b");
	fault("data = \xff");
	fault("\xff\xfe = 4");
	fault(arena_printf(a, "%0200d = 1", 1));
	fault(arena_printf(a, "#%070000d", 1));
	assert_false(conf_load(a, &c, "/nowhere/at.all", &why));
	assert_non_null(strstr(why, "/nowhere/at.all"));
	setenv("ETALASE_BACKLOG", "many", 1);
	assert_false(conf_load(a, &c, NULL, &why));
	unsetenv("ETALASE_BACKLOG");
	assert_non_null(strstr(why, "backlog"));
	assert_non_null(strstr(why, "environment"));
}

static void
test_conf__value_from_file(void **state)
{
	const char *key = arena_printf(a, "%s/key", dir), *link = arena_printf(a, "%s/link", dir),
		   *why;
	struct conf c;

	(void)state;
	assert_true(file_write(key, "0011aabb\n", 9, 0600));
	assert_int_equal(symlink(key, link), 0);
	assert_true(conf_load(a, &c, write_conf(arena_printf(a, "key = file:%s\n", link)), &why));
	assert_string_equal(c.key, "0011aabb");
	setenv("ETALASE_KEY", arena_printf(a, "file:%s", key), 1);
	assert_true(conf_load(a, &c, NULL, &why));
	unsetenv("ETALASE_KEY");
	assert_string_equal(c.key, "0011aabb");
	why = fault("key = file:/nowhere/key");
	assert_non_null(strstr(why, "/nowhere/key"));
	unlink(key);
	unlink(link);
}

static void
test_conf__secrets_are_not_shown(void **state)
{
	struct conf c;
	const char *why, *shown;

	(void)state;
	assert_true(conf_load(a, &c, write_conf("key = s3cretvalue\nworkers = 7\n"), &why));
	shown = conf_show(a, &c);
	assert_null(strstr(shown, "s3cretvalue"));
	assert_non_null(strstr(shown, "key = (set)"));
	assert_non_null(strstr(shown, "workers = 7"));
	assert_non_null(strstr(shown, "test.conf"));
	assert_non_null(strstr(shown, "backlog = 1024    # default"));
	why = fault(arena_printf(a, "key = s3cretvalue%0300d\n", 1));
	assert_null(strstr(why, "s3cretvalue"));
	assert_true(conf_load(a, &c, NULL, &why));
	assert_non_null(strstr(conf_show(a, &c), "key = (not set)"));
}

/* The example, with its comment signs before settings taken away, is a settings file that says what
 * is the default anyway. */
static void
test_conf__example_is_true(void **state)
{
	const char *text = conf_example(a), *why = "";
	struct conf c, d;
	size_t i, n;
	const char **lines = str_split(a, text, '\n', &n);
	char *plain = arena_str(a, "");

	(void)state;
	for (i = 0; i < n; i++) {
		assert_int_equal(lines[i][0], '#');
		if (lines[i][1] != ' ')
			plain = arena_printf(a, "%s%s\n", plain, lines[i] + 1);
	}
	if (!conf_load(a, &c, write_conf(plain), &why))
		fail_msg("%s", why);
	assert_true(conf_load(a, &d, write_conf(text), &why));
	assert_int_equal(str_split(a, plain, '\n', &n) != NULL && n == CONF_COUNT, 1);
	assert_string_equal(c.db, d.db);
	assert_string_equal(c.origins, d.origins);
	assert_int_equal(c.reply_max, d.reply_max);
	assert_non_null(strstr(text, "A whole number from 1 to 64"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conf__defaults),
		cmocka_unit_test(test_conf__file_then_environment),
		cmocka_unit_test(test_conf__faults),
		cmocka_unit_test(test_conf__value_from_file),
		cmocka_unit_test(test_conf__secrets_are_not_shown),
		cmocka_unit_test(test_conf__example_is_true),
	};

	return cmocka_run_group_tests(tests, setup_dir, teardown_dir);
}
