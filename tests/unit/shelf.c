/*
 * The shelves against the goods: after whatever happens to products, stock, prices, sales and categories, every list in every order is what a plain query over the goods themselves gives, from its
 * first page to its last, and the counts are right. Drawn at random from a fixed seed.
 */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/category_merge.h"
#include "shop/shelf.h"
#include "shop/stock.h"

#define UNSET INT64_MIN
#define GOODS 40
#define TREE 6
#define STEPS 190
#define DAY 86400

enum { T_SOLD, T_SPOIL, T_SPOIL_COUNT, T_VERSION, T_CATEGORY_VERSION };
static const struct db_stmt t[] = {
	[T_SOLD] = SQL("t.shelf.sold", "UPDATE product SET sold = sold + $2 WHERE id = $1"),
	[T_SPOIL] = SQL("t.shelf.spoil", "UPDATE shelf SET price = price + 1 WHERE product = $1"),
	[T_SPOIL_COUNT] = SQL("t.shelf.spoil_count", "UPDATE shelf_count SET there = there + 1 WHERE category = 0"),
	[T_VERSION] = SQL("t.shelf.version", "SELECT version FROM product WHERE id = $1"),
	[T_CATEGORY_VERSION] = SQL("t.shelf.category_version", "SELECT version FROM category WHERE id = $1"),
};
DB_TABLE(t);

/* $1 category, $2 now, $3 only what is there: products in order, with nothing of the shelves in it. */
#define NOW_PRICE "CASE WHEN x.sale_price < x.price AND COALESCE(x.sale_from, 0) <= $2 AND COALESCE(x.sale_to, $2 + 1) > $2 THEN x.sale_price ELSE x.price END"
#define NOW_OFF "CASE WHEN " NOW_PRICE " < x.price THEN (x.price - " NOW_PRICE ") * 100 / x.price WHEN x.compare_at > x.price THEN (x.compare_at - x.price) * 100 / x.compare_at ELSE 0 END"
#define PLAIN(name, order) SQL(name, \
	"WITH RECURSIVE below (id) AS (SELECT id FROM category WHERE id = $1 UNION SELECT g.id FROM category g JOIN below ON g.parent = below.id WHERE g.active = 1)," \
	" goods AS (SELECT p.id AS id, p.sold AS sold, p.created_at AS created_at, p.position AS position," \
	" MIN(CASE WHEN x.stock_state = 'habis' THEN 1 ELSE 0 END) AS sunk," \
	" COALESCE(MIN(CASE WHEN x.stock_state <> 'habis' THEN " NOW_PRICE " END), MIN(" NOW_PRICE ")) AS price," \
	" COALESCE(MAX(CASE WHEN x.stock_state <> 'habis' THEN " NOW_OFF " END), MAX(" NOW_OFF ")) AS off" \
	" FROM product p JOIN variant x ON x.product = p.id AND x.active = 1 WHERE p.status = 'active' GROUP BY p.id, p.sold, p.created_at, p.position)," \
	" listed AS (SELECT g.*, CASE WHEN $1 = 0 THEN g.position ELSE (SELECT MIN(k.position) FROM product_category k WHERE k.product = g.id" \
	" AND k.category IN (SELECT id FROM below)) END AS place FROM goods g)" \
	" SELECT id FROM listed WHERE place IS NOT NULL AND ($3 = 0 OR sunk = 0) ORDER BY sunk, " order)
static const struct db_stmt plain[SORTS] = {
	[SORT_HAND] = PLAIN("t.plain.hand", "place, id DESC"),
	[SORT_BEST] = PLAIN("t.plain.best", "sold DESC, id DESC"),
	[SORT_NEW] = PLAIN("t.plain.new", "created_at DESC, id DESC"),
	[SORT_CHEAP] = PLAIN("t.plain.cheap", "price, id DESC"),
	[SORT_DEAR] = PLAIN("t.plain.dear", "price DESC, id"),
	[SORT_OFF] = PLAIN("t.plain.off", "off DESC, id DESC"),
};
DB_TABLE(plain);

static uint32_t seed;

static int64_t
draw(int64_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (int64_t)(seed >> 8) % n;
}

struct shop {
	int64_t categories[TREE], goods[GOODS];
	size_t n;
};

static int64_t
category(struct ctx *c, int64_t id, int64_t parent, bool active)
{
	const struct category_edit e = { .name = { arena_printf(c->arena, "Kategori %lld %lld", (long long)id, (long long)draw(1000)), "" }, .parent = parent, .active = active };
	int64_t version = id ? db_one_int(c, 0, &t[T_CATEGORY_VERSION], DB_I(id)) : 0;

	/* A category below itself is refused, and nothing happens. */
	return category_put(c, &id, version, &e) == CATEGORY_OK ? id : 0;
}

static struct variant_edit
variant(const char *value)
{
	struct variant_edit v = { .values = { { value, "" } }, .price = 1000 * (1 + draw(9)), .compare_at = UNSET, .sale_price = UNSET, .sale_from = UNSET, .sale_to = UNSET, .cost = UNSET,
	    .weight_g = 100, .low_at = draw(4), .stock = draw(3) * draw(4), .active = true };

	if (draw(4) == 0)
		v.compare_at = v.price + 100 * draw(30);
	if (draw(3) == 0) {
		v.sale_price = 500 * (1 + draw(12));
		v.sale_from = draw(2) ? clock_now() + (draw(7) - 3) * DAY : UNSET;
		v.sale_to = draw(2) ? clock_now() + (1 + draw(5)) * DAY : UNSET;
	}
	return v;
}

/* A new product, or one of them written anew with other values. */
static void
product(struct ctx *c, struct shop *s, size_t at)
{
	struct variant_edit variants[2] = { variant("kecil"), variant("besar") };
	int64_t lies[3] = { s->categories[draw(TREE)], s->categories[draw(TREE)], s->categories[draw(TREE)] }, id = at < s->n ? s->goods[at] : 0;
	struct product_edit e = { .name = { arena_printf(c->arena, "Barang %zu", at), "" }, .summary = { "", "" }, .description = { "", "" },
	    .status = draw(5) ? "active" : draw(2) ? "draft" : "archived", .options = { { "Isi", "" } }, .variants = variants, .n_variants = 1 + (size_t)draw(2),
	    .categories = lies, .n_categories = (size_t)draw(4), .featured = draw(4) == 0 };
	size_t bad;

	assert_int_equal(product_put(c, &id, id ? db_one_int(c, 0, &t[T_VERSION], DB_I(id)) : 0, &e, &bad), PRODUCT_OK);
	s->goods[at] = id;
	if (at == s->n)
		s->n++;
}

static void
stock(struct ctx *c, int64_t id)
{
	const struct product *p = catalog_product(c, id);
	size_t i;

	for (i = 0; i < p->n_variants; i++)
		if (draw(2))
			assert_int_equal(stock_count(c, p->variants[i].id, draw(3) * draw(5), "count", NULL), STOCK_CHANGE_OK);
}

static void
something(struct ctx *c, struct shop *s)
{
	static const char *const states[] = { "active", "draft", "archived" };
	int64_t id = s->goods[draw((int64_t)s->n)];

	switch (draw(11)) {
	case 0:
		product(c, s, s->n < GOODS ? s->n : (size_t)draw(GOODS));
		break;
	case 1:
	case 2:
		product(c, s, (size_t)draw((int64_t)s->n));
		break;
	case 3:
	case 4:
		stock(c, id);
		break;
	case 5:
		assert_int_equal(product_status(c, id, states[draw(3)]), PRODUCT_STATUS_OK);
		break;
	case 6:
		(void)db_exec(c, &t[T_SOLD], DB_I(id), DB_I(draw(9)));
		shelf_sold(c, id);
		break;
	case 7:
		(void)category(c, s->categories[draw(TREE)], draw(3) ? s->categories[draw(TREE)] : 0, draw(4) > 0);
		break;
	case 9:
		if (!category_place(c, s->categories[draw(TREE)], draw(TREE) - 2))
			fail();
		break;
	case 10: {
		size_t at = (size_t)draw(TREE);

		if (category_merge(c, s->categories[at], s->categories[draw(TREE)]) == CATEGORY_END_OK)
			s->categories[at] = category(c, 0, draw(2) ? s->categories[(at + 1) % TREE] : 0, true);
		break;
	}
	case 8:
		/* Now and then it goes back, past what began or ended since. */
		clock_set(clock_now() + draw(2 * DAY) - (draw(4) == 0 ? 3 * DAY : 0));
		while (shelf_due(c, clock_now(), 3) == 3)
			;
		break;
	}
}

/* One list from its first page to behind its last, in pages of some size. */
static void
is_plain(struct ctx *c, int64_t category, enum sort sort, bool in_stock)
{
	int64_t want[GOODS], ids[GOODS], total, offset;
	struct db_rows r = db_query(c, &plain[sort], DB_I(category), DB_I(clock_now()), DB_I(in_stock));
	size_t n_want = 0, n, i;
	int limit = 1 + (int)draw(9);

	while (db_next(&r))
		want[n_want++] = db_int(&r);
	for (offset = 0; offset <= (int64_t)n_want; offset += limit) {
		n = shelf_ids(c, category, sort, in_stock, offset, limit, ids, &total);
		assert_int_equal(total, n_want);
		assert_int_equal(n, (int64_t)n_want - offset < limit ? n_want - (size_t)offset : (size_t)limit);
		for (i = 0; i < n; i++)
			assert_int_equal(ids[i], want[(size_t)offset + i]);
	}
}

static void
lists_are_what_a_plain_query_gives(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct shop s = { .n = 0 };
	int step;
	size_t i;

	seed = 20260;
	for (i = 0; i < TREE; i++)
		s.categories[i] = category(c, 0, i % 3 ? s.categories[i / 2] : 0, true);
	for (i = 0; i < 12; i++)
		product(c, &s, s.n);
	for (step = 0; step < STEPS; step++) {
		something(c, &s);
		fixture_next(f);
		assert_int_equal(shelf_faults(c), 0);
		is_plain(c, step % 3 ? s.categories[draw(TREE)] : SHELF_ALL, (enum sort)(step % SORTS), draw(3) == 0);
	}
	for (i = 0; i < TREE * SORTS; i++)
		is_plain(c, i < SORTS ? SHELF_ALL : s.categories[i / SORTS], (enum sort)(i % SORTS), i % 2);
	/* What is taken away leaves no place behind. */
	for (i = 0; i < s.n; i++) {
		(void)stock(c, s.goods[i]);
		assert_int_equal(product_status(c, s.goods[i], "archived"), PRODUCT_STATUS_OK);
	}
	assert_int_equal(shelf_faults(c), 0);
	fixture_ok(f);
}

static void
featured_ones_come_first(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct shop s = { .n = 0 };
	int64_t ids[GOODS];
	size_t n, i, k;
	const struct product *p;
	bool there, was_there = true, featured, was_featured = true;

	seed = 7;
	for (i = 0; i < TREE; i++)
		s.categories[i] = category(c, 0, 0, true);
	for (i = 0; i < GOODS; i++)
		product(c, &s, s.n);
	n = shelf_featured(c, GOODS, ids);
	for (i = 0; i < n; i++) {
		for (k = 0; k < i; k++)
			assert_int_not_equal(ids[i], ids[k]);
		p = catalog_product(c, ids[i]);
		assert_string_equal(p->status, "active");
		for (k = 0, there = false; k < p->n_variants; k++)
			there = there || p->variants[k].stock != STOCK_NONE;
		featured = p->featured;
		assert_true(was_there || !there);
		assert_true(was_featured || !featured || there != was_there);
		was_there = there;
		was_featured = featured;
	}
	for (i = k = 0; i < GOODS; i++)
		k += str_eq(catalog_product(c, s.goods[i])->status, "active");
	assert_int_equal(n, k);
}

static void
faults_are_seen_and_mended(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct shop s = { .n = 0 };
	size_t i;

	seed = 3;
	for (i = 0; i < TREE; i++)
		s.categories[i] = category(c, 0, 0, true);
	while (s.n < 9)
		product(c, &s, s.n);
	assert_int_equal(shelf_faults(c), 0);
	for (i = 0; i < s.n && shelf_faults(c) == 0; i++)
		(void)db_exec(c, &t[T_SPOIL], DB_I(s.goods[i]));
	assert_true(shelf_faults(c) > 0);
	shelf_all(c);
	assert_int_equal(shelf_faults(c), 0);
	(void)db_exec(c, &t[T_SPOIL_COUNT]);
	assert_int_equal(shelf_faults(c), 1);
	shelf_all(c);
	assert_int_equal(shelf_faults(c), 0);
	shelf_take(c, s.goods[i - 1]);
	assert_true(shelf_faults(c) > 0);
}

static const struct CMUnitTest tests[] = {
	CASE(lists_are_what_a_plain_query_gives),
	CASE(featured_ones_come_first),
	CASE(faults_are_seen_and_mended),
};
FIXTURE_MAIN(tests)
