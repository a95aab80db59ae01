/* What stands in the cells of a sheet, and what was typed into them. */
#include "present/sheet_form.h"

#include "base/buf.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"

#define ROWS (2 * SHEET_FORM_LINES)
#define CELLS (ROWS * SHEET_WHATS)
#define NUMBERS 7	/* of a row */
#define NUMBERS_PRODUCT 4

const char *
sheet_form_field(struct ctx *c, const struct goods_line *x, enum sheet_what what)
{
	if (sheet_of_product(what))
		return arena_printf(c->arena, "p%lld_%s", (long long)x->product, sheet_word(what));
	return arena_printf(c->arena, "v%lld_%s", (long long)x->variant, sheet_word(what));
}

/* A number as it stands in its cell. */
const char *
sheet_form_text(struct ctx *c, const struct goods_line *x, enum sheet_what what, int64_t n)
{
	switch (what) {
	case SHEET_PRICE:
		return money_digits(c->arena, n);
	case SHEET_COMPARE:
	case SHEET_SALE:
	case SHEET_WEIGHT:
		return n > 0 ? money_digits(c->arena, n) : "";
	case SHEET_STOCK:
		return quantity_typed(c->arena, c->lang, x->measure, n);
	case SHEET_STATUS:
		return sheet_status(n);
	case SHEET_CATEGORY:
		return category_words(c, n);
	}
	BUG("sheet_what %d", (int)what);
}

const char *
sheet_form_category(struct ctx *c, const char *words, int64_t *id)
{
	*id = 0;
	if (str_empty(words))
		return NULL;
	switch (category_called(c, words, id)) {
	case CATEGORY_CALLED:
		return NULL;
	case CATEGORY_CALLED_MANY:
		return "sheet.category_many";
	case CATEGORY_CALLED_NONE:
		break;
	}
	return "sheet.category_none";
}

/* False: it is no number of this kind. */
static bool
cell_parse(const struct goods_line *x, enum sheet_what what, const char *s, int64_t *n)
{
	switch (what) {
	case SHEET_COMPARE:
	case SHEET_SALE:
	case SHEET_WEIGHT:
		if (str_empty(s)) {
			*n = 0;
			return true;
		}
		return money_parse(s, n);
	case SHEET_PRICE:
		return money_parse(s, n);
	case SHEET_STOCK:
		return x->measure == MEASURE_PIECE ? money_parse(s, n) : quantity_parse(s, x->measure, n);
	case SHEET_STATUS:
		return sheet_status_parse(s, n);
	case SHEET_CATEGORY:
		break;
	}
	BUG("sheet_what %d", (int)what);
}

static const char *
row_word(struct ctx *c, const struct goods_line *x, bool product)
{
	if (product)
		return arena_printf(c->arena, "%lld.0.%lld.%lld", (long long)x->product, (long long)sheet_value(x, SHEET_STATUS), (long long)sheet_value(x, SHEET_CATEGORY));
	return arena_printf(c->arena, "%lld.%lld.%lld.%lld.%lld.%lld.%lld", (long long)x->product, (long long)x->variant, (long long)x->price, (long long)x->compare_at, (long long)x->sale_price,
	    (long long)x->on_hand, (long long)x->weight_g);
}

const char *
sheet_form_row(struct request *r, const struct goods_line *x, bool product)
{
	const char *start = arena_printf(r->c->arena, "%lld.%lld.", (long long)x->product, product ? 0LL : (long long)x->variant);
	const char **sent;
	size_t n, i;

	/* After a conflict the next try counts against what is stored now: the note has said so. */
	if (!r->form || str_eq(r->form_note, "product.conflict"))
		return row_word(r->c, x, product);
	sent = request_form_all(r, "row", &n);
	for (i = 0; i < n; i++)
		if (str_starts(sent[i], start))
			return sent[i];
	return row_word(r->c, x, product);
}

/* The numbers of a `row`: how many; 0: they are none. */
static size_t
row_parse(struct request *r, const char *row, int64_t n[NUMBERS])
{
	size_t words, i;
	const char **word = str_split(r->c->arena, row, '.', &words);

	if (words != NUMBERS && words != NUMBERS_PRODUCT)
		return 0;
	for (i = 0; i < words; i++)
		if (!str_int(word[i], 0, INT64_MAX, &n[i]))
			return 0;
	return words;
}

static void
cell_add(struct sheet_form *t, const struct goods_line *x, enum sheet_what what, int64_t was, int64_t now)
{
	const struct sheet_cell cell = { x->product, sheet_of_product(what) ? 0 : x->variant, what, was, now };

	/* A row that comes twice counts once. */
	for (size_t i = 0; i < t->n; i++)
		if (t->cells[i].product == cell.product && t->cells[i].variant == cell.variant && t->cells[i].what == what)
			return;
	if (was != now && t->n < CELLS)
		t->cells[t->n++] = cell;
}

/* One cell: the number that stands in it, which is the one that was seen when nothing else was typed. */
static int64_t
cell_read(struct request *r, const struct goods_line *x, enum sheet_what what, int64_t was)
{
	const char *name = sheet_form_field(r->c, x, what), *s = request_form(r, name);
	int64_t now;

	if (!s || str_eq(str_trim(r->c->arena, s), sheet_form_text(r->c, x, what, was)))
		return was;
	if (what == SHEET_CATEGORY) {
		const char *why = sheet_form_category(r->c, str_trim(r->c->arena, s), &now);

		if (why)
			form_bad(r, name, why);
		return why ? was : now;
	}
	if (cell_parse(x, what, str_trim(r->c->arena, s), &now))
		return now;
	form_bad(r, name, what == SHEET_PRICE ? "product.price" : what == SHEET_STATUS ? "form.choice" : "product.number");
	return was;
}

static void
row_read(struct request *r, struct sheet_form *t, const struct goods_line *x, const int64_t *n, bool product)
{
	int64_t value[SHEET_WHATS] = { 0 };
	size_t had = t->n, bad = r->n_errors;
	enum sheet_what what, at;
	const char *why;

	if (product) {
		cell_add(t, x, SHEET_STATUS, n[2], cell_read(r, x, SHEET_STATUS, n[2]));
		cell_add(t, x, SHEET_CATEGORY, n[3], cell_read(r, x, SHEET_CATEGORY, n[3]));
		return;
	}
	for (what = SHEET_PRICE; what <= SHEET_WEIGHT; what++) {
		value[what] = n[2 + what];
		if (what == SHEET_STOCK && x->bundle)
			continue;
		value[what] = cell_read(r, x, what, n[2 + what]);
		cell_add(t, x, what, n[2 + what], value[what]);
	}
	if (t->n == had || r->n_errors > bad)
		return;
	why = sheet_fault(value, x->made || x->bundle ? 0 : x->reserved, &at);
	if (why)
		form_bad(r, sheet_form_field(r->c, x, at), why);
}

/* The stored lines of the goods that the form names. */
static struct goods_line *
lines_sent(struct request *r, const char **rows, size_t n_rows, size_t *n)
{
	struct goods_choice choice = { .status = "" };
	int64_t number[NUMBERS], last = 0, total;
	struct goods_line *first;
	struct buf ids;
	size_t i;

	buf_init(&ids, r->c->arena, 21 * ROWS);
	for (i = 0; i < n_rows && i < ROWS; i++) {
		if (!row_parse(r, rows[i], number) || number[0] == last)
			continue;
		last = number[0];
		(void)buf_printf(&ids, "%s%lld", ids.len ? "," : "", (long long)last);
	}
	*n = 0;
	if (ids.len == 0)
		return NULL;
	choice.products = ids.s;
	first = goods_lines(r->c, &choice, 1, 1, n, &total);
	return total <= 1 ? first : goods_lines(r->c, &choice, 1, (int)(total > CATALOG_VARIANTS * SHEET_FORM_LINES ? CATALOG_VARIANTS * SHEET_FORM_LINES : total), n, &total);
}

void
sheet_form_read(struct request *r, struct sheet_form *t)
{
	size_t n_rows, n, i, k;
	const char **rows = request_form_all(r, "row", &n_rows);
	struct goods_line *list = lines_sent(r, rows, n_rows, &n);
	int64_t number[NUMBERS];

	*t = (struct sheet_form){ .cells = arena_new_n(r->c->arena, CELLS, struct sheet_cell) };
	for (i = 0; i < n_rows && i < ROWS; i++) {
		size_t numbers = row_parse(r, rows[i], number);

		for (k = 0; numbers && k < n && (list[k].product != number[0] || (number[1] && list[k].variant != number[1])); k++)
			;
		/* What is not on sale any more is told at once: its row is not on the page again. */
		if (!numbers || k == n || (numbers == NUMBERS_PRODUCT) != (number[1] == 0))
			form_note(r, "sheet.gone");
		else
			row_read(r, t, &list[k], number, number[1] == 0);
	}
}

