/* What buyers say for a line: what counts as an answer, lines told apart by it, their shared stock, what is paid for it, and what stands in an order whatever is asked later. */
#include "trade.h"

#include "base/str.h"
#include "shop/line_input.h"

enum { Q_PRODUCT, Q_SAID, Q_LINES };
static const struct db_stmt tq[] = {
	[Q_PRODUCT] = SQL("lt.product", "SELECT inputs FROM product WHERE id = $1"),
	[Q_SAID] = SQL("lt.said", "SELECT COUNT(*) FROM order_input"),
	[Q_LINES] = SQL("lt.lines", "SELECT COUNT(*) FROM cart_line"),
};

static int64_t version;

static struct line_input *
asked(struct ctx *c, size_t at)
{
	size_t n;
	struct line_input *list = line_input_list(c, BANANA, &n);

	assert_true(at < n);
	return &list[at];
}

/* A name that must be said, a day that may be, and a choice of which one costs 5,000. */
static struct ctx *
opened(void **state)
{
	static struct input_choice choices[] = { { .name_id = "Kado", .name_en = "Gift", .extra = 5000 }, { .name_id = "Biasa", .name_en = "" } };
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct line_input in;

	trade_open(c);
	trade_session(c, 1);
	trade_session(c, 2);
	c->lang = "id";
	version = 1;
	assert_int_equal(line_input_add(c, BANANA, version++, INPUT_TEXT, "Nama", "Name"), INPUT_OK);
	assert_int_equal(line_input_add(c, BANANA, version++, INPUT_DATE, "Hari", ""), INPUT_OK);
	assert_int_equal(line_input_add(c, BANANA, version++, INPUT_CHOICE, "Bungkus", ""), INPUT_OK);
	assert_int_equal(db_one_int(c, -1, &tq[Q_PRODUCT], DB_I(BANANA)), ASKS_MAYBE);
	in = *asked(c, 0);
	in.required = true;
	in.most = 10;
	assert_int_equal(line_input_save(c, BANANA, version++, &in), INPUT_OK);
	in = *asked(c, 1);
	in.days = 2;
	in.closed = 1 << 3;	/* Thursday */
	assert_int_equal(line_input_save(c, BANANA, version++, &in), INPUT_OK);
	in = *asked(c, 2);
	in.choices = choices;
	in.n_choices = ARRAY_LEN(choices);
	assert_int_equal(line_input_save(c, BANANA, version++, &in), INPUT_OK);
	assert_int_equal(db_one_int(c, -1, &tq[Q_PRODUCT], DB_I(BANANA)), ASKS_MUST);
	fixture_next(f);
	return c;
}

static enum input_wrong
wrong(struct ctx *c, size_t at, const char *value)
{
	size_t n;
	const struct line_input *in = line_input_asked(c, BANANA, &n);

	return line_input_check(c, in, n, &(struct input_said){ in[at].id, value }, 1, false)->wrong[at];
}

static struct cart_said
says(struct ctx *c, const char *name, bool gift)
{
	struct input_said *s = arena_new_n(c->arena, 2, struct input_said);

	s[0] = (struct input_said){ asked(c, 0)->id, name };
	s[1] = (struct input_said){ asked(c, 2)->id, gift ? arena_printf(c->arena, "%lld", (long long)asked(c, 2)->choices[0].id) : "" };
	return (struct cart_said){ s, 2, false };
}

static enum cart_put
put(struct ctx *c, const char *typed, const char *name, bool gift)
{
	struct cart_said s = says(c, name, gift);
	const char *slug;

	return cart_add_said(c, 1, BANANA_S, typed, &s, &slug);
}

/* On Monday, 2 March 2026: the first day is Wednesday. */
static const struct { size_t at; const char *value; enum input_wrong wrong; } answers[] = {
	{ 0, "", INPUT_MISSING }, { 0, " \t\n ", INPUT_MISSING }, { 0, "Sepuluh 10", INPUT_FINE }, { 0, "Éééééééééé", INPUT_FINE }, { 0, "Sebelas 11 ", INPUT_FINE }, { 0, "Sebelas 11x", INPUT_LONG },
	{ 1, "", INPUT_FINE }, { 1, "2026-03-03", INPUT_EARLY }, { 1, "2026-03-04", INPUT_FINE }, { 1, "2026-03-05", INPUT_SHUT }, { 1, "2026-02-30", INPUT_NO_DATE }, { 1, "4 Maret", INPUT_NO_DATE },
	{ 1, "2028-03-04", INPUT_LATE }, { 2, "Kado", INPUT_NO_CHOICE }, { 2, "0", INPUT_NO_CHOICE }, { 2, "99", INPUT_NO_CHOICE },
};

static void
what_counts_as_an_answer(void **state)
{
	struct ctx *c = opened(state);
	size_t n, i;

	for (i = 0; i < ARRAY_LEN(answers); i++)
		if (wrong(c, answers[i].at, answers[i].value) != answers[i].wrong)
			fail_msg("\"%s\" is %d, not %d", answers[i].value, (int)wrong(c, answers[i].at, answers[i].value), (int)answers[i].wrong);
	clock_set(FIXTURE_NOW + 86400);
	/* Two days after Tuesday is Thursday, which is shut: Friday is the first. */
	assert_string_equal(clock_iso_day(c->arena, line_input_first(c, asked(c, 1))), "2026-03-06");
	assert_int_equal(wrong(c, 1, "2026-03-04"), INPUT_EARLY);
	clock_set(FIXTURE_NOW);
	/* A choice without anything to choose is not asked; English where there is some. */
	assert_int_equal(line_input_add(c, BANANA, version, INPUT_CHOICE, "Kosong", ""), INPUT_OK);
	(void)line_input_asked(c, BANANA, &n);
	assert_int_equal(n, 3);
	c->lang = "en";
	assert_string_equal(asked(c, 0)->label, "Name");
	assert_string_equal(asked(c, 1)->label, "Hari");
	assert_string_equal(asked(c, 2)->choices[0].name, "Gift");
	assert_string_equal(asked(c, 2)->choices[1].name, "Biasa");
}

static void
packed_and_back(void **state)
{
	struct ctx *c = opened(state);
	size_t n, n_said;
	const struct line_input *in = line_input_asked(c, BANANA, &n);
	const struct input_said said[] = { { in[1].id, "2026-03-06" }, { 999, "nobody asked" }, { in[0].id, "A\x1f" "9\x1f" "B" } };
	const struct input_set *set = line_input_check(c, in, n, said, ARRAY_LEN(said), false);
	const char *packed = line_input_pack(c, set);
	const struct input_said *back = line_input_unpack(c, packed, &n_said);

	assert_true(set->ok);
	assert_int_equal(n_said, 2);
	assert_string_equal(back[0].value, "A9B");
	assert_string_equal(back[1].value, "2026-03-06");
	assert_string_equal(line_input_hash(c, ""), "");
	assert_int_equal(strlen(line_input_hash(c, packed)), 22);
	(void)line_input_unpack(c, "no number\x1fx", &n_said);
	assert_int_equal(n_said, 0);
}

static void
other_words_are_another_line(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct cart *cart;
	struct cart_said s;

	assert_int_equal(cart_add(c, 1, BANANA_S, 1), CART_ASKS);
	assert_int_equal(cart_set(c, 1, BANANA_S, 1), CART_ASKS);
	assert_int_equal(put(c, "2", "Budi", true), CART_OK);
	assert_int_equal(put(c, "1", "Ani", false), CART_OK);
	assert_int_equal(put(c, "1", "Budi", true), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->n, 2);
	assert_true(cart->ok);
	assert_int_equal(cart->lines[0].qty, 3);
	assert_int_equal(cart->lines[0].item->price.now, 20000);
	assert_int_equal(cart->subtotal, 3 * 20000 + 15000);
	assert_false(cart->lines[0].price_changed);
	assert_int_equal(cart->lines[1].item->available, 7);
	/* All of it counts against the ten that are there. */
	assert_int_equal(put(c, "7", "Caca", false), CART_SHORT);
	assert_int_equal(put(c, "6", "Caca", false), CART_OK);
	assert_int_equal(cart_get(c, 1)->n, 3);
	/* Said anew; as another line says it, both become one. */
	s = says(c, "Dedi", false);
	assert_int_equal(cart_say(c, 1, BANANA_S, cart_get(c, 1)->lines[1].said, &s), CART_OK);
	s = says(c, "Budi", true);
	assert_int_equal(cart_say(c, 1, BANANA_S, cart_get(c, 1)->lines[1].said, &s), CART_OK);
	cart = cart_get(c, 1);
	assert_int_equal(cart->n, 2);
	assert_int_equal(cart->lines[0].qty, 4);
	s = says(c, "", true);
	assert_int_equal(cart_say(c, 1, BANANA_S, cart->lines[0].said, &s), CART_ASKS);
	assert_int_equal(cart_say(c, 1, BANANA_S, "nobody", &s), CART_GONE);
	assert_int_equal(cart_say(c, 2, BANANA_S, cart->lines[0].said, &s), CART_GONE);
	cart_forget(c, BANANA);
	assert_int_equal(db_one_int(c, -1, &tq[Q_LINES]), 0);
	fixture_next(f);
}

static void
an_order_keeps_it(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = opened(state);
	struct checkout form;
	struct order *o = NULL;
	struct order_line *l;
	struct line_input in;
	struct input_said *again;
	size_t n;

	assert_int_equal(put(c, "2", "Budi", true), CART_OK);
	assert_int_equal(put(c, "1", "Ani", false), CART_OK);
	assert_int_equal(cart_add(c, 1, CHIPS_S, 1), CART_OK);
	form = trade_form(c, 1, "one", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &form, &o), ORDER_PLACED);
	assert_int_equal(order_place(c, 1, &form, &o), ORDER_AGAIN);
	assert_int_equal(trade_reserved(c, BANANA_S), 3);
	assert_int_equal(o->subtotal, 2 * 20000 + 15000 + 12000);
	l = order_lines(c, o->id, &n);
	assert_int_equal(n, 3);
	assert_int_equal(l[0].unit_price, 20000);
	assert_int_equal(l[0].n_said, 2);
	assert_string_equal(l[0].said[0].value, "Budi");
	assert_string_equal(l[0].said[1].label, "Bungkus");
	assert_string_equal(l[0].said[1].value, "Kado");
	assert_int_equal(l[0].said[1].extra, 5000);
	assert_int_equal(l[1].n_said, 1);
	assert_string_equal(l[1].said[0].value, "Ani");
	assert_int_equal(l[2].n_said, 0);
	assert_int_equal(db_one_int(c, -1, &tq[Q_SAID]), 3);
	/* Asked and named otherwise since: the order stays, and a choice that is gone can't be said again. */
	again = line_input_again(c, BANANA, l[0].said, l[0].n_said);
	assert_string_equal(again[1].value, arena_printf(c->arena, "%lld", (long long)asked(c, 2)->choices[0].id));
	in = *asked(c, 2);
	in.choices[0].name_id = "";
	assert_int_equal(line_input_save(c, BANANA, version++, &in), INPUT_OK);
	again = line_input_again(c, BANANA, l[0].said, l[0].n_said);
	assert_string_equal(again[0].value, "Budi");
	assert_string_equal(again[1].value, "");
	assert_string_equal(order_lines(c, o->id, &n)[0].said[1].value, "Kado");
	assert_int_equal(order_act(c, o->id, 0, ACT_CANCEL, "batal"), MOVE_OK);
	assert_int_equal(trade_reserved(c, BANANA_S), 0);
	fixture_next(f);
}

static void
what_was_shown_is_what_is_ordered(void **state)
{
	struct ctx *c = opened(state);
	struct checkout form;
	struct order *o = NULL;
	struct line_input in;

	assert_int_equal(put(c, "1", "Budi", true), CART_OK);
	form = trade_form(c, 1, "one", COURIER_ZONE, "transfer");
	in = *asked(c, 2);
	in.choices[0].extra = 6000;
	assert_int_equal(line_input_save(c, BANANA, version++, &in), INPUT_OK);
	assert_true(cart_get(c, 1)->lines[0].price_changed);
	assert_int_equal(order_place(c, 1, &form, &o), ORDER_CHANGED);
	/* What must be said now, and isn't: nothing is ordered, whatever the form confirms. */
	in = *asked(c, 1);
	in.required = true;
	assert_int_equal(line_input_save(c, BANANA, version++, &in), INPUT_OK);
	assert_true(cart_get(c, 1)->lines[0].asks);
	form = trade_form(c, 1, "two", COURIER_ZONE, "transfer");
	assert_int_equal(order_place(c, 1, &form, &o), ORDER_CHANGED);
}

static void
two_owners_at_once(void **state)
{
	struct ctx *c = opened(state);
	struct line_input in = *asked(c, 0);
	size_t n;

	assert_int_equal(line_input_save(c, BANANA, version - 1, &in), INPUT_CONFLICT);
	assert_int_equal(line_input_save(c, CHIPS, 1, &in), INPUT_GONE);
	assert_int_equal(line_input_drop(c, CHIPS, 1, in.id), INPUT_GONE);
	assert_int_equal(line_input_move(c, CHIPS, 1, in.id, 1), INPUT_GONE);
	assert_int_equal(line_input_add(c, 999, 1, INPUT_TEXT, "x", ""), INPUT_GONE);
	assert_int_equal(line_input_move(c, BANANA, version++, in.id, -1), INPUT_OK);
	assert_int_equal(line_input_move(c, BANANA, version++, in.id, 1), INPUT_OK);
	assert_int_equal(asked(c, 1)->id, in.id);
	assert_int_equal(line_input_add(c, BANANA, version++, INPUT_TEXT, "x", ""), INPUT_OK);
	assert_int_equal(line_input_add(c, BANANA, version++, INPUT_TEXT, "y", ""), INPUT_OK);
	assert_int_equal(line_input_add(c, BANANA, version, INPUT_TEXT, "z", ""), INPUT_FULL);
	for (size_t i = INPUTS_MAX; i > 0; i--)
		assert_int_equal(line_input_drop(c, BANANA, version++, asked(c, i - 1)->id), INPUT_OK);
	(void)line_input_list(c, BANANA, &n);
	assert_int_equal(n, 0);
	assert_int_equal(db_one_int(c, -1, &tq[Q_PRODUCT], DB_I(BANANA)), ASKS_NOTHING);
}

static const struct CMUnitTest tests[] = {
	CASE(what_counts_as_an_answer), CASE(packed_and_back), CASE(other_words_are_another_line), CASE(an_order_keeps_it), CASE(what_was_shown_is_what_is_ordered), CASE(two_owners_at_once),
};
FIXTURE_MAIN(tests)
