/* Typed form fields: every type, telephone numbers of Indonesia, quantities nobody may order (abuse case 2). */
#include "http_request.h"

#include "base/file.h"
#include "base/i18n.h"
#include "http/form.h"

struct all {
	const char *name, *note, *phone, *email, *pay, *password;
	int64_t qty, rank, price, cost;
	bool gift;
};

static const struct field fields[] = {
	F_TEXT(struct all, name, 2, 10),
	F_LINES(struct all, note, 0, 20),
	F_PHONE(struct all, phone, true),
	F_EMAIL(struct all, email, false),
	F_CHOICE(struct all, pay, "transfer|cod"),
	F_SECRET(struct all, password, 8, 100),
	F_INT(struct all, qty, 1, 999),
	F_INT_OPT(struct all, rank, 0, 9),
	F_MONEY(struct all, price, 0, 1000000),
	F_MONEY_OPT(struct all, cost, 0, 1000000),
	F_BOOL(struct all, gift),
	F_FIN,
};

#define GOOD "name=+Bu+Sri+&note=a%0D%0Ab&phone=0812-3456-7890&email=+Sri@Toko.CO.id&pay=cod&password=+rahasia+1+&qty=3&rank=&price=Rp+12.500&gift=1"

static void
reads_all(void **state)
{
	struct web w;
	struct all f;

	(void)state;
	web_open(&w);
	web_form(&w, GOOD);
	memset(&f, 0xaa, sizeof(f));
	assert_true(form_read(&w.r, fields, &f));
	assert_string_equal(f.name, "Bu Sri");
	assert_string_equal(f.note, "a\nb");
	assert_string_equal(f.phone, "+6281234567890");
	assert_string_equal(f.email, "sri@toko.co.id");
	assert_string_equal(f.pay, "cod");
	assert_string_equal(f.password, " rahasia 1 ");
	assert_true(f.qty == 3 && f.rank == NO_NUMBER && f.price == 12500 && f.cost == NO_NUMBER);
	assert_true(f.gift);
	assert_int_equal(w.r.n_errors, 0);
	assert_string_equal(form_typed(&w.r, "name", "x"), " Bu Sri ");
	assert_string_equal(form_typed(&w.r, "city", "Solok"), "Solok");
	assert_string_equal(form_typed(&w.r, "password", "x"), "");
	web_close(&w);
}

static void
marks_bad(void **state)
{
	struct web w;
	struct all f;

	(void)state;
	web_open(&w);
	web_form(&w, "name=x&note=123456789012345678901&phone=021-5551234&email=a@b&pay=card&password=short&qty=0&rank=x&price=abc&gift=0");
	assert_false(form_read(&w.r, fields, &f));
	assert_string_equal(form_error(&w.r, "name"), "form.short");
	assert_string_equal(form_error(&w.r, "note"), "form.long");
	assert_string_equal(form_error(&w.r, "phone"), "form.phone");
	assert_string_equal(form_error(&w.r, "email"), "form.email");
	assert_string_equal(form_error(&w.r, "pay"), "form.choice");
	assert_string_equal(form_error(&w.r, "password"), "form.short");
	assert_string_equal(form_error(&w.r, "qty"), "form.range");
	assert_string_equal(form_error(&w.r, "rank"), "form.number");
	assert_string_equal(form_error(&w.r, "price"), "form.money");
	assert_null(form_error(&w.r, "gift"));
	assert_false(f.gift);
	web_form(&w, "");
	assert_false(form_read(&w.r, fields, &f));
	assert_string_equal(form_error(&w.r, "name"), "form.required");
	assert_string_equal(form_error(&w.r, "phone"), "form.required");
	assert_string_equal(form_error(&w.r, "pay"), "form.required");
	assert_string_equal(form_error(&w.r, "qty"), "form.required");
	assert_null(form_error(&w.r, "email"));
	assert_null(form_error(&w.r, "cost"));
	assert_string_equal(f.email, "");
	form_bad(&w.r, "name", "form.long");
	assert_string_equal(form_error(&w.r, "name"), "form.required");
	web_form(&w, GOOD "&qty=1");
	assert_false(form_read(&w.r, fields, &f));
	assert_string_equal(form_error(&w.r, "qty"), "form.twice");
	web_form(&w, GOOD "&role=owner&is_admin=1");
	assert_true(form_read(&w.r, fields, &f));
	web_close(&w);
}

static void
quantities(void **state)
{
	static const char *const bad[] = { "0", "-1", "1.5", "1,5", "1e3", "0x10", "+1", " 1", "1 ", "01", "--1", "1_0", "2147483648",
		"9223372036854775807", "9223372036854775808", "18446744073709551616", "\xd9\xa1", "\xef\xbc\x91", "1\n", "NaN", "Infinity", "" };
	static const struct field qty[] = { F_INT(struct all, qty, 1, 999), F_FIN };
	struct pair form[2] = { { "qty", NULL }, { NULL, NULL } };
	struct web w;
	struct all f;
	size_t i;

	(void)state;
	web_open(&w);
	w.r.form = form;
	for (i = 0; i < ARRAY_LEN(bad); i++) {
		form[0].value = bad[i];
		assert_false(form_read(&w.r, qty, &f));
		assert_true(f.qty == NO_NUMBER);
	}
	w.r.n_errors = 0;
	w.r.field_errors = NULL;
	form[0].value = "18446744073709551616";
	assert_false(form_read(&w.r, qty, &f));
	assert_string_equal(form_error(&w.r, "qty"), "form.range");
	form[0].value = "999";
	assert_true(form_read(&w.r, qty, &f));
	web_close(&w);
}

static void
phones(void **state)
{
	static const char *const same[] = { "0812-3456-7890", "+62 812 3456 7890", "62812 34567890", "812 3456 7890", "(+62) 0812-3456-7890",
		"0062 812 3456 7890", "+62\xc2\xa0" "812.3456.7890", "620812 3456 7890" };
	static const char *const bad[] = { "021-5551234", "0841234567", "08123456", "081234567890123", "", "abc", "0812 3456 789o", "0801234567",
		"+1 812 3456 7890", "08+12 3456 7890", "\xd9\xa0\xd8\xa8", "++6281234567890", "0812345678901234567890123456" };
	struct web w;
	size_t i;

	(void)state;
	web_open(&w);
	for (i = 0; i < ARRAY_LEN(same); i++)
		assert_string_equal(form_phone(w.arena, same[i]), "+6281234567890");
	for (i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(form_phone(w.arena, bad[i]));
	assert_string_equal(form_phone(w.arena, "0812345678"), "+62812345678");
	web_close(&w);
}

static void
emails(void **state)
{
	static const char *const good[] = { "a@b.co", "a.b+c@toko-kami.co.id", "x_1@sub.example.com" };
	static const char *const bad[] = { "a", "a@b", "@b.co", "a@", "a@b..co", "a@-b.co", "a@b-.co", ".a@b.co", "a.@b.co", "a b@c.co", "a@b.co\ncc:x@y.z",
		"\xd0\xb0@b.co", "a@b\xc3\xa9.co", "a@@b.co", "a@b.co,c@d.co", "<a@b.co>" };
	static const struct field email[] = { F_EMAIL(struct all, email, true), F_FIN };
	struct pair form[2] = { { "email", NULL }, { NULL, NULL } };
	struct web w;
	struct all f;
	size_t i;

	(void)state;
	web_open(&w);
	w.r.form = form;
	for (i = 0; i < ARRAY_LEN(good); i++) {
		form[0].value = good[i];
		assert_true(form_read(&w.r, email, &f));
		assert_string_equal(f.email, good[i]);
	}
	for (i = 0; i < ARRAY_LEN(bad); i++) {
		form[0].value = bad[i];
		assert_false(form_read(&w.r, email, &f));
		assert_string_equal(f.email, "");
	}
	web_close(&w);
}

/* The sentence for people holds the field's limits. */
static void
sentences(void **state)
{
	static const char text[] = "form.long\tat most {1}\nform.short\tat least {1}\nform.range\t{1} to {2}\nform.choice\tpick\n";
	char dir[] = "/tmp/http_form.XXXXXX";
	const char *why = "";
	struct web w;
	struct all f;

	(void)state;
	web_open(&w);
	assert_non_null(mkdtemp(dir));
	assert_true(file_mkdirs(arena_printf(w.arena, "%s/id", dir), 0700) && file_mkdirs(arena_printf(w.arena, "%s/en", dir), 0700));
	assert_true(file_write(arena_printf(w.arena, "%s/id/messages.txt", dir), text, sizeof(text) - 1, 0600));
	assert_true(file_write(arena_printf(w.arena, "%s/en/messages.txt", dir), text, sizeof(text) - 1, 0600));
	if (!i18n_load(dir, &why))
		fail_msg("%s", why);
	web_form(&w, "name=x&note=123456789012345678901&pay=card&qty=0&price=2000000");
	assert_false(form_read(&w.r, fields, &f));
	assert_string_equal(form_message(&w.r, "name"), "at least 2");
	assert_string_equal(form_message(&w.r, "note"), "at most 20");
	assert_string_equal(form_message(&w.r, "qty"), "1 to 999");
	assert_string_equal(form_message(&w.r, "price"), "Rp\xc2\xa0" "0 to Rp\xc2\xa0" "1.000.000");
	assert_string_equal(form_message(&w.r, "pay"), "pick");
	assert_null(form_message(&w.r, "gift"));
	unlink(arena_printf(w.arena, "%s/id/messages.txt", dir));
	unlink(arena_printf(w.arena, "%s/en/messages.txt", dir));
	rmdir(arena_printf(w.arena, "%s/id", dir));
	rmdir(arena_printf(w.arena, "%s/en", dir));
	rmdir(dir);
	web_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all), cmocka_unit_test(marks_bad), cmocka_unit_test(quantities),
		cmocka_unit_test(phones), cmocka_unit_test(emails), cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
