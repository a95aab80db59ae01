/*
 * The social lane: what talks to social networks. Each row of the outbox is one step: what to do is read and committed, the network is asked outside of any transaction, and what it said is written down
 * together with the row's end. A step that was cut off anywhere is done again by whoever takes the row next; shop/publication_work.c says what that means for each step.
 */
#include "jobs/work.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "channel/graph.h"
#include "db/db.h"
#include "http/url.h"
#include "net/mail.h"
#include "present/message.h"
#include "shop/outbox.h"
#include "shop/publication.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "view/view.h"

#define MAIL_BYTES ((size_t)100000)

struct turn {
	const struct outbox_row *row;
	int64_t id, number;		/* what the row is about */
	const char *holder;
	enum publication_step step;
	struct publication_work work;
	struct social_answer answer;
	bool go;
	int64_t expires_at;
	const char *scopes;
};

static struct turn
read_turn(struct ctx *c, const struct outbox_row *row, const char *key)
{
	const char *fault = "";
	const json_t *o = js_parse(c->arena, row->payload, strlen(row->payload), &fault);
	struct turn t = { .row = row, .id = js_get_int(o, key, 0), .number = js_get_int(o, "turn", 0), .holder = arena_printf(c->arena, "outbox:%lld", (long long)row->id) };

	return t;
}

/* --- publishing --- */

static bool
publish_begin(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	t->step = publication_begin(c, t->id, t->number, t->holder, &t->work);
	if (t->step == PUBLICATION_IDLE)
		outbox_done(c, t->row->id);
	return true;
}

static bool
publish_end(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	publication_end(c, t->step, &t->work, &t->answer, t->holder);
	outbox_done(c, t->row->id);
	return true;
}

enum job_result
job_social_publish(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct turn t = read_turn(c, row, "publication");

	*why = "";
	if (!db_transact(c, DB_WRITE, publish_begin, &t))
		return JOB_RETRY;
	if (t.step == PUBLICATION_IDLE)
		return JOB_DONE;
	publication_call(c, t.step, &t.work, &t.answer);
	return db_transact(c, DB_WRITE, publish_end, &t) ? JOB_DONE : JOB_RETRY;
}

/* --- figures --- */

static bool
count_begin(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	t->go = publication_count_begin(c, t->id, &t->work);
	return true;
}

static bool
count_end(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	if (t->go)
		publication_count_end(c, &t->work, &t->answer);
	outbox_done(c, t->row->id);
	return true;
}

enum job_result
job_social_count(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct turn t = read_turn(c, row, "publication");

	*why = "";
	if (!db_transact(c, DB_READ, count_begin, &t))
		return JOB_RETRY;
	if (t.go)
		social_channel(t.work.account->channel)->count(c, &t.work, &t.answer);
	return db_transact(c, DB_WRITE, count_end, &t) ? JOB_DONE : JOB_RETRY;
}

/* --- is the token good --- */

static bool
check_begin(struct ctx *c, void *arg)
{
	struct turn *t = arg;
	const struct social_account *a = social_account_get(c, t->id);
	const struct social_app *app = social_app_get(c);

	t->go = a && !str_eq(a->state, "off") && social_channel(a->channel);
	if (t->go)
		t->work = (struct publication_work){ .account = a, .token = social_account_token(c, t->id), .app = app->id, .app_secret = social_app_secret(c) };
	return true;
}

static bool
check_end(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	if (t->go && !t->work.token)
		social_account_pause(c, t->id, "reauth", 0, "social.why.sealed", "");
	else if (t->go && t->answer.class == SOCIAL_DONE)
		social_account_checked(c, t->id, t->expires_at, t->scopes);
	else if (t->go && t->answer.class == SOCIAL_REAUTH)
		social_account_pause(c, t->id, "reauth", 0, t->answer.reason, t->answer.detail);
	outbox_done(c, t->row->id);
	return true;
}

enum job_result
job_social_check(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct turn t = read_turn(c, row, "account");

	*why = "";
	if (!db_transact(c, DB_READ, check_begin, &t))
		return JOB_RETRY;
	if (t.go && t.work.token)
		social_channel(t.work.account->channel)->check(c, &t.work, &t.answer, &t.expires_at, &t.scopes);
	return db_transact(c, DB_WRITE, check_end, &t) ? JOB_DONE : JOB_RETRY;
}

/* --- connecting --- */

struct connecting {
	const struct outbox_row *row;
	int64_t id;
	const struct social_connect *s;
	const char *app, *app_secret, *secret;
	struct graph_login found;
	bool ok;
};

/* Takes the code or token out of its row for good: a code that was sent once is worth nothing, and is never sent again. */
static bool
connect_begin(struct ctx *c, void *arg)
{
	struct connecting *k = arg;

	k->s = social_connect_get(c, k->id, 0);
	k->secret = k->s ? social_connect_secret(c, k->id) : NULL;
	if (k->secret && !social_connect_taken(c, k->id))
		k->secret = NULL;
	k->app = social_app_get(c)->id;
	k->app_secret = social_app_secret(c);
	return true;
}

static bool
connect_end(struct ctx *c, void *arg)
{
	struct connecting *k = arg;

	if (k->ok)
		social_connect_found(c, k->id, k->found.scopes, k->found.found, k->found.expires_at);
	else
		social_connect_failed(c, k->id, str_empty(k->found.reason) ? "social.why.broken" : k->found.reason, k->found.detail);
	outbox_done(c, k->row->id);
	return true;
}

enum job_result
job_social_connect(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct turn t = read_turn(c, row, "connect");
	struct connecting k = { .row = row, .id = t.id, .found = { .reason = "", .detail = "" } };

	*why = "";
	if (!db_transact(c, DB_WRITE, connect_begin, &k))
		return JOB_RETRY;
	if (k.s && k.secret && !str_empty(k.app) && k.app_secret)
		k.ok = graph_login(c, k.app, k.app_secret, k.s->how, k.s->redirect, k.secret, &k.found);
	else if (str_empty(k.app) || !k.app_secret)
		k.found.reason = "social.why.app";
	return db_transact(c, DB_WRITE, connect_end, &k) ? JOB_DONE : JOB_RETRY;
}

/* --- telling the owner --- */

struct notice {
	const struct outbox_row *row;
	int64_t id;
	const struct social_account *a;
	struct mail mail;
	bool ready, sent;
};

static const char *
notice_text(struct ctx *c, const struct social_account *a, const char *lang)
{
	const char *zone = shop_get(c)->timezone, *channel = i18n(c->arena, lang, arena_printf(c->arena, "social.%s", a->channel), NULL), *what;

	if (str_eq(a->state, "ok"))
		what = i18n(c->arena, lang, "social.mail.ends", clock_date(c->arena, a->expires_at, zone, lang), NULL);
	else
		what = i18n(c->arena, lang, i18n_has(a->reason) ? a->reason : "social.why.unknown", NULL);
	return i18n(c->arena, lang, "social.mail.text", channel, a->name, what, url_absolute(c, "/admin/channels"), NULL);
}

static bool
notice_write(struct ctx *c, void *arg)
{
	struct notice *n = arg;
	const struct shop *shop = shop_get(c);
	struct staff **list;
	const char *lang = "id", *host;
	struct view *v;
	struct buf html;
	size_t count;

	n->a = social_account_get(c, n->id);
	n->ready = n->a && !str_eq(n->a->state, "off") && !str_empty(shop->notify_email);
	if (!n->ready)
		return true;
	list = staff_list(c, &count);
	for (size_t i = 0; i < count; i++)
		if (list[i]->role == ROLE_OWNER && list[i]->active)
			lang = list[i]->lang;
	n->mail = (struct mail){ .from_name = shop->name, .from = c->conf->mail_from, .to = shop->notify_email, .to_name = "", .reply_to = "", .lang = lang, .at = clock_now() };
	n->mail.subject = i18n(c->arena, lang, "social.mail.subject", n->a->name, NULL);
	n->mail.text = notice_text(c, n->a, lang);
	c->lang = lang;
	v = view_alone(c, "mail/notice");
	view_text(v, "LANG", lang);
	view_text(v, "SUBJECT", n->mail.subject);
	view_text(v, "SHOP_NAME", shop->name);
	present_text_lines(c, v, n->mail.text);
	buf_init(&html, c->arena, MAIL_BYTES);
	if (!view_render(v, &html))
		return false;
	n->mail.html = html.s;
	host = strstr(url_absolute(c, "/"), "://");
	host = host ? host + 3 : "localhost";
	n->mail.id = arena_printf(c->arena, "social.%lld.%lld@%s", (long long)n->row->id, (long long)n->id, arena_mem(c->arena, host, strcspn(host, ":/")));
	return true;
}

static bool
notice_done(struct ctx *c, void *arg)
{
	const struct notice *n = arg;

	if (n->ready)
		social_account_warned(c, n->id);
	outbox_done(c, n->row->id);
	return true;
}

enum job_result
job_social_mail(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct turn t = read_turn(c, row, "account");
	struct notice n = { .row = row, .id = t.id };

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

/* --- what comes due by itself --- */

static bool
due(struct ctx *c, void *arg)
{
	*(int64_t *)arg = publication_count_due(c) + social_account_check_due(c) + social_account_warn_due(c) + social_connect_prune(c, clock_now());
	return true;
}

int64_t
job_social_due(struct ctx *c)
{
	int64_t n = 0;

	if (!db_transact(c, DB_WRITE, due, &n))
		return 0;
	if (n > 0)
		outbox_wake(c);
	return n;
}
