/*
 * The cart: which variants a visitor wants, and how many. It holds no price but the one last seen, so that a change can be told;
 * what a line costs is read anew each time. Reading takes two statements whatever the number of lines: the lines with all that is
 * shown of them, and the names of their option values. Every change first locks the cart's row, so two tabs cannot cross.
 */
#include "shop/cart.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/catalog_row.h"

enum { Q_OF_SESSION, Q_LOCK, Q_LINES, Q_LABELS, Q_COUNT_PIECES, Q_HELD, Q_OTHERS, Q_PUT, Q_SET, Q_TAKE, Q_SEEN, Q_EMPTY, Q_PRUNE_LINES,
	Q_PRUNE, Q_HOLDS };

static const struct db_stmt q[] = {
	[Q_OF_SESSION] = SQL("cart.of_session", "SELECT id, version FROM cart WHERE session = $1"),
	[Q_LOCK] = SQL("cart.lock",
	    "INSERT INTO cart (session, created_at, updated_at) VALUES ($1, $2, $2)"
	    " ON CONFLICT (session) DO UPDATE SET version = cart.version + 1, updated_at = excluded.updated_at RETURNING id"),
	[Q_LINES] = SQL("cart.lines",
	    "SELECT c.variant, c.qty, c.price_seen, CASE WHEN v.active = 1 AND p.status = 'active' THEN 1 ELSE 0 END,"
	    " p.id, s.slug, COALESCE(NULLIF(t.name, ''), i.name, ''), v.sku, p.unit, p.tint, v.cost, v.weight_g,"
	    " " SQL_SIZE_COLS("v") ", COALESCE(k.on_hand - k.reserved, 0), v.stock_state, " SQL_PRICE_COLS("v") ", " SQL_PICTURE_COLS("$2")
	    " FROM cart_line c JOIN variant v ON v.id = c.variant JOIN product p ON p.id = v.product"
	    " LEFT JOIN product_text i ON i.product = p.id AND i.lang = 'id'"
	    " LEFT JOIN product_text t ON t.product = p.id AND t.lang = $2"
	    " LEFT JOIN slug s ON s.kind = 'product' AND s.object = p.id AND s.current = 1"
	    " LEFT JOIN stock k ON k.variant = v.id AND k.place = 1"
	    " LEFT JOIN media_link l ON l.id = COALESCE((SELECT MIN(own.id) FROM media_link own"
	    " WHERE own.product = p.id AND own.media = v.media), " SQL_COVER("p.id") ")"
	    " LEFT JOIN media m ON m.id = COALESCE(v.media, l.media) AND m.state <> 'refused'"
	    " WHERE c.cart = $1 ORDER BY c.position, c.variant"),
	[Q_LABELS] = SQL("cart.labels",
	    "SELECT l.variant, COALESCE(NULLIF(t.name, ''), i.name, '')"
	    " FROM cart_line l JOIN variant_value w ON w.variant = l.variant JOIN product_option o ON o.id = w.option"
	    " LEFT JOIN option_value_text i ON i.value = w.value AND i.lang = 'id'"
	    " LEFT JOIN option_value_text t ON t.value = w.value AND t.lang = $2"
	    " WHERE l.cart = $1 ORDER BY l.variant, o.position, o.id"),
	[Q_COUNT_PIECES] = SQL("cart.count",
	    "SELECT CAST(COALESCE(SUM(l.qty), 0) AS BIGINT) FROM cart c JOIN cart_line l ON l.cart = c.id WHERE c.session = $1"),
	[Q_HELD] = SQL("cart.held", "SELECT qty FROM cart_line WHERE cart = $1 AND variant = $2"),
	[Q_OTHERS] = SQL("cart.others",
	    "SELECT l.qty, " SQL_PRICE("v", "$2") ", v.weight_g, " SQL_SIZE_COLS("v") " FROM cart_line l JOIN variant v ON v.id = l.variant"
	    " WHERE l.cart = $1 AND l.variant <> $3 ORDER BY l.variant"),
	[Q_PUT] = SQL("cart.put",
	    "INSERT INTO cart_line (cart, variant, qty, position, price_seen)"
	    " SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST(COALESCE(MAX(position), 0) + 1 AS BIGINT),"
	    " CAST($4 AS BIGINT) FROM cart_line WHERE cart = $1"
	    " ON CONFLICT (cart, variant) DO UPDATE SET qty = excluded.qty, price_seen = excluded.price_seen"),
	[Q_SET] = SQL("cart.set", "UPDATE cart_line SET qty = $3 WHERE cart = $1 AND variant = $2"),
	[Q_TAKE] = SQL("cart.take", "DELETE FROM cart_line WHERE cart = $1 AND variant = $2"),
	[Q_SEEN] = SQL("cart.seen", "UPDATE cart_line SET price_seen = $3 WHERE cart = $1 AND variant = $2"),
	[Q_EMPTY] = SQL("cart.empty", "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE session = $1)"),
	[Q_HOLDS] = SQL("cart.holds", "SELECT COUNT(*) FROM cart_line WHERE variant = $1"),
	[Q_PRUNE_LINES] = SQL("cart.prune_lines",
	    "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE updated_at < $1)"),
	[Q_PRUNE] = SQL("cart.prune", "DELETE FROM cart WHERE updated_at < $1"),
};
DB_TABLE(q);

/* The columns of cart.lines from the product's id on. */
static struct sellable *
item_read(struct ctx *c, struct db_rows *r, int64_t variant)
{
	struct sellable *s = arena_new(c->arena, struct sellable);
	struct list_price price;
	int64_t size[CATALOG_SIDES];

	s->variant = variant;
	s->product = db_int(r);
	s->slug = db_str(r);
	s->name = db_str(r);
	s->sku = db_str(r);
	s->unit = db_str(r);
	s->tint = db_int(r);
	s->label = "";
	s->cost = db_null(r) ? (db_skip(r), -1) : db_int(r);
	s->weight_g = db_int(r);
	s->volume_mm3 = catalog_size_read(r, size);
	s->available = db_int(r);
	s->stock = catalog_stock(db_str(r));
	price = catalog_price_read(r);
	s->price = catalog_price(&price, clock_now());
	s->picture = catalog_picture_read(r, s->name);
	return s;
}

static void
line_read(struct ctx *c, struct db_rows *r, struct cart_line *l)
{
	int64_t seen;
	struct sellable *item;
	bool sold;

	l->variant = db_int(r);
	l->qty = db_int(r);
	seen = db_int(r);
	sold = db_int(r) != 0;
	item = item_read(c, r, l->variant);
	if (!sold)
		return;
	l->item = item;
	l->price_changed = seen != item->price.now;
	l->short_of = item->available < l->qty;
}

static void
lines_read(struct ctx *c, struct cart *cart)
{
	struct db_rows r;

	cart->lines = arena_new_n(c->arena, CART_LINES_MAX, struct cart_line);
	for (r = db_query(c, &q[Q_LINES], DB_I(cart->id), DB_T(c->lang)); db_next(&r);) {
		if (cart->n == CART_LINES_MAX)
			continue;
		line_read(c, &r, &cart->lines[cart->n++]);
	}
}

static struct sellable *
item_of(const struct cart *cart, int64_t variant)
{
	for (size_t i = 0; i < cart->n; i++) {
		if (cart->lines[i].variant == variant)
			return cart->lines[i].item;
	}
	return NULL;
}

static void
labels_read(struct ctx *c, struct cart *cart)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_LABELS], DB_I(cart->id), DB_T(c->lang)); db_next(&r);) {
		struct sellable *s = item_of(cart, db_int(&r));
		const char *value = db_str(&r);

		if (s)
			s->label = *s->label ? arena_printf(c->arena, "%s · %s", s->label, value) : value;
	}
}

/* Adds one line to the sums; false when they leave int64. */
static bool
sum(struct cart *cart, struct cart_line *l)
{
	int64_t weight, volume;

	return mul_ok(l->item->price.now, l->qty, &l->total) && mul_ok(l->item->weight_g, l->qty, &weight) &&
	    mul_ok(l->item->volume_mm3, l->qty, &volume) && add_ok(cart->volume_mm3, volume, &cart->volume_mm3) &&
	    add_ok(cart->subtotal, l->total, &cart->subtotal) && add_ok(cart->weight_g, weight, &cart->weight_g) &&
	    add_ok(cart->count, l->qty, &cart->count);
}

static void
total(struct ctx *c, struct cart *cart)
{
	struct buf b;

	buf_init(&b, c->arena, CART_LINES_MAX * 64);
	cart->ok = cart->n > 0;
	for (size_t i = 0; i < cart->n; i++) {
		struct cart_line *l = &cart->lines[i];

		buf_printf(&b, "%lld %lld %lld;", (long long)l->variant, (long long)l->qty,
		    (long long)(l->item ? l->item->price.now : -1));
		if (!l->item || l->short_of || l->qty < 1 || !sum(cart, l))
			cart->ok = false;
	}
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
	total(c, cart);
	return cart;
}

struct parcel
cart_parcel(const struct cart *cart)
{
	return (struct parcel){ .weight_g = cart->weight_g, .value = cart->subtotal, .volume_mm3 = cart->volume_mm3 };
}

int64_t
cart_count(struct ctx *c, int64_t session)
{
	return session ? db_one_int(c, 0, &q[Q_COUNT_PIECES], DB_I(session)) : 0;
}

int64_t
cart_lock(struct ctx *c, int64_t session)
{
	return session ? db_one_int(c, 0, &q[Q_LOCK], DB_I(session), DB_I(clock_now())) : 0;
}

/* Would the whole cart, with qty of this variant, still be countable in lines, pieces, rupiah, grams and mm³? */
static bool
fits(struct ctx *c, int64_t cart, const struct sellable *s, int64_t qty)
{
	int64_t lines = 1, money, weight, volume = 0, part, size[CATALOG_SIDES];
	struct db_rows r;
	bool ok = qty <= CART_QTY_MAX && mul_ok(s->price.now, qty, &money) && mul_ok(s->weight_g, qty, &weight) &&
	    mul_ok(s->volume_mm3, qty, &volume);

	for (r = db_query(c, &q[Q_OTHERS], DB_I(cart), DB_I(clock_now()), DB_I(s->variant)); db_next(&r);) {
		int64_t n = db_int(&r), price = db_int(&r), grams = db_int(&r), mm3 = catalog_size_read(&r, size);

		lines++;
		ok = ok && mul_ok(n, price, &part) && add_ok(money, part, &money);
		ok = ok && mul_ok(n, grams, &part) && add_ok(weight, part, &weight);
		ok = ok && mul_ok(n, mm3, &part) && add_ok(volume, part, &volume);
	}
	return ok && lines <= CART_LINES_MAX;
}

static enum cart_put
put(struct ctx *c, int64_t cart, int64_t variant, int64_t qty)
{
	struct sellable *s = catalog_sellable(c, variant);

	if (!s)
		return CART_GONE;
	if (qty < 1 || !fits(c, cart, s, qty))
		return CART_FULL;
	if (s->available < qty)
		return CART_SHORT;
	db_exec(c, &q[Q_PUT], DB_I(cart), DB_I(variant), DB_I(qty), DB_I(s->price.now));
	return CART_OK;
}

enum cart_put
cart_add(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	int64_t cart = cart_lock(c, session), held;

	if (!cart)
		return CART_GONE;
	held = db_one_int(c, 0, &q[Q_HELD], DB_I(cart), DB_I(variant));
	if (qty < 1 || !add_ok(held, qty, &qty))
		return CART_FULL;
	return put(c, cart, variant, qty);
}

enum cart_put
cart_set(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	int64_t cart = cart_lock(c, session), held;

	if (!cart)
		return CART_GONE;
	if (qty == 0) {
		db_exec(c, &q[Q_TAKE], DB_I(cart), DB_I(variant));
		return CART_OK;
	}
	held = db_one_int(c, 0, &q[Q_HELD], DB_I(cart), DB_I(variant));
	/* Fewer of what is there is always allowed, though even that may be more than the shelf has. */
	if (qty > 0 && qty < held && catalog_sellable(c, variant)) {
		db_exec(c, &q[Q_SET], DB_I(cart), DB_I(variant), DB_I(qty));
		return CART_OK;
	}
	return put(c, cart, variant, qty);
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
			db_exec(c, &q[Q_SEEN], DB_I(cart->id), DB_I(l->variant), DB_I(l->item->price.now));
	}
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

bool
cart_holds(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 1, &q[Q_HOLDS], DB_I(variant)) > 0;
}
