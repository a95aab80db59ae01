/* Permits: what looks odd about a number, who is told when, what stays of a permit that is over. */
#include "unit/fixture.h"

#include "base/str.h"
#include "shop/permit.h"
#include "shop/product_fact.h"

#define DAY 86400

enum { Q_TOLD, Q_MAILS };
static const struct db_stmt q[] = {
	[Q_TOLD] = SQL("test.told", "SELECT told FROM product_permit WHERE product = $1 AND kind = 'pirt'"),
	[Q_MAILS] = SQL("test.mails", "SELECT COUNT(*) FROM outbox WHERE kind = 'mail.permit'"),
};
DB_TABLE(q);

static const char *
doubt(struct ctx *c, enum permit kind, const char *number)
{
	const char *id = permit_doubt(c, kind, number, FIXTURE_NOW);

	return id ? id : "-";
}

static void
numbers(void **state)
{
	struct ctx *c = &((struct fixture *)*state)->c;

	assert_string_equal(doubt(c, PERMIT_PIRT, "P-IRT No. 2061371020028-29"), "-");
	assert_string_equal(doubt(c, PERMIT_PIRT, "206137102002829"), "-");
	assert_string_equal(doubt(c, PERMIT_PIRT, "2061371020028-25"), "permit.doubt.pirt_year");
	assert_string_equal(doubt(c, PERMIT_PIRT, "2061371020028-26"), "-");
	assert_string_equal(doubt(c, PERMIT_PIRT, "1234"), "permit.doubt.pirt");
	assert_string_equal(doubt(c, PERMIT_PIRT, "ABC371020028-29"), "permit.doubt.pirt");
	assert_string_equal(doubt(c, PERMIT_PIRT, ""), "-");
	assert_string_equal(doubt(c, PERMIT_PIRT, "…"), "permit.doubt.empty");
	assert_string_equal(doubt(c, PERMIT_BPOM, "BPOM RI MD 231313005123"), "-");
	assert_string_equal(doubt(c, PERMIT_BPOM, "ml 867009001234"), "-");
	assert_string_equal(doubt(c, PERMIT_BPOM, "NA18210100123"), "-");
	assert_string_equal(doubt(c, PERMIT_BPOM, "231313005123"), "permit.doubt.bpom");
	assert_string_equal(doubt(c, PERMIT_HALAL, "ID00110000123456789"), "-");
	assert_string_equal(doubt(c, PERMIT_HALAL, "ID123"), "permit.doubt.halal");
	assert_string_equal(doubt(c, PERMIT_HALAL, "15100012345678"), "-");
	assert_string_equal(doubt(c, PERMIT_SNI, "SNI 8218:2015"), "-");
	assert_string_equal(doubt(c, PERMIT_SNI, "SNI"), "permit.doubt.sni");
}

static int64_t
goods(struct ctx *c)
{
	struct variant_edit v = { .price = 15000, .compare_at = INT64_MIN, .sale_price = INT64_MIN, .cost = INT64_MIN, .weight_g = 250, .stock = INT64_MIN, .active = true };
	const struct product_edit e = { .name = { "Keripik", "" }, .status = "active", .variants = &v, .n_variants = 1 };
	int64_t id = 0;
	size_t bad;

	assert_int_equal(product_put(c, &id, 0, &e, &bad), PRODUCT_OK);
	return id;
}

static void
until(struct ctx *c, int64_t id, int64_t at)
{
	const struct product_fact_edit e = { .number = { "2061371020028-29", "", "", "" }, .until = { at }, .shelf_life_days = 90 };
	size_t bad;

	assert_int_equal(product_fact_put(c, id, catalog_product(c, id)->version, &e, &bad), PRODUCT_FACT_OK);
}

static void
reminders(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = goods(c), end = FIXTURE_NOW + 100 * DAY;
	static const struct { int64_t before, told; } steps[] = { { 61, 0 }, { 60, 1 }, { 45, 1 }, { 30, 2 }, { 7, 3 }, { 6, 3 }, { 0, 4 }, { -9, 4 } };
	size_t i;

	f->conf.smtp_url = "smtp://127.0.0.1:2525";
	until(c, id, end);
	for (i = 0; i < ARRAY_LEN(steps); i++) {
		int64_t due = permit_due(c, end - steps[i].before * DAY);

		assert_int_equal(db_one_int(c, -1, &q[Q_TOLD], DB_I(id)), steps[i].told);
		assert_int_equal(due, i > 0 && steps[i].told > steps[i - 1].told);
	}
	assert_int_equal(db_one_int(c, -1, &q[Q_MAILS]), 4);
	assert_int_equal(permit_soon(c, end - DAY).soon, 1);
	assert_int_equal(permit_soon(c, end).over, 1);
	assert_string_equal(product_permit(catalog_product(c, id), PERMIT_PIRT, end - 1), "2061371020028-29");
	assert_string_equal(product_permit(catalog_product(c, id), PERMIT_PIRT, end), "");
	/* Saved as it was, it stays told; a new date begins anew. */
	until(c, id, end);
	assert_int_equal(db_one_int(c, -1, &q[Q_TOLD], DB_I(id)), 4);
	until(c, id, end + 400 * DAY);
	assert_int_equal(db_one_int(c, -1, &q[Q_TOLD], DB_I(id)), 0);
	/* Goods in the archive need nothing. */
	until(c, id, end);
	assert_int_equal(product_status(c, id, "archived"), PRODUCT_STATUS_OK);
	assert_int_equal(permit_due(c, end), 0);
	assert_int_equal(permit_soon(c, end).over, 0);
	fixture_next(f);
	product_remove(c, id);
	assert_int_equal(db_one_int(c, -1, &q[Q_TOLD], DB_I(id)), -1);
}

static void
refuses(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct fact_edit facts[] = { { .name = { "Kartu", "" }, .value = { "Termasuk", "" } }, { .attribute = attribute_named(c, "Berat bersih"), .value = { "banyak", "" } } };
	struct product_fact_edit e = { .facts = facts, .n_facts = 2, .number = { "", "", "", "" } };
	int64_t id = goods(c), version = catalog_product(c, id)->version;
	size_t bad = 9, n;

	assert_int_equal(product_fact_put(c, id, version, &e, &bad), PRODUCT_FACT_BAD);
	assert_int_equal(bad, 1);
	e.n_facts = 1;
	assert_int_equal(product_fact_put(c, id, version + 1, &e, &bad), PRODUCT_FACT_CONFLICT);
	assert_int_equal(product_fact_put(c, 4711, 1, &e, &bad), PRODUCT_FACT_GONE);
	assert_int_equal(product_fact_put(c, id, version, &e, &bad), PRODUCT_FACT_OK);
	assert_string_equal(product_fact_list(c, id, &n)[0].value[0], "Termasuk");
	assert_int_equal(n, 1);
	assert_int_equal(catalog_product(c, id)->version, version + 1);
}

static const struct CMUnitTest tests[] = { CASE(numbers), CASE(reminders), CASE(refuses) };
FIXTURE_MAIN(tests)
