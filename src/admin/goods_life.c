/* When goods appear and go by themselves, the trash, and merging one product into another. */
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
#include "present/goods_more.h"
#include "present/moment.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/product_life.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define FOUND_MOST 20
#define MERGE_VARIANTS 100
#define PLAN_MOST_S (3650 * INT64_C(86400))

/* 0: left open. */
static int64_t
moment_read(struct request *r, const char *field)
{
	const char *s = request_form(r, field);
	int64_t at = 0, now = clock_now();

	s = s ? str_trim(r->c->arena, s) : "";
	if (*s == '\0')
		return 0;
	if (!present_moment_parse(r->c, s, &at))
		form_bad(r, field, "campaign.day");
	else if (at <= now)
		form_bad(r, field, "life.past");
	else if (at > now + PLAN_MOST_S)
		form_bad(r, field, "life.far");
	return at;
}

/* How it stands, in one line. */
static const char *
standing(struct ctx *c, const struct product *p)
{
	if (p->trashed_at)
		return i18n(c->arena, c->lang, "life.trashed", NULL);
	if (p->publish_at && str_eq(p->status, "draft"))
		return i18n(c->arena, c->lang, "life.appears", present_moment_shown(c, p->publish_at), NULL);
	if (p->publish_until && str_eq(p->status, "active"))
		return i18n(c->arena, c->lang, "life.until", present_moment_shown(c, p->publish_until), NULL);
	return i18n(c->arena, c->lang, arena_printf(c->arena, "life.%s", p->status), NULL);
}

static const struct product *
product_of(struct ctx *c, int64_t id)
{
	const char *lang = c->lang;
	const struct product *p;

	c->lang = "id";
	p = catalog_product(c, id);
	c->lang = lang;
	return p;
}

static const char *
page_url(struct request *r, const char *page)
{
	return url_admin(r->c, "/goods/%lld/%s", (long long)r->arg_int[0], page);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = product_of(c, r->arg_int[0]), *other;
	bool edit = role_may(r->staff->role, RIGHT_GOODS_EDIT);
	struct view *v, *row;

	if (!p) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_life", "goods", i18n(c->arena, c->lang, "life.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "STANDS", standing(c, p));
	other = p->merged_into ? product_of(c, p->merged_into) : NULL;
	if (other) {
		row = view_row(v, "LEADS_TO");
		view_text(row, "OTHER_NAME", other->name);
		view_text(row, "OTHER_URL", url_admin(c, "/goods/%lld", (long long)other->id));
	}
	if (!edit)
		return;
	if (p->trashed_at) {
		row = view_row(v, "IN_TRASH");
		view_text(row, "STATUS_URL", page_url(r, "status"));
		view_text(row, "GONE_ON", clock_date(c->arena, p->trashed_at + TRASH_DAYS * INT64_C(86400), shop_get(c)->timezone, c->lang));
		return;
	}
	if (!str_eq(p->status, "archived")) {
		row = view_row(v, "PLAN");
		view_text(row, "PLAN_URL", page_url(r, "life"));
		present_version(r, row, "facts.conflict", p->version);
		(void)present_field(r, row, "F_AT", NULL, "publish_at", present_moment_text(c, p->publish_at));
		(void)present_field(r, row, "F_UNTIL", NULL, "publish_until", present_moment_text(c, p->publish_until));
		view_text(row, "ZONE", clock_zone_label(shop_get(c)->timezone));
	}
	row = view_row(v, "AWAY");
	view_text(row, "TRASH_URL", page_url(r, "trash"));
	view_text(row, "MERGE_URL", page_url(r, "merge"));
}

struct plan_form { int64_t version; };
static const struct field plan_fields[] = { F_INT(struct plan_form, version, 1, INT64_MAX), F_FIN };

static void
plan(struct request *r)
{
	struct plan_form f;
	bool ok = form_read(r, plan_fields, &f);
	int64_t at = moment_read(r, "publish_at"), until = moment_read(r, "publish_until");

	if (at && until && until <= at && r->n_errors == 0)
		form_bad(r, "publish_until", "life.order");
	if (!ok || r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	switch (product_plan(r->c, r->arg_int[0], f.version, at, until)) {
	case LIFE_OK:
		flash(r, at ? "flash.life.planned" : "flash.life.saved");
		reply_see_other(r, page_url(r, "life"));
		return;
	case LIFE_GONE:
		reply_not_found(r);
		return;
	case LIFE_CONFLICT:
		form_note(r, "facts.conflict");
		break;
	}
	reply_again(r, show);
}

static void
trash(struct request *r)
{
	switch (product_trash(r->c, r->arg_int[0])) {
	case LIFE_OK:
		flash(r, "flash.goods.trashed");
		reply_see_other(r, url_with(r->c, url_admin(r->c, "/goods"), "status", "trash"));
		return;
	case LIFE_GONE:
	case LIFE_CONFLICT:
		break;
	}
	reply_not_found(r);
}

/* --- merging --- */

static void
found_show(struct request *r, struct view *v, const struct product *p, const char *text)
{
	struct ctx *c = r->c;
	size_t n, i;
	int64_t total;
	struct goods_row **rows = goods_list(c, "", text, GOODS_ALL, 1, FOUND_MOST, &n, &total);

	for (i = 0; i < n; i++) {
		struct view *row;

		if (rows[i]->id == p->id)
			continue;
		row = view_row(v, "FOUND");
		view_text(row, "GOODS_NAME", rows[i]->name);
		view_text(row, "PICK_URL", url_with(c, page_url(r, "merge"), "into", arena_printf(c->arena, "%lld", (long long)rows[i]->id)));
		view_money(row, "PRICE", rows[i]->price_min);
		present_picture(c, row, &rows[i]->picture, rows[i]->tint);
	}
	view_flag(v, "FOUND_NONE", n == 0);
}

/* What will happen, with a choice for the stock of each variant. */
static void
preview_show(struct request *r, struct view *v, const struct product *p, const struct product *into)
{
	struct ctx *c = r->c;
	size_t i, k;
	struct view *row, *one;

	v = view_row(v, "PREVIEW");
	view_text(v, "INTO_NAME", into->name);
	view_int(v, "INTO", into->id);
	view_int(v, "VERSION", p->version);
	view_text(v, "OLD_URL", url_product(c, p->slug));
	view_text(v, "NEW_URL", url_product(c, into->slug));
	view_text(v, "MERGE_URL", page_url(r, "merge"));
	view_flag(v, "HAS_PHOTOS", p->n_pictures > 0);
	for (i = 0; i < p->n_variants && i < MERGE_VARIANTS; i++) {
		if (p->variants[i].available <= 0)
			continue;
		row = view_row(v, "STOCK");
		view_text(row, "VARIANT_NAME", *p->variants[i].label ? p->variants[i].label : p->name);
		view_text(row, "LEFT", quantity_text(c->arena, c->lang, p->buying.measure, p->variants[i].available));
		view_text(row, "FIELD", arena_printf(c->arena, "v%lld", (long long)p->variants[i].id));
		for (k = 0; k < into->n_variants; k++) {
			one = view_row(row, "TARGET");
			view_int(one, "CHOICE", into->variants[k].id);
			view_text(one, "LABEL", *into->variants[k].label ? into->variants[k].label : into->name);
		}
	}
}

static void
merge_page(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = product_of(c, r->arg_int[0]), *into = NULL;
	const char *text = request_query(r, "q"), *chosen = request_query(r, "into");
	int64_t id;
	struct view *v;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (r->form)
		chosen = request_form(r, "into");
	if (chosen && str_int(chosen, 1, INT64_MAX, &id) && id != p->id)
		into = product_of(c, id);
	text = text ? str_trim(c->arena, text) : "";
	v = shell_admin(r, "admin/goods_merge", "goods", i18n(c->arena, c->lang, "merge.title", NULL));
	shell_back(v, page_url(r, "life"));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	if (into) {
		preview_show(r, v, p, into);
		return;
	}
	v = view_row(v, "SEARCH");
	view_text(v, "Q", text);
	view_text(v, "SEARCH_URL", page_url(r, "merge"));
	found_show(r, v, p, text);
}

struct merge_form { int64_t version, into; bool photos; };
static const struct field merge_fields[] = { F_INT(struct merge_form, version, 1, INT64_MAX), F_INT(struct merge_form, into, 1, INT64_MAX), F_BOOL(struct merge_form, photos), F_FIN };

static size_t
stock_read(struct request *r, const struct product *p, struct merge_stock *all)
{
	size_t n = 0, i;

	for (i = 0; i < p->n_variants && n < MERGE_VARIANTS; i++) {
		const char *s = request_form(r, arena_printf(r->c->arena, "v%lld", (long long)p->variants[i].id));
		int64_t to;

		if (s && str_int(s, 1, INT64_MAX, &to))
			all[n++] = (struct merge_stock){ p->variants[i].id, to };
	}
	return n;
}

static void
merge(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = product_of(c, r->arg_int[0]);
	struct merge_stock stock[MERGE_VARIANTS];
	struct merge m = { .stock = stock };
	struct merge_form f;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, merge_fields, &f)) {
		reply_again(r, merge_page);
		return;
	}
	m.from = p->id;
	m.into = f.into;
	m.version = f.version;
	m.photos = f.photos;
	m.n_stock = stock_read(r, p, stock);
	switch (product_merge(c, &m)) {
	case MERGE_OK:
		flash(r, "flash.goods.merged");
		reply_see_other(r, url_admin(c, "/goods/%lld", (long long)f.into));
		return;
	case MERGE_GONE:
		reply_not_found(r);
		return;
	case MERGE_CONFLICT:
		form_note(r, "facts.conflict");
		break;
	case MERGE_SAME:
		form_note(r, "merge.same");
		break;
	case MERGE_AWAY:
		form_note(r, "merge.away");
		break;
	case MERGE_FULL:
		form_note(r, "merge.full");
		break;
	}
	reply_again(r, merge_page);
}

static const char *
state(struct ctx *c, const struct product *p)
{
	return standing(c, p);
}

static const struct goods_more more = { 900, "life", "calendar", "life.title", RIGHT_GOODS_SEE, state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/life", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/life", plan, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/trash", trash, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/goods/{id:int}/merge", merge_page, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/merge", merge, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
