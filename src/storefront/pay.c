/*
 * Paying an order by transfer: the exact amount, the accounts, the deadline; the photo of the
 * transfer comes back here and is seen by its sender and by staff alone. An order that needs no
 * money any more leads to its own page.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/order.h"
#include "present/shell.h"
#include "shop/media.h"
#include "shop/order.h"
#include "shop/setting.h"

#define PROOFS_MAX 5

/* --- the page --- */

static void
accounts(struct ctx *c, struct view *v)
{
	const struct bank_account *list;
	size_t n, i;

	list = bank_accounts(c, false, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ACCOUNT");

		view_text(row, "BANK", list[i].bank);
		view_text(row, "NUMBER", list[i].number);
		view_text(row, "HOLDER", list[i].holder);
	}
	view_flag(v, "HAS_ACCOUNTS", n > 0);
}

static void
deadline(struct ctx *c, struct view *v, const struct order *o)
{
	const char *zone = shop_get(c)->timezone;
	struct view *row;

	if (!o->due_at)
		return;
	row = view_row(v, o->due_at > clock_now() ? "DUE" : "LATE");
	view_text(row, "DUE_AT", arena_printf(c->arena, "%s, %s %s",
	    clock_date(c->arena, o->due_at, zone, c->lang),
	    clock_hm(c->arena, o->due_at, zone), clock_zone_label(zone)));
	view_int(row, "DUE_UNTIL", o->due_at);
}

static void
proofs(struct ctx *c, struct view *v, const struct order *o)
{
	const struct proof *list;
	size_t n, i;

	list = proof_list(c, o->id, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "PHOTO");
		bool ready = str_eq(list[i].state, "ready");

		view_text(row, "PHOTO_URL", url_order_proof(c, o->ref, list[i].id));
		view_int(row, "PHOTO_W", list[i].width);
		view_int(row, "PHOTO_H", list[i].height);
		view_flag(row, "PHOTO_READY", ready);
		view_flag(row, "PHOTO_BAD", str_eq(list[i].state, "refused"));
		view_flag(row, "PHOTO_WAIT", !ready && !str_eq(list[i].state, "refused"));
	}
	view_flag(v, "HAS_PHOTOS", n > 0);
	view_flag(v, "MAY_SEND", n < PROOFS_MAX);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct order *o = order_by_ref(c, r->arg[0]);
	enum order_phase phase = o ? present_order_phase(o) : PHASE_COUNT;
	const char *chat;
	struct view *v;

	if (!o) {
		reply_not_found(r);
		return;
	}
	if (!str_eq(o->pay_method, "transfer") ||
	    (phase != PHASE_WAIT && phase != PHASE_CHECK && phase != PHASE_EXPIRED)) {
		reply_see_other(r, url_order(c, o->ref));
		return;
	}
	v = shell_page(r, "storefront/pay", "orders",
	    i18n(c->arena, c->lang, "pay.title", o->number, NULL));
	present_order_head(c, v, o);
	present_order_amount(c, v, o);
	chat = present_order_chat_shop(c, o);
	view_text(v, "CHAT_URL", chat);
	view_flag(v, "HAS_CHAT", chat != NULL);
	view_text(v, "ORDER_URL", url_order(c, o->ref));
	view_text(v, "PROOF_URL", url_order_do(c, o->ref, "proof"));
	view_text(v, "AGAIN_URL", url_order_do(c, o->ref, "again"));
	view_flag(v, "NO_CODE", o->unique_code == 0);
	view_flag(v, "WAITING", phase == PHASE_WAIT);
	view_flag(v, "CHECKING", phase == PHASE_CHECK);
	view_flag(v, "EXPIRED", phase == PHASE_EXPIRED);
	view_flag(v, "OPEN", phase != PHASE_EXPIRED);
	if (phase == PHASE_WAIT)
		deadline(c, v, o);
	if (form_message(r, "proof"))
		view_text(view_row(v, "PROOF_BAD"), "ERROR", form_message(r, "proof"));
	accounts(c, v);
	proofs(c, v, o);
	reply_page(r, v);
}

/* --- the photo --- */

struct taken {
	enum media_take result;
	const char *hash;	/* NULL: no photo came */
};

static bool
takes_proof(const struct order *o)
{
	enum order_phase phase = present_order_phase(o);

	return str_eq(o->pay_method, "transfer") && o->proofs < PROOFS_MAX &&
	    (phase == PHASE_WAIT || phase == PHASE_CHECK);
}

/* Before the transaction: the file is looked at and moved, so that no lock waits for a disk. Once: when this step is run again, the file is no longer where it came in. */
static void
take(struct request *r)
{
	const struct order *o = order_by_ref(r->c, r->arg[0]);
	const struct upload *u = request_upload(r, "proof", 0);
	struct taken *t = r->prepared ? r->prepared : arena_new(r->c->arena, struct taken);

	r->prepared = t;
	if (u && o && !t->hash && takes_proof(o))
		t->result = media_take(r->c, u->path, u->size, &t->hash);
}

static const char *
refusal(const struct taken *t)
{
	switch (t->result) {
	case MEDIA_OK:
		return t->hash ? NULL : "proof.none";
	case MEDIA_TOO_LARGE:
		return "proof.too_large";
	case MEDIA_NOT_A_PICTURE:
		return "proof.not_a_picture";
	case MEDIA_NO_SPACE:
		return "proof.no_space";
	}
	BUG("media_take %d", (int)t->result);
}

static void
send(struct request *r)
{
	struct ctx *c = r->c;
	const struct order *o = order_by_ref(c, r->arg[0]);
	const struct taken *t = r->prepared;
	const char *wrong = refusal(t);

	c->actor_kind = ACTOR_VISITOR;
	if (!o) {
		reply_not_found(r);
		return;
	}
	if (!takes_proof(o)) {
		flash(r, "flash.no.order.moved");
		reply_see_other(r, url_order(c, o->ref));
		return;
	}
	if (wrong) {
		form_bad(r, "proof", wrong);
		reply_again(r, show);
		return;
	}
	proof_put(c, o->id, t->hash);
	/* A second photo of an order that is being checked moves nothing. */
	if (order_may(o, ACT_PROOF) && order_act(c, o->id, o->version, ACT_PROOF, "") != MOVE_OK) {
		flash(r, "flash.no.order.moved");
		reply_see_other(r, url_order(c, o->ref));
		return;
	}
	flash(r, "flash.order.proof");
	reply_see_other(r, url_order_pay(c, o->ref));
}

static void
photo(struct request *r)
{
	const struct order *o = order_by_ref(r->c, r->arg[0]);
	const struct proof *p = o ? proof_get(r->c, r->arg_int[1]) : NULL;

	if (!p || p->order != o->id || !str_eq(p->state, "ready")) {
		reply_not_found(r);
		return;
	}
	reply_file(r, arena_printf(r->c->arena, "private/proof/%s", p->file), "image/jpeg", NULL);
}

static const struct route routes[] = {
	{ "GET", "/order/{ref}/pay", show, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET, NULL },
	{ "POST", "/order/{ref}/proof", send, GATE_PRIVATE, DO_WRITE, 0,
	    ROUTE_SECRET | ROUTE_UPLOAD | ROUTE_SLOW, take },
	{ "GET", "/order/{ref}/proof/{id:int}", photo, GATE_PRIVATE, DO_READ, 0, ROUTE_SECRET,
	    NULL },
	{ 0 }
};
ROUTES(routes);
