/* What an import remembers of a long file: many more keys than memory holds, found again after the table went to a file. */
#include "fixture.h"

#include "shop/importer_index.h"

static void
remembers(void **state)
{
	struct fixture *f = *state;
	struct import_index *x = import_index_new(&f->c, f->keep), *other = import_index_new(&f->c, f->keep);
	int64_t i;

	assert_int_equal(import_index_get(x, "key", "a", 0), 0);
	for (i = 1; i <= 150000; i++)
		import_index_put(x, "key", "barang", i, 2 * i);
	for (i = 1; i <= 150000; i++)
		if (import_index_get(x, "key", "barang", i) != 2 * i)
			fail_msg("%lld is lost", (long long)i);
	assert_int_equal(import_index_get(x, "key", "barang", 150001), 0);
	assert_int_equal(import_index_get(x, "sku", "barang", 7), 0);
	assert_int_equal(import_index_get(x, "key", "barangs", 7), 0);
	assert_int_equal(import_index_get(other, "key", "barang", 7), 0);
	import_index_put(x, "key", "barang", 7, -1);
	assert_int_equal(import_index_get(x, "key", "barang", 7), -1);
	fixture_ok(f);
}

static const struct CMUnitTest tests[] = { CASE(remembers) };
FIXTURE_MAIN(tests)
