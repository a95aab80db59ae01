/* The shop's bank accounts: what a shopper who pays by transfer is shown. An account is switched off, never deleted: orders were paid to it. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/pay.h"
#include "shop/staff.h"

struct bank_form { const char *bank, *number, *holder; int64_t position, version; bool active; };
static const struct field fields[] = {
	F_TEXT(struct bank_form, bank, 2, 40),
	F_TEXT(struct bank_form, number, 5, 30),
	F_TEXT(struct bank_form, holder, 2, 60),
	F_INT_OPT(struct bank_form, position, 0, 999),
	F_INT_OPT(struct bank_form, version, 0, INT64_MAX),
	F_BOOL(struct bank_form, active),
	F_FIN
};

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/banks", "more", i18n(c->arena, c->lang, "admin.banks", NULL));
	struct bank_account *banks;
	size_t n, i;

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/banks/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	banks = bank_accounts(c, true, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "BANK");

		view_text(row, "BANK_NAME", banks[i].bank);
		view_text(row, "BANK_NUMBER", banks[i].number);
		view_text(row, "HOLDER", banks[i].holder);
		view_text(row, "BANK_URL", url_admin(c, "/banks/%lld", (long long)banks[i].id));
		view_flag(row, "OFF", !banks[i].active);
	}
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "NEW_URL", url_admin(c, "/banks/new"));
}

static const struct bank_account *
find(struct ctx *c, int64_t id)
{
	static const struct bank_account none = { 0, 0, 0, "", "", "", true };
	struct bank_account *banks;
	size_t n, i;

	if (id == 0)
		return &none;
	banks = bank_accounts(c, true, &n);
	for (i = 0; i < n; i++)
		if (banks[i].id == id)
			return &banks[i];
	return NULL;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct bank_account *b = find(c, r->arg_int[0]);
	struct view *v;

	if (!b) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/bank", "more", i18n(c->arena, c->lang, b->id ? "bank.edit" : "bank.new", NULL));
	shell_back(v, url_admin(c, "/banks"));
	present_form(r, v);
	present_field(r, v, "F_BANK", fields, "bank", b->bank);
	present_field(r, v, "F_NUMBER", fields, "number", b->number);
	present_field(r, v, "F_HOLDER", fields, "holder", b->holder);
	present_field_int(r, v, "F_POSITION", fields, "position", b->position, 0);
	present_field_check(r, v, "F_ACTIVE", "active", b->active);
	view_int(v, "VERSION", b->version);
	view_text(v, "SAVE_URL", b->id ? url_admin(c, "/banks/%lld", (long long)b->id) : url_admin(c, "/banks/new"));
}

static void
save(struct request *r)
{
	int64_t id = r->arg_int[0];
	struct bank_form f;
	bool ok = form_read(r, fields, &f);

	if (ok && f.number[strspn(f.number, "0123456789 .-")])
		form_bad(r, "number", "bank.number");
	if (r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	switch (bank_put(r->c, &id, f.version == NO_NUMBER ? 0 : f.version, f.bank, f.number, f.holder,
	    f.position == NO_NUMBER ? 0 : f.position, f.active)) {
	case BANK_OK:
		flash(r, "flash.bank.saved");
		reply_see_other(r, url_admin(r->c, "/banks"));
		return;
	case BANK_GONE:
		reply_not_found(r);
		return;
	case BANK_CONFLICT:
		form_note(r, "edit.conflict");
		reply_again(r, show);
		return;
	}
}

static const struct route routes[] = {
	{ "GET", "/admin/banks", list, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/banks/new", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/banks/new", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, ROUTE_PROOF, NULL },
	{ "GET", "/admin/banks/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/banks/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, ROUTE_PROOF, NULL },
	{ 0 }
};
ROUTES(routes);
