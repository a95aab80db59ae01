/* What goods cost in words and fields. Which price holds is decided in shop/price.c alone; here it gets its unit, its table and its sentence. */
#include "present/price.h"

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "present/goods.h"

#define HUNDRED 100
#define KILO 1000

const char *
present_per(struct ctx *c, enum measure m, int64_t of)
{
	if (of == QUANTITY_BIG)
		return quantity_unit(m);
	return arena_printf(c->arena, "%lld\u00a0%s", (long long)of, m == MEASURE_ML ? "ml" : "g");
}

const char *
present_price_of(struct ctx *c, int64_t price, enum measure m, int64_t price_qty)
{
	const char *text = money_text(c->arena, price);

	return m == MEASURE_PIECE ? text : arena_printf(c->arena, "%s\u00a0/\u00a0%s", text, present_per(c, m, price_qty));
}

const char *
present_line_price(struct ctx *c, const struct order_line *l)
{
	const char *text = present_price_of(c, l->unit_price, l->measure, l->price_qty > 0 ? l->price_qty : 1);

	if (str_empty(l->price_kind))
		return text;
	return i18n(c->arena, c->lang, str_eq(l->price_kind, "tier") ? "price.tier" : "price.group", text, NULL);
}

void
present_line_qty(struct ctx *c, struct view *row, enum measure m, int64_t qty)
{
	view_text(row, "LINE_QTY", quantity_text(c->arena, c->lang, m, qty));
}

static const char *
add(struct ctx *c, const char *s, const char *id, const struct buying *b, int64_t n)
{
	const char *part = i18n(c->arena, c->lang, id, quantity_text(c->arena, c->lang, b->measure, n), NULL);

	return *s ? arena_printf(c->arena, "%s · %s", s, part) : part;
}

const char *
present_buying(struct ctx *c, const struct buying *b)
{
	const char *s = "";

	if (b->min > 1)
		s = add(c, s, "buying.min", b, b->min);
	if (b->max > 0)
		s = add(c, s, "buying.max", b, b->max);
	if (b->step > 1)
		s = add(c, s, "buying.step", b, b->step);
	if (*s && b->together)
		s = arena_printf(c->arena, "%s · %s", s, i18n(c->arena, c->lang, "buying.together", NULL));
	return s;
}

const char *
present_buying_wrong(struct ctx *c, const struct buying *b, enum buying_is is, int64_t counted)
{
	struct arena *a = c->arena;

	switch (is) {
	case BUYING_OK:
		break;
	case BUYING_MIN:
		return i18n(a, c->lang, "buying.wrong.min", quantity_text(a, c->lang, b->measure, b->min), quantity_text(a, c->lang, b->measure, b->min - counted), NULL);
	case BUYING_MAX:
		return i18n(a, c->lang, "buying.wrong.max", quantity_text(a, c->lang, b->measure, b->max), NULL);
	case BUYING_STEP:
		return i18n(a, c->lang, "buying.wrong.step", quantity_text(a, c->lang, b->measure, b->step),
		    quantity_text(a, c->lang, b->measure, b->step - counted % b->step), NULL);
	}
	return "";
}

const char *
present_unit_price(struct ctx *c, const struct variant *v, int64_t price)
{
	int64_t of = v->net >= KILO ? KILO : HUNDRED, each;
	enum measure m = v->net_ml ? MEASURE_ML : MEASURE_GRAM;

	/* Of exactly so much it would be the price once more. */
	if (v->price_qty > 1 || v->net <= 0 || v->net == of || !quantity_cost(price, v->net, of, &each))
		return "";
	return present_price_of(c, each, m, of);
}

static void
tiers(struct ctx *c, struct view *v, const struct product *p, const struct variant *x, int64_t qty)
{
	struct price_tier steps[2 * PRICE_TIERS_MAX];
	size_t n = price_steps(c, p, x, steps), i;
	struct view *box, *row;

	/* Another choice may have some: the script fills the table then. */
	if (p->n_tiers == 0)
		return;
	box = view_row(v, "TIERS");
	view_flag(box, "NO_TIER", n == 0);
	view_flag(box, "TOGETHER", p->buying.together && p->n_variants > 1);
	for (i = 0; i < n; i++) {
		row = view_row(box, "TIER");
		view_text(row, "FROM", quantity_text(c->arena, c->lang, p->buying.measure, steps[i].qty));
		view_text(row, "TIER_PRICE", present_price_of(c, steps[i].price, p->buying.measure, x->price_qty));
		view_flag(row, "REACHED", qty >= steps[i].qty && (i + 1 == n || qty < steps[i + 1].qty));
	}
}

struct offer
present_offer(struct ctx *c, struct view *v, const struct product *p, const struct variant *x, int64_t qty)
{
	const struct buying *b = &p->buying;
	struct offer o = price_shown(c, p, x, qty);
	const char *each = present_unit_price(c, x, o.price.now), *rules = present_buying(c, b);
	int64_t total;

	present_price(c, v, &o.price);
	if (b->measure != MEASURE_PIECE)
		view_text(v, "PRICE", present_price_of(c, o.price.now, b->measure, x->price_qty));
	view_text(v, "UNIT_PRICE", each);
	view_flag(v, "NO_UNIT_PRICE", *each == '\0');
	view_text(v, "RULES", rules);
	view_flag(v, "HAS_RULES", *rules != '\0');
	view_text(v, "QTY", quantity_digits(c->arena, c->lang, b->measure, qty));
	view_int(v, "QTY_MIN", b->together || b->min < 1 ? 1 : buying_fit(b, 1));
	view_int(v, "QTY_MAX", b->max > 0 && b->max < quantity_max(b->measure) ? b->max : quantity_max(b->measure));
	view_int(v, "QTY_STEP", buying_step(b, x->price_qty));
	view_flag(v, "PIECES", b->measure == MEASURE_PIECE);
	if (b->measure != MEASURE_PIECE)
		view_text(view_row(v, "MEASURED"), "QTY_UNIT", quantity_unit(b->measure));
	tiers(c, v, p, x, qty);
	if ((p->n_tiers > 0 || b->measure != MEASURE_PIECE) && quantity_cost(o.price.now, x->price_qty, qty, &total)) {
		struct view *row = view_row(v, "TOTAL");

		view_text(row, "TOTAL_TEXT", money_text(c->arena, total));
		view_flag(row, "NO_TOTAL", qty == x->price_qty);
	}
	return o;
}
