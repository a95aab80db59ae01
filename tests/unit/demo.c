/* The demo shop opens in an empty shop, once, whole and without a word of complaint; a shop with goods is left alone. */
#include "fixture.h"

#include "base/file.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/content.h"
#include "shop/demo.h"
#include "shop/importer.h"
#include "shop/media.h"
#include "shop/pay.h"
#include "shop/region.h"
#include "shop/setting.h"
#include "shop/ship.h"
#include "shop/stock.h"

enum { T_COUNT, T_UNMARK };
static const struct db_stmt q[] = {
	[T_COUNT] = SQL("test.demo.count", "SELECT COUNT(*) FROM product"),
	[T_UNMARK] = SQL("test.demo.unmark", "UPDATE external_id SET object = 1 WHERE source = 'etalase' AND kind = 'demo'"),
};

/* A data folder and the regions, then demo_open in no transaction. */
static void
prepare(struct fixture *f)
{
	char *dir = arena_printf(f->keep, "%s/etalase-demo-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	const char *why = "";

	assert_non_null(mkdtemp(dir));
	f->conf.data = dir;
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/incoming", dir), 0700));
	assert_true(region_load(&f->c, "sql/regions.tsv", &why));
	fixture_commit(f);
}

static void
sweep(struct fixture *f)
{
	const char *dir = arena_printf(f->keep, "%s/incoming", f->conf.data);
	const char **names = file_list(f->keep, dir);

	for (; *names; names++)
		(void)unlink(arena_printf(f->keep, "%s/%s", dir, *names));
	(void)rmdir(dir);
	(void)rmdir(f->conf.data);
}

static enum demo
open_demo(struct fixture *f)
{
	const char *why = "";
	enum demo d = demo_open(&f->c, "sql/demo", &why);

	if (d == DEMO_FAILED)
		print_message("demo: %s\n", why);
	return d;
}

static void
opens(void **state)
{
	struct fixture *f = *state;
	const struct shop *shop;
	struct category **tree;
	struct card **cards;
	struct parcel parcel = { 500, 20000 };
	struct product *p;
	int64_t promo;
	size_t n, i;

	prepare(f);
	assert_int_equal(open_demo(f), DEMO_DONE);
	fixture_begin(f);
	shop = shop_get(&f->c);
	assert_string_equal(shop->name, "Keripik Mande Rani");
	assert_int_equal(shop_open_state(shop, FIXTURE_NOW, &(int){ 0 }, &(int64_t){ 0 }), SHOP_OPEN);
	assert_int_equal(media_find(&f->c, shop->hero).media != 0, 1);
	promo = shop->promo;
	p = catalog_product(&f->c, promo);
	assert_string_equal(p->slug, "paket-oleh-oleh-5-rasa");
	tree = catalog_tree(&f->c, false, &n);
	assert_int_equal(n, 6);
	for (i = 0; i < n; i++)
		assert_true(*tree[i]->picture.hash && tree[i]->products > 0);
	cards = catalog_featured(&f->c, 8, &n);
	assert_int_equal(n, 8);
	for (i = 0; i < n; i++)
		assert_true(*cards[i]->picture.hash && cards[i]->tint >= 1 && cards[i]->tint <= 6);
	(void)bank_accounts(&f->c, false, &n);
	assert_int_equal(n, 2);
	(void)page_list(&f->c, false, &n);
	assert_int_equal(n, 6);
	(void)ship_quotes(&f->c, &(struct ship_to){ 131208, "" }, &parcel, &n);
	assert_true(n >= 2);
	assert_int_equal(stock_faults(&f->c), 0);
	fixture_commit(f);
	assert_int_equal(open_demo(f), DEMO_NOT_EMPTY);
	fixture_begin(f);
	sweep(f);
}

/* Cut short: called again, it goes on where it was. */
static void
goes_on(void **state)
{
	struct fixture *f = *state;
	int64_t products;

	prepare(f);
	assert_int_equal(open_demo(f), DEMO_DONE);
	fixture_begin(f);
	products = db_one_int(&f->c, 0, &q[T_COUNT]);
	db_exec(&f->c, &q[T_UNMARK]);
	fixture_commit(f);
	assert_int_equal(open_demo(f), DEMO_DONE);
	fixture_begin(f);
	assert_int_equal(db_one_int(&f->c, 0, &q[T_COUNT]), products);
	sweep(f);
}

static void
leaves_goods_alone(void **state)
{
	struct fixture *f = *state;
	struct import_result r;
	const char *why = "";

	prepare(f);
	assert_int_equal(import_file(&f->c, "tests/data/import/woo.csv", &(struct import_options){ 0 }, &r), IMPORT_OK);
	assert_int_equal(open_demo(f), DEMO_NOT_EMPTY);
	fixture_begin(f);
	assert_string_equal(shop_get(&f->c)->name, "Etalase");
	fixture_commit(f);
	assert_int_equal(demo_open(&f->c, "sql/none", &why), DEMO_FAILED);
	assert_true(*why);
	fixture_begin(f);
	sweep(f);
}

static const struct CMUnitTest tests[] = { CASE(opens), CASE(goes_on), CASE(leaves_goods_alone) };
FIXTURE_MAIN(tests)
