/*
 * The password once more before a dangerous act. The page stands in for the one that was asked for: it carries the sent form in hidden fields and sends it to the same
 * address, so nothing typed is lost and no address to return to has to be trusted.
 */
#include "serve/gate_proof.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"
#include "http/form.h"
#include "http/route.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/session.h"
#include "shop/staff.h"

struct proof {
	struct staff_try *try;
	int64_t session;
	enum staff_check result;
};

static bool
prove(struct ctx *c, void *arg)
{
	struct proof *p = arg;

	p->result = staff_prove(c, p->try, p->session);
	return true;
}

static bool
check(struct request *r, const char *password)
{
	struct proof p = { .session = r->staff_session->id };

	p.try = staff_check(r->c, r->staff->login, password, r->remote);
	if (err_is_set(r->c) || !db_transact(r->c, DB_WRITE, prove, &p))
		return false;
	switch (p.result) {
	case STAFF_OK:
		return true;
	case STAFF_WRONG: case STAFF_SECOND:
		form_bad(r, PROOF_FIELD, "me.wrong");
		return false;
	case STAFF_WAIT:
		form_bad(r, PROOF_FIELD, "me.wait");
		return false;
	}
	return false;
}

bool
gate_proof(struct request *r)
{
	bool each_time = (r->route->flags & ROUTE_PASSWORD) != 0;
	const char *password;

	if (r->method != HTTP_POST || !r->staff || !(each_time || (r->route->flags & ROUTE_PROOF)))
		return true;
	password = request_form(r, PROOF_FIELD);
	if (password)
		return check(r, password);
	return !each_time && clock_now() - r->staff_session->proved_at < PROOF_S;
}

void
gate_proof_page(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/proof", "more", i18n(c->arena, c->lang, "admin.proof", NULL));
	const struct pair *p;

	/* Out again: to the page above the act. After a download this page still stands there. */
	shell_back(v, arena_mem(c->arena, r->raw_path, (size_t)(strrchr(r->raw_path, '/') - r->raw_path)));
	present_field(r, v, "F_PROOF", NULL, PROOF_FIELD, "");
	view_text(v, "AGAIN_URL", r->raw_path);
	view_text(v, "LOGIN", r->staff->login);
	for (p = r->form; p && p->name; p++) {
		struct view *row;

		if (form_secret(p->name))
			continue;
		row = view_row(v, "KEPT");
		view_text(row, "KEPT_NAME", p->name);
		view_text(row, "KEPT_VALUE", p->value);
	}
}
