/* Synonyms: groups as typed, phrases as the search takes them, what is refused, one tap. */
#include "unit/fixture.h"

#include "shop/search_word.h"
#include "shop/synonym.h"

/* The others of a phrase, "a b|c". */
static const char *
others(struct fixture *f, const char *text, size_t *span)
{
	static char s[400];
	const char *words[8];
	size_t n = search_words(f->arena, text, words, 8), i;
	struct synonym_found x = synonym_find(&f->c, synonym_all(&f->c), words, n);

	fixture_ok(f);
	s[0] = '\0';
	for (i = 0; i < x.n; i++)
		for (const char *const *w = x.others[i]; *w; w++) {
			(void)strcat(s, w == x.others[i] ? (i ? "|" : "") : " ");
			(void)strcat(s, *w);
		}
	*span = x.span;
	return s;
}

static int64_t
put(struct fixture *f, const char *words)
{
	int64_t id = 0;

	assert_int_equal(synonym_put(&f->c, &id, 0, words), SYNONYM_OK);
	fixture_next(f);
	return id;
}

static void
finds_the_longest_phrase(void **state)
{
	struct fixture *f = *state;
	size_t span;

	(void)put(f, "Zulu-Zulu, oranye tua, xray");
	(void)put(f, "oranye, jingga");
	assert_string_equal(others(f, "xray", &span), "zulu zulu|oranye tua");
	assert_int_equal(span, 1);
	assert_string_equal(others(f, "ORANYE tua sekali", &span), "zulu zulu|xray");
	assert_int_equal(span, 2);
	assert_string_equal(others(f, "oranye muda", &span), "jingga");
	assert_int_equal(span, 1);
	assert_string_equal(others(f, "takada", &span), "");
	assert_int_equal(span, 0);
	assert_string_equal(others(f, "kripik", &span), "keripik|kerpik");
}

static void
refuses_what_is_none(void **state)
{
	struct fixture *f = *state;
	char long_one[2000] = "";
	int64_t id = 0, gone = 999999;
	size_t i;

	assert_int_equal(synonym_put(&f->c, &id, 0, ""), SYNONYM_FEW);
	assert_int_equal(synonym_put(&f->c, &id, 0, NULL), SYNONYM_FEW);
	assert_int_equal(synonym_put(&f->c, &id, 0, "satu"), SYNONYM_FEW);
	assert_int_equal(synonym_put(&f->c, &id, 0, "satu, SATU, ' , -"), SYNONYM_FEW);
	assert_int_equal(synonym_put(&f->c, &id, 0, "a b c d e, f"), SYNONYM_LONG);
	for (i = 0; i < 13; i++)
		(void)snprintf(long_one + strlen(long_one), 20, "kata%zu,", i);
	assert_int_equal(synonym_put(&f->c, &id, 0, long_one), SYNONYM_LONG);
	memset(long_one, 'x', 500);
	memset(long_one + 500, 'y', 500);
	long_one[500] = ',';
	assert_int_equal(synonym_put(&f->c, &id, 0, long_one), SYNONYM_LONG);
	assert_int_equal(synonym_put(&f->c, &gone, 1, "a, b"), SYNONYM_GONE);
	assert_int_equal(synonym_drop(&f->c, gone), SYNONYM_GONE);
	id = put(f, "satu, dua");
	assert_int_equal(synonym_put(&f->c, &id, 1, "satu, tiga"), SYNONYM_OK);
	assert_int_equal(synonym_put(&f->c, &id, 1, "satu, empat"), SYNONYM_CONFLICT);
	assert_string_equal(synonym_get(&f->c, id)->words, "satu, tiga");
	assert_int_equal(synonym_drop(&f->c, id), SYNONYM_OK);
	assert_null(synonym_get(&f->c, id));
}

static void
one_tap(void **state)
{
	struct fixture *f = *state;
	int64_t id = put(f, "zebra, kuda belang");
	size_t n, total, span;

	assert_int_equal(synonym_add(&f->c, "zbra", "Zebra"), SYNONYM_OK);
	assert_string_equal(synonym_get(&f->c, id)->words, "zebra, kuda belang, zbra");
	assert_int_equal(synonym_add(&f->c, "ZBRA", "zebra"), SYNONYM_OK);
	assert_string_equal(synonym_get(&f->c, id)->words, "zebra, kuda belang, zbra");
	assert_int_equal(synonym_add(&f->c, "quokka", "quoka, a"), SYNONYM_OK);
	fixture_next(f);
	assert_string_equal(others(f, "quokka", &span), "quoka a");
	(void)synonym_list(&f->c, "belang", 0, 10, &n, &total);
	assert_int_equal(n, 1);
	assert_int_equal(total, 1);
	(void)synonym_list(&f->c, NULL, 3, 5, &n, &total);
	assert_int_equal(n, 5);
	assert_true(total > 150);
}

static void
measures(void **state)
{
	static const struct { const char *text, *is, *rest; } cases[] = {
		{ "1kg", "1000g", "" }, { "1 kg x", "1000g", " x" }, { "0,5kg", "500g", "" }, { "0.25 gr", "0.250g", "" }, { "1.000 gram", "1000g", "" }, { "1,5 liter", "1500ml", "" }, { "500 gr.", "500g", "." },
		{ "70mm", "70mm", "" }, { "7cm", "70mm", "" }, { "12 pcs", "12pcs", "" }, { "1tb", "1024gb", "" }, { "3mg", "0.003g", "" },
		{ "5 rasa", NULL, "5 rasa" }, { "1kgx", NULL, "1kgx" }, { "1", NULL, "1" }, { "99999999999999999999kg", NULL, "99999999999999999999kg" }, { "1.2.3 kg", NULL, "1.2.3 kg" },
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		const char *s = cases[i].text, *m = search_measure(f->arena, &s);

		if (cases[i].is)
			assert_string_equal(m, cases[i].is);
		else
			assert_null(m);
		assert_string_equal(s, cases[i].rest);
	}
}

static const struct CMUnitTest tests[] = {
	CASE(finds_the_longest_phrase),
	CASE(refuses_what_is_none),
	CASE(one_tap),
	CASE(measures),
};
FIXTURE_MAIN(tests)
