/* What the same path is called as we write it: rules, their order, and that nothing becomes somebody else's address. */
#include "unit/fixture.h"

#include "http/tidy.h"
#include "http/url.h"

static const char *const rows[][2] = {
	{ "/", "/" }, { "/product/keripik", "/product/keripik" }, { "/en", "/en" }, { "/en/category/a-b", "/en/category/a-b" },
	{ "/product/keripik/", "/product/keripik" }, { "/product//keripik", "/product/keripik" }, { "//product/keripik", "/product/keripik" }, { "/product/keripik///", "/product/keripik" },
	{ "/PRODUCT/Keripik-Balado", "/product/keripik-balado" }, { "/EN/product/x", "/en/product/x" }, { "/en/", "/en" }, { "//", "/" }, { "////", "/" },
	{ "/id", "/" }, { "/id/", "/" }, { "/id/product/x", "/product/x" }, { "/ID/Product/X/", "/product/x" }, { "/idul-fitri", "/idul-fitri" }, { "/product/id", "/product/id" },
	{ "/index.php", "/" }, { "/index.php/product/x", "/product/x" }, { "/index.html", "/" }, { "/Index.HTML", "/" }, { "/category/x/index.php", "/category/x" }, { "/index.phpx", "/index.phpx" },
	{ "/id//INDEX.php/id/product/x/index.html/", "/product/x" }, { "/en/index.php", "/en" },
	{ "//evil.example", "/evil.example" }, { "///evil.example//", "/evil.example" }, { "/id//evil.example", "/evil.example" }, { "/index.php//evil.example", "/evil.example" },
	{ "/\xc3\x89", "/\xc3\x89" },
};

static void
is_written_as_ours(void **state)
{
	struct fixture *f = *state;
	struct arena *a = f->c.arena;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *tidy = tidy_path(a, rows[i][0]);

		assert_string_equal(tidy, rows[i][1]);
		assert_true(url_is_local(tidy) || strchr(tidy, '\xc3'));
		/* Once is enough; and what is right already comes back itself. */
		assert_ptr_equal(tidy_path(a, tidy), tidy);
	}
	fixture_ok(f);
}

static const struct CMUnitTest tests[] = {
	CASE(is_written_as_ours),
};
FIXTURE_MAIN(tests)
