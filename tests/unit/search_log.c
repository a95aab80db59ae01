/* What shoppers search for: which words are kept and which never, counts by day, what found nothing; words that lead to a page, and addresses that they may not lead to. */
#include "unit/fixture.h"

#include "shop/catalog.h"
#include "shop/search_log.h"

#define DAY INT64_C(20514)

enum { S_ROWS, S_ROW };

static const struct db_stmt s[] = {
	SQL("t.rows", "SELECT COUNT(*) FROM search_log"),
	SQL("t.row", "SELECT CAST(asked AS TEXT) || ' ' || CAST(hits AS TEXT) FROM search_log WHERE day = $1 AND term = $2"),
};
DB_TABLE(s);

static const char *
kept(struct fixture *f, const char *encoded)
{
	static struct search_ask ask;
	bool ok = search_log_read(f->arena, encoded, "3", &ask);

	assert_int_equal(ok, *ask.term != '\0');
	return ask.term;
}

static void
words(void **state)
{
	struct fixture *f = *state;
	struct search_ask ask;

	assert_string_equal(kept(f, "Keripik+Balado"), "keripik balado");
	assert_string_equal(kept(f, "%20oleh%2Doleh%21%20"), "oleh oleh");
	assert_string_equal(kept(f, "k%C3%A9ripik"), "keripik");
	assert_string_equal(kept(f, "250+gram"), "250 gram");
	assert_string_equal(kept(f, "%3Cb%3Ekaos%3C%2Fb%3E"), "b kaos b");
	assert_true(search_log_read(f->arena, "kaos", "12", &ask));
	assert_int_equal(ask.hits, 12);
	assert_true(search_log_read(f->arena, "kaos", "", &ask));
	assert_int_equal(ask.hits, -1);
	assert_true(search_log_read(f->arena, "kaos", "-5", &ask));
	assert_int_equal(ask.hits, -1);
}

static void
nothing_personal(void **state)
{
	static const char *const never[] = {
		"08123456789", "0812+3456+789", "0812-3456-789", "%2B62+812+3456+7890", "rina%40contoh.id", "rina+%40+contoh", "MR-0042", "mr0042", "KR+20261", "0042", "1234567", "a1b2c3d4e5f6",
		"https%3A%2F%2Fcontoh.id%2Fx", "www.contoh.id", "HTTP%3A%2F%2Fx", "telp+0812345678+rina", "", "+", "%20", "a", "%ff%fe", "%00", "%", "%41%00b", "%E0%80%80", "q=x&q=y",
	};
	struct fixture *f = *state;
	char *big = arena_new_n(f->arena, 9000, char);

	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		if (*kept(f, never[i]))
			fail_msg("kept: %s as %s", never[i], kept(f, never[i]));
	(void)memset(big, 'a', 8999);
	assert_string_equal(kept(f, big), "");
	big[61] = '\0';
	assert_string_equal(kept(f, big), "");
	big[60] = '\0';
	assert_string_equal(kept(f, big), big);
}

static struct search_ask
ask(const char *term, int64_t asked, int64_t hits)
{
	struct search_ask a = { .asked = asked, .hits = hits };

	(void)snprintf(a.term, sizeof(a.term), "%s", term);
	return a;
}

static void
counts(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct search_ask two[2] = { ask("keripik", 3, 12), ask("jamur", 1, 0) }, one;
	struct search_said *list;
	size_t n;

	search_log_write(c, DAY, two, 2);
	one = ask("keripik", 2, -1);
	search_log_write(c, DAY, &one, 1);
	assert_string_equal(db_one_text(c, &s[S_ROW], DB_I(DAY), DB_T("keripik")), "5 12");
	one = ask("jamur", 9, 0);
	search_log_write(c, DAY + 1, &one, 1);
	list = search_log_top(c, DAY, 10, &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].term, "jamur");
	assert_int_equal(list[0].asked, 10);
	assert_int_equal(list[0].hits, 0);
	assert_int_equal(list[1].hits, 12);
	list = search_log_top(c, DAY + 1, 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(search_log_prune(c, DAY + 1), 2);
	assert_int_equal(db_one_int(c, 0, &s[S_ROWS]), 1);
	fixture_next(f);
}

/* A day has its ceiling: new words are not taken any more, known ones still count. */
static void
ceiling(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct search_ask one = ask("keripik", 1, 1);

	search_log_write(c, DAY, &one, 1);
	for (int i = 0; i < SEARCH_LOG_DAY_MOST + 50; i++) {
		struct search_ask junk = ask(arena_printf(f->arena, "kata %d x", i), 1, 0);

		search_log_write(c, DAY, &junk, 1);
	}
	assert_int_equal(db_one_int(c, 0, &s[S_ROWS]), SEARCH_LOG_DAY_MOST);
	search_log_write(c, DAY, &one, 1);
	assert_string_equal(db_one_text(c, &s[S_ROW], DB_I(DAY), DB_T("keripik")), "2 1");
	fixture_next(f);
}

static void
product(struct ctx *c, const char *name)
{
	struct variant_edit v = { .sku = "X", .price = 10000, .stock = 1, .active = true };
	struct product_edit e = { .name = { name, "" }, .summary = { "", "" }, .description = { "", "" }, .status = "active", .variants = &v, .n_variants = 1 };
	int64_t id = 0;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
}

/* Whoever found nothing and would find it now is not in the list, nor what leads somewhere. */
static void
not_found(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct search_ask three[4] = { ask("zamrud", 1, 0), ask("grosir", 5, 0), ask("wadimor", 2, -1), ask("topi", 9, 4) };
	struct search_said *list;
	int64_t id = 0;
	size_t n;

	search_log_write(c, DAY, three, 4);
	list = search_log_nothing(c, DAY, 10, &n);
	assert_int_equal(n, 3);
	assert_string_equal(list[0].term, "grosir");
	assert_int_equal(search_redirect_put(c, &id, 0, "Grosir!", "/products"), SEARCH_REDIRECT_OK);
	fixture_next(f);
	product(c, "Sarung Wadimor");
	fixture_next(f);
	list = search_log_nothing(c, DAY, 10, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].term, "zamrud");
	fixture_next(f);
}

static void
leads(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = 0, other = 0;
	size_t n;

	assert_null(search_redirect_find(c, "grosir"));
	assert_int_equal(search_redirect_put(c, &id, 0, "  Gró-SIR ", "/en/info/grosir?x=1"), SEARCH_REDIRECT_OK);
	fixture_next(f);
	assert_string_equal(search_redirect_find(c, "gro sir?"), "/info/grosir?x=1");
	assert_null(search_redirect_find(c, "gro sir murah"));
	assert_null(search_redirect_find(c, ""));
	assert_int_equal(search_redirect_put(c, &other, 0, "gro sir", "/"), SEARCH_REDIRECT_TAKEN);
	assert_int_equal(search_redirect_put(c, &other, 0, " !? ", "/"), SEARCH_REDIRECT_WORDS);
	assert_int_equal(search_redirect_put(c, &id, 9, "grosir", "/"), SEARCH_REDIRECT_CONFLICT);
	assert_int_equal(search_redirect_put(c, &id, 1, "grosir", "/"), SEARCH_REDIRECT_OK);
	assert_int_equal(search_redirect_put(c, &id, 1, "grosir", "/"), SEARCH_REDIRECT_CONFLICT);
	fixture_next(f);
	assert_string_equal(search_redirect_find(c, "GROSIR"), "/");
	other = 99;
	assert_int_equal(search_redirect_put(c, &other, 1, "x", "/"), SEARCH_REDIRECT_GONE);
	assert_int_equal(search_redirect_drop(c, id), SEARCH_REDIRECT_OK);
	assert_int_equal(search_redirect_drop(c, id), SEARCH_REDIRECT_GONE);
	(void)search_redirect_list(c, &n);
	assert_int_equal(n, 0);
	for (int i = 0; i < SEARCH_REDIRECTS_MAX; i++) {
		id = 0;
		assert_int_equal(search_redirect_put(c, &id, 0, arena_printf(f->arena, "kata %d", i), "/"), SEARCH_REDIRECT_OK);
	}
	id = 0;
	assert_int_equal(search_redirect_put(c, &id, 0, "satu lagi", "/"), SEARCH_REDIRECT_FULL);
	fixture_next(f);
}

/* No way out of the shop, into the admin panel, into another search. */
static void
addresses(void **state)
{
	static const char *const bad[] = {
		"", " ", "products", "//evil.test", "/\\evil.test", "/en//evil.test", "/en/\\evil.test", "https://evil.test/products", "https://toko.example.evil.test/", "https://toko.example@evil.test/",
		"javascript:alert(1)", "http:///products", "/admin", "/admin/login", "/en/admin", "/search", "/search?q=x", "/en/search?q=x", "/cart", "/cart/add", "/checkout", "/order/x", "/s/abc", "/track#x",
		"/pro\rducts", "/x\ny", "/a b", "/suggest?q=x",
	};
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	f->conf.origins = "https://toko.example http://127.0.0.1:8080/";
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (search_redirect_path(c, bad[i]))
			fail_msg("taken: %s as %s", bad[i], search_redirect_path(c, bad[i]));
	assert_string_equal(search_redirect_path(c, " https://Toko.example/en/category/x "), "/category/x");
	assert_string_equal(search_redirect_path(c, "https://toko.example"), "/");
	assert_string_equal(search_redirect_path(c, "http://127.0.0.1:8080/info/y?z=1#a"), "/info/y?z=1#a");
	assert_string_equal(search_redirect_path(c, "/en"), "/");
	assert_string_equal(search_redirect_path(c, "/searching"), "/searching");
	assert_null(search_redirect_path(c, arena_printf(f->arena, "/%0400d", 1)));
}

static const struct CMUnitTest tests[] = {
	CASE(words), CASE(nothing_personal), CASE(counts), CASE(ceiling), CASE(not_found), CASE(leads), CASE(addresses),
};
FIXTURE_MAIN(tests)
