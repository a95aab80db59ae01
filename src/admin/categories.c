/* Categories as the owner arranges them: a tree, names in both languages, a picture. They are hidden rather than deleted, and an old address keeps working. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/media.h"
#include "shop/staff.h"

struct category_form {
	int64_t version, parent, position;
	const char *name, *name_en, *description, *description_en, *slug;
	bool active, no_photo;
};
static const struct field fields[] = {
	F_INT(struct category_form, version, 0, INT64_MAX), F_INT_OPT(struct category_form, parent, 0, INT64_MAX),
	F_INT_OPT(struct category_form, position, 0, 9999), F_TEXT(struct category_form, name, 2, 60),
	F_TEXT(struct category_form, name_en, 0, 60), F_LINES(struct category_form, description, 0, 1000),
	F_LINES(struct category_form, description_en, 0, 1000), F_TEXT(struct category_form, slug, 0, 80),
	F_BOOL(struct category_form, active), F_BOOL(struct category_form, no_photo), F_FIN
};

/* What the upload became, before the transaction. */
struct taken {
	const char *hash;	/* "" none */
	const char *fault;	/* message, or NULL */
};

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/categories", "more", i18n(c->arena, c->lang, "categories.title", NULL));
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/categories/new"), i18n(c->arena, c->lang, "categories.new", NULL));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_URL", url_admin(c, "/categories/%lld", (long long)tree[i]->id));
		view_text(row, "ROW_NAME", tree[i]->name);
		view_int(row, "ROW_PRODUCTS", tree[i]->products);
		view_flag(row, "SUB", tree[i]->depth > 0);
		view_flag(row, "HIDDEN", !tree[i]->active);
		present_picture(c, row, &tree[i]->picture, (int64_t)(i % 6) + 1);
	}
	view_flag(v, "SOME", n > 0);
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "NEW_URL", url_admin(c, "/categories/new"));
}

/* Where it may hang: nowhere, or below another one, its own branch left out. */
static void
parents_show(struct request *r, struct view *v, const struct category *g)
{
	struct arena *a = r->c->arena;
	const char *stored = arena_printf(a, "%lld", (long long)(g ? g->parent : 0)), *dashes;
	size_t n, i;
	struct category **tree = catalog_tree(r->c, true, &n);
	int skip = -1;

	for (i = 0; i < n; i++) {
		if (skip >= 0 && tree[i]->depth > skip)
			continue;
		skip = g && tree[i]->id == g->id ? tree[i]->depth : -1;
		if (skip >= 0)
			continue;
		dashes = tree[i]->depth == 0 ? "" : tree[i]->depth == 1 ? "– " : "– – ";
		(void)present_field_choice(r, v, "PARENT", "parent", stored, arena_printf(a, "%lld", (long long)tree[i]->id),
		    arena_printf(a, "%s%s", dashes, tree[i]->name));
	}
}

/* The hash of a photo that came with the form, this time or the time before. */
static const char *
taken_hash(struct request *r)
{
	const struct taken *t = r->prepared;
	const char *before = r->form ? request_form(r, "taken") : NULL;

	if (t && *t->hash)
		return t->hash;
	return before && media_taken(r->c, before) ? before : "";
}

static void
photo_show(struct request *r, struct view *v, const struct category *g)
{
	const char *hash = taken_hash(r);
	struct view *row = view_row(v, "F_PHOTO");
	struct picture none = { "", "", 0, 0, false, false, 0 };

	view_text(row, "FIELD", "photo");
	view_text(row, "ERROR", present_error(r, NULL, "photo"));
	view_flag(row, "BAD", form_error(r, "photo") != NULL);
	present_picture(r->c, row, g ? &g->picture : &none, 0);
	view_flag(row, "HAS_PHOTO", g && g->picture.media != 0);
	if (*hash)
		view_text(view_row(row, "TAKEN"), "TAKEN_HASH", hash);
	(void)present_field_check(r, row, "F_NO_PHOTO", "no_photo", false);
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
	(void)present_field_int(r, v, "F_POSITION", fields, "position", g ? g->position : 0, NO_NUMBER);
	(void)present_field_check(r, v, "F_ACTIVE", "active", !g || g->active);
	(void)present_field(r, v, "F_PARENT", fields, "parent", "");
	parents_show(r, v, g);
	photo_show(r, v, g);
}

static void
page(struct request *r, int64_t id)
{
	struct ctx *c = r->c;
	const struct category *g = id ? catalog_category(c, id) : NULL;
	bool conflict = str_eq(r->form_note, "categories.conflict");
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
	view_text(v, "VERSION", r->form && !conflict ? form_typed(r, "version", "") :
	    arena_printf(c->arena, "%lld", (long long)(g ? g->version : 0)));
	fields_show(r, v, g);
	if (g && g->active)
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

/* Before any transaction: the upload is looked at and moved. Once: when this step is run again, the file is no longer where it came in. */
static void
take(struct request *r)
{
	struct taken *t = arena_new(r->c->arena, struct taken);
	const struct upload *u = request_upload(r, "photo", 0);

	if (r->prepared)
		return;
	r->prepared = t;
	t->hash = "";
	if (!u)
		return;
	switch (media_take(r->c, u->path, u->size, &t->hash)) {
	case MEDIA_OK:
		return;
	case MEDIA_TOO_LARGE:
		t->fault = "media.large";
		break;
	case MEDIA_NOT_A_PICTURE:
		t->fault = "media.type";
		break;
	case MEDIA_NO_SPACE:
		t->fault = "media.space";
		break;
	}
	t->hash = "";
}

/* False: something is marked. */
static bool
put(struct request *r, int64_t *id, const struct category_form *f, const struct category *old)
{
	const char *hash = taken_hash(r);
	struct category_edit e = {
		.name = { f->name, f->name_en }, .description = { f->description, f->description_en }, .slug = f->slug,
		.parent = f->parent > 0 ? f->parent : 0, .position = f->position > 0 ? f->position : 0, .active = f->active,
	};

	e.media = *hash ? media_put(r->c, hash) : old && !f->no_photo ? old->picture.media : 0;
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
	const struct taken *t = r->prepared;
	struct category_form f;
	bool ok = form_read(r, fields, &f);

	if (id && !old) {
		reply_not_found(r);
		return;
	}
	if (ok && *f.name_en == '\0' && *f.description_en != '\0')
		form_bad(r, "name_en", "product.name_en");
	if (t->fault)
		form_bad(r, "photo", t->fault);
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

static const struct route routes[] = {
	{ "GET", "/admin/categories", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/categories/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, take },
	{ "GET", "/admin/categories/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/categories/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, take },
	{ 0 }
};
ROUTES(routes);
