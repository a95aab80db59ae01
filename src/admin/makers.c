/* Makers as the owner knows them: name, story and picture of whom the goods come from; two that are the same person become one, and who makes nothing can be taken away. */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/pager.h"
#include "present/shell.h"
#include "present/taken.h"
#include "shop/maker.h"
#include "shop/media.h"
#include "shop/staff.h"

#define PER_PAGE 50
#define CHOICES 500

struct maker_form {
	int64_t version;
	const char *name, *name_en, *story, *story_en, *slug, *place, *contact;
	bool contact_shown, active, no_photo;
};
static const struct field fields[] = {
	F_INT(struct maker_form, version, 0, INT64_MAX), F_TEXT(struct maker_form, name, 2, MAKER_NAME_MAX), F_TEXT(struct maker_form, name_en, 0, MAKER_NAME_MAX),
	F_LINES(struct maker_form, story, 0, 3000), F_LINES(struct maker_form, story_en, 0, 3000), F_TEXT(struct maker_form, slug, 0, 80), F_TEXT(struct maker_form, place, 0, 100),
	F_TEXT(struct maker_form, contact, 0, 100), F_BOOL(struct maker_form, contact_shown), F_BOOL(struct maker_form, active), F_BOOL(struct maker_form, no_photo), F_FIN
};

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/makers/%lld", (long long)id);
}

static const char *
page_url(struct ctx *c, const char *word, int64_t page)
{
	const char *url = url_admin(c, "/makers");

	url = *word ? url_with(c, url, "q", word) : url;
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/makers", "more", i18n(c->arena, c->lang, "admin.makers", NULL));
	const char *word = request_query(r, "q") ? request_query(r, "q") : "";
	int64_t page = request_page(r), total;
	size_t n, i;
	struct maker **all = maker_list(c, word, false, (page - 1) * PER_PAGE, PER_PAGE, &n, &total);
	struct pager p;

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/makers/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	view_text(v, "LIST_URL", url_admin(c, "/makers"));
	view_text(v, "WORD", word);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_URL", one_url(c, all[i]->id));
		view_text(row, "ROW_NAME", all[i]->name);
		view_int(row, "ROW_PRODUCTS", all[i]->products);
		view_flag(row, "HIDDEN", !all[i]->active);
		present_picture(c, row, &all[i]->picture, (int64_t)(i % 6) + 1);
	}
	for (pager_start(&p, page, total, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, page_url(c, word, p.at));
	view_flag(v, "SOME", n > 0);
	view_flag(v, "SEARCH", total > PER_PAGE || *word);
	view_flag(v, "NONE_FIT", n == 0 && (*word || page > 1));
	view_flag(v, "EMPTY", n == 0 && !*word && page == 1);
	view_text(v, "NEW_URL", url_admin(c, "/makers/new"));
}

static void
fields_show(struct request *r, struct view *v, const struct maker *m)
{
	static const struct maker_texts none = { "", "" };
	const struct maker_texts *t = m ? maker_texts(r->c, m->id, "id") : NULL, *en = m ? maker_texts(r->c, m->id, "en") : NULL;

	t = t ? t : &none;
	en = en ? en : &none;
	(void)present_field(r, v, "F_NAME", fields, "name", t->name);
	(void)present_field(r, v, "F_NAME_EN", fields, "name_en", en->name);
	(void)present_field(r, v, "F_STORY", fields, "story", t->story);
	(void)present_field(r, v, "F_STORY_EN", fields, "story_en", en->story);
	(void)present_field(r, v, "F_SLUG", fields, "slug", m ? m->slug : "");
	(void)present_field(r, v, "F_PLACE", fields, "place", m ? m->place : "");
	(void)present_field(r, v, "F_CONTACT", fields, "contact", m ? m->contact : "");
	(void)present_field_check(r, v, "F_CONTACT_SHOWN", "contact_shown", m && m->contact_shown);
	(void)present_field_check(r, v, "F_ACTIVE", "active", !m || m->active);
	present_taken(r, v, m ? &m->picture : NULL);
}

/* Merging with another one, and taking away. */
static void
ends_show(struct request *r, struct view *v, const struct maker *m)
{
	struct ctx *c = r->c;
	int64_t total;
	size_t n, i;
	struct maker **all = maker_list(c, "", false, 0, CHOICES, &n, &total);
	struct view *merge = n > 1 ? view_row(v, "MERGE") : NULL;

	for (i = 0; merge && i < n; i++) {
		struct view *row = all[i]->id != m->id ? view_row(merge, "OTHER") : NULL;

		if (!row)
			continue;
		view_int(row, "CHOICE", all[i]->id);
		view_text(row, "LABEL", all[i]->name);
	}
	if (merge)
		view_text(merge, "MERGE_URL", arena_printf(c->arena, "%s/merge", one_url(c, m->id)));
	view_text(view_row(v, "DROP"), "DROP_URL", arena_printf(c->arena, "%s/drop", one_url(c, m->id)));
}

static void
page(struct request *r, int64_t id)
{
	struct ctx *c = r->c;
	const struct maker *m = id ? maker_get(c, id) : NULL;
	struct view *v;

	if (id && !m) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/maker", "more", m ? m->name : i18n(c->arena, c->lang, "makers.new", NULL));
	shell_back(v, url_admin(c, "/makers"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", m ? one_url(c, id) : url_admin(c, "/makers/new"));
	present_version(r, v, "makers.conflict", m ? m->version : 0);
	fields_show(r, v, m);
	if (m && m->active)
		view_text(view_row(v, "SEE"), "SEE_URL", url_in(c, url_group(c, "maker", m->slug), c->lang));
	if (m)
		ends_show(r, v, m);
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
put(struct request *r, int64_t *id, const struct maker_form *f, const struct maker *old)
{
	struct maker_edit e = { .name = { f->name, f->name_en }, .story = { f->story, f->story_en }, .slug = f->slug, .place = f->place, .contact = f->contact,
	    .contact_shown = f->contact_shown, .active = f->active, .media = present_taken_media(r, old ? old->picture.media : 0, f->no_photo) };

	switch (maker_put(r->c, id, f->version, &e)) {
	case MAKER_OK:
		return true;
	case MAKER_GONE:
	case MAKER_CONFLICT:
		form_note(r, "makers.conflict");
		return false;
	case MAKER_NAME_TAKEN:
		form_bad(r, "name", "makers.name_taken");
		return false;
	case MAKER_SLUG_TAKEN:
		form_bad(r, "slug", "product.slug_taken");
		return false;
	case MAKER_FULL:
		form_note(r, "makers.full");
		return false;
	}
	return false;
}

static void
save_maker(struct request *r, int64_t id, void (*again)(struct request *))
{
	const struct maker *old = id ? maker_get(r->c, id) : NULL;
	struct maker_form f;
	bool ok = form_read(r, fields, &f), taken_over;

	if (id && !old) {
		reply_not_found(r);
		return;
	}
	if (ok && *f.name_en == '\0' && *f.story_en != '\0')
		form_bad(r, "name_en", "product.name_en");
	present_taken_fault(r);
	taken_over = ok && *f.slug && slug_before(r->c, "maker", id, str_slug(r->c->arena, f.slug, 80)) != 0;
	if (!ok || r->n_errors > 0 || !put(r, &id, &f, old)) {
		reply_again(r, again);
		return;
	}
	flash(r, taken_over ? "flash.slug.taken_over" : "flash.maker.saved");
	reply_see_other(r, url_admin(r->c, "/makers"));
}

static void
save(struct request *r)
{
	save_maker(r, r->arg_int[0], show);
}

static void
save_new(struct request *r)
{
	save_maker(r, 0, show_new);
}

static void
ended(struct request *r, enum maker_end end, const char *done)
{
	switch (end) {
	case MAKER_END_OK:
		flash(r, done);
		reply_see_other(r, url_admin(r->c, "/makers"));
		return;
	case MAKER_END_GONE:
		reply_not_found(r);
		return;
	case MAKER_END_USED:
		flash(r, "flash.no.maker.used");
		break;
	case MAKER_END_SAME:
		flash(r, "flash.no.merge.same");
		break;
	}
	reply_see_other(r, one_url(r->c, r->arg_int[0]));
}

struct into_form { int64_t into; };
static const struct field into_fields[] = { F_INT(struct into_form, into, 1, INT64_MAX), F_FIN };

static void
merge(struct request *r)
{
	struct into_form f;

	ended(r, form_read(r, into_fields, &f) ? maker_merge(r->c, r->arg_int[0], f.into) : MAKER_END_SAME, "flash.merged");
}

static void
drop(struct request *r)
{
	ended(r, maker_drop(r->c, r->arg_int[0]), "flash.maker.dropped");
}

static const struct route routes[] = {
	{ "GET", "/admin/makers", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/makers/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/makers/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, present_take },
	{ "GET", "/admin/makers/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/makers/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, present_take },
	{ "POST", "/admin/makers/{id:int}/merge", merge, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/makers/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
