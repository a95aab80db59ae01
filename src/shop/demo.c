/*
 * The demo shop: settings, categories, accounts, zones and pages from shop.json in one transaction, then the catalogue by the importer, then the home page. A mark in
 * external_id tells an opening that was cut short from a shop that is somebody's own, so it can be finished by calling again.
 */
#include "shop/demo.h"

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/js.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/bundle.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/content.h"
#include "shop/importer.h"
#include "shop/importer_goods.h"
#include "shop/maker.h"
#include "shop/media.h"
#include "shop/pay.h"
#include "shop/preorder.h"
#include "shop/product_fact.h"
#include "shop/setting.h"
#include "shop/ship.h"
#include "shop/tag.h"

#define SOURCE "etalase"
#define SALE_DAYS 365	/* so long the demo's reduced prices hold from the day it is opened */
enum mark { MARK_NONE, MARK_BEGUN, MARK_DONE };

struct demo_run {
	const char *dir;
	json_t *shop;
	const char *why;
	int64_t mark, products;
	const char **pictures;	/* hashes of the categories' pictures, in order */
	const char *hero;
};

static const char *
both(const json_t *o, const char *key, int lang)
{
	return js_get(json_object_get(o, key), lang ? "en" : "id");
}

/* "13.12.08" as 131208; "*" as 0, everywhere. */
static int64_t
region_code(const char *s)
{
	int64_t code = 0;

	for (; *s; s++)
		if (*s >= '0' && *s <= '9')
			code = code * 10 + *s - '0';
	return code;
}

static bool
fault(struct demo_run *d, const char *what)
{
	if (!d->why)
		d->why = what;
	return false;
}

/* --- settings --- */

/* Opening hours as settings write them: "1,2,3 08:00-17:00; …". */
static const char *
hours(struct ctx *c, const json_t *list)
{
	struct buf b;
	size_t i, k;
	json_t *one, *day;

	buf_init(&b, c->arena, 300);
	json_array_foreach(list, i, one) {
		(void)buf_str(&b, b.len ? "; " : "");
		json_array_foreach(json_object_get(one, "days"), k, day)
			(void)buf_printf(&b, "%s%d", k ? "," : "", (int)json_integer_value(day));
		(void)buf_printf(&b, " %s-%s", js_get(one, "open"), js_get(one, "close"));
	}
	return b.s;
}

static bool
set(struct ctx *c, struct demo_run *d, const char *name, const char *lang, const char *value)
{
	switch (setting_put(c, name, lang, value)) {
	case SETTING_OK:
		return true;
	case SETTING_BAD:
		break;
	}
	return fault(d, arena_printf(c->arena, "setting %s does not fit: %s", name, value));
}

static bool
settings(struct ctx *c, struct demo_run *d)
{
	static const char *const plain[] = { "name", "whatsapp", "nib", "maps_url", "timezone", "order_prefix" };
	static const char *const texts[] = { "tagline", "story", "dispatch" };
	const json_t *s = json_object_get(d->shop, "shop");
	bool ok = true;
	size_t i;

	for (i = 0; i < ARRAY_LEN(plain); i++)
		ok = ok && set(c, d, plain[i], NULL, js_get(s, plain[i]));
	for (i = 0; i < ARRAY_LEN(texts); i++)
		ok = ok && set(c, d, texts[i], "id", both(s, texts[i], 0)) && set(c, d, texts[i], "en", both(s, texts[i], 1));
	return ok && set(c, d, "address", NULL, js_get(s, "address")) &&
	    set(c, d, "hours", NULL, hours(c, json_object_get(s, "hours")));
}

/* --- lists --- */

static bool
categories(struct ctx *c, struct demo_run *d)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->shop, "categories"), i, one) {
		struct category_edit e = { .slug = js_get(one, "slug"), .active = 1 };
		int64_t id = 0, k;

		for (k = 0; k < 2; k++) {
			e.name[k] = both(one, "name", (int)k);
			e.description[k] = both(one, "description", (int)k);
		}
		if (*js_get(one, "parent"))
			e.parent = import_object(c, SOURCE, "category", js_get(one, "parent"));
		if (d->pictures[i])
			e.media = media_put(c, d->pictures[i]);
		if (category_put(c, &id, 0, &e) != CATEGORY_OK)
			return fault(d, arena_printf(c->arena, "category %s was refused", e.slug));
		import_link(c, SOURCE, "category", js_get(one, "key"), id);
	}
	return true;
}

static bool
accounts(struct ctx *c, struct demo_run *d)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->shop, "bank_accounts"), i, one) {
		int64_t id = 0;

		if (bank_put(c, &id, 0, js_get(one, "bank"), js_get(one, "number"), js_get(one, "holder"), (int64_t)i, true) != BANK_OK)
			return fault(d, "a bank account was refused");
	}
	return true;
}

static bool
zones(struct ctx *c, struct demo_run *d)
{
	json_t *one, *area;
	size_t i, k;

	json_array_foreach(json_object_get(d->shop, "zones"), i, one) {
		const json_t *list = json_object_get(one, "areas");
		int64_t *areas = arena_new_n(c->arena, json_array_size(list), int64_t), id = 0;
		struct zone_edit e = {
			.kind = js_get(one, "kind"), .name = { both(one, "name", 0), both(one, "name", 1) },
			.eta = { both(one, "eta", 0), both(one, "eta", 1) }, .first_g = js_get_int(one, "first_g", 0),
			.price_first = js_get_int(one, "price_first", 0), .step_g = js_get_int(one, "step_g", 0),
			.price_step = js_get_int(one, "price_step", 0), .free_over = js_get_int(one, "free_over", 0),
			.max_g = js_get_int(one, "max_g", 0), .cod = json_is_true(json_object_get(one, "cod")), .active = 1, .pack_g = SHIP_PACK_SHOP,
			.position = (int64_t)i, .areas = areas, .n_areas = json_array_size(list),
		};

		json_array_foreach(list, k, area)
			areas[k] = region_code(json_string_value(area));
		e.courier = str_eq(e.kind, "pickup") ? "pickup" : "table";
		if (zone_put(c, &id, 0, &e) != ZONE_OK)
			return fault(d, arena_printf(c->arena, "zone \"%s\" was refused: are the regions loaded?", e.name[0]));
	}
	return true;
}

/* What is inside the hampers. */
static bool
bundles(struct ctx *c, struct demo_run *d)
{
	json_t *one, *qty;
	const char *sku, *part;

	json_object_foreach(json_object_get(d->shop, "bundles"), sku, one) {
		struct bundle_part parts[BUNDLE_PARTS_MAX];
		size_t n = 0, bad;
		int64_t variant;

		json_object_foreach(one, part, qty) {
			if (n < BUNDLE_PARTS_MAX)
				parts[n++] = (struct bundle_part){ .variant = bundle_by_code(c, part), .qty = json_integer_value(qty) };
		}
		variant = bundle_by_code(c, sku);
		if (bundle_put(c, variant, bundle_version(c, variant), parts, n, &bad) != BUNDLE_OK)
			return fault(d, arena_printf(c->arena, "the parts of %s were refused", sku));
	}
	return true;
}

/* What is fried when enough is ordered. */
static bool
preorders(struct ctx *c, struct demo_run *d)
{
	json_t *one;
	const char *key;

	json_object_foreach(json_object_get(d->shop, "preorders"), key, one) {
		int64_t id = import_object(c, SOURCE, "product", key);
		const struct product *p = catalog_product(c, id);
		const struct preorder m = { .rule = MAKING_PRE, .ready_days = js_get_int(one, "days", 0), .target = js_get_int(one, "target", 0) };

		if (!p || preorder_put(c, id, p->version, &m, false) != PREORDER_OK)
			return fault(d, arena_printf(c->arena, "%s can't be pre-ordered", key));
	}
	return true;
}

static bool
pages(struct ctx *c, struct demo_run *d)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->shop, "pages"), i, one) {
		const char *title[2] = { both(one, "title", 0), both(one, "title", 1) };
		const char *body[2] = { both(one, "body", 0), both(one, "body", 1) };
		int64_t id = 0;

		if (page_put(c, &id, 0, js_get(one, "slug"), title, body, (int64_t)i, true) != PAGE_OK)
			return fault(d, arena_printf(c->arena, "page %s was refused", js_get(one, "slug")));
	}
	return true;
}

/* --- the steps --- */

static bool
look(struct ctx *c, void *arg)
{
	struct demo_run *d = arg;
	size_t n;

	d->mark = import_object(c, SOURCE, "demo", "state");
	(void)goods_list(c, "", "", GOODS_ALL, 1, 1, &n, &d->products);
	return true;
}

/* Everything but goods. */
static bool
furnish(struct ctx *c, void *arg)
{
	struct demo_run *d = arg;

	import_link(c, SOURCE, "demo", "state", MARK_BEGUN);
	return settings(c, d) && categories(c, d) && accounts(c, d) && zones(c, d) && pages(c, d);
}

/* All of the demo's goods are to eat. */
static void
kinds(struct ctx *c)
{
	size_t n, i;
	struct product_type **types = product_type_list(c, &n);
	int64_t food = 0, after = 0;
	const int64_t *ids;

	for (i = 0; i < n; i++)
		if (str_eq(types[i]->code, "food"))
			food = types[i]->id;
	while (food && (ids = goods_ids(c, "", "", false, after, 100, &n)) && n > 0) {
		for (i = 0; i < n; i++)
			product_fact_type(c, ids[i], food);
		after = ids[n - 1];
	}
}

/* Who made the goods, and what they bear: all tags of one product together, since they are written together. */
static bool
grouped(struct ctx *c, struct demo_run *d, const char *key)
{
	int64_t product = import_object(c, SOURCE, "product", key), maker = 0, tags[PRODUCT_TAGS_MOST];
	const struct product *p = product ? catalog_product(c, product) : NULL;
	json_t *one, *name;
	size_t i, k, n = 0;

	json_array_foreach(json_object_get(d->shop, "makers"), i, one)
		json_array_foreach(json_object_get(one, "goods"), k, name)
			if (str_eq(json_string_value(name), key))
				maker = maker_named(c, both(one, "name", 0));
	json_array_foreach(json_object_get(d->shop, "tags"), i, one)
		json_array_foreach(json_object_get(one, "goods"), k, name)
			if (n < PRODUCT_TAGS_MOST && str_eq(json_string_value(name), key))
				tags[n++] = tag_named(c, both(one, "name", 0));
	return p && (maker == 0 && n == 0 ? true : product_groups_put(c, product, p->version, maker, tags, n) == PRODUCT_OK);
}

static bool
makers(struct ctx *c, struct demo_run *d)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->shop, "makers"), i, one) {
		const struct maker_edit e = { .name = { both(one, "name", 0), both(one, "name", 1) }, .story = { both(one, "story", 0), both(one, "story", 1) }, .place = js_get(one, "place"), .active = true };
		int64_t id = 0;

		if (maker_put(c, &id, 0, &e) != MAKER_OK)
			return fault(d, arena_printf(c->arena, "maker %s was refused", e.name[0]));
	}
	json_array_foreach(json_object_get(d->shop, "tags"), i, one) {
		const struct tag_edit e = { .name = { both(one, "name", 0), both(one, "name", 1) } };
		int64_t id = 0;

		if (tag_put(c, &id, 0, &e) != TAG_OK)
			return fault(d, arena_printf(c->arena, "tag %s was refused", e.name[0]));
	}
	return true;
}

static bool
collections(struct ctx *c, struct demo_run *d)
{
	json_t *one, *key;
	size_t i, k;

	json_array_foreach(json_object_get(d->shop, "collections"), i, one) {
		const char *tag = js_get(one, "tag");
		const struct collection_rule rules[] = { { "tag", *tag ? tag_named(c, tag) : 0, 0 }, { "price", 0, js_get_int(one, "price_to", 0) } };
		const struct collection_edit e = { .name = { both(one, "name", 0), both(one, "name", 1) }, .description = { both(one, "description", 0), both(one, "description", 1) },
			.position = (int64_t)i, .active = true, .by_rule = *tag != '\0', .all = true, .rules = rules, .n_rules = *tag ? ARRAY_LEN(rules) : 0 };
		int64_t id = 0;

		if (collection_put(c, &id, 0, &e) != COLLECTION_OK)
			return fault(d, arena_printf(c->arena, "collection %s was refused", e.name[0]));
		json_array_foreach(json_object_get(one, "goods"), k, key)
			if (collection_add(c, id, import_object(c, SOURCE, "product", json_string_value(key))) != COLLECTION_CHANGE_OK)
				return fault(d, arena_printf(c->arena, "%s was refused for collection %s", json_string_value(key), e.name[0]));
	}
	return true;
}

/* Makers, tags and collections, and what belongs to them. */
static bool
groups(struct ctx *c, struct demo_run *d)
{
	static const char *const lists[] = { "makers", "tags" };
	const char *done = "|";
	json_t *one, *key;
	size_t l, i, k;

	/* What was begun once more has them already. */
	if (import_object(c, SOURCE, "demo", "groups"))
		return true;
	import_link(c, SOURCE, "demo", "groups", 1);
	if (!makers(c, d))
		return false;
	for (l = 0; l < ARRAY_LEN(lists); l++) {
		json_array_foreach(json_object_get(d->shop, lists[l]), i, one) {
			json_array_foreach(json_object_get(one, "goods"), k, key) {
				const char *mark = arena_printf(c->arena, "|%s|", json_string_value(key));

				if (strstr(done, mark))
					continue;
				done = arena_printf(c->arena, "%s%s|", done, json_string_value(key));
				if (!grouped(c, d, json_string_value(key)))
					return fault(d, arena_printf(c->arena, "maker and tags of %s were refused", json_string_value(key)));
			}
		}
	}
	return collections(c, d);
}

/* What the home page shows, now that the goods are there. */
static bool
decorate(struct ctx *c, void *arg)
{
	struct demo_run *d = arg;
	const json_t *home = json_object_get(d->shop, "home");
	int64_t promo = import_object(c, SOURCE, "product", js_get(home, "promo"));
	const char *zone = setting_get(c, "timezone", NULL);
	int64_t today = clock_day(clock_now(), zone);

	if (d->hero) {
		(void)media_put(c, d->hero);
		if (!set(c, d, "hero", NULL, d->hero))
			return false;
	}
	kinds(c);
	catalog_sales_last(c, clock_day_start(today, zone), clock_day_start(today + SALE_DAYS, zone));
	import_link(c, SOURCE, "demo", "state", MARK_DONE);
	return bundles(c, d) && preorders(c, d) && groups(c, d) && set(c, d, "promo", NULL, arena_printf(c->arena, "%lld", (long long)promo));
}

static const char *
picture(struct ctx *c, struct demo_run *d, const char *name)
{
	const char *hash = import_picture(c, arena_printf(c->arena, "%s/pictures/%s", d->dir, name));

	if (!hash)
		(void)fault(d, arena_printf(c->arena, "picture %s could not be taken", name));
	return hash;
}

static bool
take_pictures(struct ctx *c, struct demo_run *d)
{
	const json_t *list = json_object_get(d->shop, "categories");
	json_t *one;
	size_t i;

	d->pictures = arena_new_n(c->arena, json_array_size(list), const char *);
	json_array_foreach(list, i, one)
		d->pictures[i] = picture(c, d, js_get(one, "picture"));
	d->hero = picture(c, d, js_get(json_object_get(d->shop, "home"), "hero"));
	return !d->why;
}

/* The demo's own file must go in without a word. */
static void
complaint(struct ctx *c, int64_t line, const char *status, const char *name UNUSED, const char *message_id, const char *arg, void *run)
{
	if (str_eq(status, "refused") || str_eq(status, "warning"))
		(void)fault(run, arena_printf(c->arena, "catalogue.csv, line %lld: %s %s", (long long)line, message_id, arg));
}

static bool
open_shop(struct ctx *c, struct demo_run *d)
{
	const struct import_options o = { .report = complaint, .arg = d };
	struct import_result r;

	if (!take_pictures(c, d) || (d->mark == MARK_NONE && !db_transact(c, DB_WRITE, furnish, d)))
		return false;
	switch (import_file(c, arena_printf(c->arena, "%s/catalogue.csv", d->dir), &o, &r)) {
	case IMPORT_OK:
		break;
	case IMPORT_UNKNOWN:
	case IMPORT_BAD_FILE:
	case IMPORT_STOPPED:
	case IMPORT_FAILED:
		return fault(d, "catalogue.csv could not be read");
	}
	return !d->why && db_transact(c, DB_WRITE, decorate, d);
}

enum demo
demo_open(struct ctx *c, const char *dir, const char **why)
{
	struct demo_run d = { .dir = dir };
	const char *fell = NULL;

	d.shop = js_file(c->arena, arena_printf(c->arena, "%s/shop.json", dir), &fell);
	if (!d.shop)
		(void)fault(&d, fell);
	else if (db_transact(c, DB_READ, look, &d)) {
		if (d.mark == MARK_DONE || (d.mark == MARK_NONE && d.products > 0))
			return DEMO_NOT_EMPTY;
		if (open_shop(c, &d))
			return DEMO_DONE;
	}
	*why = err_is_set(c) ? c->err.text : d.why ? d.why : "failed";
	return DEMO_FAILED;
}
