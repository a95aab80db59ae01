/*
 * Categories as the owner arranges them: a tree that unfolds, put in order by buttons or dragging, names in both languages, a picture; a branch moves to another parent on its own page. Two become one, and
 * what is empty is deleted; an old address keeps working.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/shell.h"
#include "present/taken.h"
#include "shop/catalog.h"
#include "shop/category_merge.h"
#include "shop/collection.h"
#include "shop/staff.h"

#define UNFOLDED_MOST 30	/* of a larger tree, only the top is seen at first */

struct category_form {
	int64_t version, parent;
	const char *name, *name_en, *description, *description_en, *slug;
	bool active, no_photo;
};
static const struct field fields[] = {
	F_INT(struct category_form, version, 0, INT64_MAX), F_INT_OPT(struct category_form, parent, 0, INT64_MAX),
	F_TEXT(struct category_form, name, 2, 60),
	F_TEXT(struct category_form, name_en, 0, 60), F_LINES(struct category_form, description, 0, 1000),
	F_LINES(struct category_form, description_en, 0, 1000), F_TEXT(struct category_form, slug, 0, 80),
	F_BOOL(struct category_form, active), F_BOOL(struct category_form, no_photo), F_FIN
};

/* Is category i of the tree the first, the last of its siblings? */
static bool
is_first(struct category *const *tree, size_t i)
{
	return i == 0 || tree[i - 1]->depth < tree[i]->depth;
}

static bool
is_last(struct category *const *tree, size_t n, size_t i)
{
	int depth = tree[i]->depth;

	for (i++; i < n && tree[i]->depth > depth; i++)
		;
	return i == n || tree[i]->depth < depth;
}

/* How many stand right below it. */
static int64_t
children(struct category *const *tree, size_t n, size_t i)
{
	int depth = tree[i]->depth;
	int64_t count = 0;

	for (i++; i < n && tree[i]->depth > depth; i++)
		count += tree[i]->depth == depth + 1;
	return count;
}

/* What was moved stands below it: then its branch is unfolded, whatever the size of the tree. */
static bool
holds(struct category *const *tree, size_t n, size_t i, int64_t moved)
{
	int depth = tree[i]->depth;

	for (i++; i < n && tree[i]->depth > depth; i++)
		if (tree[i]->id == moved)
			return true;
	return false;
}

/* One category: its row, then either the fold of what is below it, or the ends of the folds that it is the last of. */
static void
node(struct ctx *c, struct view *v, struct category *const *tree, size_t n, size_t i, bool unfolded)
{
	struct view *row = view_row(v, "ROW");
	const struct category *g = tree[i];
	int next = i + 1 < n ? tree[i + 1]->depth : 0, k;

	view_int(row, "ROW_ID", g->id);
	view_text(row, "ROW_URL", url_admin(c, "/categories/%lld", (long long)g->id));
	view_text(row, "ROW_NAME", g->name);
	view_int(row, "ROW_PRODUCTS", g->products);
	view_flag(row, "HIDDEN", !g->active);
	view_flag(row, "HIDDEN_ABOVE", g->active && !g->shown);
	view_flag(row, "CAN_UP", !is_first(tree, i));
	view_flag(row, "CAN_DOWN", !is_last(tree, n, i));
	present_picture(c, row, &g->picture, (int64_t)(i % 6) + 1);
	if (next > g->depth) {
		struct view *below = view_row(row, "BELOW");

		view_int(below, "BELOW_N", children(tree, n, i));
		view_flag(below, "UNFOLDED", unfolded);
		return;
	}
	view_flag(row, "LEAF", true);
	for (k = g->depth; k > next; k--)
		(void)view_row(row, "CLOSE");
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/categories", "more", i18n(c->arena, c->lang, "categories.title", NULL));
	const char *at = request_query(r, "at");
	int64_t moved = 0;
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);

	if (at && !str_int(at, 1, INT64_MAX, &moved))
		moved = 0;
	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/categories/new"), i18n(c->arena, c->lang, "categories.new", NULL));
	for (i = 0; i < n; i++)
		node(c, v, tree, n, i, n <= UNFOLDED_MOST || (moved && holds(tree, n, i, moved)));
	view_flag(v, "SOME", n > 0);
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "ORDER_URL", url_admin(c, "/categories/order"));
	view_text(v, "NEW_URL", url_admin(c, "/categories/new"));
}

/* "up:12", "down:12" from a button; id and to from dragging. */
struct order_form { int64_t id, to; const char *move; };
static const struct field order_fields[] = {
	F_INT_OPT(struct order_form, id, 1, INT64_MAX), F_INT_OPT(struct order_form, to, 1, 100000), F_TEXT(struct order_form, move, 0, 40), F_FIN
};

static void
order(struct request *r)
{
	struct ctx *c = r->c;
	struct order_form f;
	int64_t id = 0, to = 0;

	if (form_read(r, order_fields, &f)) {
		const char *number = strchr(f.move, ':');

		if (f.id > 0 && f.to > 0) {
			id = f.id;
			to = f.to - 1;
		} else if (number && str_int(number + 1, 1, INT64_MAX, &id)) {
			to = str_starts(f.move, "up:") ? CATEGORY_STEP_UP : CATEGORY_STEP_DOWN;
			id = to == CATEGORY_STEP_UP || str_starts(f.move, "down:") ? id : 0;
		}
	}
	if (id == 0 || !category_place(c, id, to)) {
		flash(r, "flash.no.category.gone");
		reply_see_other(r, url_admin(c, "/categories"));
		return;
	}
	flash(r, "flash.category.order");
	reply_see_other(r, arena_printf(c->arena, "%s#k%lld", url_with(c, url_admin(c, "/categories"), "at", arena_printf(c->arena, "%lld", (long long)id)), (long long)id));
}

static const char *
indented(struct ctx *c, const struct category *g)
{
	const char *dashes = "";
	int i;

	for (i = 0; i < g->depth; i++)
		dashes = arena_printf(c->arena, "%s– ", dashes);
	return arena_printf(c->arena, "%s%s", dashes, g->name);
}

/* Where it may hang: nowhere, or below another one, its own branch left out. */
static void
parents_show(struct request *r, struct view *v, const struct category *g)
{
	struct arena *a = r->c->arena;
	const char *stored = arena_printf(a, "%lld", (long long)(g ? g->parent : 0));
	size_t n, i;
	struct category **tree = catalog_tree(r->c, true, &n);
	int skip = -1;

	for (i = 0; i < n; i++) {
		if (skip >= 0 && tree[i]->depth > skip)
			continue;
		skip = g && tree[i]->id == g->id ? tree[i]->depth : -1;
		if (skip >= 0)
			continue;
		(void)present_field_choice(r, v, "PARENT", "parent", stored, arena_printf(a, "%lld", (long long)tree[i]->id), indented(r->c, tree[i]));
	}
}

static void
fields_show(struct request *r, struct view *v, const struct category *g)
{
	static const struct category_texts none = { "", "" };
	const struct category_texts *t = g ? category_texts(r->c, g->id, "id") : NULL;
	const struct category_texts *en = g ? category_texts(r->c, g->id, "en") : NULL;

	t = t ? t : &none;
	en = en ? en : &none;
	(void)present_field(r, v, "F_NAME", fields, "name", t->name);
	(void)present_field(r, v, "F_NAME_EN", fields, "name_en", en->name);
	(void)present_field(r, v, "F_TEXT", fields, "description", t->description);
	(void)present_field(r, v, "F_TEXT_EN", fields, "description_en", en->description);
	(void)present_field(r, v, "F_SLUG", fields, "slug", g ? g->slug : "");
	(void)present_field_check(r, v, "F_ACTIVE", "active", !g || g->active);
	(void)present_field(r, v, "F_PARENT", fields, "parent", "");
	parents_show(r, v, g);
	present_taken(r, v, g ? &g->picture : NULL);
}

/* Another one that it becomes one with: any but itself and what is below it. And the way out, when nothing needs it. */
static void
ends_show(struct request *r, struct view *v, const struct category *g)
{
	struct ctx *c = r->c;
	int64_t goods = category_goods(c, g->id), below = category_below(c, g->id), rules = collection_rules_of(c, "category", g->id);
	const char *url = url_admin(c, "/categories/%lld", (long long)g->id);
	struct view *merge = NULL, *row;
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);
	int skip = -1;

	for (i = 0; i < n; i++) {
		if (skip >= 0 && tree[i]->depth > skip)
			continue;
		skip = tree[i]->id == g->id ? tree[i]->depth : -1;
		if (skip >= 0)
			continue;
		merge = merge ? merge : view_row(v, "MERGE");
		row = view_row(merge, "OTHER");
		view_int(row, "CHOICE", tree[i]->id);
		view_text(row, "LABEL", indented(c, tree[i]));
	}
	if (merge)
		view_text(merge, "MERGE_URL", arena_printf(c->arena, "%s/merge", url));
	v = view_row(v, "ENDS");
	if (goods + below + rules == 0) {
		view_text(view_row(v, "DROP"), "DROP_URL", arena_printf(c->arena, "%s/drop", url));
		return;
	}
	row = view_row(v, "NEEDED");
	view_int(row, "NEEDED_GOODS", goods);
	view_flag(row, "BY_GOODS", goods > 0);
	view_int(row, "NEEDED_BELOW", below);
	view_flag(row, "BY_BELOW", below > 0);
	view_int(row, "NEEDED_RULES", rules);
	view_flag(row, "BY_RULES", rules > 0);
}

static void
page(struct request *r, int64_t id)
{
	struct ctx *c = r->c;
	const struct category *g = id ? catalog_category(c, id) : NULL;
	struct view *v;

	if (id && !g) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/category", "more", g ? g->name : i18n(c->arena, c->lang, "categories.new", NULL));
	shell_back(v, url_admin(c, "/categories"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", g ? url_admin(c, "/categories/%lld", (long long)id) : url_admin(c, "/categories/new"));
	present_version(r, v, "categories.conflict", g ? g->version : 0);
	fields_show(r, v, g);
	if (g)
		view_text(view_row(v, "ORDER"), "ORDER_URL", url_admin(c, "/categories/%lld/goods", (long long)id));
	if (g)
		ends_show(r, v, g);
	view_flag(v, "HIDDEN_ABOVE", g && g->active && !g->shown);
	if (g && g->shown)
		view_text(view_row(v, "SEE"), "SEE_URL", url_in(c, url_category(c, g->slug), c->lang));
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

/* False: something is marked. */
static bool
put(struct request *r, int64_t *id, const struct category_form *f, const struct category *old)
{
	struct category_edit e = {
		.name = { f->name, f->name_en }, .description = { f->description, f->description_en }, .slug = f->slug,
		.parent = f->parent > 0 ? f->parent : 0, .active = f->active,
		.media = present_taken_media(r, old ? old->picture.media : 0, f->no_photo),
	};

	switch (category_put(r->c, id, f->version, &e)) {
	case CATEGORY_OK:
		return true;
	case CATEGORY_GONE:
	case CATEGORY_CONFLICT:
		form_note(r, "categories.conflict");
		return false;
	case CATEGORY_LOOP:
		form_bad(r, "parent", "categories.loop");
		return false;
	case CATEGORY_DEEP:
		form_bad(r, "parent", "categories.deep");
		return false;
	case CATEGORY_SLUG_TAKEN:
		form_bad(r, "slug", "product.slug_taken");
		return false;
	}
	return false;
}

static void
save_category(struct request *r, int64_t id, void (*again)(struct request *))
{
	const struct category *old = id ? catalog_category(r->c, id) : NULL;
	struct category_form f;
	bool ok = form_read(r, fields, &f);

	if (id && !old) {
		reply_not_found(r);
		return;
	}
	if (ok && *f.name_en == '\0' && *f.description_en != '\0')
		form_bad(r, "name_en", "product.name_en");
	present_taken_fault(r);
	if (!ok || r->n_errors > 0 || !put(r, &id, &f, old)) {
		reply_again(r, again);
		return;
	}
	flash(r, "flash.category.saved");
	reply_see_other(r, url_admin(r->c, "/categories"));
}

static void
save(struct request *r)
{
	save_category(r, r->arg_int[0], show);
}

static void
save_new(struct request *r)
{
	save_category(r, 0, show_new);
}

static void
ended(struct request *r, enum category_end end, const char *done)
{
	struct ctx *c = r->c;

	switch (end) {
	case CATEGORY_END_OK:
		flash(r, done);
		reply_see_other(r, url_admin(c, "/categories"));
		return;
	case CATEGORY_END_GONE:
		flash(r, "flash.no.category.gone");
		reply_see_other(r, url_admin(c, "/categories"));
		return;
	case CATEGORY_END_USED:
		flash(r, "flash.no.category.used");
		break;
	case CATEGORY_END_SAME:
		flash(r, "flash.no.merge.same");
		break;
	case CATEGORY_END_BELOW:
		flash(r, "flash.no.category.below");
		break;
	case CATEGORY_END_DEEP:
		flash(r, "flash.no.category.deep");
		break;
	}
	reply_see_other(r, url_admin(c, "/categories/%lld", (long long)r->arg_int[0]));
}

struct into_form { int64_t into; };
static const struct field into_fields[] = { F_INT(struct into_form, into, 1, INT64_MAX), F_FIN };

static void
merge(struct request *r)
{
	struct into_form f;

	ended(r, form_read(r, into_fields, &f) ? category_merge(r->c, r->arg_int[0], f.into) : CATEGORY_END_SAME, "flash.merged");
}

static void
drop(struct request *r)
{
	ended(r, category_drop(r->c, r->arg_int[0]), "flash.category.dropped");
}

static const struct route routes[] = {
	{ "GET", "/admin/categories", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/categories/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, present_take },
	{ "GET", "/admin/categories/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, present_take },
	{ "POST", "/admin/categories/order", order, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/{id:int}/merge", merge, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
