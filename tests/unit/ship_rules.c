/* The rules of delivery as tables: which area wins, each courier's rounding, packing and size, the least order, the order of ways, days with their cut-off in three time zones. */
#include "fixture.h"
#include "base/i18n.h"
#include "shop/catalog.h"
#include "shop/setting.h"
#include "shop/ship.h"

#define BALINGKA 131207
#define TULEH 131206
#define TO(d, v) (&(struct ship_to){ (d), (v) })

enum { T_REGION };
static const struct db_stmt q[] = {
	[T_REGION] = SQL("test.rules.region", "INSERT INTO region (code, parent, name, folded) VALUES ($1, $2, 'R', 'r')"),
};

static void
regions(struct fixture *f)
{
	static const int64_t codes[] = { 12, 13, 1271, 1312, BALINGKA, TULEH, 127101 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(codes); i++)
		db_exec(&f->c, &q[T_REGION], DB_I(codes[i]), DB_I(codes[i] / 100));
}

static struct zone_edit
edit(const char *kind, const char *name, int64_t price)
{
	return (struct zone_edit){ .kind = kind, .courier = strcmp(kind, "pickup") == 0 ? "pickup" : "table", .name = { name, "" }, .eta = { "", "" },
		.first_g = 1000, .price_first = price, .step_g = 1000, .price_step = price, .active = 1 };
}

static int64_t
put(struct fixture *f, struct zone_edit e, int64_t area)
{
	int64_t id = 0;

	e.areas = &area;
	e.n_areas = area < 0 ? 0 : 1;
	assert_int_equal(zone_put(&f->c, &id, 0, &e), ZONE_OK);
	return id;
}

static void
expect(struct fixture *f, int64_t district, const char *village, const char *names)
{
	char got[300] = "";
	size_t n, i;
	struct quote *list = ship_quotes(&f->c, TO(district, village), &(struct parcel){ 500, 50000, 0 }, &n);

	for (i = 0; i < n; i++) {
		size_t at = strlen(got);

		(void)snprintf(got + at, sizeof(got) - at, "%s%s", i ? "," : "", list[i].zone->name);
	}
	assert_string_equal(got, names);
}

static void
specific(void **state)
{
	static const struct zone_village parit[] = { { BALINGKA, "Parit" }, { BALINGKA, "Nagari Ujung  Gading" } }, tuleh[] = { { TULEH, "Parit" } };
	static const struct { int64_t district; const char *village, *names; } cases[] = {
		{ BALINGKA, "", "kec" }, { BALINGKA, "-", "kec" }, { BALINGKA, "Parit", "desa" }, { BALINGKA, "  desa PARIT ", "desa" },
		{ BALINGKA, "ujung gading", "desa" }, { BALINGKA, "Ujung", "kec" }, { TULEH, "", "kab" }, { TULEH, "Parit", "desa lain" },
		{ 131299, "Parit", "kab" }, { 139999, "", "prov" }, { 127101, "Parit", "semua" }, { 0, "Parit", "" }, { 1312, "", "" }, { -1, "", "" },
	};
	struct fixture *f = *state;
	struct zone_edit e = edit("own", "desa", 1000);
	size_t i, n;
	const char **villages;

	regions(f);
	e.villages = parit;
	e.n_villages = 2;
	(void)put(f, e, -1);
	e.name[0] = "desa lain";
	e.villages = tuleh;
	e.n_villages = 1;
	(void)put(f, e, -1);
	(void)put(f, edit("own", "semua", 1), 0);
	(void)put(f, edit("own", "prov", 1), 13);
	(void)put(f, edit("own", "kab", 1), 1312);
	(void)put(f, edit("own", "kec", 1), BALINGKA);
	for (i = 0; i < ARRAY_LEN(cases); i++)
		expect(f, cases[i].district, cases[i].village, cases[i].names);
	villages = ship_villages(&f->c, BALINGKA, &n);
	assert_int_equal(n, 2);
	assert_string_equal(villages[0], "Parit");
	assert_string_equal(ship_village(&f->c, villages, n, "NAGARI ujung gading"), "Nagari Ujung  Gading");
	assert_null(ship_village(&f->c, villages, n, ""));
	assert_null(ship_village(&f->c, villages, n, "-"));
	assert_null(ship_village(&f->c, villages, n, NULL));
}

/* A dearer zone of one service must not take another courier's wider one off the table. */
static void
services(void **state)
{
	const char *why;
	struct fixture *f = *state;
	struct zone_edit e = edit("courier", "JNE REG", 20000);
	struct quote *list;
	size_t n;

	assert_true(i18n_load("build/templates", &why));	/* "2 days" */
	regions(f);
	e.carrier = "jne";
	e.service = "REG";
	(void)put(f, e, 13);
	e.name[0] = "JNE REG dekat";
	e.service = "reg";
	e.price_first = 15000;
	(void)put(f, e, BALINGKA);
	e.name[0] = "JNE YES";
	e.service = "YES";
	e.price_first = 30000;
	(void)put(f, e, 13);
	e.name[0] = "J&T EZ";
	e.carrier = "jnt";
	e.service = "EZ";
	e.price_first = 15000;
	e.etd_max = 2;
	(void)put(f, e, 0);
	expect(f, BALINGKA, "", "J&T EZ,JNE REG dekat,JNE YES");
	expect(f, TULEH, "", "J&T EZ,JNE REG,JNE YES");
	list = ship_try(&f->c, TO(BALINGKA, ""), &(struct parcel){ 1, 1, 0 }, &n);
	assert_int_equal(n, 4);
	assert_string_equal(list[2].zone->name, "JNE REG");
	assert_string_equal(list[2].outdone->name, "JNE REG dekat");
	assert_int_equal(list[1].rank, RANK_DISTRICT);
	assert_null(list[1].outdone);
}

static int64_t
price_of(const struct ship_carrier *m, int64_t grams, int64_t mm3)
{
	struct zone z = { .kind = "courier", .courier = "table", .first_g = m->first_g, .step_g = m->step_g, .tolerance_g = m->tolerance_g, .price_first = 10,
		.price_step = 10, .divisor = m->divisor, .by_gram = m->by_gram };
	int64_t price = -1, by_size = (mm3 + m->divisor - 1) / m->divisor;

	assert_int_equal(ship_courier("table")->quote(&z, &(struct parcel){ by_size > grams ? by_size : grams, 0, 0 }, &price), QUOTE_OK);
	return price;
}

static void
rounding(void **state)
{
	static const struct { const char *carrier; int64_t g, price; } cases[] = {
		{ "jne", 0, 10 }, { "jne", 1, 10 }, { "jne", 1000, 10 }, { "jne", 1300, 10 }, { "jne", 1301, 20 }, { "jne", 2300, 20 }, { "jne", 2301, 30 },
		{ "jnt", 1300, 10 }, { "jnt", 1301, 20 }, { "SiCepat", 1300, 10 }, { "tiki", 1301, 20 }, { "pos", 1000, 10 }, { "pos", 1001, 20 },
		{ "anteraja", 1001, 20 }, { "lion", 1300, 20 }, { "jntcargo", 1, 10 }, { "jntcargo", 11000, 10 }, { "jntcargo", 11100, 11 },
		{ "jntcargo", 11001, 11 }, { "jntcargo", 12000, 20 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(price_of(ship_carrier(cases[i].carrier), cases[i].g, 0), cases[i].price);
	/* 50 × 50 × 100 cm is 41.67 kg. */
	assert_int_equal(price_of(ship_carrier("jne"), 1000, INT64_C(250000000)), 420);
	assert_null(ship_carrier("tikus"));
	assert_null(ship_carrier(""));
}

static void
packing(void **state)
{
	static const struct { int64_t shop, zone, g, packed, price; } cases[] = {
		{ 100, SHIP_PACK_SHOP, 900, 1000, 10 }, { 100, SHIP_PACK_SHOP, 901, 1001, 20 }, { 100, 0, 1000, 1000, 10 }, { 100, 500, 501, 1001, 20 },
		{ 0, SHIP_PACK_SHOP, 0, 0, 10 },
	};
	struct fixture *f = *state;
	struct zone_edit e = edit("courier", "K", 10);
	const struct quote *quote;
	size_t i;

	regions(f);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t id;

		assert_int_equal(setting_put(&f->c, "pack_g", NULL, arena_printf(f->c.arena, "%lld", (long long)cases[i].shop)), SETTING_OK);
		e.pack_g = cases[i].zone;
		id = put(f, e, 13);
		quote = ship_quote(&f->c, id, TO(BALINGKA, ""), &(struct parcel){ cases[i].g, 0, 0 });
		assert_int_equal(quote->packed_g, cases[i].packed);
		assert_int_equal(quote->price, cases[i].price);
	}
	e.divisor = 6000;
	e.pack_g = 0;
	quote = ship_quote(&f->c, put(f, e, 13), TO(BALINGKA, ""), &(struct parcel){ 500, 0, 12000001 });
	assert_int_equal(quote->packed_g, 500);
	assert_int_equal(quote->charged_g, 2001);
	assert_int_equal(quote->price, 30);
}

/* The heavier of weight and size is charged, and only then rounded: no rounding between. */
static void
size_or_weight(void **state)
{
	static const struct { const char *carrier; int64_t g, side[3], charged, price; } cases[] = {
		{ "jne", 1000, { 300, 200, 100 }, 1000, 10 },		/* 1000 g by size too */
		{ "jne", 999, { 300, 200, 130 }, 1300, 10 },		/* size decides, and its 300 g pass */
		{ "jne", 999, { 300, 200, 131 }, 1310, 20 },
		{ "jne", 1400, { 300, 200, 130 }, 1400, 20 },		/* weight decides */
		{ "jne", 200, { 500, 500, 1000 }, 41667, 420 },
		{ "jne", 200, { 500, 500, 0 }, 200, 10 },		/* a side is not known */
		{ "pos", 200, { 300, 200, 101 }, 1010, 20 },
		{ "jntcargo", 2000, { 500, 500, 220 }, 11000, 10 },
		{ "jntcargo", 2000, { 500, 500, 1000 }, 50000, 400 },	/* by gram beyond 11 kg: 39 × 10 + 10 */
		{ "", 200, { 1000, 1000, 1000 }, 200, 10 },		/* no divisor: size does not count */
	};
	struct fixture *f = *state;
	size_t i;

	regions(f);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		const struct ship_carrier *m = ship_carrier(cases[i].carrier);
		struct zone_edit e = edit("courier", "K", 10);
		const struct quote *quote;

		if (m) {
			e.first_g = m->first_g;
			e.step_g = m->step_g;
			e.tolerance_g = m->tolerance_g;
			e.divisor = m->divisor;
			e.by_gram = m->by_gram;
		}
		quote = ship_quote(&f->c, put(f, e, 13), TO(BALINGKA, ""), &(struct parcel){ cases[i].g, 0, catalog_volume(cases[i].side) });
		assert_int_equal(quote->packed_g, cases[i].g);
		assert_int_equal(quote->charged_g, cases[i].charged);
		assert_int_equal(quote->price, cases[i].price);
	}
	assert_int_equal(catalog_volume((const int64_t[]){ INT64_MAX, 2, 3 }), INT64_MAX);
	assert_int_equal(catalog_volume((const int64_t[]){ INT64_MAX, 2, 0 }), 0);
	assert_int_equal(catalog_volume((const int64_t[]){ 10000, 10000, 10000 }), INT64_C(1000000000000));
}

/* Of several choices the cheapest to send, whichever way takes it: a light large one by the way that does not measure, a small heavy one by the other. */
static void
cheapest(void **state)
{
	struct fixture *f = *state;
	struct zone_edit weighs = edit("courier", "Timbang", 10), measures = edit("courier", "Ukur", 9), pickup = edit("pickup", "Ambil", 0);
	const struct parcel large = { 1000, 5000, 60000000 }, heavy = { 3000, 5000, 1000 }, both[] = { large, heavy }, same[] = { heavy, heavy };
	const struct quote *best;
	bool differ;

	regions(f);
	measures.divisor = 6000;
	measures.carrier = "jne";
	weighs.max_g = 2000;
	(void)put(f, weighs, 13);
	(void)put(f, measures, 13);
	(void)put(f, pickup, -1);
	best = ship_cheapest(&f->c, TO(BALINGKA, ""), &large, 1, &differ);
	assert_string_equal(best->zone->name, "Timbang");
	assert_int_equal(best->price, 10);
	assert_false(differ);
	best = ship_cheapest(&f->c, TO(BALINGKA, ""), both, 2, &differ);
	assert_int_equal(best->price, 10);
	assert_true(differ);
	best = ship_cheapest(&f->c, TO(BALINGKA, ""), same, 2, &differ);
	assert_string_equal(best->zone->name, "Ukur");
	assert_int_equal(best->price, 27);
	assert_int_equal(best->charged_g, 3000);
	assert_false(differ);
	assert_null(ship_cheapest(&f->c, TO(127101, ""), both, 2, &differ));
}

/* Nothing may wrap round: what cannot be counted is too heavy. */
static void
overflow(void **state)
{
	static const struct { int64_t g, mm3, price; } cases[] = {
		{ INT64_MAX, 0, 10 }, { INT64_MAX - 1, INT64_MAX, 1 }, { 0, INT64_MAX, INT64_MAX }, { 2000, 0, INT64_MAX }, { INT64_MAX, INT64_MAX, INT64_MAX },
	};
	struct fixture *f = *state;
	size_t i, by;

	regions(f);
	for (by = 0; by < 2; by++)
		for (i = 0; i < ARRAY_LEN(cases); i++) {
			struct zone_edit e = edit("courier", "K", cases[i].price);
			const struct quote *quote;

			e.pack_g = SHIP_PACK_SHOP;
			e.divisor = 1;
			e.by_gram = (int64_t)by;
			quote = ship_quote(&f->c, put(f, e, 13), TO(BALINGKA, ""), &(struct parcel){ cases[i].g, 1, cases[i].mm3 });
			assert_true(quote->result == QUOTE_TOO_HEAVY || quote->price > 0);
			assert_true(quote->packed_g >= cases[i].g && quote->charged_g >= quote->packed_g);
			if (cases[i].price == INT64_MAX)
				assert_int_equal(quote->result, QUOTE_TOO_HEAVY);
		}
}

static void
thresholds(void **state)
{
	static const struct { int64_t value; enum quote_result result; int64_t price; bool is_free; } cases[] = {
		{ 0, QUOTE_TOO_LITTLE, 0, false }, { 49999, QUOTE_TOO_LITTLE, 0, false }, { 50000, QUOTE_OK, 7000, false }, { 99999, QUOTE_OK, 7000, false },
		{ 100000, QUOTE_OK, 0, true }, { INT64_MAX, QUOTE_OK, 0, true },
	};
	struct fixture *f = *state;
	struct zone_edit e = edit("own", "Mobil", 7000);
	int64_t id;
	size_t i;

	regions(f);
	e.min_order = 50000;
	e.free_over = 100000;
	id = put(f, e, 13);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		const struct quote *quote = ship_quote(&f->c, id, TO(BALINGKA, ""), &(struct parcel){ 500, cases[i].value, 0 });

		assert_int_equal(quote->result, cases[i].result);
		assert_int_equal(quote->price, cases[i].price);
		assert_int_equal(quote->is_free, cases[i].is_free);
	}
	(void)put(f, edit("courier", "Kurir", 20000), 13);
	expect(f, BALINGKA, "", "Mobil,Kurir");
	e.min_order = 60000;
	assert_int_equal(zone_put(&f->c, &id, 1, &(struct zone_edit){ .kind = "own", .courier = "table", .name = { "Mobil", "" }, .eta = { "", "" }, .first_g = 1, .step_g = 1,
	    .min_order = 60000, .active = 1, .areas = &(int64_t){ 13 }, .n_areas = 1 }), ZONE_OK);
	expect(f, BALINGKA, "", "Kurir,Mobil");	/* what cannot be had comes last */
}

/* Monday 2 March 2026; a car on Tuesdays and Fridays. */
static void
days(void **state)
{
	static const struct { const char *zone; const char *cutoff; int64_t lead; int64_t hour, minute; const char *first; } cases[] = {
		/* hour and minute in UTC of the Monday (hour 24 on: Tuesday) */
		{ "Asia/Jakarta", "09:00", 0, 0, 0, "2026-03-03" }, { "Asia/Jakarta", "09:00", 0, 25, 59, "2026-03-03" }, { "Asia/Jakarta", "09:00", 0, 26, 0, "2026-03-06" },
		{ "Asia/Makassar", "09:00", 0, 24, 59, "2026-03-03" }, { "Asia/Makassar", "09:00", 0, 25, 0, "2026-03-06" },
		{ "Asia/Jayapura", "09:00", 0, 23, 59, "2026-03-03" }, { "Asia/Jayapura", "09:00", 0, 24, 0, "2026-03-06" },
		{ "Asia/Jakarta", "00:00", 0, 16, 59, "2026-03-03" }, { "Asia/Jakarta", "00:00", 0, 17, 0, "2026-03-06" },
		{ "Asia/Jakarta", "15:00", 1, 7, 59, "2026-03-03" }, { "Asia/Jakarta", "15:00", 1, 8, 0, "2026-03-06" },
		{ "Asia/Jakarta", "24:00", 0, 40, 59, "2026-03-03" }, { "Asia/Jakarta", "24:00", 0, 41, 0, "2026-03-06" },
		{ "Asia/Jakarta", "24:00", 7, 0, 0, "2026-03-10" },
	};
	struct zone z = { .days = 1 << 1 | 1 << 4 };
	int64_t got[SHIP_DAYS];
	size_t i, n;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t midnight = INT64_C(1772409600), now = midnight + cases[i].hour * 3600 + cases[i].minute * 60;

		assert_true(ship_time_parse(cases[i].cutoff, &z.cutoff));
		z.lead = cases[i].lead;
		n = ship_days(&z, now, 0, cases[i].zone, got);
		assert_int_equal(n, SHIP_DAYS);
		assert_string_equal(clock_iso_day(((struct fixture *)*state)->c.arena, got[0]), cases[i].first);
		assert_true(now < ship_day_closes(&z, got[0], cases[i].zone));
	}
	assert_int_equal(got[1] - got[0], 3);
	z.days = 0;
	assert_int_equal(ship_days(&z, FIXTURE_NOW, 0, "Asia/Jakarta", got), 0);
	z.days = 1 << 6;
	z.lead = 7;
	z.cutoff = 0;
	assert_int_equal(ship_days(&z, FIXTURE_NOW, 0, "Asia/Jakarta", got), SHIP_DAYS);
}

static void
times(void **state)
{
	static const struct { const char *s; int64_t minute; } good[] = { { "9", 540 }, { "09:00", 540 }, { "9.30", 570 }, { "00:00", 0 }, { "24:00", 1440 }, { "9:05:00", 545 } };
	static const char *const bad[] = { "", ":", "9:", "24:01", "25", "9:60", "-1", "9:00:01", "9 00", "123", "9:005", "nine" };
	int64_t m;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(ship_time_parse(good[i].s, &m));
		assert_int_equal(m, good[i].minute);
	}
	for (i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(ship_time_parse(bad[i], &m));
}

static void
copies(void **state)
{
	static const struct zone_village parit[] = { { BALINGKA, "Parit" } };
	struct fixture *f = *state;
	struct zone_edit e = edit("own", "Mobil", 7000);
	const struct zone *z;
	const struct zone_where *where;
	int64_t id, made;
	size_t n;

	regions(f);
	e.villages = parit;
	e.n_villages = 1;
	e.days = 3;
	e.pack_g = SHIP_PACK_SHOP;
	id = put(f, e, 1312);
	made = zone_copy(&f->c, id, "Mobil (salinan)");
	z = zone_get(&f->c, made);
	assert_string_equal(z->name, "Mobil (salinan)");
	assert_false(z->active);
	assert_int_equal(z->days, 3);
	assert_int_equal(z->pack_g, SHIP_PACK_SHOP);
	where = zone_where(&f->c, made, &n);
	assert_int_equal(n, 2);
	assert_int_equal(where[0].area, 1312);
	assert_string_equal(where[1].village, "Parit");
	assert_int_equal(zone_copy(&f->c, 4711, "x"), 0);
	assert_int_equal(zone_drop(&f->c, made), ZONE_DROPPED);
	assert_null(zone_get(&f->c, made));
	assert_int_equal(zone_drop(&f->c, made), ZONE_NOT_THERE);
	(void)zone_where(&f->c, made, &n);
	assert_int_equal(n, 0);
	e.villages = &(struct zone_village){ 1312, "Parit" };
	made = 0;
	assert_int_equal(zone_put(&f->c, &made, 0, &e), ZONE_AREA);
}

static const struct CMUnitTest tests[] = {
	CASE(specific), CASE(services), CASE(rounding), CASE(packing), CASE(size_or_weight), CASE(cheapest), CASE(overflow), CASE(thresholds), CASE(days), CASE(times), CASE(copies),
};
FIXTURE_MAIN(tests)
