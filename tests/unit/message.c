/*
 * Messages: the table, variables and their faults, filling in one pass, the owner's wording with its version, and the log: once for each order and event, nothing without an address.
 */
#include "trade.h"

#include "base/i18n.h"
#include "base/str.h"
#include "shop/message.h"

static const struct db_stmt s[] = {
	SQL("t.rows", "SELECT COUNT(*) FROM message"),
	SQL("t.outbox", "SELECT COUNT(*) FROM outbox WHERE lane = 'mail'"),
	SQL("t.email", "UPDATE orders SET email = 'rina@contoh.example'"),
	SQL("t.payload", "SELECT payload || dedupe || kind FROM outbox WHERE lane = 'mail' ORDER BY id LIMIT 1"),
};

static void
texts_load(void)
{
	const char *why = "";

	if (!i18n_load("build/templates", &why))
		fail_msg("%s", why);
}

static const char *
value(void *arg, const char *name)
{
	int *asked = arg;

	if (asked)
		++*asked;
	if (str_eq(name, "nama"))
		return "Siti {nomor} <b>\r\nBcc: x";
	if (str_eq(name, "nomor"))
		return "MR-0007";
	if (str_eq(name, "barang"))
		return "2 × Keripik\n1 × Gula";
	return "";
}

static void
test_message__fill(void **state)
{
	struct fixture *f = *state;
	int asked = 0;

	assert_string_equal(message_fill(&f->c, "Halo {nama}", true, value, &asked), "Halo Siti {nomor} <b>\nBcc: x");
	assert_int_equal(asked, 1);
	assert_string_equal(message_fill(&f->c, "{nama} {barang}", false, value, NULL), "Siti {nomor} <b>, Bcc: x 2 × Keripik, 1 × Gula");
	assert_string_equal(message_fill(&f->c, "a\n\nResi: {resi}\nb {resi} {nomor}\n{kurir}\n", true, value, NULL), "a\n\nb  MR-0007");
	assert_string_equal(message_fill(&f->c, "{resi}", true, value, NULL), "");
	assert_string_equal(message_fill(&f->c, "", true, value, NULL), "");
	assert_string_equal(message_fill(&f->c, "{asing} {", true, value, NULL), "{asing} {");
	assert_string_equal(message_fill(&f->c, "x\r\ny\tz", false, value, NULL), "x y z");
}

static void
test_message__faults(void **state)
{
	struct fixture *f = *state;
	static const struct { enum message m; enum message_part p; const char *text, *fault, *word; } cases[] = {
		{ MESSAGE_PLACED, PART_SUBJECT, "Pesanan {nomor}", NULL, NULL },
		{ MESSAGE_PLACED, PART_SUBJECT, "Pesanan", "message.bad.missing", "{nomor}" },
		{ MESSAGE_PLACED, PART_BODY, "", NULL, NULL },
		{ MESSAGE_PLACED, PART_BODY, "{nama} {namanya}", "message.bad.unknown", "{namanya}" },
		{ MESSAGE_PLACED, PART_BODY, "{NAMA}", "message.bad.unknown", "{NAMA}" },
		{ MESSAGE_PLACED, PART_BODY, "{nama", "message.bad.brace", NULL },
		{ MESSAGE_PLACED, PART_BODY, "nama}", "message.bad.brace", NULL },
		{ MESSAGE_PLACED, PART_BODY, "{}", "message.bad.brace", NULL },
		{ MESSAGE_PLACED, PART_BODY, "{{nama}}", "message.bad.brace", NULL },
		{ MESSAGE_PLACED, PART_BODY, "{ nama }", "message.bad.brace", NULL },
		{ MESSAGE_PLACED, PART_WA, "{nomor} {total}", "message.bad.missing", "{tautan}" },
		{ MESSAGE_DONE, PART_WA, "{nomor}", NULL, NULL },
	};
	const char *word;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *fault = message_fault(&f->c, cases[i].m, cases[i].p, cases[i].text, &word);

		if (!str_eq(fault, cases[i].fault))
			fail_msg("case %zu: %s", i, fault ? fault : "no fault");
		if (cases[i].word)
			assert_string_equal(word, cases[i].word);
	}
}

/* Every built-in wording keeps its own rules, in both languages. */
static void
test_message__built_in(void **state)
{
	struct fixture *f = *state;
	static const char *const langs[] = { "id", "en" };

	texts_load();
	for (int m = 0; m < MESSAGE_COUNT; m++) {
		for (size_t l = 0; l < 2; l++) {
			const struct message_text *t = message_text(&f->c, (enum message)m, langs[l]);
			enum message found;

			assert_true(message_parse(message_kinds[m].name, &found) && (int)found == m);
			assert_false(t->own);
			for (int p = 0; p < PART_COUNT; p++) {
				bool has = p == PART_WA ? message_kinds[m].wa : message_kinds[m].mail;
				const char *word, *fault;

				assert_true(has == !str_empty(t->part[p]));
				fault = has ? message_fault(&f->c, (enum message)m, (enum message_part)p, t->part[p], &word) : NULL;
				if (fault)
					fail_msg("%s %s %d: %s %s", message_kinds[m].name, langs[l], p, fault, word);
			}
		}
		for (size_t v = 0; message_vars[v]; v++)
			assert_true(i18n_has(arena_printf(f->arena, "message.var.%s", message_vars[v])));
	}
}

static void
test_message__own_wording(void **state)
{
	struct fixture *f = *state;
	const char *own[PART_COUNT] = { "Judul {nomor}", "", NULL };
	struct message_text *t;

	texts_load();
	assert_int_equal(message_put(&f->c, MESSAGE_PAID, "id", 0, own), MESSAGE_OK);
	fixture_next(f);
	t = message_text(&f->c, MESSAGE_PAID, "id");
	assert_true(t->own);
	assert_int_equal(t->version, 1);
	assert_string_equal(t->part[PART_SUBJECT], "Judul {nomor}");
	assert_string_equal(t->part[PART_BODY], message_first(&f->c, MESSAGE_PAID, "id", PART_BODY));
	assert_false(message_text(&f->c, MESSAGE_PAID, "en")->own);
	assert_int_equal(message_put(&f->c, MESSAGE_PAID, "id", 0, own), MESSAGE_CONFLICT);
	assert_int_equal(message_put(&f->c, MESSAGE_PAID, "id", 2, own), MESSAGE_CONFLICT);
	/* The built-in words, typed by hand, are the built-in wording. */
	own[PART_SUBJECT] = message_first(&f->c, MESSAGE_PAID, "id", PART_SUBJECT);
	assert_int_equal(message_put(&f->c, MESSAGE_PAID, "id", 1, own), MESSAGE_OK);
	t = message_text(&f->c, MESSAGE_PAID, "id");
	assert_false(t->own);
	assert_int_equal(t->version, 2);
	fixture_next(f);
}

static void
test_message__once(void **state)
{
	struct fixture *f = *state;
	const struct order *o;
	struct message_row *list;
	int64_t last;
	size_t n;

	texts_load();
	trade_open(&f->c);
	trade_session(&f->c, 1);
	o = trade_order(&f->c, 1, "key-000000000000000001", CHIPS_S, 1, OWN_ZONE, "transfer");
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 0);
	message_queue(&f->c, MESSAGE_PLACED, o->id, "id", "rina@contoh.example");	/* no server is set */
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 0);
	f->conf.smtp_url = "smtp://127.0.0.1:1";
	message_queue(&f->c, MESSAGE_PLACED, o->id, "id", "");
	message_queue(&f->c, MESSAGE_DONE, o->id, "id", "rina@contoh.example");		/* never a mail */
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 0);
	for (int i = 0; i < 3; i++)
		message_queue(&f->c, MESSAGE_PLACED, o->id, "id", "rina@contoh.example");
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 1);
	assert_int_equal(db_one_int(&f->c, -1, &s[1]), 1);
	assert_null(strstr(db_one_text(&f->c, &s[3]), "rina"));
	list = message_list(&f->c, o->id, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].number, o->number);
	assert_string_equal(list[0].state, "waiting");
	message_stopped(&f->c, list[0].id, "mail.why.busy 450", false);
	assert_string_equal(message_trouble(&f->c, &last)->reason, "mail.why.busy 450");
	assert_int_equal(last, 0);
	message_sent(&f->c, list[0].id);
	assert_null(message_trouble(&f->c, &last));
	assert_int_equal(last, FIXTURE_NOW);
	message_stopped(&f->c, list[0].id, "mail.why.busy 450", true);			/* what is sent stays sent */
	assert_string_equal(message_get(&f->c, list[0].id)->state, "sent");
	message_told(&f->c, MESSAGE_PLACED, o->id, "id");
	message_told(&f->c, MESSAGE_PLACED, o->id, "id");
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 2);
	fixture_next(f);
}

/* The order's own transaction brings them: one that is undone leaves none. */
static void
test_message__with_the_order(void **state)
{
	struct fixture *f = *state;
	int64_t id;

	texts_load();
	trade_open(&f->c);
	trade_session(&f->c, 1);
	f->conf.smtp_url = "smtp://127.0.0.1:1";
	assert_int_equal(setting_put(&f->c, "notify_email", NULL, "bos@contoh.example"), SETTING_OK);
	assert_int_equal(setting_put(&f->c, "notify_email", NULL, "bos@contoh.example\nBcc: x@y.example"), SETTING_BAD);
	assert_int_equal(setting_put(&f->c, "email", NULL, "bukan"), SETTING_BAD);
	fixture_next(f);
	id = trade_order(&f->c, 1, "key-000000000000000001", CHIPS_S, 1, OWN_ZONE, "transfer")->id;
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 1);	/* the owner's; the buyer has no address */
	db_exec(&f->c, &s[2]);
	fixture_next(f);
	assert_int_equal(order_act(&f->c, id, 0, ACT_PAY, NULL), MOVE_OK);
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 2);
	db_rollback(&f->c);
	fixture_begin(f);
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 1);
	assert_int_equal(order_act(&f->c, id, 0, ACT_PAY, NULL), MOVE_OK);
	assert_int_equal(order_act(&f->c, id, 0, ACT_PAY, NULL), MOVE_NOT_NOW);
	assert_int_equal(order_act(&f->c, id, 0, ACT_CANCEL, "stok habis"), MOVE_OK);
	assert_int_equal(db_one_int(&f->c, -1, &s[0]), 3);
	assert_int_equal(db_one_int(&f->c, -1, &s[1]), 3);
	fixture_next(f);
}

static void
test_message__tests(void **state)
{
	struct fixture *f = *state;
	struct message_row *list;
	size_t n;

	texts_load();
	assert_true(message_test(&f->c, MESSAGE_SHIPPED, "en", "saya@contoh.example"));
	assert_false(message_test(&f->c, MESSAGE_SHIPPED, "en", "saya@contoh.example"));
	list = message_tests(&f->c, 5, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].address, "saya@contoh.example");
	assert_int_equal(message_of_job(&f->c, "mail.test", arena_printf(f->arena, "{\"message\":%lld}", (long long)list[0].id))->id, list[0].id);
	assert_null(message_of_job(&f->c, "media.proof", "{\"message\":1}"));
	assert_null(message_of_job(&f->c, "mail.test", "{}"));
	message_sent(&f->c, list[0].id);
	assert_string_equal(message_get(&f->c, list[0].id)->address, "");
	for (int i = 0; i < 19; i++) {
		assert_true(message_test(&f->c, MESSAGE_PAID, "id", "saya@contoh.example"));
		message_sent(&f->c, message_tests(&f->c, 1, &n)->id);
	}
	assert_false(message_test(&f->c, MESSAGE_PAID, "id", "saya@contoh.example"));
	assert_int_equal(message_prune(&f->c, FIXTURE_NOW), 0);
	assert_int_equal(message_prune(&f->c, FIXTURE_NOW + 1), 20);
	fixture_next(f);
}

static const struct CMUnitTest tests[] = { CASE(test_message__fill), CASE(test_message__faults), CASE(test_message__built_in), CASE(test_message__own_wording), CASE(test_message__once),
	CASE(test_message__with_the_order), CASE(test_message__tests) };
FIXTURE_MAIN(tests)
