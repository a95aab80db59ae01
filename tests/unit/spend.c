/* What advertising cost: spread over days so that no rupiah is lost whatever days are asked for, and counted for the right channel, campaign and link; the funnel and what there is nothing to divide by. */
#include "unit/fixture.h"

#include "shop/campaign.h"
#include "shop/link.h"
#include "shop/report.h"
#include "shop/spend.h"

#define DAY INT64_C(20514)	/* of the fixture's clock, in Jakarta */

static int64_t
put(struct ctx *c, const struct spend *s)
{
	int64_t id = 0;

	assert_int_equal(spend_put(c, &id, s), SPEND_OK);
	assert_true(id > 0);
	return id;
}

static int64_t
spent(struct ctx *c, int64_t from, int64_t to)
{
	size_t n;
	const struct report_source *rows = report_sources(c, from, to, &n);

	return report_sources_sum(rows, n).spend;
}

static void
test_spend__spread(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	(void)put(c, &(struct spend){ .from = DAY, .to = DAY + 2, .channel = "facebook", .amount = 100000, .note = "" });
	assert_int_equal(spent(c, DAY, DAY), 33334);
	assert_int_equal(spent(c, DAY + 1, DAY + 1), 33333);
	assert_int_equal(spent(c, DAY + 2, DAY + 2), 33333);
	assert_int_equal(spent(c, DAY - 5, DAY + 9), 100000);
	assert_int_equal(spent(c, DAY - 5, DAY), 33334);
	assert_int_equal(spent(c, DAY + 1, DAY + 9), 66666);
	assert_int_equal(spent(c, DAY - 1, DAY - 1), 0);
	assert_int_equal(spent(c, DAY + 3, DAY + 3), 0);
	/* Less than a rupiah a day lies on the first. */
	(void)put(c, &(struct spend){ .from = DAY + 20, .to = DAY + 29, .channel = "facebook", .amount = 7, .note = "" });
	assert_int_equal(spent(c, DAY + 20, DAY + 20), 7);
	assert_int_equal(spent(c, DAY + 21, DAY + 40), 0);
	fixture_next(f);
}

/* Any cut of any span: the parts make up the whole, and each day is what the rule says. */
static void
test_spend__parts(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	unsigned seed = 20;
	int64_t day[60] = { 0 }, whole = 0;

	for (int i = 0; i < 40; i++) {
		int64_t from = rand_r(&seed) % 50, n = 1 + rand_r(&seed) % 10, amount = 1 + rand_r(&seed) % 100000;

		(void)put(c, &(struct spend){ .from = DAY + from, .to = DAY + from + n - 1, .channel = link_channels[i % 7], .amount = amount, .note = "" });
		for (int64_t k = 0; k < n; k++)
			day[from + k] += amount / n + (k == 0 ? amount % n : 0);
		whole += amount;
	}
	assert_int_equal(spent(c, DAY, DAY + 59), whole);
	for (int64_t from = 0; from < 60; from += 7) {
		int64_t want = 0;

		for (int64_t to = from; to < 60; to++) {
			want += day[to];
			if (to % 5 == 0)
				assert_int_equal(spent(c, DAY + from, DAY + to), want);
		}
	}
	fixture_next(f);
}

static void
test_spend__whose(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t k = 0, other = 0, id;
	const struct link *l;
	struct spend s = { .from = DAY, .to = DAY, .channel = "google", .amount = 5000, .note = "n" };
	const struct report_source *rows;
	size_t n;

	assert_int_equal(campaign_put(c, &k, 0, "Lebaran", 0, 0), CAMPAIGN_OK);
	assert_int_equal(campaign_put(c, &other, 0, "Panen", 0, 0), CAMPAIGN_OK);
	l = link_make(c, &(struct link_new){ .kind = "print", .channel = "print", .campaign = k, .path = "/", .label = "Selebaran" });
	/* What is for a link is the link's, whatever else was chosen. */
	s.link = l->id;
	s.campaign = other;
	id = put(c, &s);
	assert_string_equal(spend_get(c, id)->channel, "print");
	assert_int_equal(spend_get(c, id)->campaign, k);
	s = (struct spend){ .from = DAY, .to = DAY, .channel = "google", .amount = 700, .campaign = other, .note = "" };
	(void)put(c, &s);
	rows = report_sources(c, DAY, DAY, &n);
	assert_int_equal(n, 2);
	rows = report_sources_by(c, SOURCES_LINK, rows, n, &n);
	assert_int_equal(n, 1);
	assert_true(rows[0].link == l->id && rows[0].spend == 5000);
	rows = report_sources(c, DAY, DAY, &n);
	rows = report_sources_by(c, SOURCES_CAMPAIGN, rows, n, &n);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(rows[i].spend, rows[i].campaign == k ? 5000 : 700);
	/* None of what is not there. */
	s.campaign = 99;
	other = 0;
	assert_int_equal(spend_put(c, &other, &s), SPEND_GONE);
	s.campaign = 0;
	s.link = 99;
	assert_int_equal(spend_put(c, &other, &s), SPEND_GONE);
	fixture_next(f);
}

static void
test_spend__changes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct spend s = { .from = DAY, .to = DAY, .channel = "google", .amount = 5000, .note = "n", .version = 1 }, *list;
	int64_t id = put(c, &s), count, sum, none = 99;
	size_t n;

	s.amount = 6000;
	assert_int_equal(spend_put(c, &id, &s), SPEND_OK);
	assert_int_equal(spend_put(c, &id, &s), SPEND_CONFLICT);
	assert_int_equal(spend_put(c, &none, &s), SPEND_GONE);
	list = spend_list(c, 0, 10, &n, &count, &sum);
	assert_true(n == 1 && count == 1 && sum == 6000 && list[0].amount == 6000);
	assert_int_equal(spend_drop(c, id), SPEND_OK);
	assert_int_equal(spend_drop(c, id), SPEND_GONE);
	assert_int_equal(spent(c, DAY, DAY), 0);
	assert_int_equal(spend_days(DAY, DAY - 1, DAY), SPEND_DAYS_ORDER);
	assert_int_equal(spend_days(DAY, DAY + SPEND_DAYS_MAX - 1, DAY), SPEND_DAYS_OK);
	assert_int_equal(spend_days(DAY - 1, DAY + SPEND_DAYS_MAX - 1, DAY), SPEND_DAYS_LONG);
	assert_int_equal(spend_days(DAY, DAY + SPEND_DAYS_MAX + 1, DAY), SPEND_DAYS_FAR);
	assert_int_equal(spend_days(1, 1, DAY), SPEND_DAYS_FAR);
	fixture_next(f);
}

static void
test_spend__divided(void **state)
{
	static const struct { struct report_source s; int64_t visit, order; } cases[] = {
		{ { .spend = 1000, .visits = 3, .orders = 2 }, 333, 500 }, { { .spend = 1001, .visits = 2, .orders = 0 }, 501, -1 },
		{ { .spend = 1000, .visits = 0, .orders = 1 }, -1, 1000 }, { { .spend = 0, .visits = 5, .orders = 5 }, -1, -1 },
	};
	struct report_funnel f;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(report_per_visit(&cases[i].s), cases[i].visit);
		assert_int_equal(report_per_order(&cases[i].s), cases[i].order);
	}
	f = report_funnel(&(struct report_source){ .reach = 900, .visits = 100, .engaged = 125, .orders = 10, .again = 3 });
	assert_true(f.n[STEP_KNEW] == 1000 && f.n[STEP_LOOKED] == 125 && f.n[STEP_BOUGHT] == 10 && f.n[STEP_AGAIN] == 3);
	assert_true(f.percent[STEP_LOOKED] == 13 && f.percent[STEP_BOUGHT] == 8 && f.percent[STEP_AGAIN] == 30);
	f = report_funnel(&(struct report_source){ .orders = 2, .again = 1 });
	assert_true(f.percent[STEP_LOOKED] == -1 && f.percent[STEP_BOUGHT] == -1 && f.percent[STEP_AGAIN] == 50);
}

static const struct db_stmt s[] = {
	SQL("t.account", "INSERT INTO social_account (id, channel, remote, name, token, state, added_at) VALUES (1, 'facebook', '1', 'F', '', 'ok', 1)"),
	SQL("t.pub", "INSERT INTO publication (post, account, state, text, due_at, made_at, published_at, reach) VALUES ($1, 1, $2, '', 1, 1, $3, $4)"),
};

/* Reach is of what was published on these days and said to have been seen; of its link, where it has one. */
static void
test_spend__reach(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t k = 0, at = clock_day_start(DAY, "Asia/Jakarta");
	const struct report_source *rows, *by;
	const struct link *l;
	size_t n, m;

	assert_int_equal(campaign_put(c, &k, 0, "Lebaran", 0, 0), CAMPAIGN_OK);
	(void)link_make(c, &(struct link_new){ .kind = "post", .channel = "facebook", .path = "/", .label = "Lama", .object = 5 });
	l = link_make(c, &(struct link_new){ .kind = "post", .channel = "facebook", .campaign = k, .path = "/", .label = "Posting", .object = 5 });
	db_exec(c, &s[0]);
	db_exec(c, &s[1], DB_I(5), DB_T("published"), DB_I(at), DB_I(40));
	db_exec(c, &s[1], DB_I(0), DB_T("published"), DB_I(at + 86399), DB_I(2));
	db_exec(c, &s[1], DB_I(5), DB_T("published"), DB_I(at + 86400), DB_I(1000));
	db_exec(c, &s[1], DB_I(5), DB_T("published"), DB_I(at - 1), DB_I(1000));
	db_exec(c, &s[1], DB_I(5), DB_T("removed"), DB_I(at), DB_I(1000));
	db_exec(c, &s[1], DB_I(5), DB_T("published"), DB_I(at), DB_I(-1));
	rows = report_sources(c, DAY, DAY, &n);
	by = report_sources_by(c, SOURCES_CHANNEL, rows, n, &m);
	assert_true(m == 1 && by[0].reached && by[0].reach == 42);
	by = report_sources_by(c, SOURCES_LINK, rows, n, &m);
	assert_true(m == 1 && by[0].link == l->id && by[0].reach == 40);
	by = report_sources_by(c, SOURCES_CAMPAIGN, rows, n, &m);
	assert_true(m == 1 && by[0].campaign == k && by[0].reach == 40);
	fixture_next(f);
}

static const struct CMUnitTest tests[] = {
	CASE(test_spend__spread), CASE(test_spend__parts), CASE(test_spend__whose), CASE(test_spend__changes), CASE(test_spend__divided), CASE(test_spend__reach),
};
FIXTURE_MAIN(tests)
