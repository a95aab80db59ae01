/*
 * Stock of one product: what lies there, what orders hold and what can be sold, per variant; counting anew, goods that came in, broken ones; and the ledger, in which
 * each change stands with who, when and why.
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
#include "present/shell.h"
#include "shop/audit.h"
#include "shop/catalog.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/stock.h"

#define COUNT_MAX 100000000
#define MOVES 50

struct change { int64_t n; const char *kind, *qty, *note; };
static const struct field fields[] = {
	F_CHOICE(struct change, kind, "count|purchase|loss"), F_TEXT(struct change, qty, 1, 20),
	F_TEXT(struct change, note, 0, 200), F_FIN
};

static const char *
stock_url(struct ctx *c, int64_t product, int64_t variant)
{
	return url_with(c, url_admin(c, "/goods/%lld/stock", (long long)product), "v", arena_printf(c->arena, "%lld", (long long)variant));
}

/* The variant that the address names, else the first. NULL: none on sale. */
static const struct variant *
variant_of(const struct request *r, const struct product *p)
{
	const char *v = request_query(r, "v");
	int64_t id;
	size_t i;

	for (i = 0; v && str_int(v, 1, INT64_MAX, &id) && i < p->n_variants; i++)
		if (p->variants[i].id == id)
			return &p->variants[i];
	return p->n_variants > 0 ? &p->variants[0] : NULL;
}

static void
variants_show(struct request *r, struct view *v, const struct product *p, const struct variant *now)
{
	struct arena *a = r->c->arena;
	size_t i;

	for (i = 0; i < p->n_variants; i++) {
		const struct variant *x = &p->variants[i];
		struct view *row = view_row(v, "VARIANT");

		view_text(row, "LABEL", *x->label ? x->label : p->name);
		view_text(row, "VARIANT_URL", stock_url(r->c, p->id, x->id));
		view_flag(row, "NOW", x == now);
		view_text(row, "ON_HAND", money_digits(a, x->on_hand));
		view_text(row, "RESERVED", money_digits(a, x->reserved));
		view_text(row, "AVAILABLE", money_digits(a, x->available));
		view_flag(row, "HAS_SKU", !str_empty(x->sku));
		view_text(row, "SKU", x->sku);
		present_stock(row, x->stock);
	}
	view_flag(v, "MANY", p->n_variants > 1);
}

/* Who: a person's name, or a word for the rest. */
static const char *
actor(struct request *r, const struct stock_move *m)
{
	const char *id = arena_printf(r->c->arena, "stock.actor.%s", m->actor);

	return i18n_has(id) ? i18n(r->c->arena, r->c->lang, id, NULL) : m->actor;
}

static void
amount(struct arena *a, struct view *row, const char *plus, const char *minus, int64_t n)
{
	if (n > 0)
		view_text(view_row(row, plus), "N", money_digits(a, n));
	else if (n < 0)
		view_text(view_row(row, minus), "N", money_digits(a, -n));
}

static void
ledger_show(struct request *r, struct view *v, const struct product *p, const struct variant *x)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone, *asked = request_query(r, "before");
	struct stock_move *list;
	int64_t before = 0;
	size_t n, i;

	if (asked && !str_int(asked, 1, INT64_MAX, &before))
		before = 0;
	list = stock_moves(c, x->id, before, MOVES, &n);
	for (i = 0; i < n; i++) {
		const struct stock_move *m = &list[i];
		struct view *row = view_row(v, "MOVE");

		view_text(row, "DAY", clock_date(c->arena, m->at, zone, c->lang));
		view_text(row, "TIME", clock_hm(c->arena, m->at, zone));
		view_text(row, "WHY", i18n(c->arena, c->lang, arena_printf(c->arena, "stock.why.%s", m->reason), NULL));
		view_text(row, "WHO", actor(r, m));
		view_text(row, "NOTE", m->note);
		view_flag(row, "HAS_NOTE", !str_empty(m->note));
		view_text(row, "AFTER", money_digits(c->arena, m->after));
		amount(c->arena, row, "IN", "OUT", m->on_hand);
		amount(c->arena, row, "HOLD", "FREE", m->reserved);
		if (str_eq(m->ref_kind, "order") && role_may(r->staff->role, RIGHT_ORDER_SEE))
			view_text(view_row(row, "MOVE_ORDER"), "ORDER_URL", url_admin(c, "/orders/%lld", (long long)m->ref));
	}
	view_flag(v, "NO_MOVES", n == 0);
	view_flag(v, "MOVES", n > 0);
	if (n == MOVES)
		view_text(view_row(v, "OLDER"), "OLDER_URL", url_with(c, stock_url(c, p->id, x->id), "before",
		    arena_printf(c->arena, "%lld", (long long)list[n - 1].id)));
}

static void
kinds_show(struct request *r, struct view *v)
{
	static const char *const kinds[] = { "count", "purchase", "loss" };
	struct arena *a = r->c->arena;
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		struct view *row = present_field_choice(r, v, "KIND", "kind", "count", kinds[i],
		    i18n(a, r->c->lang, arena_printf(a, "stock.kind.%s", kinds[i]), NULL));

		view_text(row, "HELP", i18n(a, r->c->lang, arena_printf(a, "stock.kind.%s.help", kinds[i]), NULL));
	}
}

static void
show(struct request *r)
{
	const struct product *p = catalog_product(r->c, r->arg_int[0]);
	const struct variant *x;
	struct view *v;

	if (!p) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/stock", "goods", p->name);
	shell_back(v, url_admin(r->c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	x = variant_of(r, p);
	view_flag(v, "NOTHING_SOLD", !x);
	if (!x)
		return;
	variants_show(r, v, p, x);
	view_text(v, "NOW_LABEL", *x->label ? x->label : p->name);
	view_text(v, "NOW_ON_HAND", money_digits(r->c->arena, x->on_hand));
	if (role_may(r->staff->role, RIGHT_STOCK_EDIT)) {
		struct view *form = view_row(v, "CHANGE");

		view_text(form, "CHANGE_URL", stock_url(r->c, p->id, x->id));
		kinds_show(r, form);
		(void)present_field(r, form, "F_QTY", fields, "qty", "");
		(void)present_field(r, form, "F_NOTE", fields, "note", "");
	}
	ledger_show(r, v, p, x);
}

static enum stock_change
change_put(struct ctx *c, int64_t variant, const struct change *f)
{
	if (str_eq(f->kind, "count"))
		return stock_count(c, variant, f->n, "count", f->note);
	return stock_adjust(c, variant, str_eq(f->kind, "loss") ? -f->n : f->n, f->kind, f->note);
}

/* The number as people type it: 1.200 is twelve hundred. */
static bool
change_read(struct request *r, struct change *f)
{
	bool ok = form_read(r, fields, f);

	if (!ok)
		return false;
	if (!money_parse(f->qty, &f->n))
		form_bad(r, "qty", "product.number");
	else if (f->n > COUNT_MAX)
		form_bad(r, "qty", "product.range");
	else if (f->n == 0 && !str_eq(f->kind, "count"))
		form_bad(r, "qty", "stock.zero");
	return r->n_errors == 0;
}

static void
change(struct request *r)
{
	const struct product *p = catalog_product(r->c, r->arg_int[0]);
	const struct variant *x = p ? variant_of(r, p) : NULL;
	struct change f;

	if (!x) {
		reply_not_found(r);
		return;
	}
	if (!change_read(r, &f)) {
		reply_again(r, show);
		return;
	}
	switch (change_put(r->c, x->id, &f)) {
	case STOCK_CHANGE_OK:
		audit(r->c, "stock.change", "variant", x->id, NULL,
		    arena_printf(r->c->arena, "{\"kind\":\"%s\",\"qty\":%lld}", f.kind, (long long)f.n));
		flash(r, "flash.stock.saved");
		reply_see_other(r, stock_url(r->c, p->id, x->id));
		return;
	case STOCK_CHANGE_SHORT:
		form_bad(r, "qty", str_eq(f.kind, "purchase") ? "product.range" :
		    str_eq(f.kind, "loss") ? "stock.short" : "product.reserved");
		reply_again(r, show);
		return;
	}
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/stock", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/stock", change, GATE_STAFF, DO_WRITE, RIGHT_STOCK_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
