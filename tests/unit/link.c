/* Links: their codes, what is found by what somebody said, and the page that they lead to. */
#include "unit/fixture.h"

#include "shop/link.h"

static const struct link_new post = { .kind = "post", .channel = "facebook", .path = "/product/keripik", .label = "Posting", .object = 7 };

static void
codes(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct link *a, *b;

	a = link_make(c, &post);
	assert_int_equal(strlen(a->code), 7);
	assert_true(strlen(a->spoken) >= 3 && strlen(a->spoken) <= 4);
	b = link_for(c, &post);
	assert_true(a->id == b->id);
	b = link_for(c, &(struct link_new){ .kind = "post", .channel = "instagram", .path = "/product/keripik", .object = 7 });
	assert_true(a->id != b->id);
	assert_true(strcmp(a->spoken, b->spoken) != 0);
	assert_true(link_find(c, a->code)->id == a->id);
	assert_null(link_find(c, ""));
	assert_null(link_find(c, NULL));
	assert_null(link_find(c, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	fixture_next(f);
}

static void
said(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct link *a;
	char typed[16];

	a = link_make(c, &post);
	(void)snprintf(typed, sizeof(typed), " %c-%s ", a->spoken[0] - 'A' + 'a', a->spoken + 1);
	assert_true(link_spoken(c, typed)->id == a->id);
	assert_null(link_spoken(c, ""));
	assert_null(link_spoken(c, NULL));
	assert_null(link_spoken(c, "K1234567890123456789"));
	fixture_next(f);
}

/* A shop with thousands of links still gets new ones. */
static void
many(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	for (int i = 0; i < 2500; i++)
		assert_non_null(link_make(c, &post));
	fixture_next(f);
}

static void
leads(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct link *a;

	a = link_make(c, &post);
	assert_non_null(strstr(link_target(c, a), "/product/keripik?utm_source=facebook&utm_medium=post&utm_content="));
	assert_non_null(strstr(link_url(c, a), "/s/"));
	assert_string_equal(link_name(c, a), "Posting");
	fixture_next(f);
}

static const struct CMUnitTest tests[] = { CASE(codes), CASE(said), CASE(many), CASE(leads) };
FIXTURE_MAIN(tests)
