/* Which barcodes are GTINs that another house may be told. */
#include "unit/fixture.h"

#include "shop/feed.h"

static void
gtin(void **state)
{
	static const char *const good[] = { "4006381333931", "96385074", "036000291452", "00012345600012", "8991002101234" }, *const bad[] = {
		"", "4006381333930", "2000000000046", "12345", "40063813339310", "400638133393x", "0200000000004" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good) - 1; i++)
		assert_true(feed_gtin(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(feed_gtin(bad[i]));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(gtin) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
