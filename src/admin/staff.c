/* Who works here: the owner adds people, gives them a role, shuts them out and lets them in again, and sets a new password, which is shown once, in the answer itself, and stored nowhere. */
#include "base/crypt.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/staff.h"
#include "shop/totp.h"

struct person_form { const char *login, *name, *role; int64_t version; bool active; };
#define ROLE_WORDS "owner|admin|cashier|warehouse|driver|social|leader"
static const struct field new_fields[] = {
	F_TEXT(struct person_form, login, 2, 40),
	F_TEXT(struct person_form, name, 1, 60),
	F_CHOICE(struct person_form, role, ROLE_WORDS),
	F_FIN
};
static const struct field fields[] = {
	F_TEXT(struct person_form, name, 1, 60),
	F_CHOICE(struct person_form, role, ROLE_WORDS),
	F_INT(struct person_form, version, 1, INT64_MAX),
	F_BOOL(struct person_form, active),
	F_FIN
};

/* A password that was made before the transaction, since its hash takes time. */
struct fresh { const char *password, *hash; };

static const char *
role_text(struct ctx *c, enum role role, const char *what)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, "role.%s%s", role_name(role), what), NULL);
}

static const char *
person_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/staff/%lld", (long long)id);
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/staff", "more", i18n(c->arena, c->lang, "admin.staff", NULL));
	struct staff **all;
	size_t n, i;

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/staff/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	all = staff_list(c, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "PERSON");

		view_text(row, "PERSON_NAME", all[i]->name);
		view_text(row, "PERSON_LOGIN", all[i]->login);
		view_text(row, "PERSON_ROLE", role_text(c, all[i]->role, ""));
		view_text(row, "PERSON_URL", person_url(c, all[i]->id));
		view_flag(row, "IS_ME", all[i]->id == r->staff->id);
		view_flag(row, "IS_OFF", !all[i]->active);
	}
	if (n == 1)
		view_text(view_row(v, "ALONE"), "NEW_URL", url_admin(c, "/staff/new"));
}

/* One choice for each role, saying what it may do. */
static void
show_roles(struct request *r, struct view *v, enum role now)
{
	size_t i;

	for (i = 0; i < ROLE_COUNT; i++) {
		struct view *row = present_field_choice(r, v, "ROLE", "role", role_name(now), role_name((enum role)i), role_text(r->c, (enum role)i, ""));

		view_text(row, "MAY", role_text(r->c, (enum role)i, ".may"));
	}
}

static void
show_new(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/person", "more", i18n(c->arena, c->lang, "staff.new", NULL));

	shell_back(v, url_admin(c, "/staff"));
	present_form(r, v);
	present_field(r, view_row(v, "IS_NEW"), "F_LOGIN", new_fields, "login", "");
	present_field(r, v, "F_NAME", new_fields, "name", "");
	show_roles(r, view_row(v, "ROLES"), ROLE_CASHIER);
	view_text(v, "SAVE_URL", url_admin(c, "/staff/new"));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct staff *s = staff_get(c, r->arg_int[0]);
	struct view *v, *part;

	if (!s) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/person", "more", s->name);
	shell_back(v, url_admin(c, "/staff"));
	present_form(r, v);
	present_field(r, v, "F_NAME", fields, "name", s->name);
	view_text(v, "SAVE_URL", person_url(c, s->id));
	view_int(view_row(v, "IS_OLD"), "VERSION", s->version);
	if (s->id == r->staff->id) {
		part = view_row(v, "MYSELF");
		view_text(part, "ROLE_NOW", role_name(s->role));
		view_text(part, "ROLE_TEXT", role_text(c, s->role, ""));
		view_text(part, "ME_URL", url_admin(c, "/me"));
		return;
	}
	show_roles(r, view_row(v, "ROLES"), s->role);
	present_field_check(r, v, "F_ACTIVE", "active", s->active);
	part = view_row(v, "RESET");
	view_text(part, "RESET_URL", url_admin(c, "/staff/%lld/reset", (long long)s->id));
	view_text(part, "PERSON_NAME", s->name);
	if (totp_is_on(c, s->id))
		view_text(view_row(v, "SECOND"), "SECOND_URL", url_admin(c, "/staff/%lld/totp", (long long)s->id));
}

/* The one page that shows the password. It answers the POST itself: an address that shows it does not exist. */
static void
show_password(struct request *r, int64_t id, const char *login, const char *password)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/person_password", "more", i18n(c->arena, c->lang, "staff.password", NULL));

	shell_back(v, url_admin(c, "/staff"));
	view_text(v, "PERSON_LOGIN", login);
	view_text(v, "PASSWORD", password);
	view_text(v, "PERSON_URL", person_url(c, id));
	view_text(v, "STAFF_URL", url_admin(c, "/staff"));
}

static void
make_password(struct request *r)
{
	struct fresh *f = arena_new(r->c->arena, struct fresh);

	f->password = crypt_password(r->c->arena);
	f->hash = staff_hash(r->c, f->password);
	r->prepared = f;
}

/* Fit to be stored; marks what is not. */
static bool
read_new(struct request *r, struct person_form *f, enum role *role)
{
	bool ok = form_read(r, new_fields, f);

	if (ok && !staff_login_fits(f->login))
		form_bad(r, "login", "staff.bad_login");
	return r->n_errors == 0 && role_parse(f->role, role);
}

static void
prepare_new(struct request *r)
{
	struct person_form f;
	enum role role;

	if (read_new(r, &f, &role))
		make_password(r);
}

static void
add(struct request *r)
{
	const struct fresh *fresh = r->prepared;
	struct person_form f;
	enum role role;
	int64_t id;

	if (!read_new(r, &f, &role) || !fresh) {
		reply_again(r, show_new);
		return;
	}
	switch (staff_add(r->c, f.login, f.name, role, fresh->hash, &id)) {
	case STAFF_PUT_OK:
		show_password(r, id, str_lower(r->c->arena, f.login), fresh->password);
		return;
	case STAFF_PUT_TAKEN: case STAFF_PUT_GONE:
		form_bad(r, "login", "staff.taken");
		reply_again(r, show_new);
		return;
	}
}

static void
save(struct request *r)
{
	struct person_form f;
	enum role role;

	if (!staff_get(r->c, r->arg_int[0])) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, fields, &f) || !role_parse(f.role, &role)) {
		reply_again(r, show);
		return;
	}
	switch (staff_edit(r->c, r->arg_int[0], f.version, f.name, role, f.active)) {
	case STAFF_EDIT_OK:
		flash(r, "flash.staff.saved");
		reply_see_other(r, url_admin(r->c, "/staff"));
		return;
	case STAFF_EDIT_GONE:
		reply_not_found(r);
		return;
	case STAFF_EDIT_FORBIDDEN:
		reply_error(r, 403);
		return;
	case STAFF_EDIT_CONFLICT:
		form_note(r, "edit.conflict");
		break;
	case STAFF_EDIT_SELF:
		form_note(r, "staff.self");
		break;
	case STAFF_EDIT_LAST:
		form_note(r, "staff.last");
		break;
	}
	reply_again(r, show);
}

static void
reset(struct request *r)
{
	const struct fresh *fresh = r->prepared;
	const struct staff *s = staff_get(r->c, r->arg_int[0]);

	if (!s) {
		reply_not_found(r);
		return;
	}
	/* One's own goes with the password of now. */
	if (s->id == r->staff->id) {
		reply_see_other(r, url_admin(r->c, "/me"));
		return;
	}
	switch (staff_password(r->c, s->id, fresh->hash)) {
	case STAFF_PUT_OK:
		show_password(r, s->id, s->login, fresh->password);
		return;
	case STAFF_PUT_TAKEN: case STAFF_PUT_GONE:
		reply_not_found(r);
		return;
	}
}

/* For who lost both the phone and the recovery codes: they are known in person here. */
static void
second_off(struct request *r)
{
	const struct staff *s = staff_get(r->c, r->arg_int[0]);

	if (!s || s->id == r->staff->id) {
		reply_not_found(r);
		return;
	}
	totp_off(r->c, s->id);
	flash(r, "flash.totp.off");
	reply_see_other(r, person_url(r->c, s->id));
}

static const struct route routes[] = {
	{ "GET", "/admin/staff", list, GATE_STAFF, DO_READ, RIGHT_STAFF_EDIT, 0, NULL },
	{ "GET", "/admin/staff/new", show_new, GATE_STAFF, DO_READ, RIGHT_STAFF_EDIT, 0, NULL },
	{ "POST", "/admin/staff/new", add, GATE_STAFF, DO_WRITE, RIGHT_STAFF_EDIT, ROUTE_SLOW | ROUTE_PROOF, prepare_new },
	{ "GET", "/admin/staff/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_STAFF_EDIT, 0, NULL },
	{ "POST", "/admin/staff/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_STAFF_EDIT, ROUTE_PROOF, NULL },
	{ "POST", "/admin/staff/{id:int}/reset", reset, GATE_STAFF, DO_WRITE, RIGHT_STAFF_EDIT, ROUTE_SLOW | ROUTE_PROOF, make_password },
	{ "POST", "/admin/staff/{id:int}/totp", second_off, GATE_STAFF, DO_WRITE, RIGHT_STAFF_EDIT, ROUTE_PROOF, NULL },
	{ 0 }
};
ROUTES(routes);
