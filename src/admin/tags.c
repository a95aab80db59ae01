/* Tags of goods: the list, a tag's names and address, two that mean the same becoming one, and deleting what nobody bears. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/staff.h"
#include "shop/tag.h"

#define PER_PAGE 100
#define CHOICES 1000

struct tag_form { int64_t version; const char *name, *name_en, *slug; };
static const struct field fields[] = {
	F_INT(struct tag_form, version, 0, INT64_MAX), F_TEXT(struct tag_form, name, 1, TAG_NAME_MAX), F_TEXT(struct tag_form, name_en, 0, TAG_NAME_MAX), F_TEXT(struct tag_form, slug, 0, 80), F_FIN
};

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/tags/%lld", (long long)id);
}

static const char *
page_url(struct ctx *c, const char *word, int64_t page)
{
	const char *url = url_admin(c, "/tags");

	url = *word ? url_with(c, url, "q", word) : url;
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/tags", "more", i18n(c->arena, c->lang, "admin.tags", NULL));
	const char *word = request_query(r, "q") ? request_query(r, "q") : "";
	int64_t page = request_page(r), total;
	size_t n, i;
	struct tag **all = tag_list(c, word, false, (page - 1) * PER_PAGE, PER_PAGE, &n, &total);
	struct pager p;

	shell_back(v, url_admin(c, "/more"));
	view_text(v, "LIST_URL", url_admin(c, "/tags"));
	view_text(v, "WORD", word);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "ROW");

		view_text(row, "ROW_URL", one_url(c, all[i]->id));
		view_text(row, "ROW_NAME", all[i]->name);
		view_int(row, "ROW_PRODUCTS", all[i]->products);
	}
	for (pager_start(&p, page, total, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, page_url(c, word, p.at));
	view_flag(v, "SOME", n > 0);
	view_flag(v, "SEARCH", total > 20 || *word);
	view_flag(v, "NONE_FIT", n == 0 && (*word || page > 1));
	view_flag(v, "EMPTY", n == 0 && !*word && page == 1);
	view_text(v, "GOODS_URL", url_admin(c, "/goods"));
}

/* Merging with another one, and taking away. */
static void
ends_show(struct request *r, struct view *v, const struct tag *t)
{
	struct ctx *c = r->c;
	int64_t total;
	size_t n, i;
	struct tag **all = tag_list(c, "", false, 0, CHOICES, &n, &total);
	struct view *merge = n > 1 ? view_row(v, "MERGE") : NULL;

	for (i = 0; merge && i < n; i++) {
		struct view *row = all[i]->id != t->id ? view_row(merge, "OTHER") : NULL;

		if (!row)
			continue;
		view_int(row, "CHOICE", all[i]->id);
		view_text(row, "LABEL", all[i]->name);
	}
	if (merge)
		view_text(merge, "MERGE_URL", arena_printf(c->arena, "%s/merge", one_url(c, t->id)));
	view_text(view_row(v, "DROP"), "DROP_URL", arena_printf(c->arena, "%s/drop", one_url(c, t->id)));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct tag *t = tag_get(c, r->arg_int[0]);
	struct view *v;

	if (!t) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/tag", "more", t->name);
	shell_back(v, url_admin(c, "/tags"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", one_url(c, t->id));
	present_version(r, v, "tags.conflict", t->version);
	(void)present_field(r, v, "F_NAME", fields, "name", t->name_id);
	(void)present_field(r, v, "F_NAME_EN", fields, "name_en", t->name_en);
	(void)present_field(r, v, "F_SLUG", fields, "slug", t->slug);
	view_text(v, "SEE_URL", url_in(c, url_group(c, "tag", t->slug), c->lang));
	ends_show(r, v, t);
}

/* False: something is marked. */
static bool
put(struct request *r, int64_t id, const struct tag_form *f)
{
	const struct tag_edit e = { .name = { f->name, f->name_en }, .slug = f->slug };

	switch (tag_put(r->c, &id, f->version, &e)) {
	case TAG_OK:
		return true;
	case TAG_GONE:
	case TAG_CONFLICT:
		form_note(r, "tags.conflict");
		return false;
	case TAG_NAME_TAKEN:
		form_bad(r, "name", "tags.name_taken");
		return false;
	case TAG_SLUG_TAKEN:
		form_bad(r, "slug", "product.slug_taken");
		return false;
	case TAG_FULL:
		form_note(r, "tags.full");
		return false;
	}
	return false;
}

static void
save(struct request *r)
{
	struct tag_form f;
	bool ok = form_read(r, fields, &f), taken_over;

	if (!tag_get(r->c, r->arg_int[0])) {
		reply_not_found(r);
		return;
	}
	taken_over = ok && *f.slug && slug_before(r->c, "tag", r->arg_int[0], str_slug(r->c->arena, f.slug, 80)) != 0;
	if (!ok || !put(r, r->arg_int[0], &f)) {
		reply_again(r, show);
		return;
	}
	flash(r, taken_over ? "flash.slug.taken_over" : "flash.tag.saved");
	reply_see_other(r, url_admin(r->c, "/tags"));
}

static void
ended(struct request *r, enum tag_end end, const char *done)
{
	switch (end) {
	case TAG_END_OK:
		flash(r, done);
		reply_see_other(r, url_admin(r->c, "/tags"));
		return;
	case TAG_END_GONE:
		reply_not_found(r);
		return;
	case TAG_END_USED:
		flash(r, "flash.no.tag.used");
		break;
	case TAG_END_SAME:
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

	ended(r, form_read(r, into_fields, &f) ? tag_merge(r->c, r->arg_int[0], f.into) : TAG_END_SAME, "flash.merged");
}

static void
drop(struct request *r)
{
	ended(r, tag_drop(r->c, r->arg_int[0]), "flash.tag.dropped");
}

static const struct route routes[] = {
	{ "GET", "/admin/tags", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/tags/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/tags/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/tags/{id:int}/merge", merge, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/tags/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
