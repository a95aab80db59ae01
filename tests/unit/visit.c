/* Visits: what nginx tells (and what nobody should be able to tell), where somebody came from, a row for each visitor and day, sums that stay and rows that go. */
#include "unit/fixture.h"

#include <sys/stat.h>

#include "base/file.h"
#include "shop/link.h"
#include "shop/visit.h"

#define OURS "https://toko.example http://192.168.1.5:8080"
#define PHONE "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537.36"
#define DAY INT64_C(20514)

enum { S_ROW, S_SUM, S_ROWS, S_SUMS };

static const struct db_stmt s[] = {
	SQL("t.row", "SELECT channel || ' ' || CAST(link AS TEXT) || ' ' || CAST(campaign AS TEXT) || ' ' || path || ' ' || CAST(views AS TEXT) || ' ' || CAST(carted AS TEXT) FROM visit WHERE visitor = $1"),
	SQL("t.sum", "SELECT CAST(visits AS TEXT) || ' ' || CAST(engaged AS TEXT) || ' ' || CAST(carted AS TEXT) || ' ' || CAST(views AS TEXT) FROM visit_day WHERE day = $1 AND channel = $2"),
	SQL("t.rows", "SELECT COUNT(*) FROM visit"),
	SQL("t.sums", "SELECT COUNT(*) FROM visit_day"),
};
DB_TABLE(s);

static struct search_ask asked;

static bool
told(struct fixture *f, const char *rest, struct visit_hit *h)
{
	const char *line = arena_printf(f->arena, "<190>Nov 22 12:00:00 etalase: {\"e\":\"view\",\"p\":\"/product/x\",\"a\":\"10.0.0.1\",\"u\":\"" PHONE "\"%s}", rest);

	return visit_read(f->arena, line, strlen(line), "salt", OURS, h, &asked);
}

static const char *
channel(struct fixture *f, const char *rest)
{
	struct visit_hit h;

	assert_true(told(f, rest, &h));
	return h.channel;
}

static void
sources(void **state)
{
	struct fixture *f = *state;
	struct visit_hit h;

	assert_string_equal(channel(f, ""), "direct");
	assert_string_equal(channel(f, ",\"r\":\"toko.example\""), "direct");
	assert_string_equal(channel(f, ",\"r\":\"192.168.1.5\""), "direct");
	assert_string_equal(channel(f, ",\"r\":\"lm.facebook.com\""), "facebook");
	assert_string_equal(channel(f, ",\"r\":\"l.Instagram.com\""), "instagram");
	assert_string_equal(channel(f, ",\"r\":\"www.google.co.id\""), "google");
	assert_string_equal(channel(f, ",\"r\":\"com.whatsapp\""), "whatsapp");
	assert_string_equal(channel(f, ",\"r\":\"notfacebook.com\""), "site");
	assert_string_equal(channel(f, ",\"r\":\"nagari.example\",\"s\":\"ig\""), "instagram");
	assert_string_equal(channel(f, ",\"s\":\"TikTok\""), "tiktok");
	assert_string_equal(channel(f, ",\"s\":\"surat kabar\""), "other");
	assert_string_equal(channel(f, ",\"u\":\"" PHONE " [FBAN/FB4A;FBAV/440]\""), "facebook");
	assert_true(told(f, ",\"c\":\"abc2345\",\"f\":\"old2345\",\"m\":\"12\"", &h));
	assert_string_equal(h.code, "abc2345");
	assert_int_equal(h.campaign, 12);
	assert_true(told(f, ",\"c\":\"a b\",\"f\":\"old2345\",\"m\":\"-1\"", &h));
	assert_string_equal(h.code, "old2345");
	assert_int_equal(h.campaign, 0);
	assert_true(told(f, ",\"e\":\"link\",\"p\":\"/en/s/abc2345\"", &h));
	assert_string_equal(h.code, "abc2345");
	assert_int_equal(h.views, 0);
}

static void
hostile(void **state)
{
	static const char *const rests[] = {
		",\"u\":\"Googlebot/2.1 (+http://www.google.com/bot.html)\"", ",\"u\":\"facebookexternalhit/1.1 (+http://www.facebook.com)\"", ",\"u\":\"WhatsApp/2.23.20.0 A\"",
		",\"u\":\"curl/7.88.1 something\"", ",\"u\":\"\"", ",\"u\":7", ",\"u\":null", ",\"a\":\"\"", ",\"a\":[1]", ",\"p\":\"//evil.test/x\"", ",\"p\":\"http://x\"", ",\"p\":\"\"",
		",\"p\":{}", ",\"e\":\"order\"", ",\"e\":\"\"", ",", ",\"x\":", "}{", ",\"p\":\"/\\u0000\"",
	};
	struct fixture *f = *state;
	char *big = arena_new_n(f->arena, VISIT_MAX + 2, char);
	struct visit_hit h;

	for (size_t i = 0; i < ARRAY_LEN(rests); i++)
		if (told(f, rests[i], &h))
			fail_msg("taken: %s", rests[i]);
	assert_true(told(f, ",\"u\":\"Mozilla/5.0 (Linux; CUBOT KING KONG) Chrome\"", &h));
	(void)memset(big, '{', VISIT_MAX + 1);
	assert_false(visit_read(f->arena, big, VISIT_MAX + 1, "salt", OURS, &h, &asked));
	assert_false(visit_read(f->arena, big, VISIT_MAX, "salt", OURS, &h, &asked));
	assert_false(visit_read(f->arena, "", 0, "salt", OURS, &h, &asked));
	assert_false(visit_read(f->arena, "\0\0\0", 3, "salt", OURS, &h, &asked));
	assert_false(told(f, arena_printf(f->arena, ",\"p\":\"/%0150d\"", 1), &h));
}

/* The same address and browser are one visitor for a day, and nobody's tomorrow. */
static void
visitors(void **state)
{
	struct fixture *f = *state;
	struct visit_hit a, b;
	const char *line = "{\"e\":\"view\",\"p\":\"/\",\"a\":\"10.0.0.1\",\"u\":\"" PHONE "\"}";

	assert_true(told(f, "", &a));
	assert_true(visit_read(f->arena, line, strlen(line), "salt", OURS, &b, &asked));
	assert_string_equal(a.visitor, b.visitor);
	assert_int_equal(strlen(a.visitor), 16);
	assert_true(visit_read(f->arena, line, strlen(line), "other salt", OURS, &b, &asked));
	assert_string_not_equal(a.visitor, b.visitor);
	assert_true(told(f, ",\"a\":\"10.0.0.2\"", &b));
	assert_string_not_equal(a.visitor, b.visitor);
}

static void
salts(void **state)
{
	struct fixture *f = *state;
	char dir[] = "/tmp/etalase-visit-XXXXXX";
	const char *first, *file;
	struct stat st;
	size_t n;

	f->conf.data = mkdtemp(dir);
	file = arena_printf(f->keep, "%s/visit.salt", dir);
	first = arena_str(f->keep, visit_salt(&f->c, DAY));
	assert_string_equal(visit_salt(&f->c, DAY), first);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_not_equal(visit_salt(&f->c, DAY + 1) + 6, first + 6);
	assert_null(strstr(file_read(f->arena, file, 1000, &n), first + 6));
	(void)unlink(file);
	(void)rmdir(dir);
}

static struct visit_hit
hit(const char *visitor, const char *path, enum visit_source source, const char *from, const char *code)
{
	struct visit_hit h = { .channel = from, .source = source, .views = 1 };

	(void)snprintf(h.visitor, sizeof(h.visitor), "%s", visitor);
	(void)snprintf(h.code, sizeof(h.code), "%s", code);
	(void)snprintf(h.path, sizeof(h.path), "%s", path);
	return h;
}

static void
rows(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct link *l = link_make(c, &(struct link_new){ .kind = "post", .channel = "instagram", .path = "/product/x" });
	struct visit_hit h = hit("aaaa", "/", VISIT_NOWHERE, "direct", ""), more;

	more = hit("aaaa", "/product/x", VISIT_HINT, "google", "");
	visit_merge(&h, &more);
	assert_string_equal(h.channel, "google");
	assert_string_equal(h.path, "/");
	assert_int_equal(h.views, 2);
	visit_write(c, DAY, 1000, &h, 1);
	assert_string_equal(db_one_text(c, &s[S_ROW], DB_T("aaaa")), "google 0 0 / 2 0");
	/* A later hint changes nothing, a link does; a code that nobody made is none. */
	h = hit("aaaa", "/cart", VISIT_HINT, "facebook", "");
	h.carted = true;
	visit_write(c, DAY, 1010, &h, 1);
	assert_string_equal(db_one_text(c, &s[S_ROW], DB_T("aaaa")), "google 0 0 / 3 1");
	h = hit("aaaa", "/product/x", VISIT_BY_LINK, "facebook", "nobody");
	visit_write(c, DAY, 1020, &h, 1);
	assert_string_equal(db_one_text(c, &s[S_ROW], DB_T("aaaa")), "google 0 0 / 4 1");
	h = hit("aaaa", "/product/x", VISIT_BY_LINK, "direct", l->code);
	visit_write(c, DAY, 1030, &h, 1);
	assert_string_equal(db_one_text(c, &s[S_ROW], DB_T("aaaa")), arena_printf(f->arena, "instagram %lld 0 / 5 1", (long long)l->id));
	assert_int_equal(visit_on(c, DAY), 1);
	fixture_next(f);
}

/* Sums of days that are over, also of what came after they were made; rows of a hundred days. */
static void
days(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct visit_hit two[2] = { hit("aaaa", "/", VISIT_HINT, "google", ""), hit("bbbb", "/", VISIT_HINT, "google", "") };

	visit_write(c, DAY, 1000, two, 2);
	visit_write(c, DAY, 1040, two, 1);
	visit_write(c, DAY + 1, 90000, two, 1);
	assert_int_equal(visit_close(c, DAY + 1), 0);
	assert_string_equal(db_one_text(c, &s[S_SUM], DB_I(DAY), DB_T("google")), "2 1 0 3");
	assert_int_equal(db_one_int(c, 0, &s[S_SUMS]), 1);
	two[1].carted = true;
	visit_write(c, DAY, 1050, &two[1], 1);
	assert_int_equal(visit_close(c, DAY + 1), 0);
	assert_string_equal(db_one_text(c, &s[S_SUM], DB_I(DAY), DB_T("google")), "2 2 1 4");
	assert_int_equal(visit_close(c, DAY + 2), 0);
	assert_int_equal(db_one_int(c, 0, &s[S_SUMS]), 2);
	assert_int_equal(visit_close(c, DAY + 101), 2);
	assert_int_equal(visit_close(c, DAY + 200), 1);
	assert_int_equal(visit_close(c, DAY + 201), 0);
	assert_int_equal(db_one_int(c, 0, &s[S_ROWS]), 0);
	assert_int_equal(db_one_int(c, 0, &s[S_SUMS]), 2);
	fixture_next(f);
}

static void
online(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct visit_hit three[3] = { hit("aaaa", "/", VISIT_HINT, "google", ""), hit("bbbb", "/", VISIT_HINT, "facebook", ""), hit("cccc", "/", VISIT_HINT, "facebook", "") };
	struct visit_count *rows_now;
	size_t n;

	visit_write(c, DAY, 1000, three, 3);
	rows_now = visit_online(c, 1300 - 1, DAY, &n);
	assert_int_equal(n, 2);
	assert_string_equal(rows_now[0].channel, "facebook");
	assert_int_equal(rows_now[0].n, 2);
	(void)visit_online(c, 1300, DAY, &n);
	assert_int_equal(n, 0);
	(void)visit_online(c, 999, DAY, &n);
	assert_int_equal(n, 0);
	fixture_next(f);
}

static const struct CMUnitTest tests[] = {
	CASE(sources), CASE(hostile), CASE(visitors), CASE(salts), CASE(rows), CASE(days), CASE(online),
};
FIXTURE_MAIN(tests)
