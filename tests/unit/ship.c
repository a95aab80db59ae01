/* Shipping: which zones reach a district, the chargeable weight, free shipping, and edits that do not overwrite each other. */
#include "fixture.h"
#include "shop/setting.h"
#include "shop/ship.h"

#define BALINGKA 131207
#define TULEH 131206
#define PADANG 137107
#define MEDAN 127101
#define TO(district) (&(struct ship_to){ (district), "" })

enum { T_REGION };
static const struct db_stmt q[] = {
	[T_REGION] = SQL("test.ship.region", "INSERT INTO region (code, parent, name, folded) VALUES ($1, $2, 'R', 'r')"),
};

static void
regions(struct fixture *f)
{
	static const int64_t codes[] = { 12, 13, 1271, 1312, 1371, BALINGKA, TULEH, PADANG, MEDAN };
	size_t i;

	for (i = 0; i < ARRAY_LEN(codes); i++)
		db_exec(&f->c, &q[T_REGION], DB_I(codes[i]), DB_I(codes[i] / 100));
}

static struct zone_edit
edit(const char *kind, const char *name, int64_t price)
{
	return (struct zone_edit){ .kind = kind, .courier = strcmp(kind, "pickup") == 0 ? "pickup" : "table", .name = { name, "" },
	    .eta = { "1-2 hari", "" }, .first_g = 1000, .price_first = price, .step_g = 1000, .price_step = price,
	    .tolerance_g = 300, .active = 1 };
}

static int64_t
add(struct fixture *f, struct zone_edit e, int64_t area, int64_t position)
{
	int64_t id = 0, areas[1] = { area };

	e.position = position;
	e.areas = areas;
	e.n_areas = area < 0 ? 0 : 1;
	assert_int_equal(zone_put(&f->c, &id, 0, &e), ZONE_OK);
	assert_true(id > 0);
	return id;
}

/* The names of the ways that reach a district, in order. */
static void
expect(struct fixture *f, int64_t district, const char *names)
{
	struct parcel p = { 500, 50000 };
	char got[300] = "";
	size_t n, i;
	struct quote *list = ship_quotes(&f->c, TO(district), &p, &n);

	for (i = 0; i < n; i++) {
		size_t at = strlen(got);

		(void)snprintf(got + at, sizeof(got) - at, "%s%s", i ? "," : "", list[i].zone->name);
	}
	assert_string_equal(got, names);
}

static void
most_specific(void **state)
{
	struct fixture *f = *state;
	struct zone_edit off = edit("own", "Mati", 0);
	struct parcel p = { 500, 50000 };
	int64_t province, district, pickup;

	regions(f);
	off.active = 0;
	(void)add(f, edit("courier", "JNE luar", 30000), 0, 1);
	(void)add(f, edit("courier", "JNE Sumbar", 18000), 13, 2);
	province = add(f, edit("own", "Mobil provinsi", 15000), 13, 3);
	district = add(f, edit("own", "Mobil dekat", 5000), BALINGKA, 4);
	pickup = add(f, edit("pickup", "Ambil", 0), -1, 5);
	(void)add(f, off, BALINGKA, 0);
	(void)add(f, edit("courier", "JNE Sumbar kilat", 25000), 13, 6);
	(void)add(f, edit("courier", "Tanpa daerah", 25000), -1, 7);
	expect(f, BALINGKA, "JNE Sumbar,Mobil dekat,Ambil,JNE Sumbar kilat");
	expect(f, TULEH, "JNE Sumbar,Mobil provinsi,Ambil,JNE Sumbar kilat");
	expect(f, MEDAN, "JNE luar,Ambil");
	expect(f, 0, "Ambil");
	assert_non_null(ship_quote(&f->c, district, TO(BALINGKA), &p));
	assert_null(ship_quote(&f->c, district, TO(TULEH), &p));
	assert_null(ship_quote(&f->c, province, TO(BALINGKA), &p));
	assert_non_null(ship_quote(&f->c, pickup, TO(0), &p));
	assert_int_equal(ship_quote(&f->c, pickup, TO(BALINGKA), &p)->price, 0);
}

static void
chargeable(void **state)
{
	static const struct { int64_t g, units; } cases[] = {
		{ 0, 1 }, { 1, 1 }, { 999, 1 }, { 1000, 1 }, { 1300, 1 }, { 1301, 2 }, { 2000, 2 }, { 2300, 2 }, { 2301, 3 }, { 41670, 42 },
	};
	struct fixture *f = *state;
	struct zone_edit e = edit("courier", "JNE", 10000);
	struct zone_edit steps = edit("courier", "Kargo", 50000);
	int64_t id, cargo;
	size_t i;

	regions(f);
	id = add(f, e, 13, 1);
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct parcel p = { cases[i].g, 0 };

		assert_int_equal(ship_quote(&f->c, id, TO(PADANG), &p)->price, cases[i].units * 10000);
	}
	steps.first_g = 5000;
	steps.step_g = 500;
	steps.price_step = 3000;
	steps.tolerance_g = 0;
	cargo = add(f, steps, 13, 2);
	assert_int_equal(ship_quote(&f->c, cargo, TO(PADANG), &(struct parcel){ 5000, 0 })->price, 50000);
	assert_int_equal(ship_quote(&f->c, cargo, TO(PADANG), &(struct parcel){ 5001, 0 })->price, 53000);
	assert_int_equal(ship_quote(&f->c, cargo, TO(PADANG), &(struct parcel){ 6000, 0 })->price, 56000);
	assert_int_equal(ship_quote(&f->c, id, TO(PADANG), &(struct parcel){ INT64_MAX, 0 })->result, QUOTE_TOO_HEAVY);
}

static void
limits(void **state)
{
	struct fixture *f = *state;
	struct zone_edit e = edit("own", "Mobil", 7000);
	struct quote *quote;
	int64_t id;

	regions(f);
	e.free_over = 100000;
	e.max_g = 5000;
	id = add(f, e, 1312, 1);
	quote = ship_quote(&f->c, id, TO(BALINGKA), &(struct parcel){ 5000, 99999 });
	assert_int_equal(quote->result, QUOTE_OK);
	assert_int_equal(quote->price, 35000);
	assert_false(quote->is_free);
	quote = ship_quote(&f->c, id, TO(BALINGKA), &(struct parcel){ 5000, 100000 });
	assert_int_equal(quote->price, 0);
	assert_true(quote->is_free);
	quote = ship_quote(&f->c, id, TO(BALINGKA), &(struct parcel){ 5001, 200000 });
	assert_int_equal(quote->result, QUOTE_TOO_HEAVY);
	assert_int_equal(quote->price, 0);
	assert_false(quote->is_free);
}

static void
editing(void **state)
{
	struct fixture *f = *state;
	struct zone_edit e = edit("own", "Mobil", 7000);
	int64_t areas[] = { BALINGKA, TULEH, BALINGKA, 0 }, bad[] = { 987654 }, id = 0, gone = 4711, version;
	struct zone *z;
	size_t n;

	regions(f);
	version = setting_version(&f->c, "shop");
	e.areas = areas;
	e.n_areas = 4;
	assert_int_equal(zone_put(&f->c, &id, 0, &e), ZONE_OK);
	assert_true(setting_version(&f->c, "shop") > version);
	(void)zone_areas(&f->c, id, &n);
	assert_int_equal(n, 3);
	z = zone_get(&f->c, id);
	assert_int_equal(z->free_over, 0);
	assert_int_equal(z->max_g, 0);
	e.name[1] = "Our car";
	e.cod = 1;
	e.n_areas = 1;
	assert_int_equal(zone_put(&f->c, &id, z->version, &e), ZONE_OK);
	assert_int_equal(zone_put(&f->c, &id, z->version, &e), ZONE_CONFLICT);
	assert_int_equal(zone_put(&f->c, &gone, 1, &e), ZONE_GONE);
	assert_int_equal(zone_areas(&f->c, id, &n)[0], BALINGKA);
	assert_int_equal(n, 1);
	assert_true(zone_get(&f->c, id)->cod);
	assert_string_equal(zone_get(&f->c, id)->name, "Mobil");
	f->c.lang = "en";
	assert_string_equal(zone_get(&f->c, id)->name, "Our car");
	assert_string_equal(zone_get(&f->c, id)->eta, "1-2 hari");
	assert_string_equal(zone_list(&f->c, &n)[0]->name, "Our car");
	assert_int_equal(n, 1);
	e.areas = bad;
	assert_int_equal(zone_put(&f->c, &id, z->version + 1, &e), ZONE_AREA);
	assert_null(zone_get(&f->c, 4711));
}

static void
many(void **state)
{
	struct fixture *f = *state;
	size_t n;
	int i;

	regions(f);
	for (i = 0; i < 40; i++)
		(void)add(f, edit("courier", "K", 1000 + i), 13, i);
	assert_int_equal(ship_quotes(&f->c, TO(PADANG), &(struct parcel){ 1, 1 }, &n)[39].price, 1039);
	assert_int_equal(n, 40);
	assert_int_equal(zone_list(&f->c, &n)[33]->price_first, 1033);
	assert_int_equal(n, 40);
}

static const struct CMUnitTest tests[] = {
	CASE(most_specific), CASE(chargeable), CASE(limits), CASE(editing), CASE(many),
};
FIXTURE_MAIN(tests)
