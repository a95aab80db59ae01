/*
 * What the shop tells its buyers: a list of the messages with the state of the mail, and one page for each message and language with its wording, the words that are filled in, how it looks
 * with a sample order, and the way back to the first wording. A test goes the same way as every mail.
 */
#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "net/mail.h"
#include "present/field.h"
#include "present/message.h"
#include "present/shell.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define TESTS_SHOWN 5

struct text_form { int64_t version; const char *subject, *body, *wa; };
static const struct field text_fields[] = {
	F_INT(struct text_form, version, 0, INT64_MAX), F_TEXT(struct text_form, subject, 0, 150), F_LINES(struct text_form, body, 0, 4000),
	F_LINES(struct text_form, wa, 0, 1500), F_FIN
};
struct reset_form { int64_t version; };
static const struct field reset_fields[] = { F_INT(struct reset_form, version, 0, INT64_MAX), F_FIN };
struct test_form { const char *address, *message, *lang; };
static const struct field test_fields[] = {
	F_EMAIL(struct test_form, address, 1), F_TEXT(struct test_form, message, 1, 20), F_CHOICE(struct test_form, lang, "id|en"), F_FIN
};

static const char *
say(struct request *r, const char *fmt, const char *word)
{
	return i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, fmt, word), NULL);
}

static const char *
when(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;

	return arena_printf(c->arena, "%s, %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone));
}

/* ---- the list ---- */

/* Whether mail goes out, and if not, why. */
static void
state(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const char *fault = mail_fault(c);
	const struct message_row *trouble;
	int64_t last;

	trouble = message_trouble(c, &last);
	if (str_empty(c->conf->smtp_url)) {
		view_flag(v, "MAIL_OFF", true);
		return;
	}
	v = view_row(v, "MAIL_ON");
	view_text(v, "MAIL_FROM", c->conf->mail_from);
	view_text(v, "NOTIFY", shop_get(c)->notify_email);
	view_flag(v, "HAS_NOTIFY", !str_empty(shop_get(c)->notify_email));
	view_flag(v, "NO_NOTIFY", str_empty(shop_get(c)->notify_email));
	if (last)
		view_text(view_row(v, "LAST_SENT"), "LAST_WHEN", when(c, last));
	if (fault)
		view_text(view_row(v, "TROUBLE"), "TROUBLE_TEXT", present_reason(c, fault));
	else if (trouble && trouble->done_at >= last)
		view_text(view_row(v, "TROUBLE"), "TROUBLE_TEXT", present_reason(c, trouble->reason));
}

static void
kinds(struct request *r, struct view *v)
{
	struct ctx *c = r->c;

	for (int m = 0; m < MESSAGE_COUNT; m++) {
		const struct message_kind *k = &message_kinds[m];
		struct view *row = view_row(v, k->mail ? "MAILED" : "WA_ONLY");
		bool own = message_text(c, (enum message)m, "id")->own || message_text(c, (enum message)m, "en")->own;

		view_text(row, "KIND_URL", url_admin(c, "/messages/%s/%s", k->name, c->lang));
		view_text(row, "KIND_TEXT", say(r, "message.%s", k->name));
		view_text(row, "KIND_HELP", say(r, "message.%s.help", k->name));
		view_flag(row, "OWN", own);
	}
}

static void
tests(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const struct message_row *list;
	bool open = false;
	size_t n, i;

	present_field(r, v, "F_ADDRESS", test_fields, "address", "");
	for (int m = 0; m < MESSAGE_COUNT; m++)
		if (message_kinds[m].mail)
			present_field_choice(r, v, "MESSAGE_CHOICE", "message", "placed", message_kinds[m].name, say(r, "message.%s", message_kinds[m].name));
	present_field_choice(r, v, "LANG_CHOICE", "lang", c->lang, "id", say(r, "lang.%s", "id"));
	present_field_choice(r, v, "LANG_CHOICE", "lang", c->lang, "en", say(r, "lang.%s", "en"));
	list = message_tests(c, TESTS_SHOWN, &n);
	present_messages(c, v, NULL, list, n);
	for (i = 0; i < n; i++)
		open = open || (str_eq(list[i].state, "waiting") && str_empty(list[i].reason));
	/* The page follows the test by itself, with scripts or without. */
	if (open && !r->form)
		reply_header(r, "Refresh", "4");
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/messages", "more", i18n(c->arena, c->lang, "admin.messages", NULL));

	shell_back(v, url_admin(c, "/more"));
	present_form(r, v);
	state(r, v);
	kinds(r, v);
	if (!str_empty(c->conf->smtp_url)) {
		v = view_row(v, "TESTS");
		view_text(v, "TEST_URL", url_admin(c, "/messages/test"));
		tests(r, v);
	}
}

static void
test(struct request *r)
{
	struct test_form f;
	enum message m;

	if (!form_read(r, test_fields, &f)) {
		reply_again(r, list);
		return;
	}
	if (!message_parse(f.message, &m) || !message_kinds[m].mail) {
		reply_not_found(r);
		return;
	}
	if (str_empty(r->c->conf->smtp_url))
		flash(r, "flash.no.message.off");
	else
		flash(r, message_test(r->c, m, f.lang, f.address) ? "flash.message.test" : "flash.no.message.test");
	reply_see_other(r, url_admin(r->c, "/messages"));
}

/* ---- one message ---- */

static bool
asked(struct request *r, enum message *m, const char **lang)
{
	*lang = i18n_lang(r->arg[1]);
	if (message_parse(r->arg[0], m) && *lang)
		return true;
	reply_not_found(r);
	return false;
}

static const char *
page_url(struct request *r)
{
	return url_admin(r->c, "/messages/%s/%s", r->arg[0], r->arg[1]);
}

/* The error of a part, which names the word that is wrong in it. */
static void
part(struct request *r, struct view *v, const char *section, enum message m, enum message_part p, const char *value)
{
	const char *name = message_part_name(p), *typed = form_typed(r, name, value), *error = form_error(r, name), *word = "";
	struct view *f = present_field(r, v, section, text_fields, name, value);

	if (error && str_starts(error, "message.bad.")) {
		(void)message_fault(r->c, m, p, typed, &word);
		view_text(f, "ERROR", i18n(r->c->arena, r->c->lang, error, word, NULL));
	}
}

/* How it looks with the sample order: what was typed, or what is stored. */
static void
preview(struct request *r, struct view *v, enum message m, const char *lang, const struct message_text *t)
{
	struct ctx *c = r->c;
	const char *parts[PART_COUNT];
	const struct letter *l = present_letter_sample(c, m, lang);
	struct letter_text letter;

	if (r->n_errors > 0)
		return;
	for (int p = 0; p < PART_COUNT; p++) {
		parts[p] = form_typed(r, message_part_name((enum message_part)p), t->part[p]);
		if (str_empty(parts[p]))
			parts[p] = message_first(c, m, lang, (enum message_part)p);
	}
	v = view_row(v, "PREVIEW");
	if (message_kinds[m].mail && present_letter_mail(c, m, lang, l, parts, &letter)) {
		struct view *mail = view_row(v, "MAIL_PREVIEW");

		view_text(mail, "SUBJECT", letter.subject);
		present_text_lines(c, mail, letter.text);
	}
	if (message_kinds[m].wa)
		present_text_lines(c, view_row(v, "WA_PREVIEW"), present_letter_wa(c, m, lang, l, parts[PART_WA]));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct message_text *t;
	const char *lang;
	enum message m;
	struct view *v;

	if (!asked(r, &m, &lang))
		return;
	t = message_text(c, m, lang);
	v = shell_admin(r, "admin/message", "more", say(r, "message.%s", message_kinds[m].name));
	shell_back(v, url_admin(c, "/messages"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", page_url(r));
	view_text(v, "KIND_HELP", say(r, "message.%s.help", message_kinds[m].name));
	present_version(r, v, "message.conflict", t->version);
	for (int i = 0; i < 2; i++) {
		struct view *row = view_row(v, "LANG_TAB");
		const char *to = i ? "en" : "id";

		view_text(row, "LANG_URL", url_admin(c, "/messages/%s/%s", message_kinds[m].name, to));
		view_text(row, "LANG_TEXT", say(r, "lang.%s", to));
		view_flag(row, "CURRENT", str_eq(to, lang));
	}
	if (message_kinds[m].mail) {
		struct view *mail = view_row(v, "MAIL_PARTS");

		part(r, mail, "F_SUBJECT", m, PART_SUBJECT, t->part[PART_SUBJECT]);
		part(r, mail, "F_BODY", m, PART_BODY, t->part[PART_BODY]);
	}
	if (message_kinds[m].wa)
		part(r, view_row(v, "WA_PARTS"), "F_WA", m, PART_WA, t->part[PART_WA]);
	for (size_t i = 0; message_vars[i]; i++) {
		struct view *row = view_row(v, "VAR");

		view_text(row, "VAR_NAME", arena_printf(c->arena, "{%s}", message_vars[i]));
		view_text(row, "VAR_TEXT", say(r, "message.var.%s", message_vars[i]));
	}
	view_flag(v, "BY_MAIL", message_kinds[m].mail);
	if (t->own)
		view_text(view_row(v, "RESET"), "RESET_URL", arena_printf(c->arena, "%s/reset", page_url(r)));
	preview(r, v, m, lang, t);
}

/* Marks what cannot be used; a part that is left empty goes back to the built-in wording. */
static bool
parts_ok(struct request *r, enum message m, const char *const part[PART_COUNT])
{
	bool ok = true;

	for (int p = 0; p < PART_COUNT; p++) {
		const char *word, *fault;

		if (str_empty(part[p]))
			continue;
		fault = message_fault(r->c, m, (enum message_part)p, part[p], &word);
		if (fault)
			form_bad(r, message_part_name((enum message_part)p), fault);
		ok = ok && !fault;
	}
	return ok;
}

/* The mail as it looks, in a page of its own; nothing is stored. */
static void
letter(struct request *r, enum message m, const char *lang, const char *part[PART_COUNT])
{
	struct letter_text text;

	for (int p = 0; p < PART_COUNT; p++)
		part[p] = str_empty(part[p]) ? message_first(r->c, m, lang, (enum message_part)p) : part[p];
	if (present_letter_mail(r->c, m, lang, present_letter_sample(r->c, m, lang), part, &text))
		reply_letter(r, text.html);
}

static void
save(struct request *r)
{
	const char *act = request_form(r, "do"), *lang;
	struct text_form f;
	enum message m;
	bool ok;

	if (!asked(r, &m, &lang))
		return;
	ok = form_read(r, text_fields, &f);
	if (!ok || !parts_ok(r, m, (const char *[]){ f.subject, f.body, f.wa })) {
		reply_again(r, show);
		return;
	}
	if (str_eq(act, "letter") && message_kinds[m].mail) {
		letter(r, m, lang, (const char *[]){ f.subject, f.body, f.wa });
		return;
	}
	if (str_eq(act, "preview")) {
		show(r);
		return;
	}
	switch (message_put(r->c, m, lang, f.version, (const char *[]){ f.subject, f.body, f.wa })) {
	case MESSAGE_OK:
		flash(r, "flash.message.saved");
		reply_see_other(r, page_url(r));
		return;
	case MESSAGE_CONFLICT:
		form_note(r, "message.conflict");
		reply_again(r, show);
		return;
	}
}

static void
reset(struct request *r)
{
	struct reset_form f;
	const char *lang;
	enum message m;

	if (!asked(r, &m, &lang))
		return;
	if (!form_read(r, reset_fields, &f) || message_put(r->c, m, lang, f.version, (const char *[]){ "", "", "" }) != MESSAGE_OK) {
		form_note(r, "message.conflict");
		reply_again(r, show);
		return;
	}
	flash(r, "flash.message.reset");
	reply_see_other(r, page_url(r));
}

#define ONE "/admin/messages/{message}/{lang}"

static const struct route routes[] = {
	{ "GET", "/admin/messages", list, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/messages/test", test, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", ONE, show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", ONE, save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", ONE "/reset", reset, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
