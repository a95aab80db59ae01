/* Which variant a form means, and which page numbers get a link: rules of present/ that need no database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ctx.h"
#include "http/request.h"
#include "present/pager.h"
#include "present/product.h"

/* Size 1 (10, 11) by heat 2 (20, 21, 22); 11 with 22 does not exist, 10 with 22 is sold out. */
static int64_t values[5][2] = { { 10, 20 }, { 10, 21 }, { 10, 22 }, { 11, 20 }, { 11, 21 } };
static struct variant variants[5];
static struct option options[2] = { { .id = 1 }, { .id = 2 } };
static struct product product = { .variants = variants, .n_variants = 5, .options = options, .n_options = 2 };

static int
fill(void **state)
{
	size_t i;

	for (i = 0; i < 5; i++) {
		variants[i].id = (int64_t)i + 1;
		variants[i].values = values[i];
		variants[i].n_values = 2;
		variants[i].stock = i == 2 ? STOCK_NONE : STOCK_YES;
	}
	*state = arena_open();
	return 0;
}

static int
drop(void **state)
{
	arena_close(*state);
	return 0;
}

/* The id of what the form opt_1=a, opt_2=b means beside the shown variant; NULL for a radio that was not sent; 0: none. */
static int64_t
meant(struct arena *a, const char *size, const char *heat, int64_t shown, bool near)
{
	struct ctx c;
	struct request r = { .c = &c };
	struct pair form[3] = { { NULL, NULL } };
	const struct variant *v;
	size_t n = 0;

	ctx_init(&c, a, NULL, NULL);
	if (size)
		form[n++] = (struct pair){ "opt_1", size };
	if (heat)
		form[n++] = (struct pair){ "opt_2", heat };
	form[n] = (struct pair){ NULL, NULL };
	r.form = form;
	v = present_choice(&r, &product, present_variant(&product, shown), near);
	return v ? v->id : 0;
}

static void
radios_count_before_the_shown_variant(void **state)
{
	assert_int_equal(meant(*state, NULL, NULL, 4, false), 4);
	assert_int_equal(meant(*state, "11", "21", 1, false), 5);
	assert_int_equal(meant(*state, "11", NULL, 2, false), 5);	/* heat 21 stays */
	assert_int_equal(meant(*state, "10", "22", 1, false), 3);	/* sold out, but there */
	assert_int_equal(meant(*state, "x", "-1", 2, false), 2);	/* no numbers: as if not sent */
}

static void
what_does_not_exist_is_never_guessed_for_a_cart(void **state)
{
	assert_int_equal(meant(*state, "11", "22", 3, false), 0);
	assert_int_equal(meant(*state, "99", "20", 1, false), 0);
	assert_int_equal(meant(*state, "11", "22", 3, true), 4);	/* size was changed: the first with it */
	assert_int_equal(meant(*state, "11", "22", 4, true), 3);	/* heat was changed: only there sold out */
	assert_int_equal(meant(*state, "99", "20", 1, true), 1);
}

static void
the_page_opens_with_what_is_there(void **state)
{
	struct product p = product;

	(void)state;
	assert_int_equal(present_variant_first(&p)->id, 1);
	variants[0].stock = STOCK_NONE;
	assert_int_equal(present_variant_first(&p)->id, 2);
	p.n_variants = 1;
	assert_int_equal(present_variant_first(&p)->id, 1);
	p.n_variants = 0;
	assert_null(present_variant_first(&p));
	assert_null(present_variant(&p, 1));
}

/* The numbers as "1 … 5 6 7". */
static void
pages_are(struct arena *a, int64_t page, int64_t total, const char *want)
{
	struct pager p;
	const char *s = "";

	for (pager_start(&p, page, total, 24); pager_next(&p);)
		s = arena_printf(a, "%s%s%s%lld", s, *s ? " " : "", p.gap ? "… " : "", (long long)p.at);
	assert_string_equal(s, want);
}

static void
pages(void **state)
{
	pages_are(*state, 1, 0, "");
	pages_are(*state, 1, 24, "");
	pages_are(*state, 1, 25, "1 2");
	pages_are(*state, 1, 24 * 14, "1 2 3 … 14");
	pages_are(*state, 7, 24 * 14, "1 … 5 6 7 8 9 … 14");
	pages_are(*state, 14, 24 * 14, "1 … 12 13 14");
	pages_are(*state, 3, 24 * 5, "1 2 3 4 5");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(radios_count_before_the_shown_variant, fill, drop),
		cmocka_unit_test_setup_teardown(what_does_not_exist_is_never_guessed_for_a_cart, fill, drop),
		cmocka_unit_test_setup_teardown(the_page_opens_with_what_is_there, fill, drop),
		cmocka_unit_test_setup_teardown(pages, fill, drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
