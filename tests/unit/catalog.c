/*
 * The catalogue: writing a product and reading it back whole, prices of the moment, cards and their order, the tree, addresses
 * with history, versions, what edits refuse, and how many statements a page costs.
 */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/setting.h"
#include "shop/stock.h"

#define UNSET INT64_MIN

enum { Q_PICTURE, Q_LINK, Q_AUDITS, Q_SOLD, Q_VALUES, Q_OPTIONS, Q_INACTIVE };
static const struct db_stmt q[] = {
	[Q_PICTURE] = SQL("test.picture",
	    "INSERT INTO media (hash, state, width, height, created_at) VALUES ($1, $2, 800, 600,"
	    " 1) RETURNING id"),
	[Q_LINK] = SQL("test.link",
	    "INSERT INTO media_link (media, product, position, alt, alt_en) VALUES ($1, $2, $3,"
	    " $4, $5)"),
	[Q_AUDITS] = SQL("test.audits",
	    "SELECT COALESCE(before, '') || '>' || after FROM audit WHERE object = 'product' ORDER"
	    " BY id DESC LIMIT 1"),
	[Q_SOLD] = SQL("test.sold", "UPDATE product SET sold = $2 WHERE id = $1"),
	[Q_VALUES] = SQL("test.values", "SELECT COUNT(*) FROM option_value"),
	[Q_OPTIONS] = SQL("test.options", "SELECT COUNT(*) FROM product_option"),
	[Q_INACTIVE] = SQL("test.inactive", "SELECT COUNT(*) FROM variant WHERE active = 0"),
};
DB_TABLE(q);

/* A product of one variant, on sale, in no category. */
static struct variant_edit one_variant;
static struct product_edit one;

static struct product_edit *
simple(const char *name, int64_t price, int64_t stock)
{
	one_variant = (struct variant_edit){ .price = price, .compare_at = UNSET, .sale_price = UNSET,
		.sale_from = UNSET, .sale_to = UNSET, .cost = UNSET, .low_at = 3, .weight_g = 250,
		.stock = stock, .active = true };
	one = (struct product_edit){ .name = { name, "" }, .summary = { "", "" }, .description = { "", "" },
		.status = "active", .variants = &one_variant, .n_variants = 1 };
	return &one;
}

static int64_t
put(struct ctx *c, const struct product_edit *e)
{
	int64_t id = 0;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, e, &bad), PRODUCT_OK);
	return id;
}

static int64_t
category(struct ctx *c, const char *name, int64_t parent)
{
	const struct category_edit e = { .name = { name, "" }, .parent = parent, .active = 1 };
	int64_t id = 0;

	assert_int_equal(category_put(c, &id, 0, &e), CATEGORY_OK);
	return id;
}

/* Keripik Balado: 250 g and 500 g, pedas and manis, three of the four. */
static struct variant_edit balado_variants[3];

static struct product_edit *
balado(void)
{
	static const char *const sizes[] = { "250 g", "250 g", "500 g" }, *const tastes[] = { "Pedas", "Manis", "Pedas" };
	static struct product_edit e;
	size_t i;

	for (i = 0; i < 3; i++)
		balado_variants[i] = (struct variant_edit){ .values = { { sizes[i], "" },
		    { tastes[i], i == 1 ? "Sweet" : "Hot" } }, .price = 15000 + 5000 * (int64_t)i,
		    .compare_at = UNSET, .sale_price = UNSET, .sale_from = UNSET, .sale_to = UNSET, .cost = 9000,
		    .weight_g = 300, .low_at = 2, .stock = 10, .active = true };
	balado_variants[0].sku = "BLD-1";
	balado_variants[1].sku = "BLD-2";
	e = (struct product_edit){ .name = { "Keripik Balado", "Balado Crisps" },
		.summary = { "Pedas manis", "" }, .description = { "Singkong pilihan", "Cassava" },
		.status = "active", .unit = "bungkus", .halal = "ID123", .shelf_life_days = 90, .tint = 2,
		.options = { { "Isi", "Size" }, { "Rasa", "" } },
		.attrs = { { "Komposisi", "Ingredients", "Singkong", "Cassava" }, { "Asal", "", "Padang", "" } },
		.n_attrs = 2, .variants = balado_variants, .n_variants = 3 };
	return &e;
}

static void
is_read_back_whole(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t g = category(c, "Pedas", 0), id, count, picture;
	struct product_edit *e = balado();
	struct product *p;

	e->categories = &g;
	e->n_categories = 1;
	id = put(c, e);
	picture = db_one_int(c, 0, &q[Q_PICTURE], DB_T("aa"), DB_T("ready"));
	(void)db_exec(c, &q[Q_LINK], DB_I(picture), DB_I(id), DB_I(1), DB_T("Sebungkus"), DB_T(""));
	picture = db_one_int(c, 0, &q[Q_PICTURE], DB_T("bb"), DB_T("refused"));
	(void)db_exec(c, &q[Q_LINK], DB_I(picture), DB_I(id), DB_I(0), DB_T(""), DB_T(""));
	count = c->sql_count;
	p = catalog_product(c, id);
	assert_true(c->sql_count - count <= 8);
	fixture_ok(f);
	assert_string_equal(p->name, "Keripik Balado");
	assert_string_equal(p->slug, "keripik-balado");
	assert_string_equal(p->unit, "bungkus");
	assert_int_equal(p->shelf_life_days, 90);
	assert_int_equal(p->n_variants, 3);
	assert_string_equal(p->variants[1].label, "250 g · Manis");
	assert_string_equal(p->variants[1].sku, "BLD-2");
	assert_int_equal(p->variants[1].price.now, 20000);
	assert_int_equal(p->variants[1].available, 10);
	assert_int_equal(p->variants[1].stock, STOCK_YES);
	assert_int_equal(p->variants[1].cost, 9000);
	assert_int_equal(p->n_options, 2);
	assert_int_equal(p->options[0].n_values, 2);
	assert_string_equal(p->options[1].values[0].name, "Pedas");
	assert_int_equal(p->variants[2].values[1], p->options[1].values[0].id);
	assert_int_equal(p->n_pictures, 1);
	assert_string_equal(p->pictures[0].alt, "Sebungkus");
	assert_true(p->pictures[0].ready);
	assert_int_equal(p->n_attrs, 2);
	assert_int_equal(p->n_categories, 1);
	assert_string_equal(p->categories[0]->slug, "pedas");
	c->lang = "en";
	p = catalog_product(c, id);
	assert_string_equal(p->name, "Balado Crisps");
	assert_string_equal(p->summary, "Pedas manis");
	assert_string_equal(p->options[0].name, "Size");
	assert_string_equal(p->options[1].name, "Rasa");
	assert_string_equal(p->variants[1].label, "250 g · Sweet");
	assert_string_equal(p->attrs[0].value, "Cassava");
	assert_string_equal(p->attrs[1].value, "Padang");
	assert_null(catalog_product(c, id + 1));
}

static void
is_edited(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado()), first, value, version = setting_version(c, "catalog");
	struct product_edit *e = balado();
	struct product *p = catalog_product(c, id);
	size_t bad, i;

	for (i = 0; i < 3; i++) {
		balado_variants[i].id = p->variants[i].id;
		balado_variants[i].stock = UNSET;
	}
	/* Codes swapped, one variant gone, one spelled anew, one new, one counted. */
	first = p->variants[0].id;
	value = p->variants[0].values[1];
	balado_variants[0].sku = "BLD-2";
	balado_variants[0].values[1][0] = "PEDAS";
	balado_variants[0].stock = 4;
	balado_variants[1].sku = "BLD-1";
	balado_variants[2].id = 0;
	balado_variants[2].values[0][0] = "1 kg";
	balado_variants[2].values[1][0] = "Manis";
	balado_variants[2].stock = 1;
	e->n_attrs = 0;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_OK);
	fixture_ok(f);
	p = catalog_product(c, id);
	assert_int_equal(p->n_variants, 3);
	assert_int_equal(p->variants[0].id, first);
	assert_int_equal(p->variants[0].values[1], value);
	assert_string_equal(p->variants[0].label, "250 g · PEDAS");
	assert_string_equal(p->variants[0].sku, "BLD-2");
	assert_int_equal(p->variants[0].on_hand, 4);
	assert_int_equal(p->variants[1].on_hand, 10);
	assert_string_equal(p->variants[2].label, "1 kg · Manis");
	assert_int_equal(p->variants[2].stock, STOCK_LOW);
	assert_int_equal(p->options[0].n_values, 2);
	assert_int_equal(p->n_attrs, 0);
	assert_int_equal(db_one_int(c, 0, &q[Q_INACTIVE]), 1);
	assert_true(setting_version(c, "catalog") > version);
	assert_int_equal(stock_faults(c), 0);
	assert_string_equal(stock_moves(c, first, 0, 5, &i)[0].reason, "count");
	assert_string_equal(stock_moves(c, p->variants[2].id, 0, 5, &i)[0].reason, "opening");
	assert_non_null(strstr(db_one_text(c, &q[Q_AUDITS]), "\"status\":\"active\""));
}

static void
loses_its_options(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado());
	struct product *p = catalog_product(c, id);
	struct product_edit *e = simple("Keripik Balado", 15000, UNSET);
	size_t bad;

	one_variant.id = p->variants[0].id;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_OK);
	fixture_ok(f);
	p = catalog_product(c, id);
	assert_int_equal(p->n_options, 0);
	assert_int_equal(p->n_variants, 1);
	assert_string_equal(p->variants[0].label, "");
	assert_int_equal(db_one_int(c, -1, &q[Q_VALUES]), 0);
	assert_int_equal(db_one_int(c, -1, &q[Q_OPTIONS]), 0);
}

static void
quick_edit_keeps_options(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado());
	struct product *p = catalog_product(c, id);
	struct product_edit *e = balado();
	size_t bad, i;

	for (i = 0; i < 3; i++) {
		balado_variants[i].id = p->variants[i].id;
		balado_variants[i].values[0][0] = balado_variants[i].values[1][0] = NULL;
		balado_variants[i].price = 1000;
	}
	memset(e->options, 0, sizeof(e->options));
	e->keep_options = e->keep_attrs = true;
	e->n_attrs = 0;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_OK);
	p = catalog_product(c, id);
	assert_string_equal(p->variants[2].label, "500 g · Pedas");
	assert_int_equal(p->variants[2].list_price, 1000);
	assert_int_equal(p->n_options, 2);
	assert_int_equal(p->n_attrs, 2);
	fixture_ok(f);
}

static void
refuses(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado()), other = 0, gone = 999;
	struct product *p = catalog_product(c, id);
	struct product_edit *e = simple("Lain", 1, 1);
	size_t bad, i;

	one_variant.sku = "BLD-1";
	assert_int_equal(product_put(c, &other, 0, e, &bad), PRODUCT_SKU_TAKEN);
	assert_int_equal(other, 0);
	e = simple("Lain", 1, 1);
	e->slug = "Keripik Balado";
	assert_int_equal(product_put(c, &other, 0, e, &bad), PRODUCT_SLUG_TAKEN);
	one_variant.active = false;
	e->slug = "";
	assert_int_equal(product_put(c, &other, 0, e, &bad), PRODUCT_NO_VARIANT);
	assert_int_equal(product_put(c, &gone, 1, e, &bad), PRODUCT_GONE);
	assert_int_equal(product_put(c, &id, p->version + 1, e, &bad), PRODUCT_CONFLICT);
	e = balado();
	balado_variants[0].sku = balado_variants[1].sku = NULL;
	balado_variants[1].values[1][0] = " pedas ";
	assert_int_equal(product_put(c, &other, 0, e, &bad), PRODUCT_SAME_OPTIONS);
	assert_int_equal(bad, 1);
	e = balado();
	balado_variants[2].sku = "BLD-1";
	for (i = 0; i < 3; i++)
		balado_variants[i].id = p->variants[i].id;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_SKU_TAKEN);
	assert_int_equal(bad, 2);
	fixture_ok(f);
	assert_int_equal(catalog_product(c, id)->version, p->version);
	/* A refusal leaves nothing behind. */
	assert_true(err_is_set(c) == false && catalog_product(c, id + 1) == NULL);
}

static void
keeps_what_orders_hold(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado());
	struct product *p = catalog_product(c, id);
	struct product_edit *e = balado();
	size_t bad, i;

	assert_int_equal(stock_reserve(c, p->variants[1].id, 6, 1), STOCK_CHANGE_OK);
	for (i = 0; i < 3; i++)
		balado_variants[i].id = p->variants[i].id;
	balado_variants[1].stock = 5;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_RESERVED);
	assert_int_equal(bad, 1);
	balado_variants[1].active = false;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_RESERVED);
	assert_int_equal(bad, 1);
	balado_variants[1] = balado_variants[2];
	e->n_variants = 2;
	assert_int_equal(product_put(c, &id, p->version, e, &bad), PRODUCT_RESERVED);
	assert_int_equal(bad, 2);
	stock_release(c, p->variants[1].id, 6, 1);
	assert_int_equal(product_put(c, &id, catalog_product(c, id)->version, e, &bad), PRODUCT_OK);
	assert_int_equal(catalog_product(c, id)->n_variants, 2);
	assert_null(catalog_sellable(c, p->variants[1].id));
	fixture_ok(f);
}

static struct price
price_at(struct ctx *c, int64_t variant, int64_t at)
{
	clock_set(at);
	return catalog_sellable(c, variant)->price;
}

static void
has_a_price_of_the_moment(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct product_edit *e = simple("Gelamai", 20000, 5);
	struct price now;
	int64_t v, versions[3], i;

	one_variant.compare_at = 25000;
	one_variant.sale_price = 15000;
	one_variant.sale_from = FIXTURE_NOW + 100;
	one_variant.sale_to = FIXTURE_NOW + 200;
	v = catalog_product(c, put(c, e))->variants[0].id;
	now = price_at(c, v, FIXTURE_NOW + 99);
	assert_true(now.now == 20000 && now.was == 25000 && now.sale_ends == 0);
	now = price_at(c, v, FIXTURE_NOW + 100);
	assert_true(now.now == 15000 && now.was == 20000 && now.sale_ends == FIXTURE_NOW + 200);
	now = price_at(c, v, FIXTURE_NOW + 200);
	assert_true(now.now == 20000 && now.was == 25000);
	for (i = 0; i < 3; i++) {
		clock_set(FIXTURE_NOW + 99 + 100 * i);
		versions[i] = catalog_version(c);
	}
	assert_true(versions[0] < versions[1] && versions[1] < versions[2]);
	/* A sale without dates, and one that isn't one. */
	e = simple("Dakak", 20000, 5);
	one_variant.sale_price = 15000;
	v = catalog_product(c, put(c, e))->variants[0].id;
	now = price_at(c, v, FIXTURE_NOW);
	assert_true(now.now == 15000 && now.was == 20000 && now.sale_ends == 0);
	e = simple("Rakik", 20000, 5);
	one_variant.sale_price = 20000;
	one_variant.compare_at = 19000;
	v = catalog_product(c, put(c, e))->variants[0].id;
	now = price_at(c, v, FIXTURE_NOW);
	assert_true(now.now == 20000 && now.was == 0);
	fixture_ok(f);
}

/* The names of a list, first letters only. */
static const char *
letters(struct card **list, size_t n)
{
	static char s[30];
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = list[i]->name[0];
	s[n] = '\0';
	return s;
}

static const char *
listed(struct fixture *f, int64_t in, enum sort sort, bool in_stock, int64_t page, int64_t *total)
{
	const struct list_query l = { in, sort, in_stock, page, 3 };
	struct card **list;
	size_t n;

	list = catalog_list(&f->c, &l, &n, total);
	fixture_ok(f);
	return letters(list, n);
}

static void
is_listed(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t top = category(c, "Semua", 0), low = category(c, "Pedas", top), total, i;
	int64_t ids[4];
	struct card **cards;
	size_t n;

	for (i = 0; i < 4; i++) {
		const char *names[] = { "Asin", "Balado", "Coklat", "Durian" };
		struct product_edit *e = simple(names[i], 10000 + 1000 * (i * 3 % 4), i == 1 ? 0 : 9);

		clock_set(FIXTURE_NOW - 86400 * 40 + i * 86400 * 13);
		e->categories = i < 2 ? &top : &low;
		e->n_categories = 1;
		ids[i] = put(c, e);
		(void)db_exec(c, &q[Q_SOLD], DB_I(ids[i]), DB_I(i * 7 % 5));
		shelf_sold(c, ids[i]);
	}
	clock_set(FIXTURE_NOW);
	/* Balado is sold out and sinks. Prices: A 10, B 13, C 12, D 11; sold: A 0, B 2, C 4, D 1. */
	assert_string_equal(listed(f, 0, SORT_CHEAP, false, 1, &total), "ADC");
	assert_int_equal(total, 4);
	assert_string_equal(listed(f, 0, SORT_CHEAP, false, 2, &total), "B");
	assert_string_equal(listed(f, 0, SORT_DEAR, false, 1, &total), "CDA");
	assert_string_equal(listed(f, 0, SORT_BEST, false, 1, &total), "CDA");
	assert_string_equal(listed(f, 0, SORT_NEW, false, 1, &total), "DCA");
	assert_string_equal(listed(f, 0, SORT_HAND, true, 1, &total), "DCA");
	assert_int_equal(total, 3);
	assert_string_equal(listed(f, 0, SORT_HAND, true, 5, &total), "");
	assert_int_equal(total, 3);
	assert_string_equal(listed(f, low, SORT_HAND, false, 1, &total), "CD");
	assert_int_equal(total, 2);
	assert_string_equal(listed(f, low, SORT_HAND, false, INT64_MAX, &total), "");
	assert_int_equal(total, 2);
	assert_string_equal(listed(f, top, SORT_CHEAP, false, 1, &total), "ADC");
	assert_int_equal(total, 4);
	cards = catalog_featured(c, 2, &n);
	assert_string_equal(letters(cards, n), "CD");
	/* Four pieces are no fame; nine are, and of so few goods one alone is a best seller. */
	assert_int_equal(catalog_best_from(c), 5);
	(void)db_exec(c, &q[Q_SOLD], DB_I(ids[2]), DB_I(9));
	shelf_sold(c, ids[2]);
	assert_int_equal(catalog_best_from(c), 9);
	cards = catalog_newest(c, 2, &n);
	assert_string_equal(letters(cards, n), "DC");
	assert_true(cards[0]->fresh);
	cards = catalog_related(c, catalog_product(c, ids[0]), 5, &n);
	/* Its category holds what is below it, too. */
	assert_string_equal(letters(cards, n), "CDB");
	cards = catalog_cards(c, (const int64_t[]){ ids[2], 77, ids[0], ids[2] }, 4, &n);
	assert_string_equal(letters(cards, n), "CAC");
	assert_int_equal(product_status(c, ids[2], "archived"), PRODUCT_STATUS_OK);
	cards = catalog_cards(c, (const int64_t[]){ ids[2], 77, ids[0] }, 3, &n);
	assert_string_equal(letters(cards, n), "A");
	assert_false(cards[0]->fresh);
}

static void
shows_the_cheapest_there_is(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct product_edit *e = balado();
	struct card **cards;
	int64_t id, count = 0, ids[50];
	struct product *p;
	size_t n, i;

	balado_variants[0].stock = 0;
	balado_variants[2].sale_price = 12000;
	balado_variants[2].stock = 2;
	id = put(c, e);
	p = catalog_product(c, id);
	for (i = 0; i < 50; i++)
		ids[i] = id;
	count = c->sql_count;
	cards = catalog_cards(c, ids, 20, &n);
	/* Where nothing is kept between requests: one for the cards, three for what is new. */
	assert_int_equal(c->sql_count - count, 4);
	assert_int_equal(n, 20);
	assert_int_equal(cards[0]->variant, p->variants[2].id);
	assert_int_equal(cards[0]->price.now, 12000);
	assert_int_equal(cards[0]->price.was, 25000);
	assert_true(cards[0]->from);
	assert_int_equal(cards[0]->variants, 3);
	assert_int_equal(cards[0]->stock, STOCK_YES);
	assert_string_equal(cards[0]->picture.hash, "");
	(void)catalog_cards(c, ids, 50, &n);
	assert_int_equal(n, 50);
	(void)catalog_cards(c, NULL, 0, &n);
	assert_int_equal(n, 0);
	fixture_ok(f);
}

static void
grows_a_tree(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t a = category(c, "Asin", 0), b = category(c, "Besar", a), d = category(c, "Dalam", b);
	int64_t hidden = category(c, "Hilang", 0), both[2] = { a, d }, id = a, count;
	struct category_edit e = { .name = { "Asin", "" }, .parent = d, .active = 1 };
	struct product_edit *p = simple("Keripik", 1, 1);
	struct category **list;
	size_t n;

	p->categories = both;
	p->n_categories = 2;
	(void)put(c, p);
	(void)put(c, simple("Draf", 1, 1));
	assert_int_equal(category_put(c, &id, 1, &e), CATEGORY_LOOP);
	e.parent = a;
	assert_int_equal(category_put(c, &id, 1, &e), CATEGORY_LOOP);
	e.parent = 99;
	assert_int_equal(category_put(c, &id, 1, &e), CATEGORY_GONE);
	e.parent = 0;
	assert_int_equal(category_put(c, &id, 7, &e), CATEGORY_CONFLICT);
	e.slug = "besar";
	assert_int_equal(category_put(c, &id, 1, &e), CATEGORY_SLUG_TAKEN);
	e = (struct category_edit){ .name = { "Hilang", "Gone" }, .active = 0 };
	assert_int_equal(category_put(c, &hidden, 1, &e), CATEGORY_OK);
	count = c->sql_count;
	list = catalog_tree(c, false, &n);
	assert_int_equal(c->sql_count - count, 1);
	assert_int_equal(n, 3);
	assert_true(list[0]->id == a && list[1]->id == b && list[2]->id == d && list[2]->depth == 2);
	assert_int_equal(list[0]->products, 1);
	assert_int_equal(list[1]->products, 1);
	(void)catalog_tree(c, true, &n);
	assert_int_equal(n, 4);
	list = catalog_path(c, d, &n);
	assert_int_equal(n, 3);
	assert_true(list[0]->id == a && list[1]->id == b && list[2]->id == d);
	assert_false(catalog_category(c, hidden)->active);
	assert_null(catalog_category(c, 99));
	assert_string_equal(category_texts(c, hidden, "en")->name, "Gone");
	fixture_ok(f);
}

static void
keeps_old_addresses(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, simple("Keripik Balado", 1, 1)), second = put(c, simple("Keripik  balado!", 1, 1)), object;
	const char *now;

	assert_string_equal(catalog_product(c, second)->slug, "keripik-balado-2");
	assert_string_equal(slug_free(c, "product", 0, "Keripik Balado"), "keripik-balado-3");
	assert_string_equal(slug_free(c, "product", 0, "Keripik"), "keripik");
	assert_string_equal(slug_free(c, "product", 0, "☕"), "product");
	assert_true(slug_put(c, "product", id, "balado"));
	assert_int_equal(slug_find(c, "product", "balado", &object, &now), SLUG_FOUND);
	assert_int_equal(slug_find(c, "product", "keripik-balado", &object, &now), SLUG_MOVED);
	assert_int_equal(object, id);
	assert_string_equal(now, "balado");
	/* Nobody's now: the newest owner wins, and it may go back. */
	assert_false(slug_put(c, "product", second, "balado"));
	assert_true(slug_put(c, "product", second, "keripik-balado"));
	assert_int_equal(slug_find(c, "product", "keripik-balado-2", &object, &now), SLUG_MOVED);
	assert_true(slug_put(c, "product", second, "keripik-balado-2"));
	assert_true(slug_put(c, "product", id, "keripik-balado"));
	assert_int_equal(slug_find(c, "product", "balado", &object, &now), SLUG_MOVED);
	assert_int_equal(slug_find(c, "category", "balado", &object, &now), SLUG_NONE);
	fixture_ok(f);
}

static void
count_url(struct ctx *c, const char *kind, const char *slug, int64_t at, void *arg)
{
	(void)c;
	assert_true(*kind && *slug && at > 0);
	++*(int64_t *)arg;
}

static void
is_told_to_staff_and_machines(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado()), seen = 0, total;
	struct goods_row **list;
	struct attr *attrs;
	const char *why = "";
	size_t n;

	(void)put(c, simple("100% Asli_", 5000, 2));
	(void)category(c, "Asin", 0);
	catalog_each_url(c, count_url, &seen);
	assert_int_equal(seen, 3);
	assert_int_equal(catalog_count_urls(c), 3);
	list = goods_list(c, "", "", false, 1, 10, &n, &total);
	assert_int_equal(total, 2);
	assert_string_equal(list[1]->name, "Keripik Balado");
	assert_true(list[1]->on_hand == 30 && list[1]->price_min == 15000 && list[1]->price_max == 25000);
	assert_int_equal(list[0]->stock, STOCK_LOW);
	list = goods_list(c, "active", "", true, 1, 10, &n, &total);
	assert_int_equal(total, 1);
	assert_string_equal(list[0]->name, "100% Asli_");
	(void)goods_list(c, "", "bld-2 KERIPIK", false, 1, 10, &n, &total);
	assert_int_equal(total, 1);
	(void)goods_list(c, "", "crisps", false, 1, 10, &n, &total);
	assert_int_equal(total, 1);
	(void)goods_list(c, "", "0%", false, 1, 10, &n, &total);
	assert_int_equal(total, 1);
	(void)goods_list(c, "", "_", false, 9, 10, &n, &total);
	assert_int_equal(total, 1);
	(void)goods_list(c, "draft", "", false, 1, 10, &n, &total);
	assert_int_equal(total, 0);
	assert_string_equal(product_texts(c, id, "en")->description, "Cassava");
	assert_null(product_texts(c, id + 1, "en"));
	attrs = product_attrs(c, id, "en", &n);
	assert_int_equal(n, 2);
	assert_string_equal(attrs[0].name, "Ingredients");
	assert_string_equal(option_name(c, catalog_product(c, id)->options[0].id, "en"), "Size");
	assert_string_equal(option_value_name(c, catalog_product(c, id)->options[0].values[0].id, "en"), "");
	fixture_commit(f);
	if (!db_check(c, &why))
		fail_msg("%s", why);
	fixture_begin(f);
}

static void
is_sold(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = put(c, balado()), count;
	struct product *p = catalog_product(c, id);
	struct sellable *s;

	assert_int_equal(stock_reserve(c, p->variants[2].id, 9, 1), STOCK_CHANGE_OK);
	count = c->sql_count;
	s = catalog_sellable(c, p->variants[2].id);
	assert_int_equal(c->sql_count - count, 1);
	assert_string_equal(s->name, "Keripik Balado");
	assert_string_equal(s->label, "500 g · Pedas");
	assert_int_equal(s->available, 1);
	assert_int_equal(s->stock, STOCK_LOW);
	assert_int_equal(s->product, id);
	assert_int_equal(product_status(c, id, "draft"), PRODUCT_STATUS_OK);
	assert_null(catalog_sellable(c, p->variants[2].id));
	assert_int_equal(product_status(c, 99, "draft"), PRODUCT_STATUS_GONE);
	fixture_ok(f);
}

static const struct CMUnitTest tests[] = {
	CASE(is_read_back_whole),
	CASE(is_edited),
	CASE(loses_its_options),
	CASE(quick_edit_keeps_options),
	CASE(refuses),
	CASE(keeps_what_orders_hold),
	CASE(has_a_price_of_the_moment),
	CASE(is_listed),
	CASE(shows_the_cheapest_there_is),
	CASE(grows_a_tree),
	CASE(keeps_old_addresses),
	CASE(is_told_to_staff_and_machines),
	CASE(is_sold),
};
FIXTURE_MAIN(tests)
