/* What can be chosen of a product with options: values as pills or lists, with those that cannot be had marked; and the table of many variants that the script of the page reads. */
#include "base/i18n.h"
#include "base/js.h"
#include "base/money.h"
#include "base/str.h"
#include "present/price.h"
#include "present/product.h"
#include "shop/memo.h"
#include "shop/setting.h"

#define PILLS_MAX 12	/* values of one option that stand side by side */
#define LOOK_BACK 64	/* texts that are looked at for the same one; what is not found stands twice */

/* --- values --- */

static size_t
value_at(const struct option *o, int64_t value)
{
	size_t i;

	for (i = 0; i < o->n_values && o->values[i].id != value; i++)
		;
	return i;
}

/* In how many options the variant differs from the chosen one; *where: the last of them. */
static size_t
differs(const struct variant *v, const struct variant *chosen, size_t *where)
{
	size_t k, n = 0;

	for (k = 0; k < v->n_values && k < chosen->n_values; k++) {
		if (v->values[k] == chosen->values[k])
			continue;
		*where = k;
		n++;
	}
	return n;
}

/* bits: 1 a variant has it, 2 one that is there has it beside all else that is chosen. One walk over the variants, since there may be thousands. */
static char **
marks_of(struct arena *a, const struct product *p, const struct variant *chosen)
{
	char **marks = arena_new_n(a, p->n_options, char *);
	size_t i, k, at, where = 0, n;

	for (k = 0; k < p->n_options; k++)
		marks[k] = arena_new_n(a, p->options[k].n_values + 1, char);
	for (i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];

		n = differs(v, chosen, &where);
		for (k = 0; k < v->n_values && k < p->n_options; k++) {
			at = value_at(&p->options[k], v->values[k]);
			marks[k][at] |= v->stock != STOCK_NONE && (n == 0 || (n == 1 && where == k)) ? 3 : 1;
		}
	}
	return marks;
}

void
present_options(struct ctx *c, struct view *v, const struct product *p, const struct variant *chosen)
{
	char **marks = chosen ? marks_of(c->arena, p, chosen) : NULL;
	struct view *row, *list, *value;
	size_t i, k;

	for (i = 0; chosen && i < p->n_options; i++) {
		const struct option *o = &p->options[i];

		row = view_row(v, "OPTION");
		view_int(row, "OPTION_NO", (int64_t)i);
		view_int(row, "OPTION_ID", o->id);
		view_text(row, "OPTION_NAME", o->name);
		list = view_row(row, o->n_values > PILLS_MAX ? "LIST" : "PILLS");
		for (k = 0; k < o->n_values; k++) {
			if (marks[i][k] == 0)
				continue;	/* no variant on sale has it */
			value = view_row(list, "VALUE");
			view_int(value, "VALUE_ID", o->values[k].id);
			view_text(value, "VALUE_NAME", o->values[k].name);
			view_flag(value, "ON", i < chosen->n_values && chosen->values[i] == o->values[k].id);
			view_flag(value, "OFF", !(marks[i][k] & 2));
		}
	}
}

/* --- the table --- */

struct texts { const char **list; size_t n; };

/* The place of a text, the newest looked at first; "" is 0. */
static int64_t
text_at(struct texts *t, const char *s)
{
	size_t i, low = t->n > LOOK_BACK ? t->n - LOOK_BACK : 0;

	if (*s == '\0')
		return 0;
	for (i = t->n; i > low; i--)
		if (str_eq(t->list[i - 1], s))
			return (int64_t)i - 1;
	t->list[t->n] = s;
	return (int64_t)t->n++;
}

static void
row_put(struct ctx *c, struct js_out *o, const struct product *p, const struct variant *v, struct texts *t)
{
	struct offer one = price_shown(c, p, v, 1);
	size_t i;

	js_out_list(o, NULL);
	js_out_int(o, NULL, v->id);
	js_out_int(o, NULL, (int64_t)v->stock);
	js_out_int(o, NULL, text_at(t, money_text(c->arena, one.price.now)));
	js_out_int(o, NULL, text_at(t, one.price.was > one.price.now ? money_text(c->arena, one.price.was) : ""));
	js_out_int(o, NULL, text_at(t, present_price_note(c, &one.price)));
	js_out_int(o, NULL, text_at(t, v->weight_g > 0 ? arena_printf(c->arena, "%s g", money_digits(c->arena, v->weight_g)) : ""));
	js_out_int(o, NULL, text_at(t, present_unit_price(c, v, one.price.now)));
	js_out_int(o, NULL, v->media);
	js_out_text(o, NULL, v->sku ? v->sku : "");
	for (i = 0; i < v->n_values; i++)
		js_out_int(o, NULL, v->values[i]);
	js_out_end(o);
}

struct table { int64_t shop; const char *json; };

static const void *
table_make(struct ctx *c, const void *arg)
{
	static const char *const stock[] = { [STOCK_NONE] = "stock.none", [STOCK_LOW] = "stock.low", [STOCK_YES] = "stock.yes" };
	const struct product *p = arg;
	struct table *table = arena_new(c->arena, struct table);
	struct texts t = { arena_new_n(c->arena, 5 * p->n_variants + 1, const char *), 1 };
	struct js_out o;
	size_t i;

	t.list[0] = "";
	js_out_init(&o, c->arena, false);
	js_out_list(&o, "rows");
	for (i = 0; i < p->n_variants; i++)
		row_put(c, &o, p, &p->variants[i], &t);
	js_out_end(&o);
	js_out_list(&o, "stock");
	for (i = 0; i < ARRAY_LEN(stock); i++)
		js_out_text(&o, NULL, i18n(c->arena, c->lang, stock[i], NULL));
	js_out_end(&o);
	js_out_list(&o, "texts");
	for (i = 0; i < t.n; i++)
		js_out_text(&o, NULL, t.list[i]);
	js_out_end(&o);
	table->json = js_out_done(&o);
	table->shop = memo_version(c, MEMO_SHOP);
	return table;
}

/* Names of days are the shop's to change, so a kept table holds for the settings that it was made under. */
const char *
present_variants_compact(struct ctx *c, const struct product *p)
{
	const struct table *t = c->buyer_group ? table_make(c, p) : memo_get(c, MEMO_GOODS, arena_printf(c->arena, "variants.%lld", (long long)p->id), table_make, p);

	return t->shop == memo_version(c, MEMO_SHOP) ? t->json : ((const struct table *)table_make(c, p))->json;
}
