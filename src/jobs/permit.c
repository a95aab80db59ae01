/* Permits that end: every hour the worker looks which day has come, and one mail to the owner names all that need something. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "jobs/work.h"
#include "net/mail.h"
#include "present/message.h"
#include "shop/outbox.h"
#include "shop/permit.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "view/view.h"

#define NAMED 40	/* in one mail */
#define MAIL_BYTES 65536

struct notice {
	const struct outbox_row *row;
	struct mail mail;
	bool ready;
};

static bool
due(struct ctx *c, void *arg)
{
	*(int64_t *)arg = permit_due(c, clock_now());
	return true;
}

int64_t
job_permits(struct ctx *c)
{
	int64_t n = 0;

	if (!db_transact(c, DB_WRITE, due, &n))
		return 0;
	if (n > 0)
		outbox_wake(c);
	return n;
}

static const char *
owner_lang(struct ctx *c)
{
	size_t n, i;
	struct staff **list = staff_list(c, &n);
	const char *lang = "id";

	for (i = 0; i < n; i++)
		if (list[i]->role == ROLE_OWNER && list[i]->active)
			lang = list[i]->lang;
	return lang;
}

/* "P-IRT number, Keripik Balado: until 12 Jan 2027", a line each; "" when none needs anything any more. */
static const char *
lines(struct ctx *c, int64_t now)
{
	const char *zone = shop_get(c)->timezone;
	size_t n, i;
	const struct permit_row *all = permit_list(c, now + PERMIT_SOON_S, NAMED, &n);
	struct buf b;

	buf_init(&b, c->arena, 16000);
	for (i = 0; i < n; i++)
		(void)buf_printf(&b, "%s\n", i18n(c->arena, c->lang, all[i].until <= now ? "permit.mail.over" : "permit.mail.soon",
		    i18n(c->arena, c->lang, arena_printf(c->arena, "permit.%s", permit_words[all[i].kind]), NULL), all[i].name, clock_date(c->arena, all[i].until - 1, zone, c->lang), NULL));
	return b.s;
}

static bool
notice_write(struct ctx *c, void *arg)
{
	struct notice *n = arg;
	const struct shop *shop = shop_get(c);
	const char *host, *text;
	struct view *v;
	struct buf html;

	c->lang = owner_lang(c);
	text = lines(c, clock_now());
	n->ready = *text && !str_empty(shop->notify_email);
	if (!n->ready)
		return true;
	n->mail = (struct mail){ .from_name = shop->name, .from = c->conf->mail_from, .to = shop->notify_email, .to_name = "", .reply_to = "", .lang = c->lang, .at = clock_now() };
	n->mail.subject = i18n(c->arena, c->lang, "permit.mail.subject", NULL);
	n->mail.text = i18n(c->arena, c->lang, "permit.mail.text", text, url_absolute(c, "/admin/permits"), NULL);
	v = view_alone(c, "mail/notice");
	view_text(v, "LANG", c->lang);
	view_text(v, "SUBJECT", n->mail.subject);
	view_text(v, "SHOP_NAME", shop->name);
	present_text_lines(c, v, n->mail.text);
	buf_init(&html, c->arena, MAIL_BYTES);
	if (!view_render(v, &html))
		return false;
	n->mail.html = html.s;
	host = strstr(url_absolute(c, "/"), "://");
	host = host ? host + 3 : "localhost";
	n->mail.id = arena_printf(c->arena, "permit.%lld@%s", (long long)n->row->id, arena_mem(c->arena, host, strcspn(host, ":/")));
	return true;
}

static bool
notice_done(struct ctx *c, void *arg)
{
	outbox_done(c, ((const struct notice *)arg)->row->id);
	return true;
}

enum job_result
job_permit_mail(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct notice n = { .row = row };

	*why = "";
	if (!db_transact(c, DB_READ, notice_write, &n))
		return JOB_RETRY;
	if (n.ready) {
		switch (mail_send(c, &n.mail, why)) {
		case MAIL_SENT:
			break;
		case MAIL_LATER:
		case MAIL_SETUP:
			return JOB_RETRY;
		case MAIL_REFUSED:
			return JOB_STOP;
		}
	}
	return db_transact(c, DB_WRITE, notice_done, &n) ? JOB_DONE : JOB_RETRY;
}
