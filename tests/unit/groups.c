/* Makers, tags, and slugs that change hands: names that are the same however they are written, shelves and counts that follow, merging with the address leading on, limits, and what is refused. */
#include "unit/trade.h"

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/maker.h"
#include "shop/search.h"
#include "shop/shelf.h"
#include "shop/tag.h"

enum { T_VERSION, T_DUE };
static const struct db_stmt t[] = {
	[T_VERSION] = SQL("t.groups.version", "SELECT version FROM product WHERE id = $1"),
	[T_DUE] = SQL("t.groups.due", "SELECT COUNT(*) FROM search_due"),
};
DB_TABLE(t);

static struct ctx *
shop(struct fixture *f)
{
	struct ctx *c = &f->c;

	trade_open(c);
	shelf_all(c);
	return c;
}

static void
put(struct ctx *c, int64_t product, int64_t maker, const char *tags)
{
	const char *bad = NULL;
	size_t n;
	const int64_t *ids = tag_read(c, tags, &n, &bad);

	assert_non_null(ids);
	assert_int_equal(product_groups_put(c, product, db_one_int(c, 0, &t[T_VERSION], DB_I(product)), maker, ids, n), PRODUCT_OK);
	assert_int_equal(shelf_faults(c), 0);
}

static int64_t
total_of(struct ctx *c, int64_t shelf)
{
	int64_t ids[10], total;

	(void)shelf_ids(c, shelf, SORT_HAND, false, 0, 10, ids, &total);
	return total;
}

static void
one_name_is_one_tag_and_one_maker(void **state)
{
	struct ctx *c = shop(*state);
	int64_t id = tag_named(c, "Oleh-oleh"), *ids;
	const char *bad = NULL;
	size_t n;

	assert_int_not_equal(id, 0);
	assert_int_equal(tag_named(c, "  #OLEH-OLEH "), id);
	assert_int_equal(tag_named(c, "oléh-oleh"), id);
	assert_int_equal(tag_named(c, " # "), 0);
	assert_int_equal(tag_named(c, "abcdefghijabcdefghijabcdefghijabcdefghijx"), 0);
	ids = tag_read(c, "oleh-oleh; Pedas Manis|pedas   manis,\n#baru,,", &n, &bad);
	assert_int_equal(n, 3);
	assert_int_equal(ids[0], id);
	assert_null(tag_read(c, "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", &n, &bad));
	assert_string_equal(bad, "");
	id = maker_named(c, "Uni Rina");
	assert_int_equal(maker_named(c, "uni  rina"), id);
	assert_int_equal(maker_named(c, "   "), 0);
	fixture_ok(*state);
}

static void
shelves_and_search_follow(void **state)
{
	struct ctx *c = shop(*state);
	int64_t rina = maker_named(c, "Uni Rina"), spicy;
	struct product *p;

	put(c, CHIPS, rina, "pedas, oleh-oleh");
	put(c, BANANA, 0, "manis, oleh-oleh");
	spicy = tag_named(c, "pedas");
	assert_int_equal(total_of(c, SHELF_MAKER(rina)), 1);
	assert_int_equal(total_of(c, SHELF_TAG(spicy)), 1);
	assert_int_equal(total_of(c, SHELF_TAG(tag_named(c, "oleh-oleh"))), 2);
	assert_int_equal(maker_of(c, CHIPS), rina);
	assert_int_equal(tag_get(c, spicy)->products, 1);
	p = catalog_product(c, CHIPS);
	assert_string_equal(p->maker_name, "Uni Rina");
	assert_string_equal(p->maker_slug, "uni-rina");
	assert_int_equal(p->n_tags, 2);
	put(c, CHIPS, 0, "manis");
	assert_int_equal(total_of(c, SHELF_MAKER(rina)), 0);
	assert_int_equal(total_of(c, SHELF_TAG(spicy)), 0);
	assert_int_equal(product_groups_put(c, CHIPS, 1, 0, NULL, 0), PRODUCT_CONFLICT);
	assert_int_equal(product_groups_put(c, 999, 1, 0, NULL, 0), PRODUCT_GONE);
	shelf_all(c);
	assert_int_equal(shelf_faults(c), 0);
	fixture_ok(*state);
}

static void
merging_leads_on(void **state)
{
	struct ctx *c = shop(*state);
	int64_t a = maker_named(c, "Uni Rina"), b = maker_named(c, "Rina Keripik"), one, two, object;
	const char *now;

	put(c, CHIPS, a, "pedas, oleh-oleh");
	put(c, BANANA, b, "oleh-oleh, buah tangan");
	assert_int_equal(maker_merge(c, a, a), MAKER_END_SAME);
	assert_int_equal(maker_merge(c, a, 999), MAKER_END_GONE);
	assert_int_equal(maker_drop(c, a), MAKER_END_USED);
	assert_int_equal(maker_merge(c, a, b), MAKER_END_OK);
	assert_int_equal(total_of(c, SHELF_MAKER(b)), 2);
	assert_null(maker_get(c, a));
	assert_int_equal(slug_find(c, "maker", "uni-rina", &object, &now), SLUG_MOVED);
	assert_string_equal(now, "rina-keripik");
	one = tag_named(c, "buah tangan");
	two = tag_named(c, "oleh-oleh");
	assert_int_equal(tag_drop(c, one), TAG_END_USED);
	assert_int_equal(tag_merge(c, one, two), TAG_END_OK);
	assert_int_equal(total_of(c, SHELF_TAG(two)), 2);
	assert_int_equal(total_of(c, SHELF_TAG(one)), 0);
	assert_int_equal(shelf_faults(c), 0);
	assert_int_equal(db_one_int(c, -1, &t[T_DUE]), 0);
	put(c, CHIPS, 0, "");
	put(c, BANANA, 0, "");
	assert_int_equal(maker_drop(c, b), MAKER_END_OK);
	assert_int_equal(tag_drop(c, two), TAG_END_OK);
	assert_int_equal(slug_find(c, "tag", "oleh-oleh", &object, &now), SLUG_NONE);
	fixture_ok(*state);
}

static void
the_newest_owner_of_a_slug_wins(void **state)
{
	struct ctx *c = shop(*state);
	int64_t object;
	const char *now;

	assert_true(slug_put(c, "product", CHIPS, "keripik"));
	assert_int_equal(slug_find(c, "product", "keripik-balado", &object, &now), SLUG_MOVED);
	assert_string_equal(now, "keripik");
	assert_false(slug_put(c, "product", BANANA, "keripik"));
	assert_int_equal(slug_before(c, "product", BANANA, "keripik-balado"), CHIPS);
	assert_int_equal(slug_before(c, "product", CHIPS, "keripik-balado"), 0);
	assert_true(slug_put(c, "product", BANANA, "keripik-balado"));
	assert_int_equal(slug_find(c, "product", "keripik-balado", &object, &now), SLUG_FOUND);
	assert_int_equal(object, BANANA);
	assert_int_equal(slug_find(c, "product", "pisang-aren", &object, &now), SLUG_MOVED);
	/* A name that is made up keeps clear of what others had. */
	assert_string_equal(slug_free(c, "product", 0, "Pisang Aren"), "pisang-aren-2");
	fixture_ok(*state);
}

static void
goods_go_without_a_trace(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;	/* without the small shop: it names its ids itself */
	int64_t a = maker_named(c, "Uni Rina"), id = 0;
	struct variant_edit v = { .price = 1000, .compare_at = INT64_MIN, .sale_price = INT64_MIN, .cost = INT64_MIN, .stock = INT64_MIN, .active = true };
	int64_t tags[1] = { tag_named(c, "baru") };
	const struct product_edit e = { .name = { "Sementara", "" }, .status = "active", .variants = &v, .n_variants = 1, .set_maker = true, .maker = a, .set_tags = true, .tags = tags, .n_tags = 1 };
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	assert_int_equal(total_of(c, SHELF_MAKER(a)), 1);
	product_remove(c, id);
	assert_int_equal(total_of(c, SHELF_MAKER(a)), 0);
	assert_int_equal(maker_drop(c, a), MAKER_END_OK);
	assert_int_equal(tag_drop(c, tags[0]), TAG_END_OK);
	assert_int_equal(shelf_faults(c), 0);
	fixture_ok(*state);
}

static const struct CMUnitTest tests[] = {
	CASE(one_name_is_one_tag_and_one_maker),
	CASE(shelves_and_search_follow),
	CASE(merging_leads_on),
	CASE(the_newest_owner_of_a_slug_wins),
	CASE(goods_go_without_a_trace),
};
FIXTURE_MAIN(tests)
