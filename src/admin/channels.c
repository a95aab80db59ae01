/*
 * Accounts at social networks: which are connected and how they are, connecting through Meta's dialog or by a token that is pasted, what waits for a person, disconnecting. The pages only write down what
 * is wanted; asking Meta is the worker's, and the page looks again by itself.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "channel/graph.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/publication.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define WORD_MAX 2000		/* of what the dialog brings back */
#define TROUBLED_SHOWN 20
#define EXCERPT 120
#define LATE_S 60

#define BACK_PATH "/admin/login/channels"

struct app_form { const char *app_id, *app_secret; int64_t version; };
static const struct field app_fields[] = {
	F_TEXT(struct app_form, app_id, 5, 40), F_SECRET(struct app_form, app_secret, 0, 100), F_INT_OPT(struct app_form, version, 0, INT64_MAX), F_FIN
};
struct paste_form { const char *token; };
static const struct field paste_fields[] = { F_SECRET(struct paste_form, token, 20, 1000), F_FIN };

static const char *
say(struct request *r, const char *id)
{
	return i18n(r->c->arena, r->c->lang, id, NULL);
}

static const char *
say_of(struct request *r, const char *fmt, const char *word)
{
	return say(r, arena_printf(r->c->arena, fmt, word));
}

static const char *
reason(struct request *r, const char *id)
{
	return i18n_has(id) ? say(r, id) : say(r, "social.why.unknown");
}

static bool
may_connect(const struct request *r)
{
	return role_may(r->staff->role, RIGHT_SHOP_EDIT);
}

/* --- the list --- */

static bool
has_word(const char *list, const char *word)
{
	const char *p = list;
	size_t n, len = strlen(word);

	for (; *p; p += n, p += strspn(p, " ")) {
		n = strcspn(p, " ");
		if (n == len && memcmp(p, word, n) == 0)
			return true;
	}
	return false;
}

/* A row SCOPE for each permission that concerns this channel ("" all): what it is for, whether it is there. True when none that is needed is missing. */
static bool
scopes(struct request *r, struct view *v, const char *granted, const char *channel)
{
	bool whole = true;

	for (const struct graph_scope *s = graph_scopes; s->name; s++) {
		bool there = has_word(granted, s->name);
		struct view *row;

		if (s->instagram && str_eq(channel, "facebook"))
			continue;
		whole = whole && (there || !s->needed);
		if (!v)
			continue;
		row = view_row(v, "SCOPE");
		view_text(row, "SCOPE_TEXT", say_of(r, "social.scope.%s", s->name));
		view_text(row, "SCOPE_NAME", s->name);
		view_flag(row, "SCOPE_OK", there);
		view_flag(row, "SCOPE_NO", !there && s->needed);
		view_flag(row, "SCOPE_LESS", !there && !s->needed);
	}
	return whole;
}

static void
account_row(struct request *r, struct view *v, const struct social_account *a, int64_t now)
{
	struct ctx *c = r->c;
	struct view *row = view_row(v, "ACCOUNT");
	const char *zone = shop_get(c)->timezone;
	bool ok = str_eq(a->state, "ok");
	size_t waiting;

	view_text(row, "ACCOUNT_NAME", a->name);
	view_text(row, "CHANNEL", say_of(r, "social.%s", a->channel));
	view_flag(row, "OK", ok);
	view_flag(row, "PAUSED", !ok);
	if (!ok) {
		struct view *p = view_row(row, "PAUSE");

		view_text(p, "PAUSE_WHY", reason(r, a->reason));
		if (!str_empty(a->detail))
			view_text(view_row(p, "META_SAYS"), "DETAIL", a->detail);
		if (a->until > now)
			view_text(view_row(p, "PAUSE_UNTIL"), "UNTIL", arena_printf(c->arena, "%s, %s", clock_date(c->arena, a->until, zone, c->lang), clock_hm(c->arena, a->until, zone)));
	}
	if (a->expires_at > 0)
		view_text(view_row(row, a->expires_at < now + SOCIAL_WARN_S ? "ENDS_SOON" : "ENDS"), "ENDS_AT", clock_date(c->arena, a->expires_at, zone, c->lang));
	(void)publication_waiting(c, a->id, 200, &waiting);
	if (waiting > 0)
		view_int(view_row(row, "WAITING"), "WAITING_COUNT", (int64_t)waiting);
	if (a->quota_at > 0 && a->quota_total > 0) {
		struct view *q = view_row(row, "QUOTA");

		view_int(q, "QUOTA_USED", a->quota_used);
		view_int(q, "QUOTA_TOTAL", a->quota_total);
	}
	if (!may_connect(r))
		return;
	row = view_row(row, "MAY");
	(void)scopes(r, row, a->scopes, a->channel);
	view_text(row, "ACCOUNT_URL", url_admin(c, "/channels/%lld", (long long)a->id));
	view_int(row, "VERSION", a->version);
	view_text(row, "CONNECT_URL", url_admin(c, "/channels/connect"));
	view_flag(row, "CAN_RESUME", str_eq(a->state, "hold") || str_eq(a->state, "config"));
	view_flag(row, "CAN_AGAIN", str_eq(a->state, "reauth") || str_eq(a->state, "config") || (a->expires_at > 0 && a->expires_at < now + SOCIAL_WARN_S));
}

/* Publications that a person must look at. */
static void
troubled(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	size_t n;
	const struct publication *list = publication_troubled(c, TROUBLED_SHOWN, &n);

	if (n == 0)
		return;
	v = view_row(v, "TROUBLED");
	for (size_t i = 0; i < n; i++) {
		const struct publication *p = &list[i];
		struct view *row = view_row(v, "TROUBLE");
		struct publication_may may = publication_may(p, clock_now());

		view_text(row, "TROUBLE_TEXT", utf8_cut(c->arena, p->text, EXCERPT));
		view_text(row, "TROUBLE_ACCOUNT", arena_printf(c->arena, "%s · %s", say_of(r, "social.%s", p->channel), p->account_name));
		view_text(row, "TROUBLE_WHY", str_empty(p->reason) ? say(r, "publication.why.stuck") : reason(r, p->reason));
		if (!str_empty(p->detail))
			view_text(view_row(row, "META_SAYS"), "DETAIL", p->detail);
		view_text(row, "TROUBLE_URL", url_admin(c, "/posts/publication/%lld", (long long)p->id));
		if (p->post)
			view_text(view_row(row, "OF_POST"), "OF_POST_URL", url_admin(c, "/posts/%lld", (long long)p->post));
		view_flag(row, "ASKS", may.settle);
		view_flag(row, "RETRY", may.retry);
		view_flag(row, "CANCEL", may.cancel);
	}
}

static void
app_part(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const struct social_app *app = social_app_get(c);

	v = view_row(v, "APP");
	view_flag(v, "APP_OPEN", str_empty(app->id) || r->n_errors > 0);
	view_text(v, "APP_URL", url_admin(c, "/channels/app"));
	view_text(v, "PASTE_URL", url_admin(c, "/channels/paste"));
	view_text(v, "REDIRECT", url_absolute(c, BACK_PATH));
	view_int(v, "VERSION", app->version);
	present_field(r, v, "F_APP_ID", app_fields, "app_id", app->id);
	present_field(r, v, "F_APP_SECRET", app_fields, "app_secret", "");
	present_field(r, v, "F_TOKEN", paste_fields, "token", "");
	if (!str_empty(app->secret_end))
		view_text(view_row(v, "HAS_SECRET"), "SECRET_END", app->secret_end);
	view_flag(v, "FROM_MACHINE", app->from_machine);
	view_flag(v, "CAN_PASTE", !str_empty(app->id));
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/channels", "more", say(r, "admin.channels"));
	int64_t now = clock_now();
	size_t n, working = 0;
	const struct social_account *accounts = social_accounts(c, &n);
	bool app = !str_empty(social_app_get(c)->id);

	shell_back(v, url_admin(c, "/more"));
	present_form(r, v);
	troubled(r, v);
	for (size_t i = 0; i < n; i++) {
		account_row(r, v, &accounts[i], now);
		working += social_account_works(&accounts[i], now) && (accounts[i].expires_at == 0 || accounts[i].expires_at > now + SOCIAL_WARN_S);
	}
	view_flag(v, "NONE", n == 0);
	/* The next step, when nothing here comes first. */
	if (n > 0 && working == n)
		view_text(view_row(v, "GO_ON"), "POSTS_URL", url_admin(c, "/posts"));
	if (!may_connect(r))
		return;
	if (app)
		view_text(view_row(v, n ? "ONE_MORE" : "FIRST"), "CONNECT_URL", url_admin(c, "/channels/connect"));
	app_part(r, v);
}

/* --- the app --- */

static void
app_save(struct request *r)
{
	struct app_form f;
	bool ok = form_read(r, app_fields, &f);

	if (ok && f.app_id[strspn(f.app_id, "0123456789")])
		form_bad(r, "app_id", "social.app.digits");
	if (ok && f.app_secret[strspn(f.app_secret, "0123456789abcdefABCDEF")])
		form_bad(r, "app_secret", "social.app.secret");
	if (r->n_errors > 0) {
		reply_again(r, list);
		return;
	}
	switch (social_app_put(r->c, f.version == NO_NUMBER ? 0 : f.version, f.app_id, f.app_secret)) {
	case SOCIAL_APP_OK:
		flash(r, "flash.social.app");
		reply_see_other(r, url_admin(r->c, "/channels"));
		return;
	case SOCIAL_APP_NEEDS:
		form_bad(r, "app_secret", "social.app.needs");
		reply_again(r, list);
		return;
	case SOCIAL_APP_CONFLICT:
		form_note(r, "edit.conflict");
		reply_again(r, list);
		return;
	}
}

/* --- the dialog --- */

/* Before Facebook is opened: what it will ask, one by one. The way there is a plain link: a form may lead only to ourselves. */
static void
ask(struct request *r)
{
	struct ctx *c = r->c;
	const struct social_app *app = social_app_get(c);
	struct view *v;
	size_t n;

	if (str_empty(app->id) || !social_app_secret(c)) {
		flash(r, "flash.no.social.app");
		reply_see_other(r, url_admin(c, "/channels"));
		return;
	}
	(void)social_accounts(c, &n);
	v = shell_admin(r, "admin/channel_ask", "more", say(r, "admin.channels"));
	shell_back(v, url_admin(c, "/channels"));
	for (const struct graph_scope *s = graph_scopes; s->name; s++) {
		struct view *row = view_row(v, "SCOPE");

		view_text(row, "SCOPE_TEXT", say_of(r, "social.scope.%s", s->name));
		view_text(row, "SCOPE_NAME", s->name);
		view_flag(row, "NEEDED", s->needed);
	}
	view_text(v, "DIALOG_URL", graph_dialog(c, app->id, url_absolute(c, BACK_PATH), social_connect_ask(c, r->staff_session->id, url_absolute(c, BACK_PATH)), n > 0));
}

/* What the dialog brought, as a query of our own; NULL: it brought nothing of use. */
static const char *
brought(struct request *r)
{
	const char *state = request_query(r, "state"), *code = request_query(r, "code"), *url = url_admin(r->c, "/channels/back");

	if (str_empty(state) || strlen(state) > WORD_MAX || (code && strlen(code) > WORD_MAX))
		return NULL;
	url = url_with(r->c, url, "state", state);
	return str_empty(code) ? url : url_with(r->c, url, "code", code);
}

/*
 * Facebook leads here. The browser brings no staff cookie from another site (it is SameSite=Strict), so this page knows nobody and leads on, now from our own site, to the one that does. It does nothing
 * with what was brought.
 */
static void
landing(struct request *r)
{
	const char *url = brought(r);
	struct view *v;

	if (!url) {
		reply_error(r, 400);
		return;
	}
	v = shell_login(r, "admin/channel_landing", say(r, "admin.channels"));
	view_text(v, "ON_URL", url);
	reply_header(r, "Refresh", arena_printf(r->c->arena, "0; url=%s", url));
}

static void
back(struct request *r)
{
	struct ctx *c = r->c;
	const char *state = request_query(r, "state"), *code = request_query(r, "code");
	struct view *v;

	if (!brought(r)) {
		flash(r, "flash.no.social.strange");
		reply_see_other(r, url_admin(c, "/channels"));
		return;
	}
	v = shell_admin(r, "admin/channel_back", "more", say(r, "admin.channels"));
	shell_back(v, url_admin(c, "/channels"));
	view_text(v, "BACK_URL", url_admin(c, "/channels/back"));
	view_text(v, "STATE", state);
	view_text(v, "CODE", code ? code : "");
	view_flag(v, "GRANTED", !str_empty(code));
	view_flag(v, "REFUSED", str_empty(code));
}

static void
take(struct request *r)
{
	struct ctx *c = r->c;
	const char *state = request_form(r, "state"), *code = request_form(r, "code");
	int64_t id = 0;

	if (str_empty(state) || strlen(state) > WORD_MAX || (code && strlen(code) > WORD_MAX))
		state = "-";
	switch (social_connect_back(c, r->staff_session->id, state, code, &id)) {
	case SOCIAL_BACK_OK:
		reply_see_other(r, url_admin(c, "/channels/connect/%lld", (long long)id));
		return;
	case SOCIAL_BACK_REFUSED:
		flash(r, "flash.no.social.refused");
		break;
	case SOCIAL_BACK_STRANGE:
		flash(r, "flash.no.social.strange");
		break;
	}
	reply_see_other(r, url_admin(c, "/channels"));
}

static void
paste(struct request *r)
{
	struct paste_form f;
	bool ok = form_read(r, paste_fields, &f);
	const char *token = ok ? str_trim(r->c->arena, f.token) : "";

	if (ok && !graph_token_fits(token))
		form_bad(r, "token", "social.token.odd");
	if (r->n_errors > 0) {
		reply_again(r, list);
		return;
	}
	if (!social_app_secret(r->c)) {
		flash(r, "flash.no.social.app");
		reply_see_other(r, url_admin(r->c, "/channels"));
		return;
	}
	reply_see_other(r, url_admin(r->c, "/channels/connect/%lld", (long long)social_connect_paste(r->c, r->staff_session->id, token)));
}

/* --- choosing --- */

static const json_t *
found_of(struct request *r, const struct social_connect *s)
{
	const char *why = "";
	const json_t *found = s->found ? js_parse(r->c->arena, s->found, strlen(s->found), &why) : NULL;

	return json_is_array(found) ? found : NULL;
}

/* Why this one cannot be chosen, as a message id; NULL: it can. */
static const char *
obstacle(struct request *r, const struct social_connect *s, const json_t *row)
{
	if (!social_channel(js_get(row, "channel")) || str_empty(js_get(row, "token")))
		return "social.no.channel";
	if (!json_is_true(json_object_get(row, "may")))
		return "social.no.role";
	return scopes(r, NULL, s->scopes, js_get(row, "channel")) ? NULL : "social.no.scope";
}

static void
candidates(struct request *r, struct view *v, const struct social_connect *s)
{
	const json_t *found = found_of(r, s), *row;
	bool any = false;
	size_t i;

	json_array_foreach(found, i, row) {
		const char *why = obstacle(r, s, row), *user = js_get(row, "username");
		struct view *one = view_row(v, why ? "CANNOT" : "CAN");

		view_int(one, "CHOICE", (int64_t)i);
		view_text(one, "CHANNEL", say_of(r, "social.%s", js_get(row, "channel")));
		view_text(one, "FOUND_NAME", js_get(row, "name"));
		if (*user && !str_eq(user, js_get(row, "name")))
			view_text(view_row(one, "HAS_USER"), "USER", user);
		if (why)
			view_text(one, "CANNOT_WHY", say(r, why));
		any = any || !why;
	}
	view_flag(v, "CAN_CHOOSE", any);
	view_flag(v, "CAN_NOTHING", !any);
	(void)scopes(r, v, s->scopes, "");
}

static void
connecting(struct request *r)
{
	struct ctx *c = r->c;
	const struct social_connect *s = social_connect_get(c, r->arg_int[0], r->staff->id);
	struct view *v;

	if (!s || str_eq(s->step, "asked")) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/channel_choose", "more", say(r, "admin.channels"));
	shell_back(v, url_admin(c, "/channels"));
	present_form(r, v);
	view_text(v, "CONNECT_URL", url_admin(c, "/channels/connect"));
	view_text(v, "CHOOSE_URL", url_admin(c, "/channels/connect/%lld", (long long)s->id));
	view_text(v, "LIST_URL", url_admin(c, "/channels"));
	if (str_eq(s->step, "waiting")) {
		v = view_row(v, "LOOKING");
		view_flag(v, "LATE", s->made_at < clock_now() - LATE_S);
		if (!r->form)
			reply_header(r, "Refresh", "2");
	} else if (str_eq(s->step, "failed")) {
		v = view_row(v, "FAILED");
		view_text(v, "FAILED_WHY", reason(r, s->reason));
		if (!str_empty(s->detail))
			view_text(view_row(v, "META_SAYS"), "DETAIL", s->detail);
	} else if (str_eq(s->step, "choose")) {
		candidates(r, view_row(v, "CHOOSE"), s);
	} else {
		(void)view_row(v, "DONE");
	}
}

static int64_t
connect_chosen(struct request *r, const struct social_connect *s)
{
	struct ctx *c = r->c;
	const json_t *found = found_of(r, s), *row;
	const char **chosen;
	int64_t done = 0, at, id;
	size_t n, i;

	chosen = request_form_all(r, "account", &n);
	for (i = 0; i < n; i++) {
		if (!str_int(chosen[i], 0, 1000, &at) || !(row = json_array_get(found, (size_t)at)) || obstacle(r, s, row))
			continue;
		id = social_account_put(c, &(struct social_account_new){ .channel = js_get(row, "channel"), .remote = js_get(row, "remote"), .page = js_get(row, "page"), .name = js_get(row, "name"),
		    .username = js_get(row, "username"), .token = js_get(row, "token"), .scopes = s->scopes, .expires_at = s->expires_at });
		if (id == 0)
			return 0;
		publication_account_back(c, id);
		done++;
	}
	return done;
}

static void
choose(struct request *r)
{
	const struct social_connect *s = social_connect_get(r->c, r->arg_int[0], r->staff->id);

	if (!s || !str_eq(s->step, "choose")) {
		reply_not_found(r);
		return;
	}
	if (connect_chosen(r, s) == 0) {
		form_note(r, "social.choose.none");
		reply_again(r, connecting);
		return;
	}
	social_connect_done(r->c, s->id);
	flash(r, "flash.social.connected");
	reply_see_other(r, url_admin(r->c, "/channels"));
}

/* --- one account --- */

static void
resume(struct request *r)
{
	int64_t id = r->arg_int[0];

	if (!social_account_get(r->c, id)) {
		reply_not_found(r);
		return;
	}
	if (social_account_resume(r->c, id)) {
		publication_account_back(r->c, id);
		flash(r, "flash.social.resumed");
	}
	reply_see_other(r, url_admin(r->c, "/channels"));
}

static void
off(struct request *r)
{
	int64_t id = r->arg_int[0], version;
	const char *typed = request_form(r, "version");

	if (!social_account_get(r->c, id)) {
		reply_not_found(r);
		return;
	}
	if (typed && str_int(typed, 0, INT64_MAX, &version) && social_account_off(r->c, id, version)) {
		publication_account_off(r->c, id);
		flash(r, "flash.social.off");
	} else {
		flash(r, "flash.no.social.changed");
	}
	reply_see_other(r, url_admin(r->c, "/channels"));
}

static const struct route routes[] = {
	{ "GET", "/admin/channels", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/channels/app", app_save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/channels/connect", ask, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", BACK_PATH, landing, GATE_LOGIN, DO_READ, 0, 0, NULL },
	{ "GET", "/admin/channels/back", back, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/channels/back", take, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/channels/paste", paste, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/channels/connect/{id:int}", connecting, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/channels/connect/{id:int}", choose, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, ROUTE_PROOF, NULL },
	{ "POST", "/admin/channels/{id:int}/resume", resume, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/channels/{id:int}/off", off, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, ROUTE_PROOF, NULL },
	{ 0 }
};
ROUTES(routes);
