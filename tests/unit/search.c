/* Search: words, beginnings, codes and their middles, order of what is found, and texts that mean harm. */
#include "unit/fixture.h"

#include "shop/catalog.h"
#include "shop/memo.h"
#include "shop/search.h"
#include "shop/search_near.h"
#include "shop/shelf.h"

static int64_t
product(struct ctx *c, const char *name, const char *sku, const char *description, int64_t stock)
{
	struct variant_edit v = { .sku = sku, .price = 10000, .stock = stock, .active = true };
	struct product_edit e = { .name = { name, "" }, .summary = { "", "" }, .description = { description, "" },
		.status = "active", .variants = &v, .n_variants = 1 };
	int64_t id = 0;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	return id;
}

/* The ids found, written one after the other. */
static const char *
found(struct fixture *f, const char *text)
{
	static char s[200];
	int64_t *ids;
	size_t n, i, len = 0;

	ids = search(&f->c, text, 10, &n);
	fixture_ok(f);
	s[0] = '\0';
	for (i = 0; i < n; i++)
		len += (size_t)snprintf(s + len, sizeof(s) - len, "%s%lld", i ? " " : "", (long long)ids[i]);
	return s;
}

static void
finds_words_and_beginnings(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	(void)product(c, "Keripik Sanjai Balado", "SNJ-BLD-250", "Pedas manis, renyah.", 5);
	(void)product(c, "Rakik Kacang", "RKK-01", "Cocok dengan sanjai.", 5);
	(void)product(c, "Paket Oleh-Oleh Café", "PKT", "Isi 250 g", 5);
	assert_string_equal(found(f, "sanjai"), "1 2");
	assert_string_equal(found(f, "SANJ"), "1 2");
	assert_string_equal(found(f, "sanjai balado"), "1");
	assert_string_equal(found(f, "balado, sanjai!"), "1");
	assert_string_equal(found(f, "rakik balado"), "2 1");
	assert_int_equal(search_find(c, "rakik balado", 10)->n_whole, 0);
	assert_string_equal(found(f, "anjai"), "");
	assert_string_equal(found(f, "cafe"), "3");
	assert_string_equal(found(f, "oleh2"), "3");
	assert_string_equal(found(f, "oleh oleh"), "3");
	assert_string_equal(found(f, "oleh-oleh paket"), "3");
	assert_string_equal(found(f, "250g paket"), "3");
	assert_string_equal(found(f, ""), "");
	assert_string_equal(found(f, " -- "), "");
}

static void
finds_codes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	(void)product(c, "Satu", "SNJ-BLD-250", "", 5);
	(void)product(c, "Dua", "AB/9981-XL", "", 5);
	assert_string_equal(found(f, "snj-bld-250"), "1");
	assert_string_equal(found(f, "SNJBLD250"), "1");
	assert_string_equal(found(f, "bld"), "1");
	assert_string_equal(found(f, "jbld2"), "1");
	assert_string_equal(found(f, "bld-25"), "1");
	assert_string_equal(found(f, "981"), "2");
	assert_string_equal(found(f, "9981xl"), "2");
	assert_string_equal(found(f, "xl"), "2");
}

static void
puts_the_best_first(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	(void)product(c, "Gelamai", NULL, "", 0);
	(void)product(c, "Gelamai", NULL, "", 5);
	(void)product(c, "Dakak", NULL, "Bukan gelamai", 5);
	(void)product(c, "Gelamaiku", NULL, "", 5);
	assert_string_equal(found(f, "gelamai"), "2 1 4 3");
	assert_int_equal(product_status(c, 2, "archived"), PRODUCT_STATUS_OK);
	assert_string_equal(found(f, "gelamai"), "1 4 3");
}

static void
follows_edits(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct category_edit g = { .name = { "Kotak Ungu", "Crimson boxes" }, .active = 1 };
	struct variant_edit v = { .price = 1, .stock = 5, .active = true };
	struct product_edit e = { .name = { "Ubi", "Yam" }, .status = "active", .variants = &v, .n_variants = 1 };
	int64_t category = 0, id = 0;
	size_t bad;

	assert_int_equal(category_put(c, &category, 0, &g), CATEGORY_OK);
	e.categories = &category;
	e.n_categories = 1;
	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	assert_string_equal(found(f, "crimson yam"), "1");
	g.name[1] = "Indigo";
	assert_int_equal(category_put(c, &category, 1, &g), CATEGORY_OK);
	assert_string_equal(found(f, "crimson"), "");
	assert_string_equal(found(f, "indigo ubi"), "1");
}

static void
takes_any_text(void **state)
{
	static const char *const texts[] = {
		"'", "\"", "%", "_", "\\", "'; DROP TABLE product; --", "NEAR(a b)", "a*", "col:x", "-a", "$1", "{{", "\xff\xfe",
		"\xf4\x90\x80\x80", "\xc3", "a\xccz", "\xf0\x9f\x8c\xb6", "\xef\xbf\xbf", "\xed\x9f\xbf", "\xf3\xa0\x80\x81",
	};
	struct fixture *f = *state;
	char *huge = arena_alloc(f->keep, 10001);
	int64_t count;
	size_t i;

	(void)product(&f->c, "Keripik \xed\x9f\xbf", NULL, "", 5);
	for (i = 0; i < ARRAY_LEN(texts); i++)
		(void)found(f, texts[i]);
	assert_string_equal(found(f, "keripik \xed\x9f\xbf"), "1");
	memset(huge, 'k', 10000);
	assert_string_equal(found(f, huge), "");
	for (i = 0; i < 10000; i++)
		huge[i] = i % 3 == 2 ? ' ' : (char)('a' + i % 26);
	assert_string_equal(found(f, huge), "");
	count = f->c.sql_count;
	(void)found(f, "a b c d e f g h i j k l");
	/* Synonyms, which a shop keeps in memory, then what the goods have; none has enough to be asked about. */
	assert_in_range(f->c.sql_count - count, 2, 3);
}

/* $1 of them, with words that many have, that a few of the many have together, and that two have. */
enum { T_GOODS, T_VARIANTS, T_TERMS, T_SHARED, T_SPOIL };
static const struct db_stmt t[] = {
	[T_GOODS] = SQL("t.search.goods",
	    "WITH RECURSIVE r (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM r WHERE i < $1)"
	    " INSERT INTO product (id, status, sold, created_at, updated_at) SELECT i, 'active', i, 1, 1 FROM r"),
	[T_VARIANTS] = SQL("t.search.variants", "INSERT INTO variant (product, price, stock_state) SELECT id, 1000, 'ada' FROM product"),
	[T_TERMS] = SQL("t.search.terms", "INSERT INTO search_term (term, product, weight) SELECT CAST($1 AS TEXT), id, CAST($2 AS BIGINT) FROM product WHERE id >= $3 AND id <= $4"),
	[T_SPOIL] = SQL("t.search.spoil", "UPDATE search_term SET term = 'galamai' WHERE product = 1 AND term = 'gelamai'"),
	[T_SHARED] = SQL("t.search.shared", "SELECT COUNT(*) FROM search_term WHERE term = 'umum'"),
};
DB_TABLE(t);

static void
words_that_many_have(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	size_t n;

	(void)db_exec(c, &t[T_GOODS], DB_I(3000));
	(void)db_exec(c, &t[T_VARIANTS]);
	(void)db_exec(c, &t[T_TERMS], DB_T("umum"), DB_I(4), DB_I(1), DB_I(3000));
	(void)db_exec(c, &t[T_TERMS], DB_T("umumnya"), DB_I(10), DB_I(1), DB_I(2000));
	(void)db_exec(c, &t[T_TERMS], DB_T("biasa"), DB_I(9), DB_I(1), DB_I(1500));
	(void)db_exec(c, &t[T_TERMS], DB_T("lazim"), DB_I(9), DB_I(1498), DB_I(3000));
	(void)db_exec(c, &t[T_TERMS], DB_T("jarang"), DB_I(1), DB_I(7), DB_I(8));
	shelf_all(c);
	assert_int_equal(db_one_int(c, 0, &t[T_SHARED]), 3000);
	(void)search(c, "umum", 240, &n);
	assert_int_equal(n, 240);
	(void)search(c, "um", 240, &n);
	assert_int_equal(n, 240);
	assert_string_equal(found(f, "umum jarang"), "8 7");
	/* Neither the thousand best of the one nor of the other are these. */
	assert_string_equal(found(f, "lazim biasa"), "1500 1499 1498");
	assert_string_equal(found(f, "biasa lazim umum"), "1500 1499 1498");
	assert_int_equal(search_find(c, "jarang lazim", 10)->n_whole, 0);
}

/* What a question finds, how many have all of it and what it was taken for, as text that outlives the kept things. */
static const char *
told(struct fixture *f, const char *q)
{
	const struct search_found *s = search_find(&f->c, q, 240);
	const char *out = arena_printf(f->keep, "%zu %s:", s->n_whole, s->meant ? s->meant : "");
	size_t i;

	for (i = 0; i < s->n; i++)
		out = arena_printf(f->keep, "%s %lld", out, (long long)s->ids[i]);
	return out;
}

/* Of a word that many have little is read beside a rarer one, and nothing once that is known: what is found stays the same. */
static void
common_beside_rare(void **state)
{
	static const char *const asked[] = { "umum langka", "langka umum", "umum jarang", "umum jarang langka", "umum biasa langka", "umu langka", "umum sendiri", "umum nihil", "kain langka" };
	const char *first[ARRAY_LEN(asked)], *alone;
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	size_t i;

	(void)db_exec(c, &t[T_GOODS], DB_I(3000));
	(void)db_exec(c, &t[T_VARIANTS]);
	(void)db_exec(c, &t[T_TERMS], DB_T("umum"), DB_I(90), DB_I(1), DB_I(2900));
	/* One with a word that is the same. */
	(void)db_exec(c, &t[T_TERMS], DB_T("kain"), DB_I(90), DB_I(1), DB_I(2900));
	(void)db_exec(c, &t[T_TERMS], DB_T("biasa"), DB_I(80), DB_I(1), DB_I(1500));
	(void)db_exec(c, &t[T_TERMS], DB_T("langka"), DB_I(90), DB_I(2950), DB_I(2990));
	(void)db_exec(c, &t[T_TERMS], DB_T("jarang"), DB_I(90), DB_I(7), DB_I(10));
	(void)db_exec(c, &t[T_TERMS], DB_T("sendiri"), DB_I(90), DB_I(2999), DB_I(2999));
	shelf_all(c);
	assert_int_equal(db_one_int(c, 0, &t[T_SHARED]), 2900);
	for (i = 0; i < ARRAY_LEN(asked); i++)
		first[i] = told(f, asked[i]);
	alone = told(f, "umum");
	/* Nobody has both: two dozen of those with the rarer word. */
	assert_string_equal(first[0], "0 : 2990 2989 2988 2987 2986 2985 2984 2983 2982 2981 2980 2979 2978 2977 2976 2975 2974 2973 2972 2971 2970 2969 2968 2967");
	assert_string_equal(first[2], "4 : 10 9 8 7");
	/* One has the rare word; others come behind it, the best sellers first of those that were looked at. */
	assert_int_equal(strncmp(first[6], "0 : 2999 2900 2899 ", 19), 0);
	memo_open();
	for (i = 0; i < 2 * ARRAY_LEN(asked); i++)
		assert_string_equal(told(f, asked[i % ARRAY_LEN(asked)]), first[i % ARRAY_LEN(asked)]);
	assert_string_equal(told(f, "umum"), alone);
	memo_close();
}

static void
cuts_long_texts(void **state)
{
	struct fixture *f = *state;
	char *text = arena_alloc(f->keep, 20001), word[201] = "";
	size_t i;

	for (i = 0; i + 8 < 20000; i += 8)
		(void)snprintf(text + i, 9, "w%06zu ", i);
	(void)product(&f->c, "Panjang", "KODE", text, 5);
	assert_string_equal(found(f, "panjang kode w000000"), "1");
	memset(word, 'x', 200);
	(void)product(&f->c, word, word, "", 5);
	assert_string_equal(found(f, word), "2");
	word[90] = '\0';
	assert_string_equal(found(f, word), "2");
}

/* What was meant, "" when it is as asked. */
static const char *
meant(struct fixture *f, const char *text)
{
	const struct search_found *found_now = search_find(&f->c, text, 10);

	fixture_ok(f);
	return found_now->meant ? found_now->meant : "";
}

static void
forgives_slips(void **state)
{
	static const char *const slips[] = { "krpik", "kerpik", "keripikk", "keirpik", "kerripik", "kerepik", "krepik", "kripk" };
	struct fixture *f = *state;
	size_t i;

	(void)product(&f->c, "Keripik Pisang", NULL, "", 5);
	(void)product(&f->c, "Rice Cooker", NULL, "", 5);
	for (i = 0; i < ARRAY_LEN(slips); i++) {
		assert_string_equal(found(f, slips[i]), "1");
		assert_string_equal(meant(f, slips[i]), "keripik");
	}
	assert_string_equal(meant(f, "ricecooker"), "rice cooker");
	assert_string_equal(meant(f, "rice coker"), "rice cooker");
	assert_string_equal(meant(f, "keripik"), "");
	assert_string_equal(found(f, "kelinci"), "");
	assert_string_equal(found(f, "pis"), "1");
	assert_true(search_fits(&f->c, "ker pis", "Keripik Pisang"));
	assert_false(search_fits(&f->c, "ker apel", "Keripik Pisang"));
	assert_false(search_fits(&f->c, "", "Keripik Pisang"));
}

static void
knows_measures(void **state)
{
	struct fixture *f = *state;

	(void)product(&f->c, "Gula 1 Kg", NULL, "", 5);
	(void)product(&f->c, "Gula 500gr", NULL, "", 5);
	assert_string_equal(found(f, "gula 0,5kg"), "2 1");
	assert_int_equal(search_find(&f->c, "gula 0,5kg", 10)->n_whole, 1);
	assert_string_equal(found(f, "1000 gram gula"), "1 2");
}

static void
writes_only_what_differs(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t count;
	const char *after = NULL;

	(void)product(c, "Gelamai Manis", "G-1", "", 5);
	(void)product(c, "Dakak Asin", NULL, "", 5);
	count = c->sql_count;
	search_index(c, 1);
	assert_int_equal(c->sql_count - count, 2);
	assert_int_equal(search_index_faults(c), 0);
	(void)db_exec(c, &t[T_SPOIL]);
	assert_int_equal(search_index_faults(c), 1);
	search_index_all(c);
	assert_int_equal(search_index_faults(c), 0);
	assert_int_equal(search_index_due(c, 1), 1);
	assert_int_equal(search_index_due(c, 10), 1);
	assert_int_equal(search_index_due(c, 10), 0);
	assert_int_equal(search_index_faults(c), 0);
	assert_string_equal(found(f, "gelamay"), "1");
	search_forget(c, 1);
	assert_int_equal(search_near_tidy(c, &after, 100), 2);
	assert_null(after);
	assert_string_equal(found(f, "gelamay"), "");
}

static const struct CMUnitTest tests[] = {
	CASE(forgives_slips),
	CASE(knows_measures),
	CASE(writes_only_what_differs),
	CASE(finds_words_and_beginnings),
	CASE(finds_codes),
	CASE(puts_the_best_first),
	CASE(follows_edits),
	CASE(takes_any_text),
	CASE(words_that_many_have), CASE(common_beside_rare),
	CASE(cuts_long_texts),
};
FIXTURE_MAIN(tests)
