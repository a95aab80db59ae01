/*
 * The cart: which variants a visitor wants, and how many. It holds no price but the one last seen, so that a change can be told;
 * what a line costs is read anew each time. Reading takes two statements whatever the number of lines: the lines with all that is
 * shown of them, and the names of their option values. Changing it is in cart_put.c.
 */
#include "shop/cart.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/catalog_row.h"
#include "shop/setting.h"
#include "shop/stock.h"

#define TOUCH_S 3600	/* carts are forgotten after weeks: to the hour is exact enough, and spares each change a page of the index */

enum { Q_OF_SESSION, Q_LOCK, Q_TOUCH, Q_LINES, Q_LABELS, Q_COUNT_PIECES, Q_TIERS, Q_EMPTY, Q_PRUNE_LINES, Q_PRUNE, Q_FORGET, Q_HOLDS, Q_SOURCE };

static const struct db_stmt q[] = {
	[Q_OF_SESSION] = SQL("cart.of_session", "SELECT id, version FROM cart WHERE session = $1"),
	[Q_LOCK] = SQL("cart.lock",
	    "INSERT INTO cart (session, created_at, updated_at) VALUES ($1, $2, $2)"
	    " ON CONFLICT (session) DO UPDATE SET version = cart.version + 1 RETURNING id, updated_at"),
	[Q_TOUCH] = SQL("cart.touch", "UPDATE cart SET updated_at = $2 WHERE id = $1"),
	[Q_LINES] = SQL("cart.lines",
	    "SELECT c.variant, c.qty, c.price_seen, c.said, c.inputs, CASE WHEN v.active = 1 AND p.status = 'active' THEN 1 ELSE 0 END,"
	    " p.id, s.slug, COALESCE(NULLIF(t.name, ''), i.name, ''), v.sku, p.unit, p.tint, " SQL_BUYING_COLS("p") ", v.price_qty, v.cost, v.weight_g,"
	    " " SQL_SIZE_COLS("v") ", " SQL_FREE("k") ", COALESCE(k.on_hand - k.reserved, 0), COALESCE(k.bundle, 0), v.stock_state, " SQL_PRICE_COLS("v") ", " SQL_PICTURE_COLS("$2")
	    " FROM cart_line c JOIN variant v ON v.id = c.variant JOIN product p ON p.id = v.product"
	    " LEFT JOIN product_text i ON i.product = p.id AND i.lang = " SQL_FALLBACK("$2")
	    " LEFT JOIN product_text t ON t.product = p.id AND t.lang = $2"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    " LEFT JOIN stock k ON k.variant = v.id AND k.place = 1"
	    " LEFT JOIN media_link l ON l.id = COALESCE((SELECT MIN(own.id) FROM media_link own"
	    " WHERE own.product = p.id AND own.media = v.media), " SQL_COVER("p.id") ")"
	    " LEFT JOIN media m ON m.id = COALESCE(v.media, l.media) AND m.state <> 'refused'"
	    " WHERE c.cart = $1 ORDER BY c.position, c.variant, c.said"),
	[Q_LABELS] = SQL("cart.labels",
	    "SELECT l.variant, COALESCE(NULLIF(t.name, ''), i.name, '')"
	    " FROM (SELECT DISTINCT variant FROM cart_line WHERE cart = $1) l JOIN variant_value w ON w.variant = l.variant JOIN product_option o ON o.id = w.option"
	    " LEFT JOIN option_value_text i ON i.value = w.value AND i.lang = " SQL_FALLBACK("$2")
	    " LEFT JOIN option_value_text t ON t.value = w.value AND t.lang = $2"
	    " ORDER BY l.variant, o.position, o.id"),
	[Q_COUNT_PIECES] = SQL("cart.count",
	    "SELECT CAST(COALESCE(SUM(CASE WHEN l.measured = 1 THEN 1 ELSE l.qty END), 0) AS BIGINT) FROM cart c JOIN cart_line l ON l.cart = c.id WHERE c.session = $1"),
	[Q_TIERS] = SQL("cart.tiers",
	    "SELECT t.product, COALESCE(t.variant, 0), COALESCE(t.buyer_group, 0), t.qty, t.price FROM price_tier t"
	    " WHERE t.product IN (SELECT v.product FROM cart_line l JOIN variant v ON v.id = l.variant WHERE l.cart = $1)"
	    " AND (t.buyer_group IS NULL OR t.buyer_group = $2) ORDER BY t.product, t.qty"),
	[Q_EMPTY] = SQL("cart.empty", "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE session = $1)"),
	[Q_FORGET] = SQL("cart.forget", "DELETE FROM cart_line WHERE variant IN (SELECT id FROM variant WHERE product = $1)"),
	[Q_HOLDS] = SQL("cart.holds", "SELECT COUNT(*) FROM cart_line WHERE variant = $1"),
	[Q_PRUNE_LINES] = SQL("cart.prune_lines",
	    "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE updated_at < $1)"),
	[Q_PRUNE] = SQL("cart.prune", "DELETE FROM cart WHERE updated_at < $1"),
	[Q_SOURCE] = SQL("cart.source", "UPDATE cart SET ref = $2 WHERE session = $1 AND ref <> $2"),
};
DB_TABLE(q);

/* The columns of cart.lines from the product's id on. */
static struct sellable *
item_read(struct ctx *c, struct db_rows *r, int64_t variant)
{
	struct sellable *s = arena_new(c->arena, struct sellable);
	struct list_price price;
	int64_t size[CATALOG_SIDES], left;

	s->variant = variant;
	s->product = db_int(r);
	s->slug = db_str(r);
	s->name = db_str(r);
	s->sku = db_str(r);
	s->unit = db_str(r);
	s->tint = db_int(r);
	s->buying = catalog_buying_read(r);
	s->price_qty = db_int(r);
	s->label = "";
	s->cost = db_null(r) ? (db_skip(r), -1) : db_int(r);
	s->weight_g = db_int(r);
	s->volume_mm3 = catalog_size_read(r, size);
	s->available = db_int(r);
	s->there = db_int(r);
	left = preorder_left(&s->buying.made, clock_now());
	s->available = s->available < left ? s->available : left;
	s->bundle = db_int(r) != 0;
	s->stock = catalog_stock(db_str(r));
	price = catalog_price_read(r);
	s->list_price = price.price;
	s->price = catalog_price(&price, clock_now());
	s->picture = catalog_picture_read(r, s->name);
	return s;
}

static void
line_read(struct ctx *c, struct db_rows *r, struct cart_line *l, int64_t *seen)
{
	struct sellable *item;
	bool sold;

	l->variant = db_int(r);
	l->qty = db_int(r);
	*seen = db_int(r);
	l->said = db_str(r);
	l->packed = db_str(r);
	sold = db_int(r) != 0;
	item = item_read(c, r, l->variant);
	if (!sold)
		return;
	l->item = item;
	l->short_of = item->available < l->qty;
	l->made = !item->bundle && preorder_made(&item->buying.made, item->there, l->qty);
}

/* The quantity by which rules and prices go: all lines of the variant, or of the product. */
static int64_t
counted(const struct cart *cart, const struct cart_line *l)
{
	int64_t n = 0;

	for (size_t i = 0; i < cart->n; i++) {
		const struct cart_line *o = &cart->lines[i];

		if (o->item && (o->variant == l->variant || (l->item->buying.together && o->item->product == l->item->product)) && !add_ok(n, o->qty, &n))
			return INT64_MAX;
	}
	return n;
}

/* Prices by quantity and group of the products in the cart; of: whose each is. */
struct tiers {
	struct price_tier *tier;
	int64_t *of;
	size_t n;
};

static struct tiers
tiers_read(struct ctx *c, int64_t cart)
{
	struct tiers t = { 0 };
	size_t room = 0;
	struct db_rows r;

	for (r = db_query(c, &q[Q_TIERS], DB_I(cart), DB_I(c->buyer_group)); db_next(&r); t.n++) {
		if (t.n == room) {
			struct tiers was = t;

			room = room ? 2 * room : 16;
			t.tier = arena_new_n(c->arena, room, struct price_tier);
			t.of = arena_new_n(c->arena, room, int64_t);
			for (size_t i = 0; i < was.n; i++) {
				t.tier[i] = was.tier[i];
				t.of[i] = was.of[i];
			}
		}
		t.of[t.n] = db_int(&r);
		t.tier[t.n].variant = db_int(&r);
		t.tier[t.n].group = db_int(&r);
		t.tier[t.n].qty = db_int(&r);
		t.tier[t.n].price = db_int(&r);
	}
	return t;
}

/* What each line costs this shopper in these quantities. */
static void
offers(struct ctx *c, struct cart *cart)
{
	const struct buyer_group *g = price_group(c, c->buyer_group);
	struct tiers t = { 0 };
	bool some = false;
	size_t i, from, n;

	for (i = 0; i < cart->n; i++)
		some = some || (cart->lines[i].item && cart->lines[i].item->buying.tiers > 0);
	if (some)
		t = tiers_read(c, cart->id);
	for (i = 0; i < cart->n; i++) {
		struct cart_line *l = &cart->lines[i];
		struct sellable *s = l->item;

		if (!s)
			continue;
		l->counted = counted(cart, l);
		l->rule = buying_check(&s->buying, l->counted);
		for (from = 0; from < t.n && t.of[from] != s->product; from++)
			;
		for (n = 0; from + n < t.n && t.of[from + n] == s->product; n++)
			;
		l->offer = price_offer(&s->price, s->list_price, t.tier + from, n, l->variant, g, l->counted);
		s->price = l->offer.price;
	}
}

/* A piece costs so much more with what was said; where a price is for several pieces or grams, the line does (sum()). */
static bool
extra_each(const struct sellable *s)
{
	return s->buying.measure == MEASURE_PIECE && s->price_qty == 1;
}

/* What was said for each line, held against what is asked now; each product is asked about once. */
static void
inputs_read(struct ctx *c, struct cart *cart)
{
	for (size_t i = 0; i < cart->n; i++) {
		struct cart_line *l = &cart->lines[i];
		const struct line_input *in = NULL;
		const struct input_said *said;
		size_t n_in = 0, n, k;

		if (!l->item || l->item->buying.inputs == ASKS_NOTHING)
			continue;
		for (k = 0; k < i && !in; k++)
			if (cart->lines[k].inputs && cart->lines[k].item->product == l->item->product) {
				in = cart->lines[k].inputs->in;
				n_in = cart->lines[k].inputs->n;
			}
		if (!in)
			in = line_input_asked(c, l->item->product, &n_in);
		said = line_input_unpack(c, l->packed, &n);
		l->inputs = line_input_check(c, in, n_in, said, n, false);
		l->asks = !l->inputs->ok;
		if (l->inputs->extra == 0 || !extra_each(l->item))
			continue;
		l->item->price.now += l->inputs->extra;
		l->item->price.was += l->item->price.was > 0 ? l->inputs->extra : 0;
		l->offer.next_price += l->inputs->extra;
	}
}

static void
lines_read(struct ctx *c, struct cart *cart)
{
	int64_t seen[CART_LINES_MAX];
	struct db_rows r;

	cart->lines = arena_new_n(c->arena, CART_LINES_MAX, struct cart_line);
	for (r = db_query(c, &q[Q_LINES], DB_I(cart->id), DB_T(c->lang)); db_next(&r);) {
		if (cart->n == CART_LINES_MAX)
			continue;
		line_read(c, &r, &cart->lines[cart->n], &seen[cart->n]);
		cart->n++;
	}
	offers(c, cart);
	inputs_read(c, cart);
	for (size_t i = 0; i < cart->n; i++)
		cart->lines[i].price_changed = cart->lines[i].item && seen[i] != cart->lines[i].item->price.now;
}

static void
labels_read(struct ctx *c, struct cart *cart)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_LABELS], DB_I(cart->id), DB_T(c->lang)); db_next(&r);) {
		int64_t variant = db_int(&r);
		const char *value = db_str(&r);

		for (size_t i = 0; i < cart->n; i++) {
			struct sellable *s = cart->lines[i].variant == variant ? cart->lines[i].item : NULL;

			if (s)
				s->label = *s->label ? arena_printf(c->arena, "%s · %s", s->label, value) : value;
		}
	}
}

/* How many of a variant the cart's lines before `end` take, plainly and inside bundles, and this one of itself. */
static int64_t
taken(const struct cart *cart, size_t end, int64_t variant)
{
	int64_t n = 0;

	for (size_t i = 0; i < end; i++) {
		const struct cart_line *l = &cart->lines[i];

		n += l->variant == variant && l->item && !l->item->bundle ? l->qty : 0;
		for (size_t k = 0; k < l->n_parts; k++)
			n += l->parts[k].variant == variant ? l->parts[k].qty * l->qty : 0;
	}
	return n;
}

/* Two lines may want the same last piece: the later one is short of it then, and can have as many as the ones before it leave. */
static void
parts_read(struct ctx *c, struct cart *cart)
{
	size_t i, k, shared = 0;

	for (i = 0; i < cart->n; i++) {
		struct cart_line *l = &cart->lines[i];

		if (l->item && l->item->bundle) {
			l->parts = bundle_parts(c, l->variant, &l->n_parts);
			shared++;
		}
		shared += l->inputs != NULL;
	}
	for (i = 0; shared > 0 && i < cart->n; i++) {
		struct cart_line *l = &cart->lines[i];
		int64_t left = l->item ? l->item->available : 0;

		if (!l->item)
			continue;
		if (!l->item->bundle) {
			left -= taken(cart, i, l->variant);
			l->made = preorder_made(&l->item->buying.made, l->item->there - taken(cart, i, l->variant), l->qty);
		}
		for (k = 0; k < l->n_parts; k++) {
			int64_t more = (l->parts[k].available - taken(cart, i, l->parts[k].variant)) / l->parts[k].qty;

			left = more < left ? more : left;
		}
		l->item->available = left < 0 ? 0 : left;
		l->short_of = l->item->available < l->qty;
	}
}

/* n things of a size that is told for `of` of them, rounded up. */
static bool
part_of(int64_t size, int64_t of, int64_t n, int64_t *sum)
{
	if (!mul_ok(size, n, sum))
		return false;
	if (of > 1)
		*sum = *sum / of + (*sum % of != 0);
	return true;
}

/* Grams that are sold by weight weigh what they are, unless the owner says what comes on top. */
static bool
weight(const struct sellable *s, int64_t n, int64_t *grams)
{
	if (s->buying.measure == MEASURE_GRAM && s->weight_g == 0) {
		*grams = n;
		return true;
	}
	return part_of(s->weight_g, s->price_qty, n, grams);
}

/* Which lines are made first, and until when all of them are. */
static void
making(struct ctx *c, struct cart *cart)
{
	int64_t today = clock_day(clock_now(), shop_get(c)->timezone), n = 0;

	for (size_t i = 0; i < cart->n; i++) {
		const struct cart_line *l = &cart->lines[i];
		const struct preorder *m = l->item ? &l->item->buying.made : NULL;
		int64_t day;

		if (!l->made)
			continue;
		n++;
		day = m->ready_days > 0 ? today + m->ready_days : m->ready_day;
		cart->ready = day > cart->ready ? day : cart->ready;
	}
	cart->mixed = n > 0 && n < (int64_t)cart->n;
}

/* Adds one line to the sums; false when they leave int64. */
static bool
sum(struct cart *cart, struct cart_line *l)
{
	const struct sellable *s = l->item;
	int64_t volume, pieces = s->buying.measure == MEASURE_PIECE ? l->qty : 1, extra = 0;

	return quantity_cost(s->price.now, s->price_qty, l->qty, &l->total) &&
	    (!l->inputs || extra_each(s) || (mul_ok(l->inputs->extra, pieces, &extra) && add_ok(l->total, extra, &l->total))) && weight(s, l->qty, &l->weight_g) &&
	    part_of(s->volume_mm3, s->price_qty, l->qty, &volume) && add_ok(cart->volume_mm3, volume, &cart->volume_mm3) &&
	    add_ok(cart->subtotal, l->total, &cart->subtotal) && add_ok(cart->weight_g, l->weight_g, &cart->weight_g) &&
	    add_ok(cart->count, pieces, &cart->count);
}

static void
total(struct ctx *c, struct cart *cart)
{
	const struct buyer_group *g = price_group(c, c->buyer_group);
	struct buf b;

	buf_init(&b, c->arena, CART_LINES_MAX * 256);
	cart->ok = cart->n > 0;
	for (size_t i = 0; i < cart->n; i++) {
		struct cart_line *l = &cart->lines[i];

		buf_printf(&b, "%lld %lld %lld;", (long long)l->variant, (long long)l->qty,
		    (long long)(l->item ? l->item->price.now : -1));
		/* What is made now and lay there before, or was promised earlier, is not what was shown. */
		if (l->made)
			buf_printf(&b, "m%lld.%lld;", (long long)l->item->buying.made.ready_days, (long long)l->item->buying.made.ready_day);
		if (l->inputs)
			buf_printf(&b, "i%s.%lld;", l->said, (long long)l->inputs->extra);
		if (!l->item || l->short_of || l->asks || l->rule != BUYING_OK || l->qty < 1 || !sum(cart, l))
			cart->ok = false;
	}
	if (g && cart->n > 0 && cart->subtotal < g->min_order)
		cart->missing = g->min_order - cart->subtotal;
	cart->ok = cart->ok && cart->missing == 0;
	making(c, cart);
	cart->hash = crypt_hash(c->arena, b.s, b.len);
}

struct cart *
cart_get(struct ctx *c, int64_t session)
{
	struct cart *cart = arena_new(c->arena, struct cart);
	struct db_rows r;

	cart->hash = "";
	if (!session)
		return cart;
	r = db_query(c, &q[Q_OF_SESSION], DB_I(session));
	if (db_next(&r)) {
		cart->id = db_int(&r);
		cart->version = db_int(&r);
	}
	db_done(&r);
	if (!cart->id)
		return cart;
	lines_read(c, cart);
	if (cart->n > 0)
		labels_read(c, cart);
	parts_read(c, cart);
	total(c, cart);
	return cart;
}

struct parcel
cart_parcel(const struct cart *cart)
{
	return (struct parcel){ .weight_g = cart->weight_g, .value = cart->subtotal, .volume_mm3 = cart->volume_mm3, .ready = cart->ready };
}

int64_t
cart_count(struct ctx *c, int64_t session)
{
	return session ? db_one_int(c, 0, &q[Q_COUNT_PIECES], DB_I(session)) : 0;
}

int64_t
cart_lock(struct ctx *c, int64_t session)
{
	int64_t now = clock_now(), id = 0, touched = now;
	struct db_rows r;

	if (!session)
		return 0;
	r = db_query(c, &q[Q_LOCK], DB_I(session), DB_I(now));
	if (db_next(&r)) {
		id = db_int(&r);
		touched = db_int(&r);
	}
	db_done(&r);
	if (now - touched >= TOUCH_S)
		db_exec(c, &q[Q_TOUCH], DB_I(id), DB_I(now));
	return err_is_set(c) ? 0 : id;
}

void
cart_source(struct ctx *c, int64_t session, const char *code)
{
	db_exec(c, &q[Q_SOURCE], DB_I(session), DB_T(code));
}

void
cart_clear(struct ctx *c, int64_t session)
{
	if (cart_lock(c, session))
		db_exec(c, &q[Q_EMPTY], DB_I(session));
}

int64_t
cart_prune(struct ctx *c, int64_t before)
{
	db_exec(c, &q[Q_PRUNE_LINES], DB_I(before));
	return db_exec(c, &q[Q_PRUNE], DB_I(before));
}

void
cart_forget(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_FORGET], DB_I(product));
}

bool
cart_holds(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 1, &q[Q_HOLDS], DB_I(variant)) > 0;
}
