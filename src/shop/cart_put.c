/*
 * Changing a cart: putting in, other quantities, other words, taking out. Every change first locks the cart's row, so two tabs cannot cross; then it weighs the whole cart as the one variant finds it that is
 * put in, so that nothing enters that could not be counted. Lines of the same variant that say different things share its stock and its rules.
 */
#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/cart.h"
#include "shop/catalog_row.h"
#include "shop/stock.h"

enum { Q_WEIGH, Q_PUT, Q_SET, Q_TAKE, Q_SAY, Q_SEEN };

static const struct db_stmt q[] = {
	/* The lines of the cart and once more, with nothing of it, the variant $2 that is asked about. */
	[Q_WEIGH] = SQL("cart.weigh",
	    "SELECT v.id, l.qty, l.position, " SQL_PRICE("v", "$3") ", v.weight_g, " SQL_SIZE_COLS("v") ","
	    " CASE WHEN v.id = $2 AND v.active = 1 THEN COALESCE((SELECT " SQL_FREE("k") " FROM stock k WHERE k.variant = v.id AND k.place = 1), 0) END,"
	    " CASE WHEN p.id IS NOT NULL THEN COALESCE((SELECT s.slug FROM slug s WHERE s.kind = 'product' AND s.object = p.id AND s.current = 1), '') END,"
	    " v.product, l.said, v.price_qty, " SQL_BUYING_COLS("p")
	    " FROM (SELECT variant, said, qty, position FROM cart_line WHERE cart = $1"
	    " UNION ALL SELECT CAST($2 AS BIGINT), '', 0, 0) l JOIN variant v ON v.id = l.variant"
	    " LEFT JOIN product p ON v.id = $2 AND v.active = 1 AND p.id = v.product AND p.status = 'active'"),
	[Q_PUT] = SQL("cart.put",
	    "INSERT INTO cart_line (cart, variant, qty, position, price_seen, measured, said, inputs) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	    " ON CONFLICT (cart, variant, said) DO UPDATE SET qty = excluded.qty, price_seen = excluded.price_seen, measured = excluded.measured"),
	[Q_SET] = SQL("cart.set", "UPDATE cart_line SET qty = $3 WHERE cart = $1 AND variant = $2 AND said = $4"),
	[Q_TAKE] = SQL("cart.take", "DELETE FROM cart_line WHERE cart = $1 AND variant = $2 AND said = $3"),
	[Q_SAY] = SQL("cart.say", "UPDATE cart_line SET said = $4, inputs = $5 WHERE cart = $1 AND variant = $2 AND said = $3"),
	[Q_SEEN] = SQL("cart.seen", "UPDATE cart_line SET price_seen = $3 WHERE cart = $1 AND variant = $2 AND said = $4"),
};
DB_TABLE(q);

/* A cart as the one variant finds it that is to be put in. */
struct weighed {
	const char *slug;	/* of the variant's product; NULL: not sold */
	int64_t held, same, same_lines, price, weight_g, volume_mm3, available;	/* held: of the line; same: of other lines of the variant */
	int64_t lines, position;	/* of the others: how many, and the last place */
	int64_t money, grams, mm3;
	int64_t product, price_qty, others;	/* others: how many of the product's other variants */
	struct buying buying;
	bool countable;		/* the sums of the others are */
};

static void
weigh_other(struct weighed *w, int64_t n, int64_t price, int64_t grams, int64_t mm3)
{
	int64_t part;

	w->lines++;
	w->countable = w->countable && mul_ok(n, price, &part) && add_ok(w->money, part, &w->money);
	w->countable = w->countable && mul_ok(n, grams, &part) && add_ok(w->grams, part, &w->grams);
	w->countable = w->countable && mul_ok(n, mm3, &part) && add_ok(w->mm3, part, &w->mm3);
}

/* What the cart holds of each other variant's product; read before it is known which product is asked about. */
struct others { int64_t product[CART_LINES_MAX], qty[CART_LINES_MAX]; size_t n; };

static void
weigh_this(struct weighed *w, struct db_rows *r, int64_t n, const char *said)
{
	int64_t left;
	bool this;

	w->available = db_int(r);
	w->slug = db_text(r);
	w->product = db_int(r);
	this = str_eq(db_str(r), said);
	w->held += this ? n : 0;
	w->same += this ? 0 : n;
	w->same_lines += !this && n > 0;
	w->price_qty = db_int(r);
	w->buying = catalog_buying_read(r);
	left = preorder_left(&w->buying.made, clock_now());
	w->available = w->available < left ? w->available : left;
}

/* said: the line of the variant that is asked about. */
static struct weighed
weigh(struct ctx *c, int64_t cart, int64_t variant, const char *said)
{
	struct weighed w = { .countable = true };
	struct others o = { .n = 0 };
	struct db_rows r;

	for (r = db_query(c, &q[Q_WEIGH], DB_I(cart), DB_I(variant), DB_I(clock_now())); db_next(&r);) {
		int64_t size[CATALOG_SIDES], id = db_int(&r), n = db_int(&r), position = db_int(&r);
		int64_t price = db_int(&r), grams = db_int(&r), mm3 = catalog_size_read(&r, size);

		w.position = position > w.position ? position : w.position;
		if (id == variant) {
			w.price = price;
			w.weight_g = grams;
			w.volume_mm3 = mm3;
			weigh_this(&w, &r, n, said);
			continue;
		}
		weigh_other(&w, n, price, grams, mm3);
		db_skip(&r);
		db_skip(&r);
		if (o.n < CART_LINES_MAX) {
			o.product[o.n] = db_int(&r);
			o.qty[o.n++] = n;
		}
	}
	/* Other lines of the variant are lines, pieces and rupiah like those of other goods. */
	if (w.same > 0) {
		weigh_other(&w, w.same, w.price, w.weight_g, w.volume_mm3);
		w.lines += w.same_lines - 1;
	}
	for (size_t i = 0; i < o.n; i++)
		w.others += o.product[i] == w.product ? o.qty[i] : 0;
	return w;
}

/* Would the whole cart, with qty of this variant, still be countable in lines, pieces, rupiah, grams and mm³? */
static bool
fits(const struct weighed *w, int64_t qty)
{
	int64_t part, sum;

	return w->countable && qty <= quantity_max(w->buying.measure) && w->lines < CART_LINES_MAX && mul_ok(w->price, qty, &part) && add_ok(w->money, part, &sum) &&
	    mul_ok(w->weight_g, qty, &part) && add_ok(w->grams, part, &sum) && mul_ok(w->volume_mm3, qty, &part) && add_ok(w->mm3, part, &sum);
}

/* The product's rules. Where its variants count together, or lines say different things, more may follow: then the cart's page says what is still missing. */
static enum cart_put
allowed(const struct weighed *w, int64_t qty)
{
	const struct buying *b = &w->buying;

	bool more = b->together || b->inputs != ASKS_NOTHING;

	switch (buying_check(b, w->same + (b->together ? w->others : 0) + qty)) {
	case BUYING_OK:
		break;
	case BUYING_MIN:
		return more ? CART_OK : CART_MIN;
	case BUYING_MAX:
		return CART_MAX;
	case BUYING_STEP:
		return more ? CART_OK : CART_STEP;
	}
	return CART_OK;
}

/* The shopper has seen what this product's lines cost now: with another quantity they may cost something else. */
static void
seen(struct ctx *c, int64_t session, const struct weighed *w)
{
	const struct cart *cart;

	if (w->buying.tiers == 0 && c->buyer_group == 0 && w->buying.inputs == ASKS_NOTHING)
		return;
	cart = cart_get(c, session);
	for (size_t i = 0; i < cart->n; i++) {
		const struct cart_line *l = &cart->lines[i];

		if (l->price_changed && l->item->product == w->product)
			db_exec(c, &q[Q_SEEN], DB_I(cart->id), DB_I(l->variant), DB_I(l->item->price.now), DB_T(l->said));
	}
}

/* The cart of the session, locked, the variant that goes into it, and which of its lines; packed: what a new one says. */
struct putting { int64_t session, cart, variant; const char *said, *packed; struct weighed w; };

static enum cart_put
put(struct ctx *c, const struct putting *p, int64_t qty)
{
	const struct weighed *w = &p->w;
	enum cart_put may;

	if (!w->slug)
		return CART_GONE;
	if (qty < 1 || !fits(w, qty))
		return CART_FULL;
	if ((may = allowed(w, qty)) != CART_OK)
		return may;
	if (w->available - w->same < qty)
		return CART_SHORT;
	db_exec(c, &q[Q_PUT], DB_I(p->cart), DB_I(p->variant), DB_I(qty), DB_I(w->position + 1), DB_I(w->price), DB_I(w->buying.measure != MEASURE_PIECE), DB_T(p->said),
	    DB_T(p->packed));
	seen(c, p->session, w);
	return CART_OK;
}

static bool
putting(struct ctx *c, int64_t session, int64_t variant, const char *said, struct putting *p)
{
	*p = (struct putting){ .session = session, .cart = cart_lock(c, session), .variant = variant, .said = said, .packed = "" };
	if (!p->cart)
		return false;
	p->w = weigh(c, p->cart, variant, said);
	return true;
}

/* What the buyer says of goods that are asked about decides which line it is. False: something is wrong with it. */
static bool
says(struct ctx *c, struct putting *p, const struct cart_said *a)
{
	const struct line_input *in;
	const struct input_set *set;
	size_t n;

	if (!p->w.slug || p->w.buying.inputs == ASKS_NOTHING)
		return true;
	in = line_input_asked(c, p->w.product, &n);
	set = line_input_check(c, in, n, a->said, a->n, a->drop);
	if (!set->ok && !a->drop)
		return false;
	p->packed = line_input_pack(c, set);
	p->said = line_input_hash(c, p->packed);
	if (*p->said)
		p->w = weigh(c, p->cart, p->variant, p->said);
	return true;
}

static enum cart_put
add(struct ctx *c, struct putting *p, int64_t qty)
{
	if (qty < 1 || !add_ok(p->w.held, qty, &qty))
		return CART_FULL;
	return put(c, p, qty);
}

enum cart_put
cart_add_told(struct ctx *c, int64_t session, int64_t variant, int64_t qty, const char **slug)
{
	struct putting p;

	*slug = NULL;
	if (!putting(c, session, variant, "", &p))
		return CART_GONE;
	*slug = p.w.slug;
	if (!says(c, &p, &(struct cart_said){ 0 }))
		return CART_ASKS;
	return add(c, &p, qty);
}

/* Strict for pieces, as for every number of a shopper; "" when that is allowed is 0. */
static bool
typed_read(const char *s, enum measure m, int64_t *qty)
{
	if (m == MEASURE_PIECE)
		return str_int(s, 0, QUANTITY_PIECES_MAX, qty);
	return quantity_parse(s, m, qty) && *qty <= QUANTITY_MEASURED_MAX;
}

bool
cart_typed_ok(const char *typed)
{
	int64_t qty;

	return typed_read(typed, MEASURE_PIECE, &qty) || typed_read(typed, MEASURE_GRAM, &qty) || typed_read(typed, MEASURE_ML, &qty);
}

enum cart_put
cart_add_said(struct ctx *c, int64_t session, int64_t variant, const char *typed, const struct cart_said *a, const char **slug)
{
	struct putting p;
	int64_t qty;

	*slug = NULL;
	if (!putting(c, session, variant, "", &p))
		return CART_GONE;
	*slug = p.w.slug;
	if (!says(c, &p, a))
		return CART_ASKS;
	if (str_empty(typed)) {
		qty = buying_first(&p.w.buying, p.w.price_qty);
		/* Some are there already: then it is one step more. */
		if (p.w.held + p.w.same >= qty)
			qty = buying_step(&p.w.buying, p.w.price_qty);
	} else if (!typed_read(typed, p.w.buying.measure, &qty) || qty == 0) {
		return p.w.slug ? CART_TYPED : CART_GONE;
	}
	return add(c, &p, qty);
}

enum cart_put
cart_add_typed(struct ctx *c, int64_t session, int64_t variant, const char *typed, const char **slug)
{
	return cart_add_said(c, session, variant, typed, &(struct cart_said){ 0 }, slug);
}

enum cart_put
cart_add(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	const char *slug;

	return cart_add_told(c, session, variant, qty, &slug);
}

enum cart_put
cart_say(struct ctx *c, int64_t session, int64_t variant, const char *line, const struct cart_said *a)
{
	struct putting p;
	int64_t qty;

	if (!putting(c, session, variant, line, &p) || !p.w.slug || p.w.held == 0)
		return CART_GONE;
	qty = p.w.held;
	p.said = "";
	if (!says(c, &p, a))
		return CART_ASKS;
	if (str_eq(p.said, line))
		return CART_OK;
	p.w = weigh(c, p.cart, variant, p.said);
	if (p.w.held == 0) {
		db_exec(c, &q[Q_SAY], DB_I(p.cart), DB_I(variant), DB_T(line), DB_T(p.said), DB_T(p.packed));
	} else {
		if (p.w.held + qty > quantity_max(p.w.buying.measure))
			return CART_FULL;
		db_exec(c, &q[Q_SET], DB_I(p.cart), DB_I(variant), DB_I(p.w.held + qty), DB_T(p.said));
		db_exec(c, &q[Q_TAKE], DB_I(p.cart), DB_I(variant), DB_T(line));
	}
	seen(c, session, &p.w);
	return CART_OK;
}

static enum cart_put
set(struct ctx *c, const struct putting *p, int64_t qty)
{
	const struct weighed *w = &p->w;
	enum cart_put may;

	if (qty == 0) {
		db_exec(c, &q[Q_TAKE], DB_I(p->cart), DB_I(p->variant), DB_T(p->said));
		seen(c, p->session, w);
		return CART_OK;
	}
	/* A line that says something comes from a page that asks. */
	if (w->slug && w->held == 0 && (*p->said || w->buying.inputs == ASKS_MUST))
		return CART_ASKS;
	/* Fewer of what is there is always allowed, though even that may be more than the shelf has, or than may be bought. */
	if (qty > 0 && qty < w->held && w->slug) {
		may = allowed(w, qty);
		if (may == CART_MIN || may == CART_STEP)
			return may;
		db_exec(c, &q[Q_SET], DB_I(p->cart), DB_I(p->variant), DB_I(qty), DB_T(p->said));
		seen(c, p->session, w);
		return CART_OK;
	}
	return put(c, p, qty);
}

enum cart_put
cart_set(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	struct putting p;

	return putting(c, session, variant, "", &p) ? set(c, &p, qty) : CART_GONE;
}

enum cart_put
cart_set_typed(struct ctx *c, int64_t session, int64_t variant, const char *said, const char *typed, int64_t step, int64_t *was, int64_t *qty)
{
	struct putting p;
	const struct buying *b = &p.w.buying;
	int64_t by;

	*was = *qty = 0;
	if (!putting(c, session, variant, said, &p))
		return CART_GONE;
	*was = p.w.held;
	if (!str_empty(typed) && !typed_read(typed, b->measure, qty))
		return CART_TYPED;
	by = buying_step(b, p.w.price_qty);
	if (step > 0)
		*qty = *qty / by * by + by;
	else if (step < 0)
		*qty = (*qty - 1) / by * by;
	if (step != 0 && *qty < b->min && !b->together && b->inputs == ASKS_NOTHING)
		*qty = step < 0 ? 0 : (b->min + by - 1) / by * by;
	return set(c, &p, *qty < 0 ? 0 : *qty);
}

void
cart_accept(struct ctx *c, int64_t session)
{
	struct cart *cart;

	if (!cart_lock(c, session))
		return;
	cart = cart_get(c, session);
	for (size_t i = 0; i < cart->n; i++) {
		const struct cart_line *l = &cart->lines[i];

		if (l->price_changed)
			db_exec(c, &q[Q_SEEN], DB_I(cart->id), DB_I(l->variant), DB_I(l->item->price.now), DB_T(l->said));
	}
}
