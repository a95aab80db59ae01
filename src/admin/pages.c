/* Pages of text as the owner edits them: about, how to order, questions. Plain text with three marks, in both languages; an old address keeps working. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/content.h"
#include "shop/staff.h"

struct page_form {
	int64_t version, position;
	const char *title, *title_en, *body, *body_en, *slug;
	bool active;
};
static const struct field fields[] = {
	F_INT(struct page_form, version, 0, INT64_MAX), F_INT_OPT(struct page_form, position, 0, 9999),
	F_TEXT(struct page_form, title, 2, 120), F_TEXT(struct page_form, title_en, 0, 120),
	F_LINES(struct page_form, body, 1, 20000), F_LINES(struct page_form, body_en, 0, 20000),
	F_TEXT(struct page_form, slug, 0, 80), F_BOOL(struct page_form, active), F_FIN
};

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/pages", "more", i18n(c->arena, c->lang, "pages.title", NULL));
	size_t n, i;
	struct page **pages = page_list(c, true, &n);

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/pages/new"), i18n(c->arena, c->lang, "pages.new", NULL));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_URL", url_admin(c, "/pages/%lld", (long long)pages[i]->id));
		view_text(row, "ROW_TITLE", pages[i]->title);
		view_text(row, "ROW_SLUG", pages[i]->slug);
		view_flag(row, "HIDDEN", !pages[i]->active);
	}
	view_flag(v, "SOME", n > 0);
	view_flag(v, "EMPTY", n == 0);
	view_text(v, "NEW_URL", url_admin(c, "/pages/new"));
}

static void
page(struct request *r, int64_t id)
{
	static const struct page_texts none = { "", "" };
	struct ctx *c = r->c;
	const struct page *p = id ? page_get(c, id) : NULL;
	const struct page_texts *t = id ? page_texts(c, id, "id") : NULL, *en = id ? page_texts(c, id, "en") : NULL;
	struct view *v;

	if (id && !p) {
		reply_not_found(r);
		return;
	}
	t = t ? t : &none;
	en = en ? en : &none;
	v = shell_admin(r, "admin/page", "more", p ? p->title : i18n(c->arena, c->lang, "pages.new", NULL));
	shell_back(v, url_admin(c, "/pages"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", p ? url_admin(c, "/pages/%lld", (long long)id) : url_admin(c, "/pages/new"));
	present_version(r, v, "pages.conflict", p ? p->version : 0);
	(void)present_field(r, v, "F_TITLE", fields, "title", t->title);
	(void)present_field(r, v, "F_TITLE_EN", fields, "title_en", en->title);
	(void)present_field(r, v, "F_BODY", fields, "body", t->body);
	(void)present_field(r, v, "F_BODY_EN", fields, "body_en", en->body);
	(void)present_field(r, v, "F_SLUG", fields, "slug", p ? p->slug : "");
	(void)present_field_int(r, v, "F_POSITION", fields, "position", p ? p->position : 0, NO_NUMBER);
	(void)present_field_check(r, v, "F_ACTIVE", "active", !p || p->active);
	if (p && p->active)
		view_text(view_row(v, "SEE"), "SEE_URL", url_in(c, url_page(c, p->slug), c->lang));
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
put(struct request *r, int64_t *id, const struct page_form *f)
{
	const char *title[2] = { f->title, f->title_en }, *body[2] = { f->body, f->body_en };

	switch (page_put(r->c, id, f->version, f->slug, title, body, f->position > 0 ? f->position : 0, f->active)) {
	case PAGE_OK:
		return true;
	case PAGE_GONE:
	case PAGE_CONFLICT:
		form_note(r, "pages.conflict");
		return false;
	case PAGE_SLUG_TAKEN:
		form_bad(r, "slug", "product.slug_taken");
		return false;
	}
	return false;
}

static void
save_page(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct page_form f;
	bool ok = form_read(r, fields, &f);

	if (id && !page_get(r->c, id)) {
		reply_not_found(r);
		return;
	}
	if (ok && *f.title_en == '\0' && *f.body_en != '\0') {
		form_bad(r, "title_en", "form.required");
		ok = false;
	}
	if (!ok || !put(r, &id, &f)) {
		reply_again(r, again);
		return;
	}
	flash(r, "flash.page.saved");
	reply_see_other(r, url_admin(r->c, "/pages/%lld", (long long)id));
}

static void
save(struct request *r)
{
	save_page(r, r->arg_int[0], show);
}

static void
save_new(struct request *r)
{
	save_page(r, 0, show_new);
}

static const struct route routes[] = {
	{ "GET", "/admin/pages", list, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/pages/new", show_new, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/pages/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ "GET", "/admin/pages/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/pages/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
