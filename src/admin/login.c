/* Coming in and going out: the one admin page without a session. A wrong name and a wrong password get the same answer in the same time, and waiting is told, never hidden. */
#include "base/i18n.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/setting.h"
#include "shop/staff.h"

struct login_form { const char *login, *password; };
static const struct field fields[] = {
	F_TEXT(struct login_form, login, 1, 100),
	F_SECRET(struct login_form, password, 1, 200),
	F_FIN
};

#define WAIT_AT_LEAST_S 30	/* when others' tries made this one wait, its own length is not known */

/* "30 detik", "4 menit": rounded up, so that nobody comes back too early. */
static const char *
wait_text(struct request *r, int64_t seconds)
{
	const char *id = seconds > 90 ? "login.minutes" : "login.seconds";
	int64_t n = seconds > 90 ? (seconds + 59) / 60 : seconds;

	return i18n(r->c->arena, r->c->lang, id, arena_printf(r->c->arena, "%lld", (long long)n), NULL);
}

static void
show(struct request *r)
{
	const struct staff_try *t = r->prepared;
	struct view *v;

	if (r->staff) {
		reply_see_other(r, url_admin(r->c, "%s", ""));
		return;
	}
	v = shell_login(r, "admin/login", i18n(r->c->arena, r->c->lang, "admin.login", NULL));
	view_text(v, "LOGIN_URL", url_admin(r->c, "/login"));
	view_text(v, "STORE_NAME", shop_get(r->c)->name);
	if (t && t->result == STAFF_WAIT)
		view_text(view_row(v, "WAIT"), "WAIT_TEXT", wait_text(r, t->wait_s));
	else
		present_form(r, v);
	present_field(r, v, "F_LOGIN", fields, "login", "");
	present_field(r, v, "F_PASSWORD", fields, "password", "");
}

/* Hashing takes its time, so no transaction is open here. */
static void
check(struct request *r)
{
	struct login_form f;

	if (form_read(r, fields, &f))
		r->prepared = staff_check(r->c, f.login, f.password, r->remote);
}

static void
enter(struct request *r)
{
	struct staff_try *t = r->prepared;
	const char *token = NULL;
	struct login_form f;

	if (!t) {
		if (!form_read(r, fields, &f))	/* marks the fields: what `before` marked is not kept */
			reply_again(r, show);
		return;
	}
	t->agent = r->agent;
	switch (staff_login(r->c, t, &token)) {
	case STAFF_OK:
		gate_staff_in(r, token);
		reply_see_other(r, url_admin(r->c, "%s", ""));
		return;
	case STAFF_SECOND:
		gate_staff_in(r, token);
		reply_see_other(r, url_admin(r->c, "/login/code"));
		return;
	case STAFF_WRONG:
		form_note(r, "login.wrong");
		break;
	case STAFF_WAIT:
		t->result = STAFF_WAIT;
		t->wait_s = t->wait_s > 0 ? t->wait_s : WAIT_AT_LEAST_S;
		break;
	}
	reply_again_keep(r, show);
}

/* --- the second step --- */

struct code_form { const char *code; };
static const struct field code_fields[] = { F_TEXT(struct code_form, code, 1, 40), F_FIN };

/* Whose password was right a moment ago in this browser; else the answer leads back to the beginning. */
static const struct session *
half_session(struct request *r)
{
	const struct session *half = session_half(r->c, request_cookie(r, reply_cookie_name(r, COOKIE_STAFF)));

	if (!half && !err_is_set(r->c)) {
		flash(r, "flash.login.again");
		reply_see_other(r, url_admin(r->c, "/login"));
	}
	return half;
}

static void
show_code(struct request *r)
{
	struct view *v;

	if (r->staff) {
		reply_see_other(r, url_admin(r->c, "%s", ""));
		return;
	}
	if (!half_session(r))
		return;
	v = shell_login(r, "admin/login_code", i18n(r->c->arena, r->c->lang, "login.code", NULL));
	present_form(r, v);
	present_field(r, v, "F_CODE", code_fields, "code", "");
	view_text(v, "CODE_URL", url_admin(r->c, "/login/code"));
	view_text(v, "LOGIN_URL", url_admin(r->c, "/login"));
}

static void
enter_code(struct request *r)
{
	const struct session *half = half_session(r);
	const char *token = NULL;
	struct code_form f;

	if (!half)
		return;
	if (!form_read(r, code_fields, &f)) {
		reply_again(r, show_code);
		return;
	}
	switch (staff_second(r->c, half, f.code, r->remote, r->agent, &token)) {
	case STAFF_OK:
		gate_staff_in(r, token);
		reply_see_other(r, url_admin(r->c, "%s", ""));
		return;
	case STAFF_WRONG: case STAFF_SECOND:
		form_note(r, "login.code_wrong");
		break;
	case STAFF_WAIT:
		form_note(r, "me.wait");
		break;
	}
	reply_again_keep(r, show_code);
}

static void
leave(struct request *r)
{
	gate_staff_out(r);
	flash(r, "flash.logout");
	reply_see_other(r, url_admin(r->c, "/login"));
}

static const struct route routes[] = {
	{ "GET", "/admin/login", show, GATE_LOGIN, DO_READ, 0, 0, NULL },
	{ "POST", "/admin/login", enter, GATE_LOGIN, DO_WRITE, 0, ROUTE_SLOW, check },
	{ "GET", "/admin/login/code", show_code, GATE_LOGIN, DO_READ, 0, 0, NULL },
	{ "POST", "/admin/login/code", enter_code, GATE_LOGIN, DO_WRITE, 0, ROUTE_SLOW, NULL },
	{ "POST", "/admin/logout", leave, GATE_STAFF, DO_WRITE, RIGHT_SELF, 0, NULL },
	{ 0 }
};
ROUTES(routes);
