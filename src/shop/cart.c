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

#define TOUCH_S 3600	/* carts are forgotten after weeks: to the hour is exact enough, and spares each change a page of the index */

enum { Q_OF_SESSION, Q_LOCK, Q_TOUCH, Q_LINES, Q_LABELS, Q_COUNT_PIECES, Q_WEIGH, Q_PUT, Q_SET, Q_TAKE, Q_SEEN, Q_EMPTY, Q_PRUNE_LINES,
	Q_PRUNE, Q_HOLDS, Q_SOURCE };

static const struct db_stmt q[] = {
	[Q_OF_SESSION] = SQL("cart.of_session", "SELECT id, version FROM cart WHERE session = $1"),
	[Q_LOCK] = SQL("cart.lock",
	    "INSERT INTO cart (session, created_at, updated_at) VALUES ($1, $2, $2)"
	    " ON CONFLICT (session) DO UPDATE SET version = cart.version + 1 RETURNING id, updated_at"),
	[Q_TOUCH] = SQL("cart.touch", "UPDATE cart SET updated_at = $2 WHERE id = $1"),
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
	/* The lines of the cart and once more, with nothing of it, the variant $2 that is asked about. */
	[Q_WEIGH] = SQL("cart.weigh",
	    "SELECT v.id, l.qty, l.position, " SQL_PRICE("v", "$3") ", v.weight_g, " SQL_SIZE_COLS("v") ","
	    " CASE WHEN v.id = $2 AND v.active = 1 THEN COALESCE((SELECT k.on_hand - k.reserved FROM stock k WHERE k.variant = v.id AND k.place = 1), 0) END,"
	    " CASE WHEN v.id = $2 AND v.active = 1 THEN (SELECT COALESCE((SELECT s.slug FROM slug s WHERE s.kind = 'product' AND s.object = p.id AND s.current = 1), '')"
	    " FROM product p WHERE p.id = v.product AND p.status = 'active') END"
	    " FROM (SELECT variant, qty, position FROM cart_line WHERE cart = $1"
	    " UNION ALL SELECT CAST($2 AS BIGINT), 0, 0) l JOIN variant v ON v.id = l.variant"),
	[Q_PUT] = SQL("cart.put",
	    "INSERT INTO cart_line (cart, variant, qty, position, price_seen) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (cart, variant) DO UPDATE SET qty = excluded.qty, price_seen = excluded.price_seen"),
	[Q_SET] = SQL("cart.set", "UPDATE cart_line SET qty = $3 WHERE cart = $1 AND variant = $2"),
	[Q_TAKE] = SQL("cart.take", "DELETE FROM cart_line WHERE cart = $1 AND variant = $2"),
	[Q_SEEN] = SQL("cart.seen", "UPDATE cart_line SET price_seen = $3 WHERE cart = $1 AND variant = $2"),
	[Q_EMPTY] = SQL("cart.empty", "DELETE FROM cart_line WHERE cart IN (SELECT id FROM cart WHERE session = $1)"),
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

/* A cart as the one variant finds it that is to be put in. */
struct weighed {
	const char *slug;	/* of the variant's product; NULL: not sold */
	int64_t held, price, weight_g, volume_mm3, available;
	int64_t lines, position;	/* of the others: how many, and the last place */
	int64_t money, grams, mm3;
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

static struct weighed
weigh(struct ctx *c, int64_t cart, int64_t variant)
{
	struct weighed w = { .countable = true };
	struct db_rows r;

	for (r = db_query(c, &q[Q_WEIGH], DB_I(cart), DB_I(variant), DB_I(clock_now())); db_next(&r);) {
		int64_t size[CATALOG_SIDES], id = db_int(&r), n = db_int(&r), position = db_int(&r);
		int64_t price = db_int(&r), grams = db_int(&r), mm3 = catalog_size_read(&r, size);

		w.position = position > w.position ? position : w.position;
		if (id != variant) {
			weigh_other(&w, n, price, grams, mm3);
			continue;
		}
		w.held += n;
		w.price = price;
		w.weight_g = grams;
		w.volume_mm3 = mm3;
		w.available = db_int(&r);
		w.slug = db_text(&r);
	}
	return w;
}

/* Would the whole cart, with qty of this variant, still be countable in lines, pieces, rupiah, grams and mm³? */
static bool
fits(const struct weighed *w, int64_t qty)
{
	int64_t part, sum;

	return w->countable && qty <= CART_QTY_MAX && w->lines < CART_LINES_MAX && mul_ok(w->price, qty, &part) && add_ok(w->money, part, &sum) &&
	    mul_ok(w->weight_g, qty, &part) && add_ok(w->grams, part, &sum) && mul_ok(w->volume_mm3, qty, &part) && add_ok(w->mm3, part, &sum);
}

static enum cart_put
put(struct ctx *c, int64_t cart, int64_t variant, const struct weighed *w, int64_t qty)
{
	if (!w->slug)
		return CART_GONE;
	if (qty < 1 || !fits(w, qty))
		return CART_FULL;
	if (w->available < qty)
		return CART_SHORT;
	db_exec(c, &q[Q_PUT], DB_I(cart), DB_I(variant), DB_I(qty), DB_I(w->position + 1), DB_I(w->price));
	return CART_OK;
}

enum cart_put
cart_add_told(struct ctx *c, int64_t session, int64_t variant, int64_t qty, const char **slug)
{
	int64_t cart = cart_lock(c, session);
	struct weighed w;

	*slug = NULL;
	if (!cart)
		return CART_GONE;
	w = weigh(c, cart, variant);
	*slug = w.slug;
	if (qty < 1 || !add_ok(w.held, qty, &qty))
		return CART_FULL;
	return put(c, cart, variant, &w, qty);
}

enum cart_put
cart_add(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	const char *slug;

	return cart_add_told(c, session, variant, qty, &slug);
}

enum cart_put
cart_set(struct ctx *c, int64_t session, int64_t variant, int64_t qty)
{
	int64_t cart = cart_lock(c, session);
	struct weighed w;

	if (!cart)
		return CART_GONE;
	if (qty == 0) {
		db_exec(c, &q[Q_TAKE], DB_I(cart), DB_I(variant));
		return CART_OK;
	}
	w = weigh(c, cart, variant);
	/* Fewer of what is there is always allowed, though even that may be more than the shelf has. */
	if (qty > 0 && qty < w.held && w.slug) {
		db_exec(c, &q[Q_SET], DB_I(cart), DB_I(variant), DB_I(qty));
		return CART_OK;
	}
	return put(c, cart, variant, &w, qty);
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

bool
cart_holds(struct ctx *c, int64_t variant)
{
	return db_one_int(c, 1, &q[Q_HOLDS], DB_I(variant)) > 0;
}
