/*
 * What a row of a catalogue file says of a variant, and whether the other house would take it: titles and texts cut to its limits, options put where it has a field for them, prices with the days
 * of a promo, pictures as JPEG. Files and their bookkeeping: feed_file.c.
 */
#include "shop/feed.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/url.h"
#include "shop/catalog.h"
#include "shop/content.h"
#include "shop/setting.h"

#define GROUP_MOST 800	/* variants of one product that Meta takes */
#define TEXT_MOST ((size_t)40000)
#define CATEGORY_MOST 750

const struct feed_kind feed_kinds[FEED_COUNT] = {
	[FEED_META] = { "meta", "meta.csv", "text/csv; charset=utf-8", "facebook", .title = 200, .text_least = 30, .text = 9999, .brand = 100, .part = 200, .images = FEED_IMAGES, .gap = 500 },
	[FEED_GOOGLE] = { "google", "google.xml", "application/xml; charset=utf-8", "google", .title = 150, .text_least = 1, .text = 5000, .brand = 70, .part = 100, .images = 11, .gap = 100 },
};

static const char *const problems[FEED_PROBLEMS] = {
	[FEED_FINE] = "fine", [FEED_NO_PICTURE] = "no_picture", [FEED_SMALL_PICTURE] = "small_picture", [FEED_NO_TEXT] = "no_text", [FEED_SHORT_TEXT] = "short_text",
	[FEED_CAPITALS] = "capitals", [FEED_NO_PRICE] = "no_price", [FEED_TOO_MANY] = "too_many",
};

const char *
feed_problem_name(enum feed_problem p)
{
	return problems[p];
}

enum feed
feed_of(const char *file)
{
	for (int f = 0; f < FEED_COUNT; f++)
		if (str_eq(feed_kinds[f].file, file))
			return (enum feed)f;
	return FEED_COUNT;
}

bool
feed_gtin(const char *s)
{
	size_t n = strlen(s), i;
	int sum = 0;

	if (n != 8 && n != 12 && n != 13 && n != 14)
		return false;
	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		/* From the right: 1, 3, 1, 3 … ; the check digit makes it a multiple of ten. */
		sum += (s[i] - '0') * ((n - i) % 2 ? 1 : 3);
	}
	/* Codes for a shop's own use: an EAN-13 with 2, a UPC with 2 or 4. */
	if ((n == 13 && (s[0] == '2' || (s[0] == '0' && (s[1] == '2' || s[1] == '4')))) || (n == 12 && (s[0] == '2' || s[0] == '4')))
		return false;
	return sum % 10 == 0;
}

/* --- texts --- */

/* A title with letters, none of them small: both houses take it for shouting. */
static bool
capitals(const char *title)
{
	size_t large = 0;

	for (const char *s = title; *s; s++) {
		if (*s >= 'a' && *s <= 'z')
			return false;
		large += *s >= 'A' && *s <= 'Z';
	}
	return large > 3;
}

/* Cut at a word, with an ellipsis. */
static const char *
cut(struct ctx *c, const char *s, size_t most)
{
	char *out, *blank;

	if (utf8_len(s) <= most)
		return s;
	out = arena_str(c->arena, utf8_cut(c->arena, s, most - 1));
	blank = strrchr(out, ' ');
	if (blank && blank > out + strlen(out) / 2)
		*blank = '\0';
	return arena_printf(c->arena, "%s…", out);
}

/* The words of a text but the addresses among them: both houses refuse links in descriptions. */
static void
words(struct buf *b, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, " \n\t");
		bool link = !strncmp(text, "http://", 7) || !strncmp(text, "https://", 8) || !strncmp(text, "www.", 4);

		if (n && !link) {
			if (b->len)
				buf_char(b, ' ');
			buf_add(b, text, n);
		}
		text += n;
		text += strspn(text, " \n\t");
	}
}

static const char *
description(struct ctx *c, const struct product *p, const struct feed_kind *k)
{
	size_t n, i;
	const struct page_block *blocks = page_blocks(c, p->description, &n);
	struct buf b;

	buf_init(&b, c->arena, TEXT_MOST);
	words(&b, p->summary);
	for (i = 0; i < n; i++)
		words(&b, blocks[i].text);
	return b.len ? cut(c, utf8_clean(c->arena, b.s, false), k->text) : "";
}

static const char *
category(struct ctx *c, const struct product *p)
{
	size_t n, i;
	struct category **path;
	struct buf b;

	if (p->n_categories == 0)
		return "";
	path = catalog_path(c, p->categories[0]->id, &n);
	buf_init(&b, c->arena, TEXT_MOST);
	for (i = 0; i < n; i++) {
		if (i)
			buf_str(&b, " > ");
		buf_str(&b, path[i]->name);
	}
	return b.len ? utf8_cut(c->arena, b.s, CATEGORY_MOST) : "";
}

/* --- options --- */

enum part { PART_COLOR, PART_SIZE, PART_MATERIAL, PART_PATTERN, PART_OTHER };

/* Which of the houses' fields an option is, by what shopkeepers call it in either language. */
static enum part
part_of(struct ctx *c, const char *name)
{
	static const struct { const char *word; enum part part; } known[] = {
		{ "warna", PART_COLOR }, { "color", PART_COLOR }, { "colour", PART_COLOR }, { "ukuran", PART_SIZE }, { "size", PART_SIZE }, { "berat", PART_SIZE }, { "isi", PART_SIZE },
		{ "netto", PART_SIZE }, { "volume", PART_SIZE }, { "weight", PART_SIZE }, { "bahan", PART_MATERIAL }, { "material", PART_MATERIAL }, { "motif", PART_PATTERN }, { "pattern", PART_PATTERN },
	};
	const char *s = str_trim(c->arena, utf8_fold(c->arena, name));

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(s, known[i].word))
			return known[i].part;
	return PART_OTHER;
}

static const char *
value_name(const struct option *o, int64_t value)
{
	for (size_t i = 0; i < o->n_values; i++)
		if (o->values[i].id == value)
			return o->values[i].name;
	return "";
}

/* Commas and colons part the pairs of Meta's additional_variant_attribute. */
static const char *
plain(struct ctx *c, const char *s)
{
	return str_replace(c->arena, str_replace(c->arena, s, ",", " "), ":", " ");
}

static void
options(struct ctx *c, struct feed_item *m, const struct product *p, const struct variant *v, const struct feed_kind *k)
{
	const char **field[] = { [PART_COLOR] = &m->color, [PART_SIZE] = &m->size, [PART_MATERIAL] = &m->material, [PART_PATTERN] = &m->pattern };
	size_t i;

	for (i = 0; i < p->n_options && i < v->n_values; i++) {
		const struct option *o = &p->options[i];
		const char *value = value_name(o, v->values[i]);
		enum part part = part_of(c, o->name);

		if (part != PART_OTHER && str_empty(*field[part]))
			*field[part] = utf8_cut(c->arena, value, k->part);
		else
			m->more = arena_printf(c->arena, "%s%s%s:%s", m->more, *m->more ? ", " : "", plain(c, o->name), plain(c, value));
	}
}

/* --- one variant --- */

static void
price(struct feed_item *m, const struct variant *v, int64_t now)
{
	bool sale = v->sale_price > 0 && v->sale_price < v->list_price && (v->sale_to <= 0 || v->sale_to > now);

	m->price = v->list_price;
	if (sale) {
		m->sale = v->sale_price;
		m->sale_from = v->sale_from > 0 ? v->sale_from : 0;
		m->sale_to = v->sale_to > 0 ? v->sale_to : 0;
	} else if (v->price.was > v->price.now) {
		m->price = v->price.was;
		m->sale = v->price.now;
	}
}

static void
picture(struct ctx *c, struct feed_item *m, const struct picture *p, const struct feed_kind *k, bool *small)
{
	if (str_empty(p->hash) || !p->ready || m->n_images >= k->images)
		return;
	if ((size_t)p->width < k->gap || (size_t)p->height < k->gap)
		*small = true;
	else
		m->images[m->n_images++] = url_absolute(c, url_media(c, p->hash, "1200", "jpg"));
}

/* The variant's own picture first, then the product's. */
static void
pictures(struct ctx *c, struct feed_item *m, const struct product *p, const struct variant *v, const struct feed_kind *k)
{
	bool small = false;
	size_t i;

	for (i = 0; i < p->n_pictures; i++)
		if (v->media && p->pictures[i].media == v->media)
			picture(c, m, &p->pictures[i], k, &small);
	for (i = 0; i < p->n_pictures; i++)
		if (!v->media || p->pictures[i].media != v->media)
			picture(c, m, &p->pictures[i], k, &small);
	if (m->n_images == 0)
		m->problem = small ? FEED_SMALL_PICTURE : FEED_NO_PICTURE;
}

/* "250g", "1kg", "100ml". */
static const char *
measured(struct ctx *c, int64_t n, bool ml)
{
	if (n % QUANTITY_BIG == 0)
		return arena_printf(c->arena, "%lld%s", (long long)(n / QUANTITY_BIG), ml ? "l" : "kg");
	return arena_printf(c->arena, "%lld%s", (long long)n, ml ? "ml" : "g");
}

/* What the price is for: so much by weight or volume, or a package whose content is known. Compared by 100 g, from a kilogram on by one, as in the shop. */
static void
unit_price(struct ctx *c, struct feed_item *m, const struct product *p, const struct variant *v, enum feed feed)
{
	bool by_piece = p->buying.measure == MEASURE_PIECE, ml = by_piece ? v->net_ml : p->buying.measure == MEASURE_ML;
	int64_t n = by_piece ? v->net : v->price_qty;

	m->unit_measure = m->unit_base = "";
	if (n <= 0)
		return;
	m->unit_measure = measured(c, n, ml);
	m->unit_base = measured(c, n >= QUANTITY_BIG ? QUANTITY_BIG : 100, ml);
	if (by_piece)
		return;
	/* Meta has no field for it. */
	if (feed == FEED_META && str_empty(m->size))
		m->size = m->unit_measure;
	if (!ml && m->weight_g == 0)
		m->weight_g = n;
}

static void
judge(struct feed_item *m, const char *name, const struct feed_kind *k)
{
	if (m->problem != FEED_FINE)
		return;
	if (str_empty(m->text))
		m->problem = FEED_NO_TEXT;
	else if (utf8_len(m->text) < k->text_least)
		m->problem = FEED_SHORT_TEXT;
	else if (capitals(name))
		m->problem = FEED_CAPITALS;
	else if (m->price <= 0)
		m->problem = FEED_NO_PRICE;
}

/* "Within so many days" counts from the day on which the file is made; a day that is over tells nothing. */
static void
making(struct ctx *c, struct feed_item *m, const struct product *p, const struct variant *v)
{
	const struct preorder *k = &p->buying.made;
	int64_t today = clock_day(clock_now(), shop_get(c)->timezone);

	if (!m->in_stock || !preorder_made(k, v->on_hand - v->reserved, 1))
		return;
	m->made = k->rule;
	m->ready = k->ready_days > 0 ? today + k->ready_days : k->ready_day > today ? k->ready_day : 0;
}

const struct feed_item *
feed_items(struct ctx *c, enum feed feed, int64_t product, size_t *n)
{
	const struct feed_kind *k = &feed_kinds[feed];
	const struct product *p = catalog_product(c, product);
	struct feed_item *list;
	const char *text, *path, *brand;
	int64_t now = clock_now();
	size_t i;

	*n = 0;
	if (!p || !str_eq(p->status, "active") || p->n_variants == 0)
		return NULL;
	list = arena_new_n(c->arena, p->n_variants, struct feed_item);
	text = description(c, p, k);
	path = category(c, p);
	brand = utf8_cut(c->arena, p->maker && p->maker_shown ? p->maker_name : shop_get(c)->name, k->brand);
	for (i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		struct feed_item *m = &list[(*n)++];

		*m = (struct feed_item){ .product = p->id, .variant = v->id, .text = text, .category = path, .brand = brand, .in_stock = v->stock != STOCK_NONE, .weight_g = v->weight_g,
		    .mpn = v->sku ? v->sku : "", .gtin = v->barcode && feed_gtin(v->barcode) ? v->barcode : "", .color = "", .size = "", .material = "", .pattern = "", .more = "", .group = "" };
		m->id = arena_printf(c->arena, "v%lld", (long long)v->id);
		if (p->n_variants > 1)
			m->group = arena_printf(c->arena, "p%lld", (long long)p->id);
		m->title = cut(c, str_empty(v->label) ? p->name : arena_printf(c->arena, "%s, %s", p->name, v->label), k->title);
		m->link = url_absolute(c, url_with(c, url_with(c, url_variant(c, p->slug, v->id), "utm_source", k->source), "utm_medium", "catalog"));
		if (p->n_variants > GROUP_MOST)
			m->problem = FEED_TOO_MANY;
		making(c, m, p, v);
		options(c, m, p, v, k);
		unit_price(c, m, p, v, feed);
		price(m, v, now);
		pictures(c, m, p, v, k);
		judge(m, p->name, k);
	}
	return list;
}
