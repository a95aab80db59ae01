/*
 * The contract of couriers: walks the registry, skeleton included, and puts each one through the
 * same cases.
 */
#include "unit/fixture.h"

#include "shop/ship.h"

static void
registry(void **state)
{
	const struct courier *const *m = ship_couriers();
	size_t n, k;

	(void)state;
	for (n = 0; m[n]; n++) {
		assert_true(strlen(m[n]->name) > 0 && strlen(m[n]->name) <= 20);
		assert_int_equal(strspn(m[n]->name, "abcdefghijklmnopqrstuvwxyz0123456789_"),
		    strlen(m[n]->name));
		assert_ptr_equal(ship_courier(m[n]->name), m[n]);
		assert_non_null(m[n]->quote);
		assert_non_null(m[n]->tracking_url);
		assert_true(n == 0 || m[n - 1]->order <= m[n]->order);
		for (k = 0; k < n; k++)
			assert_string_not_equal(m[k]->name, m[n]->name);
	}
	assert_true(n >= 3);
	assert_non_null(ship_courier("table"));
	assert_non_null(ship_courier("pickup"));
	assert_non_null(ship_courier("skeleton"));
	assert_null(ship_courier(""));
	assert_null(ship_courier(NULL));
}

/*
 * Same question, same answer; never a negative price; heavier is never cheaper; once too heavy,
 * always.
 */
static void
quotes_of(const struct courier *m, const struct zone *z)
{
	static const int64_t weights[] = { 0, 1, 999, 1000, 1001, 1300, 1301, 5000, 5001, 30000,
		1000000, INT64_MAX / 2, INT64_MAX };
	static const int64_t values[] = { 0, 12500, INT64_C(100000000000) };
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(values); k++) {
		int64_t last = 0;
		bool refused = false;

		for (i = 0; i < ARRAY_LEN(weights); i++) {
			struct parcel p = { weights[i], values[k] };
			int64_t price = -1, again = -1;
			enum quote_result one = m->quote(z, &p, &price);

			assert_int_equal(one, m->quote(z, &p, &again));
			assert_int_equal(price, again);
			assert_true(
			    one == QUOTE_OK || one == QUOTE_TOO_HEAVY || one == QUOTE_NOT_HERE);
			assert_false(refused && one == QUOTE_OK);
			refused = one == QUOTE_TOO_HEAVY;
			if (one != QUOTE_OK)
				continue;
			assert_true(price >= last);
			last = price;
			if (m->needs_address && z->max_g > 0)
				assert_true(weights[i] <= z->max_g);
			if (!m->needs_address)
				assert_int_equal(price, 0);
		}
	}
}

static void
quotes(void **state)
{
	static const struct zone zones[] = {
		{ .kind = "courier",
		    .first_g = 1000,
		    .price_first = 9000,
		    .step_g = 1000,
		    .price_step = 8000,
		    .tolerance_g = 300 },
		{ .kind = "courier",
		    .first_g = 1000,
		    .price_first = 9000,
		    .step_g = 1000,
		    .price_step = 8000,
		    .max_g = 5000 },
		{ .kind = "own", .first_g = 1, .price_first = 0, .step_g = 1, .price_step = 0 },
		{ .kind = "own",
		    .first_g = 1,
		    .price_first = INT64_MAX,
		    .step_g = 1,
		    .price_step = INT64_MAX },
		{ .kind = "courier",
		    .first_g = 11000,
		    .price_first = 50000,
		    .step_g = 1000,
		    .price_step = 3333,
		    .by_gram = true },
		{ .kind = "pickup", .first_g = 1000, .step_g = 1000, .max_g = 5000 },
	};
	const struct courier *const *m;
	size_t i;

	(void)state;
	for (m = ship_couriers(); *m; m++)
		for (i = 0; i < ARRAY_LEN(zones); i++)
			quotes_of(*m, &zones[i]);
}

/* The usual rule of every courier that the shop knows, through every adapter; words and names are told apart. */
static void
rules(void **state)
{
	const struct ship_carrier *r, *other;
	const struct courier *const *m;

	(void)state;
	for (r = ship_carriers; r->word; r++) {
		struct zone z = { .kind = "courier", .carrier = r->word, .first_g = r->first_g, .price_first = 9000, .step_g = r->step_g, .price_step = 8000,
			.tolerance_g = r->tolerance_g, .divisor = r->divisor, .by_gram = r->by_gram };

		assert_true(r->first_g >= 1000 && r->step_g > 0 && r->tolerance_g >= 0 && r->tolerance_g < r->step_g && r->divisor >= 4000 && r->divisor <= 6000);
		assert_int_equal(strspn(r->word, "abcdefghijklmnopqrstuvwxyz"), strlen(r->word));
		assert_ptr_equal(ship_carrier(r->word), r);
		assert_ptr_equal(ship_carrier(r->name), r);
		for (other = ship_carriers; other != r; other++)
			assert_string_not_equal(other->word, r->word);
		for (m = ship_couriers(); *m; m++)
			quotes_of(*m, &z);
	}
}

/* A number that a person typed cannot leave its place in the link (abuse case 43). */
static void
links(void **state)
{
	static const char *const typed[] = { "JP1234567890", "a b", "x\"><script>",
		"../..?a=b&c=d#e", "javascript:alert(1)", "%0d%0aX: y", "\xc3\xa9", "" };
	struct fixture *f = *state;
	const struct courier *const *m;
	size_t i;

	for (m = ship_couriers(); *m; m++)
		for (i = 0; i < ARRAY_LEN(typed); i++) {
			const char *url = (*m)->tracking_url(&f->c, typed[i]), *p;

			if (!url)
				continue;
			assert_int_equal(strncmp(url, "https://", 8), 0);
			assert_null(strpbrk(url, " \"<>#\r\n\\"));
			assert_null(strstr(url, "/../"));
			for (p = url; *p; p++)
				assert_true((unsigned char)*p < 0x7f);
		}
}

static const struct CMUnitTest tests[] = { CASE(registry), CASE(quotes), CASE(rules), CASE(links) };
FIXTURE_MAIN(tests)
