/* Settings: defaults, what is refused, the texts of two languages, the shop's hours, and that a change is seen at once. */
#include "fixture.h"
#include "shop/setting.h"

static void
put_ok(struct fixture *f, const char *name, const char *lang, const char *value)
{
	if (setting_put(&f->c, name, lang, value) != SETTING_OK)
		fail_msg("%s refuses %s", name, value);
}

static void
put_bad(struct fixture *f, const char *name, const char *value)
{
	if (setting_put(&f->c, name, NULL, value) != SETTING_BAD)
		fail_msg("%s takes %s", name, value);
}

static void
defaults(void **state)
{
	struct fixture *f = *state;
	const struct shop *s = shop_get(&f->c);

	assert_string_equal(s->timezone, "Asia/Jakarta");
	assert_string_equal(s->whatsapp, "");
	assert_int_equal(s->pay_hours, 24);
	assert_int_equal(s->transfer_on, 1);
	assert_int_equal(s->version, 1);
	assert_ptr_equal(s, shop_get(&f->c));
}

static void
every_default_fits(void **state)
{
	struct fixture *f = *state;
	size_t n, i;
	const struct setting_row *row = setting_rows(&n);

	for (i = 0; i < n; i++)
		put_ok(f, row[i].name, row[i].per_lang ? "id" : NULL, row[i].def);
}

static void
ranges(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *name, *value; } bad[] = {
		{ "name", "" }, { "pay_hours", "0" }, { "pay_hours", "169" }, { "pay_hours", "1e1" }, { "cod_max", "-1" },
		{ "cod_on", "2" }, { "whatsapp", "0812" }, { "whatsapp", "+08123456789" }, { "whatsapp", "+62 812345678" },
		{ "maps_url", "javascript:alert(1)" },
		{ "maps_url", "//evil.id" }, { "maps_url", "https://" }, { "maps_url", "https://a b" },
		{ "timezone", "Europe/London" }, { "order_prefix", "kb" }, { "order_prefix", "ABCDEF" },
		{ "nib", "123" }, { "hero", "abc" },
		{ "hours", "8 08:00-17:00" }, { "hours", "1-6 8:00-17:00" }, { "hours", "1 17:00-08:00" },
		{ "hours", "1 08:00-24:01" }, { "hours", "1 08:00-12:00,11:00-13:00" }, { "hours", "6-1 08:00-09:00" },
		{ "hours", "1-6 08:00-17:00x" }, { "hours", "always" },
	};
	static const struct { const char *name, *value; } good[] = {
		{ "whatsapp", "+628123456789" }, { "maps_url", "https://maps.example/x?q=1" },
		{ "timezone", "Asia/Jayapura" }, { "order_prefix", "KB" },
		{ "nib", "1234567890123" }, { "cod_max", "500000" }, { "hours", "" },
		{ "hours", "1-6 08:00-17:00; 7 closed" }, { "hours", "1,3,5-7 00:00-24:00" },
		{ "hours", "1-7 08:00-12:00,13:00-17:00" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(bad); i++)
		put_bad(f, bad[i].name, bad[i].value);
	for (i = 0; i < ARRAY_LEN(good); i++) {
		put_ok(f, good[i].name, NULL, good[i].value);
		assert_string_equal(setting_get(&f->c, good[i].name, NULL), good[i].value);
	}
}

static void
languages(void **state)
{
	struct fixture *f = *state;

	put_ok(f, "tagline", "id", "Renyah dari dapur sendiri");
	fixture_next(f);
	f->c.lang = "en";
	assert_string_equal(shop_get(&f->c)->tagline, "Renyah dari dapur sendiri");
	assert_string_equal(setting_get(&f->c, "tagline", "en"), "");
	put_ok(f, "tagline", "en", "Crisp from our own kitchen");
	assert_string_equal(shop_get(&f->c)->tagline, "Crisp from our own kitchen");
	f->c.lang = "id";
	assert_string_equal(shop_get(&f->c)->tagline, "Renyah dari dapur sendiri");
}

static void
a_change_moves_the_version(void **state)
{
	struct fixture *f = *state;
	int64_t was = shop_get(&f->c)->version;

	put_ok(f, "name", NULL, "Dapur Rina");
	assert_string_equal(shop_get(&f->c)->name, "Dapur Rina");
	assert_int_equal(shop_get(&f->c)->version, was + 1);
	setting_bump(&f->c, "catalog");
	assert_int_equal(setting_version(&f->c, "catalog"), 2);
	assert_int_equal(setting_version(&f->c, "shop"), was + 1);
	fixture_next(f);
	assert_string_equal(shop_get(&f->c)->name, "Dapur Rina");
}

/* A change that was rolled back is not what later pages show. */
static void
rolled_back(void **state)
{
	struct fixture *f = *state;

	fixture_next(f);
	put_ok(f, "name", NULL, "Salah");
	assert_string_equal(shop_get(&f->c)->name, "Salah");
	db_rollback(&f->c);
	fixture_begin(f);
	assert_string_equal(shop_get(&f->c)->name, "Etalase");
}

static void
one_statement(void **state)
{
	struct fixture *f = *state;
	int64_t was = f->c.sql_count;
	int i;

	for (i = 0; i < 5; i++)
		(void)shop_get(&f->c);
	assert_int_equal(f->c.sql_count, was + 1);
}

/* now: FIXTURE_NOW is Monday 10:00 WIB; plus days and minutes. */
static void
expect_open(const char *hours, int day, int minute, enum shop_state state, int until, int64_t next_minutes)
{
	struct shop s = { .hours = hours, .timezone = "Asia/Jakarta" };
	int64_t now = FIXTURE_NOW - 10 * 3600 + day * 86400 + minute * 60, next;
	int got;

	if (shop_open_state(&s, now, &got, &next) != state)
		fail_msg("%s day %d minute %d: wrong state", hours, day, minute);
	if (got != until || (next - now) / 60 != next_minutes)
		fail_msg("%s day %d minute %d: until %d, next in %lld", hours, day, minute, got, (long long)(next - now) / 60);
}

static void
hours(void **state)
{
	const char *usual = "1-6 08:00-17:00; 7 closed";
	const char *noon = "1-7 08:00-12:00,13:00-17:00";

	(void)state;
	expect_open(usual, 0, 600, SHOP_OPEN, 1020, 420);
	expect_open(usual, 0, 479, SHOP_CLOSED, 480, 1);
	expect_open(usual, 0, 480, SHOP_OPEN, 1020, 540);
	expect_open(usual, 0, 1020, SHOP_CLOSED, 480, 900);
	expect_open(usual, 5, 1020, SHOP_CLOSED, 480, 900 + 1440);
	expect_open(usual, 6, 600, SHOP_CLOSED, 480, 1320);
	expect_open(noon, 2, 725, SHOP_CLOSED, 780, 55);
	expect_open("1 08:00-09:00", 0, 540, SHOP_CLOSED, 480, 7 * 1440 - 60);
	expect_open("1-7 00:00-24:00", 3, 700, SHOP_OPEN, 1440, 7 * 1440);
	expect_open("1 18:00-24:00; 2 00:00-02:00", 0, 1200, SHOP_OPEN, 120, 240 + 120);
	expect_open("1 18:00-24:00", 0, 1200, SHOP_OPEN, 1440, 240);
	expect_open("1-7 closed", 0, 600, SHOP_CLOSED, -1, 7 * 1440);
	expect_open("", 0, 600, SHOP_NO_HOURS, -1, 7 * 1440);
	expect_open("1-7 08:00-17:00; 1 closed", 0, 600, SHOP_CLOSED, 480, 1320);
}

static const struct CMUnitTest tests[] = {
	CASE(defaults), CASE(every_default_fits), CASE(ranges), CASE(languages), CASE(a_change_moves_the_version),
	CASE(rolled_back), CASE(one_statement), CASE(hours),
};
FIXTURE_MAIN(tests)
