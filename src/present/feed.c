/*
 * The catalogue's files in the words of those who read them. Meta's is a CSV (RFC 4180; one vocabulary without the question which fields carry a prefix), Google's RSS 2.0 with g: elements, of
 * which an empty one is left out. Both want prices as "12500 IDR" and the days of a promo with the shop's offset, each spelt its own way.
 */
#include "present/feed.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/url.h"
#include "shop/setting.h"
#include "view/view.h"

#define IMAGES_MOST 2000	/* characters of Meta's additional_image_link */

static const char *
rupiah(struct ctx *c, int64_t amount)
{
	return arena_printf(c->arena, "%lld IDR", (long long)amount);
}

/* "2026-11-24T09:30+07:00", or without the colon in the offset. */
static const char *
moment(struct ctx *c, int64_t at, bool colon)
{
	const char *zone = shop_get(c)->timezone;
	int64_t offset = clock_offset(zone), minute = clock_minute(at, zone);

	return arena_printf(c->arena, "%sT%02d:%02d+%02d%s%02d", clock_iso_day(c->arena, clock_day(at, zone)), (int)(minute / 60), (int)(minute % 60), (int)(offset / 3600), colon ? ":" : "",
	    (int)(offset / 60 % 60));
}

/* "from/to" where both days are known; else the sale holds as long as the price stands in the file. */
static const char *
sale_days(struct ctx *c, const struct feed_item *m, bool colon)
{
	if (!m->sale || !m->sale_from || !m->sale_to)
		return "";
	return arena_printf(c->arena, "%s/%s", moment(c, m->sale_from, colon), moment(c, m->sale_to, colon));
}

/* A sale that has not begun and has no end cannot be told: it is left to the file of that day. */
static int64_t
sale(const struct feed_item *m)
{
	return m->sale && m->sale_from > clock_now() && !m->sale_to ? 0 : m->sale;
}

static const char *
weight(struct ctx *c, int64_t g)
{
	return g > 0 ? arena_printf(c->arena, "%lld g", (long long)g) : "";
}

/* --- Meta --- */

static void
meta_head(struct ctx *c, struct buf *b)
{
	static const char *const names[] = {
		"id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand", "sale_price", "sale_price_effective_date", "item_group_id", "gtin", "mpn",
		"additional_image_link", "product_type", "color", "size", "material", "pattern", "additional_variant_attribute", "shipping_weight",
	};

	(void)c;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		csv_cell(b, i == 0, names[i]);
	csv_end(b);
}

static const char *
more_images(struct ctx *c, const struct feed_item *m)
{
	struct buf b;

	buf_init(&b, c->arena, IMAGES_MOST + 1);
	for (size_t i = 1; i < m->n_images && b.len + strlen(m->images[i]) < IMAGES_MOST; i++)
		buf_printf(&b, "%s%s", b.len ? "," : "", m->images[i]);
	return b.len ? b.s : "";
}

static void
meta_item(struct ctx *c, const struct feed_item *m, struct buf *b)
{
	const char *cells[] = {
		m->id, m->title, m->text, m->in_stock ? "in stock" : "out of stock", "new", rupiah(c, m->price), m->link, m->images[0], m->brand, sale(m) ? rupiah(c, sale(m)) : "",
		sale_days(c, m, true), m->group, m->gtin, m->mpn, more_images(c, m), m->category, m->color, m->size, m->material, m->pattern, m->more, weight(c, m->weight_g),
	};

	for (size_t i = 0; i < ARRAY_LEN(cells); i++)
		csv_cell(b, i == 0, cells[i]);
	csv_end(b);
}

static void
nothing(struct ctx *c, struct buf *b)
{
	(void)c;
	(void)b;
}

/* --- Google --- */

static void
google_piece(struct ctx *c, struct buf *b, const char *section)
{
	struct view *v = view_alone(c, "api/feed_google"), *row = view_row(v, section);

	view_text(row, "SHOP_NAME", shop_get(c)->name);
	view_text(row, "SHOP_URL", url_absolute(c, url_home(c)));
	if (!view_render(v, b))
		return;	/* recorded */
}

static void
google_head(struct ctx *c, struct buf *b)
{
	google_piece(c, b, "OPEN");
}

static void
google_tail(struct ctx *c, struct buf *b)
{
	google_piece(c, b, "CLOSE");
}

static void
element(struct view *v, const char *section, const char *text)
{
	if (!str_empty(text))
		view_text(view_row(v, section), "TEXT", text);
}

/* Google knows colour, size, material and pattern only: what the shop calls otherwise tells variants apart as a size. */
static const char *
google_size(struct ctx *c, const struct feed_item *m)
{
	if (str_empty(m->more))
		return m->size;
	return utf8_cut(c->arena, str_empty(m->size) ? m->more : arena_printf(c->arena, "%s, %s", m->size, m->more), feed_kinds[FEED_GOOGLE].part);
}

/* Google wants the day for both kinds of made goods, at most a year ahead; without one they are not offered there. Meta knows only whether something can be ordered. */
static const char *
google_availability(const struct feed_item *m)
{
	if (!m->in_stock || (m->made != MAKING_NOT && m->ready == 0))
		return "out_of_stock";
	return m->made == MAKING_PRE ? "preorder" : m->made == MAKING_BACK ? "backorder" : "in_stock";
}

static void
google_item(struct ctx *c, const struct feed_item *m, struct buf *b)
{
	struct view *v = view_alone(c, "api/feed_google"), *row = view_row(v, "ITEM");

	view_text(row, "ID", m->id);
	view_text(row, "TITLE", m->title);
	view_text(row, "DESCRIPTION", m->text);
	view_text(row, "LINK", m->link);
	view_text(row, "IMAGE", m->images[0]);
	for (size_t i = 1; i < m->n_images; i++)
		element(row, "MORE_IMAGE", m->images[i]);
	view_text(row, "AVAILABILITY", google_availability(m));
	element(row, "AVAILABLE_ON", m->made != MAKING_NOT && m->ready > 0 ? moment(c, clock_day_start(m->ready, shop_get(c)->timezone), false) : "");
	view_text(row, "PRICE", rupiah(c, m->price));
	element(row, "SALE_PRICE", sale(m) ? rupiah(c, sale(m)) : "");
	element(row, "SALE_DAYS", sale_days(c, m, false));
	view_text(row, "BRAND", m->brand);
	element(row, "GROUP", m->group);
	element(row, "GTIN", m->gtin);
	element(row, "MPN", utf8_cut(c->arena, m->mpn, 70));
	element(row, "NO_IDENTIFIER", str_empty(m->gtin) && str_empty(m->mpn) ? "no" : "");
	element(row, "TYPE", m->category);
	element(row, "COLOR", m->color);
	element(row, "SIZE", google_size(c, m));
	element(row, "MATERIAL", m->material);
	element(row, "PATTERN", m->pattern);
	element(row, "UNIT_MEASURE", m->unit_measure);
	element(row, "UNIT_BASE", m->unit_base);
	element(row, "WEIGHT", weight(c, m->weight_g));
	if (!view_render(v, b))
		return;	/* recorded */
}

const struct feed_writer present_feeds[FEED_COUNT] = {
	[FEED_META] = { meta_head, meta_item, nothing },
	[FEED_GOOGLE] = { google_head, google_item, google_tail },
};
