/* Importing the files of other shops and files by a mapping: each comes in once, whole, and the second time changes nothing; what cannot be understood is refused. */
#include "import_run.h"

#include "shop/stock.h"

static void
shopify(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_file(f, "tests/data/import/shopify.csv", false);
	struct product *p = product(f, "Keripik Ubi");

	assert_string_equal(ran.r.format, "shopify");
	assert_int_equal(ran.r.products_new, 2);
	assert_int_equal(ran.r.refused, 4);
	heard(&ran, "6 refused import.virtual");
	heard(&ran, "7 refused import.virtual");
	heard(&ran, "8 refused import.no_key");
	heard(&ran, "9 refused import.no_name kopi");
	heard(&ran, "1 warning import.columns Variant Inventory Tracker, Image Position, Image Alt Text, S");
	assert_string_equal(p->description, "## Isi\n\nUbi ungu & garam");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->variants[1].label, "250 g · Pedas");
	assert_int_equal(p->variants[0].list_price, 12500);
	assert_int_equal(p->variants[0].compare_at, 15000);
	assert_int_equal(p->variants[0].cost, 7000);
	assert_int_equal(p->variants[0].on_hand, 5);
	assert_int_equal(p->variants[1].weight_g, 270);
	assert_string_equal(p->variants[0].barcode, "8990001");
	catalog_sources(&f->c, p);
	assert_int_equal(p->n_sources, 3);
	assert_string_equal(p->categories[0]->name, "Camilan");
	assert_string_equal(p->maker_name, "Dapur Ibu");
	p = product(f, "Kopi Bubuk");
	assert_string_equal(p->status, "draft");
	assert_string_equal(p->categories[0]->name, "Kopi");
	assert_int_equal(p->n_options, 0);
	assert_int_equal(p->variants[0].on_hand, 0);
	ran = run_file(f, "tests/data/import/shopify.csv", false);
	assert_int_equal(ran.r.products_same, 2);
}

static void
opencart(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_file(f, "tests/data/import/opencart.csv", false);
	struct product *p = product(f, "Gula Aren");

	assert_string_equal(ran.r.format, "opencart");
	assert_int_equal(ran.r.products_new, 2);
	heard(&ran, "2 warning import.category_numbers 20,27");
	heard(&ran, "2 note import.no_address catalog/demo/gula.jpg");
	heard(&ran, "4 refused import.virtual");
	heard(&ran, "5 refused import.no_name 31");
	assert_string_equal(p->description, "Manis & wangi");
	assert_int_equal(p->variants[0].list_price, 18000);
	assert_int_equal(p->variants[0].weight_g, 500);
	assert_int_equal(p->variants[0].on_hand, 12);
	assert_string_equal(p->variants[0].sku, "GA-1");
	assert_string_equal(p->variants[0].barcode, "8991");
	assert_string_equal(p->maker_name, "Bu Tini");
	assert_string_equal(product_texts(&f->c, p->id, "en")->name, "Palm Sugar");
	assert_string_equal(product_texts(&f->c, p->id, "en")->description, "Sweet");
	p = product(f, "Madu");
	assert_string_equal(p->variants[0].sku, "MADU");
	assert_string_equal(p->status, "draft");
	catalog_sources(&f->c, p);
	assert_int_equal(p->n_sources, 1);
	ran = run_file(f, "tests/data/import/opencart-names.csv", false);
	assert_string_equal(ran.r.format, "opencart");
	p = product(f, "Sambal Roa");
	assert_int_equal(p->n_categories, 2);
	assert_int_equal(p->variants[0].weight_g, 200);
	assert_int_equal(run_file(f, "tests/data/import/opencart.csv", false).r.products_same, 2);
}

static void
magento(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_file(f, "tests/data/import/magento.csv", false);
	struct product *p = product(f, "Kaos");

	assert_string_equal(ran.r.format, "magento");
	assert_int_equal(ran.r.products_new, 2);
	heard(&ran, "4 warning import.no_child KS-XL");
	heard(&ran, "5 warning import.store_view en");
	heard(&ran, "7 refused import.grouped");
	heard(&ran, "8 refused import.virtual");
	heard(&ran, "4 note import.no_address /m/h/ks.jpg");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->options[0].name, "Ukuran");
	assert_string_equal(p->variants[0].label, "S");
	assert_int_equal(p->variants[0].list_price, 50000);
	assert_int_equal(p->variants[1].list_price, 55000);
	assert_int_equal(p->variants[1].weight_g, 250);
	assert_int_equal(p->variants[1].on_hand, 2);
	assert_string_equal(p->description, "- katun");
	assert_int_equal(p->n_categories, 2);
	assert_int_equal(p->n_attrs, 2);
	assert_string_equal(p->attrs[0].name, "Material");
	assert_string_equal(p->attrs[0].value, "Katun, Poliester");
	assert_string_equal(p->attrs[1].value, "cuci dingin, jangan diperas");
	catalog_sources(&f->c, p);
	assert_int_equal(p->n_sources, 1);
	p = product(f, "Topi");
	assert_string_equal(p->status, "draft");
	assert_int_equal(p->variants[0].sale_price, 25000);
	assert_int_equal(p->variants[0].on_hand, 1);
	assert_int_equal(run_file(f, "tests/data/import/magento.csv", false).r.products_same, 2);
}

static void
woo_indonesian(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_file(f, "tests/data/import/woo-id.csv", false);
	struct product *p = product(f, "Dodol");

	assert_string_equal(ran.r.format, "woocommerce");
	assert_int_equal(ran.r.products_new, 1);
	assert_int_equal(ran.r.refused, 0);
	assert_string_equal(p->description, "Lembut\nmanis");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->variants[0].label, "Durian");
	assert_int_equal(p->variants[1].list_price, 19000);
	assert_int_equal(p->variants[1].weight_g, 300);
	/* A side that a variation leaves empty is the product's; what is no length is said, and unknown. */
	assert_memory_equal(p->variants[0].size_mm, ((int64_t[]){ 300, 200, 105 }), sizeof(p->variants[0].size_mm));
	assert_memory_equal(p->variants[1].size_mm, ((int64_t[]){ 310, 200, 0 }), sizeof(p->variants[1].size_mm));
	heard(&ran, "4 warning import.bad_cell x");
	assert_true(strstr(ran.said, "import.columns") == NULL);
}

static struct ran
run_mapped(struct fixture *f, const char *path, const char *map, const char *key)
{
	const struct import_options o = { .map = map, .key = key, .report = hear };
	struct import_options with = o;
	struct said s;
	struct ran ran;

	load_messages();
	buf_init(&s.b, f->keep, 1000000);
	with.arg = &s;
	fixture_commit(f);
	ran.end = import_file(&f->c, path, &with, &ran.r);
	fixture_ok(f);
	fixture_begin(f);
	ran.said = s.b.s;
	return ran;
}

#define BARANG "tests/data/import/barang.csv"

static void
mapped(void **state)
{
	static const char map[] = "name=Nama Barang,price=harga jual (rp),stock=Stok,unit=Satuan,category=Kategori,weight_kg=Berat (kg),option1=Warna,description=Keterangan,brand=#10,key=No";
	struct fixture *f = *state;
	struct ran ran = run_mapped(f, BARANG, map, "");
	struct product *p = product(f, "Tikar Pandan");

	assert_string_equal(ran.r.format, "map");
	assert_int_equal(ran.r.products_new, 2);
	heard(&ran, "4 warning import.bad_cell x");
	heard(&ran, "5 refused import.bad_cell gratis");
	heard(&ran, "6 refused import.no_key");
	heard(&ran, "7 refused import.row_twice 1");
	heard(&ran, "1 warning import.columns Gudang");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->variants[1].label, "Hijau");
	assert_int_equal(p->variants[0].list_price, 85000);
	assert_int_equal(p->variants[1].list_price, 90000);
	assert_int_equal(p->variants[0].weight_g, 1500);
	assert_int_equal(p->variants[0].on_hand, 4);
	assert_string_equal(p->unit, "lembar");
	assert_string_equal(p->description, "Anyaman tangan");
	assert_string_equal(p->categories[0]->name, "Tikar");
	assert_string_equal(p->attrs[0].value, "Ibu Sri");
	assert_int_equal(run_mapped(f, BARANG, map, NULL).r.products_same, 2);
	/* Each a line; the key of two columns; no option: one row is one product. */
	ran = run_mapped(f, BARANG, "name=Nama Barang\nprice=Harga Jual (Rp)\nfact=Gudang", "Nama Barang\nWarna");
	assert_int_equal(ran.r.products_new, 5);
	assert_string_equal(product(f, "Tikar lagi")->attrs[0].value, "B");
}

static void
bad_mappings(void **state)
{
	static const char *const bad[][3] = {
		{ "name=Nama Barang", "No", "import.map_needs price" },
		{ "price=Stok", "No", "import.map_needs name" },
		{ "", "No", "import.map_needs name" },
		{ "name=Nama Barang,price=Harga", "No", "import.map_column Harga" },
		{ "name=Nama Barang,price=#12", "No", "import.map_column #12" },
		{ "name=Nama Barang,harga=Stok", "No", "import.map_field harga=Stok" },
		{ "name", "No", "import.map_form name" },
		{ "name=No,name=Stok,price=Stok", "No", "import.map_twice name" },
		{ "name=Nama Barang,price=Stok", "", "import.map_key" },
		{ "name=Nama Barang,price=Stok", "Toko", "import.map_column Toko" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_LEN(bad); i++) {
		struct ran ran = run_mapped(f, BARANG, bad[i][0], bad[i][1]);

		assert_int_equal(ran.end, IMPORT_UNKNOWN);
		heard(&ran, bad[i][2]);
	}
	assert_int_equal(count(f, T_COUNT), 0);
}

/* One product that is refused after it made a category does not spoil its batch, and leaves no category. */
static void
batches(void **state)
{
	struct fixture *f = *state;
	struct ran ran;
	struct buf b;
	int i;

	ran = run_text(f, "key,name,price,sku\nz,Lama,1,PUNYA\n");
	assert_int_equal(ran.r.products_new, 1);
	buf_init(&b, f->keep, 100000);
	(void)buf_str(&b, "n;h;k;s;o\n");
	for (i = 0; i < 250; i++)
		(void)buf_printf(&b, "Barang %d;1000;Kategori %d;S%d;\n", i, i % 3, i);
	assert_true(file_write("/tmp/etalase-unit-batch.csv", b.s, b.len, 0600));
	ran = run_mapped(f, "/tmp/etalase-unit-batch.csv", "name=n,price=h,category=k,sku=s", "n");
	assert_int_equal(ran.r.products_new, 250);
	buf_clear(&b);
	(void)buf_str(&b, "n;h;k;s;w\n");
	for (i = 0; i < 150; i++)
		(void)buf_printf(&b, "Baru %d;1000;%s;T%d;%s\n", i / 2, i == 60 ? "Sia-sia" : "Ada", i, i == 61 ? "a" : i % 2 ? "b" : "a");
	assert_true(file_write("/tmp/etalase-unit-batch.csv", b.s, b.len, 0600));
	ran = run_mapped(f, "/tmp/etalase-unit-batch.csv", "name=n,price=h,category=k,sku=s,option1=w", "n");
	(void)unlink("/tmp/etalase-unit-batch.csv");
	heard(&ran, "62 refused import.same_options T61");
	assert_int_equal(ran.r.products_new, 74);
	assert_int_equal(ran.r.refused, 1);
	assert_int_equal(count(f, T_COUNT), 1 + 250 + 74);
	assert_int_equal(count(f, T_CATEGORY), 4);
	assert_int_equal(stock_faults(&f->c), 0);
}

/* --- more than three options --- */

static void
five_options_of_magento(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_text(f, "sku,store_view_code,attribute_set_code,product_type,categories,name,weight,product_online,visibility,price,qty,configurable_variations,configurable_variation_labels\n"
	    "A1,,Top,simple,,Satu,0.2,1,Not Visible Individually,50000,4,,\nA2,,Top,simple,,Dua,0.2,1,Not Visible Individually,60000,5,,\n"
	    "A,,Top,configurable,,Jaket,,1,\"Catalog, Search\",50000,,\"sku=A1,a=x,b=x,c=x,d=x,e=x|sku=A2,a=x,b=x,c=x,d=x,e=y\",\"a=Satu,b=Dua,c=Tiga,d=Empat,e=Lima\"\n");
	struct product *p = product(f, "Jaket");

	assert_int_equal(ran.r.refused, 0);
	assert_int_equal(p->n_options, 5);
	assert_string_equal(p->options[4].name, "Lima");
	assert_string_equal(p->variants[1].label, "x · x · x · x · y");
}

static void
four_options_of_woo(void **state)
{
	static const char *const head = "ID,Type,SKU,Name,Published,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s),Attribute 3 name,Attribute 3 value(s),"
	    "Attribute 4 name,Attribute 4 value(s)\n";
	struct fixture *f = *state;
	struct ran ran = run_text(f, arena_printf(f->keep, "%s1,variable,K,Kaos,1,,,,W,\"m, b\",U,\"S, L\",B,katun,L,\"pendek, panjang\"\n2,variation,K-1,Kaos,1,5,9000,K,W,m,U,,B,katun,L,\n", head));
	struct product *p = product(f, "Kaos");
	const char *many = "a";

	heard(&ran, "3 warning import.any_value");
	assert_int_equal(p->n_options, 4);
	assert_int_equal(p->n_variants, 4);
	assert_string_equal(p->variants[1].label, "m · S · katun · panjang");
	assert_string_equal(p->variants[2].label, "m · L · katun · pendek");
	/* Values that stand there again and again don't multiply without end. */
	for (size_t i = 0; i < 60; i++)
		many = arena_printf(f->keep, "%s, a", many);
	ran = run_text(f, arena_printf(f->keep, "%s9,variable,Q,Tas,1,,,,W,\"%s\",U,\"%s\",B,\"%s\",L,\"%s\"\n10,variation,Q-1,Tas,1,5,9000,Q,W,,U,,B,,L,\n", head, many, many, many, many));
	assert_int_equal(ran.r.refused, 1);
}

/* Our own file: what it says of five options and 2,000 variants is there, and a second time nothing is new. One more row is one too many. */
static void
two_thousand_variants(void **state)
{
	struct fixture *f = *state;
	struct buf b;
	struct product *p;
	struct ran ran;
	int i;

	buf_init(&b, f->keep, 1000000);
	buf_str(&b, "key,name,price,option1_name,option1_value,option2_name,option2_value,option3_name,option3_value,option4_name,option4_value,option5_name,option5_value,option5_value_en,stock\n");
	for (i = 0; i < CATALOG_VARIANTS; i++)
		buf_printf(&b, "k,Batik,%d,Motif,m%d,Warna,w%d,Isi,i%d,Kain,katun,Lebar,l%d,e%d,%d\n", 1000 + i, i / 100, i / 10 % 10, i % 10, i % 2, i % 2, i % 3);
	ran = run_text(f, b.s);
	assert_int_equal(ran.r.refused, 0);
	p = product(f, "Batik");
	assert_int_equal(p->n_variants, CATALOG_VARIANTS);
	assert_int_equal(p->n_options, 5);
	assert_string_equal(p->variants[1999].label, "m19 · w9 · i9 · katun · l1");
	assert_int_equal(p->variants[1999].list_price, 2999);
	ran = run_text(f, b.s);
	assert_int_equal(ran.r.products_same, 1);
	/* Another price: every row meets the variant that it was. */
	ran = run_text(f, str_replace(f->keep, b.s, "k,Batik,2999,", "k,Batik,3999,"));
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(product(f, "Batik")->variants[1999].id, p->variants[1999].id);
	assert_int_equal(product(f, "Batik")->variants[1999].list_price, 3999);
	buf_str(&b, "k,Batik,5,Motif,m0,Warna,w0,Isi,i0,Kain,katun,Lebar,lebih,,1\n");
	ran = run_text(f, b.s);
	assert_int_equal(ran.r.refused, 1);
	heard(&ran, "refused import.many_variants");
}

static const struct CMUnitTest tests[] = {
	CASE(shopify), CASE(opencart), CASE(magento), CASE(woo_indonesian), CASE(mapped), CASE(bad_mappings), CASE(batches), CASE(five_options_of_magento), CASE(four_options_of_woo), CASE(two_thousand_variants),
};
FIXTURE_MAIN(tests)
