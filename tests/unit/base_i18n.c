/* i18n: both languages complete or no start, arguments put in once, unknown ids are bugs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "unit/dies.h"

static struct arena *a;
static char dir[] = "/tmp/i18n.XXXXXX";

static const char *
path_of(const char *lang)
{
	return arena_printf(a, "%s/%s/messages.txt", dir, lang);
}

static void
put(const char *lang, const char *text)
{
	assert_true(file_mkdirs(arena_printf(a, "%s/%s", dir, lang), 0700));
	assert_true(file_write(path_of(lang), text, strlen(text), 0600));
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
	unlink(path_of("id"));
	unlink(path_of("en"));
	rmdir(arena_printf(a, "%s/id", dir));
	rmdir(arena_printf(a, "%s/en", dir));
	rmdir(dir);
	arena_close(a);
	return 0;
}

static void
load_good(void)
{
	const char *why = "";

	put("id",
	    "cart.gone\tBarang ini sudah tidak dijual\nstock.left\tTinggal {1} dari {2}, {1} "
	    "lagi\nbought\t{1} pesanan, {2}\nmail.body\tHalo {1},\\nterima kasih\\\\n\n");
	put("en",
	    "# comment\n\nstock.left\t{2}: {1} left\nbought\t{1} order, {2}||{1} orders, {2}\nmail.body\tHello {1}\ncart.gone\tThis is no "
	    "longer sold");
	if (!i18n_load(dir, &why))
		fail_msg("%s", why);
}

static void
test_i18n__texts(void **state)
{
	(void)state;
	load_good();
	assert_string_equal(i18n(a, "id", "cart.gone", NULL), "Barang ini sudah tidak dijual");
	assert_string_equal(i18n(a, "en", "cart.gone", NULL), "This is no longer sold");
	assert_string_equal(i18n(a, "fr", "cart.gone", NULL), "Barang ini sudah tidak dijual");
	assert_string_equal(
	    i18n(a, "id", "stock.left", "3", "10", NULL), "Tinggal 3 dari 10, 3 lagi");
	assert_string_equal(i18n(a, "en", "stock.left", "3", "10", NULL), "10: 3 left");
	assert_string_equal(
	    i18n(a, "id", "mail.body", "Bu Sari", NULL), "Halo Bu Sari,\nterima kasih\\n");
	/* What stands in an argument is never taken for a place or a format. */
	assert_string_equal(
	    i18n(a, "en", "mail.body", "{1}{2}%s%n\\n", NULL), "Hello {1}{2}%s%n\\n");
}

static void
test_i18n__one_and_many(void **state)
{
	(void)state;
	load_good();
	assert_string_equal(i18n(a, "en", "bought", "1", "2", NULL), "1 order, 2");
	assert_string_equal(i18n(a, "en", "bought", "2", "1", NULL), "2 orders, 1");
	assert_string_equal(i18n(a, "en", "bought", "0", "x", NULL), "0 orders, x");
	assert_string_equal(i18n(a, "en", "bought", "11", "a||b", NULL), "11 orders, a||b");
	assert_string_equal(i18n(a, "id", "bought", "1", "2", NULL), "1 pesanan, 2");
	DIES(i18n(a, "en", "bought", "1", NULL));
}

static void
test_i18n__ids_and_languages(void **state)
{
	(void)state;
	load_good();
	assert_true(i18n_has("cart.gone") && i18n_has("mail.body"));
	assert_false(i18n_has("cart"));
	assert_false(i18n_has(""));
	assert_false(i18n_has(NULL));
	assert_string_equal(i18n_lang("id"), "id");
	assert_string_equal(i18n_lang("en"), "en");
	assert_null(i18n_lang("EN"));
	assert_null(i18n_lang("fr"));
	assert_null(i18n_lang(""));
	assert_null(i18n_lang(NULL));
	DIES(i18n(a, "id", "no.such", NULL));
	DIES(i18n(a, "id", "stock.left", "3", NULL));
}

static void
expect_fault(const char *id, const char *en, const char *word)
{
	const char *why = NULL;

	put("id", id);
	put("en", en);
	if (i18n_load(dir, &why))
		fail_msg("accepted: %s", id);
	assert_non_null(why);
	if (strstr(why, word) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", why, word);
}

static void
test_i18n__faults(void **state)
{
	const char *why;

	(void)state;
	load_good();
	expect_fault("a\tA\nb\tB\n", "a\tA\n", "message b has no text in en");
	expect_fault("a\tA\n", "a\tA\nb\tB\n", "message b has no text in id");
	expect_fault("a\tA\na\tB\n", "a\tA\n", "twice");
	expect_fault("a\tA\nno tab\n", "a\tA\n", "line 2");
	expect_fault("a\t\n", "a\tA\n", "line 1");
	expect_fault("\tA\n", "a\tA\n", "line 1");
	expect_fault("a\t\xff\n", "a\tA\n", "UTF-8");
	unlink(path_of("id"));
	assert_false(i18n_load(dir, &why));
	assert_non_null(strstr(why, "id/messages.txt"));
	/* A failed load leaves the texts of the last good one. */
	assert_true(i18n_has("cart.gone"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_i18n__texts),
		cmocka_unit_test(test_i18n__one_and_many),
		cmocka_unit_test(test_i18n__ids_and_languages),
		cmocka_unit_test(test_i18n__faults),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
