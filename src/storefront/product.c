/*
 * The page of one product. Which variant is shown stands in the address (?v=), so a link, the Back button and search engines have each; without script the pills are
 * radios, and "show this choice" comes here to be told the right address. Putting it in the cart is storefront/cart.c.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/attachment.h"
#include "present/delivery.h"
#include "present/goods.h"
#include "present/line_input.h"
#include "present/price.h"
#include "present/product.h"
#include "present/prose.h"
#include "present/shell.h"
#include "shop/cart.h"
#include "shop/catalog.h"
#include "shop/product_link.h"
#include "shop/setting.h"

#define RELATED 4

/* Sending is quoted for the cheapest choice, and the page says so when another one costs more. Choices that weigh and measure the same count once. */
static void
delivery(struct request *r, struct view *v, const struct product *p)
{
	struct parcel *choices = arena_new_n(r->c->arena, p->n_variants, struct parcel);
	size_t n = 0, i, k;

	for (i = 0; i < p->n_variants; i++) {
		const struct variant *x = &p->variants[i];
		struct parcel one = { .weight_g = x->weight_g, .value = x->price.now, .volume_mm3 = catalog_volume(x->size_mm) };

		for (k = 0; k < n && (choices[k].weight_g != one.weight_g || choices[k].volume_mm3 != one.volume_mm3 || choices[k].value != one.value); k++)
			;
		if (k == n)
			choices[n++] = one;
	}
	present_delivery(r, v, choices, n);
}

static const char *
chat_text(struct ctx *c, const struct product *p, const struct variant *v)
{
	const char *name = p->name;
	const char *url = url_product(c, p->slug);

	if (v && p->n_variants > 1) {
		name = arena_printf(c->arena, "%s (%s)", p->name, v->label);
		url = url_variant(c, p->slug, v->id);
	}
	return i18n(c->arena, c->lang, "product.chat", name, url_absolute(c, url), NULL);
}

/* The usual units have a word in each language; one that the owner made up stands as it was written. */
static const char *
unit(struct ctx *c, const char *word)
{
	const char *id = arena_printf(c->arena, "unit.%.40s", word);

	return i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : word;
}

/* Until when and how far the batch is; or the way to ask when none are left. */
static void
preorder(struct ctx *c, struct view *buy, const struct product *p, const struct variant *chosen)
{
	const struct preorder *m = &p->buying.made;
	bool ask = m->rule == MAKING_ASK && chosen->stock == STOCK_NONE && !str_empty(shop_get(c)->whatsapp);

	view_flag(buy, "ASK_FIRST", ask);
	view_flag(buy, "BUY_NOW", !ask);
	if (m->rule != MAKING_PRE || chosen->stock == STOCK_NONE)
		return;
	if (m->target > 0) {
		struct view *row = view_row(buy, "BATCH");

		view_int(row, "TAKEN", m->taken);
		view_int(row, "TARGET", m->target);
		view_int(row, "BAR", m->taken < m->target ? m->taken : m->target);
	}
	if (m->closes > 0)
		view_text(view_row(buy, "CLOSES"), "DAY", clock_date(c->arena, m->closes - 1, shop_get(c)->timezone, c->lang));
}

/* Price, choice, stock and the form that buys. */
static void
offer(struct request *r, struct view *v, const struct product *p, const struct variant *chosen, int64_t first)
{
	struct ctx *c = r->c;
	struct view *buy = view_row(v, "BUY");
	const char *note;
	struct offer now;
	int64_t qty;

	if (!request_query(r, "n") || !str_int(request_query(r, "n"), 1, quantity_max(p->buying.measure), &qty))
		qty = buying_first(&p->buying, chosen->price_qty);
	now = present_offer(c, buy, p, chosen, qty);
	note = present_price_note(c, &now.price);
	view_int(buy, "PRODUCT_ID", p->id);
	view_int(buy, "VARIANT_ID", chosen->id);
	view_text(buy, "PRICE_NOTE", note);
	view_flag(buy, "NO_NOTE", *note == '\0');
	view_flag(buy, "NO_WAS", now.price.was <= now.price.now);
	present_stock_text(c, buy, p, chosen);
	preorder(c, buy, p, chosen);
	present_options(c, buy, p, chosen);
	present_inputs(r, buy, p->inputs, p->n_inputs, NULL);
	view_flag(buy, "HAS_OPTIONS", p->n_options > 0);
	view_text(buy, "UNIT", unit(c, p->unit));
	view_flag(buy, "HAS_UNIT", !str_empty(p->unit) && p->buying.measure == MEASURE_PIECE);
	present_variants(c, v, p, first);
	delivery(r, buy, p);
}

static void
trust(struct view *v, const struct shop *shop, const struct product *p)
{
	struct view *row;

	static const char *const sections[PERMITS] = { [PERMIT_PIRT] = "HAS_PIRT", [PERMIT_HALAL] = "HAS_HALAL", [PERMIT_BPOM] = "HAS_BPOM", [PERMIT_SNI] = "HAS_SNI" };
	int64_t now = clock_now();
	size_t i, n = 0;

	for (i = 0; i < PERMITS; i++)
		n += *product_permit(p, (enum permit)i, now) != '\0';
	if (n == 0 && !shop->cod_on)
		return;
	row = view_row(v, "TRUST");
	for (i = 0; i < PERMITS; i++)
		view_flag(row, sections[i], *product_permit(p, (enum permit)i, now) != '\0');
	view_flag(row, "HAS_COD", shop->cod_on != 0);
}

static void
heads(struct request *r, struct view *v, const struct product *p)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	const char *about;
	size_t i;

	view_text(v, "PRODUCT_NAME", p->name);
	view_text(v, "SUMMARY", p->summary);
	view_flag(v, "HAS_SUMMARY", !str_empty(p->summary));
	if (*product_ribbon(p, clock_now()))
		view_text(view_row(v, "RIBBONED"), "RIBBON_TEXT", product_ribbon(p, clock_now()));
	view_flag(v, "HAS_SOLD", p->sold > 0);
	view_text(v, "SOLD", present_sold(c, p->sold));
	view_text(v, "SHARE_URL", url_absolute(c, url_product(c, p->slug)));
	view_text(v, "SHARE_LINK", url_whatsapp(c, "", arena_printf(c->arena, "%s\n%s", p->name, url_absolute(c, url_product(c, p->slug)))));
	/* Those that nobody sees come last. */
	view_flag(v, "FILED", p->n_categories > 0 && p->categories[0]->shown);
	for (i = 0; i < p->n_categories && p->categories[i]->shown; i++) {
		struct view *row = view_row(v, "IN_CATEGORY");

		view_text(row, "CATEGORY_URL", url_category(c, p->categories[i]->slug));
		view_text(row, "CATEGORY_NAME", p->categories[i]->name);
	}
	if (p->maker && p->maker_shown) {
		struct view *row = view_row(v, "MADE_BY");

		view_text(row, "MAKER_URL", url_group(c, "maker", p->maker_slug));
		view_text(row, "MAKER_NAME", p->maker_name);
		view_text(row, "MAKER_PLACE", p->maker_place);
		view_flag(row, "HAS_PLACE", !str_empty(p->maker_place));
	}
	view_flag(v, "HAS_TAGS", p->n_tags > 0);
	for (i = 0; i < p->n_tags; i++) {
		struct view *row = view_row(v, "TAGGED");

		view_text(row, "TAG_URL", url_group(c, "tag", p->tags[i].slug));
		view_text(row, "TAG_NAME", p->tags[i].name);
	}
	about = str_empty(p->summary) ? present_prose_first(c, p->description) : p->summary;
	shell_meta(v, r, url_product(c, p->slug), str_empty(about) ? shell_about(c, p->name) : about,
	    p->n_pictures > 0 ? present_og_image(c, &p->pictures[0]) : NULL);
	shell_json_ld(v, present_product_ld(c, p, shop->name));
	shell_json_ld(v, present_crumb_ld(c, p));
}

/* What is one better, and what goes with it: the owner's choice, filled up with what others bought together. Returns the latter. */
static struct card **
chosen_with(struct ctx *c, struct view *v, const struct product *p, size_t *n)
{
	struct card **cards = product_link_cards(c, p, LINK_UP, RELATED, n);
	struct view *with;
	bool chosen;

	if (*n > 0)
		present_cards(c, view_row(v, "BETTER"), cards, *n, 0);
	cards = product_link_with(c, p, RELATED, n, &chosen);
	if (*n > 0) {
		with = view_row(v, "GOES_WITH");
		view_flag(with, "CHOSEN", chosen);
		view_flag(with, "BOUGHT", !chosen);
		present_cards(c, with, cards, *n, 0);
	}
	return cards;
}

/* Behind the n that are there, at most RELATED: those of `more` that are neither among them, nor shown above, nor the product itself. */
static size_t
fill_up(struct card *out[RELATED], size_t n, struct card **more, size_t n_more, struct card **above, size_t n_above, const struct product *p)
{
	size_t i, k;

	for (i = 0; more && i < n_more && n < RELATED; i++) {
		for (k = 0; k < n && out[k]->id != more[i]->id; k++)
			;
		if (k < n || more[i]->id == p->id)
			continue;
		for (k = 0; k < n_above && above[k]->id != more[i]->id; k++)
			;
		if (k == n_above)
			out[n++] = more[i];
	}
	return n;
}

/* What the owner chose as being like it, then what shares its categories, filled up with best sellers. */
static void
related(struct ctx *c, struct view *v, const struct product *p, struct card **above, size_t n_above)
{
	struct card *out[RELATED], **more;
	size_t n, n_more = 0, i;

	more = product_link_cards(c, p, LINK_RELATED, RELATED, &n);
	for (i = 0; i < n; i++)
		out[i] = more[i];
	more = n < RELATED ? catalog_related(c, p, 3 * RELATED, &n_more) : NULL;
	n = fill_up(out, n, more, n_more, above, n_above, p);
	more = n < RELATED ? catalog_featured(c, 3 * RELATED, &n_more) : NULL;
	n = fill_up(out, n, more, n_more, above, n_above, p);
	if (n > 0)
		present_cards(c, view_row(v, "RELATED"), out, n, 0);
}

/* What is inside a bundle; of several variants each under its own name. */
static void
inside(struct ctx *c, struct view *v, const struct product *p)
{
	struct view *list = p->n_parts > 0 ? view_row(v, "INSIDE") : NULL, *of = NULL;

	for (size_t i = 0; i < p->n_parts; i++) {
		const struct bundle_part *x = &p->parts[i];
		const struct variant *owner = present_variant(p, p->parts_of[i]);
		struct view *row;

		if (!of || p->parts_of[i] != p->parts_of[i - 1]) {
			of = view_row(list, "INSIDE_OF");
			view_flag(of, "MANY", p->n_variants > 1);
			view_text(of, "OF_LABEL", owner ? owner->label : "");
		}
		row = view_row(of, "PART");
		view_text(row, "PART_QTY", arena_printf(c->arena, "%s%s", quantity_plain(c->arena, c->lang, x->measure, x->qty), x->measure == MEASURE_PIECE ? " ×" : ""));
		view_flag(row, "PART_SHOWN", x->shown);
		view_flag(row, "PART_PLAIN", !x->shown);
		view_text(row, "PART_URL", url_variant(c, x->slug, x->variant));
		view_text(row, "PART_NAME", *x->label ? arena_printf(c->arena, "%s, %s", x->name, x->label) : x->name);
	}
}

static void
files(struct ctx *c, struct view *v, const struct product *p)
{
	const char *ld;

	present_attachments(c, v, p);
	for (size_t i = 0; i < p->n_files; i++)
		if ((ld = present_clip_ld(c, p, &p->files[i])))
			shell_json_ld(v, ld);
}

/* A draft that appears by itself: who has the link already reads when. */
static bool
coming(const struct product *p)
{
	return str_eq(p->status, "draft") && p->publish_at > 0 && p->n_variants > 0;
}

static void
fill(struct request *r, struct view *v, const struct product *p)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	bool sold_here = str_eq(p->status, "active") && p->n_variants > 0;
	const struct variant *asked = NULL, *chosen;
	struct card **with;
	size_t n_with;
	int64_t id = 0;

	if (request_query(r, "v") && str_int(request_query(r, "v"), 1, INT64_MAX, &id))
		asked = present_variant(p, id);
	chosen = asked ? asked : present_variant_first(p);
	view_text(v, "HERE", url_product(c, p->slug));
	heads(r, v, p);
	present_gallery(c, v, p, asked ? asked->media : 0);
	view_text(v, "ASK_URL", url_whatsapp(c, shop->whatsapp, chat_text(c, p, chosen)));
	if (sold_here) {
		view_int(v, "SEEN_ID", p->id);
		view_text(view_row(v, "COMPARE"), "COMPARE_URL", url_compare(c, &p->slug, 1));
		offer(r, v, p, chosen, asked ? asked->media : 0);
		trust(v, shop, p);
		shell_own_bar(v);
	} else if (coming(p)) {
		view_text(view_row(v, "SOON"), "SOON_DAY", clock_date(c->arena, p->publish_at, shop->timezone, c->lang));
		view_flag(view_outer(v), "NOINDEX", true);
	} else {
		view_flag(v, "GONE", true);
		view_flag(view_outer(v), "NOINDEX", true);
	}
	inside(c, v, p);
	view_flag(v, "HAS_ABOUT", present_prose(c, v, p->description));
	present_facts(c, v, p, chosen);
	files(c, v, p);
	with = chosen_with(c, v, p, &n_with);
	related(c, v, p, with, n_with);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const char *now = NULL;
	int64_t id = 0;
	const struct product *p, *other;
	bool moved = false;
	struct view *v;

	switch (slug_find(c, "product", r->arg[0], &id, &now)) {
	case SLUG_MOVED:
		moved = true;
		break;
	case SLUG_NONE:
		reply_not_found(r);
		return;
	case SLUG_FOUND:
		break;
	}
	p = catalog_shown(c, id);
	other = p && p->merged_into ? catalog_shown(c, p->merged_into) : NULL;
	if (moved || (other && !str_empty(other->slug))) {
		reply_moved(r, url_product(c, other && !str_empty(other->slug) ? other->slug : now));
		return;
	}
	if (!p || (str_eq(p->status, "draft") && !coming(p))) {
		reply_not_found(r);
		return;
	}
	v = shell_page(r, "storefront/product", "category", arena_printf(c->arena, "%s · %s", p->name, shop_get(c)->name));
	etag_add(r, "product", p->version);
	etag_add(r, "catalog", catalog_version(c));
	if (etag_fresh(r))
		return;
	fill(r, v, p);
	/* The archive keeps its 200, since such goods come back; what was thrown away does not, and search engines shall forget it. */
	if (p->trashed_at)
		r->status = 410;
}

struct choose_form { int64_t product, variant, step; const char *qty; };
static const struct field choose_fields[] = {
	F_INT(struct choose_form, product, 1, INT64_MAX),
	F_INT_OPT(struct choose_form, variant, 1, INT64_MAX),
	F_TEXT(struct choose_form, qty, 0, 20),
	F_INT_OPT(struct choose_form, step, -1, 1),
	F_FIN
};

/* The quantity that the form asks for, moved by − or +; 0: what the page begins with. */
static int64_t
wanted(const struct product *p, const struct variant *v, const struct choose_form *f)
{
	const struct buying *b = &p->buying;
	int64_t qty, by, first;

	if (!v)
		return 0;
	first = buying_first(b, v->price_qty);
	by = buying_step(b, v->price_qty);
	if (!quantity_parse(f->qty, b->measure, &qty) || qty > quantity_max(b->measure))
		qty = first;
	if (f->step != NO_NUMBER && f->step != 0)
		qty = buying_fit(b, f->step > 0 ? qty / by * by + by : qty > by ? (qty - 1) / by * by : by);
	return qty == first ? 0 : qty;
}

/* The page of the choice that the radios say, and of the number after − or +. Nothing is stored. */
static void
choose(struct request *r)
{
	struct ctx *c = r->c;
	struct choose_form f;
	struct product *p;
	const struct variant *v;
	const char *url;
	int64_t qty;

	p = form_read(r, choose_fields, &f) ? catalog_product(c, f.product) : NULL;
	if (!p || !str_eq(p->status, "active")) {
		reply_see_other(r, url_products(c));
		return;
	}
	v = present_choice(r, p, present_variant(p, f.variant), true);
	url = v ? url_variant(c, p->slug, v->id) : url_product(c, p->slug);
	qty = wanted(p, v ? v : present_variant_first(p), &f);
	if (qty > 0)
		url = url_with(c, url, "n", arena_printf(c->arena, "%lld", (long long)qty));
	reply_see_other(r, arena_printf(c->arena, "%s#pilih", url));
}

static const struct route routes[] = {
	{ "GET", "/product/{slug}", show, GATE_ANYONE, DO_READ, 0, 0, NULL },
	{ "POST", "/product", choose, GATE_PRIVATE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
