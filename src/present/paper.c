/* Papers in template fields. Rolls have no page length of their own, but browsers want one: it is the shortest of a few that print.css knows and the text fits on. */
#include "present/paper.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/url.h"
#include "present/below.h"
#include "present/order.h"
#include "present/price.h"
#include "present/qr.h"
#include "shop/setting.h"

/* The sizes of A4 to A6 are ISO 216's; 58, 80 and 100 mm are what thermal printers take. */
const struct paper papers[] = {
	{ "nota-58", PAPER_NOTA, "print/nota", "paper/nota", 58, 0, 5, "8.5" },
	{ "nota-80", PAPER_NOTA, "print/nota", "paper/nota", 80, 0, 4, "10" },
	{ "nota-a6", PAPER_NOTA, "print/nota", "paper/nota", 105, 148, 7, "8" },
	{ "nota-a5", PAPER_NOTA, "print/nota", "paper/nota", 148, 210, 11, "10" },
	{ "invoice", PAPER_INVOICE, "print/nota", "paper/nota", 210, 297, 16, "10.5" },
	{ "slip", PAPER_SLIP, "print/slip", "paper/slip", 148, 210, 11, "10" },
	{ "label-58", PAPER_LABEL, "print/label", "paper/label", 58, 100, 3, "8" },
	{ "label-80", PAPER_LABEL, "print/label", "paper/label", 80, 100, 3, "9" },
	{ "label-100", PAPER_LABEL, "print/label", "paper/label", 100, 150, 5, "11" },
	{ "label-a4", PAPER_LABEL, "print/label", "paper/label", 210, 297, 6, "9" },
};
const size_t papers_n = ARRAY_LEN(papers);
const struct paper paper_packing = { "packing", PAPER_LIST, "print/packing", "paper/packing", 210, 297, 16, "10.5" };
const struct paper paper_report = { "report", PAPER_LIST, "", "paper/report", 297, 210, 14, "9" };

const struct paper *
paper_of(const char *word)
{
	for (size_t i = 0; i < papers_n; i++)
		if (str_eq(papers[i].word, word))
			return &papers[i];
	return NULL;
}

const char *
paper_name(struct ctx *c, const struct paper *p)
{
	return i18n(c->arena, c->lang, str_replace(c->arena, arena_printf(c->arena, "paper.%s", p->word), "-", "."), NULL);
}

static void
value(struct view *v, const char *row, const char *text)
{
	if (!str_empty(text))
		view_text(view_row(v, row), "VALUE", text);
}

void
present_paper_head(struct ctx *c, struct view *v, const struct invoice *invoice)
{
	const struct shop *shop = shop_get(c);
	const char *phone = invoice ? invoice->shop_phone : shop->whatsapp;

	view_text(v, "HEAD_NAME", invoice ? invoice->shop_name : shop->name);
	value(v, "HEAD_ADDRESS", invoice ? invoice->shop_address : shop->address);
	value(v, "HEAD_PHONE", str_empty(phone) ? "" : present_phone(c, phone));
	value(v, "HEAD_NIB", invoice ? invoice->shop_nib : shop->nib);
}

/* How many lines of the paper a text takes. */
static int
rows(const struct paper *p, size_t letters)
{
	size_t per = p->width_mm < 70 ? 26 : 38;

	return (int)((letters + per - 1) / per);
}

/* The lengths stand in print.css as pages of their own. In tenths of a millimetre: head, sums and foot; then a text line is 4.2 or 5 mm high. */
static int
roll_length(struct ctx *c, const struct paper *p, const struct order *o, const struct order_line *lines, size_t n)
{
	static const int lengths[] = { 160, 200, 240, 280, 320, 360, 400, 480, 560, 700, 900 };
	int high = p->width_mm < 70 ? 42 : 50, need = 1450 + rows(p, utf8_len(o->name) + utf8_len(o->ship_name)) * high;
	int place = rows(p, utf8_len(o->ship_place)) + rows(p, utf8_len(o->ship_hours)) + (o->ship_day != 0);
	size_t i;

	need += place * high;
	for (i = 0; i < n && need < 10000; i++)
		need += 16 + high * (1 + rows(p, utf8_len(lines[i].name) + 1 + utf8_len(lines[i].options)) + present_below_rows(c, &lines[i], p->width_mm < 70 ? 26 : 38));
	for (i = 0; i + 1 < ARRAY_LEN(lengths) && lengths[i] * 10 < need;)
		i++;
	return lengths[i];
}

void
present_paper_sheet(struct ctx *c, struct view *v, const struct paper *p, const struct order *o, const struct order_line *lines, size_t n)
{
	const char *sheet = p->word;

	if (p->height_mm == 0)
		sheet = arena_printf(c->arena, "roll %s %s-%d", p->word, p->word, roll_length(c, p, o, lines, n));
	view_text(v, "SHEET", sheet);
}

const char *
paper_weight(struct ctx *c, int64_t grams)
{
	int64_t tens = (grams + 5) / 10;

	if (grams < 1000)
		return arena_printf(c->arena, "%lld g", (long long)grams);
	if (tens % 100 == 0)
		return arena_printf(c->arena, "%lld kg", (long long)tens / 100);
	return arena_printf(c->arena, "%lld%s%02lld kg", (long long)tens / 100, str_eq(c->lang, "en") ? "." : ",", (long long)tens % 100);
}

void
present_paper_lines(struct ctx *c, struct view *v, const struct order_line *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "LINE");

		view_text(row, "LINE_NAME", lines[i].name);
		view_text(row, "LINE_OPTIONS", lines[i].options);
		view_flag(row, "HAS_OPTIONS", !str_empty(lines[i].options));
		present_below_order(c, row, &lines[i]);
		present_line_qty(c, row, lines[i].measure, lines[i].qty);
		view_text(row, "LINE_PRICE", present_line_price(c, &lines[i]));
		/* The discount stands below as a line of its own. */
		view_money(row, "LINE_SUM", lines[i].total + lines[i].discount);
	}
}

/* The buyer's page, in the language in which they ordered, whatever the person at the desk reads. */
static const char *
order_link(struct ctx *c, const struct order *o)
{
	const char *lang = c->lang, *link;

	c->lang = o->lang;
	link = url_absolute(c, url_order(c, o->ref));
	c->lang = lang;
	return link;
}

void
present_paper_order(struct ctx *c, struct view *v, const struct order *o)
{
	present_order_head(c, v, o);
	present_order_address(c, v, o);
	present_order_sums(c, v, o);
	present_qr(c, v, order_link(c, o));
	view_text(v, "WEIGHT", paper_weight(c, o->weight_g));
	view_flag(v, "COLLECT", str_eq(o->pay_state, "cod"));
	/* Long addresses are set smaller, so that a label stays one label. */
	view_flag(v, "LONG", utf8_len(o->address) + utf8_len(o->landmark) + utf8_len(o->village) + utf8_len(o->name) > 160);
}

void
present_nota(struct ctx *c, struct view *v, const struct paper *p, const struct order *o, const struct invoice *invoice)
{
	size_t n;
	const struct order_line *lines = order_lines(c, o->id, &n);
	struct view *row = view_row(v, invoice ? "INVOICE" : "NOTA");

	present_paper_head(c, v, invoice);
	present_paper_sheet(c, v, p, o, lines, n);
	present_paper_order(c, v, o);
	present_paper_lines(c, v, lines, n);
	if (invoice) {
		view_text(row, "INVOICE_NUMBER", invoice->number);
		view_text(row, "INVOICE_DATE", clock_date(c->arena, invoice->at, shop_get(c)->timezone, c->lang));
	}
}
