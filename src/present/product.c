/* One product as its page shows it. The order of pictures and the choice of a variant are decided here once, for the page with and without script. */
#include "present/product.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/money.h"
#include "base/str.h"
#include "present/goods.h"
#include "present/moment.h"
#include "present/price.h"
#include "shop/setting.h"

#define PHOTOS_MAX 20

const struct variant *
present_variant(const struct product *p, int64_t id)
{
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		if (p->variants[i].id == id)
			return &p->variants[i];
	return NULL;
}

const struct variant *
present_variant_first(const struct product *p)
{
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		if (p->variants[i].stock != STOCK_NONE)
			return &p->variants[i];
	return p->n_variants > 0 ? &p->variants[0] : NULL;
}

static bool
matches(const struct variant *v, const int64_t *want, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (want[i] && (i >= v->n_values || v->values[i] != want[i]))
			return false;
	return true;
}

/* The first variant with this value of option k, in stock if there is one. */
static const struct variant *
with_value(const struct product *p, size_t k, int64_t value)
{
	const struct variant *found = NULL;
	size_t i;

	for (i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];

		if (k >= v->n_values || v->values[k] != value)
			continue;
		if (v->stock != STOCK_NONE)
			return v;
		if (!found)
			found = v;
	}
	return found;
}

const struct variant *
present_choice(const struct request *r, const struct product *p, const struct variant *shown, bool near)
{
	int64_t *want = arena_new_n(r->c->arena, p->n_options, int64_t);
	const struct variant *v;
	bool asked = false;
	size_t i;

	for (i = 0; i < p->n_options; i++) {
		const char *s = request_form(r, arena_printf(r->c->arena, "opt_%lld", (long long)p->options[i].id));

		if (s && str_int(s, 1, INT64_MAX, &want[i]))
			asked = true;
	}
	if (!asked)
		return shown;
	for (i = 0; i < p->n_options; i++)
		if (!want[i] && shown && i < shown->n_values)
			want[i] = shown->values[i];
	for (i = 0; i < p->n_variants; i++)
		if (matches(&p->variants[i], want, p->n_options))
			return &p->variants[i];
	if (!near)
		return NULL;
	for (i = 0; i < p->n_options; i++) {
		if (!want[i] || (shown && i < shown->n_values && shown->values[i] == want[i]))
			continue;
		v = with_value(p, i, want[i]);
		if (v)
			return v;
	}
	return shown;
}

/* The pictures that are ready, the leading one first; returns how many. */
static size_t
photos(const struct product *p, int64_t first, const struct picture *out[PHOTOS_MAX])
{
	size_t i, n = 0;

	for (i = 0; first && i < p->n_pictures; i++)
		if (p->pictures[i].ready && p->pictures[i].media == first && n == 0)
			out[n++] = &p->pictures[i];
	for (i = 0; i < p->n_pictures && n < PHOTOS_MAX; i++)
		if (p->pictures[i].ready && (n == 0 || &p->pictures[i] != out[0]))
			out[n++] = &p->pictures[i];
	return n;
}

void
present_gallery(struct ctx *c, struct view *v, const struct product *p, int64_t first)
{
	const struct picture *out[PHOTOS_MAX];
	size_t n = photos(p, first, out), i;

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "PHOTO");

		present_picture(c, row, out[i], p->tint);
		view_int(row, "PHOTO_NO", (int64_t)i + 1);
		view_int(row, "PHOTO_MEDIA", out[i]->media);
		view_flag(row, "FIRST", i == 0);
		view_flag(row, "LATER", i > 0);
	}
	view_flag(v, "MANY_PHOTOS", n > 1);
	view_int(v, "PHOTO_COUNT", (int64_t)n);
	if (n == 0)
		present_picture(c, view_row(v, "NO_PHOTO"), p->n_pictures > 0 ? &p->pictures[0] : NULL, 0);
	view_int(v, "TINT", p->tint >= 1 && p->tint <= 6 ? p->tint : 0);
}

static const char *
stock_text(struct ctx *c, const struct product *p, const struct variant *v)
{
	if (v->stock != STOCK_NONE && preorder_made(&p->buying.made, v->on_hand - v->reserved, 1))
		return present_ready(c, p->buying.made.ready_days, p->buying.made.ready_day);
	switch (v->stock) {
	case STOCK_YES:
		return i18n(c->arena, c->lang, "stock.yes", NULL);
	case STOCK_LOW:
		return i18n(c->arena, c->lang, "stock.low", NULL);
	case STOCK_NONE:
		break;
	}
	return i18n(c->arena, c->lang, "stock.none", NULL);
}

void
present_stock_text(struct ctx *c, struct view *v, const struct product *p, const struct variant *x)
{
	present_stock(v, x->stock);
	view_text(v, "STOCK_TEXT", stock_text(c, p, x));
}

const char *
present_price_note(struct ctx *c, const struct price *p)
{
	const char *save, *end;

	if (p->was <= p->now)
		return "";
	save = money_digits(c->arena, p->was - p->now);
	if (p->sale_ends <= 0)
		return i18n(c->arena, c->lang, "price.save", save, NULL);
	end = present_moment_ends(c, p->sale_ends);
	return i18n(c->arena, c->lang, "price.save_until", save, end, NULL);
}

/* From how many on what is asked: the script shows the price of the quantity that is typed, and the server says the same without it. */
static void
steps_json(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v)
{
	struct price_tier steps[2 * PRICE_TIERS_MAX];
	size_t n = price_steps(c, p, v, steps), i;
	int64_t from = 1;

	js_out_int(o, "of", v->price_qty);
	js_out_list(o, "steps");
	for (i = 0; i <= n; i++) {
		struct offer at = price_shown(c, p, v, from);

		js_out_object(o, NULL);
		js_out_int(o, "from", from);
		js_out_text(o, "text", quantity_text(c->arena, c->lang, p->buying.measure, from));
		js_out_int(o, "each", at.price.now);
		js_out_text(o, "price", present_price_of(c, at.price.now, p->buying.measure, v->price_qty));
		js_out_text(o, "compare", at.price.was > at.price.now ? money_text(c->arena, at.price.was) : "");
		js_out_text(o, "note", present_price_note(c, &at.price));
		js_out_text(o, "unit_price", present_unit_price(c, v, at.price.now));
		js_out_end(o);
		from = i < n ? steps[i].qty : 0;
	}
	js_out_end(o);
}

static void
price_json(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v)
{
	struct offer one = price_shown(c, p, v, 1);
	const char *each = present_unit_price(c, v, one.price.now);

	js_out_text(o, "price", present_price_of(c, one.price.now, p->buying.measure, v->price_qty));
	js_out_text(o, "compare", one.price.was > one.price.now ? money_text(c->arena, one.price.was) : "");
	js_out_text(o, "note", present_price_note(c, &one.price));
	if (*each)
		js_out_text(o, "unit_price", each);
	if (p->n_tiers > 0 || p->buying.measure != MEASURE_PIECE)
		steps_json(c, o, p, v);
}

static void
variant_json(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v, int64_t first)
{
	static const char *const words[] = { [STOCK_NONE] = "habis", [STOCK_LOW] = "sedikit", [STOCK_YES] = "ada" };
	const struct picture *out[PHOTOS_MAX];
	size_t n = photos(p, first, out), i;
	int photo = -1;

	for (i = 0; i < n && photo < 0; i++)
		if (v->media && out[i]->media == v->media)
			photo = (int)i;
	js_out_object(o, NULL);
	js_out_int(o, "id", v->id);
	js_out_list(o, "values");
	for (i = 0; i < v->n_values; i++)
		js_out_text(o, NULL, arena_printf(c->arena, "%lld", (long long)v->values[i]));
	js_out_end(o);
	price_json(c, o, p, v);
	js_out_text(o, "stock", words[v->stock]);
	js_out_text(o, "stock_text", stock_text(c, p, v));
	js_out_text(o, "sku", v->sku ? v->sku : "");
	js_out_text(o, "weight", v->weight_g > 0 ? arena_printf(c->arena, "%s g", money_digits(c->arena, v->weight_g)) : "");
	js_out_int(o, "photo", photo);
	js_out_end(o);
}

void
present_variants(struct ctx *c, struct view *v, const struct product *p, int64_t first)
{
	struct js_out o;
	size_t i;

	if (p->n_variants == 0 || (p->n_options == 0 && p->n_tiers == 0 && p->buying.measure == MEASURE_PIECE))
		return;
	/* The table knows one price of each for everybody. */
	if (p->n_variants > PRESENT_OFFERS_MAX && p->n_tiers == 0 && p->buying.measure == MEASURE_PIECE && !price_group(c, c->buyer_group)) {
		view_json(view_row(v, "VARIANTS"), "JSON_DATA", present_variants_compact(c, p));
		return;
	}
	js_out_init(&o, c->arena, true);
	for (i = 0; i < p->n_variants; i++)
		variant_json(c, &o, p, &p->variants[i], first);
	view_json(view_row(v, "VARIANTS"), "JSON_DATA", js_out_done(&o));
}

static void
fact(struct view *v, const char *section, const char *value)
{
	if (!str_empty(value))
		view_text(view_row(v, section), "VALUE", value);
}

void
present_facts(struct ctx *c, struct view *v, const struct product *p, const struct variant *chosen)
{
	static const char *const permits[PERMITS] = { [PERMIT_PIRT] = "PIRT", [PERMIT_HALAL] = "HALAL", [PERMIT_BPOM] = "BPOM", [PERMIT_SNI] = "SNI" };
	int64_t days = p->shelf_life_days, now = clock_now();
	bool permitted = false;
	size_t i;

	for (i = 0; i < PERMITS; i++) {
		permitted = permitted || *product_permit(p, (enum permit)i, now);
		fact(v, permits[i], product_permit(p, (enum permit)i, now));
	}

	view_flag(v, "DETAILS", p->n_attrs > 0 || p->n_categories > 0 || days > 0 || permitted || (chosen && (chosen->weight_g > 0 || !str_empty(chosen->sku))));
	for (i = 0; i < p->n_attrs; i++) {
		struct view *row;

		if (str_empty(p->attrs[i].name) || str_empty(p->attrs[i].value))
			continue;
		row = view_row(v, "FACT");
		view_text(row, "FACT_NAME", p->attrs[i].name);
		view_text(row, "VALUE", p->attrs[i].value);
	}
	if (days >= 60 && days % 30 == 0)
		fact(v, "SHELF_MONTHS", money_digits(c->arena, days / 30));
	else if (days > 0)
		fact(v, "SHELF_DAYS", money_digits(c->arena, days));
	if (chosen && chosen->weight_g > 0)
		fact(v, "WEIGHT", arena_printf(c->arena, "%s g", money_digits(c->arena, chosen->weight_g)));
	if (chosen)
		fact(v, "CODE", chosen->sku);
}
