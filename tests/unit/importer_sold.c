/* What a file says of makers, tags and how goods are sold: found by name and never doubled, amounts in kilograms, out and in again as they were, and refused where they can't be. */
#include "import_run.h"

#include "shop/exporter.h"
#include "shop/maker.h"
#include "shop/price.h"
#include "shop/tag.h"

enum { S_MAKERS, S_TAGS, S_LOW };
static const struct db_stmt s[] = {
	[S_MAKERS] = SQL("sold.test_makers", "SELECT COUNT(*) FROM maker"),
	[S_TAGS] = SQL("sold.test_tags", "SELECT COUNT(*) FROM tag"),
	[S_LOW] = SQL("sold.test_low", "SELECT low_at FROM variant WHERE sku = $1 AND active = 1"),
};
DB_TABLE(s);

static int64_t
all(struct fixture *f, int what)
{
	return db_one_int(&f->c, -1, &s[what]);
}

static const char coffee[] =
	"key,name,sku,price,maker,tags,measure,min_qty,max_qty,qty_step,qty_together,qty_prices,variant_qty_prices,low_at,stock,option1_name,option1_value\n"
	"kopi,Kopi Curah,K-1,90000,Uni  Ros,Kopi|oleh-oleh,kg,\"0,25\",20 kg,250 g,1,5=85000|10 kg=80000,2.5=88000,\"1,5\",12.5 kg,Sangrai,Gelap\n"
	"kopi,,K-2,95000,,,,,,,,,,,\"0,75\",,Terang\n"
	"gula,Gula,G-1,12000,UNI ROS,\"#kopi, Manis\",,,,,,,,,40,,\n";

static void
both(void **state)
{
	struct fixture *f = *state;
	struct ran dry = run_bytes(f, coffee, strlen(coffee), true), ran;
	struct product *p;

	assert_int_equal(dry.r.makers_new, 1);
	assert_int_equal(dry.r.tags_new, 3);
	assert_int_equal(all(f, S_MAKERS), 0);
	ran = run_text(f, coffee);
	assert_string_equal(ran.said, dry.said);
	assert_memory_equal(&ran.r, &dry.r, sizeof(ran.r));
	assert_int_equal(ran.r.products_new, 2);
	assert_int_equal(ran.r.refused + ran.r.warnings, 0);
	assert_int_equal(all(f, S_MAKERS), 1);
	assert_int_equal(all(f, S_TAGS), 3);
	p = product(f, "Kopi Curah");
	assert_string_equal(p->maker_name, "Uni Ros");
	assert_int_equal(p->n_tags, 2);
	assert_int_equal(p->buying.measure, MEASURE_GRAM);
	assert_int_equal(p->buying.min, 250);
	assert_int_equal(p->buying.max, 20000);
	assert_int_equal(p->buying.step, 250);
	assert_true(p->buying.together);
	assert_int_equal(p->n_tiers, 3);
	assert_int_equal(p->variants[0].price_qty, 1000);
	assert_int_equal(p->variants[0].on_hand, 12500);
	assert_int_equal(p->variants[0].low_at, 1500);
	/* Five kilograms, as pieces have five. */
	assert_int_equal(p->variants[1].on_hand, 750);
	assert_int_equal(p->variants[1].low_at, 5000);
	p = product(f, "Gula");
	assert_string_equal(p->maker_name, "Uni Ros");
	assert_int_equal(p->n_tags, 2);
	assert_int_equal(p->buying.measure, MEASURE_PIECE);
	assert_int_equal(p->variants[0].on_hand, 40);
	ran = run_text(f, coffee);
	assert_int_equal(ran.r.products_same, 2);
	assert_int_equal(ran.r.makers_new + ran.r.tags_new, 0);
}

static const char *
written(struct fixture *f)
{
	const struct exporter_filter any = { "", "", false };
	struct buf b;

	buf_init(&b, f->keep, 1000000);
	assert_int_equal(exporter_text(&f->c, &any, true, &b), 2);
	return b.s;
}

/* What was taken out and comes back is the same; after everything of it was changed it is as it was. */
static void
round_trip(void **state)
{
	struct fixture *f = *state;
	const char *first;
	struct ran ran;

	(void)run_text(f, coffee);
	first = written(f);
	assert_non_null(strstr(first, "Uni Ros,Kopi|oleh-oleh,kg,0.25 kg,20 kg,0.25 kg,1,5 kg=85000|10 kg=80000,2.5 kg=88000"));
	assert_non_null(strstr(first, "1.5 kg,12.5 kg"));
	ran = run_text(f, first);
	assert_int_equal(ran.r.products_same, 2);
	ran = run_text(f, "key,name,sku,price,maker,tags,min_qty,max_qty,qty_step,qty_together,qty_prices,variant_qty_prices,low_at,option1_name,option1_value\n"
		"kopi,Kopi Curah,K-1,90000,Pak Imam,lain,1 kg,,,0,,,2 kg,Sangrai,Gelap\nkopi,,K-2,95000,,,,,,,,4 kg=90000,,,Terang\n");
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(ran.r.makers_new, 1);
	assert_string_equal(product(f, "Kopi Curah")->maker_name, "Pak Imam");
	assert_int_equal(product(f, "Kopi Curah")->n_tiers, 1);
	ran = run_text(f, first);
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(ran.r.makers_new, 0);
	assert_string_equal(written(f), first);
	/* Empty cells clear, columns that are not there leave. */
	ran = run_text(f, "key,name,sku,price,option1_name,option1_value\nkopi,Kopi Curah,K-1,91000,Sangrai,Gelap\nkopi,,K-2,95000,,Terang\n");
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(product(f, "Kopi Curah")->n_tiers, 3);
	assert_int_equal(product(f, "Kopi Curah")->n_tags, 2);
	ran = run_text(f, "key,name,sku,price,maker,tags\ngula,Gula,G-1,12000,,\n");
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(product(f, "Gula")->maker, 0);
	assert_int_equal(product(f, "Gula")->n_tags, 0);
}

static void
refused(void **state)
{
	static const struct { const char *row, *said; } rows[] = {
		{ "a,A,1000,pound,,,,5", "2 refused import.bad_cell measure: pound" }, { "a,A,1000,kg,0.25 l,,,5", "2 refused import.bad_cell min_qty: 0.25 l" },
		{ "a,A,1000,kg,-1,,,5", "2 refused import.bad_cell min_qty: -1" }, { "a,A,1000,kg,,,5=900|5=800,5", "2 refused import.tiers" }, { "a,A,1000,kg,,,5=900|10=950,5", "2 refused import.tiers" },
		{ "a,A,1000,kg,,,5=1000,5", "2 refused import.tiers" }, { "a,A,1000,kg,,,5,5", "2 refused import.bad_cell qty_prices: 5" }, { "a,A,1000,kg,,,0=900,5", "2 refused import.bad_cell qty_prices: 0=900" },
		{ "a,A,1000,,,,2=900|3=890|4=880|5=870|6=860|7=850|8=840,5", "2 refused import.bad_cell qty_prices: 8=840" }, { "a,A,1000,,5,4,,5", "2 refused import.limits" },
		{ "a,A,1000,,5000,,,5", "2 refused import.limits" }, { "a,A,1000,,1 kg,,,5", "2 refused import.bad_cell min_qty: 1 kg" }, { "a,A,1000,kg,,,,abc", "2 refused import.bad_cell stock: abc" },
		{ "a,A,1000,kg,,,,99999999999999999999", "2 refused import.bad_cell stock: 9999999999" },
	};
	struct fixture *f = *state;
	struct ran ran;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ran = run_text(f, arena_printf(f->keep, "key,name,price,measure,min_qty,max_qty,qty_prices,stock,maker,tags\n%s,Bu Eti,baru\nb%zu,B,1000,,,,,1,Bu Eti,baru\n", rows[i].row, i));
		heard(&ran, rows[i].said);
		assert_int_equal(ran.r.refused, 1);
		/* The other product of the batch goes in, with the maker that the refused one would have brought. */
		assert_int_equal(ran.r.products_new, 1);
		assert_int_equal(all(f, S_MAKERS), 1);
		assert_int_equal(all(f, S_TAGS), 1);
	}
	assert_int_equal(db_one_int(&f->c, 0, &q[T_PRODUCT], DB_T("A")), 0);
}

/* What a file without the column of the measure says of goods that are weighed, and what can't change under stock. */
static void
measures(void **state)
{
	struct fixture *f = *state;
	struct ran ran;

	(void)run_text(f, "key,name,sku,price,measure,stock\nk,Kopi,K,90000,100 g,2\np,Permen,P,500,,7\n");
	assert_int_equal(product(f, "Kopi")->variants[0].price_qty, 100);
	assert_int_equal(product(f, "Kopi")->variants[0].on_hand, 2000);
	assert_int_equal(db_one_int(&f->c, 0, &s[S_LOW], DB_T("K")), 5000);
	ran = run_text(f, "key,name,sku,price,low_at\nk,Kopi,K,90000,700\np,Permen,P,500,3\n");
	assert_int_equal(ran.r.products_changed, 2);
	assert_int_equal(db_one_int(&f->c, 0, &s[S_LOW], DB_T("K")), 700);
	ran = run_text(f, "key,name,sku,price,low_at\nk,Kopi,K,90000,\"0,8 kg\"\np,Permen,P,500,3 kg\n");
	heard(&ran, "3 refused import.measure_differs");
	assert_int_equal(db_one_int(&f->c, 0, &s[S_LOW], DB_T("K")), 800);
	assert_int_equal(db_one_int(&f->c, 0, &s[S_LOW], DB_T("P")), 3);
	ran = run_text(f, "key,name,sku,price,measure\nk,Kopi,K,90000,kg\np,Permen,P,500,kg\n");
	heard(&ran, "3 refused import.measure_stock");
	assert_int_equal(product(f, "Kopi")->variants[0].price_qty, 1000);
	assert_int_equal(product(f, "Permen")->buying.measure, MEASURE_PIECE);
	/* Without stock it changes, and what it warns at goes over with it. */
	(void)run_text(f, "key,name,sku,price,stock\nz,Teh,Z,500,0\n");
	ran = run_text(f, "key,name,sku,price,measure\nz,Teh,Z,500,l\n");
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(product(f, "Teh")->buying.measure, MEASURE_ML);
	assert_int_equal(db_one_int(&f->c, 0, &s[S_LOW], DB_T("Z")), 5000);
}

/* Names that are too long or too many, and those of other shops. */
static void
names(void **state)
{
	struct fixture *f = *state;
	const char *many = "t0";
	struct ran ran;
	struct buf b;

	for (int i = 1; i < 22; i++)
		many = arena_printf(f->keep, "%s|t%d", many, i);
	buf_init(&b, f->keep, 4000);
	for (int i = 0; i < 90; i++)
		buf_char(&b, 'x');
	ran = run_text(f, arena_printf(f->keep, "key,name,price,maker,tags\na,A,1000,%s,%s\n", b.s, many));
	heard(&ran, "2 warning import.maker_long xxx");
	heard(&ran, "2 warning import.tags_many t20");
	assert_int_equal(product(f, "A")->maker, 0);
	assert_int_equal(product(f, "A")->n_tags, PRODUCT_TAGS_MOST);
	ran = run_file(f, "tests/data/import/shopify.csv", false);
	assert_string_equal(product(f, "Keripik Ubi")->maker_name, "Dapur Ibu");
	ran = run_text(f, "Handle,Title,Variant Price,Vendor,Tags\nubi,Ubi,1000,DAPUR IBU,\"Kopi, Bubuk\"\nu2,Ubi Dua,1000,,\n");
	assert_int_equal(ran.r.makers_new, 0);
	assert_int_equal(product(f, "Ubi")->maker, product(f, "Keripik Ubi")->maker);
	/* An empty cell of another shop takes nothing away. */
	ran = run_text(f, "Handle,Title,Variant Price,Vendor,Tags\nubi,Ubi,1100,,\n");
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(product(f, "Ubi")->n_tags, 2);
	assert_true(product(f, "Ubi")->maker > 0);
}

static const struct CMUnitTest tests[] = { CASE(both), CASE(round_trip), CASE(refused), CASE(measures), CASE(names) };
FIXTURE_MAIN(tests)
