/* Delivery prices as a spreadsheet: what people write by hand, what is wrong with a row, what a file changes, and that a file given out comes back as it was. */
#include "fixture.h"
#include "base/i18n.h"
#include "shop/region.h"
#include "shop/ship_sheet.h"

enum { T_REGION, T_ORDERED };
static const struct db_stmt q[] = {
	[T_REGION] = SQL("test.sheet.region", "INSERT INTO region (code, parent, name, folded) VALUES ($1, $2, $3, lower($3))"),
	[T_ORDERED] = SQL("test.sheet.zones", "SELECT COUNT(*) FROM zone WHERE active = 1"),
};

static void
start(struct fixture *f)
{
	static const struct { int64_t code; const char *name; } all[] = { { 13, "Sumatera Barat" }, { 32, "Jawa Barat" }, { 1312, "Kabupaten Pasaman Barat" }, { 1371, "Kota Padang" },
		{ 3204, "Kabupaten Bandung" }, { 3273, "Kota Bandung" }, { 131206, "Talamau" }, { 131207, "Koto Balingka" }, { 137107, "Padang" }, { 320401, "Sukasari" }, { 327301, "Sukasari" } };
	const char *why;
	size_t i;

	assert_true(i18n_load("build/templates", &why));
	for (i = 0; i < ARRAY_LEN(all); i++)
		db_exec(&f->c, &q[T_REGION], DB_I(all[i].code), all[i].code > 99 ? DB_I(all[i].code / 100) : DB_NULL, DB_T(all[i].name));
}

static struct sheet *
read_text(struct fixture *f, const char *csv, bool exact)
{
	return ship_sheet_read(&f->c, csv, strlen(csv), exact);
}

static void
apply(struct fixture *f, const char *csv, bool exact)
{
	struct sheet *s = read_text(f, csv, exact);

	if (*s->why)
		fail_msg("%s", s->why);
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i]->state == SHEET_BAD)
			fail_msg("line %lld: %s %s %s", (long long)s->rows[i]->line, s->rows[i]->why, s->rows[i]->why_column, s->rows[i]->why_value);
	assert_true(ship_sheet_apply(&f->c, s));
}

static const char *
written(struct fixture *f)
{
	struct buf b;

	buf_init(&b, f->c.arena, SHEET_MAX);
	assert_true(ship_sheet_write(&f->c, &b));
	return b.s;
}

static int64_t
price(struct fixture *f, int64_t district, const char *village, int64_t grams, const char *name)
{
	size_t n, i;
	struct quote *list = ship_quotes(&f->c, &(struct ship_to){ district, village }, &(struct parcel){ grams, 50000, 0 }, &n);

	for (i = 0; i < n; i++)
		if (strcmp(list[i].zone->name, name) == 0)
			return list[i].price;
	return -1;
}

static void
places(void **state)
{
	static const struct { const char *text; enum ship_place_find find; int64_t code; } cases[] = {
		{ "131207", PLACE_FOUND, 131207 }, { "13.12.07", PLACE_FOUND, 131207 }, { "131.207", PLACE_FOUND, 131207 }, { "13", PLACE_FOUND, 13 }, { "0", PLACE_FOUND, 0 },
		{ "99", PLACE_UNKNOWN, 0 }, { "koto balingka", PLACE_FOUND, 131207 }, { "Kec. Koto Balingka", PLACE_FOUND, 131207 }, { "Pasaman Barat", PLACE_FOUND, 1312 },
		{ "Kab. Pasaman Barat", PLACE_FOUND, 1312 }, { "Kota Pasaman Barat", PLACE_UNKNOWN, 0 }, { "Kota Padang", PLACE_FOUND, 1371 }, { "Padang", PLACE_SEVERAL, 0 },
		{ "Kecamatan Padang", PLACE_FOUND, 137107 }, { "Bandung", PLACE_SEVERAL, 0 }, { "kab bandung", PLACE_FOUND, 3204 }, { "Sukasari", PLACE_SEVERAL, 0 },
		{ "Sukasari, Kota Bandung", PLACE_FOUND, 327301 }, { "Sukasari, Kab. Bandung, Jawa Barat", PLACE_FOUND, 320401 }, { "Sukasari, Sumatera Barat", PLACE_UNKNOWN, 0 },
		{ "Koto Balingka, Kab. Pasaman Barat, Sumatera Barat", PLACE_FOUND, 131207 }, { "semua", PLACE_FOUND, 0 }, { "*", PLACE_FOUND, 0 }, { "Prov. Sumatera Barat", PLACE_FOUND, 13 },
		{ "Atlantis", PLACE_UNKNOWN, 0 }, { ",", PLACE_UNKNOWN, 0 }, { "-1", PLACE_UNKNOWN, 0 }, { "9999999", PLACE_UNKNOWN, 0 },
	};
	struct fixture *f = *state;
	int64_t code, several[PLACE_CHOICES];
	struct ship_places *p;
	size_t i, n;

	start(f);
	p = ship_places(&f->c);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		if (ship_place_find(f->c.arena, p, cases[i].text, &code, several, &n) != cases[i].find)
			fail_msg("%s", cases[i].text);
		if (cases[i].find == PLACE_FOUND)
			assert_int_equal(code, cases[i].code);
	}
}

/* As a phone's spreadsheet in Indonesian writes it: semicolons, decimal commas, Indonesian names of columns. */
static void
by_hand(void **state)
{
	struct fixture *f = *state;

	start(f);
	apply(f, "\xef\xbb\xbfKurir;Layanan;Daerah;Ongkir;Ongkir berikut;Toleransi kg;Hari min;Hari maks\r\n"
	    "JNE;REG;Sumatera Barat;Rp 17.000;8.000;;2;3\r\n"
	    "jne;REG;Koto Balingka;12rb;;0,5;1;\r\n"
	    "SiCepat;BEST;semua;30000;;;;\r\n", false);
	assert_int_equal(price(f, 131206, "", 1200, "JNE REG"), 17000);
	assert_int_equal(price(f, 131206, "", 1201, "JNE REG"), 25000);
	assert_int_equal(price(f, 131207, "", 1400, "JNE REG"), 12000);
	assert_int_equal(price(f, 131207, "", 1401, "JNE REG"), 24000);
	assert_int_equal(price(f, 320401, "", 1200, "SiCepat BEST"), 30000);
	apply(f, "jenis,nama,daerah,desa,ongkir,hari antar,jam tutup,gratis mulai,belanja minimal\n"
	    "antar,Motor,Koto Balingka,Parit | Ujung Gading,2.000,\"Sel, Jum\",9.00,100000,10000\n"
	    "antar,Motor,Koto Balingka,,5.000,,,,\n"
	    "ambil,Pasar,,,,,,,\n", false);
	assert_int_equal(price(f, 131207, "parit", 100, "Motor"), 2000);
	assert_int_equal(price(f, 131207, "", 100, "Motor"), 5000);
	assert_int_equal(price(f, 0, "", 100, "Pasar"), 0);
	assert_int_equal(price(f, 131206, "", 1200, "JNE REG"), 17000);
}

static void
wrong(void **state)
{
	static const struct { const char *row, *why; } cases[] = {
		{ "courier,jne,REG,,atlantis,1000", "sheet.area" }, { "courier,jne,REG,,Sukasari,1000", "sheet.several" }, { "courier,jne,REG,,,1000", "sheet.missing" },
		{ "courier,jne,REG,,131207,", "sheet.missing" }, { "courier,jne,REG,,131207,-1", "sheet.value" }, { "courier,jne,REG,,131207,1e9", "sheet.value" },
		{ "courier,jne,REG,,131207,99999999999", "sheet.value" }, { "courier,burung,REG,,131207,1000", "sheet.carrier" }, { "unta,jne,REG,,131207,1000", "sheet.value" },
		{ "own,,,,131207,1000", "sheet.missing" }, { "courier,jne,REG,Parit,131207,1000", "sheet.villages" }, { "own,,,Parit,1312,1000,Motor", "sheet.villages" },
		{ "own,,,,131207,1000,Motor,x", "sheet.value" }, { "own,,,,131207,1000,Motor,9", "sheet.value" }, { "own,,,,131207,1000,Motor,,25:00", "sheet.value" },
		{ "own,,,,131207,1000,Motor,,,3,2", "sheet.etd" }, { "own,,,,131207,1000,Motor,,,,,javascript:x", "sheet.value" }, { "own,,,,131207,1000,Motor,,,,,,0", "sheet.value" },
		{ "own,,,,131207,1000,Motor,,,,,,,1.2345", "sheet.value" }, { "own,,,,131207,1000,Motor,,,,,,,,kadang", "sheet.value" },
	};
	struct fixture *f = *state;
	size_t i;

	start(f);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct sheet *s = read_text(f, arena_printf(f->c.arena,
		    "kind,courier,service,villages,area,price,name,days,cutoff,etd_min,etd_max,map,next_g,max_kg,cod\ncourier,jne,YES,,13,9000\n%s\n", cases[i].row), false);

		assert_int_equal(s->count[SHEET_BAD], 1);
		if (strcmp(s->rows[1]->why, cases[i].why) != 0)
			fail_msg("%s: %s", cases[i].row, s->rows[1]->why);
		assert_true(i18n_has(cases[i].why));
		assert_int_equal(s->rows[1]->line, 3);
		assert_false(ship_sheet_apply(&f->c, s));
	}
	assert_int_equal(db_one_int(&f->c, -1, &q[T_ORDERED]), 0);
	assert_string_equal(read_text(f, "a,b\n1,2\n", false)->why, "sheet.head");
	assert_string_equal(read_text(f, "", false)->why, "sheet.empty");
	assert_string_equal(read_text(f, "name,price\n\n,\n", false)->why, "sheet.empty");
	assert_string_equal(read_text(f, "name,price\n\"a,1\n", false)->why, "csv.quote");
	assert_string_equal(read_text(f, "name,price,warna,area\nMotor,1,merah,13\n", false)->unknown, "warna");
}

static void
twice(void **state)
{
	struct fixture *f = *state;
	struct sheet *s;

	start(f);
	s = read_text(f, "kind,name,area,villages,price\nown,Motor,131207,Parit,1\nown,Motor,131207,Desa PARIT|Lain,2\nown,motor,131207,,3\nown,Motor,131207,,3\nown,Mobil,131207,,3\n", false);
	assert_int_equal(s->count[SHEET_BAD], 2);
	assert_int_equal(s->rows[1]->state, SHEET_BAD);
	assert_int_equal(s->rows[3]->state, SHEET_BAD);
	assert_string_equal(s->rows[3]->why, "sheet.twice");
}

static void
changes(void **state)
{
	static const char first[] = "courier,service,area,price\njne,REG,131206,10000\njne,REG,131207,10000\njne,REG,13,17000\njne,YES,13,30000\n";
	struct fixture *f = *state;
	struct sheet *s;

	start(f);
	apply(f, first, false);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_ORDERED]), 3);	/* two areas at one price are one zone */
	s = read_text(f, first, false);
	assert_int_equal(s->count[SHEET_SAME], 4);
	assert_int_equal(s->n_gone, 0);
	s = read_text(f, "courier,service,area,price\njne,REG,131207,11000\njne,REG,13,17000\njne,REG,32,40000\n", false);
	assert_int_equal(s->rows[0]->state, SHEET_CHANGED);
	assert_int_equal(s->rows[0]->price_was, 10000);
	assert_int_equal(s->rows[1]->state, SHEET_SAME);
	assert_int_equal(s->rows[2]->state, SHEET_NEW);
	assert_int_equal(s->n_gone, 1);
	assert_string_equal(s->gone[0].where, region_label(&f->c, 131206));
	assert_true(ship_sheet_apply(&f->c, s));
	assert_int_equal(price(f, 131206, "", 100, "JNE REG"), 17000);
	assert_int_equal(price(f, 131207, "", 100, "JNE REG"), 11000);
	assert_int_equal(price(f, 320401, "", 100, "JNE REG"), 40000);
	assert_int_equal(price(f, 131207, "", 100, "JNE YES"), 30000);	/* not named, so untouched */
	s = read_text(f, "courier,service,area,price\njne,REG,13,1\n", true);
	assert_int_equal(s->n_gone, 3);
	assert_true(ship_sheet_apply(&f->c, s));
	assert_int_equal(price(f, 131207, "", 100, "JNE YES"), -1);
	assert_int_equal(db_one_int(&f->c, -1, &q[T_ORDERED]), 1);
}

/* What is given out is taken back without a change, and brings an older state back; nothing in it is a formula. */
static void
round_trip(void **state)
{
	struct fixture *f = *state;
	const char *before, *after;
	struct sheet *s;

	start(f);
	apply(f, "kind,courier,service,name,name_en,area,villages,price,price_next,tolerance_g,by_gram,size_divisor,packing_g,max_g,free_over,min_order,etd_min,etd_max,eta,eta_en,days,cutoff,"
	    "lead_days,cod,cod_max,active,position,address,map,hours,hours_en\n"
	    "courier,jntcargo,,,,13,,50000,3000,,,,0,50000,,,2,4,,,,,,,,,3,,,,\n"
	    "own,,,\"Motor \"\"A\"\", dekat\",Bike,131207,Parit|Desa Ujung,2000,,,,,,,100000,10000,,,sore,afternoon,sel jum,09:00,1,1,500000,1,1,,,,\n"
	    "own,,,\"Motor \"\"A\"\", dekat\",Bike,131206,,2000,,,,,,,100000,10000,,,sore,afternoon,sel jum,09:00,1,1,500000,1,1,,,,\n"
	    "own,,,'=HYPERLINK(1),,*,,1,,,,,,,,,,,,,,,,0,,0,,,,,\n"
	    "pickup,,,Pasar,Market,,,,,,,,,,,,,,siap,,,,,,,,,\"Los 12, Ujung Gading\",https://maps.example/a,06-11,6-11\n", false);
	before = arena_str(f->keep, written(f));
	assert_null(strstr(before, "\n="));
	assert_non_null(strstr(before, "'=HYPERLINK"));
	s = read_text(f, before, true);
	assert_int_equal(s->count[SHEET_SAME], s->n);
	assert_int_equal(s->n_gone, 0);
	fixture_next(f);
	apply(f, "courier,service,area,price\njne,REG,13,17000\n", true);
	fixture_next(f);
	assert_string_not_equal(written(f), before);
	apply(f, before, true);
	fixture_next(f);
	after = written(f);
	/* Ids are new, so rows may stand in another order; each of them is there again. */
	assert_int_equal(strlen(after), strlen(before));
	s = read_text(f, before, true);
	assert_int_equal(s->count[SHEET_SAME], s->n);
	assert_int_equal(s->n_gone, 0);
}

static void
files(void **state)
{
	static const char csv[] = "courier,service,area,price\njne,REG,13,17000\n", bad[] = "courier,service,area,price\njne,REG,13,x\n";
	struct fixture *f = *state;
	int64_t id, wrong_one, i;
	struct zone_file *file;
	size_t n;

	start(f);
	id = zone_file_put(&f->c, "jne.csv", csv, false);
	wrong_one = zone_file_put(&f->c, "salah.csv", bad, false);
	fixture_next(f);
	assert_int_equal(zone_file_apply(&f->c, wrong_one), FILE_BAD_ROWS);
	zone_file_mend(&f->c, id, csv);
	assert_int_equal(zone_file_apply(&f->c, id), FILE_APPLIED);
	assert_int_equal(zone_file_apply(&f->c, id), FILE_DONE_ALREADY);
	assert_int_equal(zone_file_apply(&f->c, 4711), FILE_GONE);
	zone_file_mend(&f->c, id, bad);
	file = zone_file_get(&f->c, id);
	assert_true(file->done);
	assert_string_equal(file->csv, csv);
	assert_non_null(strstr(file->before, "kind,courier"));
	for (i = 0; i < 25; i++)
		(void)zone_file_put(&f->c, "lagi.csv", csv, false);
	(void)zone_file_list(&f->c, &n);
	assert_int_equal(n, 20);
	assert_null(zone_file_get(&f->c, id));
}

static const struct CMUnitTest tests[] = { CASE(places), CASE(by_hand), CASE(wrong), CASE(twice), CASE(changes), CASE(round_trip), CASE(files) };
FIXTURE_MAIN(tests)
