/*
 * All orders of a pre-order batch: how full it is, who ordered, and what is done with all of them at once: telling their buyers, another day, goods that have come, calling it off. Each of these is a run
 * (shop/preorder_run.h) whose page shows how far it is, what came of each order, and whom the owner still tells on WhatsApp.
 */
#include "base/clock.h"
#include "base/crypt.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/message.h"
#include "present/order.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/order.h"
#include "shop/preorder_run.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define ORDERS 100
#define BATCHES 12
#define RUNS 20
#define SUMS 500

struct form { int64_t batch; const char *key, *words, *ready, *cause, *came_words, *moved_words; bool mixed; };
#define HEAD F_INT(struct form, batch, 1, INT64_MAX), F_TEXT(struct form, key, 10, PREORDER_KEY_MAX)
static const struct field fields[BATCH_ACTS][5] = {
	[BATCH_TELL] = { HEAD, F_LINES(struct form, words, 3, PREORDER_WORDS_MAX), F_FIN },
	[BATCH_MOVE] = { HEAD, F_TEXT(struct form, ready, 10, 10), F_LINES(struct form, moved_words, 0, PREORDER_WORDS_MAX), F_FIN },
	[BATCH_CANCEL] = { HEAD, F_TEXT(struct form, cause, 3, 200), F_BOOL(struct form, mixed), F_FIN },
	[BATCH_ARRIVE] = { HEAD, F_LINES(struct form, came_words, 0, PREORDER_WORDS_MAX), F_FIN },
};

static const char *
say(struct ctx *c, const char *fmt, const char *word)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, fmt, word), NULL);
}

static const char *
here(struct ctx *c, int64_t product, int64_t batch)
{
	return url_with(c, url_admin(c, "/goods/%lld/batch", (long long)product), "batch", arena_printf(c->arena, "%lld", (long long)batch));
}

static const char *
run_url(struct ctx *c, int64_t product, int64_t run)
{
	return url_admin(c, "/goods/%lld/batch/%lld", (long long)product, (long long)run);
}

static int64_t
number_of(const char *s, int64_t or_else)
{
	int64_t n;

	return s && str_int(s, 1, INT64_MAX, &n) ? n : or_else;
}

/* ---- the batch ---- */

static void
batches_show(struct ctx *c, struct view *v, int64_t product, int64_t batch, int64_t present)
{
	size_t n, i;
	const struct preorder_batch *list = preorder_batches(c, product, BATCHES, &n);

	if (n == 0 || (n == 1 && list[0].batch == batch))
		return;
	v = view_row(v, "BATCHES");
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "TAB");

		view_text(row, "TAB_URL", here(c, product, list[i].batch));
		view_text(row, "TAB_TEXT", i18n(c->arena, c->lang, list[i].batch == present ? "batch.present" : "batch.number", money_digits(c->arena, list[i].batch), NULL));
		view_text(row, "TAB_COUNT", money_digits(c->arena, list[i].orders));
		view_flag(row, "TAB_ON", list[i].batch == batch);
	}
}

/* How it stands: numbers, and in words when it is ready and until when it is open. */
static void
standing_show(struct ctx *c, struct view *v, const struct product *p, const struct preorder_batch *b)
{
	const struct preorder *m = &p->buying.made;
	bool present = b->batch == m->batch;

	view_text(v, "PIECES", money_digits(c->arena, b->pieces));
	view_text(v, "PAID_PIECES", money_digits(c->arena, b->paid_pieces));
	view_text(v, "ORDERS", money_digits(c->arena, b->orders));
	if (present && m->target > 0) {
		struct view *row = view_row(v, "AIM");

		view_text(row, "TARGET", money_digits(c->arena, m->target));
		view_flag(row, "REACHED", b->pieces >= m->target);
		view_flag(row, "SHORT_OF", b->pieces < m->target);
	}
	if (present && m->rule != MAKING_NOT && (m->ready_days > 0 || m->ready_day > 0))
		view_text(view_row(v, "READY"), "READY_TEXT", present_ready(c, m->ready_days, m->ready_day));
	if (present && m->closes > 0)
		view_text(view_row(v, m->closes > clock_now() ? "CLOSES" : "CLOSED"), "CLOSE_DAY", clock_date(c->arena, m->closes - 1, shop_get(c)->timezone, c->lang));
}

static void
orders_show(struct request *r, struct view *v, int64_t product, int64_t batch)
{
	struct ctx *c = r->c;
	int64_t after = number_of(request_query(r, "after"), 0);
	size_t n, i;
	const struct preorder_order *list = preorder_orders(c, product, batch, after, ORDERS, &n);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "BATCH_ORDER");

		view_text(row, "ORDER_URL", url_admin(c, "/orders/%lld", (long long)list[i].id));
		view_text(row, "ORDER_NUMBER", list[i].number);
		view_text(row, "BUYER_URL", url_admin(c, "/customers/%lld", (long long)list[i].customer));
		view_text(row, "BUYER", list[i].name);
		view_text(row, "PAID_TEXT", say(c, "batch.pay.%s", list[i].pay_state));
		view_flag(row, "IS_HERE", list[i].here);
		view_text(row, "QTY", money_digits(c->arena, list[i].qty));
	}
	if (n == ORDERS)
		view_text(view_row(v, "MORE_ORDERS"), "NEXT_URL", url_with(c, here(c, product, batch), "after", arena_printf(c->arena, "%lld", (long long)list[n - 1].id)));
}

static void
runs_show(struct ctx *c, struct view *v, int64_t product, int64_t batch)
{
	size_t n, i;
	const struct preorder_run *list = preorder_runs(c, product, batch, RUNS, &n);

	if (n > 0)
		v = view_row(v, "RUNS");
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "RUN");

		view_text(row, "RUN_URL", run_url(c, product, list[i].id));
		view_text(row, "RUN_TEXT", say(c, "batch.%s", preorder_act_name(list[i].act)));
		view_text(row, "WHEN", clock_ago(c->arena, list[i].at, shop_get(c)->timezone, c->lang));
		view_text(row, "RUN_DONE", money_digits(c->arena, list[i].done));
		view_text(row, "RUN_ALL", money_digits(c->arena, list[i].orders));
		view_text(row, "STATE_TEXT", say(c, "batch.state.%s", list[i].state));
		view_flag(row, "WELL", str_eq(list[i].state, "done"));
	}
}

/* One of the four forms: all need a batch and a key, so that sent twice it is done once. */
static struct view *
form_show(struct request *r, struct view *page, const char *section, enum preorder_act act, int64_t product, int64_t batch)
{
	struct view *v = view_row(page, section);
	const char *url = url_admin(r->c, "/goods/%lld/batch/%s", (long long)product, preorder_act_name(act));

	view_text(v, "FORM_URL", url);
	view_int(v, "BATCH", batch);
	view_text(v, "KEY", crypt_token(r->c->arena, 16));
	view_flag(v, "FORM_OPEN", r->form && str_ends(r->path, preorder_act_name(act)));
	return v;
}

static void
arrive_show(struct request *r, struct view *v, int64_t product, int64_t batch)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct preorder_sum *sums = preorder_sums(c, product, batch, &n);

	for (i = 0; i < n; i++) {
		const char *name = arena_printf(c->arena, "q%lld", (long long)sums[i].variant);
		struct view *row;

		/* Renamed since, a variant stands here more than once: one field for all of it. */
		if (i > 0 && sums[i].variant == sums[i - 1].variant)
			continue;
		row = present_field(r, v, "F_CAME", NULL, name, "");
		view_text(row, "LABEL", str_empty(sums[i].options) ? i18n(c->arena, c->lang, "batch.pieces", NULL) : sums[i].options);
		view_text(row, "WANTED", money_digits(c->arena, sums[i].qty));
	}
	(void)present_field(r, v, "F_WORDS", fields[BATCH_ARRIVE], "came_words", i18n(c->arena, c->lang, "batch.words.arrive", NULL));
}

static void
forms_show(struct request *r, struct view *page, const struct product *p, const struct preorder_batch *b)
{
	struct ctx *c = r->c;
	struct view *v = form_show(r, page, "TELL_FORM", BATCH_TELL, p->id, b->batch);

	(void)present_field(r, v, "F_WORDS", fields[BATCH_TELL], "words", "");
	if (b->waiting == 0)
		return;
	v = form_show(r, page, "MOVE_FORM", BATCH_MOVE, p->id, b->batch);
	(void)present_field(r, v, "F_DAY", fields[BATCH_MOVE], "ready", b->batch == p->buying.made.batch && p->buying.made.ready_day > 0 ? clock_iso_day(c->arena, p->buying.made.ready_day) : "");
	(void)present_field(r, v, "F_WORDS", fields[BATCH_MOVE], "moved_words", "");
	arrive_show(r, form_show(r, page, "ARRIVE_FORM", BATCH_ARRIVE, p->id, b->batch), p->id, b->batch);
	v = form_show(r, page, "CANCEL_FORM", BATCH_CANCEL, p->id, b->batch);
	(void)present_field(r, v, "F_REASON", fields[BATCH_CANCEL], "cause", "");
	(void)present_field_check(r, v, "F_MIXED", "mixed", false);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	struct preorder_batch b;
	struct view *v;

	if (!p) {
		reply_not_found(r);
		return;
	}
	b = preorder_batch(c, p->id, number_of(r->form ? request_form(r, "batch") : request_query(r, "batch"), p->buying.made.batch));
	v = shell_admin(r, "admin/goods_batch", "goods", i18n(c->arena, c->lang, "batch.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld/preorder", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	batches_show(c, v, p->id, b.batch, p->buying.made.batch);
	standing_show(c, v, p, &b);
	runs_show(c, v, p->id, b.batch);
	view_flag(v, "NO_ORDERS", b.orders == 0);
	if (b.orders == 0)
		return;
	orders_show(r, view_row(v, "SOME_ORDERS"), p->id, b.batch);
	forms_show(r, v, p, &b);
}

/* ---- starting ---- */

static void
came_read(struct request *r, struct preorder_ask *a)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct preorder_sum *sums = preorder_sums(c, a->product, a->batch, &n);
	struct preorder_came *came = arena_new_n(c->arena, n + 1, struct preorder_came);

	for (i = 0; i < n; i++) {
		const char *name = arena_printf(c->arena, "q%lld", (long long)sums[i].variant), *typed = request_form(r, name);
		int64_t qty = 0;

		if (i > 0 && sums[i].variant == sums[i - 1].variant)
			continue;
		if (typed && *str_trim(c->arena, typed) && !str_int(str_trim(c->arena, typed), 0, PREORDER_PIECES_MAX, &qty))
			form_bad(r, name, "batch.came");
		came[a->n_came++] = (struct preorder_came){ sums[i].variant, qty };
	}
	a->came = came;
}

static void
start(struct request *r, struct preorder_ask *a)
{
	int64_t run;

	switch (preorder_run_start(r->c, a, &run)) {
	case START_OK:
		flash(r, arena_printf(r->c->arena, "flash.batch.%s", preorder_act_name(a->act)));
		reply_see_other(r, run_url(r->c, a->product, run));
		return;
	case START_AGAIN:
		reply_see_other(r, run_url(r->c, a->product, run));
		return;
	case START_GONE:
		reply_not_found(r);
		return;
	case START_NONE:
		form_note(r, "batch.none");
		break;
	case START_BUSY:
		form_note(r, "batch.busy");
		break;
	case START_SHORT:
		form_note(r, "batch.short");
		break;
	}
	reply_again(r, show);
}

static void
ask(struct request *r, enum preorder_act act)
{
	static const struct form none;
	struct form f = none;
	struct preorder_ask a = { .product = r->arg_int[0], .act = act, .words = "" };
	bool ok;

	if (!catalog_product(r->c, a.product)) {
		reply_not_found(r);
		return;
	}
	ok = form_read(r, fields[act], &f);
	if (ok && act == BATCH_MOVE && (!clock_parse_day(f.ready, &a.day) || a.day < clock_day(clock_now(), shop_get(r->c)->timezone) || a.day > 100000))
		form_bad(r, "ready", "batch.day");
	a.batch = f.batch;
	a.key = f.key;
	a.mixed = f.mixed;
	a.words = act == BATCH_TELL ? f.words : act == BATCH_MOVE ? f.moved_words : act == BATCH_CANCEL ? f.cause : f.came_words;
	if (ok && act == BATCH_ARRIVE)
		came_read(r, &a);
	if (!ok || r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	start(r, &a);
}

static void tell(struct request *r) { ask(r, BATCH_TELL); }
static void move(struct request *r) { ask(r, BATCH_MOVE); }
static void arrive(struct request *r) { ask(r, BATCH_ARRIVE); }
static void cancel(struct request *r) { ask(r, BATCH_CANCEL); }

/* ---- a run ---- */

static const struct preorder_run *
run_of(struct request *r)
{
	const struct preorder_run *k = preorder_run_get(r->c, r->arg_int[1]);

	return k && k->product == r->arg_int[0] ? k : NULL;
}

/* The words for WhatsApp: those of the run, or of a cancelled order what the shop says of it. */
static const char *
chat(struct ctx *c, const struct preorder_run *k, const struct order *o)
{
	struct letter *l = present_letter(c, o);
	enum message m = k->act == BATCH_CANCEL ? present_order_message(o) : MESSAGE_BATCH;

	l->news = k->words;
	return url_whatsapp(c, o->phone, present_letter_wa(c, m, o->lang, l, NULL));
}

static void
outcome_show(struct request *r, struct view *v, const struct preorder_run *k, const struct preorder_outcome *x)
{
	struct ctx *c = r->c;
	bool through = str_eq(x->outcome, "mail") || str_eq(x->outcome, "chat") || str_eq(x->outcome, "cancelled") || str_eq(x->outcome, "refund");
	bool tells = through && !str_empty(k->words);
	struct view *row = view_row(v, "ROW");

	view_text(row, "ORDER_URL", url_admin(c, "/orders/%lld", (long long)x->order));
	view_text(row, "ORDER_NUMBER", x->number);
	view_text(row, "BUYER", x->name);
	view_text(row, "SAID", say(c, "batch.outcome.%s", str_empty(x->outcome) ? "open" : str_eq(x->outcome, "mail") && !str_empty(x->mail) ? arena_printf(c->arena, "mail_%s", x->mail) : x->outcome));
	view_flag(row, "LEFT", str_eq(x->outcome, "mixed") || str_eq(x->outcome, "proof") || str_eq(x->outcome, "failed") || str_eq(x->mail, "failed"));
	view_flag(row, "TOLD", x->chat);
	if (tells && !x->chat && !str_eq(x->mail, "sent")) {
		const struct order *o = order_get(c, x->order);
		struct view *chat_row = o ? view_row(row, "CHAT") : NULL;

		view_text(chat_row, "CHAT_TO", o ? chat(c, k, o) : "");
		view_text(chat_row, "TOLD_URL", arena_printf(c->arena, "%s/told", run_url(c, k->product, k->id)));
		view_int(chat_row, "ORDER", x->order);
	}
}

static void
progress_show(struct request *r, struct view *v, const struct preorder_run *k)
{
	struct ctx *c = r->c;
	bool working = str_eq(k->state, "working");

	view_text(v, "STATE_TEXT", say(c, "batch.state.%s", k->state));
	view_flag(v, "WELL", str_eq(k->state, "done"));
	view_text(v, "WHEN", clock_ago(c->arena, k->at, shop_get(c)->timezone, c->lang));
	view_text(v, "BY", k->staff);
	view_text(v, "RUN_URL", run_url(c, k->product, k->id));
	if (working) {
		struct view *row = view_row(v, "GOING");

		view_int(row, "PERCENT", k->orders > 0 ? k->done * 100 / k->orders : 0);
		view_text(row, "RUN_DONE", money_digits(c->arena, k->done));
		view_text(row, "RUN_ALL", money_digits(c->arena, k->orders));
		view_flag(row, "STUCK", k->updated_at < clock_now() - PREORDER_STUCK_S);
		if (r->method == HTTP_GET)
			reply_header(r, "Refresh", "3");
	}
	view_flag(v, "STOPPED", str_eq(k->state, "stopped"));
}

static void
show_run(struct request *r)
{
	struct ctx *c = r->c;
	const struct preorder_run *k = run_of(r);
	const struct preorder_outcome *list;
	const struct preorder_result *sums;
	struct view *v;
	size_t n, i;

	if (!k) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_batch_run", "goods", say(c, "batch.%s", preorder_act_name(k->act)));
	shell_back(v, here(c, k->product, k->batch));
	present_form(r, v);
	progress_show(r, v, k);
	if (!str_empty(k->words))
		present_text_lines(c, view_row(v, "WORDS"), k->words);
	if (k->day > 0)
		view_text(view_row(v, "NEW_DAY"), "DAY", clock_day_text(c->arena, k->day, c->lang));
	sums = preorder_run_results(c, k->id, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "SUM");

		view_text(row, "SUM_COUNT", money_digits(c->arena, sums[i].n));
		view_text(row, "SUM_TEXT", say(c, "batch.sum.%s", str_empty(sums[i].outcome) ? "open" : sums[i].outcome));
	}
	list = preorder_run_orders(c, k->id, number_of(request_query(r, "after"), 0), ORDERS, &n);
	for (i = 0; i < n; i++)
		outcome_show(r, v, k, &list[i]);
	if (n == ORDERS)
		view_text(view_row(v, "MORE_ORDERS"), "NEXT_URL", url_with(c, run_url(c, k->product, k->id), "after", arena_printf(c->arena, "%lld", (long long)list[n - 1].order)));
}

static void
push(struct request *r)
{
	const struct preorder_run *k = run_of(r);
	bool stop = str_eq(request_form(r, "do"), "stop");

	if (!k) {
		reply_not_found(r);
		return;
	}
	if (stop ? preorder_run_stop(r->c, k->id) : preorder_run_go(r->c, k->id)) {
		flash(r, stop ? "flash.batch.stopped" : "flash.batch.goes_on");
		reply_see_other(r, run_url(r->c, k->product, k->id));
		return;
	}
	form_note(r, "batch.not_now");
	reply_again(r, show_run);
}

/* The owner has sent it on WhatsApp. */
static void
told(struct request *r)
{
	const struct preorder_run *k = run_of(r);
	int64_t id = number_of(request_form(r, "order"), 0);
	const struct order *o = k && preorder_run_has(r->c, k->id, id) ? order_get(r->c, id) : NULL;

	if (!o) {
		reply_not_found(r);
		return;
	}
	message_told_batch(r->c, k->id, o->id, o->lang);
	if (k->act == BATCH_CANCEL)
		message_told(r->c, present_order_message(o), o->id, o->lang);
	flash(r, "flash.order.told");
	reply_see_other(r, run_url(r->c, k->product, k->id));
}

#define BATCH "/admin/goods/{id:int}/batch"

static const struct route routes[] = {
	{ "GET", BATCH, show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", BATCH "/tell", tell, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", BATCH "/move", move, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", BATCH "/arrive", arrive, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", BATCH "/cancel", cancel, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_PASSWORD, NULL },
	{ "GET", BATCH "/{run:int}", show_run, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", BATCH "/{run:int}", push, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", BATCH "/{run:int}/told", told, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
