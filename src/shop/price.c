/* Prices by quantity and group, worked out from what was read with the product: no statement of its own but the group's, which is kept. */
#include "shop/price.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/catalog_row.h"
#include "shop/memo.h"

#define CARDS 24	/* ids of one price.cards statement */

enum { Q_GROUP, Q_CARDS };

static const struct db_stmt q[] = {
	[Q_GROUP] = SQL("price.group", "SELECT id, name, discount, min_order, active, version, created_at FROM buyer_group WHERE id = $1 AND active = 1"),
	[Q_CARDS] = SQL("price.cards",
	    "SELECT v.product, v.stock_state, " SQL_PRICE_COLS("v") ", (SELECT MIN(t.price) FROM price_tier t WHERE t.product = v.product AND t.buyer_group = $1 AND t.qty = 1"
	    " AND (t.variant IS NULL OR t.variant = v.id)) FROM variant v WHERE v.active = 1 AND v.product IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
	    " $19, $20, $21, $22, $23, $24, $25) ORDER BY v.product, v.position, v.id"),
};
DB_TABLE(q);

const char *
price_kind_word(enum price_kind k)
{
	static const char *const words[] = { [PRICE_PLAIN] = "", [PRICE_TIER] = "tier", [PRICE_GROUP] = "group" };

	return words[k];
}

static const void *
group_make(struct ctx *c, const void *id)
{
	struct buyer_group *g = arena_new(c->arena, struct buyer_group);
	struct db_rows r = db_query(c, &q[Q_GROUP], DB_I(*(const int64_t *)id));

	if (db_next(&r)) {
		g->id = db_int(&r);
		g->name = db_str(&r);
		g->discount = db_int(&r);
		g->min_order = db_int(&r);
		g->active = db_int(&r) != 0;
		g->version = db_int(&r);
		g->created_at = db_int(&r);
	}
	db_done(&r);
	return g;
}

const struct buyer_group *
price_group(struct ctx *c, int64_t id)
{
	const struct buyer_group *g;

	if (id == 0)
		return NULL;
	g = memo_get(c, MEMO_SHOP, arena_printf(c->arena, "buyer_group.%lld", (long long)id), group_make, &id);
	return g->id ? g : NULL;
}

/* price less percent, half a rupiah up. */
static int64_t
less(int64_t price, int64_t percent)
{
	int64_t cut = price / 100 * percent + (price % 100 * percent + 49) / 100;

	return price - cut;
}

static bool
applies(const struct price_tier *t, int64_t variant, const struct buyer_group *g)
{
	return (t->variant == 0 || t->variant == variant) && (t->group == 0 || (g && t->group == g->id));
}

static void
lower(struct offer *o, int64_t price, enum price_kind kind, int64_t tier)
{
	if (price >= o->price.now)
		return;
	o->price.now = price;
	o->kind = kind;
	o->tier = tier;
}

struct offer
price_offer(const struct price *now, int64_t list, const struct price_tier *tiers, size_t n, int64_t variant, const struct buyer_group *g, int64_t count)
{
	struct offer o = { .price = *now };
	size_t i;

	if (g)
		lower(&o, less(list, g->discount), PRICE_GROUP, 0);
	for (i = 0; i < n; i++)
		if (applies(&tiers[i], variant, g) && tiers[i].qty <= count)
			lower(&o, tiers[i].price, tiers[i].group && tiers[i].qty == 1 ? PRICE_GROUP : PRICE_TIER, tiers[i].qty == 1 ? 0 : tiers[i].qty);
	for (i = 0; i < n; i++)
		if (applies(&tiers[i], variant, g) && tiers[i].qty > count && tiers[i].price < o.price.now &&
		    (o.next_qty == 0 || tiers[i].qty < o.next_qty || (tiers[i].qty == o.next_qty && tiers[i].price < o.next_price))) {
			o.next_qty = tiers[i].qty;
			o.next_price = tiers[i].price;
		}
	if (o.kind == PRICE_PLAIN)
		return o;
	/* What everybody pays for one is what it is compared with; a sale's end says nothing about it. */
	o.price.was = now->was > now->now ? now->was : now->now;
	o.price.sale_ends = 0;
	return o;
}

struct offer
price_shown(struct ctx *c, const struct product *p, const struct variant *v, int64_t count)
{
	const struct buyer_group *g = price_group(c, c->buyer_group);

	if (!g && p->n_tiers == 0)
		return (struct offer){ .price = v->price };
	return price_offer(&v->price, v->list_price, p->tiers, p->n_tiers, v->id, g, count);
}

size_t
price_steps(struct ctx *c, const struct product *p, const struct variant *v, struct price_tier out[2 * PRICE_TIERS_MAX])
{
	size_t n = 0;
	struct offer o;

	if (p->n_tiers == 0)
		return 0;
	for (o = price_shown(c, p, v, 1); o.next_qty > 0 && n < 2 * PRICE_TIERS_MAX; n++) {
		out[n] = (struct price_tier){ .variant = v->id, .qty = o.next_qty, .price = o.next_price };
		o = price_shown(c, p, v, o.next_qty);
	}
	return n;
}

/* Of what is there the cheapest; of what is sold out only when nothing else is left. */
struct lowest { int64_t low, high; struct price best; bool some, there; };

static void
lowest_add(struct lowest *l, const struct price *p, bool there)
{
	l->low = !l->some || p->now < l->low ? p->now : l->low;
	l->high = !l->some || p->now > l->high ? p->now : l->high;
	if (!l->some || (there && !l->there) || (there == l->there && p->now < l->best.now))
		l->best = *p;
	l->there = l->there || there;
	l->some = true;
}

static void
some_cards(struct ctx *c, const struct buyer_group *g, struct card **cards, size_t n, struct card_price *out)
{
	struct lowest low[CARDS] = { { .some = false } };
	struct db_param params[1 + CARDS];
	struct db_rows r;
	size_t i;

	params[0] = DB_I(g->id);
	for (i = 0; i < CARDS; i++)
		params[1 + i] = DB_I(i < n ? cards[i]->id : 0);
	for (r = db_run(c, &q[Q_CARDS], params, ARRAY_LEN(params)); db_next(&r);) {
		int64_t product = db_int(&r);
		bool there = catalog_stock(db_str(&r)) != STOCK_NONE, has;
		struct list_price list = catalog_price_read(&r);
		struct price now = catalog_price(&list, clock_now());
		struct price_tier own = { .group = g->id, .qty = 1 };

		has = !db_null(&r);
		own.price = db_int(&r);
		now = price_offer(&now, list.price, &own, has, 0, g, 1).price;
		for (i = 0; i < n; i++)
			if (cards[i]->id == product)
				lowest_add(&low[i], &now, there);
	}
	for (i = 0; i < n; i++)
		if (low[i].some)
			out[i] = (struct card_price){ low[i].best, low[i].low != low[i].high };
}

void
price_cards(struct ctx *c, struct card **cards, size_t n, struct card_price *out)
{
	const struct buyer_group *g = price_group(c, c->buyer_group);
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (struct card_price){ cards[i]->price, cards[i]->from };
	for (i = 0; g && i < n; i += CARDS)
		some_cards(c, g, cards + i, n - i < CARDS ? n - i : CARDS, out + i);
}

enum buying_is
buying_check(const struct buying *b, int64_t count)
{
	if (b->min > 0 && count < b->min)
		return BUYING_MIN;
	if (b->max > 0 && count > b->max)
		return BUYING_MAX;
	return b->step > 1 && count % b->step != 0 ? BUYING_STEP : BUYING_OK;
}

int64_t
buying_step(const struct buying *b, int64_t price_qty)
{
	if (b->step > 0)
		return b->step;
	return b->measure == MEASURE_PIECE || price_qty < 4 ? 1 : price_qty / 4;
}

int64_t
buying_first(const struct buying *b, int64_t price_qty)
{
	return buying_fit(b, b->measure == MEASURE_PIECE ? 1 : price_qty);
}

int64_t
buying_fit(const struct buying *b, int64_t wanted)
{
	int64_t step = b->step > 1 ? b->step : 1, most = b->max > 0 ? b->max : quantity_max(b->measure), least = b->min > step ? b->min : step;

	/* A minimum that is no multiple of the step is reached by the next one. */
	least = (least + step - 1) / step * step;
	if (wanted > most)
		wanted = most;
	wanted -= wanted % step;
	return wanted < least ? least : wanted;
}
