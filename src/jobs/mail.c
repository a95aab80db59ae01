/*
 * The mail lane: one message of the log becomes one mail. The text is made when it is sent, so it tells the order as it stands then, but who it goes to and which message it is were fixed
 * with the step that caused it. The server's "yes" and our own commit cannot be one act: a line that breaks between them, or a worker that is ended there, sends the mail once more, under
 * the same Message-ID, by which mail programs know it for the same.
 */
#include "jobs/work.h"

#include "base/conf.h"
#include "base/crypt.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "net/mail.h"
#include "present/message.h"
#include "shop/message.h"
#include "shop/outbox.h"
#include "shop/preorder_run.h"
#include "shop/setting.h"
#include "shop/staff.h"

struct post {
	const struct outbox_row *row;
	int64_t id;
	struct mail mail;
	bool ready;		/* there is something to send */
	bool sent, for_good;
	const char *why;
};

/* Host of the canonical origin; with a hash in front it is unique and tells nothing. */
static const char *
message_id(struct ctx *c, const struct message_row *m, const char *ref)
{
	const char *host = strstr(url_absolute(c, "/"), "://"), *name;

	host = host ? host + 3 : "localhost";
	name = arena_printf(c->arena, "%lld %lld %s %s", (long long)m->id, (long long)m->at, message_kinds[m->message].name, ref);
	return arena_printf(c->arena, "%.32s@%s", crypt_hash(c->arena, name, strlen(name)), arena_mem(c->arena, host, strcspn(host, ":/")));
}

/* The owner's mail is in the language in which the owner reads the admin panel. */
static const char *
owner_lang(struct ctx *c)
{
	struct staff **list;
	size_t n, i;

	list = staff_list(c, &n);
	for (i = 0; i < n; i++)
		if (list[i]->role == ROLE_OWNER && list[i]->active)
			return list[i]->lang;
	return "id";
}

static bool
address(struct ctx *c, struct post *p, const struct message_row *m, const struct order *o)
{
	bool owner = m->message == MESSAGE_OWNER;
	const char *to = str_eq(m->way, "test") ? m->address : owner ? shop_get(c)->notify_email : o->email;

	p->mail.to = to;
	p->mail.to_name = owner || str_eq(m->way, "test") ? "" : o->name;
	p->why = "mail.why.none";
	p->for_good = str_empty(to);
	return !p->for_good;
}

static bool
write_letter(struct ctx *c, void *arg)
{
	struct post *p = arg;
	const struct message_row *m = message_get(c, p->id);
	const struct order *o = m && m->order ? order_get(c, m->order) : NULL;
	struct letter *l;
	struct letter_text t;

	p->ready = false;
	if (!m || (!o && !str_eq(m->way, "test")) || str_eq(m->state, "sent")) {
		p->sent = true;		/* nothing is left to do */
		return true;
	}
	if (!address(c, p, m, o))
		return true;
	p->mail.lang = m->message == MESSAGE_OWNER && o ? owner_lang(c) : m->lang;
	l = o ? present_letter(c, o) : present_letter_sample(c, m->message, p->mail.lang);
	if (m->run)
		l->news = preorder_run_words(c, m->run);
	if (!present_letter_mail(c, m->message, p->mail.lang, l, NULL, &t))
		return false;
	p->mail.from = c->conf->mail_from;
	p->mail.from_name = shop_get(c)->name;
	p->mail.reply_to = m->message == MESSAGE_OWNER ? "" : shop_get(c)->email;
	p->mail.subject = t.subject;
	p->mail.text = t.text;
	p->mail.html = t.html;
	p->mail.id = message_id(c, m, l->order->ref);
	p->mail.at = m->at;
	p->ready = true;
	return true;
}

static bool
write_down(struct ctx *c, void *arg)
{
	const struct post *p = arg;

	if (p->sent) {
		if (p->ready)
			message_sent(c, p->id);
		outbox_done(c, p->row->id);
	} else {
		message_stopped(c, p->id, p->why, p->for_good);
	}
	return true;
}

static void
deliver(struct ctx *c, struct post *p)
{
	bool test = str_eq(p->row->kind, "mail.test"), last = p->row->attempts >= (test ? MAIL_TEST_TRIES : MAIL_TRIES);

	switch (mail_send(c, &p->mail, &p->why)) {
	case MAIL_SENT:
		p->sent = true;
		return;
	case MAIL_LATER:
		p->for_good = last;
		return;
	case MAIL_REFUSED:
		p->for_good = true;
		return;
	case MAIL_SETUP:
		/* An order's mail waits for the settings to be mended; who tries them out wants to know at once. */
		p->for_good = last || test;
		return;
	}
}

enum job_result
job_mail(struct ctx *c, const struct outbox_row *row, const char **why)
{
	const char *fault = "";
	struct post p = { .row = row, .id = js_get_int(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "message", 0) };

	if (!db_transact(c, DB_READ, write_letter, &p))
		return JOB_RETRY;
	if (p.ready)
		deliver(c, &p);
	*why = p.why;
	if (!db_transact(c, DB_WRITE, write_down, &p))
		return JOB_RETRY;
	return p.sent ? JOB_DONE : p.for_good ? JOB_STOP : JOB_RETRY;
}
