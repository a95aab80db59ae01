/*
 * Collections: the list, one's texts, days, picture and, when it is kept by rule, its conditions; for one put together by hand a page of its goods, where they are searched for, put in, ordered and taken
 * out. Conditions are one form in which what stays empty is not asked for.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/shell.h"
#include "present/taken.h"
#include "shop/collection.h"
#include "shop/maker.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/tag.h"

#define PRICE_MOST INT64_C(1000000000000)
#define FOUND 20
#define MAKERS_OFFERED 500
#define TAGS_OFFERED 200
#define TAGS_ASKED 2	/* conditions "bears this tag" of one collection; with the others there is room for all */

struct collection_form {
	int64_t version, position, category, maker, days, best, price_from, price_to;
	const char *name, *name_en, *description, *description_en, *slug, *from, *to, *kind, *match, *tags;
	bool active, no_photo, stock, sale;
};
static const struct field fields[] = {
	F_INT(struct collection_form, version, 0, INT64_MAX), F_TEXT(struct collection_form, name, 2, 60), F_TEXT(struct collection_form, name_en, 0, 60),
	F_LINES(struct collection_form, description, 0, 1000), F_LINES(struct collection_form, description_en, 0, 1000), F_TEXT(struct collection_form, slug, 0, 80),
	F_INT_OPT(struct collection_form, position, 0, 9999), F_TEXT(struct collection_form, from, 0, 10), F_TEXT(struct collection_form, to, 0, 10), F_BOOL(struct collection_form, active),
	F_BOOL(struct collection_form, no_photo), F_TEXT(struct collection_form, kind, 0, 10), F_TEXT(struct collection_form, match, 0, 10), F_TEXT(struct collection_form, tags, 0, 100),
	F_INT_OPT(struct collection_form, category, 0, INT64_MAX), F_INT_OPT(struct collection_form, maker, 0, INT64_MAX), F_MONEY_OPT(struct collection_form, price_from, 0, PRICE_MOST),
	F_MONEY_OPT(struct collection_form, price_to, 0, PRICE_MOST), F_INT_OPT(struct collection_form, days, 1, 3650), F_INT_OPT(struct collection_form, best, 1, COLLECTION_BEST_MOST),
	F_BOOL(struct collection_form, stock), F_BOOL(struct collection_form, sale), F_FIN
};

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/collections/%lld", (long long)id);
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/collections", "more", i18n(c->arena, c->lang, "admin.collections", NULL));
	int64_t now = clock_now();
	size_t n, i;
	struct collection **all = collection_list(c, &n);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/collections/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_URL", one_url(c, all[i]->id));
		view_text(row, "ROW_NAME", all[i]->name);
		view_int(row, "ROW_PRODUCTS", all[i]->products);
		view_flag(row, "BY_RULE", all[i]->by_rule);
		view_flag(row, "FILLING", all[i]->filling);
		view_flag(row, "HIDDEN", !all[i]->active);
		view_flag(row, "SOON", all[i]->active && all[i]->from_at > now);
		view_flag(row, "OVER", all[i]->active && all[i]->to_at != 0 && all[i]->to_at <= now);
		present_picture(c, row, &all[i]->picture, (int64_t)(i % 6) + 1);
	}
	view_flag(v, "SOME", n > 0);
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "NEW_URL", url_admin(c, "/collections/new"));
}

/* --- the form --- */

static const char *
day_of(struct ctx *c, int64_t at)
{
	return at ? clock_iso_day(c->arena, clock_day(at, shop_get(c)->timezone)) : "";
}

/* The conditions as the form's fields hold them. */
static struct collection_form
stored(struct ctx *c, int64_t id)
{
	struct collection_form f = { .category = 0, .price_from = NO_NUMBER, .price_to = NO_NUMBER, .days = NO_NUMBER, .best = NO_NUMBER, .tags = "" };
	size_t n = 0, i;
	struct collection_rule *rules = id ? collection_rules(c, id, &n) : NULL;

	for (i = 0; i < n; i++) {
		const struct collection_rule *k = &rules[i];
		const struct tag *t = str_eq(k->what, "tag") ? tag_get(c, k->number) : NULL;

		if (t)
			f.tags = arena_printf(c->arena, "%s%s%s", f.tags, *f.tags ? ", " : "", t->name_id);
		else if (str_eq(k->what, "category"))
			f.category = k->number;
		else if (str_eq(k->what, "maker"))
			f.maker = k->number;
		else if (str_eq(k->what, "new"))
			f.days = k->number;
		else if (str_eq(k->what, "best"))
			f.best = k->number;
		else if (str_eq(k->what, "stock"))
			f.stock = true;
		else if (str_eq(k->what, "sale"))
			f.sale = true;
		else if (str_eq(k->what, "price")) {
			f.price_from = k->number > 0 ? k->number : NO_NUMBER;
			f.price_to = k->number_to < PRICE_MOST ? k->number_to : NO_NUMBER;
		}
	}
	return f;
}

static void
choices_show(struct request *r, struct view *v, const struct collection_form *f)
{
	struct ctx *c = r->c;
	const char *category = arena_printf(c->arena, "%lld", (long long)f->category), *maker = arena_printf(c->arena, "%lld", (long long)f->maker);
	int64_t total;
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);
	struct maker **makers;
	struct tag **tags;

	for (i = 0; i < n; i++)
		(void)present_field_choice(r, v, "CATEGORY", "category", category, arena_printf(c->arena, "%lld", (long long)tree[i]->id),
		    arena_printf(c->arena, "%.*s%s", tree[i]->depth > 9 ? 27 : 3 * tree[i]->depth, "– – – – – – – – – ", tree[i]->name));
	makers = maker_list(c, "", false, 0, MAKERS_OFFERED, &n, &total);
	for (i = 0; i < n; i++)
		(void)present_field_choice(r, v, "MAKER", "maker", maker, arena_printf(c->arena, "%lld", (long long)makers[i]->id), makers[i]->name);
	tags = tag_list(c, "", true, 0, TAGS_OFFERED, &n, &total);
	for (i = 0; i < n; i++)
		view_text(view_row(v, "TAG"), "LABEL", tags[i]->name_id);
}

static void
rules_show(struct request *r, struct view *v, const struct collection *g)
{
	struct collection_form f = stored(r->c, g ? g->id : 0);

	(void)present_field(r, v, "F_TAGS", fields, "tags", f.tags);
	(void)present_field_int(r, v, "F_PRICE_FROM", fields, "price_from", f.price_from, NO_NUMBER);
	(void)present_field_int(r, v, "F_PRICE_TO", fields, "price_to", f.price_to, NO_NUMBER);
	(void)present_field_int(r, v, "F_DAYS", fields, "days", f.days, NO_NUMBER);
	(void)present_field_int(r, v, "F_BEST", fields, "best", f.best, NO_NUMBER);
	(void)present_field_check(r, v, "F_STOCK", "stock", f.stock);
	(void)present_field_check(r, v, "F_SALE", "sale", f.sale);
	(void)present_field_choice(r, v, "MATCH", "match", !g || g->all ? "all" : "any", "all", i18n(r->c->arena, r->c->lang, "collections.all", NULL));
	(void)present_field_choice(r, v, "MATCH", "match", !g || g->all ? "all" : "any", "any", i18n(r->c->arena, r->c->lang, "collections.any", NULL));
	choices_show(r, v, &f);
}

static void
fields_show(struct request *r, struct view *v, const struct collection *g)
{
	static const struct collection_texts none = { "", "" };
	struct ctx *c = r->c;
	const struct collection_texts *t = g ? collection_texts(c, g->id, "id") : NULL, *en = g ? collection_texts(c, g->id, "en") : NULL;

	t = t ? t : &none;
	en = en ? en : &none;
	(void)present_field(r, v, "F_NAME", fields, "name", t->name);
	(void)present_field(r, v, "F_NAME_EN", fields, "name_en", en->name);
	(void)present_field(r, v, "F_TEXT", fields, "description", t->description);
	(void)present_field(r, v, "F_TEXT_EN", fields, "description_en", en->description);
	(void)present_field(r, v, "F_SLUG", fields, "slug", g ? g->slug : "");
	(void)present_field_int(r, v, "F_POSITION", fields, "position", g ? g->position : 0, NO_NUMBER);
	(void)present_field(r, v, "F_FROM", fields, "from", g ? day_of(c, g->from_at) : "");
	(void)present_field(r, v, "F_TO", fields, "to", g && g->to_at ? day_of(c, g->to_at - 1) : "");
	(void)present_field_check(r, v, "F_ACTIVE", "active", !g || g->active);
	present_taken(r, v, g ? &g->picture : NULL);
	if (!g) {
		(void)present_field_choice(r, v, "KIND", "kind", "hand", "hand", i18n(c->arena, c->lang, "collections.hand", NULL));
		(void)present_field_choice(r, v, "KIND", "kind", "hand", "rule", i18n(c->arena, c->lang, "collections.rule", NULL));
	}
	if (!g || g->by_rule)
		rules_show(r, view_row(v, "RULES"), g);
}

static void
page(struct request *r, int64_t id)
{
	struct ctx *c = r->c;
	const struct collection *g = id ? collection_get(c, id) : NULL;
	struct view *v;

	if (id && !g) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/collection", "more", g ? g->name : i18n(c->arena, c->lang, "collections.new", NULL));
	shell_back(v, url_admin(c, "/collections"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", g ? one_url(c, id) : url_admin(c, "/collections/new"));
	present_version(r, v, "collections.conflict", g ? g->version : 0);
	fields_show(r, v, g);
	if (!g)
		return;
	if (collection_open(g, clock_now()))
		view_text(view_row(v, "SEE"), "SEE_URL", url_in(c, url_group(c, "collection", g->slug), c->lang));
	if (!g->by_rule) {
		struct view *hand = view_row(v, "BY_HAND");

		view_text(hand, "HAND_URL", arena_printf(c->arena, "%s/goods", one_url(c, id)));
		view_int(hand, "ROW_PRODUCTS", g->products);
	}
	view_text(view_row(v, "DROP"), "DROP_URL", arena_printf(c->arena, "%s/drop", one_url(c, id)));
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

/* --- reading the form --- */

/* The first second of the day (or of the one after it); 0: left open. */
static int64_t
moment(struct request *r, const char *field, const char *text, int64_t after)
{
	int64_t day = 0;

	if (str_empty(text))
		return 0;
	if (!clock_parse_day(text, &day) || day <= 0 || day > 2932896 - 1) {
		form_bad(r, field, "collections.day");
		return 0;
	}
	return clock_day_start(day + after, shop_get(r->c)->timezone);
}

static void
rule_add(struct collection_rule *rules, size_t *n, const char *what, int64_t number, int64_t number_to)
{
	rules[(*n)++] = (struct collection_rule){ what, number, number_to };
}

static struct collection_rule *
rules_read(struct request *r, const struct collection_form *f, size_t *n)
{
	struct collection_rule *rules = arena_new_n(r->c->arena, COLLECTION_RULES_MOST + TAGS_ASKED, struct collection_rule);
	const char *bad = "";
	size_t n_tags, i;
	int64_t *tags = tag_read(r->c, f->tags, &n_tags, &bad), from = f->price_from > 0 ? f->price_from : 0, to = f->price_to != NO_NUMBER ? f->price_to : PRICE_MOST;

	*n = 0;
	if (!tags || n_tags > TAGS_ASKED)
		form_bad(r, "tags", tags || !*bad ? "collections.tags_many" : "goods.groups.tag_long");
	for (i = 0; tags && i < n_tags && i < TAGS_ASKED; i++)
		rule_add(rules, n, "tag", tags[i], 0);
	if (f->category > 0)
		rule_add(rules, n, "category", f->category, 0);
	if (f->maker > 0)
		rule_add(rules, n, "maker", f->maker, 0);
	if (f->price_from != NO_NUMBER || f->price_to != NO_NUMBER)
		rule_add(rules, n, "price", from, to);
	if (from > to)
		form_bad(r, "price_to", "collections.price");
	if (f->stock)
		rule_add(rules, n, "stock", 0, 0);
	if (f->sale)
		rule_add(rules, n, "sale", 0, 0);
	if (f->days != NO_NUMBER)
		rule_add(rules, n, "new", f->days, 0);
	if (f->best != NO_NUMBER)
		rule_add(rules, n, "best", f->best, 0);
	if (*n == 0)
		form_bad(r, "tags", "collections.no_rule");
	if (*n > COLLECTION_RULES_MOST)
		form_bad(r, "tags", "collections.rules_many");
	return rules;
}

/* False: something is marked. */
static bool
put(struct request *r, int64_t *id, const struct collection_form *f, const struct collection_edit *e)
{
	switch (collection_put(r->c, id, f->version, e)) {
	case COLLECTION_OK:
		return true;
	case COLLECTION_GONE:
	case COLLECTION_CONFLICT:
		form_note(r, "collections.conflict");
		return false;
	case COLLECTION_SLUG_TAKEN:
		form_bad(r, "slug", "product.slug_taken");
		return false;
	case COLLECTION_FULL:
		form_note(r, "collections.full");
		return false;
	}
	return false;
}

static void
save_collection(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct ctx *c = r->c;
	const struct collection *old = id ? collection_get(c, id) : NULL;
	struct collection_edit e;
	struct collection_form f;
	bool taken_over;

	if (id && !old) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, fields, &f)) {
		present_taken_fault(r);
		reply_again(r, again);
		return;
	}
	if (*f.name_en == '\0' && *f.description_en != '\0')
		form_bad(r, "name_en", "product.name_en");
	present_taken_fault(r);
	e = (struct collection_edit){ .name = { f.name, f.name_en }, .description = { f.description, f.description_en }, .slug = f.slug, .position = f.position > 0 ? f.position : 0,
	    .from_at = moment(r, "from", f.from, 0), .to_at = moment(r, "to", f.to, 1), .active = f.active, .by_rule = old ? old->by_rule : str_eq(f.kind, "rule"), .all = !str_eq(f.match, "any"),
	    .media = present_taken_media(r, old ? old->picture.media : 0, f.no_photo) };
	if (e.from_at && e.to_at && e.to_at <= e.from_at)
		form_bad(r, "to", "campaign.days");
	if (e.by_rule)
		e.rules = rules_read(r, &f, &e.n_rules);
	taken_over = *f.slug && slug_before(c, "collection", id, str_slug(c->arena, f.slug, 80)) != 0;
	if (r->n_errors > 0 || !put(r, &id, &f, &e)) {
		reply_again(r, again);
		return;
	}
	flash(r, taken_over ? "flash.slug.taken_over" : "flash.collection.saved");
	reply_see_other(r, !old && !e.by_rule ? arena_printf(c->arena, "%s/goods", one_url(c, id)) : url_admin(c, "/collections"));
}

static void
save(struct request *r)
{
	save_collection(r, r->arg_int[0], show);
}

static void
save_new(struct request *r)
{
	save_collection(r, 0, show_new);
}

static void
drop(struct request *r)
{
	if (!collection_drop(r->c, r->arg_int[0])) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.collection.dropped");
	reply_see_other(r, url_admin(r->c, "/collections"));
}

static const struct route routes[] = {
	{ "GET", "/admin/collections", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/collections/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/collections/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, present_take },
	{ "GET", "/admin/collections/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/collections/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, present_take },
	{ "POST", "/admin/collections/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
