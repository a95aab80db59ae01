/* Regions: the official list loads whole and again, names are found by their beginnings, what vanished is retired. */
#include "fixture.h"
#include "base/file.h"
#include "shop/region.h"

enum { T_COUNT, T_RETIRED };
static const struct db_stmt q[] = {
	[T_COUNT] = SQL("test.region.count", "SELECT COUNT(*) FROM region"),
	[T_RETIRED] = SQL("test.region.retired", "SELECT COUNT(*) FROM region WHERE retired = 1"),
};

static void
load(struct fixture *f)
{
	const char *why = "";

	if (!region_load(&f->c, "sql/regions.tsv", &why))
		fail_msg("%s", why);
}

/* Loads a text of ours; the reason when it is refused, "" when it was taken. */
static const char *
load_text(struct fixture *f, const char *text)
{
	char path[64];
	const char *why = "";
	bool ok;

	(void)snprintf(path, sizeof(path), "/tmp/etalase-regions-%ld.tsv", (long)getpid());
	assert_true(file_write(path, text, strlen(text), 0600));
	ok = region_load(&f->c, path, &why);
	(void)unlink(path);
	return ok ? "" : why;
}

static void
whole_list(void **state)
{
	struct fixture *f = *state;
	struct region_path path;
	struct region *list;
	int64_t start, statements;
	size_t n;

	load(f);
	assert_int_equal(db_one_int(&f->c, 0, &q[T_COUNT]), 7837);
	fixture_next(f);
	statements = f->c.sql_count;
	start = clock_ms();
	load(f);
	assert_int_equal(f->c.sql_count, statements + 1);
	assert_true(clock_ms() - start < 5000);
	list = region_children(&f->c, 0, &n);
	assert_int_equal(n, 38);
	assert_string_equal(list[0].name, "Aceh");
	(void)region_children(&f->c, 13, &n);
	assert_int_equal(n, 19);
	assert_true(region_path(&f->c, 131207, &path));
	assert_string_equal(path.province.name, "Sumatera Barat");
	assert_string_equal(path.regency.name, "Kabupaten Pasaman Barat");
	assert_int_equal(path.district.code, 131207);
	assert_false(region_path(&f->c, 1312, &path));
	assert_false(region_path(&f->c, 999999, &path));
	assert_null(region_get(&f->c, 99));
	assert_string_equal(region_get(&f->c, 13)->name, "Sumatera Barat");
	assert_string_equal(region_label(&f->c, 1312), "Kab. Pasaman Barat, Sumatera Barat");
	assert_string_equal(region_label(&f->c, 5), "");
}

static const char small[] =
    "# a few\n13\tSumatera Barat\n1312\tKabupaten Pasaman Barat\n131207\tKoto Balingka\n131206\tGunung Tuleh\n"
    "131201\tSungai Beremas\r\n\n131211\tLuhak Nan Duo\n1371\tKota Padang\n137107\tKoto Tangah\n137101\tPadang 100% Selatan";

static void
search(void **state)
{
	struct fixture *f = *state;
	struct region *list;
	size_t n;

	assert_string_equal(load_text(f, small), "");
	assert_string_equal(region_label(&f->c, 131207), "Koto Balingka, Kab. Pasaman Barat, Sumatera Barat");
	list = region_search(&f->c, "KOTO", 10, &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].name, "Koto Balingka");
	(void)region_search(&f->c, "koto", 1, &n);
	assert_int_equal(n, 1);
	list = region_search(&f->c, "  kec.  Bali", 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].code, 131207);
	(void)region_search(&f->c, "nan duo", 10, &n);
	assert_int_equal(n, 1);
	(void)region_search(&f->c, "alingka", 10, &n);
	assert_int_equal(n, 0);
	(void)region_search(&f->c, "Pasaman", 10, &n);	/* a regency is no district */
	assert_int_equal(n, 0);
	(void)region_search(&f->c, "%", 10, &n);
	assert_int_equal(n, 0);
	(void)region_search(&f->c, "100%", 10, &n);
	assert_int_equal(n, 1);
	(void)region_search(&f->c, "_oto", 10, &n);
	assert_int_equal(n, 0);
	(void)region_search(&f->c, " ", 10, &n);
	assert_int_equal(n, 0);
}

static void
retires(void **state)
{
	struct fixture *f = *state;
	struct region_path path;
	size_t n;

	assert_string_equal(load_text(f, small), "");
	assert_string_equal(load_text(f, "13\tSumatera Barat\n1312\tKab. Baru\n131207\tKoto Balingka\n"), "");
	assert_int_equal(db_one_int(&f->c, 0, &q[T_RETIRED]), 6);
	assert_null(region_get(&f->c, 1371));
	assert_false(region_path(&f->c, 137107, &path));
	assert_string_equal(region_label(&f->c, 137107), "Koto Tangah, Kota Padang, Sumatera Barat");
	assert_string_equal(region_get(&f->c, 1312)->name, "Kab. Baru");
	(void)region_search(&f->c, "tangah", 10, &n);
	assert_int_equal(n, 0);
	assert_string_equal(load_text(f, small), "");
	assert_int_equal(db_one_int(&f->c, 0, &q[T_RETIRED]), 0);
}

static void
refuses(void **state)
{
	struct fixture *f = *state;
	static const char *const bad[] = {
		"", "# nothing\n", "13 Sumatera Barat\n", "13\t\n", "x\tY\n", "013\tSumatera Barat\n", "13\tA\n13\tB\n", "1312\tLost\n",
		"1312071\tToo deep\n", "13\t\xff\n",
	};
	const char *why;
	size_t i;

	for (i = 0; i < ARRAY_LEN(bad); i++)
		assert_string_not_equal(load_text(f, bad[i]), "");
	assert_false(region_load(&f->c, "/nowhere/regions.tsv", &why));
	assert_int_equal(db_one_int(&f->c, -1, &q[T_COUNT]), 0);
}

static const struct CMUnitTest tests[] = { CASE(whole_list), CASE(search), CASE(retires), CASE(refuses) };
FIXTURE_MAIN(tests)
