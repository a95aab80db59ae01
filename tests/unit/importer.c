/* Importing goods: our own CSV and WooCommerce's, twice the same, changed rows, dry runs, and files that mean harm or were broken on their way. */
#include "import_run.h"

#include <sys/stat.h>

#include "shop/importer_plain.h"
#include "shop/stock.h"

/* A data folder, so that pictures can be taken. */
static void
data_folder(struct fixture *f)
{
	char *dir = arena_printf(f->keep, "%s/etalase-import-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");

	assert_non_null(mkdtemp(dir));
	f->conf.data = dir;
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/incoming", dir), 0700));
}

static void
data_folder_gone(struct fixture *f)
{
	const char *dir = arena_printf(f->keep, "%s/incoming", f->conf.data);
	const char **names = file_list(f->keep, dir);

	for (; *names; names++)
		(void)unlink(arena_printf(f->keep, "%s/%s", dir, *names));
	(void)rmdir(dir);
	(void)rmdir(f->conf.data);
}

static void
own_format(void **state)
{
	struct fixture *f = *state;
	struct ran ran;
	struct product *p;

	data_folder(f);
	ran = run_file(f, "tests/data/import/own.csv", false);
	assert_int_equal(ran.end, IMPORT_OK);
	assert_string_equal(ran.r.format, "etalase");
	assert_int_equal(ran.r.rows, 3);
	assert_int_equal(ran.r.products_new, 2);
	assert_int_equal(ran.r.variants, 3);
	assert_int_equal(ran.r.refused, 0);
	heard(&ran, "2 warning import.picture_missing tak-ada.webp");
	heard(&ran, "4 warning import.picture_missing ../woo.csv");
	heard(&ran, "1 warning import.columns warna");
	p = product(f, "Keripik Balado");
	assert_string_equal(p->status, "active");
	assert_string_equal(p->summary, "Pedas manis");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->variants[0].label, "100 g");
	assert_int_equal(p->variants[0].list_price, 12500);
	assert_int_equal(p->variants[0].on_hand, 7);
	assert_int_equal(p->variants[1].compare_at, 30000);
	assert_int_equal(p->variants[1].weight_g, 280);
	assert_int_equal(p->n_pictures, 1);
	assert_string_equal(p->pictures[0].alt, "Depan");
	assert_string_equal(p->attrs[0].value, "Singkong");
	assert_string_equal(product(f, "Karak Kaliang")->status, "draft");
	data_folder_gone(f);
}

static void
twice_the_same(void **state)
{
	struct fixture *f = *state;
	const char *text = "key,name,price,stock,sku\na,Keripik,1000,5,A\nb,Kue,2000,6,B\n";
	struct ran ran = run_text(f, text);
	int64_t version = product(f, "Kue")->version, links = count(f, T_LINKS), audits = count(f, T_AUDIT);
	int64_t a = db_one_int(&f->c, 0, &q[T_VARIANT], DB_T("A"));

	assert_int_equal(ran.r.products_new, 2);
	assert_int_equal(stock_adjust(&f->c, a, -2, "loss", NULL), STOCK_CHANGE_OK);
	ran = run_text(f, text);
	assert_int_equal(ran.r.products_same, 2);
	assert_int_equal(ran.r.products_new + ran.r.products_changed + ran.r.refused + ran.r.warnings, 0);
	assert_int_equal(product(f, "Kue")->version, version);
	assert_int_equal(count(f, T_LINKS), links);
	assert_int_equal(count(f, T_AUDIT), audits);
	/* A new price and a new name; stock stays the ledger's, and so does the variant. */
	ran = run_text(f, "key,name,price,stock,sku\na,Keripik baru,1100,50,A\nb,Kue,2000,6,B\n");
	assert_int_equal(ran.r.products_changed, 1);
	assert_int_equal(ran.r.products_same, 1);
	assert_int_equal(count(f, T_COUNT), 2);
	assert_int_equal(product(f, "Keripik baru")->variants[0].id, a);
	assert_int_equal(product(f, "Keripik baru")->variants[0].list_price, 1100);
	assert_int_equal(product(f, "Keripik baru")->variants[0].on_hand, 3);
	assert_int_equal(stock_faults(&f->c), 0);
}

/* Columns that a file does not have stay as the shop has them; another file's key meets the product by its code. */
static void
only_what_the_file_has(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_text(f, "key,name,name_en,summary,unit,price,cost,weight_g,sku,option1_name,option1_value,attr1_name,attr1_value,length_mm,width_mm,height_mm\n"
	    "a,Keripik,Chips,Gurih,bungkus,1000,600,125,A,Isi,100 g,Bahan,Ubi,,,\na,,,,,1900,1100,250,B,Isi,250 g,,,200,150,85\n");
	struct product *p;

	assert_int_equal(ran.r.products_new, 1);
	ran = run_text(f, "key,name,price,sku\nz,Keripik ubi,1200,A\nz,,2000,B\n");
	assert_int_equal(ran.r.products_changed, 1);
	p = product(f, "Keripik ubi");
	assert_int_equal(count(f, T_COUNT), 1);
	assert_string_equal(p->summary, "Gurih");
	assert_string_equal(p->unit, "bungkus");
	assert_int_equal(p->n_variants, 2);
	assert_string_equal(p->variants[1].label, "250 g");
	assert_int_equal(p->variants[1].cost, 1100);
	assert_int_equal(p->variants[1].weight_g, 250);
	assert_memory_equal(p->variants[0].size_mm, ((int64_t[]){ 0, 0, 0 }), sizeof(p->variants[0].size_mm));
	assert_memory_equal(p->variants[1].size_mm, ((int64_t[]){ 200, 150, 85 }), sizeof(p->variants[1].size_mm));
	assert_int_equal(p->variants[1].list_price, 2000);
	assert_string_equal(p->attrs[0].value, "Ubi");
	/* Two keys that mean the same product would undo each other at each run. */
	ran = run_text(f, "key,name,price,sku\ny,Lain,1500,A\nz,Keripik ubi,2000,B\n");
	heard(&ran, "3 refused import.sku_taken B");
	assert_int_equal(ran.r.products_changed, 1);
	ran = run_text(f, "key,name,price,sku\ny,Lain,1500,A\ny,,2000,C\n");
	heard(&ran, "2 refused import.no_value Isi");
	assert_int_equal(product(f, "Lain")->n_variants, 1);
	f->c.lang = "en";
	assert_string_equal(product(f, "Lain")->name, "Chips");
}

static void
dry_run(void **state)
{
	struct fixture *f = *state;
	struct ran dry = run_file(f, "tests/data/import/woo.csv", true), real;

	assert_int_equal(count(f, T_COUNT), 0);
	assert_int_equal(count(f, T_LINKS), 0);
	assert_int_equal(count(f, T_CATEGORY), 0);
	real = run_file(f, "tests/data/import/woo.csv", false);
	assert_string_equal(dry.said, real.said);
	assert_memory_equal(&dry.r, &real.r, sizeof(dry.r));
	assert_int_equal(count(f, T_COUNT), 3);
}

static void
woocommerce(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_file(f, "tests/data/import/woo.csv", false);
	struct product *p;

	assert_int_equal(ran.end, IMPORT_OK);
	assert_string_equal(ran.r.format, "woocommerce");
	assert_int_equal(ran.r.products_new, 3);
	assert_int_equal(ran.r.variants, 5);
	assert_int_equal(ran.r.refused, 6);
	heard(&ran, "warning import.rounded 18.5");
	heard(&ran, "warning import.any_value Rasa");
	heard(&ran, "warning import.bad_address ftp://lama.example/c.jpg");
	heard(&ran, "note import.picture_later https://lama.example/b.jpg");
	heard(&ran, "refused import.no_parent id:99");
	heard(&ran, "refused import.grouped");
	heard(&ran, "refused import.external https://lain.example/");
	heard(&ran, "refused import.virtual");
	heard(&ran, "refused import.kind subscription");
	heard(&ran, "refused import.no_price N");
	heard(&ran, "1 warning import.columns Tax status, Meta: _note");
	assert_int_equal(count(f, T_SOURCES), 2);
	p = product(f, "Keripik & Balado");
	assert_string_equal(p->summary, "Pedas manis");
	assert_string_equal(p->description, "Renyah sekali.\n\n- singkong\n- cabai");
	assert_true(p->featured);
	assert_int_equal(p->n_categories, 2);
	assert_string_equal(p->attrs[0].value, "Singkong, Cabai");
	assert_int_equal(p->variants[0].list_price, 12500);
	assert_int_equal(p->variants[0].price.now, 10000);
	assert_int_equal(p->variants[0].sale_from, FIXTURE_NOW - 34 * 3600);
	assert_int_equal(p->variants[0].sale_to, FIXTURE_NOW - 34 * 3600 + 31 * 86400);
	assert_int_equal(p->variants[0].weight_g, 250);
	assert_int_equal(p->variants[0].on_hand, 7);
	p = product(f, "=Karak");
	assert_string_equal(p->status, "draft");
	assert_int_equal(p->variants[0].list_price, 19);
	assert_int_equal(p->variants[0].weight_g, 500);
	p = product(f, "Pisang");
	assert_int_equal(p->n_options, 2);
	assert_int_equal(p->n_variants, 3);
	assert_string_equal(p->variants[0].label, "100 g · Aren");
	assert_int_equal(p->variants[0].weight_g, 200);
	assert_int_equal(p->variants[0].on_hand, 3);
	assert_string_equal(p->variants[2].label, "250 g · Cokelat");
	assert_string_equal(p->variants[2].sku, "KP-250-cokelat");
	assert_int_equal(p->variants[2].on_hand, 0);
	ran = run_file(f, "tests/data/import/woo.csv", false);
	assert_int_equal(ran.r.products_same, 3);
	assert_int_equal(ran.r.products_new + ran.r.products_changed, 0);
	assert_int_equal(count(f, T_CATEGORY), 3);
}

static void
woo_price(struct fixture *f, const char *cell, int64_t price)
{
	static int id = 1000;
	const char *name = arena_printf(f->keep, "Harga %d", ++id);
	struct ran ran = run_text(f, arena_printf(f->keep, "ID,Type,SKU,Name,Regular price\n%d,simple,,%s,\"%s\"\n", id, name, cell));

	if (price < 0) {
		assert_int_equal(ran.r.refused, 1);
		return;
	}
	assert_int_equal(ran.r.products_new, 1);
	assert_int_equal(product(f, name)->variants[0].list_price, price);
}

static void
prices(void **state)
{
	struct fixture *f = *state;

	woo_price(f, "18", 18);
	woo_price(f, "18.5", 19);
	woo_price(f, "18,49", 18);
	woo_price(f, "12.500", 12500);
	woo_price(f, "12,500", 12500);
	woo_price(f, "1.250.000", 1250000);
	woo_price(f, "1.250.000,00", 1250000);
	woo_price(f, "1,250.99", 1251);
	woo_price(f, "12500.0000", 12500);
	woo_price(f, "0.125", 0);
	woo_price(f, "-5", -1);
	woo_price(f, "Rp 12.500", 12500);
	woo_price(f, "lima ribu", -1);
	woo_price(f, ".", -1);
	woo_price(f, "999999999999999999999", -1);
}

static void
plain(void **state)
{
	static const char *const pairs[][2] = {
		{ "a < b & c", "a < b & c" },
		{ "<p>satu</p><p>dua</p>", "satu\n\ndua" },
		{ "a<br/>b", "a\nb" },
		{ "<a href=\"x>y\" onclick='z'>tautan</a>", "tautan" },
		{ "x<script>if (a<b) evil()</script>y", "xy" },
		{ "x<style>p{}", "x" },
		{ "x<!-- <p>no</p> -->y", "xy" },
		{ "&lt;script&gt;&#8217;&#x41;&nope;&#0;&#xD800;", "<script>\xe2\x80\x99" "A&nope;" },
		{ "<b", "<b" },
		{ "<<b>>", "<>" },
		{ "<h2>Isi</h2>Satu<h3> </h3><p>Dua</p>", "## Isi\n\nSatu\n\nDua" },
		{ "<ul><li><p>a</p></li><li></li><li>b<br>c</li></ul>d", "- a\n\n- b\nc\n\nd" },
		{ "<ol><li>satu<li>dua</ol>", "- satu\n- dua" },
		{ "<scr<script>ipt>alert(1)</script>", "ipt>alert(1)" },
		{ "<p onclick=\"evil()\">a<script src=x>b</script", "a" },
		{ "<svg/onload=alert(1)>x</svg>y", "y" },
		{ "<img src=x onerror='a>b'>c<iframe srcdoc='<p>d</p>'>e</iframe>", "c" },
		{ "<a href='javascript:alert(1)'>f</a><style>*{}</style><b>g", "fg" },
		{ "<p>a<b 'c>d</p><i \"e>f", "ad\n\nf" },
		{ "a\x01\x02" "b&#1;&#x202e;c", "abc" },
		{ "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc" },
		{ "&amp;lt;b&amp;gt;", "&lt;b&gt;" },
		{ "", "" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_LEN(pairs); i++)
		assert_string_equal(import_plain(f->arena, pairs[i][0]), pairs[i][1]);
}

static void
hostile(void **state)
{
	struct fixture *f = *state;
	const char *name = "\"'; DROP TABLE product; --<img src=x onerror=alert(1)> \xe2\x80\xae\xf0\x9f\x8d\x8c {{NAME}} %s%n";
	struct ran ran;
	char *big;
	struct buf b;

	ran = run_text(f, arena_printf(f->keep, "key,name,price,sku\na,\"%s\",1000,'=1+1\nb,'=cmd|calc,1000,-x\n",
	    str_replace(f->keep, name, "\"", "\"\"")));
	assert_int_equal(ran.r.products_new, 2);
	assert_string_equal(product(f, str_replace(f->keep, name, "\xe2\x80\xae", ""))->variants[0].sku, "=1+1");
	assert_non_null(product(f, "=cmd|calc"));
	/* A row of more than a megabyte ends the reading, what came before it stands. */
	big = arena_alloc(f->keep, 1200001);
	memset(big, 'x', 1200000);
	buf_init(&b, f->keep, 2000000);
	(void)buf_printf(&b, "key,name,price\nc,Baik,1\nd,Baik juga,1\ne,%s,1\nf,Nanti,1\n", big);
	ran = run_bytes(f, b.s, b.len, false);
	assert_int_equal(ran.end, IMPORT_BAD_FILE);
	heard(&ran, "4 refused csv.long_row");
	assert_non_null(product(f, "Baik"));
	assert_int_equal(db_one_int(&f->c, 0, &q[T_PRODUCT], DB_T("Nanti")), 0);
	/* A long description is cut, and said. */
	big[900000] = '\0';
	buf_clear(&b);
	(void)buf_printf(&b, "key,name,price,description\ng,Panjang,1,%s\n", big);
	ran = run_bytes(f, b.s, b.len, false);
	heard(&ran, "2 warning import.cut description");
	assert_int_equal(strlen(product(f, "Panjang")->description), 20000);
	ran = run_text(f, "key,name,price\nh,\"tak tertutup,1\ni,x,2\n");
	assert_int_equal(ran.end, IMPORT_BAD_FILE);
	heard(&ran, "2 refused csv.quote");
	ran = run_bytes(f, "key,name,price\na,\0b,1\n", 23, false);
	assert_int_equal(ran.end, IMPORT_BAD_FILE);
}

static void
refused_rows(void **state)
{
	struct fixture *f = *state;
	struct ran ran = run_text(f, "key,name,price,sku,weight_g,status,sale_from,slug,length_mm\n"
	    ",Tanpa kunci,1,,,,,\n"
	    "a,,1,,,,,\n"
	    "b,Tanpa harga,,,,,,\n"
	    "c,Minus,-1,,,,,\n"
	    "d,Berat,1,,abc,,,\n"
	    "e,Status,1,,,hidup,,\n"
	    "f,Tanggal,1,,,,2026-02-30,\n"
	    "g,Satu,1,SAMA,,,,alamat\n"
	    "h,Dua,1,SAMA,,,,\n"
	    "g,Lagi,1,,,,,\n"
	    "i,Tiga,1,X,,,,\n"
	    "i,,1,X,,,,\n"
	    "j,Empat,1,,,,,alamat\n"
	    "m,Panjang,1,,,,,,10001\n");

	assert_int_equal(ran.r.products_new, 1);
	assert_int_equal(ran.r.refused, 12);
	heard(&ran, "15 refused import.bad_cell length_mm: 10001");
	heard(&ran, "2 refused import.no_key");
	heard(&ran, "3 refused import.no_name a");
	heard(&ran, "4 refused import.no_price");
	heard(&ran, "5 refused import.bad_cell price: -1");
	heard(&ran, "6 refused import.bad_cell weight_g: abc");
	heard(&ran, "7 refused import.bad_cell status: hidup");
	heard(&ran, "8 refused import.bad_cell sale_from: 2026-02-30");
	heard(&ran, "10 refused import.sku_taken SAMA");
	heard(&ran, "11 refused import.key_twice g");
	heard(&ran, "12 refused import.same_options");
	heard(&ran, "14 refused import.slug_taken alamat");
	ran = run_text(f, "key,name,price,option1_name,option1_value\nk,Opsi,1,Isi,\nl,Beda,1,Isi,a\nl,,1,Rasa,b\n");
	heard(&ran, "2 refused import.no_value Isi");
	heard(&ran, "4 refused import.option_differs Rasa");
	assert_int_equal(ran.r.products_new, 0);
}

static void
encodings(void **state)
{
	struct fixture *f = *state;
	struct ran ran;

	ran = run_text(f, "key;name;price;category\na;K\xe9ripik \x93" "asli\x94;1000;Tak ada\n");
	assert_int_equal(ran.r.products_new, 1);
	heard(&ran, "2 warning import.no_category Tak ada");
	assert_non_null(product(f, "K\xc3\xa9ripik \xe2\x80\x9c" "asli\xe2\x80\x9d"));
	ran = run_text(f, "\xef\xbb\xbfKEY\tName\tPrice\r\nb\tTab\t1000\r\n");
	assert_int_equal(ran.r.products_new, 1);
	assert_non_null(product(f, "Tab"));
}

static void
unknown(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run_text(f, "nama,harga\nKeripik,1000\n").end, IMPORT_UNKNOWN);
	assert_int_equal(run_text(f, "").end, IMPORT_UNKNOWN);
	assert_int_equal(run_file(f, "tests/data/import/none.csv", false).end, IMPORT_BAD_FILE);
	assert_int_equal(run_bytes(f, "PK\3\4\0\0\0", 7, false).end, IMPORT_BAD_FILE);
	assert_int_equal(count(f, T_COUNT), 0);
}

struct steps { int64_t line, calls, before, written, created, stop_after; };

static bool
step(struct ctx *c, const struct import_result *r, int64_t line, void *p)
{
	struct steps *s = p;

	assert_non_null(c);
	assert_non_null(r->format);
	assert_true(line >= s->line);
	s->line = line;
	s->calls++;
	return s->stop_after == 0 || s->calls < s->stop_after;
}

static void
before(struct ctx *c, int64_t id, void *p)
{
	assert_non_null(catalog_product(c, id));
	((struct steps *)p)->before++;
}

static void
written(struct ctx *c, int64_t id, bool created, int64_t line, void *p)
{
	assert_true(line > 1);
	assert_non_null(catalog_product(c, id));
	((struct steps *)p)->written++;
	((struct steps *)p)->created += created;
}

static enum import_run
run_steps(struct fixture *f, const char *text, int64_t after, struct steps *s, struct import_result *r)
{
	const struct import_options o = { .after = after, .progress = step, .before = before, .written = written, .arg = s };
	const char *path = arena_printf(f->keep, "%s/etalase-steps-%ld.csv", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (long)getpid());
	enum import_run end;

	assert_true(file_write(path, text, strlen(text), 0600));
	fixture_commit(f);
	end = import_file(&f->c, path, &o, r);
	fixture_ok(f);
	fixture_begin(f);
	(void)unlink(path);
	return end;
}

static const char *
many(struct fixture *f, int n, int price)
{
	struct buf b;
	int i;

	buf_init(&b, f->keep, 4000000);
	(void)buf_str(&b, "key,name,price\n");
	for (i = 0; i < n; i++)
		(void)buf_printf(&b, "k%d,Barang %d,%d\n", i, i, price);
	return b.s;
}

/* Progress every 500 rows and at the end; a run that was stopped goes on where it was told to. */
static void
progress(void **state)
{
	struct fixture *f = *state;
	struct steps s = { .stop_after = 1 };
	struct import_result r;

	assert_int_equal(run_steps(f, many(f, 700, 1000), 0, &s, &r), IMPORT_STOPPED);
	assert_true(s.line >= 490 && s.line <= 701);
	assert_int_equal(r.products_new, s.line - 1);
	assert_int_equal(count(f, T_COUNT), s.line - 1);
	assert_int_equal(s.written, s.line - 1);
	s = (struct steps){ .line = s.line };
	assert_int_equal(run_steps(f, many(f, 700, 1000), s.line, &s, &r), IMPORT_OK);
	assert_int_equal(s.line, 701);
	assert_int_equal(count(f, T_COUNT), 700);
	assert_int_equal(r.products_new, s.written);
	assert_int_equal(r.products_same, 0);
	assert_int_equal(s.created, s.written);
	s = (struct steps){ 0 };
	assert_int_equal(run_steps(f, many(f, 3, 2000), 0, &s, &r), IMPORT_OK);
	assert_int_equal(r.products_changed, 3);
	assert_int_equal(s.before, 3);
	assert_int_equal(s.written, 3);
	assert_int_equal(s.created, 0);
}

static int
suggested(const struct import_peek *p, const char *field)
{
	size_t i;

	for (i = 0; i < p->n_fields; i++)
		if (str_eq(p->fields[i].field, field))
			return p->fields[i].column;
	fail_msg("no field is called %s", field);
	return -1;
}

static enum import_run
peek(struct fixture *f, const char *text, size_t n, struct import_peek *p)
{
	const char *path = arena_printf(f->keep, "%s/etalase-peek-%ld.csv", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (long)getpid());
	enum import_run end;

	assert_true(file_write(path, text, n, 0600));
	end = import_peek(&f->c, path, p);
	(void)unlink(path);
	return end;
}

static void
peeks(void **state)
{
	static const char text[] = "No;Nama Barang;Harga (Rp);Satuan;Stok\n1;Keripik \xe9;1000;bungkus;4\n2;Kue;2000\n";
	struct fixture *f = *state;
	struct import_peek p;

	assert_int_equal(peek(f, text, sizeof(text) - 1, &p), IMPORT_UNKNOWN);
	assert_string_equal(p.format, "");
	assert_int_equal(p.delimiter, ';');
	assert_string_equal(p.encoding, "Windows-1252");
	assert_int_equal(p.n_columns, 5);
	assert_string_equal(p.columns[1], "Nama Barang");
	assert_int_equal(p.n_rows, 2);
	assert_string_equal(p.rows[0][1], "Keripik \xc3\xa9");
	assert_string_equal(p.rows[1][4], "");
	assert_int_equal(suggested(&p, "name"), 1);
	assert_int_equal(suggested(&p, "price"), 2);
	assert_int_equal(suggested(&p, "unit"), 3);
	assert_int_equal(suggested(&p, "stock"), 4);
	assert_int_equal(suggested(&p, "key"), 0);
	assert_int_equal(suggested(&p, "brand"), -1);
	assert_int_equal(peek(f, "key,name,price\na,b,1\n", 21, &p), IMPORT_OK);
	assert_string_equal(p.format, "etalase");
	assert_int_equal(peek(f, "a,\"b\n1,2\n", 9, &p), IMPORT_BAD_FILE);
	assert_string_equal(p.why, "csv.quote");
	assert_int_equal(peek(f, "", 0, &p), IMPORT_UNKNOWN);
	assert_int_equal(import_peek(&f->c, "/nowhere/x.csv", &p), IMPORT_BAD_FILE);
}

/* The files of a folder of samples, where there is one: each comes in whole or is named, and a second time changes nothing. */
static void
samples(void **state)
{
	struct fixture *f = *state;
	const char *dir = getenv("SAMPLES"), **names;

	if (!dir || !*dir) {
		print_message("SAMPLES names no folder: samples not run\n");
		skip();
	}
	for (names = file_list(f->keep, dir); *names; names++) {
		const char *path = arena_printf(f->keep, "%s/%s", dir, *names);
		struct ran first, second;

		if (!str_ends(*names, ".csv"))
			continue;
		first = run_file(f, path, false);
		second = run_file(f, path, false);
		assert_int_equal(first.end, second.end);
		assert_int_equal(second.r.products_new + second.r.products_changed, 0);
		assert_int_equal(second.r.products_same, first.r.products_new);
	}
	assert_int_equal(stock_faults(&f->c), 0);
}

static const struct CMUnitTest tests[] = {
	CASE(own_format), CASE(twice_the_same), CASE(only_what_the_file_has), CASE(dry_run), CASE(woocommerce), CASE(prices),
	CASE(plain), CASE(hostile), CASE(refused_rows), CASE(encodings), CASE(unknown), CASE(progress), CASE(peeks), CASE(samples),
};
FIXTURE_MAIN(tests)
