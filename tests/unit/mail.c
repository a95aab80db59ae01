/* What goes into a mail's headers (encoded words, nothing but one line) and which settings are refused; the conversation itself is walked by flow/mail against a real receiver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/conf.h"
#include "base/ctx.h"
#include "base/str.h"
#include "net/mail.h"

/* No line longer than 76, no word longer than 75, every word whole UTF-8 by itself. */
static void
well_folded(const char *s, size_t used)
{
	while (*s) {
		const char *end = strstr(s, "\r\n");
		size_t n = end ? (size_t)(end - s) : strlen(s);

		assert_true(n + used <= 78);
		assert_int_equal(strncmp(*s == ' ' ? s + 1 : s, "=?UTF-8?B?", 10), 0);
		assert_int_equal((n - (*s == ' ') - 12) % 4, 0);
		assert_true(n - (*s == ' ') <= 75);
		used = 0;
		s += n + (end ? 2 : 0);
	}
}

static void
test_mail__words(void **state)
{
	struct arena *a = arena_open();
	char accents[400] = "";

	(void)state;
	assert_string_equal(mail_words(a, "Pesanan MR-0001", 9), "Pesanan MR-0001");
	assert_string_equal(mail_words(a, "", 9), "");
	assert_string_equal(mail_words(a, "é", 9), "=?UTF-8?B?w6k=?=");
	assert_string_equal(mail_words(a, "Rp\u00a068.417", 9), "=?UTF-8?B?UnDCoDY4LjQxNw==?=");
	assert_string_equal(mail_words(a, "=?UTF-8?Q?x?=", 0), "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
	assert_int_equal(strncmp(mail_words(a, "a\nb", 0), "=?", 2), 0);
	for (int i = 0; i < 90; i++)
		(void)strcat(accents, i % 3 ? "é" : "😀");
	for (size_t i = 0; i < 30; i++)
		well_folded(mail_words(a, accents + (i % 2 ? 4 : 0), i), i);
	(void)memset(accents, 'x', 200);
	accents[200] = '\0';
	well_folded(mail_words(a, accents, 9), 9);
	arena_close(a);
}

static const struct { const char *url, *from, *tls, *user, *fault; } faults[] = {
	{ "", "", "always", "", NULL },
	{ "smtp://mail.example:587", "toko@contoh.example", "always", "a", NULL },
	{ "smtps://mail.example", "toko@contoh.example", "never", "a", NULL },
	{ "smtp://127.0.0.1:25", "toko@contoh.example", "never", "a", NULL },
	{ "smtp://mail.example:25", "toko@contoh.example", "never", "", NULL },
	{ "smtp://mail.example:25", "toko@contoh.example", "try", "a", "mail.why.open" },
	{ "smtp://127.evil.example:25", "toko@contoh.example", "try", "a", "mail.why.open" },
	{ "smtp://localhost.evil.example:25", "toko@contoh.example", "try", "a", "mail.why.open" },
	{ "http://mail.example", "toko@contoh.example", "always", "", "mail.why.url" },
	{ "smtp://name:word@mail.example", "toko@contoh.example", "always", "", "mail.why.url" },
	{ "smtp://mail.example", "toko", "always", "", "mail.why.from" },
	{ "smtp://mail.example", "", "always", "", "mail.why.from" },
	{ "smtp://mail.example", "toko@contoh.example", "sometimes", "", "mail.why.policy" },
};

static void
test_mail__settings(void **state)
{
	struct arena *a = arena_open();
	struct conf conf = { .smtp_ca = "", .smtp_password = "", .origins = "http://shop.test" };
	struct ctx c;

	(void)state;
	ctx_init(&c, a, NULL, &conf);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		conf.smtp_url = faults[i].url;
		conf.mail_from = faults[i].from;
		conf.smtp_tls = faults[i].tls;
		conf.smtp_user = faults[i].user;
		if (!str_eq(mail_fault(&c), faults[i].fault))
			fail_msg("case %zu: %s", i, mail_fault(&c) ? mail_fault(&c) : "no fault");
	}
	arena_close(a);
}

/* Nothing that is more than one line reaches a header, whatever was checked before. */
static void
test_mail__one_line(void **state)
{
	struct arena *a = arena_open();
	struct conf conf = { .smtp_ca = "", .smtp_password = "", .smtp_user = "", .smtp_tls = "never", .smtp_url = "smtp://127.0.0.1:1", .mail_from = "toko@contoh.example", .origins = "http://shop.test" };
	static const char *const evil[] = { "a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x01", "a\x7f" };
	struct ctx c;

	(void)state;
	ctx_init(&c, a, NULL, &conf);
	for (size_t i = 0; i < ARRAY_LEN(evil); i++) {
		for (int field = 0; field < 6; field++) {
			struct mail m = { .from_name = "Toko", .from = "toko@contoh.example", .to_name = "Siti", .to = "siti@contoh.example", .reply_to = "", .subject = "Pesanan", .text = "", .html = "",
				.id = "1@contoh.example", .lang = "id" };
			const char **fields[] = { &m.from_name, &m.to_name, &m.to, &m.reply_to, &m.subject, &m.id };
			const char *why;

			*fields[field] = evil[i];
			assert_int_equal(mail_send(&c, &m, &why), MAIL_REFUSED);
			assert_string_equal(why, "mail.why.address");
		}
	}
	arena_close(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_mail__words), cmocka_unit_test(test_mail__settings), cmocka_unit_test(test_mail__one_line) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
