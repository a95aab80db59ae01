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
#include "present/goods_more.h"
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
		view_text(row, "ON_HAND", quantity_text(a, r->c->lang, p->buying.measure, x->on_hand));
		view_text(row, "RESERVED", quantity_text(a, r->c->lang, p->buying.measure, x->reserved));
		view_text(row, "AVAILABLE", x->available > STOCK_MAKE / 2 && p->buying.made.rule != MAKING_NOT ? i18n(a, r->c->lang, "stock.made", NULL) :
		    quantity_text(a, r->c->lang, p->buying.measure, x->available));
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
amount(struct ctx *c, struct view *row, const char *plus, const char *minus, enum measure m, int64_t n)
{
	if (n > 0)
		view_text(view_row(row, plus), "N", quantity_text(c->arena, c->lang, m, n));
	else if (n < 0)
		view_text(view_row(row, minus), "N", quantity_text(c->arena, c->lang, m, -n));
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
		view_text(row, "AFTER", quantity_text(c->arena, c->lang, p->buying.measure, m->after));
		amount(c, row, "IN", "OUT", p->buying.measure, m->on_hand);
		amount(c, row, "HOLD", "FREE", p->buying.measure, m->reserved);
		if (!str_empty(m->bundle))
			view_text(view_row(row, "IN_BUNDLE"), "BUNDLE_NAME", m->bundle);
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
	view_text(v, "NOW_ON_HAND", quantity_text(r->c->arena, r->c->lang, p->buying.measure, x->on_hand));
	if (x->bundle) {
		view_text(view_row(v, "OF_PARTS"), "BUNDLE_URL", url_with(r->c, url_admin(r->c, "/goods/%lld/bundle", (long long)p->id), "v", arena_printf(r->c->arena, "%lld", (long long)x->id)));
	} else if (role_may(r->staff->role, RIGHT_STOCK_EDIT)) {
		struct view *form = view_row(v, "CHANGE");

		if (p->buying.measure != MEASURE_PIECE)
			view_text(view_row(form, "MEASURED"), "QTY_UNIT", quantity_unit(p->buying.measure));
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

/* The number as people type it: 1.200 is twelve hundred pieces; of measured goods 1,2 is 1,2 kg. */
static bool
change_read(struct request *r, enum measure m, struct change *f)
{
	if (!form_read(r, fields, f) || !present_quantity_read(r, "qty", f->qty, m, COUNT_MAX, &f->n))
		return false;
	if (f->n == 0 && !str_eq(f->kind, "count"))
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
	if (!change_read(r, p->buying.measure, &f)) {
		reply_again(r, show);
		return;
	}
	switch (x->bundle ? STOCK_CHANGE_SHORT : change_put(r->c, x->id, &f)) {
	case STOCK_CHANGE_OK:
		audit(r->c, "stock.change", "variant", x->id, NULL,
		    arena_printf(r->c->arena, "{\"kind\":\"%s\",\"qty\":%lld}", f.kind, (long long)f.n));
		flash(r, "flash.stock.saved");
		reply_see_other(r, stock_url(r->c, p->id, x->id));
		return;
	case STOCK_CHANGE_SHORT:
		form_bad(r, "qty", x->bundle ? "stock.of_parts" : str_eq(f.kind, "purchase") ? "product.range" :
		    str_eq(f.kind, "loss") ? "stock.short" : "product.reserved");
		reply_again(r, show);
		return;
	}
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	int64_t there = 0;
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		there += p->variants[i].on_hand;
	return i18n(c->arena, c->lang, "stock.there", quantity_text(c->arena, c->lang, p->buying.measure, there), NULL);
}

static const struct goods_more more = { 10, "stock", "box", "stock.more", RIGHT_GOODS_SEE, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/stock", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/stock", change, GATE_STAFF, DO_WRITE, RIGHT_STOCK_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
