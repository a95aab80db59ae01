/* Campaigns: names that are there once, days that rule what is offered, what somebody else saved meanwhile; and the links that belong to one. */
#include "unit/fixture.h"

#include "shop/campaign.h"
#include "shop/link.h"

#define DAY INT64_C(20514)	/* of the fixture's clock, in Jakarta */

static int64_t
made(struct ctx *c, const char *name, int64_t from, int64_t to)
{
	int64_t id = 0;

	assert_int_equal(campaign_put(c, &id, 0, name, from, to), CAMPAIGN_OK);
	assert_true(id > 0);
	return id;
}

static void
test_campaign__names(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t a = made(c, "Lebaran", 0, 0), b = made(c, "Panen", 0, 0), again = 0;

	assert_int_equal(campaign_put(c, &again, 0, "LEBARAN", 0, 0), CAMPAIGN_TAKEN);
	assert_int_equal(campaign_put(c, &b, 1, " lebaran ", 0, 0), CAMPAIGN_TAKEN);
	/* Its own name in other letters is free to it. */
	assert_int_equal(campaign_put(c, &a, 1, "lebaran", 0, 0), CAMPAIGN_OK);
	assert_int_equal(campaign_put(c, &a, 1, "Idul Fitri", 0, 0), CAMPAIGN_CONFLICT);
	assert_string_equal(campaign_get(c, a)->name, "lebaran");
	again = 99;
	assert_int_equal(campaign_put(c, &again, 1, "Idul Fitri", 0, 0), CAMPAIGN_GONE);
	assert_true(campaign_named(c, "LeBaran ") == a);
	assert_true(campaign_named(c, "") == 0);
	assert_true(campaign_named(c, "Natal") == 0);
	/* One that is put away keeps its name: spending still finds it. */
	assert_int_equal(campaign_away(c, a, true), CAMPAIGN_OK);
	assert_true(campaign_named(c, "lebaran") == a);
	again = 0;
	assert_int_equal(campaign_put(c, &again, 0, "Lebaran", 0, 0), CAMPAIGN_TAKEN);
	assert_int_equal(campaign_away(c, 99, true), CAMPAIGN_GONE);
	fixture_next(f);
}

static void
test_campaign__days(void **state)
{
	struct fixture *f = *state;
	static const struct { int64_t from, to; enum campaign_state is; } cases[] = {
		{ 0, 0, CAMPAIGN_RUNS }, { DAY, DAY, CAMPAIGN_RUNS }, { DAY + 1, 0, CAMPAIGN_SOON }, { 0, DAY - 1, CAMPAIGN_OVER }, { DAY - 5, DAY, CAMPAIGN_RUNS }, { DAY - 5, DAY - 1, CAMPAIGN_OVER },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct campaign k = { .from = cases[i].from, .to = cases[i].to };

		assert_int_equal(campaign_state(&k, DAY), cases[i].is);
		assert_int_equal(campaign_lives(&k, DAY), cases[i].is != CAMPAIGN_OVER);
		k.archived_at = 1;
		assert_int_equal(campaign_state(&k, DAY), CAMPAIGN_AWAY);
		assert_false(campaign_lives(&k, DAY));
	}
	fixture_next(f);
}

static void
test_campaign__order(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t a = made(c, "Satu", 0, 0), b = made(c, "Dua", 0, 0), d = made(c, "Tiga", 0, 0);
	struct campaign *list;
	size_t n;

	assert_int_equal(campaign_away(c, d, true), CAMPAIGN_OK);
	list = campaign_list(c, &n);
	assert_int_equal(n, 3);
	assert_true(list[0].id == b && list[1].id == a && list[2].id == d && list[2].archived_at > 0);
	assert_int_equal(campaign_away(c, d, false), CAMPAIGN_OK);
	list = campaign_list(c, &n);
	assert_true(list[0].id == d && list[0].archived_at == 0);
	fixture_next(f);
}

static void
test_campaign__full(void **state)
{
	struct fixture *f = *state;
	int64_t id = 0;

	for (int i = 0; i < CAMPAIGNS_MAX; i++)
		(void)made(&f->c, arena_printf(f->keep, "Kampanye %d", i), 0, 0);
	assert_int_equal(campaign_put(&f->c, &id, 0, "Satu lagi", 0, 0), CAMPAIGN_FULL);
	fixture_next(f);
}

/* The same thing shared for two campaigns has two links, each found again. */
static void
test_campaign__links(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t k = made(c, "Lebaran", 0, 0);
	struct link_new plain = { .kind = "kit", .channel = "whatsapp", .path = "/product/keripik", .object = 7 }, mine = plain;
	const struct link *a, *b;

	mine.campaign = k;
	a = link_for(c, &plain);
	b = link_for(c, &mine);
	assert_true(a->id != b->id && a->campaign == 0 && b->campaign == k);
	assert_true(link_for(c, &plain)->id == a->id && link_for(c, &mine)->id == b->id);
	assert_true(link_of(c, "kit", 7, "whatsapp", 0)->id == a->id && link_of(c, "kit", 7, "whatsapp", k)->id == b->id);
	assert_null(link_of(c, "kit", 7, "whatsapp", k + 1));
	assert_non_null(strstr(link_target(c, b), "utm_campaign="));
	assert_null(strstr(link_target(c, a), "utm_campaign="));
	fixture_next(f);
}

static const struct CMUnitTest tests[] = {
	CASE(test_campaign__names), CASE(test_campaign__days), CASE(test_campaign__order), CASE(test_campaign__full), CASE(test_campaign__links),
};
FIXTURE_MAIN(tests)
