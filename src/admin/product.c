/*
 * One product's form: photos, name and price, stock, variants, shipping, how it looks; saving it, archiving it. What the form says is read in present/product_form.c.
 * A product without options is one row of the table of variants, shown in the cards above it.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/goods_more.h"
#include "present/hint.h"
#include "present/moment.h"
#include "present/product_form.h"
#include "present/shell.h"
#include "present/size.h"
#include "shop/goods_copy.h"
#include "shop/media_source.h"
#include "shop/search_log.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define LOW_AT 5	/* as the column's default */
#define ROW_CELLS 5	/* columns of the table of variants besides its options */

/* The value that a variant has of option k, in Indonesian. */
static const struct option_value *
value_of(const struct product *p, const struct variant *v, size_t k)
{
	size_t i, j;

	for (i = 0; v && k < p->n_options && i < p->options[k].n_values; i++)
		for (j = 0; j < v->n_values; j++)
			if (v->values[j] == p->options[k].values[i].id)
				return &p->options[k].values[i];
	return NULL;
}

static void
cell_money(struct request *r, struct view *v, const char *section, const char *key, const char *what, int64_t n, int64_t above)
{
	(void)present_field(r, v, section, NULL, product_form_name(r, key, what), n > above ? money_digits(r->c->arena, n) : "");
}

static void
cell_amount(struct request *r, struct view *v, const struct product *p, const char *section, const char *key, const char *what, int64_t n)
{
	(void)present_field(r, v, section, NULL, product_form_name(r, key, what), quantity_typed(r->c->arena, r->c->lang, p ? p->buying.measure : MEASURE_PIECE, n));
}

static void
cell_moment(struct request *r, struct view *v, const char *section, const char *key, const char *what, const char *text)
{
	(void)present_field(r, v, section, NULL, product_form_name(r, key, what), text);
}

/* How a promo stands: "begins tomorrow 08.00". */
static const char *
sale_state(struct ctx *c, const struct variant *v)
{
	int64_t now = clock_now();

	if (!v || v->sale_price <= 0 || v->sale_price >= v->list_price)
		return "";
	if (v->sale_to > 0 && v->sale_to <= now)
		return i18n(c->arena, c->lang, "sale.over", NULL);
	if (v->sale_from > now)
		return i18n(c->arena, c->lang, "sale.begins", present_moment_near(c, v->sale_from), NULL);
	if (v->sale_to > 0)
		return i18n(c->arena, c->lang, "sale.until", present_moment_near(c, present_moment_last(c, v->sale_to)), NULL);
	return i18n(c->arena, c->lang, "sale.open", NULL);
}

static void
sizes(struct request *r, struct view *view, const struct product_row *row)
{
	const char *names[CATALOG_SIDES], *values[CATALOG_SIDES];
	size_t i;

	for (i = 0; i < CATALOG_SIDES; i++) {
		names[i] = product_form_name(r, row->key, product_form_sides[i]);
		values[i] = row->v ? present_size_text(r->c, row->v->size_mm[i]) : "";
	}
	present_size(r, view, names, values);
}

/* What is left of the price after the cost, from what stands in the form. */
static void
profit(struct request *r, struct view *view, const struct product_row *row)
{
	const struct variant *v = row->v;
	const char *price = form_typed(r, product_form_name(r, row->key, "price"), v ? money_digits(r->c->arena, v->list_price) : "");
	const char *cost = form_typed(r, product_form_name(r, row->key, "cost"), v && v->cost >= 0 ? money_digits(r->c->arena, v->cost) : "");
	int64_t p, c, gain;

	if (!money_parse(price, &p) || !money_parse(cost, &c) || p == 0 || c == 0) {
		view_flag(view, "NO_PROFIT", true);
		return;
	}
	gain = p - c;
	view_flag(view, gain < 0 ? "LOSS" : "GAIN", true);
	view_text(view, "PROFIT_TEXT", i18n(r->c->arena, r->c->lang, gain < 0 ? "product.loss" : "product.profit",
	    money_text(r->c->arena, gain < 0 ? -gain : gain), arena_printf(r->c->arena, "%lld", (long long)(gain * 100 / p)), NULL));
}

static void
row_pictures(struct request *r, struct view *view, const struct product_form *s, const struct product_row *row)
{
	const char *name = product_form_name(r, row->key, "media"), *stored = row->v ? arena_printf(r->c->arena, "%lld", (long long)row->v->media) : "0";
	struct view *list;
	size_t i;

	if (s->n_pics < 2 || s->simple)
		return;
	list = view_row(view, "ROW_PICS");
	view_text(list, "FIELD", name);
	for (i = 0; i < s->n_pics; i++)
		(void)present_field_choice(r, list, "ROW_PIC", name, stored,
		    arena_printf(r->c->arena, "%lld", (long long)s->pics[i]->picture.media), arena_printf(r->c->arena, "%zu", i + 1));
}

/* A fold with something wrong in it stands open. */
static bool
any_bad(struct request *r, const char *key)
{
	static const char *const folded[] = { "cost", "was", "low", "sale", "from", "to", "code", "l", "w", "h" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(folded); i++)
		if (form_error(r, product_form_name(r, key, folded[i])))
			return true;
	return false;
}

static void
folds_show(struct request *r, struct view *v, const struct product_form *s)
{
	static const char *const looks[] = { "summary", "description", "slug", "unit", "tint" };
	static const char *const english[] = { "name_en", "summary_en", "description_en" };
	bool english_open = false, looks_open = false;
	size_t i;

	for (i = 0; i < ARRAY_LEN(looks); i++)
		looks_open = looks_open || form_error(r, looks[i]);
	for (i = 0; i < ARRAY_LEN(english); i++)
		english_open = english_open || form_error(r, english[i]);
	view_flag(v, "ENGLISH_OPEN", english_open);
	/* It stands open, too, where words or a category are missing: the way there ends in it. */
	view_flag(v, "LOOKS_OPEN", looks_open || english_open || (s->p && (hint_bits(r->c, s->p->id) & (HINT_BIT(HINT_TEXT) | HINT_BIT(HINT_CATEGORY)))));
}

static void
row_show(struct request *r, struct view *view, const struct product_form *s, const struct product_row *row, size_t at)
{
	const struct variant *v = row->v;
	struct arena *a = r->c->arena;
	const struct option_value *value;
	struct view *col;
	size_t k;

	view_text(view, "ROW_KEY", row->key);
	view_int(view, "ROW_AT", (int64_t)at);
	view_int(view, "ROW_ID", v ? v->id : 0);
	for (k = 0; k < (s->columns ? s->columns : 1) && !s->simple; k++) {
		value = s->p ? value_of(s->p, v, k) : NULL;
		col = present_field(r, view, "OPT", NULL, product_form_name(r, row->key, arena_printf(a, "o%zu", k)), value ? value->name : "");
		view_text(col, "OPT_NAME", product_form_option(r, s, k));
	}
	view_int(view, "ROW_CELLS", ROW_CELLS + (int64_t)k);
	cell_money(r, view, "C_PRICE", row->key, "price", v ? v->list_price : 0, 0);
	cell_amount(r, view, s->p, "C_STOCK", row->key, "stock", v ? v->on_hand : -1);
	cell_amount(r, view, s->p, "C_HAD", row->key, "had", v ? v->on_hand : -1);
	cell_amount(r, view, s->p, "C_LOW", row->key, "low", v ? v->low_at : s->p && s->p->buying.measure != MEASURE_PIECE ? LOW_AT * QUANTITY_BIG : LOW_AT);
	cell_money(r, view, "C_WEIGHT", row->key, "g", v ? v->weight_g : 0, 0);
	sizes(r, view, row);
	cell_money(r, view, "C_WAS", row->key, "was", v ? v->compare_at : 0, 0);
	cell_money(r, view, "C_SALE", row->key, "sale", v ? v->sale_price : 0, 0);
	cell_moment(r, view, "C_FROM", row->key, "from", present_moment_text(r->c, v ? v->sale_from : 0));
	cell_moment(r, view, "C_TO", row->key, "to", present_moment_text(r->c, v ? present_moment_last(r->c, v->sale_to) : 0));
	if (*sale_state(r->c, v))
		view_text(view_row(view, "SALE_STATE"), "SALE_TEXT", sale_state(r->c, v));
	(void)present_field(r, view, "C_SKU", NULL, product_form_name(r, row->key, "sku"), v ? v->sku : "");
	(void)present_field(r, view, "C_BARCODE", NULL, product_form_name(r, row->key, "code"), v ? v->barcode : "");
	if (role_may(r->staff->role, RIGHT_COST_SEE)) {
		view_flag(view, "MAY_COST", true);
		cell_money(r, view, "C_COST", row->key, "cost", v ? v->cost : -1, -1);
		profit(r, view, row);
	}
	view_flag(view, "NO_COST", !role_may(r->staff->role, RIGHT_COST_SEE));
	view_flag(view, "ROW_OPEN", any_bad(r, row->key) || (v && v->sale_price > 0));
	view_flag(view, "ROW_HELD", v && v->reserved > 0);
	view_text(view, "ROW_RESERVED", quantity_text(a, r->c->lang, s->p ? s->p->buying.measure : MEASURE_PIECE, v ? v->reserved : 0));
	row_pictures(r, view, s, row);
}

static void
photos_show(struct request *r, struct view *v, const struct product_form *s)
{
	struct arena *a = r->c->arena;
	struct view *row;
	int64_t known = 0;
	size_t i;

	for (i = 0; i < s->n_photos; i++)
		known = s->photos[i].link > known ? s->photos[i].link : known;
	view_int(v, "PICS_KNOWN", known);
	for (i = 0; i < s->n_pics; i++) {
		const struct media_photo *p = s->pics[i];
		long long id = (long long)p->picture.media;

		row = view_row(v, "PHOTO");
		present_picture(r->c, row, &p->picture, s->p ? s->p->tint : 0);
		view_int(row, "PHOTO_AT", (int64_t)i);
		view_int(row, "PHOTO_NO", (int64_t)i + 1);
		view_int(row, "PHOTO_ID", p->picture.media);
		view_flag(row, "COVER", i == 0);
		view_flag(row, "NOT_COVER", i > 0);
		view_flag(row, "PHOTO_FIRST", i == 0);
		view_flag(row, "PHOTO_LAST", i + 1 == s->n_pics);
		view_flag(row, "PHOTO_WAIT", !p->picture.ready && !p->refused);
		if (p->refused)
			view_text(view_row(row, "PHOTO_REFUSED"), "REASON", i18n(a, r->c->lang, i18n_has(arena_printf(a, "media.refused.%s", p->reason)) ?
			    arena_printf(a, "media.refused.%s", p->reason) : "media.refused.damaged", NULL));
		(void)present_field(r, row, "ALT", NULL, arena_printf(a, "alt_%lld", id), p->alt);
		(void)present_field(r, row, "ALT_EN", NULL, arena_printf(a, "alten_%lld", id), p->alt_en);
	}
	for (i = 0; i < s->n_taken; i++) {
		row = view_row(v, "TAKEN");
		view_text(row, "TAKEN_HASH", s->taken[i]);
		view_int(row, "TAKEN_AT", (int64_t)i);
		view_int(row, "TAKEN_NO", (int64_t)(s->n_pics + i + 1));
	}
	view_text(v, "UPLOAD_URL", url_admin(r->c, "/upload"));
	view_int(v, "WHO", r->staff->id);
	view_flag(v, "HAS_PHOTOS", s->n_pics > 0);
	view_int(v, "PHOTO_COUNT", (int64_t)(s->n_pics + s->n_taken));
	row = view_row(v, "F_PHOTO");
	view_text(row, "FIELD", "photo");
	view_text(row, "ERROR", present_error(r, NULL, "photo"));
	view_flag(row, "BAD", form_error(r, "photo") != NULL);
}

/* Photos that an import named by their addresses: how many are on their way, and which did not come. */
static void
sources_show(struct request *r, struct view *v, const struct product_form *s)
{
	const struct media_source *lost;
	int64_t coming;
	struct view *list, *row;
	size_t n, i;

	if (!s->p)
		return;
	lost = media_source_failed_of(r->c, s->p->id, &n, &coming);
	if (coming > 0)
		view_int(view_row(v, "PICS_COMING"), "COMING", coming);
	if (n == 0)
		return;
	list = view_row(v, "PICS_LOST");
	for (i = 0; i < n; i++) {
		row = view_row(list, "LOST");
		view_text(row, "LOST_URL", media_source_shown(r->c, lost[i].url));
		view_text(row, "LOST_WHY", present_picture_why(r->c, lost[i].reason));
	}
	view_flag(list, "MAY_FETCH", role_may(r->staff->role, RIGHT_GOODS_EDIT));
	row = view_row(v, "FETCH_AGAIN");
	view_text(row, "AGAIN_URL", url_admin(r->c, "/pictures"));
	view_int(row, "PRODUCT_ID", s->p->id);
}

/* The words for one of it that the shop says in both languages, and the grounds behind a drawing; any other word may be typed. */
static void
looks_show(struct request *r, struct view *v, const struct product *p)
{
	static const char *const units[] = { "bungkus", "toples", "kotak", "botol", "paket", "dus", "keranjang", "lusin", "kg", "pcs" };
	static const char *const tints[][2] = {
		{ "0", "tint.none" }, { "1", "tint.1" }, { "2", "tint.2" }, { "3", "tint.3" }, { "4", "tint.4" }, { "5", "tint.5" }, { "6", "tint.6" },
	};
	const char *tint = p && p->tint >= 1 && p->tint <= 6 ? tints[p->tint][0] : "0";
	struct view *row = view_row(v, "F_TINT");
	size_t i;

	(void)present_field(r, v, "F_UNIT", product_fields, "unit", p ? p->unit : "");
	for (i = 0; i < ARRAY_LEN(units); i++)
		view_text(view_row(v, "UNIT_KNOWN"), "UNIT_WORD", units[i]);
	for (i = 0; i < ARRAY_LEN(tints); i++)
		(void)present_field_choice(r, row, i > 0 ? "SWATCH" : "NO_TINT", "tint", tint, tints[i][0],
		    i18n(r->c->arena, r->c->lang, tints[i][1], NULL));
}

static void
texts_show(struct request *r, struct view *v, const struct product_form *s)
{
	static const struct product_texts none = { "", "", "" };
	const struct product_texts *en = s->p ? product_texts(r->c, s->p->id, "en") : NULL;
	const struct product *p = s->p;
	const char *asked = request_query(r, "name");	/* a search that found nothing (admin/searches.c) */

	en = en ? en : &none;
	(void)present_field(r, v, "F_NAME", product_fields, "name", p ? p->name : asked ? utf8_cut(r->c->arena, asked, SEARCH_TERM_MAX) : "");
	(void)present_field(r, v, "F_NAME_EN", product_fields, "name_en", en->name);
	(void)present_field(r, v, "F_SUMMARY", product_fields, "summary", p ? p->summary : "");
	(void)present_field(r, v, "F_SUMMARY_EN", product_fields, "summary_en", en->summary);
	(void)present_field(r, v, "F_TEXT", product_fields, "description", p ? p->description : "");
	(void)present_field(r, v, "F_TEXT_EN", product_fields, "description_en", en->description);
	(void)present_field(r, v, "F_SLUG", product_fields, "slug", p ? p->slug : "");
	(void)present_field_check(r, v, "F_FEATURED", "featured", p && p->featured);
	(void)present_field_check(r, v, "F_ON_SALE", "on_sale", !p || str_eq(p->status, "active"));
}

/* Names of options, and the English of the values that are stored. */
static void
options_show(struct request *r, struct view *v, const struct product_form *s)
{
	struct arena *a = r->c->arena;
	const struct product *p = s->p;
	size_t k, i, shown = s->columns < 2 ? 2 : PRODUCT_OPTIONS;

	for (k = 0; k < shown; k++) {
		bool has = p && k < p->n_options;
		struct view *row = view_row(v, "OPTION");

		view_int(row, "OPTION_NO", (int64_t)k + 1);
		(void)present_field(r, row, "F_OPT", product_fields, product_form_options[k][0], has ? p->options[k].name : "");
		(void)present_field(r, row, "F_OPT_EN", product_fields, product_form_options[k][1], has ? option_name(r->c, p->options[k].id, "en") : "");
		for (i = 0; has && i < p->options[k].n_values; i++) {
			const struct option_value *o = &p->options[k].values[i];
			struct view *value;

			view_flag(v, "HAS_VALUES", true);
			value = present_field(r, v, "VALUE_EN", NULL, arena_printf(a, "en_%lld", (long long)o->id),
			    option_value_name(r->c, o->id, "en"));
			view_text(value, "VALUE_NAME", o->name);
		}
	}
}

static bool
in_category(struct request *r, const struct product_form *s, int64_t id)
{
	size_t n, i;
	const char **sent = r->form ? request_form_all(r, "cat", &n) : NULL;

	if (sent) {
		for (i = 0; i < n; i++)
			if (str_eq(sent[i], arena_printf(r->c->arena, "%lld", (long long)id)))
				return true;
		return false;
	}
	for (i = 0; s->p && i < s->p->n_categories; i++)
		if (s->p->categories[i]->id == id)
			return true;
	return false;
}

static void
categories_show(struct request *r, struct view *v, const struct product_form *s)
{
	size_t n, i;
	struct category **tree = catalog_tree(r->c, true, &n);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "CATEGORY");

		view_int(row, "CATEGORY_ID", tree[i]->id);
		view_text(row, "CATEGORY_NAME", tree[i]->name);
		view_flag(row, "BELOW", tree[i]->depth > 0);
		view_flag(row, "ON", in_category(r, s, tree[i]->id));
		view_flag(row, "HIDDEN", !tree[i]->active);
	}
	view_flag(v, "NO_CATEGORY", n == 0);
	view_text(v, "CATEGORIES_URL", url_admin(r->c, "/categories"));
}

/* How complete what is stored is, in percent; what is missing, each with the way there; and the next thing worth doing. */
static void
completeness(struct request *r, struct view *v, const struct product_form *s)
{
	static const int64_t worth[HINTS] = { [HINT_PRICE] = 10, [HINT_PHOTO] = 20, [HINT_WEIGHT] = 15, [HINT_STOCK] = 10, [HINT_TEXT] = 15, [HINT_CATEGORY] = 10, [HINT_FACTS] = 5, [HINT_PERMIT] = 5 };
	const struct product *p = s->p;
	struct ctx *c = r->c;
	int64_t percent = 0, bits;
	const char *next;
	bool second, english;
	struct view *list;
	int i;

	if (!p)
		return;
	bits = hint_bits(c, p->id);
	second = p->n_pictures > 1;
	english = product_texts(c, p->id, "en") != NULL;
	next = bits ? arena_printf(c->arena, "complete.%s", hint_words[present_hint_first(bits)]) : !second ? "complete.second" : !english ? "complete.english" : "complete.done";
	v = view_row(v, "COMPLETE");
	list = bits ? view_row(v, "LACKING") : NULL;
	for (i = 0; i < HINTS; i++) {
		struct view *row;

		if (!(bits & HINT_BIT(i))) {
			percent += worth[i];
			continue;
		}
		row = view_row(list, "LACK");
		view_text(row, "LACK_URL", present_hint_url(c, p->id, (enum hint)i, p->n_variants));
		view_text(row, "LACK_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "hint.%s", hint_words[i]), NULL));
	}
	view_int(v, "PERCENT", percent + (second ? 5 : 0) + (english ? 5 : 0));
	view_text(v, "NEXT", i18n(c->arena, c->lang, next, NULL));
}

static void
frame_show(struct request *r, struct view *v, const struct product_form *s)
{
	const struct product *p = s->p;
	bool conflict = str_eq(r->form_note, "product.conflict");
	struct view *field;

	shell_back(v, url_admin(r->c, "/goods"));
	shell_own_bar(v);
	present_form(r, v);
	product_form_measure(r, v, p);
	view_flag(v, "DIRTY", r->form != NULL);
	view_flag(v, "READ_ONLY", !role_may(r->staff->role, RIGHT_GOODS_EDIT));
	view_flag(v, "MAY_EDIT", role_may(r->staff->role, RIGHT_GOODS_EDIT));
	view_flag(v, "IS_NEW", !p);
	/* After a conflict the next try counts against what is stored now: the note has said so. */
	field = view_row(v, "F_VERSION");
	view_text(field, "VALUE", conflict ? "" : form_typed(r, "version", ""));
	if (conflict || !r->form)
		view_int(field, "VALUE", p ? p->version : 0);
	view_text(v, "FORM_URL", p ? url_admin(r->c, "/goods/%lld", (long long)p->id) : url_admin(r->c, "/goods/new"));
	view_flag(v, "NOT_ARCHIVED", p && !str_eq(p->status, "archived"));
	if (!p)
		return;
	v = view_row(v, "IS_OLD");
	if (role_may(r->staff->role, RIGHT_SOCIAL))
		view_text(view_row(v, "MAY_SHARE"), "SHARE_URL", url_admin(r->c, "/goods/%lld/share", (long long)p->id));
	view_text(v, "STATUS", p->status);
	view_text(v, "COPY_URL", url_admin(r->c, "/goods/%lld/copy", (long long)p->id));
	view_text(v, "STATUS_URL", url_admin(r->c, "/goods/%lld/status", (long long)p->id));
	view_text(v, "STOCK_URL", url_admin(r->c, "/goods/%lld/stock", (long long)p->id));
	present_goods_more(r, v, p);
	view_text(v, "SHOP_URL", url_in(r->c, url_product(r->c, p->slug), r->c->lang));
	view_flag(v, "IS_ACTIVE", str_eq(p->status, "active"));
	if (str_eq(p->status, "active") && role_may(r->staff->role, RIGHT_SOCIAL)) {
		struct view *post = view_row(v, "MAY_POST");

		view_text(post, "POST_URL", url_admin(r->c, "/posts/new"));
		view_int(post, "PRODUCT_ID", p->id);
	}
	view_flag(v, "IS_ARCHIVED", str_eq(p->status, "archived"));
}

static void
page(struct request *r, int64_t id)
{
	const struct product_form *s = product_form_load(r, id);
	const struct product_row blank = { "__n__", NULL };
	struct view *v, *table;
	size_t i;

	if (!s) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/product", "goods", s->p ? s->p->name : i18n(r->c->arena, r->c->lang, "product.new", NULL));
	frame_show(r, v, s);
	folds_show(r, v, s);
	completeness(r, v, s);
	photos_show(r, v, s);
	sources_show(r, v, s);
	texts_show(r, v, s);
	looks_show(r, v, s->p);
	if (!s->many)
		options_show(r, v, s);
	categories_show(r, v, s);
	view_flag(v, "SIMPLE", s->simple);
	view_flag(v, "FEW", !s->many);
	if (s->simple) {
		row_show(r, v, s, &s->rows[0], 0);
	} else if (s->many) {
		table = view_row(v, "MANY");
		view_int(table, "ROWS", (int64_t)s->p->n_variants);
		view_text(table, "VARIANTS_URL", url_admin(r->c, "/goods/%lld/variants", (long long)id));
	} else {
		table = view_row(v, "TABLE");
		view_int(table, "ROWS", (int64_t)s->n_rows);
		view_int(table, "NEXT_KEY", s->next);
		for (i = 0; i < (s->columns ? s->columns : 1); i++)
			view_text(view_row(table, "HEAD"), "OPT_NAME", product_form_option(r, s, i));
		for (i = 0; i < s->n_rows; i++)
			row_show(r, view_part(table, "VARIANT", "admin/part_variant"), s, &s->rows[i], i);
		row_show(r, view_part(table, "VARIANT_NEW", "admin/part_variant"), s, &blank, s->n_rows);
	}
}

static void
show(struct request *r)
{
	page(r, r->arg_int[0]);
}

static void
show_new(struct request *r)
{
	page(r, 0);
}

/* What product_put said, at the field where it belongs. False: the page again. */
static bool
put_ok(struct request *r, const struct product_form *s, enum product_put said, size_t bad)
{
	const char *key = bad < s->n_rows ? s->rows[bad].key : "";

	switch (said) {
	case PRODUCT_OK:
		return true;
	case PRODUCT_GONE:
	case PRODUCT_CONFLICT:
		form_note(r, "product.conflict");
		return false;
	case PRODUCT_SKU_TAKEN:
		form_bad(r, product_form_name(r, key, "sku"), "product.sku_taken");
		return false;
	case PRODUCT_SAME_OPTIONS:
		form_bad(r, product_form_name(r, key, "o0"), "product.same_options");
		return false;
	case PRODUCT_NO_VARIANT:
		form_note(r, "product.no_variant");
		return false;
	case PRODUCT_SLUG_TAKEN:
		form_bad(r, "slug", "product.slug_taken");
		return false;
	case PRODUCT_TOO_MANY:
		form_note(r, "product.too_many");
		return false;
	case PRODUCT_RESERVED:
		if (bad >= s->n_rows)
			form_note(r, "product.reserved_gone");
		else
			form_bad(r, product_form_name(r, key, "stock"), "product.reserved");
		return false;
	}
	BUG("product_put said %d", (int)said);
}

static void
save_product(struct request *r, int64_t id, void (*again)(struct request *))
{
	const struct product_form *s = product_form_load(r, id);
	struct product_edit e;
	enum product_put said;
	int64_t version;
	size_t bad = 0;

	if (!s) {
		reply_not_found(r);
		return;
	}
	if (!str_eq(product_form_act(r), "save")) {
		reply_again(r, again);
		return;
	}
	if (!product_form_read(r, s, &e, &version)) {
		reply_again(r, again);
		return;
	}
	said = product_put(r->c, &id, version, &e, &bad);
	if (!put_ok(r, s, said, bad)) {
		reply_again(r, again);
		return;
	}
	product_form_photos(r, s, id);
	flash(r, s->p ? "flash.goods.saved" : str_eq(e.status, "active") ? "flash.goods.new" : "flash.goods.draft");
	reply_see_other(r, url_admin(r->c, "/goods/%lld", (long long)id));
}

static void
save(struct request *r)
{
	save_product(r, r->arg_int[0], show);
}

static void
save_new(struct request *r)
{
	save_product(r, 0, show_new);
}

/* Archive, restore, publish. The list that follows offers the way back. */
static void
status(struct request *r)
{
	static const struct { const char *to, *flash; } ways[] = {
		{ "active", "flash.goods.active" }, { "draft", "flash.goods.hidden" }, { "archived", "flash.goods.archived" },
	};
	const char *to = request_form(r, "to"), *was = request_form(r, "was");
	const char *list = url_admin(r->c, "/goods"), *id = arena_printf(r->c->arena, "%lld", (long long)r->arg_int[0]);
	size_t i;

	for (i = 0; i < ARRAY_LEN(ways) && !str_eq(ways[i].to, to); i++)
		;
	if (i == ARRAY_LEN(ways)) {
		reply_error(r, 400);
		return;
	}
	switch (product_status(r->c, r->arg_int[0], to)) {
	case PRODUCT_STATUS_GONE:
		reply_not_found(r);
		return;
	case PRODUCT_STATUS_OK:
		flash(r, ways[i].flash);
		if (was && !str_eq(was, to))
			list = url_with(r->c, url_with(r->c, list, "undo", id), "was", was);
		reply_see_other(r, list);
		return;
	}
}

/* One tap: a draft like it, open for what differs. */
static void
copy(struct request *r)
{
	int64_t id = goods_copy(r->c, r->arg_int[0]);

	if (id == 0) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.goods.copied");
	reply_see_other(r, url_admin(r->c, "/goods/%lld", (long long)id));
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, product_form_take },
	{ "GET", "/admin/goods/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, product_form_take },
	{ "POST", "/admin/goods/{id:int}/copy", copy, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/status", status, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
