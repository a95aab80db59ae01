/*
 * How goods are sold when none lie there: not at all, on asking, made then, or always made first (pre-order), with when they are ready, a closing day, a limit and a target of the batch; below it what is to be
 * made now; the orders of the batch have a page of their own (goods_batch.c).
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/preorder_run.h"
#include "shop/setting.h"
#include "shop/staff.h"

struct form { int64_t version, ready_days, most, target; const char *rule, *ready_day, *closes; bool fresh; };
static const struct field fields[] = {
	F_INT(struct form, version, 0, INT64_MAX), F_CHOICE(struct form, rule, "no|ask|back|pre"), F_INT_OPT(struct form, ready_days, 1, PREORDER_DAYS_MAX),
	F_TEXT(struct form, ready_day, 0, 10), F_TEXT(struct form, closes, 0, 10), F_INT_OPT(struct form, most, 1, PREORDER_PIECES_MAX),
	F_INT_OPT(struct form, target, 1, PREORDER_PIECES_MAX), F_BOOL(struct form, fresh), F_FIN
};

static const char *
here(struct ctx *c, int64_t product)
{
	return url_admin(c, "/goods/%lld/preorder", (long long)product);
}

static const char *
number(struct ctx *c, int64_t n)
{
	return n > 0 ? arena_printf(c->arena, "%lld", (long long)n) : "";
}

static void
rules_show(struct request *r, struct view *v, enum made_rule now)
{
	static const char *const rules[] = { "no", "ask", "back", "pre" };
	struct arena *a = r->c->arena;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		struct view *row = present_field_choice(r, v, "RULE", "rule", rules[now], rules[i], i18n(a, r->c->lang, arena_printf(a, "preorder.%s", rules[i]), NULL));

		view_text(row, "HELP", i18n(a, r->c->lang, arena_printf(a, "preorder.%s.help", rules[i]), NULL));
	}
}

static void
batch_show(struct request *r, struct view *v, int64_t product, const struct preorder *m)
{
	struct ctx *c = r->c;
	size_t n, k, i;
	const struct preorder_sum *sums = preorder_sums(c, product, m->batch, &n);

	(void)preorder_batches(c, product, 1, &k);
	if (k == 0)
		return;
	v = view_row(v, "TO_MAKE");
	view_text(v, "TAKEN", money_digits(c->arena, m->taken));
	view_text(v, "BATCH_URL", url_admin(c, "/goods/%lld/batch", (long long)product));
	if (m->target > 0)
		view_text(view_row(v, "OF_TARGET"), "TARGET", money_digits(c->arena, m->target));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "SUM");

		view_text(row, "LABEL", sums[i].options);
		view_flag(row, "HAS_OPTIONS", !str_empty(sums[i].options));
		view_text(row, "QTY", money_digits(c->arena, sums[i].qty));
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	const struct preorder *m;
	struct view *v;

	if (!p) {
		reply_not_found(r);
		return;
	}
	m = &p->buying.made;
	v = shell_admin(r, "admin/goods_preorder", "goods", i18n(c->arena, c->lang, "preorder.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "HERE_URL", here(c, p->id));
	view_int(v, "VERSION", p->version);
	rules_show(r, v, m->rule);
	(void)present_field(r, v, "F_DAYS", fields, "ready_days", number(c, m->ready_days));
	(void)present_field(r, v, "F_DAY", fields, "ready_day", m->ready_day > 0 ? clock_iso_day(c->arena, m->ready_day) : "");
	(void)present_field(r, v, "F_CLOSES", fields, "closes", m->closes > 0 ? clock_iso_day(c->arena, clock_day(m->closes - 1, shop_get(c)->timezone)) : "");
	(void)present_field(r, v, "F_MOST", fields, "most", number(c, m->most));
	(void)present_field(r, v, "F_TARGET", fields, "target", number(c, m->target));
	view_flag(v, "HAS_BATCH", m->taken > 0);
	batch_show(r, v, p->id, m);
}

static void
day_read(struct request *r, const char *name, const char *typed, int64_t *day)
{
	*day = 0;
	if (!str_empty(typed) && (!clock_parse_day(typed, day) || *day <= 0 || *day > 100000))
		form_bad(r, name, "preorder.day");
}

/* False: fields are marked. */
static bool
read_form(struct request *r, struct form *f, struct preorder *m)
{
	int64_t closes;

	if (!form_read(r, fields, f))
		return false;
	*m = (struct preorder){ .rule = preorder_rule(f->rule) };
	m->ready_days = f->ready_days == NO_NUMBER ? 0 : f->ready_days;
	m->most = f->most == NO_NUMBER ? 0 : f->most;
	m->target = f->target == NO_NUMBER ? 0 : f->target;
	day_read(r, "ready_day", f->ready_day, &m->ready_day);
	day_read(r, "closes", f->closes, &closes);
	if (m->ready_day > 0 && m->ready_days > 0)
		form_bad(r, "ready_day", "preorder.one");
	if (m->most > 0 && m->target > m->most)
		form_bad(r, "target", "preorder.target_high");
	/* The whole of the closing day still counts. */
	m->closes = closes > 0 ? clock_day_start(closes + 1, shop_get(r->c)->timezone) : 0;
	return r->n_errors == 0;
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	struct preorder m;
	struct form f;

	if (!catalog_product(c, id)) {
		reply_not_found(r);
		return;
	}
	if (!read_form(r, &f, &m)) {
		reply_again(r, show);
		return;
	}
	switch (preorder_put(c, id, f.version, &m, f.fresh)) {
	case PREORDER_OK:
		flash(r, "flash.preorder.saved");
		reply_see_other(r, here(c, id));
		return;
	case PREORDER_GONE:
		reply_not_found(r);
		return;
	case PREORDER_CONFLICT:
		form_note(r, "product.conflict");
		reply_again(r, show);
		return;
	}
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	if (p->buying.made.rule == MAKING_NOT)
		return "";
	if (p->buying.made.rule == MAKING_PRE)
		return present_ready(c, p->buying.made.ready_days, p->buying.made.ready_day);
	return i18n(c->arena, c->lang, arena_printf(c->arena, "preorder.%s", preorder_word(p->buying.made.rule)), NULL);
}

static const struct goods_more more = { 50, "preorder", "clock", "preorder.more", RIGHT_GOODS_EDIT, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/preorder", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/preorder", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
