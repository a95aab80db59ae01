/* What each person may change about themselves: the password, for which the one of now is asked and after which every session of theirs ends, and the language of these pages. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "serve/gate.h"
#include "shop/staff.h"

struct password_form { const char *password_now, *password_new, *password_again; };
static const struct field fields[] = {
	F_SECRET(struct password_form, password_now, 1, 200),
	F_SECRET(struct password_form, password_new, 1, 128),
	F_SECRET(struct password_form, password_again, 1, 128),
	F_FIN
};
struct lang_form { const char *lang; };
static const struct field lang_fields[] = { F_CHOICE(struct lang_form, lang, "id|en"), F_FIN };

/* What the slow part before the transaction found out. */
struct change { struct staff_try *now; const char *hash; };

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/me", "more", i18n(c->arena, c->lang, "admin.me", NULL));

	shell_back(v, url_admin(c, "/more"));
	present_form(r, v);
	present_field(r, v, "F_NOW", fields, "password_now", "");
	present_field(r, v, "F_NEW", fields, "password_new", "");
	present_field(r, v, "F_AGAIN", fields, "password_again", "");
	view_text(v, "LOGIN", r->staff->login);
	view_text(v, "PASSWORD_URL", url_admin(c, "/me/password"));
	view_text(v, "LANG_URL", url_admin(c, "/me/lang"));
	view_text(v, "TOTP_URL", url_admin(c, "/me/totp"));
	view_text(v, "SESSIONS_URL", url_admin(c, "/me/sessions"));
	view_flag(v, "IN_ID", str_eq(r->staff->lang, "id"));
	view_flag(v, "IN_EN", str_eq(r->staff->lang, "en"));
}

static bool
read_form(struct request *r, struct password_form *f)
{
	if (!form_read(r, fields, f))
		return false;
	if (!str_eq(f->password_new, f->password_again))
		form_bad(r, "password_again", "me.different");
	else if (!staff_password_fits(r->c, r->staff->login, f->password_new))
		form_bad(r, "password_new", "me.weak");
	return r->n_errors == 0;
}

/* Both hashes take their time: no transaction is open, so nothing is read here but by staff_check. */
static void
prepare(struct request *r)
{
	struct change *ch = arena_new(r->c->arena, struct change);
	struct password_form f;

	r->prepared = ch;
	if (!form_read(r, fields, &f) || !str_eq(f.password_new, f.password_again))
		return;
	ch->now = staff_check(r->c, r->staff->login, f.password_now, r->remote);
	if (ch->now->result == STAFF_OK)
		ch->hash = staff_hash(r->c, f.password_new);
}

/*
 * The password of now goes the way of a login, so that guessing it here is slowed, too. All sessions end with the old
 * password; this browser gets a new one.
 */
static void
password(struct request *r)
{
	const struct change *ch = r->prepared;
	const struct session *s;
	const char *token = NULL;
	struct password_form f;

	if (!read_form(r, &f)) {
		reply_again(r, show);
		return;
	}
	switch (staff_prove(r->c, ch->now, r->staff_session->id)) {
	case STAFF_WRONG: case STAFF_SECOND:
		form_bad(r, "password_now", "me.wrong");
		reply_again_keep(r, show);
		return;
	case STAFF_WAIT:
		form_bad(r, "password_now", "me.wait");
		reply_again_keep(r, show);
		return;
	case STAFF_OK:
		break;
	}
	switch (staff_password(r->c, r->staff->id, ch->hash)) {
	case STAFF_PUT_OK:
		break;
	case STAFF_PUT_TAKEN: case STAFF_PUT_GONE:
		reply_not_found(r);
		return;
	}
	/* It has ended with the others, and its id may be the new one's. */
	r->staff_session = NULL;
	s = session_open_staff(r->c, r->staff->id, &token);
	session_agent(r->c, s->id, r->agent);
	if (token)
		gate_staff_in(r, token);
	flash(r, "flash.me.password");
	reply_see_other(r, url_admin(r->c, "/me"));
}

static void
lang(struct request *r)
{
	struct lang_form f;

	if (!form_read(r, lang_fields, &f)) {
		reply_again(r, show);
		return;
	}
	staff_lang(r->c, r->staff->id, f.lang);
	flash(r, "flash.me.lang");
	reply_see_other(r, url_admin(r->c, "/me"));
}

static const struct route routes[] = {
	{ "GET", "/admin/me", show, GATE_STAFF, DO_READ, RIGHT_SELF, 0, NULL },
	{ "POST", "/admin/me/password", password, GATE_STAFF, DO_WRITE, RIGHT_SELF, ROUTE_SLOW, prepare },
	{ "POST", "/admin/me/lang", lang, GATE_STAFF, DO_WRITE, RIGHT_SELF, 0, NULL },
	{ 0 }
};
ROUTES(routes);
