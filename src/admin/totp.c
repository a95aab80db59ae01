/* The code from the phone: turning it on (a QR code and a text, shown once), the recovery codes (shown once), turning it off. All for oneself. */
#include "base/buf.h"
#include "base/i18n.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/qr.h"
#include "present/shell.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/totp.h"

struct code_form { const char *code; };
static const struct field fields[] = { F_TEXT(struct code_form, code, 1, 20), F_FIN };

static struct view *
page(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/totp", "more", i18n(c->arena, c->lang, "admin.totp", NULL));

	shell_back(v, url_admin(c, "/me"));
	return v;
}

static void
show_field(struct request *r, struct view *v)
{
	struct view *part = view_row(v, "CONFIRM");

	present_field(r, part, "F_CODE", fields, "code", "");
	view_text(part, "ON_URL", url_admin(r->c, "/me/totp/on"));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = page(r), *part;

	if (!totp_is_on(c, r->staff->id)) {
		view_text(view_row(v, "IS_OFF"), "START_URL", url_admin(c, "/me/totp/start"));
		return;
	}
	part = view_row(v, "IS_ON");
	view_int(part, "LEFT", totp_codes_left(c, r->staff->id));
	view_text(part, "CODES_URL", url_admin(c, "/me/totp/codes"));
	view_text(part, "OFF_URL", url_admin(c, "/me/totp/off"));
}

/* What authenticator apps read: otpauth://totp/Shop:login?secret=…&issuer=Shop (Key Uri Format of google-authenticator). */
static const char *
uri(struct request *r, const char *seed)
{
	struct buf b;

	buf_init(&b, r->c->arena, 2000);
	buf_printf(&b, "otpauth://totp/");
	buf_url(&b, shop_get(r->c)->name);
	buf_printf(&b, ":");
	buf_url(&b, r->staff->login);
	buf_printf(&b, "?secret=%s&issuer=", seed);
	buf_url(&b, shop_get(r->c)->name);
	return b.s;
}

/* "ABCD EFGH …": to be typed by hand. */
static const char *
in_fours(struct ctx *c, const char *seed)
{
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, 200);
	for (i = 0; seed[i]; i++)
		buf_printf(&b, "%s%c", i > 0 && i % 4 == 0 ? " " : "", seed[i]);
	return b.s;
}

/* Answers the POST itself: no address shows the seed again. */
static void
start(struct request *r)
{
	const char *seed = totp_start(r->c, r->staff->id);
	struct view *v, *part;

	if (!seed) {
		if (!err_is_set(r->c))
			reply_see_other(r, url_admin(r->c, "/me/totp"));
		return;
	}
	v = page(r);
	part = view_row(v, "SETUP");
	present_qr(r->c, part, uri(r, seed));
	view_text(part, "SECRET", in_fours(r->c, seed));
	show_field(r, v);
}

/* A wrong code: the app has the seed already, so the field alone is shown again. */
static void
show_confirm(struct request *r)
{
	struct view *v = page(r);

	present_form(r, v);
	show_field(r, v);
	view_text(view_row(v, "ANEW"), "TOTP_URL", url_admin(r->c, "/me/totp"));
}

static void
show_codes(struct request *r)
{
	const char **codes = totp_codes(r->c, r->staff->id);
	struct view *part = view_row(page(r), "CODES");
	size_t i;

	for (i = 0; i < TOTP_CODES; i++)
		view_text(view_row(part, "CODE"), "CODE_TEXT", codes[i]);
	view_text(part, "TOTP_URL", url_admin(r->c, "/me/totp"));
}

static void
turn_on(struct request *r)
{
	struct code_form f;

	if (!form_read(r, fields, &f)) {
		reply_again(r, show_confirm);
		return;
	}
	if (!totp_on(r->c, r->staff->id, f.code)) {
		form_bad(r, "code", "totp.wrong");
		reply_again(r, show_confirm);
		return;
	}
	/* Who came in without a code is out. */
	session_end_others(r->c, r->staff->id, r->staff_session->id);
	show_codes(r);
}

static void
new_codes(struct request *r)
{
	if (totp_is_on(r->c, r->staff->id))
		show_codes(r);
	else
		reply_see_other(r, url_admin(r->c, "/me/totp"));
}

static void
turn_off(struct request *r)
{
	totp_off(r->c, r->staff->id);
	flash(r, "flash.totp.off");
	reply_see_other(r, url_admin(r->c, "/me/totp"));
}

static const struct route routes[] = {
	{ "GET", "/admin/me/totp", show, GATE_STAFF, DO_READ, RIGHT_SELF, 0, NULL },
	{ "POST", "/admin/me/totp/start", start, GATE_STAFF, DO_WRITE, RIGHT_SELF, ROUTE_PASSWORD, NULL },
	{ "POST", "/admin/me/totp/on", turn_on, GATE_STAFF, DO_WRITE, RIGHT_SELF, 0, NULL },
	{ "POST", "/admin/me/totp/codes", new_codes, GATE_STAFF, DO_WRITE, RIGHT_SELF, ROUTE_PASSWORD, NULL },
	{ "POST", "/admin/me/totp/off", turn_off, GATE_STAFF, DO_WRITE, RIGHT_SELF, ROUTE_PASSWORD, NULL },
	{ 0 }
};
ROUTES(routes);
