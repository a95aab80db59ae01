/*
 * Makers and tags are looked up once in a transaction, however many products name them: what was found stands in the run's index under the number of the transaction, since a rollback takes away again what was
 * made in it. How goods are sold is written only where it differs from what the shop has.
 */
#include "shop/importer_sold.h"

#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/importer_index.h"
#include "shop/maker.h"
#include "shop/price.h"
#include "shop/tag.h"

/* --- cells --- */

static struct arena *
mem(const struct import_at *at)
{
	return at->im->c->arena;
}

static void
bad_cell(const struct import_at *at, const char *column, const char *text)
{
	import_refuse(at->im, at->g, at->line, "import.bad_cell", arena_printf(mem(at), "%s: %s", column, utf8_cut(mem(at), text, 40)));
}

static void
left_out(const struct import_at *at, const char *message_id, const char *text)
{
	import_say(at->im, at->line, "warning", at->name, message_id, utf8_cut(mem(at), text, 100));
}

static const char *
cleaned(struct arena *a, const char *s)
{
	s = str_squeeze(a, utf8_clean(a, str_replace(a, s, "\n", " "), false));
	while (*s == '#' || *s == ' ')
		s++;
	return s;
}

/* An empty cell of our own file says that there is none. Those of other shops are empty where nobody uses the column. */
static bool
clears(const struct import_at *at)
{
	return str_eq(at->im->source, "etalase");
}

void
import_maker(const struct import_at *at, const char *cell)
{
	const char *s = cell ? str_squeeze(mem(at), utf8_clean(mem(at), str_replace(mem(at), cell, "\n", " "), false)) : NULL;

	if (s && utf8_len(s) > MAKER_NAME_MAX)
		left_out(at, "import.maker_long", s);
	else if (s && (*s || clears(at)))
		at->g->maker = s;
}

void
import_tags(const struct import_at *at, const char *cell)
{
	size_t n, i, kept = 0;
	const char **parts, *all = "";

	if (!cell || (!*cell && !clears(at)))
		return;
	parts = str_split(mem(at), cell, strchr(cell, '|') ? '|' : ',', &n);
	for (i = 0; i < n; i++) {
		const char *s = cleaned(mem(at), parts[i]);

		if (!*s)
			continue;
		if (utf8_len(s) > TAG_NAME_MAX || kept == PRODUCT_TAGS_MOST)
			left_out(at, kept == PRODUCT_TAGS_MOST ? "import.tags_many" : "import.tag_long", s);
		else
			all = arena_printf(mem(at), "%s%s%s", all, kept++ ? "\n" : "", s);
	}
	at->g->tags = all;
}

void
import_measure(const struct import_at *at, const char *cell)
{
	static const struct { const char *word; enum measure measure; int64_t per; } known[] = {
		{ "", MEASURE_PIECE, 1 }, { "piece", MEASURE_PIECE, 1 }, { "pieces", MEASURE_PIECE, 1 }, { "pcs", MEASURE_PIECE, 1 }, { "buah", MEASURE_PIECE, 1 }, { "kg", MEASURE_GRAM, 1000 },
		{ "kilogram", MEASURE_GRAM, 1000 }, { "kilo", MEASURE_GRAM, 1000 }, { "100g", MEASURE_GRAM, 100 }, { "100gram", MEASURE_GRAM, 100 }, { "ons", MEASURE_GRAM, 100 }, { "l", MEASURE_ML, 1000 },
		{ "liter", MEASURE_ML, 1000 }, { "litre", MEASURE_ML, 1000 }, { "100ml", MEASURE_ML, 100 },
	};
	struct import_sold *s = &at->g->sold;
	const char *word;
	size_t i;

	if (!cell)
		return;
	word = str_replace(mem(at), str_lower(mem(at), cell), " ", "");
	for (i = 0; i < ARRAY_LEN(known) && !str_eq(known[i].word, word); i++)
		;
	if (i == ARRAY_LEN(known)) {
		bad_cell(at, "measure", cell);
		return;
	}
	s->said = s->measured = true;
	s->measure = known[i].measure;
	s->per = known[i].per;
}

/* "12 kg" in a file that says no measure: what it counts is the product's to be. */
static bool
with_unit(struct import_sold *s, const char *cell, int64_t *n)
{
	char last = cell[strlen(cell) - 1];
	enum measure m = MEASURE_GRAM;

	if (last >= '0' && last <= '9')
		return false;
	if (!quantity_parse(cell, m, n) && !quantity_parse(cell, m = MEASURE_ML, n))
		return false;
	if (s->unit != MEASURE_PIECE && s->unit != m)
		return false;
	s->unit = m;
	return true;
}

int64_t
import_amount(const struct import_at *at, const char *cell, const char *column)
{
	struct import_sold *s = &at->g->sold;
	int64_t n;

	if (!cell)
		return IMPORT_KEEP;
	if (!*cell)
		return INT64_MIN;
	if (s->measured && s->measure != MEASURE_PIECE ? quantity_parse(cell, s->measure, &n) : quantity_parse(cell, MEASURE_PIECE, &n) || (!s->measured && with_unit(s, cell, &n)))
		return n;
	bad_cell(at, column, cell);
	return INT64_MIN;
}

static int64_t
limit(const struct import_at *at, const char *cell, const char *column)
{
	int64_t n = import_amount(at, cell, column);

	at->g->sold.said |= cell != NULL;
	return n == INT64_MIN ? 0 : n;
}

void
import_limits(const struct import_at *at, const char *min, const char *max, const char *step)
{
	struct import_sold *s = &at->g->sold;

	s->min = limit(at, min, "min_qty");
	s->max = limit(at, max, "max_qty");
	s->step = limit(at, step, "qty_step");
}

void
import_together(const struct import_at *at, const char *cell)
{
	if (!cell)
		return;
	at->g->sold.said = true;
	at->g->sold.together = import_yes(cell) == 1;
}

void
import_tiers(const struct import_at *at, const char *cell, int64_t row, const char *column)
{
	struct import_sold *s = &at->g->sold;
	size_t n, i;
	const char **parts;

	if (!cell)
		return;
	s->said = true;
	*(row < 0 ? &s->tiers_all : &s->tiers_each) = true;
	parts = str_split(mem(at), cell, '|', &n);
	for (i = 0; i < n && !at->g->refused; i++) {
		struct import_tier *t = arena_new(mem(at), struct import_tier);
		const char *equals = strchr(parts[i], '=');

		t->row = row;
		t->qty = equals ? import_amount(at, str_trim(mem(at), arena_mem(mem(at), parts[i], (size_t)(equals - parts[i]))), column) : INT64_MIN;
		if (i == PRICE_TIERS_MAX || t->qty < 1 || !money_parse(str_trim(mem(at), equals + 1), &t->price)) {
			bad_cell(at, column, parts[i]);
			return;
		}
		*(s->end ? &s->end->next : &s->tiers) = t;
		s->end = t;
	}
}

void
import_sold_mix(struct buf *b, const struct import_goods *g)
{
	const struct import_sold *s = &g->sold;

	if (g->maker)
		buf_printf(b, "maker %s\x1f", g->maker);
	if (g->tags)
		buf_printf(b, "tags %s\x1f", g->tags);
	if (!s->said)
		return;
	buf_printf(b, "sold %d,%d,%lld,%d,%lld,%lld,%lld,%lld,%d,%d;", s->measured, (int)s->measure, (long long)s->per, (int)s->unit, (long long)s->min, (long long)s->max, (long long)s->step,
	    (long long)s->together, s->tiers_all, s->tiers_each);
	for (const struct import_tier *t = s->tiers; t; t = t->next)
		buf_printf(b, "%lld:%lld=%lld;", (long long)t->row, (long long)t->qty, (long long)t->price);
}

/* --- makers and tags --- */

static const char *
folded(struct import *im, const char *name)
{
	return utf8_fold(im->c->arena, name);
}

static int64_t
group(struct import *im, struct import_put *p, bool tag, const char *name, struct arena *batch)
{
	const char *kind = tag ? "tag" : "maker", *key = folded(im, name);
	int64_t id = import_index_get(im->seen, kind, key, im->transaction);

	if (id || err_is_set(im->c))
		return id;
	id = tag ? tag_find(im->c, name) : maker_find(im->c, name);
	if (!id) {
		const char **made = tag ? &p->tags_made : &p->makers_made;

		id = tag ? tag_named(im->c, name) : maker_named(im->c, name);
		if (!id)
			return 0;	/* the shop has as many as it may */
		import_put_made(im, p, kind, id);
		*made = arena_printf(batch, "%s%s%s", *made ? *made : "", *made ? "\n" : "", key);
	}
	import_index_put(im->seen, kind, key, im->transaction, id);
	return id;
}

static bool
tags_same(const struct product_edit *e, const struct product *old)
{
	size_t i, k;

	for (i = 0; i < e->n_tags; i++) {
		for (k = 0; k < old->n_tags && old->tags[k].id != e->tags[i]; k++)
			;
		if (k == old->n_tags)
			return false;
	}
	return e->n_tags == old->n_tags;
}

void
import_groups_find(struct import *im, struct import_put *p, struct import_goods *g, const struct product *old, struct arena *batch)
{
	struct product_edit *e = &g->edit;
	size_t n, i, k;
	const char **names = str_split(im->c->arena, g->tags ? g->tags : "", '\n', &n);
	int64_t *ids = arena_new_n(im->c->arena, n + 1, int64_t), id;

	p->makers_made = p->tags_made = NULL;
	if (g->maker) {
		e->maker = *g->maker ? group(im, p, false, g->maker, batch) : 0;
		e->set_maker = (e->maker || !*g->maker) && e->maker != (old ? old->maker : 0);
	}
	for (i = 0; i < n; i++) {
		id = group(im, p, true, names[i], batch);
		for (k = 0; k < e->n_tags && ids[k] != id; k++)
			;
		if (id && k == e->n_tags)
			ids[e->n_tags++] = id;
	}
	e->tags = ids;
	e->set_tags = g->tags && (old ? !tags_same(e, old) : e->n_tags > 0);
}

static int64_t
fresh(struct import *im, const char *kind, const char *names, bool count)
{
	size_t n = 0, i;
	const char **list = str_split(im->c->arena, names ? names : "", '\n', &n);
	int64_t all = 0;

	for (i = 0; i < n; i++) {
		const char *key = folded(im, list[i]);

		if (import_index_get(im->seen, kind, key, 0))
			continue;
		import_index_put(im->seen, kind, key, 0, 1);
		all += count;
	}
	return all;
}

void
import_groups_count(struct import *im, const struct import_put *p)
{
	im->result->makers_new += fresh(im, "new maker", p->makers_made, true);
	im->result->tags_new += fresh(im, "new tag", p->tags_made, true);
}

void
import_groups_known(struct import *im, const struct import_goods *g)
{
	(void)fresh(im, "new maker", g->maker, false);
	(void)fresh(im, "new tag", g->tags, false);
}

/* --- how it is sold --- */

static enum measure
measure_of(const struct import_goods *g, const struct product *old)
{
	return g->sold.measured ? g->sold.measure : old ? old->buying.measure : MEASURE_PIECE;
}

static int64_t
per_of(const struct import_goods *g, const struct product *old)
{
	return g->sold.measured ? g->sold.per : old && old->n_variants ? old->variants[0].price_qty : 1;
}

void
import_low_at(const struct import_goods *said, struct import_goods *g, const struct product *old)
{
	bool measured = measure_of(g, old) != MEASURE_PIECE;
	size_t i;

	for (i = 0; i < g->n_variants; i++) {
		struct variant_edit *v = &g->variants[i];
		bool was = v->id && old->buying.measure != MEASURE_PIECE;

		if (said->variants[i].low_at == IMPORT_KEEP && measured != was)
			v->low_at = measured ? v->low_at * QUANTITY_BIG : (v->low_at + QUANTITY_BIG - 1) / QUANTITY_BIG;
	}
}

static int64_t
kept(int64_t said, int64_t was)
{
	return said == IMPORT_KEEP ? was : said;
}

static struct buying
wanted(const struct import_goods *g, const struct product *old)
{
	const struct import_sold *s = &g->sold;
	struct buying b = old ? old->buying : (struct buying){ 0 };

	b.measure = measure_of(g, old);
	b.min = kept(s->min, b.min);
	b.max = kept(s->max, b.max);
	b.step = kept(s->step, b.step);
	b.together = kept(s->together, b.together) != 0;
	return b;
}

/* Everybody's prices by quantity that the file speaks of, of one row of it (below 0: of all variants), against those of the shop. */
static bool
row_same(const struct import_goods *g, const struct product *old, int64_t row)
{
	int64_t variant = row < 0 ? 0 : g->variants[row].id, said = 0, there = 0;
	const struct import_tier *t;
	size_t k;

	for (t = g->sold.tiers; t; t = t->next) {
		if (t->row != row)
			continue;
		said++;
		for (k = 0; k < old->n_tiers && (old->tiers[k].variant != variant || old->tiers[k].group || old->tiers[k].qty != t->qty || old->tiers[k].price != t->price); k++)
			;
		if (k == old->n_tiers)
			return false;
	}
	for (k = 0; k < old->n_tiers; k++)
		there += old->tiers[k].variant == variant && !old->tiers[k].group;
	return said == there;
}

bool
import_sold_same(const struct import_goods *g, const struct product *old)
{
	const struct import_sold *s = &g->sold;
	struct buying b = wanted(g, old);
	size_t i;

	if (!s->said)
		return true;
	if (b.measure != old->buying.measure || per_of(g, old) != (old->n_variants ? old->variants[0].price_qty : 1) || b.min != old->buying.min || b.max != old->buying.max ||
	    b.step != old->buying.step || b.together != old->buying.together || (s->tiers_all && !row_same(g, old, -1)))
		return false;
	for (i = 0; s->tiers_each && i < g->n_variants; i++)
		if (!row_same(g, old, (int64_t)i))
			return false;
	return true;
}

static bool
plain(const struct import_goods *g)
{
	const struct buying b = wanted(g, NULL);

	return b.measure == MEASURE_PIECE && b.min == 0 && b.max == 0 && b.step == 0 && !b.together && !g->sold.tiers;
}

static bool
has_stock(const struct product *p)
{
	for (size_t i = 0; p && i < p->n_variants; i++)
		if (p->variants[i].on_hand != 0 || p->variants[i].reserved != 0)
			return true;
	return false;
}

static const char *
refusal(enum price_put said)
{
	switch (said) {
	case PRICE_OK: return NULL;
	case PRICE_GONE:
	case PRICE_CONFLICT: return "import.conflict";
	case PRICE_SAME_QTY:
	case PRICE_NOT_FALLING:
	case PRICE_NOT_LOWER: return "import.tiers";
	case PRICE_RULES: return "import.limits";
	case PRICE_STOCK: return "import.measure_stock";
	case PRICE_PACK: return "import.measure_pack";
	}
	return NULL;
}

const char *
import_sold_put(struct import *im, const struct import_goods *g, int64_t product, const struct product *old)
{
	const struct import_sold *s = &g->sold;
	struct price_sheet sheet = { .buying = wanted(g, old), .price_qty = per_of(g, old), .all = s->tiers_all, .each = s->tiers_each };
	const struct import_tier *t;

	if (s->unit != MEASURE_PIECE && s->unit != sheet.buying.measure)
		return "import.measure_differs";
	if (old ? import_sold_same(g, old) : plain(g))
		return NULL;
	if (old && sheet.buying.measure != old->buying.measure && has_stock(old))
		return "import.measure_stock";
	for (t = s->tiers; t; t = t->next)
		sheet.n++;
	sheet.tiers = arena_new_n(im->c->arena, sheet.n + 1, struct price_tier);
	sheet.n = 0;
	for (t = s->tiers; t; t = t->next)
		sheet.tiers[sheet.n++] = (struct price_tier){ .variant = t->row, .qty = t->qty, .price = t->price };
	return refusal(price_sheet_put(im->c, product, &sheet));
}
