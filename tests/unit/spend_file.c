/* Spending by file: columns in two languages, days and amounts however they are written, what is refused and why, nothing twice, nothing counted for two spans; and files that want to do harm. */
#include "unit/fixture.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "shop/campaign.h"
#include "shop/link.h"
#include "shop/report.h"
#include "shop/spend_file.h"

#define DAY INT64_C(20514)	/* of the fixture's clock, 2026-03-02 in Jakarta */

static struct spend_sheet *
sheet(struct fixture *f, const char *csv)
{
	const char *why;

	if (!i18n_load(f->conf.templates, &why))
		fail_msg("%s", why);
	return spend_sheet_read(&f->c, csv, strlen(csv), "facebook");
}

static int64_t
applied(struct fixture *f, const char *csv)
{
	int64_t id = spend_file_put(&f->c, "a.csv", csv, "facebook");

	assert_int_equal(spend_file_apply(&f->c, id), SPEND_FILE_OK);
	return id;
}

static void
stands(struct ctx *c, int64_t want_n, int64_t want_sum)
{
	int64_t count, sum;
	size_t n;

	(void)spend_list(c, 0, 100, &n, &count, &sum);
	assert_int_equal(count, want_n);
	assert_int_equal(sum, want_sum);
}

#define META "Campaign name,Day,Amount spent (IDR),Reporting starts,Reporting ends\n"

static void
test_spend_file__meta(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t k = 0, id;
	const struct spend_sheet *s;

	assert_int_equal(campaign_put(c, &k, 0, "Lebaran", 0, 0), CAMPAIGN_OK);
	s = sheet(f, META "LEBARAN,2026-03-01,\"25,000\",2026-02-01,2026-03-01\nLain,2026-03-01,10000.50,2026-02-01,2026-03-01\nKosong,2026-03-01,0,,\nKosong,2026-03-02,,,\n,2026-03-01,35000,,\n");
	assert_string_equal(s->why, "");
	assert_string_equal(s->kind, "meta");
	assert_int_equal(s->empty, 2);
	assert_int_equal(s->count[SPEND_ROW_NEW], 2);
	assert_int_equal(s->count[SPEND_ROW_BAD], 1);
	assert_true(s->rows[0].campaign == k && s->rows[0].amount == 25000 && s->rows[0].from == DAY - 1 && s->rows[0].to == DAY - 1);
	assert_true(s->rows[1].campaign == 0 && s->rows[1].unmatched && s->rows[1].amount == 10001);
	assert_string_equal(s->rows[2].why, "spend.no_campaign");
	assert_int_equal(s->sum, 35001);
	stands(c, 0, 0);
	/* In Indonesian, with ; and a byte order mark, days as a spreadsheet wrote them again, a span instead of a day, and the platform. */
	s = sheet(f, "\xef\xbb\xbfNama kampanye;Platform;Awal pelaporan;Akhir pelaporan;Jumlah yang dibelanjakan (IDR)\r\nlebaran;Instagram;1/2/2026;28-02-2026;1.250.000\r\nlebaran;Audience Network;1/2/2026;28.02.2026;Rp 5.000\r\n");
	assert_string_equal(s->why, "");
	assert_int_equal(s->count[SPEND_ROW_NEW], 2);
	assert_true(s->rows[0].from == DAY - 29 && s->rows[0].to == DAY - 2 && s->rows[0].amount == 1250000 && s->rows[1].amount == 5000);
	assert_string_equal(s->rows[0].channel, "instagram");
	assert_string_equal(s->rows[1].channel, "facebook");
	/* Written down, and once more: the same file makes no row twice, and a corrected amount is corrected. */
	id = applied(f, META "Lebaran,2026-03-01,25000,,\nLain,2026-03-01,10000,,\n");
	stands(c, 2, 35000);
	assert_int_equal(spend_file_apply(c, id), SPEND_FILE_ALREADY);
	assert_int_equal(spend_file_apply(c, spend_file_put(c, "b", META "lebaran ,2026-03-01,25000,,\nLAIN,2026-03-01,10000,,\n", "facebook")), SPEND_FILE_NOTHING);
	stands(c, 2, 35000);
	(void)applied(f, META "Lebaran,2026-03-01,26000,,\nLain,2026-03-01,10000,,\n");
	stands(c, 2, 36000);
	/* A campaign that was made meanwhile is found. */
	k = 0;
	assert_int_equal(campaign_put(c, &k, 0, "Lain", 0, 0), CAMPAIGN_OK);
	s = sheet(f, META "Lain,2026-03-01,10000,,\n");
	assert_true(s->count[SPEND_ROW_CHANGED] == 1 && s->sum == 0);
	/* Taken back: its rows, not those that it corrected. */
	assert_true(spend_file_undo(c, id, &k));
	assert_int_equal(k, 2);
	stands(c, 0, 0);
	assert_false(spend_file_undo(c, id, &k));
	assert_false(spend_file_undo(c, 99, &k));
	assert_int_equal(spend_file_apply(c, id), SPEND_FILE_OK);
	stands(c, 2, 35000);
	fixture_next(f);
}

/* What would count the same rupiah twice. */
static void
test_spend_file__twice(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct spend_sheet *s;
	struct spend *list, mine;
	int64_t count, sum;
	size_t n;

#define SPAN "Campaign name,Ad name,Reporting starts,Reporting ends,Amount spent (IDR)\n"
	s = sheet(f, SPAN "A,,2026-02-01,2026-02-28,100\nA,,2026-02-01,2026-02-28,100\nA,,2026-02-28,2026-02-28,5\nA,Iklan,2026-02-10,2026-02-10,5\nA,,2026-03-01,2026-03-01,7\nB,x,2026-02-01,2026-02-28,1\nB,y,2026-02-01,2026-02-28,2\n");
	assert_int_equal(s->count[SPEND_ROW_NEW], 4);
	assert_string_equal(s->rows[1].why, "spend.same_row");
	assert_string_equal(s->rows[1].value, "2");
	assert_string_equal(s->rows[2].why, "spend.crosses_row");
	assert_string_equal(s->rows[3].why, "spend.crosses_row");
	(void)applied(f, SPAN "A,,2026-02-01,2026-02-28,100\nB,x,2026-02-01,2026-02-28,1\n");
	s = sheet(f, SPAN "A,,2026-02-28,2026-03-27,50\nA,Iklan,2026-02-10,2026-02-10,5\nB,,2026-02-01,2026-02-28,3\nB,x,2026-02-01,2026-02-01,3\nB,z,2026-02-01,2026-02-01,3\nA,,2026-03-01,2026-03-27,50\n");
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(s->rows[i].why, "spend.crosses");
	assert_int_equal(s->count[SPEND_ROW_NEW], 2);
	/* Days changed by hand are still the file's: it does not come in beside them. */
	list = spend_list(c, 0, 10, &n, &count, &sum);
	mine = str_eq(list[0].note, "A") ? list[0] : list[1];
	mine.to--;
	assert_int_equal(spend_put(c, &mine.id, &mine), SPEND_OK);
	s = sheet(f, SPAN "A,,2026-02-01,2026-02-28,100\n");
	assert_string_equal(s->rows[0].why, "spend.crosses");
	/* Written by hand without a file, it is in nobody's way. */
	mine.id = 0;
	assert_int_equal(spend_put(c, &mine.id, &mine), SPEND_OK);
	s = sheet(f, "tanggal,jumlah\n2026-02-05,100\n");
	assert_int_equal(s->count[SPEND_ROW_NEW], 1);
	fixture_next(f);
}

static void
test_spend_file__own(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t k = 0;
	const struct link *l;
	const struct spend_sheet *s;

	assert_int_equal(campaign_put(c, &k, 0, "Panen", 0, 0), CAMPAIGN_OK);
	l = link_make(c, &(struct link_new){ .kind = "print", .channel = "print", .campaign = k, .path = "/", .label = "S" });
	s = sheet(f, arena_printf(f->keep, "tanggal\tjumlah\tsaluran\tkampanye\tkode\tcatatan\n2026-03-01\t50rb\tCetakan\tpanen\t\tFotokopi\n2026-03-01\t20.000\t\t\t%s\t\n2026-03-01\t1\tRadio\t\t\t\n2026-03-01\t1\t\tPanne\t\t\n"
	    "2026-03-01\t1\t\t\tZ99\t\n31/02/2026\t1\t\t\t\t\n2026-03-01\t-5\t\t\t\t\n2026-03-01\tbanyak\t\t\t\t\n2026-03-01\t100000000001\t\t\t\t\n1999-01-01\t1\t\t\t\t\n2026-03-01\t1\t\t\t\t'=1+1\n", l->spoken));
	assert_string_equal(s->kind, "own");
	assert_int_equal(s->count[SPEND_ROW_NEW], 3);
	assert_true(s->rows[0].amount == 50000 && s->rows[0].campaign == k && str_eq(s->rows[0].channel, "print"));
	assert_true(s->rows[1].link == l->id && s->rows[1].campaign == k && str_eq(s->rows[1].channel, "print"));
	assert_string_equal(s->rows[2].why, "spend.bad_channel");
	assert_string_equal(s->rows[3].why, "spend.bad_campaign");
	assert_string_equal(s->rows[4].why, "spend.bad_code");
	assert_string_equal(s->rows[5].why, "spend.bad_day");
	for (size_t i = 6; i < 9; i++)
		assert_string_equal(s->rows[i].why, "spend.bad_amount");
	assert_string_equal(s->rows[9].why, "spend.far");
	assert_string_equal(s->rows[10].note, "=1+1");
	s = sheet(f, "from,to,amount,channel\n2026-03-01,2026-02-01,5,\n2026-03-01,,5,tiktok\n2025-01-01,2026-02-01,5,\n");
	assert_string_equal(s->rows[0].why, "campaign.days");
	assert_true(s->rows[1].to == DAY - 1 && s->rows[1].state == SPEND_ROW_NEW);
	assert_string_equal(s->rows[2].why, "spend.long");
	fixture_next(f);
}

static void
test_spend_file__refused(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *csv, *why; } cases[] = {
		{ "", "spend.heads" }, { "halo\n", "spend.heads" }, { "Campaign name,Amount spent (IDR)\nA,5\n", "spend.heads" }, { "Day,Amount spent (IDR)\n2026-03-01,5\n", "spend.heads" },
		{ "Campaign name,Day,Amount spent (USD)\nA,2026-03-01,5\n", "spend.currency" }, { "tanggal,tanggal,jumlah\n", "spend.twice" }, { "tanggal,jumlah,biaya\n2026-03-01,1,1\n", "spend.twice" },
		{ "tanggal,jumlah\n\"2026-03-01,5\n", "csv.quote" },
	};
	struct buf b;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(sheet(f, cases[i].csv)->why, cases[i].why);
	/* Too many rows, and none of them is half taken. */
	buf_init(&b, f->keep, 200000);
	buf_printf(&b, "tanggal,jumlah,catatan\n");
	for (int i = 0; i <= SPEND_ROWS_MAX; i++)
		buf_printf(&b, "2026-03-01,5,baris %d\n", i);
	assert_string_equal(sheet(f, b.s)->why, "spend.many");
	assert_int_equal(spend_file_apply(&f->c, 99), SPEND_FILE_GONE);
	fixture_next(f);
}

/* The newest are kept. */
static void
test_spend_file__kept(void **state)
{
	struct fixture *f = *state;
	size_t n;
	int64_t first = spend_file_put(&f->c, "0", "x", "facebook");

	for (int i = 0; i < SPEND_FILES_KEPT; i++)
		(void)spend_file_put(&f->c, "n", "x", "facebook");
	(void)spend_file_list(&f->c, &n);
	assert_int_equal(n, SPEND_FILES_KEPT);
	assert_null(spend_file_get(&f->c, first));
	fixture_next(f);
}

static const struct CMUnitTest tests[] = {
	CASE(test_spend_file__meta), CASE(test_spend_file__twice), CASE(test_spend_file__own), CASE(test_spend_file__refused), CASE(test_spend_file__kept),
};
FIXTURE_MAIN(tests)
